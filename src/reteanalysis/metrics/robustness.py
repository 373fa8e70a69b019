"""Robustness: what is left as partners leave one after the other, of reach, of tables and of needs served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.kernels import removal, removals
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_UNDER_TWO = Text(it="meno di due partner", en="fewer than two partners")
_SCHNEIDER = "Schneider et al. 2011, Proceedings of the National Academy of Sciences 108:3838–3841"
_MEMMOTT = "Memmott, Waser & Price 2004, Proceedings of the Royal Society B 271:2605–2611; Burgos et al. 2007, Journal of Theoretical Biology 249:307–313"
_TIE_ORDERS, _RANDOM_ORDERS = 100, 500
_LEAVINGS = 500_000  # partners taken out in all: beyond 1,000 partners there are fewer orders, and never fewer than 25; the standard error stays under 0.0001
_SEED = 2019


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
        The busiest first (projects; declared ties, counted anew after each leaving); those on most shortest ways first
        (`Network.betweenness`); by lot; or every position once.
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


def _left(network: Network, orders: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the share of partners in the largest component after each leaving, on average over the orders."""
    links = network.links
    left: NDArray[np.float64] = removals(links.indptr, links.indices, links.shape[1], orders).sum(axis=0) / (len(orders) * network.n)
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
    score = network.load if order == "degree" else np.nan_to_num(network.betweenness)  # of two partners neither is between
    lots = random.random((orders or (_fewer(_TIE_ORDERS, n) if len(np.unique(score)) < n else 1), n))[:, np.argsort(named)]
    rank = np.unique(-score, return_inverse=True)[1]
    if rank.max(initial=0) < 2**15:
        rank = rank.astype(np.int16)  # short numbers are sorted by counting
    by_lot = np.argsort(lots, axis=1)
    return np.take_along_axis(by_lot, np.argsort(rank[by_lot], axis=1, kind="stable"), axis=1)


def _fewer(orders: int, n: int) -> int:
    """Return how many orders are enough: in a very large network each says nearly the same."""
    return min(orders, max(25, _LEAVINGS // max(1, n)))


def _busiest_first(adjacency: csr_array, lot: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the order in which the partner with most ties leaves, ties counted anew each time."""
    left = np.diff(adjacency.indptr).astype(np.float64) + lot / 2
    order = np.empty(len(lot), np.intp)
    for q in range(len(lot)):
        order[q] = i = int(np.argmax(left))
        left[adjacency.indices[adjacency.indptr[i] : adjacency.indptr[i + 1]]] -= 1
        left[i] = -_INF
    return order


def last_standing(members: csr_array, places: NDArray[np.intp], least: int) -> NDArray[np.intp]:
    """Return when each row falls below `least` members, shape (rows, orders), given when each member leaves, (orders, members)."""
    ends = np.zeros((members.shape[0], len(places)), np.intp)
    size = np.diff(members.indptr)
    enough = np.flatnonzero(size >= least)
    if not len(enough):
        return ends
    size = size[enough]
    first = np.append(0, np.cumsum(size[:-1]))
    who = csr_array(members[enough]).indices
    for order, place in enumerate(places):
        when = place[who]
        last = np.maximum.reduceat(when, first)
        for _ in range(least - 1):
            when[when == np.repeat(last, size)] = 0
            last = np.maximum.reduceat(when, first)
        ends[enough, order] = last
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
        "A parità di progetti si fa la media di 100 ordini, di meno oltre i 5.000 partner.",
        en=f"{_R_READING[1]}Networks with large tables hold better by construction. It does not say that those partners mean to leave. "
        "Where partners are even it is the mean of 100 orders, fewer beyond 5,000 partners.",
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
    where partners are even (of more than 5,000 partners fewer, at least 25). In [0, 1/2]. EMPTY without partners, TOO_FEW with one. Schneider et al. 2011.

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
        "Non dice quanti usciranno. È una stima, da 500 ordini estratti a sorte, di meno oltre i 1.000 partner.",
        en=f"{_R_READING[1]}Compared with the robustness if the busiest leave, it tells how far the network depends on them. "
        "It does not say how many will leave. It is an estimate, from 500 orders drawn by lot, fewer beyond 1,000 partners.",
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

    Of more than 1,000 partners over fewer, at least 25. In [0, 1/2]. EMPTY without partners, TOO_FEW with one. Cost: 500 removal curves. Schneider et al. 2011.

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
