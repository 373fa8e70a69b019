"""Dynamism of size: by how much participations and ties grow when partners do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from reteanalysis.network import Network


_LESKOVEC = "Leskovec, Kleinberg & Faloutsos 2007, ACM Transactions on Knowledge Discovery from Data 1:2"


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
