"""Every kernel against its plain twin, both ways it can answer: as small networks are answered, and compiled."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from reteanalysis import kernels
from reteanalysis.kernels import BOUNDARY, COORDINATOR, ITINERANT, LIAISON, _compile, between, groups, leaving, paths, structure, ties

TORINO = Path(__file__).parents[1] / "data" / "torino"


def table(seed: int) -> np.ndarray:
    """Return who sits where, at random: some idle partners and empty projects, parts apart, a few partners everywhere."""
    random = np.random.default_rng(seed)
    n, m = random.integers(1, 40, 2)
    return random.random((n, m)) < np.minimum(random.pareto(1.5, (n, 1)) * random.choice([0.02, 0.05, 0.15]), 1)


TABLES = {
    "nobody": np.zeros((0, 0), bool),
    "nobody at two projects": np.zeros((0, 2), bool),
    "idle partners": np.zeros((3, 0), bool),
    "everybody everywhere": np.ones((5, 3), bool),
    "a chain": np.eye(30, 29, dtype=bool) | np.eye(30, 29, k=-1, dtype=bool),
    "a star": np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], bool),
    "more partners than are searched from at once": np.random.default_rng(0).random((600, 300)) < 0.006,
} | {f"random {seed}": table(seed) for seed in range(12)}


@pytest.fixture(params=["small", "compiled"])
def way(request, monkeypatch):
    for room in (between, groups, leaving, structure, ties):
        for size in [name for name in vars(room) if name.endswith(("_PAY", "_PAYS"))]:
            monkeypatch.setattr(room, size, 0 if request.param == "compiled" else sys.maxsize)


@pytest.fixture(params=[*TABLES])
def seats(request, way) -> np.ndarray:
    return TABLES[request.param]


def rows(dense: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    sparse = csr_array(dense.astype(np.int64))
    return sparse.indptr, sparse.indices


def graph(seats: np.ndarray, without: set[int] = frozenset()) -> nx.Graph:
    """Return the two-mode graph: partners are numbers, projects are negative numbers."""
    two_mode = nx.Graph()
    two_mode.add_nodes_from(set(range(len(seats))) - without)
    two_mode.add_edges_from((i, -1 - j) for i, j in np.argwhere(seats) if i not in without)
    return two_mode


def parts(seats: np.ndarray, without: set[int] = frozenset()) -> list[int]:
    """Return how many partners each component has."""
    return [sum(node >= 0 for node in part) for part in nx.connected_components(graph(seats, without))]


# ---------------------------------------------------------------------- triangles


def twin_of_triads(weight: np.ndarray, group: list[int]) -> tuple[list[float], list[int], list[list[int]]]:
    n, tied = len(weight), weight > 0
    constraint, triangles, brokered = [], [], [[0] * 4 for _ in range(n)]
    share = np.divide(weight, weight.sum(axis=1, keepdims=True), out=np.zeros((n, n)), where=tied)
    for v in range(n):
        contacts = [int(a) for a in np.flatnonzero(tied[v])]
        constraint.append(
            sum((share[v, a] + sum(share[v, q] * share[q, a] for q in contacts)) ** 2 for a in contacts) if contacts else np.nan
        )
        closed = 0
        for a, c in combinations(contacts, 2):
            closed += tied[a, c]
            if tied[a, c] or -1 in (group[v], group[a], group[c]):
                continue
            if group[a] == group[c]:
                role = COORDINATOR if group[a] == group[v] else ITINERANT
            else:
                role = BOUNDARY if group[v] in (group[a], group[c]) else LIAISON
            brokered[v][role] += 1
        triangles.append(closed)
    return constraint, triangles, brokered


@pytest.mark.parametrize("groups", [0, 1, 2, 6])
def test_triads(seats, groups):
    """With groups not known of some, of all where there are none, and weights that are not whole numbers."""
    if len(seats) > 100:
        seats = seats[:100]
    random = np.random.default_rng(groups)
    weight = np.triu((seats.astype(float) @ seats.T) * random.uniform(0.2, 3, (len(seats), len(seats))), 1)
    weight += weight.T
    group = random.integers(-1, groups, len(seats))
    found = kernels.triads(*rows(weight > 0), csr_array(weight).data, group)
    constraint, triangles, brokered = twin_of_triads(weight, group.tolist())
    np.testing.assert_allclose(found.constraint, constraint, rtol=1e-12)
    assert found.triangles.tolist() == triangles
    assert found.brokered.tolist() == brokered


# ---------------------------------------------------------------------- shortest ways


@pytest.mark.parametrize("filled", [0, sys.maxsize])
def test_betweenness(seats, filled, monkeypatch):
    """From all partners, and from the first third of them; in tables filled in and sparse, where they answer."""
    monkeypatch.setattr(between, "FILLED", filled)
    n, m = seats.shape
    for sources in (range(n), range(n // 3)):
        found = kernels.betweenness(*rows(seats), m, np.arange(len(sources)))
        twin = nx.betweenness_centrality_subset(graph(seats), [*sources], [*range(n)])
        np.testing.assert_allclose(found, [twin[i] * 2 for i in range(n)], atol=1e-9)


# ---------------------------------------------------------------------- distances


def test_distances(seats):
    n, m = seats.shape
    found = kernels.distances(*rows(seats), m)
    steps = [
        length // 2 for i, reached in nx.all_pairs_shortest_path_length(graph(seats)) if i >= 0 for k, length in reached.items() if k >= 0
    ]
    assert found.pairs.tolist() == np.bincount(steps).tolist()
    if n > 1:
        assert found.efficiency == pytest.approx(sum(1 / step for step in steps if step) / (n * (n - 1)), rel=1e-12)
        assert found.error == 0
    else:
        assert np.isnan(found.efficiency)


def test_distances_of_some_sources(seats):
    some = np.random.default_rng(1).permutation(len(seats))[: (len(seats) + 1) // 2]
    found = kernels.distances(*rows(seats), seats.shape[1], some)
    two_mode, nearness = graph(seats), np.zeros(len(seats))
    for source in some.tolist():
        for node, length in nx.single_source_shortest_path_length(two_mode, source).items():
            if node >= 0 and node != source:
                nearness[node] += 2 / length
    np.testing.assert_allclose(found.nearness, nearness, rtol=1e-12)
    assert found.sources == len(some)
    assert found.pairs[:1].sum() == len(some)


def test_nearness_in_both_modes(seats):
    n, m = seats.shape
    some = np.arange(0, n, 2)
    steps = [length for i in some.tolist() for length in nx.single_source_shortest_path_length(graph(seats), i).values() if length]
    assert kernels.two_mode_nearness(*rows(seats), m, some) == pytest.approx(sum(1 / length for length in steps), rel=1e-12)


def test_a_sample_says_how_wrong_it_may_be():
    """Of many samples, 95 in 100 or so are within two standard errors, and the error said is about the error made."""
    random = np.random.default_rng(5)
    seats = random.random((150, 100)) < random.pareto(1.5, (150, 1)) * 0.02
    whole = kernels.distances(*rows(seats), 100)
    samples = [kernels.distances(*rows(seats), 100, random.permutation(150)[:40]) for _ in range(200)]
    wrong = np.array([sample.efficiency - whole.efficiency for sample in samples])
    said = np.array([sample.error for sample in samples])
    assert np.mean(np.abs(wrong) < 2 * said) > 0.9  # 0.95 less three standard errors of a share of 200
    assert said.mean() == pytest.approx(wrong.std(), rel=0.15)


# ---------------------------------------------------------------------- removal and cutting


def test_removal(seats):
    order = np.random.default_rng(2).permutation(len(seats))
    for out in (order, order[: len(seats) // 3]):
        found = kernels.removal(*rows(seats), seats.shape[1], out)
        look = range(0, len(out) + 1, 1 + len(out) // 40)
        left = [parts(seats, set(out[:t].tolist())) for t in look]
        assert found.largest[look].tolist() == [max(sizes, default=0) for sizes in left]
        assert found.pairs[look].tolist() == [sum(size * (size - 1) // 2 for size in sizes) for sizes in left]
        assert len(found.largest) == len(found.pairs) == len(out) + 1


def test_removals(seats):
    """Order by order, what `removal` says of each."""
    orders = np.array([np.random.default_rng(seed).permutation(len(seats)) for seed in range(3)])
    found = kernels.removals(*rows(seats), seats.shape[1], orders)
    assert found.tolist() == [kernels.removal(*rows(seats), seats.shape[1], order).largest.tolist() for order in orders]


@pytest.mark.parametrize("pay", [0, sys.maxsize])
def test_removals_followed_one_by_one_or_together(pay, monkeypatch):
    monkeypatch.setattr(leaving, "TABLES_PAY", pay)
    seats = TABLES["random 3"]
    orders = np.array([np.random.default_rng(seed).permutation(len(seats)) for seed in range(3)])
    look = range(0, len(seats) + 1, 1 + len(seats) // 20)
    found = kernels.removals(*rows(seats), seats.shape[1], orders)[:, look]
    assert found.tolist() == [[max(parts(seats, set(order[:t].tolist())), default=0) for t in look] for order in orders]


def lost(seats: np.ndarray, partner: int) -> int:
    """Return how many of a partner's component are not in the largest part of it without the partner."""
    mates = nx.node_connected_component(graph(seats), partner) - {partner}
    left = [sum(node >= 0 for node in part) for part in nx.connected_components(graph(seats).subgraph(mates))]
    return sum(left) - max(left, default=0)


def test_cut_off(seats):
    look = range(0, len(seats), 1 + len(seats) // 40)
    assert kernels.cut_off(*rows(seats), seats.shape[1])[look].tolist() == [lost(seats, partner) for partner in look]


def test_cut_off_on_ties(seats):
    """On ties as on the tables that make them."""
    tied = (seats.astype(int) @ seats.T > 0) & ~np.eye(len(seats), dtype=bool)
    np.testing.assert_array_equal(kernels.cut_off(*rows(tied)), kernels.cut_off(*rows(seats), seats.shape[1]))


def test_pairs_without_each(seats):
    n, gone = len(seats), {*range(1, len(seats), 9)}
    whole = csr_array(np.block([[np.zeros((n, n)), seats], [seats.T, np.zeros((seats.shape[1],) * 2)]]))
    found = kernels.pairs_without_each(whole.indptr, whole.indices, n, sorted(gone))
    for i in range(0, n, 1 + n // 20):
        if i not in gone:
            assert found[i] == sum(size * (size - 1) // 2 for size in parts(seats, gone | {i}))


def test_core_numbers(seats):
    tied = (seats.astype(int) @ seats.T > 0) & ~np.eye(len(seats), dtype=bool)
    assert kernels.core_numbers(*rows(tied)).tolist() == [*nx.core_number(nx.Graph(tied)).values()]


def test_bridge_ends(seats):
    """The bridges that networkx finds, each with the partners on one of its sides."""
    n, two_mode = len(seats), graph(seats)
    whole = csr_array(np.block([[np.zeros((n, n)), seats], [seats.T, np.zeros((seats.shape[1],) * 2)]]))
    found = kernels.bridge_ends(whole.indptr, whole.indices, n)
    ends = [[n - 1 - node if node < 0 else node for node in pair] for pair in nx.bridges(two_mode)]
    assert sorted(map(sorted, found[:, :2].tolist())) == sorted(map(sorted, ends))
    for above, node, below in found[:: 1 + len(found) // 20].tolist():
        one, other = (end if end < n else n - 1 - end for end in (above, node))
        left = two_mode.copy()
        left.remove_edge(one, other)
        assert below == sum(beyond >= 0 for beyond in nx.node_connected_component(left, other))


# ---------------------------------------------------------------------- groups


def grouped(seats: np.ndarray) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Return ties and strengths as shares of all tie weight, and groups drawn by lot, numbered from 0 without gaps."""
    random = np.random.default_rng(4)
    weight = np.triu((seats.astype(float) @ seats.T) * random.uniform(0.2, 3, (len(seats), len(seats))), 1)
    weight = (weight + weight.T) / max(2 * weight.sum(), 1e-9)
    label = np.unique(random.integers(0, 1 + len(seats) // 3, len(seats)), return_inverse=True)[1]
    return csr_array(weight), weight.sum(axis=1), label


def modularity(weight: np.ndarray, strength: np.ndarray, label: np.ndarray) -> float:
    return float(np.sum((weight - np.outer(strength, strength))[label[:, None] == label]))


def test_between_groups(seats):
    weight, _, label = grouped(seats)
    found = kernels.between_groups(weight, label)
    groups = label.max(initial=-1) + 1
    expected = [[weight.toarray()[np.ix_(label == g, label == h)].sum() for h in range(groups)] for g in range(groups)]
    np.testing.assert_allclose(found.toarray(), np.reshape(expected, (groups, groups)), rtol=1e-12, atol=1e-15)
    assert len(found.indices) == np.count_nonzero(expected)


@pytest.mark.parametrize("bar", [1.0, 0.5])
def test_joined_groups(seats, bar):
    """Everybody alone at first: two are joined where each is about the best the other can find."""
    weight, strength, _ = grouped(seats)
    dense, n = weight.toarray(), len(seats)
    gain = np.where(dense > 0, dense - np.outer(strength, strength), 0)
    best = gain.max(axis=1, initial=0)
    pairs = nx.Graph((i, k) for i in range(n) for k in range(i) if gain[i, k] > 1e-12 and gain[i, k] >= bar * max(best[i], best[k]) - 1e-12)
    pairs.add_nodes_from(range(n))
    parts = sorted(map(sorted, nx.connected_components(pairs)))
    found = kernels.joined_groups(weight, strength, bar)
    assert found.tolist() == [next(number for number, part in enumerate(parts) if i in part) for i in range(n)]


def test_best_moves(seats):
    """What a move gains is what modularity gains when it is made, half of it: each pair counts twice."""
    weight, strength, label = grouped(seats)
    dense = weight.toarray()
    found, now = kernels.best_moves(weight, strength, label), modularity(dense, strength, label)
    np.testing.assert_allclose(found.own, (dense * (label[:, None] == label)).sum(axis=1), atol=1e-15)
    for i in range(0, len(seats), 1 + len(seats) // 15):
        gains = {}
        for group in {*label[dense[i] > 0].tolist()} - {int(label[i])}:
            then = label.copy()
            then[i] = group
            gains[group] = (modularity(dense, strength, then) - now) / 2
        best = max(gains.values(), default=0)
        top = [group for group, gain in gains.items() if gain > 1e-12 and gain >= best - 1e-12]
        if len(top) == 1:
            assert found.group[i] == top[0]
            assert found.gain[i] == pytest.approx(best, abs=1e-14)
        else:
            assert (found.group[i], found.gain[i]) == (label[i], 0)


# ---------------------------------------------------------------------- ties


@pytest.mark.parametrize("even", [True, False])
def test_projected(seats, even):
    weight = np.ones(seats.shape[1]) if even else np.random.default_rng(0).uniform(0.5, 2, seats.shape[1])
    found = kernels.projected(*rows(seats), seats.shape[1], weight)
    expected = (seats * weight) @ seats.T.astype(float)
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(found.toarray(), expected, rtol=1e-12)
    assert found.nnz == np.count_nonzero(expected)
    assert found.has_canonical_format


def test_components(seats):
    found = kernels.components(*rows(seats), seats.shape[1])
    where = {i: number for number, part in enumerate(nx.connected_components(graph(seats))) for i in part if i >= 0}
    assert len({(found[i], part) for i, part in where.items()}) == len({*found.tolist()}) == len({*where.values()})
    assert [*dict.fromkeys(found.tolist())] == [*range(len({*found.tolist()}))]


def test_ways(seats):
    some = np.random.default_rng(1).permutation(len(seats))[: (len(seats) + 1) // 2]
    found = kernels.ways(*rows(seats), seats.shape[1], some)
    two_mode = graph(seats)
    for source, way in zip(some.tolist(), found.tolist(), strict=True):
        reached = nx.single_source_shortest_path_length(two_mode, source)
        assert way == [reached[i] // 2 if i in reached else len(seats) for i in range(len(seats))]


def test_joined(seats):
    tied = np.triu(seats.astype(int) @ seats.T > 0, 1)
    rank = np.array([np.random.default_rng(seed).permutation(len(seats)) for seed in range(3)])
    found = kernels.joined(rank, *np.nonzero(tied))
    for order, count in zip(rank, found, strict=True):
        for last in range(0, len(seats), 1 + len(seats) // 10):
            assert count[last] == tied[np.ix_(order <= last, order <= last)].sum()


# ---------------------------------------------------------------------- compiled only: the plain way is where they are asked


@pytest.fixture(params=[name for name in TABLES if not name.startswith("nobody")])
def table_alone(request) -> np.ndarray:
    return TABLES[request.param][:150]


def test_nearness_without(table_alone):
    n, random = len(table_alone), np.random.default_rng(3)
    sources, gone = np.sort(random.permutation(n)[: max(1, n - 2)]), random.permutation(n)[:11]
    found = kernels.nearness_without(*rows(table_alone), table_alone.shape[1], sources, gone)
    for away, near in zip(gone.tolist(), found.tolist(), strict=True):
        left = graph(table_alone, {away})
        lengths = (nx.single_source_shortest_path_length(left, source) for source in sources.tolist() if source != away)
        assert near == pytest.approx(
            sum(2 / length for reached in lengths for node, length in reached.items() if node >= 0 and length), rel=1e-12
        )


@pytest.mark.parametrize("bits", [0, np.inf], ids=["by bits", "tie by tie"])
def test_triangle_weight(table_alone, bits, monkeypatch):
    monkeypatch.setattr(paths, "BIT_COSTS", bits)
    joint = table_alone.astype(int) @ table_alone.T
    np.fill_diagonal(joint, 0)
    sparse = csr_array(joint)
    assert kernels.triangle_weight(sparse.indptr, sparse.indices, sparse.data) == (joint @ joint)[joint > 0].sum()


def test_open_by_sharing(table_alone):
    members = [set(np.flatnonzero(column).tolist()) for column in table_alone.T]
    shared = {(i, k): np.flatnonzero(table_alone[i] & table_alone[k]).tolist() for i, k in combinations(range(len(table_alone)), 2)}
    once, first, second = kernels.open_by_sharing(*rows(table_alone), table_alone.shape[1])
    assert sorted(zip(first.tolist(), second.tolist(), strict=True)) == sorted((x[0], x[1]) for x in shared.values() if len(x) == 2)
    # One step inside the only joint project x, by way of j, and the other from j through any project but x.
    paths = sum(
        len(members[q] & {end}) * (j not in (i, k))
        for (i, k), joint in shared.items()
        if len(joint) == 1
        for end in (i, k)
        for j in members[joint[0]]
        if j not in (i, k)
        for q in np.flatnonzero(table_alone[j]).tolist()
        if q != joint[0]
    )
    assert once == 2 * paths


def test_hanging(table_alone):
    shared = [np.flatnonzero(one & other).tolist() for one, other in combinations(table_alone.T, 2)]
    alone, linked = kernels.hanging(*rows(table_alone), table_alone.shape[1])
    assert linked == sum(len(partners) > 0 for partners in shared)
    assert alone.tolist() == [shared.count([i]) for i in range(len(table_alone))]


# ---------------------------------------------------------------------- who waits for a compiler


@pytest.mark.parametrize(
    "job",
    [
        pytest.param("import reteanalysis.cli", id="the command line"),
        pytest.param("reteanalysis.example().measures", id="the example"),
        pytest.param(f"reteanalysis.load_study({str(TORINO)!r}, draws=0).report(2020, 'it').html()", id="the report on Torino"),
    ],
)
def test_a_small_study_never_waits_for_a_compiler(job):
    """Only the randomiser has no plain way: drawing lots compiles it, once, and nothing else does."""
    code = f"import sys, reteanalysis; {job}; print('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()[-1] == "False"


def test_nothing_depends_on_how_many_threads_work(monkeypatch):
    """To the last bit: what is shared out is decided by the data."""
    for size in ("TRIADS_PAY", "DISTANCES_PAY", "LOOP_PAYS"):
        for room in (structure, ties, leaving):
            if hasattr(room, size):
                monkeypatch.setattr(room, size, 0)
    monkeypatch.setattr(between, "STEPS_PAY", 0)
    monkeypatch.setattr(ties, "WAYS_PAY", 0)
    table = np.random.default_rng(4).random((700, 300)) < np.linspace(0.002, 0.05, 700)[:, None]
    seats, m, joint = rows(table), 300, csr_array(table.astype(int) @ table.T - np.diag(table.sum(axis=1)))
    orders = np.array([np.random.default_rng(k).permutation(700) for k in range(9)])
    found = []
    for count in (1, 5):
        monkeypatch.setattr(_compile, "threads", lambda count=count: count)
        monkeypatch.setattr(leaving, "threads", lambda count=count: count)
        monkeypatch.setattr(ties, "threads", lambda count=count: count)
        found.append(
            [
                kernels.betweenness(*seats, m, np.arange(700)),
                *kernels.distances(*seats, m)[1:],
                kernels.two_mode_nearness(*seats, m, np.arange(700)),
                *kernels.triads(joint.indptr, joint.indices, joint.data, np.arange(700) % 5),
                kernels.ways(*seats, m, np.arange(0, 700, 2)),
                kernels.removals(*seats, m, orders),
                kernels.nearness_without(*seats, m, np.arange(50), np.arange(9)),
                kernels.triangle_weight(joint.indptr, joint.indices, joint.data),
            ]
        )
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
