"""How far sectors keep to themselves, on the network of test_synergy.

    b ── p ── a ── q ── c
             / \\
        d ── r   s ── e
        f ──/     \\── h

Sectors: a, b, c cooperatives; d, e public; f an association; h not known; no enterprise. Ties of known sectors: ab, ac inside;
ad, af, df, ae across.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from strategies import drawn, networks

from reteanalysis.metrics import synergy
from reteanalysis.metrics import synergy_segregation as s
from reteanalysis.network import Network
from reteanalysis.terms import Reason, Reasoned

SECTORS = {"public": "de", "cooperative": "abc", "association": "f", "enterprise": ""}
TEAMS = {"p": "ab", "q": "ac", "r": "adf", "s": "aeh"}
DRAWING = drawn(TEAMS, SECTORS)
NOBODY = drawn({}, SECTORS)
IDLE = drawn({}, SECTORS, idle="ad")
UNKNOWN = drawn({"p": "xy"}, SECTORS)
ONE_SECTOR = drawn({"p": "ab", "q": "bc"}, SECTORS)
APART = drawn({"p": "a", "q": "d"}, SECTORS)
nan = np.nan
some = settings(deadline=None, max_examples=80)


def test_team_cross_share():
    """p and q 0 of 1, r 3 of 3, s 1 of 1: h is not known."""
    assert s.team_cross_share(DRAWING) == 2 / 4
    assert s.team_cross_share(drawn({"p": "abd", "q": "f"}, SECTORS)) == pytest.approx(2 / 3, rel=1e-15)


@pytest.mark.parametrize("metric", [s.team_cross_share, s.tie_ei_index, s.log_odds_ratio])
def test_measures_of_pairs_say_why_they_have_no_value(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(IDLE)) is Reason.EMPTY
    assert reason(metric(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(metric(ONE_SECTOR)) is Reason.SINGLE_SECTOR
    assert reason(metric(APART)) is Reason.NO_PAIRS


@some
@given(networks())
def test_the_average_of_projects_is_unbiased_diversity(network: Network):
    """χ/π of a project is its Blau diversity times k/(k−1)."""
    value = s.team_cross_share(network)
    if np.isnan(value):
        return
    teams = [row[row > 0] for row in network.team_sectors.toarray() if row.sum() > 1]
    blau = [(1 - ((row / row.sum()) ** 2).sum()) * row.sum() / (row.sum() - 1) for row in teams]
    assert value == pytest.approx(np.mean(blau))
    assert value >= synergy.team_diversity(network) - 1e-12


def test_team_effective_sectors():
    """p and q 1, r 3 in equal parts, s 2."""
    assert s.team_effective_sectors(DRAWING) == pytest.approx(7 / 4, rel=1e-14)
    assert s.team_effective_sectors(ONE_SECTOR) == 1
    assert s.team_effective_sectors(drawn({"p": "abd"}, SECTORS)) == pytest.approx(3 / 2 ** (2 / 3), rel=1e-14)
    assert reason(s.team_effective_sectors(NOBODY)) is Reason.EMPTY
    assert reason(s.team_effective_sectors(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(s.team_effective_sectors(APART)) is Reason.NO_PAIRS


def test_tie_ei_index():
    """Four across less two inside, over six; a second project of a and b changes their meetings, not their tie."""
    assert s.tie_ei_index(DRAWING) == 2 / 6
    again = drawn(TEAMS | {"t": "ab"}, SECTORS)
    assert s.tie_ei_index(again) == 2 / 6
    assert synergy.ei_index(again) == 1 / 7


def test_tie_measures_of_declared_ties():
    """a and b, cooperatives, and d, public: ab and ad declared, all three at one table."""
    table = drawn({"p": "abd"}, SECTORS)
    ties = Network.from_ties({(0, 1): 2.0, (0, 2): 1.0}, partners=("a", "b", "d"), year=1, sector=np.array([1, 1, 0]), sectors=(*SECTORS,))
    declared = replace(table, declared=ties.declared, projection="declared")
    assert s.tie_ei_index(table) == 1 / 3
    assert s.tie_ei_index(declared) == 0
    assert float(s.log_odds_ratio(declared)) == pytest.approx(np.log(1.5 * 1.5 / (0.5 * 1.5)), rel=1e-14)


def test_log_odds_ratio():
    """Inside: ab, ac of ab, ac, bc, de. Between: 4 of 15 − 4. Odds 2/2 over 4/7."""
    assert s.log_odds_ratio(DRAWING) == pytest.approx(np.log(7 / 4), rel=1e-14)
    assert type(s.log_odds_ratio(DRAWING)) is float


def test_log_odds_ratio_with_a_register():
    """e idle: de is one more pair inside; a and b, c, d, f make four more between. 1 of 2, 1 of 4."""
    assert s.log_odds_ratio(drawn({"p": "ab", "q": "ad"}, SECTORS, idle="e")) == pytest.approx(np.log((1 / 1) / (1 / 3)), rel=1e-14)


def test_log_odds_ratio_where_a_kind_of_pair_is_missing():
    """ab and de tied, nobody else: 2, 0 inside and 0, 4 between, a half added to each."""
    value = s.log_odds_ratio(drawn({"p": "ab", "q": "de"}, SECTORS))
    assert isinstance(value, Reasoned)
    assert value.reason is Reason.UNSTABLE
    assert float(value) == pytest.approx(np.log(2.5 * 4.5 / 0.25), rel=1e-14)
    assert reason(s.log_odds_ratio(drawn({"p": "abd"}, SECTORS))) is Reason.ZERO_VARIANCE
    assert reason(s.log_odds_ratio(drawn({"p": "ad", "q": "f"}, SECTORS))) is Reason.TOO_FEW


def test_sector_homophily():
    """Public: 0 of 3. Cooperatives: 4 of 7 ends, 7·2/5 expected: (20 − 14)/(35 − 14). The association is one."""
    np.testing.assert_allclose(s.sector_homophily(DRAWING), [-1, 6 / 21, nan, nan], rtol=1e-14)
    np.testing.assert_array_equal(s.sector_homophily(ONE_SECTOR), [nan] * 4)
    np.testing.assert_array_equal(s.sector_homophily(APART), [nan] * 4)
    np.testing.assert_array_equal(s.sector_homophily(drawn({"p": "ab", "q": "de"}, SECTORS)), [1, 1, nan, nan])


def test_sphere_segregation():
    """h apart, six ties; across ad, df, ae; 6·2·2·4/(6·5) = 16/5 expected."""
    assert s.sphere_segregation(DRAWING) == pytest.approx(1 / 16, rel=1e-14)
    assert s.sphere_segregation(drawn({"p": "ab", "q": "de"}, SECTORS)) == 1
    assert s.sphere_segregation(drawn({"p": "ad"}, SECTORS)) == 0
    assert reason(s.sphere_segregation(NOBODY)) is Reason.EMPTY
    assert reason(s.sphere_segregation(IDLE)) is Reason.EMPTY
    assert reason(s.sphere_segregation(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(s.sphere_segregation(replace(DRAWING, spheres=()))) is Reason.NOT_RECORDED
    assert reason(s.sphere_segregation(drawn({"p": "af"}, SECTORS))) is Reason.SINGLE_SECTOR
    assert reason(s.sphere_segregation(APART)) is Reason.NO_PAIRS


@some
@given(networks())
def test_ties_inside_and_between_counted_pair_by_pair(network: Network):
    tied, sector = network.adjacency.toarray().astype(bool), network.sector
    table = np.zeros((2, 2))
    for i, k in combinations(np.flatnonzero(sector >= 0), 2):
        table[int(sector[i] != sector[k]), int(not tied[i, k])] += 1
    value = s.log_odds_ratio(network)
    if not np.isnan(value):
        kept = table if table.all() else table + 0.5
        assert value == pytest.approx(np.log(kept[0, 0] * kept[1, 1] / (kept[0, 1] * kept[1, 0])))
    else:
        assert not network.active.any() or not table.any(axis=1).all() or not table.any(axis=0).all()
    ei = s.tie_ei_index(network)
    if not np.isnan(ei):
        assert ei == pytest.approx((table[1, 0] - table[0, 0]) / table[:, 0].sum())


@some
@given(st.lists(st.integers(2, 9), min_size=2, max_size=5), st.integers(0, 999))
def test_coleman_is_one_minus_one_and_zero_where_it_must_be(sizes, seed):
    """All arcs at home, none at home, and as many at home as a draw among the others gives."""
    arcs = np.random.default_rng(seed).integers(1, 20, (len(sizes), len(sizes))).astype(float)
    home = np.diag(np.diag(arcs))
    others = (np.array(sizes) - np.eye(len(sizes))) / (sum(sizes) - 1)
    np.testing.assert_array_equal(s.coleman(home, sizes), 1)
    np.testing.assert_array_equal(s.coleman(arcs - home, sizes), -1)
    np.testing.assert_allclose(s.coleman(others * arcs.sum(axis=1)[:, None], sizes), 0, atol=1e-12)
