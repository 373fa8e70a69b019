"""Gaps to be bridged: which ties that are not there would bring the network closest.

Usefulness on paper: it does not say that two bodies should work together, nor that they would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.kernels import ways
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics.gaps_links import SEED, Crossing, crossed, plausibility
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network


@dataclass(frozen=True)
class UsefulTie:
    """A tie that is not there and would shorten the ways of the network; positions in ``network.partners``."""

    one: int
    other: int
    gain: float  # in global efficiency
    plausibility: float  # resource allocation; 0 where their circles do not touch


_ALL_ENDS = 2_000  # partners up to which every pair is looked at
_ALL_SOURCES = 6_000  # partners up to which every way is looked at
_HELD = 20_000_000  # distances held at once beyond that
_NEAREST, _HEADS, _TRIED = 300, 50, 2_000


class _Ways:
    """Shortest ways of a network, and what one more tie would do to them.

    Up to 2,000 partners every pair is looked at; beyond, those among the 300 partners nearest to all others, and the nearest of
    each part that is apart from the rest (`ends`). Up to 6,000 partners what a tie gains is exact; beyond, it is estimated on
    the ways from the ends and from a sample of the other partners (`sources`, the ends first).
    """

    def __init__(self, links: csr_array, nearness: NDArray[np.float64], part: NDArray[np.intp], seed: int) -> None:
        self.n = links.shape[0]
        self.ends = np.arange(self.n)
        if self.n > _ALL_ENDS:
            nearest = np.argsort(-nearness, kind="stable")
            heads = nearest[np.sort(np.unique(part[nearest], return_index=True)[1])]
            self.ends = np.sort(np.unique(np.concatenate([heads[:_HEADS], nearest[:_NEAREST]])))
        rest = np.setdiff1d(np.arange(self.n), self.ends)
        self.exact = self.n <= _ALL_SOURCES
        sample = rest if self.exact else np.random.default_rng(seed).choice(rest, min(len(rest), _HELD // self.n), replace=False)
        self.sources = np.concatenate([self.ends, np.sort(sample)])
        self.stands_for = np.ones(len(self.sources))
        self.stands_for[len(self.ends) :] = len(rest) / max(1, len(sample))
        self.near = np.zeros(2 * self.n + 2)  # by distance; from n on there is no way
        self.near[1 : self.n] = 1 / np.arange(1, self.n)
        self.way = ways(links.indptr, links.indices, links.shape[1], self.sources)

    def bounds(self) -> NDArray[np.float64]:
        """Return what a tie between two ends can gain at most, (ends, ends): no way shortens by more than the two ends come nearer."""
        far, way = self.n, self.way[: len(self.ends)]
        between = way[:, self.ends]
        longest = int(way[way < far].max(initial=0))
        levels = range(longest + 1)
        sides = []  # partners at distance a of one end for which the tie would be a short cut to the other
        for a in levels:
            beyond = way > a + 1
            if not beyond.any():
                break
            sides.append(beyond.T[self.ends].astype(np.float32) if a == 0 else (way == a).astype(np.float32) @ beyond.astype(np.float32).T)
        most = np.zeros(between.shape)
        for a, one in enumerate(sides):
            for b, other in enumerate(sides):
                most += one * other.T * (self.near[a + b + 1] - self.near[np.minimum(a + b + between, far)])
        return 2 * most / (self.n * (self.n - 1))

    def gain(self, p: int, q: int) -> float:
        """Return what a tie between the ends at `p` and `q` adds to efficiency."""
        one, other = self.way[p], self.way[q]
        left, right = one + 1 < other, other + 1 < one
        gain = self._shortened(one, other, left, right)
        gain = 2 * gain if self.exact else gain + self._shortened(other, one, right, left)
        return gain / (self.n * (self.n - 1))

    def _shortened(
        self, here: NDArray[np.signedinteger[Any]], there: NDArray[np.signedinteger[Any]], left: NDArray[np.bool_], right: NDArray[np.bool_]
    ) -> float:
        rows, to = np.flatnonzero(left[self.sources]), np.flatnonzero(right)
        now = self.way[rows[:, None], to]
        then = here[self.sources[rows]][:, None] + 1 + there[to]
        return float(self.stands_for[rows] @ (self.near[np.minimum(now, then)] - self.near[now]).sum(axis=1))

    def add(self, p: int, q: int) -> None:
        """Put the tie in."""
        one, other = self.way[p].copy(), self.way[q].copy()
        via = np.minimum(self.way[:, [self.ends[p]]] + 1 + other, self.way[:, [self.ends[q]]] + 1 + one)
        self.way = np.minimum(self.way, via)


def _most_useful(ways: _Ways, allowed: NDArray[np.bool_], top: int) -> list[tuple[float, int, int]]:
    """Return the ties that gain most, each as (gain, p, q), best first.

    Pairs are tried from the most they can gain downwards, and no further than where that is less than what was found; where
    gains are estimates, which may pass what is possible, so many pairs.
    """
    most = np.where(allowed, ways.bounds(), 0.0)
    p, q = np.nonzero(np.triu(most, 1))
    order = np.argsort(-most[p, q], kind="stable")
    best: list[tuple[float, int, int]] = []
    for tried, (i, k) in enumerate(zip(p[order].tolist(), q[order].tolist(), strict=True)):
        if tried >= _TRIED if not ways.exact else len(best) >= top and most[i, k] < -best[top - 1][0] - 1e-12:
            break
        best.append((-round(ways.gain(i, k), 15), i, k))
        if len(best) > 4 * top:
            best = sorted(best)[:top]
        else:
            best.sort()
    return [(-gain, i, k) for gain, i, k in sorted(best)[:top] if gain < 0]


def _ways(network: Network, seed: int) -> tuple[_Ways, NDArray[np.intp]]:
    """Return the ways between the partners that take part, and who they are."""
    at = np.flatnonzero(network.active)
    return _Ways(csr_array(network.links[at]), network.nearness[at], network.components[at], seed), at


def useful_ties(
    network: Network, top: int = 10, *, crossing: Crossing | None = "sector", together: bool = False, seed: int = SEED
) -> list[UsefulTie]:
    """Return the ties that are not there and would raise global efficiency most, best first.

    Parameters
    ----------
    network : Network
        One year; only partners that take part.
    top : int
        How many at most; of equal gains, in the order of ``network.partners``.
    crossing : {'sector', 'district'} or None
        Only pairs of two different sectors, or districts, both known; None for any pair.
    together : bool
        Choose them as a set, one after the other, each with those before it already in place.
    seed : int
        Draws the sample of a network of more than 6,000 partners.

    Notes
    -----
    All pairs up to 2,000 partners, tried in the order of what they can gain at most; beyond, those among the 300 partners nearest
    to all others and the nearest of each of 50 parts that are apart from the rest. Up to 6,000 partners gains are exact; beyond,
    they are estimated on the ways from those partners and from a sample of the others, and the best of many estimates is rather
    too high. Cost: 0.1 s at 150 partners, seconds at 5,000.
    """
    if np.count_nonzero(network.active) < 2:
        return []
    ways, at = _ways(network, seed)
    kind = crossed(network, crossing)
    ends = at[ways.ends]
    allowed = ways.way[: len(ends), ways.ends] > 1
    if kind is not None:
        allowed &= (kind[ends][:, None] != kind[ends]) & (kind[ends] >= 0)[:, None] & (kind[ends] >= 0)
    chosen = [] if together else _most_useful(ways, allowed, top)
    while together and len(chosen) < top and (found := _most_useful(ways, allowed, 1)):
        chosen += found
        _, p, q = found[0]
        ways.add(p, q)
        allowed[[p, q], [q, p]] = False
    one, other = (ends[np.array([pair[side] for pair in chosen], np.intp)] for side in (1, 2))
    touch = plausibility(network, one, other)
    return [UsefulTie(int(i), int(k), gain, float(s)) for i, k, (gain, _, _), s in zip(one, other, chosen, touch, strict=True)]


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Guadagno del legame più utile", en="Gain of the most useful tie"),
    question=Text(
        it="Quanto avvicinerebbe la rete la singola nuova collaborazione più utile?",
        en="How much closer would the single most useful new collaboration bring the network?",
    ),
    reading=Text(
        it="Sono punti da aggiungere all'efficienza globale, che va da 0% a 100%. Vicino a 0%: nessuna singola coppia cambierebbe molto; più alto: due "
        "parti della rete aspettano un tramite. È utilità sulla carta: non dice se i due enti abbiano qualcosa da fare insieme.",
        en="Points to add to global efficiency, which goes from 0% to 100%. Near 0%: no single pair would change much; higher: two parts of the "
        "network are waiting for a link. It is usefulness on paper: it does not say whether the two have anything to do together.",
    ),
    undefined=Text(
        it="anno senza partner attivi, o tutti i partner sono già legati fra loro",
        en="year without active partners, or all partners are already tied to each other",
    ),
    formula="max_{b_ik = 0} Ef(B + ik) − Ef(B); Ef = Σ_{i≠k} 1/dist(i, k) / (n(n−1))",
    reference="Latora & Marchiori 2005, Physical Review E 71:015103",
    sentence=Text(
        it="La singola nuova collaborazione più utile aggiungerebbe all'efficienza della rete (da 0% a 100%) {value}.",
        en="The single most useful new collaboration would add {value} to the efficiency of the network (from 0% to 100%).",
    ),
    view="ties",
    cost="O(h n (E + n²) + r n²), n ≤ 2 000; O(h n E + r n²), n > 2 000",
)
def best_tie_gain(network: Network) -> float:
    """Return the gain in global efficiency of the tie, not there yet, that gains most.

    In [0, 1], over partners that take part; `useful_ties` names the pairs. EMPTY without active partners, TOO_FEW where no pair
    is left without a tie. Above 2,000 partners the best of those that `useful_ties` looks at; above 6,000 an estimate, UNSTABLE.
    Latora & Marchiori 2005.

    >>> from reteanalysis import example
    >>> best_tie_gain(example().networks[2021])  # comune–asl: 2 (1 + 4/2 + 3/3) of 7 · 6
    0.19047619047619
    """
    count = int(np.count_nonzero(network.active))
    if not count:
        return undefined(Reason.EMPTY)
    if network.adjacency.nnz == count * (count - 1):
        return undefined(Reason.TOO_FEW)
    gain = useful_ties(network, 1, crossing=None)[0].gain
    return gain if count <= _ALL_SOURCES else unstable(gain)
