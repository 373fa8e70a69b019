"""Leaving one after the other: on the drawing, on published values and against taking partners out one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from drawings import ALONE, DRAWING, IDLE, KARATE, NOBODY, STAR, TABLE, at, city
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn, objects

from reteanalysis.metrics import robustness as r
from reteanalysis.network import Needs, Network
from reteanalysis.terms import Reason


def needing(network: Network, cells: dict[str, float]) -> Network:
    """Return the network with one need cell for each key (the projects that answer it, one letter each) of that weight."""
    blank = objects([None] * len(cells))
    served = [[int(project in answering) for answering in cells] for project in network.projects]
    return replace(network, needs=Needs(blank, blank, blank, np.array([*cells.values()], float), csr_array(np.array(served))))


CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(20)]


ORDER = at(DRAWING, *"cdabefgh")


def test_removal_curve():
    """Without c: def, ab, gh. Without d too: ab, ef, gh. p and q fall with a, r with c, s with e, t with g; u never stood."""
    curve = r.removal_curve(DRAWING, ORDER)
    assert (curve.reach * 8).tolist() == [6, 3, 2, 2, 2, 2, 2, 1, 0]
    assert (curve.tables * 5).tolist() == [5, 4, 4, 2, 2, 1, 1, 0, 0]
    assert curve.robustness == 14 / 64
    assert r.area(curve.tables) == pytest.approx((2.5 + 4 + 4 + 2 + 2 + 1 + 1) / 5 / 8, rel=1e-12)
    assert (curve.order.tolist(), curve.orders, curve.needs) == (ORDER, 1, None)


def test_removal_curve_of_needs():
    """p answers 3, t answers 1, nobody answers 5: p is empty when b leaves, t when h does."""
    curve = r.removal_curve(needing(DRAWING, {"p": 3, "t": 1, "": 5}), ORDER)
    assert curve.needs.tolist() == [1, 1, 1, 1, 0.25, 0.25, 0.25, 0.25, 0]
    assert r.removal_curve(needing(DRAWING, {"": 5}), ORDER).needs is None
    assert r.removal_curve(drawn({"p": "a", "q": "b"}), [0, 1]).tables is None


def test_removal_curve_wants_everybody_once():
    for wrong in ([0, 1], [0, 0, 1, 2, 3, 4, 5, 6], "alphabet"):
        with pytest.raises(ValueError, match="order"):
            r.removal_curve(DRAWING, wrong)


def test_removal_curve_by_degree_tries_the_orders_of_partners_that_are_even():
    curve = r.removal_curve(DRAWING)
    assert curve.orders == 100
    assert {*curve.order[:5].tolist()} == {*at(DRAWING, *"abcdh")}
    assert r.removal_curve(drawn({"p": "ab", "q": "abc", "r": "a"})).orders == 1


def test_removal_curve_by_degree_counts_declared_ties_anew():
    """Whoever leaves has as many ties as anybody left."""
    order = r.removal_curve(KARATE).order
    graph = nx.from_scipy_sparse_array(KARATE.adjacency)
    for i in order.tolist():
        assert graph.degree(i) == max(dict(graph.degree()).values())
        graph.remove_node(i)


def test_removal_curve_by_betweenness_begins_with_the_go_betweens():
    """Nine of the fifteen pairs of a to f go through c or d; e before f only by lot."""
    assert {*r.removal_curve(DRAWING, "betweenness").order[:2].tolist()} == {*at(DRAWING, "c", "d")}


@pytest.mark.parametrize("network", CITIES)
def test_removal_agrees_with_taking_partners_out(network):
    order = np.random.default_rng(network.year).permutation(network.n)
    curve = r.removal_curve(network, order)
    graph = nx.Graph(network.to_networkx())
    for gone, i in enumerate(order, start=1):
        graph.remove_node(network.partners[i])
        parts = [sum(node in network.partners for node in part) for part in nx.connected_components(graph)]
        assert curve.reach[gone] == pytest.approx(max(parts, default=0) / network.n)
        stand = sum(graph.degree(project) >= 2 for project in network.projects)
        assert curve.tables[gone] == pytest.approx(stand / np.sum(network.team_size >= 2))


def test_removal_robustness_degree():
    """A star: the centre first, then four alone, three of whom are left, and so on; only the last step leaves nobody."""
    assert r.removal_robustness_degree(STAR) == pytest.approx(4 / 25)
    assert r.removal_robustness_degree(TABLE) == pytest.approx(6 / 16)
    assert reason(r.removal_robustness_degree(ALONE)) is Reason.TOO_FEW
    assert reason(r.removal_robustness_degree(NOBODY)) is Reason.EMPTY


def test_removal_robustness_random():
    """At one table it does not matter who leaves: (3 + 2 + 1) / 16. A star, over all 120 orders."""
    assert r.removal_robustness_random(TABLE) == pytest.approx(6 / 16)
    every = np.mean([r.removal_curve(STAR, order).robustness for order in permutations(range(5))])
    assert r.removal_robustness_random(STAR) == pytest.approx(every, abs=0.01)
    assert r.removal_robustness_random(STAR) == r.removal_robustness_random(STAR) != r.removal_robustness_random(STAR, seed=1)
    assert reason(r.removal_robustness_random(ALONE)) is Reason.TOO_FEW
    assert reason(r.removal_robustness_random(NOBODY)) is Reason.EMPTY


def test_removal_tables_degree():
    """Every table of the star falls with its centre, the first of five."""
    assert r.removal_tables_degree(STAR) == pytest.approx(1 / 2 / 5)
    assert r.removal_tables_degree(TABLE) == pytest.approx(2.5 / 4)
    assert reason(r.removal_tables_degree(ALONE)) is Reason.NO_PAIRS
    assert reason(r.removal_tables_degree(IDLE)) is Reason.EMPTY


def test_removal_tables_random():
    """A table of two in five falls, on average, with the leaving of the second: (2 − 1/2) / 5; over all orders it is exact."""
    assert r.removal_tables_random(STAR) == pytest.approx(1.5 / 5)
    every = np.mean([r.area(r.removal_curve(STAR, order).tables) for order in permutations(range(5))])
    assert r.removal_tables_random(STAR) == pytest.approx(every, rel=1e-12)
    mixed = drawn({"p": "abc", "q": "cd", "r": "e"})
    every = np.mean([r.area(r.removal_curve(mixed, order).tables) for order in permutations(range(5))])
    assert r.removal_tables_random(mixed) == pytest.approx(every, rel=1e-12)
    assert reason(r.removal_tables_random(ALONE)) is Reason.NO_PAIRS
    assert reason(r.removal_tables_random(NOBODY)) is Reason.EMPTY


def test_removal_needs_degree():
    """p is answered by a and b: a leaves first, b by lot second to fifth."""
    hub = needing(STAR, {"p": 2})
    assert r.removal_needs_degree(hub) == pytest.approx((3.5 - 0.5) / 5, abs=0.05)
    assert r.removal_needs_degree(needing(drawn({"p": "ab", "q": "abc", "r": "a"}), {"r": 1})) == pytest.approx(0.5 / 3)
    assert reason(r.removal_needs_degree(STAR)) is Reason.NOT_RECORDED
    assert reason(r.removal_needs_degree(needing(STAR, {"": 2}))) is Reason.TOO_FEW
    assert reason(r.removal_needs_degree(NOBODY)) is Reason.EMPTY


def test_removal_needs_random():
    """Three answer p, two answer t: (3 · 9/4 − 1/2) / 8 and (2 · 9/3 − 1/2) / 8."""
    served = needing(DRAWING, {"p": 3, "t": 1, "": 5})
    assert r.removal_needs_random(served) == pytest.approx((3 * 6.25 + 5.5) / 4 / 8, rel=1e-12)
    small = needing(drawn({"p": "abc", "q": "cd", "r": "e"}), {"pq": 2, "r": 1, "q": 4})
    every = np.mean([r.area(r.removal_curve(small, order).needs) for order in permutations(range(5))])
    assert r.removal_needs_random(small) == pytest.approx(every, rel=1e-12)
    assert reason(r.removal_needs_random(DRAWING)) is Reason.NOT_RECORDED
    assert reason(r.removal_needs_random(needing(DRAWING, {"": 1}))) is Reason.TOO_FEW
    assert reason(r.removal_needs_random(NOBODY)) is Reason.EMPTY


# Safariland (Vázquez & Simberloff 2003): the plants each animal visits. b Alstroemeria aurea, a Aristotelia chilensis, r Rosa
# eglanteria, c Cynanchum diemii, e Berberis darwinii, i Ribes magellanicum, l Calceolaria crenatiflora, m Mutisia decurrens,
# s Schinus patagonicus.
SAFARILAND = "a be ar i ber b bril b bm ab b c c br as c l b c b b b b ab b b a"


def test_r27_safariland():
    """Animals left as the most visited plants go: 27, 17, 13, then 11 or 9, since r and c are even, then 7."""
    animals = {f"animal {k}": plants for k, plants in enumerate(SAFARILAND.split())}
    web = replace(drawn(animals), needs=Needs(*(objects([None] * 27),) * 3, np.ones(27), csr_array(np.eye(27, dtype=np.int64))))
    assert (web.n, web.m, web.seats) == (9, 27, 39)
    curve = r.removal_curve(web)
    assert (curve.needs * 27).round(9).tolist()[:3] == [27, 17, 13]
    assert 9 < curve.needs[3] * 27 < 11
    assert curve.needs[4] * 27 == pytest.approx(7)
    published = r.removal_curve(web, at(web, *"barceilms"))
    assert (published.needs * 27).round(9).tolist()[:5] == [27, 17, 13, 11, 7]


def test_sector_removal_share():
    """Without a and d: bc, ef, gh of six. Without b, c, e and g: a, df, h of four. Without f: abcde of seven."""
    np.testing.assert_array_equal(r.sector_removal_share(DRAWING), [2 / 6, 2 / 4, 5 / 7, np.nan])
    np.testing.assert_array_equal(r.sector_removal_share(STAR), [1 / 4, 1])
    np.testing.assert_array_equal(r.sector_removal_share(drawn({"p": "ab"}, {"public": "ab"})), [np.nan])
    np.testing.assert_array_equal(r.sector_removal_share(NOBODY), [np.nan] * 4)
