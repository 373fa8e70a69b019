"""Projects joined by one partner, on a network drawn by hand (capitals lead).

    p (x): A b c      q (x): a B d      r (y): A d e      s (?): B f

p and q share a, b; p and r share a; p and s share b; q and r share a, d; q and s share b; r and s nobody.
Sectors: a public, b a cooperative, the others associations.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn, networks, objects

from reteanalysis.metrics import synergy_bridges as b
from reteanalysis.network import Network
from reteanalysis.terms import Reason

SECTORS = {"public": "a", "cooperative": "b", "association": "cdef"}
TEAMS = {"p": "Abc", "q": "aBd", "r": "Ade", "s": "Bf"}
DRAWING = drawn(TEAMS, SECTORS, project_data={"area": objects(["x", "x", "y", None])})
NOBODY = drawn({}, SECTORS)
some = settings(deadline=None, max_examples=80)


def test_partner_bridges():
    """a joins p and r; b joins p and s, q and s."""
    assert b.partner_bridges(DRAWING).tolist() == [1, 2, 0, 0, 0, 0]
    assert b.partner_bridges(NOBODY).shape == (0,)
    assert b.partner_bridges(drawn({"p": "a"}, idle="c")).tolist() == [0, 0]


def test_single_bridge_share():
    """Three of the five pairs with somebody in common."""
    assert b.single_bridge_share(DRAWING) == 3 / 5
    assert b.single_bridge_share(drawn({"p": "ab", "q": "ab"})) == 0
    assert reason(b.single_bridge_share(NOBODY)) is Reason.EMPTY
    assert reason(b.single_bridge_share(drawn({"p": "a"}))) is Reason.TOO_FEW
    assert reason(b.single_bridge_share(drawn({"p": "a", "q": "b"}))) is Reason.TOO_FEW


def test_a_chain_of_projects_hangs_on_its_joints():
    chain = drawn({"p": "ab", "q": "bc", "r": "cd"})
    assert b.partner_bridges(chain).tolist() == [0, 1, 1, 0]
    assert b.single_bridge_share(chain) == 1


def named(network: Network, found: list[b.Bridge]) -> list[str]:
    return [network.projects[one.first] + network.projects[one.second] + network.partners[one.partner] for one in found]


def test_bridges_name_those_across_areas_first_then_those_led_by_different_sectors():
    found = b.bridges(DRAWING)
    assert named(DRAWING, found) == ["pra", "psb", "qsb"]
    assert [one.crosses_areas for one in found] == [True, None, None]
    assert [one.lead_sectors for one in found] == [(0, 0), (0, 1), (1, 1)]
    assert named(DRAWING, b.bridges(DRAWING, 1)) == ["pra"]
    assert named(DRAWING, b.bridges(DRAWING, partner=1)) == ["psb", "qsb"]
    assert b.bridges(DRAWING, 0) == b.bridges(NOBODY) == []


def test_bridges_where_little_is_recorded():
    """No areas, no leads; then joint leads of different sectors, of one sector, and one of unknown sector."""
    plain = drawn({"p": "abc", "q": "bd"}, SECTORS, seat_data={})
    assert b.bridges(plain) == [b.Bridge(0, 1, 1, None, None)]
    leading = {"p": "ABc", "q": "aD", "r": "CD", "s": "cE", "t": "eX"}
    found = b.bridges(drawn(leading, SECTORS))
    assert {(one.first, one.second): one.lead_sectors for one in found} == {
        (0, 1): None, (0, 2): None, (0, 3): None, (1, 2): (2, 2), (2, 3): (2, 2), (3, 4): None,
    }  # fmt: skip


def test_bridgers():
    assert b.bridgers(DRAWING) == [
        b.Bridger(1, 2, 0, 0, {(0, 1): 1, (1, 1): 1}),
        b.Bridger(0, 1, 0, 1, {(0, 0): 1}),
    ]
    assert [one.partner for one in b.bridgers(DRAWING, 1)] == [1]
    assert b.bridgers(NOBODY) == []


@some
@given(networks())
def test_bridges_counted_pair_by_pair(network: Network):
    teams = [set(np.flatnonzero(column)) for column in network.incidence.toarray().T]
    shared = {(j, k): teams[j] & teams[k] for j, k in combinations(range(network.m), 2)}
    hanging = {pair: who.pop() for pair, who in shared.items() if len(who) == 1}
    linked = len(hanging) + sum(len(who) > 1 for who in shared.values())
    counts = np.bincount([*hanging.values()], minlength=network.n) if hanging else np.zeros(network.n)
    np.testing.assert_array_equal(b.partner_bridges(network), counts)
    if linked:
        assert b.single_bridge_share(network) == pytest.approx(len(hanging) / linked)
    found = b.bridges(network, 1000)
    assert {(one.first, one.second): one.partner for one in found} == hanging
    for one in b.bridgers(network, 1000):
        own = [bridge for bridge in found if bridge.partner == one.partner]
        assert one.pairs == len(own)
        assert one.within_areas == sum(bridge.crosses_areas is False for bridge in own)
        assert one.across_areas == sum(bridge.crosses_areas is True for bridge in own)
        assert sum(one.lead_sectors.values()) == sum(bridge.lead_sectors is not None for bridge in own)


def test_more_projects_than_a_block_holds():
    random = np.random.default_rng(2019)
    table = random.random((90, 700)) < random.pareto(2, 90)[:, None] * 0.02
    table[0] = random.random(700) < 0.5
    table[1, ~table.any(axis=0)] = True
    names = tuple(f"p{i}" for i in range(90)), tuple(f"t{j}" for j in range(700))
    network = Network(2020, *names, csr_array(table.astype(np.int64)), np.full(90, -1), ())
    common = np.triu(table.T.astype(int) @ table.astype(int), 1)
    who = [np.flatnonzero(table[:, j] & table[:, k])[0] for j, k in zip(*np.nonzero(common == 1), strict=True)]
    np.testing.assert_array_equal(b.partner_bridges(network), np.bincount(who, minlength=90))
    assert b.single_bridge_share(network) == len(who) / np.count_nonzero(common)
    assert (
        named(network, b.bridges(network, 3))
        == [f"t{j}t{k}p{i}" for (j, k), i in zip(zip(*np.nonzero(common == 1), strict=True), who, strict=True)][:3]
    )
