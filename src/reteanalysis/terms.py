"""The words all floors share: languages, sentences in both of them, numbers as people write them, reasons for "undefined".

This room knows words and nothing else: no network, no table, no picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, Self, cast, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = "0.1.0"

Lang = Literal["it", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)

Level = Literal["network", "sector", "pair", "partner"]
LEVELS: tuple[Level, ...] = get_args(Level)

Unit = Literal["share", "index", "count", "mean", "ratio"]
UNITS: tuple[Unit, ...] = get_args(Unit)

Sphere = Literal["public", "nonprofit", "business"]
SPHERES: tuple[Sphere, ...] = get_args(Sphere)


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in every language of the reports.

    A language is one field here; forgetting it anywhere is an error when the sentence is written, not when it is read.

    >>> Text(it="rete", en="network")["it"]
    'rete'
    >>> Text(it="{n} legami", en="{n} ties").say("en", n=3)
    '3 ties'
    """

    it: str
    en: str

    def __post_init__(self) -> None:
        for field in fields(self):
            if not str(getattr(self, field.name)).strip():
                raise ValueError(f"a Text needs words in every language; '{field.name}' is empty: {self!r}")

    def __getitem__(self, lang: Lang) -> str:
        return cast("str", getattr(self, lang))

    def say(self, lang: Lang, /, **values: Any) -> str:
        """Return the sentence in `lang`, its places filled with `values`; Text values speak the same language."""
        spoken = {key: value[lang] if isinstance(value, Text) else value for key, value in values.items()}
        return self[lang].format(**spoken)


class Reason(Enum):
    """Why a measure has no value. Undefined is never zero (metrics specification, 0.2)."""

    EMPTY = Text(it="nessun partner o nessun progetto da misurare", en="no partners or no projects to measure")
    TOO_FEW = Text(it="troppo pochi elementi perché la misura abbia senso", en="too few elements for the measure to mean anything")
    NO_PAIRS = Text(it="solo progetti con un unico partner: nessuna coppia", en="only single-partner projects: no pairs")
    SINGLE_SECTOR = Text(it="un solo settore presente", en="only one sector present")
    NO_PREVIOUS_YEAR = Text(it="nessun anno precedente", en="no previous year")
    MISSING_YEAR = Text(it="manca un anno fra i due confrontati", en="a year between the two compared is missing")
    ZERO_VARIANCE = Text(it="tutti i valori sono uguali", en="all values are equal")
    NOT_RECORDED = Text(it="dato non rilevato", en="not recorded in the data")
    UNSTABLE = Text(it="calcolato, ma poco affidabile", en="computed, but not to be trusted")
    FIXED_BY_NULL = Text(
        it="il confronto con il caso tiene ferma questa quantità: non c'è nulla da confrontare",
        en="the comparison with chance keeps this quantity fixed: there is nothing to compare",
    )

    def __getitem__(self, lang: Lang) -> str:
        text: Text = self.value
        return text[lang]


class Reasoned(float):
    """A float with a reason to be read beside it: a value that was computed but is not to be trusted."""

    reason: Reason

    def __new__(cls, value: float, reason: Reason) -> Self:
        """Make the float that carries `reason`."""
        made = super().__new__(cls, value)
        made.reason = reason
        return made

    def __reduce__(self) -> tuple[type[Reasoned], tuple[float, Reason]]:
        return type(self), (float(self), self.reason)

    def __repr__(self) -> str:
        return f"{float(self)!r} ({self.reason.name})"


class Undefined(Reasoned):
    """A float that is nan and knows why.

    >>> value = undefined(Reason.NO_PAIRS)
    >>> value != value, value.reason.name
    (True, 'NO_PAIRS')
    """


def undefined(reason: Reason) -> float:
    """Return nan carrying `reason`: the only way a metric says that a question has no answer here."""
    return Undefined(math.nan, reason)


def unstable(value: float) -> float:
    """Return `value` marked as not to be trusted: it was computed, and stays in the results with that mark.

    >>> unstable(2.5)
    2.5 (UNSTABLE)
    """
    return Reasoned(value, Reason.UNSTABLE)


UNDEFINED_MARK = "n.d."  # the abbreviation is the same in both languages: "non definito", "not defined"

_PATTERNS: dict[str, str] = {
    "count": "#,##0",
    "mean": "#,##0.0",
    "ratio": "#,##0.00",
    "index": "#,##0.00",
    "share": "#,##0%",
    "money": "#,##0.00",
}


def number(value: Any, unit: str, lang: Lang) -> str:
    """Return `value` as a reader of `lang` writes it; nan is printed as such.

    Shares are printed as percentages, with one decimal where whole points would hide the difference: below 10%, and near
    100%, which is printed of the whole only. What is too small to be seen has no sign.

    >>> number(1234.5, "index", "it"), number(0.0714, "share", "en"), number(float("nan"), "count", "it")
    ('1.234,50', '7.1%', 'n.d.')
    """
    if value is None or math.isnan(value):
        return UNDEFINED_MARK
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    pattern = _PATTERNS[unit]
    if unit == "share" and (0 < abs(value) < 0.0995 or 0.995 <= abs(value) < 1):
        pattern = "#,##0.0%"
        value = math.copysign(min(abs(value), 0.999), value)
    return _digits(float(value), pattern, lang)


def numbers(values: Sequence[float], unit: str, lang: Lang) -> list[str]:
    """Return values as `number` writes each, with up to two decimals more where different ones would look the same.

    >>> numbers([0.138, 0.142, 0.144], "share", "en"), numbers([0.14, 0.30, 0.14], "share", "en")
    (['13.8%', '14.2%', '14.4%'], ['14%', '30%', '14%'])
    """
    said = [number(value, unit, lang) for value in values]
    different = len({round(float(value), 9) for value in values if math.isfinite(value)})
    for more in ("0", "00"):
        if len(set(said)) >= different or unit == "count":
            break
        whole, sign = _PATTERNS[unit].removesuffix("%"), "%" if unit == "share" else ""
        pattern = f"{whole}{'' if '.' in whole else '.'}{more}{sign}"
        most = 1 - 10.0 ** -(2 + len(more))  # 100% is the whole only
        shown = [min(value, most) if unit == "share" and value < 1 else value for value in values]
        said = [_digits(float(value), pattern, lang) if math.isfinite(value) else number(value, unit, lang) for value in shown]
    return said


@lru_cache(maxsize=1 << 16)  # a workbook writes the same few numbers tens of thousands of times
def _digits(value: float, pattern: str, lang: Lang) -> str:
    from babel.numbers import format_decimal  # here, so that `reteanalysis --help` does not wait for it

    text = format_decimal(Decimal(repr(value)), format=pattern, locale=lang).replace("-", "−")
    return text if any(digit in text for digit in "123456789") else text.removeprefix("−")


def listing(items: list[str], lang: Lang, *, limit: int | None = None) -> str:
    """Return `items` as one phrase ("a, b e c"); beyond `limit` it says how many more there are.

    >>> listing(["a", "b", "c"], "it"), listing(["a", "b", "c"], "en", limit=2)
    ('a, b e c', 'a, b and 1 more')
    """
    if limit is not None and len(items) > limit:
        more = len(items) - limit
        rest = Text(it="altri {n}" if more > 1 else "un altro", en="{n} more").say(lang, n=more)
        items = [*items[:limit], rest]
    if len(items) < 2:
        return "".join(items)
    joint = Text(it=" e ", en=" and ")[lang]
    return ", ".join(items[:-1]) + joint + items[-1]


# The questions of a report, in reading order.
FAMILIES: dict[str, Text] = {
    "connectivity": Text(it="Connettività", en="Connectivity"),
    "gaps": Text(it="Lacune", en="Gaps"),
    "synergy": Text(it="Sinergia", en="Synergy"),
    "openness": Text(it="Apertura", en="Openness"),
    "dynamism": Text(it="Dinamismo", en="Dynamism"),
    "resources": Text(it="Risorse", en="Resources"),
    "transversality": Text(it="Trasversalità", en="Transversality"),
    "robustness": Text(it="Tenuta", en="Robustness"),
}
OWN = "own"  # the family of what a user declares, in a notebook for instance
FAMILY_NAMES = {**FAMILIES, OWN: Text(it="Misure aggiunte", en="Measures of one's own")}

SPHERE_NAMES: dict[Sphere, Text] = {
    "public": Text(it="pubblico", en="public"),
    "nonprofit": Text(it="terzo settore", en="third sector"),
    "business": Text(it="impresa", en="business"),
}
