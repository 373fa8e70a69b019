"""How far two ways of grouping, or of ranking, the same things agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROUNDING = 1e-12


def _crossed(one: NDArray[np.integer], other: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the filled cells of the table of two groupings, and its margins."""
    first, second = (np.unique(labels, return_inverse=True)[1] for labels in (one, other))
    cells = np.unique(first * len(first) + second, return_counts=True)[1].astype(np.int64)
    return cells, np.bincount(first), np.bincount(second)


def adjusted_rand(one: NDArray[np.integer], other: NDArray[np.integer]) -> float:
    """Return the share of pairs that both groupings put together or apart, corrected for chance (Hubert & Arabie 1985).

    At most 1; 0 is what chance gives with groups of these sizes. nan where neither groups anything, or both put all together.

    >>> import numpy as np
    >>> round(adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 7)
    0.5714286
    """
    together, first, second = (float((sizes * (sizes - 1)).sum()) / 2 for sizes in _crossed(one, other))
    n = len(one)
    expected = 2 * first * second / (n * (n - 1)) if n > 1 else 0.0
    highest = (first + second) / 2
    return (together - expected) / (highest - expected) if highest - expected > _ROUNDING * max(highest, 1) else np.nan


def adjusted_mutual_information(one: NDArray[np.integer], other: NDArray[np.integer]) -> float:
    """Return the information two groupings share, corrected for chance and divided by the mean of what each holds (Vinh et al. 2010).

    At most 1; 0 is what chance gives with groups of these sizes, exactly: the expectation is over all ways of dealing out both
    groupings. nan where neither groups anything, or both put all together.

    >>> import numpy as np
    >>> round(adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])), 7)
    0.5714286
    """
    n = len(one)
    cells, first, second = _crossed(one, other)
    held = [_entropy(sizes, n) for sizes in (first, second)]
    shared = sum(held) - _entropy(cells, n)
    expected = _expected_information(first, second, n)
    mean = sum(held) / 2
    return float((shared - expected) / (mean - expected)) if mean - expected > _ROUNDING else np.nan


def _entropy(sizes: NDArray[np.int64], n: int) -> float:
    share = sizes / n
    return float(-(share * np.log(share)).sum())


def _expected_information(first: NDArray[np.int64], second: NDArray[np.int64], n: int) -> float:
    """Return the mean information shared by two groupings of these sizes dealt out at random: hypergeometric cells, one size at a time."""
    factorial = gammaln(np.arange(n + 1) + 1.0)
    other, times = np.unique(second, return_counts=True)
    total = 0.0
    for a, repeated in zip(*np.unique(first, return_counts=True), strict=True):
        for b, as_often in zip(other, times, strict=True):
            cell = np.arange(max(1, a + b - n), min(a, b) + 1)
            chance = np.exp(
                factorial[a] + factorial[b] + factorial[n - a] + factorial[n - b]
                - factorial[n] - factorial[cell] - factorial[a - cell] - factorial[b - cell] - factorial[n - a - b + cell]
            )  # fmt: skip
            total += repeated * as_often * float((cell / n * np.log(n * cell / (a * b)) * chance).sum())
    return total


def kendall(one: NDArray[np.number], other: NDArray[np.number]) -> float:
    """Return Kendall's τ_b of two rankings with ties; nan where either ranks nothing.

    Counted in the table of the values taken, so that many equal values cost nothing.

    >>> import numpy as np
    >>> kendall(np.array([1, 2, 3, 3]), np.array([1, 3, 2, 3]))  # three pairs agree, one does not: (3 − 1) / √(5 · 5)
    0.4
    """
    (_, first), (_, second) = (np.unique(values, return_inverse=True) for values in (one, other))
    table = np.zeros((first.max(initial=-1) + 1, second.max(initial=-1) + 1), np.int64)
    np.add.at(table, (first, second), 1)
    above = table[::-1].cumsum(axis=0)[::-1]  # from this row on
    low_to_high = above[:, ::-1].cumsum(axis=1)[:, ::-1]
    agree = int((table[:-1, :-1] * low_to_high[1:, 1:]).sum())
    disagree = int((table[:-1, 1:] * above.cumsum(axis=1)[1:, :-1]).sum())
    pairs = len(one) * (len(one) - 1) // 2
    told = [pairs - int((sizes * (sizes - 1)).sum()) // 2 for sizes in (table.sum(axis=1), table.sum(axis=0))]
    return (agree - disagree) / float(np.sqrt(float(told[0]) * told[1])) if all(told) else np.nan
