"""Synergy over time: do ties between sectors last as long as those within a sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reteanalysis.metrics._metric import metric
from reteanalysis.metrics.dynamism_ties import tie_changes
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network

_ENOUGH = 10  # ties of a kind: with fewer, one table that ended moves the rate by more than a tenth


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Tenuta dei legami fra settori", en="Durability of ties across sectors"),
    question=Text(
        it="Le alleanze tra settori durano quanto quelle interne a un settore?",
        en="Do alliances between sectors last as long as those within a sector?",
    ),
    reading=Text(
        it="0: durano altrettanto; sopra 0: durano di più quelle fra settori; sotto 0: di più quelle interne. "
        "Un solo tavolo che finisce scioglie molti legami insieme: con pochi progetti la differenza è fragile.",
        en="0: they last as long; above 0: those across sectors last longer; below 0: those within. "
        "A single table that ends undoes many ties at once: with few projects the difference is frail.",
    ),
    undefined=Text(
        it="nessun partner rimasto, settori non noti o uno solo, o meno di dieci legami, fra i partner rimasti, di uno dei due tipi",
        en="no partner stayed, sectors not known or one only, or fewer than ten ties of one of the two kinds among partners that stayed",
    ),
    formula="s_cross − s_same; s = n₁₁ / (n₁₀ + n₁₁) over {i, k ∈ P_{t−1} ∩ P_t}, g(i) ≠ g(k) and g(i) = g(k)",
    reference="Krivitsky & Handcock 2014, Journal of the Royal Statistical Society B 76:29–46",
    sentence=Text(
        it="Differenza fra la quota di legami fra settori che sono durati e quella dei legami nel settore (0: durano altrettanto): {value}.",
        en="Difference between the share of ties across sectors that lasted and that of ties within a sector (0: they last as long): {value}.",
    ),
    null="labels",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def cross_sector_durability(before: Network, after: Network) -> float:
    """Return the persistence of ties across sectors minus that of ties within a sector.

    Ties of `before` between partners active in both years, by their sectors in `before`. In [−1, 1]. EMPTY where nobody stayed,
    NOT_RECORDED without sectors, SINGLE_SECTOR with one, TOO_FEW with fewer than ten ties of either kind. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graph = nx.complete_multipartite_graph(5, 5)  # 25 ties across, and two rings of five within
    >>> nx.set_node_attributes(graph, {i: "public" if i < 5 else "nonprofit" for i in graph}, "sector")
    >>> nx.add_cycle(graph, range(5))
    >>> nx.add_cycle(graph, range(5, 10))
    >>> before = Network.from_networkx(graph)
    >>> graph.remove_edges_from([(0, 5), (0, 6), (0, 7), (0, 8), (0, 9), (0, 1), (1, 2), (2, 3)])
    >>> cross_sector_durability(before, Network.from_networkx(graph))  # 20 of 25 across, 7 of 10 within
    0.10000000000000009
    """
    across, within = (tie_changes(before, after, among) for among in ("cross_sector", "same_sector"))
    if isinstance(across, Reason):
        return undefined(across)
    assert not isinstance(within, Reason)  # what stands in the way of one stands in the way of the other
    if min(found.kept + found.dropped for found in (across, within)) < _ENOUGH:
        return undefined(Reason.TOO_FEW)
    return across.persistence - within.persistence
