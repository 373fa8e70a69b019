"""How much rests on a few, on the drawing."""

from __future__ import annotations

from dataclasses import replace

from drawings import ALONE, DRAWING, IDLE, NOBODY, STAR, TABLE
from reading import reason
from strategies import drawn, objects

from reteanalysis.metrics import robustness_concentration as r
from reteanalysis.terms import Reason


def test_top1_seat_share():
    """Five partners hold two of the thirteen seats each, three hold one."""
    assert r.top1_seat_share(DRAWING) == 2 / 13
    assert r.top1_seat_share(ALONE) == 1
    assert reason(r.top1_seat_share(IDLE)) is Reason.EMPTY


def test_top3_seat_share():
    assert r.top3_seat_share(DRAWING) == 6 / 13
    assert reason(r.top3_seat_share(ALONE)) is Reason.TOO_FEW
    assert reason(r.top3_seat_share(NOBODY)) is Reason.EMPTY


def test_top5_seat_share():
    assert r.top5_seat_share(DRAWING) == 10 / 13
    assert r.top5_seat_share(STAR) == 1
    assert reason(r.top5_seat_share(TABLE)) is Reason.TOO_FEW
    assert reason(r.top5_seat_share(NOBODY)) is Reason.EMPTY


def test_seat_hhi():
    assert r.seat_hhi(DRAWING) == (5 * 4 + 3) / 13**2
    assert r.seat_hhi(TABLE) == 1 / 4
    assert r.seat_hhi(ALONE) == 1
    assert reason(r.seat_hhi(IDLE)) is Reason.EMPTY


def test_lead_hhi():
    """a leads p and half of q, b the other half; nobody is known to lead r: 9/16 + 1/16."""
    assert r.lead_hhi(drawn({"p": "Abc", "q": "AB", "r": "cd"})) == 10 / 16
    assert r.lead_hhi(drawn({"p": "Ab", "q": "A"})) == 1
    assert reason(r.lead_hhi(DRAWING)) is Reason.NOT_RECORDED
    assert reason(r.lead_hhi(NOBODY)) is Reason.EMPTY


def test_amount_top3_share():
    """a brings 10 and 20, b 5, c 40, d 25, one seat is not known: 95 of 100."""
    teams = drawn({"p": "abc", "q": "dab"})  # seats in order: a-p, a-q, b-p, b-q, c-p, d-q
    paid = replace(teams, seat_data={"amount_eur": objects([10.0, 20.0, 5.0, None, 40.0, 25.0])})
    assert r.amount_top3_share(paid) == 95 / 100
    assert (
        reason(r.amount_top3_share(replace(teams, seat_data={"amount_eur": objects([10.0, 20.0, 5.0, None, None, None])})))
        is Reason.TOO_FEW
    )
    assert reason(r.amount_top3_share(replace(teams, seat_data={"amount_eur": objects([None] * 6)}))) is Reason.NOT_RECORDED
    assert reason(r.amount_top3_share(DRAWING)) is Reason.NOT_RECORDED
    assert reason(r.amount_top3_share(NOBODY)) is Reason.EMPTY
