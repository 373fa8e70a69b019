"""What all tables share: a frame in words, and how a value and a name are written."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from reteanalysis.metrics import Metric
    from reteanalysis.network import Network
    from reteanalysis.study import Study

YEAR = Text(it="Anno", en="Year")
PARTNER = Text(it="Partner", en="Partner")
SECTOR = Text(it="Settore", en="Sector")
UNKNOWN = Text(it="non indicato", en="not stated")


@dataclass(frozen=True)
class Worded:
    """A table in words: a frame with headings for a reader, and the unit of each column of numbers (of each row, where they differ)."""

    frame: pd.DataFrame
    units: Mapping[str, str | Sequence[str]]


def in_words(columns: Mapping[str, Sequence[Any]], units: Mapping[str, str | Sequence[str]]) -> Worded:
    """Return a table of columns."""
    import pandas as pd

    # dtype object keeps a float that knows its reason what it is.
    return Worded(pd.DataFrame({heading: pd.Series(list(values), dtype=object) for heading, values in columns.items()}), units)


def rows_in_words(headings: Sequence[str], rows: Sequence[Sequence[Any]], units: Mapping[str, str | Sequence[str]]) -> Worded:
    """Return a table of rows under headings; without rows the headings alone."""
    return in_words(dict(zip(headings, zip(*rows, strict=True) if rows else [[]] * len(headings), strict=True)), units)


def worded(study: Study, metric: Metric, year: int, lang: Lang, **which: Any) -> str:
    """Return one value as a reader reads it."""
    return number(study.value(metric.name, year, **which), metric.unit, lang)


def partner_name(study: Study, partner: str) -> str:
    """Return the name of a partner, also of one that only the register knows."""
    return study.names.get(partner, partner)


@lru_cache(maxsize=1 << 14)  # every tie asks for its two names
def spelled(name: str) -> tuple[str, str]:
    """Return what a name is sorted by, as in a dictionary: capitals and accents decide only between names otherwise equal."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold(), name


def present(study: Study, partner: str) -> list[int]:
    """Return the years in which a partner takes part."""
    return [year for year, net in study.networks.items() if partner in taking_part(net)]


def taking_part(network: Network) -> set[str]:
    """Return the partners that take part in a year; those the register only lists do not."""
    return {partner for partner, active in zip(network.partners, network.active, strict=True) if active}
