"""Dynamism of triangles: whether partners of partners became partners."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._stayers import stayers
from reteanalysis.terms import Reason, Reasoned, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network


_KOSSINETS = "Kossinets & Watts 2006, Science 311:88–90"
_OPEN = "O = {i < k ∈ P_{t−1} ∩ P_t : b_ik = 0, ∃ q : b_iq = b_qk = 1} and F = {i < k ∈ P_{t−1} ∩ P_t : b_ik = 0} ∖ O in year t−1"
_NOT_OPEN = Text(
    it="nessun partner rimasto, o nessuna coppia di questo tipo senza legame", en="no partner stayed, or no pair of this kind without a tie"
)


def _closure(before: Network, after: Network) -> tuple[float, float] | Reason:
    """Return the chance of a tie in `after` for pairs without one in `before`: with a partner in common, and without."""
    both = stayers(before, after)
    if isinstance(both, Reason):
        return both
    found = both.counts()
    near, closed = both.around
    far = found.untied + found.opened - near
    return (
        closed / near if near else undefined(Reason.NO_PAIRS),
        (found.opened - closed) / far if far else undefined(Reason.NO_PAIRS),
    )


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner dei partner diventati partner", en="Partners of partners that became partners"),
    question=Text(
        it="Quante coppie senza legame ma con un partner in comune ne hanno aperto uno l'anno dopo?",
        en="How many pairs without a tie but with a partner in common made one the year after?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: tutte. Va letto accanto alle coppie senza partner in comune: un nuovo tavolo molto grande alza entrambi.",
        en="0%: none; 100%: all. To be read beside the pairs without a partner in common: one very large new table raises both.",
    ),
    undefined=_NOT_OPEN,
    formula=f"#{{(i, k) ∈ O : b_ik(t) = 1}} / #O; {_OPEN}",
    reference=_KOSSINETS,
    sentence=Text(
        it="Coppie con un partner in comune che hanno aperto un legame: {value}.",
        en="{value} of the pairs with a partner in common made a tie.",
    ),
    null="degrees",
    view="ties",
    cost="O(n E / 64)",
)
def open_pair_closure(before: Network, after: Network) -> float:
    """Return the share of pairs untied in `before`, with a partner in common there, that are tied in `after`.

    Pairs of partners active in both years; the partner in common need not have stayed. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS
    where there is no such pair. Kossinets & Watts 2006.

    >>> from reteanalysis import example
    >>> open_pair_closure(example().networks[2019], example().networks[2020])  # through alfa comune and beta, of four
    0.25
    """
    found = _closure(before, after)
    return undefined(found) if isinstance(found, Reason) else found[0]


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Estranei diventati partner", en="Strangers that became partners"),
    question=Text(
        it="Quante coppie senza legame né partner in comune ne hanno aperto uno l'anno dopo?",
        en="How many pairs without a tie or a partner in common made one the year after?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: tutte. È il termine di paragone per le coppie che avevano un partner in comune.",
        en="0%: none; 100%: all. It is what pairs that had a partner in common are compared with.",
    ),
    undefined=_NOT_OPEN,
    formula=f"#{{(i, k) ∈ F : b_ik(t) = 1}} / #F; {_OPEN}",
    reference=_KOSSINETS,
    sentence=Text(
        it="Coppie senza partner in comune che hanno aperto un legame: {value}.",
        en="{value} of the pairs without a partner in common made a tie.",
    ),
    null="degrees",
    view="ties",
    cost="O(n E / 64)",
)
def other_pair_closure(before: Network, after: Network) -> float:
    """Return the share of pairs untied in `before`, without a partner in common there, that are tied in `after`.

    Pairs of partners active in both years. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS where there is no such pair.
    Kossinets & Watts 2006.

    >>> from reteanalysis import example
    >>> other_pair_closure(example().networks[2019], example().networks[2021])  # two such pairs
    0.5
    """
    found = _closure(before, after)
    return undefined(found) if isinstance(found, Reason) else found[1]


@metric(
    level="network",
    unit="ratio",
    bounds=(0, math.inf),
    label=Text(it="Chiusura nel tempo", en="Closure over time"),
    question=Text(
        it="I partner dei partner diventano partner più spesso degli estranei?",
        en="Do partners of partners become partners more often than strangers?",
    ),
    reading=Text(
        it="1: altrettanto spesso; sopra 1: più spesso; sotto 1: meno. Tavoli grandi uniscono in una volta molte coppie: non dice che qualcuno le abbia presentate.",
        en="1: as often; above 1: more often; below 1: less. Large tables join many pairs at once: it does not say that somebody introduced them.",
    ),
    undefined=Text(
        it="nessun partner rimasto, nessuna coppia senza legame in uno dei due gruppi, o nessun legame nuovo fra estranei",
        en="no partner stayed, no pair without a tie in one of the two groups, or no new tie between strangers",
    ),
    formula=f"P(b_ik(t) = 1 | O) / P(b_ik(t) = 1 | F); {_OPEN}",
    reference=_KOSSINETS,
    sentence=Text(
        it="I partner dei partner sono diventati partner {value} volte tanto rispetto agli estranei.",
        en="Partners of partners became partners {value} times as often as strangers.",
    ),
    null="degrees",
    view="ties",
    cost="O(n E / 64)",
)
def closure_ratio(before: Network, after: Network) -> float:
    """Return how many times likelier a tie is in `after` for untied pairs with a partner in common in `before` than for those without.

    At least 0. EMPTY where nobody stayed, NO_PAIRS where there is no pair of one of the two kinds, TOO_FEW where none without a partner
    in common made a tie: there is nothing to compare with. Kossinets & Watts 2006.

    >>> from reteanalysis.network import Network
    >>> import networkx as nx
    >>> path, star = nx.path_graph(5), nx.Graph([(0, 2), (1, 3), (0, 4), (2, 3)])
    >>> closure_ratio(Network.from_networkx(path), Network.from_networkx(star))  # of 02, 13, 24 two closed; of 03, 04, 14 one
    2.0
    """
    found = _closure(before, after)
    if isinstance(found, Reason):
        return undefined(found)
    near, far = found
    for chance in (near, far):
        if isinstance(chance, Reasoned):
            return chance
    return near / far if far else undefined(Reason.TOO_FEW)
