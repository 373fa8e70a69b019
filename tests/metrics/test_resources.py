"""Resources, on one network drawn by hand.

p: a knowledge, b economic (600 euros), c operational        sectors: a, d public; b cooperative; c, e associations
q: a economic (200), b economic and operational, no amount    (no enterprise this year); of e nothing is known
r: c operational, d knowledge and operational
s: e says nothing
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from scipy.sparse import csr_array
from strategies import assembled, drawn, objects

from reteanalysis.metrics import METRICS
from reteanalysis.metrics import resources as r
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis.network import Network

SECTORS = {"public": "ad", "cooperative": "b", "association": "ce", "enterprise": ""}
TEAMS = {"p": "abc", "q": "ab", "r": "cd", "s": "e"}
# Seats by partner, then project: ap, aq, bp, bq, cp, cr, dr, es.
BRINGS = ["knowledge", "economic", "economic", "economic;operational", "operational", "operational", "knowledge;operational", None]
EUROS = [None, 200.0, 600.0, None, None, None, None, None]
nan = np.nan


def recording(brings=None, euros=None, teams=TEAMS, **fields):
    given = {"contribution": brings, "amount_eur": euros}
    return drawn(teams, SECTORS, seat_data={name: objects(column) for name, column in given.items() if column is not None}, **fields)


DRAWING = recording(BRINGS, EUROS)
UNRECORDED = recording()
NOBODY = drawn({}, SECTORS)
OF_CONTRIBUTIONS = [
    r.resource_diversity, r.knowledge_gini, r.operational_gini, r.complementary_project_share, r.contribution_specialisation,
]  # fmt: skip
OF_EUROS = [
    r.contribution_gini, r.contribution_theil, r.contribution_theil_between, r.contribution_between_share, r.contribution_concentration,
    r.leverage,
]  # fmt: skip


def test_what_is_known_of_amounts():
    """A seat that states no money brings none; one that states money without an amount, and one that states nothing, are unknown."""
    np.testing.assert_array_equal(DRAWING.amounts, [0, 200, 600, nan, 0, 0, 0, nan])
    assert UNRECORDED.amounts is UNRECORDED.brought is None
    np.testing.assert_array_equal(recording(euros=[-1, 5, *[None] * 6]).amounts, [nan, 5, *[nan] * 6])
    assert recording(euros=[-1, *[None] * 7]).amounts is None


def test_resource_diversity():
    """Knowledge 2, economic 3, operational 4: nine in all."""
    shares = np.array([2, 3, 4]) / 9
    assert r.resource_diversity(DRAWING) == pytest.approx(np.exp(-(shares * np.log(shares)).sum()))
    assert r.resource_diversity(recording(["knowledge", "economic", "operational", *[""] * 5])) == pytest.approx(3)


def test_sector_resource_diversity():
    """Public: knowledge 2, economic 1, operational 1. Cooperative: economic 2, operational 1. Associations: operational only."""
    np.testing.assert_allclose(r.sector_resource_diversity(DRAWING), [8**0.5, 3 / 4 ** (1 / 3), 1, nan])
    np.testing.assert_array_equal(r.sector_resource_diversity(UNRECORDED), [nan] * 4)


def test_partner_resource_diversity():
    np.testing.assert_allclose(r.partner_resource_diversity(DRAWING), [2, 3 / 4 ** (1 / 3), 1, 2, nan])
    np.testing.assert_array_equal(r.partner_resource_diversity(UNRECORDED), [nan] * 5)


def test_contribution_gini():
    """a 200, b 600, c and d 0; e is not known: differences 8·200 ... sum (2·1−5)0 + (2·2−5)0 + 1·200 + 3·600 over 4·800."""
    assert r.contribution_gini(DRAWING) == 2000 / 3200


def test_contribution_theil():
    assert r.contribution_theil(DRAWING) == pytest.approx(np.log(1) / 4 + 3 / 4 * np.log(3))


def test_contribution_theil_between():
    """Public 200 of two, cooperative 600 of one, associations 0 of one."""
    assert r.contribution_theil_between(DRAWING) == pytest.approx(1 / 4 * np.log(1 / 2) + 3 / 4 * np.log(3))


def test_contribution_between_share():
    between = 1 / 4 * np.log(1 / 2) + 3 / 4 * np.log(3)
    assert r.contribution_between_share(DRAWING) == pytest.approx(between / (3 / 4 * np.log(3)))
    same = recording(euros=[5.0, 5.0, 10.0, 0.0, 10.0, 0.0, 10.0, 10.0])
    assert reason(r.contribution_between_share(same)) is Reason.ZERO_VARIANCE


def test_contribution_concentration():
    assert r.contribution_concentration(DRAWING) == 1 / 16 + 9 / 16


def test_knowledge_gini():
    """Once a, once d, b and c never."""
    assert r.knowledge_gini(DRAWING) == 1 / 2


def test_operational_gini():
    """c twice, b and d once, a never: (−3·0 − 1 + 1 + 3·2)/(4·4)."""
    assert r.operational_gini(DRAWING) == 6 / 16


def test_sector_contribution_share():
    np.testing.assert_array_equal(r.sector_contribution_share(DRAWING), [1 / 4, 3 / 4, 0, nan])
    np.testing.assert_array_equal(r.sector_contribution_share(UNRECORDED), [nan] * 4)
    np.testing.assert_array_equal(r.sector_contribution_share(recording(euros=[0.0] * 8)), [nan] * 4)


def test_complementary_project_share():
    """p: knowledge, money and work by three. q: b has all that a has. r: d has all that c has. s: one partner only."""
    assert r.complementary_project_share(DRAWING) == 1 / 3


def test_complementary_project_share_wants_each_to_bring_what_the_other_lacks():
    both = {"p": "ab"}
    assert r.complementary_project_share(recording(["knowledge;economic", "knowledge;operational"], teams=both)) == 1
    assert r.complementary_project_share(recording(["knowledge;economic"] * 2, teams=both)) == 0
    assert reason(r.complementary_project_share(recording(["knowledge", None], teams=both))) is Reason.NO_PAIRS


def test_contribution_specialisation():
    apart = {"p": "ab", "q": "ab"}
    assert r.contribution_specialisation(recording(["economic", "economic", "operational", "operational"], teams=apart)) == 1
    assert r.contribution_specialisation(recording(["economic", "operational"] * 2, teams=apart)) == 0
    assert reason(r.contribution_specialisation(recording(["economic"] * 4, teams=apart))) is Reason.TOO_FEW


def test_leverage():
    """600 of the cooperative for 200 of the city."""
    assert r.leverage(DRAWING) == 3
    assert reason(r.leverage(recording(euros=[0.0, None, 600.0, *[None] * 5]))) is Reason.TOO_FEW
    assert reason(r.leverage(recording(euros=EUROS, spheres=()))) is Reason.NOT_RECORDED


@pytest.mark.parametrize("metric", [*OF_CONTRIBUTIONS, *OF_EUROS])
def test_what_nobody_recorded_is_not_measured(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(drawn({}, SECTORS, idle="ab"))) is Reason.EMPTY
    assert reason(metric(UNRECORDED)) is Reason.NOT_RECORDED


@pytest.mark.parametrize("metric", [r.contribution_gini, r.contribution_theil, r.contribution_theil_between, r.contribution_concentration])
def test_amounts_that_are_all_zero_have_no_inequality(metric):
    assert reason(metric(recording(euros=[0.0] * 8))) is Reason.EMPTY


def test_one_alone_is_not_unequal():
    alone = recording(["knowledge", *[None] * 7], [5.0, *[None] * 7])
    assert reason(r.contribution_gini(alone)) is reason(r.contribution_theil(alone)) is reason(r.knowledge_gini(alone)) is Reason.TOO_FEW
    assert reason(r.operational_gini(alone)) is Reason.TOO_FEW
    assert reason(r.contribution_theil_between(alone)) is Reason.SINGLE_SECTOR
    assert reason(r.contribution_theil_between(drawn({"p": "xy"}, seat_data={"amount_eur": objects([1.0, 2.0])}))) is Reason.NOT_RECORDED


# ---------------------------------------------------------------------- on any network


@st.composite
def networks_with_resources(draw: st.DrawFn) -> Network:
    """Draw a network with leads, contributions, amounts, districts and flows, some of them blank."""
    random = np.random.default_rng(draw(st.integers(0, 999)))
    teams = {f"t{j}": "".join(letter for letter in "abcdefgh" if random.random() < 0.4) for j in range(draw(st.integers(1, 7)))}
    network = drawn({name: team for name, team in teams.items() if team}, {"public": "abc", "cooperative": "de", "association": "fg"})
    kinds = objects(["economic", "knowledge", "operational", "economic;knowledge", None])
    amounts = objects([None, 0.0, 10.0, 250.0])
    flow = random.integers(1, 5, (network.n, network.n)) * (random.random((network.n, network.n)) < 0.2)
    np.fill_diagonal(flow, 0)
    return replace(
        network,
        seat_data={
            "role": objects(random.choice(["lead", "partner"], network.seats, p=[0.3, 0.7]).tolist()),
            "contribution": kinds[random.integers(0, len(kinds), network.seats)],
            "amount_eur": amounts[random.integers(0, len(amounts), network.seats)],
        },
        partner_data={
            "district": objects(random.choice(["1", "2"], network.n).tolist()),
            "inflow": random.integers(0, 5, network.n),
            "outflow": random.integers(0, 5, network.n),
        },
        project_data={"district": objects(random.choice(["1", "2"], network.m).tolist())},
        flows={"knowledge": csr_array(flow.astype(float)), "": csr_array(flow.T.astype(float))} if draw(st.booleans()) else None,
    )


@settings(deadline=None, max_examples=60)
@given(networks_with_resources(), st.randoms())
def test_measures_of_resources_stay_in_bounds_and_ignore_order(network, random):
    rows, columns = list(range(network.n)), list(range(network.m))
    random.shuffle(rows)
    random.shuffle(columns)
    flows = None if network.flows is None else {kind: csr_array(flow[rows][:, rows]) for kind, flow in network.flows.items()}
    shuffled = assembled(network, rows, columns, flows=flows)
    for metric in (metric for metric in METRICS if metric.family == "resources"):
        value, again = metric(network), metric(shuffled)
        np.testing.assert_allclose(again, value[rows] if metric.level == "partner" else value, rtol=1e-9, atol=1e-9, err_msg=metric.name)
        defined = np.asarray(value)[~np.isnan(value)]
        assert np.all((metric.bounds[0] - 1e-9 <= defined) & (defined <= metric.bounds[1] + 1e-9)), metric.name
