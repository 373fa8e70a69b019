"""What each leaving would cost: on the drawing, on published values and against networkx."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from drawings import FLORENCE, IDLE, KARATE, NOBODY, TABLE, city
from strategies import drawn

from reteanalysis.metrics import robustness_leaving as r

if TYPE_CHECKING:
    from reteanalysis.network import Network

CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(20)]


def efficiency(network: Network) -> float:
    return nx.global_efficiency(network.to_networkx("partners"))


def out_of(network: Network, partner: str) -> float:
    """Return the efficiency among those who stay, idle ones included."""
    graph = nx.Graph(network.to_networkx("partners"))
    graph.remove_node(partner)
    return nx.global_efficiency(graph)


def test_partner_efficiency_loss():
    """a – b – c: 5/6. Without b nobody reaches anybody; without a or c the two left are in contact."""
    path = drawn({"p": "ab", "q": "bc"})
    np.testing.assert_allclose(r.partner_efficiency_loss(path), [-0.2, 1, -0.2], atol=1e-12)
    np.testing.assert_allclose(r.partner_efficiency_loss(TABLE), 0, atol=1e-12)
    assert np.isnan(r.partner_efficiency_loss(IDLE)).all()
    assert np.isnan(r.partner_efficiency_loss(drawn({"p": "ab"}))).all()


def test_partner_efficiency_weight():
    """a – b – c: 2 + 1/2 in all; without b nothing is left, without a or c one pair. At a table of four each weighs 2/4."""
    np.testing.assert_allclose(r.partner_efficiency_weight(drawn({"p": "ab", "q": "bc"})), [0.6, 1, 0.6], atol=1e-12)
    np.testing.assert_allclose(r.partner_efficiency_weight(TABLE), 1 / 2, atol=1e-12)
    assert np.isnan(r.partner_efficiency_weight(NOBODY)).all()


@pytest.mark.parametrize("network", [*CITIES, pytest.param(FLORENCE, id="Florence"), pytest.param(KARATE, id="karate")])
def test_partner_efficiency_agrees_with_networkx(network):
    whole, n = efficiency(network), network.n
    for partner, loss, weight in zip(
        network.partners, r.partner_efficiency_loss(network), r.partner_efficiency_weight(network), strict=True
    ):
        left = out_of(network, partner)
        assert loss == pytest.approx(1 - left / whole, abs=1e-12)
        assert weight == pytest.approx(1 - left * (n - 2) / (whole * n), abs=1e-12)


def test_r25_efficiency_without_one_family():
    loss = r.partner_efficiency_loss(FLORENCE)
    for family, left in {"Medici": 0.3261905, "Guadagni": 0.4327839, "Strozzi": 0.4846154}.items():
        assert (1 - loss[FLORENCE.index(family)]) * 0.5001587 == pytest.approx(left, abs=1e-6)


def test_large_networks_are_searched_from_a_sample(monkeypatch):
    """Started everywhere the sample is exact; started from half the club it is close, and exact for those who stand between nobody."""
    exact = r.partner_efficiency_loss(KARATE)
    monkeypatch.setattr(r, "_WHOLE", 10)
    monkeypatch.setattr(r, "_SAMPLE", 34)
    np.testing.assert_allclose(r.partner_efficiency_loss(replace(KARATE)), exact, atol=1e-12)
    monkeypatch.setattr(r, "_SAMPLE", 17)
    sampled = r.partner_efficiency_loss(replace(KARATE))
    np.testing.assert_allclose(sampled, exact, atol=0.02)
    alone = [i for i in range(34) if KARATE.load[i] == 1]
    np.testing.assert_allclose(sampled[alone], exact[alone], atol=1e-12)


def test_many_searches_at_once_are_cut_in_pieces(monkeypatch):
    whole = r.partner_efficiency_loss(KARATE)
    monkeypatch.setattr(r, "_WORDS", 1)
    np.testing.assert_array_equal(r.partner_efficiency_loss(replace(KARATE)), whole)
