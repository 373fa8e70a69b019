"""The five questions, one section each: connectivity, gaps, synergy, openness, dynamism; and a user's own measures."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures, tables
from reteanalysis.book import suggestions
from reteanalysis.book._pieces import count, names, of_family, section_of, sector_tables, slopes, table, values_tables, worded, years_of
from reteanalysis.metrics.dynamism import lasting_core
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose, Section, Table
from reteanalysis.terms import OWN, Lang, Reasoned, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reteanalysis.metrics import Metric
    from reteanalysis.study import Study

_INTROS = {
    "connectivity": Text(
        it="Quanto i partner si raggiungono attraverso progetti comuni, e quanto la rete poggia su pochi.",
        en="How far partners reach each other through shared projects, and how much the network rests on a few.",
    ),
    "gaps": Text(
        it="Quali settori non siedono mai allo stesso tavolo. Una lacuna nei dati non è sempre una lacuna nella realtà: "
        "può mancare il dato.",
        en="Which sectors never sit at the same table. A gap in the data is not always a gap in reality: the data may be missing.",
    ),
    "synergy": Text(
        it="Quanto i tavoli uniscono settori diversi, e il pubblico con il privato. Quanto se ne avrebbe per caso è detto sopra, nella sezione sul caso.",
        en="How far tables join different sectors, and public with private bodies. What chance alone would give is said above, in the section on chance.",
    ),
    "openness": Text(
        it="Chi entra, chi guida i progetti, e quanto i posti ai tavoli sono distribuiti.",
        en="Who gets in, who leads the projects, and how evenly the seats at the tables are shared.",
    ),
    "dynamism": Text(
        it="Chi resta, chi entra, chi esce, e come cambiano le collaborazioni. Un partner «uscito» può semplicemente mancare dai dati.",
        en="Who stays, who joins, who leaves, and how collaborations change. A partner that 'left' may simply be missing from the data.",
    ),
}


_FEW, _MANY = 12, 30  # names a sentence gives where there are more than it can hold


def connectivity(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far partners reach each other, and on whom the network hangs."""
    blocks: list[Block] = [*values_tables(study, "connectivity", year, lang)]
    for at in years_of(study, year):
        network = study.networks[at]
        if network.m and not study.ties_only:  # a tie alone is a table of two
            blocks.append(_distribution(network.team_size, at, lang))
        blocks += [Prose(_cut_partners(study, at, lang))] if network.n else []
        blocks += [Prose(text)] if (text := _what_size_explains(study, at, lang)) else []
    caption = Text(it="La connettività negli anni", en="Connectivity over the years")[lang]
    blocks += slopes(study, _drawn(study, "connectivity"), lang, caption, "connectivity-years")
    return section_of("connectivity", study, year, lang, _INTROS["connectivity"], blocks)


def gaps(study: Study, year: int | None, lang: Lang) -> Section:
    """Say which pairs of sectors never meet, by name."""
    blocks: list[Block] = [*values_tables(study, "gaps", year, lang)]
    for at in years_of(study, year):
        pairs, present = tables.sector_meetings(study, at, lang)
        never = [f"{present[h]} – {present[g]}" for g in range(len(present)) for h in range(g) if not pairs[g, h]]
        possible = len(present) * (len(present) - 1) // 2
        if possible:
            found = Text(
                it="Coppie di settori presenti che nel {year} non siedono mai allo stesso tavolo: {n} su {all} ({which}).",
                en="Pairs of sectors present that in {year} never sit at the same table: {n} of {all} ({which}).",
            )
            none = Text(
                it="Nel {year} ogni coppia di settori presenti siede insieme ad almeno un tavolo (coppie: {all}).",
                en="In {year} every pair of sectors present sits together at one table or more (pairs: {all}).",
            )
            finding = (found if never else none).say(
                lang, year=at, n=count(len(never), lang), all=count(possible, lang), which=listing(never, lang, limit=_MANY)
            )
            caption = Text(
                it="Chi siede con chi: coppie di partner allo stesso tavolo, per settore, {year}",
                en="Who sits with whom: pairs of partners at the same table, by sector, {year}",
            ).say(lang, year=at)
            # A sector of one partner cannot meet itself: that cell is no gap.
            sizes = study.networks[at].sector_size[study.networks[at].present_sectors]
            drawn = np.where(np.diag(sizes < 2), math.nan, pairs)
            svg = to_svg(figures.sector_table(drawn, present, lang))
            blocks += [Prose(finding), Figure(svg, finding, caption, table(tables.meetings(study, at, lang), caption, key=f"pairs-{at}"))]
        without = [study.networks[at].partners[i] for i in np.flatnonzero(study.networks[at].sector < 0)]
        if without:
            text = Text(
                it="Senza settore, e quindi fuori da questi conteggi: {who}.", en="Without a sector, and so outside these counts: {who}."
            )
            nobody = Text(
                it="Di nessun partner del {year} è indicato il settore: quali settori si incontrano non si può dire.",
                en="No partner of {year} has a recorded sector: which sectors meet cannot be told.",
            )
            known = len(without) < study.networks[at].n
            who = names(study, without, lang, limit=None if len(without) <= _MANY else _FEW)
            blocks.append(Prose(text.say(lang, who=who) if known else nobody.say(lang, year=at)))
    for at in years_of(study, year):
        blocks += suggestions.needs(study, at, lang)
        blocks += suggestions.ties(study, at, lang)
    return section_of("gaps", study, year, lang, _INTROS["gaps"], blocks)


def synergy(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far tables join different sectors and spheres."""
    blocks: list[Block] = [*values_tables(study, "synergy", year, lang)]
    caption = Text(it="La sinergia negli anni", en="Synergy over the years")[lang]
    blocks += slopes(study, _drawn(study, "synergy"), lang, caption, "synergy-years")
    blocks += sector_tables(study, "synergy", year, lang)
    roles = Text(
        it="Chi sta fra altri che non lavorano insieme (coordinatore nel settore, tramite esterno, porta del settore, "
        "collegamento fra settori) è nella tabella dei partner, ente per ente.",
        en="Who stands between others that do not work together (coordinator in its sector, itinerant broker, gateway of its sector, "
        "liaison between sectors) is in the table of partners, body by body.",
    )
    return section_of("synergy", study, year, lang, _INTROS["synergy"], [*blocks, Prose(roles[lang])])


def openness(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who gets in, who leads, and how the seats are shared."""
    blocks: list[Block] = [*values_tables(study, "openness", year, lang)]
    for at in years_of(study, year):
        network = study.networks[at]
        if network.n:
            blocks.append(_loads(study, at, lang))
        blocks.append(Prose(_who_leads(study, at, lang)))
    caption = Text(it="L'apertura negli anni", en="Openness over the years")[lang]
    blocks += slopes(study, _drawn(study, "openness"), lang, caption, "openness-years")
    blocks += sector_tables(study, "openness", year, lang)
    return section_of("openness", study, year, lang, _INTROS["openness"], blocks)


def dynamism(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who stayed, came and went, and what became of the ties."""
    if len(study.years) < 2:
        text = Text(
            it="È misurato un anno solo: il cambiamento non si può misurare.",
            en="One year only is measured: change cannot be.",
        )
        return section_of("dynamism", study, year, lang, _INTROS["dynamism"], [Prose(text[lang])])
    asked = year is None or study.previous(year) is not None
    blocks: list[Block] = [*values_tables(study, "dynamism", year, lang)] if asked else []
    for end in years_of(study, year):
        start = study.previous(end)
        if start is None:
            if year is not None:
                text = Text(
                    it="Il {year} è il primo anno osservato: non si sa chi c'era prima.",
                    en="{year} is the first year observed: who was there before is not known.",
                )
                blocks.append(Prose(text.say(lang, year=end)))
            continue
        blocks += _step(study, start, end, lang)
    blocks += [_presence(study, lang), Prose(_who_lasts(study, lang))]
    blocks += sector_tables(study, "dynamism", year, lang)
    return section_of("dynamism", study, year, lang, _INTROS["dynamism"], blocks)


def own(study: Study, year: int | None, lang: Lang) -> Section:
    """Show the measures a user declared; nothing where there are none."""
    blocks = [*values_tables(study, OWN, year, lang), *sector_tables(study, OWN, year, lang)] if of_family(study, OWN) else []
    return section_of(OWN, study, year, lang, None, blocks)


# ---------------------------------------------------------------------- parts


def _drawn(study: Study, family: str) -> tuple[Metric, ...]:
    """Return the metrics of a family drawn over the years: shares and indices of the whole network, familiar names first."""
    of = [m for m in of_family(study, family) if m.level == "network" and m.unit in ("share", "index")]
    return tuple(sorted(of, key=lambda m: m.familiar is None)[:6])


def _distribution(team_size: NDArray[np.int64], year: int, lang: Lang) -> Figure:
    caption = Text(it="Quanti partner siedono a ciascun tavolo, {year}", en="How many partners sit at each table, {year}").say(
        lang, year=year
    )
    alt = Text(
        it="Progetti: {m}; partner per progetto: da {low} a {high}, mediana {middle}.",
        en="Projects: {m}; partners per project: from {low} to {high}, median {middle}.",
    ).say(
        lang,
        m=count(len(team_size), lang),
        low=count(team_size.min(), lang),
        high=count(team_size.max(), lang),
        middle=number(float(np.median(team_size)), "ratio" if np.median(team_size) % 1 else "count", lang),
    )
    words = Text(it="Partner|Progetti", en="Partners|Projects")[lang].split("|")
    return _spread(team_size, words[0], words[1], alt, caption, f"teams-{year}", lang)


def _loads(study: Study, year: int, lang: Lang) -> Figure:
    """Return how projects are spread over partners; where only ties are recorded, each is a project of two."""
    load = study.networks[year].load
    told = {
        False: (
            Text(it="In quanti progetti siede ciascun partner, {year}", en="How many projects each partner sits in, {year}"),
            Text(
                it="Partner presenti in un solo progetto: {once} su {n}; massimo di progetti per un partner: {most}.",
                en="Partners in one project only: {once} of {n}; most projects of a single partner: {most}.",
            ),
            Text(it="Progetti", en="Projects"),
        ),
        True: (
            Text(it="Quanti legami ha ciascun partner, {year}", en="How many ties each partner has, {year}"),
            Text(
                it="Partner con un solo legame: {once} su {n}; massimo di legami per un partner: {most}.",
                en="Partners with one tie only: {once} of {n}; most ties of a single partner: {most}.",
            ),
            Text(it="Legami", en="Ties"),
        ),
    }
    caption, finding, counted = told[study.ties_only]
    said = {"once": int((load == 1).sum()), "n": len(load), "most": int(load.max())}
    alt = finding.say(lang, **{key: count(value, lang) for key, value in said.items()})
    return _spread(load, counted[lang], Text(it="Partner", en="Partners")[lang], alt, caption.say(lang, year=year), f"loads-{year}", lang)


def _spread(values: NDArray[np.int64], counted: str, of: str, alt: str, caption: str, key: str, lang: Lang) -> Figure:
    """Return the drawing of how a count spreads, with how many there are of each value."""
    xs, times = np.unique(values, return_counts=True)
    rows = [(float(x), float(n)) for x, n in zip(xs, times, strict=True)]
    data = table(worded([counted, of], rows, {counted: "count", of: "count"}), caption, key=key)
    return Figure(to_svg(figures.distribution(values, counted, of, lang)), alt, caption, data)


_UNASKED = Text(
    it="Nel {year} i legami non sono stati rilevati: chi lavora con chi non si può dire.",
    en="In {year} ties were not recorded: who works with whom cannot be said.",
)


def _cut_partners(study: Study, year: int, lang: Lang) -> str:
    """Name the partners whose leaving would cut others off. A list, never a ranking: it changes a lot with missing data."""
    if not study.networks[year].ties_recorded:
        return _UNASKED.say(lang, year=year)
    cut = {
        partner: int(loss) for partner in study.networks[year].partners if (loss := study.value("partner_cut_off", year, item=partner)) > 0
    }
    if not cut:
        none = Text(
            it="Nel {year} nessun partner, uscendo, ne staccherebbe altri dal resto della rete.",
            en="In {year} no partner would cut others off from the rest of the network by leaving.",
        )
        return none.say(lang, year=year)
    named = set(cut)
    if len(cut) > _MANY:
        named = set(sorted(cut, key=lambda partner: (-cut[partner], partner))[:_FEW])
        some = Text(
            it="Partner che nel {year}, uscendo, ne staccherebbero altri dal resto della rete: {n}. Fra quelli che ne staccherebbero "
            "di più (fra parentesi, quanti): {who}. L'elenco cambia molto se nei dati manca qualcuno.",
            en="Partners that in {year} would cut others off from the rest of the network by leaving: {n}. Among those that would cut "
            "off most (in brackets, how many): {who}. The list changes a lot if the data miss somebody.",
        )
    text = Text(
        it="Partner che nel {year}, uscendo, ne staccherebbero altri dal resto della rete (fra parentesi, quanti): {who}. "
        "L'elenco cambia molto se nei dati manca qualcuno.",
        en="Partners that in {year} would cut others off from the rest of the network by leaving (in brackets, how many): {who}. "
        "The list changes a lot if the data miss somebody.",
    )
    ordered = sorted(named, key=lambda partner: tables.spelled(tables.partner_name(study, partner)))
    who = listing([f"{tables.partner_name(study, partner)} ({count(cut[partner], lang)})" for partner in ordered], lang)
    return (some if len(cut) > _MANY else text).say(lang, year=year, n=count(len(cut), lang), who=who)


def _what_size_explains(study: Study, year: int, lang: Lang) -> str:
    """Say what density the year would have if only the number of partners had changed: ties per partner as the year before."""
    start = study.previous(year)
    if start is None or not any(metric.name == "tie_density" for metric in study.metrics):
        return ""
    before, after = study.networks[start], study.networks[year]
    if before.n < 2 or after.n < 2 or not (before.ties_recorded and after.ties_recorded):
        return ""
    each = study.value("tie_density", start) * (before.n - 1)
    text = Text(
        it="Quanto conta la sola dimensione: nel {start} il numero medio di legami per partner era {each}. "
        "Con la stessa media e i {n} partner "
        "del {year} la densità sarebbe: {expected}. Quella misurata: {found} (nel {start}: {was}).",
        en="What size alone would do: in {start} the average number of ties per partner was {each}. "
        "With the same average and the {n} partners "
        "of {year}, density would be {expected}. As measured: {found} (in {start}: {was}).",
    )
    return text.say(
        lang,
        start=start,
        year=year,
        each=number(each, "mean", lang),
        n=count(after.n, lang),
        expected=number(min(each / (after.n - 1), 1.0), "share", lang),
        found=number(study.value("tie_density", year), "share", lang),
        was=number(study.value("tie_density", start), "share", lang),
    )


def _who_leads(study: Study, year: int, lang: Lang) -> str:
    network = study.networks[year]
    if network.leads is None:
        return Text(it="Nel {year} i capofila non sono rilevati.", en="In {year} leads are not recorded.").say(lang, year=year)
    leading = np.flatnonzero(np.diff(network.leads.indptr))
    told = len(np.unique(network.leads.indices))
    text = Text(
        it="Progetti con capofila noto nel {year}: {told} su {m}. Capofila: {who}.",
        en="Projects with a known lead in {year}: {told} of {m}. Leads: {who}.",
    )
    who = names(study, [network.partners[i] for i in leading], lang, limit=None if len(leading) <= _MANY else _FEW) or "–"
    return text.say(lang, year=year, told=count(told, lang), m=count(network.m, lang), who=who)


def _step(study: Study, start: int, end: int, lang: Lang) -> list[Block]:
    """Return what happened between two years: who, and what became of the ties."""
    before, after = study.networks[start], study.networks[end]
    if not (before.n and after.n):
        text = Text(
            it="Nel {start} o nel {end} non c'è nessun partner: il passaggio non si può misurare.",
            en="In {start} or in {end} there are no partners: the step cannot be measured.",
        )
        return [Prose(text.say(lang, start=start, end=end))]
    here, there = tables.taking_part(before), tables.taking_part(after)
    groups = (
        (Text(it="Rimasti", en="Stayed"), here & there),
        (Text(it="Entrati", en="Joined"), there - here),
        (Text(it="Usciti", en="Left"), here - there),
    )
    crowded = max(len(group) for _, group in groups) > _MANY
    lines = [
        f"- **{word[lang]}** ({count(len(group), lang)}): {names(study, group, lang, limit=_FEW if crowded else None) or '–'}."
        for word, group in groups
    ]
    title = Heading(Text(it="Dal {start} al {end}", en="From {start} to {end}").say(lang, start=start, end=end))
    unasked = [Prose(_UNASKED.say(lang, year=network.year)) for network in (before, after) if not network.ties_recorded]
    if unasked:
        return [title, Prose("\n".join(lines)), *unasked]
    bins = {name: study.value(f"ties_{name}", end) for name in ("kept", "opened", "brought", "dropped", "lost")}
    caption = Text(it="Che cosa è stato dei legami fra il {start} e il {end}", en="What became of the ties between {start} and {end}").say(
        lang, start=start, end=end
    )
    alt = Text(
        it="Legami mantenuti: {kept}; nuovi fra chi c'era già: {opened}; portati dai nuovi partner: {brought}; "
        "sciolti fra chi è rimasto: {dropped}; persi con chi è uscito: {lost}.",
        en="Ties kept: {kept}; new between earlier partners: {opened}; brought by newcomers: {brought}; "
        "dropped between partners that stayed: {dropped}; lost with partners that left: {lost}.",
    ).say(lang, **{name: count(value, lang) for name, value in bins.items()})
    headings = Text(it="Legami|Quanti", en="Ties|How many")[lang].split("|")
    rows = [(study.metrics[f"ties_{name}"].label[lang], float(value)) for name, value in bins.items()]
    svg = to_svg(figures.ledger(**bins, years=(start, end), lang=lang))
    return [
        title,
        Prose("\n".join(lines)),
        *([_everybody(study, groups, start, end, lang)] if crowded else []),
        Figure(svg, alt, caption, table(worded(headings, rows, {headings[1]: "count"}), caption, key=f"ledger-{end}")),
        Prose(
            Text(
                it="Ogni legame, con il nome dei due enti e che cosa ne è stato, è nel file tables.xlsx.",
                en="Every tie, with the names of the two bodies and what became of it, is in the file tables.xlsx.",
            )[lang]
        ),
    ]


def _everybody(study: Study, groups: Sequence[tuple[Text, set[str]]], start: int, end: int, lang: Lang) -> Table:
    """Return who stayed, joined and left by name, folded: too many for a line."""
    sectors = {p: net.sectors[net.sector[i]] for net in (study.networks[start], study.networks[end]) for i, p in enumerate(net.partners) if net.sector[i] >= 0}  # fmt: skip
    called = study.sector_names(lang)
    rows = [
        (tables.partner_name(study, partner), called[sectors[partner]] if partner in sectors else tables.UNKNOWN[lang], word[lang].lower())
        for word, group in groups
        for partner in group
    ]
    rows.sort(key=lambda row: tables.spelled(row[0]))
    caption = Text(
        it="Chi è rimasto, entrato e uscito fra il {start} e il {end}, ente per ente",
        en="Who stayed, joined and left between {start} and {end}, body by body",
    ).say(lang, start=start, end=end)
    headings = Text(it="Partner|Settore|Che cosa ha fatto", en="Partner|Sector|What it did")[lang].split("|")
    return replace(table(worded(headings, rows, {}), caption, key=f"steps-{end}", searchable=True), folded=True)


def _who_lasts(study: Study, lang: Lang) -> str:
    """Name the partners that were there in every year, out of all that ever were."""
    core = lasting_core(study.networks.values())
    if isinstance(core.share, Reasoned):
        text = Text(
            it="Chi c'è stato in tutti gli anni non si può dire: in almeno un anno non si vede nessuno.",
            en="Who was there in every year cannot be said: in one year or more nobody is seen.",
        )
        return text[lang]
    text = Text(
        it="**Il nucleo che dura**: presenti in tutti gli anni ({years}), {n} partner su {all} ({share}): {who}. Chi c'era e non è stato visto in "
        "un anno non vi compare.",
        en="**The lasting core**: there in every year ({years}), {n} partners of {all} ({share}): {who}. Whoever was there but was not seen in a "
        "year is not in it.",
    )
    nobody = Text(
        it="**Il nucleo che dura**: nessun partner, su {all}, è stato visto in tutti gli anni ({years}).",
        en="**The lasting core**: no partner, of {all}, was seen in every year ({years}).",
    )
    seen = set().union(*(tables.taking_part(network) for network in study.networks.values()))
    return (text if core.partners else nobody).say(
        lang,
        years=listing([str(year) for year in study.years], lang),
        n=count(len(core.partners), lang),
        all=count(len(seen), lang),
        share=number(core.share, "share", lang),
        who=names(study, core.partners, lang, limit=None if len(core.partners) <= _MANY else _FEW),
    )


@lru_cache(maxsize=4)  # the reports of all years show the same
def _presence(study: Study, lang: Lang) -> Figure:
    """Return the drawing of who was there in which year."""
    present = [tables.taking_part(net) for net in study.networks.values()]
    everyone = sorted(set().union(*present), key=lambda p: tables.partner_name(study, p).casefold())
    sectors = study.sector_names(lang)
    code = {p: net.sectors[net.sector[i]] for net in study.networks.values() for i, p in enumerate(net.partners) if net.sector[i] >= 0}
    rank = {c: g for g, c in enumerate(sectors)}
    everyone.sort(key=lambda p: rank.get(code.get(p, ""), len(rank)))
    there = np.array([[p in year for year in present] for p in everyone], bool).reshape(len(everyone), len(study.years))
    labels = [sectors[code[p]] if p in code else tables.UNKNOWN[lang] for p in everyone]
    caption = Text(it="Chi c'era, e in quali anni", en="Who was there, and in which years")[lang]
    always, once = int(there.all(axis=1).sum()), int((there.sum(axis=1) == 1).sum())
    alt = Text(
        it="Partner visti in tutto: {n}; presenti in ogni anno: {always}; in un anno solo: {once}.",
        en="Partners seen in all: {n}; there in every year: {always}; in one year only: {once}.",
    ).say(lang, n=count(len(everyone), lang), always=count(always, lang), once=count(once, lang))
    data = table(
        tables.comings_and_goings(study, lang),
        Text(it="Rimasti, entrati e usciti, per settore", en="Stayed, joined and left, by sector")[lang],
        key="presence",
    )
    return Figure(to_svg(figures.presence(there, labels, study.years, lang)), alt, caption, data)
