"""What tests read: why a value is missing; and a page as its reader meets it, its words by section and where its links lead."""

from __future__ import annotations

from collections import defaultdict
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from reteanalysis.terms import Reason

_SPOKEN = ("alt", "aria-label", "placeholder", "title")
_MUTE = ("style", "script")
_INLINE = ("a", "abbr", "code", "em", "small", "span", "strong")


def reason(value: Any) -> Reason | None:
    """Return why there is no value; an assertion fails where there is one."""
    assert np.isnan(value)
    return remark(value)


def remark(value: Any) -> Reason | None:
    """Return what is said beside a value, whether there is one or not; None where nothing is said."""
    return getattr(value, "reason", None)


class Reader(HTMLParser):
    """Reads a page once: `links`, and `sections`, the words by id of the section ("" for what stands around them)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self._heard: dict[str, list[str]] = defaultdict(list)
        self._section = self._mute = ""
        self.feed(html)
        self.sections = {key: " ".join("".join(pieces).split()) for key, pieces in self._heard.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _MUTE:
            self._mute = tag
        if tag == "section":
            self._section = given.get("id", "")
        if tag == "a" and "href" in given:
            self.links.append(unquote(given["href"]))
        self._heard[self._section] += [*(f" {given[name]} " for name in _SPOKEN if name in given), "" if tag in _INLINE else " "]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._mute:
            self._mute = ""
        self._heard[self._section].append("" if tag in _INLINE else " ")
        if tag == "section":
            self._section = ""

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self._heard[self._section].append(data)


def read(html: str) -> Reader:
    return Reader(html)


def read_file(path: Path) -> Reader:
    return Reader(path.read_text(encoding="utf-8"))
