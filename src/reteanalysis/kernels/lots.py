"""Tables drawn by lot: curveball trades between partners, each keeping its number of projects, each project its size.

The draws of a seed are the same whatever the number of threads: draw r is step r // CHAINS of chain r % CHAINS, and each chain
has its own stream of random numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels._compile import compiled, rows_of, side_by_side, threads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

CHAINS = 16  # more than the cores of a desk, few enough that their burn-in costs little
AT_ONCE = 4_000_000  # entries of drawn tables held at one time, four bytes each
PAIRS = 8  # the first of so many rounds is of pairs
LANES = 8  # entries read at one time


def curveball(
    indptr: ArrayLike,
    indices: ArrayLike,
    columns: int,
    *,
    draws: int,
    burn_in: int,
    thinning: int,
    seed: int,
    together: int = 2,
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
    together : int
        How many rows meet in a trade, at least 2.
    free : array of bool, shape (entries,), optional
        Entries that may move; the others stay where they are.
    stratum : array of int, shape (rows,), optional
        Rows trade only with rows of the same stratum.

    Notes
    -----
    A trade pools what exactly one of the rows that meet has and deals it anew, each getting as many as before. Two rows: Strona et al.
    2014; its stationary law is uniform over the tables with these margins (Carstens 2015). More rows forget faster, and the law stays:
    a deal and its way back are equally likely, as what is pooled, and how much each row gets of it, are the same before and after.
    Whether every table can be reached is known for pairs only, so one round in `PAIRS` is of pairs. Trades come in rounds that put the
    rows together at random, so that none is forgotten (global trades: Carstens, Berger & Strona 2018). Every other round puts rows of
    like length together: what the longest rows hold, of which a short one takes little at a time, then moves as fast as the rest. Who
    meets whom hangs on the margins and on chance alone, so the stationary law stays what it is.
    """
    indptr, indices = rows_of(indptr, indices)
    rows = len(indptr) - 1
    movable = np.ones(len(indices), bool) if free is None else np.asarray(free, bool)
    row = np.repeat(np.arange(rows), np.diff(indptr))
    front = np.lexsort((~movable, row))  # within a row, entries that may move come first
    moving = np.bincount(row[movable], minlength=rows)
    ranked, strata = _strata(moving, np.zeros(rows, np.int64) if stratum is None else np.asarray(stratum, np.int64))
    span = np.column_stack([indptr[:-1], indptr[:-1] + moving, indptr[1:]]).astype(np.uint32)
    table, back = np.append(indices[front], np.zeros(LANES, np.uint32)), np.argsort(front)
    as_asked = bool(movable.all())  # the table stands as it was given
    chains = [(ranked.copy(), table.copy(), np.array([_seed(seed, chain), 0], np.uint64)) for chain in range(min(CHAINS, draws))]
    step = max(1, AT_ONCE // max(1, len(indices) * CHAINS))
    run = compiled(_rounds)
    for first in range(0, draws, step * CHAINS):
        some = min(step * CHAINS, draws - first)
        drawn = np.empty((some, len(indices)), np.uint32)

        def go(chain: int, drawn: NDArray[np.uint32] = drawn, first: int = first) -> None:
            order, state, stream = chains[chain]
            before = burn_in if first == 0 else thinning
            run(span, ranked, strata, together, columns, order, state, stream, before, thinning, drawn, chain, CHAINS)

        side_by_side(go, range(min(CHAINS, some)))
        yield drawn if as_asked else drawn[:, back]


def _strata(moving: NDArray[np.int64], stratum: NDArray[np.int64]) -> tuple[NDArray[np.uint32], NDArray[np.uint64]]:
    """Return the rows that can trade, stratum after stratum, the longest first; where each stratum begins and ends, shape (strata, 2)."""
    able = np.flatnonzero(moving > 0)
    able = able[np.lexsort((-moving[able], stratum[able]))]
    _, count = np.unique(stratum[able], return_counts=True)
    end = np.cumsum(count)
    return able.astype(np.uint32), np.column_stack([end - count, end]).astype(np.uint64)


def _seed(seed: int, chain: int) -> int:
    return int(np.random.SeedSequence([seed, chain]).generate_state(1, np.uint64)[0])


def _rounds(span, ranked, strata, together, columns, order, table, stream, first, thinning, drawn, chain, chains):  # type: ignore[no-untyped-def]
    """Play `first` rounds, write the table down, then play `thinning` rounds before each other one: every table of one chain.

    `span`: where a row's entries that may move begin and end, and where the row ends. `stream`: the state of the random numbers, and
    the rounds played so far, which say what kind of round comes next. Positions are without sign, and so are the numbers they are
    counted with: a sign would cost a comparison at each look-up.
    """
    golden, m1, m2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
    s27, s30, s31, s32, low = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(32), np.uint64(0xFFFFFFFF)
    one, two, lanes = np.uint64(1), np.uint64(2), np.uint64(LANES)
    state, played, stamp = stream[0], stream[1], np.int16(0)
    mark = np.zeros(columns, np.int16)
    place, held = np.empty(len(table), np.uint32), np.empty(len(table), np.uint32)  # of the seats in play: where in the table, which column
    for r in range(chain, len(drawn), chains):
        for _ in range(first if r == chain else thinning):
            near = played % two == one  # with those next in length, at most twice as far down the list
            size = two if played % np.uint64(PAIRS) == 0 else np.uint64(together)
            played += one
            if near:
                for t in range(len(order)):  # not one array into another: numba would compile its error message, for seconds
                    order[t] = ranked[t]
            for s in range(len(strata)):
                begin, end = strata[s, 0], strata[s, 1]
                last = end
                for t in range(begin, end):
                    state += golden  # splitmix64
                    x = (state ^ (state >> s30)) * m1
                    x = (x ^ (x >> s27)) * m2
                    x ^= x >> s31
                    if near:
                        last = min(end, t + t + two - begin)
                    u = t + (((x >> s32) * (last - t)) >> s32)
                    order[t], order[u] = order[u], order[t]
                for meeting in range(begin, end - one, size):
                    stamp += np.int16(2)
                    if stamp > 32_000:
                        mark[:] = 0
                        stamp = np.int16(2)
                    some = np.uint64(0)
                    for p in range(meeting, min(meeting + size, end)):
                        i = np.uint64(order[p])
                        begins, stays = np.uint64(span[i, 0]), np.uint64(span[i, 1])
                        for e in range(begins, stays, lanes):  # eight at a time, with what follows: how long a row is cannot be guessed
                            at = some + e - begins
                            for lane in range(lanes):
                                place[at + lane] = e + lane
                            for lane in range(lanes):
                                held[at + lane] = table[e + lane]
                        some += stays - begins
                        for e in range(stays, np.uint64(span[i, 2])):
                            c = table[e]
                            mark[c] = stamp + np.int16(mark[c] >= stamp)
                    # Marked once: one of those who meet has it; marked again: more have. No branches, which would be guessed wrong.
                    for t in range(some):
                        c = held[t]
                        mark[c] = stamp + np.int16(mark[c] >= stamp)
                    alone = np.uint64(0)
                    for t in range(some):
                        e, c = place[t], held[t]  # read before anything is written, or each step would wait for the one before
                        place[alone], held[alone] = e, c
                        alone += np.uint64(mark[c] == stamp)
                    if alone < two:
                        continue
                    for t in range(np.uint64(0), alone - one, two):  # one random number is enough for two
                        state += golden
                        x = (state ^ (state >> s30)) * m1
                        x = (x ^ (x >> s27)) * m2
                        x ^= x >> s31
                        u = t + (((x >> s32) * (alone - t)) >> s32)
                        table[place[t]], held[u] = held[u], held[t]
                        v = t + one
                        u = v + (((x & low) * (alone - v)) >> s32)
                        table[place[v]], held[u] = held[u], held[v]
                    table[place[alone - one]] = held[alone - one]
        for e in range(drawn.shape[1]):
            drawn[r, e] = table[e]
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
    side_by_side(lambda at: run(drawn[at : at + step], known, columns, found[at : at + step]), halves)
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
