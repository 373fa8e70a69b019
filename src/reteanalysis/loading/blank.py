"""An empty study to start from: templates, a workbook with drop-down lists, settings, a guide and a small example.

Everything is read off `schema.py` and the settings' own help, so a new column appears here by itself.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reteanalysis.loading.files import NORMS, SETTINGS
from reteanalysis.loading.schema import DEFAULT_SECTORS, KIND_NAMES, TABLE, TABLES, Column, Table, headings
from reteanalysis.loading.settings import HELP, Settings
from reteanalysis.terms import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_GUIDE = Text(it="GUIDA.md", en="GUIDE.md")
_WORKBOOK = Text(it="modello.xlsx", en="template.xlsx")
_EXAMPLE = Text(it="esempio", en="example")
_README = Text(it="leggimi", en="readme")
_NEEDED = ("partners", "projects", "participations")
_NAMED = 5  # files in the way named one by one
_ROWS = 2000  # rows of a sheet with drop-down lists
_CREATED = dt.datetime(2019, 1, 1)  # a fixed date: same workbook, same bytes

# A few rows of every table, invented; sectors, roles and the like are written as people write them.
_EXAMPLE_ROWS: dict[str, list[dict[str, Text | str]]] = {
    "partners": [
        {"partner_id": "comune", "name": Text(it="Comune di Esempio", en="City of Example"), "sector": "public"},
        {"partner_id": "arca", "name": Text(it="Cooperativa Arca", en="Arca Cooperative"), "sector": "cooperative", "district": "1"},
        {"partner_id": "faro", "name": Text(it="Associazione Il Faro", en="The Lighthouse"), "sector": "association", "part_of": "arca"},
    ],
    "projects": [
        {
            "project_id": "casa",
            "title": Text(it="Prima la casa", en="Housing first"),
            "area": "abitare",
            "amount_eur": Text(it="12.500,00", en="12,500.00"),
        },
        {
            "project_id": "pane",
            "title": Text(it="Pane quotidiano", en="Daily bread"),
            "area": "cibo",
            "year_from": "2019",
            "year_to": "2020",
        },
    ],
    "participations": [
        {"partner_id": "comune", "project_id": "casa", "year": "2019", "role": "lead", "contribution": "economic"},
        {"partner_id": "arca", "project_id": "casa", "year": "2019", "role": "partner", "contribution": "knowledge;operational"},
        {"partner_id": "arca", "project_id": "pane", "year": "2020", "role": "lead", "contribution": "operational"},
        {"partner_id": "faro", "project_id": "pane", "year": "31/12/2020", "role": "partner"},
    ],
    "ties": [
        {
            "from": "comune",
            "to": "faro",
            "year": "2019",
            "kind": Text(it="convenzione", en="agreement"),
            "resource": "economic",
            "weight": "1",
        },
    ],
    "needs": [
        {"area": "abitare", "year": "2019", "indicator": Text(it="famiglie in lista d'attesa", en="households waiting"), "value": "310"},
    ],
    "services": [{"partner_id": "faro", "project_id": "pane", "area": "cibo", "district": "1", "year": "2020", "capacity": "40"}],
    "areas": [{"code": "abitare", "it": "Abitare", "en": "Housing"}, {"code": "cibo", "it": "Cibo", "en": "Food"}],
    "register": [{"name": Text(it="Associazione Nuova", en="New Association"), "sector": "association", "district": "2"}],
    "aliases": [
        {
            "name": "Coop. Arca",
            "partner_id": "arca",
            "decided_by": "M. Rossi",
            "date": "2020-01-15",
            "reason": Text(it="stessa sede", en="same seat"),
        },
    ],
}

_SETTINGS: dict[str, Text] = {
    "title": Text(it='title = { it = "La rete di ...", en = "The network of ..." }', en='title = { it = "La rete di ...", en = "The network of ..." }'),
    "years": Text(it="years = [2019, 2020, 2021]", en="years = [2019, 2020, 2021]"),
    "owner": Text(it='owner = "comune"', en='owner = "comune"'),
    "members": Text(it='members = "active"', en='members = "active"'),
    "level": Text(it='level = "body"', en='level = "body"'),
    "projection": Text(it='projection = "shared"', en='projection = "shared"'),
    "seed": Text(it="seed = 2019", en="seed = 2019"),
    "draws": Text(it="draws = 999", en="draws = 999"),
    "invented": Text(it="invented = false", en="invented = false"),
    "note": Text(it='note = { it = "Mancano ...", en = "Missing: ..." }', en='note = { it = "Mancano ...", en = "Missing: ..." }'),
    "coarser": Text(
        it='[coarser]\n# association = "terzo settore"\n# cooperative = "terzo settore"',
        en='[coarser]\n# association = "third sector"\n# cooperative = "third sector"',
    ),
    "filters": Text(
        it='[filters.stretto]\n# label = { it = "Solo il piano", en = "The plan only" }\n# keep.progetti.area = ["abitare"]',
        en='[filters.strict]\n# label = { it = "Solo il piano", en = "The plan only" }\n# keep.projects.area = ["abitare"]',
    ),
    "denominators": Text(
        it='[[denominators]]\n# label = { it = "Enti convenzionati", en = "Contracted bodies" }\n# values = { 2019 = 33, 2020 = 35 }\n# source = "..."',
        en='[[denominators]]\n# label = { it = "Enti convenzionati", en = "Contracted bodies" }\n# values = { 2019 = 33, 2020 = 35 }\n# source = "..."',
    ),
}  # fmt: skip

_HOW = Text(
    it="""# Come preparare i dati

1. Compilare **o** i file `.csv` **o** il foglio `{workbook}` (con gli elenchi a discesa): non tutti e due.
   Bastano le tabelle {needed}; le altre si possono lasciare vuote o cancellare.
2. Se serve, aprire `{settings}` e togliere il `#` davanti alle impostazioni da cambiare.
3. Controllare con `reteanalysis check CARTELLA`: dice tutto quello che c'è da correggere, con file, riga e colonna.
4. Produrre i rapporti con `reteanalysis report CARTELLA`.

La cartella `{example}/` contiene un piccolo studio inventato, già compilato: serve solo da modello e non entra nei risultati.

## Buono a sapersi

- Le intestazioni si possono scrivere in italiano o in inglese, con o senza maiuscole e accenti. Sopra possono esserci righe di titolo.
- I settori sono quelli elencati sotto `settori`: per cambiarli, creare `settori.csv` o modificare quel foglio.
- Le colonne in più restano: si possono usare nei filtri.
- Anni: `2019`, oppure una data (`31/12/2019`, `dic 2019`). Una riga, un anno: `2019-2020` va scritto su due righe.
- Numeri: `1.234,50` o `1234,50`. `1.234` vale milleduecentotrentaquattro, a meno che il resto della colonna sia scritto all'inglese.
- Dato mancante: cella vuota, oppure `n.d.` o `-`.
- Ogni partner e ogni progetto ha un codice che non cambia. Due nomi diversi non si uniscono mai da soli: la decisione si scrive in `{aliases}`.
- I file si salvano in `.csv` (separatore `;` o `,`), `.xlsx`, `.xls` o `.ods`.
""",
    en="""# How to prepare the data

1. Fill in **either** the `.csv` files **or** the workbook `{workbook}` (with drop-down lists): not both.
   The tables {needed} are enough; the others may stay empty or be deleted.
2. If need be, open `{settings}` and remove the `#` before the settings to change.
3. Check with `reteanalysis check FOLDER`: it says all there is to mend, with file, row and column.
4. Make the reports with `reteanalysis report FOLDER`.

The folder `{example}/` holds a small invented study, already filled in: it is only a model and never enters the results.

## Good to know

- Headings may be in English or Italian, with or without capitals and accents. There may be title rows above them.
- The sectors are those listed under `sectors`: to change them, make a `sectors.csv` or edit that sheet.
- Extra columns are kept: filters can use them.
- Years: `2019`, or a date (`31/12/2019`, `Dec 2019`). One row, one year: `2019-2020` takes two rows.
- Numbers: `1,234.50` or `1234.50`. `1,234` is one thousand two hundred and thirty-four, unless the rest of the column is written the Italian way.
- Missing data: a blank cell, or `n/a` or `-`.
- Every partner and every project has an identifier that does not change. Two names are never merged on their own: the decision goes in `{aliases}`.
- Files may be `.csv` (separated by `,` or `;`), `.xlsx`, `.xls` or `.ods`.
""",
)
_COLUMNS = Text(
    it="| colonna | che cosa contiene | obbligatoria | tipo |\n|---|---|---|---|",
    en="| column | what it holds | required | type |\n|---|---|---|---|",
)
_NEEDS: dict[str, Text] = {
    "value": Text(it="sì, in ogni riga", en="yes, in every row"),
    "column": Text(it="la colonna sì, la cella può essere vuota", en="the column yes, the cell may be blank"),
    "no": Text(it="no", en="no"),
}
_NORMS = Text(
    it="""## Le norme della scheda (`{norms}`)

La scheda a cinque dimensioni dice da dove a dove un valore è considerato buono. Senza altro usa le norme del programma, che sono una proposta e sono
mostrate come tali. Per usare le proprie: mettere accanto a `{settings}` un file `{norms}`, partendo da quello che `reteanalysis norms` stampa;
scegliere indicatori, vertici e pesi con chi ne risponde, **prima** di guardare i valori; firmare (`chosen_by`, `date`) e scrivere
`status = "agreed"`. `reteanalysis check CARTELLA` dice che cosa non va; la sua impronta (sha256) è nei rapporti.
""",
    en="""## The norms of the scorecard (`{norms}`)

The scorecard of five dimensions says between which values something is taken for good. By itself it uses the norms of the program, which are a
proposal and are shown as one. To use your own: put a file `{norms}` beside `{settings}`, starting from the one that `reteanalysis norms` prints;
choose indicators, corners and weights with whoever answers for them, **before** looking at any value; sign (`chosen_by`, `date`) and write
`status = "agreed"`. `reteanalysis check FOLDER` says what is wrong; its fingerprint (sha256) is in the reports.
""",
)
_TABLE_NEEDED = Text(it="Tabella necessaria.", en="This table is needed.")
_SETTINGS_TITLE = Text(it="Impostazioni (`study.toml`)", en="Settings (`study.toml`)")
_MEANING: dict[str, Text] = {
    "seed": Text(
        it="È il punto di partenza dei sorteggi: a parità di dati e di numero, gli stessi risultati.",
        en="It is where the draws start: same data and same number, same results.",
    ),
    "draws": Text(
        it="Dice quante volte si estrae a sorte per sapere quanto farebbe il caso; con 0 il confronto non si fa.",
        en="It says how many times lots are drawn to know what chance would do; with 0 the comparison is not made.",
    ),
    "coarser": Text(
        it="Una seconda codifica dei settori, più larga: si prova se i risultati cambiano (scheda a cinque dimensioni, intervallo delle codifiche). "
        "I settori che non sono nominati restano come sono.",
        en="A second, broader coding of the sectors: whether results change with it is tried (scorecard of five dimensions, range of codings). "
        "Sectors that are not named stay as they are.",
    ),
    "level": Text(
        it="Dice se una sede o una consociata conta da sé o insieme all'ente di cui fa parte.",
        en="It says whether a branch counts on its own or together with the body it is part of.",
    ),
    "projection": Text(
        it="Dice da dove viene la forza di un legame: i progetti in comune, gli stessi ma meno quelli affollati, o la tabella dei legami.",
        en="It says where the strength of a tie comes from: the projects shared, the same with crowded ones counting less, or the table of ties.",
    ),
}
_ONE_OF = Text(it="una voce fra", en="one of")
_LIST_HINT = Text(it="Scegliere dall'elenco. Più voci si separano con ;", en="Pick from the list. Several items are separated by ;")


def write_blank(folder: str | Path, lang: Lang, workbook: bool = True) -> list[Path]:
    """Write an empty study into `folder` and return the files written; nothing that exists is ever touched.

    Parameters
    ----------
    folder
        Where to write; made if it does not exist.
    lang
        The language of headings, guide and example.
    workbook
        Also write the tables as one Excel workbook with drop-down lists.

    Raises
    ------
    FileExistsError
        When files are in the way, naming them.
    OSError
        When the folder cannot be written.
    """
    folder = Path(folder).expanduser()
    contents = {folder / name: data for name, data in _contents(lang, workbook).items()}
    blocking = [path for path in (folder, folder / _EXAMPLE[lang]) if path.is_file()] or [path for path in contents if path.exists()]
    if blocking:
        raise FileExistsError(", ".join(map(str, blocking[:_NAMED])) + (", …" if len(blocking) > _NAMED else ""))
    for path, data in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_bytes(data)
        unfinished.replace(path)
    return list(contents)


def _contents(lang: Lang, workbook: bool) -> dict[str, bytes]:
    files = {_GUIDE[lang]: guide(lang).encode(), SETTINGS: _settings(lang).encode()}
    for table in TABLES:
        if table.name != "sectors":  # the default list holds; the guide gives it, and the workbook has it as a sheet to edit
            files[f"{table.title[lang]}.csv"] = _csv(table, [], lang)
            files[f"{_EXAMPLE[lang]}/{table.title[lang]}.csv"] = _csv(table, _EXAMPLE_ROWS[table.name], lang)
    files[f"{_EXAMPLE[lang]}/{SETTINGS}"] = f'title = {{ it = "Esempio", en = "Example" }}\nlanguage = "{lang}"\ninvented = true\n'.encode()
    if workbook:
        files[_WORKBOOK[lang]] = _workbook(lang)
    return files


def _csv(table: Table, rows: Iterable[dict[str, Text | str]], lang: Lang) -> bytes:
    """Return a table as the spreadsheet programs of a country open it by a double click."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";" if lang == "it" else ",")
    writer.writerow(headings(table, lang))
    for row in rows:
        writer.writerow([_cell(column, row.get(column.name, ""), lang) for column in table.columns])
    return written.getvalue().encode("utf-8-sig")


def _cell(column: Column, value: Text | str, lang: Lang) -> str:
    """Return an example's value as a person would write it: names of sectors and roles, not codes."""
    if isinstance(value, Text):
        return value[lang]
    names = {item.code: item.name[lang] for item in column.choices}
    if column.refers == "sectors":
        names = {code: it if lang == "it" else en for code, it, en, _ in DEFAULT_SECTORS}
    return "; ".join(names.get(part, part) for part in value.split(";"))


def _settings(lang: Lang) -> str:
    lines = [f"# {_SETTINGS_TITLE[lang].replace('`', '')}", "", f"# {HELP['language'][lang]}", f'language = "{lang}"']
    for name, line in _SETTINGS.items():
        lines += ["", f"# {HELP[name][lang]}", f"# {line[lang]}"]
    return "\n".join(lines) + "\n"


def guide(lang: Lang) -> str:
    """Return the guide to the data: how to fill it in, then every table, column and setting."""
    needed = ", ".join(f"`{TABLE[name].title[lang]}`" for name in _NEEDED)
    names = {"workbook": _WORKBOOK, "settings": SETTINGS, "example": _EXAMPLE, "aliases": TABLE["aliases"].title}
    parts = [_HOW.say(lang, needed=needed, **names)]
    for table in TABLES:
        parts.append(
            f"## `{table.title[lang]}`\n\n{table.help[lang]} {_TABLE_NEEDED[lang] if table.name in _NEEDED else ''}".rstrip() + "\n"
        )
        rows = [
            f"| {column.heading[lang]} | {column.help[lang]} | {_NEEDS[column.need][lang]} | {_kind(column, lang)} |"
            for column in table.columns
        ]
        parts.append("\n".join([_COLUMNS[lang], *rows]) + "\n")
        if table.name == "sectors":
            parts.append("\n".join(f"- `{code}`: {it if lang == 'it' else en}" for code, it, en, _ in DEFAULT_SECTORS) + "\n")
    parts.append(f"## {_SETTINGS_TITLE[lang]}\n\n" + "\n".join(_setting(name, text, lang) for name, text in HELP.items()) + "\n")
    parts.append(_NORMS.say(lang, norms=NORMS, settings=SETTINGS))
    return "\n".join(parts)


def _setting(name: str, text: Text, lang: Lang) -> str:
    """Return a line of the list of settings; what belongs inside a filter or a total is set in."""
    line = f"{'' if name in Settings.model_fields else '    '}- `{name}`: {text[lang]}"
    return f"{line}. {_MEANING[name][lang]}" if name in _MEANING else line


def _kind(column: Column, lang: Lang) -> str:
    if column.choices:
        return f"{_ONE_OF[lang]}: {', '.join(item.name[lang] for item in column.choices)}"
    kind = KIND_NAMES[column.kind][lang]
    return f"{kind} ({TABLE[column.refers].title[lang]})" if column.refers else kind


# --- the workbook


def _workbook(lang: Lang) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"title": _WORKBOOK[lang], "created": _CREATED})
    heading = book.add_format({"bold": True, "bg_color": "#E6ECF2", "bottom": 1, "text_wrap": True, "valign": "top"})
    needed = book.add_format(
        {"bold": True, "bg_color": "#17324D", "font_color": "#FFFFFF", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    for table in TABLES:
        sheet = book.add_worksheet(table.title[lang])
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.heading[lang], heading if column.need == "no" else needed)
            sheet.write_comment(0, place, f"{column.help[lang]}\n{_kind(column, lang)}", {"x_scale": 2})
            # Codes are text, or the spreadsheet eats their leading zeros and turns some into dates.
            text = book.add_format({"num_format": "@"}) if column.kind in ("id", "ids", "text") else None
            sheet.set_column(place, place, max(14, len(column.heading[lang]) + 4), text)
            _validate(sheet, place, column, lang)
        if table.name == "sectors":
            for row, sector in enumerate(DEFAULT_SECTORS, start=1):
                sheet.write_row(row, 0, [*sector[:3], _cell(table.column("sphere"), sector[3], lang)])
    _readme(book, lang)
    book.close()
    return data.getvalue()


def _validate(sheet: Worksheet, place: int, column: Column, lang: Lang) -> None:
    """Give a column its drop-down list; whatever else is typed gets a question, not a refusal."""
    rule: dict[str, Any] = {"error_type": "warning", "input_title": column.heading[lang][:32], "input_message": column.help[lang][:255]}
    if column.kind in ("choices", "ids"):
        rule["input_message"] = _LIST_HINT[lang]
    if column.choices:
        rule |= {"validate": "list", "source": [item.name[lang] for item in column.choices]}
    elif column.refers:
        target = TABLE[column.refers]
        letter = {"sectors": {"it": "B", "en": "C"}[lang]}.get(column.refers, "A")
        rule |= {"validate": "list", "source": f"='{target.title[lang]}'!${letter}$2:${letter}${_ROWS}"}
    elif column.kind == "amount":
        rule |= {"validate": "decimal", "criteria": ">=", "value": 0}
    elif column.kind == "year":
        rule |= {"validate": "any"}
    else:
        return
    sheet.data_validation(1, place, _ROWS, place, rule)


def _readme(book: Workbook, lang: Lang) -> None:
    sheet = book.add_worksheet(_README[lang])
    sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    lines = [line.strip("# ").replace("`", "").replace("**", "") for line in guide(lang).split("\n## ")[0].splitlines() if line.strip()]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
