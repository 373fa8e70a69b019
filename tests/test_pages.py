"""The published pages in a real browser without a network: they ask for nothing, complain of nothing, and fit their window."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pytest
from conftest import watched

from reteanalysis.terms import LANGUAGES, Lang

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from reteanalysis import Study

WIDTHS = (360, 768, 1280)
each_study = pytest.mark.parametrize("name", ["torino", "esempio"])
each_language = pytest.mark.parametrize("lang", LANGUAGES)

# Words of a drawing that stand, also by a hair's breadth, outside its box.
CLIPPED = """() => [...document.querySelectorAll("main svg")].flatMap((svg) => {
  const box = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter((text) => {
    const place = text.getBoundingClientRect();
    return place.width && (place.left < box.left - 1 || place.right > box.right + 1 || place.top < box.top - 1 || place.bottom > box.bottom + 1);
  }).map((text) => `${svg.closest("figure").querySelector("figcaption").innerText}: ${text.textContent.trim()}`);
})"""
# Pairs of words of a drawing that stand on each other: more than a third of the smaller is covered.
OVERLAPPING = """() => [...document.querySelectorAll("main svg")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim()).map((text) => [text, text.getBoundingClientRect()]);
  const found = [];
  texts.forEach(([one, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 1 && across * down > Math.min(a.width * a.height, b.width * b.height) / 3)
      found.push(`${svg.closest("figure").querySelector("figcaption").innerText}: ${one.textContent.trim()} | ${other.textContent.trim()}`);
  }));
  return found;
})"""
# Blocks of text that stand on each other: everything that is read in a section follows what comes before it.
OUT_OF_ORDER = """() => [...document.querySelectorAll("main section")].flatMap((section) => {
  const blocks = [...section.children].filter((block) => block.getBoundingClientRect().height);
  return blocks.slice(1).filter((block, i) => block.getBoundingClientRect().top < blocks[i].getBoundingClientRect().bottom - 1)
    .map((block) => `${section.id}: ${block.innerText.slice(0, 60)}`);
})"""
# Whatever sticks out of the window without a box of its own to scroll in.
WIDER = """() => [...document.querySelectorAll("body *")].filter((element) =>
  !element.closest(".rt-scroll, .rt-skip, svg, script, style") && element.getBoundingClientRect().right > innerWidth + 1
).map((element) => `${element.tagName} ${element.className}: ${(element.innerText || "").slice(0, 60)}`)"""


@pytest.fixture
def opened(published: Callable[[str], Path], tab: Page) -> Callable[..., Page]:
    def visit(name: str, path: str, width: int = 1280) -> Page:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto((published(name) / path).as_uri())
        tab.evaluate("document.fonts.ready")
        return tab

    return visit


@dataclass(frozen=True)
class Shown:
    """A report that a browser shows."""

    tab: Page
    study: Study
    period: str
    lang: Lang


@pytest.fixture(scope="module", params=product(["torino", "esempio"], ["2020", "2019-2021"], LANGUAGES), ids="-".join)
def report(request: pytest.FixtureRequest, published: Callable[[str], Path], browser: Browser) -> Iterator[Shown]:
    """Open each report once: it is long, and all that is asked of it can be asked of one page."""
    name, period, lang = request.param
    with watched(browser) as tab:
        tab.goto((published(name) / period / f"rete-{period}.{lang}.html").as_uri())
        tab.evaluate("document.fonts.ready")
        yield Shown(tab, request.getfixturevalue(name), period, lang)


class TestAReport:
    def test_is_a_page_in_its_language_under_one_heading(self, report: Shown):
        title = f"{report.study.settings.title[report.lang]}, {report.period}"
        assert report.tab.get_attribute("html", "lang") == report.lang
        assert report.tab.locator("h1").all_inner_texts() == [title]
        assert report.tab.title() == title
        assert report.tab.evaluate("document.fonts.check('16px \"Titillium Web\"')")

    @pytest.mark.parametrize("width", WIDTHS)
    def test_fits_every_window(self, report: Shown, width: int):
        report.tab.set_viewport_size({"width": width, "height": 900})
        assert report.tab.evaluate("[innerWidth, document.documentElement.scrollWidth <= innerWidth]") == [width, True]
        assert report.tab.evaluate(WIDER) == []
        assert report.tab.evaluate(OUT_OF_ORDER) == []

    def test_draws_no_word_outside_its_figure_nor_on_another(self, report: Shown):
        report.tab.set_viewport_size({"width": 1280, "height": 900})
        assert report.tab.evaluate(CLIPPED) == []
        assert report.tab.evaluate(OVERLAPPING) == []

    def test_has_one_of_each_id_and_a_name_for_every_figure(self, report: Shown):
        ids = report.tab.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
        assert sorted({one for one in ids if ids.count(one) > 1}) == []
        broken = "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1)).filter((id) => !document.getElementById(id))"
        assert report.tab.evaluate(broken) == []
        assert report.tab.evaluate("document.querySelectorAll('main svg:not([role=img])').length") == 0


class TestATour:
    def test_from_the_first_page_to_a_report_its_map_and_back(self, opened: Callable[..., Page]):
        tab = opened("torino", "index.html")
        tab.get_by_role("link", name="Rapporto 2020").click()
        assert tab.url.endswith("/2020/rete-2020.it.html")
        tab.get_by_role("link", name="Mappa interattiva dei partner").click()
        tab.wait_for_function("window.reteMap !== undefined")
        assert tab.url.endswith("/2020/map.it.html")
        tab.get_by_role("link", name="Rapporto", exact=True).click()
        assert tab.url.endswith("/2020/rete-2020.it.html")
        tab.get_by_role("link", name="2019-2021", exact=True).click()
        assert tab.url.endswith("/2019-2021/rete-2019-2021.it.html")
        tab.get_by_role("link", name="Tutti i rapporti").click()
        assert tab.url.endswith("/index.html")

    def test_to_the_other_language_and_back(self, opened: Callable[..., Page]):
        tab = opened("esempio", "2020/rete-2020.it.html")
        tab.get_by_role("link", name="English", exact=True).click()
        assert tab.url.endswith("/2020/rete-2020.en.html")
        assert tab.get_attribute("html", "lang") == "en"
        tab.get_by_role("link", name="Italiano", exact=True).click()
        assert tab.get_attribute("html", "lang") == "it"

    def test_along_the_contents_of_the_page(self, opened: Callable[..., Page]):
        tab = opened("torino", "2020/rete-2020.en.html")
        tab.locator(".rt-side").get_by_role("link", name="Glossary of the measures").click()
        assert tab.url.endswith("#glossary")
        tab.wait_for_function("Math.abs(document.getElementById('glossary').getBoundingClientRect().top) < innerHeight / 2")


@each_study
class TestTheTables:
    def test_of_partners_are_searched(self, opened: Callable[..., Page], request, name: str):
        study: Study = request.getfixturevalue(name)
        owner = study.names[study.owner]
        tab = opened(name, "2020/rete-2020.it.html")
        box = tab.locator("#partners .rt-searchable")
        assert box.locator("tbody tr:visible").count() == study.networks[2020].n
        box.get_by_role("searchbox").fill(owner.upper())
        assert box.locator("tbody tr:visible th").all_inner_texts() == [owner]
        assert box.get_by_role("status").inner_text().endswith(f"1 su {study.networks[2020].n}")

    def test_of_partners_are_sorted_as_numbers(self, opened: Callable[..., Page], request, name: str):
        study: Study = request.getfixturevalue(name)
        tab = opened(name, "2020/rete-2020.en.html")
        box = tab.locator("#partners .rt-searchable")
        box.get_by_role("button", name="Projects of the partner", exact=True).click()
        loads = [int(text) for text in box.locator("tbody tr > :nth-child(4)").all_inner_texts()]
        assert loads == sorted(study.networks[2020].load.tolist(), reverse=True)


@each_study
@each_language
class TestAMap:
    def test_opens_at_its_year_in_its_language(self, opened: Callable[..., Page], request, name: str, lang: Lang):
        study: Study = request.getfixturevalue(name)
        tab = opened(name, f"2020/map.{lang}.html")
        tab.wait_for_function("window.reteMap !== undefined")
        assert tab.get_attribute("html", "lang") == lang
        assert tab.locator("h1").count() == 1
        assert tab.evaluate("reteMap.visible().length") == study.networks[2020].n

    def test_fits_every_window(self, opened: Callable[..., Page], name: str, lang: Lang):
        for width in WIDTHS:
            tab = opened(name, f"2020/map.{lang}.html", width)
            tab.wait_for_function("window.reteMap !== undefined")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width


@each_study
def test_the_first_page_fits_every_window(opened: Callable[..., Page], name: str):
    for width in WIDTHS:
        tab = opened(name, "index.html", width)
        assert tab.locator("h1").count() == 1
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
