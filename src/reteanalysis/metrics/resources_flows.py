"""Resources that pass from partner to partner: whether they come back, go round, or run one way; and who stands above whom.

Flows are measured only where they were recorded, with a giver and a receiver. Flows imputed from the contributions to projects,
split equally among those at the table, would make reciprocity and cycles by construction: they are never measured here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_FLOW = Text(
    it="flussi da partner a partner non rilevati (dividere in parti uguali i contributi fra chi siede allo stesso tavolo creerebbe scambi che "
    "nessuno ha visto), nessun flusso, o nessun partner",
    en="flows from partner to partner not recorded (splitting contributions equally among those at one table would make exchanges that nobody "
    "saw), no flow, or no partners",
)
_NO_BALANCE = Text(
    it="flussi fra partner, in entrata dall'esterno o in uscita verso l'esterno non rilevati, entrate e uscite di un partner che differiscono di più del 5%, "
    "nessuna entrata dall'esterno, un giro senza uscita, o nessun partner",
    en="flows between partners, entering from outside or leaving to it not recorded, a partner whose inflow and outflow differ by more than 5%, "
    "nothing entering from outside, a circle without exit, or no partners",
)
_NO_LEADS = Text(
    it="capofila non rilevati, nessun capofila con altri al tavolo, o nessun partner",
    en="leads not recorded, no lead with others at the table, or no partners",
)
_SQUARTINI = "Squartini, Picciolo, Ruzzenenti & Garlaschelli 2013, Scientific Reports 3:2729"
_FINN = "Finn 1980, Ecology 61:562–571; Borrett & Lau 2014, Methods in Ecology and Evolution 5:1206–1213"
_KRACKHARDT = "Krackhardt 1994, in Computational Organization Theory, 89–111; Everett & Krackhardt 2012, Social Networks 34:159–163"
_POOLED = "f_ik = Σ_r f_ikr"


def _pooled(network: Network) -> csr_array | None:
    """Return all recorded flows as one; None where none was recorded."""
    if network.flows is None:
        return None
    return _arcs(sum(network.flows.values(), csr_array((network.n, network.n))))


def _arcs(flow: csr_array) -> csr_array:
    """Return the flows above 0 between different partners."""
    entries = coo_array(flow)
    real = (entries.row != entries.col) & (entries.data > 0)
    return csr_array((entries.data[real], (entries.row[real], entries.col[real])), shape=flow.shape)


def _of_flow(network: Network, index: Callable[[csr_array], float], kind: str | None = None) -> float:
    """Return an index of the recorded flows (of one kind), or why there is none."""
    if not network.n:
        return undefined(Reason.EMPTY)
    if network.flows is None or (kind is not None and kind not in network.flows):
        return undefined(Reason.NOT_RECORDED)
    flow = _pooled(network) if kind is None else _arcs(network.flows[kind])
    return index(flow) if flow is not None and flow.nnz else undefined(Reason.TOO_FEW)


# ---------------------------------------------------------------------- what comes back


def reciprocity(flow: csr_array) -> float:
    """Return the share of what flows that comes back from the same counterpart: Σ min(f_ik, f_ki) / Σ f_ik.

    >>> reciprocity(csr_array([[0, 3], [1, 0]]))
    0.5
    """
    return float(flow.minimum(flow.T).sum() / flow.sum())


def dyadic(flow: csr_array) -> float:
    """Return the share of the pairs with any flow that have it both ways.

    >>> dyadic(csr_array([[0, 3, 1], [1, 0, 0], [0, 0, 0]]))
    0.5
    """
    arcs = flow.astype(bool)
    mutual = arcs.multiply(arcs.T).nnz / 2
    return float(mutual / (arcs.nnz - mutual))


_PARTIAL = Text(
    it="Chi non ha risposto a un questionario non ricambia mai: con risposte parziali il valore è più basso del vero.",
    en="Whoever did not answer a survey never gives back: with partial answers the value is lower than the truth.",
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Reciprocità dei flussi", en="Reciprocity of flows"),
    question=Text(
        it="Di ciò che si dà, quanto ritorna dalla stessa controparte?",
        en="Of what is given, how much comes back from the same counterpart?",
    ),
    reading=Text(
        it="0%: niente ritorna da chi ha ricevuto; 100%: ognuno riceve da ciascuno quanto gli dà, anche sotto altra forma. Ha senso se i pesi dei vari tipi di "
        f"risorsa stanno sulla stessa scala. {_PARTIAL.it}",
        en="0%: nothing comes back from those who received; 100%: each gets from each as much as it gives, also in another form. It makes sense if the "
        f"weights of different kinds of resource are on one scale. {_PARTIAL.en}",
    ),
    undefined=_NO_FLOW,
    formula=f"Σ_{{i≠k}} min(f_ik, f_ki) / Σ_{{i≠k}} f_ik; {_POOLED}",
    reference=_SQUARTINI,
    sentence=Text(
        it="Di ciò che i partner si danno, la quota che ritorna dalla stessa controparte: {value}.",
        en="{value} of what partners give one another comes back from the same counterpart.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def flow_reciprocity(network: Network) -> float:
    """Return the share of all recorded flows that comes back from the same counterpart, in whatever kind.

    In [0, 1]. EMPTY without partners, NOT_RECORDED without recorded flows, TOO_FEW where nothing flows. Squartini et al. 2013.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))
    >>> flow_reciprocity(replace(example().networks[2019], flows={"economic": flow}))  # (1 + 1) / 4
    0.5
    """
    return _of_flow(network, reciprocity)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Flussi ricambiati", en="Reciprocated flows"),
    question=Text(
        it="Quanti flussi da un partner a un altro sono ricambiati?", en="How many flows from one partner to another are reciprocated?"
    ),
    reading=Text(
        it=f"0%: chi riceve non dà mai a chi gli ha dato; 100%: ogni flusso ne ha uno in senso contrario, grande o piccolo che sia. {_PARTIAL.it}",
        en=f"0%: whoever receives never gives to the giver; 100%: every flow has one the other way, large or small. {_PARTIAL.en}",
    ),
    undefined=_NO_FLOW,
    formula="#{(i, k) : f_ik > 0, f_ki > 0} / #{(i, k) : f_ik > 0}",
    reference=_SQUARTINI,
    sentence=Text(
        it="Flussi da un partner a un altro che hanno un ritorno, grande o piccolo: {value}.",
        en="{value} of the flows from one partner to another have some return, large or small.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def flow_reciprocity_binary(network: Network) -> float:
    """Return the share of arcs, from partner to partner, that have an arc the other way.

    In [0, 1]. Undefined as `flow_reciprocity`. Squartini et al. 2013.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0, 1.0, 1.0], ([0, 2, 2], [2, 0, 3])), shape=(6, 6))
    >>> flow_reciprocity_binary(replace(example().networks[2019], flows={"economic": flow}))  # 2 of 3
    0.6666666666666666
    """
    return _of_flow(network, lambda flow: reciprocity(flow.astype(bool).astype(np.float64)))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Coppie che si scambiano risorse", en="Pairs that exchange resources"),
    question=Text(
        it="Fra le coppie in cui passa qualcosa, in quante passa nei due sensi?",
        en="Of the pairs with any flow, how many have it both ways?",
    ),
    reading=Text(
        it=f"0%: in ogni coppia uno dà e l'altro riceve; 100%: in ogni coppia entrambi danno. {_PARTIAL.it}",
        en=f"0%: in every pair one gives and the other receives; 100%: in every pair both give. {_PARTIAL.en}",
    ),
    undefined=_NO_FLOW,
    formula="M / (M + A); M = #{i < k : f_ik, f_ki > 0}, A = #{i < k : f_ik > 0 ⊕ f_ki > 0}",
    reference="Wasserman & Faust 1994, Social Network Analysis, Cambridge University Press",
    sentence=Text(
        it="Coppie di partner in cui le risorse passano nei due sensi, fra quelle in cui passa qualcosa: {value}.",
        en="{value} of the pairs of partners between which anything flows have it both ways.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def dyadic_reciprocity(network: Network) -> float:
    """Return the share of the pairs of partners with any flow that have it both ways.

    In [0, 1]. Undefined as `flow_reciprocity`. Wasserman & Faust 1994.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0, 1.0, 1.0], ([0, 2, 2], [2, 0, 3])), shape=(6, 6))
    >>> dyadic_reciprocity(replace(example().networks[2019], flows={"economic": flow}))  # one pair of two
    0.5
    """
    return _of_flow(network, dyadic)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Reciprocità della conoscenza", en="Reciprocity of knowledge"),
    question=Text(
        it="Della conoscenza che si dà, quanta ritorna come conoscenza dalla stessa controparte?",
        en="Of the knowledge that is given, how much comes back as knowledge from the same counterpart?",
    ),
    reading=Text(
        it=f"0%: chi riceve conoscenza non ne dà a chi gliel'ha data; 100%: gli scambi di conoscenza sono alla pari. {_PARTIAL.it}",
        en=f"0%: whoever receives knowledge gives none to the giver; 100%: knowledge is exchanged on equal terms. {_PARTIAL.en}",
    ),
    undefined=_NO_FLOW,
    formula="Σ_{i≠k} min(f_ik, f_ki) / Σ_{i≠k} f_ik",
    reference=_SQUARTINI,
    sentence=Text(
        it="Della conoscenza che i partner si danno, la quota che ritorna dalla stessa controparte: {value}.",
        en="{value} of the knowledge that partners give one another comes back from the same counterpart.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def knowledge_reciprocity(network: Network) -> float:
    """Return the share of the recorded flows of knowledge that comes back as knowledge from the same counterpart.

    In [0, 1]. Undefined as `flow_reciprocity`; NOT_RECORDED also where no flow is of knowledge. Squartini et al. 2013.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))
    >>> knowledge_reciprocity(replace(example().networks[2019], flows={"knowledge": flow, "economic": flow.T.tocsr()}))
    0.5
    """
    return _of_flow(network, reciprocity, "knowledge")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Reciprocità del denaro", en="Reciprocity of money"),
    question=Text(
        it="Del denaro che si dà, quanto ritorna come denaro dalla stessa controparte?",
        en="Of the money that is given, how much comes back as money from the same counterpart?",
    ),
    reading=Text(
        it=f"0%: il denaro va in un senso solo, come di solito da chi finanzia a chi lavora; 100%: torna tutto indietro. {_PARTIAL.it}",
        en=f"0%: money goes one way, as it usually does from those who fund to those who work; 100%: all of it comes back. {_PARTIAL.en}",
    ),
    undefined=_NO_FLOW,
    formula="Σ_{i≠k} min(f_ik, f_ki) / Σ_{i≠k} f_ik",
    reference=_SQUARTINI,
    sentence=Text(
        it="Del denaro che i partner si danno, la quota che ritorna dalla stessa controparte: {value}.",
        en="{value} of the money that partners give one another comes back from the same counterpart.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def economic_reciprocity(network: Network) -> float:
    """Return the share of the recorded flows of money that comes back as money from the same counterpart.

    In [0, 1]. Undefined as `flow_reciprocity`; NOT_RECORDED also where no flow is of money. Squartini et al. 2013.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))
    >>> economic_reciprocity(replace(example().networks[2019], flows={"economic": flow}))
    0.5
    """
    return _of_flow(network, reciprocity, "economic")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Reciprocità del lavoro", en="Reciprocity of work"),
    question=Text(
        it="Del lavoro che si dà, quanto ritorna come lavoro dalla stessa controparte?",
        en="Of the work that is given, how much comes back as work from the same counterpart?",
    ),
    reading=Text(
        it=f"0%: chi riceve risorse operative non ne dà a chi gliele ha date; 100%: lo scambio di lavoro è alla pari. {_PARTIAL.it}",
        en=f"0%: whoever receives operational resources gives none to the giver; 100%: work is exchanged on equal terms. {_PARTIAL.en}",
    ),
    undefined=_NO_FLOW,
    formula="Σ_{i≠k} min(f_ik, f_ki) / Σ_{i≠k} f_ik",
    reference=_SQUARTINI,
    sentence=Text(
        it="Del lavoro che i partner si danno, la quota che ritorna dalla stessa controparte: {value}.",
        en="{value} of the work that partners give one another comes back from the same counterpart.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def operational_reciprocity(network: Network) -> float:
    """Return the share of the recorded flows of operational resources that comes back as such from the same counterpart.

    In [0, 1]. Undefined as `flow_reciprocity`; NOT_RECORDED also where no flow is of this kind. Squartini et al. 2013.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([3.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))
    >>> operational_reciprocity(replace(example().networks[2019], flows={"operational": flow}))
    0.5
    """
    return _of_flow(network, reciprocity, "operational")


@metric(
    level="partner",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Reciprocità del partner", en="Reciprocity of the partner"),
    question=Text(
        it="Di ciò che il partner dà, quanto gli ritorna dalle stesse controparti?",
        en="Of what the partner gives, how much comes back to it from the same counterparts?",
    ),
    reading=Text(
        it=f"0%: niente gli ritorna da chi ha ricevuto; 100%: da ciascuno riceve almeno quanto gli dà. {_PARTIAL.it}",
        en=f"0%: nothing comes back from those who received; 100%: it gets from each at least as much as it gives. {_PARTIAL.en}",
    ),
    undefined=Text(it="flussi non rilevati, o il partner non dà nulla", en="flows not recorded, or the partner gives nothing"),
    formula=f"Σ_k min(f_ik, f_ki) / Σ_k f_ik; {_POOLED}",
    reference=_SQUARTINI,
    needs=("flow",),
    cost="O(n + F)",
)
def partner_reciprocity(network: Network) -> NDArray[np.float64]:
    """Return, for each partner, the share of what it gives that comes back from the same counterparts.

    In [0, 1]; nan for a partner that gives nothing, and everywhere without recorded flows. Squartini et al. 2013.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> flow = csr_array(([4.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))
    >>> partner_reciprocity(replace(example().networks[2019], flows={"economic": flow}))
    array([0.25,  nan, 1.  ,  nan,  nan,  nan])
    """
    flow = _pooled(network)
    if flow is None:
        return np.full(network.n, np.nan)
    given = flow.sum(axis=1)
    return np.asarray(np.divide(flow.minimum(flow.T.tocsr()).sum(axis=1), given, out=np.full(network.n, np.nan), where=given > 0))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Flussi di più tipi", en="Flows of several kinds"),
    question=Text(
        it="Le stesse organizzazioni si passano denaro, conoscenza e lavoro, oppure altre?",
        en="Do the same organisations pass on money, knowledge and work, or different ones?",
    ),
    reading=Text(
        it="0%: ogni tipo di risorsa corre fra partner diversi; 100%: tutti i tipi corrono fra gli stessi partner, nello stesso senso. "
        "Non dice quanto passi.",
        en="0%: each kind of resource runs between different partners; 100%: all kinds run between the same partners, the same way. "
        "It does not say how much flows.",
    ),
    undefined=Text(
        it="flussi non rilevati, meno di due tipi di risorsa fra quelli che passano, o nessun partner",
        en="flows not recorded, fewer than two kinds of resource among those that flow, or no partners",
    ),
    formula="Σ_{r<s} J_rs / (L(L−1)/2); L = #{r : F_r ≠ ∅}, J_rs = #(F_r ∩ F_s) / #(F_r ∪ F_s), F_r = {(i, k) : f_ikr > 0}",
    reference="Battiston, Nicosia & Latora 2014, Physical Review E 89:032804",
    sentence=Text(
        it="Flussi comuni a due tipi di risorsa, in media fra le coppie di tipi: {value}.",
        en="{value} of the flows are common to two kinds of resource, on average over the pairs of kinds.",
    ),
    needs=("flow",),
    cost="O(n + F)",
)
def flow_overlap(network: Network) -> float:
    """Return the Jaccard index of the arcs of two kinds of resource, averaged over the pairs of kinds that have any arc.

    In [0, 1]. EMPTY without partners, NOT_RECORDED without recorded flows, TOO_FEW with fewer than two kinds of flow.
    Battiston, Nicosia & Latora 2014.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> money = csr_array(([3.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))
    >>> work = csr_array(([1.0, 1.0], ([0, 2], [2, 3])), shape=(6, 6))
    >>> flow_overlap(replace(example().networks[2019], flows={"economic": money, "operational": work}))  # one arc of three
    0.3333333333333333
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    if network.flows is None:
        return undefined(Reason.NOT_RECORDED)
    kinds = [arcs.astype(bool) for arcs in map(_arcs, network.flows.values()) if arcs.nnz]
    if len(kinds) < 2:
        return undefined(Reason.TOO_FEW)
    common = [(one.multiply(other).nnz, one.nnz + other.nnz) for at, one in enumerate(kinds) for other in kinds[:at]]
    return float(np.mean([both / (total - both) for both, total in common]))


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
    flow = _pooled(network)
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
    undefined=_NO_FLOW,
    formula=f"1 − Σ_{{(i,k) : c(i) = c(k)}} f_ik / Σ_ik f_ik; {_POOLED}; c(i) = c(k) ⇔ i ⇝ k ⇝ i",
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
    return _of_flow(network, one_way)


# ---------------------------------------------------------------------- who stands above whom


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
    above itself. The R package sna looks for a node above both that leads to all others instead, against its own manual. Nodes with the same nodes above them are looked at once, O(kinds² · n / 64); where that is too much, 250,000
    pairs are drawn, with a standard error of 0.001 at most. nan where no component has three nodes.

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
    value = index(_arcs((network.leads @ network.incidence.T).astype(bool)))
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
