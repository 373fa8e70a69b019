"""Whether a figure would hold with other projects of the same kind, and on whom it hangs: bootstrap and jackknives (N7)."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from reteanalysis.evidence.copies import ENUMERATE_BELOW, Copies, streams
from reteanalysis.terms import Lang, Reason, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Network

_BOOTSTRAP = 7  # the engine, as numbered in the metrics specification
TOLERABLE_BIAS = 0.25  # of a standard deviation: beyond it a bootstrap interval is off its place (Efron & Tibshirani 1993, ch. 10)
ENOUGH = 0.9  # share of the copies in which a value must be defined for its quantiles to mean something

# ---------------------------------------------------------------------- copies


def bootstrap(network: Network, draws: int, seed: int) -> Copies[Network]:
    """Return copies with as many projects, drawn with replacement (N7).

    A project drawn twice is there twice; partners that get no seat leave a network of active partners. With three projects
    or two, all resamples are made, once each (`Copies.exact`). Efron & Tibshirani 1993, An Introduction to the Bootstrap.

    None without projects (EMPTY), with one (TOO_FEW), and where the ties are declared and not made of projects (NOT_RECORDED).

    >>> from reteanalysis import METRICS, example
    >>> copies = bootstrap(example().networks[2019], 999, seed=1)  # teams of 3, 3 and 2
    >>> len(copies), sum(METRICS["mean_team_size"](copy) == 2 for copy in copies)
    (27, 1)
    """
    refused = _refused(network)
    if refused is not None:
        return Copies.none(refused)
    if network.m**network.m < ENUMERATE_BELOW:
        every = [tuple(sorted(chosen)) for chosen in product(range(network.m), repeat=network.m)]
        return Copies(lambda k: network.subset(projects=every[k]), len(every), exact=True, alike=every.__getitem__)
    stream = streams(seed, _BOOTSTRAP, 0)

    @lru_cache(maxsize=1)  # asked what a copy is made from, and then for the copy
    def chosen(k: int) -> NDArray[np.int64]:
        return drawn_again(network.m, stream(k))

    return Copies(lambda k: network.subset(projects=chosen(k)), draws, alike=lambda k: chosen(k).tobytes())


def bootstrap_years(networks: Mapping[int, Network], draws: int, seed: int) -> Copies[dict[int, Network]]:
    """Return copies of several years, the projects of each drawn with replacement, each year by itself (N7).

    None where one of the years has no bootstrap: see `bootstrap`.
    """
    years = sorted(networks)
    for year in years:
        refused = _refused(networks[year])
        if refused is not None:
            return Copies.none(refused)
    each = [(year, networks[year], streams(seed, _BOOTSTRAP, y)) for y, year in enumerate(years)]

    @lru_cache(maxsize=1)  # asked what a copy is made from, and then for the copy
    def chosen(k: int) -> list[NDArray[np.int64]]:
        return [drawn_again(network.m, stream(k)) for _, network, stream in each]

    def drawn(k: int) -> dict[int, Network]:
        return {year: network.subset(projects=some) for (year, network, _), some in zip(each, chosen(k), strict=True)}

    return Copies(drawn, draws, alike=lambda k: b"".join(some.tobytes() for some in chosen(k)))


def drawn_again(projects: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Return as many projects as there are, drawn with replacement: their positions, in order."""
    return np.sort(random.integers(projects, size=projects))


def _refused(network: Network) -> Reason | None:
    if network.projection == "declared":
        return Reason.NOT_RECORDED
    return None if network.m > 1 else Reason.TOO_FEW if network.m else Reason.EMPTY


def without_each_project(network: Network) -> Copies[Network]:
    """Return the network without each of its projects in turn; `Copies.names` says which.

    None where there is no bootstrap: see `bootstrap`.

    >>> from reteanalysis import example
    >>> copies = without_each_project(example().networks[2019])
    >>> copies.names, [copy.n for copy in copies]
    (('casa-19', 'lavoro-19', 'cibo-19'), [5, 4, 5])
    """
    refused = _refused(network)
    if refused is not None:
        return Copies.none(refused)
    others = np.arange(network.m)
    return Copies(lambda k: network.subset(projects=others[others != k]), network.m, names=network.projects)


def without_each_partner(network: Network) -> Copies[Network]:
    """Return the network without each of its active partners in turn; `Copies.names` says which. A project left empty is gone.

    None with nobody active (EMPTY) or one partner (TOO_FEW).
    """
    who = np.flatnonzero(network.active)
    if len(who) < 2:
        return Copies.none(Reason.TOO_FEW if len(who) else Reason.EMPTY)
    everyone = np.arange(network.n)
    return Copies(lambda k: network.subset(everyone != who[k]), len(who), names=tuple(network.partners[i] for i in who))


# ---------------------------------------------------------------------- what they say


class Doubt(Enum):
    """Why the interval of a number says nothing."""

    MOVED = Text(
        it="ricampionando i progetti il valore si sposta, perché un progetto estratto due volte non porta nessuno di nuovo",
        en="resampling projects moves the value off its place, since a project drawn twice brings nobody new",
    )
    SELDOM = Text(it="in troppi ricampionamenti non c'è un valore", en="too many resamples have no value")
    STILL = Text(it="ogni ricampionamento dà lo stesso valore", en="every resample gives the same value")

    def __getitem__(self, lang: Lang) -> str:
        text: Text = self.value
        return text[lang]


class Interval(NamedTuple):
    """Where a value falls with other projects of the same kind; each field one number, or one per sector, pair or partner."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    bias: NDArray[np.float64]  # mean of the bootstrap minus observed, in its standard deviations
    usable: NDArray[np.bool_]  # whether the bootstrap is centred near the observed value
    defined: NDArray[np.float64]  # share of copies in which there is a value

    @property
    def doubt(self) -> Doubt | None:
        """Why the interval of one number says nothing; None where it says something.

        >>> percentile(3.0, np.array([1.0, 2.0, 3.0])).doubt.name, percentile(1.0, np.array([1.0, 1.0])).doubt.name
        ('MOVED', 'STILL')
        """
        if self.defined < ENOUGH:
            return Doubt.SELDOM
        if not self.usable:
            return Doubt.MOVED
        return Doubt.STILL if self.low == self.high else None


def percentile(observed: ArrayLike, boot: NDArray[np.float64], coverage: float = 0.95) -> Interval:
    """Return the percentile interval of each observed value.

    Where it is not `usable` its limits are nan, and the jackknife speaks: the mean of the bootstrap lies more than a quarter
    of its standard deviation from the observed value (Efron & Tibshirani 1993, chapter 10), or fewer than nine copies in ten
    have a value. A project drawn twice brings nobody new, and closes what it repeats: so the rule finds usable what is a sum
    or a ratio of sums over projects (shares of meetings, of teams, of seats), and not what counts or compares distinct
    partners, ties, areas or cells (density, closure, coverage, span). It asks the copies, not the name: it also holds for a
    measure of one's own.

    >>> percentile(2.0, np.array([1.0, 2.0, 3.0])).low
    array(1.05)
    >>> percentile(3.0, np.array([1.0, 2.0, 3.0])).usable
    np.False_
    """
    tail = (1 - coverage) / 2
    return _interval(np.asarray(observed, float), boot, *(np.full(np.shape(observed), level) for level in (tail, 1 - tail)))


def bias_corrected(observed: ArrayLike, boot: NDArray[np.float64], jackknife: NDArray[np.float64], coverage: float = 0.95) -> Interval:
    """Return the bias-corrected and accelerated (BCa) interval of each observed value (Efron 1987, JASA 82:171-185).

    The correction for bias is the share of copies below the observed value (those that equal it by half); the acceleration is
    the skewness of the values without each project. nan, and not `usable`, as `percentile` says, where all copies are on one
    side of the observed value, and where a value without one project is undefined.

    >>> boot = np.linspace(-1, 1, 2001)
    >>> symmetric = bias_corrected(0.0, boot, np.array([-1.0, 0.0, 1.0]))
    >>> bool(np.isclose(symmetric.low, -0.95)), bool(np.isclose(symmetric.high, 0.95))
    (True, True)
    """
    value = np.asarray(observed, float)
    known = ~np.isnan(boot)
    count = np.maximum(known.sum(axis=0), 1)
    near = np.isclose(boot, value, rtol=1e-9, atol=1e-12)
    below = ((known & (boot < value) & ~near).sum(axis=0) + near.sum(axis=0) / 2) / count
    spread = jackknife.mean(axis=0) - jackknife
    square = np.asarray((spread**2).sum(axis=0))
    skew = np.divide((spread**3).sum(axis=0), 6 * square**1.5, out=np.where(np.isnan(square), np.nan, 0.0), where=square > 1e-24)
    shift = ndtri(below)  # infinite where all copies are on one side
    levels = []
    with np.errstate(invalid="ignore"):
        for tail in ((1 - coverage) / 2, (1 + coverage) / 2):
            pulled = shift + ndtri(tail)
            levels.append(np.where(np.isfinite(shift), ndtr(shift + pulled / (1 - skew * pulled)), np.nan))
    return _interval(value, boot, *levels)


def _interval(value: NDArray[np.float64], boot: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> Interval:
    known = ~np.isnan(boot)
    count = known.sum(axis=0)
    defined = count / max(len(boot), 1)
    filled = np.where(known, boot, 0.0)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    sd = np.sqrt(np.where(known, (boot - mean) ** 2, 0.0).sum(axis=0) / np.maximum(count - 1, 1))
    still = sd <= 1e-12 * np.maximum(np.abs(mean), 1)
    off = mean - value
    bias = np.divide(off, sd, out=np.where(np.isclose(off, 0, atol=1e-9), 0.0, np.copysign(np.inf, off)), where=~still)
    usable = (np.abs(bias) <= TOLERABLE_BIAS) & (defined >= ENOUGH) & (count > 1) & ~np.isnan(low) & ~np.isnan(high) & ~np.isnan(value)
    limits = [np.where(usable, _quantile(boot, level), np.nan) for level in (low, high)]
    return Interval(limits[0], limits[1], np.where(count > 0, bias, np.nan), usable, defined)


def _quantile(boot: NDArray[np.float64], level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quantile of each column's defined values, each at its own level (interpolated, as numpy does)."""
    ordered = np.sort(boot, axis=0)  # nan last
    place = np.nan_to_num(level) * np.maximum((~np.isnan(boot)).sum(axis=0) - 1, 0)
    floor = np.floor(place).astype(np.intp)
    upper = np.minimum(floor + 1, len(boot) - 1)
    one, other = (np.take_along_axis(ordered, at[None, ...], axis=0)[0] for at in (floor, upper))
    rest = place - floor
    return np.asarray(np.where(rest > 0, one + rest * (other - one), one))


class Jackknife(NamedTuple):
    """How a value moves when one thing is left out; each field one number, or one per sector, pair or partner."""

    low: NDArray[np.float64]  # the smallest value without one of them
    high: NDArray[np.float64]
    error: NDArray[np.float64]  # the standard error: √((N − 1)/N · Σ(v − v̄)²)


def jackknife(values: NDArray[np.float64]) -> Jackknife:
    """Return the range of the values without one thing, and their standard error (Efron & Tibshirani 1993, chapter 11).

    All nan where a value is undefined without one of them.

    >>> jackknife(np.array([1.0, 2.0, 3.0])).error  # √(2/3 · 2)
    np.float64(1.1547005383792515)
    """
    error = np.sqrt((len(values) - 1) / len(values) * ((values - values.mean(axis=0)) ** 2).sum(axis=0))
    return Jackknife(values.min(axis=0), values.max(axis=0), error)


class Influence(NamedTuple):
    """One thing that was left out, and the value without it."""

    name: str
    without: float
    change: float  # the value without it, minus the observed


def influential(observed: float, values: NDArray[np.float64], names: Sequence[str], count: int = 5) -> list[Influence]:
    """Return whose absence moves a value most, first those without whom it is undefined; equal moves in the order of `names`.

    Things whose absence moves nothing are not influential.

    >>> [one.name for one in influential(2.0, np.array([2.0, 5.0, 1.0, np.nan]), ["a", "b", "c", "d"])]
    ['d', 'b', 'c']
    """
    change = values - observed
    size = np.where(np.isnan(change), np.inf, np.abs(change))
    size[np.isclose(values, observed, rtol=1e-9, atol=1e-12)] = 0
    first = np.argsort(-np.where(np.isinf(size), size, np.round(size, 12)), kind="stable")[:count]
    return [Influence(names[i], float(values[i]), float(change[i])) for i in first.tolist() if size[i] > 0]


def counts_distinct(metric: Any) -> bool:
    """Tell whether a metric counts things one by one, so that it is for the jackknife whatever its bootstrap looks like.

    A project drawn twice does not bring its partners, components or uncovered pairs twice.

    >>> from reteanalysis import METRICS
    >>> [name for name in ("size", "component_count", "cross_sphere_share") if counts_distinct(METRICS[name])]
    ['size', 'component_count']
    """
    return bool(metric.unit == "count")
