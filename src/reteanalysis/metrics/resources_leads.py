"""Resources of authority: who stands above whom, from those that lead projects to those that take part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from reteanalysis.metrics._flows import arcs_of
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reteanalysis.network import Network


_NO_LEADS = Text(
    it="capofila non rilevati, nessun capofila con altri al tavolo, o nessun partner",
    en="leads not recorded, no lead with others at the table, or no partners",
)
_KRACKHARDT = "Krackhardt 1994, in Computational Organization Theory, 89–111; Everett & Krackhardt 2012, Social Networks 34:159–163"


def hierarchy(arcs: csr_array) -> float:
    """Return the share of pairs with a directed path that have it one way only (Krackhardt 1994); nan without any path.

    >>> hierarchy(csr_array([[0, 1, 1], [1, 0, 0], [0, 0, 0]]))  # the first two reach each other, and both the third
    0.6666666666666667
    """
    label, members, order, rows = _condensed(arcs)
    reached = np.zeros(len(members), np.int64)
    upper = [c for c in order if len(rows[c])]  # those below come first
    for start in range(0, len(label), _BLOCK):
        bits = _bits(label, len(members), start, min(start + _BLOCK, len(label)))
        for c in upper:
            bits[c] |= np.bitwise_or.reduce(bits[rows[c]], axis=0)
        reached += np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    mutual = int((members * (members - 1)).sum()) // 2
    pairs = int((members * (reached - members)).sum()) + mutual
    return 1 - mutual / pairs if pairs else float("nan")


_BLOCK = 4096  # nodes followed at once, as bits


def _condensed(arcs: csr_array) -> tuple[NDArray[np.intp], NDArray[np.int64], list[int], list[NDArray[np.intp]]]:
    """Return the strong component of each node, their sizes, an order with those below first, and the components just below each."""
    count, label = connected_components(arcs, directed=True, connection="strong")
    entries = coo_array(arcs)
    above, below = label[entries.row], label[entries.col]
    between = above != below
    graph = csr_array((np.ones(between.sum(), bool), (above[between], below[between])), shape=(count, count))
    rows = np.split(graph.indices.astype(np.intp), graph.indptr[1:-1])
    waiting, uppers = np.diff(graph.indptr), graph.T.tocsr()
    ready = np.flatnonzero(waiting == 0).tolist()
    for c in ready:  # grows while it is walked
        for upper in uppers.indices[uppers.indptr[c] : uppers.indptr[c + 1]]:
            waiting[upper] -= 1
            if not waiting[upper]:
                ready.append(int(upper))
    return label.astype(np.intp), np.bincount(label, minlength=count).astype(np.int64), ready, rows


def _bits(label: NDArray[np.intp], count: int, start: int, end: int) -> NDArray[np.uint64]:
    """Return, for every component, which of the nodes from `start` to `end` belong to it, one bit each."""
    bits = np.zeros((count, (end - start + 63) // 64), np.uint64)
    place = np.arange(end - start)
    np.bitwise_or.at(bits, (label[start:end], place // 64), np.left_shift(np.uint64(1), (place % 64).astype(np.uint64)))
    return bits


def efficiency(arcs: csr_array) -> float:
    """Return one minus the arcs beyond those that hold each component together, over the most there could be (Krackhardt 1994).

    Arcs are counted, not ties without direction: component c of n_c nodes could have n_c(n_c − 1), as in the R package sna.
    nan where no component has two nodes.

    >>> efficiency(csr_array([[0, 1, 1], [1, 0, 0], [0, 0, 0]]))  # one arc too many of four
    0.75
    """
    size = np.bincount(connected_components(arcs, directed=False)[1])
    held, most = int((size - 1).sum()), int((size * (size - 1)).sum())
    return 1 - (arcs.nnz - held) / (most - held) if held else float("nan")


def least_upper_bound(arcs: csr_array, *, seed: int = 2019) -> float:
    """Return Krackhardt's least upper boundedness: 1 where every two nodes have a nearest node above both, to whom all others above lead.

    One minus the pairs of a weak component without such a node, over the most there could be: (n_c − 1)(n_c − 2)/2. A node stands
    above itself. The R package sna looks for a node above both that leads to all others instead, against its own manual.
    Nodes with the same nodes above them are looked at once, O(kinds² · n / 64); where that is too much, 250,000 pairs are
    drawn, with a standard error of 0.001 at most. nan where no component has three nodes.

    >>> least_upper_bound(csr_array([[0, 1, 0], [0, 0, 0], [0, 1, 0]]))  # nobody is above both the first and the third
    0.0
    """
    weak = connected_components(arcs, directed=False)[1]
    size = np.bincount(weak)
    inside = np.flatnonzero(size[weak] > 2)
    if not len(inside):
        return float("nan")
    above, holders = _above(arcs)
    size = size[size > 2]
    most = int(((size - 1) * (size - 2)).sum()) / 2
    keys = [hash(row.tobytes()) for row in above[inside]]  # sorting the rows themselves would take ten times as long
    _, place, members = np.unique(keys, return_index=True, return_counts=True)
    kinds = above[inside[place]]
    if len(kinds) ** 2 * kinds.shape[1] > _EXACT:
        every = int((size * (size - 1)).sum()) / 2
        one, other = _drawn_pairs(inside[np.argsort(weak[inside], kind="stable")], size, seed)
        lone = sum(int(_unbounded(above[one[at::50]] & above[other[at::50]], holders).sum()) for at in range(50))  # not all at once
        return max(0.0, 1 - lone / len(one) * every / most)
    without = 0
    part = weak[inside][place]
    for c in np.unique(part):
        here = np.flatnonzero(part == c)
        for at, a in enumerate(here):
            bad = _unbounded(kinds[a] & kinds[here[at:]], holders)
            without += int(members[a] * (members[here[at:]] @ bad)) - int(bad[0] * members[a] * (members[a] + 1)) // 2
    return 1 - without / most


_EXACT = 30_000_000  # words compared before pairs are drawn instead


def _above(arcs: csr_array) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return, as bits, who stands above each node, and above each holder of a bit.

    Bits belong to the strong components that have somebody below them or inside, the lowest first: of those above two nodes the
    first bit is the only one to which all others can lead.
    """
    label, members, downwards, uppers = _condensed(csr_array(arcs.T))
    has_below = np.zeros(len(members), bool)
    for rows in uppers:
        has_below[rows] = True
    holding = [c for c in reversed(downwards) if has_below[c] or members[c] > 1]
    bits = np.zeros((len(members), len(holding) // 64 + 1), np.uint64)
    for bit, c in enumerate(holding):
        bits[c, bit // 64] |= np.uint64(1 << bit % 64)
    for c in downwards:
        if len(uppers[c]):
            bits[c] |= np.bitwise_or.reduce(bits[uppers[c]], axis=0)
    return bits[label], bits[holding]


def _unbounded(common: NDArray[np.uint64], holders: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which sets of those above two nodes are not what stands above the lowest of them, itself included."""
    word = (common != 0).argmax(axis=1)
    first = common[np.arange(len(common)), word]
    bit = word * 64 + np.bitwise_count((first & (~first + np.uint64(1))) - np.uint64(1)).astype(np.intp)
    lowest = np.where(first != 0, bit, 0)
    return np.asarray((first == 0) | (common != holders[lowest]).any(axis=1))


def _drawn_pairs(nodes: NDArray[np.intp], size: NDArray[np.int64], seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return 250,000 pairs of different nodes of one component; `nodes` lists the components one after the other, of these sizes."""
    draw = np.random.default_rng(seed)
    pairs = size * (size - 1.0)
    c = draw.choice(len(size), 250_000, p=pairs / pairs.sum())
    start = (np.cumsum(size) - size)[c]
    one = draw.integers(size[c])
    other = (one + 1 + draw.integers(size[c] - 1)) % size[c]
    return nodes[start + one], nodes[start + other]


def _of_leads(network: Network, index: Callable[[csr_array], float]) -> float:
    """Return an index of the arcs from each lead to the partners of its projects, or why there is none."""
    if not network.n:
        return undefined(Reason.EMPTY)
    if network.leads is None:
        return undefined(Reason.NOT_RECORDED)
    value = index(arcs_of((network.leads @ network.incidence.T).astype(bool)))
    return undefined(Reason.TOO_FEW) if np.isnan(value) else value


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Gerarchia fra chi guida e chi è guidato", en="Hierarchy between leads and led"),
    question=Text(
        it="Chi sta sotto la guida di un altro, anche attraverso terzi, è a sua volta sopra di lui?",
        en="Is whoever is led by another, through others too, also above that other somewhere?",
    ),
    reading=Text(
        it="0%: fra chi guida e chi è guidato i ruoli si scambiano sempre, anche attraverso altri progetti; 100%: una catena di comando, mai a ruoli invertiti. "
        "Guidare un progetto non è comandare: dice solo se i ruoli girano.",
        en="0%: leads and led always change places, through other projects too; 100%: a chain of command, never the other way round. "
        "Leading a project is not commanding: it only says whether roles go round.",
    ),
    undefined=_NO_LEADS,
    formula="1 − #{i < k : i ⇝ k, k ⇝ i} / #{i < k : i ⇝ k ∨ k ⇝ i}; i → k ⇔ ∃ j : l_ij = a_kj = 1",
    reference=_KRACKHARDT,
    sentence=Text(
        it="Coppie in cui uno guida l'altro, anche attraverso terzi, senza che accada mai il contrario: {value}.",
        en="{value} of the pairs in which one leads the other, through others too, never have it the other way round.",
    ),
    null="degrees",
    needs=("lead",),
    cost="O(n (n + Σ_ij l_ij k_j) / 64)",
)
def lead_hierarchy(network: Network) -> float:
    """Return the share of pairs with a directed path, from lead to members, that have it one way only (Krackhardt's hierarchy).

    An arc goes from each lead to every other partner of its project. In [0, 1]. EMPTY without partners, NOT_RECORDED without leads,
    TOO_FEW where no lead has others at its table. Krackhardt 1994.

    >>> from reteanalysis import example
    >>> lead_hierarchy(example().networks[2019])  # alfa, beta, asl, luce, ponte below comune; beta and asl below alfa; ponte below luce
    1.0
    """
    return _of_leads(network, hierarchy)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Essenzialità della guida", en="Economy of lead relations"),
    question=Text(
        it="Quanto le relazioni fra chi guida e chi è guidato sono ridotte all'essenziale?",
        en="How far are the relations between leads and led down to the bare minimum?",
    ),
    reading=Text(
        it="100%: ciascuno è guidato da uno solo, come in un organigramma; più basso: molti guidano gli stessi partner, o si guidano a vicenda. "
        "In una rete le guide che si sovrappongono non sono per forza uno spreco.",
        en="100%: each is led by one only, as in an organisation chart; lower: many lead the same partners, or lead one another. "
        "In a network overlapping leads are not necessarily a waste.",
    ),
    undefined=_NO_LEADS,
    formula="1 − Σ_c (e_c − (n_c − 1)) / Σ_c (n_c(n_c − 1) − (n_c − 1)); e_c = #{i → k : i, k ∈ c}, i → k ⇔ ∃ j : l_ij = a_kj = 1",
    reference=_KRACKHARDT,
    sentence=Text(
        it="Essenzialità delle relazioni fra chi guida e chi è guidato (100%: una sola guida per ciascuno): {value}.",
        en="Economy of the relations between leads and led (100%: a single lead each): {value}.",
    ),
    null="degrees",
    needs=("lead",),
    cost="O(n + Σ_ij l_ij k_j)",
)
def lead_efficiency(network: Network) -> float:
    """Return Krackhardt's efficiency of the digraph from leads to members, counting arcs as the R package sna does.

    In [0, 1]. Undefined as `lead_hierarchy`. Krackhardt 1994.

    >>> from reteanalysis import example
    >>> lead_efficiency(example().networks[2020])  # 7 arcs on a component of 6: 1 − (7 − 5) / (30 − 5)
    0.92
    """
    return _of_leads(network, efficiency)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Riferimento comune", en="Common point of reference"),
    question=Text(
        it="Due partner hanno sopra di loro un riferimento comune più vicino di tutti gli altri?",
        en="Do two partners have above them one common point of reference, nearer than all others?",
    ),
    reading=Text(
        it="0%: quasi nessuna coppia ha un capofila comune, o ne ha più d'uno senza un ordine fra loro; 100%: ogni coppia ne ha uno, come in un organigramma. "
        "Chi guida un altro è esso stesso il riferimento dei due. Non dice che i due vi ricorrano.",
        en="0%: hardly any pair has a lead in common, or it has several with no order between them; 100%: every pair has one, as in an organisation chart. "
        "Whoever leads another is itself the point of reference of the two. It does not say that the two turn to it.",
    ),
    undefined=Text(
        it="capofila non rilevati, nessun gruppo di almeno tre partner attorno a un capofila, o nessun partner",
        en="leads not recorded, no group of three partners or more around a lead, or no partners",
    ),
    formula="1 − Σ_c #{i < k ∈ c : ∄ l : Anc(l) = Anc(i) ∩ Anc(k)} / Σ_c (n_c − 1)(n_c − 2)/2; Anc(i) = {l : l ⇝ i} ∪ {i}",
    reference=_KRACKHARDT,
    sentence=Text(
        it="Coppie di partner che hanno sopra di loro un riferimento comune più vicino degli altri, sul massimo possibile: {value}.",
        en="Pairs of partners with one common point of reference above them, nearer than all others, on Krackhardt's scale: {value}.",
    ),
    null="degrees",
    needs=("lead",),
    cost="O(n (n + Σ_ij l_ij k_j + r) / 64), r ≤ n²",
)
def lead_upper_bound(network: Network, *, seed: int = 2019) -> float:
    """Return Krackhardt's least upper boundedness of the digraph from leads to members (see `least_upper_bound`).

    In [0, 1]. Undefined as `lead_hierarchy`, and TOO_FEW where no component has three partners. In very large networks estimated
    from 250,000 pairs drawn with `seed`, standard error at most 0.001. Krackhardt 1994.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> roles = np.array("partner partner lead lead lead lead partner partner".split())
    >>> lead_upper_bound(replace(example().networks[2021], seat_data={"role": roles}))  # nobody is above alfa and luce, nor alfa and dono
    0.33333333333333337
    """
    return _of_leads(network, lambda arcs: least_upper_bound(arcs, seed=seed))
