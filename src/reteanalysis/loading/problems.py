"""What is wrong with a study's files, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Literal, overload

from reteanalysis.terms import Lang, Text

if TYPE_CHECKING:
    from pandas import DataFrame

Severity = Literal["error", "warning"]

_HEADINGS: dict[str, Text] = {
    "file": Text(it="file", en="file"),
    "sheet": Text(it="foglio", en="sheet"),
    "row": Text(it="riga", en="row"),
    "column": Text(it="colonna", en="column"),
    "found": Text(it="trovato", en="found"),
    "expected": Text(it="atteso", en="expected"),
    "problem": Text(it="problema", en="problem"),
}
_SETTING = Text(it="impostazione", en="setting")
_TITLES: dict[Severity, tuple[Text, Text]] = {
    "error": (Text(it="{n} errore", en="{n} error"), Text(it="{n} errori", en="{n} errors")),
    "warning": (Text(it="{n} avviso", en="{n} warning"), Text(it="{n} avvisi", en="{n} warnings")),
}
_NOTHING = Text(it="Nessun problema.", en="No problems.")
_MORE = Text(it="stesso problema in altre {n} righe: {rows}", en="same problem in {n} more rows: {rows}")
_SHOWN = 3  # rows of one kind spelled out in text(); to_frame() has them all
_LISTED = 15


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is as the person sees it, what was found, what was expected."""

    severity: Severity
    code: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    found: str
    message: Text
    expected: Text

    def where(self, lang: Lang) -> str:
        """Return the place in words: file, sheet, row, column."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"{_HEADINGS['sheet'][lang]} {self.sheet}")
        if self.row is not None:
            parts.append(f"{_HEADINGS['row'][lang]} {self.row}")
        if self.column:
            heading = _SETTING if self.file.endswith(".toml") else _HEADINGS["column"]
            parts.append(f"{heading[lang]} {_quoted(self.column, lang)}")
        return ", ".join(parts)

    def text(self, lang: Lang) -> str:
        """Return the whole problem in one line."""
        found = f" [{_HEADINGS['found'][lang]}: {_quoted(self.found, lang)}]" if self.found else ""
        return f"{self.where(lang)}: {self.message[lang]}{found}. {_HEADINGS['expected'][lang].capitalize()}: {self.expected[lang]}"


@dataclass(frozen=True, slots=True, repr=False)
class Problems(Sequence[Problem]):
    """Problems in reading order, errors first. True when there are any. A notebook shows them in `lang`."""

    items: tuple[Problem, ...] = ()
    lang: Lang = "it"

    @classmethod
    def sorted(cls, items: Iterable[Problem]) -> Problems:
        """Return `items` with errors first, and the rows of one kind together."""
        items = list(dict.fromkeys(items))
        files = {name: place for place, name in enumerate(dict.fromkeys((item.file, item.sheet) for item in items))}
        return cls(
            tuple(
                sorted(items, key=lambda item: (item.severity, files[item.file, item.sheet], item.code, item.column or "", item.row or 0))
            )
        )

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> Problems: ...
    def __getitem__(self, index: int | slice) -> Problem | Problems:
        return Problems(self.items[index]) if isinstance(index, slice) else self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __add__(self, other: Problems) -> Problems:
        return Problems.sorted((*self.items, *other.items))

    def __repr__(self) -> str:
        return f"Problems({self.summary('en')})"

    @property
    def errors(self) -> Problems:
        """What must be mended before anything is measured."""
        return Problems(tuple(item for item in self.items if item.severity == "error"))

    @property
    def warnings(self) -> Problems:
        """What does not stop the study, but its reader must know."""
        return Problems(tuple(item for item in self.items if item.severity == "warning"))

    def summary(self, lang: Lang) -> str:
        """Return how many errors and warnings there are, in words."""
        counts: dict[Severity, int] = {"error": len(self.errors), "warning": len(self.warnings)}
        said = [_TITLES[severity][n != 1].say(lang, n=n) for severity, n in counts.items() if n]
        return ", ".join(said) or _NOTHING[lang]

    def to_frame(self, lang: Lang) -> DataFrame:
        """Return every problem as a row: file, sheet, row, column, found, expected, problem, headings in `lang`."""
        import pandas as pd

        rows = [(p.file, p.sheet, p.row, p.column, p.found, p.expected[lang], p.message[lang]) for p in self.items]
        frame = pd.DataFrame(rows, columns=[heading[lang] for heading in _HEADINGS.values()])
        return frame.astype({_HEADINGS["row"][lang]: "Int64"})

    def text(self, lang: Lang) -> str:
        """Return the problems as lines to read; many of one kind in one column are told once, with the rows where they are."""
        if not self.items:
            return _NOTHING[lang]
        lines: list[str] = []
        for severity, problems in groupby(self.items, key=lambda item: item.severity):
            every = list(problems)
            lines += ["", _TITLES[severity][len(every) != 1].say(lang, n=len(every)).upper()]
            for _, alike in groupby(every, key=lambda item: (item.code, item.file, item.sheet, item.column)):
                group = list(alike)
                shown = group if len(group) <= _SHOWN + 2 or group[0].row is None else group[:_SHOWN]
                lines += [f"- {item.text(lang)}" for item in shown]
                if rest := [str(item.row) for item in group[len(shown) :]]:
                    rows = ", ".join(rest[:_LISTED]) + (", …" if len(rest) > _LISTED else "")
                    lines.append(f"  {_MORE.say(lang, n=len(rest), rows=rows)}")
        return "\n".join(lines[1:])

    def _repr_html_(self) -> str:
        return self.html(self.lang)

    def html(self, lang: Lang) -> str:
        """Return the problems as a small table for a notebook."""
        if not self.items:
            return f"<p>{_NOTHING[lang]}</p>"
        heads = "".join(f'<th scope="col">{escape(heading[lang])}</th>' for heading in _HEADINGS.values())
        rows = (
            (p.file, p.sheet or "", "" if p.row is None else p.row, p.column or "", p.found, p.expected[lang], p.message[lang])
            for p in self.items
        )
        body = "".join("<tr>" + "".join(f'<td style="text-align:left">{escape(str(cell))}</td>' for cell in row) + "</tr>" for row in rows)
        return (
            f'<table lang="{lang}"><caption>{escape(self.summary(lang))}</caption>'
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )


class DataError(Exception):
    """The files cannot be measured as they are; `problems` says everything there is to mend."""

    def __init__(self, problems: Problems, lang: Lang = "it") -> None:
        super().__init__(problems, lang)
        self.problems = problems
        self.lang: Lang = lang

    def __str__(self) -> str:
        return self.problems.text(self.lang)

    def _render_traceback_(self) -> list[str]:
        """Give a notebook the list instead of a traceback, which would say nothing to whoever has to mend a spreadsheet."""
        return str(self).splitlines()


def _quoted(words: str, lang: Lang) -> str:
    return f"«{words}»" if lang == "it" else f"“{words}”"
