"""Other projects of the same kind (N7), partners and projects left off the list (N8)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import remark
from strategies import CORNERS, SECTORS, assembled, drawn, networks

from reteanalysis.evidence.copies import measured
from reteanalysis.evidence.missing import WHO, emptied, missing, missing_projects, phantoms, shift, unseen
from reteanalysis.evidence.resampling import (
    bias_corrected,
    bootstrap,
    bootstrap_years,
    influential,
    jackknife,
    percentile,
    without_each_partner,
    without_each_project,
)
from reteanalysis.metrics import METRICS
from reteanalysis.network import Network
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis import Study

TEAM, SIZE, CROSS = METRICS["mean_team_size"], METRICS["size"], METRICS["cross_sector_share"]

# Teams of 2, 3 and 4; six partners.
THREE = drawn({"p": "Ab", "q": "aCd", "r": "Cdef"}, {"public": "ac", "cooperative": "bd", "association": "ef"})


# ---------------------------------------------------------------------- N7


def test_three_projects_are_resampled_in_every_way():
    """27 resamples; the mean size of three of (2, 3, 4) has mean 3 and variance (2/3)/3."""
    copies = bootstrap(THREE, 999, 1)
    values = measured([TEAM], copies)[TEAM.name]
    expected = sorted(float(Fraction(sum(sizes), 3)) for sizes in product((2, 3, 4), repeat=3))
    assert copies.exact
    assert sorted(values) == pytest.approx(expected)
    assert values.mean() == pytest.approx(3)
    assert values.var() == pytest.approx(2 / 9)


def test_two_projects_have_four_resamples():
    """p alone twice, with a and b; q alone twice, with a, c, d; both, twice."""
    copies = bootstrap(drawn({"p": "Ab", "q": "aCd"}), 999, 1)
    assert sorted(copy.partners for copy in copies) == [("a", "b"), *[("a", "b", "c", "d")] * 2, ("a", "c", "d")]
    assert [copy.projects for copy in copies] == [("p", "p'"), ("p", "q"), ("p", "q"), ("q", "q'")]


@pytest.mark.parametrize(
    ("corner", "why"), [("empty year", Reason.EMPTY), ("one partner", Reason.TOO_FEW), ("one project", Reason.TOO_FEW)]
)
def test_nothing_to_resample(corner: str, why: Reason):
    network = CORNERS[corner]
    assert bootstrap(network, 9, 1).reason is without_each_project(network).reason is why
    assert bootstrap_years({1: THREE, 2: network}, 9, 1).reason is why


def test_ties_that_are_not_made_of_projects_are_not_resampled():
    tied = Network.from_ties({(0, 1): 1.0, (1, 2): 1.0}, partners=("a", "b", "c"), year=0, sector=np.full(3, -1), sectors=())
    assert bootstrap(tied, 9, 1).reason is without_each_project(tied).reason is Reason.NOT_RECORDED
    assert len(without_each_partner(tied)) == 3


@settings(deadline=None, max_examples=12)
@given(networks(), st.integers(0, 99))
def test_measures_of_a_copy_are_those_of_a_network_made_from_scratch(network: Network, seed: int):
    for copy in [*bootstrap(network, 1, seed)][:1]:
        columns = [network.projects.index(project.rstrip("'")) for project in copy.projects]
        scratch = assembled(network, [network.index(partner) for partner in copy.partners], columns, register=copy.register)
        assert copy == scratch
        for metric in METRICS:
            if metric.years == 1:
                np.testing.assert_allclose(metric(copy), metric(scratch), rtol=1e-9, atol=1e-9, err_msg=metric.name)


def test_a_draw_does_not_depend_on_how_many_there_are(esempio: Study):
    network = esempio.networks[2019]
    assert bootstrap(network, 10, 1)[6] == bootstrap(network, 99, 1)[6]
    assert bootstrap(network, 10, 1)[6] != bootstrap(network, 10, 2)[6]
    pair = bootstrap_years({2019: network, 2020: network}, 3, 1)[0]
    assert pair[2019] == bootstrap_years({1: network, 2: network}, 3, 1)[0][1]
    assert pair[2019] != pair[2020]  # each year by itself


def test_values_of_partners_stay_with_their_names():
    values = measured([METRICS["partner_load"]], bootstrap(drawn({"p": "Ab", "q": "aCd"}), 9, 1), like=THREE)["partner_load"]
    assert values.shape == (4, 6)
    np.testing.assert_array_equal(values[0], [2, 2, np.nan, np.nan, np.nan, np.nan])  # p twice
    np.testing.assert_array_equal(values[1], [2, 1, 1, 1, np.nan, np.nan])


def test_the_percentile_interval_of_three_projects():
    """The 27 values begin 6/3, 7/3, 7/3, 7/3: 2.5% of the way through them is 0.65 of the way from the first to the second."""
    values = measured([TEAM], bootstrap(THREE, 999, 1))[TEAM.name]
    interval = percentile(TEAM(THREE), values)
    assert interval.low == pytest.approx(2 + 0.65 / 3)
    assert interval.high == pytest.approx(4 - 0.65 / 3)
    assert interval.usable
    assert interval.defined == 1


def test_what_counts_distinct_partners_is_not_for_the_bootstrap():
    """No resample has more than the six partners, nearly all have fewer."""
    for network in (THREE, drawn({str(j): f"a{letter}" for j, letter in enumerate("bcdefghijk")})):
        interval = percentile(SIZE(network), measured([SIZE], bootstrap(network, 99, 1))[SIZE.name])
        assert interval.bias < -0.9
        assert not interval.usable
        assert np.isnan(interval.low)
        assert np.isnan(interval.high)


def test_bca_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    sizes = np.array([2.0, 2, 3, 3, 4, 9, 2, 5, 3, 12])
    found = stats.bootstrap((sizes,), np.mean, n_resamples=1999, method="BCa", rng=np.random.default_rng(1))
    left_out = np.array([np.delete(sizes, j).mean() for j in range(len(sizes))])
    ours = bias_corrected(sizes.mean(), found.bootstrap_distribution, left_out)
    assert (ours.low, ours.high) == pytest.approx((found.confidence_interval.low, found.confidence_interval.high), abs=0.05)
    assert ours.high > percentile(sizes.mean(), found.bootstrap_distribution).high  # the long tail is on that side


def test_bca_where_it_cannot_be():
    boot = np.linspace(-1, 1, 101)
    for value, left_out in ((0.0, np.array([0.1, np.nan])), (np.nan, np.array([0.1, 0.2])), (-1.5, np.array([0.1, 0.2]))):
        interval = bias_corrected(value, boot, left_out)
        assert np.isnan(interval.low)
        assert not interval.usable
    still = bias_corrected(2.0, np.full(50, 2.0), np.full(5, 2.0))
    assert (still.low, still.high, still.bias) == (2, 2, 0)
    rare = percentile(0.0, np.where(np.arange(101) % 5 == 0, np.nan, boot))
    assert rare.defined == pytest.approx(80 / 101)
    assert not rare.usable


def test_intervals_of_many_values_at_once():
    random = np.random.default_rng(1)
    boot, left_out = random.normal(0, 1, (400, 3)), random.normal(0, 1, (9, 3))
    boot[:80, 2] = np.nan
    for several, one in (
        (percentile(np.zeros(3), boot), lambda g: percentile(0.0, boot[:, g])),
        (bias_corrected(np.zeros(3), boot, left_out), lambda g: bias_corrected(0.0, boot[:, g], left_out[:, g])),
    ):
        for g in range(3):
            np.testing.assert_allclose([part[g] for part in several], [*one(g)])
    np.testing.assert_allclose(percentile(0.0, boot[:, 0]).low, np.quantile(boot[:, 0], 0.025))


def test_without_each_project_and_each_partner():
    """Teams of 2, 3, 4: the mean without each is 7/2, 3, 5/2."""
    copies = without_each_project(THREE)
    values = measured([TEAM], copies)[TEAM.name]
    assert copies.names == ("p", "q", "r")
    assert values.tolist() == [3.5, 3, 2.5]
    found = jackknife(values)
    assert (found.low, found.high) == (2.5, 3.5)
    assert found.error == pytest.approx(np.sqrt(2 / 3 * 0.5))
    assert [(one.name, one.change) for one in influential(3.0, values, copies.names)] == [("p", 0.5), ("r", -0.5)]
    partners = without_each_partner(THREE)
    assert partners.names == THREE.partners
    assert [copy.seats for copy in partners] == [7, 8, 7, 7, 8, 8]
    assert without_each_partner(CORNERS["one partner"]).reason is Reason.TOO_FEW
    assert without_each_partner(CORNERS["register with nobody active"]).reason is Reason.EMPTY


def test_whose_absence_leaves_no_answer_comes_first():
    found = influential(1.0, np.array([1.2, 1.0, np.nan, 0.5]), "abcd", count=2)
    assert [one.name for one in found] == ["c", "d"]


# ---------------------------------------------------------------------- N8

# Thirty partners: a hub in every project, one in two, the others in one.
CROWD = [chr(c) for c in range(ord("b"), ord("b") + 25)]
WIDE = drawn(
    {f"p{j}": "a" + "".join(CROWD[3 * j : 3 * j + 3]) + ("b" if j == 5 else "") for j in range(8)},
    dict(zip(SECTORS, ("a", "".join(CROWD[:8]), "".join(CROWD[8:16]), "".join(CROWD[16:])), strict=True)),
    project_data={"area": np.array([*"xxxxxyyy"], object)},
)


@pytest.mark.parametrize("who", WHO)
def test_a_share_of_the_partners_is_left_out(who: Any):
    assert WIDE.n == 25
    for share, gone in ((0.05, 1), (0.1, 3), (0.2, 5), (0.01, 1)):
        assert {copy.n for copy in missing(WIDE, share, who, 20, seed=1)} == {WIDE.n - gone}


def test_the_most_present_are_left_out_most():
    """Of 23 partners in one project, one in two and one in eight: a first with chance 1/25, 64/91, and (1/64)/(23 + 1/4 + 1/64)."""
    chance = {who: np.mean(["a" not in copy.partners for copy in missing(WIDE, 0.05, who, 800, seed=1)]) for who in WHO}
    assert chance["random"] == pytest.approx(1 / 25, abs=0.02)
    assert chance["most"] == pytest.approx(64 / 91, abs=0.05)
    assert chance["least"] == pytest.approx(0, abs=0.01)


def test_projects_left_with_nobody_are_gone():
    alone = drawn({letter: letter for letter in "abcdefghijklmnopqrst"})
    copies = missing(alone, 0.1, draws=5, seed=1)
    assert {copy.m for copy in copies} == {18}
    assert emptied(alone, copies) == 2
    assert remark(emptied(alone, [])) is Reason.EMPTY


@pytest.mark.parametrize("corner", CORNERS)
def test_small_networks_miss_nobody(corner: str):
    for copies in (
        missing(CORNERS[corner], 0.1, seed=1),
        missing_projects(CORNERS[corner], 0.1, seed=1),
        phantoms(CORNERS[corner], seed=1),
    ):
        assert (len(copies), copies.reason) == (0, Reason.TOO_FEW)


def test_a_share_of_the_projects_is_left_out_also_by_area():
    assert {copy.m for copy in missing_projects(WIDE, 0.2, draws=9, seed=1)} == {6}
    for copy in missing_projects(WIDE, 0.67, draws=9, seed=1, area="y"):
        assert sorted(copy.project_data["area"]) == [*"xxxxxy"]
    assert missing_projects(WIDE, 0.2, seed=1, area="nowhere").reason is Reason.EMPTY
    assert missing_projects(WIDE, 1.0, seed=1).reason is Reason.TOO_FEW
    largest = [set(WIDE.projects) - set(copy.projects) for copy in missing_projects(WIDE, 0.1, "most", 400, seed=1)]
    assert np.mean([gone == {"p5"} for gone in largest]) == pytest.approx(5**2 / (5**2 + 7 * 4**2), abs=0.08)


def test_draws_of_missing_partners_do_not_depend_on_how_many():
    assert missing(WIDE, 0.1, draws=3, seed=1)[2] == missing(WIDE, 0.1, draws=50, seed=1)[2]
    assert missing(WIDE, 0.1, draws=3, seed=1)[2] != missing(WIDE, 0.1, draws=3, seed=2)[2]


def test_unseen_partners_by_hand():
    """23 partners once, one twice, of 8 projects: 7/8 · 23²/2; without anybody twice 7/8 · 23 · 22/2."""
    assert np.bincount(WIDE.load).tolist() == [0, 23, 1, 0, 0, 0, 0, 0, 1]
    assert unseen(WIDE) == pytest.approx(7 / 8 * 23**2 / 2)
    assert unseen(drawn({str(j): letter for j, letter in enumerate("abcde")})) == pytest.approx(4 / 5 * 5 * 4 / 2)
    assert remark(unseen(THREE)) is Reason.TOO_FEW


def test_phantoms_have_one_seat_each(esempio: Study):
    for network in (esempio.networks[2021], WIDE):
        count = round(unseen(network))
        copy = phantoms(network, 3, seed=1)[2]
        assert copy == phantoms(network, 9, seed=1)[2]
        assert copy.n == network.n + count
        assert copy.load[network.n :].tolist() == [1] * count
        assert copy.subset(np.arange(copy.n) < network.n) == network
        assert replace(copy) == copy  # passes all checks
        if copy.register is not None:
            assert copy.register.active.sum() == copy.n
            assert np.array_equal(copy.register.sector[-count:], copy.sector[-count:])


def test_phantoms_sit_where_they_are_told():
    def only_the_first(network: Network) -> np.ndarray:
        return np.arange(network.m) == 0

    copy = phantoms(WIDE, 1, seed=1, probabilities=only_the_first)[0]
    assert set(copy.incidence.indices[copy.incidence.indptr[WIDE.n] :]) == {0}
    assert set(copy.sector[WIDE.n :]) <= {1, 2, 3}  # of the partners seen once
    everybody_twice = drawn({str(j): "abcdefghijklmnopqrst" for j in range(5)})
    assert phantoms(everybody_twice, seed=1).reason is Reason.EMPTY


def test_shift_by_hand():
    found = shift(2.0, np.array([1.0, 2.0, 2.4, np.nan]))
    assert found.bias == pytest.approx(-0.1)
    assert found.spread == pytest.approx(np.std([1, 2, 2.4], ddof=1) / 2)
    assert found.defined == 3 / 4
    nothing = shift(0.0, np.array([1.0, 2.0]))
    assert remark(nothing.bias) is remark(nothing.spread) is Reason.EMPTY
    assert (nothing.low, nothing.high) == pytest.approx((1.025, 1.975))
    assert remark(shift(1.0, np.full(3, np.nan)).low) is Reason.EMPTY
    assert remark(shift(1.0, np.empty(0)).defined) is Reason.EMPTY
