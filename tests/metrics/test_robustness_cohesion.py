"""How many must go at once: on the drawing, on published values and against networkx."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest
from drawings import ALONE, DRAWING, IDLE, KARATE, NOBODY, TABLE, WOMEN, city
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import robustness_bridges, robustness_key_players
from reteanalysis.metrics import robustness_cohesion as r
from reteanalysis.network import Network
from reteanalysis.terms import Reason

CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(20)]


DEV = Path(__file__).parents[3] / "shared" / "data" / "dev" / "interorg_networks"


def test_cohesion():
    """The largest part hangs on r. Two tables of the same three: two tables, or two of the three, must go."""
    assert r.cohesion(DRAWING) == 1
    assert r.cohesion(drawn({"p": "abc", "q": "abc"})) == 2
    assert r.cohesion(drawn({"p": "abc", "q": "abc", "r": "abc", "s": "abc"})) == 3
    assert r.cohesion(TABLE) == 1
    assert reason(r.cohesion(ALONE)) is Reason.TOO_FEW
    assert reason(r.cohesion(NOBODY)) is Reason.EMPTY


def test_tie_cohesion():
    """c or d parts the drawing; a ring needs two; where all are tied, all the others."""
    assert r.tie_cohesion(DRAWING) == 1
    assert r.tie_cohesion(drawn({"p": "ab", "q": "bc", "r": "cd", "s": "da"})) == 2
    assert r.tie_cohesion(TABLE) == 3
    assert reason(r.tie_cohesion(IDLE)) is Reason.TOO_FEW
    assert reason(r.tie_cohesion(NOBODY)) is Reason.EMPTY


def test_cohesion_of_two_parts_of_the_same_size_is_that_of_the_weaker():
    parts = {"p": "abcd", "q": "ef", "r": "fg", "s": "gh"}
    assert r.tie_cohesion(drawn(parts)) == 1
    assert r.tie_cohesion(drawn({"p": "efgh", "q": "ab", "r": "bc", "s": "cd"})) == 1


@pytest.mark.parametrize("seed", range(20))
def test_vertex_connectivity_agrees_with_networkx(seed):
    graph = nx.gnp_random_graph(12, 0.35 + seed / 40, seed=seed)
    graph = graph.subgraph(max(nx.connected_components(graph), key=len))
    assert r.vertex_connectivity(csr_array(nx.to_scipy_sparse_array(graph))) == nx.node_connectivity(graph)


def test_r01_women_and_events():
    assert r.cohesion(WOMEN) == 2


def read(name: str) -> Network:
    """Return a network of the development data, its ties taken without direction."""
    if not DEV.is_dir():
        pytest.skip(f"development data are not here ({DEV.name})")
    with (DEV / f"{name}__edges.csv").open(encoding="utf-8") as edges:
        return Network.from_networkx(nx.Graph((int(float(row["from"])), int(float(row["to"]))) for row in csv.DictReader(edges)))


def test_r20_tobacco_control_collaboration():
    tobacco = read("tobacco_TCcoll")
    assert (tobacco.n, tobacco.m) == (25, 161)
    assert r.tie_cohesion(tobacco) == r.cohesion(tobacco) == 4
    assert r.max_core_number(tobacco) == 10
    assert 1 - robustness_key_players.distance_fragmentation(tobacco) == pytest.approx(0.7683333, abs=1e-6)
    assert robustness_bridges.bridge_count(tobacco) == 0


def test_partner_core_number():
    """abc and def are triangles; g and h have each other."""
    assert r.partner_core_number(DRAWING).tolist() == [2, 2, 2, 2, 2, 2, 1, 1]
    assert r.partner_core_number(IDLE).tolist() == [0, 0, 0]
    assert r.partner_core_number(NOBODY).shape == (0,)


def test_max_core_number():
    assert r.max_core_number(DRAWING) == 2
    assert r.max_core_number(TABLE) == 3
    assert r.max_core_number(IDLE) == 0
    assert reason(r.max_core_number(NOBODY)) is Reason.EMPTY


@pytest.mark.parametrize("network", [*CITIES, pytest.param(KARATE, id="karate")])
def test_core_numbers_agree_with_networkx(network):
    assert dict(zip(network.partners, r.partner_core_number(network), strict=True)) == nx.core_number(network.to_networkx("partners"))
