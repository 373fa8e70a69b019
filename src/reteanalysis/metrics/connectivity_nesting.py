"""Connectivity: whether the small sit with the large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_NODF = "Almeida-Neto et al. 2008, Oikos 117:1227–1239"

_NESTED_READING = Text(
    it="0: nessuna inclusione; 100: ogni insieme più piccolo sta per intero in ciascuno dei più grandi. Le coppie di pari dimensione valgono "
    "0 per definizione. Discende in gran parte da quanti posti ha ciascuno: senza il confronto col caso non si interpreta.",
    en="0: no inclusion; 100: each smaller set lies wholly inside each larger one. Pairs of the same size count 0 by definition. "
    "It largely follows from how many seats each has: without the comparison with chance it must not be interpreted.",
)


@metric(
    level="network",
    unit="index",
    bounds=(0, 100),
    label=Text(it="Annidamento dei partner", en="Nestedness of partners"),
    question=Text(
        it="Gli enti che stanno in pochi progetti stanno negli stessi progetti di quelli presenti in molti?",
        en="Do organisations in few projects sit in the same projects as those present in many?",
    ),
    reading=_NESTED_READING,
    undefined=Text(it="meno di due partner attivi", en="fewer than two active partners"),
    formula="Σ_{i<k} N_ik / (n(n−1)/2); N_ik = 100 s_ik / min(d_i, d_k), d_i ≠ d_k; 0, d_i = d_k",
    reference=_NODF,
    sentence=Text(
        it="Quanto i progetti degli enti meno presenti sono compresi in quelli dei più presenti, da 0 a 100: {value}.",
        en="How far the projects of the less present organisations are contained in those of the more present, from 0 to 100: {value}.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def nodf_rows(network: Network) -> float:
    """Return the nestedness of partners: how far the projects of the less busy are those of the busier.

    Among active partners. In [0, 100]. EMPTY without seats, TOO_FEW with one active partner. Almeida-Neto et al. 2008.

    >>> from reteanalysis import example
    >>> nodf_rows(example().networks[2019])  # 5 of the 8 unequal pairs share the one project: 500 / 15
    33.333333333333336
    """
    return _nodf(network, rows=True, columns=False)


@metric(
    level="network",
    unit="index",
    bounds=(0, 100),
    label=Text(it="Annidamento dei progetti", en="Nestedness of projects"),
    question=Text(
        it="I tavoli piccoli sono fatti di partner che siedono anche ai tavoli grandi?",
        en="Are small tables made of partners that also sit at the large ones?",
    ),
    reading=_NESTED_READING,
    undefined=Text(it="meno di due progetti", en="fewer than two projects"),
    formula="Σ_{p<q} N_pq / (m(m−1)/2); N_pq = 100 t_pq / min(k_p, k_q), k_p ≠ k_q; 0, k_p = k_q",
    reference=_NODF,
    sentence=Text(
        it="Quanto i tavoli piccoli sono compresi in quelli grandi, da 0 a 100: {value}.",
        en="How far small tables are contained in large ones, from 0 to 100: {value}.",
    ),
    null="degrees",
    cost="O(Σ d_i²)",
)
def nodf_columns(network: Network) -> float:
    """Return the nestedness of projects: how far the partners of the smaller are those of the larger.

    In [0, 100]. EMPTY without seats, TOO_FEW with one project. Almeida-Neto et al. 2008.

    >>> from reteanalysis import example
    >>> nodf_columns(example().networks[2019])  # of cibo's two, luce sits in casa and nobody in lavoro: 50 / 3
    16.666666666666668
    """
    return _nodf(network, rows=False, columns=True)


@metric(
    level="network",
    unit="index",
    bounds=(0, 100),
    label=Text(it="Annidamento", en="Nestedness"),
    question=Text(
        it="Nell'insieme, gli enti specializzati e i tavoli piccoli sono compresi in quelli più larghi?",
        en="On the whole, are specialised organisations and small tables contained in the wider ones?",
    ),
    reading=_NESTED_READING,
    undefined=Text(it="un solo partner attivo e un solo progetto, o nessuno", en="one active partner and one project, or none"),
    formula="(Σ_{i<k} N_ik + Σ_{p<q} N_pq) / (n(n−1)/2 + m(m−1)/2)",
    reference=_NODF,
    sentence=Text(
        it="Annidamento di partner e progetti, da 0 (nessuno) a 100 (perfetto): {value}.",
        en="Nestedness of partners and projects, from 0 (none) to 100 (perfect): {value}.",
    ),
    null="degrees",
    cost="O(Σ k_j² + Σ d_i²)",
)
def nodf(network: Network) -> float:
    """Return the nestedness of partners and projects together (NODF).

    In [0, 100]. EMPTY without seats, TOO_FEW with one active partner and one project. Almeida-Neto et al. 2008.

    >>> from reteanalysis import example
    >>> nodf(example().networks[2019])  # (500 + 50) / (15 + 3)
    30.555555555555557
    """
    return _nodf(network, rows=True, columns=True)


def _nodf(network: Network, *, rows: bool, columns: bool) -> float:
    if not network.seats:
        return undefined(Reason.EMPTY)
    partner, project = network.seat_partner, network.incidence.indices
    found, pairs = 0.0, 0
    for wanted, who, through, size in ((rows, partner, project, network.load), (columns, project, partner, network.team_size)):
        if wanted:
            active = int(np.count_nonzero(size))
            pairs += active * (active - 1) // 2
            found += nested_pairs(size[who], through)
    return found / pairs if pairs else undefined(Reason.TOO_FEW)


def nested_pairs(size: NDArray[np.int64], through: NDArray[np.integer]) -> float:
    """Return the sum over unordered pairs of different size of 100 times what they share over the smaller.

    Seat by seat, given the size of who sits and what it sits in: each time two meet the smaller counts once, so that it is enough
    to know how many larger ones each meets.
    """
    order = np.lexsort((size, through))
    size, through = size[order], through[order]
    at = np.arange(len(order))
    last = np.append(through[1:] != through[:-1], True)
    alike = last | np.append(size[1:] != size[:-1], True)

    def end(ends: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return where the run of each seat ends."""
        where = np.flatnonzero(ends)
        return where[np.searchsorted(where, at)]

    larger = np.bincount(size, end(last) - end(alike))
    some = np.flatnonzero(larger)
    return float((100 * larger[some] / some).sum())
