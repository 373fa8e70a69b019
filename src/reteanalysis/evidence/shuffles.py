"""What chance gives when labels are dealt again: sectors among partners (N5), years among projects (N6)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import chain
from math import lgamma, log
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.sparse import csr_array, vstack

from reteanalysis.evidence.copies import ENUMERATE_BELOW, Copies, streams
from reteanalysis.network import Network, Register
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_SECTORS, _YEARS = 5, 6  # the engines, as numbered in the metrics specification: each has its own random numbers
FEWEST_PROJECTS = 20  # of a year whose projects are moved (metrics specification, N6)
AREAS_MOVED = 0.10  # share of the projects that would have to change area to make two years alike: from here on areas count

# ---------------------------------------------------------------------- N5

# What is derived from sectors: everything else a network knows stays true when they are dealt again.
_OF_SECTORS = ("sphere", "team_mix", "team_sectors", "sector_pairs", "triads")
_SHARED = tuple(name for name, kind in vars(Network).items() if isinstance(kind, cached_property) and name not in _OF_SECTORS)


def shuffled_labels(network: Network, draws: int, seed: int, within: Literal["load terciles"] | None = None) -> Copies[Network]:
    """Return copies in which the sectors are dealt again among the same active partners (N5).

    Who sits where stays; a partner whose sector is not known keeps it unknown. The register, where there is one, follows its
    partners. With fewer than 100 arrangements all are made, once each (`Copies.exact`), the recorded one among them.

    None where nobody active has a sector (EMPTY) or all have the same (SINGLE_SECTOR).
    QAP logic: Krackhardt 1988, Social Networks 10:359-381.

    Parameters
    ----------
    within : {'load terciles'}, optional
        Deal sectors only among partners of a similar number of projects: those up to the first tercile, up to the second, above.

    Examples
    --------
    >>> from reteanalysis import METRICS, example
    >>> copies = shuffled_labels(example().networks[2019], 999, seed=1)
    >>> len(copies), copies.exact  # six partners, two of each of three sectors: 6! / (2! 2! 2!)
    (90, True)
    """
    dealt = np.flatnonzero(network.active & (network.sector >= 0))
    if not len(dealt):
        return Copies.none(Reason.EMPTY)
    codes = network.sector[dealt]
    if (codes == codes[0]).all():
        return Copies.none(Reason.SINGLE_SECTOR)
    load = network.load[dealt]
    group = np.searchsorted(np.quantile(load, [1 / 3, 2 / 3]), load) if within else np.zeros(len(dealt), np.intp)
    slots = np.argsort(group, kind="stable")
    parts = [np.sort(codes[group == g]).tolist() for g in np.unique(group)]
    place = network.in_register[dealt] if network.register is not None else None

    def labelled(dealing: NDArray[np.intp]) -> Network:
        sector = network.sector.copy()
        sector[dealt[slots]] = dealing
        changes: dict[str, Any] = {"sector": sector}
        if network.register is not None and place is not None:
            theirs = network.register.sector.copy()
            theirs[place[place >= 0]] = sector[dealt][place >= 0]
            changes["register"] = replace(network.register, sector=theirs)
        return network.variant(_SHARED, **changes)

    if sum(_arrangements(part) for part in parts) < log(ENUMERATE_BELOW - 0.5):
        every = [np.array(dealing, np.intp) for dealing in _product([list(_orders(part)) for part in parts])]
        return Copies(lambda k: labelled(every[k]), len(every), exact=True)
    stream = streams(seed, _SECTORS)

    def drawn(k: int) -> Network:
        return labelled(codes[np.lexsort((stream(k).random(len(codes)), group))])

    return Copies(drawn, draws)


def _arrangements(labels: Sequence[int]) -> float:
    """Return the logarithm of the number of different orders of some labels."""
    return lgamma(len(labels) + 1) - sum(lgamma(labels.count(label) + 1) for label in set(labels))


def _orders(labels: list[int]) -> Iterator[list[int]]:
    """Yield each different order of some labels once, in dictionary order."""
    if not labels:
        yield []
    for label in sorted(set(labels)):
        rest = labels.copy()
        rest.remove(label)
        yield from ([label, *order] for order in _orders(rest))


def _product(parts: list[list[list[int]]]) -> list[list[int]]:
    every: list[list[int]] = [[]]
    for part in parts:
        every = [[*before, *order] for before in every for order in part]
    return every


# ---------------------------------------------------------------------- N6


def shuffled_years(networks: Mapping[int, Network], draws: int, seed: int, *, by_area: bool | None = None) -> Copies[dict[int, Network]]:
    """Return copies of several years in which whole projects, with their teams, have fallen in another of them (N6).

    Each year keeps its number of projects, and has the partners that its projects bring (all, in networks of the register).
    A partner is the same in all years by its identifier; a project listed in two years is two projects. The needs of a year
    stay its own: a project that falls in it answers the cells that it states. What projects do not carry along (flows,
    ratings, declared ties, the year a partner was first seen) is not recorded in the copies.

    None where a year has fewer than 20 projects (TOO_FEW), with a single year (MISSING_YEAR), and where the ties are declared
    and not made of projects (NOT_RECORDED). Measures of who enters and leaves are defined by the order of time: not for this.
    The luck it speaks of is which project fell in which year, with partners who are the same and as active in both: where
    other partners have become the active ones, it finds a change, and rightly, whatever made it.
    Permutation of independent units: Good 2005, Permutation, Parametric and Bootstrap Tests of Hypotheses.

    Parameters
    ----------
    networks : mapping of int to Network
        The years, of one study: the same sectors.
    by_area : bool, optional
        Move projects only within their area (those of unknown area among themselves). By default where the areas changed
        weight: where at least one project in ten would have to change area for two of the years to have the same shares.

    Raises
    ------
    ValueError
        If the years do not list the same sectors.
    """
    years = sorted(networks)
    each = [networks[year] for year in years]
    if len(years) < 2:
        return Copies.none(Reason.MISSING_YEAR)
    if len({network.sectors for network in each}) > 1:
        raise ValueError("the years list different sectors: they are not of one study")
    if any(network.projection == "declared" for network in each):
        return Copies.none(Reason.NOT_RECORDED)
    if min(network.m for network in each) < FEWEST_PROJECTS:
        return Copies.none(Reason.TOO_FEW)
    union = _union(each)
    year_of = np.repeat(np.arange(len(years)), [network.m for network in each])
    moved = areas_moved(each) >= AREAS_MOVED if by_area is None else by_area
    stratum = union.project_area if moved else np.zeros(union.m, np.intp)
    slots, settings = np.argsort(stratum, kind="stable"), [_setting(union, each, y) for y in range(len(years))]
    listed = _listed_in_all(union, each)
    stream = streams(seed, _YEARS)

    def drawn(k: int) -> dict[int, Network]:
        falls = np.empty(union.m, np.intp)
        falls[slots] = year_of[np.lexsort((stream(k).random(union.m), stratum))]
        return {year: _fallen(settings[y], falls == y, listed) for y, year in enumerate(years)}

    return Copies(drawn, draws)


def areas_moved(networks: Iterable[Network]) -> float:
    """Return the share of projects that would have to change area for the two most different years to have the same shares.

    0 where areas are not recorded; projects of unknown area are an area.

    >>> from reteanalysis import example
    >>> round(areas_moved(example().networks.values()), 4)  # 1/6
    0.1667
    """
    each = [list(map(str, network.project_data["area"])) if "area" in network.project_data else [] for network in networks]
    if not all(each):
        return 0.0
    names = sorted(set(chain.from_iterable(each)))
    shares = np.array([[areas.count(name) / len(areas) for name in names] for areas in each])
    return float(max(np.abs(one - other).sum() / 2 for one in shares for other in shares))


_NOT_CARRIED = ("since", "inflow", "outflow")  # of partners, by year: no project brings them along


def _union(each: Sequence[Network]) -> Network:
    """Return all projects of all years in one network, with the partners of any; of what years say of a partner the first counts."""
    partners = tuple(dict.fromkeys(chain.from_iterable(network.partners for network in each)))
    at = {partner: i for i, partner in enumerate(partners)}
    places = [np.array([at[partner] for partner in network.partners], np.intp) for network in each]
    offsets = np.cumsum([0, *(network.m for network in each)])
    row = np.concatenate([np.repeat(place, network.load) for place, network in zip(places, each, strict=True)])
    column = np.concatenate([network.incidence.indices + offset for offset, network in zip(offsets[:-1], each, strict=True)])
    turn = np.lexsort((column, row))
    m = int(offsets[-1])
    sector = np.full(len(partners), -1, np.intp)
    for place, network in zip(reversed(places), reversed(each), strict=True):
        known = network.sector >= 0
        sector[place[known]] = network.sector[known]
    seats = _stacked([(network.seat_data, network.seats) for network in each])
    return each[0].variant(
        partners=partners,
        projects=tuple(chain.from_iterable(network.projects for network in each)),
        incidence=csr_array(
            (np.ones(len(row), np.int64), column[turn], np.append(0, np.cumsum(np.bincount(row, minlength=len(partners))))),
            shape=(len(partners), m),
        ),
        sector=sector,
        partner_data=_first_said([(network.partner_data, place) for network, place in zip(each, places, strict=True)], len(partners)),
        project_data=_stacked([(network.project_data, network.m) for network in each]),
        seat_data={name: values[turn] for name, values in seats.items()},
        declared=None,
        flows=None,
        ratings=None,
        register=_registers(each),
        needs=None,
    )


def _stacked(parts: Sequence[tuple[Mapping[str, NDArray[Any]], int]]) -> dict[str, NDArray[Any]]:
    """Return columns end to end; None where a year does not have one."""
    names = dict.fromkeys(name for data, _ in parts for name in data)
    return {name: np.concatenate([np.asarray(data.get(name, np.full(size, None)), object) for data, size in parts]) for name in names}


def _first_said(parts: Sequence[tuple[Mapping[str, NDArray[Any]], NDArray[np.intp]]], size: int) -> dict[str, NDArray[Any]]:
    """Return columns of all partners, with the first that any year states of each."""
    columns: dict[str, NDArray[Any]] = {}
    for data, place in reversed(parts):
        for name, values in data.items():
            if name not in _NOT_CARRIED:
                column = columns.setdefault(name, np.full(size, None))
                stated = np.array([value is not None for value in values], bool)
                column[place[stated]] = np.asarray(values, object)[stated]
    return columns


def _registers(each: Sequence[Network]) -> Register | None:
    """Return one register of all bodies of all years; None where a year has none."""
    registers = [network.register for network in each if network.register is not None]
    if len(registers) < len(each):
        return None
    said: dict[str, tuple[int, Any]] = {}
    for register in registers:
        for body, sector, district in zip(register.bodies, register.sector.tolist(), register.district, strict=True):
            said.setdefault(body, (sector, district))
    district = np.empty(len(said), object)
    district[:] = [where for _, where in said.values()]
    return Register(tuple(said), np.array([sector for sector, _ in said.values()], np.intp), district, np.zeros(len(said), bool))


def _listed_in_all(union: Network, each: Sequence[Network]) -> NDArray[np.bool_] | None:
    """Return which bodies every year's register lists: the others are in a year's only because they take part in it."""
    if union.register is None:
        return None
    everywhere = set.intersection(*(set(network.register.bodies) for network in each if network.register is not None))
    return np.array([body in everywhere for body in union.register.bodies], bool)


def _setting(union: Network, each: Sequence[Network], y: int) -> Network:
    """Return all projects as they would be in one of the years: what they would answer of its needs."""
    own, needs = each[y], each[y].needs
    if needs is not None:
        # What its own projects answer is recorded; what those of other years would answer, they state.
        answers = needs.answered_by(union.project_data, union.m)
        start = sum(network.m for network in each[:y])
        served = csr_array(vstack([answers[:start], needs.served, answers[start + own.m :]]))
        needs = replace(needs, served=served)
    return union.variant(year=own.year, needs=needs)


def _fallen(setting: Network, mask: NDArray[np.bool_], listed: NDArray[np.bool_] | None) -> Network:
    network = setting.subset(projects=mask)
    if network.register is None or listed is None:
        return network
    return network.variant(
        ("load", "team_size", "recorded_euros", "stated_kinds"), register=network.register.keeping(listed | network.register.active)
    )
