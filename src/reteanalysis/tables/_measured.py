"""What was measured: values of the network, of sectors and of partners, who sat where, who came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.study import ALL, WITHOUT_OWNER, Study
from reteanalysis.tables._worded import (
    PARTNER,
    SECTOR,
    UNKNOWN,
    Worded,
    in_words,
    partner_name,
    present,
    rows_in_words,
    spelled,
    taking_part,
)
from reteanalysis.terms import Lang, Text, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reteanalysis.metrics import Metric
    from reteanalysis.network import Network

NO_OWNER = Text(it="senza l'ente promotore", en="without the convening body")  # its name would want an article in Italian


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
    return in_words(columns, dict.fromkeys(list(columns)[1:], units))


def by_sector(study: Study, year: int, lang: Lang, family: str | None = None) -> Worded:
    """Return the sectors present, with their values (of one family, or of all)."""
    network, names = study.networks[year], study.sector_names(lang)
    present = [code for code, here in zip(network.sectors, network.present_sectors, strict=True) if here]
    metrics = [m for m in study.metrics if m.level == "sector" and family in (None, m.family) and _asked(study, m, [year])]
    columns = {SECTOR[lang]: [names[code] for code in present]}
    columns |= {m.label[lang]: [_item(study, m, year, code) for code in present] for m in metrics}
    return in_words(columns, {m.label[lang]: m.unit for m in metrics})


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
    return in_words(columns, {m.label[lang]: m.unit for m in metrics})


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
    return in_words(columns, dict.fromkeys(list(columns)[2:], "count"))


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
                str(study.titles.get(project, project)), str(year), areas.get(str(area[j]), UNKNOWN[lang]),
                listing([partner_name(study, net.partners[i]) for i in leads], lang) or UNKNOWN[lang], int(net.team_size[j]), ", ".join(here),
            ))  # fmt: skip
    rows.sort(key=lambda row: (row[1], spelled(row[0])))
    headings = Text(it="Progetto|Anno|Area|Capofila|Partner|Settori al tavolo", en="Project|Year|Area|Lead|Partners|Sectors at the table")[
        lang
    ].split("|")
    return rows_in_words(headings, rows, {headings[4]: "count"})


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
    return rows_in_words(
        names,
        rows,
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
    return in_words(columns, dict.fromkeys(names, "count"))


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
    return in_words(columns, units), times


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
    return rows_in_words(headings, rows, dict.fromkeys(headings[2:], "count"))


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
