"""With whom those who get in sit, on two years drawn by hand (capitals lead).

    2019   p: A b c   q: C d   r: e                        a 1, b 1, c 2, d 1, e 1
    2020   s: a B x   t: X y c   u: C d e   v: A C         new: x, y

Pairs of 2020: xy of newcomers; ax, bx, xc, yc mixed; ce, de first meetings; ab, cd, ac reunions.
Sectors: a, e public; b, x cooperatives; c, d associations; y not known.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from reading import reason
from strategies import drawn, two_years

from reteanalysis.metrics import dynamism, openness
from reteanalysis.metrics import openness_entry as o
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis.network import Network

SECTORS = {"public": "ae", "cooperative": "bx", "association": "cd"}
BEFORE = drawn({"p": "Abc", "q": "Cd", "r": "e"}, SECTORS)
AFTER = drawn({"s": "aBx", "t": "Xyc", "u": "Cde", "v": "AC"}, SECTORS, year=2020)
NOBODY = drawn({}, SECTORS)
ALONE = drawn({"p": "a", "q": "x"}, SECTORS)
STRANGERS = drawn({"p": "Xy", "q": "yZ"}, SECTORS)
KINDS = (o.newcomer_pair_share, o.newcomer_incumbent_pair_share, o.incumbent_new_pair_share, o.incumbent_repeat_pair_share)
some = settings(deadline=None, max_examples=100)


def test_incumbent_seat_share():
    """All but x twice and y once, of eleven seats."""
    assert o.incumbent_seat_share(BEFORE, AFTER) == 8 / 11
    assert o.incumbent_seat_share(AFTER, AFTER) == 1
    assert o.incumbent_seat_share(BEFORE, STRANGERS) == 0
    assert reason(o.incumbent_seat_share(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(o.incumbent_seat_share(BEFORE, NOBODY)) is Reason.EMPTY


def test_newcomer_pair_share():
    """xy, of ten."""
    assert o.newcomer_pair_share(BEFORE, AFTER) == 1 / 10
    assert o.newcomer_pair_share(BEFORE, STRANGERS) == 1


def test_newcomer_incumbent_pair_share():
    """ax, bx, xc, yc."""
    assert o.newcomer_incumbent_pair_share(BEFORE, AFTER) == 4 / 10


def test_incumbent_new_pair_share():
    """ce, de."""
    assert o.incumbent_new_pair_share(BEFORE, AFTER) == 2 / 10


def test_incumbent_repeat_pair_share():
    """ab, cd, ac; at two tables of either year, a and b count twice in the later and once in the earlier."""
    assert o.incumbent_repeat_pair_share(BEFORE, AFTER) == 3 / 10
    twice = {"p": "abx", "q": "ab"}
    assert o.incumbent_repeat_pair_share(drawn({"p": "ab", "q": "ab"}), drawn(twice)) == 2 / 4


@pytest.mark.parametrize("metric", [*KINDS, o.repeat_probability])
def test_meetings_say_why_they_have_no_value(metric):
    assert reason(metric(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(metric(BEFORE, NOBODY)) is Reason.EMPTY
    assert reason(metric(BEFORE, ALONE)) is Reason.NO_PAIRS


def test_repeat_probability():
    """ab, cd, ac of these and ce, de; with everybody new there is nobody to meet again."""
    assert o.repeat_probability(BEFORE, AFTER) == 3 / 5
    assert o.repeat_probability(AFTER, AFTER) == 1
    assert reason(o.repeat_probability(BEFORE, STRANGERS)) is Reason.TOO_FEW


def test_an_idle_year_in_the_register_makes_a_newcomer():
    """x stood idle in the register of 2019."""
    register = drawn({"p": "Abc", "q": "Cd", "r": "e"}, SECTORS, idle="x")
    for metric in (*KINDS, o.incumbent_seat_share, o.repeat_probability, o.attachment_ratio):
        assert metric(register, AFTER) == metric(BEFORE, AFTER)


def test_attachment_ratio():
    """Newcomers meet a 1, b 1, c 2, c 2: 6/4. In the seats a, b 1; c 2; c 2, d, e 1; a 1, c 2: 11/8."""
    assert o.attachment_ratio(BEFORE, AFTER) == pytest.approx(12 / 11, rel=1e-15)
    assert reason(o.attachment_ratio(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(o.attachment_ratio(BEFORE, NOBODY)) is Reason.EMPTY
    assert reason(o.attachment_ratio(AFTER, AFTER)) is Reason.TOO_FEW
    assert reason(o.attachment_ratio(BEFORE, STRANGERS)) is Reason.TOO_FEW


def test_attachment_ratio_is_one_where_all_had_as_many_projects():
    assert o.attachment_ratio(drawn({"p": "ab", "q": "cd"}), drawn({"p": "abx", "q": "cdyz"})) == 1


def test_newcomer_sectors_met():
    """x meets a (public), b (of its own), c (association), and y of whom it is not known; y meets x and c."""
    assert o.newcomer_sectors_met(BEFORE, AFTER) == 5 / 2
    assert o.newcomer_sectors_met(drawn({"p": "a"}, SECTORS), ALONE) == 0
    assert reason(o.newcomer_sectors_met(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(o.newcomer_sectors_met(AFTER, AFTER)) is Reason.TOO_FEW
    assert reason(o.newcomer_sectors_met(drawn({"p": "ab"}), drawn({"p": "abx"}))) is Reason.NOT_RECORDED


def test_new_lead_share():
    """a and c led in 2019; b leads s and x leads t, of four."""
    assert o.new_lead_share(BEFORE, AFTER) == 2 / 4
    assert o.new_lead_share(BEFORE, drawn({"s": "AX", "t": "C", "u": "de"}, SECTORS)) == 1 / 4  # half of s; u has no lead
    assert o.new_lead_share(AFTER, AFTER) == 0
    assert reason(o.new_lead_share(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(o.new_lead_share(drawn({"p": "ab"}), AFTER)) is Reason.NOT_RECORDED
    assert reason(o.new_lead_share(BEFORE, drawn({"p": "ab"}))) is Reason.NOT_RECORDED


def test_incumbent_lead_share():
    """All but t, led by x."""
    assert o.incumbent_lead_share(BEFORE, AFTER) == 3 / 4
    assert o.incumbent_lead_share(BEFORE, drawn({"s": "AX", "t": "C", "u": "de"}, SECTORS)) == 3 / 4
    assert o.incumbent_lead_share(drawn({"p": "ab"}), drawn({"p": "Ab", "q": "X"})) == 1 / 2  # no leads in the earlier year
    assert reason(o.incumbent_lead_share(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(o.incumbent_lead_share(BEFORE, drawn({"p": "ab"}))) is Reason.NOT_RECORDED


@some
@given(two_years())
def test_meetings_counted_pair_by_pair(years: tuple[Network, Network]):
    before, after = years
    there = {partner for partner, active in zip(before.partners, before.active, strict=True) if active}
    tables = [[before.partners[i] for i in np.flatnonzero(column)] for column in before.incidence.toarray().T]
    met = {pair for table in tables for pair in combinations(sorted(table), 2)}
    earlier = dict(zip(before.partners, before.load.tolist(), strict=True))
    counts, meetings, seats = [0, 0, 0, 0], [], []
    for column in after.incidence.toarray().T:
        table = sorted(after.partners[i] for i in np.flatnonzero(column))
        seats += [earlier[partner] for partner in table if partner in there]
        for one, other in combinations(table, 2):
            old = (one in there) + (other in there)
            counts[old if old < 2 else 2 + ((one, other) in met)] += 1
            if old == 1:
                meetings.append(earlier[one if one in there else other])
    for kind, metric in enumerate(KINDS):
        value = metric(before, after)
        assert np.isnan(value) or value == pytest.approx(counts[kind] / sum(counts))
    if there and sum(counts):
        assert sum(metric(before, after) for metric in KINDS) == pytest.approx(1)
        assert o.incumbent_seat_share(before, after) == pytest.approx(1 - openness.newcomer_seat_share(before, after))
    repeated = o.repeat_probability(before, after)
    assert np.isnan(repeated) or repeated == pytest.approx(counts[3] / (counts[2] + counts[3]))
    ratio = o.attachment_ratio(before, after)
    assert np.isnan(ratio) or ratio == pytest.approx(np.mean(meetings) / np.mean(seats))


def test_the_share_of_partners_that_are_new_is_the_entry_rate():
    """Asked in this family too, and answered by dynamism: x and y of seven."""
    assert dynamism.entry_rate(BEFORE, AFTER) == 2 / 7
