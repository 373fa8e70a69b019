"""What is written into the folder: all of it, whole or not at all, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import duckdb
import pandas as pd
import pytest
from conftest import ROOT
from python_calamine import CalamineWorkbook
from reading import read_file

from reteanalysis import Study, load_study
from reteanalysis.evidence.norms import default_norms
from reteanalysis.publish import jobs
from reteanalysis.study import COLUMNS
from reteanalysis.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

PERIODS = ("2019", "2020", "2021", "2019-2021")
WORDS = ("metric", "view", "subset", "level", "item", "other", "reason")
each_study = pytest.mark.parametrize("name", ["torino", "esempio"])


def written(folder: Path) -> dict[str, str]:
    """Return the fingerprint of every file under a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_csv(path: Path) -> pd.DataFrame:
    """Read a results.csv: words are words, also when empty; an empty number is missing."""
    numbers = [name for name in COLUMNS if name not in WORDS]
    dtype = dict.fromkeys(WORDS, "str") | {"from_year": "Int64"}
    return pd.read_csv(path, keep_default_na=False, na_values=dict.fromkeys(numbers, ""), dtype=dtype)


class TestTheFolder:
    def test_holds_reports_maps_and_data_of_each_year_and_of_all_together(self, published: Callable[[str], Path]):
        expected = {"index.html", "provenance.json"}
        for period in PERIODS:
            expected |= {f"{period}/results.csv", f"{period}/results.parquet", f"{period}/tables.xlsx"}
            expected |= {f"{period}/{page}.{lang}.html" for lang in LANGUAGES for page in (f"rete-{period}", "map")}
        assert set(written(published("torino"))) == expected

    def test_of_one_year_has_no_all_together(self, write_study: Callable[..., Path], tmp_path: Path):
        study = load_study(write_study(), years=[2020])
        assert [job.path.relative_to(tmp_path).as_posix() for job in jobs(study, tmp_path, study.years, ["it"])] == [
            "2020/rete-2020.it.html",
            "2020/map.it.html",
            "2020/results.csv",
            "2020/results.parquet",
            "2020/tables.xlsx",
            "provenance.json",
            "index.html",
        ]

    @each_study
    def test_links_only_to_what_is_there(self, published: Callable[[str], Path], name: str):
        assert broken_links(published(name)) == []

    def test_of_some_years_in_one_language_links_only_to_what_is_there(self, esempio: Study, tmp_path: Path):
        for job in jobs(esempio, tmp_path, [2020], ["it"]):
            if job.path.suffix != ".xlsx":
                job.run()
        assert [link for link in broken_links(tmp_path) if not link[1].endswith(".xlsx")] == []

    def test_leads_from_the_first_page_to_every_other(self, published: Callable[[str], Path]):
        folder = published("torino")
        reached, to_read = set(), [folder / "index.html"]
        while to_read:
            page = to_read.pop()
            if page not in reached:
                reached.add(page)
                to_read += targets(page)
        assert {page.relative_to(folder).as_posix() for page in reached} == set(written(folder)) - {"provenance.json"}

    def test_leads_from_each_page_to_the_same_in_the_other_language(self, published: Callable[[str], Path]):
        for page in published("torino").glob("*/*.??.html"):
            other = page.name.replace(".it.", ".en.") if ".it." in page.name else page.name.replace(".en.", ".it.")
            assert other in read_file(page).links, page.name

    @each_study
    def test_says_nothing_of_the_machine_nor_of_the_hour(self, published: Callable[[str], Path], name: str):
        folder = published(name)
        told = {path: path.read_bytes() for path in folder.rglob("*") if path.suffix in (".html", ".csv", ".json", ".parquet")}
        for book in folder.rglob("*.xlsx"):
            with zipfile.ZipFile(book) as file:
                told |= {book / part: file.read(part) for part in file.namelist()}
                assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        signed = str(default_norms().date).encode()  # a date that the norms state
        words = [str(ROOT), str(folder), gettempdir(), f"{datetime.now(UTC):%Y-%m-%d}", f"{datetime.now(UTC):%Y%m%d}"]
        for path, content in told.items():
            readable = re.sub(rb"base64,[\w+/=]+", b"", content).replace(signed, b"")
            assert [word for word in words if word.encode() in readable] == [], path

    def test_leaves_no_temporary_file(self, published: Callable[[str], Path]):
        assert [path for path in published("torino").rglob("*") if path.name.startswith(".") or path.suffix in (".tmp", ".part")] == []


def targets(page: Path) -> list[Path]:
    """Return the files a page links to."""
    if page.suffix != ".html":
        return []
    links = (link.partition("#")[0] for link in read_file(page).links if not re.match(r"https?:|mailto:", link))
    return [Path(os.path.normpath(page.parent / link)) for link in links if link]


def broken_links(folder: Path) -> list[tuple[str, str]]:
    pages = sorted(folder.rglob("*.html"))
    return [(page.name, target.relative_to(folder).as_posix()) for page in pages for target in targets(page) if not target.is_file()]


class TestTheSameBytes:
    def test_whoever_runs_it_whenever(self, published: Callable[[str], Path], tmp_path: Path):
        """In another process, with other hashes, from another folder, in another time zone."""
        code = f"from reteanalysis import load_study; load_study({str(ROOT / 'data' / 'torino')!r}, draws=99).publish('again')"
        surroundings = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=surroundings, check=True)
        assert written(tmp_path / "again") == written(published("torino"))

    def test_over_what_was_there(self, example: Study, tmp_path: Path):
        data = [job for job in jobs(example, tmp_path, [2020], ["it"]) if "rete-" not in job.path.name]
        first = [job.run().read_bytes() for job in data]
        for job in data:
            job.path.write_text("something older", encoding="utf-8")
        assert [job.run().read_bytes() for job in data] == first


@each_study
class TestTheValues:
    def test_come_back_from_csv_as_they_were_measured(self, request: pytest.FixtureRequest, published: Callable[[str], Path], name: str):
        study: Study = request.getfixturevalue(name)
        back = read_csv(published(name) / "2019-2021" / "results.csv")
        pd.testing.assert_frame_equal(back.astype(study.results.dtypes), study.results, check_exact=True)

    def test_of_a_year_are_the_rows_of_that_year(self, request: pytest.FixtureRequest, published: Callable[[str], Path], name: str):
        study: Study = request.getfixturevalue(name)
        for year in study.years:
            back = read_csv(published(name) / str(year) / "results.csv")
            of_year = study.results[study.results["year"] == year].reset_index(drop=True)
            pd.testing.assert_frame_equal(back.astype(study.results.dtypes), of_year, check_exact=True)

    def test_in_parquet_are_those_of_the_csv(self, published: Callable[[str], Path], name: str):
        for period in PERIODS:
            folder = published(name) / period
            parquet = duckdb.sql(f"SELECT * FROM '{folder / 'results.parquet'}'").df()
            csv = read_csv(folder / "results.csv")
            assert list(parquet.columns) == list(csv.columns)
            pd.testing.assert_frame_equal(parquet.astype(csv.dtypes), csv, check_exact=True)

    def test_in_parquet_keep_their_types(self, published: Callable[[str], Path], name: str):
        types = dict(
            duckdb.sql(f"DESCRIBE SELECT * FROM '{published(name) / '2020' / 'results.parquet'}'")
            .df()[["column_name", "column_type"]]
            .to_numpy()
            .tolist()
        )
        assert (types["year"], types["from_year"], types["metric"], types["value"], types["low"]) == (
            "BIGINT",
            "INTEGER",
            "VARCHAR",
            "DOUBLE",
            "DOUBLE",
        )


class TestTheWorkbook:
    def test_opens_with_a_sheet_per_table_in_each_language(self, torino: Study, published: Callable[[str], Path]):
        book = CalamineWorkbook.from_path(str(published("torino") / "2020" / "tables.xlsx"))
        (contents, *sheets) = book.sheet_names
        listed = [row for row in book.get_sheet_by_name(contents).to_python() if row[0] in sheets]
        assert [row[0] for row in listed] == sheets
        assert len(sheets) % 2 == 0
        captions = [row[1] for row in listed]
        assert "I partner, 2020" in captions[: len(sheets) // 2]
        assert "The partners, 2020" in captions[len(sheets) // 2 :]
        assert "The ties of 2020, one by one" in captions
        rows = {row[1]: row[2] for row in listed}
        assert rows["I partner, 2020"] == rows["The partners, 2020"] == torino.networks[2020].n

    def test_in_one_language_has_that_one_only(self, example: Study, tmp_path: Path):
        (book,) = [job.run() for job in jobs(example, tmp_path, [2020], ["en"]) if job.path == tmp_path / "2020" / "tables.xlsx"]
        listed = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()
        captions = {row[1] for row in listed}
        assert "The partners, 2020" in captions
        assert "I partner, 2020" not in captions


def test_provenance_is_what_the_study_says(torino: Study, published: Callable[[str], Path]):
    assert json.loads((published("torino") / "provenance.json").read_text(encoding="utf-8")) == torino.provenance


KINDS = ["rete-2020.it.html", "map.it.html", "results.csv", "results.parquet", "tables.xlsx", "provenance.json", "index.html"]


class TestAFileThatCannotBeWritten:
    @pytest.mark.parametrize("kind", KINDS)
    def test_leaves_the_old_one_and_nothing_half_written(self, example: Study, tmp_path: Path, kind: str):
        """The disk is full: not even a kilobyte more."""
        resource = pytest.importorskip("resource", reason="only Unix can limit the size of a file")
        job = next(job for job in jobs(example, tmp_path, [2020], ["it"]) if job.path.name == kind)
        job.path.parent.mkdir(exist_ok=True)
        job.path.write_bytes(b"older")
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (900, hard))
        try:
            with pytest.raises(OSError, match=r".+"):
                job.run()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == [job.path]
        assert job.path.read_bytes() == b"older"

    @pytest.mark.parametrize("kind", KINDS)
    def test_because_a_folder_has_its_name_leaves_nothing(self, example: Study, tmp_path: Path, kind: str):
        job = next(job for job in jobs(example, tmp_path, [2020], ["it"]) if job.path.name == kind)
        job.path.mkdir(parents=True)
        with pytest.raises(OSError, match=re.escape(kind)):
            job.run()
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_because_its_folder_is_a_file_is_an_error(self, example: Study, tmp_path: Path):
        (tmp_path / "reports").write_text("not a folder", encoding="utf-8")
        with pytest.raises(OSError, match="reports"):
            example.publish(tmp_path / "reports")

    def test_a_language_nobody_wrote_writes_nothing(self, example: Study, tmp_path: Path):
        with pytest.raises(ValueError, match="'fr' is not one of it, en"):
            example.publish(tmp_path, ["it", "fr"])
        assert list(tmp_path.iterdir()) == []
