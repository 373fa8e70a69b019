"""On how many shortest ways between others each row stands, from many sources at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.kernels._compile import compiled, rows_of, turned
from reteanalysis.kernels.lots import threads

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LANES = 16  # sources searched together: their counts lie side by side, and are added side by side
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
    with ThreadPoolExecutor(threads()) as pool:
        sums = list(pool.map(lambda part: run(indptr, indices, back, members, part), parts))
    found: NDArray[np.float64] = np.sum(sums, axis=0)
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
    """Search from LANES sources side by side, level after level, and gather the shares on the way back (Brandes 2001)."""
    n, m = len(indptr) - 1, len(back) - 1
    found = np.zeros(n)
    far = np.empty((n + m, LANES), np.int16)
    ways, leading = np.empty((n + m, LANES)), np.empty((n + m, LANES))
    queue, stamp = np.empty((n + m) * LANES + 1, np.int32), np.empty(n + m, np.int32)
    level = np.empty(n + m + 2, np.int64)
    share = np.empty(LANES)
    for first in range(0, len(sources), LANES):
        lanes = min(LANES, len(sources) - first)
        far[:] = -1
        ways[:] = 0
        leading[:] = 0
        stamp[:] = -1
        last = 0
        for lane in range(lanes):
            s = sources[first + lane]
            far[s, lane] = 0
            ways[s, lane] = 1
            if stamp[s] < 0:
                stamp[s] = 0
                queue[last] = s
                last += 1
        depth = 0
        level[0], level[1] = 0, last
        while level[depth] < level[depth + 1]:
            depth += 1
            here = np.int16(depth - 1)
            there = np.int16(depth)
            for q in range(level[depth - 1], level[depth]):
                u = queue[q]
                row = u < n
                begin = indptr[u] if row else back[u - n]
                end = indptr[u + 1] if row else back[u - n + 1]
                for e in range(begin, end):
                    v = np.int64(indices[e]) + n if row else np.int64(members[e])
                    reached = False
                    for lane in range(LANES):
                        on = far[u, lane] == here
                        fresh = on & (far[v, lane] < 0)
                        far[v, lane] = there if fresh else far[v, lane]
                        ways[v, lane] += ways[u, lane] if on & (far[v, lane] == there) else 0.0
                        reached |= fresh
                    if reached and stamp[v] != depth:
                        stamp[v] = depth
                        queue[last] = v
                        last += 1
            level[depth + 1] = last
        for at in range(depth - 1, 0, -1):
            here, there = np.int16(at), np.int16(at - 1)
            for q in range(level[at], level[at + 1]):
                v = queue[q]
                row = v < n
                own = 1.0 if row else 0.0
                for lane in range(LANES):
                    share[lane] = (own + leading[v, lane]) / ways[v, lane] if far[v, lane] == here else 0.0
                begin = indptr[v] if row else back[v - n]
                end = indptr[v + 1] if row else back[v - n + 1]
                for e in range(begin, end):
                    u = np.int64(indices[e]) + n if row else np.int64(members[e])
                    for lane in range(LANES):
                        leading[u, lane] += ways[u, lane] * share[lane] if far[u, lane] == there else 0.0
        for i in range(n):
            for lane in range(lanes):
                if far[i, lane] > 0:
                    found[i] += leading[i, lane]
    return found
