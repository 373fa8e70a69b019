"""All years of a study and every value measured on them: what a row says, what is missing and why, where it comes from."""

from __future__ import annotations

import csv
import json
import math
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, SMALL

import reteanalysis
from reteanalysis import METRICS, DataError, Study, Text, load_study, metric
from reteanalysis.study import COLUMNS, EVIDENCE, measure
from reteanalysis.terms import Reason, Undefined

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reteanalysis.network import Network

CHANGES = [one.name for one in METRICS if one.years == 2]
# Nobody in 2020, between a year and another.
EMPTY_2020 = {
    "participations": SMALL["participations.csv"].replace(",2020,", ",2021,"),
    "toml": 'title = "Borgo"\nowner = "city"\nyears = [2019, 2020, 2021]\n',
}


def rows(study: Study, metric: str, **where: Any) -> pd.DataFrame:
    found = study.results[study.results["metric"] == metric]
    for column, value in where.items():
        found = found[found[column] == value]
    return found


def one(study: Study, metric: str, **where: Any) -> pd.Series:
    found = rows(study, metric, **where)
    assert len(found) == 1
    return found.iloc[0]


def same_values(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True), check_exact=True)


class TestTheLongTable:
    def test_has_its_columns_and_their_types(self, example: Study):
        results = example.results
        assert tuple(results.columns) == COLUMNS
        words = ["metric", "view", "subset", "level", "item", "other", "reason"]
        assert {str(results[name].dtype) for name in words} == {"str"}
        assert {str(results[name].dtype) for name in ("year", "n", "m", "seats")} == {"int64"}
        assert str(results["from_year"].dtype) == "Int64"
        assert {str(results[name].dtype) for name in ("value", "coverage", *EVIDENCE)} == {"float64"}

    def test_the_evidence_is_blank_where_none_is_drawn(self, write_study):
        study = load_study(write_study(), draws=0)
        assert study.results[list(EVIDENCE)].isna().all(axis=None)
        assert study.scorecard is None
        assert study.ranges == {}

    def test_the_evidence_stands_beside_the_values_it_was_drawn_for(self, example: Study):
        rows = example.results.set_index(["metric", "year", "subset", "item", "other"])
        chance = example.evidence.chance["cross_sector_share", 2019]
        row = rows.loc[("cross_sector_share", 2019, "all", "", "")]
        assert (row["expected"], row["null_low"], row["null_high"], row["p"]) == (chance.mean, chance.low, chance.high, chance.p)
        assert row["null_low"] <= row["expected"] <= row["null_high"]
        assert rows.loc[("cross_sector_share", 2019, "without_owner", "", ""), list(EVIDENCE)].isna().all()
        assert rows.loc[("size", 2019, "all", "", ""), ["expected", "p"]].isna().all()  # what N1 keeps has no null distribution

    def test_says_each_thing_once(self, torino: Study, esempio: Study):
        for study in (torino, esempio):
            assert not study.results.duplicated(["year", "from_year", "metric", "view", "subset", "item", "other"]).any()

    def test_says_what_was_measured_on_whom(self, example: Study):
        row = one(example, "density", year=2019, subset="all")
        assert row[["view", "level", "n", "m", "seats", "coverage", "reason"]].tolist() == ["incidence", "network", 6, 3, 8, 1.0, ""]
        assert row["value"] == 8 / 18
        alone = one(example, "density", year=2019, subset="without_owner")
        assert alone[["n", "m", "seats"]].tolist() == [5, 3, 7]
        assert alone["value"] == 7 / 15

    def test_speaks_for_every_sector_every_pair_and_every_partner(self, example: Study):
        network = example.networks[2021]
        assert tuple(rows(example, "sector_size", year=2021)["item"]) == network.sectors
        assert tuple(rows(example, "partner_load", year=2021)["item"]) == network.partners
        pairs = rows(example, "pair_meetings", year=2021)
        assert len(pairs) == 4 * 5 / 2
        assert set(zip(pairs["item"], pairs["other"], strict=True)) >= {("public", "public"), ("public", "association")}
        assert ("association", "public") not in set(zip(pairs["item"], pairs["other"], strict=True))

    def test_names_the_ties_it_was_measured_on(self):
        study = load_study(ROOT / "data" / "esempio", projection="newman", draws=0, metrics=[METRICS["tie_density"], METRICS["density"]])
        assert study.results.groupby("metric")["view"].unique().map(list).to_dict() == {"density": ["incidence"], "tie_density": ["newman"]}

    def test_tells_for_how_many_the_data_know_what_is_needed(self, write_study: Callable[..., Path]):
        study = load_study(write_study(partners=SMALL["partners.csv"].replace("Beta,association", "Beta,")))
        assert one(study, "cross_sector_share", year=2019, subset="all")["coverage"] == 2 / 3
        assert one(study, "size", year=2019, subset="all")["coverage"] == 1.0


class TestThreeDifferentNothings:
    def test_asked_and_undefined_is_nan_with_its_reason(self, example: Study):
        row = one(example, "retention_rate", year=2019)
        assert math.isnan(row["value"])
        assert (row["reason"], row["from_year"]) == ("NO_PREVIOUS_YEAR", pd.NA)

    def test_a_question_that_does_not_arise_has_no_row(self, example: Study):
        assert rows(example, "sector_retention", year=2019).empty  # nobody's sector can be told from a year that is not there
        assert rows(example, "outside_lead_share", subset="without_owner").empty  # "outside the owner" needs the owner

    def test_zero_is_measured(self, example: Study):
        row = one(example, "ties_dropped", year=2020, subset="all")
        assert (row["value"], row["reason"]) == (0.0, "")

    def test_a_reason_stands_beside_a_nan_or_a_value_not_to_be_trusted(self, torino: Study, esempio: Study):
        for study in (torino, esempio):
            explained = study.results["reason"] != ""
            assert set(study.results.loc[explained & study.results["value"].notna(), "reason"]) <= {"UNSTABLE"}
            network = study.results["level"] == "network"
            assert explained[network & study.results["value"].isna()].all()


class TestYears:
    def test_a_change_is_measured_step_by_step_and_from_first_to_last(self, example: Study):
        found = rows(example, "ties_kept", subset="all")[["year", "from_year", "value"]]
        assert found.astype(object).where(found.notna(), None).values.tolist() == [
            [2019, None, None],
            [2020, 2019, 5.0],
            [2021, 2020, 4.0],
            [2021, 2019, 2.0],
        ]

    def test_two_years_make_one_step(self, write_study: Callable[..., Path]):
        study = load_study(write_study())
        assert rows(study, "retention_rate", subset="all")["from_year"].tolist() == [pd.NA, 2019]
        assert study.value("retention_rate", 2020) == 1.0  # Alfa, Beta and the city were there; Delta came

    def test_an_empty_year_breaks_the_steps_around_it_and_not_the_long_one(self, write_study: Callable[..., Path]):
        study = load_study(write_study(**EMPTY_2020))
        assert [study.value("retention_rate", year).reason for year in (2020, 2021)] == [Reason.MISSING_YEAR, Reason.MISSING_YEAR]
        assert study.value("retention_rate", 2021, from_year=2019) == 1.0
        assert study.value("density", 2020).reason is Reason.EMPTY
        assert rows(study, "sector_retention", year=2020).empty

    def test_an_empty_year_is_missing_also_where_the_register_lists_everybody(self, write_study: Callable[..., Path]):
        study = load_study(write_study(**EMPTY_2020), members="register")
        assert study.networks[2020].n == 4
        assert study.value("retention_rate", 2021).reason is Reason.MISSING_YEAR
        assert study.value("retention_rate", 2021, from_year=2019) == 1.0

    def test_one_year_has_no_change(self, write_study: Callable[..., Path]):
        study = load_study(write_study(participations=SMALL["participations.csv"].replace(",2020,", ",2019,")))
        assert study.years == [2019]
        assert study.results["from_year"].isna().all()
        assert set(study.results["metric"]).isdisjoint(CHANGES)
        assert study.previous(2019) is None

    def test_a_study_cut_to_one_year_says_the_same_of_it_and_nothing_of_change(self, esempio: Study):
        cut = load_study(ROOT / "data" / "esempio", years=[2020], draws=49)
        assert cut.years == [2020]
        whole = esempio.results[(esempio.results["year"] == 2020) & ~esempio.results["metric"].isin(CHANGES)]
        same_values(cut.results, whole)  # also who is new: the years before are cut from what is shown, not forgotten
        assert "first_time_share" in set(cut.results["metric"])

    def test_a_study_cut_to_two_years_compares_those(self, esempio: Study):
        cut = load_study(ROOT / "data" / "esempio", years=[2021, 2019], draws=49)
        assert cut.years == [2019, 2021]
        assert cut.previous(2021) == 2019
        for name in CHANGES:
            if METRICS[name].level == "network":
                assert cut.value(name, 2021) == pytest.approx(esempio.value(name, 2021, from_year=2019), nan_ok=True)

    def test_undated_rows_are_counted_and_enter_no_year(self, write_study: Callable[..., Path]):
        study = load_study(write_study(participations=SMALL["participations.csv"] + "delta,bread,,partner\ndelta,home,,\n"))
        assert study.undated == 2
        assert study.networks[2019].partners == ("alfa", "beta", "city")

    def test_the_year_before_is_the_one_of_the_study(self, example: Study):
        assert [example.previous(year) for year in example.years] == [None, 2019, 2020]


class TestTheOwner:
    def test_left_out_is_the_network_without_it(self, torino: Study, esempio: Study):
        for study in (torino, esempio):
            alone = measure({year: network.without(study.owner) for year, network in study.networks.items()})
            asked = [one.name for one in METRICS if one.level == "network" and "owner" not in one.needs]
            no_step = alone["metric"].isin(CHANGES) & alone["from_year"].isna()  # said once, of everybody
            alone = alone[alone["metric"].isin(asked) & ~no_step]
            found = study.results[study.results["subset"] == "without_owner"]
            same_values(found.drop(columns="subset"), alone.drop(columns="subset"))

    def test_absent_in_a_year_changes_nothing_that_year(self, write_study: Callable[..., Path]):
        study = load_study(write_study(participations=SMALL["participations.csv"].replace("city,home,2020,partner\n", "")))
        assert "city" not in study.networks[2020].partners
        assert study.value("size", 2020, subset="without_owner") == study.value("size", 2020) == 3.0
        assert study.value("size", 2019, subset="without_owner") == 2.0

    def test_nobody_leaves_one_subset(self, write_study: Callable[..., Path]):
        study = load_study(write_study(toml=None))
        assert study.owner is None
        assert set(study.results["subset"]) == {"all"}


class TestAValue:
    def test_is_found_by_metric_year_subset_and_item(self, example: Study):
        assert example.value("size", 2021) == 7.0
        assert example.value("size", 2021, subset="without_owner") == 6.0
        assert example.value("partner_load", 2020, item="dono") == 2.0
        assert example.value("pair_meetings", 2019, item="public", other="cooperative") == 3.0
        assert example.value("ties_kept", 2021) == example.value("ties_kept", 2021, from_year=2020) == 4.0
        assert example.value("ties_kept", 2021, from_year=2019) == 2.0

    def test_undefined_knows_why(self, example: Study):
        value = example.value("retention_rate", 2019)
        assert isinstance(value, Undefined)
        assert value.reason is Reason.NO_PREVIOUS_YEAR

    @pytest.mark.parametrize(
        ("asked", "told"),
        [
            ({"metric": "densty", "year": 2020}, "not measured: densty in 2020 (all)"),
            ({"metric": "size", "year": 1999}, "not measured: size in 1999 (all)"),
            ({"metric": "size", "year": 2020, "subset": "wide"}, "not measured: size in 2020 (wide)"),
            ({"metric": "partner_load", "year": 2019, "item": "dono"}, "not measured: partner_load in 2019 (all, dono)"),
            ({"metric": "ties_kept", "year": 2020, "from_year": 2018}, "not measured: ties_kept in 2020 (all, from 2018)"),
        ],
    )
    def test_that_was_not_measured_is_an_error_and_not_a_number(self, example: Study, asked: dict[str, Any], told: str):
        with pytest.raises(KeyError) as error:
            example.value(**asked)
        assert error.value.args == (told,)


class TestAMetricOfOnesOwn:
    def test_enters_the_results_after_the_others(self):
        @metric(
            level="network",
            unit="share",
            bounds=(0, 1),
            label=Text(it="Tavoli a tre", en="Tables of three"),
            question=Text(it="Quanti progetti hanno tre partner?", en="How many projects have three partners?"),
            reading=Text(it="1: tutti.", en="1: all."),
            undefined=Text(it="senza progetti", en="without projects"),
            formula="#{j : k_j = 3} / m",
            reference="this test, 2026",
            sentence=Text(it="{value} dei progetti.", en="{value} of the projects."),
        )
        def tables_of_three(network: Network) -> float:
            return float(np.mean(network.team_size == 3))

        study = load_study(ROOT / "src" / "reteanalysis" / "example", draws=0, metrics=[*METRICS, tables_of_three])
        assert [study.value("tables_of_three", year) for year in study.years] == [2 / 3, 2 / 3, 1 / 4]
        assert list(dict.fromkeys(study.results["metric"]))[-1] == "tables_of_three"
        assert study.provenance["metrics"][-1] == "tables_of_three"
        assert "tables_of_three" not in METRICS

    def test_undeclared_is_refused_at_once(self):
        with pytest.raises(TypeError, match="is not a declared metric"):
            load_study(ROOT / "src" / "reteanalysis" / "example", metrics=[*METRICS, len])

    def test_may_be_measured_alone(self, example: Study):
        assert set(measure(example.networks, [METRICS["size"]])["metric"]) == {"size"}


def counted(scopes: set[str] | None) -> tuple[dict[int, tuple[int, int, int]], int]:
    """Count partners, projects and seats of Torino by year, and the rows without one, straight from the files."""

    def table(name: str) -> list[dict[str, str]]:
        with (ROOT / "data" / "torino" / f"{name}.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    inside = {row["project_id"] for row in table("projects") if scopes is None or row["plan_scope"] in scopes}
    kept = [row for row in table("participations") if row["project_id"] in inside]
    years = {}
    for year in (2019, 2020, 2021):
        here = [row for row in kept if row["year"] == str(year)]
        partners, projects = ({row[name] for row in here} for name in ("partner_id", "project_id"))
        years[year] = (len(partners), len(projects), len({(row["partner_id"], row["project_id"]) for row in here}))
    return years, sum(row["year"] == "" for row in kept)


class TestFiltersOnTorino:
    STRICT = {"plan_strand", "plan_declared", "plan_period"}

    def test_the_strict_scope_is_the_default_and_counts_what_the_readme_counts(self, torino: Study):
        assert torino.filter == "strict"
        assert {year: (net.n, net.m, net.seats) for year, net in torino.networks.items()} == {
            2019: (13, 4, 18),
            2020: (26, 4, 36),
            2021: (8, 3, 11),
        }

    @pytest.mark.parametrize(("name", "scopes"), [("strict", STRICT), ("wide", STRICT | {"related"}), ("none", None)])
    def test_a_filter_keeps_what_the_files_say(self, name: str, scopes: set[str] | None):
        study = load_study(ROOT / "data" / "torino", filter=name)
        years, undated = counted(scopes)
        assert {year: (net.n, net.m, net.seats) for year, net in study.networks.items()} == years
        assert study.undated == undated
        assert study.filter == (None if name == "none" else name)

    def test_another_filter_can_be_looked_at(self, torino: Study):
        wide = load_study(ROOT / "data" / "torino", filter="wide")
        assert torino.under("wide") == wide.networks

    def test_venues_and_parts_are_counted(self, torino: Study):
        assert torino.nested == (7, 3)
        assert load_study(ROOT / "data" / "torino", filter="none").nested == (8, 4)

    def test_a_filter_takes_participations_with_their_projects(self, torino: Study):
        kept = torino.selected
        assert set(kept["participations"]["project_id"]) <= set(kept["projects"]["project_id"])
        assert len(torino.tables["participations"]) == 177  # the tables themselves are left as read


class TestSettings:
    NESTED = {
        "partners": (
            "partner_id,name,sector,part_of\ncoop,Coop,cooperative,\nshop,Shop,cooperative,coop\n"
            "desk,Desk,cooperative,shop\ncity,City of Borgo,public,\n"
        ),
        "projects": "project_id,title,parent_project_id\nbread,Bread,\nloaf,Loaf,bread\nhome,Home,\ngarden,Garden,\n",
        "participations": (
            "partner_id,project_id,year,role\nshop,bread,2019,partner\ndesk,loaf,2019,lead\ncity,loaf,2019,partner\ncity,home,2019,lead\n"
        ),
    }

    def test_a_venue_and_a_sub_project_count_as_such(self, write_study: Callable[..., Path]):
        study = load_study(write_study(**self.NESTED))
        assert (study.networks[2019].partners, study.networks[2019].projects) == (("shop", "desk", "city"), ("bread", "loaf", "home"))
        assert study.nested == (2, 1)

    def test_or_as_what_they_are_finally_part_of(self, write_study: Callable[..., Path]):
        network = load_study(write_study(**self.NESTED), level="parent").networks[2019]
        assert (network.partners, network.projects, network.seats) == (("coop", "city"), ("bread", "home"), 3)
        assert network.seat_data["role"].tolist() == ["lead", "partner", "lead"]  # the role that weighs most

    def test_members_of_the_register_belong_without_a_seat(self, write_study: Callable[..., Path]):
        place = write_study(register="name,sector\nZeta,association\nBeta,association\n")
        active, register = (load_study(place, members=members) for members in ("active", "register"))
        assert active.networks[2019].partners == ("alfa", "beta", "city")
        assert register.networks[2019].partners == ("alfa", "beta", "city", "delta", "Zeta")
        assert register.networks[2019].load.tolist() == [1, 1, 2, 0, 0]
        assert (active.value("tie_density", 2019), register.value("tie_density", 2019)) == (1.0, 3 / 10)
        assert register.value("retention_rate", 2020) == active.value("retention_rate", 2020)

    def test_ties_are_derived_as_asked(self, esempio: Study):
        shared, newman, declared = (
            load_study(ROOT / "data" / "esempio", projection=projection).networks[2021] for projection in ("shared", "newman", "declared")
        )
        assert shared == esempio.networks[2021]
        teams = shared.team_size
        assert shared.ties.sum() == (teams * (teams - 1)).sum()
        assert newman.ties.sum() == pytest.approx(teams[teams > 1].sum())  # every seat beside another weighs 1
        assert {len(one.partners) for one in (shared, newman, declared)} == {64}
        assert not np.array_equal((declared.ties > 0).toarray(), (shared.ties > 0).toarray())
        assert declared.ties.sum() == declared.declared.sum() == 1594

    def test_of_a_study_are_kept_with_what_was_told_instead(self, write_study: Callable[..., Path]):
        study = load_study(write_study(), level="parent", members="register", projection="newman")
        assert (study.settings.level, study.settings.members, study.settings.projection) == ("parent", "register", "newman")
        assert study.settings.owner == "city"

    @pytest.mark.parametrize(
        ("told", "complaint"),
        [
            ({"level": "venue"}, "'venue' is not one of body, parent"),
            ({"members": "all"}, "'all' is not one of active, register"),
            ({"projection": "jaccard"}, "'jaccard' is not one of shared, newman, declared"),
            ({"filter": "narrow"}, "no filter is called 'narrow'; there are: strict, wide, none"),
            ({"years": [2018, 2020]}, "the study has no year 2018; it has 2019, 2020, 2021"),
            ({"years": []}, "name at least one year"),
            ({"projection": "declared"}, "projection 'declared' needs a table of ties"),
        ],
    )
    def test_wrongly_named_are_refused_with_the_names_allowed(self, told: dict[str, Any], complaint: str):
        with pytest.raises(ValueError, match=f"^{re.escape(complaint)}$"):
            load_study(ROOT / "data" / "torino", **told)


class TestWhereItComesFrom:
    def test_is_the_same_every_time(self, torino: Study):
        again = load_study(ROOT / "data" / "torino", draws=99)
        assert again.provenance == torino.provenance
        same_values(again.results, torino.results)

    def test_names_version_files_and_settings(self, torino: Study):
        known = torino.provenance
        assert known["reteanalysis"] == reteanalysis.__version__
        assert {file["name"] for file in known["files"]} >= {"partners.csv", "participations.csv", "study.toml"}
        assert known["filter"] == "strict"
        assert known["years"] == [2019, 2020, 2021]
        assert known["settings"]["seed"] == 2019
        assert known["metrics"] == [one.name for one in METRICS]
        assert json.loads(json.dumps(known)) == known
        assert str(ROOT) not in json.dumps(known)

    def test_changes_with_one_letter_of_the_data(self, write_study: Callable[..., Path]):
        one, same, other = (
            load_study(write_study(name, projects=SMALL["projects.csv"].replace("Bread", title)))
            for name, title in (("one", "Bread"), ("same", "Bread"), ("other", "Bred"))
        )
        assert one.data_hash == same.data_hash != other.data_hash

    def test_does_not_depend_on_where_the_folder_is(self, write_study: Callable[..., Path]):
        assert load_study(write_study("here")).provenance == load_study(write_study("there")).provenance


class TestTheDoor:
    def test_tells_every_problem_at_once(self, write_study: Callable[..., Path]):
        place = write_study(participations=SMALL["participations.csv"].replace("alfa,bread", "omega,bread").replace(",lead", ",boss"))
        with pytest.raises(DataError) as error:
            load_study(place, lang="en")
        assert "omega" in str(error.value)
        assert "boss" in str(error.value)
        assert error.value._render_traceback_() == str(error.value).splitlines()

    def test_shows_a_study_worth_seeing(self, example: Study):
        assert repr(example) == (
            "<Study 'Borgo, a network drawn by hand' 2019: 6 partners, 3 projects; 2020: 6 partners, 3 projects; 2021: 7 partners, 4 projects>"
        )
        shown = example._repr_html_()
        assert "<caption><b>Borgo, una rete disegnata a mano</b></caption>" in shown
        assert "<th scope='row'>2021</th><td>7</td><td>4</td><td>8</td>" in shown

    def test_gives_report_and_map_in_the_study_s_language(self, example: Study):
        report, translated = example.report(2020), example.report(2020, "en")
        assert (report.lang, report.title) == ("it", "Borgo, una rete disegnata a mano, 2020")
        assert (translated.lang, translated.title) == ("en", "Borgo, a network drawn by hand, 2020")
        assert (example.map().lang, example.map(2020, "en").lang) == ("it", "en")

    @pytest.mark.parametrize("shown", ["report", "map"])
    def test_refuses_a_year_the_study_has_not(self, example: Study, shown: str):
        with pytest.raises(ValueError, match="the study has no year 1999; it has 2019, 2020, 2021"):
            getattr(example, shown)(1999)

    @pytest.mark.parametrize("shown", ["report", "map"])
    def test_refuses_a_language_nobody_wrote(self, example: Study, shown: str):
        with pytest.raises(ValueError, match="'fr' is not one of it, en"):
            getattr(example, shown)(2020, "fr")

    def test_loads_the_example_once(self):
        assert reteanalysis.example() is reteanalysis.example()

    def test_never_writes_the_files_it_reads(self, write_study: Callable[..., Path]):
        place = write_study()
        before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()}
        load_study(place).report(2020).html()
        assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in place.iterdir()} == before


def test_a_broader_coding_of_the_sectors_is_one_more_to_try(write_study: Callable[..., Path]):
    """Association and cooperative as one class: sectors as recorded, as declared broader, and as spheres."""
    broader = SMALL["study.toml"] + '[coarser]\nassociation = "third sector"\ncooperative = "third sector"\n'
    plain, declared = (load_study(write_study(folder, toml=toml), draws=9) for folder, toml in (("a", SMALL["study.toml"]), ("b", broader)))
    key = ("cross_sphere_share", 2019)
    assert declared.ranges[key].size * 2 == plain.ranges[key].size * 3
    assert declared.provenance["settings"]["coarser"]["association"] == "third sector"
    assert plain.provenance["settings"]["coarser"] == {}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        *(({"draws": wrong}, f"draws is a whole number, from 0 to 1000000, not {wrong!r}") for wrong in ("19", 2.5, True, -1, [19], math.nan, 10**9)),
        *(({"seed": wrong}, f"seed is a whole number, zero or more, not {wrong!r}") for wrong in ("a", 2.0, False, -1)),
    ],
)  # fmt: skip
def test_draws_and_seed_are_whole_numbers(write_study: Callable[..., Path], given: dict[str, Any], told: str):
    with pytest.raises(ValueError, match=re.escape(told)):
        load_study(write_study(), **given)


def test_a_whole_number_of_numpy_is_one(write_study: Callable[..., Path]):
    settings = load_study(write_study(), draws=np.int64(19), seed=np.uint8(7)).settings
    assert (settings.draws, settings.seed) == (19, 7)
    assert settings.model_dump_json()  # as the provenance writes it
