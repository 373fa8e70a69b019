"""N1: tables drawn by lot keep what they must, reach every table, each as often, and never depend on the number of threads."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from calibration import ALL_TWOS, as_often, table, uniformity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import CORNERS, assembled, drawn, networks

from reteanalysis.evidence import lots
from reteanalysis.kernels import _compile, curveball
from reteanalysis.kernels import lots as kernel

if TYPE_CHECKING:
    from reteanalysis.network import Network

SECTORS = {"public": "ab", "cooperative": "cd", "association": "ef", "enterprise": ""}
NO_ROLES = drawn({"p": "abc", "q": "bd", "r": "cde", "s": "af", "t": "ef"}, SECTORS, seat_data={})
LED = drawn({"p": "Abc", "q": "bD", "r": "cdE", "s": "aF", "t": "ef"}, SECTORS)
few = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def by_brute_force(network: Network, held: np.ndarray) -> set[bytes]:
    """Return all tables with these margins and these seats held, of all tables there are."""
    cells = [(0, 1)] * (network.n * network.m)
    found = set()
    for filled in product(*cells):
        seats = np.array(filled, np.uint8).reshape(network.n, network.m)
        if (seats.sum(axis=1) == network.load).all() and (seats.sum(axis=0) == network.team_size).all() and (seats[held == 1] == 1).all():
            found.add(seats.tobytes())
    return found


# ---------------------------------------------------------------------- what a draw keeps


@few
@given(networks(), st.booleans())
def test_a_draw_keeps_margins_leads_and_what_a_seat_carries(network: Network, keep_leads: bool):
    for other in lots.draws(network, 3, seed=7, keep_leads=keep_leads):
        assert other.incidence.has_canonical_format
        np.testing.assert_array_equal(np.diff(other.incidence.indptr), network.load)
        np.testing.assert_array_equal(np.bincount(other.incidence.indices, minlength=other.m), network.team_size)
        assert set(other.incidence.data.tolist()) <= {1}
        if keep_leads and network.leads is not None:
            assert leads(other) == leads(network)
        for name, values in network.seat_data.items():
            mine, theirs = (
                [sorted(map(str, part)) for part in np.split(v, network.incidence.indptr[1:-1])] for v in (values, other.seat_data[name])
            )
            assert mine == theirs


def leads(network: Network) -> set[tuple[int, int]]:
    row = np.repeat(np.arange(network.n), network.load)
    leading = network.seat_data["role"] == "lead"
    return set(zip(row[leading].tolist(), network.incidence.indices[leading].tolist(), strict=True))


@few
@given(networks())
def test_what_a_draw_shares_with_the_observed_network_is_true_of_it(network: Network):
    """Arrays passed on to a draw are those it would derive itself."""
    for name in (*lots._SHARED, "leads", "active"):
        getattr(network, name)
    for other in lots.draws(network, 2, seed=1):
        fresh = assembled(other, range(other.n), range(other.m))
        for name in lots._SHARED:
            np.testing.assert_array_equal(getattr(other, name), getattr(fresh, name), err_msg=name)
        np.testing.assert_array_equal(other.active, fresh.active)
        assert (other.leads is None) == (fresh.leads is None)
        assert other.leads is None or (other.leads != fresh.leads).nnz == 0


@pytest.mark.parametrize("name", CORNERS)
def test_no_corner_stops_a_draw(name: str):
    network = CORNERS[name]
    assert sum(1 for _ in lots.draws(network, 5)) == 5
    listed = lots.every(network)
    assert listed is None or table(network) in map(table, listed)
    assert lots.sector_meetings(network, 3).shape == (3, len(network.sectors), len(network.sectors))


def test_partners_trade_only_within_their_stratum():
    """a and b may sit at health tables only among themselves: what the two hold together never changes."""
    stratum = np.array([0, 0, 1, 1, 1, 1])
    together = NO_ROLES.incidence.toarray()[:2].sum(axis=0)
    seen = set()
    for other in lots.draws(NO_ROLES, 50, stratum=stratum):
        np.testing.assert_array_equal(other.incidence.toarray()[:2].sum(axis=0), together)
        seen.add(table(other))
    assert len(seen) > 1


# ---------------------------------------------------------------------- where it goes, and how often


def test_every_table_of_all_twos_is_drawn_as_often():
    """R13: 90 matrices of 4 x 4 with margins 2, equally likely (OEIS A001499); `benchmarks/acceptance.py` draws twice as many."""
    assert len(lots.every(ALL_TWOS)) == 90
    states, p = uniformity(45_000)
    assert states == 90
    assert p > 0.001


@pytest.mark.parametrize("keep_leads", [True, False])
def test_all_tables_with_these_margins_and_leads(keep_leads: bool):
    """Listed, drawn and found by brute force they are the same, and drawn as often."""
    network = drawn({"p": "Abc", "q": "bD", "r": "cd", "s": "Ad"})
    held = (network.leads.toarray() if keep_leads else np.zeros((network.n, network.m))).astype(int)
    every = {table(other) for other in lots.every(network, keep_leads=keep_leads)}
    assert every == by_brute_force(network, held)
    seen = Counter(table(other) for other in lots.draws(network, 400 * len(every), seed=5, keep_leads=keep_leads))
    assert set(seen) == every
    assert as_often(seen, len(every)) > 0.001


@pytest.mark.parametrize("together", [2, 3, 4, 6])
def test_however_many_meet_every_table_is_drawn_as_often(together: int):
    """Partners of one project and of two; a leads p, whatever is drawn."""
    network = drawn({"p": "Ab", "q": "ac", "r": "d", "s": "e", "t": "f"})
    every = {table(other) for other in lots.every(network)}
    seen: Counter[bytes] = Counter()
    rows, free = (network.incidence.indptr, network.incidence.indices), lots._movable(network, True)
    for some in curveball(*rows, network.m, draws=200 * len(every), burn_in=40, thinning=12, seed=6, together=together, free=free):
        for columns in some:
            cells = np.zeros((network.n, network.m), np.uint8)
            cells[network.seat_partner, columns] = 1
            seen[cells.tobytes()] += 1
    assert set(seen) == every
    assert as_often(seen, len(every)) > 0.001


def test_tables_in_strata_are_drawn_as_often():
    network = drawn({"p": "ab", "q": "bc", "r": "cd", "s": "da", "t": "ac"}, seat_data={})
    stratum = np.array([0, 1, 0, 1])
    seen = Counter(table(other) for other in lots.draws(network, 8_000, seed=2, stratum=stratum))
    assert len(seen) > 3
    assert as_often(seen, len(seen)) > 0.001


def test_a_table_without_freedom_is_the_only_one():
    full = CORNERS["all ones"]
    assert [table(other) for other in lots.every(full)] == [table(full)]
    assert {table(other) for other in lots.draws(full, 20)} == {table(full)}


def test_three_by_four_of_the_backbone_package():
    """R12: eight matrices; exact upper tail of the pair (1, 3) 0.25, lower tails of (1, 2) 0.5 and of (2, 3) 0.75."""
    network = drawn({"p": "ac", "q": "b", "r": "a", "s": "ac"}, seat_data={})
    shared = [other.shared.toarray() for other in lots.every(network)]
    observed = network.shared.toarray()
    assert len(shared) == 8
    assert np.mean([s[0, 2] >= observed[0, 2] for s in shared]) == 0.25
    assert np.mean([s[0, 1] <= observed[0, 1] for s in shared]) == 0.5
    assert np.mean([s[1, 2] <= observed[1, 2] for s in shared]) == 0.75


# ---------------------------------------------------------------------- the same draws


def test_draws_depend_on_neither_threads_nor_how_many_are_asked(monkeypatch):
    first = [table(other) for other in lots.draws(LED, 40, seed=9)]
    assert [table(other) for other in lots.draws(LED, 25, seed=9)] == first[:25]
    monkeypatch.setattr(_compile, "threads", lambda: 1)
    assert [table(other) for other in lots.draws(LED, 40, seed=9)] == first
    monkeypatch.setattr(_compile, "threads", lambda: 7)
    monkeypatch.setattr(kernel, "AT_ONCE", 16 * LED.seats)  # a few at a time
    assert [table(other) for other in lots.draws(LED, 40, seed=9)] == first
    assert [table(other) for other in lots.draws(LED, 40, seed=10)] != first


def test_a_trade_is_what_the_plain_way_does():
    """Two rows of distinct columns: what exactly one has is pooled and dealt anew, every deal as often."""
    indptr, indices = np.array([0, 3, 5]), np.array([0, 1, 2, 2, 3])
    dealt = Counter()
    for some in curveball(indptr, indices, 4, draws=6_000, burn_in=1, thinning=1, seed=4):
        for columns in some:
            mine, yours = frozenset(columns[:3].tolist()), frozenset(columns[3:].tolist())
            assert mine | yours == {0, 1, 2, 3}
            assert mine & yours == {2}
            dealt[yours - {2}] += 1
    assert set(dealt) == {frozenset({c}) for c in (0, 1, 3)}
    assert as_often(dealt, 3) > 0.001


def test_sector_meetings_are_those_of_the_drawn_networks():
    tables = lots.sector_meetings(LED, 30, seed=2)
    for pairs, other in zip(tables, lots.draws(LED, 30, seed=2), strict=True):
        np.testing.assert_array_equal(pairs, other.sector_pairs)


def test_sectors_not_known_meet_nobody():
    unknown = drawn({"p": "abx", "q": "bx", "r": "ay"}, {"public": "a", "cooperative": "b"}, seat_data={})
    for pairs, other in zip(lots.sector_meetings(unknown, 10), lots.draws(unknown, 10), strict=True):
        np.testing.assert_array_equal(pairs, other.sector_pairs)


# ---------------------------------------------------------------------- mixing


def test_it_mixes_within_the_trades_it_makes():
    """After the burn-in, and between two draws, the distance from where it began is what it is far from it."""
    random = np.random.default_rng(0)
    seats = random.random((60, 40)) < 0.12
    seats[np.arange(60), random.integers(40, size=60)] = True
    network = assembled(
        drawn({f"t{j}": "".join(chr(97 + i) for i in range(26) if seats[i, j]) or "a" for j in range(40)}, seat_data={}),
        range(26),
        range(40),
    )
    traced = lots.mixing(network)
    assert traced.moved[0] < traced.plateau / 2
    _, thinning = lots._company(network)
    burn_in = lots.BURN_IN * thinning
    assert traced.moved[burn_in - 1 :] == pytest.approx(traced.plateau, abs=0.03)
    assert traced.moved[thinning - 1] > 0.9 * traced.plateau


def test_rounds_are_the_same_however_many_lie_between_two_draws():
    """Every other round pairs partners of like load: also where each is looked at, as `mixing` does."""
    seats = np.random.default_rng(3).random((30, 20)) < np.linspace(0.05, 0.6, 30)[:, None]
    rows = np.append(0, np.cumsum(seats.sum(axis=1))), np.nonzero(seats)[1]

    def after(rounds: int) -> np.ndarray:
        return next(curveball(*rows, 20, draws=kernel.CHAINS, burn_in=rounds, thinning=1, seed=5))

    looked_at = np.concatenate(list(curveball(*rows, 20, draws=5 * kernel.CHAINS, burn_in=1, thinning=1, seed=5)))
    for rounds in range(1, 6):
        assert (looked_at[(rounds - 1) * kernel.CHAINS : rounds * kernel.CHAINS] == after(rounds)).all()
