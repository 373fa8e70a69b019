"""Whether partners of partners became partners: two years drawn by hand (see `drawn_years`), and every pair counted again."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_years import AFTER, BEFORE, OTHERS
from hypothesis import given, settings
from reading import reason
from strategies import drawn, two_years

from reteanalysis.metrics import dynamism_closure as t
from reteanalysis.metrics._stayers import stayers
from reteanalysis.network import Network
from reteanalysis.terms import Reason


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
