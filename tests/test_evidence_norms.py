"""Norms: what makes a mark of a value, and a file that says everything that is wrong with it."""

from __future__ import annotations

import copy
import hashlib
import tomllib
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from reteanalysis import METRICS, DataError, Text, example, load_study, metric
from reteanalysis.evidence import lots
from reteanalysis.evidence.chance import fixed_by_null
from reteanalysis.evidence.norms import DIMENSION_NAMES, DIMENSIONS, STATUS_NAMES, default_norms, mark, norms_from, problems_of, trapezoid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reteanalysis import Network

TEXT = {"it": "parola", "en": "word"}
GOOD: dict[str, Any] = {
    "version": "1",
    "status": "agreed",
    "chosen_by": "the steering group",
    "date": date(2026, 1, 31),
    "indicators": [
        {"key": "a", "dimension": "open", "metrics": ["newcomer_seat_share"], "type": "T", "corners": [0, 0.1, 0.3, 0.7], "label": TEXT, "reason": TEXT},
        {"key": "b", "dimension": "synergic", "metrics": ["cross_sphere_share"], "type": "K", "weight": 2, "label": TEXT, "reason": TEXT},
    ],
    "tradeoffs": [{"metrics": ["entry_rate", "exit_rate"], "label": TEXT}],
}  # fmt: skip


def test_the_norms_of_the_package_are_a_signed_proposal() -> None:
    norms = default_norms()
    assert norms.status == "proposal"
    assert norms.chosen_by
    assert [len(norms.of(dimension)) for dimension in DIMENSIONS] == [4] * 5
    assert {one.kind for one in norms.indicators} == {"K", "B", "T"}
    assert set(norms.metrics) <= {metric.name for metric in METRICS}
    assert {*DIMENSION_NAMES} == {*DIMENSIONS}
    assert {*STATUS_NAMES} == {"proposal", "agreed"}


def test_the_trapezoids_are_those_of_the_specification() -> None:
    raw = tomllib.loads((files("reteanalysis") / "templates" / "norms.toml").read_text(encoding="utf-8"))
    assert {row["key"]: row["corners"] for row in raw["indicators"] if row["type"] == "T"} == {
        "newcomers": [0, 0.10, 0.35, 0.70],
        "opened": [0, 0.10, 0.40, 0.80],
        "persistent": [0.10, 0.35, 0.75, 0.98],
        "centred": [0, 0.15, 0.45, 0.90],
    }


def test_what_is_measured_by_chance_is_what_chance_can_move() -> None:
    """R3, whose flows stay as recorded whatever tables are drawn, is marked on its own scale."""
    kinds = {one.metrics[0]: one.kind for one in default_norms().indicators}
    assert [name for name, kind in kinds.items() if kind == "K" and fixed_by_null(METRICS[name], "degrees")] == []
    flows = {"economic": csr_array(([3.0, 1.0], ([0, 2], [2, 0])), shape=(6, 6))}
    recorded = replace(example().networks[2019], flows=flows)
    assert {METRICS["flow_reciprocity"](drawn) for drawn in lots.every(recorded) or ()} == {0.5}
    assert kinds["flow_reciprocity"] == "B"


def test_a_good_file_is_read() -> None:
    norms = norms_from(GOOD)
    assert [(one.key, one.kind, one.form, one.weight, one.corners) for one in norms.indicators] == [
        ("a", "T", "value", 1, (0, 0.1, 0.3, 0.7)),
        ("b", "K", "value", 2, ()),
    ]
    assert norms.metrics == ("newcomer_seat_share", "cross_sphere_share", "entry_rate", "exit_rate")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    bad = copy.deepcopy(GOOD) | {"status": "final", "date": "yesterday", "chosen_by": " ", "total": 1}
    first, second = bad["indicators"]
    first |= {"corners": [0, 0.3, 0.1, 0.7], "weight": 0, "metrics": ["newcomers_share"], "label": {"it": "solo"}, "replicates": 0}
    second |= {"key": "a", "dimension": "good", "form": "complement", "corners": [0], "metrics": ["sector_size"], "colour": "red"}
    bad["indicators"].append({"key": "c", "dimension": "open", "metrics": ["effective_leads"], "type": "B", "label": TEXT, "reason": TEXT})
    bad["indicators"].append({"key": "d", "dimension": "open", "metrics": ["effective_leads"], "type": "K", "label": TEXT, "reason": TEXT})
    bad["indicators"].append(
        {"key": "e", "dimension": "open", "metrics": ["size"], "type": "Z", "form": "balance", "label": TEXT, "reason": TEXT}
    )
    bad["tradeoffs"].append({"metrics": ["entry_rate"], "label": TEXT})
    with pytest.raises(DataError) as raised:
        norms_from(bad)
    assert {each.file for each in raised.value.problems} == {"norms.toml"}
    assert sorted((each.column, each.found, each.expected.en) for each in raised.value.problems) == sorted([
        ("total", "total", "one of: version, status, chosen_by, date, indicators, tradeoffs."),
        ("chosen_by", " ", "who chose them, in quotation marks."),
        ("status", "final", "one of: proposal, agreed."),
        ("date", "yesterday", "the day they were chosen: 2026-01-31, without quotation marks."),
        ("indicators.a.metrics", "newcomers_share", f"{A_METRIC} Perhaps “newcomer_seat_share”?"),
        ("indicators.a.corners", "[0, 0.3, 0.1, 0.7]", "four numbers from the smallest to the largest."),
        ("indicators.a.weight", "0", "a number above zero, from 0.001 to 1000."),
        ("indicators.a.replicates", "0", "a whole number above zero."),
        ("indicators.a.label", '{ it = "solo" }', 'a text in each language: { it = "...", en = "..." }.'),
        ("indicators.a.colour", "colour", f"one of: {', '.join(ENTRIES)}."),
        ("indicators.a.dimension", "good", "one of: open, dynamic, integrated, synergic, responsive."),
        ("indicators.a.metrics", '["sector_size"]', "a measure of the whole network: sector_size speaks of each of its parts."),
        ("indicators.a.corners", "[0]", "nothing: only a trapezoid (type T) has corners."),
        ("indicators.a.form", "complement", '"value": what is compared with chance (type K) is the value itself.'),
        ("indicators.c.type", "B", f"{ANOTHER}: effective_leads goes from 1 to ∞, and a value taken as it is (type B) from 0 to 1."),
        ("indicators.d.type", "K", f"{ANOTHER}: effective_leads has no smallest or largest value, and cannot be compared with chance on a scale (type K)."),
        ("indicators.e.type", "Z", "one of: K, B, T."),
        ("indicators.e.metrics", '["size"]', 'two names in square brackets: ["entry_rate", "exit_rate"].'),
        ("tradeoffs.2.metrics", '["entry_rate"]', 'two names in square brackets: ["entry_rate", "exit_rate"].'),
        ("indicators.a.key", "a", "a different name for each indicator."),
    ])  # fmt: skip


A_METRIC = "the name of a measure of the whole network: the command reteanalysis metrics lists them."
ANOTHER = "a trapezoid (type T), or another measure"


@pytest.mark.parametrize(("weight", "good"), [(0.001, True), (1000, True), (0.0009, False), (1001, False), (1e308, False), (5e-324, False)])
def test_a_weight_leaves_something_to_the_others(weight: float, good: bool):
    """1e308 twice is no number any more."""
    mapping = tomllib.loads(PROPOSED.replace("weight = 1\n", f"weight = {weight}\n", 1))
    assert [one.column for one in problems_of(mapping)] == ([] if good else ["indicators.newcomers.weight"])


ENTRIES = ("key", "dimension", "metrics", "form", "type", "corners", "weight", "label", "reason", "replicates")


@pytest.mark.parametrize("mapping", [{}, {"indicators": 3}, {"indicators": [3], "tradeoffs": {}}])
def test_a_file_of_nothing_is_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(DataError) as raised:
        norms_from(mapping)
    assert "indicators" in {each.column for each in raised.value.problems}


class TestAStudysOwn:
    """`norms.toml` beside `study.toml`."""

    @pytest.fixture
    def own(self, write_study: Callable[..., Path]) -> Callable[[str], Path]:
        def write(norms: str) -> Path:
            folder = write_study()
            (folder / "norms.toml").write_text(norms, encoding="utf-8")
            return folder

        return write

    def test_is_read_used_and_recorded(self, own: Callable[[str], Path]) -> None:
        folder = own(
            PROPOSED.replace('status = "proposal"', 'status = "agreed"').replace(
                'chosen_by = "reteanalysis"', 'chosen_by = "Cabina di regia"'
            )
        )
        study = load_study(folder, draws=9)
        assert (study.norms.status, study.norms.chosen_by) == ("agreed", "Cabina di regia")
        assert study.scorecard is not None
        assert study.scorecard.norms is study.norms
        (named,) = [each for each in study.provenance["files"] if each["name"] == "norms.toml"]
        assert named["sha256"] == hashlib.sha256((folder / "norms.toml").read_bytes()).hexdigest()
        assert study.provenance["norms"]["chosen_by"] == "Cabina di regia"

    def test_without_one_the_proposal_of_the_package_is_used(self, write_study: Callable[..., Path]) -> None:
        study = load_study(write_study())
        assert study.norms is default_norms()
        assert "norms.toml" not in [each["name"] for each in study.provenance["files"]]

    def test_its_mistakes_are_told_with_those_of_the_data_in_the_language_of_the_reader(self, own: Callable[[str], Path]) -> None:
        folder = own(PROPOSED.replace('dimension = "open"', 'dimension = "opne"', 1).replace("weight = 1", "wieght = 1", 1))
        (folder / "participations.csv").write_text("partner_id,project_id,year\nalfa,bread,duemila\n", encoding="utf-8")
        with pytest.raises(DataError) as raised:
            load_study(folder, lang="it")
        told = str(raised.value)
        assert "norms.toml, impostazione «indicators.newcomers.dimension»: impostazione non valida [trovato: «opne»]" in told
        assert "una di queste voci: open, dynamic, integrated, synergic, responsive. Forse «open»?" in told
        assert "«indicators.newcomers.wieght»" in told
        assert "Forse «weight»?" in told
        assert "participations.csv, riga 2" in told

    def test_one_that_is_no_toml_says_where_it_breaks(self, own: Callable[[str], Path]) -> None:
        with pytest.raises(DataError) as raised:
            load_study(own('version = "1"\nstatus = agreed\n'), lang="en")
        (problem,) = raised.value.problems.errors
        assert (problem.file, problem.row, problem.code) == ("norms.toml", 2, "toml_syntax")

    def test_may_name_a_measure_of_ones_own(self, own: Callable[[str], Path]) -> None:
        @metric(
            level="network",
            unit="share",
            bounds=(0, 1),
            label=Text(it="Tavoli a due", en="Tables of two"),
            question=Text(it="Quanti progetti hanno due partner?", en="How many projects have two partners?"),
            reading=Text(it="Più alto: più tavoli piccoli.", en="Higher: more small tables."),
            undefined=Text(it="mai", en="never"),
            formula="#{j : k_j = 2} / m",
            reference="this test, 2026",
            sentence=Text(it="Tavoli a due: {value}.", en="Tables of two: {value}."),
        )
        def tables_of_two(network: Network) -> float:
            return float((network.team_size == 2).mean())

        folder = own(PROPOSED.replace('metrics = ["newcomer_seat_share"]', 'metrics = ["tables_of_two"]'))
        with pytest.raises(DataError, match="tables_of_two"):
            load_study(folder)
        assert load_study(folder, metrics=[*METRICS, tables_of_two]).norms.metrics[0] == "tables_of_two"


PROPOSED = (files("reteanalysis") / "templates" / "norms.toml").read_text(encoding="utf-8")


def test_goalposts() -> None:
    """R45: the goalposts of COINr are trapezoids without an end."""
    up, down = [0, 10, np.inf, np.inf], [-np.inf, -np.inf, 0, 10]
    assert trapezoid([1, 11, -1], up).tolist() == [0.1, 1, 0]
    assert trapezoid([1], down).tolist() == [0.9]


def test_corners_that_meet_are_a_step() -> None:
    assert trapezoid([0.09, 0.1, 0.5, 0.51], [0.1, 0.1, 0.5, 0.5]).tolist() == [0, 1, 1, 0]
    assert np.isnan(trapezoid([np.nan], [0, 0.1, 0.5, 0.9])).all()


def test_marks() -> None:
    trap, chance = norms_from(GOOD).indicators
    assert mark(trap, 0.05).tolist() == 0.5
    assert mark(trap, 0.05, [[0, 0.05, 0.3, 0.7], [0, 0.2, 0.3, 0.7]]).tolist() == [1, 0.25]
    assert mark(chance, [-1, 0, 0.5, 1]).tolist() == [0, 0.5, 0.75, 1]
