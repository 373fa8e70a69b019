"""Gaps between partners: which collaborations that do not exist are plausible, and which would bring the network closest.

A tie is plausible where the circles of two partners already touch; how far that foretells the ties of the next year is
measured, not assumed. A tie is useful where it shortens the ways of many. Neither says that two bodies should work together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
from scipy.sparse import csr_array, diags_array

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

Score = Literal["resource_allocation", "adamic_adar", "jaccard", "teams"]
Crossing = Literal["sector", "district"]

_ZHOU = "Liben-Nowell & Kleinberg 2007, JASIST 58:1019–1031; Zhou, Lü & Zhang 2009, European Physical Journal B 71:623–630"
_NO_TRIAL = Text(
    it="un anno senza partner attivi, nessuna coppia ancora senza legami fra chi è rimasto, o nessun legame nuovo fra loro",
    en="a year without active partners, no pair of those that stayed still without a tie, or no new tie among them",
)
_NO_PAIRS_LEFT = Text(
    it="un anno senza partner attivi, o nessuna coppia ancora senza legami fra chi è rimasto",
    en="a year without active partners, or no pair of those that stayed still without a tie",
)

_FEW_NEW = 20  # fewer new ties than this, and how well they were foretold is mostly chance
SEED = 2019


# ---------------------------------------------------------------------- plausible ties: the scores


def _along(ties: csr_array, per_contact: NDArray[np.float64]) -> csr_array:
    """Return `ties` with each column (a contact) multiplied by what a contact is worth."""
    return csr_array(ties.astype(float) @ diags_array(per_contact))


def _factors(network: Network, score: Score) -> tuple[csr_array, csr_array]:
    """Return two arrays whose product ``left @ right.T`` is the score of every pair (for Jaccard, the contacts in common)."""
    if score == "teams":
        weights = network.newman
        strength = weights.sum(axis=1)
        return weights, _along(weights, np.divide(1.0, strength, out=np.zeros(network.n), where=strength > 0))
    if score not in get_args(Score):
        raise ValueError(f"score is one of {', '.join(get_args(Score))}, not {score!r}")
    ties = network.adjacency
    degree = np.diff(ties.indptr).astype(float)
    worth = np.ones(network.n)
    if score == "resource_allocation":
        worth = np.divide(1.0, degree, out=np.zeros(network.n), where=degree > 0)
    elif score == "adamic_adar":  # a contact of one partner is in common to nobody, and 1/ln 1 is infinite
        worth = np.divide(1.0, np.log(np.maximum(degree, 1.0)), out=np.zeros(network.n), where=degree > 1)
    return ties.astype(float), _along(ties, worth)


def _finished(network: Network, score: Score, raw: NDArray[np.float64], one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.float64]:
    """Return the scores of pairs from their products; rounded, so that equal scores are equal."""
    if score == "jaccard":
        degree = np.diff(network.adjacency.indptr)
        union = degree[one] + degree[other] - raw
        raw = np.divide(raw, union, out=np.zeros(len(raw)), where=union > 0)
    return np.asarray(np.round(raw, 12))


def plausibility(network: Network, one: Any, other: Any, score: Score = "resource_allocation") -> NDArray[np.float64]:
    """Return how far the circles of pairs of partners touch.

    Parameters
    ----------
    network : Network
        Its ties as declared; with ``"teams"``, its ties corrected for team size.
    one, other : array of int
        Positions in ``network.partners``, aligned.
    score : {'resource_allocation', 'adamic_adar', 'jaccard', 'teams'}
        Over the contacts q in common: Σ 1/deg_q; Σ 1/ln deg_q; their share of all contacts of the two;
        Σ w_iq w_qk / Σ_l w_ql, w being the ties corrected for team size.

    Raises
    ------
    ValueError
        On another score.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> five = Network.from_networkx(nx.complete_graph(5))
    >>> [float(plausibility(five, [0], [1], score)[0].round(6)) for score in ("resource_allocation", "adamic_adar", "jaccard")]
    [0.75, 2.164043, 0.6]
    """
    one, other = np.atleast_1d(np.asarray(one, np.intp)), np.atleast_1d(np.asarray(other, np.intp))
    left, right = _factors(network, score)
    raw = np.zeros(len(one))
    for start in range(0, len(one), 20_000):  # rows of that many pairs at a time
        some = slice(start, start + 20_000)
        raw[some] = left[one[some]].multiply(right[other[some]]).sum(axis=1)
    return _finished(network, score, raw, one, other)


class _Pairs(NamedTuple):
    one: NDArray[np.intp]
    other: NDArray[np.intp]
    score: NDArray[np.float64]

    def taking(self, which: NDArray[Any]) -> _Pairs:
        return _Pairs(self.one[which], self.other[which], self.score[which])


def _best(network: Network, score: Score, top: int, here: NDArray[np.bool_], kind: NDArray[np.intp] | None = None) -> _Pairs:
    """Return the untied pairs with the `top` highest scores above 0 among partners `here`, with all that equal the last of them.

    Of two `kind`s, both known, where that is given. In blocks of rows: all pairs of a large network are never held at once.
    """
    left, right = _factors(network, score)
    turned, ties = right.T.tocsr(), network.adjacency
    found = _Pairs(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))
    for start in range(0, network.n, 256):
        product = csr_array(left[start : start + 256] @ turned)
        product = (product - product.multiply(ties[start : start + 256])).tocoo()
        one, other = product.row.astype(np.intp) + start, product.col.astype(np.intp)
        kept = (one < other) & here[one] & here[other] & (product.data > 1e-12)
        if kind is not None:
            kept &= (kind[one] != kind[other]) & (kind[one] >= 0) & (kind[other] >= 0)
        one, other = one[kept], other[kept]
        values = _finished(network, score, product.data[kept], one, other)
        both = _Pairs(np.append(found.one, one), np.append(found.other, other), np.append(found.score, values))
        least = np.partition(both.score, -top)[-top] if 0 < top < len(both.score) else 0.0
        found = both.taking(both.score >= least)
    order = np.lexsort((found.other, found.one, -found.score))
    return found.taking(order)


@dataclass(frozen=True)
class PlausibleTie:
    """Two partners that have no tie although their circles touch; positions in ``network.partners``."""

    one: int
    other: int
    score: float  # what the list is ordered by
    resource_allocation: float
    adamic_adar: float
    jaccard: float
    teams: float
    through: tuple[int, ...]  # the contacts in common, those with fewest ties first: they say most


def plausible_ties(
    network: Network, top: int = 10, *, score: Score = "resource_allocation", crossing: Crossing | None = None
) -> list[PlausibleTie]:
    """Return the untied pairs of partners whose circles touch most; empty where none touch.

    Parameters
    ----------
    network : Network
        One year.
    top : int
        How many at most; of equal scores, in the order of ``network.partners``.
    score : {'resource_allocation', 'adamic_adar', 'jaccard', 'teams'}
        See `plausibility`; `link_prediction_auc` says how far it foretold ties in this network.
    crossing : {'sector', 'district'}, optional
        Only pairs of two different sectors, or districts, both known.

    Notes
    -----
    Cost: Σ deg², about a second at 5,000 partners.
    """
    best = _best(network, score, top, network.active, crossed(network, crossing))
    one, other = best.one[:top], best.other[:top]
    every = {name: plausibility(network, one, other, name) for name in get_args(Score)}
    ties = network.adjacency
    degree = np.diff(ties.indptr)
    listed = []
    for k, (i, j) in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        common = np.intersect1d(_row(ties, i), _row(ties, j), assume_unique=True)
        through = tuple(common[np.argsort(degree[common], kind="stable")].tolist())
        values = {name: float(every[name][k]) for name in get_args(Score)}
        listed.append(PlausibleTie(i, j, float(best.score[k]), **values, through=through))
    return listed


def _row(array: csr_array, i: int) -> NDArray[Any]:
    row: NDArray[Any] = array.indices[array.indptr[i] : array.indptr[i + 1]]
    return row


def crossed(network: Network, crossing: Crossing | None) -> NDArray[np.intp] | None:
    """Return the sector or district of each partner as a number, -1 where unknown; None where any pair will do."""
    if crossing is None:
        return None
    if crossing == "sector":
        return network.sector
    if crossing != "district":
        raise ValueError(f"crossing is 'sector', 'district' or None, not {crossing!r}")
    district = network.partner_data.get("district", np.full(network.n, None))
    code = {name: k for k, name in enumerate(sorted({name for name in district if name is not None}))}
    return np.array([code.get(name, -1) for name in district], np.intp)


# ---------------------------------------------------------------------- plausible ties: did they come?


class _Trial(NamedTuple):
    """Pairs of partners of both years without a tie in the first, and those of them that had one in the second."""

    stayers: NDArray[np.bool_]  # of the partners of the first year
    pairs: int
    one: NDArray[np.intp]  # the pairs with a new tie, as positions in the first year
    other: NDArray[np.intp]


def _trial(before: Network, after: Network) -> _Trial | float:
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    later = {partner: i for i, partner in enumerate(after.partners)}
    there = np.array([later.get(partner, -1) for partner in before.partners], np.intp)
    stayers = before.active & (there >= 0)
    stayers[stayers] &= after.active[there[stayers]]
    at = np.flatnonzero(stayers)
    old = before.adjacency[at][:, at]
    new = after.adjacency[there[at]][:, there[at]]
    pairs = len(at) * (len(at) - 1) // 2 - old.nnz // 2
    if not pairs:
        return undefined(Reason.TOO_FEW)
    fresh = (new - new.multiply(old)).tocoo()
    upper = (fresh.data > 0) & (fresh.row < fresh.col)
    return _Trial(stayers, pairs, at[fresh.row[upper]], at[fresh.col[upper]])


@dataclass(frozen=True)
class Prediction:
    """How well a score of one year told the pairs that met the next year from those that did not."""

    auc: float
    low: float  # 95% interval
    high: float
    new_ties: int
    pairs: int
    sampled: bool  # whether the pairs are a sample


_ALL_PAIRS = 100_000  # up to so many pairs all are scored; beyond, half as many of those that met and of those that did not, by lot


def link_prediction(
    before: Network, after: Network, score: Score = "resource_allocation", *, seed: int = SEED, most: int = _ALL_PAIRS
) -> Prediction | None:
    """Return how well `score` in `before` foretold the new ties of `after`, among partners of both years; None where it cannot be told.

    The AUC is the chance that a pair which met scored higher than one which did not, equal scores counting a half. Its interval
    is that of Hanley & McNeil 1982, which takes pairs as independent and is rather too narrow. Beyond `most` pairs they are a random sample:
    half as many of those that met, where there are more, and of those that did not. At the default its own error is below 0.004.
    """
    trial = _trial(before, after)
    return None if isinstance(trial, float) else _foretold(before, trial, score, seed, most)


def _foretold(before: Network, trial: _Trial, score: Score, seed: int = SEED, most: int = _ALL_PAIRS) -> Prediction | None:
    new, others = len(trial.one), trial.pairs - len(trial.one)
    if not new or not others:
        return None
    at, half = np.arange(new), most // 2 if trial.pairs > most else None
    if half is not None and new > half:
        at = np.sort(np.random.default_rng(seed).choice(new, half, replace=False))
    one, other = _untied(before, np.flatnonzero(trial.stayers), _packed(before, trial.one, trial.other), half, seed)
    hits = plausibility(before, trial.one[at], trial.other[at], score)
    misses = np.sort(plausibility(before, one, other, score))
    below, upto = np.searchsorted(misses, hits, "left"), np.searchsorted(misses, hits, "right")
    auc = float((below + upto).mean() / 2 / len(misses))
    first, second = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = (auc * (1 - auc) + (new - 1) * (first - auc**2) + (others - 1) * (second - auc**2)) / (new * others)
    error = 1.959963984540054 * float(np.sqrt(max(0.0, variance)))
    return Prediction(auc, max(0.0, auc - error), min(1.0, auc + error), new, trial.pairs, half is not None)


def _packed(network: Network, one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.int64]:
    """Return one number per pair, the same in either order."""
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
    return np.asarray(low * network.n + high)


def _untied(
    network: Network, among: NDArray[np.intp], but: NDArray[np.int64], sample: int | None, seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs `among` some partners that have no tie and are not `but` these; all, or a sample drawn by lot."""
    ties = network.adjacency.tocoo()
    barred = np.union1d(_packed(network, ties.row, ties.col), but)
    if sample is None:
        a, b = np.triu_indices(len(among), 1)
        pairs = _packed(network, among[a], among[b])
        pairs = pairs[~np.isin(pairs, barred)]
    else:
        random = np.random.default_rng(seed)
        pairs = np.empty(0, np.int64)
        while len(pairs) < sample:  # some of each draw are tied, or a partner with itself
            a, b = random.choice(among, (2, sample))
            drawn = _packed(network, a, b)
            pairs = np.concatenate([pairs, drawn[(a != b) & ~np.isin(drawn, barred)]])
        pairs = pairs[:sample]
    return (pairs // network.n).astype(np.intp), (pairs % network.n).astype(np.intp)


def _auc(before: Network, after: Network, score: Score) -> float:
    trial = _trial(before, after)
    if isinstance(trial, float):
        return trial
    told = _foretold(before, trial, score)
    if told is None:
        return undefined(Reason.TOO_FEW)
    return told.auc if told.new_ties >= _FEW_NEW else unstable(told.auc)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Previsione dei legami nuovi (AUC)", en="Foretelling of new ties (AUC)"),
    question=Text(
        it="I contatti in comune di un anno dicono quali coppie lavoreranno insieme l'anno dopo?",
        en="Do the contacts in common of one year tell which pairs will work together the next?",
    ),
    reading=Text(
        it="0,5: non dicono nulla, è come tirare a sorte; 1: le coppie nuove erano tutte in cima alla lista; 0: tutte in fondo. Dice quanto fidarsi "
        "dell'elenco dei legami plausibili in questa rete. Con meno di 20 legami nuovi conta soprattutto il caso.",
        en="0.5: they tell nothing, it is like drawing lots; 1: the new pairs were all at the top of the list; 0: all at the bottom. It says how far to trust "
        "the list of plausible ties in this network. With fewer than 20 new ties it is mostly chance.",
    ),
    undefined=_NO_TRIAL,
    formula="P(s_{ik∈L_t} > s_{ik∉L_t}) + ½ P(s_{ik∈L_t} = s_{ik∉L_t}); s_ik = Σ_{q∈N(i)∩N(k)} 1/deg_q",
    reference=_ZHOU,
    sentence=Text(
        it="Una coppia che si è formata aveva più contatti in comune di una che non si è formata con probabilità {value} (0,5: a caso).",
        en="A pair that formed had more contacts in common than one that did not with probability {value} (0.5: by chance).",
    ),
    view="ties",
    cost="O(Σ k_j² + L log L + min(n², 10⁵) deg_max)",
)
def link_prediction_auc(before: Network, after: Network) -> float:
    """Return how well resource allocation in `before` foretold the new ties of `after`, as the area under the ROC curve.

    Over pairs of partners active in both years and untied in `before`. In [0, 1], 0.5 by chance; UNSTABLE with fewer than 20
    new ties. EMPTY where either year has no active partner, TOO_FEW without new ties or without pairs that stayed apart.
    `link_prediction` gives the interval. Above 100,000 pairs it is estimated from a sample of them. Zhou, Lü & Zhang 2009.

    >>> from reteanalysis import example
    >>> link_prediction_auc(example().networks[2019], example().networks[2020])  # comune–beta: above one of four, level with one
    0.375 (UNSTABLE)
    """
    return _auc(before, after, "resource_allocation")


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Previsione dei legami nuovi, corretta per i gruppi (AUC)", en="Foretelling of new ties, corrected for teams (AUC)"),
    question=Text(
        it="Corretti per la dimensione dei tavoli, i contatti in comune dicono quali coppie lavoreranno insieme l'anno dopo?",
        en="Corrected for team size, do the contacts in common tell which pairs will work together the next year?",
    ),
    reading=Text(
        it="0,5: è come tirare a sorte; 1: le coppie nuove erano tutte in cima alla lista; 0: tutte in fondo. Se è più alta di quella senza correzione, "
        "per questa rete l'elenco va ordinato con i legami corretti. Con meno di 20 legami nuovi conta soprattutto il caso.",
        en="0.5: it is like drawing lots; 1: the new pairs were all at the top of the list; 0: all at the bottom. If it is higher than without the correction, "
        "order the list by corrected ties in this network. With fewer than 20 new ties it is mostly chance.",
    ),
    undefined=_NO_TRIAL,
    formula="P(s_{ik∈L_t} > s_{ik∉L_t}) + ½ P(s_{ik∈L_t} = s_{ik∉L_t}); s_ik = Σ_q w_iq w_qk / Σ_l w_ql",
    reference=_ZHOU + "; Newman 2001, Physical Review E 64:016132",
    sentence=Text(
        it="Con i legami corretti per i tavoli, una coppia che si è formata stava sopra a una che non si è formata con probabilità {value}.",
        en="With ties corrected for teams, a pair that formed ranked above one that did not with probability {value}.",
    ),
    view="newman",
    needs=("ties",),
    cost="O(Σ k_j² + L log L + min(n², 10⁵) deg_max)",
)
def link_prediction_auc_teams(before: Network, after: Network) -> float:
    """Return the AUC of `link_prediction_auc` with contacts in common counted on ties corrected for team size.

    In [0, 1]; UNSTABLE and undefined where that is. Zhou, Lü & Zhang 2009.

    >>> from reteanalysis import example
    >>> link_prediction_auc_teams(example().networks[2019], example().networks[2020])
    0.375 (UNSTABLE)
    """
    return _auc(before, after, "teams")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Legami previsti fra i primi dieci", en="Ties foretold among the first ten"),
    question=Text(
        it="Delle dieci coppie più plausibili di un anno, quante hanno lavorato insieme l'anno dopo?",
        en="Of the ten most plausible pairs of one year, how many worked together the next?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: tutte. Si legge accanto alla quota di base, che è quanto verrebbe tirando a sorte. "
        "Una coppia plausibile che non si è formata può essere un'occasione, non un errore.",
        en="0%: none; 100%: all. Read it beside the base rate, which is what drawing lots would give. "
        "A plausible pair that did not form may be an opportunity, not a mistake.",
    ),
    undefined=_NO_PAIRS_LEFT,
    formula="#{ik ∈ top₁₀(RA) : ik ∈ L_t} / 10",
    reference=_ZHOU,
    sentence=Text(
        it="Delle dieci coppie più plausibili dell'anno prima ha poi lavorato insieme {value}.",
        en="{value} of the ten most plausible pairs of the year before went on to work together.",
    ),
    view="ties",
    cost="O(Σ k_j² + Σ deg_i²)",
)
def link_prediction_precision(before: Network, after: Network) -> float:
    """Return the share of the ten pairs of highest resource allocation in `before` that have a tie in `after`.

    Over the pairs of `link_prediction_auc`, of all of them where there are fewer than ten; equal scores at the tenth place
    share it. In [0, 1]; UNSTABLE with fewer than 20 new ties. EMPTY where either year has no active partner, TOO_FEW without
    such pairs. Liben-Nowell & Kleinberg 2007.

    >>> from reteanalysis import example
    >>> link_prediction_precision(example().networks[2019], example().networks[2020])  # five pairs in all, one came
    0.2 (UNSTABLE)
    """
    trial = _trial(before, after)
    if isinstance(trial, float):
        return trial
    top = min(10, trial.pairs)
    best = _best(before, "resource_allocation", top, trial.stayers)
    came = np.isin(_packed(before, best.one, best.other), _packed(before, trial.one, trial.other))
    cut = best.score[top - 1] if len(best.score) >= top else 0.0
    sure, last = best.score > cut, best.score == cut
    # Where fewer than ten pairs touch at all, the other places are drawn among those that do not.
    tied, tied_came = (int(last.sum()), int(came[last].sum())) if cut else (trial.pairs - len(came), len(trial.one) - int(came.sum()))
    hits = came[sure].sum() + ((top - sure.sum()) * tied_came / tied if tied else 0.0)
    share = float(hits / top)
    return share if len(trial.one) >= _FEW_NEW else unstable(share)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Quota di base dei legami nuovi", en="Base rate of new ties"),
    question=Text(
        it="Di tutte le coppie rimaste che non lavoravano insieme, quante hanno cominciato?",
        en="Of all pairs that stayed and did not work together, how many began to?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: tutte. È la quota di coppie giuste che si avrebbe tirando a sorte, e serve a leggere le altre misure di previsione. "
        "Dipende da quanti e quanto grandi sono i tavoli dell'anno dopo.",
        en="0%: none; 100%: all. It is the share of right pairs that drawing lots would give, and it is there to read the other measures of foretelling. "
        "It depends on how many and how large the tables of the next year are.",
    ),
    undefined=_NO_PAIRS_LEFT,
    formula="|{ {i, k} ∈ L_t ∖ L_{t−1} : i, k ∈ P_{t−1} ∩ P_t }| / |{ {i, k} ∉ L_{t−1} : i, k ∈ P_{t−1} ∩ P_t }|",
    reference=_ZHOU,
    sentence=Text(
        it="Delle coppie rimaste che non lavoravano insieme ha cominciato {value}.",
        en="{value} of the pairs that stayed and did not work together began to.",
    ),
    view="ties",
    cost="O(Σ k_j²)",
)
def link_prediction_base_rate(before: Network, after: Network) -> float:
    """Return the share of the pairs active in both years and untied in `before` that have a tie in `after`.

    In [0, 1]. EMPTY where either year has no active partner, TOO_FEW without such pairs. Liben-Nowell & Kleinberg 2007.

    >>> from reteanalysis import example
    >>> link_prediction_base_rate(example().networks[2019], example().networks[2020])
    0.2
    """
    trial = _trial(before, after)
    return trial if isinstance(trial, float) else len(trial.one) / trial.pairs


# ---------------------------------------------------------------------- partners and needs that fit


@dataclass(frozen=True)
class FittingNeed:
    """A need that partners like this one answer, and this one does not; positions in ``network.partners`` and ``needs``."""

    partner: int
    cell: int
    score: float
    like: tuple[int, ...]  # the partners that answer it, those most alike first


def fitting_needs(network: Network, top: int = 10, *, at_most: int | None = None) -> list[FittingNeed]:
    """Return the needs that suit a partner by what those that answer the same needs also answer; empty where needs are not recorded.

    Paths of length three over partners and needs, each step divided by how many leave it: Σ a_ia a_va a_vc / √(k_a k_v)
    (Kovács et al. 2019). Needs that nobody answers have no such path: `cover_plan` is for them.

    Parameters
    ----------
    network : Network
        With needs.
    top : int
        How many at most.
    at_most : int, optional
        Only needs that so many partners answer at most: 1 for those that hang on one body.
    """
    if network.needs is None:
        return []
    answers = csr_array(network.incidence @ network.needs.served).astype(bool).astype(float)
    providers, breadth = answers.sum(axis=0), answers.sum(axis=1)
    over = [np.divide(1.0, np.sqrt(k), out=np.zeros(len(k)), where=k > 0) for k in (providers, breadth)]
    alike = (answers @ diags_array(over[0]) @ answers.T @ diags_array(over[1])).toarray()
    score = np.round(alike @ answers.toarray(), 12)
    score[answers.toarray() > 0] = 0.0
    if at_most is not None:
        score[:, providers > at_most] = 0.0
    by_cell = answers.tocsc()
    found = []
    for flat in np.argsort(-score, axis=None, kind="stable")[:top].tolist():
        i, c = divmod(flat, score.shape[1])
        if score[i, c] > 0:
            who = by_cell.indices[by_cell.indptr[c] : by_cell.indptr[c + 1]]
            who = who[alike[i, who] > 0]
            found.append(FittingNeed(i, c, float(score[i, c]), tuple(who[np.lexsort((who, -alike[i, who]))].tolist())))
    return found
