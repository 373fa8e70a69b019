"""Synergy, on one network drawn by hand.

    b ── p ── a ── q ── c
             / \\
        d ── r   s ── e
        f ──/     \\── h

Projects p: a b, q: a c, r: a d f, s: a e h. Sectors: a, b, c cooperatives; d, e public; f an association; h not known;
no enterprise. Public are d and e alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from reading import reason
from strategies import drawn

from reteanalysis.metrics import synergy as s
from reteanalysis.terms import Reason

SECTORS = {"public": "de", "cooperative": "abc", "association": "f", "enterprise": ""}
DRAWING = drawn({"p": "ab", "q": "ac", "r": "adf", "s": "aeh"}, SECTORS)
NOBODY = drawn({}, SECTORS)
IDLE = drawn({}, SECTORS, idle="ad")
UNKNOWN = drawn({"p": "xy"}, SECTORS)
ONE_SECTOR = drawn({"p": "ab", "q": "bc"}, SECTORS)
APART = drawn({"p": "a", "q": "d"}, SECTORS)
nan = np.nan


def test_cross_sector_share():
    """Pairs of known sectors: ab, ac inside; ad, af, df, ae across."""
    assert s.cross_sector_share(DRAWING) == 4 / 6


def test_cross_sector_share_at_its_ends():
    assert s.cross_sector_share(drawn({"p": "ad", "q": "bf"}, SECTORS)) == 1
    assert s.cross_sector_share(drawn({"p": "ab", "q": "de"}, SECTORS)) == 0


def test_ei_index():
    """Four across less two inside, over six; twice the cross-sector share less one."""
    assert s.ei_index(DRAWING) == 2 / 6
    assert s.ei_index(drawn({"p": "ab", "q": "de"}, SECTORS)) == -1


def test_assortativity():
    """Weights: ab, ac 1; ad, af, df 1/2; ae 1/2 (three sit in s, h among them). Ends: cooperatives 11/2, public 3/2, association 1.

    Inside 4/8; expected (121 + 9 + 4)/256 = 67/128: (64 − 67)/(128 − 67).
    """
    assert s.assortativity(DRAWING) == pytest.approx(-3 / 61, rel=1e-14)


def test_assortativity_at_its_ends():
    assert s.assortativity(drawn({"p": "ab", "q": "de"}, SECTORS)) == 1
    assert s.assortativity(drawn({"p": "ad", "q": "be"}, SECTORS)) == -1
    only_inside_one = drawn({"p": "ab", "q": "d"}, SECTORS)
    assert reason(s.assortativity(only_inside_one)) is Reason.SINGLE_SECTOR


@pytest.mark.parametrize("metric", [s.cross_sector_share, s.ei_index, s.assortativity])
def test_measures_of_sector_pairs_say_why_they_have_no_value(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(IDLE)) is Reason.EMPTY
    assert reason(metric(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(metric(ONE_SECTOR)) is Reason.SINGLE_SECTOR
    assert reason(metric(APART)) is Reason.NO_PAIRS


def test_cross_sphere_share():
    """ad, df, ae of the six pairs of known sphere."""
    assert s.cross_sphere_share(DRAWING) == 3 / 6
    assert reason(s.cross_sphere_share(NOBODY)) is Reason.EMPTY
    assert reason(s.cross_sphere_share(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(s.cross_sphere_share(replace(DRAWING, spheres=()))) is Reason.NOT_RECORDED
    assert reason(s.cross_sphere_share(drawn({"p": "af"}, SECTORS))) is Reason.SINGLE_SECTOR  # two sectors, none of them public
    assert reason(s.cross_sphere_share(APART)) is Reason.NO_PAIRS


def test_cross_sphere_share_leaves_out_a_sector_of_unknown_sphere():
    """With associations of unknown sphere ab, ac, ad and ae are left."""
    assert s.cross_sphere_share(replace(DRAWING, spheres=("public", "nonprofit", None, "business"))) == 2 / 4


def test_sector_external_share():
    """Public: da, df, ea all go out. Cooperatives: ad, af, ae of these and ab, ac from both ends. Association: fa, fd."""
    np.testing.assert_array_equal(s.sector_external_share(DRAWING), [1, 3 / 7, 1, nan])
    np.testing.assert_array_equal(s.sector_external_share(ONE_SECTOR), [nan] * 4)
    np.testing.assert_array_equal(s.sector_external_share(APART), [nan] * 4)


def test_mixed_team_share():
    """r (a, d) and s (a, e) of four."""
    assert s.mixed_team_share(DRAWING) == 2 / 4
    assert s.mixed_team_share(ONE_SECTOR) == 0
    assert reason(s.mixed_team_share(NOBODY)) is Reason.EMPTY
    assert reason(s.mixed_team_share(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(s.mixed_team_share(APART)) is Reason.NO_PAIRS


def test_mixed_team_share_does_not_count_tables_where_only_one_sphere_is_known():
    """Who sits with d at q is not known: whether the table is mixed cannot be told."""
    assert s.mixed_team_share(drawn({"p": "ad", "q": "dx"}, SECTORS)) == 1


def test_team_diversity():
    """p and q 0, r 1 − 3/9, s 1 − 2/4 between a and e."""
    assert s.team_diversity(DRAWING) == pytest.approx((2 / 3 + 1 / 2) / 4, rel=1e-15)
    assert s.team_diversity(ONE_SECTOR) == 0
    assert reason(s.team_diversity(NOBODY)) is Reason.EMPTY
    assert reason(s.team_diversity(UNKNOWN)) is Reason.NOT_RECORDED
    assert reason(s.team_diversity(APART)) is Reason.NO_PAIRS


# a, b, c, d, e, f, h: a is tied to b, c (its own sector), d, e (public), f (association) and h; d–f are tied, and e–h.


def test_partner_coordinator():
    """a between b and c."""
    np.testing.assert_array_equal(s.partner_coordinator(DRAWING), [1, 0, 0, 0, 0, 0, nan])


def test_partner_itinerant():
    """a between d and e, both public."""
    np.testing.assert_array_equal(s.partner_itinerant(DRAWING), [1, 0, 0, 0, 0, 0, nan])


def test_partner_boundary():
    """a between either of b, c and each of d, e, f; e between a and h does not count, since h might be anything."""
    np.testing.assert_array_equal(s.partner_boundary(DRAWING), [6, 0, 0, 0, 0, 0, nan])


def test_partner_liaison():
    """a between e and f; d and f are tied themselves."""
    np.testing.assert_array_equal(s.partner_liaison(DRAWING), [1, 0, 0, 0, 0, 0, nan])


@pytest.mark.parametrize("role", [s.partner_coordinator, s.partner_itinerant, s.partner_boundary, s.partner_liaison])
def test_roles_of_a_register_entry_and_of_nobody(role):
    assert role(IDLE).tolist() == [0, 0]
    assert role(NOBODY).shape == (0,)
    assert np.isnan(role(UNKNOWN)).all()


def test_in_a_network_of_one_sector_every_open_pair_is_coordinated():
    assert s.partner_coordinator(ONE_SECTOR).tolist() == [0, 1, 0]
    for role in (s.partner_itinerant, s.partner_boundary, s.partner_liaison):
        assert role(ONE_SECTOR).tolist() == [0, 0, 0]
