"""The scorecard: aggregators and Sobol indices against known values, and what no score may do (metrics specification, D.4)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from strategies import SECTORS, SPHERES, drawn

from reteanalysis import METRICS, Network
from reteanalysis.evidence.chance import kappa
from reteanalysis.evidence.norms import DIMENSIONS, Indicator, Norms, TradeOff, mark, norms_from
from reteanalysis.evidence.pool import COVERAGE, Effort, fill, indicated, resampled, thinned
from reteanalysis.evidence.scorecard import (
    FLOOR,
    MOSTLY_CHOICES,
    ONLY_PUBLIC,
    SOURCES,
    Price,
    Saltelli,
    Scorecard,
    State,
    arithmetic,
    copeland,
    geometric,
    minimum,
    scorecard,
    shared_weights,
    total,
)
from reteanalysis.evidence.words import Change, change
from reteanalysis.network import Needs, Register
from reteanalysis.terms import Reason, Text

if TYPE_CHECKING:
    from reteanalysis.study import Study

TEXT = {"it": "parola", "en": "word"}
LITTLE = Effort(replicates=4, null_draws=40, fresh_draws=2, base=64)


def indicator(key: str, dimension: str, metrics: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "dimension": dimension, "metrics": metrics.split(), "type": kind, "label": TEXT, "reason": TEXT} | more


@cache
def norms() -> Norms:
    return norms_from(
        {
            "version": "1",
            "status": "proposal",
            "chosen_by": "tests",
            "date": date(2026, 1, 31),
            "indicators": [
                indicator("newcomers", "open", "newcomer_seat_share", "T", corners=[0, 0.1, 0.35, 0.7]),
                indicator("received", "open", "newcomer_integration", "K"),
                indicator("represented", "open", "register_dissimilarity", "B", form="complement"),
                indicator("leading", "open", "effective_leads", "B", form="leaders"),
                indicator("balanced", "dynamic", "entry_rate exit_rate", "B", form="balance"),
                indicator("centred", "integrated", "degree_centralisation", "T", corners=[0, 0.15, 0.45, 0.9]),
                indicator("transversal", "integrated", "transversality", "B"),
                indicator("crossing", "synergic", "cross_sphere_share", "K"),
                indicator("mixed", "synergic", "mixed_team_share", "K"),
                indicator("reciprocal", "synergic", "flow_reciprocity", "K"),
                indicator("gap", "responsive", "cover_gap", "B", form="cover", replicates=2),
            ],
            "tradeoffs": [
                {"metrics": ["entry_rate", "exit_rate"], "label": TEXT},
                {"metrics": ["cross_sphere_share", "mixed_team_share"], "label": TEXT},
            ],
        }
    )


def year_of(year: int, n: int = 24, m: int = 15, **changes: Any) -> Network:
    """Return a year of n partners around m tables, some of them of every sector, with leads, areas and a register."""
    random = np.random.default_rng(year)
    table = random.random((n, m)) < 0.04
    table[random.integers(n, size=m), np.arange(m)] = True
    table[np.arange(n), random.integers(m, size=n)] = True
    rows, columns = np.nonzero(table)
    partners = tuple(f"p{i + (year - 2019) * 12}" for i in range(n))  # half leave and as many join each year
    role = np.full(len(rows), "partner", object)
    role[[np.flatnonzero(columns == j)[0] for j in range(m)]] = "lead"
    incidence = csr_array((np.ones(len(rows), np.int64), (rows, columns)), shape=(n, m))
    sector = np.array([(i + (year - 2019) * 12) % 4 for i in range(n)], np.intp)
    network = Network(
        year=year,
        partners=partners,
        projects=tuple(f"{year}-{j}" for j in range(m)),
        incidence=incidence,
        sector=sector,
        sectors=SECTORS,
        spheres=SPHERES,
        project_data={"area": np.array([["x", "y", "z"][j % 3] for j in range(m)], object)},
        seat_data={"role": role},
        owner=partners[0],
        register=Register(
            (*partners, "idle"), np.append(sector, 1).astype(np.intp), np.full(n + 1, None, object), np.append(np.ones(n, bool), False)
        ),
    )
    return replace(network, **changes)


@cache
def years(count: int = 3) -> dict[int, Network]:
    return {year: year_of(year) for year in range(2019, 2019 + count)}


@cache
def card(count: int = 3) -> Scorecard:
    return scorecard(years(count), norms(), effort=LITTLE)


# ---------------------------------------------------------------------- known values


def test_aggregators() -> None:
    """R45, the values of COINr."""
    assert float(geometric([1, 2, 3], [1, 1, 1])) == pytest.approx(6 ** (1 / 3))
    assert float(geometric([1, 2, 3], [1, 1, 2])) == pytest.approx(18**0.25)
    assert float(arithmetic([1, 2, 3], [1, 1, 2])) == pytest.approx(9 / 4)
    assert float(minimum([3, 1, 2], [1, 1, 2])) == 1
    assert math.isnan(float(arithmetic([math.nan], [1])))
    assert math.isnan(float(geometric([math.nan], [1])))
    assert math.isnan(float(minimum([math.nan], [1])))


def test_copeland_counts_wins_by_indicator() -> None:
    # The first row wins two columns of three against the second, and ties with the third where both are known.
    marks = np.array([[0.9, 0.8, 0.1], [0.2, 0.3, 0.7], [0.9, math.nan, 0.1]])
    assert copeland(marks, [1, 1, 1]).tolist() == [0.5, -0.5, 0.0]  # second against third: one each
    assert math.isnan(copeland(np.array([[0.5]]), [1])[0])


def test_sobol_indices_of_ishigami() -> None:
    """R46, the analytic values."""
    design = Saltelli(["a", "b", "c"], 8192, 2019)
    x = np.pi * (2 * design.x - 1)
    first, whole = design.indices(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))
    assert [*first.values()] == pytest.approx([0.3139, 0.4424, 0], abs=0.01)
    assert [*whole.values()] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_columns_of_one_source_are_one_group() -> None:
    design = Saltelli(["a", "b", "b"], 1024, 1)
    assert len(design.x) == 1024 * 4
    first, whole = design.indices(design.x @ [1, 1, 1])
    assert first == pytest.approx({"a": 1 / 3, "b": 2 / 3}, abs=0.01)
    assert whole == pytest.approx(first, abs=0.01)
    assert all(map(math.isnan, design.indices(np.ones(len(design.x)))[0].values()))


def test_what_moves_together_shares_one_weight() -> None:
    some = norms().of("open")
    assert shared_weights(some, []).tolist() == [0.25] * 4
    pairs = [frozenset(("newcomers", "received")), frozenset(("received", "leading"))]
    assert shared_weights(some, pairs) == pytest.approx([1 / 6, 1 / 6, 1 / 2, 1 / 6])


def test_kappa() -> None:
    assert kappa(0.75, 0.5, (0, 1)) == 0.5
    assert kappa(0.2, 0.4, (0, 1)) == -0.5
    assert kappa(-1, 0, (-1, 1)) == -1


# ---------------------------------------------------------------------- the value of an indicator


def value(form: str, metrics: str, *networks: Network | None) -> float:
    made = Indicator("x", "open", tuple(metrics.split()), form, "B", (), 1, Text(**TEXT), Text(**TEXT))  # type: ignore[arg-type]
    return indicated(made, METRICS, networks if len(networks) == 2 else (None, *networks))


def test_forms_by_hand() -> None:
    before = drawn({"p": "Ab", "q": "Cd"})
    after = drawn({"p": "Ae", "q": "Bf", "r": "Ag"}, year=2020)
    assert value("value", "newcomer_seat_share", before, after) == 3 / 6
    assert value("complement", "newcomer_seat_share", before, after) == 1 - 3 / 6
    assert value("odds", "mean_team_size", after) == 2 / 3
    # entry 3/5, exit 2/4
    assert value("balance", "entry_rate exit_rate", before, after) == pytest.approx(1 - (3 / 5 - 2 / 4) / (3 / 5 + 2 / 4))
    assert value("balance", "entry_rate exit_rate", before, before).reason is Reason.TOO_FEW  # type: ignore[attr-defined]
    # leads: a twice, b once: 1 / (4/9 + 1/9) = 9/5, of five partners, or of ten in the register
    assert value("leaders", "effective_leads", after) == pytest.approx(9 / 5 / 5)
    register = Register(tuple("abefghijkl"), np.zeros(10, np.intp), np.full(10, None, object), np.zeros(10, bool))
    assert value("leaders", "effective_leads", replace(after, register=register)) == pytest.approx(9 / 5 / 10)


def test_a_first_year_and_a_missing_one_have_reasons() -> None:
    one, empty = drawn({"p": "Ab"}), drawn({})
    assert value("value", "entry_rate", None, one).reason is Reason.NO_PREVIOUS_YEAR  # type: ignore[attr-defined]
    assert value("value", "entry_rate", empty, one).reason is Reason.MISSING_YEAR  # type: ignore[attr-defined]
    assert value("complement", "needs_hoover", one).reason is Reason.NOT_RECORDED  # type: ignore[attr-defined]


def test_the_way_made_to_full_cover() -> None:
    cells = np.array([["x", None, "n"], ["x", None, "s"], ["x", None, "w"]], object).T
    needs = Needs(*cells, weight=np.ones(3), served=csr_array(np.array([[1, 0, 0], [0, 1, 0]])))
    data = {"area": np.array(["x", "x"], object), "district": np.array(["n", "s"], object)}
    network = drawn({"p": "Ab", "q": "Cd"}, needs=needs, project_data=data)
    # One step covers what is left; three would be needed from nothing: one district each.
    assert value("cover", "cover_gap", network) == pytest.approx(1 - 1 / 3)


# ---------------------------------------------------------------------- the pool


def test_resamples_and_thinned_lists() -> None:
    network, random = year_of(2019), np.random.default_rng(1)
    assert resampled(network, random).m == network.m
    for who in COVERAGE:
        assert thinned(network, who, np.random.default_rng(1)).n == (network.n if who == "none" else network.n - 2)
    alone = drawn({"p": "Ab"})
    assert resampled(alone, random) is alone
    assert thinned(alone, "most", random) is alone
    left = {who: np.mean([thinned(network, who, np.random.default_rng(k)).load.sum() for k in range(60)]) for who in ("least", "most")}  # type: ignore[arg-type]
    assert left["least"] > left["most"]


def test_the_first_of_the_pool_is_the_data_as_recorded() -> None:
    pool = fill(years(), norms(), METRICS, LITTLE, 2019)
    for (year, key), values in pool.values.items():
        one = next(one for one in norms().indicators if one.key == key)
        assert values.shape == (4, 3, 8)
        assert values[0, 0, 0] == pytest.approx(pool.read(year, one)), key
    assert np.ptp(pool.values[2020, "centred"][:, 0, 0]) > 0  # other projects
    assert np.ptp(pool.values[2020, "centred"][0, :, 0]) > 0  # other lists
    assert np.ptp(pool.values[2020, "centred"][0, 0, :]) > 0  # other codings
    look_back = pool.specifications.index("look_back")
    assert pool.values[2021, "newcomers"][0, 0, look_back] <= pool.values[2021, "newcomers"][0, 0, 0]
    assert pool.values[2020, "newcomers"][0, 0, look_back] == pool.values[2020, "newcomers"][0, 0, 0]


def test_resamples_are_centred_on_the_data_and_stay_in_range() -> None:
    from reteanalysis.evidence.pool import _centred

    share, slow = norms().indicators[2], norms().indicators[-1]  # a share; one asked of two resamples only
    values = np.array([0.9, 0.4, 0.6, math.nan])[:, None, None]
    assert _centred(values, share, METRICS).ravel().tolist()[:3] == pytest.approx([0.9, 0.8, 1.0])
    assert math.isnan(_centred(values, share, METRICS)[3, 0, 0])
    assert _centred(values, slow, METRICS).ravel().tolist() == pytest.approx([0.9, 0.9, 0.9, 0.9])
    pool = fill(years(), norms(), METRICS, LITTLE, 2019)
    crossing = pool.values[2020, "crossing"]
    np.testing.assert_allclose(crossing[1:].mean(axis=0), crossing[0], atol=1e-9)


def test_more_draws_move_no_score() -> None:
    """D.4: the null mean that marks are read against hardly depends on how many tables are drawn."""
    some = replace(norms(), indicators=tuple(one for one in norms().indicators if one.key in ("crossing", "mixed")), tradeoffs=())
    points = []
    for draws in (999, 4999):
        pool = fill({2020: year_of(2020)}, some, METRICS, Effort(1, draws, 1, 64), 7)
        points.append(geometric([float(mark(one, pool.read(2020, one))) for one in some.indicators], [1, 1]))
    assert abs(points[0] - points[1]) < 0.02


# ---------------------------------------------------------------------- what no score may do


def same(one: Any, other: Any) -> bool:
    """Tell whether two records say the same, nan being nan."""
    return repr(one) == repr(other)


def test_same_seed_same_numbers() -> None:
    assert same(scorecard(years(), norms(), effort=LITTLE), card())
    assert not same(scorecard(years(), norms(), effort=LITTLE, seed=1).scores, card().scores)


def test_a_year_more_changes_no_past_score() -> None:
    fewer, more = card(2), card(3)
    for key, score in fewer.scores.items():
        with_one_more = more.scores[key]
        assert same(replace(score, others={}), replace(with_one_more, others={})), key
        assert {k: v for k, v in score.others.items() if k != "copeland"} == pytest.approx(
            {k: v for k, v in with_one_more.others.items() if k != "copeland"}, nan_ok=True
        )
    assert [one for one in fewer.comparisons if one.after == 2020] == [one for one in more.comparisons if one.after == 2020]


def test_a_sector_of_nobody_changes_no_score() -> None:
    wider = {
        year: replace(network, sectors=(*network.sectors, "void"), spheres=(*network.spheres, "business"))
        for year, network in years().items()
    }
    changed = scorecard(wider, norms(), effort=LITTLE)
    for key, score in card().scores.items():
        assert changed.scores[key].point == pytest.approx(score.point, nan_ok=True)
        assert [*changed.scores[key].spread] == pytest.approx([*score.spread], nan_ok=True)


def test_an_idle_body_more_in_the_register_moves_only_what_asks_the_register() -> None:
    def with_idle(network: Network) -> Network:
        register = network.register
        assert register is not None
        more = Register(
            (*register.bodies, "more"),
            np.append(register.sector, 2).astype(np.intp),
            np.append(register.district, None),
            np.append(register.active, False),
        )
        return replace(network, register=more)

    changed = scorecard({year: with_idle(network) for year, network in years().items()}, norms(), effort=LITTLE)
    moved = {
        one.indicator.key
        for key, score in card().scores.items()
        for one, other in zip(score.readings, changed.scores[key].readings, strict=True)
        if one.mark != other.mark and not (math.isnan(one.mark) and math.isnan(other.mark))
    }
    assert moved == {"represented", "leading"}
    for key, score in card().scores.items():
        assert key[0] == "open" or same(changed.scores[key], score)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.key) for one in norms().indicators])
def test_more_within_what_is_acceptable_never_lowers_a_score(one: Indicator) -> None:
    top = one.corners[2] if one.kind == "T" else 1.0
    values = np.linspace(-1 if one.kind == "K" else 0, top, 41)
    others = np.broadcast_to([0.3, 0.9], (41, 2))
    marks = np.column_stack([mark(one, values), others])
    for way in (arithmetic, lambda u, w: geometric(np.maximum(u, FLOOR), w), minimum):
        assert (np.diff(way(marks, [1, 1, 2])) >= -1e-12).all()


def test_partners_and_projects_in_another_order_change_no_mark_but_by_chance() -> None:
    def turned(network: Network) -> Network:
        order = np.arange(network.n)[::-1]
        incidence = network.incidence[order]
        incidence.sort_indices()
        row = np.repeat(np.arange(network.n), network.load)
        role = np.concatenate([network.seat_data["role"][row == i] for i in order])
        return replace(
            network, partners=network.partners[::-1], incidence=incidence, sector=network.sector[order], seat_data={"role": role}
        )

    changed = scorecard({year: turned(network) for year, network in years().items()}, norms(), effort=LITTLE)
    for key, score in card().scores.items():
        assert changed.scores[key].point == pytest.approx(score.point, abs=0.05, nan_ok=True)
        for one, other in zip(score.readings, changed.scores[key].readings, strict=True):
            assert one.value == pytest.approx(other.value, nan_ok=True)


# ---------------------------------------------------------------------- what a card says


def test_what_is_missing_is_said_and_never_replaced() -> None:
    first = card().scores["open", 2019]
    assert first.state is State.NOT_SCORED  # two of four: nobody is a newcomer in a first year
    assert math.isnan(first.point)
    assert [one.indicator.key for one in first.missing] == ["newcomers", "received"]
    assert first.readings[0].value.reason is Reason.NO_PREVIOUS_YEAR  # type: ignore[attr-defined]
    synergic = card().scores["synergic", 2020]
    assert synergic.state is State.PARTIAL  # two of three: flows are not recorded
    assert card().scores["open", 2020].state is State.COMPLETE
    assert card().scores["responsive", 2020].state is State.NOT_SCORED


def test_every_score_is_a_distribution() -> None:
    for score in card().scores.values():
        if score.state is State.NOT_SCORED:
            continue
        middle, low50, high50, low90, high90 = score.spread
        assert 0 <= low90 <= low50 <= middle <= high50 <= high90 <= 1
        assert set(score.first) == set(score.total) == set(SOURCES)
        assert score.others["minimum"] <= score.point + 1e-9 or score.others["minimum"] < FLOOR
        assert score.point <= score.others["arithmetic"] + 1e-9 or score.others["minimum"] < FLOOR
        weakest = score.weakest
        assert weakest is not None
        assert weakest.mark == score.others["minimum"]
        assert sum(one.weight for one in score.readings if not math.isnan(one.weight)) == pytest.approx(1)
    assert card().draws == 64 * 9


def test_years_are_compared_on_what_both_have() -> None:
    found = [(one.dimension, one.before, one.after, one.indicators) for one in card().comparisons]
    assert ("open", 2020, 2021, 4) in found
    assert ("integrated", 2019, 2021, 2) in found
    assert ("open", 2019, 2020, 4) not in found  # not scored in 2019
    again = card().comparison("integrated", 2019, 2020)
    assert again is not None
    assert 0 <= again.probability <= 1


def test_a_year_against_its_copy_is_no_clear_change() -> None:
    year = year_of(2019)
    twice = {2019: year, 2020: replace(year, year=2020)}
    some = replace(norms(), indicators=norms().of("integrated"), tradeoffs=())
    found = scorecard(twice, some, effort=replace(LITTLE, replicates=16)).comparison("integrated", 2019, 2020)
    assert found is not None
    assert change(found.probability) is Change.NO_CLEAR_CHANGE
    assert found.change is Change.CANNOT_SAY  # fewer than twenty projects


def test_with_twenty_projects_a_year_the_probability_has_its_word(esempio: Study) -> None:
    assert esempio.scorecard is not None
    assert min(network.m for network in esempio.networks.values()) >= 20
    assert [one.change for one in esempio.scorecard.comparisons] == [change(one.probability) for one in esempio.scorecard.comparisons]


def test_what_chance_keeps_fixed_is_not_compared_with_it() -> None:
    random = np.random.default_rng(5)
    flow = np.triu(random.random((24, 24)), 1) + 0.5 * np.tril(random.random((24, 24)), -1)
    flowing = {2019: replace(year_of(2019), flows={"": csr_array(flow)})}
    reading = scorecard(flowing, norms(), effort=LITTLE).scores["synergic", 2019].readings[2]
    assert reading.value > 0
    assert reading.kappa.reason is Reason.FIXED_BY_NULL  # type: ignore[attr-defined]
    assert math.isnan(reading.mark)


def test_indicators_that_move_together_by_chance_are_flagged() -> None:
    pairs = {(one.year, one.keys): one for one in card().together}
    assert all(one.flagged == (abs(one.r) > 0.7) for one in pairs.values())
    assert (2019, ("crossing", "mixed")) in pairs
    assert not any("centred" in keys for _, keys in pairs)  # loads and team sizes stay: nothing to correlate


def test_trade_offs_say_their_sign() -> None:
    fixed, moving = ([one for one in card().prices if one.tradeoff == pair] for pair in norms().tradeoffs)
    assert {one.sign for one in fixed} == {None}
    assert {one.sign for one in moving} <= {-1, 0, 1}
    pair = TradeOff(("a", "b"), Text(**TEXT))
    assert [Price(2019, pair, r, 100).sign for r in (-0.3, 0.1, 0.3)] == [-1, 0, 1]


def test_a_score_that_hangs_on_choices_says_so() -> None:
    score = card().scores["open", 2020]
    assert replace(score, choices=0.51).mostly_choices
    assert not replace(score, choices=0.5).mostly_choices
    assert not replace(score, choices=math.nan).mostly_choices
    assert "data" in MOSTLY_CHOICES.en
    assert "how well people were helped" in ONLY_PUBLIC.en


def test_there_is_no_total_of_an_incomplete_card() -> None:
    assert total(card(), 2020) is None
    full = replace(card(), scores={key: replace(score, point=0.5) for key, score in card().scores.items()})
    assert total(full, 2020) == pytest.approx(0.5)


def test_years_of_nobody_and_a_single_year() -> None:
    found = scorecard({2019: drawn({}), 2020: year_of(2020)}, norms(), effort=LITTLE)
    assert {found.scores[dimension, 2019].state for dimension in DIMENSIONS} == {State.NOT_SCORED}
    assert found.scores["integrated", 2020].state is State.COMPLETE
    assert scorecard({2020: year_of(2020)}, norms(), effort=LITTLE).comparisons == ()
