"""A report is asked what it says: the page by its tree, the workbook by opening it again."""

from __future__ import annotations

import io
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import fontManager
from python_calamine import CalamineWorkbook

from reteanalysis.report import (
    Callout,
    Card,
    Cards,
    Entry,
    Figure,
    Heading,
    Link,
    Links,
    Prose,
    Report,
    Section,
    Table,
    Terms,
    index_page,
    write_workbook,
)
from reteanalysis.terms import LANGUAGES, Lang, Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HOSTILE = """<script>alert("1")</script> & 'figli' s.n.c."""
SECTORS = {
    "it": ["Ente pubblico", "Sanità pubblica", "Università e ricerca", "Cooperativa", "Organizzazione di volontariato", "Fondazione"],
    "en": ["Public body", "Public health body", "University and research", "Cooperative", "Volunteer organisation", "Foundation"],
}


def speaker(lang: Lang) -> Callable[[str, str], str]:
    return lambda it, en: Text(it=it, en=en)[lang]


def drawing(lang: Lang) -> str:
    """Draw the share of ties that leave each sector, 2019 to 2021, as slopes."""
    font = Path(__file__).parents[1] / "src/reteanalysis/templates/fonts/TitilliumWeb-Regular.ttf"
    fontManager.addfont(str(font))
    with rc_context({"svg.hashsalt": "reteanalysis", "svg.fonttype": "none", "font.family": "Titillium Web", "font.size": 11}):
        picture = Drawing(figsize=(8, 3.6), layout="constrained")
        axes = picture.add_subplot()
        for i, sector in enumerate(SECTORS[lang]):
            values = [0.2 + 0.1 * i, 0.3 + 0.09 * i, 0.28 + 0.1 * i]
            axes.plot([2019, 2020, 2021], values, marker="o", color="#0059b3" if i == 3 else "#8fa3b8")
            axes.annotate(sector, (2021, values[-1]), xytext=(8, 0), textcoords="offset points", va="center")
        axes.set_xticks([2019, 2020, 2021])
        axes.set_xlim(2018.8, 2022.2)
        axes.spines[["top", "right"]].set_visible(False)
        svg = io.StringIO()
        picture.savefig(svg, format="svg", metadata={"Date": None})
    return svg.getvalue()


def sector_table(lang: Lang) -> Table:
    say = speaker(lang)
    sector, partners, share, constraint = (
        say("Settore", "Sector"),
        "Partner",
        say("Quota di legami", "Share of ties"),
        say("Vincolo", "Constraint"),
    )
    frame = pd.DataFrame(
        {
            sector: SECTORS[lang],
            partners: [12, 3, 5, 1234, 27, 0],
            share: [0.4123, 0.0714, 0.25, 0.6, 0.081, float("nan")],
            constraint: pd.Series([0.3333, 0.51, undefined(Reason.NO_PAIRS), 0.125, 1.0, float("nan")], dtype=object),
        }
    )
    reasons = pd.DataFrame({share: ["", "", "", "", "", say("nessun partner", "no partners")]})
    return Table(
        frame,
        caption=say("Partner e legami per settore, 2020", "Partners and ties by sector, 2020"),
        units={partners: "count", share: "share", constraint: "index"},
        note=say("I progetti con un solo partner non formano legami.", "Single-partner projects make no ties."),
        key="sectors",
        reasons=reasons,
    )


def partner_table(lang: Lang) -> Table:
    say = speaker(lang)
    names = [
        "Associazione di promozione sociale «Insieme per l'accoglienza»",
        "Cooperativa sociale Àncora",
        "Città di Torino",
        "Istituto comprensivo Regio Parco",
    ]
    name, sector, since, projects, reach = (
        say("Partner", "Partner"),
        say("Settore", "Sector"),
        say("Dal", "Since"),
        say("Progetti", "Projects"),
        say("Raggiungibilità", "Reach"),
    )
    rows = [
        {
            name: HOSTILE if i == 7 else f"{names[i % 4]} {i + 1}",
            sector: SECTORS[lang][i % 6],
            since: 2019 + i % 3,
            projects: (i * 37) % 61,
            reach: float("nan") if i % 9 == 4 else (i * 17 % 100) / 100,
        }
        for i in range(60)
    ]
    return Table(
        pd.DataFrame(rows),
        caption=say("I partner della rete nel 2020", "The partners of the network in 2020"),
        units={projects: "count", reach: "share"},
        key="partners",
        searchable=True,
    )


def sections(lang: Lang) -> list[Section]:
    say = speaker(lang)
    mark = {"it": ",", "en": "."}[lang]
    glance = [
        Card(
            say("Partner", "Partners"),
            "87",
            say(
                "Organizzazioni che nel 2020 partecipano ad almeno un progetto.",
                "Organisations taking part in at least one project in 2020.",
            ),
            pair=(say("nel 2019", "in 2019"), "61"),
        ),
        Card(
            say("Densità", "Density"),
            f"0{mark}14",
            say("Su cento coppie possibili, quattordici lavorano insieme.", "Out of a hundred possible pairs, fourteen work together."),
            pair=(say("senza il Comune", "without the City"), f"0{mark}09"),
        ),
        Card(
            say("Legami fra settori diversi", "Ties across sectors"),
            "62%",
            say(
                "Quasi due legami su tre uniscono organizzazioni di settori diversi.",
                "Almost two ties in three join organisations of different sectors.",
            ),
            note=say("Come atteso per caso.", "As expected by chance."),
            pair=(say("senza il Comune", "without the City"), "48%"),
        ),
        Card(
            say("Permanenza dall'anno precedente", "Retention from the previous year"),
            "n.d.",
            say("Quota dei partner dell'anno prima che ci sono ancora.", "Share of last year's partners still present."),
            note=say("Nessun anno precedente con cui confrontare.", "No previous year to compare with."),
        ),
        Card(
            say("Grado di centralizzazione", "Degree centralisation"),
            f"0{mark}71",
            say(
                "La rete si regge in gran parte su una sola organizzazione: controinterrogatela con la colonna accanto.",
                "The network leans mostly on one organisation.",
            ),
            pair=(say("senza il Comune", "without the City"), "n.d."),
        ),
    ]
    return [
        Section(
            "completeness",
            say("Che cosa è stato misurato", "What was measured"),
            (
                Prose(
                    say(
                        "Sono stati letti **214 atti**. La Città dichiara 33 progetti nel 2019; qui ne compaiono 21.\n\n"
                        "- 12 progetti mancano perché i verbali non nominano i partner\n- 4 righe non hanno data\n\nFonte: https://www.comune.torino.it/pagina?a=1&b=2.",
                        "We read **214 records**. The City declares 33 projects in 2019; 21 appear here.\n\n"
                        "- 12 projects are missing, as the minutes name no partners\n- 4 rows have no date\n\nSource: https://www.comune.torino.it/pagina?a=1&b=2.",
                    )
                ),
                Callout(
                    "warning",
                    say("Quattro righe senza data", "Four undated rows"),
                    say("Sono contate qui e non entrano in nessuna rete annuale.", "They are counted here and enter no yearly network."),
                ),
            ),
            lang,
            intro=say(
                "Prima di leggere i numeri: su chi e su che cosa sono calcolati, e quanto manca.",
                "Before the numbers: whom and what they are computed on, and how much is missing.",
            ),
        ),
        Section("glance", say("La rete in breve", "The network at a glance"), (Cards(glance), sector_table(lang)), lang),
        Section(
            "synergy",
            say("Sinergia", "Synergy"),
            (
                Prose(
                    say(
                        "Le cooperative sono il settore che più lavora con gli altri; la responsabilizzazione interorganizzativa cresce.",
                        "Cooperatives work with other sectors more than anyone.",
                    )
                ),
                Figure(
                    drawing(lang),
                    alt=say("La quota sale in tutti i settori fra 2019 e 2020.", "The share rises in every sector from 2019 to 2020."),
                    caption=say(
                        "Quota di legami che escono da ciascun settore, 2019-2021.", "Share of ties that leave each sector, 2019-2021."
                    ),
                    data=sector_table(lang),
                ),
                Heading(say("Lo stesso, senza il Comune", "The same, without the City")),
                Figure(
                    drawing(lang),
                    alt=say("Senza il Comune la quota scende.", "Without the City the share falls."),
                    caption=say("Come sopra, tolto il Comune.", "As above, without the City."),
                ),
            ),
            lang,
        ),
        Section("partners", say("I partner", "The partners"), (partner_table(lang),), lang),
        Section(
            "glossary",
            say("Glossario", "Glossary"),
            (
                Terms(
                    (
                        (
                            say("Indice di internazionalizzazione-esternalizzazione (E-I)", "E-I index"),
                            say("Va da **−1** a **+1**.", "From **−1** to **+1**."),
                        ),
                        (
                            say("Densità", "Density"),
                            say("Quota delle coppie di partner che lavorano insieme.", "Share of pairs of partners that work together."),
                        ),
                    )
                ),
                Links(
                    (
                        Link(
                            "map.it.html",
                            say("Mappa interattiva", "Interactive map"),
                            say("I partner e i loro legami.", "Partners and their ties."),
                        ),
                        Link("javascript:alert(1)", say("Non si apre", "Does not open")),
                    )
                ),
            ),
            lang,
        ),
    ]


def report(lang: Lang) -> Report:
    say = speaker(lang)
    return Report(
        title=say("La rete del Piano di inclusione sociale nel 2020", "The network of the Social Inclusion Plan in 2020"),
        subtitle=say("Torino: 87 partner, 41 progetti, cinque domande.", "Torino: 87 partners, 41 projects, five questions."),
        lang=lang,
        sections=sections(lang),
        callouts=(
            Callout("invented", say("Dati inventati", "Invented data"), say("Questa città non esiste.", "This city does not exist.")),
            Callout(
                "partial", say("Dati parziali", "Partial data"), say("21 progetti su 33 dichiarati.", "21 projects out of 33 declared.")
            ),
        ),
        navigation=(
            ("2019", "../2019/rete-2019.it.html", False),
            ("2020", "rete-2020.it.html", True),
            ("2019–2021", "../all.it.html", False),
        ),
        other_language=f"rete-2020.{say('en', 'it')}.html",
        footer=say("Dati: sha256 3f9a…; reteanalysis 0.1.0; seme 2019.", "Data: sha256 3f9a…; reteanalysis 0.1.0; seed 2019."),
    )


def landing() -> str:
    return index_page(
        Text(it="La rete del Piano di inclusione sociale di Torino", en="The network of Torino's Social Inclusion Plan"),
        [
            Entry(
                Text(it=label, en=label),
                reports={"it": f"{label}/rete-{label}.it.html", "en": f"{label}/rete-{label}.en.html"},
                maps={"it": f"{label}/map.it.html", "en": f"{label}/map.en.html"},
                files=(
                    (
                        f"{label}/tables.xlsx",
                        Text(it="tutte le tabelle, per Excel e LibreOffice", en="every table, for Excel and LibreOffice"),
                    ),
                    (f"{label}/results.csv", Text(it="tutti i risultati, uno per riga", en="every result, one per row")),
                    (f"{label}/results.parquet", Text(it="gli stessi, per chi programma", en="the same, for programmers")),
                ),
                description=Text(it="87 partner, 41 progetti", en="87 partners, 41 projects"),
            )
            for label in ("2019", "2020", "2021", "2019–2021")
        ],
        intro=Text(
            it="Un rapporto per ogni anno e uno per i tre anni insieme.",
            en="One report for each year and one for the three years together.",
        ),
        callouts={
            "it": [Callout("partial", "Dati parziali", "Non tutti i progetti sono nei documenti.")],
            "en": [Callout("partial", "Partial data", "Not every project is in the documents.")],
        },
        footer=Text(it="Prodotto con reteanalysis 0.1.0.", en="Made with reteanalysis 0.1.0."),
    )


# ---------------------------------------------------------------------------------------------------------- reading a page


class Node:
    """An element of a page: its tag, its attributes, what is inside."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes, self.inside = tag, attributes, list[Node | str]()

    def __getitem__(self, name: str) -> str | None:
        return self.attributes.get(name)

    def every(self, *tags: str) -> list[Node]:
        return [node for node in self._walk() if node.tag in tags or not tags]

    def classed(self, name: str) -> list[Node]:
        return [node for node in self._walk() if name in (node["class"] or "").split()]

    def _walk(self) -> Iterator[Node]:
        for child in self.inside:
            if isinstance(child, Node):
                yield child
                yield from child._walk()

    @property
    def text(self) -> str:
        inside = (child if isinstance(child, str) else child.text for child in self.inside if getattr(child, "tag", "") != "style")
        return re.sub(r"\s+", " ", "".join(inside)).strip()


class Reader(HTMLParser):
    """Read a page into nodes; a tag left open or closed twice is an error."""

    VOID = ("meta", "link", "br", "img", "input", "hr")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Node("page", {})]
        self.feed(html)
        assert [node.tag for node in self.open] == ["page"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].inside.append(node)
        if tag not in self.VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(html: str) -> Node:
    return Reader(html).open[0]


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Lang:
    return request.param


@pytest.fixture(scope="module")
def html(lang: Lang) -> str:
    return report(lang).html()


@pytest.fixture(scope="module")
def page(html: str) -> Node:
    return read(html)


# ---------------------------------------------------------------------------------------------------------------- the page


def test_a_page_says_its_language_and_its_title(page: Node, lang: Lang) -> None:
    (root,) = page.every("html")
    (title,) = page.every("title")
    (h1,) = page.every("h1")
    assert root["lang"] == lang
    assert title.text == h1.text == report(lang).title
    assert [meta["content"] for meta in page.every("meta") if meta["name"] == "description"] == [report(lang).subtitle]


def test_headings_go_down_one_step_at_a_time(page: Node) -> None:
    levels = [int(node.tag[1]) for node in page.every("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_every_section(page: Node, lang: Lang) -> None:
    keys = [f"#{section.key}" for section in sections(lang)]
    (contents,) = page.classed("rt-side")
    assert [link["href"] for link in contents.every("a")] == keys
    assert {link["href"] for link in page.every("a") if (link["href"] or "").startswith("#")} == {"#top", "#content", *keys}


def test_ids_are_unique_and_every_reference_finds_one(page: Node) -> None:
    ids = Counter(node["id"] for node in page.every() if node["id"])
    references = [node[name] for node in page.every() for name in ("aria-labelledby", "for") if node[name]]
    references += [value[1:] for node in page.every() if (value := node["href"] or node["xlink:href"] or "").startswith("#")]
    references += [
        found for node in page.every() for value in node.attributes.values() for found in re.findall(r"url\(#(.+?)\)", value or "")
    ]
    assert max(ids.values()) == 1
    assert len([found for found in references if found]) > 20
    assert set(references) <= set(ids)


def test_nothing_is_fetched(page: Node, html: str) -> None:
    assert not page.every("link", "img", "object", "embed", "iframe")
    assert not [node.tag for node in page.every() if node["src"] or node["srcset"] or (node.tag != "a" and "http" in (node["href"] or ""))]
    assert set(re.findall(r"url\((?!#)(.{10})", html)) == {"data:font/"}
    assert "@import" not in html


def test_every_table_has_a_caption_and_scopes(page: Node) -> None:
    tables = page.every("table")
    assert len(tables) == 3
    for table in tables:
        (caption,) = table.every("caption")
        (head,) = table.every("thead")
        assert caption.text
        assert {cell["scope"] for cell in head.every("th")} == {"col"}
        for row in table.every("tbody")[0].every("tr"):
            assert [(cell.tag, cell["scope"]) for cell in row.every("th")] == [("th", "row")]
            assert len(row.every("th", "td")) == len(head.every("th"))


def test_a_table_scrolls_in_its_own_box(page: Node) -> None:
    for box in page.classed("rt-scroll"):
        assert box["tabindex"] == "0"
        assert box["role"] == ("region" if box.every("table") else "group")
        assert box["aria-labelledby"]


def test_numbers_are_written_in_the_language_of_the_page(page: Node, lang: Lang) -> None:
    rows = [[cell.text for cell in row.every("th", "td")] for row in page.every("table")[0].every("tbody")[0].every("tr")]
    say = speaker(lang)
    assert rows == [
        [SECTORS[lang][0], "12", "41%", say("0,33", "0.33")],
        [SECTORS[lang][1], "3", say("7,1%", "7.1%"), say("0,51", "0.51")],
        [SECTORS[lang][2], "5", "25%", f"n.d. {Reason.NO_PAIRS[lang]}"],
        [SECTORS[lang][3], say("1.234", "1,234"), "60%", say("0,12", "0.12")],
        [SECTORS[lang][4], "27", say("8,1%", "8.1%"), say("1,00", "1.00")],
        [SECTORS[lang][5], "0", say("n.d. nessun partner", "n.d. no partners"), "n.d."],
    ]


def test_undefined_is_explained_and_sorts_as_no_number(page: Node, lang: Lang) -> None:
    marks = page.classed("rt-undefined")
    assert {(mark.tag, mark.text, mark["title"]) for mark in marks} == {("abbr", "n.d.", speaker(lang)("non definito", "not defined"))}
    cells = [cell for cell in page.every("td") if cell.classed("rt-undefined")]
    assert {cell["data-value"] for cell in cells} == {""}


def test_a_year_is_not_a_number_with_a_unit(page: Node) -> None:
    assert "2019" in [cell.text for cell in page.every("table")[2].every("td")]
    assert "2.019" not in page.text


def test_a_hostile_name_is_only_a_name(page: Node) -> None:
    assert HOSTILE in [cell.text for cell in page.every("th")]
    assert not [script for script in page.every("script") if "alert" in script.text]
    assert "javascript:alert(1)" not in [link["href"] for link in page.every("a")]


def test_a_drawing_speaks_and_shows_its_numbers(page: Node, lang: Lang) -> None:
    figures = page.every("figure")
    blocks = [block for section in sections(lang) for block in section.blocks if isinstance(block, Figure)]
    for figure, block in zip(figures, blocks, strict=True):
        (svg,) = figure.every("svg")
        assert (svg["role"], svg["aria-label"]) == ("img", block.alt)
        assert figure.every("figcaption")[0].text == block.caption
        assert SECTORS[lang][4] in [text.text for text in svg.every("text")]
        assert len(figure.every("details")) == (block.data is not None)
        assert not figure.every("metadata", "script", "title")
        assert all(rule.text.startswith(f"#{svg['id']} ") for rule in svg.every("style"))


def test_partial_and_invented_data_are_recalled_everywhere(page: Node, html: str, lang: Lang) -> None:
    say = speaker(lang)
    words = [say("Dati inventati", "Invented data"), say("Dati parziali", "Partial data")]
    assert [label.text for label in page.classed("rt-label")] == words
    assert [title.text for title in page.every("header")[0].classed("rt-callout-title")] == words
    assert f'@top-right {{ content: "{" · ".join(words)}" }}' in html


def test_a_page_without_warnings_recalls_nothing() -> None:
    html = Report("Rete", "", "it", sections("it")[:1]).html()
    assert not read(html).classed("rt-label")
    assert "@top-right" not in html


def test_scripts_come_only_with_a_table_to_search_and_with_entries_to_open_in_print() -> None:
    assert ["rt-searchable" in script.text or "beforeprint" in script.text for script in read(report("it").html()).every("script")] == [
        True,
        True,
    ]
    assert not read(Report("Rete", "", "it", sections("it")[:3]).html()).every("script")


def test_prose_knows_paragraphs_lists_bold_and_addresses(page: Node) -> None:
    prose = page.classed("rt-prose")[1]
    assert [node.tag for node in prose.inside if isinstance(node, Node)] == ["p", "ul", "p"]
    assert len(prose.every("li")) == 2
    assert prose.every("strong")[0].text.startswith("214 ")
    assert [link["href"] for link in prose.every("a")] == ["https://www.comune.torino.it/pagina?a=1&b=2"]


def test_the_other_language_and_the_other_years_are_one_step_away(page: Node, lang: Lang) -> None:
    (other,) = page.classed("rt-language")
    (years,) = page.classed("rt-years")
    assert (other["hreflang"], other.text) == speaker(lang)("en English", "it Italiano").partition(" ")[::2]
    assert [(link.text, link["aria-current"]) for link in years.every("a")] == [("2019", None), ("2020", "page"), ("2019–2021", None)]


def test_same_data_same_bytes(tmp_path: Path, html: str, lang: Lang) -> None:
    assert report(lang).save(tmp_path / "new" / "rete.html").read_bytes() == html.encode()
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["rete.html"]


def test_a_report_speaks_one_language_and_names_its_sections_once() -> None:
    with pytest.raises(ValueError, match="one language"):
        Report("Rete", "", "it", sections("en"))
    with pytest.raises(ValueError, match="share a key: \\['glance'\\]"):
        Report("Rete", "", "it", [sections("it")[1]] * 2)


def test_an_empty_table_says_so() -> None:
    empty = Table(pd.DataFrame({"Settore": [], "Partner": []}), "Nessuno", {"Partner": "count"})
    (cell,) = read(Report("Rete", "", "it", [Section("a", "A", [empty], "it")]).html()).classed("rt-empty")
    assert (cell.text, cell["colspan"]) == ("Nessuna riga", "2")


# ------------------------------------------------------------------------------------------------- notebooks and the landing page


def test_a_section_shows_in_a_notebook_what_the_page_prints(page: Node, lang: Lang) -> None:
    for section in sections(lang):
        shown = read(section._repr_html_())
        (printed,) = [node for node in page.every("section") if node["id"] == section.key]
        assert shown.every("section")[0].text == printed.text
        assert shown.classed("rete")[0]["lang"] == lang


def test_the_style_of_a_section_touches_nothing_else() -> None:
    (style,) = read(sections("it")[1]._repr_html_()).every("style")
    rules = re.sub(r"@font-face \{.*?\}|/\*.*?\*/|@media [^{]*", "", style.text)
    selectors = [one.strip(" {}") for rule in re.findall(r"([^{}]+)\{", rules) for one in rule.split(",")]
    assert len(selectors) > 50
    assert {selector.split()[0].partition(".rt-")[0] for selector in selectors if selector} == {".rete"}


def test_a_report_in_a_notebook_lives_in_a_frame_of_its_own(html: str, lang: Lang) -> None:
    (frame,) = read(report(lang)._repr_html_()).every("iframe")
    assert frame["srcdoc"] == html
    assert frame["title"] == report(lang).title


def test_the_landing_page_leads_everywhere_in_both_languages() -> None:
    page = read(landing())
    links = [(link["href"], link["hreflang"]) for link in page.every("a")]
    assert ("2020/rete-2020.it.html", "it") in links
    assert ("2019–2021/map.en.html", "en") in links
    assert Counter(links)["2021/tables.xlsx", None] == 2  # once in each language
    assert len(page.every("h1")) == 1
    assert [h2.text for h2 in page.every("h2")] == ["2019", "2020", "2021", "2019–2021"]
    assert {node["lang"] for node in page.every() if node["lang"]} == set(LANGUAGES)


# ------------------------------------------------------------------------------------------------------------ the workbook


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    rows = pd.DataFrame({"Partner": ["=1+1", HOSTILE, "https://a.it"], "Dal": [2019, 2020, 2021], "Quota": [0.25, float("inf"), None]})
    sheets: list[tuple[str, Table, Lang]] = [
        ("Settori", sector_table("it"), "it"),
        ("settori", sector_table("en"), "en"),
        ("Partner [2020]: chi c'è, chi non c'è", Table(rows, "=Partner", {"Quota": "share"}), "it"),
        ("History", Table(rows.iloc[:0], "Vuota", {}), "it"),
    ]
    return write_workbook(tmp_path / "tables.xlsx", sheets, title="Rete 2020")


def test_sheets_have_names_excel_accepts(workbook: Path) -> None:
    names = CalamineWorkbook.from_path(workbook).sheet_names
    assert names == ["Indice - Contents", "Settori", "settori (2)", "Partner 2020 chi c'è, chi non c", "History (2)"]
    assert all(len(name) <= 31 for name in names)


def test_a_workbook_opens_with_the_numbers_it_was_given(workbook: Path) -> None:
    book = CalamineWorkbook.from_path(workbook)
    table = sector_table("it")
    sheet = book.get_sheet_by_name("Settori").to_python()
    assert [sheet[i][0] for i in range(3)] == [table.caption, table.note, "Indice - Contents"]
    assert sheet[3:] == [
        ["Settore", "Partner", "Quota di legami", "Vincolo"],
        ["Ente pubblico", 12, 0.4123, 0.3333],
        ["Sanità pubblica", 3, 0.0714, 0.51],
        ["Università e ricerca", 5, 0.25, f"n.d. ({Reason.NO_PAIRS['it']})"],
        ["Cooperativa", 1234, 0.6, 0.125],
        ["Organizzazione di volontariato", 27, 0.081, 1],
        ["Fondazione", 0, "n.d. (nessun partner)", "n.d."],
    ]


def test_no_name_in_a_workbook_is_run(workbook: Path) -> None:
    sheet = CalamineWorkbook.from_path(workbook).get_sheet_by_index(3).to_python()
    assert sheet[0][0] == "=Partner"
    assert sheet[4:] == [["=1+1", 2019, 0.25], [HOSTILE, 2020, "∞"], ["https://a.it", 2021, "n.d."]]


def test_the_first_sheet_lists_the_others(workbook: Path) -> None:
    sheet = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Rete 2020"
    assert sheet[2:4] == [["Foglio / Sheet", "Tabella / Table", "Righe / Rows"], ["Settori", "Partner e legami per settore, 2020", 6]]
    assert sheet[-1] == ["History (2)", "Vuota", 0]


def test_same_tables_same_bytes(tmp_path: Path) -> None:
    first, again = (write_workbook(tmp_path / name, [("Settori", sector_table("it"), "it")], title="Rete") for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == again.read_bytes()


# -------------------------------------------------------------------------------------------------------- in a real browser


def test_a_table_is_searched_and_sorted_from_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    tab = browser.new_page()
    tab.goto(report("it").save(tmp_path / "rete.html").as_uri())
    box = tab.locator(".rt-searchable")

    def column(n: int) -> list[str]:
        return box.locator(f"tbody tr:visible > :nth-child({n})").all_inner_texts()

    box.get_by_role("searchbox").focus()
    tab.keyboard.type("citta volontar")
    assert column(1) == [f"Città di Torino {i}" for i in (11, 23, 35, 47, 59)]
    assert box.get_by_role("status").inner_text() == "Righe mostrate: 5 su 60"
    box.get_by_role("searchbox").fill("")

    box.get_by_role("button", name="Raggiungibilità").focus()
    tab.keyboard.press("Enter")
    heading = box.get_by_role("columnheader", name="Raggiungibilità")
    assert heading.get_attribute("aria-sort") == "descending"
    assert (column(5)[0], column(5)[-1]) == ("99%", "n.d.")
    tab.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert (column(5)[0], column(5)[-1]) == ("0%", "n.d.")
    tab.close()


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_a_page_asks_for_nothing_and_fits_its_window(browser: Browser, tmp_path: Path, width: int) -> None:
    (tmp_path / "index.html").write_text(landing(), encoding="utf-8")
    for file in (report("it").save(tmp_path / "rete.html"), tmp_path / "index.html"):
        tab = browser.new_page(viewport={"width": width, "height": 800})
        asked, said = list[str](), list[str]()
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.on("pageerror", lambda error, said=said: said.append(str(error)))
        tab.goto(file.as_uri())
        assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
        assert said == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert tab.evaluate("document.fonts.check('16px \"Titillium Web\"')")
        tab.close()
