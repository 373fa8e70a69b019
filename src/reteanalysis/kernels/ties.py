"""What follows from who sits where: ties, components, thresholds on ties, distances one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from reteanalysis.kernels._compile import compiled, rows_of, side_by_side, threads, turned
from reteanalysis.kernels.structure import LOOP_PAYS, TRIADS_PAY, searched

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


WAYS_PAY = 30_000_000  # sources x seats


def projected(indptr: ArrayLike, indices: ArrayLike, projects: int, weight: ArrayLike) -> csr_array:
    """Return what every two partners share, shape (n, n), without diagonal, in canonical form.

    Parameters
    ----------
    indptr, indices
        Projects of each partner, in order.
    projects : int
        Number of projects.
    weight : array of float, shape (projects,)
        What a joint project counts; more than 0 where it has several partners.
    """
    indptr, indices = rows_of(indptr, indices)
    n, weight = len(indptr) - 1, np.require(weight, np.float64, ["C", "W"])
    if len(indices) < LOOP_PAYS:
        seats = csr_array((weight[indices], indices.astype(np.int32), indptr), shape=(n, projects))
        entries = (seats @ csr_array((np.ones(len(indices)), indices.astype(np.int32), indptr), shape=(n, projects)).T).tocoo()
        off = entries.row != entries.col
        made = csr_array(coo_array((entries.data[off], (entries.row[off], entries.col[off])), shape=(n, n)))
        made.sum_duplicates()
        return made
    back, members = turned(indptr, indices, projects)
    teams = np.diff(back)
    start, to, data = compiled(_project)(indptr, indices, back, members, weight, int((teams * (teams - 1) // 2).sum()))
    return csr_array((data, to, start), shape=(n, n))


def _project(indptr, indices, back, members, weight, most):  # type: ignore[no-untyped-def]
    """Meet the later partners of each partner, then write every tie at both ends, in order: sorting is only counting."""
    n = len(indptr) - 1
    whom, what, ends = np.empty(most, np.int32), np.empty(most), np.zeros(n + 1, np.int64)
    joint, degree, lower = np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
    done = back[:-1].copy()
    entries = 0
    for i in range(n):
        begun = entries
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            done[j] += 1  # members come in order: this partner is the next of them
            for f in range(done[j], back[j + 1]):
                k = members[f]
                if joint[k] == 0:
                    whom[entries] = k
                    entries += 1
                joint[k] += weight[j]
        for e in range(begun, entries):
            k = whom[e]
            what[e] = joint[k]
            joint[k] = 0
            lower[k] += 1
        degree[i] += entries - begun
        ends[i + 1] = entries
    start = np.zeros(n + 1, np.int64)
    for i in range(n):
        start[i + 1] = start[i] + degree[i] + lower[i]
    to, data = np.empty(2 * entries, np.int32), np.empty(2 * entries)
    place = start[:-1].copy()
    for i in range(n):
        for e in range(ends[i], ends[i + 1]):
            k = whom[e]
            to[place[k]] = i
            data[place[k]] = what[e]
            place[k] += 1
    for k in range(n):
        for e in range(start[k], start[k] + lower[k]):
            i = to[e]
            to[place[i]] = k
            data[place[i]] = data[e]
            place[i] += 1
    return start, to, data


def components(indptr: ArrayLike, indices: ArrayLike, projects: int) -> NDArray[np.intp]:
    """Return the component of each partner, numbered as they come; a partner without projects is one by itself.

    Parameters
    ----------
    indptr, indices
        Projects of each partner.
    projects : int
        Number of projects.
    """
    n, seats = len(np.asarray(indptr)) - 1, len(np.asarray(indices))
    if seats < LOOP_PAYS:
        rows = np.append(indptr, np.full(projects, seats))
        two_mode = csr_array((np.ones(seats, np.int8), np.asarray(indices) + n, rows), shape=(n + projects, n + projects))
        labels = connected_components(two_mode, directed=False)[1][:n]
        return np.unique(labels, return_inverse=True)[1].astype(np.intp)
    found: NDArray[np.intp] = compiled(_components)(*rows_of(indptr, indices), projects)
    return found


def _components(indptr, indices, projects):  # type: ignore[no-untyped-def]
    """Join each partner to its projects: every set is led by its first partner, and paths are halved on the way."""
    n = len(indptr) - 1
    parent, label = np.arange(n), np.empty(n, np.intp)
    first = np.full(projects, -1, np.int64)
    for i in range(n):
        root = i
        for e in range(indptr[i], indptr[i + 1]):
            j = indices[e]
            other = first[j]
            if other < 0:
                first[j] = root
                continue
            while parent[other] != other:
                parent[other] = parent[parent[other]]
                other = parent[other]
            first[j] = other
            if other < root:
                parent[root] = other
                root = other
            elif root < other:
                parent[other] = root
    count = 0
    for i in range(n):
        if parent[i] == i:
            label[i] = count
            count += 1
        else:
            label[i] = label[parent[i]]  # who leads comes first
    return label


def joined(rank: NDArray[np.intp], one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return, for each order of the partners, how many ties are whole once the partner of each rank has come.

    Parameters
    ----------
    rank : array of int, shape (orders, n)
        When each partner comes.
    one, other : array of int
        The ends of each tie.
    """
    orders, n = rank.shape
    if 2 * len(one) >= TRIADS_PAY:
        count, ends, rank = compiled(_joined), rows_of(one, other), np.require(rank, np.int64, ["C", "W"])
        return np.concatenate(side_by_side(lambda some: count(some, *ends), np.array_split(rank, threads())))
    later = np.maximum(np.take(rank, one, axis=1), np.take(rank, other, axis=1)) + n * np.arange(orders)[:, None]
    return np.cumsum(np.bincount(later.ravel(), minlength=orders * n).reshape(orders, n), axis=1)


def _joined(rank, one, other):  # type: ignore[no-untyped-def]
    orders, n = rank.shape
    found = np.zeros((orders, n), np.int64)
    for order in range(orders):
        mine, count = rank[order], found[order]
        for e in range(len(one)):
            count[max(mine[one[e]], mine[other[e]])] += 1
        for r in range(1, n):
            count[r] += count[r - 1]
    return found


def ways(indptr: ArrayLike, indices: ArrayLike, projects: int, sources: ArrayLike) -> NDArray[np.signedinteger[Any]]:
    """Return the distance of every partner from each source, shape (sources, n); n where there is no way.

    In the shortest type in which two such distances, and the step between them, can be added.

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
    sources = np.require(sources, np.int64, ["C", "W"])
    n = len(indptr) - 1
    found = np.full((len(sources), n), n, np.int16 if 2 * n + 1 < 2**15 else np.int32)
    if len(sources) * len(indices) >= WAYS_PAY:
        searched(indptr, indices, projects, sources, found)
        return found
    there: Any = csr_array((np.ones(len(indices), np.float32), indices.astype(np.int32), indptr), shape=(n, projects))
    back = there.T.tocsr()
    for start in range(0, len(sources), 256):
        some = sources[start : start + 256]
        reached = np.zeros((n, len(some)), bool)
        reached[some, np.arange(len(some))] = True
        block = found[start : start + 256]
        edge, level = reached, 0
        while edge.any():
            block[edge.T] = level
            edge = ((there @ ((back @ edge.astype(np.float32)) > 0).astype(np.float32)) > 0) & ~reached
            reached = reached | edge
            level += 1
    return found
