"""Every sentence said about a study's files, in one catalogue: code -> how serious, what is wrong, what was expected."""

from __future__ import annotations

from reteanalysis.loading.problems import Problem, Severity
from reteanalysis.terms import Lang, Text

# fmt: off
CATALOGUE: dict[str, tuple[Severity, Text, Text]] = {
    # --- files
    "no_path": ("error", Text(it="il percorso non esiste", en="the path does not exist"),
        Text(it="una cartella con le tabelle dello studio, o un file Excel.{hint}",
             en="a folder with the tables of a study, or a workbook.{hint}")),
    "wrong_kind": ("error", Text(it="questo file da solo non è uno studio", en="this file alone is not a study"),
        Text(it="la cartella che lo contiene, oppure un file Excel o ODS con un foglio per tabella",
             en="the folder that holds it, or one Excel or ODS workbook with a sheet per table")),
    "empty_folder": ("error", Text(it="qui non c'è nessuna tabella dello studio", en="no table of a study is here"),
        Text(it="partner, progetti e partecipazioni (.csv o .xlsx), o un unico file Excel con questi fogli.{hint}",
             en="partners, projects and participations (.csv or .xlsx), or one workbook with these sheets.{hint}")),
    "open_elsewhere": ("warning", Text(it="«{name}» sembra aperto in un altro programma", en="“{name}” seems open in another program"),
        Text(it="si legge l'ultima versione salvata: salvare e chiudere il file",
             en="the last saved version is read: save and close the file")),
    "no_permission": ("error", Text(it="il file non si può leggere: permesso negato o file bloccato da un altro programma",
                                    en="the file cannot be read: permission denied, or locked by another program"),
        Text(it="chiuderlo dove è aperto e controllare i permessi", en="close it wherever it is open and check its permissions")),
    "unreadable": ("error", Text(it="il file è danneggiato o non è nel formato che il nome promette",
                                 en="the file is damaged, or not in the format its name promises"),
        Text(it="aprirlo e salvarlo di nuovo come .xlsx o .csv", en="open it and save it again as .xlsx or .csv")),
    "too_large": ("error", Text(it="il foglio arriva fino alla cella {cell}: sono troppe celle per leggerlo",
                                en="the sheet reaches as far as cell {cell}: too many cells to read"),
        Text(it="solo i dati: cancellare quello che c'è in {cell} (anche uno spazio) con le righe e le colonne fin lì, e salvare",
             en="the data only: clear what is in {cell} (be it a space) with the rows and columns up to there, and save")),
    "password": ("error", Text(it="il file è protetto da password", en="the file is protected by a password"),
        Text(it="una copia salvata senza password", en="a copy saved without the password")),
    "web_page": ("error", Text(it="è una pagina web con il nome di un foglio di calcolo", en="it is a web page named as a spreadsheet"),
        Text(it="aprirlo con un foglio di calcolo e salvarlo come .xlsx", en="open it in a spreadsheet program and save it as .xlsx")),
    "empty_file": ("error", Text(it="il file è vuoto", en="the file is empty"),
        Text(it="una riga di intestazioni e, sotto, i dati", en="a row of headings and the data below")),
    "open_quote": ("error", Text(it="una virgoletta aperta e mai chiusa fa perdere le righe seguenti",
                                 en="a quotation mark never closed swallows the rows below"),
        Text(it="chiudere o togliere la virgoletta in questa cella", en="close or remove the quotation mark in this cell")),
    "unknown_table": ("warning", Text(it="non è una tabella dello studio: non viene letta", en="not a table of the study: it is not read"),
        Text(it="uno di questi nomi: {names}.{hint}", en="one of these names: {names}.{hint}")),
    "table_twice": ("error", Text(it="la tabella «{table}» c'è due volte: in {first} e in {second}",
                                  en="the table “{table}” is there twice: in {first} and in {second}"),
        Text(it="una sola: togliere l'altra o spostarla in un'altra cartella",
             en="only one: remove the other or move it to another folder")),
    "missing_table": ("error", Text(it="manca la tabella «{table}»", en="the table “{table}” is missing"),
        Text(it="un file {table}.csv o {table}.xlsx, o un foglio «{table}».{hint}",
             en="a file {table}.csv or {table}.xlsx, or a sheet “{table}”.{hint}")),
    "no_rows": ("error", Text(it="la tabella «{table}» non ha ancora righe", en="the table “{table}” has no rows yet"),
        Text(it="almeno una riga sotto le intestazioni", en="at least one row under the headings")),
    # --- headings
    "no_headings": ("error", Text(it="non si trova la riga delle intestazioni", en="the row of headings is not found"),
        Text(it="intestazioni come queste: {names}", en="headings such as: {names}")),
    "missing_column": ("error", Text(it="manca la colonna «{name}»", en="the column “{name}” is missing"),
        Text(it="una colonna con l'intestazione «{name}».{hint}", en="a column headed “{name}”.{hint}")),
    "heading_twice": ("error", Text(it="due colonne dicono la stessa cosa: «{first}» e «{second}»",
                                    en="two columns say the same thing: “{first}” and “{second}”"),
        Text(it="una sola colonna per «{name}»", en="one column only for “{name}”")),
    "near_heading": ("warning", Text(it="intestazione non riconosciuta: la colonna resta fra quelle in più",
                                     en="heading not recognised: kept as an extra column"),
        Text(it="forse «{name}»", en="perhaps “{name}”")),
    "no_heading": ("warning", Text(it="colonna senza intestazione: non viene letta", en="column without a heading: it is not read"),
        Text(it="un'intestazione in questa cella", en="a heading in this cell")),
    "extra_cells": ("error", Text(it="la riga ha più celle delle intestazioni", en="the row has more cells than there are headings"),
        Text(it="{n} celle: forse un testo contiene il separatore e va messo fra virgolette",
             en="{n} cells: perhaps a text holds the separator and needs quotation marks")),
    "stray_cells": ("error", Text(it="c'è una cella piena oltre l'ultima intestazione", en="a cell is filled in beyond the last heading"),
        Text(it="un'intestazione sopra la sua colonna, oppure la cella vuota",
             en="a heading above its column, or the cell blank")),
    "total_row": ("warning", Text(it="riga di totale: non viene letta", en="row of totals: it is not read"),
        Text(it="solo i dati: i totali stanno meglio in un altro foglio", en="the data only: totals belong in another sheet")),
    # --- cells
    "formula_error": ("error", Text(it="la formula della cella dà un errore", en="the formula of the cell gives an error"),
        Text(it="il valore, o una formula che funziona; se il dato manca, la cella vuota",
             en="the value, or a formula that works; a blank cell if there is no value")),
    "missing_value": ("error", Text(it="cella vuota", en="blank cell"),
        Text(it="un valore in ogni riga", en="a value in every row")),
    "bad_year": ("error", Text(it="non è un anno", en="not a year"),
        Text(it="un solo anno di quattro cifre, come 2019, o una data, come 31/12/2019; due anni vanno su due righe",
             en="one year of four digits, such as 2019, or a date, such as 31/12/2019; two years take two rows")),
    "number_as_date": ("error", Text(it="sembra un anno formattato come data: il numero 2019 diventa 11/07/1905",
                                     en="it looks like a year formatted as a date: the number 2019 becomes 11/07/1905"),
        Text(it="l'anno in una cella di formato numero, come 2019; se è davvero il 1905, scrivere 1905",
             en="the year in a cell formatted as a number, such as 2019; if it really is 1905, write 1905")),
    "date_as_number": ("error", Text(it="non è un anno: forse è una data in una cella di formato numero",
                                     en="not a year: perhaps a date in a cell formatted as a number"),
        Text(it="la cella in formato data, o solo l'anno, come 2019", en="the cell formatted as a date, or the year alone, such as 2019")),
    "impossible_year": ("error", Text(it="anno impossibile", en="impossible year"),
        Text(it="un anno di quattro cifre fra 1900 e 2100", en="a year of four digits between 1900 and 2100")),
    "bad_number": ("error", Text(it="non è un numero", en="not a number"),
        Text(it="un numero, come 1234,50 o 1.234,50", en="a number, such as 1234.50 or 1,234.50")),
    "negative": ("error", Text(it="numero negativo", en="negative number"),
        Text(it="zero o più", en="zero or more")),
    "bad_flag": ("error", Text(it="non è né sì né no", en="neither yes nor no"),
        Text(it="sì o no", en="yes or no")),
    "not_allowed": ("error", Text(it="valore non previsto", en="value not allowed"),
        Text(it="uno di questi: {names}.{hint}", en="one of: {names}.{hint}")),
    "unknown_id": ("error", Text(it="non è nella tabella «{table}»", en="not in the table “{table}”"),
        Text(it="un codice della tabella «{table}».{hint}{alias}", en="an identifier of the table “{table}”.{hint}{alias}")),
    "duplicate_row": ("error", Text(it="riga identica alla riga {other}", en="row identical to row {other}"),
        Text(it="ogni riga una volta sola", en="each row only once")),
    "duplicate_id": ("error", Text(it="codice già usato alla riga {other}", en="identifier already used in row {other}"),
        Text(it="un codice diverso per ogni riga", en="a different identifier in each row")),
    "near_id": ("warning", Text(it="codice uguale a «{name}» della riga {other}, a parte maiuscole, accenti o spazi: contano come due",
                                en="the same identifier as “{name}” in row {other}, but for capitals, accents or spaces: they count as two"),
        Text(it="se è lo stesso, una riga sola; se no, un codice ben diverso",
             en="if it is the same, one row; if not, a clearly different identifier")),
    "two_sectors": ("error", Text(it="lo stesso partner ha due settori: «{first}» alla riga {other} e «{second}» qui",
                                  en="the same partner has two sectors: “{first}” in row {other} and “{second}” here"),
        Text(it="una riga e un settore per partner", en="one row and one sector per partner")),
    "years_reversed": ("error", Text(it="l'anno finale viene prima di quello iniziale ({first})",
                                     en="the last year comes before the first ({first})"),
        Text(it="un anno uguale o successivo a {first}", en="a year equal to or after {first}")),
    "cycle": ("error", Text(it="di passaggio in passaggio, risulta parte di sé stesso: {names}", en="step by step, it turns out to be part of itself: {names}"),
        Text(it="qualcosa di più grande, che non ne faccia parte", en="something larger that does not belong to it")),
    "self_tie": ("error", Text(it="un legame con sé stesso", en="a tie with itself"),
        Text(it="due partner diversi", en="two different partners")),
    "nobody": ("error", Text(it="né codice né nome", en="neither identifier nor name"),
        Text(it="almeno il nome", en="at least the name")),
    "not_conforming": ("error", Text(it="la riga non è conforme", en="the row does not conform"),
        Text(it="{what}", en="{what}")),
    "outside_years": ("warning", Text(it="anno fuori dallo studio: riga non usata", en="year outside the study: row not used"),
        Text(it="un anno fra questi: {names}", en="one of these years: {names}")),
    "ambiguous_number": ("warning", Text(it="numero che si legge in due modi: qui vale {first}, non {second}",
                                         en="a number with two readings: taken as {first}, not {second}"),
        Text(it="se è giusto così non serve fare nulla; se no, scriverlo senza il punto delle migliaia",
             en="if the reading is right there is nothing to do; if not, write it without a thousands separator")),
    "resolved": ("warning", Text(it="letto come «{name}» ({rows})", en="read as “{name}” ({rows})"),
        Text(it="«{name}», scritto allo stesso modo dappertutto", en="“{name}”, written the same way everywhere")),
    "by_name": ("warning", Text(it="c'è il nome e non il codice: letto come «{name}» ({rows})",
                                en="a name instead of the identifier: read as “{name}” ({rows})"),
        Text(it="il codice «{name}»", en="the identifier “{name}”")),
    "two_owners": ("error", Text(it="questo nome è già deciso per «{name}»", en="this name is already decided for “{name}”"),
        Text(it="un solo partner per nome", en="one partner per name")),
    "tax_code": ("warning", Text(it="codice fiscale o partita IVA con la cifra di controllo sbagliata",
                                 en="tax code or VAT number with a wrong check digit"),
        Text(it="16 caratteri o 11 cifre, ricopiati dall'atto", en="16 characters or 11 digits, copied from the act")),
    "tax_zeros": ("warning", Text(it="il foglio di calcolo ha tolto gli zeri iniziali: letto come {name}",
                                  en="the spreadsheet dropped the leading zeros: read as {name}"),
        Text(it="{name}, in una colonna di formato testo", en="{name}, in a column formatted as text")),
    "undated": ("warning", Text(it="riga senza anno: non entra in nessuna rete annuale",
                                en="row without a year: it enters no yearly network"),
        Text(it="l'anno", en="the year")),
    "no_dates": ("error", Text(it="nessuna riga ha un anno: non c'è nessuna rete annuale da misurare",
                               en="no row has a year: there is no yearly network to measure"),
        Text(it="l'anno in ogni riga di cui è noto", en="the year in every row where it is known")),
    "no_sector": ("warning", Text(it="partner senza settore", en="partner without a sector"),
        Text(it="uno di questi: {names}", en="one of: {names}")),
    "project_alone": ("warning", Text(it="progetto senza nessuna partecipazione", en="project without any participation"),
        Text(it="almeno una riga in partecipazioni", en="at least one row in participations")),
    "partner_alone": ("warning", Text(it="partner che non partecipa a nulla", en="partner that takes part in nothing"),
        Text(it="almeno una riga in partecipazioni o legami", en="at least one row in participations or ties")),
    "same_body": ("warning", Text(it="forse è lo stesso ente della riga {other}: «{name}»",
                                  en="possibly the same body as row {other}: “{name}”"),
        Text(it="se è lo stesso, un solo partner e l'altro nome in alias; se no, nulla",
             en="if so, one partner and the other name in aliases; if not, nothing")),
    "lead_twice": ("warning", Text(it="capofila già registrato alla riga {other} per lo stesso progetto e anno",
                                   en="lead already recorded in row {other} for the same project and year"),
        Text(it="una riga sola per partner, progetto e anno", en="one row per partner, project and year")),
    "unused_sectors": ("warning", Text(it="settori senza nessun partner", en="sectors without any partner"),
        Text(it="va bene così, se davvero non ce ne sono", en="fine, if there really are none")),
    "spelling": ("warning", Text(it="scritto anche «{name}»: contano come due voci diverse",
                                 en="also written “{name}”: they count as two different items"),
        Text(it="una sola grafia", en="one spelling")),
    # --- study.toml and norms.toml
    "toml_syntax": ("error", Text(it="il file {of} non si legge: {reason}", en="the {of} file cannot be read: {reason}"),
        Text(it="righe come: {example}.{hint}", en="lines such as: {example}.{hint}")),
    "unknown_key": ("error", Text(it="impostazione sconosciuta", en="unknown setting"),
        Text(it="una di queste: {names}.{hint}", en="one of: {names}.{hint}")),
    "missing_key": ("error", Text(it="manca un'impostazione", en="a setting is missing"),
        Text(it="{what}", en="{what}")),
    "bad_setting": ("error", Text(it="impostazione non valida", en="setting not valid"),
        Text(it="{what}.{hint}", en="{what}.{hint}")),
    "no_such_value": ("error", Text(it="valore che non compare nella colonna", en="value that does not occur in the column"),
        Text(it="un valore presente nella colonna: {names}.{hint}", en="a value found in the column: {names}.{hint}")),
    "no_such": ("error", Text(it="non esiste nei dati", en="not in the data"),
        Text(it="uno di questi: {names}.{hint}", en="one of: {names}.{hint}")),
    "no_filters": ("error", Text(it="nessun filtro è definito", en="no filter is defined"),
        Text(it="una sezione [filters.{name}], oppure togliere questa impostazione", en="a section [filters.{name}], or this setting removed")),
    "reserved_name": ("error", Text(it="un filtro non si può chiamare «none», che vuol dire senza filtro",
                                    en="a filter cannot be called “none”, which stands for no filter"),
        Text(it="un altro nome", en="another name")),
    "keeps_nothing": ("warning", Text(it="il filtro non lascia nessuna riga della tabella «{table}»",
                                      en="the filter leaves no row of the table “{table}”"),
        Text(it="condizioni che almeno una riga rispetta tutte insieme", en="conditions that at least one row meets all together")),
    "no_ties": ("error", Text(it="senza la tabella «{table}» non ci sono legami dichiarati", en="without the table “{table}” there are no declared ties"),
        Text(it="la tabella «{table}», oppure \"shared\" o \"newman\"", en="the table “{table}”, or \"shared\" or \"newman\"")),
    "no_metric": ("error", Text(it="nessuna misura si chiama così", en="no measure is called so"),
        Text(it="il nome di una misura dell'intera rete: li elenca il comando reteanalysis metrics.{hint}",
             en="the name of a measure of the whole network: the command reteanalysis metrics lists them.{hint}")),
    "unused_denominator": ("warning", Text(it="anno fuori dallo studio: questo totale non viene usato",
                                           en="year outside the study: this total is not used"),
        Text(it="un anno fra questi: {names}", en="one of these years: {names}")),
    "year_without_rows": ("warning", Text(it="anno senza nessuna riga nei dati", en="year without any row in the data"),
        Text(it="anni con partecipazioni o legami: {names}", en="years with participations or ties: {names}")),
}
# fmt: on

_PERHAPS = Text(it=" Forse «{name}»?", en=" Perhaps “{name}”?")
OR_AN_ALIAS = Text(
    it=" Se è un altro nome dello stesso ente, scriverlo nella tabella «{table}».",
    en=" If it is another name of the same body, write it in the table “{table}”.",
)
STRAIGHT_QUOTES = Text(it=' Le virgolette devono essere diritte ("), non curve.', en=' Quotation marks must be straight ("), not curly.')
WITHOUT_QUOTES = Text(it=" Il numero va scritto senza virgolette.", en=" The number goes without quotation marks.")
_REST = Text(it="… ({n} in tutto)", en="… ({n} in all)")
_LISTED = 12


# fmt: off
# How tomllib begins each complaint -> what it means for whoever wrote the file.
TOML_REASONS: dict[str, Text] = {
    "Cannot overwrite a value": Text(it="la stessa impostazione c'è due volte", en="the same setting is there twice"),
    "Cannot declare": Text(it="la stessa sezione c'è due volte", en="the same section is there twice"),
    "Cannot": Text(it="una sezione ne contraddice un'altra", en="one section contradicts another"),
    "Duplicate inline table key": Text(it="la stessa voce c'è due volte fra le graffe",
                                       en="the same item is there twice within the braces"),
    "Invalid value": Text(it="il valore dopo = non è scritto bene: un testo va fra virgolette diritte",
                          en="the value after = is not well written: a text takes straight quotation marks"),
    "Expected '='": Text(it="manca il segno = dopo il nome", en="the sign = is missing after the name"),
    "Expected ']": Text(it="una parentesi quadra non è chiusa", en="a square bracket is not closed"),
    "Expected newline": Text(it="c'è qualcosa di troppo dopo il valore", en="there is something more after the value"),
    "Unclosed array": Text(it="una parentesi quadra non è chiusa, o manca una virgola", en="a square bracket is not closed, or a comma is missing"),
    "Unclosed inline table": Text(it="una graffa non è chiusa, o manca una virgola", en="a brace is not closed, or a comma is missing"),
    "Unterminated string": Text(it="una virgoletta non è chiusa", en="a quotation mark is not closed"),
    "Illegal character": Text(it="una virgoletta non è chiusa sulla stessa riga, o c'è un carattere non ammesso",
                              en="a quotation mark is not closed on its line, or a character is not allowed"),
    "Unescaped": Text(it="la barra rovesciata in un testo va scritta due volte", en="a backslash in a text is written twice"),
    "Invalid initial character": Text(it="un nome comincia con un carattere non ammesso",
                                       en="a name begins with a character that is not allowed"),
    "": Text(it="riga scritta male", en="badly written line"),
}
# fmt: on


def say(text: Text, **values: object) -> Text:
    """Return `text` with its places filled in every language."""
    return Text(it=text.say("it", **values), en=text.say("en", **values))


def perhaps(name: str | Text | None) -> Text | str:
    """Return the hint that names the nearest right answer, or nothing."""
    return say(_PERHAPS, name=name) if name else ""


def names(items: list[str]) -> Text:
    """Return `items` as a short list."""
    rest = say(_REST, n=len(items)) if len(items) > _LISTED else None
    said = ", ".join(items[:_LISTED]) or "–"
    return Text(it=f"{said}{rest.it if rest else ''}", en=f"{said}{rest.en if rest else ''}")


def choices(items: list[Text]) -> Text:
    """Return a list whose items have a name in each language."""

    def said(lang: Lang) -> str:
        return names([item[lang] for item in items])[lang]

    return Text(it=said("it"), en=said("en"))


def problem(
    code: str,
    file: str,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    found: str = "",
    **values: object,
) -> Problem:
    """Return the catalogue's problem `code`, placed and filled."""
    severity, message, expected = CATALOGUE[code]
    return Problem(severity, code, file, sheet, row, column, found, say(message, **values), say(expected, **values))
