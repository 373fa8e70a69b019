"""Files of every kind, opened and laid out as rows of cells; what cannot be opened is said, not raised.

The only room where a spreadsheet is opened. Row 1 of a grid is row 1 of the spreadsheet, whatever stands in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from reteanalysis.loading.names import nearest
from reteanalysis.loading.schema import TABLES, Table, find_table, key
from reteanalysis.loading.values import Cell, shown
from reteanalysis.loading.wording import choices, perhaps, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reteanalysis.loading.problems import Problem

TEXTS = {".csv", ".tsv", ".txt", ".tab"}
WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}
SETTINGS = "study.toml"
NORMS = "norms.toml"  # what the scorecard takes for good, where a study brings its own

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # how every workbook begins, whatever it is called
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")  # documents and pictures, whatever they are called
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_CELLS = 5_000_000  # a stray cell at the far corner of a sheet would take all the memory there is
_FILLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]*[^/>]>')
_WRONG = re.compile(rb'<(?:\w+:)?c r="([A-Z]+)(\d+)"[^>]* t="e"[^>]*>(?:<(?:\w+:)?f\b[^>]*>(?:[^<]*</(?:\w+:)?f>)?)?<(?:\w+:)?v>([^<]*)<')
_SAMPLE = 200  # rows enough to see how a file is laid out
_TITLE_ROWS = 30  # headings are looked for in the first rows only
_LEFT_ASIDE = {"leggimi", "guida", "guide", "readme", "istruzioni", "instructions", "note", "notes"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file (or sheet) that was read: its name inside the study, the fingerprint of its bytes, how many rows of data it gave."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands: rows of cells, all of the same length, from the very first row; `table` when its name says what it is."""

    file: str
    sheet: str | None
    sha256: str
    rows: list[list[Cell]]
    table: Table | None = None

    @property
    def name(self) -> str:
        """The file and, in a workbook, the sheet."""
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file


@dataclass(slots=True)
class Opened:
    """What was found at the path of a study."""

    base: Path
    grids: list[Grid] = field(default_factory=list)
    settings: bytes | None = None
    norms: bytes | None = None
    problems: list[Problem] = field(default_factory=list)


def open_study(path: Path) -> Opened:
    """Open whatever is at `path`: a folder of tables, a folder with a workbook, a workbook, or a settings file in its folder."""
    if path.is_file() and path.name == SETTINGS:
        path = path.parent
    opened = Opened(path if path.is_dir() else path.parent)
    try:
        if path.is_dir():
            _open_folder(path, opened)
        elif not path.exists():
            others = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
            opened.problems.append(problem("no_path", path.name, hint=perhaps(nearest(path.name, {other: other for other in others}))))
        elif path.suffix.lower() in WORKBOOKS:
            _open_workbook(path, opened)
            _read_settings(path.parent, opened)
        else:
            opened.problems.append(problem("wrong_kind", path.name))
    except PermissionError:
        opened.problems.append(problem("no_permission", path.name))
    except OSError:  # a name too long, a drive that went away
        opened.problems.append(problem("no_path", path.name, hint=""))
    if not opened.grids and not any(found.severity == "error" for found in opened.problems):
        inside = sorted(inner.name for inner in path.iterdir() if _is_study(inner)) if path.is_dir() else []
        opened.problems.append(problem("empty_folder", path.name, hint=perhaps(next(iter(inside), None))))
    return opened


def _is_study(folder: Path) -> bool:
    try:
        return folder.is_dir() and any(find_table(path.stem) for path in folder.iterdir())
    except OSError:  # a folder closed to us
        return False


def _open_folder(folder: Path, opened: Opened) -> None:
    workbooks: list[Path] = []
    unknown: list[Path] = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        name, suffix = path.name, path.suffix.lower()
        if name.startswith(("~$", ".~lock.")):
            locked = name.removeprefix("~$").removeprefix(".~lock.").removesuffix("#")
            opened.problems.append(problem("open_elsewhere", name, name=locked))
        elif name.startswith(".") or not path.is_file() or suffix not in TEXTS | WORKBOOKS:
            continue
        elif table := find_table(path.stem):
            _open_table(path, table, opened)
        elif suffix in WORKBOOKS:
            workbooks.append(path)
        elif suffix != ".txt":
            unknown.append(path)
    for path in workbooks:
        _open_workbook(path, opened)
    opened.problems += [_unknown(path.name, None, path.stem) for path in unknown]
    _read_settings(folder, opened)


def _open_table(path: Path, table: Table, opened: Opened) -> None:
    """Read a file that holds one table: in a workbook, the sheet of that name or else the first that is not empty."""
    try:
        grids = [grid for grid in read_file(path) if grid.rows]
    except UnreadableError as error:
        opened.problems.append(problem(error.code, path.name, error.sheet, error.row, found=error.found, cell=error.found))
        return
    if not grids:
        opened.problems.append(problem("empty_file", path.name))
        return
    grid = next((grid for grid in grids if grid.sheet and find_table(grid.sheet) is table), grids[0])
    opened.grids.append(Grid(grid.file, grid.sheet, grid.sha256, grid.rows, table))


def _open_workbook(path: Path, opened: Opened) -> None:
    """Read a workbook with a sheet per table."""
    try:
        grids = [grid for grid in read_file(path) if grid.rows]
    except UnreadableError as error:
        opened.problems.append(problem(error.code, path.name, error.sheet, error.row, found=error.found, cell=error.found))
        return
    if not grids:
        opened.problems.append(problem("empty_file", path.name))
    for grid in grids:
        name = grid.sheet or path.stem
        if find_table(name):
            opened.grids.append(Grid(grid.file, grid.sheet, grid.sha256, grid.rows, find_table(name)))
        elif key(name) not in _LEFT_ASIDE:
            opened.problems.append(_unknown(grid.file, grid.sheet, name, grid))


def _unknown(file: str, sheet: str | None, name: str, grid: Grid | None = None) -> Problem:
    """Say that a sheet or file is no table, suggesting the table whose name or whose headings it resembles."""
    like = nearest(name, {spelling: table.name for table in TABLES for spelling in table.keys})
    if like is None and grid:
        best = max(TABLES, key=lambda table: header_score(table, grid))
        like = best.name if header_score(best, grid) >= 3 else None
    return problem(
        "unknown_table",
        file,
        sheet,
        found=name,
        names=choices([table.title for table in TABLES]),
        hint=perhaps(next((table.title for table in TABLES if table.name == like), None)),
    )


def header_score(table: Table, grid: Grid) -> int:
    """Return how many of the table's headings the best row of the grid holds."""
    return max((_known(table, row) for row in grid.rows[:_TITLE_ROWS]), default=0)


def header_row(grid: Grid, table: Table | None = None) -> int | None:
    """Return the index of the row of headings, under whatever titles stand above it; None when no row looks like one.

    With a known table it is the row with most of its headings. Without, the first row nearly as wide as the table and made of words.
    """
    top = grid.rows[:_TITLE_ROWS]
    if table:
        scores = [_known(table, row) for row in top]
        best = max(scores, default=0)
        return scores.index(best) if best else None
    width = _usual_width(grid.rows[:_SAMPLE])
    for index, row in enumerate(top):
        filled = [cell for cell in row if shown(cell)]
        if filled and len(filled) >= 0.6 * width and all(isinstance(cell, str) for cell in filled) and len(set(filled)) > 0.6 * len(filled):
            return index
    return None


def _known(table: Table, row: list[Cell]) -> int:
    written = {key(cell) for cell in row if isinstance(cell, str)}
    return sum(bool(column.keys & written) for column in table.columns)


def _usual_width(rows: list[list[Cell]]) -> int:
    widths = Counter(sum(bool(shown(cell)) for cell in row) for row in rows)
    return max((width for width, times in widths.items() if times >= max(widths.values()) / 3), default=0)


class UnreadableError(Exception):
    """A file that cannot be opened: the catalogue's code of the reason, and where in the file."""

    def __init__(self, code: str, row: int | None = None, found: str = "", sheet: str | None = None) -> None:
        super().__init__(code)
        self.code, self.row, self.found, self.sheet = code, row, found, sheet


def read_file(path: Path) -> list[Grid]:
    """Return the sheets of a file, whatever its format; what it is, is seen from its bytes, since names lie.

    Raises
    ------
    UnreadableError
        With the reason, when nothing can be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError("no_permission") from error
    digest = hashlib.sha256(data).hexdigest()
    if not data.strip():
        raise UnreadableError("empty_file")
    if data.startswith(_NO_TABLES):
        raise UnreadableError("unreadable")
    if data.startswith((_ZIP, _OLE)):
        sheets: Iterator[tuple[str | None, list[list[Cell]]]] = _sheets(data)
    else:
        rows = _text_rows(data)
        if path.suffix.lower() in WORKBOOKS and all(len(row) < 2 for row in rows):  # text called a workbook passes only as a table
            raise UnreadableError("unreadable")
        sheets = iter([(None, rows)])
    return [Grid(path.name, sheet, digest, _trimmed(rows)) for sheet, rows in sheets]


def _sheets(data: bytes) -> Iterator[tuple[str | None, list[list[Cell]]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data.startswith(_OLE) and _ENCRYPTED in data:  # a modern workbook with a password is an old container around a secret
        raise UnreadableError("password")
    try:
        parts = _parts(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            content = parts(name)
            _limit(name, [(int(row), _index(column.decode())) for column, row in _FILLED.findall(content)])
            sheet = workbook.get_sheet_by_name(name)
            _limit(name, [(sheet.total_height, sheet.total_width - 1)])
            rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            for column, row, found in _WRONG.findall(content):  # calamine gives a blank for a formula gone wrong
                _put(rows, int(row) - 1, _index(column.decode()), found.decode())
            yield name, rows
    except PasswordError as error:
        raise UnreadableError("password") from error
    except (CalamineError, OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UnreadableError("unreadable") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how calamine, written in Rust, dies on some damaged files
            raise UnreadableError("unreadable") from error
        raise


def _parts(data: bytes) -> Callable[[str], bytes]:
    """Return a reader of the sheets of an Excel workbook as they are stored; of any other kind of workbook it gives nothing."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        # the expat of every supported Python stops entities that blow up, and reads nothing outside the file
        book, links = (ElementTree.fromstring(archive.read(f"xl/{name}")) for name in ("workbook.xml", "_rels/workbook.xml.rels"))  # noqa: S314
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return lambda _: b""
    targets = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")).lstrip("/") for link in links}
    of = {
        sheet.get("name"): targets.get(link)
        for sheet in book.iterfind("{*}sheets/{*}sheet")
        for attribute, link in sheet.items()
        if attribute.endswith("}id")
    }
    return lambda name: archive.read(of[name] or "") if of.get(name) in archive.namelist() else b""


def _limit(sheet: str, cells: list[tuple[int, int]]) -> None:
    """Refuse a sheet that stretches too far, naming its farthest cell."""
    height, width = (max((cell[side] for cell in cells), default=0) for side in (0, 1))
    if height * (width + 1) > _MOST_CELLS:
        row, column = max(cells, key=lambda cell: cell[0] / height + cell[1] / max(width, 1))
        raise UnreadableError("too_large", row, f"{letters(column)}{row}", sheet)


def letters(index: int) -> str:
    """Return a column as spreadsheets call it: A, B, ... Z, AA.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name


@cache
def _index(column: str) -> int:
    return reduce(lambda place, letter: place * 26 + ord(letter) - ord("A") + 1, column, 0) - 1


def _put(rows: list[list[Cell]], row: int, column: int, cell: Cell) -> None:
    rows += [[] for _ in range(row + 1 - len(rows))]
    rows[row] += [None] * (column + 1 - len(rows[row]))
    rows[row][column] = cell


def _text_rows(data: bytes) -> list[list[Cell]]:
    words = decoded(data)
    if words.lstrip()[:200].lower().startswith(("<!doctype html", "<html", "<table", "<?xml")):
        raise UnreadableError("web_page")
    if "\0" in words:
        raise UnreadableError("unreadable")
    if words[:4].lower() == "sep=":  # a hint for Excel, which does not count it as a row
        first, _, words = words.partition("\n")
        delimiter = first.strip()[4:5] or ","
    else:
        delimiter = _delimiter(words)
    try:
        rows = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableError("open_quote") from error
    for index, row in enumerate(rows):
        for cell in row:
            if cell.count("\n") > 1 and all(line.count(delimiter) >= max(1, len(row) - 2) for line in cell.splitlines()[1:-1]):
                raise UnreadableError("open_quote", index + 1, cell.splitlines()[0])
    return [list(row) for row in rows]


def decoded(data: bytes) -> str:
    """Return the text of a file written in any of the encodings spreadsheets save."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(words: str) -> str:
    """Return the separator that cuts most rows into the same number of cells: decimal commas and titles do not mislead it."""
    sample = words.splitlines(keepends=True)[:_SAMPLE]

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1)
        return max(((rows, width) for width, rows in widths.items()), default=(0, 0))

    try:
        return max(";,\t|", key=agreement)
    except csv.Error:
        return ";"


def _trimmed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return the rows without the blank ones at the end and the blank columns at the right, all of one length."""
    filled = [[bool(shown(cell)) for cell in row] for row in rows]
    height = max((index + 1 for index, row in enumerate(filled) if any(row)), default=0)
    width = max((index + 1 for row in filled for index, cell in enumerate(row) if cell), default=0)
    return [[*row[:width], *[None] * (width - len(row))] for row in rows[:height]]


def _read_settings(folder: Path, opened: Opened) -> None:
    opened.settings, opened.norms = (_bytes_of(folder / name, opened) for name in (SETTINGS, NORMS))


def _bytes_of(path: Path, opened: Opened) -> bytes | None:
    """Return what is in a file that may be missing; one that is there and cannot be read is said."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        opened.problems.append(problem("no_permission", path.name))
        return None
