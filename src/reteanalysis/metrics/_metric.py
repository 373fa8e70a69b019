"""What a metric must say of itself, and the catalogue of those that did."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, Literal, TypeVar, get_args, overload

import numpy as np

from reteanalysis.metrics._letters import legend
from reteanalysis.terms import FAMILIES, FAMILY_NAMES, LEVELS, OWN, UNITS, Lang, Level, Reason, Text, Unit, number, undefined

View = Literal["incidence", "ties", "newman"]
Null = Literal["degrees", "labels", "years"]
Need = Literal[
    "ties", "sector", "sphere", "lead", "owner", "area", "contribution", "amount", "flow", "district", "register", "needs", "ratings"
]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Metric:
    """A measure and all it says of itself; call it as the function it is.

    Attributes
    ----------
    function : callable
        ``(network)`` or ``(before, after)``, to a float or to one array that speaks for everyone of its level.
    name, family, years
        Read off the function: its name, its module, the number of its networks.
    level : {'network', 'sector', 'pair', 'partner'}
        Whom the values speak of. Arrays are aligned with ``network.sectors``, sectors x sectors, or ``network.partners``
        (of the later year, where there are two).
    unit : {'share', 'index', 'count', 'mean', 'ratio'}
        How a value is printed.
    bounds : tuple of float
        The smallest and the largest value it can take.
    label, question, reading, undefined : Text
        Its name, the question it answers, what low and high values say (and do not say), and when there is no answer.
    formula, reference : str
        Definition, and the source with its year.
    sentence : Text or None
        A plain sentence with ``{value}`` in it, for a value of the whole network.
    null : {'degrees', 'labels', 'years', None}
        The null model against which it should be read.
    view : {'incidence', 'ties', 'newman'}
        What it is measured on: the two-mode data, the ties as declared, or the team-size-corrected ties.
    needs : tuple of {'ties', 'sector', 'sphere', 'lead', 'owner', 'area', 'contribution', 'amount', 'flow', 'district', 'register', 'needs', 'ratings'}
        What must be recorded beyond who sat in what; ``"ties"`` where the two-mode data answer unless ties are the declared ones
        (a measure of the view ``"ties"`` needs them anyway).
    familiar : Text or None
        The name by which practitioners know it, for the headline numbers of a report; None keeps it out of the headlines.
    cost : str
        How the time it takes grows with the network, as this function is written, in the letters of `LETTERS` and `COST_LETTERS`.
    """

    function: Callable[..., Any]
    level: Level
    unit: Unit
    bounds: tuple[float, float]
    label: Text
    question: Text
    reading: Text
    undefined: Text
    formula: str
    reference: str
    sentence: Text | None = None
    null: Null | None = None
    view: View = "incidence"
    needs: tuple[Need, ...] = ()
    familiar: Text | None = None
    cost: str = ""

    @property
    def name(self) -> str:
        return self.function.__name__

    @cached_property
    def family(self) -> str:
        """The module it was written in, up to the first "_"; ``own`` for a metric written elsewhere, in a notebook for instance."""
        module = self.function.__module__.rsplit(".", 1)[-1].split("_", 1)[0]
        return module if module in FAMILIES else OWN

    @property
    def in_short(self) -> bool:
        """Whether it belongs to the short account of a family: its first module, or a user's own."""
        return self.family == OWN or self.function.__module__.rsplit(".", 1)[-1] in _IN_SHORT

    @cached_property
    def years(self) -> int:
        """1 for a metric of a network, 2 for a metric of the change between two."""
        return len([p for p in inspect.signature(self.function).parameters.values() if p.default is p.empty])

    @cached_property
    def _of_ties(self) -> bool:
        return self.view == "ties" or "ties" in self.needs

    def __call__(self, *networks: Any, **options: Any) -> Any:
        """Measure; where ties are what is asked and a year has none recorded, the answer is NOT_RECORDED, whatever the measure."""
        if self._of_ties and not all([network.ties_recorded for network in networks]):  # noqa: C419 (quicker for one or two)
            return undefined(Reason.NOT_RECORDED) if self.level == "network" else np.full(_shape(self.level, networks[-1]), np.nan)
        return self.function(*networks, **options)

    def __repr__(self) -> str:
        return f"<Metric {self.name}: {self.question.en}>"

    def level_name(self, lang: Lang) -> str:
        """Return whom it speaks of, and whether it is a change, in words."""
        return _LEVEL_NAMES[self.level][lang] + (_CHANGE[lang] if self.years == 2 else "")

    def card(self, lang: Lang) -> list[tuple[str, str]]:
        """Return what there is to know of it, as pairs of heading and text in `lang`."""
        exact = self.unit if self.unit == "share" or any(bound % 1 for bound in self.bounds) else "count"
        low, high = (number(bound, exact, lang) for bound in self.bounds)
        said = {
            "question": self.question[lang],
            "reading": self.reading[lang],
            "bounds": Text(it="da {low} a {high}", en="{low} to {high}").say(lang, low=low, high=high),
            "undefined": self.undefined[lang],
            "formula": self.formula,
            "view": _VIEWS[self.view][lang],
            "null": _NULLS[self.null][lang],
            "needs": ", ".join(_NEEDS[need][lang] for need in self.needs) or _NO_NEEDS[lang],
            "family": FAMILY_NAMES[self.family][lang],
            "level": self.level_name(lang),
            "cost": self.cost or _NO_COST[lang],
            "reference": self.reference,
        }
        return [(CARD[part][lang], words) for part, words in said.items()]

    def letters(self, lang: Lang) -> list[tuple[str, str]]:
        """Return the letters of its formula and cost, as pairs of letter and meaning in `lang`."""
        return [(letter, text[lang]) for letter, text in legend(self.formula, self.cost).items()]

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><th scope='row' style='text-align:left'>{escape(heading)}</th><td style='text-align:left'>{escape(text)}</td></tr>"
            for lang in ("it", "en")
            for heading, text in [*self.card(lang)][:4]
        )
        return f"<table><caption><b>{escape(self.label.it)} · {escape(self.label.en)}</b> <code>{self.name}</code></caption>{cells}</table>"


def _shape(level: Level, network: Any) -> tuple[int, ...]:
    """Return the shape of an array that speaks for everyone of a level."""
    if level == "partner":
        return (network.n,)
    return (len(network.sectors),) * (2 if level == "pair" else 1)


_IN_SHORT = ("connectivity", "gaps", "synergy", "openness", "dynamism")

# The headings of a metric's card, in reading order.
CARD: dict[str, Text] = {
    "question": Text(it="Domanda", en="Question"),
    "reading": Text(it="Come si legge", en="How to read it"),
    "bounds": Text(it="Valori possibili", en="Range"),
    "undefined": Text(it="Non definito quando", en="Undefined when"),
    "formula": Text(it="Formula", en="Formula"),
    "view": Text(it="Si misura su", en="Measured on"),
    "null": Text(it="Confronto con il caso", en="Comparison with chance"),
    "needs": Text(it="Richiede", en="Needs"),
    "family": Text(it="Famiglia", en="Family"),
    "level": Text(it="Livello", en="Level"),
    "cost": Text(it="Tempo di calcolo", en="Computing time"),
    "reference": Text(it="Fonte", en="Source"),
}
_VIEWS: dict[View, Text] = {
    "incidence": Text(it="chi siede in quale progetto (dati a due modi)", en="who sits in which project (two-mode data)"),
    "ties": Text(
        it="legami fra partner, ricavati secondo la proiezione dello studio", en="ties between partners, under the study's projection"
    ),
    "newman": Text(
        it="legami corretti per la dimensione dei tavoli: ogni progetto di k partner dà a ogni coppia 1/(k−1)",
        en="ties corrected for the size of tables: each project of k partners gives each pair 1/(k−1)",
    ),
}
_NULLS: dict[Null | None, Text] = {
    "degrees": Text(
        it="tavoli estratti a sorte: ogni partner in altrettanti progetti, ogni tavolo della stessa dimensione",
        en="tables drawn by lot: each partner in as many projects, each table of the same size",
    ),
    "labels": Text(it="settori assegnati a sorte fra gli stessi enti", en="sectors assigned by lot among the same bodies"),
    "years": Text(
        it="gli stessi progetti assegnati a sorte all'uno o all'altro anno", en="the same projects assigned by lot to either year"
    ),
    None: Text(it="non previsto", en="none planned"),
}
_NEEDS: dict[Need, Text] = {
    "ties": Text(it="legami, se lo studio prende quelli dichiarati", en="ties, where the study takes those declared"),
    "sector": Text(it="settore dei partner", en="partners' sector"),
    "sphere": Text(it="sfera (pubblico, terzo settore, impresa) dei settori", en="sphere (public, third sector, business) of the sectors"),
    "lead": Text(it="capofila dei progetti", en="leads of the projects"),
    "owner": Text(it="ente promotore", en="convening body"),
    "area": Text(it="area dei progetti", en="area of the projects"),
    "contribution": Text(it="che cosa porta ogni partner ai progetti", en="what each partner brings to projects"),
    "amount": Text(it="quanti euro porta ogni partner ai progetti", en="how many euros each partner brings to projects"),
    "flow": Text(it="flussi rilevati da un partner all'altro", en="recorded flows from one partner to another"),
    "district": Text(it="circoscrizione di partner e progetti", en="district of partners and projects"),
    "register": Text(it="registro degli enti che potrebbero partecipare", en="register of the bodies that could take part"),
    "needs": Text(it="tabella dei bisogni", en="table of needs"),
    "ratings": Text(it="questionario con i giudizi fra partner", en="survey of what partners say of each other"),
}
_NO_NEEDS = Text(it="solo le partecipazioni", en="participations only")
_NO_COST = Text(it="non indicato", en="not stated")
_LEVEL_NAMES: dict[Level, Text] = {
    "network": Text(it="rete", en="network"),
    "sector": Text(it="settore", en="sector"),
    "pair": Text(it="coppia di settori", en="pair of sectors"),
    "partner": Text(it="partner", en="partner"),
}
_CHANGE = Text(it=", cambiamento fra due anni", en=", change between two years")


def metric(
    *,
    level: Level,
    unit: Unit,
    bounds: tuple[float, float],
    label: Text,
    question: Text,
    reading: Text,
    undefined: Text,
    formula: str,
    reference: str,
    sentence: Text | None = None,
    null: Null | None = None,
    view: View = "incidence",
    needs: tuple[Need, ...] = (),
    familiar: Text | None = None,
    cost: str = "",
) -> Callable[[F], F]:
    """Declare a metric: say beside the function what a reader must know of it. The function itself comes back unchanged.

    See `Metric` for what each word means.

    Raises
    ------
    TypeError
        Where a declaration cannot be true: an unknown level or unit, bounds out of order, a source without a year,
        a name that does not show its level, one network or two expected and neither given.
    """

    def declare(function: F) -> F:
        declared = Metric(
            function, level, unit, bounds, label, question, reading, undefined, formula, reference, sentence, null, view, needs, familiar, cost
        )  # fmt: skip
        prefix = function.__name__.split("_", 1)[0]
        said = {"label": label, "question": question, "reading": reading, "undefined": undefined}
        optional = {name: text for name, text in (("sentence", sentence), ("familiar", familiar)) if text is not None}
        mute = [name for name, text in (said | optional).items() if not isinstance(text, Text)]
        if mute:
            raise TypeError(f"metric {function.__name__}: {', '.join(mute)} must be Text(it=..., en=...)")
        complaints = [
            (view not in get_args(View), f"view is one of {get_args(View)}, not {view!r}"),
            (null not in (None, *get_args(Null)), f"null is None or one of {get_args(Null)}, not {null!r}"),
            (not isinstance(needs, tuple) or not set(needs) <= set(get_args(Need)), f"needs is a tuple of {get_args(Need)}, not {needs!r}"),
            (level not in LEVELS, f"level is one of {LEVELS}, not {level!r}"),
            (unit not in UNITS, f"unit is one of {UNITS}, not {unit!r}"),
            (not bounds[0] < bounds[1], f"bounds go from the smaller to the larger, not {bounds}"),
            (not re.search(r"\b1[89]\d\d\b|\b20\d\d\b", reference), f"the reference needs its year: {reference!r}"),
            (declared.years not in (1, 2), "a metric takes (network) or (before, after)"),
            (level in LEVELS[1:] and prefix != level, f"a metric of level {level!r} is named {level}_…"),
            (level == "network" and prefix in LEVELS[1:], f"the name begins with {prefix!r} but the level is 'network'"),
            (level == "network" and sentence is None, "a metric of the whole network needs its sentence"),
            (
                sentence is not None and not all("{value}" in s for s in (sentence.it, sentence.en)),
                "the sentence needs {value} in every language",
            ),
        ]
        wrong = [complaint for is_wrong, complaint in complaints if is_wrong]
        if wrong:
            raise TypeError(f"metric {function.__name__}: " + "; ".join(wrong))
        function.metric = declared  # type: ignore[attr-defined]
        return function

    return declare


class Catalogue(Sequence[Metric]):
    """Metrics in reading order, by position or by name."""

    def __init__(self, metrics: Iterable[Any]) -> None:
        """Collect declared functions and `Metric` objects; ValueError where two have one name, TypeError where one declared nothing."""
        found = []
        for one in metrics:
            declared = one if isinstance(one, Metric) else getattr(one, "metric", None)
            if not isinstance(declared, Metric):
                raise TypeError(f"{one!r} is not a declared metric: put @metric(...) above it")
            found.append(declared)
        self._metrics = tuple(found)
        self._by_name = {metric.name: metric for metric in found}
        if len(self._by_name) < len(found):
            names = [metric.name for metric in found]
            raise ValueError(f"two metrics have one name: {', '.join(sorted({name for name in names if names.count(name) > 1}))}")

    @overload
    def __getitem__(self, key: int | str) -> Metric: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[Metric]: ...
    def __getitem__(self, key: int | str | slice) -> Metric | Sequence[Metric]:
        if isinstance(key, str):
            if key not in self._by_name:
                raise KeyError(f"no metric is called {key!r}; there are: {', '.join(self._by_name)}")
            return self._by_name[key]
        return self._metrics[key]

    def __len__(self) -> int:
        return len(self._metrics)

    def __iter__(self) -> Iterator[Metric]:
        return iter(self._metrics)

    def __contains__(self, key: object) -> bool:
        """Whether a metric, or one of that name, is in it."""
        return key in self._by_name or any(metric is key for metric in self._metrics)

    def __repr__(self) -> str:
        return f"<{len(self)} metrics: {', '.join(self._by_name)}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td style='text-align:left'><code>{m.name}</code></td><td style='text-align:left'>{escape(m.label.it)} · {escape(m.label.en)}</td>"
            f"<td style='text-align:left'>{m.family}</td><td style='text-align:left'>{m.level}</td></tr>"
            for m in self
        )
        return f"<table><thead><tr><th>name</th><th>label</th><th>family</th><th>level</th></tr></thead><tbody>{rows}</tbody></table>"
