"""Whether what flows comes back, on flows drawn by hand (see `drawn_flows`) and on published ones (R23)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_flows import DRAWING, INFORMATION, MONEY_OF_KNOKE, NOBODY, NOTHING, TEAMS, UNRECORDED, WORK, flow, rows
from reading import reason
from strategies import drawn

from reteanalysis.metrics import resources_flows as f
from reteanalysis.terms import Reason

OF_FLOWS = [f.flow_reciprocity, f.flow_reciprocity_binary, f.dyadic_reciprocity]


def test_flow_reciprocity():
    """One of the three comes back, and the one that came back does: (1 + 1) of 7."""
    assert f.flow_reciprocity(DRAWING) == 2 / 7


def test_flow_reciprocity_counts_money_returned_for_work():
    both = drawn(TEAMS, flows={"operational": flow({"ab": 2.0}), "economic": flow({"ba": 2.0})})
    assert f.flow_reciprocity(both) == 1
    assert f.operational_reciprocity(both) == f.economic_reciprocity(both) == 0


def test_flow_reciprocity_binary():
    assert f.flow_reciprocity_binary(DRAWING) == 2 / 4


def test_dyadic_reciprocity():
    assert f.dyadic_reciprocity(DRAWING) == 1 / 3


def test_operational_reciprocity_economic_reciprocity_and_knowledge_reciprocity():
    assert f.operational_reciprocity(DRAWING) == 2 / 4
    assert f.economic_reciprocity(DRAWING) == 0
    assert reason(f.knowledge_reciprocity(DRAWING)) is Reason.NOT_RECORDED
    assert f.knowledge_reciprocity(drawn(TEAMS, flows={"knowledge": WORK})) == 2 / 4


def test_partner_reciprocity():
    """a gives 3 and gets 1 back; b gives 3 (1 to a, who gave 3; 2 to c); c gives nothing; d gets nothing back."""
    np.testing.assert_array_equal(f.partner_reciprocity(DRAWING), [1 / 3, 1 / 3, np.nan, 0])
    np.testing.assert_array_equal(f.partner_reciprocity(UNRECORDED), [np.nan] * 4)


def test_flow_overlap():
    """Work: ab, ba. Money: bc, da, and here ab too: one arc in common of four."""
    money = flow({"bc": 2.0, "da": 1.0, "ab": 1.0})
    assert f.flow_overlap(drawn(TEAMS, flows={"operational": WORK, "economic": money})) == 1 / 4
    assert f.flow_overlap(DRAWING) == 0
    assert f.flow_overlap(drawn(TEAMS, flows={"a": WORK, "b": WORK, "c": money})) == pytest.approx((1 + 1 / 4 + 1 / 4) / 3)
    assert reason(f.flow_overlap(drawn(TEAMS, flows={"operational": WORK, "economic": flow({})}))) is Reason.TOO_FEW
    assert reason(f.flow_overlap(UNRECORDED)) is Reason.NOT_RECORDED


@pytest.mark.parametrize("metric", OF_FLOWS)
def test_flows_nobody_recorded_are_not_imputed(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(UNRECORDED)) is Reason.NOT_RECORDED
    assert reason(metric(NOTHING)) is Reason.TOO_FEW


def test_r23_bureaucracies_of_indianapolis():
    information, money = rows(INFORMATION), rows(MONEY_OF_KNOKE)
    assert (information.nnz, money.nnz) == (49, 22)
    assert (f.dyadic(information), f.dyadic(money)) == pytest.approx((17 / 32, 0.0476190), abs=1e-6)
    assert (f.reciprocity(information), f.reciprocity(money)) == pytest.approx((0.6938776, 0.0909091), abs=1e-6)
    both = drawn({"p": "abcdefghij"}, flows={"knowledge": information.astype(float), "economic": money.astype(float)})
    assert f.flow_overlap(both) == pytest.approx(0.1833333, abs=1e-6)
    assert f.knowledge_reciprocity(both) == pytest.approx(0.6938776, abs=1e-6)
