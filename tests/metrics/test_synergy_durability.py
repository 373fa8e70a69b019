"""Synergy over time: two sectors of five at one table, and the tables of the year after."""

from __future__ import annotations

from reading import reason
from strategies import drawn

from reteanalysis.metrics.synergy_durability import cross_sector_durability
from reteanalysis.terms import Reason

SECTORS = {"public": "abcde", "cooperative": "fghij"}
BEFORE = drawn({"p": "abcdefghij"}, SECTORS)  # 20 ties within, 25 across


def test_cross_sector_durability():
    """Each sector at its own table: all 20 kept, none of the 25. Pairs of two: none of 20, five of 25. All again: no difference."""
    assert cross_sector_durability(BEFORE, drawn({"p": "abcde", "q": "fghij"}, SECTORS)) == -1
    assert cross_sector_durability(BEFORE, drawn({"p": "af", "q": "bg", "r": "ch", "s": "di", "t": "ej"}, SECTORS)) == 5 / 25
    assert cross_sector_durability(BEFORE, BEFORE) == 0


def test_cross_sector_durability_counts_ties_of_those_that_stayed():
    """With a gone, 6 + 10 ties within are left, and 20 across; with a to d gone, 10 within and 5 across: too few."""
    assert cross_sector_durability(BEFORE, drawn({"p": "bcde", "q": "fghij"}, SECTORS)) == -1
    assert reason(cross_sector_durability(BEFORE, drawn({"p": "e", "q": "fghij"}, SECTORS))) is Reason.TOO_FEW


def test_cross_sector_durability_wants_sectors():
    assert reason(cross_sector_durability(drawn({"p": "abc"}), BEFORE)) is Reason.NOT_RECORDED
    assert reason(cross_sector_durability(drawn({"p": "abc"}, {"public": "abc"}), BEFORE)) is Reason.SINGLE_SECTOR
    assert reason(cross_sector_durability(BEFORE, drawn({"p": "xyz"}))) is Reason.EMPTY
