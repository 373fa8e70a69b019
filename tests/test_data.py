"""The two studies kept in the repository: nothing lost on the way in, nothing that should not be there, the same bytes when rebuilt."""

from __future__ import annotations

import csv
import importlib
import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
TORINO = ROOT / "data" / "torino"
ESEMPIO = ROOT / "data" / "esempio"
SOURCE = ROOT.parent / "shared" / "data" / "torino"

Rows = list[dict[str, str]]

with_source = pytest.mark.skipif(not SOURCE.exists(), reason="the pages' facts (../shared/data/torino) are not on this machine")


def rows(path: Path, delimiter: str = ",") -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def torino(table: str) -> Rows:
    return rows(TORINO / f"{table}.csv")


def esempio(table: str) -> Rows:
    return rows(ESEMPIO / f"{table}.csv", ";")


def settings(study: Path) -> dict[str, Any]:
    return tomllib.loads((study / "study.toml").read_text(encoding="utf-8"))


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "data" / "scripts"))

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    return load


def written(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def by_script(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in written(folder).items() if name not in {"study.toml", "README.md"}}


# Torino


@pytest.mark.parametrize(
    ("scope", "year", "participations", "partners", "projects"),
    [
        ("strict", "2019", 18, 13, 4),
        ("strict", "2020", 36, 26, 4),
        ("strict", "2021", 11, 8, 3),
        ("wide", "2019", 33, 23, 8),
        ("wide", "2020", 55, 37, 9),
        ("wide", "2021", 19, 13, 5),
    ],
)
def test_each_scope_holds_what_the_notes_count(scope: str, year: str, participations: int, partners: int, projects: int) -> None:
    kept = settings(TORINO)["filters"][scope]["keep"]["projects"]["plan_scope"]
    inside = {row["project_id"] for row in torino("projects") if row["plan_scope"] in kept}
    found = [row for row in torino("participations") if row["year"] == year and row["project_id"] in inside]
    assert len(found) == participations
    assert len({row["partner_id"] for row in found}) == partners
    assert len({row["project_id"] for row in found}) == projects


def test_undated_rows_stay_undated() -> None:
    assert sum(row["year"] == "" for row in torino("participations")) == 29


def test_every_identifier_names_a_row_that_exists() -> None:
    partners = {row["partner_id"] for row in torino("partners")}
    projects = {row["project_id"] for row in torino("projects")}
    areas = {row["code"] for row in torino("areas")}
    named = torino("participations") + torino("services")
    assert {row["partner_id"] for row in named} - {""} <= partners
    assert {row["project_id"] for row in named} - {""} <= projects
    assert {row["partner_id"] for row in torino("aliases")} <= partners
    assert {parent for row in torino("partners") for parent in row["part_of"].split(";")} - {""} <= partners
    assert {row["parent_project_id"] for row in torino("projects")} - {""} <= projects
    assert {row["area"] for row in torino("projects") + torino("needs")} - {""} <= areas
    assert {row["sector"] for row in torino("partners")} - {""} <= {row["code"] for row in torino("sectors")}
    assert settings(TORINO)["owner"] in partners


def test_no_spelling_stands_for_two_bodies() -> None:
    from reteanalysis.loading.schema import key

    meant: dict[str, set[str]] = {}
    for row in torino("partners") + torino("aliases"):
        meant.setdefault(key(row["name"]), set()).add(row["partner_id"])
    assert {name: bodies for name, bodies in meant.items() if len(bodies) > 1} == {}


@pytest.mark.parametrize("unsafe", ["Arci Eufemia", "ASL TO1", "Pier Giorgio Frassati"])
def test_spellings_that_join_two_bodies_are_kept_but_are_no_aliases(unsafe: str) -> None:
    assert not any(unsafe in row["name"] for row in torino("aliases"))
    assert any(row["name_as_seen"].startswith(unsafe) for row in torino("sources/name_variants"))


def test_a_day_keeps_its_year_and_its_date() -> None:
    first = torino("needs")[0]
    assert (first["year"], first["date_seen"], first["value"], first["unit"]) == ("2019", "2019-02-28", "8690", "households")


def test_a_district_is_named_only_where_it_is_one() -> None:
    districts = {row["territory_seen"]: row["district"] for table in ("partners", "projects", "services", "needs") for row in torino(table)}
    assert districts["Circoscrizione 2, Santa Rita"] == "Circoscrizione 2"
    assert districts["district North-East"] == "Distretto Nord-Est"
    assert districts["north zone"] == "Zona nord"
    assert districts["Circoscrizioni 1 and 8"] == districts["San Salvario"] == districts["city-wide"] == ""


def test_only_places_count_as_capacity() -> None:
    hubs = {row["service_id"]: (row["capacity"], row["capacity_or_users"]) for row in torino("services")}
    assert hubs["winter-site-piazza-armi"] == ("100", "100")
    assert hubs["hub-sermig-2021"] == ("", "837")


def test_the_known_totals_are_the_city_s_own() -> None:
    totals = {(row["indicator"], row["year"]): int(row["value"]) for row in torino("sources/plan_totals")}
    housing, training = settings(TORINO)["denominators"]
    for year in ("2019", "2020", "2021"):
        assert housing["values"][year] == totals["third_sector_bodies_in_social_housing", year]
        assert training["values"][year] == totals["third_sector_bodies_in_inclusion_training_traineeship_paths", year]


@with_source
def test_no_fact_of_the_source_is_lost() -> None:
    for table in ("partners", "projects", "participations", "needs", "services", "areas"):
        built = torino(table)
        for before, after in zip(rows(SOURCE / f"{table}.csv"), built, strict=True):
            assert sorted(value for value in before.values() if value and value not in after.values()) == []
    for table in ("acts", "plan_totals", "name_variants"):
        assert torino(f"sources/{table}") == rows(SOURCE / f"{table}.csv")


@with_source
def test_torino_is_rebuilt_to_the_same_bytes(tmp_path: Path, script: Any) -> None:
    script("build_torino").build(SOURCE, tmp_path)
    assert written(tmp_path) == by_script(TORINO)


# Esempio


def test_the_invented_city_says_that_it_is_invented() -> None:
    assert settings(ESEMPIO)["invented"] is True
    assert "inventat" in settings(ESEMPIO)["title"]["it"]
    assert "invented" in settings(ESEMPIO)["title"]["en"]


def test_the_invented_city_has_the_size_it_promises() -> None:
    dated = [row for row in esempio("partecipazioni") if row["Anno"]]
    running = {year: len({row["Codice progetto"] for row in dated if row["Anno"] == year}) for year in ("2019", "2020", "2021")}
    assert (len(esempio("partner")), len(esempio("progetti")), len(esempio("registro"))) == (90, 60, 180)
    assert running == {"2019": 24, "2020": 25, "2021": 26}
    assert len(esempio("partecipazioni")) - len(dated) == 6
    assert sum(path.stat().st_size for path in ESEMPIO.iterdir()) < 300_000


def test_the_invented_city_uses_every_sector_and_leaves_one_body_without() -> None:
    from reteanalysis.loading.schema import DEFAULT_SECTORS

    sectors = [row["Settore"] for row in esempio("partner")]
    assert set(sectors) - {""} == {name for _, name, *_ in DEFAULT_SECTORS}
    assert sectors.count("") == 1


def test_the_invented_city_names_only_what_it_has() -> None:
    partners = {row["Codice partner"] for row in esempio("partner")}
    projects = {row["Codice progetto"] for row in esempio("progetti")}
    aliases = {row["Nome"]: row["Codice partner"] for row in esempio("alias")}
    seen = {row["Codice partner"] for row in esempio("partecipazioni")}
    assert set(aliases.values()) <= partners
    assert len(seen & set(aliases)) == 3
    assert {aliases.get(name, name) for name in seen} == partners
    assert {row["Codice progetto"] for row in esempio("partecipazioni") + esempio("servizi")} <= projects
    assert {row["Progetto padre"] for row in esempio("progetti")} - {""} <= projects
    assert {end for row in esempio("legami") for end in (row["Da"], row["A"])} <= partners


def test_sectors_kept_apart_never_meet(script: Any) -> None:
    city = script("make_esempio").City()
    tables = [{body.sector for body in team} for teams in city.teams.values() for team in teams.values()]
    assert [pair for pair in script("make_esempio").NEVER_TOGETHER if any(pair <= sectors for sectors in tables)] == []


def test_the_invented_city_is_rebuilt_to_the_same_bytes(tmp_path: Path, script: Any) -> None:
    script("make_esempio").make(tmp_path)
    assert written(tmp_path) == by_script(ESEMPIO)


# Both


@pytest.mark.parametrize("study", [TORINO, ESEMPIO], ids=["torino", "esempio"])
def test_no_personal_data(study: Path) -> None:
    for path in study.rglob("*.csv"):
        text = re.sub(r"https?://[^\s,;\"]+", "", path.read_text(encoding="utf-8-sig"))  # page addresses hold long numbers
        text = re.sub(r"\b9999\d{7}\b", "", text)  # the invented tax codes
        assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", text) == [], path.name
        assert re.findall(r"(?:\+39[ .]?)?\b[03]\d{1,3}[ ./-]?\d{5,}\b", text) == [], path.name


@pytest.mark.parametrize("study", [TORINO, ESEMPIO], ids=["torino", "esempio"])
def test_the_files_are_utf8_with_unix_line_ends(study: Path) -> None:
    for name, content in written(study).items():
        assert b"\r" not in content, name
        assert content.decode("utf-8-sig").endswith("\n"), name


@pytest.mark.parametrize("study", [TORINO, ESEMPIO], ids=["torino", "esempio"])
def test_the_package_describes_every_table_as_it_is(study: Path) -> None:
    from frictionless import Package

    described = {resource["path"] for resource in json.loads((study / "datapackage.json").read_text(encoding="utf-8"))["resources"]}
    assert described == {name for name in written(study) if name.endswith(".csv")}
    report = Package(str(study / "datapackage.json")).validate()
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []


@pytest.mark.parametrize("study", [TORINO, ESEMPIO], ids=["torino", "esempio"])
def test_the_loader_finds_nothing_wrong(study: Path) -> None:
    from reteanalysis.loading import read_study

    loaded = read_study(study)
    assert list(loaded.problems.errors) == []
    assert len(loaded.tables["participations"]) == {"torino": 177, "esempio": 401}[study.name]
