"""What does not stop a study but its reader must know: what is undated, missing, alone, doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reteanalysis.loading.names import look_alikes, loose, valid_tax_code
from reteanalysis.loading.problems import Problem
from reteanalysis.loading.schema import Choice
from reteanalysis.loading.sheets import Sheet
from reteanalysis.loading.wording import choices, names

Sheets = Mapping[str, Sheet]

_DATED = ("participations", "ties")


def remarks(sheets: Sheets, sectors: tuple[Choice, ...], years: tuple[int, ...]) -> Iterator[Problem]:
    """Yield every warning the tables deserve."""
    for sheet in sheets.values():
        if sheet.table.name in _DATED:
            yield from _years(sheet, years)
        for column in ("area", "district", "target"):
            yield from _spellings(sheet, column)
        yield from _tax_codes(sheet)
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
        elif years and isinstance(year, int) and year not in years and year > 99:
            yield sheet.problem("outside_years", place, "year", names=names([str(each) for each in years]))


def _sectors(sheets: Sheets, sectors: tuple[Choice, ...]) -> Iterator[Problem]:
    if "partners" not in sheets:
        return
    partners = sheets["partners"]
    for place, sector in enumerate(partners.values("sector")):
        if sector is None:
            yield partners.problem("no_sector", place, "sector", names=choices([item.name for item in sectors]))
    if "sectors" in sheets:
        used = set(partners.texts("sector")) | set(sheets["register"].texts("sector") if "register" in sheets else ())
        if unused := [item.code for item in sectors if item.code not in used]:
            yield sheets["sectors"].problem("unused_sectors", column="code", found=names(unused).it)


def _alone(sheets: Sheets) -> Iterator[Problem]:
    taking_part = sheets.get("participations")
    if projects := sheets.get("projects"):
        known = set(taking_part.texts("project_id") if taking_part else ()) | set(projects.texts("parent_project_id"))
        for place, code in projects.filled("project_id"):
            if code not in known:
                yield projects.problem("project_alone", place, "project_id")
    if partners := sheets.get("partners"):
        linked = [
            sheets[table].texts(column)
            for table, column in (("participations", "partner_id"), ("ties", "from"), ("ties", "to"))
            if table in sheets
        ]
        active = {code for column in linked for code in column}
        for place, code in partners.filled("partner_id"):
            if code not in active:
                yield partners.problem("partner_alone", place, "partner_id")


def _same_bodies(partners: Sheet) -> Iterator[Problem]:
    codes, parents, taxes = (partners.texts(column) for column in ("partner_id", "part_of", "tax_code"))
    named = [name or "" for name in partners.texts("name")]
    for first, second in look_alikes(named):
        family = {*(parents[first] or "").split(";"), *(parents[second] or "").split(";")}
        apart = taxes[first] and taxes[second] and taxes[first] != taxes[second]
        if codes[first] != codes[second] and not apart and not {codes[first], codes[second]} & family:
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


def _tax_codes(sheet: Sheet) -> Iterator[Problem]:
    for place, written in sheet.filled("tax_code"):
        code = "".join(letter for letter in written if letter.isalnum())
        if valid_tax_code(code):
            continue
        whole = code.zfill(11)
        if code.isdigit() and len(code) < 11 and valid_tax_code(whole):
            sheet.cells["tax_code"][place] = whole
            yield sheet.problem("tax_zeros", place, "tax_code", name=whole)
        else:
            yield sheet.problem("tax_code", place, "tax_code")
