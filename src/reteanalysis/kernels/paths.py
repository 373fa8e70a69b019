"""What takes many searches or many triangles: the ways left without each partner, four-paths and what closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels._compile import compiled, rows_of, turned
from reteanalysis.kernels.structure import LANES

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# All are asked for where the plain way, which is where they are asked (`metrics`), takes a second or more.


def nearness_without(indptr: ArrayLike, indices: ArrayLike, projects: int, sources: ArrayLike, gone: ArrayLike) -> NDArray[np.float64]:
    """Return, for each partner that goes, the sum of 1 / distance from the sources that stay to all who stay.

    Parameters
    ----------
    indptr, indices
        Projects of each partner.
    projects : int
        Number of projects.
    sources, gone : array of int
        Positions of partners; one that goes is no source while it is gone.
    """
    indptr, indices = rows_of(indptr, indices)
    back, members = turned(indptr, indices, projects)
    found: NDArray[np.float64] = compiled(_search_without)(
        indptr, indices, back, members, np.require(sources, np.int64, ["C", "W"]), np.require(gone, np.int64, ["C", "W"])
    )
    return found


def _search_without(indptr, indices, back, members, sources, gone):  # type: ignore[no-untyped-def]
    """Search from 64 sources at once, each a bit, once for each partner that goes, LANES of these together: to them it is all seen."""
    n, m, words = len(indptr) - 1, len(back) - 1, (len(sources) + 63) // 64
    one, every = np.uint64(1), ~np.uint64(0)
    c1, c2, c4, ones = (
        np.uint64(0x5555555555555555),
        np.uint64(0x3333333333333333),
        np.uint64(0x0F0F0F0F0F0F0F0F),
        np.uint64(0x0101010101010101),
    )
    s1, s2, s4, s56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
    near, jobs = np.zeros(len(gone)), len(gone) * words
    seen, front, met = np.empty((n, LANES), np.uint64), np.empty((n, LANES), np.uint64), np.empty((m, LANES), np.uint64)
    new, bits, full = np.empty((m, LANES), np.uint64), np.empty(LANES, np.uint64), np.empty(LANES, np.uint64)
    count = np.empty(LANES, np.uint64)
    for first in range(0, jobs, LANES):
        seen[:] = 0
        front[:] = 0
        met[:] = 0
        full[:] = 0
        lanes = min(LANES, jobs - first)
        for lane in range(lanes):
            away, word = gone[(first + lane) // words], (first + lane) % words
            for k in range(64 * word, min(64 * word + 64, len(sources))):
                if sources[k] != away:
                    bit = one << np.uint64(k & 63)
                    seen[sources[k], lane] |= bit
                    front[sources[k], lane] |= bit
                    full[lane] |= bit
            seen[away, lane] = every
        distance, found = 0, 1
        while found:
            found = 0
            distance += 1
            for lane in range(LANES):
                count[lane] = 0
            for j in range(m):
                missing = np.uint64(0)
                for lane in range(LANES):
                    missing |= full[lane] & ~met[j, lane]
                    new[j, lane] = 0
                if missing == 0:
                    continue
                for lane in range(LANES):
                    bits[lane] = 0
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
                for lane in range(LANES):
                    bits[lane] = 0
                for e in range(indptr[i], indptr[i + 1]):
                    j = indices[e]
                    for lane in range(LANES):
                        bits[lane] |= new[j, lane]
                for lane in range(LANES):
                    x = bits[lane] & ~seen[i, lane]
                    front[i, lane] = x
                    seen[i, lane] |= x
                    x = x - ((x >> s1) & c1)
                    x = (x & c2) + ((x >> s2) & c2)
                    count[lane] += (((x + (x >> s4)) & c4) * ones) >> s56
            for lane in range(lanes):
                if count[lane]:
                    found = 1
                    near[(first + lane) // words] += np.float64(count[lane]) / distance
    return near


def triangle_weight(indptr: ArrayLike, indices: ArrayLike, weight: ArrayLike) -> int:
    """Return the two-step ways between tied pairs, counted with the weights of both steps.

    Parameters
    ----------
    indptr, indices
        The ties: symmetric, without diagonal.
    weight : array of int
        Their weights, symmetric too.
    """
    indptr, indices = rows_of(indptr, indices)
    return int(compiled(_triangle_weight)(indptr, indices, np.require(weight, np.int32, ["C", "W"])))


def _triangle_weight(indptr, indices, weight):  # type: ignore[no-untyped-def]
    """Find each triangle once, at its node of fewest ties; each of its corners is the middle of two ways."""
    n, ties = len(indptr) - 1, len(indices) // 2
    start, to, half = np.empty(n + 1, np.int64), np.empty(ties, np.uint32), np.empty(ties, np.int32)
    here = np.zeros(n, np.int32)
    entries = 0
    for u in range(n):
        start[u] = entries
        mine = indptr[u + 1] - indptr[u]
        for e in range(indptr[u], indptr[u + 1]):
            v = indices[e]
            others = indptr[v + 1] - indptr[v]
            if mine < others or (mine == others and u < v):
                to[entries] = v
                half[entries] = weight[e]
                entries += 1
    start[n] = entries
    total = 0
    for u in range(n):
        for e in range(start[u], start[u + 1]):
            here[to[e]] = half[e]
        for e in range(start[u], start[u + 1]):
            v, a = to[e], half[e]
            closed = 0
            for f in range(start[v], start[v + 1]):
                b, c = here[to[f]], half[f]
                closed += b * (a + c) + (b > 0) * a * c  # no branch to guess wrong
            total += closed
        for e in range(start[u], start[u + 1]):
            here[to[e]] = 0
    return 2 * total


def open_by_sharing(indptr: ArrayLike, indices: ArrayLike, columns: int) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Return what the rows that share one column, or two, leave open of the four-paths between them.

    Returns
    -------
    once : int
        Ordered paths that a pair sharing one column alone leaves open.
    first, second : array of int
        The two columns of each unordered pair of rows that shares these two alone.
    """
    indptr, indices = rows_of(indptr, indices)
    back, members = turned(indptr, indices, columns)
    once, twice = compiled(_open_by_sharing)(indptr, indices, back, members)
    return int(once), twice[:, 0], twice[:, 1]


def _open_by_sharing(indptr, indices, back, members):  # type: ignore[no-untyped-def]
    """Count, row by row, what it shares with every other; the second time round, write down the pairs that share two columns."""
    n = len(indptr) - 1
    shares, low, high = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    twice = np.empty((0, 2), np.int64)
    once = 0
    for writing in range(2):
        found = 0
        for k in range(n):
            for e in range(indptr[k], indptr[k + 1]):
                x = indices[e]
                for f in range(back[x], back[x + 1]):
                    i = members[f]
                    if shares[i] == 0:
                        low[i] = x
                    else:
                        high[i] = x
                    shares[i] += 1
            shares[k] = 0
            for e in range(indptr[k], indptr[k + 1]):
                x = indices[e]
                again, alone = 0, 0
                for f in range(back[x], back[x + 1]):
                    i = members[f]
                    again += shares[i]
                    alone += shares[i] == 1
                    if shares[i] == 2 and i > k and low[i] == x:
                        if writing:
                            twice[found, 0] = x
                            twice[found, 1] = high[i]
                        found += 1
                if writing == 0:
                    once += 2 * (again * alone - alone * (back[x + 1] - back[x] - 1))
            for e in range(indptr[k], indptr[k + 1]):
                x = indices[e]
                for f in range(back[x], back[x + 1]):
                    shares[members[f]] = 0
        if writing == 0:
            twice = np.empty((found, 2), np.int64)
    return once, twice


def hanging(indptr: ArrayLike, indices: ArrayLike, projects: int) -> tuple[NDArray[np.int64], int]:
    """Return, for each partner, the pairs of projects that it alone sits in both of; and how many pairs share anybody.

    Parameters
    ----------
    indptr, indices
        Projects of each partner, in order.
    projects : int
        Number of projects.
    """
    indptr, indices = rows_of(indptr, indices)
    back, members = turned(indptr, indices, projects)
    alone, linked = compiled(_hanging)(indptr, indices, back, members)
    return alone, int(linked)


def _hanging(indptr, indices, back, members):  # type: ignore[no-untyped-def]
    n, m = len(indptr) - 1, len(back) - 1
    alone, shared = np.zeros(n, np.int64), np.zeros(m, np.int32)
    last, met = np.empty(m, np.int32), np.empty(m, np.int32)
    linked = 0
    for j in range(m):
        found = 0
        for f in range(back[j], back[j + 1]):
            i = members[f]
            for e in range(indptr[i + 1] - 1, indptr[i] - 1, -1):
                k = indices[e]
                if k <= j:
                    break
                if shared[k] == 0:
                    met[found] = k
                    found += 1
                shared[k] += 1
                last[k] = i
        linked += found
        for t in range(found):
            k = met[t]
            alone[last[k]] += shared[k] == 1
            shared[k] = 0
    return alone, linked
