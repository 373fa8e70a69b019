"""Dynamism of groups: whether the circles of collaboration stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._agreement import adjusted_mutual_information, adjusted_rand
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._stayers import stayers
from reteanalysis.metrics.connectivity_groups import groups
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reteanalysis.network import Network

    Labels = NDArray[np.intp]

_VINH = "Vinh, Epps & Bailey 2010, Journal of Machine Learning Research 11:2837–2854"
_HUBERT = "Hubert & Arabie 1985, Journal of Classification 2:193–218"
_TOO_FEW = Text(
    it="meno di dieci partner in entrambi gli anni, o un solo gruppo in entrambi",
    en="fewer than ten partners in both years, or one group only in both",
)

_ENOUGH = 10  # partners in common


def _agreement(before: Network, after: Network, how: Callable[[Labels, Labels], float]) -> float:
    both = stayers(before, after)
    if isinstance(both, Reason):
        return undefined(both)
    if both.size < _ENOUGH:
        return undefined(Reason.TOO_FEW)
    value = how(groups(before).label[both.then], groups(after).label[both.now])
    return undefined(Reason.ZERO_VARIANCE) if np.isnan(value) else value


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Stabilità dei gruppi (informazione mutua)", en="Stability of groups (mutual information)"),
    question=Text(
        it="Le cerchie di collaborazione restano le stesse da un anno all'altro?",
        en="Do the circles of collaboration stay the same from one year to the next?",
    ),
    reading=Text(
        it="1: chi è rimasto è diviso negli stessi gruppi; 0: come se i gruppi fossero stati rifatti a caso. "
        "Con gruppi poco distinti vale poco: guardare la loro modularità.",
        en="1: those that stayed are divided into the same groups; 0: as if groups had been made again by lot. "
        "With groups hardly distinct it means little: look at their modularity.",
    ),
    undefined=_TOO_FEW,
    formula="(I(U,V) − E I) / ((H(U) + H(V))/2 − E I), U and V the groups of P_{t−1} ∩ P_t in the two years, E over all ways of dealing them out",
    reference=_VINH,
    sentence=Text(
        it="Stabilità delle cerchie di collaborazione fra chi è rimasto, da 0 (rifatte a caso) a 1 (le stesse): {value}.",
        en="Stability of the circles of collaboration among those that stayed, from 0 (made again by lot) to 1 (the same): {value}.",
    ),
    view="newman",
    cost="O(Σ k_j² + r L)",
)
def group_stability(before: Network, after: Network) -> float:
    """Return the adjusted mutual information of the groups of the two years, over partners active in both.

    At most 1. EMPTY where nobody stayed, TOO_FEW where fewer than ten did, ZERO_VARIANCE where they are one group, or each by itself, in both years.
    Vinh, Epps & Bailey 2010.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> rows, columns = nx.Graph(), nx.Graph()
    >>> for i in range(4):
    ...     _ = nx.add_path(rows, range(4 * i, 4 * i + 4)), nx.add_path(columns, range(i, 16, 4))
    >>> year, again = Network.from_networkx(rows), Network.from_networkx(columns)
    >>> group_stability(year, year), group_stability(year, again) < 0  # four rows of four; the columns share no pair with them
    (1.0, True)
    """
    return _agreement(before, after, adjusted_mutual_information)


@metric(
    level="network",
    unit="index",
    bounds=(-0.5, 1),
    label=Text(it="Stabilità dei gruppi (Rand)", en="Stability of groups (Rand)"),
    question=Text(
        it="Le coppie di partner dello stesso gruppo lo sono ancora l'anno dopo?",
        en="Are pairs of partners of one group still of one group the year after?",
    ),
    reading=Text(
        it="1: le stesse coppie insieme e le stesse separate; 0: come se i gruppi fossero stati rifatti a caso. I gruppi grandi pesano di più.",
        en="1: the same pairs together and the same apart; 0: as if groups had been made again by lot. Large groups weigh more.",
    ),
    undefined=_TOO_FEW,
    formula="(R − E R) / ((A + B)/2 − E R), E R = A B / C(s,2); R pairs of P_{t−1} ∩ P_t together in both years, A and B in each, s their number",
    reference=_HUBERT,
    sentence=Text(
        it="Coppie ancora nello stesso gruppo fra chi è rimasto, da 0 (come a caso) a 1 (le stesse): {value}.",
        en="Pairs still in one group among those that stayed, from 0 (as by lot) to 1 (the same): {value}.",
    ),
    view="newman",
    cost="O(Σ k_j² + r L)",
)
def group_stability_rand(before: Network, after: Network) -> float:
    """Return the adjusted Rand index of the groups of the two years, over partners active in both.

    In [−0.5, 1]. EMPTY where nobody stayed, TOO_FEW where fewer than ten did, ZERO_VARIANCE where they are one group, or each by itself, in both years.
    Hubert & Arabie 1985.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> rows, columns = nx.Graph(), nx.Graph()
    >>> for i in range(4):
    ...     _ = nx.add_path(rows, range(4 * i, 4 * i + 4)), nx.add_path(columns, range(i, 16, 4))
    >>> group_stability_rand(Network.from_networkx(rows), Network.from_networkx(columns))  # of 24 pairs none: 24 · 24 / 120 expected
    -0.25
    """
    return _agreement(before, after, adjusted_rand)
