"""Lots drawn with the margins kept on average: what each seat, each pair and each meeting of sectors can expect.

The maximum-entropy law of two-mode networks whose partners have, on average, their number of projects and whose projects their
number of partners (Saracco et al. 2015). Seats are independent, so expectations and tails are sums and not draws. Margins float:
a statistic of the whole network varies more under these lots than under lots that keep every margin exactly, and its z is too close
to 0. They are for expectations, tables and single pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.special import betainc, gammaln, xlog1py, xlogy

from reteanalysis.evidence._margins import CONVERGED, ZERO_OR_ONE, balanced
from reteanalysis.terms import unstable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from reteanalysis.network import Network

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Positions = int | Sequence[int] | NDArray[np.integer]

_SEED = 20261122
_HELD = 2_000_000  # numbers held at once
_NEVER = 1e-300  # what stands for 0 under a logarithm


class Meetings(NamedTuple):
    """Meetings between sectors against what lots would give, each (G, G) and counted as in ``Network.sector_pairs``."""

    observed: Whole
    expected: Floats
    sd: Floats
    z: Floats  # nan where lots cannot give anything else


@dataclass(frozen=True, eq=False, repr=False)
class MaximumEntropy:
    """Independent seats that give every partner its projects and every project its partners on average.

    Partners with the same number of projects are alike, and so are projects with the same number of partners: all that follows is
    computed once for each class of them.

    Parameters
    ----------
    row, column : array of int, shapes (n,) and (m,)
        The class of each partner and of each project.
    seat : array of float, shape (classes of partners, classes of projects)
        The probability that a partner of one class sits in a project of another.
    residual : float
        Greatest error of an expected margin, over that margin; UNSTABLE where it is not as small as it should be.

    Examples
    --------
    >>> from reteanalysis import example
    >>> lots = maximum_entropy(example().networks[2019])
    >>> lots
    <MaximumEntropy: 6 partners in 2 classes, 3 projects in 2 classes>
    >>> lots.probabilities.sum(axis=1).round(9).tolist()  # the projects of each partner
    [1.0, 1.0, 2.0, 1.0, 2.0, 1.0]
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    seat: Floats
    residual: float

    # ------------------------------------------------------------------ seats

    @cached_property
    def row_times(self) -> Whole:
        """Partners of each class."""
        return np.bincount(self.row, minlength=len(self.seat)).astype(np.int64)

    @cached_property
    def column_times(self) -> Whole:
        """Projects of each class."""
        return np.bincount(self.column, minlength=self.seat.shape[1]).astype(np.int64)

    def probability(self, partner: Positions, project: Positions) -> Floats:
        """Return the probability that partners sit in projects, by position, element by element."""
        found: Floats = self.seat[self.row[partner], self.column[project]]
        return found

    @property
    def probabilities(self) -> Floats:
        """All probabilities, shape (n, m): n times m numbers, made when asked for."""
        return self.seat[self.row][:, self.column]

    def log_likelihood(self, incidence: csr_array) -> float:
        """Return the log-probability of exactly these seats; −inf where they cannot be."""
        entries = incidence.tocoo()
        shape = self.seat.shape
        taken = np.bincount(
            np.ravel_multi_index((self.row[entries.row], self.column[entries.col]), shape) if entries.nnz else [], minlength=self.seat.size
        ).reshape(shape)
        free = np.outer(self.row_times, self.column_times) - taken
        return float((xlogy(taken, self.seat) + xlog1py(free, -self.seat)).sum())

    def draws(self, count: int, seed: int = _SEED) -> Iterator[csr_array]:
        """Yield `count` tables of seats drawn by these lots, each from a stream of its own; margins float."""
        rows = max(1, _HELD // max(1, len(self.column)))
        for stream in np.random.SeedSequence(seed).spawn(count):
            random = np.random.default_rng(stream)
            parts = [
                csr_array(random.random((len(block), len(self.column))) < self.seat[block][:, self.column])
                for block in (self.row[start : start + rows] for start in range(0, len(self.row), rows))
            ]
            yield csr_array(vstack(parts) if parts else np.zeros((0, len(self.column)), bool)).astype(np.int64)

    # ------------------------------------------------------------------ pairs of partners

    def expected_shared(self, one: Positions, other: Positions) -> Floats:
        """Return how many projects two different partners are expected to share: Σ_j p_ij p_kj; by position, element by element."""
        found: Floats = self._together[0][self.row[one], self.row[other]]
        return found

    def sd_shared(self, one: Positions, other: Positions) -> Floats:
        """Return the standard deviation of the projects two different partners share: √Σ_j q (1 − q), q = p_ij p_kj."""
        found: Floats = self._together[1][self.row[one], self.row[other]]
        return found

    @cached_property
    def _together(self) -> tuple[Floats, Floats]:
        mean = (self.seat * self.column_times) @ self.seat.T
        squares = self.seat**2
        return mean, np.sqrt(np.maximum(mean - (squares * self.column_times) @ squares.T, 0))

    def tail_shared(self, one: Positions, other: Positions, shared: Positions) -> Floats:
        """Return the probability that two different partners share at least so many projects; by position, element by element.

        In [0, 1], exact to rounding however small: a Poisson–binomial law, whose terms are added up and never taken from 1. All
        pairs with the same two numbers of projects and the same count have the same tail, found once.

        >>> from reteanalysis import example
        >>> network = example().networks[2019]
        >>> lots = maximum_entropy(network)
        >>> p = lots.probability(0, [0, 1, 2]) * lots.probability(2, [0, 1, 2])
        >>> tail = lots.tail_shared(0, 2, [0, 1, 3])
        >>> bool(abs(tail - [1, 1 - (1 - p).prod(), p.prod()]).max() < 1e-15)
        True
        """
        a, b, s = np.broadcast_arrays(self.row[one], self.row[other], np.asarray(shared, np.int64))
        classes, most = len(self.seat), len(self.column) + 1
        low, high, need = np.minimum(a, b), np.maximum(a, b), np.clip(s, 0, most)
        keys, where = np.unique((low.astype(np.int64) * classes + high) * (most + 1) + need, return_inverse=True)
        pair, need = np.divmod(keys, most + 1)
        tails = _tails(self.seat, pair // max(1, classes), pair % max(1, classes), need, self.column_times)
        return tails[where].reshape(s.shape)

    # ------------------------------------------------------------------ meetings of sectors

    def meetings(self, network: Network) -> Meetings:
        """Return the meetings of every two sectors, and what these lots expect; partners of unknown sector are in none.

        Margins float here, and that tells twice. z is closer to 0 than lots with exact margins would have it; and since a table
        twice as large has four times the meetings, all meetings together are expected to be Σ p_ij (1 − p_ij) more than those that
        tables of the recorded sizes have: in a large sparse network every z leans below 0. Compare cells with each other, and
        test against lots that keep the margins.

        >>> from reteanalysis import example
        >>> network = example().networks[2019]
        >>> maximum_entropy(network).meetings(network).expected[0].round(3).tolist()
        [0.702, 2.073, 2.073, 0.0]
        """
        groups, known = len(network.sectors), network.sector >= 0
        at = network.sector[known] * len(self.seat) + self.row[known]
        members = np.bincount(at, minlength=groups * len(self.seat)).reshape(groups, len(self.seat)).astype(np.float64)
        s1, s2, s3, s4 = (members @ self.seat**power for power in (1, 2, 3, 4))  # (G, classes of projects)
        spread, times = s1 - s2, self.column_times
        expected = (s1 * times) @ s1.T
        # Of two sectors: independent counts X and Y in each project, var XY = E²X var Y + E²Y var X + var X var Y.
        crossed = (s1**2 * times) @ spread.T
        variance = crossed + crossed.T + (spread * times) @ spread.T
        # Inside one: pairs vary by themselves, and two pairs with one partner in common vary together.
        alone = (s1**2 - s2 - s2**2 + s4) / 2
        common = (s1 - s2) * (s1**2 - s2) - 2 * s1 * (s2 - s3) + 2 * (s3 - s4)
        inside = np.diag_indices(groups)
        expected[inside] -= s2 @ times
        variance[inside] = 4 * (alone + common) @ times
        # Where lots leave no choice, what is left of these differences is rounding.
        sd = np.sqrt(np.where(variance > 1e-9 * np.maximum(expected, 1), variance, 0))
        observed = network.sector_pairs
        z = np.divide(observed - expected, sd, out=np.full(sd.shape, np.nan), where=sd > 0)
        return Meetings(observed, np.maximum(expected, 0), sd, z)

    def __repr__(self) -> str:
        rows, columns = self.seat.shape
        return f"<MaximumEntropy: {len(self.row)} partners in {rows} classes, {len(self.column)} projects in {columns} classes>"


def maximum_entropy(network: Network) -> MaximumEntropy:
    """Return the lots that keep the projects of every partner and the partners of every project on average.

    p_ij = x_i y_j / (1 + x_i y_j), with Σ_j p_ij = d_i and Σ_i p_ij = k_j to a part in 10⁹. Where the margins force seats (a
    partner in every project, or several partners who must fill the largest tables between them) these are 1 or 0 exactly, and the
    rest is solved block by block: the lots exist for every network. Saracco, Di Clemente, Gabrielli & Squartini 2015, Scientific
    Reports 5:10595; Vallarano et al. 2021, Scientific Reports 11:15227.

    >>> from reteanalysis import example
    >>> maximum_entropy(example().networks[2021]).residual < 1e-9
    True
    """
    load, row = np.unique(-network.load, return_inverse=True)  # the largest first
    team, column = np.unique(-network.team_size, return_inverse=True)
    seat, residual = _seats(-load, np.bincount(row), -team, np.bincount(column))
    return MaximumEntropy(row.astype(np.intp), column.astype(np.intp), seat, residual if residual < CONVERGED else unstable(residual))


def _seats(load: Whole, row_times: Whole, team: Whole, column_times: Whole) -> tuple[Floats, float]:
    """Return the probability of a seat by classes, largest first, and the residual.

    The first a classes of partners and the first b of projects are *tight* when those partners have all the seats that they can:
    every seat of those projects, and every seat in the others that anybody has. Then seats between the first are 1, between the
    last 0. Tight corners form a staircase from (0, all) to (all, 0), and only the blocks between its steps have anything to draw.
    """
    rows, columns = np.append(0, np.cumsum(row_times)), np.append(0, np.cumsum(column_times))
    seats, places = np.append(0, np.cumsum(load * row_times)), np.append(0, np.cumsum(team * column_times))
    a, b = np.nonzero(rows[:, None] * columns + (places[-1] - places) == seats[:, None])
    order = np.lexsort((-b, a))
    corners = list(zip(a[order].tolist(), b[order].tolist(), strict=True))
    seat, residual = np.zeros((len(load), len(team))), 0.0
    for (top, right), (bottom, left) in pairwise(corners):
        seat[top:bottom, :left] = 1
        if top < bottom and left < right:
            u, error = balanced(
                ZERO_OR_ONE,
                (load[top:bottom] - columns[left]).astype(float),
                row_times[top:bottom].astype(float),
                (team[left:right] - rows[top]).astype(float),
                column_times[left:right].astype(float),
            )
            seat[top:bottom, left:right] = ZERO_OR_ONE.mean(u)
            residual = max(residual, error)
    return seat, residual


def _tails(seat: Floats, one: NDArray[np.intp], other: NDArray[np.intp], need: Whole, times: Whole) -> Floats:
    """Return P(shared ≥ need) for pairs of classes, by convolution over the classes of projects.

    Kept is how many shared projects are still missing, up to `need` of them; who misses none has arrived and stays. So pairs with
    different needs go together, no term beyond the need is computed, and everything added is positive.
    """
    tails = np.ones(len(need))
    size = np.where(need > 1, np.ceil(np.log2(np.maximum(need, 1))), 0).astype(int)
    for level in np.unique(size[need > 0]).tolist():
        width = 1 << level
        group = np.flatnonzero((size == level) & (need > 0))
        for start in range(0, len(group), max(1, _HELD // width)):
            at = group[start : start + max(1, _HELD // width)]
            tails[at] = _arrivals(seat[one[at]] * seat[other[at]], need[at], times, width)
    return np.minimum(tails, 1.0)


def _arrivals(together: Floats, need: Whole, times: Whole, width: int) -> Floats:
    if width == 1:
        some: Floats = -np.expm1(xlog1py(times, -together).sum(axis=1))
        return some
    missing = np.zeros((len(need), width))  # column r: r + 1 are missing
    missing[np.arange(len(need)), need - 1] = 1
    arrived = np.zeros(len(need))
    yes, no = (np.log(np.maximum(part, _NEVER)) for part in (together, 1 - together))
    for b, projects in enumerate(times.tolist()):
        met = np.arange(min(width, projects + 1))
        ways = gammaln(projects + 1) - gammaln(met + 1) - gammaln(projects - met + 1)
        terms = np.exp(ways + yes[:, b, None] * met + no[:, b, None] * (projects - met))
        at_least = np.zeros((len(need), width + 1))  # column y: at least y of these projects
        at_least[:, : len(met)] = terms
        if projects >= width:
            at_least[:, width] = betainc(width, projects - width + 1, together[:, b])
        at_least = np.cumsum(at_least[:, ::-1], axis=1)[:, ::-1]
        arrived += np.einsum("kr,kr->k", missing, at_least[:, 1:])
        left = missing * terms[:, :1]
        for y in met[1:].tolist():
            left[:, :-y] += missing[:, y:] * terms[:, y : y + 1]
        missing = left
    return arrived
