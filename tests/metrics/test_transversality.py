"""Transversality, on one network drawn by hand: areas x (p, q), y (r, s), z (t); of project u the area is not known.

    p (x): a b c      q (x): a b      r (y): a c      s (y): d      t (z): e f      u (?): d g

Sectors: a, d public; b, c cooperatives; e, f associations; g an enterprise; nobody from a school.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import reason
from strategies import assembled, drawn, objects

from reteanalysis.metrics import transversality as t
from reteanalysis.metrics import transversality_links as k
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis.network import Network

SECTORS = {"public": "ad", "cooperative": "bc", "association": "ef", "enterprise": "g", "school": ""}
TEAMS = {"p": "abc", "q": "ab", "r": "ac", "s": "d", "t": "ef", "u": "dg"}
nan = np.nan


def in_areas(areas: list[str | None], teams=TEAMS, sectors=SECTORS, **fields) -> Network:
    return drawn(teams, sectors, project_data={"area": objects(areas)}, **fields)


DRAWING = in_areas(["x", "x", "y", "y", "z", None])
UNRECORDED = drawn(TEAMS, SECTORS)
ONE_AREA = in_areas(["x"] * 6)
NOBODY = drawn({}, SECTORS)
OF_NETWORK = [
    t.mean_span, t.mean_span_of_several, t.multi_area_share, t.area_diversity, t.rao_stirling, t.area_similarity_diversity, t.area_alpha,
    t.area_beta, t.area_gamma, t.transversality, k.area_pair_missing_share, k.area_modularity, k.layer_jaccard, k.multi_layer_tie_share,
    k.area_specialisation,
]  # fmt: skip
OF_PARTNERS = [t.partner_span, t.partner_area_participation, k.partner_layer_participation, k.partner_area_specialisation]


def effective(*counts: float) -> float:
    shares = np.array(counts) / sum(counts)
    return float(np.exp(-(shares * np.log(shares)).sum()))


# ---------------------------------------------------------------------- what the network knows of areas


def test_areas_of_the_network():
    assert DRAWING.areas == ("x", "y", "z")
    assert DRAWING.project_area.tolist() == [0, 0, 1, 1, 2, -1]
    assert DRAWING.area_seats.toarray().tolist() == [[2, 1, 0], [2, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0, 0]]
    assert UNRECORDED.areas == ()
    assert UNRECORDED.area_seats.shape == (7, 0)


# ---------------------------------------------------------------------- over how many areas partners spread


def test_partner_span():
    np.testing.assert_allclose(t.partner_span(DRAWING), [3 / 4 ** (1 / 3), 1, 2, 1, 1, 1, nan])


def test_mean_span():
    assert t.mean_span(DRAWING) == pytest.approx((3 / 4 ** (1 / 3) + 2 + 4) / 6)


def test_mean_span_of_several():
    """a, b and c have several seats in known areas; d has one in y and one nobody knows where."""
    assert t.mean_span_of_several(DRAWING) == pytest.approx((3 / 4 ** (1 / 3) + 1 + 2) / 3)
    assert reason(t.mean_span_of_several(in_areas(["x"], {"p": "ab"}))) is Reason.TOO_FEW


def test_multi_area_share():
    assert t.multi_area_share(DRAWING) == 2 / 6


def test_partner_area_participation():
    np.testing.assert_allclose(t.partner_area_participation(DRAWING), [4 / 9, 0, 1 / 2, 0, 0, 0, nan])


# ---------------------------------------------------------------------- how diverse areas are


def test_area_diversity():
    assert t.area_diversity(DRAWING) == pytest.approx(effective(5, 3, 2))
    assert t.area_diversity(ONE_AREA) == 1


def test_sector_area_diversity():
    """Public: 2 in x, 2 in y. Cooperatives: 3 and 1. Associations: z alone. The enterprise: not known."""
    np.testing.assert_allclose(t.sector_area_diversity(DRAWING), [2, effective(3, 1), 1, nan, nan])
    np.testing.assert_array_equal(t.sector_area_diversity(UNRECORDED), [nan] * 5)


FAR = {("x", "y"): 0.5, ("z", "x"): 1.0, ("y", "z"): 1.0}


def test_rao_stirling():
    """Seats 5, 3, 2 of ten: twice 0.5·15 + 10 + 6 of a hundred."""
    assert t.rao_stirling(DRAWING, distance=FAR) == pytest.approx(2 * (7.5 + 10 + 6) / 100)
    assert reason(t.rao_stirling(DRAWING)) is Reason.NOT_RECORDED
    assert reason(t.rao_stirling(DRAWING, distance={("x", "y"): 0.5})) is Reason.NOT_RECORDED


def test_area_similarity_diversity():
    """x is like itself and half like y: 0.65; y 0.55; z 0.2."""
    expected = 0.65**-0.5 * 0.55**-0.3 * 0.2**-0.2
    assert t.area_similarity_diversity(DRAWING, distance=FAR) == pytest.approx(expected)
    apart = dict.fromkeys(FAR, 1.0)
    assert t.area_similarity_diversity(DRAWING, distance=apart) == pytest.approx(t.area_diversity(DRAWING))
    assert reason(t.area_similarity_diversity(DRAWING)) is Reason.NOT_RECORDED


def test_area_distances():
    """x: a 2, b 2, c 1. y: a, c, d. They have a and c in common: (2 + 1) / (3 · √3)."""
    far = t.area_distances(DRAWING)
    assert far["x", "y"] == far["y", "x"] == pytest.approx(1 - 1 / 3**0.5)
    assert far["x", "z"] == far["y", "z"] == 1
    assert t.area_distances(UNRECORDED) == {}
    assert t.rao_stirling(DRAWING, distance=far) == pytest.approx(2 * (15 * far["x", "y"] + 10 + 6) / 100)


# ---------------------------------------------------------------------- the mix of sectors

ALPHA = (effective(2, 3) ** 5 * effective(2, 1) ** 3) ** (1 / 10)  # x: public 2, cooperative 3; y: public 2, cooperative 1; z: one sector
GAMMA = effective(4, 4, 2)


def test_area_alpha():
    assert t.area_alpha(DRAWING) == pytest.approx(ALPHA)
    assert t.area_alpha(ONE_AREA) == t.area_gamma(ONE_AREA)


def test_area_gamma():
    assert t.area_gamma(DRAWING) == pytest.approx(GAMMA)


def test_area_beta():
    assert t.area_beta(DRAWING) == pytest.approx(GAMMA / ALPHA)


def test_transversality():
    most = effective(5, 3, 2)
    assert t.transversality(DRAWING) == pytest.approx((most - GAMMA / ALPHA) / (most - 1))
    assert t.transversality(in_areas(["x", "y"], {"p": "ab", "q": "dc"})) == pytest.approx(1)
    assert t.transversality(in_areas(["x", "y"], {"p": "ad", "q": "bc"})) == pytest.approx(0)


@pytest.mark.parametrize("metric", [t.area_beta, t.transversality])
def test_area_beta_and_transversality_need_something_to_compare(metric):
    assert reason(metric(ONE_AREA)) is Reason.TOO_FEW
    assert reason(metric(in_areas(["x", "y"], {"p": "a", "q": "d"}))) is Reason.SINGLE_SECTOR
    assert reason(metric(in_areas(["x", "y"], {"p": "a", "q": "b"}, sectors=None))) is Reason.NOT_RECORDED


# ---------------------------------------------------------------------- from area to area


def test_area_pair_missing_share():
    """x and y share a and c; z shares nobody with either."""
    assert k.area_pair_missing_share(DRAWING) == 2 / 3


def test_area_pairs():
    """Three work in x, three in y, two in z, of six in all."""
    pairs = k.area_pairs(DRAWING)
    assert [(pair.first, pair.second, pair.shared, pair.partners, pair.expected) for pair in pairs] == [
        (0, 2, 0, (3, 2), 1),
        (1, 2, 0, (3, 2), 1),
        (0, 1, 2, (3, 3), 1.5),
    ]
    assert [pair.bridges for pair in pairs] == [(), (), ()]
    assert k.area_pairs(UNRECORDED) == k.area_pairs(ONE_AREA) == k.area_pairs(NOBODY) == []


def test_area_pairs_name_who_already_sits_with_the_other_side():
    """x: a, b. y: c, d. Nobody in both; at the table of z a and b meet c: c meets two, a and b one each."""
    gap = k.area_pairs(in_areas(["x", "y", "z"], {"p": "ab", "q": "cd", "r": "abc"}))[0]
    assert (gap.first, gap.second, gap.shared, gap.bridges) == (0, 1, 0, (2, 0, 1))


def test_area_pairs_put_the_largest_gap_first():
    gaps = k.area_pairs(in_areas(["x", "y", "z"], {"p": "a", "q": "bc", "r": "def"}))
    assert [(gap.first, gap.second) for gap in gaps] == [(1, 2), (0, 2), (0, 1)]


def test_area_modularity():
    """Main areas: a, b in x; c half in x, half in y; d in y; e, f in z. Inside: 4.5, 1.5 and 2 of ten.
    Partners' seats 6, 2, 2; projects' 5, 3, 2."""
    assert k.area_modularity(DRAWING) == pytest.approx(8 / 10 - (6 * 5 + 2 * 3 + 2 * 2) / 100)
    assert k.area_modularity(in_areas(["x", "y"], {"p": "ab", "q": "cd"})) == 1 / 2


def test_layer_jaccard():
    """x: ab, ac, bc. y: ac. z: ef. x and y share one of three; z shares none."""
    assert k.layer_jaccard(DRAWING) == pytest.approx((1 / 3 + 0 + 0) / 3)


def test_multi_layer_tie_share():
    """ac, of ab, ac, bc, ef."""
    assert k.multi_layer_tie_share(DRAWING) == 1 / 4


def test_partner_layer_participation():
    """a: two ties in x, one in y, of three areas: 3/2 · (1 − 5/9). c: the same. d has no tie in a known area."""
    np.testing.assert_allclose(k.partner_layer_participation(DRAWING), [2 / 3, 0, 2 / 3, nan, 0, 0, nan], atol=1e-15)


@pytest.mark.parametrize("metric", [k.layer_jaccard, k.multi_layer_tie_share])
def test_layer_jaccard_and_multi_layer_tie_share_need_two_areas_with_pairs(metric):
    assert reason(metric(in_areas(["x", "y"], {"p": "a", "q": "b"}))) is Reason.NO_PAIRS
    assert reason(metric(in_areas(["x", "y"], {"p": "ab", "q": "b"}))) is Reason.TOO_FEW


def test_area_specialisation():
    assert k.area_specialisation(in_areas(["x", "x", "y", "y"], {"p": "ab", "q": "ab", "r": "cd", "s": "cd"})) == 1
    assert k.area_specialisation(in_areas(["x", "y"], {"p": "abc", "q": "abc"})) == 0
    assert reason(k.area_specialisation(in_areas(["x", "y"], {"p": "ab", "q": "c"}))) is Reason.TOO_FEW


def test_partner_area_specialisation():
    """x two seats, y three; a has one in each, c two in y. As a: one of two in y is ½ ln(5/4) + ½ ln(5/6), the least two seats can do."""
    least, both = np.log(25 / 24) / 2, np.log(5 / 3)
    found = k.partner_area_specialisation(in_areas(["x", "y", "y"], {"p": "ab", "q": "ac", "r": "c"}))
    one = (np.log(5 / 2) - np.log(5 / 3)) / (np.log(5) - np.log(5 / 3))
    np.testing.assert_allclose(found, [0, one, (both - least) / (np.log(5 / 2) - least)], atol=1e-15)


# ---------------------------------------------------------------------- what is missing, and what may not matter


@pytest.mark.parametrize("metric", OF_NETWORK)
def test_areas_nobody_recorded_are_not_measured(metric):
    assert reason(metric(NOBODY)) is Reason.EMPTY
    assert reason(metric(drawn({}, SECTORS, idle="ab"))) is Reason.EMPTY
    assert reason(metric(UNRECORDED)) is Reason.NOT_RECORDED


@pytest.mark.parametrize("metric", [k.area_pair_missing_share, k.area_modularity, k.layer_jaccard, k.multi_layer_tie_share])
def test_one_area_is_nothing_to_compare(metric):
    assert reason(metric(ONE_AREA)) is Reason.TOO_FEW


@pytest.mark.parametrize("metric", OF_PARTNERS)
def test_partners_without_areas_have_no_value(metric):
    np.testing.assert_array_equal(metric(UNRECORDED), [nan] * 7)
    assert metric(NOBODY).shape == (0,)


def plain_layers(network: Network) -> dict[int, set[frozenset[int]]]:
    teams = [(area, network.incidence[:, [j]].tocoo().row) for j, area in enumerate(network.project_area) if area >= 0]
    layers = {area: {frozenset(pair) for a, team in teams if a == area for pair in combinations(team.tolist(), 2)} for area, _ in teams}
    return {area: pairs for area, pairs in layers.items() if pairs}


@st.composite
def networks_with_areas(draw: st.DrawFn) -> Network:
    random = np.random.default_rng(draw(st.integers(0, 999)))
    teams = {f"t{j}": "".join(letter for letter in "abcdefgh" if random.random() < 0.35) for j in range(draw(st.integers(1, 8)))}
    teams = {name: team for name, team in teams.items() if team}
    areas = random.choice(["x", "y", "z", ""], len(teams)).tolist()
    return in_areas([area or None for area in areas], teams, {"public": "abc", "cooperative": "def", "association": "g"})


@settings(deadline=None, max_examples=50)
@given(networks_with_areas(), st.randoms())
def test_measures_of_areas_on_random_networks(network, random):
    """In bounds, the same however projects and areas are ordered and named, and layers as plainly counted."""
    order = list(range(network.m))
    random.shuffle(order)
    names = dict(zip("xyz", random.sample(["k", "l", "m"], 3), strict=True))
    shuffled = assembled(network, list(range(network.n)), order)
    shuffled = replace(shuffled, project_data={"area": objects([names.get(area) for area in shuffled.project_data["area"]])})
    for metric in [*OF_NETWORK, *OF_PARTNERS]:
        value = metric(network)
        np.testing.assert_allclose(metric(shuffled), value, rtol=1e-9, atol=1e-9, err_msg=metric.__name__)
        low, high = metric.metric.bounds
        defined = np.asarray(value)[~np.isnan(value)]
        assert np.all((low - 1e-9 <= defined) & (defined <= high + 1e-9))
    layers = plain_layers(network)
    if len(layers) > 1:
        every = set().union(*layers.values())
        several = [pair for pair in every if sum(pair in layer for layer in layers.values()) > 1]
        assert k.multi_layer_tie_share(network) == pytest.approx(len(several) / len(every))
        pairs = list(combinations(layers.values(), 2))
        assert k.layer_jaccard(network) == pytest.approx(sum(len(one & other) / len(one | other) for one, other in pairs) / len(pairs))
