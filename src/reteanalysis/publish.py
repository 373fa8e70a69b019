"""A study's pages and files, written into a folder: every file under a temporary name first, then moved into place."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reteanalysis import book
from reteanalysis.report import save_page, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from reteanalysis.study import Study
    from reteanalysis.terms import Lang


@dataclass(frozen=True)
class Job:
    """One file to write."""

    path: Path
    write: Callable[[Path], object]

    def run(self) -> Path:
        """Write the file and return its path."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.write(self.path)
        return self.path


def standing(folder: Path) -> str | None:
    """Return the title of the study whose reports stand in `folder`, None where there are none."""
    try:
        title = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["settings"]["title"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(title.get("it", "")) if isinstance(title, dict) else None


def jobs(study: Study, folder: Path, years: Sequence[int], langs: Sequence[Lang]) -> list[Job]:
    """Return what there is to write: reports, maps and data of each year and of all together, and the page that leads to them."""
    todo: list[Job] = []
    pages = book.pages(study, years)
    for year in pages:
        place, name = folder / book.period(study, year), f"rete-{book.period(study, year)}"
        for lang in langs:
            todo.append(Job(place / f"{name}.{lang}.html", partial(_write_report, study, year, lang, pages, langs)))
            todo.append(Job(place / f"map.{lang}.html", partial(_write_map, study, year, lang, langs)))
        todo.append(Job(place / "results.csv", partial(_write_csv, study, year)))
        todo.append(Job(place / "results.parquet", partial(_write_parquet, study, year)))
        todo.append(Job(place / "tables.xlsx", partial(_write_tables, study, year, langs)))
    todo.append(Job(folder / "provenance.json", partial(_write_provenance, study)))
    todo.append(Job(folder / "index.html", partial(_write_index, study, pages, langs)))
    return todo


def _write_report(study: Study, year: int | None, lang: Lang, beside: Sequence[int | None], langs: Sequence[Lang], path: Path) -> None:
    book.yearly_report(study, year, lang, beside=beside, langs=langs).save(path)


def _write_map(study: Study, year: int | None, lang: Lang, langs: Sequence[Lang], path: Path) -> None:
    book.partner_map(study, year, lang, langs=langs).save(path)


def _write_tables(study: Study, year: int | None, langs: Sequence[Lang], path: Path) -> None:
    write_workbook(path, book.workbook(study, year, langs), title=study.settings.title[langs[0]])


def _write_index(study: Study, years: Sequence[int | None], langs: Sequence[Lang], path: Path) -> None:
    save_page(path, book.landing_page(study, years, langs))


def _write_provenance(study: Study, path: Path) -> None:
    with _in_place(path) as temporary:
        temporary.write_text(json.dumps(study.provenance, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def _rows(study: Study, year: int | None) -> pd.DataFrame:
    return study.results if year is None else study.results[study.results["year"] == year].reset_index(drop=True)


def _write_csv(study: Study, year: int | None, path: Path) -> None:
    with _in_place(path) as temporary:
        _rows(study, year).to_csv(temporary, index=False, lineterminator="\n")


def _write_parquet(study: Study, year: int | None, path: Path) -> None:
    import duckdb

    # duckdb maps the nullable integers of pandas only through floats: what is missing stays missing.
    frame = _rows(study, year)
    frame = frame.astype({"from_year": "float64"} | {name: object for name in frame.columns if frame[name].dtype == "str"})
    with _in_place(path) as temporary, duckdb.connect(config={"threads": 1}) as connection:
        connection.register("results", frame)
        query = "SELECT * REPLACE (CAST(nullif(from_year, 'nan'::DOUBLE) AS INTEGER) AS from_year) FROM results"
        try:
            connection.query(query).write_parquet(str(temporary), compression="zstd")
        except duckdb.IOException as error:  # a full disk is an OSError, whoever meets it first
            raise OSError(str(error)) from error


@contextmanager
def _in_place(path: Path) -> Iterator[Path]:
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
