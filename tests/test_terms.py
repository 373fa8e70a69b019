"""Words and numbers as a reader of each language writes them; nothing is never zero."""

from __future__ import annotations

import copy
import math
import pickle

import pytest

from reteanalysis.terms import (
    FAMILIES,
    LANGUAGES,
    SPHERE_NAMES,
    SPHERES,
    UNITS,
    Reason,
    Text,
    Undefined,
    listing,
    number,
    undefined,
)


class TestAText:
    def test_is_read_by_language(self):
        assert [Text(it="rete", en="network")[lang] for lang in LANGUAGES] == ["rete", "network"]

    @pytest.mark.parametrize(("it", "en", "empty"), [("", "network", "it"), ("rete", "  ", "en")])
    def test_missing_in_a_language_is_refused_when_written(self, it: str, en: str, empty: str):
        with pytest.raises(ValueError, match=f"'{empty}' is empty"):
            Text(it=it, en=en)

    def test_cannot_be_written_without_a_language(self):
        with pytest.raises(TypeError, match="en"):
            Text(it="rete")

    def test_says_its_values_in_the_same_language(self):
        sentence = Text(it="{n} per il {what}", en="{n} for the {what}")
        assert sentence.say("it", n=3, what=Text(it="comune", en="town")) == "3 per il comune"
        assert sentence.say("en", n=3, what=Text(it="comune", en="town")) == "3 for the town"

    def test_does_not_fill_places_that_come_with_a_value(self):
        assert Text(it="{name}", en="{name}").say("it", name="Alfa {n}") == "Alfa {n}"

    def test_with_a_place_left_empty_is_an_error(self):
        with pytest.raises(KeyError, match="n"):
            Text(it="{n} enti", en="{n} bodies").say("it")


class TestANumber:
    @pytest.mark.parametrize(
        ("value", "unit", "it", "en"),
        [
            (0, "count", "0", "0"),
            (1234567, "count", "1.234.567", "1,234,567"),
            (-3, "count", "−3", "−3"),
            (2.65, "mean", "2,6", "2.6"),
            (1234.56, "mean", "1.234,6", "1,234.6"),
            (0.125, "index", "0,12", "0.12"),
            (-0.333, "index", "−0,33", "−0.33"),
            (2 / 3, "ratio", "0,67", "0.67"),
            (1439165.4, "money", "1.439.165,40", "1,439,165.40"),
            (0, "share", "0%", "0%"),
            (1, "share", "100%", "100%"),
            (0.4123, "share", "41%", "41%"),
            (0.0714, "share", "7,1%", "7.1%"),
            (0.0004, "share", "0,0%", "0.0%"),
            (-0.0714, "share", "−7,1%", "−7.1%"),
            (0.0996, "share", "10%", "10%"),
            (0.0994, "share", "9,9%", "9.9%"),
            (math.inf, "mean", "∞", "∞"),
            (-math.inf, "mean", "−∞", "−∞"),
            (math.nan, "count", "n.d.", "n.d."),
            (None, "share", "n.d.", "n.d."),
            (undefined(Reason.EMPTY), "index", "n.d.", "n.d."),
        ],
    )
    def test_is_written_as_its_reader_writes_it(self, value: float | None, unit: str, it: str, en: str):
        assert (number(value, unit, "it"), number(value, unit, "en")) == (it, en)

    @pytest.mark.parametrize("unit", UNITS)
    def test_of_every_unit_of_a_metric_is_known(self, unit: str):
        assert number(1, unit, "it")[0] == "1"

    def test_of_an_unknown_unit_is_an_error(self):
        with pytest.raises(KeyError, match="percent"):
            number(1, "percent", "it")

    def test_too_small_to_be_seen_has_no_sign(self):
        assert (number(-0.001, "index", "it"), number(-0.0, "count", "en")) == ("0,00", "0")


class TestAListing:
    @pytest.mark.parametrize(
        ("items", "limit", "it", "en"),
        [
            ([], None, "", ""),
            (["a"], None, "a", "a"),
            (["a", "b"], None, "a e b", "a and b"),
            (["a", "b", "c"], None, "a, b e c", "a, b and c"),
            (["a", "b", "c"], 3, "a, b e c", "a, b and c"),
            (["a", "b", "c"], 2, "a, b e un altro", "a, b and 1 more"),
            (["a", "b", "c", "d"], 1, "a e altri 3", "a and 3 more"),
        ],
    )
    def test_reads_as_a_phrase(self, items: list[str], limit: int | None, it: str, en: str):
        assert (listing(items, "it", limit=limit), listing(items, "en", limit=limit)) == (it, en)

    def test_leaves_its_items_alone(self):
        items = ["a", "b", "c"]
        listing(items, "it", limit=1)
        assert items == ["a", "b", "c"]


class TestUndefined:
    @pytest.mark.parametrize("reason", Reason)
    def test_is_nan_and_knows_why(self, reason: Reason):
        value = undefined(reason)
        assert math.isnan(value)
        assert isinstance(value, Undefined)
        assert (value.reason, repr(value)) == (reason, f"nan ({reason.name})")

    def test_keeps_its_reason_when_it_travels(self):
        value = undefined(Reason.NO_PAIRS)
        for travelled in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert math.isnan(travelled)
            assert travelled.reason is Reason.NO_PAIRS

    @pytest.mark.parametrize("reason", Reason)
    def test_says_why_in_both_languages(self, reason: Reason):
        assert reason["it"] != reason["en"]


def test_every_name_a_reader_sees_is_translated():
    assert set(SPHERE_NAMES) == set(SPHERES)
    for text in [*FAMILIES.values(), *SPHERE_NAMES.values()]:
        assert text.it != text.en
