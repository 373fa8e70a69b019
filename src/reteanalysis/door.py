"""The study as its users meet it: loaded by one call, and able to show its report and its map."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reteanalysis import study
from reteanalysis.evidence.norms import checked
from reteanalysis.loading import DataError, read_study
from reteanalysis.metrics import METRICS, Catalogue
from reteanalysis.terms import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reteanalysis.maps import Map
    from reteanalysis.network import Detail, Members, Projection
    from reteanalysis.report import Report
    from reteanalysis.terms import Lang


class Study(study.Study):
    """A measured study that can show itself: `report`, `map`, `publish`. Everything else is as in the study it is.

    Examples
    --------
    >>> example()
    <Study 'Borgo, a network drawn by hand' 2019: 6 partners, 3 projects; 2020: 6 partners, 3 projects; 2021: 7 partners, 4 projects>
    """

    def report(self, year: int | None = None, lang: Lang | None = None) -> Report:
        """Return the report of one year, or of all years together when no year is named.

        Parameters
        ----------
        year : int, optional
            One of `years`.
        lang : {'it', 'en'}, optional
            The study's own language when not given.

        Returns
        -------
        Report
            Shown inline in a notebook; ``.save(path)`` writes one self-contained page.

        Raises
        ------
        ValueError
            If the study has no such year, or nobody wrote in that language.
        """
        from reteanalysis.book import yearly_report

        return yearly_report(self, year, self._spoken(lang))

    def map(self, year: int | None = None, lang: Lang | None = None) -> Map:
        """Return the interactive map of the partners, opened at `year` (the last one when not given).

        Raises
        ------
        ValueError
            If the study has no such year, or nobody wrote in that language.
        """
        from reteanalysis.book import partner_map

        return partner_map(self, year, self._spoken(lang))

    def publish(self, folder: str | Path = "reports", langs: Sequence[Lang] = ("it", "en")) -> Path:
        """Write all reports, maps and data files of the study into `folder`, and return the landing page.

        Raises
        ------
        FileExistsError
            If the folder holds the reports of another study.
        OSError
            If a file cannot be written.
        ValueError
            If nobody wrote in one of the languages.
        """
        from reteanalysis.publish import jobs, standing

        other = standing(Path(folder))
        if other not in (None, self.settings.title.it):
            raise FileExistsError(f"{folder} holds the reports of another study ({other}): choose another folder")
        for job in jobs(self, Path(folder), self.years, [self._spoken(lang) for lang in langs]):
            job.run()
        return Path(folder) / "index.html"

    def _spoken(self, lang: Lang | None) -> Lang:
        """Return the language asked for, or the study's own."""
        if lang is not None and lang not in LANGUAGES:
            raise ValueError(f"{lang!r} is not one of {', '.join(LANGUAGES)}")
        return lang or self.settings.language


def load_study(
    path: str | Path,
    *,
    years: Sequence[int] | None = None,
    filter: str | None = None,
    level: Detail | None = None,
    members: Members | None = None,
    projection: Projection | None = None,
    draws: int | None = None,
    seed: int | None = None,
    metrics: Iterable[Any] = METRICS,
    lang: Lang | None = None,
) -> Study:
    """Read, check and assemble a study.

    Parameters
    ----------
    path : str or Path
        A folder of CSV files, or one workbook with a sheet per table; the files are never written.
    years : sequence of int, optional
        Only these years.
    filter : str, optional
        A filter of `study.toml` by its name, ``"none"`` for all rows; the default filter of the study when not given.
    level : {'body', 'parent'}, optional
        Count venues and sub-projects as such, or as the body and the project they are part of.
    members : {'active', 'register'}, optional
        Whether bodies without a seat in a year belong to its network.
    projection : {'shared', 'newman', 'declared'}, optional
        How ties between partners are derived.
    draws, seed : int, optional
        How many networks chance is drawn from (0: no evidence), and from which random numbers; as in `study.toml` when not given.
    metrics : iterable, optional
        What to measure: ``[*METRICS, mine]`` adds a metric of one's own.
    lang : {'it', 'en'}, optional
        The language in which problems are told; the study's own when not given.

    Returns
    -------
    Study

    Raises
    ------
    DataError
        If the files cannot be used: it lists every problem, with file, sheet, row, column, what was found and what was expected.
    ValueError
        If no filter, year or setting is called so.
    """
    metrics = [*metrics]
    loaded = checked(read_study(path), Catalogue(metrics))
    if loaded.problems.errors:
        raise DataError(loaded.problems, lang or loaded.settings.language)
    return Study.of(
        loaded, years=years, filter=filter, level=level, members=members, projection=projection, draws=draws, seed=seed, metrics=metrics
    )


@cache
def example() -> Study:
    """Return the small network that the documentation draws by hand: seven bodies, ten projects, three years."""
    return load_study(Path(__file__).parent / "example")
