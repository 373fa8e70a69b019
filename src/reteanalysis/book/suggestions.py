"""What could be done about the gaps, by name and with the reason: needs nobody answers, who could step in, ties not there."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from reteanalysis import tables
from reteanalysis.book._pieces import count, table, worded
from reteanalysis.metrics import gaps_cover, gaps_links, gaps_needs, gaps_shortcuts
from reteanalysis.report import Heading, Prose
from reteanalysis.terms import Lang, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reteanalysis.network import Needs, Network
    from reteanalysis.report import Block
    from reteanalysis.study import Study

_WHY = {
    "area": Text(it="lavora già in quest'area", en="already works in this area"),
    "district": Text(it="lavora già, o ha sede, in questa circoscrizione", en="already works, or is seated, in this district"),
}
_NEAR = {"area": Text(it="stessa area", en="same area"), "district": Text(it="stessa circoscrizione", en="same district")}
_CAUTION = Text(
    it="Sono piste ricavate dai soli dati di questo rapporto, non raccomandazioni: dicono dove guardare, non che cosa fare.",
    en="These are leads drawn from the data of this report alone, not recommendations: they say where to look, not what to do.",
)


_TWICE = Text(it="Nessun partner vi compare più di due volte.", en="No partner appears more than twice.")


def needs(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return the needs of a year that no project answers, and the fewest new commitments that would answer them."""
    network = study.networks[year]
    if network.needs is None:
        return []
    short = gaps_needs.uncovered_needs(network)
    asked = int((network.needs.weight > 0).sum())
    blocks: list[Block] = [Heading(Text(it="I bisogni senza risposta, {year}", en="Needs without an answer, {year}").say(lang, year=year))]
    if not short:
        none = Text(
            it="Bisogni rilevati: {all}. Ognuno ha almeno un progetto che vi risponde.",
            en="Needs recorded: {all}. Each has a project that answers it.",
        )
        return [*blocks, Prose(none.say(lang, all=count(asked, lang)))]
    text = Text(
        it="Bisogni rilevati senza alcun progetto che dichiari di rispondervi: {n} su {all}.",
        en="Needs recorded without any project that states it answers them: {n} of {all}.",
    )
    blocks.append(Prose(text.say(lang, n=count(len(short), lang), all=count(asked, lang))))
    headings = Text(it="Bisogno|Quanto|Chi è più vicino, e perché", en="Need|How much|Who is nearest, and why")[lang].split("|")
    rows = [(_cell(study, network.needs, gap.cell, lang), gap.weight, _nearest(study, year, gap.near[:3], lang)) for gap in short]
    caption = Text(it="I bisogni senza risposta, dal più grande, {year}", en="Needs without an answer, the largest first, {year}").say(
        lang, year=year
    )
    blocks.append(table(worded(headings, rows, {headings[1]: "count"}), caption, key=f"uncovered-{year}", searchable=len(rows) > 12))
    return [*blocks, *_plan(study, year, lang)]


def _plan(study: Study, year: int, lang: Lang) -> list[Block]:
    network = study.networks[year]
    plan = _cover(study, year)
    if network.needs is None or plan is None or not plan.moves:
        return []
    known = network.needs
    headings = Text(
        it="Partner|Nuovo impegno|Perché questo partner|Altri che potrebbero", en="Partner|New commitment|Why this partner|Others who could"
    )[lang].split("|")
    rows = [
        (
            _name(study, year, move.partner),
            "; ".join(_cell(study, known, cell, lang) for cell in move.cells),
            _WHY[move.reason][lang],
            listing([_name(study, year, other) for other in move.others], lang, limit=3),
        )
        for move in plan.moves
    ]
    caption = Text(
        it="Il più piccolo insieme di nuovi impegni, al più uno per partner, che darebbe una risposta a ogni bisogno raggiungibile, {year}",
        en="The smallest set of new commitments, one per partner at most, that would answer every need within reach, {year}",
    ).say(lang, year=year)
    text = Text(
        it="Altri insiemi ugualmente piccoli trovati: {n}. Bisogni a cui nessun partner è vicino: {far}. {caution}",
        en="Other sets just as small that were found: {n}. Needs that no partner is near: {far}. {caution}",
    ).say(lang, n=count(plan.alternatives, lang), far=count(len(plan.unreachable), lang), caution=_CAUTION)
    return [table(worded(headings, rows, {}), caption, key=f"cover-{year}", note=text)]


def ties(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return pairs that never worked together: those whose circles touch, and those that would shorten the network most."""
    network = _without_owner(study, year)
    if not network.ties_recorded:
        return []  # said among the measures of connectivity
    if (held := _held(study, year)) < _ENOUGH:
        text = Text(
            it="Collaborazioni che potrebbero nascere non ne sono indicate: i dati contengono al più il {share} degli enti noti, troppo poco per dire chi non lavora con chi.",
            en="Collaborations that could be opened are not named: the data hold at most {share} of the bodies known, too little to say who does not work with whom.",
        )
        return [Prose(text.say(lang, share=number(held, "share", lang)))]

    def name(partner: int) -> str:
        return tables.partner_name(study, network.partners[partner])

    blocks: list[Block] = []
    plausible, useful = _absent(study, year)
    if plausible:
        headings = Text(
            it="Partner|Partner (altro)|Contatti in comune|Attraverso", en="Partner|Partner (other)|Contacts in common|Through"
        )[lang].split("|")
        rows = [
            (
                name(tie.one), name(tie.other), float(len(tie.through)),
                listing([name(contact) for contact in tie.through], lang, limit=3),
            )
            for tie in plausible
        ]  # fmt: skip
        caption = Text(
            it="Coppie di settori diversi che non hanno lavorato insieme benché le loro cerchie si tocchino, {year}",
            en="Pairs of different sectors that did not work together although their circles touch, {year}",
        ).say(lang, year=year)
        blocks.append(
            table(
                worded(headings, rows, {headings[2]: "count"}),
                caption,
                key=f"plausible-{year}",
                note=f"{_TWICE[lang]} {_foretold(study, year, lang)}",
            )
        )
    if useful and useful[0].gain < _LEAST_GAIN:
        text = Text(
            it="Nessuna nuova collaborazione fra settori diversi, da sola, accorcerebbe la rete in modo apprezzabile (efficienza: meno di {gain} in più).",
            en="No new collaboration between different sectors would by itself shorten the network appreciably (efficiency: less than {gain} more).",
        )
        blocks.append(Prose(text.say(lang, gain=number(_LEAST_GAIN, "share", lang))))
    elif useful:
        headings = Text(it="Partner|Partner (altro)|Guadagno di efficienza", en="Partner|Partner (other)|Gain in efficiency")[lang].split(
            "|"
        )
        gains = [(name(tie.one), name(tie.other), tie.gain) for tie in useful]
        caption = Text(
            it="Coppie di settori diversi che accorcerebbero di più la rete, {year}",
            en="Pairs of different sectors that would shorten the network most, {year}",
        ).say(lang, year=year)
        note = Text(it="Utilità solo strutturale. {caution}", en="Structural usefulness only. {caution}").say(lang, caution=_CAUTION)
        blocks.append(table(worded(headings, gains, {headings[2]: "share"}), caption, key=f"useful-{year}", note=note))
    if blocks:
        heading = Text(it="Collaborazioni che non ci sono ancora, {year}", en="Collaborations not there yet, {year}")
        alone = Text(
            it="Collaborazioni che non ci sono ancora (senza l'ente promotore), {year}",
            en="Collaborations not there yet (the convening body left out), {year}",
        )
        blocks.insert(0, Heading((alone if study.owner else heading).say(lang, year=year)))
    return blocks


_ENOUGH = 0.5  # of the bodies known to exist
_LEAST_GAIN = 0.001  # of efficiency: less would be printed as nothing
_LOOKED_AT, _SHOWN = 200, 10  # pairs
_TIMES = 2  # a partner whose circle touches everybody's would else fill the list


def _held(study: Study, year: int) -> float:
    """Return how much of the known totals the data hold at most; all of it where no total is known."""
    totals = [total for total in study.settings.denominators if year in total.values]
    return min((tables.observed(study, total, year, anywhere=True) / total.values[year] for total in totals), default=1.0)


def _without_owner(study: Study, year: int) -> Network:
    """Return the year's network without the convening body: it could be tied to everybody, which says nothing."""
    network = study.networks[year]
    return network.without(study.owner) if study.owner else network


@lru_cache(maxsize=16)  # the same in both languages, and in the report of all years
def _cover(study: Study, year: int) -> gaps_cover.CoverPlan | None:
    return gaps_cover.cover_plan(study.networks[year], each=1)


@lru_cache(maxsize=16)
def _absent(study: Study, year: int) -> tuple[list[gaps_links.PlausibleTie], list[gaps_shortcuts.UsefulTie]]:
    network = _without_owner(study, year)
    plausible: list[gaps_links.PlausibleTie] = []
    named: Counter[int] = Counter()
    for tie in gaps_links.plausible_ties(network, _LOOKED_AT, crossing="sector"):
        if len(plausible) < _SHOWN and max(named[tie.one], named[tie.other]) < _TIMES:
            plausible.append(tie)
            named.update((tie.one, tie.other))
    return plausible, gaps_shortcuts.useful_ties(network, top=5)


def _foretold(study: Study, year: int, lang: Lang) -> str:
    """Say how far such pairs became ties where it can be checked: from the year before to this one."""
    if study.previous(year) is None:
        return _CAUTION[lang]
    auc = study.value("link_prediction_auc", year)
    text = Text(
        it="Alla prova dei fatti, fra l'anno prima e questo: AUC {auc} (0,50 = come tirare a sorte). {caution}",
        en="Put to the test between the year before and this one: AUC {auc} (0.50 = as good as drawing lots). {caution}",
    )
    doubt = getattr(auc, "reason", None)
    words = number(auc, "index", lang) + (f" – {doubt[lang]}" if doubt else "")
    return text.say(lang, auc=words, caution=_CAUTION)


def _nearest(study: Study, year: int, near: Iterable[tuple[int, tuple[str, ...]]], lang: Lang) -> str:
    return "; ".join(f"{_name(study, year, i)} ({', '.join(_NEAR[why][lang] for why in reasons)})" for i, reasons in near)


def _name(study: Study, year: int, partner: int) -> str:
    return tables.partner_name(study, study.networks[year].partners[partner])


def _cell(study: Study, needs: Needs, cell: int, lang: Lang) -> str:
    """Return what a need is about: its area, its target, its district, where each is stated."""
    area = study.area_names(lang).get(str(needs.area[cell]), needs.area[cell])
    district = Text(it="circoscrizione {d}", en="district {d}").say(lang, d=needs.district[cell]) if needs.district[cell] else None
    return ", ".join(str(part) for part in (area, needs.target[cell], district) if part)
