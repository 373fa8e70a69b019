"""Synergy: whether tables join sectors, and public with non-public bodies, and who stands between sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels import BOUNDARY, COORDINATOR, ITINERANT, LIAISON
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._sectors import public_sectors, unanswerable
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_CROSSING = Text(
    it="nessun progetto con almeno due partner di settore noto, o un solo settore presente",
    en="no project with at least two partners of known sector, or only one sector present",
)
_UNKNOWN_BROKER = Text(it="settore del partner non noto", en="the partner's sector is not known")
_KRACKHARDT_STERN = "Krackhardt & Stern 1988, Social Psychology Quarterly 51:123–140"
_BLAU = "Blau 1977, Inequality and Heterogeneity; Bryson, Crosby & Stone 2015, Public Administration Review 75:647–663"
_GOULD_FERNANDEZ = "Gould & Fernandez 1989, Sociological Methodology 19:89–126"


# ---------------------------------------------------------------------- pairs at the tables


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Coppie fra settori diversi", en="Cross-sector pairs"),
    question=Text(
        it="Di tutte le coppie di partner allo stesso tavolo, quante uniscono settori diversi?",
        en="Of all pairs of partners at the same table, how many join different sectors?",
    ),
    reading=Text(
        it="0%: ogni tavolo è di un solo settore; 100%: a nessun tavolo siedono due partner dello stesso settore. "
        "Il valore da aspettarsi dipende da quanto sono grandi i settori: va confrontato con il caso, non con altre reti. "
        "I tavoli grandi pesano di più.",
        en="0%: each table is of one sector only; 100%: no table seats two partners of the same sector. "
        "What to expect depends on how large sectors are: it has to be compared with chance, not with other networks. "
        "Large tables weigh more.",
    ),
    undefined=_NO_CROSSING,
    formula="X = Σ_j χ_j / Σ_j π_j; π_j = k_j(k_j−1)/2, χ_j = π_j − Σ_g k_jg(k_jg−1)/2",
    reference=_KRACKHARDT_STERN,
    sentence=Text(
        it="Coppie di partner allo stesso tavolo che uniscono settori diversi: {value}.",
        en="{value} of the pairs of partners at the same table join different sectors.",
    ),
    null="degrees",
    needs=("sector",),
    familiar=Text(it="Coppie fra settori diversi", en="Cross-sector pairs"),
    cost="O(G E)",
)
def cross_sector_share(network: Network) -> float:
    """Return the share of the pairs of partners at one table that join different sectors, over all projects.

    Pairs with a partner of unknown sector are left out. In [0, 1]. EMPTY without seats, NOT_RECORDED where no sector is
    known, SINGLE_SECTOR with one, NO_PAIRS without any pair at a table. Krackhardt & Stern 1988.

    >>> from reteanalysis import example
    >>> cross_sector_share(example().networks[2019])  # 5 of 7
    0.7142857142857143
    """
    reason = unanswerable(network)
    if reason:
        return undefined(reason)
    pairs = network.sector_pairs
    total = pairs.sum()
    return float((total - pairs.trace()) / total)


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Indice E-I", en="E-I index"),
    question=Text(
        it="Gli incontri ai tavoli escono dal settore (+1) o restano dentro (−1)?",
        en="Do meetings at the tables leave the sector (+1) or stay inside it (−1)?",
    ),
    reading=Text(
        it="−1: si incontra solo chi è dello stesso settore; +1: solo chi è di settori diversi. Lo zero non è quello che darebbe il caso: "
        "con molti settori anche il caso dà valori vicini a +1.",
        en="−1: only partners of the same sector meet; +1: only partners of different sectors. Zero is not what chance would give: "
        "with many sectors chance alone gives values near +1.",
    ),
    undefined=_NO_CROSSING,
    formula="(E − I) / (E + I) = 2X − 1; E = Σ_j χ_j, I = Σ_j (π_j − χ_j)",
    reference=_KRACKHARDT_STERN,
    sentence=Text(
        it="Da −1 (si incontra solo chi è dello stesso settore) a +1 (solo chi è di settori diversi): {value}.",
        en="From −1 (only partners of the same sector meet) to +1 (only partners of different sectors do): {value}.",
    ),
    null="degrees",
    needs=("sector",),
    cost="O(G E)",
)
def ei_index(network: Network) -> float:
    """Return pairs across sectors minus pairs inside them, over all pairs at one table.

    In [-1, 1]. Undefined where `cross_sector_share` is, and for the same reason. Krackhardt & Stern 1988.

    >>> from reteanalysis import example
    >>> ei_index(example().networks[2019])  # (5 - 2) / 7
    0.42857142857142855
    """
    reason = unanswerable(network)
    if reason:
        return undefined(reason)
    pairs = network.sector_pairs
    total = pairs.sum()
    return float((total - 2 * pairs.trace()) / total)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Coppie pubblico-privato", en="Public–private pairs"),
    question=Text(
        it="Di tutte le coppie di partner allo stesso tavolo, quante uniscono un ente pubblico e uno privato (terzo settore o impresa)?",
        en="Of all pairs of partners at the same table, how many join a public body and a private one (third sector or business)?",
    ),
    reading=Text(
        it="0%: pubblico e privato non si incontrano; 100%: ogni incontro è fra un ente pubblico e uno privato. "
        "Con pochi enti pubblici il massimo raggiungibile è ben sotto il 100%: va confrontato con il caso.",
        en="0%: public and private bodies never meet; 100%: every meeting is between a public and a private body. "
        "With few public bodies the most it can reach is well below 100%: it has to be compared with chance.",
    ),
    undefined=Text(
        it="sfere non indicate, partner tutti pubblici o tutti privati, o nessuna coppia allo stesso tavolo",
        en="spheres not recorded, partners all public or all private, or no pair at the same table",
    ),
    formula="Σ_j u_j v_j / Σ_j (u_j+v_j)(u_j+v_j−1)/2; u_j = #{i ∈ j : pub(i)}, v_j = #{i ∈ j : ¬pub(i)}",
    reference=_KRACKHARDT_STERN,
    sentence=Text(
        it="Coppie di partner allo stesso tavolo che uniscono pubblico e privato: {value}.",
        en="{value} of the pairs of partners at the same table join a public and a private body.",
    ),
    null="degrees",
    needs=("sphere",),
    cost="O(G E)",
)
def cross_sphere_share(network: Network) -> float:
    """Return the share of the pairs of partners at one table that join a public and a non-public body.

    Pairs with a partner of unknown sphere are left out. In [0, 1]. EMPTY without seats, NOT_RECORDED where no sphere is
    known, SINGLE_SECTOR where all partners are public or none is, NO_PAIRS without any pair at a table.
    Krackhardt & Stern 1988, on two groups.

    >>> from reteanalysis import example
    >>> cross_sphere_share(example().networks[2019])  # 4 of 7
    0.5714285714285714
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    public, other = (sphere & network.present_sectors for sphere in public_sectors(network))
    if not (public.any() and other.any()):
        return undefined(Reason.SINGLE_SECTOR if public.any() or other.any() else Reason.NOT_RECORDED)
    across = network.sector_pairs[public]
    crossing, total = across[:, other].sum(), network.sector_pairs[public | other][:, public | other].sum()
    return float(2 * crossing / total) if total else undefined(Reason.NO_PAIRS)


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Assortatività per settore", en="Assortativity by sector"),
    question=Text(
        it="I partner lavorano soprattutto con enti del proprio settore o di altri?",
        en="Do partners work mainly with organisations of their own sector or of others?",
    ),
    reading=Text(
        it="Sopra 0: soprattutto con i propri simili (1: solo con loro); sotto 0: soprattutto con altri settori. "
        "Il minimo dipende dalla dimensione dei settori ed è di solito sopra −1. Ogni partner pesa quanto i progetti che condivide.",
        en="Above 0: mainly with their own kind (1: only with them); below 0: mainly with other sectors. "
        "The minimum depends on the size of sectors and is usually above −1. Each partner weighs as much as the projects it shares.",
    ),
    undefined=_NO_CROSSING,
    formula="r = (Σ_g e_gg − Σ_g a_g²) / (1 − Σ_g a_g²); e_gh = Σ_{i∈g, k∈h} w_ik / Σ_{i≠k} w_ik, w_ik = Σ_j a_ij a_kj / (k_j−1), a_g = Σ_h e_gh",
    reference="Newman 2003, Physical Review E 67:026126",
    sentence=Text(
        it="Sopra 0 si lavora soprattutto fra simili, sotto 0 soprattutto fra settori diversi: {value}.",
        en="Above 0 partners work mainly with their own kind, below 0 mainly with other sectors: {value}.",
    ),
    null="degrees",
    view="newman",
    needs=("sector",),
    cost="O(G E)",
)
def assortativity(network: Network) -> float:
    """Return Newman's assortativity by sector, on ties corrected for team size.

    Ties with a partner of unknown sector are left out. In [-1, 1]. Undefined where `cross_sector_share` is, and
    SINGLE_SECTOR too where all ties are inside one sector. Newman 2003.

    >>> from reteanalysis import example
    >>> assortativity(example().networks[2019])  # (3/8 - 11/32) / (1 - 11/32) = 1/21
    0.047619047619047616
    """
    reason = unanswerable(network)
    if reason:
        return undefined(reason)
    others = network.team_size - 1
    weight = np.divide(1.0, others, out=np.zeros(network.m), where=others > 0)
    seats = network.team_mix
    ends = (seats * (weight * (seats.sum(axis=1) - 1))[:, None]).sum(axis=0)
    if np.count_nonzero(ends) == 1:
        return undefined(Reason.SINGLE_SECTOR)
    inside = (seats * (seats - 1) * weight[:, None]).sum(axis=0).sum() / ends.sum()
    expected = ((ends / ends.sum()) ** 2).sum()
    return float(np.clip((inside - expected) / (1 - expected), -1, 1))  # sums in another order may pass the ends by a rounding


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Incontri con altri settori", en="Meetings with other sectors"),
    question=Text(
        it="Degli incontri dei suoi partner ai tavoli, quanti sono con altri settori?",
        en="Of the meetings of its partners at the tables, how many are with other sectors?",
    ),
    reading=Text(
        it="0%: il settore incontra solo sé stesso; 100%: incontra solo gli altri. Un settore con un solo partner è sempre al 100%.",
        en="0%: the sector meets only itself; 100%: it meets only others. A sector with a single partner is always at 100%.",
    ),
    undefined=Text(
        it="settore che non incontra nessuno, o un solo settore presente", en="the sector meets nobody, or only one sector is present"
    ),
    formula="Σ_{h≠g} O_gh / (2 O_gg + Σ_{h≠g} O_gh)",
    reference=_KRACKHARDT_STERN,
    null="degrees",
    needs=("sector",),
    cost="O(G E)",
)
def sector_external_share(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, the share of its partners' meetings at tables that are with other sectors.

    In [0, 1]; nan for a sector that meets nobody, and everywhere if only one is present. Krackhardt & Stern 1988.

    >>> from reteanalysis import example
    >>> sector_external_share(example().networks[2019])  # 4/4, 4/6, 2/4 and nobody
    array([1.        , 0.66666667, 0.5       ,        nan])
    """
    pairs = network.sector_pairs
    total = pairs.sum(axis=1)
    answered = (total > 0) & (np.count_nonzero(network.present_sectors) > 1)
    share: NDArray[np.float64] = np.divide(total - pairs.diagonal(), total, out=np.full(len(total), np.nan), where=answered)
    return share


# ---------------------------------------------------------------------- teams


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti misti pubblico-privato", en="Mixed public–private projects"),
    question=Text(
        it="In quanti progetti siedono insieme almeno un ente pubblico e uno privato (terzo settore o impresa)?",
        en="In how many projects do at least one public body and one private body (third sector or business) sit together?",
    ),
    reading=Text(
        it="0%: nessun progetto li riunisce; 100%: tutti. Contano i progetti con almeno due partner di sfera nota; "
        "non dice quanto ciascuno conti nel progetto.",
        en="0%: no project brings them together; 100%: all do. Only projects with at least two partners of known sphere count; "
        "it does not say how much weight each has in the project.",
    ),
    undefined=Text(
        it="sfere non indicate, o nessun progetto con almeno due partner di sfera nota",
        en="spheres not recorded, or no project with at least two partners of known sphere",
    ),
    formula="#{j : u_j ≥ 1, v_j ≥ 1} / #{j : u_j + v_j ≥ 2}; u_j = #{i ∈ j : pub(i)}, v_j = #{i ∈ j : ¬pub(i)}",
    reference=_BLAU,
    sentence=Text(
        it="Progetti in cui pubblico e privato siedono insieme, fra quelli con almeno due partner di sfera nota: {value}.",
        en="Public and private bodies sit together in {value} of the projects with at least two partners of known sphere.",
    ),
    null="degrees",
    needs=("sphere",),
    familiar=Text(it="Progetti misti pubblico-privato", en="Mixed public–private projects"),
    cost="O(E)",
)
def mixed_team_share(network: Network) -> float:
    """Return the share of projects that seat a public and a non-public body, among those with two partners of known sphere.

    In [0, 1]. EMPTY without seats, NOT_RECORDED where no sphere is known, NO_PAIRS where no project has two such partners.
    Bryson, Crosby & Stone 2015.

    >>> from reteanalysis import example
    >>> mixed_team_share(example().networks[2019])  # casa and lavoro, not cibo
    0.6666666666666666
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    public, other = (network.team_mix @ sphere.astype(np.int64) for sphere in public_sectors(network))
    if not (public.any() or other.any()):
        return undefined(Reason.NOT_RECORDED)
    teams = public + other > 1
    return float(np.mean((public * other > 0)[teams])) if teams.any() else undefined(Reason.NO_PAIRS)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Varietà di settori nei progetti", en="Sector diversity within projects"),
    question=Text(
        it="Quanto sono diversi i settori dei partner di uno stesso progetto?",
        en="How diverse are the sectors of the partners of the same project?",
    ),
    reading=Text(
        it="0: ogni progetto è di un solo settore; vicino a 1: molti settori in parti uguali. Con k partner non supera 1 − 1/k: "
        "i progetti piccoli hanno per forza valori più bassi. Ogni progetto conta uno.",
        en="0: each project is of one sector only; near 1: many sectors in equal parts. With k partners it cannot exceed 1 − 1/k: "
        "small projects are bound to be lower. Each project counts once.",
    ),
    undefined=Text(it="nessun progetto con almeno due partner di settore noto", en="no project with at least two partners of known sector"),
    formula="Σ_{j : k_j ≥ 2} H_j / #{j : k_j ≥ 2}; H_j = 1 − Σ_g (k_jg / k_j)²",
    reference=_BLAU,
    sentence=Text(
        it="Varietà media dei settori dentro un progetto, da 0 (uno solo) verso 1 (molti, in parti uguali): {value}.",
        en="Average diversity of sectors within a project, from 0 (one only) towards 1 (many, in equal parts): {value}.",
    ),
    null="degrees",
    needs=("sector",),
    cost="O(E)",
)
def team_diversity(network: Network) -> float:
    """Return the mean of Blau's diversity of sectors, over projects with at least two partners of known sector.

    In [0, 1). EMPTY without seats, NOT_RECORDED where no sector is known, NO_PAIRS where no project has two such partners.
    Blau 1977.

    >>> from reteanalysis import example
    >>> team_diversity(example().networks[2019])  # (2/3 + 4/9 + 0) / 3
    0.3703703703703704
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if not network.present_sectors.any():
        return undefined(Reason.NOT_RECORDED)
    members = network.team_mix.sum(axis=1)
    teams = members > 1
    if not teams.any():
        return undefined(Reason.NO_PAIRS)
    same = (network.team_mix**2).sum(axis=1)
    return float(np.mean(1 - same[teams] / members[teams] ** 2))


# ---------------------------------------------------------------------- brokerage


def _brokered(network: Network, role: int) -> NDArray[np.float64]:
    """Return the open pairs that each partner brokers in a role; nan for partners of unknown sector."""
    return np.where(network.sector < 0, np.nan, network.triads.brokered[:, role])


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Coordinatore nel settore", en="Coordinator in its sector"),
    question=Text(
        it="Quante coppie di enti del suo settore, che fra loro non lavorano insieme, collega?",
        en="How many pairs of bodies of its own sector, which do not work together, does it link?",
    ),
    reading=Text(
        it="0: nessuna; più alto: sta fra enti del proprio settore. Dice chi potrebbe mettere in contatto altri, non che lo faccia. "
        "Cresce con il numero dei suoi legami.",
        en="0: none; higher: it stands between others inside its own sector. It says who could bring others together, not that it does. "
        "It grows with its number of ties.",
    ),
    undefined=_UNKNOWN_BROKER,
    formula="#{a < c : a–v–c, a ≁ c, g(a) = g(v) = g(c)}",
    reference=_GOULD_FERNANDEZ,
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L √L + n G)",
)
def partner_coordinator(network: Network) -> NDArray[np.float64]:
    """Return the pairs of partners of its own sector, not tied, that each partner is tied to.

    Unordered pairs: half the count of Gould and Fernandez on directed ties. A count; nan where the partner's sector is not
    known, and pairs with a partner of unknown sector are left out. Gould & Fernandez 1989.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> network = example().networks[2019]
    >>> partner_coordinator(replace(network, sector=network.sector * 0))  # all of one sector: alfa 4 and luce 2 open pairs
    array([0., 0., 4., 0., 2., 0.])
    """
    return _brokered(network, COORDINATOR)


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Tramite esterno", en="Itinerant broker"),
    question=Text(
        it="Quante coppie di enti di un altro settore, lo stesso per entrambi, che fra loro non lavorano insieme, collega?",
        en="How many pairs of bodies of another sector, the same for both, which do not work together, does it link?",
    ),
    reading=Text(
        it="0: nessuna; più alto: sta fra enti di un settore che non è il suo. "
        "Dice chi potrebbe mettere in contatto altri, non che lo faccia.",
        en="0: none; higher: it stands between organisations of a sector that is not its own. "
        "It says who could bring others together, not that it does.",
    ),
    undefined=_UNKNOWN_BROKER,
    formula="#{a < c : a–v–c, a ≁ c, g(a) = g(c) ≠ g(v)}",
    reference=_GOULD_FERNANDEZ,
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L √L + n G)",
)
def partner_itinerant(network: Network) -> NDArray[np.float64]:
    """Return the pairs of partners of one other sector, not tied, that each partner is tied to.

    Unordered pairs, also called consultant. A count; nan where the partner's sector is not known, and pairs with a partner
    of unknown sector are left out. Gould & Fernandez 1989.

    >>> from reteanalysis import example
    >>> partner_itinerant(example().networks[2019])  # alfa, between comune and asl
    array([0., 0., 1., 0., 0., 0.])
    """
    return _brokered(network, ITINERANT)


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Porta del settore", en="Gateway of its sector"),
    question=Text(
        it="Quante coppie di un ente del suo settore e uno di un altro, che fra loro non lavorano insieme, collega?",
        en="How many pairs of a body of its own sector and one of another, which do not work together, does it link?",
    ),
    reading=Text(
        it="0: nessuna; più alto: sta fra il suo settore e gli altri. I legami non hanno direzione, quindi non si distingue "
        "chi fa entrare da chi rappresenta fuori: i due ruoli coincidono.",
        en="0: none; higher: it stands between its sector and the others. Ties have no direction, so gatekeeper and representative "
        "cannot be told apart: the two roles coincide.",
    ),
    undefined=_UNKNOWN_BROKER,
    formula="#{a < c : a–v–c, a ≁ c, g(a) ≠ g(c), g(v) ∈ {g(a), g(c)}}",
    reference=_GOULD_FERNANDEZ,
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L √L + n G)",
)
def partner_boundary(network: Network) -> NDArray[np.float64]:
    """Return the pairs of a partner of its own sector and one of another, not tied, that each partner is tied to.

    On ties without direction each such pair is seen once as gatekeeper and once as representative: their counts are equal,
    and this is their mean. A count; nan where the partner's sector is not known, and pairs with a partner of unknown sector
    are left out. Gould & Fernandez 1989.

    >>> from reteanalysis import example
    >>> partner_boundary(example().networks[2019])  # alfa: beta with comune and luce; luce: ponte with comune and alfa
    array([0., 0., 2., 0., 2., 0.])
    """
    return _brokered(network, BOUNDARY)


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Collegamento fra settori", en="Liaison between sectors"),
    question=Text(
        it="Quante coppie di enti di due settori diversi fra loro e dal suo, che fra loro non lavorano insieme, collega?",
        en="How many pairs of bodies of two different sectors, neither its own, which do not work together, does it link?",
    ),
    reading=Text(
        it="0: nessuna; più alto: sta fra settori diversi dal proprio. Dice chi potrebbe mettere in contatto altri, non che lo faccia. "
        "Se i settori sono solo due è sempre 0.",
        en="0: none; higher: it stands between sectors other than its own. It says who could bring others together, not that it does. "
        "With two sectors only it is always 0.",
    ),
    undefined=_UNKNOWN_BROKER,
    formula="#{a < c : a–v–c, a ≁ c, g(a) ≠ g(v) ≠ g(c) ≠ g(a)}",
    reference=_GOULD_FERNANDEZ,
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L √L + n G)",
)
def partner_liaison(network: Network) -> NDArray[np.float64]:
    """Return the pairs of partners of two other sectors, not tied, that each partner is tied to.

    Unordered pairs. A count; nan where the partner's sector is not known, and pairs with a partner of unknown sector are
    left out. Gould & Fernandez 1989.

    >>> from reteanalysis import example
    >>> partner_liaison(example().networks[2019])  # alfa, between luce and asl
    array([0., 0., 1., 0., 0., 0.])
    """
    return _brokered(network, LIAISON)
