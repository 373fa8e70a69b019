"""Two-mode networks as partnerships are: a few bodies everywhere, most in one project, teams of very different size, areas of work."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csr_array

from reteanalysis.network import Network

# Partners, projects, participations: a city, a large region, a continent's research programme or a national register.
SIZES = {"S": (150, 80, 600), "M": (5_000, 4_000, 33_000), "L": (100_000, 60_000, 690_000)}
SECTORS = {"public": 0.10, "health": 0.05, "university": 0.05, "cooperative": 0.28, "association": 0.40, "enterprise": 0.12}
SPHERES = ("public", "public", "public", "nonprofit", "nonprofit", "business")
PULL = np.array([4.0, 3.0, 3.0, 1.2, 0.7, 0.8])  # public bodies sit at more tables
AREAS, AT_HOME = 12, 0.7  # of the seats, how many go to partners of the project's own area


def two_mode(partners: int, projects: int, seats: int, seed: int = 1) -> Network:
    """Return a network of exactly so many partners, projects and seats: nobody idle, no project empty."""
    random = np.random.default_rng(seed)
    sector = random.choice(len(SECTORS), partners, p=list(SECTORS.values()))
    area = np.sort(random.integers(AREAS, size=partners))
    where = random.choice(area, projects)
    pull = np.cumsum((random.pareto(1.4, partners) + 0.2) * PULL[sector])
    width = np.cumsum(random.lognormal(0, 0.8, projects))
    first = np.searchsorted(area, np.arange(AREAS))
    low, high = np.append(0, pull)[first], np.append(pull[first[1:] - 1], pull[-1])

    def somewhere(count: int) -> np.ndarray:
        return np.searchsorted(width, random.random(count) * width[-1])

    def somebody(project: np.ndarray) -> np.ndarray:
        home, place, draw = random.random(len(project)) < AT_HOME, where[project], random.random(len(project))
        return np.searchsorted(pull, np.where(home, low[place] + draw * (high[place] - low[place]), draw * pull[-1]))

    every = np.arange(projects)
    seat = np.unique(np.append(np.arange(partners) * projects + somewhere(partners), somebody(every) * projects + every))
    if len(seat) > seats:
        raise ValueError(f"{seats} seats are too few for {partners} partners and {projects} projects")
    while len(seat) < seats:
        project = somewhere(seats)
        new = np.setdiff1d(somebody(project) * projects + project, seat)
        seat = np.append(seat, random.permutation(new)[: seats - len(seat)])
    return Network(
        year=2020,
        partners=tuple(f"p{i}" for i in range(partners)),
        projects=tuple(f"t{j}" for j in range(projects)),
        incidence=csr_array(coo_array((np.ones(seats, np.int64), np.divmod(np.sort(seat), projects)), shape=(partners, projects))),
        sector=sector.astype(np.intp),
        sectors=tuple(SECTORS),
        spheres=SPHERES,
    )
