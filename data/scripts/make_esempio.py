"""Invent the city of `data/esempio`: a complete study, the same at every run.

    python data/scripts/make_esempio.py [OUTPUT_FOLDER]

No body, project or figure in it exists. It is written as an Italian analyst would keep it: Italian headings and words, `;` between columns,
decimal commas, dates as day/month/year, a byte-order mark so that a spreadsheet opens the accents well.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from package import Column, Dialect, Table, save_package
from stdnum import luhn

from reteanalysis.loading.schema import CONTRIBUTIONS, DEFAULT_SECTORS, ROLES, TABLE
from reteanalysis.loading.schema import Table as Schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")

SEED = 2019
YEARS = (2019, 2020, 2021)
DISTRICTS = tuple("12345678")
OWNER = "comune"

# What the city looks like: how much bodies prefer their own sector shrinks year by year, so that work across sectors grows.
PREFERENCE_FOR_OWN_SECTOR = {2019: 16.0, 2020: 4.0, 2021: 1.0}
OWNER_TAKES_PART = {2019: 0.74, 2020: 0.70, 2021: 0.62}
OWNER_LEADS = {2019: 0.75, 2020: 0.60, 2021: 0.45}
STAYS_IN_TEAM = 0.85
TEAM_SIZES = {2: 16, 3: 20, 4: 18, 5: 13, 6: 10, 7: 8, 8: 5, 9: 4, 10: 3, 12: 3}
# Sectors that never sit at the same table: the gaps a reader should find.
NEVER_TOGETHER = {
    frozenset(pair)
    for pair in (
        ("enterprise", "religious"),
        ("enterprise", "health"),
        ("religious", "university"),
        ("union", "volunteer"),
        ("school", "union"),
    )
}
# In which years a body takes part: those who stay, arrive, leave, or come back after a year away.
PRESENCE = {(2019, 2020, 2021): 28, (2019, 2020): 15, (2020, 2021): 15, (2019,): 14, (2020,): 8, (2021,): 15, (2019, 2021): 5}

AREAS = (
    ("abitare", "Abitare", "Housing"),
    ("lavoro", "Lavoro e formazione", "Work and training"),
    ("cibo", "Cibo e beni essenziali", "Food and essential goods"),
    ("salute", "Salute e benessere", "Health and wellbeing"),
    ("famiglie", "Famiglie e minori", "Families and children"),
    ("anziani", "Anziani e cure a casa", "Older people and care at home"),
)
PEOPLE_IN_NEED = {"abitare": 210, "lavoro": 420, "cibo": 560, "salute": 190, "famiglie": 330, "anziani": 280}
GROWTH = {2019: 1.0, 2020: 1.35, 2021: 1.2}
HARDSHIP = {"1": 0.6, "2": 0.9, "3": 1.5, "4": 0.8, "5": 1.2, "6": 1.8, "7": 0.5, "8": 0.7}
NOT_SURVEYED = {("salute", "7", 2019), ("salute", "8", 2019), ("anziani", "4", 2020)}

# sector: legal form, then the bodies. A star: takes part in all three years. Nobody bears these names.
BODIES = {
    ("public", "ente pubblico"): """Comune di Borgo Esempio*; Provincia di Borgo Esempio*; Agenzia per la casa di Borgo Esempio*;
        Centro per l'impiego di Borgo Esempio*; Unione dei comuni dell'Altra Valle; Ufficio del Governo di Borgo Esempio;
        Agenzia della mobilità di Borgo Esempio; Biblioteche civiche di Borgo Esempio*""",
    (
        "health",
        "ente pubblico",
    ): """Azienda sanitaria di Borgo Esempio*; Ospedale civico di Borgo Esempio; Servizio di salute mentale dell'Altra Valle*;
        Consultorio di Porta Immaginaria""",
    (
        "university",
        "ente pubblico",
    ): """Università di Borgo Esempio*; Dipartimento di studi sociali di Borgo Esempio; Istituto di ricerche Quattroventi""",
    ("school", "ente pubblico"): """Istituto comprensivo Aquilone Rosso; Istituto comprensivo Ponte Storto*; Liceo Punto e Virgola;
        Istituto tecnico Lampadina; Centro di formazione Mani Pronte*; Centro di formazione Tornio; Scuola per adulti Seconda Campanella""",
    (
        "cooperative",
        "società cooperativa sociale",
    ): """Cooperativa Lumaca Turchina*; Cooperativa Carriola Volante*; Cooperativa Orto sul Soffitto*;
        Cooperativa Nuvola Quadra*; Cooperativa Vento di Sotto; Cooperativa Gelso Blu*; Cooperativa Trecento Scalini; Cooperativa Sasso Gentile;
        Cooperativa Filo e Forbici; Cooperativa Bussola Storta; Cooperativa Pane Tondo; Cooperativa Chiave di Violino; Cooperativa Lanterna a Molla*;
        Cooperativa Tre Cucchiai; Cooperativa Passo di Gambero; Cooperativa Mezza Luna Piena; Cooperativa Rondine di Marzo""",
    (
        "association",
        "associazione di promozione sociale",
    ): """Associazione Panchina Lunga*; Associazione Fuori Fuoco; Associazione Sottovoce Forte*;
        Associazione Cortile a Quadretti; Associazione Gatto sul Tetto; Associazione Mappamondo Sgonfio*; Associazione Domani Pomeriggio;
        Associazione Sesta Stagione; Associazione Matita Spuntata; Associazione Pentole e Coperchi; Associazione Terza Corsia e Mezzo;
        Associazione Vicini di Pianerottolo*; Associazione Zaino di Piume; Associazione Altalena Rovesciata; Associazione Bicicletta Gialla; Associazione Senza Fretta Alcuna;
        Associazione Parole Larghe; Casa di quartiere Le Tre Panche; Casa di quartiere Ex Filanda; Rete delle case di quartiere di Borgo Esempio*;
        Associazione Tempo Perso""",
    (
        "volunteer",
        "organizzazione di volontariato",
    ): """Volontari della Dispensa*; Volontari Mano Tesa dell'Altra Valle; Volontari del Giovedì;
        Volontari Ambulatorio Mobile; Volontari Nonni Svegli*; Volontari Coperta Calda; Volontari Furgone Bianco; Volontari Ascolto Notturno;
        Volontari Scala Mobile""",
    (
        "foundation",
        "fondazione",
    ): """Fondazione Cassa di Borgo Esempio*; Fondazione Lampione; Fondazione Mulino Fermo; Fondazione Radice Quadrata*;
        Fondazione Ultimo Banco; Fondazione Ponte Storto""",
    ("religious", "ente religioso"): """Diocesi di Borgo Esempio*; Mensa diocesana di Borgo Esempio*; Parrocchia di Porta Immaginaria;
        Comunità evangelica di Borgo Esempio; Centro islamico dell'Altra Valle; Suore di Collefinto""",
    (
        "union",
        "sindacato",
    ): """Unione dei Lavoratori di Borgo Esempio*; Unione dei Pensionati di Borgo Esempio; Sindacato degli Inquilini di Borgo Esempio""",
    (
        "enterprise",
        "società a responsabilità limitata",
    ): """Officine Bulloni e Figli; Impresa Rimessanuova; Borgo Energia Esempio*; Supermercati Cesta Piena*;
        Studio Algoritmo Domestico; Logistica Via Vai""",
}
WITHOUT_SECTOR = "associazione-tempo-perso"
PART_OF = {
    "servizio-salute-mentale-altra-valle": ("azienda-sanitaria",),
    "consultorio-porta-immaginaria": ("azienda-sanitaria",),
    "dipartimento-studi-sociali": ("universita",),
    "casa-quartiere-tre-panche": ("rete-case-quartiere",),
    "casa-quartiere-ex-filanda": ("rete-case-quartiere", "cooperativa-lumaca-turchina"),
    "mensa-diocesana": ("diocesi",),
    "parrocchia-porta-immaginaria": ("diocesi",),
}

# title | area | whom it is for | years | parent | extra words; written out because a study's history is easier to read than to draw.
PROJECTS = """
Prima una casa | abitare | famiglie in emergenza abitativa | 2019-2021
Chiavi di casa | abitare | famiglie in emergenza abitativa | 2019-2020
Alloggi ponte | abitare | persone senza dimora | 2020-2021 | Prima una casa
Porta accanto | abitare | giovani soli | 2019
Notti d'inverno 2019 | abitare | persone senza dimora | 2019
Notti d'inverno 2020 | abitare | persone senza dimora | 2020 | | emergenza
Notti d'inverno 2021 | abitare | persone senza dimora | 2021
Affitto tra amici | abitare | famiglie in emergenza abitativa | 2021
Condomini che si parlano | abitare | famiglie in emergenza abitativa | 2021
Sportello sfratti | abitare | famiglie in emergenza abitativa | 2021
Bottega delle competenze | lavoro | disoccupati | 2019-2020
Tirocini in cammino | lavoro | giovani soli | 2020-2021
Impara e lavora | lavoro | giovani soli | 2019
Cantieri corti | lavoro | disoccupati | 2019
Ripartire a cinquanta | lavoro | disoccupati | 2019
Officina dei ragazzi | lavoro | giovani soli | 2020
Digitale per tutti | lavoro | disoccupati | 2020
Lavori verdi | lavoro | disoccupati | 2021
Curriculum in piazza | lavoro | disoccupati | 2021 | Tirocini in cammino
Italiano al lavoro | lavoro | nuovi cittadini | 2021
Dispensa di quartiere | cibo | famiglie a basso reddito | 2019-2021
Spesa sospesa di via Larga | cibo | famiglie a basso reddito | 2020-2021 | Dispensa di quartiere | emergenza
Pane di ieri | cibo | famiglie a basso reddito | 2019-2020
Cucina larga | cibo | persone senza dimora | 2019
Orti d'inverno | cibo | famiglie a basso reddito | 2020
Pacchi a domicilio | cibo | anziani soli | 2020 | Dispensa di quartiere | emergenza
Mensa diffusa | cibo | persone senza dimora | 2020 | | emergenza
Frigo comune | cibo | famiglie a basso reddito | 2021
Tavola lunga | cibo | famiglie a basso reddito | 2021
Mercato che resta | cibo | famiglie a basso reddito | 2021
Ascolto aperto | salute | persone fragili | 2019-2020
Ambulatorio di strada | salute | persone senza dimora | 2019
Mente in comune | salute | persone fragili | 2020-2021
Sorrisi in prestito | salute | minori | 2019
Passi leggeri | salute | persone fragili | 2019
Cure vicine | salute | anziani soli | 2020 | | emergenza
Linea d'ascolto | salute | persone fragili | 2020 | Ascolto aperto | emergenza
Farmaco amico di Borgo | salute | famiglie a basso reddito | 2021
Infermieri in cortile | salute | anziani soli | 2021
Oltre il muro | salute | giovani soli | 2021
Doposcuola diffuso | famiglie | minori | 2019-2021
Spazio genitori | famiglie | famiglie a basso reddito | 2019
Estate in cortile | famiglie | minori | 2019 | Doposcuola diffuso
Biblioteca viandante | famiglie | minori | 2019
Parole nuove | famiglie | nuovi cittadini | 2019
Nessuno resta indietro | famiglie | minori | 2020 | | emergenza
Compiti al telefono | famiglie | minori | 2020 | Doposcuola diffuso | emergenza
Giocare fuori | famiglie | minori | 2020
Adolescenti al centro | famiglie | minori | 2021
Nido di giorno | famiglie | famiglie a basso reddito | 2021
Tempo per noi | famiglie | famiglie a basso reddito | 2021
Buongiorno nonni | anziani | anziani soli | 2019-2020
Custodi di scala | anziani | anziani soli | 2019
Memoria viva | anziani | anziani soli | 2019
Pomeriggi insieme | anziani | anziani soli | 2019
Telefono di casa | anziani | anziani soli | 2020 | | emergenza
Taxi dei nipoti | anziani | anziani soli | 2020
Badanti in rete | anziani | famiglie a basso reddito | 2021
Casa sicura | anziani | anziani soli | 2021
Cammini d'argento | anziani | anziani soli | 2021
"""

# Small teams set by hand: projects of one body, two bodies nobody else works with, and bodies reached through one body only.
SET_TEAMS = {
    "sorrisi-in-prestito": ("associazione-altalena-rovesciata",),
    "telefono-di-casa": ("unione-pensionati",),
    "mercato-che-resta": ("cooperativa-pane-tondo",),
    "biblioteca-viandante": ("istituto-comprensivo-aquilone-rosso", "parrocchia-porta-immaginaria"),
    "orti-d-inverno": ("fondazione-mulino-fermo", "associazione-zaino-piume", "cooperativa-tre-cucchiai"),
    "cammini-d-argento": ("volontari-nonni-svegli", "associazione-senza-fretta-alcuna", "suore-collefinto"),
}
SET_PRESENCE = {
    "associazione-altalena-rovesciata": (2019,),
    "unione-pensionati": (2020, 2021),
    "cooperativa-pane-tondo": (2021,),
    "istituto-comprensivo-aquilone-rosso": (2019,),
    "parrocchia-porta-immaginaria": (2019,),
    "fondazione-mulino-fermo": (2019, 2020, 2021),
    "associazione-zaino-piume": (2020,),
    "cooperativa-tre-cucchiai": (2020,),
    "associazione-senza-fretta-alcuna": (2021,),
    "suore-collefinto": (2021,),
}
"""Bodies whose years are fixed by the teams above."""
ONLY_IN_SET_TEAMS = {partner for team in SET_TEAMS.values() for partner in team} - {
    "fondazione-mulino-fermo",
    "volontari-nonni-svegli",
    "unione-pensionati",
}
"""The others work elsewhere too."""

USUAL_GIFTS = {
    "public": ("operational", "economic"),
    "health": ("knowledge", "operational"),
    "university": ("knowledge",),
    "school": ("knowledge", "operational"),
    "cooperative": ("operational", "knowledge"),
    "association": ("operational", "knowledge"),
    "volunteer": ("operational",),
    "foundation": ("economic", "knowledge"),
    "religious": ("operational", "economic"),
    "union": ("knowledge",),
    "enterprise": ("economic", "operational"),
}

ALIASES = (
    ("Coop. Lumaca Turchina", "cooperativa-lumaca-turchina", "14/01/2020", "forma breve negli elenchi"),
    ("Panchina Lunga APS", "associazione-panchina-lunga", "14/01/2020", "la forma giuridica va e viene"),
    ("ASL Borgo Esempio", "azienda-sanitaria", "03/02/2020", "sigla dell'azienda sanitaria"),
    ("Città di Borgo Esempio", "comune", "03/02/2020", "altro nome del Comune"),
    ("Fond. Cassa Borgo Esempio", "fondazione-cassa", "03/02/2020", "abbreviazione"),
    ("Coop. Nuvola Cuadra", "cooperativa-nuvola-quadra", "18/01/2021", "errore di battitura"),
    ("Le Tre Panche", "casa-quartiere-tre-panche", "18/01/2021", "nome d'uso"),
    ("Centro Impiego", "centro-impiego", "18/01/2021", "forma breve"),
)

# The words an Italian writes for what the study keeps as codes.
ROLE = {choice.code: choice.name["it"] for choice in ROLES}
GIFT = {choice.code: choice.name["it"] for choice in CONTRIBUTIONS}
SECTOR = {code: name for code, name, *_ in DEFAULT_SECTORS} | {"": ""}
SERVICE_OF = {
    "abitare": ("posti letto", (6, 40)),
    "lavoro": ("posti in tirocinio", (5, 25)),
    "cibo": ("dispensa", (60, 300)),
    "salute": ("ambulatorio", (20, 90)),
    "famiglie": ("doposcuola", (15, 60)),
    "anziani": ("assistenza a domicilio", (10, 50)),
}
NOT_YET_PARTNERS = {
    "cooperative": ("Cooperativa", 16),
    "association": ("Associazione", 36),
    "volunteer": ("Volontari", 16),
    "foundation": ("Fondazione", 4),
    "religious": ("Comunità", 5),
    "school": ("Istituto", 5),
    "enterprise": ("Impresa", 8),
}
NOUNS = ("Barca", "Collina", "Finestra", "Girandola", "Lente", "Marmellata", "Onda", "Piuma", "Spiga", "Trottola", "Vela", "Zattera")
ADJECTIVES = ("Arancione", "Curiosa", "Lontana", "Paziente", "Piccola", "Quieta", "Rovesciata", "Sonora")


@dataclass(frozen=True)
class Body:
    """One invented body."""

    id: str
    name: str
    sector: str
    legal_form: str
    district: str
    years: tuple[int, ...]
    pull: float


@dataclass(frozen=True)
class Project:
    """One invented project; `district` is blank where it serves the whole city."""

    id: str
    title: str
    area: str
    target: str
    years: tuple[int, ...]
    district: str
    parent: str
    strand: str


class Dice:
    """Chance, asked for in one way only: numpy promises the same uniform draws in every version, not the same choices."""

    def __init__(self, seed: int) -> None:
        self._uniform = np.random.Generator(np.random.PCG64(seed)).random

    def chance(self, share: float) -> bool:
        """Return True `share` of the times."""
        return bool(self._uniform() < share)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self._uniform() * (high - low + 1))

    def one(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """Return one of `items`, those with more weight more often."""
        if weights is None:
            return items[self.between(0, len(items) - 1)]
        mark = self._uniform() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            mark -= weight
            if mark < 0:
                return item
        return items[-1]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """Return `items` in any order."""
        return [item for _, item in sorted(((float(self._uniform()), place), item) for place, item in enumerate(items))]


def slug(text: str) -> str:
    """Return an identifier for a name, without the words every name has.

    >>> slug("Agenzia per la casa di Borgo Esempio")
    'agenzia-casa'
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", plain.replace("borgo esempio", ""))
    return "-".join(
        word for word in words if word not in {"di", "del", "dei", "della", "delle", "degli", "dell", "per", "la", "le", "l", "e", "sul"}
    )


def bodies(dice: Dice) -> list[Body]:
    """Return the partners of the city; a few pull many others, most pull few."""
    named = [(name.strip(), sector, form) for (sector, form), names in BODIES.items() for name in " ".join(names.split()).split(";")]
    presences, weights = list(PRESENCE), list(PRESENCE.values())
    pulls = dice.shuffled(1 / (rank + 3) for rank in range(len(named)))
    found = []
    for (name, sector, form), pull in zip(named, pulls, strict=True):
        steady = name.endswith("*")
        name = name.rstrip("*")
        partner = "comune" if name.startswith("Comune") else slug(name)
        years = SET_PRESENCE.get(partner) or (YEARS if steady else dice.one(presences, weights))
        district = "" if sector in {"public", "union"} else dice.one(DISTRICTS)
        found.append(Body(partner, name, "" if partner == WITHOUT_SECTOR else sector, form, district, years, pull * (2 if steady else 1)))
    return found


def projects(dice: Dice) -> list[Project]:
    """Return the projects of the three years, most of them in the districts where hardship is greater."""
    found = []
    for line in PROJECTS.strip().splitlines():
        title, area, target, years, *more = (part.strip() for part in line.split("|"))
        first, _, last = years.partition("-")
        district = "" if dice.chance(0.15) else dice.one(DISTRICTS, [HARDSHIP[d] for d in DISTRICTS])
        parent, strand, *_ = [*more, "", ""]
        span = tuple(range(int(first), int(last or first) + 1))
        found.append(Project(slug(title), title, area, target, span, district, slug(parent), strand or "ordinaria"))
    return found


def may_join(body: Body, team: Sequence[Body]) -> bool:
    """Return whether a body's sector sits at the table of this team."""
    return body not in team and not any(frozenset((body.sector, member.sector)) in NEVER_TOGETHER for member in team)


def teams_of(
    year: int, everyone: Sequence[Body], running: Sequence[Project], before: dict[str, list[Body]], dice: Dice
) -> dict[str, list[Body]]:
    """Return who works on each project of a year, given who worked on it the year before."""
    by_id = {body.id: body for body in everyone}
    owner = by_id[OWNER]
    present = [body for body in everyone if year in body.years and body is not owner and body.id not in ONLY_IN_SET_TEAMS]
    teams = {project.id: [by_id[partner] for partner in SET_TEAMS[project.id]] for project in running if project.id in SET_TEAMS}
    open_projects = [project for project in running if project.id not in SET_TEAMS]
    room = {}
    for project in open_projects:
        stayed = [body for body in before.get(project.id, []) if year in body.years and dice.chance(STAYS_IN_TEAM)]
        if owner not in stayed and dice.chance(OWNER_TAKES_PART[year]):
            stayed.insert(0, owner)
        teams[project.id] = stayed
        long_or_urgent = len(project.years) == 3 or project.strand == "emergenza"
        room[project.id] = max(dice.one(list(TEAM_SIZES), list(TEAM_SIZES.values())) + long_or_urgent, len(stayed) + (len(stayed) < 2))

    def liking(body: Body, project: Project) -> float:
        same = any(member.sector == body.sector for member in teams[project.id])
        near = 1.5 if body.district and body.district == project.district else 1.0
        return near * (PREFERENCE_FOR_OWN_SECTOR[year] if same else 1.0)

    at_work = {body.id for project in open_projects for body in teams[project.id]}
    for body in dice.shuffled(body for body in present if body.id not in at_work):  # nobody present stays without a project
        welcoming = [project for project in open_projects if may_join(body, teams[project.id])]
        free = [project for project in welcoming if len(teams[project.id]) < room[project.id]] or welcoming
        teams[dice.one(free, [liking(body, project) for project in free]).id].append(body)
    for project in open_projects:
        team = teams[project.id]
        while len(team) < room[project.id] and (others := [body for body in present if may_join(body, team)]):
            team.append(dice.one(others, [body.pull * liking(body, project) for body in others]))
    return teams


def roles(year: int, team: Sequence[Body], dice: Dice) -> list[str]:
    """Return the role of each member of a team: one leads, funders are mostly foundations and enterprises."""
    can_lead = [body.id for body in team if body.sector not in {"foundation", "enterprise", "union"}] or [team[0].id]
    leader = (
        OWNER
        if OWNER in can_lead and (len(can_lead) == 1 or dice.chance(OWNER_LEADS[year]))
        else dice.one([i for i in can_lead if i != OWNER] or can_lead)
    )
    given = []
    for body in team:
        if body.id == leader:
            given.append("lead")
        elif body.sector in {"foundation", "enterprise"} and dice.chance(0.6):
            given.append("funder")
        else:
            given.append("network" if dice.chance(0.12) else "partner")
    return given


def contribution(body: Body, role: str, dice: Dice) -> tuple[str, ...]:
    """Return what a body brings; now and then nobody wrote it down."""
    usual = USUAL_GIFTS.get(body.sector, ("operational",))
    if role == "funder":
        return ("economic", "knowledge") if dice.chance(0.15) else ("economic",)
    if dice.chance(0.12):
        return ()
    first = usual[0] if len(usual) == 1 or dice.chance(0.65) else usual[1]
    return usual if len(usual) > 1 and dice.chance(0.2) else (first,)


def money(dice: Dice, low: int, high: int) -> float:
    """Return an amount in euro: many small, few large, some with cents."""
    share = dice.between(0, 1000) / 1000
    return round(low + (high - low) * share**4, -2) + (0.5 if dice.chance(0.1) else 0.0)


def italian(value: float) -> str:
    """Return an amount as an Italian spreadsheet holds it.

    >>> italian(1200.5)
    '1200,50'
    """
    return f"{value:.2f}".replace(".", ",")


class City:
    """The invented city: every table drawn in turn from one seed."""

    def __init__(self) -> None:
        self.dice = Dice(SEED)
        self.bodies = bodies(self.dice)
        self.projects = projects(self.dice)
        self.teams: dict[int, dict[str, list[Body]]] = {}
        for year in YEARS:
            running = [project for project in self.projects if year in project.years]
            self.teams[year] = teams_of(year, self.bodies, running, self.teams.get(year - 1, {}), self.dice)
        self.raised: dict[str, float] = defaultdict(float)
        self.leaders: dict[tuple[str, int], str] = {}
        self.participations = self._participations()

    def _participations(self) -> list[dict[str, str]]:
        rows = []
        for year, teams in self.teams.items():
            for project, team in teams.items():
                for body, role in zip(team, roles(year, team, self.dice), strict=True):
                    given = contribution(body, role, self.dice)
                    amount = money(self.dice, 1_000, 90_000) if "economic" in given else 0.0
                    self.raised[project] += amount
                    if role == "lead":
                        self.leaders[project, year] = body.id
                    rows.append(
                        {
                            "partner_id": body.id,
                            "project_id": project,
                            "year": str(year),
                            "role": ROLE[role],
                            "contribution": ";".join(GIFT[kind] for kind in given),
                            "amount_eur": italian(amount) if amount else "",
                            "source": f"accordo di collaborazione {year}, allegato 1 (inventato)",
                        }
                    )
        for name, partner, *_ in ALIASES[:3]:  # as people type: three rows bear another name of the body
            next(row for row in rows if row["partner_id"] == partner)["partner_id"] = name
        together = {(body.id, project) for teams in self.teams.values() for project, team in teams.items() for body in team}
        steady = [body.id for body in self.bodies if body.years == YEARS and body.id not in ONLY_IN_SET_TEAMS]
        undated = [
            (body, project.id)
            for body in steady
            for project in self.projects
            if len(project.years) > 1 and (body, project.id) not in together
        ]
        for partner, project in self.dice.shuffled(undated)[:6]:
            rows.append(
                {"partner_id": partner, "project_id": project, "year": "", "role": ROLE["network"], "contribution": "", "amount_eur": ""}
                | {"source": "elenco senza data (inventato)"}
            )
        return rows

    def partner_rows(self) -> list[dict[str, str]]:
        """Return the partners."""
        rows = []
        for number, body in enumerate(self.bodies, start=1):
            code = f"9999{number:03d}999"  # far from any number in use; only the check digit is as it should be
            rows.append(
                {
                    "partner_id": body.id,
                    "name": body.name,
                    "sector": SECTOR[body.sector],
                    "legal_form": body.legal_form,
                    "district": body.district,
                    "part_of": ";".join(PART_OF.get(body.id, ())),
                    "tax_code": code + luhn.calc_check_digit(code) if self.dice.chance(0.7) else "",
                    "active_from": str(body.years[0]) if body.years[0] > YEARS[0] and self.dice.chance(0.3) else "",
                    "active_to": str(body.years[-1]) if body.years[-1] < YEARS[-1] and self.dice.chance(0.3) else "",
                }
            )
        return rows

    def project_rows(self) -> list[dict[str, str]]:
        """Return the projects, each costing a little more than its partners put in."""
        return [
            {
                "project_id": project.id,
                "title": project.title,
                "area": project.area,
                "target": project.target,
                "district": project.district,
                "year_from": str(project.years[0]),
                "year_to": str(project.years[-1]),
                "amount_eur": italian(self.raised[project.id] + money(self.dice, 5_000, 60_000)) if self.dice.chance(0.9) else "",
                "parent_project_id": project.parent,
                "linea": project.strand,
            }
            for project in self.projects
        ]

    def need_rows(self) -> list[dict[str, str]]:
        """Return people in need by area, district and year; three cells were never surveyed, which is not the same as nobody."""
        rows = []
        for area, people in PEOPLE_IN_NEED.items():
            for district in DISTRICTS:
                for year in YEARS:
                    noise = self.dice.between(80, 120) / 100
                    if (area, district, year) not in NOT_SURVEYED:
                        value = round(people * HARDSHIP[district] * GROWTH[year] * noise / 5) * 5
                        rows.append(
                            {
                                "area": area,
                                "district": district,
                                "year": str(year),
                                "indicator": "persone in condizione di bisogno",
                                "value": str(value),
                            }
                            | {"unit": "persone"}
                        )
        return rows

    def service_rows(self) -> list[dict[str, str]]:
        """Return places and desks opened by the projects, run by whoever leads them."""
        rows = []
        for project in self.projects:
            if not self.dice.chance(0.55):
                continue
            kind, (low, high) = SERVICE_OF[project.area]
            rows += [
                {
                    "partner_id": self.leaders[project.id, year],
                    "project_id": project.id,
                    "area": project.area,
                    "district": project.district,
                    "year": str(year),
                    "capacity": str(self.dice.between(low, high)),
                    "servizio": kind,
                }
                for year in project.years
            ]
        return rows

    def tie_rows(self) -> list[dict[str, str]]:
        """Return a survey of 2021: half the bodies at work answered, and rated those they worked with."""
        worked: dict[tuple[str, str], int] = defaultdict(int)
        for team in self.teams[2021].values():
            for one, other in combinations(sorted(body.id for body in team), 2):
                worked[one, other] += 1
                worked[other, one] += 1
        answered = {body.id for body in self.bodies if 2021 in body.years and self.dice.chance(0.5)}
        rows = []
        for (one, other), projects_together in sorted(worked.items()):
            if one in answered and self.dice.chance(0.8):
                trust = min(4, self.dice.between(1, 3) + (projects_together > 1) + self.dice.chance(0.3))
                value = min(4, max(1, trust + self.dice.between(-1, 1)))
                rows.append(
                    {
                        "from": one,
                        "to": other,
                        "year": "2021",
                        "kind": "questionario",
                        "resource": GIFT[self.dice.one(("knowledge", "operational", "economic"), (5, 4, 1))],
                        "weight": str(self.dice.between(1, 6) * projects_together),
                        "directed": "sì",
                        "trust": str(trust),
                        "value": str(value),
                    }
                )
        return rows

    def register_rows(self) -> list[dict[str, str]]:
        """Return the bodies of the city that are or could be partners."""
        rows = [
            {"partner_id": body.id, "name": body.name, "sector": SECTOR[body.sector], "district": body.district} for body in self.bodies
        ]
        names = self.dice.shuffled(f"{noun} {adjective}" for noun in NOUNS for adjective in ADJECTIVES)
        for sector, (word, count) in NOT_YET_PARTNERS.items():
            rows += [
                {"partner_id": "", "name": f"{word} {names.pop()}", "sector": SECTOR[sector], "district": self.dice.one(DISTRICTS)}
                for _ in range(count)
            ]
        return rows

    def tables(self) -> list[Table]:
        """Return every table under its Italian headings."""
        rows = {
            "partners": self.partner_rows(),
            "projects": self.project_rows(),
            "participations": self.participations,
            "needs": self.need_rows(),
            "services": self.service_rows(),
            "ties": self.tie_rows(),
            "areas": [dict(zip(("code", "it", "en"), area, strict=True)) for area in AREAS],
            "register": self.register_rows(),
            "aliases": [
                {
                    "name": name,
                    "partner_id": partner,
                    "decided_by": "ufficio di piano",
                    "date": date,
                    "reason": reason,
                    "source": "elenchi (inventati)",
                }
                for name, partner, date, reason in ALIASES
            ],
        }
        return [in_italian(TABLE[name], held) for name, held in rows.items()]


EXTRA = {
    "linea": Column("linea", "Linea di finanziamento: ordinaria o emergenza."),
    "servizio": Column("servizio", "Che cosa offre."),
}
TYPES = {"year": "integer", "number": "number"}


def in_italian(schema: Schema, rows: Sequence[dict[str, str]]) -> Table:
    """Return a table with the headings and the explanations that the empty Italian templates give."""
    declared = {
        column.name: Column(
            column.heading["it"],
            column.help["it"],
            TYPES.get(column.kind, "string"),
            required=column.need == "value",
            unique=column.name == schema.identifier,
        )
        for column in schema.columns
    }
    columns = {name: column for name, column in (declared | EXTRA).items() if name in rows[0]}
    renamed = [{columns[name].name: value for name, value in row.items()} for row in rows]
    return Table(f"{schema.title['it']}.csv", schema.help["it"], tuple(columns.values()), renamed)


def make(folder: Path) -> None:
    """Write the tables and `datapackage.json` into `folder`."""
    about = {
        "name": "borgo-esempio",
        "title": "Borgo Esempio, una città inventata, 2019-2021",
        "description": "Dati inventati, generati da un programma con un seme fisso: nessun ente, progetto o importo esiste. "
        "Invented data, made by a program from a fixed seed: no body, project or amount is real.",
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0"}],
        "sources": [{"title": "data/scripts/make_esempio.py"}],
    }
    save_package(folder, about, City().tables(), Dialect(delimiter=";", decimal=",", bom=True))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        raise SystemExit(__doc__)
    make(Path(sys.argv[1]) if len(sys.argv) == 2 else Path(__file__).parents[1] / "esempio")
