"""Closure: on the drawing, on published values and against counting."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from drawings import DRAWING, IDLE, KARATE, NOBODY, WOMEN, city, turned
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import connectivity_closure as c
from reteanalysis.terms import Reason

CITIES = [pytest.param(city(seed, least=7), id=f"city {seed}") for seed in range(25)]


def test_opsahl_closure():
    """Three tables of two close each other's paths; a fourth, ad, leaves open b–a–d and c–a–d, there and back: 6 of 10.

        a ── p ── b
       /│         │
      s  r        q
     /    \\       │
    d      └───── c
    """
    assert c.opsahl_closure(drawn({"p": "ab", "q": "bc", "r": "ca"})) == 1
    assert c.opsahl_closure(drawn({"p": "ab", "q": "bc", "r": "ca", "s": "ad"})) == 6 / 10


def test_opsahl_closure_does_not_count_the_triangles_of_one_table():
    """Twelve paths, c–p–a–q–b among them, whose ends share p: not a third project."""
    assert c.opsahl_closure(DRAWING) == 0
    assert c.four_paths(DRAWING.incidence) == (12, 12)


def test_opsahl_closure_of_pairs_that_share_two_projects():
    """The same three at two tables: nothing is closed. At three: everything. Meeting again at a third, a and b close 12 of 20 paths."""
    assert c.opsahl_closure(drawn({"p": "abc", "q": "abc"})) == 0
    assert c.opsahl_closure(drawn({"p": "abc", "q": "abc", "r": "abc"})) == 1
    assert c.opsahl_closure(drawn({"p": "abc", "q": "abc", "r": "ab"})) == 12 / 20


def test_opsahl_closure_without_a_four_path_is_not_zero():
    assert reason(c.opsahl_closure(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(c.opsahl_closure(drawn({"p": "a", "q": "a"}))) is Reason.NO_PAIRS
    assert reason(c.opsahl_closure(IDLE)) is Reason.EMPTY
    assert reason(c.opsahl_closure(NOBODY)) is Reason.EMPTY


def test_project_closure():
    """p and q share a and b, p and r share c, r and s share d: q–p–r is open, and so is p–r–s; q and r share nobody."""
    assert c.project_closure(DRAWING) == 0
    assert c.project_closure(drawn({"p": "ab", "q": "bc", "r": "ca"})) == 1
    assert c.project_closure(drawn({"p": "dab", "q": "b", "r": "a", "s": "d"})) == 0
    assert reason(c.project_closure(drawn({"p": "abc"}))) is Reason.NO_PAIRS
    assert reason(c.project_closure(drawn({"p": "a", "q": "a"}))) is Reason.TOO_FEW
    assert reason(c.project_closure(NOBODY)) is Reason.EMPTY


def by_enumeration(seats: np.ndarray) -> tuple[int, int]:
    paths = left_open = 0
    n, m = seats.shape
    for i, j, k in permutations(range(n), 3):
        for p, q in permutations(range(m), 2):
            if seats[i, p] and seats[j, p] and seats[j, q] and seats[k, q]:
                paths += 1
                left_open += not any(seats[i, r] and seats[k, r] for r in range(m) if r not in (p, q))
    return paths, left_open


@pytest.mark.parametrize("awake", [False, True])
@pytest.mark.parametrize("network", CITIES)
def test_four_paths_agree_with_counting_them(network, awake, monkeypatch):
    """By products, and by compiled loops, which answer wherever there is a compiler at work already."""
    monkeypatch.setattr(c, "compiler_awake", lambda: awake)
    assert c.four_paths(network.incidence) == by_enumeration(network.incidence.toarray())
    assert c.four_paths(csr_array(network.incidence.T)) == by_enumeration(network.incidence.toarray().T)


def test_r03_women_and_events():
    assert c.four_paths(WOMEN.incidence) == (18_062, 18_062 - 13_942)
    assert c.opsahl_closure(WOMEN) == pytest.approx(0.7718968, abs=1e-6)
    assert c.project_closure(WOMEN) == c.opsahl_closure(turned(WOMEN)) == pytest.approx(0.8187362, abs=1e-6)


def test_r03_second_case():
    assert c.opsahl_closure(drawn({"1": "ab", "2": "ac", "3": "bce", "4": "bd", "5": "ef"})) == pytest.approx(0.3, abs=1e-12)


def test_r28_on_ties_it_is_transitivity():
    assert c.opsahl_closure(KARATE) == pytest.approx(0.2556818, abs=1e-6)


@pytest.mark.parametrize("network", CITIES)
def test_closed_weight_is_the_same_densely(network, monkeypatch):
    monkeypatch.setattr(c, "compiler_awake", lambda: False)
    sparse = c.closed_weight(network.shared)
    monkeypatch.setattr(c, "_DENSE_PAYS", 1e9)
    assert c.closed_weight(network.shared) == sparse == np.sum((network.shared @ network.shared).toarray()[network.shared.toarray() > 0])


@pytest.mark.parametrize("turned", [False, True])
def test_four_paths_drawn_by_lot_close_as_often_as_all_of_them(turned):
    """Within three standard errors, on a network of unequal tables where every wrong weight of the draws would show."""
    seats = csr_array(WOMEN.incidence.T) if turned else WOMEN.incidence
    paths, left_open = c.four_paths(seats)
    share = (paths - left_open) / paths
    assert c.drawn_closure(seats) == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / 40_000))


def test_four_paths_that_do_not_exist_are_not_drawn():
    assert c.drawn_closure(csr_array(np.array([[1, 0], [1, 0], [0, 1]]))).reason is Reason.TOO_FEW
