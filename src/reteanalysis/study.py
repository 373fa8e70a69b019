"""All years of a study, and every value measured on them."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import numpy as np
from scipy.sparse import csr_array
from threadpoolctl import threadpool_limits

from reteanalysis.evidence.choices import Range, over_choices
from reteanalysis.evidence.contributions import WeightedTwin, weighted_twin
from reteanalysis.evidence.norms import Norms, default_norms, norms_from
from reteanalysis.evidence.scorecard import Scorecard, scorecard
from reteanalysis.evidence.validation import PairTests, entropy_pairs, pooled
from reteanalysis.evidence.weighing import PRIMARY, SLOW, TABLE, Evidence, surrounded, weigh
from reteanalysis.metrics import METRICS, Catalogue, Metric
from reteanalysis.network import Detail, Members, Network, Projection, networks_from_tables, select
from reteanalysis.terms import OWN, VERSION, Lang, Reason, Reasoned, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from reteanalysis.loading import Loaded, Problems, Settings, Source

# The columns of the results. Those from `low` to `q` are the evidence around a value: blank where there is none.
COLUMNS = (
    "year", "from_year", "metric", "view", "subset", "level", "item", "other", "value", "reason",
    "low", "high", "expected", "null_low", "null_high", "kappa", "p", "q", "n", "m", "seats", "coverage",
)  # fmt: skip
EVIDENCE = COLUMNS[COLUMNS.index("low") : COLUMNS.index("q") + 1]

MANY = 1_000  # partners beyond which their pairs are not looked at one by one

ALL, WITHOUT_OWNER = "all", "without_owner"

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


def _one_thread(do: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
    """Return the function with matrices multiplied in one thread: on those of a city, threads wait longer than they compute."""
    limited: Callable[_Args, _Result] = threadpool_limits.wrap(limits=1, user_api="blas")(do)
    return limited


@dataclass(frozen=True, repr=False, eq=False)
class Study:
    """The years of a partnership network, and every value measured on them.

    Made by `load_study`; nothing in it changes afterwards.

    Attributes
    ----------
    settings : Settings
        What `study.toml` says, with what `load_study` was told instead.
    tables : dict of str to DataFrame
        The checked tables, before any filter.
    problems : Problems
        What the checks found; only warnings, since errors stop the loading.
    sources : tuple of Source
        The files read, with their sha256.
    networks : dict of int to Network
        One network per year.
    metrics : Catalogue
        What is measured.
    filter : str or None
        The name of the row filter in force.
    norms : Norms
        What the scorecard takes for good: the study's own (`norms.toml`), or those of the package.
    """

    settings: Settings
    tables: dict[str, pd.DataFrame]
    problems: Problems
    sources: tuple[Source, ...]
    networks: dict[int, Network]
    metrics: Catalogue
    filter: str | None
    norms: Norms

    @classmethod
    def of(
        cls,
        loaded: Loaded,
        *,
        years: Sequence[int] | None = None,
        filter: str | None = None,
        level: Detail | None = None,
        members: Members | None = None,
        projection: Projection | None = None,
        draws: int | None = None,
        seed: int | None = None,
        metrics: Iterable[Any] = METRICS,
    ) -> Self:
        """Return the study of checked tables; what is not given is as in its settings.

        Raises
        ------
        ValueError
            If no filter, year, level, membership or projection is called so.
        DataError
            If the norms of the study cannot be used.
        """
        settings, catalogue = loaded.settings, Catalogue(metrics)
        name = settings.default_filter if filter is None else filter
        known = sorted({*settings.years} or _years_found(loaded.tables))
        for value, allowed in (
            (level, ("body", "parent")),
            (members, ("active", "register")),
            (projection, ("shared", "newman", "declared")),
        ):
            if value is not None and value not in allowed:
                raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
        given: tuple[tuple[str, Any, float], ...] = (("draws", draws, 1_000_000), ("seed", seed, math.inf))
        for what, whole, most in given:
            if whole is not None and (isinstance(whole, bool) or not isinstance(whole, (int, np.integer)) or not 0 <= whole <= most):
                up_to = "zero or more" if most == math.inf else f"from 0 to {most}"
                raise ValueError(f"{what} is a whole number, {up_to}, not {whole!r}")
        whole_numbers = {what: None if whole is None else int(whole) for what, whole in (("draws", draws), ("seed", seed))}
        wanted = {"level": level, "members": members, "projection": projection, **whole_numbers}
        settings = settings.model_copy(update={key: value for key, value in wanted.items() if value is not None})
        if name not in (None, "none", *settings.filters):
            raise ValueError(f"no filter is called {name!r}; there are: {', '.join([*settings.filters, 'none'])}")
        if years is not None and (strange := sorted(set(years) - set(known))):
            raise ValueError(f"the study has no year {', '.join(map(str, strange))}; it has {', '.join(map(str, known))}")
        if not (known if years is None else years):
            raise ValueError("a study needs at least one year, and no participation carries one" if not known else "name at least one year")
        if settings.projection == "declared" and "ties" not in loaded.tables:
            raise ValueError("projection 'declared' needs a table of ties")
        networks = networks_from_tables(
            loaded.tables,
            years=known,
            owner=settings.owner,
            level=settings.level,
            members=settings.members,
            projection=settings.projection,
            keep=settings.filters[name].keep if name in settings.filters else {},
        )
        if years is not None:
            networks = {year: networks[year] for year in sorted(set(years))}
        return cls(
            settings,
            dict(loaded.tables),
            loaded.problems,
            loaded.sources,
            networks,
            catalogue,
            name if name != "none" else None,
            default_norms() if loaded.norms is None else norms_from(loaded.norms, catalogue),
        )

    def under(self, filter: str) -> dict[int, Network]:
        """Return the networks of the same years under another filter."""
        settings = self.settings
        keep = settings.filters[filter].keep
        return networks_from_tables(
            self.tables,
            years=self.years,
            owner=self.owner,
            keep=keep,
            level=settings.level,
            members=settings.members,
            projection=settings.projection,
        )

    # ------------------------------------------------------------------ words

    @property
    def years(self) -> list[int]:
        """The years of the study, in order."""
        return list(self.networks)

    @property
    def owner(self) -> str | None:
        """The identifier of the convening body, where there is one."""
        owner: str | None = self.settings.owner
        return owner

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of every partner, by identifier."""
        return dict(zip(self.tables["partners"]["partner_id"], self.tables["partners"]["name"], strict=True))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The title of every project, by identifier."""
        if "projects" not in self.tables:
            return {}
        return dict(zip(self.tables["projects"]["project_id"], self.tables["projects"]["title"], strict=True))

    def sector_names(self, lang: Lang) -> dict[str, str]:
        """Return the name of every sector in `lang`, by code."""
        return _coded_names(self.tables["sectors"], lang)

    def area_names(self, lang: Lang) -> dict[str, str]:
        """Return the name of every area in `lang`; areas that nobody named are called by their code."""
        used = list(self.tables["projects"]["area"].dropna().unique()) if "projects" in self.tables else []
        return {**{area: area for area in used}, **(_coded_names(self.tables["areas"], lang) if "areas" in self.tables else {})}

    # ------------------------------------------------------------------ what there is

    def check(self) -> Problems:
        """Return what the checks found in the files."""
        return replace(self.problems, lang=self.settings.language)

    @cached_property
    def selected(self) -> dict[str, pd.DataFrame]:
        """The tables under the filter in force; participations only of the projects it keeps."""
        keep = self.settings.filters[self.filter].keep if self.filter else {}
        tables = {name: select(table, keep.get(name, {})) for name, table in self.tables.items()}
        if "participations" in tables and "projects" in tables:
            rows = tables["participations"]
            tables["participations"] = rows[rows["project_id"].isin(tables["projects"]["project_id"])]
        return tables

    @cached_property
    def undated(self) -> int:
        """Participation rows without a year, under the filter in force: they are in no yearly network."""
        rows = self.selected.get("participations")
        return 0 if rows is None else int(rows["year"].isna().sum())

    @property
    def ties_only(self) -> bool:
        """Whether ties between partners are all that was recorded."""
        return "ties" in self.tables and not len(self.tables.get("participations", ()))

    @cached_property
    def nested(self) -> tuple[int, int]:
        """How many of the partners and projects under the filter are part of others."""
        rows = self.selected.get("participations")
        if rows is None or "projects" not in self.tables:
            return 0, 0
        partners, projects = self.tables["partners"], self.selected["projects"]
        venues = partners[partners["part_of"].notna() & partners["partner_id"].isin(rows["partner_id"])]
        return len(venues), int(projects["parent_project_id"].notna().sum())

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Every value, as `results`, without the evidence: at once."""
        return measure(self.networks, self.metrics)

    @cached_property
    def evidence(self) -> Evidence:
        """What surrounds the values a reader meets first: chance, other projects, missing partners, other years.

        Drawn when it is first asked for, which takes seconds; `draw_evidence` does so and says how far it is.
        """
        return self.draw_evidence()

    @_one_thread
    def draw_evidence(self, progress: Callable[[float], object] | None = None) -> Evidence:
        """Draw the evidence, tell `progress` the share of the work that is done, and keep it as `evidence`."""
        if "evidence" not in self.__dict__:
            asked = [*surrounded(self.metrics), *(metric for metric in self.metrics if metric.name == TABLE)]
            settings = self.settings
            self.__dict__["evidence"] = weigh(self.networks, asked, draws=settings.draws, seed=settings.seed, progress=progress)
        return self.__dict__["evidence"]  # type: ignore[no-any-return]

    @cached_property
    @_one_thread
    def scorecard(self) -> Scorecard | None:
        """The five dimensions of the founding text, each score a distribution; None without draws. Takes seconds when first asked for."""
        if not self.settings.draws or self.ties_only:
            return None
        return scorecard(self.networks, self.norms, catalogue=self.metrics, seed=self.settings.seed, coarser=self.settings.coarser or None)

    @cached_property
    @_one_thread
    def ranges(self) -> dict[tuple[str, int], Range]:
        """The measures a reader meets first under every defensible coding of the data, by measure and year; empty without draws.

        The primary ones are held against chance under each coding; of the others there are the values alone.
        """
        if not self.settings.draws:
            return {}
        asked = [metric for metric in surrounded(self.metrics) if metric.name not in SLOW]
        primary = [metric for metric in asked if metric.name in PRIMARY]
        others = [metric for metric in asked if metric.name not in PRIMARY]
        coarser, seed = self.settings.coarser or None, self.settings.seed
        found: dict[tuple[str, int], Range] = {}
        for year in (year for year in self.years if self.networks[year].m):
            held = over_choices(primary, self.networks, year, coarser=coarser, seed=seed)
            plain = over_choices(others, self.networks, year, coarser=coarser, seed=seed, null_mean=lambda *_: math.nan)
            found |= {(name, year): one for name, one in (held | plain).items()}
        return found

    @cached_property
    def pairs(self) -> PairTests | None:
        """Every pair of partners that sits together in some year beside chance, the years put together; None where there is nothing to ask.

        Nothing is asked without draws, where only ties were recorded, and of more than `MANY` partners, which would take minutes.
        """
        years = [network for network in self.networks.values() if network.m]
        together = pooled(years) if self.settings.draws and years and not self.ties_only else None
        return None if together is None or together.n > MANY else entropy_pairs(together)

    def twin(self, year: int) -> WeightedTwin | None:
        """Return the contributions of a year beside what their totals suggest; None where amounts are not recorded, and without draws."""
        network = self.networks[year]
        if not self.settings.draws or network.amounts is None:
            return None
        if year not in self._twins:
            seats = network.incidence
            self._twins[year] = weighted_twin(csr_array((network.amounts, seats.indices, seats.indptr), shape=seats.shape))
        return self._twins[year]

    @cached_property
    def _twins(self) -> dict[int, WeightedTwin]:
        return {}

    def coverage(self, metric: str, year: int) -> float:
        """Return for how much of the data what a metric needs is known: partners, projects or seats; nan where there are none."""
        return _coverage(self.metrics[metric], self.networks[year])

    @cached_property
    def results(self) -> pd.DataFrame:
        """Every value, in one long table.

        ``year`` (and ``from_year``, for a change), ``metric``, ``view`` (what it was measured on), ``subset`` (all, or without
        the owner), ``level``, ``item`` and ``other`` (whom it speaks of), ``value``, ``reason``; then the evidence around a value,
        blank where there is none (``low`` and ``high``: with other projects; ``expected``, ``null_low``, ``null_high``, ``kappa``,
        ``p``: beside chance; ``q``: p adjusted for all cells of the table); ``n``, ``m``, ``seats``, and ``coverage``: for how many what
        the metric needs is known.

        Three different nothings: nan with a reason = asked and undefined; no row = the question does not arise;
        0 = measured, and zero.
        """
        return with_evidence(self.measures, self.evidence, self.networks)

    def value(self, metric: str, year: int, *, subset: str = ALL, from_year: int | None = None, item: str = "", other: str = "") -> float:
        """Return one value of the results; nan carrying its reason where it is undefined.

        Raises
        ------
        KeyError
            If that was not measured.
        """
        key = (metric, year, subset, from_year, item, other)
        if key not in self._values:
            raise KeyError(
                f"not measured: {metric} in {year} ({subset}{f', from {from_year}' if from_year else ''}{f', {item}' if item else ''})"
            )
        return self._values[key]

    @cached_property
    def _values(self) -> dict[tuple[str, int, str, int | None, str, str], float]:
        found: dict[tuple[str, int, str, int | None, str, str], float] = {}
        named = self.measures[["metric", "year", "subset", "item", "other", "value", "reason"]]
        starts = [
            None if missing else int(start)
            for start, missing in zip(self.measures["from_year"], self.measures["from_year"].isna(), strict=True)
        ]
        for (metric, year, subset, item, other, value, reason), start in zip(named.itertuples(index=False, name=None), starts, strict=True):
            if reason:
                value = undefined(Reason[reason]) if math.isnan(value) else Reasoned(value, Reason[reason])
            found[metric, year, subset, start, item, other] = value
            if start is not None and start == self.previous(year):
                found[metric, year, subset, None, item, other] = value
        return found

    def previous(self, year: int) -> int | None:
        """Return the study year before `year`, None for the first."""
        at = self.years.index(year)
        return self.years[at - 1] if at else None

    # ------------------------------------------------------------------ where it comes from

    @cached_property
    def data_hash(self) -> str:
        """One sha256 over all files read."""
        return hashlib.sha256("".join(f"{source.name}\0{source.sha256}\n" for source in self.sources).encode()).hexdigest()

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What a reader needs to make every number again: version, files, settings, seed."""
        return {
            "reteanalysis": VERSION,
            "data_sha256": self.data_hash,
            "files": [{"name": source.name, "sha256": source.sha256, "rows": source.rows} for source in self.sources],
            "filter": self.filter,
            "years": self.years,
            "settings": json.loads(self.settings.model_dump_json(exclude_none=True)),
            "norms": {
                "version": self.norms.version,
                "status": self.norms.status,
                "chosen_by": self.norms.chosen_by,
                "date": str(self.norms.date),
            },
            "metrics": [metric.name for metric in self.metrics],
        }

    def __repr__(self) -> str:
        years = "; ".join(f"{year}: {network.n} partners, {network.m} projects" for year, network in self.networks.items())
        return f"<Study {self.settings.title.en!r} {years}>"

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><th scope='row'>{year}</th><td>{network.n}</td><td>{network.m}</td><td>{network.seats}</td></tr>"
            for year, network in self.networks.items()
        )
        lang = self.settings.language
        heads = Text(it="anno|partner|progetti|partecipazioni", en="year|partners|projects|participations")[lang].split("|")
        head = "".join(f"<th scope='col'>{word}</th>" for word in heads)
        note = f"<p>{escape(self.settings.note[lang])}</p>" if self.settings.note else ""
        title = escape(self.settings.title[lang])
        return f"<table><caption><b>{title}</b></caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{note}"


@_one_thread
def measure(networks: Mapping[int, Network], metrics: Iterable[Any] = METRICS) -> pd.DataFrame:
    """Return every value of `metrics` on `networks` (by year), in one long table.

    A metric of two networks is measured from each year to the next, and from the first to the last. Values of the whole
    network are also measured without the owner, where a network has one.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; one row per value.
    """
    import pandas as pd

    catalogue = Catalogue(metrics)
    years = sorted(networks)
    alone = {year: network.without(network.owner) for year, network in networks.items() if network.owner in network.partners}
    steps = [*pairwise(years), *([(years[0], years[-1])] if len(years) > 2 else [])]
    blocks: list[dict[str, Any]] = []
    for metric in catalogue:
        if metric.years == 1:
            for year in years:
                blocks += _blocks(metric, (networks[year],), (alone.get(year, networks[year]),) if alone else None)
            continue
        if len(years) > 1 and metric.level == "network":
            blocks.append(_block(metric, networks[years[0]], undefined(Reason.NO_PREVIOUS_YEAR)))
        for start, end in steps:
            pair = (networks[start], networks[end])
            if all(network.active.any() for network in pair):
                blocks += _blocks(metric, pair, (alone.get(start, pair[0]), alone.get(end, pair[1])) if alone else None)
            elif metric.level == "network":
                blocks.append(_block(metric, pair[1], undefined(Reason.MISSING_YEAR), start))
    frame = pd.DataFrame(
        {name: np.concatenate([block[name] for block in blocks]) if blocks else [] for name in blocks[0]} if blocks else {}
    )
    for name in EVIDENCE:
        frame[name] = math.nan
    frame = frame.reindex(columns=list(COLUMNS))
    for name in ("metric", "view", "subset", "level", "item", "other", "reason"):
        frame[name] = frame[name].astype("str")
    return frame.astype({"year": "int64", "from_year": "Int64", "n": "int64", "m": "int64", "seats": "int64"})


def with_evidence(results: pd.DataFrame, evidence: Evidence, networks: Mapping[int, Network]) -> pd.DataFrame:
    """Return the results with the evidence beside the values it was drawn for: those of all partners, from year to year."""
    filled = results.copy()
    before = dict(pairwise(sorted(networks)[::-1]))
    columns = [filled[name].tolist() for name in ("metric", "year", "item", "other", "subset")]
    starts = [None if missing else int(start) for start, missing in zip(filled["from_year"], filled["from_year"].isna(), strict=True)]
    at = {
        (metric, year, item, other): row
        for row, (metric, year, item, other, subset, start) in enumerate(zip(*columns, starts, strict=True))
        if subset == ALL and start in (None, before.get(year))
    }
    found: dict[int, dict[str, float]] = {}

    def beside(key: tuple[str, int, str, str], **values: Any) -> None:
        if key in at:
            found.setdefault(at[key], {}).update({name: float(value) for name, value in values.items()})

    for (name, year), interval in evidence.interval.items():
        beside((name, year, "", ""), low=interval.low, high=interval.high)
    for (name, year), chance in evidence.chance.items():
        beside(
            (name, year, "", ""),
            expected=chance.mean, null_low=chance.low, null_high=chance.high, kappa=chance.kappa, p=chance.p,
        )  # fmt: skip
    for year, (table, q) in evidence.table.items():
        sectors = networks[year].sectors
        for g, h in zip(*np.triu_indices(len(sectors)), strict=True):
            beside(
                (TABLE, year, sectors[g], sectors[h]),
                expected=table.mean[g, h], null_low=table.low[g, h], null_high=table.high[g, h], kappa=table.kappa[g, h], p=table.p[g, h], q=q[g, h],
            )  # fmt: skip
    for name in EVIDENCE:
        column = filled[name].to_numpy(float, copy=True)
        column[list(found)] = [values.get(name, math.nan) for values in found.values()]
        filled[name] = column
    return filled


def _blocks(metric: Metric, networks: tuple[Network, ...], alone: tuple[Network, ...] | None) -> Iterator[dict[str, Any]]:
    start = networks[0].year if len(networks) > 1 else None
    yield _block(metric, networks[-1], metric(*networks), start)
    if alone is not None and metric.level == "network" and "owner" not in metric.needs:
        yield _block(metric, alone[-1], metric(*alone), start, subset=WITHOUT_OWNER)


def _block(metric: Metric, network: Network, value: Any, start: int | None = None, subset: str = ALL) -> dict[str, Any]:
    """Return the columns of one metric on one network."""
    item: Any = [""]
    other: Any = [""]
    if metric.level == "pair":
        g, h = np.triu_indices(len(network.sectors))
        codes = np.array(network.sectors, object)
        item, other, value = codes[g], codes[h], np.asarray(value, float)[g, h]
    elif metric.level in ("sector", "partner"):
        item = network.sectors if metric.level == "sector" else network.partners
        other = [""] * len(item)
    size = len(item)
    if metric.family == OWN:
        _believe(metric, network, value, size)
    reason = value.reason.name if isinstance(value, Reasoned) else ""
    same = {
        "year": network.year, "metric": metric.name, "view": network.projection if metric.view == "ties" else metric.view,
        "subset": subset, "level": metric.level, "reason": reason, "n": network.n, "m": network.m, "seats": network.seats,
        "coverage": _coverage(metric, network),
    }  # fmt: skip
    block = {name: np.full(size, known, dtype=object if isinstance(known, str) else None) for name, known in same.items()}
    block["from_year"] = np.full(size, start, dtype=object)
    block["item"], block["other"] = np.array(item, object), np.array(other, object)
    block["value"] = np.atleast_1d(np.asarray(value, float))
    return block


def _believe(metric: Metric, network: Network, value: Any, size: int) -> None:
    """Hold a metric a user wrote to what it declares; the laws of the test suite hold those of the catalogue to it."""
    where = f"{metric.name} in {network.year}"
    if value is None or np.shape(np.atleast_1d(value)) != (size,):
        whom = "one number" if metric.level == "network" else f"one value for each of {size}"
        raise ValueError(f"{where}: expected {whom}, found {'nothing' if value is None else f'shape {np.shape(value)}'}")
    values = np.atleast_1d(np.asarray(value, float))
    if metric.level == "network" and np.isnan(values[0]) and not isinstance(value, Reasoned):
        raise ValueError(f"{where}: nan without a reason; return undefined(Reason.…)")
    outside = values[(values < metric.bounds[0] - 1e-9) | (values > metric.bounds[1] + 1e-9)]
    if len(outside):
        raise ValueError(f"{where}: declared between {metric.bounds[0]} and {metric.bounds[1]}, found {outside[0]}")


def _coverage(metric: Metric, network: Network) -> float:
    """Return the share of partners for which what the metric needs is known; of projects for leads and areas, of seats for contributions."""
    if not network.n or not network.m:
        return math.nan
    shares = {
        "ties": lambda: float(network.ties_recorded),
        "sector": lambda: float(np.mean(network.sector >= 0)),
        "sphere": lambda: float(np.mean([sphere is not None for sphere in network.sphere])),
        "lead": lambda: 0.0 if network.leads is None else len(np.unique(network.leads.indices)) / network.m,
        "owner": lambda: float(network.owner is not None),
        "area": lambda: float(np.mean(network.project_area >= 0)),
        "contribution": lambda: 0.0 if network.brought is None else float(np.mean(network.brought.any(axis=1))),
        "amount": lambda: 0.0 if network.amounts is None else float(np.mean(~np.isnan(network.amounts))),
        "flow": lambda: float(network.flows is not None),
        "register": lambda: float(network.register is not None),
        "needs": lambda: float(network.needs is not None),
        "ratings": lambda: float(network.ratings is not None),
        "district": lambda: float(np.mean([known is not None for known in network.partner_data.get("district", [None])])),
    }
    return min((shares[need]() for need in metric.needs), default=1.0)


def _coded_names(table: pd.DataFrame, lang: Lang) -> dict[str, str]:
    words = zip(table["code"], table[lang], table["it"], table["en"], strict=True)
    return {code: next((word for word in (own, it, en) if isinstance(word, str)), code) for code, own, it, en in words}


def _years_found(tables: Mapping[str, pd.DataFrame]) -> set[int]:
    return {int(year) for name in ("participations", "ties") if name in tables for year in tables[name]["year"].dropna()}
