"""Whether what flows goes round, on flows drawn by hand (see `drawn_flows`) and on published ones (R42, R43)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_flows import DRAWING, NOBODY, NOTHING, TEAMS, UNRECORDED, flow
from reading import reason
from strategies import drawn

from reteanalysis.metrics import resources_circularity as f
from reteanalysis.terms import Reason


def in_balance(arcs: dict[str, float], enters: list[float], leaves: list[float]):
    return drawn(TEAMS, flows={"": flow(arcs)}, partner_data={"inflow": np.array(enters), "outflow": np.array(leaves, object)})


# 2 enter at a, which passes 4 to b; b gives 2 back and lets 2 out.
ROUND = in_balance({"ab": 4.0, "ba": 2.0}, [2, 0, 0, 0], [None, 2.0, None, 0])


def test_finn_cycling_index():
    """Both have 4 passing through, and half of it was there before."""
    assert f.finn_cycling_index(ROUND) == pytest.approx(1 / 2)
    through = in_balance({"ab": 1.0, "bc": 1.0}, [1, 0, 0, 0], [0, 0, 1, 0])
    assert f.finn_cycling_index(through) == 0


def test_mean_path_length():
    assert f.mean_path_length(ROUND) == pytest.approx(8 / 2)
    assert f.mean_path_length(in_balance({"ab": 1.0, "bc": 1.0}, [1, 0, 0, 0], [0, 0, 1, 0])) == 3


def test_flow_imbalance():
    """b gets 4 and gives 3: a quarter is missing."""
    assert f.flow_imbalance(in_balance({"ab": 4.0, "bc": 3.0}, [4, 0, 0, 0], [0, 0, 3, 0])) == 1 / 4
    assert f.flow_imbalance(ROUND) == 0


@pytest.mark.parametrize("metric", [f.finn_cycling_index, f.mean_path_length])
def test_finn_cycling_index_and_mean_path_length_refuse_what_they_cannot_trust(metric):
    unbalanced = in_balance({"ab": 4.0, "bc": 3.0}, [4, 0, 0, 0], [0, 0, 3, 0])
    nothing_enters = in_balance({"ab": 1.0, "ba": 1.0}, [0, 0, 0, 0], [0, 0, 0, 0])
    no_exit = in_balance({"ab": 1.0, "ba": 1.0}, [0, 0, 1, 0], [0, 0, 1, 0])
    more_comes_out = in_balance({"ab": 1.03, "ba": 1.03}, [0, 0, 1, 0], [0, 0.02, 1, 0])
    for odd in (unbalanced, nothing_enters, no_exit, more_comes_out):
        assert reason(metric(odd)) is Reason.UNSTABLE
    assert reason(metric(DRAWING)) is Reason.NOT_RECORDED
    assert reason(metric(NOBODY)) is Reason.EMPTY


def test_flow_imbalance_needs_what_crosses_the_boundary():
    assert reason(f.flow_imbalance(DRAWING)) is Reason.NOT_RECORDED
    assert reason(f.flow_imbalance(NOBODY)) is Reason.EMPTY


def test_flow_hierarchy():
    """ab and ba are a circle: 4 of 7 belong to it."""
    assert f.flow_hierarchy(DRAWING) == pytest.approx(3 / 7)


def test_flow_hierarchy_of_flows_nobody_recorded():
    assert reason(f.flow_hierarchy(NOBODY)) is Reason.EMPTY
    assert reason(f.flow_hierarchy(UNRECORDED)) is Reason.NOT_RECORDED
    assert reason(f.flow_hierarchy(NOTHING)) is Reason.TOO_FEW


OYSTER = {
    "15": 0.5135, "16": 15.7910, "23": 1.2060, "24": 1.2060, "34": 0.6609, "36": 4.2403, "45": 0.1721, "46": 1.9076,
    "56": 0.3262, "62": 8.1721, "63": 7.2745, "64": 0.6431,
}  # fmt: skip


def test_r42_oyster_reef():
    reef, enters = flow(OYSTER, "123456"), np.array([41.47, 0, 0, 0, 0, 0])
    assert (reef.sum(axis=0) + enters).sum() == pytest.approx(83.5833, abs=1e-6)
    assert f.cycling(reef, enters) == pytest.approx(0.1101686, abs=1e-6)
    assert f.path_length(reef, enters) == pytest.approx(2.0155124, abs=1e-6)
    assert f.imbalance(reef, enters, np.array([25.1650, 5.7600, 3.5794, 0.4303, 0.3594, 6.1759])) < 1e-3


def test_r43_flow_hierarchy_of_published_arcs():
    weights = (0.3, 0.1, 0.1, 0.1, 0.3, 0.3)
    arcs = ("01", "12", "23", "31", "34", "04")
    assert f.one_way(flow(dict.fromkeys(arcs, 1.0), "01234")) == 0.5
    assert f.one_way(flow(dict(zip(arcs, weights, strict=True)), "01234")) == pytest.approx(0.75)
    assert f.one_way(flow({"01": 1, "12": 1, "23": 1, "34": 1, "40": 1}, "01234")) == 0
    assert f.one_way(flow({"01": 1, "02": 1, "13": 1, "14": 1}, "01234")) == 1
