"""Make a study of real data that others collected, to see what a report does with a network that nobody drew for it.

    python data/scripts/adapters.py NAME OUTPUT_FOLDER [SOURCE_FOLDER]

NAME is `ecsel`, `norway`, `urbact` or `nfdi`. The sources are read where they lie (`../shared/data/dev`, which only the team has) and what
is made of them stays outside the repository: some state no licence. Nothing is guessed: what a source does not say, a study does not hold.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from package import save

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev"

Rows = list[dict[str, str]]

_COORDINATOR = {"coordinator": "lead", "COORDINATOR": "lead", "Lead Partner": "lead"}  # anyone else is a partner like the others


def read(path: Path) -> Rows:
    """Return the rows of a packed table, each cell without blanks around it."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return [{name: value.strip() for name, value in row.items()} for row in csv.DictReader(file)]


def write(folder: Path, settings: str, **tables: Iterable[Mapping[str, str]]) -> None:
    """Write a study: its tables, and the choices about it."""
    for name, rows in tables.items():
        listed = list(rows)
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)
        save(folder / f"{name}.csv", buffer.getvalue())
    save(folder / "study.toml", settings.lstrip())


def codes(*rows: str) -> Rows:
    """Return a table of codes from lines of `code | Italian | English | sphere`; no sphere where the source does not tell it.

    >>> codes("PUB | Ente pubblico | Public body | public")
    [{'code': 'PUB', 'it': 'Ente pubblico', 'en': 'Public body', 'sphere': 'public'}]
    """
    return [dict(zip(("code", "it", "en", "sphere"), (part.strip() for part in row.split("|")), strict=True)) for row in rows]


# ---------------------------------------------------------------------- European research projects

# A kind of body is no sphere: a research organisation may be public or not, and so may "other" ones.
_ACTIVITY_TYPES = (
    "PRC | Impresa | Business | business",
    "HES | Università | Higher education | public",
    "REC | Ente di ricerca | Research organisation | ",
    "PUB | Ente pubblico | Public body | public",
    "OTH | Altro ente | Other body | ",
)

_ECSEL = """
title = { it = "ECSEL, ricerca europea sull'elettronica", en = "ECSEL, European research on electronics" }
language = "en"
years = [2019, 2020, 2021]

[note]
it = "Ogni progetto è contato nell'anno in cui comincia. I contributi dell'Unione sono denaro ricevuto, non portato: non contano fra le risorse."
en = "Each project counts in the year it begins. The Union's grants are money received, not brought: they do not count among resources."
"""


def ecsel(source: Path, folder: Path) -> None:
    """Write the projects of the ECSEL undertaking: about 900 partners at tables of up to a hundred."""
    tables = {name: read(source / "h2020_ecsel" / "three_tables" / f"{name}.csv.gz") for name in ("partners", "projects", "participations")}
    write(
        folder,
        _ECSEL,
        partners=(
            {"partner_id": row["partner_id"], "name": row["name"], "sector": row["sector"].split(";")[0], "country": row["country"]}
            for row in tables["partners"]
        ),
        projects=(
            {
                "project_id": row["project_id"],
                "title": f"{row['acronym']} – {row['title']}",
                "year_from": row["year"],
                "amount_eur": row["totalCost"],
            }
            for row in tables["projects"]
        ),
        participations=_once(tables["participations"]),
        sectors=codes(*_ACTIVITY_TYPES),
    )


_NORWAY = """
title = { it = "Norvegia in Orizzonte 2020", en = "Norway in Horizon 2020" }
language = "en"
years = [2019, 2020, 2021]

[note]
it = "Solo i partner norvegesi di ogni progetto: chi sta al tavolo da altri paesi non si vede. Ogni progetto è contato nell'anno in cui comincia."
en = "Norwegian partners of each project only: those at the table from elsewhere are not seen. Each project counts in the year it begins."
"""

_NORWEGIAN_SECTORS = (
    "Næringsliv | Imprese | Business | business",
    "UoH-sektor | Università | Higher education | public",
    "Instituttsektor | Istituti di ricerca | Research institutes | ",
    "Helseforetak | Aziende sanitarie | Health trusts | public",
    "Norges forskningsråd | Consiglio della ricerca | Research Council | public",
    "Øvrige | Altri | Others | ",
)


def norway(source: Path, folder: Path) -> None:
    """Write what Norway took part in of Horizon 2020: many tables with one seat, and programmes as areas."""
    tables = {
        name: read(source / "h2020_norway" / "three_tables" / f"{name}.csv.gz") for name in ("partners", "projects", "participations")
    }
    write(
        folder,
        _NORWAY,
        partners=(
            {
                "partner_id": row["partner_id"],
                "name": row["name"],
                "sector": row["sector"],
                "district": row["region"].split(" - ")[0],  # the Sami and Kven names follow
            }
            for row in tables["partners"]
        ),
        projects=(
            {
                "project_id": row["project_id"],
                "title": f"{row['acronym']} – {row['title']}",
                "area": row["theme"],
                "year_from": row["start_date"][6:10],
                "year_to": row["end_date"][6:10],
            }
            for row in tables["projects"]
        ),
        participations=_once(tables["participations"]),
        sectors=codes(*_NORWEGIAN_SECTORS),
    )


def _once(participations: Rows) -> Rows:
    """Return who took part in what, each pair once (the sources list one pair twice); a row that names nobody says nothing."""
    seats: dict[tuple[str, str], dict[str, str]] = {}
    for row in participations:
        if not row["partner_id"]:
            continue
        role = _COORDINATOR.get(row["role"], "partner")
        seat = seats.setdefault(
            (row["partner_id"], row["project_id"]),
            {"partner_id": row["partner_id"], "project_id": row["project_id"], "year": row["year"], "role": role},
        )
        seat["role"] = "lead" if "lead" in (role, seat["role"]) else role
    return list(seats.values())


# ---------------------------------------------------------------------- networks of cities

_URBACT = """
title = { it = "URBACT, reti di città europee", en = "URBACT, networks of European cities" }
language = "en"
years = [2015, 2016, 2017, 2018, 2019]

[note]
it = "Una rete conta in ogni anno fra il suo inizio e la sua fine; senza fine, fino al 2019, quando l'elenco fu compilato. I settori sono parti d'Europa."
en = "A network counts in every year from its start to its end; without an end, until 2019, when the list was made. The sectors are parts of Europe."
"""

_PARTS_OF_EUROPE = (
    "Northern Europe | Europa settentrionale | Northern Europe | ",
    "Western Europe | Europa occidentale | Western Europe | ",
    "Southern Europe | Europa meridionale | Southern Europe | ",
    "Eastern Europe | Europa orientale | Eastern Europe | ",
)


def urbact(source: Path, folder: Path) -> None:
    """Write the networks of the URBACT programme that ran in 2015-2019: cities, over five years."""
    networks = {row["Code_Network"]: row for row in read(source / "urbact_networks" / "networks.csv.gz")}
    seats = [row for row in read(source / "urbact_networks" / "memberships.csv.gz") if int(row["End"] or 2019) >= 2015]
    cities = {row["geonameId"]: row for row in seats}
    write(
        folder,
        _URBACT,
        partners=(
            {"partner_id": code, "name": row["NameCity"], "sector": row["Region"], "country": row["Country"]}
            for code, row in sorted(cities.items())
        ),
        projects=(
            {
                "project_id": code,
                "title": networks[code]["Name"],
                "area": re.sub(r"\s+", " ", networks[code]["Main.Key.Word"]),
                "year_from": networks[code]["Start"],
                "year_to": networks[code]["End"],
            }
            for code in dict.fromkeys(row["Code_Network"] for row in seats)
        ),
        participations=(
            {"partner_id": partner, "project_id": project, "year": str(year), "role": role}
            for (partner, project), (first, last, role) in _terms(seats).items()
            for year in range(first, last + 1)
        ),
        sectors=codes(*_PARTS_OF_EUROPE),
    )


def _terms(seats: Rows) -> dict[tuple[str, str], tuple[int, int, str]]:
    """Return, for each city in each network, from when to when it sat there, and as what."""
    return {
        (row["geonameId"], row["Code_Network"]): (
            max(int(row["Start"]), 2015),
            min(int(row["End"] or 2019), 2019),
            _COORDINATOR.get(row["City.Statut"], "partner"),
        )
        for row in seats
    }


# ---------------------------------------------------------------------- ties alone

_NFDI = """
title = { it = "NFDI, consorzi tedeschi per i dati della ricerca", en = "NFDI, German research data consortia" }
language = "en"
years = [2019, 2020, 2021]
projection = "declared"

[note]
it = "Legami dichiarati nelle domande di finanziamento: chi nomina chi. Nessun progetto, nessun settore; chi non ha fatto domanda può solo essere nominato."
en = "Ties stated in the applications for funding: who names whom. No projects, no sectors; those that did not apply can only be named."
"""


def nfdi(source: Path, folder: Path) -> None:
    """Write who named whom among the consortia of the NFDI: directed ties, no projects, many that come and go."""
    ties = read(source / "nfdi_consortia" / "edges.csv.gz")
    spelled: dict[str, str] = {}  # "NFDI4cat" is "NFDI4Cat": the spelling met first stands
    for row in ties:
        for end in ("from", "to"):
            row[end] = spelled.setdefault(row[end].casefold(), row[end])
    named = dict.fromkeys((row["from"], row["to"], row["year"]) for row in ties)  # two spellings, one tie
    write(
        folder,
        _NFDI,
        partners=({"partner_id": name, "name": name} for name in sorted(spelled.values(), key=str.casefold)),
        ties=({"from": a, "to": b, "year": year, "directed": "yes"} for a, b, year in named),
    )


ADAPTERS = {adapter.__name__: adapter for adapter in (ecsel, norway, urbact, nfdi)}


def main() -> None:
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ADAPTERS:
        sys.exit(__doc__)
    ADAPTERS[sys.argv[1]](Path(sys.argv[3]) if len(sys.argv) == 4 else SOURCE, Path(sys.argv[2]))


if __name__ == "__main__":
    main()
