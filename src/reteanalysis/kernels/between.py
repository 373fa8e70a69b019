"""On how many shortest ways between others each row stands, from many sources at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.kernels._compile import compiled, rows_of, side_by_side, turned

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LANES = 16  # sources searched together: their counts lie side by side, and are added side by side
FEW = 8  # where those at a level are fewer than one node in so many, only what they are joined to is looked at
PARTS = 8  # sums made apart and added in order, so that the result does not depend on the number of threads
FILLED = 250  # rows up to which numpy answers, in a table of rows by rows
STEPS_PAY = 5_000_000  # sources x entries from which the loop is worth waiting for the compiler; below, blocks of sparse products


def betweenness(indptr: ArrayLike, indices: ArrayLike, columns: int, sources: ArrayLike) -> NDArray[np.float64]:
    """Return, for each row, the sum over ordered pairs of a source and another row of the share of their shortest ways through it.

    Rows are joined through the columns they share: every column that two rows share is a way of its own. A row stands on no way
    that it begins or ends. Brandes 2001; pairs of rows alone count (Brandes 2008).

    Parameters
    ----------
    indptr, indices
        Columns of each row.
    columns : int
        Number of columns.
    sources : array of int
        Rows where ways begin.
    """
    indptr, indices = rows_of(indptr, indices)
    sources = np.require(sources, np.int64, ["C", "W"])
    if len(sources) * len(indices) < STEPS_PAY:
        links = csr_array((np.ones(len(indices)), indices, indptr), shape=(len(indptr) - 1, columns))
        step = links @ links.T
        return _by_products(step.toarray() if len(indptr) - 1 <= FILLED else csr_array(step), sources)
    back, members = turned(indptr, indices, columns)
    run = compiled(_through)
    parts = [sources[at * len(sources) // PARTS : (at + 1) * len(sources) // PARTS] for at in range(PARTS)]
    found: NDArray[np.float64] = np.sum(side_by_side(lambda part: run(indptr, indices, back, members, part), parts), axis=0)
    return found


def _by_products(step: NDArray[np.float64] | csr_array, sources: NDArray[np.int64], at_once: int = 512) -> NDArray[np.float64]:
    """Return what `betweenness` does, one step of all ways from some sources at a time, by products with the ways of one step."""
    n = step.shape[0]
    found = np.zeros(n)
    for first in range(0, len(sources), at_once):
        begin = sources[first : first + at_once]
        ways = np.zeros((len(begin), n))  # shortest ways from each source to each row
        ways[np.arange(len(begin)), begin] = 1
        layers = [ways > 0]  # the rows at 0, 1, 2, … steps from each source
        front = ways.copy()
        while layers[-1].any():
            front = np.asarray(front @ step)
            front[ways > 0] = 0
            layers.append(front > 0)
            ways += front
        leading = np.zeros_like(ways)  # ways from the source that lead on through a row, each as a share of its pair
        for near, far in zip(layers[-3::-1], layers[-2:0:-1], strict=True):
            share = np.divide(1 + leading, ways, out=np.zeros_like(ways), where=far)
            leading += np.where(near, np.asarray(share @ step) * ways, 0.0)
        leading[np.arange(len(begin)), begin] = 0
        found += leading.sum(axis=0)
    return found


def _through(indptr, indices, back, members, sources):  # type: ignore[no-untyped-def]
    """Search from LANES sources side by side, level after level, and gather the shares on the way back (Brandes 2001).

    A node sums over all it is joined to, and those that are not at the level before add 0: sums without a condition are done side
    by side. Who is asked: every node that some source has not met yet or, where few are at the level before, those joined to them.
    """
    n, m = len(indptr) - 1, len(back) - 1
    size = n + m
    start, to = np.empty(size + 1, np.int64), np.empty(2 * len(indices), np.uint32)  # rows, then columns
    for i in range(n):
        start[i] = indptr[i]
    for j in range(m + 1):
        start[n + j] = indptr[n] + back[j]
    for e in range(len(indices)):
        to[e] = np.uint32(n) + indices[e]
        to[len(indices) + e] = members[e]
    found, far = np.zeros(n), np.empty((size, LANES), np.int32)
    ways, leading = np.empty((size, LANES)), np.empty((size, LANES))
    wave, total = np.zeros((size, LANES)), np.empty(LANES)  # ways to those at the level before; on the way back, their shares
    queue, level = np.empty(size * LANES + 1, np.uint32), np.empty(size + 2, np.int64)
    asked, near, met_by_all = np.empty(size, np.int64), np.empty(size, np.uint32), size + 2
    for first in range(0, len(sources), LANES):
        lanes = min(LANES, len(sources) - first)
        far[:, :lanes] = -1
        far[:, lanes:] = 0
        leading[:] = 0
        asked[:] = 0
        for lane in range(lanes):
            s = sources[first + lane]
            queue[lane] = s
            far[s, lane] = 0
            ways[s, lane] = wave[s, lane] = 1
        depth, last = 0, lanes
        level[0], level[1] = 0, lanes
        while level[depth] < last:
            depth += 1
            some = 0
            if (level[depth] - level[depth - 1]) * FEW < size:
                for q in range(level[depth - 1], level[depth]):
                    u = queue[q]
                    for e in range(start[u], start[u + 1]):
                        v = to[e]
                        if asked[v] < depth:
                            asked[v] = depth
                            near[some] = v
                            some += 1
            else:
                for v in range(n, size) if depth % 2 else range(n):
                    near[some] = v
                    some += asked[v] < depth
            for q in range(level[max(0, depth - 2)], level[depth - 1]):
                wave[queue[q]] = 0
            for k in range(some):
                v = near[k]
                total[:] = 0
                e = start[v]
                while e + 1 < start[v + 1]:  # two at a time: half the sums to put back
                    u, w = to[e], to[e + 1]
                    e += 2
                    for lane in range(LANES):
                        total[lane] += wave[u, lane] + wave[w, lane]
                if e < start[v + 1]:
                    u = to[e]
                    for lane in range(LANES):
                        total[lane] += wave[u, lane]
                reached, by_all = False, True
                for lane in range(LANES):
                    fresh = (far[v, lane] < 0) & (total[lane] > 0)
                    far[v, lane] = depth if fresh else far[v, lane]
                    ways[v, lane] = total[lane] if fresh else ways[v, lane]
                    wave[v, lane] = total[lane] if fresh else 0.0
                    reached |= fresh
                    by_all &= far[v, lane] >= 0
                if by_all:
                    asked[v] = met_by_all
                queue[last] = v
                last += reached
            level[depth + 1] = last
        for q in range(level[max(0, depth - 2)], last):
            wave[queue[q]] = 0
        for at in range(depth - 1, 1, -1):
            for q in range(level[at], level[at + 1]):
                v = queue[q]
                own = 1.0 if v < n else 0.0
                for lane in range(LANES):
                    wave[v, lane] = (own + leading[v, lane]) / ways[v, lane] if far[v, lane] == at else 0.0
            for q in range(level[at - 1], level[at]):
                u = queue[q]
                total[:] = 0
                for e in range(start[u], start[u + 1]):
                    v = to[e]
                    for lane in range(LANES):
                        total[lane] += wave[v, lane]
                for lane in range(LANES):
                    leading[u, lane] = total[lane] * ways[u, lane] if far[u, lane] == at - 1 else leading[u, lane]
            for q in range(level[at], level[at + 1]):
                wave[queue[q]] = 0
        for i in range(n):
            for lane in range(lanes):
                if far[i, lane] > 0:
                    found[i] += leading[i, lane]
    return found
