"""Dynamism of ties: among partners that stayed, how many pairs made a tie, dropped it, kept it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._stayers import TieCounts, stayers
from reteanalysis.metrics.dynamism import accounts
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network


Among = Literal["all", "same_sector", "cross_sector", "same_area", "other_area"]

_SNIJDERS = "Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60"
PAIRS = "n₀₀, n₀₁, n₁₀, n₁₁ : #{i < k ∈ P_{t−1} ∩ P_t : b_ik(t−1), b_ik(t)}"
_NOBODY_STAYED = Text(it="nessun partner rimasto", en="no partner stayed")


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
    formula=f"n₀₀; {PAIRS}",
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
    formula=f"n₀₁ + n₁₀; {PAIRS}",
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
