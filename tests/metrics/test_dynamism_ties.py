"""How many pairs changed: two years drawn by hand (see `drawn_years`), every pair of those that stayed counted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawn_years import AFTER, BEFORE, NOBODY, OTHERS, SECTORS
from hypothesis import given, settings
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn, two_years

from reteanalysis.metrics import dynamism as d
from reteanalysis.metrics import dynamism_ties as t
from reteanalysis.metrics._stayers import TieCounts, stayers, tie_counts
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis.network import Network


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
