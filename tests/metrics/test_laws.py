"""What every measure of the catalogue obeys, on any network. A new measure is under these laws from the day it is declared."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import CORNERS, assembled, networks, relabelled, two_years

from reteanalysis.metrics import METRICS, Metric
from reteanalysis.metrics._letters import legend
from reteanalysis.network import Network, Register
from reteanalysis.terms import FAMILIES, LANGUAGES, LEVELS, Reason, Reasoned, Text, Undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLES = settings.default.max_examples  # 100, unless a profile asks for more
many, few = (settings(deadline=None, max_examples=count) for count in (EXAMPLES * 3 // 2, EXAMPLES // 2))
each_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)

POWERS = dict.fromkeys(map(ord, "²³⁵ⁿ"))
TIMES = 1e-9  # what adding up in another order may change


def measured(before: Network, after: Network) -> Iterator[tuple[Metric, Any]]:
    """Yield every measure of `after`, and of the change from `before` to it."""
    for metric in METRICS:
        yield metric, metric(after) if metric.years == 1 else metric(before, after)


def values(before: Network, after: Network) -> dict[str, Any]:
    return {metric.name: value for metric, value in measured(before, after)}


class Answers(dict[str, Any]):
    """What the measures say of two years, each measured when it is first asked for: a law about ten of them waits for ten."""

    def __init__(self, before: Network, after: Network) -> None:
        super().__init__()
        self.years = before, after

    def __missing__(self, name: str) -> Any:
        metric = METRICS[name]
        self[name] = metric(*self.years[-metric.years :])
        return self[name]


def same(one: Any, other: Any) -> bool:
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=TIMES, atol=TIMES, equal_nan=True)


# ---------------------------------------------------------------------- what it says of itself


@each_metric
def test_speaks_both_languages(metric: Metric):
    for field in ("question", "reading", "undefined", "sentence"):
        text = getattr(metric, field)
        assert text is None or text.it != text.en, field
    for field in ("label", "question", "reading", "undefined", "familiar"):
        text = getattr(metric, field)
        for lang in LANGUAGES if text else ():
            assert not re.search(r"[{}]|\bTODO\b|  ", text[lang]), field
    for lang in LANGUAGES:
        card = metric.card(lang)
        assert all(heading.strip() and words.strip() for heading, words in card)
        if metric.sentence:
            said = metric.sentence.say(lang, value="37%")
            assert "37%" in said
            assert said.endswith((".", ")"))
            assert not re.search(r"[{}]", said)
        assert metric.question[lang].endswith("?")
    assert [heading for heading, _ in metric.card("it")] != [heading for heading, _ in metric.card("en")]


@each_metric
def test_is_named_for_its_level_and_says_where_it_comes_from(metric: Metric):
    prefix = metric.name.split("_")[0]
    assert prefix == metric.level if metric.level != "network" else prefix not in LEVELS[1:]
    assert re.search(r"\b(1[89]|20)\d\d\b", metric.reference)
    assert metric.family in FAMILIES
    assert metric.years in (1, 2)
    assert metric.sentence is not None or metric.level != "network"
    assert metric.familiar is None or metric.level == "network"


@each_metric
def test_says_both_ends_and_then_what_it_does_not_say(metric: Metric):
    for lang in LANGUAGES:
        ends, *limits = re.split(r"[.] (?=\S)", metric.reading[lang])
        assert ";" in ends or ";" in limits[0], f"{metric.name}: what low and high values say, parted by a semicolon"
        assert limits, f"{metric.name}: a sentence on what the value does not say, or on how it misleads"


@each_metric
def test_says_what_it_costs_in_letters_that_are_explained(metric: Metric):
    assert re.fullmatch(r"(; )?(O\([^;]+\)(, [^;]+)?(; )?)+", metric.cost), f"{metric.name}: cost={metric.cost!r}"
    assert not re.search(r"[^\W\d_]{4}", metric.cost), f"{metric.name}: letters speak every language, words do not"
    explained = {letter.split("_")[0] for letter in legend("", metric.cost)} | set(re.findall(r"(\w) =", metric.cost))
    used = {letter.split("_")[0] for letter in re.findall(r"[A-Za-zα-ω][\w]*", re.sub(r"Σ_\w+", "", metric.cost).translate(POWERS))} - {
        "O",
        "log",
        "min",
    }
    assert used <= explained, f"{metric.name}: {used - explained} are not in LETTERS or COST_LETTERS"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_measure_is_worked_by_hand_somewhere(family: str):
    """A test function of tests/metrics/test_<family>.py has its name in its own; a longer name does not count for a shorter."""
    files = Path(__file__).parent.glob(f"test_{family}*.py")
    worked = [name for file in files for name in re.findall(r"^\s*def test_(\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)]
    missing = {metric.name for metric in METRICS if metric.family == family}
    assert missing
    for test in worked:
        for name in sorted(METRICS, key=lambda metric: -len(metric.name)):
            if name.name in test:
                test = test.replace(name.name, "")
                missing.discard(name.name)
    assert not missing


def test_names_that_a_reader_sees_are_not_shared():
    for texts in ([m.label for m in METRICS], [m.familiar for m in METRICS if m.familiar]):
        for lang in LANGUAGES:
            said = [text[lang] for text in texts if isinstance(text, Text)]
            assert len(set(said)) == len(said), sorted(one for one in said if said.count(one) > 1)


# ---------------------------------------------------------------------- what it returns


def check(metric: Metric, value: Any, network: Network) -> None:
    """Assert that `value` is of the right kind, of the right shape, and in bounds where it is defined."""
    groups = len(network.sectors)
    shape = {"network": None, "sector": (groups,), "pair": (groups, groups), "partner": (network.n,)}[metric.level]
    if shape is None:
        assert type(value) in (float, Reasoned, Undefined), f"{metric.name} returned a {type(value).__name__}"
        assert not np.isnan(value) or isinstance(value, Undefined), f"{metric.name} is nan and does not say why"
    else:
        assert isinstance(value, np.ndarray), metric.name
        assert (value.dtype, value.shape) == (np.dtype(float), shape), metric.name
    low, high = metric.bounds
    defined = np.asarray(value)[~np.isnan(value)]
    assert np.all((low - TIMES <= defined) & (defined <= high + TIMES)), f"{metric.name} is out of {metric.bounds}: {value}"
    assert np.isfinite(defined).all(), f"{metric.name} is infinite"
    if metric.unit == "count":
        assert np.array_equal(2 * defined, np.round(2 * defined)), f"{metric.name} counts in fractions: {value}"
    if metric.level == "pair":
        assert same(value, np.asarray(value).T), f"{metric.name} is not symmetric"


@many
@given(two_years())
def test_stays_in_bounds_or_is_undefined(years: tuple[Network, Network]):
    for metric, value in measured(*years):
        check(metric, value, years[1])


@pytest.mark.parametrize("before", CORNERS)
def test_stands_in_every_corner(before: str):
    for after in CORNERS.values():
        for metric, value in measured(CORNERS[before], after):
            check(metric, value, after)


@each_metric
def test_is_undefined_where_there_is_nobody(metric: Metric):
    nobody, somebody = CORNERS["empty year"], CORNERS["star"]
    pairs = [(nobody,)] if metric.years == 1 else [(nobody, somebody), (somebody, nobody), (nobody, nobody)]
    for pair in pairs:
        value = metric(*pair)
        if metric.level == "network":
            assert value.reason is Reason.EMPTY
        else:
            assert np.isnan(value).all()


@many
@given(two_years())
def test_never_changes_its_argument_and_says_the_same_when_asked_again(years: tuple[Network, Network]):
    fresh = copy.deepcopy(years)
    first = values(*years)
    assert years == fresh
    again = values(*years)
    for name in first:
        np.testing.assert_array_equal(first[name], again[name], err_msg=name)
    derived = [name for name, kind in vars(Network).items() if isinstance(kind, cached_property)]
    for network, untouched in zip(years, fresh, strict=True):
        for name in derived:
            one, other = (getattr(each, name) for each in (network, untouched))
            if hasattr(one, "toarray"):
                one, other = one.toarray(), other.toarray()
            np.testing.assert_equal(one, other, err_msg=name)


@many
@given(two_years())
def test_says_the_same_as_of_a_large_network(years: tuple[Network, Network]):
    """Small networks are answered from arrays filled in, large ones from sparse ones: both ways must agree."""
    small = values(*years)
    with patch("reteanalysis.network._network.FILLED", -1):
        large = values(*copy.deepcopy([replace(network) for network in years]))
    for name, value in small.items():
        assert same(value, large[name]), name


# ---------------------------------------------------------------------- what it does not look at


Years = tuple[Network, Network]


def in_another_order(years: Years, random: Any) -> tuple[Years, Callable[[Metric, Any], Any]]:
    """Shuffle partners and projects: what is said of partners moves with them."""

    def shuffled(network: Network) -> Network:
        rows, columns = list(range(network.n)), list(range(network.m))
        random.shuffle(rows)
        random.shuffle(columns)
        return assembled(network, rows, columns)

    before, after = map(shuffled, years)
    at = [years[1].partners.index(partner) for partner in after.partners]
    return (before, after), lambda metric, value: value[at] if metric.level == "partner" else value


def with_sectors_in_another_order(years: Years, random: Any) -> tuple[Years, Callable[[Metric, Any], Any]]:
    order = list(range(len(years[1].sectors)))
    random.shuffle(order)
    turned = {"sector": lambda value: value[order], "pair": lambda value: value[np.ix_(order, order)]}
    before, after = (relabelled(network, order) for network in years)
    return (before, after), lambda metric, value: turned.get(metric.level, lambda value: value)(value)


def with_an_empty_sector(years: Years, random: Any) -> tuple[Years, Callable[[Metric, Any], Any]]:
    """Add a sector with nobody in it: nothing is said of it."""
    before, after = (
        replace(one, sectors=(*one.sectors, "empty"), spheres=(*one.spheres, "nonprofit") if one.spheres else ()) for one in years
    )
    room = {"sector": (0, 1), "pair": ((0, 1), (0, 1))}
    return (
        before,
        after,
    ), lambda metric, value: np.pad(value, room[metric.level], constant_values=np.nan) if metric.level in room else value


def with_other_names(years: Years, random: Any) -> tuple[Years, Callable[[Metric, Any], Any]]:
    """Rename partners and projects, in the same order; `test_connectivity_groups` holds measures that search for groups to any names."""

    def renamed(network: Network) -> Network:
        return replace(
            network,
            partners=tuple(f"z{partner}" for partner in network.partners),
            projects=tuple(f"z{project}" for project in network.projects),
            owner=network.owner and f"z{network.owner}",
        )

    before, after = map(renamed, years)
    return (before, after), lambda metric, value: value


@many
@given(two_years(), st.randoms())
def test_ignores_order_and_names(years: Years, random: Any):
    found = values(*years)
    for disguise in (in_another_order, with_sectors_in_another_order, with_an_empty_sector, with_other_names):
        others, expected = disguise(years, random)
        for metric, value in measured(*others):
            assert same(value, expected(metric, found[metric.name])), f"{metric.name} {disguise.__name__}"


# Shares, means and positions that a second edition of every project cannot move.
SCALE_FREE = (
    "size", "mean_team_size", "density", "tie_density", "tie_centralisation", "component_count", "largest_component_share",
    "connectedness", "cross_sector_share", "ei_index", "cross_sphere_share", "mixed_team_share", "team_diversity",
    "uncovered_pair_count", "uncovered_pair_share", "sector_uncovered", "sector_external_share", "sector_size", "sector_seat_share",
    "partner_ties", "participation_gini", "top_decile_seat_share", "lead_partner_share", "outside_lead_share", "nonpublic_lead_share",
    "effective_leads", "first_time_share", "team_cross_share", "team_effective_sectors", "tie_ei_index", "log_odds_ratio",
    "sector_homophily", "sphere_segregation", "core_periphery_fit", "needs_coverage",
)  # fmt: skip


@many
@given(networks())
def test_a_second_edition_of_every_project_moves_no_share(network: Network):
    doubled = assembled(network, range(network.n), [*range(network.m), *range(network.m)])
    for name in SCALE_FREE:
        assert same(METRICS[name](network), METRICS[name](doubled)), name


@few
@given(two_years())
def test_a_body_of_the_register_that_takes_no_part_moves_only_what_is_measured_on_the_register(years: Years):
    """Districts are those that the register names, so what counts districts without anybody looks at it too."""

    def listing(network: Network) -> Network:
        register = network.register
        if register is None:
            return network
        more = Register(
            (*register.bodies, "isolated"),
            np.append(register.sector, -1),
            np.append(register.district, "afar"),
            np.append(register.active, False),
        )
        return replace(network, register=more)

    found = values(*years)
    for metric, value in measured(*map(listing, years)):
        if not {"register", "district"} & {*metric.needs}:
            assert same(value, found[metric.name]), f"{metric.name} looks at the register and does not say so"


@many
@given(two_years())
def test_change_is_of_those_that_take_part(years: tuple[Network, Network]):
    """An idle entry of the register, in either year or both, is neither an arrival nor a departure."""

    def with_idle(network: Network) -> Network:
        """Return the network with one more partner, without a seat."""
        n, m = network.incidence.shape
        declared = None
        if network.declared is not None:
            declared = copy.deepcopy(network.declared)
            declared.resize((n + 1, n + 1))
        incidence = copy.deepcopy(network.incidence)
        incidence.resize((n + 1, m))
        return replace(
            network,
            partners=(*network.partners, "idle"),
            incidence=incidence,
            sector=np.append(network.sector, len(network.sectors) - 1),
            partner_data={key: np.append(column, -1) for key, column in network.partner_data.items()},
            declared=declared,
            members="register",
        )

    others = ((with_idle(years[0]), years[1]), (years[0], with_idle(years[1])), tuple(map(with_idle, years)))
    for metric in METRICS:
        if metric.years == 2:
            value = metric(*years)
            assert all(same(value, metric(*other)) for other in others), metric.name


@many
@given(two_years())
def test_not_asked_is_not_zero(years: tuple[Network, Network]):
    """Where declared ties are wanted and nobody was asked, a measure says so, or it is one that looks at no tie."""
    asked = [replace(one, projection="shared", declared=None) for one in years]
    unasked = [replace(one, projection="declared", declared=None) for one in years]
    expected = values(*asked)
    for metric, value in measured(*unasked):
        if metric.view == "ties" or "ties" in metric.needs:
            assert np.isnan(value).all(), metric.name
            assert metric.level != "network" or value.reason is Reason.NOT_RECORDED, metric.name
        else:
            assert same(value, expected[metric.name]), f"{metric.name} looks at ties and does not say so: needs=('ties',)"
    for metric in METRICS:
        if metric.years == 2 and metric.view == "ties" and metric.level == "network":
            assert metric(asked[0], unasked[1]).reason is metric(unasked[0], asked[1]).reason is Reason.NOT_RECORDED, metric.name


# ---------------------------------------------------------------------- a year against itself

IDENTITY = {
    "newcomer_seat_share": 0, "newcomer_integration": np.nan, "sector_newcomer_share": 0,
    "incumbent_seat_share": 1, "newcomer_pair_share": 0, "newcomer_incumbent_pair_share": 0, "incumbent_new_pair_share": 0,
    "incumbent_repeat_pair_share": 1, "repeat_probability": 1, "attachment_ratio": np.nan, "newcomer_sectors_met": np.nan,
    "new_lead_share": 0, "incumbent_lead_share": 1,
    "entry_rate": 0, "exit_rate": 0, "retention_rate": 1, "membership_jaccard": 1, "sector_retention": 1,
    "ties_opened": 0, "ties_brought": 0, "ties_dropped": 0, "ties_lost": 0,
    "tie_kept_share": 1, "tie_opened_share": 0, "tie_brought_share": 0,
    "tie_jaccard": 1, "tie_change": 0, "tie_rewiring": 0, "tie_turnover": 0,
    "tie_hamming": 0, "tie_hamming_union": 0, "tie_jaccard_union": 1,
    **{f"{kind}_formation": 0 for kind in ("tie", "cross_sector", "same_sector", "other_area", "same_area")},
    **{f"{kind}_persistence": 1 for kind in ("tie", "cross_sector", "same_sector", "other_area", "same_area")},
    **{f"{kind}_life": np.nan for kind in ("tie", "cross_sector", "same_sector", "other_area", "same_area")},  # none ended
    "cross_sector_durability": 0,
    "open_pair_closure": 0, "other_pair_closure": 0, "closure_ratio": np.nan,
    "seat_growth_exponent": np.nan, "tie_growth_exponent": np.nan,
    "group_stability": 1, "group_stability_rand": 1, "load_rank_stability": 1, "betweenness_rank_stability": 1, "top_decile_kept": 1,
    "link_prediction_auc": np.nan, "link_prediction_auc_teams": np.nan, "link_prediction_precision": 0, "link_prediction_base_rate": 0,
}  # fmt: skip


NOT_A_CHANGE = {"ties_kept", "pairs_untied"}  # they count what stays as it was


def test_every_measure_of_change_says_what_no_change_is():
    assert {*IDENTITY} | NOT_A_CHANGE == {metric.name for metric in METRICS if metric.years == 2}


@many
@given(networks())
def test_a_year_against_itself(network: Network):
    """Nothing is undefined but for want of partners, seats or ties; where it is defined, no change is no change."""
    for name, expected in IDENTITY.items():
        value = np.asarray(METRICS[name](network, network))
        assert np.all((value == expected) | np.isnan(value)), name
    kept = METRICS["ties_kept"](network, network)
    if network.active.any():
        assert kept == network.adjacency.nnz / 2
        takers = np.count_nonzero(network.active)
        assert METRICS["pairs_untied"](network, network) == takers * (takers - 1) / 2 - kept
        assert METRICS["retention_rate"](network, network) == 1
        assert network.adjacency.nnz == 0 or METRICS["tie_jaccard"](network, network) == 1


# ---------------------------------------------------------------------- parts add up to the whole


def unless_undefined(*numbers: float) -> bool:
    return not np.isnan(numbers).any()


@many
@given(two_years())
def test_every_tie_is_in_one_account(years: tuple[Network, Network]):
    before, after = years
    v = Answers(before, after)
    if unless_undefined(v["ties_kept"]):
        assert v["ties_kept"] + v["ties_dropped"] + v["ties_lost"] == before.adjacency.nnz / 2
        assert v["ties_kept"] + v["ties_opened"] + v["ties_brought"] == after.adjacency.nnz / 2
        assert v["retention_rate"] + v["exit_rate"] == pytest.approx(1)
    if unless_undefined(v["tie_change"]):
        assert v["tie_rewiring"] + v["tie_turnover"] == pytest.approx(v["tie_change"])
    if unless_undefined(v["tie_kept_share"]):
        assert v["tie_kept_share"] + v["tie_opened_share"] + v["tie_brought_share"] == pytest.approx(1)


@many
@given(two_years())
def test_every_meeting_is_of_one_kind(years: tuple[Network, Network]):
    v = Answers(*years)
    kinds = [v[f"{kind}_pair_share"] for kind in ("newcomer", "newcomer_incumbent", "incumbent_new", "incumbent_repeat")]
    if unless_undefined(*kinds):
        assert sum(kinds) == pytest.approx(1)
    if unless_undefined(*kinds, v["repeat_probability"]):
        assert v["repeat_probability"] * (kinds[2] + kinds[3]) == pytest.approx(kinds[3])
    if unless_undefined(v["newcomer_seat_share"]):
        assert v["incumbent_seat_share"] + v["newcomer_seat_share"] == pytest.approx(1)


@many
@given(two_years())
def test_change_runs_backwards_too(years: tuple[Network, Network]):
    """What arrived one way is gone the other way."""
    before, after = years
    for name, mirror in {
        "entry_rate": "exit_rate", "ties_opened": "ties_dropped", "ties_brought": "ties_lost", "ties_kept": "ties_kept",
        "membership_jaccard": "membership_jaccard", "tie_jaccard": "tie_jaccard", "tie_change": "tie_change", "tie_turnover": "tie_turnover",
    }.items():  # fmt: skip
        assert same(METRICS[name](before, after), METRICS[mirror](after, before)), name


@many
@given(networks())
def test_sectors_add_up(network: Network):
    v = Answers(network, network)
    known = network.sector >= 0
    if not network.n:
        return
    assert v["size"] == network.n
    assert np.nansum(v["sector_size"]) == known.sum()
    assert same(np.isnan(v["sector_size"]), ~network.present_sectors)
    if network.seats and known.all():
        assert np.nansum(v["sector_seat_share"]) == pytest.approx(1)
    met = np.nan_to_num(v["pair_meetings"])
    teams = network.incidence.T @ known.astype(int)
    assert np.triu(met).sum() == (teams * (teams - 1) // 2).sum()
    if unless_undefined(v["uncovered_pair_count"]):
        assert np.nansum(v["sector_uncovered"]) == 2 * v["uncovered_pair_count"]
        present = int(network.present_sectors.sum())
        assert v["uncovered_pair_count"] == ((met == 0) & np.triu(np.outer(network.present_sectors, network.present_sectors), 1)).sum()
        if unless_undefined(v["uncovered_pair_share"]):
            assert v["uncovered_pair_share"] == pytest.approx(v["uncovered_pair_count"] / (present * (present - 1) / 2))
    if unless_undefined(v["cross_sector_share"]):
        assert v["ei_index"] == pytest.approx(2 * v["cross_sector_share"] - 1)
        assert v["cross_sector_share"] == pytest.approx((np.triu(met).sum() - np.trace(met)) / np.triu(met).sum())


@many
@given(networks())
def test_partners_add_up(network: Network):
    v = Answers(network, network)
    assert np.nansum(v["partner_load"]) == network.seats
    assert np.nansum(v["partner_ties"]) == network.adjacency.nnz
    if network.n > 1:
        assert v["tie_density"] == pytest.approx(network.adjacency.nnz / (network.n * (network.n - 1)))
    if network.n and network.m:
        assert v["mean_team_size"] * network.m == pytest.approx(v["mean_load"] * network.n) == network.seats
        assert v["density"] == pytest.approx(v["mean_load"] / network.m)
    if unless_undefined(v["effective_leads"]):
        assert v["effective_leads"] <= v["lead_partner_share"] * network.n + TIMES
    if unless_undefined(v["cut_partner_count"]):
        assert (v["partner_cut_off"] > 0).sum() <= v["cut_partner_count"]
