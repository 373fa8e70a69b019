"""Ties that would bring the network closest, on a network drawn by hand and against adding each and measuring again.

a ── b ── c ── d ── e        f ── g        each line a project of two
"""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from reading import reason
from strategies import drawn, objects, one_mode

from reteanalysis.metrics import gaps_shortcuts as g
from reteanalysis.network import Network
from reteanalysis.terms import Reason

PATH = drawn({"p": "ab", "q": "bc", "r": "cd", "s": "de", "t": "fg"}, {"public": "ad", "cooperative": "bc", "association": "efg"})
NOBODY = drawn({})


def pair(network: Network, tie) -> str:
    return network.partners[tie.one] + network.partners[tie.other]


def test_best_tie_gain():
    """c is the middle of five, f an end of two: c0 b1 d1 a2 e2 against f0 g1, twice, over 7 · 6."""
    gain = 2 * (1 + 2 / 2 + 2 / 3 + 1 / 2 + 2 / 3 + 2 / 4) / 42
    assert g.best_tie_gain(PATH) == pytest.approx(gain)
    assert [pair(PATH, tie) for tie in g.useful_ties(PATH, 2, crossing=None)] == ["cf", "cg"]


def test_best_tie_gain_has_no_value_where_there_is_nothing_to_add():
    assert reason(g.best_tie_gain(NOBODY)) is Reason.EMPTY
    assert reason(g.best_tie_gain(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(g.best_tie_gain(drawn({"p": "a"}))) is Reason.TOO_FEW
    assert g.best_tie_gain(drawn({"p": "a", "q": "b"})) == 1  # from nothing to all


def test_best_tie_gain_is_of_those_that_take_part():
    assert g.best_tie_gain(drawn({"p": "ab", "q": "bc"}, idle="d")) == g.best_tie_gain(drawn({"p": "ab", "q": "bc"}))


def test_useful_ties_cross_sectors_or_districts():
    assert pair(PATH, g.useful_ties(PATH, 1)[0]) == "cf"
    same = replace(PATH, sector=np.array([0, 1, -1, 0, 0, 1, 1]))  # what c is, nobody knows
    assert pair(same, g.useful_ties(same, 1)[0]) == "df"
    assert g.useful_ties(replace(PATH, sector=np.full(7, -1))) == []
    seated = replace(PATH, partner_data={"district": objects(["1", "1", "1", "1", "2", "1", "1"])})
    assert {pair(seated, tie) for tie in g.useful_ties(seated, crossing="district")} == {"ae", "be", "ce", "ef", "eg"}
    assert g.useful_ties(PATH, crossing="district") == []  # nobody says where it is


def test_useful_ties_say_how_plausible_they_are():
    ties = {pair(PATH, tie): tie.plausibility for tie in g.useful_ties(PATH, 100, crossing=None)}
    assert (ties["ac"], ties["cf"]) == (0.5, 0)


@settings(deadline=None, max_examples=40)
@given(one_mode)
def test_useful_ties_agree_with_adding_each_and_measuring_again(network):
    graph = network.to_networkx("partners")
    active = [partner for partner, busy in zip(network.partners, network.active, strict=True) if busy]
    graph = nx.Graph(graph.subgraph(active))
    now = nx.global_efficiency(graph) if active else 0
    gains = sorted((nx.global_efficiency(nx.Graph([*graph.edges(), tie])) - now for tie in nx.non_edges(graph)), reverse=True)
    found = g.useful_ties(network, 1_000, crossing=None)
    np.testing.assert_allclose([tie.gain for tie in found], gains, atol=1e-12)
    np.testing.assert_allclose([tie.gain for tie in g.useful_ties(network, 2, crossing=None)], gains[:2], atol=1e-12)
    for tie in g.useful_ties(network, 3, crossing=None, together=True):
        graph.add_edge(network.partners[tie.one], network.partners[tie.other])
        assert nx.global_efficiency(graph) - now == pytest.approx(tie.gain, abs=1e-12)
        now = nx.global_efficiency(graph)


def test_useful_ties_of_a_large_network_are_estimated_from_a_sample(monkeypatch):
    """Two halves without a way between them: the best tie joins them, and is found through a half of the partners."""
    network = Network.from_networkx(
        nx.disjoint_union(nx.watts_strogatz_graph(150, 6, 0.2, seed=3), nx.watts_strogatz_graph(90, 6, 0.2, seed=4))
    )
    exact = g.useful_ties(network, 1, crossing=None)[0]
    monkeypatch.setattr(g, "_ALL_ENDS", 100)
    monkeypatch.setattr(g, "_NEAREST", 60)
    assert g.useful_ties(network, 1, crossing=None)[0] == exact  # the same, from 61 partners
    monkeypatch.setattr(g, "_ALL_SOURCES", 100)
    monkeypatch.setattr(g, "_HELD", 240 * 60)
    sampled = g.useful_ties(network, 1, crossing=None)[0]
    assert sampled.gain == pytest.approx(exact.gain, rel=0.1)
    assert (sampled.one < 150) != (sampled.other < 150)
    assert g.useful_ties(network, 2, crossing=None, together=True)[0] == sampled
    assert g.best_tie_gain(network).reason is Reason.UNSTABLE
