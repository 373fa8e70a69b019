"""Measure reteanalysis against networkx, igraph, networkit and rustworkx, all in one run: what counts is the ratios.

    python benchmarks/run.py S M L          # measures, engine by engine
    python benchmarks/run.py growth         # how cost grows with size
    python benchmarks/run.py memory         # peak memory of each size, in a process of its own
    python benchmarks/run.py process        # whole processes, cold and warm
    python benchmarks/run.py catalogue:M    # every measure of one year, and the slowest

Every engine is handed its graph ready made; a number with * is scaled up from fewer steps or sources. Each measure is taken
in turn on every engine, several times, and the shortest time counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from generator import SIZES, two_mode
from scipy.sparse import triu

from reteanalysis import kernels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reteanalysis.network import Network

ROOT = Path(__file__).parents[1]
ENGINES = ("ours", "networkx", "igraph", "networkit", "rustworkx")
PATIENCE = 3.0  # seconds for each measure of each engine, after which it is not repeated
STEPS = 10  # of a removal curve, where an engine counts the parts anew at each step


class Job(NamedTuple):
    run: Callable[[], Any]
    times: float = 1.0  # what the time is multiplied by, where only a part is run


class Peers:
    """One network as each engine likes it, made when first asked for."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.n, self.size = network.n, network.n + network.m
        seat = network.incidence.tocoo()
        self.seats = np.stack([seat.row, seat.col + network.n], axis=1)
        upper = triu(network.newman, 1).tocoo()
        self.ties, self.weights = np.stack([upper.row, upper.col], axis=1), upper.data

    @cache  # noqa: B019
    def igraph(self, mode: str) -> Any:
        import igraph

        if mode == "seats":
            return igraph.Graph(self.size, self.seats, vertex_attrs={"type": [i >= self.n for i in range(self.size)]})
        return igraph.Graph(self.n, self.ties, edge_attrs={"weight": self.weights}, vertex_attrs={"sector": self.network.sector})

    @cache  # noqa: B019
    def networkit(self, mode: str) -> Any:
        import networkit

        size, pairs = (self.size, self.seats) if mode == "seats" else (self.n, self.ties)
        return networkit.GraphFromCoo((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), n=size, weighted=False, directed=False)

    @cache  # noqa: B019
    def rustworkx(self, mode: str) -> Any:
        import rustworkx

        size, pairs = (self.size, self.seats) if mode == "seats" else (self.n, self.ties)
        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(size))
        graph.add_edges_from([(a, b, 1) for a, b in pairs.tolist()])
        return graph

    @cache  # noqa: B019
    def networkx(self, mode: str) -> Any:
        return self.network.to_networkx("two-mode" if mode == "seats" else "partners")


def jobs(network: Network, size: str) -> dict[str, dict[str, Job]]:
    """Return who can answer each question, and how."""
    import networkit
    import networkx
    import rustworkx

    g = Peers(network)
    rows = network.incidence.indptr, network.incidence.indices, network.m
    ties, weak = network.newman, network.load.argsort()[::-1]
    large = size == "L"
    for engine in ENGINES[2:] if large else ENGINES[1:]:
        for mode in ("seats", "ties"):
            getattr(g, engine)(mode)  # ready made
    sources = np.random.default_rng(1).permutation(network.n)[: 256 if large else network.n]
    few = sources[: 20 if size == "M" else len(sources)].tolist()
    partners = network.partners
    pick = np.linspace(0, network.n - 1, STEPS).astype(int)

    def networkit_harmonic() -> None:
        if large:
            for source in sources.tolist():
                networkit.distance.BFS(g.networkit("ties"), source, storePaths=False).run()
        else:
            networkit.centrality.HarmonicCloseness(g.networkit("ties")).run()

    def igraph_curve() -> None:
        for out in pick:
            graph = g.igraph("seats").copy()
            graph.delete_vertices(weak[:out].tolist())
            max(graph.connected_components().sizes())

    def networkit_curve() -> None:
        for out in pick:
            graph = networkit.Graph(g.networkit("seats"))
            for partner in weak[:out].tolist():
                graph.removeNode(partner)
            networkit.components.ConnectedComponents(graph).run()

    def networkx_curve() -> None:
        for out in pick[:: STEPS // 2 - 1]:
            graph = networkx.Graph(g.networkx("seats"))
            graph.remove_nodes_from([partners[i] for i in weak[:out]])
            max(map(len, networkx.connected_components(graph)))

    found: dict[str, dict[str, Job]] = {
        "ties and their weights": {
            "ours": Job(lambda: network.variant().shared),
            "igraph": Job(lambda: g.igraph("seats").bipartite_projection(which=0, multiplicity=True)),
            "networkx": Job(lambda: networkx.bipartite.weighted_projected_graph(g.networkx("seats"), partners)),
        },
        "components": {
            "ours": Job(lambda: network.variant().components),
            "igraph": Job(lambda: g.igraph("seats").connected_components()),
            "networkit": Job(lambda: networkit.components.ConnectedComponents(g.networkit("seats")).run()),
            "rustworkx": Job(lambda: rustworkx.connected_components(g.rustworkx("seats"))),
            "networkx": Job(lambda: [*networkx.connected_components(g.networkx("seats"))]),
        },
        "cut partners, whom they cut off": {
            "ours": Job(lambda: kernels.cut_off(*rows)),
            "igraph": Job(lambda: g.igraph("seats").articulation_points()),
            "rustworkx": Job(lambda: rustworkx.articulation_points(g.rustworkx("seats"))),
            "networkx": Job(lambda: [*networkx.articulation_points(g.networkx("seats"))]),
        },
        "sector table": {
            "ours": Job(lambda: network.variant().sector_pairs),
            "igraph": Job(lambda: g.igraph("ties").assortativity_nominal("sector", directed=False)),
            "networkx": Job(lambda: networkx.attribute_mixing_dict(g.networkx("ties"), "sector")),
        },
        "constraint, effective size, four roles": {  # the peers: constraint alone
            "ours": Job(lambda: kernels.triads(ties.indptr, ties.indices, ties.data, network.sector)),
            "igraph": Job(lambda: g.igraph("ties").constraint(weights="weight")),
            "networkx": Job(lambda: networkx.constraint(g.networkx("ties"), weight="weight")),
        },
        "triangles": {  # ours: with constraint and roles, as above
            "ours": Job(lambda: kernels.triads(ties.indptr, ties.indices, ties.data, network.sector)),
            "igraph": Job(lambda: g.igraph("ties").transitivity_local_undirected()),
            "networkit": Job(lambda: networkit.centrality.LocalClusteringCoefficient(g.networkit("ties")).run()),
            "rustworkx": Job(lambda: rustworkx.transitivity(g.rustworkx("ties"))),
            "networkx": Job(lambda: networkx.triangles(g.networkx("ties"))),
        },
        "core numbers": {
            "ours": Job(lambda: kernels.core_numbers(ties.indptr, ties.indices)),
            "igraph": Job(lambda: g.igraph("ties").coreness()),
            "networkit": Job(lambda: networkit.centrality.CoreDecomposition(g.networkit("ties")).run()),
            "rustworkx": Job(lambda: rustworkx.core_number(g.rustworkx("ties"))),
            "networkx": Job(lambda: networkx.core_number(g.networkx("ties"))),
        },
        f"betweenness, {'256 sources' if large else 'all'}": {
            "ours": Job(lambda: kernels.betweenness(*rows, sources)),
            "igraph": Job(lambda: g.igraph("ties").betweenness(sources=sources.tolist())),
            "networkit": Job(lambda: networkit.centrality.Betweenness(g.networkit("ties")).run()),
            "rustworkx": Job(lambda: rustworkx.betweenness_centrality(g.rustworkx("ties"))),
            "networkx": Job(lambda: networkx.betweenness_centrality(g.networkx("ties"), k=len(few), seed=1), len(sources) / len(few)),
        },
        f"distances, {'256 sources' if large else 'all'}": {
            "ours": Job(lambda: kernels.distances(*rows, sources)),
            "igraph": Job(lambda: g.igraph("ties").harmonic_centrality(vertices=sources.tolist())),
            "networkit": Job(networkit_harmonic),
            "networkx": Job(
                lambda: [networkx.single_source_shortest_path_length(g.networkx("ties"), partners[i]) for i in few], len(sources) / len(few)
            ),
        },
        "removal curve": {
            "ours": Job(lambda: kernels.removal(*rows, weak)),
            "igraph": Job(igraph_curve, network.n / STEPS),
            "networkit": Job(networkit_curve, network.n / STEPS),
            "networkx": Job(networkx_curve, network.n / 3),
        },
    }
    if not large:
        found["distances, all"]["rustworkx"] = Job(lambda: rustworkx.distance_matrix(g.rustworkx("ties")))
    else:
        for engines in found.values():
            del engines["networkx"]  # minutes and gigabytes
        del (
            found["triangles"]["rustworkx"],
            found["betweenness, 256 sources"]["rustworkx"],
            found["betweenness, 256 sources"]["networkit"],
        )  # likewise
    return found


def timed(engines: Mapping[str, Job], rounds: int = 9, clock: Callable[[], float] = perf_counter) -> dict[str, float]:
    """Return the shortest time of each engine in seconds; taken in turn, so that what else the machine does hits all alike."""
    best: dict[str, float] = {}
    spent = dict.fromkeys(engines, 0.0)
    engines["ours"].run()  # compiles, or fetches what was compiled
    for _ in range(rounds):
        for name, job in engines.items():
            if spent[name] < PATIENCE:
                begun = clock()
                job.run()
                took = clock() - begun
                spent[name] += took
                best[name] = min(best.get(name, np.inf), took * job.times)
    return best


def compare(size: str) -> None:
    network = two_mode(*SIZES[size])
    print(
        f"\n## {size}: {network.n:,} partners x {network.m:,} projects, {network.seats:,} participations, {network.shared.nnz // 2:,} ties\n"
    )
    print(
        "| question | ours, ms | "
        + " | ".join(f"{engine}, ms (times ours)" for engine in ENGINES[1:])
        + " |\n|"
        + "---|" * (len(ENGINES) + 1)
    )
    against: dict[str, list[float]] = {"networkx": [], "the fastest": []}
    together: dict[str, list[tuple[float, float]]] = {engine: [] for engine in ENGINES[1:]}
    for question, engines in jobs(network, size).items():
        best = timed(engines)
        ours = best.pop("ours")
        cells = [
            f"{1e3 * best[e]:,.3g}{'*' if engines[e].times != 1 else ''} ({best[e] / ours:,.1f})" if e in best else "–" for e in ENGINES[1:]
        ]
        print(f"| {question} | {1e3 * ours:,.3g} | " + " | ".join(cells) + " |", flush=True)
        for engine, took in best.items():
            together[engine].append((took, ours))
        if "networkx" in best:
            against["networkx"].append(best["networkx"] / ours)
        if best:
            against["the fastest"].append(min(best.values()) / ours)
    sums = {engine: np.sum(taken, axis=0) for engine, taken in together.items() if taken}
    print(
        f"\nAll that it answers, one after the other, times ours: {', '.join(f'{e} {theirs / ours:.1f}' for e, (theirs, ours) in sums.items())}."
    )
    for whom, ratios in against.items():
        if ratios:
            print(f"\nAgainst {whom}: median {median(ratios):.1f} times, from {min(ratios):.1f} to {max(ratios):,.0f}.")


def growth() -> None:
    """Print how the cost of each measure grows, in networks of the shape of L from 1/32 of it to the whole, in processor time."""
    n, m, seats = SIZES["L"]
    taken: dict[str, list[float]] = {}
    sizes = [2**-step for step in range(5, -1, -1)]
    entries, ties = [], []
    for part in sizes:
        network = two_mode(int(n * part), int(m * part), int(seats * part))
        weights, rows = network.newman, (network.incidence.indptr, network.incidence.indices, network.m)
        entries.append(network.seats)
        ties.append(weights.nnz / 2)
        sources = np.random.default_rng(1).permutation(network.n)[:512]
        loops: dict[str, Callable[[], Any]] = {
            "ties and their weights": lambda network=network: network.variant().newman,
            "components": lambda network=network: network.variant().components,
            "cut partners": lambda rows=rows: kernels.cut_off(*rows),
            "sector table": lambda network=network: network.variant().sector_pairs,
            "constraint, effective size, four roles": lambda w=weights, network=network: kernels.triads(
                w.indptr, w.indices, w.data, network.sector
            ),
            "distances, 512 sources": lambda rows=rows, sources=sources: kernels.distances(*rows, sources),
            "removal curve": lambda rows=rows, network=network: kernels.removal(*rows, np.argsort(-network.load)),
        }
        for name, run in loops.items():
            taken.setdefault(name, []).append(timed({"ours": Job(run)}, 5, process_time)["ours"])
    print(
        f"\n## growth, from {entries[0]:,} to {entries[-1]:,} participations\n\n| question | smallest, ms of processor | largest, ms of processor | exponent |\n|---|---|---|---|"
    )
    for name, times in taken.items():
        print(f"| {name} | {1e3 * times[0]:.3g} | {1e3 * times[-1]:,.4g} | {np.polyfit(np.log(entries), np.log(times), 1)[0]:.2f} |")
    print(
        f"\nTies grow with exponent {np.polyfit(np.log(entries), np.log(ties), 1)[0]:.2f}: the largest bodies meet more than in proportion."
    )


def peak() -> float:
    """Return the most memory this process has held, in MB (Linux; `ru_maxrss` would remember the parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def memory(size: str) -> None:
    """Print the peak memory after each step, in this process."""
    network = two_mode(*SIZES[size])
    line = [f"{size}: network {peak():,.0f} MB"]
    kernels.distances(network.incidence.indptr, network.incidence.indices, network.m, np.arange(0, network.n, max(1, network.n // 1024)))
    line.append(f"distances {peak():,.0f}")
    network.triads  # noqa: B018
    line.append(f"ties, constraint and roles {peak():,.0f}")
    print(", ".join(line))


KERNELS = """
import sys; sys.path.insert(0, "benchmarks")
from generator import SIZES, two_mode
from reteanalysis import kernels
network = two_mode(*SIZES["M"]); rows = network.incidence.indptr, network.incidence.indices, network.m
network.triads, kernels.distances(*rows), kernels.cut_off(*rows), kernels.removal(*rows, range(network.n))
"""


def process() -> None:
    """Print what a person waits for: whole processes, the first time with nothing compiled."""
    wanted = {
        "nothing": ["-c", "pass"],
        "import reteanalysis": ["-c", "import reteanalysis"],
        "report data/torino, the main job": [
            "-c",
            "from reteanalysis.cli import main; main()",
            "report",
            "data/torino",
            "--out",
            "{folder}/reports",
        ],
        "all kernels on M": ["-c", KERNELS],
    }
    print("\n## whole processes\n\n| process | cold, s | warm, s |\n|---|---|---|")
    for name, arguments in wanted.items():
        with tempfile.TemporaryDirectory() as folder:
            taken = []
            for _ in range(4):
                begun = perf_counter()
                subprocess.run(
                    [sys.executable, *(word.replace("{folder}", folder) for word in arguments)],
                    check=True,
                    cwd=ROOT,
                    env={**os.environ, "NUMBA_CACHE_DIR": folder},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                taken.append(perf_counter() - begun)
        print(f"| {name} | {taken[0]:.2f} | {min(taken[1:]):.2f} |", flush=True)


def catalogue(size: str) -> None:
    """Print what every measure of one year takes by the clock, each on what those before it have already derived."""
    from reteanalysis.metrics import METRICS

    measured = [metric for metric in METRICS if metric.years == 1]
    for _ in range(2 if size == "L" else 4):  # the first time compiles, or fetches what was compiled
        network = two_mode(*SIZES[size])
        taken, spent = {}, process_time()
        for metric in measured:
            begun = perf_counter()
            metric(network)
            taken[metric.name] = perf_counter() - begun
        spent = process_time() - spent
        whole = sum(taken.values())
        print(f"{size}: {len(taken)} measures in {whole:.2f} s by the clock, {spent:.2f} s of processor, peak {peak():,.0f} MB", flush=True)
    slowest = sorted(taken, key=lambda name: -taken[name])[:8]
    print(f"\nThe last time: {', '.join(f'{name} {taken[name]:.3g} s' for name in slowest)}\n")


def main(arguments: list[str]) -> None:
    for argument in arguments or ["S", "M"]:
        if argument in SIZES:
            compare(argument)
        elif argument == "growth":
            growth()
        elif argument == "process":
            process()
        elif argument == "memory":
            print("\n## peak memory\n", flush=True)
            for size in SIZES:
                subprocess.run([sys.executable, __file__, f"memory:{size}"], check=True)
        elif argument.startswith("memory:"):
            memory(argument.removeprefix("memory:"))
        elif argument.startswith("catalogue:"):
            catalogue(argument.removeprefix("catalogue:"))
        else:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
