"""Which contributions are larger than the totals of the giver and of the project suggest: the weighted twin of `maximum_entropy`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.evidence._margins import AMOUNT, CONVERGED, COUNT, balanced
from reteanalysis.evidence.p_values import false_discovery
from reteanalysis.terms import Reason, undefined, unstable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WeightedTwin:
    """The contributions of a table against tables with the same totals on average; one entry for each contribution above 0.

    Parameters
    ----------
    row, column : array of int
        Who gives, and in which project.
    weight : array of float
        What is given.
    expected : array of float
        What the two totals suggest.
    p : array of float
        P(at least as much), in (0, 1]. Where nothing is given p is 1, and there is no entry.
    cells : int
        Cells of the table without its empty rows and columns: the questions asked.
    residual : float
        Greatest error of an expected total, over that total; UNSTABLE where it did not become small enough, and then nothing here
        can be trusted. EMPTY where nothing is given.
    """

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    weight: Floats
    expected: Floats
    p: Floats
    cells: int
    residual: float

    @property
    def q(self) -> Floats:
        """The share of false discoveries at which each entry becomes one, among all cells (Benjamini & Hochberg)."""
        return false_discovery(self.p, self.cells)


def weighted_twin(table: csr_array, *, counted: bool = False) -> WeightedTwin:
    """Return every contribution with what the totals of its row and column suggest, and the probability of at least as much.

    Independent cells of greatest entropy with the totals kept on average: exponential for amounts, with mean 1 / (θ_i + η_j), or
    geometric for counts. Rows and columns without anything are left out; entries that are not above 0, or not known, are not
    contributions. The unit of amounts does not matter. A contribution that makes up most of both its totals explains itself, and is
    never found: what is found is large beside the others of its row and of its column. Bruno, Mazzilli, Patelli, Squartini & Saracco 2023, Journal of
    Physics: Complexity 4:045011.

    Parameters
    ----------
    table : csr_array, shape (partners, projects)
        What each partner brings to each project, of one kind of resource and in one unit.
    counted : bool
        Whether these are counts (hours, persons) and not amounts.

    >>> from scipy.sparse import csr_array
    >>> twin = weighted_twin(csr_array([[6.0, 0.0], [2.0, 4.0]]))  # both give 6; 8 and 4 arrive
    >>> twin.expected.round(9).tolist(), twin.p.round(3).tolist()  # exp(−6/4), exp(−2/4), exp(−4/2)
    ([4.0, 4.0, 2.0], [0.223, 0.607, 0.135])
    """
    entries = csr_array(table).tocoo()
    given = np.flatnonzero(entries.data > 0)
    row, column, weight = entries.row[given].astype(np.intp), entries.col[given].astype(np.intp), entries.data[given].astype(np.float64)
    if not len(given):
        return WeightedTwin(row, column, weight, weight, weight, 0, undefined(Reason.EMPTY))
    rows, i = np.unique(row, return_inverse=True)
    columns, j = np.unique(column, return_inverse=True)
    unit = 1.0 if counted else weight.sum() / (len(rows) * len(columns))
    total, row_class, row_times = np.unique(np.bincount(i, weight / unit), return_inverse=True, return_counts=True)
    size, column_class, column_times = np.unique(np.bincount(j, weight / unit), return_inverse=True, return_counts=True)
    cell = COUNT if counted else AMOUNT
    u, residual = balanced(cell, total.astype(float), row_times.astype(float), size.astype(float), column_times.astype(float))
    at = u[row_class[i], column_class[j]]
    return WeightedTwin(
        row,
        column,
        weight,
        cell.mean(at) * unit,
        np.exp(at * (weight / unit)),
        len(rows) * len(columns),
        residual if residual < CONVERGED else unstable(residual),
    )
