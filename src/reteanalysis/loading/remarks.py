"""What does not stop a study but its reader must know: what is undated, missing, alone, doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from reteanalysis.loading.checks import EARLIEST, LATEST
from reteanalysis.loading.names import look_alikes, loose
from reteanalysis.loading.schema import DEFAULT_SECTORS, Choice
from reteanalysis.loading.sheets import Sheet
from reteanalysis.loading.wording import choices, names

if TYPE_CHECKING:
    from reteanalysis.loading.problems import Problem

Sheets = Mapping[str, Sheet]

_DATED = ("participations", "ties")


def remarks(sheets: Sheets, sectors: tuple[Choice, ...], years: tuple[int, ...]) -> Iterator[Problem]:
    """Yield every warning the tables deserve."""
    for sheet in sheets.values():
        if sheet.table.name in _DATED:
            yield from _years(sheet, years)
        for column in ("area", "district", "target"):
            yield from _spellings(sheet, column)
    dated = [sheets[name] for name in _DATED if name in sheets]
    if dated and not years and not any(isinstance(year, int) for sheet in dated for year in sheet.values("year")):
        yield dated[0].problem("no_dates", None, "year")
    yield from _sectors(sheets, sectors)
    yield from _alone(sheets)
    if "partners" in sheets:
        yield from _same_bodies(sheets["partners"])
    if "participations" in sheets:
        yield from _leads(sheets["participations"])


def _years(sheet: Sheet, years: tuple[int, ...]) -> Iterator[Problem]:
    for place, year in enumerate(sheet.values("year")):
        if year is None:
            yield sheet.problem("undated", place, "year")
        elif years and isinstance(year, int) and year not in years and EARLIEST <= year <= LATEST:
            yield sheet.problem("outside_years", place, "year", names=names([str(each) for each in years]))


def _sectors(sheets: Sheets, sectors: tuple[Choice, ...]) -> Iterator[Problem]:
    if "partners" not in sheets:
        return
    partners = sheets["partners"]
    for place, sector in enumerate(partners.values("sector")):
        if sector is None:
            yield partners.problem("no_sector", place, "sector", names=choices([item.name for item in sectors]))
    if "sectors" in sheets and sheets["sectors"].texts("code") != [
        code for code, *_ in DEFAULT_SECTORS
    ]:  # the template's list is nobody's choice
        used = set(partners.texts("sector")) | set(sheets["register"].texts("sector") if "register" in sheets else ())
        if unused := [item.code for item in sectors if item.code not in used]:
            yield sheets["sectors"].problem("unused_sectors", column="code", found=names(unused).it)


def _alone(sheets: Sheets) -> Iterator[Problem]:
    if "projects" in sheets and "participations" in sheets:
        projects = sheets["projects"]
        known = {*sheets["participations"].texts("project_id"), *projects.texts("parent_project_id")}
        for place, code in projects.filled("project_id"):
            if code not in known:
                yield projects.problem("project_alone", place, "project_id")
    linked = [
        sheets[table].texts(column)
        for table, column in (("participations", "partner_id"), ("ties", "from"), ("ties", "to"))
        if table in sheets
    ]
    if "partners" in sheets and linked:
        partners = sheets["partners"]
        active = {code for column in linked for code in column}
        for place, code in partners.filled("partner_id"):
            if code not in active:
                yield partners.problem("partner_alone", place, "partner_id")


def _same_bodies(partners: Sheet) -> Iterator[Problem]:
    """Yield the partners that bear one tax code, and those whose names are alike unless something tells them apart."""
    codes, parents, taxes, written = (partners.texts(column) for column in ("partner_id", "part_of", "tax_code", "name"))
    named = [name or "" for name in written]
    bearers: dict[str, int] = {}
    for place, tax in enumerate(taxes):
        if tax and (first := bearers.setdefault(tax, place)) != place and codes[first] != codes[place]:
            yield partners.problem("same_body", place, "tax_code", other=partners.rows[first], name=named[first])
    for first, second in look_alikes(named):
        family = {*(parents[first] or "").split(";"), *(parents[second] or "").split(";")}
        known = taxes[first] and taxes[second]  # two tax codes have already said whether it is one body
        if codes[first] != codes[second] and not known and not {codes[first], codes[second]} & family:
            yield partners.problem("same_body", second, "name", other=partners.rows[first], name=named[first])


def _leads(sheet: Sheet) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], int] = {}
    columns = (sheet.values(column) for column in ("partner_id", "project_id", "year", "role"))
    for place, (partner, project, year, role) in enumerate(zip(*columns, strict=True)):
        if role == "lead":
            first = seen.setdefault((partner, project, year), place)
            if first != place:
                yield sheet.problem("lead_twice", place, "role", other=sheet.rows[first])


def _spellings(sheet: Sheet, column: str) -> Iterator[Problem]:
    """Yield the first row of each spelling of an item that the table also writes in another way."""
    first: dict[str, str] = {}
    said: set[str] = set()
    for place, words in sheet.filled(column):
        usual = first.setdefault(loose(words), words)
        if words != usual and words not in said:
            said.add(words)
            yield sheet.problem("spelling", place, column, name=usual)
