"""What the reports say: one function per section, in reading order, and the pages they make."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reteanalysis import tables
from reteanalysis.book._pieces import period, years_of
from reteanalysis.book.areas import transversality
from reteanalysis.book.bringing import resources
from reteanalysis.book.closing import glossary, methods, partners, projects, provenance
from reteanalysis.book.evidence import evidence
from reteanalysis.book.families import connectivity, dynamism, gaps, openness, own, synergy
from reteanalysis.book.leaving import robustness
from reteanalysis.book.opening import at_a_glance, completeness
from reteanalysis.book.reference import catalogue
from reteanalysis.book.scorecard import scorecard
from reteanalysis.report import Callout, Entry, Report, Section, Table, index_page
from reteanalysis.terms import LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reteanalysis.maps import Map
    from reteanalysis.study import Study

SECTIONS = (
    completeness, at_a_glance, evidence, scorecard, connectivity, gaps, synergy, openness, dynamism, resources, transversality, robustness, own, partners, projects, glossary, methods, provenance,
)  # fmt: skip

_ALL_REPORTS = Text(it="Tutti i rapporti", en="All reports")

__all__ = [
    "SECTIONS",
    "catalogue",
    "landing_page",
    "partner_map",
    "period",
    "workbook",
    "yearly_report",
    *(section.__name__ for section in SECTIONS),
]


def pages(study: Study, years: Sequence[int] | None = None) -> list[int | None]:
    """Return what there is a report of: each of the years and, where none is left out, all of them together (None)."""
    chosen = study.years if years is None else years
    together = [None] if len(study.years) > 1 and set(chosen) == set(study.years) else []
    return [*chosen, *together]


def yearly_report(
    study: Study, year: int | None, lang: Lang, *, beside: Sequence[int | None] = (), langs: Sequence[Lang] = LANGUAGES
) -> Report:
    """Return the report of one year, or of all years together where `year` is None.

    It links to the reports that stand `beside` it (None: that of all years), by default all, in the languages `langs`.

    Raises
    ------
    ValueError
        If the study has no such year.
    """
    _known(study, year)
    title = study.settings.title[lang]
    subtitle = Text(it="Rapporto sulla rete, {period}", en="Report on the network, {period}").say(lang, period=period(study, year))
    other: Lang = "en" if lang == "it" else "it"
    name = period(study, year)
    return Report(
        title=f"{title}, {name}",
        subtitle=subtitle,
        lang=lang,
        sections=_sections(study, year, lang),
        callouts=_callouts(study, lang),
        navigation=_navigation(study, year, lang, beside or pages(study)),
        other_language=f"rete-{name}.{other}.html" if other in langs else None,
        footer=_footer(study)[lang],
    )


@lru_cache(maxsize=2)  # the page of a year and its workbook hold the same sections, in two languages
def _sections(study: Study, year: int | None, lang: Lang) -> tuple[Section, ...]:
    made = (section(study, year, lang) for section in SECTIONS)
    return tuple(section for section in made if section.blocks)


def partner_map(study: Study, year: int | None, lang: Lang, *, langs: Sequence[Lang] = LANGUAGES) -> Map:
    """Return the interactive map of the partners over all years, opened at `year` (the last where it is None).

    Raises
    ------
    ValueError
        If the study has no such year.
    """
    from reteanalysis import maps

    _known(study, year)
    other: Lang = "en" if lang == "it" else "it"
    name = period(study, year)
    links = ((Text(it="Rapporto", en="Report")[lang], f"rete-{name}.{lang}.html"), (_ALL_REPORTS[lang], "../index.html"))
    return maps.partner_map(
        study.networks,
        study.sector_names(lang),
        lang,
        title=study.settings.title[lang],
        year=year,
        places=_places(study),
        notices=_callouts(study, lang),
        other_language=f"map.{other}.html" if other in langs else None,
        links=links,
        footer=_footer(study)[lang],
    )


@lru_cache(maxsize=2)  # one layout for the maps of every year, in every language
def _places(study: Study) -> dict[str, tuple[float, float]]:
    from reteanalysis import maps

    return maps.positions(study.networks)


def workbook(study: Study, year: int | None, langs: Sequence[Lang]) -> list[tuple[str, Table, Lang]]:
    """Return the sheets of the workbook: every table of the report, and every tie by name, in each language."""
    sheets = []
    for lang in langs:
        blocks = (block for section in _sections(study, year, lang) for block in section.blocks)
        sheets += [(block.caption, block, lang) for block in blocks if isinstance(block, Table)]
        for at in years_of(study, year):
            sheets += _by_name(study, at, lang)
    return sheets


@lru_cache(maxsize=8)  # the workbook of all years repeats those of each
def _by_name(study: Study, year: int, lang: Lang) -> tuple[tuple[str, Table, Lang], ...]:
    """Return the sheets that name everybody: the partners of a year with all their measures, and its ties."""
    partners = tables.by_partner(study, year, lang, everything=True)
    whom = Text(it="I partner del {year}, tutte le misure", en="The partners of {year}, all measures").say(lang, year=year)
    ties = tables.ties(study, year, lang)
    which = Text(it="I legami del {year}, uno per uno", en="The ties of {year}, one by one").say(lang, year=year)
    return (
        (whom, Table(partners.frame, whom, partners.units, key=f"partners-{year}"), lang),
        (which, Table(ties.frame, which, ties.units, key=f"ties-{year}"), lang),
    )


def landing_page(study: Study, years: Sequence[int | None], langs: Sequence[Lang]) -> str:
    """Return the page that leads to all reports, maps and data files."""
    entries = []
    for year in years:
        name = period(study, year)
        files = [
            (f"{name}/tables.xlsx", Text(it="tutte le tabelle (Excel)", en="all tables (Excel)")),
            (f"{name}/results.csv", Text(it="tutti i valori (CSV)", en="all values (CSV)")),
            (f"{name}/results.parquet", Text(it="tutti i valori (Parquet)", en="all values (Parquet)")),
        ]
        reports = {lang: f"{name}/rete-{name}.{lang}.html" for lang in langs}
        pages = {lang: f"{name}/map.{lang}.html" for lang in langs}
        together = Text(it="Tutti gli anni insieme", en="All years together") if year is None else None
        entries.append(Entry(Text(it=name, en=name), reports, pages, files, together))
    callouts = {lang: _callouts(study, lang) for lang in langs}
    return index_page(study.settings.title, entries, intro=study.settings.description, callouts=callouts, footer=_footer(study))


def _known(study: Study, year: int | None) -> None:
    if year is not None and year not in study.years:
        raise ValueError(f"the study has no year {year!r}; it has {', '.join(map(str, study.years))}")


def _callouts(study: Study, lang: Lang) -> list[Callout]:
    """Return what must stand on top of every page."""
    if study.settings.invented:
        title = Text(it="Dati inventati: nessuno di questi enti esiste", en="Invented data: none of these bodies exists")[lang]
        return [Callout("invented", title, study.settings.note[lang] if study.settings.note else "")]
    if study.settings.note:
        return [Callout("partial", Text(it="Dati parziali", en="Partial data")[lang], study.settings.note[lang])]
    return []


def _navigation(study: Study, year: int | None, lang: Lang, reports: Sequence[int | None]) -> list[tuple[str, str, bool]]:
    links = [(period(study, at), f"../{period(study, at)}/rete-{period(study, at)}.{lang}.html", at == year) for at in reports]
    return [
        *links,
        (Text(it="Mappa", en="Map")[lang], f"map.{lang}.html", False),
        (_ALL_REPORTS[lang], "../index.html", False),
    ]


def _footer(study: Study) -> Text:
    text = Text(
        it="Prodotto da reteanalysis {version} sui dati con impronta {hash}.",
        en="Made by reteanalysis {version} from the data with fingerprint {hash}.",
    )
    known = {"version": study.provenance["reteanalysis"], "hash": study.data_hash[:12]}
    return Text(it=text.say("it", **known), en=text.say("en", **known))
