"""Transversality: over how many areas partners spread, how diverse the areas are, and whether all have the same mix of sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._diversity import Partition, beta, effective, hill, leinster_cobbold, partition, rao
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_AREAS = Text(it="area dei progetti non indicata, o nessun progetto", en="area of the projects not recorded, or no projects")
_NO_AREAS_OF_PARTNER = Text(it="il partner non siede in nessun progetto di area nota", en="the partner sits in no project of known area")
_NO_DISTANCE = Text(
    it="distanza fra le aree non fornita (i dati di uno studio non la contengono: va presa da una fonte documentata), area dei progetti "
    "non indicata, o nessun progetto",
    en="distance between areas not given (the data of a study do not hold it: it must come from a documented source), area of the projects "
    "not recorded, or no projects",
)
_NO_MIX = Text(
    it="area dei progetti o settore dei partner non indicati, o nessun progetto",
    en="area of projects or sector of partners not recorded, or no projects",
)
_NO_CONTRAST = Text(
    it="area dei progetti o settore dei partner non indicati, meno di due aree, un solo settore, o nessun progetto",
    en="area of projects or sector of partners not recorded, fewer than two areas, one sector only, or no projects",
)
_HILL = "Hill 1973, Ecology 54:427–432"
_GUIMERA = "Guimerà & Amaral 2005, Nature 433:895–900"
_STIRLING = "Stirling 2007, Journal of the Royal Society Interface 4:707–719"
_LEINSTER = "Leinster & Cobbold 2012, Ecology 93:477–489"
_JOST = "Jost 2007, Ecology 88:2427–2439; Reeve et al. 2016, arXiv:1404.6520"
_SHARES = "q_ia = d_ia / Σ_b d_ib, d_ia = Σ_{j : α(j) = a} a_ij"
_MIX = "w_a = E_a / E, p_ga = E_ga / E_a, p_g = E_g / E"


def _without_areas(network: Network) -> float | None:
    """Return why nothing can be said of areas, None where something can."""
    if not network.seats:
        return undefined(Reason.EMPTY)
    return None if (network.project_area[network.incidence.indices] >= 0).any() else undefined(Reason.NOT_RECORDED)


# ---------------------------------------------------------------------- over how many areas partners spread


@metric(
    level="partner",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Aree del partner", en="Areas of the partner"),
    question=Text(it="In quante aree, in effetti, lavora il partner?", en="In how many areas, in effect, does the partner work?"),
    reading=Text(
        it="1: lavora in una sola area; più alto: si divide in pari misura fra più aree. Chi siede a un solo tavolo non può superare 1.",
        en="1: it works in one area only; higher: it divides itself equally among more areas. A partner of one project cannot go beyond 1.",
    ),
    undefined=_NO_AREAS_OF_PARTNER,
    formula=f"exp(−Σ_a q_ia ln q_ia); {_SHARES}",
    reference=_HILL,
    null="degrees",
    needs=("area",),
    cost="O(E + n A)",
)
def partner_span(network: Network) -> NDArray[np.float64]:
    """Return the effective number of areas of each partner: the Hill number of order 1 of its seats by area.

    From 1 to the number of areas; nan for a partner without a seat in a known area. Hill 1973.

    >>> from reteanalysis import example
    >>> partner_span(example().networks[2021])  # comune: one project of housing, one of food
    array([2., 1., 1., 1., 1., 1., 1.])
    """
    if not network.areas:
        return np.full(network.n, np.nan)
    return hill(network.area_seats.toarray())


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Aree per partner", en="Areas per partner"),
    question=Text(
        it="In quante aree, in effetti, lavora in media un'organizzazione?",
        en="In how many areas, in effect, does an organisation work on average?",
    ),
    reading=Text(
        it="1: ognuno resta nella propria area; più alto: i partner attraversano più aree. Chi siede a un solo tavolo vale 1 per forza: "
        "va letto con la media di chi sta in più progetti.",
        en="1: each keeps to its own area; higher: partners cross more areas. A partner of one project is 1 of necessity: "
        "read it with the mean of those in several projects.",
    ),
    undefined=_NO_AREAS,
    formula=f"Σ_i exp(−Σ_a q_ia ln q_ia) / #{{i : Σ_a d_ia > 0}}; {_SHARES}",
    reference=_HILL,
    sentence=Text(
        it="Aree in cui lavora in effetti un partner, in media: {value}.",
        en="Areas in which a partner works in effect, on average: {value}.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(E + n A)",
)
def mean_span(network: Network) -> float:
    """Return the mean of `partner_span` over the partners with a seat in a known area.

    From 1 to the number of areas. EMPTY without seats, NOT_RECORDED without areas. Hill 1973.

    >>> from reteanalysis import example
    >>> mean_span(example().networks[2021])  # one partner in two areas, six in one
    1.1428571428571428
    """
    missing = _without_areas(network)
    return float(np.nanmean(partner_span(network))) if missing is None else missing


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Aree per partner di più progetti", en="Areas per partner of several projects"),
    question=Text(
        it="In quante aree, in effetti, lavora in media chi sta in più progetti?",
        en="In how many areas, in effect, does an organisation of several projects work on average?",
    ),
    reading=Text(
        it="1: anche chi sta in più progetti resta in un'area; più alto: sta in progetti di aree diverse. "
        "Lascia fuori chi siede a un solo tavolo, che non avrebbe scelta.",
        en="1: even those in several projects keep to one area; higher: they are in projects of different areas. "
        "It leaves out those of one project, who would have no choice.",
    ),
    undefined=Text(
        it="area dei progetti non indicata, nessun partner in più progetti di area nota, o nessun progetto",
        en="area of the projects not recorded, no partner in several projects of known area, or no projects",
    ),
    formula=f"Σ_{{i ∈ M}} exp(−Σ_a q_ia ln q_ia) / #M; M = {{i : Σ_a d_ia ≥ 2}}, {_SHARES}",
    reference=_HILL,
    sentence=Text(
        it="Aree in cui lavora in effetti, in media, un partner di più progetti: {value}.",
        en="Areas in which a partner of several projects works in effect, on average: {value}.",
    ),
    null="degrees",
    needs=("area",),
    cost="O(E + n A)",
)
def mean_span_of_several(network: Network) -> float:
    """Return the mean of `partner_span` over the partners with two seats or more in known areas.

    From 1 to the number of areas. EMPTY without seats, NOT_RECORDED without areas, TOO_FEW without such partners. Hill 1973.

    >>> from reteanalysis import example
    >>> mean_span_of_several(example().networks[2021])  # comune alone
    2.0
    """
    missing = _without_areas(network)
    if missing is not None:
        return missing
    several = network.area_seats.sum(axis=1) >= 2
    return float(partner_span(network)[several].mean()) if several.any() else undefined(Reason.TOO_FEW)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner di più aree", en="Partners of several areas"),
    question=Text(it="Quanti partner lavorano in almeno due aree?", en="How many partners work in two areas or more?"),
    reading=Text(
        it="0%: ognuno resta in un'area; 100%: tutti ne attraversano almeno due. Cresce con il numero di progetti di ciascuno.",
        en="0%: each keeps to one area; 100%: all cross two or more. It grows with how many projects each has.",
    ),
    undefined=_NO_AREAS,
    formula="#{i : #{a : d_ia > 0} ≥ 2} / #{i : Σ_a d_ia > 0}; d_ia = Σ_{j : α(j) = a} a_ij",
    reference=_GUIMERA,
    sentence=Text(it="Partner che lavorano in almeno due aree: {value}.", en="{value} of the partners work in two areas or more."),
    null="degrees",
    needs=("area",),
    cost="O(E)",
)
def multi_area_share(network: Network) -> float:
    """Return the share of partners with seats in two areas or more, among those with a seat in a known area.

    In [0, 1]. EMPTY without seats, NOT_RECORDED without areas. Guimerà & Amaral 2005 on nodes of several modules.

    >>> from reteanalysis import example
    >>> multi_area_share(example().networks[2020])  # comune, alfa, luce and dono, of six
    0.6666666666666666
    """
    missing = _without_areas(network)
    if missing is not None:
        return missing
    areas = np.diff(network.area_seats.indptr)
    return float(np.count_nonzero(areas >= 2) / np.count_nonzero(areas))


@metric(
    level="partner",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Partecipazione alle aree", en="Participation in areas"),
    question=Text(it="Quanto il partner si divide fra aree diverse?", en="How far does the partner divide itself among different areas?"),
    reading=Text(
        it="0: tutti i suoi posti sono in un'area; vicino a 1: si divide in pari misura fra molte. Con due aree non supera 0,5.",
        en="0: all its seats are in one area; near 1: it divides itself equally among many. With two areas it does not go beyond 0.5.",
    ),
    undefined=_NO_AREAS_OF_PARTNER,
    formula=f"1 − Σ_a q_ia²; {_SHARES}",
    reference=_GUIMERA,
    null="degrees",
    needs=("area",),
    cost="O(E)",
)
def partner_area_participation(network: Network) -> NDArray[np.float64]:
    """Return the participation coefficient of each partner over areas: one minus the sum of its squared shares of seats.

    From 0 to 1 − 1/areas; nan for a partner without a seat in a known area. Guimerà & Amaral 2005.

    >>> from reteanalysis import example
    >>> partner_area_participation(example().networks[2021])
    array([0.5, 0. , 0. , 0. , 0. , 0. , 0. ])
    """
    seats = network.area_seats
    total = seats.sum(axis=1)
    squared = np.divide(seats.power(2).sum(axis=1), total.astype(np.float64) ** 2, out=np.full(network.n, np.nan), where=total > 0)
    return np.asarray(1 - squared)


# ---------------------------------------------------------------------- how diverse areas are


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Numero effettivo di aree", en="Effective number of areas"),
    question=Text(
        it="A quante aree ugualmente presenti equivale la distribuzione dei posti?",
        en="How many equally present areas do the seats amount to?",
    ),
    reading=Text(
        it="1: tutti i posti sono in un'area; il massimo è il numero delle aree, quando hanno tutte gli stessi posti. "
        "Conta le aree come del tutto diverse: due aree vicine valgono quanto due lontane.",
        en="1: all seats are in one area; at most it equals the number of areas, when all have the same seats. "
        "It counts areas as wholly different: two near ones are worth as much as two distant ones.",
    ),
    undefined=_NO_AREAS,
    formula="exp(−Σ_a p_a ln p_a); p_a = E_a / E",
    reference=_HILL,
    sentence=Text(
        it="Numero di aree ugualmente presenti a cui equivale la distribuzione dei posti: {value}.",
        en="Number of equally present areas that the seats amount to: {value}.",
    ),
    needs=("area",),
    cost="O(E)",
)
def area_diversity(network: Network) -> float:
    """Return the Hill number of order 1 of the seats by area.

    From 1 to the number of areas. EMPTY without seats, NOT_RECORDED without areas. Hill 1973.

    >>> from reteanalysis import example
    >>> round(area_diversity(example().networks[2020].without("comune", "beta")), 9)  # 3 seats of housing, 1 of work, 3 of food
    2.729838563
    """
    missing = _without_areas(network)
    return float(hill(network.area_seats.sum(axis=0))) if missing is None else missing


@metric(
    level="sector",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Aree del settore", en="Areas of the sector"),
    question=Text(it="In quante aree, in effetti, lavora il settore?", en="In how many areas, in effect, does the sector work?"),
    reading=Text(
        it="1: il settore sta in una sola area; più alto: è presente in pari misura in più aree. Un settore con pochi posti non può averne molte.",
        en="1: the sector is in one area only; higher: it is equally present in more areas. A sector with few seats cannot have many.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, o senza posti in progetti di area nota",
        en="sector without partners that year, or without seats in projects of known area",
    ),
    formula="exp(−Σ_a q_ga ln q_ga); q_ga = E_ga / Σ_b E_gb",
    reference=_HILL,
    null="labels",
    needs=("sector", "area"),
    cost="O(E + A G)",
)
def sector_area_diversity(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, the Hill number of order 1 of its seats by area.

    From 1 to the number of areas; nan for a sector without seats in known areas. Hill 1973.

    >>> from reteanalysis import example
    >>> sector_area_diversity(example().networks[2021])[[1, 3]]  # cooperatives: housing and work; foundation: food
    array([2., 1.])
    """
    return hill(_mix(network).T) if network.areas else np.full(len(network.sectors), np.nan)


def _mix(network: Network) -> NDArray[np.float64]:
    """Return the seats of each sector in each area, shape (areas, G)."""
    area, sector = network.project_area[network.incidence.indices] + 1, np.repeat(network.sector + 1, network.load)
    cells = np.bincount(area * (len(network.sectors) + 1) + sector, minlength=(len(network.areas) + 1) * (len(network.sectors) + 1))
    return cells.reshape(len(network.areas) + 1, -1)[1:, 1:].astype(np.float64)


def area_distances(network: Network) -> dict[tuple[str, str], float]:
    """Return how far apart every two areas are, as one minus the cosine of the partners that work in them.

    From 0 (the same partners, as often) to 1 (no partner in common). To be measured on another year than the one it serves for: on the
    same data it would count the same thing twice (metrics specification, T2).

    >>> from reteanalysis import example
    >>> round(area_distances(example().networks[2019])["abitare", "cibo"], 7)  # luce, of three partners and of two
    0.5917517
    """
    seats = network.area_seats.astype(np.float64)
    length = np.sqrt(seats.power(2).sum(axis=0))
    joint = (seats.T @ seats).toarray()
    names = network.areas
    far = 1 - joint / np.outer(length, length)
    return {(names[a], names[b]): float(far[a, b]) for a in range(len(names)) for b in range(len(names)) if a != b}


def _shares_and_distance(
    network: Network, distance: Mapping[tuple[str, str], float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the shares of seats by area, and the distances of the areas; None where two of them have none in `distance`."""
    areas = network.areas
    far = np.array([[0.0 if a == b else distance.get((a, b), distance.get((b, a), np.nan)) for b in areas] for a in areas])
    seats = network.area_seats.sum(axis=0).astype(np.float64)
    return None if np.isnan(far).any() else (seats / seats.sum(), far)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Distanza fra le aree (Rao–Stirling)", en="Distance between areas (Rao–Stirling)"),
    question=Text(
        it="Quanto sono lontane in media le aree di due posti presi a caso?",
        en="How far apart are the areas of two seats taken at random, on average?",
    ),
    reading=Text(
        it="0: un'area sola, o aree indistinguibili; più vicino a 1: molte aree, lontane fra loro. "
        "Vale quanto la distanza da cui parte, che va presa da una fonte documentata e mai dagli stessi dati.",
        en="0: one area only, or areas that cannot be told apart; nearer to 1: many areas, far from each other. "
        "It is worth as much as the distance it starts from, which must come from a documented source and never from the same data.",
    ),
    undefined=_NO_DISTANCE,
    formula="Σ_a Σ_b δ_ab p_a p_b; p_a = E_a / E",
    reference=_STIRLING,
    sentence=Text(
        it="Distanza media fra le aree di due posti presi a caso, da 0 (la stessa) a 1 (del tutto diverse): {value}.",
        en="Average distance between the areas of two seats taken at random, from 0 (the same) to 1 (wholly different): {value}.",
    ),
    needs=("area",),
    cost="O(E + A²)",
)
def rao_stirling(network: Network, *, distance: Mapping[tuple[str, str], float] | None = None) -> float:
    """Return the mean distance of the areas of two seats (the Rao–Stirling index, over the full double sum).

    `distance` gives the distance, from 0 to 1, of every two areas; no network carries one. In [0, 1). EMPTY without seats, NOT_RECORDED
    without areas, without a distance, or where it leaves out a pair of them. Stirling 2007.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> rao_stirling(years[2020], distance=dict.fromkeys([("abitare", "cibo"), ("abitare", "lavoro"), ("cibo", "lavoro")], 1))
    0.6599999999999999
    """
    missing = _without_areas(network)
    if missing is not None:
        return missing
    found = _shares_and_distance(network, distance) if distance is not None else None
    return undefined(Reason.NOT_RECORDED) if found is None else rao(*found)


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Aree davvero diverse", en="Truly different areas"),
    question=Text(
        it="Quante aree davvero diverse tiene insieme la rete, contando vicine le aree vicine?",
        en="How many truly different areas does the network hold together, counting near areas as near?",
    ),
    reading=Text(
        it="1: un'area sola, o aree quasi uguali; il massimo è il numero delle aree, quando sono del tutto diverse e ugualmente presenti. "
        "Vale quanto la distanza da cui parte, che va presa da una fonte documentata.",
        en="1: one area only, or areas that are nearly the same; at most it equals the number of areas, when wholly different and equally present. "
        "It is worth as much as the distance it starts from, which must come from a documented source.",
    ),
    undefined=_NO_DISTANCE,
    formula="Π_a (Zp)_a^{−p_a}; Z = 1 − δ, p_a = E_a / E",
    reference=_LEINSTER,
    sentence=Text(
        it="Aree davvero diverse che la rete tiene insieme, contando vicine le aree vicine: {value}.",
        en="Truly different areas that the network holds together, counting near areas as near: {value}.",
    ),
    needs=("area",),
    cost="O(E + A²)",
)
def area_similarity_diversity(network: Network, *, distance: Mapping[tuple[str, str], float] | None = None) -> float:
    """Return the effective number of areas of order 1 where areas are alike (Leinster and Cobbold's), the similarity being 1 − distance.

    `distance` as in `rao_stirling`. From 1 to the number of areas. Undefined as `rao_stirling`. Leinster & Cobbold 2012.

    >>> from reteanalysis import example
    >>> year = example().networks[2021]  # 4 seats of housing, 3 of food, 1 of work
    >>> area_similarity_diversity(year, distance=dict.fromkeys([("abitare", "cibo"), ("abitare", "lavoro"), ("cibo", "lavoro")], 0))
    1.0
    """
    missing = _without_areas(network)
    if missing is not None:
        return missing
    found = _shares_and_distance(network, distance) if distance is not None else None
    return undefined(Reason.NOT_RECORDED) if found is None else leinster_cobbold(found[0], 1 - found[1])


# ---------------------------------------------------------------------- whether areas have the same mix of sectors


def _seats_of_sectors(network: Network) -> NDArray[np.float64] | float:
    """Return the seats of sectors in areas, those that have any, or why there are none."""
    missing = _without_areas(network)
    if missing is not None:
        return missing
    mix = _mix(network)
    mix = mix[mix.sum(axis=1) > 0][:, mix.sum(axis=0) > 0]
    return mix if mix.size else undefined(Reason.NOT_RECORDED)


def _sectors_over_areas(network: Network) -> tuple[NDArray[np.float64], Partition] | float:
    """Return the same and how their diversity is made up, or why there is none."""
    mix = _seats_of_sectors(network)
    return mix if isinstance(mix, float) else (mix, partition(mix.T))


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Settori per area", en="Sectors per area"),
    question=Text(
        it="Quanti settori, in effetti, lavorano in un'area, in media?", en="How many sectors, in effect, work in an area, on average?"
    ),
    reading=Text(
        it="1: in ogni area un solo settore; più alto: in ogni area più settori in pari misura. Le aree contano in proporzione ai posti. "
        "Non dice se i settori di un'area siedano agli stessi tavoli.",
        en="1: a single sector in each area; higher: more sectors, equally present, in each area. Areas count in proportion to their seats. "
        "It does not say whether the sectors of an area sit at the same tables.",
    ),
    undefined=_NO_MIX,
    formula=f"exp(−Σ_a w_a Σ_g p_ga ln p_ga); {_MIX}",
    reference=_JOST,
    sentence=Text(
        it="Settori che in effetti lavorano in un'area, in media: {value}.",
        en="Sectors that in effect work in an area, on average: {value}.",
    ),
    null="labels",
    needs=("area", "sector"),
    cost="O(E + A G)",
)
def area_alpha(network: Network) -> float:
    """Return the effective number of sectors within areas, of order 1 (alpha diversity).

    Over the seats of known area and sector. From 1 to the number of sectors. EMPTY without seats, NOT_RECORDED without areas or
    sectors. Jost 2007.

    >>> from reteanalysis import example
    >>> area_alpha(example().networks[2021].without("dono", "beta"))  # food 1 and 1, housing 2, 1 and 1: 2^(1/3 + 2/3 · 3/2)
    2.519842099789746
    """
    found = _sectors_over_areas(network)
    return found if isinstance(found, float) else found[1].alpha


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Settori in tutte le aree", en="Sectors in all areas"),
    question=Text(
        it="Quanti settori, in effetti, lavorano nella rete, contando tutte le aree insieme?",
        en="How many sectors, in effect, work in the network, all areas taken together?",
    ),
    reading=Text(
        it="1: un solo settore ha tutti i posti; il massimo è il numero dei settori, quando hanno tutti gli stessi posti. "
        "Non dice in quali aree lavorino, né se insieme.",
        en="1: one sector has all the seats; at most it equals the number of sectors, when all have the same seats. "
        "It does not say in which areas they work, nor whether together.",
    ),
    undefined=_NO_MIX,
    formula=f"exp(−Σ_g p_g ln p_g); {_MIX}",
    reference=_JOST,
    sentence=Text(
        it="Settori che in effetti lavorano nella rete, tutte le aree insieme: {value}.",
        en="Sectors that in effect work in the network, all areas together: {value}.",
    ),
    null="labels",
    needs=("area", "sector"),
    cost="O(E + A G)",
)
def area_gamma(network: Network) -> float:
    """Return the effective number of sectors over all areas together, of order 1 (gamma diversity).

    Over the seats of known area and sector. From 1 to the number of sectors. Undefined as `area_alpha`. Jost 2007.

    >>> from reteanalysis import example
    >>> round(area_gamma(example().networks[2020].without("luce", "ponte")), 9)  # public 2, cooperatives 3, foundation 2: of seven
    2.941713421
    """
    found = _sectors_over_areas(network)
    return found if isinstance(found, float) else found[1].gamma


@metric(
    level="network",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Combinazioni di settori diverse", en="Distinct mixes of sectors"),
    question=Text(
        it="Quante combinazioni di settori davvero diverse ci sono fra le aree?",
        en="How many truly distinct mixes of sectors are there among areas?",
    ),
    reading=Text(
        it="1: tutte le aree hanno la stessa combinazione di settori; più alto: ogni area ha la sua, fino al numero effettivo di aree. "
        "Aree con pochi posti sembrano diverse anche per caso.",
        en="1: all areas have the same mix of sectors; higher: each area has its own, up to the effective number of areas. "
        "Areas with few seats look different also by chance.",
    ),
    undefined=_NO_CONTRAST,
    formula=f"exp(Σ_a w_a Σ_g p_ga ln(p_ga / p_g)); {_MIX}",
    reference=_JOST,
    sentence=Text(
        it="Combinazioni di settori davvero diverse fra le aree (1: la stessa in tutte): {value}.",
        en="Truly distinct mixes of sectors among areas (1: the same in all): {value}.",
    ),
    null="labels",
    needs=("area", "sector"),
    cost="O(E + A G)",
)
def area_beta(network: Network) -> float:
    """Return the effective number of distinct mixes of sectors among areas: gamma over alpha, of order 1 (beta diversity).

    Over the seats of known area and sector. From 1 to the effective number of areas. EMPTY without seats, NOT_RECORDED without areas or
    sectors, TOO_FEW with one area, SINGLE_SECTOR with one sector. Jost 2007.

    >>> from reteanalysis import example
    >>> area_beta(example().networks[2020].without("luce", "dono", "ponte", "comune"))  # cooperatives in both areas
    nan (SINGLE_SECTOR)
    """
    found = _contrast(network)
    return found if isinstance(found, float) else found[1]


def _contrast(network: Network) -> tuple[NDArray[np.float64], float] | float:
    """Return the seats in each area and how many mixes there are in effect, or why there is nothing to compare."""
    missing = _without_areas(network)
    if missing is not None:
        return missing
    mix = _mix(network)
    seats = mix.sum(axis=1)
    areas, sectors = np.count_nonzero(seats), np.count_nonzero(mix.any(axis=0))
    if areas < 2:
        return undefined(Reason.TOO_FEW if areas else Reason.NOT_RECORDED)
    return (seats, beta(mix.T)) if sectors > 1 else undefined(Reason.SINGLE_SECTOR)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Trasversalità dei settori", en="Transversality of sectors"),
    question=Text(
        it="Tutte le aree sono servite dalla stessa combinazione di settori, o ciascuna dalla propria?",
        en="Are all areas served by the same mix of sectors, or each by its own?",
    ),
    reading=Text(
        it="1: tutte le aree hanno la stessa combinazione di settori; 0: ogni area ha i suoi, senza sovrapposizioni. "
        "Aree con pochi posti la abbassano anche per caso; e non è detto che ogni settore serva dappertutto.",
        en="1: all areas have the same mix of sectors; 0: each area has its own, without overlap. "
        "Areas with few seats lower it also by chance; and not every sector is needed everywhere.",
    ),
    undefined=_NO_CONTRAST,
    formula=f"(β_max − β) / (β_max − 1); β = exp(Σ_a w_a Σ_g p_ga ln(p_ga / p_g)), β_max = exp(−Σ_a w_a ln w_a), {_MIX}",
    reference=_JOST,
    sentence=Text(
        it="Trasversalità dei settori sulle aree, da 0 (ogni area i suoi settori) a 1 (la stessa combinazione ovunque): {value}.",
        en="Transversality of sectors over areas, from 0 (each area its own sectors) to 1 (the same mix everywhere): {value}.",
    ),
    null="labels",
    needs=("area", "sector"),
    cost="O(E + A G)",
)
def transversality(network: Network) -> float:
    """Return how near the areas are to having one mix of sectors: beta diversity rescaled between its bounds.

    The greatest beta is that of areas without any sector in common, with these seats. In [0, 1]. Undefined as `area_beta`. Jost 2007.

    >>> from reteanalysis import example
    >>> round(transversality(example().networks[2019].without("comune", "asl", "luce")), 9)  # cooperatives 1 and 2 seats, association 1
    0.587205123
    """
    found = _contrast(network)
    if isinstance(found, float):
        return found
    seats, distinct = found
    most = effective(seats)
    return min(max((most - distinct) / (most - 1), 0.0), 1.0)
