"""Dynamism of ties: among partners that stayed, which pairs made a tie, which kept it, for how long, and which triangles closed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._stayers import TieCounts, stayers
from reteanalysis.metrics.dynamism import accounts
from reteanalysis.terms import Reason, Reasoned, Text, undefined, unstable

if TYPE_CHECKING:
    from reteanalysis.network import Network

Among = Literal["all", "same_sector", "cross_sector", "same_area", "other_area"]

_SNIJDERS = "Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60"
_KRIVITSKY = "Krivitsky & Handcock 2014, Journal of the Royal Statistical Society B 76:29–46"
_KOSSINETS = "Kossinets & Watts 2006, Science 311:88–90"
_LESKOVEC = "Leskovec, Kleinberg & Faloutsos 2007, ACM Transactions on Knowledge Discovery from Data 1:2"
_PAIRS = "n₀₀, n₀₁, n₁₀, n₁₁ : #{i < k ∈ P_{t−1} ∩ P_t : b_ik(t−1), b_ik(t)}"
_OPEN = "O = {i < k ∈ P_{t−1} ∩ P_t : b_ik = 0, ∃ q : b_iq = b_qk = 1} and F = {i < k ∈ P_{t−1} ∩ P_t : b_ik = 0} ∖ O in year t−1"

_NOBODY_STAYED = Text(it="nessun partner rimasto", en="no partner stayed")
_NO_FREE = Text(
    it="nessun partner rimasto, o nessuna coppia senza legame fra loro", en="no partner stayed, or no pair without a tie among them"
)
_NO_TIED = Text(it="nessun partner rimasto, o nessun legame fra loro", en="no partner stayed, or no tie among them")
_NO_END = Text(
    it="nessun partner rimasto, nessun legame fra loro, o nessun legame che sia finito",
    en="no partner stayed, no tie among them, or no tie that ended",
)
_NO_FREE_OF_THE_KIND = Text(
    it="nessun partner rimasto, dato non rilevato, o nessuna coppia di questo tipo senza legame",
    en="no partner stayed, not recorded, or no pair of this kind without a tie",
)
_NO_TIED_OF_THE_KIND = Text(
    it="nessun partner rimasto, dato non rilevato, o nessun legame di questo tipo",
    en="no partner stayed, not recorded, or no tie of this kind",
)
_NO_END_OF_THE_KIND = Text(
    it="nessun partner rimasto, dato non rilevato, nessun legame di questo tipo, o nessuno che sia finito",
    en="no partner stayed, not recorded, no tie of this kind, or none that ended",
)
_NOT_OPEN = Text(
    it="nessun partner rimasto, o nessuna coppia di questo tipo senza legame", en="no partner stayed, or no pair of this kind without a tie"
)


def tie_changes(before: Network, after: Network, among: Among = "all") -> TieCounts | Reason:
    """Return what became of the pairs of partners active in both years, or why there are none to count.

    Parameters
    ----------
    before, after : Network
        Sectors and areas are those of `before`.
    among : {'all', 'same_sector', 'cross_sector', 'same_area', 'other_area'}
        Which pairs. Two partners are of one area where they have a main area in common: one in which each had most of its seats.
        Pairs of which the sector or the area is not known are in neither kind.

    Returns
    -------
    TieCounts or Reason
        EMPTY where nobody stayed; NOT_RECORDED without sectors or areas; SINGLE_SECTOR where all that stayed are of one sector and
        pairs of two are asked for.

    Raises
    ------
    ValueError
        On other pairs than these.

    >>> from reteanalysis import example
    >>> tie_changes(example().networks[2019], example().networks[2020], "cross_sector")
    TieCounts(untied=4, opened=1, dropped=0, kept=3)
    """
    if among not in get_args(Among):
        raise ValueError(f"among is one of {', '.join(get_args(Among))}, not {among!r}")
    both = stayers(before, after)
    if isinstance(both, Reason) or among == "all":
        return both if isinstance(both, Reason) else both.counts()
    if among in ("same_area", "other_area"):
        return both.by_area(among == "same_area") if before.areas else Reason.NOT_RECORDED
    present = {*both.sector.tolist()} - {-1}
    if not present:
        return Reason.NOT_RECORDED
    return Reason.SINGLE_SECTOR if len(present) < 2 and among == "cross_sector" else both.by_sector(among == "same_sector")


def _formation(before: Network, after: Network, among: Among) -> float:
    found = tie_changes(before, after, among)
    return undefined(found) if isinstance(found, Reason) else found.formation


def _persistence(before: Network, after: Network, among: Among) -> float:
    found = tie_changes(before, after, among)
    return undefined(found) if isinstance(found, Reason) else found.persistence


def _life(before: Network, after: Network, among: Among) -> float:
    found = tie_changes(before, after, among)
    return undefined(found) if isinstance(found, Reason) else found.life


# ---------------------------------------------------------------------- how many pairs changed


@metric(
    level="network",
    unit="count",
    bounds=(0, math.inf),
    label=Text(it="Coppie mai legate fra chi è rimasto", en="Pairs never tied among those that stayed"),
    question=Text(
        it="Fra i partner rimasti, quante coppie non hanno avuto legami in nessuno dei due anni?",
        en="Among partners that stayed, how many pairs had no tie in either year?",
    ),
    reading=Text(
        it="0: tutte le coppie hanno lavorato insieme in almeno uno dei due anni; più alto: più coppie che non si sono mai incontrate. "
        "Cresce con il quadrato dei partner, e la maggior parte non ha motivo di incontrarsi.",
        en="0: all pairs worked together in one of the two years at least; higher: more pairs that never met. "
        "It grows with the square of the partners, and most have no reason to meet.",
    ),
    undefined=_NOBODY_STAYED,
    formula=f"n₀₀; {_PAIRS}",
    reference=_SNIJDERS,
    sentence=Text(
        it="Coppie di partner rimasti senza legami né prima né dopo: {value}.",
        en="Pairs of partners that stayed with no tie before or after: {value}.",
    ),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def pairs_untied(before: Network, after: Network) -> float:
    """Return the number of pairs of partners active in both years that are tied in neither.

    With kept, opened and dropped ties it makes all pairs of those that stayed. EMPTY where nobody stayed. Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> pairs_untied(example().networks[2019], example().networks[2020])  # ten pairs of those that stayed: five ties kept, one opened
    4.0
    """
    found = tie_changes(before, after)
    return undefined(found) if isinstance(found, Reason) else float(found.untied)


@metric(
    level="network",
    unit="count",
    bounds=(0, math.inf),
    label=Text(it="Coppie cambiate fra chi è rimasto (Hamming)", en="Pairs that changed among those that stayed (Hamming)"),
    question=Text(
        it="Fra i partner rimasti, quante coppie hanno aperto o sciolto un legame?",
        en="Among partners that stayed, how many pairs opened or dropped a tie?",
    ),
    reading=Text(
        it="0: gli stessi legami; più alto: più coppie cambiate. Conta solo chi c'era in entrambi gli anni, e cresce con il loro numero.",
        en="0: the same ties; higher: more pairs that changed. It counts only those there in both years, and grows with their number.",
    ),
    undefined=_NOBODY_STAYED,
    formula=f"n₀₁ + n₁₀; {_PAIRS}",
    reference=_SNIJDERS,
    sentence=Text(
        it="Coppie di partner rimasti che hanno aperto o sciolto un legame: {value}.",
        en="Pairs of partners that stayed that opened or dropped a tie: {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_hamming(before: Network, after: Network) -> float:
    """Return the number of pairs of partners active in both years that are tied in one of them only.

    EMPTY where nobody stayed. Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_hamming(example().networks[2020], example().networks[2021])  # none opened, six dropped
    6.0
    """
    found = tie_changes(before, after)
    return undefined(found) if isinstance(found, Reason) else float(found.opened + found.dropped)


@metric(
    level="network",
    unit="count",
    bounds=(0, math.inf),
    label=Text(it="Coppie cambiate fra tutti i partner (Hamming)", en="Pairs that changed among all partners (Hamming)"),
    question=Text(
        it="Fra i partner dell'uno o dell'altro anno, quante coppie sono legate in uno solo dei due?",
        en="Among the partners of either year, how many pairs are tied in one of the two only?",
    ),
    reading=Text(
        it="0: gli stessi legami; più alto: più coppie cambiate. Chi manca in un anno vale come senza legami: ingressi e uscite pesano quanto le scelte di chi resta.",
        en="0: the same ties; higher: more pairs that changed. Whoever is missing in a year counts as without ties: "
        "arrivals and departures weigh as much as the choices of those that stay.",
    ),
    undefined=Text(it="nessun partner attivo in uno dei due anni", en="no active partner in one of the two years"),
    formula="#(L_{t−1} △ L_t), over P_{t−1} ∪ P_t",
    reference=_SNIJDERS,
    sentence=Text(
        it="Coppie legate in uno solo dei due anni, fra tutti i partner: {value}.",
        en="Pairs tied in one of the two years only, among all partners: {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_hamming_union(before: Network, after: Network) -> float:
    """Return the number of ties of one year only, over the partners of either year.

    EMPTY where either year has no active partner. Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_hamming_union(example().networks[2019], example().networks[2020])  # opened 1, brought 4, dropped 1, lost 1
    7.0
    """
    ledger = accounts(before, after)
    return float(ledger.before + ledger.after - 2 * ledger.kept) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Stabilità dei legami fra tutti i partner (Jaccard)", en="Stability of ties among all partners (Jaccard)"),
    question=Text(
        it="Fra tutti i partner, quanti legami dell'uno o dell'altro anno ci sono in entrambi?",
        en="Among all partners, how many ties of either year are there in both?",
    ),
    reading=Text(
        it="0: nessun legame in comune; 1: gli stessi legami. A differenza della stabilità fra chi è rimasto, ingressi e uscite la abbassano.",
        en="0: no tie in common; 1: the same ties. Unlike the stability among those that stayed, arrivals and departures lower it.",
    ),
    undefined=Text(
        it="nessun legame in nessuno dei due anni, o un anno senza partner", en="no ties in either year, or a year without partners"
    ),
    formula="#(L_{t−1} ∩ L_t) / #(L_{t−1} ∪ L_t), over P_{t−1} ∪ P_t",
    reference=_SNIJDERS,
    sentence=Text(
        it="Stabilità dei legami fra tutti i partner, da 0 (nessuno in comune) a 1 (gli stessi): {value}.",
        en="Stability of ties among all partners, from 0 (none in common) to 1 (the same): {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_jaccard_union(before: Network, after: Network) -> float:
    """Return the ties of both years over the ties of either, over the partners of either year.

    In [0, 1]; never above `tie_jaccard`. EMPTY where either year has no active partner, NO_PAIRS without ties in both.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_jaccard_union(example().networks[2019], example().networks[2020])  # 5 of the 12 ties of either year
    0.4166666666666667
    """
    ledger = accounts(before, after)
    if ledger is None:
        return undefined(Reason.EMPTY)
    either = ledger.before + ledger.after - ledger.kept
    return ledger.kept / either if either else undefined(Reason.NO_PAIRS)


# ---------------------------------------------------------------------- the chance of making a tie and of keeping it


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Formazione dei legami", en="Formation of ties"),
    question=Text(
        it="Quante coppie fra partner rimasti, senza legame l'anno prima, ne hanno aperto uno?",
        en="How many pairs of partners that stayed, without a tie the year before, made one?",
    ),
    reading=Text(
        it="0%: nessuna coppia ha aperto un legame; 100%: tutte. Le coppie di uno stesso tavolo nascono e finiscono insieme: poche decisioni fanno molti legami.",
        en="0%: no pair made a tie; 100%: all did. Pairs of one table begin and end together: few decisions make many ties.",
    ),
    undefined=_NO_FREE,
    formula=f"f = n₀₁ / (n₀₀ + n₀₁); {_PAIRS}",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Coppie fra partner rimasti che hanno aperto un legame: {value} di quelle che non l'avevano.",
        en="{value} of the pairs of partners that stayed that had no tie made one.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Over partners active in both years. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> tie_formation(example().networks[2019], example().networks[2020])  # of five pairs without a tie, comune and beta
    0.2
    """
    return _formation(before, after, "all")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Formazione dei legami fra settori", en="Formation of ties across sectors"),
    question=Text(
        it="Quante coppie di settori diversi, senza legame l'anno prima, ne hanno aperto uno?",
        en="How many pairs of two sectors, without a tie the year before, made one?",
    ),
    reading=Text(
        it="0%: nessuna coppia ha aperto un legame; 100%: tutte. Va letto accanto a quello nel settore.",
        en="0%: no pair made a tie; 100%: all did. To be read beside that within the sector.",
    ),
    undefined=_NO_FREE_OF_THE_KIND,
    formula=f"f = n₀₁ / (n₀₀ + n₀₁); {_PAIRS}, g(i) ≠ g(k)",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Coppie di settori diversi che hanno aperto un legame: {value} di quelle che non l'avevano.",
        en="{value} of the pairs of two sectors that had no tie made one.",
    ),
    null="years",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def cross_sector_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years, of two sectors in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without sectors, SINGLE_SECTOR with one, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> cross_sector_formation(example().networks[2019], example().networks[2020])  # comune and beta, of five
    0.2
    """
    return _formation(before, after, "cross_sector")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Formazione dei legami nel settore", en="Formation of ties within the sector"),
    question=Text(
        it="Quante coppie dello stesso settore, senza legame l'anno prima, ne hanno aperto uno?",
        en="How many pairs of one sector, without a tie the year before, made one?",
    ),
    reading=Text(
        it="0%: nessuna coppia ha aperto un legame; 100%: tutte. Va letto accanto a quello fra settori.",
        en="0%: no pair made a tie; 100%: all did. To be read beside that across sectors.",
    ),
    undefined=_NO_FREE_OF_THE_KIND,
    formula=f"f = n₀₁ / (n₀₀ + n₀₁); {_PAIRS}, g(i) = g(k)",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Coppie dello stesso settore che hanno aperto un legame: {value} di quelle che non l'avevano.",
        en="{value} of the pairs of one sector that had no tie made one.",
    ),
    null="years",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def same_sector_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years, of one sector in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without sectors, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graphs = (nx.path_graph(4), nx.cycle_graph(4))
    >>> for graph in graphs:
    ...     nx.set_node_attributes(graph, "public", "sector")
    >>> path, cycle = map(Network.from_networkx, graphs)
    >>> same_sector_formation(path, cycle)
    0.3333333333333333
    """
    return _formation(before, after, "same_sector")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Formazione dei legami fra aree", en="Formation of ties across areas"),
    question=Text(
        it="Quante coppie di aree diverse, senza legame l'anno prima, ne hanno aperto uno?",
        en="How many pairs of two areas, without a tie the year before, made one?",
    ),
    reading=Text(
        it="0%: nessuna coppia ha aperto un legame; 100%: tutte. L'area è quella in cui il partner aveva più posti l'anno prima.",
        en="0%: no pair made a tie; 100%: all did. The area is that in which the partner had most seats the year before.",
    ),
    undefined=_NO_FREE_OF_THE_KIND,
    formula=f"f = n₀₁ / (n₀₀ + n₀₁); {_PAIRS}, M_i ∩ M_k = ∅, M_i = argmax_a d_ia",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Coppie di aree diverse che hanno aperto un legame: {value} di quelle che non l'avevano.",
        en="{value} of the pairs of two areas that had no tie made one.",
    ),
    null="years",
    view="ties",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
def other_area_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years that had no main area in common in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without areas, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> other_area_formation(example().networks[2019], example().networks[2020])  # comune and beta, of five
    0.2
    """
    return _formation(before, after, "other_area")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Formazione dei legami nell'area", en="Formation of ties within the area"),
    question=Text(
        it="Quante coppie della stessa area, senza legame l'anno prima, ne hanno aperto uno?",
        en="How many pairs of one area, without a tie the year before, made one?",
    ),
    reading=Text(
        it="0%: nessuna coppia ha aperto un legame; 100%: tutte. L'area è quella in cui il partner aveva più posti l'anno prima.",
        en="0%: no pair made a tie; 100%: all did. The area is that in which the partner had most seats the year before.",
    ),
    undefined=_NO_FREE_OF_THE_KIND,
    formula=f"f = n₀₁ / (n₀₀ + n₀₁); {_PAIRS}, M_i ∩ M_k ≠ ∅, M_i = argmax_a d_ia",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Coppie della stessa area che hanno aperto un legame: {value} di quelle che non l'avevano.",
        en="{value} of the pairs of one area that had no tie made one.",
    ),
    null="years",
    view="ties",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
def same_area_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years that had a main area in common in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without areas, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from dataclasses import replace
    >>> import numpy as np
    >>> from reteanalysis import example
    >>> years = example().networks
    >>> same_area_formation(replace(years[2019], project_data={"area": np.array(["cibo"] * 3, object)}), years[2020])  # all of one area
    0.2
    """
    return _formation(before, after, "same_area")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Persistenza dei legami", en="Persistence of ties"),
    question=Text(it="Quanti legami fra partner rimasti ci sono ancora?", en="How many ties among partners that stayed are still there?"),
    reading=Text(
        it="0%: nessun legame è rimasto; 100%: tutti. Le coppie di uno stesso tavolo nascono e finiscono insieme: poche decisioni fanno molti legami.",
        en="0%: no tie is left; 100%: all are. Pairs of one table begin and end together: few decisions make many ties.",
    ),
    undefined=_NO_TIED,
    formula=f"s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Legami fra partner rimasti che ci sono ancora: {value}.", en="{value} of the ties among partners that stayed are still there."
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Over partners active in both years. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> tie_persistence(example().networks[2020], example().networks[2021])  # four of ten
    0.4
    """
    return _persistence(before, after, "all")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Persistenza dei legami fra settori", en="Persistence of ties across sectors"),
    question=Text(
        it="Quanti legami fra partner di settori diversi ci sono ancora?",
        en="How many ties between partners of two sectors are still there?",
    ),
    reading=Text(
        it="0%: nessun legame è rimasto; 100%: tutti. Va letto accanto a quello nel settore.",
        en="0%: no tie is left; 100%: all are. To be read beside that within the sector.",
    ),
    undefined=_NO_TIED_OF_THE_KIND,
    formula=f"s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, g(i) ≠ g(k)",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Legami fra partner di settori diversi che ci sono ancora: {value}.",
        en="{value} of the ties between partners of two sectors are still there.",
    ),
    null="years",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def cross_sector_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years, of two sectors in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without sectors, SINGLE_SECTOR with one, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> cross_sector_persistence(example().networks[2020], example().networks[2021])  # four of eight
    0.5
    """
    return _persistence(before, after, "cross_sector")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Persistenza dei legami nel settore", en="Persistence of ties within the sector"),
    question=Text(
        it="Quanti legami fra partner dello stesso settore ci sono ancora?",
        en="How many ties between partners of one sector are still there?",
    ),
    reading=Text(
        it="0%: nessun legame è rimasto; 100%: tutti. Va letto accanto a quello fra settori.",
        en="0%: no tie is left; 100%: all are. To be read beside that across sectors.",
    ),
    undefined=_NO_TIED_OF_THE_KIND,
    formula=f"s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, g(i) = g(k)",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Legami fra partner dello stesso settore che ci sono ancora: {value}.",
        en="{value} of the ties between partners of one sector are still there.",
    ),
    null="years",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def same_sector_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years, of one sector in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without sectors, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graphs = (nx.path_graph(4), nx.cycle_graph(4))
    >>> for graph in graphs:
    ...     nx.set_node_attributes(graph, "public", "sector")
    >>> path, cycle = map(Network.from_networkx, graphs)
    >>> same_sector_persistence(cycle, path)
    0.75
    """
    return _persistence(before, after, "same_sector")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Persistenza dei legami fra aree", en="Persistence of ties across areas"),
    question=Text(
        it="Quanti legami fra partner di aree diverse ci sono ancora?", en="How many ties between partners of two areas are still there?"
    ),
    reading=Text(
        it="0%: nessun legame è rimasto; 100%: tutti. L'area è quella in cui il partner aveva più posti l'anno prima.",
        en="0%: no tie is left; 100%: all are. The area is that in which the partner had most seats the year before.",
    ),
    undefined=_NO_TIED_OF_THE_KIND,
    formula=f"s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, M_i ∩ M_k = ∅, M_i = argmax_a d_ia",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Legami fra partner di aree diverse che ci sono ancora: {value}.",
        en="{value} of the ties between partners of two areas are still there.",
    ),
    null="years",
    view="ties",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
def other_area_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years that had no main area in common in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without areas, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graph = nx.Graph([*zip("aaabccd", "pqrrrsp")])  # a sits in p, q and r; b in r; c in r and s; d in p
    >>> nx.set_node_attributes(graph, {node: int(node in "pqrs") for node in graph}, "bipartite")
    >>> nx.set_node_attributes(graph, {"p": "x", "q": "x", "r": "y", "s": "y"}, "area")
    >>> before = Network.from_networkx(graph)
    >>> graph.remove_edge("c", "r")
    >>> other_area_persistence(before, Network.from_networkx(graph))  # a is of x, b and c of y: ab is kept, ac dropped
    0.5
    """
    return _persistence(before, after, "other_area")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Persistenza dei legami nell'area", en="Persistence of ties within the area"),
    question=Text(
        it="Quanti legami fra partner della stessa area ci sono ancora?", en="How many ties between partners of one area are still there?"
    ),
    reading=Text(
        it="0%: nessun legame è rimasto; 100%: tutti. L'area è quella in cui il partner aveva più posti l'anno prima.",
        en="0%: no tie is left; 100%: all are. The area is that in which the partner had most seats the year before.",
    ),
    undefined=_NO_TIED_OF_THE_KIND,
    formula=f"s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, M_i ∩ M_k ≠ ∅, M_i = argmax_a d_ia",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Legami fra partner della stessa area che ci sono ancora: {value}.",
        en="{value} of the ties between partners of one area are still there.",
    ),
    null="years",
    view="ties",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
def same_area_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years that had a main area in common in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED without areas, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> same_area_persistence(example().networks[2020], example().networks[2021])  # four of ten
    0.4
    """
    return _persistence(before, after, "same_area")


@metric(
    level="network",
    unit="mean",
    bounds=(1, math.inf),
    label=Text(it="Durata attesa dei legami, in anni", en="Expected life of ties, in years"),
    question=Text(
        it="Quanti anni dura, in media, un legame fra partner rimasti?",
        en="How many years, on average, does a tie among partners that stayed last?",
    ),
    reading=Text(
        it="1: ogni legame finisce dopo un anno; più alto: i legami durano di più. Vale se ogni anno i legami finiscono con la stessa probabilità, e se chi ha il legame resta nella rete: con tre anni di dati è un'indicazione.",
        en="1: every tie ends after a year; higher: ties last longer. It holds if every year ties end with the same chance, and if those that have the tie stay in the network: with three years of data it is an indication.",
    ),
    undefined=_NO_END,
    formula=f"1 / (1 − s), s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Durata attesa di un legame fra partner rimasti, in anni: {value}.",
        en="Expected life of a tie among partners that stayed, in years: {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Over partners active in both years. At least 1. EMPTY where nobody stayed, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> tie_life(example().networks[2020], example().networks[2021])  # six of ten ended
    1.6666666666666667
    """
    return _life(before, after, "all")


@metric(
    level="network",
    unit="mean",
    bounds=(1, math.inf),
    label=Text(it="Durata attesa dei legami fra settori", en="Expected life of ties across sectors"),
    question=Text(
        it="Quanti anni dura, in media, un legame fra partner di settori diversi?",
        en="How many years, on average, does a tie between partners of two sectors last?",
    ),
    reading=Text(
        it="1: ogni legame finisce dopo un anno; più alto: i legami durano di più. Vale se ogni anno i legami finiscono con la stessa probabilità, e se chi ha il legame resta nella rete: con tre anni di dati è un'indicazione.",
        en="1: every tie ends after a year; higher: ties last longer. It holds if every year ties end with the same chance, and if those that have the tie stay in the network: with three years of data it is an indication.",
    ),
    undefined=_NO_END_OF_THE_KIND,
    formula=f"1 / (1 − s), s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, g(i) ≠ g(k)",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Durata attesa di un legame fra partner di settori diversi, in anni: {value}.",
        en="Expected life of a tie between partners of two sectors, in years: {value}.",
    ),
    null="years",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def cross_sector_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years, of two sectors in `before`. At least 1. EMPTY where nobody stayed, NOT_RECORDED without sectors, SINGLE_SECTOR with one, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> cross_sector_life(example().networks[2020], example().networks[2021])  # four of eight ended
    2.0
    """
    return _life(before, after, "cross_sector")


@metric(
    level="network",
    unit="mean",
    bounds=(1, math.inf),
    label=Text(it="Durata attesa dei legami nel settore", en="Expected life of ties within the sector"),
    question=Text(
        it="Quanti anni dura, in media, un legame fra partner dello stesso settore?",
        en="How many years, on average, does a tie between partners of one sector last?",
    ),
    reading=Text(
        it="1: ogni legame finisce dopo un anno; più alto: i legami durano di più. Vale se ogni anno i legami finiscono con la stessa probabilità, e se chi ha il legame resta nella rete: con tre anni di dati è un'indicazione.",
        en="1: every tie ends after a year; higher: ties last longer. It holds if every year ties end with the same chance, and if those that have the tie stay in the network: with three years of data it is an indication.",
    ),
    undefined=_NO_END_OF_THE_KIND,
    formula=f"1 / (1 − s), s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, g(i) = g(k)",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Durata attesa di un legame fra partner dello stesso settore, in anni: {value}.",
        en="Expected life of a tie between partners of one sector, in years: {value}.",
    ),
    null="years",
    view="ties",
    needs=("sector",),
    cost="O(Σ k_j² + L log L)",
)
def same_sector_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years, of one sector in `before`. At least 1. EMPTY where nobody stayed, NOT_RECORDED without sectors, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graphs = (nx.path_graph(4), nx.cycle_graph(4))
    >>> for graph in graphs:
    ...     nx.set_node_attributes(graph, "public", "sector")
    >>> path, cycle = map(Network.from_networkx, graphs)
    >>> same_sector_life(cycle, path)
    4.0
    """
    return _life(before, after, "same_sector")


@metric(
    level="network",
    unit="mean",
    bounds=(1, math.inf),
    label=Text(it="Durata attesa dei legami fra aree", en="Expected life of ties across areas"),
    question=Text(
        it="Quanti anni dura, in media, un legame fra partner di aree diverse?",
        en="How many years, on average, does a tie between partners of two areas last?",
    ),
    reading=Text(
        it="1: ogni legame finisce dopo un anno; più alto: i legami durano di più. Vale se ogni anno i legami finiscono con la stessa probabilità, e se chi ha il legame resta nella rete: con tre anni di dati è un'indicazione.",
        en="1: every tie ends after a year; higher: ties last longer. It holds if every year ties end with the same chance, and if those that have the tie stay in the network: with three years of data it is an indication.",
    ),
    undefined=_NO_END_OF_THE_KIND,
    formula=f"1 / (1 − s), s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, M_i ∩ M_k = ∅, M_i = argmax_a d_ia",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Durata attesa di un legame fra partner di aree diverse, in anni: {value}.",
        en="Expected life of a tie between partners of two areas, in years: {value}.",
    ),
    null="years",
    view="ties",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
def other_area_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years that had no main area in common in `before`. At least 1. EMPTY where nobody stayed, NOT_RECORDED without areas, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graph = nx.Graph([*zip("aaabccd", "pqrrrsp")])  # a sits in p, q and r; b in r; c in r and s; d in p
    >>> nx.set_node_attributes(graph, {node: int(node in "pqrs") for node in graph}, "bipartite")
    >>> nx.set_node_attributes(graph, {"p": "x", "q": "x", "r": "y", "s": "y"}, "area")
    >>> before = Network.from_networkx(graph)
    >>> graph.remove_edge("c", "r")
    >>> other_area_life(before, Network.from_networkx(graph))  # a is of x, b and c of y: ab is kept, ac dropped
    2.0
    """
    return _life(before, after, "other_area")


@metric(
    level="network",
    unit="mean",
    bounds=(1, math.inf),
    label=Text(it="Durata attesa dei legami nell'area", en="Expected life of ties within the area"),
    question=Text(
        it="Quanti anni dura, in media, un legame fra partner della stessa area?",
        en="How many years, on average, does a tie between partners of one area last?",
    ),
    reading=Text(
        it="1: ogni legame finisce dopo un anno; più alto: i legami durano di più. Vale se ogni anno i legami finiscono con la stessa probabilità, e se chi ha il legame resta nella rete: con tre anni di dati è un'indicazione.",
        en="1: every tie ends after a year; higher: ties last longer. It holds if every year ties end with the same chance, and if those that have the tie stay in the network: with three years of data it is an indication.",
    ),
    undefined=_NO_END_OF_THE_KIND,
    formula=f"1 / (1 − s), s = n₁₁ / (n₁₀ + n₁₁); {_PAIRS}, M_i ∩ M_k ≠ ∅, M_i = argmax_a d_ia",
    reference=_KRIVITSKY,
    sentence=Text(
        it="Durata attesa di un legame fra partner della stessa area, in anni: {value}.",
        en="Expected life of a tie between partners of one area, in years: {value}.",
    ),
    null="years",
    view="ties",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
def same_area_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years that had a main area in common in `before`. At least 1. EMPTY where nobody stayed, NOT_RECORDED without areas, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> same_area_life(example().networks[2020], example().networks[2021])  # six of ten ended
    1.6666666666666667
    """
    return _life(before, after, "same_area")


# ---------------------------------------------------------------------- closure: do partners of partners become partners


def _closure(before: Network, after: Network) -> tuple[float, float] | Reason:
    """Return the chance of a tie in `after` for pairs without one in `before`: with a partner in common, and without."""
    both = stayers(before, after)
    if isinstance(both, Reason):
        return both
    found = both.counts()
    near, closed = both.around
    far = found.untied + found.opened - near
    return (
        closed / near if near else undefined(Reason.NO_PAIRS),
        (found.opened - closed) / far if far else undefined(Reason.NO_PAIRS),
    )


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner dei partner diventati partner", en="Partners of partners that became partners"),
    question=Text(
        it="Quante coppie senza legame ma con un partner in comune ne hanno aperto uno l'anno dopo?",
        en="How many pairs without a tie but with a partner in common made one the year after?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: tutte. Va letto accanto alle coppie senza partner in comune: un nuovo tavolo molto grande alza entrambi.",
        en="0%: none; 100%: all. To be read beside the pairs without a partner in common: one very large new table raises both.",
    ),
    undefined=_NOT_OPEN,
    formula=f"#{{(i, k) ∈ O : b_ik(t) = 1}} / #O; {_OPEN}",
    reference=_KOSSINETS,
    sentence=Text(
        it="Coppie con un partner in comune che hanno aperto un legame: {value}.",
        en="{value} of the pairs with a partner in common made a tie.",
    ),
    null="degrees",
    view="ties",
    cost="O(n E / 64)",
)
def open_pair_closure(before: Network, after: Network) -> float:
    """Return the share of pairs untied in `before`, with a partner in common there, that are tied in `after`.

    Pairs of partners active in both years; the partner in common need not have stayed. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS
    where there is no such pair. Kossinets & Watts 2006.

    >>> from reteanalysis import example
    >>> open_pair_closure(example().networks[2019], example().networks[2020])  # through alfa comune and beta, of four
    0.25
    """
    found = _closure(before, after)
    return undefined(found) if isinstance(found, Reason) else found[0]


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Estranei diventati partner", en="Strangers that became partners"),
    question=Text(
        it="Quante coppie senza legame né partner in comune ne hanno aperto uno l'anno dopo?",
        en="How many pairs without a tie or a partner in common made one the year after?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: tutte. È il termine di paragone per le coppie che avevano un partner in comune.",
        en="0%: none; 100%: all. It is what pairs that had a partner in common are compared with.",
    ),
    undefined=_NOT_OPEN,
    formula=f"#{{(i, k) ∈ F : b_ik(t) = 1}} / #F; {_OPEN}",
    reference=_KOSSINETS,
    sentence=Text(
        it="Coppie senza partner in comune che hanno aperto un legame: {value}.",
        en="{value} of the pairs without a partner in common made a tie.",
    ),
    null="degrees",
    view="ties",
    cost="O(n E / 64)",
)
def other_pair_closure(before: Network, after: Network) -> float:
    """Return the share of pairs untied in `before`, without a partner in common there, that are tied in `after`.

    Pairs of partners active in both years. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS where there is no such pair.
    Kossinets & Watts 2006.

    >>> from reteanalysis import example
    >>> other_pair_closure(example().networks[2019], example().networks[2021])  # two such pairs
    0.5
    """
    found = _closure(before, after)
    return undefined(found) if isinstance(found, Reason) else found[1]


@metric(
    level="network",
    unit="ratio",
    bounds=(0, math.inf),
    label=Text(it="Chiusura nel tempo", en="Closure over time"),
    question=Text(
        it="I partner dei partner diventano partner più spesso degli estranei?",
        en="Do partners of partners become partners more often than strangers?",
    ),
    reading=Text(
        it="1: altrettanto spesso; sopra 1: più spesso; sotto 1: meno. Tavoli grandi uniscono in una volta molte coppie: non dice che qualcuno le abbia presentate.",
        en="1: as often; above 1: more often; below 1: less. Large tables join many pairs at once: it does not say that somebody introduced them.",
    ),
    undefined=Text(
        it="nessun partner rimasto, nessuna coppia senza legame in uno dei due gruppi, o nessun legame nuovo fra estranei",
        en="no partner stayed, no pair without a tie in one of the two groups, or no new tie between strangers",
    ),
    formula=f"P(b_ik(t) = 1 | O) / P(b_ik(t) = 1 | F); {_OPEN}",
    reference=_KOSSINETS,
    sentence=Text(
        it="I partner dei partner sono diventati partner {value} volte tanto rispetto agli estranei.",
        en="Partners of partners became partners {value} times as often as strangers.",
    ),
    null="degrees",
    view="ties",
    cost="O(n E / 64)",
)
def closure_ratio(before: Network, after: Network) -> float:
    """Return how many times likelier a tie is in `after` for untied pairs with a partner in common in `before` than for those without.

    At least 0. EMPTY where nobody stayed, NO_PAIRS where there is no pair of one of the two kinds, TOO_FEW where none without a partner
    in common made a tie: there is nothing to compare with. Kossinets & Watts 2006.

    >>> from reteanalysis.network import Network
    >>> import networkx as nx
    >>> path, star = nx.path_graph(5), nx.Graph([(0, 2), (1, 3), (0, 4), (2, 3)])
    >>> closure_ratio(Network.from_networkx(path), Network.from_networkx(star))  # of 02, 13, 24 two closed; of 03, 04, 14 one
    2.0
    """
    found = _closure(before, after)
    if isinstance(found, Reason):
        return undefined(found)
    near, far = found
    for chance in (near, far):
        if isinstance(chance, Reasoned):
            return chance
    return near / far if far else undefined(Reason.TOO_FEW)


# ---------------------------------------------------------------------- growth


def _exponent(before: float, after: float, grown: float) -> float:
    """Return ln(after / before) / ln(grown): unstable where the number of partners hardly changed, undefined where it did not at all."""
    partners = math.log(grown)
    if not partners:
        return undefined(Reason.UNSTABLE)
    value = math.log(after / before) / partners
    return unstable(value) if abs(partners) < _HARDLY else value


_HARDLY = 0.1
_NO_GROWTH = Text(
    it="un anno senza partecipazioni, o lo stesso numero di partner; poco affidabile se i partner variano di meno del 10% circa",
    en="a year without participations, or the same number of partners; not to be trusted where partners vary by less than some 10%",
)
_NO_GROWTH_OF_TIES = Text(
    it="un anno senza legami, o lo stesso numero di partner; poco affidabile se i partner variano di meno del 10% circa",
    en="a year without ties, or the same number of partners; not to be trusted where partners vary by less than some 10%",
)


@metric(
    level="network",
    unit="index",
    bounds=(-math.inf, math.inf),
    label=Text(it="Crescita delle partecipazioni con i partner", en="Growth of participations with partners"),
    question=Text(
        it="Quando i partner crescono del 10%, di quanto crescono le partecipazioni?",
        en="When partners grow by 10%, by how much do participations grow?",
    ),
    reading=Text(
        it="1: di altrettanto; sopra 1: di più, la rete si infittisce; sotto 0: le une crescono mentre gli altri calano. "
        "Due anni danno un valore, non una tendenza.",
        en="1: by as much; above 1: by more, the network grows denser; below 0: the ones grow while the others shrink. "
        "Two years give a value, not a trend.",
    ),
    undefined=_NO_GROWTH,
    formula="a = ln(E_t / E_{t−1}) / ln(n_t / n_{t−1})",
    reference=_LESKOVEC,
    sentence=Text(
        it="Esponente di crescita delle partecipazioni rispetto ai partner (1: crescono insieme): {value}.",
        en="Growth exponent of participations with partners (1: they grow together): {value}.",
    ),
    cost="O(n)",
)
def seat_growth_exponent(before: Network, after: Network) -> float:
    """Return the exponent a of E ∝ n^a between the two years, n being active partners.

    Any number. EMPTY where either year has no seats; UNSTABLE where |ln(n_t / n_{t−1})| < 0.1, and without a value where n is the same.
    Leskovec et al. 2007.

    >>> from reteanalysis import example
    >>> network = example().networks[2019]
    >>> seat_growth_exponent(network.without("comune"), network)  # from five partners and seven seats to six and eight
    0.7323949782604653
    """
    if not before.seats or not after.seats:
        return undefined(Reason.EMPTY)
    return _exponent(before.seats, after.seats, after.active.sum() / before.active.sum())


@metric(
    level="network",
    unit="index",
    bounds=(-math.inf, math.inf),
    label=Text(it="Crescita dei legami con i partner", en="Growth of ties with partners"),
    question=Text(
        it="Quando i partner crescono del 10%, di quanto crescono i legami?", en="When partners grow by 10%, by how much do ties grow?"
    ),
    reading=Text(
        it="1: di altrettanto, ognuno ha gli stessi legami di prima; 2: quanto le coppie possibili, e la densità non cambia. "
        "Tavoli più grandi lo alzano. Due anni danno un valore, non una tendenza.",
        en="1: by as much, each has as many ties as before; 2: as possible pairs do, and density does not change. "
        "Larger tables raise it. Two years give a value, not a trend.",
    ),
    undefined=_NO_GROWTH_OF_TIES,
    formula="a = ln(#L_t / #L_{t−1}) / ln(n_t / n_{t−1})",
    reference=_LESKOVEC,
    sentence=Text(
        it="Esponente di crescita dei legami rispetto ai partner (1: crescono insieme): {value}.",
        en="Growth exponent of ties with partners (1: they grow together): {value}.",
    ),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_growth_exponent(before: Network, after: Network) -> float:
    """Return the exponent a of ties ∝ n^a between the two years, n being active partners.

    Any number. EMPTY where either year has no active partner, NO_PAIRS where either has no ties; UNSTABLE where
    |ln(n_t / n_{t−1})| < 0.1, and without a value where n is the same. Leskovec et al. 2007.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> small, large = (Network.from_networkx(nx.complete_graph(n)) for n in (4, 8))
    >>> tie_growth_exponent(small, large) == math.log(28 / 6) / math.log(2)
    True
    """
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    if not before.adjacency.nnz or not after.adjacency.nnz:
        return undefined(Reason.NO_PAIRS)
    return _exponent(before.adjacency.nnz, after.adjacency.nnz, after.active.sum() / before.active.sum())
