"""What the documents say is so: their commands run, their files exist, every name they promise is there."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import shlex
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from conftest import ROOT

import reteanalysis
from reteanalysis import METRICS, Study, cli, loading
from reteanalysis.book import catalogue
from reteanalysis.terms import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
GRAPHS = {lang: ROOT / "docs" / f"graphs.{lang}.md" for lang in LANGUAGES}
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md", *GRAPHS.values()]

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def under(heading: str, text: str = README) -> str:
    """Return what stands under a heading of a document."""
    (found,) = re.findall(rf"(?ms)^{re.escape(heading)}\n(.*?)(?=^## |\Z)", text)
    return found


def fenced(text: str, kind: str = r"\w*") -> list[str]:
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```$", text)


def spoken_files(path: Path) -> list[str]:
    """Return the files and folders a document names in backticks or links to."""
    text = re.sub(r"(?ms)^```.*?^```$", "", path.read_text(encoding="utf-8"))
    linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("http")]
    named = [
        name
        for name in re.findall(r"`([\w./-]+)`", text)
        if re.fullmatch(r"[\w-]+(/[\w.-]+)+/?|\.ci/\w+|[\w-]+\.(py|toml|md|lock|cff|ipynb|csv|json)", name)
    ]
    return [*linked, *named]


class TestTheReadme:
    @pytest.mark.parametrize("heading", ["## Run it", "## Test it"])
    def test_gives_one_command_line_under_its_heading(self, heading: str):
        (command,) = fenced(under(heading))
        assert len(command.splitlines()) == 1
        assert "python3 -m venv" in command  # all the set-up is in it

    def test_runs_the_report_of_torino_and_the_tests(self):
        assert fenced(under("## Run it"))[0].strip().endswith("reteanalysis report data/torino")
        assert fenced(under("## Test it"))[0].strip().endswith("python -m pytest")

    def test_names_commands_and_options_that_exist(self):
        known = {command.name or command.callback.__name__: command.callback for command in cli.app.registered_commands}
        asked = re.findall(r"reteanalysis ([a-z]+)((?: [\w/<>-]+)*)", re.sub(r"-q|#.*", "", "\n".join(fenced(README, "sh"))))
        assert {name for name, _ in asked} <= set(known)
        assert {name for name, _ in asked} >= {"report", "check", "new"}
        for name, rest in re.findall(r"`?reteanalysis (\w+)[^`\n]*?(--\w+)", README):
            assert rest.removeprefix("--") in inspect.signature(known[name]).parameters

    def test_shows_code_that_can_be_read_by_python(self):
        (block,) = fenced(README, "python")
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "study":
                assert hasattr(Study, node.attr) or node.attr in Study.__dataclass_fields__, node.attr
            if isinstance(node, ast.ImportFrom):
                assert {alias.name for alias in node.names} <= set(reteanalysis.__all__)

    def test_shows_pictures_that_are_there(self):
        pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
        assert 2 <= len(pictures) <= 3
        assert [path for _, path in pictures if not (ROOT / path).is_file()] == []

    def test_says_whom_it_is_for_before_how_to_run_it(self):
        top = README.partition("## Run it")[0]
        assert [words for words in ("**For whom.**", "**What it answers.**", "**What it does not do.**") if words not in top] == []


@each_document
def test_every_file_a_document_names_exists(path: Path):
    assert [name for name in spoken_files(path) if not exists(path, name)] == []


def exists(document: Path, name: str) -> bool:
    """Return whether a name stands for a file: from the document, from the root, or from the library; reports/ is what a command writes."""
    if name.startswith("reports/"):
        return True
    places = (document.parent, ROOT, ROOT / "src" / "reteanalysis", ROOT / "notebooks", ROOT / "data" / "torino", ROOT / "data" / "scripts")
    return any((place / name).exists() for place in places)


class TestContributing:
    @pytest.mark.parametrize("what", ["a metric", "a section", "a column", "a language"])
    def test_says_how_to_add(self, what: str):
        assert len(under(f"## How to add {what}", CONTRIBUTING).split()) > 20

    def test_names_what_is_in_the_code(self):
        from reteanalysis import book, network, study, terms
        from reteanalysis.metrics import _metric

        assert callable(network.networks_from_tables)
        assert callable(study.Study)
        assert [name for name in ("SECTIONS", "Network", "Metric", "Text", "Lang") if name not in CONTRIBUTING] == []
        assert all(hasattr(room, name) for room, name in ((book, "SECTIONS"), (_metric, "Metric"), (terms, "Text"), (terms, "Lang")))

    def test_asks_for_a_worked_test_where_the_others_are(self):
        assert "tests/metrics/test_<family>.py" in CONTRIBUTING
        assert [metric.family for metric in METRICS if not (ROOT / "tests" / "metrics" / f"test_{metric.family}.py").is_file()] == []


class TestTheMeasures:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_are_written_as_the_catalogue_has_them(self, lang: str):
        written = (ROOT / "docs" / f"metrics.{lang}.md").read_text(encoding="utf-8")
        assert written == catalogue(lang), f"write it again: reteanalysis metrics --markdown --lang {lang} > docs/metrics.{lang}.md"

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_are_one_link_away_from_the_contents(self, lang: str):
        page = catalogue(lang)
        headings = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"(?m)^#+ (.+)$", page)]
        assert len(set(headings)) == len(headings)
        assert [link for link in re.findall(r"\]\(#([^)]+)\)", page) if link not in headings] == []
        assert [link for link in re.findall(r"\]\(([^#)]+)\)", page) if not (ROOT / "docs" / link).is_file()] == []
        assert [metric.name for metric in METRICS if metric.name not in headings] == []

    def test_have_their_sources_in_one_table(self):
        table = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
        listed = re.findall(r"(?m)^\| (.+?) \| (.+?) \|$", table)[1:]
        named = {source for metric in METRICS for source in metric.reference.split("; ")}
        assert {source for source, _ in listed} == named
        assert [source for source, _ in listed] == sorted(named, key=str.casefold)
        linked = re.findall(r"\[(10\.\d{4,}/\S+)\]\(https://doi\.org/(\S+)\) \|$", table, re.MULTILINE)
        assert len(linked) > len(listed) / 2
        assert [doi for doi, link in linked if link.replace("%28", "(").replace("%29", ")") != doi] == []


class TestAnyGraph:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_becomes_a_network_as_the_page_says(self, lang: str):
        text = GRAPHS[lang].read_text(encoding="utf-8")
        test = doctest.DocTestParser().get_doctest(text, {}, f"graphs.{lang}.md", str(GRAPHS[lang]), 0)
        said: list[str] = []
        assert doctest.DocTestRunner().run(test, out=said.append).failed == 0, "".join(said)
        assert len(test.examples) > 20

    def test_is_shown_with_the_same_code_in_every_language(self):
        it, en = (fenced(GRAPHS[lang].read_text(encoding="utf-8"), "python") for lang in LANGUAGES)
        assert it == en


class TestTheVersion:
    VERSION = reteanalysis.__version__

    def test_is_the_newest_of_the_changelog(self):
        versions = re.findall(r"(?m)^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        assert versions[0] == self.VERSION

    def test_is_the_one_to_cite(self):
        cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
        assert (cited["version"], cited["title"].split(":")[0]) == (self.VERSION, "reteanalysis")
        assert cited["license"] == tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["license"]


class TestTheDoor:
    @pytest.mark.parametrize("name", [name for name in reteanalysis.__all__ if not name.startswith("__")])
    def test_every_name_opens_and_says_what_it_is(self, name: str):
        found = getattr(reteanalysis, name)
        assert f"`{name}`" in README or inspect.getdoc(found) or name in README
        assert name in dir(reteanalysis)

    def test_every_name_is_known_to_a_type_checker_too(self):
        source = ast.parse((ROOT / "src" / "reteanalysis" / "__init__.py").read_text(encoding="utf-8"))
        declared = {alias.asname or alias.name for node in ast.walk(source) if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert {name for name in reteanalysis.__all__ if not name.startswith("__")} <= declared

    @pytest.mark.parametrize("method", [name for name, _ in inspect.getmembers(Study) if not name.startswith("_")])
    def test_every_word_of_a_study_is_explained(self, method: str):
        assert inspect.getdoc(getattr(Study, method)), method

    def test_an_unknown_name_is_an_attribute_error(self):
        with pytest.raises(AttributeError, match="module 'reteanalysis' has no attribute 'Graph'"):
            _ = reteanalysis.Graph

    def test_every_table_of_a_study_is_told_by_the_guide(self):
        for lang in LANGUAGES:
            guide = loading.guide(lang)
            assert [table.name for table in loading.TABLES if table.title[lang] not in guide] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_numbered_dated_and_decided(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.stem[:4])}. ")
    assert re.search(r"^Date: \d{4}-\d\d\. Status: \w+", text, re.MULTILINE)


def test_decisions_are_numbered_without_holes():
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_no_document_names_a_place_of_one_machine():
    tracked = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("notebooks/*.ipynb"),
        ROOT / "pyproject.toml",
        ROOT / ".ci" / "run",
    ]
    assert [path.name for path in tracked if re.search(r"/(home|Users|root|work)/\w", path.read_text(encoding="utf-8"))] == []


def test_the_commands_of_the_readme_can_be_split_by_a_shell():
    for heading in ("## Run it", "## Test it"):
        steps = [shlex.split(step) for step in fenced(under(heading))[0].split("&&")]
        locks = {word for step in steps for word in step if word.endswith(".lock")}
        assert locks
        assert [lock for lock in locks if not (ROOT / lock).is_file()] == []
