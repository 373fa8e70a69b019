"""Synergy, more closely: how far sectors keep to themselves, table by table and tie by tie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.metrics._diversity import hill
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._sectors import public_sectors, unanswerable
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_KRACKHARDT_STERN = "Krackhardt & Stern 1988, Social Psychology Quarterly 51:123–140"
_NO_TIES = Text(
    it="settori non indicati o uno solo presente, nessun legame fra partner di settore noto, o nessun partner attivo",
    en="sectors not recorded or only one present, no tie between partners of known sector, or no active partners",
)


# ---------------------------------------------------------------------- table by table


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Coppie fra settori diversi, in media per progetto", en="Cross-sector pairs, average of projects"),
    question=Text(
        it="Nel progetto medio, quante coppie di partner uniscono settori diversi?",
        en="In the average project, how many pairs of partners join different sectors?",
    ),
    reading=Text(
        it="0%: ogni tavolo è di un solo settore; 100%: a nessun tavolo siedono due partner dello stesso settore. "
        "Ogni progetto conta uno, grande o piccolo: se è lontano dalla quota di tutte le coppie, sono i tavoli grandi a fare la differenza. "
        "Va confrontato con il caso.",
        en="0%: each table is of one sector only; 100%: no table seats two partners of the same sector. "
        "Each project counts once, large or small: where it is far from the share of all pairs, large tables make the difference. "
        "It has to be compared with chance.",
    ),
    undefined=Text(
        it="settori non indicati o uno solo presente, nessun progetto con almeno due partner di settore noto, o nessun posto",
        en="sectors not recorded or only one present, no project with at least two partners of known sector, or no seats",
    ),
    formula="Σ_{j : k_j ≥ 2} χ_j / π_j / #{j : k_j ≥ 2}; π_j = k_j(k_j−1)/2, χ_j = π_j − Σ_g k_jg(k_jg−1)/2",
    reference=f"{_KRACKHARDT_STERN}; Simpson 1949, Nature 163:688",
    sentence=Text(
        it="Nel progetto medio, coppie di partner che uniscono settori diversi: {value}.",
        en="In the average project {value} of the pairs of partners join different sectors.",
    ),
    null="degrees",
    needs=("sector",),
    cost="O(E)",
)
def team_cross_share(network: Network) -> float:
    """Return the mean, over projects with two partners of known sector, of the share of their pairs that join different sectors.

    The same number as the mean of Blau's diversity in its unbiased form, H_j k_j/(k_j−1): `team_diversity` without its penalty on
    small tables. In [0, 1]. Undefined where `cross_sector_share` is, and for the same reason. Krackhardt & Stern 1988; Simpson 1949.

    >>> from reteanalysis import example
    >>> team_cross_share(example().networks[2019])  # (3/3 + 2/3 + 0/1) / 3; over all pairs it is 5/7
    0.5555555555555556
    """
    reason = unanswerable(network)
    if reason:
        return undefined(reason)
    members = network.team_sectors.sum(axis=1)
    teams = members > 1
    inside = (network.team_sectors.power(2).sum(axis=1) - members)[teams]
    return float(np.mean(1 - inside / (members * (members - 1))[teams]))


@metric(
    level="network",
    unit="mean",
    bounds=(1, _INF),
    label=Text(it="Settori effettivi per progetto", en="Effective sectors per project"),
    question=Text(
        it="A quanti settori ugualmente presenti equivale, in media, la composizione di un progetto?",
        en="How many equally present sectors does the make-up of a project amount to, on average?",
    ),
    reading=Text(
        it="1: ogni progetto è di un solo settore; più alto: più settori, e in parti più uguali. Non supera il numero di partner del "
        "progetto: con tavoli piccoli è basso per forza. Ogni progetto conta uno.",
        en="1: each project is of one sector only; higher: more sectors, in more equal parts. It cannot exceed the partners of the project: "
        "with small tables it is bound to be low. Each project counts once.",
    ),
    undefined=Text(
        it="settori non indicati, nessun progetto con almeno due partner di settore noto, o nessun posto",
        en="sectors not recorded, no project with at least two partners of known sector, or no seats",
    ),
    formula="Σ_{j : k_j ≥ 2} exp(−Σ_g p_jg ln p_jg) / #{j : k_j ≥ 2}; p_jg = k_jg / k_j",
    reference="Hill 1973, Ecology 54:427–432; Jost 2006, Oikos 113:363–375",
    sentence=Text(
        it="Settori ugualmente presenti a cui equivale, in media, un progetto: {value}.",
        en="Equally present sectors that a project amounts to, on average: {value}.",
    ),
    null="degrees",
    needs=("sector",),
    cost="O(E + m G)",
)
def team_effective_sectors(network: Network) -> float:
    """Return the mean, over projects with two partners of known sector, of the Hill number of order 1 of their sectors.

    At least 1. EMPTY without seats, NOT_RECORDED where no sector is known, NO_PAIRS where no project has two such partners. Hill 1973.

    >>> from reteanalysis import example
    >>> team_effective_sectors(example().networks[2019])  # (3 + 3/2^(2/3) + 1) / 3
    1.96329385828077
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if not network.present_sectors.any():
        return undefined(Reason.NOT_RECORDED)
    teams = network.team_sectors.sum(axis=1) > 1
    return float(np.mean(hill(network.team_sectors[teams].toarray()))) if teams.any() else undefined(Reason.NO_PAIRS)


# ---------------------------------------------------------------------- tie by tie: arithmetic of mixing tables


def dyads(arcs: ArrayLike, sizes: ArrayLike) -> NDArray[np.float64]:
    """Return ordered pairs of bodies as a table of two by two: inside a group or between groups (rows), tied or not (columns).

    Parameters
    ----------
    arcs : array, shape (G, G)
        Arcs from group to group; a tie without direction is two of them.
    sizes : array, shape (G,)
        Bodies of each group.

    >>> dyads([[40, 2], [5, 41]], [13, 13]).tolist()
    [[81.0, 231.0], [7.0, 331.0]]
    """
    arcs, sizes = np.asarray(arcs, np.float64), np.asarray(sizes, np.float64)
    inside, pairs = arcs.trace(), (sizes * (sizes - 1)).sum()
    between, apart = arcs.sum() - inside, sizes.sum() ** 2 - (sizes**2).sum()
    return np.array([[inside, pairs - inside], [between, apart - between]])


def log_odds(table: ArrayLike) -> float:
    """Return ln(ad/bc) of the table [[a, b], [c, d]]; UNSTABLE, with a half added to each cell, where one is 0 (Haldane 1956).

    >>> round(float(np.exp(log_odds([[81, 231], [7, 331]]))), 7)
    16.580705
    >>> log_odds([[2, 1], [0, 3]])  # ln(5/2 · 7/2 / (3/2 · 1/2))
    2.456735772821304 (UNSTABLE)
    """
    cells = np.asarray(table, np.float64)
    some = cells.all()
    (a, b), (c, d) = cells if some else cells + 0.5
    value = float(np.log(a * d / (b * c)))
    return value if some else unstable(value)


def coleman(arcs: ArrayLike, sizes: ArrayLike) -> NDArray[np.float64]:
    """Return how far each group turns to itself, from −1 (never) by 0 (as by lot) to 1 (only) (Coleman 1958).

    What a group's arcs would find at home by lot is exact: (n_g−1)/(n−1), a body having no arc to itself. nan for a group without arcs, of one body,
    or alone.

    Parameters
    ----------
    arcs : array, shape (G, G)
        Arcs from group to group; a tie without direction is two of them.
    sizes : array, shape (G,)
        Bodies of each group.

    >>> coleman([[45, 15], [20, 20]], [60, 40])
    array([0.38125, 0.175  ])
    """
    arcs, sizes = np.asarray(arcs, np.float64), np.asarray(sizes, np.float64)
    ends, own = arcs.sum(axis=1), arcs.diagonal()
    asked = (ends > 0) & (sizes > 1) & (sizes < sizes.sum())
    expected = ends * np.divide(sizes - 1, sizes.sum() - 1, out=np.zeros(len(sizes)), where=asked)
    room = np.where(own >= expected, ends - expected, expected)
    return np.asarray(np.divide(own - expected, room, out=np.full(len(sizes), np.nan), where=asked))


def freeman(ties: float, crossing: float, one: float, other: float) -> float:
    """Return how many of the ties expected to cross between two groups do not, as a share of them; 0 where more do (Freeman 1978).

    `ties` in all and those `crossing`; `one` and `other` are the sizes of the groups, and neither is 0.

    >>> round(freeman(22, 9, 5, 5), 7)
    0.2636364
    """
    n = one + other
    expected = ties * 2 * one * other / (n * (n - 1))
    return max(0.0, (expected - crossing) / expected)


# ---------------------------------------------------------------------- tie by tie


def _mixing(network: Network) -> NDArray[np.int64]:
    """Return the ends of ties from sector to sector, shape (G, G): symmetric, a tie inside a sector twice; unknown sectors left out."""
    known = np.flatnonzero(network.sector >= 0)
    label = csr_array((np.ones(len(known), np.int64), (known, network.sector[known])), shape=(network.n, len(network.sectors)))
    mixing: NDArray[np.int64] = (label.T @ network.adjacency @ label).toarray()
    return mixing


def _untold(network: Network, groups: NDArray[np.bool_], mixing: NDArray[np.int64]) -> Reason | None:
    """Return why nothing can be said of ties inside and between some groups, None where something can."""
    if not network.active.any():
        return Reason.EMPTY
    present = np.count_nonzero(groups)
    if present < 2:
        return Reason.SINGLE_SECTOR if present else Reason.NOT_RECORDED
    return None if mixing.any() else Reason.NO_PAIRS


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Indice E-I dei legami", en="E-I index of ties"),
    question=Text(
        it="I legami fra partner escono dal settore (+1) o restano dentro (−1)?",
        en="Do the ties between partners leave the sector (+1) or stay inside it (−1)?",
    ),
    reading=Text(
        it="−1: solo legami dentro i settori; +1: solo fra settori diversi. Conta ogni coppia una volta, per quanti progetti condivida; "
        "un progetto grande fa da solo molti legami. Lo zero non è quello che darebbe il caso.",
        en="−1: ties inside sectors only; +1: between different sectors only. Each pair counts once, however many projects it shares; "
        "a large project makes many ties by itself. Zero is not what chance would give.",
    ),
    undefined=_NO_TIES,
    formula="(E − I) / (E + I); E = #{i < k : b_ik = 1, g(i) ≠ g(k)}, I = #{i < k : b_ik = 1, g(i) = g(k)}",
    reference=_KRACKHARDT_STERN,
    sentence=Text(
        it="Legami fra partner, da −1 (solo dentro i settori) a +1 (solo fra settori diversi): {value}.",
        en="Ties between partners, from −1 (inside sectors only) to +1 (between different sectors only): {value}.",
    ),
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j²)",
)
def tie_ei_index(network: Network) -> float:
    """Return ties between sectors minus ties inside them, over all ties: the index as it was first defined, on who is tied to whom.

    Ties with a partner of unknown sector are left out. In [-1, 1]. EMPTY without active partners, NOT_RECORDED where no sector is known,
    SINGLE_SECTOR with one, NO_PAIRS without ties. Krackhardt & Stern 1988.

    >>> from reteanalysis import example
    >>> tie_ei_index(example().networks[2020])  # 8 of 10 ties; of the 12 meetings 10, two pairs having met twice
    0.6
    """
    mixing = _mixing(network)
    reason = _untold(network, network.present_sectors, mixing)
    return undefined(reason) if reason else float((mixing.sum() - 2 * mixing.trace()) / mixing.sum())


@metric(
    level="network",
    unit="index",
    bounds=(-_INF, _INF),
    label=Text(it="Chiusura nel settore (log odds ratio)", en="Keeping to one's sector (log odds ratio)"),
    question=Text(
        it="Quanto è più facile un legame dentro lo stesso settore che fra settori diversi?",
        en="How much likelier is a tie inside a sector than between sectors?",
    ),
    reading=Text(
        it="0: è uguale; sopra 0 più facile dentro il settore, sotto 0 più facile fra settori; ogni 0,7 raddoppia il rapporto. Non dipende da quanti "
        "legami ci sono, né da quanto sono grandi i settori. I progetti grandi fanno molti legami insieme: va confrontato con il caso.",
        en="0: just as likely; above 0 likelier inside a sector, below 0 likelier between sectors; each 0.7 doubles the ratio. It does not depend on how many "
        "ties there are, nor on how large sectors are. Large projects make many ties at once: it has to be compared with chance.",
    ),
    undefined=Text(
        it="settori non indicati o uno solo presente, nessun settore con due partner, nessun legame, legami fra tutti, o nessun partner attivo",
        en="sectors not recorded or only one present, no sector with two partners, no ties, ties between all, or no active partners",
    ),
    formula="ln(m_w1 m_b0 / (m_w0 m_b1)); m_wx = #{i < k : g(i) = g(k), b_ik = x}, m_bx = #{i < k : g(i) ≠ g(k), b_ik = x}",
    reference="Moody 2001, American Journal of Sociology 107:679–716; Bojanowski & Corten 2014, Social Networks 39:14–32",
    sentence=Text(
        it="Quanto i legami restano nel settore, sopra 0 se più facili dentro, sotto 0 se più facili fuori: {value}.",
        en="How far ties keep to one sector, above 0 if likelier inside it, below 0 if likelier outside: {value}.",
    ),
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j²)",
)
def log_odds_ratio(network: Network) -> float:
    """Return the logarithm of the odds of a tie inside a sector over those of a tie between sectors.

    Over the pairs of partners of known sector, idle ones of a register included. Any number. Where one kind of pair is missing, a half is added to each
    count and the value is UNSTABLE. EMPTY without active partners, NOT_RECORDED where no sector is known, SINGLE_SECTOR with one, NO_PAIRS without
    ties, TOO_FEW where every sector is of one partner, ZERO_VARIANCE where all pairs are tied. Moody 2001.

    >>> from reteanalysis import example
    >>> round(float(np.exp(log_odds_ratio(example().networks[2019]))), 12)  # 2 of 3 pairs inside a sector, 5 of 12 between: 2 · 7 / (1 · 5)
    2.8
    """
    mixing = _mixing(network)
    reason = _untold(network, network.present_sectors, mixing)
    if reason:
        return undefined(reason)
    table = dyads(mixing, network.sector_size) / 2
    if not table[0].any():
        return undefined(Reason.TOO_FEW)
    return log_odds(table) if table[:, 1].any() else undefined(Reason.ZERO_VARIANCE)


@metric(
    level="sector",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Omofilia del settore (Coleman)", en="Homophily of the sector (Coleman)"),
    question=Text(it="Quanto è rivolto verso sé stesso il settore?", en="How inward-looking is the sector?"),
    reading=Text(
        it="−1: i suoi partner si legano solo ad altri settori; 0: come tirando a sorte i contatti; 1: solo fra loro. Non dice di chi sia la scelta. "
        "Con pochi partner un legame lo sposta molto.",
        en="−1: its partners are tied to other sectors only; 0: as if contacts were drawn by lot; 1: only to each other. It does not say whose choice it is. "
        "With few partners a single tie moves it a lot.",
    ),
    undefined=Text(
        it="settore senza legami o con un solo partner, o un solo settore presente",
        en="the sector has no ties or one partner only, or only one sector is present",
    ),
    formula="(m_gg − ε_g) / ([m_gg ≥ ε_g] (D_g − ε_g) + [m_gg < ε_g] ε_g); m_gh = Σ_{i∈g, k∈h} b_ik, D_g = Σ_h m_gh, ε_g = D_g (n_g−1)/(n−1)",
    reference="Coleman 1958, Human Organization 17:28–36",
    null="degrees",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j²)",
)
def sector_homophily(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, how far the ties of its partners stay inside it, against contacts drawn by lot.

    Among partners of known sector, idle ones of a register included. In [-1, 1]; nan for a sector without ties or of one partner, and where only one is
    present. Coleman 1958, with his expectation made exact: see `coleman`.

    >>> from reteanalysis import example
    >>> sector_homophily(example().networks[2019])  # public 0 of 4; cooperatives 2 of 6, less 6/5; associations 2 of 4, less 4/5
    array([-1.        ,  0.16666667,  0.375     ,         nan])
    """
    return coleman(_mixing(network), network.sector_size)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Segregazione fra pubblico e privato (Freeman)", en="Segregation of public and private bodies (Freeman)"),
    question=Text(
        it="Quanti dei legami attesi fra enti pubblici e privati mancano?",
        en="How many of the ties to be expected between public and private bodies are missing?",
    ),
    reading=Text(
        it="0: fra pubblico e privato ci sono tanti legami quanti ne darebbe la sorte, o di più; 1: nessuno. "
        "Non distingue una rete in cui i due si mescolano da una in cui si cercano.",
        en="0: there are as many ties between public and private bodies as lots would give, or more; 1: none. "
        "It does not tell a network where the two mix from one where they seek each other.",
    ),
    undefined=Text(
        it="sfere non indicate, partner tutti pubblici o tutti privati, nessun legame fra partner di sfera nota, o nessun partner attivo",
        en="spheres not recorded, partners all public or all private, no tie between partners of known sphere, or no active partners",
    ),
    formula="max(0, (E₀ − e) / E₀); e = #{i < k : b_ik = 1, pub(i) ≠ pub(k)}, E₀ = 2 m_B n₁n₂ / (n(n−1))",
    reference="Freeman 1978, Sociological Methods & Research 6:411–429",
    sentence=Text(
        it="Legami fra pubblico e privato che mancano rispetto a quelli attesi per sorte, da 0 (nessuno) a 1 (tutti): {value}.",
        en="Ties between public and private bodies that are missing of those expected by lot, from 0 (none) to 1 (all): {value}.",
    ),
    null="degrees",
    view="ties",
    needs=("sphere",),
    cost="O(Σ k_j²)",
)
def sphere_segregation(network: Network) -> float:
    """Return the share of the ties expected between public and non-public partners that are missing, 0 where none is.

    Among partners of known sphere, idle ones of a register included. In [0, 1]. EMPTY without active partners, NOT_RECORDED where no sphere is known,
    SINGLE_SECTOR where all partners are public or none is, NO_PAIRS without ties. Freeman 1978.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> if_associations_were_public = ("nonprofit", "nonprofit", "public", "nonprofit")
    >>> sphere_segregation(replace(example().networks[2019], spheres=if_associations_were_public))  # 2 of 7 · 2 · 2 · 4 / (6 · 5) = 56/15
    0.4642857142857143
    """
    groups = np.array(public_sectors(network))
    sizes = groups.astype(np.int64) @ network.sector_size
    mixing = groups.astype(np.int64) @ _mixing(network) @ groups.astype(np.int64).T
    reason = _untold(network, sizes > 0, mixing)
    if reason:
        return undefined(reason)
    return freeman(int(mixing.sum()) // 2, int(mixing[0, 1]), int(sizes[0]), int(sizes[1]))
