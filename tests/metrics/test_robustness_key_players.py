"""Fragmentation and key players: on the drawing, on published values and against trying every set."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from drawings import ALONE, DRAWING, FLORENCE, IDLE, NOBODY, STAR, TABLE, at, city
from reading import reason
from strategies import drawn

from reteanalysis.metrics import robustness_key_players as r
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis.network import Network

CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(20)]


def test_fragmentation():
    """Sixteen of twenty-eight pairs reach each other."""
    assert r.fragmentation(DRAWING) == pytest.approx(12 / 28, rel=1e-12)
    assert r.fragmentation(TABLE) == 0
    assert r.fragmentation(IDLE) == 1
    assert reason(r.fragmentation(ALONE)) is Reason.TOO_FEW
    assert reason(r.fragmentation(NOBODY)) is Reason.EMPTY


def test_distance_fragmentation():
    """(8 + 4/2 + 4/3) / 28 is the efficiency."""
    assert r.distance_fragmentation(DRAWING) == pytest.approx(1 - 34 / 3 / 28, rel=1e-12)
    assert r.distance_fragmentation(TABLE) == 0
    assert reason(r.distance_fragmentation(ALONE)) is Reason.TOO_FEW
    assert reason(r.distance_fragmentation(NOBODY)) is Reason.EMPTY


@pytest.mark.parametrize(
    ("family", "weighted", "plain"),
    [("Medici", 0.673810, 0.3846154), ("Guadagni", 0.567216, 0.1428571), ("Albizzi", 0.556593, None), ("Salviati", 0.536630, 0.1428571)],
)
def test_r26_florence_without_one_family(family, weighted, plain):
    left = FLORENCE.without(family)
    assert r.distance_fragmentation(left) == pytest.approx(weighted, abs=1e-6)
    assert plain is None or r.fragmentation(left) == pytest.approx(plain, abs=1e-6)


def test_r26_the_key_family_is_the_medici():
    found = r.key_players(FLORENCE, 1)
    assert [FLORENCE.partners[i] for i in found.members] == ["Medici"]
    assert r.key_partner_fragmentation(FLORENCE) == pytest.approx(0.3846154, abs=1e-6)


def test_key_partner_fragmentation():
    """Without c: ab, def and gh, five of twenty-one pairs; without d it is the same. A table has no key partner."""
    assert r.key_partner_fragmentation(DRAWING) == 16 / 21
    assert r.key_partner_fragmentation(STAR) == 1
    assert r.key_partner_fragmentation(TABLE) == 0
    assert reason(r.key_partner_fragmentation(drawn({"p": "ab"}))) is Reason.TOO_FEW
    assert reason(r.key_partner_fragmentation(NOBODY)) is Reason.EMPTY


def test_key_trio_fragmentation():
    """Without c, d and one of two that are left together: two of ten pairs."""
    assert r.key_trio_fragmentation(DRAWING) == 8 / 10
    assert r.key_trio_fragmentation(STAR) == 1
    assert reason(r.key_trio_fragmentation(TABLE)) is Reason.TOO_FEW
    assert reason(r.key_trio_fragmentation(NOBODY)) is Reason.EMPTY


def test_key_players_name_names():
    found = r.key_players(DRAWING, 2)
    assert {DRAWING.partners[i] for i in found.members} == {"c", "d"}
    assert (found.fragmentation, found.exact) == (12 / 15, True)
    for size in (0, 7):
        with pytest.raises(ValueError, match="of 8 partners, between 1 and 6"):
            r.key_players(DRAWING, size)


def test_stand_ins_would_do_the_same():
    """Without c, or without d, five pairs are left. Without both, ab, ef and gh: without d and a, or d and b, three too; and so without c and e or f."""
    assert r.stand_ins(DRAWING, at(DRAWING, "c")) == [tuple(at(DRAWING, "d"))]
    assert r.stand_ins(DRAWING, at(DRAWING, "c", "d")) == [tuple(at(DRAWING, "a", "b")), tuple(at(DRAWING, "e", "f"))]
    assert r.stand_ins(TABLE, [0]) == [(1, 2, 3)]
    assert r.stand_ins(DRAWING, []) == []


def by_taking_out(network: Network, size: int) -> float:
    """Try every set."""
    ties, worst = nx.Graph(network.to_networkx("partners")), 0.0
    for gone in combinations(network.partners, size):
        left = ties.subgraph(set(ties) - {*gone})
        joined = sum(len(part) * (len(part) - 1) for part in nx.connected_components(left))
        worst = max(worst, 1 - joined / (len(left) * (len(left) - 1)))
    return worst


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("network", [pytest.param(city(seed, 10), id=f"city {seed}") for seed in range(8)])
def test_key_players_agree_with_trying_every_set(network, size):
    found = r.key_players(network, size)
    assert found.fragmentation == pytest.approx(by_taking_out(network, size), abs=1e-12)
    left = network.subset(~np.isin(np.arange(network.n), found.members))
    assert r.fragmentation(left) == pytest.approx(found.fragmentation, abs=1e-12)


@pytest.mark.parametrize("network", CITIES)
def test_key_players_one_at_a_time_do_no_more_harm_than_the_best_set(network, monkeypatch):
    best = r.key_players(network, 3)
    monkeypatch.setattr(r, "_PASSES", 0)
    found = r.key_players(network, 3)
    assert best.exact
    assert not found.exact
    assert best.fragmentation - 0.1 <= found.fragmentation <= best.fragmentation + 1e-12
