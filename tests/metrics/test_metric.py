"""The declaration of a metric, and the catalogue of those declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reteanalysis.metrics import CARD, COST_LETTERS, LETTERS, METRICS, Catalogue, metric
from reteanalysis.terms import FAMILIES, FAMILY_NAMES, OWN, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from reteanalysis.network import Network

WORDS = Text(it="Domanda?", en="Question?")
GOOD: dict[str, Any] = {
    "level": "network",
    "unit": "share",
    "bounds": (0, 1),
    "label": Text(it="Quota di prova", en="Trial share"),
    "question": WORDS,
    "reading": WORDS,
    "undefined": WORDS,
    "formula": "a / b",
    "reference": "Rossi 1999",
    "sentence": Text(it="È {value}.", en="It is {value}."),
}


def trial_share(network: Network) -> float:
    return 0.5


def sector_trial(network: Network) -> float:
    return 0.5


def of_three(one: Network, two: Network, three: Network) -> float:
    return 0.5


def of_none() -> float:
    return 0.5


def declared(function: Callable[..., Any] = trial_share, **changed: Any) -> Any:
    """Declare a fresh copy of `function`, so that no test leaves its mark on it."""
    copy = type(function)(function.__code__, function.__globals__, function.__name__)
    return metric(**GOOD | changed)(copy)


class TestADeclaration:
    def test_leaves_the_function_as_it_is(self):
        function = declared()
        assert function(None) == 0.5
        assert function.metric.function is function
        assert function.metric(None) == 0.5

    def test_reads_name_family_and_years_off_the_function(self):
        one = declared().metric
        assert (one.name, one.family, one.years) == ("trial_share", OWN, 1)  # a metric declared elsewhere is one's own
        assert METRICS["retention_rate"].years == 2

    @pytest.mark.parametrize(
        ("function", "changed", "complaint"),
        [
            (trial_share, {"level": "city"}, "level is one of"),
            (trial_share, {"unit": "percent"}, "unit is one of"),
            (trial_share, {"bounds": (1, 0)}, "bounds go from the smaller to the larger"),
            (trial_share, {"bounds": (1, 1)}, "bounds go from the smaller to the larger"),
            (trial_share, {"reference": "Rossi"}, "the reference needs its year: 'Rossi'"),
            (trial_share, {"reference": "page 12345"}, "the reference needs its year"),
            (trial_share, {"level": "sector"}, "a metric of level 'sector' is named sector_…"),
            (sector_trial, {}, "the name begins with 'sector' but the level is 'network'"),
            (trial_share, {"sentence": None}, "a metric of the whole network needs its sentence"),
            (trial_share, {"sentence": Text(it="È {value}.", en="It is so.")}, "the sentence needs {value} in every language"),
            (of_three, {}, "a metric takes (network) or (before, after)"),
            (of_none, {}, "a metric takes (network) or (before, after)"),
        ],
    )
    def test_that_cannot_be_true_is_refused(self, function: Callable[..., Any], changed: dict[str, Any], complaint: str):
        with pytest.raises(TypeError) as refusal:
            declared(function, **changed)
        assert str(refusal.value).startswith(f"metric {function.__name__}: {complaint}")

    def test_is_told_all_its_mistakes_at_once(self):
        with pytest.raises(TypeError, match=r"level is one of .*; unit is one of .*; bounds go"):
            declared(level="city", unit="percent", bounds=(2, 1))

    def test_of_sectors_needs_no_sentence(self):
        assert declared(sector_trial, level="sector", sentence=None).metric.sentence is None

    def test_that_forgets_a_word_is_refused(self):
        with pytest.raises(TypeError, match="formula"):
            metric(**{key: value for key, value in GOOD.items() if key != "formula"})

    def test_makes_a_card_in_each_language(self):
        it, en = (dict(METRICS["ei_index"].card(lang)) for lang in ("it", "en"))
        assert (it["Valori possibili"], en["Range"]) == ("da −1 a 1", "−1 to 1")
        assert dict(METRICS["top_decile_seat_share"].card("it"))["Valori possibili"] == "da 10% a 100%"
        assert dict(METRICS["size"].card("en"))["Range"] == "0 to ∞"
        assert (it["Famiglia"], en["Family"]) == ("Sinergia", "Synergy")
        assert dict(METRICS["retention_rate"].card("it"))["Livello"].endswith(", cambiamento fra due anni")
        assert dict(declared().metric.card("en"))["Family"] == FAMILY_NAMES[OWN].en

    def test_says_its_cost_where_it_states_one(self):
        assert dict(METRICS["tie_density"].card("it"))["Tempo di calcolo"] == "O(Σ k_j²)"
        assert [dict(declared().metric.card(lang))[CARD["cost"][lang]] for lang in ("it", "en")] == ["non indicato", "not stated"]

    def test_explains_the_letters_it_uses_and_does_not_define(self):
        assert METRICS["density"].letters("en") == [("n", "partners"), ("m", "projects"), ("E", "seats at the tables")]
        constraint = dict(METRICS["partner_constraint"].letters("it"))
        assert constraint["L"] == "legami"
        assert "w_ik" not in constraint  # its formula says what it is

    def test_is_shown_with_its_question_and_without_markup_of_its_own(self):
        shown = declared(label=Text(it="A < B", en="A < B"))
        assert repr(shown.metric) == "<Metric trial_share: Question?>"
        assert "<b>A &lt; B · A &lt; B</b>" in shown.metric._repr_html_()


class TestTheCatalogue:
    def test_finds_by_name_by_place_and_by_slice(self):
        assert METRICS["size"] is METRICS[0]
        assert METRICS[-1] is list(METRICS)[-1]
        assert [one.name for one in METRICS[:2]] == ["size", "project_count"]

    def test_tells_the_names_it_has_when_asked_for_another(self):
        with pytest.raises(KeyError, match="no metric is called 'densty'; there are: size, project_count, density"):
            METRICS["densty"]

    def test_holds_a_metric_and_its_name(self):
        assert "density" in METRICS
        assert METRICS["density"] in METRICS
        assert "densty" not in METRICS
        assert declared().metric not in METRICS

    def test_takes_functions_and_metrics_in_the_order_given(self):
        mine = declared()
        assert [one.name for one in Catalogue([mine, METRICS["size"]])] == ["trial_share", "size"]
        assert len(Catalogue([*METRICS, mine])) == len(METRICS) + 1

    def test_refuses_two_of_one_name(self):
        with pytest.raises(ValueError, match="two metrics have one name: size"):
            Catalogue([*METRICS, METRICS["size"]])

    def test_refuses_what_declared_nothing(self):
        with pytest.raises(TypeError, match=r"trial_share.* is not a declared metric: put @metric\(\.\.\.\) above it"):
            Catalogue([trial_share])

    def test_goes_family_by_family_in_reading_order(self):
        families = list(dict.fromkeys(one.family for one in METRICS))
        assert families == list(FAMILIES)
        assert sorted((one.family for one in METRICS), key=families.index) == [one.family for one in METRICS]

    def test_has_every_family_and_level(self):
        assert {family: len([one for one in METRICS if one.family == family]) >= 3 for family in FAMILIES} == dict.fromkeys(FAMILIES, True)
        assert {one.level for one in METRICS} == {"network", "sector", "pair", "partner"}
        assert {one.years for one in METRICS} == {1, 2}

    def test_uses_every_letter_of_the_legend(self):
        used = {letter for one in METRICS for letter, _ in one.letters("en")}
        assert {*LETTERS, *COST_LETTERS} - used == set()

    def test_is_worth_seeing(self):
        assert repr(METRICS[:1][0]) == f"<Metric size: {METRICS['size'].question.en}>"
        assert repr(Catalogue([METRICS["size"], METRICS["density"]])) == "<2 metrics: size, density>"
        assert METRICS._repr_html_().count("<tr>") == len(METRICS) + 1
