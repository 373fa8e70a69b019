"""Files as people send them: dialects, encodings, titles above the headings, locks, locked and broken files."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reteanalysis.loading import TABLES, read_study
from reteanalysis.loading.files import header_row, read_file

PARTNERS = [["Codice partner", "Nome", "Settore"], ["perù", "Città di Perù", "public"], ["asl", "ASL n. 1", "health"]]
PROJECTS = [["Codice progetto", "Titolo", "Importo"], ["casa", "Prima la casa; e poi", "1.234,50"]]
PARTICIPATIONS = [["Codice partner", "Codice progetto", "Anno"], ["perù", "casa", "2019"], ["asl", "casa", "2019"]]
STUDY = {"partner": PARTNERS, "progetti": PROJECTS, "partecipazioni": PARTICIPATIONS}
MESSY = Path(__file__).parents[2] / "shared/data/dev/messy_spreadsheets"
TORINO = Path(__file__).parents[1] / "data/torino"


def text(rows: list[list[str]], delimiter: str) -> str:
    return "".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) + "\r\n" for row in rows)


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return data.getvalue()


def ods(sheets: dict[str, list[list[object]]]) -> bytes:
    def cell(value: object) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
    return data.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good study in CSV, to be spoilt."""
    for name, rows in STUDY.items():
        (tmp_path / f"{name}.csv").write_text(text(rows, ";"), encoding="utf-8", newline="")
    return tmp_path


def places(path: Path) -> list[tuple[str, str, str | None, int | None, str]]:
    return [(each.code, each.file, each.sheet, each.row, each.found) for each in read_study(path).problems]


class TestText:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_in_any_dialect_and_encoding_is_the_same_study(self, tmp_path, delimiter, encoding):
        for name, rows in STUDY.items():
            (tmp_path / f"{name}.csv").write_bytes(text(rows, delimiter).encode(encoding))
        loaded = read_study(tmp_path)
        assert len(loaded.problems) == 0
        assert loaded.tables["partners"]["name"].tolist() == ["Città di Perù", "ASL n. 1"]
        assert loaded.tables["projects"]["title"].tolist() == ["Prima la casa; e poi"]
        assert loaded.tables["projects"]["amount_eur"].tolist() == [1234.5]

    def test_may_have_titles_above_blank_rows_between_and_blank_columns_beside(self, folder):
        rows = [["Elenco delle partecipazioni; anno 2019", "", ""], ["", "", ""], *PARTICIPATIONS, ["", "", ""], ["chi?", "casa", "2019"]]
        (folder / "partecipazioni.csv").write_text(text([[*row, "", ""] for row in rows], ";") + ";;;;\r\n;;;;\r\n", encoding="cp1252")
        loaded = read_study(folder)
        assert loaded.tables["participations"]["row"].tolist() == [4, 5, 7]
        assert places(folder) == [("unknown_id", "partecipazioni.csv", None, 7, "chi?")]

    def test_may_begin_with_the_hint_for_excel_which_is_no_row(self, folder):
        (folder / "progetti.csv").write_text("sep=|\r\n" + text(PROJECTS, "|"), encoding="utf-8")
        assert read_study(folder).tables["projects"]["row"].tolist() == [2]

    def test_keeps_counting_rows_as_the_spreadsheet_does_when_a_cell_has_two_lines(self, folder):
        (folder / "partner.csv").write_text('Codice partner;Nome;Settore\nperù;"Città\ndi Perù";public\nasl;ASL;helth\n', encoding="utf-8")
        assert read_study(folder).tables["partners"]["name"].tolist()[0] == "Città di Perù"
        assert places(folder) == [("not_allowed", "partner.csv", None, 3, "helth")]

    def test_with_a_quotation_mark_never_closed_does_not_lose_rows_in_silence(self, folder):
        (folder / "partecipazioni.csv").write_text(
            'Codice partner;Codice progetto;Anno\nperù;casa;2019\nasl;"casa;2019\nasl;casa;2020\nperù;casa;2020\nasl;casa;2021\n',
            encoding="utf-8",
        )
        assert places(folder) == [("open_quote", "partecipazioni.csv", None, 3, "casa;2019")]


class TestWorkbooks:
    @pytest.mark.parametrize("make", [workbook, ods])
    @pytest.mark.parametrize("inside", [True, False])
    def test_alone_or_in_a_folder_are_the_same_study(self, tmp_path, make, inside):
        path = tmp_path / f"rete.{'xlsx' if make is workbook else 'ods'}"
        path.write_bytes(make(STUDY))
        loaded = read_study(tmp_path if inside else path)
        assert len(loaded.problems) == 0
        assert loaded.tables["partners"]["partner_id"].tolist() == ["perù", "asl"]
        assert [source.name for source in loaded.sources] == [
            f"{path.name} [partner]",
            f"{path.name} [progetti]",
            f"{path.name} [partecipazioni]",
        ]

    def test_hold_numbers_dates_and_text_where_years_are_asked(self, tmp_path):
        years = [2019.0, "2019 ", "2019", dt.date(2019, 12, 31), "31/12/2019", "dic 2019", 2019.5, True]
        sheets = STUDY | {
            "partecipazioni": [["Elenco"], [], ["Codice partner", "Codice progetto", "Anno ", "Fonte"]]
            + [["perù", "casa", year, f"atto {n}"] for n, year in enumerate(years)]
        }
        path = tmp_path / "rete.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for place, row in enumerate(rows):
                    sheet.write_row(place, 0, row)
        loaded = read_study(path)
        assert loaded.tables["participations"]["year"].tolist()[:6] == [2019] * 6
        assert [(each.sheet, each.row, each.column, each.found) for each in loaded.problems.errors] == [
            ("partecipazioni", 10, "Anno", "2019.5"),
            ("partecipazioni", 11, "Anno", "True"),
        ]
        assert loaded.problems.errors[0].where("it") == "rete.xlsx, foglio partecipazioni, riga 10, colonna «Anno»"

    def test_with_codes_that_are_numbers_match_codes_that_are_text(self, tmp_path):
        sheets = {
            "partner": [["Codice partner", "Nome", "Settore"], [1, "Uno", "public"], [2, "Due", "health"]],
            "progetti": [["Codice progetto", "Titolo", "Circoscrizione"], [10, "Dieci", 3]],
            "partecipazioni": [["Codice partner", "Codice progetto", "Anno"], ["1", "10", 2019], [2, 10, 2019]],
        }
        (tmp_path / "rete.xlsx").write_bytes(workbook(sheets))
        loaded = read_study(tmp_path)
        assert len(loaded.problems) == 0
        assert loaded.tables["participations"]["partner_id"].tolist() == ["1", "2"]
        assert loaded.tables["projects"]["district"].tolist() == ["3"]

    def test_of_one_table_each_may_stand_in_the_folder(self, folder):
        (folder / "partner.csv").unlink()
        (folder / "Partner.xlsx").write_bytes(workbook({"Foglio1": PARTNERS, "Foglio2": []}))
        loaded = read_study(folder)
        assert len(loaded.problems) == 0
        assert loaded.sources[0].name == "Partner.xlsx [Foglio1]"

    def test_with_sheets_of_unknown_name_say_so_and_suggest(self, tmp_path):
        sheets = STUDY | {
            "Partecipazione 2020": PARTICIPATIONS,
            "Foglio9": PROJECTS,
            "Appunti": [["ricordarsi"]],
            "Leggimi": [["ciao"]],
            "Vuoto": [],
        }
        (tmp_path / "rete.xlsx").write_bytes(workbook(sheets))
        warnings = read_study(tmp_path).problems
        assert [(each.code, each.sheet) for each in warnings] == [
            ("unknown_table", name) for name in ("Partecipazione 2020", "Foglio9", "Appunti")
        ]
        assert warnings[0].expected.it.endswith("Forse «partecipazioni»?")
        assert warnings[1].expected.en.endswith("Perhaps “projects”?")
        assert warnings[2].expected.it.endswith("alias.")

    def test_without_one_known_sheet_are_no_study(self, tmp_path):
        path = tmp_path / "rete.xlsx"
        path.write_bytes(workbook({"Foglio1": PARTNERS, "Foglio2": PROJECTS}))
        assert [each.code for each in read_study(path).problems] == ["empty_folder", "unknown_table", "unknown_table"]

    def test_with_formulas_gone_wrong_say_the_cell(self, tmp_path):
        path = tmp_path / "rete.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, rows in STUDY.items():
                sheet = book.add_worksheet(name)
                for place, row in enumerate(rows):
                    sheet.write_row(place, 0, row)
            sheet.write_formula("A2", "=VLOOKUP(1,Z1:Z2,1,0)", None, "#N/A")
            sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
        assert [(each.code, each.sheet, each.row, each.column, each.found) for each in read_study(path).problems.errors] == [
            ("formula_error", "partecipazioni", 3, "Anno", "#DIV/0!"),
            ("formula_error", "partecipazioni", 2, "Codice partner", "#N/A"),
        ]

    def test_with_a_stray_cell_at_the_far_corner_name_it(self, tmp_path):
        path = tmp_path / "rete.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("partner").write_string("XFD1048576", " ")
        problems = read_study(path).problems
        assert [(each.code, each.sheet, each.found) for each in problems] == [("too_large", "partner", "XFD1048576")]

    def test_with_a_cell_beyond_the_headings_do_not_speak_of_separators(self, tmp_path):
        path = tmp_path / "rete.xlsx"
        path.write_bytes(workbook(STUDY | {"progetti": [PROJECTS[0], [*PROJECTS[1], "appunto"]]}))
        assert places(path) == [("stray_cells", "rete.xlsx", "progetti", 2, "appunto")]

    def test_that_repeat_a_table_of_the_folder_are_refused_naming_both(self, folder):
        (folder / "tutto.xlsx").write_bytes(workbook(STUDY))
        errors = read_study(folder).problems.errors
        assert [each.code for each in errors] == ["table_twice"] * 3
        assert errors[0].message.it == "la tabella «partner» c'è due volte: in partner.csv e in tutto.xlsx [partner]"


class TestFolders:
    def test_that_do_not_exist(self, folder):
        assert places(folder / "nulla") == [("no_path", "nulla", None, None, "")]
        close = read_study(folder / "partner.cvs").problems[0]
        assert close.expected.it.endswith("Forse «partner.csv»?")

    def test_that_are_empty(self, tmp_path):
        assert places(tmp_path) == [("empty_folder", tmp_path.name, None, None, "")]
        assert set(read_study(tmp_path).tables) == {"partners", "projects", "participations", "sectors"}

    def test_called_by_a_dot_have_their_name(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert places(Path()) == [("empty_folder", tmp_path.name, None, None, "")]

    def test_that_hold_the_study_one_level_down(self, folder):
        (folder / "dati").mkdir()
        for name in STUDY:
            (folder / f"{name}.csv").rename(folder / "dati" / f"{name}.csv")
        assert read_study(folder).problems[0].expected.it.endswith("Forse «dati»?")

    def test_that_miss_a_table_and_have_one_nobody_knows(self, folder):
        (folder / "partecipazioni.csv").rename(folder / "partecipazzioni_2019.csv")
        problems = read_study(folder).problems
        assert [(each.code, each.severity, each.found) for each in problems] == [
            ("missing_table", "error", ""),
            ("unknown_table", "warning", "partecipazzioni_2019"),
        ]
        assert problems[0].expected.it == (
            "un file partecipazioni.csv o partecipazioni.xlsx, o un foglio «partecipazioni». Forse «partecipazzioni_2019»?"
        )

    def test_with_a_table_of_no_rows(self, folder):
        (folder / "progetti.csv").write_text("Codice progetto;Titolo\n", encoding="utf-8")
        (folder / "bisogni.csv").write_text("Indicatore;Valore\n", encoding="utf-8")
        assert ("no_rows", "progetti.csv", None, None, "") in places(folder)
        assert "needs" not in read_study(folder).tables

    def test_with_lock_files_beside(self, folder):
        (folder / "~$rete.xlsx").write_bytes(b"\x05Mario")
        (folder / ".~lock.partner.csv#").write_text(",mario,pc,;", encoding="utf-8")
        warnings = read_study(folder).problems
        assert [(each.code, each.severity) for each in warnings] == [("open_elsewhere", "warning")] * 2
        assert {each.message.it for each in warnings} == {
            f"«{name}» sembra aperto in un altro programma" for name in ("rete.xlsx", "partner.csv")
        }

    def test_given_by_their_settings_file(self, folder):
        (folder / "study.toml").write_text('title = "Borgo"', encoding="utf-8")
        assert read_study(folder / "study.toml").settings.title.it == "Borgo"

    def test_given_by_one_of_their_tables(self, folder):
        assert places(folder / "partner.csv") == [("wrong_kind", "partner.csv", None, None, "")]


class TestFilesThatCannotBeRead:
    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("progetti.xlsx", b"", "empty_file"),
            ("progetti.csv", b"\n \n", "empty_file"),
            ("progetti.xlsx", b"PK\x03\x04 and then nothing", "unreadable"),
            ("progetti.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "unreadable"),
            ("progetti.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
            ("progetti.xls", b"<html><table><tr><td>Codice</td></tr></table></html>", "web_page"),
            ("progetti.csv", b"Codice\0progetto", "unreadable"),
            ("progetti.xlsx", b"%PDF-1.7\n1 0 obj << /Type; /Catalog >>\n", "unreadable"),
            ("progetti.csv", b"\x89PNG\r\n\x1a\n;;", "unreadable"),
            ("progetti.xlsx", b"caro diario\noggi piove\n", "unreadable"),
        ],
    )
    def test_are_told_once(self, folder, name, data, code):
        (folder / "progetti.csv").unlink()
        (folder / name).write_bytes(data)
        errors = [each for each in read_study(folder).problems.errors if each.code != "unknown_id"]
        assert [(each.code, each.file) for each in errors] == [(code, name)]

    def test_for_want_of_permission(self, folder, monkeypatch):
        read = Path.read_bytes

        def locked(path: Path) -> bytes:
            if path.name == "progetti.csv":
                raise PermissionError(13, "locked")
            return read(path)

        monkeypatch.setattr(Path, "read_bytes", locked)
        assert ("no_permission", "progetti.csv", None, None, "") in places(folder)

    def test_are_not_those_with_a_wrong_name(self, folder):
        (folder / "progetti.csv").unlink()
        (folder / "progetti.xls").write_text(text(PROJECTS, "\t"), encoding="cp1252")
        (folder / "partner.csv").write_bytes(workbook({"Foglio1": PARTNERS}))
        assert places(folder) == []


@pytest.mark.skipif(not MESSY.is_dir(), reason=f"the public lists of {MESSY.name} are not on this machine")
@pytest.mark.parametrize(
    ("name", "header", "width"),
    [
        ("AT_ERDF_2014-2020.xlsx", 0, 10),
        ("AT_ESF_2014-2020.xlsx", 0, 11),
        ("BE_Brussels_ERDF_2007-2013_cleaned.xls", 0, 16),
        ("BE_Brussels_ERDF_2007-2013_raw.xls", 4, 10),
        ("DE_BadenW_ERDF_2014-2020_NFD_header.csv", 0, 5),
        ("DE_Bremen_ESF_2014-2020.xlsx", 5, 12),
        ("DE_NRW_ERDF_2014-2020.xlsx", 4, 10),
        ("PL_CF_2014-2020_cp1250.csv", 0, 7),
        ("UK_NorthernIreland_ESF_2014-2020.xlsx", 4, 11),
        ("UK_Scotland_2014-2020.ods", 0, 12),
        ("UK_Wales_2014-2020.xlsx", 0, 6),
    ],
)
def test_the_heading_of_a_public_list_is_found_under_its_titles(name, header, width):
    grid = read_file(MESSY / name)[0]
    assert header_row(grid) == header
    assert max(len(row) for row in grid.rows) == width


@pytest.mark.skipif(not TORINO.is_dir(), reason="data/torino is not here")
def test_torino_loads_without_an_error():
    loaded = read_study(TORINO)
    assert loaded.problems.errors.text("en") == "No problems."
    assert (len(loaded.tables["partners"]), len(loaded.tables["projects"]), len(loaded.tables["participations"])) == (69, 31, 177)


CELLS = st.sampled_from(
    ["", "a", "b", "À", "n.d.", "2019", "21", "2019-2020", "dic-19", "1.234", "1,5", "-3", "x;y", "; ;", "nan", "{n}", "²", "20_19", "sì"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_a_person_can_type_raises(tmp_path, data):
    for table in TABLES:
        width = len(table.columns)
        rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width + 1), max_size=4), label=table.name)
        (tmp_path / f"{table.name}.csv").write_text(text([[column.heading.it for column in table.columns], *rows], "|"), encoding="utf-8")
    problems = read_study(tmp_path).problems
    assert all(problem.text("it") and problem.text("en") for problem in problems)
    assert len(problems.to_frame("it")) == len(problems)
