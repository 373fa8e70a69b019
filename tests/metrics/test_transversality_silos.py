"""Transversality, silos: areas that are tables, areas across tables."""

from __future__ import annotations

import numpy as np
import pytest
from reading import reason
from strategies import drawn, objects

from reteanalysis.metrics import transversality_silos as s
from reteanalysis.terms import Reason

FIVES = {"p": "abcde", "q": "fghij"}


def areas(*names: str | None) -> dict[str, np.ndarray]:
    return {"area": objects(list(names))}


def test_area_assortativity():
    """Abc in x, cd in y: c is half of each. Of weights 3 + 2 = 5 ends: xx 2/5 + …

    Ties of p weigh 1/2: ab, ac, bc; cd of q weighs 1. Ends, ordered: ab 1 in xx; ac and bc 1 each way in all, half of it c's x: xx 1, xy 1;
    cd: c's x half: xy 1, yy 1. So xx 2, yy 1, xy 2 of 5: (3/5 − (9 + 4)/25) / (1 − 13/25) = 1/6.
    """
    network = drawn({"p": "abc", "q": "cd"}, project_data=areas("x", "y"))
    assert s.area_assortativity(network) == pytest.approx(1 / 6, abs=1e-12)
    assert s.area_assortativity(drawn(FIVES, project_data=areas("x", "y"))) == pytest.approx(1, abs=1e-12)


def test_area_assortativity_below_zero():
    """a and b are of x, c and d of y by two seats alone, and meet only across, in a third area."""
    teams = {"p": "a", "q": "a", "r": "b", "s": "b", "t": "c", "u": "c", "v": "d", "w": "d", "y": "ac", "z": "bd"}
    network = drawn(teams, project_data=areas(*"xxxxyyyy", "z", "z"))
    assert s.area_assortativity(network) == -1


def test_area_assortativity_without_an_answer():
    assert reason(s.area_assortativity(drawn({}))) is Reason.EMPTY
    assert reason(s.area_assortativity(drawn(FIVES))) is Reason.NOT_RECORDED
    assert reason(s.area_assortativity(drawn(FIVES, project_data=areas("x", "x")))) is Reason.TOO_FEW
    assert reason(s.area_assortativity(drawn({"p": "a", "q": "b"}, project_data=areas("x", "y")))) is Reason.NO_PAIRS
    assert reason(s.area_assortativity(drawn({"p": "ab", "q": "c"}, project_data=areas("x", "y")))) is Reason.ZERO_VARIANCE


def test_area_group_agreement():
    """Two tables in two areas: silos. Two tables of one area, each partner at home in one of two others, by turns: hardly."""
    assert s.area_group_agreement(drawn(FIVES, project_data=areas("x", "y"))) == 1
    home = {f"{letter}{time}": letter for letter in "abcdefghij" for time in (1, 2)}
    across = drawn(FIVES | home, project_data=areas("z", "z", *("xy"[ord(letter) % 2] for letter in home.values())))
    assert s.area_group_agreement(across) == pytest.approx(s.adjusted_mutual_information(np.repeat([0, 1], 5), np.arange(10) % 2))
    assert -0.2 < s.area_group_agreement(across) < 0


def test_area_group_agreement_by_hand():
    """Two tables of six in x and y; one of the first table has two seats of its own in y: cells 5, 1, 6."""
    network = drawn({"p": "abcdef", "q": "ghijkl", "r": "f", "s": "f"}, project_data=areas("x", "y", "y", "y"))
    label, main = np.repeat([0, 1], 6), np.array([0] * 5 + [1] * 7)
    assert s.area_group_agreement(network) == pytest.approx(s.adjusted_mutual_information(label, main), abs=1e-12)
    assert 0 < s.area_group_agreement(network) < 1


def test_area_group_agreement_without_an_answer():
    assert reason(s.area_group_agreement(drawn({}))) is Reason.EMPTY
    assert reason(s.area_group_agreement(drawn(FIVES))) is Reason.NOT_RECORDED
    assert reason(s.area_group_agreement(drawn(FIVES, project_data=areas("x", "x")))) is Reason.TOO_FEW
    assert reason(s.area_group_agreement(drawn({"p": "abcd", "q": "fghij"}, project_data=areas("x", "y")))) is Reason.TOO_FEW
    # e sits in both: neither its area nor anybody else's
    assert reason(s.area_group_agreement(drawn({"p": "abcde", "q": "efghij"}, project_data=areas("x", "y")))) is Reason.TOO_FEW
    one = drawn({"p": "abcdefghij", "q": "k", "r": "k"}, project_data=areas("x", "x", "y"))
    assert reason(s.area_group_agreement(one)) is Reason.ZERO_VARIANCE
