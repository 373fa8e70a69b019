"""The form of a report: a page, its sections, their blocks; and a workbook of tables.

This room knows paper and screens. What is said, and about whom, comes from above (`book`); numbers and pictures come ready.
"""

from __future__ import annotations

import base64
import io
import math
import os
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree

from markupsafe import Markup, escape

from reteanalysis.terms import LANGUAGES, UNDEFINED_MARK, Lang, Reasoned, Text, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from jinja2 import Environment
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CalloutKind = Literal["partial", "invented", "warning", "note"]

_TEMPLATES = Path(__file__).parent / "templates"

_WORDS: dict[str, Text] = {
    "skip": Text(it="Vai al contenuto", en="Skip to content"),
    "contents": Text(it="In questa pagina", en="On this page"),
    "years": Text(it="Altri rapporti", en="Other reports"),
    "figure_data": Text(it="Dati della figura", en="Data of the figure"),
    "undefined": Text(it="non definito", en="not defined"),
    "no_rows": Text(it="Nessuna riga", en="No rows"),
    "search": Text(it="Cerca nella tabella", en="Search the table"),
    "shown": Text(it="Righe mostrate: {n} su {total}", en="Rows shown: {n} of {total}"),
    "invented": Text(it="Dati inventati", en="Invented data"),
    "partial": Text(it="Dati parziali", en="Partial data"),
    "page": Text(it="Pagina", en="Page"),
    "language": Text(it="Italiano", en="English"),
    "report": Text(it="Rapporto", en="Report"),
    "map": Text(it="Mappa", en="Map"),
    "sheet": Text(it="Foglio", en="Sheet"),
    "table": Text(it="Tabella", en="Table"),
    "rows": Text(it="Righe", en="Rows"),
    "workbook_contents": Text(it="Indice", en="Contents"),
}


# ------------------------------------------------------------------------------------------------------------------ blocks


@dataclass(frozen=True)
class Prose:
    """Plain text in paragraphs.

    A blank line parts two paragraphs; lines that all start with "- " are a list; ``**words**`` are bold; addresses become links.
    """

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Callout:
    """What the reader must know before believing the rest."""

    kind: CalloutKind
    title: str
    text: str = ""


@dataclass(frozen=True)
class Card:
    """One headline number.

    Parameters
    ----------
    label
        The familiar name of the number.
    value
        The number, already written in the language of the reader.
    sentence
        What it says, in one plain sentence.
    note
        A small remark; the reason, when the value is undefined.
    pair
        A second number to read beside the first, as (label, value): "without the City", "0.31".
    beside
        What surrounds the number, as (label, text): "by chance", "30% (27% – 33%): as by chance".
    """

    label: str
    value: str
    sentence: str
    note: str = ""
    pair: tuple[str, str] | None = None
    beside: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Cards:
    """Headline numbers, side by side."""

    items: Sequence[Card]


@dataclass(frozen=True)
class Table:
    """A table as a reader sees it: rows and headings of `frame`, which has them already in words.

    Parameters
    ----------
    frame
        One row per line; the first column names the row. The index is not printed.
    caption
        What the table holds.
    units
        Unit of each numeric column (a unit of `terms.number`), or of each of its rows where they differ; other columns are text.
    note
        A remark printed under the table.
    key
        Short name, without spaces: names the Excel table.
    searchable
        Whether the page offers a search box and headings that sort.
    reasons
        Why a value is missing, in words: same rows as `frame`, some or all of its columns, "" where there is nothing to say.
        Values made by `terms.undefined` need no entry.
    folded
        Whether the page shows only its caption until the reader opens it (or prints it).
    """

    frame: pd.DataFrame
    caption: str
    units: Mapping[str, str | Sequence[str]]
    note: str = ""
    key: str = ""
    searchable: bool = False
    reasons: pd.DataFrame | None = None
    folded: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing, the sentence that replaces it for who does not see it, and the numbers behind it."""

    svg: str
    alt: str
    caption: str
    data: Table | None = None


@dataclass(frozen=True)
class Terms:
    """A glossary: (term, definition) pairs, the definition written as in `Prose`; each opens when asked, and in print."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Link:
    """One place to go: a file beside the page, or an address."""

    href: str
    text: str
    description: str = ""


@dataclass(frozen=True)
class Links:
    """Places to go."""

    items: Sequence[Link]


Block = Prose | Heading | Callout | Cards | Table | Figure | Terms | Links


# ----------------------------------------------------------------------------------------------------- sections and reports


_ANCHOR = "rt-anchor-of-this-section"


@dataclass(frozen=True)
class Section:
    """Blocks under a heading, in one language. In a notebook it shows what the page prints."""

    key: str
    title: str
    blocks: Sequence[Block]
    lang: Lang
    intro: str = ""

    def _repr_html_(self) -> str:
        # A notebook may show the same section of several years: ids must differ between them, and be the same at each run.
        html = _render("section.html", self.lang, section=self, anchor=_ANCHOR, searchable=_searchable([self]))
        return html.replace(_ANCHOR, f"{self.key}-{zlib.crc32(html.encode()):08x}")


@dataclass(frozen=True)
class Report:
    """Sections under a title, in one language: one self-contained page.

    Parameters
    ----------
    title, subtitle
        The h1 of the page and the line under it.
    lang
        Language of every word on the page.
    sections
        In reading order; their keys are the anchors of the page.
    callouts
        Printed on top; partial or invented data are also recalled in the bar and on each printed page.
    navigation
        The sister reports, as (label, address, whether it is this one).
    other_language
        Address of this report in the other language.
    footer
        Provenance, written as in `Prose`.
    description
        What search engines and previews show; the subtitle when empty.
    """

    title: str
    subtitle: str
    lang: Lang
    sections: Sequence[Section]
    callouts: Sequence[Callout] = ()
    navigation: Sequence[tuple[str, str, bool]] = ()
    other_language: str | None = None
    footer: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        strangers = [section.key for section in self.sections if section.lang != self.lang]
        if strangers:
            raise ValueError(f"a report speaks one language ({self.lang}); these sections speak another: {strangers}")
        keys = [section.key for section in self.sections]
        if len(set(keys)) < len(keys):
            raise ValueError(f"two sections of a report share a key: {sorted(key for key in set(keys) if keys.count(key) > 1)}")

    def html(self) -> str:
        """Return the page, with its style, its fonts and its drawings inside."""
        other = next(lang for lang in LANGUAGES if lang != self.lang)
        return _render(
            "page.html",
            self.lang,
            report=self,
            other=other,
            labels=_labels(self.callouts),
            searchable=_searchable(self.sections),
            foldable=_foldable(self.sections),
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to `path` and return it; a reader of the file never meets half a page."""
        return _replace(path, self.html().encode())

    def _repr_html_(self) -> str:
        return str(
            Markup(
                '<iframe title="{}" srcdoc="{}" style="width:100%;height:80vh;min-height:32rem;border:1px solid #d9e0e8"></iframe>'
            ).format(self.title, self.html())
        )


@dataclass(frozen=True)
class Entry:
    """One line of the landing page: a year, or the years together.

    Parameters
    ----------
    label
        "2019", or what the report covers.
    reports, maps
        Address of the page in each language.
    files
        Data and tables: (address, what it is).
    description
        A sentence about this line.
    """

    label: Text
    reports: Mapping[Lang, str]
    maps: Mapping[Lang, str]
    files: Sequence[tuple[str, Text]] = ()
    description: Text | None = None


def index_page(
    title: Text,
    entries: Sequence[Entry],
    *,
    intro: Text | None = None,
    callouts: Mapping[Lang, Sequence[Callout]] | None = None,
    footer: Text | None = None,
) -> str:
    """Return the landing page of all reports, in all languages side by side.

    Parameters
    ----------
    title
        Name of the study.
    entries
        The reports, in reading order.
    intro
        What the reader finds here.
    callouts
        Printed on top, as on the reports.
    footer
        Provenance, written as in `Prose`.
    """
    return _render("index.html", LANGUAGES[0], title=title, entries=entries, intro=intro, callouts=callouts, footer=footer)


def save_page(path: str | Path, html: str) -> Path:
    """Write `html` to `path` through a temporary name, and return the path."""
    return _replace(path, html.encode())


# ---------------------------------------------------------------------------------------------------------------- HTML


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    value: float | None = None  # what a numeric column is sorted by; nan where undefined
    reason: str = ""
    unit: str | None = None

    @property
    def undefined(self) -> bool:
        return self.value is not None and math.isnan(self.value)


def _rows(table: Table, lang: Lang) -> Iterator[list[_Cell]]:
    frame, reasons = table.frame, table.reasons
    absent = frame.isna().to_numpy()
    units = [_unit_of_each_row(table.units.get(name), len(frame)) for name in frame.columns]
    why: list[list[str]] = [
        [str(word) for word in reasons[name]] if reasons is not None and name in reasons.columns else [""] * len(frame)
        for name in frame.columns
    ]
    for i, row in enumerate(frame.itertuples(index=False, name=None)):
        yield [_cell(value, units[j][i], lang, bool(absent[i, j]), why[j][i]) for j, value in enumerate(row)]


def _unit_of_each_row(unit: str | Sequence[str] | None, rows: int) -> Sequence[str | None]:
    return [unit] * rows if unit is None or isinstance(unit, str) else unit


def _cell(value: Any, unit: str | None, lang: Lang, absent: bool, reason: str) -> _Cell:
    if unit is None:
        return _Cell("" if absent else str(value))
    reason = reason or (value.reason[lang] if isinstance(value, Reasoned) else "")
    if absent:
        return _Cell(UNDEFINED_MARK, math.nan, reason, unit)
    if isinstance(value, str):  # a number withheld, in words
        return _Cell(value)
    return _Cell(number(value, unit, lang), float(value), reason, unit)


_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ADDRESS = re.compile(r"(https?://[^\s<>\"'«»]*[^\s<>\"'«».,;:)\]])")


def _inline(text: str) -> Markup:
    """Return one paragraph of plain text as HTML."""
    html = []
    for i, piece in enumerate(_ADDRESS.split(text)):  # split by a group: every other piece is a match
        if i % 2:
            html.append(Markup('<a href="{0}">{0}</a>').format(piece))
            continue
        for j, words in enumerate(_BOLD.split(piece)):
            html.append(Markup("<strong>{}</strong>").format(words) if j % 2 else escape(words))
    return Markup("").join(html)


def _paragraphs(text: str) -> Markup:
    """Return plain text in paragraphs and lists as HTML."""
    html = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines and all(line.startswith("- ") for line in lines):
            items = Markup("").join(Markup("<li>{}</li>").format(_inline(line[2:])) for line in lines)
            html.append(Markup("<ul>{}</ul>").format(items))
        elif lines:
            html.append(Markup("<p>{}</p>").format(_inline(" ".join(lines))))
    return Markup("\n").join(html)


def _drawing(svg: str, anchor: str, alt: str) -> Markup:
    """Return `svg` as part of a page: its ids its own, its size the page's, one sentence in its place for who does not see it."""
    root = ElementTree.fromstring(svg)  # noqa: S314  drawn by this library, not sent by anybody
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith(("}metadata", "}title", "}desc", "}script")):
                parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]  # inside HTML an svg needs no namespaces
        attributes = {name.rpartition("}")[2]: value.replace("url(#", f"url(#{anchor}-") for name, value in element.attrib.items()}
        if "id" in attributes:
            attributes["id"] = f"{anchor}-{attributes['id']}"
        if attributes.get("href", "").startswith("#"):
            attributes["href"] = f"#{anchor}-{attributes['href'][1:]}"
        element.attrib.clear()
        element.attrib.update(attributes)
        if element.tag == "style" and element.text:  # matplotlib styles "*", which here would be the whole page
            element.text = re.sub(r"(^|\})\s*\*\s*\{", rf"\1#{anchor} *{{", element.text)
    width = root.attrib.pop("width", "100%")
    root.attrib.pop("height", None)
    root.attrib.update({"id": anchor, "role": "img", "aria-label": alt, "style": f"--width:{width}"})
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  the tree writer has escaped every name


def _followable(href: str) -> bool:
    """Whether a link may be followed: a web address or a file beside the page, never a script."""
    return re.match(r"(https?:|[^:]*([/?#]|$))", href) is not None


def _labels(callouts: Sequence[Callout]) -> list[str]:
    kinds = {callout.kind for callout in callouts}
    return [kind for kind in ("invented", "partial") if kind in kinds]


def _foldable(sections: Sequence[Section]) -> bool:
    blocks = (block for section in sections for block in section.blocks)
    return any(isinstance(block, Terms) or (isinstance(block, Table) and block.folded) for block in blocks)


def _searchable(sections: Sequence[Section]) -> bool:
    blocks = [block.data if isinstance(block, Figure) else block for section in sections for block in section.blocks]
    return any(isinstance(block, Table) and block.searchable for block in blocks)


def _font(name: str) -> str:
    return base64.b64encode((_TEMPLATES / "fonts" / name).read_bytes()).decode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader  # here, so that importing the library does not wait for it

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(inline=_inline, paragraphs=_paragraphs, drawing=_drawing)
    environment.tests["followable"] = _followable
    environment.globals.update(
        words=_WORDS,
        languages=LANGUAGES,
        undefined_mark=UNDEFINED_MARK,
        rows=_rows,
        fonts={weight: _font(f"TitilliumWeb-{face}.woff2") for weight, face in ((400, "Regular"), (600, "SemiBold"))},
        kind=lambda block: type(block).__name__,
    )
    return environment


def _render(template: str, lang: Lang, **values: Any) -> str:
    return _environment().get_template(template).render(lang=lang, **values)


def _replace(path: str | Path, content: bytes) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


# ------------------------------------------------------------------------------------------------------------- workbook

_EXCEL_FORMATS: dict[str, str] = {
    "count": "#,##0",
    "mean": "#,##0.0",
    "ratio": "#,##0.00",
    "index": "#,##0.00",
    "share": "0.0%",
    "money": "#,##0.00",
}
_EXCEL_STYLES: dict[str, dict[str, str | int | bool]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#17324d", "valign": "vcenter"},
    "note": {"font_color": "#455b71"},
    "text": {"text_wrap": True},
    "header": {"bold": True, "text_wrap": True, "bottom": 1, "font_color": "#17324d"},
    "undefined": {"align": "right", "font_color": "#5a6b7d", "italic": True},
    "link": {"font_color": "#004d99", "underline": 1},
}


def write_workbook(path: str | Path, sheets: Sequence[tuple[str, Table, Lang]], *, title: str) -> Path:
    """Write tables to an Excel workbook, one per sheet, after a sheet that lists them.

    Numbers stay numbers (the spreadsheet writes them in the language of its owner); an undefined value is text, never an empty cell.

    Parameters
    ----------
    path
        The file to write.
    sheets
        (name of the sheet, table, language of the table).
    title
        Heading of the first sheet.

    Returns
    -------
    Path
        The file written.
    """
    import xlsxwriter  # here, as only who asks for a workbook needs it

    content = io.BytesIO()
    languages = [lang for lang in LANGUAGES if lang in {lang for _, _, lang in sheets}] or [LANGUAGES[0]]
    # A name that begins with "=" is a name: nothing typed by people is ever run as a formula.
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # a clock would change the bytes at each run
        styles = {name: workbook.add_format({"valign": "top", **style}) for name, style in _EXCEL_STYLES.items()}
        styles |= {unit: workbook.add_format({"valign": "top", "num_format": pattern}) for unit, pattern in _EXCEL_FORMATS.items()}
        contents_name, *names = _sheet_names([_all(languages, "workbook_contents", " - "), *(name for name, _, _ in sheets)])
        labels = _table_names([table.key or name for name, (_, table, _) in zip(names, sheets, strict=True)])

        contents = workbook.add_worksheet(contents_name)
        contents.write_string(0, 0, title, styles["title"])
        for column, (word, width) in enumerate((("sheet", 32), ("table", 90), ("rows", 10))):
            contents.set_column(column, column, width)
            contents.write_string(2, column, _all(languages, word, " / "), styles["header"])
        contents.freeze_panes(3, 0)
        for row, (name, label, (_, table, lang)) in enumerate(zip(names, labels, sheets, strict=True), start=3):
            contents.write_url(row, 0, _inside(name), styles["link"], string=name)
            contents.write_string(row, 1, table.caption, styles["text"])
            contents.write_number(row, 2, len(table.frame), styles["count"])
            sheet = workbook.add_worksheet(name)
            sheet.write_string(0, 0, table.caption, styles["title"])
            sheet.write_string(1, 0, table.note, styles["note"])
            sheet.write_url(2, 0, _inside(contents_name), styles["link"], string=contents_name)
            _write_table(sheet, 3, label, table, lang, styles)
    return _replace(path, content.getvalue())


def _write_table(sheet: Worksheet, top: int, label: str, table: Table, lang: Lang, styles: Mapping[str, Format]) -> None:
    """Write `table` as an Excel table called `label`, its headings in row `top`."""
    headings = [str(column) for column in table.frame.columns]
    widths = [len(heading) + 3 for heading in headings]  # room for the arrow of the filter
    sheet.add_table(
        top,
        0,
        top + max(1, len(table.frame)),  # Excel refuses a table without a row
        len(headings) - 1,
        {
            "name": label,
            "style": "Table Style Light 1",
            "first_column": True,
            "columns": [{"header": heading, "header_format": styles["header"]} for heading in headings],
        },
    )
    written = zip(_rows(table, lang), table.frame.itertuples(index=False, name=None), strict=True)
    for i, (cells, values) in enumerate(written, start=top + 1):
        for j, (cell, value) in enumerate(zip(cells, values, strict=True)):
            words = f"{cell.text} ({cell.reason})" if cell.reason else cell.text
            widths[j] = max(widths[j], len(words) + 2)
            if cell.unit and cell.value is not None and math.isfinite(cell.value):
                sheet.write_number(i, j, cell.value, styles[cell.unit])
            elif words.isdecimal() and not isinstance(value, str):  # a year: a number without a unit
                sheet.write_number(i, j, int(words), styles["text"])
            elif words:
                sheet.write_string(i, j, words, styles["undefined" if cell.undefined else "text"])
    for j, width in enumerate(widths):
        sheet.set_column(j, j, min(max(width, 9), 60))
    sheet.freeze_panes(top + 1, 1)


def _inside(sheet: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!A1"


def _all(languages: Sequence[Lang], word: str, joint: str) -> str:
    return joint.join(_WORDS[word][lang] for lang in languages)


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Return names Excel accepts for sheets, all different.

    >>> _sheet_names(["Partner/anno", "partner anno", "'Reti'"])
    ['Partner anno', 'partner anno (2)', 'Reti']
    """
    return _distinct([re.sub(r"\s*[\[\]:*?/\\\x00-\x1f]+\s*", " ", name).strip("' ") or "-" for name in names], " ({})", 31)


def _table_names(names: Sequence[str]) -> list[str]:
    """Return names Excel accepts for tables, all different.

    >>> _table_names(["ei-index", "A1"])
    ['t_ei_index', 't_A1']
    """
    return _distinct(["t_" + (re.sub(r"\W+", "_", name).strip("_") or "table") for name in names], "_{}", 200)


def _distinct(names: Sequence[str], suffix: str, limit: int) -> list[str]:
    given: dict[str, str] = {}  # by what Excel compares: capitals are one with small letters
    for name in names:
        candidate, n = name[:limit].strip(), 1
        while candidate.casefold() in given or candidate.casefold() == "history":  # a name Excel keeps for itself
            n += 1
            end = suffix.format(n)
            candidate = name[: limit - len(end)].strip() + end
        given[candidate.casefold()] = candidate
    return list(given.values())
