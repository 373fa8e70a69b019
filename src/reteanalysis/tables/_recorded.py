"""What the data hold: how much is recorded, of how many, and what the checks noticed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.tables._worded import SECTOR, YEAR, Worded, rows_in_words
from reteanalysis.terms import Lang, Text, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reteanalysis.study import Study


def completeness(study: Study, lang: Lang) -> Worded:
    """Return, field by field, in how many rows under the filter something is recorded."""
    wanted = {
        "partners": (
            ("sector", SECTOR),
            ("legal_form", Text(it="Forma giuridica", en="Legal form")),
            ("district", Text(it="Circoscrizione", en="District")),
        ),
        "projects": (
            ("area", Text(it="Area di intervento", en="Area of intervention")),
            ("district", Text(it="Circoscrizione", en="District")),
            ("amount_eur", Text(it="Importo", en="Amount")),
        ),
        "participations": (
            ("year", YEAR),
            ("role", Text(it="Ruolo", en="Role")),
            ("contribution", Text(it="Risorse", en="Contribution")),
        ),
    }
    of = {
        "partners": Text(it="partner", en="partners"),
        "projects": Text(it="progetti", en="projects"),
        "participations": Text(it="partecipazioni", en="participations"),
    }
    rows: list[tuple[str, str, int, int, float]] = []
    for name, fields in wanted.items():
        if name not in study.selected:
            continue
        table = study.selected[name]
        if name == "partners" and "participations" in study.selected:
            table = table[table["partner_id"].isin(study.selected["participations"]["partner_id"])]
        for column, label in fields:
            known = int(table[column].notna().sum())
            rows.append((label[lang], of[name][lang], known, len(table), known / len(table) if len(table) else math.nan))
    headings = Text(it="Dato|Tabella|Rilevato in|Su|Quota", en="Field|Table|Recorded in|Out of|Share")[lang].split("|")
    units = {headings[2]: "count", headings[3]: "count", headings[4]: "share"}
    return rows_in_words(headings, rows, units)


def denominators(study: Study, years: Sequence[int], lang: Lang) -> Worded:
    """Return the known totals beside what the data hold of them."""
    rows = [
        (
            known.label[lang], str(year), float(known.values[year]), seen := float(observed(study, known, year)),
            float(observed(study, known, year, anywhere=True)), seen / known.values[year],
        )
        for known in study.settings.denominators
        for year in years
        if year in known.values
    ]  # fmt: skip
    headings = Text(
        it="Totale noto|Anno|Secondo la fonte|In questi dati, stessa area|In questi dati, qualunque area|Quota coperta, stessa area",
        en="Known total|Year|According to the source|In these data, same area|In these data, any area|Share covered, same area",
    )[lang].split("|")
    units = {headings[2]: "count", headings[3]: "count", headings[4]: "count", headings[5]: "share"}
    return rows_in_words(headings, rows, units)


def observed(study: Study, known: Any, year: int, *, anywhere: bool = False) -> int:
    """Return how many partners of `year` the data hold of those a known total counts: of its spheres, in its areas (or `anywhere`)."""
    network = study.networks[year]
    seats = network.incidence.tocoo()
    counted = np.ones(network.seats, bool)
    if known.areas and not anywhere:
        area = network.project_data.get("area")
        counted &= np.isin(area[seats.col].astype(str), list(known.areas)) if area is not None else False
    if known.spheres:
        counted &= np.isin(network.sphere[seats.row].astype(str), list(known.spheres))
    return len(np.unique(seats.row[counted]))


def warnings(study: Study, lang: Lang) -> Worded:
    """Return what the checks noticed in the files: a row for each kind of remark, with the rows of the file it is about."""
    alike: dict[tuple[str, str, str], list[Any]] = {}
    for problem in study.problems.warnings:
        place = problem.file + (f" › {problem.sheet}" if problem.sheet else "")
        alike.setdefault((place, problem.column or "", problem.message[lang]), []).append(problem)
    rows = []
    for (place, column, message), problems in alike.items():
        at = [str(problem.row) for problem in problems if problem.row]
        found = list(dict.fromkeys(problem.found for problem in problems if problem.found))
        rows.append((message, place, column, float(len(problems)), listing(at, lang, limit=8), listing(found, lang, limit=5)))
    headings = Text(it="Che cosa|File|Colonna|Casi|Righe|Trovato", en="What|File|Column|How many|Rows|Found")[lang].split("|")
    return rows_in_words(headings, rows, {headings[3]: "count"})
