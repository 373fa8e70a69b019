"""Whether a change is larger than the luck of which project fell in which year (N6), and fair to the size of the two years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reteanalysis.evidence.copies import of_years
from reteanalysis.evidence.p_values import ALPHA
from reteanalysis.terms import Reason, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from reteanalysis.network import Network

POWER = 0.80


def detectable(draws: NDArray[np.float64], level: float = ALPHA, power: float = POWER) -> float:
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
