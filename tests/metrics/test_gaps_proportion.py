"""Whether the response is spread as the needs are, on one network drawn by hand (see `drawn_needs`)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_needs import DRAWING, PLAIN, PROJECTS, UNANSWERED, needing
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason

from reteanalysis.metrics import gaps_proportion as g
from reteanalysis.metrics._diversity import gini
from reteanalysis.terms import Reason

INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]  # example vector of the R package ineq


def test_r41_gini_and_theil_of_the_r_package_ineq():
    assert gini(INEQ, np.ones(10)) == pytest.approx(0.4620911, abs=1e-7)
    assert g.theil(np.ones(10), INEQ)[1] == pytest.approx(0.3623412, abs=1e-7)


def test_r41_theil_between_and_within_of_pysal():
    assert g.theil(np.ones(6), [0, 0, 0, 10, 10, 10], [0, 0, 0, 1, 1, 1]) == (pytest.approx(np.log(2)), 0)
    between, within = g.theil(np.ones(6), [1, 2, 3, 10, 20, 30], [0, 0, 0, 1, 1, 1])
    assert between + within == pytest.approx(0.4757191, abs=1e-7)
    assert (between, within) == (pytest.approx(0.3885111, abs=1e-7), pytest.approx(0.0872080, abs=1e-7))


def test_needs_hoover():
    """Need .3 .15 .05 .1 .2 .2, response 2/3 0 0 0 1/3 0: what is too much, 11/30 + 4/30, would move."""
    assert g.needs_hoover(DRAWING) == pytest.approx(15 / 30)


def test_needs_gini():
    """Half the need has nothing, a fifth has 1/3 (ratio 5/3), .3 has 2/3 (ratio 20/9): 1 − .2·1/3 − .3·(1/3 + 1)."""
    assert g.needs_gini(DRAWING) == pytest.approx(1 - 0.2 / 3 - 0.3 * 4 / 3)


def test_needs_theil_and_needs_theil_between_and_needs_theil_within():
    """Districts: need .4 .35 .25, response 2/3 1/3 0."""
    whole, between, within = (metric(DRAWING) for metric in (g.needs_theil, g.needs_theil_between, g.needs_theil_within))
    assert whole == pytest.approx(2 / 3 * np.log(2 / 3 / 0.3) + 1 / 3 * np.log(1 / 3 / 0.2))
    assert between == pytest.approx(2 / 3 * np.log(2 / 3 / 0.4) + 1 / 3 * np.log(1 / 3 / 0.35))
    assert between + within == pytest.approx(whole)


def test_needs_theil_between_and_needs_theil_within_want_districts():
    anywhere = needing(PLAIN, [("food", None, 2), ("home", None, 2), ("work", None, 1)], PROJECTS)
    assert g.needs_theil(anywhere) > 0
    assert reason(g.needs_theil_between(anywhere)) is Reason.NOT_RECORDED
    assert reason(g.needs_theil_within(anywhere)) is Reason.NOT_RECORDED


@pytest.mark.parametrize("metric", [g.needs_hoover, g.needs_gini, g.needs_theil])
def test_needs_hoover_needs_gini_and_needs_theil_at_their_ends(metric):
    assert metric(needing(PLAIN, [("food", "1", 20), ("home", "2", 10)], PROJECTS)) == pytest.approx(0, abs=1e-12)  # two and one
    assert reason(metric(UNANSWERED)) is Reason.EMPTY
    assert reason(metric(needing(PLAIN, [("food", "1", 20), ("sport", "2", 0)], PROJECTS))) is Reason.TOO_FEW


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=2, max_size=12))
def test_hoover_never_passes_gini_and_theil_never_passes_its_bound(cells):
    need, response = map(np.array, zip(*cells, strict=True))
    if response.any():
        assert 0 <= g.hoover(need, response) <= gini(response, need) + 1e-12 < 1
        assert sum(g.theil(need, response)) <= np.log(need.sum() / need.min()) + 1e-12
