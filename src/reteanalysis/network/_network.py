"""The network of one year."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import compress
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

from reteanalysis.kernels import Reach, Triads, betweenness, components, distances, projected, triads
from reteanalysis.network._arrays import (
    FILLED,
    WALKED,
    Data,
    Part,
    among,
    as_columns,
    as_incidence,
    as_plain,
    as_sparse,
    as_symmetric,
    counted,
    entries_of,
    parts,
    pointer_of,
    rows_taken,
    same_array,
    same_data,
    some_of,
    taken,
    trusted,
    upper_entries,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    import networkx as nx
    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network._attributes import Needs, Ratings, Register

Projection = Literal["shared", "newman", "declared"]
Members = Literal["active", "register"]
Detail = Literal["body", "parent"]

_AROUND = ("register", "needs", "flows", "ratings")

RESOURCES = ("knowledge", "economic", "operational")  # the kinds of contribution a seat may state


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Partners, projects and who took part in what, in one year.

    Parameters
    ----------
    year : int
        The year it describes.
    partners, projects : tuple of str
        Identifiers, n and m of them; every array below is aligned with one of the two.
    incidence : csr_array, shape (n, m)
        1 where the partner sits in the project (a *seat*), in canonical form.
    sector : array of int, shape (n,)
        Position of each partner's sector in `sectors`; -1 where it is not known.
    sectors : tuple of str
        All sectors of the study, also those with nobody in them this year.
    spheres : tuple of {'public', 'nonprofit', 'business', None}
        Sphere of each sector; None where it was not declared.
    partner_data, project_data, seat_data : mapping of str to array
        What else was recorded, aligned with `partners`, `projects` and the stored entries of `incidence`.
        What was not recorded is absent.
    declared : csr_array, shape (n, n), optional
        Ties that were declared as such (a survey, a one-mode graph), symmetric, without diagonal. None where nobody was asked: under
        the projection ``"declared"`` measures of ties then have no answer, which is not the answer 0.
    projection : {'shared', 'newman', 'declared'}
        How `ties` are derived from the incidence.
    owner : str, optional
        The convening body, when it has one.
    members : {'active', 'register'}
        Whether partners without any seat belong to the network.
    register : Register, optional
        The bodies that could take part.
    needs : Needs, optional
        The need cells of the year.
    flows : mapping of str to csr_array, shape (n, n), optional
        Recorded flows from giver (row) to receiver (column), by kind of resource ("" where the kind is not recorded).
        What enters from outside and leaves to it is ``partner_data["inflow"]`` and ``["outflow"]``.
    ratings : Ratings, optional
        What partners said of each other in a survey.

    Examples
    --------
    >>> from reteanalysis import example
    >>> example().networks[2019]
    <Network 2019: 6 partners, 3 projects, 8 seats, 3 of 4 sectors>
    """

    year: int
    partners: tuple[str, ...]
    projects: tuple[str, ...]
    incidence: csr_array
    sector: NDArray[np.intp]
    sectors: tuple[str, ...]
    spheres: tuple[str | None, ...] = ()
    partner_data: Data = field(default_factory=dict)
    project_data: Data = field(default_factory=dict)
    seat_data: Data = field(default_factory=dict)
    declared: csr_array | None = None
    projection: Projection = "shared"
    owner: str | None = None
    members: Members = "active"
    register: Register | None = None
    needs: Needs | None = None
    flows: Mapping[str, csr_array] | None = None
    ratings: Ratings | None = None

    def __post_init__(self) -> None:
        n, m = len(self.partners), len(self.projects)
        if self.incidence.shape != (n, m):
            raise ValueError(f"incidence is {self.incidence.shape}, but there are {n} partners and {m} projects")
        if len(self.sector) != n:
            raise ValueError(f"{len(self.sector)} sector codes for {n} partners")
        if len(set(self.partners)) != n or len(set(self.projects)) != m:
            raise ValueError("identifiers of partners and of projects must be unique")
        if self.spheres and len(self.spheres) != len(self.sectors):
            raise ValueError(f"{len(self.spheres)} spheres for {len(self.sectors)} sectors")

    # ------------------------------------------------------------------ sizes

    @property
    def n(self) -> int:
        """Number of partners."""
        return len(self.partners)

    @property
    def m(self) -> int:
        """Number of projects."""
        return len(self.projects)

    @property
    def seats(self) -> int:
        """Number of seats: partner-project participations."""
        return int(self.incidence.nnz)

    @cached_property
    def load(self) -> NDArray[np.int64]:
        """Projects of each partner, shape (n,)."""
        rows = self.incidence.indptr
        return (rows[1:] - rows[:-1]).astype(np.int64)

    @cached_property
    def seat_partner(self) -> NDArray[np.intp]:
        """Partner of each seat, shape (seats,); its project is in ``incidence.indices``."""
        return np.repeat(np.arange(self.n), self.load)

    @cached_property
    def team_size(self) -> NDArray[np.int64]:
        """Partners of each project, shape (m,)."""
        return np.bincount(self.incidence.indices, minlength=self.m).astype(np.int64, copy=False)

    @cached_property
    def active(self) -> NDArray[np.bool_]:
        """Which partners take part this year, shape (n,): those with a seat or, where ties are the declared ones, with a tie."""
        seated = self.load > 0
        return seated | (self.degree > 0) if self.projection == "declared" else seated

    # ------------------------------------------------------------------ attributes

    @cached_property
    def sector_size(self) -> NDArray[np.int64]:
        """Partners of each sector, shape (G,); partners of unknown sector are in none."""
        return np.bincount(self.sector + 1, minlength=len(self.sectors) + 1)[1:].astype(np.int64, copy=False)

    @cached_property
    def present_sectors(self) -> NDArray[np.bool_]:
        """Which sectors have somebody this year, shape (G,)."""
        return self.sector_size > 0

    @cached_property
    def sphere(self) -> NDArray[np.object_]:
        """Sphere of each partner ('public', 'nonprofit', 'business'), None where unknown, shape (n,)."""
        known = np.array([*(self.spheres or (None,) * len(self.sectors)), None], dtype=object)
        return known[self.sector]  # -1 (unknown sector) is the last entry: None

    @cached_property
    def leading(self) -> NDArray[np.bool_] | None:
        """Which seats lead their project, shape (seats,); None where roles were not recorded."""
        role = self.seat_data.get("role")
        if role is None:
            return None
        leading = np.asarray(role == "lead", bool)
        return leading if leading.any() else None

    @cached_property
    def leads(self) -> csr_array | None:
        """Seats that lead their project, shape (n, m); None where roles were not recorded."""
        if self.leading is None:
            return None
        leads = csr_array(
            (self.leading.astype(np.int64), self.incidence.indices, self.incidence.indptr), shape=self.incidence.shape, copy=True
        )
        leads.eliminate_zeros()
        return leads

    def index(self, partner: str) -> int:
        """Return the position of `partner`; ValueError where it does not belong to this year's network."""
        return self.partners.index(partner)

    # ------------------------------------------------------------------ areas and contributions at the tables

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Areas of this year's projects, in alphabetical order; none where they were not recorded."""
        return tuple(sorted({str(area) for area in self.project_data.get("area", ()) if area is not None}))

    @cached_property
    def project_area(self) -> NDArray[np.intp]:
        """Position of each project's area in `areas`, shape (m,); -1 where it is not known."""
        place = {area: a for a, area in enumerate(self.areas)}
        recorded = self.project_data.get("area", [None] * self.m)
        return np.array([-1 if area is None else place[str(area)] for area in recorded], np.intp)

    @cached_property
    def area_seats(self) -> csr_array:
        """Seats of each partner in each area, shape (n, areas); projects of unknown area are left out."""
        label = self.project_area + 1
        return as_sparse(counted(self.seat_partner, label[self.incidence.indices], (self.n, len(self.areas) + 1))[:, 1:])

    @cached_property
    def amounts(self) -> NDArray[np.float64] | None:
        """Euros that each seat brings, shape (seats,); None where no amount was recorded.

        A seat that states what it brings, and no money, brings 0; nan where neither an amount nor that is stated.
        """
        euros = self.recorded_euros.copy()
        if np.isnan(euros).all():
            return None
        if self.brought is not None:
            euros[np.isnan(euros) & self.brought.any(axis=1) & ~self.brought[:, RESOURCES.index("economic")]] = 0
        return euros

    @cached_property
    def brought(self) -> NDArray[np.bool_] | None:
        """Which kinds of resource each seat states it brings, shape (seats, 3), by `RESOURCES`; None where no seat states any.

        A row without any is a seat of which it is not known.
        """
        return self.stated_kinds if self.stated_kinds.any() else None

    @cached_property
    def recorded_euros(self) -> NDArray[np.float64]:
        """The amount written at each seat, shape (seats,); nan where there is none, or one below zero, which is no contribution."""
        recorded = self.seat_data.get("amount_eur", ())
        euros = np.array([float(amount) if isinstance(amount, Real) and float(amount) >= 0 else np.nan for amount in recorded], np.float64)
        return euros if len(euros) else np.full(self.seats, np.nan)

    @cached_property
    def stated_kinds(self) -> NDArray[np.bool_]:
        """The kinds of resource written at each seat, shape (seats, 3), by `RESOURCES`."""
        stated = self.seat_data.get("contribution", np.full(self.seats, None))
        texts = [text for text in dict.fromkeys(stated) if isinstance(text, str)]
        given = [set(map(str.strip, text.split(";"))) for text in texts]
        kinds = np.array([[False] * len(RESOURCES), *([kind in some for kind in RESOURCES] for some in given)])
        place = {text: at for at, text in enumerate(texts, start=1)}
        return kinds[np.fromiter((place.get(text, 0) for text in stated), np.intp, len(stated))]

    # ------------------------------------------------------------------ sectors at the tables

    @cached_property
    def team_mix(self) -> NDArray[np.int64]:
        """Partners of each sector in each project, shape (m, G); unknown sectors are left out."""
        return counted(self.incidence.indices, np.repeat(self.sector + 1, self.load), (self.m, len(self.sectors) + 1))[:, 1:]

    @cached_property
    def team_sectors(self) -> csr_array:
        """The same as `team_mix`, as a sparse array."""
        return as_sparse(self.team_mix)

    @cached_property
    def sector_pairs(self) -> NDArray[np.int64]:
        """Meetings between sectors, shape (G, G): ordered pairs of partners at one table, summed over projects.

        Symmetric; the whole sums to the ordered pairs of partners with known sector, the diagonal to those inside a sector.
        """
        seats = self.team_mix.astype(np.float64)  # whole numbers, which it holds exactly, are multiplied faster in it
        pairs: NDArray[np.int64] = (seats.T @ seats).astype(np.int64)
        pairs.flat[:: len(pairs) + 1] -= self.team_mix.sum(axis=0)
        return pairs

    # ------------------------------------------------------------------ ties

    @cached_property
    def small(self) -> bool:
        """Whether arrays of partners by partners are quicker filled in than sparse."""
        return max(self.n, self.m) <= FILLED

    @cached_property
    def seated(self) -> NDArray[np.float64]:
        """The incidence filled in, shape (n, m); for a `small` network."""
        table = np.zeros((self.n, self.m))
        table[self.seat_partner, self.incidence.indices] = 1
        return table

    @cached_property
    def joint(self) -> NDArray[np.float64]:
        """The same as `shared`, filled in; for a `small` network."""
        table: NDArray[np.float64] = self.seated @ self.seated.T
        table.flat[:: self.n + 1] = 0
        return table

    @cached_property
    def shared(self) -> csr_array:
        """Number of joint projects of every two partners, shape (n, n), no diagonal."""
        return as_sparse(self.joint.astype(np.int64)) if self.small else self._projected(np.ones(self.m)).astype(np.int64)

    @cached_property
    def newman(self) -> csr_array:
        """Team-size-corrected weights, shape (n, n): each project of k partners gives each pair 1/(k-1) (Newman 2001)."""
        teams = self.team_size
        weight = np.divide(1.0, teams - 1, out=np.zeros(self.m), where=teams > 1)
        return self._projected(weight)

    def _projected(self, weight: NDArray[np.float64]) -> csr_array:
        return projected(self.incidence.indptr, self.incidence.indices, self.m, weight)

    @property
    def ties_recorded(self) -> bool:
        """Whether there is anything to derive `ties` from: false where they are the declared ones, and nobody was asked this year."""
        return self.projection != "declared" or self.declared is not None

    @cached_property
    def ties(self) -> csr_array:
        """Tie weights under the declared projection, shape (n, n), symmetric, no diagonal; none where they were not recorded."""
        if self.projection == "declared":
            return csr_array((self.n, self.n)) if self.declared is None else self.declared
        return self.shared if self.projection == "shared" else self.newman

    @cached_property
    def adjacency(self) -> csr_array:
        """Who is tied to whom, 0 or 1, shape (n, n)."""
        if self.small and self.projection != "declared":
            rows, columns = self.tied.nonzero()
            pointer = pointer_of(self.degree, np.int32)
            return trusted(np.ones(len(rows), np.int64), columns.astype(np.int32), pointer, self.tied.shape)
        ties = self.ties
        binary = csr_array(
            ((ties.data != 0).astype(np.int64), ties.indices, ties.indptr), shape=ties.shape, copy=not ties.has_sorted_indices
        )
        binary.sort_indices()
        return binary

    @cached_property
    def tied(self) -> NDArray[np.bool_]:
        """The same as `adjacency`, filled in, for whom it is not too large."""
        return np.asarray(self.joint > 0) if self.small and self.projection != "declared" else self.adjacency.toarray() != 0

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """Number of partners that each is tied to, shape (n,)."""
        if self.small and self.projection != "declared":
            return np.asarray(self.tied.sum(axis=1))
        return np.diff(self.adjacency.indptr).astype(np.int64)

    @cached_property
    def components(self) -> NDArray[np.intp]:
        """Component of each partner in the two-mode graph, shape (n,), numbered from 0; a partner without seats is one by itself."""
        if self.projection == "declared":
            return connected_components(self.adjacency, directed=False)[1].astype(np.intp)
        if self.small:
            return parts(self.seated)
        return components(self.incidence.indptr, self.incidence.indices, self.m)

    @cached_property
    def links(self) -> csr_array:
        """What ties are made of, shape (n, ·): the incidence or, where ties are the declared ones, each tie as a table of two."""
        if self.projection != "declared":
            return self.incidence
        one, other, _ = upper_entries(self.adjacency)
        return as_incidence([*one, *other], [*range(len(one)), *range(len(one))], (self.n, len(one)))

    @cached_property
    def two_mode(self) -> csr_array:
        """The graph whose nodes are partners, then projects; of partners alone where ties are the declared ones."""
        if self.projection == "declared":
            return self.adjacency
        return csr_array(block_array([[None, self.incidence], [self.incidence.T, None]], format="csr"))

    @cached_property
    def nearness(self) -> NDArray[np.float64]:
        """Sum over the other partners of 1 / ties along the shortest path (1/∞ = 0), shape (n,).

        Exact up to 20,000 partners; beyond, estimated from the ways to 1,024 of them, drawn by lot (`reach` says the error).
        """
        reach = self.reach
        return reach.nearness if reach.sources == self.n else reach.nearness * (self.n / reach.sources)

    @cached_property
    def reach(self) -> Reach:
        """The distances from all partners or, of more than 20,000, from a sample, with its error."""
        return distances(self.links.indptr, self.links.indices, self.links.shape[1], some_of(self.n, self.partners))

    @cached_property
    def betweenness(self) -> NDArray[np.float64]:
        """Share of the pairs of other partners whose shortest ways lead through each, shape (n,); nan with fewer than three partners.

        A pair with several shortest ways (each shared project is one) counts for the share of them that do. Exact up to 2,000
        partners; beyond, estimated from the ways that begin at 256 of them, drawn by lot: standard error at most 0.032.
        """
        if self.n < 3:
            return np.full(self.n, np.nan)
        sources = some_of(self.n, self.partners, WALKED)
        through = betweenness(self.links.indptr, self.links.indices, self.links.shape[1], sources)
        return np.round(through * (self.n / len(sources)) / ((self.n - 1) * (self.n - 2)), 12)  # equal shares, added in another order

    @cached_property
    def triads(self) -> Triads:
        """Constraint on the team-size-corrected ties; closed pairs and brokerage between sectors on the ties as declared."""
        found = triads(self.newman.indptr, self.newman.indices, self.newman.data, self.sector)
        if self.projection != "declared":
            return found
        return triads(self.adjacency.indptr, self.adjacency.indices, self.adjacency.data, self.sector)._replace(constraint=found.constraint)

    # ------------------------------------------------------------------ parts and copies of it

    def variant(self, keep: Iterable[str] = (), **changes: Any) -> Network:
        """Return a copy with some fields changed and not checked again, which shares the derived arrays named in `keep`.

        For whoever makes copies by the thousand and knows what stays true in them: `replace` checks, and derives all anew.

        >>> from reteanalysis import example
        >>> network = example().networks[2019]
        >>> network.load.sum(), network.variant(("load",), sector=network.sector[::-1]).load is network.load
        (np.int64(8), True)
        """
        made = object.__new__(Network)
        made.__dict__.update({name: self.__dict__[name] for name in _FIELDS})
        made.__dict__.update({name: self.__dict__[name] for name in keep if name in self.__dict__})
        made.__dict__.update(changes)
        return made

    def subset(self, partners: NDArray[np.bool_] | None = None, projects: ArrayLike | None = None) -> Network:
        """Return the network of some partners and projects; projects left with nobody are dropped.

        Partners left without a project stay only in a network of the register. The copy is not checked: it takes some tens
        of microseconds.

        Parameters
        ----------
        partners : array of bool, shape (n,), optional
            Who stays; all, where it is not given.
        projects : array of bool or of int, optional
            Which projects there are: a mask, or positions in any order. A project named again is there again, with a prime.

        Examples
        --------
        >>> from reteanalysis import example
        >>> example().networks[2019].subset(projects=[2, 0, 2]).projects
        ('cibo-19', 'casa-19', "cibo-19'")
        """
        seat_row, seat_at, first = self._seats_by_project
        columns = np.arange(self.m)[slice(None) if projects is None else np.asarray(projects, None if np.size(projects) else np.intp)]
        at, teams = entries_of(first, columns)
        seat, column = seat_at[at], np.repeat(np.arange(len(columns)), teams)
        row = seat_row[seat]
        if partners is not None:
            kept = np.asarray(partners, bool)[row]
            seat, column, row = seat[kept], column[kept], row[kept]
            teams = np.bincount(column, minlength=len(columns))
        if not teams.all():
            filled = teams > 0
            columns, teams, column = columns[filled], teams[filled], (np.cumsum(filled) - 1)[column]
        load = np.bincount(row, minlength=self.n)
        seated = load > 0
        rows = np.ones(self.n, bool) if partners is None else np.array(partners, bool)
        if self.members == "active":
            rows &= seated
        turn = np.argsort(row, kind="stable")  # projects stay in order within each partner
        seat, load = seat[turn], load[rows]
        indices, indptr = self.incidence.indices, self.incidence.indptr
        changes: dict[str, Any] = {
            "load": load,
            "team_size": teams.astype(np.int64, copy=False),
            "incidence": trusted(
                self.incidence.data[seat],
                column[turn].astype(indices.dtype, copy=False),
                pointer_of(load, indptr.dtype),
                (len(load), len(columns)),
            ),
            "seat_data": taken(self.seat_data, seat),
            "recorded_euros": self.recorded_euros[seat],  # read once, not from every copy
            "stated_kinds": self.stated_kinds[seat],
        }
        if projects is None and len(columns) == self.m:
            keep: tuple[str, ...] = ("areas", "project_area")
        else:
            keep = ()
            changes["projects"] = _told_apart([self.projects[j] for j in columns.tolist()])
            changes["project_data"] = taken(self.project_data, columns)
            if self.needs is not None:
                changes["needs"] = replace(self.needs, served=rows_taken(self.needs.served, columns))
        if len(load) < self.n:
            changes["partners"] = tuple(compress(self.partners, rows.tolist()))
            changes["sector"] = self.sector[rows]
            changes["partner_data"] = taken(self.partner_data, rows)
            changes["declared"] = None if self.declared is None else among(self.declared, rows)
            changes["flows"] = self.flows and Part(self.flows, among, rows)
            changes["ratings"] = self.ratings and self.ratings.among(rows)
        if self.register is not None:
            here = rows & self.active & (seated | (self.projection == "declared"))
            changes["register"] = self._register_without(None if partners is None else ~np.asarray(partners, bool), here)
        return self.variant(keep, **changes)

    @cached_property
    def _seats_by_project(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Return the partner of each seat; the seats project by project; where in that order each project begins."""
        at = np.argsort(self.incidence.indices, kind="stable")
        return self.seat_partner, at, pointer_of(self.team_size, np.intp)

    @cached_property
    def in_register(self) -> NDArray[np.intp]:
        """Position of each partner in ``register.bodies``, shape (n,); -1 where it is not in it."""
        place = {body: i for i, body in enumerate(self.register.bodies)} if self.register is not None else {}
        return np.array([place.get(partner, -1) for partner in self.partners], np.intp)

    def _register_without(self, out: NDArray[np.bool_] | None, active: NDArray[np.bool_]) -> Register:
        """Return the register without the bodies taken out; those who only lost their projects stay in it, idle."""
        assert self.register is not None
        listed = self.in_register >= 0
        now = np.zeros(len(self.register.bodies), bool)
        now[self.in_register[active & listed]] = True
        if out is None:
            return replace(self.register, active=now)
        stays = np.ones(len(now), bool)
        stays[self.in_register[out & listed]] = False
        return replace(self.register, active=now).keeping(stays)

    def without(self, *partners: str) -> Network:
        """Return the network as it would be listed without some partners; a partner it does not have changes nothing.

        >>> from reteanalysis import example
        >>> example().networks[2019].without("comune").n
        5
        """
        gone = set(partners)
        return self.subset(np.array([partner not in gone for partner in self.partners], bool))

    # ------------------------------------------------------------------ to and from networkx

    def to_networkx(self, mode: Literal["two-mode", "partners"] = "two-mode") -> nx.Graph[str]:
        """Return a frozen networkx graph with names and attributes.

        Parameters
        ----------
        mode : {'two-mode', 'partners'}
            'two-mode': partners (``bipartite=0``) and projects (``bipartite=1``); ``Network.from_networkx`` makes the same
            network of it again. 'partners': the derived ties, with their ``weight``.

        Raises
        ------
        ValueError
            On another mode.
        """
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph(
            year=self.year,
            sectors=self.sectors,
            spheres=self.spheres,
            projection=self.projection,
            owner=self.owner,
            members=self.members,
            **{name: around for name in _AROUND if (around := getattr(self, name)) is not None and mode == "two-mode"},
        )
        for i, partner in enumerate(self.partners):
            attributes = {key: as_plain(values[i]) for key, values in self.partner_data.items()}
            graph.add_node(partner, bipartite=0, sector=self.sectors[self.sector[i]] if self.sector[i] >= 0 else None, **attributes)
        if mode == "partners":
            del graph.graph["projection"]
            for i, k, weight in zip(*upper_entries(self.ties), strict=True):
                graph.add_edge(self.partners[i], self.partners[k], weight=as_plain(weight))
            for partner in graph:
                del graph.nodes[partner]["bipartite"]
            nx.freeze(graph)
            return graph
        if mode != "two-mode":
            raise ValueError(f"mode is 'two-mode' or 'partners', not {mode!r}")
        taken = set(self.partners)
        nodes = [f"project:{project}" if project in taken else project for project in self.projects]
        for j, (node, project) in enumerate(zip(nodes, self.projects, strict=True)):
            graph.add_node(node, bipartite=1, id=project, **{key: as_plain(values[j]) for key, values in self.project_data.items()})
        row = np.repeat(np.arange(self.n), self.load)
        for seat, (i, j) in enumerate(zip(row.tolist(), self.incidence.indices.tolist(), strict=True)):
            graph.add_edge(self.partners[i], nodes[j], **{key: as_plain(values[seat]) for key, values in self.seat_data.items()})
        if self.declared is not None:
            graph.graph["declared"] = tuple(
                (self.partners[i], self.partners[k], as_plain(w)) for i, k, w in zip(*upper_entries(self.declared), strict=True)
            )
        nx.freeze(graph)
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph[Any], *, year: int = 0, sector: str = "sector", weight: str = "weight") -> Network:
        """Return the network of any networkx graph.

        A graph whose nodes carry ``bipartite`` (0 partners, 1 projects) and whose edges all join the two kinds is two-mode.
        Any other graph is taken as declared ties between partners: its direction is dropped, parallel edges add up, loops
        are left out, and each tie also stands as a project of two partners, so that every metric can be tried on it.

        Parameters
        ----------
        graph : networkx graph
            Node names become text; two nodes whose names read the same are an error.
        year : int
            The year of a graph that does not say it.
        sector, weight : str
            The node attribute that holds the sector, and the edge attribute that holds the strength of a tie (1 where absent).

        Raises
        ------
        ValueError
            If two nodes have the same name as text, or a weight is negative.
        """
        kind: dict[Hashable, Any] = dict(graph.nodes(data="bipartite"))
        # A year without projects has no node of the second kind: `to_networkx` leaves its projection as a sign.
        some = 1 in kind.values() or "projection" in graph.graph
        two_mode = some and set(kind.values()) <= {0, 1} and all(kind[u] != kind[v] for u, v in graph.edges())
        actors = [node for node in graph if not two_mode or kind[node] == 0]
        names = [str(node) for node in actors]
        labels = [graph.nodes[node].get(sector) for node in actors]
        sectors = tuple(graph.graph.get("sectors") or sorted({str(label) for label in labels if label is not None}))
        code = {label: g for g, label in enumerate(sectors)}
        common: dict[str, Any] = {
            "year": graph.graph.get("year", year),
            "partners": tuple(names),
            "sector": np.array([code[str(label)] if label is not None else -1 for label in labels], dtype=np.intp),
            "sectors": sectors,
            "spheres": tuple(graph.graph.get("spheres", ())),
            "partner_data": as_columns([graph.nodes[node] for node in actors], leave_out={"bipartite", sector}),
            "owner": graph.graph.get("owner"),
            "members": graph.graph.get("members", "register" if any(not graph.degree(node) for node in actors) else "active"),
        }
        position = {node: i for i, node in enumerate(actors)}
        if len(set(names)) < len(names):
            raise ValueError("two nodes of the graph have the same name when written as text")
        if not two_mode:
            strength: dict[tuple[int, int], float] = {}
            for u, v, data in graph.edges(data=True):
                if u != v:
                    pair = (min(position[u], position[v]), max(position[u], position[v]))
                    strength[pair] = strength.get(pair, 0.0) + float(data.get(weight, 1.0))
            return cls.from_ties(strength, **common)
        tables = [node for node in graph if kind[node] == 1]
        column = {node: j for j, node in enumerate(tables)}
        merged: dict[tuple[int, int], dict[str, Any]] = {}
        for u, v, data in graph.edges(data=True):
            seat = (position[u], column[v]) if kind[u] == 0 else (position[v], column[u])
            merged.setdefault(seat, {}).update(data)  # parallel edges are one seat
        seats = sorted(merged)
        declared = None
        if "declared" in graph.graph:
            at = {name: i for i, name in enumerate(names)}
            declared = as_symmetric({(at[a], at[b]): w for a, b, w in graph.graph["declared"]}, len(names))
        return cls(
            **{name: graph.graph[name] for name in _AROUND if name in graph.graph},
            projects=tuple(str(graph.nodes[node].get("id", node)) for node in tables),
            incidence=as_incidence([i for i, _ in seats], [j for _, j in seats], (len(names), len(tables))),
            project_data=as_columns([graph.nodes[node] for node in tables], leave_out={"bipartite", "id"}),
            seat_data=as_columns([merged[seat] for seat in seats], leave_out=set()),
            declared=declared,
            projection=graph.graph.get("projection", "shared"),
            **common,
        )

    @classmethod
    def from_ties(cls, strength: Mapping[tuple[int, int], float], *, partners: tuple[str, ...], **fields: Any) -> Network:
        """Return the network of declared ties: `strength` maps two positions in `partners` to a weight above 0.

        Raises
        ------
        ValueError
            If a weight is negative.
        """
        if any(weight < 0 for weight in strength.values()):
            raise ValueError("the weight of a tie is a strength and cannot be negative")
        pairs = sorted(pair for pair, weight in strength.items() if weight)
        return cls(
            partners=partners,
            projects=tuple(f"{partners[i]} – {partners[k]}" for i, k in pairs),
            incidence=as_incidence(
                [i for pair in pairs for i in pair], [j for j in range(len(pairs)) for _ in (0, 1)], (len(partners), len(pairs))
            ),
            declared=as_symmetric(strength, len(partners)),
            projection="declared",
            **fields,
        )

    # ------------------------------------------------------------------ equality and looks

    def __eq__(self, other: object) -> bool:
        """Equal when every partner, project, seat and attribute is."""
        if not isinstance(other, Network):
            return NotImplemented
        plain = ("year", "partners", "projects", "sectors", "spheres", "projection", "owner", "members")
        return (
            all(getattr(self, name) == getattr(other, name) for name in plain)
            and same_array(self.incidence, other.incidence)
            and np.array_equal(self.sector, other.sector)
            and all(same_data(getattr(self, name), getattr(other, name)) for name in ("partner_data", "project_data", "seat_data"))
            and ((self.declared is None) == (other.declared is None))
            and (self.declared is None or other.declared is None or same_array(self.declared, other.declared))
            and (self.register, self.needs, self.ratings) == (other.register, other.needs, other.ratings)
            and (self.flows or {}).keys() == (other.flows or {}).keys()
            and all(same_array(flow, (other.flows or {})[kind]) for kind, flow in (self.flows or {}).items())
        )

    def __hash__(self) -> int:
        return hash((self.year, self.partners, self.projects, self.seats))

    def __repr__(self) -> str:
        present = f"{int(self.present_sectors.sum())} of {len(self.sectors)} sectors"
        return f"<Network {self.year}: {self.n} partners, {self.m} projects, {self.seats} seats, {present}>"


_FIELDS = tuple(field.name for field in fields(Network))


def _told_apart(names: list[str]) -> tuple[str, ...]:
    """Return the names, those that are there already with a prime."""
    if len(set(names)) < len(names):
        taken = set(names)
        seen: set[str] = set()
        for j, name in enumerate(names):
            if name in seen:
                while name in taken:
                    name += "'"
                names[j] = name
                taken.add(name)
            seen.add(name)
    return tuple(names)
