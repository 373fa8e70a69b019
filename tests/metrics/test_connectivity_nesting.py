"""Nestedness: on the drawing, on published values and against counting."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from drawings import ALONE, DRAWING, IDLE, NOBODY, REGISTER, WOMEN, city
from reading import reason
from strategies import drawn

from reteanalysis.metrics import connectivity_nesting as c
from reteanalysis.terms import Reason

CITIES = [pytest.param(city(seed, least=7), id=f"city {seed}") for seed in range(25)]


def test_nodf_rows():
    """Of a, b, c, d, h (2) and e, f, g (1): d holds e and f whole, h holds g; 300 over 28 pairs."""
    assert c.nodf_rows(DRAWING) == pytest.approx(300 / 28, rel=1e-12)
    assert c.nodf_rows(drawn({"p": "abc", "q": "ab", "r": "a"})) == 100
    assert c.nodf_rows(drawn({"p": "ab", "q": "ab"})) == 0
    assert reason(c.nodf_rows(ALONE)) is Reason.TOO_FEW
    assert reason(c.nodf_rows(IDLE)) is Reason.EMPTY


def test_nodf_columns():
    """p holds q whole and half of r; s half of r; t holds u whole: 300 over 15 pairs."""
    assert c.nodf_columns(DRAWING) == pytest.approx(300 / 15, rel=1e-12)
    assert reason(c.nodf_columns(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(c.nodf_columns(NOBODY)) is Reason.EMPTY


def test_nodf():
    assert c.nodf(DRAWING) == pytest.approx(600 / 43, rel=1e-12)
    assert c.nodf(drawn({"p": "abc"})) == 0
    assert reason(c.nodf(ALONE)) is Reason.TOO_FEW
    assert reason(c.nodf(NOBODY)) is Reason.EMPTY


def test_nodf_leaves_out_the_idle():
    assert c.nodf(REGISTER) == c.nodf(drawn({"p": "ab", "q": "a"})) == c.nodf_rows(REGISTER) == c.nodf_columns(REGISTER) == 100


def test_r08_almeida_neto_figure_2():
    """The published matrix is already sorted, so that sorting it changes nothing."""
    figure = drawn({"1": "acde", "2": "abc", "3": "bcd", "4": "ab", "5": "ab"})
    assert c.nodf_columns(figure) == pytest.approx(53.33333, abs=1e-5)
    assert c.nodf_rows(figure) == pytest.approx(63.33333, abs=1e-5)
    assert c.nodf(figure) == pytest.approx(58.33333, abs=1e-5)


def test_r08_women():
    assert c.nodf_columns(WOMEN) == pytest.approx(49.212454, abs=1e-6)
    assert c.nodf_rows(WOMEN) == pytest.approx(48.205727, abs=1e-6)
    assert c.nodf(WOMEN) == pytest.approx(48.581187, abs=1e-6)


@pytest.mark.parametrize("network", CITIES)
def test_nodf_agrees_with_counting_pair_by_pair(network):
    projects = [set(np.flatnonzero(row)) for row in network.incidence.toarray() if row.any()]
    nested = [100 * len(a & b) / min(len(a), len(b)) if len(a) != len(b) else 0 for a, b in combinations(projects, 2)]
    assert c.nodf_rows(network) == pytest.approx(np.mean(nested), rel=1e-12)
