"""Robustness, on one network drawn by hand, on published values and against taking partners out one by one.

      q
     / \\
    a   b
     \\ /
      p ── c ── r ── d ── s ── e          g ── t ── h ── u
                          └─── f

Letters a to h are partners, p to u projects. Ties: ab, ac, bc, cd, de, df, ef, gh. Sectors: a, d public; b, c, e, g
cooperatives; f an association; h not known.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn, objects

from reteanalysis.metrics import robustness as r
from reteanalysis.network import Needs, Network
from reteanalysis.terms import Reason

DEV = Path(__file__).parents[3] / "shared" / "data" / "dev" / "interorg_networks"

SECTORS = {"public": "ad", "cooperative": "bceg", "association": "f", "enterprise": ""}
DRAWING = drawn({"p": "abc", "q": "ab", "r": "cd", "s": "def", "t": "gh", "u": "h"}, SECTORS)
NOBODY = drawn({}, SECTORS)
ALONE = drawn({"p": "a"}, SECTORS)
IDLE = drawn({}, SECTORS, idle="abc")
STAR = drawn({"p": "ab", "q": "ac", "r": "ad", "s": "ae"}, {"public": "a", "cooperative": "bcde"})
TABLE = drawn({"p": "abcd"})

WOMEN = Network.from_networkx(nx.davis_southern_women_graph())
FLORENCE = Network.from_networkx(nx.florentine_families_graph())
KARATE = Network.from_networkx(nx.Graph(nx.karate_club_graph().edges), year=1)


def at(network: Network, *partners: str) -> list[int]:
    return [network.index(partner) for partner in partners]


def needing(network: Network, cells: dict[str, float]) -> Network:
    """Return the network with one need cell for each key (the projects that answer it, one letter each) of that weight."""
    blank = objects([None] * len(cells))
    served = [[int(project in answering) for answering in cells] for project in network.projects]
    return replace(network, needs=Needs(blank, blank, blank, np.array([*cells.values()], float), csr_array(np.array(served))))


def city(seed: int, most: int = 14) -> Network:
    """Return a random network with busy and idle partners, large and small tables, and parts apart."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(6, most)), int(random.integers(4, 12))
    seats = random.random((n, m)) < np.clip(random.pareto(1.5, n)[:, None] * random.pareto(2, m), 0.08, 0.8)
    return Network(seed, tuple(f"p{i}" for i in range(n)), tuple(f"t{j}" for j in range(m)), csr_array(seats.astype(np.int64)), np.full(n, -1), (), members="register")  # fmt: skip


CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(20)]


# ---------------------------------------------------------------------- seats that hold somebody


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


# ---------------------------------------------------------------------- removal

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


# ---------------------------------------------------------------------- what each leaving would cost


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


# ---------------------------------------------------------------------- cohesion


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
    assert 1 - r.distance_fragmentation(tobacco) == pytest.approx(0.7683333, abs=1e-6)
    assert r.bridge_count(tobacco) == 0


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


# ---------------------------------------------------------------------- key players


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


# ---------------------------------------------------------------------- concentration


def test_top1_seat_share():
    """Five partners hold two of the thirteen seats each, three hold one."""
    assert r.top1_seat_share(DRAWING) == 2 / 13
    assert r.top1_seat_share(ALONE) == 1
    assert reason(r.top1_seat_share(IDLE)) is Reason.EMPTY


def test_top3_seat_share():
    assert r.top3_seat_share(DRAWING) == 6 / 13
    assert reason(r.top3_seat_share(ALONE)) is Reason.TOO_FEW
    assert reason(r.top3_seat_share(NOBODY)) is Reason.EMPTY


def test_top5_seat_share():
    assert r.top5_seat_share(DRAWING) == 10 / 13
    assert r.top5_seat_share(STAR) == 1
    assert reason(r.top5_seat_share(TABLE)) is Reason.TOO_FEW
    assert reason(r.top5_seat_share(NOBODY)) is Reason.EMPTY


def test_seat_hhi():
    assert r.seat_hhi(DRAWING) == (5 * 4 + 3) / 13**2
    assert r.seat_hhi(TABLE) == 1 / 4
    assert r.seat_hhi(ALONE) == 1
    assert reason(r.seat_hhi(IDLE)) is Reason.EMPTY


def test_lead_hhi():
    """a leads p and half of q, b the other half; nobody is known to lead r: 9/16 + 1/16."""
    assert r.lead_hhi(drawn({"p": "Abc", "q": "AB", "r": "cd"})) == 10 / 16
    assert r.lead_hhi(drawn({"p": "Ab", "q": "A"})) == 1
    assert reason(r.lead_hhi(DRAWING)) is Reason.NOT_RECORDED
    assert reason(r.lead_hhi(NOBODY)) is Reason.EMPTY


def test_amount_top3_share():
    """a brings 10 and 20, b 5, c 40, d 25, one seat is not known: 95 of 100."""
    teams = drawn({"p": "abc", "q": "dab"})  # seats in order: a-p, a-q, b-p, b-q, c-p, d-q
    paid = replace(teams, seat_data={"amount_eur": objects([10.0, 20.0, 5.0, None, 40.0, 25.0])})
    assert r.amount_top3_share(paid) == 95 / 100
    assert (
        reason(r.amount_top3_share(replace(teams, seat_data={"amount_eur": objects([10.0, 20.0, 5.0, None, None, None])})))
        is Reason.TOO_FEW
    )
    assert reason(r.amount_top3_share(replace(teams, seat_data={"amount_eur": objects([None] * 6)}))) is Reason.NOT_RECORDED
    assert reason(r.amount_top3_share(DRAWING)) is Reason.NOT_RECORDED
    assert reason(r.amount_top3_share(NOBODY)) is Reason.EMPTY
