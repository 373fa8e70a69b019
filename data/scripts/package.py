"""Write a study's tables and their Data Package descriptor, so that the same rows always give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """One column as the descriptor tells it."""

    name: str
    description: str
    type: str = "string"
    required: bool = False
    unique: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of a package: where it is written, what it is, its columns."""

    path: str
    description: str
    columns: tuple[Column, ...]
    rows: Sequence[Row] = field(repr=False)


@dataclass(frozen=True)
class Dialect:
    """How the files are written: the international way, or the way an Italian spreadsheet saves them."""

    delimiter: str = ","
    decimal: str = "."
    bom: bool = False


def save(path: Path, content: str, *, bom: bool = False) -> None:
    """Write `content` beside `path` and move it into place: a reader never meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content.encode("utf-8-sig" if bom else "utf-8"))
    draft.replace(path)


def save_table(folder: Path, table: Table, dialect: Dialect) -> None:
    """Write one table, its columns in the declared order; a column nobody declared is an error, not a lost fact."""
    buffer = io.StringIO()
    names = [column.name for column in table.columns]
    writer = csv.DictWriter(buffer, names, delimiter=dialect.delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows)
    save(folder / table.path, buffer.getvalue(), bom=dialect.bom)


def save_package(folder: Path, about: Mapping[str, Any], tables: Iterable[Table], dialect: Dialect) -> None:
    """Write every table and the `datapackage.json` that describes them."""
    resources = []
    for table in tables:
        save_table(folder, table, dialect)
        resources.append(_resource(table, dialect))
    package = {**about, "resources": resources}
    save(folder / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def _resource(table: Table, dialect: Dialect) -> dict[str, Any]:
    return {
        "name": Path(table.path).stem.replace("_", "-"),
        "type": "table",
        "path": table.path,
        "description": table.description,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"csv": {"delimiter": dialect.delimiter}},
        "schema": {"fields": [_field(column, dialect) for column in table.columns]},
    }


def _field(column: Column, dialect: Dialect) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.type == "number" and dialect.decimal != ".":
        described["decimalChar"] = dialect.decimal
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.unique:
        constraints["unique"] = True
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    if constraints:
        described["constraints"] = constraints
    return described
