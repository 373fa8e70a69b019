"""Checked tables in, one network per year out."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.network._arrays import as_incidence, as_symmetric, objects
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

    Notes
    -----
    Undated participations enter no network. A partner listed more than once in a project in a year has one seat, with
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
                **_recorded(records, ("name", "district", "legal_form")),
                # First year seen in the study; in the first year with anybody nobody can be told to be new.
                **(
                    {"since": np.array([first.get(partner, -1) for partner in ids], np.int64)}
                    if min(first.values(), default=year) < year
                    else {}
                ),
            },
            "owner": owner,
            "members": members,
        }
        strength = {(min(at[a], at[b]), max(at[a], at[b])): w for (a, b), w in ties[year].items() if a in at and b in at}
        if "participations" not in tables:
            networks[year] = Network.from_ties(strength, **common)
            continue
        seated = {project for _, project in seats[year]}
        project_ids = [project for project in works if project in seated]
        column = {project: j for j, project in enumerate(project_ids)}
        ordered = sorted(seats[year].items(), key=lambda item: (at[item[0][0]], column[item[0][1]]))
        networks[year] = Network(
            projects=tuple(project_ids),
            incidence=as_incidence([at[s[0]] for s, _ in ordered], [column[s[1]] for s, _ in ordered], (len(ids), len(project_ids))),
            project_data=_recorded([works[project] for project in project_ids], ("title", "area", "target", "district", "amount_eur")),
            seat_data=_recorded([data for _, data in ordered], ("role", "contribution", "amount_eur")),
            declared=as_symmetric(strength, len(ids)) if "ties" in tables else None,
            projection=projection,
            **common,
        )
    return networks


def select(table: DataFrame, wanted: Mapping[str, Sequence[Any]]) -> DataFrame:
    """Return the rows of `table` whose columns hold one of the wanted values."""
    for column, values in wanted.items():
        table = table[table[column].isin(list(values))]
    return table


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


def _recorded(records: Iterable[Mapping[str, Any]], names: Iterable[str]) -> dict[str, NDArray[np.object_]]:
    """Return the columns in which at least one record says something; blanks are None."""
    records = list(records)
    columns = {name: [record.get(name) for record in records] for name in names}
    blank = {name: [None if value is None or value != value else value for value in values] for name, values in columns.items()}
    return {name: objects(values) for name, values in blank.items() if any(value is not None for value in values)}
