"""Gaps in the making: on how many partners the answer to a need hangs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array  # noqa: TC002 - the examples use it

from reteanalysis.metrics._answers import NO_NEEDS, answers_by_partner, measured_needs, provider_counts
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network


_INF = float("inf")
_NO_COVER = Text(
    it="bisogni non rilevati, nessun progetto, o nessun progetto che risponda a un bisogno",
    en="needs not recorded, no projects, or no project that answers a need",
)
_HILL = "Hill 1973, Ecology 54:427–432"


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Bisogni appesi a un solo ente", en="Needs that hang on one organisation"),
    question=Text(
        it="Dei bisogni che hanno risposta, quanti dipendono da un solo ente?",
        en="Of the needs that have an answer, how many depend on one organisation only?",
    ),
    reading=Text(
        it="0%: a ogni bisogno coperto rispondono almeno due enti; 100%: ognuno dipende da uno solo. I bisogni scoperti sono contati a "
        "parte. Non dice se quell'ente sia solido.",
        en="0%: every answered need has at least two organisations; 100%: each depends on one only. Needs without an answer are "
        "counted elsewhere. It does not say whether that organisation is sound.",
    ),
    undefined=_NO_COVER,
    formula="Σ_c ω_c 1[u_c = 1] / Σ_c ω_c 1[u_c ≥ 1]",
    reference=_HILL,
    sentence=Text(
        it="Bisogni con risposta che dipendono da un solo ente: {value}.",
        en="{value} of the needs that have an answer hang on one organisation only.",
    ),
    needs=("needs",),
    cost="O(C + Σ_ijc a_ij s_jc)",
)
def single_provider_share(network: Network) -> float:
    """Return the share of the answered need in cells with one partner only.

    In [0, 1]; cells without any partner are in neither part. NOT_RECORDED without needs, EMPTY without projects or where
    nothing is answered. Hill 1973.

    >>> from reteanalysis import example
    >>> single_provider_share(example().networks[2019])
    nan (NOT_RECORDED)
    """
    needs, why = measured_needs(network)
    if needs is None:
        return why
    providers = provider_counts(network, needs)
    answered = needs.weight[providers > 0].sum()
    return float(needs.weight[providers == 1].sum() / answered) if answered else undefined(Reason.EMPTY)


def effective_number(counts: csr_array) -> NDArray[np.float64]:
    """Return, for each column of `counts`, 1/Σ s² of the shares s of its rows; nan for an empty column.

    >>> effective_number(csr_array([[1, 2, 0], [1, 1, 0]])).round(2)
    array([2. , 1.8, nan])
    """
    whole = counts.sum(axis=0).astype(float)
    squares = counts.power(2).sum(axis=0).astype(float)
    number: NDArray[np.float64] = np.divide(whole**2, squares, out=np.full(counts.shape[1], np.nan), where=squares > 0)
    return number


@metric(
    level="network",
    unit="mean",
    bounds=(1, _INF),
    label=Text(it="Enti effettivi per bisogno", en="Effective organisations per need"),
    question=Text(
        it="Su quanti enti poggia, in media, la risposta a un bisogno?",
        en="On how many organisations does the answer to a need rest, on average?",
    ),
    reading=Text(
        it="1: su uno solo; più alto: su più enti con un peso simile. Un ente presente in molti progetti sullo stesso bisogno conta di "
        "più; la media dà a ogni bisogno coperto il peso che ha. Non dice se quegli enti lavorino insieme.",
        en="1: on one only; higher: on more organisations of similar weight. An organisation in many projects on the same need counts "
        "for more; the mean gives each answered need its size. It does not say whether those organisations work together.",
    ),
    undefined=_NO_COVER,
    formula="Σ_c ω_c D_c / Σ_c ω_c (u_c ≥ 1); D_c = 1 / Σ_i s_ic², s_ic = Σ_j a_ij s_jc / Σ_ij a_ij s_jc",
    reference=_HILL,
    sentence=Text(
        it="La risposta a un bisogno poggia in media su {value} enti di pari peso.",
        en="The answer to a need rests on {value} organisations of equal weight, on average.",
    ),
    needs=("needs",),
    cost="O(C + Σ_ijc a_ij s_jc)",
)
def mean_effective_providers(network: Network) -> float:
    """Return the effective number of partners of an answered cell, averaged by need.

    At least 1. Each partner counts in a cell for its projects there. Undefined where `single_provider_share` is. Hill 1973.

    >>> effective_number(csr_array([[3], [1]]))  # 16 / 10
    array([1.6])
    """
    needs, why = measured_needs(network)
    if needs is None:
        return why
    number = effective_number(answers_by_partner(network, needs))
    answered = ~np.isnan(number) & (needs.weight > 0)
    return float(np.average(number[answered], weights=needs.weight[answered])) if answered.any() else undefined(Reason.EMPTY)


@metric(
    level="partner",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Bisogno che solo lui copre", en="Need that it alone answers"),
    question=Text(
        it="Quanta parte dei bisogni rilevati resterebbe senza risposta se il partner uscisse?",
        en="What part of the recorded needs would be left without an answer if the partner left?",
    ),
    reading=Text(
        it="0%: a ogni bisogno cui risponde rispondono anche altri; più alto: più bisogni dipendono da lui solo. "
        "Non è un merito né una colpa: dice dove serve un secondo ente.",
        en="0%: others too answer each need it answers; higher: more needs depend on it alone. "
        "It is neither merit nor fault: it says where a second organisation is needed.",
    ),
    undefined=NO_NEEDS,
    formula="Σ_c ω_c 1[u_c = 1, Σ_j a_ij s_jc > 0] / Σ_c ω_c",
    reference=_HILL,
    needs=("needs",),
    cost="O(n + C + Σ_ijc a_ij s_jc)",
)
def partner_sole_need(network: Network) -> NDArray[np.float64]:
    """Return, for each partner, the share of the recorded need in cells that it alone answers.

    In [0, 1]; 0 for a partner that answers none alone, nan for all where `needs_coverage` is undefined. Hill 1973.

    >>> from reteanalysis import example
    >>> partner_sole_need(example().networks[2019])
    array([nan, nan, nan, nan, nan, nan])
    """
    needs, _ = measured_needs(network)
    if needs is None:
        return np.full(network.n, np.nan)
    alone = np.where(provider_counts(network, needs) == 1, needs.weight, 0.0)
    hanging: NDArray[np.float64] = (answers_by_partner(network, needs).astype(bool).astype(float) @ alone) / needs.weight.sum()
    return hanging
