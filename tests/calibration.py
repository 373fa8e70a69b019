"""Whether the engines of evidence do what they claim (metrics specification, C.9), each asked with as many draws as there is time for.

The tests ask with few of them, `benchmarks/acceptance.py` with as many as the specification names.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import chi2
from strategies import drawn

from reteanalysis.evidence import lots
from reteanalysis.evidence.chance import compare
from reteanalysis.evidence.copies import measured, of_years
from reteanalysis.evidence.maximum_entropy import maximum_entropy
from reteanalysis.evidence.p_values import p_value
from reteanalysis.evidence.shuffles import shuffled_years
from reteanalysis.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reteanalysis.metrics import Metric

LEVEL = 0.05

ALL_TWOS = drawn({"p": "ab", "q": "ab", "r": "cd", "s": "cd"}, seat_data={})  # R13: 90 matrices (OEIS A001499)

# Twelve bodies of a register: who has no project stays.
WHOLE = drawn({str(j): "abcdefghijkl" for j in range(20)}, members="register", seat_data={})


def whole(numbers: int) -> Iterable[int]:
    return range(numbers)


def year_of_teams(seed: int, year: int, projects: int = 24, areas: str = "", **fields: object) -> Network:
    """Return a year of teams of two to four of twelve partners, in three sectors."""
    random = np.random.default_rng(seed)
    teams = {f"{year}-{j}": "".join(random.choice([*"abcdefghijkl"], random.integers(2, 5), replace=False)) for j in range(projects)}
    if areas:
        fields["project_data"] = {"area": np.array(random.choice([*areas], projects).tolist(), object)}
    sectors = {"public": "abcd", "cooperative": "efgh", "association": "ijkl"}
    return replace(drawn(teams, sectors, **fields), year=year)


def scattered() -> Network:
    """Return forty partners and twenty-five projects of very different presence, in three sectors."""
    random = np.random.default_rng(11)
    table = random.random((40, 1)) * random.random((1, 25)) * 1.4 > random.random((40, 25))
    return Network(
        2019,
        tuple(f"p{i}" for i in range(40)),
        tuple(f"t{j}" for j in range(25)),
        csr_array(table.astype(np.int64)),
        random.integers(0, 3, 40).astype(np.intp),
        ("public", "cooperative", "association"),
    )


# ---------------------------------------------------------------------- N1


def table(network: Network) -> bytes:
    return network.incidence.toarray().astype(np.uint8).tobytes()


def as_often(seen: Counter[bytes], every: int) -> float:
    """Return the p of chi-square that `every` table there is was drawn as often."""
    mean = seen.total() / every
    off = sum((count - mean) ** 2 / mean for count in seen.values()) + (every - len(seen)) * mean
    return float(chi2.sf(off, every - 1))


def uniformity(draws: int, seed: int = 3) -> tuple[int, float]:
    """Return how many of the 90 matrices with margins 2 were drawn, and the p of chi-square that they are drawn as often."""
    seen = Counter(table(other) for other in lots.draws(ALL_TWOS, draws, seed=seed))
    return len(seen), as_often(seen, 90)


def false_alarms_of_lots(
    metrics: Iterable[Metric], network: Network, networks: int, draws: int, *, along: Callable[[int], Iterable[int]] = whole
) -> dict[str, float]:
    """Return, for each measure, the share of networks drawn by lot that lots drawn from them call unlikely at 5%."""
    metrics = list(metrics)
    told: Counter[str] = Counter()
    nulls = list(lots.draws(network, networks, seed=11))
    for number in along(networks):
        values = measured(metrics, lots.draws(nulls[number], draws, seed=number))
        told.update(one.name for one in metrics if compare(float(one(nulls[number])), values[one.name], one.bounds).p <= LEVEL)
    return {one.name: told[one.name] / networks for one in metrics}


# ---------------------------------------------------------------------- N2


def margins_apart(network: Network) -> float:
    """Return by how much a margin of the probabilities is off the network's at most."""
    lots = maximum_entropy(network)
    rows = np.zeros(network.n)
    columns = np.zeros(network.m)
    for start in range(0, network.n, 256):  # never all of a large table at once
        i = np.arange(start, min(start + 256, network.n))
        p = lots.probability(i[:, None], np.arange(network.m)[None])
        rows[i] = p.sum(axis=1)
        columns += p.sum(axis=0)
    return float(max(np.abs(rows - network.load).max(initial=0), np.abs(columns - network.team_size).max(initial=0)))


def kappa_of_chance(draws: int) -> tuple[float, float]:
    """Return κ of the meetings between two sectors, on average over networks drawn from N2 itself, and its Monte Carlo error."""
    network = scattered()
    lots = maximum_entropy(network)
    meetings = lots.meetings(network)
    expected, highest = meetings.expected[0, 1], network.sector_pairs.sum()
    x = np.mean([network.variant(incidence=draw).sector_pairs[0, 1] for draw in lots.draws(draws, seed=1)])
    kappa = (x - expected) / (highest - expected if x >= expected else expected)
    return float(kappa), float(meetings.sd[0, 1] / expected / np.sqrt(draws))


# ---------------------------------------------------------------------- N6


def years_drawn_alike(seed: int) -> dict[int, Network]:
    """Return two years whose projects are drawn in the same way: nothing changed but by chance."""
    random = np.random.default_rng(seed)
    return {year: replace(WHOLE, incidence=csr_array((random.random((12, 20)) < random.random(20) * 0.6).astype(int))) for year in (1, 2)}


def false_alarms_of_years(metric: Metric, pairs: int, draws: int, *, along: Callable[[int], Iterable[int]] = whole) -> float:
    """Return the share of pairs of years drawn alike that are told to differ at 5%."""
    told = 0
    for seed in along(pairs):
        years = years_drawn_alike(seed)
        told += p_value(of_years(metric, years), measured([metric], shuffled_years(years, draws, seed))[metric.name]) <= LEVEL
    return told / pairs


def renaming_years_moves(metrics: Iterable[Metric], pairs: int, draws: int, *, along: Callable[[int], Iterable[int]] = whole) -> int:
    """Return in how many pairs of years a draw says something else once the years are called otherwise."""
    metrics, moved = list(metrics), 0
    for seed in along(pairs):
        one, other = year_of_teams(2 * seed + 1, 2019, 22), year_of_teams(2 * seed + 2, 2020, 25)
        called = [
            measured(metrics, shuffled_years(years, draws, seed + 1))
            for years in ({2019: one, 2020: other}, {1: replace(one, year=1), 7: replace(other, year=7)})
        ]
        moved += any(not np.array_equal(called[0][name], called[1][name], equal_nan=True) for name in called[0])
    return moved
