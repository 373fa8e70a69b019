"""What stands at the end: who the partners and projects are, what the words mean, how the numbers were made."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from reteanalysis import tables
from reteanalysis.book._pieces import period, table, years_of
from reteanalysis.evidence.shuffles import FEWEST_PROJECTS
from reteanalysis.evidence.weighing import LIST_DRAWS, MISSING_DRAWS, copies_of, table_draws
from reteanalysis.metrics import CARD, LETTERS
from reteanalysis.report import Block, Heading, Prose, Section, Terms
from reteanalysis.terms import FAMILY_NAMES, Lang, Text

if TYPE_CHECKING:
    from reteanalysis.study import Study


def partners(study: Study, year: int | None, lang: Lang) -> Section:
    """List the partners with their values, by the alphabet."""
    note = Text(
        it="In ordine alfabetico: non è una graduatoria. I valori dei singoli enti dipendono molto da chi manca nei dati.",
        en="In alphabetical order: this is no ranking. The values of single bodies depend a lot on who is missing from the data.",
    )[lang]
    caption = Text(it="I partner, {period}", en="The partners, {period}").say(lang, period=period(study, year))
    worded = tables.partners_by_year(study, lang) if year is None else tables.by_partner(study, year, lang)
    title = Text(it="I partner, uno per uno", en="The partners, one by one")[lang]
    return Section("partners", title, [table(worded, caption, key="partners", note=note, searchable=True)], lang)


def projects(study: Study, year: int | None, lang: Lang) -> Section:
    """List the projects, with who leads them and which sectors sit at the table."""
    if study.ties_only:
        return _ties(study, year, lang)
    caption = Text(it="I progetti, {period}", en="The projects, {period}").say(lang, period=period(study, year))
    worded = tables.projects(study, years_of(study, year), lang)
    note = Text(it="I titoli sono riportati come nella fonte.", en="Titles are given as in the source.")[lang]
    title = Text(it="I progetti, uno per uno", en="The projects, one by one")[lang]
    return Section("projects", title, [table(worded, caption, key="projects", note=note, searchable=True)], lang)


def _ties(study: Study, year: int | None, lang: Lang) -> Section:
    """List the ties in the place of the projects, where they are all that was recorded."""
    caption = Text(it="I legami del {year}, e che cosa ne è stato", en="The ties of {year}, and what became of them")
    blocks = [
        table(tables.ties(study, at, lang), caption.say(lang, year=at), key=f"ties-listed-{at}", searchable=True)
        for at in years_of(study, year)
    ]
    return Section("projects", Text(it="I legami, uno per uno", en="The ties, one by one")[lang], blocks, lang)


def glossary(study: Study, year: int | None, lang: Lang) -> Section:  # noqa: ARG001 - the signature of every section
    """Explain every measure: what it asks, how it is read, when it is undefined, its formula, what it needs and its source."""
    groups: list[Block] = []
    for family in dict.fromkeys(metric.family for metric in study.metrics):
        items = []
        for metric in (metric for metric in study.metrics if metric.family == family):
            said = dict(metric.card(lang))
            details = " · ".join(f"**{heading[lang]}**: {said[heading[lang]]}" for heading in _DETAILS)
            text = f"{metric.question[lang]} {metric.reading[lang]}\n\n{details}"
            items.append(
                (metric.label[lang] + (f" – {metric.familiar[lang]}" if metric.familiar and metric.familiar != metric.label else ""), text)
            )
        groups += [Heading(FAMILY_NAMES[family][lang]), Terms(items)]
    letters = "; ".join(f"**{letter}** {meaning[lang]}" for letter, meaning in LETTERS.items())
    groups += [Heading(Text(it="Le lettere delle formule", en="The letters of formulas")[lang]), Prose(f"{letters}.")]
    return Section("glossary", Text(it="Glossario delle misure", en="Glossary of the measures")[lang], groups, lang)


_DETAILS = (CARD["undefined"], CARD["formula"], CARD["needs"], CARD["null"], CARD["reference"])


def methods(study: Study, year: int | None, lang: Lang) -> Section:  # noqa: ARG001
    """Say how the network was made of the data, and what may not be concluded."""
    settings = study.settings
    projection = {
        "shared": Text(it="il numero di progetti comuni nell'anno", en="the number of shared projects in the year"),
        "newman": Text(it="i progetti comuni corretti per la dimensione: ogni progetto di k partner dà a ogni coppia 1/(k−1)", en="shared projects corrected for size: each project of k partners gives each pair 1/(k−1)"),
        "declared": Text(it="quelli dichiarati nella tabella dei legami", en="those declared in the table of ties"),
    }[settings.projection]  # fmt: skip
    level = {
        "body": Text(it="ogni ente e ogni progetto è contato come tale, anche se fa parte di un altro", en="every body and every project counts as such, also where it is part of another"),
        "parent": Text(it="sedi e sotto-progetti sono contati come l'ente e il progetto di cui fanno parte", en="venues and sub-projects count as the body and the project they are part of"),
    }[settings.level]  # fmt: skip
    members = {
        "active": Text(it="appartiene alla rete di un anno chi siede in almeno un progetto di quell'anno", en="those who sit in at least one project of a year belong to its network"),
        "register": Text(it="appartiene alla rete di un anno anche chi è nel registro senza partecipare", en="those on the register belong to a year's network even when they do not take part"),
    }[settings.members]  # fmt: skip
    text = Text(
        it="""Il dato di partenza è chi siede in quale progetto, anno per anno: dati «a due modi», partner da un lato e progetti dall'altro. Le misure usano questi dati ogni volta che possono: in un progetto con k partner ogni coppia diventa un legame, e le misure calcolate sui soli legami salgono già solo perché i tavoli sono grandi.

- **Tavolo e posto**: un tavolo è l'insieme dei partner di un progetto; un posto è un partner in un progetto.
- **Legame**: due partner con almeno un progetto in comune nello stesso anno; la sua forza è {projection}. Non è fiducia, né amicizia, né scambio di informazioni: è un'occasione per lavorare insieme.
- **Livello**: {level}.
- **Confine**: {members}.
- **Con e senza l'ente promotore**: chi promuove la rete di solito siede a molti tavoli proprio per questo; i valori «senza» sono misurati sulla stessa rete, tolto quell'ente.
- **Primo anno**: non si osserva chi c'era prima, perciò le misure di cambiamento non sono definite.
- **n.d.**: non definito; il motivo è scritto accanto. Non è zero: zero è un valore misurato.
- **Fra un anno e l'altro**: nessun confronto basta da solo a dire che qualcosa è cambiato; serve sapere quanto darebbe il caso, e con meno di venti progetti in un anno non si può.
- **Caso e dubbio non sono la stessa cosa**: la fascia del caso descrive un mondo in cui i tavoli si compongono a sorte; l'intervallo, quanto il dato è incerto in questo mondo.

Questi numeri descrivono come sono stati composti i progetti, non quanto bene siano state aiutate le persone.""",
        en="""The starting point is who sits in which project, year by year: 'two-mode' data, partners on one side and projects on the other. Measures use these data wherever they can: in a project of k partners every pair becomes a tie, and measures of ties alone rise simply because tables are large.

- **Table and seat**: a table is the set of partners of a project; a seat is one partner in one project.
- **Tie**: two partners with at least one project in common in the same year; its strength is {projection}. It is not trust, friendship or exchange of information: it is an opportunity to work together.
- **Level**: {level}.
- **Boundary**: {members}.
- **With and without the convening body**: the body that convenes the network usually sits at many tables for that very reason; the values 'without' are measured on the same network with that body taken out.
- **First year**: who was there before is not observed, so measures of change are not defined.
- **n.d.**: not defined; the reason stands beside it. It is not zero: zero is a measured value.
- **From one year to the next**: no comparison is enough by itself to say that something changed; what chance would give has to be known, and with fewer than twenty projects in a year it cannot be.
- **Chance and doubt are not the same**: the band of chance describes a world where tables are made up by lot; the interval, how uncertain the figure is in this world.

These numbers describe how the projects were put together, not how well people were helped.""",
    )
    blocks: list[Block] = [Prose(text.say(lang, projection=projection, level=level, members=members))]
    if study.settings.draws:
        blocks.append(
            table(
                _engines(study, lang),
                Text(it="Quale confronto risponde a quale domanda", en="Which comparison answers which question")[lang],
                key="engines",
            )
        )
    return Section("methods", Text(it="Metodo", en="Methods")[lang], blocks, lang)


def _copies(study: Study, asked: int, lang: Lang) -> str:
    """Return how many copies are made of a year, with the fewest where large years have fewer."""
    most, *rest = sorted({copies_of(network, asked) for network in study.networks.values()}, reverse=True)
    return str(most) if not rest else Text(it="da {least} a {most}", en="{least} to {most}").say(lang, least=rest[-1], most=most)


def _engines(study: Study, lang: Lang) -> tables.Worded:
    """Return the sources of uncertainty, the question of each, how it is answered here, and how it is printed."""
    import pandas as pd

    settings = study.settings
    rows = Text(
        it="Composizione|Estraendo a sorte i tavoli, con gli stessi carichi e le stesse dimensioni, verrebbe lo stesso?|{draws} estrazioni, {more} per le caselle dei settori (scambi «curveball», anni separati, "
        "capofila fermi; tutte le possibilità, una per una, dove sono poche; seme {seed})|fascia del caso, p, κ\n"
        "Progetti|Il dato terrebbe con altri progetti dello stesso tipo?|{copies} ricampionamenti dei progetti (BCa), e un progetto o un ente alla volta in meno|intervallo, chi lo sposta di più\n"
        "Tempo|La differenza è più grande della fortuna di quale progetto è caduto in quale anno?|{draws} ridistribuzioni dei progetti fra i due anni, almeno {least} per anno|p, minima differenza rilevabile\n"
        "Copertura|E se dall'elenco mancassero enti, o progetti?|{few} estrazioni senza il 5%, 10%, 20% dei partner, a caso, fra i meno presenti, fra i più presenti; "
        "{fewer} senza il 10%, 20% dei progetti, anche di una sola area, e con gli enti mai visti (stima Chao2, un posto ciascuno)|variazione media\n"
        "Definizioni|Dipende da come sono codificati i dati?|le stesse misure con ogni scelta difendibile|da … a …, quota di scelte d'accordo\n"
        "Coppie|Quali enti si incontrano più di quanto il caso spieghi facilmente?|{pairs}|coppie, o nessuna\n"
        "Contributi|Quali importi sono più grandi di quanto suggeriscano i totali di chi dà e del progetto?|{money}|importi accanto ai totali",
        en="Make-up|Drawing the tables by lot, with the same loads and sizes, would it be the same?|{draws} draws, {more} for the cells of sectors (curveball trades, years apart, leads in their place; "
        "all possibilities, one by one, where they are few; seed {seed})|band of chance, p, κ\n"
        "Projects|Would the figure hold with other projects of the same kind?|projects resampled {copies} times (BCa), and one project or body at a time left out|interval, who moves it most\n"
        "Time|Is the difference larger than the luck of which project fell in which year?|projects dealt {draws} times to the two years, at least {least} a year|p, smallest detectable difference\n"
        "Coverage|What if bodies, or projects, were missing from the list?|{few} draws without 5%, 10%, 20% of the partners, at random, among the least present, among the most present; "
        "{fewer} without 10%, 20% of the projects, also of one area only, and with the unseen bodies (Chao2 estimate, one seat each)|mean variation\n"
        "Definitions|Does it depend on how the data are coded?|the same measures under every defensible choice|from … to …, share of choices that agree\n"
        "Pairs|Which bodies meet more than chance can easily explain?|{pairs}|pairs, or none\n"
        "Contributions|Which amounts are larger than the totals of giver and project suggest?|{money}|amounts beside totals",
    ).say(
        lang,
        draws=settings.draws,
        more=table_draws(settings.draws),
        seed=settings.seed,
        least=FEWEST_PROJECTS,
        copies=_copies(study, settings.draws, lang),
        few=_copies(study, min(settings.draws, MISSING_DRAWS), lang),
        fewer=_copies(study, min(settings.draws, LIST_DRAWS), lang),
        pairs=_how_pairs(study)[lang],
        money=_how_money(study, lang),
    )
    heads = Text(it="Fonte|Domanda|Come|Che cosa si stampa", en="Source|Question|How|What is printed")[lang].split("|")
    return tables.Worded(pd.DataFrame([row.split("|") for row in rows.split("\n")], columns=heads), {})


def _how_pairs(study: Study) -> Text:
    if study.pairs is not None:
        return Text(
            it="massima entropia con carichi e dimensioni in media (BiCM), probabilità esatte, tutti gli anni insieme; quota attesa di abbagli 5%",
            en="maximum entropy with loads and sizes on average (BiCM), exact probabilities, all years together; expected share of false alarms 5%",
        )
    if study.ties_only:
        return Text(it="non si fa: sono rilevati legami, non progetti", en="not made: ties are recorded, not projects")
    return Text(
        it="non si fa: i partner sono troppi per guardare ogni coppia", en="not made: there are too many partners to look at every pair"
    )


def _how_money(study: Study, lang: Lang) -> str:
    twins = [twin for year in study.years if (twin := study.twin(year)) is not None]
    if not twins:
        return Text(it="non si fa: gli importi non sono rilevati", en="not made: amounts are not recorded")[lang]
    errors = [float(twin.residual) for twin in twins if twin.residual == twin.residual]
    if not errors:
        return Text(it="non si fa: gli importi sono tutti zero o ignoti", en="not made: all amounts are zero or unknown")[lang]
    text = Text(
        it="massima entropia con i totali in media (BiWCM), anno per anno; errore relativo dei totali al più {error}",
        en="maximum entropy with the totals on average (BiWCM), year by year; relative error of the totals at most {error}",
    )
    return text.say(lang, error="10" + str(max(-16, math.ceil(math.log10(max(*errors, 1e-16))))).translate(_RAISED))


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def provenance(study: Study, year: int | None, lang: Lang) -> Section:  # noqa: ARG001
    """Say which data, version and settings made the numbers, so that anybody can make them again."""
    import pandas as pd

    known = study.provenance
    heads = Text(it="File|Righe|sha256", en="File|Rows|sha256")[lang].split("|")
    files = pd.DataFrame([(f["name"], f["rows"], f["sha256"]) for f in known["files"]], columns=heads)
    settings = json.dumps({key: value for key, value in known["settings"].items() if key in _SHOWN}, ensure_ascii=False)
    text = Text(
        it="- **reteanalysis**: {version}\n- **Impronta dei dati** (sha256): {hash}\n- **Filtro**: {filter}\n- **Impostazioni**: "
        "{settings}\n\n"
        "Stessi dati, stessa versione: stessi file, byte per byte. "
        "I valori sono in results.csv e results.parquet, le tabelle in tables.xlsx.",
        en="- **reteanalysis**: {version}\n- **Fingerprint of the data** (sha256): {hash}\n- **Filter**: {filter}\n- **Settings**: "
        "{settings}\n\n"
        "Same data, same version: same files, byte for byte. The values are in results.csv and results.parquet, the tables in tables.xlsx.",
    )
    words = text.say(lang, version=known["reteanalysis"], hash=known["data_sha256"], filter=study.filter or "–", settings=settings)
    caption = Text(it="I file letti", en="The files read")[lang]
    blocks: list[Block] = [Prose(words), table(tables.Worded(files, {heads[1]: "count"}), caption, key="files")]
    return Section("provenance", Text(it="Da dove vengono i numeri", en="Where the numbers come from")[lang], blocks, lang)


_SHOWN = ("years", "owner", "members", "level", "projection", "seed", "draws", "default_filter", "coarser")
