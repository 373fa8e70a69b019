"""Measure lots, tails of pairs and corrections against the package of their authors and scipy, all in one run.

    python benchmarks/validation.py S M

Rows that need `bicm` are left out where it is not installed: it is no dependency (docs/decisions/0006). Engines take turns and the
shortest of some times counts; what they found is compared too.
"""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from generator import SIZES, two_mode
from scipy.sparse import csr_array
from scipy.stats import hypergeom

from reteanalysis.evidence.contributions import weighted_twin
from reteanalysis.evidence.maximum_entropy import maximum_entropy
from reteanalysis.evidence.validation import entropy_pairs, hypergeometric_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 10.0  # seconds for each side, after which it is not repeated


def shortest(sides: list[Callable[[], Any]], rounds: int = 7) -> tuple[list[float], list[Any]]:
    best, spent = [np.inf] * len(sides), [0.0] * len(sides)
    found = [side() for side in sides]  # compiles, where there is something to compile
    for _ in range(rounds):
        for at, side in enumerate(sides):
            if spent[at] < PATIENCE:
                begun = perf_counter()
                found[at] = side()
                took = perf_counter() - begun
                best[at], spent[at] = min(best[at], took), spent[at] + took
    return best, found


def row(question: str, peer: str, ours: Callable[[], Any], theirs: Callable[[], Any], agree: Callable[[Any, Any], str]) -> None:
    try:
        times, (one, other) = shortest([ours, theirs])
    except np.linalg.LinAlgError as error:
        print(f"| {question} | {1e3 * shortest([ours], 3)[0][0]:,.3g} | {peer}: {type(error).__name__} | – | – |", flush=True)
        return
    print(
        f"| {question} | {1e3 * times[0]:,.3g} | {peer}: {1e3 * times[1]:,.4g} | {times[1] / times[0]:,.1f} | {agree(one, other)} |",
        flush=True,
    )


def apart(one: Any, other: Any) -> str:
    return f"{np.max(np.abs(np.asarray(one) - np.asarray(other))):.1e}"


def compare(size: str) -> None:
    network = two_mode(*SIZES[size])
    tests = hypergeometric_pairs(network)  # also makes what both sides start from
    load = network.load
    print(f"\n## {size}: {network.n:,} partners x {network.m:,} projects, {len(tests.p):,} pairs of {tests.pairs:,} share something\n")
    print("| question | ours, ms | peer, ms | times ours | apart at most |\n|---|---|---|---|---|")

    def scipy_hypergeometric() -> Any:
        triples, where = np.unique(np.stack([tests.shared, load[tests.one], load[tests.other]]), axis=1, return_inverse=True)
        return hypergeom.sf(triples[0] - 1, network.m, triples[1], triples[2])[where]

    row("hypergeometric p of all pairs", "scipy", lambda: hypergeometric_pairs(network).p, scipy_hypergeometric, apart)

    try:
        from bicm import BipartiteGraph
    except ImportError:
        print("\n(bicm is not installed)")
        return
    dense = network.incidence.toarray()
    law = "poibin" if size == "S" else "poisson"  # exact tails at M: not done in ten minutes

    def solved() -> Any:
        graph = BipartiteGraph(biadjacency=dense)
        graph.solve_tool(tol=1e-9, verbose=False)
        return graph

    def tails() -> Any:
        graph = solved()
        # Two processes: with one, and without a bar, version 3.4.0 goes through none of the pairs for exact tails.
        graph.compute_projection(rows=True, approx_method=law, threads_num=2, progress_bar=False)
        return graph

    def quiet(run: Callable[[], Any]) -> Callable[[], Any]:
        def silent() -> Any:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return run()

        return silent

    row(
        "probabilities of seats",
        "bicm",
        lambda: maximum_entropy(network),
        quiet(solved),
        lambda one, graph: apart(one.probabilities, graph.get_bicm_matrix()),
    )
    row(
        "probabilities, and exact tails of all pairs",
        f"bicm, {law}",
        lambda: entropy_pairs(network),
        quiet(tails),
        lambda one, graph: apart(one.p, graph.get_projected_pvals_mat("rows")[one.one, one.other]),
    )
    if size != "M":  # minutes, for both
        random = np.random.default_rng(1)
        euros = np.ceil(random.lognormal(8, 1.5, network.seats))
        money = csr_array((euros, network.incidence.indices, network.incidence.indptr), shape=dense.shape)

        def weighted() -> Any:
            graph = BipartiteGraph(biadjacency=money.toarray())
            graph.set_to_continuous()
            graph.solve_tool(verbose=False)
            graph.compute_weighted_pvals_mat()
            return graph.get_weighted_pvals_mat()

        row(
            "contributions: p of every cell",
            "bicm",
            lambda: weighted_twin(money),
            quiet(weighted),
            lambda one, other: apart(one.p, other[one.row, one.column]),
        )


if __name__ == "__main__":
    for asked in sys.argv[1:] or ["S", "M"]:
        compare(asked)
