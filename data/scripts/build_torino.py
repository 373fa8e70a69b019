"""Build the tables of `data/torino` from the folder of facts read on public pages.

    python data/scripts/build_torino.py SOURCE_FOLDER [OUTPUT_FOLDER]

Nothing is added and nothing is lost: columns take the names a study uses, the columns a study has no name for are kept as they are, and the
few facts that need judgement (which territory is a district, which spelling is a safe alias) are decided here, in the open.
`study.toml` and `README.md` are written by hand.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

from package import Column, Dialect, Row, Table, save_package

from reteanalysis.loading.schema import DEFAULT_SECTORS, key

# Parts of the city that are not Circoscrizioni: the four districts of the social services, two wide zones, and the address where people
# without a home are registered. Left blank they would read as the whole city.
PARTS_OF_THE_CITY = {
    "district North-East": "Distretto Nord-Est",
    "district North-West": "Distretto Nord-Ovest",
    "district South-East": "Distretto Sud-Est",
    "district South-West": "Distretto Sud-Ovest",
    "north zone": "Zona nord",
    "south zone": "Zona sud",
    "fictitious residence (via della Casa Comunale)": "Via della Casa Comunale (residenza fittizia)",
}

# Units that say how much a place can hold; the others count who was served, which is not a capacity.
CAPACITY_UNITS = {"places", "places (up to)", "people (up to, after enlargement)"}

# Spellings seen in the sources that would join two different bodies. They stay in sources/name_variants.csv.
UNSAFE_ALIASES = {
    "Arci Eufemia (two bodies run together in a transcript)",  # Arci Torino and Eufemia are two partners
    "ASL TO1 (older body)",  # another body, merged into today's health authority before the study begins
    "Pier Giorgio Frassati",  # the cooperative here, but a parish bears the name too
}

ALIAS_REASONS = {
    "typo": "slip of the pen in the source",
    "former name": "former name of the same body",
    "venue used for the body": "the venue named in place of the body that runs it",
}

SEAT_ALIASES = {"Banco Alimentare di Moncalieri", "Banco delle Opere di Carità di Caselle"}


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a source file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def renamed(rows: list[dict[str, str]], names: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows with the columns of `names` renamed and all the others as they were."""
    return [{names.get(column, column): value for column, value in row.items()} for row in rows]


def district(territory: str) -> str:
    """Return the one district a territory names; neighbourhoods, addresses and several districts together are not one.

    >>> district("Circoscrizione 2, Santa Rita"), district("Circoscrizioni 1 and 8"), district("San Salvario")
    ('Circoscrizione 2', '', '')
    """
    named = re.findall(r"\bCircoscrizione \d\b", territory)
    return named[0] if len(named) == 1 else PARTS_OF_THE_CITY.get(territory, "")


def with_district(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows with a `district` beside the territory they name."""
    return [{**row, "district": district(row["territory_seen"])} for row in rows]


def aliases(variants: list[dict[str, str]], partners: list[dict[str, str]]) -> list[Row]:
    """Return the spellings that safely stand for one partner, with the reason where the source gives one."""
    published = {row["partner_id"]: row["name"] for row in partners}
    owner_of = {key(name): partner for partner, name in published.items()} | {key(partner): partner for partner in published}
    chosen: list[Row] = []
    for variant in variants:
        partner, seen = variant["entity_id"], variant["name_as_seen"]
        if partner.startswith("project:") or seen in UNSAFE_ALIASES or seen == published[partner]:
            continue
        remark = re.fullmatch(rf"(.+) \(({'|'.join(ALIAS_REASONS)})\)", seen)
        name = remark[1] if remark else seen
        if owner_of.setdefault(key(name), partner) != partner:
            raise SystemExit(f"the spelling {name!r} stands for both {owner_of[key(name)]!r} and {partner!r}: choose")
        if remark:
            reason = ALIAS_REASONS[remark[2]]
        else:
            reason = "the place of the seat named in place of the body" if name in SEAT_ALIASES else "spelling seen in the source"
        chosen.append({"name": name, "partner_id": partner, "decided_by": "compiler", "reason": reason, "source": variant["source_url"]})
    return chosen


def page_list(notes: Path) -> list[dict[str, str]]:
    """Return the pages that were read, from the list that ends the compiler's notes."""
    found = re.findall(r"^- (.+?)\s*\n\s+<(\S+)>$", notes.read_text(encoding="utf-8").split("\n## Sources\n", 1)[1], flags=re.MULTILINE)
    return [{"title": title, "path": address} for title, address in found]


SOURCE = Column("source_url", "Page the row was read on.")
SECOND_SOURCE = Column("source_url_2", "Second page, where there is one.")
TERRITORY = Column("territory_seen", "Place as the source names it: a district, a neighbourhood, an address, 'city-wide'.")
DISTRICT = Column(
    "district",
    "The district, only where the source names exactly one (Circoscrizione, or another part of the city as a figure is broken down).",
)


def tables(source: Path) -> list[Table]:
    """Return every table of the study, and under `sources/` the tables a study has no place for."""
    partners = with_district(
        renamed(
            read(source / "partners.csv"),
            {"name_published": "name", "legal_form_as_published": "legal_form", "territory": "territory_seen"},
        )
    )
    projects = with_district(
        renamed(read(source / "projects.csv"), {"area_id": "area", "target_need": "target", "district": "territory_seen"}),
    )
    participations = renamed(read(source / "participations.csv"), {"contribution_type": "contribution", "source_url": "source"})
    needs = [
        {**row, "year": row["date_seen"][:4]}
        for row in with_district(
            renamed(
                read(source / "needs.csv"),
                {"area_id": "area", "date_or_year": "date_seen", "territory": "territory_seen", "source_url": "source"},
            )
        )
    ]
    services = [
        {**row, "capacity": row["capacity_or_users"] if row["unit"] in CAPACITY_UNITS else ""}
        for row in with_district(renamed(read(source / "services.csv"), {"district": "territory_seen"}))
    ]
    areas = renamed(read(source / "areas.csv"), {"area_id": "code", "name_it": "it", "short_name_en": "en", "source_url": "source"})
    variants = read(source / "name_variants.csv")
    scopes = ("plan_strand", "plan_declared", "plan_period", "related", "precursor", "successor", "undated")
    return [
        Table(
            "partners.csv",
            "Bodies named in the sources. Blank means 'not seen', never 'no'.",
            (
                Column("partner_id", "Identifier of the body.", required=True, unique=True),
                Column("name", "Name as published.", required=True),
                Column("sector", "Sector, a code of sectors.csv; blank where it was not set."),
                Column(
                    "sector_basis",
                    "How the sector is known: read off the name, said by the page, or set by the compiler.",
                    allowed=("name", "source", "compiler"),
                ),
                Column("legal_form", "Legal form as published."),
                Column("known_role", "What the body is known to do."),
                DISTRICT,
                TERRITORY,
                Column("part_of", "Body or bodies this venue or office belongs to, separated by ';'. Counting both levels counts twice."),
                SOURCE,
            ),
            partners,
        ),
        Table(
            "projects.csv",
            "Projects, services and plans, with their tie to the Plan.",
            (
                Column("project_id", "Identifier of the project.", required=True, unique=True),
                Column("title", "Title; where the source gives none, a description in English.", required=True),
                Column("area", "Area of the Plan, a code of areas.csv."),
                Column(
                    "area_basis",
                    "'source': the page states the area; 'compiler': set from the target group.",
                    allowed=("source", "compiler"),
                ),
                Column(
                    "plan_scope",
                    "Tie to the Plan: plan_strand (Covid strand the City lists beside the areas), plan_declared (the source names the Plan), plan_period (same "
                    "kind of service, in the Plan's years, Plan not named), related (neighbouring scheme), precursor, successor, undated.",
                    required=True,
                    allowed=scopes,
                ),
                Column("year_from", "First year seen in a source, not a legal date.", "integer"),
                Column("year_to", "Last year seen in a source, not a legal date.", "integer"),
                Column("lead_partner_id", "Body that leads or runs the project, where stated."),
                Column("parent_project_id", "Project this one is part of. Counting both levels counts twice."),
                Column("amount_eur", "Amount in euro, where it is the amount of this project.", "number"),
                Column("amount_note", "What the amount is, or what is known where there is none."),
                Column("target", "Whom the project is for, as the source says."),
                DISTRICT,
                TERRITORY,
                SOURCE,
                SECOND_SOURCE,
            ),
            projects,
        ),
        Table(
            "participations.csv",
            "Who took part in what, in which year.",
            (
                Column("partner_id", "Body.", required=True),
                Column("project_id", "Project.", required=True),
                Column("year", "Calendar year the source puts the activity in; blank where the page has no date.", "integer"),
                Column(
                    "role",
                    "'lead' also covers 'runs it'; 'network' is a funder, owner, supporter or a body merely named beside others.",
                    required=True,
                    allowed=("lead", "partner", "network"),
                ),
                Column(
                    "contribution", "What the body gave or did, where the text says it.", allowed=("knowledge", "economic", "operational")
                ),
                Column("evidence_note", "What the source says, in short."),
                Column("source", "Page the row was read on.", required=True),
            ),
            participations,
        ),
        Table(
            "needs.csv",
            "Demand and supply figures. Units differ from row to row: never add them up across indicators.",
            (
                Column("indicator", "What is counted.", required=True),
                Column("area", "Area of the Plan, a code of areas.csv."),
                DISTRICT,
                TERRITORY,
                Column("year", "Year of the date.", "integer"),
                Column("date_seen", "Date as precise as the source gives it: year, month or day."),
                Column("value", "The figure.", "number", required=True),
                Column("unit", "Unit, with the source's caution ('about', 'over').", required=True),
                Column("note", "What to know before using the figure."),
                Column("source", "Page the row was read on.", required=True),
            ),
            needs,
        ),
        Table(
            "services.csv",
            "Places: food hubs, shelters, houses.",
            (
                Column("service_id", "Identifier of the place.", required=True, unique=True),
                Column("service_type", "Kind of place."),
                Column("project_id", "Project it belongs to, where stated."),
                Column("partner_id", "Body that runs it, where stated."),
                Column("address_or_place", "Where it is, as published."),
                DISTRICT,
                TERRITORY,
                Column("year", "Year the source puts it in.", "integer"),
                Column("capacity", "Places it can hold; blank where the figure counts who was served.", "number"),
                Column("capacity_or_users", "The figure as published, whatever it counts.", "number"),
                Column("unit", "What the published figure counts."),
                SOURCE,
                SECOND_SOURCE,
            ),
            services,
        ),
        Table(
            "sectors.csv",
            "Sectors and the sphere each belongs to.",
            (
                Column("code", "Code of the sector.", required=True, unique=True),
                Column("it", "Name in Italian.", required=True),
                Column("en", "Name in English.", required=True),
                Column("sphere", "Sphere of the sector.", required=True, allowed=("public", "nonprofit", "business")),
            ),
            [dict(zip(("code", "it", "en", "sphere"), sector, strict=True)) for sector in DEFAULT_SECTORS],
        ),
        Table(
            "areas.csv",
            "The five areas of the Plan and the Covid strand Torino Solidale.",
            (
                Column("code", "Code of the area.", required=True, unique=True),
                Column("it", "Name in Italian, as the City publishes it.", required=True),
                Column("en", "Short name in English, given by the compiler.", required=True),
                Column("need_target", "Needs and people the area is for."),
                Column("name_variants_seen", "Other names of the same area in the acts."),
                Column("source", "Page the row was read on.", required=True),
            ),
            areas,
        ),
        Table(
            "aliases.csv",
            "Spellings that stand for one partner. Those that would join two bodies are left out and stay in sources/name_variants.csv.",
            (
                Column("name", "Name as seen.", required=True, unique=True),
                Column("partner_id", "Partner it stands for.", required=True),
                Column("decided_by", "Who decided it.", required=True),
                Column("reason", "Why the two are one."),
                Column("source", "Page the spelling was seen on.", required=True),
            ),
            aliases(variants, partners),
        ),
        Table(
            "sources/acts.csv",
            "Time line of the public acts.",
            (
                Column("date", "Date as precise as the source gives it.", required=True),
                Column("act", "The act.", required=True),
                Column("what_it_does", "What it does, in short."),
                Column("amount_eur", "Amount in euro of the whole act.", "number"),
                SOURCE,
            ),
            read(source / "acts.csv"),
        ),
        Table(
            "sources/plan_totals.csv",
            "The City's own yearly totals: what a complete register would hold.",
            (
                Column("indicator", "What is counted.", required=True),
                Column("year", "Year.", "integer", required=True),
                Column("value", "The figure.", "number", required=True),
                Column("unit", "Unit.", required=True),
                SOURCE,
            ),
            read(source / "plan_totals.csv"),
        ),
        Table(
            "sources/name_variants.csv",
            "Every spelling seen, of partners and (entity_id 'project:...') of projects, as the compiler noted it.",
            (
                Column("entity_id", "Partner, or project after 'project:'.", required=True),
                Column("name_as_seen", "Spelling, with the compiler's remark in brackets.", required=True),
                SOURCE,
            ),
            variants,
        ),
    ]


def build(source: Path, folder: Path) -> None:
    """Write the tables and `datapackage.json` into `folder`."""
    about = {
        "name": "torino-piano-di-inclusione-sociale",
        "title": "Torino, Piano di Inclusione Sociale, 2019-2021: a partial sample read from public pages",
        "description": "Facts read on public pages by a compiler: a sample, not the register of the Plan. A blank cell means 'not seen', never 'no'. "
        "No names of natural persons, telephone numbers or e-mail addresses. The terms of use are those of each page cited: no licence is declared here.",
        "keywords": ["Torino", "inclusione sociale", "social inclusion", "co-design", "networks"],
        "sources": page_list(source / "NOTES.md"),
    }
    save_package(folder, about, tables(source), Dialect())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).parents[1] / "torino")
