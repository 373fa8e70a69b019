"""What must be right before anything is measured: identifiers resolved, then every table checked by frictionless and by our own rules.

Frictionless checks each cell against a schema built from `schema.py`; what it says in English is said here through the catalogue.
The rules that need two cells, two rows or two tables are ours. (Its whole validation machinery would cost a second of imports,
copy each table three times, and not know our row numbers.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from reteanalysis.loading.names import Names, loose, nearest, valid_tax_code
from reteanalysis.loading.schema import TABLE, Choice, Column
from reteanalysis.loading.sheets import Sheet, allowed
from reteanalysis.loading.values import FORMULA_ERRORS, Value, shown, year_trouble
from reteanalysis.loading.wording import OR_AN_ALIAS, choices, perhaps, say
from reteanalysis.terms import Text

if TYPE_CHECKING:
    from frictionless import Schema

    from reteanalysis.loading.problems import Problem

Sheets = Mapping[str, Sheet]

EARLIEST, LATEST = 1900, 2100
_TYPES = {"year", "number", "amount", "flag"}  # the kinds that are not text
_LABEL = {"partners": "name", "projects": "title", "areas": "it"}  # the column that names a row for people
_SPOTS = 8  # rows of one spelling listed in its warning


# --- who is meant


def registers(sheets: Sheets) -> tuple[dict[str, Names], list[Problem]]:
    """Return how the rows of partners, projects and areas may be named, and the aliases decided twice."""
    aliases, problems = _aliases(sheets)
    found = {
        table: Names.of(
            sheets[table].texts(TABLE[table].identifier or "code"),
            sheets[table].texts(label),
            aliases if table == "partners" else None,
        )
        for table, label in _LABEL.items()
        if table in sheets
    }
    return found, problems


def _aliases(sheets: Sheets) -> tuple[dict[str, str], list[Problem]]:
    if not {"aliases", "partners"} <= set(sheets):
        return {}, []
    sheet, problems = sheets["aliases"], []
    partners = Names.of(sheets["partners"].texts("partner_id"), sheets["partners"].texts("name"))
    decided: dict[str, str] = {}
    for place, (name, written) in enumerate(zip(sheet.texts("name"), sheet.texts("partner_id"), strict=True)):
        if name and written:
            meant = partners.resolve(written)
            first = decided.setdefault(loose(name), meant[0] if meant else written)
            if meant and first != meant[0]:
                problems.append(sheet.problem("two_owners", place, "name", name=first))
    return {name: code for name, code in decided.items() if code in partners.ids}, problems


def resolve(sheets: Sheets, known: Mapping[str, Names]) -> list[Problem]:
    """Replace identifiers by their canonical spelling wherever a table names another's rows; say what was read differently."""
    problems: list[Problem] = []
    for sheet in sheets.values():
        for column in sheet.table.columns:
            register = known.get(column.refers or "")
            if register and column.name in sheet.cells:
                problems += _resolve_column(sheet, column, register)
    if (listed := sheets.get("register")) and "partners" in known:
        codes = listed.cells.setdefault("partner_id", listed.values("partner_id"))
        for place, name in listed.filled("name"):
            if codes[place] is None and (meant := known["partners"].resolve(name)):
                codes[place] = meant[0]
    return problems


def _resolve_column(sheet: Sheet, column: Column, register: Names) -> Iterator[Problem]:
    seen: dict[str, list[int]] = {}
    for place, words in sheet.filled(column.name):
        meant = []
        for part in _parts(words) if column.kind == "ids" else [words]:
            answer = register.resolve(part)
            meant.append(answer[0] if answer else part)
            if answer and answer[1] in ("loose", "name"):
                seen.setdefault(part, []).append(place)
        sheet.cells[column.name][place] = ";".join(meant)
    for part, places in seen.items():
        name, how = register.resolve(part) or (part, "exact")
        yield sheet.problem(
            "by_name" if how == "name" else "resolved",
            places[0],
            column.name,
            part,
            name=name,
            rows=_spots([sheet.rows[each] for each in places]),
        )


def _parts(words: str) -> list[str]:
    return [part.strip() for part in words.replace("\n", ";").split(";") if part.strip()]


def _spots(rows: list[int]) -> Text:
    listed = ", ".join(map(str, rows[:_SPOTS])) + (", …" if len(rows) > _SPOTS else "")
    return Text(it=f"riga {listed}", en=f"row {listed}") if len(rows) == 1 else Text(it=f"righe {listed}", en=f"rows {listed}")


def tax_codes(sheets: Sheets) -> Iterator[Problem]:
    """Check the digits of every tax code, and give back the leading zeros that spreadsheets take away."""
    for sheet in sheets.values():
        for place, written in sheet.filled("tax_code"):
            code = "".join(letter for letter in written if letter.isalnum())
            whole = code.zfill(11) if code.isdigit() else code
            if not valid_tax_code(whole):
                yield sheet.problem("tax_code", place, "tax_code")
            elif whole != code:
                sheet.cells["tax_code"][place] = whole
                yield sheet.problem("tax_zeros", place, "tax_code", name=whole)


# --- frictionless


def conform(sheet: Sheet, sectors: tuple[Choice, ...]) -> Iterator[Problem]:
    """Yield the cells that are not what their column declares: blank, of another type, out of limits, not in the list."""
    columns = [column for column in sheet.table.columns if column.name in sheet.cells]
    schema = _schema(columns, sectors)
    gone_wrong = {
        (place, name) for name, cells in sheet.raw.items() for place, cell in enumerate(cells) if str(cell).strip() in FORMULA_ERRORS
    }
    for place, row in enumerate(zip(*(sheet.cells[column.name] for column in columns), strict=True)):
        # Text left in a typed column is what we did not understand; marked, lest frictionless understand it its own way ("20_19").
        marked = [
            f"«{cell}»" if isinstance(cell, str) and column.kind in _TYPES else cell for column, cell in zip(columns, row, strict=True)
        ]
        _, notes = schema.read_cells(marked)
        for column, cell, note in zip(columns, row, notes, strict=True):
            if (place, column.name) in gone_wrong:
                yield sheet.problem("formula_error", place, column.name)
            elif note:
                yield from _said(sheet, place, column, cell, allowed(column, sectors))


def _schema(columns: list[Column], sectors: tuple[Choice, ...]) -> Schema:
    from frictionless import Schema, fields

    types = {"year": fields.IntegerField, "number": fields.NumberField, "amount": fields.NumberField, "flag": fields.BooleanField}
    return Schema(
        fields=[
            types.get(column.kind, fields.StringField)(name=column.name, constraints=_constraints(column, sectors)) for column in columns
        ]
    )


def _constraints(column: Column, sectors: tuple[Choice, ...]) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": column.need == "value"}
    if column.kind == "year":
        constraints |= {"minimum": EARLIEST, "maximum": LATEST}
    elif column.kind == "amount":
        constraints |= {"minimum": 0}
    elif items := [item.code for item in allowed(column, sectors)]:
        one = "|".join(items)
        constraints |= {"enum": items} if column.kind == "choice" else {"pattern": f"({one})(;({one}))*"}
    return constraints


def _said(sheet: Sheet, place: int, column: Column, cell: Value, items: tuple[Choice, ...]) -> Iterator[Problem]:
    """Say in our words what frictionless found: the kind of column and what the cell holds tell which rule was broken."""
    if cell is None:
        yield sheet.problem("missing_value", place, column.name)
    elif column.kind == "year":
        yield sheet.problem(year_trouble(cell), place, column.name)
    elif column.kind in ("number", "amount"):
        yield sheet.problem("negative" if isinstance(cell, float) else "bad_number", place, column.name)
    elif column.kind == "flag":
        yield sheet.problem("bad_flag", place, column.name)
    else:
        yield from _not_allowed(sheet, place, column, str(cell), items)


def _not_allowed(sheet: Sheet, place: int, column: Column, cell: str, items: tuple[Choice, ...]) -> Iterator[Problem]:
    codes = {item.code: item.name for item in items}
    for part in cell.split(";") if column.kind == "choices" else [cell]:
        if part not in codes:
            like = nearest(part, {word: item.code for item in items for word in item.keys})
            yield sheet.problem(
                "not_allowed",
                place,
                column.name,
                found=part if column.kind == "choices" else None,
                names=choices(list(codes.values())),
                hint=perhaps(codes[like] if like else None),
            )


# --- our own rules


def obey(sheets: Sheets, known: Mapping[str, Names]) -> Iterator[Problem]:
    """Yield what only a look at two cells, two rows or two tables can tell."""
    for sheet in sheets.values():
        yield from _repeated(sheet)
        for first, last in (("year_from", "year_to"), ("active_from", "active_to")):
            yield from _reversed(sheet, first, last)
        for column in sheet.table.columns:
            register = known.get(column.refers or "")
            if register and sheet.table.name != "register":  # whoever is there could be a partner, but need not be one
                yield from _unknown(sheet, column, register)
            if column.refers == sheet.table.name:
                yield from _cycles(sheet, column)
    if ties := sheets.get("ties"):
        for place, (one, other) in enumerate(zip(ties.texts("from"), ties.texts("to"), strict=True)):
            if one is not None and one == other:
                yield ties.problem("self_tie", place, "to")
    if listed := sheets.get("register"):
        for place, (code, name) in enumerate(zip(listed.texts("partner_id"), listed.texts("name"), strict=True)):
            if code is None and name is None:
                yield listed.problem("nobody", place, "name")


def _unknown(sheet: Sheet, column: Column, register: Names) -> Iterator[Problem]:
    """Yield the identifiers nobody has, each with the nearest one that somebody has."""
    table = TABLE[column.refers or ""].title
    suggested: dict[str, str | None] = {}
    for place, words in sheet.filled(column.name):
        for part in _parts(words) if column.kind == "ids" else [words]:
            if part not in register.ids and part not in FORMULA_ERRORS:
                if part not in suggested:
                    suggested[part] = register.nearest(part)
                alias = say(OR_AN_ALIAS, table=TABLE["aliases"].title) if column.refers == "partners" else ""
                yield sheet.problem("unknown_id", place, column.name, part, table=table, hint=perhaps(suggested[part]), alias=alias)


def _repeated(sheet: Sheet) -> Iterator[Problem]:
    """Yield the rows identical to an earlier one, and those that only share its identifier."""
    seen: dict[tuple[Any, ...], int] = {}
    codes: dict[Value, int] = {}
    alike: dict[str, int] = {}
    own = sheet.values(sheet.table.identifier or "")
    for place, row in enumerate(zip(*sheet.cells.values(), *sheet.extras.values(), strict=True)):
        first, namesake = seen.setdefault(row, place), place if own[place] is None else codes.setdefault(own[place], place)
        if first != place:
            yield sheet.problem("duplicate_row", place, other=sheet.rows[first])
        elif namesake != place:
            yield _same_id(sheet, namesake, place)
        elif own[place] is not None and (twin := alike.setdefault(loose(str(own[place])), place)) != place:
            yield sheet.problem("near_id", place, sheet.table.identifier, other=sheet.rows[twin], name=own[twin])


def _same_id(sheet: Sheet, first: int, place: int) -> Problem:
    if sheet.table.name == "partners":
        before, here = (sheet.texts("sector")[each] for each in (first, place))
        if before and here and before != here:
            written = [shown(sheet.raw["sector"][each]) for each in (first, place)]
            return sheet.problem("two_sectors", place, "sector", first=written[0], second=written[1], other=sheet.rows[first])
    return sheet.problem("duplicate_id", place, sheet.table.identifier, other=sheet.rows[first])


def _reversed(sheet: Sheet, first: str, last: str) -> Iterator[Problem]:
    for place, (start, end) in enumerate(zip(sheet.values(first), sheet.values(last), strict=True)):
        if isinstance(start, int) and isinstance(end, int) and EARLIEST <= end < start <= LATEST:
            yield sheet.problem("years_reversed", place, last, first=start)


def _cycles(sheet: Sheet, column: Column) -> Iterator[Problem]:
    """Yield one row of each ring of bodies (or projects) that belong to each other."""
    identifier = sheet.texts(sheet.table.identifier or "")
    parents = {code: set(_parts(words)) for place, words in sheet.filled(column.name) if (code := identifier[place])}
    while True:
        try:
            TopologicalSorter(parents).prepare()
            return
        except CycleError as error:
            ring: list[str] = error.args[1]
            first = min((code for code in ring if code in parents), key=identifier.index)
            turn = ring.index(first)
            again = [*ring[turn:], *ring[1 : turn + 1]] if turn else ring
            yield sheet.problem("cycle", identifier.index(first), column.name, names=" → ".join(reversed(again)))
            del parents[first]
