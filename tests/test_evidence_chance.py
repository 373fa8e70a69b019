"""A value beside chance: the comparison by hand, what a null model keeps, and the reasons for no answer."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from calibration import false_alarms_of_lots
from strategies import CORNERS, drawn

from reteanalysis import Text, metric
from reteanalysis.evidence.chance import against_chance, compare, fixed_by_null
from reteanalysis.evidence.lots import sector_meetings
from reteanalysis.metrics import METRICS
from reteanalysis.terms import Reason, undefined

SECTORS = {"public": "ab", "cooperative": "cde", "association": "fgh", "enterprise": ""}
NETWORK = drawn({"p": "Abc", "q": "Bde", "r": "Cf", "s": "dGh", "t": "eFa", "u": "Hg", "v": "Dc"}, SECTORS)


def test_the_comparison_worked_by_hand():
    """Nine draws 0…8, observed 8: mean 4, sd √(60/8), one draw as high: p = 2 · 2/10; κ = (8 − 4)/(10 − 4)."""
    found = compare(8.0, np.arange(9.0), (0, 10))
    assert float(found.mean) == 4
    assert float(found.sd) == pytest.approx(math.sqrt(60 / 8), rel=1e-14)
    assert float(found.p) == pytest.approx(0.4, rel=1e-14)
    assert float(found.kappa) == pytest.approx(4 / 6, rel=1e-14)
    assert float(compare(1.0, np.arange(9.0), (0, 10)).kappa) == pytest.approx(-3 / 4, rel=1e-14)


def test_where_all_are_listed_p_is_their_share():
    found = compare(2.0, np.array([0.0, 1.0, 1.0, 1.0, 2.0]), (0, 4), exact=True)
    assert float(found.p) == 2 / 5
    assert float(found.least) == 2 / 5  # nothing can stand out among five


def test_a_table_is_compared_cell_by_cell():
    values = np.array([[1.0, 5.0], [3.0, 5.0], [2.0, 5.0]])
    found = compare(np.array([3.0, 5.0]), values, (0, 10))
    assert found.mean.tolist() == [2, 5]
    assert math.isnan(found.p[1])  # always the same: no answer for that cell
    assert found.p[0] == 1.0


def test_values_that_differ_by_rounding_are_equal():
    assert compare(0.1 + 0.2, np.full(99, 0.3), (0, 1)).reason is Reason.ZERO_VARIANCE


def test_draws_without_a_value_are_left_out_and_tell_when_they_are_many():
    values = np.append(np.linspace(0, 1, 80), np.full(20, np.nan))
    found = compare(0.5, values, (0, 1))
    assert found.reason is Reason.UNSTABLE
    assert float(found.mean) == pytest.approx(0.5)


@pytest.mark.parametrize(
    "name",
    ["size", "mean_team_size", "degree_centralisation", "top3_seat_share", "participation_gini", "outside_lead_share", "needs_coverage"],
)
def test_what_loads_and_team_sizes_decide_is_fixed_by_the_null(name: str):
    """Found out, not typed: C1, C5, O7, B7, and what hangs on projects alone (specification, N1)."""
    assert fixed_by_null(METRICS[name], "degrees")


@pytest.mark.parametrize(
    "name",
    [
        "cross_sphere_share",
        "mixed_team_share",
        "tie_density",
        "opsahl_closure",
        "transversality",
        "largest_component_share",
        "pair_meetings",
    ],
)
def test_what_depends_on_who_sits_with_whom_is_not(name: str):
    assert not fixed_by_null(METRICS[name], "degrees")


def test_ties_that_were_declared_stay_whatever_is_drawn():
    assert fixed_by_null(METRICS["tie_density"], "degrees", declared=True)


def test_the_reasons_for_no_answer():
    full, pair = CORNERS["all ones"], METRICS["cross_sector_share"]
    assert against_chance(pair, full).reason is Reason.ZERO_VARIANCE
    assert against_chance(pair, CORNERS["one sector"]).reason is Reason.SINGLE_SECTOR
    assert against_chance(pair, CORNERS["empty year"]).reason is Reason.EMPTY
    assert against_chance(METRICS["mean_team_size"], NETWORK, null="degrees").reason is Reason.FIXED_BY_NULL
    assert against_chance(METRICS["tie_change"], NETWORK, replace(NETWORK, year=2020)).reason is Reason.TOO_FEW  # seven projects a year
    with pytest.raises(ValueError, match="declares no null model"):
        against_chance(METRICS["size"], NETWORK)


def test_a_measure_of_ones_own_goes_through():
    @metric(
        level="network", unit="share", bounds=(0, 1), label=Text(it="Tavoli di c", en="Tables of c"), question=Text(it="Quanti?", en="How many?"),
        reading=Text(it="Tanti.", en="Many."), undefined=Text(it="Mai.", en="Never."), formula="x", reference="Nobody 2026",
        sentence=Text(it="Sono {value}.", en="They are {value}."), null="degrees",
    )  # fmt: skip
    def with_c(network) -> float:
        c = network.index("c")
        return float((network.shared[[c]].toarray() > 0).mean())

    found = against_chance(with_c, NETWORK, draws=99)
    assert found.reason is None
    assert found.draws >= 99 or found.exact
    assert float(found.low) <= float(found.mean) <= float(found.high)


@pytest.mark.parametrize(
    ("asked", "given", "error", "told"),
    [
        ("cross_sector_share", {}, TypeError, "take it from METRICS by its name, or declare it with @metric"),
        (len, {}, TypeError, "expected a metric"),
        (
            METRICS["tie_density"],
            {"null": "degree"},
            ValueError,
            "no null model is called 'degree': name one of 'degrees', 'labels', 'years'",
        ),
        (METRICS["tie_density"], {"draws": 0}, ValueError, "draws: expected a whole number, 1 or more, found 0"),
        (METRICS["tie_density"], {"draws": 2.5}, ValueError, "draws: expected a whole number, 1 or more, found 2.5"),
        (METRICS["tie_density"], {"draws": "19"}, ValueError, "draws: expected a whole number, 1 or more, found '19'"),
        (METRICS["tie_density"], {"seed": -1}, ValueError, "seed: expected a whole number, 0 or more, found -1"),
        (METRICS["tie_change"], {}, ValueError, "tie_change is measured on two networks, the earlier first; found Network"),
    ],
)
def test_what_was_asked_wrongly_is_told_not_answered(asked, given, error, told):
    with pytest.raises(error, match=re.escape(told)):
        against_chance(asked, NETWORK, **given)


def test_a_measure_is_asked_of_networks_not_of_a_study():
    with pytest.raises(ValueError, match="tie_density is measured on one network; found dict"):
        against_chance(METRICS["tie_density"], {2019: NETWORK})
    with pytest.raises(ValueError, match="tie_density is measured on one network; found none"):
        against_chance(METRICS["tie_density"])


def test_a_measure_of_ones_own_says_why_it_is_undefined():
    @metric(
        level="network", unit="share", bounds=(0, 1), label=Text(it="Nulla", en="Nothing"), question=Text(it="Quanti?", en="How many?"),
        reading=Text(it="Tanti.", en="Many."), undefined=Text(it="Sempre.", en="Always."), formula="x", reference="Nobody 2026",
        sentence=Text(it="Sono {value}.", en="They are {value}."), null="degrees",
    )  # fmt: skip
    def nothing(network) -> float:
        return math.nan if network.n > 1 else undefined(Reason.TOO_FEW)

    with pytest.raises(ValueError, match="nan without a reason; return undefined"):
        against_chance(nothing, NETWORK)
    alone = next(network for network in CORNERS.values() if network.n == 1)
    assert against_chance(nothing, alone).reason is Reason.TOO_FEW


def test_the_table_of_sectors_and_the_measure_agree():
    found = against_chance(METRICS["pair_meetings"], NETWORK, draws=200, seed=4)
    if not found.exact:
        tables = sector_meetings(NETWORK, 200, seed=4).mean(axis=0)
        g = np.arange(3)
        np.testing.assert_allclose(found.mean[:3, :3], np.where(np.eye(3), tables[:3, :3] / 2, tables[:3, :3])[np.ix_(g, g)])
    assert found.mean.shape == found.observed.shape


def test_type_one_errors_are_as_rare_as_they_should_be():
    """C.9: of networks drawn from the null itself, about one in twenty stands out at 5% (bounded form; in full, `benchmarks/acceptance.py`)."""
    assert false_alarms_of_lots([METRICS["cross_sector_share"]], NETWORK, 120, 99)["cross_sector_share"] <= 0.10


@pytest.mark.parametrize("name", CORNERS)
def test_no_corner_stops_it(name: str):
    for one in ("cross_sphere_share", "tie_density", "opsahl_closure", "mixed_team_share", "pair_meetings"):
        found = against_chance(METRICS[one], CORNERS[name], draws=19)
        assert found.reason is not None or found.observed.shape == found.p.shape
