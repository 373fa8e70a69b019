"""Networks for the tests: small ones drawn as text, and random ones from the empty to the complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from reteanalysis.network import Network

SECTORS = ("public", "cooperative", "association", "enterprise")
SPHERES = ("public", "nonprofit", "nonprofit", "business")


def assembled(network: Network, rows: Sequence[int], columns: Sequence[int], **changes: Any) -> Network:
    """Return the network of these partners and these projects of `network`, in this order; a project named twice is there twice."""
    seat = {(i, j): s for s, (i, j) in enumerate(zip(*network.incidence.nonzero(), strict=True))}
    seats = [(a, b, seat[i, j]) for a, i in enumerate(rows) for b, j in enumerate(columns) if (i, j) in seat]
    at = np.array([s for _, _, s in seats], np.intp)
    first, second = np.array([a for a, _, _ in seats], np.intp), np.array([b for _, b, _ in seats], np.intp)
    order = np.array(rows, np.intp)
    times = {j: 0 for j in columns}
    names = []
    for j in columns:
        times[j] += 1
        names.append(network.projects[j] + "'" * (times[j] - 1))
    return replace(
        network,
        partners=tuple(network.partners[i] for i in rows),
        projects=tuple(names),
        incidence=csr_array(coo_array((np.ones(len(at), np.int64), (first, second)), shape=(len(rows), len(columns)))),
        sector=network.sector[order],
        partner_data={key: values[order] for key, values in network.partner_data.items()},
        project_data={key: values[np.array(columns, np.intp)] for key, values in network.project_data.items()},
        seat_data={key: values[at] for key, values in network.seat_data.items()},
        declared=None if network.declared is None else csr_array(network.declared[order][:, order]),
        **changes,
    )


def relabelled(network: Network, order: Sequence[int]) -> Network:
    """Return the same network with its sectors listed in another order."""
    code = np.empty(len(order) + 1, np.intp)
    code[list(order)] = np.arange(len(order))
    code[-1] = -1  # an unknown sector stays unknown
    return replace(
        network,
        sector=code[network.sector],
        sectors=tuple(network.sectors[g] for g in order),
        spheres=tuple(network.spheres[g] for g in order) if network.spheres else (),
    )


def drawn(teams: Mapping[str, str], sectors: Mapping[str, str] | None = None, *, idle: str = "", **fields: Any) -> Network:
    """Return the network of a drawing: project -> its partners, one letter each (a capital leads), sector -> its partners.

    >>> drawn({"p": "Ab"}, {"public": "a"}).sector
    array([ 0, -1])
    """
    letters = "".join(teams.values())
    partners = tuple(sorted({letter.lower() for letter in letters + idle}))
    projects = tuple(teams)
    of = {partner: sector for sector, members in (sectors or {}).items() for partner in members}
    names = tuple(sectors or {})
    seats = sorted((partners.index(letter.lower()), projects.index(project), letter) for project, team in teams.items() for letter in team)
    role = np.array(["lead" if letter.isupper() else "partner" for _, _, letter in seats], object)
    first, second = [i for i, _, _ in seats], [j for _, j, _ in seats]
    return Network(
        **{
            "year": 2019,
            "partners": partners,
            "projects": projects,
            "incidence": csr_array(coo_array((np.ones(len(seats), np.int64), (first, second)), shape=(len(partners), len(projects)))),
            "sector": np.array([names.index(of[partner]) if partner in of else -1 for partner in partners], np.intp),
            "sectors": names,
            "spheres": tuple(SPHERES[SECTORS.index(name)] for name in names) if set(names) <= set(SECTORS) else (),
            "seat_data": {"role": role},
            "members": "register" if idle else "active",
            **fields,
        }
    )


@st.composite
def networks(draw: st.DrawFn, *, year: int = 2020, sectors: tuple[str, ...] | None = None, of: Mapping[str, int] | None = None) -> Network:
    """Draw a network: active or register, any tables from none to all, known and unknown sectors, with and without roles, owner, ties."""
    pool = [f"p{i}" for i in range(12)]
    partners = draw(st.lists(st.sampled_from(pool), unique=True, max_size=12))
    projects = [f"t{j}" for j in range(draw(st.integers(0, 5)))]
    filling = draw(st.sampled_from(["none", "some", "all"]))
    if filling == "some":
        seated = np.array(draw(st.lists(st.booleans(), min_size=len(partners) * len(projects), max_size=len(partners) * len(projects))), bool)
    else:
        seated = np.full(len(partners) * len(projects), filling == "all")
    table = seated.reshape(len(partners), len(projects))
    table = table[:, table.any(axis=0)]
    members = draw(st.sampled_from(["active", "register"]))
    if members == "active":
        partners = [partner for partner, busy in zip(partners, table.any(axis=1), strict=True) if busy]
        table = table[table.any(axis=1)]
    n, m = table.shape
    if sectors is None:
        sectors = SECTORS[: draw(st.integers(0, len(SECTORS)))]
    spheres = draw(st.sampled_from([(), SPHERES[: len(sectors)], (None, *SPHERES[1:])[: len(sectors)]]))
    codes = [of[partner] for partner in partners] if of is not None else [draw(st.integers(-1, len(sectors) - 1)) for _ in partners]
    seats = int(table.sum())
    roles = draw(st.none() | st.lists(st.sampled_from(["lead", "partner", "funder", None]), min_size=seats, max_size=seats))
    since = draw(st.none() | st.lists(st.integers(year - 2, year), min_size=n, max_size=n))
    common: dict[str, Any] = {
        "year": year,
        "partners": tuple(partners),
        "sector": np.array(codes, np.intp),
        "sectors": sectors,
        "spheres": spheres,
        "partner_data": {} if since is None else {"since": np.array(since, np.int64)},
        "owner": draw(st.sampled_from([None, "p0", "p1", "nobody"])),
        "members": members,
    }
    kind = draw(st.sampled_from(["shared", "newman", "surveyed", "ties only"]))
    pairs = [(i, k) for i in range(n) for k in range(i + 1, n)]
    if kind in ("surveyed", "ties only"):
        some = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
        ties_only = Network.from_ties({pair: draw(st.sampled_from([0.5, 1.0, 3.0])) for pair in some}, **common)
        if kind == "ties only":
            return ties_only
        common |= {"declared": ties_only.declared, "projection": draw(st.sampled_from(["shared", "declared"]))}
    else:
        common["projection"] = kind
    return Network(
        projects=tuple(projects[:m]),
        incidence=csr_array(table.astype(np.int64)),
        seat_data={} if roles is None else {"role": objects(roles)},
        **common,
    )


@st.composite
def two_years(draw: st.DrawFn) -> tuple[Network, Network]:
    """Draw two years of one study: the same sectors, some of the same partners."""
    sectors = SECTORS[: draw(st.integers(0, len(SECTORS)))]
    of = {f"p{i}": draw(st.integers(-1, len(sectors) - 1)) for i in range(12)}
    return draw(networks(year=2019, sectors=sectors, of=of)), draw(networks(year=2020, sectors=sectors, of=of))


def objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """Return an array of objects, whatever they are."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


# The corners every measure must stand in (metrics specification, C.9).
CORNERS: dict[str, Network] = {
    "empty year": drawn({}, {sector: "" for sector in SECTORS}),
    "register with nobody active": drawn({}, {"public": "a", "cooperative": "b"}, idle="abc"),
    "one partner": drawn({"p": "A"}, {"public": "a"}),
    "one project": drawn({"p": "Abc"}, {"public": "a", "cooperative": "b", "association": "c"}),
    "one sector": drawn({"p": "Abc", "q": "bC"}, {"public": "abc"}),
    "all ones": drawn({"p": "Abcd", "q": "aBcd", "r": "abCd"}, {"public": "ab", "cooperative": "cd"}),
    "identity": drawn({"p": "A", "q": "B", "r": "C"}, {"public": "a", "cooperative": "bc"}),
    "star": drawn({"p": "Ab", "q": "Ac", "r": "Ad", "s": "Ae"}, {"public": "a", "cooperative": "bcde"}),
    "two halves": drawn({"p": "Ab", "q": "aB", "r": "Cd", "s": "cD"}, {"public": "ac", "cooperative": "bd"}),
    "unknown sectors": drawn({"p": "Abc", "q": "cD"}),
    "unknown spheres": drawn({"p": "Abc", "q": "cD"}, {"public": "a", "cooperative": "bcd"}, spheres=()),
    "no roles": drawn({"p": "abc", "q": "cd"}, {"public": "a", "cooperative": "bcd"}, seat_data={}),
    "no labels at all": drawn({"p": "abc", "q": "cd"}, seat_data={}),
}
