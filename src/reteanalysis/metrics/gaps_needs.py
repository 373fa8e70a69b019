"""Gaps between needs and answers: which needs have no answer, and who is near them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.metrics._answers import (
    NO_NEEDS,
    Why,
    answer_counts,
    answers_by_partner,
    may_be_asked,
    measured_needs,
    near_needs,
    provider_counts,
)
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Text

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from reteanalysis.network import Network


_INF = float("inf")

_CHURCH = "Church & ReVelle 1974, Papers of the Regional Science Association 32:101–118"
_PENCHANSKY = "Penchansky & Thomas 1981, Medical Care 19:127–140; " + _CHURCH


def covered_share(weight: ArrayLike, times: ArrayLike, least: int = 1) -> float:
    """Return the share of `weight` in the cells answered at least `least` times.

    >>> covered_share([6, 3, 1], [2, 0, 1]), covered_share([6, 3, 1], [2, 0, 1], 2)
    (0.7, 0.6)
    """
    weight = np.asarray(weight, float)
    return float(weight[np.asarray(times) >= least].sum() / weight.sum())


@dataclass(frozen=True)
class NeedGap:
    """A need with fewer answers than it should have; positions in ``network.needs``, ``projects`` and ``partners``."""

    cell: int
    weight: float
    missing: int
    projects: tuple[int, ...]  # that answer it
    providers: tuple[int, ...]  # that answer it
    near: tuple[tuple[int, tuple[Why, ...]], ...]  # partners that could, and what they know of it: the nearest first


def uncovered_needs(network: Network, requirement: int = 1) -> list[NeedGap]:
    """Return the needs that fewer than `requirement` projects answer, the largest first; empty where none is recorded.

    With ``requirement=2`` also those that one project answers, with the project and its partners. Near a need are the
    partners other than the convening body that work in its area, or work or are seated in its district: first those of both,
    then those of the area, of equals those with fewer projects.
    """
    needs = network.needs
    if needs is None:
        return []
    answers = answer_counts(needs)
    projects, bodies = needs.served.tocsc(), answers_by_partner(network, needs).tocsc()
    short = np.flatnonzero((answers < requirement) & (needs.weight > 0))
    short = short[np.argsort(-needs.weight[short], kind="stable")]
    around = near_needs(network, needs, short, may_be_asked(network))

    def near(k: int) -> tuple[tuple[int, tuple[Why, ...]], ...]:
        area, district = around.area[:, k] & around.free[:, k], around.district[:, k] & around.free[:, k]
        who = sorted(
            np.flatnonzero(area | district).tolist(), key=lambda i: (not (area[i] and district[i]), not area[i], network.load[i], i)
        )
        return tuple((i, (*(("area",) if area[i] else ()), *(("district",) if district[i] else ()))) for i in who)

    def listed(columns: Any, c: int) -> tuple[int, ...]:
        return tuple(sorted(columns.indices[columns.indptr[c] : columns.indptr[c + 1]].tolist()))

    return [
        NeedGap(c, float(needs.weight[c]), int(requirement - answers[c]), listed(projects, c), listed(bodies, c), near(k))
        for k, c in enumerate(short.tolist())
    ]


# ---------------------------------------------------------------------- coverage


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Copertura dei bisogni", en="Coverage of needs"),
    question=Text(
        it="A quanta parte dei bisogni rilevati risponde almeno un progetto?",
        en="What part of the recorded needs does at least one project answer?",
    ),
    reading=Text(
        it="0%: nessun bisogno ha un progetto; 100%: ogni bisogno ne ha almeno uno. Ogni bisogno pesa quanto è grande. "
        "Non dice se la risposta basti, né se funzioni.",
        en="0%: no need has a project; 100%: every need has at least one. Each need counts for its size. "
        "It does not say whether the answer is enough, nor whether it works.",
    ),
    undefined=NO_NEEDS,
    formula="Σ_c ω_c 1[x_c ≥ 1] / Σ_c ω_c",
    reference=_PENCHANSKY,
    sentence=Text(
        it="Bisogni rilevati cui risponde almeno un progetto: {value}.",
        en="At least one project answers {value} of the recorded needs.",
    ),
    needs=("needs",),
    cost="O(C + Σ_jc s_jc)",
)
def needs_coverage(network: Network) -> float:
    """Return the share of the recorded need in cells that at least one project answers.

    In [0, 1], each cell counting for its weight. NOT_RECORDED without needs, EMPTY without projects or where all needs are
    zero. Church & ReVelle 1974.

    >>> from reteanalysis import example
    >>> needs_coverage(example().networks[2019])  # its formula is worked in `covered_share`
    nan (NOT_RECORDED)
    """
    needs, why = measured_needs(network)
    return why if needs is None else covered_share(needs.weight, answer_counts(needs))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Copertura doppia dei bisogni", en="Double coverage of needs"),
    question=Text(
        it="A quanta parte dei bisogni rilevati rispondono almeno due progetti?",
        en="What part of the recorded needs do at least two projects answer?",
    ),
    reading=Text(
        it="0%: nessun bisogno ha più di un progetto; 100%: ognuno ne ha almeno due. Due progetti possono essere dello stesso ente.",
        en="0%: no need has more than one project; 100%: each has at least two. Two projects may be run by the same organisation.",
    ),
    undefined=NO_NEEDS,
    formula="Σ_c ω_c 1[x_c ≥ 2] / Σ_c ω_c",
    reference=_PENCHANSKY,
    sentence=Text(
        it="Bisogni rilevati cui rispondono almeno due progetti: {value}.",
        en="At least two projects answer {value} of the recorded needs.",
    ),
    needs=("needs",),
    cost="O(C + Σ_jc s_jc)",
)
def needs_coverage_twice(network: Network) -> float:
    """Return the share of the recorded need in cells that at least two projects answer.

    In [0, 1], at most `needs_coverage`, and undefined where that is. Church & ReVelle 1974.

    >>> covered_share([6, 3, 1], [2, 0, 1], 2)
    0.6
    """
    needs, why = measured_needs(network)
    return why if needs is None else covered_share(needs.weight, answer_counts(needs), 2)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Bisogni con almeno due enti", en="Needs with at least two organisations"),
    question=Text(
        it="A quanta parte dei bisogni rilevati rispondono almeno due enti diversi?",
        en="What part of the recorded needs do at least two different organisations answer?",
    ),
    reading=Text(
        it="0%: nessun bisogno ha più di un ente che risponda; 100%: ognuno ne ha almeno due. Basta un progetto comune, "
        "e se quel progetto finisce vengono meno tutti insieme.",
        en="0%: no need has more than one organisation answering; 100%: each has at least two. A single joint project is enough, "
        "and if that project ends they all stop together.",
    ),
    undefined=NO_NEEDS,
    formula="Σ_c ω_c 1[u_c ≥ 2] / Σ_c ω_c; u_c = #{i : Σ_j a_ij s_jc > 0}",
    reference=_PENCHANSKY,
    sentence=Text(
        it="Bisogni rilevati cui rispondono almeno due enti diversi: {value}.",
        en="At least two different organisations answer {value} of the recorded needs.",
    ),
    needs=("needs",),
    cost="O(C + Σ_ijc a_ij s_jc)",
)
def needs_coverage_by_providers(network: Network) -> float:
    """Return the share of the recorded need in cells that at least two different partners answer.

    In [0, 1], at most `needs_coverage` (with one partner instead of two it would be the same), undefined where that is.
    Church & ReVelle 1974.

    >>> covered_share([6, 3, 1], [1, 4, 2], 2)
    0.4
    """
    needs, why = measured_needs(network)
    return why if needs is None else covered_share(needs.weight, provider_counts(network, needs), 2)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Bisogni senza risposta", en="Needs without an answer"),
    question=Text(
        it="Quanti dei bisogni rilevati non hanno alcun progetto?",
        en="How many of the recorded needs have no project at all?",
    ),
    reading=Text(
        it="0: ogni bisogno ha almeno un progetto; più alto: più bisogni scoperti, grandi o piccoli che siano. "
        "Un progetto di cui non si sa la circoscrizione non conta per i bisogni di una circoscrizione.",
        en="0: every need has at least one project; higher: more needs uncovered, large or small. "
        "A project whose district is not known does not count for the needs of a district.",
    ),
    undefined=NO_NEEDS,
    formula="#{c : ω_c > 0, x_c = 0}",
    reference=_PENCHANSKY,
    sentence=Text(it="Bisogni rilevati senza alcun progetto: {value}.", en="Recorded needs without any project: {value}."),
    needs=("needs",),
    cost="O(C + Σ_jc s_jc)",
)
def uncovered_need_count(network: Network) -> float:
    """Return the number of cells with need that no project answers.

    A count; `uncovered_needs` names them. Undefined where `needs_coverage` is. Church & ReVelle 1974.

    >>> from reteanalysis import example
    >>> uncovered_need_count(example().networks[2019])
    nan (NOT_RECORDED)
    """
    needs, why = measured_needs(network)
    return why if needs is None else float(np.count_nonzero((answer_counts(needs) == 0) & (needs.weight > 0)))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti senza un bisogno rilevato", en="Projects without a recorded need"),
    question=Text(
        it="Quanti progetti non rispondono ad alcuno dei bisogni rilevati?",
        en="How many projects answer none of the recorded needs?",
    ),
    reading=Text(
        it="0%: ogni progetto risponde a un bisogno rilevato; 100%: nessuno. Un valore alto può voler dire che i bisogni sono rilevati "
        "male, o che dei progetti non si sa dove o per chi lavorano.",
        en="0%: every project answers a recorded need; 100%: none does. A high value may mean that needs are poorly recorded, "
        "or that it is not known where or for whom the projects work.",
    ),
    undefined=NO_NEEDS,
    formula="#{j : Σ_c s_jc 1[ω_c > 0] = 0} / m",
    reference=_PENCHANSKY,
    sentence=Text(
        it="Progetti che non rispondono ad alcun bisogno rilevato: {value}.",
        en="{value} of the projects answer no recorded need.",
    ),
    needs=("needs",),
    cost="O(m + C + Σ_jc s_jc)",
)
def response_without_need(network: Network) -> float:
    """Return the share of projects that answer no cell with a need above zero.

    In [0, 1]; what the measures of proportion leave out is counted here. Undefined where `needs_coverage` is.
    Penchansky & Thomas 1981.

    >>> from reteanalysis import example
    >>> response_without_need(example().networks[2019])
    nan (NOT_RECORDED)
    """
    needs, why = measured_needs(network)
    return why if needs is None else float(np.mean(needs.served @ (needs.weight > 0).astype(np.int64) == 0))
