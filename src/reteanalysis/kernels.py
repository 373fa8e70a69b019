"""Loops over plain arrays that large networks need compiled; knows arrays and nothing else.

Every function takes the rows of a sparse array (`indptr`, `indices`, without repetitions) and answers for any size. A small
network is answered by numpy and scipy, or by the loop as it stands: it never waits for a compiler. For a large one the loop is
compiled by numba, which is imported only then, and what was compiled is kept for the next process.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array, dia_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

# Below so many stored entries the plain way answers. What decides is not the loop but the 0.5 s that importing numba and
# fetching one kernel from the cache take in a new process (benchmarks/README.md): plain loops do 20,000 seats in 0.05 s, the
# sparse products of `triads` 60,000 entries (30,000 ties) in 0.1 s, dense distances 4,000 seats in 0.1 s. The size of the data
# decides and never the state of the process, so that the same data give the same bytes.
LOOP_PAYS = 20_000
TRIADS_PAY = 60_000
DISTANCES_PAY = 4_000

LANES = 8  # words of 64 sources searched together: one cache line
COORDINATOR, ITINERANT, BOUNDARY, LIAISON = range(4)


class Triads(NamedTuple):
    """What the triangles of a network of ties say of each of its n partners."""

    constraint: NDArray[np.float64]  # (n,) Burt's constraint on the weights; nan without ties
    triangles: NDArray[np.int64]  # (n,) pairs of its contacts that are tied
    brokered: NDArray[np.int64]  # (n, 4) pairs of its contacts that are not, by Gould and Fernandez's role; groups all known


class Reach(NamedTuple):
    """How far the partners are from some sources, themselves partners, a shared project being a step."""

    sources: int
    pairs: NDArray[np.int64]  # pairs of a source and a partner at distance 0, 1, 2, …; those without a path are in none
    nearness: NDArray[np.float64]  # (n,) sum of 1 / distance over the sources; 1/∞ = 0

    @property
    def efficiency(self) -> float:
        """Mean of 1 / distance over pairs of a source and another partner; nan where there is no such pair."""
        others = self.sources * (len(self.nearness) - 1)
        return float(self.nearness.sum() / others) if others > 0 else float("nan")

    @property
    def error(self) -> float:
        """Standard error of `efficiency` where the sources are a sample, 0 where they are all.

        It takes the spread between sources from the spread between all partners, each seen from the sample. The noise of
        the sample is in it too, so it is rather too large than too small.
        """
        n, k = len(self.nearness), self.sources
        return float(np.std(self.nearness / k) * n / (n - 1) * np.sqrt((1 - k / n) / k)) if n > 1 and k else float("nan")


class Removal(NamedTuple):
    """What is left after 0, 1, 2, … partners are taken out."""

    largest: NDArray[np.int64]  # partners in the largest component
    pairs: NDArray[np.int64]  # pairs of partners with a path between them


@cache
def _compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    compiled: Callable[..., Any] = njit(cache=True, error_model="numpy")(loop)
    return compiled


def _run(loop: Callable[..., Any], small: bool, *arrays: NDArray[Any]) -> list[NDArray[Any]]:
    """Run a loop as it stands, over lists, or compiled; the arrays it returns are among those it was given."""
    if small:
        return [np.array(part, dtype=np.int64) for part in loop(*(array.tolist() for array in arrays))]
    return list(_compiled(loop)(*arrays))


def _rows(indptr: ArrayLike, indices: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return rows in the one type the loops are compiled for."""
    return np.require(indptr, np.int64, ["C", "W"]), np.require(indices, np.int32, ["C", "W"])


def _turned(indptr: NDArray[np.int64], indices: NDArray[np.int32], columns: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the rows of the transposed array."""
    turned = csr_array((np.ones(len(indices), np.int8), indices, indptr), shape=(len(indptr) - 1, columns)).tocsc()
    return _rows(turned.indptr, turned.indices)


# ---------------------------------------------------------------------- triangles


def triads(indptr: ArrayLike, indices: ArrayLike, weight: ArrayLike, group: ArrayLike) -> Triads:
    """Return constraint, closed pairs and brokerage roles, all in one pass over the triangles.

    Parameters
    ----------
    indptr, indices
        The ties: symmetric, without diagonal.
    weight : array of float
        Their weights, symmetric too.
    group : array of int, shape (n,)
        The group of each partner; -1 where it is not known. Pairs with a partner of unknown group are not brokered.
    """
    indptr, indices = _rows(indptr, indices)
    weight, group = np.require(weight, np.float64, ["C", "W"]), np.require(group, np.int64, ["C", "W"])
    n, groups = len(indptr) - 1, int(np.max(group, initial=-1)) + 1
    rows = np.repeat(np.arange(n), np.diff(indptr))
    strength = np.bincount(rows, weights=weight, minlength=n)
    inverse = np.divide(1.0, strength, out=np.zeros(n), where=strength > 0)
    if len(indices) < TRIADS_PAY:
        constraint, closed = _triangles_by_products(indptr, indices, weight, inverse, group)
    else:
        scratch = (
            np.empty(n + 1, np.int64),
            np.empty(len(indices) // 2, np.int32),
            np.empty((3, len(indices) // 2)),
            np.full(n, -1, np.int32),
        )
        constraint, closed = _run(
            _triangles, False, indptr, indices, weight, inverse, group, *scratch, np.zeros(n), np.zeros((n, 5), np.int64)
        )
    known = (group[rows] >= 0) & (group[indices] >= 0)
    contacts = np.bincount(rows[known] * groups + group[indices[known]], minlength=n * groups).reshape(n, groups)
    everybody = np.arange(n)[group >= 0]
    own = np.zeros(n, np.int64)
    own[everybody] = contacts[everybody, group[everybody]]
    contacts[everybody, group[everybody]] = 0
    other, alike = contacts.sum(axis=1), (contacts * (contacts - 1) // 2).sum(axis=1)
    pairs = np.stack([own * (own - 1) // 2, alike, own * other, other * (other - 1) // 2 - alike], axis=1)
    pairs[group < 0] = 0
    return Triads(np.where(strength > 0, constraint, np.nan), closed.sum(axis=1), pairs - closed[:, :4])


def _triangles_by_products(
    indptr: NDArray[np.int64],
    indices: NDArray[np.int32],
    weight: NDArray[np.float64],
    inverse: NDArray[np.float64],
    group: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    n = len(group)
    ties = csr_array((np.ones(len(indices), np.int64), indices, indptr), shape=(n, n))
    weights = csr_array((weight, indices, indptr), shape=(n, n))
    through = ties.multiply(weights @ dia_array((inverse[None, :], [0]), shape=(n, n)) @ weights)
    constraint = (weights + through).power(2).sum(axis=1) * inverse**2
    g, h = group[np.repeat(np.arange(n), np.diff(indptr))], group[indices]
    inside, across = (
        csr_array((kind.astype(np.int64), indices, indptr), shape=(n, n)) for kind in ((g == h) & (g >= 0), (g != h) & (g >= 0) & (h >= 0))
    )

    def closed(first: csr_array, between: csr_array, second: csr_array) -> NDArray[np.int64]:
        """Count the triangles of each partner: to one contact, between the two, and back from the second."""
        return np.asarray(second.multiply(first @ between).sum(axis=1), np.int64)

    roles = [
        closed(inside, inside, inside) // 2,
        closed(across, inside, across) // 2,
        closed(inside, across, across),
        closed(across, across, across) // 2,
    ]
    return constraint, np.stack([*roles, closed(ties, ties, ties) // 2 - sum(roles)], axis=1)


def _triangles(indptr, indices, weight, inverse, group, start, to, value, at, constraint, closed):  # type: ignore[no-untyped-def]  # noqa: ANN
    """Find each triangle once, at its node of fewest ties, and let it count for its three nodes and on its three ties."""
    n = len(group)
    through, half = value[0], value[1]  # per tie: what goes through third nodes, the weight
    through[:] = 0.0
    entries = 0
    for u in range(n):
        start[u] = entries
        ties = indptr[u + 1] - indptr[u]
        for e in range(indptr[u], indptr[u + 1]):
            v = indices[e]
            others = indptr[v + 1] - indptr[v]
            if ties < others or (ties == others and u < v):
                to[entries] = v
                half[entries] = weight[e]
                entries += 1
    start[n] = entries
    for u in range(n):
        for e in range(start[u], start[u + 1]):
            at[to[e]] = e
        for e in range(start[u], start[u + 1]):
            v = to[e]
            a, b, by_v, by_u = group[u], group[v], inverse[v], half[e] * inverse[u]
            unknown = a < 0 or b < 0
            like_u = like_v = like_none = not_known = 0
            between = 0.0
            for f in range(start[v], start[v + 1]):
                x = to[f]
                d = at[x]
                if d < 0:
                    continue
                between += half[d] * half[f] * inverse[x]
                through[d] += half[e] * half[f] * by_v
                through[f] += half[d] * by_u
                c = group[x]
                if unknown or c < 0:
                    not_known += 1
                    closed[x, 4] += 1
                elif c == a:
                    like_u += 1
                    closed[x, 0 if a == b else 2] += 1
                elif c == b:
                    like_v += 1
                    closed[x, 2] += 1
                else:
                    like_none += 1
                    closed[x, 1 if a == b else 3] += 1
            through[e] += between
            closed[u, 4] += not_known
            closed[v, 4] += not_known
            if a == b:
                closed[u, 0] += like_u
                closed[v, 0] += like_u
                closed[u, 2] += like_none
                closed[v, 2] += like_none
            else:
                closed[u, 2] += like_u
                closed[v, 1] += like_u
                closed[u, 1] += like_v
                closed[v, 2] += like_v
                closed[u, 3] += like_none
                closed[v, 3] += like_none
        for e in range(start[u], start[u + 1]):
            at[to[e]] = -1
    for u in range(n):
        for e in range(start[u], start[u + 1]):
            share = half[e] + through[e]
            constraint[u] += (share * inverse[u]) ** 2
            constraint[to[e]] += (share * inverse[to[e]]) ** 2
    return constraint, closed


# ---------------------------------------------------------------------- distances


def distances(indptr: ArrayLike, indices: ArrayLike, projects: int, sources: ArrayLike | None = None) -> Reach:
    """Return the distances of all partners, or of some `sources`, from all partners: shared projects along the shortest path.

    Parameters
    ----------
    indptr, indices
        Projects of each partner.
    projects : int
        Number of projects.
    sources : array of int, optional
        Positions of partners, each once.
    """
    indptr, indices = _rows(indptr, indices)
    n = len(indptr) - 1
    chosen = np.arange(n) if sources is None else np.require(sources, np.int64, ["C", "W"])
    if len(indices) < DISTANCES_PAY:
        pairs, nearness = _search_by_products(indptr, indices, projects, chosen)
    else:
        words = [np.empty((size, LANES), np.uint64) for size in (n, n, projects, projects)]
        back, members = _turned(indptr, indices, projects)
        pairs, nearness = _run(_search, False, indptr, indices, back, members, chosen, *words, np.zeros(n + 1, np.int64), np.zeros(n))
    return Reach(len(chosen), np.trim_zeros(pairs, "b"), nearness)


def _search_by_products(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], projects: int, sources: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    n = len(indptr) - 1
    seats = csr_array((np.ones(len(indices), np.float32), indices, indptr), shape=(n, projects)).toarray()
    newly = np.zeros((len(sources), n), np.float32)
    newly[np.arange(len(sources)), sources] = 1
    unseen, nearness, pairs = newly == 0, np.zeros(n), [len(sources)]
    while pairs[-1]:
        newly = (((newly @ seats) > 0).astype(np.float32) @ seats.T > 0).astype(np.float32) * unseen
        unseen &= newly == 0
        pairs.append(int(np.count_nonzero(newly)))
        nearness += np.count_nonzero(newly, axis=0) / (len(pairs) - 1)
    return np.array(pairs, np.int64), nearness


def _search(indptr, indices, back, members, sources, seen, front, met, new, pairs, nearness):  # type: ignore[no-untyped-def]  # noqa: ANN
    """Search from LANES x 64 sources at once, each a bit: the bits of a project are those of its members, and the other way round."""
    n, m = len(indptr) - 1, len(back) - 1
    one, all_of_them = np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
    c1, c2, c4, ones = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
    s1, s2, s4, s56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
    full = np.empty(LANES, np.uint64)
    bits = np.empty(LANES, np.uint64)
    for first in range(0, len(sources), 64 * LANES):
        seen[:] = 0
        met[:] = 0
        full[:] = 0
        for k in range(first, min(first + 64 * LANES, len(sources))):
            lane, bit = (k - first) >> 6, one << np.uint64((k - first) & 63)
            seen[sources[k], lane] |= bit
            full[lane] |= bit
            pairs[0] += 1
        front[:] = seen
        distance, found = 0, 1
        while found:
            found = 0
            distance += 1
            for j in range(m):
                bits[:] = 0
                for e in range(back[j], back[j + 1]):
                    i = members[e]
                    for lane in range(LANES):
                        bits[lane] |= front[i, lane]
                for lane in range(LANES):
                    new[j, lane] = bits[lane] & ~met[j, lane]
                    met[j, lane] |= bits[lane]
            for i in range(n):
                missing = np.uint64(0)
                for lane in range(LANES):
                    missing |= full[lane] & ~seen[i, lane]
                    front[i, lane] = 0
                if missing == 0:
                    continue
                bits[:] = 0
                for e in range(indptr[i], indptr[i + 1]):
                    j = indices[e]
                    for lane in range(LANES):
                        bits[lane] |= new[j, lane]
                count = np.uint64(0)
                for lane in range(LANES):
                    x = bits[lane] & ~seen[i, lane]
                    front[i, lane] = x
                    seen[i, lane] |= x
                    x = x - ((x >> s1) & c1)
                    x = (x & c2) + ((x >> s2) & c2)
                    count += (((x + (x >> s4)) & c4) * ones) >> s56
                if count:
                    found = 1
                    pairs[distance] += np.int64(count)
                    nearness[i] += np.float64(count) / distance
    return pairs, nearness


# ---------------------------------------------------------------------- removal and cutting


def removal(indptr: ArrayLike, indices: ArrayLike, projects: int, order: ArrayLike) -> Removal:
    """Return what is left of the largest component, and of the pairs with a path, as partners are taken out in `order`.

    Parameters
    ----------
    indptr, indices
        Projects of each partner.
    projects : int
        Number of projects.
    order : array of int
        Positions of the partners to take out, each once; all of them or the first few.
    """
    indptr, indices = _rows(indptr, indices)
    n, out = len(indptr) - 1, np.asarray(order, np.int64)
    coming = np.append(np.setdiff1d(np.arange(n), out), out[::-1])
    scratch = np.arange(n + projects), np.zeros(n + projects, np.int64)
    largest, pairs = _run(_growth, len(indices) < LOOP_PAYS, indptr, indices, coming, *scratch, *np.zeros((2, n + 1), np.int64))
    return Removal(largest[n - len(out) :][::-1], pairs[n - len(out) :][::-1])


def _growth(indptr, indices, coming, parent, size, largest, pairs):  # type: ignore[no-untyped-def]  # noqa: ANN
    """Let partners come one by one, each joining its projects (union by size, paths halved)."""
    n = len(coming)
    most, joined = 0, 0
    for t in range(n):
        i = coming[t]
        size[i] = 1
        root = i
        for e in range(indptr[i], indptr[i + 1]):
            other = n + indices[e]
            while parent[other] != other:
                parent[other] = parent[parent[other]]
                other = parent[other]
            if other == root:
                continue
            joined += size[root] * size[other]
            small, root = (root, other) if size[root] < size[other] else (other, root)
            parent[small] = root
            size[root] += size[small]
        most = max(most, size[root])
        largest[t + 1] = most
        pairs[t + 1] = joined
    return largest, pairs


def cut_off(indptr: ArrayLike, indices: ArrayLike, projects: int = 0) -> NDArray[np.int64]:
    """Return how many others of its component each partner would cut off from the largest part of it that is left.

    Parameters
    ----------
    indptr, indices
        Projects of each partner or, without `projects`, ties between partners (symmetric).
    projects : int
        Number of projects.
    """
    indptr, indices = _rows(indptr, indices)
    n, small = len(indptr) - 1, len(indices) < LOOP_PAYS
    if projects:
        back, members = _turned(indptr, indices, projects)
        indptr, indices = _rows(np.append(indptr, indptr[-1] + back[1:]), np.append(indices + n, members))
    below = np.zeros(n + projects, np.int64)
    below[:n] = 1
    (lost,) = _run(_separation, small, indptr, indices, indptr.copy(), below, *np.zeros((6, n + projects), np.int64), np.zeros(n, np.int64))
    return lost


def _separation(indptr, indices, step, below, met, low, path, visited, severed, largest, lost):  # type: ignore[no-untyped-def]  # noqa: ANN
    """Search depth first (Hopcroft and Tarjan's); the first n nodes are partners, who alone are counted."""
    n = len(lost)
    clock = 0
    for start in range(n):
        if met[start]:
            continue
        began = clock
        visited[clock] = path[0] = start
        clock += 1
        met[start] = low[start] = clock
        depth = 1
        while depth:
            node = path[depth - 1]
            if step[node] < indptr[node + 1]:
                other = indices[step[node]]
                step[node] += 1
                if met[other]:
                    low[node] = min(low[node], met[other])
                else:
                    visited[clock] = path[depth] = other
                    clock += 1
                    met[other] = low[other] = clock
                    depth += 1
                continue
            depth -= 1
            if depth:
                above = path[depth - 1]
                low[above] = min(low[above], low[node])
                below[above] += below[node]
                if low[node] >= met[above]:
                    severed[above] += below[node]
                    largest[above] = max(largest[above], below[node])
        for t in range(began, clock):
            node = visited[t]
            if node < n:
                lost[node] = min(below[start] - 1 - largest[node], severed[node])
    return (lost,)
