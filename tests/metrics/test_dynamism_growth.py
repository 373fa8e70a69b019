"""What grows when partners do."""

from __future__ import annotations

import math

import pytest
from drawn_years import NOBODY
from reading import reason
from strategies import drawn

from reteanalysis.metrics import dynamism_growth as t
from reteanalysis.terms import Reason


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
