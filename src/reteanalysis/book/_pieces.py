"""What every section is made of: the years it speaks of, tables and drawings with their words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from reteanalysis import figures, tables
from reteanalysis.paper import to_svg
from reteanalysis.report import Figure, Table
from reteanalysis.study import WITHOUT_OWNER, Study
from reteanalysis.terms import FAMILY_NAMES, Lang, Reason, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reteanalysis.metrics import Metric
    from reteanalysis.tables import Worded


def years_of(study: Study, year: int | None) -> list[int]:
    """Return the years a report speaks of: one, or all."""
    return study.years if year is None else [year]


def period(study: Study, year: int | None) -> str:
    """Return the name of what a report covers: "2020", or "2019-2021"."""
    years = years_of(study, year)
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def table(worded: Worded, caption: str, *, key: str, note: str = "", searchable: bool = False) -> Table:
    """Return a worded table under its caption."""
    return Table(worded.frame, caption, worded.units, note=note, key=key, searchable=searchable)


def count(value: float, lang: Lang) -> str:
    """Return a whole number in words of figures."""
    return number(value, "count", lang)


def names(study: Study, partners: Iterable[str], lang: Lang, limit: int | None = None) -> str:
    """Return the names of partners as one phrase, in the order of the alphabet."""
    return listing(sorted((tables.partner_name(study, partner) for partner in partners), key=str.casefold), lang, limit=limit)


def of_family(study: Study, family: str) -> list[Metric]:
    """Return the metrics of a family, in the order of the catalogue."""
    return [metric for metric in study.metrics if metric.family == family]


def headlines(study: Study) -> tuple[Metric, ...]:
    """Return the metrics practitioners know by name."""
    asked = 2 if len(study.years) > 1 else 1  # with one year, nobody asks what changed
    return tuple(metric for metric in study.metrics if metric.familiar and metric.level == "network" and metric.years <= asked)


SIZE_NOTE = Text(
    it="Questi valori cambiano anche solo perché cambia il numero di partner e di progetti: "
    "vanno letti insieme a quei numeri, nelle prime righe.",
    en="These values can change simply because the number of partners and projects changes: "
    "read them together with those numbers, in the first rows.",
)


def values_tables(study: Study, family: str, year: int | None, lang: Lang) -> list[Table]:
    """Return the values of a family for the whole network, with the sizes they depend on where years stand side by side.

    Those of the short account stand open; the others, where there are both, are folded under them.
    """
    years, metrics = years_of(study, year), of_family(study, family)
    if len(years) > 1:
        sizes = [metric for metric in study.metrics if metric.name in ("size", "project_count") and metric not in metrics]
        metrics = [*sizes, *metrics]
    caption = Text(it="{family}: misure dell'intera rete, {period}", en="{family}: measures of the whole network, {period}").say(
        lang, family=FAMILY_NAMES[family], period=period(study, year)
    )
    silent = [metric for metric in metrics if metric.level == "network" and _not_recorded(study, metric, years)]
    notes = [SIZE_NOTE[lang]] if len(years) > 1 else []
    if silent:
        text = Text(it="Non misurabili, perché il dato non è rilevato: {which}.", en="Not measurable, because it is not recorded: {which}.")
        notes.append(text.say(lang, which=listing([metric.label[lang] for metric in silent], lang)))
    shown = [metric for metric in metrics if metric not in silent]
    short = [metric for metric in shown if metric.in_short] or shown
    more = [metric for metric in shown if metric not in short]
    blocks = [table(tables.whole_network(study, short, years, lang), caption, key=f"{family}-network", note=" ".join(notes))]
    if more:
        caption = Text(it="{family}: altre misure, {period}", en="{family}: further measures, {period}").say(
            lang, family=FAMILY_NAMES[family], period=period(study, year)
        )
        blocks.append(replace(table(tables.whole_network(study, more, years, lang), caption, key=f"{family}-more"), folded=True))
    return blocks


def _not_recorded(study: Study, metric: Metric, years: Iterable[int]) -> bool:
    """Whether the data record nothing of what a metric asks, in any of the years."""
    known = [study.value(metric.name, year) for year in years if metric.years == 1 or study.previous(year) is not None]
    return bool(known) and all(getattr(value, "reason", None) is Reason.NOT_RECORDED for value in known)


@lru_cache(maxsize=32)  # the reports of all years show the same
def slopes(study: Study, metrics: tuple[Metric, ...], lang: Lang, caption: str, key: str) -> tuple[Figure, ...]:
    """Return the small charts of some measures over the years; nothing where there is one year only."""
    if len(study.years) < 2 or not metrics:
        return ()
    panels = []
    for metric in metrics:
        values = {year: study.value(metric.name, year) for year in study.years}
        alone = {year: study.value(metric.name, year, subset=WITHOUT_OWNER) for year in study.years if _has(study, metric, year)}
        panels.append(figures.Slope((metric.familiar or metric.label)[lang], values, metric.unit, metric.bounds, alone or None))
    solid = Text(it="tutta la rete", en="the whole network")[lang]
    dashed = tables.NO_OWNER[lang] if study.owner else ""
    svg = to_svg(figures.slopes(panels, lang, solid=solid, dashed=dashed))
    told = "; ".join(
        f"{panel.label}: " + ", ".join(f"{number(value, panel.unit, lang)} ({year})" for year, value in panel.values.items())
        for panel in panels
    )
    data = table(tables.whole_network(study, metrics, study.years, lang), caption, key=key)
    return (Figure(svg, told + ".", caption, data),)


def _has(study: Study, metric: Metric, year: int) -> bool:
    try:
        study.value(metric.name, year, subset=WITHOUT_OWNER)
    except KeyError:
        return False
    return True
