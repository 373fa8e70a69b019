"""Robustness: which seats hold somebody that would be cut off without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reteanalysis.kernels import bridge_ends
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network

_INF = float("inf")
_NO_PARTNERS = Text(it="nessun partner", en="no partners")
_COHESION = "Moody & White 2003, American Sociological Review 68:103–127"


class Bridge(NamedTuple):
    """A seat, or a declared tie, without which somebody would be cut off."""

    partner: int  # position of the partner
    project: int | None  # of the project; None for a declared tie
    other: int | None  # of the other partner of a declared tie
    cut_off: int  # partners on the smaller side


def bridges(network: Network) -> list[Bridge]:
    """Return the seats whose loss would part partners from one another, those that hold most partners first.

    >>> from reteanalysis import example
    >>> network = example().networks[2019]
    >>> [(network.partners[b.partner], network.projects[b.project], b.cut_off) for b in bridges(network)][:2]
    [('alfa', 'casa-19', 3), ('alfa', 'lavoro-19', 2)]
    """
    graph = network.two_mode
    part, found = network.components.tolist(), []
    sizes = np.bincount(network.components).tolist()
    for above, node, below in bridge_ends(graph.indptr, graph.indices, network.n).tolist():
        whole = sizes[part[node if node < network.n else above]]
        if cut := min(below, whole - below):
            first, second = sorted((above, node))
            table = second >= network.n
            found.append(Bridge(first, second - network.n if table else None, None if table else second, cut))
    return sorted(found, key=lambda bridge: (-bridge.cut_off, bridge.partner, bridge.project or bridge.other or 0))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Posti che tengono unito qualcuno", en="Seats that hold somebody"),
    question=Text(
        it="Quanti posti ai tavoli, se venissero meno, staccherebbero qualcuno dagli altri?",
        en="How many seats at the tables would part somebody from the others if they were given up?",
    ),
    reading=Text(
        it="0: nessun posto è indispensabile; più alto: più legami senza alternativa. Vi conta ogni partner presente a un solo tavolo, "
        "e un elenco incompleto ne mostra troppi: si guardano i nomi, non il numero.",
        en="0: no seat is indispensable; higher: more links without an alternative. Every partner present at one table only counts, "
        "and an incomplete list shows too many: look at the names rather than at their number.",
    ),
    undefined=_NO_PARTNERS,
    formula="#{(i, j) ∈ E : C(A ∖ (i, j)) > C(A)}; C(A) = #{c : n_c ≥ 1}",
    reference=f"Tarjan 1974, Information Processing Letters 2:160–161; {_COHESION}",
    sentence=Text(
        it="Posti che, venendo meno, staccherebbero qualcuno dagli altri: {value}.",
        en="Seats that would part somebody from the others if given up: {value}.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(n E)",
)
def bridge_count(network: Network) -> float:
    """Return the number of seats whose loss would part partners from one another: the bridges of the two-mode graph.

    Without those that hold only a project nobody else sits in. Which they are: `bridges`. A count. EMPTY without partners.
    Tarjan 1974.

    >>> from reteanalysis import example
    >>> bridge_count(example().networks[2019])  # a tree: every seat
    8.0
    """
    return float(len(bridges(network))) if network.n else undefined(Reason.EMPTY)
