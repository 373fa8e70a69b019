"""Dynamism of ties: one drawing of two years, every pair of those that stayed counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn, objects, two_years

from reteanalysis.metrics import dynamism as d
from reteanalysis.metrics import dynamism_ties as t
from reteanalysis.metrics._stayers import TieCounts, stayers, tie_counts
from reteanalysis.network import Network
from reteanalysis.terms import Reason

SECTORS = {"public": "ax", "cooperative": "bc", "association": "d", "enterprise": "n"}
AREAS = {"area": objects(["x", "y", "y"])}  # a and b are of x, d of y, c of both
BEFORE = drawn({"p": "abc", "q": "cd", "r": "dx"}, SECTORS, project_data=AREAS)
AFTER = drawn({"p": "ab", "q": "bcd", "r": "an", "s": "dn"}, SECTORS, year=2020)
NOBODY = drawn({}, SECTORS)
OTHERS = drawn({"p": "vw", "q": "wz"}, SECTORS)

# a is of x; b, c, e and f of y. Tied: ab ac ad bc across and within as drawn; then bc is kept, ab too; the rest ends; bd and ef are new.
OLD = drawn({"p": "ad", "q": "a", "r": "abc", "s": "c", "u": "e", "v": "f"}, project_data={"area": objects(list("xxyyyy"))})
NEW = drawn({"p": "ab", "q": "bcd", "r": "ef"})


# Of abcd: before ab ac bc cd, after ab bc bd cd.


def test_pairs_untied():
    """ad: in neither year."""
    assert t.pairs_untied(BEFORE, AFTER) == 1
    assert reason(t.pairs_untied(BEFORE, OTHERS)) is Reason.EMPTY


def test_tie_hamming():
    """bd opened, ac dropped."""
    assert t.tie_hamming(BEFORE, AFTER) == 2
    assert reason(t.tie_hamming(BEFORE, OTHERS)) is Reason.EMPTY


def test_tie_hamming_union():
    """Bd, an, dn are new; ac, dx are gone."""
    assert t.tie_hamming_union(BEFORE, AFTER) == 5
    assert t.tie_hamming_union(BEFORE, OTHERS) == 7
    assert reason(t.tie_hamming_union(BEFORE, NOBODY)) is Reason.EMPTY


def test_tie_jaccard_union():
    """Ab, bc, cd of the eight ties of either year."""
    assert t.tie_jaccard_union(BEFORE, AFTER) == 3 / 8
    assert t.tie_jaccard_union(BEFORE, OTHERS) == 0
    alone = drawn({"p": "a", "q": "b"})
    assert reason(t.tie_jaccard_union(alone, alone)) is Reason.NO_PAIRS


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
    assert t.tie_changes(BEFORE, AFTER, "cross_sector") == TieCounts(1, 1, 1, 2)
    assert t.cross_sector_formation(BEFORE, AFTER) == 1 / 2
    assert t.cross_sector_persistence(BEFORE, AFTER) == 2 / 3
    assert t.cross_sector_life(BEFORE, AFTER) == 3


def test_within_a_sector():
    """Kept bc, and there is no other pair."""
    assert t.tie_changes(BEFORE, AFTER, "same_sector") == TieCounts(0, 0, 0, 1)
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
    assert t.tie_changes(BEFORE, AFTER, "same_area") == TieCounts(0, 0, 1, 3)
    assert t.same_area_persistence(BEFORE, AFTER) == 3 / 4
    assert t.same_area_life(BEFORE, AFTER) == 4
    assert reason(t.same_area_formation(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert t.tie_changes(OLD, NEW, "same_area") == TieCounts(4, 1, 1, 1)
    assert t.same_area_formation(OLD, NEW) == 1 / 5
    assert t.same_area_persistence(OLD, NEW) == 1 / 2  # bc kept, ad dropped


def test_other_area_formation_other_area_persistence_other_area_life():
    """Ad and bd: bd opened. In the other drawing ab is kept and ac dropped, bd and cd opened, of ae, af, bd, cd, de, df."""
    assert t.tie_changes(BEFORE, AFTER, "other_area") == TieCounts(1, 1, 0, 0)
    assert t.other_area_formation(BEFORE, AFTER) == 1 / 2
    assert reason(t.other_area_persistence(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert t.tie_changes(OLD, NEW, "other_area") == TieCounts(4, 2, 1, 1)
    assert t.other_area_formation(OLD, NEW) == 1 / 3
    assert t.other_area_persistence(OLD, NEW) == 1 / 2
    assert t.other_area_life(OLD, NEW) == 2
    assert reason(t.other_area_life(NEW, OLD)) is Reason.NOT_RECORDED


def test_open_pair_closure():
    """Ad and bd have c in common: bd closed."""
    assert t.open_pair_closure(BEFORE, AFTER) == 1 / 2
    assert reason(t.open_pair_closure(drawn({"p": "abc"}), AFTER)) is Reason.NO_PAIRS


def test_open_pair_closure_through_one_that_left():
    """a and b both sat with x, which is gone: they are open all the same."""
    assert t.open_pair_closure(drawn({"p": "ax", "q": "bx"}), drawn({"p": "ab"})) == 1


def test_other_pair_closure():
    """ab and cd; then ac: of ac, ad, bc, bd one made a tie, none had a partner in common."""
    before, after = drawn({"p": "ab", "q": "cd"}), drawn({"p": "ac", "q": "bd"})
    assert t.other_pair_closure(before, after) == 2 / 4
    assert reason(t.other_pair_closure(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert reason(t.open_pair_closure(before, after)) is Reason.NO_PAIRS


def test_closure_ratio():
    """Path abcde: ac, bd, ce are open, ad, ae, be not. Then ac, bd and ae: 2/3 against 1/3."""
    path = drawn({"p": "ab", "q": "bc", "r": "cd", "s": "de"})
    assert t.closure_ratio(path, drawn({"p": "ac", "q": "bd", "r": "ae"})) == pytest.approx(2)
    assert t.closure_ratio(path, drawn({"p": "ae", "q": "b", "r": "c", "s": "d"})) == 0
    assert reason(t.closure_ratio(path, drawn({"p": "ac", "q": "bd", "r": "e"}))) is Reason.TOO_FEW  # nothing to compare with
    assert reason(t.closure_ratio(BEFORE, AFTER)) is Reason.NO_PAIRS
    assert reason(t.closure_ratio(BEFORE, OTHERS)) is Reason.EMPTY


@settings(deadline=None, max_examples=100)
@given(two_years())
def test_open_pairs_are_those_two_steps_apart(years: tuple[Network, Network]):
    """Counted again in the dense table of all pairs."""
    both = stayers(*years)
    if isinstance(both, Reason):
        return
    then, now = (network.adjacency.toarray() for network in years)
    near = ((then @ then > 0) & (then == 0))[np.ix_(both.then, both.then)]
    tied = now[np.ix_(both.now, both.now)] > 0
    upper = np.triu(np.ones(near.shape, bool), 1)
    assert both.around == (int((near & upper).sum()), int((near & tied & upper).sum()))


def test_open_pairs_of_a_ring_of_five_thousand():
    """Each has two at two steps: as many open pairs as partners. In batches, and next year every second of them closed."""
    n = 5000
    ring = np.arange(n)

    def of(pairs: list[tuple[int, int]], year: int) -> Network:
        return Network.from_ties(dict.fromkeys(pairs, 1.0), partners=names, year=year, sector=np.full(n, -1), sectors=())

    names = tuple(map(str, ring))
    before = of([(i, i + 1) for i in range(n - 1)] + [(0, n - 1)], 2019)
    after = of([(i, i + 2) for i in range(0, n - 2, 2)] + [(i, i + 1) for i in range(n - 1)], 2020)
    assert stayers(before, after).around == (n, n // 2 - 1)
    assert t.other_pair_closure(before, after) == 0


def test_seat_growth_exponent():
    """Twice of all: 1. Four times the partners, eight times the seats: 3/2."""
    one, two = drawn({"p": "ab"}), drawn({"p": "ab", "q": "cd"})
    eight = drawn({"p": "abcdefgh", "q": "abcdefgh"})
    assert t.seat_growth_exponent(one, two) == t.seat_growth_exponent(two, one) == 1
    assert t.seat_growth_exponent(one, eight) == 3 / 2
    assert reason(t.seat_growth_exponent(one, NOBODY)) is Reason.EMPTY


def test_tie_growth_exponent():
    """Twice of all: 1. From two partners and one tie to four and six: ln 6 / ln 2."""
    one, two = drawn({"p": "ab"}), drawn({"p": "ab", "q": "cd"})
    assert t.tie_growth_exponent(one, two) == 1
    assert t.tie_growth_exponent(one, drawn({"p": "abcd"})) == pytest.approx(math.log(6) / math.log(2))
    assert reason(t.tie_growth_exponent(one, drawn({"p": "a"}))) is Reason.NO_PAIRS
    assert reason(t.tie_growth_exponent(NOBODY, one)) is Reason.EMPTY


@pytest.mark.parametrize("exponent", [t.seat_growth_exponent, t.tie_growth_exponent])
def test_growth_where_partners_hardly_change_is_not_to_be_trusted(exponent):
    """Twenty partners and twenty-one: ln(21/20) is below 0.1. With as many as before there is no value at all."""
    twenty, more = drawn({"p": "abcdefghijklmnopqrst"}), drawn({"p": "abcdefghijklmnopqrstu"})
    value = exponent(twenty, more)
    assert value > 0
    assert value.reason is Reason.UNSTABLE
    assert reason(exponent(twenty, twenty)) is Reason.UNSTABLE


# ---------------------------------------------------------------------- counts of arrays, and the core


def test_counts_are_the_same_dense_sparse_and_by_hand():
    before, after = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]]), np.zeros((4, 4), int)
    assert tie_counts(before, after) == tie_counts(csr_array(before), csr_array(after)) == TieCounts(2, 0, 4, 0)
    assert tie_counts(before, before, directed=True) == TieCounts(4, 0, 0, 8)
    assert tie_counts(np.eye(2), np.eye(2), directed=True) == TieCounts(2, 0, 0, 0)  # nobody is tied to itself


def test_rates_that_would_be_infinite_say_why():
    assert reason(TieCounts(5, 0, 0, 3).formation_logit) is Reason.TOO_FEW
    assert reason(TieCounts(5, 1, 0, 3).persistence_logit) is Reason.TOO_FEW
    assert reason(TieCounts(0, 0, 1, 3).formation_logit) is Reason.NO_PAIRS
    assert reason(TieCounts(3, 3, 0, 0).life) is Reason.NO_PAIRS
    assert TieCounts(1, 1, 1, 3).pairs == 6


def test_pairs_of_another_kind_are_refused():
    with pytest.raises(ValueError, match="same_sector"):
        t.tie_changes(BEFORE, AFTER, "owner")


@settings(deadline=None, max_examples=100)
@given(two_years())
def test_kinds_of_pairs_add_up(years: tuple[Network, Network]):
    """With all sectors known, pairs within and across are all pairs; the counts are those of the ledger."""
    whole = t.tie_changes(*years)
    ledger = d.accounts(*years)
    if isinstance(whole, Reason) or ledger is None:
        return
    assert whole[1:] == (ledger.opened, ledger.dropped, ledger.kept)
    both = stayers(*years)
    kinds = [both.by_sector(True), both.by_sector(False)]
    assert all(min(kind) >= 0 for kind in kinds)
    if (both.sector >= 0).all():
        assert tuple(map(sum, zip(*kinds, strict=True))) == whole
    kinds = [both.by_area(True), both.by_area(False)]
    assert all(min(kind) >= 0 for kind in kinds)
    if both.main_areas.any(axis=1).all():
        assert tuple(map(sum, zip(*kinds, strict=True))) == whole


def test_the_core_of_three_years():
    """Abcdx, abcdn, abn: ab were always there, of seven."""
    third = drawn({"p": "abn", "q": "z"}, SECTORS, year=2021)
    core = d.lasting_core([BEFORE, AFTER, third])
    assert (core.partners, core.share) == (("a", "b"), 2 / 7)
    assert d.lasting_core([BEFORE, BEFORE]).share == 1
    assert d.lasting_core([BEFORE, OTHERS]) == ((), 0)


def test_a_core_needs_all_its_years():
    assert reason(d.lasting_core([BEFORE, NOBODY, AFTER]).share) is Reason.MISSING_YEAR
    assert reason(d.lasting_core([BEFORE]).share) is Reason.NO_PREVIOUS_YEAR
    assert reason(d.lasting_core([NOBODY, NOBODY]).share) is Reason.EMPTY
