"""What the scorecard takes for good: indicators, how a value becomes a mark from 0 to 1, weights, and who chose them when.

Norms are chosen before the data are seen and come from a file (`templates/norms.toml`, or a study's own); nothing here is fitted to values.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from reteanalysis.metrics import METRICS
from reteanalysis.terms import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.metrics import Catalogue, Metric

Dimension = Literal["open", "dynamic", "integrated", "synergic", "responsive"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
DIMENSION_NAMES: dict[Dimension, Text] = {
    "open": Text(it="Aperta", en="Open"),
    "dynamic": Text(it="Dinamica", en="Dynamic"),
    "integrated": Text(it="Integrata", en="Integrated"),
    "synergic": Text(it="Sinergica", en="Synergic"),
    "responsive": Text(it="Attenta ai bisogni", en="Responsive"),
}

Kind = Literal["K", "B", "T"]
Form = Literal["value", "complement", "odds", "balance", "leaders", "cover"]
Status = Literal["proposal", "agreed"]
STATUS_NAMES: dict[Status, Text] = {"proposal": Text(it="proposta", en="proposal"), "agreed": Text(it="concordate", en="agreed")}


@dataclass(frozen=True)
class Indicator:
    """One thing a dimension is made of.

    Attributes
    ----------
    key : str
        Its name in the file.
    dimension : {'open', 'dynamic', 'integrated', 'synergic', 'responsive'}
    metrics : tuple of str
        What is measured, by name in the catalogue; two for a balance, otherwise one.
    form : {'value', 'complement', 'odds', 'balance', 'leaders', 'cover'}
        What is made of the metrics before they are marked.
    kind : {'K', 'B', 'T'}
        How a value becomes a mark: compared with chance, as it is, or by a trapezoid.
    corners : tuple of float
        Of the trapezoid, four in order; none otherwise.
    weight : float
        Nominal, within its dimension.
    label, reason : Text
        How it is called, and why more (or, between the corners, enough) of it is taken for good.
    replicates : int or None
        In how many resamples of the data it is measured again; in all where None.
    """

    key: str
    dimension: Dimension
    metrics: tuple[str, ...]
    form: Form
    kind: Kind
    corners: tuple[float, ...]
    weight: float
    label: Text
    reason: Text
    replicates: int | None = None


@dataclass(frozen=True)
class TradeOff:
    """Two measures that cannot both be high."""

    metrics: tuple[str, str]
    label: Text


@dataclass(frozen=True)
class Norms:
    """Indicators and trade-offs, and who chose them when."""

    version: str
    status: Status
    chosen_by: str
    date: date
    indicators: tuple[Indicator, ...]
    tradeoffs: tuple[TradeOff, ...] = ()

    def of(self, dimension: Dimension) -> tuple[Indicator, ...]:
        """Return the indicators of a dimension."""
        return tuple(one for one in self.indicators if one.dimension == dimension)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Every metric named, once, in the order of the file."""
        named = [name for one in self.indicators for name in one.metrics] + [name for pair in self.tradeoffs for name in pair.metrics]
        return tuple(dict.fromkeys(named))


def trapezoid(x: ArrayLike, corners: ArrayLike) -> NDArray[np.float64]:
    """Return 0 up to the first corner, 1 between the second and the third, 0 from the fourth, and straight lines between.

    Parameters
    ----------
    x : array of float
        nan stays nan.
    corners : array of float, shape (..., 4)
        In order; where two meet the line between them is a step.

    Examples
    --------
    >>> trapezoid([0.05, 0.2, 0.625, 0.9], [0, 0.10, 0.5, 0.75]).tolist()
    [0.5, 1.0, 0.5, 0.0]
    """
    x, (a, b, c, d) = np.asarray(x, float), np.moveaxis(np.asarray(corners, float), -1, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        up = np.where(b > a, (x - a) / (b - a), np.where(x < a, 0.0, 1.0))
        down = np.where(d > c, (d - x) / (d - c), np.where(x > d, 0.0, 1.0))
    return np.where(np.isnan(x), np.nan, np.clip(np.minimum(up, down), 0, 1))


def mark(indicator: Indicator, value: ArrayLike, corners: ArrayLike | None = None) -> NDArray[np.float64]:
    """Return the mark of a value, from 0 to 1; of a K indicator the value is κ.

    `corners` are used in place of the indicator's own.
    """
    if indicator.kind == "T":
        return trapezoid(value, indicator.corners if corners is None else corners)
    value = np.asarray(value, float)
    return np.clip((1 + value) / 2 if indicator.kind == "K" else value, 0, 1)


# ---------------------------------------------------------------------- from a file


@cache
def default_norms() -> Norms:
    """Return the norms that come with the package: a proposal."""
    return norms_from(tomllib.loads((files("reteanalysis") / "templates" / "norms.toml").read_text(encoding="utf-8")))


def norms_from(mapping: Mapping[str, Any], catalogue: Catalogue = METRICS) -> Norms:
    """Return the norms that a file says.

    Raises
    ------
    ValueError
        Listing everything that is wrong with it, one line each.
    """
    wrong: list[str] = []
    strange = sorted(set(mapping) - {"version", "status", "chosen_by", "date", "indicators", "tradeoffs"})
    wrong += [f"{name}: there is no such entry" for name in strange]
    for name in ("version", "chosen_by"):
        if not isinstance(mapping.get(name), str) or not mapping[name].strip():
            wrong.append(f"{name}: a text is needed, not {mapping.get(name)!r}")
    if mapping.get("status") not in get_args(Status):
        wrong.append(f"status: one of {_list(Status)}, not {mapping.get('status')!r}")
    if type(mapping.get("date")) is not date:
        wrong.append(f"date: the day they were chosen, as 2026-01-31, not {mapping.get('date')!r}")
    rows = {name: _rows(mapping, name, wrong) for name in ("indicators", "tradeoffs")}
    for n, row in enumerate(rows["indicators"], start=1):
        wrong += [f"indicator {row.get('key', n)}: {what}" for what in _wrong_indicator(row, catalogue)]
    for n, row in enumerate(rows["tradeoffs"], start=1):
        wrong += [f"trade-off {n}: {what}" for what in _wrong_tradeoff(row, catalogue)]
    keys = [str(row.get("key")) for row in rows["indicators"]]
    wrong += [f"indicator {key}: two indicators have this key" for key in sorted({key for key in keys if keys.count(key) > 1})]
    if not rows["indicators"]:
        wrong.append("indicators: there is none")
    if wrong:
        raise ValueError("the norms of the scorecard cannot be used:\n" + "\n".join(f"- {what}" for what in wrong))
    return Norms(
        mapping["version"],
        mapping["status"],
        mapping["chosen_by"],
        mapping["date"],
        tuple(_indicator(row) for row in rows["indicators"]),
        tuple(TradeOff(tuple(row["metrics"]), Text(**row["label"])) for row in rows["tradeoffs"]),
    )


def _rows(mapping: Mapping[str, Any], name: str, wrong: list[str]) -> list[Mapping[str, Any]]:
    rows = mapping.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        wrong.append(f"{name}: one section [[{name}]] each")
        return []
    return rows


def _indicator(row: Mapping[str, Any]) -> Indicator:
    return Indicator(
        row["key"],
        row["dimension"],
        tuple(row["metrics"]),
        row.get("form", "value"),
        row["type"],
        tuple(float(corner) for corner in row.get("corners", ())),
        float(row.get("weight", 1)),
        Text(**row["label"]),
        Text(**row["reason"]),
        row.get("replicates"),
    )


def _wrong_indicator(row: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    known = {"key", "dimension", "metrics", "form", "type", "corners", "weight", "label", "reason", "replicates"}
    yield from (f"{name}: there is no such entry" for name in sorted(set(row) - known))
    if not isinstance(row.get("key"), str) or not row["key"].strip():
        yield f"key: a short name is needed, not {row.get('key')!r}"
    if row.get("dimension") not in DIMENSIONS:
        yield f"dimension: one of {', '.join(DIMENSIONS)}, not {row.get('dimension')!r}"
    form, kind = row.get("form", "value"), row.get("type")
    if form not in get_args(Form):
        yield f"form: one of {_list(Form)}, not {form!r}"
    if kind not in get_args(Kind):
        yield f"type: one of {_list(Kind)}, not {kind!r}"
    yield from _wrong_metrics(row, catalogue, 2 if form == "balance" else 1)
    yield from _wrong_for_kind(row, catalogue)
    weight = row.get("weight", 1)
    if not _is_number(weight) or weight <= 0:
        yield f"weight: a number above zero, not {weight!r}"
    replicates = row.get("replicates")
    if replicates is not None and (not isinstance(replicates, int) or isinstance(replicates, bool) or replicates < 1):
        yield f"replicates: a whole number above zero, not {replicates!r}"
    yield from _wrong_texts(row, "label", "reason")


def _wrong_for_kind(row: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    form, kind, corners = row.get("form", "value"), row.get("type"), row.get("corners")
    if kind == "T":
        if not isinstance(corners, list) or len(corners) != 4 or not all(_is_number(corner) for corner in corners):
            yield f"corners: four numbers are needed, not {corners!r}"
        elif sorted(corners) != corners:
            yield f"corners: from the smallest to the largest, not {corners}"
    elif corners is not None:
        yield "corners: only a trapezoid (type T) has them"
    if kind == "K" and form != "value":
        yield f"form: what is compared with chance (type K) is the value itself, not its {form}"
    metrics = row.get("metrics")
    if form not in ("value", "complement") or kind not in ("K", "B") or not isinstance(metrics, list):
        return
    for name in metrics:
        metric = _found(name, catalogue)
        if metric is None or metric.level != "network":
            continue  # said already
        bounds = metric.bounds
        if kind == "B" and not (bounds[0] >= -1 and bounds[1] <= 1):
            yield f"type: {name} goes from {bounds[0]:g} to {bounds[1]:g}, and a value taken as it is (type B) goes from 0 to 1"
        if kind == "K" and not (math.isfinite(bounds[0]) and math.isfinite(bounds[1])):
            yield f"type: {name} has no largest or smallest value, and cannot be compared with chance on a scale (type K)"


def _wrong_tradeoff(row: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    yield from (f"{name}: there is no such entry" for name in sorted(set(row) - {"metrics", "label"}))
    yield from _wrong_metrics(row, catalogue, 2)
    yield from _wrong_texts(row, "label")


def _wrong_metrics(row: Mapping[str, Any], catalogue: Catalogue, count: int) -> Iterator[str]:
    names = row.get("metrics")
    if not isinstance(names, list) or len(names) != count or not all(isinstance(name, str) for name in names):
        yield f"metrics: {'one name' if count == 1 else 'two names'} in square brackets, not {names!r}"
        return
    for name in names:
        metric = _found(name, catalogue)
        if metric is None:
            yield f"metrics: no metric is called {name!r}"
        elif metric.level != "network":
            yield f"metrics: {name} speaks of each {metric.level}, not of the whole network"


def _found(name: Any, catalogue: Catalogue) -> Metric | None:
    return next((metric for metric in catalogue if metric.name == name), None)


def _wrong_texts(row: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        text = row.get(name)
        if (
            not isinstance(text, dict)
            or set(text) != set(LANGUAGES)
            or not all(isinstance(said, str) and said.strip() for said in text.values())
        ):
            yield f"{name}: a text in each language, {{ it = ..., en = ... }}, not {text!r}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _list(literal: Any) -> str:
    return ", ".join(get_args(literal))
