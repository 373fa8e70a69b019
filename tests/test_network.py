"""The network of a year: what it knows of itself, its parts, its way to networkx and back, and how tables become one."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from strategies import CORNERS, assembled, drawn, networks

from reteanalysis.evidence import shuffles
from reteanalysis.network import Network, Ratings, Register, networks_from_tables

if TYPE_CHECKING:
    from reteanalysis import Study

from reteanalysis.metrics import METRICS
from reteanalysis.terms import Reason

# 2019 of the example, one letter each:   p: C a l   q: A b s   r: L o      (municipality c, ASL s, cooperatives a b, associations l o)
NETWORK = drawn(
    {"p": "Cal", "q": "Abs", "r": "Lo"}, {"public": "cs", "cooperative": "ab", "association": "lo", "enterprise": ""}, owner="c"
)


# ---------------------------------------------------------------------- what it knows of itself


def test_sizes():
    assert (NETWORK.n, NETWORK.m, NETWORK.seats) == (6, 3, 8)
    assert dict(zip(NETWORK.partners, NETWORK.load.tolist(), strict=True)) == {"a": 2, "b": 1, "c": 1, "l": 2, "o": 1, "s": 1}
    assert NETWORK.team_size.tolist() == [3, 3, 2]
    assert NETWORK.sector_size.tolist() == [2, 2, 2, 0]
    assert NETWORK.present_sectors.tolist() == [True, True, True, False]
    assert repr(NETWORK) == "<Network 2019: 6 partners, 3 projects, 8 seats, 3 of 4 sectors>"


def test_sector_pairs():
    """p: public, cooperative, association once each; q: two cooperatives and a public body; r: two associations."""
    assert NETWORK.sector_pairs.tolist() == [[0, 3, 1, 0], [3, 2, 1, 0], [1, 1, 2, 0], [0, 0, 0, 0]]


def test_leads_and_spheres():
    leads = NETWORK.leads
    assert leads is not None
    assert [(NETWORK.partners[i], NETWORK.projects[j]) for i, j in zip(*leads.nonzero(), strict=True)] == [
        ("a", "q"),
        ("c", "p"),
        ("l", "r"),
    ]
    assert NETWORK.incidence.nnz == 8  # asking for the leads took no seat away
    assert NETWORK.sphere.tolist() == ["nonprofit", "nonprofit", "public", "nonprofit", "nonprofit", "public"]
    assert drawn({"p": "ab"}).leads is None
    assert drawn({"p": "ab"}).sphere.tolist() == [None, None]


def test_ties_under_each_projection():
    """Two tables of three and one of two; a and b meet twice."""
    teams = {"p": "abc", "q": "abd", "r": "ae"}
    shared, newman = drawn(teams), drawn(teams, projection="newman")
    assert shared.ties.toarray()[0].tolist() == [0, 2, 1, 1, 1]
    assert newman.ties.toarray()[0].tolist() == [0, 1, 0.5, 0.5, 1]
    assert (shared.adjacency != newman.adjacency).nnz == 0


def test_declared_ties_nobody_was_asked_about_are_not_recorded():
    """None is not an empty array: under the other projections, and with an answer, there are ties to measure."""
    network = drawn({"p": "abc"}, projection="declared")
    assert not network.ties_recorded
    assert network.ties.nnz == 0
    assert network.active.all()  # they have seats
    assert replace(network, declared=csr_array((3, 3))).ties_recorded
    assert replace(network, projection="shared").ties_recorded
    assert not network.without("a").ties_recorded
    assert Network.from_networkx(network.to_networkx()) == network


@given(networks())
def test_ties_are_symmetric_and_newman_weights_count_projects(network: Network):
    """Under Newman's weights the ties of a partner add up to its projects with somebody else in them (Newman 2001)."""
    for ties in (network.shared, network.newman, network.ties):
        assert abs(ties - ties.T).sum() == pytest.approx(0, abs=1e-12)
        assert ties.diagonal().sum() == 0
    company = network.incidence @ (network.team_size > 1).astype(int)
    assert network.newman.sum(axis=1) == pytest.approx(company)


def test_projections_of_the_southern_women_are_those_of_networkx():
    graph = nx.davis_southern_women_graph()
    network = Network.from_networkx(graph)
    shared = nx.bipartite.weighted_projected_graph(graph, network.partners)
    newman = nx.bipartite.collaboration_weighted_projected_graph(graph, network.partners)
    assert (network.shared != nx.to_scipy_sparse_array(shared, nodelist=network.partners)).nnz == 0
    assert network.newman.toarray() == pytest.approx(nx.to_numpy_array(newman, nodelist=network.partners))
    evelyn, laura = network.index("Evelyn Jefferson"), network.index("Laura Mandeville")
    assert network.shared[evelyn, laura] == 6
    assert network.newman[evelyn, laura] == pytest.approx(1.5626374, abs=5e-8)  # R07
    assert network.newman.sum() / 2 == pytest.approx(44.5)  # R07
    assert network.shared.nnz / 2 == 139  # R07


@given(networks())
def test_components_are_those_of_networkx(network: Network):
    graph = network.to_networkx("partners" if network.projection == "declared" else "two-mode")
    found = {frozenset(part & set(network.partners)) for part in nx.connected_components(graph)} - {frozenset()}
    labels = network.components
    assert found == {frozenset(np.array(network.partners, object)[labels == label]) for label in np.unique(labels)}


@given(networks())
def test_arrays_filled_in_hold_what_sparse_ones_do(network: Network):
    names = ("shared", "newman", "ties", "adjacency", "degree", "components", "team_sectors", "area_seats", "sector_pairs", "active")
    small = [getattr(network, name) for name in names]
    assert network.small
    with patch("reteanalysis.network._network.FILLED", -1):
        large = replace(network)
        assert not large.small
        for name, one in zip(names, small, strict=True):
            other = getattr(large, name)
            assert type(one) is type(other)
            assert one.dtype == other.dtype, name
            if name not in ("degree", "components", "sector_pairs", "active"):
                assert one.has_canonical_format
                one, other = one.toarray(), other.toarray()
            np.testing.assert_array_equal(one, other, err_msg=name)
    np.testing.assert_array_equal(network.tied, network.adjacency.toarray())


@given(networks())
def test_what_is_shared_when_sectors_are_dealt_again_does_not_depend_on_them(network: Network):
    dealt = replace(network, sector=np.roll(network.sector, 1))
    for name in shuffles._SHARED:
        if name not in ("in_register", "sector_size", "present_sectors"):  # the bodies are the same, and as many of each sector
            one, other = (getattr(each, name) for each in (network, dealt))
            if hasattr(one, "toarray"):
                one, other = one.toarray(), other.toarray()
            np.testing.assert_equal(one, other, err_msg=name)


def test_active_partners():
    assert drawn({"p": "ab"}, idle="z").active.tolist() == [True, True, False]
    tied = Network.from_ties({(0, 1): 1.0}, partners=("a", "b", "z"), year=0, sector=np.full(3, -1), sectors=(), members="register")
    assert tied.active.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"partners": ("a", "b")}, "incidence is"),
        ({"sector": np.array([0])}, "1 sector codes for 6 partners"),
        ({"partners": ("a", "a", "c", "l", "o", "s")}, "unique"),
        ({"spheres": ("public",)}, "1 spheres for 4 sectors"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        drawn({"p": "Cal", "q": "Abs", "r": "Lo"}, {"public": "cs", "cooperative": "ab", "association": "lo", "enterprise": ""}, **change)


# ---------------------------------------------------------------------- parts of it


def test_without_a_partner():
    """Without l the table r is left with o alone; without l and o it is gone, and o with it."""
    left = NETWORK.without("l")
    assert (left.partners, left.projects, left.seats) == (("a", "b", "c", "o", "s"), ("p", "q", "r"), 6)
    assert left.seat_data["role"].tolist() == ["partner", "lead", "partner", "lead", "partner", "partner"]
    assert NETWORK.without("l", "o").projects == ("p", "q")
    assert NETWORK.without("nobody") == NETWORK


def test_without_somebody_the_others_table_closes():
    """Only who led the project of two leaves with its partner where the network lists the active ones."""
    projects = np.array([True, True, False])
    assert NETWORK.subset(projects=projects).partners == ("a", "b", "c", "l", "s")
    register = drawn({"p": "Cal", "q": "Abs", "r": "Lo"}, members="register")
    assert register.subset(projects=projects).partners == ("a", "b", "c", "l", "o", "s")


def test_a_subset_keeps_declared_ties_among_its_partners():
    ties = Network.from_ties({(0, 1): 2.0, (1, 2): 3.0}, partners=("a", "b", "c"), year=0, sector=np.full(3, -1), sectors=())
    assert ties.without("a").ties.toarray().tolist() == [[0, 3], [3, 0]]


def plainly(network: Network, partners: Any, columns: list[int]) -> Network:
    """Return what `subset` returns, slowly: every array cut by scipy, every name looked up, the whole checked again."""
    rows = np.array(partners, bool)
    incidence = network.incidence.toarray()[:, columns]
    filled = incidence[rows].any(axis=0)
    columns, incidence = [j for j, kept in zip(columns, filled, strict=True) if kept], incidence[:, filled]
    seated = incidence[rows].any(axis=1)
    if network.members == "active":
        rows[rows] = seated
    out = {partner for partner, kept in zip(network.partners, partners, strict=True) if not kept}
    here = {
        partner
        for i, partner in enumerate(network.partners)
        if rows[i] and network.active[i] and (incidence[i].any() or network.projection == "declared")
    }
    listed = network.register
    order = np.flatnonzero(rows)
    place = {int(i): a for a, i in enumerate(order)}
    told = network.ratings
    rated = (
        [(s, place[i], place[k]) for s, (i, k) in enumerate(zip(told.rater, told.rated, strict=True)) if rows[i] and rows[k]]
        if told
        else []
    )
    return replace(
        assembled(network.variant(flows=None, ratings=None, register=None), order.tolist(), columns),
        flows=None
        if network.flows is None
        else {kind: csr_array(flow.toarray()[np.ix_(order, order)]) for kind, flow in network.flows.items()},
        register=None
        if listed is None
        else Register(
            tuple(body for body in listed.bodies if body not in out),
            *(part[[body not in out for body in listed.bodies]] for part in (listed.sector, listed.district)),
            np.array([body in here for body in listed.bodies if body not in out], bool),
        ),
        ratings=None
        if told is None
        else Ratings(
            np.array([i for _, i, _ in rated], np.intp),
            np.array([k for _, _, k in rated], np.intp),
            *(part[[s for s, _, _ in rated]] for part in (told.trust, told.value)),
        ),
    )


@settings(deadline=None)
@given(networks(), st.integers(0, 999))
def test_a_subset_is_what_cutting_each_array_gives(network: Network, seed: int):
    random = np.random.default_rng(seed)
    partners, projects = random.random(network.n) < 0.7, random.random(network.m) < 0.7
    everyone = np.ones(network.n, bool)
    assert network.subset(partners, projects) == plainly(network, partners, np.flatnonzero(projects).tolist())
    again = random.integers(network.m, size=network.m) if network.m else np.empty(0, int)
    assert network.subset(projects=again) == plainly(network, everyone, again.tolist())
    made = network.subset(partners, again)
    for name, kind in vars(Network).items():
        if isinstance(kind, cached_property):
            one, other = (getattr(each, name) for each in (made, plainly(network, partners, again.tolist())))
            np.testing.assert_equal(*(each.toarray() if hasattr(each, "toarray") else each for each in (one, other)), err_msg=name)


def test_a_subset_keeps_right_all_that_is_recorded_around_it(esempio: Study):
    """2021 of the study with a register, needs, flows and ratings."""
    network = esempio.networks[2021]
    random = np.random.default_rng(1)
    partners, again = random.random(network.n) < 0.7, random.integers(network.m, size=network.m)
    made = network.subset(partners, again)
    assert made == plainly(network, partners, again.tolist())
    assert made.flows
    assert made.ratings
    assert made == copy.deepcopy(made) == pickle.loads(pickle.dumps(made))


def test_a_subset_refuses_what_is_not_there():
    with pytest.raises(IndexError):
        NETWORK.subset(projects=[3])
    with pytest.raises(IndexError):
        NETWORK.subset(projects=np.array([True]))
    assert NETWORK.subset(projects=[-1]).projects == ("r",)
    assert NETWORK.subset(projects=[]).projects == ()
    assert drawn({"p": "a", "p'": "a"}).subset(projects=[0, 0, 1]).projects == ("p", "p''", "p'")


@given(networks())
def test_taking_nobody_out_changes_nothing(network: Network):
    if network.members == "register" or network.load.all():
        assert network.subset() == network


# ---------------------------------------------------------------------- to and from networkx


@given(networks())
def test_round_trip_in_two_modes(network: Network):
    assert Network.from_networkx(network.to_networkx()) == network


@given(networks())
def test_round_trip_in_one_mode(network: Network):
    """The derived ties come back as declared ones, between the same partners."""
    back = Network.from_networkx(network.to_networkx("partners"))
    assert back.projection == "declared"
    assert (back.partners, back.sectors, back.spheres, back.owner) == (network.partners, network.sectors, network.spheres, network.owner)
    assert back.sector.tolist() == network.sector.tolist()
    assert back.ties.toarray() == pytest.approx(network.ties.toarray().astype(float))
    assert back.seats == 2 * back.m == network.ties.nnz


@pytest.mark.parametrize("name", CORNERS)
def test_round_trip_of_the_corners(name: str):
    assert Network.from_networkx(CORNERS[name].to_networkx()) == CORNERS[name]


def test_a_project_named_as_a_partner():
    network = drawn({"a": "ab"})
    graph = network.to_networkx()
    assert sorted(graph) == ["a", "b", "project:a"]
    assert Network.from_networkx(graph) == network


def test_the_graph_is_frozen_and_its_modes_are_two():
    graph = NETWORK.to_networkx()
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graph.add_node("x")
    with pytest.raises(ValueError, match="two-mode"):
        NETWORK.to_networkx("bipartite")  # type: ignore[arg-type]


def test_any_graph_is_a_network_of_declared_ties():
    """Both directions of an arc and parallel edges add up, loops are left out, isolates make it a register."""
    graph = nx.MultiDiGraph()
    graph.add_edge(1, 2, weight=2)
    graph.add_edge(2, 1)
    graph.add_edge(2, 2)
    graph.add_edge(2, 3, weight=0.5)
    graph.add_node(4, sector="school")
    network = Network.from_networkx(graph, year=2001)
    assert (network.year, network.partners, network.members, network.projection) == (2001, ("1", "2", "3", "4"), "register", "declared")
    assert network.ties.toarray()[:3, :3].tolist() == [[0, 3, 0], [3, 0, 0.5], [0, 0.5, 0]]
    assert network.sector.tolist() == [-1, -1, -1, 0]
    assert network.team_size.tolist() == [2, 2]


def test_parallel_edges_of_a_two_mode_graph_are_one_seat():
    graph = nx.MultiGraph()
    graph.add_nodes_from("ab", bipartite=0)
    graph.add_node("p", bipartite=1)
    graph.add_edges_from([("a", "p", {"role": "lead"}), ("a", "p", {"amount": 3}), ("p", "b", {"role": "partner"})])
    network = Network.from_networkx(graph)
    assert network.incidence.toarray().tolist() == [[1], [1]]
    assert network.seat_data["role"].tolist() == ["lead", "partner"]


def test_graphs_that_cannot_be_networks():
    with pytest.raises(ValueError, match="same name"):
        Network.from_networkx(nx.Graph([(1, "1")]))
    with pytest.raises(ValueError, match="negative"):
        Network.from_networkx(nx.Graph([(1, 2, {"weight": -1})]))


def test_equality_is_of_content():
    again = drawn(
        {"p": "Cal", "q": "Abs", "r": "Lo"}, {"public": "cs", "cooperative": "ab", "association": "lo", "enterprise": ""}, owner="c"
    )
    assert again == NETWORK
    assert hash(again) == hash(NETWORK)
    assert again != drawn(
        {"p": "cal", "q": "Abs", "r": "Lo"}, {"public": "cs", "cooperative": "ab", "association": "lo", "enterprise": ""}, owner="c"
    )
    assert NETWORK != "a network"


# ---------------------------------------------------------------------- from tables


def frame(text: str) -> pd.DataFrame:
    """Return a table written as text: headings, then one row a line; a dot is a blank."""
    heading, *lines = (line.split() for line in text.strip().splitlines())
    table = pd.DataFrame([[None if cell == "." else cell for cell in line] for line in lines], columns=heading, dtype="object")
    for column in {"year", "amount_eur", "weight"} & set(heading):
        table[column] = pd.to_numeric(table[column]).astype("Int64" if column == "year" else "float64")
    return table


TABLES = {
    "sectors": frame("code sphere\npublic public\nschool public\ncoop ."),
    "partners": frame("""
        partner_id name    sector part_of
        comune     Comune  public .
        nido       Nido    school comune
        alfa       Alfa    coop   .
        beta       Beta    odd    .
        idle       Idle    coop   ."""),
    "projects": frame("""
        project_id title parent_project_id scope
        casa       Casa  .                 plan
        casa-b     CasaB casa              plan
        orto       Orto  .                 other"""),
    "participations": frame("""
        partner_id project_id year role    contribution        amount_eur
        comune     casa       2019 partner economic            10
        comune     casa       2019 lead    knowledge;economic  5
        nido       casa-b     2019 partner .                   .
        alfa       casa       2019 partner .                   .
        beta       orto       2020 lead    .                   .
        alfa       orto       2020 partner .                   .
        alfa       casa       .    partner .                   .
        alfa       casa       1999 partner .                   ."""),
}


def test_one_network_per_year():
    networks = networks_from_tables(TABLES, years=[2019, 2020, 2021], owner="comune")
    assert list(networks) == [2019, 2020, 2021]
    assert networks[2019].partners == ("comune", "nido", "alfa")
    assert networks[2019].projects == ("casa", "casa-b")
    assert networks[2019].owner == "comune"
    assert networks[2019].sectors == ("public", "school", "coop")
    assert networks[2019].spheres == ("public", "public", None)
    assert networks[2020].partners == ("alfa", "beta")
    assert networks[2020].sector.tolist() == [2, -1]  # a sector that is not listed is not known
    assert (networks[2021].n, networks[2021].m, networks[2021].sectors) == (0, 0, ("public", "school", "coop"))


def test_rows_of_one_seat_are_merged():
    """The role that weighs most, all contributions once, amounts added up; undated and other years' rows are in no network."""
    network = networks_from_tables(TABLES, years=[2019])[2019]
    assert network.seats == 3
    assert network.seat_data["role"].tolist() == ["lead", "partner", "partner"]
    assert network.seat_data["contribution"].tolist() == ["economic;knowledge", None, None]
    assert network.seat_data["amount_eur"].tolist() == [15, None, None]
    assert sum(one.seats for one in networks_from_tables(TABLES, years=[2019, 2020]).values()) == 5


def test_a_venue_counts_as_its_body_at_parent_level():
    """The nursery becomes the municipality, its sub-project the project: one seat, already taken."""
    network = networks_from_tables(TABLES, years=[2019], level="parent")[2019]
    assert (network.partners, network.projects, network.seats) == (("comune", "alfa"), ("casa",), 2)


def test_parents_that_go_round_in_circles_end_somewhere():
    partners = TABLES["partners"].assign(part_of=["nido", "comune", None, None, None])
    network = networks_from_tables(TABLES | {"partners": partners}, years=[2019], level="parent")[2019]
    assert network.seats == 3


def test_first_year_seen():
    """Nobody can be told to be new in the first year with anybody in it."""
    networks = networks_from_tables(TABLES, years=[2018, 2019, 2020])
    assert "since" not in networks[2018].partner_data
    assert "since" not in networks[2019].partner_data
    assert networks[2020].partner_data["since"].tolist() == [2019, 2020]


def test_filters_keep_rows():
    networks = networks_from_tables(TABLES, years=[2019, 2020], keep={"projects": {"scope": ["plan"]}})
    assert [network.seats for network in networks.values()] == [3, 0]
    assert networks[2020].partners == ()


def test_the_register_adds_who_could_take_part():
    register = frame("partner_id name sector\nalfa Alfa coop\n. Gamma school")
    network = networks_from_tables(TABLES | {"register": register}, years=[2020], members="register")[2020]
    assert network.partners == ("comune", "nido", "alfa", "beta", "idle", "Gamma")
    assert network.active.tolist() == [False, False, True, True, False, False]
    assert network.sector.tolist() == [0, 1, 2, -1, 2, 1]


def test_a_register_that_says_a_name_twice():
    register = frame("partner_id name sector\n. Gamma school\n. Gamma school")
    network = networks_from_tables(TABLES | {"register": register}, years=[2020], members="register")[2020]
    assert network.partners[-1] == "Gamma"


def test_a_table_of_ties_alone():
    tables = {name: TABLES[name] for name in ("sectors", "partners")}
    tables["ties"] = frame("""
        from   to     year weight
        comune alfa   2019 2
        alfa   comune 2019 3
        alfa   alfa   2019 1
        alfa   beta   2019 .
        beta   ghost  2019 1""")
    network = networks_from_tables(tables, years=[2019])[2019]
    assert (network.partners, network.projection) == (("comune", "alfa", "beta"), "declared")
    assert network.ties.toarray().tolist() == [[0, 3, 0], [3, 0, 1], [0, 1, 0]]


def test_a_survey_of_one_year_says_nothing_of_the_other():
    tables = TABLES | {"ties": frame("from to year weight\ncomune alfa 2019 2")}
    years = networks_from_tables(tables, years=[2019, 2020], projection="declared")
    assert [network.ties_recorded for network in years.values()] == [True, False]
    assert years[2020].n > 0
    assert METRICS["tie_density"](years[2019]) > 0
    assert METRICS["tie_density"](years[2020]).reason is METRICS["component_count"](years[2020]).reason is Reason.NOT_RECORDED
    assert (
        METRICS["ties_kept"](years[2019], years[2020]).reason
        is METRICS["tie_jaccard"](years[2020], years[2019]).reason
        is Reason.NOT_RECORDED
    )
    assert np.isnan(METRICS["partner_ties"](years[2020])).all()
    assert METRICS["size"](years[2020]) == years[2020].n  # who took part was recorded all the same
    assert METRICS["retention_rate"](years[2019], years[2020]) == 1 / 3  # alfa, of three


def test_ties_beside_participations():
    """Declared ties are kept with the tables, and used under the projection that asks for them."""
    tables = TABLES | {"ties": frame("from to year weight\ncomune alfa 2019 2")}
    shared = networks_from_tables(tables, years=[2019])[2019]
    declared = networks_from_tables(tables, years=[2019], projection="declared")[2019]
    assert shared.ties.nnz == 2
    assert declared.ties.toarray().tolist() == [[0, 0, 2], [0, 0, 0], [2, 0, 0]]
    assert declared.projects == shared.projects
