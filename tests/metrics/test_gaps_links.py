"""Ties that are not there, on networks drawn by hand.

    a ── b ── c ── d ── e        f ── g        each line a project of two

Untied pairs at two steps: ac through b, bd through c, ce through d; every contact in common has two ties.
"""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn, objects, one_mode

from reteanalysis.metrics import gaps_links as g
from reteanalysis.network import Needs, Network
from reteanalysis.terms import Reason, Reasoned

PATH = drawn({"p": "ab", "q": "bc", "r": "cd", "s": "de", "t": "fg"}, {"public": "ad", "cooperative": "bc", "association": "efg"})
KARATE = Network.from_networkx(nx.Graph(nx.karate_club_graph().edges()))  # without the weights
NOBODY = drawn({})
few = settings(deadline=None, max_examples=40)


def pair(network: Network, tie) -> str:
    return network.partners[tie.one] + network.partners[tie.other]


# ---------------------------------------------------------------------- G6: scores


def test_r35_complete_graph_path_and_karate_club():
    five, path = Network.from_networkx(nx.complete_graph(5)), Network.from_networkx(nx.path_graph(3))
    for network, (i, k), published in [
        (five, (0, 1), {"adamic_adar": 2.16404256, "resource_allocation": 0.75, "jaccard": 0.6}),
        (path, (0, 2), {"adamic_adar": 1 / np.log(2)}),
        (KARATE, (0, 33), {"adamic_adar": 2.7110197, "resource_allocation": 0.9, "jaccard": 0.1379310}),
        (KARATE, (0, 9), {"adamic_adar": 0.4342945, "resource_allocation": 0.1}),
    ]:
        one, other = network.index(str(i)), network.index(str(k))
        for score, value in published.items():
            assert g.plausibility(network, one, other, score)[0] == pytest.approx(value, abs=1e-6), score


@few
@given(one_mode)
def test_plausibility_agrees_with_networkx(network):
    graph = network.to_networkx("partners")
    pairs = [(u, v) for u, v in nx.non_edges(graph)]
    one, other = ([network.index(edge[side]) for edge in pairs] for side in (0, 1))
    for score, theirs in [
        ("resource_allocation", nx.resource_allocation_index),
        ("adamic_adar", nx.adamic_adar_index),
        ("jaccard", nx.jaccard_coefficient),
    ]:
        expected = [value for _, _, value in theirs(graph, pairs)]
        np.testing.assert_allclose(g.plausibility(network, one, other, score), expected, atol=1e-11)


def test_team_corrected_score_by_hand():
    """b sits with c in a team of two (w 1) and with a, d in a team of three (w ½ each): its strength is 2, and ac is ½ · 1 / 2."""
    network = drawn({"p": "adb", "q": "bc"})
    assert g.plausibility(network, network.index("a"), network.index("c"), "teams").tolist() == [0.25]
    assert g.plausibility(network, network.index("a"), network.index("c"))[0] == pytest.approx(1 / 3)


def test_an_unknown_score_is_refused():
    with pytest.raises(ValueError, match="katz"):
        g.plausibility(PATH, 0, 1, "katz")  # type: ignore[arg-type]


def test_plausible_ties_are_untied_and_named_with_who_stands_between():
    ties = g.plausible_ties(PATH)
    assert [(pair(PATH, tie), tie.resource_allocation, "".join(PATH.partners[q] for q in tie.through)) for tie in ties] == [
        ("ac", 1 / 2, "b"), ("bd", 1 / 2, "c"), ("ce", 1 / 2, "d"),
    ]  # fmt: skip
    assert [pair(PATH, tie) for tie in g.plausible_ties(PATH, 2)] == ["ac", "bd"]
    assert g.plausible_ties(NOBODY) == []


def test_plausible_ties_across_sectors_and_districts():
    assert [pair(PATH, tie) for tie in g.plausible_ties(PATH, crossing="sector")] == ["ac", "bd", "ce"]
    same = replace(PATH, sector=np.array([0, 1, 0, 1, -1, 1, 1]))
    assert [pair(same, tie) for tie in g.plausible_ties(same, crossing="sector")] == []  # like with like, and e of nobody knows what
    seated = replace(PATH, partner_data={"district": objects(["1", "1", "2", None, "2", "3", "3"])})
    assert [pair(seated, tie) for tie in g.plausible_ties(seated, crossing="district")] == ["ac"]
    with pytest.raises(ValueError, match="sphere"):
        g.plausible_ties(PATH, crossing="sphere")  # type: ignore[arg-type]


@few
@given(one_mode, st.sampled_from(["resource_allocation", "adamic_adar", "jaccard", "teams"]), st.integers(1, 6))
def test_the_best_pairs_are_the_best_of_all(network, score, top):
    untied = [(i, k) for i in range(network.n) for k in range(i + 1, network.n) if not network.adjacency[i, k]]
    values = g.plausibility(network, [i for i, _ in untied], [k for _, k in untied], score)
    expected = sorted((-value, i, k) for (i, k), value in zip(untied, values.tolist(), strict=True) if value > 0)[:top]
    found = g.plausible_ties(network, top, score=score)
    assert [(-tie.score, tie.one, tie.other) for tie in found] == expected


# ---------------------------------------------------------------------- G6: did they come?

LATER = drawn({"p": "ab", "q": "ac", "r": "cd", "s": "ae", "t": "fz"})  # new: ac, ae; g is gone, z is new

METRICS = [g.link_prediction_auc, g.link_prediction_auc_teams, g.link_prediction_precision, g.link_prediction_base_rate]


def test_link_prediction_base_rate():
    """Of a to f, fifteen pairs, four are tied; of the eleven others ac and ae come."""
    assert g.link_prediction_base_rate(PATH, LATER) == 2 / 11
    assert not isinstance(g.link_prediction_base_rate(PATH, LATER), Reasoned)


def test_link_prediction_auc():
    """Nine stayed apart, of which bd and ce scored ½: ac is above seven and level with two, ae below two and level with seven."""
    value = g.link_prediction_auc(PATH, LATER)
    assert value == pytest.approx((7 + 2 / 2 + 7 / 2) / (2 * 9))
    assert value.reason is Reason.UNSTABLE  # two new ties are not twenty


def test_link_prediction_auc_teams():
    """In teams of two, the correction changes nothing."""
    assert g.link_prediction_auc_teams(PATH, LATER) == g.link_prediction_auc(PATH, LATER)


def test_link_prediction_precision():
    """Three pairs touch, and ac came; the other seven places are drawn among eight pairs, of which ae came."""
    value = g.link_prediction_precision(PATH, LATER)
    assert value == pytest.approx((1 + 7 * 1 / 8) / 10)
    assert value.reason is Reason.UNSTABLE


def test_link_prediction_precision_with_equal_scores_at_the_tenth_place():
    """A star of seven: its 15 untied pairs score the same, and 5 come."""
    star = drawn({f"p{k}": f"a{k}" for k in "bcdefg"})
    later = drawn({f"p{k}": f"a{k}" for k in "bcdefg"} | {f"q{k}": f"b{k}" for k in "cdefg"})
    assert g.link_prediction_precision(star, later) == pytest.approx(5 / 15)
    assert g.link_prediction_auc(star, later) == 0.5


def test_link_prediction_auc_and_precision_with_enough_new_ties_stand_by_themselves():
    """Every pair of a circle of twenty that has a contact in common comes, and no other."""
    circle = Network.from_networkx(nx.cycle_graph(24))
    later = Network.from_networkx(nx.circulant_graph(24, [2]))
    for metric, expected in [(g.link_prediction_auc, 1), (g.link_prediction_auc_teams, 1), (g.link_prediction_precision, 1)]:
        assert metric(circle, later) == expected
        assert type(metric(circle, later)) is float
    told = g.link_prediction(circle, later)
    assert told is not None
    assert (told.auc, told.low, told.high, told.new_ties, told.pairs, told.sampled) == (1, 1, 1, 24, 24 * 21 // 2, False)


def test_link_prediction_interval_is_that_of_hanley_and_mcneil():
    """Two against nine, by the formula of the paper."""
    told = g.link_prediction(PATH, LATER)
    assert told is not None
    a = told.auc
    error = np.sqrt((a * (1 - a) + (a / (2 - a) - a**2) + 8 * (2 * a**2 / (1 + a) - a**2)) / 18)
    assert told.low == pytest.approx(max(0, a - 1.96 * error), abs=1e-4)
    assert told.high == pytest.approx(min(1, a + 1.96 * error), abs=1e-4)


def test_a_sample_of_the_pairs_that_stayed_apart_says_nearly_the_same():
    before = Network.from_networkx(nx.gnp_random_graph(120, 0.05, seed=1))
    after = Network.from_networkx(nx.gnp_random_graph(120, 0.08, seed=2))
    whole, part = g.link_prediction(before, after), g.link_prediction(before, after, most=4_000)
    assert whole is not None
    assert part is not None
    assert (whole.sampled, part.sampled) == (False, True)
    assert part.auc == pytest.approx(whole.auc, abs=0.02)
    assert part == g.link_prediction(before, after, most=4_000)  # the lot is drawn from the same seed


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.__name__)
def test_nothing_to_foretell(metric):
    assert reason(metric(NOBODY, PATH)) is Reason.EMPTY
    assert reason(metric(PATH, NOBODY)) is Reason.EMPTY
    assert reason(metric(PATH, drawn({"p": "xyz"}))) is Reason.TOO_FEW  # nobody stayed
    assert reason(metric(drawn({"p": "abc"}), drawn({"p": "abc"}))) is Reason.TOO_FEW  # nobody was apart


def test_no_new_tie_and_nothing_but_new_ties():
    assert reason(g.link_prediction_auc(PATH, PATH)) is Reason.TOO_FEW
    assert (g.link_prediction_precision(PATH, PATH), g.link_prediction_base_rate(PATH, PATH)) == (0, 0)
    apart, together = drawn({"p": "a", "q": "b", "r": "c"}), drawn({"p": "abc"})
    assert reason(g.link_prediction_auc(apart, together)) is Reason.TOO_FEW
    assert (g.link_prediction_precision(apart, together), g.link_prediction_base_rate(apart, together)) == (1, 1)


# ---------------------------------------------------------------------- L3


def test_fitting_needs():
    """a and b both answer 0, b answers 1 too, c answers 2 alone: 1 suits a through 0 and b, 1/√(2 · 2)."""
    network = drawn({"p": "ab", "q": "b", "r": "c"})
    needs = Needs(objects(["x"] * 3), objects([None] * 3), objects([None] * 3), np.ones(3), csr_array(np.eye(3, dtype=np.int64)))
    network = replace(network, needs=needs)
    assert g.fitting_needs(network) == [g.FittingNeed(0, 1, 0.5, (1,))]
    assert g.fitting_needs(network, at_most=0) == []
    assert g.fitting_needs(PATH) == []
