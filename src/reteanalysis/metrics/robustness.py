"""Robustness: what would be left if some partners went, on whom the others depend, and how much rests on a few."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import maximum_flow

from reteanalysis import kernels
from reteanalysis.kernels import cut_off, distances, pairs_without_each, removal
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._steps import starting, steps
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_PARTNERS = Text(it="nessun partner", en="no partners")
_UNDER_TWO = Text(it="meno di due partner", en="fewer than two partners")
_SCHNEIDER = "Schneider et al. 2011, Proceedings of the National Academy of Sciences 108:3838–3841"
_MEMMOTT = "Memmott, Waser & Price 2004, Proceedings of the Royal Society B 271:2605–2611; Burgos et al. 2007, Journal of Theoretical Biology 249:307–313"
_VITALITY = "Latora & Marchiori 2005, Physical Review E 71:015103"
_COHESION = "Moody & White 2003, American Sociological Review 68:103–127"
_SEIDMAN = "Seidman 1983, Social Networks 5:269–287"
_BORGATTI = "Borgatti 2006, Computational & Mathematical Organization Theory 12:21–34"
_HIRSCHMAN = "Hirschman 1964, American Economic Review 54:761–762"

_TIE_ORDERS, _RANDOM_ORDERS = 100, 500
_LEAVINGS = 2_500_000  # partners taken out in all: from 5,000 partners on there are fewer orders, and never fewer than ten
_SEED = 2019


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _two_mode(network: Network) -> csr_array:
    """Return the graph whose nodes are partners, then projects; of partners alone where ties are the declared ones."""
    if network.projection == "declared":
        return network.adjacency
    return csr_array(block_array([[None, network.incidence], [network.incidence.T, None]], format="csr"))


# ---------------------------------------------------------------------- single seats that hold somebody


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
    graph = _two_mode(network)
    part, found = network.components.tolist(), []
    sizes = np.bincount(network.components).tolist()
    for above, node, below in bridge_steps(graph.indptr.tolist(), graph.indices.tolist(), network.n):
        whole = sizes[part[node if node < network.n else above]]
        if cut := min(below, whole - below):
            first, second = sorted((above, node))
            table = second >= network.n
            found.append(Bridge(first, second - network.n if table else None, None if table else second, cut))
    return sorted(found, key=lambda bridge: (-bridge.cut_off, bridge.partner, bridge.project or bridge.other or 0))


def bridge_steps(rows: list[int], neighbours: list[int], n: int) -> list[tuple[int, int, int]]:
    """Return the bridges of a graph as (node above, node below, how many of the first n nodes are below), by depth-first search."""
    nodes = len(rows) - 1
    step, met, low = rows[:], [0] * nodes, [0] * nodes
    below = [1] * n + [0] * (nodes - n)
    found, clock = [], 0
    for start in range(nodes):
        if met[start]:
            continue
        clock += 1
        met[start] = low[start] = clock
        path = [start]
        while path:
            node = path[-1]
            if step[node] < rows[node + 1]:
                other = neighbours[step[node]]
                step[node] += 1
                if not met[other]:
                    clock += 1
                    met[other] = low[other] = clock
                    path.append(other)
                elif len(path) < 2 or other != path[-2]:
                    low[node] = min(low[node], met[other])
                continue
            path.pop()
            if path:
                above = path[-1]
                low[above] = min(low[above], low[node])
                below[above] += below[node]
                if low[node] > met[above]:
                    found.append((above, node, below[node]))
    return found


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


# ---------------------------------------------------------------------- taking partners out


@dataclass(frozen=True, eq=False)
class RemovalCurve:
    """What is left as partners leave one after the other, after 0, 1, …, n of them; the mean over the orders followed.

    Attributes
    ----------
    order : array of int
        Positions of the partners, in one of the orders followed.
    orders : int
        How many orders were followed.
    reach : array, shape (n + 1,)
        Partners in the largest part, over the partners there were.
    tables : array, shape (n + 1,), or None
        Of the projects with two partners or more, those that still have two; None where there was none.
    needs : array, shape (n + 1,), or None
        Of the need that projects answered, the part that a project with somebody in it still answers; None where no need is
        recorded, or none was answered.
    """

    order: NDArray[np.intp]
    orders: int
    reach: NDArray[np.float64]
    tables: NDArray[np.float64] | None
    needs: NDArray[np.float64] | None

    @property
    def robustness(self) -> float:
        """Schneider's R: mean of `reach` after each leaving; at most 1/2."""
        return float(self.reach[1:].mean())


def area(curve: NDArray[np.float64]) -> float:
    """Return the area under a curve over the share of partners gone, by trapezoids."""
    return float((curve[1:] + curve[:-1]).mean() / 2)


def removal_curve(
    network: Network,
    order: Literal["degree", "betweenness", "random"] | Sequence[int] = "degree",
    *,
    orders: int | None = None,
    seed: int = _SEED,
) -> RemovalCurve:
    """Return what is left of the network as its partners leave one after the other.

    Parameters
    ----------
    network : Network
        With at least one partner.
    order : {'degree', 'betweenness', 'random'} or sequence of int
        The busiest first (projects; declared ties, counted anew after each leaving); those on most shortest paths first
        (networkx, slow beyond some hundred partners); by lot; or every position once.
    orders : int, optional
        Orders drawn by lot: 500 for 'random'; 100 where partners are even and the lot decides between them, one where none are.
    seed : int
        Of the lots.

    Raises
    ------
    ValueError
        Where `order` does not name every partner once.

    >>> from reteanalysis import example
    >>> network = example().networks[2019]
    >>> curve = removal_curve(network, order=[2, 4, 0, 1, 3, 5])  # alfa, luce, comune, asl, beta, ponte
    >>> (curve.reach * 6).tolist(), curve.tables.tolist()
    ([6.0, 3.0, 2.0, 2.0, 1.0, 1.0, 0.0], [1.0, 1.0, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0, 0.0])
    """
    followed, n = _orders(network, order, orders, seed), network.n
    reach = _left(network, followed)
    places = np.empty_like(followed)
    np.put_along_axis(places, followed, np.broadcast_to(np.arange(1, n + 1), followed.shape), axis=1)
    tables = network.team_size >= 2
    ends = last_standing(csr_array(network.incidence.T)[tables], places, 2)
    cells = _answered(network)
    return RemovalCurve(
        followed[0],
        len(followed),
        reach,
        _survival(ends, np.ones(len(ends)), n) if len(ends) else None,
        None if cells is None else _survival(last_standing(cells[0], places, 1), cells[1], n),
    )


def _left(network: Network, orders: Iterable[NDArray[np.intp]]) -> NDArray[np.float64]:
    """Return the share of partners in the largest component after each leaving, on average over the orders."""
    links = network.links
    largest = [removal(links.indptr, links.indices, links.shape[1], order).largest for order in orders]
    left: NDArray[np.float64] = np.sum(largest, axis=0) / (len(largest) * network.n)
    return left


def _orders(network: Network, order: str | Sequence[int], orders: int | None, seed: int) -> NDArray[np.intp]:
    n = network.n
    if not isinstance(order, str):
        chosen = np.asarray(order, np.intp)
        if not n or not np.array_equal(np.sort(chosen), np.arange(n)):
            raise ValueError(f"an order names each of the {n} partners once")
        return chosen[None]
    random, named = np.random.default_rng(seed), np.argsort(np.array(network.partners))  # the lot does not depend on the order of rows
    if order == "random":
        drawn = _fewer(_RANDOM_ORDERS, n) if orders is None else orders
        return np.array([named[random.permutation(n)] for _ in range(drawn)])
    if order not in ("degree", "betweenness"):
        raise ValueError(f"order is 'degree', 'betweenness', 'random' or the partners themselves, not {order!r}")
    if order == "degree" and network.projection == "declared":
        lots = random.random((orders or _fewer(_TIE_ORDERS, n), n))[:, np.argsort(named)]
        return np.array([_busiest_first(network.adjacency, lot) for lot in lots])
    score = network.load if order == "degree" else _between(network)
    lots = random.random((orders or (_fewer(_TIE_ORDERS, n) if len(np.unique(score)) < n else 1), n))[:, np.argsort(named)]
    return np.array([np.lexsort((lot, -score)) for lot in lots])


def _fewer(orders: int, n: int) -> int:
    """Return how many orders are enough: in a very large network each says nearly the same."""
    return min(orders, max(10, _LEAVINGS // max(1, n)))


def _busiest_first(adjacency: csr_array, lot: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the order in which the partner with most ties leaves, ties counted anew each time."""
    left = np.diff(adjacency.indptr).astype(np.float64) + lot / 2
    order = np.empty(len(lot), np.intp)
    for q in range(len(lot)):
        order[q] = i = int(np.argmax(left))
        left[adjacency.indices[adjacency.indptr[i] : adjacency.indptr[i + 1]]] -= 1
        left[i] = -_INF
    return order


def _between(network: Network) -> NDArray[np.float64]:
    """Return how many shortest paths between other partners go through each, on the two-mode graph."""
    import networkx as nx

    partners = range(network.n)
    graph = nx.from_scipy_sparse_array(_two_mode(network))
    through = nx.betweenness_centrality_subset(graph, partners, partners)
    return np.array([round(through[i], 9) for i in partners])


def last_standing(members: csr_array, places: NDArray[np.intp], least: int) -> NDArray[np.intp]:
    """Return when each row falls below `least` members, shape (rows, orders), given when each member leaves, (orders, members)."""
    ends = np.zeros((members.shape[0], len(places)), np.intp)
    for r in range(members.shape[0]):
        row = members.indices[members.indptr[r] : members.indptr[r + 1]]
        if len(row) >= least:
            ends[r] = np.partition(places[:, row], -least, axis=1)[:, -least]
    return ends


def _survival(ends: NDArray[np.intp], weight: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    fallen = np.bincount(ends.ravel(), np.repeat(weight, ends.shape[1]), n + 1)
    left: NDArray[np.float64] = np.maximum(fallen.sum() - np.cumsum(fallen), 0) / fallen.sum()
    return left


def _answered(network: Network) -> tuple[csr_array, NDArray[np.float64]] | None:
    """Return who answers each need cell that somebody answers, and how much need it is; None where there is no such cell."""
    if network.needs is None:
        return None
    providers = csr_array(network.needs.served.T @ network.incidence.T)
    cells = (np.diff(providers.indptr) > 0) & (network.needs.weight > 0)
    return (csr_array(providers[cells]), network.needs.weight[cells]) if cells.any() else None


def _by_degree(network: Network) -> RemovalCurve:
    kept = vars(network)  # beside what `cached_property` keeps there: three measures read one curve
    if "_removal_by_degree" not in kept:
        kept["_removal_by_degree"] = removal_curve(network, "degree")
    curve: RemovalCurve = kept["_removal_by_degree"]
    return curve


_R_READING = (
    "Vicino a 0%: bastano poche uscite perché la rete si divida; 50%: resta unita fino all'ultimo. ",
    "Near 0%: a few leavings are enough to divide the network; 50%: it stays together to the last. ",
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 0.5),
    label=Text(it="Tenuta se escono i più presenti", en="Robustness if the busiest leave"),
    question=Text(
        it="Se i partner più presenti uscissero uno dopo l'altro, quanto resterebbe unita la rete?",
        en="If the busiest partners left one after the other, how far would the network stay together?",
    ),
    reading=Text(
        it=f"{_R_READING[0]}Reti con tavoli grandi tengono meglio per costruzione. Non dice che quei partner intendano uscire. "
        "A parità di progetti si fa la media di 100 ordini, di meno oltre i 25.000 partner.",
        en=f"{_R_READING[1]}Networks with large tables hold better by construction. It does not say that those partners mean to leave. "
        "Where partners are even it is the mean of 100 orders, fewer beyond 25,000 partners.",
    ),
    undefined=_UNDER_TWO,
    formula="R = Σ_{q=1}^{n} S(q) / n; S(q) = max_c n_c(q) / n",
    reference=f"{_SCHNEIDER}; Albert, Jeong & Barabási 2000, Nature 406:378–382",
    sentence=Text(
        it="Partner ancora uniti, in media, mentre i più presenti escono uno dopo l'altro: {value} (al massimo il 50%).",
        en="Partners still together, on average, while the busiest leave one after the other: {value} (at most 50%).",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(100 (E + n log n + Σ_ijc a_ij s_jc))",
)
def removal_robustness_degree(network: Network) -> float:
    """Return the mean share of partners in the largest part while the busiest leave first (Schneider's R).

    Busiest by projects, which do not change when others leave; by declared ties counted anew each time. Mean over 100 orders
    where partners are even (of more than 25,000 partners fewer, at least 10). In [0, 1/2]. EMPTY without partners, TOO_FEW with one. Schneider et al. 2011.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> removal_robustness_degree(Network.from_networkx(nx.star_graph(4)))  # 5 partners: 1, 1, 1, 1 and none left, of 5
    0.16
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return _by_degree(network).robustness


@metric(
    level="network",
    unit="share",
    bounds=(0, 0.5),
    label=Text(it="Tenuta se le uscite sono casuali", en="Robustness if anybody leaves"),
    question=Text(
        it="Se i partner uscissero a caso uno dopo l'altro, quanto resterebbe unita la rete?",
        en="If partners left at random, one after the other, how far would the network stay together?",
    ),
    reading=Text(
        it=f"{_R_READING[0]}Confrontata con la tenuta se escono i più presenti dice quanto la rete dipende da loro. "
        "Non dice quanti usciranno. È una stima, da 500 ordini estratti a sorte, di meno oltre i 5.000 partner.",
        en=f"{_R_READING[1]}Compared with the robustness if the busiest leave, it tells how far the network depends on them. "
        "It does not say how many will leave. It is an estimate, from 500 orders drawn by lot, fewer beyond 5,000 partners.",
    ),
    undefined=_UNDER_TWO,
    formula="R = ⟨Σ_{q=1}^{n} S(q) / n⟩; S(q) = max_c n_c(q) / n, 500 ×",
    reference=f"{_SCHNEIDER}; Albert, Jeong & Barabási 2000, Nature 406:378–382",
    sentence=Text(
        it="Partner ancora uniti, in media, mentre gli altri escono a caso: {value} (al massimo il 50%).",
        en="Partners still together, on average, while the others leave at random: {value} (at most 50%).",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(500 (E + Σ_ijc a_ij s_jc))",
)
def removal_robustness_random(network: Network, *, seed: int = _SEED) -> float:
    """Return the mean share of partners in the largest part while partners leave by lot, over 500 orders.

    Of more than 5,000 partners over fewer, at least 10. In [0, 1/2]. EMPTY without partners, TOO_FEW with one. Cost: 500 removal curves. Schneider et al. 2011.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> round(removal_robustness_random(Network.from_networkx(nx.complete_graph(5))), 9)  # (4 + 3 + 2 + 1) / 25
    0.4
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return float(_left(network, _orders(network, "random", None, seed))[1:].mean())


_TABLES_UNDEFINED = Text(it="nessun progetto con almeno due partner", en="no project with two partners or more")
_NEEDS_UNDEFINED = Text(
    it="bisogni non rilevati, o nessun bisogno cui risponda un progetto", en="needs not recorded, or no need that a project answers"
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Tavoli che restano se escono i più presenti", en="Tables left if the busiest leave"),
    question=Text(
        it="Quanti tavoli resterebbero in piedi se i partner più presenti uscissero uno dopo l'altro?",
        en="How many tables would stand if the busiest partners left one after the other?",
    ),
    reading=Text(
        it="0%: ogni tavolo cade alle prime uscite; 100%: i tavoli reggono fino alla fine. Un tavolo regge finché restano due partner: "
        "i tavoli grandi reggono di più.",
        en="0%: every table falls at the first leavings; 100%: tables stand to the end. A table stands as long as two partners are left: "
        "large tables stand longer.",
    ),
    undefined=_TABLES_UNDEFINED,
    formula="∫₀¹ s(x) dx; s(q/n) = #{j : k_j(q) ≥ 2} / #{j : k_j ≥ 2}",
    reference=_MEMMOTT,
    sentence=Text(
        it="Tavoli che restano in piedi, in media, mentre i più presenti escono uno dopo l'altro: {value}.",
        en="Tables that still stand, on average, while the busiest leave one after the other: {value}.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(100 (E + n log n + Σ_ijc a_ij s_jc))",
)
def removal_tables_degree(network: Network) -> float:
    """Return the area under the share of tables with two partners left, the busiest leaving first.

    In [0, 1]. EMPTY without seats, NO_PAIRS where every project has one partner. Memmott et al. 2004.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> removal_tables_degree(Network.from_networkx(nx.star_graph(4)))  # four tables of two fall with the first of five
    0.1
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    tables = _by_degree(network).tables
    return undefined(Reason.NO_PAIRS) if tables is None else area(tables)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Tavoli che restano se le uscite sono casuali", en="Tables left if anybody leaves"),
    question=Text(
        it="Quanti tavoli resterebbero in piedi se i partner uscissero a caso?",
        en="How many tables would stand if partners left at random?",
    ),
    reading=Text(
        it="33%, circa: tutti i tavoli sono di due partner; più alto: tavoli più larghi. "
        "Dipende solo dalla dimensione dei tavoli: è il termine di paragone per le uscite dei più presenti.",
        en="33% or so: all tables are of two partners; higher: wider tables. "
        "It depends on the size of tables alone: it is the yardstick for the leaving of the busiest.",
    ),
    undefined=_TABLES_UNDEFINED,
    formula="Σ_{j : k_j ≥ 2} ((k_j−1)(n+1)/(k_j+1) − 1/2) / (n #{j : k_j ≥ 2})",
    reference=_MEMMOTT,
    sentence=Text(
        it="Tavoli che restano in piedi, in media, mentre i partner escono a caso: {value}.",
        en="Tables that still stand, on average, while partners leave at random: {value}.",
    ),
    cost="O(E)",
)
def removal_tables_random(network: Network) -> float:
    """Return the area under the share of tables with two partners left that is expected when partners leave by lot.

    Exact. In [0, 1]. EMPTY without seats, NO_PAIRS where every project has one partner. Memmott et al. 2004.

    >>> from reteanalysis import example
    >>> removal_tables_random(example().networks[2019])  # 7/2, 7/2 and 7/3, less 1/2, of 6: 47/108
    0.4351851851851852
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    size = network.team_size[network.team_size >= 2]
    if not len(size):
        return undefined(Reason.NO_PAIRS)
    return float((((size - 1) * (network.n + 1) / (size + 1) - 0.5) / network.n).mean())


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Bisogni ancora serviti se escono i più presenti", en="Needs still served if the busiest leave"),
    question=Text(
        it="Quanta parte dei bisogni oggi serviti lo sarebbe ancora, se i partner più presenti uscissero uno dopo l'altro?",
        en="How much of the need served today would still be served if the busiest partners left one after the other?",
    ),
    reading=Text(
        it="0%: i bisogni restano scoperti alle prime uscite; 100%: restano serviti fino alla fine. Un bisogno è servito finché un progetto "
        "che vi risponde ha ancora un partner: non dice se quel partner potrebbe farcela da solo.",
        en="0%: needs go unserved at the first leavings; 100%: they are served to the end. A need is served as long as a project that "
        "answers it has a partner left: it does not say whether that partner could manage alone.",
    ),
    undefined=_NEEDS_UNDEFINED,
    formula="∫₀¹ s(x) dx; s(q/n) = Σ_{c : u_c(q) ≥ 1} ω_c / Σ_{c : u_c ≥ 1} ω_c",
    reference=_MEMMOTT,
    sentence=Text(
        it="Bisogni ancora serviti, in media, mentre i più presenti escono uno dopo l'altro: {value} di quelli serviti oggi.",
        en="Needs still served, on average, while the busiest leave one after the other: {value} of those served today.",
    ),
    needs=("ties", "needs"),
    cost="O(100 (E + n log n + Σ_ijc a_ij s_jc))",
)
def removal_needs_degree(network: Network) -> float:
    """Return the area under the share of the need still answered, the busiest leaving first.

    In [0, 1]. EMPTY without seats, NOT_RECORDED where no need is recorded, TOO_FEW where no project answers any.
    Memmott et al. 2004.

    >>> from reteanalysis import example
    >>> removal_needs_degree(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.seats or network.needs is None or _answered(network) is None:
        return undefined(Reason.EMPTY if not network.seats else Reason.NOT_RECORDED if network.needs is None else Reason.TOO_FEW)
    needs = _by_degree(network).needs
    assert needs is not None  # some need is answered
    return area(needs)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Bisogni ancora serviti se le uscite sono casuali", en="Needs still served if anybody leaves"),
    question=Text(
        it="Quanta parte dei bisogni oggi serviti lo sarebbe ancora, se i partner uscissero a caso?",
        en="How much of the need served today would still be served if partners left at random?",
    ),
    reading=Text(
        it="50%, circa: ogni bisogno dipende da un solo partner; verso il 100%: molti partner per ogni bisogno. "
        "È il termine di paragone per le uscite dei più presenti: non dice se chi resta potrebbe farcela da solo.",
        en="50% or so: each need depends on one partner only; towards 100%: many partners for each need. "
        "It is the yardstick for the leaving of the busiest: it does not say whether those left could manage alone.",
    ),
    undefined=_NEEDS_UNDEFINED,
    formula="Σ_c ω_c (u_c(n+1)/(u_c+1) − 1/2) / (n Σ_c ω_c); u_c ≥ 1",
    reference=_MEMMOTT,
    sentence=Text(
        it="Bisogni ancora serviti, in media, mentre i partner escono a caso: {value} di quelli serviti oggi.",
        en="Needs still served, on average, while partners leave at random: {value} of those served today.",
    ),
    needs=("needs",),
    cost="O(C + Σ_ijc a_ij s_jc)",
)
def removal_needs_random(network: Network) -> float:
    """Return the area under the share of the need still answered that is expected when partners leave by lot.

    Exact. In [0, 1]. Undefined where `removal_needs_degree` is. Memmott et al. 2004.

    >>> from reteanalysis import example
    >>> removal_needs_random(example().networks[2019])
    nan (NOT_RECORDED)
    """
    cells = _answered(network) if network.seats else None
    if cells is None:
        return undefined(Reason.EMPTY if not network.seats else Reason.NOT_RECORDED if network.needs is None else Reason.TOO_FEW)
    providers = np.diff(cells[0].indptr)
    return float(np.average((providers * (network.n + 1) / (providers + 1) - 0.5) / network.n, weights=cells[1]))


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner ancora uniti senza il settore", en="Partners still together without the sector"),
    question=Text(
        it="Se uscisse tutto il settore, quanti degli altri partner resterebbero uniti?",
        en="If the whole sector left, how many of the other partners would stay together?",
    ),
    reading=Text(
        it="Vicino a 0%: gli altri si raggiungono solo attraverso il settore; 100%: resterebbero tutti uniti. "
        "Conta chi sta nella parte più grande che rimane, e un settore con molti partner pesa di più per forza.",
        en="Near 0%: the others reach one another only through the sector; 100%: they would all stay together. "
        "It counts those in the largest part that remains, and a sector with many partners is bound to weigh more.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, o nessun partner fuori dal settore",
        en="sector without partners that year, or no partners outside it",
    ),
    formula="max_c n_c(A ∖ g) / (n − n_g)",
    reference="Albert, Jeong & Barabási 2000, Nature 406:378–382",
    null="labels",
    needs=("ties", "sector"),
    cost="O(G (E + n log n))",
)
def sector_removal_share(network: Network) -> NDArray[np.float64]:
    """Return the share of the partners outside each sector that stay in one part when the sector leaves.

    In (0, 1]; nan for a sector with nobody, and where nobody is outside it. Albert, Jeong & Barabási 2000.

    >>> from reteanalysis import example
    >>> sector_removal_share(example().networks[2019])  # 3 of 4 without cooperatives: comune, luce, ponte
    array([1.  , 0.75, 1.  ,  nan])
    """
    links = network.links
    left = np.full(len(network.sectors), np.nan)
    for g in np.flatnonzero(network.present_sectors):
        gone = np.flatnonzero(network.sector == g)
        if len(gone) < network.n:
            left[g] = removal(links.indptr, links.indices, links.shape[1], gone).largest[-1] / (network.n - len(gone))
    return left


# ---------------------------------------------------------------------- what each partner's leaving would cost

_WHOLE = 1_000  # partners up to which every search is made; beyond, searches start from a sample
_SAMPLE = 64
_BEYOND = 20_000  # partners from which even that is too much
_WORDS = 2**21  # words of bits held at once
_SEARCHES_PAY = 1_000_000_000  # sources x partners x seats from which a compiled search is worth waiting for the compiler
_LOSS_UNDEFINED = Text(
    it="meno di tre partner, nessun legame, o più di 20.000 partner", en="fewer than three partners, no ties, or more than 20,000 partners"
)
_LOSS_SAMPLED = (
    "Oltre i mille partner è una stima, da un campione di 64 punti di partenza.",
    "Beyond a thousand partners it is an estimate, from a sample of 64 starting points.",
)


@metric(
    level="partner",
    unit="share",
    bounds=(-_INF, 1),
    label=Text(it="Strade più lunghe senza il partner", en="Longer ways without the partner"),
    question=Text(
        it="Se il partner uscisse, di quanto si allungherebbero in media le strade fra gli altri?",
        en="If the partner left, how much longer would the ways between the others become, on average?",
    ),
    reading=Text(
        it="Sotto lo 0%: gli altri sono in media più vicini senza di esso, che sta ai margini; 100%: senza di esso nessuno raggiunge nessuno. "
        f"La media è fra chi resta. Non dice che il partner intenda uscire. {_LOSS_SAMPLED[0]}",
        en="Below 0%: the others are on average closer without it, as it stands at the margin; 100%: without it nobody reaches anybody. "
        f"The average is among those who stay. It does not say that the partner means to leave. {_LOSS_SAMPLED[1]}",
    ),
    undefined=_LOSS_UNDEFINED,
    formula="V_i = (Ef(B) − Ef(B ∖ i)) / Ef(B); Ef(B ∖ i) = Σ_{u≠v} (1 / dist(u, v)) / ((n−1)(n−2))",
    reference=_VITALITY,
    null="degrees",
    view="ties",
    cost="O(h n² E / 64), n ≤ 1 000; O(h n E), n > 1 000",
)
def partner_efficiency_loss(network: Network) -> NDArray[np.float64]:
    """Return the loss of efficiency without each partner, the average taken over the n − 1 that stay.

    At most 1, and below 0 for partners at the margin. nan everywhere with fewer than three partners, without ties and
    beyond 20,000 partners. Exact up to 1,000 partners. Latora & Marchiori 2005.

    >>> from reteanalysis import example
    >>> partner_efficiency_loss(example().networks[2019]).round(4)[[2, 5]]  # alfa: 1 − (7/20) / (32/45); ponte: 1 − (4/5) / (32/45)
    array([ 0.5078, -0.125 ])
    """
    n, whole = network.n, network.nearness.sum()
    return 1 - _left_without(network) / ((n - 1) * (n - 2)) * (n * (n - 1) / whole) if n > 2 and whole else np.full(n, np.nan)


@metric(
    level="partner",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Peso del partner nelle strade", en="Weight of the partner in the ways"),
    question=Text(
        it="Quanta parte dell'efficienza della rete verrebbe meno con il partner, comprese le sue strade?",
        en="How much of the network's efficiency would go with the partner, its own ways included?",
    ),
    reading=Text(
        it="0%: il partner non raggiunge nessuno; più alto, fino al 100%: con esso vengono meno le sue strade e quelle che passano da esso. "
        f"In una rete dove tutti pesano uguale è 2/n: da solo non dice se il partner conti più degli altri. {_LOSS_SAMPLED[0]}",
        en="0%: the partner reaches nobody; higher, up to 100%: its own ways go with it, and those that lead through it. "
        f"In a network where all weigh the same it is 2/n: by itself it does not say whether the partner counts for more than others. {_LOSS_SAMPLED[1]}",
    ),
    undefined=_LOSS_UNDEFINED,
    formula="1 − Σ_{u≠v≠i} (1 / dist_{B∖i}(u, v)) / Σ_{u≠v} (1 / dist_B(u, v))",
    reference=_VITALITY,
    null="degrees",
    view="ties",
    cost="O(h n² E / 64), n ≤ 1 000; O(h n E), n > 1 000",
)
def partner_efficiency_weight(network: Network) -> NDArray[np.float64]:
    """Return the loss of efficiency without each partner, the average still taken over all n.

    In [0, 1]. nan where `partner_efficiency_loss` is. Exact up to 1,000 partners. Latora & Marchiori 2005.

    >>> from reteanalysis import example
    >>> partner_efficiency_weight(example().networks[2019])[[2, 5]]  # alfa: 1 − 3.5 / (32/3); ponte: 1 − 8 / (32/3)
    array([0.671875, 0.25    ])
    """
    n, whole = network.n, network.nearness.sum()
    return 1 - _left_without(network) / whole if n > 2 and whole else np.full(n, np.nan)


def _left_without(network: Network) -> NDArray[np.float64]:
    """Return, for each partner, the sum of 1 / distance over ordered pairs of the others once it is gone."""
    kept = vars(network)  # beside what `cached_property` keeps there: two measures ask for one search
    if "_left_without" not in kept:
        kept["_left_without"] = _search_without(network)
    left: NDArray[np.float64] = kept["_left_without"]
    return left


def _search_without(network: Network) -> NDArray[np.float64]:
    n, links = network.n, network.links
    if n > _BEYOND:
        return np.full(n, np.nan)
    near = network.nearness
    left: NDArray[np.float64] = near.sum() - 2 * near
    # Who meets others at one table only stands between nobody: there its contacts meet without it.
    shared = (np.bincount(links.indices, minlength=links.shape[1]) > 1).astype(np.int64)
    between = np.flatnonzero(links @ shared > 1)
    sources, seen_from = np.arange(n), near
    if n > _WHOLE:
        named = np.argsort(np.array(network.partners))
        sources = np.sort(named[np.random.default_rng(_SEED).choice(n, _SAMPLE, replace=False)])
        seen_from = distances(links.indptr, links.indices, links.shape[1], sources).nearness
    own = np.zeros(n)
    own[sources] = near[sources]
    if len(sources) * len(between) * links.nnz >= _SEARCHES_PAY:
        still = kernels.nearness_without(links.indptr, links.indices, links.shape[1], sources, between)
    else:
        back = links.tocsc()
        still = nearness_without((links.indptr, links.indices), (back.indptr, back.indices), sources, between)
    longer = seen_from.sum() - seen_from[between] - own[between] - still
    left[between] -= np.maximum(longer, 0) * (n / len(sources))
    left[left < 0] = 0
    return left


def nearness_without(
    tables: tuple[NDArray[np.integer], NDArray[np.integer]],
    members: tuple[NDArray[np.integer], NDArray[np.integer]],
    sources: NDArray[np.intp],
    gone: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return, for each partner of `gone`, the sum of 1 / distance from the sources to all others once it is gone.

    Given the tables of each partner and the members of each table, as rows of a sparse array.
    """
    n = len(tables[0]) - 1
    begin = starting(n, sources)
    words = begin.shape[1]
    together = max(1, _WORDS // (words * max(len(tables[1]), n)))
    near = np.zeros(len(gone))
    for first in range(0, len(gone), together):
        some = gone[first : first + together]
        seen = np.tile(begin, (1, len(some)))
        silent = np.repeat(some, words), np.arange(seen.shape[1])
        seen[silent] = 0
        for distance, met in enumerate(steps([members, tables], seen, silent), start=1):
            near[first : first + len(some)] += met.reshape(len(some), words).sum(axis=1) / distance
    return near


# ---------------------------------------------------------------------- how many must go at once


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
    return _cohesion(network, _two_mode(network))


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
    neighbours; only pairs with fewer common neighbours than the least found need a flow.
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
        if k not in tied[i] and len(tied[i] & tied[k]) < least:
            least = min(least, int(maximum_flow(through, n + i, k).flow_value))
    return least


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
    return core_numbers(network.adjacency).astype(np.float64)


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
    return float(core_numbers(network.adjacency).max()) if network.n else undefined(Reason.EMPTY)


def core_numbers(adjacency: csr_array) -> NDArray[np.intp]:
    """Return the core number of each node: those of fewest ties are peeled off, layer after layer."""
    left = np.diff(adjacency.indptr).astype(np.intp)
    core, there = np.zeros(len(left), np.intp), np.ones(len(left), bool)
    k = 0
    while there.any():
        k = max(k, int(left[there].min()))
        while len(peeled := np.flatnonzero(there & (left <= k))):
            core[peeled], there[peeled] = k, False
            left -= np.bincount(adjacency[peeled].indices, minlength=len(left))
    return core


# ---------------------------------------------------------------------- the few whose joint absence would hurt most


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
    graph = _two_mode(network)
    alone, load = pairs_without_each(graph.indptr, graph.indices, n).tolist(), network.load.tolist()
    order = np.array(sorted(range(n), key=lambda i: (alone[i], -load[i], network.partners[i])))

    def last(others: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        """Return the fewest pairs that keep a path without `others` and one partner more, and who all these are."""
        pairs = pairs_without_each(graph.indptr, graph.indices, n, others)
        pairs[list(others)] = _pairs(n)  # not again
        at = int(np.argmin(pairs[order]))
        return int(pairs[order[at]]), (*others, int(order[at]))

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
    graph = _two_mode(network)
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


# ---------------------------------------------------------------------- how much rests on a few

_TOP = Text(
    it="Quando tutti hanno gli stessi posti è pari alla quota degli enti; 100%: tutti i posti sono loro. "
    "Con pochi partner è alta per forza. Non dice chi decida.",
    en="When all hold the same number of seats it equals their share of the partners; 100%: all seats are theirs. "
    "With few partners it is bound to be high. It does not say who decides.",
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti del partner più presente", en="Seats of the busiest partner"),
    question=Text(it="Quanti posti ai tavoli occupa il partner più presente?", en="How many of the seats does the busiest partner hold?"),
    reading=_TOP,
    undefined=Text(it="nessun posto", en="no seats"),
    formula="max_i d_i / E",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Posti ai tavoli occupati dal partner più presente: {value}.", en="The busiest partner holds {value} of the seats at the tables."
    ),
    cost="O(n log n)",
)
def top1_seat_share(network: Network) -> float:
    """Return the share of seats held by the partner with most of them.

    In (0, 1]. EMPTY without seats. Concentration ratios as in Hirschman 1964.

    >>> from reteanalysis import example
    >>> top1_seat_share(example().networks[2019])  # alfa or luce, 2 of 8
    0.25
    """
    return _top_share(network, 1)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti dei tre partner più presenti", en="Seats of the three busiest partners"),
    question=Text(
        it="Quanti posti ai tavoli occupano i tre partner più presenti?", en="How many of the seats do the three busiest partners hold?"
    ),
    reading=_TOP,
    undefined=Text(it="nessun posto, o meno di tre partner attivi", en="no seats, or fewer than three active partners"),
    formula="Σ_{i ≤ 3} d_(i) / E",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Posti ai tavoli occupati dai tre partner più presenti: {value}.",
        en="The three busiest partners hold {value} of the seats at the tables.",
    ),
    cost="O(n log n)",
)
def top3_seat_share(network: Network) -> float:
    """Return the share of seats held by the three partners with most of them.

    In (0, 1]. EMPTY without seats, TOO_FEW with fewer than three active partners. Hirschman 1964.

    >>> from reteanalysis import example
    >>> top3_seat_share(example().networks[2019])  # 2 + 2 + 1 of 8
    0.625
    """
    return _top_share(network, 3)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti dei cinque partner più presenti", en="Seats of the five busiest partners"),
    question=Text(
        it="Quanti posti ai tavoli occupano i cinque partner più presenti?", en="How many of the seats do the five busiest partners hold?"
    ),
    reading=_TOP,
    undefined=Text(it="nessun posto, o meno di cinque partner attivi", en="no seats, or fewer than five active partners"),
    formula="Σ_{i ≤ 5} d_(i) / E",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Posti ai tavoli occupati dai cinque partner più presenti: {value}.",
        en="The five busiest partners hold {value} of the seats at the tables.",
    ),
    cost="O(n log n)",
)
def top5_seat_share(network: Network) -> float:
    """Return the share of seats held by the five partners with most of them.

    In (0, 1]. EMPTY without seats, TOO_FEW with fewer than five active partners. Hirschman 1964.

    >>> from reteanalysis import example
    >>> top5_seat_share(example().networks[2019])  # all but one of 8
    0.875
    """
    return _top_share(network, 5)


def _top_share(network: Network, first: int) -> float:
    if not network.seats:
        return undefined(Reason.EMPTY)
    if np.count_nonzero(network.load) < first:
        return undefined(Reason.TOO_FEW)
    return float(np.sort(network.load)[-first:].sum() / network.seats)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Concentrazione dei posti", en="Concentration of seats"),
    question=Text(
        it="Quanto i posti ai tavoli sono concentrati in pochi partner?", en="How far are the seats concentrated in a few partners?"
    ),
    reading=Text(
        it="1/n: tutti i partner hanno gli stessi posti; 1: li ha tutti uno solo. Il suo inverso è il numero di partner ugualmente presenti "
        "che darebbe la stessa concentrazione. Non dice chi siano i pochi, né chi decida.",
        en="1/n: all partners hold the same number of seats; 1: one holds them all. Its inverse is the number of equally present partners "
        "that would give the same concentration. It does not say who the few are, nor who decides.",
    ),
    undefined=Text(it="nessun posto", en="no seats"),
    formula="Σ_i (d_i / E)²",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="La concentrazione dei posti ai tavoli è {value} (1: li ha tutti un solo partner).",
        en="The concentration of seats at the tables is {value} (1: one partner holds them all).",
    ),
    cost="O(n)",
)
def seat_hhi(network: Network) -> float:
    """Return the sum of squared shares of the seats (Herfindahl–Hirschman index).

    From 1/n to 1. EMPTY without seats. Hirschman 1964.

    >>> from reteanalysis import example
    >>> seat_hhi(example().networks[2019])  # (4 + 4 + 1 + 1 + 1 + 1) / 64
    0.1875
    """
    return float((network.load**2).sum() / network.seats**2) if network.seats else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Concentrazione della guida", en="Concentration of leads"),
    question=Text(
        it="Quanto la guida dei progetti è concentrata in pochi partner?",
        en="How far is the leading of projects concentrated in a few partners?",
    ),
    reading=Text(
        it="Vicino a 0: guidano in molti, in parti uguali; 1: guida sempre lo stesso ente. Con pochi progetti non può essere bassa: "
        "il minimo è uno diviso il numero di progetti guidati, se la guida non è condivisa.",
        en="Near 0: many lead, in equal parts; 1: the same body always leads. With few projects it cannot be low: "
        "the least is one over the number of projects led, where no lead is shared.",
    ),
    undefined=Text(it="capofila non rilevati, o nessun partner", en="leads not recorded, or no partners"),
    formula="Σ_i λ_i²; λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="La concentrazione della guida dei progetti è {value} (1: guida sempre lo stesso ente).",
        en="The concentration of the leading of projects is {value} (1: the same body always leads).",
    ),
    needs=("lead",),
    cost="O(E)",
)
def lead_hhi(network: Network) -> float:
    """Return the sum of squared shares of the projects led, joint leads split equally.

    In (0, 1]. EMPTY without partners, NOT_RECORDED without leads. Hirschman 1964.

    >>> from reteanalysis import example
    >>> lead_hhi(example().networks[2021])  # four projects, four leads
    0.25
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    if network.leads is None:
        return undefined(Reason.NOT_RECORDED)
    leads = network.leads
    together = np.bincount(leads.indices, minlength=network.m)
    shares = leads @ np.divide(1.0, together, out=np.zeros(network.m), where=together > 0) / np.count_nonzero(together)
    return float(shares @ shares)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Euro dei tre partner che ne portano di più", en="Euros of the three largest contributors"),
    question=Text(
        it="Quanta parte degli importi viene dai tre partner che ne portano di più?",
        en="How much of the amounts comes from the three partners that bring most?",
    ),
    reading=Text(
        it="Con importi uguali è tre diviso i partner che ne portano; 100%: viene tutto da loro. Conta solo gli importi rilevati: "
        "ciò che si porta in lavoro o in spazi non c'è.",
        en="With equal amounts it is three over the partners that bring any; 100%: all comes from them. It counts recorded amounts only: "
        "what is brought as work or as space is not there.",
    ),
    undefined=Text(
        it="importi non rilevati, o meno di tre partner che ne portano",
        en="amounts not recorded, or fewer than three partners that bring any",
    ),
    formula="Σ_{i ≤ 3} x_(i) / Σ_i x_i; x_i = Σ_j φ_ij",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Importi che vengono dai tre partner che ne portano di più: {value}.",
        en="{value} of the recorded amounts come from the three partners that bring most.",
    ),
    needs=("amount",),
    cost="O(E + n log n)",
)
def amount_top3_share(network: Network) -> float:
    """Return the share of the recorded amounts that the three largest contributors bring.

    In (0, 1]. EMPTY without partners, NOT_RECORDED where no amount is, or all are 0, TOO_FEW where fewer than three partners
    bring any. Hirschman 1964.

    >>> from reteanalysis import example
    >>> amount_top3_share(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    given = np.zeros(0) if network.amounts is None else np.nan_to_num(network.amounts)
    if not given.any():
        return undefined(Reason.NOT_RECORDED)
    brought = np.sort(np.bincount(np.repeat(np.arange(network.n), network.load), given, network.n))
    return float(brought[-3:].sum() / brought.sum()) if np.count_nonzero(brought) >= 3 else undefined(Reason.TOO_FEW)
