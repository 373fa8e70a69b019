"""On how many bodies the answer to a need hangs, on one network drawn by hand (see `drawn_needs`)."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_needs import DRAWING, PLAIN, UNANSWERED, needing
from reading import reason
from strategies import drawn

from reteanalysis.metrics import gaps_needs as n
from reteanalysis.metrics import gaps_providers as g
from reteanalysis.terms import Reason


def test_single_provider_share():
    assert g.single_provider_share(DRAWING) == 0
    assert g.single_provider_share(DRAWING.without("c")) == 40 / 100  # a alone in home 2
    assert reason(g.single_provider_share(UNANSWERED)) is Reason.EMPTY


def test_one_provider_per_cell_and_then_two_of_each():
    """The construction of reference-values.md, section 8."""
    cells, projects = [("food", "1", 3), ("home", "2", 4)], {"p": ("food", "1"), "q": ("home", "2")}
    alone, doubled = (needing(drawn(teams), cells, projects) for teams in ({"p": "a", "q": "b"}, {"p": "ac", "q": "bd"}))
    assert (g.single_provider_share(alone), g.mean_effective_providers(alone), n.needs_coverage(alone)) == (1, 1, 1)
    assert (g.single_provider_share(doubled), g.mean_effective_providers(doubled), n.needs_coverage_by_providers(doubled)) == (0, 2, 1)
    assert g.partner_sole_need(alone).tolist() == [3 / 7, 4 / 7]
    assert g.partner_sole_need(doubled).tolist() == [0, 0, 0, 0]


def test_mean_effective_providers():
    """Food 1: a once, b twice, 9/5; home 2: a and c, 2."""
    assert g.mean_effective_providers(DRAWING) == pytest.approx((60 * 9 / 5 + 40 * 2) / 100)
    assert reason(g.mean_effective_providers(UNANSWERED)) is Reason.EMPTY


def test_partner_sole_need():
    assert g.partner_sole_need(DRAWING).tolist() == [0, 0, 0, 0, 0]
    left = DRAWING.without("a")
    assert dict(zip(left.partners, g.partner_sole_need(left), strict=True)) == {"b": 60 / 200, "c": 40 / 200, "d": 0, "e": 0}
    np.testing.assert_array_equal(g.partner_sole_need(PLAIN), [np.nan] * 5)
