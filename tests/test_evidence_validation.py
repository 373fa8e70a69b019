"""Pairs one by one, and contributions one by one: published values, scipy's own, planted alliances, the honest empty answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import comb

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import false_discovery_control, hypergeom
from strategies import CORNERS, assembled, drawn, networks

from reteanalysis.evidence.contributions import weighted_twin
from reteanalysis.evidence.maximum_entropy import maximum_entropy
from reteanalysis.evidence.p_values import bonferroni, false_discovery
from reteanalysis.evidence.validation import (
    PairTests,
    entropy_pairs,
    hypergeometric_pairs,
    pooled,
    sharing_pairs,
    validated,
    validated_projection,
)
from reteanalysis.network import Network
from reteanalysis.terms import LANGUAGES, Reason

WOMEN = Network.from_networkx(nx.davis_southern_women_graph())


def of(tests: PairTests, one: str, other: str) -> float:
    at = sorted((tests.network.index(one), tests.network.index(other)))
    return tests.p[(tests.one == at[0]) & (tests.other == at[1])].item()


def alliances(projects: int, seed: int = 5) -> Network:
    """Return forty partners at random tables of four, where p0 and p1, and p2 and p3, always come together."""
    random = np.random.default_rng(seed)
    table = np.zeros((40, projects), np.int64)
    for j in range(projects):
        table[random.choice(40, 4, replace=False), j] = 1
    table[1], table[3] = table[0], table[2]
    table = table[:, table.any(axis=0)]
    return Network(
        2019,
        tuple(f"p{i}" for i in range(40)),
        tuple(f"t{j}" for j in range(table.shape[1])),
        csr_array(table),
        np.full(40, -1, np.intp),
        (),
    )


# ---------------------------------------------------------------------- published and recorded values


def test_r10_no_pair_of_women_can_be_told_from_chance():
    tests = entropy_pairs(WOMEN)
    assert tests.pairs == 153
    assert len(tests.p) == 139
    assert not (tests.p < 0.05).any()
    first = tests.p.argmin()
    assert {WOMEN.partners[tests.one[first]], WOMEN.partners[tests.other[first]]} == {"Olivia Carleton", "Flora Price"}
    found = validated_projection(WOMEN)
    assert found.smallest == pytest.approx(0.088372, abs=1e-6)
    assert (found.count, found.ties.nnz, found.ties.shape, found.projects) == (0, 0, (18, 18), 14)


def test_r11_hypergeometric_women():
    tests = hypergeometric_pairs(WOMEN)
    assert of(tests, "Evelyn Jefferson", "Theresa Anderson") == pytest.approx(0.01631702, abs=1e-7)
    assert of(tests, "Evelyn Jefferson", "Laura Mandeville") == pytest.approx(0.05128205, abs=1e-7)
    assert (tests.p < 0.05).sum() == 17
    assert not (tests.bonferroni <= 0.05).any()
    assert not (tests.q <= 0.05).any()
    assert validated(tests).count == 0


def test_r11_hypergeometric_three_by_four():
    tests = hypergeometric_pairs(drawn({"w": "ac", "x": "b", "y": "a", "z": "ac"}))
    assert [*zip(tests.one, tests.other, tests.shared, strict=True)] == [(0, 2, 2)]  # b shares nothing
    assert tests.p == pytest.approx([3 / 6])


# ---------------------------------------------------------------------- the overlap of two calendars


def test_overlap_by_hand():
    network = drawn({"p": "abc", "q": "abc", "r": "ac", "s": "a", "t": "b"})  # a in four of five projects, b and c in three
    tests = hypergeometric_pairs(network)
    exact = [
        Fraction(comb(4, 2) * comb(1, 1) + comb(4, 3), comb(5, 3)),  # a, b: at least two of three, and it cannot be fewer
        Fraction(comb(4, 3), comb(5, 3)),  # a, c: all three
        Fraction(comb(3, 2) * comb(2, 1) + 1, comb(5, 3)),  # b, c: two or three of three
    ]
    assert exact == [1, Fraction(4, 10), Fraction(7, 10)]
    assert tests.p == pytest.approx([float(p) for p in exact], rel=1e-14)
    assert tests.p[0] == 1


def test_a_partner_everywhere_meets_nobody_by_chance():
    tests = hypergeometric_pairs(drawn({"p": "ab", "q": "ac", "r": "ab"}))
    assert tests.p[tests.one == 0].tolist() == [1, 1]


@settings(max_examples=40, deadline=None)
@given(networks())
def test_against_scipy(network):
    tests = hypergeometric_pairs(network)
    expected = hypergeom.sf(tests.shared - 1, network.m, network.load[tests.one], network.load[tests.other])
    np.testing.assert_allclose(tests.p, expected, rtol=1e-10)
    silent = tests.pairs - len(tests.p)  # they share nothing
    assert silent >= 0
    everybody = np.append(tests.p, np.ones(silent))
    if len(everybody):
        np.testing.assert_allclose(tests.q, false_discovery_control(everybody)[: len(tests.p)], rtol=1e-12)
    assert (tests.bonferroni == np.minimum(1, tests.p * tests.pairs)).all()
    exact = entropy_pairs(network)
    assert ((exact.p > 0) & (exact.p <= 1)).all()
    assert (exact.q >= exact.p - 1e-15).all()


def test_large_calendars_against_scipy():
    random = np.random.default_rng(4)
    network = drawn({"p": "ab"})
    table = (random.random((30, 3000)) < random.random((30, 1)) ** 3).astype(np.int64)
    network = replace(
        network,
        partners=tuple(f"p{i}" for i in range(30)),
        projects=tuple(f"t{j}" for j in range(3000)),
        incidence=csr_array(table),
        sector=np.full(30, -1, np.intp),
        seat_data={},
    )
    tests = hypergeometric_pairs(network)
    expected = hypergeom.sf(tests.shared - 1, 3000, network.load[tests.one], network.load[tests.other])
    np.testing.assert_allclose(tests.p, expected, rtol=1e-9)


def test_corrections_count_what_is_not_listed():
    assert bonferroni([], 3).tolist() == false_discovery([], 3).tolist() == []
    # 100 questions: 0.0004 · 100/1, 0.002 · 100/2 and 0.0009 · 100/2 …
    assert false_discovery([0.0004, 0.002, 0.0009], 100) == pytest.approx([0.04, 0.2 / 3, 0.045])
    assert false_discovery([0.9], 2).tolist() == [1]


# ---------------------------------------------------------------------- validated ties


def test_few_projects_tell_nothing_and_many_tell_the_alliances():
    few, many = validated_projection(alliances(25)), validated_projection(alliances(300))
    assert few.count == 0
    assert few.ties.nnz == 0
    assert many.count == 2
    table = alliances(300)
    ties = many.ties.toarray()
    assert {(i, k) for i, k in combinations(range(40), 2) if ties[i, k]} == {(0, 1), (2, 3)}
    assert (ties == ties.T).all()
    assert ties[0, 1] == table.shared[0, 1]
    assert "300" not in many.sentence.en
    assert many.sentence.en.startswith("2 pairs of 780 meet more often")
    assert many.sentence.it.startswith("2 coppie su 780 si incontrano")


def test_the_empty_answer_says_why():
    sentence = validated_projection(WOMEN).sentence
    assert "With this many projects (14) single pairs cannot be told from chance: none of the 153" in sentence.en
    assert "Con un numero di progetti come questo (14) le singole coppie non si distinguono dal caso: nessuna delle 153" in sentence.it


def test_one_pair_is_spoken_of_as_one():
    network = alliances(300)
    assert validated(entropy_pairs(network), 1e-6).level == 1e-6
    tests = entropy_pairs(network)
    p = np.ones(len(tests.p))
    p[0] = 1e-9
    found = validated(replace(tests, p=p, null="degrees"))  # the p-values of other lots
    assert (found.count, found.null, found.smallest) == (1, "degrees", 1e-9)
    assert found.sentence.en == "One pair of 780 meets more often than chance can easily explain (expected share of false alarms: 5.0%)."
    assert "quota attesa di abbagli: 5,0%" in found.sentence.it


def test_draws_that_are_too_few_validate_nothing():
    network = alliances(300)
    one, other, shared = sharing_pairs(network)
    draws = 999
    coarse = PairTests(network, one, other, shared, np.maximum(entropy_pairs(network).p, 1 / (draws + 1)), "degrees")
    assert coarse.p.min() * coarse.pairs > 0.05
    assert validated(coarse).count == 0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("empty year", Reason.EMPTY),
        ("register with nobody active", Reason.EMPTY),
        ("one partner", Reason.TOO_FEW),
        ("identity", Reason.NO_PAIRS),
    ],
)
def test_nobody_to_compare(name, reason):
    found = validated_projection(CORNERS[name])
    assert found.smallest.reason is reason
    assert found.count == 0
    assert found.sentence.en.startswith("No two partners share a project")


@pytest.mark.parametrize("name", CORNERS)
def test_corners(name):
    network = CORNERS[name]
    found = validated_projection(network)
    assert found.count == 0
    assert found.ties.shape == (network.n, network.n)
    assert all(found.sentence[lang] for lang in LANGUAGES)
    assert hypergeometric_pairs(network).pairs == found.pairs
    again = validated_projection(network, replace(network, year=network.year + 1))
    assert again.pairs == found.pairs  # the same projects, counted once
    assert again.smallest == pytest.approx(found.smallest, nan_ok=True)


@settings(max_examples=25, deadline=None)
@given(networks(), st.randoms())
def test_order_does_not_matter(network, random):
    rows, columns = (random.sample(range(size), size) for size in (network.n, network.m))
    other = assembled(network, rows, columns)
    for pairs in (entropy_pairs, hypergeometric_pairs):
        one, two = pairs(network), pairs(other)
        assert {(network.partners[i], network.partners[k]): p for i, k, p in zip(one.one, one.other, one.p, strict=True)} == {
            tuple(sorted((other.partners[i], other.partners[k]), key=network.partners.index)): p
            for i, k, p in zip(two.one, two.other, two.p, strict=True)
        }


# ---------------------------------------------------------------------- years put together


def test_pooled_years():
    first = drawn({"p": "ab", "q": "bc"}, {"public": "a", "cooperative": "bc"}, year=2019)
    second = drawn({"q": "cd", "r": "ad"}, {"public": "ad", "cooperative": "c"}, year=2020)
    both = pooled([second, first])
    assert both.year == 2020
    assert (both.partners, both.projects) == (("a", "b", "c", "d"), ("p", "q", "r"))
    # q goes on: one project, where b, c and d sat
    assert both.incidence.toarray().tolist() == [[1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 1, 1]]
    assert both.sector.tolist() == [0, 1, 1, 0]
    assert validated_projection(first, second).pairs == 6
    with pytest.raises(ValueError, match="no network"):
        pooled([])


def test_years_tell_together_what_each_does_not():
    whole = alliances(120)
    third = [assembled(whole, range(40), range(start, whole.m, 3), year=2019 + start) for start in range(3)]
    assert [validated_projection(year).count for year in third] == [0, 0, 0]
    assert validated_projection(*third).count == validated_projection(whole).count == 2


# ---------------------------------------------------------------------- contributions

GIVEN = csr_array(np.array([[5.0, 0, 1], [2, 8, 0], [0, 3, 20], [1, 1, 0]]))


def test_two_by_two_by_hand():
    table = csr_array([[6.0, 0.0], [2.0, 4.0]])  # both give 6; 8 and 4 arrive: 4 and 2 each are expected
    amounts, counts = weighted_twin(table), weighted_twin(table, counted=True)
    assert amounts.expected == pytest.approx([4, 4, 2])
    assert amounts.p == pytest.approx(np.exp([-6 / 4, -2 / 4, -4 / 2]))
    assert counts.expected == pytest.approx([4, 4, 2])
    assert counts.p == pytest.approx([(4 / 5) ** 6, (4 / 5) ** 2, (2 / 3) ** 4])
    assert amounts.cells == 4
    assert amounts.q == pytest.approx([4 * amounts.p[0] / 2, min(1, 4 * amounts.p[1] / 3), 4 * amounts.p[0] / 2])


def test_amounts_against_the_authors_package():
    # bicm 3.4.0, continuous weights: solve_tool, compute_weighted_pvals_mat
    twin = weighted_twin(GIVEN)
    assert [*zip(twin.row, twin.column, strict=True)] == [(0, 0), (0, 2), (1, 0), (1, 1), (2, 1), (2, 2), (3, 0), (3, 1)]
    assert twin.p == pytest.approx(
        [0.04363625, 0.66085757, 0.41898644, 0.08289621, 0.61291621, 0.22444225, 0.19850746, 0.22464341], abs=1e-8
    )
    assert twin.expected[:2] == pytest.approx([1.59649183, 2.41419389], abs=1e-8)


@pytest.mark.parametrize("counted", [False, True])
def test_totals_are_kept(counted):
    full = csr_array(np.random.default_rng(8).integers(1, 200, (9, 6)).astype(float))
    twin = weighted_twin(full, counted=counted)
    expected = csr_array((twin.expected, (twin.row, twin.column)), shape=full.shape)
    np.testing.assert_allclose(expected.sum(axis=0), full.sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(expected.sum(axis=1), full.sum(axis=1), rtol=1e-9)
    assert ((twin.p > 0) & (twin.p <= 1)).all()
    assert twin.residual < 1e-9
    again = weighted_twin(csr_array(full.toarray()[::-1, ::-1]), counted=counted)
    assert again.p[::-1] == pytest.approx(twin.p, rel=1e-9)


def test_the_unit_does_not_matter_and_what_is_not_given_is_no_contribution():
    euros = weighted_twin(csr_array(GIVEN.toarray() * 1e7))
    twin = weighted_twin(GIVEN)
    assert euros.p == pytest.approx(twin.p, rel=1e-9)
    assert euros.expected == pytest.approx(twin.expected * 1e7, rel=1e-9)
    around = np.zeros((6, 5))
    around[1:5, 1:4] = GIVEN.toarray()
    around[0, 0], around[5, 1], around[0, 2] = np.nan, -3, 0
    inside = weighted_twin(csr_array(around))
    assert (inside.p == twin.p).all()
    assert (inside.row - 1 == twin.row).all()
    assert inside.cells == 12


def test_a_large_gift_stands_out():
    table = np.random.default_rng(9).exponential(10, (100, 80))
    table[3, 4] = 250
    twin = weighted_twin(csr_array(table))
    assert [*zip(twin.row[twin.q < 0.05], twin.column[twin.q < 0.05], strict=True)] == [(3, 4)]
    table[3, 4] = 25_000  # it makes its own totals, and explains itself
    twin = weighted_twin(csr_array(table))
    assert not (twin.q < 0.05).any()


@pytest.mark.parametrize("table", [np.zeros((0, 0)), np.zeros((3, 2)), np.full((2, 2), np.nan)])
def test_nothing_given(table):
    twin = weighted_twin(csr_array(table))
    assert len(twin.p) == len(twin.q) == twin.cells == 0
    assert twin.residual.reason is Reason.EMPTY


def test_one_gift_is_what_its_totals_say():
    for counted in (False, True):
        twin = weighted_twin(csr_array([[0.0, 7.0]]), counted=counted)
        assert twin.expected == pytest.approx([7])
        assert twin.p == pytest.approx([(7 / 8) ** 7 if counted else np.exp(-1)])


def test_what_did_not_converge_says_so(monkeypatch):
    monkeypatch.setattr("reteanalysis.evidence._margins._STEPS", 2)
    residual = weighted_twin(GIVEN).residual
    assert residual.reason is Reason.UNSTABLE
    assert residual > 1e-9


def test_seats_of_money_and_seats_of_people_are_two_laws():
    """Where every contribution is 1, the counts of the weighted twin are not the seats of `maximum_entropy`: those stop at 1."""
    ones = csr_array(np.array([[1.0, 1, 0], [1, 0, 0], [0, 1, 1]]))
    network = drawn({"p": "ab", "q": "ac", "r": "c"})
    assert (network.incidence.toarray() == ones.toarray()).all()
    counts, lots = weighted_twin(ones, counted=True), maximum_entropy(network)
    assert (counts.expected / (1 + counts.expected) < lots.probability(counts.row, counts.column)).all()
