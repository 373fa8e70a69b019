"""Flows between partners and the order of leading, on flows drawn by hand and on published ones (R23, R42, R43).

    3        2
a ────► b ────► c        d gives 1 to a: nothing comes back.
  ◄────
    1
"""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import resources_flows as f
from reteanalysis.terms import Reason


def flow(arcs: dict[str, float], nodes: str = "abcd") -> csr_array:
    """Return the flows of a drawing: giver and receiver, two letters, to amount."""
    ends = [(nodes.index(pair[0]), nodes.index(pair[1])) for pair in arcs]
    return csr_array((list(arcs.values()), tuple(zip(*ends, strict=True)) if ends else ([], [])), shape=(len(nodes), len(nodes)))


TEAMS = {"p": "abcd"}
WORK = flow({"ab": 3.0, "ba": 1.0})
MONEY = flow({"bc": 2.0, "da": 1.0})
DRAWING = drawn(TEAMS, flows={"operational": WORK, "economic": MONEY})
UNRECORDED = drawn(TEAMS)
NOTHING = drawn(TEAMS, flows={"knowledge": flow({})})
NOBODY = drawn({})
OF_FLOWS = [f.flow_reciprocity, f.flow_reciprocity_binary, f.dyadic_reciprocity, f.flow_hierarchy]


def test_flow_reciprocity():
    """One of the three comes back, and the one that came back does: (1 + 1) of 7."""
    assert f.flow_reciprocity(DRAWING) == 2 / 7


def test_flow_reciprocity_counts_money_returned_for_work():
    both = drawn(TEAMS, flows={"operational": flow({"ab": 2.0}), "economic": flow({"ba": 2.0})})
    assert f.flow_reciprocity(both) == 1
    assert f.operational_reciprocity(both) == f.economic_reciprocity(both) == 0


def test_flow_reciprocity_binary():
    assert f.flow_reciprocity_binary(DRAWING) == 2 / 4


def test_dyadic_reciprocity():
    assert f.dyadic_reciprocity(DRAWING) == 1 / 3


def test_operational_reciprocity_economic_reciprocity_and_knowledge_reciprocity():
    assert f.operational_reciprocity(DRAWING) == 2 / 4
    assert f.economic_reciprocity(DRAWING) == 0
    assert reason(f.knowledge_reciprocity(DRAWING)) is Reason.NOT_RECORDED
    assert f.knowledge_reciprocity(drawn(TEAMS, flows={"knowledge": WORK})) == 2 / 4


def test_partner_reciprocity():
    """a gives 3 and gets 1 back; b gives 3 (1 to a, who gave 3; 2 to c); c gives nothing; d gets nothing back."""
    np.testing.assert_array_equal(f.partner_reciprocity(DRAWING), [1 / 3, 1 / 3, np.nan, 0])
    np.testing.assert_array_equal(f.partner_reciprocity(UNRECORDED), [np.nan] * 4)


def test_flow_overlap():
    """Work: ab, ba. Money: bc, da, and here ab too: one arc in common of four."""
    money = flow({"bc": 2.0, "da": 1.0, "ab": 1.0})
    assert f.flow_overlap(drawn(TEAMS, flows={"operational": WORK, "economic": money})) == 1 / 4
    assert f.flow_overlap(DRAWING) == 0
    assert f.flow_overlap(drawn(TEAMS, flows={"a": WORK, "b": WORK, "c": money})) == pytest.approx((1 + 1 / 4 + 1 / 4) / 3)
    assert reason(f.flow_overlap(drawn(TEAMS, flows={"operational": WORK, "economic": flow({})}))) is Reason.TOO_FEW
    assert reason(f.flow_overlap(UNRECORDED)) is Reason.NOT_RECORDED


def test_flow_hierarchy():
    """ab and ba are a circle: 4 of 7 belong to it."""
    assert f.flow_hierarchy(DRAWING) == pytest.approx(3 / 7)


@pytest.mark.parametrize("metric", OF_FLOWS)
def test_flows_nobody_recorded_are_not_imputed(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(UNRECORDED)) is Reason.NOT_RECORDED
    assert reason(metric(NOTHING)) is Reason.TOO_FEW


# ---------------------------------------------------------------------- what goes round


def in_balance(arcs: dict[str, float], enters: list[float], leaves: list[float]):
    return drawn(TEAMS, flows={"": flow(arcs)}, partner_data={"inflow": np.array(enters), "outflow": np.array(leaves, object)})


# 2 enter at a, which passes 4 to b; b gives 2 back and lets 2 out.
ROUND = in_balance({"ab": 4.0, "ba": 2.0}, [2, 0, 0, 0], [None, 2.0, None, 0])


def test_finn_cycling_index():
    """Both have 4 passing through, and half of it was there before."""
    assert f.finn_cycling_index(ROUND) == pytest.approx(1 / 2)
    through = in_balance({"ab": 1.0, "bc": 1.0}, [1, 0, 0, 0], [0, 0, 1, 0])
    assert f.finn_cycling_index(through) == 0


def test_mean_path_length():
    assert f.mean_path_length(ROUND) == pytest.approx(8 / 2)
    assert f.mean_path_length(in_balance({"ab": 1.0, "bc": 1.0}, [1, 0, 0, 0], [0, 0, 1, 0])) == 3


def test_flow_imbalance():
    """b gets 4 and gives 3: a quarter is missing."""
    assert f.flow_imbalance(in_balance({"ab": 4.0, "bc": 3.0}, [4, 0, 0, 0], [0, 0, 3, 0])) == 1 / 4
    assert f.flow_imbalance(ROUND) == 0


@pytest.mark.parametrize("metric", [f.finn_cycling_index, f.mean_path_length])
def test_finn_cycling_index_and_mean_path_length_refuse_what_they_cannot_trust(metric):
    unbalanced = in_balance({"ab": 4.0, "bc": 3.0}, [4, 0, 0, 0], [0, 0, 3, 0])
    nothing_enters = in_balance({"ab": 1.0, "ba": 1.0}, [0, 0, 0, 0], [0, 0, 0, 0])
    no_exit = in_balance({"ab": 1.0, "ba": 1.0}, [0, 0, 1, 0], [0, 0, 1, 0])
    more_comes_out = in_balance({"ab": 1.03, "ba": 1.03}, [0, 0, 1, 0], [0, 0.02, 1, 0])
    for odd in (unbalanced, nothing_enters, no_exit, more_comes_out):
        assert reason(metric(odd)) is Reason.UNSTABLE
    assert reason(metric(DRAWING)) is Reason.NOT_RECORDED
    assert reason(metric(NOBODY)) is Reason.EMPTY


def test_flow_imbalance_needs_what_crosses_the_boundary():
    assert reason(f.flow_imbalance(DRAWING)) is Reason.NOT_RECORDED
    assert reason(f.flow_imbalance(NOBODY)) is Reason.EMPTY


OYSTER = {
    "15": 0.5135, "16": 15.7910, "23": 1.2060, "24": 1.2060, "34": 0.6609, "36": 4.2403, "45": 0.1721, "46": 1.9076,
    "56": 0.3262, "62": 8.1721, "63": 7.2745, "64": 0.6431,
}  # fmt: skip


def test_r42_oyster_reef():
    reef, enters = flow(OYSTER, "123456"), np.array([41.47, 0, 0, 0, 0, 0])
    assert (reef.sum(axis=0) + enters).sum() == pytest.approx(83.5833, abs=1e-6)
    assert f.cycling(reef, enters) == pytest.approx(0.1101686, abs=1e-6)
    assert f.path_length(reef, enters) == pytest.approx(2.0155124, abs=1e-6)
    assert f.imbalance(reef, enters, np.array([25.1650, 5.7600, 3.5794, 0.4303, 0.3594, 6.1759])) < 1e-3


def test_r43_flow_hierarchy_of_published_arcs():
    weights = (0.3, 0.1, 0.1, 0.1, 0.3, 0.3)
    arcs = ("01", "12", "23", "31", "34", "04")
    assert f.one_way(flow(dict.fromkeys(arcs, 1.0), "01234")) == 0.5
    assert f.one_way(flow(dict(zip(arcs, weights, strict=True)), "01234")) == pytest.approx(0.75)
    assert f.one_way(flow({"01": 1, "12": 1, "23": 1, "34": 1, "40": 1}, "01234")) == 0
    assert f.one_way(flow({"01": 1, "02": 1, "13": 1, "14": 1}, "01234")) == 1


# ---------------------------------------------------------------------- who stands above whom

INFORMATION = "0100101010 1011101110 0101111001 1100101000 1111001111 0010001010 0101100000 1101101010 0100101000 1110101000"
MONEY_OF_KNOKE = "0010100111 0010000000 0000000100 0110001110 0110000110 0000000000 0100000100 0000000011 0010000100 0000000000"


def rows(text: str) -> csr_array:
    return csr_array(np.array([[int(cell) for cell in row] for row in text.split()]))


def test_r23_bureaucracies_of_indianapolis():
    information, money = rows(INFORMATION), rows(MONEY_OF_KNOKE)
    assert (information.nnz, money.nnz) == (49, 22)
    assert (f.dyadic(information), f.dyadic(money)) == pytest.approx((17 / 32, 0.0476190), abs=1e-6)
    assert (f.reciprocity(information), f.reciprocity(money)) == pytest.approx((0.6938776, 0.0909091), abs=1e-6)
    assert (f.hierarchy(information), f.hierarchy(money)) == pytest.approx((0, 0.90625))
    assert (f.efficiency(information), f.efficiency(money)) == pytest.approx((0.5061728, 0.78125), abs=1e-6)
    assert f.least_upper_bound(information) == 1
    both = drawn({"p": "abcdefghij"}, flows={"knowledge": information.astype(float), "economic": money.astype(float)})
    assert f.flow_overlap(both) == pytest.approx(0.1833333, abs=1e-6)
    assert f.knowledge_reciprocity(both) == pytest.approx(0.6938776, abs=1e-6)


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
