"""Five dimensions of the founding text, each a distribution and not a number: what the norms make of the indicators, and what the mark hangs on.

One city and a few years: no ranking, no statistics across units, no total unless somebody insists (metrics specification, part D; OECD/JRC Handbook 2008;
Saisana, Saltelli & Tarantola 2005, J. R. Stat. Soc. A 168:307-323; Paruolo, Saisana & Saltelli 2013, J. R. Stat. Soc. A 176:609-634).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
from scipy.special import gammaincinv

from reteanalysis.evidence.norms import DIMENSIONS, mark
from reteanalysis.evidence.pool import Effort, Pool, fill
from reteanalysis.evidence.shuffles import FEWEST_PROJECTS
from reteanalysis.evidence.words import Change, change
from reteanalysis.metrics import METRICS
from reteanalysis.terms import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.evidence.norms import Dimension, Indicator, Norms, TradeOff
    from reteanalysis.metrics import Catalogue
    from reteanalysis.network import Network

    Floats = NDArray[np.float64]

FLOOR = 0.05  # below this a mark does not fall in a geometric mean: one zero would be all there is to see
ENOUGH = 2 / 3  # of the indicators of a dimension, for it to be scored at all
TOGETHER = 0.7  # |r| by chance alone beyond which two indicators share one weight
SHAKEN = 0.25  # how far each corner of a trapezoid is moved, of itself
CONCENTRATION = 10  # of the Dirichlet law that weights are drawn from
MOSTLY = 0.5  # share of the variance beyond which a score says more about choices than about data

Source = Literal["data", "coverage", "specification", "norms", "weights", "aggregation", "left_out"]
SOURCES: tuple[Source, ...] = get_args(Source)
SOURCE_NAMES: dict[Source, Text] = {
    "data": Text(it="progetti di quell'anno", en="projects of that year"),
    "coverage": Text(it="partner assenti dall'elenco", en="partners missing from the list"),
    "specification": Text(it="codifica", en="coding"),
    "norms": Text(it="norme", en="norms"),
    "weights": Text(it="pesi", en="weights"),
    "aggregation": Text(it="modo di aggregare", en="way of aggregating"),
    "left_out": Text(it="un indicatore escluso", en="one indicator left out"),
}
CHOICES: tuple[Source, ...] = ("norms", "weights", "aggregation")

MOSTLY_CHOICES = Text(it="questo punteggio rispecchia soprattutto le scelte, non i dati", en="this score mostly reflects choices, not data")
ONLY_PUBLIC = Text(
    it="Questi punteggi descrivono come sono stati composti i progetti, non quanto bene siano state aiutate le persone. "
    "Dove le barre di due anni si sovrappongono, non affermiamo che qualcosa sia cambiato.",
    en="These scores describe how the projects were put together, not how well people were helped. "
    "Where the bars of two years overlap, we do not claim a change.",
)
TOTAL_DEPENDS = Text(
    it="Un numero solo per cinque dimensioni dipende dalle scelte, come mostrato.",
    en="One number for five dimensions depends on choices, as shown.",
)


class State(Enum):
    """Whether a dimension is scored in a year."""

    COMPLETE = Text(it="completa", en="complete")
    PARTIAL = Text(it="parziale: manca qualche indicatore", en="partial: some indicator is missing")
    NOT_SCORED = Text(it="non valutata: mancano troppi indicatori", en="not scored: too many indicators are missing")

    def __getitem__(self, lang: Lang) -> str:
        text: Text = self.value
        return text[lang]


class Spread(NamedTuple):
    """Where a mark falls when everything in doubt is drawn: its median, and the middle 50% and 90%."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float


@dataclass(frozen=True)
class Reading:
    """One indicator in one year.

    Attributes
    ----------
    indicator : Indicator
    value : float
        As measured; nan with its reason.
    kappa : float
        The same against chance, for what is compared with it; nan with its reason.
    mark : float
        From 0 to 1, by the norms.
    spread : Spread
        Of the mark, when data, lists, codings and norms are drawn.
    weight : float
        Within its dimension, once what moves together has shared one weight; nan where there is no mark.
    influence : float
        Share of the variance of the dimension's score that goes with the mark (first order, linear: r²).
    """

    indicator: Indicator
    value: float
    kappa: float
    mark: float
    spread: Spread
    weight: float
    influence: float


@dataclass(frozen=True)
class Score:
    """One dimension in one year.

    Attributes
    ----------
    dimension, year, state
    readings : tuple of Reading
        Every indicator of the dimension, also those that are missing.
    point : float
        Geometric mean of the marks on the data as recorded; nan where not scored.
    spread : Spread
        Of the score, when everything in doubt is drawn.
    others : dict of str to float
        What other ways of aggregating give: arithmetic, minimum, median; and `copeland`, how far the year beats the other scored
        years, indicator by indicator, from -1 to 1. The last compares years: it alone changes when a year is added.
    first, total : dict of str to float
        Sobol indices by source of doubt: its share of the variance alone, and with all its interactions.
    choices : float
        Total index of norms, weights and aggregation together.
    """

    dimension: Dimension
    year: int
    state: State
    readings: tuple[Reading, ...]
    point: float
    spread: Spread
    others: dict[str, float]
    first: dict[Source, float]
    total: dict[Source, float]
    choices: float

    @property
    def weakest(self) -> Reading | None:
        """The indicator with the lowest mark."""
        marked = [one for one in self.readings if not math.isnan(one.mark)]
        return min(marked, key=lambda one: one.mark, default=None)

    @property
    def mostly_choices(self) -> bool:
        """Whether the profile of indicators is to be read in place of the score."""
        return self.choices > MOSTLY

    @property
    def missing(self) -> tuple[Reading, ...]:
        """The indicators without a mark."""
        return tuple(one for one in self.readings if math.isnan(one.mark))


@dataclass(frozen=True)
class Comparison:
    """One dimension in two years, on the indicators that both have."""

    dimension: Dimension
    before: int
    after: int
    probability: float  # that the later score is higher
    change: Change  # cannot say where a year has fewer than twenty projects
    indicators: int


@dataclass(frozen=True)
class Together:
    """Two indicators of one dimension that go up and down together by chance alone."""

    year: int
    dimension: Dimension
    keys: tuple[str, str]
    r: float

    @property
    def flagged(self) -> bool:
        """Whether they share one weight."""
        return abs(self.r) > TOGETHER


@dataclass(frozen=True)
class Price:
    """A declared trade-off in one year: how its two measures go together by chance alone; r is nan where chance keeps one of them fixed."""

    year: int
    tradeoff: TradeOff
    r: float
    draws: int

    @property
    def sign(self) -> int | None:
        """-1, 1, 0 where r is within two standard errors of 0; None where there is no r."""
        if math.isnan(self.r):
            return None
        return 0 if abs(self.r) < 2 / math.sqrt(max(self.draws, 1)) else int(math.copysign(1, self.r))


@dataclass(frozen=True)
class Scorecard:
    """The five dimensions over the years, with everything a reader needs to doubt them.

    Attributes
    ----------
    norms : Norms
    effort : Effort
    seed : int
    years : tuple of int
    scores : dict of (str, int) to Score
        By dimension and year.
    comparisons : tuple of Comparison
        Each scored year with the one before, and the last with the first.
    together : tuple of Together
        Pairs of indicators under N1.
    prices : tuple of Price
        Declared trade-offs under N1.
    draws : int
        How many times everything in doubt was drawn.
    """

    norms: Norms
    effort: Effort
    seed: int
    years: tuple[int, ...]
    scores: dict[tuple[Dimension, int], Score]
    comparisons: tuple[Comparison, ...]
    together: tuple[Together, ...]
    prices: tuple[Price, ...]
    draws: int

    def comparison(self, dimension: Dimension, before: int, after: int) -> Comparison | None:
        """Return the comparison of two years, where there is one."""
        asked = dimension, before, after
        return next((one for one in self.comparisons if (one.dimension, one.before, one.after) == asked), None)


def scorecard(
    networks: Mapping[int, Network],
    norms: Norms,
    *,
    catalogue: Catalogue = METRICS,
    effort: Effort | None = None,
    seed: int = 2019,
    coarser: Mapping[str, str] | None = None,
) -> Scorecard:
    """Return the scorecard of the years of a study.

    Parameters
    ----------
    networks : mapping of int to Network
        By year.
    norms : Norms
        `norms.default_norms()`, or a study's own.
    catalogue : Catalogue
        Where the metrics that the norms name are.
    effort : Effort, optional
        How much is drawn.
    seed : int
        Same networks, same norms, same seed: same numbers.
    coarser : mapping of str to str, optional
        From each sector to a broader one, where somebody declared it: one more coding to try.

    Notes
    -----
    Resamples are drawn by position: with partners or projects in another order the marks of the data as recorded are the same where tables are listed
    and not drawn, and the rest moves within Monte Carlo error.
    """
    effort = effort or Effort()
    pool = fill(networks, norms, catalogue, effort, seed, coarser=coarser)
    return _Card(pool, norms, effort, seed, {year: network.m for year, network in networks.items()}).written()


def total(card: Scorecard, year: int) -> float | None:
    """Return one number for a year, the geometric mean of its five points, for whoever insists: print `TOTAL_DEPENDS` and all the rest beside it.

    None where a dimension is not scored: five of five, or none.
    """
    points = [card.scores[dimension, year].point for dimension in DIMENSIONS]
    return None if any(map(math.isnan, points)) else float(geometric(np.maximum(points, FLOOR), np.ones(len(points))))


# ---------------------------------------------------------------------- many marks, one score


def arithmetic(marks: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the weighted mean over the last axis; what is nan has no weight.

    >>> float(arithmetic([0.2, 0.8, float("nan")], [1, 1, 5]))
    0.5
    """
    values, shares = _shared(marks, weights)
    return np.asarray((values * shares).sum(axis=-1))


def geometric(marks: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the weighted geometric mean over the last axis; what is nan has no weight.

    >>> round(float(geometric([1, 2, 3], [1, 1, 2])), 7)
    2.0597671
    """
    values, shares = _shared(marks, weights, blank=1.0)
    return np.asarray(np.exp((np.log(values) * shares).sum(axis=-1)))


def minimum(marks: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the least of what has a weight, over the last axis.

    >>> float(minimum([0.2, 0.1, 0.9], [1, 0, 1]))
    0.2
    """
    values, shares = _shared(marks, weights, blank=np.inf)
    least = np.where(shares > 0, values, np.inf).min(axis=-1, initial=np.inf)
    return np.where(np.isinf(least), np.nan, least)


def copeland(marks: Floats, weights: ArrayLike) -> Floats:
    """Return how far each row beats the others, column by column: the mean of the signs of what it wins minus what it loses.

    Two rows are compared on the columns that both have. nan for a row that is compared with none.

    >>> copeland(np.array([[0.1, 0.9], [0.2, 0.95], [0.3, 0.1]]), [1, 1]).tolist()
    [-0.5, 0.5, 0.0]
    """
    share = np.asarray(weights, float)
    wins = np.full((len(marks), len(marks)), np.nan)
    for one, other in combinations(range(len(marks)), 2):
        known = ~(np.isnan(marks[one]) | np.isnan(marks[other]))
        if known.any():
            net = round(float(np.sign(np.round(marks[one] - marks[other], 12))[known] @ share[known]), 12)
            wins[one, other], wins[other, one] = np.sign(net), -np.sign(net)
    met = ~np.isnan(wins)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(met, wins, 0.0).sum(axis=1) / np.where(met.any(axis=1), met.sum(axis=1), np.nan) + 0.0)


def _shared(marks: ArrayLike, weights: ArrayLike, blank: float = 0.0) -> tuple[Floats, Floats]:
    """Return marks without nan, and weights that add up to 1 over what is there (nan where nothing is)."""
    values = np.asarray(marks, float)
    known = ~np.isnan(values)
    shares = np.where(known, np.broadcast_to(np.asarray(weights, float), values.shape), 0.0)
    whole = shares.sum(axis=-1, keepdims=True)
    return np.where(known, values, blank), np.divide(shares, whole, out=np.full(shares.shape, np.nan), where=whole > 0)


def shared_weights(indicators: Sequence[Indicator], pairs: Collection[frozenset[str]]) -> Floats:
    """Return the weights of the indicators of a dimension, adding up to 1: those that move together share the mean of theirs.

    Parameters
    ----------
    indicators : sequence of Indicator
    pairs : collection of sets of two keys
        What moves together; so does what is joined by others.
    """
    keys = [one.key for one in indicators]
    leader = list(range(len(keys)))

    def root(i: int) -> int:
        return i if leader[i] == i else root(leader[i])

    for one, other in combinations(range(len(keys)), 2):
        if frozenset((keys[one], keys[other])) in pairs:
            leader[root(other)] = root(one)
    group = [root(i) for i in range(len(keys))]
    nominal = np.array([one.weight for one in indicators], float)
    made = np.array([nominal[[g == group[i] for g in group]].mean() / group.count(group[i]) for i in range(len(keys))])
    return made / made.sum() if len(made) else made


# ---------------------------------------------------------------------- everything in doubt, drawn


class Saltelli:
    """Draws of everything in doubt, and how much of the variance of a result each group of columns brings.

    Parameters
    ----------
    groups : sequence of str
        Of each column, the source it belongs to.
    base : int
        Rows of the base, a power of two: there are as many draws as base · (groups + 2).
    seed : int
        Of the scrambled Sobol sequence.

    Notes
    -----
    Design and first-order indices: Saltelli et al. 2010, Comput. Phys. Commun. 181:259-270; total indices: Jansen 1999, ibid. 117:35-43; both as
    in SALib (Herman & Usher 2017, J. Open Source Softw. 2:97). Every row by itself is a draw from all columns.
    """

    def __init__(self, groups: Sequence[str], base: int, seed: int) -> None:
        from SALib.sample import sobol  # here, since it takes a second to load

        count = len(groups)
        self.groups, self.seed = list(dict.fromkeys(groups)), seed
        self._problem: dict[str, Any] = {
            "num_vars": count,
            "names": [f"x{i}" for i in range(count)],
            "bounds": [[0.0, 1.0]] * count,
            "groups": list(groups),
        }
        self.x: Floats = sobol.sample(self._problem, base, calc_second_order=False, seed=seed)

    def indices(self, y: Floats) -> tuple[dict[str, float], dict[str, float]]:
        """Return first-order and total indices of a result by group; nan where it does not vary, or is undefined in more than 5% of the draws."""
        from SALib.analyze import sobol

        known = ~np.isnan(y)
        if known.mean() < 0.95 or np.ptp(y[known]) < 1e-12:
            return dict.fromkeys(self.groups, math.nan), dict.fromkeys(self.groups, math.nan)
        filled = np.where(known, y, y[known].mean())
        found = sobol.analyze(self._problem, filled, calc_second_order=False, num_resamples=2, seed=self.seed)
        first, total = (dict(zip(self.groups, map(float, found[name]), strict=True)) for name in ("S1", "ST"))
        return first, total


class _Design:
    """One column of numbers from 0 to 1 for each thing that is drawn, in groups by source of doubt."""

    def __init__(self, norms: Norms, base: int, seed: int, together: Mapping[Source, str] | None = None) -> None:
        trapezoids = [(one.key, corner) for one in norms.indicators if one.kind == "T" for corner in "abcd"]
        columns: list[tuple[Source, str, str]] = [
            ("data", "", ""),
            ("coverage", "", ""),
            ("specification", "", ""),
            *(("norms", *corner) for corner in trapezoids),
            *(("weights", one.key, "") for one in norms.indicators),
            ("aggregation", "", ""),
            ("left_out", "", ""),
        ]
        self._place = {column: at for at, column in enumerate(columns)}
        self.draws = Saltelli([together[source] if together else source for source, _, _ in columns], base, seed)

    def column(self, source: Source, key: str = "", corner: str = "") -> Floats:
        return np.asarray(self.draws.x[:, self._place[source, key, corner]])

    def pick(self, source: Source, count: int) -> NDArray[np.intp]:
        """Return one of so many for each draw."""
        return np.minimum((self.column(source) * count).astype(np.intp), count - 1)


class _Marks:
    """The marks of every indicator under the draws of one design, and the scores they make."""

    def __init__(self, pool: Pool, norms: Norms, design: _Design) -> None:
        self.pool, self.norms, self.design = pool, norms, design
        self._marks: dict[tuple[int, str], Floats] = {}
        self._gammas: dict[tuple[str, float], Floats] = {}

    def of(self, year: int, one: Indicator) -> Floats:
        """Return the mark of an indicator in each draw."""
        if (year, one.key) not in self._marks:
            values = self.pool.values[year, one.key]
            where = (self.design.pick(source, size) for source, size in zip(SOURCES[:3], values.shape, strict=True))
            self._marks[year, one.key] = mark(one, values[tuple(where)], self._corners(one) if one.kind == "T" else None)
        return self._marks[year, one.key]

    def _corners(self, one: Indicator) -> Floats:
        moved = np.stack([self.design.column("norms", one.key, corner) for corner in "abcd"], axis=-1)
        return np.sort(np.array(one.corners) * (1 + SHAKEN * (2 * moved - 1)), axis=-1)

    def _weights(self, indicators: Sequence[Indicator], shares: Floats) -> Floats:
        """Return Dirichlet weights around the given ones, as gammas that were not yet divided by their sum."""
        for one, share in zip(indicators, shares, strict=True):
            if (one.key, share) not in self._gammas:
                self._gammas[one.key, share] = gammaincinv(CONCENTRATION * share, self.design.column("weights", one.key))
        return np.stack([self._gammas[one.key, share] for one, share in zip(indicators, shares, strict=True)], axis=-1)

    def score(self, year: int, indicators: Sequence[Indicator], shares: Floats) -> Floats:
        """Return the score that some indicators make in each draw."""
        marks = np.stack([self.of(year, one) for one in indicators], axis=-1)
        weights = self._weights(indicators, shares)
        if len(indicators) > 1:
            out = self.design.pick("left_out", len(indicators) + 1) - 1  # -1: none
            weights[np.arange(len(indicators)) == out[:, None]] = 0
        ways = arithmetic(marks, weights), geometric(np.maximum(marks, FLOOR), weights), minimum(marks, weights)
        return np.asarray(np.choose(self.design.pick("aggregation", len(ways)), ways))


class _Card:
    """A scorecard while it is written."""

    def __init__(self, pool: Pool, norms: Norms, effort: Effort, seed: int, projects: Mapping[int, int]) -> None:
        self.pool, self.norms, self.effort, self.seed, self.projects = pool, norms, effort, seed, projects
        self.marks = _Marks(pool, norms, _Design(norms, effort.base, seed))
        sides: dict[Source, str] = {source: "choices" if source in CHOICES else "rest" for source in SOURCES}
        self.sides = _Marks(pool, norms, _Design(norms, effort.base, seed, sides))

    def written(self) -> Scorecard:
        years = self.pool.years
        scores = {(dimension, year): self._score(dimension, year) for dimension in DIMENSIONS for year in years}
        comparisons = tuple(one for dimension in DIMENSIONS for one in self._comparisons(dimension))
        prices = tuple(self._price(year, one) for one in self.norms.tradeoffs for year in years)
        return Scorecard(
            self.norms, self.effort, self.seed, years, scores, comparisons, self.together, prices, len(self.marks.design.draws.x)
        )

    # ------------------------------------------------------------------ by chance alone

    @cached_property
    def together(self) -> tuple[Together, ...]:
        found = []
        for year in self.pool.years:
            for dimension in DIMENSIONS:
                for one, other in combinations(self._present(dimension, year), 2):
                    r = self._by_lot(year, one.metrics[0], other.metrics[0])[0]
                    turned = (one.form == "complement") != (other.form == "complement")
                    if not math.isnan(r):
                        found.append(Together(year, dimension, (one.key, other.key), -r if turned else r))
        return tuple(found)

    def _by_lot(self, year: int, one: str, other: str) -> tuple[float, int]:
        """Return the correlation of two metrics over tables drawn by lot, and how many there are; nan where one of them stays as it is."""
        values = self.pool.lots[year][:, [self.pool.metrics.index(name) for name in (one, other)]]
        values = values[~np.isnan(values).any(axis=1)]
        if len(values) < 3 or (np.ptp(values, axis=0) < 1e-9).any():
            return math.nan, len(values)
        return _r(values[:, 0], values[:, 1]), len(values)

    def _price(self, year: int, tradeoff: TradeOff) -> Price:
        r, draws = self._by_lot(year, *tradeoff.metrics)
        return Price(year, tradeoff, r, draws)

    def _pairs(self, *years: int) -> set[frozenset[str]]:
        return {frozenset(one.keys) for one in self.together if one.year in years and one.flagged}

    # ------------------------------------------------------------------ one dimension, one year

    def _present(self, dimension: Dimension, year: int) -> list[Indicator]:
        return [one for one in self.norms.of(dimension) if (year, one.key) in self.pool.values]

    def _scored(self, dimension: Dimension, year: int) -> bool:
        return bool(self._present(dimension, year)) and len(self._present(dimension, year)) >= ENOUGH * len(self.norms.of(dimension)) - 1e-9

    def _score(self, dimension: Dimension, year: int) -> Score:
        every, here = self.norms.of(dimension), self._present(dimension, year)
        scored = self._scored(dimension, year)
        shares = shared_weights(here, self._pairs(year))
        drawn = self.marks.score(year, here, shares) if scored else None
        weight = dict(zip([one.key for one in here], shares.tolist(), strict=True))
        readings = tuple(self._reading(one, year, weight.get(one.key, math.nan), drawn) for one in every)
        nothing: dict[Source, float] = dict.fromkeys(SOURCES, math.nan)
        if drawn is None:
            others = dict.fromkeys(("arithmetic", "minimum", "median", "copeland"), math.nan)
            return Score(dimension, year, State.NOT_SCORED, readings, math.nan, _spread(None), others, nothing, nothing, math.nan)
        first, total = self.marks.design.draws.indices(drawn)
        choices = self.sides.design.draws.indices(self.sides.score(year, here, shares))[1]["choices"]
        marked = [one for one in readings if not math.isnan(one.mark)]
        marks = np.array([one.mark for one in marked])
        others = {
            "arithmetic": float(arithmetic(marks, shares)),
            "minimum": float(marks.min()),
            "median": float(np.median(marks)),
            "copeland": self._copeland(dimension, year),
        }
        state = State.COMPLETE if len(here) == len(every) else State.PARTIAL
        point = float(geometric(np.maximum(marks, FLOOR), shares))
        by_source = [
            {source: found.get(source, 0.0) for source in SOURCES} for found in (first, total)
        ]  # norms without a trapezoid have no doubt
        return Score(dimension, year, state, readings, point, _spread(drawn), others, by_source[0], by_source[1], choices)

    def _reading(self, one: Indicator, year: int, weight: float, drawn: Floats | None) -> Reading:
        value = self.pool.observed[year, one.key]
        kappa = self.pool.kappa.get((year, one.key), math.nan)
        if (year, one.key) not in self.pool.values:
            return Reading(one, value, kappa, math.nan, _spread(None), math.nan, math.nan)
        marks = self.marks.of(year, one)
        point = float(mark(one, self.pool.read(year, one)))
        return Reading(one, value, kappa, point, _spread(marks), weight, math.nan if drawn is None else _r_squared(marks, drawn))

    def _copeland(self, dimension: Dimension, year: int) -> float:
        scored = [other for other in self.pool.years if self._scored(dimension, other)]
        every = self.norms.of(dimension)
        marks = [
            [float(mark(one, self.pool.read(other, one))) if (other, one.key) in self.pool.values else math.nan for one in every]
            for other in scored
        ]
        return float(copeland(np.array(marks, float), [one.weight for one in every])[scored.index(year)])

    # ------------------------------------------------------------------ two years

    def _comparisons(self, dimension: Dimension) -> list[Comparison]:
        scored = [year for year in self.pool.years if self._scored(dimension, year)]
        asked = [*pairwise(scored), *([(scored[0], scored[-1])] if len(scored) > 2 else [])]
        return [self._compared(dimension, before, after) for before, after in asked]

    def _compared(self, dimension: Dimension, before: int, after: int) -> Comparison:
        both = [one for one in self._present(dimension, before) if (after, one.key) in self.pool.values]
        probability = math.nan
        if len(both) >= ENOUGH * len(self.norms.of(dimension)) - 1e-9:
            shares = shared_weights(both, self._pairs(before, after))
            earlier, later = (self.marks.score(year, both, shares) for year in (before, after))
            known = ~(np.isnan(earlier) | np.isnan(later))
            gain = np.round(later - earlier, 12)[known]
            probability = float(np.mean(gain > 0) + np.mean(gain == 0) / 2) if known.any() else math.nan
        few = min(self.projects[year] for year in (before, after)) < FEWEST_PROJECTS  # as for any other change (words.change)
        return Comparison(dimension, before, after, probability, change(math.nan if few else probability), len(both))


def _spread(drawn: Floats | None) -> Spread:
    if drawn is None or np.isnan(drawn).all():
        return Spread(*[math.nan] * 5)
    return Spread(*map(float, np.nanquantile(drawn, [0.5, 0.25, 0.75, 0.05, 0.95])))


def _r_squared(marks: Floats, score: Floats) -> float:
    known = ~(np.isnan(marks) | np.isnan(score))
    if known.sum() < 3 or np.ptp(marks[known]) < 1e-12 or np.ptp(score[known]) < 1e-12:
        return 0.0
    return _r(marks[known], score[known]) ** 2


def _r(one: Floats, other: Floats) -> float:
    a, b = one - one.mean(), other - other.mean()
    return float(a @ b / math.sqrt(float(a @ a) * float(b @ b)))
