"""Seats that hold somebody: on the drawing, on published values and against networkx."""

from __future__ import annotations

import networkx as nx
import pytest
from drawings import ALONE, DRAWING, FLORENCE, IDLE, NOBODY, city
from reading import reason
from strategies import drawn

from reteanalysis.metrics import robustness_bridges as r
from reteanalysis.terms import Reason

CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(20)]


def test_bridge_count():
    """All but the ring a–p–b–q, and but the seat of h in u, which holds only a project."""
    assert r.bridge_count(DRAWING) == 8
    assert r.bridge_count(ALONE) == r.bridge_count(IDLE) == 0
    assert r.bridge_count(drawn({"p": "ab", "q": "ab"})) == 0
    assert reason(r.bridge_count(NOBODY)) is Reason.EMPTY


def test_bridges_name_names_and_begin_with_those_that_hold_most():
    """c–r and d–r part abc from def; c–p parts ab, d–s ef; then e, f, g and h, who sit nowhere else with others."""
    named = [(DRAWING.partners[b.partner], DRAWING.projects[b.project], b.cut_off) for b in r.bridges(DRAWING)]
    assert named == [("c", "r", 3), ("d", "r", 3), ("c", "p", 2), ("d", "s", 2), ("e", "s", 1), ("f", "s", 1), ("g", "t", 1), ("h", "t", 1)]


def test_r25_bridges_of_florence():
    named = {frozenset((FLORENCE.partners[b.partner], FLORENCE.partners[b.other])) for b in r.bridges(FLORENCE)}
    pairs = "Acciaiuoli–Medici Albizzi–Ginori Guadagni–Lamberteschi Medici–Salviati Pazzi–Salviati"
    assert named == {frozenset(pair.split("–")) for pair in pairs.split()}
    assert r.bridge_count(FLORENCE) == 5


@pytest.mark.parametrize("network", CITIES)
def test_bridges_agree_with_networkx(network):
    graph = nx.Graph(network.to_networkx())
    expected = {}
    for one, other in nx.bridges(graph.copy()):
        graph.remove_edge(one, other)
        sides = [sum(node in network.partners for node in nx.node_connected_component(graph, end)) for end in (one, other)]
        graph.add_edge(one, other)
        if min(sides):
            expected[frozenset((one, other))] = min(sides)
    assert {frozenset((network.partners[b.partner], network.projects[b.project])): b.cut_off for b in r.bridges(network)} == expected
