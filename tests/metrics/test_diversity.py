"""Diversity, inequality and specialisation of plain tables, against published values and against trying every table.

R36 to R41 are numbers of the reference values (shared/design/reference-values.md).
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reteanalysis.metrics import _diversity as d

# Nine kinds, and how alike every two of them are.
ALIKE = """
.60 .55 .45 .25 .22 .23 .18 .16
.60 .48 .22 .23 .21 .16 .14
.42 .27 .20 .22 .17 .15
.28 .26 .26 .20 .18
.75 .70 .66 .63
.85 .70 .70
.75 .72
.85
"""


def alike() -> np.ndarray:
    similarity = np.eye(9)
    similarity[np.triu_indices(9, 1)] = np.array(ALIKE.split(), float)
    return np.maximum(similarity, similarity.T)


def entropy(table: np.ndarray) -> float:
    shares = table[table > 0] / table.sum()
    return float(-(shares * np.log(shares)).sum())


@pytest.mark.parametrize(
    ("counts", "published"),
    [((30, 1, 1, 1, 1, 1), (6, 1.8965492, 1.3535912, 1.1666667)), ((6, 6, 6, 6, 6, 5), (6, 5.9872639, 5.9756098, 5.8333333))],
)
def test_r36_hill_numbers(counts, published):
    assert [d.hill(counts, q) for q in (0, 1, 2, np.inf)] == pytest.approx(published, abs=1e-6)


def test_r37_hill_numbers_of_spiders():
    spiders = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]
    assert [d.hill(spiders, q) for q in (0, 1, 2)] == pytest.approx([26, 12.05965, 7.84], abs=1e-5)


def test_hill_of_nothing_is_undefined_row_by_row():
    for q in (0, 1, 2, np.inf):
        np.testing.assert_array_equal(d.hill([[0, 0], [1, 1], [0, 3]], q), [np.nan, 2, 1])


def test_r38_diversity_of_kinds_that_are_alike():
    shares = np.full(9, 1 / 9)
    published = (2.1631288, 2.1415158, 2.1204188, 1.8218623)
    assert [d.leinster_cobbold(shares, alike(), q) for q in (0, 1, 2, np.inf)] == pytest.approx(published, abs=1e-6)
    distance = d.rao(shares, 1 - alike())
    assert distance == pytest.approx(0.5283951, abs=1e-6)
    assert 1 / (1 - distance) == pytest.approx(d.leinster_cobbold(shares, alike(), 2))


def test_kinds_with_nothing_in_common_give_hill_numbers():
    shares = np.array([0.5, 0.3, 0.2, 0])
    for q in (0, 1, 2, np.inf):
        assert d.leinster_cobbold(shares, np.eye(4), q) == pytest.approx(float(d.hill(shares, q)))


def test_r39_partition_at_order_0():
    table = np.array([[1, 2, 3], [1, 0, 1], [0, 0, 0]]) / 8
    whole = d.partition(table, q=0)
    assert (whole.alpha, whole.gamma, whole.beta, whole.rho) == pytest.approx((7 / 4, 2, 13 / 12, 15 / 16))
    assert (whole.raw_alpha, whole.raw_beta, whole.raw_rho) == pytest.approx((5, 19 / 48, 11 / 4))
    assert [float(d.hill(community, 0)) for community in table.T] == [2, 1, 2]


def test_partition_at_order_1_is_a_product():
    whole = d.partition([[4, 1, 0], [1, 4, 2], [0, 3, 5]])
    assert whole.alpha * whole.beta == pytest.approx(whole.gamma)
    assert whole.beta == pytest.approx(1 / whole.rho)


def test_r41_inequality():
    incomes = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    assert d.gini(incomes) == pytest.approx(0.4620911, abs=1e-7)
    assert d.theil(incomes) == pytest.approx(0.3623412, abs=1e-7)


def test_r41_inequality_between_groups_and_inside_them():
    assert d.theil([0, 0, 0, 10, 10, 10]) == pytest.approx(np.log(2))
    assert d.theil_between([0, 0, 0, 10, 10, 10], [0, 0, 0, 1, 1, 1]) == pytest.approx(np.log(2))
    amounts, groups = [1, 2, 3, 10, 20, 30], [7, 7, 7, 9, 9, 9]
    assert d.theil(amounts) == pytest.approx(0.4757191, abs=1e-7)
    assert d.theil_between(amounts, groups) == pytest.approx(0.3885111, abs=1e-7)
    inside = 6 / 66 * d.theil(amounts[:3]) + 60 / 66 * d.theil(amounts[3:])
    assert inside == pytest.approx(0.0872080, abs=1e-7)


# ---------------------------------------------------------------------- specialisation

TABLES = st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), min_size=1, max_size=4).map(np.array)
few = settings(deadline=None, max_examples=60)


def tables_like(counts: np.ndarray) -> list[np.ndarray]:
    """Return every table of whole numbers with the margins of `counts`."""
    rows = [[one for one in product(range(total + 1), repeat=counts.shape[1]) if sum(one) == total] for total in counts.sum(axis=1)]
    return [np.array(table) for table in product(*rows) if np.array_equal(np.sum(table, axis=0), counts.sum(axis=0))]


@few
@given(TABLES)
def test_the_most_mixed_table_is_the_most_mixed_of_all(counts):
    best = d.most_mixed(counts)
    np.testing.assert_array_equal(best.sum(axis=0), counts.sum(axis=0))
    np.testing.assert_array_equal(best.sum(axis=1), counts.sum(axis=1))
    if counts.sum():
        assert entropy(best) == pytest.approx(max(entropy(table) for table in tables_like(counts)))


@few
@given(TABLES)
def test_specialisation_is_between_the_margins_extremes(counts):
    value = d.specialisation(counts)
    if np.isnan(value):
        return
    assert 0 <= value <= 1
    lowest, highest = (pick(entropy(table) for table in tables_like(counts)) for pick in (min, max))
    filled = d.least_mixed(counts.sum(axis=1), counts.sum(axis=0))
    np.testing.assert_array_equal(filled.sum(axis=0), counts.sum(axis=0))
    assert lowest - 1e-9 <= entropy(filled)
    assert value == pytest.approx((highest - entropy(counts)) / (highest - min(entropy(filled), entropy(counts))))


def test_specialisation():
    """[[2, 0], [1, 1]]: entropy 2·(1/4) ln 4 + (1/2) ln 2 = 1.5 ln 2, as in every table with these margins but one; [[1, 1], [2, 0]] too."""
    assert np.isnan(d.specialisation([[2, 0], [1, 1]]))
    assert np.isnan(d.specialisation([[1, 0], [0, 1]]))
    assert np.isnan(d.specialisation([[0, 0]]))
    assert d.specialisation([[4, 0], [0, 4]]) == 1
    assert d.specialisation([[2, 2], [2, 2]]) == 0
    third = (2 * np.log(2) - entropy(np.array([[3, 1], [1, 3]]))) / (2 * np.log(2) - np.log(2))
    assert d.specialisation([[3, 1], [1, 3]]) == pytest.approx(third)


def test_row_specialisation():
    """Columns 3 and 1 of 4. First row (2, 0): ln(4/3); two units do best as (2, 0); the farthest is ln 2: 0. Second row (1, 1):
    ½ ln(2/3) + ½ ln 2 = ½ ln(4/3), which is less: so two units do best as (1, 1), and the first row is not at 0."""
    value = d.row_specialisation([[2, 0], [1, 1], [0, 0]])
    least = np.log(4 / 3) / 2
    np.testing.assert_allclose(value, [(np.log(4 / 3) - least) / (np.log(2) - least), 0, np.nan], atol=1e-15)
    np.testing.assert_array_equal(d.row_specialisation([[3, 0], [0, 2]]), [1, 1])
    np.testing.assert_array_equal(d.row_specialisation(np.zeros((2, 2), int)), [np.nan, np.nan])
    np.testing.assert_array_equal(d.row_specialisation([[3, 4]]), [np.nan])


@few
@given(TABLES)
def test_row_specialisation_stays_between_its_bounds(counts):
    value = d.row_specialisation(counts)
    assert np.array_equal(np.isnan(value), counts.sum(axis=1) == 0) or len(counts) == 1 or np.isnan(value).any()
    assert np.all((value >= 0) & (value <= 1) | np.isnan(value))
