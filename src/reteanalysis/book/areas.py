"""Transversality: which areas share partners, who could stand between those that do not, and how far each keeps to its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures
from reteanalysis.book._pieces import count, names, of_family, section_of, sector_tables, table, values_tables, worded, years_of
from reteanalysis.metrics.transversality_links import AreaPair, area_pairs
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Prose, Section
from reteanalysis.terms import Lang, Text

if TYPE_CHECKING:
    from reteanalysis.network import Network
    from reteanalysis.study import Study

_INTRO = Text(
    it="Quanto partner e settori lavorano in più aree di intervento, o ciascuno resta nella propria.",
    en="How far partners and sectors work across areas of intervention, or each keeps to its own.",
)
_FIRST = ("mean_span", "multi_area_share", "transversality", "area_pair_missing_share", "area_modularity")
_DRAWN, _LISTED = 12, 12  # areas in the drawing, pairs in the list of gaps


def transversality(study: Study, year: int | None, lang: Lang) -> Section:
    """Say which areas share partners, which do not and who stands nearest, and how far partners and sectors span areas."""
    if not of_family(study, "transversality"):
        return section_of("transversality", study, year, lang, _INTRO, ())
    blocks: list[Block] = []
    years = [at for at in years_of(study, year) if study.networks[at].m]
    if not any(study.networks[at].areas for at in years):
        text = Text(it="Le aree dei progetti non sono rilevate.", en="The areas of projects are not recorded.")
        blocks, years = [Prose(text[lang])], []
    for at in years:
        blocks += _areas(study, at, lang)
    blocks += values_tables(study, "transversality", year, lang, first=_FIRST)
    return section_of("transversality", study, year, lang, _INTRO, [*blocks, *sector_tables(study, "transversality", year, lang)])


def _areas(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return the areas that share partners, drawn, and those that do not, by name."""
    network = study.networks[year]
    if len(network.areas) < 2:
        found = {
            0: Text(it="Nel {year} le aree dei progetti non sono rilevate.", en="In {year} the areas of projects are not recorded."),
            1: Text(it="Nel {year} i progetti sono di una sola area.", en="In {year} all projects are of one area."),
        }
        return [Prose(found[len(network.areas)].say(lang, year=year))]
    pairs = area_pairs(network)
    called = [study.area_names(lang).get(area, area) for area in network.areas]
    apart = [pair for pair in pairs if not pair.shared]
    closest = max(pairs, key=lambda pair: pair.shared)
    finding = Text(
        it="Coppie di aree che nel {year} non hanno nemmeno un partner in comune: {apart} su {all}.",
        en="Pairs of areas that in {year} have not one partner in common: {apart} of {all}.",
    ).say(lang, year=year, apart=count(len(apart), lang), all=count(len(pairs), lang))
    if closest.shared:
        finding += " " + Text(it="Le due che ne condividono di più: {a} – {b} ({n}).", en="The two that share most: {a} – {b} ({n}).").say(
            lang, a=called[closest.first], b=called[closest.second], n=count(closest.shared, lang)
        )
    return [Prose(finding), _drawing(network, pairs, called, finding, year, lang), *_gaps(study, apart, called, year, lang)]


def _drawing(network: Network, pairs: list[AreaPair], called: list[str], finding: str, year: int, lang: Lang) -> Figure:
    caption = Text(
        it="Partner in comune fra le aree (sulla diagonale, quelli di ciascuna), {year}",
        en="Partners that areas have in common (on the diagonal, those of each), {year}",
    ).say(lang, year=year)
    size = network.area_seats.astype(bool).sum(axis=0)
    shared = np.diag(np.asarray(size, float))
    for pair in pairs:
        shared[pair.first, pair.second] = shared[pair.second, pair.first] = pair.shared
    largest = np.sort(np.argsort(-size, kind="stable")[:_DRAWN])
    keys = (
        Text(it="partner in comune", en="partners in common")[lang],
        Text(it="nessun partner in comune", en="no partner in common")[lang],
    )
    drawn = figures.sector_table(shared[np.ix_(largest, largest)], [called[a] for a in largest], lang, keys=keys)
    headings = Text(
        it="Area|Area (altra)|Partner in comune|Attesi se indipendenti", en="Area|Area (other)|Partners in common|Expected if unrelated"
    )[lang].split("|")
    rows = [(called[p.first], called[p.second], float(p.shared), p.expected) for p in sorted(pairs, key=lambda p: (p.first, p.second))]
    left = len(called) - len(largest)
    note = Text(
        it="Attesi: quanti ne condividerebbero se lavorare in un'area non avesse a che fare con il lavorare nell'altra.",
        en="Expected: how many they would share if working in one area had nothing to do with working in the other.",
    )[lang]
    if left:
        more = Text(it=" Il disegno mostra le {n} aree con più partner.", en=" The drawing shows the {n} areas with most partners.")
        note += more.say(lang, n=len(largest))
    data = table(worded(headings, rows, {headings[2]: "count", headings[3]: "mean"}), caption, key=f"areas-{year}", note=note)
    return Figure(to_svg(drawn), finding, caption, data)


def _gaps(study: Study, apart: list[AreaPair], called: list[str], year: int, lang: Lang) -> list[Block]:
    """Return the pairs of areas that share nobody, those where most would be expected first, and who is nearest to both."""
    if not apart:
        return []
    network = study.networks[year]
    headings = Text(
        it="Area|Area (altra)|Partner dell'una|Partner dell'altra|Attesi in comune|Chi potrebbe fare da ponte",
        en="Area|Area (other)|Partners of the one|Partners of the other|Expected in common|Who could bridge them",
    )[lang].split("|")
    nobody = Text(it="nessuno siede già con partner dell'altra", en="nobody sits with partners of the other yet")[lang]
    rows = [
        (
            called[pair.first], called[pair.second], *map(float, pair.partners), pair.expected,
            names(study, [network.partners[i] for i in pair.bridges[:3]], lang) or nobody,
        )
        for pair in apart[:_LISTED]
    ]  # fmt: skip
    caption = Text(it="Aree che non si parlano, {year}", en="Areas that do not talk, {year}").say(lang, year=year)
    note = Text(
        it="Prima le coppie dove se ne aspetterebbero di più. Può fare da ponte chi, in progetti di una terza area, siede già con partner dell'altra: "
        "una pista, non una raccomandazione.",
        en="First the pairs where most would be expected. A bridge could be whoever already sits, in projects of a third area, with partners of the other: "
        "a lead, not a recommendation.",
    )[lang]
    if len(apart) > _LISTED:
        note += Text(it=" Altre coppie: {n}.", en=" Further pairs: {n}.").say(lang, n=count(len(apart) - _LISTED, lang))
    units = {headings[2]: "count", headings[3]: "count", headings[4]: "mean"}
    return [table(worded(headings, rows, units), caption, key=f"area-gaps-{year}", note=note)]
