"""1,000 tables drawn by lot with the sector table of each (N1), ours and two peers as well mixed, in one run.

    python benchmarks/null_models.py S M

Draws of a chain follow one another: how many seats of a draw stand where the draw before had them says how far apart two draws are. A peer
makes as many switches between two draws as it needs to forget as much as ours do. igraph and networkit switch ties without keeping
partners and projects apart, so they answer an easier question: what they take is a lower bound. They are scaled up from a few draws.
The first run compiles and is not counted. Ratios are of processor seconds; ours share out over the cores, the peers do not.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import igraph
import networkit
import numpy as np
from generator import SIZES, two_mode

from reteanalysis.evidence import lots
from reteanalysis.kernels.lots import CHAINS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from reteanalysis.network import Network

SOME = 6  # draws of a peer
TRIALS = (0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12)  # switches tried, in units of the seats


def kept(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the share of the seats, as sorted keys, that two tables have in common."""
    return float(np.isin(one, other).mean())


def keys(ends: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.sort(np.sort(ends, axis=1) @ np.array([size, 1]))


def switched(
    start: Callable[[], object],
    switch: Callable[[object, float], object],
    ends: Callable[[object], NDArray[np.int64]],
    network: Network,
    wanted: float,
) -> tuple[float, float, float]:
    """Return seconds of processor for each draw and its sector table, the switches for each seat, and the share kept from the draw before."""
    size = network.n + network.m
    sector = np.append(network.sector, np.full(network.m, len(network.sectors)))
    clock, share = 0.0, 1.0
    for trials in TRIALS:
        graph, found, clock = start(), [], 0.0
        for k in range(SOME):
            began = process_time()
            graph = switch(graph, trials)
            at = ends(graph)
            np.bincount(sector[at[:, 0]] * (len(network.sectors) + 1) + sector[at[:, 1]])
            clock += (process_time() - began) * (k > 0)
            found.append(keys(at, size))
        share = float(np.mean([kept(one, other) for one, other in pairwise(found[1:])]))
        if share <= wanted:
            break
    return clock / (SOME - 1), trials, share


def measure(size: str, draws: int = 1_000) -> None:
    network = two_mode(*SIZES[size])
    lots.sector_meetings(network, 32)
    clock, processor = perf_counter(), process_time()
    found = lots.sector_meetings(network, draws)
    ours, spent = perf_counter() - clock, process_time() - processor
    row = np.repeat(np.arange(network.n), network.load)
    tables = [np.sort(row * network.m + other.incidence.indices) for other in lots.draws(network, CHAINS * 3, keep_leads=False)]
    wanted = float(np.mean([kept(one, other) for one, other in zip(tables[CHAINS:], tables[2 * CHAINS :], strict=False)]))
    far = float(np.mean([kept(tables[k], tables[-1 - k]) for k in range(CHAINS // 2)]))
    cross = found.sum(axis=(1, 2)) - np.trace(found, axis1=1, axis2=2)
    steps = cross[: draws // CHAINS * CHAINS].reshape(-1, CHAINS) - cross.mean()
    again = float((steps[1:] * steps[:-1]).mean() / steps.var())

    ends = np.column_stack([row, network.incidence.indices + network.n])

    def rewired(graph: igraph.Graph, trials: float) -> igraph.Graph:
        other = graph.copy()
        other.rewire(int(trials * network.seats))
        return other

    def begun() -> networkit.Graph:
        graph = networkit.Graph(network.n + network.m)
        for u, v in ends.tolist():
            graph.addEdge(u, v)
        return graph

    def swapped(graph: networkit.Graph, trials: float) -> networkit.Graph:
        shuffle = networkit.randomization.EdgeSwitching(graph, trials, False)
        shuffle.run()
        return shuffle.getGraph()

    peers = {
        "igraph": switched(lambda: igraph.Graph(ends.tolist()), rewired, lambda g: np.array(g.get_edgelist()), network, wanted),
        "networkit": switched(begun, swapped, lambda g: np.array(list(g.iterEdges())), network, wanted),
    }
    begin, step = lots._rounds(network)
    traders = int((network.load > 0).sum()) // 2
    print(
        f"| {size} | {ours:.3f} | {spent:.3f} | "
        + " | ".join(f"{each * draws:.1f}* ({each * draws / spent:.0f}; {trials:g}, {share:.2f})" for each, trials, share in peers.values())
        + f" | {begin * traders:,} | {step * traders:,} | {wanted:.3f} | {far:.3f} | {again:.2f} |"
    )


if __name__ == "__main__":
    heads = (
        "size", "ours by the clock, s", "ours, processor s", "igraph, processor s (times ours; switches a seat, seats kept)", "networkit, processor s (the same)", "trades before the first draw",
        "between two", "seats kept from a draw to the next", "between draws far apart", "autocorrelation of the meetings across sectors",
    )  # fmt: skip
    print(f"| {' | '.join(heads)} |")
    print("|" + "---|" * len(heads))
    for name in sys.argv[1:] or ["S", "M"]:
        measure(name)
