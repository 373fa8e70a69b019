"""From a path to checked tables: every table read, every mistake of every table told at once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reteanalysis.loading.checks import conform, obey, registers, resolve, tax_codes
from reteanalysis.loading.files import NORMS, SETTINGS, Grid, Source, open_study
from reteanalysis.loading.names import nearest
from reteanalysis.loading.problems import Problem, Problems
from reteanalysis.loading.remarks import remarks
from reteanalysis.loading.schema import DEFAULT_SECTORS, TABLE, TABLES, Column, Table, find_table
from reteanalysis.loading.settings import Settings, read_norms, read_settings, settle, source_of
from reteanalysis.loading.sheets import Sheet, recognise, sector_list, understand
from reteanalysis.loading.wording import perhaps, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pandas import DataFrame, Series

    from reteanalysis.loading.values import Value
    from reteanalysis.terms import Lang, Text


@dataclass(frozen=True)
class Loaded:
    """A study as read: trust `tables` only when `problems.errors` is empty."""

    settings: Settings
    tables: dict[str, DataFrame]
    problems: Problems
    sources: tuple[Source, ...]
    norms: dict[str, Any] | None = None  # the entries of the study's own `norms.toml`, still to be understood (`evidence.norms`)


def read_study(path: str | Path) -> Loaded:
    """Read and check the study at `path`; never raises for anything a person can do wrong.

    Parameters
    ----------
    path
        A folder of CSV files or workbooks named as the tables, a folder with one workbook, or the workbook itself;
        `study.toml` beside them holds the settings, and `norms.toml` the norms of the scorecard where a study has its own.

    Returns
    -------
    Loaded
        Settings, tables with canonical columns and identifiers, every problem of every table, and where each row came from.
    """
    path = Path(path)
    with suppress(RuntimeError):  # "~somebody" who has no home here: the path does not exist, and that is said
        path = path.expanduser()
        if path.name in ("", ".."):  # "." has no name to call the study by
            path = path.resolve()
    opened = open_study(path)
    folder = path if path.is_dir() else path.parent
    settings, problems = read_settings(opened.settings, path.stem if path.suffix and path.is_file() else folder.resolve().name)
    problems = [*opened.problems, *problems]
    sheets, found = _sheets(opened.grids, settings.language)
    problems += found
    if opened.grids:
        problems += _missing(sheets, problems, folder.name)
    full = {name: sheet for name, sheet in sheets.items() if sheet.rows}
    sectors = sector_list(None)
    for sheet in sorted(full.values(), key=lambda sheet: sheet.table.name != "sectors"):  # the others' sectors are checked against these
        problems += understand(sheet, settings.language, sectors)
        if sheet.table.name == "sectors":
            sectors = sector_list(sheet) or sectors
    known, found = registers(full)
    problems += found
    problems += resolve(full, known)
    problems += tax_codes(full)
    for sheet in full.values():
        problems += conform(sheet, sectors)
    problems += obey(full, known)
    problems += remarks(full, sectors, settings.years)
    settings, found = settle(settings, full, known, sectors)
    problems += found
    norms = None
    if opened.norms is not None:
        entries, found = read_norms(opened.norms)
        norms, problems = None if found else entries, [*problems, *found]
    beside = [(name, data) for name, data in ((SETTINGS, opened.settings), (NORMS, opened.norms)) if data is not None]
    sources = [*(sheet.source for sheet in full.values()), *(source_of(name, data) for name, data in beside)]
    return Loaded(settings, _frames(full), Problems.sorted(problems), tuple(sources), norms)


def _sheets(grids: list[Grid], lang: Lang) -> tuple[dict[str, Sheet], list[Problem]]:
    """Return one sheet per table. An empty one yields to one with rows, so that unused templates may lie about; two full ones cannot be."""
    sheets: dict[str, Sheet] = {}
    problems: dict[str, list[Problem]] = {}
    for table, grid in sorted(((TABLE[grid.table.name], grid) for grid in grids if grid.table), key=lambda pair: TABLES.index(pair[0])):
        sheet, found = recognise(grid, table, lang)
        before = sheets.get(table.name)
        if before and before.rows and sheet.rows:
            twice = problem("table_twice", grid.file, grid.sheet, table=table.title, first=before.name, second=sheet.name)
            problems[table.name].append(twice)
        elif before is None or sheet.rows:
            sheets[table.name], problems[table.name] = sheet, found
    ordered = {table.name: sheets[table.name] for table in TABLES if table.name in sheets}
    # What is wrong with an optional table that nobody filled in is nobody's problem.
    return ordered, [each for name, found in problems.items() if sheets[name].rows or name in _needed(ordered) for each in found]


def _needed(sheets: dict[str, Sheet]) -> tuple[str, ...]:
    """Return the tables a study cannot do without: declared ties stand in for projects and participations."""
    if (
        "ties" in sheets
        and sheets["ties"].rows
        and not any(name in sheets and sheets[name].rows for name in ("projects", "participations"))
    ):
        return ("partners",)
    return ("partners", "projects", "participations")


def _missing(sheets: dict[str, Sheet], problems: list[Problem], folder: str) -> list[Problem]:
    """Return the needed tables that are not there or have no rows; a file that could not be read has already said so."""
    missing: list[Problem] = []
    for name in _needed(sheets):
        table = TABLE[name]
        if name not in sheets:
            if not any(each.severity == "error" and _same(each, table) for each in problems):
                missing.append(problem("missing_table", folder, table=table.title, hint=_like(table, problems)))
        elif not sheets[name].rows and not any(each.code == "no_headings" and each.file == sheets[name].file for each in problems):
            missing.append(sheets[name].problem("no_rows", table=table.title))
    return missing


def _same(found: Problem, table: Table) -> bool:
    return find_table(found.sheet or Path(found.file).stem) is table


def _like(table: Table, problems: list[Problem]) -> Text | str:
    """Return the hint that names the unknown file or sheet which looks like a missing table."""
    strangers = {each.found: each.found for each in problems if each.code == "unknown_table"}
    return perhaps(next((found for title in (table.title.it, table.title.en) if (found := nearest(title, strangers))), None))


def _frames(sheets: dict[str, Sheet]) -> dict[str, DataFrame]:
    """Return the tables as frames; the needed ones and the sectors are always there, be they empty or the default."""
    empty = {table.name: Sheet(table, "", None, "") for table in TABLES if table.name in _needed({})}
    frames = {name: _frame(sheet) for name, sheet in (empty | sheets).items()}
    frames["sectors"] = _sectors(frames.get("sectors"))
    return frames


def _frame(sheet: Sheet) -> DataFrame:
    import pandas as pd

    columns: dict[str, Any] = {"row": pd.Series(sheet.rows, dtype="int64")}
    columns |= {column.name: _series(column, sheet.values(column.name)) for column in sheet.table.columns}
    columns |= {name: _words(cells) for name, cells in sheet.extras.items()}
    return pd.DataFrame(columns)


def _series(column: Column, cells: list[Value]) -> Series[Any]:
    """Return a column as pandas knows it; what is not of its kind has been told as an error and is blank here."""
    import pandas as pd

    match column.kind:
        case "year":
            return pd.Series([cell if isinstance(cell, int) else None for cell in cells], dtype="Int64")
        case "number" | "amount":
            return pd.Series([cell if isinstance(cell, float) else None for cell in cells], dtype="float64")
        case "flag":
            return pd.Series([cell if isinstance(cell, bool) else None for cell in cells], dtype="boolean")
        case _:
            return _words(cells)


def _words(cells: Sequence[Value]) -> Series[Any]:
    """Return text with nan for blanks; of `object` type, so that a column of blanks is still a column of words in every pandas."""
    import pandas as pd

    return pd.Series([float("nan") if cell is None else cell for cell in cells], dtype="object")


def _sectors(given: DataFrame | None) -> DataFrame:
    """Return the sectors of the study; names and spheres left blank are those of the default list, or the code."""
    import pandas as pd

    default = pd.DataFrame(DEFAULT_SECTORS, columns=["code", "it", "en", "sphere"], dtype="object")
    if given is None:
        return default.assign(row=range(1, len(default) + 1))[["row", "code", "it", "en", "sphere"]]
    usual = default.set_index("code").reindex(given["code"]).set_index(given.index)
    names = given[["it", "en"]].fillna(usual[["it", "en"]])
    it = names["it"].fillna(names["en"]).fillna(given["code"])
    return given.assign(it=it, en=names["en"].fillna(it), sphere=given["sphere"].fillna(usual["sphere"]))
