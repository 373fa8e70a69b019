"""Does a figure depend on how things were coded? Every measure again under every other defensible choice (C.6, the "multiverse").

A choice is a few ways to read the same tables; each way turns a network into the network one would have had. The grid is every combination of
them. What a study leaves no choice about (no convening body, no project of one partner) is left out of the grid, and said.
Steegen, Tuerlinckx, Gelman & Vanpaemel 2016, Perspectives on Psychological Science 11:702-712.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import block_diag, csr_array

from reteanalysis.evidence import lots
from reteanalysis.network import Network, Register
from reteanalysis.terms import SPHERES, Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from reteanalysis.metrics import Metric

AGREE = 0.80  # share of the specifications that must agree on a sign (metrics specification, C.6)
CROWDED = 15  # partners beyond which a project may be a list, not a table
NULL_DRAWS = 99  # tables drawn for the mean of chance of one specification

Transform = Callable[[Network], Network]
NullMean = Callable[..., float]


@dataclass(frozen=True)
class Option:
    """One way to read the tables."""

    key: str
    label: Text
    transform: Transform
    look_back: int = 1


@dataclass(frozen=True)
class Choice:
    """A few ways to read the tables; the first is that of the study."""

    key: str
    label: Text
    options: tuple[Option, ...]

    def touches(self, metric: Metric) -> bool:
        """Tell whether a measure can see the difference; what it does not read cannot move it."""
        if self.key == "tie":
            return metric.view == "ties"
        if self.key == "sectors":
            return bool({"sector", "sphere"} & {*metric.needs})
        if self.key == "look_back":
            return counts_newcomers(metric)
        return True


Specification = tuple[Option, ...]


@dataclass(frozen=True)
class Grid:
    """The choices that a study leaves open, and those that it does not."""

    choices: tuple[Choice, ...]
    left_out: tuple[tuple[Text, Text], ...]  # the choice, and why it does not arise

    def __len__(self) -> int:
        """How many specifications there are."""
        return math.prod(len(choice.options) for choice in self.choices)

    def __iter__(self) -> Iterator[Specification]:
        """Go through every combination; the first is that of the study."""
        return product(*(choice.options for choice in self.choices))

    def one_by_one(self) -> list[Specification]:
        """Return the specification of the study, and those that differ from it in one choice."""
        usual = tuple(choice.options[0] for choice in self.choices)
        others = [(*usual[:at], option, *usual[at + 1 :]) for at, choice in enumerate(self.choices) for option in choice.options[1:]]
        return [usual, *others]

    def seen_by(self, metric: Metric) -> Grid:
        """Return the choices that a measure can see; over the whole grid each of its values is there equally often."""
        return replace(self, choices=tuple(choice for choice in self.choices if choice.touches(metric)))


def counts_newcomers(metric: Metric) -> bool:
    """Tell whether a measure of two years asks who was there before, however long before."""
    return metric.years == 2 and metric.family == "openness"


# ---------------------------------------------------------------------- the choices

_TIE = Text(it="Che cos'è un legame", en="What a tie is")
_OWNER = Text(it="Ente promotore", en="Convening body")
_SECTORS = Text(it="Settori", en="Sectors")
_SINGLE = Text(it="Progetti di un solo partner", en="Projects of one partner")
_CROWDED = Text(it=f"Progetti con più di {CROWDED} partner", en=f"Projects of more than {CROWDED} partners")
_LOOK_BACK = Text(it="Da quanto tempo si è «nuovi»", en="How long one is new")
_DATE = Text(it="Anno di approvazione o di avvio", en="Year of approval or of start")
_IN, _OUT = Text(it="compresi", en="counted"), Text(it="esclusi", en="left out")


def grid(networks: Mapping[int, Network], year: int | None = None, *, coarser: Mapping[str, str] | None = None) -> Grid:
    """Return the choices that the networks of a study leave open.

    Parameters
    ----------
    networks : mapping of int to Network
        All years.
    year : int, optional
        Of the figure in question: one looks back two years only where there are two.
    coarser : mapping of str to str, optional
        From each sector to one of a few broader ones, where somebody declared it.

    Notes
    -----
    The year of approval and that of start are not both recorded in any table: that choice never arises, and is listed as left out.

    Examples
    --------
    >>> from reteanalysis import example
    >>> found = grid(example().networks)
    >>> len(found), [choice.key for choice in found.choices], len(found.left_out)
    (32, ['tie', 'owner', 'sectors', 'single', 'look_back'], 2)
    """
    some = [network for network in networks.values() if network.m]
    choices: list[Choice] = []
    left_out: list[tuple[Text, Text]] = []

    def offer(key: str, label: Text, options: Iterable[Option], why: Text) -> None:
        made = tuple(options)
        if len(made) > 1:
            choices.append(Choice(key, label, made))
        else:
            left_out.append((label, why))

    offer("tie", _TIE, _ties(some), Text(it="i legami sono dichiarati", en="ties are declared"))
    owner = any(network.owner in network.partners and network.n > 1 for network in some)
    offer(
        "owner",
        _OWNER,
        [
            Option("in", Text(it="fra i partner", en="a partner"), _same),
            *([Option("out", Text(it="escluso", en="left out"), _without_owner)] if owner else []),
        ],
        Text(it="nessun ente promotore fra i partner", en="no convening body among the partners"),
    )
    offer("sectors", _SECTORS, _codings(some, coarser), Text(it="una sola codifica possibile", en="only one coding is possible"))
    for key, label, kept, why in (
        ("single", _SINGLE, _shared, Text(it="nessuno", en="there is none")),
        ("crowded", _CROWDED, _small, Text(it="nessuno", en="there is none")),
    ):
        there = any(not kept(network).all() for network in some)
        offer(key, label, [Option("in", _IN, _same), *([Option("out", _OUT, _keeping(kept))] if there else [])], why)
    years = sorted(networks)
    far = any(years.index(at) > 1 for at in ([year] if year is not None else years))
    once = Option("1", Text(it="un anno", en="one year"), _same)
    twice = [Option("2", Text(it="due anni", en="two years"), _same, look_back=2)] if far else []
    offer("look_back", _LOOK_BACK, [once, *twice], Text(it="non ci sono due anni precedenti", en="there are no two earlier years"))
    left_out.append((_DATE, Text(it="le due date non sono rilevate entrambe", en="the two dates are not both recorded")))
    return Grid(tuple(choices), tuple(left_out))


def _same(network: Network) -> Network:
    return network


def _ties(networks: list[Network]) -> list[Option]:
    kinds = {network.projection for network in networks}
    if not kinds or "declared" in kinds:
        return []
    shared = Option("shared", Text(it="progetti in comune", en="projects in common"), _tied("shared"))
    newman = Option("newman", Text(it="corretto per la dimensione dei tavoli", en="corrected for the size of tables"), _tied("newman"))
    return [shared, newman] if kinds == {"shared"} else [newman, shared]


def _tied(projection: Any) -> Transform:
    # What does not depend on the projection is still true of the copy.
    keep = (
        "load",
        "team_size",
        "sector_size",
        "present_sectors",
        "sphere",
        "leads",
        "areas",
        "project_area",
        "team_sectors",
        "sector_pairs",
    )
    return lambda network: network if network.projection == projection else network.variant(keep, projection=projection)


def _without_owner(network: Network) -> Network:
    if network.owner is None or network.owner not in network.partners:
        return network
    return network.without(network.owner)


def _shared(network: Network) -> NDArray[np.bool_]:
    return np.asarray(network.team_size != 1)


def _small(network: Network) -> NDArray[np.bool_]:
    return np.asarray(network.team_size <= CROWDED)


def _keeping(which: Callable[[Network], NDArray[np.bool_]]) -> Transform:
    def kept(network: Network) -> Network:
        mask = which(network)
        return network if mask.all() else network.subset(projects=mask)

    return kept


def _codings(networks: list[Network], coarser: Mapping[str, str] | None) -> list[Option]:
    options = [Option("recorded", Text(it="come rilevati", en="as recorded"), _same)]
    if not networks or not networks[0].sectors:
        return options
    sectors, spheres = networks[0].sectors, networks[0].spheres
    if coarser is not None and len({*coarser.values()}) < len(sectors):
        label = Text(it=f"{len({*coarser.values()})} classi", en=f"{len({*coarser.values()})} classes")
        options.append(Option("coarser", label, recoded({sector: coarser.get(sector) for sector in sectors}, sectors, spheres)))
    known = {sphere for sphere in spheres if sphere is not None}
    if len(known) > 1 and len(known) < len(sectors):
        of = dict(zip(sectors, spheres, strict=True))
        label = Text(it=f"{len(known)} sfere", en=f"{len(known)} spheres")
        options.append(Option("spheres", label, recoded(of, sectors, spheres)))
    return options


def recoded(broader: Mapping[str, str | None], sectors: tuple[str, ...], spheres: tuple[str | None, ...]) -> Transform:
    """Return the transform that gives partners broader sectors; who has none stays without.

    The sphere of a broader sector is that of the sectors in it, None where they are of several.
    """
    names = [*dict.fromkeys(broader[sector] for sector in sectors if broader[sector] is not None)]
    if {*names} <= {*SPHERES}:
        names = [sphere for sphere in SPHERES if sphere in names]
    code = np.array([names.index(broader[sector]) if broader[sector] is not None else -1 for sector in sectors] + [-1], np.intp)
    of = dict(zip(sectors, spheres or (None,) * len(sectors), strict=True))
    inside = [{of[sector] for sector in sectors if broader[sector] == name} for name in names]
    wider = tuple(next(iter(found)) if len(found) == 1 else None for found in inside) if spheres else ()

    def recode(network: Network) -> Network:
        register: Register | None = None if network.register is None else replace(network.register, sector=code[network.register.sector])
        keep = ("load", "team_size", "active", "leads", "areas", "project_area", "area_seats", "shared", "newman", "ties", "adjacency")
        labels = tuple(str(name) for name in names)
        return network.variant(keep, sector=code[network.sector], sectors=labels, spheres=wider, register=register)

    return recode


def together(earlier: Network, later: Network) -> Network:
    """Return two years as one: who was there in either. Only who took part where, and when first: what a newcomer is told apart by.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> both = together(years[2019], years[2020])
    >>> both.n, both.m, both.year
    (7, 6, 2020)
    """
    partners = (*later.partners, *(partner for partner in earlier.partners if partner not in {*later.partners}))
    place = {partner: i for i, partner in enumerate(partners)}
    old = np.array([place[partner] for partner in earlier.partners], np.intp)
    stacked = csr_array(block_diag([later.incidence, earlier.incidence], format="csr"))
    rows = np.concatenate([np.arange(later.n), old])
    fold = csr_array((np.ones(len(rows), np.int64), (rows, np.arange(len(rows)))), shape=(len(partners), len(rows)))
    incidence = csr_array(fold @ stacked)
    incidence.sort_indices()
    sector = np.full(len(partners), -1, np.intp)
    sector[old] = earlier.sector
    sector[: later.n] = later.sector
    return Network(
        year=later.year,
        partners=partners,
        projects=(*later.projects, *(f"{earlier.year}: {project}" for project in earlier.projects)),
        incidence=incidence,
        sector=sector,
        sectors=later.sectors,
        spheres=later.spheres,
        projection="shared",
        owner=later.owner,
        members=later.members,
    )


# ---------------------------------------------------------------------- a measure over the grid


@dataclass(frozen=True)
class Range:
    """What a measure says over the whole grid.

    Attributes
    ----------
    metric : str
    year, from_year : int, int or None
        `from_year` where it is a change, or a measure of two years.
    values : array of float
        One per specification that the measure can tell apart, that of the study first; nan where undefined.
    size : int
        Specifications in the whole grid; each value stands for as many of them.
    low, middle, high : float
        Minimum, median and maximum.
    agree : float
        Share of the specifications on the same side of chance (for a change, of no change) as that of the study; nan where
        there is no comparison.
    left_out : tuple
        The choices that do not arise, and why.
    """

    metric: str
    year: int
    from_year: int | None
    values: NDArray[np.float64]
    size: int
    low: float
    middle: float
    high: float
    agree: float
    left_out: tuple[tuple[Text, Text], ...]

    @property
    def depends(self) -> bool:
        """Whether fewer than 80% of the specifications agree."""
        return self.agree < AGREE

    def sentence(self, unit: str, lang: Lang) -> str:
        """Return the range in words, and the warning where it is due."""
        if np.isnan(self.values).all():
            return _UNDEFINED[lang]
        of = {name: number(getattr(self, name), unit, lang) for name in ("low", "middle", "high")}
        said = [_OVER.say(lang, n=number(self.size, "count", lang), **of)]
        if not math.isnan(self.agree):
            said.append((_SAME_CHANGE if self.from_year else _SAME).say(lang, share=number(self.agree, "share", lang)))
        return "; ".join(said) + "." + (f" {DEPENDS[lang]}" if self.depends else "")


_OVER = Text(
    it="Nelle {n} codifiche possibili il valore va da {low} a {high} (mediana {middle})",
    en="Over the {n} possible codings the value goes from {low} to {high} (median {middle})",
)
_SAME = Text(it="dalla stessa parte rispetto al caso nel {share}", en="on the same side of chance in {share} of them")
_SAME_CHANGE = Text(it="con lo stesso segno nel {share}", en="with the same sign in {share} of them")
_UNDEFINED = Text(it="Non definito in alcuna codifica.", en="Undefined under every coding.")
DEPENDS = Text(it="Dipende dalle scelte di codifica.", en="It depends on coding choices.")


def over_choices(
    metrics: Iterable[Metric],
    networks: Mapping[int, Network],
    year: int,
    *,
    null_mean: NullMean | None = None,
    coarser: Mapping[str, str] | None = None,
    seed: int = 2019,
) -> dict[str, Range]:
    """Return the range of each measure in one year over the grid, by name.

    Parameters
    ----------
    metrics : iterable of Metric
        Of the whole network; measures of two years are asked of the year before and this one.
    networks : mapping of int to Network
        All years.
    null_mean : callable, optional
        From a metric and its networks to the mean of its null model, nan where there is none; N1 by default.

    Examples
    --------
    >>> from reteanalysis import METRICS, example
    >>> found = over_choices([METRICS["cross_sphere_share"]], example().networks, 2019)["cross_sphere_share"]
    >>> found.size, len(found.values), round(found.low, 3), round(found.high, 3)
    (16, 8, 0.4, 0.571)
    """
    open_choices = grid(networks, year, coarser=coarser)
    mean = null_mean or chance_mean(seed)
    found = {}
    seen: dict[tuple[Any, ...], tuple[Network, ...]] = {}
    for metric in metrics:
        values, signs = [], []
        for specification in open_choices.seen_by(metric):
            asked = _asked(specification, metric, networks, year, seen)
            value = float(metric(*asked)) if asked else math.nan
            values.append(value)
            signs.append(_sign(value - mean(metric, *asked)) if asked and metric.null and not math.isnan(value) else math.nan)
        previous = _previous(networks, year)
        found[metric.name] = _range(metric.name, year, previous if metric.years == 2 else None, values, signs, open_choices)
    return found


def change_over_choices(
    metrics: Iterable[Metric],
    networks: Mapping[int, Network],
    start: int,
    end: int,
    *,
    coarser: Mapping[str, str] | None = None,
) -> dict[str, Range]:
    """Return the range of the change of each measure between two years over the grid, by name: the same choice in both."""
    open_choices = grid(networks, coarser=coarser)
    found = {}
    seen: dict[tuple[Any, ...], tuple[Network, ...]] = {}
    for metric in metrics:
        values = []
        for specification in open_choices.seen_by(metric):
            both = [_asked(specification, metric, networks, year, seen) for year in (start, end)]
            values.append(float(metric(*both[1])) - float(metric(*both[0])) if all(both) else math.nan)
        found[metric.name] = _range(metric.name, end, start, values, [_sign(value) for value in values], open_choices)
    return found


def specified(specification: Specification, network: Network) -> Network:
    """Return a network as it would be read under a specification."""
    for option in specification:
        network = option.transform(network)
    return network


def before_of(specification: Specification, metric: Metric, networks: Mapping[int, Network], year: int) -> Network | None:
    """Return the year before as a measure is to see it: two years as one where newcomers are looked for twice as far back."""
    previous = _previous(networks, year)
    if previous is None:
        return None
    network = networks[previous]
    back = max((option.look_back for option in specification), default=1)
    further = _previous(networks, previous)
    if back == 2 and counts_newcomers(metric) and further is not None:
        return together(networks[further], network)
    return network


def chance_mean(seed: int = 2019, draws: int = NULL_DRAWS) -> NullMean:
    """Return what gives the mean of a measure over tables drawn by lot (N1); nan where another null model is declared."""

    def mean(metric: Metric, *networks: Network) -> float:
        if metric.null != "degrees":
            return math.nan
        *before, now = networks
        drawn = lots.every(now) or lots.draws(now, draws, seed)
        values = np.array([metric(*before, other) for other in drawn], float)
        values = values[~np.isnan(values)]
        return float(values.mean()) if len(values) and np.ptp(values) > 1e-9 else math.nan

    return mean


def _asked(
    specification: Specification,
    metric: Metric,
    networks: Mapping[int, Network],
    year: int,
    seen: dict[tuple[Any, ...], tuple[Network, ...]],
) -> tuple[Network, ...]:
    """Return the networks that a measure is asked of; none where there is no year before, or nobody in one of them."""
    back = max((option.look_back for option in specification), default=1)
    key = (year, metric.years, metric.years == 2 and back == 2 and counts_newcomers(metric), *(id(option) for option in specification))
    if key not in seen:
        before = before_of(specification, metric, networks, year) if metric.years == 2 else None
        asked = [networks[year]] if metric.years == 1 else [] if before is None else [before, networks[year]]
        made = tuple(specified(specification, network) for network in asked)
        seen[key] = made if metric.years == 1 or all(network.active.any() for network in made) else ()
    return seen[key]


def _previous(networks: Mapping[int, Network], year: int) -> int | None:
    return max((other for other in networks if other < year), default=None)


def _sign(difference: float) -> float:
    return math.nan if math.isnan(difference) else 0.0 if abs(difference) < 1e-9 else math.copysign(1, difference)


def _range(name: str, year: int, from_year: int | None, values: list[float], signs: list[float], choices: Grid) -> Range:
    said = np.array(values, float)
    known = said[~np.isnan(said)]
    low, middle, high = (float(found) for found in (known.min(), np.median(known), known.max())) if len(known) else (math.nan,) * 3
    told = np.array(signs, float)
    agree = float(np.mean(told[~np.isnan(told)] == told[0])) if len(told) and not math.isnan(told[0]) else math.nan
    return Range(name, year, from_year, said, len(choices), low, middle, high, agree, choices.left_out)
