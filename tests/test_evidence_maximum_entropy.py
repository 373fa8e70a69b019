"""Lots with the margins kept on average: published values, plain counting over everything that can be drawn, laws, corners."""

from __future__ import annotations

import tracemalloc
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, product
from math import comb, log, prod

import networkx as nx
import numpy as np
import pytest
from calibration import kappa_of_chance, scattered
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array
from strategies import CORNERS, assembled, drawn, networks

from reteanalysis.evidence import maximum_entropy as room
from reteanalysis.evidence._margins import AMOUNT, COUNT, ZERO_OR_ONE, balanced
from reteanalysis.evidence.maximum_entropy import MaximumEntropy, maximum_entropy
from reteanalysis.network import Network
from reteanalysis.terms import Reason

WOMEN = Network.from_networkx(nx.davis_southern_women_graph())
EVELYN, LAURA, THERESA, FLORA = (WOMEN.index(name) for name in ("Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson", "Flora Price"))
THREE_BY_FOUR = drawn({"w": "ac", "x": "b", "y": "a", "z": "ac"})
# Nobody sits everywhere, no table seats all; yet a and b must fill w and x, and share y and z between them.
FORCED = drawn({"w": "abc", "x": "abd", "y": "a", "z": "b"}, {"public": "a", "cooperative": "bcd"})


def seats(network: Network) -> np.ndarray:
    return network.incidence.toarray()


# ---------------------------------------------------------------------- published and recorded values


def test_r09_three_by_three():
    p = maximum_entropy(drawn({"x": "c", "y": "b", "z": "ac"})).probabilities
    np.testing.assert_allclose(p, [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]], atol=5e-4)


def test_r10_women_at_events():
    lots = maximum_entropy(WOMEN)
    p = lots.probabilities
    assert lots.probability(EVELYN, WOMEN.projects.index("E8")) == p.max() == pytest.approx(0.9333825, abs=1e-7)
    assert lots.probability(FLORA, WOMEN.projects.index("E1")) == p.min() == pytest.approx(0.0385967, abs=1e-7)
    assert lots.log_likelihood(WOMEN.incidence) == pytest.approx(-128.086354, abs=1e-6)
    for other, shared, expected, z, tail in ((THERESA, 7, 5.147182, 1.199654, 0.186688), (LAURA, 6, 4.608657, 0.928649, 0.268200)):
        mean = lots.expected_shared(EVELYN, other)
        assert mean == pytest.approx(expected, abs=1e-6)
        assert (shared - mean) / lots.sd_shared(EVELYN, other) == pytest.approx(z, abs=1e-6)
        assert lots.tail_shared(EVELYN, other, shared) == pytest.approx(tail, abs=1e-6)


def test_r12_tails_of_three_by_four():
    i, k = np.indices((3, 3))
    shared = seats(THREE_BY_FOUR) @ seats(THREE_BY_FOUR).T
    tails = maximum_entropy(THREE_BY_FOUR).tail_shared(i, k, shared)  # on the diagonal: of two like this one
    np.testing.assert_allclose(tails, [[0.427, 1, 0.555], [1, 0.306, 1], [0.555, 1, 0.333]], atol=1e-3)


def test_r14_poisson_binomial():
    p = [0.123, 0.234, 0.345, 0.456, 0.567, 0.678, 0.789, 0.801, 0.911]
    lots = MaximumEntropy(np.array([0, 1]), np.arange(9), np.array([p, [1.0] * 9]), 0.0)
    assert lots.tail_shared(0, 1, 5) == pytest.approx(0.6283854, abs=5e-8)
    assert 1 - lots.tail_shared(0, 1, 6) == pytest.approx(0.6791345, abs=5e-8)


# ---------------------------------------------------------------------- by hand


def test_one_class_of_each_is_a_coin():
    lots = maximum_entropy(CORNERS["identity"])  # three partners, three projects, one each
    assert lots.probabilities.tolist() == [[pytest.approx(1 / 3)] * 3] * 3
    assert lots.expected_shared(0, 1) == pytest.approx(3 / 9)
    assert lots.sd_shared(0, 1) ** 2 == pytest.approx(3 * Fraction(1, 9) * Fraction(8, 9))
    assert lots.tail_shared([0, 0, 0, 0, 0], 1, [0, 1, 2, 3, 4]).tolist() == pytest.approx(
        [1, 1 - (8 / 9) ** 3, 3 * 8 / 9**3 + 1 / 9**3, 1 / 9**3, 0]
    )
    assert lots.log_likelihood(CORNERS["identity"].incidence) == pytest.approx(3 * log(1 / 3) + 6 * log(2 / 3))


def test_full_and_empty_rows_and_columns_are_certain():
    p = maximum_entropy(drawn({"w": "ab", "x": "ac", "y": "abcd"}, idle="e")).probabilities
    assert p[0].tolist() == [1, 1, 1]
    assert p[4].tolist() == [0, 0, 0]
    assert p[:4, 2].tolist() == [1, 1, 1, 1]
    assert p[3].tolist() == [0, 0, 1]  # d has its one seat already
    assert p[1:3, :2].ravel().tolist() == pytest.approx([1 / 2] * 4)


def test_seats_can_be_forced_though_nothing_is_full():
    lots = maximum_entropy(FORCED)
    half = pytest.approx(1 / 2)
    assert lots.probabilities.tolist() == [[1, 1, half, half], [1, 1, half, half], [half, half, 0, 0], [half, half, 0, 0]]
    assert lots.tail_shared(0, 1, [2, 3, 4]).tolist() == pytest.approx([1, 7 / 16, 1 / 16])
    assert lots.log_likelihood(FORCED.incidence) == pytest.approx(8 * log(1 / 2))
    assert lots.log_likelihood(csr_array(1 - seats(FORCED))) == -np.inf


def test_nested_tables_leave_nothing_to_draw():
    nested = drawn({"w": "abcd", "x": "abc", "y": "ab"}, {"public": "ab", "cooperative": "cd"})
    lots = maximum_entropy(nested)
    assert (lots.probabilities == seats(nested)).all()
    assert lots.log_likelihood(nested.incidence) == 0
    meetings = lots.meetings(nested)
    assert (meetings.expected == meetings.observed).all()
    assert not meetings.sd.any()
    assert np.isnan(meetings.z).all()


def test_meetings_by_hand():
    meetings = maximum_entropy(FORCED).meetings(FORCED)
    # public is a alone; of b, c, d, b is sure at two tables, c and d toss for them, and b tosses for the other two.
    assert meetings.observed.tolist() == [[0, 4], [4, 4]]
    assert meetings.expected.tolist() == [[0, pytest.approx(2 * 2 + 2 / 4)], [pytest.approx(4.5), pytest.approx(2 * (2 * 1 + 2 / 4))]]
    # with a: c and d at each sure table, ab by two coins at each of the others
    assert meetings.sd[0, 1] ** 2 == pytest.approx(2 * 2 / 4 + 2 * 3 / 16)
    # inside, at each sure table: 2 × (bc + bd + cd) = 0, 2 or 6 with chances 1, 2, 1 of 4
    assert meetings.sd[1, 1] ** 2 == pytest.approx(2 * ((0 + 2 * 4 + 36) / 4 - 2.5**2))


# ---------------------------------------------------------------------- against everything that can be drawn


def meeting_moments(p: np.ndarray, sector: np.ndarray, g: int, h: int) -> tuple[float, float]:
    """Return mean and variance of the ordered meetings of two sectors, over all teams that each table can have."""
    mean = variance = 0.0
    for column in p.T:
        first = second = 0.0
        for team in product((0, 1), repeat=len(column)):
            chance = prod(q if seat else 1 - q for q, seat in zip(column, team, strict=True))
            at = np.array(team)
            met = int(at[sector == g].sum() * at[sector == h].sum()) - (int(at[sector == g].sum()) if g == h else 0)
            first += chance * met
            second += chance * met**2
        mean += first
        variance += second - first**2
    return mean, variance


def exact_tails(chances: list[Decimal]) -> list[Decimal]:
    """Return P(X ≥ 0), P(X ≥ 1), … of a Poisson–binomial law, in decimals of 28 digits and any size."""
    law = [Decimal(1)]
    for q in chances:
        law = [a * (1 - q) + b * q for a, b in zip([*law, Decimal(0)], [Decimal(0), *law], strict=True)]
    return [*accumulate(reversed(law))][::-1]


@pytest.mark.parametrize("seed", range(4))
def test_meetings_against_all_teams(seed):
    random = np.random.default_rng(seed)
    table = random.random((6, 5)) < 0.4
    teams = {f"t{j}": "".join(letter for letter, seat in zip("abcdef", table[:, j], strict=True) if seat) for j in range(5)}
    network = drawn(teams, {"public": "ab", "cooperative": "cde", "association": ""}, idle="abcdef")  # f is of unknown sector
    lots = maximum_entropy(network)
    meetings = lots.meetings(network)
    for g in range(3):
        for h in range(3):
            mean, variance = meeting_moments(lots.probabilities, network.sector, g, h)
            assert meetings.expected[g, h] == pytest.approx(mean, abs=1e-12)
            assert meetings.sd[g, h] ** 2 == pytest.approx(variance, abs=1e-9)


def test_tails_are_exact_however_small():
    times = np.array([300, 40, 1, 7, 2])
    chances = [0.001, 0.02, 1 / 3, 0.9, 1.0]
    column = np.repeat(np.arange(5), times)
    lots = MaximumEntropy(np.array([0, 1, 2]), column, np.array([chances, [1.0] * 5, [0.0] * 5]), 0.0)
    expected = exact_tails([Decimal(chances[c]) for c in column])
    need = np.array([0, 1, 2, 3, 9, 10, 11, 12, 13, 17, 30, 31, 33, 50, 64, 65, 100, 130])
    found = lots.tail_shared(0, 1, need)
    np.testing.assert_allclose(found, [float(expected[s]) for s in need], rtol=1e-11)
    assert 0 < found[-1] < 1e-150
    assert lots.tail_shared(2, 1, [0, 1, 5, 10_000]).tolist() == [1, 0, 0, 0]
    assert lots.tail_shared(1, 1, [349, 350, 351]).tolist() == [1, 1, 0]
    assert lots.tail_shared(0, 1, 351) == 0


def test_a_binomial_tail_where_half_of_the_law_is_too_small_for_a_float():
    lots = MaximumEntropy(np.array([0, 1]), np.zeros(4000, np.intp), np.array([[0.9], [1.0]]), 0.0)
    assert lots.tail_shared(0, 1, [1, 3000]).tolist() == [1, 1]
    q = Decimal(float(lots.seat[0, 0]))
    exact = sum(comb(4000, x) * q**x * (1 - q) ** (4000 - x) for x in range(3700, 4001))
    assert lots.tail_shared(0, 1, 3700) == pytest.approx(float(exact), rel=1e-10)


# ---------------------------------------------------------------------- laws


@settings(max_examples=60, deadline=None)
@given(networks())
def test_margins_are_kept_and_probabilities_are(network):
    lots = maximum_entropy(network)
    p = lots.probabilities
    assert p.shape == (network.n, network.m)
    assert ((p >= 0) & (p <= 1)).all()
    np.testing.assert_allclose(p.sum(axis=1), network.load, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(p.sum(axis=0), network.team_size, rtol=1e-9, atol=1e-9)
    assert lots.residual < 1e-9
    assert -np.inf < lots.log_likelihood(network.incidence) <= 0
    i, k = np.triu_indices(network.n, 1)
    mean = (p @ p.T)[i, k]
    np.testing.assert_allclose(lots.expected_shared(i, k), mean, atol=1e-9)
    tails = np.array([lots.tail_shared(i, k, np.full(len(i), s)) for s in range(network.m + 2)])
    assert ((tails >= 0) & (tails <= 1)).all()
    assert (np.diff(tails, axis=0) <= 1e-12).all()
    np.testing.assert_allclose(tails[1:].sum(axis=0), mean, atol=1e-9)  # Σ P(S ≥ s) = E S
    squares = (tails[1:] * (2 * np.arange(1, network.m + 2) - 1)[:, None]).sum(axis=0)  # Σ (2s − 1) P(S ≥ s) = E S²
    np.testing.assert_allclose(lots.sd_shared(i, k) ** 2, squares - mean**2, atol=1e-9)
    meetings = lots.meetings(network)
    assert meetings.expected.shape == (len(network.sectors),) * 2
    np.testing.assert_allclose(meetings.expected, meetings.expected.T, atol=1e-12)
    np.testing.assert_allclose(meetings.sd, meetings.sd.T, atol=1e-12)
    if (network.sector >= 0).all():  # sizes of tables float, and a table twice as large has four times the meetings
        excess = (p * (1 - p)).sum()
        assert meetings.expected.sum() - meetings.observed.sum() == pytest.approx(excess, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(networks(), st.randoms())
def test_order_does_not_matter(network, random):
    rows, columns = (random.sample(range(size), size) for size in (network.n, network.m))
    lots, other = maximum_entropy(network), maximum_entropy(assembled(network, rows, columns))
    assert (other.probabilities == lots.probabilities[rows][:, columns]).all()
    assert other.residual == lots.residual
    i, k = np.indices((network.n, network.n))
    at = np.array(rows, np.intp)
    assert (other.tail_shared(i, k, 1) == lots.tail_shared(at[i], at[k], 1)).all()


@pytest.mark.parametrize("name", CORNERS)
def test_corners(name):
    network = CORNERS[name]
    lots = maximum_entropy(network)
    np.testing.assert_allclose(lots.probabilities.sum(axis=1), network.load, atol=1e-12)
    assert [draw.shape for draw in lots.draws(2)] == [(network.n, network.m)] * 2
    z = lots.meetings(network).z
    assert np.isnan(z).all() == (name not in {"identity", "star", "two halves", "unknown spheres", "no roles"})
    assert "partners" in repr(lots)


@pytest.mark.parametrize("cell", [ZERO_OR_ONE, AMOUNT, COUNT])
def test_a_law_has_the_mean_and_spread_of_its_potential(cell):
    u = -np.array([0.01, 0.3, 2.0, 9.0])
    step = 1e-5 * np.abs(u)
    np.testing.assert_allclose((cell.potential(u + step) - cell.potential(u - step)) / (2 * step), cell.mean(u), rtol=1e-5)
    np.testing.assert_allclose((cell.mean(u + step) - cell.mean(u - step)) / (2 * step), cell.spread(u), rtol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (40, 25)])
@pytest.mark.parametrize("cell", [AMOUNT, COUNT])
def test_margins_of_very_different_size(cell, shape):
    table = np.ceil(np.random.default_rng(3).lognormal(0, 4, shape))
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    u, residual = balanced(cell, rows, np.ones(shape[0]), columns, np.ones(shape[1]))
    assert residual < 1e-9
    np.testing.assert_allclose(cell.mean(u).sum(axis=1), rows, rtol=1e-9)
    np.testing.assert_allclose(cell.mean(u).sum(axis=0), columns, rtol=1e-9)


def test_what_did_not_converge_says_so(monkeypatch):
    monkeypatch.setattr("reteanalysis.evidence._margins._STEPS", 1)
    residual = maximum_entropy(WOMEN).residual
    assert residual > 0.01
    assert residual.reason is Reason.UNSTABLE


# ---------------------------------------------------------------------- draws


def test_draws_have_the_law_that_is_stated():
    network = scattered()
    lots = maximum_entropy(network)
    drawn_networks = [network.variant(incidence=draw) for draw in lots.draws(600, seed=1)]
    meetings = np.array([lots.meetings(draw).z for draw in drawn_networks])
    error = 1 / np.sqrt(600)
    assert np.abs(meetings.mean(axis=0)).max() < 4 * error
    assert np.abs(meetings.std(axis=0) - 1).max() < 4 * error
    load = np.mean([draw.load for draw in drawn_networks], axis=0)
    np.testing.assert_allclose(load, network.load, atol=4 * error * 2.5)
    # κ of the meetings between sectors, with the bounds 0 and all pairs at these tables: nothing, as it should be of pure chance
    kappa, one_error = kappa_of_chance(600)
    assert abs(kappa) < 4 * one_error
    again = next(lots.draws(1, seed=1))
    assert (again != drawn_networks[0].incidence).nnz == 0
    assert again.dtype == network.incidence.dtype


def test_draws_of_a_large_table_go_by_blocks(monkeypatch):
    lots = maximum_entropy(WOMEN)
    whole = next(lots.draws(1)).toarray()
    monkeypatch.setattr(room, "_HELD", 30)
    assert (next(lots.draws(1)).toarray() == whole).all()


def test_a_region_needs_no_dense_table():
    n, m = 5_000, 4_000
    random = np.random.default_rng(2)
    table = random_array((n, m), density=0.0015, format="csr", rng=random)
    table.data[:] = 1
    network = Network(
        2019,
        tuple(f"p{i}" for i in range(n)),
        tuple(f"t{j}" for j in range(m)),
        table.astype(np.int64),
        random.integers(0, 6, n).astype(np.intp),
        tuple("abcdef"),
    )
    network.load, network.sector_pairs  # noqa: B018
    tracemalloc.start()
    lots = maximum_entropy(network)
    meetings = lots.meetings(network)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000  # the dense table is 160 MB
    assert 0 < meetings.expected.sum() - sum(k**2 - k for k in network.team_size.tolist()) < network.seats
    assert lots.residual < 1e-9
