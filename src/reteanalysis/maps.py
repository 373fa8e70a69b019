"""Networks, drawn: where everybody stands, the network of sectors, and the interactive page of partners.

Positions are computed once on all years together, so that the pictures of two years can be laid one on the other.
pyvis makes the interactive network and carries the engine that draws it (vis-network); the page around it is ours, since
pyvis' own page fetches its parts from the web, says no language and cannot be read without a mouse.
"""

from __future__ import annotations

import json
import unicodedata
from base64 import b64encode
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.paper import FAINT, GAP, INK, MUTED, WIDTH, drawing, sector_style, sheet, wrapped, write_keys
from reteanalysis.terms import UNDEFINED_MARK, Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from reteanalysis.network import Network

TOO_MANY = 1000  # partners; above this a map of dots says nothing, and takes half a minute: sectors are drawn instead
_APART = 78.0  # least distance between two partners, in the map's own units

Place = tuple[float, float]
_TEMPLATES = Path(__file__).parent / "templates"


# ---------------------------------------------------------------------- where everybody stands


def positions(networks: Mapping[int, Network], *, seed: int = 2019) -> dict[str, Place]:
    """Return one place for each partner, the same in every year.

    Parameters
    ----------
    networks : mapping of int to Network
        All the years of the study; their ties are laid out together.
    seed : int
        Where the layout starts from. Same networks and seed, same places.

    Returns
    -------
    dict of str to pair of float
        Places by partner. Groups without a tie between them are packed one beside the other, partners that never had a
        tie stand in rows below. In a study of more than `TOO_MANY` partners the places are those of the sectors.

    Examples
    --------
    >>> from reteanalysis import example
    >>> len(positions(example().networks))
    7
    """
    partners = sorted({partner for network in networks.values() for partner in network.partners})
    if len(partners) > TOO_MANY:
        return positions({year: by_sector(network) for year, network in networks.items()}, seed=seed)
    at = {partner: i for i, partner in enumerate(partners)}
    strength = csr_array((len(partners), len(partners)))
    for network in networks.values():
        # a project of twenty makes 190 weak ties, not 190 strong ones: it must not pull the map into one knot
        ties = (network.ties if network.projection == "declared" else network.newman).tocoo()
        index = np.array([at[partner] for partner in network.partners], np.intp)
        strength = strength + csr_array((ties.data.astype(float), (index[ties.row], index[ties.col])), shape=strength.shape)
    return dict(zip(partners, map(tuple, _packed(_groups(csr_array(strength), seed)).round(1).tolist()), strict=True))


def _groups(strength: csr_array, seed: int) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Return the connected groups, largest first: who is in each, and where, around their own centre."""
    import networkx as nx
    from scipy.sparse.csgraph import connected_components

    count, label = connected_components(strength, directed=False)
    groups = []
    for members in sorted((np.flatnonzero(label == k) for k in range(count)), key=lambda group: (-len(group), group[0])):
        n = len(members)
        if n < 3:
            groups.append((members, np.array([[1.6 * _APART * k, 0.0] for k in range(n)])))
            continue
        graph = nx.from_scipy_sparse_array(csr_array(strength[members][:, members]))
        found = nx.spring_layout(graph, seed=seed, weight="weight", iterations=120 if n < 300 else 40, k=1.6 / np.sqrt(n))
        places = np.array([found[i] for i in range(n)])
        # screens are wider than tall
        groups.append((members, _apart(places / max(np.abs(places).max(), 1e-9) * np.sqrt(n) * _APART * (0.85, 0.55))))
    return groups


def _apart(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Push apart whoever stands too close, a little at a time."""
    from scipy.spatial import KDTree

    places = places + np.linspace(0, 1e-3, len(places))[:, None] * (1, -1)  # no two on the very same spot
    for _ in range(200):
        close = KDTree(places).query_pairs(_APART * 0.98, output_type="ndarray")
        if not len(close):
            break
        a, b = close.T
        between = places[b] - places[a]
        gap = np.linalg.norm(between, axis=1, keepdims=True)
        push = between / gap * (_APART - gap) * 0.5
        np.add.at(places, a, -push)
        np.add.at(places, b, push)
    return places


def _packed(groups: Sequence[tuple[NDArray[np.intp], NDArray[np.float64]]]) -> NDArray[np.float64]:
    """Return all places, the groups set in rows: the first as wide as it needs, the others below it."""
    out = np.zeros((sum(len(members) for members, _ in groups), 2))
    room = [np.ptp(places, axis=0) + 1.6 * _APART for _, places in groups]
    wide = max([size[0] for size in room] + [np.sqrt(1.8 * sum(size[0] * size[1] for size in room))], default=0.0)
    x = y = tall = 0.0
    for (members, places), size in zip(groups, room, strict=True):
        if x and x + size[0] > wide + 1e-6:
            x, y, tall = 0.0, y + tall, 0.0
        out[members] = places - places.min(axis=0) + (x, y)
        x, tall = x + size[0], max(tall, size[1])
    return out - (out.max(axis=0) + out.min(axis=0)) / 2 if len(out) else out


def by_sector(network: Network) -> Network:
    """Return the network of the sectors themselves: one partner for each sector somebody is in, seated where any of them sits."""
    here = network.present_sectors
    seats = csr_array((network.team_sectors.T > 0).astype(np.int64))[here]
    seats.sort_indices()
    return replace(
        network,
        partners=tuple(np.array(network.sectors, object)[here]),
        incidence=seats,
        sector=np.flatnonzero(here),
        partner_data={},
        seat_data={},
        declared=None,
        projection="shared",
        owner=None,
    )


# ---------------------------------------------------------------------- the network of sectors

_CIRCLE_KEYS = (
    Text(it="si incontrano (linea più spessa: più incontri)", en="they meet (thicker line: more meetings)"),
    Text(it="non si incontrano mai", en="they never meet"),
    Text(it="settore senza partner quest'anno", en="sector without partners this year"),
)
_PARTNERS = (Text(it="1 partner", en="1 partner"), Text(it="{n} partner", en="{n} partners"), Text(it="nessun partner", en="no partners"))


@drawing
def sector_map(networks: Mapping[int, Network], year: int, sectors: Mapping[str, str], lang: Lang) -> Figure:
    """Draw who meets whom among the sectors in one year; every sector keeps its place on the circle in all years.

    Parameters
    ----------
    networks : mapping of int to Network
        All the years of the study: sectors that never have anybody are left out.
    year : int
        The year to draw.
    sectors : mapping of str to str
        Names of the sectors by code.
    """
    network = networks[year]
    ever = np.flatnonzero(np.any([other.present_sectors for other in networks.values()], axis=0))
    meetings, sizes = network.sector_pairs, network.sector_size
    height = 410.0
    figure, axes = sheet(height)
    axes.set_aspect("equal")
    turn = np.pi * (2 * np.arange(len(ever)) / max(len(ever), 1) - 0.5)
    spot = {g: (WIDTH / 2 + 138 * np.cos(angle), height / 2 + 10 + 136 * np.sin(angle)) for g, angle in zip(ever, turn, strict=True)}
    most = max([1, *(int(np.triu(other.sector_pairs, 1).max(initial=0)) for other in networks.values())])  # years compare
    for a in ever:
        for b in ever[ever > a]:
            xs, ys = zip(spot[a], spot[b], strict=True)
            if meetings[a, b]:
                axes.plot(xs, ys, color="#5b7fa6", alpha=0.75, linewidth=0.9 + 9 * meetings[a, b] / most, solid_capstyle="round", zorder=2)
            elif sizes[a] and sizes[b]:
                axes.plot(xs, ys, color=GAP, alpha=0.9, linewidth=0.8, linestyle=(0, (1, 3)), zorder=1)
    for g, angle in zip(ever, turn, strict=True):
        look, (x, y) = sector_style(int(g)), spot[g]
        size = 11 + 17 * np.sqrt(sizes[g] / max(sizes.max(initial=1), 1))
        if sizes[g]:
            axes.plot(x, y, look.marker, color=look.colour, markersize=size, markeredgecolor=MUTED, markeredgewidth=0.8, zorder=4)
        else:
            axes.plot(x, y, "o", markersize=9, markerfacecolor="white", markeredgecolor=FAINT, zorder=4)
        east, south = np.cos(angle), np.sin(angle)
        counted = _PARTNERS[2][lang] if not sizes[g] else _PARTNERS[int(sizes[g] > 1)].say(lang, n=number(sizes[g], "count", lang))
        align = "center" if abs(east) < 0.05 else "left" if east > 0 else "right"
        words = wrapped(sectors[network.sectors[g]], 220 if align == "center" else 112, 10, "semibold")
        tall = 13.0 * (words.count("\n") + 1)
        x, y = x + east * (size / 2 + 8), y + south * (size / 2 + 8) - (tall + 13) * (1 - south) / 2
        axes.text(x, y, words, ha=align, va="top", weight="semibold", color=INK if sizes[g] else MUTED, linespacing=0.85, zorder=5)
        axes.text(x, y + tall, counted, ha=align, va="top", fontsize=9, color=MUTED, zorder=5)
    met: dict[str, Any] = {"color": "#5b7fa6", "linewidth": 3, "linestyle": "solid"}
    never: dict[str, Any] = {"color": GAP, "linewidth": 1, "linestyle": (0, (1, 3))}
    empty: dict[str, Any] = {"marker": "o", "markersize": 8, "markerfacecolor": "white", "markeredgecolor": FAINT, "linestyle": "none"}
    keys = [met, never, empty] if (sizes[ever] == 0).any() else [met, never]
    write_keys(axes, [(look, words[lang]) for look, words in zip(keys, _CIRCLE_KEYS, strict=False)], 8)
    return figure


# ---------------------------------------------------------------------- the interactive page

_WORDS: dict[str, Text] = {
    "skip": Text(it="Vai all'elenco dei partner", en="Skip to the list of partners"),
    "language": Text(it="English", en="Italiano"),
    "pages": Text(it="Altre pagine", en="Other pages"),
    "intro": Text(
        it="Ogni segno è un partner; una linea unisce due partner che hanno lavorato insieme ad almeno un progetto, ed è tanto più "
        "spessa quanti più sono i progetti in comune. La posizione di ciascuno è la stessa in tutti gli anni.",
        en="Each mark is a partner; a line joins two partners that worked together in at least one project, and the more projects "
        "they share the thicker it is. Each partner keeps the same place in every year.",
    ),
    "intro_declared": Text(
        it="Ogni segno è un partner; una linea unisce due partner fra i quali è stato dichiarato un legame, ed è tanto più spessa quanto più "
        "il legame è forte. La posizione di ciascuno è la stessa in tutti gli anni.",
        en="Each mark is a partner; a line joins two partners between which a tie was declared, and the stronger the tie the thicker it is. "
        "Each partner keeps the same place in every year.",
    ),
    "unasked": Text(
        it="Legami non rilevati nel {years}: che non ci siano linee non vuol dire che non ci fossero legami.",
        en="Ties were not recorded in {years}: that there are no lines does not mean that there were no ties.",
    ),
    "not_recorded": Text(it=UNDEFINED_MARK, en=UNDEFINED_MARK),
    "intro_sectors": Text(
        it="I partner sono troppi per una mappa leggibile: ogni segno è un settore; una linea unisce due settori presenti insieme in "
        "almeno un progetto, ed è tanto più spessa quanti più sono i progetti in comune.",
        en="The partners are too many for a readable map: each mark is a sector; a line joins two sectors found together in at least "
        "one project, and the more projects they share the thicker it is.",
    ),
    "no_script": Text(
        it="La mappa ha bisogno di JavaScript; l'elenco dei partner qui sotto no.",
        en="The map needs JavaScript; the list of partners below does not.",
    ),
    "year": Text(it="Anno", en="Year"),
    "all": Text(it="Tutti", en="All"),
    "all_years": Text(it="tutti gli anni", en="all years"),
    "find": Text(it="Cerca un partner", en="Find a partner"),
    "find_hint": Text(it="Scrivi un nome e premi Invio", en="Type a name and press Enter"),
    "found": Text(it="Trovato: {name}.", en="Found: {name}."),
    "not_found": Text(it="Nessun partner con «{name}» nel nome.", en="No partner has “{name}” in its name."),
    "map": Text(it="Mappa dei partner", en="Map of the partners"),
    "map_help": Text(
        it="Frecce per spostarsi, + e − per ingrandire e ridurre; tutto ciò che la mappa mostra è anche nell'elenco dei partner.",
        en="Arrow keys to move, + and − to zoom; all that the map shows is in the list of partners too.",
    ),
    "wheel": Text(it="Per ingrandire: Ctrl e rotella, o i tasti + e −.", en="To zoom: Ctrl and wheel, or the + and − buttons."),
    "zoom_in": Text(it="Ingrandisci", en="Zoom in"),
    "zoom_out": Text(it="Riduci", en="Zoom out"),
    "fit": Text(it="Tutta la rete", en="Whole network"),
    "legend": Text(it="Settori", en="Sectors"),
    "legend_help": Text(it="Togli il segno per nascondere un settore.", en="Untick a sector to hide it."),
    "unknown": Text(it="Settore non rilevato", en="Sector not recorded"),
    "outline": Text(it="Contorno", en="Outline"),
    "entered": Text(it="entrato quest'anno", en="joined this year"),
    "left": Text(it="uscito l'anno dopo", en="left the year after"),
    "both": Text(it="entrato e uscito l'anno dopo", en="joined, and left the year after"),
    "stayed": Text(it="presente anche prima e dopo", en="there before and after too"),
    "shown": Text(it="Partner", en="Partners"),
    "ties": Text(it="Legami", en="Ties"),
    "isolates": Text(it="Senza legami", en="Without ties"),
    "projects": Text(it="Progetti", en="Projects"),
    "against": Text(it="Rispetto al {year}", en="Compared with {year}"),
    "joined": Text(it="entrati", en="joined"),
    "gone": Text(it="usciti", en="left"),
    "remained": Text(it="rimasti", en="stayed"),
    "new_ties": Text(it="legami nuovi", en="new ties"),
    "kept_ties": Text(it="legami mantenuti", en="ties kept"),
    "lost_ties": Text(it="legami finiti", en="ties ended"),
    "first_year": Text(
        it="Il {year} è il primo anno: non c'è un anno prima con cui confrontarlo.",
        en="{year} is the first year: there is none before to compare it with.",
    ),
    "pick": Text(
        it="Scegli un partner sulla mappa, nella ricerca o nell'elenco.", en="Pick a partner on the map, by search or in the list."
    ),
    "works_with": Text(it="Lavora con", en="Works with"),
    "nobody": Text(it="nessuno", en="nobody"),
    "absent": Text(it="Non presente nel {year}.", en="Not there in {year}."),
    "clear": Text(it="Togli la selezione", en="Clear the selection"),
    "shared": Text(it="progetti in comune", en="projects in common"),
    "declared": Text(it="legame dichiarato", en="declared tie"),
    "more": Text(it="altri {n}", en="{n} more"),
    "one_more": Text(it="un altro", en="1 more"),
    "list": Text(it="Elenco dei partner", en="List of partners"),
    "list_help": Text(
        it="Un nome apre il partner sulla mappa. L'elenco segue l'anno e i settori scelti; i conteggi sono su tutti gli anni.",
        en="A name opens the partner on the map. The list follows the chosen year and sectors; its counts are over all years.",
    ),
    "name": Text(it="Partner", en="Partner"),
    "sector": Text(it="Settore", en="Sector"),
    "years": Text(it="Anni", en="Years"),
    "count_projects": Text(it="Progetti", en="Projects"),
    "count_partners": Text(it="Lavora con (partner)", en="Works with (partners)"),
    "owner": Text(it="ente promotore", en="convening body"),
}


class Notice(Protocol):
    """What is said on top of the page: a callout of the report, or anything alike."""

    @property
    def kind(self) -> str:
        """What sort of notice: partial, invented, warning or note."""

    @property
    def title(self) -> str:
        """The notice in a few words."""

    @property
    def text(self) -> str:
        """The notice in full."""


@dataclass(frozen=True)
class Map:
    """The interactive map of the partners: one page that needs nothing else.

    Parameters
    ----------
    title : str
        What it is a map of.
    lang : {'it', 'en'}
        Its language.
    page : str
        The page itself, HTML.
    """

    title: str
    lang: Lang
    page: str

    def html(self) -> str:
        """Return the page."""
        return self.page

    def save(self, path: str | Path) -> Path:
        """Write the page to `path` and return it; a reader of the file never meets half a page."""
        path = Path(path)
        unfinished = path.with_name(f".{path.name}.part")
        try:
            unfinished.write_bytes(self.page.encode())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return path

    def __repr__(self) -> str:
        return f"<Map {self.title!r} ({self.lang})>"

    def _repr_html_(self) -> str:
        return f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.page)}" style="width:100%;height:46rem;border:1px solid #d5dde6"></iframe>'


def partner_map(
    networks: Mapping[int, Network],
    sectors: Mapping[str, str],
    lang: Lang,
    *,
    title: str,
    year: int | None = None,
    places: Mapping[str, Place] | None = None,
    notices: Sequence[Notice] = (),
    other_language: str | None = None,
    links: Sequence[tuple[str, str]] = (),
    footer: str = "",
) -> Map:
    """Return the interactive map of the partners over the years, with the same data as a table below.

    Parameters
    ----------
    networks : mapping of int to Network
        All the years of the study; names are read off their `partner_data` and `project_data`.
    sectors : mapping of str to str
        Names of the sectors by code.
    lang : {'it', 'en'}
        Language of the page.
    title : str
        Name of the study.
    year : int, optional
        The year shown when the page opens; all together when not given.
    places : mapping of str to pair of float, optional
        The answer of `positions`, when it is already known.
    notices : sequence
        What the reader must know first (partial or invented data): anything with a kind, a title and a text.
    other_language : str, optional
        Address of the same page in the other language.
    links : sequence of (words, address)
        Other pages to go to, for instance the report.
    footer : str
        Where the data come from.

    Returns
    -------
    Map
        Its page needs nothing else: styles, fonts, script and data are inside. With more than `TOO_MANY` partners its
        marks are the sectors.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    crowded = len({partner for network in networks.values() for partner in network.partners}) > TOO_MANY
    if crowded:
        networks = {y: by_sector(network) for y, network in networks.items()}
    partners = _partners(networks, sectors if crowded else {}, places or positions(networks))
    engine, nodes, edges, options = _drawn(partners, _ties(networks))
    used = sorted({partner["sector"] for partner in partners.values()}, key=lambda g: (g < 0, g))
    codes = next(iter(networks.values())).sectors if networks else ()
    words = {key: text[lang] for key, text in _WORDS.items()}
    if any(network.projection == "declared" for network in networks.values()):
        words["intro"] = words["intro_declared"]
    looks = [
        {
            "code": g,
            "name": sectors[codes[g]] if g >= 0 else words["unknown"],
            "colour": sector_style(g).colour,
            "shape": sector_style(g).shape,
        }
        for g in used
    ]
    rows = sorted(partners.values(), key=lambda partner: _sorting(partner["name"]))
    data = {
        "lang": lang,
        "years": [str(y) for y in sorted(networks)],
        "year": "all" if year is None else str(year),
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "sectors": {look["code"]: look for look in looks},
        "projects": _titles(networks),
        "unasked": [str(y) for y, network in sorted(networks.items()) if not network.ties_recorded],
        "words": words,
    }
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    fonts = {weight: b64encode((_TEMPLATES / "fonts" / f"TitilliumWeb-{name}.woff2").read_bytes()).decode() for weight, name in _WEIGHTS}
    page = environment.get_template("map.html").render(
        lang=lang, other="en" if lang == "it" else "it", title=title, words=words, crowded=crowded, notices=notices, other_language=other_language,
        links=links, footer=footer, sectors=looks, years=data["years"], start=data["year"], rows=rows, look=sector_style, names={y["code"]: y["name"] for y in looks},
        fonts=fonts, engine=engine, count=lambda value: number(value, "count", lang),
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c"),
    )  # fmt: skip
    return Map(title, lang, page)


_WEIGHTS = ((400, "Regular"), (600, "SemiBold"))


def _sorting(name: str) -> str:
    """Return `name` as a dictionary sorts it: accents and capitals aside."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold() or name


def _titles(networks: Mapping[int, Network]) -> dict[str, str]:
    """Return the titles of all projects; ties declared between two partners are not projects."""
    titles: dict[str, str] = {}
    for network in networks.values():
        if network.projection != "declared":
            known = network.project_data.get("title", network.projects)
            titles |= {project: str(title or project) for project, title in zip(network.projects, known, strict=True)}
    return titles


def _partners(networks: Mapping[int, Network], sectors: Mapping[str, str], places: Mapping[str, Place]) -> dict[str, dict[str, Any]]:
    """Return what the page says of each partner, in plain Python, in the order of the places."""
    found: dict[str, dict[str, Any]] = {}
    for year, network in sorted(networks.items()):
        names = network.partner_data.get("name", network.partners)
        tied = np.diff(network.ties.indptr)
        for i, partner in enumerate(network.partners):
            entry = found.setdefault(partner, {"id": partner, "years": {}, "with": set()})
            entry |= {
                "name": sectors.get(partner, str(names[i] or partner)),
                "sector": int(network.sector[i]),
                "owner": partner == network.owner,
            }
            row = slice(network.incidence.indptr[i], network.incidence.indptr[i + 1])
            entry["years"][str(year)] = (
                [network.projects[j] for j in network.incidence.indices[row]] if network.projection != "declared" else []
            )
            near = network.ties.indices[network.ties.indptr[i] : network.ties.indptr[i] + tied[i]]
            entry["with"].update(network.partners[k] for k in near)
    for partner, entry in found.items():
        entry["x"], entry["y"] = (float(value) for value in places[partner])
        entry["projects"] = len({project for projects in entry["years"].values() for project in projects})
    return {partner: found[partner] for partner in places if partner in found}


def _ties(networks: Mapping[int, Network]) -> dict[tuple[str, str], dict[str, list[Any]]]:
    """Return every tie: in each year its weight and the projects that make it."""
    ties: dict[tuple[str, str], dict[str, list[Any]]] = {}
    for year, network in sorted(networks.items()):
        seats = [set(row.tolist()) for row in np.split(network.incidence.indices, network.incidence.indptr[1:-1])]
        entries = network.ties.tocoo()
        for i, k, weight in zip(entries.row.tolist(), entries.col.tolist(), entries.data.tolist(), strict=True):
            if i < k:
                a, b = sorted((network.partners[i], network.partners[k]))
                common = [network.projects[j] for j in sorted(seats[i] & seats[k])] if network.projection != "declared" else []
                ties.setdefault((a, b), {})[str(year)] = [float(weight), common]
    return dict(sorted(ties.items()))


def _drawn(
    partners: Mapping[str, dict[str, Any]], ties: Mapping[tuple[str, str], dict[str, list[Any]]]
) -> tuple[str, list[Any], list[Any], Any]:
    """Return pyvis' network: the engine that draws it (JavaScript), its nodes, its edges and its options."""
    import pyvis
    from pyvis.edge import Edge
    from pyvis.network import Network as Drawing

    drawing = Drawing(height="100%", width="100%", bgcolor="#ffffff", cdn_resources="in_line")
    for partner, known in partners.items():
        look = sector_style(known["sector"])
        drawing.add_node(
            partner, label=known["name"], shape=look.shape, color=look.colour, x=known["x"], y=known["y"],
            sector=known["sector"], years=known["years"], owner=known["owner"],
        )  # fmt: skip
    # pyvis' add_edge compares each edge with all the others: minutes for a city
    drawing.edges = [Edge(a, b, id=f"{n}", years=years).options for n, ((a, b), years) in enumerate(ties.items())]
    drawing.set_options(json.dumps(_OPTIONS))
    nodes, edges, _, _, _, options = drawing.get_network_data()
    engine = Path(pyvis.__file__).parent / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return engine.read_text(encoding="utf-8"), nodes, edges, json.loads(options)


# Nothing moves by itself: places are given, lines are straight, and the page writes the names where there is room for them.
_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {
        "smooth": False,
        "color": {"color": "#8fa1b5", "highlight": "#0059b3", "hover": "#0059b3", "opacity": 0.55},
        "selectionWidth": 1,
    },
    "nodes": {"font": {"size": 0}, "borderWidth": 1, "borderWidthSelected": 3, "labelHighlightBold": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "tooltipDelay": 150,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "selectConnectedEdges": False,
    },
}
