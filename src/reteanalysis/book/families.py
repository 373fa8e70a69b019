"""The five questions, one section each: connectivity, gaps, synergy, openness, dynamism."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures, tables
from reteanalysis.book import suggestions
from reteanalysis.book._pieces import count, names, of_family, period, slopes, table, values_tables, years_of
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose, Section
from reteanalysis.terms import FAMILIES, FAMILY_NAMES, OWN, Lang, Text, listing, number

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
        it="Quanto i tavoli uniscono settori diversi, e il pubblico con il privato. "
        "Quanto se ne avrebbe per caso non è calcolato in questo rapporto: "
        "questi valori descrivono, non giudicano.",
        en="How far tables join different sectors, and public with private bodies. "
        "What chance alone would give is not computed in this report: "
        "these values describe, they do not judge.",
    ),
    "openness": Text(
        it="Chi entra, chi guida i progetti, e quanto i posti ai tavoli sono distribuiti.",
        en="Who gets in, who leads the projects, and how evenly the seats at the tables are shared.",
    ),
    "dynamism": Text(
        it="Chi resta, chi entra, chi esce, e come cambiano le collaborazioni. Un partner «uscito» può semplicemente mancare dai dati.",
        en="Who stays, who joins, who leaves, and how collaborations change. A partner that 'left' may simply be missing from the data.",
    ),
    "resources": Text(
        it="Chi porta che cosa ai progetti (conoscenza, denaro, lavoro), quanto è concentrato, e chi prende l'iniziativa.",
        en="Who brings what to projects (knowledge, money, work), how concentrated it is, and who takes the initiative.",
    ),
    "transversality": Text(
        it="Quanto partner e settori lavorano in più aree di intervento, o ciascuno resta nella propria.",
        en="How far partners and sectors work across areas of intervention, or each keeps to its own.",
    ),
    "robustness": Text(
        it="Quanto la rete poggia su pochi, e che cosa ne resterebbe senza di loro. Un partner che manca nei dati fa sembrare la rete più fragile.",
        en="How much the network rests on a few, and what would be left without them. A partner missing from the data makes it look frailer.",
    ),
}


def connectivity(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far partners reach each other, and on whom the network hangs."""
    blocks: list[Block] = [*values_tables(study, "connectivity", year, lang)]
    for at in years_of(study, year):
        network = study.networks[at]
        if network.m:
            blocks.append(_distribution(network.team_size, at, lang))
        blocks += [Prose(_cut_partners(study, at, lang))] if network.n else []
        blocks += [Prose(text)] if (text := _what_size_explains(study, at, lang)) else []
    caption = Text(it="La connettività negli anni", en="Connectivity over the years")[lang]
    blocks += slopes(study, _drawn(study, "connectivity"), lang, caption, "connectivity-years")
    return _section("connectivity", study, year, lang, blocks)


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
                lang, year=at, n=count(len(never), lang), all=count(possible, lang), which=listing(never, lang)
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
            blocks.append(Prose(text.say(lang, who=names(study, without, lang))))
    for at in years_of(study, year):
        blocks += suggestions.needs(study, at, lang)
        blocks += suggestions.ties(study, at, lang)
    return _section("gaps", study, year, lang, blocks)


def synergy(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far tables join different sectors and spheres."""
    blocks: list[Block] = [*values_tables(study, "synergy", year, lang)]
    caption = Text(it="La sinergia negli anni", en="Synergy over the years")[lang]
    blocks += slopes(study, _drawn(study, "synergy"), lang, caption, "synergy-years")
    blocks += _sector_tables(study, "synergy", year, lang)
    roles = Text(
        it="Chi sta fra altri che non lavorano insieme (coordinatore nel settore, tramite esterno, porta del settore, "
        "collegamento fra settori) è nella tabella dei partner, ente per ente.",
        en="Who stands between others that do not work together (coordinator in its sector, itinerant broker, gateway of its sector, "
        "liaison between sectors) is in the table of partners, body by body.",
    )
    return _section("synergy", study, year, lang, [*blocks, Prose(roles[lang])])


def openness(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who gets in, who leads, and how the seats are shared."""
    blocks: list[Block] = [*values_tables(study, "openness", year, lang)]
    for at in years_of(study, year):
        network = study.networks[at]
        if network.n:
            caption = Text(it="In quanti progetti siede ciascun partner, {year}", en="How many projects each partner sits in, {year}").say(
                lang, year=at
            )
            once, most = int((network.load == 1).sum()), int(network.load.max())
            alt = Text(
                it="Partner presenti in un solo progetto: {once} su {n}; massimo di progetti per un partner: {most}.",
                en="Partners in one project only: {once} of {n}; most projects of a single partner: {most}.",
            ).say(lang, once=count(once, lang), n=count(network.n, lang), most=count(most, lang))
            drawn = figures.distribution(
                network.load, Text(it="Progetti", en="Projects")[lang], Text(it="Partner", en="Partners")[lang], lang
            )
            blocks.append(Figure(to_svg(drawn), alt, caption))
        blocks.append(Prose(_who_leads(study, at, lang)))
    caption = Text(it="L'apertura negli anni", en="Openness over the years")[lang]
    blocks += slopes(study, _drawn(study, "openness"), lang, caption, "openness-years")
    blocks += _sector_tables(study, "openness", year, lang)
    return _section("openness", study, year, lang, blocks)


def dynamism(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who stayed, came and went, and what became of the ties."""
    if len(study.years) < 2:
        text = Text(
            it="È misurato un anno solo: il cambiamento non si può misurare.",
            en="One year only is measured: change cannot be.",
        )
        return _section("dynamism", study, year, lang, [Prose(text[lang])])
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
    blocks += [_presence(study, lang)]
    blocks += _sector_tables(study, "dynamism", year, lang)
    return _section("dynamism", study, year, lang, blocks)


def resources(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who brings what, how unevenly, and whether it comes back."""
    return _measured("resources", study, year, lang)


def transversality(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far partners and sectors span the areas of intervention."""
    return _measured("transversality", study, year, lang)


def robustness(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how much rests on a few, and what would be left without them."""
    return _measured("robustness", study, year, lang)


def own(study: Study, year: int | None, lang: Lang) -> Section:
    """Show the measures a user declared; nothing where there are none."""
    return _measured(OWN, study, year, lang)


# ---------------------------------------------------------------------- parts


def _section(family: str, study: Study, year: int | None, lang: Lang, blocks: Sequence[Block]) -> Section:
    return Section(family, f"{FAMILIES[family][lang]}, {period(study, year)}", blocks, lang, intro=_INTROS[family][lang])


def _measured(family: str, study: Study, year: int | None, lang: Lang) -> Section:
    """Return the section of a family whose values are shown as they are; an empty one where the study measures none of it."""
    title = f"{FAMILY_NAMES[family][lang]}, {period(study, year)}"
    intro = _INTROS[family][lang] if family in _INTROS else ""
    if not of_family(study, family):
        return Section(family, title, (), lang)
    return Section(
        family, title, [*values_tables(study, family, year, lang), *_sector_tables(study, family, year, lang)], lang, intro=intro
    )


def _drawn(study: Study, family: str) -> tuple[Metric, ...]:
    """Return the metrics of a family drawn over the years: shares and indices of the whole network, familiar names first."""
    of = [m for m in of_family(study, family) if m.level == "network" and m.unit in ("share", "index")]
    return tuple(sorted(of, key=lambda m: m.familiar is None)[:6])


def _sector_tables(study: Study, family: str, year: int | None, lang: Lang) -> list[Block]:
    """Return the values of a family by sector, for each year that has some."""
    blocks: list[Block] = []
    for at in years_of(study, year):
        worded = tables.by_sector(study, at, lang, family)
        if worded.units and len(worded.frame):
            caption = Text(it="{family}, settore per settore, {year}", en="{family}, sector by sector, {year}").say(
                lang, family=FAMILY_NAMES[family], year=at
            )
            note = Text(
                it="Nei settori con pochi partner un solo ente sposta molto il valore.",
                en="In sectors with few partners a single body moves the value a lot.",
            )[lang]
            blocks.append(table(worded, caption, key=f"{family}-sectors-{at}", note=note))
    return blocks


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
    drawn = figures.distribution(team_size, Text(it="Partner", en="Partners")[lang], Text(it="Progetti", en="Projects")[lang], lang)
    return Figure(to_svg(drawn), alt, caption)


def _cut_partners(study: Study, year: int, lang: Lang) -> str:
    """Name the partners whose leaving would cut others off. A list, never a ranking: it changes a lot with missing data."""
    cut = {
        partner: int(loss) for partner in study.networks[year].partners if (loss := study.value("partner_cut_off", year, item=partner)) > 0
    }
    if not cut:
        none = Text(
            it="Nel {year} nessun partner, uscendo, ne staccherebbe altri dal resto della rete.",
            en="In {year} no partner would cut others off from the rest of the network by leaving.",
        )
        return none.say(lang, year=year)
    text = Text(
        it="Partner che nel {year}, uscendo, ne staccherebbero altri dal resto della rete (fra parentesi, quanti): {who}. "
        "L'elenco cambia molto se nei dati manca qualcuno.",
        en="Partners that in {year} would cut others off from the rest of the network by leaving (in brackets, how many): {who}. "
        "The list changes a lot if the data miss somebody.",
    )
    ordered = sorted(cut, key=lambda partner: tables.partner_name(study, partner).casefold())
    return text.say(
        lang, year=year, who=listing([f"{tables.partner_name(study, partner)} ({count(cut[partner], lang)})" for partner in ordered], lang)
    )


def _what_size_explains(study: Study, year: int, lang: Lang) -> str:
    """Say what density the year would have if only the number of partners had changed: ties per partner as the year before."""
    start = study.previous(year)
    if start is None or not any(metric.name == "tie_density" for metric in study.metrics):
        return ""
    before, after = study.networks[start], study.networks[year]
    if before.n < 2 or after.n < 2:
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
    who = names(study, [network.partners[i] for i in leading], lang, limit=30) or "–"
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
    lines = [f"- **{word[lang]}** ({count(len(group), lang)}): {names(study, group, lang, limit=40) or '–'}." for word, group in groups]
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
    svg = to_svg(figures.ledger(**bins, years=(start, end), lang=lang))
    return [
        Heading(Text(it="Dal {start} al {end}", en="From {start} to {end}").say(lang, start=start, end=end)),
        Prose("\n".join(lines)),
        Figure(svg, alt, caption),
        Prose(
            Text(
                it="Ogni legame, con il nome dei due enti e che cosa ne è stato, è nel file tables.xlsx.",
                en="Every tie, with the names of the two bodies and what became of it, is in the file tables.xlsx.",
            )[lang]
        ),
    ]


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
