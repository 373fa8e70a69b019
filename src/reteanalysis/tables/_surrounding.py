"""What surrounds the values: chance, other projects, missing partners, other codings, other years."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.evidence import words
from reteanalysis.evidence.choices import DEPENDS
from reteanalysis.evidence.p_values import ALPHA
from reteanalysis.evidence.weighing import AREA_SHARE, FEWEST_EXPECTED, PRIMARY, PROJECT_SCENARIOS, SCENARIOS
from reteanalysis.tables._worded import Worded, in_words, partner_name, rows_in_words, worded
from reteanalysis.terms import OWN, Lang, Reason, Text, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reteanalysis.evidence.missing import Shift, Who
    from reteanalysis.metrics import Metric
    from reteanalysis.study import Study


def surrounded(study: Study, year: int) -> list[Metric]:
    """Return the measures that have evidence in a year, in the order of the catalogue."""
    evidence = study.evidence
    known = {name for name, at in [*evidence.chance, *evidence.interval, *evidence.left_out] if at == year}
    return [metric for metric in study.metrics if metric.name in known and metric.name in evidence.metrics]


def read_as_shares(metrics: Iterable[Metric]) -> list[Metric]:
    """Return the measures whose doubt is worth a reader's time: sizes and means follow from who is on the list."""
    return [metric for metric in metrics if metric.unit in ("share", "index") or metric.family == OWN]


def beside_chance(study: Study, year: int, lang: Lang) -> Worded:
    """Return the values of a year beside what chance would give and beside their interval, a row each."""
    rows = []
    units = []
    for metric in surrounded(study, year):
        chance = study.evidence.chance.get((metric.name, year))
        value = study.value(metric.name, year)
        mean, low, high, kappa = (
            (math.nan,) * 4 if chance is None else tuple(float(x) for x in (chance.mean, chance.low, chance.high, chance.kappa))
        )
        p = _rarity(math.nan if chance is None else float(chance.p), lang)
        rows.append((
            (metric.familiar or metric.label)[lang], value, _span(mean, metric, lang), _span((low, high), metric, lang), number(kappa, "index", lang) if kappa == kappa else "",
            p, verdict_in_words(study, metric, year, lang), _span(study.evidence.limits(metric.name, year), metric, lang),
        ))  # fmt: skip
        units.append(metric.unit)
    headings = Text(
        it="Misura|Valore|Per caso|Fascia del caso (95%)|κ|p|Rispetto al caso|Con altri progetti (95%)",
        en="Measure|Value|By chance|Band of chance (95%)|κ|p|Against chance|With other projects (95%)",
    )[lang].split("|")
    return rows_in_words(headings, rows, {headings[1]: units})


def _rarity(p: float, lang: Lang) -> str:
    """Return a p (or a q) as it stands under a heading that says what it is; a blank where there is none."""
    return "" if math.isnan(p) else words.p_value(p, lang).removeprefix("p ").removeprefix("= ")


def verdict_in_words(study: Study, metric: Metric, year: int, lang: Lang) -> str:
    """Return what may be said of a value beside chance, with the reason where nothing may."""
    chance = study.evidence.chance.get((metric.name, year))
    if chance is None:
        none = Text(it="nessun confronto con il caso previsto", en="no comparison with chance planned")
        return none[lang] if metric.null is None else Reason.NOT_RECORDED[lang]
    if chance.reason is not None:
        return words.ALWAYS[lang] if chance.reason is Reason.ZERO_VARIANCE else chance.reason[lang]
    said = words.verdict_of(chance)
    if said is words.Verdict.CANNOT_SAY:
        return f"{said[lang]}: {why}" if (why := words.why_not(chance, lang)) else said[lang]
    return said[lang]


def measured_on(study: Study, metric: Metric, year: int, lang: Lang) -> str:
    """Return what a value was measured on: partners, projects, seats, and for how many of them what it needs is known."""
    network = study.networks[year]
    known = study.coverage(metric.name, year) if metric.needs else math.nan
    return words.measured_on(network.n, network.m, network.seats, known, lang)


def _span(values: float | tuple[float, float], metric: Metric, lang: Lang) -> str:
    """Return one value, or two with a dash; a blank where there is none."""
    numbers = values if isinstance(values, tuple) else (values,)
    return "" if any(math.isnan(x) for x in numbers) else " – ".join(number(x, metric.unit, lang) for x in numbers)


def alliances(study: Study, lang: Lang) -> Worded:
    """Return the pairs of partners that meet more than chance explains, the years put together: those left after the correction."""
    tests = study.pairs
    assert tests is not None
    kept = [int(k) for k in np.flatnonzero(tests.q <= ALPHA)]
    kept.sort(key=lambda k: (tests.p[k], int(tests.one[k]), int(tests.other[k])))
    who = tests.network.partners
    load = tests.network.load
    rows = [
        (
            *(f"{partner_name(study, who[i])} ({number(float(load[i]), 'count', lang)})" for i in (tests.one[k], tests.other[k])),
            float(tests.shared[k]), _rarity(float(tests.q[k]), lang),
        )
        for k in kept
    ]  # fmt: skip
    headings = Text(
        it="Partner (suoi progetti)|Partner (suoi progetti) |Progetti in comune|q",
        en="Partner (its projects)|Partner (its projects) |Projects in common|q",
    )[lang].split("|")
    return rows_in_words(headings, rows, {headings[2]: "count"})


def large_contributions(study: Study, year: int, lang: Lang) -> Worded:
    """Return the contributions larger than the totals of giver and project suggest, the least likely first."""
    network, twin = study.networks[year], study.twin(year)
    assert twin is not None
    kept = [int(k) for k in np.flatnonzero(twin.q <= ALPHA)]
    kept.sort(key=lambda k: (twin.p[k], int(twin.row[k]), int(twin.column[k])))
    rows = [
        (
            partner_name(study, network.partners[twin.row[k]]), str(study.titles.get(network.projects[twin.column[k]], network.projects[twin.column[k]])),
            float(twin.weight[k]), float(twin.expected[k]), _rarity(float(twin.q[k]), lang),
        )
        for k in kept
    ]  # fmt: skip
    headings = Text(it="Chi dà|Progetto|Importo|Secondo i totali|q", en="Giver|Project|Amount|By the totals|q")[lang].split("|")
    return rows_in_words(headings, rows, {headings[2]: "count", headings[3]: "count"})


def sector_chance(study: Study, year: int, lang: Lang) -> Worded:
    """Return the pairs of sectors present, with their meetings beside those chance would give, and what may be said."""
    table, q = study.evidence.table[year]
    said = words.verdicts_of_table(table, q, fewest=FEWEST_EXPECTED)
    network, names = study.networks[year], study.sector_names(lang)
    here = np.flatnonzero(network.present_sectors)
    rows = [
        (
            f"{names[network.sectors[g]]} – {names[network.sectors[h]]}", float(table.observed[g, h]), float(table.mean[g, h]),
            _plain(table.low[g, h], table.high[g, h], lang), _rarity(float(q[g, h]), lang), said[g, h][lang],
        )
        for place, g in enumerate(here) for h in here[place:] if table.observed[g, h] == table.observed[g, h]
    ]  # fmt: skip
    headings = Text(
        it="Settori|Incontri|Per caso|Fascia del caso (95%)|q|Rispetto al caso",
        en="Sectors|Meetings|By chance|Band of chance (95%)|q|Against chance",
    )[lang].split("|")
    return rows_in_words(headings, rows, {headings[1]: "count", headings[2]: "mean"})


def _plain(low: float, high: float, lang: Lang) -> str:
    return "" if math.isnan(low) else f"{number(low, 'count', lang)} – {number(high, 'count', lang)}"


def left_out(study: Study, year: int, lang: Lang) -> Worded:
    """Return, for each measure, the projects and partners whose absence moves it most, with the value without each."""
    rows: list[tuple[str, ...]] = []
    for metric in read_as_shares(surrounded(study, year)):
        known = study.evidence.left_out.get((metric.name, year))
        if known is None or not (known.by_project or known.by_partner):
            continue
        titled = [(str(study.titles.get(one.name, one.name)), one.without) for one in known.by_project]
        named = [(partner_name(study, one.name), one.without) for one in known.by_partner]
        told = ["; ".join(f"{name} ({number(value, metric.unit, lang)})" for name, value in moved) for moved in (titled, named)]
        rows.append(((metric.familiar or metric.label)[lang], worded(study, metric, year, lang), *told))
    headings = Text(
        it="Misura|Valore|Senza questi progetti, uno alla volta|Senza questi enti, uno alla volta",
        en="Measure|Value|Without these projects, one at a time|Without these bodies, one at a time",
    )[lang].split("|")
    return rows_in_words(headings, rows, {})


WHO: Mapping[Who, tuple[Text, Text]] = {  # of the partners, of the projects
    "random": (Text(it="a caso", en="at random"), Text(it="a caso", en="at random")),
    "least": (Text(it="i meno presenti", en="the least present"), Text(it="tavoli piccoli", en="small tables")),
    "most": (Text(it="i più presenti", en="the most present"), Text(it="tavoli grandi", en="large tables")),
}


def missing_partners(study: Study, year: int, lang: Lang) -> Worded:
    """Return how far each measure moves when partners are left out: relative bias and spread, for each way and share."""
    lost = study.evidence.missing
    columns = {
        f"{WHO[who][0][lang]}, {number(share, 'share', lang)}": {
            m: _moved(lost.get((m, year, who, share)), lang) for m in _tried(study, year)
        }
        for who, share in SCENARIOS
        if share > 0.05
    }
    return _shifted(study, columns, lang)


def missing_projects(study: Study, year: int, lang: Lang) -> Worded:
    """Return how far each measure moves when projects are left out, any or of one area, and with the partners that nobody saw."""
    evidence, tried = study.evidence, _tried(study, year)
    columns = {
        f"{WHO[who][1][lang]}, {number(share, 'share', lang)}": {
            m: _moved(evidence.missing_projects.get((m, year, who, share)), lang) for m in tried
        }
        for who, share in PROJECT_SCENARIOS
    }
    one = Text(it="in una sola area, {share}", en="in one area only, {share}").say(lang, share=number(AREA_SHARE, "share", lang))
    columns[one] = {m: _over_areas(study, m, year, lang) for m in tried}
    added = Text(it="con i mai visti", en="with the unseen")[lang]
    columns[added] = {m: _moved(evidence.phantoms.get((m, year)), lang) for m in tried}
    return _shifted(study, {heading: column for heading, column in columns.items() if any(column.values())}, lang)


def _tried(study: Study, year: int) -> list[str]:
    return [metric.name for metric in read_as_shares(surrounded(study, year))]


def _over_areas(study: Study, metric: str, year: int, lang: Lang) -> str:
    """Return the least and the greatest change over the areas whose projects are left out, each with its area."""
    names = study.area_names(lang)
    found = [(moved.bias, names[area]) for (m, at, area), moved in study.evidence.missing_area.items() if (m, at) == (metric, year)]
    known = sorted((bias, name) for bias, name in found if not math.isnan(bias))
    if not known:
        return ""
    return "; ".join(f"{_relative(bias, lang)} ({name})" for bias, name in dict.fromkeys((known[0], known[-1])))


def _shifted(study: Study, columns: Mapping[str, Mapping[str, str]], lang: Lang) -> Worded:
    """Return a row for each measure that moves in some way, a column for each way."""
    shown = [metric for metric in study.metrics if any(column.get(metric.name) for column in columns.values())]
    first: dict[str, list[str]] = {Text(it="Misura", en="Measure")[lang]: [(metric.familiar or metric.label)[lang] for metric in shown]}
    return in_words(first | {heading: [column[metric.name] for metric in shown] for heading, column in columns.items()}, {})


def _moved(shift: Shift | None, lang: Lang) -> str:
    if shift is None or math.isnan(shift.bias):
        return ""
    return _relative(shift.bias, lang) + ("" if math.isnan(shift.spread) else f" ± {number(shift.spread, 'share', lang)}")


def _relative(change: float, lang: Lang) -> str:
    return f"{'+' if change > 0.0005 else ''}{number(change, 'share', lang)}"


def ranges(study: Study, year: int, lang: Lang) -> Worded:
    """Return the primary measures under every defensible coding: from, to, middle, and the share of codings on the same side of chance."""
    found = [(m, study.ranges[m.name, year]) for m in study.metrics if m.name in PRIMARY and (m.name, year) in study.ranges]
    rows = [
        (
            (metric.familiar or metric.label)[lang], study.value(metric.name, year), number(one.low, metric.unit, lang), number(one.high, metric.unit, lang),
            number(one.size, "count", lang), "" if math.isnan(one.agree) else number(one.agree, "share", lang), DEPENDS[lang] if one.depends else "",
        )
        for metric, one in found if not np.isnan(one.values).all()
    ]  # fmt: skip
    units = [metric.unit for metric, one in found if not np.isnan(one.values).all()]
    headings = Text(
        it="Misura|Valore|Da|A|Codifiche|Dalla stessa parte del caso|", en="Measure|Value|From|To|Codings|On the same side of chance|"
    )[lang].split("|")
    headings[-1] = Text(it="Nota", en="Note")[lang]
    return rows_in_words(headings, rows, {headings[1]: units})


def changes(study: Study, start: int, end: int, lang: Lang) -> Worded:
    """Return the change of each measure between two years beside what chance, size and the coming and going of partners make of it."""
    rows = []
    for metric in read_as_shares(study.metrics):
        step = study.evidence.steps.get((metric.name, start, end))
        if step is None or math.isnan(step.fair.observed):
            continue
        parts = (step.fair.observed, step.fair.core, step.fair.by_size)
        numbers = [_signed(value, metric.unit, lang) for value in parts]
        p = _rarity(step.p if math.isnan(step.adjusted) else step.adjusted, lang)
        least = "" if math.isnan(step.detectable) else number(step.detectable, metric.unit, lang)
        rows.append(((metric.familiar or metric.label)[lang], *numbers, p, least, step.word[lang]))
    headings = Text(
        it="Misura|Differenza|Fra i partner dei due anni|Per le sole dimensioni|p|Minima differenza rilevabile|Che cosa si può dire",
        en="Measure|Difference|Among partners of both years|By size alone|p|Smallest detectable difference|What may be said",
    )[lang].split("|")
    columns = dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 7, strict=True))
    # With too few projects nothing is tested, and an empty column says nothing.
    return in_words({heading: column for heading, column in columns.items() if not rows or any(column)}, {})


def _signed(value: float, unit: str, lang: Lang) -> str:
    """Return a difference with its sign; of shares in points, not as a percentage of anything."""
    if math.isnan(value):
        return ""
    points = Text(it="\u00a0punti", en="\u00a0points")[lang] if unit == "share" else ""
    amount, shown = (100 * value, "mean") if unit == "share" else (value, "mean" if unit == "count" and value % 1 else unit)
    text = number(amount, shown, lang)
    return f"{'+' if amount > 0 and any(d in text for d in '123456789') else ''}{text}{points}"
