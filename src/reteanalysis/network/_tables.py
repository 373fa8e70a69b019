"""Checked tables in, one network per year out."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.network._arrays import as_incidence, as_symmetric, as_weighted, objects
from reteanalysis.network._attributes import Needs, Ratings, Register
from reteanalysis.network._network import Detail, Members, Network, Projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame

# A partner listed twice in one project keeps the role that weighs most.
_ROLES = ("lead", "partner", "network", "funder")


def networks_from_tables(
    tables: Mapping[str, DataFrame],
    *,
    years: Sequence[int],
    owner: str | None = None,
    level: Detail = "body",
    members: Members = "active",
    projection: Projection = "shared",
    keep: Mapping[str, Mapping[str, Sequence[Any]]] = MappingProxyType({}),
    need: str | None = None,
) -> dict[int, Network]:
    """Return one network per year, made of checked tables.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As `loading.read_study` returns them: canonical columns, resolved identifiers.
    years : sequence of int
        The years of the study. A year nobody is recorded in gives an empty network.
    owner : str, optional
        The convening body.
    level : {'body', 'parent'}
        Count a venue and a sub-project as such, or as the body and the project they are part of.
    members : {'active', 'register'}
        Whether partners without a seat that year (and the bodies of the `register` table) belong to the network.
    projection : {'shared', 'newman', 'declared'}
        How ties are derived.
    keep : mapping
        Rows to keep: table, column, allowed values.
    need : str, optional
        The indicator of the `needs` table that counts the need of each cell; where it is not given and the table has one
        indicator only, that one. Several indicators are never added up: without a choice, needs are not recorded.

    Notes
    -----
    Undated participations enter no network. A year of which the table of ties says nothing has no declared ties: nobody was asked. A partner listed more than once in a project in a year has one seat, with
    the role that weighs most and all its contributions.
    """
    tables = {name: select(table, keep.get(name, {})) for name, table in tables.items()}
    partners, register = tables["partners"], tables.get("register")
    everyone = dict(zip(partners["partner_id"], partners.to_dict("records"), strict=True))
    works = dict(zip(tables["projects"]["project_id"], tables["projects"].to_dict("records"), strict=True)) if "projects" in tables else {}
    body = _parents(everyone, "part_of") if level == "parent" else {}
    work = _parents(works, "parent_project_id") if level == "parent" else {}
    sectors = tuple(tables["sectors"]["code"])
    spheres = tuple(value if isinstance(value, str) else None for value in tables["sectors"]["sphere"])

    seats: dict[int, dict[tuple[str, str], dict[str, Any]]] = {year: {} for year in years}
    if "participations" in tables:
        for row in tables["participations"].to_dict("records"):
            if row["project_id"] not in works or row["partner_id"] not in everyone or row["year"] not in seats:
                continue
            seat = (body.get(row["partner_id"], row["partner_id"]), work.get(row["project_id"], row["project_id"]))
            _merge(seats[int(row["year"])].setdefault(seat, {}), {str(name): value for name, value in row.items()})
    ties: dict[int, dict[tuple[str, str], float]] = {year: {} for year in years}
    if "ties" in tables:
        for row in tables["ties"].to_dict("records"):
            a, b = (body.get(row[end], row[end]) for end in ("from", "to"))
            if a != b and row["year"] in ties and a in everyone and b in everyone:
                weight = row["weight"] if row["weight"] == row["weight"] else 1.0
                pair = (a, b) if a < b else (b, a)
                ties[int(row["year"])][pair] = max(ties[int(row["year"])].get(pair, 0.0), weight)

    ties_only = "ties" in tables and not any(seats.values())
    first: dict[str, int] = {}
    networks = {}
    for year in sorted(years):
        active = {partner for partner, _ in seats[year]} or {partner for pair in ties[year] for partner in pair}
        for partner in active:
            first.setdefault(partner, year)
        ids = [partner for partner in everyone if partner in active or (members == "register" and partner not in body)]
        records: list[Mapping[str, Any]] = [everyone[partner] for partner in ids]
        if members == "register" and register is not None:
            listed = set(everyone)
            for row in register.to_dict("records"):
                identity = row["partner_id"] if isinstance(row["partner_id"], str) else row["name"]
                if identity not in listed:
                    listed.add(identity)
                    ids.append(identity)
                    records.append({str(name): value for name, value in row.items()})
        at = {partner: i for i, partner in enumerate(ids)}
        code = {sector: g for g, sector in enumerate(sectors)}
        common: dict[str, Any] = {
            "year": year,
            "partners": tuple(ids),
            "sector": np.array([code.get(record.get("sector", ""), -1) for record in records], dtype=np.intp),
            "sectors": sectors,
            "spheres": spheres,
            "partner_data": {
                **_recorded(records, _told(partners)),
                # First year seen in the study; in the first year with anybody nobody can be told to be new.
                **(
                    {"since": np.array([first.get(partner, -1) for partner in ids], np.int64)}
                    if min(first.values(), default=year) < year
                    else {}
                ),
            },
            "owner": owner,
            "members": members,
            "register": _register(register, everyone, active, sectors) if register is not None else None,
            **_said_of_each_other(tables.get("ties"), year, at, body),
        }
        strength = {(min(at[a], at[b]), max(at[a], at[b])): w for (a, b), w in ties[year].items() if a in at and b in at}
        if ties_only:
            networks[year] = Network.from_ties(strength, **common)
            continue
        seated = {project for _, project in seats[year]}
        project_ids = [project for project in works if project in seated]
        column = {project: j for j, project in enumerate(project_ids)}
        about = [works[project] for project in project_ids]
        ordered = sorted(seats[year].items(), key=lambda item: (at[item[0][0]], column[item[0][1]]))
        networks[year] = Network(
            projects=tuple(project_ids),
            incidence=as_incidence([at[s[0]] for s, _ in ordered], [column[s[1]] for s, _ in ordered], (len(ids), len(project_ids))),
            project_data=_recorded(about, _told(tables["projects"])),
            seat_data=_recorded([data for _, data in ordered], ("role", "contribution", "amount_eur")),
            declared=as_symmetric(strength, len(ids)) if ties[year] else None,
            projection=projection,
            needs=_needs(tables, year, need, about),
            **common,
        )
    return networks


def select(table: DataFrame, wanted: Mapping[str, Sequence[Any]]) -> DataFrame:
    """Return the rows of `table` whose columns hold one of the wanted values."""
    for column, values in wanted.items():
        table = table[table[column].isin(list(values))]
    return table


def _register(table: DataFrame, everyone: Mapping[str, Any], active: set[str], sectors: Sequence[str]) -> Register:
    """Return the register; whoever takes part in the year belongs to it, listed or not, with what its own table says of it."""
    code = {sector: g for g, sector in enumerate(sectors)}
    rows: dict[str, dict[Any, Any]] = {
        row["partner_id"] if isinstance(row["partner_id"], str) else row["name"]: row for row in table.to_dict("records")
    }
    rows |= {body: {**rows.get(body, {}), **_stated(everyone[body])} for body in everyone if body in active or body in rows}
    bodies = tuple(rows)
    return Register(
        bodies,
        np.array([code.get(rows[body].get("sector", ""), -1) for body in bodies], np.intp),
        objects([district if isinstance(district := rows[body].get("district"), str) else None for body in bodies]),
        np.array([body in active for body in bodies], bool),
    )


def _needs(tables: Mapping[str, DataFrame], year: int, indicator: str | None, projects: Sequence[Mapping[str, Any]]) -> Needs | None:
    """Return the need cells of a year with the projects that answer them, None where they are not recorded."""
    table = tables.get("needs")
    if table is None:
        return None
    indicators = table["indicator"].dropna().unique()
    if indicator is None and len(indicators) != 1:
        return None
    rows = table[(table["year"] == year) & (table["indicator"] == (indicator or indicators[0])) & table["value"].notna()]
    weight: dict[tuple[Any, ...], float] = {}
    for row in rows.to_dict("records"):
        cell = tuple(value if isinstance(value := row[part], str) else None for part in _CELL)
        weight[cell] = weight.get(cell, 0.0) + float(row["value"])
    if not weight:
        return None
    cells = list(weight)
    answers = [(j, c) for c, cell in enumerate(cells) for j, project in enumerate(projects) if _covers(cell, project)]
    return Needs(
        area=objects([cell[0] for cell in cells]),
        target=objects([cell[1] for cell in cells]),
        district=objects([cell[2] for cell in cells]),
        weight=np.array(list(weight.values()), float),
        served=as_incidence([j for j, _ in answers], [c for _, c in answers], (len(projects), len(cells))),
        capacity=_capacity(tables, year, cells),
    )


def _stated(row: Mapping[Any, Any]) -> dict[str, str]:
    return {part: row[part] for part in ("sector", "district") if isinstance(row.get(part), str)}


_CELL = ("area", "target", "district")


def _covers(cell: Sequence[str | None], stated: Mapping[str, Any]) -> bool:
    """Whether everything a cell is about is also what a project or a service states."""
    return all(wanted is None or stated.get(part) == wanted for part, wanted in zip(_CELL, cell, strict=True))


def _capacity(tables: Mapping[str, DataFrame], year: int, cells: Sequence[Sequence[str | None]]) -> NDArray[np.float64] | None:
    """Return the places of the services of a year, by need cell; a service that states less says what its project does."""
    services = tables.get("services")
    if services is None:
        return None
    works = dict(zip(tables["projects"]["project_id"], tables["projects"].to_dict("records"), strict=True))
    capacity = np.zeros(len(cells))
    counted = services[(services["year"] == year) & services["capacity"].notna()]
    for row in counted.to_dict("records"):
        project = works.get(row["project_id"], {})
        stated = {part: value if isinstance(value := row.get(part), str) else project.get(part) for part in _CELL}
        for c, cell in enumerate(cells):
            capacity[c] += float(row["capacity"]) if _covers(cell, stated) else 0.0
    return capacity if len(counted) else None


def _said_of_each_other(ties: DataFrame | None, year: int, at: Mapping[str, int], body: Mapping[str, str]) -> dict[str, Any]:
    """Return the recorded flows and the survey ratings of a year, each None where there is none."""
    flows: dict[str, dict[tuple[int, int], float]] = {}
    ratings: dict[tuple[int, int], tuple[float, float]] = {}
    for row in ties[ties["year"] == year].to_dict("records") if ties is not None else ():
        a, b = (at.get(body.get(row[end], row[end])) for end in ("from", "to"))
        if a is None or b is None or a == b:
            continue
        if row.get("directed") is True and isinstance(row.get("resource"), str):
            flow = flows.setdefault(row["resource"], {})
            flow[a, b] = flow.get((a, b), 0.0) + (row["weight"] if row["weight"] == row["weight"] else 1.0)
        rated = (row.get("trust", math.nan), row.get("value", math.nan))
        if not all(map(math.isnan, rated)):
            ratings[a, b] = rated
    pairs = list(ratings)
    return {
        "flows": {kind: as_weighted(flow, (len(at), len(at))) for kind, flow in sorted(flows.items())} or None,
        "ratings": Ratings(
            np.array([a for a, _ in pairs], np.intp),
            np.array([b for _, b in pairs], np.intp),
            np.array([ratings[pair][0] for pair in pairs], float),
            np.array([ratings[pair][1] for pair in pairs], float),
        )
        if pairs
        else None,
    }


def _parents(rows: Mapping[str, Mapping[str, Any]], column: str) -> dict[str, str]:
    """Return what each row with a parent finally belongs to; of several parents the first counts."""
    above = {key: row[column].split(";")[0].strip() for key, row in rows.items() if isinstance(row.get(column), str)}
    top = {}
    for key in above:
        seen, at = {key}, key
        while at in above and above[at] in rows and above[at] not in seen:
            at = above[at]
            seen.add(at)
        if at != key:
            top[key] = at
    return top


def _merge(seat: dict[str, Any], row: Mapping[str, Any]) -> None:
    """Add a participation row to what is known of its seat."""
    roles = [role for role in (seat.get("role"), row.get("role")) if isinstance(role, str)]
    given = {kind for text in (seat.get("contribution"), row.get("contribution")) if isinstance(text, str) for kind in text.split(";")}
    amounts = [amount for amount in (seat.get("amount_eur"), row.get("amount_eur")) if amount is not None and amount == amount]
    seat["role"] = min(roles, key=_ROLES.index) if roles else None
    seat["contribution"] = ";".join(sorted(kind.strip() for kind in given)) or None
    seat["amount_eur"] = float(sum(amounts)) if amounts else None


def _told(table: DataFrame) -> list[str]:
    """Return the columns that a network carries as they are: all but identifiers, codes it keeps otherwise, and places in a file."""
    return [column for column in table.columns if column not in ("partner_id", "project_id", "sector", "row")]


def _recorded(records: Iterable[Mapping[str, Any]], names: Iterable[str]) -> dict[str, NDArray[np.object_]]:
    """Return the columns in which at least one record says something; blanks are None."""
    records = list(records)
    columns = {name: [record.get(name) for record in records] for name in names}
    blank = {name: [None if value is None or value != value else value for value in values] for name, values in columns.items()}
    return {name: objects(values) for name, values in blank.items() if any(value is not None for value in values)}
