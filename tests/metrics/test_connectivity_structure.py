"""The shape of connectivity, on one network drawn by hand, on published values and against counting.

      q
     / \\
    a   b
     \\ /
      p ── c ── r ── d ── s ── e          g ── t ── h ── u
                          └─── f

Letters a to h are partners, p to u projects. Ties: ab, ac, bc, cd, de, df, ef, gh. Sectors: a, d public; b, c, e, g
cooperatives; f an association; h not known.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations, product

import networkx as nx
import numpy as np
import pytest
from reading import reason, remark
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import connectivity_structure as c
from reteanalysis.network import Network, Ratings
from reteanalysis.terms import Reason

SECTORS = {"public": "ad", "cooperative": "bceg", "association": "f", "enterprise": ""}
DRAWING = drawn({"p": "abc", "q": "ab", "r": "cd", "s": "def", "t": "gh", "u": "h"}, SECTORS)
NOBODY = drawn({}, SECTORS)
ALONE = drawn({"p": "a"}, SECTORS)
IDLE = drawn({}, SECTORS, idle="abc")
REGISTER = drawn({"p": "ab", "q": "a"}, SECTORS, idle="cd")

WOMEN = Network.from_networkx(nx.davis_southern_women_graph())
FLORENCE = Network.from_networkx(nx.florentine_families_graph())
KARATE = Network.from_networkx(nx.Graph(nx.karate_club_graph().edges), year=1)


def turned(network: Network) -> Network:
    """Return the two-mode network with partners and projects changing places."""
    return Network(1, network.projects, network.partners, csr_array(network.incidence.T), np.full(network.m, -1), ())


def city(seed: int, most: int = 14) -> Network:
    """Return a random network with busy and idle partners, large and small tables, and parts apart."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(7, most)), int(random.integers(4, 12))
    seats = random.random((n, m)) < np.clip(random.pareto(1.5, n)[:, None] * random.pareto(2, m), 0.08, 0.8)
    return Network(seed, tuple(f"p{i}" for i in range(n)), tuple(f"t{j}" for j in range(m)), csr_array(seats.astype(np.int64)), np.full(n, -1), (), members="register")  # fmt: skip


CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(25)]


# ---------------------------------------------------------------------- closure


def test_opsahl_closure():
    """Three tables of two close each other's paths; a fourth, ad, leaves open b–a–d and c–a–d, there and back: 6 of 10.

        a ── p ── b
       /│         │
      s  r        q
     /    \\       │
    d      └───── c
    """
    assert c.opsahl_closure(drawn({"p": "ab", "q": "bc", "r": "ca"})) == 1
    assert c.opsahl_closure(drawn({"p": "ab", "q": "bc", "r": "ca", "s": "ad"})) == 6 / 10


def test_opsahl_closure_does_not_count_the_triangles_of_one_table():
    """Twelve paths, c–p–a–q–b among them, whose ends share p: not a third project."""
    assert c.opsahl_closure(DRAWING) == 0
    assert c.four_paths(DRAWING.incidence) == (12, 12)


def test_opsahl_closure_of_pairs_that_share_two_projects():
    """The same three at two tables: nothing is closed. At three: everything. Meeting again at a third, a and b close 12 of 20 paths."""
    assert c.opsahl_closure(drawn({"p": "abc", "q": "abc"})) == 0
    assert c.opsahl_closure(drawn({"p": "abc", "q": "abc", "r": "abc"})) == 1
    assert c.opsahl_closure(drawn({"p": "abc", "q": "abc", "r": "ab"})) == 12 / 20


def test_opsahl_closure_without_a_four_path_is_not_zero():
    assert reason(c.opsahl_closure(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(c.opsahl_closure(drawn({"p": "a", "q": "a"}))) is Reason.NO_PAIRS
    assert reason(c.opsahl_closure(IDLE)) is Reason.EMPTY
    assert reason(c.opsahl_closure(NOBODY)) is Reason.EMPTY


def test_project_closure():
    """p and q share a and b, p and r share c, r and s share d: q–p–r is open, and so is p–r–s; q and r share nobody."""
    assert c.project_closure(DRAWING) == 0
    assert c.project_closure(drawn({"p": "ab", "q": "bc", "r": "ca"})) == 1
    assert c.project_closure(drawn({"p": "dab", "q": "b", "r": "a", "s": "d"})) == 0
    assert reason(c.project_closure(drawn({"p": "abc"}))) is Reason.NO_PAIRS
    assert reason(c.project_closure(drawn({"p": "a", "q": "a"}))) is Reason.TOO_FEW
    assert reason(c.project_closure(NOBODY)) is Reason.EMPTY


def by_enumeration(seats: np.ndarray) -> tuple[int, int]:
    paths = left_open = 0
    n, m = seats.shape
    for i, j, k in permutations(range(n), 3):
        for p, q in permutations(range(m), 2):
            if seats[i, p] and seats[j, p] and seats[j, q] and seats[k, q]:
                paths += 1
                left_open += not any(seats[i, r] and seats[k, r] for r in range(m) if r not in (p, q))
    return paths, left_open


@pytest.mark.parametrize("network", CITIES)
def test_four_paths_agree_with_counting_them(network):
    assert c.four_paths(network.incidence) == by_enumeration(network.incidence.toarray())
    assert c.four_paths(csr_array(network.incidence.T)) == by_enumeration(network.incidence.toarray().T)


def test_r03_women_and_events():
    assert c.four_paths(WOMEN.incidence) == (18_062, 18_062 - 13_942)
    assert c.opsahl_closure(WOMEN) == pytest.approx(0.7718968, abs=1e-6)
    assert c.project_closure(WOMEN) == c.opsahl_closure(turned(WOMEN)) == pytest.approx(0.8187362, abs=1e-6)


def test_r03_second_case():
    assert c.opsahl_closure(drawn({"1": "ab", "2": "ac", "3": "bce", "4": "bd", "5": "ef"})) == pytest.approx(0.3, abs=1e-12)


def test_r28_on_ties_it_is_transitivity():
    assert c.opsahl_closure(KARATE) == pytest.approx(0.2556818, abs=1e-6)


@pytest.mark.parametrize("network", CITIES)
def test_closed_weight_is_the_same_densely(network, monkeypatch):
    sparse = c.closed_weight(network.shared)
    monkeypatch.setattr(c, "_DENSE_PAYS", 1e9)
    assert c.closed_weight(network.shared) == sparse == np.sum((network.shared @ network.shared).toarray()[network.shared.toarray() > 0])


# ---------------------------------------------------------------------- efficiency


def test_global_efficiency():
    """Eight pairs at 1, four at 2 (ad, bd, ce, cf), four at 3, twelve apart: (8 + 4/2 + 4/3) / 28."""
    assert c.global_efficiency(DRAWING) == pytest.approx(34 / 3 / 28, rel=1e-12)
    assert c.global_efficiency(drawn({"p": "abcd"})) == 1
    assert c.global_efficiency(IDLE) == 0
    assert c.global_efficiency(REGISTER) == 1 / 6
    assert reason(c.global_efficiency(ALONE)) is Reason.TOO_FEW
    assert reason(c.global_efficiency(NOBODY)) is Reason.EMPTY


def test_global_efficiency_follows_the_declared_ties():
    """a - b - c as a survey told it, though all three sit at one table."""
    surveyed = Network.from_ties({(0, 1): 1.0, (1, 2): 2.0}, partners=("a", "b", "c"), year=2019, sector=np.full(3, -1), sectors=())
    table = replace(drawn({"p": "abc"}), declared=surveyed.declared)
    assert c.global_efficiency(table) == 1
    assert c.global_efficiency(replace(table, projection="declared")) == c.global_efficiency(surveyed) == 2.5 / 3


def test_two_mode_efficiency():
    """a - p - b - q - c: four steps of one, three of two, two of three, one of four; twice that over 12 + 3 + 1."""
    assert c.two_mode_efficiency(drawn({"p": "ab", "q": "bc"})) == pytest.approx(77 / 6 / 16, rel=1e-12)
    assert c.two_mode_efficiency(drawn({"p": "abc", "q": "abc"})) == 1
    assert reason(c.two_mode_efficiency(ALONE)) is Reason.TOO_FEW
    assert reason(c.two_mode_efficiency(IDLE)) is Reason.EMPTY
    assert reason(c.two_mode_efficiency(NOBODY)) is Reason.EMPTY


@pytest.mark.parametrize("network", CITIES)
def test_efficiency_agrees_with_networkx(network):
    assert c.global_efficiency(network) == pytest.approx(nx.global_efficiency(network.to_networkx("partners")), abs=1e-12)
    n, m = network.n, network.m
    whole = nx.global_efficiency(network.to_networkx()) * (n + m) * (n + m - 1)
    assert c.two_mode_efficiency(network) == pytest.approx(whole / (2 * n * m + (n * (n - 1) + m * (m - 1)) / 2), rel=1e-12)


def test_r25_r28_efficiency():
    assert c.global_efficiency(FLORENCE) == pytest.approx(0.5001587, abs=1e-6)
    assert c.global_efficiency(FLORENCE.without("Medici")) == pytest.approx(0.3261905, abs=1e-6)
    assert c.global_efficiency(FLORENCE.without("Guadagni")) == pytest.approx(0.4327839, abs=1e-6)
    assert c.global_efficiency(FLORENCE.without("Strozzi")) == pytest.approx(0.4846154, abs=1e-6)
    assert c.global_efficiency(KARATE) == pytest.approx(0.4920083, abs=1e-6)


# ---------------------------------------------------------------------- core and periphery

# Four tied to one another, each with one partner of its own.
#     e ─ a ─── b ─ f
#         │ ╲ ╱ │
#         │ ╱ ╲ │
#     g ─ c ─── d ─ h
NUCLEUS = drawn({"centre": "abcd", "1": "ae", "2": "bf", "3": "cg", "4": "dh"}, SECTORS)
STAR = drawn({"p": "ab", "q": "ac", "r": "ad", "s": "ae", "t": "af", "u": "ag"})
RING = drawn({"p": "ab", "q": "bc", "r": "cd", "s": "de", "t": "ef", "u": "fa"})


def test_core_periphery_fit():
    """All six pairs of the centre are tied, none of the six outside it."""
    assert c.core_periphery_fit(NUCLEUS) == pytest.approx(1, abs=1e-12)
    assert c.core_periphery(NUCLEUS) == c.Core(c.core_periphery_fit(NUCLEUS), (0, 1, 2, 3), (), exact=True)
    assert reason(c.core_periphery_fit(drawn({"p": "abcde"}))) is Reason.TOO_FEW
    assert reason(c.core_periphery_fit(drawn({"p": "abcdef"}))) is Reason.ZERO_VARIANCE
    assert reason(c.core_periphery_fit(drawn({}, idle="abcdef"))) is Reason.ZERO_VARIANCE
    assert reason(c.core_periphery_fit(NOBODY)) is Reason.EMPTY


def test_attached_core_fit():
    """In a star all goes through a. Any three of the nucleus: 9 of the 18 pairs that touch them, 1 of the other 10: 72 / 180."""
    assert c.attached_core_fit(STAR) == pytest.approx(1, abs=1e-12)
    assert c.core_periphery(STAR, attached=True).members == (0,)
    assert c.attached_core_fit(NUCLEUS) == pytest.approx(72 / 180, rel=1e-12)
    assert c.core_periphery(NUCLEUS, attached=True).disputed == (0, 1, 2, 3)
    assert reason(c.attached_core_fit(ALONE)) is Reason.TOO_FEW


def test_core_size():
    assert c.core_size(NUCLEUS) == 4
    assert reason(c.core_size(ALONE)) is Reason.TOO_FEW


def test_core_size_where_equally_good_cores_have_nobody_in_common():
    """Any three in a row of a ring of six are as good a core as the others."""
    assert c.core_size(RING) == 0
    assert len(c.core_periphery(RING).disputed) == 6


def test_partner_core():
    assert c.partner_core(NUCLEUS).tolist() == [1, 1, 1, 1, 0, 0, 0, 0]
    assert np.isnan(c.partner_core(RING)).all()
    assert np.isnan(c.partner_core(ALONE)).all()


def test_sector_core_share():
    """a and d public; b and c of four cooperatives; f outside; h of no known sector."""
    np.testing.assert_array_equal(c.sector_core_share(NUCLEUS), [1, 1 / 2, 0, np.nan])
    np.testing.assert_array_equal(c.sector_core_share(NOBODY), [np.nan] * 4)


def by_correlation(network: Network, attached: bool) -> tuple[float, list[tuple[int, ...]]]:
    """Try every subset with numpy's own correlation."""
    ties = network.adjacency.toarray()
    one, other = np.triu_indices(network.n, 1)
    tied, found = ties[one, other], []
    for core in product((0, 1), repeat=network.n):
        v = np.array(core)
        wanted = np.maximum(v[one], v[other]) if attached else v[one] * v[other]
        among = np.full(len(one), True) if attached else v[one] == v[other]
        if len(set(tied[among])) == len(set(wanted[among])) == 2:
            found.append((np.corrcoef(tied[among], wanted[among])[0, 1], tuple(np.flatnonzero(v).tolist())))
    best = max(found)[0]
    return best, [core for fit, core in found if fit > best - 1e-9]


@pytest.mark.parametrize("turned", [False, True])
def test_four_paths_drawn_by_lot_close_as_often_as_all_of_them(turned):
    """Within three standard errors, on a network of unequal tables where every wrong weight of the draws would show."""
    seats = csr_array(WOMEN.incidence.T) if turned else WOMEN.incidence
    paths, left_open = c.four_paths(seats)
    share = (paths - left_open) / paths
    assert c.drawn_closure(seats) == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / 40_000))


def test_four_paths_that_do_not_exist_are_not_drawn():
    assert c.drawn_closure(csr_array(np.array([[1, 0], [1, 0], [0, 1]]))).reason is Reason.TOO_FEW


def test_efficiency_from_a_sample(monkeypatch):
    """The ways of a very large network start from a lot: here, half of the partners of a small one."""
    network = city(7, most=60)
    whole, both = c.global_efficiency(network), c.two_mode_efficiency(network)
    monkeypatch.setattr("reteanalysis.network._arrays.SEARCHED", 10)
    monkeypatch.setattr("reteanalysis.network._arrays.SOURCES", network.n // 2)
    monkeypatch.setattr(c, "_LOOP_PAYS", 0)
    other = replace(network)
    assert other.reach.sources == network.n // 2
    assert c.global_efficiency(other) == pytest.approx(whole, abs=3 * other.reach.error)
    assert c.two_mode_efficiency(other) == pytest.approx(both, rel=0.25)


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_core_periphery_agrees_with_trying_every_core(seed, attached):
    network = city(seed + 100, most=10)
    best, cores = by_correlation(network, attached)
    core = c.core_periphery(network, attached=attached)
    assert core.fit == pytest.approx(best, abs=1e-12)
    assert {*core.members} == set.intersection(*map(set, cores))
    assert {*core.disputed} == set.union(*map(set, cores)) - {*core.members}


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_search_for_a_core_finds_what_trying_every_core_finds(seed, attached, monkeypatch):
    network = city(seed + 200, most=16)
    best = c.core_periphery(network, attached=attached)
    monkeypatch.setattr(c, "_EXACT", 0)
    monkeypatch.setattr(c, "_TWINS", 0)
    found = c.core_periphery(replace(network), attached=attached)
    assert not found.exact
    assert found.fit == pytest.approx(best.fit, abs=1e-9)


def test_search_for_a_core_does_not_depend_on_the_order_of_partners():
    order = np.random.default_rng(3).permutation(KARATE.n)
    names = tuple(KARATE.partners[i] for i in order)
    turned = replace(
        KARATE, partners=names, incidence=csr_array(KARATE.incidence[order]), declared=csr_array(KARATE.declared[order][:, order])
    )
    one, other = c.core_periphery(KARATE), c.core_periphery(turned)
    assert one.fit == other.fit
    assert {KARATE.partners[i] for i in one.members} == {names[i] for i in other.members}


def test_r29_karate_club():
    core, attached = c.core_periphery(KARATE), c.core_periphery(KARATE, attached=True)
    assert core.fit >= 0.5432198 - 1e-6
    assert attached.fit >= 0.4314750 - 1e-6
    assert {KARATE.partners[i] for i in core.members} == {"0", "1", "2", "3", "8", "13", "31", "32", "33"}
    assert {KARATE.partners[i] for i in attached.members} == {"0", "1", "2", "32", "33"}
    assert not core.exact
    assert core.disputed == attached.disputed == ()


# ---------------------------------------------------------------------- nestedness


def test_nodf_rows():
    """Of a, b, c, d, h (2) and e, f, g (1): d holds e and f whole, h holds g; 300 over 28 pairs."""
    assert c.nodf_rows(DRAWING) == pytest.approx(300 / 28, rel=1e-12)
    assert c.nodf_rows(drawn({"p": "abc", "q": "ab", "r": "a"})) == 100
    assert c.nodf_rows(drawn({"p": "ab", "q": "ab"})) == 0
    assert reason(c.nodf_rows(ALONE)) is Reason.TOO_FEW
    assert reason(c.nodf_rows(IDLE)) is Reason.EMPTY


def test_nodf_columns():
    """p holds q whole and half of r; s half of r; t holds u whole: 300 over 15 pairs."""
    assert c.nodf_columns(DRAWING) == pytest.approx(300 / 15, rel=1e-12)
    assert reason(c.nodf_columns(drawn({"p": "abc"}))) is Reason.TOO_FEW
    assert reason(c.nodf_columns(NOBODY)) is Reason.EMPTY


def test_nodf():
    assert c.nodf(DRAWING) == pytest.approx(600 / 43, rel=1e-12)
    assert c.nodf(drawn({"p": "abc"})) == 0
    assert reason(c.nodf(ALONE)) is Reason.TOO_FEW
    assert reason(c.nodf(NOBODY)) is Reason.EMPTY


def test_nodf_leaves_out_the_idle():
    assert c.nodf(REGISTER) == c.nodf(drawn({"p": "ab", "q": "a"})) == c.nodf_rows(REGISTER) == c.nodf_columns(REGISTER) == 100


def test_r08_almeida_neto_figure_2():
    """The published matrix is already sorted, so that sorting it changes nothing."""
    figure = drawn({"1": "acde", "2": "abc", "3": "bcd", "4": "ab", "5": "ab"})
    assert c.nodf_columns(figure) == pytest.approx(53.33333, abs=1e-5)
    assert c.nodf_rows(figure) == pytest.approx(63.33333, abs=1e-5)
    assert c.nodf(figure) == pytest.approx(58.33333, abs=1e-5)


def test_r08_women():
    assert c.nodf_columns(WOMEN) == pytest.approx(49.212454, abs=1e-6)
    assert c.nodf_rows(WOMEN) == pytest.approx(48.205727, abs=1e-6)
    assert c.nodf(WOMEN) == pytest.approx(48.581187, abs=1e-6)


@pytest.mark.parametrize("network", CITIES)
def test_nodf_agrees_with_counting_pair_by_pair(network):
    projects = [set(np.flatnonzero(row)) for row in network.incidence.toarray() if row.any()]
    nested = [100 * len(a & b) / min(len(a), len(b)) if len(a) != len(b) else 0 for a, b in combinations(projects, 2)]
    assert c.nodf_rows(network) == pytest.approx(np.mean(nested), rel=1e-12)


# ---------------------------------------------------------------------- the survey


def asked(*answers: tuple[str, str, float, float], of: Network = DRAWING) -> Network:
    at = [(of.index(rater), of.index(rated), trust, value) for rater, rated, trust, value in answers]
    rater, rated, trust, value = (np.array(column) for column in zip(*at, strict=True))
    return replace(of, ratings=Ratings(rater, rated, trust.astype(float), value.astype(float)))


# Six of eight answered; d did not say how much it values c.
NAN = float("nan")
SURVEY = asked(
    ("a", "b", 4, 3), ("b", "a", 2, 2), ("c", "a", 3, 4), ("d", "c", 1, NAN), ("e", "a", 4, 3), ("g", "h", 2.5, 1), ("g", "a", 3.5, 2)
)  # fmt: skip
FEW = asked(("a", "b", 4, 3), ("b", "a", 2, 2))


def test_survey_response():
    assert c.survey_response(SURVEY) == 6 / 8
    assert c.survey_response(FEW) == 2 / 8
    assert reason(c.survey_response(DRAWING)) is Reason.NOT_RECORDED
    assert reason(c.survey_response(asked(("a", "b", NAN, NAN)))) is Reason.NOT_RECORDED
    assert reason(c.survey_response(IDLE)) is Reason.EMPTY


def test_partnership_trust():
    assert c.partnership_trust(SURVEY) == 20 / 7
    assert type(c.partnership_trust(SURVEY)) is float
    assert c.partnership_trust(FEW) == 3
    assert remark(c.partnership_trust(FEW)) is Reason.UNSTABLE
    assert reason(c.partnership_trust(DRAWING)) is Reason.NOT_RECORDED
    assert reason(c.partnership_trust(NOBODY)) is Reason.EMPTY


def test_partnership_value_counts_those_who_rated_it():
    """Five of eight said what they value, and that is less than 70%."""
    assert c.partnership_value(SURVEY) == 15 / 6
    assert remark(c.partnership_value(SURVEY)) is Reason.UNSTABLE
    assert reason(c.partnership_value(DRAWING)) is Reason.NOT_RECORDED


def test_partner_trust():
    np.testing.assert_array_equal(c.partner_trust(SURVEY), [12.5 / 4, 4, 1, NAN, NAN, NAN, NAN, 2.5])
    np.testing.assert_array_equal(c.partner_trust(DRAWING), [NAN] * 8)


def test_partner_value():
    np.testing.assert_array_equal(c.partner_value(SURVEY), [11 / 4, 3, NAN, NAN, NAN, NAN, NAN, 1])
