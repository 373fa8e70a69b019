"""Those outside, on networks drawn by hand.

Register: public a, b; cooperatives c, d, e; associations f, g, h; enterprises i, j. Of these a, b, c, d, f, g take part.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from reading import reason
from strategies import drawn, objects

from reteanalysis.metrics import openness_register as o
from reteanalysis.network import Network, Register
from reteanalysis.terms import Reason

SECTORS = {"public": "ab", "cooperative": "cde", "association": "fgh", "enterprise": "ij"}
NOBODY = drawn({}, SECTORS)
nan = np.nan


def listed(bodies: str, network: Network) -> Network:
    """Return the network with a register of these bodies, known by SECTORS."""
    of = {body: g for g, members in enumerate(SECTORS.values()) for body in members}
    active = {partner for partner, busy in zip(network.partners, network.active, strict=True) if busy}
    sector = np.array([of.get(body, -1) for body in bodies], np.intp)
    return replace(
        network, register=Register(tuple(bodies), sector, objects([None] * len(bodies)), np.array([b in active for b in bodies], bool))
    )


TABLES = drawn({"p": "abc", "q": "dfg"}, SECTORS)
CITY = listed("abcdefghij", TABLES)
EVEN = listed("abcdfg", TABLES)  # nobody is left out
UNKNOWN = listed("xyz", drawn({"p": "xy"}, SECTORS))


def test_sector_representation():
    """2/6 over 2/10, 2/6 over 3/10 twice, 0 over 2/10."""
    np.testing.assert_allclose(o.sector_representation(CITY), [5 / 3, 10 / 9, 10 / 9, 0], rtol=1e-14)
    np.testing.assert_array_equal(o.sector_representation(EVEN), [1, 1, 1, nan])
    for nothing in (TABLES, NOBODY, UNKNOWN, listed("abc", NOBODY)):
        np.testing.assert_array_equal(o.sector_representation(nothing), [nan] * 4)


def test_register_diversity_ratio():
    """Three sectors in equal parts, over 2, 3, 3, 2 of ten."""
    whole = np.exp(-(2 * 0.2 * np.log(0.2) + 2 * 0.3 * np.log(0.3)))
    assert o.register_diversity_ratio(CITY) == pytest.approx(3 / whole, rel=1e-14)
    assert o.register_diversity_ratio(EVEN) == 1


def test_register_diversity_ratio_where_small_sectors_weigh_more_than_in_the_register():
    """One of each of two, over one and three."""
    tables = drawn({"p": "cf"}, SECTORS)
    assert o.register_diversity_ratio(listed("cfgh", tables)) == pytest.approx(2 / np.exp(-(0.25 * np.log(0.25) + 0.75 * np.log(0.75))))


def test_register_dissimilarity():
    """2/15 more public, 1/30 more of two, 1/5 less enterprises."""
    assert o.register_dissimilarity(CITY) == pytest.approx(1 / 5, rel=1e-14)
    assert o.register_dissimilarity(EVEN) == 0


@pytest.mark.parametrize("metric", [o.register_diversity_ratio, o.register_dissimilarity])
def test_measures_against_the_register_say_why_they_have_no_value(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(listed("abc", NOBODY))) is Reason.EMPTY
    assert reason(metric(TABLES)) is Reason.NOT_RECORDED
    assert reason(metric(UNKNOWN)) is Reason.NOT_RECORDED


def test_bodies_of_unknown_sector_do_not_count():
    assert o.register_dissimilarity(listed("abcdefghijxyz", TABLES)) == o.register_dissimilarity(CITY)


def test_chao2():
    """a in four projects, b in two, c, d, e in one: 5 + 4/5 · 3²/2. Without anybody in two: 4 + 4/5 · 3·2/2."""
    assert o.chao2(drawn({"p": "ab", "q": "ac", "r": "ad", "s": "ab", "t": "e"})) == pytest.approx(8.6, rel=1e-15)
    assert o.chao2(drawn({"p": "ab", "q": "ac", "r": "a", "s": "a", "t": "ad"})) == pytest.approx(6.4, rel=1e-15)
    assert o.chao2(drawn(dict.fromkeys("pqrst", "ab"))) == 2
    assert o.chao2(drawn(dict.fromkeys("pqrst", "ab"), idle="c")) == 2


def test_sample_coverage():
    """Nine seats, three of once-seen: 1 − 3/9 · 12/(12 + 2). Without anybody in two: 1 − 3/8."""
    assert o.sample_coverage(drawn({"p": "ab", "q": "ac", "r": "ad", "s": "ab", "t": "e"})) == pytest.approx(5 / 7, rel=1e-15)
    assert o.sample_coverage(drawn({"p": "ab", "q": "ac", "r": "a", "s": "a", "t": "ad"})) == 5 / 8
    assert o.sample_coverage(drawn(dict.fromkeys("pqrst", "ab"))) == 1
    assert o.sample_coverage(drawn({"p": "a", "q": "b", "r": "c", "s": "d", "t": "e"})) == 0


@pytest.mark.parametrize("metric", [o.chao2, o.sample_coverage])
def test_below_five_projects_who_appears_once_says_nothing(metric):
    assert reason(metric(drawn(dict.fromkeys("pqrs", "ab")))) is Reason.TOO_FEW
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(drawn({}, SECTORS, idle="a"))) is Reason.EMPTY
