"""A value beside what chance alone would give: any measure, any null model, and how the two compare."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.evidence import lots, shuffles
from reteanalysis.evidence.p_values import EQUAL, band, p_values
from reteanalysis.metrics import Metric, Null
from reteanalysis.network import Needs, Network, Register
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_UNSURE = 0.05  # share of draws in which the measure is undefined, beyond which the comparison is not to be trusted


@dataclass(frozen=True)
class Chance:
    """A value, or an array of them, beside the values of a null model; every array has the shape of `observed`.

    Attributes
    ----------
    null : {'degrees', 'labels', 'years'}
        The null model.
    draws : int
        How many networks it was compared with; all there are, where it is `exact`.
    exact : bool
        Whether the null model was listed, not drawn.
    observed, mean, sd, low, high : array of float
        The value; mean, standard deviation and 95% band of the null model: outside it p is at most 5%, inside it is more.
    z, kappa, p : array of float
        z = (observed − mean) / sd: is it there? kappa: how much, from −1 (the least possible) over 0 (as chance) to 1 (the most).
        p: two-sided, never below 1 / (draws + 1) where the null model was drawn. nan where there is no answer.
    least : array of float
        The smallest p that this value, or one at an end of the null model, has: where it is not small, nothing can be told from chance.
    reason : Reason or None
        Why there is no answer (for the whole), or why it is not to be trusted.
    """

    null: Null
    draws: int
    exact: bool
    observed: Floats
    mean: Floats
    sd: Floats
    low: Floats
    high: Floats
    z: Floats
    kappa: Floats
    p: Floats
    least: Floats
    reason: Reason | None = None


def against_chance(
    metric: Any,
    *networks: Network,
    null: Null | None = None,
    draws: int = 999,
    seed: int = 2019,
) -> Chance:
    """Return a measure of a network (or of two years) beside its null model.

    Parameters
    ----------
    metric : Metric or declared function
        Of the catalogue, or one's own.
    *networks : Network
        What it is measured on; of two years the later one is drawn by lot ('degrees', 'labels'), or both ('years').
    null : {'degrees', 'labels', 'years'}, optional
        The null model; the one that the measure declares, where not given.
    draws, seed : int
        How many networks are drawn, and from which random numbers.

    Raises
    ------
    TypeError
        If what is to be measured was not declared as a metric.
    ValueError
        If neither the call nor the measure names a null model, or no null model is called so; if there are not as many networks as the
        measure needs, no whole number of draws or no seed; if the measure is nan and does not say why.

    Notes
    -----
    Reasons: that of the value itself where it is undefined; FIXED_BY_NULL where the null model keeps the quantity, which is found out on
    a network with much freedom; ZERO_VARIANCE where this network leaves chance no room; SINGLE_SECTOR and TOO_FEW as the null model
    says; UNSTABLE where the measure is undefined in more than 5% of the draws (mean, band and p are then over the others).

    Examples
    --------
    >>> from reteanalysis import METRICS, example
    >>> found = against_chance(METRICS["cross_sector_share"], example().networks[2019])
    >>> found.exact, found.draws, round(float(found.mean), 3), round(float(found.p), 3)
    (True, 15, 0.8, 1.0)
    """
    measured = metric if isinstance(metric, Metric) else getattr(metric, "metric", None)
    if not isinstance(measured, Metric):
        raise TypeError(f"expected a metric, found {metric!r}: take it from METRICS by its name, or declare it with @metric")
    model = null or measured.null
    if model is None:
        raise ValueError(f"{measured.name} declares no null model: name one of {', '.join(map(repr, get_args(Null)))}")
    if model not in get_args(Null):
        raise ValueError(f"no null model is called {model!r}: name one of {', '.join(map(repr, get_args(Null)))}")
    if len(networks) != measured.years or not all(isinstance(network, Network) for network in networks):
        wanted = "one network" if measured.years == 1 else "two networks, the earlier first"
        raise ValueError(f"{measured.name} is measured on {wanted}; found {', '.join(type(each).__name__ for each in networks) or 'none'}")
    given: tuple[tuple[str, Any, int], ...] = (("draws", draws, 1), ("seed", seed, 0))
    for what, whole, least in given:
        if isinstance(whole, bool) or not isinstance(whole, (int, np.integer)) or whole < least:
            raise ValueError(f"{what}: expected a whole number, {least} or more, found {whole!r}")
    return all_against_chance([measured], *networks, null=model, draws=draws, seed=seed)[measured.name]


def all_against_chance(
    metrics: Iterable[Metric],
    *networks: Network,
    null: Null,
    draws: int = 999,
    seed: int = 2019,
    progress: Callable[[int], object] | None = None,
) -> dict[str, Chance]:
    """Return several measures of the same networks beside one null model, by name: each network is drawn once for all of them.

    As `against_chance`; `progress` is told how many networks were measured, now and then.
    """
    found: dict[str, Chance] = {}
    asked: dict[Metric, Floats] = {}
    for metric in metrics:
        value = metric(*networks)
        observed, reason = np.asarray(value, float), getattr(value, "reason", None)
        if reason is None and metric.level == "network" and np.isnan(observed).any():
            raise ValueError(f"{metric.name} in {networks[-1].year}: nan without a reason; return undefined(Reason.…)")
        if reason is not None and math.isnan(value):
            found[metric.name] = no_answer(null, observed, reason)
        elif fixed_by_null(metric, null, declared=networks[-1].projection == "declared"):
            found[metric.name] = no_answer(null, observed, Reason.FIXED_BY_NULL)
        else:
            asked[metric] = observed
    drawn = drawn_from(null, networks, draws, seed) if asked else Reason.EMPTY
    if isinstance(drawn, Reason):
        return found | {metric.name: no_answer(null, observed, drawn) for metric, observed in asked.items()}
    others, exact = drawn
    values: dict[Metric, list[Floats]] = {metric: [] for metric in asked}
    for at, other in enumerate(others, start=1):
        for metric, measured in values.items():
            measured.append(np.asarray(metric(*other), float))
        if progress and at % 50 == 0:
            progress(50)
    return found | {
        metric.name: compare(asked[metric], np.array(measured), metric.bounds, null, exact=exact) for metric, measured in values.items()
    }


def drawn_from(
    null: Null, networks: tuple[Network, ...], draws: int, seed: int, *, listing: bool = True
) -> tuple[Iterable[tuple[Network, ...]], bool] | Reason:
    """Return networks of a null model (all there are, where they are few and `listing`) and whether they are all; or why there are none."""
    before, after = networks[:-1], networks[-1]
    if null == "degrees":
        listed = lots.every(after) if listing else None
        if listed is not None:
            return [(*before, other) for other in listed], True
        return ((*before, other) for other in lots.draws(after, draws, seed)), False
    if null == "labels":
        labelled = shuffles.shuffled_labels(after, draws, seed)
        return labelled.reason or (((*before, other) for other in labelled), labelled.exact)
    if len(networks) < 2:
        return Reason.NO_PREVIOUS_YEAR
    fallen = shuffles.shuffled_years({network.year: network for network in networks}, draws, seed)
    return fallen.reason or ((tuple(years[network.year] for network in networks) for years in fallen), fallen.exact)


def compare(observed: Any, values: Floats, bounds: tuple[float, float], null: Null = "degrees", *, exact: bool = False) -> Chance:
    """Return how `observed` stands among the `values` of a null model, shape (draws, ...), element by element.

    >>> found = compare(2.0, np.array([0.0, 1.0, 1.0, 2.0]), (0, 6), exact=True)
    >>> float(found.mean), float(found.kappa), float(found.p)
    (1.0, 0.2, 0.5)
    """
    observed = np.asarray(observed, float)
    defined = ~np.isnan(values)
    count, extra = defined.sum(axis=0), 0 if exact else 1
    near = EQUAL * np.maximum(1.0, np.abs(observed))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, np.where(defined, values, 0.0).sum(axis=0) / count, np.nan)
        spread = np.where(defined, values - mean, 0.0)
        sd = np.where(count > 0, np.sqrt((spread**2).sum(axis=0) / np.maximum(count - extra, 1)), np.nan)
        if not exact:
            sd = np.where(count > 1, sd, np.nan)  # of one draw nobody knows how far others would be
        still = sd <= near
        sd = np.where(still, 0.0, sd)
        asked = (count > 0) & ~np.isnan(observed) & ~still
        z, k = np.where(asked, (observed - mean) / sd, np.nan), np.where(asked, kappa(observed, mean, bounds), np.nan)
        p = np.where(asked, p_values(observed, values, exact=exact), np.nan)
        rarest = np.minimum(
            *((np.abs(values - end) <= near).sum(axis=0) for end in (
                np.max(values, axis=0, initial=-np.inf, where=defined), np.min(values, axis=0, initial=np.inf, where=defined)
            ))
        )  # fmt: skip
        least = np.where(asked, np.minimum(2 * rarest / (count + extra), p), np.nan)
    reason = None
    if observed.ndim == 0 and still:
        reason = Reason.ZERO_VARIANCE
    elif observed.ndim == 0 and count < (1 - _UNSURE) * len(values):
        reason = Reason.UNSTABLE
    return Chance(null, len(values), exact, observed, mean, sd, *band(values, exact=exact), z, k, p, least, reason)


def kappa(value: ArrayLike, mean: ArrayLike, bounds: tuple[float, float]) -> Floats:
    """Return κ: how far values lie from the mean of chance, as a share of how far they could; nan where they could not, or without end.

    >>> kappa([0.9, 0.25], 0.5, (0, 1)).tolist()
    [0.8, -0.5]
    """
    value, mean = np.asarray(value, float), np.asarray(mean, float)
    reach = np.where(value >= mean, bounds[1] - mean, mean - bounds[0])
    far = np.isfinite(reach) & (reach > EQUAL * np.maximum(1.0, np.abs(value)))
    found: Floats = np.clip(np.divide(value - mean, reach, out=np.full(np.shape(reach), np.nan), where=far), -1, 1)
    return found


def no_answer(null: Null, observed: Floats, reason: Reason) -> Chance:
    """Return that there is no answer, and why."""
    mean, sd, low, high, z, kappa, p, least = np.full((8, *observed.shape), np.nan)
    return Chance(null, 0, False, observed, mean, sd, low, high, z, kappa, p, least, reason)


# ---------------------------------------------------------------------- what a null model keeps


@cache
def fixed_by_null(metric: Metric, null: Null, *, declared: bool = False) -> bool:
    """Whether a null model keeps what the measure measures: found out on two made-up years where chance has much room.

    Ties that were declared, and are not derived from the tables, stay whatever is drawn.
    """
    if declared and metric.view == "ties" and null == "degrees":
        return True
    made_up = [_made_up(year) for year in (2019, 2020)]
    asked = False
    for networks in [tuple(made_up)] if metric.years == 2 or null == "years" else [(network,) for network in made_up]:
        drawn = drawn_from(null, networks, 24, 1, listing=False)
        try:
            observed = np.asarray(metric(*networks[-metric.years :]), float)
        except (LookupError, ValueError):  # a measure of one's own may speak of a partner by name, who is not there
            continue
        if isinstance(drawn, Reason) or np.isnan(observed).all():
            continue
        asked = True
        for other in drawn[0]:
            if not np.allclose(observed, metric(*other[-metric.years :]), rtol=EQUAL, atol=EQUAL, equal_nan=True):
                return False
    return asked


@cache
def _made_up(year: int) -> Network:
    """Return one of two years of 40 partners in 40 projects, the first dense, the other sparse, where everything is recorded."""
    random = np.random.default_rng(year)
    n, m, sectors = 40, 40, ("public", "health", "school", "cooperative", "consortium", "association", "union", "enterprise")
    dense = 0.3 if year == 2019 else 0.02
    table = random.random((n, m)) < np.linspace(0.0, dense, n)[random.permutation(n), None]
    table[random.integers(n, size=m), np.arange(m)] = True
    table[np.arange(n), random.integers(m, size=n)] = True
    incidence = csr_array(table.astype(np.int64))
    lead = np.zeros((n, m), bool)
    lead[[random.choice(np.flatnonzero(column)) for column in table.T], np.arange(m)] = True
    chosen = np.asarray

    def some(words: Any, size: int) -> NDArray[np.object_]:
        return chosen(random.choice(words, size), object)

    partners = tuple(f"p{i + 9 * (year == 2020)}" for i in range(n))
    seats, area = int(table.sum()), some([*"abcdfghi"], m)
    served = csr_array(np.array([[a == cell for cell in "abce"] for a in area], np.int64))
    return Network(
        year=year,
        partners=partners,
        projects=tuple(f"t{j}" for j in range(m)),
        incidence=incidence,
        sector=random.integers(8, size=n).astype(np.intp),
        sectors=sectors,
        spheres=("public", "public", "public", "nonprofit", "nonprofit", "nonprofit", "nonprofit", "business"),
        partner_data={"since": random.integers(year - 2, year, n, endpoint=True), "district": some(["x", "y", "z"], n)},
        project_data={"area": area, "district": some(["x", "y", "z"], m)},
        seat_data={
            "role": np.where(lead[table], "lead", "partner").astype(object),
            "contribution": some(["knowledge", "economic", "operational", "economic;knowledge"], seats),
            "amount_eur": chosen((random.random(seats) * 100).round(2).tolist(), object),
        },
        owner="p9",
        needs=Needs(chosen([*"abce"], object), np.full(4, None), np.full(4, None), np.array([1.0, 2.0, 3.0, 4.0]), served),
        register=Register(
            (*partners, "r0", "r1"), random.integers(8, size=n + 2).astype(np.intp), some(["x", "y", "z"], n + 2), np.arange(n + 2) < n
        ),
    )
