"""What the shape of a network says: triangles and distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.kernels._compile import compiled, rows_of, side_by_side, turned

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Below these sizes the plain way answers. What decides is not the loop but what a new process waits for numba, even with everything
# compiled: a second or so, most of it the import (measured on two busy cores, as were the next three). At these sizes the plain way
# takes 0.02 s (loops), 0.2 s (triads) and 0.15 s (distances).
# The size of the data decides and never the state of the process, so that the same data give the same bytes.
LOOP_PAYS = 20_000  # seats
TRIADS_PAY = 60_000  # ties, from both ends
DENSE_BELOW = 400  # partners, for the plain way of triads
DISTANCES_PAY = 600_000_000  # sources x partners x the more numerous of partners and projects

PARTS = 4  # sums made apart and added in order, so that the result does not depend on the number of threads
LANES = 8  # words of 64 sources searched together: one cache line
UNWRITTEN = np.empty((0, 0), np.int16)  # where nobody asks for the distances one by one
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

        The sources see the partners as the partners see the sources: the spread between sources is read off all partners.
        """
        n, k = len(self.nearness), self.sources
        return float(np.std(self.nearness / k) * n / (n - 1) * np.sqrt((1 - k / n) / k)) if n > 1 and k else float("nan")


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
    indptr, indices = rows_of(indptr, indices)
    weight, group = np.require(weight, np.float64, ["C", "W"]), np.require(group, np.int64, ["C", "W"])
    n, groups = len(indptr) - 1, int(np.max(group, initial=-1)) + 1
    rows = np.repeat(np.arange(n), np.diff(indptr))
    strength = np.bincount(rows, weights=weight, minlength=n)
    inverse = np.divide(1.0, strength, out=np.zeros(n), where=strength > 0)
    if len(indices) < TRIADS_PAY:
        constraint, closed = _triangles_by_products(indptr, indices, weight, inverse, group)
    else:
        constraint, closed = _triangles_by_loop(indptr, indices, weight, inverse, group)
    ends = rows * (groups + 1) + group[indices]
    contacts = np.bincount(ends + 1, minlength=n * (groups + 1)).reshape(n, groups + 1)[:, 1:] * (group >= 0)[:, None]
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
    indices: NDArray[np.uint32],
    weight: NDArray[np.float64],
    inverse: NDArray[np.float64],
    group: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    n = len(group)

    def square(entries: NDArray[Any], kind: type = np.float64) -> Any:
        filled: Any = csr_array((entries.astype(kind), indices, indptr), shape=(n, n))
        return filled.toarray() if n < DENSE_BELOW else filled

    def counted(steps: Any, third: Any) -> NDArray[np.int64]:
        """Count the triangles of each partner: two steps away, and back."""
        return np.asarray((third * steps).sum(axis=1), np.int64)

    g, h = group[np.repeat(np.arange(n), np.diff(indptr))], group[indices]
    small = np.float32 if n < DENSE_BELOW else np.float64  # which holds such counts exactly
    inside, across = square((g == h) & (g >= 0), small), square((g != h) & (g >= 0) & (h >= 0), small)
    ties, weights = square(weight > 0), square(weight)
    constraint = ((weights + ties * (square(weight * inverse[indices]) @ weights)) ** 2).sum(axis=1) * inverse**2
    mixed = inside @ across
    roles = [
        counted(inside @ inside, inside) // 2,
        counted(mixed.T, across) // 2,  # across and then inside: the same, seen from the other end
        counted(mixed, across),
        counted(across @ across, across) // 2,
    ]
    unknown = np.zeros(n, np.int64)
    if (group < 0).any():
        every = square(weight > 0, small)
        unknown = counted(every @ every, every) // 2 - sum(roles)
    return constraint, np.stack([*roles, unknown], axis=1)


def _triangles_by_loop(
    indptr: NDArray[np.int64],
    indices: NDArray[np.uint32],
    weight: NDArray[np.float64],
    inverse: NDArray[np.float64],
    group: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    half = compiled(halved)(indptr, indices, weight)
    find = compiled(_triangles)
    found = side_by_side(lambda part: find(*half, inverse, group, part, PARTS), range(PARTS))
    start, to, share = half
    for through, _ in found:
        share += through
    closed: NDArray[np.int64] = np.sum([counts for _, counts in found], axis=0)
    return compiled(_constraint)(start, to, share, inverse), closed


def halved(indptr, indices, weight):  # type: ignore[no-untyped-def]
    """Return each tie once, at its end of fewer ties: there few meet, and every triangle is found at one node."""
    n, ties = len(indptr) - 1, len(indices) // 2
    start, to, half = np.empty(n + 1, np.int64), np.empty(ties, np.uint32), np.empty(ties, weight.dtype)
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
    return start, to, half


def _triangles(start, to, half, inverse, group, part, parts):  # type: ignore[no-untyped-def]
    """Find the triangles of one node in so many, each once, and let them count for their three nodes and on their three ties."""
    n = len(group)
    through, closed = np.zeros(len(to)), np.zeros((n, 5), np.int64)
    at, third = np.full(n, -1, np.int32), np.empty(n, np.int64)
    for u in range(part, n, parts):
        for e in range(start[u], start[u + 1]):
            at[to[e]] = e
        for e in range(start[u], start[u + 1]):
            v = to[e]
            a, b, by_v, by_u = group[u], group[v], inverse[v], half[e] * inverse[u]
            unknown = a < 0 or b < 0
            like_u = like_v = like_none = not_known = 0
            between = 0.0
            found = 0
            for f in range(start[v], start[v + 1]):
                third[found] = f
                found += at[to[f]] >= 0  # no branch to guess wrong: two in three are no triangle
            for k in range(found):
                f = third[k]
                x = to[f]
                d = at[x]
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
    return through, closed


def _constraint(start, to, share, inverse):  # type: ignore[no-untyped-def]
    """Sum, at both ends of each tie, the square of what a partner has there, directly and through others."""
    constraint = np.zeros(len(inverse))
    for u in range(len(inverse)):
        for e in range(start[u], start[u + 1]):
            constraint[u] += (share[e] * inverse[u]) ** 2
            constraint[to[e]] += (share[e] * inverse[to[e]]) ** 2
    return constraint


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
    indptr, indices = rows_of(indptr, indices)
    n = len(indptr) - 1
    chosen = np.arange(n) if sources is None else np.require(sources, np.int64, ["C", "W"])
    if len(chosen) * n * max(n, projects) < DISTANCES_PAY:
        pairs, nearness = _search_by_products(indptr, indices, projects, chosen)
    else:
        pairs, nearness, _ = searched(indptr, indices, projects, chosen, UNWRITTEN)
    return Reach(len(chosen), np.trim_zeros(pairs, "b"), nearness)


def two_mode_nearness(indptr: ArrayLike, indices: ArrayLike, projects: int, sources: ArrayLike) -> float:
    """Return the sum of 1 / distance from some partners to all others and to all projects, a seat being a step; compiled at any size.

    Parameters
    ----------
    indptr, indices
        Projects of each partner.
    projects : int
        Number of projects.
    sources : array of int
        Positions of partners, each once.
    """
    indptr, indices = rows_of(indptr, indices)
    _, nearness, tables = searched(indptr, indices, projects, np.require(sources, np.int64, ["C", "W"]), UNWRITTEN)
    return float(nearness.sum() / 2 + tables.sum())


def searched(
    indptr: NDArray[np.int64], indices: NDArray[np.uint32], projects: int, sources: NDArray[np.int64], way: NDArray[np.signedinteger[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return pairs by distance, nearness of the partners and of the projects; each distance goes into `way`, if it has rows."""
    search, back, step = compiled(_search), turned(indptr, indices, projects), 64 * LANES
    begins = range(0, len(sources), step)
    found = side_by_side(lambda at: search(indptr, indices, *back, sources[at : at + step], way[at : at + step]), begins)
    if not found:
        return np.zeros(1, np.int64), np.zeros(len(indptr) - 1), np.zeros(projects)
    pairs, nearness, tables = (np.sum(of_each, axis=0) for of_each in zip(*found, strict=True))
    return pairs, nearness, tables


def _search_by_products(
    indptr: NDArray[np.int64], indices: NDArray[np.uint32], projects: int, sources: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    n = len(indptr) - 1
    seats = np.zeros((n, projects), np.float32)
    seats[np.repeat(np.arange(n), np.diff(indptr)), indices] = 1
    reached = np.zeros((len(sources), n), np.float32)
    reached[np.arange(len(sources)), sources] = 1
    ties = None
    if len(sources) == n:
        ties = np.minimum(seats @ seats.T, 1)
        ties.flat[:: n + 1] = 1
    nearness, pairs, before = np.zeros(n), [len(sources)], reached.sum(axis=0)
    while pairs[-1] and sum(pairs) < reached.size:
        reached = np.minimum(reached @ ties if ties is not None else reached @ seats @ seats.T + reached, 1)
        now = reached.sum(axis=0)
        newly = (now - before).astype(np.float64)
        pairs.append(int(newly.sum()))
        nearness += newly / (len(pairs) - 1)
        before = now
    return np.array(pairs, np.int64), nearness


def _search(indptr, indices, back, members, sources, way):  # type: ignore[no-untyped-def]
    """Search from up to LANES x 64 sources at once, each a bit: the bits of a project are those of its members, and the other way round."""
    n, m = len(indptr) - 1, len(back) - 1
    one = np.uint64(1)
    c1, c2, c4, ones = (
        np.uint64(0x5555555555555555),
        np.uint64(0x3333333333333333),
        np.uint64(0x0F0F0F0F0F0F0F0F),
        np.uint64(0x0101010101010101),
    )
    s1, s2, s4, s8, s56, byte = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(8), np.uint64(56), np.uint64(255)
    new, bits = np.empty((m, LANES), np.uint64), np.empty(LANES, np.uint64)
    pairs, nearness, tables = np.zeros(n + 1, np.int64), np.zeros(n), np.zeros(m)  # tables: to each project, a seat being a step
    seen, front, met = np.zeros((n, LANES), np.uint64), np.zeros((n, LANES), np.uint64), np.zeros((m, LANES), np.uint64)
    full = np.zeros(LANES, np.uint64)
    for k in range(len(sources)):
        lane, bit = k >> 6, one << np.uint64(k & 63)
        seen[sources[k], lane] |= bit
        front[sources[k], lane] |= bit
        full[lane] |= bit
        pairs[0] += 1
        if len(way):
            way[k, sources[k]] = 0
    distance, found = 0, 1
    while found:
        found = 0
        distance += 1
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
            count = np.uint64(0)
            for lane in range(LANES):
                x = bits[lane] & ~met[j, lane]
                new[j, lane] = x
                met[j, lane] |= x
                x = x - ((x >> s1) & c1)
                x = (x & c2) + ((x >> s2) & c2)
                count += (((x + (x >> s4)) & c4) * ones) >> s56
            tables[j] += np.float64(count) / (2 * distance - 1)
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
            if len(way):
                for lane in range(LANES):
                    x, k = front[i, lane], 64 * lane
                    while x:
                        while x & byte == 0:
                            x >>= s8
                            k += 8
                        if x & one:
                            way[k, i] = distance
                        x >>= one
                        k += 1
    return pairs, nearness, tables
