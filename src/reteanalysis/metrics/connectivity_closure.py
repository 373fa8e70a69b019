"""Connectivity: whether triangles close, among partners and among projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array, triu

from reteanalysis.kernels import compiler_awake, open_by_sharing, projected, triangle_weight
from reteanalysis.metrics._metric import metric
from reteanalysis.network import product_within
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_DENSE_PAYS = 400  # steps of a dense product done while a sparse one does a step
_LOOP_PAYS = 20_000  # seats from which a compiled loop is worth waiting for the compiler
_TRIANGLES_PAY = 60_000  # ties, from both ends, likewise
_COUNTED = 100_000  # seats up to which four-paths are all looked at
_PATHS, _AT_ONCE = 40_000, 10_000  # four-paths drawn beyond
_SEED = 2019
_DRAWN_PATHS = (
    "Oltre i 100.000 posti è una stima, da 40.000 di questi percorsi estratti a sorte: può scostarsi di mezzo centesimo.",
    "Beyond 100,000 seats it is an estimate, from 40,000 such paths drawn by lot: it may be off by half a hundredth.",
)
_OPSAHL = "Opsahl 2013, Social Networks 35:159–167"


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
    elif network.seats >= _LOOP_PAYS:
        a, other = network.incidence, csr_array(network.incidence.T)
        common, together = network.shared, _projects_shared(network)
        paths, left_open = four_paths(other, together, common) if projects else four_paths(a, common, together)
    else:
        paths, left_open = four_paths(csr_array(network.incidence.T) if projects else network.incidence)
    return (paths - left_open) / paths if paths else undefined(Reason.TOO_FEW)


def _projects_shared(network: Network) -> csr_array:
    """Return what `Network.shared` says of partners, of projects; both closures ask for it."""
    kept = vars(network)
    if "_projects_shared" not in kept:
        other = csr_array(network.incidence.T)
        kept["_projects_shared"] = projected(other.indptr, other.indices, network.n, np.ones(network.n)).astype(np.int64)
    shared: csr_array = kept["_projects_shared"]
    return shared


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
    common.flat[:: len(common) + 1] = 0
    size = a.sum(axis=0)
    others = size - 1
    strength, squared = a @ others, np.vdot(common, common)  # whole numbers all, exact in whatever order they are added
    through = strength @ strength - squared
    paths = int(through + strength.sum() - size @ others**2)
    strangers = through - np.vdot(common @ common, (common > 0).astype(np.float64))
    only_here = ((common == 1).astype(np.float64) @ a) * a
    once_open = 2 * (np.vdot(common @ a, only_here) - (only_here @ others).sum())
    i, k = (common == 2).nonzero()
    twice_open = 0.0
    if len(i):
        both = a[i] * a[k]  # the two columns that a pair shares
        together = a.T @ a
        together.flat[:: len(together) + 1] = 0
        twice_open = np.vdot(both @ together, both) - 4 * len(i)
    return paths, int(strangers + once_open + twice_open)


def four_paths(incidence: csr_array, common: csr_array | None = None, together: csr_array | None = None) -> tuple[int, int]:
    """Return the number of ordered four-paths i–p–j–q–k between rows, and of those that no third column closes.

    `common` is what two rows share, `together` what two columns do (whole numbers, without diagonal), where they are known already.
    A path is left open where i and k share no column but p and q, so that they share at most two; the three cases
    (none, one, two) are counted apart, pair by pair, and only the first looks at triangles.
    """
    a = csr_array(incidence.astype(np.int64))
    if common is None:
        common = csr_array(a @ a.T - diags_array(np.diff(a.indptr), dtype=np.int64))
        common.eliminate_zeros()
        common.sort_indices()
    if together is None:
        together = csr_array(a.T @ a)
    size = np.bincount(a.indices, minlength=a.shape[1])
    others = (a @ (size - 1)) ** 2 - a @ (size - 1) ** 2
    paths = int(others.sum()) - int((common.data * (common.data - 1)).sum())

    strength = common.sum(axis=1)
    through = int(strength @ strength) - int((common.data**2).sum())
    strangers = through - closed_weight(common)

    loop = a.nnz >= _LOOP_PAYS or compiler_awake()  # both count, and count the same
    once_open, x, y = open_by_sharing(a.indptr, a.indices, a.shape[1]) if loop else _open_by_products(a, common, size - 1)
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
    if weights.nnz >= _TRIANGLES_PAY or compiler_awake():
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
