"""What the indicators of the scorecard say under other data, other lists of partners and other choices: measured once, drawn from often.

Metrics are the cost, arithmetic is not. The pool is the product of three sources of doubt: resamples of each year's projects (N7), lists with
partners left off (N8), specifications (C.6); the draws of the scorecard pick from it. A null mean is drawn anew for every resample and for every
list and specification; only the interaction of the two is taken as nil, since tables drawn by lot for each cell would cost more than all the rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.evidence import choices, lots
from reteanalysis.evidence.chance import kappa
from reteanalysis.evidence.missing import FEWEST, staying
from reteanalysis.evidence.p_values import EQUAL
from reteanalysis.evidence.resampling import drawn_again
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    from reteanalysis.evidence.choices import Choice, Specification
    from reteanalysis.evidence.norms import Indicator, Norms
    from reteanalysis.metrics import Catalogue, Metric
    from reteanalysis.network import Network

    Floats = NDArray[np.float64]
    Years = Mapping[int, Network]

Coverage = Literal["none", "least", "most"]
COVERAGE: tuple[Coverage, ...] = ("none", "least", "most")
COVERAGE_NAMES: dict[Coverage, Text] = {
    "none": Text(it="l'elenco com'è", en="the list as it is"),
    "least": Text(
        it="senza il 10% dei partner, soprattutto fra i meno presenti", en="without 10% of the partners, mostly of the least present"
    ),
    "most": Text(
        it="senza il 10% dei partner, soprattutto fra i più presenti", en="without 10% of the partners, mostly of the most present"
    ),
}
MISSING = 0.10
COMPARED = 60  # tables drawn by lot on which indicators are held against each other
_DATA, _LISTS = 7, 8  # the engines, as numbered in the specification: each has its own random numbers


@dataclass(frozen=True)
class Effort:
    """How much is drawn and measured.

    Attributes
    ----------
    replicates : int
        Resamples of the data; the first of the pool is the data as recorded.
    null_draws : int
        Tables drawn by lot around the data as recorded, for the null mean that the marks are read against.
    fresh_draws : int
        The same around each resample, list and specification.
    base : int
        Rows of the base of the Sobol design, a power of two: draws are nine times as many.
    """

    replicates: int = 24
    null_draws: int = 199
    fresh_draws: int = 8
    base: int = 1024


@dataclass(frozen=True)
class Pool:
    """Values of every indicator, before norms: κ of what is compared with chance, otherwise the value itself.

    Attributes
    ----------
    years : tuple of int
    observed, kappa : dict of (int, str) to float
        By year and key of an indicator: its value on the data as recorded, and its κ where it is compared with chance; nan with its reason.
    values : dict of (int, str) to array, shape (replicates, lists, specifications)
        Only of what is defined on the data as recorded.
    specifications : tuple of str
        The study's own ("usual"), and what differs from it in one choice. The same whatever the years: a choice that a year does not
        leave open changes nothing in it.
    lots : dict of int to array, shape (draws, metrics)
        Of each year, what each metric (of `metrics`) says of tables drawn by lot; nan where it was not asked.
    metrics : tuple of str
    """

    years: tuple[int, ...]
    observed: dict[tuple[int, str], float]
    kappa: dict[tuple[int, str], float]
    values: dict[tuple[int, str], Floats]
    specifications: tuple[str, ...]
    lots: dict[int, Floats]
    metrics: tuple[str, ...]

    def read(self, year: int, indicator: Indicator) -> float:
        """Return what is marked: κ of what is compared with chance, otherwise the value."""
        return (self.kappa if indicator.kind == "K" else self.observed)[year, indicator.key]


def resampled(network: Network, random: Generator) -> Network:
    """Return a network of as many projects, drawn with replacement (N7); of declared ties, or with one project, the network itself."""
    if network.projection == "declared" or network.m < 2:
        return network
    return network.subset(projects=drawn_again(network.m, random))


def thinned(network: Network, who: Coverage, random: Generator) -> Network:
    """Return a network with a tenth of its active partners left off the list (N8); one of fewer than 20 partners as it is."""
    if who == "none" or network.active.sum() < FEWEST:
        return network
    return network.subset(staying(network, MISSING, who, random))


# ---------------------------------------------------------------------- the value of an indicator


def indicated(indicator: Indicator, catalogue: Catalogue, networks: Sequence[Network | None]) -> float:
    """Return the value of an indicator in the later of two networks (the earlier None in a first year), nan with its reason."""
    found = [_measured(catalogue[name], networks) for name in indicator.metrics]
    nothing = next((value for value in found if math.isnan(value)), None)
    if nothing is not None:
        return nothing
    x, now = found[0], networks[-1]
    assert now is not None
    if indicator.form == "complement":
        return 1 - x
    if indicator.form == "odds":
        return x / (1 + x) if math.isfinite(x) else 1.0
    if indicator.form == "balance":
        return 1 - abs(x - found[1]) / (x + found[1]) if x + found[1] else undefined(Reason.TOO_FEW)
    if indicator.form == "leaders":
        could = now.n if now.register is None else len(now.register.bodies)
        return min(1.0, x / could)
    if indicator.form == "cover":
        whole = _measured(catalogue[indicator.metrics[0]], (None, _unanswered(now)))
        return 1 - x / whole if whole > 0 else undefined(Reason.TOO_FEW)
    return x


def _measured(metric: Metric, networks: Sequence[Network | None]) -> float:
    before, now = networks[0], networks[-1]
    assert now is not None
    if metric.years == 1:
        return float_of(metric(now))
    if before is None:
        return undefined(Reason.NO_PREVIOUS_YEAR)
    if not (before.active.any() and now.active.any()):
        return undefined(Reason.MISSING_YEAR)
    return float_of(metric(before, now))


def float_of(value: Any) -> float:
    """Return a value as it came: a float may carry its reason."""
    return value if isinstance(value, float) else float(value)


def _unanswered(network: Network) -> Network:
    """Return the network as if its projects answered no need yet."""
    if network.needs is None:
        return network
    needs = replace(network.needs, served=csr_array(network.needs.served.shape, dtype=np.int64))
    return network.variant(("load", "active", "areas", "project_area", "area_seats"), needs=needs)


# ---------------------------------------------------------------------- the pool

USUAL = "usual"
_ALTERNATIVES = ("tie", "owner", "coarser", "spheres", "single", "crowded", "look_back")


def fill(
    networks: Years, norms: Norms, catalogue: Catalogue, effort: Effort, seed: int, *, coarser: Mapping[str, str] | None = None
) -> Pool:
    """Measure the indicators of the norms on the years and on every perturbation of them.

    Past years are not touched by later ones: each year has its own random numbers, and is measured beside the years before it alone.
    """
    years = tuple(sorted(networks))
    made = _Pool(dict(networks), norms, catalogue, effort, seed, coarser)
    observed: dict[tuple[int, str], float] = {}
    read: dict[tuple[int, str], float] = {}
    values: dict[tuple[int, str], Floats] = {}
    for year in years:
        for one in norms.indicators:
            key = year, one.key
            observed[key] = indicated(one, catalogue, made.networks_of(year))
            if one.kind == "K":
                read[key] = made.kappa_of(year, one, observed[key])
            if not math.isnan(read.get(key, observed[key])):
                values[key] = np.full((effort.replicates, len(COVERAGE), 1 + len(_ALTERNATIVES)), np.nan)
        made.measure(year, values)
        for one in norms.indicators:
            if (year, one.key) in values:
                values[year, one.key] = _centred(values[year, one.key], one, catalogue)
    return Pool(years, observed, read, values, (USUAL, *_ALTERNATIVES), {year: made.by_lot(year) for year in years}, norms.metrics)


@dataclass
class _Pool:
    """The networks of the pool while it is filled, each made once."""

    networks: dict[int, Network]
    norms: Norms
    catalogue: Catalogue
    effort: Effort
    seed: int
    coarser: Mapping[str, str] | None
    _copies: dict[tuple[int, int, int], Network] = field(default_factory=dict)
    _lots: dict[int, Floats] = field(default_factory=dict)

    def copy(self, year: int, replicate: int, lists: int) -> Network:
        """Return a year with other projects and partners left off: replicate 0, with nobody left off, is the year as recorded."""
        key = year, replicate, lists
        if key not in self._copies:
            network = self.networks[year]
            if replicate:
                network = resampled(network, np.random.default_rng([self.seed, _DATA, year, replicate]))
            if lists:
                network = thinned(network, COVERAGE[lists], np.random.default_rng([self.seed, _LISTS, year, replicate, lists]))
            self._copies[key] = network
        return self._copies[key]

    def networks_of(
        self, year: int, replicate: int = 0, lists: int = 0, specification: Specification = (), metric: Metric | None = None
    ) -> tuple[Network | None, Network]:
        """Return the year before (None in the first) and the year, perturbed alike."""
        earlier = {other: self.copy(other, replicate, lists) for other in self._before(year)}
        now = self.copy(year, replicate, lists)
        before = earlier[max(earlier)] if earlier else None
        if metric is not None and earlier:
            before = choices.before_of(specification, metric, earlier | {year: now}, year)
        return None if before is None else choices.specified(specification, before), choices.specified(specification, now)

    def _before(self, year: int) -> list[int]:
        return sorted(other for other in self.networks if other < year)[-2:]

    def open_choices(self, year: int) -> list[tuple[Choice, Specification] | None]:
        """Return the alternatives of a year in their order, with the choice that each is of; None where it does not arise."""
        known = {other: self.networks[other] for other in (*self._before(year), year)}
        found = {
            option.key if choice.key == "sectors" else choice.key: (choice, (option,))
            for choice in choices.grid(known, year, coarser=self.coarser).choices
            for option in choice.options[1:]
        }
        return [found.get(key) for key in _ALTERNATIVES]

    # ------------------------------------------------------------------ chance

    def by_lot(self, year: int) -> Floats:
        """Return what the metrics of the norms say of tables drawn by lot around a year as recorded, shape (draws, metrics)."""
        if year in self._lots:
            return self._lots[year]
        before, now = self.networks_of(year)
        drawn = lots.every(now) or lots.draws(now, self.effort.null_draws, _stream(self.seed, year))
        asked = {name for one in self.norms.indicators if one.kind == "K" for name in one.metrics}
        slow = {name for one in self.norms.indicators if one.replicates is not None for name in one.metrics}
        metrics = [self.catalogue[name] for name in self.norms.metrics]
        said = [
            [
                _measured(metric, (before, other)) if metric.name in asked or (k < COMPARED and metric.name not in slow) else math.nan
                for metric in metrics
            ]
            for k, other in enumerate(drawn)
        ]
        self._lots[year] = np.array(said, float).reshape(-1, len(metrics))
        return self._lots[year]

    def mean_by_lot(self, year: int, name: str) -> float:
        """Return the null mean of a metric around a year as recorded; nan with its reason where chance has no room."""
        metric, values = self.catalogue[name], self.by_lot(year)[:, self.norms.metrics.index(name)]
        values = values[~np.isnan(values)]
        if len(values) and np.ptp(values) > EQUAL:
            return float(values.mean())
        return undefined(Reason.ZERO_VARIANCE if metric.null == "degrees" or not len(values) else Reason.FIXED_BY_NULL)

    def kappa_of(self, year: int, one: Indicator, value: float) -> float:
        """Return κ of a value as recorded; nan with its reason."""
        if math.isnan(value):
            return value
        mean = self.mean_by_lot(year, one.metrics[0])
        if math.isnan(mean):
            return mean
        found = float(kappa(value, mean, self.catalogue[one.metrics[0]].bounds))
        return undefined(Reason.ZERO_VARIANCE) if math.isnan(found) else found

    def fresh_means(
        self, year: int, replicate: int, lists: int, specification: Specification, metrics: Sequence[Metric]
    ) -> dict[str, float]:
        """Return the null means around one perturbed year: few draws, since what counts is their mean over many."""
        found: dict[str, list[float]] = {metric.name: [] for metric in metrics}
        seed = _stream(self.seed, year, replicate, lists)
        apart = {choices.counts_newcomers(metric): metric for metric in metrics}
        networks = {newcomers: self.networks_of(year, replicate, lists, specification, metric) for newcomers, metric in apart.items()}
        now = next(iter(networks.values()))[1]
        for other in lots.draws(now, self.effort.fresh_draws, seed):
            for metric in metrics:
                found[metric.name].append(_measured(metric, (networks[choices.counts_newcomers(metric)][0], other)))
        return {name: _mean(values) for name, values in found.items()}

    # ------------------------------------------------------------------ everything

    def measure(self, year: int, values: dict[tuple[int, str], Floats]) -> None:
        """Measure a year under every perturbation, into `values`."""
        here = [one for one in self.norms.indicators if (year, one.key) in values]
        compared = list(dict.fromkeys(self.catalogue[one.metrics[0]] for one in here if one.kind == "K"))
        alternatives = self.open_choices(year)
        size = (self.effort.replicates, len(COVERAGE), 1 + len(alternatives))
        usual = {metric.name: self.mean_by_lot(year, metric.name) for metric in compared}
        by_data = {0: usual} | ({d: self.fresh_means(year, d, 0, (), compared) for d in range(1, size[0])} if compared else {})
        for lists in range(size[1]):
            if lists and self._complete(year):
                for one in here:
                    values[year, one.key][:, lists] = values[year, one.key][:, 0]
                continue
            for s, alternative in enumerate([None, *alternatives]):
                choice, specification = alternative or (None, ())
                touched = [one for one in here if choice is not None and any(choice.touches(self.catalogue[name]) for name in one.metrics)]
                todo = here if s == 0 else touched
                for one in here:
                    if one not in todo:
                        values[year, one.key][:, lists, s] = values[year, one.key][:, lists, 0]
                null = [metric for metric in compared if any(one.kind == "K" and one.metrics[0] == metric.name for one in todo)]
                moved = self.fresh_means(year, 0, lists, specification, null) if null and (lists or s) else usual
                for d in range(size[0]):
                    seen: dict[bool, tuple[Network | None, Network]] = {}  # as newcomers are looked for, and as all else is
                    for one in todo:
                        if one.replicates is not None and d >= one.replicates:
                            continue
                        metric = self.catalogue[one.metrics[0]]
                        back = choices.counts_newcomers(metric)
                        if back not in seen:
                            seen[back] = self.networks_of(year, d, lists, specification, metric)
                        value = indicated(one, self.catalogue, seen[back])
                        if one.kind == "K":
                            mean = by_data[d][metric.name] + moved[metric.name] - usual[metric.name]
                            value = float(kappa(value, min(max(mean, metric.bounds[0]), metric.bounds[1]), metric.bounds))
                        values[year, one.key][d, lists, s] = value

    def _complete(self, year: int) -> bool:
        """Tell whether nobody can be left off a year's list, nor off that of the year before."""
        return all(int(self.networks[other].active.sum()) < FEWEST for other in (*self._before(year), year))


def _centred(values: Floats, one: Indicator, catalogue: Catalogue) -> Floats:
    """Return the values of resamples centred on that of the data as recorded, for each list and coding, inside their range.

    Resampling projects is off its place for most measures: a project drawn twice adds nobody and closes what it repeats
    (docs/decisions/0007). What it tells is how far values lie apart, not where. Where an indicator was measured in fewer resamples than
    there are, they come again in turn.
    """
    count = min(one.replicates or len(values), len(values))
    there, others = values[0], values[1:count]
    known = (~np.isnan(others)).sum(axis=0)
    mean = np.where(known, np.where(np.isnan(others), 0.0, others).sum(axis=0) / np.maximum(known, 1), np.nan)
    shift = np.where(np.isnan(there) | np.isnan(mean), 0.0, there - mean)
    low, high = (-1.0, 1.0) if one.kind == "K" else (0.0, 1.0) if one.form != "value" else catalogue[one.metrics[0]].bounds
    centred = np.concatenate([there[None], np.clip(others + shift, low, high)])
    return centred[np.arange(len(values)) % count]


def _stream(seed: int, *which: int) -> int:
    return int(np.random.SeedSequence([seed, 1, *which]).generate_state(1)[0])


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan
