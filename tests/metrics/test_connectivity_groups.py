"""Connectivity in groups: drawings whose circles nobody doubts, and searches that neither names nor order may move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from strategies import assembled, drawn, networks

from reteanalysis.metrics import connectivity_groups as g
from reteanalysis.metrics._agreement import adjusted_rand
from reteanalysis.network import Network
from reteanalysis.terms import Reason

NOBODY = drawn({})
ALONE = drawn({"p": "a", "q": "b"})
TWO = drawn({"p": "abc", "q": "def", "r": "ad", "s": "z"})  # two tables of three, one tie between, and z alone


def circles(network: Network) -> set[frozenset[str]]:
    label = g.groups(network).label
    return {frozenset(network.partners[i] for i in np.flatnonzero(label == one)) for one in np.unique(label)}


def test_groups_of_two_tables():
    assert circles(TWO) == {frozenset("abc"), frozenset("def"), frozenset("z")}


def test_group_count():
    """Abc and def; z has no ties and is no circle."""
    assert g.group_count(TWO) == 2
    assert reason(g.group_count(ALONE)) is Reason.NO_PAIRS
    assert reason(g.group_count(NOBODY)) is Reason.EMPTY


def test_group_modularity():
    """Weights: each table of three gives its partners 1 each, ad 1 more to both. Total 8, inside 6, each group half: 6/8 − 2/4."""
    assert g.group_modularity(TWO) == pytest.approx(6 / 8 - 2 / 4, abs=1e-12)
    assert g.group_modularity(drawn({"p": "abc"})) == pytest.approx(0, abs=1e-12)
    assert reason(g.group_modularity(ALONE)) is Reason.NO_PAIRS
    assert reason(g.group_modularity(NOBODY)) is Reason.EMPTY


# ---------------------------------------------------------------------- the search


@settings(deadline=None, max_examples=200)
@given(networks(), st.randoms())
def test_groups_know_neither_names_nor_order(network: Network, random: Any):
    """Shuffled and called anything else: the same circles of the same partners, not only as good ones."""
    rows, columns = list(range(network.n)), list(range(network.m))
    random.shuffle(rows)
    random.shuffle(columns)
    names = [f"n{i}" for i in range(network.n)]
    random.shuffle(names)
    called = dict(zip(network.partners, names, strict=True))
    other = assembled(replace(network, owner=None), rows, columns)
    other = replace(other, partners=tuple(called[partner] for partner in other.partners))
    assert circles(other) == {frozenset(called[partner] for partner in circle) for circle in circles(network)}
    assert g.groups(other).modularity == pytest.approx(g.groups(network).modularity, abs=1e-12)


@settings(deadline=None, max_examples=200)
@given(networks())
def test_modularity_is_that_of_networkx(network: Network):
    if not network.newman.nnz:
        return
    graph = nx.from_scipy_sparse_array(network.newman)
    label = g.groups(network).label
    parts = [set(np.flatnonzero(label == one).tolist()) for one in np.unique(label)]
    assert g.groups(network).modularity == pytest.approx(nx.community.modularity(graph, parts), abs=1e-12)
    assert g.groups(network).modularity >= -1e-12


@pytest.mark.parametrize(
    ("graph", "best"),
    [(nx.karate_club_graph(), 0.4197896), (nx.florentine_families_graph(), 0.39875), (nx.ring_of_cliques(6, 5), 0.7424242)],
    ids=["karate", "florence", "ring of cliques"],
)
def test_the_highest_modularity_there_is(graph: nx.Graph, best: float):
    """R28 and Brandes et al. 2008; the others by igraph's exact search."""
    assert g.groups(Network.from_networkx(nx.Graph(graph.edges))).modularity == pytest.approx(best, abs=5e-8)


@pytest.mark.parametrize("seed", range(3))
def test_planted_groups_are_found_in_haste_too(seed: int):
    """Four groups of two hundred, with more than 30,000 ties: the hurried search."""
    graph = nx.planted_partition_graph(4, 200, 0.45, 0.02, seed=seed)
    network = Network.from_networkx(nx.Graph(graph.edges))
    assert network.newman.nnz > 60_000
    assert adjusted_rand(g.groups(network).label, np.array([int(partner) // 200 for partner in network.partners])) > 0.95


def test_a_ring_cannot_be_cut_anywhere_and_is_not():
    """Nothing tells one tie from another: all twelve are one group."""
    assert g.group_count(Network.from_networkx(nx.cycle_graph(12))) == 1
