"""Connectivity: how short the ways are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_array, csr_array

from reteanalysis.kernels import two_mode_nearness
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._steps import starting, steps
from reteanalysis.network import some_of
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network

_LOOP_PAYS = 20_000  # seats from which a compiled loop is worth waiting for the compiler
_SAMPLED = (
    "Oltre i 20.000 partner è una stima, da 1.024 punti di partenza estratti a sorte: può scostarsi di qualche centesimo del valore.",
    "Beyond 20,000 partners it is an estimate, from 1,024 starting points drawn by lot: it may be off by a few hundredths of the value.",
)
_LATORA = "Latora & Marchiori 2001, Physical Review Letters 87:198701"


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Efficienza", en="Efficiency"),
    question=Text(
        it="Quanto è breve, in media, la strada da un partner a un altro?",
        en="How short, on average, is the way from one partner to another?",
    ),
    reading=Text(
        it="0: nessuno raggiunge nessuno; 1: tutti lavorano direttamente con tutti. Tavoli grandi accorciano ogni strada da soli: "
        f"si legge accanto a quella attesa per caso. {_SAMPLED[0]}",
        en="0: nobody reaches anybody; 1: everybody works directly with everybody. Large tables shorten every way by themselves: "
        f"read it beside the value expected by chance. {_SAMPLED[1]}",
    ),
    undefined=Text(it="meno di due partner", en="fewer than two partners"),
    formula="Σ_{i≠k} (1 / dist_B(i, k)) / (n(n−1)); 1/∞ = 0",
    reference=_LATORA,
    sentence=Text(
        it="Quanto è breve in media la strada da un partner a un altro, da 0 (nessuna strada) a 1 (tutti a contatto): {value}.",
        en="How short the way from one partner to another is on average, from 0 (no way) to 1 (all in contact): {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(h n E / 64)",
)
def global_efficiency(network: Network) -> float:
    """Return the mean, over pairs of partners, of one over the ties along the shortest path.

    Distances are found on the two-mode graph, where each tie is two steps. In [0, 1]; pairs without a path count 0. Exact up to
    20,000 partners; beyond, see `Network.nearness`.
    EMPTY without partners, TOO_FEW with one. Latora & Marchiori 2001.

    >>> from reteanalysis import example
    >>> global_efficiency(example().networks[2019])  # 7 pairs at 1, 6 at 1/2, 2 at 1/3: (7 + 3 + 2/3) / 15
    0.7111111111111111
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return float(network.nearness.sum() / (network.n * (network.n - 1)))


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Efficienza a due modi", en="Two-mode efficiency"),
    question=Text(
        it="Quanto sono vicini fra loro partner e progetti, rispetto a una rete in cui tutti siedono ovunque?",
        en="How close are partners and projects to one another, compared with a network where everybody sits everywhere?",
    ),
    reading=Text(
        it="0: nessun posto; 1: ogni partner siede in ogni progetto. Conta anche quanto un partner è lontano dai progetti degli altri, "
        "e dipende meno dai tavoli grandi. Non dice chi sia lontano da chi. " + _SAMPLED[0].replace("partner", "partner e progetti"),
        en="0: no seats; 1: every partner sits in every project. It also counts how far a partner is from the projects of others, "
        "and depends less on large tables. It does not say who is far from whom. "
        + _SAMPLED[1].replace("partners", "partners and projects"),
    ),
    undefined=Text(it="meno di due partner, o nessun progetto", en="fewer than two partners, or no projects"),
    formula="Σ_{u≠v} (1 / dist_A(u, v)) / (2nm + (n(n−1) + m(m−1))/2); u, v ∈ P ∪ J, 1/∞ = 0",
    reference=f"{_LATORA}; Borgatti & Everett 1997, Social Networks 19:243–269",
    sentence=Text(
        it="Quanto partner e progetti sono vicini fra loro, da 0 (nessun posto) a 1 (tutti siedono ovunque): {value}.",
        en="How close partners and projects are to one another, from 0 (no seats) to 1 (everybody sits everywhere): {value}.",
    ),
    null="degrees",
    cost="O(h (n + m) E / 64)",
)
def two_mode_efficiency(network: Network) -> float:
    """Return the efficiency of the two-mode graph over its value where everybody sits everywhere.

    Between partners alone, half the two-mode distance is the distance in ties and says nothing that `global_efficiency` does
    not: here all pairs count, of partners, of projects and of one with the other. In [0, 1]. Exact up to 20,000 partners and
    projects, and beyond an estimate from a sample of sources. EMPTY without seats, TOO_FEW
    with one partner. Latora & Marchiori 2001; the bound as in Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> round(two_mode_efficiency(example().networks[2021]), 4)  # 2 (8 + 6/2 + 3/3 + 2/4) of 56 + 27
    0.3012
    """
    n, m = network.n, network.m
    if not network.seats:
        return undefined(Reason.EMPTY)
    if n < 2:
        return undefined(Reason.TOO_FEW)
    if network.seats >= _LOOP_PAYS:
        sources = some_of(n + m, [*network.partners, *network.projects])
        one, other = network.incidence, csr_array(network.incidence.T)
        near = two_mode_nearness(one.indptr, one.indices, m, sources[sources < n])
        near += two_mode_nearness(other.indptr, other.indices, n, sources[sources >= n] - n)
        return float(near * (n + m) / len(sources) / (2 * n * m + (n * (n - 1) + m * (m - 1)) / 2))
    graph = block_array([[None, network.incidence], [network.incidence.T, None]], format="csr")
    near = 0.0
    for first in range(0, n + m, 1024):
        seen = starting(n + m, np.arange(first, min(first + 1024, n + m)))
        near += sum(float(met.sum()) / distance for distance, met in enumerate(steps([(graph.indptr, graph.indices)], seen), start=1))
    return float(near / (2 * n * m + (n * (n - 1) + m * (m - 1)) / 2))
