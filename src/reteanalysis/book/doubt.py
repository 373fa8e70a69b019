"""How much doubt there is around the values of a year: on whom they hang, who may be missing, how the data were coded."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from reteanalysis import figures, tables
from reteanalysis.book._pieces import count, table, worded
from reteanalysis.evidence.missing import FEWEST, WHO
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose, Table
from reteanalysis.terms import Lang, Text, listing, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reteanalysis.evidence.missing import Shift, Who
    from reteanalysis.study import Study

_DRAWN = 0.20  # share left out in the drawing; the tables have the others too


def doubt(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return on which projects and bodies the values hang, and how they would move with other lists and other codings."""
    blocks = [*_hang_on(study, year, lang), *_incomplete(study, year, lang), *_codings(study, year, lang)]
    return [Heading(Text(it="Quanto è incerto", en="How much is doubt")[lang]), *blocks] if blocks else []


def _hang_on(study: Study, year: int, lang: Lang) -> list[Block]:
    influence = tables.left_out(study, year, lang)
    if not len(influence.frame):
        return []
    caption = Text(it="Da chi dipendono i valori del {year}", en="On whom the values of {year} hang").say(lang, year=year)
    note = Text(
        it="Fra parentesi, il valore senza quel progetto o quell'ente; al più cinque, da chi lo sposta di più. Non è una graduatoria di merito.",
        en="In brackets, the value without that project or body; five at most, from the one that moves it most. It is no ranking of merit.",
    )[lang]
    return [replace(table(influence, caption, key=f"influence-{year}", note=note), folded=True)]


# ---------------------------------------------------------------------- lists that may not be whole


def _incomplete(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return how the values would move without some partners, without some projects, and with the partners that nobody saw."""
    evidence = study.evidence
    if (reason := evidence.refused.get(("missing", year))) is not None:
        text = Text(
            it="Quanto cambierebbero i valori se mancasse qualche ente o progetto non è misurato: {why} (servono almeno {least} partner).",
            en="How the values would change if some bodies or projects were missing is not measured: {why} (at least {least} partners are needed).",
        )
        return [Prose(text.say(lang, why=reason[lang], least=FEWEST))]
    lost, fewer = tables.missing_partners(study, year, lang), tables.missing_projects(study, year, lang)
    if not len(lost.frame):
        return []
    caption = Text(
        it="Se i dati del {year} non fossero completi: di quanto cambierebbe ogni valore",
        en="If the data of {year} were not whole: by how much each value would change",
    ).say(lang, year=year)
    note = Text(
        it="Di quanto cambierebbe in media ogni valore (± la sua variabilità) lasciando fuori il 10% o il 20% dei partner.",
        en="How much each value would change on average (± its spread) leaving out 10% or 20% of the partners.",
    )[lang]
    partners = table(lost, Text(it="Se mancassero partner, {year}", en="If partners were missing, {year}").say(lang, year=year), key=f"missing-{year}", note=note)  # fmt: skip
    blocks: list[Block] = [_drawing(study, year, caption, partners, lang), Prose(_never_seen(study, year, lang))]
    if len(fewer.frame):
        unseen = any(at == year for _, at in study.evidence.phantoms)
        caption = Text(it="Se mancassero progetti", en="If projects were missing")[lang]
        caption += Text(it=", o ci fossero gli enti mai visti", en=", or the unseen bodies were there")[lang] if unseen else ""
        caption += f", {year}"
        note = Text(
            it="Un progetto lasciato fuori porta via i posti di chi vi siede. «In una sola area»: da un quinto dei progetti dell'area che abbassa di più "
            "il valore a quella che lo alza di più.",
            en="A project left out takes away the seats of its partners. 'In one area only': from a fifth of the projects of the area that lowers the "
            "value most to those of the one that raises it most.",
        )[lang]
        blocks.append(replace(table(fewer, caption, key=f"missing-projects-{year}", note=note), folded=True))
    return blocks


def _drawing(study: Study, year: int, caption: str, data: Table, lang: Lang) -> Figure:
    evidence = study.evidence
    network = study.networks[year]
    titles = [
        _without(_DRAWN, int(network.active.sum()), Text(it="partner", en="partners"), lang),
        _without(_DRAWN, network.m, Text(it="progetti", en="projects"), lang),
        Text(it="con gli enti mai visti: {n}", en="with the unseen bodies: {n}").say(lang, n=count(_whole(evidence.unseen[year]), lang)),
    ]
    metrics = tables.read_as_shares(tables.surrounded(study, year))

    def of(known: Mapping[tuple[str, int, Who, float], Shift], name: str) -> dict[figures.Fate, tuple[float, float]]:
        found = {who: known.get((name, year, who, _DRAWN)) for who in WHO}
        return {who: (moved.bias, moved.spread) for who, moved in found.items() if moved is not None}

    panels: list[list[dict[figures.Fate, tuple[float, float]]]] = [
        [of(evidence.missing, metric.name) for metric in metrics],
        [of(evidence.missing_projects, metric.name) for metric in metrics],
        [
            {} if (moved := evidence.phantoms.get((metric.name, year))) is None else {"added": (moved.bias, moved.spread)}
            for metric in metrics
        ],
    ]
    shown = [p for p, panel in enumerate(panels) if any(panel)]
    rows = [
        figures.Moved((metric.familiar or metric.label)[lang], [panels[p][i] for p in shown])
        for i, metric in enumerate(metrics)
        if any(math.isfinite(bias) for p in shown for bias, _ in panels[p][i].values())
    ]
    most = max(
        ((abs(bias), row.label, titles[p], bias) for row in rows for p, panel in zip(shown, row.panels, strict=True) for bias, _ in panel.values() if math.isfinite(bias)),
        default=None,
    )  # fmt: skip
    alt = "" if most is None else Text(
        it="Valori: {n}. Il cambiamento medio più grande: {label}, {how} ({change}).", en="Values: {n}. The largest mean change: {label}, {how} ({change})."
    ).say(lang, n=count(len(rows), lang), label=most[1], how=most[2], change=number(most[3], "share", lang))  # fmt: skip
    return Figure(to_svg(figures.shifts([titles[p] for p in shown], rows, lang)), alt, caption, data)


def _without(share: float, all_of_them: int, what: Text, lang: Lang) -> str:
    """Return how many are left out, of how many: a fifth of four projects is one."""
    text = Text(it="senza {n} {what} su {all}", en="without {n} of {all} {what}")
    left_out = max(1, int(all_of_them * share + 0.5))
    return text.say(lang, n=count(left_out, lang), all=count(all_of_them, lang), what=what[lang])


def _whole(estimate: float) -> float:
    return math.nan if math.isnan(estimate) else int(estimate + 0.5)


def _never_seen(study: Study, year: int, lang: Lang) -> str:
    """Say how many partners at least stand around the network unseen, or why that cannot be estimated. Never a headline."""
    estimate, network = study.evidence.unseen.get(year, math.nan), study.networks[year]
    if math.isnan(estimate):
        text = Text(
            it="Quanti enti stiano attorno alla rete senza essere stati visti non si può stimare con meno di cinque progetti.",
            en="How many bodies stand around the network without having been seen cannot be estimated from fewer than five projects.",
        )
        return text[lang]
    once = int((network.load == 1).sum())
    if estimate < 0.5:
        text = Text(
            it="A giudicare da quanti partner compaiono in un solo progetto ({once} su {n}), non risultano enti attorno alla rete mai visti.",
            en="Judging by how many partners appear in one project only ({once} of {n}), no unseen bodies appear to stand around the network.",
        )
        return text.say(lang, once=count(once, lang), n=count(int(network.active.sum()), lang))
    text = Text(
        it="A giudicare da quanti partner compaiono in un solo progetto ({once} su {n}), attorno alla rete ci sono almeno altri {unseen} enti mai visti "
        "(stima Chao2). È un minimo, e solo plausibile: i partner sono invitati, non estratti a sorte. Con loro, un posto ciascuno, i valori "
        "cambierebbero come nella figura.",
        en="Judging by how many partners appear in one project only ({once} of {n}), at least {unseen} more bodies stand around the network unseen "
        "(Chao2 estimate). It is a minimum, and only plausible: partners are invited, not drawn by lot. With them, one seat each, the values "
        "would change as in the figure.",
    )
    return text.say(lang, once=count(once, lang), n=count(int(network.active.sum()), lang), unseen=count(_whole(estimate), lang))


# ---------------------------------------------------------------------- other codings, other projects


def _codings(study: Study, year: int, lang: Lang) -> list[Block]:
    coded = tables.ranges(study, year, lang)
    if not len(coded.frame):
        return []
    caption = Text(it="Se i dati del {year} fossero codificati in altro modo", en="If the data of {year} were coded in another way").say(
        lang, year=year
    )
    note = Text(
        it="Ogni misura principale con ogni scelta difendibile: legami contati o corretti per la dimensione, con e senza l'ente promotore, settori o sfere, "
        "con e senza i progetti di un solo partner o di più di quindici.",
        en="Each primary measure under every defensible choice: ties counted or corrected for size, with and without the convening body, sectors or spheres, "
        "with and without projects of one partner or of more than fifteen.",
    )[lang]
    return [table(coded, caption, key=f"codings-{year}", note=note)]


def intervals_withheld(study: Study, lang: Lang) -> list[Block]:
    """Say, once, which measures have no interval with other projects in any year, and why: shown in some years only it would mislead."""
    shown = {metric.name: metric for metric in study.metrics}
    rows = [
        (
            (shown[name].familiar or shown[name].label)[lang],
            "; ".join(f"{listing([str(y) for y, one in sorted(years.items()) if one is why], lang)}: {why[lang]}" for why in dict.fromkeys(years.values())),
        )
        for name, years in study.evidence.withheld.items()
    ]  # fmt: skip
    if not rows:
        return []
    caption = Text(
        it="Misure senza intervallo «con altri progetti», e perché ({n})",
        en="Measures without an interval 'with other projects', and why ({n})",
    ).say(lang, n=count(len(rows), lang))
    note = Text(
        it="L'intervallo di una misura è mostrato in tutti gli anni o in nessuno: mostrato solo in alcuni, farebbe credere certi gli altri.",
        en="The interval of a measure is shown in all years or in none: shown in some only, it would make the others look certain.",
    )[lang]
    headings = Text(it="Misura|Negli anni", en="Measure|In the years")[lang].split("|")
    return [replace(table(worded(headings, rows, {}), caption, key="intervals-withheld", note=note), folded=True)]
