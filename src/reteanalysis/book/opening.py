"""What a reader meets first: how much of the network the data hold, then the network at a glance."""

from __future__ import annotations

import math

from reteanalysis import figures, maps, tables
from reteanalysis.book._pieces import count, headlines, period, slopes, table, years_of
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Card, Cards, Figure, Heading, Link, Links, Prose, Section
from reteanalysis.study import WITHOUT_OWNER, Study
from reteanalysis.terms import Lang, Reasoned, Text, number


def completeness(study: Study, year: int | None, lang: Lang) -> Section:
    """Say what was measured and on whom: how partial the data are comes before any number."""
    blocks: list[Block] = [Prose("\n".join(f"- {fact}" for fact in _facts(study, year, lang)))]
    blocks += _against_known_totals(study, year, lang)
    known = tables.completeness(study, lang)
    blocks.append(
        table(
            known,
            Text(it="Che cosa è rilevato, dato per dato, in tutti gli anni", en="What is recorded, field by field, over all years")[lang],
            key="fields",
            note=Text(
                it="Un dato non rilevato non vale «no»: non è stato visto.",
                en="A field that is not recorded does not mean 'no': it was not seen.",
            )[lang],
        )
    )
    if study.problems.warnings:
        blocks += [
            Heading(Text(it="Avvisi dei controlli", en="Warnings of the checks")[lang]),
            table(
                tables.warnings(study, lang),
                Text(
                    it="{n} punti dei file da guardare; nessuno impedisce la misura",
                    en="{n} places in the files worth a look; none prevents the measuring",
                ).say(lang, n=len(study.problems.warnings)),
                key="warnings",
            ),
        ]
    title = Text(it="Che cosa è stato misurato, e su chi", en="What was measured, and on whom")[lang]
    return Section("completeness", title, blocks, lang)


def _facts(study: Study, year: int | None, lang: Lang) -> list[str]:
    """Return the sizes of the data, and what was left out of them, one sentence each."""
    settings = study.settings
    facts = []
    for at in years_of(study, year):
        network = study.networks[at]
        text = Text(
            it="**{year}**: {n} partner, {m} progetti, {seats} partecipazioni (un partner in un progetto).",
            en="**{year}**: {n} partners, {m} projects, {seats} participations (a partner in a project).",
        )
        facts.append(text.say(lang, year=at, n=count(network.n, lang), m=count(network.m, lang), seats=count(network.seats, lang)))
    if study.filter:
        facts.append(Text(it="Ambito: **{label}**.", en="Scope: **{label}**.").say(lang, label=settings.filters[study.filter].label))
    others = [name for name in settings.filters if name != study.filter]
    for name in others:
        sizes = "; ".join(
            Text(it="{n} partner e {m} progetti nel {year}", en="{n} partners and {m} projects in {year}").say(
                lang, year=at, n=net.n, m=net.m
            )
            for at, net in study.under(name).items()
            if at in years_of(study, year)
        )
        facts.append(
            Text(it="Con l'ambito «{label}» sarebbero: {sizes}.", en="Under '{label}' they would be: {sizes}.").say(
                lang, label=settings.filters[name].label, sizes=sizes
            )
        )
    if study.undated:
        text = Text(
            it="{n} partecipazioni non portano un anno: sono contate qui e non entrano in alcuna rete annuale.",
            en="{n} participations carry no year: they are counted here and enter no yearly network.",
        )
        facts.append(text.say(lang, n=count(study.undated, lang)))
    parts, pieces = study.nested
    if parts or pieces:
        counted = {
            "body": Text(
                it="Sono contati come tali, accanto a ciò di cui fanno parte.", en="They are counted as such, beside what they are part of."
            ),
            "parent": Text(it="Sono ricondotti a ciò di cui fanno parte.", en="They are counted as what they are part of."),
        }[settings.level]
        text = Text(
            it="{parts} partner sono sedi o uffici di altri enti e {pieces} progetti sono parti di altri progetti. {counted}",
            en="{parts} partners are venues or offices of other bodies and {pieces} projects are parts of other projects. {counted}",
        )
        facts.append(text.say(lang, parts=count(parts, lang), pieces=count(pieces, lang), counted=counted))
    if settings.members == "register":
        facts.append(
            Text(
                it="La rete di ogni anno comprende anche chi è in registro senza partecipare.",
                en="Each year's network includes those on the register who do not take part.",
            )[lang]
        )
    return facts


def _against_known_totals(study: Study, year: int | None, lang: Lang) -> list[Block]:
    """Return how much of what is known to exist the data hold."""
    years = [at for at in years_of(study, year) if any(at in known.values for known in study.settings.denominators)]
    if not years:
        return [
            Prose(Text(it="Non è noto quanti enti e progetti esistano in tutto: la copertura dei dati non è misurabile.", en="How many bodies and projects exist in all is not known: how much of them the data cover cannot be measured.")[lang])
        ]  # fmt: skip
    totals = study.settings.denominators
    known = [[total.values.get(at, math.nan) for at in years] for total in totals]
    held = [[tables.observed(study, total, at, anywhere=True) for at in years] for total in totals]
    labels = [total.label[lang] for total in totals]
    least = min((h / k for row, of in zip(held, known, strict=True) for h, k in zip(row, of, strict=True) if k), default=math.nan)
    alt = Text(
        it="Anche contando gli enti in qualunque area, in un caso i dati contengono solo il {share} di quanti se ne conoscono.",
        en="Even counting bodies in any area, in one case the data hold only {share} of those known to exist.",
    ).say(lang, share=number(least, "share", lang))
    caption = Text(
        it="Quanti enti contengono al più i dati, contandoli in qualunque area, a confronto con i totali noti",
        en="How many bodies the data hold at most, counted in any area, against the known totals",
    )[lang]
    sources = dict.fromkeys(total.source for total in totals if total.source)
    data = table(
        tables.denominators(study, years, lang),
        Text(it="I dati e i totali noti, area per area", en="The data and the known totals, area by area")[lang],
        key="denominators",
        note=Text(
            it="I totali possono contare gli stessi enti e non vanno sommati.",
            en="The totals may count the same bodies and must not be added up.",
        )[lang]
        + (Text(it=" Fonti: {s}", en=" Sources: {s}").say(lang, s=" ".join(sources)) if sources else ""),
    )
    return [Figure(to_svg(figures.completeness(known, held, labels, years, lang)), alt, caption), data]


def at_a_glance(study: Study, year: int | None, lang: Lang) -> Section:
    """Say the headline numbers under the names people know, each with a plain sentence, with and without the owner."""
    at = years_of(study, year)[-1]
    blocks: list[Block] = []
    if year is None and len(study.years) > 1:
        blocks.append(Heading(Text(it="Nell'ultimo anno, il {year}", en="In the last year, {year}").say(lang, year=at)))
    blocks.append(Cards([_card(study, metric.name, at, lang) for metric in headlines(study)]))
    blocks.append(sector_map(study, at, lang))
    blocks.append(
        Links([
            Link(
                f"map.{lang}.html",
                Text(it="Mappa interattiva dei partner", en="Interactive map of the partners")[lang],
                Text(
                    it="ogni partner e i suoi legami, anno per anno, con ricerca e vista a elenco",
                    en="every partner and its ties, year by year, with search and a list view",
                )[lang],
            )
        ])
    )  # fmt: skip
    caption = Text(it="I numeri principali negli anni", en="The headline numbers over the years")[lang]
    blocks += slopes(study, headlines(study), lang, caption, "headlines")
    if len(study.years) > 1:
        blocks.append(Prose(_CAUTION[lang]))
    title = Text(it="La rete in sintesi, {period}", en="The network at a glance, {period}").say(lang, period=period(study, year))
    return Section("glance", title, blocks, lang)


_CAUTION = Text(
    it="Le differenze fra gli anni non sono ancora cambiamenti: accanto a ogni numero va tenuto conto di quanti partner e progetti "
    "ci sono in ciascun anno e di quanto i dati siano completi.",
    en="Differences between years are not changes yet: beside each number, mind how many partners and projects there are in each year "
    "and how complete the data are.",
)


def _card(study: Study, name: str, year: int, lang: Lang) -> Card:
    metric = study.metrics[name]
    assert metric.familiar is not None
    assert metric.sentence is not None
    value = study.value(name, year)
    words = number(value, metric.unit, lang)
    pair = None
    if study.owner in study.networks[year].partners and "owner" not in metric.needs and metric.years == 1:
        pair = (tables.without_owner(study, lang), tables.worded(study, metric, year, lang, subset=WITHOUT_OWNER))
    doubt = value.reason[lang] if isinstance(value, Reasoned) else ""
    if math.isnan(value):
        return Card(metric.familiar[lang], words, metric.question[lang], note=doubt, pair=pair)
    return Card(metric.familiar[lang], words, metric.sentence.say(lang, value=words), note=doubt, pair=pair)


def sector_map(study: Study, year: int, lang: Lang) -> Figure:
    """Return the drawing of the sectors that meet, with the numbers behind it."""
    pairs, present = tables.sector_meetings(study, year, lang)
    size = study.networks[year].sector_size
    drawn = maps.sector_map(study.networks, year, study.sector_names(lang), lang)
    strongest = sorted(((pairs[g, h], g, h) for g in range(len(present)) for h in range(g)), reverse=True)[:1]
    finding = Text(it="{n} settori presenti nel {year}.", en="{n} sectors present in {year}.").say(lang, n=int((size > 0).sum()), year=year)
    if strongest and strongest[0][0] > 0:
        met, g, h = strongest[0]
        finding += " " + Text(
            it="La coppia che si incontra più spesso è {a} – {b}: {n} coppie di partner allo stesso tavolo.",
            en="The pair that meets most often is {a} – {b}: {n} pairs of partners at one table.",
        ).say(lang, a=present[h], b=present[g], n=count(met, lang))
    caption = Text(it="I settori e i loro incontri, {year}", en="The sectors and their meetings, {year}").say(lang, year=year)
    return Figure(to_svg(drawn), finding, caption, table(tables.meetings(study, year, lang), caption, key=f"meetings-{year}"))
