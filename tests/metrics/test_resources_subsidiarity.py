"""Subsidiarity, on one network drawn by hand: a, d public; b cooperative; c, e associations; of f nothing is known.

p (district 1): b leads a, c       b brings 300 euros and work, a 100 euros, c work
q (district 2): c and a lead, d    c brings knowledge, a money (no amount), d knowledge
r (no district): A leads e, f      f brings 100 euros
s (district 1): e alone            nothing is known
"""

from __future__ import annotations

import numpy as np
import pytest
from reading import reason
from strategies import drawn, objects

from reteanalysis.metrics import resources_subsidiarity as s
from reteanalysis.terms import Reason

SECTORS = {"public": "ad", "cooperative": "b", "association": "ce", "enterprise": ""}
TEAMS = {"p": "aBc", "q": "ACd", "r": "Aef", "s": "E"}
# Seats by partner, then project: ap, aq, ar, bp, cp, cq, dq, er, es, fr.
BRINGS = ["economic", "economic", None, "economic;operational", "operational", "knowledge", "knowledge", None, None, "economic"]
EUROS = [100.0, None, None, 300.0, None, None, None, None, None, 100.0]
BASED = {"district": objects([None, "1", "1", "2", "2", None])}
PLACED = {"district": objects(["1", "2", None, "1"])}
ROLES = drawn(TEAMS, SECTORS).seat_data
GIVEN = {**ROLES, "contribution": objects(BRINGS), "amount_eur": objects(EUROS)}
DRAWING = drawn(TEAMS, SECTORS, seat_data=GIVEN, partner_data=BASED, project_data=PLACED)
UNRECORDED = drawn(TEAMS, SECTORS, seat_data={})
UNKNOWN = drawn(TEAMS, SECTORS, spheres=(), seat_data=GIVEN)
NOBODY = drawn({}, SECTORS)
nan = np.nan


def test_local_lead_share():
    """p: b is from district 1. q: of c (district 1) and a (none), c is not from 2. r has no district. s: e is from 2, not 1."""
    assert s.local_lead_share(DRAWING) == 1 / 3


def test_local_lead_share_splits_joint_leads():
    here = {"district": objects(["1", "2"])}
    assert s.local_lead_share(drawn({"p": "AB"}, partner_data=here, project_data={"district": objects(["1"])})) == 1 / 2


def test_nonpublic_seat_share():
    """Of nine seats of known sphere a has three and d one."""
    assert s.nonpublic_seat_share(DRAWING) == 5 / 9


def test_nonpublic_knowledge_share_nonpublic_economic_share_and_nonpublic_operational_share():
    assert s.nonpublic_knowledge_share(DRAWING) == 1 / 2  # c, d
    assert s.nonpublic_economic_share(DRAWING) == 1 / 3  # a twice, b; f is of no sphere
    assert s.nonpublic_operational_share(DRAWING) == 1  # b, c


def test_public_support_share():
    """p is led privately, and a pays. q is led by both, r by a, and of s nothing is known."""
    assert s.public_support_share(DRAWING) == 1
    euros = drawn(TEAMS, SECTORS, seat_data={**ROLES, "amount_eur": objects([None, None, None, 300.0, *[None] * 4, 50.0, None])})
    assert s.public_support_share(euros) == 0  # of p and s


def test_partner_public_dependency():
    """Of the 400 euros of p 100 are public; r has 100, of f only."""
    np.testing.assert_array_equal(s.partner_public_dependency(DRAWING), [nan, 1 / 4, 1 / 4, nan, 0, nan])
    np.testing.assert_array_equal(s.partner_public_dependency(UNRECORDED), [nan] * 6)


def test_mean_public_dependency():
    assert s.mean_public_dependency(DRAWING) == pytest.approx((1 / 4 + 1 / 4 + 0) / 3)


@pytest.mark.parametrize(
    "metric",
    [
        s.local_lead_share, s.nonpublic_knowledge_share, s.nonpublic_economic_share, s.nonpublic_operational_share, s.public_support_share,
        s.mean_public_dependency,
    ],
)  # fmt: skip
def test_each_line_of_the_profile_says_what_was_not_recorded(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(UNRECORDED)) is Reason.NOT_RECORDED
    assert reason(metric(UNKNOWN)) is Reason.NOT_RECORDED  # no sphere; for districts, no district


def test_what_there_is_too_little_of():
    public = drawn({"p": "Ad"}, SECTORS, seat_data={"role": objects(["lead", "partner"]), "amount_eur": objects([1.0, 2.0])})
    assert reason(s.public_support_share(public)) is Reason.TOO_FEW
    assert reason(s.mean_public_dependency(public)) is Reason.TOO_FEW
    nothing = drawn({"p": "ab"}, SECTORS, seat_data={"contribution": objects(["economic", "economic"])})
    assert reason(s.nonpublic_knowledge_share(nothing)) is Reason.TOO_FEW
    assert reason(s.nonpublic_seat_share(UNKNOWN)) is Reason.NOT_RECORDED


def test_public_support_is_unknown_where_a_public_partner_says_nothing():
    """p: b leads, d says nothing. q: b leads, d says nothing but a pays. r: b leads, nobody public."""
    teams = {"p": "Bd", "q": "aBd", "r": "B"}
    brings = objects(["economic", "knowledge", "knowledge", "operational", None, None])  # aq, bp, bq, br, dp, dq
    given = {**drawn(teams, SECTORS).seat_data, "contribution": brings}
    assert s.public_support_share(drawn(teams, SECTORS, seat_data=given)) == 1 / 2
