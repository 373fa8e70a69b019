"""Gaps: which sectors never meet at a table, and which partners stand between others that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_NO_SECTOR_PAIRS = Text(
    it="nessun progetto, settori non indicati, o un solo settore presente", en="no projects, sectors not recorded, or one sector present"
)
_MOODY = "Moody 2001, American Journal of Sociology 107:679–716"


# ---------------------------------------------------------------------- between sectors


@metric(
    level="pair",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Incontri fra settori", en="Meetings between sectors"),
    question=Text(
        it="Quante coppie di partner di questi due settori siedono allo stesso tavolo?",
        en="How many pairs of partners of these two sectors sit at the same table?",
    ),
    reading=Text(
        it="0: i due settori non si incontrano mai; più alto: si incontrano in più progetti, o con più partner per progetto. "
        "I settori con molti posti si incontrano di più per forza: conta lo scarto dal caso.",
        en="0: the two sectors never meet; higher: they meet in more projects, or with more partners in each. "
        "Sectors with many seats are bound to meet more: what matters is the distance from chance.",
    ),
    undefined=Text(it="uno dei due settori è senza partner nell'anno", en="one of the two sectors has no partners that year"),
    formula="O_gh = Σ_j k_jg k_jh (g ≠ h); O_gg = Σ_j k_jg(k_jg−1)/2",
    reference=_MOODY,
    null="degrees",
    needs=("sector",),
    cost="O(G E)",
)
def pair_meetings(network: Network) -> NDArray[np.float64]:
    """Return the pairs of partners at one table for each pair of sectors, summed over projects; symmetric.

    Unordered pairs, so that the upper triangle with the diagonal sums to all pairs at tables. A count; nan where either
    sector has nobody. Moody 2001.

    >>> from reteanalysis import example
    >>> pair_meetings(example().networks[2019])  # public, cooperative, association, foundation
    array([[ 0.,  3.,  1., nan],
           [ 3.,  1.,  1., nan],
           [ 1.,  1.,  1., nan],
           [nan, nan, nan, nan]])
    """
    meetings = network.sector_pairs.astype(np.float64)
    meetings[np.diag_indices_from(meetings)] /= 2
    here = network.present_sectors
    return np.where(here[:, None] & here, meetings, np.nan)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Coppie di settori mai insieme", en="Sector pairs never together"),
    question=Text(
        it="Quante coppie di settori presenti nella rete non siedono mai allo stesso tavolo?",
        en="How many pairs of sectors present in the network never sit at the same table?",
    ),
    reading=Text(
        it="0: ogni settore ha incontrato ogni altro almeno una volta; più alto: più coppie senza alcun incontro. "
        "Settori con pochi posti possono mancarsi per caso, e non tutte le coppie hanno motivo di incontrarsi.",
        en="0: every sector has met every other at least once; higher: more pairs without any meeting. "
        "Sectors with few seats may miss each other by chance, and not all pairs have a reason to meet.",
    ),
    undefined=_NO_SECTOR_PAIRS,
    formula="#{g < h : n_g, n_h > 0, O_gh = 0}",
    reference=_MOODY,
    sentence=Text(
        it="Coppie di settori diversi che non siedono mai allo stesso tavolo: {value}.",
        en="Pairs of different sectors that never sit at the same table: {value}.",
    ),
    null="degrees",
    needs=("sector",),
    familiar=Text(it="Coppie di settori mai insieme", en="Sector pairs never together"),
    cost="O(G E)",
)
def uncovered_pair_count(network: Network) -> float:
    """Return the number of pairs of different present sectors with no meeting.

    At most G(G−1)/2 of G present sectors. EMPTY without seats, NOT_RECORDED where no sector is known, SINGLE_SECTOR with
    one. Moody 2001.

    >>> from reteanalysis import example
    >>> uncovered_pair_count(example().networks[2021])  # cooperatives with associations, and with the foundation
    2.0
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    present = np.count_nonzero(network.present_sectors)
    if present < 2:
        return undefined(Reason.SINGLE_SECTOR if present else Reason.NOT_RECORDED)
    return float(_never_met(network).sum() / 2)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Quota di coppie di settori mai insieme", en="Share of sector pairs never together"),
    question=Text(
        it="Di tutte le coppie di settori presenti, quante non siedono mai allo stesso tavolo?",
        en="Of all pairs of sectors present, how many never sit at the same table?",
    ),
    reading=Text(
        it="0%: ogni settore ha incontrato ogni altro; 100%: nessun tavolo unisce settori diversi. "
        "Dipende da quanto è dettagliato l'elenco dei settori: si confrontano solo anni con lo stesso elenco.",
        en="0%: every sector has met every other; 100%: no table joins different sectors. "
        "It depends on how fine the list of sectors is: compare only years with the same list.",
    ),
    undefined=_NO_SECTOR_PAIRS,
    formula="#{g < h : n_g, n_h > 0, O_gh = 0} / (G(G−1)/2)",
    reference=_MOODY,
    sentence=Text(
        it="Coppie di settori che non siedono mai allo stesso tavolo, su tutte quelle possibili: {value}.",
        en="{value} of the possible pairs of sectors never sit at the same table.",
    ),
    null="degrees",
    needs=("sector",),
    cost="O(G E)",
)
def uncovered_pair_share(network: Network) -> float:
    """Return the share of the pairs of different present sectors that have no meeting.

    In [0, 1]. Undefined where `uncovered_pair_count` is, and for the same reason. Moody 2001.

    >>> from reteanalysis import example
    >>> uncovered_pair_share(example().networks[2021])  # 2 of 6
    0.3333333333333333
    """
    uncovered = uncovered_pair_count(network)
    if uncovered != uncovered:
        return uncovered
    present = int(np.count_nonzero(network.present_sectors))
    return uncovered / (present * (present - 1) / 2)


@metric(
    level="sector",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Settori mai incontrati", en="Sectors never met"),
    question=Text(
        it="Quanti degli altri settori presenti questo settore non incontra mai?",
        en="How many of the other sectors present does this sector never meet?",
    ),
    reading=Text(
        it="0: li incontra tutti almeno una volta; più alto: più settori mai incontrati. "
        "Un settore con un solo posto può incontrarne pochi.",
        en="0: it meets them all at least once; higher: more sectors never met. A sector with one seat can only meet a few.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, nessun altro settore presente, o nessun progetto",
        en="sector without partners that year, no other sector present, or no projects",
    ),
    formula="#{h ≠ g : n_h > 0, O_gh = 0}",
    reference=_MOODY,
    null="degrees",
    needs=("sector",),
    cost="O(G E)",
)
def sector_uncovered(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, the number of other present sectors it never meets.

    A count; nan for a sector with nobody, where no other sector is present, and without seats. Moody 2001.

    >>> from reteanalysis import example
    >>> sector_uncovered(example().networks[2021])  # public, cooperative, association, foundation
    array([0., 2., 1., 1.])
    """
    here = network.present_sectors
    return np.where(here & (here.sum() > 1) & (network.seats > 0), _never_met(network).sum(axis=1), np.nan)


def _never_met(network: Network) -> NDArray[np.bool_]:
    """Return which ordered pairs of different present sectors have no meeting, shape (G, G)."""
    here = network.present_sectors
    never: NDArray[np.bool_] = (network.sector_pairs == 0) & here[:, None] & here
    never.flat[:: len(here) + 1] = False
    return never


# ---------------------------------------------------------------------- structural holes


@metric(
    level="partner",
    unit="index",
    bounds=(0, 2),
    label=Text(it="Vincolo (Burt)", en="Constraint (Burt)"),
    question=Text(
        it="Quanto il partner dipende da contatti che sono già legati fra loro?",
        en="How far does the partner depend on contacts that are already tied among themselves?",
    ),
    reading=Text(
        it="Vicino a 0: collega molti enti che fra loro non lavorano insieme; 1: un solo contatto; sopra 1: "
        "pochi contatti, molto legati fra loro. "
        "Basso anche per chi siede a un solo tavolo molto grande: da solo non vuol dire che faccia da tramite.",
        en="Near 0: it links many organisations that do not work together; 1: a single contact; above 1: few contacts closely tied to "
        "each other. It is also low for a partner that sits at one very large table: by itself it does not mean acting as a go-between.",
    ),
    undefined=Text(it="il partner non siede con nessuno", en="the partner sits with nobody"),
    formula="c_i = Σ_{k∈N(i)} (p_ik + Σ_{q≠i,k} p_iq p_qk)²; p_ik = w_ik / Σ_q w_iq, w_ik = Σ_j a_ij a_kj / (k_j−1)",
    reference="Burt 1992, Structural Holes; Newman 2001, Physical Review E 64:016132; Everett & Borgatti 2020, Social Networks 62:50–57",
    null="degrees",
    view="newman",
    cost="O(Σ k_j² + L √L + n G)",
)
def partner_constraint(network: Network) -> NDArray[np.float64]:
    """Return Burt's constraint of each partner, on ties corrected for team size.

    Between 0 and 2, neither reached: 9/8 bounds it on unweighted ties, but two contacts that mostly work with each other
    and only a little with the partner bring it as near 2 as one likes. Partners that sit with nobody are nan. Burt 1992.

    >>> from reteanalysis import example
    >>> partner_constraint(example().networks[2019])  # comune 25/32, asl 61/64, alfa 133/256, beta 61/64, luce 125/256, ponte 1
    array([0.78125   , 0.953125  , 0.51953125, 0.953125  , 0.48828125,
           1.        ])
    """
    return network.triads.constraint.copy()


@metric(
    level="partner",
    unit="index",
    bounds=(1, _INF),
    label=Text(it="Contatti effettivi (Burt)", en="Effective size (Burt)"),
    question=Text(
        it="Quanti contatti resterebbero al partner, contando una volta sola quelli legati fra loro?",
        en="How many contacts would the partner have, counting those tied among themselves as one?",
    ),
    reading=Text(
        it="1: tutti i suoi contatti lavorano già insieme; pari al numero dei legami: nessuno dei suoi contatti lavora con un altro. "
        "Non dice se il partner li faccia davvero incontrare.",
        en="1: all its contacts already work together; as many as its ties: none of its contacts works with another. "
        "It does not say whether the partner really brings them together.",
    ),
    undefined=Text(it="il partner non ha legami", en="the partner has no ties"),
    formula="deg_i − 2 t_i / deg_i; t_i = #{k < q : k, q ∈ N(i), b_kq = 1}",
    reference="Burt 1992, Structural Holes; Borgatti 1997, Connections 20:35–38",
    null="degrees",
    view="ties",
    cost="O(Σ k_j² + L √L + n G)",
)
def partner_effective_size(network: Network) -> NDArray[np.float64]:
    """Return the effective size of each partner's contacts, on binary ties.

    Between 1 and the number of ties; nan for a partner without ties. Borgatti 1997.

    >>> from reteanalysis import example
    >>> partner_effective_size(example().networks[2019])[[2, 4]]  # alfa 4 − 2·2/4, luce 3 − 2·1/3
    array([3.        , 2.33333333])
    """
    degree = np.diff(network.adjacency.indptr)
    redundant: NDArray[np.float64] = np.divide(2 * network.triads.triangles, degree, out=np.full(network.n, np.nan), where=degree > 0)
    return degree - redundant
