"""The five questions, one section each: connectivity, gaps, synergy, openness, dynamism."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures, tables
from reteanalysis.book._pieces import count, names, of_family, period, slopes, table, values_table, years_of
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
        it="Quali settori non siedono mai allo stesso tavolo. Una lacuna nei dati non è sempre una lacuna nella città: può mancare il dato.",
        en="Which sectors never sit at one table. A gap in the data is not always a gap in the city: the data may be missing.",
    ),
    "synergy": Text(
        it="Quanto i tavoli uniscono settori diversi, il pubblico e gli altri, e chi fa da ponte. Quanto se ne avrebbe per caso non è ancora calcolato: "
        "questi valori descrivono, non giudicano.",
        en="How far tables join different sectors, public bodies and others, and who links them. What chance alone would give is not computed yet: "
        "these values describe, they do not judge.",
    ),
    "openness": Text(
        it="Chi entra, chi guida i progetti, e quanto i posti ai tavoli sono distribuiti.",
        en="Who gets in, who leads the projects, and how evenly the seats at the tables are shared.",
    ),
    "dynamism": Text(
        it="Chi resta, chi arriva, chi va, e come cambiano le collaborazioni. Un partner «uscito» può essere solo non elencato.",
        en="Who stays, who comes, who goes, and how collaborations change. A partner that 'left' may only not be listed.",
    ),
}


def connectivity(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far partners reach each other, and on whom the network hangs."""
    blocks: list[Block] = [values_table(study, "connectivity", year, lang)]
    for at in years_of(study, year):
        network = study.networks[at]
        if network.m:
            blocks.append(_distribution(network.team_size, at, lang))
        blocks.append(Prose(_cut_partners(study, at, lang)))
        blocks += [Prose(text)] if (text := _what_size_explains(study, at, lang)) else []
    caption = Text(it="La connettività negli anni", en="Connectivity over the years")[lang]
    blocks += slopes(study, _drawn(study, "connectivity"), lang, caption, "connectivity-years")
    return _section("connectivity", study, year, lang, blocks)


def gaps(study: Study, year: int | None, lang: Lang) -> Section:
    """Say which pairs of sectors never meet, by name."""
    blocks: list[Block] = [values_table(study, "gaps", year, lang)]
    for at in years_of(study, year):
        pairs, present = tables.sector_meetings(study, at, lang)
        never = [f"{present[h]} – {present[g]}" for g in range(len(present)) for h in range(g) if not pairs[g, h]]
        possible = len(present) * (len(present) - 1) // 2
        if possible:
            found = Text(
                it="Nel {year}, {n} delle {all} coppie di settori presenti non siedono mai allo stesso tavolo: {which}.",
                en="In {year}, {n} of the {all} pairs of sectors present never sit at one table: {which}.",
            )
            none = Text(
                it="Nel {year} tutte le {all} coppie di settori presenti siedono insieme ad almeno un tavolo.",
                en="In {year} all {all} pairs of sectors present sit together at one table or more.",
            )
            finding = (found if never else none).say(
                lang, year=at, n=count(len(never), lang), all=count(possible, lang), which=listing(never, lang)
            )
            caption = Text(
                it="Chi siede con chi: coppie di partner allo stesso tavolo, per settore, {year}",
                en="Who sits with whom: pairs of partners at one table, by sector, {year}",
            ).say(lang, year=at)
            # A sector of one partner cannot meet itself: that cell is no gap.
            sizes = study.networks[at].sector_size[study.networks[at].present_sectors]
            drawn = np.where(np.diag(sizes < 2), math.nan, pairs)
            svg = to_svg(figures.sector_table(drawn, present, lang))
            blocks += [Prose(finding), Figure(svg, finding, caption, table(tables.meetings(study, at, lang), caption, key=f"pairs-{at}"))]
        without = [study.networks[at].partners[i] for i in np.flatnonzero(study.networks[at].sector < 0)]
        if without:
            text = Text(
                it="Senza settore, e quindi fuori da questa tavola: {who}.", en="Without a sector, and so outside this table: {who}."
            )
            blocks.append(Prose(text.say(lang, who=names(study, without, lang))))
    return _section("gaps", study, year, lang, blocks)


def synergy(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how far tables join different sectors and spheres."""
    blocks: list[Block] = [values_table(study, "synergy", year, lang)]
    caption = Text(it="La sinergia negli anni", en="Synergy over the years")[lang]
    blocks += slopes(study, _drawn(study, "synergy"), lang, caption, "synergy-years")
    blocks += _sector_tables(study, "synergy", year, lang)
    roles = Text(
        it="Chi fa da ponte (coordinatore, itinerante, porta del settore, collegamento) è nella tabella dei partner, ente per ente.",
        en="Who links whom (coordinator, itinerant, door of the sector, liaison) is in the table of partners, body by body.",
    )
    return _section("synergy", study, year, lang, [*blocks, Prose(roles[lang])])


def openness(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who gets in, who leads, and how the seats are shared."""
    blocks: list[Block] = [values_table(study, "openness", year, lang)]
    for at in years_of(study, year):
        network = study.networks[at]
        if network.n:
            caption = Text(it="In quanti progetti siede ciascun partner, {year}", en="How many projects each partner sits in, {year}").say(
                lang, year=at
            )
            once, most = int((network.load == 1).sum()), int(network.load.max())
            alt = Text(
                it="{once} dei {n} partner siedono in un solo progetto; il massimo è {most} progetti.",
                en="{once} of the {n} partners sit in one project only; the most is {most} projects.",
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
            it="Lo studio ha un anno solo: il cambiamento non si può misurare.",
            en="The study has one year only: change cannot be measured.",
        )
        return _section("dynamism", study, year, lang, [Prose(text[lang])])
    blocks: list[Block] = [values_table(study, "dynamism", year, lang)]
    for end in years_of(study, year):
        start = study.previous(end)
        if start is None:
            if year is not None:
                text = Text(
                    it="Il {year} è il primo anno osservato: chi c'era prima non si sa.",
                    en="{year} is the first year observed: who was there before is not known.",
                )
                blocks.append(Prose(text.say(lang, year=end)))
            continue
        blocks += _step(study, start, end, lang)
    blocks += [_presence(study, lang)]
    blocks += _sector_tables(study, "dynamism", year, lang)
    return _section("dynamism", study, year, lang, blocks)


def own(study: Study, year: int | None, lang: Lang) -> Section:
    """Show the measures a user declared; nothing where there are none."""
    if not of_family(study, OWN):
        return Section(OWN, FAMILY_NAMES[OWN][lang], (), lang)
    blocks = [values_table(study, OWN, year, lang), *_sector_tables(study, OWN, year, lang)]
    return Section(OWN, f"{FAMILY_NAMES[OWN][lang]}, {period(study, year)}", blocks, lang)


# ---------------------------------------------------------------------- parts


def _section(family: str, study: Study, year: int | None, lang: Lang, blocks: Sequence[Block]) -> Section:
    return Section(family, f"{FAMILIES[family][lang]}, {period(study, year)}", blocks, lang, intro=_INTROS[family][lang])


def _drawn(study: Study, family: str) -> tuple[Metric, ...]:
    """Return the metrics of a family that years are drawn of: shares and indices of the whole network, the ones with a familiar name first."""
    of = [m for m in of_family(study, family) if m.level == "network" and m.unit in ("share", "index")]
    return tuple(sorted(of, key=lambda m: m.familiar is None)[:6])


def _sector_tables(study: Study, family: str, year: int | None, lang: Lang) -> list[Block]:
    """Return the values of a family by sector, for each year that has some."""
    blocks: list[Block] = []
    for at in years_of(study, year):
        worded = tables.by_sector(study, at, lang, family)
        if worded.units and len(worded.frame):
            caption = Text(it="Settore per settore, {year}", en="Sector by sector, {year}").say(lang, year=at)
            note = Text(
                it="I settori con pochi partner cambiano molto per un solo ente.",
                en="Sectors with few partners change a lot through a single body.",
            )[lang]
            blocks.append(table(worded, caption, key=f"{family}-sectors-{at}", note=note))
    return blocks


def _distribution(team_size: NDArray[np.int64], year: int, lang: Lang) -> Figure:
    caption = Text(it="Quanti partner siedono a ciascun tavolo, {year}", en="How many partners sit at each table, {year}").say(
        lang, year=year
    )
    alt = Text(
        it="I {m} progetti hanno da {low} a {high} partner; metà ne ha al più {middle}.",
        en="The {m} projects have {low} to {high} partners; half have {middle} at most.",
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
            it="Nel {year} nessun ente, uscendo, ne lascerebbe altri isolati.", en="In {year} no body would cut others off by leaving."
        )
        return none.say(lang, year=year)
    text = Text(
        it="Nel {year}, uscendo, taglierebbero fuori altri enti: {who}. Se nei dati manca qualcuno, l'elenco può essere molto più corto nella realtà.",
        en="In {year} these would cut other bodies off by leaving: {who}. If the data miss somebody, the true list can be much shorter.",
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
        it="Che cosa spiega la sola dimensione: nel {start} ogni partner lavorava in media con altri {each}. Con la stessa media e i {n} partner del {year} "
        "la densità sarebbe stata {expected}; è {found} (nel {start} era {was}).",
        en="What size alone explains: in {start} each partner worked with {each} others on average. With that same average and the {n} partners of {year}, "
        "density would have been {expected}; it is {found} (in {start} it was {was}).",
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
        it="Nel {year} il capofila è noto in {told} dei {m} progetti; li guidano: {who}.",
        en="In {year} the lead is known in {told} of the {m} projects; they are led by: {who}.",
    )
    who = names(study, [network.partners[i] for i in leading], lang, limit=30)
    return text.say(lang, year=year, told=count(told, lang), m=count(network.m, lang), who=who)


def _step(study: Study, start: int, end: int, lang: Lang) -> list[Block]:
    """Return what happened between two years: who, and what became of the ties."""
    before, after = study.networks[start], study.networks[end]
    if not (before.n and after.n):
        text = Text(
            it="Fra il {start} e il {end} manca un anno: il passaggio non si può misurare.",
            en="Between {start} and {end} a year is missing: the step cannot be measured.",
        )
        return [Prose(text.say(lang, start=start, end=end))]
    here, there = set(before.partners), set(after.partners)
    groups = (
        (Text(it="Rimasti", en="Stayed"), here & there),
        (Text(it="Entrati", en="Came"), there - here),
        (Text(it="Usciti", en="Left"), here - there),
    )
    lines = [f"- **{word[lang]}** ({count(len(group), lang)}): {names(study, group, lang) or '–'}." for word, group in groups]
    bins = {name: study.value(f"ties_{name}", end) for name in ("kept", "opened", "brought", "dropped", "lost")}
    caption = Text(it="Che cosa è stato dei legami fra il {start} e il {end}", en="What became of the ties between {start} and {end}").say(
        lang, start=start, end=end
    )
    alt = Text(
        it="Legami mantenuti: {kept}; nuovi fra partner già presenti: {opened}; portati da nuovi partner: {brought}; "
        "finiti fra partner rimasti: {dropped}; finiti con chi è uscito: {lost}.",
        en="Ties kept: {kept}; new between partners already there: {opened}; brought by newcomers: {brought}; "
        "ended between partners who stayed: {dropped}; ended with those who left: {lost}.",
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
    everyone = sorted({p for net in study.networks.values() for p in net.partners}, key=lambda p: tables.partner_name(study, p).casefold())
    sectors = study.sector_names(lang)
    code = {p: net.sectors[net.sector[i]] for net in study.networks.values() for i, p in enumerate(net.partners) if net.sector[i] >= 0}
    rank = {c: g for g, c in enumerate(sectors)}
    everyone.sort(key=lambda p: rank.get(code.get(p, ""), len(rank)))
    there = np.array([[p in net.partners for net in study.networks.values()] for p in everyone], bool).reshape(
        len(everyone), len(study.years)
    )
    labels = [sectors[code[p]] if p in code else tables.UNKNOWN[lang] for p in everyone]
    caption = Text(it="Chi c'era, e in quali anni", en="Who was there, and in which years")[lang]
    always, once = int(there.all(axis=1).sum()), int((there.sum(axis=1) == 1).sum())
    alt = Text(
        it="Su {n} partner visti in tutto, {always} ci sono in ogni anno e {once} in un anno solo.",
        en="Of {n} partners seen in all, {always} are there every year and {once} in one year only.",
    ).say(lang, n=count(len(everyone), lang), always=count(always, lang), once=count(once, lang))
    data = table(
        tables.comings_and_goings(study, lang),
        Text(it="Rimasti, entrati e usciti, per settore", en="Stayed, came and left, by sector")[lang],
        key="presence",
    )
    return Figure(to_svg(figures.presence(there, labels, study.years, lang)), alt, caption, data)
