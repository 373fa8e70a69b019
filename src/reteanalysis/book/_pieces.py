"""What every section is made of: the years it speaks of, tables and drawings with their words."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reteanalysis import figures, tables
from reteanalysis.metrics import CARD
from reteanalysis.paper import to_svg
from reteanalysis.report import Figure, Prose, Section, Table
from reteanalysis.study import WITHOUT_OWNER, Study
from reteanalysis.terms import FAMILY_NAMES, Lang, Reason, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from reteanalysis.metrics import Metric
    from reteanalysis.report import Block
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
    return tuple(
        metric
        for metric in study.metrics
        if metric.familiar and metric.level == "network" and metric.years <= asked and not _pointless(study, metric)
    )


def _pointless(study: Study, metric: Metric) -> bool:
    """Whether a metric asks of a convening body, or of projects, a study that has none: every tie counts as a project of two."""
    return (study.owner is None and "owner" in metric.needs) or (study.ties_only and metric.name in ("project_count", "mean_team_size"))


SIZE_NOTE = Text(
    it="Questi valori cambiano anche solo perché cambia il numero di partner e di progetti: "
    "vanno letti insieme a quei numeri, nelle prime righe.",
    en="These values can change simply because the number of partners and projects changes: "
    "read them together with those numbers, in the first rows.",
)


def values_tables(
    study: Study, family: str, year: int | None, lang: Lang, *, first: Collection[str] = (), besides: Collection[str] = ()
) -> list[Block]:
    """Return the values of a family for the whole network, with the sizes they depend on where years stand side by side.

    Those of the short account (or those named `first`) stand open; the others are folded under them, and so is the list of those
    the data do not allow. What is shown `besides`, elsewhere in the section, is left out.
    """
    years = years_of(study, year)
    asked = [metric for metric in of_family(study, family) if metric.level == "network" and metric.name not in besides]
    silent = [metric for metric in asked if _not_recorded(study, metric, years)]
    shown = [metric for metric in asked if metric not in silent]
    short = [metric for metric in shown if (metric.name in first if first else metric.in_short)] or shown
    more = [metric for metric in shown if metric not in short]
    sizes = [metric for metric in study.metrics if metric.name in ("size", "project_count") and metric not in shown]
    blocks: list[Block] = []
    if short:
        caption = Text(it="{family}: misure dell'intera rete, {period}", en="{family}: measures of the whole network, {period}").say(
            lang, family=FAMILY_NAMES[family], period=period(study, year)
        )
        beside, note = (sizes, SIZE_NOTE[lang]) if len(years) > 1 else ([], "")
        blocks.append(table(tables.whole_network(study, [*beside, *short], years, lang), caption, key=f"{family}-network", note=note))
    elif silent:
        nothing = Text(
            it="I dati non permettono nessuna delle misure dell'intera rete: quello che richiedono non è rilevato.",
            en="The data allow none of the measures of the whole network: what they need is not recorded.",
        )
        blocks.append(Prose(nothing[lang]))
    if more:
        caption = Text(it="{family}: altre misure, {period}", en="{family}: further measures, {period}").say(
            lang, family=FAMILY_NAMES[family], period=period(study, year)
        )
        blocks.append(replace(table(tables.whole_network(study, more, years, lang), caption, key=f"{family}-more"), folded=True))
    return [*blocks, *_not_measurable(study, family, silent, year, lang)]


def _not_measurable(study: Study, family: str, silent: Sequence[Metric], year: int | None, lang: Lang) -> list[Block]:
    """Return, folded, the measures the data do not allow, each with what it would need."""
    if not silent:
        return []
    caption = Text(
        it="{family}: misure che i dati non permettono ({n}), e che cosa richiedono, {period}",
        en="{family}: measures the data do not allow ({n}), and what they need, {period}",
    ).say(lang, family=FAMILY_NAMES[family], n=count(len(silent), lang), period=period(study, year))
    headings = Text(it="Misura|Richiede", en="Measure|Needs")[lang].split("|")
    rows = [((metric.familiar or metric.label)[lang], dict(metric.card(lang))[CARD["needs"][lang]]) for metric in silent]
    return [replace(table(worded(headings, rows, {}), caption, key=f"{family}-silent"), folded=True)]


def worded(headings: Sequence[str], rows: Sequence[tuple[Any, ...]], units: Mapping[str, str]) -> Worded:
    """Return rows written by hand as a table."""
    import pandas as pd

    return tables.Worded(pd.DataFrame(rows, columns=list(headings)), units)


def sector_tables(study: Study, family: str, year: int | None, lang: Lang) -> list[Block]:
    """Return the values of a family by sector, for each year that has some; measures without any are named in the note."""
    blocks: list[Block] = []
    for at in years_of(study, year):
        found = tables.by_sector(study, at, lang, family)
        silent = [name for name in found.units if found.frame[name].isna().all()]
        units = {name: unit for name, unit in found.units.items() if name not in silent}
        if not (units and len(found.frame)):
            continue
        caption = Text(it="{family}, settore per settore, {year}", en="{family}, sector by sector, {year}").say(
            lang, family=FAMILY_NAMES[family], year=at
        )
        note = Text(
            it="Nei settori con pochi partner un solo ente sposta molto il valore.",
            en="In sectors with few partners a single body moves the value a lot.",
        )[lang]
        if silent:
            unknown = Text(it=" Senza valore in nessun settore: {which}.", en=" Without a value in any sector: {which}.")
            note += unknown.say(lang, which=listing(silent, lang))
        shown = tables.Worded(found.frame.drop(columns=silent), units)
        blocks.append(table(shown, caption, key=f"{family}-sectors-{at}", note=note))
    return blocks


def section_of(family: str, study: Study, year: int | None, lang: Lang, intro: Text | None, blocks: Sequence[Block]) -> Section:
    """Return the section of a family."""
    return Section(family, f"{FAMILY_NAMES[family][lang]}, {period(study, year)}", blocks, lang, intro=intro[lang] if intro else "")


def _not_recorded(study: Study, metric: Metric, years: Iterable[int]) -> bool:
    """Whether the data record nothing of what a metric asks, in any of the years."""
    known = [study.value(metric.name, year) for year in years if metric.years == 1 or study.previous(year) is not None]
    return bool(known) and all(getattr(value, "reason", None) is Reason.NOT_RECORDED for value in known)


@lru_cache(maxsize=32)  # the reports of all years show the same
def slopes(study: Study, metrics: tuple[Metric, ...], lang: Lang, caption: str, key: str) -> tuple[Figure, ...]:
    """Return the small charts of some measures over the years; nothing where there is one year only."""
    if len(study.years) < 2:
        return ()
    metrics = tuple(metric for metric in metrics if not all(math.isnan(study.value(metric.name, year)) for year in study.years))
    if not metrics:
        return ()
    panels = []
    for metric in metrics:
        values = {year: study.value(metric.name, year) for year in study.years}
        alone = {year: study.value(metric.name, year, subset=WITHOUT_OWNER) for year in study.years if _has(study, metric, year)}
        drawn = study.years if metric.name in study.evidence.metrics else []
        bands = {year: band for year in drawn if not math.isnan((band := study.evidence.band(metric.name, year))[0])}
        panels.append(
            figures.Slope((metric.familiar or metric.label)[lang], values, metric.unit, metric.bounds, alone or None, bands or None)
        )
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
