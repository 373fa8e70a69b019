"""How likely a pair is to make a tie and to keep it, by the kind of pair: two years drawn by hand (see `drawn_years`), and two more."""

from __future__ import annotations

from drawn_years import AFTER, BEFORE, OTHERS
from reading import reason
from strategies import drawn, objects

from reteanalysis.metrics import dynamism_chances as t
from reteanalysis.metrics._stayers import TieCounts
from reteanalysis.metrics.dynamism_ties import tie_changes
from reteanalysis.terms import Reason

# a is of x; b, c, e and f of y. Tied: ab ac ad bc across and within as drawn; then bc is kept, ab too; the rest ends; bd and ef are new.
OLD = drawn({"p": "ad", "q": "a", "r": "abc", "s": "c", "u": "e", "v": "f"}, project_data={"area": objects(list("xxyyyy"))})
NEW = drawn({"p": "ab", "q": "bcd", "r": "ef"})


def test_tie_formation():
    """Of ad and bd, bd."""
    assert t.tie_formation(BEFORE, AFTER) == 1 / 2
    triangle = drawn({"p": "abc"})
    assert reason(t.tie_formation(triangle, BEFORE)) is Reason.NO_PAIRS  # all three were tied
    assert reason(t.tie_formation(BEFORE, OTHERS)) is Reason.EMPTY


def test_tie_persistence():
    """Of ab, ac, bc and cd all but ac."""
    assert t.tie_persistence(BEFORE, AFTER) == 3 / 4
    assert reason(t.tie_persistence(drawn({"p": "a", "q": "b"}), AFTER)) is Reason.NO_PAIRS


def test_tie_life():
    """One of four ended: four years. Where none ends, how long they last cannot be told."""
    assert t.tie_life(BEFORE, AFTER) == 4
    assert reason(t.tie_life(BEFORE, BEFORE)) is Reason.TOO_FEW
    assert reason(t.tie_life(drawn({"p": "a", "q": "b"}), AFTER)) is Reason.NO_PAIRS


def test_across_sectors():
    """Kept ab, cd; opened bd; dropped ac; never ad."""
    assert tie_changes(BEFORE, AFTER, "cross_sector") == TieCounts(1, 1, 1, 2)
    assert t.cross_sector_formation(BEFORE, AFTER) == 1 / 2
    assert t.cross_sector_persistence(BEFORE, AFTER) == 2 / 3
    assert t.cross_sector_life(BEFORE, AFTER) == 3


def test_within_a_sector():
    """Kept bc, and there is no other pair."""
    assert tie_changes(BEFORE, AFTER, "same_sector") == TieCounts(0, 0, 0, 1)
    assert t.same_sector_persistence(BEFORE, AFTER) == 1
    assert reason(t.same_sector_formation(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert reason(t.same_sector_life(BEFORE, AFTER)) is Reason.TOO_FEW


def test_cross_sector_formation_cross_sector_persistence_cross_sector_life_want_two_sectors():
    one = drawn({"p": "abc"}, {"public": "abc"})
    unknown = drawn({"p": "abc"})
    for metric in (t.cross_sector_formation, t.cross_sector_persistence, t.cross_sector_life):
        assert reason(metric(one, one)) is Reason.SINGLE_SECTOR
        assert reason(metric(unknown, unknown)) is Reason.NOT_RECORDED


def test_same_sector_formation_same_sector_persistence_same_sector_life():
    """All of one sector: what is true of all pairs is true of these. abc, cd -> ab, bcd: one of two opened, one of four dropped."""
    first, second = drawn({"p": "abc", "q": "cd"}, {"public": "abcd"}), drawn({"p": "ab", "q": "bcd"}, {"public": "abcd"})
    assert t.same_sector_formation(first, second) == 1 / 2
    assert t.same_sector_persistence(first, second) == 3 / 4
    assert t.same_sector_life(first, second) == 4
    assert reason(t.same_sector_life(OLD, NEW)) is Reason.NOT_RECORDED


def test_same_area_formation_same_area_persistence_same_area_life():
    """With c of both areas: ab, ac, bc, cd are of one area, ad and bd are not. In the other drawing be, bf, ce, cf, ef, bc and ad."""
    assert tie_changes(BEFORE, AFTER, "same_area") == TieCounts(0, 0, 1, 3)
    assert t.same_area_persistence(BEFORE, AFTER) == 3 / 4
    assert t.same_area_life(BEFORE, AFTER) == 4
    assert reason(t.same_area_formation(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert tie_changes(OLD, NEW, "same_area") == TieCounts(4, 1, 1, 1)
    assert t.same_area_formation(OLD, NEW) == 1 / 5
    assert t.same_area_persistence(OLD, NEW) == 1 / 2  # bc kept, ad dropped


def test_other_area_formation_other_area_persistence_other_area_life():
    """Ad and bd: bd opened. In the other drawing ab is kept and ac dropped, bd and cd opened, of ae, af, bd, cd, de, df."""
    assert tie_changes(BEFORE, AFTER, "other_area") == TieCounts(1, 1, 0, 0)
    assert t.other_area_formation(BEFORE, AFTER) == 1 / 2
    assert reason(t.other_area_persistence(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert tie_changes(OLD, NEW, "other_area") == TieCounts(4, 2, 1, 1)
    assert t.other_area_formation(OLD, NEW) == 1 / 3
    assert t.other_area_persistence(OLD, NEW) == 1 / 2
    assert t.other_area_life(OLD, NEW) == 2
    assert reason(t.other_area_life(NEW, OLD)) is Reason.NOT_RECORDED
