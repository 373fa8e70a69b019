"""Robustness: what is left as partners leave, and whose joint absence would part most of the others."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reteanalysis import figures
from reteanalysis.book._pieces import count, names, of_family, section_of, sector_tables, table, values_tables, worded, years_of
from reteanalysis.metrics.robustness import RemovalCurve, removal_curve
from reteanalysis.metrics.robustness_key_players import KeyPlayers, key_players, stand_ins
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose, Section
from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from reteanalysis.study import Study

_INTRO = Text(
    it="Quanto la rete poggia su pochi, e che cosa ne resterebbe senza di loro. Un partner che manca nei dati fa sembrare la rete più fragile.",
    en="How much the network rests on a few, and what would be left without them. A partner missing from the data makes it look frailer.",
)
_FIRST = (
    "removal_robustness_degree", "removal_robustness_random", "removal_tables_degree", "removal_needs_degree", "cohesion",
    "key_partner_fragmentation", "key_trio_fragmentation", "top3_seat_share",
)  # fmt: skip
_TRIO = 3
_FEW = 5  # stand-ins named; of more, only how many they are


def robustness(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how much rests on a few, drawn and by name, and what would be left without them."""
    if not of_family(study, "robustness"):
        return section_of("robustness", study, year, lang, _INTRO, ())
    blocks: list[Block] = []
    for at in years_of(study, year):
        if study.networks[at].n > _TRIO + 1:
            drawn = _removal(study, at, lang)
            blocks += [*([Heading(str(at))] if year is None else []), Prose(drawn.alt), drawn, *_key_players(study, at, lang)]
    blocks += values_tables(study, "robustness", year, lang, first=_FIRST)
    return section_of("robustness", study, year, lang, _INTRO, [*blocks, *sector_tables(study, "robustness", year, lang)])


@lru_cache(maxsize=16)  # the same in both languages, and in the report of all years
def _curves(study: Study, year: int) -> tuple[RemovalCurve, RemovalCurve]:
    network = study.networks[year]
    return removal_curve(network, "degree"), removal_curve(network, "random")


def _removal(study: Study, year: int, lang: Lang) -> Figure:
    """Return what is left of the largest part as partners leave, the busiest first or by lot."""
    busiest, random = (curve.reach for curve in _curves(study, year))
    n = study.networks[year].n
    caption = Text(
        it="Che cosa resta della rete quando i partner escono, {year}", en="What is left of the network as partners leave, {year}"
    ).say(lang, year=year)
    text = Text(
        it="Uscite dopo le quali non più di metà dei partner è ancora unita: {few} su {n} se escono per primi i più presenti, {many} se escono a caso. "
        "Usciti i più presenti, {tenth} su {n} ({share}), nella parte più grande resta questa quota dei partner: {left}.",
        en="Departures after which no more than half of the partners are still together: {few} of {n} if the busiest leave first, {many} if at random. "
        "With the busiest gone, {tenth} of {n} ({share}), the largest part holds this share of the partners: {left}.",
    )
    tenth = max(1, round(n / 10))
    alt = text.say(
        lang, few=count(figures.half(busiest), lang), many=count(figures.half(random), lang), n=count(n, lang),
        tenth=count(tenth, lang), share=number(tenth / n, "share", lang), left=number(busiest[tenth], "share", lang),
    )  # fmt: skip
    headings = Text(
        it="Partner usciti|Quota uscita|Ancora uniti, se escono i più presenti|Ancora uniti, se escono a caso",
        en="Partners gone|Share gone|Still together, the busiest first|Still together, at random",
    )[lang].split("|")
    steps = sorted({round(n * k / 20) for k in range(21)})
    rows = [(float(k), k / n, float(busiest[k]), float(random[k])) for k in steps]
    units = {headings[0]: "count", **dict.fromkeys(headings[1:], "share")}
    return Figure(
        to_svg(figures.removal(busiest, random, lang)), alt, caption, table(worded(headings, rows, units), caption, key=f"removal-{year}")
    )


def _key_players(study: Study, year: int, lang: Lang) -> list[Block]:
    """Name the partners whose joint absence would part most of the others: a set, not a ranking."""
    network = study.networks[year]
    found = _players(study, year)
    parted = found.fragmentation - study.value("fragmentation", year)
    if parted < _LEAST:
        text = Text(
            it="Nel {year} nessun gruppo di tre partner, uscendo insieme, dividerebbe gli altri: chi resta si raggiungerebbe quasi come prima.",
            en="In {year} no three partners leaving together would part the others: those left would reach each other almost as before.",
        )
        return [Prose(text.say(lang, year=year))]
    text = Text(
        it="Tre partner senza i quali, insieme, gli altri sarebbero più divisi nel {year}: {who}. Coppie senza un percorso che le unisca: {was} nella rete "
        "intera, {now} senza di loro. {exact} {others} Non è una graduatoria: conta il gruppo, e chi manca nei dati può cambiarlo.",
        en="Three partners without whom, together, the others would be most divided in {year}: {who}. Pairs with no path between them: {was} in the whole "
        "network, {now} without these three. {exact} {others} This is no ranking: it is the group that counts, and whoever is missing from the data may change it.",
    )
    exact = {
        True: Text(it="Tutti i gruppi di tre sono stati provati.", en="All groups of three were tried."),
        False: Text(
            it="Non tutti i gruppi di tre sono stati provati: uno un po' peggiore può esistere.",
            en="Not all groups of three were tried: a slightly worse one may exist.",
        ),
    }[found.exact]
    who = names(study, [network.partners[i] for i in found.members], lang)
    was, now = (number(value, "share", lang) for value in (study.value("fragmentation", year), found.fragmentation))
    others = _others(study, year, lang)
    return [Prose(text.say(lang, year=year, who=who, was=was, now=now, exact=exact[lang], others=others))]


def _others(study: Study, year: int, lang: Lang) -> str:
    """Say who would do the same in the place of whom: the group is one of several."""
    network, members = study.networks[year], _players(study, year).members
    in_place = Text(it="{who} al posto di {one}", en="{who} in the place of {one}")
    any_of = Text(it="uno qualunque di {n} altri", en="any of {n} others")
    either = Text(it=" o ", en=" or ")[lang]
    told = []
    for i, others in zip(members, stand_ins(network, members), strict=True):
        if others:
            few = len(others) <= _FEW
            who = (
                either.join(names(study, [network.partners[j]], lang) for j in others)
                if few
                else any_of.say(lang, n=count(len(others), lang))
            )
            told.append(in_place.say(lang, one=names(study, [network.partners[i]], lang), who=who))
    if not told:
        return Text(
            it="Nessun altro, al posto di uno dei tre, farebbe lo stesso.",
            en="Nobody else, in the place of one of the three, would do the same.",
        )[lang]
    return Text(
        it="Il gruppo non è il solo: farebbe lo stesso {told}.", en="The group is not the only one: the same would come of {told}."
    ).say(lang, told="; ".join(told))


_LEAST = 0.005  # of the pairs: less is printed as no change


@lru_cache(maxsize=16)
def _players(study: Study, year: int) -> KeyPlayers:
    return key_players(study.networks[year], _TRIO)
