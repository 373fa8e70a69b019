"""The acceptance tests of the evidence (metrics specification, C.9) in full: the tests of the suite, with as many draws as it names.

    python benchmarks/acceptance.py

Prints a row for each question as it is answered, and exits with 1 where one fails. The suite asks the same with fewer draws.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "metrics")]

from hypothesis import settings  # noqa: E402

# The suite tries a law on 150 networks, or 50, others every time; here on four times as many, always the same.
settings.register_profile("acceptance", max_examples=400, deadline=None, derandomize=True, database=None)
settings.load_profile("acceptance")

import networkx as nx  # noqa: E402
import test_laws as laws  # noqa: E402
from calibration import (  # noqa: E402
    false_alarms_of_lots,
    false_alarms_of_years,
    kappa_of_chance,
    margins_apart,
    renaming_years_moves,
    uniformity,
    year_of_teams,
)
from generator import SIZES, two_mode  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import track  # noqa: E402
from strategies import CORNERS  # noqa: E402

from reteanalysis import METRICS, load_study  # noqa: E402
from reteanalysis.network import Network  # noqa: E402
from reteanalysis.study import measure  # noqa: E402
from reteanalysis.terms import Reason  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Answer(NamedTuple):
    """What was asked, and what was found."""

    what: str
    asked: str
    found: str
    passed: bool


def along(what: str) -> Callable[[int], Iterable[int]]:
    """Return a count that shows how far it is, on standard error."""
    return lambda numbers: track(range(numbers), what, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def shares(what: str, rates: dict[str, float]) -> Iterator[Answer]:
    for name, rate in rates.items():
        yield Answer(f"{what}: {name}", "2% to 9%", f"{rate:.1%}", 0.02 <= rate <= 0.09)


def lots() -> Iterator[Answer]:
    states, p = uniformity(90_000)
    yield Answer("N1, 90 matrices with margins 2, 90,000 draws", "90, p > 0.001", f"{states}, p = {p:.3f}", states == 90 and p > 0.001)
    asked = [METRICS[name] for name in ("cross_sector_share", "mixed_team_share", "two_mode_closure", "tie_density")]
    rates = false_alarms_of_lots(asked, year_of_teams(1, 2019), 200, 199, along=along("N1, false alarms"))
    yield from shares("N1, 200 networks drawn by lot, 199 draws each, told at 5%", rates)


def maximum_entropy() -> Iterator[Answer]:
    study = load_study(TESTS.parent / "data" / "esempio", draws=0)
    women = Network.from_networkx(nx.davis_southern_women_graph())
    known = {"Davis's women": women, **{f"esempio {year}": net for year, net in study.networks.items()}, "M": two_mode(*SIZES["M"])}
    for name, network in known.items():
        apart = margins_apart(network)
        yield Answer(f"N2, margins of {name} ({network.n:,} x {network.m:,})", "within 1e-6", f"{apart:.0e}", apart <= 1e-6)
    kappa, error = kappa_of_chance(20_000)
    yield Answer("N2, κ of networks drawn from it, 20,000 draws", f"0 ± 3 x {error:.5f}", f"{kappa:+.5f}", abs(kappa) <= 3 * error)


def years() -> Iterator[Answer]:
    rates = {
        name: false_alarms_of_years(METRICS[name], 200, 199, along=along(f"N6, false alarms of {name}"))
        for name in ("density", "tie_density", "two_mode_closure")
    }
    yield from shares("N6, 200 pairs of years drawn alike, 199 draws each, told at 5%", rates)
    asked = [METRICS[name] for name in ("cross_sector_share", "size", "tie_jaccard", "two_mode_closure", "entry_rate")]
    moved = renaming_years_moves(asked, 50, 39, along=along("N6, years renamed"))
    yield Answer("N6, 50 pairs of years renamed, 39 draws each", "0 move", f"{moved} move", moved == 0)


LAWS = {
    "order and names of partners, projects and sectors": laws.test_ignores_order_and_names,
    "every project twice (X, B, C7, coverage and other shares)": laws.test_a_second_edition_of_every_project_moves_no_share,
    "one more in the register, isolated": laws.test_a_body_of_the_register_that_takes_no_part_moves_only_what_is_measured_on_the_register,
    "one more partner without a seat, measures of change": laws.test_change_is_of_those_that_take_part,
    "any two years: a value in bounds, or the reason why there is none": laws.test_stays_in_bounds_or_is_undefined,
}


def invariances() -> Iterator[Answer]:
    for what, law in LAWS.items():
        met, failure = tried(what, law)
        yield Answer(what, "always", failure or f"on {met} of {met}", not failure)


def tried(what: str, law: Any) -> tuple[int, str]:
    """Return on how many networks a law of the suite held, and the first line of what went wrong."""
    inner, held = law.hypothesis.inner_test, 0
    shown = iter(along(what)(4 * laws.EXAMPLES))

    def counted(*args: Any, **kwargs: Any) -> None:
        nonlocal held
        next(shown, None)
        inner(*args, **kwargs)
        held += 1

    law.hypothesis.inner_test = counted
    try:
        law()
    except AssertionError as error:
        return held, str(error).splitlines()[0]
    finally:
        law.hypothesis.inner_test = inner
    return held, ""


def corners() -> Iterator[Answer]:
    wrong = []
    names = [*CORNERS]
    for before in (names[k] for k in along("corners")(len(names))):
        try:
            laws.test_stands_in_every_corner(before)
        except AssertionError as error:
            wrong.append(f"{before}: {error}")
    pairs = len(CORNERS) ** 2
    yield Answer(f"{len(METRICS)} measures on {pairs} pairs of corners", "a value or a reason", "; ".join(wrong) or "all", not wrong)
    changes = [metric for metric in METRICS if metric.years == 2 and metric.level == "network"]
    years = {year: replace(CORNERS[name], year=year) for year, name in ((2019, "star"), (2020, "empty year"), (2021, "star"))}
    found = measure(years, changes)
    steps = found[found["year"] - found["from_year"] == 1]  # into the missing year, and out of it
    odd = sorted(set(steps.loc[steps["reason"] != Reason.MISSING_YEAR.name, "metric"]))
    every = set(steps["metric"]) == {metric.name for metric in changes}
    yield Answer(
        f"{len(changes)} measures of change around a year without anybody", "MISSING_YEAR", ", ".join(odd) or "all", not odd and every
    )


def main() -> int:
    passed = True
    print("| what | asked | found | passed | processor, s |\n|---|---|---|---|---|", flush=True)
    for questions in (lots, maximum_entropy, years, invariances, corners):
        begun = process_time()
        for answer in questions():
            spent, begun = process_time() - begun, process_time()
            print(f"| {answer.what} | {answer.asked} | {answer.found} | {'yes' if answer.passed else '**no**'} | {spent:.0f} |", flush=True)
            passed &= answer.passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
