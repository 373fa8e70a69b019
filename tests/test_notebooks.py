"""The notebooks: committed clean, speaking through the door, and running from the first cell to the last."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from reading import read

import reteanalysis
from reteanalysis import book, notebooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from reteanalysis import Study

NOTEBOOKS = ROOT / "notebooks"
NAMES = ("report", "tour")
each_notebook = pytest.mark.parametrize("name", NAMES)


def cells(path: Path, kind: str = "code") -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def code(path: Path) -> ast.Module:
    return ast.parse("\n".join("".join(cell["source"]) for cell in cells(path)))


def shown(path: Path) -> list[str]:
    """Return what each code cell of an executed notebook shows, as HTML where it has that."""
    outputs = ([output.get("data", {}) for output in cell["outputs"]] for cell in cells(path))
    return ["".join("".join(data.get("text/html", data.get("text/plain", []))) for data in cell) for cell in outputs]


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    settings = os.environ | {"IPYTHONDIR": str(cwd / "ipython"), "JUPYTER_PLATFORM_DIRS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    return subprocess.run([sys.executable, *map(str, command)], cwd=cwd, env=settings, capture_output=True, text=True)


@pytest.fixture
def needs_papermill() -> None:
    pytest.importorskip("papermill", reason="papermill is not installed (the extra `notebook`)")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed (the extra `notebook`)")


def test_these_are_all():
    assert sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")) == sorted(NAMES)


@each_notebook
class TestACommittedNotebook:
    def test_holds_no_output(self, name: str):
        assert [cell for cell in cells(NOTEBOOKS / f"{name}.ipynb") if cell["outputs"] or cell["execution_count"]] == []

    def test_says_its_parameters_in_one_cell(self, name: str):
        (parameters,) = (cell for cell in cells(NOTEBOOKS / f"{name}.ipynb") if "parameters" in cell["metadata"].get("tags", []))
        names = {target.id for node in ast.parse("".join(parameters["source"])).body for target in node.targets}
        assert names >= {"data", "lang"}

    def test_speaks_both_languages_to_its_reader(self, name: str):
        first = "".join(cells(NOTEBOOKS / f"{name}.ipynb", "markdown")[0]["source"])
        assert " · " in first.splitlines()[0]

    def test_imports_public_names_only(self, name: str):
        for node in ast.walk(code(NOTEBOOKS / f"{name}.ipynb")):
            if isinstance(node, ast.ImportFrom) and node.module == "reteanalysis":
                assert {alias.name for alias in node.names} <= {*reteanalysis.__all__, "book"}
            elif isinstance(node, ast.ImportFrom):
                assert not str(node.module).startswith("reteanalysis")
            elif isinstance(node, ast.Import):
                assert [alias.name for alias in node.names if alias.name.startswith("reteanalysis.")] == []
            elif isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")

    def test_takes_its_data_from_the_repository(self, name: str):
        (data,) = (
            node.value.value
            for node in code(NOTEBOOKS / f"{name}.ipynb").body
            if isinstance(node, ast.Assign) and node.targets[0].id == "data"
        )
        assert (NOTEBOOKS / data / "study.toml").is_file()


class TestTheReportNotebook:
    NOTEBOOK = NOTEBOOKS / "report.ipynb"

    def test_computes_nothing_itself(self):
        inner = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With, ast.Lambda, ast.ListComp, ast.DictComp)
        assert [type(node).__name__ for node in ast.walk(code(self.NOTEBOOK)) if isinstance(node, inner)] == []

    def test_shows_every_section_of_the_page_in_a_line(self, example: Study):
        lines = ["".join(cell["source"]) for cell in cells(self.NOTEBOOK)]
        sections = [section.__name__ for section in book.SECTIONS if section(example, 2020, "it").blocks]
        assert [name for name in sections if f"book.{name}(study, year, lang)" not in lines] == []

    def test_runs_for_a_year_and_shows_what_the_page_prints(self, needs_papermill: None, write_study: Callable[..., Path], tmp_path: Path):
        data = write_study("study")
        start = "from reteanalysis.cli import main; main()"
        ran = run(
            "-c", start, "notebooks", data, "--notebook", self.NOTEBOOK, "--years", "2020", "--lang", "en", "--out", "out", cwd=tmp_path
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()] == [
            "out/2020/rete-2020.en.ipynb"
        ]
        outputs = shown(tmp_path / "out" / "2020" / "rete-2020.en.ipynb")
        study = reteanalysis.load_study(data)
        said = [words for html in outputs for words in read(html).sections.values()]
        page = read(study.report(2020, "en").html()).sections
        assert [key for key, words in page.items() if key and words not in said] == []
        assert study.map(2020, "en")._repr_html_() in outputs

    def test_that_stops_leaves_no_half_copy_and_says_where(self, needs_papermill: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
        import papermill
        from papermill.exceptions import PapermillExecutionError

        def stop(source: str, unfinished: str, **settings: Any) -> None:
            Path(unfinished).write_text("half", encoding="utf-8")
            raise PapermillExecutionError(3, 3, "book.gaps(study, year, lang)", "KeyError", "'public'", [])

        monkeypatch.setattr(papermill, "execute_notebook", stop)
        with pytest.raises(RuntimeError, match=r"report\.ipynb, cell 3: KeyError: 'public'"):
            notebooks.run(self.NOTEBOOK, tmp_path / "out" / "rete.ipynb", {"data": "data", "year": 2020, "lang": "it"})
        assert list((tmp_path / "out").iterdir()) == []


def test_the_tour_runs_to_its_end(needs_papermill: None, tmp_path: Path):
    target = tmp_path / "tour.ipynb"
    where = f"{str(NOTEBOOKS / 'tour.ipynb')!r}, {str(target)!r}, cwd={str(NOTEBOOKS)!r}"
    tour = f"import papermill; papermill.execute_notebook({where}, parameters={{'draws': 9}}, progress_bar=False)"
    ran = run("-c", tour, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    outputs = shown(target)
    assert [place for place, text in enumerate(outputs) if "Warning" in text or "Traceback" in text] == []
    assert sum(bool(text) for text in outputs) >= 12
    assert any("tables_of_three" not in text and "<iframe" in text for text in outputs)
