"""Cells as people type them, turned into values: blanks, text, years, numbers, yes and no.

Nothing here complains: what cannot be understood is returned as the text it is, and the checks say so.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import cache, lru_cache

from reteanalysis.loading.schema import Choice, key
from reteanalysis.terms import LANGUAGES, Lang

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Value = str | int | float | bool | None

_BLANK = {"", "-", "--", "–", "—", "..", "...", "…", "n.d.", "n.d", "n/d", "n/a", "n.a.", "n.a", "nan", "null"}
_BLANK_BARE = _BLANK | {"nd", "na", "none", "?"}  # in a free text or a code these may be meant
FORMULA_ERRORS = {
    "#RIF!", "#VALORE!", "#DIV/0!", "#NOME?", "#NULLO!", "#NUM!", "#N/D", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#N/A", "#SPILL!", "#CALC!"
}  # fmt: skip
_YES = {"si", "yes", "true", "vero", "1", "x", "s", "y", "v"}
_NO = {"no", "false", "falso", "0", "n", "f"}

_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")
_THOUSANDS_YEAR = re.compile(r"([12])[.,](\d{3})")  # 2019 in a column formatted with thousands
_BARE_NUMBER = re.compile(r"[+-]?\d+(?:[.,]0+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d{1,3}")  # as programs write very small and very large numbers
_TIME = r"(?:[ T]\d{1,2}[:.]\d{2}.*)?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?:[-/](?P<a>\d{1,2})|[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,2}))" + _TIME)
_YEAR_LAST = re.compile(r"(?:(?P<a>\d{1,2})[-/. ])?(?P<b>\d{1,2})[-/. ](?P<year>\d{4})" + _TIME)
_SHORT_YEAR = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<year>\d{2})" + _TIME)
_MONTH_NAMED = re.compile(
    r"(?:[^\W\d]+[ ,]+)?(?:(?P<a>\d{1,2})[°º.]?[ \-/])?(?P<month>[^\W\d]+)\.?[ \-/](?:(?P<b>\d{1,2}),? )?(?P<year>\d{4}|(?<=-)\d{2})"
)
_MONEY = re.compile(r"(?i)€|\beuro\b|\beur\b|[\s'’\u00a0\u202f]")
_DATED_NUMBER = 1905  # 2019 in a cell formatted as a date is 11 July 1905
_SERIALS = range(25_569, 73_416)  # 1970 to 2100, as spreadsheets count days
_PIVOT = 70  # 31/12/69 is 2069 and 31/12/70 is 1970, as for every spreadsheet of the world


def shown(cell: Cell) -> str:
    """Return a cell as a person sees it in the spreadsheet.

    >>> shown(2019.0), shown(" Anno "), shown(dt.datetime(2019, 12, 31))
    ('2019', 'Anno', '2019-12-31')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell).strip()


def text(cell: Cell) -> str | None:
    """Return a cell as text; signs for "no data" (n.d., -, n/a) are blanks."""
    words = " ".join(shown(cell).split()) if isinstance(cell, str) else shown(cell)
    return None if words.casefold() in _BLANK else words


def year(cell: Cell) -> Value:
    """Return the year of a year or of a date, however typed; the text itself when it is neither.

    >>> [year(cell) for cell in (2019.0, "2019 ", "31/12/2019", "dic 2019", dt.date(2019, 5, 1), "n.d.", "2019-2020", "21")]
    [2019, 2019, 2019, 2019, 2019, None, '2019-2020', 21]
    """
    if isinstance(cell, dt.date):
        return cell.year if cell.year != _DATED_NUMBER else shown(cell)
    if isinstance(cell, float) and not cell.is_integer():
        return shown(cell)  # a number, not May 2019
    return _year(shown(cell))


@lru_cache(4096)
def _year(words: str) -> Value:
    if words.casefold() in _BLANK_BARE:
        return None
    if match := _YEAR.fullmatch(words):
        return int(match[1])
    if match := _THOUSANDS_YEAR.fullmatch(words):
        return int(match[1] + match[2])
    if _BARE_NUMBER.fullmatch(words):
        return int(float(words.replace(",", ".")))
    found = _dated(words)
    return words if found in (None, _DATED_NUMBER) else found


def _dated(words: str) -> int | None:
    """Return the year of a date, if that is what the words are."""
    for pattern in (_YEAR_FIRST, _YEAR_LAST, _SHORT_YEAR, _MONTH_NAMED):
        if (match := pattern.fullmatch(words)) and _is_date(match.groupdict()):
            found = int(match["year"])
            return found if found > 99 else found + (1900 if found >= _PIVOT else 2000)
    return None


def _is_date(parts: dict[str, str | None]) -> bool:
    """Tell a date from anything of the same shape: some order of its parts must be a day and a month, or the one part a month."""
    given = sorted(int(words) for name, words in parts.items() if words and name not in ("year", "month"))
    if "month" in parts:
        return key(parts["month"] or "") in _months() and all(1 <= each <= 31 for each in given)
    if parts.get("a") and len(given) == 1 and given[0] == (int(parts["year"] or 0) + 1) % 100:
        return False  # 2010/11 may be November, or a school year: nobody can tell
    return 1 <= given[0] <= 12 and given[-1] <= 31


def year_trouble(cell: Value) -> str:
    """Return what is wrong with a cell that is no year, as the catalogue calls it.

    >>> [year_trouble(cell) for cell in ("1905-07-11", 43586, "43831.5", 1850, 21, "boh")]
    ['number_as_date', 'date_as_number', 'date_as_number', 'impossible_year', 'bad_year', 'bad_year']
    """
    words = str(cell)
    if _dated(words) == _DATED_NUMBER:
        return "number_as_date"
    if re.fullmatch(r"\d{5}([.,]\d+)?", words) and int(words[:5]) in _SERIALS:
        return "date_as_number"
    return "impossible_year" if isinstance(cell, int) and cell > 99 else "bad_year"


@cache
def _months() -> frozenset[str]:
    from babel.dates import get_month_names

    return frozenset(
        key(str(name)) for lang in LANGUAGES for width in ("wide", "abbreviated") for name in get_month_names(width, locale=lang).values()
    )


def number(cell: Cell, languages: tuple[Lang, ...]) -> Value:
    """Return the number typed in the first of `languages` whose rules it follows strictly; the text itself otherwise.

    >>> number("€ 2.000", ("it", "en")), number("1,234.50", ("it", "en")), number("0.125", ("it", "en"))
    (2000.0, 1234.5, 0.125)
    """
    if isinstance(cell, bool):
        return shown(cell)
    if isinstance(cell, int | float):
        return None if math.isnan(cell) else float(cell)
    words = shown(cell)
    if words.casefold() in _BLANK_BARE:
        return None
    for lang in languages:
        if (read := parsed(words, lang)) is not None:
            return read
    return float(words) if _SCIENTIFIC.fullmatch(words) else words


@lru_cache(65536)
def parsed(words: str, lang: Lang) -> float | None:
    """Return the number `words` spells by the rules of `lang` alone, if any."""
    from babel.numbers import NumberFormatError, parse_decimal

    bare = _MONEY.sub("", words).replace("−", "-")
    try:
        read = float(parse_decimal(bare, locale=lang, strict=True))
    except (NumberFormatError, ValueError):
        return None
    return read if math.isfinite(read) else None


def reading(cells: list[Cell], lang: Lang) -> tuple[tuple[Lang, ...], int | None]:
    """Return in which order to try the languages on a column of numbers, and the first cell that two languages read differently.

    `1.234` is a thousand in Italian and little more than one in English. The column decides: the language that reads all its cells,
    the study's first; when both or neither do, the study's language, and the doubtful cell is pointed out.
    """
    order: tuple[Lang, ...] = (lang, *(other for other in LANGUAGES if other != lang))
    written = [
        (place, words)
        for place, words in ((place, shown(cell)) for place, cell in enumerate(cells) if isinstance(cell, str))
        if any(parsed(words, other) is not None for other in order)
    ]
    whole = [other for other in order if all(parsed(words, other) is not None for _, words in written)]
    if len(whole) == 1:
        return (whole[0], *(other for other in order if other != whole[0])), None
    for place, words in written:
        readings = {parsed(words, other) for other in order} - {None}
        if len(readings) > 1:
            return order, place
    return order, None


def flag(cell: Cell) -> Value:
    """Return yes or no as True or False; the text itself when it is neither."""
    words = shown(cell)
    if key(words) in _YES:
        return True
    if key(words) in _NO:
        return False
    return None if words.casefold() in _BLANK_BARE else words


def choice(cell: Cell, codes: dict[str, str]) -> Value:
    """Return the code of the item written, in whatever spelling; the text itself when there is no such item."""
    words = shown(cell)
    if code := codes.get(key(words)):
        return code
    return None if words.casefold() in _BLANK_BARE else words


def several(cell: Cell, codes: dict[str, str]) -> Value:
    """Return items separated by ; (or a comma, a slash, a plus sign) as codes joined by semicolons."""
    words = shown(cell)
    if words.casefold() in _BLANK_BARE:
        return None
    items = [item.strip() for item in re.split(r"[;,/|+\n]", words) if item.strip()]
    return ";".join(dict.fromkeys(codes.get(key(item), item) for item in items)) or None


def spellings(items: tuple[Choice, ...]) -> dict[str, str]:
    """Return every recognised spelling of `items` with the code it stands for."""
    return {spelling: item.code for item in reversed(items) for spelling in item.keys}
