"""Results in words: each table says what was measured, in one language, and its parts make the whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from conftest import ROOT, SMALL

from reteanalysis import METRICS, Study, load_study, tables
from reteanalysis.terms import LANGUAGES, Lang, Reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reteanalysis.tables import Worded

FATES = ("kept", "opened", "brought", "dropped", "lost")


@pytest.fixture(scope="module")
def register() -> Study:
    return load_study(ROOT / "data" / "esempio", members="register", draws=49)


def records(worded: Worded) -> list[list[object]]:
    return worded.frame.to_numpy(dtype=object).tolist()


def metrics(*names: str):
    return [METRICS[name] for name in names]


class TestTheWholeNetwork:
    def test_is_a_row_per_measure_and_a_column_per_year_with_and_without_the_owner(self, example: Study):
        worded = tables.whole_network(example, metrics("size", "density", "sector_size"), [2019, 2021], "en")
        assert list(worded.frame) == ["Measure", "2019", "2021", *(f"{year} {tables.NO_OWNER.en}" for year in (2019, 2021))]
        assert records(worded) == [["Partners", 6.0, 7.0, 5.0, 6.0], ["Two-mode density", 8 / 18, 8 / 28, 7 / 15, 6 / 24]]
        assert [worded.units[heading] for heading in list(worded.frame)[1:]] == [["count", "share"]] * 4

    def test_of_one_year_needs_no_year_in_its_second_heading(self, example: Study):
        assert list(tables.whole_network(example, metrics("size"), [2020], "it").frame) == ["Misura", "2020", tables.NO_OWNER.it]

    def test_keeps_why_a_value_is_missing(self, example: Study):
        (row,) = records(tables.whole_network(example, metrics("retention_rate"), [2019], "it"))
        assert [value.reason for value in row[1:]] == [Reason.NO_PREVIOUS_YEAR] * 2

    def test_leaves_blank_what_cannot_be_asked_without_the_owner(self, example: Study):
        assert records(tables.whole_network(example, metrics("outside_lead_share"), [2019], "it"))[0][2] == ""

    def test_without_an_owner_has_no_second_column(self, write_study: Callable[..., Path]):
        study = load_study(write_study(toml=None))
        assert list(tables.whole_network(study, metrics("size"), study.years, "it").frame) == ["Misura", "2019", "2020"]

    def test_of_one_year_asks_nothing_about_change(self, write_study: Callable[..., Path]):
        study = load_study(write_study(), years=[2020])
        assert records(tables.whole_network(study, metrics("retention_rate", "size"), [2020], "en")) == [["Partners", 4.0, 3.0]]


class TestSectors:
    def test_are_those_present_with_their_values(self, example: Study):
        worded = tables.by_sector(example, 2019, "en", "connectivity")
        assert worded.frame.set_index("Sector")["Partners of the sector"].to_dict() == {
            "Public body": 2.0,
            "Cooperative": 2.0,
            "Association": 2.0,
        }
        assert worded.frame["Seats of the sector"].sum() == 1.0

    def test_meet_as_often_as_the_seats_allow(self, example: Study, esempio: Study):
        for study in (example, esempio):
            for year, network in study.networks.items():
                pairs, present = tables.sector_meetings(study, year, "en")
                below = sum(pairs[g, h] for g in range(len(present)) for h in range(g + 1))
                known = network.subset(network.sector >= 0).team_size
                assert below == (known * (known - 1) / 2).sum()

    def test_meetings_are_a_symmetric_table(self, example: Study):
        assert records(tables.meetings(example, 2020, "it")) == [
            ["Ente pubblico", 0.0, 3.0, 1.0, 1.0],
            ["Cooperativa", 3.0, 1.0, 1.0, 1.0],
            ["Associazione", 1.0, 1.0, 1.0, 3.0],
            ["Fondazione", 1.0, 1.0, 3.0, 0.0],
        ]


class TestPartners:
    def test_of_a_year_stand_in_the_order_of_the_alphabet(self, example: Study):
        frame = tables.by_partner(example, 2021, "en").frame
        assert frame["Partner"].tolist() == [
            "ASL del Colle", "Associazione Luce", "Associazione Ponte", "Comune di Borgo", "Cooperativa Alfa", "Cooperativa Beta", "Fondazione Dono",
        ]  # fmt: skip
        assert frame["Projects of the partner"].sum() == example.networks[2021].seats
        assert frame.loc[0, "Present in"] == "2019, 2021"

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_have_every_measure_of_a_partner(self, example: Study, lang: Lang):
        measures = [metric for metric in METRICS if metric.level == "partner"]
        short = [metric.label[lang] for metric in measures if metric.in_short]
        assert list(tables.by_partner(example, 2020, lang, everything=True).frame)[3:] == [metric.label[lang] for metric in measures]
        assert list(tables.by_partner(example, 2020, lang).frame)[3:] == short
        assert 5 < len(short) < 12  # what fits on a page

    def test_with_an_accent_or_a_small_letter_stand_where_a_dictionary_has_them(self, write_study: Callable[..., Path]):
        people = SMALL["partners.csv"].replace("Alfa", "Èufemia").replace("Beta", "eva").replace("Delta", "Ezio")
        study = load_study(write_study(partners=people))
        expected = ["City of Borgo", "Èufemia", "eva", "Ezio"]
        assert tables.by_partner(study, 2020, "it").frame["Partner"].tolist() == expected
        assert tables.partners_by_year(study, "it").frame["Partner"].tolist() == expected

    def test_without_a_sector_say_so(self, write_study: Callable[..., Path]):
        study = load_study(write_study(partners=SMALL["partners.csv"].replace("Beta,association", "Beta,")))
        assert tables.by_partner(study, 2019, "it").frame.set_index("Partner").loc["Beta", "Settore"] == "non indicato"
        assert tables.partners_by_year(study, "en").frame.set_index("Partner").loc["Beta", "Sector"] == "not stated"

    def test_over_the_years_add_up_to_the_seats(self, example: Study, esempio: Study):
        for study in (example, esempio):
            frame = tables.partners_by_year(study, "en").frame
            assert [frame[f"Projects {year}"].sum() for year in study.years] == [net.seats for net in study.networks.values()]

    def test_that_only_the_register_knows_have_no_year(self, register: Study):
        there = tables.by_partner(register, 2020, "it").frame["Presente nel"]
        assert (there == "").sum() > 0
        assert there.str.contains("2020").sum() == register.networks[2020].active.sum()


class TestProjects:
    def test_say_who_leads_and_who_sits_there(self, example: Study):
        assert records(tables.projects(example, [2021], "en")) == [
            ["Casa 2021", "2021", "abitare", "Comune di Borgo", 2, "Public body, Cooperative"],
            ["Cibo 2021", "2021", "cibo", "Associazione Luce", 3, "Public body, Association, Foundation"],
            ["Cura 2021", "2021", "abitare", "ASL del Colle", 2, "Public body, Association"],
            ["Orto 2021", "2021", "lavoro", "Cooperativa Beta", 1, "Cooperative"],
        ]

    def test_without_roles_or_area_say_so(self, write_study: Callable[..., Path]):
        without_roles = "\n".join(line.rsplit(",", 1)[0] for line in SMALL["participations.csv"].splitlines())
        study = load_study(write_study(participations=without_roles))
        assert records(tables.projects(study, [2019], "it"))[0][2:4] == ["non indicato", "non indicato"]

    def test_are_named_in_the_words_of_the_areas(self, esempio: Study):
        assert "Abitare" in set(tables.projects(esempio, [2019], "it").frame["Area"])
        assert "Housing" in set(tables.projects(esempio, [2019], "en").frame["Area"])


class TestTheLedgerOfTies:
    def test_says_what_became_of_each(self, example: Study):
        assert records(tables.ties(example, 2020, "it"))[:4] == [
            ["ASL del Colle", "Cooperativa Alfa", "finito, almeno un partner uscito", 0.0],
            ["ASL del Colle", "Cooperativa Beta", "finito, almeno un partner uscito", 0.0],
            ["Associazione Luce", "Associazione Ponte", "mantenuto", 1.0],
            ["Associazione Luce", "Comune di Borgo", "mantenuto", 1.0],
        ]

    def test_of_the_first_year_compares_with_nothing(self, example: Study):
        frame = tables.ties(example, 2019, "en").frame
        assert frame.iloc[:, 2].unique().tolist() == ["first year observed"]
        assert len(frame) == 7
        assert frame.iloc[:, 3].sum() == example.networks[2019].ties.sum() / 2

    @pytest.mark.parametrize("name", ["example", "torino", "esempio", "register"])
    def test_agrees_with_the_measures(self, request: pytest.FixtureRequest, name: str):
        study: Study = request.getfixturevalue(name)
        words = {fate: set[str]() for fate in FATES}
        for year in study.years[1:]:
            ledger = tables.ties(study, year, "en").frame.iloc[:, 2].value_counts().to_dict()
            measured = {fate: study.value(f"ties_{fate}", year) for fate in FATES}
            assert sorted(ledger.values()) == sorted(count for count in measured.values() if count)
            for fate, count in measured.items():
                words[fate] |= {said for said, rows in ledger.items() if rows == count and list(measured.values()).count(count) == 1}
        assert [fate for fate, said in words.items() if len(said) > 1] == []  # a fate has the same words every year

    def test_of_a_survey_of_one_year_claims_no_change(self, write_study: Callable[..., Path]):
        """Asked in 2020 only: no tie of 2019 to name, and none of 2020 is new."""
        ties = "from,to,year\nalfa,city,2020\nalfa,beta,2020\n"
        study = load_study(write_study(ties=ties), projection="declared")
        assert tables.ties(study, 2019, "en").frame.empty
        assert tables.ties(study, 2020, "en").frame.iloc[:, 2].tolist() == ["ties of the year before not recorded"] * 2
        assert study.value("tie_density", 2019).reason is study.value("ties_kept", 2020).reason is Reason.NOT_RECORDED
        other = load_study(write_study("other", ties=ties.replace("2020", "2019")), projection="declared")
        assert tables.ties(other, 2020, "en").frame.empty

    def test_counts_or_weighs_as_the_ties_do(self):
        study = load_study(ROOT / "src" / "reteanalysis" / "example", projection="newman")
        worded = tables.ties(study, 2019, "en")
        assert list(worded.units.values()) == ["ratio"]
        assert worded.frame.iloc[:, 3].tolist().count(0.5) == 6  # two tables of three; the table of two gives 1


class TestComingsAndGoings:
    @pytest.mark.parametrize("name", ["example", "torino", "esempio", "register"])
    def test_add_up_to_the_rates(self, request: pytest.FixtureRequest, name: str):
        study: Study = request.getfixturevalue(name)
        frame = tables.comings_and_goings(study, "en").frame
        steps = frame.iloc[:, 2:].groupby(frame.iloc[:, 0]).sum()
        assert list(steps.index) == ["2019 → 2020", "2020 → 2021"]
        for year, (stayed, came, left) in zip(study.years[1:], steps.to_numpy().tolist(), strict=True):
            assert stayed / (stayed + left) == study.value("retention_rate", year)
            assert left / (stayed + left) == study.value("exit_rate", year)
            assert came / (stayed + came) == study.value("entry_rate", year)

    def test_are_told_by_sector(self, example: Study):
        assert records(tables.comings_and_goings(example, "it"))[:2] == [
            ["2019 → 2020", "Ente pubblico", 1, 0, 1],
            ["2019 → 2020", "Cooperativa", 2, 0, 0],
        ]

    def test_of_one_year_are_none(self, write_study: Callable[..., Path]):
        assert tables.comings_and_goings(load_study(write_study(), years=[2019]), "it").frame.shape == (0, 5)


class TestCompleteness:
    def test_counts_what_is_recorded(self, example: Study):
        rows = {(row[0], row[1]): row[2:] for row in records(tables.completeness(example, "en"))}
        assert rows["Role", "participations"] == [26, 26, 1.0]
        assert rows["District", "partners"] == [0, 7, 0.0]
        assert rows["Area of intervention", "projects"] == [10, 10, 1.0]

    def test_is_about_the_rows_under_the_filter_of_whatever_year(self, torino: Study):
        everything = load_study(ROOT / "data" / "torino", filter="none")
        dated = [{row[0]: row[2:4] for row in records(tables.completeness(study, "en"))}["Year"] for study in (torino, everything)]
        assert dated == [[87, 93], [148, 177]]

    def test_of_nothing_is_undefined_and_not_zero(self, write_study: Callable[..., Path]):
        toml = 'default_filter = "none_of_them"\n[filters.none_of_them]\nlabel = "None"\nkeep.projects.title = ["Garden"]\n'
        study = load_study(write_study(toml=toml, participations=SMALL["participations.csv"].split("alfa,home,2020")[0]))
        assert all(math.isnan(row[-1]) for row in records(tables.completeness(study, "it")) if row[1] == "partecipazioni")


class TestKnownTotals:
    TOTALS = """
owner = "city"
[[denominators]]
label = { it = "Enti non profit", en = "Nonprofit bodies" }
values = { 2019 = 8, 2021 = 9 }
spheres = ["nonprofit"]
[[denominators]]
label = { it = "Enti dell'abitare", en = "Housing bodies" }
values = { 2019 = 4 }
areas = ["housing"]
"""
    PROJECTS = "project_id,title,area\nbread,Bread,food\nhome,Home,housing\ngarden,Garden,food\n"

    def test_stand_beside_what_the_data_hold(self, write_study: Callable[..., Path]):
        study = load_study(write_study(toml=self.TOTALS, projects=self.PROJECTS))
        worded = tables.denominators(study, study.years, "en")
        assert records(worded)[0] == ["Nonprofit bodies", "2019", 8.0, 2.0, 2.0, 2 / 8]
        assert records(worded)[1][:5] == ["Housing bodies", "2019", 4.0, 1.0, 3.0]
        assert len(worded.frame) == 2  # nobody counted 2020; the study has no 2021

    def test_of_torino_are_far_from_covered(self, torino: Study):
        _, _, known, same_area, any_area, covered = zip(*records(tables.denominators(torino, torino.years, "en")), strict=True)
        assert known == (52.0, 50.0, 63.0, 33.0, 35.0, 35.0)
        assert set(same_area) == set(covered) == {0.0}
        assert any_area[:3] == any_area[3:]


class TestWarnings:
    def test_are_told_once_for_each_kind_with_the_rows(self, write_study: Callable[..., Path]):
        added = SMALL["participations.csv"] + "delta,bread,,partner\ndelta,home,,partner\n"
        (undated,) = (row for row in records(tables.warnings(load_study(write_study(participations=added)), "en")) if row[2] == "year")
        assert undated[1:5] == ["participations.csv", "year", 2.0, "10 and 11"]

    def test_of_clean_files_are_none(self, example: Study):
        assert tables.warnings(example, "it").frame.empty


class TestEveryTable:
    @pytest.mark.parametrize("name", ["example", "torino", "esempio"])
    def test_is_the_same_in_both_languages_but_for_the_words(self, request: pytest.FixtureRequest, name: str):
        study: Study = request.getfixturevalue(name)
        year = study.years[-1]
        for made in (
            lambda lang: tables.whole_network(study, METRICS, study.years, lang),
            lambda lang: tables.by_sector(study, year, lang),
            lambda lang: tables.by_partner(study, year, lang),
            lambda lang: tables.partners_by_year(study, lang),
            lambda lang: tables.projects(study, study.years, lang),
            lambda lang: tables.ties(study, year, lang),
            lambda lang: tables.meetings(study, year, lang),
            lambda lang: tables.completeness(study, lang),
            lambda lang: tables.denominators(study, study.years, lang),
            lambda lang: tables.comings_and_goings(study, lang),
        ):
            it, en = made("it"), made("en")
            assert it.frame.shape == en.frame.shape
            numbers = [list(it.frame).index(heading) for heading in it.units]
            assert numbers == [list(en.frame).index(heading) for heading in en.units]
            pd.testing.assert_frame_equal(
                it.frame.iloc[:, numbers].set_axis(numbers, axis=1), en.frame.iloc[:, numbers].set_axis(numbers, axis=1)
            )

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_has_a_unit_for_every_column_of_numbers(self, example: Study, lang: Lang):
        for worded in (
            tables.whole_network(example, METRICS, example.years, lang),
            tables.by_partner(example, 2020, lang),
            tables.ties(example, 2020, lang),
            tables.completeness(example, lang),
        ):
            numeric = {name for name in worded.frame if any(isinstance(value, int | float) for value in worded.frame[name])}
            assert numeric == set(worded.units)


def test_one_value_is_worded_as_its_reader_writes_it(example: Study):
    density = METRICS["density"]
    assert (tables.worded(example, density, 2019, "it"), tables.worded(example, METRICS["mean_team_size"], 2019, "it")) == ("44%", "2,7")
    assert tables.worded(example, density, 2019, "en", subset="without_owner") == "47%"
    assert tables.worded(example, METRICS["retention_rate"], 2019, "it") == "n.d."
