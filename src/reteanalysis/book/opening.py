"""What a reader meets first: how much of the network the data hold, then the network at a glance."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from reteanalysis import figures, maps, tables
from reteanalysis.book._pieces import count, headlines, period, slopes, table, years_of
from reteanalysis.evidence import words
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Card, Cards, Figure, Heading, Link, Links, Prose, Section
from reteanalysis.study import WITHOUT_OWNER, Study
from reteanalysis.terms import Lang, Reason, Reasoned, Text, number

if TYPE_CHECKING:
    from reteanalysis.metrics import Metric


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
                it="Un dato non rilevato non significa «no»: significa «non visto».",
                en="A field that is not recorded does not mean 'no': it means 'not seen'.",
            )[lang],
        )
    )
    if study.problems.warnings:
        told = tables.warnings(study, lang)
        caption = Text(
            it="Punti dei file da controllare: {n}. Non impediscono le misure",
            en="Places in the files worth checking: {n}. They do not prevent the measures",
        ).say(lang, n=count(len(study.problems.warnings), lang))
        listed = replace(table(told, caption, key="warnings"), folded=len(told.frame) > _MANY_WARNINGS)
        blocks += [Heading(Text(it="Avvisi dei controlli", en="Warnings from the checks")[lang]), listed]
    title = Text(it="Che cosa è stato misurato, e su chi", en="What was measured, and on whom")[lang]
    return Section("completeness", title, blocks, lang)


_MANY_WARNINGS = 8  # kinds of them; more are folded, so that the reader comes to the network


def _facts(study: Study, year: int | None, lang: Lang) -> list[str]:
    """Return the sizes of the data, and what was left out of them, one sentence each."""
    settings = study.settings
    facts = []
    for at in years_of(study, year):
        network = study.networks[at]
        text = Text(
            it="**{year}** – partner: {n}; progetti: {m}; partecipazioni (un partner in un progetto): {seats}.",
            en="**{year}** – partners: {n}; projects: {m}; participations (one partner in one project): {seats}.",
        )
        facts.append(text.say(lang, year=at, n=count(network.n, lang), m=count(network.m, lang), seats=count(network.seats, lang)))
    if study.filter:
        facts.append(
            Text(it="Filtro dei dati: **{label}**.", en="Filter of the data: **{label}**.").say(
                lang, label=settings.filters[study.filter].label
            )
        )
    others = [name for name in settings.filters if name != study.filter]
    for name in others:
        sizes = "; ".join(
            Text(it="nel {year}, partner {n} e progetti {m}", en="in {year}, partners {n} and projects {m}").say(
                lang, year=at, n=net.n, m=net.m
            )
            for at, net in study.under(name).items()
            if at in years_of(study, year)
        )
        facts.append(
            Text(it="Con il filtro «{label}»: {sizes}.", en="With the filter “{label}”: {sizes}.").say(
                lang, label=settings.filters[name].label, sizes=sizes
            )
        )
    if study.owner:
        text = Text(it="Ente promotore della rete: **{owner}**.", en="Body that convenes the network: **{owner}**.")
        facts.append(text.say(lang, owner=tables.partner_name(study, study.owner)))
    if study.ties_only:
        text = Text(
            it="Sono rilevati solo legami fra partner, non progetti: dove si parla di progetti, ogni legame vale come un progetto di due partner.",
            en="Only ties between partners are recorded, no projects: where projects are spoken of, each tie counts as a project of two partners.",
        )
        facts.append(text[lang])
    if study.undated:
        text = Text(
            it="Partecipazioni senza anno, che non entrano in nessuna rete annuale: {n}.",
            en="Participations without a year, which enter no yearly network: {n}.",
        )
        facts.append(text.say(lang, n=count(study.undated, lang)))
    parts, pieces = study.nested
    if parts or pieces:
        counted = {
            "body": Text(
                it="Contano ciascuno per sé, accanto a ciò di cui fanno parte.", en="Each counts for itself, beside what it is part of."
            ),
            "parent": Text(it="Contano come ciò di cui fanno parte.", en="Each counts as what it is part of."),
        }[settings.level]
        text = Text(
            it="Partner che fanno parte di altri enti (sedi, uffici, soci): {parts}; progetti che fanno parte di altri progetti: "
            "{pieces}. {counted}",
            en="Partners that are part of other bodies (venues, offices, members): {parts}; projects that are part of others: {pieces}. "
            "{counted}",
        )
        facts.append(text.say(lang, parts=count(parts, lang), pieces=count(pieces, lang), counted=counted))
    if settings.members == "register":
        facts.append(
            Text(
                it="La rete di ogni anno comprende anche gli enti del registro che non partecipano a nessun progetto.",
                en="Each year's network also includes the bodies on the register that take part in no project.",
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
        it="Quota dei totali noti che i dati contengono, anche contando gli enti in qualunque area: nel caso più basso {share}.",
        en="Share of the known totals that the data hold, even counting bodies in any area: {share} in the lowest case.",
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
            it="Totali diversi possono comprendere gli stessi enti: non vanno sommati.",
            en="Different totals may include the same bodies: they must not be added up.",
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
    blocks += [sector_map(study, at, lang)] if study.networks[at].present_sectors.any() else []
    blocks.append(
        Links([
            Link(
                f"map.{lang}.html",
                Text(it="Mappa interattiva dei partner", en="Interactive map of the partners")[lang],
                Text(
                    it="ogni partner e i suoi legami, anno per anno, con ricerca ed elenco",
                    en="every partner and its ties, year by year, with a search box and a list",
                )[lang],
            )
        ])
    )  # fmt: skip
    caption = Text(it="I numeri principali negli anni", en="The headline numbers over the years")[lang]
    blocks += slopes(study, headlines(study), lang, caption, "headlines")
    if len(study.years) > 1:
        blocks.append(Prose(_CAUTION[lang]))
    title = Text(it="La rete in sintesi, {period}", en="The network at a glance, {period}").say(lang, period=period(study, year))
    network = study.networks[at]
    intro = Text(it="Misurati su: {on}.", en="Measured on: {on}.").say(
        lang, on=words.measured_on(network.n, network.m, network.seats, math.nan, lang)
    )
    return Section("glance", title, blocks, lang, intro)


_CAUTION = Text(
    it="Una differenza fra due anni non basta a dire che qualcosa è cambiato: "
    "dipende anche da quanti partner e progetti ci sono in ciascun "
    "anno e da quanto i dati sono completi.",
    en="A difference between two years is not enough to say that something changed: it also depends on how many partners and projects "
    "each year has and on how complete the data are.",
)


def _card(study: Study, name: str, year: int, lang: Lang) -> Card:
    metric = study.metrics[name]
    assert metric.familiar is not None
    assert metric.sentence is not None
    value = study.value(name, year)
    said = number(value, metric.unit, lang)
    pair = None
    if study.owner in study.networks[year].partners and "owner" not in metric.needs and metric.years == 1:
        pair = (tables.NO_OWNER[lang], tables.worded(study, metric, year, lang, subset=WITHOUT_OWNER))
    doubt = value.reason[lang] if isinstance(value, Reasoned) else ""
    if math.isnan(value):
        return Card(metric.familiar[lang], said, metric.question[lang], note=doubt, pair=pair)
    return Card(
        metric.familiar[lang],
        said,
        metric.sentence.say(lang, value=said),
        note=doubt,
        pair=pair,
        beside=_beside(study, metric, year, lang),
    )


def _beside(study: Study, metric: Metric, year: int, lang: Lang) -> list[tuple[str, str]]:
    """Return what surrounds a headline number, where there is something (specification, C.7).

    Chance with its verdict, other projects, other codings, and for how much what it needs is known; what all numbers of the year are
    measured on stands once, above them.
    """
    evidence, lines = study.evidence, []
    found = evidence.chance.get((metric.name, year))
    if found is not None and found.reason is None:
        said = "; ".join(filter(None, (words.band(found, metric.unit, lang), words.how_rare(found, lang))))
        lines.append((_LABELS[0][lang], f"{said}: {tables.verdict_in_words(study, metric, year, lang)}"))
    elif found is not None and found.reason in (Reason.FIXED_BY_NULL, Reason.ZERO_VARIANCE):
        lines.append((_LABELS[0][lang], tables.verdict_in_words(study, metric, year, lang)))
    coded = study.ranges.get((metric.name, year))
    for label, (low, high) in (
        (_LABELS[1][lang], evidence.limits(metric.name, year)),
        (_LABELS[2][lang], (math.nan, math.nan) if coded is None else (coded.low, coded.high)),
    ):
        if low < high:  # neither is nan; a range of one value has nothing to say
            lines.append((label, f"{number(low, metric.unit, lang)} – {number(high, metric.unit, lang)}"))
    known = study.coverage(metric.name, year) if metric.needs else 1.0
    if known < 1:
        lines.append((_LABELS[3][lang], number(known, "share", lang)))
    return lines


_LABELS = (
    Text(it="Per caso", en="By chance"),
    Text(it="Con altri progetti", en="With other projects"),
    Text(it="Con altre codifiche", en="With other codings"),
    Text(it="Dato noto per il", en="What it needs is known for"),
)


def sector_map(study: Study, year: int, lang: Lang) -> Figure:
    """Return the drawing of the sectors that meet, with the numbers behind it."""
    pairs, present = tables.sector_meetings(study, year, lang)
    size = study.networks[year].sector_size
    drawn = maps.sector_map(study.networks, year, study.sector_names(lang), lang)
    strongest = sorted(((pairs[g, h], g, h) for g in range(len(present)) for h in range(g)), reverse=True)[:1]
    finding = Text(
        it="Settori presenti nel {year}: {n}; coppie di settori che non si incontrano mai: {never}.",
        en="Sectors present in {year}: {n}; pairs of sectors that never meet: {never}.",
    ).say(
        lang,
        n=count(int((size > 0).sum()), lang),
        never=count(sum(not pairs[g, h] for g in range(len(present)) for h in range(g)), lang),
        year=year,
    )
    if strongest and strongest[0][0] > 0:
        met, g, h = strongest[0]
        finding += " " + Text(
            it="La coppia di settori che si incontra di più è {a} – {b} (coppie di partner allo stesso tavolo: {n}).",
            en="The pair of sectors that meets most is {a} – {b} (pairs of partners at the same table: {n}).",
        ).say(lang, a=present[h], b=present[g], n=count(met, lang))
    caption = Text(it="I settori e i loro incontri, {year}", en="The sectors and their meetings, {year}").say(lang, year=year)
    return Figure(to_svg(drawn), finding, caption, table(tables.meetings(study, year, lang), caption, key=f"meetings-{year}"))
