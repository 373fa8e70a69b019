"""An empty study to start from: it loads, it can be filled in either way, it never overwrites."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from reteanalysis.loading import DEFAULT_SECTORS, TABLES, guide, read_study, write_blank
from reteanalysis.loading.schema import TABLE, key
from reteanalysis.loading.settings import HELP, Settings

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOK = {"it": "modello.xlsx", "en": "template.xlsx"}
EXAMPLE = {"it": "esempio", "en": "example"}

pytestmark = pytest.mark.parametrize("lang", ["it", "en"])


def test_it_loads_and_says_that_there_are_no_rows_yet(tmp_path: Path, lang):
    write_blank(tmp_path, lang)
    problems = read_study(tmp_path).problems
    names = [TABLE[name].title[lang] for name in ("partners", "projects", "participations")]
    assert [(each.code, each.file) for each in problems] == [("no_rows", f"{name}.csv") for name in names]


def test_its_example_is_a_study_without_a_problem(tmp_path: Path, lang):
    write_blank(tmp_path, lang)
    loaded = read_study(tmp_path / EXAMPLE[lang])
    assert loaded.problems.text("en") == "No problems."
    assert loaded.settings.invented
    assert loaded.settings.language == lang
    assert loaded.tables["participations"]["contribution"].tolist()[:3] == ["economic", "knowledge;operational", "operational"]
    assert loaded.tables["participations"]["year"].tolist() == [2019, 2019, 2020, 2020]
    assert loaded.tables["projects"]["amount_eur"].tolist()[0] == 12500.0
    assert set(loaded.tables) == {table.name for table in TABLES}


def test_filled_in_as_csv_it_is_the_study_filled_in(tmp_path: Path, lang):
    write_blank(tmp_path, lang)
    for table in TABLES:
        example = tmp_path / EXAMPLE[lang] / f"{table.title[lang]}.csv"
        if example.exists():
            (tmp_path / example.name).write_bytes(example.read_bytes())
    assert read_study(tmp_path).problems.text("en") == "No problems."


def test_filled_in_as_a_workbook_it_is_the_same_study(tmp_path: Path, lang):
    write_blank(tmp_path, lang)
    filled = io.BytesIO()
    template = CalamineWorkbook.from_path(tmp_path / WORKBOOK[lang])
    with xlsxwriter.Workbook(filled) as book:
        for name in template.sheet_names:
            rows = template.get_sheet_by_name(name).to_python()
            example = tmp_path / EXAMPLE[lang] / f"{name}.csv"
            if example.exists():
                with example.open(encoding="utf-8-sig", newline="") as file:
                    rows = [rows[0], *list(csv.reader(file, delimiter=";" if lang == "it" else ","))[1:]]
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    (tmp_path / WORKBOOK[lang]).write_bytes(filled.getvalue())
    loaded = read_study(tmp_path)
    assert loaded.problems.text("en") == "No problems."
    columns = ["partner_id", "project_id", "year", "role", "contribution"]
    example = read_study(tmp_path / EXAMPLE[lang])
    assert loaded.tables["participations"][columns].equals(example.tables["participations"][columns])


def test_never_overwrites_and_names_what_is_in_the_way(tmp_path: Path, lang):
    mine = tmp_path / "study.toml"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"^\S*study\.toml$"):
        write_blank(tmp_path, lang)
    assert [path.name for path in tmp_path.iterdir()] == ["study.toml"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_has_the_same_bytes_every_time(tmp_path: Path, lang):
    first = {path.name: path.read_bytes() for path in write_blank(tmp_path / "a", lang)}
    assert {path.name: path.read_bytes() for path in write_blank(tmp_path / "b", lang)} == first


def test_may_do_without_the_workbook(tmp_path: Path, lang):
    assert WORKBOOK[lang] not in {path.name for path in write_blank(tmp_path, lang, workbook=False)}


def test_its_workbook_has_a_sheet_per_table_with_headings_notes_and_lists(tmp_path: Path, lang):
    write_blank(tmp_path, lang)
    book = CalamineWorkbook.from_path(tmp_path / WORKBOOK[lang])
    assert book.sheet_names[:-1] == [table.title[lang] for table in TABLES]
    for table in TABLES:
        assert book.get_sheet_by_name(table.title[lang]).to_python()[0] == [column.heading[lang] for column in table.columns]
    assert len(book.get_sheet_by_name(TABLE["sectors"].title[lang]).to_python()) == len(DEFAULT_SECTORS) + 1
    with zipfile.ZipFile(tmp_path / WORKBOOK[lang]) as parts:
        participations = parts.read("xl/worksheets/sheet3.xml").decode()
        notes = parts.read("xl/comments1.xml").decode()
    assert f"'{TABLE['partners'].title[lang]}'!$A$2:$A$" in participations
    assert ",".join(item.name[lang] for item in TABLE["participations"].column("role").choices) in participations
    assert 'state="frozen"' in participations
    assert TABLE["partners"].columns[0].help[lang] in notes


def test_its_guide_names_every_column_and_every_setting(lang):
    page = guide(lang)
    for table in TABLES:
        assert f"## `{table.title[lang]}`" in page
        assert all(f"| {column.heading[lang]} | {column.help[lang]} |" in page for column in table.columns)
    assert all(f"- `{name}`: " in page for name in Settings.model_fields)
    assert set(Settings.model_fields) <= set(HELP)


def test_its_guide_sets_in_what_belongs_to_a_filter_or_a_total_and_says_how_to_change_the_sectors(lang):
    lines = guide(lang).splitlines()
    inner = {line.split("`")[1] for line in lines if line.startswith("    - `")}
    assert inner == {"label", "keep", "values", "spheres", "areas", "source"}
    assert any(f"`{TABLE['sectors'].title[lang]}.csv`" in line for line in lines)


def test_its_settings_say_how_to_change_each_thing(tmp_path: Path, lang):
    write_blank(tmp_path, lang)
    settings = tmp_path / "study.toml"
    open_lines = [
        line.removeprefix("# ") if "=" in line or "[" in line else line for line in settings.read_text(encoding="utf-8").splitlines()
    ]
    helps = {words[lang] for words in HELP.values()}
    settings.write_text("\n".join(line for line in open_lines if line.removeprefix("# ") not in helps), encoding="utf-8")
    codes = {each.code for each in read_study(tmp_path).problems}
    assert not codes & {"toml_syntax", "unknown_key", "missing_key", "bad_setting"}


def test_no_heading_or_name_means_two_things(lang):
    for table in TABLES:
        headings = [word for column in table.columns for word in column.keys]
        assert sorted(headings) == sorted(set(headings)), table.name
    names = [word for table in TABLES for word in table.keys]
    assert sorted(names) == sorted(set(names))
    assert all(key(column.heading[lang]) in column.keys for table in TABLES for column in table.columns)
