"""Results, pivoted and worded for a reader: what was measured becomes rows and columns in one language."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.evidence import words
from reteanalysis.evidence.choices import DEPENDS
from reteanalysis.evidence.validation import LEVEL
from reteanalysis.evidence.weighing import AREA_SHARE, FEWEST_EXPECTED, PRIMARY, PROJECT_SCENARIOS, SCENARIOS
from reteanalysis.study import ALL, WITHOUT_OWNER, Study
from reteanalysis.terms import OWN, Lang, Reason, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from reteanalysis.evidence.missing import Shift, Who
    from reteanalysis.metrics import Metric
    from reteanalysis.network import Network

YEAR = Text(it="Anno", en="Year")
PARTNER = Text(it="Partner", en="Partner")
SECTOR = Text(it="Settore", en="Sector")
UNKNOWN = Text(it="non indicato", en="not stated")
NO_OWNER = Text(it="senza l'ente promotore", en="without the convening body")  # its name would want an article in Italian


@dataclass(frozen=True)
class Worded:
    """A table in words: a frame with headings for a reader, and the unit of each column of numbers (of each row, where they differ)."""

    frame: pd.DataFrame
    units: Mapping[str, str | Sequence[str]]


def _worded(columns: Mapping[str, Sequence[Any]], units: Mapping[str, str | Sequence[str]]) -> Worded:
    import pandas as pd

    # dtype object keeps a float that knows its reason what it is.
    return Worded(pd.DataFrame({heading: pd.Series(list(values), dtype=object) for heading, values in columns.items()}), units)


def worded(study: Study, metric: Metric, year: int, lang: Lang, **which: Any) -> str:
    """Return one value as a reader reads it."""
    return number(study.value(metric.name, year, **which), metric.unit, lang)


def whole_network(study: Study, metrics: Iterable[Metric], years: Sequence[int], lang: Lang) -> Worded:
    """Return values of the whole network: a row per metric, a column per year, then the same without the owner."""
    metrics = [metric for metric in metrics if metric.level == "network" and _asked(study, metric, years)]
    units = [metric.unit for metric in metrics]
    columns: dict[str, list[Any]] = {Text(it="Misura", en="Measure")[lang]: [(metric.familiar or metric.label)[lang] for metric in metrics]}
    for year in years:
        columns[str(year)] = [_value(study, metric, year, ALL) for metric in metrics]
    for year in years:
        if study.owner in study.networks[year].partners:
            heading = NO_OWNER[lang] if len(years) == 1 else f"{year} {NO_OWNER[lang]}"
            columns[heading] = [_value(study, metric, year, WITHOUT_OWNER) for metric in metrics]
    return _worded(columns, dict.fromkeys(list(columns)[1:], units))


def by_sector(study: Study, year: int, lang: Lang, family: str | None = None) -> Worded:
    """Return the sectors present, with their values (of one family, or of all)."""
    network, names = study.networks[year], study.sector_names(lang)
    present = [code for code, here in zip(network.sectors, network.present_sectors, strict=True) if here]
    metrics = [m for m in study.metrics if m.level == "sector" and family in (None, m.family) and _asked(study, m, [year])]
    columns = {SECTOR[lang]: [names[code] for code in present]}
    columns |= {m.label[lang]: [_item(study, m, year, code) for code in present] for m in metrics}
    return _worded(columns, {m.label[lang]: m.unit for m in metrics})


def by_partner(study: Study, year: int, lang: Lang, *, everything: bool = False) -> Worded:
    """Return the partners of a year by name, with their sector and their values. The order is the alphabet's: this is no ranking.

    What fits on a page are the measures of the families' first modules and the user's own; `everything` else is for a workbook.
    """
    network = study.networks[year]
    metrics = [m for m in study.metrics if m.level == "partner" and (everything or m.in_short) and _asked(study, m, [year])]
    order = sorted(range(network.n), key=lambda i: spelled(partner_name(study, network.partners[i])))
    sectors = study.sector_names(lang)
    columns: dict[str, Sequence[Any]] = {
        PARTNER[lang]: [partner_name(study, network.partners[i]) for i in order],
        SECTOR[lang]: [sectors[network.sectors[network.sector[i]]] if network.sector[i] >= 0 else UNKNOWN[lang] for i in order],
        Text(it="Presente nel", en="Present in")[lang]: [", ".join(map(str, present(study, network.partners[i]))) for i in order],
    }
    columns |= {m.label[lang]: [_item(study, m, year, network.partners[i]) for i in order] for m in metrics}
    return _worded(columns, {m.label[lang]: m.unit for m in metrics})


def partners_by_year(study: Study, lang: Lang) -> Worded:
    """Return every partner of the study by name, with its projects in each year."""
    sectors = study.sector_names(lang)
    code = {p: net.sectors[net.sector[i]] for net in study.networks.values() for i, p in enumerate(net.partners) if net.sector[i] >= 0}
    everyone = sorted({p for net in study.networks.values() for p in net.partners}, key=lambda p: spelled(partner_name(study, p)))
    heading = Text(it="Progetti {year}", en="Projects {year}")
    columns: dict[str, Sequence[Any]] = {
        PARTNER[lang]: [partner_name(study, p) for p in everyone],
        SECTOR[lang]: [sectors[code[p]] if p in code else UNKNOWN[lang] for p in everyone],
    }
    for year, net in study.networks.items():
        load = dict(zip(net.partners, net.load.tolist(), strict=True))
        columns[heading.say(lang, year=year)] = [load.get(p, 0) for p in everyone]
    return _worded(columns, dict.fromkeys(list(columns)[2:], "count"))


def projects(study: Study, years: Sequence[int], lang: Lang) -> Worded:
    """Return the projects, with who leads them and how many sit at the table."""
    areas, sectors = study.area_names(lang), study.sector_names(lang)
    rows = []
    for year in years:
        net = study.networks[year]
        area = net.project_data.get("area", [None] * net.m)
        for j, project in enumerate(net.projects):
            leads = [] if net.leads is None else net.leads[:, [j]].nonzero()[0].tolist()
            here = [sectors[net.sectors[g]] for g in net.team_sectors[[j]].nonzero()[1].tolist()]
            rows.append((
                str(study.titles.get(project, project)), year, areas.get(str(area[j]), UNKNOWN[lang]),
                listing([partner_name(study, net.partners[i]) for i in leads], lang) or UNKNOWN[lang], int(net.team_size[j]), ", ".join(here),
            ))  # fmt: skip
    rows.sort(key=lambda row: (row[1], spelled(row[0])))
    headings = Text(it="Progetto|Anno|Area|Capofila|Partner|Settori al tavolo", en="Project|Year|Area|Lead|Partners|Sectors at the table")[
        lang
    ].split("|")
    columns = dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * len(headings), strict=True))
    columns[headings[1]] = [str(year) for year in columns[headings[1]]]
    return _worded(columns, {headings[4]: "count"})


def ties(study: Study, year: int, lang: Lang) -> Worded:
    """Return the named ledger of ties: this year's, and last year's that are gone, each with what became of it; empty where they were not recorded."""
    net, start = study.networks[year], study.previous(year)
    before = study.networks[start] if start is not None else None
    asked = before is None or before.ties_recorded
    now = tie_weights(net)
    then = tie_weights(before) if before and net.ties_recorded else {}
    had, has = taking_part(before) if before else set(), taking_part(net)
    words = {
        "kept": Text(it="mantenuto", en="kept"),
        "opened": Text(it="nuovo, fra partner già presenti", en="new, between partners already there"),
        "brought": Text(it="nuovo, portato da un nuovo partner", en="new, brought by a newcomer"),
        "dropped": Text(it="finito, entrambi ancora presenti", en="ended, both still there"),
        "lost": Text(it="finito, almeno un partner uscito", en="ended, at least one partner gone"),
        "first": Text(it="primo anno osservato", en="first year observed"),
        "unasked": Text(it="legami dell'anno prima non rilevati", en="ties of the year before not recorded"),
    }
    rows = []
    for pair in now.keys() | then.keys():
        if not before or not asked:
            fate = "unasked" if before else "first"
        elif pair in now:
            fate = "kept" if pair in then else "opened" if pair <= had else "brought"
        else:
            fate = "dropped" if pair <= has else "lost"
        a, b = sorted((partner_name(study, p) for p in pair), key=spelled)
        rows.append((a, b, words[fate][lang], now.get(pair, 0.0)))
    rows.sort(key=lambda row: (spelled(row[0]), spelled(row[1])))
    headings = Text(
        it="Partner|Partner (altro)|Che cosa ne è stato|Forza nel {year}", en="Partner|Partner (other)|What became of it|Strength in {year}"
    ).say(lang, year=year)
    names = headings.split("|")
    return _worded(
        dict(zip(names, zip(*rows, strict=True) if rows else [[]] * 4, strict=True)),
        {names[3]: "ratio" if net.projection == "newman" else "count"},
    )


def tie_weights(net: Network) -> dict[frozenset[str], float]:
    """Return the weight of every tie, by its two partners."""
    entries = net.ties.tocoo()
    return {
        frozenset((net.partners[i], net.partners[k])): float(w)
        for i, k, w in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True)
        if i < k
    }


def meetings(study: Study, year: int, lang: Lang) -> Worded:
    """Return the sector x sector table of meetings of the sectors present; a blank is the half that repeats."""
    matrix, names = sector_meetings(study, year, lang)
    columns: dict[str, list[Any]] = {SECTOR[lang]: list(names)}
    for h, name in enumerate(names):
        columns[name] = [matrix[max(g, h), min(g, h)] for g in range(len(names))]
    return _worded(columns, dict.fromkeys(names, "count"))


def sector_meetings(study: Study, year: int, lang: Lang) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Return the meetings of the sectors present (pairs of partners at one table), and the sectors' names."""
    network, names = study.networks[year], study.sector_names(lang)
    here = np.flatnonzero(network.present_sectors)
    pairs = network.sector_pairs[np.ix_(here, here)].astype(float)
    pairs[np.diag_indices_from(pairs)] /= 2  # ordered pairs inside a sector were counted twice
    return pairs, [names[network.sectors[g]] for g in here]


KINDS = (Text(it="Conoscenza", en="Knowledge"), Text(it="Denaro", en="Money"), Text(it="Lavoro", en="Work"))  # as `network.RESOURCES`


def brought_by_sector(study: Study, year: int, lang: Lang) -> tuple[Worded, np.ndarray[Any, Any]] | None:
    """Return, sector by sector, how many seats bring each kind of resource, and these counts; None where no seat states any."""
    network, names = study.networks[year], study.sector_names(lang)
    if network.brought is None:
        return None
    row = np.repeat(network.sector, network.load)
    codes = [int(g) for g in np.unique(row[row >= 0])] + [-1] * bool((row < 0).any())
    times = np.array([network.brought[row == g].sum(axis=0) for g in codes], float).reshape(len(codes), len(KINDS))
    headings = Text(it="Posti|di cui si sa che cosa portano|Euro", en="Seats|of which it is known what they bring|Euros")[lang].split("|")
    columns: dict[str, Sequence[Any]] = {SECTOR[lang]: [names[network.sectors[g]] if g >= 0 else UNKNOWN[lang] for g in codes]}
    columns[headings[0]] = [int((row == g).sum()) for g in codes]
    columns[headings[1]] = [int(network.brought[row == g].any(axis=1).sum()) for g in codes]
    columns |= {kind[lang]: times[:, r].astype(int).tolist() for r, kind in enumerate(KINDS)}
    units = dict.fromkeys(list(columns)[1:], "count")
    if network.amounts is not None:
        columns[headings[2]] = [float(np.nansum(network.amounts[row == g])) for g in codes]
        units[headings[2]] = "count"
    return _worded(columns, units), times


def completeness(study: Study, lang: Lang) -> Worded:
    """Return, field by field, in how many rows under the filter something is recorded."""
    wanted = {
        "partners": (
            ("sector", SECTOR),
            ("legal_form", Text(it="Forma giuridica", en="Legal form")),
            ("district", Text(it="Circoscrizione", en="District")),
        ),
        "projects": (
            ("area", Text(it="Area di intervento", en="Area of intervention")),
            ("district", Text(it="Circoscrizione", en="District")),
            ("amount_eur", Text(it="Importo", en="Amount")),
        ),
        "participations": (
            ("year", YEAR),
            ("role", Text(it="Ruolo", en="Role")),
            ("contribution", Text(it="Risorse", en="Contribution")),
        ),
    }
    of = {
        "partners": Text(it="partner", en="partners"),
        "projects": Text(it="progetti", en="projects"),
        "participations": Text(it="partecipazioni", en="participations"),
    }
    rows: list[tuple[str, str, int, int, float]] = []
    for name, fields in wanted.items():
        if name not in study.selected:
            continue
        table = study.selected[name]
        if name == "partners" and "participations" in study.selected:
            table = table[table["partner_id"].isin(study.selected["participations"]["partner_id"])]
        for column, label in fields:
            known = int(table[column].notna().sum())
            rows.append((label[lang], of[name][lang], known, len(table), known / len(table) if len(table) else math.nan))
    headings = Text(it="Dato|Tabella|Rilevato in|Su|Quota", en="Field|Table|Recorded in|Out of|Share")[lang].split("|")
    units = {headings[2]: "count", headings[3]: "count", headings[4]: "share"}
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 5, strict=True)), units)


def denominators(study: Study, years: Sequence[int], lang: Lang) -> Worded:
    """Return the known totals beside what the data hold of them."""
    rows = [
        (
            known.label[lang], str(year), float(known.values[year]), seen := float(observed(study, known, year)),
            float(observed(study, known, year, anywhere=True)), seen / known.values[year],
        )
        for known in study.settings.denominators
        for year in years
        if year in known.values
    ]  # fmt: skip
    headings = Text(
        it="Totale noto|Anno|Secondo la fonte|In questi dati, stessa area|In questi dati, qualunque area|Quota coperta, stessa area",
        en="Known total|Year|According to the source|In these data, same area|In these data, any area|Share covered, same area",
    )[lang].split("|")
    units = {headings[2]: "count", headings[3]: "count", headings[4]: "count", headings[5]: "share"}
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 6, strict=True)), units)


def observed(study: Study, known: Any, year: int, *, anywhere: bool = False) -> int:
    """Return how many partners of `year` the data hold of those a known total counts: of its spheres, in its areas (or `anywhere`)."""
    network = study.networks[year]
    seats = network.incidence.tocoo()
    counted = np.ones(network.seats, bool)
    if known.areas and not anywhere:
        area = network.project_data.get("area")
        counted &= np.isin(area[seats.col].astype(str), list(known.areas)) if area is not None else False
    if known.spheres:
        counted &= np.isin(network.sphere[seats.row].astype(str), list(known.spheres))
    return len(np.unique(seats.row[counted]))


def comings_and_goings(study: Study, lang: Lang) -> Worded:
    """Return, for each step between years, how many partners stayed, came and went, by sector."""
    names = study.sector_names(lang)
    rows = []
    for end in study.years[1:]:
        start = study.previous(end)
        assert start is not None
        before, after = study.networks[start], study.networks[end]
        sector = {p: net.sector[i] for net in (before, after) for i, p in enumerate(net.partners)}
        had, has = taking_part(before), taking_part(after)
        groups = (had & has, has - had, had - has)
        for g in [*range(len(after.sectors)), -1]:
            counts = [sum(sector[p] == g for p in group) for group in groups]
            if any(counts):
                rows.append((f"{start} → {end}", names[after.sectors[g]] if g >= 0 else UNKNOWN[lang], *counts))
    headings = Text(it="Passaggio|Settore|Rimasti|Entrati|Usciti", en="Step|Sector|Stayed|Joined|Left")[lang].split("|")
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 5, strict=True)), dict.fromkeys(headings[2:], "count"))


# ---------------------------------------------------------------------- what surrounds the values


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
        p = (
            ""
            if chance is None or math.isnan(float(chance.p))
            else words.p_value(float(chance.p), lang).removeprefix("p ").removeprefix("= ")
        )
        rows.append((
            (metric.familiar or metric.label)[lang], value, _span(mean, metric, lang), _span((low, high), metric, lang), number(kappa, "index", lang) if kappa == kappa else "",
            p, verdict_in_words(study, metric, year, lang), _span(study.evidence.limits(metric.name, year), metric, lang),
        ))  # fmt: skip
        units.append(metric.unit)
    headings = Text(
        it="Misura|Valore|Per caso|Fascia del caso (95%)|κ|p|Rispetto al caso|Con altri progetti (95%)",
        en="Measure|Value|By chance|Band of chance (95%)|κ|p|Against chance|With other projects (95%)",
    )[lang].split("|")
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 8, strict=True)), {headings[1]: units})


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
    kept = [int(k) for k in np.flatnonzero(tests.q <= LEVEL)]
    kept.sort(key=lambda k: (tests.p[k], int(tests.one[k]), int(tests.other[k])))
    who = tests.network.partners
    load = tests.network.load
    rows = [
        (
            *(f"{partner_name(study, who[i])} ({number(float(load[i]), 'count', lang)})" for i in (tests.one[k], tests.other[k])),
            float(tests.shared[k]), words.p_value(float(tests.q[k]), lang).removeprefix("p ").removeprefix("= "),
        )
        for k in kept
    ]  # fmt: skip
    headings = Text(
        it="Partner (suoi progetti)|Partner (suoi progetti) |Progetti in comune|q",
        en="Partner (its projects)|Partner (its projects) |Projects in common|q",
    )[lang].split("|")
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 4, strict=True)), {headings[2]: "count"})


def large_contributions(study: Study, year: int, lang: Lang) -> Worded:
    """Return the contributions larger than the totals of giver and project suggest, the least likely first."""
    network, twin = study.networks[year], study.twin(year)
    assert twin is not None
    kept = [int(k) for k in np.flatnonzero(twin.q <= LEVEL)]
    kept.sort(key=lambda k: (twin.p[k], int(twin.row[k]), int(twin.column[k])))
    rows = [
        (
            partner_name(study, network.partners[twin.row[k]]), str(study.titles.get(network.projects[twin.column[k]], network.projects[twin.column[k]])),
            float(twin.weight[k]), float(twin.expected[k]), words.p_value(float(twin.q[k]), lang).removeprefix("p ").removeprefix("= "),
        )
        for k in kept
    ]  # fmt: skip
    headings = Text(it="Chi dà|Progetto|Importo|Secondo i totali|q", en="Giver|Project|Amount|By the totals|q")[lang].split("|")
    return _worded(
        dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 5, strict=True)), {headings[2]: "count", headings[3]: "count"}
    )


def sector_chance(study: Study, year: int, lang: Lang) -> Worded:
    """Return the pairs of sectors present, with their meetings beside those chance would give, and what may be said."""
    table, q = study.evidence.table[year]
    said = words.verdicts_of_table(table, q, fewest=FEWEST_EXPECTED)
    network, names = study.networks[year], study.sector_names(lang)
    here = np.flatnonzero(network.present_sectors)
    rows = [
        (
            f"{names[network.sectors[g]]} – {names[network.sectors[h]]}", float(table.observed[g, h]), float(table.mean[g, h]),
            _plain(table.low[g, h], table.high[g, h], lang), words.p_value(float(q[g, h]), lang).removeprefix("p ").removeprefix("= ") if q[g, h] == q[g, h] else "", said[g, h][lang],
        )
        for place, g in enumerate(here) for h in here[place:] if table.observed[g, h] == table.observed[g, h]
    ]  # fmt: skip
    headings = Text(
        it="Settori|Incontri|Per caso|Fascia del caso (95%)|q|Rispetto al caso",
        en="Sectors|Meetings|By chance|Band of chance (95%)|q|Against chance",
    )[lang].split("|")
    return _worded(
        dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 6, strict=True)), {headings[1]: "count", headings[2]: "mean"}
    )


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
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 4, strict=True)), {})


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
    return _worded(first | {heading: [column[metric.name] for metric in shown] for heading, column in columns.items()}, {})


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
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 7, strict=True)), {headings[1]: units})


def changes(study: Study, start: int, end: int, lang: Lang) -> Worded:
    """Return the change of each measure between two years beside what chance, size and the coming and going of partners make of it."""
    rows = []
    for metric in read_as_shares(study.metrics):
        step = study.evidence.steps.get((metric.name, start, end))
        if step is None or math.isnan(step.fair.observed):
            continue
        parts = (step.fair.observed, step.fair.core, step.fair.by_size)
        numbers = [_signed(value, metric.unit, lang) for value in parts]
        p = (
            ""
            if math.isnan(step.p)
            else words.p_value(step.p if math.isnan(step.adjusted) else step.adjusted, lang).removeprefix("p ").removeprefix("= ")
        )
        least = "" if math.isnan(step.detectable) else number(step.detectable, metric.unit, lang)
        rows.append(((metric.familiar or metric.label)[lang], *numbers, p, least, step.word[lang]))
    headings = Text(
        it="Misura|Differenza|Fra i partner dei due anni|Per le sole dimensioni|p|Minima differenza rilevabile|Che cosa si può dire",
        en="Measure|Difference|Among partners of both years|By size alone|p|Smallest detectable difference|What may be said",
    )[lang].split("|")
    columns = dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 7, strict=True))
    # With too few projects nothing is tested, and an empty column says nothing.
    return _worded({heading: column for heading, column in columns.items() if not rows or any(column)}, {})


def _signed(value: float, unit: str, lang: Lang) -> str:
    """Return a difference with its sign; of shares in points, not as a percentage of anything."""
    if math.isnan(value):
        return ""
    points = Text(it="\u00a0punti", en="\u00a0points")[lang] if unit == "share" else ""
    amount, shown = (100 * value, "mean") if unit == "share" else (value, "mean" if unit == "count" and value % 1 else unit)
    text = number(amount, shown, lang)
    return f"{'+' if amount > 0 and any(d in text for d in '123456789') else ''}{text}{points}"


def warnings(study: Study, lang: Lang) -> Worded:
    """Return what the checks noticed in the files: a row for each kind of remark, with the rows of the file it is about."""
    alike: dict[tuple[str, str, str], list[Any]] = {}
    for problem in study.problems.warnings:
        place = problem.file + (f" › {problem.sheet}" if problem.sheet else "")
        alike.setdefault((place, problem.column or "", problem.message[lang]), []).append(problem)
    rows = []
    for (place, column, message), problems in alike.items():
        at = [str(problem.row) for problem in problems if problem.row]
        found = list(dict.fromkeys(problem.found for problem in problems if problem.found))
        rows.append((message, place, column, float(len(problems)), listing(at, lang, limit=8), listing(found, lang, limit=5)))
    headings = Text(it="Che cosa|File|Colonna|Casi|Righe|Trovato", en="What|File|Column|How many|Rows|Found")[lang].split("|")
    return _worded(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * 6, strict=True)), {headings[3]: "count"})


def present(study: Study, partner: str) -> list[int]:
    """Return the years in which a partner takes part."""
    return [year for year, net in study.networks.items() if partner in taking_part(net)]


def taking_part(network: Network) -> set[str]:
    """Return the partners that take part in a year; those the register only lists do not."""
    return {partner for partner, active in zip(network.partners, network.active, strict=True) if active}


def partner_name(study: Study, partner: str) -> str:
    """Return the name of a partner, also of one that only the register knows."""
    return study.names.get(partner, partner)


@lru_cache(maxsize=1 << 14)  # every tie asks for its two names
def spelled(name: str) -> tuple[str, str]:
    """Return what a name is sorted by, as in a dictionary: capitals and accents decide only between names otherwise equal."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold(), name


def _asked(study: Study, metric: Metric, years: Iterable[int]) -> bool:
    """Whether the question of a metric arises in one of the years at all."""
    return (
        metric.years == 1 or any(study.previous(year) is not None for year in years) or (metric.level == "network" and len(study.years) > 1)
    )


def _value(study: Study, metric: Metric, year: int, subset: str) -> Any:
    """Return a value, or the nan that says why; a blank where the question does not arise."""
    try:
        return study.value(metric.name, year, subset=subset)
    except KeyError:
        first = metric.years == 2 and study.previous(year) is None
        return study.value(metric.name, year) if first and subset != ALL else ""


def _item(study: Study, metric: Metric, year: int, item: str) -> Any:
    try:
        return study.value(metric.name, year, item=item)
    except KeyError:
        return ""
