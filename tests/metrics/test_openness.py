"""Openness: one small drawing per measure, fractions by hand."""

from __future__ import annotations

import numpy as np
import pytest
from reading import reason
from strategies import drawn

from reteanalysis import example
from reteanalysis.metrics import openness as o
from reteanalysis.network import Network
from reteanalysis.terms import Reason

SECTORS = {"public": "ab", "cooperative": "cd", "association": "ef", "enterprise": ""}
BEFORE = drawn({"p": "Ac", "q": "aE"}, SECTORS)
AFTER = drawn({"p": "Ab", "q": "Df", "r": "E"}, SECTORS, year=2020)
NOBODY = drawn({}, SECTORS)


def test_newcomer_seat_share():
    """2019  p: a c   q: a e          2020  p: a B   q: D F   r: e      (capitals here: new)

    Five seats in 2020, three of them held by b, d, f.
    """
    assert o.newcomer_seat_share(BEFORE, AFTER) == 3 / 5
    assert o.newcomer_seat_share(AFTER, AFTER) == 0
    assert reason(o.newcomer_seat_share(NOBODY, AFTER)) is Reason.EMPTY
    assert reason(o.newcomer_seat_share(BEFORE, NOBODY)) is Reason.EMPTY


def test_newcomer_seat_share_does_not_take_a_register_entry_for_an_incumbent():
    """b and d stood idle in the register of 2019: with seats in 2020 they are new all the same."""
    register = drawn({"p": "Ac", "q": "aE"}, SECTORS, idle="bd")
    assert o.newcomer_seat_share(register, AFTER) == 3 / 5


def test_newcomer_integration():
    """p: a B   q: D F   r: e: of the newcomers b, d, f only b meets somebody of the year before."""
    assert o.newcomer_integration(BEFORE, AFTER) == 1 / 3
    assert reason(o.newcomer_integration(AFTER, AFTER)) is Reason.TOO_FEW
    assert reason(o.newcomer_integration(NOBODY, AFTER)) is Reason.EMPTY


def test_newcomer_integration_counts_any_team_of_the_year():
    """p: A B   q: B c — only c was there: b meets it in its second team, a never does."""
    assert o.newcomer_integration(drawn({"x": "c"}), drawn({"p": "ab", "q": "bc"})) == 1 / 2


def test_first_time_share():
    """Five partners; b, d and f are seen for the first time; a register entry g never was, and does not count."""
    partners = "abdefg"
    since = np.array([{"a": 2019, "e": 2019, "g": -1}.get(partner, 2020) for partner in partners])
    later = drawn({"p": "Ab", "q": "Df", "r": "E"}, SECTORS, idle="g", year=2020, partner_data={"since": since})
    assert o.first_time_share(later) == 3 / 5
    assert reason(o.first_time_share(BEFORE)) is Reason.NO_PREVIOUS_YEAR
    assert reason(o.first_time_share(NOBODY)) is Reason.EMPTY


def test_first_time_share_of_the_example():
    """Dono comes in 2020; in 2021 asl comes back, and is no first-timer: a newcomer of one year's look-back only."""
    years = example().networks
    assert reason(o.first_time_share(years[2019])) is Reason.NO_PREVIOUS_YEAR
    assert o.first_time_share(years[2020]) == 1 / 6
    assert o.first_time_share(years[2021]) == 0
    assert o.newcomer_seat_share(years[2020], years[2021]) == 1 / 8


def test_sector_newcomer_share():
    """Public a, B: one of two is new. Cooperative D: all new. Association e, F: one of two. Enterprise: nobody."""
    np.testing.assert_array_equal(o.sector_newcomer_share(BEFORE, AFTER), [1 / 2, 1, 1 / 2, np.nan])
    assert np.isnan(o.sector_newcomer_share(NOBODY, AFTER)).all()


def test_outside_lead_share():
    """p: A*   q: A* b*   r: c*   s: none.  Of the three led projects a leads 1 + 1/2."""
    network = drawn({"p": "A", "q": "AB", "r": "Ca", "s": "b"}, owner="a")
    assert o.outside_lead_share(network) == pytest.approx(3 / 6, abs=1e-15)
    assert o.outside_lead_share(drawn({"p": "A", "q": "Ab"}, owner="a")) == 0
    assert o.outside_lead_share(drawn({"p": "B"}, owner="a")) == 1
    assert reason(o.outside_lead_share(drawn({"p": "A"}))) is Reason.NOT_RECORDED
    assert reason(o.outside_lead_share(drawn({"p": "a"}, owner="a"))) is Reason.NOT_RECORDED
    assert reason(o.outside_lead_share(drawn({}, owner="a"))) is Reason.EMPTY


def test_nonpublic_lead_share():
    """p: a*(public)   q: a* c*(cooperative)   r: x*(unknown)   s: c*.  Known: a 1 1/2, c 1 1/2."""
    network = drawn({"p": "A", "q": "AC", "r": "X", "s": "C"}, {"public": "a", "cooperative": "c"})
    assert o.nonpublic_lead_share(network) == 1 / 2
    assert reason(o.nonpublic_lead_share(drawn({"p": "X"}, {"public": "a"}))) is Reason.NOT_RECORDED
    assert reason(o.nonpublic_lead_share(drawn({"p": "a"}, {"public": "a"}))) is Reason.NOT_RECORDED
    assert reason(o.nonpublic_lead_share(NOBODY)) is Reason.EMPTY


def test_effective_leads():
    """Four led projects: a leads two, b one, c and d share one. 1 / (1/4 + 1/16 + 1/64 + 1/64) = 64/22."""
    network = drawn({"p": "A", "q": "Ab", "r": "B", "s": "CD"})
    assert o.effective_leads(network) == pytest.approx(64 / 22, abs=1e-12)
    assert o.effective_leads(drawn({"p": "A", "q": "Ab"})) == 1
    assert reason(o.effective_leads(drawn({"p": "ab"}))) is Reason.NOT_RECORDED
    assert reason(o.effective_leads(NOBODY)) is Reason.EMPTY


def test_lead_partner_share():
    """p: A* b   q: A* c   r: C* D*: three of the four partners lead something."""
    assert o.lead_partner_share(drawn({"p": "Ab", "q": "Ac", "r": "CD"})) == 3 / 4
    assert o.lead_partner_share(drawn({"p": "Ab", "q": "Ac", "r": "CD"}, idle="e")) == 3 / 5
    assert reason(o.lead_partner_share(drawn({"p": "ab"}))) is Reason.NOT_RECORDED


def test_participation_gini():
    """Loads a 3, b 1, c 1, d 1. Differences of ordered pairs: 6 of 2; 12 / (2·16·6/4) = 1/4."""
    assert o.participation_gini(drawn({"p": "ab", "q": "ac", "r": "ad"})) == 1 / 4
    assert o.participation_gini(drawn({"p": "ab", "q": "ab"})) == 0
    assert o.participation_gini(drawn({"p": "a"})) == 0
    assert o.participation_gini(drawn({"p": "a"}, idle="b")) == 1 / 2
    assert reason(o.participation_gini(NOBODY)) is Reason.EMPTY


def test_participation_gini_is_blind_to_scale():
    """Loads 1, 2, 2, 5: differences of ordered pairs 2·(1+1+4+0+3+3) = 24; 24 / (2·16·2.5) = 3/10; the same with every project twice."""
    teams = {"p": "abcd", "q": "bcd", "r": "d", "s": "d", "t": "d"}
    assert o.participation_gini(drawn(teams)) == 3 / 10
    assert o.participation_gini(drawn(teams | {name + "'": team for name, team in teams.items()})) == 3 / 10


def test_top_decile_seat_share():
    """Twelve partners, one in three projects, eleven in one: the most present 1.2 hold 3 + 0.2 of 14 seats."""
    network = drawn({"p": "abcd", "q": "aefgh", "r": "aijkl"})
    assert (network.n, network.seats) == (12, 14)
    assert o.top_decile_seat_share(network) == 32 / 140
    assert o.top_decile_seat_share(drawn({"p": "abcdefghij"})) == 0.1
    assert reason(o.top_decile_seat_share(drawn({"p": "abcdefghi"}))) is Reason.TOO_FEW
    assert reason(o.top_decile_seat_share(NOBODY)) is Reason.EMPTY


def test_leads_and_newcomers_of_declared_ties():
    """Ties declared as such: every tie is a table of two, nobody leads; d is new and tied to a."""
    before = Network.from_ties({(0, 1): 1.0}, partners=("a", "b"), year=2019, sector=np.array([-1, -1]), sectors=())
    after = Network.from_ties({(0, 1): 1.0, (0, 2): 2.0}, partners=("a", "b", "d"), year=2020, sector=np.full(3, -1), sectors=())
    assert o.newcomer_seat_share(before, after) == 1 / 4
    assert o.newcomer_integration(before, after) == 1
    assert reason(o.effective_leads(after)) is Reason.NOT_RECORDED
