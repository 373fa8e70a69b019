"""Robustness: how divided the network is, and who are the few whose joint absence would divide it most."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels import pairs_without_each
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reteanalysis.network import Network

_UNDER_TWO = Text(it="meno di due partner", en="fewer than two partners")
_BORGATTI = "Borgatti 2006, Computational & Mathematical Organization Theory 12:21–34"


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Frammentazione", en="Fragmentation"),
    question=Text(it="Quante coppie di partner non si raggiungono?", en="How many pairs of partners cannot reach each other?"),
    reading=Text(
        it="0%: tutti si raggiungono; 100%: nessuno raggiunge nessuno. È il contrario della connessione, "
        "e il punto di partenza per dire quanto l'uscita di qualcuno la aumenterebbe. Non dice quanto sia lunga la strada.",
        en="0%: all reach one another; 100%: nobody reaches anybody. It is the opposite of connectedness, "
        "and the starting point to tell how much the leaving of some would raise it. It does not say how long the way is.",
    ),
    undefined=_UNDER_TWO,
    formula="F = 1 − Σ_c n_c(n_c−1) / (n(n−1))",
    reference=_BORGATTI,
    sentence=Text(
        it="Coppie di partner che non si raggiungono attraverso progetti comuni: {value}.",
        en="{value} of the pairs of partners cannot reach each other through shared projects.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(E + n log n)",
)
def fragmentation(network: Network) -> float:
    """Return the share of the pairs of partners without a path between them.

    In [0, 1]. EMPTY without partners, TOO_FEW with one. Borgatti 2006.

    >>> from reteanalysis import example
    >>> fragmentation(example().networks[2021])  # 14 of 21
    0.6666666666666667
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return 1 - sum(map(_pairs, np.bincount(network.components).tolist())) / _pairs(network.n)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Frammentazione pesata con le distanze", en="Distance-weighted fragmentation"),
    question=Text(it="Quanto sono lontani fra loro i partner?", en="How far from one another are partners?"),
    reading=Text(
        it="0%: tutti lavorano direttamente con tutti; 100%: nessuno raggiunge nessuno. È il contrario dell'efficienza, e distingue anche reti "
        "in cui tutti si raggiungono. Tavoli grandi la abbassano da soli. "
        "Oltre i 20.000 partner è una stima, da 1.024 punti di partenza estratti a sorte.",
        en="0%: all work directly with all; 100%: nobody reaches anybody. It is the opposite of efficiency, and also tells apart networks "
        "in which all reach one another. Large tables lower it by themselves. "
        "Beyond 20,000 partners it is an estimate, from 1,024 starting points drawn by lot.",
    ),
    undefined=_UNDER_TWO,
    formula="ᴰF = 1 − Σ_{i≠k} (1 / dist(i, k)) / (n(n−1))",
    reference=_BORGATTI,
    sentence=Text(
        it="Quanto i partner sono lontani fra loro, da 0% (tutti a contatto) a 100% (nessuna strada): {value}.",
        en="How far partners are from one another, from 0% (all in contact) to 100% (no ways): {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(h n E / 64)",
)
def distance_fragmentation(network: Network) -> float:
    """Return one less the mean, over pairs of partners, of one over their distance.

    Exact up to 20,000 partners. In [0, 1]. EMPTY without partners, TOO_FEW with one. Borgatti 2006.

    >>> from reteanalysis import example
    >>> round(distance_fragmentation(example().networks[2019]), 4)  # 1 − 32/45
    0.2889
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return float(1 - network.nearness.sum() / (network.n * (network.n - 1)))


_BEGUN = 5  # sets of contacts from which the search by exchange begins, beside the empty one
_PASSES = 1_000  # searches up to which every set is tried; each finds the best last member of a set at once


@dataclass(frozen=True)
class KeyPlayers:
    """The partners whose joint absence would part most of the others.

    Attributes
    ----------
    members : tuple of int
        Their positions, in the order in which they would do most harm.
    fragmentation : float
        Share of the pairs of the other partners that would have no path between them.
    exact : bool
        Whether every set was tried.
    """

    members: tuple[int, ...]
    fragmentation: float
    exact: bool


def key_players(network: Network, size: int = 3) -> KeyPlayers:
    """Return the set of `size` partners whose leaving leaves most pairs of the others without a path.

    Every set is tried where that takes at most a thousand searches (always for one partner, up to 45 partners for three).
    Otherwise partners are taken one at a time, the worst loss first, and exchanged while that makes it worse, from several
    beginnings. Among sets that do the same harm, those of partners that do most alone come first, then busier ones.

    Raises
    ------
    ValueError
        Where fewer than two partners would be left, or none would be taken.

    >>> from reteanalysis import example
    >>> network = example().networks[2019]
    >>> found = key_players(network, 2)
    >>> [network.partners[i] for i in found.members], found.fragmentation  # left: comune, ponte, and asl with beta
    (['alfa', 'luce'], 0.8333333333333334)
    """
    n = network.n
    if not 1 <= size <= n - 2:
        raise ValueError(f"of {n} partners, between 1 and {n - 2} can be taken out, not {size}")
    graph = network.two_mode
    alone, load = pairs_without_each(graph.indptr, graph.indices, n).tolist(), network.load.tolist()
    order = np.array(sorted(range(n), key=lambda i: (alone[i], -load[i], network.partners[i])))

    seen: dict[frozenset[int], tuple[int, int]] = {}  # exchanges come back to the same sets

    def last(others: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        """Return the fewest pairs that keep a path without `others` and one partner more, and who all these are."""
        key = frozenset(others)
        if key not in seen:
            pairs = pairs_without_each(graph.indptr, graph.indices, n, others)
            pairs[list(others)] = _pairs(n)  # not again
            at = int(np.argmin(pairs[order]))
            seen[key] = int(pairs[order[at]]), int(order[at])
        pairs_left, one_more = seen[key]
        return pairs_left, (*others, one_more)

    exact = comb(n, size - 1) <= _PASSES
    if exact:
        best, members = min((last(others) for others in combinations(order.tolist(), size - 1)), key=lambda found: found[0])
    else:
        best, members = min((_exchanged(last, begun, size) for begun in _begun(network, size)), key=lambda found: found[0])
    return KeyPlayers(members, 1 - best / _pairs(n - size), exact)


def stand_ins(network: Network, members: Sequence[int]) -> list[tuple[int, ...]]:
    """Return, for each of some partners, those that would part the others just as much in its place: the set is not the only one.

    >>> from reteanalysis import example
    >>> network = example().networks[2021]
    >>> [[network.partners[j] for j in others] for others in stand_ins(network, key_players(network, 2).members)]
    [[], ['asl', 'luce', 'ponte']]
    """
    graph = network.two_mode
    rows, neighbours = graph.indptr.tolist(), graph.indices.tolist()
    found = []
    for one in members:
        pairs = pairs_without_each(rows, neighbours, network.n, tuple(k for k in members if k != one))
        found.append(tuple(j for j in range(network.n) if j not in members and pairs[j] == pairs[one]))
    return found


def _begun(network: Network, size: int) -> list[tuple[int, ...]]:
    """Return sets to begin from: nobody, and all the contacts of the partners that have fewest, who would be cut off without them."""
    ties = network.adjacency
    degree = np.diff(ties.indptr)
    few = sorted(np.flatnonzero((degree > 0) & (degree <= size)).tolist(), key=lambda i: (degree[i], network.partners[i]))
    around = (tuple(ties.indices[ties.indptr[i] : ties.indptr[i + 1]].tolist()) for i in few)
    return [(), *islice(dict.fromkeys(around), _BEGUN)]


def _exchanged(
    last: Callable[[tuple[int, ...]], tuple[int, tuple[int, ...]]], begun: tuple[int, ...], size: int
) -> tuple[int, tuple[int, ...]]:
    """Complete a set one partner at a time, the worst loss first; then exchange partners while that makes it worse."""
    best, members = 0, begun[: size - 1]
    while len(members) < size:
        best, members = last(members)
    improving = True
    while improving:
        found = min((last(tuple(k for k in members if k != i)) for i in members), key=lambda one: one[0])
        improving = found[0] < best
        if improving:
            best, members = found
    return best, members


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Frammentazione senza un partner chiave", en="Fragmentation without one key partner"),
    question=Text(
        it="Se uscisse il partner che tiene uniti più altri, quante coppie dei rimanenti non si raggiungerebbero?",
        en="If the partner that holds most others together left, how many pairs of the rest could not reach each other?",
    ),
    reading=Text(
        it="Uguale alla frammentazione: nessuna uscita singola divide la rete; verso il 100%: basta un'uscita per disperderla. "
        "Dice quanto la rete dipende da un solo ente, non quanto quell'ente faccia.",
        en="Equal to the fragmentation: no single leaving divides the network; towards 100%: one leaving is enough to scatter it. "
        "It tells how far the network depends on one organisation, not how much that organisation does.",
    ),
    undefined=Text(it="meno di tre partner", en="fewer than three partners"),
    formula="max_i F(A ∖ i); F = 1 − Σ_c n_c(n_c−1) / (n(n−1))",
    reference=_BORGATTI,
    sentence=Text(
        it="Senza il partner che tiene uniti più altri, non si raggiungerebbe il {value} delle coppie rimanenti.",
        en="Without the partner that holds most others together, {value} of the remaining pairs could not reach each other.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(E + n log n)",
)
def key_partner_fragmentation(network: Network) -> float:
    """Return the fragmentation of the others without the partner whose leaving makes it largest; exact.

    In [0, 1]. EMPTY without partners, TOO_FEW with fewer than three. Who it is: `key_players`. Borgatti 2006.

    >>> from reteanalysis import example
    >>> key_partner_fragmentation(example().networks[2019])  # without alfa: comune, luce, ponte; asl, beta: 6 of 10
    0.6
    """
    return _key_fragmentation(network, 1)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Frammentazione senza tre partner chiave", en="Fragmentation without three key partners"),
    question=Text(
        it="Se uscissero insieme i tre partner che tengono uniti più altri, quante coppie dei rimanenti non si raggiungerebbero?",
        en="If the three partners that hold most others together left at once, how many pairs of the rest could not reach each other?",
    ),
    reading=Text(
        it="Vicino alla frammentazione: la rete regge anche senza tre enti qualsiasi; verso il 100%: tre uscite bastano per disperderla. "
        "Oltre 45 partner i tre si cercano per tentativi, e il valore può essere un po' più alto.",
        en="Close to the fragmentation: the network holds even without any three organisations; towards 100%: three leavings are enough to "
        "scatter it. Beyond 45 partners the three are searched for step by step, and the value may be somewhat higher.",
    ),
    undefined=Text(it="meno di cinque partner", en="fewer than five partners"),
    formula="max_{S : #S = 3} F(A ∖ S); F = 1 − Σ_c n_c(n_c−1) / (n(n−1))",
    reference=_BORGATTI,
    sentence=Text(
        it="Senza i tre partner che tengono uniti più altri, non si raggiungerebbe il {value} delle coppie rimanenti.",
        en="Without the three partners that hold most others together, {value} of the remaining pairs could not reach each other.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(n² E), n ≤ 45; O(Σ k_j² + r E), n > 45",
)
def key_trio_fragmentation(network: Network) -> float:
    """Return the fragmentation of the others without the three partners whose leaving makes it largest.

    In [0, 1]. EMPTY without partners, TOO_FEW with fewer than five. Exact up to 45 partners. Who they are: `key_players`.
    Borgatti 2006.

    >>> from reteanalysis import example
    >>> key_trio_fragmentation(example().networks[2020])  # alfa, comune and luce: 1 pair of 3 left, ponte and dono
    0.6666666666666667
    """
    return _key_fragmentation(network, 3)


def _key_fragmentation(network: Network, size: int) -> float:
    if network.n < size + 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return key_players(network, size).fragmentation
