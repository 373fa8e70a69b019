"""Needs and answers, on one network drawn by hand.

    partners      a (owner)   b   c   d   e (no project)
    projects      p: a b      food, district 1
                  q: b        food, district 1
                  r: a c      home, district 2
                  s: d        work, district unknown

    needs              district 1    district 2    district 3
            food       60  p q       30  –         10  –
            home       20  –         40  r         0   –
            work                                   40  –

Answered: food 1 by two projects and two bodies (b twice), home 2 by one project and two bodies.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from strategies import drawn, objects

from reteanalysis.network import Needs, Network

if TYPE_CHECKING:
    from collections.abc import Sequence


CELLS = [("food", "1", 60), ("food", "2", 30), ("food", "3", 10), ("home", "1", 20), ("home", "2", 40), ("home", "3", 0), ("work", "3", 40)]
PROJECTS = {"p": ("food", "1"), "q": ("food", "1"), "r": ("home", "2"), "s": ("work", None)}


def needing(network: Network, cells: Sequence[tuple[Any, Any, float]], projects: dict[str, tuple[Any, Any]]) -> Network:
    """Return the network with these needs (area, district, weight), answered by projects at work there."""
    about = [projects[name] for name in network.projects]
    served = [[int(a in (None, about_[0]) and d in (None, about_[1])) for a, d, _ in cells] for about_ in about]
    return replace(
        network,
        project_data={"area": objects([a for a, _ in about]), "district": objects([d for _, d in about])},
        needs=Needs(
            area=objects([a for a, _, _ in cells]),
            target=objects([None] * len(cells)),
            district=objects([d for _, d, _ in cells]),
            weight=np.array([w for _, _, w in cells], float),
            served=csr_array(np.array(served, np.int64).reshape(len(about), len(cells))),
        ),
    )


PLAIN = drawn({"p": "ab", "q": "b", "r": "ac", "s": "d"}, {"public": "a", "cooperative": "bc", "association": "de"}, idle="e", owner="a")
DRAWING = needing(PLAIN, CELLS, PROJECTS)
UNANSWERED = needing(PLAIN, [("sport", "1", 5), ("sport", "2", 5)], PROJECTS)
NOBODY = needing(drawn({}), CELLS, {})


def named(network: Network, positions: Sequence[int]) -> str:
    return "".join(network.partners[i] for i in positions)
