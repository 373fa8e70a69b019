"""Many searches through a network at once, sixty-four to a word of bits: a plain way that needs no compiler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Rows = tuple[NDArray[np.integer], NDArray[np.integer]]  # indptr and indices of a sparse array
    Words = NDArray[np.uint64]


def starting(nodes: int, sources: NDArray[np.intp]) -> Words:
    """Return one search from each source, shape (nodes, words)."""
    bits = np.zeros((nodes, -(-len(sources) // 64)), np.uint64)
    at = np.arange(len(sources))
    bits[sources, at // 64] |= np.uint64(1) << (at % 64).astype(np.uint64)
    return bits


def steps(
    rounds: Sequence[Rows], seen: Words, silent: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
) -> Iterator[NDArray[np.int64]]:
    """Yield, step after step, how many pairs of a search and a node the searches of each word meet for the first time.

    Parameters
    ----------
    rounds
        What one step goes through: the rows of a graph, or the members of tables and then the tables of members.
    seen : array of bits, shape (nodes, words)
        Where the searches begin; changed as they go on.
    silent : pair of arrays, optional
        Nodes and words: the searches of that word do not pass through that node.
    """
    while True:
        met = seen
        for indptr, indices in rounds:
            met = gathered(indptr, indices, met)
        met &= ~seen
        if silent is not None:
            met[silent] = 0
        count = np.bitwise_count(met).sum(axis=0, dtype=np.int64)
        if not count.any():
            return
        yield count
        seen |= met


def gathered(indptr: NDArray[np.integer], indices: NDArray[np.integer], bits: Words) -> Words:
    """Return for each row the bits of all that it names."""
    found = np.zeros((len(indptr) - 1, bits.shape[1]), np.uint64)
    some = np.diff(indptr) > 0
    if some.any():
        found[some] = np.bitwise_or.reduceat(bits[indices], indptr[:-1][some], axis=0)
    return found
