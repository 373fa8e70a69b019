"""Which needs have no answer, on one network drawn by hand (see `drawn_needs`)."""

from __future__ import annotations

import pytest
from drawn_needs import CELLS, DRAWING, NOBODY, PLAIN, PROJECTS, UNANSWERED, named, needing
from reading import reason

from reteanalysis.metrics import METRICS
from reteanalysis.metrics import gaps_needs as g
from reteanalysis.terms import Reason

ALL_ZERO = needing(PLAIN, [("food", "1", 0)], PROJECTS)
OF_NEEDS = [metric for metric in METRICS if metric.family == "gaps" and metric.level == "network" and "needs" in metric.needs]


@pytest.mark.parametrize("metric", OF_NEEDS, ids=lambda metric: metric.name)
def test_without_needs_nothing_is_known_and_nothing_is_zero(metric):
    assert reason(metric(PLAIN)) is Reason.NOT_RECORDED
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(ALL_ZERO)) is Reason.EMPTY


def test_a_list_of_uncovered_needs_is_empty_without_needs():
    assert g.uncovered_needs(PLAIN) == []


def test_needs_coverage_and_needs_coverage_twice_and_needs_coverage_by_providers():
    """Of 200, 60 + 40 are answered; the 60 by two projects, both by two bodies."""
    assert g.needs_coverage(DRAWING) == 100 / 200
    assert g.needs_coverage_twice(DRAWING) == 60 / 200
    assert g.needs_coverage_by_providers(DRAWING) == 100 / 200
    assert g.needs_coverage_by_providers(DRAWING.without("a")) == 0  # b alone in food 1, c alone in home 2


def test_uncovered_need_count_leaves_out_what_nobody_needs():
    assert g.uncovered_need_count(DRAWING) == 4


def test_uncovered_needs_are_named_from_the_largest_with_who_is_near():
    gaps = g.uncovered_needs(DRAWING)
    assert [(CELLS[gap.cell], gap.missing) for gap in gaps] == [
        (("work", "3", 40), 1), (("food", "2", 30), 1), (("home", "1", 20), 1), (("food", "3", 10), 1),
    ]  # fmt: skip
    work, food, home, _ = gaps
    assert work.near == ((DRAWING.index("d"), ("area",)),)
    assert food.near == ((DRAWING.index("b"), ("area",)), (DRAWING.index("c"), ("district",)))  # the owner asks and is not asked
    assert home.near == ((DRAWING.index("c"), ("area",)), (DRAWING.index("b"), ("district",)))


def test_uncovered_needs_with_one_answer_only():
    thin = next(gap for gap in g.uncovered_needs(DRAWING, 2) if CELLS[gap.cell][:2] == ("home", "2"))
    assert (thin.missing, thin.projects, named(DRAWING, thin.providers)) == (1, (DRAWING.projects.index("r"),), "ac")
    assert named(DRAWING, [i for i, _ in thin.near]) == ""  # b and d know neither homes nor district 2
    assert [gap.missing for gap in g.uncovered_needs(DRAWING, 2)] == [1, 2, 2, 2, 2]


def test_response_without_need():
    """s works nobody knows where."""
    assert g.response_without_need(DRAWING) == 1 / 4
    assert g.response_without_need(UNANSWERED) == 1


def test_cells_read_off_the_projects_are_all_covered():
    """Why needs must come from the plan: this says nothing."""
    circular = needing(PLAIN, [("food", "1", 1), ("home", "2", 1)], PROJECTS)
    assert g.needs_coverage(circular) == 1
