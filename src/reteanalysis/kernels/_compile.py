"""How a loop is compiled, and the one form of rows that all loops take."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import ArrayLike, NDArray


def compiler_awake() -> bool:
    """Whether loops are compiled in this process already, as for tables drawn by lot: then nobody waits for one more, kept from before."""
    return "numba" in sys.modules


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit

    compiled: Callable[..., Any] = njit(cache=True, nogil=True, error_model="numpy")(loop)
    return compiled


def threads() -> int:
    """Return how many threads work: the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(loop: Callable[[Any], Any], parts: Iterable[Any]) -> list[Any]:
    """Return what a compiled loop finds in each part, in order: the parts decide what comes out, and never the number of threads."""
    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(loop, parts))


def run(loop: Callable[..., Any], small: bool, *arrays: NDArray[np.integer[Any]]) -> list[NDArray[np.int64]]:
    """Run a loop that returns some of the arrays it is given: as it stands, over lists, or compiled."""
    if small:
        return [np.array(part, dtype=np.int64) for part in loop(*(array.tolist() for array in arrays))]
    return list(compiled(loop)(*arrays))


def rows_of(indptr: ArrayLike, indices: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return rows in the one type the loops are compiled for (without sign: no position is looked for from the end)."""
    if isinstance(indices, np.ndarray) and indices.dtype == np.int32:
        indices = indices.view(np.uint32)  # the same to the last bit, none being below 0
    return np.require(indptr, np.int64, ["C", "W"]), np.require(indices, np.uint32, ["C", "W"])


def turned(indptr: NDArray[np.int64], indices: NDArray[np.uint32], columns: int) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the rows of the transposed array."""
    turned = csr_array((np.ones(len(indices), np.int8), indices, indptr), shape=(len(indptr) - 1, columns)).tocsc()
    return rows_of(turned.indptr, turned.indices)
