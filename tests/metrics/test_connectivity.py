"""Connectivity, on one network drawn by hand.

      q
     / \\
    a   b
     \\ /
      p ── c ── r ── d ── s ── e          g ── t ── h ── u
                          └─── f

Letters a to h are partners, p to u projects. Loads: a, b, c, d, h 2, the others 1; thirteen seats in six projects.
Ties: ab, ac, bc, cd, de, df, ef, gh. Sectors: a, d public; b, c, e, g cooperatives; f an association; h not known.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawings import city
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import connectivity as c
from reteanalysis.network import Network
from reteanalysis.terms import Reason

SECTORS = {"public": "ad", "cooperative": "bceg", "association": "f", "enterprise": ""}
DRAWING = drawn({"p": "abc", "q": "ab", "r": "cd", "s": "def", "t": "gh", "u": "h"}, SECTORS)
NOBODY = drawn({}, SECTORS)
ALONE = drawn({"p": "a"}, SECTORS)
REGISTER = drawn({"p": "ab", "q": "a"}, SECTORS, idle="cd")
IDLE = drawn({}, SECTORS, idle="abc")


def test_size():
    assert c.size(DRAWING) == 8
    assert c.size(REGISTER) == 4
    assert reason(c.size(NOBODY)) is Reason.EMPTY


def test_project_count():
    assert c.project_count(DRAWING) == 6
    assert c.project_count(IDLE) == 0
    assert reason(c.project_count(NOBODY)) is Reason.EMPTY


def test_density():
    """Thirteen seats of eight times six."""
    assert c.density(DRAWING) == 13 / 48
    assert c.density(ALONE) == 1
    assert reason(c.density(IDLE)) is Reason.EMPTY


def test_tie_density():
    """Eight ties of twenty-eight pairs."""
    assert c.tie_density(DRAWING) == 8 / 28
    assert c.tie_density(REGISTER) == 1 / 6
    assert c.tie_density(IDLE) == 0
    assert reason(c.tie_density(ALONE)) is Reason.TOO_FEW
    assert reason(c.tie_density(NOBODY)) is Reason.EMPTY


def test_mean_team_size():
    assert c.mean_team_size(DRAWING) == 13 / 6
    assert reason(c.mean_team_size(IDLE)) is Reason.EMPTY


def test_mean_load():
    assert c.mean_load(DRAWING) == 13 / 8
    assert c.mean_load(REGISTER) == 3 / 4
    assert reason(c.mean_load(IDLE)) is Reason.EMPTY


def test_single_seat_share():
    """e, f and g of eight; a register entry without seats is in no project, not in one."""
    assert c.single_seat_share(DRAWING) == 3 / 8
    assert c.single_seat_share(REGISTER) == 1 / 4
    assert reason(c.single_seat_share(NOBODY)) is Reason.EMPTY


def test_single_partner_project_share():
    """u alone, of six."""
    assert c.single_partner_project_share(DRAWING) == 1 / 6
    assert reason(c.single_partner_project_share(NOBODY)) is Reason.EMPTY


def test_degree_centralisation():
    """Three partners one project short of the largest load, over 7 x 5."""
    assert c.degree_centralisation(DRAWING) == 3 / 35
    assert c.degree_centralisation(drawn({"p": "ab", "q": "ac", "r": "ad"})) == 1
    assert reason(c.degree_centralisation(ALONE)) is Reason.TOO_FEW
    assert reason(c.degree_centralisation(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(c.degree_centralisation(IDLE)) is Reason.EMPTY


def test_degree_centralisation_is_among_partners_with_a_seat():
    """With the idle ones counted, the register below would be at 5/3, beyond the bound."""
    assert c.degree_centralisation(REGISTER) == c.degree_centralisation(drawn({"p": "ab", "q": "a"})) == 1


def test_tie_centralisation():
    """Degrees 2 2 3 3 2 2 1 1: the distances from 3 sum to 8, over 7 x 6."""
    assert c.tie_centralisation(DRAWING) == 8 / 42
    assert c.tie_centralisation(drawn({"p": "ab", "q": "ac", "r": "ad"})) == 1
    assert c.tie_centralisation(drawn({"p": "abcd"})) == 0
    assert reason(c.tie_centralisation(drawn({"p": "ab"}))) is Reason.TOO_FEW
    assert reason(c.tie_centralisation(NOBODY)) is Reason.EMPTY


def test_component_count():
    assert c.component_count(DRAWING) == 2
    assert c.component_count(REGISTER) == 3
    assert c.component_count(ALONE) == 1
    assert reason(c.component_count(NOBODY)) is Reason.EMPTY


def test_largest_component_share():
    assert c.largest_component_share(DRAWING) == 6 / 8
    assert c.largest_component_share(ALONE) == 1
    assert c.largest_component_share(IDLE) == 1 / 3
    assert reason(c.largest_component_share(NOBODY)) is Reason.EMPTY


def test_connectedness():
    """Fifteen pairs among a to f, and gh, of twenty-eight."""
    assert c.connectedness(DRAWING) == 16 / 28
    assert c.connectedness(IDLE) == 0
    assert reason(c.connectedness(ALONE)) is Reason.TOO_FEW
    assert reason(c.connectedness(NOBODY)) is Reason.EMPTY


def test_two_mode_closure():
    """One four-cycle, a-p-b-q. Three-paths through p 6, q 2, r 2, s 2, t 1."""
    assert c.two_mode_closure(DRAWING) == 4 / 13
    assert c.two_mode_closure(drawn({"p": "abc", "q": "abc"})) == 1
    assert c.two_mode_closure(drawn({"p": "ab", "q": "bc"})) == 0


def test_two_mode_closure_without_a_three_path_is_not_zero():
    assert reason(c.two_mode_closure(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(c.two_mode_closure(drawn({"p": "a", "q": "a"}))) is Reason.NO_PAIRS
    assert reason(c.two_mode_closure(IDLE)) is Reason.EMPTY


def test_cut_partner_count():
    """c and d. Not h: the project u that only h holds would end with it, and cuts off nobody."""
    assert c.cut_partner_count(DRAWING) == 2
    assert c.cut_partner_count(ALONE) == c.cut_partner_count(IDLE) == 0
    assert reason(c.cut_partner_count(NOBODY)) is Reason.EMPTY


def test_partner_load():
    assert c.partner_load(DRAWING).tolist() == [2, 2, 2, 2, 1, 1, 1, 2]
    assert c.partner_load(REGISTER).tolist() == [2, 1, 0, 0]


def test_partner_ties():
    assert c.partner_ties(DRAWING).tolist() == [2, 2, 3, 3, 2, 2, 1, 1]
    assert c.partner_ties(REGISTER).tolist() == [1, 1, 0, 0]


def test_partner_cut_off():
    """Without c: ab | def. Without d: abc | ef."""
    assert c.partner_cut_off(DRAWING).tolist() == [0, 0, 2, 2, 0, 0, 0, 0]
    assert c.partner_cut_off(drawn({"p": "ab", "q": "ac", "r": "ad"})).tolist() == [2, 0, 0, 0]
    assert c.partner_cut_off(REGISTER).tolist() == [0, 0, 0, 0]
    assert c.partner_cut_off(NOBODY).shape == (0,)


def test_partner_cut_off_does_not_depend_on_where_the_search_begins():
    order = np.random.default_rng(4).permutation(8)
    turned = replace(
        DRAWING,
        partners=tuple(DRAWING.partners[i] for i in order),
        incidence=csr_array(DRAWING.incidence[order]),
        sector=DRAWING.sector[order],
        seat_data={},
    )
    assert c.partner_cut_off(turned).tolist() == c.partner_cut_off(DRAWING)[order].tolist()


@pytest.mark.parametrize("declared", [{(0, 1): 1.0, (1, 2): 2.0}], ids=["path"])
def test_partner_cut_off_follows_the_declared_ties(declared):
    """a - b - c as a survey told it, though all three sit at one table."""
    surveyed = Network.from_ties(declared, partners=("a", "b", "c"), year=2019, sector=np.full(3, -1), sectors=())
    table = replace(drawn({"p": "abc"}), declared=surveyed.declared)
    assert c.partner_cut_off(surveyed).tolist() == [0, 1, 0]
    assert c.partner_cut_off(table).tolist() == [0, 0, 0]
    assert c.partner_cut_off(replace(table, projection="declared")).tolist() == [0, 1, 0]


def test_sector_size():
    np.testing.assert_array_equal(c.sector_size(DRAWING), [2, 4, 1, np.nan])
    np.testing.assert_array_equal(c.sector_size(NOBODY), [np.nan] * 4)


def test_sector_seat_share():
    """Of thirteen seats: a, d four; b, c, e, g six; f one; the two of h are nobody's share, and are in the whole."""
    np.testing.assert_array_equal(c.sector_seat_share(DRAWING), [4 / 13, 6 / 13, 1 / 13, np.nan])
    np.testing.assert_array_equal(c.sector_seat_share(IDLE), [np.nan] * 4)


def test_partner_betweenness():
    """c and d stand between six of twenty-one pairs each; where a and b share two tables, two of the three ways go there."""
    assert c.partner_betweenness(DRAWING).tolist() == pytest.approx([0, 0, 6 / 21, 6 / 21, 0, 0, 0, 0])
    square = drawn({"p": "ab", "t": "ab", "q": "ac", "r": "bd", "s": "cd"})
    assert c.partner_betweenness(square).tolist() == pytest.approx([2 / 9, 2 / 9, 1 / 9, 1 / 9])
    assert c.partner_betweenness(IDLE).tolist() == [0, 0, 0]
    assert np.isnan(c.partner_betweenness(drawn({"p": "ab"}))).all()


def test_betweenness_from_a_sample(monkeypatch):
    """From half of the partners: within the error that is stated, and not the whole."""
    network = city(7, most=60, least=7)
    whole = c.partner_betweenness(network)
    some = network.n // 2
    monkeypatch.setattr("reteanalysis.network._network.WALKED", (10, some))
    found = c.partner_betweenness(replace(network))
    assert not np.array_equal(found, whole)
    assert np.abs(found - whole).max() < 3 * 0.5 / np.sqrt(some)
    assert found.sum() == pytest.approx(whole.sum(), rel=0.2)
