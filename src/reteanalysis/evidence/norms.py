"""What the scorecard takes for good: indicators, how a value becomes a mark from 0 to 1, weights, and who chose them when.

Norms are chosen before the data are seen and come from a file (`templates/norms.toml`, or a study's own); nothing here is fitted to values.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from reteanalysis.loading.files import NORMS
from reteanalysis.loading.names import nearest
from reteanalysis.loading.problems import DataError, Problems
from reteanalysis.loading.settings import written
from reteanalysis.loading.wording import names as listed
from reteanalysis.loading.wording import perhaps, problem, say
from reteanalysis.metrics import METRICS
from reteanalysis.terms import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.loading import Loaded
    from reteanalysis.loading.problems import Problem
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
    return norms_from(tomllib.loads((files("reteanalysis") / "templates" / NORMS).read_text(encoding="utf-8")))


def norms_from(mapping: Mapping[str, Any], catalogue: Catalogue = METRICS) -> Norms:
    """Return the norms that a file says.

    Raises
    ------
    DataError
        Listing everything that is wrong with it: see `problems_of`.
    """
    wrong = problems_of(mapping, catalogue)
    if wrong:
        raise DataError(Problems.sorted(wrong))
    return Norms(
        mapping["version"],
        mapping["status"],
        mapping["chosen_by"],
        mapping["date"],
        tuple(_indicator(row) for row in mapping["indicators"]),
        tuple(TradeOff(tuple(row["metrics"]), Text(**row["label"])) for row in mapping.get("tradeoffs", ())),
    )


def checked(loaded: Loaded, catalogue: Catalogue = METRICS) -> Loaded:
    """Return a study as read, with what is wrong with its own norms among its problems."""
    if loaded.norms is None:
        return loaded
    return replace(loaded, problems=loaded.problems + Problems.sorted(problems_of(loaded.norms, catalogue)))


def problems_of(mapping: Mapping[str, Any], catalogue: Catalogue = METRICS) -> list[Problem]:
    """Return everything that is wrong with norms: where in the file, what was found, what was expected."""
    wrong = [*_unknown(mapping, _ENTRIES)]
    signed = {name: mapping.get(name) for name in ("version", "chosen_by")}
    wrong += [_expected(n, mapping, n, _NEEDED[n]) for n, said in signed.items() if not isinstance(said, str) or not said.strip()]
    if mapping.get("status") not in get_args(Status):
        wrong.append(_expected("status", mapping, "status", _one_of(get_args(Status)), among=get_args(Status)))
    if type(mapping.get("date")) is not date:
        wrong.append(_expected("date", mapping, "date", _NEEDED["date"]))
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for name in ("indicators", "tradeoffs"):
        found = mapping.get(name, [])
        whole = isinstance(found, list) and all(isinstance(row, dict) for row in found)
        rows[name] = found if whole else []
        if not whole or (name == "indicators" and not found):
            wrong.append(_expected(name, mapping, name, _NEEDED[name]))
    keys = [row["key"] for row in rows["indicators"] if isinstance(row.get("key"), str)]
    for n, row in enumerate(rows["indicators"], start=1):
        place = f"indicators.{row['key'] if isinstance(row.get('key'), str) and row['key'].strip() else n}"
        wrong += _wrong_indicator(row, place, catalogue)
        if row.get("key") in keys[: n - 1]:
            wrong.append(_expected(f"{place}.key", row, "key", _NEEDED["own_key"]))
    for n, row in enumerate(rows["tradeoffs"], start=1):
        place = f"tradeoffs.{n}"
        wrong += [
            *_unknown(row, ("metrics", "label"), place),
            *_wrong_metrics(row, place, catalogue, 2),
            *_wrong_texts(row, place, "label"),
        ]
    return wrong


_HEAVIEST = 1000  # times the weight of an indicator that says none; beyond, the others would not count at all
_ENTRIES = ("version", "status", "chosen_by", "date", "indicators", "tradeoffs")
_OF_INDICATOR = ("key", "dimension", "metrics", "form", "type", "corners", "weight", "label", "reason", "replicates")
_NEEDED: dict[str, Text] = {
    "version": Text(it='un testo: "1"', en='a text: "1"'),
    "chosen_by": Text(it="chi le ha scelte, fra virgolette", en="who chose them, in quotation marks"),
    "date": Text(it="il giorno in cui sono state scelte: 2026-01-31, senza virgolette", en="the day they were chosen: 2026-01-31, without quotation marks"),
    "indicators": Text(it="una sezione [[indicators]] per indicatore, almeno una", en="one section [[indicators]] for each indicator, one at least"),
    "tradeoffs": Text(it="una sezione [[tradeoffs]] per compromesso", en="one section [[tradeoffs]] for each trade-off"),
    "key": Text(it="un nome breve", en="a short name"),
    "own_key": Text(it="un nome diverso per ogni indicatore", en="a different name for each indicator"),
    "weight": Text(it="un numero maggiore di zero, da 0.001 a 1000", en="a number above zero, from 0.001 to 1000"),
    "replicates": Text(it="un numero intero maggiore di zero", en="a whole number above zero"),
    "corners": Text(it="quattro numeri fra parentesi quadre: [0, 0.1, 0.35, 0.7]", en="four numbers in square brackets: [0, 0.1, 0.35, 0.7]"),
    "in_order": Text(it="quattro numeri dal più piccolo al più grande", en="four numbers from the smallest to the largest"),
    "no_corners": Text(it="nulla: solo un trapezio (type T) ha vertici", en="nothing: only a trapezoid (type T) has corners"),
    "as_it_is": Text(it='"value": con il caso (type K) si confronta il valore così com\'è', en='"value": what is compared with chance (type K) is the value itself'),
    "one": Text(it='un nome fra parentesi quadre: ["needs_coverage"]', en='one name in square brackets: ["needs_coverage"]'),
    "two": Text(it='due nomi fra parentesi quadre: ["entry_rate", "exit_rate"]', en='two names in square brackets: ["entry_rate", "exit_rate"]'),
    "text": Text(it='un testo per lingua: { it = "...", en = "..." }', en='a text in each language: { it = "...", en = "..." }'),
}  # fmt: skip
_TOO_LONG = Text(
    it="un trapezio (type T), o un'altra misura: {name} va da {low} a {high}, e un valore preso com'è (type B) da 0 a 1",
    en="a trapezoid (type T), or another measure: {name} goes from {low} to {high}, and a value taken as it is (type B) from 0 to 1",
)
_ENDLESS = Text(
    it="un trapezio (type T), o un'altra misura: {name} non ha un minimo o un massimo, e non si può confrontare con il caso su una scala (type K)",
    en="a trapezoid (type T), or another measure: {name} has no smallest or largest value, and cannot be compared with chance on a scale (type K)",
)
_OF_PARTS = Text(
    it="una misura dell'intera rete: {name} parla di ciascuna sua parte",
    en="a measure of the whole network: {name} speaks of each of its parts",
)


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


def _wrong_indicator(row: Mapping[str, Any], place: str, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _unknown(row, _OF_INDICATOR, place)
    if not isinstance(row.get("key"), str) or not row["key"].strip():
        yield _expected(f"{place}.key", row, "key", _NEEDED["key"])
    form, kind = row.get("form", "value"), row.get("type")
    for name, value, allowed in (
        ("dimension", row.get("dimension"), DIMENSIONS),
        ("form", form, get_args(Form)),
        ("type", kind, get_args(Kind)),
    ):
        if value not in allowed:
            yield _expected(f"{place}.{name}", row, name, _one_of(allowed), among=allowed)
    yield from _wrong_metrics(row, place, catalogue, 2 if form == "balance" else 1)
    yield from _wrong_for_kind(row, place, catalogue)
    weight = row.get("weight", 1)
    if not _is_number(weight) or not 1 / _HEAVIEST <= weight <= _HEAVIEST:
        yield _expected(f"{place}.weight", row, "weight", _NEEDED["weight"])
    replicates = row.get("replicates")
    if replicates is not None and (not isinstance(replicates, int) or isinstance(replicates, bool) or replicates < 1):
        yield _expected(f"{place}.replicates", row, "replicates", _NEEDED["replicates"])
    yield from _wrong_texts(row, place, "label", "reason")


def _wrong_for_kind(row: Mapping[str, Any], place: str, catalogue: Catalogue) -> Iterator[Problem]:
    form, kind, corners = row.get("form", "value"), row.get("type"), row.get("corners")
    if kind == "T":
        if not isinstance(corners, list) or len(corners) != 4 or not all(_is_number(corner) for corner in corners):
            yield _expected(f"{place}.corners", row, "corners", _NEEDED["corners"])
        elif sorted(corners) != corners:
            yield _expected(f"{place}.corners", row, "corners", _NEEDED["in_order"])
    elif corners is not None:
        yield _expected(f"{place}.corners", row, "corners", _NEEDED["no_corners"])
    if kind == "K" and form != "value":
        yield _expected(f"{place}.form", row, "form", _NEEDED["as_it_is"])
    metrics = row.get("metrics")
    if form not in ("value", "complement") or kind not in ("K", "B") or not isinstance(metrics, list):
        return
    for name in metrics:
        metric = _found(name, catalogue)
        if metric is None or metric.level != "network":
            continue  # said already
        low, high = metric.bounds
        if kind == "B" and not (low >= -1 and high <= 1):
            yield _expected(f"{place}.type", row, "type", say(_TOO_LONG, name=name, low=f"{low:g}", high=f"{high:g}".replace("inf", "∞")))
        if kind == "K" and not (math.isfinite(low) and math.isfinite(high)):
            yield _expected(f"{place}.type", row, "type", say(_ENDLESS, name=name))


def _wrong_metrics(row: Mapping[str, Any], place: str, catalogue: Catalogue, count: int) -> Iterator[Problem]:
    names = row.get("metrics")
    if not isinstance(names, list) or len(names) != count or not all(isinstance(name, str) for name in names):
        yield _expected(f"{place}.metrics", row, "metrics", _NEEDED["one" if count == 1 else "two"])
        return
    for name in names:
        metric = _found(name, catalogue)
        if metric is None:
            like = nearest(name, {one.name: one.name for one in catalogue if one.level == "network"})
            yield problem("no_metric", NORMS, column=f"{place}.metrics", found=name, hint=perhaps(like))
        elif metric.level != "network":
            yield _expected(f"{place}.metrics", row, "metrics", say(_OF_PARTS, name=name))


def _found(name: Any, catalogue: Catalogue) -> Metric | None:
    return next((metric for metric in catalogue if metric.name == name), None)


def _wrong_texts(row: Mapping[str, Any], place: str, *names: str) -> Iterator[Problem]:
    for name in names:
        text = row.get(name)
        if (
            not isinstance(text, dict)
            or set(text) != set(LANGUAGES)
            or not all(isinstance(said, str) and said.strip() for said in text.values())
        ):
            yield _expected(f"{place}.{name}", row, name, _NEEDED["text"])


def _unknown(mapping: Mapping[str, Any], known: Sequence[str], place: str = "") -> Iterator[Problem]:
    for name in sorted(set(mapping) - {*known}):
        like = perhaps(nearest(name, {each: each for each in known}))
        yield problem("unknown_key", NORMS, column=f"{place}.{name}".lstrip("."), found=name, names=listed([*known]), hint=like)


def _expected(place: str, row: Mapping[str, Any], name: str, what: Text, *, among: Sequence[str] = ()) -> Problem:
    """Return what is wrong with an entry: it is missing, or it is not what is expected."""
    if name not in row:
        return problem("missing_key", NORMS, column=place, what=what)
    found = written(row[name])
    return problem("bad_setting", NORMS, column=place, found=found, what=what, hint=perhaps(nearest(found, {each: each for each in among})))


def _one_of(allowed: Sequence[str]) -> Text:
    return Text(it=f"una di queste voci: {', '.join(allowed)}", en=f"one of: {', '.join(allowed)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
