"""Partners active in both of two years, and what became of each pair of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.metrics._steps import gathered, starting
from reteanalysis.terms import Reason, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reteanalysis.network import Network

    Positions = NDArray[np.int64]
    Pairs = tuple[Positions, Positions]
    Chosen = Callable[[Positions, Positions], NDArray[np.bool_]]

_AT_ONCE = 4096  # searches, so that the bits of a large network stay few


class TieCounts(NamedTuple):
    """Pairs of bodies of both years by what they were and what they are: n₀₀, n₀₁, n₁₀, n₁₁.

    What follows from them are the exact estimates of a separable model in which every pair is alike (Krivitsky & Handcock 2014).

    >>> monks = TieCounts(229, 22, 20, 35)  # Sampson's, from the first time of asking to the second
    >>> round(monks.formation_logit, 7), round(monks.persistence_logit, 7), monks.life
    (-2.3426796, 0.5596158, 2.75)
    """

    untied: int  # tied in neither year
    opened: int  # in the later only
    dropped: int  # in the earlier only
    kept: int  # in both

    @property
    def pairs(self) -> int:
        return sum(self)

    @property
    def formation(self) -> float:
        """Chance that a pair without a tie makes one; NO_PAIRS where there is none without."""
        free = self.untied + self.opened
        return self.opened / free if free else undefined(Reason.NO_PAIRS)

    @property
    def persistence(self) -> float:
        """Chance that a tie is still there; NO_PAIRS where there was none."""
        tied = self.dropped + self.kept
        return self.kept / tied if tied else undefined(Reason.NO_PAIRS)

    @property
    def formation_logit(self) -> float:
        """Ln f / (1 − f): the coefficient of formation; TOO_FEW where it is infinite."""
        return _log_ratio(self.opened, self.untied)

    @property
    def persistence_logit(self) -> float:
        """Ln s / (1 − s): the coefficient of persistence; TOO_FEW where it is infinite."""
        return _log_ratio(self.kept, self.dropped)

    @property
    def life(self) -> float:
        """Years a tie lasts if each year it may end with the same chance, 1 / (1 − s); TOO_FEW where none ended."""
        if not self.dropped:
            return undefined(Reason.TOO_FEW if self.kept else Reason.NO_PAIRS)
        return (self.dropped + self.kept) / self.dropped


def _log_ratio(some: int, others: int) -> float:
    if some and others:
        return log(some / others)
    return undefined(Reason.TOO_FEW if some or others else Reason.NO_PAIRS)


def tie_counts(before: Any, after: Any, *, directed: bool = False) -> TieCounts:
    """Return the counts of pairs from two square arrays of the same bodies, dense or sparse; the diagonal does not count.

    Parameters
    ----------
    before, after : array or csr_array, shape (n, n)
        Not 0 where the first names the second.
    directed : bool
        Count ordered pairs; otherwise the arrays are symmetric and each pair counts once.

    >>> tie_counts([[0, 1, 0], [0, 0, 1], [0, 0, 0]], [[0, 1, 0], [1, 0, 0], [0, 0, 0]], directed=True)
    TieCounts(untied=3, opened=1, dropped=1, kept=1)
    """
    first, second = (_packed(csr_array(one), directed) for one in (before, after))
    n = csr_array(before).shape[0]
    kept = len(np.intersect1d(first, second, assume_unique=True))
    opened, dropped = len(second) - kept, len(first) - kept
    return TieCounts(n * (n - 1) // (1 if directed else 2) - opened - dropped - kept, opened, dropped, kept)


def _packed(ties: csr_array, directed: bool = False) -> Positions:
    """Return one number per tie, row · n + column."""
    entries = ties.tocoo()
    some = (entries.data != 0) & ((entries.row != entries.col) if directed else (entries.row < entries.col))
    return np.unique(entries.row[some].astype(np.int64) * ties.shape[0] + entries.col[some])


@dataclass(frozen=True, eq=False)
class Stayers:
    """Partners active in both years, and the ties among them; every pair is told by two positions in `there`.

    Attributes
    ----------
    before, after : Network
        The two years.
    then, now : array of int
        Positions of the partners in the one and in the other, aligned.
    """

    before: Network
    after: Network
    then: NDArray[np.intp]
    now: NDArray[np.intp]

    @property
    def size(self) -> int:
        return len(self.then)

    @cached_property
    def _ties(self) -> tuple[Positions, Positions]:
        return self._among(self.before, self.then), self._among(self.after, self.now)

    def _among(self, network: Network, at: NDArray[np.intp]) -> Positions:
        """Return one number per tie of those that stayed, the same in either year, in order."""
        if network.small:
            return np.flatnonzero(np.triu(network.tied[at[:, None], at], 1))
        place = np.full(network.n, -1, np.int64)
        place[at] = np.arange(self.size)
        one = np.repeat(place, np.diff(network.adjacency.indptr))
        other = place[network.adjacency.indices]
        some = (one >= 0) & (one < other)
        return np.sort(one[some] * self.size + other[some])

    def _apart(self, packed: Positions) -> Pairs:
        return packed // max(self.size, 1), packed % max(self.size, 1)

    @cached_property
    def kept(self) -> Pairs:
        """Pairs tied in both years."""
        before, after = self._ties
        return self._apart(before[_found(before, after)])

    @cached_property
    def opened(self) -> Pairs:
        """Pairs tied in the later year only."""
        before, after = self._ties
        return self._apart(after[~_found(after, before)])

    @cached_property
    def dropped(self) -> Pairs:
        """Pairs tied in the earlier year only."""
        before, after = self._ties
        return self._apart(before[~_found(before, after)])

    def counts(self, pairs: int | None = None, chosen: Chosen | None = None) -> TieCounts:
        """Return the counts over all pairs, or over those `chosen`, of which there are so many `pairs`."""
        if pairs is None:
            pairs = self.size * (self.size - 1) // 2
        opened, dropped, kept = (
            len(one) if chosen is None else int(np.count_nonzero(chosen(one, other)))
            for one, other in (self.opened, self.dropped, self.kept)
        )
        return TieCounts(pairs - opened - dropped - kept, opened, dropped, kept)

    # ------------------------------------------------------------------ kinds of pairs

    @cached_property
    def sector(self) -> NDArray[np.intp]:
        """Sector of each in the earlier year, -1 where unknown."""
        return self.before.sector[self.then]

    def by_sector(self, same: bool) -> TieCounts:
        """Return the counts over pairs of one sector, or of two; pairs with an unknown sector are of neither kind."""
        sector = self.sector
        members = np.bincount(sector[sector >= 0])
        within = int((members * (members - 1)).sum()) // 2
        known = int(members.sum())

        def chosen(one: Positions, other: Positions) -> NDArray[np.bool_]:
            stated = (sector[one] >= 0) & (sector[other] >= 0)
            return np.asarray(stated & ((sector[one] == sector[other]) == same))

        return self.counts(within if same else known * (known - 1) // 2 - within, chosen)

    @cached_property
    def main_areas(self) -> NDArray[np.bool_]:
        """In which areas each sat most in the earlier year, shape (size, areas); more than one where it sat equally often in them."""
        seats = self.before.area_seats[self.then].toarray()
        return np.asarray((seats == seats.max(axis=1, initial=0, keepdims=True)) & (seats > 0))

    def by_area(self, same: bool) -> TieCounts:
        """Return the counts over pairs that have a main area in common, or have not; pairs with an unknown one are of neither kind."""
        main = self.main_areas
        known = np.asarray(main.any(axis=1), bool)
        patterns, members = np.unique(main[known], axis=0, return_counts=True)
        sparse = csr_array(patterns.astype(np.int64))
        meeting = csr_array(sparse @ sparse.T).astype(bool).astype(np.int64)
        within = (int(members @ np.asarray(meeting @ members)) - int(members.sum())) // 2
        total = int(members.sum()) * (int(members.sum()) - 1) // 2

        def chosen(one: Positions, other: Positions) -> NDArray[np.bool_]:
            stated = known[one] & known[other]
            return np.asarray(stated & ((main[one] & main[other]).any(axis=1) == same))

        return self.counts(within if same else total - within, chosen)

    # ------------------------------------------------------------------ who had a partner in common

    @cached_property
    def around(self) -> tuple[int, int]:
        """Pairs without a tie in the earlier year that had a partner in common, and how many of them are tied in the later.

        The partner in common need not have stayed. Two partners without a tie never sit together, so that whoever sits with both
        does so in two projects. In words of bits: time grows with seats × partners / 64, and no table of all pairs is held.
        """
        links = self.before.links
        tables = csr_array(links.T)
        one, other = self.opened
        pairs = closed = 0
        for first in range(0, self.size, _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            start = starting(links.shape[0], self.then[some])
            met = start
            reached = []
            for _ in range(2):
                met = gathered(links.indptr, links.indices, gathered(tables.indptr, tables.indices, met))
                reached.append(met)
            fresh = (reached[1] & ~reached[0] & ~start)[self.then]
            pairs += int(np.bitwise_count(fresh).sum(dtype=np.int64))
            here = (other >= first) & (other < first + _AT_ONCE)
            at = other[here] - first
            closed += int(np.count_nonzero(fresh[one[here], at // 64] >> (at % 64).astype(np.uint64) & np.uint64(1)))
        return pairs // 2, closed


def stayers(before: Network, after: Network) -> Stayers | Reason:
    """Return the partners active in both years, matched by identifier; EMPTY where there are none.

    >>> from reteanalysis import example
    >>> stayers(example().networks[2020], example().networks[2021]).counts()  # six stayed: fifteen pairs
    TieCounts(untied=5, opened=0, dropped=6, kept=4)
    """
    kept = vars(after)  # beside what `cached_property` keeps there: some twenty measures ask for the same pairs
    if kept.get("_stayers", (None,))[0] is not before:
        place = {partner: i for i, partner in enumerate(after.partners) if after.active[i]}
        both = [(i, place[partner]) for i, partner in enumerate(before.partners) if before.active[i] and partner in place]
        then, now = (np.array([pair[side] for pair in both], np.intp) for side in (0, 1))
        kept["_stayers"] = (before, Stayers(before, after, then, now) if both else Reason.EMPTY)
    found: Stayers | Reason = kept["_stayers"][1]
    return found


def _found(wanted: Positions, among: Positions) -> NDArray[np.bool_]:
    """Return which of the one are among the other; both in order, without repetitions."""
    if not len(among):
        return np.zeros(len(wanted), bool)
    at = np.searchsorted(among, wanted)
    at[at == len(among)] = 0
    there: NDArray[np.bool_] = among[at] == wanted
    return there
