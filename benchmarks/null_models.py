"""1,000 tables drawn by lot with the sector table of each (N1), ours and a peer, in one run; and how fast the trades mix.

    python benchmarks/null_models.py S M

igraph rewires ties without keeping partners and projects apart, so it answers an easier question: what it takes is a lower bound. It is
scaled up from five draws. Times are processor seconds and by the clock; the first run compiles and is not counted.
"""

from __future__ import annotations

import sys
from time import perf_counter, process_time

import igraph
import numpy as np
from generator import SIZES, two_mode

from reteanalysis.evidence import lots


def measure(size: str, draws: int = 1_000) -> None:
    network = two_mode(*SIZES[size])
    lots.sector_meetings(network, 32)
    clock, processor = perf_counter(), process_time()
    lots.sector_meetings(network, draws)
    ours, spent = perf_counter() - clock, process_time() - processor
    row = np.repeat(np.arange(network.n), network.load)
    edges = np.column_stack([row, network.incidence.indices + network.n])
    graph = igraph.Graph(edges.tolist())
    sector = np.append(network.sector, np.full(network.m, len(network.sectors)))
    clock, some = perf_counter(), 5
    for _ in range(some):
        other = graph.copy()
        other.rewire(10 * network.seats)
        ends = np.array(other.get_edgelist())
        np.bincount(sector[ends[:, 0]] * (len(network.sectors) + 1) + sector[ends[:, 1]])
    peer = (perf_counter() - clock) * draws / some
    mixing = lots.mixing(network)
    begin, step = lots._rounds(network)
    traders = int((network.load > 0).sum()) // 2
    print(
        f"| {size} | {ours:.3f} | {spent:.3f} | {peer:.1f}* | {peer / ours:.0f} | {begin * traders:,} | {step * traders:,} | "
        f"{mixing.moved[step - 1] / mixing.plateau:.3f} | {mixing.plateau:.3f} |"
    )


if __name__ == "__main__":
    print(
        "| size | ours, s | processor, s | igraph, s | times | trades before the first draw | between two | moved after that many, of the plateau | plateau |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in sys.argv[1:] or ["S", "M"]:
        measure(name)
