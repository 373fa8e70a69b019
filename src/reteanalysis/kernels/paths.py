"""What takes many searches or many triangles: the ways left without each partner, four-paths and what closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels._compile import compiled, rows_of, side_by_side, turned
from reteanalysis.kernels.structure import PARTS, halved

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BIT_COSTS = 0.8  # looking at 64 bits, to following a tie
BITS_HELD = 8_000_000  # words
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
    sources, gone = np.require(sources, np.int64, ["C", "W"]), np.require(gone, np.int64, ["C", "W"])
    search = compiled(_search_without)
    found = side_by_side(lambda part: search(indptr, indices, back, members, sources[part::PARTS].copy(), gone), range(PARTS))
    return np.asarray(sum(found))


def _search_without(indptr, indices, back, members, sources, gone):  # type: ignore[no-untyped-def]
    """Search from each source once, and anew only among those whom a partner alone connects by shortest ways.

    These hang below it in the tree of dominators: the nearest node on all shortest ways to a node is the nearest that is above all
    the nodes before it (Cooper, Harvey & Kennedy 2001). All others are as near as before.
    """
    n, m = len(indptr) - 1, len(back) - 1
    far = np.int32(2 * (n + m) + 1)
    place, near = np.full(n, -1, np.int64), np.zeros(len(gone))
    for g in range(len(gone)):
        place[gone[g]] = g
    start, to = np.empty(n + m + 1, np.int64), np.empty(2 * len(indices), np.int32)  # partners, then projects
    for i in range(n):
        start[i] = indptr[i]
    for j in range(m + 1):
        start[n + j] = indptr[n] + back[j]
    for e in range(len(indices)):
        to[e] = n + indices[e]
        to[len(indices) + e] = members[e]
    distance, again = np.empty(n + m, np.int32), np.empty(n + m, np.int32)
    above, depth = np.empty(n + m, np.int32), np.empty(n + m, np.int32)
    below, beside = np.empty(n + m, np.int32), np.empty(n + m, np.int32)
    queue, hanging, todo = np.empty(n + m, np.int32), np.empty(n + m, np.int32), np.empty(n + m, np.int32)
    hangs, settled, stamp = np.zeros(n + m, np.int64), np.zeros(n + m, np.int64), 0
    for source in sources:
        distance[:] = -1
        below[:] = -1
        distance[source] = depth[source] = 0
        queue[0] = source
        met, whole = 1, 0.0
        t = 0
        while t < met:
            node = queue[t]
            if t:
                over = np.int32(-1)
                for e in range(start[node], start[node + 1]):
                    one = to[e]
                    if distance[one] == distance[node] - 1:
                        if over < 0:
                            over = one
                        while over != one:
                            if depth[over] >= depth[one]:
                                over = above[over]
                            else:
                                one = above[one]
                above[node], depth[node] = over, depth[over] + 1
                beside[node], below[over] = below[over], node
                if node < n:
                    whole += 2 / distance[node]
            for e in range(start[node], start[node + 1]):
                other = to[e]
                if distance[other] < 0:
                    distance[other] = distance[node] + 1
                    queue[met] = other
                    met += 1
            t += 1
        for g in range(len(gone)):
            if gone[g] != source:
                near[g] += whole
        for t in range(1, met):
            away = queue[t]
            if away >= n or place[away] < 0:
                continue
            lost = 2 / distance[away]
            stamp += 1
            count = 0
            node = below[away]
            while node >= 0:  # all that hang on it, generation after generation
                hanging[count] = node
                hangs[node] = stamp
                count += 1
                node = beside[node]
            done = 0
            while done < count:
                node = below[hanging[done]]
                while node >= 0:
                    hanging[count] = node
                    hangs[node] = stamp
                    count += 1
                    node = beside[node]
                done += 1
            level = far
            for k in range(count):
                node = hanging[k]
                todo[k] = node
                again[node] = far
                for e in range(start[node], start[node + 1]):
                    other = to[e]
                    if other != away and hangs[other] != stamp:
                        again[node] = min(again[node], distance[other] + 1)
                level = min(level, again[node])
            left = count
            while level < far:
                waiting, following = 0, far
                for k in range(left):
                    node = todo[k]
                    if again[node] > level:
                        todo[waiting] = node
                        waiting += 1
                        continue
                    settled[node] = stamp
                    for e in range(start[node], start[node + 1]):
                        other = to[e]
                        if hangs[other] == stamp and settled[other] != stamp and again[other] > level + 1:
                            again[other] = level + 1
                left = waiting
                for k in range(left):
                    following = min(following, again[todo[k]])
                level = following
            for k in range(count):
                node = hanging[k]
                if node < n:
                    lost += 2 / distance[node] - (2 / again[node] if again[node] < far else 0.0)
            near[place[away]] -= lost
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
    weight = np.require(weight, np.int32, ["C", "W"])
    half = compiled(halved)(indptr, indices, weight)
    start, to, _ = half
    words = -(-(len(start) - 1) // 64)
    looked_at = int(np.diff(start)[to].sum())
    if looked_at > BIT_COSTS * words * len(to) and words * len(start) < BITS_HELD:
        count, known = compiled(_triangle_bits), compiled(_as_bits)(indptr, indices, words)
        return sum(side_by_side(lambda part: int(count(indptr, indices, weight, known, part, PARTS)), range(PARTS)))
    find = compiled(_triangle_weight)
    return sum(side_by_side(lambda part: int(find(*half, part, PARTS)), range(PARTS)))


def _as_bits(indptr, indices, words):  # type: ignore[no-untyped-def]
    known = np.zeros((len(indptr) - 1, words), np.uint64)
    for i in range(len(known)):
        for e in range(indptr[i], indptr[i + 1]):
            known[i, indices[e] >> 6] |= np.uint64(1) << np.uint64(indices[e] & 63)
    return known


def _triangle_bits(indptr, indices, weight, known, part, parts):  # type: ignore[no-untyped-def]
    """Count whom the two of a tie both know, for the nodes of one in so many: bits in common.

    A weight is 1 and what it has beyond: the product of two is 1, what each has beyond, and the product of these, which few ties have.
    """
    s1, s2, s4, s56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)
    c1, c2, c4, ones = (
        np.uint64(0x5555555555555555),
        np.uint64(0x3333333333333333),
        np.uint64(0x0F0F0F0F0F0F0F0F),
        np.uint64(0x0101010101010101),
    )
    words, total = known.shape[1], 0
    heavy = np.empty(len(known), np.int64)
    for i in range(part, len(known), parts):
        some = 0
        for e in range(indptr[i], indptr[i + 1]):
            k = indices[e]
            if weight[e] > 1:
                heavy[some] = e
                some += 1
            if k < i:
                continue
            common = np.uint64(0)
            for word in range(words):
                x = known[i, word] & known[k, word]
                x = x - ((x >> s1) & c1)
                x = (x & c2) + ((x >> s2) & c2)
                common += (((x + (x >> s4)) & c4) * ones) >> s56
            total += 2 * np.int64(common) * (2 * weight[e] - 1)
        for t in range(some):
            one = indices[heavy[t]]
            beyond = 0
            for u in range(t):
                other = indices[heavy[u]]
                beyond += (weight[heavy[u]] - 1) * np.int64((known[one, other >> 6] >> np.uint64(other & 63)) & s1)
            total += 2 * (weight[heavy[t]] - 1) * beyond
    return total


def _triangle_weight(start, to, half, part, parts):  # type: ignore[no-untyped-def]
    """Find each triangle of one node in so many; each of its corners is the middle of two ways."""
    n, total = len(start) - 1, 0
    here = np.zeros(n, np.int32)
    for u in range(part, n, parts):
        for e in range(start[u], start[u + 1]):
            here[to[e]] = half[e]
        for e in range(start[u], start[u + 1]):
            v, a = to[e], half[e]
            one = other = both = 0
            for f in range(start[v], start[v + 1]):
                b, c = here[to[f]], half[f]
                one += b
                other += c if b else 0  # no branch to guess wrong
                both += b * c
            total += a * (one + other) + both
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
