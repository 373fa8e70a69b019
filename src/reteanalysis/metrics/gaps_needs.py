"""Gaps between needs and answers: which needs have no answer, which hang on one body, who could step in, who stands idle.

Needs are the cells of the plan (area, target group, district, where each is stated), never those read off the projects: cells
seen only where a project is would all be answered. The answer to a cell is counted in projects, since places of different
services have no common unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack, vstack

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Needs, Network

_INF = float("inf")
_Why = Literal["area", "district"]
_NO_NEEDS = Text(
    it="nessun progetto, bisogni non rilevati, o nessun bisogno maggiore di zero",
    en="no projects, needs not recorded, or no need above zero",
)
_NO_ANSWER = Text(
    it="bisogni non rilevati, meno di due bisogni maggiori di zero, o nessun progetto che risponda a uno di essi",
    en="needs not recorded, fewer than two needs above zero, or no project that answers any of them",
)
_NO_DISTRICTS = Text(
    it="come per la misura intera, o bisogni rilevati senza circoscrizione",
    en="as for the whole measure, or needs recorded without a district",
)
_NO_COVER = Text(
    it="bisogni non rilevati, nessun progetto, o nessun progetto che risponda a un bisogno",
    en="needs not recorded, no projects, or no project that answers a need",
)
_NO_REGISTER = Text(it="registro non rilevato, o anno senza partner attivi", en="no register recorded, or a year without active partners")

_CHURCH = "Church & ReVelle 1974, Papers of the Regional Science Association 32:101–118"
_PENCHANSKY = "Penchansky & Thomas 1981, Medical Care 19:127–140; " + _CHURCH
_HOOVER = "Hoover 1936, Review of Economics and Statistics 18:162–171; Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press"
_THEIL = "Theil 1967, Economics and Information Theory, North-Holland; Shorrocks 1980, Econometrica 48:613–625"
_HILL = "Hill 1973, Ecology 54:427–432"
_BEASLEY = "Chvátal 1979, Mathematics of Operations Research 4:233–235; Beasley 1987, European Journal of Operational Research 31:85–93"
_LAUMANN = "Laumann, Marsden & Prensky 1983, in Burt & Minor (eds.), Applied Network Analysis, 18–34"


# ---------------------------------------------------------------------- what answers what


def _answers(needs: Needs) -> NDArray[np.int64]:
    """Return how many projects answer each cell, shape (c,)."""
    counts: NDArray[np.int64] = np.bincount(needs.served.indices, minlength=len(needs.weight)).astype(np.int64, copy=False)
    return counts


def _provided(network: Network, needs: Needs) -> csr_array:
    """Return how many projects each partner has in each cell, shape (n, c)."""
    return csr_array(network.incidence @ needs.served)


def _asked(network: Network) -> tuple[Needs | None, float]:
    """Return the needs of the year, or None and why they cannot be measured."""
    if not network.seats:
        return None, undefined(Reason.EMPTY)
    if network.needs is None:
        return None, undefined(Reason.NOT_RECORDED)
    return (network.needs, 0.0) if network.needs.weight.sum() > 0 else (None, undefined(Reason.EMPTY))


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
    near: tuple[tuple[int, tuple[_Why, ...]], ...]  # partners that could, and what they know of it: the nearest first


def uncovered_needs(network: Network, requirement: int = 1) -> list[NeedGap]:
    """Return the needs that fewer than `requirement` projects answer, the largest first; empty where none is recorded.

    With ``requirement=2`` also those that one project answers, with the project and its partners. Near a need are the
    partners other than the convening body that work in its area, or work or are seated in its district: first those of both,
    then those of the area, of equals those with fewer projects.
    """
    needs = network.needs
    if needs is None:
        return []
    answers = _answers(needs)
    projects, bodies = needs.served.tocsc(), _provided(network, needs).tocsc()
    short = np.flatnonzero((answers < requirement) & (needs.weight > 0))
    short = short[np.argsort(-needs.weight[short], kind="stable")]
    around = _near(network, needs, short, _candidates(network))

    def near(k: int) -> tuple[tuple[int, tuple[_Why, ...]], ...]:
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
    undefined=_NO_NEEDS,
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
    needs, why = _asked(network)
    return why if needs is None else covered_share(needs.weight, _answers(needs))


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
    undefined=_NO_NEEDS,
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
    needs, why = _asked(network)
    return why if needs is None else covered_share(needs.weight, _answers(needs), 2)


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
    undefined=_NO_NEEDS,
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
    needs, why = _asked(network)
    return why if needs is None else covered_share(needs.weight, _providers(network, needs), 2)


def _providers(network: Network, needs: Needs) -> NDArray[np.int64]:
    """Return how many different partners answer each cell, shape (c,)."""
    if network.small:
        return np.asarray((network.seated @ needs.served.toarray() > 0).sum(axis=0))
    return np.bincount(_provided(network, needs).indices, minlength=len(needs.weight)).astype(np.int64)


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
    undefined=_NO_NEEDS,
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
    needs, why = _asked(network)
    return why if needs is None else float(np.count_nonzero((_answers(needs) == 0) & (needs.weight > 0)))


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
    undefined=_NO_NEEDS,
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
    needs, why = _asked(network)
    return why if needs is None else float(np.mean(needs.served @ (needs.weight > 0).astype(np.int64) == 0))


# ---------------------------------------------------------------------- proportion


def hoover(need: ArrayLike, response: ArrayLike) -> float:
    """Return the share of the response that would have to move to be proportional to the need.

    >>> hoover([1, 1, 2], [3, 1, 0])  # ½ (|3/4 − 1/4| + 0 + |0 − 1/2|)
    0.5
    """
    omega, r = _shares(need), _shares(response)
    return float(np.abs(r - omega).sum() / 2)


def gini(need: ArrayLike, response: ArrayLike) -> float:
    """Return the Gini coefficient of response against need: twice the area between the Lorenz curve and the diagonal.

    >>> gini([1, 1], [1, 3])
    0.25
    """
    omega, r = _shares(need), _shares(response)
    order = np.argsort(r / omega, kind="stable")
    curve = np.concatenate([[0.0], np.cumsum(r[order])])
    return max(0.0, float(1 - (omega[order] * (curve[1:] + curve[:-1])).sum()))


def theil(need: ArrayLike, response: ArrayLike, group: ArrayLike | None = None) -> tuple[float, float]:
    """Return Theil's T of response against need, between the groups and within them; without groups it is all within.

    >>> theil([1, 1, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1])  # ln 2
    (0.6931471805599453, 0.0)
    """
    omega, r = _shares(need), _shares(response)
    whole = _divergence(r, omega)
    if group is None:
        return 0.0, whole
    at = np.unique(np.asarray(group), return_inverse=True)[1]
    between = _divergence(np.bincount(at, r), np.bincount(at, omega))
    return between, max(0.0, whole - between)


def _shares(values: ArrayLike) -> NDArray[np.float64]:
    values = np.asarray(values, float)
    shares: NDArray[np.float64] = values / values.sum()
    return shares


def _divergence(r: NDArray[Any], omega: NDArray[Any]) -> float:
    """Return Σ r ln(r/ω), with 0 ln 0 = 0."""
    some = r > 0
    return max(0.0, float((r[some] * np.log(r[some] / omega[some])).sum()))


class _Proportion(NamedTuple):
    need: NDArray[np.float64]
    response: NDArray[np.int64]
    group: NDArray[np.intp] | None


def _proportion(network: Network) -> _Proportion | float:
    """Return need, response and district of the cells with need, or why they cannot be compared."""
    needs, why = _asked(network)
    if needs is None:
        return why
    some = needs.weight > 0
    response = _answers(needs)[some]
    if not response.any():
        return undefined(Reason.EMPTY)
    if np.count_nonzero(some) < 2:
        return undefined(Reason.TOO_FEW)
    districts = [district if district is not None else "" for district in needs.district[some]]
    group = np.unique(districts, return_inverse=True)[1].astype(np.intp) if any(districts) else None
    return _Proportion(needs.weight[some], response, group)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Risposta da spostare (Hoover)", en="Response to be moved (Hoover)"),
    question=Text(
        it="Quanta parte dei progetti andrebbe spostata perché la risposta rispecchi i bisogni?",
        en="What part of the projects would have to move for the response to match the needs?",
    ),
    reading=Text(
        it="0%: i progetti sono distribuiti come i bisogni; vicino al 100%: sono quasi tutti dove c'è poco bisogno. "
        "Conta i progetti, non quanto sono grandi: con pochi progetti e molti bisogni è alto per forza.",
        en="0%: projects are spread as needs are; near 100%: nearly all are where there is little need. "
        "It counts projects, not how large they are: with few projects and many needs it is bound to be high.",
    ),
    undefined=_NO_ANSWER,
    formula="H = ½ Σ_c |r_c − ω_c|",
    reference=_HOOVER,
    sentence=Text(
        it="Quota della risposta che andrebbe spostata per rispecchiare la distribuzione dei bisogni: {value}.",
        en="{value} of the response would have to move to match the distribution of needs.",
    ),
    needs=("needs",),
    cost="O(C log C + Σ_jc s_jc)",
)
def needs_hoover(network: Network) -> float:
    """Return Hoover's index of the projects of each cell against its need.

    In [0, 1). A project that answers several cells counts in each; cells without need are left to `response_without_need`.
    NOT_RECORDED without needs, EMPTY where nothing is answered, TOO_FEW with fewer than two cells. Hoover 1936.

    >>> hoover([1, 1, 2], [3, 1, 0])
    0.5
    """
    known = _proportion(network)
    return known if isinstance(known, float) else hoover(known.need, known.response)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Disuguaglianza della risposta (Gini)", en="Inequality of the response (Gini)"),
    question=Text(
        it="Quanto è disuguale la risposta a parità di bisogno?",
        en="How unequal is the response, need for need?",
    ),
    reading=Text(
        it="0: a uguale bisogno uguale risposta; vicino a 1: quasi tutta la risposta va a una piccola parte del bisogno. "
        "Conta i progetti, non quanto sono grandi.",
        en="0: equal response to equal need; near 1: nearly all the response goes to a small part of the need. "
        "It counts projects, not how large they are.",
    ),
    undefined=_NO_ANSWER,
    formula="G = 1 − Σ_c ω_c (R_c + R_{c−1}); R_c = Σ_{b ≤ c} r_b, r_1/ω_1 ≤ r_2/ω_2 ≤ …",
    reference="Gini 1912, Variabilità e mutabilità; Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press",
    sentence=Text(
        it="Disuguaglianza della risposta rispetto ai bisogni (Gini): {value}, dove 0 è uguale per tutti.",
        en="Inequality of the response against the needs (Gini): {value}, where 0 is equal for all.",
    ),
    needs=("needs",),
    cost="O(C log C + Σ_jc s_jc)",
)
def needs_gini(network: Network) -> float:
    """Return the Gini coefficient of the projects of each cell against its need.

    In [0, 1). Undefined where `needs_hoover` is, and never below it. Gini 1912.

    >>> gini([1, 1], [1, 3])
    0.25
    """
    known = _proportion(network)
    return known if isinstance(known, float) else gini(known.need, known.response)


@metric(
    level="network",
    unit="index",
    bounds=(0, _INF),
    label=Text(it="Sproporzione della risposta (Theil)", en="Disproportion of the response (Theil)"),
    question=Text(
        it="Quanto la risposta è lontana dall'essere proporzionata ai bisogni?",
        en="How far is the response from being proportional to the needs?",
    ),
    reading=Text(
        it="0: proporzionata; più alto: più lontana, fino a ln(1/ω) del bisogno più piccolo. Serve perché si divide esattamente in una "
        "parte fra circoscrizioni e una dentro di esse: da solo il numero dice poco.",
        en="0: proportional; higher: further from it, up to ln(1/ω) of the smallest need. It is there because it splits exactly into a "
        "part between districts and one within them: the number by itself says little.",
    ),
    undefined=_NO_ANSWER,
    formula="T = Σ_c r_c ln(r_c / ω_c)",
    reference=_THEIL,
    sentence=Text(
        it="Sproporzione fra risposta e bisogni (Theil): {value}, dove 0 è proporzionata.",
        en="Disproportion between response and needs (Theil): {value}, where 0 is proportional.",
    ),
    needs=("needs",),
    cost="O(C log C + Σ_jc s_jc)",
)
def needs_theil(network: Network) -> float:
    """Return Theil's T of the projects of each cell against its need.

    At least 0, at most ln(1/ω) of the smallest share of need. Undefined where `needs_hoover` is. Theil 1967.

    >>> sum(theil([1, 1, 2], [1, 1, 0]))  # ½ ln 2 + ½ ln 2
    0.6931471805599453
    """
    known = _proportion(network)
    return known if isinstance(known, float) else sum(theil(known.need, known.response))


@metric(
    level="network",
    unit="index",
    bounds=(0, _INF),
    label=Text(it="Sproporzione fra circoscrizioni (Theil)", en="Disproportion between districts (Theil)"),
    question=Text(
        it="Quanta della sproporzione sta fra una circoscrizione e l'altra?",
        en="How much of the disproportion lies between one district and another?",
    ),
    reading=Text(
        it="0: ogni circoscrizione ha la risposta che il suo bisogno farebbe attendere; pari alla misura intera: dentro le "
        "circoscrizioni la risposta è proporzionata. I bisogni di tutta la città contano come una circoscrizione. "
        "Non dice quali circoscrizioni abbiano troppo poco.",
        en="0: each district has the response its need would lead to expect; equal to the whole measure: inside the districts the "
        "response is proportional. Needs of the whole city count as one district. It does not say which districts have too little.",
    ),
    undefined=_NO_DISTRICTS,
    formula="T_B = Σ_d r_d ln(r_d / ω_d); r_d = Σ_{c∈d} r_c, ω_d = Σ_{c∈d} ω_c",
    reference=_THEIL,
    sentence=Text(
        it="Sproporzione fra risposta e bisogni dovuta a differenze fra circoscrizioni (Theil): {value}.",
        en="Disproportion between response and needs due to differences between districts (Theil): {value}.",
    ),
    needs=("needs",),
    cost="O(C log C + Σ_jc s_jc)",
)
def needs_theil_between(network: Network) -> float:
    """Return the part of `needs_theil` between districts.

    At least 0, at most `needs_theil`. Undefined where that is, and NOT_RECORDED where no need states a district. Shorrocks 1980.

    >>> theil([1, 1, 1, 1], [0, 0, 1, 1], [0, 0, 1, 1])[0]
    0.6931471805599453
    """
    parts = _theil_parts(network)
    return parts if isinstance(parts, float) else parts[0]


@metric(
    level="network",
    unit="index",
    bounds=(0, _INF),
    label=Text(it="Sproporzione dentro le circoscrizioni (Theil)", en="Disproportion within districts (Theil)"),
    question=Text(
        it="Quanta della sproporzione sta fra i bisogni di una stessa circoscrizione?",
        en="How much of the disproportion lies between the needs of the same district?",
    ),
    reading=Text(
        it="0: dentro ogni circoscrizione la risposta è proporzionata ai bisogni; pari alla misura intera: le circoscrizioni "
        "sono trattate nello stesso modo e la sproporzione è tutta fra un'area e l'altra. Non dice quali bisogni abbiano troppo poco.",
        en="0: inside each district the response is proportional to the needs; equal to the whole measure: districts are treated "
        "alike and the disproportion is all between one area and another. It does not say which needs have too little.",
    ),
    undefined=_NO_DISTRICTS,
    formula="T_W = T − T_B = Σ_d r_d Σ_{c∈d} (r_c/r_d) ln((r_c/r_d) / (ω_c/ω_d))",
    reference=_THEIL,
    sentence=Text(
        it="Sproporzione fra risposta e bisogni dentro le circoscrizioni (Theil): {value}.",
        en="Disproportion between response and needs inside the districts (Theil): {value}.",
    ),
    needs=("needs",),
    cost="O(C log C + Σ_jc s_jc)",
)
def needs_theil_within(network: Network) -> float:
    """Return the part of `needs_theil` within districts.

    At least 0; with `needs_theil_between` it makes `needs_theil`. Undefined where that part is. Shorrocks 1980.

    >>> theil([1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1])
    (0.0, 0.6931471805599453)
    """
    parts = _theil_parts(network)
    return parts if isinstance(parts, float) else parts[1]


def _theil_parts(network: Network) -> tuple[float, float] | float:
    known = _proportion(network)
    if isinstance(known, float):
        return known
    return undefined(Reason.NOT_RECORDED) if known.group is None else theil(known.need, known.response, known.group)


# ---------------------------------------------------------------------- on how many it hangs


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
    needs, why = _asked(network)
    if needs is None:
        return why
    providers = _providers(network, needs)
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
    needs, why = _asked(network)
    if needs is None:
        return why
    number = effective_number(_provided(network, needs))
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
    undefined=_NO_NEEDS,
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
    needs, _ = _asked(network)
    if needs is None:
        return np.full(network.n, np.nan)
    alone = np.where(_providers(network, needs) == 1, needs.weight, 0.0)
    hanging: NDArray[np.float64] = (_provided(network, needs).astype(bool).astype(float) @ alone) / needs.weight.sum()
    return hanging


# ---------------------------------------------------------------------- covering sets


class Cover(NamedTuple):
    """A set of columns that covers every row as often as required."""

    cost: float
    chosen: tuple[int, ...]
    proven: bool  # whether no cheaper one exists, for certain


# Deterministic, unlike a limit of time; covers of hundreds of rows and thousands of columns are proven long before it.
_NODES = 20_000


def set_cover(costs: ArrayLike, matrix: Any, requirement: ArrayLike = 1, *, limits: tuple[Any, ArrayLike] | None = None) -> Cover | None:
    """Return the cheapest columns that cover each row as often as required, None where there are none.

    Parameters
    ----------
    costs : array of float, shape (x,)
        What each column costs, at least 0.
    matrix : array or sparse array, shape (c, x)
        1 where the column covers the row.
    requirement : array of int, shape (c,), or int
        How many of the chosen columns must cover each row.
    limits : array or sparse array of shape (k, x), array of float of shape (k,), optional
        Groups of columns, and how many of each group may be chosen at most.

    Notes
    -----
    An integer program, solved by HiGHS (`scipy.optimize.milp`). The problem is NP-hard (Beasley 1987); 200 rows and 1,000
    columns take seconds at most.

    >>> set_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]])
    Cover(cost=1.5, chosen=(2,), proven=True)
    >>> set_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]], limits=([[0, 0, 1]], [0]))
    Cover(cost=2.0, chosen=(0, 1), proven=True)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # here, since nothing else of the catalogue needs it

    costs, matrix = np.asarray(costs, float), csr_array(matrix).astype(float)
    required = np.broadcast_to(np.asarray(requirement, float), matrix.shape[0])
    matrix, required = matrix[required > 0], required[required > 0]
    if np.any(matrix.sum(axis=1) < required):
        return None
    if not len(required):
        return Cover(0.0, (), True)
    rules = [LinearConstraint(matrix, required, np.inf)]
    if limits is not None:
        rules.append(LinearConstraint(csr_array(limits[0]).astype(float), -np.inf, np.asarray(limits[1], float)))
    found = milp(
        costs,
        integrality=np.ones(len(costs), np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if found.x is None:
        return None
    chosen = np.flatnonzero(found.x > 0.5)
    return Cover(float(costs[chosen].sum()), tuple(chosen.tolist()), bool(found.status == 0))


def greedy_cover(costs: ArrayLike, matrix: Any, requirement: ArrayLike = 1) -> Cover | None:
    """Return a cover built by taking the cheapest column per row still short, the first of equals; None where there is none.

    Never more than ln(rows) + 1 times the cheapest (Chvátal 1979): a check on `set_cover`.

    >>> greedy_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]])
    Cover(cost=1.5, chosen=(2,), proven=False)
    """
    costs, covers = np.asarray(costs, float), csr_array(matrix).toarray() > 0
    short = np.broadcast_to(np.asarray(requirement, np.int64), covers.shape[0]).copy()
    free, chosen = np.ones(len(costs), bool), []
    while (short > 0).any():
        gain = np.where(free, covers[short > 0].sum(axis=0), 0)
        if not gain.any():
            return None
        best = int(np.argmin(np.divide(costs, gain, out=np.full(len(costs), np.inf), where=gain > 0)))
        free[best] = False
        short -= covers[:, best]
        chosen.append(best)
    return Cover(float(costs[chosen].sum()), tuple(sorted(chosen)), False)


def best_cover(
    costs: ArrayLike,
    matrix: Any,
    weight: ArrayLike,
    budget: float,
    requirement: ArrayLike = 1,
    *,
    limits: tuple[Any, ArrayLike] | None = None,
) -> Cover:
    """Return the columns within `budget` that cover the most weight, a row counting where it is covered as often as required.

    >>> best_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]], [5, 8], budget=1)
    Cover(cost=1.0, chosen=(1,), proven=True)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    costs, matrix = np.asarray(costs, float), csr_array(matrix).astype(float)
    weight, (c, x) = np.asarray(weight, float), matrix.shape
    required = np.broadcast_to(np.asarray(requirement, float), c)
    # Variables: columns taken, then rows covered; a covered row needs its columns, and all columns together the budget.
    rules = [
        LinearConstraint(hstack([matrix, diags_array(-required)]).tocsr(), 0, np.inf),
        LinearConstraint(np.concatenate([costs, np.zeros(c)])[None], -np.inf, budget),
    ]
    if limits is not None:
        groups = csr_array(limits[0]).astype(float)
        rules.append(LinearConstraint(hstack([groups, csr_array((groups.shape[0], c))]).tocsr(), -np.inf, np.asarray(limits[1], float)))
    found = milp(
        np.concatenate([np.zeros(x), -weight / max(1.0, float(weight.sum()))]),
        integrality=np.ones(x + c, np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    had = found.x[x:] > 0.5 if found.x is not None else np.zeros(c, bool)
    cheapest = set_cover(costs, matrix, required * had, limits=limits)  # nothing that adds nothing
    assert cheapest is not None  # it was had within the budget
    return cheapest._replace(proven=cheapest.proven and found.status == 0)


# ---------------------------------------------------------------------- who could step in


@dataclass(frozen=True)
class CoverMove:
    """One new commitment of a partner, and the needs that it would answer; positions in ``network.partners`` and ``needs``.

    `reason` is 'area' where the partner already works in the areas of these needs and would take that work to their district;
    'district' where it already works, or is seated, in the district and would take up the area.
    """

    partner: int
    reason: _Why
    cells: tuple[int, ...]
    weight: float
    others: tuple[int, ...]  # the partners that could do the same, best placed first


@dataclass(frozen=True)
class CoverPlan:
    """A smallest set of new commitments, those that answer most need first."""

    moves: tuple[CoverMove, ...]
    unreachable: tuple[int, ...]  # the cells that no partner is near
    alternatives: int  # other plans as small, as many as were looked for
    greedy: float  # commitments that a step-by-step choice would need
    proven: bool


def cover_plan(
    network: Network,
    requirement: int = 1,
    *,
    alternatives: int = 20,
    budget: int | None = None,
    each: int | None = None,
    candidates: NDArray[np.bool_] | None = None,
) -> CoverPlan | None:
    """Return the fewest new commitments that would leave no need short of answers; None where needs are not recorded.

    A commitment is one step of one partner that takes part this year: it takes the work it already does, in however many
    areas, to one more district (or target group); or it takes up one more area in one district where it already works or is
    seated. It answers every need short of answers that it reaches so, and costs 1 whatever its size. Needs that no partner is
    near in either sense are listed apart.

    Parameters
    ----------
    network : Network
        With needs.
    requirement : int
        How many projects each need should have.
    alternatives : int
        How many other plans of the same size to look for; plans in which one partner stands in for another that could do
        the same are not counted: each move names those partners.
    budget : int, optional
        With a budget: the commitments, no more than so many, that answer most need.
    each : int, optional
        Ask no partner for more than so many commitments, or, where that cannot be, for as few as can be; then partners
        standing in for each other do count as other plans. The smallest plan of all may put it all on one or two bodies.
    candidates : array of bool, shape (n,), optional
        Who may be asked; by default all partners that take part but the convening body, which is the one that asks.

    Notes
    -----
    With `each`, beyond 200 partners only the 200 near most needs are asked. Of partners that could do the same, first those not yet asked for another move, then those that know both the area and the
    district, then those with fewer projects.
    """
    needs = network.needs
    if needs is None:
        return None
    missing = np.where(needs.weight > 0, np.maximum(0, requirement - _answers(needs)), 0)
    short = np.flatnonzero(missing)
    near = _near(network, needs, short, _candidates(network) if candidates is None else np.asarray(candidates, bool) & network.active)
    if each is not None:
        near = _broadest(near)
    patterns, able = _patterns(_steps(needs, short, near), len(short), requirement, each is not None)
    reach = patterns.sum(axis=0)
    required = np.minimum(missing[short], reach)  # what can be had; the rest is listed
    costs, matrix = np.ones(len(patterns)), csr_array(patterns.T.astype(float))
    greedy = greedy_cover(costs, matrix, required)
    assert greedy is not None  # what is required can be had
    groups = csr_array((0, len(patterns)))
    if each is not None:
        groups = csr_array((costs, ([next(iter(who)) for who in able], np.arange(len(able)))), shape=(network.n, len(able)))
    limit = np.full(groups.shape[0], each or 0)
    if budget is None:
        found = set_cover(costs, matrix, required, limits=(groups, limit))
        while found is None and limit.max() < len(patterns):  # more than that must be asked of some
            limit += 1
            found = set_cover(costs, matrix, required, limits=(groups, limit))
        assert found is not None
    else:
        found = best_cover(costs, matrix, needs.weight[short], budget, np.maximum(1, required), limits=(groups, limit))
    other, barred = 0, found.chosen
    while budget is None and other < alternatives and barred:
        groups = csr_array(vstack([groups, csr_array(([1.0] * len(barred), ([0] * len(barred), barred)), shape=(1, len(patterns)))]))
        limit = np.append(limit, len(barred) - 1)
        again = set_cover(costs, matrix, required, limits=(groups, limit))
        if again is None or again.cost > found.cost + 0.5:
            break
        other, barred = other + 1, again.chosen
    moves = _moves(network, found.chosen, patterns, able, near, short, required)
    return CoverPlan(moves, tuple(short[reach < missing[short]].tolist()), other, greedy.cost, found.proven)


def _candidates(network: Network) -> NDArray[np.bool_]:
    asks: NDArray[np.bool_] = np.array([partner == network.owner for partner in network.partners], bool)
    return np.asarray(network.active & ~asks)


class _Near(NamedTuple):
    """Who is near which cells, each array (partners, cells)."""

    area: NDArray[np.bool_]  # works in the area that the cell states
    district: NDArray[np.bool_]  # works or is seated in the district that it states
    free: NDArray[np.bool_]  # may be asked, and does not answer it already


def _near(network: Network, needs: Needs, short: NDArray[np.intp], asked: NDArray[np.bool_]) -> _Near:
    project, partner = network.project_data, network.partner_data
    return _Near(
        _works_in(network, project.get("area"), None, needs.area[short]),
        _works_in(network, project.get("district"), partner.get("district"), needs.district[short]),
        (_provided(network, needs)[:, short].toarray() == 0) & asked[:, None],
    )


def _works_in(
    network: Network, stated: NDArray[np.object_] | None, seated: NDArray[np.object_] | None, wanted: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Return whether each partner works in what each cell states, through its projects or its own seat, shape (n, cells)."""
    works: NDArray[np.bool_] = np.zeros((network.n, len(wanted)), bool)
    for value in {value for value in wanted if value is not None}:
        who = np.zeros(network.n, bool)
        if stated is not None:
            who |= network.incidence @ np.array([said == value for said in stated], np.int64) > 0
        if seated is not None:
            who |= np.array([said == value for said in seated], bool)
        works[:, [asked == value for asked in wanted]] = who[:, None]
    return works


_ASKED = 200  # each a column of its own for each step: more would not be solved


def _broadest(near: _Near) -> _Near:
    """Leave free only the partners that are near most cells."""
    reach = ((near.area | near.district) & near.free).sum(axis=1)
    out = np.argsort(-reach, kind="stable")[_ASKED:]
    free = near.free.copy()
    free[out] = False
    return near._replace(free=free)


class _Step(NamedTuple):
    reason: _Why
    partners: NDArray[np.intp]
    reached: NDArray[np.bool_]  # (partners, short cells)


def _steps(needs: Needs, short: NDArray[np.intp], near: _Near) -> Iterator[_Step]:
    """Yield every kind of new commitment, with the partners that could make it and the cells that each would reach."""
    cells = list(zip(needs.area[short], needs.target[short], needs.district[short], strict=True))
    no_area, no_district = (np.array([cell[part] is None for cell in cells], bool) for part in (0, 2))

    def within(area: Any, target: Any, district: Any) -> NDArray[np.bool_]:
        """Return which cells a project that states this would answer."""
        return np.array([a in (area, None) and t in (target, None) and d in (district, None) for a, t, d in cells], bool)

    for target, district in dict.fromkeys((t, d) for _, t, d in cells):
        there = np.array([t in (target, None) and d in (district, None) for _, t, d in cells], bool)
        reached = (near.area | no_area) & near.free & there
        partners = np.flatnonzero((reached & near.area).any(axis=1))
        yield _Step("area", partners, reached[partners])
    for c, cell in enumerate(cells):
        reached = (near.district | no_district) & near.free & within(*cell)
        partners = np.flatnonzero(near.district[:, c] & near.free[:, c])
        yield _Step("district", partners, reached[partners])


def _patterns(steps: Iterable[_Step], cells: int, repeat: int, apart: bool) -> tuple[NDArray[np.bool_], list[dict[int, _Why]]]:
    """Return the different sets of cells that one step can reach, and who can make it for which reason.

    A set inside another that enough partners can reach is left out, since a step costs the same; a set that may be needed more
    than once stands so many times. With `apart` each partner's sets stand by themselves.
    """
    makers: dict[tuple[bytes, int], dict[int, _Why]] = {}
    for step in steps:
        packed = np.packbits(step.reached, axis=1)
        for row, partner in zip(packed, step.partners.tolist(), strict=True):
            makers.setdefault((row.tobytes(), partner if apart else -1), {}).setdefault(partner, step.reason)
    sets = np.array([np.unpackbits(np.frombuffer(key, np.uint8), count=cells) for key, _ in makers], np.int64).reshape(len(makers), cells)
    able, whose = list(makers.values()), np.array([partner for _, partner in makers], np.int64)
    times = np.minimum([len(who) for who in able], repeat).astype(np.int64)
    outdone = np.zeros(len(sets), bool)
    for partner in np.unique(whose):
        of = np.flatnonzero(whose == partner)
        size = sets[of].sum(axis=1)
        inside = (sets[of] @ sets[of].T == size[:, None]) & (size[:, None] < size)  # [p, q]: q reaches all that p does, and more
        outdone[of] = (inside & (apart | (times[of] >= repeat))).any(axis=1)
    kept = np.flatnonzero(~outdone)
    order = np.repeat(kept, times[kept])
    return sets[order].astype(bool), [able[p] for p in order]


def _moves(
    network: Network,
    chosen: tuple[int, ...],
    patterns: NDArray[np.bool_],
    able: list[dict[int, _Why]],
    near: _Near,
    short: NDArray[np.intp],
    required: NDArray[np.int64],
) -> tuple[CoverMove, ...]:
    """Name a partner for each chosen set, somebody not yet named where there is one, and order them by the need they add."""
    assert network.needs is not None
    weight = network.needs.weight
    both = near.area & near.district
    left, need, named = list(chosen), required.copy(), np.zeros(network.n, np.int64)
    taken: set[tuple[int, bytes]] = set()
    moves = []
    while left:
        best = left.pop(int(np.argmax([weight[short][patterns[p] & (need > 0)].sum() for p in left])))
        key = patterns[best].tobytes()
        knows = both[:, patterns[best]].sum(axis=1)
        ranked = sorted((who for who in able[best] if (who, key) not in taken), key=lambda i: (named[i], -knows[i], network.load[i], i))
        partner, cells = ranked[0], short[patterns[best]]
        need, named[partner] = need - patterns[best], named[partner] + 1
        taken.add((partner, key))
        cells = cells[np.argsort(-weight[cells], kind="stable")]
        moves.append(CoverMove(partner, able[best][partner], tuple(cells.tolist()), float(weight[cells].sum()), tuple(ranked[1:])))
    return tuple(moves)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Impegni che mancano", en="Commitments missing"),
    question=Text(
        it="Quanti nuovi impegni dei partner basterebbero a non lasciare scoperto alcun bisogno?",
        en="How few new commitments of the partners would leave no need without an answer?",
    ),
    reading=Text(
        it="0: non manca nulla che un partner possa dare; più alto: servono più passi. Un impegno è un partner che porta il lavoro che già fa in "
        "un'altra circoscrizione, o che prende un'altra area in una circoscrizione dove già lavora. L'ente promotore non è fra chi può essere chiamato. È il "
        "minimo sulla carta: non dice chi sia disposto, né quanto costi.",
        en="0: nothing is missing that a partner could give; higher: more steps are needed. A commitment is a partner taking the work it already "
        "does to another district, or taking up another area in a district where it already works. The convening body is not among those to be asked. "
        "It is the least on paper: it does not say who is willing, nor what it costs.",
    ),
    undefined=_NO_NEEDS,
    formula="min Σ_x u_x; Σ_x M_cx u_x ≥ max(0, 1 − x_c), u_x ∈ {0, 1}",
    reference=_BEASLEY,
    sentence=Text(
        it="Nuovi impegni che basterebbero a rispondere a tutti i bisogni che un partner può raggiungere: {value}.",
        en="New commitments that would answer every need within reach of a partner: {value}.",
    ),
    needs=("needs", "area"),
    cost="O(n C² + C E + X² C + v LP(X, C)), v ≤ 20 000",
)
def cover_gap(network: Network) -> float:
    """Return the size of the smallest set of new commitments that answers every need a partner is near.

    A count; `cover_plan` says what a commitment is and names them, `unreachable_need_count` counts what stays uncovered all
    the same. Marked UNSTABLE where the smallest could not be proven. Undefined where `needs_coverage` is. Beasley 1987.

    >>> set_cover([1, 1, 1], [[1, 1, 0], [0, 1, 1], [1, 0, 1]]).cost
    2.0
    """
    _, why = _asked(network)
    if why != why:
        return why
    plan = cover_plan(network, alternatives=0)
    assert plan is not None
    return float(len(plan.moves)) if plan.proven else unstable(float(len(plan.moves)))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Bisogni fuori dalla portata dei partner", en="Needs out of the partners' reach"),
    question=Text(
        it="Quanti bisogni senza risposta sono in un'area e in una circoscrizione dove nessun partner lavora?",
        en="How many needs without an answer are in an area and a district where no partner works?",
    ),
    reading=Text(
        it="0: per ogni bisogno scoperto c'è un partner che ne conosce l'area o la circoscrizione; più alto: per questi serve un ente "
        "nuovo, o l'ente promotore. Conoscere l'area o la circoscrizione non vuol dire essere disposti a lavorarci.",
        en="0: for every uncovered need there is a partner that knows its area or its district; higher: these call for a new "
        "organisation, or for the convening body. Knowing the area or the district does not mean being willing to work there.",
    ),
    undefined=_NO_NEEDS,
    formula="#{c : ω_c > 0, x_c = 0, Σ_x M_cx = 0}",
    reference=_BEASLEY,
    sentence=Text(
        it="Bisogni senza risposta che nessun partner ha vicino: {value}.",
        en="Needs without an answer that no partner is near: {value}.",
    ),
    needs=("needs", "area"),
    cost="O(n C² + C E)",
)
def unreachable_need_count(network: Network) -> float:
    """Return the number of uncovered cells for which `cover_plan` has no candidate.

    A count, at most `uncovered_need_count`, and undefined where that is. Beasley 1987.

    >>> set_cover([1], [[1], [0]]) is None  # the second row has no column
    True
    """
    needs, why = _asked(network)
    if needs is None:
        return why
    short = np.flatnonzero((_answers(needs) == 0) & (needs.weight > 0))
    reached = np.zeros(len(short), bool)
    for step in _steps(needs, short, _near(network, needs, short, _candidates(network))):
        reached |= step.reached.any(axis=0)
    return float(np.count_nonzero(~reached))


# ---------------------------------------------------------------------- who stands idle


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Capacità inattiva", en="Idle capacity"),
    question=Text(
        it="Quanti enti del registro quest'anno non partecipano ad alcun progetto?",
        en="How many organisations of the register take part in no project this year?",
    ),
    reading=Text(
        it="0%: partecipano tutti; vicino al 100%: quasi nessuno. Vale quanto il registro: se è vecchio o incompleto lo è anche il "
        "numero. Non tutti gli enti hanno motivo di partecipare.",
        en="0%: all take part; near 100%: hardly any. It is worth what the register is: if that is old or incomplete, so is the number. "
        "Not every organisation has a reason to take part.",
    ),
    undefined=_NO_REGISTER,
    formula="1 − n / N_REG",
    reference=_LAUMANN,
    sentence=Text(
        it="Enti del registro che quest'anno non partecipano ad alcun progetto: {value}.",
        en="{value} of the organisations in the register take part in no project this year.",
    ),
    needs=("register",),
    cost="O(n + N_REG)",
)
def idle_share(network: Network) -> float:
    """Return the share of the bodies of the register that do not take part.

    In [0, 1). Whoever takes part belongs to the register. EMPTY where nobody does, NOT_RECORDED without a register.
    Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> idle_share(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    if network.register is None or not network.register.bodies:
        return undefined(Reason.NOT_RECORDED)
    return float(1 - network.register.active.mean())


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Capacità inattiva del settore", en="Idle capacity of the sector"),
    question=Text(
        it="Quanti enti del settore, fra quelli del registro, quest'anno non partecipano ad alcun progetto?",
        en="How many organisations of the sector, of those in the register, take part in no project this year?",
    ),
    reading=Text(
        it="0%: partecipano tutti; 100%: nessuno. In un settore con pochi enti nel registro basta un ente a muoverlo molto.",
        en="0%: all take part; 100%: none. In a sector with few organisations in the register a single one moves it a lot.",
    ),
    undefined=Text(
        it="registro non rilevato, nessun ente del settore nel registro, o anno senza partner attivi",
        en="no register recorded, no organisation of the sector in it, or a year without active partners",
    ),
    formula="1 − n_g / N_REG,g",
    reference=_LAUMANN,
    needs=("sector", "register"),
    cost="O(n + N_REG)",
)
def sector_idle_share(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, the share of its bodies in the register that do not take part.

    In [0, 1]; nan for a sector without bodies in the register, and for all where `idle_share` is undefined.
    Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> sector_idle_share(example().networks[2019])
    array([nan, nan, nan, nan])
    """
    groups, register = len(network.sectors), network.register
    if register is None or not network.active.any():
        return np.full(groups, np.nan)
    known = register.sector >= 0
    bodies = np.bincount(register.sector[known], minlength=groups)
    idle = np.bincount(register.sector[known & ~register.active], minlength=groups)
    share: NDArray[np.float64] = np.divide(idle, bodies, out=np.full(groups, np.nan), where=bodies > 0)
    return share


@dataclass(frozen=True)
class DistrictActivity:
    """What there is in a district, as the register, the plan and the projects name it."""

    district: str
    bodies: int | None  # in the register; None where there is none
    active: int  # partners seated there
    projects: int | None  # None where the projects' district is not recorded
    need: float | None  # recorded need; None where there is none


def district_activity(network: Network) -> list[DistrictActivity]:
    """Return every district that the register or the needs know, those with fewest active partners for their bodies first.

    Empty where neither names a district: districts known only from those at work would all be at work.
    """
    register, needs = network.register, network.needs
    here, projects = network.partner_data.get("district"), network.project_data.get("district")
    listed = [register.district if register is not None else (), needs.district if needs is not None else ()]
    found = []
    for name in sorted({district for column in listed for district in column if district is not None}):
        own = None if register is None else np.array([district == name for district in register.district], bool)
        if register is not None and own is not None:
            active = int(np.count_nonzero(own & register.active))
        else:
            active = sum(
                district == name and bool(busy) for district, busy in zip(here if here is not None else (), network.active, strict=False)
            )
        found.append(
            DistrictActivity(
                name,
                None if own is None else int(own.sum()),
                active,
                None if projects is None else sum(district == name for district in projects),
                None
                if needs is None
                else float(sum(w for w, district in zip(needs.weight, needs.district, strict=True) if district == name)),
            )
        )
    return sorted(found, key=lambda one: (one.active / one.bodies if one.bodies else 0.0, one.active, one.district))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Circoscrizioni senza partner attivi", en="Districts without active partners"),
    question=Text(
        it="In quante circoscrizioni non ha sede alcun partner attivo?",
        en="In how many districts is no active partner seated?",
    ),
    reading=Text(
        it="0: ce n'è almeno uno in ognuna; più alto: più circoscrizioni senza. Conta la sede: chi ha sede altrove può lavorare lì. Le "
        "circoscrizioni sono quelle del registro e dei bisogni.",
        en="0: there is at least one in each; higher: more districts without. It counts seats: an organisation seated elsewhere may "
        "work there. Districts are those of the register and of the needs.",
    ),
    undefined=Text(
        it="nessun registro e nessun bisogno con la circoscrizione, sede dei partner non rilevata, o anno senza partner attivi",
        en="no register and no needs with a district, seats of partners not recorded, or a year without active partners",
    ),
    formula="#{d : n_d = 0}",
    reference=_LAUMANN,
    sentence=Text(
        it="Circoscrizioni in cui non ha sede alcun partner attivo: {value}.",
        en="Districts where no active partner is seated: {value}.",
    ),
    needs=("district",),
    cost="O(D (n + m + N_REG + C))",
)
def districts_without_partner(network: Network) -> float:
    """Return the number of districts of the register and of the needs where no active partner is seated.

    A count; `district_activity` names them. EMPTY where nobody is active, NOT_RECORDED where no district is listed or no
    partner states its own. Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> districts_without_partner(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    districts = district_activity(network)
    seats = network.register.district if network.register is not None else network.partner_data.get("district", ())
    if not districts or not any(seat is not None for seat in seats):
        return undefined(Reason.NOT_RECORDED)
    return float(sum(one.active == 0 for one in districts))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Circoscrizioni senza progetti", en="Districts without projects"),
    question=Text(it="In quante circoscrizioni non lavora alcun progetto?", en="In how many districts is no project at work?"),
    reading=Text(
        it="0: c'è almeno un progetto in ognuna; più alto: più circoscrizioni senza. I progetti che valgono per tutta la città, "
        "o di cui non si sa la circoscrizione, non contano per nessuna.",
        en="0: there is at least one project in each; higher: more districts without. Projects for the whole city, or whose district is "
        "not known, count for none.",
    ),
    undefined=Text(
        it="nessun registro e nessun bisogno con la circoscrizione, circoscrizione dei progetti non rilevata, o nessun progetto",
        en="no register and no needs with a district, district of the projects not recorded, or no projects",
    ),
    formula="#{d : m_d = 0}",
    reference=_LAUMANN,
    sentence=Text(it="Circoscrizioni in cui non lavora alcun progetto: {value}.", en="Districts where no project is at work: {value}."),
    needs=("district",),
    cost="O(D (n + m + N_REG + C))",
)
def districts_without_project(network: Network) -> float:
    """Return the number of districts of the register and of the needs that no project states as its own.

    A count; `district_activity` names them. EMPTY without projects, NOT_RECORDED where no district is listed or no project
    states one. Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> districts_without_project(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    projects = [one.projects for one in district_activity(network)]
    if not projects or not any(district is not None for district in network.project_data.get("district", ())):
        return undefined(Reason.NOT_RECORDED)
    return float(projects.count(0))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Aree senza progetti", en="Areas without projects"),
    question=Text(
        it="In quante aree con un bisogno rilevato non c'è alcun progetto?",
        en="In how many areas with a recorded need is there no project?",
    ),
    reading=Text(
        it="0: ogni area in cui si è rilevato un bisogno ha almeno un progetto; più alto: più aree vuote. "
        "Un'area può avere progetti e lasciare scoperti molti dei suoi bisogni.",
        en="0: every area with a recorded need has at least one project; higher: more empty areas. "
        "An area may have projects and leave many of its needs uncovered.",
    ),
    undefined=Text(
        it="bisogni non rilevati o senza area, area dei progetti non rilevata, o nessun progetto",
        en="needs not recorded or without an area, area of the projects not recorded, or no projects",
    ),
    formula="#{α : Σ_{c∈α} ω_c > 0, m_α = 0}",
    reference=_LAUMANN,
    sentence=Text(
        it="Aree con un bisogno rilevato e nessun progetto: {value}.",
        en="Areas with a recorded need and no project: {value}.",
    ),
    needs=("needs", "area"),
    cost="O(m + C)",
)
def areas_without_project(network: Network) -> float:
    """Return the number of areas with recorded need that no project states as its own.

    A count. EMPTY without projects, NOT_RECORDED where no need or no project states an area. Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> areas_without_project(example().networks[2019])
    nan (NOT_RECORDED)
    """
    needs, why = _asked(network)
    if needs is None:
        return why
    wanted = {area for area, weight in zip(needs.area, needs.weight, strict=True) if area is not None and weight > 0}
    stated = {area for area in network.project_data.get("area", ()) if area is not None}
    return float(len(wanted - stated)) if wanted and stated else undefined(Reason.NOT_RECORDED)
