"""Resources: what partners bring to projects, how unequally they bring it, and whether they bring different things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._diversity import gini, hill, specialisation, theil, theil_between
from reteanalysis.metrics._metric import metric
from reteanalysis.network import RESOURCES
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_SEATS_OR_KINDS = Text(
    it="risorse portate dai partner non rilevate, o nessun progetto", en="what partners bring not recorded, or no projects"
)
_UNEVEN = Text(
    it="importi dei partner non rilevati o tutti pari a zero, meno di due partner, o nessun progetto",
    en="partners' amounts not recorded or all zero, fewer than two partners, or no projects",
)
_UNEVEN_SECTORS = Text(
    it="importi non rilevati o tutti pari a zero, settori non indicati o uno solo, o nessun progetto",
    en="amounts not recorded or all zero, sectors not recorded or only one, or no projects",
)
_HILL = "Hill 1973, Ecology 54:427–432; Jost 2006, Oikos 113:363–375"
_COWELL = "Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press"
_THEIL = "Theil 1967, Economics and Information Theory, North-Holland; Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press"
_KINDS = "p_r = φ_r / Σ_s φ_s; φ_ir = #{j : r ∈ φ_ij}"


def _kinds_of_partners(network: Network) -> NDArray[np.float64]:
    """Return in how many seats each partner brings each kind of resource, shape (n, 3); nothing where it is not recorded."""
    if network.brought is None:
        return np.zeros((network.n, len(RESOURCES)))
    row = np.repeat(np.arange(network.n), network.load)
    return np.column_stack([np.bincount(row, weights=kind, minlength=network.n) for kind in network.brought.T])


def _kinds_of_sectors(network: Network) -> NDArray[np.float64]:
    """Return in how many seats each sector brings each kind of resource, shape (G, 3)."""
    counts = np.zeros((len(network.sectors), len(RESOURCES)))
    known = network.sector >= 0
    np.add.at(counts, network.sector[known], _kinds_of_partners(network)[known])
    return counts


def _euros(network: Network) -> tuple[NDArray[np.intp], NDArray[np.float64]] | None:
    """Return the partners of which it is known how many euros they bring, and these; None where no amount is recorded."""
    if network.amounts is None:
        return None
    row = np.repeat(np.arange(network.n), network.load)
    known = ~np.isnan(network.amounts)
    givers = np.unique(row[known])
    euros = np.bincount(row[known], weights=network.amounts[known], minlength=network.n)[givers]
    return givers, euros.astype(np.float64)


# ---------------------------------------------------------------------- kinds of resource


@metric(
    level="network",
    unit="index",
    bounds=(1, 3),
    label=Text(it="Varietà delle risorse", en="Variety of resources"),
    question=Text(
        it="Quanti tipi di risorsa (conoscenza, denaro, lavoro) porta in effetti la rete?",
        en="How many kinds of resource (knowledge, money, work) does the network bring, in effect?",
    ),
    reading=Text(
        it="1: tutti portano lo stesso tipo di risorsa; 3: i tre tipi sono portati in pari misura. Conta quante volte un tipo è portato, non quanto valga. "
        "I partner di cui non si sa che cosa portino restano fuori.",
        en="1: everybody brings the same kind of resource; 3: the three kinds are brought equally often. It counts how many times a kind is brought, "
        "not what it is worth. Partners whose contribution is not known are left out.",
    ),
    undefined=_NO_SEATS_OR_KINDS,
    formula=f"exp(−Σ_r p_r ln p_r); {_KINDS}",
    reference=_HILL,
    sentence=Text(
        it="Tipi di risorsa portati in pari misura a cui equivalgono i contributi dei partner: {value}.",
        en="Number of equally common kinds of resource that the partners' contributions amount to: {value}.",
    ),
    needs=("contribution",),
    cost="O(E)",
)
def resource_diversity(network: Network) -> float:
    """Return the Hill number of order 1 of the kinds of resource that seats bring.

    A seat that brings two kinds counts for both. From 1 to 3. EMPTY without seats, NOT_RECORDED where no seat says what it
    brings. Hill 1973.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = "economic economic operational operational operational operational economic economic".split()
    >>> resource_diversity(replace(example().networks[2021], seat_data={"contribution": np.array(brings)}))  # four and four
    2.0
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if network.brought is None:
        return undefined(Reason.NOT_RECORDED)
    return float(hill(network.brought.sum(axis=0)))


@metric(
    level="sector",
    unit="index",
    bounds=(1, 3),
    label=Text(it="Varietà delle risorse del settore", en="Variety of the sector's resources"),
    question=Text(
        it="Quanti tipi di risorsa porta in effetti il settore?", en="How many kinds of resource does the sector bring, in effect?"
    ),
    reading=Text(
        it="1: il settore porta un solo tipo di risorsa; 3: porta conoscenza, denaro e lavoro in pari misura. Non dice quanto valgano.",
        en="1: the sector brings one kind of resource; 3: it brings knowledge, money and work equally often. It does not say what they are worth.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, o di cui non si sa che cosa porti",
        en="sector without partners that year, or of which it is not known what it brings",
    ),
    formula=f"exp(−Σ_r p_gr ln p_gr); {_KINDS}, i : g(i) = g",
    reference=_HILL,
    null="labels",
    needs=("sector", "contribution"),
    cost="O(E)",
)
def sector_resource_diversity(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, the Hill number of order 1 of the kinds of resource its seats bring.

    From 1 to 3; nan for a sector with nobody, or of which nothing is recorded. Hill 1973.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = "economic economic economic operational operational operational knowledge economic".split()
    >>> sector_resource_diversity(replace(example().networks[2021], seat_data={"contribution": np.array(brings)}))
    array([1., 1., 2., 1.])
    """
    return hill(_kinds_of_sectors(network))


@metric(
    level="partner",
    unit="index",
    bounds=(1, 3),
    label=Text(it="Varietà delle risorse del partner", en="Variety of the partner's resources"),
    question=Text(
        it="Quanti tipi di risorsa porta in effetti il partner?", en="How many kinds of resource does the partner bring, in effect?"
    ),
    reading=Text(
        it="1: porta sempre lo stesso tipo di risorsa; 3: porta conoscenza, denaro e lavoro in pari misura. "
        "Chi siede a un solo tavolo ne porta di solito uno solo.",
        en="1: it always brings the same kind of resource; 3: it brings knowledge, money and work equally often. "
        "A partner of one project usually brings one only.",
    ),
    undefined=Text(it="non si sa che cosa porti il partner", en="it is not known what the partner brings"),
    formula=f"exp(−Σ_r p_ir ln p_ir); p_ir = φ_ir / Σ_s φ_is, {_KINDS.split('; ')[1]}",
    reference=_HILL,
    needs=("contribution",),
    cost="O(E)",
)
def partner_resource_diversity(network: Network) -> NDArray[np.float64]:
    """Return, for each partner, the Hill number of order 1 of the kinds of resource its seats bring.

    From 1 to 3; nan for a partner of which nothing is recorded. Hill 1973.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = ["economic", "knowledge", "", "operational", "operational", "operational", "knowledge", "economic;operational"]
    >>> partner_resource_diversity(replace(example().networks[2021], seat_data={"contribution": np.array(brings)}))
    array([ 2., nan,  1.,  1.,  1.,  1.,  2.])
    """
    return hill(_kinds_of_partners(network))


# ---------------------------------------------------------------------- how unequal contributions are


def _of_unequal_euros(network: Network, index: Callable[[NDArray[np.float64]], float]) -> float:
    """Return an index of inequality of the euros that partners bring, or why there is none."""
    if not network.seats:
        return undefined(Reason.EMPTY)
    found = _euros(network)
    if found is None:
        return undefined(Reason.NOT_RECORDED)
    euros = found[1]
    if not euros.any():
        return undefined(Reason.EMPTY)
    return index(euros) if len(euros) > 1 else undefined(Reason.TOO_FEW)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Disuguaglianza dei contributi (Gini)", en="Inequality of contributions (Gini)"),
    question=Text(it="Quanto sono diversi gli importi portati dai partner?", en="How unequal are the amounts that partners bring?"),
    reading=Text(
        it="0: tutti portano lo stesso importo; vicino a 1: quasi tutto il denaro viene da pochi. Chi porta altro e non denaro conta per zero; "
        "chi non dice che cosa porti resta fuori. Non dice che cosa valgano conoscenza e lavoro.",
        en="0: all bring the same amount; near 1: almost all the money comes from a few. A partner that brings other things and no money counts "
        "as zero; one of which nothing is said is left out. It does not say what knowledge and work are worth.",
    ),
    undefined=_UNEVEN,
    formula="Σ_i Σ_k |x_i − x_k| / (2 n² x̄); x_i = Σ_j φ_ij",
    reference=_COWELL,
    sentence=Text(
        it="Indice di Gini degli importi portati dai partner, da 0 (tutti lo stesso) a 1 (quasi tutto da pochi): {value}.",
        en="Gini index of the amounts that partners bring, from 0 (all the same) to 1 (almost all from a few): {value}.",
    ),
    needs=("amount",),
    cost="O(E log E)",
)
def contribution_gini(network: Network) -> float:
    """Return the Gini index of the euros that partners bring.

    Over the partners of which it is known (see `Network.amounts`). From 0 to 1 − 1/n. EMPTY without seats or where all amounts
    are 0, NOT_RECORDED without amounts, TOO_FEW with one partner. Cowell 2011.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([500, 500, 0, 500, 500, 0, 0, 1000])  # partners: 1000, 0, 500, 500, 0, 0, 1000
    >>> contribution_gini(replace(example().networks[2021], seat_data={"amount_eur": euros}))  # 11 / 21
    0.5238095238095238
    """
    return _of_unequal_euros(network, gini)


@metric(
    level="network",
    unit="index",
    bounds=(0, _INF),
    label=Text(it="Disuguaglianza dei contributi (Theil)", en="Inequality of contributions (Theil)"),
    question=Text(
        it="Quanto gli importi portati dai partner sono lontani dalla parità?", en="How far from equal are the amounts that partners bring?"
    ),
    reading=Text(
        it="0: tutti portano lo stesso importo; più alto: più denaro da meno partner, fino al logaritmo del loro numero. "
        "Si confrontano solo reti di dimensione simile; serve soprattutto per separare i settori.",
        en="0: all bring the same amount; higher: more money from fewer partners, up to the logarithm of their number. "
        "Compare only networks of similar size; it serves above all to tell sectors apart.",
    ),
    undefined=_UNEVEN,
    formula="Σ_i s_i ln(n s_i); s_i = x_i / Σ_k x_k, x_i = Σ_j φ_ij",
    reference=_THEIL,
    sentence=Text(
        it="Indice di Theil degli importi portati dai partner (0: tutti lo stesso): {value}.",
        en="Theil index of the amounts that partners bring (0: all the same): {value}.",
    ),
    needs=("amount",),
    cost="O(E log E)",
)
def contribution_theil(network: Network) -> float:
    """Return Theil's index of the euros that partners bring.

    Over the partners of which it is known. From 0 to ln n. Undefined where `contribution_gini` is. Theil 1967.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([0, 0, 0, 0, 0, 0, 0, 1000])  # all from one of seven: ln 7
    >>> contribution_theil(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    1.9459101490553132
    """
    return _of_unequal_euros(network, theil)


def _of_sectors_euros(network: Network, index: Callable[[NDArray[np.float64], NDArray[np.intp]], float]) -> float:
    """Return an index of the euros that partners of known sector bring and of their sectors, or why there is none."""
    if not network.seats:
        return undefined(Reason.EMPTY)
    found = _euros(network)
    if found is None:
        return undefined(Reason.NOT_RECORDED)
    known = network.sector[found[0]] >= 0
    sectors, euros = network.sector[found[0]][known], found[1][known]
    if not known.any():
        return undefined(Reason.NOT_RECORDED)
    if not euros.any():
        return undefined(Reason.EMPTY)
    return index(euros, sectors) if len(np.unique(sectors)) > 1 else undefined(Reason.SINGLE_SECTOR)


@metric(
    level="network",
    unit="index",
    bounds=(0, _INF),
    label=Text(it="Disuguaglianza dei contributi fra settori (Theil)", en="Inequality of contributions between sectors (Theil)"),
    question=Text(
        it="Quanto sono diversi gli importi medi portati dai settori?", en="How unequal are the average amounts that sectors bring?"
    ),
    reading=Text(
        it="0: ogni settore porta denaro in proporzione ai suoi partner; più alto: i settori portano importi medi molto diversi. "
        "Va letto con la disuguaglianza complessiva, di cui è una parte.",
        en="0: each sector brings money in proportion to its partners; higher: sectors bring very different average amounts. "
        "Read it with the overall inequality, of which it is a part.",
    ),
    undefined=_UNEVEN_SECTORS,
    formula="Σ_g s_g ln(s_g / (n_g/n)); s_g = Σ_{i : g(i) = g} x_i / Σ_k x_k",
    reference=_THEIL,
    sentence=Text(
        it="Parte dell'indice di Theil degli importi che sta fra i settori (0: stessa media in tutti): {value}.",
        en="Part of the Theil index of amounts that lies between sectors (0: the same average in all): {value}.",
    ),
    null="labels",
    needs=("amount", "sector"),
    cost="O(E log E)",
)
def contribution_theil_between(network: Network) -> float:
    """Return the part of Theil's index of the euros that partners bring that is between sectors.

    Over the partners of known sector of which it is known. From 0 to ln n. EMPTY without seats or where all amounts are 0,
    NOT_RECORDED without amounts or sectors, SINGLE_SECTOR with one. Theil 1967.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([0, 0, 0, 0, 0, 0, 0, 1000])  # all from the foundation, one of seven: ln 7
    >>> contribution_theil_between(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    1.9459101490553132
    """
    return _of_sectors_euros(network, theil_between)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Squilibrio dovuto ai settori", en="Imbalance due to sectors"),
    question=Text(
        it="Quale parte dello squilibrio dei contributi è tra i settori, e non al loro interno?",
        en="Which part of the imbalance of contributions is between sectors rather than inside them?",
    ),
    reading=Text(
        it="0%: i settori portano in media lo stesso, le differenze sono fra partner dello stesso settore; 100%: dentro ogni settore tutti portano lo stesso. "
        "Con settori di un solo partner cresce da sola.",
        en="0%: sectors bring the same on average, the differences are between partners of one sector; 100%: inside each sector all bring the same. "
        "With sectors of a single partner it grows by itself.",
    ),
    undefined=Text(
        it="importi non rilevati, tutti uguali o tutti pari a zero, settori non indicati o uno solo, o nessun progetto",
        en="amounts not recorded, all equal or all zero, sectors not recorded or only one, or no projects",
    ),
    formula="Σ_g s_g ln(s_g / (n_g/n)) / Σ_i s_i ln(n s_i); s_i = x_i / Σ_k x_k",
    reference=_THEIL,
    sentence=Text(
        it="Parte dello squilibrio dei contributi che sta tra i settori, e non al loro interno: {value}.",
        en="{value} of the imbalance of contributions lies between sectors rather than inside them.",
    ),
    null="labels",
    needs=("amount", "sector"),
    cost="O(E log E)",
)
def contribution_between_share(network: Network) -> float:
    """Return the part between sectors of Theil's index of the euros that partners bring, as a share of the index.

    Over the partners of known sector of which it is known. In [0, 1]. Undefined where `contribution_theil_between` is;
    ZERO_VARIANCE where all bring the same. Theil 1967.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([0, 0, 0, 0, 0, 2, 2, 0])  # the two associations
    >>> contribution_between_share(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    1.0
    """

    def share(euros: NDArray[np.float64], sectors: NDArray[np.intp]) -> float:
        whole = theil(euros)
        return min(theil_between(euros, sectors) / whole, 1.0) if whole > 1e-12 else undefined(Reason.ZERO_VARIANCE)

    return _of_sectors_euros(network, share)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Concentrazione dei contributi", en="Concentration of contributions"),
    question=Text(it="Quanto il denaro viene da pochi partner?", en="How far does the money come from a few partners?"),
    reading=Text(
        it="Vicino a 0: molti portano quote piccole; 1: tutto viene da un solo partner. Uno diviso il valore è il numero di finanziatori di pari peso "
        "a cui equivale. Chi non porta denaro non lo cambia. Non dice chi siano quei pochi.",
        en="Near 0: many bring small shares; 1: all of it comes from one partner. One divided by the value is the number of funders of equal weight "
        "it amounts to. Partners that bring no money do not change it. It does not say who those few are.",
    ),
    undefined=Text(it="importi non rilevati o tutti pari a zero, o nessun progetto", en="amounts not recorded or all zero, or no projects"),
    formula="Σ_i s_i²; s_i = x_i / Σ_k x_k, x_i = Σ_j φ_ij",
    reference="Hirschman 1964, American Economic Review 54:761–762",
    sentence=Text(
        it="Concentrazione degli importi, da 0 (molti finanziatori piccoli) a 1 (uno solo): {value}.",
        en="Concentration of the amounts, from 0 (many small funders) to 1 (a single one): {value}.",
    ),
    needs=("amount",),
    cost="O(E log E)",
)
def contribution_concentration(network: Network) -> float:
    """Return the sum of the squared shares of the euros that partners bring (the Herfindahl–Hirschman index).

    From 1/n to 1. EMPTY without seats or where all amounts are 0, NOT_RECORDED without amounts. Hirschman 1964.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([500, 500, 0, 0, 0, 0, 0, 1000])
    >>> contribution_concentration(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    0.5
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    found = _euros(network)
    if found is None:
        return undefined(Reason.NOT_RECORDED)
    total = found[1].sum()
    return float(((found[1] / total) ** 2).sum()) if total else undefined(Reason.EMPTY)


def _gini_of_kind(network: Network, kind: str) -> float:
    """Return the Gini index of the times each partner brings a kind of resource, among those that say what they bring."""
    if not network.seats:
        return undefined(Reason.EMPTY)
    if network.brought is None:
        return undefined(Reason.NOT_RECORDED)
    counts = _kinds_of_partners(network)
    times = counts[counts.any(axis=1), RESOURCES.index(kind)]
    return gini(times) if times.any() and len(times) > 1 else undefined(Reason.TOO_FEW)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Disuguaglianza della conoscenza portata (Gini)", en="Inequality of knowledge brought (Gini)"),
    question=Text(
        it="Quanto è diverso da un partner all'altro il numero di progetti a cui porta conoscenza?",
        en="How unequal are partners in the number of projects to which they bring knowledge?",
    ),
    reading=Text(
        it="0: tutti portano conoscenza ad altrettanti progetti; vicino a 1: quasi sempre gli stessi pochi. Conta i progetti, non quanta conoscenza sia.",
        en="0: all bring knowledge to the same number of projects; near 1: nearly always the same few. It counts projects, not how much knowledge it is.",
    ),
    undefined=Text(
        it="risorse non rilevate, nessuno che porti conoscenza, meno di due partner, o nessun progetto",
        en="contributions not recorded, nobody bringing knowledge, fewer than two partners, or no projects",
    ),
    formula="Σ_i Σ_k |φ_i − φ_k| / (2 n² φ̄)",
    reference=_COWELL,
    sentence=Text(
        it="Indice di Gini dei progetti a cui i partner portano conoscenza, da 0 (tutti altrettanti) a 1 (sempre gli stessi): {value}.",
        en="Gini index of the projects to which partners bring knowledge, from 0 (all the same number) to 1 (always the same few): {value}.",
    ),
    needs=("contribution",),
    cost="O(E + n log n)",
)
def knowledge_gini(network: Network) -> float:
    """Return the Gini index of the number of seats for which a partner brings knowledge.

    Over the partners that say what they bring. From 0 to 1 − 1/n. EMPTY without seats, NOT_RECORDED without
    contributions, TOO_FEW where nobody brings any, or with one partner. Cowell 2011.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = ["knowledge", "knowledge", *["economic"] * 6]  # one of seven partners
    >>> knowledge_gini(replace(example().networks[2021], seat_data={"contribution": np.array(brings)})) == 6 / 7
    True
    """
    return _gini_of_kind(network, "knowledge")


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Disuguaglianza del lavoro portato (Gini)", en="Inequality of work brought (Gini)"),
    question=Text(
        it="Quanto è diverso da un partner all'altro il numero di progetti a cui porta lavoro?",
        en="How unequal are partners in the number of projects to which they bring work?",
    ),
    reading=Text(
        it="0: tutti portano lavoro (risorse operative) ad altrettanti progetti; vicino a 1: quasi sempre gli stessi pochi. Conta i progetti, non le ore.",
        en="0: all bring work (operational resources) to the same number of projects; near 1: nearly always the same few. It counts projects, not hours.",
    ),
    undefined=Text(
        it="risorse non rilevate, nessuno che porti lavoro, meno di due partner, o nessun progetto",
        en="contributions not recorded, nobody bringing work, fewer than two partners, or no projects",
    ),
    formula="Σ_i Σ_k |φ_i − φ_k| / (2 n² φ̄)",
    reference=_COWELL,
    sentence=Text(
        it="Indice di Gini dei progetti a cui i partner portano lavoro, da 0 (tutti altrettanti) a 1 (sempre gli stessi): {value}.",
        en="Gini index of the projects to which partners bring work, from 0 (all the same number) to 1 (always the same few): {value}.",
    ),
    needs=("contribution",),
    cost="O(E + n log n)",
)
def operational_gini(network: Network) -> float:
    """Return the Gini index of the number of seats for which a partner brings operational resources.

    Over the partners that say what they bring. From 0 to 1 − 1/n. Undefined as `knowledge_gini`. Cowell 2011.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = ["operational", "operational", *["economic"] * 6]  # one of seven partners
    >>> operational_gini(replace(example().networks[2021], seat_data={"contribution": np.array(brings)})) == 6 / 7
    True
    """
    return _gini_of_kind(network, "operational")


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Quota del settore sugli importi", en="The sector's share of the amounts"),
    question=Text(it="Quale parte del denaro viene dal settore?", en="Which part of the money comes from the sector?"),
    reading=Text(
        it="0%: il settore non porta denaro; 100%: lo porta tutto. Gli importi di partner di settore ignoto contano nel totale. "
        "Non dice chi decida come spenderlo.",
        en="0%: the sector brings no money; 100%: it brings all of it. Amounts of partners of unknown sector count in the total. "
        "It does not say who decides how to spend it.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, importi non rilevati o tutti pari a zero",
        en="sector without partners that year, amounts not recorded or all zero",
    ),
    formula="Σ_{i : g(i) = g} x_i / Σ_k x_k; x_i = Σ_j φ_ij",
    reference=_THEIL,
    null="labels",
    needs=("amount", "sector"),
    cost="O(E log E)",
)
def sector_contribution_share(network: Network) -> NDArray[np.float64]:
    """Return the share of all euros that each sector brings.

    In [0, 1]; nan for a sector with nobody, and everywhere without amounts. Theil 1967.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([500, 0, 0, 500, 0, 0, 0, 1000])  # public, cooperative, association, foundation
    >>> sector_contribution_share(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    array([0.25, 0.25, 0.  , 0.5 ])
    """
    found = _euros(network)
    total = found[1].sum() if found else 0.0
    if found is None or not total:
        return np.full(len(network.sectors), np.nan)
    known = network.sector[found[0]] >= 0
    euros = np.bincount(network.sector[found[0]][known], weights=found[1][known], minlength=len(network.sectors))
    return np.where(network.present_sectors, euros / total, np.nan)


# ---------------------------------------------------------------------- different things


# Whether two partners that bring these kinds (as bits) each bring one that the other does not.
_COMPLETE = np.array([[bool(a & ~b) and bool(b & ~a) for b in range(2 ** len(RESOURCES))] for a in range(2 ** len(RESOURCES))])


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti con risorse complementari", en="Projects with complementary resources"),
    question=Text(
        it="In quanti progetti i partner portano risorse diverse fra loro?",
        en="In how many projects do partners bring different resources?",
    ),
    reading=Text(
        it="0%: in nessun progetto due partner si completano; 100%: in tutti c'è chi porta un tipo di risorsa che a un altro manca, e viceversa. "
        "Cresce con la dimensione dei tavoli. Non dice se quelle risorse servissero.",
        en="0%: in no project do two partners complete each other; 100%: in all of them somebody brings a kind of resource that another lacks, and the "
        "other way round. It grows with the size of tables. It does not say whether those resources were needed.",
    ),
    undefined=Text(
        it="risorse portate dai partner non rilevate, nessun progetto in cui siano note per almeno due partner, o nessun progetto",
        en="contributions not recorded, no project in which they are known for at least two partners, or no projects",
    ),
    formula="#{j : ∃ i, k, r ∈ φ_ij ∖ φ_kj, s ∈ φ_kj ∖ φ_ij} / #{j : #{i : φ_ij ≠ ∅} ≥ 2}",
    reference="Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9",
    sentence=Text(
        it="Progetti in cui almeno due partner portano ciascuno un tipo di risorsa che all'altro manca: {value} di quelli in cui si sa che cosa portano.",
        en="{value} of the projects where contributions are known have two partners or more that each bring a kind of resource the other lacks.",
    ),
    null="degrees",
    needs=("contribution",),
    cost="O(E)",
)
def complementary_project_share(network: Network) -> float:
    """Return the share of projects in which two partners each bring a kind of resource that the other does not.

    Among the projects with two partners or more that say what they bring. In [0, 1]. EMPTY without seats, NOT_RECORDED without
    contributions, NO_PAIRS where no project has two such partners. Defined for this project; the question is that of
    Blüthgen et al. 2006.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = ["economic", "economic", "knowledge", "economic", "", "economic;operational", "operational", "economic"]
    >>> complementary_project_share(replace(example().networks[2021], seat_data={"contribution": np.array(brings)}))  # cura-21 of three
    0.3333333333333333
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if network.brought is None:
        return undefined(Reason.NOT_RECORDED)
    kinds = network.brought @ (1 << np.arange(len(RESOURCES)))
    teams = np.zeros((network.m, len(_COMPLETE)), np.int64)
    np.add.at(teams, (network.incidence.indices, kinds), 1)
    several = teams[:, 1:].sum(axis=1) >= 2
    if not several.any():
        return undefined(Reason.NO_PAIRS)
    complete = ((teams @ _COMPLETE) * teams).any(axis=1)
    return float(np.mean(complete[several]))


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Specializzazione dei contributi", en="Specialisation of contributions"),
    question=Text(it="I partner portano cose diverse o tutti le stesse?", en="Do partners bring different things, or all the same?"),
    reading=Text(
        it="0: ognuno porta un po' di tutto, nelle proporzioni della rete; 1: ciascuno porta il suo tipo di risorsa. "
        "Non dice se la specializzazione sia una scelta o un limite.",
        en="0: each brings a bit of everything, in the network's proportions; 1: each brings its own kind of resource. "
        "It does not say whether the specialisation is a choice or a limit.",
    ),
    undefined=Text(
        it="risorse non rilevate, un solo tipo di risorsa, partner con un contributo ciascuno, o nessun progetto",
        en="contributions not recorded, one kind of resource only, partners with one contribution each, or no projects",
    ),
    formula="(H_max − H) / (H_max − H_min); H = −Σ_ir p_ir ln p_ir, p_ir = φ_ir / Σ φ",
    reference="Blüthgen, Menzel & Blüthgen 2006, BMC Ecology 6:9",
    sentence=Text(
        it="Specializzazione dei partner per tipo di risorsa, da 0 (tutti un po' di tutto) a 1 (ciascuno il suo): {value}.",
        en="Specialisation of partners by kind of resource, from 0 (all a bit of everything) to 1 (each its own): {value}.",
    ),
    needs=("contribution",),
    cost="O(E + n² + r n)",
)
def contribution_specialisation(network: Network) -> float:
    """Return H₂′ of the table of partners by kinds of resource, in counts of seats.

    The bounds of the entropy are those of tables with the same margins. In [0, 1]. EMPTY without seats, NOT_RECORDED without
    contributions, TOO_FEW where the margins leave no choice (one kind, or one contribution each). Blüthgen et al. 2006.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = ["economic", "economic", *["operational"] * 6]
    >>> contribution_specialisation(replace(example().networks[2021], seat_data={"contribution": np.array(brings)}))
    1.0
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if network.brought is None:
        return undefined(Reason.NOT_RECORDED)
    value = specialisation(_kinds_of_partners(network))
    return undefined(Reason.TOO_FEW) if np.isnan(value) else value


@metric(
    level="network",
    unit="ratio",
    bounds=(0, _INF),
    label=Text(it="Effetto leva", en="Leverage"),
    question=Text(it="Quanti euro privati ci sono per ogni euro pubblico?", en="How many private euros are there for every public euro?"),
    reading=Text(
        it="0: solo denaro pubblico; 1: un euro privato per ogni euro pubblico; più alto: più denaro da terzo settore e imprese. "
        "Non dice che sia stato il denaro pubblico ad attirarlo, né da dove il terzo settore l'abbia avuto.",
        en="0: public money only; 1: one private euro for every public euro; higher: more money from the third sector and business. "
        "It does not say that public money attracted it, nor where the third sector had it from.",
    ),
    undefined=Text(
        it="importi dei partner o sfera non rilevati, nessun euro pubblico, o nessun progetto",
        en="partners' amounts or sphere not recorded, no public euro, or no projects",
    ),
    formula="Σ_{i : ¬pub(i)} x_i / Σ_{i : pub(i)} x_i; x_i = Σ_j φ_ij",
    reference="OECD 2018, Making Blended Finance Work for the Sustainable Development Goals",
    sentence=Text(
        it="Euro portati da enti privati (terzo settore o imprese) per ogni euro pubblico: {value}.",
        en="Euros brought by private bodies (third sector or business) for every public euro: {value}.",
    ),
    null="labels",
    needs=("amount", "sphere"),
    cost="O(E log E)",
)
def leverage(network: Network) -> float:
    """Return the euros of partners that are not public for every euro of those that are.

    Among the partners of known sphere. From 0 upwards. EMPTY without seats, NOT_RECORDED without amounts or spheres,
    TOO_FEW without any public euro. The use of the word is that of the OECD (2018).

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([500, 500, 0, 500, 0, 0, 0, 1000])
    >>> leverage(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    1.5
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    found = _euros(network)
    sphere = network.sphere[found[0]] if found else np.array([None])
    if found is None or not any(sphere):
        return undefined(Reason.NOT_RECORDED)
    public = found[1][sphere == "public"].sum()
    private = found[1][[one not in ("public", None) for one in sphere]].sum()
    return float(private / public) if public else undefined(Reason.TOO_FEW)
