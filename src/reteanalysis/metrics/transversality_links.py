"""Transversality, from area to area: which areas share organisations, whether groups are silos, whether ties repeat across areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._diversity import row_specialisation, specialisation
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from reteanalysis.network import Network

_TWO_AREAS = Text(
    it="area dei progetti non indicata, meno di due aree, o nessun progetto",
    en="area of the projects not recorded, fewer than two areas, or no projects",
)
_TWO_LAYERS = Text(
    it="area dei progetti non indicata, meno di due aree con qualche coppia di partner, o nessun progetto",
    en="area of the projects not recorded, fewer than two areas with any pair of partners, or no projects",
)
_SARACCO = "Saracco, Straka, Di Clemente, Gabrielli, Caldarelli & Squartini 2017, New Journal of Physics 19:053022"
_BATTISTON = "Battiston, Nicosia & Latora 2014, Physical Review E 89:032804"
_BLUETHGEN = "Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9"
_LAYERS = "L = #{a : B_a ≠ ∅}, B_a = {i < k : ∃ j, α(j) = a, a_ij = a_kj = 1}"


def too_few_areas(network: Network) -> float | None:
    """Return why areas cannot be compared, None where they can."""
    if not network.seats:
        return undefined(Reason.EMPTY)
    if not network.areas:
        return undefined(Reason.NOT_RECORDED)
    return None if len(network.areas) > 1 else undefined(Reason.TOO_FEW)


def main_areas(network: Network) -> NDArray[np.float64]:
    """Return the main area of each partner, where it sits most, shape (n, areas): 1, or a part of it where there are several; all 0 if unknown."""
    seats = network.area_seats.toarray()
    mine = (seats == seats.max(axis=1, initial=0, keepdims=True)) & (seats > 0)
    return np.asarray(mine / np.maximum(mine.sum(axis=1, keepdims=True), 1))


# ---------------------------------------------------------------------- which areas share organisations


@dataclass(frozen=True)
class AreaPair:
    """Two areas, and the partners they have in common.

    Attributes
    ----------
    first, second : int
        Positions in ``Network.areas``.
    shared : int
        Partners that work in both.
    partners : tuple of int
        How many work in each.
    expected : float
        How many would work in both if working in one had nothing to do with working in the other.
    bridges : tuple of int
        Where nobody works in both: positions of the partners of either area that already sit with partners of the other, in a third
        area's project; those with most such meetings first.
    """

    first: int
    second: int
    shared: int
    partners: tuple[int, int]
    expected: float
    bridges: tuple[int, ...]


def area_pairs(network: Network) -> list[AreaPair]:
    """Return every pair of areas, those without a common partner first, and among them those where most would be expected.

    Two large areas without a common partner are the gap whose closing would join most organisations. Empty where areas are not recorded.

    >>> from reteanalysis import example
    >>> gap, *_ = area_pairs(example().networks[2021])  # housing and work: only beta works in the second, and it sits with nobody
    >>> gap.first, gap.second, gap.shared, gap.partners, gap.bridges
    (0, 2, 0, (4, 1), ())
    """
    working = network.area_seats.astype(bool)
    partners = working.sum(axis=0)
    counts = _shared_partners(network)
    pairs = []
    for a, b in zip(*np.triu_indices(len(network.areas), 1), strict=True):
        here, there = (working[:, [area]].toarray().ravel() for area in (a, b))
        pairs.append(
            AreaPair(
                int(a),
                int(b),
                int(counts[a, b]),
                (int(partners[a]), int(partners[b])),
                float(partners[a] * partners[b] / np.count_nonzero(np.diff(working.indptr))),
                () if counts[a, b] else _bridges(network, here, there),
            )
        )
    return sorted(pairs, key=lambda pair: (pair.shared > 0, pair.shared - pair.expected, pair.first, pair.second))


def _shared_partners(network: Network) -> NDArray[np.int64]:
    """Return how many partners work in both of every two areas, shape (areas, areas)."""
    working = network.area_seats.astype(bool).astype(np.int64)
    return np.asarray((working.T @ working).toarray())


def _bridges(network: Network, here: NDArray[np.bool_], there: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the partners of one side that sit with partners of the other, by how many they meet."""
    met = np.zeros(network.n, np.int64)
    for side, other in ((here, there), (there, here)):
        met += side * (network.incidence @ (network.incidence.T @ other.astype(np.int64)))
    return tuple(int(i) for i in np.argsort(-met, kind="stable") if met[i])


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Aree che non si parlano", en="Areas that do not talk"),
    question=Text(
        it="Quante coppie di aree non hanno nemmeno un'organizzazione in comune?",
        en="How many pairs of areas have not even one organisation in common?",
    ),
    reading=Text(
        it="0%: ogni area condivide qualcuno con ogni altra; 100%: nessuna organizzazione lavora in due aree. "
        "Aree con pochi partner possono non condividerne per caso. Un partner in comune non dice che le due aree si coordinino.",
        en="0%: each area shares somebody with every other; 100%: no organisation works in two areas. "
        "Areas with few partners may share none by chance. A partner in common does not say that the two areas coordinate.",
    ),
    undefined=_TWO_AREAS,
    formula="#{a < b : n_ab = 0} / (A(A−1)/2); A = #{a : E_a > 0}, n_ab = #{i : d_ia > 0, d_ib > 0}, d_ia = Σ_{j : α(j) = a} a_ij",
    reference=_SARACCO,
    sentence=Text(
        it="Coppie di aree senza nemmeno un'organizzazione in comune: {value}.",
        en="{value} of the pairs of areas have not even one organisation in common.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(A E)",
)
def area_pair_missing_share(network: Network) -> float:
    """Return the share of pairs of areas without a partner that works in both. `area_pairs` names them.

    In [0, 1]. EMPTY without seats, NOT_RECORDED without areas, TOO_FEW with one. Saracco et al. 2017 on links between the nodes of one
    side of two-mode data.

    >>> from reteanalysis import example
    >>> area_pair_missing_share(example().networks[2021])  # only comune joins two: housing and food
    0.6666666666666666
    """
    missing = too_few_areas(network)
    if missing is not None:
        return missing
    return float(np.mean(_shared_partners(network)[np.triu_indices(len(network.areas), 1)] == 0))


# ---------------------------------------------------------------------- silos


def bipartite_modularity(incidence: csr_array, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> float:
    """Return Barber's modularity of memberships of rows and columns in groups: Σ_c [L_c/E − K_c D_c/E²] (Barber 2007).

    `rows` and `columns` hold how far each belongs to each group, and sum to 1 along each row of theirs.

    >>> from scipy.sparse import csr_array
    >>> bipartite_modularity(csr_array(np.eye(2)), np.eye(2), np.eye(2))
    0.5
    """
    total = incidence.sum()
    inside = float(((incidence @ columns) * rows).sum())
    by_chance = float((incidence.sum(axis=1) @ rows) @ (incidence.sum(axis=0) @ columns))
    return inside / float(total) - by_chance / float(total) ** 2


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Separazione per aree (modularità)", en="Separation by areas (modularity)"),
    question=Text(it="Le aree sono silos, con partner tutti propri?", en="Are areas silos, with partners of their own?"),
    reading=Text(
        it="Vicino a 0: i partner siedono nelle aree come capita; più alto: ogni area ha partner quasi solo suoi, fino a un massimo sotto 1 che cresce con il "
        "numero delle aree. Chi siede a un solo tavolo la alza per forza.",
        en="Near 0: partners sit in areas as it happens; higher: each area has partners nearly of its own, up to a maximum below 1 that grows with the "
        "number of areas. Partners of one project raise it of necessity.",
    ),
    undefined=_TWO_AREAS,
    formula="Σ_a (L_a/E − K_a D_a/E²); L_a = Σ_ij a_ij u_ia [α(j) = a], K_a = Σ_i d_i u_ia, D_a = Σ_{j : α(j) = a} k_j, u_ia = [a ∈ M_i]/#M_i, M_i = argmax_a d_ia",
    reference="Barber 2007, Physical Review E 76:066102",
    sentence=Text(
        it="Separazione dei partner per aree, da 0 (siedono dove capita) verso 1 (ogni area ha i suoi): {value}.",
        en="Separation of partners by areas, from 0 (they sit as it happens) towards 1 (each area has its own): {value}.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(A E)",
)
def area_modularity(network: Network) -> float:
    """Return Barber's bipartite modularity of projects grouped by area and partners by their main area.

    On the projects of known area. A partner equally present in several main areas belongs to each for its part, so that no order decides.
    In [−1, 1). EMPTY without seats, NOT_RECORDED without areas, TOO_FEW with one. Barber 2007.

    >>> from reteanalysis import example
    >>> area_modularity(example().networks[2019])  # alfa and luce half in each of two areas: 6/8 − (3·3 + 3·3 + 2·2)/64
    0.40625
    """
    missing = too_few_areas(network)
    if missing is not None:
        return missing
    known = network.project_area >= 0
    groups = (network.project_area[known, None] == np.arange(len(network.areas))).astype(np.float64)
    return bipartite_modularity(network.incidence[:, known], main_areas(network), groups)


# ---------------------------------------------------------------------- ties that repeat across areas


def _layers(network: Network) -> list[NDArray[np.int64]]:
    """Return the pairs of partners that sit together in each area, as sorted numbers i·n + k with i < k; of areas with any."""
    layers = []
    for area in range(len(network.areas)):
        teams = network.incidence[:, network.project_area == area]
        met = (teams @ teams.T).tocoo()
        above = met.row < met.col
        layers.append(np.sort(met.row[above].astype(np.int64) * network.n + met.col[above]))
    return [layer for layer in layers if len(layer)]


def _too_few_layers(network: Network) -> float | None:
    missing = too_few_areas(network)
    return missing if missing is not None or network.team_size.max() > 1 else undefined(Reason.NO_PAIRS)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Legami comuni a due aree", en="Ties common to two areas"),
    question=Text(
        it="Due aree fanno lavorare insieme le stesse coppie di partner, o altre?",
        en="Do two areas bring together the same pairs of partners, or others?",
    ),
    reading=Text(
        it="0%: chi lavora insieme in un'area non lo fa mai in un'altra; 100%: in tutte le aree lavorano insieme le stesse coppie. "
        "Non dice quante siano.",
        en="0%: those who work together in one area never do in another; 100%: the same pairs work together in all areas. "
        "It does not say how many they are.",
    ),
    undefined=_TWO_LAYERS,
    formula=f"Σ_{{a<b}} J_ab / (L(L−1)/2); J_ab = #(B_a ∩ B_b) / #(B_a ∪ B_b), {_LAYERS}",
    reference=_BATTISTON,
    sentence=Text(
        it="Coppie di partner che lavorano insieme in entrambe, in media fra due aree: {value} di quelle che lo fanno in almeno una.",
        en="On average {value} of the pairs of partners that work together in one of two areas do so in both.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(A E + A Σ k_j² log n)",
)
def layer_jaccard(network: Network) -> float:
    """Return the Jaccard index of the pairs that sit together in two areas, averaged over the pairs of areas that have any.

    In [0, 1]. EMPTY without seats, NOT_RECORDED without areas, NO_PAIRS where nobody sits with anybody, TOO_FEW with fewer than two areas
    that have pairs. O(Σ k²). Battiston, Nicosia & Latora 2014.

    >>> from reteanalysis import example
    >>> layer_jaccard(
    ...     example().networks[2020]
    ... )  # housing and food share luce and dono, of 8; housing and work comune and alfa, of 8; food and work none
    0.08333333333333333
    """
    missing = _too_few_layers(network)
    if missing is not None:
        return missing
    layers = _layers(network)
    if len(layers) < 2:
        return undefined(Reason.TOO_FEW)
    common = [
        (len(np.intersect1d(one, other, assume_unique=True)), len(one) + len(other))
        for at, one in enumerate(layers)
        for other in layers[:at]
    ]
    return float(np.mean([both / (total - both) for both, total in common]))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Legami in più aree", en="Ties in several areas"),
    question=Text(
        it="Quante coppie di partner che lavorano insieme lo fanno in almeno due aree?",
        en="How many of the pairs of partners that work together do so in two areas or more?",
    ),
    reading=Text(
        it="0%: nessuna coppia lavora insieme in più di un'area; 100%: tutte. Una coppia che si ritrova in più aree ha un legame che non dipende da un progetto solo. "
        "Tavoli grandi la alzano da soli.",
        en="0%: no pair works together in more than one area; 100%: all do. A pair that meets in several areas has a tie that does not hang on one project. "
        "Large tables raise it by themselves.",
    ),
    undefined=_TWO_LAYERS,
    formula=f"#{{(i, k) : #{{a : (i, k) ∈ B_a}} ≥ 2}} / #∪_a B_a; {_LAYERS}",
    reference=_BATTISTON,
    sentence=Text(
        it="Coppie di partner che lavorano insieme in almeno due aree, fra quelle che lavorano insieme: {value}.",
        en="{value} of the pairs of partners that work together do so in two areas or more.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(A E + Σ k_j² log n)",
)
def multi_layer_tie_share(network: Network) -> float:
    """Return the share of the pairs that sit together in any area that do so in two or more.

    In [0, 1]. Undefined as `layer_jaccard`. O(Σ k²). Battiston, Nicosia & Latora 2014.

    >>> from reteanalysis import example
    >>> multi_layer_tie_share(example().networks[2020])  # luce and dono, comune and alfa, of ten
    0.2
    """
    missing = _too_few_layers(network)
    if missing is not None:
        return missing
    layers = _layers(network)
    if len(layers) < 2:
        return undefined(Reason.TOO_FEW)
    return float(np.mean(np.unique(np.concatenate(layers), return_counts=True)[1] >= 2))


@metric(
    level="partner",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Legami del partner fra le aree", en="The partner's ties over areas"),
    question=Text(it="Quanto sono divisi fra le aree i legami del partner?", en="How far are the partner's ties divided among areas?"),
    reading=Text(
        it="0: tutti i suoi legami sono in un'area; 1: ne ha altrettanti in ogni area. Non conta quanti siano.",
        en="0: all its ties are in one area; 1: it has as many in each area. How many they are does not count.",
    ),
    undefined=Text(
        it="il partner non ha legami in progetti di area nota, o meno di due aree hanno legami",
        en="the partner has no ties in projects of known area, or fewer than two areas have ties",
    ),
    formula=f"L/(L−1) · (1 − Σ_a (b_ia / Σ_c b_ic)²); b_ia = #{{k : (i, k) ∈ B_a}}, {_LAYERS}",
    reference=_BATTISTON,
    null="degrees",
    needs=("area",),
    cost="O(A E + Σ k_j² log n)",
)
def partner_layer_participation(network: Network) -> NDArray[np.float64]:
    """Return the multiplex participation coefficient of each partner: how evenly its ties are divided among areas.

    Over the L areas that have ties. In [0, 1]; nan for a partner without ties in known areas, and everywhere with fewer than two such
    areas. O(Σ k²). Battiston, Nicosia & Latora 2014.

    >>> from reteanalysis import example
    >>> partner_layer_participation(
    ...     example().networks[2021]
    ... )  # comune: alfa in housing, luce and dono in food; asl, alfa, luce, ponte, dono one area
    array([0.88888889, 0.        , 0.        ,        nan, 0.        ,
           0.        , 0.        ])
    """
    layers = _layers(network)
    if len(layers) < 2:
        return np.full(network.n, np.nan)
    ties = np.array([np.bincount(np.append(layer // network.n, layer % network.n), minlength=network.n) for layer in layers], np.float64)
    total = ties.sum(axis=0)
    shares = np.divide(ties, total, out=np.full(ties.shape, np.nan), where=total > 0)
    return np.asarray(np.clip(len(layers) / (len(layers) - 1) * (1 - (shares**2).sum(axis=0)), 0, 1))


# ---------------------------------------------------------------------- each in its own field


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Specializzazione per area", en="Specialisation by area"),
    question=Text(it="Quanto ciascuna organizzazione resta nel proprio campo?", en="How far does each organisation keep to its own field?"),
    reading=Text(
        it="0: ognuno sta in tutte le aree, per quanto i suoi posti lo permettono; 1: ciascuno resta nella propria. "
        "Tiene conto di quanti posti ha ogni partner e ogni area. Non dice se restare nel proprio campo sia una scelta.",
        en="0: each is in all areas, as far as its seats allow; 1: each keeps to its own. "
        "It takes into account how many seats each partner and each area has. It does not say whether keeping to one's field is a choice.",
    ),
    undefined=Text(
        it="area dei progetti non indicata, una sola area o un solo partner, partner con un posto ciascuno, o nessun progetto",
        en="area of the projects not recorded, one area or one partner only, partners with one seat each, or no projects",
    ),
    formula="(H_max − H) / (H_max − H_min); H = −Σ_ia p_ia ln p_ia, p_ia = d_ia / E",
    reference=_BLUETHGEN,
    sentence=Text(
        it="Specializzazione dei partner per area, da 0 (tutti in tutte) a 1 (ciascuno nella propria): {value}.",
        en="Specialisation of partners by area, from 0 (all in all of them) to 1 (each in its own): {value}.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(A E + n² + r n A²)",
)
def area_specialisation(network: Network) -> float:
    """Return H₂′ of the table of partners by areas, in seats.

    The bounds of the entropy are those of tables with the same margins. In [0, 1]. EMPTY without seats, NOT_RECORDED without areas,
    TOO_FEW where the margins leave no choice (one area, or one seat each). Blüthgen et al. 2006.

    >>> from reteanalysis import example
    >>> area_specialisation(example().networks[2021])  # comune, alone in having two seats, has them in two areas
    0.0
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if not network.areas:
        return undefined(Reason.NOT_RECORDED)
    value = specialisation(network.area_seats.toarray())
    return undefined(Reason.TOO_FEW) if np.isnan(value) else value


@metric(
    level="partner",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Specializzazione del partner per area", en="Specialisation of the partner by area"),
    question=Text(
        it="Quanto il partner si distacca dalla distribuzione di tutti i posti fra le aree?",
        en="How far does the partner depart from the way all seats are divided among areas?",
    ),
    reading=Text(
        it="0: sta nelle aree come tutti, per quanto i suoi posti lo permettono; più alto: ha un campo suo, tanto più quanto meno frequentato; "
        "1: ha da solo tutti i posti delle sue aree. Non dice se sia una scelta, e con pochi posti dice poco.",
        en="0: it is in areas as everybody is, as far as its seats allow; higher: it has a field of its own, the more so the less others are there; "
        "1: it alone has all the seats of its areas. It does not say whether that is a choice, and with few seats it says little.",
    ),
    undefined=Text(
        it="il partner non ha posti in progetti di area nota, ha da solo tutti i posti, o i suoi posti non lasciano scelta",
        en="the partner has no seats in projects of known area, has all seats by itself, or its seats leave no choice",
    ),
    formula="(D_i − D_min) / (D_max − D_min); D_i = Σ_a q_ia ln(q_ia / p_a), D_max = ln(E / d_i), q_ia = d_ia / d_i, p_a = E_a / E",
    reference=_BLUETHGEN,
    null="degrees",
    needs=("area",),
    cost="O(E + A (n + d_max))",
)
def partner_area_specialisation(network: Network) -> NDArray[np.float64]:
    """Return d′ of each partner: how far its seats are from all seats in how they are divided among areas.

    The least distance is that of the best whole numbers with as many seats, the greatest ln(E/d_i). In [0, 1]; nan for a partner without
    seats in known areas or whose seats leave no choice. Blüthgen et al. 2006.

    >>> from reteanalysis import example
    >>> partner_area_specialisation(example().networks[2021])[[3, 0]]  # beta, alone in work; comune, in the two large areas
    array([1., 0.])
    """
    if not network.areas:
        return np.full(network.n, np.nan)
    return row_specialisation(network.area_seats.toarray())
