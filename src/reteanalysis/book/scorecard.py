"""Open, dynamic, integrated, synergic, responsive: the five dimensions of the founding text, with everything that stands behind a mark."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from reteanalysis import figures
from reteanalysis.book._pieces import period
from reteanalysis.evidence.norms import DIMENSION_NAMES, DIMENSIONS, STATUS_NAMES
from reteanalysis.evidence.scorecard import MOSTLY_CHOICES, ONLY_PUBLIC, SOURCE_NAMES, SOURCES, State
from reteanalysis.evidence.shuffles import FEWEST_PROJECTS
from reteanalysis.evidence.words import Change
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Callout, Figure, Heading, Prose, Section, Table, Terms
from reteanalysis.terms import UNDEFINED_MARK, Lang, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reteanalysis.evidence.norms import Dimension
    from reteanalysis.evidence.scorecard import Score, Scorecard
    from reteanalysis.study import Study

_TITLE = Text(it="Scheda a cinque dimensioni", en="Scorecard of five dimensions")
_INTRO = Text(
    it="Il testo fondativo chiede una rete aperta, dinamica, integrata, sinergica, attenta ai bisogni. Qui ogni dimensione è un intervallo, non un voto: "
    "tutto ciò che è in dubbio (quali progetti, chi manca, la codifica, le norme, i pesi, il modo di aggregare) è stato estratto {n} volte.",
    en="The founding text asks for a network that is open, dynamic, integrated, synergic, responsive. Here each dimension is an interval, not a grade: "
    "everything in doubt (which projects, who is missing, the coding, the norms, the weights, the way of aggregating) was drawn {n} times.",
)
_PROPOSAL = Text(it="Le norme sono una proposta, non ancora concordata", en="The norms are a proposal, not yet agreed")
_SIGNED = Text(
    it="Norme versione {version}, {status}; scelte da {who}, {date}. Nessun totale delle cinque dimensioni: nasconderebbe i compromessi.",
    en="Norms version {version}, {status}; chosen by {who}, {date}. No total of the five dimensions: it would hide the trade-offs.",
)
_NOT_SCORED = Text(it="non valutata", en="not scored")
_PARTIAL = Text(it="parziale", en="partial")
_MIRRORS = Text(it="soprattutto scelte", en="mostly choices")
_NO_PROJECTS = Text(
    it="Nessuna dimensione è valutata: di questa rete si sono raccolti i legami, non i progetti, e ciò che è in dubbio si estrae dai progetti.",
    en="No dimension is scored: ties of this network were collected, not projects, and what is in doubt is drawn from projects.",
)


def scorecard(study: Study, year: int | None, lang: Lang) -> Section:
    """Say how the network stands on the five dimensions, how sure that is, and what it hangs on."""
    card = study.scorecard
    if card is None:
        said = (Prose(_NO_PROJECTS[lang]),) if study.settings.draws else ()
        return Section("scorecard", _TITLE[lang], said, lang)
    blocks: list[Block] = []
    if card.norms.status == "proposal":
        blocks.append(Callout("partial", _PROPOSAL[lang], _signed(card, lang)))
    blocks.append(Prose(ONLY_PUBLIC[lang]))
    caption = Text(it="Le cinque dimensioni, {period}", en="The five dimensions, {period}").say(lang, period=period(study, None))
    blocks.append(Figure(_drawn(study, lang), _finding(card, lang), caption, _scores_table(card, lang, caption)))
    if card.norms.status == "agreed":
        blocks.append(Prose(_signed(card, lang)))
    blocks += [Heading(Text(it="Che cosa è cambiato", en="What changed")[lang]), Prose(_changes(card, lang))]
    blocks += [Heading(Text(it="Da che cosa dipendono i punteggi", en="What the scores hang on")[lang]), _sources_table(card, lang)]
    mostly = [score for score in card.scores.values() if score.mostly_choices]
    if mostly:
        which = listing([f"{DIMENSION_NAMES[score.dimension][lang]} {score.year}" for score in mostly], lang)
        blocks.append(Prose(f"{which}: {MOSTLY_CHOICES[lang]}."))
    blocks += [Heading(Text(it="Di che cosa sono fatti", en="What they are made of")[lang]), *_indicator_tables(card, year, lang)]
    blocks.append(Prose("\n\n".join([_weakest(card, year, lang), _together(card, lang), _prices(card, lang)]).strip()))
    return Section("scorecard", _TITLE[lang], tuple(blocks), lang, _INTRO.say(lang, n=number(card.draws, "count", lang)))


@lru_cache(maxsize=4)  # the same on the page of every year
def _drawn(study: Study, lang: Lang) -> str:
    card = study.scorecard
    assert card is not None
    return to_svg(figures.scorecard([_band(card, dimension, lang) for dimension in DIMENSIONS], card.years, lang))


def _signed(card: Scorecard, lang: Lang) -> str:
    from babel.dates import format_date

    norms = card.norms
    return _SIGNED.say(
        lang,
        version=norms.version,
        status=STATUS_NAMES[norms.status],
        who=norms.chosen_by,
        date=format_date(norms.date, "long", locale=lang),
    )


def _band(card: Scorecard, dimension: Dimension, lang: Lang) -> figures.Band:
    scores = {at: card.scores[dimension, at] for at in card.years}
    readings = {at: {one.indicator.key: one for one in score.readings} for at, score in scores.items()}
    some = next(iter(scores.values()))
    return figures.Band(
        DIMENSION_NAMES[dimension][lang],
        {at: (*score.spread,) for at, score in scores.items() if score.state is not State.NOT_SCORED and not score.mostly_choices},
        {at: _said(score, lang) for at, score in scores.items()},
        [
            figures.Dots(
                one.indicator.label[lang], {at: of[one.indicator.key].mark for at, of in readings.items()}, one.indicator.kind == "K"
            )
            for one in some.readings
        ],
    )


def _said(score: Score, lang: Lang) -> str:
    if score.state is State.NOT_SCORED:
        return _NOT_SCORED[lang]
    if score.mostly_choices:
        return _MIRRORS[lang]
    middle, low, high = (number(x, "index", lang) for x in (score.spread.median, score.spread.low90, score.spread.high90))
    return f"{middle} ({low} – {high})" + (f", {_PARTIAL[lang]}" if score.state is State.PARTIAL else "")


def _finding(card: Scorecard, lang: Lang) -> str:
    said = []
    for dimension in DIMENSIONS:
        years = ", ".join(f"{at} {_said(card.scores[dimension, at], lang)}" for at in card.years)
        said.append(f"{DIMENSION_NAMES[dimension][lang]}: {years}")
    ends = Text(it="Mediana e, fra parentesi, il 90% centrale", en="Median and, in brackets, the middle 90%")[lang]
    return f"{ends}. " + "; ".join(said) + "."


def _changes(card: Scorecard, lang: Lang) -> str:
    line = Text(
        it="- {dimension}, {after} rispetto al {before}: **{word}** (probabilità che sia più alto: {p}; indicatori confrontati: {n})",
        en="- {dimension}, {after} against {before}: **{word}** (probability that it is higher: {p}; indicators compared: {n})",
    )
    lines = [
        line.say(
            lang,
            dimension=DIMENSION_NAMES[one.dimension],
            before=one.before,
            after=one.after,
            word=one.change[lang],
            p=number(one.probability, "share", lang),
            n=one.indicators,
        )
        for one in card.comparisons
    ]
    none = Text(
        it="Nessuna dimensione è valutata in due anni: non c'è nulla da confrontare.",
        en="No dimension is scored in two years: there is nothing to compare.",
    )
    few = Text(
        it="Con meno di {least} progetti in uno dei due anni non si dice che una dimensione sia cambiata.",
        en="With fewer than {least} projects in either year it is not said that a dimension changed.",
    ).say(lang, least=FEWEST_PROJECTS)
    unsure = any(one.change is Change.CANNOT_SAY and not math.isnan(one.probability) for one in card.comparisons)
    return "\n".join(lines) + (f"\n\n{few}" if unsure else "") or none[lang]


def _scores_table(card: Scorecard, lang: Lang, caption: str) -> Table:
    heads = [
        Text(it="Dimensione", en="Dimension"), Text(it="Anno", en="Year"), Text(it="Stato", en="State"), Text(it="Mediana", en="Median"),
        Text(it="50%, da", en="50%, from"), Text(it="50%, a", en="50%, to"), Text(it="90%, da", en="90%, from"), Text(it="90%, a", en="90%, to"),
        Text(it="Sui dati come sono", en="On the data as recorded"), Text(it="Media aritmetica", en="Arithmetic mean"), Text(it="Minimo", en="Minimum"),
        Text(it="Mediana degli indicatori", en="Median of the indicators"), Text(it="Confronto fra anni (Copeland)", en="Comparison of years (Copeland)"),
    ]  # fmt: skip
    names = [head[lang] for head in heads]
    rows = [
        [DIMENSION_NAMES[score.dimension][lang], str(score.year), score.state[lang], *score.spread, score.point, *score.others.values()]
        for score in card.scores.values()
    ]
    return Table(pd.DataFrame(rows, columns=names), caption, dict.fromkeys(names[3:], "index"), key="scorecard")


def _sources_table(card: Scorecard, lang: Lang) -> Table:
    caption = Text(
        it="Quanto della varianza di ogni punteggio viene da ciascuna fonte di dubbio (indice totale di Sobol; fra parentesi, da sola)",
        en="How much of each score's variance comes from each source of doubt (total Sobol index; in brackets, by itself)",
    )
    together = Text(it="norme, pesi e aggregazione insieme", en="norms, weights and aggregation together")
    first, year = Text(it="Dimensione", en="Dimension")[lang], Text(it="Anno", en="Year")[lang]
    rows = [
        [
            DIMENSION_NAMES[score.dimension][lang],
            str(score.year),
            *(f"{_share(score.total[source], lang)} ({_share(score.first[source], lang)})" for source in SOURCES),
            _share(score.choices, lang),
        ]
        for score in card.scores.values()
        if score.state is not State.NOT_SCORED
    ]
    names = [first, year, *(SOURCE_NAMES[source][lang] for source in SOURCES), together[lang]]
    note = Text(
        it="Gli indici totali contano le interazioni e possono superare insieme il 100%.",
        en="Total indices count interactions, and together may exceed 100%.",
    )
    return Table(pd.DataFrame(rows, columns=names), caption[lang], {}, note=note[lang], key="scorecard-sources")


def _share(index: float, lang: Lang) -> str:
    """Return a Sobol index as a share; its estimate may fall a little out of range."""
    return UNDEFINED_MARK if math.isnan(index) else number(round(min(max(index, 0), 1), 2), "share", lang)


def _indicator_tables(card: Scorecard, year: int | None, lang: Lang) -> list[Block]:
    heads = [
        Text(it="Indicatore", en="Indicator"), Text(it="Dimensione", en="Dimension"), Text(it="Valore", en="Value"), Text(it="κ", en="κ"), Text(it="Punteggio", en="Mark"),
        Text(it="90%, da", en="90%, from"), Text(it="90%, a", en="90%, to"), Text(it="Peso", en="Weight"), Text(it="Influenza", en="Influence"),
    ]  # fmt: skip
    names = [head[lang] for head in heads]
    note = Text(
        it="Il punteggio va da 0 a 1. Peso: nominale, dentro la dimensione. Influenza: quota della varianza del punteggio della dimensione che va con l'indicatore.",
        en="Marks go from 0 to 1. Weight: nominal, within the dimension. Influence: share of the variance of the dimension's score that goes with the indicator.",
    )
    blocks: list[Block] = []
    for at in card.years if year is None else [year]:
        if at not in card.years:
            continue
        every = [one for dimension in DIMENSIONS for one in card.scores[dimension, at].readings]
        readings = [one for one in every if not math.isnan(one.value)]
        rows = [
            [
                one.indicator.label[lang],
                DIMENSION_NAMES[one.indicator.dimension][lang],
                one.value,
                one.kappa,
                one.mark,
                one.spread.low90,
                one.spread.high90,
                one.weight,
                one.influence,
            ]
            for one in readings
        ]
        kappas = ["" if one.indicator.kind != "K" else _why(one.kappa, lang) for one in readings]
        caption = Text(it="Gli indicatori della scheda, {year}", en="The indicators of the scorecard, {year}").say(lang, year=at)
        units: dict[str, str | Sequence[str]] = dict.fromkeys(names[2:], "index")
        units[names[7]] = units[names[8]] = "share"
        if readings:
            table = pd.DataFrame(rows, columns=names)
            why = pd.DataFrame({names[3]: kappas})
            blocks.append(Table(table, caption, units, note=note[lang], key=f"scorecard-{at}", reasons=why, folded=year is None))
        absent = [f"{one.indicator.label[lang]} ({_why(one.value, lang) or UNDEFINED_MARK})" for one in every if math.isnan(one.value)]
        if absent:
            head = Text(it="Senza valore nel {year}", en="Without a value in {year}").say(lang, year=at)
            blocks.append(Prose(f"{head}: {'; '.join(absent)}."))
    return [*blocks, Terms([(one.label[lang], one.reason[lang]) for one in card.norms.indicators])]


def _why(value: float, lang: Lang) -> str:
    reason = getattr(value, "reason", None)
    return reason[lang] if reason is not None and math.isnan(value) else ""


def _weakest(card: Scorecard, year: int | None, lang: Lang) -> str:
    line = Text(it="{dimension} {year}: {indicator} ({mark})", en="{dimension} {year}: {indicator} ({mark})")
    said = [
        line.say(
            lang,
            dimension=DIMENSION_NAMES[score.dimension],
            year=score.year,
            indicator=low.indicator.label,
            mark=number(low.mark, "index", lang),
        )
        for score in card.scores.values()
        if year in (None, score.year) and score.state is not State.NOT_SCORED and (low := score.weakest) is not None
    ]
    head = Text(it="L'indicatore più basso di ogni dimensione", en="The lowest indicator of each dimension")[lang]
    return f"{head}: {'; '.join(said)}." if said else ""


def _together(card: Scorecard, lang: Lang) -> str:
    label = {one.key: one.label[lang] for one in card.norms.indicators}
    said = [
        f"{label[one.keys[0]]} – {label[one.keys[1]]} ({one.year}, r = {number(one.r, 'index', lang)})"
        for one in card.together
        if one.flagged
    ]
    head = Text(
        it="Si muovono insieme anche solo per caso, e per questo dividono un solo peso",
        en="These move together by chance alone, and so share one weight",
    )[lang]
    none = Text(
        it="Nessuna coppia di indicatori di una stessa dimensione si muove insieme per solo caso (|r| > 0,7).",
        en="No two indicators of one dimension move together by chance alone (|r| > 0.7).",
    )[lang]
    return f"{head}: {'; '.join(said)}." if said else none


def _prices(card: Scorecard, lang: Lang) -> str:
    words = {
        None: Text(it="il caso ne tiene ferma una: non si può dire", en="chance keeps one of them fixed: cannot say"),
        -1: Text(it="per caso l'una scende quando l'altra sale", en="by chance one falls as the other rises"),
        0: Text(it="per caso non vanno né insieme né all'opposto", en="by chance they go neither together nor apart"),
        1: Text(it="per caso salgono e scendono insieme", en="by chance they rise and fall together"),
    }
    found: dict[tuple[Text, int | None], list[str]] = {}
    for one in card.prices:
        found.setdefault((one.tradeoff.label, one.sign), []).append(str(one.year))
    said = [f"- {label[lang]}, {listing(years, lang)}: {words[sign][lang]}" for (label, sign), years in found.items()]
    head = Text(
        it="Compromessi dichiarati: un calo dell'una può essere il prezzo dell'altra.",
        en="Declared trade-offs: a fall in one may be the price of the other.",
    )[lang]
    return "\n\n".join([head, "\n".join(said)]) if said else ""
