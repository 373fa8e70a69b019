"""The command line: what it understands and what it prints. The work is done below."""

from __future__ import annotations

import io
import locale
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from reteanalysis.terms import FAMILIES, LANGUAGES, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from reteanalysis.door import Study
    from reteanalysis.loading import Problems

# The terminal speaks Italian to who set it so, English to everybody else.
_SAID = (*(os.environ.get(name) for name in ("RETEANALYSIS_LANG", "LC_ALL", "LANG")), locale.getlocale()[0])
LANG: Lang = "it" if next(filter(None, _SAID), "").lower().startswith("it") else "en"

DATA_PROBLEMS, USAGE, CANNOT_WRITE, INTERRUPTED = 1, 2, 3, 130
MOST_DRAWS = 1_000_000  # as in study.toml

app = typer.Typer(
    name="reteanalysis",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=Text(
        it="Misura quanto una rete di partenariato è aperta, dinamica e integrata, e ne scrive il rapporto di ogni anno.",
        en="Measure how open, dynamic and integrated a partnership network is, and write its report for every year.",
    )[LANG],
    epilog=Text(
        it="Per cominciare: reteanalysis new CARTELLA, poi check, poi report. "
        "Codici di uscita: 0 tutto bene; 1 problemi nei dati; 2 comando sbagliato; 3 impossibile scrivere i file; 130 interrotto.",
        en="To begin: reteanalysis new FOLDER, then check, then report. "
        "Exit codes: 0 all well; 1 problems in the data; 2 wrong command; 3 files cannot be written; 130 stopped.",
    )[LANG],
)

StudyPath = Annotated[
    Path,
    typer.Argument(
        metavar="STUDY",
        help=Text(
            it="La cartella dello studio (file CSV, study.toml) o una cartella di lavoro Excel.",
            en="The study's folder (CSV files, study.toml) or one Excel workbook.",
        )[LANG],
    ),
]
FilterName = Annotated[
    str | None,
    typer.Option(
        "--filter",
        help=Text(it="Un filtro di study.toml ('none': tutte le righe).", en="A filter of study.toml ('none': all rows).")[LANG],
    ),
]
Words = Annotated[
    str | None,
    typer.Option("--lang", help=Text(it="Lingua: it o en.", en="Language: it or en.")[LANG]),
]


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[
        bool, typer.Option("--version", help=Text(it="Mostra la versione ed esce.", en="Show the version and exit.")[LANG])
    ] = False,
) -> None:
    if version:
        from reteanalysis import __version__

        typer.echo(f"reteanalysis {__version__}")
        raise typer.Exit


@app.command(help=Text(it="Scrive i rapporti, le mappe e i dati di ogni anno.", en="Write the reports, maps and data of every year.")[LANG])
def report(
    study: StudyPath,
    years: Annotated[
        str | None, typer.Option(help=Text(it="Solo questi anni, per esempio 2019,2021.", en="Only these years, such as 2019,2021.")[LANG])
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help=Text(it="it, en o it,en (il valore predefinito).", en="it, en or it,en (the default).")[LANG])
    ] = None,
    out: Annotated[Path, typer.Option(help=Text(it="La cartella in cui scrivere.", en="The folder to write into.")[LANG])] = Path(
        "reports"
    ),
    filter: FilterName = None,
    draws: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help=Text(
                it="Quante estrazioni per il confronto con il caso (0: nessuno); altrimenti come in study.toml.",
                en="How many draws for the comparison with chance (0: none); otherwise as in study.toml.",
            )[LANG],
        ),
    ] = None,
    seed: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help=Text(
                it="Da dove partono i sorteggi; altrimenti come in study.toml.", en="Where the draws start; otherwise as in study.toml."
            )[LANG],
        ),
    ] = None,
) -> None:
    """Write everything a study publishes."""
    langs = [_language(word) for word in (lang or ",".join(LANGUAGES)).split(",")]
    many, start = _whole("--draws", draws, most=MOST_DRAWS), _whole("--seed", seed)
    loaded = _load(study, langs[0] if lang else None, filter, draws=many, seed=start)
    chosen = _years(years, loaded.years)
    from reteanalysis.publish import jobs, standing

    other = standing(out)
    if other not in (None, loaded.settings.title.it):
        text = Text(
            it="La cartella {out} contiene i rapporti di un altro studio («{other}»): scegli un'altra cartella con --out.",
            en="The folder {out} holds the reports of another study ('{other}'): choose another folder with --out.",
        )
        _stop(text.say(LANG, out=out, other=other), CANNOT_WRITE)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    written = 0
    try:
        if loaded.settings.draws:
            _draw(loaded, console)
        todo = jobs(loaded, out, chosen, list(dict.fromkeys(langs)))
        words = Text(it="Scrivo {name}", en="Writing {name}")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("", total=len(todo))
            for job in todo:
                progress.update(task, description=words.say(LANG, name=job.path.name))
                try:
                    job.run()
                except OSError as error:
                    progress.stop()
                    _cannot_write(job.path, error)
                written += 1
                progress.advance(task)
    except KeyboardInterrupt:
        stopped = Text(
            it="Interrotto. File scritti, tutti interi: {n}; il rapporto non è completo.",
            en="Stopped. Files written, all of them whole: {n}; the report is not complete.",
        )
        _stop(stopped.say(LANG, n=written), INTERRUPTED)
    _tell_warnings(loaded.problems)
    typer.echo(
        Text(it="File scritti: {n}. Si comincia da {page}", en="Files written: {n}. Start from {page}").say(
            LANG, n=len(todo), page=todo[-1].path
        )
    )


@app.command(
    help=Text(
        it="Controlla i file e dice tutto ciò che non va, senza toccarli.",
        en="Check the files and say all that is wrong, touching nothing.",
    )[LANG]
)
def check(study: StudyPath, lang: Words = None) -> None:
    """Report every problem of every table at once."""
    from reteanalysis.evidence.norms import checked
    from reteanalysis.loading import TABLES, read_study

    loaded = checked(read_study(study))
    words = _language(lang) if lang else loaded.settings.language if "language" in loaded.settings.model_fields_set else LANG
    _print_problems(loaded.problems, words)
    if loaded.problems.errors:
        _stop(loaded.problems.summary(words), DATA_PROBLEMS)
    tables = ", ".join(f"{table.title[words]} ({len(loaded.tables[table.name])})" for table in TABLES if table.name in loaded.tables)
    read = Text(it="{found}. Tabelle lette: {tables}", en="{found}. Tables read: {tables}")
    typer.echo(read.say(words, found=loaded.problems.summary(words).rstrip("."), tables=tables))


@app.command(
    help=Text(it="Elenca le misure, con la domanda a cui rispondono.", en="List the measures, with the question each answers.")[LANG]
)
def metrics(
    lang: Words = None,
    markdown: Annotated[
        bool,
        typer.Option(
            "--markdown", help=Text(it="Tutte le schede, in una pagina Markdown.", en="All the cards, as one page of Markdown.")[LANG]
        ),
    ] = False,
) -> None:
    """Print the catalogue, family by family."""
    words = _language(lang) if lang else LANG
    if markdown:
        from reteanalysis.book import catalogue

        typer.echo(catalogue(words), nl=False)
        return
    _list(FAMILIES, words)


@app.command(
    help=Text(
        it="Stampa le norme della scheda, da salvare come norms.toml.",
        en="Print the norms of the scorecard, to be saved as norms.toml.",
    )[LANG]
)
def norms() -> None:
    """Print the file of norms that comes with the program."""
    from importlib.resources import files

    from reteanalysis.loading.files import NORMS

    typer.echo((files("reteanalysis") / "templates" / NORMS).read_text(encoding="utf-8"), nl=False)


@app.command(
    help=Text(
        it="Spiega una misura per intero, o elenca quelle di una famiglia.",
        en="Explain a measure in full, or list those of a family.",
    )[LANG]
)
def explain(
    metric: Annotated[
        str,
        typer.Argument(
            metavar="METRIC",
            help=Text(
                it="Il nome di una misura, come in 'metrics', o di una famiglia.",
                en="The name of a measure, as in 'metrics', or of a family.",
            )[LANG],
        ),
    ],
    lang: Words = None,
) -> None:
    """Print the card of a metric, or the list of a family."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from reteanalysis.metrics import METRICS

    words = _language(lang) if lang else LANG
    names = [one.name for one in METRICS]
    families = {called.lower(): family for family, text in FAMILIES.items() for called in (family, text.it, text.en)}
    if metric not in names and metric.lower() in families:
        _list([families[metric.lower()]], words)
        return
    if metric not in names:
        from difflib import get_close_matches

        near = get_close_matches(metric.lower(), [*names, *families], n=3, cutoff=0.4)
        unknown = Text(it="Nessuna misura si chiama '{name}'.", en="No measure is called '{name}'.").say(words, name=metric)
        hint = Text(it=" Forse: {near}?", en=" Perhaps: {near}?").say(words, near=", ".join(near)) if near else ""
        _stop(unknown + hint, USAGE)
    one = METRICS[metric]
    console = Console()
    console.print(f"{one.label[words]} ({one.name})", style="bold", markup=False, highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for heading, text in one.card(words):
        table.add_row(heading, escape(text))  # [x ≥ 1] of a formula is no markup
    letters = "\n".join(f"{letter}: {meaning}" for letter, meaning in one.letters(words))
    table.add_row(Text(it="Lettere", en="Letters")[words], escape(letters))
    console.print(table)
    if metric in families:
        console.print()
        _list([metric], words)


@app.command(
    help=Text(
        it="Prepara uno studio vuoto: tabelle, guida e modello Excel.", en="Prepare an empty study: tables, guide and Excel template."
    )[LANG]
)
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help=Text(it="La cartella da creare.", en="The folder to make.")[LANG])],
    lang: Words = None,
) -> None:
    """Write empty templates into a folder; nothing that exists is overwritten."""
    from reteanalysis.loading.blank import write_blank

    words = _language(lang) if lang else LANG
    try:
        written = write_blank(folder, words)
    except FileExistsError as error:
        _stop(
            Text(it="Esiste già e non lo tocco: {what}", en="It exists already and is left alone: {what}").say(words, what=error),
            CANNOT_WRITE,
        )
    except OSError as error:
        _stop(
            Text(it="Impossibile scrivere in {folder}: {why}", en="Cannot write into {folder}: {why}").say(
                words, folder=folder, why=error.strerror
            ),
            CANNOT_WRITE,
        )
    for path in written:
        typer.echo(f"  {path}")
    typer.echo(
        Text(
            it="Riempi le tabelle (o il modello Excel), poi: reteanalysis check {folder}",
            en="Fill in the tables (or the Excel template), then: reteanalysis check {folder}",
        ).say(words, folder=folder)
    )


@app.command(help=Text(it="Esegue il notebook del rapporto per ogni anno.", en="Run the report notebook for every year.")[LANG])
def notebooks(
    study: StudyPath,
    notebook: Annotated[Path, typer.Option(help=Text(it="Il notebook da eseguire.", en="The notebook to run.")[LANG])] = Path(
        "notebooks/report.ipynb"
    ),
    years: Annotated[str | None, typer.Option(help=Text(it="Solo questi anni.", en="Only these years.")[LANG])] = None,
    lang: Annotated[str | None, typer.Option(help=Text(it="it, en o it,en.", en="it, en or it,en.")[LANG])] = None,
    out: Annotated[Path, typer.Option(help=Text(it="La cartella in cui scrivere.", en="The folder to write into.")[LANG])] = Path(
        "reports"
    ),
) -> None:
    """Run one notebook for every year, each copy into its year's folder."""
    from importlib.util import find_spec

    if not find_spec("papermill"):
        missing = Text(
            it="Per i notebook serve un'installazione in più: pip install -e '.[notebook]'",
            en="Notebooks need one more install: pip install -e '.[notebook]'",
        )
        _stop(missing[LANG], USAGE)
    if not notebook.is_file():
        _stop(Text(it="Non trovo il notebook {path}", en="There is no notebook {path}").say(LANG, path=notebook), USAGE)
    from reteanalysis.notebooks import run

    langs = [_language(word) for word in (lang or ",".join(LANGUAGES)).split(",")]
    loaded = _load(study, None, None)
    for year in _years(years, loaded.years):
        for words in langs:
            target = out / str(year) / f"rete-{year}.{words}.ipynb"
            typer.echo(Text(it="Eseguo {name}", en="Running {name}").say(LANG, name=target))
            try:
                run(notebook, target, {"data": str(study), "year": year, "lang": words})
            except OSError as error:
                _cannot_write(target, error)
            except RuntimeError as error:
                _stop(Text(it="Il notebook si è fermato: {why}", en="The notebook stopped: {why}").say(LANG, why=error), DATA_PROBLEMS)


def _list(families: Iterable[str], words: Lang) -> None:
    """Print the measures of some families: name, question and, where it is not the whole network, whom they speak of."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from reteanalysis.metrics import METRICS

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    whole = METRICS["size"].level_name(words)
    for family in families:
        table.add_row(
            f"[bold]{FAMILIES[family][words]}[/bold]", f"[dim]{family}[/dim]" if family != FAMILIES[family][words].lower() else ""
        )
        for one in (one for one in METRICS if one.family == family):
            whom = one.level_name(words).removeprefix(whole).removeprefix(", ")
            table.add_row(f"  {one.name}", escape(one.question[words]) + (f" [dim]({whom})[/dim]" if whom else ""))
    Console().print(table)
    hint = Text(
        it="\nDove non è detto altro, la misura parla di tutta la rete in un anno.\n"
        "reteanalysis explain NOME spiega una misura, o elenca quelle di una famiglia.",
        en="\nWhere nothing else is said, the measure speaks of the whole network in one year.\n"
        "reteanalysis explain NAME explains a measure, or lists those of a family.",
    )
    typer.echo(hint[words])


def main() -> None:
    """Run the command line; what the terminal cannot spell, it spells as it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _load(path: Path, lang: Lang | None, filter: str | None, *, draws: int | None = None, seed: int | None = None) -> Study:
    """Return the study, or print what is wrong with it and leave."""
    from reteanalysis.door import Study
    from reteanalysis.evidence.norms import checked
    from reteanalysis.loading import read_study

    words = lang or LANG
    loaded = checked(read_study(path))
    if loaded.problems.errors:
        _print_problems(loaded.problems, words)
        nothing = Text(it="{found}: nessun rapporto scritto.", en="{found}: no report written.")
        _stop(nothing.say(words, found=loaded.problems.summary(words)), DATA_PROBLEMS)
    known = [*loaded.settings.filters, "none"]
    if filter is not None and filter not in known:
        unknown = Text(it="Nessun filtro si chiama '{name}'; ci sono: {known}.", en="No filter is called '{name}'; there are: {known}.")
        _stop(unknown.say(words, name=filter, known=", ".join(known)), USAGE)
    try:
        return Study.of(loaded, filter=filter, draws=draws, seed=seed)
    except ValueError as error:
        _stop(str(error), DATA_PROBLEMS)


def _draw(study: Study, console: Console) -> None:
    """Draw the evidence and the scorecard, which take longest, and say how long is left."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from reteanalysis.evidence.words import FEWEST_DRAWS

    if study.settings.draws < FEWEST_DRAWS:
        few = Text(
            it="Con {n} estrazioni di molti valori non si potrà dire se si distinguono dal caso: ne servono almeno {least} (--draws).",
            en="With {n} draws, of many values nobody can say whether they stand out from chance: at least {least} are needed (--draws).",
        )
        typer.echo(few.say(LANG, n=study.settings.draws, least=FEWEST_DRAWS), err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        drawing = Text(it="Estraggo a sorte per il confronto con il caso", en="Drawing lots for the comparison with chance")
        lots = progress.add_task(drawing[LANG], total=1.0)
        study.draw_evidence(lambda share: progress.update(lots, completed=share))
        card = Text(it="Calcolo la scheda delle cinque dimensioni", en="Working out the card of the five dimensions")
        progress.update(lots, description=card[LANG])
        study.ranges, study.scorecard  # noqa: B018 - worked out here, where the wait is announced


def _language(word: str) -> Lang:
    known: dict[str, Lang] = {lang: lang for lang in LANGUAGES}
    if word.strip().lower() not in known:
        _stop(Text(it="Lingua '{word}' sconosciuta: it o en.", en="Unknown language '{word}': it or en.").say(LANG, word=word), USAGE)
    return known[word.strip().lower()]


def _whole(option: str, word: str | None, most: int | None = None) -> int | None:
    """Return the whole number that an option says, None where it was not given."""
    number = int(word) if word is not None and re.fullmatch(r"\s*[0-9]{1,4000}\s*", word) else None
    if word is None or (number is not None and (most is None or number <= most)):
        return number
    wanted = Text(it="un numero intero, zero o più", en="a whole number, zero or more")
    if most is not None:
        wanted = Text(it="un numero intero da 0 a {most}", en="a whole number from 0 to {most}")
    text = Text(it="{option}: trovato '{word}'; atteso {wanted}.", en="{option}: found '{word}'; expected {wanted}.")
    return _stop(text.say(LANG, option=option, word=word, wanted=wanted.say(LANG, most=most)), USAGE)


def _years(words: str | None, known: list[int]) -> list[int]:
    """Return the years asked for, which must be among those of the study."""
    if words is None:
        return known
    asked = [word.strip() for word in words.split(",")]
    strange = [word for word in asked if word not in map(str, known)]
    if strange:
        text = Text(it="Lo studio non ha l'anno {years}; ha {known}.", en="The study has no year {years}; it has {known}.")
        _stop(text.say(LANG, years=", ".join(strange), known=", ".join(map(str, known))), USAGE)
    return sorted(set(map(int, asked)))


def _print_problems(problems: Problems, lang: Lang) -> None:
    """Print errors and warnings as lines to read: a table of seven columns fits no terminal."""
    if problems:
        typer.echo(problems.text(lang))


def _tell_warnings(problems: Problems) -> None:
    if problems.warnings:
        hint = Text(
            it="Avvisi sui dati: {n}. Sono nei rapporti; 'reteanalysis check' li elenca.",
            en="Warnings about the data: {n}. They are in the reports; 'reteanalysis check' lists them.",
        )
        typer.echo(hint.say(LANG, n=len(problems.warnings)), err=True)


def _cannot_write(path: Path, error: OSError) -> NoReturn:
    cannot = Text(it="Impossibile scrivere {path}: {why}.", en="Cannot write {path}: {why}.").say(
        LANG, path=path, why=error.strerror or error
    )
    perhaps = Text(it=" Forse è aperto in un altro programma.", en=" Perhaps another program has it open.")[LANG]
    _stop(cannot + (perhaps if isinstance(error, PermissionError) else ""), CANNOT_WRITE)


def _stop(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
