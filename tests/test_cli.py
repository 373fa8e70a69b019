"""The command line: what it prints, in which language, and the code it leaves with."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from conftest import ROOT, SMALL
from typer.testing import CliRunner, Result

import reteanalysis
from reteanalysis import METRICS, Study, cli, publish
from reteanalysis.book import catalogue
from reteanalysis.terms import FAMILIES, LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COMMANDS = ("report", "check", "metrics", "norms", "explain", "new", "notebooks")
ALL_WELL, DATA_PROBLEMS, USAGE, CANNOT_WRITE, INTERRUPTED = 0, 1, 2, 3, 130

BROKEN = (
    SMALL["participations.csv"].replace("alfa,bread,2019", "alfaa,bread,2019").replace("beta,garden,2020,partner", "beta,garden,20200,boss")
)


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lang]:
    """A terminal that speaks one language; the command line learns which one when it starts."""
    monkeypatch.setenv("RETEANALYSIS_LANG", request.param)
    importlib.reload(cli)
    yield request.param
    monkeypatch.undo()
    importlib.reload(cli)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run a command in an empty folder, on a wide terminal; it never ends in a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "2000")

    def command(*words: object) -> Result:
        result = CliRunner().invoke(cli.app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert "Traceback" not in result.output
        return result

    return command


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_of_every_command_says_what_it_does(self, lang: Lang, run: Callable[..., Result], command: str):
        result = run(command, "--help")
        assert result.exit_code == ALL_WELL
        (told,) = (c.help for c in cli.app.registered_commands if (c.name or c.callback.__name__) == command)
        assert told in result.output

    def test_lists_commands_and_exit_codes(self, lang: Lang, run: Callable[..., Result]):
        output = run("--help").output
        assert [command for command in COMMANDS if f"\n  {command} " not in output] == []
        assert Text(it="Codici di uscita: 0 tutto bene;", en="Exit codes: 0 all well;")[lang] in " ".join(output.split())

    def test_leaves_no_option_without_its_words(self, lang: Lang, run: Callable[..., Result]):
        for command in COMMANDS:
            lines = run(command, "--help").output.splitlines()
            silent = [line for line in lines if re.fullmatch(r"\s+--?[\w-]+( [A-Z]+)?\s*", line)]
            assert silent == [], command

    def test_fits_a_narrow_terminal(self, lang: Lang, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("COLUMNS", "80")
        output = run("--help").output
        assert max(map(len, output.splitlines())) <= 80
        assert "..." not in output.partition("\n")[2]  # no line of a command is cut

    def test_comes_when_nothing_is_asked(self, run: Callable[..., Result]):
        assert (run().exit_code, run().output) == (USAGE, run("--help").output)

    def test_version(self, run: Callable[..., Result]):
        assert run("--version").output == f"reteanalysis {reteanalysis.__version__}\n"


class TestReport:
    def test_writes_everything_and_says_where_to_begin(
        self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path], tmp_path: Path
    ):
        result = run("report", write_study(), "--out", "out", "--years", "2020", "--lang", "en")
        assert result.exit_code == ALL_WELL
        written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file())
        assert {"2020/rete-2020.en.html", "2020/map.en.html", "2020/results.csv", "2020/tables.xlsx", "index.html"} <= set(written)
        assert not [name for name in written if name.startswith("2019/") or ".it." in name]
        assert re.search(rf"\b{len(written)}\b.* out/index\.html", result.output)

    def test_says_how_many_warnings_there_are(self, run: Callable[..., Result], write_study: Callable[..., Path]):
        place = write_study(participations=SMALL["participations.csv"] + "delta,bread,,partner\n")
        result = run("report", place, "--years", "2020", "--lang", "en", "--out", "out")
        assert result.exit_code == ALL_WELL
        assert re.search(r"\b1\b.*'reteanalysis check'", result.stderr)

    @pytest.mark.parametrize("years", ["2018", "2019,abc", "", "2019;2020"])
    def test_of_a_year_the_study_has_not(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path], years: str):
        result = run("report", write_study(), "--years", years)
        assert result.exit_code == USAGE
        assert Text(it="ha 2019, 2020.", en="it has 2019, 2020.")[lang] in result.stderr

    def test_in_a_language_nobody_wrote(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]):
        result = run("report", write_study(), "--lang", "it,fr")
        assert (result.exit_code, result.stderr) == (
            USAGE,
            Text(it="Lingua 'fr' sconosciuta: it o en.\n", en="Unknown language 'fr': it or en.\n")[lang],
        )

    def test_under_a_filter_nobody_declared(self, lang: Lang, run: Callable[..., Result]):
        result = run("report", ROOT / "data" / "torino", "--filter", "narrow")
        said = Text(
            it="Nessun filtro si chiama 'narrow'; ci sono: strict, wide, none.\n",
            en="No filter is called 'narrow'; there are: strict, wide, none.\n",
        )
        assert (result.exit_code, result.stderr) == (USAGE, said[lang])

    def test_into_a_place_that_cannot_be_written(
        self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path], tmp_path: Path
    ):
        (tmp_path / "out").write_text("a file, not a folder", encoding="utf-8")
        result = run("report", write_study(), "--out", "out")
        assert result.exit_code == CANNOT_WRITE
        assert Text(it="Impossibile scrivere out/2019/", en="Cannot write out/2019/")[lang] in result.stderr

    @pytest.mark.parametrize(
        ("option", "word"),
        [
            *(("--draws", word) for word in ("-5", "2.5", "2,5", "abc", "", "1e3", "1000001", "9" * 5000)),
            *(("--seed", word) for word in ("-1", "1.5", "x", "", "9" * 5000)),
        ],
    )
    def test_of_a_number_that_is_none(
        self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path], option: str, word: str
    ):
        result = run("report", write_study(), f"{option}={word}")
        wanted = {
            "--draws": Text(it="un numero intero da 0 a 1000000", en="a whole number from 0 to 1000000"),
            "--seed": Text(it="un numero intero, zero o più", en="a whole number, zero or more"),
        }[option]
        said = Text(it="{option}: trovato '{word}'; atteso {wanted}.\n", en="{option}: found '{word}'; expected {wanted}.\n")
        assert (result.exit_code, result.stderr) == (USAGE, said.say(lang, option=option, word=word, wanted=wanted[lang]))

    def test_with_too_few_draws_says_how_many_are_needed(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]):
        place = write_study(participations="partner_id,project_id,year\nalfa,bread,2019\nbeta,bread,2019\n")
        few = Text(it="ne servono almeno 39 (--draws).\n", en="at least 39 are needed (--draws).\n")[lang]
        for many, said in (("1", True), ("0", False)):
            result = run("report", place, "--draws", many, "--lang", "en", "--out", "out")
            assert (result.exit_code, few in result.stderr) == (ALL_WELL, said), result.stderr
            assert not result.stderr.startswith("\n")  # what draws a bar on a terminal leaves no blank line in a file

    @pytest.mark.parametrize("begun", [False, True])
    def test_that_is_stopped_says_what_is_there_and_leaves_no_half_file(
        self,
        lang: Lang,
        run: Callable[..., Result],
        write_study: Callable[..., Path],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        begun: bool,
    ):
        def stop(*_: object, **__: object) -> NoReturn:
            raise KeyboardInterrupt

        monkeypatch.setattr(*((publish, "_write_map") if begun else (Study, "draw_evidence")), stop)
        result = run("report", write_study(), "--draws", 0 if begun else 40, "--out", "out", "--lang", "it")
        said = Text(it="Interrotto. File scritti, tutti interi: {n};", en="Stopped. Files written, all of them whole: {n};")
        assert result.exit_code == INTERRUPTED
        assert result.stderr.startswith(said.say(lang, n=int(begun)))
        assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == (["rete-2019.it.html"] if begun else [])

    def test_of_broken_data_writes_nothing(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path], tmp_path: Path):
        result = run("report", write_study(participations=BROKEN), "--out", "out")
        assert result.exit_code == DATA_PROBLEMS
        assert Text(it="3 errori: nessun rapporto scritto.", en="3 errors: no report written.")[lang] in result.stderr
        assert not (tmp_path / "out").exists()


class TestNorms:
    def test_printed_may_be_saved_beside_the_settings(self, run: Callable[..., Result], write_study: Callable[..., Path]):
        place = write_study()
        (place / "norms.toml").write_text(run("norms").output, encoding="utf-8")
        assert run("check", place).exit_code == ALL_WELL

    def test_that_are_wrong_are_told_and_no_report_is_written(
        self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]
    ):
        place = write_study()
        (place / "norms.toml").write_text('version = "1"\n', encoding="utf-8")
        missing = Text(it="manca un'impostazione", en="a setting is missing")[lang]
        for command in ("check", "report"):
            result = run(command, place)
            assert result.exit_code == DATA_PROBLEMS
            assert missing in result.output
            assert "norms.toml" in result.output


class TestCheck:
    def test_names_file_row_and_column_of_every_problem(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]):
        result = run("check", write_study(participations=BROKEN))
        assert result.exit_code == DATA_PROBLEMS
        places = Text(it="participations.csv, riga {row}, colonna «{column}»:", en="participations.csv, row {row}, column “{column}”:")
        for row, column, found in ((2, "partner_id", "alfaa"), (9, "year", "20200"), (9, "role", "boss")):
            (line,) = (line for line in result.stdout.splitlines() if places.say(lang, row=row, column=column) in line)
            assert found in line

    def test_says_that_all_is_well(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]):
        result = run("check", write_study())
        said = Text(
            it="Nessun problema. Tabelle lette: partner (4), progetti (3), partecipazioni (8), settori (11)\n",
            en="No problems. Tables read: partners (4), projects (3), participations (8), sectors (11)\n",
        )
        assert (result.exit_code, result.stdout) == (ALL_WELL, said[lang])

    def test_tells_warnings_apart(self, run: Callable[..., Result]):
        result = run("check", ROOT / "data" / "esempio", "--lang", "it")
        assert result.exit_code == ALL_WELL
        assert result.stdout.startswith("7 AVVISI\n")
        assert "7 avvisi. Tabelle lette:" in result.stdout

    def test_speaks_the_language_asked_for(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]):
        place = write_study(participations=BROKEN)
        assert run("check", place, "--lang", "it").stdout.startswith("3 ERRORI\n")
        assert run("check", place, "--lang", "EN").stdout.startswith("3 ERRORS\n")

    @pytest.mark.parametrize(
        ("kind", "toml", "tables"),
        [
            ("nothing is dated", None, {"participations": "partner_id,project_id,year\nalfa,bread,\n"}),
            ("ties are said to be declared and are not", 'projection = "declared"\n', {}),
            ("the default filter is nobody's", 'default_filter = "narrow"\n', {}),
            ("the owner is nobody", 'owner = "nobody"\n', {}),
            ("the settings are no settings", "title = = 3\n", {}),
            ("a year is no year", 'years = ["twenty"]\n', {}),
        ],
    )
    def test_finds_whatever_would_stop_the_report(
        self, run: Callable[..., Result], write_study: Callable[..., Path], kind: str, toml: str | None, tables: dict[str, str]
    ):
        place = write_study(toml=toml, **tables)
        checked, reported = run("check", place), run("report", place)
        assert (checked.exit_code, reported.exit_code) == (DATA_PROBLEMS, DATA_PROBLEMS), checked.output + reported.output
        assert checked.stdout.strip()


@pytest.mark.parametrize("command", ["check", "report", "notebooks"])
class TestAStudyThatIsNotThere:
    def words(self, command: str, place: object) -> list[object]:
        return [command, place, *(["--notebook", ROOT / "notebooks" / "report.ipynb"] if command == "notebooks" else [])]

    def test_is_said_to_be_missing(self, lang: Lang, run: Callable[..., Result], command: str):
        result = run(*self.words(command, "nowhere"))
        assert result.exit_code == DATA_PROBLEMS
        assert Text(it="nowhere: il percorso non esiste.", en="nowhere: the path does not exist.")[lang] in result.stdout

    def test_because_the_folder_is_empty_says_what_to_put_there(self, lang: Lang, run: Callable[..., Result], tmp_path: Path, command: str):
        (tmp_path / "empty").mkdir()
        result = run(*self.words(command, "empty"))
        assert result.exit_code == DATA_PROBLEMS
        assert Text(it="partner, progetti e partecipazioni", en="partners, projects and participations")[lang] in result.stdout

    def test_because_it_is_another_file_says_so(self, run: Callable[..., Result], tmp_path: Path, command: str):
        (tmp_path / "letter.docx").write_bytes(b"PK\x03\x04 not a workbook")
        result = run(*self.words(command, "letter.docx"))
        assert result.exit_code == DATA_PROBLEMS
        assert "letter.docx" in result.stdout


class TestTheCatalogue:
    @pytest.mark.parametrize("words", LANGUAGES)
    def test_lists_every_measure_with_its_question(self, run: Callable[..., Result], words: Lang):
        output = run("metrics", "--lang", words).output
        assert [metric.name for metric in METRICS if metric.name not in output or metric.question[words] not in output] == []
        assert [name[words] for name in FAMILIES.values() if name[words] not in output] == []

    @pytest.mark.parametrize("words", LANGUAGES)
    def test_says_whom_a_measure_speaks_of_where_it_is_not_the_network(self, run: Callable[..., Result], words: Lang):
        lines = run("metrics", "--lang", words).output.splitlines()
        whom = {
            line.split()[0]: line.rstrip().endswith(f"({METRICS[line.split()[0]].level_name(words)})") for line in lines if line[:2] == "  "
        }
        assert whom["sector_size"]
        assert whom["sector_retention"]
        assert not whom["size"]

    @pytest.mark.parametrize("words", LANGUAGES)
    def test_writes_the_page_of_all_measures(self, run: Callable[..., Result], words: Lang):
        assert run("metrics", "--markdown", "--lang", words).output == catalogue(words)

    @pytest.mark.parametrize("words", LANGUAGES)
    @pytest.mark.parametrize("family", FAMILIES)
    def test_lists_a_family_called_by_its_name_in_any_language(self, run: Callable[..., Result], family: str, words: Lang):
        for called in (family, FAMILIES[family].it, FAMILIES[family].en):
            output = run("explain", called, "--lang", words).output
            assert [one for one in METRICS if f"  {one.name} " in output] == [one for one in METRICS if one.family == family]

    def test_explains_a_measure_that_is_called_as_its_family_before_the_family(self, run: Callable[..., Result]):
        card, _, family = run("explain", "transversality", "--lang", "en").output.partition("\n\n")
        assert card.startswith("Transversality of sectors (transversality)\n")
        assert family.startswith(("Transversality\n", "Transversality "))

    @pytest.mark.parametrize("words", LANGUAGES)
    def test_explains_every_measure_in_full(self, run: Callable[..., Result], words: Lang):
        for metric in METRICS:
            output = run("explain", metric.name, "--lang", words).output
            assert f"{metric.label[words]} ({metric.name})" in output
            assert [text for card in metric.card(words) for text in card if text not in output] == [], metric.name
            assert [letter for letter in metric.letters(words) if ": ".join(letter) not in output] == [], metric.name

    def test_suggests_the_nearest_name(self, lang: Lang, run: Callable[..., Result]):
        result = run("explain", "densty")
        said = Text(it="Nessuna misura si chiama 'densty'. Forse: density,", en="No measure is called 'densty'. Perhaps: density,")
        assert result.exit_code == USAGE
        assert result.stderr.startswith(said[lang])

    def test_suggests_nothing_where_nothing_is_near(self, run: Callable[..., Result]):
        assert run("explain", "qqqq", "--lang", "en").stderr == "No measure is called 'qqqq'.\n"


class TestNew:
    def test_makes_a_study_that_can_be_filled_in(self, lang: Lang, run: Callable[..., Result], tmp_path: Path):
        result = run("new", "mine")
        assert result.exit_code == ALL_WELL
        made = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "mine").rglob("*") if path.is_file()}
        assert {line.strip() for line in result.stdout.splitlines() if line.startswith("  ")} == made
        assert Text(it="mine/partecipazioni.csv", en="mine/participations.csv")[lang] in made
        assert Text(it="poi: reteanalysis check mine", en="then: reteanalysis check mine")[lang] in result.stdout
        assert run("check", "mine").exit_code == DATA_PROBLEMS  # nothing is in it yet

    def test_makes_an_example_that_can_be_measured(self, lang: Lang, run: Callable[..., Result], tmp_path: Path):
        run("new", "mine")
        (example,) = (path for path in (tmp_path / "mine").iterdir() if path.is_dir())
        assert run("check", example).exit_code == ALL_WELL
        assert run("report", example, "--out", "out", "--lang", lang).exit_code == ALL_WELL

    def test_touches_nothing_that_exists(self, lang: Lang, run: Callable[..., Result], tmp_path: Path):
        run("new", "mine")
        before = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*") if path.is_file()}
        result = run("new", "mine")
        assert result.exit_code == CANNOT_WRITE
        assert Text(it="Esiste già e non lo tocco: mine/", en="It exists already and is left alone: mine/")[lang] in result.stderr
        assert {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*") if path.is_file()} == before

    def test_below_a_file_cannot_be_written(self, lang: Lang, run: Callable[..., Result], tmp_path: Path):
        (tmp_path / "file").write_text("", encoding="utf-8")
        result = run("new", "file/mine")
        assert result.exit_code == CANNOT_WRITE
        assert Text(it="Impossibile scrivere in file/mine", en="Cannot write into file/mine")[lang] in result.stderr


class TestNotebooks:
    def test_that_are_not_there(self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path]):
        result = run("notebooks", write_study())
        said = Text(it="Non trovo il notebook notebooks/report.ipynb\n", en="There is no notebook notebooks/report.ipynb\n")
        assert (result.exit_code, result.stderr) == (USAGE, said[lang])

    def test_into_a_place_that_cannot_be_written(
        self, lang: Lang, run: Callable[..., Result], write_study: Callable[..., Path], tmp_path: Path
    ):
        pytest.importorskip("papermill", reason="papermill is not installed (the extra `notebook`)")
        (tmp_path / "out").write_text("a file, not a folder", encoding="utf-8")
        result = run("notebooks", write_study(), "--notebook", ROOT / "notebooks" / "report.ipynb", "--out", "out")
        assert result.exit_code == CANNOT_WRITE
        assert Text(it="Impossibile scrivere out/2019/", en="Cannot write out/2019/")[lang] in result.stderr


# ---------------------------------------------------------------------- what starts with it


def loaded_by(code: str, *rooms: str) -> list[str]:
    """Return which of some packages a fresh Python holds after running `code`."""
    asked = f"import sys; {code}; print(*[name for name in {rooms!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()


def test_the_command_line_starts_light():
    assert loaded_by("import reteanalysis.cli", "pandas", "numpy", "matplotlib", "scipy", "frictionless", "networkx", "jinja2") == []


def test_the_door_opens_without_drawing_tools():
    code = f"import reteanalysis as r; r.METRICS; r.load_study({str(ROOT / 'src/reteanalysis/example')!r}).measures"
    assert loaded_by(code, "matplotlib", "numba", "pyvis", "xlsxwriter", "papermill") == []
    assert loaded_by("import reteanalysis", "pandas", "numpy", "matplotlib", "scipy") == []


@pytest.mark.parametrize(
    ("surroundings", "spoken"),
    [
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "RETEANALYSIS_LANG": "it"}, "it"),
        ({}, "en"),
    ],
)
def test_the_terminal_speaks_as_it_was_set(surroundings: dict[str, str], spoken: Lang, monkeypatch: pytest.MonkeyPatch):
    for name in ("LANG", "LC_ALL", "RETEANALYSIS_LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    try:
        importlib.reload(cli)
        assert spoken == cli.LANG
    finally:
        monkeypatch.undo()
        importlib.reload(cli)


def test_the_command_is_installed():
    shown = subprocess.run([Path(sys.executable).with_name("reteanalysis"), "--version"], capture_output=True, text=True, check=True)
    assert (shown.stdout, shown.stderr) == (f"reteanalysis {reteanalysis.__version__}\n", "")
