"""What the reports say: every section, of every study, in both languages, asked of the pages themselves."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from conftest import SMALL
from reading import read, read_file

from reteanalysis import METRICS, Study, Text, book, load_study, metric
from reteanalysis.metrics import CARD, LETTERS
from reteanalysis.report import Figure, Table
from reteanalysis.tables import NO_OWNER
from reteanalysis.terms import FAMILIES, LANGUAGES, Lang

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reteanalysis.network import Network
    from reteanalysis.report import Section

OPENING, CLOSING = ["completeness", "glance", "evidence", "scorecard"], ["partners", "projects", "glossary", "methods", "provenance"]
KEYS = [*OPENING, *FAMILIES, *CLOSING]
PERIODS = ("2019", "2020", "2021", "2019-2021")

# Words that only one of the languages has.
TELL_TALES: dict[Lang, str] = {
    "it": "anno anni bande che con della delle dello degli ente enti gli il legami legame nella nelle nessun nessuno "
    "ogni partecipazioni progetti progetto quanti quota rete sedi senza settore settori sono tutti una",
    "en": "and are at body bodies by every from is network of project projects seats sector sectors share table tables "
    "that the they tie ties together were where which who with without year years",
}
each_study = pytest.mark.parametrize("name", ["example", "torino", "esempio"])
each_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def pages(published: Callable[[str], Path]) -> Callable[[str, str, Lang], dict[str, str]]:
    """Return the words of a published report, by section."""

    @cache
    def words(name: str, period: str, lang: Lang) -> dict[str, str]:
        return read_file(published(name) / period / f"rete-{period}.{lang}.html").sections

    return words


def own_words(study: Study) -> re.Pattern[str]:
    """Return a pattern of what comes from the data as it is, in whatever language: names, titles, file and column names, citations."""
    data = {*study.names.values(), *study.titles.values(), *study.names, *study.titles}
    data |= {"tables.xlsx", *(source.name for source in study.sources)}
    data |= {word for problem in study.problems for word in (problem.found, problem.column or "", problem.file)}
    data |= {area for area in study.area_names("it") if "areas" not in study.tables}
    data |= {words for one in METRICS for words in (one.formula, one.reference)}
    for total in study.settings.denominators:
        data.add(total.source)
    longest_first = sorted((" ".join(word.split()) for word in data if len(word) > 2), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


@pytest.fixture(scope="module")
def spoken(request: pytest.FixtureRequest, pages: Callable[[str, str, Lang], dict[str, str]]) -> Callable[[str, str, Lang], dict[str, str]]:
    """Return the words of a report that are the book's own, by section."""
    patterns = cache(lambda name: own_words(request.getfixturevalue(name)))

    @cache
    def words(name: str, period: str, lang: Lang) -> dict[str, str]:
        found = {key: patterns(name).sub("·", text) for key, text in pages(name, period, lang).items() if key}
        found["provenance"] = re.sub(r"\{.*\}", "·", found["provenance"])  # the settings, as study.toml writes them
        return found

    return words


def found_in(sections: dict[str, str], pattern: str) -> dict[str, list[str]]:
    """Return where a pattern stands, with a few words around it."""
    around = {key: [text[max(0, m.start() - 30) : m.end() + 30] for m in re.finditer(pattern, text)] for key, text in sections.items()}
    return {key: places for key, places in around.items() if places}


def spoken_by(section: Section) -> str:
    """Return the words of a section shown in a notebook."""
    (words,) = filter(None, read(section._repr_html_()).sections.values())
    return words


@each_study
@each_language
class TestEveryReport:
    @pytest.mark.parametrize("period", PERIODS)
    def test_has_its_sections_in_reading_order(self, pages, name: str, lang: Lang, period: str):
        assert [key for key in pages(name, period, lang) if key] == KEYS

    @pytest.mark.parametrize("period", PERIODS)
    def test_leaves_no_place_unfilled(self, spoken, name: str, lang: Lang, period: str):
        assert found_in(spoken(name, period, lang), r"\{\w*\}|\*\*") == {}

    @pytest.mark.parametrize("period", PERIODS)
    def test_shows_no_word_of_the_machine(self, pages, name: str, lang: Lang, period: str):
        assert found_in(pages(name, period, lang), r"\b(nan|NaN|None|NaT|inf|True|False|without_owner)\b|<NA>") == {}

    @pytest.mark.parametrize("period", PERIODS)
    def test_speaks_one_language(self, spoken, name: str, lang: Lang, period: str):
        other: Lang = "en" if lang == "it" else "it"
        words = "|".join(TELL_TALES[other].split())
        assert found_in(spoken(name, period, lang), rf"(?i)(?<![\w./-])(?:{words})(?![\w/-])") == {}

    @pytest.mark.parametrize("period", PERIODS)
    def test_writes_numbers_as_its_reader_does(self, spoken, name: str, lang: Lang, period: str):
        sections = {key: text for key, text in spoken(name, period, lang).items() if key != "provenance"}
        wrong = {"it": r"(?<![\d.,])\d+\.\d{1,2}(?![\d.])", "en": r"(?<![\d.,])\d+,\d{1,2}(?![\d,])"}[lang]
        assert found_in(sections, wrong) == {}

    @pytest.mark.parametrize("period", PERIODS)
    def test_shows_every_measure_of_the_whole_network_in_its_family(self, pages, name: str, lang: Lang, period: str):
        sections = pages(name, period, lang)
        asked = [m for m in METRICS if m.level == "network" and (m.years == 1 or period != PERIODS[0])]  # nothing precedes the first year
        called = {m.name: (m.familiar or m.label)[lang] for m in asked}
        assert [name for name, words in called.items() if words not in sections.get(METRICS[name].family, "")] == []

    @pytest.mark.parametrize("period", PERIODS)
    def test_explains_every_measure(self, pages, name: str, lang: Lang, period: str):
        glossary = pages(name, period, lang)["glossary"]
        said = [(m.label[lang], m.question[lang], m.reading[lang], m.undefined[lang], m.formula, m.reference) for m in METRICS]
        said += [(letter, meaning[lang]) for letter, meaning in LETTERS.items()]
        said += [(dict(m.card(lang))[CARD["needs"][lang]],) for m in METRICS]
        assert [text for texts in said for text in texts if " ".join(text.split()) not in glossary] == []
        assert [family[lang] for family in FAMILIES.values() if family[lang] not in glossary] == []

    def test_shows_each_headline_number_with_its_familiar_name(self, pages, name: str, lang: Lang):
        glance = pages(name, "2020", lang)["glance"]
        assert [m.name for m in METRICS if m.familiar and m.familiar[lang] not in glance] == []

    def test_says_with_and_without_the_owner(self, pages, name: str, lang: Lang):
        sections = pages(name, "2020", lang)
        assert [key for key in ("glance", *FAMILIES) if NO_OWNER[lang] not in sections.get(key, "")] == []

    @pytest.mark.parametrize("period", PERIODS)
    def test_declares_on_top_what_the_data_are_not(self, request: pytest.FixtureRequest, pages, name: str, lang: Lang, period: str):
        settings = request.getfixturevalue(name).settings
        title = {
            (True, "it"): "Dati inventati: nessuno di questi enti esiste",
            (True, "en"): "Invented data: none of these bodies exists",
            (False, "it"): "Dati parziali",
            (False, "en"): "Partial data",
        }[settings.invented, lang]
        top = pages(name, period, lang)[""]
        assert title in top
        assert settings.note[lang] in top

    def test_says_where_the_numbers_come_from(self, request: pytest.FixtureRequest, pages, name: str, lang: Lang):
        study: Study = request.getfixturevalue(name)
        told = pages(name, "2019-2021", lang)["provenance"]
        assert study.data_hash in told
        assert [source.name for source in study.sources if source.name not in told or source.sha256 not in told] == []

    def test_lists_partners_by_the_alphabet(self, request: pytest.FixtureRequest, name: str, lang: Lang):
        study: Study = request.getfixturevalue(name)
        for year in (*study.years, None):
            (table,) = book.partners(study, year, lang).blocks
            names = table.frame.iloc[:, 0].tolist()
            assert names == sorted(names, key=str.casefold)
            assert table.searchable


class TestCompletenessComesFirst:
    def test_counts_what_the_scope_holds_and_what_another_would(self, torino: Study, pages):
        told = pages("torino", "2020", "it")["completeness"]
        strict, wide = (torino.settings.filters[name].label.it for name in ("strict", "wide"))
        assert re.search(r"2020\D+26\D+4\D+36\D", told)  # partners, projects, participations
        assert re.search(rf"{re.escape(strict)}.*{re.escape(wide)}.*\b37\b\D+\b9\b", told)
        assert re.search(r" senza anno\D+\b6\b", told)
        assert re.search(r"\bsedi\D+7\D+3\b", told)

    def test_measures_the_data_against_the_known_totals(self, torino: Study, pages):
        told = pages("torino", "2020", "en")["completeness"]
        assert [total for total in torino.settings.denominators if total.label.en not in told or total.source not in told] == []

    def test_says_where_no_total_is_known(self, pages):
        assert "not known" in pages("example", "2020", "en")["completeness"]
        assert "not known" not in pages("esempio", "2020", "en")["completeness"]


class TestTheFamilies:
    def test_name_the_pairs_that_never_meet(self, pages):
        told = pages("example", "2021", "en")["gaps"]
        assert "Cooperative – Association" in told
        assert "Cooperative – Foundation" in told
        assert "Public body – Foundation" not in told

    def test_name_who_stayed_joined_and_left(self, pages):
        told = pages("example", "2020", "it")["dynamism"]
        assert re.search(r"\(5\)[^)]*\(1\): Fondazione Dono\.[^)]*\(1\): ASL del Colle\.", told)

    def test_name_the_lasting_core(self, example: Study):
        """The ASL was not there in 2020, the foundation not in 2019."""
        told = spoken_by(book.dynamism(example, None, "en"))
        assert (
            "5 partners of 7 (71%): Associazione Luce, Associazione Ponte, Comune di Borgo, Cooperativa Alfa and Cooperativa Beta." in told
        )
        assert "5 partner su 7 (71%)" in spoken_by(book.dynamism(example, 2019, "it"))

    def test_say_that_no_partner_lasts_or_that_nobody_can_tell(self, write_study: Callable[..., Path]):
        roles = "partner_id,project_id,year,role\nalfa,bread,2019,lead\nbeta,bread,2019,partner\ndelta,garden,2020,lead\ncity,garden,2020,partner\n"
        assert "no partner, of 4, was seen in every year" in spoken_by(
            book.dynamism(load_study(write_study(participations=roles)), 2020, "en")
        )
        hole = load_study(write_study("hole", **STUDIES["an empty middle year"]))
        assert "in almeno un anno non si vede nessuno" in spoken_by(book.dynamism(hole, None, "it"))

    def test_say_that_the_first_year_has_none_before_it(self, pages):
        assert "first year observed" in pages("example", "2019", "en")["dynamism"]
        assert "first year observed" not in pages("example", "2020", "en")["dynamism"]

    def test_do_not_count_the_register_among_who_stayed(self, write_study: Callable[..., Path]):
        study = load_study(write_study(register="name,sector\nZeta,association\n"), members="register")
        told = spoken_by(book.dynamism(study, 2020, "en"))
        assert "(3): Alfa, Beta and City of Borgo." in told
        assert "(1): Delta." in told
        assert "Zeta" not in told


class TestWhatAReaderLooksAt:
    def test_every_figure_tells_its_finding_and_has_its_data(self, esempio: Study):
        for lang in LANGUAGES:
            for section in esempio.report(2020, lang).sections:
                drawn = [block for block in section.blocks if isinstance(block, Figure)]
                assert (
                    section.key == "completeness" or [figure.caption for figure in drawn if figure.data is None] == []
                )  # there, beside it
                assert [figure.caption for figure in drawn if not re.search(r"\d", figure.alt)] == []

    def test_who_brings_what_is_counted_by_sector(self, esempio: Study):
        figure = next(block for block in book.resources(esempio, 2020, "en").blocks if isinstance(block, Figure))
        frame, brought = figure.data.frame, esempio.networks[2020].brought
        assert frame[["Knowledge", "Money", "Work"]].to_numpy(int).sum(axis=0).tolist() == brought.sum(axis=0).tolist()
        assert frame["Seats"].sum() == esempio.networks[2020].seats
        assert f"{int(brought.any(axis=1).sum())} of {esempio.networks[2020].seats}" in figure.alt

    def test_subsidiarity_is_a_profile_and_says_what_it_lacks(self, esempio: Study, torino: Study):
        assert "a profile, not a score" in spoken_by(book.resources(esempio, 2020, "en"))
        told = spoken_by(book.resources(torino, 2020, "it"))
        assert "Del profilo non si può misurare, con questi dati:" in told

    def test_what_was_not_recorded_is_said_in_one_sentence(self, write_study: Callable[..., Path]):
        study = load_study(write_study())
        assert spoken_by(book.resources(study, None, "it")).count("Che cosa i partner portino ai progetti non è rilevato.") == 1
        assert spoken_by(book.transversality(study, None, "en")).count("The areas of projects are not recorded.") == 1

    def test_areas_that_share_nobody_are_named_with_who_stands_nearest(self, example: Study):
        section = book.transversality(example, 2021, "en")
        figure, gaps = (next(block for block in section.blocks if isinstance(block, kind)) for kind in (Figure, Table))
        assert "2 of 3" in figure.alt  # only the city joins two: housing and food
        assert len(gaps.frame) == 2
        assert set(gaps.frame.iloc[:, 5]) == {"nobody sits with partners of the other yet"}

    def test_key_partners_are_a_group_and_others_could_stand_in(self, example: Study):
        told = spoken_by(book.robustness(example, 2021, "en"))
        assert "most divided in 2021: ASL del Colle, Comune di Borgo and Fondazione Dono." in told
        assert "no path between them: 67% in the whole network, 100% without these three" in told
        assert "Associazione Luce in the place of Fondazione Dono" in told
        assert "no ranking" in told

    def test_a_crowd_is_counted_and_listed_apart(self, write_study: Callable[..., Path]):
        codes = [f"p{k:02}" for k in range(70)]
        seats = [f"{code},bread,2019" for code in codes] + [f"{code},home,2020" for code in codes[30:]]
        study = load_study(
            write_study(
                partners="partner_id,name,sector\n" + "".join(f"{code},Body {code[1:]},association\n" for code in codes),
                participations="partner_id,project_id,year\n" + "\n".join(seats) + "\n",
                toml=None,
            )
        )
        section = book.dynamism(study, 2020, "en")
        assert "and 28 more" in spoken_by(section)  # twelve of the forty that stayed
        (everybody,) = [block for block in section.blocks if isinstance(block, Table) and block.key == "steps-2020"]
        assert (len(everybody.frame), everybody.folded) == (70, True)

    def test_without_a_convening_body_nothing_is_asked_of_it(self, write_study: Callable[..., Path]):
        glance = spoken_by(book.at_a_glance(load_study(write_study(toml=None)), 2020, "en"))
        assert "convening body" not in glance

    def test_ties_alone_are_listed_as_ties(self, write_study: Callable[..., Path]):
        study = load_study(write_study(**STUDIES["ties only"]))
        assert "The ties, one by one" in spoken_by(book.projects(study, None, "en"))
        assert "How many partners sit at each table" not in spoken_by(book.connectivity(study, None, "en"))

    def test_no_partner_fills_the_list_of_plausible_ties(self, esempio: Study):
        (listed,) = [block for block in book.gaps(esempio, 2021, "it").blocks if isinstance(block, Table) and block.key == "plausible-2021"]
        named = [*listed.frame.iloc[:, 0], *listed.frame.iloc[:, 1]]
        assert 0 < len(listed.frame) <= 10
        assert max(named.count(name) for name in named) <= 2


# ---------------------------------------------------------------------- studies as they come

ROLES = SMALL["participations.csv"]
TIES = "from,to,year,weight\nalfa,beta,2019,1\nbeta,city,2019,2\nalfa,city,2020,1\ncity,delta,2020,\n"
STUDIES = {
    "one year": {"participations": ROLES.replace(",2020,", ",2019,")},
    "no owner": {"toml": None},
    "no sectors": {"partners": re.sub(r"(?m)^(\w+,[^,]+),\w+$", r"\1,", SMALL["partners.csv"]).replace("name,", "name,sector", 1)},
    "no roles": {"participations": "\n".join(line.rsplit(",", 1)[0] for line in ROLES.splitlines())},
    "one seat": {"participations": "partner_id,project_id,year\nalfa,bread,2019\n"},
    "the owner alone": {"participations": "partner_id,project_id,year,role\ncity,home,2019,lead\ncity,bread,2020,lead\n"},
    "ties only": {"projects": None, "participations": None, "ties": TIES},
    "an empty first year": {"toml": 'owner = "city"\nyears = [2018, 2019, 2020]\n'},
    "an empty middle year": {"participations": ROLES.replace(",2020,", ",2021,"), "toml": 'owner = "city"\nyears = [2019, 2020, 2021]\n'},
    "an empty last year": {"toml": 'owner = "city"\nyears = [2019, 2020, 2021]\n'},
    "names with marks": {"partners": SMALL["partners.csv"].replace("Alfa", "Alfa {n} $x$ [bold] <b> & **Co**")},
}


@pytest.mark.parametrize("kind", STUDIES)
class TestAStudyAsItComes:
    def test_gets_its_pages(self, write_study: Callable[..., Path], kind: str):
        study = load_study(write_study(**STUDIES[kind]))
        sections = read(study.report(None, "it").html()).sections
        assert [key for key in (*OPENING, *CLOSING) if key not in sections] == []
        assert found_in(sections, r"\b(nan|NaN|None|inf)\b|<NA>") == {}
        assert [link for link in read(study.map(study.years[0], "en").html()).links if link.startswith("rete-")] != []


def test_ties_alone_are_a_network(write_study: Callable[..., Path]):
    study = load_study(write_study(**STUDIES["ties only"]))
    assert study.value("tie_density", 2019) == 2 / 3
    assert study.value("ties_kept", 2020) == 0.0


def test_a_measure_of_ones_own_has_a_section_after_the_families(write_study: Callable[..., Path]):
    @metric(
        level="network",
        unit="count",
        bounds=(0, 9),
        label=Text(it="Tavoli a due", en="Tables of two"),
        question=Text(it="Quanti progetti hanno due partner?", en="How many projects have two partners?"),
        reading=Text(it="Più alto: più tavoli piccoli.", en="Higher: more small tables."),
        undefined=Text(it="mai", en="never"),
        formula="#{j : k_j = 2}",
        reference="this test, 2026",
        sentence=Text(it="Tavoli a due: {value}.", en="Tables of two: {value}."),
    )
    def tables_of_two(network: Network) -> float:
        return float((network.team_size == 2).sum())

    study = load_study(write_study(), metrics=[*METRICS, tables_of_two])
    sections = read(study.report(2020, "it").html()).sections
    assert list(sections).index("own") == list(sections).index(CLOSING[0]) - 1
    assert "Tavoli a due 2 1" in sections["own"]  # without the city, one of the two tables has one partner left
    assert "Quanti progetti hanno due partner?" in sections["glossary"]


def test_a_study_cut_to_a_year_does_not_call_it_the_only_or_the_first(write_study: Callable[..., Path]):
    cut = load_study(write_study(), years=[2020])
    told = spoken_by(book.dynamism(cut, 2020, "it"))
    assert "Lo studio ha un anno solo" not in told
    assert "primo anno osservato" not in told


@each_language
def test_a_section_in_a_notebook_says_what_the_page_prints(example: Study, pages, lang: Lang):
    for section in example.report(2020, lang).sections:
        assert spoken_by(section) == pages("example", "2020", lang)[section.key]


def test_a_section_in_a_notebook_is_the_same_whatever_pandas_is_told_to_show(example: Study):
    section = book.partners(example, 2020, "it")
    shown = section._repr_html_()
    with pd.option_context("display.width", 40, "display.max_columns", 3):
        assert section._repr_html_() == shown


def test_a_report_refuses_a_year_the_study_has_not(example: Study):
    with pytest.raises(ValueError, match="the study has no year 1999; it has 2019, 2020, 2021"):
        book.yearly_report(example, 1999, "it")


@each_language
def test_a_year_nobody_was_asked_about_its_ties_is_said_to_be_so(write_study: Callable[..., Path], lang: Lang):
    """Under declared ties asked in 2020 only: no list of who would be cut off, no drawing of what became of ties."""
    study = load_study(write_study(ties="from,to,year\nalfa,city,2020\nalfa,beta,2020\n"), projection="declared")
    said = {"it": "Nel 2019 i legami non sono stati rilevati", "en": "In 2019 ties were not recorded"}[lang]
    for year, keys in ((2019, ["connectivity"]), (2020, ["dynamism"])):
        for section in (make(study, year, lang) for make in book.SECTIONS):
            assert (said in section._repr_html_()) == (section.key in keys), (year, section.key)
