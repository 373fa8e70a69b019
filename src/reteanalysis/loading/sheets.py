"""Grids recognised as tables of the study: which row is the heading, which column is which, what each cell says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reteanalysis.loading import values
from reteanalysis.loading.files import Grid, Source, header_row, letters
from reteanalysis.loading.names import nearest
from reteanalysis.loading.schema import DEFAULT_SECTORS, Choice, Column, Table, key
from reteanalysis.loading.values import Cell, Value, shown
from reteanalysis.loading.wording import names, perhaps, problem
from reteanalysis.terms import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reteanalysis.loading.problems import Problem


_TOTAL = re.compile(r"(totale|totali|somma|total|totals|sum|grand total)\b.*")


@dataclass(slots=True)
class Sheet:
    """One table of the study as somebody wrote it, with what its cells mean beside it.

    `rows` are the spreadsheet's row numbers; `raw` and `cells` hold the columns, as typed and as understood.
    """

    table: Table
    file: str
    sheet: str | None
    sha256: str
    rows: list[int] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)  # canonical name -> the heading as written
    raw: dict[str, list[Cell]] = field(default_factory=dict)
    cells: dict[str, list[Value]] = field(default_factory=dict)
    extras: dict[str, list[str | None]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file and, in a workbook, the sheet."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    @property
    def source(self) -> Source:
        """Where the rows come from."""
        return Source(self.name, self.sha256, len(self.rows))

    def problem(self, code: str, place: int | None = None, column: str | None = None, found: str | None = None, **said: object) -> Problem:
        """Return a problem of this sheet: `place` is the position of the row in the table, `column` a canonical name."""
        if found is None:
            found = shown(self.raw[column][place]) if column in self.raw and place is not None else ""
        row = None if place is None else self.rows[place]
        return problem(code, self.file, self.sheet, row, self._heading(column) if column else None, found, **said)

    def _heading(self, column: str) -> str:
        """Return the heading as written or, of a column that is not there, as the language of the other headings calls it."""
        columns = self.table.columns
        lang = max(LANGUAGES, key=lambda lang: sum(self.written.get(each.name) == each.heading[lang] for each in columns))
        usual = next((each.heading[lang] for each in columns if each.name == column), column)
        return self.written.get(column, usual)

    def values(self, column: str) -> list[Value]:
        """Return the cells of a column, blank when the sheet does not have it."""
        return self.cells.get(column, [None] * len(self.rows))

    def texts(self, column: str) -> list[str | None]:
        """Return the cells of a column that holds words."""
        return [None if cell is None else str(cell) for cell in self.values(column)]

    def filled(self, column: str) -> Iterator[tuple[int, str]]:
        """Yield place and words of each cell of a column that is not blank."""
        return ((place, str(cell)) for place, cell in enumerate(self.values(column)) if cell is not None)


def recognise(grid: Grid, table: Table, lang: Lang) -> tuple[Sheet, list[Problem]]:
    """Return the grid read as `table`, cells still as typed, and what is wrong with its headings and the shape of its rows."""
    sheet = Sheet(table, grid.file, grid.sheet, grid.sha256)
    top = header_row(grid, table)
    if top is None:
        return sheet, [sheet.problem("no_headings", names=names([column.heading[lang] for column in table.columns]))]
    problems: list[Problem] = []
    body = [(index + 1, row) for index, row in enumerate(grid.rows) if index > top and any(shown(cell) for cell in row)]
    while body and _is_total(body[-1][1]):
        number, row = body.pop()
        problems.append(problem("total_row", grid.file, grid.sheet, number, found=", ".join(shown(cell) for cell in row if shown(cell))))
    sheet.rows = [number for number, _ in body]
    headings = [shown(cell) for cell in grid.rows[top]]
    width = max((index + 1 for index, heading in enumerate(headings) if heading), default=0)
    for index, heading in enumerate(headings[:width]):
        column = [row[index] for _, row in body]
        found = next((each for each in table.columns if key(heading) in each.keys), None)
        if found and found.name not in sheet.written:
            sheet.written[found.name] = heading
            sheet.raw[found.name] = column
        elif found and _exact(found, heading) and not _exact(found, sheet.written[found.name]):
            # "Ente" and "Codice partner" side by side: the proper heading is the column, the loose one is something else.
            _keep(sheet, sheet.written[found.name], sheet.raw[found.name])
            sheet.written[found.name], sheet.raw[found.name] = heading, column
        elif found and (_exact(found, heading) or not _exact(found, sheet.written[found.name])):
            first = sheet.written[found.name]
            problems.append(
                problem("heading_twice", grid.file, grid.sheet, top + 1, heading, heading, first=first, second=heading, name=found.heading)
            )
        elif heading:
            _keep(sheet, heading, column)
        elif any(shown(cell) for cell in column):
            problems.append(problem("no_heading", grid.file, grid.sheet, top + 1, letters(index)))
    problems += _missing(sheet, top + 1, lang)
    for place, (_, row) in enumerate(body):
        if any(shown(cell) for cell in row[width:]):
            beyond = next(shown(cell) for cell in row[width:] if shown(cell))
            code = "stray_cells" if grid.sheet else "extra_cells"
            problems.append(sheet.problem(code, place, found=beyond, n=sum(bool(shown(cell)) for cell in row)))
    return sheet, problems


def _is_total(row: list[Cell]) -> bool:
    """Tell the line of totals under a table: the word, and nothing but numbers beside it."""
    first, *others = [cell for cell in row if shown(cell)]
    return bool(_TOTAL.fullmatch(key(shown(first)))) and all(isinstance(values.number(cell, LANGUAGES), float) for cell in others)


def _exact(column: Column, heading: str) -> bool:
    return key(heading) in {key(column.name), key(column.heading.it), key(column.heading.en)}


def _keep(sheet: Sheet, heading: str, column: list[Cell]) -> None:
    """Keep a column the schema does not know, as text: filters may use it."""
    name = heading
    while name in sheet.extras or name == "row" or any(name == each.name for each in sheet.table.columns):
        name += "_"
    sheet.extras[name] = [shown(cell) or None for cell in column]


def _missing(sheet: Sheet, row: int, lang: Lang) -> Iterator[Problem]:
    """Yield the columns that are not there, each with the unknown heading that resembles it."""
    absent = [column for column in sheet.table.columns if column.name not in sheet.written]
    strangers = {heading: nearest(heading, {word: column.name for column in absent for word in column.keys}) for heading in sheet.extras}
    for column in absent:
        like = next((heading for heading, name in strangers.items() if name == column.name and _alike(heading, column)), None)
        if column.need != "no":
            yield problem(
                "missing_column", sheet.file, sheet.sheet, row, column.heading[lang], like or "", name=column.heading, hint=perhaps(like)
            )
        elif like:
            yield problem("near_heading", sheet.file, sheet.sheet, row, like, like, name=column.heading)


def _alike(heading: str, column: Column) -> bool:
    """Tell a mistyped heading from one that merely shares a word: `plan_scope` is not a bad way to write `scope`."""
    from rapidfuzz import fuzz

    return any(fuzz.ratio(key(heading), word) >= 80 for word in column.keys)


def understand(sheet: Sheet, lang: Lang, sectors: tuple[Choice, ...]) -> list[Problem]:
    """Turn the cells as typed into values, column by column; return the numbers that have two readings."""
    problems: list[Problem] = []
    for column in sheet.table.columns:
        if column.name not in sheet.raw:
            continue
        raw = sheet.raw[column.name]
        if column.kind in ("number", "amount"):
            languages, doubtful = values.reading(raw, lang)
            sheet.cells[column.name] = [values.number(cell, languages) for cell in raw]
            if doubtful is not None:
                first, second = (values.parsed(shown(raw[doubtful]), each) for each in languages[:2])
                problems.append(sheet.problem("ambiguous_number", doubtful, column.name, first=shown(first), second=shown(second)))
        elif column.kind == "choice":
            codes = values.spellings(sectors if column.refers == "sectors" else column.choices)
            sheet.cells[column.name] = [values.choice(cell, codes) for cell in raw]
        elif column.kind == "choices":
            codes = values.spellings(column.choices)
            sheet.cells[column.name] = [values.several(cell, codes) for cell in raw]
        else:
            read = {"year": values.year, "flag": values.flag}.get(column.kind, values.text)
            sheet.cells[column.name] = [read(cell) for cell in raw]
    return problems


def allowed(column: Column, sectors: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Return the items a column may hold; none when it may hold anything."""
    if column.kind == "choice" and column.refers == "sectors":
        return sectors
    return column.choices


def sector_list(sheet: Sheet | None) -> tuple[Choice, ...]:
    """Return the sectors partners may have: those of the study's own table, or the default ones."""
    usual = {code: Choice(code, Text(it=it, en=en)) for code, it, en, _ in DEFAULT_SECTORS}
    if sheet is None:
        return tuple(usual.values())
    rows = [(code, it or en, en or it) for code, it, en in zip(*map(sheet.texts, ("code", "it", "en")), strict=True) if code]
    own = {code: Choice(code, Text(it=it or code, en=en or code)) for code, it, en in rows if it or code not in usual}
    # a default sector called otherwise still answers to its usual names
    also = {code: (usual[code].name.it, usual[code].name.en) if code in usual else () for code, _, _ in rows}
    return tuple(replace(own.get(code) or usual[code], also=also[code]) for code in also)
