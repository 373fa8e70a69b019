"""Who stands above whom, on leads drawn by hand and on published arcs (R23)."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from drawn_flows import INFORMATION, MONEY_OF_KNOKE, NOBODY, rows
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import resources_leads as f
from reteanalysis.terms import Reason


def test_r23_bureaucracies_of_indianapolis():
    information, money = rows(INFORMATION), rows(MONEY_OF_KNOKE)
    assert (f.hierarchy(information), f.hierarchy(money)) == pytest.approx((0, 0.90625))
    assert (f.efficiency(information), f.efficiency(money)) == pytest.approx((0.5061728, 0.78125), abs=1e-6)
    assert f.least_upper_bound(information) == 1


def test_r23_least_upper_bound_of_money_is_not_the_printed_one():
    """The printed 0.5 is of the R package sna, whose code looks for an upper bound that reaches all others: the greatest. Its own
    manual, UCINET's and Krackhardt mean the one that all others reach: four pairs of 28 are without, not fourteen."""
    money = rows(MONEY_OF_KNOKE)
    assert f.least_upper_bound(money) == pytest.approx(1 - 4 / 28)
    part = max(nx.weakly_connected_components(nx.from_scipy_sparse_array(money, create_using=nx.DiGraph)), key=len)
    bounds = [above(money, i) & above(money, k) for i, k in combinations(sorted(part), 2)]
    greatest = [any(all(bound in above(money, other) for other in both) for bound in both) for both in bounds]
    assert 1 - greatest.count(False) / 28 == 0.5


def above(arcs: csr_array, node: int) -> set[int]:
    return {node} | nx.ancestors(nx.from_scipy_sparse_array(arcs, create_using=nx.DiGraph), node)


def plain_hierarchy(arcs: csr_array) -> float:
    n = arcs.shape[0]
    ways = [(i in above(arcs, k), k in above(arcs, i)) for i, k in combinations(range(n), 2)]
    either = [pair for pair in ways if any(pair)]
    return 1 - sum(map(all, either)) / len(either) if either else np.nan


def plain_least_upper_bound(arcs: csr_array) -> float:
    """As the manual of the R package sna has it: an upper bound that every other upper bound reaches."""
    parts = [part for part in nx.connected_components(nx.from_scipy_sparse_array(arcs)) if len(part) > 2]
    without = 0
    for i, k in (pair for part in parts for pair in combinations(sorted(part), 2)):
        bounds = above(arcs, i) & above(arcs, k)
        without += not any(all(other in above(arcs, bound) for other in bounds) for bound in bounds)
    return 1 - without / sum((len(part) - 1) * (len(part) - 2) / 2 for part in parts) if parts else np.nan


@st.composite
def digraphs(draw):
    n, share, seed = draw(st.integers(1, 9)), draw(st.sampled_from([0.05, 0.1, 0.2, 0.4])), draw(st.integers(0, 999))
    arcs = np.random.default_rng(seed).random((n, n)) < share
    np.fill_diagonal(arcs, False)
    return csr_array(arcs)


@settings(deadline=None, max_examples=60)
@given(digraphs())
def test_hierarchy_and_least_upper_bound_are_what_their_definitions_count(arcs):
    assert f.hierarchy(arcs) == pytest.approx(plain_hierarchy(arcs), nan_ok=True)
    assert f.least_upper_bound(arcs) == pytest.approx(plain_least_upper_bound(arcs), nan_ok=True)


def test_hierarchy_follows_nodes_in_blocks(monkeypatch):
    chain = csr_array(nx.to_scipy_sparse_array(nx.path_graph(70, create_using=nx.DiGraph)))
    both = csr_array(nx.to_scipy_sparse_array(nx.gnp_random_graph(70, 0.03, seed=5, directed=True)))
    whole = f.hierarchy(chain), f.hierarchy(both)
    monkeypatch.setattr(f, "_BLOCK", 16)
    assert (f.hierarchy(chain), f.hierarchy(both)) == whole == (1, pytest.approx(plain_hierarchy(both)))


def test_least_upper_bound_of_drawn_pairs(monkeypatch):
    forest = nx.disjoint_union(nx.gnp_random_graph(80, 0.02, seed=1, directed=True), nx.gnp_random_graph(30, 0.05, seed=2, directed=True))
    arcs = csr_array(nx.to_scipy_sparse_array(forest))
    exact = f.least_upper_bound(arcs)
    assert 0.05 < exact < 0.95
    monkeypatch.setattr(f, "_EXACT", 0)
    assert f.least_upper_bound(arcs) == pytest.approx(exact, abs=0.005)
    assert f.least_upper_bound(arcs, seed=1) == f.least_upper_bound(arcs, seed=1)


# p: A leads b and c; q: B leads d; r: D leads b; s: E leads c, whom A leads too.
LEADS = drawn({"p": "Abc", "q": "Bd", "r": "Db", "s": "Ec"})


def test_lead_hierarchy():
    """A above b, c, d; b and d above each other; E above c: five pairs with a path, one both ways."""
    assert f.lead_hierarchy(LEADS) == 1 - 1 / 5


def test_lead_efficiency():
    """Five arcs among five partners: one more than a tree, of sixteen more there could be."""
    assert f.lead_efficiency(LEADS) == 1 - 1 / 16


def test_lead_upper_bound():
    """Nobody is above E and any of a, b, d: three pairs, of six. Nobody but A is above b and c."""
    assert f.lead_upper_bound(LEADS) == 1 - 3 / 6


@pytest.mark.parametrize("metric", [f.lead_hierarchy, f.lead_efficiency, f.lead_upper_bound])
def test_lead_hierarchy_lead_efficiency_and_lead_upper_bound_say_why_they_have_no_value(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(drawn({"p": "abc"}))) is Reason.NOT_RECORDED
    assert reason(metric(drawn({"p": "A", "q": "B"}))) is Reason.TOO_FEW
