"""What may be said of a number: one verdict, from its band or its interval, never from the point; and the sentences that carry it.

The words are those of the specification (metrics.md, C.7 and D.4): what was found in these projects, and no cause, no merit, no trend.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.evidence.p_values import ALPHA
from reteanalysis.terms import Lang, Reason, Text, number, numbers

if TYPE_CHECKING:
    from reteanalysis.evidence.chance import Chance
    from reteanalysis.metrics import Metric

SURE, PROBABLE = 0.90, 0.75

# Words that promise more than such data can hold: in no sentence of the evidence (a test reads them all).
FORBIDDEN: dict[Lang, tuple[str, ...]] = {
    "it": ("a causa d", "ha portato a", "grazie a", "efficac", "significativ", "è migliorat", "è peggiorat", "dimostra"),
    "en": ("because of", "led to", "thanks to", "effective network", "significant", "improved", "worsened", "proves"),
}


class Verdict(Enum):
    """How a value stands to what chance alone would give."""

    LESS = Text(it="meno che per caso", en="less than by chance")
    AS_EXPECTED = Text(it="come per caso", en="as by chance")
    MORE = Text(it="più che per caso", en="more than by chance")
    CANNOT_SAY = Text(it="non si può dire", en="cannot say")

    def __getitem__(self, lang: Lang) -> str:
        text: Text = self.value
        return text[lang]


class Change(Enum):
    """How a later value stands to an earlier one, given the probability that it is higher."""

    HIGHER = Text(it="più alto", en="higher")
    PROBABLY_HIGHER = Text(it="probabilmente più alto", en="probably higher")
    NO_CLEAR_CHANGE = Text(it="nessun cambiamento chiaro", en="no clear change")
    PROBABLY_LOWER = Text(it="probabilmente più basso", en="probably lower")
    LOWER = Text(it="più basso", en="lower")
    CANNOT_SAY = Text(it="non si può dire", en="cannot say")

    def __getitem__(self, lang: Lang) -> str:
        text: Text = self.value
        return text[lang]


def verdict(value: float, low: float, high: float, least: float = 0.0) -> Verdict:
    """Return the verdict of a value against a band; at the edge of the band it is still as expected.

    Parameters
    ----------
    value, low, high : float
        The value, and the band of the null model.
    least : float
        The smallest p the null model can give: above 5% no value could have stood out, and nothing can be said.

    >>> verdict(0.24, 0.27, 0.33).name, verdict(0.27, 0.27, 0.33).name, verdict(0.24, 0.27, 0.33, least=0.11).name
    ('LESS', 'AS_EXPECTED', 'CANNOT_SAY')
    """
    if any(map(math.isnan, (value, low, high, least))) or least > ALPHA:
        return Verdict.CANNOT_SAY
    near = 1e-9 * max(1.0, abs(value))
    return Verdict.LESS if value < low - near else Verdict.MORE if value > high + near else Verdict.AS_EXPECTED


def verdict_of(chance: Chance) -> Verdict:
    """Return the verdict of one number beside its null model."""
    if chance.reason is not None:
        return Verdict.CANNOT_SAY
    return verdict(float(chance.observed), float(chance.low), float(chance.high), float(chance.least))


def why_not(chance: Chance, lang: Lang) -> str:
    """Return why no value could have stood out from these draws: too few were asked for, or too few are possible; "" where one could."""
    if chance.reason is not None or not float(chance.least) > ALPHA:
        return ""
    if chance.exact or chance.draws >= FEWEST_DRAWS:
        return NOT_RARE[lang]
    return _FEW_ASKED.say(lang, n=number(chance.draws, "count", lang), least=FEWEST_DRAWS)


def verdicts_of_table(chance: Chance, q: np.ndarray, *, fewest: float = 5.0) -> np.ndarray:
    """Return a verdict for each cell of a table: by its q, and only where at least `fewest` were expected.

    Parameters
    ----------
    chance : Chance
        Of a table.
    q : array of float
        p after the control of false discoveries over the table.
    fewest : float
        Below this expectation nothing is said.
    """
    said = np.full(chance.observed.shape, Verdict.CANNOT_SAY, object)
    tested = ~np.isnan(q) & (chance.mean >= fewest) & (chance.least <= ALPHA)
    said[tested] = Verdict.AS_EXPECTED
    said[tested & (q <= ALPHA) & (chance.observed < chance.mean)] = Verdict.LESS
    said[tested & (q <= ALPHA) & (chance.observed > chance.mean)] = Verdict.MORE
    return said


def change(probability: float, p: float = math.nan) -> Change:
    """Return the word for a probability that the later value is higher than the earlier one.

    Where it was tested whether dealing the same projects to the two years makes such a difference (`p`), one that it often makes is no
    clear change, however probable.

    >>> [change(p).name for p in (0.9, 0.75, 0.5, 0.25, 0.1)]
    ['HIGHER', 'PROBABLY_HIGHER', 'NO_CLEAR_CHANGE', 'PROBABLY_LOWER', 'LOWER']
    >>> change(0.95, p=0.05).name, change(0.95, p=0.06).name
    ('HIGHER', 'NO_CLEAR_CHANGE')
    """
    if math.isnan(probability):
        return Change.CANNOT_SAY
    if p > ALPHA:
        return Change.NO_CLEAR_CHANGE
    steps = ((SURE, Change.HIGHER), (PROBABLE, Change.PROBABLY_HIGHER))
    low = ((SURE, Change.LOWER), (PROBABLE, Change.PROBABLY_LOWER))
    for least, word in steps:
        if probability >= least:
            return word
    for least, word in low:
        if round(1 - probability, 12) >= least:
            return word
    return Change.NO_CLEAR_CHANGE


def p_value(p: float, lang: Lang) -> str:
    """Return a p as it may be printed: never 0.

    >>> p_value(0.0004, "en"), p_value(0.002, "it"), p_value(0.03, "it"), p_value(float("nan"), "en")
    ('p < 0.001', 'p = 0,002', 'p = 0,03', 'n.d.')
    """
    from babel.numbers import format_decimal

    if math.isnan(p):
        return number(math.nan, "ratio", lang)
    return f"p {'<' if p < 0.001 else '='} {format_decimal(max(p, 0.001), '0.00' if p >= 0.0095 else '0.000', lang)}"


_HERE = Text(it=", qui {value}", en=", here {value}")
_NULLS = {
    "degrees": Text(
        it="estraendo a sorte i tavoli, a parità di carichi e dimensioni, sarebbe {mean}",
        en="drawing the tables by lot with the same loads and sizes would give {mean}",
    ),
    "labels": Text(
        it="distribuendo a sorte i settori fra gli stessi enti sarebbe {mean}",
        en="handing out the sectors by lot among the same bodies would give {mean}",
    ),
    "years": Text(
        it="distribuendo a sorte gli stessi progetti fra i due anni sarebbe {mean}",
        en="dealing the same projects by lot to the two years would give {mean}",
    ),
}
_DRAWN = Text(it="{n} estrazioni", en="{n} draws")
_LISTED = Text(it="tutte le {n} possibilità", en="all {n} possibilities")
ALWAYS = Text(it="il caso darebbe sempre questo valore", en="chance would always give this value")
NOT_RARE = Text(
    it="nessun valore sarebbe abbastanza raro da distinguersi dal caso",
    en="no value would be rare enough to stand out from chance",
)
FEWEST_DRAWS = math.ceil(2 / ALPHA) - 1  # below, the smallest p that draws can give, 2 / (draws + 1), is above 5%, whatever the network
_FEW_ASKED = Text(
    it="le estrazioni fatte sono {n}: perché un valore si distingua dal caso ne servono almeno {least}",
    en="{n} draws were made: for a value to stand out from chance at least {least} are needed",
)
_CODED = Text(it="con altre codifiche va da {low} a {high}", en="with other codings it goes from {low} to {high}")
_ON = Text(it="partner {n}, progetti {m}, posti {seats}", en="partners {n}, projects {m}, seats {seats}")
_KNOWN = Text(it="; dato noto per il {share}", en="; what it needs is known for {share}")
_MOVES = Text(
    it="ricampionando i progetti il dato oscilla tra {low} e {high}", en="resampling projects moves the figure between {low} and {high}"
)


def band(chance: Chance, unit: str, lang: Lang) -> str:
    """Return the null mean and its band, as they stand beside a value: "30% (27% – 33%)"; with the value, where its digits hide where it is."""
    value, given = _beside(chance, unit, lang)
    return given if value == number(float(chance.observed), unit, lang) else given + _HERE.say(lang, value=value)


def _beside(chance: Chance, unit: str, lang: Lang) -> tuple[str, str]:
    """Return the value, and the null mean with its band where there is one, with as many digits as tell them apart."""
    value, mean, low, high = numbers([float(x) for x in (chance.observed, chance.mean, chance.low, chance.high)], unit, lang)
    return value, mean if math.isnan(float(chance.low)) else f"{mean} ({low} – {high})"


def how_rare(chance: Chance, lang: Lang) -> str:
    """Return how far from chance a value is, how rare that is, and on how many draws: "κ = −0.20, p = 0.002, 999 draws"; "" without a p."""
    if math.isnan(float(chance.p)):
        return ""
    kappa = "" if math.isnan(float(chance.kappa)) else f"κ = {number(float(chance.kappa), 'index', lang)}, "
    count = number(chance.draws, "count", lang)
    return f"{kappa}{p_value(float(chance.p), lang)}, {(_LISTED if chance.exact else _DRAWN).say(lang, n=count)}"


def measured_on(n: int, m: int, seats: int, coverage: float, lang: Lang) -> str:
    """Return what a value is measured on: how many partners, projects and seats, and for how many what it needs is known.

    >>> measured_on(26, 4, 36, 0.96, "en")
    'partners 26, projects 4, seats 36; what it needs is known for 96%'
    """
    said = _ON.say(lang, **{name: number(value, "count", lang) for name, value in (("n", n), ("m", m), ("seats", seats))})
    return said if math.isnan(coverage) else said + _KNOWN.say(lang, share=number(coverage, "share", lang))


def sentence(
    metric: Metric,
    chance: Chance,
    lang: Lang,
    interval: tuple[float, float] | None = None,
    codings: tuple[float, float] | None = None,
    on: str = "",
) -> str:
    """Return the whole sentence of a value of the network (specification, C.7).

    What was found, what chance would give, how far it moves with other projects and other codings, the verdict; and what it was measured
    on, as `measured_on` says it.
    """
    assert metric.sentence is not None
    value, given = _beside(chance, metric.unit, lang)
    said = metric.sentence.say(lang, value=value).rstrip(".")
    basis = f" {_capital(on)}." if on else ""
    if chance.reason is Reason.FIXED_BY_NULL or (chance.reason is not None and math.isnan(float(chance.mean))):
        return f"{said}. {_capital(chance.reason[lang])}.{basis}"
    parts = [said, _NULLS[chance.null].say(lang, mean=given), how_rare(chance, lang)]
    for words, limits in ((_MOVES, interval), (_CODED, codings)):
        if limits is not None and not any(map(math.isnan, limits)):
            parts.append(words.say(lang, low=number(limits[0], metric.unit, lang), high=number(limits[1], metric.unit, lang)))
    found = verdict_of(chance)
    few = f" {_capital(why)}." if (why := why_not(chance, lang)) else ""
    return "; ".join(filter(None, parts)) + f": {found[lang]}.{few}{basis}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
