"""The shape of connectivity: whether triangles close, how short the ways are, who is at the centre, and what partners said when asked."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import block_array, csr_array, diags_array, triu

from reteanalysis.kernels import distances, joined, open_by_sharing, triangle_weight
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._steps import starting, steps
from reteanalysis.network import product_within, some_of
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_EMPTY = Text(it="nessun partner o nessun progetto", en="no partners or no projects")
_DENSE_PAYS = 400  # steps of a dense product done while a sparse one does a step
_LOOP_PAYS = 20_000  # seats from which a compiled loop is worth waiting for the compiler
_TRIANGLES_PAY = 60_000  # ties, from both ends, likewise
_COUNTED = 100_000  # seats up to which four-paths are all looked at
_PATHS, _AT_ONCE = 40_000, 10_000  # four-paths drawn beyond
_SEED = 2019
_SAMPLED = (
    "Oltre i 20.000 partner è una stima, da 1.024 punti di partenza estratti a sorte: può scostarsi di qualche centesimo del valore.",
    "Beyond 20,000 partners it is an estimate, from 1,024 starting points drawn by lot: it may be off by a few hundredths of the value.",
)
_DRAWN_PATHS = (
    "Oltre i 100.000 posti è una stima, da 40.000 di questi percorsi estratti a sorte: può scostarsi di mezzo centesimo.",
    "Beyond 100,000 seats it is an estimate, from 40,000 such paths drawn by lot: it may be off by half a hundredth.",
)
_OPSAHL = "Opsahl 2013, Social Networks 35:159–167"
_LATORA = "Latora & Marchiori 2001, Physical Review Letters 87:198701"
_CORE = "Borgatti & Everett 2000, Social Networks 21:375–395"
_NODF = "Almeida-Neto et al. 2008, Oikos 117:1227–1239"
_VARDA = "Varda, Chandra, Stern & Lurie 2008, Journal of Public Health Management and Practice 14:E1–E9"


# ---------------------------------------------------------------------- whether triangles close


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Chiusura fra partner", en="Closure among partners"),
    question=Text(
        it="Se A lavora con B in un progetto e B con C in un altro, A e C lavorano insieme in un terzo?",
        en="If A works with B in one project and B with C in another, do A and C work together in a third?",
    ),
    reading=Text(
        it="0: chi ha un partner in comune non si incontra altrove; 1: si incontra sempre. I triangoli che un solo tavolo forma da sé "
        f"non contano. Cresce anche solo perché i tavoli sono grandi: va confrontata col caso. {_DRAWN_PATHS[0]}",
        en="0: those with a partner in common do not meet elsewhere; 1: they always do. Triangles that one table makes by itself do not "
        f"count. It also grows just because tables are large: compare it with chance. {_DRAWN_PATHS[1]}",
    ),
    undefined=Text(
        it="nessun partner incontra enti diversi in due progetti diversi, o nessun progetto",
        en="no partner meets different organisations in two different projects, or no projects",
    ),
    formula="C* = τ* / τ; τ = #{i–p–j–q–k : i ≠ j ≠ k ≠ i, p ≠ q}, τ* : ∃ r ∉ {p, q}, a_ir a_kr = 1",
    reference=_OPSAHL,
    sentence=Text(
        it="Quanto spesso due partner che lavorano con uno stesso ente in progetti diversi si ritrovano in un terzo, da 0 a 1: {value}.",
        en="How often two partners that work with the same body in different projects meet in a third, from 0 to 1: {value}.",
    ),
    null="degrees",
    cost="O(Σ (deg_i² + d_i²))",
)
def opsahl_closure(network: Network) -> float:
    """Return the share of the four-paths between partners that a third project closes (Opsahl's two-mode clustering coefficient).

    Exact up to 100,000 seats, by counting all four-paths and taking away those left open; beyond, see `drawn_closure`. In [0, 1]. EMPTY without seats, NO_PAIRS where every
    project has one partner, TOO_FEW where otherwise there is no four-path. Cost: the triangles of the ties. Opsahl 2013.

    >>> from reteanalysis import example
    >>> opsahl_closure(example().networks[2020])  # 40 four-paths, and no third project anywhere
    0.0
    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> opsahl_closure(Network.from_networkx(nx.house_graph()))  # one triangle of tables of two: 3 of 9
    0.3333333333333333
    """
    return _closure(network, projects=False)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Chiusura fra progetti", en="Closure among projects"),
    question=Text(
        it="Se un progetto ha un partner in comune con un secondo, e questo un altro partner con un terzo, il primo e il terzo ne condividono un altro ancora?",
        en="If a project shares a partner with a second one, and this one another partner with a third, do the first and the third share yet another?",
    ),
    reading=Text(
        it="0: i progetti si toccano a catena; 1: progetti vicini condividono sempre altri partner. "
        f"Chi siede in molti progetti la alza da solo: va confrontata col caso. {_DRAWN_PATHS[0]}",
        en="0: projects touch like links of a chain; 1: neighbouring projects always share further partners. "
        f"A partner that sits in many projects raises it by itself: compare it with chance. {_DRAWN_PATHS[1]}",
    ),
    undefined=Text(
        it="nessun progetto condivide partner diversi con due altri progetti, o nessun progetto",
        en="no project shares different partners with two other projects, or no projects",
    ),
    formula="C* = τ* / τ; τ = #{p–i–q–k–r : p ≠ q ≠ r ≠ p, i ≠ k}, τ* : ∃ j ∉ {i, k}, a_jp a_jr = 1",
    reference=_OPSAHL,
    sentence=Text(
        it="Quanto spesso due progetti vicini a uno stesso progetto condividono anche un altro partner, da 0 a 1: {value}.",
        en="How often two projects next to the same project also share another partner, from 0 to 1: {value}.",
    ),
    null="degrees",
    cost="O(Σ (deg_j² + k_j²))",
)
def project_closure(network: Network) -> float:
    """Return Opsahl's two-mode clustering coefficient with partners and projects changing places.

    Exact up to 100,000 seats. In [0, 1]. EMPTY without seats, NO_PAIRS where no two projects share a partner, TOO_FEW where otherwise there is no
    four-path. Opsahl 2013.

    >>> from reteanalysis import example
    >>> project_closure(example().networks[2020])  # casa shares alfa and comune with lavoro, luce and dono with cibo
    0.0
    """
    return _closure(network, projects=True)


def _closure(network: Network, *, projects: bool) -> float:
    if not network.seats:
        return undefined(Reason.EMPTY)
    if (network.load if projects else network.team_size).max() < 2:
        return undefined(Reason.NO_PAIRS)
    if network.seats > _COUNTED:
        return drawn_closure(csr_array(network.incidence.T) if projects else network.incidence)
    if network.small:
        paths, left_open = four_paths_filled(network.seated.T if projects else network.seated)
    else:
        paths, left_open = four_paths(csr_array(network.incidence.T) if projects else network.incidence)
    return (paths - left_open) / paths if paths else undefined(Reason.TOO_FEW)


def drawn_closure(incidence: csr_array, draws: int = _PATHS, seed: int = _SEED) -> float:
    """Return the closure of four-paths drawn by lot, each as likely as any other: its standard error is at most 1 / (2 √draws)."""
    random, a, turned = np.random.default_rng(seed), incidence, incidence.T.tocsr()
    others = np.diff(turned.indptr) - 1
    ways = np.append(0, np.cumsum(others[a.indices], dtype=np.int64))  # the steps away from a middle, seat after seat
    whole = np.diff(ways[a.indptr])
    middles = np.cumsum(whole.astype(np.float64) ** 2)
    closed = found = 0
    for _ in range(1000):  # of the steps drawn, two may go through one column, or lead to one row
        j = np.searchsorted(middles, random.random(_AT_ONCE) * middles[-1], "right")
        sides = []
        for _ in range(2):
            step = ways[a.indptr[j]] + (random.random(_AT_ONCE) * whole[j]).astype(np.int64)
            seat = np.searchsorted(ways, step, "right") - 1
            column = a.indices[seat]
            end = turned.indices[turned.indptr[column] + step - ways[seat]]
            sides.append((column, np.where(end == j, turned.indices[turned.indptr[column + 1] - 1], end)))  # the last one stands in for j
        (p, i), (q, k) = sides
        kept = (p != q) & (i != k)
        i, k, p, q = i[kept], k[kept], p[kept], q[kept]
        joint = a[i].multiply(a[k]).sum(axis=1) - a[k, p] - a[i, q]
        closed, found = closed + int(np.count_nonzero(joint > 0)), found + len(i)
        if found >= draws:
            break
    return closed / found if found else undefined(Reason.TOO_FEW)


def four_paths_filled(a: NDArray[np.float64]) -> tuple[int, int]:
    """Return what `four_paths` does, for a small filled-in table: the same counts, by dense products."""
    common: NDArray[np.float64] = a @ a.T
    together = a.T @ a
    common.flat[:: len(common) + 1] = 0
    others = together.diagonal() - 1
    paths = int(((a @ others) ** 2).sum() - (a @ others**2).sum() - (common * (common - 1)).sum())
    strength = common.sum(axis=1)
    squares = common @ common
    strangers = strength @ strength - (common**2).sum() - squares[common > 0].sum()
    only_here = ((common == 1).astype(np.float64) @ a) * a
    once_open = 2 * (((common @ a) * only_here).sum() - only_here.sum(axis=0) @ others)
    i, k = (common == 2).nonzero()
    twice_open = 0.0
    if len(i):
        both = a[i] * a[k]  # the two columns that a pair shares
        together.flat[:: len(together) + 1] = 0
        twice_open = ((both @ together) * both).sum() - 4 * len(i)
    return paths, int(strangers + once_open + twice_open)


def four_paths(incidence: csr_array) -> tuple[int, int]:
    """Return the number of ordered four-paths i–p–j–q–k between rows, and of those that no third column closes.

    A path is left open where i and k share no column but p and q, so that they share at most two; the three cases
    (none, one, two) are counted apart, pair by pair, and only the first looks at triangles.
    """
    a = csr_array(incidence.astype(np.int64))
    common = csr_array(a @ a.T - diags_array(np.diff(a.indptr), dtype=np.int64))
    common.eliminate_zeros()
    common.sort_indices()
    together = csr_array(a.T @ a)  # rows that two columns share; on the diagonal, the size of each column
    size = np.bincount(a.indices, minlength=a.shape[1])
    others = (a @ (size - 1)) ** 2 - a @ (size - 1) ** 2
    paths = int(others.sum()) - int((common.data * (common.data - 1)).sum())

    strength = common.sum(axis=1)
    through = int(strength @ strength) - int((common.data**2).sum())
    strangers = through - closed_weight(common)

    once_open, x, y = open_by_sharing(a.indptr, a.indices, a.shape[1]) if a.nnz >= _LOOP_PAYS else _open_by_products(a, common, size - 1)
    # The pairs of rows that share x and y alone: open where p and q are these two, through whoever else sits in both.
    twice_open = 4 * int((np.asarray(together[x, y]).ravel() - 2).sum()) if len(x) else 0
    return paths, strangers + once_open + twice_open


def _open_by_products(a: csr_array, common: csr_array, others: NDArray[np.int64]) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Return what `open_by_sharing` does, by sparse products."""
    # i and k share x alone: open where p or q is x, the other step leaving x. `met_again` counts, for each k in x, its other
    # projects with the members of x; `only_here` the members of x that k meets nowhere else.
    once = _sharing(common, 1)
    met_again = product_within(a, common, a)
    only_here = product_within(a, once, a)
    once_open = 2 * int(met_again.multiply(only_here).sum()) - 2 * int(only_here.sum(axis=0) @ others)
    # Two columns are known from the sum of their numbers and of the squares of these.
    twice = csr_array(triu(_sharing(common, 2)))
    number = np.arange(a.shape[1], dtype=np.int64)
    named, squared = (
        product_within(twice, csr_array((power[a.indices], a.indices, a.indptr), shape=a.shape), csr_array(a.T)).tocsr().sorted_indices()
        for power in (number + 1, (number + 1) ** 2)
    )
    apart = np.rint(np.sqrt(2 * squared.data - named.data**2)).astype(np.int64)
    return once_open, (named.data - apart) // 2 - 1, (named.data + apart) // 2 - 1


def closed_weight(weights: csr_array) -> int:
    """Return the two-step ways between tied pairs, counted with the weights of both steps (symmetric, whole, no diagonal)."""
    if weights.nnz >= _TRIANGLES_PAY:
        return triangle_weight(weights.indptr, weights.indices, weights.data)
    n, degree = weights.shape[0], np.diff(weights.indptr)
    if _DENSE_PAYS * int((degree**2).sum()) > n**3 and int(weights.sum(axis=1).max(initial=0)) * int(weights.data.max(initial=0)) < 2**24:
        table = weights.toarray().astype(np.float32)  # whole numbers below 2²⁴ are exact in it
        blocks = range(0, n, 1024)
        return sum(int((table[at : at + 1024] @ table)[table[at : at + 1024] > 0].sum(dtype=np.float64)) for at in blocks)
    tied = csr_array((np.ones_like(weights.data), weights.indices, weights.indptr), shape=weights.shape)
    return int(product_within(tied, weights, weights).sum())


def _sharing(common: csr_array, columns: int) -> csr_array:
    """Return 1 for the pairs of rows that share exactly so many columns."""
    pairs = csr_array(((common.data == columns).astype(np.int64), common.indices.copy(), common.indptr.copy()), shape=common.shape)
    pairs.eliminate_zeros()
    return pairs


# ---------------------------------------------------------------------- how short the ways are


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
    graph = block_array([[None, network.incidence], [network.incidence.T, None]], format="csr")
    if network.seats >= _LOOP_PAYS:
        sources = some_of(n + m, [*network.partners, *network.projects])
        seat = np.repeat(np.arange(network.seats), 2)  # each a table of two, a partner and a project
        ends = np.stack([network.seat_partner, network.incidence.indices + n], axis=1).ravel()
        order = np.argsort(ends, kind="stable")
        reach = distances(graph.indptr, seat[order], network.seats, sources)
        near = float(reach.nearness.sum()) * (n + m) / reach.sources
        return float(near / (2 * n * m + (n * (n - 1) + m * (m - 1)) / 2))
    near = 0.0
    for first in range(0, n + m, 1024):
        seen = starting(n + m, np.arange(first, min(first + 1024, n + m)))
        near += sum(float(met.sum()) / distance for distance, met in enumerate(steps([(graph.indptr, graph.indices)], seen), start=1))
    return float(near / (2 * n * m + (n * (n - 1) + m * (m - 1)) / 2))


# ---------------------------------------------------------------------- who is at the centre

_FEW = Text(it="meno di sei partner, o legami fra tutti, o nessun legame", en="fewer than six partners, or ties between all, or no ties")
_SMALLEST = 6  # partners below which a core means nothing
_EXACT = 20  # partners up to which every possible core is tried
_TWINS = 60  # partners up to which it is looked whether many are interchangeable
_FEW_CORES = 1 << 14  # different cores, then, that are all tried
_STARTS = 50  # random starts beyond that
_MANY_TIES, _FEW_STARTS = 1_000_000, 2  # where there are so many ties, fewer, and fewer steps towards the eigenvector
_FILLED = 400  # partners up to which their ties are filled in for it
_TOGETHER = 2_000_000  # starts times ties looked at together
_BORDER = 200  # candidates on either side of a core that swaps look at
_SAME = 1e-9  # fits no further apart than this are equally good


@dataclass(frozen=True)
class Core:
    """The best core of a network.

    Attributes
    ----------
    fit : float
        The correlation between the ties and those of an ideal core; nan with its reason where there is none.
    members : tuple of int
        Positions of the partners that are in every best core.
    disputed : tuple of int
        Positions of those that are in some of the equally good cores and not in others.
    exact : bool
        Whether every possible core was tried.
    """

    fit: float
    members: tuple[int, ...]
    disputed: tuple[int, ...]
    exact: bool


def core_periphery(network: Network, *, attached: bool = False) -> Core:
    """Return the core that correlates best with the ties: all tied inside it, none outside it.

    Parameters
    ----------
    network : Network
        Up to twenty partners every core is tried, and up to sixty where so many are interchangeable (the same contacts) that few
        cores differ; beyond, the best of thresholds on degree and on the leading eigenvector and of fifty random starts (two beyond a million ties) is taken,
        each improved by moving and swapping partners one at a time.
    attached : bool
        False leaves the pairs of a core partner with a peripheral one out of the comparison; True wants them all tied.

    >>> from reteanalysis import example
    >>> network = example().networks[2021]
    >>> [network.partners[i] for i in core_periphery(network).members]
    ['comune', 'luce', 'dono']
    """
    key = f"_core_attached_{attached}"
    kept = vars(network)  # beside what `cached_property` keeps there: four measures ask for one search
    if key not in kept:
        kept[key] = _best_core(network, attached)
    core: Core = kept[key]
    return core


def _best_core(network: Network, attached: bool) -> Core:
    n, ties = network.n, int(network.degree.sum()) // 2
    why = Reason.EMPTY if not n else Reason.TOO_FEW if n < _SMALLEST else Reason.ZERO_VARIANCE
    if n < _SMALLEST or ties in (0, n * (n - 1) // 2):
        return Core(undefined(why), (), (), True)
    order = np.argsort(np.array(network.partners))  # so that the search does not depend on the order of the rows
    adjacency: Any = network.adjacency[order][:, order] if n > _FILLED else network.tied[np.ix_(order, order)]
    cores = _different_cores(adjacency) if n <= _TWINS else None
    fit, inside, somewhere = _every_core(cores, n, ties, attached) if cores is not None else _searched_core(adjacency, attached)
    members, disputed = (tuple(sorted(order[mask].tolist())) for mask in (inside, somewhere & ~inside))
    return Core(fit, members, disputed, cores is not None)


def core_correlation(core: Any, inside: Any, touching: Any, n: int, ties: int, attached: bool) -> NDArray[np.float64]:
    """Return the correlation of ties with an ideal core, given its size, its inner ties and the ties that touch it; −∞ where undefined."""
    size = np.asarray(core, np.float64)
    dense, empty = size * (size - 1) / 2, (n - size) * (n - size - 1) / 2
    found, outside = np.asarray(touching if attached else inside, np.float64), ties - np.asarray(touching, np.float64)
    dense = dense + size * (n - size) if attached else dense
    whole, total = dense + empty, found + outside
    spread = np.sqrt(np.maximum(dense * empty * total * (whole - total), 0))
    fits: NDArray[np.float64] = np.divide(found * empty - outside * dense, spread, out=np.full(spread.shape, -np.inf), where=spread > 0)
    return fits


class _Cores(NamedTuple):
    """Cores of which every other is a copy, partners with the same contacts being interchangeable: the first of them go in first."""

    subsets: NDArray[np.int64]  # a bit for each partner
    size: NDArray[np.int16]
    inside: NDArray[np.int16]  # ties within
    degrees: NDArray[np.int16]
    alike: list[int]  # the groups of interchangeable partners, as subsets


def _different_cores(tied: NDArray[np.bool_]) -> _Cores | None:
    """Return the cores to try, None where a search is quicker: group by group, those without it and with some of it."""
    n = len(tied)
    packed = np.zeros((n, 8), np.uint8)
    packed[:, : (n + 7) // 8] = np.packbits(tied, axis=1, bitorder="little")
    rows = packed.view("<u8").ravel().tolist()
    groups: dict[tuple[bool, int], list[int]] = {}
    for i, row in enumerate(rows):  # the same contacts, tied to one another or not: nobody has a twin of either kind
        groups.setdefault((True, row | 1 << i), []).append(i)
        groups.setdefault((False, row), []).append(i)
    several = {key: group for key, group in groups.items() if len(group) > 1}
    paired = {i for group in several.values() for i in group}
    found = [*((one, group) for (one, _), group in several.items()), *((False, [i]) for i in range(n) if i not in paired)]
    if prod(len(group) + 1 for _, group in found) > (1 << _EXACT if n <= _EXACT else _FEW_CORES):
        return None
    subsets = np.zeros(1, np.int64)
    size, inside, degrees = (np.zeros(1, np.int16) for _ in range(3))
    for one, group in found:
        some = np.arange(len(group) + 1, dtype=np.int16)[:, None]
        first = np.cumsum([0, *(1 << i for i in group)])[:, None]
        contacts = np.bitwise_count(subsets & (rows[group[0]] & ~int(first[-1, 0]))).astype(np.int16)
        inside = (inside + some * contacts + (some * (some - 1) // 2 if one else 0)).ravel()
        degrees = (degrees + some * np.int16(rows[group[0]].bit_count())).ravel()
        size = (size + some).ravel()
        subsets = (subsets | first).ravel()
    return _Cores(subsets, size, inside, degrees, [sum(1 << i for i in group) for _, group in found])


def _every_core(cores: _Cores, n: int, ties: int, attached: bool) -> tuple[float, NDArray[np.bool_], NDArray[np.bool_]]:
    fits = core_correlation(cores.size, cores.inside, cores.degrees - cores.inside, n, ties, attached)
    best = fits.max()
    chosen = cores.subsets[fits >= best - _SAME]
    always, ever = int(np.bitwise_and.reduce(chosen)), int(np.bitwise_or.reduce(chosen))
    for group in cores.alike:  # a core with some of a group has as good copies with the others of it
        always &= -1 if always & group == group else ~group
        ever |= group if ever & group else 0
    member = np.arange(n)
    return float(best), (always >> member & 1).astype(bool), (ever >> member & 1).astype(bool)


class _Ties(NamedTuple):
    """A network of ties as the search for a core looks at it."""

    among: Any  # (n, n), filled in where that is quicker
    one: NDArray[np.intp]  # the ends of each tie
    other: NDArray[np.intp]
    degree: NDArray[np.float64]
    attached: bool

    def fits(self, size: Any, inside: Any, degrees: Any) -> NDArray[np.float64]:
        return core_correlation(size, inside, degrees - inside, len(self.degree), len(self.one), self.attached)

    def between(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return who is tied to whom, of the partners in each row of `rows` and of `columns`."""
        if isinstance(self.among, np.ndarray):
            return np.asarray(self.among[rows[:, :, None], columns[:, None, :]])
        return np.stack([self.among[row][:, column].toarray() for row, column in zip(rows, columns, strict=True)])


def _searched_core(adjacency: Any, attached: bool) -> tuple[float, NDArray[np.bool_], NDArray[np.bool_]]:
    """Improve the best thresholds on degree, on the leading eigenvector and on disturbed degrees, down to plain lots; several at once."""
    n, among = adjacency.shape[0], adjacency.astype(np.float64)
    one, other = (triu(among) if n > _FILLED else np.triu(among)).nonzero()
    ties = _Ties(among, one, other, np.asarray(among.sum(axis=1)), attached)
    leading = np.ones(n)
    many = len(ties.one) > _MANY_TIES
    for _ in range(2 if many else 10):
        for _ in range(10):  # whole numbers for a while: those with the same contacts stay equal
            leading = among @ leading + leading
        leading /= np.linalg.norm(leading)
    starts = _FEW_STARTS if many else _STARTS
    lots = np.random.default_rng(2019).gumbel(size=(starts, n))
    scores = np.concatenate([[ties.degree, leading], np.log1p(ties.degree) / np.geomspace(0.05, 50, starts)[:, None] + lots])
    best, chosen, seen = -np.inf, list["NDArray[np.bool_]"](), set[bytes]()
    together = max(1, _TOGETHER // len(ties.one))
    for first in range(0, len(scores), together):
        for core, fit in _improved(ties, *_threshold(ties, scores[first : first + together]), seen):
            if fit > best + _SAME:
                best, chosen = fit, []
            if fit >= best - _SAME:
                chosen.append(core)
    return best, np.logical_and.reduce(chosen), np.logical_or.reduce(chosen)


def _threshold(ties: _Ties, scores: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return, for each row of scores, the best core among those of the first partners, and its fit; all are tried, in one pass over the ties."""
    starts, n = scores.shape
    order = np.argsort(-scores, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(n), order.shape), axis=1)
    inside = joined(rank, ties.one, ties.other)
    fits = ties.fits(np.arange(1, n + 1), inside, np.cumsum(ties.degree[order], axis=1))
    at = fits.argmax(axis=1)
    return rank <= at[:, None], fits[np.arange(starts), at]


def _improved(
    ties: _Ties, cores: NDArray[np.bool_], fit: NDArray[np.float64], seen: set[bytes]
) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Rank partners by what being in the core is worth and cut anew; then move them one at a time; then swap two; while the fit grows.

    Every row of `cores` is improved, and given back when nothing improves it; one that was `seen` has nothing new below it.
    """
    cutting = np.ones(len(cores), bool)
    while True:
        fresh = []
        for at, key in enumerate(map(bytes, np.column_stack([cores, cutting]))):
            if key not in seen:
                seen.add(key)
                fresh.append(at)
        cores, fit, cutting = cores[fresh], fit[fresh], cutting[fresh]
        if not len(cores):
            return
        every = np.arange(len(cores))
        members = cores.astype(np.float64)
        contacts = np.asarray((ties.among @ members.T).T)  # of each partner, in the core
        size, inside, degrees = members.sum(axis=1), (contacts * members).sum(axis=1) / 2, members @ ties.degree
        sign = 1 - 2 * members
        within = inside[:, None] + sign * contacts
        fits = ties.fits(size[:, None] + sign, within, degrees[:, None] + sign * ties.degree)
        again, better = cores.copy(), fits.max(axis=1)
        flipped = fits.argmax(axis=1)
        again[every, flipped] ^= True
        if cutting.any():
            cut, cut_fit = _threshold(ties, (sign * np.maximum(fits - fit[:, None], -2))[cutting])
            cutting[cutting] = worth = cut_fit > fit[cutting] + _SAME
            again[cutting], better[cutting] = cut[worth], cut_fit[worth]
        stuck = np.flatnonzero(better <= fit + _SAME)
        if len(stuck):
            core, near = cores[stuck], contacts[stuck]
            leaving = np.argsort(np.where(core, near, np.inf), axis=1, kind="stable")[:, :_BORDER]
            coming = np.argsort(np.where(core, np.inf, -near), axis=1, kind="stable")[:, :_BORDER]
            own, others = np.take_along_axis(core, leaving, 1)[:, :, None], ~np.take_along_axis(core, coming, 1)[:, None, :]
            worse, gain = np.take_along_axis(near, leaving, 1)[:, :, None], np.take_along_axis(near, coming, 1)[:, None, :]
            within = inside[stuck, None, None] - worse + gain - ties.between(leaving, coming)
            after = degrees[stuck, None, None] - ties.degree[leaving][:, :, None] + ties.degree[coming][:, None, :]
            swaps = np.where(own & others, ties.fits(size[stuck, None, None], within, after), -np.inf).reshape(len(stuck), -1)
            at = swaps.argmax(axis=1)
            a, b = np.divmod(at, coming.shape[1])
            swapped, row = core.copy(), np.arange(len(stuck))
            swapped[row, leaving[row, a]] ^= True
            swapped[row, coming[row, b]] ^= True
            again[stuck], better[stuck] = swapped, swaps[row, at]
        done = better <= fit + _SAME
        yield from zip(cores[done], fit[done].tolist(), strict=True)
        cores, fit, cutting = again[~done], better[~done], cutting[~done]


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Nucleo e periferia", en="Core and periphery"),
    question=Text(
        it="C'è un nucleo di partner tutti legati fra loro, e gli altri sono slegati fra loro?",
        en="Is there a core of partners all tied to one another, with the others not tied among themselves?",
    ),
    reading=Text(
        it="1: un nucleo compatto e nessun legame fuori; vicino a 0: nessun nucleo riconoscibile; i valori negativi non si presentano, "
        "perché si sceglie il nucleo che si adatta meglio. Un tavolo grande sembra da solo un nucleo: va confrontato col caso.",
        en="1: a compact core and no ties outside it; near 0: no core to be seen; negative values do not occur, because the best-fitting "
        "core is chosen. A large table looks like a core by itself: compare it with chance.",
    ),
    undefined=_FEW,
    formula="max_v ρ(b_ik, v_i v_k); v ∈ {0,1}ⁿ, v_i = v_k",
    reference=_CORE,
    sentence=Text(
        it="Quanto la rete somiglia a un nucleo compatto con gli altri attorno, da 0 a 1: {value}.",
        en="How closely the network resembles a compact core with the others around it, from 0 to 1: {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def core_periphery_fit(network: Network) -> float:
    """Return the best correlation of the ties with an ideal core, pairs of a core and a peripheral partner left out.

    In [−1, 1]. EMPTY without partners, TOO_FEW with fewer than six, ZERO_VARIANCE where all or none are tied. Exact up to
    twenty partners, see `core_periphery`. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> round(core_periphery_fit(example().networks[2021]), 4)  # inside 3 of 3, outside 1 of 6: 15 / √360
    0.7906
    """
    return core_periphery(network).fit


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Nucleo con la periferia attaccata", en="Core with its periphery attached"),
    question=Text(
        it="C'è un nucleo legato a tutti, mentre gli altri non sono legati fra loro?",
        en="Is there a core tied to everybody, while the others are not tied among themselves?",
    ),
    reading=Text(
        it="1: chi è nel nucleo è legato a tutti e gli altri solo al nucleo; vicino a 0: nessun centro di questo tipo. "
        "Chiede più di un nucleo compatto, perché vuole tutti legati al nucleo; non dice che chi vi sta decida per gli altri.",
        en="1: those in the core are tied to everybody and the others to the core only; near 0: no such centre. "
        "It asks for more than a compact core, since all must be tied to it; it does not say that those in it decide for the others.",
    ),
    undefined=_FEW,
    formula="max_v ρ(b_ik, max(v_i, v_k)); v ∈ {0,1}ⁿ",
    reference=_CORE,
    sentence=Text(
        it="Quanto la rete somiglia a un nucleo a cui tutti gli altri sono legati, da 0 a 1: {value}.",
        en="How closely the network resembles a core to which all the others are tied, from 0 to 1: {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def attached_core_fit(network: Network) -> float:
    """Return the best correlation of the ties with a core tied to everybody, over all pairs of partners.

    In [−1, 1]. Undefined where `core_periphery_fit` is. Exact up to twenty partners. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> round(attached_core_fit(example().networks[2019]), 4)  # alfa and luce: 6 of 9 pairs, 1 of the other 6: 27 / √3024
    0.491
    """
    return core_periphery(network, attached=True).fit


@metric(
    level="network",
    unit="count",
    bounds=(0, float("inf")),
    label=Text(it="Partner del nucleo", en="Partners of the core"),
    question=Text(it="Quanti partner formano il nucleo?", en="How many partners make up the core?"),
    reading=Text(
        it="Basso: un centro di pochi; alto: un centro largo; 0: nuclei diversi si adattano ugualmente bene e nessun partner è in tutti. "
        "Conta chi è in ogni nucleo migliore, e da solo non dice se un nucleo ci sia: va letto con l'adattamento.",
        en="Low: a centre of few; high: a wide centre; 0: different cores fit equally well and no partner is in all of them. "
        "It counts those in every best core, and by itself does not tell whether there is one: read it with the fit.",
    ),
    undefined=_FEW,
    formula="#{i : v_i = 1 ∀ v ∈ arg max ρ}",
    reference=_CORE,
    sentence=Text(
        it="Partner che fanno parte del nucleo della rete: {value}.", en="Partners that belong to the core of the network: {value}."
    ),
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def core_size(network: Network) -> float:
    """Return the number of partners that are in every best-fitting core.

    Undefined where `core_periphery_fit` is. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> core_size(example().networks[2021])
    3.0
    """
    core = core_periphery(network)
    return core.fit if np.isnan(core.fit) else float(len(core.members))


@metric(
    level="partner",
    unit="count",
    bounds=(0, 1),
    label=Text(it="Nel nucleo", en="In the core"),
    question=Text(it="Il partner fa parte del nucleo?", en="Does the partner belong to the core?"),
    reading=Text(
        it="1: è nel nucleo; 0: è nella periferia. La posizione dipende anche dalla dimensione dei tavoli a cui siede, "
        "e non dice quanto il partner conti nelle decisioni.",
        en="1: in the core; 0: in the periphery. The position also depends on the size of the tables it sits at, "
        "and does not tell how much the partner weighs in decisions.",
    ),
    undefined=Text(
        it="nuclei ugualmente buoni non concordano su di esso, meno di sei partner, o legami fra tutti o fra nessuno",
        en="equally good cores disagree about it, fewer than six partners, or ties between all or none",
    ),
    formula="v_i; v = arg max ρ(b_ik, v_i v_k)",
    reference=_CORE,
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def partner_core(network: Network) -> NDArray[np.float64]:
    """Return 1 for partners in the core, 0 for those in the periphery.

    nan where equally good cores disagree, and everywhere where `core_periphery_fit` is undefined. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> partner_core(example().networks[2021])  # comune, asl, alfa, beta, luce, ponte, dono
    array([1., 0., 0., 0., 1., 0., 1.])
    """
    core = core_periphery(network)
    place = np.full(network.n, np.nan if np.isnan(core.fit) else 0.0)
    place[list(core.members)] = 1
    place[list(core.disputed)] = np.nan
    return place


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner del settore nel nucleo", en="Partners of the sector in the core"),
    question=Text(it="Quanti partner del settore stanno nel nucleo?", en="How many partners of the sector are in the core?"),
    reading=Text(
        it="0%: il settore è tutto in periferia; 100%: è tutto nel nucleo. Nei settori di uno o due enti basta un ente a cambiare la quota.",
        en="0%: the whole sector is in the periphery; 100%: all of it is in the core. "
        "In sectors of one or two organisations, a single one changes the share.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, nessun nucleo, o nuclei ugualmente buoni che non concordano su un suo partner",
        en="sector without partners that year, no core, or equally good cores that disagree about one of its partners",
    ),
    formula="Σ_{i : g(i) = g} v_i / n_g",
    reference=_CORE,
    null="labels",
    view="ties",
    needs=("sector",),
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def sector_core_share(network: Network) -> NDArray[np.float64]:
    """Return the share of each sector's partners that are in the core.

    In [0, 1]; nan for a sector with nobody, and where `partner_core` is nan for one of its partners. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> sector_core_share(example().networks[2021])  # public, cooperative, association, foundation
    array([0.5, 0. , 0.5, 1. ])
    """
    known = network.sector >= 0
    members = np.bincount(network.sector[known], weights=partner_core(network)[known], minlength=len(network.sectors))
    return np.where(network.present_sectors, members / np.maximum(network.sector_size, 1), np.nan)


# ---------------------------------------------------------------------- whether the small sit with the large

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


# ---------------------------------------------------------------------- what partners said when asked

_NO_SURVEY = Text(it="nessun questionario, o nessun partner attivo", en="no survey, or no active partners")
_ANSWERED = 0.7  # share of active partners below which an average of answers is not to be trusted
_ASKED = (
    "Si chiede ai partner e non si ricava dai progetti; se ha risposto meno del 70% il valore è segnato come poco affidabile.",
    "It is asked of partners and not drawn from projects; where fewer than 70% answered, the value is marked as not to be trusted.",
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Risposte al questionario", en="Answers to the survey"),
    question=Text(it="Quanti partner attivi hanno risposto al questionario?", en="How many active partners answered the survey?"),
    reading=Text(
        it="Vicino a 0%: hanno risposto in pochi; 100%: tutti. Sotto il 70% le medie delle risposte sono segnate come poco affidabili. "
        "Non dice chi ha taciuto, né perché.",
        en="Near 0%: few answered; 100%: all did. Below 70% the averages of the answers are marked as not to be trusted. "
        "It does not say who kept silent, nor why.",
    ),
    undefined=_NO_SURVEY,
    formula="#{i : ∃ k, x_ik} / n",
    reference=_VARDA,
    sentence=Text(
        it="Partner attivi che hanno risposto al questionario: {value}.", en="{value} of the active partners answered the survey."
    ),
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def survey_response(network: Network) -> float:
    """Return the share of active partners that rated anybody.

    In [0, 1]. EMPTY without active partners, NOT_RECORDED without a survey. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> survey_response(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    ratings = network.ratings
    if ratings is None or np.isnan([ratings.trust, ratings.value]).all():
        return undefined(Reason.NOT_RECORDED)
    return _response(network, ~np.isnan(ratings.trust) | ~np.isnan(ratings.value))


@metric(
    level="network",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Fiducia dichiarata", en="Stated trust"),
    question=Text(it="Quanto i partner dicono di fidarsi l'uno dell'altro?", en="How far do partners say that they trust one another?"),
    reading=Text(
        it=f"1: per niente; 4: molto, in media su affidabilità, sostegno alla missione comune e apertura al confronto. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly, on average over reliability, support of the common mission and openness to discussion. {_ASKED[1]}",
    ),
    undefined=_NO_SURVEY,
    formula="Σ_{(i,k)} x_ik / #{(i, k) : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    sentence=Text(
        it="Fiducia fra partner, come l'hanno dichiarata, da 1 a 4: {value}.",
        en="Trust between partners, as they stated it, from 1 to 4: {value}.",
    ),
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partnership_trust(network: Network) -> float:
    """Return the mean trust over rated pairs of partners (PARTNER's trust score).

    From 1 to 4; marked UNSTABLE where fewer than 70% of the active partners answered. EMPTY without active partners,
    NOT_RECORDED without a survey. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partnership_trust(example().networks[2019])
    nan (NOT_RECORDED)
    """
    return _stated(network, "trust")


@metric(
    level="network",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Valore dichiarato", en="Stated value"),
    question=Text(
        it="Quanto i partner dicono di darsi valore l'uno con l'altro?", en="How far do partners say that they value one another?"
    ),
    reading=Text(
        it=f"1: per niente; 4: molto, in media su influenza, impegno e risorse portate. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly, on average over influence, commitment and resources brought. {_ASKED[1]}",
    ),
    undefined=_NO_SURVEY,
    formula="Σ_{(i,k)} x_ik / #{(i, k) : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    sentence=Text(
        it="Valore che i partner si riconoscono, come l'hanno dichiarato, da 1 a 4: {value}.",
        en="Value partners see in one another, as they stated it, from 1 to 4: {value}.",
    ),
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partnership_value(network: Network) -> float:
    """Return the mean value over rated pairs of partners (PARTNER's value score).

    From 1 to 4; marked UNSTABLE where fewer than 70% of the active partners answered. EMPTY without active partners,
    NOT_RECORDED without a survey. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partnership_value(example().networks[2019])
    nan (NOT_RECORDED)
    """
    return _stated(network, "value")


@metric(
    level="partner",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Fiducia ricevuta", en="Trust received"),
    question=Text(it="Quanto gli altri partner dicono di fidarsi di esso?", en="How far do other partners say that they trust it?"),
    reading=Text(
        it=f"1: per niente; 4: molto. Con uno o due giudizi chi ha risposto è riconoscibile: non si pubblica. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly. With one or two ratings those who answered can be recognised: do not publish it. {_ASKED[1]}",
    ),
    undefined=Text(it="nessuno ha espresso un giudizio su di esso", en="nobody rated it"),
    formula="Σ_i x_ik / #{i : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partner_trust(network: Network) -> NDArray[np.float64]:
    """Return the mean trust each partner receives.

    From 1 to 4; nan where nobody rated it. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partner_trust(example().networks[2019])
    array([nan, nan, nan, nan, nan, nan])
    """
    return _received(network, "trust")


@metric(
    level="partner",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Valore riconosciuto", en="Value received"),
    question=Text(
        it="Quanto gli altri partner dicono che vale per la rete?", en="How far do other partners say that it is of value to the network?"
    ),
    reading=Text(
        it=f"1: per niente; 4: molto. Con uno o due giudizi chi ha risposto è riconoscibile: non si pubblica. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly. With one or two ratings those who answered can be recognised: do not publish it. {_ASKED[1]}",
    ),
    undefined=Text(it="nessuno ha espresso un giudizio su di esso", en="nobody rated it"),
    formula="Σ_i x_ik / #{i : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partner_value(network: Network) -> NDArray[np.float64]:
    """Return the mean value each partner is given.

    From 1 to 4; nan where nobody rated it. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partner_value(example().networks[2019])
    array([nan, nan, nan, nan, nan, nan])
    """
    return _received(network, "value")


def _response(network: Network, given: NDArray[np.bool_]) -> float:
    assert network.ratings is not None
    raters = np.zeros(network.n, bool)
    raters[network.ratings.rater[given]] = True
    return float(np.mean(raters[network.active]))


def _stated(network: Network, what: str) -> float:
    if not network.active.any():
        return undefined(Reason.EMPTY)
    given = np.array([]) if network.ratings is None else getattr(network.ratings, what)
    known = ~np.isnan(given)
    if not known.any():
        return undefined(Reason.NOT_RECORDED)
    mean = float(given[known].mean())
    return mean if _response(network, known) >= _ANSWERED else unstable(mean)


def _received(network: Network, what: str) -> NDArray[np.float64]:
    if network.ratings is None:
        return np.full(network.n, np.nan)
    given = getattr(network.ratings, what)
    known = ~np.isnan(given)
    rated = network.ratings.rated[known]
    count = np.bincount(rated, minlength=network.n)
    return np.where(count > 0, np.bincount(rated, given[known], network.n) / np.maximum(count, 1), np.nan)
