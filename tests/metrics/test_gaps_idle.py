"""Who stands idle and where nobody works, on one network drawn by hand (see `drawn_needs`)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from drawn_needs import DRAWING, NOBODY, PLAIN, PROJECTS, needing
from reading import reason
from strategies import objects

from reteanalysis.metrics import gaps_idle as g
from reteanalysis.network import Register
from reteanalysis.terms import Reason

REGISTER = Register(
    bodies=("a", "b", "c", "d", "e", "f", "g", "h"),
    sector=np.array([0, 1, 1, 2, 2, 2, 2, -1]),
    district=objects(["1", "1", "2", None, "2", "3", "3", "4"]),
    active=np.array([True, True, True, True, False, False, False, False]),
)
LISTED = replace(DRAWING, register=REGISTER)


def test_idle_share():
    assert g.idle_share(LISTED) == 4 / 8
    assert reason(g.idle_share(DRAWING)) is Reason.NOT_RECORDED
    assert reason(g.idle_share(replace(NOBODY, register=REGISTER))) is Reason.EMPTY


def test_sector_idle_share():
    """All the public bodies and cooperatives of the register are active, one of its four associations."""
    assert g.sector_idle_share(LISTED).tolist() == [0, 0, 3 / 4]
    np.testing.assert_array_equal(g.sector_idle_share(DRAWING), [np.nan] * 3)


def test_districts_without_partner():
    assert g.districts_without_partner(LISTED) == 2  # 3 and 4
    assert reason(g.districts_without_partner(DRAWING)) is Reason.NOT_RECORDED  # the needs name districts, no partner does
    seated = replace(DRAWING, partner_data={"district": objects(["1", None, None, "3", "2"])})
    assert g.districts_without_partner(seated) == 1  # e, in 2, takes part in nothing


def test_districts_without_project():
    assert g.districts_without_project(LISTED) == 2  # 3 and 4
    assert g.districts_without_project(DRAWING) == 1  # 4 is only in the register
    assert reason(g.districts_without_project(replace(LISTED, project_data={}))) is Reason.NOT_RECORDED
    assert reason(g.districts_without_project(PLAIN)) is Reason.NOT_RECORDED


def test_areas_without_project():
    assert g.areas_without_project(DRAWING) == 0
    assert g.areas_without_project(needing(PLAIN, [("sport", "1", 5), ("food", "3", 5), ("art", "1", 0)], PROJECTS)) == 1


def test_district_activity_lists_first_where_least_is_going_on():
    assert [(one.district, one.active, one.bodies, one.projects, one.need) for one in g.district_activity(LISTED)] == [
        ("3", 0, 2, 0, 50), ("4", 0, 1, 0, 0), ("2", 1, 2, 1, 70), ("1", 2, 2, 2, 80),
    ]  # fmt: skip


def test_without_a_register_and_needs_no_district_is_known():
    assert g.district_activity(PLAIN) == []
