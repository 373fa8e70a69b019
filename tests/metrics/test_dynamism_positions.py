"""Dynamism of positions: ranks worked by hand."""

from __future__ import annotations

from reading import reason
from strategies import drawn

from reteanalysis.metrics import dynamism_positions as p
from reteanalysis.terms import Reason

# Ten partners: a sits in three projects, b in two, the others in one. Then a in two, b in three.
ALL = "abcdefghij"
BEFORE = drawn({"p": ALL, "q": "ab", "r": "a"})
AFTER = drawn({"p": ALL, "q": "ab", "r": "b"}, year=2020)
EVEN = drawn({"p": ALL})


def test_load_rank_stability():
    """Of 45 pairs 28 are equal; 16, a or b with another, are in the same order, ab is reversed: 15/17."""
    assert p.load_rank_stability(BEFORE, AFTER) == 15 / 17
    assert p.load_rank_stability(BEFORE, BEFORE) == 1
    assert reason(p.load_rank_stability(BEFORE, EVEN)) is Reason.ZERO_VARIANCE
    assert reason(p.load_rank_stability(BEFORE, drawn({"p": ALL[1:], "q": "bz"}))) is Reason.TOO_FEW
    assert reason(p.load_rank_stability(BEFORE, drawn({"p": "xyz"}))) is Reason.EMPTY


def test_betweenness_rank_stability():
    """f joins two tables, then a does: of the pairs that differ, nine in each year, only that of f and a differs in both, reversed."""
    before, after = drawn({"p": "abcdef", "q": "fghij"}), drawn({"p": "abcdef", "q": "aghij"}, year=2020)
    assert p.betweenness_rank_stability(before, after) == -1 / 9
    assert p.betweenness_rank_stability(before, before) == 1
    assert reason(p.betweenness_rank_stability(before, EVEN)) is Reason.ZERO_VARIANCE
    assert reason(p.betweenness_rank_stability(before, drawn({"p": "bcdefghij"}))) is Reason.TOO_FEW
    assert reason(p.betweenness_rank_stability(before, drawn({"p": "xyz"}))) is Reason.EMPTY


def test_top_decile_kept():
    """Of ten the first: a, then b. Of eleven the first two and who equals the second."""
    assert p.top_decile_kept(BEFORE, AFTER) == 0
    assert p.top_decile_kept(BEFORE, BEFORE) == 1
    eleven = drawn({"p": ALL + "k", "q": "abc", "r": "a"})  # a, and b and c alike
    assert p.top_decile_kept(eleven, BEFORE) == 1 / 3
    assert p.top_decile_kept(BEFORE, eleven) == 1
    assert p.top_decile_kept(BEFORE, drawn({"p": "bcdefghijk", "q": "b"})) == 0  # a left
    assert reason(p.top_decile_kept(BEFORE, EVEN)) is Reason.ZERO_VARIANCE
    assert reason(p.top_decile_kept(drawn({"p": "abcdefghi", "q": "a"}), BEFORE)) is Reason.TOO_FEW
    assert reason(p.top_decile_kept(drawn({}), EVEN)) is Reason.EMPTY


def test_a_tenth_that_does_not_stand_out_is_none():
    """Of eleven, the second has as few projects as anybody."""
    crowd = drawn({"p": ALL + "k", "q": "a"})
    assert reason(p.top_decile_kept(crowd, BEFORE)) is Reason.ZERO_VARIANCE
