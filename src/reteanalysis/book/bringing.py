"""Resources: who brings what to the projects, how unevenly, and who takes the initiative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import figures, tables
from reteanalysis.book._pieces import count, of_family, period, section_of, sector_tables, table, values_tables, years_of
from reteanalysis.paper import to_svg
from reteanalysis.report import Block, Figure, Heading, Prose, Section
from reteanalysis.terms import Lang, Reason, Text, listing, number

if TYPE_CHECKING:
    from reteanalysis.study import Study

_INTRO = Text(
    it="Chi porta che cosa ai progetti (conoscenza, denaro, lavoro), quanto è concentrato, e chi prende l'iniziativa.",
    en="Who brings what to projects (knowledge, money, work), how concentrated it is, and who takes the initiative.",
)
_FIRST = ("resource_diversity", "complementary_project_share", "contribution_gini", "leverage", "flow_reciprocity", "lead_hierarchy")
# The profile of subsidiarity, from who takes the initiative to what it depends on; its first line is a measure of openness.
_PROFILE = (
    "nonpublic_lead_share", "local_lead_share", "nonpublic_seat_share", "nonpublic_knowledge_share", "nonpublic_economic_share",
    "nonpublic_operational_share", "public_support_share", "mean_public_dependency",
)  # fmt: skip


def resources(study: Study, year: int | None, lang: Lang) -> Section:
    """Say who brings what, how unevenly, and whether public bodies stand behind those who take the initiative."""
    if not of_family(study, "resources"):
        return section_of("resources", study, year, lang, _INTRO, ())
    blocks: list[Block] = []
    years = [at for at in years_of(study, year) if study.networks[at].seats]
    if all(study.networks[at].brought is None for at in years):
        text = Text(it="Che cosa i partner portino ai progetti non è rilevato.", en="What partners bring to projects is not recorded.")
        blocks, years = [Prose(text[lang])], []
    for at in years:
        blocks += _who_brings_what(study, at, lang)
    blocks += values_tables(study, "resources", year, lang, first=_FIRST, besides=_PROFILE)
    blocks += _profile(study, year, lang)
    return section_of("resources", study, year, lang, _INTRO, [*blocks, *sector_tables(study, "resources", year, lang)])


def _who_brings_what(study: Study, year: int, lang: Lang) -> list[Block]:
    """Return how many seats of each sector bring each kind of resource."""
    network = study.networks[year]
    known = tables.brought_by_sector(study, year, lang)
    if known is None:
        text = Text(
            it="Nel {year} che cosa i partner portino ai progetti non è rilevato.",
            en="In {year} what partners bring to projects is not recorded.",
        )
        return [Prose(text.say(lang, year=year))]
    data, times = known
    sectors, kinds = data.frame.iloc[:, 0].tolist(), [kind[lang] for kind in tables.KINDS]
    most = [
        (kind, int(column.max()), [sectors[i] for i in np.flatnonzero(column == column.max())])
        for kind, column in zip(kinds, times.T, strict=True)
    ]
    text = Text(
        it="Posti nei progetti del {year} di cui è detto che cosa portano: {known} su {seats}. Il settore che porta più spesso ciascuna risorsa: {most}.",
        en="Seats in the projects of {year} of which it is stated what they bring: {known} of {seats}. The sector that most often brings each resource: {most}.",
    )
    told = [f"{kind.lower()}, {listing(who, lang, limit=3)} ({count(n, lang)})" for kind, n, who in most if n]
    nobody = [kind.lower() for kind, n, _ in most if not n]
    assert network.brought is not None
    stated = int(network.brought.any(axis=1).sum())
    finding = text.say(lang, year=year, known=count(stated, lang), seats=count(network.seats, lang), most="; ".join(told))
    if nobody:
        none = Text(it=" Che nessuno dice di portare: {which}.", en=" Which nobody states to bring: {which}.")
        finding += none.say(lang, which=listing(nobody, lang))
    caption = Text(
        it="Chi porta che cosa: posti per settore e tipo di risorsa, {year}",
        en="Who brings what: seats by sector and kind of resource, {year}",
    ).say(lang, year=year)
    keys = (
        Text(it="posti che portano quella risorsa", en="seats that bring that resource")[lang],
        Text(it="nessuno di cui si sappia", en="none that is known")[lang],
    )
    note = Text(
        it="Un posto può portare più risorse. Si contano i posti, non quanto valga ciò che portano.",
        en="A seat may bring several resources. Seats are counted, not what they bring is worth.",
    )[lang]
    drawn = figures.cell_table(times, sectors, kinds, lang, keys=keys)
    return [Prose(finding), Figure(to_svg(drawn), finding, caption, table(data, caption, key=f"brought-{year}", note=note))]


def _profile(study: Study, year: int | None, lang: Lang) -> list[Block]:
    """Return the profile of subsidiarity: shares side by side, no score."""
    years = years_of(study, year)
    lines = [metric for name in _PROFILE for metric in study.metrics if metric.name == name]
    heading = Heading(
        Text(it="Profilo di sussidiarietà, {period}", en="Profile of subsidiarity, {period}").say(lang, period=period(study, year))
    )
    values = {metric: [study.value(metric.name, at) for at in years] for metric in lines}
    silent = [m for m, found in values.items() if all(getattr(value, "reason", None) is Reason.NOT_RECORDED for value in found)]
    drawn = [metric for metric in lines if metric not in silent and not np.isnan(values[metric]).all()]
    blocks: list[Block] = [heading] if lines else []
    if drawn:
        intro = Text(
            it="Chi prende l'iniziativa vicino alle persone, e se il pubblico la sostiene. È un profilo, non un punteggio: un indice di sussidiarietà riconosciuto non esiste.",
            en="Who takes the initiative near to people, and whether public bodies support it. It is a profile, not a score: there is no accepted index of subsidiarity.",
        )
        caption = Text(it="Profilo di sussidiarietà, {period}", en="Profile of subsidiarity, {period}").say(
            lang, period=period(study, year)
        )
        told = "; ".join(
            f"{metric.label[lang]}: "
            + ", ".join(f"{number(value, 'share', lang)} ({at})" for at, value in zip(years, values[metric], strict=True))
            for metric in drawn
        )
        svg = to_svg(figures.profile([m.label[lang] for m in drawn], [values[m] for m in drawn], years, lang))
        data = table(tables.whole_network(study, drawn, years, lang), caption, key="subsidiarity")
        blocks += [Prose(intro[lang]), Figure(svg, told + ".", caption, data)]
    missing = [metric.label[lang] for metric in lines if metric not in drawn]
    if missing:
        text = Text(it="Del profilo non si può misurare, con questi dati: {which}.", en="Of the profile, these data do not allow: {which}.")
        blocks.append(Prose(text.say(lang, which=listing(missing, lang))))
    return blocks
