"""Robustness: how many must go at once to divide the network, and how deep its shells are."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from reteanalysis.kernels import core_numbers, cut_off
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_PARTNERS = Text(it="nessun partner", en="no partners")
_COHESION = "Moody & White 2003, American Sociological Review 68:103–127"
_SEIDMAN = "Seidman 1983, Social Networks 5:269–287"


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Coesione a due modi", en="Two-mode cohesion"),
    question=Text(
        it="Quanti fra partner e progetti dovrebbero venire meno insieme per spezzare la parte più grande della rete?",
        en="How many partners and projects would have to go at once to split the largest part of the network?",
    ),
    reading=Text(
        it="1: basta un partner o un progetto; più alto: servono più uscite insieme. È 1 appena qualcuno siede a un tavolo solo, "
        "perché lo perde se il progetto finisce.",
        en="1: one partner or one project is enough; higher: several must go together. It is 1 as soon as somebody sits at one table only, "
        "because it is lost when the project ends.",
    ),
    undefined=Text(it="nella parte più grande c'è un solo partner, o nessun partner", en="one partner in the largest part, or no partners"),
    formula="κ(A_c); c = arg max n_c, κ = min{#S : C(A_c ∖ S) > 1}",
    reference=_COHESION,
    sentence=Text(
        it="Partner o progetti che dovrebbero venire meno insieme per spezzare la parte più grande della rete: {value}.",
        en="Partners or projects that would have to go at once to split the largest part of the network: {value}.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O((n + m + δ²) √(n + m) E), δ = min(d_i, k_j)",
)
def cohesion(network: Network) -> float:
    """Return the vertex connectivity of the largest component of the two-mode graph.

    A count, at least 1. EMPTY without partners, TOO_FEW where the largest component has one. Where several components are
    the largest, the least of theirs. Moody & White 2003.

    >>> from reteanalysis import example
    >>> cohesion(example().networks[2020])  # beta and ponte sit at one table
    1.0
    """
    return _cohesion(network, network.two_mode)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Coesione dei legami", en="Cohesion of ties"),
    question=Text(
        it="Quanti partner dovrebbero uscire insieme per spezzare la parte più grande della rete?",
        en="How many partners would have to leave at once to split the largest part of the network?",
    ),
    reading=Text(
        it="1: basta l'uscita di un partner; più alto: la rete ha più strade di riserva. Se tutti sono legati a tutti è il numero degli altri "
        "partner. Tavoli grandi la alzano da soli.",
        en="1: the leaving of one partner is enough; higher: the network has more ways in reserve. Where all are tied to all it is the number "
        "of the other partners. Large tables raise it by themselves.",
    ),
    undefined=Text(it="nella parte più grande c'è un solo partner, o nessun partner", en="one partner in the largest part, or no partners"),
    formula="κ(B_c); c = arg max n_c, κ = min{#S : C(B_c ∖ S) > 1}; K_n: n − 1",
    reference=_COHESION,
    sentence=Text(
        it="Partner che dovrebbero uscire insieme per spezzare la parte più grande della rete: {value}.",
        en="Partners that would have to leave at once to split the largest part of the network: {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(Σ k_j² + (n + δ²) √n L), δ = min deg_i",
)
def tie_cohesion(network: Network) -> float:
    """Return the vertex connectivity of the largest component of the ties.

    A count, at least 1; n − 1 where all are tied. EMPTY without partners, TOO_FEW where the largest component has one. Where
    several components are the largest, the least of theirs. Cost: one maximum flow for each pair that few contacts join.
    Moody & White 2003.

    >>> from reteanalysis import example
    >>> tie_cohesion(example().networks[2020])  # ponte would lose luce and dono, beta alfa and comune
    2.0
    """
    return _cohesion(network, network.adjacency)


def _cohesion(network: Network, graph: csr_array) -> float:
    if not network.n:
        return undefined(Reason.EMPTY)
    part = network.components
    sizes = np.bincount(part)
    if sizes.max() < 2:
        return undefined(Reason.TOO_FEW)
    if graph.shape[0] > network.n:  # each project is in the part of its first partner; one with nobody in none
        members = network.incidence.tocsc()
        some = np.diff(members.indptr) > 0
        of = np.full(network.m, -1)
        of[some] = part[members.indices[members.indptr[:-1][some]]]
        part = np.append(part, of)
    chosen = (np.flatnonzero(part == c) for c in np.flatnonzero(sizes == sizes.max()))
    return float(min(vertex_connectivity(csr_array(graph[nodes][:, nodes])) for nodes in chosen))


def vertex_connectivity(graph: csr_array) -> int:
    """Return how many nodes must go to split a connected graph; all but one where every two are tied.

    A least set either spares some node of smallest degree, and parts it from another, or holds it, and parts two of its
    neighbours; only pairs that fewer short ways join than the least found need a flow.
    """
    n, degree = graph.shape[0], np.diff(graph.indptr)
    least = int(degree.min())
    if least < 2 or n < 3:
        return least
    if np.any(cut_off(graph.indptr, graph.indices) > 0):
        return 1
    first = int(np.argmin(degree))
    near = graph.indices[graph.indptr[first] : graph.indptr[first + 1]].tolist()
    far = sorted({*range(n)} - {first, *near})
    tied = [{*graph.indices[graph.indptr[i] : graph.indptr[i + 1]].tolist()} for i in range(n)]
    one, other = np.repeat(np.arange(n), degree), graph.indices
    # Node i is an arc from i to n + i that lets one path through; ties go from n + i to k.
    arcs = np.r_[np.arange(n), n + one], np.r_[n + np.arange(n), other]
    through = csr_array((np.r_[np.ones(n, np.int32), np.full(len(one), n, np.int32)], arcs), shape=(2 * n, 2 * n))
    for i, k in [*((first, k) for k in far), *combinations(near, 2)]:
        if k not in tied[i] and _short_ways(tied, i, k, least) < least:
            least = min(least, int(maximum_flow(through, n + i, k).flow_value))
    return least


def _short_ways(tied: list[set[int]], i: int, k: int, enough: int) -> int:
    """Return how many ways of two or three steps join two untied nodes without meeting, or that there are enough."""
    common = tied[i] & tied[k]
    found, free = len(common), tied[k] - common
    for step in tied[i] - common:
        if found >= enough:
            break
        if onward := tied[step] & free:
            free.discard(min(onward))
            found += 1
    return found


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Strato del partner", en="Shell of the partner"),
    question=Text(
        it="Qual è il gruppo più fitto a cui il partner appartiene, per numero minimo di legami interni?",
        en="What is the densest group the partner belongs to, by the least number of ties inside it?",
    ),
    reading=Text(
        it="0: nessun legame; k: appartiene a un gruppo in cui ciascuno è legato ad almeno k degli altri. "
        "Un solo tavolo di dieci partner dà 9 a ciascuno.",
        en="0: no ties; k: it belongs to a group where each is tied to at least k of the others. "
        "A single table of ten partners gives 9 to each.",
    ),
    undefined=_NO_PARTNERS,
    formula="max{k : i ∈ H_k}; H_k = max{H ⊆ B : deg_H ≥ k}",
    reference=_SEIDMAN,
    null="degrees",
    view="ties",
    cost="O(Σ k_j² + r n)",
)
def partner_core_number(network: Network) -> NDArray[np.float64]:
    """Return the core number of each partner in the ties.

    A count; 0 without ties. Seidman 1983.

    >>> from reteanalysis import example
    >>> partner_core_number(example().networks[2020])  # comune, alfa, beta, luce, ponte, dono
    array([3., 3., 2., 3., 2., 3.])
    """
    return _shells(network).astype(np.float64)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Strato più interno", en="Innermost shell"),
    question=Text(
        it="Nel gruppo più fitto della rete, a quanti degli altri è legato almeno ciascuno?",
        en="In the densest group of the network, to how many of the others is each tied at least?",
    ),
    reading=Text(
        it="0: nessun legame; più alto: un gruppo più fitto al centro. È almeno la dimensione del tavolo più grande meno uno, "
        "e spesso non dice altro.",
        en="0: no ties; higher: a denser group at the centre. It is at least the size of the largest table less one, "
        "and often says no more than that.",
    ),
    undefined=_NO_PARTNERS,
    formula="max{k : H_k ≠ ∅}; H_k = max{H ⊆ B : deg_H ≥ k}",
    reference=_SEIDMAN,
    sentence=Text(
        it="Nel gruppo più fitto della rete ciascun partner è legato almeno a altri {value}.",
        en="In the densest group of the network each partner is tied to at least {value} others.",
    ),
    null="degrees",
    view="ties",
    cost="O(Σ k_j² + r n)",
)
def max_core_number(network: Network) -> float:
    """Return the largest core number of the ties.

    A count. EMPTY without partners. Seidman 1983.

    >>> from reteanalysis import example
    >>> max_core_number(example().networks[2020])  # casa, a table of four
    3.0
    """
    return float(_shells(network).max()) if network.n else undefined(Reason.EMPTY)


def _shells(network: Network) -> NDArray[np.intp]:
    kept = vars(network)  # beside what `cached_property` keeps there: two measures ask for the same shells
    if "_shells" not in kept:
        kept["_shells"] = core_numbers(network.adjacency.indptr, network.adjacency.indices)
    core: NDArray[np.int64] = kept["_shells"]
    return core
