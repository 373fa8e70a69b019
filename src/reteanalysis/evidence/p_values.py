"""How rare a value is among those of a null model: its p, the band that says the same, and corrections for many questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.terms import Reason, undefined

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

ALPHA = 0.05
EQUAL = 1e-9  # two values closer than this, in units of their size, are one value computed in two orders


# ---------------------------------------------------------------------- one question


def p_values(observed: ArrayLike, draws: Floats, *, exact: bool = False) -> Floats:
    """Return the two-sided p of each observed value among draws, shape (draws, ...): twice the smaller one-sided one, at most 1.

    One-sided: (1 + draws at least as extreme) / (R + 1); where the draws are all there are (`exact`), the observed one among them,
    simply their share. Values that differ by rounding are equal. Draws without a value are left out; nan where the observed value or
    every draw is undefined.

    >>> p_values([9.0, 3.0], np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0], [3.0, 4.0]])).tolist()  # 2 · 1/5; 2 · 3/5, at most 1
    [0.4, 1.0]
    """
    observed = np.asarray(observed, float)
    near = EQUAL * np.maximum(1.0, np.abs(observed))
    with np.errstate(invalid="ignore"):  # nan is on neither side
        above, below = (draws >= observed - near).sum(axis=0), (draws <= observed + near).sum(axis=0)
    count, extra = (~np.isnan(draws)).sum(axis=0), 0 if exact else 1
    p = 2 * (np.minimum(above, below) + extra) / np.maximum(count + extra, 1)
    return np.where(np.isnan(observed) | (count == 0), np.nan, np.minimum(p, 1.0))


def p_value(observed: float, draws: Floats, *, exact: bool = False) -> float:
    """Return the two-sided p of one value among draws, as `p_values`; EMPTY where there is none.

    >>> p_value(9.0, np.arange(9.0))
    0.2
    """
    p = float(p_values(observed, draws, exact=exact))
    return undefined(Reason.EMPTY) if np.isnan(p) else p


def band(draws: Floats, *, exact: bool = False) -> tuple[Floats, Floats]:
    """Return the 95% band of draws, shape (draws, ...): a value lies outside it where, and only where, its p is at most 5%.

    Of R draws the ends are the k-th from below and from above, k = 0.025 (R + 1) rounded down: nan under 39 draws, since no value could
    then have so small a p. Of all there are (`exact`), the first ones of which more than 2.5% lie as far out.

    >>> [float(end) for end in band(np.arange(1.0, 80.0))]  # k = 2 of 79: beyond 2 there is one, p = 2 · 2/80
    [2.0, 78.0]
    """
    ordered, count = np.sort(draws, axis=0), (~np.isnan(draws)).sum(axis=0)  # nan last
    extra = 0 if exact else 1
    at = np.floor(ALPHA / 2 * (count + extra) + EQUAL).astype(np.intp) - extra
    there = (at >= 0) & (count > 0)
    if not len(draws):
        return np.full(draws.shape[1:], np.nan), np.full(draws.shape[1:], np.nan)
    low, high = (
        np.where(there, np.take_along_axis(ordered, np.where(there, place, 0)[None, ...], axis=0)[0], np.nan)
        for place in (at, count - 1 - at)
    )
    return low, high


# ---------------------------------------------------------------------- corrections for many questions


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Return p-values adjusted for their number, so that 5% is the chance of any false alarm (Holm 1979, Scand. J. Stat. 6:65-70).

    Those that are nan were not tested: they stay nan and do not count.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, float)
    adjusted = np.full(len(values), np.nan)
    order = np.argsort(values, kind="stable")[: int(np.count_nonzero(~np.isnan(values)))]
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)), 1)
    return adjusted


def bonferroni(p: ArrayLike, questions: int) -> Floats:
    """Return p-values corrected for so many questions, those not listed included: their p is 1.

    >>> bonferroni([0.01, 0.4], 10).tolist()
    [0.1, 1.0]
    """
    corrected: Floats = np.minimum(np.asarray(p, float) * questions, 1.0)
    return corrected


def false_discovery(p: ArrayLike, questions: int) -> Floats:
    """Return the smallest share of false discoveries at which each p is one, among so many questions: those not listed have p = 1.

    min over r' ≥ r of p_(r') · questions / r', at most 1. Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B
    57:289–300.

    >>> false_discovery([0.01, 0.02, 0.0125], 5).round(4).tolist()  # 0.0125 · 5/2 is less than 0.01 · 5
    [0.0312, 0.0333, 0.0312]
    """
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    ranked = p[order] * questions / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q
