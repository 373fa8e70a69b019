"""What is left when partners leave: one after the other, each alone, and the single seats that hold somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reteanalysis.kernels._compile import compiled, rows_of, run, side_by_side, threads, turned
from reteanalysis.kernels.structure import LOOP_PAYS, TRIADS_PAY

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

TABLES_PAY = 50  # cells of a filled-in table looked at, in all orders at once, while a loop follows a seat of one order


class Removal(NamedTuple):
    """What is left after 0, 1, 2, … partners are taken out."""

    largest: NDArray[np.int64]  # partners in the largest component
    pairs: NDArray[np.int64]  # pairs of partners with a path between them


# ---------------------------------------------------------------------- one after the other


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
    indptr, indices = rows_of(indptr, indices)
    n, out = len(indptr) - 1, np.asarray(order, np.int64)
    stays = np.ones(n, bool)
    stays[out] = False
    coming = np.append(np.flatnonzero(stays), out[::-1])
    scratch = np.arange(n + projects), np.zeros(n + projects, np.int64)
    largest, pairs = run(_growth, len(indices) < LOOP_PAYS, indptr, indices, coming, *scratch, *np.zeros((2, n + 1), np.int64))
    return Removal(largest[n - len(out) :][::-1], pairs[n - len(out) :][::-1])


def _growth(indptr, indices, coming, parent, size, largest, pairs):  # type: ignore[no-untyped-def]
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


def removals(indptr: ArrayLike, indices: ArrayLike, projects: int, orders: ArrayLike) -> NDArray[np.int64]:
    """Return how many partners the largest component has after 0, 1, …, n leavings, shape (orders, n + 1).

    Parameters
    ----------
    indptr, indices
        Projects of each partner.
    projects : int
        Number of projects.
    orders : array of int, shape (orders, n)
        Who leaves when, each partner once.
    """
    indptr, indices = rows_of(indptr, indices)
    n, orders = len(indptr) - 1, np.asarray(orders, np.int64)
    if len(indices) >= LOOP_PAYS:
        grow = compiled(_growths)
        return np.concatenate(side_by_side(lambda some: grow(indptr, indices, projects, some), np.array_split(orders, threads())))
    if n * projects <= TABLES_PAY * len(indices):
        return _growths_together(indptr, indices, projects, orders)
    return np.array([removal(indptr, indices, projects, order).largest for order in orders]).reshape(len(orders), n + 1)


def _growths_together(
    indptr: NDArray[np.int64], indices: NDArray[np.uint32], projects: int, orders: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Let partners come one by one, in all orders at the same time: each project knows the place of its part, and each place its size."""
    n, many, width = len(indptr) - 1, len(orders), projects + 1
    seats = np.zeros((n, projects), bool)
    seats[np.repeat(np.arange(n), np.diff(indptr)), indices] = True
    first = np.where(np.diff(indptr) > 0, np.append(indices, 0)[indptr[:-1]], projects)  # a partner without seats is in no part that grows
    begin = width * np.arange(many)
    part = begin[:, None] + np.arange(projects)
    size, met, largest = np.zeros((many, width), np.int32), np.zeros((many, width), bool), np.zeros((n + 1, many), np.int64)
    sizes, is_met = size.reshape(-1), met.reshape(-1)
    for t in range(n):
        coming = orders[:, n - 1 - t]
        met[:] = False
        is_met[part[seats[coming]]] = True
        new = first[coming]
        grown = np.einsum("ij,ij->i", size, met) + 1
        size[met] = 0
        sizes[begin + new] = np.where(new < projects, grown, 0)
        np.copyto(part, (begin + new)[:, None], where=is_met.take(part))
        np.maximum(largest[n - t], grown, out=largest[n - t - 1])
    return largest.T


def _growths(indptr, indices, projects, orders):  # type: ignore[no-untyped-def]
    """Let partners come one by one, as `_growth` does, order after order."""
    n = len(indptr) - 1
    largest = np.zeros((len(orders), n + 1), np.int64)
    parent, size = np.empty(n + projects, np.int32), np.empty(n + projects, np.int32)
    for r in range(len(orders)):
        for k in range(n + projects):
            parent[k] = k
            size[k] = 0
        most = np.int32(0)
        for t in range(n - 1, -1, -1):
            i = orders[r, t]
            size[i] = 1
            root = i
            for e in range(indptr[i], indptr[i + 1]):
                other = np.int64(n + indices[e])
                while parent[other] != other:
                    parent[other] = parent[parent[other]]
                    other = np.int64(parent[other])
                if other == root:
                    continue
                small, root = (root, other) if size[root] < size[other] else (other, root)
                parent[small] = root
                size[root] += size[small]
            most = max(most, size[root])
            largest[r, t] = most
    return largest


def core_numbers(indptr: ArrayLike, indices: ArrayLike) -> NDArray[np.int64]:
    """Return the core number of each node: the largest k such that it is among nodes of which each has k ties with the others.

    Parameters
    ----------
    indptr, indices
        The ties: symmetric, without diagonal.
    """
    indptr, indices = rows_of(indptr, indices)
    left = np.diff(indptr)
    order = np.argsort(left, kind="stable")
    place, begins = np.argsort(order), np.searchsorted(left[order], np.arange(int(left.max(initial=0)) + 1))
    short = (part.astype(np.int32) for part in (left, order, place, begins))
    (core,) = run(_peeled, len(indices) < TRIADS_PAY, indptr, indices, *short)
    return core.astype(np.int64)


def _peeled(indptr, indices, left, order, place, begins):  # type: ignore[no-untyped-def]
    """Peel off the node of fewest ties left, one after the other; those of as many stand side by side (Batagelj & Zaveršnik 2003)."""
    for node in order:
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if left[other] > left[node]:  # goes first among those of as many, whose place begins one later, and is one of fewer
                at, first = place[other], begins[left[other]]
                head = order[first]
                order[first], order[at] = other, head
                place[other], place[head] = first, at
                begins[left[other]] = first + 1
                left[other] -= 1
    return (left,)


# ---------------------------------------------------------------------- each alone


def cut_off(indptr: ArrayLike, indices: ArrayLike, projects: int = 0) -> NDArray[np.int64]:
    """Return how many others of its component each partner would cut off from the largest part of it that is left.

    Parameters
    ----------
    indptr, indices
        Projects of each partner or, without `projects`, ties between partners (symmetric).
    projects : int
        Number of projects.
    """
    indptr, indices = rows_of(indptr, indices)
    n, small = len(indptr) - 1, len(indices) < LOOP_PAYS
    if projects:
        back, members = turned(indptr, indices, projects)
        indptr, indices = rows_of(np.append(indptr, indptr[-1] + back[1:]), np.append(indices + n, members))
    below = np.zeros(n + projects, np.int64)
    below[:n] = 1
    (lost,) = run(_separation, small, indptr, indices, indptr.copy(), below, *np.zeros((6, n + projects), np.int64), np.zeros(n, np.int64))
    return lost


def _separation(indptr, indices, step, below, met, low, path, visited, severed, largest, lost):  # type: ignore[no-untyped-def]
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


def pairs_without_each(indptr: ArrayLike, indices: ArrayLike, n: int, gone: ArrayLike = ()) -> NDArray[np.int64]:
    """Return how many pairs of the first n nodes keep a path without each of them, some others being gone already.

    Parameters
    ----------
    indptr, indices
        A graph: symmetric, without diagonal.
    n : int
        How many of its nodes are partners.
    gone : array of int
        Positions of the nodes that are gone; without them alone, what is said of them is not defined.
    """
    indptr, indices = rows_of(indptr, indices)
    nodes = len(indptr) - 1
    below, met = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
    below[:n] = 1
    met[np.asarray(gone, np.int64)] = -1
    (left,) = run(
        _parting,
        len(indices) < LOOP_PAYS,
        indptr,
        indices,
        indptr.copy(),
        below,
        met,
        *np.zeros((6, nodes), np.int64),
        np.zeros(n, np.int64),
    )
    return left


def _parting(indptr, indices, step, below, met, low, path, visited, severed, apart, whole, left):  # type: ignore[no-untyped-def]
    """Search depth first: what hangs on a node alone is a part by itself once it leaves, and so is the rest."""
    n = len(left)
    clock = total = 0
    for start in range(n):
        if met[start]:
            continue
        clock += 1
        met[start] = low[start] = clock
        path[0] = visited[0] = start
        depth = known = 1
        while depth:
            node = path[depth - 1]
            if step[node] < indptr[node + 1]:
                other = indices[step[node]]
                step[node] += 1
                if not met[other]:
                    clock += 1
                    met[other] = low[other] = clock
                    path[depth] = visited[known] = other
                    depth += 1
                    known += 1
                elif 0 < met[other] < low[node]:
                    low[node] = met[other]
                continue
            depth -= 1
            if depth:
                above = path[depth - 1]
                low[above] = min(low[above], low[node])
                below[above] += below[node]
                if low[node] >= met[above]:
                    severed[above] += below[node]
                    apart[above] += below[node] * (below[node] - 1) // 2
        total += below[start] * (below[start] - 1) // 2
        for t in range(known):
            whole[visited[t]] = below[start]
    for i in range(n):
        rest = max(whole[i] - 1 - severed[i], 0)
        left[i] = total - whole[i] * (whole[i] - 1) // 2 + apart[i] + rest * (rest - 1) // 2
    return (left,)


# ---------------------------------------------------------------------- single seats that hold somebody


def bridge_ends(indptr: ArrayLike, indices: ArrayLike, n: int) -> NDArray[np.int64]:
    """Return the bridges of a graph, shape (bridges, 3): the node above, the node below, how many of the first n nodes are below.

    Parameters
    ----------
    indptr, indices
        A graph: symmetric, without diagonal.
    n : int
        How many of its nodes are partners.
    """
    indptr, indices = rows_of(indptr, indices)
    nodes = len(indptr) - 1
    below = np.zeros(nodes, np.int64)
    below[:n] = 1
    found, count = np.zeros((max(0, nodes - 1), 3), np.int64), np.zeros(1, np.int64)
    scratch = below, *np.zeros((3, nodes), np.int64)
    found, count = run(_bridging, len(indices) < LOOP_PAYS, indptr, indices, indptr.copy(), *scratch, found, count)
    return found[: count[0]].reshape(-1, 3)


def _bridging(indptr, indices, step, below, met, low, path, found, count):  # type: ignore[no-untyped-def]
    """Search depth first (Tarjan's)."""
    clock = bridges = 0
    for start in range(len(met)):
        if met[start]:
            continue
        clock += 1
        met[start] = low[start] = clock
        path[0] = start
        depth = 1
        while depth:
            node = path[depth - 1]
            if step[node] < indptr[node + 1]:
                other = indices[step[node]]
                step[node] += 1
                if not met[other]:
                    clock += 1
                    met[other] = low[other] = clock
                    path[depth] = other
                    depth += 1
                elif depth < 2 or other != path[depth - 2]:
                    low[node] = min(low[node], met[other])
                continue
            depth -= 1
            if depth:
                above = path[depth - 1]
                low[above] = min(low[above], low[node])
                below[above] += below[node]
                if low[node] > met[above]:
                    found[bridges][0] = above
                    found[bridges][1] = node
                    found[bridges][2] = below[node]
                    bridges += 1
    count[0] = bridges
    return found, count
