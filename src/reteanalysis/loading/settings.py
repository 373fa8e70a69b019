"""The settings of a study: `study.toml`, every mistake at once; and `norms.toml`, read here and understood by `evidence`."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from reteanalysis.loading.files import NORMS, SETTINGS, Source, decoded
from reteanalysis.loading.names import Names, loose, nearest
from reteanalysis.loading.schema import TABLE, Choice, Column, find_table, key
from reteanalysis.loading.values import spellings
from reteanalysis.loading.wording import STRAIGHT_QUOTES, TOML_REASONS, WITHOUT_QUOTES, names, perhaps, problem
from reteanalysis.terms import LANGUAGES, Lang, Sphere, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reteanalysis.loading.problems import Problem
    from reteanalysis.loading.sheets import Sheet

# What each setting is, said once: expected values in problems, comments in an empty study.
HELP: dict[str, Text] = {
    "title": Text(
        it='un testo, o un testo per lingua: { it = "...", en = "..." }', en='a text, or one per language: { it = "...", en = "..." }'
    ),
    "description": Text(it='un testo per lingua: { it = "...", en = "..." }', en='a text in each language: { it = "...", en = "..." }'),
    "note": Text(
        it='i limiti dei dati, stampati su ogni pagina: { it = "...", en = "..." }',
        en='the limits of the data, printed on every page: { it = "...", en = "..." }',
    ),
    "language": Text(it='"it" o "en"', en='"it" or "en"'),
    "years": Text(it="anni fra parentesi quadre: [2019, 2020, 2021]", en="years in square brackets: [2019, 2020, 2021]"),
    "owner": Text(it="il codice dell'ente promotore, il partner che convoca la rete", en="the identifier of the convening body, a partner"),
    "members": Text(
        it='"active" (chi partecipa) o "register" (tutti gli iscritti)', en='"active" (who takes part) or "register" (all listed)'
    ),
    "level": Text(
        it='"body" (ogni ente) o "parent" (l\'ente di cui fa parte)', en='"body" (each body) or "parent" (the body it is part of)'
    ),
    "projection": Text(it='"shared", "newman" o "declared"', en='"shared", "newman" or "declared"'),
    "seed": Text(it="un numero intero, zero o più", en="a whole number, zero or more"),
    "draws": Text(
        it="un numero intero da 0 a 1000000 (0: nessun confronto con il caso)",
        en="a whole number from 0 to 1000000 (0: no comparison with chance)",
    ),
    "invented": Text(it="true se i dati sono inventati, altrimenti false", en="true if the data are invented, otherwise false"),
    "default_filter": Text(it="il nome di uno dei filtri", en="the name of one of the filters"),
    "filters": Text(it="una sezione [filters.NOME] per filtro", en="one section [filters.NAME] per filter"),
    "label": Text(it='un testo per lingua: { it = "...", en = "..." }', en='a text in each language: { it = "...", en = "..." }'),
    "keep": Text(it='keep.TABELLA.COLONNA = ["valore", ...]', en='keep.TABLE.COLUMN = ["value", ...]'),
    "coarser": Text(
        it='una sezione [coarser] con la classe più ampia di ogni settore: SETTORE = "classe"',
        en='one section [coarser] with the broader class of each sector: SECTOR = "class"',
    ),
    "denominators": Text(it="una sezione [[denominators]] per totale noto", en="one section [[denominators]] per known total"),
    "values": Text(
        it="un numero maggiore di zero per anno: { 2019 = 33, 2020 = 35 }", en="a number above zero per year: { 2019 = 33, 2020 = 35 }"
    ),
    "spheres": Text(it='fra "public", "nonprofit", "business"', en='among "public", "nonprofit", "business"'),
    "areas": Text(it='codici di area: ["A1", "A4"]', en='area codes: ["A1", "A4"]'),
    "source": Text(it="l'indirizzo o il documento da cui viene", en="the address or document it comes from"),
}


def _as_text(value: Any) -> Any:
    """Accept one string for both languages; say which language is missing."""
    if isinstance(value, Text):
        return value
    if isinstance(value, str) and value.strip():
        return Text(it=value, en=value)
    if isinstance(value, dict) and set(value) == set(LANGUAGES) and all(isinstance(each, str) and each.strip() for each in value.values()):
        return Text(**value)
    raise ValueError("not a text in both languages")


def _as_code(value: Any) -> Any:
    """Accept the number that a code is made of."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Words = Annotated[Text, BeforeValidator(_as_text)]
Code = Annotated[str, BeforeValidator(_as_code)]
Wider = Annotated[str, BeforeValidator(_as_code), Field(min_length=1, pattern=r"\S")]
Year = Annotated[int, Field(ge=1900, le=2100, strict=True)]
YearKey = Annotated[int, Field(ge=1900, le=2100)]  # the keys of TOML are always words


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Filter(_Frozen):
    """Rows to keep: table -> column -> values. A row of any other table stays."""

    label: Words
    keep: dict[str, dict[str, Annotated[tuple[str | int | float, ...], Field(min_length=1)]]]


class Denominator(_Frozen):
    """How many there are in truth, by somebody's count: what a partial collection is measured against."""

    label: Words
    values: dict[YearKey, Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]] = Field(min_length=1)
    spheres: tuple[Sphere, ...] = ()
    areas: tuple[Code, ...] = ()
    source: str = ""


class Settings(_Frozen):
    """How a study is to be read; every field has a default, and `years` empty means the years found in the data."""

    title: Words = Text(it="Studio", en="Study")
    description: Words | None = None
    language: Lang = "it"
    years: tuple[Year, ...] = ()
    owner: Code | None = None
    members: Literal["active", "register"] = "active"
    level: Literal["body", "parent"] = "body"
    projection: Literal["shared", "newman", "declared"] = "shared"
    seed: Annotated[int, Field(ge=0, strict=True)] = 2019
    draws: Annotated[int, Field(ge=0, le=1_000_000, strict=True)] = 999
    invented: Annotated[bool, Field(strict=True)] = False
    note: Words | None = None
    default_filter: str | None = None
    filters: dict[str, Filter] = {}
    denominators: tuple[Denominator, ...] = ()
    coarser: dict[Code, Wider] = {}

    @field_validator("years")
    @classmethod
    def _in_order(cls, years: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(years)))


_MODELS: dict[str, type[BaseModel]] = {"filters": Filter, "denominators": Denominator}


def read_settings(data: bytes | None, name: str) -> tuple[Settings, list[Problem]]:
    """Return the settings in `data` (the defaults, titled `name`, where it is silent or mistaken) and what is wrong with it."""
    given, problems = _toml(data, SETTINGS) if data is not None else ({}, [])
    title = name.replace("_", " ").strip() or "Studio"
    defaults = {"title": Text(it=title, en=title)}
    for _ in range(2):  # the second time without what was wrong the first
        try:
            return Settings.model_validate(defaults | given), problems
        except ValidationError as error:
            problems += [_said(mistake) for mistake in error.errors()]
            for wrong in dict.fromkeys(mistake["loc"][:2] for mistake in error.errors()):
                _drop(given, *wrong)
    return Settings.model_validate(defaults), problems


def read_norms(data: bytes) -> tuple[dict[str, Any], list[Problem]]:
    """Return what `norms.toml` says, and why it cannot be read where it cannot; what its entries mean is for `evidence.norms`."""
    return _toml(data, NORMS)


def _toml(data: bytes, file: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the entries of a file; none, and where it stops being TOML, of one that is badly written."""
    try:
        return tomllib.loads(decoded(data).replace("\r\n", "\n").replace("\r", "\n")), []
    except RecursionError:
        of, example = _BADLY_WRITTEN[file]
        return {}, [problem("toml_syntax", file, of=of, reason=_NESTED, example=example, hint="")]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = decoded(data).splitlines()[int(place[1]) - 1] if place else ""
        reason = next(said for start, said in TOML_REASONS.items() if str(error).startswith(start))
        hint = STRAIGHT_QUOTES if re.search("[“”„«»‘’]", line) else ""
        of, example = _BADLY_WRITTEN[file]
        row = int(place[1]) if place else None
        return {}, [problem("toml_syntax", file, row=row, of=of, reason=reason, example=example, hint=hint)]


_NESTED = Text(it="troppe parentesi una dentro l'altra", en="too many brackets inside one another")
_BADLY_WRITTEN = {  # what the file holds, and a good line of it
    SETTINGS: (Text(it="delle impostazioni", en="settings"), 'language = "it"'),
    NORMS: (Text(it="delle norme", en="norms"), 'version = "1"'),
}


def _drop(given: dict[str, Any], setting: Any, one: Any = None) -> None:
    """Take away a mistaken setting; of several filters or denominators, only the one that is wrong."""
    if setting == "filters" and one in (None, given.get("default_filter")):  # with it gone, the default one would seem a mistake too
        given.pop("default_filter", None)
    if setting not in _MODELS or one is None:
        given.pop(setting, None)
    elif setting == "filters":
        given[setting].pop(one, None)
    else:  # its place stays taken: the others keep their numbers
        given[setting][one] = Denominator.model_construct(label=Text(it="–", en="–"), values={})


def _said(mistake: Mapping[str, Any]) -> Problem:
    """Say in our words what pydantic found."""
    parts = [part for part in mistake["loc"] if not re.match(r"str$|int$|float$|function-|\[key\]", str(part))]
    loc = [str(part) for part in parts]
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in parts)
    setting = next((part for part in reversed(loc) if part in HELP), loc[0])
    match mistake["type"]:
        case "extra_forbidden":
            model = _MODELS.get(loc[0], Settings) if len(loc) > 1 else Settings
            known = list(model.model_fields)
            like = nearest(loc[-1], {each: each for each in known})
            return problem("unknown_key", SETTINGS, column=path, found=loc[-1], names=names(known), hint=perhaps(like))
        case "missing":
            return problem("missing_key", SETTINGS, column=path, what=HELP[setting])
        case "literal_error":
            options = re.findall(r"'(\w+)'", str(mistake["ctx"]["expected"]))
            like = nearest(str(mistake["input"]), {each: each for each in options})
            return problem("bad_setting", SETTINGS, column=path, found=written(mistake["input"]), what=HELP[setting], hint=perhaps(like))
        case _:
            text, number = isinstance(mistake["input"], str), mistake["type"] in ("int_type", "float_type")
            quoted = text and number and re.fullmatch(r"[\d.]+", mistake["input"])
            hint = WITHOUT_QUOTES if quoted else ""
            return problem("bad_setting", SETTINGS, column=path, found=written(mistake["input"]), what=HELP[setting], hint=hint)


def written(value: Any, inside: bool = False) -> str:
    """Return a value as a TOML file writes it; a text alone without its quotation marks."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {written(each, inside=True)}" for name, each in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(written(each, inside=True) for each in value)}]"
    if isinstance(value, bool) or (inside and isinstance(value, str)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def source_of(name: str, data: bytes) -> Source:
    """Return where settings or norms come from."""
    return Source(name, hashlib.sha256(data).hexdigest(), 0)


def settle(
    settings: Settings, sheets: Mapping[str, Sheet], known: Mapping[str, Names], sectors: Sequence[Choice]
) -> tuple[Settings, list[Problem]]:
    """Return the settings with tables, columns, values, sectors and owner in their canonical spelling, and whatever the data do not hold."""
    problems: list[Problem] = []
    changed: dict[str, Any] = {"coarser": _coarser(settings.coarser, sectors, problems)}
    if settings.owner is not None and "partners" in known:
        meant = known["partners"].resolve(settings.owner)
        if meant:
            changed["owner"] = meant[0]
        else:
            codes = sorted(known["partners"].ids)
            hint = perhaps(known["partners"].nearest(settings.owner))
            problems.append(problem("no_such", SETTINGS, column="owner", found=settings.owner, names=names(codes), hint=hint))
    if settings.projection == "declared" and "ties" not in sheets:
        problems.append(problem("no_ties", SETTINGS, column="projection", found=settings.projection, table=TABLE["ties"].title))
    if "none" in settings.filters:
        problems.append(problem("reserved_name", SETTINGS, column="filters.none", found="none"))
    if settings.default_filter is not None and not settings.filters:
        name = settings.default_filter
        problems.append(problem("no_filters", SETTINGS, column="default_filter", found=name, name=name))
    elif settings.default_filter is not None and settings.default_filter not in settings.filters:
        like = nearest(settings.default_filter, {each: each for each in settings.filters})
        offered = names(list(settings.filters))
        problems.append(
            problem("no_such", SETTINGS, column="default_filter", found=settings.default_filter, names=offered, hint=perhaps(like))
        )
    changed["filters"] = {name: _settled(name, each, sheets, problems) for name, each in settings.filters.items()}
    areas = _areas(sheets)
    for place, denominator in enumerate(settings.denominators):
        for area in denominator.areas:
            if area not in areas:
                like = nearest(area, {each: each for each in areas})
                path = f"denominators.{place + 1}.areas"
                problems.append(problem("no_such", SETTINGS, column=path, found=area, names=names(sorted(areas)), hint=perhaps(like)))
    dated = {
        year for table in ("participations", "ties") if table in sheets for year in sheets[table].values("year") if isinstance(year, int)
    }
    years = settings.years or tuple(sorted(dated))
    for place, denominator in enumerate(settings.denominators):
        for year in denominator.values:
            if years and year not in years:
                path = f"denominators.{place + 1}.values"
                offered = names([str(each) for each in years])
                problems.append(problem("unused_denominator", SETTINGS, column=path, found=str(year), names=offered))
    for year in settings.years:
        if dated and year not in dated:
            found = names(sorted(str(each) for each in dated))
            problems.append(problem("year_without_rows", SETTINGS, column="years", found=str(year), names=found))
    return settings.model_copy(update=changed), problems


def _coarser(given: Mapping[str, str], sectors: Sequence[Choice], problems: list[Problem]) -> dict[str, str]:
    """Return the class of every sector by its code, a sector that was not named being a class of its own; nothing where nobody asked."""
    if not given:
        return {}
    codes = {word: each.code for each in sectors for word in each.keys}
    classes: dict[str, str] = {}
    before = len(problems)
    for written_as, wider in given.items():
        path = f"coarser.{written_as}"
        if (code := codes.get(key(written_as))) is None:
            offered = [each.code for each in sectors]
            like = nearest(written_as, codes)
            problems.append(problem("no_such", SETTINGS, column=path, found=written_as, names=names(offered), hint=perhaps(like)))
        elif code in classes:
            problems.append(problem("bad_setting", SETTINGS, column=path, found=written_as, what=_ONCE, hint=""))
        else:
            classes[code] = wider
    classes = {each.code: classes.get(each.code, each.code) for each in sectors}
    if len(problems) == before and not 1 < len({*classes.values()}) < len(classes):
        found = written(dict(given))
        problems.append(problem("bad_setting", SETTINGS, column="coarser", found=found, what=_FEWER, hint=""))
    return classes


_ONCE = Text(it="ogni settore una volta sola", en="each sector only once")
_FEWER = Text(it="meno classi di quanti sono i settori, e almeno due", en="fewer classes than there are sectors, and two at least")


def _areas(sheets: Mapping[str, Sheet]) -> set[str]:
    """Return every area the study knows: those declared, else those its projects, needs and services name."""
    if "areas" in sheets:
        return {code for _, code in sheets["areas"].filled("code")}
    return {area for table in ("projects", "needs", "services") if table in sheets for _, area in sheets[table].filled("area")}


def _settled(name: str, chosen: Filter, sheets: Mapping[str, Sheet], problems: list[Problem]) -> Filter:
    """Return one filter in canonical spelling; what the data do not hold is added to `problems`."""
    keep: dict[str, dict[str, tuple[str | int | float, ...]]] = {}
    before = len(problems)
    for written, columns in chosen.keep.items():
        table = find_table(written)
        sheet = sheets.get(table.name) if table else None
        if sheet is None:
            like = nearest(written, {each: each for each in sheets})
            path = f"filters.{name}.keep.{written}"
            problems.append(problem("no_such", SETTINGS, column=path, found=written, names=names(sorted(sheets)), hint=perhaps(like)))
            continue
        for heading, wanted in columns.items():
            column = _column(sheet, heading)
            path = f"filters.{name}.keep.{written}.{heading}"
            if column is None:
                present = [*sheet.cells, *sheet.extras]
                like = nearest(heading, {each: each for each in present})
                problems.append(problem("no_such", SETTINGS, column=path, found=heading, names=names(present), hint=perhaps(like)))
                continue
            values = tuple(_occurring(sheet, column, value, path, problems) for value in wanted)
            keep.setdefault(sheet.table.name, {})[column.name if isinstance(column, Column) else column] = values
        if len(problems) == before and not _survives(sheet, keep.get(sheet.table.name, {})):
            problems.append(problem("keeps_nothing", SETTINGS, column=f"filters.{name}.keep.{written}", table=sheet.table.title))
    return chosen.model_copy(update={"keep": keep})


def _survives(sheet: Sheet, keep: Mapping[str, tuple[Any, ...]]) -> bool:
    """Tell whether any row has, in every column, one of the values to keep."""
    columns = [sheet.extras.get(name) or sheet.values(name) for name in keep]
    rows = zip(*columns, strict=True)
    return not keep or any(all(cell in wanted for cell, wanted in zip(row, keep.values(), strict=True)) for row in rows)


def _column(sheet: Sheet, heading: str) -> Column | str | None:
    """Return the column a filter names: one of the schema, or one of those that were kept as they are."""
    if known := next((each for each in sheet.table.columns if each.name in sheet.cells and key(heading) in each.keys), None):
        return known
    return next((each for each in sheet.extras if key(each) == key(heading)), None)


def _occurring(sheet: Sheet, column: Column | str, value: str | int | float, path: str, problems: list[Problem]) -> str | int | float:
    """Return the value as the column writes it."""
    cells: list[Any] = sheet.extras[column] if isinstance(column, str) else sheet.cells[column.name]
    present = {loose(str(cell)): cell for cell in cells if cell is not None}
    codes = {} if isinstance(column, str) else spellings(column.choices)
    spelling = loose(codes.get(key(str(value)), str(value)))
    if spelling in present:
        found: str | int | float = present[spelling]
        return found
    offered = sorted({str(cell) for cell in present.values()})
    like = nearest(str(value), {each: each for each in offered})
    problems.append(problem("no_such_value", SETTINGS, column=path, found=str(value), names=names(offered), hint=perhaps(like)))
    return value
