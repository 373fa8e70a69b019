"""What surrounds the numbers: how much chance alone would give, how far they move, and what may not be said."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures, tables
from reteanalysis.book._pieces import count, period, table, years_of
from reteanalysis.book.doubt import doubt, intervals_withheld
from reteanalysis.book.singled import contributions, pairs
from reteanalysis.evidence import words
from reteanalysis.evidence.shuffles import FEWEST_PROJECTS
from reteanalysis.evidence.weighing import FEWEST_EXPECTED
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose, Section
from reteanalysis.terms import Lang, Text, listing, number

if TYPE_CHECKING:
    from reteanalysis.evidence.chance import Chance
    from reteanalysis.metrics import Metric
    from reteanalysis.study import Study

_INTRO = Text(
    it="Un valore da solo dice poco. Qui ogni numero principale sta accanto a quello che darebbe il caso, a parità di progetti per partner "
    "e di partner per progetto; a quanto cambierebbe con altri progetti dello stesso tipo; e a quanto pesano i singoli enti e progetti. "
    "Si dice «più» o «meno che per caso» solo se il valore cade fuori da quella fascia: mai perché è alto o basso.",
    en="A value by itself says little. Here each headline number stands beside the one chance would give, with as many projects for each "
    "partner and as many partners for each project; how far it would move with other projects of the same kind; and how much single "
    "bodies and projects weigh. 'More' or 'less than by chance' is said only of a value that falls outside that band: never because it is high or low.",
)
_NOT_DRAWN = Text(
    it="In questo rapporto il confronto con il caso non è stato fatto (0 estrazioni).",
    en="In this report the comparison with chance was not made (0 draws).",
)


def evidence(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how much of each headline number chance alone would give, how far it moves, and what may not be concluded."""
    title = Text(it="Quanto fa il caso, quanto è incerto, {period}", en="How much is chance, how much is doubt, {period}").say(
        lang, period=period(study, year)
    )
    if not study.settings.draws:
        return Section("evidence", title, [Prose(_NOT_DRAWN[lang])], lang)
    blocks: list[Block] = []
    for at in years_of(study, year):
        if study.networks[at].m:
            blocks += _year(study, at, lang, alone=year is not None)
    blocks += [*_changes(study, year, lang), *pairs(study, lang), *contributions(study, year, lang), *intervals_withheld(study, lang)]
    return Section("evidence", title, blocks, lang, intro=_INTRO[lang])


def _year(study: Study, year: int, lang: Lang, *, alone: bool) -> list[Block]:
    """Return what surrounds the values of one year; in the report of all years only what can be compared."""
    blocks: list[Block] = [Prose(_how_much_it_bears(study, year, lang)), *_against_chance(study, year, lang)]
    blocks += _sectors(study, year, lang)
    return [*blocks, *doubt(study, year, lang)] if alone else [Heading(str(year)), *blocks]


def _how_much_it_bears(study: Study, year: int, lang: Lang) -> str:
    """Say how much so many partners and projects can support."""
    network, chance = study.networks[year], study.evidence.chance
    said = {
        "year": year,
        "n": count(network.n, lang),
        "m": count(network.m, lang),
        "seats": count(network.seats, lang),
        "least": FEWEST_PROJECTS,
    }
    few = Text(
        it="**Nel {year} ci sono {n} partner, {m} progetti e {seats} posti ai tavoli: troppo poco per conclusioni sulla rete.** I confronti qui sotto sono mostrati per "
        "intero, ma possono sostenere solo affermazioni molto caute su questi progetti. Per confrontare due anni ne servono almeno {least} in ciascuno.",
        en="**In {year} there are {n} partners, {m} projects and {seats} seats at the tables: too little for conclusions about the network.** The comparisons below are "
        "shown in full, but they can bear only very cautious statements about these projects. To compare two years, at least {least} in each are needed.",
    )
    enough = Text(
        it="Nel {year} ci sono {n} partner, {m} progetti e {seats} posti ai tavoli: abbastanza per confronti fra settori, non fra singole coppie di enti.",
        en="In {year} there are {n} partners, {m} projects and {seats} seats at the tables: enough for comparisons between sectors, not between single pairs of bodies.",
    )
    text = (few if network.m < FEWEST_PROJECTS else enough).say(lang, **said)
    listed = [found.draws for (_, at), found in chance.items() if at == year and found.exact and found.null == "degrees"]
    if listed:
        exact = Text(
            it=" I modi di comporre gli stessi tavoli, con gli stessi carichi e gli stessi capofila, sono in tutto {n}: sono stati esaminati uno per uno.",
            en=" There are {n} ways in all to make up the same tables, with the same loads and the same leads: each was examined.",
        )
        text += exact.say(lang, n=count(listed[0], lang))
    return text


def _against_chance(study: Study, year: int, lang: Lang) -> list[Block]:
    rows = [
        figures.Beside(
            (metric.familiar or metric.label)[lang],
            float(study.value(metric.name, year)),
            metric.unit,
            metric.bounds,
            study.evidence.band(metric.name, year),
            study.evidence.limits(metric.name, year),
            study.evidence.verdict(metric.name, year)[lang],
        )
        for metric in tables.read_as_shares(tables.surrounded(study, year))
        if not math.isnan(study.value(metric.name, year))
        and not all(map(math.isnan, (*study.evidence.band(metric.name, year), *study.evidence.limits(metric.name, year))))
    ]
    worded = tables.beside_chance(study, year, lang)
    if not len(worded.frame):
        return []
    caption = Text(it="I valori del {year} accanto al caso", en="The values of {year} beside chance").say(lang, year=year)
    note = Text(
        it="κ: 0 come per caso, 1 il massimo possibile, −1 il minimo. p: quanto spesso il caso darebbe un valore altrettanto lontano, da una parte o dall'altra; fuori dalla fascia è al più 0,05. "
        "Nell'ultima colonna i conteggi restano vuoti; per le altre misure senza intervallo il perché è in fondo alla sezione.",
        en="κ: 0 as by chance, 1 the most possible, −1 the least. p: how often chance would give a value as far away, on either side; outside the band it is 0.05 at most. "
        "In the last column counts stay blank; of other measures without an interval the end of the section says why.",
    )[lang]
    data = table(worded, caption, key=f"chance-{year}", note=note)
    if not rows:
        return [data]
    counted = {said: sum(row.said == said[lang] for row in rows) for said in words.Verdict}
    alt = Text(
        it="Misure del {year}, su {n}: più che per caso {more}, meno che per caso {less}, come per caso {same}, non si può dire {unknown}.",
        en="Measures of {year}, of {n}: more than by chance {more}, less than by chance {less}, as by chance {same}, cannot say {unknown}.",
    ).say(
        lang, year=year, n=count(len(rows), lang), more=count(counted[words.Verdict.MORE], lang), less=count(counted[words.Verdict.LESS], lang),
        same=count(counted[words.Verdict.AS_EXPECTED], lang), unknown=count(counted[words.Verdict.CANNOT_SAY], lang),
    )  # fmt: skip
    told = [
        f"- {_sentence(study, metric, year, found, lang)}"
        for metric in tables.surrounded(study, year)
        if (found := study.evidence.chance.get((metric.name, year))) is not None and words.verdict_of(found) is not words.Verdict.CANNOT_SAY
    ]
    return [Figure(to_svg(figures.beside_chance(rows, lang)), alt, caption, data), *([Prose("\n".join(told))] if told else [])]


def _sentence(study: Study, metric: Metric, year: int, found: Chance, lang: Lang) -> str:
    coded = study.ranges.get((metric.name, year))
    return words.sentence(
        metric,
        found,
        lang,
        study.evidence.limits(metric.name, year),
        (coded.low, coded.high) if coded is not None and coded.low < coded.high else None,
        # On how many partners, projects and seats is said once, above; here only what is not known of all of them.
        "" if not study.coverage(metric.name, year) < 1 else tables.measured_on(study, metric, year, lang),
    )


_SAID: dict[words.Verdict, figures.Said] = {
    words.Verdict.MORE: "more", words.Verdict.LESS: "less", words.Verdict.AS_EXPECTED: "same", words.Verdict.CANNOT_SAY: "unknown",
}  # fmt: skip


def _sectors(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return the table of sectors that meet, beside how often chance would let them."""
    if year not in study.evidence.table or np.count_nonzero(study.networks[year].present_sectors) < 2:
        return []
    found, q = study.evidence.table[year]
    network, names = study.networks[year], study.sector_names(lang)
    here = np.flatnonzero(network.present_sectors)
    said = words.verdicts_of_table(found, q, fewest=FEWEST_EXPECTED)
    square = np.ix_(here, here)
    observed = np.where(np.diag(network.sector_size[here] < 2), math.nan, found.observed[square])
    tested = [(g, h) for place, g in enumerate(here) for h in here[place:] if said[g, h] is not words.Verdict.CANNOT_SAY]

    def pairs(verdict: words.Verdict) -> str:
        those = [f"{names[network.sectors[g]]} – {names[network.sectors[h]]}" for g, h in tested if said[g, h] is verdict]
        return listing(those, lang) or Text(it="nessuna", en="none")[lang]

    alt = Text(
        it="Coppie di settori di cui si può dire qualcosa nel {year}: {n}. Più che per caso: {more}. Meno che per caso: {less}.",
        en="Pairs of sectors of which something can be said in {year}: {n}. More than by chance: {more}. Less than by chance: {less}.",
    ).say(lang, year=year, n=count(len(tested), lang), more=pairs(words.Verdict.MORE), less=pairs(words.Verdict.LESS))
    caption = Text(
        it="Chi siede con chi, e quanto lo farebbe per caso, {year}", en="Who sits with whom, and how much it would by chance, {year}"
    ).say(lang, year=year)
    note = Text(
        it="Grigio: per caso ci si aspettano meno di {fewest} incontri, o nessun valore sarebbe abbastanza raro. q: p corretto per il numero di caselle.",
        en="Grey: fewer than {fewest} meetings are expected by chance, or no value would be rare enough. q: p adjusted for the number of cells.",
    ).say(lang, fewest=number(FEWEST_EXPECTED, "count", lang))
    drawn = figures.sector_contrast(
        observed, found.mean[square], [[_SAID[said[g, h]] for h in here] for g in here], [names[network.sectors[g]] for g in here], lang
    )
    data = table(tables.sector_chance(study, year, lang), caption, key=f"sectors-chance-{year}", note=note)
    return [Figure(to_svg(drawn), alt, caption, data), Prose(alt)]


def _changes(study: Study, year: int | None, lang: Lang) -> list[Block]:
    """Return what may be said of the change from the year before, or of every change in the report of all years."""
    spans = sorted(
        {(start, end) for _, start, end in study.evidence.steps if year is None or (end == year and start == study.previous(year))}
    )
    blocks: list[Block] = []
    for start, end in spans:
        worded = tables.changes(study, start, end, lang)
        if not len(worded.frame):
            continue
        sizes = [study.networks[at].m for at in (start, end)]
        few = min(sizes) < FEWEST_PROJECTS
        text = Text(
            it="Nel {start} i progetti sono {before}, nel {end} {after}: con meno di {least} in uno dei due anni nessuna differenza è "
            "messa alla prova: si leggano i valori, non il cambiamento.",
            en="There are {before} projects in {start} and {after} in {end}: with fewer than {least} in either year no difference is "
            "put to the test: read the values, not the change.",
        ).say(lang, start=start, end=end, before=count(sizes[0], lang), after=count(sizes[1], lang), least=FEWEST_PROJECTS)
        caption = Text(it="Dal {start} al {end}: che cosa si può dire", en="From {start} to {end}: what may be said").say(
            lang, start=start, end=end
        )
        note = Text(
            it="p: quanto spesso una differenza così nascerebbe distribuendo a sorte gli stessi progetti fra i due anni (corretto, per le misure principali, "
            "per il loro numero). La minima differenza rilevabile è quella che questi dati vedrebbero 8 volte su 10. «Più alto» si dice solo "
            "con p fino a 0,05 e una probabilità di almeno il 90%, «probabilmente» dal 75%.",
            en="p: how often such a difference would arise by dealing the same projects by lot to the two years (adjusted, for the primary measures, for "
            "their number). The smallest detectable difference is the one these data would see 8 times in 10. 'Higher' is said only "
            "with p up to 0.05 and a probability of 90% or more, 'probably' from 75%.",
        )[lang]
        blocks += [
            Heading(Text(it="Dal {start} al {end}", en="From {start} to {end}").say(lang, start=start, end=end)),
            *([Prose(text)] if few else []),
            # Where no difference can be told from chance the table is there for whoever wants it, and not in the way.
            replace(table(worded, caption, key=f"change-{start}-{end}", note="" if few else note), folded=few),
        ]
    return blocks
