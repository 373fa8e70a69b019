"""1,000 tables drawn by lot with the sector table of each (N1), ours and two peers as well mixed, in one run.

    python benchmarks/null_models.py S M

Draws of a chain follow one another: how many seats of a draw stand where the draw before had them says how far apart two draws are. A peer
is asked twice: with as many switches between two draws as it needs to forget as much as ours do, and with the ten a tie it makes by
default. igraph and networkit switch arcs from partners to projects, so that both modes stay apart; the table they are asked for, partners
of each sector at projects, is less than ours, which counts meetings. They are scaled up from a few draws. The first run compiles and is
not counted; of ours the fastest of three counts, of a peer the median draw. The ratio by the clock is what a user with these cores waits
for (ours share out over them, the peers do not); the ratio of processor seconds leaves the cores out.
"""

from __future__ import annotations

import sys
from itertools import pairwise
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, NamedTuple

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

SOME, DEFAULT = 6, 10  # draws of a peer, and the switches a tie that both make unless they are told otherwise
TRIALS = (0.5, 0.75, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4, 6, 8, 12)  # switches tried, in units of the seats


def kept(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the share of the seats, as sorted keys, that two tables have in common."""
    return float(np.isin(one, other).mean())


def keys(ends: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    return np.sort(ends @ np.array([size, 1]))


class Peer(NamedTuple):
    start: Callable[[], Any]
    switch: Callable[[Any, float], Any]
    ends: Callable[[Any], NDArray[np.int64]]  # of each arc


class Taken(NamedTuple):
    clock: float  # seconds for a draw and its sector table
    processor: float
    switches: float  # tried for each seat
    kept: float  # share of the seats kept from the draw before


def drawn(peer: Peer, network: Network, switches: float) -> Taken:
    size = network.n + network.m
    sector = np.append(network.sector, np.full(network.m, len(network.sectors)))
    graph, tables, taken = peer.start(), [], []
    for _ in range(SOME):
        began = perf_counter(), process_time()
        graph = peer.switch(graph, switches)
        at = peer.ends(graph)
        np.bincount(sector[at[:, 0]] * (len(network.sectors) + 1) + sector[at[:, 1]])
        taken.append((perf_counter() - began[0], process_time() - began[1]))
        tables.append(keys(at, size))
    share = float(np.mean([kept(one, other) for one, other in pairwise(tables[1:])]))
    return Taken(*np.median(taken[1:], axis=0).tolist(), switches, share)


def as_well_mixed(peer: Peer, network: Network, wanted: float) -> Taken:
    for switches in TRIALS:
        found = drawn(peer, network, switches)
        if found.kept <= wanted:
            break
    return found


def measure(size: str, draws: int = 1_000) -> None:
    network = two_mode(*SIZES[size])
    lots.sector_meetings(network, 32)
    runs = []
    for _ in range(3):
        began = perf_counter(), process_time()
        found = lots.sector_meetings(network, draws)
        runs.append((perf_counter() - began[0], process_time() - began[1]))
    ours, spent = min(runs)
    row = np.repeat(np.arange(network.n), network.load)
    tables = [np.sort(row * network.m + other.incidence.indices) for other in lots.draws(network, CHAINS * 3, keep_leads=False)]
    wanted = float(np.mean([kept(one, other) for one, other in zip(tables[CHAINS:], tables[2 * CHAINS :], strict=False)]))
    far = float(np.mean([kept(tables[k], tables[-1 - k]) for k in range(CHAINS // 2)]))
    cross = found.sum(axis=(1, 2)) - np.trace(found, axis1=1, axis2=2)
    steps = cross[: draws // CHAINS * CHAINS].reshape(-1, CHAINS) - cross.mean()
    again = float((steps[1:] * steps[:-1]).mean() / steps.var())

    ends = np.column_stack([row, network.incidence.indices + network.n])

    def rewired(graph: igraph.Graph, switches: float) -> igraph.Graph:
        other = graph.copy()
        other.rewire(int(switches * network.seats))
        return other

    def begun() -> networkit.Graph:
        graph = networkit.Graph(network.n + network.m, directed=True)
        for u, v in ends.tolist():
            graph.addEdge(u, v)
        return graph

    def swapped(graph: networkit.Graph, switches: float) -> networkit.Graph:
        shuffle = networkit.randomization.EdgeSwitching(graph, switches, False)
        shuffle.run()
        return shuffle.getGraph()

    peers = (
        Peer(lambda: igraph.Graph(ends.tolist(), directed=True), rewired, lambda g: np.array(g.get_edgelist())),
        Peer(begun, swapped, lambda g: np.array(list(g.iterEdges()))),
    )
    asked = [*(as_well_mixed(peer, network, wanted) for peer in peers), *(drawn(peer, network, DEFAULT) for peer in peers)]
    together, step = lots._company(network)
    traders = int((network.load > 0).sum())
    print(
        f"| {size} | {ours:.3f} | {spent:.3f} | "
        + " | ".join(
            f"{it.clock * draws:.1f}* ({it.clock * draws / ours:.0f}; {it.processor * draws / spent:.0f}; {it.switches:g}, {it.kept:.2f})"
            for it in asked
        )
        + f" | {together} | {lots.BURN_IN * step} | {step} | {step * traders / together:,.0f} | {wanted:.3f} | {far:.3f} | {again:.2f} |"
    )


if __name__ == "__main__":
    heads = (
        "size", "ours by the clock, s", "ours, processor s",
        "igraph as well mixed, s by the clock (times ours by the clock; of the processor; switches a seat, seats kept)", "networkit as well mixed",
        "igraph as it comes", "networkit as it comes",
        "partners who meet in a trade", "rounds before the first draw", "between two", "trades between two, about",
        "seats kept from a draw to the next", "between draws far apart", "autocorrelation of the meetings across sectors",
    )  # fmt: skip
    print(f"| {' | '.join(heads)} |")
    print("|" + "---|" * len(heads))
    for name in sys.argv[1:] or ["S", "M"]:
        measure(name)
