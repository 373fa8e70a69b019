"""Norms: what makes a mark of a value, and a file that says everything that is wrong with it."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from reteanalysis import METRICS
from reteanalysis.evidence.norms import DIMENSION_NAMES, DIMENSIONS, STATUS_NAMES, default_norms, mark, norms_from, trapezoid

TEXT = {"it": "parola", "en": "word"}
GOOD: dict[str, Any] = {
    "version": "1",
    "status": "agreed",
    "chosen_by": "the steering group",
    "date": date(2026, 1, 31),
    "indicators": [
        {"key": "a", "dimension": "open", "metrics": ["newcomer_seat_share"], "type": "T", "corners": [0, 0.1, 0.3, 0.7], "label": TEXT, "reason": TEXT},
        {"key": "b", "dimension": "synergic", "metrics": ["cross_sphere_share"], "type": "K", "weight": 2, "label": TEXT, "reason": TEXT},
    ],
    "tradeoffs": [{"metrics": ["entry_rate", "exit_rate"], "label": TEXT}],
}  # fmt: skip


def test_the_norms_of_the_package_are_a_signed_proposal() -> None:
    norms = default_norms()
    assert norms.status == "proposal"
    assert norms.chosen_by
    assert [len(norms.of(dimension)) for dimension in DIMENSIONS] == [4] * 5
    assert {one.kind for one in norms.indicators} == {"K", "B", "T"}
    assert set(norms.metrics) <= {metric.name for metric in METRICS}
    assert {*DIMENSION_NAMES} == {*DIMENSIONS}
    assert {*STATUS_NAMES} == {"proposal", "agreed"}


def test_the_trapezoids_are_those_of_the_specification() -> None:
    raw = tomllib.loads((files("reteanalysis") / "templates" / "norms.toml").read_text(encoding="utf-8"))
    assert {row["key"]: row["corners"] for row in raw["indicators"] if row["type"] == "T"} == {
        "newcomers": [0, 0.10, 0.35, 0.70],
        "opened": [0, 0.10, 0.40, 0.80],
        "persistent": [0.10, 0.35, 0.75, 0.98],
        "centred": [0, 0.15, 0.45, 0.90],
    }


def test_a_good_file_is_read() -> None:
    norms = norms_from(GOOD)
    assert [(one.key, one.kind, one.form, one.weight, one.corners) for one in norms.indicators] == [
        ("a", "T", "value", 1, (0, 0.1, 0.3, 0.7)),
        ("b", "K", "value", 2, ()),
    ]
    assert norms.metrics == ("newcomer_seat_share", "cross_sphere_share", "entry_rate", "exit_rate")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    bad = copy.deepcopy(GOOD) | {"status": "final", "date": "yesterday", "chosen_by": " ", "total": 1}
    first, second = bad["indicators"]
    first |= {"corners": [0, 0.3, 0.1, 0.7], "weight": 0, "metrics": ["newcomers_share"], "label": {"it": "solo"}, "replicates": 0}
    second |= {"key": "a", "dimension": "good", "form": "complement", "corners": [0], "metrics": ["sector_size"], "colour": "red"}
    bad["indicators"].append({"key": "c", "dimension": "open", "metrics": ["effective_leads"], "type": "B", "label": TEXT, "reason": TEXT})
    bad["indicators"].append({"key": "d", "dimension": "open", "metrics": ["effective_leads"], "type": "K", "label": TEXT, "reason": TEXT})
    bad["indicators"].append(
        {"key": "e", "dimension": "open", "metrics": ["size"], "type": "Z", "form": "balance", "label": TEXT, "reason": TEXT}
    )
    bad["tradeoffs"].append({"metrics": ["entry_rate"], "label": TEXT})
    with pytest.raises(ValueError, match="cannot be used") as raised:
        norms_from(bad)
    assert str(raised.value).splitlines()[1:] == [
        "- total: there is no such entry",
        "- chosen_by: a text is needed, not ' '",
        "- status: one of proposal, agreed, not 'final'",
        "- date: the day they were chosen, as 2026-01-31, not 'yesterday'",
        "- indicator a: metrics: no metric is called 'newcomers_share'",
        "- indicator a: corners: from the smallest to the largest, not [0, 0.3, 0.1, 0.7]",
        "- indicator a: weight: a number above zero, not 0",
        "- indicator a: replicates: a whole number above zero, not 0",
        "- indicator a: label: a text in each language, { it = ..., en = ... }, not {'it': 'solo'}",
        "- indicator a: colour: there is no such entry",
        "- indicator a: dimension: one of open, dynamic, integrated, synergic, responsive, not 'good'",
        "- indicator a: metrics: sector_size speaks of each sector, not of the whole network",
        "- indicator a: corners: only a trapezoid (type T) has them",
        "- indicator a: form: what is compared with chance (type K) is the value itself, not its complement",
        "- indicator c: type: effective_leads goes from 1 to inf, and a value taken as it is (type B) goes from 0 to 1",
        "- indicator d: type: effective_leads has no largest or smallest value, and cannot be compared with chance on a scale (type K)",
        "- indicator e: type: one of K, B, T, not 'Z'",
        "- indicator e: metrics: two names in square brackets, not ['size']",
        "- trade-off 2: metrics: two names in square brackets, not ['entry_rate']",
        "- indicator a: two indicators have this key",
    ]


@pytest.mark.parametrize("mapping", [{}, {"indicators": 3}, {"indicators": [3], "tradeoffs": {}}])
def test_a_file_of_nothing_is_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="indicators: there is none"):
        norms_from(mapping)


def test_goalposts() -> None:
    """R45: the goalposts of COINr are trapezoids without an end."""
    up, down = [0, 10, np.inf, np.inf], [-np.inf, -np.inf, 0, 10]
    assert trapezoid([1, 11, -1], up).tolist() == [0.1, 1, 0]
    assert trapezoid([1], down).tolist() == [0.9]


def test_corners_that_meet_are_a_step() -> None:
    assert trapezoid([0.09, 0.1, 0.5, 0.51], [0.1, 0.1, 0.5, 0.5]).tolist() == [0, 1, 1, 0]
    assert np.isnan(trapezoid([np.nan], [0, 0.1, 0.5, 0.9])).all()


def test_marks() -> None:
    trap, chance = norms_from(GOOD).indicators
    assert mark(trap, 0.05).tolist() == 0.5
    assert mark(trap, 0.05, [[0, 0.05, 0.3, 0.7], [0, 0.2, 0.3, 0.7]]).tolist() == [1, 0.25]
    assert mark(chance, [-1, 0, 0.5, 1]).tolist() == [0, 0.5, 0.75, 1]
