"""N1, tables drawn by lot: each partner keeps its number of projects, each project its size, and leads keep their projects.

Curveball trades (`kernels.curveball`), or every table there is where there are few. Years are networks of their own and never mix.
"""

from __future__ import annotations

import copy
from collections import Counter
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reteanalysis.kernels import curveball, meetings
from reteanalysis.kernels.lots import PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Network

COMPANY = 8  # who meet in one trade: no more, or what they have would not be at hand
# Rounds between two draws (in a round everybody trades once): as many as would leave this share of the seats where it was, were all
# partners equally active; before the first draw, so many times as many. `mixing` shows what they are enough for.
LEFT, FEWEST, MOST, BURN_IN = 0.02, 3, 60, 8
EXACT = 1_000  # as many tables as this are listed, not drawn
_NODES, _SEATS = 10_000, 60  # how long the list is looked for, and from how many seats that may move it is not even begun

# What a network of the same margins, the same leads and the same areas shares with it.
_SHARED = ("load", "team_size", "seat_partner", "sector_size", "present_sectors", "sphere", "areas", "project_area")


class Mixing(NamedTuple):
    """How far the tables are from the observed one as trades go on."""

    trades: NDArray[np.int64]  # made so far, in one chain, by two or more of those with a seat that may move
    moved: NDArray[np.float64]  # share of the seats that may move and are not where they began, mean over chains
    plateau: float  # the same among tables far from the beginning


def draws(
    network: Network, count: int = 999, seed: int = 2019, *, keep_leads: bool = True, stratum: ArrayLike | None = None
) -> Iterator[Network]:
    """Yield `count` networks drawn from all with the same margins, each as likely as any other.

    Parameters
    ----------
    network : Network
        The observed one.
    count, seed : int
        Same network, same seed: same draws, whatever the number of threads; a longer run begins with those of a shorter.
    keep_leads : bool
        Whether leads stay with their projects, where they are recorded.
    stratum : array of int, shape (n,), optional
        Partners exchange seats only within their stratum: who may sit where is respected.

    Notes
    -----
    What a seat carries (role, contribution, amount) stays with its partner. Strona et al. 2014; Carstens 2015; Godard & Neal 2022.

    Examples
    --------
    >>> from reteanalysis import example
    >>> observed = example().networks[2020]
    >>> {(tuple(drawn.load), tuple(drawn.team_size)) for drawn in draws(observed, 20)} == {
    ...     (tuple(observed.load), tuple(observed.team_size))
    ... }
    True
    """
    if not network.seats:
        yield from (network.variant() for _ in range(count))
        return
    row = np.repeat(np.arange(network.n, dtype=np.int64), network.load)
    for drawn in _tables(network, count, seed, keep_leads, stratum):
        keys = row * network.m + drawn
        order = np.argsort(keys, axis=1)
        columns = np.take_along_axis(drawn, order, axis=1)
        for moved, place in zip(columns, order, strict=True):
            yield _seated(network, moved, place, keep_leads)


@lru_cache(maxsize=8)  # every measure of a year asks, and the copies remember what was measured on them
def every(network: Network, *, keep_leads: bool = True, limit: int = EXACT) -> tuple[Network, ...] | None:
    """Return every network with the same margins (and leads), the observed one among them; None where there are more than `limit`."""
    row, moving = np.repeat(np.arange(network.n), network.load), _movable(network, keep_leads)
    if int(moving.sum()) > _SEATS:
        return None
    free = np.bincount(row[moving], minlength=network.n).tolist()
    room = np.bincount(network.incidence.indices[moving], minlength=network.m).tolist()
    held = [frozenset(network.incidence.indices[(row == i) & ~moving].tolist()) for i in range(network.n)]
    found: list[tuple[tuple[int, ...], ...]] = []
    for table in _all_tables(free, room, held):
        if table is None or len(found) == limit:
            return None
        found.append(table)
    return tuple(_listed(network, table, keep_leads) for table in found)


def sector_meetings(network: Network, count: int = 999, seed: int = 2019, *, keep_leads: bool = True) -> NDArray[np.int64]:
    """Return `Network.sector_pairs` of each draw, shape (count, G, G): the same draws as `draws`, without making networks of them.

    >>> from reteanalysis import example
    >>> observed = example().networks[2020]
    >>> tables = sector_meetings(observed, 5)
    >>> all((table == drawn.sector_pairs).all() for table, drawn in zip(tables, draws(observed, 5)))
    True
    """
    groups = len(network.sectors)
    group = np.repeat(network.sector, network.load)
    if not network.seats:
        return np.zeros((count, groups, groups), np.int64)
    return np.concatenate([meetings(drawn, group, groups, network.m) for drawn in _tables(network, count, seed, keep_leads, None)])


def mixing(network: Network, seed: int = 2019, *, keep_leads: bool = True, rounds: int = 60) -> Mixing:
    """Return how fast trades forget the observed table: the share of seats that moved, round after round, until it is flat.

    Hamming distance over the seats that may move (the stopping rule of Neal 2023).
    """
    free = _movable(network, keep_leads)
    row = np.repeat(np.arange(network.n, dtype=np.int64), network.load)
    began = (row * network.m + network.incidence.indices)[free]

    def moved(drawn: NDArray[np.uint32]) -> NDArray[np.float64]:
        stayed = np.isin(row[free] * network.m + drawn[:, free], began)
        return np.asarray(1 - stayed.mean(axis=1))

    together, step = _company(network)

    def trace(begin: int, step: int, count: int) -> NDArray[np.float64]:
        return np.concatenate([moved(some) for some in _trade(network, count, seed, free, None, together, begin, step)])

    chains = 16
    path = trace(1, 1, rounds * chains).reshape(-1, chains).mean(axis=1)
    far = trace(BURN_IN * step, step, 10 * chains).mean()
    trading = len(np.unique(row[free]))
    trades = [len(range(0, trading - 1, together if k % PAIRS else 2)) for k in range(rounds)]
    return Mixing(np.cumsum(trades), path, float(far))


# ---------------------------------------------------------------------- drawing


def _company(network: Network) -> tuple[int, int]:
    """Return how many partners should meet in a trade, and the rounds between two draws.

    A seat moves where nobody else who meets is at its project, one time in as many as meet not counted; a large project is rarely so.
    A project that everybody is in has nothing to move.
    """
    active = int((network.load > 0).sum())
    size, many = np.unique(network.team_size[network.team_size < active], return_counts=True)
    weight, alone = size * many / max(1, int(size @ many)), 1 - (size - 1) / max(1, active - 1)
    found: list[tuple[int, float, int]] = []
    for company in range(2, max(2, min(COMPANY, active)) + 1):
        pair, several = (alone ** (k - 1) * (1 - 1 / k) for k in (2, company))
        left = weight @ (1 - pair / PAIRS - several * (1 - 1 / PAIRS))[:, None] ** np.arange(FEWEST, MOST + 1)
        rounds = min(int(np.count_nonzero(left > LEFT)), MOST - FEWEST)
        found.append((FEWEST + rounds, float(left[rounds]), company))
    step, _, together = min(found)
    return together, step


def _movable(network: Network, keep_leads: bool) -> NDArray[np.bool_]:
    """Return which seats may move: all, or those that do not lead."""
    if not keep_leads or network.leads is None:
        return np.ones(network.seats, bool)
    return np.asarray(network.seat_data["role"] != "lead", bool)


def _tables(network: Network, count: int, seed: int, keep_leads: bool, stratum: ArrayLike | None) -> Iterator[NDArray[np.uint32]]:
    together, step = _company(network)
    return _trade(network, count, seed, _movable(network, keep_leads), stratum, together, BURN_IN * step, step)


def _trade(
    network: Network, count: int, seed: int, free: NDArray[np.bool_], stratum: ArrayLike | None, together: int, begin: int, step: int
) -> Iterator[NDArray[np.uint32]]:
    rows = network.incidence.indptr, network.incidence.indices
    return curveball(*rows, network.m, draws=count, burn_in=begin, thinning=step, seed=seed, together=together, free=free, stratum=stratum)


def _seated(network: Network, columns: NDArray[np.integer], order: NDArray[np.intp], keep_leads: bool) -> Network:
    """Return the network with its seats at other projects; `order` says which seat stands where."""
    incidence = copy.copy(network.incidence)
    incidence.indices = columns.astype(network.incidence.indices.dtype)
    seats = {name: values[order] for name, values in network.seat_data.items()}
    keep = (*_SHARED, *(("leads",) if keep_leads else ()), *(("active",) if network.projection != "declared" else ()))
    read = {"recorded_euros": network.recorded_euros[order], "stated_kinds": network.stated_kinds[order]}
    return network.variant(keep, incidence=incidence, seat_data=seats, **read)


# ---------------------------------------------------------------------- listing


def _listed(network: Network, table: Sequence[tuple[int, ...]], keep_leads: bool) -> Network:
    """Return the network of one table: seats that lead stay, the others of a partner go, in their order, to the projects it is given."""
    columns = network.incidence.indices.astype(np.int64)
    columns[_movable(network, keep_leads)] = [j for given in table for j in sorted(given)]
    row = np.repeat(np.arange(network.n), network.load)
    order = np.argsort(row * network.m + columns)
    return _seated(network, columns[order], order, keep_leads)


def _all_tables(free: list[int], room: list[int], taken: Sequence[frozenset[int]]) -> Iterator[tuple[tuple[int, ...], ...] | None]:
    """Yield every way to give each row so many columns, each with so much room; None, and no more, where it takes too long to list them."""
    rows = sorted(range(len(free)), key=lambda i: -free[i])
    given: list[tuple[int, ...]] = [()] * len(free)
    nodes = 0

    def place(at: int) -> Iterator[tuple[tuple[int, ...], ...] | None]:
        nonlocal nodes
        if at == len(rows):
            yield tuple(given)
            return
        i = rows[at]
        open_columns = [j for j, left in enumerate(room) if left and j not in taken[i]]
        for chosen in combinations(open_columns, free[i]):
            nodes += 1
            if nodes > _NODES:
                yield None
                return
            for j in chosen:
                room[j] -= 1
            if _possible([free[k] for k in rows[at + 1 :]], room):
                given[i] = chosen
                for found in place(at + 1):
                    yield found
                    if found is None:
                        return
            for j in chosen:
                room[j] += 1

    yield from place(0)


def _possible(rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether a table of zeros and ones can have these margins, `rows` from the largest (Gale 1957; Ryser 1957)."""
    if not rows:
        return not any(columns)
    at_least = Counter(columns)
    reached, most, left = 0, 0, sum(1 for c in columns if c)
    for k, d in enumerate(rows, start=1):
        reached += d
        most += left
        left -= at_least.get(k, 0)
        if reached > most:
            return False
    return reached == sum(columns) and max(columns, default=0) <= len(rows)
