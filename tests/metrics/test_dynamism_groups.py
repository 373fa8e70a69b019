"""Dynamism of groups: two years of the same circles but for two partners, and agreement held to its definitions."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from scipy.stats import kendalltau
from strategies import drawn, two_years

from reteanalysis.metrics import dynamism_groups as g
from reteanalysis.metrics._agreement import _expected_information, adjusted_mutual_information, adjusted_rand, kendall
from reteanalysis.network import Network
from reteanalysis.terms import Reason

NOBODY = drawn({})
SOME = drawn({"p": "abc", "q": "def"})


def moved(graph: nx.Graph, **names: int) -> Network:
    return Network.from_networkx(nx.relabel_nodes(graph, {int(old[1:]): new for old, new in names.items()}))


def test_group_stability_group_stability_rand():
    """Three rings of four; then 3 and 4, of two rings, change places.

    Pairs together: 18 in either year, 12 in both; 18 · 18 / 66 expected: (12 − 54/11) / (18 − 54/11) = 13/24.
    """
    graph = nx.Graph(nx.ring_of_cliques(3, 4).edges)
    before, after = Network.from_networkx(graph), moved(graph, n3=4, n4=3)
    assert g.group_stability(before, before) == g.group_stability_rand(before, before) == 1
    assert g.group_stability_rand(before, after) == pytest.approx(13 / 24, abs=1e-12)
    shared = 2 * np.log(3) - (6 * np.log(12 / 3) + 4 * np.log(12 / 4) + 2 * np.log(12)) / 12
    expected = _expected_information(np.array([4, 4, 4]), np.array([4, 4, 4]), 12)
    assert g.group_stability(before, after) == pytest.approx((shared - expected) / (np.log(3) - expected), abs=1e-12)


@pytest.mark.parametrize("metric", [g.group_stability, g.group_stability_rand])
def test_stability_of_groups_wants_ten_partners_and_some_groups(metric):
    ten, nine = (Network.from_networkx(nx.complete_graph(n)) for n in (10, 9))
    assert reason(metric(ten, ten)) is Reason.ZERO_VARIANCE
    assert reason(metric(ten, nine)) is Reason.TOO_FEW
    assert reason(metric(ten, SOME)) is Reason.EMPTY
    assert reason(metric(ten, NOBODY)) is Reason.EMPTY
    halves = Network.from_networkx(nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5)))
    assert metric(ten, halves) == pytest.approx(0, abs=1e-12)


# ---------------------------------------------------------------------- agreement


def test_expected_information_is_the_mean_over_all_ways_of_dealing():
    one, other = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 1, 1, 0, 2])

    def shared(first: np.ndarray, second: np.ndarray) -> float:
        table = np.zeros((3, 3))
        np.add.at(table, (first, second), 1 / 6)
        filled = table > 0
        chance = np.outer(table.sum(axis=1), table.sum(axis=0))
        return float((table[filled] * np.log(table[filled] / chance[filled])).sum())

    mean = np.mean([shared(one, other[list(order)]) for order in permutations(range(6))])
    assert _expected_information(np.bincount(one), np.bincount(other), 6) == pytest.approx(mean, abs=1e-12)


def test_agreement_is_the_same_both_ways_and_nan_where_nothing_is_grouped():
    one, other = np.array([0, 0, 1, 1, 2]), np.array([0, 1, 1, 2, 2])
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand(other, one), abs=1e-12)
    assert adjusted_mutual_information(one, other) == pytest.approx(adjusted_mutual_information(other, one), abs=1e-12)
    for same in (np.zeros(4, int), np.arange(4)):
        assert np.isnan(adjusted_rand(same, same))
        assert np.isnan(adjusted_mutual_information(same, same))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=30))
def test_kendall_is_that_of_scipy(pairs: list[tuple[int, int]]):
    one, other = np.array(pairs).T
    expected = kendalltau(one, other).statistic if len(set(one)) > 1 and len(set(other)) > 1 else np.nan
    assert kendall(one, other) == pytest.approx(expected, abs=1e-12, nan_ok=True)


@settings(deadline=None, max_examples=100)
@given(two_years())
def test_groups_agree_as_much_backwards(years: tuple[Network, Network]):
    for metric in (g.group_stability, g.group_stability_rand):
        assert metric(*years) == pytest.approx(metric(*years[::-1]), abs=1e-9, nan_ok=True)
