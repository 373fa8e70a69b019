"""Loops over plain arrays that large networks need compiled; knows arrays and nothing else.

Every function takes the rows of a sparse array (`indptr`, `indices`, without repetitions) and answers for any size. A small
network is answered by numpy and scipy, or by the loop as it stands: it never waits for a compiler. For a large one the loop is
compiled by numba, which is imported only then, and what was compiled is kept for the next process.
"""

from reteanalysis.kernels._compile import compiler_awake
from reteanalysis.kernels.between import betweenness
from reteanalysis.kernels.groups import EVEN_GAINS, best_moves, between_groups, gains_of_moves, joined_groups
from reteanalysis.kernels.leaving import Removal, bridge_ends, core_numbers, cut_off, pairs_without_each, removal, removals
from reteanalysis.kernels.lots import curveball, meetings
from reteanalysis.kernels.paths import hanging, nearness_without, open_by_sharing, triangle_weight
from reteanalysis.kernels.structure import (
    BOUNDARY,
    COORDINATOR,
    ITINERANT,
    LIAISON,
    Reach,
    Triads,
    distances,
    triads,
    two_mode_nearness,
)
from reteanalysis.kernels.ties import components, joined, projected, ways

__all__ = [
    "BOUNDARY",
    "COORDINATOR",
    "EVEN_GAINS",
    "ITINERANT",
    "LIAISON",
    "Reach",
    "Removal",
    "Triads",
    "best_moves",
    "between_groups",
    "betweenness",
    "bridge_ends",
    "compiler_awake",
    "components",
    "core_numbers",
    "curveball",
    "cut_off",
    "distances",
    "gains_of_moves",
    "hanging",
    "joined",
    "joined_groups",
    "meetings",
    "nearness_without",
    "open_by_sharing",
    "pairs_without_each",
    "projected",
    "removal",
    "removals",
    "triads",
    "triangle_weight",
    "two_mode_nearness",
    "ways",
]
