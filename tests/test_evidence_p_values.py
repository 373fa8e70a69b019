"""How rare a value is: p by hand, and a band that never says something else than the p beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from reteanalysis.evidence.chance import compare
from reteanalysis.evidence.p_values import ALPHA, band, false_discovery, p_values
from reteanalysis.evidence.words import Verdict, verdict_of


def test_the_ends_of_the_band_are_the_first_that_are_not_rare():
    """Of 999 draws 25 on a side are 5% of a thousand: the 25th is inside, what lies beyond it has p = 2 · 25/1000."""
    draws = np.arange(1.0, 1000.0)
    assert tuple(map(float, band(draws))) == (25, 975)
    assert p_values([24.9, 25.0], np.stack([draws, draws], axis=1)).tolist() == [0.05, 0.052]


def test_of_all_there_are_the_band_counts_shares():
    """Of 80 tables two are 2.5%: a value as far out as the second has p = 5%, the third is inside."""
    tables = np.arange(1.0, 81.0)
    assert tuple(map(float, band(tables, exact=True))) == (3, 78)
    assert float(p_values(2.0, tables, exact=True)) == 0.05


@pytest.mark.parametrize(("draws", "there"), [(38, False), (39, True)])
def test_few_draws_have_no_band(draws: int, there: bool):
    """With 38 the rarest value has p = 2/39, more than 5%."""
    found = compare(1000.0, np.arange(float(draws)), (0, np.inf))
    assert (float(found.p) <= ALPHA) is there
    assert bool(np.isfinite(found.low)) is there
    assert verdict_of(found) is (Verdict.MORE if there else Verdict.CANNOT_SAY)


def test_a_value_that_chance_never_gave_stands_out_of_one_that_it_gives_half_the_time():
    """Two values, each of half the draws: neither is rare. A third, never drawn, is."""
    draws = np.repeat([0.2, 0.4], 500)
    assert verdict_of(compare(0.4, draws, (0, 1))) is Verdict.CANNOT_SAY
    assert verdict_of(compare(0.9, draws, (0, 1))) is Verdict.MORE


@given(st.lists(st.integers(0, 30), min_size=1, max_size=300), st.integers(-2, 32), st.booleans(), st.integers(0, 5))
def test_outside_the_band_and_a_small_p_are_one_thing(values: list[int], value: int, exact: bool, undefined: int):
    value = values[value % len(values)] if exact else value  # of all there are, the observed is one
    draws = np.array([*values, *[np.nan] * undefined], float)
    low, high = band(draws, exact=exact)
    assert (value < low or value > high) == (p_values(value, draws, exact=exact) <= ALPHA and np.isfinite(low))
    assert np.isfinite(low) or p_values(value, draws, exact=exact) > ALPHA


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_false_discoveries_are_those_of_scipy(p: list[float]):
    np.testing.assert_allclose(false_discovery(p, len(p)), false_discovery_control(p), atol=1e-15)
