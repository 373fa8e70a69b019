"""Change and openness against values nobody of this project computed (numbers R30 to R41 of the reference values).

The published counts are of directed ties. A directed network becomes one of ours by writing every body twice, once as the one
that names ("3>") and once as the one that is named (">3"): each arc is then one undirected tie, and no other tie is possible.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import dynamism as d
from reteanalysis.metrics import dynamism_groups as g
from reteanalysis.metrics import dynamism_positions as p
from reteanalysis.metrics import dynamism_ties as t
from reteanalysis.metrics import openness as o
from reteanalysis.metrics import openness_entry as e
from reteanalysis.metrics import openness_register as r
from reteanalysis.metrics._agreement import adjusted_mutual_information, adjusted_rand
from reteanalysis.metrics._stayers import TieCounts, tie_counts
from reteanalysis.metrics.dynamism_chances import tie_formation, tie_persistence
from reteanalysis.metrics.dynamism_closure import closure_ratio
from reteanalysis.metrics.dynamism_growth import seat_growth_exponent, tie_growth_exponent
from reteanalysis.network import Network
from reteanalysis.terms import Reason

CLASSICS = Path(__file__).parents[3] / "shared" / "data" / "dev" / "classics"


def directed(year: int, n: int, ties: list[tuple[int, int]]) -> Network:
    """Return the network of directed ties among n bodies, all of them present: every body is there twice, and has a seat of its own."""
    partners = tuple(f"{i}>" for i in range(n)) + tuple(f">{i}" for i in range(n))
    names = Network.from_ties({(i, n + k): 1.0 for i, k in ties}, partners=partners, year=year, sector=np.full(2 * n, -1), sectors=())
    seats = csr_array(np.eye(2 * n, dtype=np.int64))
    return Network(year, partners, partners, seats, names.sector, (), declared=names.declared, projection="declared")


def accounts(before: Network, after: Network) -> tuple[float, float, float]:
    """Return ties opened, dropped and kept: n01, n10, n11."""
    return d.ties_opened(before, after), d.ties_dropped(before, after), d.ties_kept(before, after)


# Counts of pairs printed for data we cannot carry along; laid out as ties they must give the printed Jaccard index.
@pytest.mark.parametrize(
    ("n", "neither", "opened", "dropped", "kept", "jaccard"),
    [
        pytest.param(50, 2278, 59, 56, 57, 0.3313953, id="R30 Glasgow 1-2"),
        pytest.param(18, 229, 22, 20, 35, 0.4545455, id="R31 Sampson 1-2"),
        pytest.param(18, 233, 16, 17, 40, 0.5479452, id="R31 Sampson 2-3"),
        pytest.param(73, 4890, 123, 103, 140, 0.3825137, id="R32 Coleman"),
    ],
)
def test_r30_r31_r32_printed_counts(n, neither, opened, dropped, kept, jaccard):
    pairs = [(i, k) for i in range(n) for k in range(n) if i != k]
    assert len(pairs) == neither + opened + dropped + kept
    before, after = pairs[: kept + dropped], pairs[:kept] + pairs[kept + dropped : kept + dropped + opened]
    first, second = directed(1, n, before), directed(2, n, after)
    assert accounts(first, second) == (opened, dropped, kept)
    assert d.tie_jaccard(first, second) == pytest.approx(jaccard, abs=5e-8)
    assert d.tie_change(first, second) == pytest.approx((opened + dropped) / (opened + dropped + 2 * kept), abs=1e-12)


def arcs(n: int, ties: list[tuple[int, int]]) -> np.ndarray:
    table = np.zeros((n, n), int)
    table[tuple(np.array(ties).T)] = 1
    return table


@pytest.mark.parametrize(
    ("n", "counts", "formation", "persistence"),
    [
        pytest.param(50, (2278, 59, 56, 57), None, None, id="R30 Glasgow 1-2"),
        pytest.param(18, (229, 22, 20, 35), -2.3426796, 0.5596158, id="R31 Sampson 1-2"),
        pytest.param(18, (233, 16, 17, 40), -2.6784497, 0.8556661, id="R31 Sampson 2-3"),
        pytest.param(73, (4890, 123, 103, 140), None, None, id="R32 Coleman"),
    ],
)
def test_r30_r31_r32_directed_arrays(n, counts, formation, persistence):
    """The same counts laid out as arcs: the array function counts ordered pairs; logits as printed for the edges-only separable model."""
    _, opened, dropped, kept = counts
    pairs = [(i, k) for i in range(n) for k in range(n) if i != k]
    before, after = pairs[: kept + dropped], pairs[:kept] + pairs[kept + dropped : kept + dropped + opened]
    found = tie_counts(arcs(n, before), arcs(n, after), directed=True)
    assert found == counts
    assert found.persistence == kept / (kept + dropped)
    if formation is not None:
        assert found.formation_logit == pytest.approx(formation, abs=5e-8)
        assert found.persistence_logit == pytest.approx(persistence, abs=5e-8)


def test_r31_both_periods_pooled():
    pooled = TieCounts(229 + 233, 22 + 16, 20 + 17, 35 + 40)
    assert pooled.formation_logit == pytest.approx(-2.4979787, abs=5e-8)
    assert pooled.persistence_logit == pytest.approx(0.7065702, abs=5e-8)


@pytest.mark.skipif(not CLASSICS.is_dir(), reason="the classics are not here")
@pytest.mark.parametrize(("wave", "kept"), [(1, 43), (2, 47)])
def test_waves_of_glasgow_without_direction(wave, kept):
    """This copy of the data of R30 holds each pair once, whoever named whom: its counts are its own, counted here as sets of pairs."""
    first, second = (glasgow(at) for at in (wave, wave + 1))
    old, new = ({frozenset(tie) for tie in one} for one in (first, second))
    found = tie_counts(*(arcs(50, one) + arcs(50, one).T for one in (first, second)))
    assert found == (1225 - len(old | new), len(new - old), len(old - new), len(old & new))
    assert found.kept == kept


def glasgow(wave: int) -> list[tuple[int, int]]:
    rows = (CLASSICS / f"nd_s50_w{wave}__edges.csv").read_text(encoding="utf-8").split()[1:]
    return [(int(row.split(",")[0]), int(row.split(",")[1])) for row in rows]


def test_r34_agreement_of_partitions():
    """Printed in the documentation of scikit-learn."""
    one, other = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 2])
    assert adjusted_rand(one, other) == pytest.approx(0.5714286, abs=5e-8)
    assert adjusted_mutual_information(one, other) == pytest.approx(0.5714286, abs=5e-8)


def test_r33_safariland_and_vazarr():
    """16 links shared; 23 and 27 unique, of which 8 and 9 between the 24 species of both; 36 and 39 species."""
    both = [(f"s{i}", f"s{k}") for i in range(24) for k in range(i)]
    kept, dropped, opened = both[:16], both[16:24], both[24:33]
    lost = [(f"s{i}", f"old{i % 12}") for i in range(15)]
    brought = [(f"s{i}", f"new{i % 15}") for i in range(18)]
    common = tuple(f"s{i}" for i in range(24))
    first = ties(1, (*common, *(f"old{i}" for i in range(12))), kept + dropped + lost)
    second = ties(2, (*common, *(f"new{i}" for i in range(15))), kept + opened + brought)
    assert (first.n, second.n) == (36, 39)
    assert [count(first, second) for count in (d.ties_kept, d.ties_dropped, d.ties_lost, d.ties_opened, d.ties_brought)] == [
        16,
        8,
        15,
        9,
        18,
    ]
    assert d.tie_change(first, second) == pytest.approx(0.6097561, abs=5e-8)
    assert d.tie_rewiring(first, second) == pytest.approx(0.2073171, abs=5e-8)
    assert d.tie_turnover(first, second) == pytest.approx(0.4024390, abs=5e-8)
    assert d.tie_jaccard(first, second) == pytest.approx(1 - 0.5151515, abs=5e-8)  # R: "the other published partition"
    jaccard = d.membership_jaccard(first, second)
    assert 1 - 2 * jaccard / (1 + jaccard) == pytest.approx(0.36, abs=1e-12)  # species dissimilarity, Sørensen


def ties(year: int, partners: tuple[str, ...], links: list[tuple[str, str]]) -> Network:
    at = {partner: i for i, partner in enumerate(partners)}
    declared = Network.from_ties(
        {(at[a], at[b]): 1.0 for a, b in links}, partners=partners, sector=np.full(len(at), -1), sectors=(), year=0
    )
    seats = csr_array(np.eye(len(at), dtype=np.int64))
    return Network(year, partners, partners, seats, declared.sector, (), declared=declared.declared, projection="declared")


def test_r37_spiders_not_seen():
    """Individuals as units: Chao1 with (n−1)/n, and coverage."""
    spiders = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]
    assert r.chao(spiders, sum(spiders)) == pytest.approx(43.892857, abs=1e-6)
    assert r.coverage(spiders, sum(spiders)) == pytest.approx(0.9288554, abs=1e-7)


def test_r40_dune_plants_not_seen():
    """30 species at 20 sites, three at one site and two at two; how many sites the others have makes no difference."""
    sites = [1] * 3 + [2] * 2 + [3 + i % 17 for i in range(25)]
    assert r.chao(sites, 20) == pytest.approx(32.1375, abs=1e-9)
    table = csr_array((np.arange(20) < np.array(sites)[:, None]).astype(np.int64))
    dune = Network(0, tuple(f"p{i}" for i in range(30)), tuple(f"t{j}" for j in range(20)), table, np.full(30, -1), ())
    assert r.chao2(dune) == pytest.approx(32.1375, abs=1e-9)


def test_r41_gini_of_the_r_package_ineq():
    """Ten bodies sit in 541, 1463 ... 22261 projects."""
    loads = np.array([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261])
    tables = csr_array(np.arange(loads.max()) < loads[:, None], dtype=np.int64)
    names = tuple(str(i) for i in range(10))
    network = Network(0, names, tuple(f"t{j}" for j in range(loads.max())), tables, np.full(10, -1), ())
    assert o.participation_gini(network) == pytest.approx(0.4620911, abs=5e-8)
    assert o.top_decile_seat_share(network) == 22261 / loads.sum()


# ---------------------------------------------------------------------- constructions whose answer is forced (section 8)

SAME = drawn({"p": "Abc", "q": "cD", "r": "Ade"})


def test_same_teams_every_year():
    assert o.newcomer_seat_share(SAME, SAME) == d.entry_rate(SAME, SAME) == d.exit_rate(SAME, SAME) == 0
    assert e.repeat_probability(SAME, SAME) == e.incumbent_seat_share(SAME, SAME) == e.incumbent_repeat_pair_share(SAME, SAME) == 1
    assert d.tie_jaccard(SAME, SAME) == d.retention_rate(SAME, SAME) == d.tie_kept_share(SAME, SAME) == 1
    assert d.tie_change(SAME, SAME) == d.tie_rewiring(SAME, SAME) == d.tie_turnover(SAME, SAME) == 0
    assert t.tie_hamming(SAME, SAME) == t.tie_hamming_union(SAME, SAME) == tie_formation(SAME, SAME) == 0
    assert tie_persistence(SAME, SAME) == t.tie_jaccard_union(SAME, SAME) == d.lasting_core([SAME, SAME, SAME]).share == 1
    large = drawn({"p": "Abcde", "q": "Fghij", "r": "Ab"})
    assert g.group_stability(large, large) == g.group_stability_rand(large, large) == p.load_rank_stability(large, large) == 1


def test_all_partners_new():
    others = drawn({"p": "Vwx", "q": "xY", "r": "Vyz"})
    assert o.newcomer_seat_share(SAME, others) == d.tie_brought_share(SAME, others) == 1
    assert d.retention_rate(SAME, others) == d.membership_jaccard(SAME, others) == 0
    assert d.tie_jaccard(SAME, others).reason is Reason.EMPTY
    assert d.tie_turnover(SAME, others) == d.tie_change(SAME, others) == 1
    assert e.newcomer_pair_share(SAME, others) == e.new_lead_share(SAME, others) == 1
    assert e.incumbent_seat_share(SAME, others) == e.incumbent_lead_share(SAME, others) == 0
    assert e.repeat_probability(SAME, others).reason is e.attachment_ratio(SAME, others).reason is Reason.TOO_FEW
    assert tie_formation(SAME, others).reason is closure_ratio(SAME, others).reason is Reason.EMPTY
    assert t.tie_jaccard_union(SAME, others) == d.lasting_core([SAME, others]).share == 0


def test_same_partners_reshuffled():
    """2019: ab, cd; 2020: ac, bd."""
    before, after = drawn({"p": "Ab", "q": "Cd"}), drawn({"p": "Ac", "q": "Bd"})
    assert o.newcomer_seat_share(before, after) == d.tie_turnover(before, after) == d.tie_jaccard(before, after) == 0
    assert d.tie_rewiring(before, after) == d.tie_change(before, after) == 1
    assert e.repeat_probability(before, after) == 0
    assert e.incumbent_new_pair_share(before, after) == e.incumbent_seat_share(before, after) == 1
    assert (t.tie_hamming(before, after), t.pairs_untied(before, after), tie_persistence(before, after)) == (4, 2, 0)


def test_twice_of_all_and_faster():
    """D6: n and E doubled, 1; n fourfold and E eightfold, as n² to E^(2·1.5), 1.5."""
    year, twice = drawn({"p": "Ab"}), drawn({"p": "Ab", "q": "Cd"})
    assert seat_growth_exponent(year, twice) == tie_growth_exponent(year, twice) == 1
    assert seat_growth_exponent(year, drawn({"p": "Abcdefgh", "q": "Abcdefgh"})) == 1.5
