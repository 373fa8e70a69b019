"""What the tests share: three studies, their published pages, small studies written on the spot, one browser without a network."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import reteanalysis
from reteanalysis import Study, load_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]

settings.register_profile("busy machine", deadline=None)  # what is slow is found by the benchmarks
settings.load_profile("busy machine")

# Two projects in 2019, two in 2020; the city convenes them.
SMALL = {
    "partners.csv": "partner_id,name,sector\nalfa,Alfa,cooperative\nbeta,Beta,association\ncity,City of Borgo,public\ndelta,Delta,association\n",
    "projects.csv": "project_id,title\nbread,Bread\nhome,Home\ngarden,Garden\n",
    "participations.csv": (
        "partner_id,project_id,year,role\n"
        "alfa,bread,2019,lead\nbeta,bread,2019,partner\ncity,bread,2019,partner\ncity,home,2019,lead\n"
        "alfa,home,2020,lead\ncity,home,2020,partner\ndelta,garden,2020,lead\nbeta,garden,2020,partner\n"
    ),
    "study.toml": 'title = "Borgo"\nowner = "city"\n',
}


@pytest.fixture(scope="session")
def example() -> Study:
    return reteanalysis.example()


@pytest.fixture(scope="session")
def torino() -> Study:
    return load_study(ROOT / "data" / "torino", draws=99)  # a tenth of the draws of a report: as right, and no long wait


@pytest.fixture(scope="session")
def esempio() -> Study:
    return load_study(ROOT / "data" / "esempio", draws=49)


@pytest.fixture(scope="session")
def example_pages(example: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example.publish(tmp_path_factory.mktemp("example")).parent


@pytest.fixture(scope="session")
def torino_pages(torino: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return torino.publish(tmp_path_factory.mktemp("torino")).parent


@pytest.fixture(scope="session")
def esempio_pages(esempio: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return esempio.publish(tmp_path_factory.mktemp("esempio")).parent


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Return the folder of everything that one of the three studies publishes; each is written once."""
    return lambda name: request.getfixturevalue(f"{name}_pages")


@pytest.fixture
def write_study(tmp_path: Path) -> Callable[..., Path]:
    """Write the small study with some files replaced (``participations=...``), added, or left out (None); return its folder."""

    def write(folder: str = "small", toml: str | None = SMALL["study.toml"], **tables: str | None) -> Path:
        place = tmp_path / folder
        place.mkdir()
        files = SMALL | {"study.toml": toml} | {f"{name}.csv": text for name, text in tables.items()}
        for name, text in files.items():
            if text is not None:
                (place / name).write_text(text, encoding="utf-8")
        return place

    return write


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium here")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """Open a tab without a network; an assertion fails in the end if a page asked for anything but files, or complained."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert asked == []
    assert complaints == []


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    with watched(browser) as tab:
        yield tab
