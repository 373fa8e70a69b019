"""The tables of a study, declared once: what each column is called, what it may hold, what it is for.

Checks, empty templates, drop-down lists and the data dictionary are all read off this page: a data column is one `Column` here.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from reteanalysis.terms import SPHERE_NAMES, Lang, Text

Kind = Literal["id", "ids", "text", "year", "number", "amount", "choice", "choices", "flag"]
Need = Literal["value", "column", "no"]

KIND_NAMES: dict[Kind, Text] = {
    "id": Text(it="codice", en="identifier"),
    "ids": Text(it="uno o più codici separati da ;", en="one or more identifiers separated by ;"),
    "text": Text(it="testo", en="text"),
    "year": Text(it="anno (o data)", en="year (or date)"),
    "number": Text(it="numero", en="number"),
    "amount": Text(it="numero, zero o più", en="number, zero or more"),
    "choice": Text(it="una voce dell'elenco", en="one item of the list"),
    "choices": Text(it="una o più voci dell'elenco separate da ;", en="one or more items of the list separated by ;"),
    "flag": Text(it="sì o no", en="yes or no"),
}


def key(written: str) -> str:
    """Return `written` as names and headings are compared: no case, accents or punctuation, single spaces.

    >>> key("  Attività_svolta (€) ")
    'attivita svolta'
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", written) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain.casefold()).split())


@dataclass(frozen=True, slots=True)
class Choice:
    """A value a column may hold: its code, its name, other ways people write it."""

    code: str
    name: Text
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        """Every spelling under which the value is recognised."""
        return {key(word) for word in (self.code, self.name.it, self.name.en, *self.also)} - {""}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `need` says whether each row must fill it, or the column must be there, or it may be missing."""

    name: str
    kind: Kind
    heading: Text
    help: Text
    need: Need = "no"
    also: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    refers: str | None = None  # the table whose rows this column names

    @property
    def keys(self) -> set[str]:
        """Every heading under which the column is recognised."""
        return {key(word) for word in (self.name, self.heading.it, self.heading.en, *self.also)}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `title` is the name of its file or sheet in each language; `identifier` is the column no two rows may share."""

    name: str
    title: Text
    help: Text
    columns: tuple[Column, ...]
    identifier: str | None = None
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> set[str]:
        """Every file or sheet name under which the table is recognised."""
        return {key(word) for word in (self.name, self.title.it, self.title.en, *self.also)}

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)


SPHERES = tuple(Choice(code, name, also) for (code, name), also in zip(SPHERE_NAMES.items(), (
    ("ente pubblico", "pubblica"), ("non profit", "no profit", "privato sociale", "ets"), ("imprese", "privato", "profit", "private"),
), strict=True))  # fmt: skip

ROLES = (
    Choice("lead", Text(it="capofila", en="lead"), ("coordinatore", "lead partner", "leader", "coordinator", "responsabile")),
    Choice("partner", Text(it="partner", en="partner"), ("partenaire", "partecipante", "participant", "partner effettivo")),
    Choice(
        "network", Text(it="rete", en="network"), ("partner di rete", "aderente", "network partner", "sostenitore", "associated partner")
    ),
    Choice("funder", Text(it="finanziatore", en="funder"), ("cofinanziatore", "ente finanziatore", "donor", "sponsor")),
)

CONTRIBUTIONS = (
    Choice("knowledge", Text(it="conoscenza", en="knowledge"), ("conoscenze", "competenze", "cognitiva", "conoscitiva")),
    Choice("economic", Text(it="economica", en="economic"), ("economico", "economiche", "finanziaria", "denaro", "money", "financial")),
    Choice("operational", Text(it="operativa", en="operational"), ("operativo", "operative", "operativo gestionale", "in kind")),
)

_BODY = ("ente", "partner", "organizzazione", "organisation", "organization", "soggetto")
_BODY_ID = ("codice ente", "id ente", "id partner", "codice organizzazione", "id organizzazione")
_PARTNER = (*_BODY_ID, *_BODY)
_PROJECT = ("id progetto", "progetto", "project", "codice intervento", "intervento", "cup")
_DISTRICT = ("distretto", "quartiere", "municipio", "zona", "territorio", "territory", "area territoriale", "ambito territoriale")
_AREA = ("area di intervento", "ambito", "tema", "area id", "area tematica", "theme", "policy area")
_TARGET = ("target", "beneficiari", "utenza", "popolazione", "beneficiaries", "target group", "destinatario")
_AMOUNT = ("importo", "importo in euro", "amount", "budget", "costo", "finanziamento", "valore economico", "euro")
_YEAR = ("annualita", "data", "date", "esercizio", "anno di riferimento")

# fmt: off
TABLES: tuple[Table, ...] = (
    Table("partners", Text(it="partner", en="partners"), Text(
        it="Le organizzazioni della rete, una per riga.",
        en="The organisations of the network, one per row."),
        also=("enti", "ente", "soggetti", "organizzazioni", "organisations", "attori"), identifier="partner_id", columns=(
        Column("partner_id", "id", Text(it="Codice partner", en="Partner ID"), need="value", also=("codice", "id", *_BODY_ID), help=Text(
            it="Un codice breve che non cambia da un anno all'altro.", en="A short code that stays the same over the years.")),
        Column("name", "text", Text(it="Nome", en="Name"), need="value", also=("denominazione", "ragione sociale", *_BODY), help=Text(
            it="Il nome per esteso, come deve comparire nei rapporti.", en="The full name, as reports should print it.")),
        Column("sector", "choice", Text(it="Settore",
                                        en="Sector"), also=("settore di appartenenza", "tipologia", "tipo"), refers="sectors", help=Text(
            it="Il settore: una voce della tabella settori.", en="The sector: an item of the sectors table.")),
        Column("legal_form", "text", Text(it="Forma giuridica", en="Legal form"), also=("natura giuridica",), help=Text(
            it="Per esempio APS, ODV, cooperativa sociale di tipo B.", en="For instance APS, ODV, type B social cooperative.")),
        Column("district", "text", Text(it="Circoscrizione", en="District"), also=_DISTRICT, help=Text(
            it="Dove lavora (anche se la sede è altrove).", en="Where it works (which may differ from where it is based).")),
        Column("part_of", "ids", Text(it="Fa parte di",
                                      en="Part of"), also=("ente capogruppo", "consorzio", "parent"), refers="partners", help=Text(
            it="Il partner di cui è sede, socio o articolazione; più codici separati da ;",
            en="The partner it is a branch or member of; several identifiers separated by ;")),
        Column("tax_code", "text", Text(it="Codice fiscale", en="Tax code"), also=("cf", "partita iva", "p iva", "piva", "vat"), help=Text(
            it="Codice fiscale o partita IVA: il modo più sicuro per riconoscere un ente.",
            en="Codice fiscale or VAT number: the safest way to recognise a body.")),
        Column("active_from", "year", Text(it="Attivo dal", en="Active from"), also=("attivo da", "dal", "costituito nel"), help=Text(
            it="L'anno in cui nasce o entra nella rete.", en="The year it was founded or joined.")),
        Column("active_to", "year", Text(it="Attivo al", en="Active to"), also=("attivo fino al", "al", "cessato nel"), help=Text(
            it="L'ultimo anno di attività; vuoto se è ancora attivo.", en="Its last year; blank if still active.")),
    )),
    Table("projects", Text(it="progetti", en="projects"), Text(
        it="I progetti (o tavoli, interventi, servizi) ai quali i partner lavorano insieme, uno per riga.",
        en="The projects (or round tables, actions, services) partners work on together, one per row."),
        also=("progetto", "interventi", "tavoli"), identifier="project_id", columns=(
        Column("project_id", "id", Text(it="Codice progetto",
                                        en="Project ID"), need="value", also=("codice", "id", "id progetto", "cup"), help=Text(
            it="Un codice breve che non cambia.", en="A short code that does not change.")),
        Column("title", "text", Text(it="Titolo",
            en="Title"), need="value", also=("nome", "nome progetto", "progetto", "denominazione", "name"), help=Text(
            it="Il titolo, come deve comparire nei rapporti.", en="The title, as reports should print it.")),
        Column("area", "text", Text(it="Area", en="Area"), also=_AREA, refers="areas", help=Text(
            it="L'area di intervento; se c'è la tabella aree, un suo codice.",
                en="The field of work; a code of the areas table, if given.")),
        Column("target", "text", Text(it="Destinatari", en="Target"), also=_TARGET, help=Text(
            it="A chi si rivolge.", en="Whom it is for.")),
        Column("district", "text", Text(it="Circoscrizione", en="District"), also=_DISTRICT, help=Text(
            it="Dove si svolge.", en="Where it takes place.")),
        Column("year_from", "year", Text(it="Anno di inizio",
                                         en="Year from"), also=("inizio", "dal", "data inizio", "anno inizio", "start"), help=Text(
            it="Il primo anno.", en="The first year.")),
        Column("year_to", "year", Text(it="Anno di fine", en="Year to"), also=("fine", "al", "data fine", "anno fine", "end"), help=Text(
            it="L'ultimo anno; vuoto se continua.", en="The last year; blank if it goes on.")),
        Column("amount_eur", "amount", Text(it="Importo (€)", en="Amount (EUR)"), also=_AMOUNT, help=Text(
            it="Il costo complessivo in euro.", en="Its total cost, in euro.")),
        Column("parent_project_id", "id", Text(it="Progetto padre", en="Parent project"), refers="projects",
            also=("programma", "progetto quadro", "codice progetto padre"), help=Text(
            it="Il progetto più grande di cui fa parte.", en="The larger project it belongs to.")),
    )),
    Table("participations", Text(it="partecipazioni", en="participations"), Text(
        it="Chi ha preso parte a che cosa, e in quale anno: una riga per partner, progetto e anno. È il cuore dello studio.",
        en="Who took part in what, and in which year: one row per partner, project and year. The heart of the study."),
        also=("partecipazione", "adesioni", "partnership", "participation"), columns=(
        Column("partner_id", "id", Text(it="Codice partner", en="Partner ID"), need="value", also=_PARTNER, refers="partners", help=Text(
            it="Il codice del partner (si accetta anche il nome esatto).", en="The partner's identifier (its exact name will do).")),
        Column("project_id", "id", Text(it="Codice progetto", en="Project ID"), need="value", also=_PROJECT, refers="projects", help=Text(
            it="Il codice del progetto (si accetta anche il titolo esatto).", en="The project's identifier (its exact title will do).")),
        Column("year", "year", Text(it="Anno", en="Year"), need="column", also=_YEAR, help=Text(
            it="L'anno; se manca, la riga non entra in nessuna rete annuale.",
                en="The year; without it, the row enters no yearly network.")),
        Column("role", "choice", Text(it="Ruolo", en="Role"), also=("ruolo nel progetto",), choices=ROLES, help=Text(
            it="Il ruolo nel progetto.", en="The role in the project.")),
        Column("contribution", "choices", Text(it="Risorse", en="Contribution"), choices=CONTRIBUTIONS,
            also=("risorsa", "contributo", "tipo di risorsa", "contributi", "resources"), help=Text(
            it="Che cosa porta; più voci separate da ;", en="What it brings; several items separated by ;")),
        Column("amount_eur", "amount", Text(it="Importo (€)", en="Amount (EUR)"), also=_AMOUNT, help=Text(
            it="Quanto porta, in euro.", en="How much it brings, in euro.")),
        Column("source", "text", Text(it="Fonte", en="Source"), also=("documento", "atto", "source url"), help=Text(
            it="L'atto, il documento o la pagina che lo dice.", en="The act, document or page that says so.")),
    )),
    Table("ties", Text(it="legami", en="ties"), Text(
        it="Legami dichiarati fra due partner (questionari, accordi), al posto delle partecipazioni o accanto.",
        en="Ties declared between two partners (surveys, agreements), beside participations or in their place."),
        also=("relazioni", "legame", "edges"), columns=(
        Column("from", "id", Text(it="Da",
            en="From"), need="value", also=("partner 1", "da partner", "source", "origine"), refers="partners", help=Text(
            it="Il partner che dichiara o da cui parte.", en="The partner that declares it or where it starts.")),
        Column("to", "id", Text(it="A",
            en="To"), need="value", also=("verso", "partner 2", "a partner", "destinazione"), refers="partners", help=Text(
            it="L'altro partner.", en="The other partner.")),
        Column("year", "year", Text(it="Anno", en="Year"), need="column", also=_YEAR, help=Text(
            it="L'anno; se manca, la riga non entra in nessuna rete annuale.",
                en="The year; without it, the row enters no yearly network.")),
        Column("kind", "text", Text(it="Tipo", en="Kind"), also=("tipo di legame", "tipologia", "type"), help=Text(
            it="Che legame è: accordo, scambio, fiducia...", en="What kind of tie: agreement, exchange, trust...")),
        Column("resource", "choice", Text(it="Risorsa", en="Resource"), also=("risorse", "contributo"), choices=CONTRIBUTIONS, help=Text(
            it="Che cosa passa lungo il legame.", en="What flows along the tie.")),
        Column("weight", "amount", Text(it="Peso", en="Weight"), also=("intensita", "forza", "strength"), help=Text(
            it="Quanto è forte: un numero, 1 se non c'è.", en="How strong: a number, 1 if missing.")),
        Column("directed", "flag", Text(it="Orientato", en="Directed"), also=("direzionato", "diretto"), help=Text(
            it="Sì se va solo da uno verso l'altro.", en="Yes if it goes one way only.")),
        Column("trust", "number", Text(it="Fiducia", en="Trust"), help=Text(
            it="Il punteggio di fiducia del questionario.", en="The survey's trust rating.")),
        Column("value", "number", Text(it="Valore", en="Value"), also=("valore percepito",), help=Text(
            it="Il punteggio di valore del questionario.", en="The survey's value rating.")),
    )),
    Table("needs", Text(it="bisogni", en="needs"), Text(
        it="I bisogni misurati, per area, destinatari o territorio.",
        en="Needs as measured, by area, target or district."),
        also=("bisogno", "fabbisogni"), columns=(
        Column("area", "text", Text(it="Area", en="Area"), also=_AREA, refers="areas", help=Text(
            it="L'area di intervento a cui il bisogno si riferisce.", en="The field of work the need belongs to.")),
        Column("target", "text", Text(it="Destinatari", en="Target"), also=_TARGET, help=Text(
            it="Di chi è il bisogno.", en="Whose need it is.")),
        Column("district", "text", Text(it="Circoscrizione", en="District"), also=_DISTRICT, help=Text(
            it="Dove; vuoto se è tutta la città.", en="Where; blank for the whole city.")),
        Column("year", "year", Text(it="Anno", en="Year"), also=_YEAR, help=Text(
            it="L'anno della misura.", en="The year of the measurement.")),
        Column("indicator", "text", Text(it="Indicatore", en="Indicator"), need="value", also=("bisogno", "misura"), help=Text(
            it="Che cosa si misura, per esempio «famiglie in lista d'attesa».",
                en="What is measured, such as “households on a waiting list”.")),
        Column("value", "number", Text(it="Valore", en="Value"), need="value", also=("numero", "quantita", "totale"), help=Text(
            it="Quanto.", en="How much.")),
        Column("unit", "text", Text(it="Unità", en="Unit"), also=("unita di misura",), help=Text(
            it="In quale unità: persone, famiglie, posti letto...", en="In what unit: people, households, beds...")),
    )),
    Table("services", Text(it="servizi", en="services"), Text(
        it="I servizi attivi: dove sono e quante persone possono servire.",
        en="The services that run: where they are and how many people they can serve."),
        also=("servizio", "sportelli"), columns=(
        Column("partner_id", "id", Text(it="Codice partner", en="Partner ID"), also=_PARTNER, refers="partners", help=Text(
            it="Chi lo gestisce.", en="Who runs it.")),
        Column("project_id", "id", Text(it="Codice progetto", en="Project ID"), also=_PROJECT, refers="projects", help=Text(
            it="Il progetto di cui fa parte.", en="The project it belongs to.")),
        Column("area", "text", Text(it="Area", en="Area"), also=_AREA, refers="areas", help=Text(
            it="L'area di intervento.", en="The field of work.")),
        Column("district", "text", Text(it="Circoscrizione", en="District"), also=_DISTRICT, help=Text(
            it="Dove si trova.", en="Where it is.")),
        Column("year", "year", Text(it="Anno", en="Year"), also=_YEAR, help=Text(
            it="L'anno in cui è attivo.", en="The year in which it runs.")),
        Column("capacity", "amount", Text(it="Capienza", en="Capacity"), also=("posti", "utenti", "capacita"), help=Text(
            it="Quante persone può servire.", en="How many people it can serve.")),
    )),
    Table("sectors", Text(it="settori", en="sectors"), Text(
        it="I settori dei partner; se la tabella manca valgono quelli predefiniti.",
        en="The sectors of partners; without this table the default ones apply."),
        also=("settore",), identifier="code", columns=(
        Column("code", "id", Text(it="Codice", en="Code"), need="value", also=("settore", "id", "sector"), help=Text(
            it="Il codice del settore.", en="The sector's code.")),
        Column("it", "text", Text(it="Nome italiano", en="Italian name"), also=("nome", "italiano", "name it"), help=Text(
            it="Il nome in italiano.", en="Its name in Italian.")),
        Column("en", "text", Text(it="Nome inglese", en="English name"), also=("inglese", "english", "name en"), help=Text(
            it="Il nome in inglese.", en="Its name in English.")),
        Column("sphere", "choice", Text(it="Sfera", en="Sphere"), choices=SPHERES, help=Text(
            it="Pubblico, terzo settore o impresa.", en="Public, third sector or business.")),
    )),
    Table("areas", Text(it="aree", en="areas"), Text(
        it="I nomi delle aree di intervento nelle due lingue; se la tabella manca si usa il testo scritto nelle altre tabelle.",
        en="The fields of work and their names in both languages; without this table the text written in the other tables is used."),
        also=("area", "ambiti"), identifier="code", columns=(
        Column("code", "id", Text(it="Codice", en="Code"), need="value", also=("area", "codice area", "id", "area id"), help=Text(
            it="Il codice dell'area.", en="The area's code.")),
        Column("it", "text", Text(it="Nome italiano", en="Italian name"), also=("nome", "italiano", "name it"), help=Text(
            it="Il nome in italiano.", en="Its name in Italian.")),
        Column("en", "text", Text(it="Nome inglese", en="English name"), also=("inglese", "english", "name en"), help=Text(
            it="Il nome in inglese.", en="Its name in English.")),
    )),
    Table("register", Text(it="registro", en="register"), Text(
        it="Gli enti che potrebbero far parte della rete (albo, RUNTS), che ne facciano parte o no.",
        en="Bodies that could be part of the network (a public register), whether they are or not."),
        also=("albo", "runts"), columns=(
        Column("partner_id", "id", Text(it="Codice partner",
                                        en="Partner ID"), also=("codice", "id", *_BODY_ID), refers="partners", help=Text(
            it="Il codice, se l'ente è già fra i partner o ne avrà uno.", en="Its identifier, if it is a partner or has one.")),
        Column("name", "text", Text(it="Nome", en="Name"), also=("denominazione", "ragione sociale", "ente"), help=Text(
            it="Il nome; serve se manca il codice.", en="Its name; needed without an identifier.")),
        Column("sector", "choice", Text(it="Settore", en="Sector"), also=("tipologia", "tipo"), refers="sectors", help=Text(
            it="Il settore: una voce della tabella settori.", en="The sector: an item of the sectors table.")),
        Column("district", "text", Text(it="Circoscrizione", en="District"), also=_DISTRICT, help=Text(
            it="Dove lavora.", en="Where it works.")),
    )),
    Table("aliases", Text(it="alias", en="aliases"), Text(
        it="Altri nomi con cui un partner compare nelle tabelle, decisi da una persona: due enti non si uniscono mai da soli.",
        en="Other names under which a partner appears, decided by a person: two bodies are never merged on their own."),
        also=("sinonimi", "varianti", "nomi"), columns=(
        Column("name", "text", Text(it="Nome",
                                    en="Name"), need="value", also=("nome visto", "variante", "alias", "name as seen"), help=Text(
            it="Il nome come compare.", en="The name as seen.")),
        Column("partner_id", "id", Text(it="Codice partner", en="Partner ID"), need="value", also=_PARTNER, refers="partners", help=Text(
            it="Il partner a cui appartiene.", en="The partner it belongs to.")),
        Column("decided_by", "text", Text(it="Deciso da", en="Decided by"), help=Text(
            it="Chi lo ha deciso.", en="Who decided.")),
        Column("date", "text", Text(it="Data", en="Date"), also=("quando",), help=Text(
            it="Quando.", en="When.")),
        Column("reason", "text", Text(it="Motivo", en="Reason"), also=("perche", "note"), help=Text(
            it="Perché.", en="Why.")),
        Column("source", "text", Text(it="Fonte", en="Source"), also=("documento", "source url"), help=Text(
            it="Dove si vede.", en="Where it can be seen.")),
    )),
)

DEFAULT_SECTORS: tuple[tuple[str, str, str, str], ...] = (
    ("public", "Ente pubblico", "Public body", "public"),
    ("health", "Sanità pubblica", "Public health body", "public"),
    ("university", "Università e ricerca", "University and research", "public"),
    ("school", "Scuola e formazione", "School and training", "public"),
    ("cooperative", "Cooperativa", "Cooperative", "nonprofit"),
    ("association", "Associazione", "Association", "nonprofit"),
    ("volunteer", "Volontariato", "Volunteer organisation", "nonprofit"),
    ("foundation", "Fondazione", "Foundation", "nonprofit"),
    ("religious", "Ente religioso", "Religious body", "nonprofit"),
    ("union", "Sindacato", "Trade union", "nonprofit"),
    ("enterprise", "Impresa", "Business", "business"),
)
# fmt: on

TABLE: dict[str, Table] = {table.name: table for table in TABLES}


def find_table(written: str) -> Table | None:
    """Return the table that a file or sheet called `written` holds, if any."""
    return next((table for table in TABLES if key(written) in table.keys), None)


def headings(table: Table, lang: Lang) -> list[str]:
    """Return the headings of `table` in `lang`, in order."""
    return [column.heading[lang] for column in table.columns]
