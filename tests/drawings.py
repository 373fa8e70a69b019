"""One network drawn by hand, some others known from the literature, and random ones, for whoever measures shape.

      q
     / \\
    a   b
     \\ /
      p ── c ── r ── d ── s ── e          g ── t ── h ── u
                          └─── f

Letters a to h are partners, p to u projects. Ties: ab, ac, bc, cd, de, df, ef, gh. Sectors: a, d public; b, c, e, g
cooperatives; f an association; h not known.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.network import Network

SECTORS = {"public": "ad", "cooperative": "bceg", "association": "f", "enterprise": ""}
DRAWING = drawn({"p": "abc", "q": "ab", "r": "cd", "s": "def", "t": "gh", "u": "h"}, SECTORS)
NOBODY = drawn({}, SECTORS)
ALONE = drawn({"p": "a"}, SECTORS)
IDLE = drawn({}, SECTORS, idle="abc")
REGISTER = drawn({"p": "ab", "q": "a"}, SECTORS, idle="cd")
STAR = drawn({"p": "ab", "q": "ac", "r": "ad", "s": "ae"}, {"public": "a", "cooperative": "bcde"})
TABLE = drawn({"p": "abcd"})

WOMEN = Network.from_networkx(nx.davis_southern_women_graph())
FLORENCE = Network.from_networkx(nx.florentine_families_graph())
KARATE = Network.from_networkx(nx.Graph(nx.karate_club_graph().edges), year=1)


def at(network: Network, *partners: str) -> list[int]:
    return [network.index(partner) for partner in partners]


def turned(network: Network) -> Network:
    """Return the two-mode network with partners and projects changing places."""
    return Network(1, network.projects, network.partners, csr_array(network.incidence.T), np.full(network.m, -1), ())


def city(seed: int, most: int = 14, least: int = 6) -> Network:
    """Return a random network with busy and idle partners, large and small tables, and parts apart."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(least, most)), int(random.integers(4, 12))
    seats = random.random((n, m)) < np.clip(random.pareto(1.5, n)[:, None] * random.pareto(2, m), 0.08, 0.8)
    return Network(seed, tuple(f"p{i}" for i in range(n)), tuple(f"t{j}" for j in range(m)), csr_array(seats.astype(np.int64)), np.full(n, -1), (), members="register")  # fmt: skip
