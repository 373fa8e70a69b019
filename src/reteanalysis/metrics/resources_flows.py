"""Resources that pass from partner to partner: whether they come back, and whether all kinds run between the same partners.

Flows are measured only where they were recorded, with a giver and a receiver. Flows imputed from the contributions to projects,
split equally among those at the table, would make reciprocity and cycles by construction: they are never measured here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array  # noqa: TC002 - the examples use it

from reteanalysis.metrics._flows import NO_FLOW, POOLED, arcs_of, of_flow, pooled
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network


_SQUARTINI = "Squartini, Picciolo, Ruzzenenti & Garlaschelli 2013, Scientific Reports 3:2729"


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
    undefined=NO_FLOW,
    formula=f"Σ_{{i≠k}} min(f_ik, f_ki) / Σ_{{i≠k}} f_ik; {POOLED}",
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
    return of_flow(network, reciprocity)


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
    undefined=NO_FLOW,
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
    return of_flow(network, lambda flow: reciprocity(flow.astype(bool).astype(np.float64)))


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
    undefined=NO_FLOW,
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
    return of_flow(network, dyadic)


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
    undefined=NO_FLOW,
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
    return of_flow(network, reciprocity, "knowledge")


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
    undefined=NO_FLOW,
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
    return of_flow(network, reciprocity, "economic")


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
    undefined=NO_FLOW,
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
    return of_flow(network, reciprocity, "operational")


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
    formula=f"Σ_k min(f_ik, f_ki) / Σ_k f_ik; {POOLED}",
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
    flow = pooled(network)
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
    kinds = [arcs.astype(bool) for arcs in map(arcs_of, network.flows.values()) if arcs.nnz]
    if len(kinds) < 2:
        return undefined(Reason.TOO_FEW)
    common = [(one.multiply(other).nnz, one.nnz + other.nnz) for at, one in enumerate(kinds) for other in kinds[:at]]
    return float(np.mean([both / (total - both) for both, total in common]))
