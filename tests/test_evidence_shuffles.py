"""Labels dealt again: sectors among partners (N5), years among projects (N6), and what a change amounts to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from calibration import false_alarms_of_years, renaming_years_moves, year_of_teams
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import CORNERS, drawn, networks

from reteanalysis.evidence import shuffles
from reteanalysis.evidence.changes import detectable, size_fair
from reteanalysis.evidence.copies import Copies, measured, streams
from reteanalysis.evidence.p_values import holm, p_value
from reteanalysis.evidence.shuffles import areas_moved, shuffled_labels, shuffled_years
from reteanalysis.metrics import METRICS
from reteanalysis.network import Network
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis import Study

CROSS = METRICS["cross_sector_share"]


def same_derived(one: Network, other: Network) -> None:
    """Assert that whatever is derived from two networks is the same."""
    for name, kind in vars(Network).items():
        if isinstance(kind, cached_property):
            parts = [getattr(each, name) for each in (one, other)]
            np.testing.assert_equal(*(part.toarray() if hasattr(part, "toarray") else part for part in parts), err_msg=name)


# ---------------------------------------------------------------------- random numbers


def test_a_stream_belongs_to_its_number():
    numbers = [streams(1, 5)(draw).random(3).tolist() for draw in range(4)]
    assert numbers == [streams(1, 5)(draw).random(3).tolist() for draw in range(4)]
    others = [streams(2, 5)(0), streams(1, 6)(0), streams(1, 5, 0)(0), streams(1)(0)]
    assert len({tuple(row) for row in numbers} | {tuple(other.random(3)) for other in others}) == 8


def test_copies_are_made_by_number():
    copies = Copies(str, 3)
    assert (list(copies), copies[2], len(copies)) == (["0", "1", "2"], "2", 3)
    for number in (-1, 3):
        with pytest.raises(IndexError):
            copies[number]
    nothing: Copies[str] = Copies.none(Reason.EMPTY)
    assert (list(nothing), nothing.reason) == ([], Reason.EMPTY)


# ---------------------------------------------------------------------- N5


def test_few_labels_are_dealt_in_every_way():
    """Two tables of two, two public bodies of four partners: 4! / (2! 2!) = 6 deals; in 4 of them both tables are mixed."""
    network = drawn({"p": "ab", "q": "cd"}, {"public": "ab", "cooperative": "cd"})
    copies = shuffled_labels(network, 999, 1)
    assert copies.exact
    assert {tuple(copy.sector) for copy in copies} == {(0, 0, 1, 1), (0, 1, 0, 1), (0, 1, 1, 0), (1, 0, 0, 1), (1, 0, 1, 0), (1, 1, 0, 0)}
    values = measured([CROSS], copies)["cross_sector_share"]
    assert Counter(values.tolist()) == {0.0: 2, 1.0: 4}
    assert p_value(CROSS(network), values, exact=True) == pytest.approx(2 / 3)  # two of six, on the smaller side, twice


def test_labels_within_terciles_of_load():
    """Who sits at three tables deals only with who does: a with b, and c, e, f, g among themselves."""
    network = drawn({"p": "abc", "q": "abg", "r": "abef"}, {"public": "acg", "cooperative": "bef"})
    copies = shuffled_labels(network, 999, 1, within="load terciles")
    assert len(copies) == 2 * 6
    assert all(sorted(copy.sector[:2]) == [0, 1] for copy in copies)
    assert len(shuffled_labels(network, 999, 1)) == 20


@pytest.mark.parametrize(
    ("corner", "reason"),
    [
        ("empty year", Reason.EMPTY),
        ("register with nobody active", Reason.EMPTY),
        ("unknown sectors", Reason.EMPTY),
        ("one sector", Reason.SINGLE_SECTOR),
        ("one partner", Reason.SINGLE_SECTOR),
    ],
)
def test_no_labels_to_deal(corner: str, reason: Reason):
    copies = shuffled_labels(CORNERS[corner], 9, 1)
    assert (len(copies), copies.reason) == (0, reason)


@settings(deadline=None, max_examples=40)
@given(networks(), st.sampled_from([None, "load terciles"]), st.integers(0, 99))
def test_dealing_labels_changes_nothing_else(network: Network, within: Any, seed: int):
    for name, kind in vars(Network).items():
        if isinstance(kind, cached_property):
            getattr(network, name)  # all that could be handed on by mistake
    fixed = ~network.active | (network.sector < 0)
    copies = shuffled_labels(network, 3, seed, within)
    for k in range(min(len(copies), 3)):
        copy = copies[k]
        assert np.array_equal(copy.sector[fixed], network.sector[fixed])
        assert Counter(copy.sector.tolist()) == Counter(network.sector.tolist())
        same_derived(copy, replace(network, sector=copy.sector, register=copy.register))
        if copy.register is not None:
            listed = dict(zip(copy.register.bodies, copy.register.sector, strict=True))
            assert all(listed[copy.partners[i]] == copy.sector[i] for i in np.flatnonzero(~fixed) if copy.partners[i] in listed)
        assert np.array_equal(copy.sector, shuffled_labels(network, 99, seed, within)[k].sector)


# ---------------------------------------------------------------------- N6


def test_projects_fall_whole_in_another_year():
    years = {2019: year_of_teams(1, 2019), 2020: year_of_teams(2, 2020, 30)}
    teams = Counter(
        frozenset(network.partners[i] for i in network.incidence[:, [j]].nonzero()[0])
        for network in years.values()
        for j in range(network.m)
    )
    copies = shuffled_years(years, 5, 1)
    assert len(copies) == 5
    for copy in copies:
        assert {year: network.m for year, network in copy.items()} == {2019: 24, 2020: 30}
        assert [network.year for network in copy.values()] == [2019, 2020]
        fallen = Counter(
            frozenset(network.partners[i] for i in network.incidence[:, [j]].nonzero()[0])
            for network in copy.values()
            for j in range(network.m)
        )
        assert fallen == teams
        assert all(network.load.all() for network in copy.values())
        for network in copy.values():
            same_derived(network, replace(network))
    assert any(copy[2019].projects != years[2019].projects for copy in copies)


def test_projects_stay_in_their_area_where_areas_changed():
    years = {2019: year_of_teams(1, 2019, areas="xxxy"), 2020: year_of_teams(2, 2020, areas="xyyy")}
    assert areas_moved(years.values()) == 0.25
    count = {year: Counter(network.project_data["area"]) for year, network in years.items()}
    for copy in shuffled_years(years, 5, 1):
        assert {year: Counter(network.project_data["area"]) for year, network in copy.items()} == count
    free = [Counter(copy[2019].project_data["area"]) for copy in shuffled_years(years, 5, 1, by_area=False)]
    assert any(areas != count[2019] for areas in free)


def test_areas_move_by_the_share_that_would_have_to_change():
    """3 of 4 in x against 1 of 4: half the projects; areas that are not recorded do not move."""
    areas = [np.array([*text], object) for text in ("xxxy", "xyyy")]
    one, other = (drawn(dict.fromkeys("pqrs", "a"), project_data={"area": area}) for area in areas)
    assert areas_moved([one, other]) == 0.5
    assert areas_moved([one, one]) == areas_moved([one, drawn({"p": "a"})]) == 0


def test_years_without_enough_to_move(example: Study):
    some, few = year_of_teams(1, 2019), year_of_teams(1, 2020, 19)
    empty = CORNERS["empty year"]
    for year in (few, replace(empty, sectors=some.sectors, spheres=some.spheres)):
        assert shuffled_years({2019: some, 2020: year}, 9, 1).reason is Reason.TOO_FEW
    assert shuffled_years({2019: some}, 9, 1).reason is Reason.MISSING_YEAR
    assert shuffled_years(example.networks, 9, 1).reason is Reason.TOO_FEW
    tied = Network.from_ties({(0, 1): 1.0}, partners=("a", "b"), year=2020, sector=np.zeros(2, np.intp), sectors=some.sectors)
    assert shuffled_years({2019: some, 2020: tied}, 9, 1).reason is Reason.NOT_RECORDED
    with pytest.raises(ValueError, match="sectors"):
        shuffled_years({2019: some, 2020: replace(some, sectors=("a", "b", "c"))}, 9, 1)


def test_the_recorded_years_are_one_of_the_shuffles(esempio: Study):
    """With register, needs and areas: the projects of a year among all of them give what that year's network gives."""
    each = [esempio.networks[year] for year in (2019, 2020, 2021)]
    union = shuffles._union(each)
    listed, start = shuffles._listed_in_all(union, each), 0
    not_carried = {"first_time_share", *(metric.name for metric in METRICS if {"flow", "ratings"} & {*metric.needs})}
    not_carried |= {"survey_response", "partnership_trust", "partnership_value", "best_tie_gain", "removal_robustness_random"}
    for y, network in enumerate(each):
        mask = np.zeros(union.m, bool)
        mask[start : start + network.m] = True
        start += network.m
        again = shuffles._fallen(shuffles._setting(union, each, y), mask, listed)
        assert again.needs == network.needs
        assert again.flows is again.ratings is None
        for metric in METRICS:
            if metric.years == 1 and metric.level != "partner" and metric.name not in not_carried:
                np.testing.assert_allclose(metric(again), metric(network), err_msg=metric.name)


def test_a_project_answers_the_needs_of_the_year_it_falls_in(esempio: Study):
    years = {year: esempio.networks[year] for year in (2019, 2020)}
    copy = shuffled_years(years, 1, 3)[0]
    for network in copy.values():
        assert network.needs is not None
        answered = network.needs.answered_by(network.project_data, network.m)
        assert (answered != network.needs.served).nnz == 0
    for network in years.values():
        assert network.needs is not None
        assert (network.needs.answered_by(network.project_data, network.m) != network.needs.served).nnz == 0


def test_names_of_years_do_not_matter():
    assert renaming_years_moves([CROSS, METRICS["size"], METRICS["tie_jaccard"]], pairs=1, draws=9) == 0


def test_a_longer_run_begins_with_the_shorter():
    years = {2019: year_of_teams(1, 2019), 2020: year_of_teams(2, 2020)}
    short, long = (measured([CROSS], shuffled_years(years, draws, 4))[CROSS.name] for draws in (5, 12))
    np.testing.assert_array_equal(short, long[:5])
    assert shuffled_years(years, 9, 4)[7] == shuffled_years(years, 12, 4)[7]


def test_years_drawn_alike_rarely_differ():
    """Of 200 pairs of years drawn alike, at 5% between 2% and 9% are told to differ (C.9; with more draws, `benchmarks/acceptance.py`)."""
    assert 0.02 <= false_alarms_of_years(METRICS["density"], 200, 39) <= 0.09


# ---------------------------------------------------------------------- what a change amounts to


def test_p_values_by_hand():
    draws = np.array([0.1, 0.2, 0.3, 0.4])
    assert p_value(0.5, draws) == 2 / 5
    assert p_value(0.1 + 0.2, draws) == 1.0  # equal but for rounding
    assert p_value(0.4, draws, exact=True) == 2 / 4
    assert p_value(0.5, np.append(draws, np.nan)) == 2 / 5
    assert getattr(p_value(np.nan, draws), "reason", None) is Reason.EMPTY
    assert getattr(p_value(0.1, np.full(3, np.nan)), "reason", None) is Reason.EMPTY


def test_the_smallest_change_told_with_four_chances_in_five():
    """Luck even on -100 … 100: 95% of it within 95; four fifths of it up to 60; with 155 more, four times in five beyond 95."""
    luck = np.arange(-100.0, 101)
    assert detectable(luck) == detectable(luck + 7) == pytest.approx(155, abs=1)
    assert np.mean(np.abs(luck + detectable(luck)) > 95) == pytest.approx(0.8, abs=0.01)
    assert getattr(detectable(np.arange(99.0)), "reason", None) is Reason.TOO_FEW
    assert getattr(detectable(np.full(200, 0.3)), "reason", None) is Reason.ZERO_VARIANCE


def test_holm_by_hand():
    assert holm([0.01, np.nan, 0.04, 0.03]).tolist()[0] == pytest.approx(0.03)
    np.testing.assert_allclose(holm([0.01, np.nan, 0.04, 0.03]), [0.03, np.nan, 0.06, 0.06])
    np.testing.assert_allclose(holm([0.6, 0.7]), [1, 1])
    assert holm([]).tolist() == []


def test_a_change_among_those_who_stayed():
    """a, b, c stayed and d left: mixed pairs were ab and bd of ab, cd, bd, abc's three, and are none of ac's one; without d 3 of 4."""
    before = drawn({"p": "ab", "q": "cd", "r": "bd", "s": "abc"}, {"public": "acd", "cooperative": "b"})
    after = drawn({"p": "ac", "q": "be"}, {"public": "ace", "cooperative": "b"})
    fair = size_fair(CROSS, {2019: before, 2020: after}, lambda metric, network: network.n / 10)
    assert fair.observed == pytest.approx(1 / 2 - 4 / 6)
    assert fair.core == pytest.approx(0 / 1 - 3 / 4)
    assert fair.by_size == pytest.approx(0.0)
    assert fair.beyond_size == pytest.approx(fair.observed)
    alone = size_fair(METRICS["exit_rate"], {2019: before, 2020: after})
    assert (alone.observed, alone.core) == (1 / 4, 0)
    assert getattr(alone.by_size, "reason", None) is Reason.NOT_RECORDED
    strangers = size_fair(CROSS, {2019: drawn({"p": "ab"}), 2020: drawn({"p": "cd"})})
    assert getattr(strangers.core, "reason", None) is Reason.TOO_FEW
