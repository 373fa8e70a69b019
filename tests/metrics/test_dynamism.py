"""Dynamism: one drawing of two years, every account of its ties counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from reading import reason
from strategies import drawn

from reteanalysis.metrics import dynamism as d
from reteanalysis.network import Network
from reteanalysis.terms import Reason

SECTORS = {"public": "ax", "cooperative": "bc", "association": "d", "enterprise": "n"}
BEFORE = drawn({"p": "abc", "q": "cd", "r": "dx"}, SECTORS)
AFTER = drawn({"p": "ab", "q": "bcd", "r": "an", "s": "dn"}, SECTORS, year=2020)
NOBODY = drawn({}, SECTORS)
ALONE = drawn({"p": "a", "q": "b"}, SECTORS)
OTHERS = drawn({"p": "vw", "q": "wz"}, SECTORS)
LEDGER = (d.ties_kept, d.ties_opened, d.ties_brought, d.ties_dropped, d.ties_lost)


# 2019   a---b          2020   a---b
#         \ / \?                |    \ \
#          c---d---x            n---d-c-+      ab, bc, bd, cd, an, dn
#
# before: ab ac bc cd dx     after: ab bc bd cd an dn
# kept: ab bc cd   opened: bd   brought: an dn   dropped: ac   lost: dx


def test_ties_kept():
    """ab, bc and cd are in both years."""
    assert d.ties_kept(BEFORE, AFTER) == 3


def test_ties_opened():
    """bd: both were there, not together."""
    assert d.ties_opened(BEFORE, AFTER) == 1


def test_ties_brought():
    """an, dn: n is new."""
    assert d.ties_brought(BEFORE, AFTER) == 2


def test_ties_dropped():
    """ac: both stayed, no longer together."""
    assert d.ties_dropped(BEFORE, AFTER) == 1


def test_ties_lost():
    """dx: x left."""
    assert d.ties_lost(BEFORE, AFTER) == 1


def test_entry_rate():
    """abcdx -> abcdn: one of five is new."""
    assert d.entry_rate(BEFORE, AFTER) == 1 / 5


def test_exit_rate():
    """abcdx -> abcdn: one of five left."""
    assert d.exit_rate(BEFORE, AFTER) == 1 / 5
    assert d.exit_rate(BEFORE, ALONE) == 3 / 5


def test_retention_rate():
    """abcdx -> abcdn: four of five stayed; -> ab: two of five."""
    assert d.retention_rate(BEFORE, AFTER) == 4 / 5
    assert d.retention_rate(BEFORE, ALONE) == 2 / 5
    assert d.retention_rate(ALONE, BEFORE) == 1


def test_retention_rate_looks_at_seats_not_at_the_register():
    """x stands idle in the register of 2020: it did not stay."""
    register = drawn({"p": "ab", "q": "bcd", "r": "an", "s": "dn"}, SECTORS, idle="x", year=2020)
    assert d.retention_rate(BEFORE, register) == 4 / 5
    assert [count(BEFORE, register) for count in LEDGER] == [3, 1, 2, 1, 1]


def test_membership_jaccard():
    """abcdx and abcdn: four of six."""
    assert d.membership_jaccard(BEFORE, AFTER) == 4 / 6


def test_sector_retention():
    """Public a x: one of two. Cooperative b c, association d: all. Enterprise n: was not there."""
    np.testing.assert_array_equal(d.sector_retention(BEFORE, AFTER), [1 / 2, 1, 1, np.nan])
    assert np.isnan(d.sector_retention(BEFORE, NOBODY)).all()


def test_sector_retention_matches_sectors_by_name():
    """Two graphs that list their sectors differently: d's sector is unknown to the first."""
    before = drawn({"p": "ab"}, {"public": "a", "cooperative": "b"})
    after = drawn({"p": "ad"}, {"association": "d", "cooperative": "", "public": "a"})
    np.testing.assert_array_equal(d.sector_retention(before, after), [np.nan, 0, 1])


def test_tie_kept_share():
    """Three of the six ties of 2020."""
    assert d.tie_kept_share(BEFORE, AFTER) == 3 / 6
    assert reason(d.tie_kept_share(BEFORE, ALONE)) is Reason.NO_PAIRS


def test_tie_opened_share():
    """One of six."""
    assert d.tie_opened_share(BEFORE, AFTER) == 1 / 6


def test_tie_brought_share():
    """Two of six."""
    assert d.tie_brought_share(BEFORE, AFTER) == 2 / 6


def test_tie_jaccard():
    """Among a, b, c, d: kept ab bc cd, opened bd, dropped ac: three of five."""
    assert d.tie_jaccard(BEFORE, AFTER) == 3 / 5
    assert reason(d.tie_jaccard(ALONE, ALONE)) is Reason.NO_PAIRS
    assert reason(d.tie_jaccard(BEFORE, OTHERS)) is Reason.EMPTY


def test_tie_change():
    """a = 3, b = 2, c = 3: (2 + 3) / (6 + 5)."""
    assert d.tie_change(BEFORE, AFTER) == 5 / 11
    assert d.tie_change(BEFORE, ALONE) == 1
    assert reason(d.tie_change(ALONE, ALONE)) is Reason.NO_PAIRS


def test_tie_rewiring():
    """ac and bd, of eleven."""
    assert d.tie_rewiring(BEFORE, AFTER) == 2 / 11


def test_tie_turnover():
    """dx, an and dn, of eleven."""
    assert d.tie_turnover(BEFORE, AFTER) == 3 / 11


@pytest.mark.parametrize(
    "metric", [*LEDGER, d.entry_rate, d.exit_rate, d.retention_rate, d.membership_jaccard, d.tie_jaccard, d.tie_change]
)
def test_a_year_without_partners_compares_with_nothing(metric):
    assert reason(metric(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(metric(BEFORE, NOBODY)) is Reason.EMPTY


def test_a_year_without_ties_has_none_to_count():
    """Everybody alone at a table: five accounts of nothing, which is a measurement."""
    assert [count(ALONE, ALONE) for count in LEDGER] == [0, 0, 0, 0, 0]


def test_declared_ties_are_followed_by_name():
    """2019 a-b, b-c; 2020 listed c, b, a, d: b-c, a-c, and d is alone and was not there."""
    before = Network.from_ties({(0, 1): 1.0, (1, 2): 1.0}, partners=("a", "b", "c"), year=2019, sector=np.full(3, -1), sectors=())
    after = Network.from_ties(
        {(0, 1): 5.0, (0, 2): 1.0}, partners=("c", "b", "a", "d"), year=2020, sector=np.full(4, -1), sectors=(), members="register"
    )
    assert [count(before, after) for count in LEDGER] == [1, 1, 0, 1, 0]
    assert d.entry_rate(before, after) == 0
