"""Change and openness against values nobody of this project computed (numbers R30 to R41 of the reference values).

The published counts are of directed ties. A directed network becomes one of ours by writing every body twice, once as the one
that names ("3>") and once as the one that is named (">3"): each arc is then one undirected tie, and no other tie is possible.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import dynamism as d
from reteanalysis.metrics import openness as o
from reteanalysis.network import Network
from reteanalysis.terms import Reason

CLASSICS = Path(__file__).parents[3] / "shared" / "data" / "dev" / "classics"

# Friends named by fifty pupils of a school in Glasgow, first and second wave (the "s50" excerpt of the Teenage Friends and
# Lifestyle Study, West & Sweeting 1995; distributed with SIENA): who names > whom.
S501 = (
    "0>10 13;1>6 10;2>3 8;3>2 8;4>31;5>7;6>1 41 43;7>5;8>2 3;9>10 14 32;10>1 14 15;11>6 41 43;13>0 9 10;14>9 10 15;15>10 14;"
    "16>17 18 20 21 23;17>18 34;18>10 23 25 29;20>21;21>16 20 30 33;22>23;23>16 18 20 21 22;24>21 30 31;25>6 28 43;26>27 28 29;"
    "27>26;28>25 29 32;29>10 25 28 32;30>20 24 31;31>4 20 30 36;32>9 29;33>30 36;34>17;35>37 40;36>30 31 33;37>35 40;38>42;"
    "39>44 45 46;40>35 37;41>6 43;42>21 38;43>6 41;44>39 45 46;45>39 44 48;47>45 48;48>45 47"
)
S502 = (
    "0>9 13 32;1>25;2>3 8;3>2;4>3 16;5>7;7>5;8>2;9>0 10 13 32;10>0 9 18 25 29;11>14 25 41 43;13>0 9 10;14>35;15>14 25 41;"
    "16>3 4 21 23 31;17>34;18>29 35 40;20>18 30 39;21>16;22>18;23>16 21 27;24>23 26 27 31;25>6 15 41;26>16 27;27>23 26;28>29 32 41;"
    "29>18 28 40;30>31 36;31>30 36;32>9 28 29;33>3 38 42;34>5 27;35>14 29 37 40;36>20 30 31 33 34;37>40;38>33 42;39>44 45 46;"
    "40>18 29 35;41>14 25;42>38;43>6 15;44>39 45 46;45>39 44 46 48;46>39 44 45;47>45 48;48>45 47;49>22"
)


def arcs(text: str) -> list[tuple[int, int]]:
    rows = (row.split(">") for row in text.split(";"))
    return [(int(sender), int(receiver)) for sender, named in rows for receiver in named.split()]


def directed(year: int, n: int, ties: list[tuple[int, int]]) -> Network:
    """Return the network of directed ties among n bodies, all of them present: every body is there twice, and has a seat of its own."""
    partners = tuple(f"{i}>" for i in range(n)) + tuple(f">{i}" for i in range(n))
    names = Network.from_ties({(i, n + k): 1.0 for i, k in ties}, partners=partners, year=year, sector=np.full(2 * n, -1), sectors=())
    seats = csr_array(np.eye(2 * n, dtype=np.int64))
    return Network(year, partners, partners, seats, names.sector, (), declared=names.declared, projection="declared")


def accounts(before: Network, after: Network) -> tuple[float, float, float]:
    """Return ties opened, dropped and kept: n01, n10, n11."""
    return d.ties_opened(before, after), d.ties_dropped(before, after), d.ties_kept(before, after)


def test_r30_glasgow_first_to_second_wave():
    first, second = directed(1, 50, arcs(S501)), directed(2, 50, arcs(S502))
    assert (first.declared.nnz // 2, second.declared.nnz // 2) == (113, 116)
    opened, dropped, kept = accounts(first, second)
    assert (50 * 49 - opened - dropped - kept, opened, dropped, kept) == (2278, 59, 56, 57)
    assert opened + dropped == 115  # Hamming
    assert d.tie_jaccard(first, second) == pytest.approx(0.3313953, abs=5e-8)
    assert (d.ties_brought(first, second), d.ties_lost(first, second), d.tie_turnover(first, second)) == (0, 0, 0)


@pytest.mark.skipif(not CLASSICS.exists(), reason="the reference data are not on this machine: ../shared/data/dev/classics")
@pytest.mark.parametrize(("wave", "text"), [(1, S501), (2, S502)])
def test_r30_the_waves_are_the_shared_ones(wave, text):
    """Without direction they are the ties of another distribution of the same data."""
    with (CLASSICS / f"nd_s50_w{wave}__edges.csv").open() as file:
        shared = {frozenset((int(row["from"]), int(row["to"]))) for row in csv.DictReader(file)}
    assert {frozenset(arc) for arc in arcs(text)} == shared


# Counts of pairs printed for data we cannot carry along; laid out as ties they must give the printed Jaccard index.
@pytest.mark.parametrize(
    ("n", "neither", "opened", "dropped", "kept", "jaccard"),
    [
        pytest.param(18, 229, 22, 20, 35, 0.4545455, id="R31 Sampson 1-2"),
        pytest.param(18, 233, 16, 17, 40, 0.5479452, id="R31 Sampson 2-3"),
        pytest.param(73, 4890, 123, 103, 140, 0.3825137, id="R32 Coleman"),
    ],
)
def test_r31_r32_printed_counts(n, neither, opened, dropped, kept, jaccard):
    pairs = [(i, k) for i in range(n) for k in range(n) if i != k]
    assert len(pairs) == neither + opened + dropped + kept
    before, after = pairs[: kept + dropped], pairs[:kept] + pairs[kept + dropped : kept + dropped + opened]
    first, second = directed(1, n, before), directed(2, n, after)
    assert accounts(first, second) == (opened, dropped, kept)
    assert d.tie_jaccard(first, second) == pytest.approx(jaccard, abs=5e-8)
    assert d.tie_change(first, second) == pytest.approx((opened + dropped) / (opened + dropped + 2 * kept), abs=1e-12)


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
    assert d.tie_jaccard(SAME, SAME) == d.retention_rate(SAME, SAME) == d.tie_kept_share(SAME, SAME) == 1
    assert d.tie_change(SAME, SAME) == d.tie_rewiring(SAME, SAME) == d.tie_turnover(SAME, SAME) == 0


def test_all_partners_new():
    others = drawn({"p": "Vwx", "q": "xY", "r": "Vyz"})
    assert o.newcomer_seat_share(SAME, others) == d.tie_brought_share(SAME, others) == 1
    assert d.retention_rate(SAME, others) == d.membership_jaccard(SAME, others) == 0
    assert d.tie_jaccard(SAME, others).reason is Reason.EMPTY
    assert d.tie_turnover(SAME, others) == d.tie_change(SAME, others) == 1


def test_same_partners_reshuffled():
    """2019: ab, cd; 2020: ac, bd."""
    before, after = drawn({"p": "Ab", "q": "Cd"}), drawn({"p": "Ac", "q": "Bd"})
    assert o.newcomer_seat_share(before, after) == d.tie_turnover(before, after) == d.tie_jaccard(before, after) == 0
    assert d.tie_rewiring(before, after) == d.tie_change(before, after) == 1
