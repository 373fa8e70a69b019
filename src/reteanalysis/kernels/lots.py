"""Tables drawn by lot: curveball trades between partners, each keeping its number of projects, each project its size.

The draws of a seed are the same whatever the number of threads: draw r is step r // CHAINS of chain r % CHAINS, and each chain
has its own stream of random numbers.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels._compile import compiled, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

CHAINS = 16  # more than the cores of a desk, few enough that their burn-in costs little
AT_ONCE = 32_000_000  # entries of drawn tables held at one time, four bytes each


def curveball(
    indptr: ArrayLike,
    indices: ArrayLike,
    columns: int,
    *,
    draws: int,
    burn_in: int,
    thinning: int,
    seed: int,
    free: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
) -> Iterator[NDArray[np.uint32]]:
    """Yield tables with the same margins as this one, some at a time: the column of each entry, shape (some, entries).

    Entry by entry they are aligned with `indices`: what an entry carries stays with its row. Rows are not sorted.

    Parameters
    ----------
    indptr, indices
        Columns of each row, each once.
    columns : int
        Number of columns.
    draws : int
        How many tables.
    burn_in, thinning : int
        Rounds before the first table of a chain, and between two of them; in a round everybody trades once.
    seed : int
        Of the random numbers.
    free : array of bool, shape (entries,), optional
        Entries that may move; the others stay where they are.
    stratum : array of int, shape (rows,), optional
        Rows trade only with rows of the same stratum.

    Notes
    -----
    A trade pools what exactly one of two rows has and deals it anew, each getting as many as before (Strona et al. 2014); its
    stationary law is uniform over the tables with these margins (Carstens 2015). Trades come in rounds that pair the rows at random,
    so that none is forgotten (global trades: Carstens, Berger & Strona 2018). Every other round pairs rows of like length: what the
    longest rows hold, of which a short one takes little at a time, then moves as fast as the rest. Who trades with whom hangs on the
    margins and on chance alone, so the stationary law stays what it is.
    """
    indptr, indices = rows_of(indptr, indices)
    rows = len(indptr) - 1
    movable = np.ones(len(indices), bool) if free is None else np.asarray(free, bool)
    row = np.repeat(np.arange(rows), np.diff(indptr))
    front = np.lexsort((~movable, row))  # within a row, entries that may move come first
    moving = np.bincount(row[movable], minlength=rows)
    ranked, begin, end, pairs = _strata(moving, np.zeros(rows, np.int64) if stratum is None else np.asarray(stratum, np.int64))
    table, back = indices[front], np.argsort(front)
    chains = [(ranked.copy(), table.copy(), np.array([_seed(seed, chain), 0], np.uint64)) for chain in range(min(CHAINS, draws))]
    fixed = indptr.astype(np.uint64), moving.astype(np.uint64)
    step = max(1, AT_ONCE // max(1, len(indices) * CHAINS))
    run = compiled(_rounds)
    with ThreadPoolExecutor(threads()) as pool:
        for first in range(0, draws, step * CHAINS):
            some = min(step * CHAINS, draws - first)
            drawn = np.empty((some, len(indices)), np.uint32)

            def go(chain: int, drawn: NDArray[np.uint32] = drawn, first: int = first) -> None:
                order, state, stream = chains[chain]
                before = burn_in if first == 0 else thinning
                run(*fixed, ranked, begin, end, pairs, columns, order, state, stream, before, thinning, drawn[chain::CHAINS])

            list(pool.map(go, range(min(CHAINS, some))))
            yield drawn[:, back]


def threads() -> int:
    """Return how many threads draw: the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _strata(
    moving: NDArray[np.int64], stratum: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the rows that can trade, stratum after stratum, the longest first; where the stratum of each begins and ends; who leads each pair."""
    able = np.flatnonzero(moving > 0)
    able = able[np.lexsort((-moving[able], stratum[able]))]
    _, place, count = np.unique(stratum[able], return_inverse=True, return_counts=True)
    paired = count[place] > 1
    size = np.where(count > 1, count, 0)
    end = np.cumsum(size)
    pairs = [np.arange(last - many, last - 1, 2) for last, many in zip(end, count, strict=True) if many > 1]
    whole = able[paired], (end - size)[place][paired], end[place][paired], np.concatenate([np.zeros(0), *pairs])
    return tuple(part.astype(np.uint64) for part in whole)  # type: ignore[return-value]


def _seed(seed: int, chain: int) -> int:
    return int(np.random.SeedSequence([seed, chain]).generate_state(1, np.uint64)[0])


def _rounds(indptr, moving, ranked, begin, end, pairs, columns, order, table, stream, first, thinning, drawn):  # type: ignore[no-untyped-def]
    """Play `first` rounds, write the table down, then play `thinning` rounds before each other one.

    `stream` holds the state of the random numbers and the rounds played so far: with one round between two draws, too, every other
    one pairs rows of like length. All positions are without sign, and so are the numbers they are counted with: a sign would cost a comparison at each look-up.
    """
    golden, m1, m2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
    s27, s30, s31, s32 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32)
    one, two = np.uint64(1), np.uint64(2)
    state, played, stamp = stream[0], stream[1], 0
    mark = np.zeros(columns, np.int32)
    pool = np.empty(len(table) + 1, np.uint32)  # where in the table the seats in play stand
    for r in range(len(drawn)):
        for _ in range(first if r == 0 else thinning):
            near = played % two == one  # with one of the next in length, at most twice as far down the list
            played += one
            if near:
                order[:] = ranked
            for t in range(np.uint64(len(order))):
                state += golden  # splitmix64
                x = (state ^ (state >> s30)) * m1
                x = (x ^ (x >> s27)) * m2
                x ^= x >> s31
                last = min(end[t], t + t + two - begin[t]) if near else end[t]
                u = t + (((x >> s32) * (last - t)) >> s32)
                order[t], order[u] = order[u], order[t]
            for p in pairs:
                i, k = order[p], order[p + one]
                if moving[i] > moving[k]:
                    i, k = k, i
                stamp += 2
                if stamp > 2_000_000_000:
                    mark[:] = 0
                    stamp = 2
                # Marked: row i alone has it; marked and one more: k has it, whether or not i does.
                for e in range(indptr[i], indptr[i + one]):
                    mark[table[e]] = stamp
                left = found = moving[i]  # in the pool the seats of i, the shorter row, end where those of k begin
                for e in range(indptr[k], indptr[k] + moving[k]):
                    c = table[e]
                    pool[found] = e
                    found += np.uint64(mark[c] != stamp)  # no branch to guess wrong
                    mark[c] = stamp + 1
                for e in range(indptr[k] + moving[k], indptr[k + one]):
                    mark[table[e]] = stamp + 1
                for e in range(indptr[i], indptr[i] + moving[i]):
                    pool[left - one] = e
                    left -= np.uint64(mark[table[e]] == stamp)
                few, many = moving[i] - left, found - moving[i]
                if few == 0 or many == 0:
                    continue
                if few > many:  # deal to the side that gets fewer
                    few, many = many, few
                    for t in range(few):
                        a, b = left + t, found - one - t
                        pool[a], pool[b] = pool[b], pool[a]
                total = few + many
                for t in range(few):
                    state += golden
                    x = (state ^ (state >> s30)) * m1
                    x = (x ^ (x >> s27)) * m2
                    x ^= x >> s31
                    a, b = pool[left + t], pool[left + t + (((x >> s32) * (total - t)) >> s32)]
                    table[a], table[b] = table[b], table[a]
        drawn[r] = table
    stream[0], stream[1] = state, played


# ---------------------------------------------------------------------- what is read off a drawn table


def meetings(drawn: NDArray[np.uint32], group: ArrayLike, groups: int, columns: int) -> NDArray[np.int64]:
    """Return, for each drawn table, the ordered pairs of entries of each two groups that share a column, shape (draws, G, G).

    Parameters
    ----------
    drawn : array, shape (draws, entries)
        As `curveball` yields them.
    group : array of int, shape (entries,)
        The group of each entry's row; -1 where it is not known, and not counted.
    groups, columns : int
        How many of each.
    """
    known = np.require(group, np.int64, ["C", "W"])
    run = compiled(_meetings)
    found = np.zeros((len(drawn), groups, groups), np.int64)
    halves = range(0, len(drawn), max(1, -(-len(drawn) // threads())))
    step = halves.step
    with ThreadPoolExecutor(threads()) as pool:
        list(pool.map(lambda at: run(drawn[at : at + step], known, columns, found[at : at + step]), halves))
    return found


def _meetings(drawn, group, columns, found):  # type: ignore[no-untyped-def]
    groups = found.shape[1]
    count = np.zeros((columns, groups), np.int32)
    for r in range(len(drawn)):
        count[:] = 0
        for e in range(len(group)):
            if group[e] >= 0:
                count[drawn[r, e], group[e]] += 1
        table = found[r]
        for j in range(columns):
            for g in range(groups):
                here = count[j, g]
                if here:
                    table[g, g] += here * (here - 1)
                    for h in range(g):
                        table[g, h] += here * count[j, h]
        for g in range(groups):
            for h in range(g):
                table[h, g] = table[g, h]
