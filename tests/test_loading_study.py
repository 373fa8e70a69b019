"""Studies as people send them: every mistake told at once, where the person sees it, in both languages."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from reteanalysis.loading import DEFAULT_SECTORS, DataError, Loaded, Problems, read_study
from reteanalysis.loading.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

PARTNERS = (
    "Codice partner;Nome;Settore\ncomune;Città di Borgo;Ente pubblico\nasl-citta;ASL Città;health\nalfa;Cooperativa Alfa;cooperative\n"
)
PROJECTS = "Codice progetto;Titolo;Area;Importo (€)\ncasa;Prima la casa;A1;1.234,50\npane;Pane;A2;€ 2.000\n"
PARTICIPATIONS = "Codice partner;Codice progetto;Anno;Ruolo\ncomune;casa;2019;capofila\nasl-citta;casa;2019;partner\nalfa;pane;2020;lead\n"


@pytest.fixture
def write(tmp_path: Path):
    """Write a good study, with some files replaced (or left out, when None), and read it."""

    def written(encoding: str = "utf-8", **files: str | None) -> Loaded:
        usual = {"partner": PARTNERS, "progetti": PROJECTS, "partecipazioni": PARTICIPATIONS}
        for name, text in (usual | files).items():
            if text is not None:
                (tmp_path / ("study.toml" if name == "toml" else f"{name}.csv")).write_text(text, encoding=encoding, newline="")
        return read_study(tmp_path)

    return written


def rows(problems: Problems, code: str) -> list[tuple[str, int | None, str | None, str]]:
    """The places of one kind of problem, as file, row, column, found."""
    return [(each.file, each.row, each.column, each.found) for each in problems if each.code == code]


def codes(problems: Problems) -> set[str]:
    return {each.code for each in problems}


class TestAGoodStudy:
    def test_has_nothing_to_mend(self, write):
        assert len(write().problems) == 0

    def test_gives_canonical_columns_codes_and_numbers(self, write):
        tables = write().tables
        assert list(tables["partners"]["sector"]) == ["public", "health", "cooperative"]
        assert list(tables["projects"]["amount_eur"]) == [1234.5, 2000.0]
        assert list(tables["participations"]["role"]) == ["lead", "partner", "lead"]
        assert list(tables["participations"]["row"]) == [2, 3, 4]
        assert tables["participations"]["year"].dtype == "Int64"
        assert tables["participations"]["source"].isna().all()

    def test_has_the_default_sectors(self, write):
        sectors = write().tables["sectors"].set_index("code")
        assert sectors.loc["volunteer", ["it", "en", "sphere"]].tolist() == ["Volontariato", "Volunteer organisation", "nonprofit"]
        assert len(sectors) == 11

    def test_says_where_each_row_comes_from(self, write):
        sources = write(toml='title = "Borgo"').sources
        assert [(source.name, source.rows) for source in sources] == [
            ("partner.csv", 3),
            ("progetti.csv", 2),
            ("partecipazioni.csv", 3),
            ("study.toml", 0),
        ]
        assert all(len(source.sha256) == 64 for source in sources)

    def test_is_never_written_to(self, write, tmp_path):
        write()
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
        read_study(tmp_path)
        assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before

    def test_keeps_columns_nobody_declared(self, write):
        loaded = write(progetti="Codice progetto;Titolo;plan_scope\ncasa;Casa;strand\npane;Pane;\n")
        assert loaded.tables["projects"]["plan_scope"].tolist()[0] == "strand"
        assert loaded.tables["projects"]["plan_scope"].isna().tolist() == [False, True]
        assert len(loaded.problems) == 0

    def test_of_one_year_is_a_study(self, write):
        loaded = write(partecipazioni="Codice partner;Codice progetto;Anno\ncomune;casa;2019\nasl-citta;casa;2019\nalfa;pane;2019\n")
        assert len(loaded.problems) == 0

    def test_of_declared_ties_needs_no_projects(self, write):
        loaded = write(progetti=None, partecipazioni=None, legami="Da;A;Anno;Orientato\ncomune;asl-citta;2019;sì\nalfa;comune;2019;no\n")
        assert len(loaded.problems) == 0
        assert loaded.tables["ties"]["directed"].tolist() == [True, False]
        assert len(loaded.tables["participations"]) == 0
        assert "project_id" in loaded.tables["participations"]


class TestEveryMistakeAtOnce:
    @pytest.fixture
    def problems(self, write) -> Problems:
        return write(
            partner=PARTNERS + "alfa;Alfa bis;association\n;Senza codice;public\nbeta;Beta;coperativa\n",
            progetti="Codice progetto;Titolo;Anno di inizio;Anno di fine;Importo (€)\ncasa;Casa;2020;2019;-5\npane;Pane;1850;;molto\n",
            partecipazioni=(
                "Codice partner;Codice progetto;Anno ;Ruolo\ncomune;casa;2019.0;capofila\nasl-citta;casa;21;leed\n"
                "gamma;pane;2019-2020;partner\nalfa;panne;2020;partner\nalfa;panne;2020;partner\nbeta;;2020;\n"
            ),
            toml='yers = [2019]\nlanguage = "fr"\nowner = "comun"\n',
        ).problems

    def test_are_told_with_row_column_and_what_was_found(self, problems):
        assert rows(problems, "two_sectors") == [("partner.csv", 5, "Settore", "association")]
        assert rows(problems, "missing_value") == [
            ("partner.csv", 6, "Codice partner", ""),
            ("partecipazioni.csv", 7, "Codice progetto", ""),
        ]
        assert rows(problems, "not_allowed") == [("partner.csv", 7, "Settore", "coperativa"), ("partecipazioni.csv", 3, "Ruolo", "leed")]
        assert rows(problems, "years_reversed") == [("progetti.csv", 2, "Anno di fine", "2019")]
        assert rows(problems, "impossible_year") == [("progetti.csv", 3, "Anno di inizio", "1850")]
        assert rows(problems, "negative") == [("progetti.csv", 2, "Importo (€)", "-5")]
        assert rows(problems, "bad_number") == [("progetti.csv", 3, "Importo (€)", "molto")]
        assert rows(problems, "bad_year") == [("partecipazioni.csv", 3, "Anno", "21"), ("partecipazioni.csv", 4, "Anno", "2019-2020")]
        assert rows(problems, "duplicate_row") == [("partecipazioni.csv", 6, None, "")]
        assert rows(problems, "unknown_id") == [
            ("partecipazioni.csv", 4, "Codice partner", "gamma"),
            ("partecipazioni.csv", 5, "Codice progetto", "panne"),
            ("partecipazioni.csv", 6, "Codice progetto", "panne"),
        ]
        assert rows(problems, "unknown_key") == [("study.toml", None, "yers", "yers")]
        assert rows(problems, "bad_setting") == [("study.toml", None, "language", "fr")]
        assert rows(problems, "no_such") == [("study.toml", None, "owner", "comun")]
        assert len(problems.errors) == 18

    @pytest.mark.parametrize(
        ("code", "it", "en"),
        [
            ("bad_year", "un solo anno di quattro cifre, come 2019, o una data, come 31/12/2019", "one year of four digits, such as 2019"),
            ("unknown_id", "un codice della tabella «progetti». Forse «pane»?", "an identifier of the table “projects”. Perhaps “pane”?"),
            ("not_allowed", "Sindacato, Impresa. Forse «Cooperativa»?", "Trade union, Business. Perhaps “Cooperative”?"),
            ("unknown_key", "Forse «years»?", "Perhaps “years”?"),
            ("no_such", "uno di questi: alfa, asl-citta, beta, comune. Forse «comune»?", "Perhaps “comune”?"),
        ],
    )
    def test_say_what_was_expected_with_the_nearest_right_answer(self, problems, code, it, en):
        expected = [each.expected for each in problems if each.code == code]
        assert any(it in each.it for each in expected)
        assert any(en in each.en for each in expected)

    def test_make_a_table_in_either_language(self, problems):
        frame = problems.to_frame("it")
        assert list(frame) == ["file", "foglio", "riga", "colonna", "trovato", "atteso", "problema"]
        assert frame[frame["problema"] == "numero negativo"].iloc[0].tolist()[2:6] == [2, "Importo (€)", "-5", "zero o più"]
        frame = problems.to_frame("en")
        assert list(frame) == ["file", "sheet", "row", "column", "found", "expected", "problem"]
        assert "negative number" in frame["problem"].tolist()

    def test_make_an_error_that_reads_as_a_list(self, problems):
        error = DataError(problems, "it")
        assert "18 ERRORI" in str(error)
        assert "- partecipazioni.csv, riga 3, colonna «Anno»: non è un anno [trovato: «21»]. Atteso: un solo anno" in str(error)
        assert error._render_traceback_() == str(error).splitlines()
        assert "row 3, column “Anno”: not a year [found: “21”]" in str(DataError(problems, "en"))

    def test_make_a_small_table_in_a_notebook(self, problems):
        html = problems._repr_html_()
        assert html.count("<tr>") == len(problems) + 1
        assert "<td" in html
        assert "«pane»" in html

    def test_leave_the_tables_readable_all_the_same(self, write):
        tables = write(partecipazioni="Codice partner;Codice progetto;Anno\ncomune;casa;boh\n").tables
        assert tables["participations"]["year"].isna().tolist() == [True]


class TestManyOfOneKind:
    def test_stay_all_in_the_table_and_are_grouped_in_the_text(self, write):
        body = "".join(f"comune;casa;{year}\n" for year in range(10, 40))
        problems = write(partecipazioni="Codice partner;Codice progetto;Anno\n" + body).problems.errors
        assert problems.to_frame("it")["riga"].tolist() == list(range(2, 32))
        text = problems.text("it")
        assert text.count("non è un anno") == 3
        assert "stesso problema in altre 27 righe: 5, 6, 7," in text
        assert "same problem in 27 more rows: 5, 6, 7," in problems.text("en")


class TestIdentifiers:
    def test_that_differ_by_case_accent_or_spaces_are_resolved_and_recorded(self, write):
        loaded = write(
            partecipazioni="Codice partner;Codice progetto;Anno\nCOMUNE;Casà;2019\nasl- citta ;casa;2019\nCOMUNE;pane;2020\nalfa;pane;2020\n"
        )
        assert loaded.tables["participations"]["partner_id"].tolist() == ["comune", "asl-citta", "comune", "alfa"]
        assert loaded.tables["participations"]["project_id"].tolist() == ["casa", "casa", "pane", "pane"]
        assert rows(loaded.problems.warnings, "resolved") == [
            ("partecipazioni.csv", 2, "Codice partner", "COMUNE"),
            ("partecipazioni.csv", 3, "Codice partner", "asl- citta"),
            ("partecipazioni.csv", 2, "Codice progetto", "Casà"),
        ]
        assert loaded.problems.warnings[0].message.it == "letto come «comune» (righe 2, 4)"
        assert len(loaded.problems.errors) == 0

    def test_may_be_the_exact_name(self, write):
        loaded = write(partecipazioni="Ente;Progetto;Anno\nCittà di Borgo;Prima la casa;2019\nasl-citta;casa;2019\nalfa;pane;2020\n")
        assert loaded.tables["participations"]["partner_id"].tolist()[0] == "comune"
        assert rows(loaded.problems, "by_name") == [
            ("partecipazioni.csv", 2, "Ente", "Città di Borgo"),
            ("partecipazioni.csv", 2, "Progetto", "Prima la casa"),
        ]

    def test_are_found_through_decided_aliases_without_a_word(self, write):
        loaded = write(
            alias="Nome;Codice partner;Deciso da\nCoop. Alfa;alfa;M. Rossi\n",
            partecipazioni="Codice partner;Codice progetto;Anno\ncomune;casa;2019\nasl-citta;casa;2019\nCoop. Alfa;pane;2020\n",
        )
        assert loaded.tables["participations"]["partner_id"].tolist() == ["comune", "asl-citta", "alfa"]
        assert len(loaded.problems) == 0

    def test_of_two_partners_with_one_name_are_never_guessed(self, write):
        loaded = write(
            partner=PARTNERS + "alfa-2;Cooperativa Alfa;cooperative\n",
            partecipazioni="Codice partner;Codice progetto;Anno\nCooperativa Alfa;pane;2020\ncomune;casa;2019\n",
        )
        assert rows(loaded.problems.errors, "unknown_id") == [("partecipazioni.csv", 2, "Codice partner", "Cooperativa Alfa")]

    def test_that_differ_only_by_case_stay_two_partners(self, write):
        loaded = write(
            partner=PARTNERS + "ALFA;Alfa Due;association\n",
            partecipazioni=PARTICIPATIONS + "ALFA;pane;2020;\nAlfa;pane;2020;\n",
        )
        assert loaded.tables["participations"]["partner_id"].tolist()[3:] == ["ALFA", "Alfa"]
        assert rows(loaded.problems.errors, "unknown_id") == [("partecipazioni.csv", 6, "Codice partner", "Alfa")]
        assert rows(loaded.problems.warnings, "near_id") == [("partner.csv", 5, "Codice partner", "ALFA")]

    def test_unknown_suggest_the_title_nearly_written_and_the_table_of_aliases(self, write):
        problems = write(partecipazioni=PARTICIPATIONS + "Beta;casa;2019;\nalfa;Prima la csa;2019;\n").problems.errors
        assert [each.expected.it for each in problems] == [
            "un codice della tabella «partner». Se è un altro nome dello stesso ente, scriverlo nella tabella «alias».",
            "un codice della tabella «progetti». Forse «casa»?",
        ]

    def test_of_a_body_that_belongs_to_itself_are_refused(self, write):
        partners = "Codice partner;Nome;Settore;Fa parte di\ncomune;Comune;public;\nasl-citta;ASL;health;alfa\nalfa;Alfa;cooperative;comune; asl-citta\n"
        partners = partners.replace("comune; asl-citta", '"comune; ASL-citta"')
        problems = write(partner=partners).problems
        assert rows(problems.errors, "cycle") == [("partner.csv", 3, "Fa parte di", "alfa")]
        assert "asl-citta → alfa → asl-citta" in problems.errors[0].message.it
        assert rows(problems.warnings, "resolved") == [("partner.csv", 4, "Fa parte di", "ASL-citta")]

    def test_in_the_register_need_not_be_partners(self, write):
        loaded = write(registro="Codice partner;Nome;Settore\n;Cooperativa  ALFA;cooperative\nnuova;Nuova;association\n;;association\n")
        assert loaded.tables["register"]["partner_id"].tolist()[:2] == ["alfa", "nuova"]
        assert rows(loaded.problems.errors, "nobody") == [("registro.csv", 4, "Nome", "")]


class TestWarnings:
    def test_undated_rows_and_years_outside_the_study(self, write):
        loaded = write(
            partecipazioni=PARTICIPATIONS + "comune;pane;;\nalfa;casa;n.d.;\nalfa;casa;2017;\n",
            toml="years = [2019, 2020, 2021]",
        )
        assert rows(loaded.problems.warnings, "undated") == [
            ("partecipazioni.csv", 5, "Anno", ""),
            ("partecipazioni.csv", 6, "Anno", "n.d."),
        ]
        assert rows(loaded.problems.warnings, "outside_years") == [("partecipazioni.csv", 7, "Anno", "2017")]
        assert rows(loaded.problems.warnings, "year_without_rows") == [("study.toml", None, "years", "2021")]
        assert len(loaded.problems.errors) == 0

    def test_partners_and_projects_nobody_meets(self, write):
        loaded = write(partner=PARTNERS + "solo;Solo;\n", progetti=PROJECTS + "vuoto;Vuoto;A1;\n")
        assert rows(loaded.problems, "partner_alone") == [("partner.csv", 5, "Codice partner", "solo")]
        assert rows(loaded.problems, "no_sector") == [("partner.csv", 5, "Settore", "")]
        assert rows(loaded.problems, "project_alone") == [("progetti.csv", 4, "Codice progetto", "vuoto")]
        assert loaded.problems.warnings == loaded.problems

    def test_about_a_column_that_is_not_there_call_it_as_the_other_headings_do(self, write):
        problems = write(partner="Partner ID;Name\ncomune;Comune\nasl-citta;ASL\nalfa;Alfa\n").problems
        assert rows(problems, "no_sector") == [("partner.csv", place, "Sector", "") for place in (2, 3, 4)]
        problems = write(partner="Codice partner;Nome\ncomune;Comune\nasl-citta;ASL\nalfa;Alfa\n").problems
        assert rows(problems, "no_sector") == [("partner.csv", place, "Settore", "") for place in (2, 3, 4)]

    def test_possible_same_bodies_are_pointed_out_and_never_merged(self, write):
        loaded = write(
            partner=PARTNERS + "ponte;Associazione Il Ponte APS;association\nponte2;Il Ponte O.D.V.;volunteer\nluce;Luce;association\n",
            partecipazioni=PARTICIPATIONS + "ponte;casa;2019;\nponte2;casa;2019;\nluce;casa;2019;\n",
        )
        assert rows(loaded.problems, "same_body") == [("partner.csv", 6, "Nome", "Il Ponte O.D.V.")]
        assert loaded.problems[0].message.en == "possibly the same body as row 5: “Associazione Il Ponte APS”"
        assert loaded.tables["partners"]["partner_id"].nunique() == 6

    def test_leads_recorded_twice(self, write):
        loaded = write(
            partecipazioni="Codice partner;Codice progetto;Anno;Ruolo;Fonte\ncomune;casa;2019;lead;a\ncomune;casa;2019;lead;b\nalfa;pane;2020;;\nasl-citta;pane;2020;;\n"
        )
        assert rows(loaded.problems, "lead_twice") == [("partecipazioni.csv", 3, "Ruolo", "lead")]

    def test_tax_codes_with_a_wrong_digit_and_with_lost_zeros(self, write):
        partners = "Codice partner;Nome;Settore;Partita IVA\ncomune;Comune;public;00514490010\nasl-citta;ASL;health;514490010\nalfa;Alfa;cooperative;00514490011\n"
        loaded = write(partner=partners)
        assert loaded.tables["partners"]["tax_code"].tolist() == ["00514490010", "00514490010", "00514490011"]
        assert rows(loaded.problems, "tax_zeros") == [("partner.csv", 3, "Partita IVA", "514490010")]
        assert rows(loaded.problems, "tax_code") == [("partner.csv", 4, "Partita IVA", "00514490011")]

    def test_sectors_nobody_has(self, write):
        loaded = write(settori="Codice;Nome;Sfera\npublic;Comuni;pubblico\nhealth;;\ncooperative;Coop;terzo settore\nbank;Banche;imprese\n")
        assert rows(loaded.problems, "unused_sectors") == [("settori.csv", None, "Codice", "bank")]
        sectors = loaded.tables["sectors"].set_index("code")
        assert sectors["sphere"].to_dict() == {"public": "public", "health": "public", "cooperative": "nonprofit", "bank": "business"}
        assert sectors.loc["health", "it"] == "Sanità pubblica"

    def test_one_area_written_in_two_ways(self, write):
        loaded = write(progetti="Codice progetto;Titolo;Area\ncasa;Casa;Abitare\npane;Pane;abitare\n")
        assert rows(loaded.problems, "spelling") == [("progetti.csv", 3, "Area", "abitare")]
        assert loaded.tables["projects"]["area"].tolist() == ["Abitare", "abitare"]


class TestAreas:
    def test_listed_are_resolved_by_code_or_name(self, write):
        loaded = write(
            aree="Codice;Nome italiano;Nome inglese\nA1;Abitare;Housing\nA2;Cibo;Food\n",
            progetti="Codice progetto;Titolo;Area\ncasa;Casa;abitare\npane;Pane;A3\n",
        )
        assert loaded.tables["projects"]["area"].tolist()[0] == "A1"
        assert rows(loaded.problems.errors, "unknown_id") == [("progetti.csv", 3, "Area", "A3")]


class TestHeadings:
    def test_may_have_spaces_capitals_accents_dashes(self, write):
        loaded = write(
            partecipazioni="ID-PARTNER;Codice_Progetto; ANNO ;rùolo\ncomune;casa;2019;capofila\nasl-citta;casa;2019;\nalfa;pane;2020;\n"
        )
        assert len(loaded.problems) == 0

    def test_nearly_right_are_suggested(self, write):
        loaded = write(
            partecipazioni="Codice partner;Codice progeto;Ano;Rolo\ncomune;casa;2019;lead\n",
            partner="Codice partner;Nome;Settor\ncomune;Comune;public\n",
        )
        assert rows(loaded.problems.errors, "missing_column") == [
            ("partecipazioni.csv", 1, "Anno", "Ano"),
            ("partecipazioni.csv", 1, "Codice progetto", "Codice progeto"),
        ]
        assert rows(loaded.problems.warnings, "near_heading") == [
            ("partner.csv", 1, "Settor", "Settor"),
            ("partecipazioni.csv", 1, "Rolo", "Rolo"),
        ]
        missing = next(each for each in loaded.problems if each.code == "missing_column")
        assert missing.message.it == "manca la colonna «Anno»"
        assert missing.expected.en == "a column headed “Year”. Perhaps “Ano”?"

    def test_that_say_the_same_thing_twice_are_refused(self, write):
        loaded = write(partecipazioni="Codice partner;Codice progetto;Anno;anno\ncomune;casa;2019;2020\n")
        assert rows(loaded.problems.errors, "heading_twice") == [("partecipazioni.csv", 1, "anno", "anno")]

    def test_exact_win_over_loose(self, write):
        loaded = write(
            partecipazioni="Ente;Codice partner;Codice progetto;Anno\nIl Comune;comune;casa;2019\nL'ASL;asl-citta;casa;2019\nA;alfa;pane;2020\n"
        )
        assert loaded.tables["participations"]["partner_id"].tolist() == ["comune", "asl-citta", "alfa"]
        assert loaded.tables["participations"]["Ente"].tolist() == ["Il Comune", "L'ASL", "A"]
        assert len(loaded.problems) == 0

    def test_missing_above_cells_are_pointed_out(self, write):
        loaded = write(
            partecipazioni="Codice partner;Codice progetto;;Anno\ncomune;casa;appunto;2019\nasl-citta;casa;;2019\nalfa;pane;;2020;altro\n"
        )
        assert rows(loaded.problems.warnings, "no_heading") == [("partecipazioni.csv", 1, "C", "")]
        assert rows(loaded.problems.errors, "extra_cells") == [("partecipazioni.csv", 4, None, "altro")]

    def test_of_another_table_altogether_are_listed(self, write):
        loaded = write(partecipazioni="x;y\n1;2\n")
        assert rows(loaded.problems.errors, "no_headings") == [("partecipazioni.csv", None, None, "")]
        assert "Codice partner, Codice progetto, Anno, Ruolo" in loaded.problems.errors[0].expected.it


class TestYears:
    @pytest.mark.parametrize(
        ("cell", "year"),
        [
            ("12/2019", 2019),
            ("2019-05", 2019),
            ("2019/7", 2019),
            ("01/09/2019", 2019),
            ("2019-09-01", 2019),
            ("1905", 1905),
            ("dic 2019", 2019),
        ],
    )
    def test_are_read_off_dates(self, write, cell, year):
        loaded = write(partecipazioni=f"{PARTICIPATIONS}alfa;casa;{cell};\n")
        assert loaded.tables["participations"]["year"].tolist()[-1] == year
        assert len(loaded.problems) == 0

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            *((cell, "bad_year") for cell in ("2019/20", "2019-20", "2019-21", "2019/21", "2019-30", "20/2019", "13/2020", "2019.5")),
            *((cell, "bad_year") for cell in ("2009/10", "2010-11", "2011/12", "2019-00")),
            ("11/07/1905", "number_as_date"),
            ("1905-07-11", "number_as_date"),
            ("43586", "date_as_number"),
            ("1850", "impossible_year"),
        ],
    )
    def test_that_may_be_two_or_none_are_never_guessed(self, write, cell, code):
        problems = write(partecipazioni=f"{PARTICIPATIONS}alfa;casa;{cell};\n", toml="years = [2019, 2020]").problems
        assert [(each.code, each.row, each.found) for each in problems] == [(code, 5, cell)]
        if code == "bad_year":
            assert problems[0].expected.it.endswith("due anni vanno su due righe")


class TestFormulasGoneWrong:
    @pytest.mark.parametrize("error", ["#RIF!", "#VALORE!", "#DIV/0!", "#NOME?", "#N/D", "#REF!", "#NAME?"])
    def test_are_told_once_and_are_no_blanks(self, write, error):
        problems = write(partecipazioni=PARTICIPATIONS + f"{error};casa;2019;\nalfa;casa;{error};\nalfa;pane;2019;{error}\n").problems
        assert [(each.code, each.row, each.column) for each in problems] == [
            ("formula_error", 6, "Anno"),
            ("formula_error", 5, "Codice partner"),
            ("formula_error", 7, "Ruolo"),
        ]


class TestTotals:
    def test_under_a_table_are_no_partner(self, write):
        loaded = write(
            partner=PARTNERS + "Totale;3;\n",
            partecipazioni=PARTICIPATIONS + "Somma;;;\nTOTALE righe: 3;;3;\n",
            progetti=PROJECTS + "Totale;;;3.234,50\n",
        )
        assert [(each.code, each.file, each.row) for each in loaded.problems] == [
            ("total_row", "partner.csv", 5),
            ("total_row", "progetti.csv", 4),
            ("total_row", "partecipazioni.csv", 5),
            ("total_row", "partecipazioni.csv", 6),
        ]
        assert [len(loaded.tables[name]) for name in ("partners", "projects", "participations")] == [3, 2, 3]

    def test_are_not_a_body_of_that_name(self, write):
        loaded = write(partner=PARTNERS + "total;Total S.p.A.;enterprise\n", partecipazioni=PARTICIPATIONS + "total;pane;2020;\n")
        assert len(loaded.problems) == 0
        assert loaded.tables["partners"]["partner_id"].tolist()[-1] == "total"


class TestNumbersOfAColumn:
    @pytest.mark.parametrize(
        ("cells", "lang", "values", "doubtful"),
        [
            (["1.234,50", "1.000"], "it", [1234.5, 1000.0], 0),
            (["1.234", "2.500"], "it", [1234.0, 2500.0], 1),
            (["1.234", "2.500"], "en", [1.234, 2.5], 1),
            (["2.125", "0.5"], "it", [2.125, 0.5], 0),  # the second cell is English: so is the first
            (["1,234.50", "2,000"], "it", [1234.5, 2000.0], 0),
            (["12", "7"], "it", [12.0, 7.0], 0),
        ],
    )
    def test_are_read_in_the_language_the_whole_column_follows(self, write, cells, lang, values, doubtful):
        body = "".join(f'{code};{code};"{cell}"\n' for code, cell in zip(("casa", "pane"), cells, strict=True))
        loaded = write(progetti="Codice progetto;Titolo;Importo\n" + body, toml=f'language = "{lang}"')
        assert loaded.tables["projects"]["amount_eur"].tolist() == values
        assert len(rows(loaded.problems.warnings, "ambiguous_number")) == doubtful
        assert len(loaded.problems.errors) == 0


class TestSettings:
    def test_have_defaults_and_the_name_of_the_folder(self, write, tmp_path):
        settings = write().settings
        assert settings.title.it == tmp_path.name.replace("_", " ")
        assert (settings.language, settings.years, settings.members, settings.projection, settings.seed) == (
            "it",
            (),
            "active",
            "shared",
            2019,
        )

    def test_are_read_and_put_in_canonical_form(self, write):
        settings = write(
            progetti="Codice progetto;Titolo;Area;Ambito piano\ncasa;Casa;A1;Piano\npane;Pane;A2;altro\n",
            toml="""
                title = "Borgo"
                description = { it = "La rete", en = "The network" }
                years = [2020, 2019]
                owner = "Comune"
                default_filter = "piano"
                [filters.piano]
                label = { it = "Solo il piano", en = "Plan only" }
                keep.progetti.ambito_piano = ["piano"]
                keep.partecipazioni.Ruolo = ["capofila"]
                [[denominators]]
                label = { it = "Enti", en = "Bodies" }
                values = { 2019 = 33, 2020 = 35 }
                spheres = ["nonprofit"]
                areas = ["A2"]
                source = "https://example.org"
            """,
        ).settings
        assert (settings.title.en, settings.description.en, settings.years, settings.owner) == (
            "Borgo",
            "The network",
            (2019, 2020),
            "comune",
        )
        assert settings.filters["piano"].keep == {"projects": {"Ambito piano": ("Piano",)}, "participations": {"role": ("lead",)}}
        assert settings.denominators[0].values == {2019: 33.0, 2020: 35.0}

    def test_wrong_are_all_told_with_their_path(self, write):
        problems = write(
            toml="""
                title = { it = "Solo italiano" }
                years = [19]
                members = "actve"
                seed = "x"
                invented = "forse"
                default_filter = "piani"
                [filters.piano]
                keep.progetti.area = ["A9"]
                [filters.altro]
                label = "Altro"
                keep.progeti.area = ["A1"]
                keep.projects.areaa = ["A1"]
                [[denominators]]
                label = "Enti"
                values = { duemila = 33 }
                sferes = []
            """,
        ).problems.errors
        assert {(each.code, each.column) for each in problems} == {
            ("bad_setting", "title"),
            ("bad_setting", "years.1"),
            ("bad_setting", "members"),
            ("bad_setting", "seed"),
            ("bad_setting", "invented"),
            ("missing_key", "filters.piano.label"),
            ("bad_setting", "denominators.1.values.duemila"),
            ("unknown_key", "denominators.1.sferes"),
            ("no_such", "default_filter"),
            ("no_such", "filters.altro.keep.progeti"),
            ("no_such", "filters.altro.keep.projects.areaa"),
        }
        members = next(each for each in problems if each.column == "members")
        assert members.expected.it.endswith("(tutti gli iscritti). Forse «active»?")

    def test_that_name_what_the_data_do_not_hold(self, write):
        problems = write(
            toml="""
                default_filter = "piani"
                [filters.piano]
                label = "Piano"
                keep.progetti.area = ["A1", "A9"]
                [filters.altro]
                label = "Altro"
                keep.progeti.area = ["A1"]
                keep.projects.areaa = ["A1"]
                [[denominators]]
                label = "Enti"
                values = { 2019 = 33 }
                areas = ["A4"]
            """,
        ).problems.errors
        assert [(each.code, each.column, each.found) for each in problems] == [
            ("no_such", "default_filter", "piani"),
            ("no_such", "denominators.1.areas", "A4"),
            ("no_such", "filters.altro.keep.progeti", "progeti"),
            ("no_such", "filters.altro.keep.projects.areaa", "areaa"),
            ("no_such_value", "filters.piano.keep.progetti.area", "A9"),
        ]
        assert problems[0].expected.it == "uno di questi: piano, altro. Forse «piano»?"

    def test_wrong_in_one_filter_or_total_leave_the_others_to_be_checked(self, write):
        problems = write(
            toml="""
                default_filter = "uno"
                [filters.uno]
                keep.progetti.area = []
                [filters.due]
                label = "Due"
                keep.progetti.area = ["A9"]
                [[denominators]]
                label = "Enti"
                values = { 2019 = nan, 2020 = inf, 2021 = -5, 2022 = 0, 20 = 3 }
                [[denominators]]
                label = "Altri"
                values = { 2019 = 3, 2025 = 4 }
                areas = ["A7"]
            """,
        ).problems
        assert [(each.code, each.column, each.found) for each in problems] == [
            *(("bad_setting", f"denominators.1.values.{year}", found) for year, found in ((20, "20"), (2019, "nan"), (2020, "inf"))),
            *(("bad_setting", f"denominators.1.values.{year}", found) for year, found in ((2021, "-5"), (2022, "0"))),
            ("bad_setting", "filters.uno.keep.progetti.area", "[]"),
            ("missing_key", "filters.uno.label", ""),
            ("no_such", "denominators.2.areas", "A7"),
            ("no_such_value", "filters.due.keep.progetti.area", "A9"),
            ("unused_denominator", "denominators.2.values", "2025"),
        ]

    @pytest.mark.parametrize(
        ("toml", "code", "where", "found"),
        [
            ('projection = "declared"', "no_ties", "projection", "declared"),
            ('default_filter = "x"', "no_filters", "default_filter", "x"),
            ('[filters.none]\nlabel = "N"\nkeep.progetti.area = ["A1"]', "reserved_name", "filters.none", "none"),
            (
                '[filters.a]\nlabel = "A"\nkeep.progetti = { area = ["A1"], titolo = ["Pane"] }',
                "keeps_nothing",
                "filters.a.keep.progetti",
                "",
            ),
            ('years = ["2019"]', "bad_setting", "years.1", "2019"),
            ('[denominators]\nlabel = "D"\nvalues = { 2019 = 5 }', "bad_setting", "denominators", '{ label = "D", values = { 2019 = 5 } }'),
        ],
    )
    def test_that_cannot_do_what_they_say(self, write, toml, code, where, found):
        problems = write(toml=toml).problems
        assert [(each.code, each.column, each.found) for each in problems] == [(code, where, found)]
        assert problems[0].where("it") == f"study.toml, impostazione «{where}»"
        assert problems[0].expected.it.endswith("senza virgolette.") == ("years" in toml)

    @pytest.mark.parametrize(
        ("toml", "quoted"),
        [('draws = "999"', True), ("draws = 2.5", False), ("draws = 1.0", False), ("draws = -1", False), ("draws = 2000000", False)],
    )
    def test_say_how_many_draws_there_may_be(self, write, toml, quoted):
        """What has no quotation marks is not told to lose them; what is too much is not told that it may be more than zero."""
        (wrong,) = write(toml=toml).problems
        assert wrong.expected.it.startswith("un numero intero da 0 a 1000000 (0: nessun confronto con il caso)")
        assert wrong.expected.it.endswith("senza virgolette.") == quoted

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_are_read_however_lines_end_and_letters_are_stored(self, end, encoding):
        settings, problems = read_settings(f'title = "Città"{end}draws\t=\t7{end}'.encode(encoding), "x")
        assert (settings.title.it, settings.draws, problems) == ("Città", 7, [])

    def test_may_name_an_owner_whose_code_is_a_number(self, write):
        loaded = write(partner=PARTNERS.replace("alfa", "7"), partecipazioni=PARTICIPATIONS.replace("alfa", "7"), toml="owner = 7")
        assert loaded.settings.owner == "7"
        assert len(loaded.problems) == 0

    @pytest.mark.parametrize(
        ("toml", "it", "straight"),
        [
            ("title = “Borgo”", "il valore dopo = non è scritto bene: un testo va fra virgolette diritte", True),
            ('title = "Borgo', "una virgoletta non è chiusa", False),
            ('title = "Borgo\nseed = 1', "una virgoletta non è chiusa sulla stessa riga, o c'è un carattere non ammesso", False),
            ("seed = 1\nseed = 2", "la stessa impostazione c'è due volte", False),
            ("seed", "manca il segno = dopo il nome", False),
        ],
    )
    def test_that_are_not_toml_say_why_in_the_readers_language(self, write, toml, it, straight):
        problem = write(toml=toml).problems[0]
        assert problem.message.it == f"il file delle impostazioni non si legge: {it}"
        assert ("diritte" in problem.expected.it) == straight

    def test_give_sectors_a_coarser_class_by_code_or_name_and_leave_the_others_as_they_are(self, write):
        loaded = write(toml='[coarser]\nassociation = "terzo settore"\nCooperativa = "terzo settore"\n')
        assert len(loaded.problems.errors) == 0
        classes = loaded.settings.coarser
        assert {code for code, wider in classes.items() if wider == "terzo settore"} == {"association", "cooperative"}
        assert all(code == wider for code, wider in classes.items() if wider != "terzo settore")
        assert len(classes) == len(DEFAULT_SECTORS)

    @pytest.mark.parametrize(
        ("toml", "code", "where", "found"),
        [
            ('asociation = "a"', "no_such", "coarser.asociation", "asociation"),
            ('association = "a"\nAssociazione = "b"', "bad_setting", "coarser.Associazione", "Associazione"),
            ('association = "a"', "bad_setting", "coarser", '{ association = "a" }'),  # as many classes as sectors
            ('association = " "', "bad_setting", "coarser.association", " "),
        ],
    )
    def test_of_coarser_sectors_that_cannot_be(self, write, toml, code, where, found):
        problem = write(toml=f"[coarser]\n{toml}\n").problems.errors[0]
        assert (problem.code, problem.column, problem.found) == (code, where, found)

    def test_of_coarser_sectors_that_are_all_one_are_told_beside_other_mistakes(self, write):
        everybody = "".join(f'{code} = "tutti"\n' for code, *_ in DEFAULT_SECTORS)
        errors = write(toml=f'owner = "nobody-knows"\n[coarser]\n{everybody}').problems.errors
        assert {each.column for each in errors} == {"owner", "coarser"}

    def test_nested_beyond_reading_are_told(self, write):
        (problem,) = write(toml=f"seed = {'[' * 6000}{']' * 6000}").problems.errors
        assert (problem.code, "parentesi" in problem.message.it) == ("toml_syntax", True)

    def test_that_are_not_toml_say_the_line(self, write):
        problems = write(toml='title = "Borgo"\nlanguage = it\n').problems.errors
        assert rows(problems, "toml_syntax") == [("study.toml", 2, None, "")]


def test_frames_are_plain_whatever_is_blank(write):
    participations = write().tables["participations"]
    assert participations["contribution"].dtype == object
    assert participations["amount_eur"].dtype == "float64"
    assert isinstance(participations, pd.DataFrame)


def test_loading_is_quick_on_twenty_thousand_rows(write):
    body = "".join(
        f"{('comune', 'asl-citta', 'alfa')[n % 3]};{('casa', 'pane')[n % 2]};{2019 + n % 3};partner;1.{n % 1000:03d},50;f{n}\n"
        for n in range(20_000)
    )
    start = perf_counter()
    loaded = write(partecipazioni="Codice partner;Codice progetto;Anno;Ruolo;Importo;Fonte\n" + body)
    assert perf_counter() - start < 5
    assert len(loaded.tables["participations"]) == 20_000
    assert len(loaded.problems.errors) == 0
