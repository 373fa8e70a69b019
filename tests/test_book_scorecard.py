"""What the page says of the scorecard: intervals, what they hang on, what is missing, and never more than that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from test_evidence_scorecard import card

from reteanalysis.book.scorecard import scorecard
from reteanalysis.evidence.scorecard import Scorecard, State
from reteanalysis.evidence.words import FORBIDDEN
from reteanalysis.loading import Settings
from reteanalysis.report import Figure, Prose, Section, Table
from reteanalysis.terms import LANGUAGES, Lang

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(eq=False)
class Years:
    """As much of a study as the section asks."""

    scorecard: Scorecard | None
    years: tuple[int, ...] = (2019, 2020, 2021)
    settings: Settings = field(default_factory=lambda: Settings(draws=0))


def section(lang: Lang, year: int | None = None, of: Scorecard | None = None) -> Section:
    return scorecard(Years(card() if of is None else of), year, lang)  # type: ignore[arg-type]


def prose(made: Section) -> str:
    return "\n".join(block.text for block in made.blocks if isinstance(block, Prose))


def sentences(made: Section) -> Iterator[str]:
    yield made.intro
    for block in made.blocks:
        yield from (text for name in ("text", "title", "alt", "caption", "note") if isinstance(text := getattr(block, name, None), str))


def test_a_study_without_a_card_has_no_section() -> None:
    assert scorecard(Years(None), None, "it").blocks == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_of_the_public_page_stands_on_it(lang: Lang) -> None:
    said = {
        "it": "Questi punteggi descrivono come sono stati composti i progetti, non quanto bene siano state aiutate le persone.",
        "en": "These scores describe how the projects were put together, not how well people were helped.",
    }[lang]
    assert said in prose(section(lang))
    assert "576" in section(lang).intro  # how many times everything in doubt was drawn
    assert not [word for text in sentences(section(lang)) for word in FORBIDDEN[lang] if word in text.lower()]


def test_norms_that_are_a_proposal_say_so() -> None:
    made = section("en")
    assert made.blocks[0].title == "The norms are a proposal, not yet agreed"  # type: ignore[union-attr]
    assert "chosen by tests, January 31, 2026" in made.blocks[0].text  # type: ignore[union-attr]
    agreed = section("it", of=replace(card(), norms=replace(card().norms, status="agreed")))
    assert isinstance(agreed.blocks[0], Prose)
    assert "scelte da tests, 31 gennaio 2026" in prose(agreed)


def test_the_figure_says_what_it_finds_and_has_its_numbers() -> None:
    made = section("en")
    figure = next(block for block in made.blocks if isinstance(block, Figure))
    open_ = card().scores["open", 2021]
    assert "Open: 2019 not scored, " in figure.alt
    if not open_.mostly_choices:
        assert f"2021 {open_.spread.median:.2f} ({open_.spread.low90:.2f} – {open_.spread.high90:.2f})" in figure.alt
    assert figure.data is not None
    assert len(figure.data.frame) == 15
    assert "radar" not in figure.svg


def test_changes_are_probabilities_with_a_word() -> None:
    one = card().comparison("synergic", 2019, 2020)
    assert one is not None
    line = f"- Synergic, 2020 against 2019: **{one.change['en']}** (probability that it is higher: "
    assert line in prose(section("en"))


def test_a_score_that_mirrors_choices_gives_way_to_its_profile() -> None:
    scores = {key: replace(score, choices=0.6 if key == ("integrated", 2020) else 0.1) for key, score in card().scores.items()}
    made = section("en", of=replace(card(), scores=scores))
    assert "Integrated 2020: this score mostly reflects choices, not data." in prose(made)
    figure = next(block for block in made.blocks if isinstance(block, Figure))
    assert "Integrated: 2019 " in figure.alt
    assert "2020 mostly choices, 2021 " in figure.alt


def test_every_indicator_says_its_value_its_mark_or_why_it_has_none() -> None:
    made = section("en", 2019)
    tables: dict[str, Any] = {block.key: block for block in made.blocks if isinstance(block, Table)}
    assert set(tables) == {"scorecard-sources", "scorecard-2019"}
    table = tables["scorecard-2019"]
    assert not table.frame["Value"].isna().any()
    (absent,) = re.findall("(?m)^Without a value in 2019: (.*)$", prose(made))
    assert absent.startswith("word (no previous year); ")
    assert len(table.frame) + absent.count("; ") + 1 == len(card().norms.indicators)
    every = section("en")
    assert [block.key for block in every.blocks if isinstance(block, Table) and block.folded] == [
        f"scorecard-{year}" for year in (2019, 2020, 2021)
    ]


def test_shares_of_doubt_are_those_of_scored_years() -> None:
    table = next(block for block in section("it").blocks if isinstance(block, Table) and block.key == "scorecard-sources")
    assert len(table.frame) == sum(score.state is not State.NOT_SCORED for score in card().scores.values())
    assert "norme, pesi e aggregazione insieme" in table.frame.columns


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_stands_in_a_page(lang: Lang) -> None:
    assert "<svg" in section(lang)._repr_html_()
