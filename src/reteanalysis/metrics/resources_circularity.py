"""Resources that go round: how much of what flows passes the same partner again, and how much runs one way only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from reteanalysis.metrics._flows import NO_FLOW, POOLED, of_flow, pooled
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from reteanalysis.network import Network


_INF = float("inf")
_NO_BALANCE = Text(
    it="flussi fra partner, in entrata dall'esterno o in uscita verso l'esterno non rilevati, entrate e uscite di un partner che differiscono di più del 5%, "
    "nessuna entrata dall'esterno, un giro senza uscita, o nessun partner",
    en="flows between partners, entering from outside or leaving to it not recorded, a partner whose inflow and outflow differ by more than 5%, "
    "nothing entering from outside, a circle without exit, or no partners",
)
_FINN = "Finn 1980, Ecology 61:562–571; Borrett & Lau 2014, Methods in Ecology and Evolution 5:1206–1213"


# ---------------------------------------------------------------------- what goes round


def imbalance(flow: csr_array, entering: NDArray[np.float64], leaving: NDArray[np.float64]) -> float:
    """Return the largest difference between what enters and what leaves a node, as a share of the larger of the two.

    >>> imbalance(csr_array([[0, 3], [0, 0]]), np.array([4, 0]), np.array([0, 3]))
    0.25
    """
    into, out = flow.sum(axis=0) + entering, flow.sum(axis=1) + leaving
    more = np.maximum(into, out)
    return float(np.max(np.abs(into - out)[more > 0] / more[more > 0], initial=0))


def cycling(flow: csr_array, entering: NDArray[np.float64]) -> float:
    """Return the share of the throughflow of balanced flows that has been at the same node before (Finn 1980).

    nan where nothing enters or a circle has no exit. What comes back to a node has gone round inside its strongly connected component:
    only these are inverted, O(n³) in the largest of them.

    >>> cycling(csr_array([[0, 2], [1, 0]]), np.array([1, 0]))  # half of what passes through either of two has been there before
    0.5
    """
    into = flow.sum(axis=0) + entering
    again = 0.0
    for nodes, stays in _circles(flow, into):
        if not _drains(stays):
            return float("nan")
        again += float(into[nodes] @ (1 - 1 / np.linalg.inv(stays).diagonal()))
    return again / float(into.sum()) if entering.sum() > 0 else float("nan")


def path_length(flow: csr_array, entering: NDArray[np.float64]) -> float:
    """Return the throughflow of balanced flows over what enters: how many nodes a unit passes (Finn 1980); nan as in `cycling`.

    >>> path_length(csr_array([[0, 2], [1, 0]]), np.array([1, 0]))
    4.0
    """
    into = flow.sum(axis=0) + entering
    drains = entering.sum() > 0 and all(_drains(stays) for _, stays in _circles(flow, into))
    return float(into.sum() / entering.sum()) if drains else float("nan")


def _circles(flow: csr_array, into: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Yield the nodes of each circle of flows and I − G among them, G being the shares of what enters a node that go to each other."""
    shares = csr_array(flow.multiply(np.divide(1, into, out=np.zeros(len(into)), where=into > 0)[:, None]))
    label = connected_components(flow, directed=True, connection="strong")[1]
    order = np.argsort(label, kind="stable")
    for nodes in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if len(nodes) > 1:
            yield nodes, np.eye(len(nodes)) - shares[nodes][:, nodes].toarray()


def _drains(stays: NDArray[np.float64]) -> bool:
    """Whether what enters a circle leaves it in the end: the passages still to come are positive and finite, wherever it is."""
    try:
        passages = np.linalg.solve(stays, np.ones(len(stays)))
    except np.linalg.LinAlgError:
        return False
    return bool(np.all((passages > 0) & (passages < 1e8)))


def _boundary(network: Network) -> tuple[csr_array, NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the recorded flows, what enters each partner from outside and what leaves it; None where they are not all recorded."""
    flow = pooled(network)
    ends = [network.partner_data.get(end) for end in ("inflow", "outflow")]
    if flow is None or ends[0] is None or ends[1] is None:
        return None
    entering, leaving = (np.array([0 if one is None else one for one in end], np.float64) for end in ends if end is not None)
    return flow, np.nan_to_num(entering), np.nan_to_num(leaving)


def _of_balance(network: Network, index: Callable[[csr_array, NDArray[np.float64]], float]) -> float:
    """Return an index of balanced flows, or why there is none."""
    if not network.n:
        return undefined(Reason.EMPTY)
    found = _boundary(network)
    if found is None:
        return undefined(Reason.NOT_RECORDED)
    flow, entering, leaving = found
    value = index(flow, entering) if imbalance(flow, entering, leaving) <= _TOLERANCE else float("nan")
    return undefined(Reason.UNSTABLE) if np.isnan(value) else value


_TOLERANCE = 0.05  # of what enters or leaves a partner: beyond it the balance is refused


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Circolarità (indice di Finn)", en="Circularity (Finn cycling index)"),
    question=Text(
        it="Quante delle risorse in movimento passano più di una volta dalla stessa organizzazione?",
        en="How much of the resources in motion passes more than once through the same organisation?",
    ),
    reading=Text(
        it="0%: le risorse attraversano la rete ed escono senza tornare; vicino a 100%: girano a lungo prima di uscire. "
        "Più circolarità non è per forza meglio: può anche voler dire risorse che non arrivano alle persone.",
        en="0%: resources cross the network and leave without coming back; near 100%: they go round for long before they leave. "
        "More circularity is not necessarily better: it may also mean resources that do not reach people.",
    ),
    undefined=_NO_BALANCE,
    formula="Σ_i T_i (N_ii − 1)/N_ii / Σ_i T_i; T_k = Σ_i f_ik + z_k, N = (I − [f_ik / T_i])⁻¹",
    reference=_FINN,
    sentence=Text(
        it="Quota delle risorse in movimento che passa più di una volta dalla stessa organizzazione: {value}.",
        en="{value} of the resources in motion pass more than once through the same organisation.",
    ),
    needs=("flow",),
    cost="O(F + n log n + Σ_c n_c³)",
)
def finn_cycling_index(network: Network) -> float:
    """Return the share of all throughflow that has passed through the same partner before (Finn's cycling index).

    Needs recorded flows and what crosses the boundary, ``partner_data["inflow"]`` and ``["outflow"]``. In [0, 1). EMPTY without
    partners, NOT_RECORDED without one of these, UNSTABLE where a partner is more than 5% out of balance, nothing enters from
    outside, or a circle has no exit. O(n³) in the largest group of partners that reach one another. Finn 1980.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([2.0, 1.0], ([0, 1], [1, 0])), shape=(6, 6))
    >>> ends = {"inflow": np.array([1, 0, 0, 0, 0, 0]), "outflow": np.array([0, 1, 0, 0, 0, 0])}
    >>> finn_cycling_index(replace(example().networks[2019], flows={"": flow}, partner_data=ends))
    0.5
    """
    return _of_balance(network, cycling)


@metric(
    level="network",
    unit="mean",
    bounds=(1, _INF),
    label=Text(it="Passaggi medi delle risorse", en="Mean path length of resources"),
    question=Text(
        it="Per quante organizzazioni passa in media ciò che entra nella rete, prima di uscirne?",
        en="Through how many organisations does what enters the network pass, on average, before it leaves?",
    ),
    reading=Text(
        it="1: chi riceve dall'esterno usa tutto da sé; più alto: le risorse passano di mano, anche più volte dalle stesse organizzazioni. "
        "Non dice se ogni passaggio aggiunga qualcosa.",
        en="1: whoever receives from outside uses all of it; higher: resources change hands, also coming back to the same organisations. "
        "It does not say whether each passage adds anything.",
    ),
    undefined=_NO_BALANCE,
    formula="Σ_i T_i / Σ_i z_i; T_k = Σ_i f_ik + z_k",
    reference=_FINN,
    sentence=Text(
        it="Organizzazioni da cui passa in media ciò che entra nella rete, prima di uscirne: {value}.",
        en="What enters the network passes through {value} organisations on average before it leaves.",
    ),
    needs=("flow",),
    cost="O(F + n log n + Σ_c n_c³)",
)
def mean_path_length(network: Network) -> float:
    """Return the throughflow of all partners over what enters from outside: the passages of a unit that enters.

    From 1 upwards. Undefined as `finn_cycling_index`. Finn 1980.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([2.0, 1.0], ([0, 1], [1, 0])), shape=(6, 6))
    >>> ends = {"inflow": np.array([1, 0, 0, 0, 0, 0]), "outflow": np.array([0, 1, 0, 0, 0, 0])}
    >>> mean_path_length(replace(example().networks[2019], flows={"": flow}, partner_data=ends))
    4.0
    """
    return _of_balance(network, path_length)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Squilibrio dei flussi", en="Imbalance of flows"),
    question=Text(
        it="Nel partner in cui differiscono di più, quanto sono diverse entrate e uscite?",
        en="In the partner where they differ most, how far apart are inflow and outflow?",
    ),
    reading=Text(
        it="0%: in ogni partner esce quanto entra; oltre il 5% i flussi rilevati sono incompleti e la circolarità non si calcola; "
        "100%: da qualche parte entra senza uscire, o esce senza entrare. Dice quanto fidarsi dei dati, non come lavora la rete.",
        en="0%: as much leaves each partner as enters; beyond 5% the recorded flows are incomplete and circularity is not computed; "
        "100%: somewhere something enters and nothing leaves, or the other way round. It says how far to trust the data, not how the network works.",
    ),
    undefined=Text(
        it="flussi fra partner, in entrata dall'esterno o in uscita verso l'esterno non rilevati, o nessun partner",
        en="flows between partners, entering from outside or leaving to it not recorded, or no partners",
    ),
    formula="max_i |I_i − O_i| / max(I_i, O_i); I_i = Σ_k f_ki + z_i, O_i = Σ_k f_ik + y_i",
    reference="Fath, Scharler, Ulanowicz & Hannon 2007, Ecological Modelling 208:49–55",
    sentence=Text(
        it="Differenza più grande fra entrate e uscite di un partner (oltre il 5% la circolarità non si calcola): {value}.",
        en="Largest difference between a partner's inflow and outflow (beyond 5% circularity is not computed): {value}.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def flow_imbalance(network: Network) -> float:
    """Return the largest difference between inflow and outflow of a partner, as a share of the larger.

    In [0, 1]. EMPTY without partners, NOT_RECORDED without flows or what crosses the boundary. Fath et al. 2007.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0], ([0], [1])), shape=(6, 6))
    >>> ends = {"inflow": np.array([4, 0, 0, 0, 0, 0]), "outflow": np.array([0, 3, 0, 0, 0, 0])}
    >>> flow_imbalance(replace(example().networks[2019], flows={"": flow}, partner_data=ends))
    0.25
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    found = _boundary(network)
    return undefined(Reason.NOT_RECORDED) if found is None else imbalance(*found)


# ---------------------------------------------------------------------- what runs one way


def one_way(flow: csr_array) -> float:
    """Return the share of the weight of arcs that belong to no directed cycle (Luo & Magee 2011).

    >>> one_way(csr_array([[0, 1, 0], [1, 0, 2], [0, 0, 0]]))
    0.5
    """
    arcs = coo_array(flow)
    label = connected_components(flow, directed=True, connection="strong")[1]
    return float(1 - arcs.data[label[arcs.row] == label[arcs.col]].sum() / arcs.data.sum())


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Flussi a senso unico", en="One-way flows"),
    question=Text(
        it="Quanto le risorse corrono in una sola direzione, da chi dà a chi riceve?",
        en="How far do resources run one way only, from givers to receivers?",
    ),
    reading=Text(
        it="0%: tutto ciò che passa può tornare, anche attraverso altri, a chi l'ha dato; 100%: niente torna mai indietro. "
        "Quando i flussi rilevati sono molti scende da solo: bastano pochi ritorni per chiudere molti giri.",
        en="0%: all that flows can come back, through others too, to the giver; 100%: nothing ever comes back. "
        "With many recorded flows it falls by itself: a few returns are enough to close many circles.",
    ),
    undefined=NO_FLOW,
    formula=f"1 − Σ_{{(i,k) : c(i) = c(k)}} f_ik / Σ_ik f_ik; {POOLED}; c(i) = c(k) ⇔ i ⇝ k ⇝ i",
    reference="Luo & Magee 2011, Complexity 16:53–64",
    sentence=Text(
        it="Risorse che corrono in una sola direzione, senza mai tornare a chi le ha date: {value}.",
        en="{value} of the resources run one way only, never coming back to the giver.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def flow_hierarchy(network: Network) -> float:
    """Return the share of all recorded flows that is part of no directed cycle.

    In [0, 1]. Undefined as `flow_reciprocity`. O(n + arcs). Luo & Magee 2011.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([1.0, 1.0, 2.0], ([0, 1, 1], [1, 0, 2])), shape=(6, 6))
    >>> flow_hierarchy(replace(example().networks[2019], flows={"": flow}))
    0.5
    """
    return of_flow(network, one_way)
