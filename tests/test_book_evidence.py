"""What the pages say of chance and doubt: who may be missing, which pairs and contributions stand out, and when none can."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from reading import read

from reteanalysis import book, load_study
from reteanalysis.report import Cards, Figure, Prose, Section, Table
from reteanalysis.terms import LANGUAGES, Lang

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reteanalysis import Study


def prose(section: Section) -> str:
    return "\n".join(block.text for block in section.blocks if isinstance(block, Prose))


def spoken(section: Section) -> str:
    """Return all the words of the section."""
    return " ".join(read(section._repr_html_()).sections.values())


def keyed(section: Section) -> dict[str, Table]:
    """Return every table of the section by its key, those behind a figure too."""
    behind = [block.data for block in section.blocks if isinstance(block, Figure) and block.data is not None]
    return {table.key: table for table in [*behind, *(block for block in section.blocks if isinstance(block, Table))]}


def beside(study: Study, year: int, lang: Lang) -> dict[str, dict[str, str]]:
    (cards,) = [block for block in book.at_a_glance(study, year, lang).blocks if isinstance(block, Cards)]
    return {card.label: dict(card.beside) for card in cards.items}


class TestAHeadlineCard:
    """C.7: chance, its draws, other projects, other codings, and what it was measured on."""

    def test_carries_all_that_surrounds_its_number(self, esempio: Study):
        lines = beside(esempio, 2020, "en")["Cross-sector pairs"]
        assert re.fullmatch(r"\d+% \(\d+% – \d+%\); κ = −0\.\d\d, p = 0\.\d+, 49 draws: less than by chance", lines["By chance"])
        assert re.fullmatch(r"\d+% – \d+%", lines["With other projects"])
        assert re.fullmatch(r"\d+% – \d+%", lines["With other codings"])

    def test_says_so_in_italian(self, esempio: Study):
        lines = beside(esempio, 2020, "it")["Coppie fra settori diversi"]
        assert lines.keys() == {"Per caso", "Con altri progetti", "Con altre codifiche"}

    def test_says_where_what_it_needs_is_not_known_for_all(self, torino: Study):
        assert beside(torino, 2020, "en")["Cross-sector pairs"]["What it needs is known for"] == "85%"

    def test_says_once_for_all_what_they_were_measured_on(self, esempio: Study):
        assert book.at_a_glance(esempio, 2020, "en").intro == "Measured on: partners 67, projects 25, seats 137."

    def test_without_draws_is_a_number_alone(self, write_study: Callable[..., Path]):
        assert set(map(len, beside(load_study(write_study(), draws=0), 2020, "en").values())) == {0}


class TestListsThatMayNotBeWhole:
    def test_missing_partners_projects_and_the_unseen_stand_side_by_side(self, esempio: Study):
        section = book.evidence(esempio, 2020, "en")
        (figure,) = [block for block in section.blocks if isinstance(block, Figure) and "not whole" in block.caption]
        for title in ("without 13 of 67 partners", "without 5 of 25 projects", "with the unseen bodies: 46"):
            assert title in figure.svg
        assert re.search(r"largest mean change: .+ \(.\d", figure.alt)
        assert "(38 of 67), at least 46 more bodies stand around the network unseen" in prose(section)
        columns = [*keyed(section)["missing-projects-2020"].frame.columns]
        assert columns[1:] == [f"{who}, {share}" for who in ("at random", "small tables", "large tables") for share in ("10%", "20%")] + ["in one area only, 20%", "with the unseen"]  # fmt: skip

    def test_the_unseen_are_not_estimated_from_few_projects(self, torino: Study):
        section = book.evidence(torino, 2020, "it")
        assert "non si può stimare con meno di cinque progetti" in prose(section)
        assert "con i mai visti" not in keyed(section)["missing-projects-2020"].frame.columns
        assert "mai visti" not in " ".join(table.caption for table in keyed(section).values())

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_few_partners_are_a_reason(self, example: Study, lang: Lang):
        said = {"it": "servono almeno 20 partner", "en": "at least 20 partners are needed"}[lang]
        assert prose(book.evidence(example, 2020, lang)).count(said) == 1


class TestIntervals:
    def test_are_shown_for_a_measure_in_all_years_or_in_none(self, torino: Study):
        shown: dict[str, set[bool]] = {}
        for year in torino.years:
            frame = keyed(book.evidence(torino, year, "en"))[f"chance-{year}"].frame
            values = frame[~frame["Value"].isna()]
            for measure, limits in zip(values["Measure"], values["With other projects (95%)"], strict=True):
                shown.setdefault(measure, set()).add(bool(limits))
        of_counts = {"Pairs of sectors never together"}
        assert [measure for measure, there in shown.items() if len(there) > 1 and measure not in of_counts] == []

    def test_that_are_not_shown_are_listed_once_with_the_reason(self, torino: Study):
        (listed,) = [
            block for block in book.evidence(torino, None, "it").blocks if isinstance(block, Table) and block.key == "intervals-withheld"
        ]
        assert listed.folded
        assert len(listed.frame) == len(torino.evidence.withheld) > 0
        assert "2019 e 2021: ricampionando i progetti il valore si sposta" in listed.frame.set_index("Misura").loc["Densità"].iloc[0]


class TestPairs:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_of_few_projects_cannot_be_told_and_that_is_said(self, torino: Study, lang: Lang):
        section = book.evidence(torino, None, lang)
        said = {"it": "le singole coppie non si distinguono dal caso", "en": "single pairs cannot be told from chance"}[lang]
        assert said in prose(section)
        assert {"it": "(9)", "en": "(9)"}[lang] in prose(section)  # projects of the three years together
        assert "pairs-beyond-chance" not in keyed(section)

    def test_that_always_meet_are_named(self, write_study: Callable[..., Path]):
        """Alfa and Beta sit together at twenty tables of sixty, and at no other; all the others are drawn by lot."""
        lot = np.random.default_rng(5)
        tables: list[list[Any]] = [["alfa", "beta", *lot.choice(40, 2, replace=False)] for _ in range(20)]
        tables += [[*lot.choice(40, 4, replace=False)] for _ in range(40)]
        rows = [f"{who if isinstance(who, str) else f'p{who}'},j{j},{2019 + j % 2}" for j, team in enumerate(tables) for who in team]
        bodies = ["alfa", "beta", *(f"p{k}" for k in range(40))]
        study = load_study(
            write_study(
                partners="partner_id,name,sector\n" + "".join(f"{who},{who.title()},association\n" for who in bodies),
                projects="project_id,title\n" + "".join(f"j{j},Table {j}\n" for j in range(60)),
                participations="partner_id,project_id,year\n" + "\n".join(rows) + "\n",
                toml="draws = 9\n",
            )
        )
        section = book.evidence(study, None, "en")
        assert "One pair of 820 meets more often than chance can easily explain" in prose(section)
        (row,) = keyed(section)["pairs-beyond-chance"].frame.itertuples(index=False, name=None)
        assert row[:3] == ("Alfa (20)", "Beta (20)", 20.0)

    def test_of_a_study_of_ties_are_not_asked_about(self, write_study: Callable[..., Path]):
        ties = "from,to,year\nalfa,beta,2019\nbeta,city,2020\n"
        study = load_study(write_study(projects=None, participations=None, ties=ties), draws=9)
        assert study.pairs is None
        assert "Coppie di enti" not in spoken(book.evidence(study, None, "it"))
        assert "non si fa: sono rilevati legami, non progetti" in spoken(book.methods(study, None, "it"))


class TestContributions:
    def test_that_are_recorded_stand_beside_what_their_totals_suggest(self, esempio: Study):
        section, network = book.evidence(esempio, 2020, "en"), esempio.networks[2020]
        given = int((np.nan_to_num(network.amounts) > 0).sum())
        assert f"is known for {int((~np.isnan(network.amounts)).sum())} seats of {network.seats}, and in {given} it is above zero" in prose(
            section
        )
        frame = keyed(section)["contributions-2020"].frame
        assert (frame["Amount"].astype(float) > frame["By the totals"].astype(float)).all()
        assert f"the project suggest: {len(frame)} " in prose(section)
        assert "10⁻¹⁵" in spoken(book.methods(esempio, 2020, "en"))

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_that_are_not_are_a_reason_in_the_methods_and_nothing_else(self, torino: Study, lang: Lang):
        assert not [key for key in keyed(book.evidence(torino, 2020, lang)) if key.startswith("contributions")]
        said = {"it": "non si fa: gli importi non sono rilevati", "en": "not made: amounts are not recorded"}[lang]
        assert said in spoken(book.methods(torino, 2020, lang))
