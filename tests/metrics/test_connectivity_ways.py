"""How short the ways are: on the drawing, on published values and against networkx."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from drawings import ALONE, DRAWING, FLORENCE, IDLE, KARATE, NOBODY, REGISTER, city
from reading import reason
from strategies import drawn

from reteanalysis.metrics import connectivity_ways as c
from reteanalysis.network import Network
from reteanalysis.terms import Reason

CITIES = [pytest.param(city(seed, least=7), id=f"city {seed}") for seed in range(25)]


def test_global_efficiency():
    """Eight pairs at 1, four at 2 (ad, bd, ce, cf), four at 3, twelve apart: (8 + 4/2 + 4/3) / 28."""
    assert c.global_efficiency(DRAWING) == pytest.approx(34 / 3 / 28, rel=1e-12)
    assert c.global_efficiency(drawn({"p": "abcd"})) == 1
    assert c.global_efficiency(IDLE) == 0
    assert c.global_efficiency(REGISTER) == 1 / 6
    assert reason(c.global_efficiency(ALONE)) is Reason.TOO_FEW
    assert reason(c.global_efficiency(NOBODY)) is Reason.EMPTY


def test_global_efficiency_follows_the_declared_ties():
    """a - b - c as a survey told it, though all three sit at one table."""
    surveyed = Network.from_ties({(0, 1): 1.0, (1, 2): 2.0}, partners=("a", "b", "c"), year=2019, sector=np.full(3, -1), sectors=())
    table = replace(drawn({"p": "abc"}), declared=surveyed.declared)
    assert c.global_efficiency(table) == 1
    assert c.global_efficiency(replace(table, projection="declared")) == c.global_efficiency(surveyed) == 2.5 / 3


def test_two_mode_efficiency():
    """a - p - b - q - c: four steps of one, three of two, two of three, one of four; twice that over 12 + 3 + 1."""
    assert c.two_mode_efficiency(drawn({"p": "ab", "q": "bc"})) == pytest.approx(77 / 6 / 16, rel=1e-12)
    assert c.two_mode_efficiency(drawn({"p": "abc", "q": "abc"})) == 1
    assert reason(c.two_mode_efficiency(ALONE)) is Reason.TOO_FEW
    assert reason(c.two_mode_efficiency(IDLE)) is Reason.EMPTY
    assert reason(c.two_mode_efficiency(NOBODY)) is Reason.EMPTY


@pytest.mark.parametrize("network", CITIES)
def test_efficiency_agrees_with_networkx(network):
    assert c.global_efficiency(network) == pytest.approx(nx.global_efficiency(network.to_networkx("partners")), abs=1e-12)
    n, m = network.n, network.m
    whole = nx.global_efficiency(network.to_networkx()) * (n + m) * (n + m - 1)
    assert c.two_mode_efficiency(network) == pytest.approx(whole / (2 * n * m + (n * (n - 1) + m * (m - 1)) / 2), rel=1e-12)


def test_r25_r28_efficiency():
    assert c.global_efficiency(FLORENCE) == pytest.approx(0.5001587, abs=1e-6)
    assert c.global_efficiency(FLORENCE.without("Medici")) == pytest.approx(0.3261905, abs=1e-6)
    assert c.global_efficiency(FLORENCE.without("Guadagni")) == pytest.approx(0.4327839, abs=1e-6)
    assert c.global_efficiency(FLORENCE.without("Strozzi")) == pytest.approx(0.4846154, abs=1e-6)
    assert c.global_efficiency(KARATE) == pytest.approx(0.4920083, abs=1e-6)


def test_efficiency_from_a_sample(monkeypatch):
    """The ways of a very large network start from a lot: here, half of the partners of a small one."""
    network = city(7, most=60, least=7)
    whole, both = c.global_efficiency(network), c.two_mode_efficiency(network)
    monkeypatch.setattr("reteanalysis.network._arrays.SEARCHED", (10, network.n // 2))
    monkeypatch.setattr(c, "_LOOP_PAYS", 0)
    other = replace(network)
    assert other.reach.sources == network.n // 2
    assert c.global_efficiency(other) == pytest.approx(whole, abs=3 * other.reach.error)
    assert c.two_mode_efficiency(other) == pytest.approx(both, rel=0.25)
