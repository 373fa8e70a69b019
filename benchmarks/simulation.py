"""What the engines of evidence can tell at the size of a city: the simulations of metrics.md, C.3 and C.4, beside what it prints.

python benchmarks/simulation.py null            # C.3: rejections of N1, N2 and N5, pairs validated by N4
python benchmarks/simulation.py alone           # the same of N1 by itself, on a thousand networks
python benchmarks/simulation.py change          # C.3: power of N6, smallest detectable change
python benchmarks/simulation.py missing         # C.4: partners left out
python benchmarks/simulation.py bias            # which measures a bootstrap of projects is centred on
python benchmarks/simulation.py change --replications 300 --draws 499
"""

from __future__ import annotations

import argparse

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from reteanalysis.evidence import lots
from reteanalysis.evidence.changes import detectable
from reteanalysis.evidence.copies import measured, of_years
from reteanalysis.evidence.maximum_entropy import maximum_entropy
from reteanalysis.evidence.missing import missing
from reteanalysis.evidence.p_values import p_value
from reteanalysis.evidence.resampling import bootstrap, percentile
from reteanalysis.evidence.shuffles import shuffled_labels, shuffled_years
from reteanalysis.evidence.validation import entropy_pairs, validated
from reteanalysis.metrics import METRICS
from reteanalysis.network import Network

# Ten sectors, of which the first three are public: 18 of 100 partners.
SIZES = (6, 4, 8, 25, 25, 12, 3, 8, 5, 4)
SPHERES = ("public",) * 3 + ("nonprofit",) * 5 + ("business",) * 2
PROJECTS, MEAN_TEAM = 60, 6
DISPERSION = 2.0  # of the negative binomial, which the recipe does not state: variance of a team = 4 + 16 / 2


def simulated(theta: float, random: np.random.Generator, *, year: int = 2020, activity: np.ndarray | None = None) -> Network:
    """Return a year of 60 projects: who leads is drawn by activity, the team by activity, e^theta times as much for the lead's own class."""
    n = sum(SIZES)
    sector = np.repeat(np.arange(len(SIZES)), SIZES)
    public = np.array([SPHERES[g] == "public" for g in sector])
    weight = random.lognormal(0, 1, n) if activity is None else activity
    teams = np.minimum(2 + random.negative_binomial(DISPERSION, DISPERSION / (DISPERSION + MEAN_TEAM - 2), PROJECTS), n)
    table = np.zeros((n, PROJECTS), np.int64)
    for j, size in enumerate(teams.tolist()):
        lead = random.choice(n, p=weight / weight.sum())
        pull = weight * np.exp(theta * (public == public[lead]))
        pull[lead] = np.inf  # the lead is there; the others follow one by one, without replacement
        table[np.argpartition(random.exponential(size=n) / pull, size - 1)[:size], j] = 1
    table, sector = table[table.any(axis=1)], sector[table.any(axis=1)]
    return Network(
        year=year,
        partners=tuple(f"p{i}" for i in range(len(table))),
        projects=tuple(f"{year}-{j}" for j in range(PROJECTS)),
        incidence=csr_array(table),
        sector=sector.astype(np.intp),
        sectors=tuple(f"s{g}" for g in range(len(SIZES))),
        spheres=SPHERES,
    )


X = METRICS["cross_sphere_share"]
LEVEL = 0.05


def pair(theta: tuple[float, float], random: np.random.Generator, same: bool) -> dict[int, Network]:
    """Return two years, of partners as active in both or of new ones."""
    activity = random.lognormal(0, 1, sum(SIZES))
    first = simulated(theta[0], random, year=2019, activity=activity)
    return {2019: first, 2020: simulated(theta[1], random, year=2020, activity=activity if same else None)}


# theta: mean X, mean z, rejections of N1, N2, N5, pairs validated in each run (N4)
PUBLISHED_NULL = {
    0: (0.295, 0.04, 0.070, 0.000, 0.025, 0),
    0.5: (0.242, -1.08, 0.195, 0.040, 0.130, 0),
    1: (0.205, -2.69, 0.615, 0.260, 0.335, 0),
    2: (0.130, -6.50, 0.980, 0.835, 0.920, 0),
}


def by_entropy(network: Network, draws: int, seed: int) -> np.ndarray:
    """Return X on tables drawn with the margins kept on average only (N2); a partner without a seat takes part in no meeting."""
    model = maximum_entropy(network)
    return np.array([X(network.variant(incidence=table, load=np.diff(table.indptr))) for table in model.draws(draws, seed)], float)


def null(replications: int, draws: int) -> None:
    heads = "θ | mean X | mean z (N1) | rejections N1 | N2 | N5 | pairs validated (N4) | sd of X: N1 (0.015) | N2 (0.028) | N5 (0.053) | bootstrap (0.027 to 0.035)"
    print(f"| {heads} |")
    print("|---" * (heads.count("|") + 1) + "|")
    for theta, printed in PUBLISHED_NULL.items():
        random, found = np.random.default_rng(1), []
        for seed in range(replications):
            network = simulated(theta, random)
            observed = X(network)
            lot = measured([X], lots.draws(network, draws, seed))[X.name]
            loose = by_entropy(network, draws, seed)
            labels = measured([X], shuffled_labels(network, draws, seed))[X.name]
            boot = measured([X], bootstrap(network, min(draws, 99), seed))[X.name]
            told = [p_value(observed, values) <= LEVEL for values in (lot, loose, labels)]
            z = (observed - lot.mean()) / lot.std()
            pairs = validated(entropy_pairs(network)).count
            found.append((observed, z, *told, pairs, *(np.nanstd(values) for values in (lot, loose, labels, boot))))
        means, error = np.mean(np.array(found, float), axis=0), np.std(found, axis=0) / replications**0.5
        said = [f"{mean:.3f} ± {off:.3f} ({old})" for mean, off, old in zip(means, error, printed, strict=False)]
        print(f"| {theta} | " + " | ".join([*said, *(f"{mean:.3f}" for mean in means[6:])]) + " |", flush=True)


def alone(replications: int, draws: int) -> None:
    """N1 by itself, on many more networks than the other engines have time for."""
    public = np.array([sphere == "public" for sphere in SPHERES])
    across = public[:, None] != public
    print("| θ | mean z | sd of z | rejections |\n|---|---|---|---|")
    for theta, printed in PUBLISHED_NULL.items():
        random, found = np.random.default_rng(2), []
        for seed in range(replications):
            network = simulated(theta, random)
            tables = lots.sector_meetings(network, draws, seed)
            shares, observed = tables[:, across].sum(axis=1) / tables.sum(axis=(1, 2)), X(network)
            found.append(((observed - shares.mean()) / shares.std(), p_value(observed, shares) <= LEVEL))
        (z, told), error = np.mean(found, axis=0), np.std(found, axis=0) / replications**0.5
        print(
            f"| {theta} | {z:.3f} ± {error[0]:.3f} ({printed[1]}) | {error[0] * replications**0.5:.2f} | {told:.3f} ± {error[1]:.3f} ({printed[2]}) |",
            flush=True,
        )


# theta of the two years: change and rejections as printed (which thetas gave the changes is not, nor whether partners stay as active)
PUBLISHED_CHANGE = {
    (0, 0): (0, 0.067),
    (1, 1): (0, 0.047),
    (0.5, 1): (0.04, 0.13),
    (0, 1): (0.10, 0.57),
    (1, 1.75): (0.06, 0.28),
    (0, 2): (0.16, 0.80),
}


def change(replications: int, draws: int) -> None:
    print("| partners | θ | change in X | rejections N6 | sd: N6 | sd: change | detectable with 80% power (0.15) |")
    print("|---|---|---|---|---|---|---|")
    for same in (True, False):
        for theta, (old, power) in PUBLISHED_CHANGE.items():
            random, rows = np.random.default_rng(1), []
            for seed in range(replications):
                years = pair(theta, random, same)
                observed, luck = of_years(X, years), measured([X], shuffled_years(years, draws, seed))[X.name]
                rows.append((observed, p_value(observed, luck) <= LEVEL, luck.std(), detectable(luck)))
            observed, told, sd, least = np.mean(rows, axis=0)
            moved = np.std([row[0] for row in rows])
            print(
                f"| {'as active' if same else 'drawn anew'} | {theta[0]}, {theta[1]} | {abs(observed):.3f} ({old}) | {told:.3f} ({power}) | "
                f"{sd:.3f} | {moved:.3f} | {least:.3f} |",
                flush=True,
            )


SCENARIOS = (("random", 0.05), ("random", 0.10), ("random", 0.20), ("least", 0.10), ("least", 0.20), ("most", 0.10))
PUBLISHED_MISSING = {
    "density": (0.00, 0.00, 0.01, 0.07, 0.16, -0.17),
    "tie_density": (0.00, 0.00, 0.00, 0.13, 0.28, -0.21),
    "largest_component_share": (0.00, 0.00, 0.00, 0.00, 0.00, -0.01),
    "two_mode_closure": (-0.01, 0.00, -0.01, 0.03, 0.06, -0.29),
    "cross_sphere_share": (0.00, 0.01, 0.00, -0.02, -0.04, 0.11),
    "participation_gini": (0.00, 0.00, 0.00, -0.04, -0.08, -0.10),
    "single_seat_share": (0.00, 0.01, 0.00, -0.24, -0.50, 0.11),
    "global_efficiency": (0.00, -0.01, -0.01, 0.03, 0.07, -0.08),
    # Counted as networkx does; `cut_partner_count` leaves out who only holds projects of their own, and is moved far less.
    "articulation": (0.6, 1.2, 2.6, 0.3, 0.4, 4.1),
    "cut_partner_count": (np.nan,) * 6,
}


def articulation(network: Network) -> int:
    """Return how many partners are articulation points of the two-mode graph, by networkx."""
    return len(set(nx.articulation_points(network.to_networkx())) & set(network.partners))


def left_out(replications: int, draws: int) -> None:
    asked = [METRICS[name] for name in PUBLISHED_MISSING if name in METRICS]
    moves: dict[str, list[list[float]]] = {name: [] for name in PUBLISHED_MISSING}
    random = np.random.default_rng(1)
    for seed in range(replications):
        network = simulated(1.0, random)
        observed = {metric.name: metric(network) for metric in asked} | {"articulation": articulation(network)}
        found = []
        for who, share in SCENARIOS:
            copies = list(missing(network, share, who, draws, seed=seed))
            found.append(measured(asked, copies) | {"articulation": np.array([*map(articulation, copies)], float)})
        for name, value in observed.items():
            if value:
                moves[name].append([np.nanmean(values[name]) / value - 1 for values in found])
    print("| measure | " + " | ".join(f"{who} {share:.0%}" for who, share in SCENARIOS) + " | networks |")
    print("|---" * (len(SCENARIOS) + 2) + "|")
    for name, printed in PUBLISHED_MISSING.items():
        means = np.mean(moves[name], axis=0) if moves[name] else np.full(len(SCENARIOS), np.nan)
        print(
            f"| {name} | "
            + " | ".join(f"{mean:+.2f} ({old:+.2f})".replace(" (+nan)", "") for mean, old in zip(means, printed, strict=True))
            + f" | {len(moves[name])} |"
        )


# Slow, and of an order that a draw decides.
NOT_ASKED = ("removal_robustness_random", "removal_tables_random", "best_tie_gain", "key_trio_fragmentation", "cohesion", "tie_cohesion")


def bias(replications: int, draws: int) -> None:
    asked = [metric for metric in METRICS if metric.years == 1 and metric.level == "network" and metric.name not in NOT_ASKED]
    found: dict[str, list[float]] = {metric.name: [] for metric in asked}
    random = np.random.default_rng(1)
    for seed in range(replications):
        network = simulated(1.0, random)
        boot = measured(asked, bootstrap(network, draws, seed))
        for metric in asked:
            found[metric.name].append(float(percentile(metric(network), boot[metric.name]).bias))
    print("| measure | mean of the bootstrap minus observed, in its sd | usable |")
    print("|---|---|---|")
    for name, offs in found.items():
        if not np.isnan(offs).all():
            print(f"| {name} | {np.nanmean(offs):+.2f} | {np.nanmean(np.abs(offs) <= 0.25):.0%} |")


# Replications and draws, where none are given.
STUDIES = {
    "null": (null, 200, 499),
    "alone": (alone, 1_000, 499),
    "change": (change, 300, 499),
    "missing": (left_out, 150, 20),
    "bias": (bias, 10, 199),
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("studies", nargs="+", choices=STUDIES)
    parser.add_argument("--replications", type=int)
    parser.add_argument("--draws", type=int)
    given = parser.parse_args()
    for name in given.studies:
        study, replications, draws = STUDIES[name]
        print(f"\n## {name}: {given.replications or replications} networks, {given.draws or draws} draws each\n")
        study(given.replications or replications, given.draws or draws)
