"""What partners said when asked, on the drawing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from drawings import DRAWING, IDLE, NOBODY
from reading import reason, remark

from reteanalysis.metrics import connectivity_survey as c
from reteanalysis.network import Network, Ratings
from reteanalysis.terms import Reason


def asked(*answers: tuple[str, str, float, float], of: Network = DRAWING) -> Network:
    at = [(of.index(rater), of.index(rated), trust, value) for rater, rated, trust, value in answers]
    rater, rated, trust, value = (np.array(column) for column in zip(*at, strict=True))
    return replace(of, ratings=Ratings(rater, rated, trust.astype(float), value.astype(float)))


# Six of eight answered; d did not say how much it values c.
NAN = float("nan")


SURVEY = asked(
    ("a", "b", 4, 3), ("b", "a", 2, 2), ("c", "a", 3, 4), ("d", "c", 1, NAN), ("e", "a", 4, 3), ("g", "h", 2.5, 1), ("g", "a", 3.5, 2)
)  # fmt: skip


FEW = asked(("a", "b", 4, 3), ("b", "a", 2, 2))


def test_survey_response():
    assert c.survey_response(SURVEY) == 6 / 8
    assert c.survey_response(FEW) == 2 / 8
    assert reason(c.survey_response(DRAWING)) is Reason.NOT_RECORDED
    assert reason(c.survey_response(asked(("a", "b", NAN, NAN)))) is Reason.NOT_RECORDED
    assert reason(c.survey_response(IDLE)) is Reason.EMPTY


def test_partnership_trust():
    assert c.partnership_trust(SURVEY) == 20 / 7
    assert type(c.partnership_trust(SURVEY)) is float
    assert c.partnership_trust(FEW) == 3
    assert remark(c.partnership_trust(FEW)) is Reason.UNSTABLE
    assert reason(c.partnership_trust(DRAWING)) is Reason.NOT_RECORDED
    assert reason(c.partnership_trust(NOBODY)) is Reason.EMPTY


def test_partnership_value_counts_those_who_rated_it():
    """Five of eight said what they value, and that is less than 70%."""
    assert c.partnership_value(SURVEY) == 15 / 6
    assert remark(c.partnership_value(SURVEY)) is Reason.UNSTABLE
    assert reason(c.partnership_value(DRAWING)) is Reason.NOT_RECORDED


def test_partner_trust():
    np.testing.assert_array_equal(c.partner_trust(SURVEY), [12.5 / 4, 4, 1, NAN, NAN, NAN, NAN, 2.5])
    np.testing.assert_array_equal(c.partner_trust(DRAWING), [NAN] * 8)


def test_partner_value():
    np.testing.assert_array_equal(c.partner_value(SURVEY), [11 / 4, 3, NAN, NAN, NAN, NAN, NAN, 1])
