"""Sparse arrays in canonical form, and columns of attributes beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, vstack

Data = Mapping[str, NDArray[Any]]

SEARCHED = 20_000, 1_024  # nodes up to which ways are looked for from all of them, and from how many beyond
WALKED = 2_000, 256  # the same where ways are counted, not only their lengths
FILLED = 250  # partners, and projects, up to which tables are quicker filled in than sparse


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


def counted(rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return how often each cell of a table is named."""
    cells = np.multiply(rows, shape[1], dtype=np.intp) + columns
    return np.bincount(cells, minlength=shape[0] * shape[1]).astype(np.int64, copy=False).reshape(shape)


def parts(table: NDArray[Any]) -> NDArray[np.intp]:
    """Return the component of each row of a small filled-in table, numbered as they come: columns are sets of rows, each one number."""
    packed = np.packbits(table.T > 0, axis=1, bitorder="little")
    written, width = packed.tobytes(), packed.shape[1]
    found: list[int] = []
    for at in range(0, len(written), max(1, width)):
        met = int.from_bytes(written[at : at + width], "little")
        if not met:
            continue
        apart = []
        for part in found:
            if part & met:
                met |= part
            else:
                apart.append(part)
        found = [*apart, met]
    if len(found) == 1 and found[0].bit_count() == len(table):
        return np.zeros(len(table), np.intp)
    first = np.arange(len(table))
    for part in found:
        members = np.unpackbits(np.frombuffer(part.to_bytes(width, "little"), np.uint8), count=len(table), bitorder="little").view(bool)
        first[members] = (part & -part).bit_length() - 1
    number = np.cumsum(first == np.arange(len(table))) - 1
    return np.asarray(number[first], np.intp)


def as_symmetric(strength: Mapping[tuple[int, int], float], n: int) -> csr_array:
    half = {pair: weight for pair, weight in strength.items() if weight}
    return as_weighted({**half, **{(k, i): weight for (i, k), weight in half.items()}}, (n, n))


_BLANK = csr_array((0, 0), dtype=np.int64)


def trusted(data: NDArray[Any], indices: NDArray[Any], indptr: NDArray[Any], shape: tuple[int, int]) -> csr_array:
    """Return the array of parts known to be in canonical form; to check them takes longer than many a measure of a small network."""
    made = object.__new__(csr_array)
    made.__dict__.update(_BLANK.__dict__, _shape=shape)
    made.data, made.indices, made.indptr = data, indices, indptr
    made.has_sorted_indices = made.has_canonical_format = True
    return made


def entries_of(indptr: NDArray[Any], rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where the entries of these rows are stored, row after row as they are named, and how many each has."""
    first = indptr[rows]
    length = indptr[rows + 1] - first
    return np.repeat(first - np.cumsum(length) + length, length) + np.arange(length.sum()), length


def pointer_of(length: NDArray[Any], dtype: Any) -> NDArray[Any]:
    """Return where each row begins and the last one ends, of rows with so many entries."""
    pointer = np.zeros(len(length) + 1, dtype)
    np.cumsum(length, out=pointer[1:])
    return pointer


def as_sparse(table: NDArray[Any]) -> csr_array:
    """Return a filled-in table in canonical form; several times faster than letting scipy look for its entries."""
    some = table != 0
    rows, columns = some.nonzero()
    return trusted(table[rows, columns], columns.astype(np.int32), pointer_of(some.sum(axis=1), np.int32), table.shape)


def rows_taken(array: csr_array, rows: NDArray[np.intp]) -> csr_array:
    """Return some rows of an array in canonical form, in this order, as often as they are named."""
    at, length = entries_of(array.indptr, rows)
    return trusted(array.data[at], array.indices[at], pointer_of(length, array.indptr.dtype), (len(rows), array.shape[1]))


def among(square: csr_array, mask: NDArray[np.bool_]) -> csr_array:
    """Return the part of a square array in canonical form that is between some of its rows."""
    row = np.repeat(np.arange(len(mask)), np.diff(square.indptr))
    kept = mask[row] & mask[square.indices]
    place = (np.cumsum(mask) - 1).astype(square.indices.dtype)
    size = int(np.count_nonzero(mask))
    length = np.bincount(row[kept], minlength=len(mask))[mask]
    return trusted(square.data[kept], place[square.indices[kept]], pointer_of(length, square.indptr.dtype), (size, size))


def some_of(nodes: int, names: Sequence[str], limits: tuple[int, int] | None = None) -> NDArray[np.intp]:
    """Return from which nodes ways are looked for: all or, of many, a lot that does not depend on the order of rows."""
    most, some = SEARCHED if limits is None else limits
    if nodes <= most:
        return np.arange(nodes)
    drawn = np.random.default_rng(2019).choice(nodes, some, replace=False)
    return np.sort(np.argsort(np.array(names), kind="stable")[drawn])


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


T = TypeVar("T")


class Part(Mapping[str, T]):
    """Part of every array of a mapping, cut when it is first asked for: most measures look at few of the columns, or at none."""

    def __init__(self, whole: Mapping[str, T], cut: Callable[[T, NDArray[Any]], T], which: NDArray[Any]) -> None:
        self._whole, self._cut, self._which = whole, cut, which
        self._seen: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._seen:
            self._seen[key] = self._cut(self._whole[key], self._which)
        return self._seen[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def __contains__(self, key: object) -> bool:
        return key in self._whole  # without cutting it


def taken(data: Data, which: NDArray[Any]) -> Data:
    return Part(data, np.ndarray.__getitem__, which) if data else data


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
