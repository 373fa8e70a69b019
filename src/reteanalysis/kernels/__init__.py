"""Loops over plain arrays that large networks need compiled; knows arrays and nothing else.

Every function takes the rows of a sparse array (`indptr`, `indices`, without repetitions) and answers for any size. A small
network is answered by numpy and scipy, or by the loop as it stands: it never waits for a compiler. For a large one the loop is
compiled by numba, which is imported only then, and what was compiled is kept for the next process.
"""

from reteanalysis.kernels.between import betweenness
from reteanalysis.kernels.lots import curveball, meetings
from reteanalysis.kernels.paths import nearness_without, open_by_sharing, triangle_weight
from reteanalysis.kernels.structure import (
    BOUNDARY,
    COORDINATOR,
    ITINERANT,
    LIAISON,
    Reach,
    Removal,
    Triads,
    cut_off,
    distances,
    pairs_without_each,
    removal,
    triads,
)
from reteanalysis.kernels.ties import components, joined, projected, ways

__all__ = [
    "BOUNDARY",
    "COORDINATOR",
    "ITINERANT",
    "LIAISON",
    "Reach",
    "Removal",
    "Triads",
    "betweenness",
    "components",
    "curveball",
    "cut_off",
    "distances",
    "joined",
    "meetings",
    "nearness_without",
    "open_by_sharing",
    "pairs_without_each",
    "projected",
    "removal",
    "triads",
    "triangle_weight",
    "ways",
]
