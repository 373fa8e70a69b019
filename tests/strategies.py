"""Networks for the tests: small ones drawn as text, and random ones from the empty to the complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from reteanalysis.network import Needs, Network, Register

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SECTORS = ("public", "cooperative", "association", "enterprise")
SPHERES = ("public", "nonprofit", "nonprofit", "business")


def assembled(network: Network, rows: Sequence[int], columns: Sequence[int], **changes: Any) -> Network:
    """Return the network of these partners and these projects of `network`, in this order; a project named twice is there twice."""
    seat = {(i, j): s for s, (i, j) in enumerate(zip(*network.incidence.nonzero(), strict=True))}
    seats = [(a, b, seat[i, j]) for a, i in enumerate(rows) for b, j in enumerate(columns) if (i, j) in seat]
    at = np.array([s for _, _, s in seats], np.intp)
    first, second = np.array([a for a, _, _ in seats], np.intp), np.array([b for _, b, _ in seats], np.intp)
    order = np.array(rows, np.intp)
    times = dict.fromkeys(columns, 0)
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
        needs=None if network.needs is None else replace(network.needs, served=csr_array(network.needs.served[np.array(columns, np.intp)])),
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
        register=None if network.register is None else replace(network.register, sector=code[network.register.sector]),
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


SIZES = st.sampled_from([6, 12, 3, 8, 5, 10, 2, 1, 0])
FILLINGS = st.sampled_from([0.4, 0.2, 0.7, 0.3, 1.0, 0.0])  # from no table to one that everybody sits at


@st.composite
def networks(draw: st.DrawFn, *, year: int = 2020, sectors: tuple[str, ...] | None = None, of: Mapping[str, int] | None = None) -> Network:
    """Draw a network: active or register, any tables from none to all, known and unknown sectors, with and without roles, owner, ties.

    What kind of network it is, is drawn here, and shrinks; who sits where follows from one seed.
    """
    n, m, filling = draw(SIZES), draw(SIZES), draw(FILLINGS)
    random = np.random.default_rng(draw(st.integers(0, 999)))
    partners = [f"p{i}" for i in random.permutation(14)[:n]]
    table = random.random((n, m)) < filling
    table = table[:, table.any(axis=0)]
    members = draw(st.sampled_from(["active", "register"]))
    if members == "active":
        partners = [partner for partner, busy in zip(partners, table.any(axis=1), strict=True) if busy]
        table = table[table.any(axis=1)]
    n, m = table.shape
    if sectors is None:
        sectors = SECTORS[: draw(st.integers(0, len(SECTORS)))]
    known = draw(st.booleans()) and len(sectors) > 0
    codes = [of[partner] for partner in partners] if of is not None else random.integers(0 if known else -1, len(sectors), n)
    common: dict[str, Any] = {
        "year": year,
        "partners": tuple(partners),
        "sector": np.array(codes, np.intp),
        "sectors": sectors,
        "spheres": draw(st.sampled_from([SPHERES[: len(sectors)], (None, *SPHERES[1:])[: len(sectors)], ()])),
        "partner_data": {"since": random.integers(year - 2, year, n, endpoint=True)} if draw(st.booleans()) else {},
        "owner": draw(st.sampled_from([None, *partners[:1], "nobody"])),
        "members": members,
    }
    registered = draw(st.booleans())

    def listing(network: Network) -> Network:
        register = listed(partners, network.active, len(sectors), random)
        return replace(network, register=register) if registered else network

    kind = draw(st.sampled_from(["shared", "newman", "surveyed", "ties only"]))
    if kind in ("surveyed", "ties only"):
        pairs = [(i, k) for i in range(n) for k in range(i + 1, n) if random.random() < filling]
        ties_only = Network.from_ties({pair: float(random.choice([0.5, 1, 3])) for pair in pairs}, **common)
        if kind == "ties only":
            return listing(ties_only)
        common |= {"declared": ties_only.declared, "projection": draw(st.sampled_from(["shared", "declared"]))}
    else:
        common["projection"] = kind
    role = objects(random.choice(["lead", "partner", "funder", ""], int(table.sum())).tolist())
    role[role == ""] = None
    about = (
        {name: objects(random.choice([None, "x", "y", "z"], m).tolist()) for name in ("area", "district")} if draw(st.booleans()) else {}
    )
    drawn_network = Network(
        project_data=about,
        needs=needing(about, random) if about else None,
        projects=tuple(f"t{j}" for j in range(m)),
        incidence=csr_array(table.astype(np.int64)),
        seat_data={"role": role} if draw(st.booleans()) else {},
        **common,
    )
    return listing(drawn_network)


def listed(partners: Sequence[str], busy: NDArray[np.bool_], sectors: int, random: np.random.Generator) -> Register:
    """Return a register of these partners and of three bodies that never take part."""
    size = len(partners) + 3
    return Register(
        (*partners, "r0", "r1", "r2"),
        random.integers(-1, sectors, size).astype(np.intp),
        objects(random.choice([None, "x", "y", "w"], size).tolist()),
        np.append(busy, np.zeros(3, bool)),
    )


def needing(about: Mapping[str, NDArray[np.object_]], random: np.random.Generator) -> Needs:
    """Return needs of some areas in some districts, and of some areas wherever, answered by the projects that state them."""
    cells = [(area, district) for area in "xyw" for district in ("x", "y", "w", None) if random.random() < 0.7]
    served = [[a == area and d in (None, district) for a, d in cells] for area, district in zip(*about.values(), strict=True)]
    return Needs(
        area=objects([area for area, _ in cells]),
        target=objects([None] * len(cells)),
        district=objects([district for _, district in cells]),
        weight=random.choice([0.0, 1.0, 2.5, 40.0], len(cells)),
        served=csr_array(np.array(served, np.int64).reshape(len(served), len(cells))),
    )


@st.composite
def two_years(draw: st.DrawFn) -> tuple[Network, Network]:
    """Draw two years of one study: the same sectors, some of the same partners."""
    sectors = SECTORS[: draw(st.integers(0, len(SECTORS)))]
    lowest = 0 if sectors and draw(st.booleans()) else -1
    codes = np.random.default_rng(draw(st.integers(0, 999))).integers(lowest, len(sectors), 14)
    of = {f"p{i}": int(code) for i, code in enumerate(codes)}
    return draw(networks(year=2019, sectors=sectors, of=of)), draw(networks(year=2020, sectors=sectors, of=of))


one_mode = st.builds(
    lambda n, p, seed: Network.from_networkx(nx.gnp_random_graph(n, p, seed=seed)),
    st.integers(2, 14), st.sampled_from([0.1, 0.2, 0.4, 0.7]), st.integers(0, 999),
)  # fmt: skip


def objects(values: Sequence[Any]) -> NDArray[np.object_]:
    """Return an array of objects, whatever they are."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


# The corners every measure must stand in (metrics specification, C.9).
CORNERS: dict[str, Network] = {
    "empty year": drawn({}, dict.fromkeys(SECTORS, "")),
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
