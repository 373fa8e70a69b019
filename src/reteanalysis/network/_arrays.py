"""Sparse arrays in canonical form, and columns of attributes beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, vstack

Data = Mapping[str, NDArray[Any]]


def objects(values: Sequence[Any]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def canonical(array: csr_array) -> csr_array:
    array = csr_array(array)
    array.sum_duplicates()
    array.sort_indices()
    return array


def as_incidence(rows: Sequence[int], columns: Sequence[int], shape: tuple[int, int]) -> csr_array:
    return canonical(
        csr_array(coo_array((np.ones(len(rows), np.int64), (np.asarray(rows, np.intp), np.asarray(columns, np.intp))), shape=shape))
    )


def as_weighted(weight: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> csr_array:
    rows, columns = [i for i, _ in weight], [k for _, k in weight]
    return canonical(
        csr_array(coo_array((np.array(list(weight.values()), float), (np.array(rows, np.intp), np.array(columns, np.intp))), shape=shape))
    )


def as_symmetric(strength: Mapping[tuple[int, int], float], n: int) -> csr_array:
    half = {pair: weight for pair, weight in strength.items() if weight}
    return as_weighted({**half, **{(k, i): weight for (i, k), weight in half.items()}}, (n, n))


def without_diagonal(square: csr_array) -> csr_array:
    entries = square.tocoo()
    off = entries.row != entries.col
    return canonical(csr_array(coo_array((entries.data[off], (entries.row[off], entries.col[off])), shape=square.shape)))


def upper_entries(square: csr_array) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    entries = square.tocoo()
    above = entries.row < entries.col
    return entries.row[above], entries.col[above], entries.data[above]


def product_within(mask: csr_array, left: csr_array, right: csr_array) -> csr_array:
    """Return ``left @ right`` where `mask` is 1, in blocks of rows: the whole product of a large network is never held at once."""
    blocks = [mask[start : start + 256].multiply(left[start : start + 256] @ right) for start in range(0, mask.shape[0], 256)]
    return csr_array(vstack(blocks)) if blocks else csr_array(mask.shape)


def masked(data: Data, mask: NDArray[np.bool_]) -> Data:
    return {key: values[mask] for key, values in data.items()}


def as_columns(records: Sequence[Mapping[str, Any]], leave_out: set[str]) -> Data:
    names = dict.fromkeys(key for record in records for key in record if key not in leave_out)
    columns = {name: [record.get(name) for record in records] for name in names}
    return {
        name: np.array(values, np.int64) if all(type(value) is int for value in values) else objects(values)
        for name, values in columns.items()
    }


def as_plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def same_array(a: csr_array, b: csr_array) -> bool:
    """Whether two arrays in canonical form hold the same."""
    return a.shape == b.shape and all(np.array_equal(getattr(a, part), getattr(b, part)) for part in ("indptr", "indices", "data"))


def same_data(a: Data, b: Data) -> bool:
    """Tell whether the same was recorded; a column of nobody records nothing."""
    one, other = ({key: list(values) for key, values in data.items() if len(values)} for data in (a, b))
    return one == other
