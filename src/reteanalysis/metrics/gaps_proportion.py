"""Gaps in proportion: how far the response is spread as the needs are, and between which districts it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reteanalysis.metrics._answers import answer_counts, measured_needs
from reteanalysis.metrics._diversity import gini
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Network


_INF = float("inf")
_NO_ANSWER = Text(
    it="bisogni non rilevati, meno di due bisogni maggiori di zero, o nessun progetto che risponda a uno di essi",
    en="needs not recorded, fewer than two needs above zero, or no project that answers any of them",
)
_NO_DISTRICTS = Text(
    it="come per la misura intera, o bisogni rilevati senza circoscrizione",
    en="as for the whole measure, or needs recorded without a district",
)
_HOOVER = "Hoover 1936, Review of Economics and Statistics 18:162–171; Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press"
_THEIL = "Theil 1967, Economics and Information Theory, North-Holland; Shorrocks 1980, Econometrica 48:613–625"


def hoover(need: ArrayLike, response: ArrayLike) -> float:
    """Return the share of the response that would have to move to be proportional to the need.

    >>> hoover([1, 1, 2], [3, 1, 0])  # ½ (|3/4 − 1/4| + 0 + |0 − 1/2|)
    0.5
    """
    omega, r = _shares(need), _shares(response)
    return float(np.abs(r - omega).sum() / 2)


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
    needs, why = measured_needs(network)
    if needs is None:
        return why
    some = needs.weight > 0
    response = answer_counts(needs)[some]
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

    >>> gini([1, 3], [1, 1])
    0.25
    """
    known = _proportion(network)
    return known if isinstance(known, float) else gini(known.response, known.need)


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
