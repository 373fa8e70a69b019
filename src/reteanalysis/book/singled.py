"""What chance can hardly explain one by one: pairs of partners, and contributions; most often the honest answer is that none can be told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures, tables
from reteanalysis.book._pieces import count, period, table
from reteanalysis.evidence import words
from reteanalysis.evidence.p_values import ALPHA
from reteanalysis.evidence.validation import validated
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose
from reteanalysis.terms import Lang, Reasoned, Text, number

if TYPE_CHECKING:
    from reteanalysis.study import Study


def pairs(study: Study, lang: Lang) -> list[Block]:
    """Return the pairs of partners that meet more than chance explains, all years put together; or that none can be told."""
    tests = study.pairs
    if tests is None:
        return []
    found = validated(tests)
    title = Text(it="Coppie di enti, {period} insieme", en="Pairs of bodies, {period} together").say(lang, period=period(study, None))
    said = found.sentence[lang]
    if found.smallest == found.smallest and not found.count:
        least = Text(
            it=" La coppia che più si scosta dal caso: {p} prima della correzione per il numero di coppie.",
            en=" The pair farthest from chance: {p} before the correction for the number of pairs.",
        )
        said += least.say(lang, p=words.p_value(found.smallest, lang))
    blocks: list[Block] = [Heading(title), Prose(said)]
    if found.count:
        note = Text(
            it="q: quota di abbagli da mettere in conto arrivando fino a quella coppia. Un incontro non è un'alleanza: dice chi siede spesso agli stessi tavoli.",
            en="q: share of false alarms to reckon with down to that pair. A meeting is no alliance: it says who often sits at the same tables.",
        )[lang]
        listed = table(tables.alliances(study, lang), title, key="pairs-beyond-chance", note=note, searchable=found.count > _FEW)
        blocks.append(replace(listed, folded=found.count > _FEW))
    return blocks


_FEW = 12  # rows that stand open


def contributions(study: Study, year: int | None, lang: Lang) -> list[Block]:
    """Return the amounts beside those that the totals of giver and project suggest; nothing where none are recorded, nor for all years."""
    if year is None or (twin := study.twin(year)) is None or not len(twin.weight):
        return []
    network = study.networks[year]
    assert network.amounts is not None
    title = Text(it="I contributi in denaro del {year}", en="The contributions of money in {year}").say(lang, year=year)
    if isinstance(twin.residual, Reasoned):
        unsure = Text(
            it="Quanto suggerirebbero i totali di chi dà e dei progetti del {year} non si è potuto calcolare con precisione (errore relativo {error}): "
            "il confronto non è mostrato.",
            en="What the totals of givers and projects of {year} would suggest could not be computed with precision (relative error {error}): "
            "the comparison is not shown.",
        )
        return [Heading(title), Prose(unsure.say(lang, year=year, error=number(float(twin.residual), "share", lang)))]
    large = twin.q <= ALPHA
    known = int((~np.isnan(network.amounts)).sum())
    text = Text(
        it="Nel {year} l'importo è noto per {known} posti su {seats}, e in {given} è maggiore di zero. Più grandi di quanto suggeriscano i totali di chi "
        "dà e del progetto: {large} (quota attesa di abbagli: {level}).",
        en="In {year} the amount is known for {known} seats of {seats}, and in {given} it is above zero. Larger than the totals of the giver and of the "
        "project suggest: {large} (expected share of false alarms: {level}).",
    ).say(
        lang, year=year, known=count(known, lang), seats=count(network.seats, lang), given=count(len(large), lang),
        large=count(int(large.sum()), lang), level=number(ALPHA, "share", lang),
    )  # fmt: skip
    if 2 * large.sum() > len(large):
        text += Text(
            it=" Sono più della metà: vuol dire che ciascuno concentra il denaro su pochi progetti, non che questi contributi siano eccezionali.",
            en=" They are more than half: it means that each gives its money to a few projects, not that these contributions are exceptional.",
        )[lang]
    caption = Text(
        it="Ogni contributo del {year} e quello che suggeriscono i totali di chi dà e del progetto",
        en="Each contribution of {year} and the one that the totals of giver and project suggest",
    ).say(lang, year=year)
    note = Text(
        it="Il termine di confronto: ognuno di quelli che danno potrebbe dare a ognuno dei progetti che ricevono, con gli stessi totali in media.",
        en="The yardstick: each of those who give might give to each project that receives, with the same totals on average.",
    )[lang]
    svg = to_svg(figures.amounts(twin.weight, twin.expected, large.tolist(), lang))
    data = table(tables.large_contributions(study, year, lang), caption, key=f"contributions-{year}", note=note)
    return [Heading(title), Prose(text), Figure(svg, text, caption, data)]
