"""What may be said: every verdict at its edges, and no word that promises more than such data hold."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reteanalysis.evidence import words
from reteanalysis.evidence.chance import compare
from reteanalysis.evidence.words import Change, Verdict
from reteanalysis.metrics import METRICS
from reteanalysis.terms import LANGUAGES, Reason, Text

if TYPE_CHECKING:
    from reteanalysis import Study
    from reteanalysis.terms import Lang


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (0.26, Verdict.LESS),
        (0.27, Verdict.AS_EXPECTED),
        (0.30, Verdict.AS_EXPECTED),
        (0.33, Verdict.AS_EXPECTED),
        (0.34, Verdict.MORE),
        (math.nan, Verdict.CANNOT_SAY),
    ],
)
def test_the_verdict_comes_from_the_band(value: float, verdict: Verdict):
    assert words.verdict(value, 0.27, 0.33) is verdict


def test_nothing_can_be_said_where_no_value_could_stand_out():
    assert words.verdict(0.1, 0.27, 0.33, least=0.05) is Verdict.LESS
    assert words.verdict(0.1, 0.27, 0.33, least=0.0501) is Verdict.CANNOT_SAY
    assert words.verdict(0.1, math.nan, 0.33) is Verdict.CANNOT_SAY


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("asked", [1, 19, 38])
def test_draws_too_few_for_any_verdict_are_not_laid_on_the_network(lang: Lang, asked: int):
    """Two of 39 are more than 5%, two of 40, the value itself among them, are not: who asked for fewer is told how many are needed."""
    chance = compare(9.0, np.arange(asked, dtype=float), (0, 100))
    assert words.verdict_of(chance) is Verdict.CANNOT_SAY
    said = words.sentence(METRICS["cross_sphere_share"], chance, lang)
    assert re.search(rf"\b{asked}\b.*\b39\b", words.why_not(chance, lang))
    assert words.why_not(chance, lang)[1:] in said
    assert words.NOT_RARE[lang][1:] not in said
    assert words.why_not(compare(9.0, np.arange(19.0), (0, 100), exact=True), lang) == words.NOT_RARE[lang]
    assert words.why_not(compare(9.0, np.arange(39.0), (0, 100)), lang) == ""


def test_one_draw_is_not_what_chance_always_gives():
    one = compare(2.0, np.array([1.0]), (0, 6))
    assert one.reason is None
    assert math.isnan(one.sd)
    assert math.isnan(one.z)
    assert (float(one.p), float(one.least)) == (1.0, 1.0)
    assert compare(2.0, np.array([1.0, 1.0]), (0, 6)).reason is Reason.ZERO_VARIANCE


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, Change.HIGHER), (0.90, Change.HIGHER), (0.89, Change.PROBABLY_HIGHER), (0.75, Change.PROBABLY_HIGHER), (0.74, Change.NO_CLEAR_CHANGE),
        (0.26, Change.NO_CLEAR_CHANGE), (0.25, Change.PROBABLY_LOWER), (0.11, Change.PROBABLY_LOWER), (0.10, Change.LOWER), (0.0, Change.LOWER),
        (math.nan, Change.CANNOT_SAY),
    ],
)  # fmt: skip
def test_the_word_of_a_change_at_its_edges(probability: float, word: Change):
    assert words.change(probability) is word


@pytest.mark.parametrize("probability", [1.0, 0.8, 0.5, 0.0])
def test_what_luck_often_makes_is_no_clear_change(probability: float):
    """Just at 5% it may be told, beyond it may not; where nothing was tested the probability speaks."""
    assert words.change(probability, 0.0501) is Change.NO_CLEAR_CHANGE
    assert words.change(probability, 0.05) is words.change(probability, math.nan) is words.change(probability)
    assert words.change(math.nan, 0.5) is Change.CANNOT_SAY


def test_a_table_says_nothing_of_cells_with_few_expected():
    """Four expected: grey; six expected: by its q."""
    values = np.stack([np.array([4.0, 6.0, 6.0]) + shift for shift in np.linspace(-1, 1, 99)])
    chance = compare(np.array([9.0, 9.0, 6.0]), values, (0, math.inf))
    said = words.verdicts_of_table(chance, np.array([0.01, 0.01, 0.9]))
    assert list(said) == [Verdict.CANNOT_SAY, Verdict.MORE, Verdict.AS_EXPECTED]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_says_value_chance_doubt_and_verdict(lang: Lang):
    values = np.linspace(0.27, 0.33, 999)
    chance = compare(0.24, values, (0, 1))
    said = words.sentence(METRICS["cross_sphere_share"], chance, lang, (0.18, 0.30))
    for part in ("24%", "30%", "18%", "999", "κ = −0,20" if lang == "it" else "κ = −0.20", Verdict.LESS[lang]):
        assert part in said
    assert "p = 0" + ("," if lang == "it" else ".") + "002" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_carries_the_codings_and_what_it_was_measured_on(lang: Lang):
    chance = compare(0.24, np.linspace(0.27, 0.33, 999), (0, 1))
    on = words.measured_on(82, 60, 362, 0.96, lang)
    said = words.sentence(METRICS["cross_sphere_share"], chance, lang, (math.nan, math.nan), (0.21, 0.38), on)
    moved = {
        "it": "con altre codifiche va da 21% a 38%: meno che per caso. ",
        "en": "with other codings it goes from 21% to 38%: less than by chance. ",
    }
    basis = {
        "it": "Partner 82, progetti 60, posti 362; dato noto per il 96%.",
        "en": "Partners 82, projects 60, seats 362; what it needs is known for 96%.",
    }
    assert said.endswith(moved[lang] + basis[lang])
    assert {"it": "ricampionando", "en": "resampling"}[lang] not in said


def test_what_needs_nothing_has_no_coverage_to_state():
    assert words.measured_on(3, 2, 4, math.nan, "en") == "partners 3, projects 2, seats 4"


def test_p_is_never_printed_as_nothing():
    assert words.p_value(0.0, "en") == "p < 0.001"
    assert words.p_value(0.001, "en") == "p = 0.001"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_of_the_evidence_uses_a_forbidden_word(lang: Lang, example: Study):
    from reteanalysis.book import at_a_glance, evidence, scorecard
    from reteanalysis.report import Cards, Figure, Prose, Table

    said = [text[lang] for text in vars(words).values() if isinstance(text, Text)]
    for section in (section(example, year, lang) for section in (at_a_glance, evidence, scorecard) for year in (None, *example.years)):
        said += [section.intro, section.title]
        for block in section.blocks:
            said += [block.text] if isinstance(block, Prose) else [block.alt, block.caption] if isinstance(block, Figure) else []
            said += [text for card in block.items for _, text in card.beside] if isinstance(block, Cards) else []
            if isinstance(block, Table):
                said += [block.caption, block.note, *map(str, block.frame.to_numpy().ravel())]
    for word in words.FORBIDDEN[lang]:
        assert not [one for one in said if re.search(rf"\b{word}", one, re.IGNORECASE)], word


def test_digits_never_hide_where_a_value_stands():
    """13.8% is below a band from 14.2% to 14.6%; in whole points all would be 14%, or nearly."""
    chance = compare(0.138, np.linspace(0.142, 0.146, 41), (0, 1))
    assert words.band(chance, "share", "en") == "14.4% (14.2% – 14.6%), here 13.8%"
    assert words.band(chance, "share", "it") == "14,4% (14,2% – 14,6%), qui 13,8%"
    assert words.band(compare(0.1, np.linspace(0.2, 0.4, 41), (0, 1)), "share", "en") == "30% (20% – 40%)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_band_the_mean_stands_alone(lang: Lang):
    chance = compare(0.5, np.linspace(0.27, 0.33, 19), (0, 1))
    assert words.band(chance, "share", lang) == "30%"
    said = words.sentence(METRICS["cross_sphere_share"], chance, lang)
    assert "n.d." not in said
    assert said.endswith(f"{words.why_not(chance, lang)[1:]}.")
