"""A page as its reader meets it: its words, section by section, and where its links lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from pathlib import Path

_SPOKEN = ("alt", "aria-label", "placeholder", "title")
_MUTE = ("style", "script")


@dataclass(eq=False)
class Reader(HTMLParser):
    """Reads a page once; `sections` maps the id of each section to its words ("" for what stands around them)."""

    sections: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._section, self._mute = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _MUTE:
            self._mute = tag
        if tag == "section":
            self._section = given.get("id") or ""
        if tag == "a" and given.get("href"):
            self.links.append(unquote(str(given["href"])))
        for name in _SPOKEN:
            self._hear(given.get(name) or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._mute:
            self._mute = ""
        if tag == "section":
            self._section = ""

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self._hear(data)

    def _hear(self, words: str) -> None:
        if words.strip():
            self.sections[self._section] = f"{self.sections.get(self._section, '')} {' '.join(words.split())}".strip()


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def read_file(path: Path) -> Reader:
    return read(path.read_text(encoding="utf-8"))
