"""Dynamism of positions: whether the most active are always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from reteanalysis.metrics._agreement import kendall
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._stayers import stayers
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network

_ENOUGH = 10


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Stabilità dei più attivi (Kendall)", en="Stability of the most active (Kendall)"),
    question=Text(
        it="La classifica dei più attivi cambia o sono sempre gli stessi?",
        en="Does the ranking of the most active change, or are they always the same?",
    ),
    reading=Text(
        it="1: nessuna coppia si è scambiata di posto; 0: l'ordine di un anno non dice nulla di quello dell'altro; −1: rovesciato. "
        "Conta solo chi è rimasto, e solo il numero di progetti.",
        en="1: no pair changed places; 0: the order of one year says nothing of the other's; −1: reversed. "
        "It counts only those that stayed, and only the number of projects.",
    ),
    undefined=Text(
        it="meno di dieci partner in entrambi gli anni, o tutti con lo stesso numero di progetti in uno dei due",
        en="fewer than ten partners in both years, or all with the same number of projects in one of them",
    ),
    formula="τ_b = (C − D) / √((N − N₁)(N − N₂)) of d_i(t−1), d_i(t), i ∈ P_{t−1} ∩ P_t; C and D pairs in the same and in reverse order, N all, N₁ and N₂ equal in each year",
    reference="Kendall 1945, Biometrika 33:239–251",
    sentence=Text(
        it="Accordo fra le classifiche dei partner per numero di progetti nei due anni, da −1 (rovesciate) a 1 (le stesse): {value}.",
        en="Agreement of the rankings of partners by number of projects in the two years, from −1 (reversed) to 1 (the same): {value}.",
    ),
    cost="O(n log n)",
)
def load_rank_stability(before: Network, after: Network) -> float:
    """Return Kendall's τ_b of the numbers of projects in the two years, over partners active in both.

    In [−1, 1]. EMPTY where nobody stayed, TOO_FEW where fewer than ten did, ZERO_VARIANCE where all have the same number of projects in
    either year. Kendall 1945.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> star = nx.star_graph(10)  # 0 is first, all others second
    >>> before, after = Network.from_networkx(star), Network.from_networkx(nx.relabel_nodes(star, {0: 1, 1: 0}))
    >>> load_rank_stability(before, after)  # 0 and 1 change places; any other pair is equal in one year: −1/√(10 · 10)
    -0.1
    """
    return _rank_stability(before, after, "load")


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Stabilità di chi sta in mezzo (Kendall)", en="Stability of those in between (Kendall)"),
    question=Text(
        it="Le strade fra gli altri passano sempre dagli stessi partner?",
        en="Do the ways between the others always lead through the same partners?",
    ),
    reading=Text(
        it="1: nessuna coppia si è scambiata di posto nella classifica per intermediazione; 0: l'ordine di un anno non dice nulla di quello dell'altro; "
        "−1: rovesciato. Conta solo chi è rimasto.",
        en="1: no pair changed places in the ranking by betweenness; 0: the order of one year says nothing of the other's; −1: reversed. "
        "It counts only those that stayed.",
    ),
    undefined=Text(
        it="meno di dieci partner in entrambi gli anni, o tutti con la stessa intermediazione in uno dei due",
        en="fewer than ten partners in both years, or all with the same betweenness in one of them",
    ),
    formula="τ_b of b_i(t−1), b_i(t), i ∈ P_{t−1} ∩ P_t; b_i the share of ways through i (`partner_betweenness`)",
    reference="Kendall 1945, Biometrika 33:239–251; Freeman 1977, Sociometry 40:35–41",
    sentence=Text(
        it="Accordo fra le classifiche dei partner per quante strade passano da loro nei due anni, da −1 (rovesciate) a 1 (le stesse): {value}.",
        en="Agreement of the rankings of partners by how many ways lead through them in the two years, from −1 (reversed) to 1 (the same): {value}.",
    ),
    view="ties",
    cost="O(n E)",
)
def betweenness_rank_stability(before: Network, after: Network) -> float:
    """Return Kendall's τ_b of the betweenness in the two years, over partners active in both.

    In [−1, 1]. EMPTY where nobody stayed, TOO_FEW where fewer than ten did, ZERO_VARIANCE where all have the same betweenness in either
    year. Kendall 1945; Freeman 1977.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> star = nx.star_graph(10)  # all ways lead through 0
    >>> before, after = Network.from_networkx(star), Network.from_networkx(nx.relabel_nodes(star, {0: 1, 1: 0}))
    >>> betweenness_rank_stability(before, after)  # 0 and 1 change places; any other pair is equal in one year: −1/√(10 · 10)
    -0.1
    """
    return _rank_stability(before, after, "betweenness")


def _rank_stability(before: Network, after: Network, what: Literal["load", "betweenness"]) -> float:
    both = stayers(before, after)
    if isinstance(both, Reason):
        return undefined(both)
    if both.size < _ENOUGH:
        return undefined(Reason.TOO_FEW)
    value = kendall(getattr(before, what)[both.then], getattr(after, what)[both.now])
    return undefined(Reason.ZERO_VARIANCE) if np.isnan(value) else float(np.clip(value, -1, 1))


def _top(network: Network) -> set[str] | Reason:
    """Return the tenth of active partners with most projects, with all that have as many as the last of them, if they stand out."""
    active = np.flatnonzero(network.active)
    load = network.load[active]
    if len(active) < _ENOUGH:
        return Reason.TOO_FEW if len(active) else Reason.EMPTY
    least = np.sort(load)[::-1][(len(load) - 1) // 10]
    return {network.partners[i] for i in active[load >= least]} if least > load.min() else Reason.ZERO_VARIANCE


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Ancora fra i più attivi", en="Still among the most active"),
    question=Text(
        it="Quanti del decimo più attivo dell'anno prima ne fanno ancora parte?",
        en="How many of the most active tenth of the year before still belong to it?",
    ),
    reading=Text(
        it="0%: nessuno; 100%: tutti. Chi è a pari merito con l'ultimo del decimo conta anche lui, perciò possono essere più di un decimo.",
        en="0%: none; 100%: all. Whoever equals the last of the tenth counts too, so that there may be more than a tenth.",
    ),
    undefined=Text(
        it="meno di dieci partner in uno dei due anni, o un decimo più attivo che non si distingue dagli altri",
        en="fewer than ten partners in one of the two years, or a most active tenth that does not stand out from the others",
    ),
    formula="#(T_{t−1} ∩ T_t) / #T_{t−1}; T = {i : d_i ≥ d_(⌈n/10⌉)}, d_(r) the r-th largest",
    reference="Kendall 1945, Biometrika 33:239–251",
    sentence=Text(
        it="Del decimo più attivo dell'anno prima ne fa ancora parte: {value}.",
        en="{value} of the most active tenth of the year before still belong to it.",
    ),
    cost="O(n log n)",
)
def top_decile_kept(before: Network, after: Network) -> float:
    """Return the share of the most active tenth of `before` that is of the most active tenth of `after` too.

    Of active partners, by number of projects; those equal to the last of the tenth belong to it. In [0, 1]. EMPTY where either year has
    no active partner, TOO_FEW where either has fewer than ten, ZERO_VARIANCE where the last of the tenth has as few projects as anybody, in
    either. After the rankings of Kendall 1945.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graph = nx.Graph((i, k) for i in range(2) for k in range(2, 12))  # 0 and 1 are first
    >>> before, after = Network.from_networkx(graph), Network.from_networkx(nx.relabel_nodes(graph, {1: 2, 2: 1}))
    >>> top_decile_kept(before, after)  # 0 and 2
    0.5
    """
    was, is_now = _top(before), _top(after)
    why = [top for top in (was, is_now) if isinstance(top, Reason)]
    if isinstance(was, Reason) or isinstance(is_now, Reason):
        return undefined(min(why, key=(Reason.EMPTY, Reason.TOO_FEW, Reason.ZERO_VARIANCE).index))
    return len(was & is_now) / len(was)
