"""Gaps, on one network drawn by hand.

      q
     / \\
    b   c
     \\ /
      p ── a ── r ── d          e ── s ── f

Letters a to f are partners, p to s projects. Sectors: a public; b, c cooperatives; d, e associations; f an enterprise;
no school this year.
"""

from __future__ import annotations

import numpy as np
import pytest
from reading import reason
from strategies import drawn

from reteanalysis.metrics import gaps as g
from reteanalysis.terms import Reason

SECTORS = {"public": "a", "cooperative": "bc", "association": "de", "enterprise": "f", "school": ""}
DRAWING = drawn({"p": "abc", "q": "bc", "r": "ad", "s": "ef"}, SECTORS)
NOBODY = drawn({}, SECTORS)
ONE_SECTOR = drawn({"p": "bc"}, SECTORS)
UNKNOWN = drawn({"p": "xy"}, SECTORS)
IDLE = drawn({}, SECTORS, idle="abd")
nan = np.nan


def test_pair_meetings():
    """p: a with b and with c, b with c; q: b with c again; r: a with d; s: e with f."""
    meetings = g.pair_meetings(DRAWING)
    np.testing.assert_array_equal(
        meetings,
        [
            [0, 2, 1, 0, nan],
            [2, 2, 0, 0, nan],
            [1, 0, 0, 1, nan],
            [0, 0, 1, 0, nan],
            [nan, nan, nan, nan, nan],
        ],
    )
    assert np.nansum(np.triu(meetings)) == 3 + 1 + 1 + 1  # all pairs at all tables
    assert np.isnan(g.pair_meetings(NOBODY)).all()


def test_uncovered_pair_count():
    """Public with enterprise, cooperative with association and with enterprise; the absent school is in no pair."""
    assert g.uncovered_pair_count(DRAWING) == 3


def test_uncovered_pair_count_where_nobody_sits_with_anybody():
    assert g.uncovered_pair_count(drawn({"p": "a", "q": "b", "r": "d"}, SECTORS)) == 3


def test_uncovered_pair_share():
    """Three of the six pairs of four sectors."""
    assert g.uncovered_pair_share(DRAWING) == 3 / 6


@pytest.mark.parametrize("metric", [g.uncovered_pair_count, g.uncovered_pair_share])
def test_uncovered_pair_count_and_uncovered_pair_share_say_why_they_have_no_value(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(IDLE)) is Reason.EMPTY
    assert reason(metric(ONE_SECTOR)) is Reason.SINGLE_SECTOR
    assert reason(metric(UNKNOWN)) is Reason.NOT_RECORDED


def test_sector_uncovered():
    np.testing.assert_array_equal(g.sector_uncovered(DRAWING), [1, 2, 1, 2, nan])
    np.testing.assert_array_equal(g.sector_uncovered(ONE_SECTOR), [nan] * 5)
    np.testing.assert_array_equal(g.sector_uncovered(IDLE), [nan] * 5)


def test_partner_constraint():
    """Weights: ab, ac 1/2, bc 1/2 + 1, ad 1, ef 1; so a gives 1/4, 1/4, 1/2 of itself to b, c, d, and b 1/4, 3/4 to a, c.

    a: b 1/4 + 1/4·3/4 = 7/16, c the same, d 1/2: 49/256 + 49/256 + 64/256.
    b: a 1/4 + 3/4·1/4 = 7/16, c 3/4 + 1/4·1/4 = 13/16: 49/256 + 169/256; c is in its place.
    """
    assert g.partner_constraint(DRAWING).tolist() == [162 / 256, 218 / 256, 218 / 256, 1, 1, 1]


def test_partner_constraint_has_no_value_for_who_sits_with_nobody():
    np.testing.assert_array_equal(g.partner_constraint(drawn({"p": "ab", "q": "c"}, idle="d")), [1, 1, nan, nan])


def test_partner_constraint_may_pass_nine_eighths_and_never_reaches_two():
    """b and c meet in a thousand projects more: what a gives to either comes back through the other."""
    close = drawn({"p": "abc"} | {f"q{j}": "bc" for j in range(1000)})
    assert 1.99 < g.partner_constraint(close)[0] < 2


def test_partner_effective_size():
    """a has b, c, d, and bc are tied: 3 − 2·1/3. b has a and c, tied: 2 − 2·1/2."""
    np.testing.assert_allclose(g.partner_effective_size(DRAWING), [7 / 3, 1, 1, 1, 1, 1], rtol=1e-15)
    np.testing.assert_array_equal(g.partner_effective_size(drawn({"p": "abcd", "q": "e"})), [1, 1, 1, 1, nan])
