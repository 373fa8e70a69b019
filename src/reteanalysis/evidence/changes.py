"""Whether a change is larger than the luck of which project fell in which year (N6), and fair to the size of the two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reteanalysis.evidence.copies import of_years
from reteanalysis.terms import Reason, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Network

LEVEL, POWER = 0.05, 0.80


def p_value(observed: float, draws: NDArray[np.float64], *, exact: bool = False) -> float:
    """Return the two-sided p-value of an observed value among draws: twice the smaller one-sided one, at most 1.

    One-sided: (1 + draws at least as extreme) / (R + 1); where the draws are all there are (`Copies.exact`), the observed one
    among them, simply their share. Values that differ by rounding are equal. Draws without a value are left out; EMPTY where
    the observed value or every draw is undefined. In [1/(R + 1), 1].

    >>> p_value(3.0, np.array([1.0, 2.0, 3.0, 4.0]))  # 3 and 4 are as large, and itself: 2 · 3/5, at most 1
    1.0
    >>> p_value(9.0, np.arange(9.0))
    0.2
    """
    known = draws[~np.isnan(draws)]
    if np.isnan(observed) or not len(known):
        return undefined(Reason.EMPTY)
    near = np.isclose(known, observed, rtol=1e-9, atol=1e-12)
    extra = 0 if exact else 1
    tails = (np.count_nonzero((known > observed) | near), np.count_nonzero((known < observed) | near))
    return min(1.0, 2 * (int(min(tails)) + extra) / (len(known) + extra))


def detectable(draws: NDArray[np.float64], level: float = LEVEL, power: float = POWER) -> float:
    """Return the smallest change that this comparison would detect with 80% power.

    The draws are differences that arise by chance. Centred on their mean, a difference is detected when it is beyond c, the
    (1 − level) quantile of their absolute values; with a true change δ the difference is δ plus the same luck e, and it is
    detected with the power asked when c is exceeded by the (1 − power) quantile of δ + e. Luck is as likely up as down, so
    δ = c + the `power` quantile of ±e: with normal luck (1.96 + 0.84) sd = 2.8 sd, as in any power calculation (Cohen 1988,
    Statistical Power Analysis for the Behavioral Sciences). Quantiles of the draws do not need the normal.

    In the unit of the measure. TOO_FEW under 100 draws with a value, ZERO_VARIANCE where they are all equal.

    >>> luck = np.random.default_rng(0).normal(0, 0.05, 99_999)
    >>> round(detectable(luck), 2)  # 2.8 · 0.05
    0.14
    """
    known = draws[~np.isnan(draws)]
    if len(known) < 100:
        return undefined(Reason.TOO_FEW)
    luck = known - known.mean()
    if np.allclose(luck, 0, atol=1e-12):
        return undefined(Reason.ZERO_VARIANCE)
    return float(np.quantile(np.abs(luck), 1 - level) + np.quantile(np.append(luck, -luck), power))


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


class Fair(NamedTuple):
    """A change, and how much of it other things than the measure's own could make."""

    observed: float  # later minus earlier; a measure of change as it is
    core: float  # the same among the partners active in both years
    by_size: float  # what the numbers of seats of partners and projects alone would give
    beyond_size: float  # observed minus that


def size_fair(metric: Any, networks: Mapping[int, Network], expected: Callable[[Any, Network], float] | None = None) -> Fair:
    """Return the change of a network-level measure from the first to the last year, next to what keeps it fair to their size.

    `core` is TOO_FEW with fewer than two partners in both years. `by_size` and what lies beyond it are NOT_RECORDED without
    `expected`, and for a measure of change, which has no expectation in each year.

    Parameters
    ----------
    expected : callable, optional
        From a metric and a network to the mean of N1: tables drawn by lot, with the same loads and team sizes.

    Examples
    --------
    >>> from reteanalysis import METRICS, example
    >>> years = {year: example().networks[year] for year in (2019, 2020)}
    >>> size_fair(METRICS["size"], years).core  # the same partners in both years
    0.0
    """
    ends = {year: networks[year] for year in (min(networks), max(networks))}
    first, last = ends.values()
    observed = of_years(metric, ends)
    both = set.intersection(
        *({partner for partner, active in zip(one.partners, one.active, strict=True) if active} for one in (first, last))
    )
    core = undefined(Reason.TOO_FEW)
    if len(both) > 1:
        stayed = {year: one.subset(np.array([partner in both for partner in one.partners], bool)) for year, one in ends.items()}
        core = of_years(metric, stayed)
    by_size = undefined(Reason.NOT_RECORDED)
    if expected is not None and metric.years == 1:
        by_size = expected(metric, last) - expected(metric, first)
    return Fair(observed, core, by_size, observed - by_size if by_size == by_size else by_size)
