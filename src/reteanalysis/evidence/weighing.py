"""All that surrounds the values of a study, for the measures a reader meets first: computed once, measured together on each copy."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from reteanalysis.evidence import lots, words
from reteanalysis.evidence.chance import Chance, all_against_chance, compare, fixed_by_null, no_answer
from reteanalysis.evidence.changes import Fair, detectable, size_fair
from reteanalysis.evidence.copies import Copies, measured, of_years
from reteanalysis.evidence.missing import FEWEST, Shift, Who, missing, missing_projects, phantoms, shift, unseen
from reteanalysis.evidence.p_values import false_discovery, holm, p_value
from reteanalysis.evidence.resampling import (
    Influence,
    Interval,
    Jackknife,
    bias_corrected,
    bootstrap,
    bootstrap_years,
    counts_distinct,
    influential,
    jackknife,
    percentile,
    without_each_partner,
    without_each_project,
)
from reteanalysis.evidence.shuffles import shuffled_years
from reteanalysis.terms import OWN, Reason, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from reteanalysis.evidence.resampling import Doubt
    from reteanalysis.metrics import Metric, Null
    from reteanalysis.network import Network

# Declared before any value was looked at (2026-11; metrics specification, C.5): one per question, ten in all. Everything else is exploratory.
PRIMARY = (
    "opsahl_closure", "needs_coverage", "cross_sphere_share", "newcomer_seat_share", "tie_persistence", "contribution_theil",
    "transversality", "single_provider_share", "degree_centralisation", "core_periphery_fit",
)  # fmt: skip
TABLE = "pair_meetings"  # the level of claim that so few projects can bear: sectors, not partners (specification, C.3)

SCENARIOS: tuple[tuple[Who, float], ...] = tuple((who, share) for who in ("random", "least", "most") for share in (0.05, 0.10, 0.20))
MISSING_DRAWS = 500  # without some partners
LIST_DRAWS = 200  # without some projects, those of an area, or with the unseen: many scenarios, each less asked for
PROJECT_SCENARIOS = tuple((who, share) for who, share in SCENARIOS if share > 0.05)  # of few projects a twentieth is none
AREA_SHARE = 0.20  # of the projects of one area, left out at random

SLOW = ("core_periphery_fit",)  # a search each time, dearer than all the others together: a tenth of the copies, and only N1 and N7
# Seats from which a copy costs more than it tells: then fewer say how far a value moves. Tables drawn by lot and years permuted stay as asked.
LARGE, FEWEST_COPIES = 250, 99

_OF_ONE_YEAR: tuple[Null, ...] = ("degrees", "labels")
_OF_TWO: tuple[Null, ...] = (*_OF_ONE_YEAR, "years")

Key = tuple[str, int]  # a measure and a year: of two years, the later


class Step(NamedTuple):
    """A change from one year to another."""

    start: int
    end: int
    fair: Fair
    p: float  # N6: whole projects moved between the years
    adjusted: float  # over the primary measures of the same step (Holm); nan for the others
    detectable: float  # the smallest change this comparison would detect with 80% power
    probability: float  # that the later value is higher: projects of each year resampled, each year by itself
    reason: Reason | None  # why N6 gives no p

    @property
    def word(self) -> words.Change:
        """What may be said of it."""
        return words.change(self.probability, self.p if math.isnan(self.adjusted) else self.adjusted)


class LeftOut(NamedTuple):
    """What one project, or one partner, does to a value: the range without it, and the five whose absence moves it most."""

    projects: Jackknife | None
    partners: Jackknife | None
    by_project: tuple[Influence, ...]
    by_partner: tuple[Influence, ...]


@dataclass(frozen=True)
class Evidence:
    """What surrounds the values of a study; what a measure or a year has no answer for is not in it, or says why.

    Attributes
    ----------
    draws, seed : int
        How many networks of each null model and of each bootstrap, and from which random numbers.
    metrics : tuple of str
        The measures, by name.
    years : tuple of int
        The years.
    chance : mapping of (measure, year) to Chance
        Beside the null model that each measure declares.
    table : mapping of year to (Chance, q)
        The sector x sector meetings beside chance, with the false-discovery rate over the cells that are tested.
    interval : mapping of (measure, year) to Interval
        With other projects of the same kind (BCa, 95%).
    left_out : mapping of (measure, year) to LeftOut
        Without each project and each partner.
    missing : mapping of (measure, year, who, share) to Shift
        If partners were missing from the list.
    missing_projects : mapping of (measure, year, who, share) to Shift
        If projects were: any, those of the smallest teams, those of the largest.
    missing_area : mapping of (measure, year, area) to Shift
        If a fifth of the projects of one area were.
    unseen : mapping of year to float
        How many partners at least stand around the network unseen (Chao2); nan with its reason.
    phantoms : mapping of (measure, year) to Shift
        If they were in it, with a seat each.
    steps : mapping of (measure, start, end) to Step
        From one year to another.
    refused : mapping of (engine, year) to Reason
        Engines that have no answer in a year, and why.
    """

    draws: int
    seed: int
    metrics: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    chance: Mapping[Key, Chance] = field(default_factory=dict)
    table: Mapping[int, tuple[Chance, NDArray[np.float64]]] = field(default_factory=dict)
    interval: Mapping[Key, Interval] = field(default_factory=dict)
    left_out: Mapping[Key, LeftOut] = field(default_factory=dict)
    missing: Mapping[tuple[str, int, Who, float], Shift] = field(default_factory=dict)
    missing_projects: Mapping[tuple[str, int, Who, float], Shift] = field(default_factory=dict)
    missing_area: Mapping[tuple[str, int, str], Shift] = field(default_factory=dict)
    unseen: Mapping[int, float] = field(default_factory=dict)
    phantoms: Mapping[Key, Shift] = field(default_factory=dict)
    steps: Mapping[tuple[str, int, int], Step] = field(default_factory=dict)
    refused: Mapping[tuple[str, int], Reason] = field(default_factory=dict)

    def verdict(self, metric: str, year: int) -> words.Verdict:
        """Return what may be said of a value beside chance.

        Raises
        ------
        KeyError
            If evidence was drawn, and none for that measure or that year.
        """
        self._drawn(metric, year)
        chance = self.chance.get((metric, year))
        return words.Verdict.CANNOT_SAY if chance is None else words.verdict_of(chance)

    def band(self, metric: str, year: int) -> tuple[float, float]:
        """Return the band that chance gives; nan where there is none. `KeyError` as `verdict`."""
        self._drawn(metric, year)
        chance = self.chance.get((metric, year))
        return (math.nan, math.nan) if chance is None else (float(chance.low), float(chance.high))

    def limits(self, metric: str, year: int) -> tuple[float, float]:
        """Return the interval with other projects; nan where there is none. `KeyError` as `verdict`."""
        self._drawn(metric, year)
        found = self.interval.get((metric, year))
        return (math.nan, math.nan) if found is None or metric in self.withheld else (float(found.low), float(found.high))

    def _drawn(self, metric: str, year: int) -> None:
        """Hold a name or a year to what was drawn: one mistyped is no value of which nothing can be said."""
        if self.metrics and metric not in self.metrics:
            raise KeyError(f"no evidence was drawn for the measure {metric!r}; there is for: {', '.join(self.metrics)}")
        if self.years and year not in self.years:
            raise KeyError(f"no evidence was drawn for the year {year!r}; there is for: {', '.join(map(str, self.years))}")

    @cached_property
    def withheld(self) -> dict[str, dict[int, Doubt]]:
        """Measures whose interval is shown in no year, since in one or more it says nothing: which years, and why.

        Shown in some years only, it would look as if the others were certain.
        """
        found: dict[str, dict[int, Doubt]] = {}
        for (metric, year), interval in self.interval.items():
            if (why := interval.doubt) is not None:
                found.setdefault(metric, {})[year] = why
        return found


def surrounded(metrics: Iterable[Metric]) -> list[Metric]:
    """Return the measures whose evidence a report shows: the familiar, the primary and a user's own, of the whole network."""
    return [m for m in metrics if m.level == "network" and (m.familiar is not None or m.name in PRIMARY or m.family == OWN)]


def copies_of(network: Network, draws: int) -> int:
    """Return how many copies with other projects, or without some partners, are made of a network.

    As many as are asked for up to 250 seats, fewer in proportion beyond, never fewer than 99 of those asked for.

    >>> from reteanalysis import example
    >>> copies_of(example().networks[2019], 999)
    999
    """
    return min(draws, max(FEWEST_COPIES, draws * LARGE // max(network.seats, 1)))


def table_draws(draws: int) -> int:
    """Return how many tables are drawn for the sectors: five times as many, so that one cell of fifty can stand out (specification, N1).

    >>> table_draws(999)
    4999
    """
    return 5 * (draws + 1) - 1


def table_beside_chance(metric: Metric, network: Network, draws: int, seed: int) -> Chance:
    """Return what `all_against_chance` says of `pair_meetings`, read off the drawn tables at once: ten times as fast."""
    if lots.every(network) is not None:
        return all_against_chance([metric], network, null="degrees", draws=draws, seed=seed)[metric.name]
    observed, drawn = metric(network), lots.sector_meetings(network, draws, seed).astype(float)
    drawn[:, np.eye(len(observed), dtype=bool)] /= 2  # inside a sector both orders of a pair are counted
    return compare(observed, np.where(np.isnan(observed), np.nan, drawn), metric.bounds)


def weigh(
    networks: Mapping[int, Network],
    metrics: Iterable[Metric],
    *,
    draws: int = 999,
    seed: int = 2019,
    progress: Callable[[float], object] | None = None,
) -> Evidence:
    """Return what surrounds the values of some measures, in all years.

    Parameters
    ----------
    networks : mapping of int to Network
        The years.
    metrics : iterable of Metric
        Any declared measures: of the whole network, of one year or of two; `pair_meetings` for the table of sectors.
    draws, seed : int
        How many networks of each null model and of each bootstrap (0: no evidence), and from which random numbers.
    progress : callable, optional
        Told the share of the work that is done, now and then.
    """
    years = sorted(networks)
    wanted = list(metrics)
    of_network = [m for m in wanted if m.level == "network"]
    one, two = ([m for m in of_network if m.years == k] for k in (1, 2))
    tabled = [m for m in wanted if m.name == TABLE]
    found = Evidence(draws, seed, tuple(m.name for m in of_network), tuple(years))
    if not draws:
        return found
    chance, table, refused = dict(found.chance), dict(found.table), dict(found.refused)
    interval, left_out, lost, steps = dict(found.interval), dict(found.left_out), dict(found.missing), dict(found.steps)
    tell = _Progress(progress, _work(networks, draws, changes=bool(two)))
    boots: dict[Key, NDArray[np.float64]] = {}
    lists = _Lists()
    quick, slow = ([m for m in one if (m.name in SLOW) is is_slow] for is_slow in (False, True))
    for year in years:
        network = networks[year]
        # No null model is declared where the question is not one of chance; that N1 keeps most of these is worth saying.
        for metric in (m for m in one if m.null is None and fixed_by_null(m, "degrees")):
            value = metric(network)
            reason = getattr(value, "reason", Reason.FIXED_BY_NULL) if math.isnan(value) else Reason.FIXED_BY_NULL
            chance[metric.name, year] = no_answer("degrees", np.asarray(value, float), reason)
        for metric in tabled:
            answer = table_beside_chance(metric, network, table_draws(draws), seed)
            table[year] = answer, _false_discoveries(answer)
        projects, partners = without_each_project(network), without_each_partner(network)
        for some, count in ((quick, draws), (slow, max(1, draws // 10))):
            for null in _OF_ONE_YEAR:
                asked = [m for m in some if m.null == null]
                for name, answer in all_against_chance(asked, network, null=null, draws=count, seed=seed, progress=tell).items():
                    chance[name, year] = answer
            boot = bootstrap(network, copies_of(network, count), seed)
            _refuse(refused, "bootstrap", year, boot)
            resampled = measured(some, boot, progress=tell)
            few = [] if some is slow and network.seats > LARGE else some  # a long search without each of many partners
            without = measured(some, projects, progress=tell), measured(few, partners, progress=tell)
            for metric in some:
                key, value = (metric.name, year), metric(network)
                if math.isnan(value):
                    continue
                left_out[key] = _left_out(
                    float(value), without[0][metric.name], without[1].get(metric.name, np.empty(0)), projects.names, partners.names
                )
                if len(boot):
                    boots[key] = resampled[metric.name]
                    if not counts_distinct(metric):
                        interval[key] = bias_corrected(value, resampled[metric.name], without[0][metric.name])
        for who, share in SCENARIOS:
            copies = missing(network, share, who, copies_of(network, min(MISSING_DRAWS, draws)), seed=seed)
            _refuse(refused, "missing", year, copies)
            lost |= {(name, year, who, share): moved for name, moved in _shifts(quick, network, copies, tell)}
        lists.add(network, quick, copies_of(network, min(LIST_DRAWS, draws)), seed, refused, tell)
    for start, end in pairwise(years):
        pair = {year: networks[year] for year in (start, end)}
        if not two or not all(network.active.any() for network in pair.values()):
            continue
        for null in _OF_TWO:
            asked = [m for m in two if m.null == null]
            for name, answer in all_against_chance(asked, *pair.values(), null=null, draws=draws, seed=seed, progress=tell).items():
                chance[name, end] = answer
        both = bootstrap_years(pair, min(copies_of(network, draws) for network in pair.values()), seed)
        if len(both):
            again = measured(two, both, progress=tell)
            interval |= {(m.name, end): percentile(of_years(m, pair), again[m.name]) for m in two if not counts_distinct(m)}
    spans = [*pairwise(years), *([(years[0], years[-1])] if len(years) > 2 else [])]
    for start, end in spans:
        pair = {start: networks[start], end: networks[end]}
        if all(network.active.any() for network in pair.values()):
            for step in _steps(pair, quick, chance, boots, draws, seed, tell):
                steps[step[0], start, end] = step[1]
    return Evidence(
        draws, seed, found.metrics, found.years, chance, table, interval, left_out, lost,
        lists.projects, lists.areas, lists.unseen, lists.phantoms, steps, refused,
    )  # fmt: skip


@dataclass
class _Lists:
    """How the values would move with fewer projects, and with the partners that nobody saw."""

    projects: dict[tuple[str, int, Who, float], Shift] = field(default_factory=dict)
    areas: dict[tuple[str, int, str], Shift] = field(default_factory=dict)
    unseen: dict[int, float] = field(default_factory=dict)
    phantoms: dict[Key, Shift] = field(default_factory=dict)

    def add(
        self, network: Network, metrics: Sequence[Metric], draws: int, seed: int, refused: dict[tuple[str, int], Reason], tell: _Progress
    ) -> None:
        """Add a year."""
        year = network.year
        for who, share in PROJECT_SCENARIOS:
            copies = missing_projects(network, share, who, draws, seed=seed)
            _refuse(refused, "missing_projects", year, copies)
            self.projects |= {(name, year, who, share): moved for name, moved in _shifts(metrics, network, copies, tell)}
        for area in network.areas:
            copies = missing_projects(network, AREA_SHARE, "random", draws, seed=seed, area=area)
            self.areas |= {(name, year, area): moved for name, moved in _shifts(metrics, network, copies, tell)}
        self.unseen[year] = unseen(network)
        copies = phantoms(network, draws, seed=seed)
        _refuse(refused, "phantoms", year, copies)
        self.phantoms |= {(name, year): moved for name, moved in _shifts(metrics, network, copies, tell)}


def _shifts(metrics: Sequence[Metric], network: Network, copies: Copies[Network], tell: _Progress) -> Iterator[tuple[str, Shift]]:
    """Yield how far each measure moves in the copies; nothing where there are none."""
    if len(copies):
        moved = measured(metrics, copies, progress=tell)
        yield from ((metric.name, shift(float(metric(network)), moved[metric.name])) for metric in metrics)


def _steps(
    pair: Mapping[int, Network],
    metrics: Sequence[Metric],
    chance: Mapping[Key, Chance],
    boots: Mapping[Key, NDArray[np.float64]],
    draws: int,
    seed: int,
    tell: _Progress,
) -> Iterator[tuple[str, Step]]:
    """Yield the change of each measure between two years."""
    start, end = sorted(pair)
    moved = shuffled_years(pair, draws, seed)
    fallen = measured(metrics, moved, progress=tell)

    def by_lot(metric: Metric, network: Network) -> float:
        known = chance.get((metric.name, network.year))
        if known is None or known.null != "degrees":
            return undefined(Reason.NOT_RECORDED)
        # What the null model keeps is wholly a matter of numbers of seats.
        return float(known.observed if known.reason is Reason.FIXED_BY_NULL else known.mean)

    made: dict[str, Step] = {}
    for metric in metrics:
        fair = size_fair(metric, pair, by_lot)
        p = p_value(fair.observed, fallen[metric.name], exact=moved.exact) if len(moved) else math.nan
        least = detectable(fallen[metric.name]) if len(moved) else math.nan
        earlier, later = (boots.get((metric.name, year)) for year in (start, end))
        # Resamples by themselves are not centred for every measure: they give a word only beside a test.
        probability = math.nan if moved.reason is not None or earlier is None or later is None else _higher(earlier, later)
        made[metric.name] = Step(start, end, fair, p, math.nan, least, probability, moved.reason)
    primary = [name for name in made if name in PRIMARY]
    for name, adjusted in zip(primary, holm([made[name].p for name in primary]), strict=True):
        made[name] = made[name]._replace(adjusted=float(adjusted))
    yield from made.items()


def _higher(earlier: NDArray[np.float64], later: NDArray[np.float64]) -> float:
    """Return the share of pairs of an earlier and a later copy in which the later value is higher, equal ones by half."""
    earlier, later = np.sort(earlier[~np.isnan(earlier)]), later[~np.isnan(later)]
    if not len(earlier) or not len(later):
        return math.nan
    below = np.searchsorted(earlier, later, "left") + np.searchsorted(earlier, later, "right")
    return float(below.mean() / 2 / len(earlier))


def _left_out(
    observed: float, projects: NDArray[np.float64], partners: NDArray[np.float64], titles: Sequence[str], names: Sequence[str]
) -> LeftOut:
    return LeftOut(
        jackknife(projects) if len(projects) else None,
        jackknife(partners) if len(partners) else None,
        tuple(influential(observed, projects, titles)) if len(projects) else (),
        tuple(influential(observed, partners, names)) if len(partners) else (),
    )


def _false_discoveries(table: Chance) -> NDArray[np.float64]:
    """Return q for each cell on and above the diagonal that can be tested (Benjamini–Hochberg), symmetric; nan elsewhere."""
    q = np.full(table.p.shape, np.nan)
    tested = ~np.isnan(table.p) & (table.mean >= FEWEST_EXPECTED) & np.triu(np.ones(table.p.shape, bool)) if table.p.ndim == 2 else None
    if tested is not None and tested.any():
        q[tested] = false_discovery(table.p[tested], int(tested.sum()))
        q.T[tested] = q[tested]
    return q


FEWEST_EXPECTED = 5.0  # meetings: a cell with fewer is not tested (specification, G3)


# ---------------------------------------------------------------------- progress


class _Progress:
    """Counts the networks that were measured and tells how much of the work that is."""

    def __init__(self, tell: Callable[[float], object] | None, total: int) -> None:
        self.tell, self.total, self.done = tell, max(1, total), 0

    def __call__(self, count: int) -> None:
        self.done += count
        if self.tell is not None:
            self.tell(min(1.0, self.done / self.total))


def _work(networks: Mapping[int, Network], draws: int, *, changes: bool) -> int:
    """Return about how many networks will be measured."""
    each = 0
    for network in networks.values():
        lists = len(PROJECT_SCENARIOS) + len(network.areas) + 1
        asked = [(len(SCENARIOS), MISSING_DRAWS), (lists, LIST_DRAWS)] if network.n >= FEWEST else []
        scenarios = sum(ways * copies_of(network, min(most, draws)) for ways, most in asked)
        each += 2 * draws + copies_of(network, draws) + network.n + network.m + scenarios
    return each + (len(networks) - 1) * draws * (3 if changes else 2)


def _refuse(refused: dict[tuple[str, int], Reason], engine: str, year: int, copies: Copies[Any]) -> None:
    if copies.reason is not None:
        refused[engine, year] = copies.reason
