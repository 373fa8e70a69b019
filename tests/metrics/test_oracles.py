"""Connectivity, gaps and synergy against values and programs nobody of this project wrote.

R01 to R28 are numbers of the reference values (shared/design/reference-values.md). Directed data enter as what our measures
see: ties without direction, or, for shares of arcs, one project of two for each arc. Then second opinions on random networks:
networkx, igraph where it is installed, and plain counting.
"""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import connectivity as c
from reteanalysis.metrics import gaps as g
from reteanalysis.metrics import synergy as s
from reteanalysis.metrics import synergy_segregation as seg
from reteanalysis.network import Network

DEV = Path(__file__).parents[3] / "shared" / "data" / "dev" / "interorg_networks"


def at(network: Network, values: np.ndarray, partner: str) -> float:
    return values[network.index(partner)]


# ---------------------------------------------------------------------- published values

WOMEN = Network.from_networkx(nx.davis_southern_women_graph())
FLORENCE = Network.from_networkx(nx.florentine_families_graph())
KARATE = Network.from_networkx(nx.Graph(nx.karate_club_graph().edges), year=1)
CLUB = Network.from_networkx(nx.karate_club_graph(), sector="club", weight="none")


def turned(network: Network) -> Network:
    """Return the two-mode network with partners and projects changing places."""
    return Network(1, network.projects, network.partners, csr_array(network.incidence.T), np.full(network.m, -1), ())


def test_r01_women_density_and_nobody_to_cut_off():
    assert (WOMEN.n, WOMEN.m, WOMEN.seats) == (18, 14, 89)
    assert c.density(WOMEN) == 89 / 252
    assert c.cut_partner_count(WOMEN) == c.cut_partner_count(turned(WOMEN)) == 0
    assert c.component_count(WOMEN) == c.largest_component_share(WOMEN) == c.connectedness(WOMEN) == 1


def test_r02_women_two_mode_closure():
    assert c.two_mode_closure(WOMEN) == pytest.approx(0.4677641, abs=1e-6)
    assert (WOMEN.shared.data * (WOMEN.shared.data - 1)).sum() / 4 == 341  # four-cycles


def test_r03_second_case_has_no_four_cycle():
    assert c.two_mode_closure(drawn({"1": "ab", "2": "ac", "3": "bce", "4": "bd", "5": "ef"})) == 0


def test_r05_women_and_events_degree_centralisation():
    assert c.degree_centralisation(WOMEN) == pytest.approx(0.2488688, abs=1e-6)
    assert c.degree_centralisation(turned(WOMEN)) == pytest.approx(0.4841629, abs=1e-6)


def test_r07_women_and_events_projected():
    assert WOMEN.adjacency.nnz == 2 * 139
    assert c.tie_density(WOMEN) == pytest.approx(0.9084967, abs=1e-6)
    assert turned(WOMEN).adjacency.nnz == 2 * 66
    assert c.tie_density(turned(WOMEN)) == pytest.approx(0.7252747, abs=1e-6)
    evelyn, laura, theresa = (WOMEN.index(name) for name in ("Evelyn Jefferson", "Laura Mandeville", "Theresa Anderson"))
    assert (WOMEN.shared[evelyn, laura], WOMEN.shared[evelyn, theresa]) == (6, 7)
    assert WOMEN.newman[evelyn, laura] == pytest.approx(1.5626374, abs=1e-6)
    assert WOMEN.newman.sum() / 2 == pytest.approx(44.5, abs=1e-9)


def of_arcs(counts: list[list[int]]) -> Network:
    """Return the network in which each arc is a project of two, given how many go from each sector to each."""
    sectors = {f"sector {k}": "abcdefgh"[2 * k : 2 * k + 2] for k in range(len(counts))}
    pairs = [(sectors[f"sector {g}"][0] + sectors[f"sector {h}"][1], times) for g, row in enumerate(counts) for h, times in enumerate(row)]
    return drawn({f"{pair} {arc}": pair for pair, times in pairs for arc in range(times)}, sectors)


@pytest.mark.parametrize(
    ("counts", "published"),
    [
        pytest.param([[6, 9], [0, 7]], -0.1818182, id="R17 Freeman, White kinship"),
        pytest.param([[40, 2], [5, 41]], -0.8409091, id="R18 classroom"),
        pytest.param([[506, 32, 26, 69], [23, 308, 38, 114], [10, 14, 32, 47], [26, 46, 68, 599]], -0.4759959, id="R19 four groups"),
    ],
)
def test_ei_index_of_published_mixing_tables(counts, published):
    assert s.ei_index(of_arcs(counts)) == pytest.approx(published, abs=1e-6)
    assert s.cross_sector_share(of_arcs(counts)) == pytest.approx((published + 1) / 2, abs=1e-6)


def test_r18_r19_assortativity_of_published_mixing_tables():
    assert s.assortativity(of_arcs([[40, 2], [5, 41]])) == pytest.approx(0.8408885, abs=1e-6)
    four_groups = [[506, 32, 26, 69], [23, 308, 38, 114], [10, 14, 32, 47], [26, 46, 68, 599]]
    assert s.assortativity(of_arcs(four_groups)) == pytest.approx(0.6206118, abs=1e-6)


def test_r16_coleman_of_two_groups():
    assert seg.coleman([[45, 15], [20, 20]], [60, 40]) == pytest.approx([0.38125, 0.175], abs=1e-9)


def test_r17_segregation_of_white_kinship():
    """Ten bodies, five and five: 6 and 7 ties inside, 9 between."""
    assert seg.freeman(22, 9, 5, 5) == pytest.approx(0.2636364, abs=1e-7)
    inside = {"public": [*combinations("abcde", 2)][:6], "cooperative": [*combinations("fghij", 2)][:7]}
    pairs = [*inside["public"], *inside["cooperative"], *zip("abcdeabcd", "fghijghij", strict=True)]
    kinship = drawn({f"{one}{other}": one + other for one, other in pairs}, {"public": "abcde", "cooperative": "fghij"})
    assert (kinship.n, kinship.adjacency.nnz) == (10, 44)
    assert seg.sphere_segregation(kinship) == pytest.approx(0.2636364, abs=1e-7)
    assert seg.tie_ei_index(kinship) == pytest.approx(-0.1818182, abs=1e-7)


def test_r18_directed_classroom():
    boys_and_girls = [[40, 2], [5, 41]]
    assert np.exp(seg.log_odds(seg.dyads(boys_and_girls, [13, 13]))) == pytest.approx(16.5807049, abs=1e-6)
    assert seg.coleman(boys_and_girls, [13, 13]) == pytest.approx([0.9084249, 0.7909699], abs=1e-6)


def read(name: str, sector: str) -> Network:
    """Return a network of the development data, its ties taken without direction."""
    if not DEV.is_dir():
        pytest.skip(f"development data are not here ({DEV.name})")
    graph = nx.Graph()
    with (DEV / f"{name}__nodes.csv").open(encoding="utf-8") as nodes:
        for row in csv.DictReader(nodes):
            graph.add_node(int(row["node"]), sector=row[sector])
    with (DEV / f"{name}__edges.csv").open(encoding="utf-8") as edges:
        graph.add_edges_from((int(float(row["from"])), int(float(row["to"]))) for row in csv.DictReader(edges))
    return Network.from_networkx(graph)


def test_r20_tobacco_control_collaboration():
    tobacco = read("tobacco_TCcoll", "agency_cat")
    assert (tobacco.n, tobacco.m) == (25, 161)
    assert c.tie_density(tobacco) == pytest.approx(0.5366667, abs=1e-6)
    assert c.tie_centralisation(tobacco) == pytest.approx(0.5036232, abs=1e-6)
    assert c.cut_partner_count(tobacco) == 0
    assert at(tobacco, g.partner_constraint(tobacco), "1") == pytest.approx(0.1576960, abs=1e-6)  # ITPC
    assert s.ei_index(tobacco) == pytest.approx(0.3913043, abs=1e-6)
    assert s.assortativity(tobacco) == pytest.approx(0.0092035, abs=1e-6)
    assert s.ei_index(read("tobacco_TCcoll", "agency_lvl")) == pytest.approx(0.2670807, abs=1e-6)
    assert seg.tie_ei_index(tobacco) == pytest.approx(0.3913043, abs=1e-6)
    sizes = tobacco.sector_size
    inside = (sizes * (sizes - 1)).sum() / 2  # 112 ties between categories, 49 within
    assert seg.log_odds_ratio(tobacco) == pytest.approx(np.log(49 * (300 - inside - 112) / ((inside - 49) * 112)), rel=1e-12)


def test_r21_texas_emergency_network():
    texas = read("emon_Texas", "Sponsorship")
    assert s.ei_index(texas) == pytest.approx(0.3178295, abs=1e-6)
    meetings = g.pair_meetings(texas)
    assert (np.triu(meetings, 1).sum(), np.trace(meetings)) == (85, 44)


KNOKE_INFORMATION = "0100101010 1011101110 0101111001 1100101000 1111001111 0010001010 0101100000 1101101010 0100101000 1110101000"
KNOKE_MONEY = "0010100111 0010000000 0000000100 0110001110 0110000110 0000000000 0100000100 0000000011 0010000100 0000000000"


@pytest.mark.parametrize(("rows", "published"), [(KNOKE_INFORMATION, 1), (KNOKE_MONEY, 0.8)], ids=["information", "money"])
def test_r23_knoke_connectedness(rows, published):
    arcs = np.array([[int(sent) for sent in row] for row in rows.split()])
    knoke = Network.from_networkx(nx.from_numpy_array(arcs | arcs.T))
    assert c.connectedness(knoke) == pytest.approx(published, abs=1e-12)


BURT = {"AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10}


def test_r24_structural_holes():
    plain = drawn({pair: pair.lower() for pair in BURT})
    for partner, constraint in {"g": 0.400, "a": 0.595, "c": 1.0}.items():
        assert at(plain, g.partner_constraint(plain), partner) == pytest.approx(constraint, abs=1e-3)
    for partner, size in {"g": 4.67, "a": 2.50, "c": 1.0}.items():
        assert at(plain, g.partner_effective_size(plain), partner) == pytest.approx(size, abs=1e-2)


def test_r24_structural_holes_of_weighted_ties():
    """A tie of weight w is w projects of two."""
    weighted = drawn({f"{pair}{w}": pair.lower() for pair, weight in BURT.items() for w in range(weight)})
    assert at(weighted, g.partner_constraint(weighted), "g") == pytest.approx(0.299, abs=1e-3)
    assert at(weighted, g.partner_constraint(weighted), "a") == pytest.approx(0.795, abs=1e-3)


def test_r24_complete_graph_path_and_florence():
    np.testing.assert_allclose(g.partner_constraint(Network.from_networkx(nx.complete_graph(4))), 0.9259259, atol=1e-6)
    np.testing.assert_allclose(g.partner_constraint(Network.from_networkx(nx.path_graph(4))), [1, 0.5, 0.5, 1], atol=1e-12)
    assert at(FLORENCE, g.partner_constraint(FLORENCE), "Medici") == pytest.approx(0.2098765, abs=1e-6)
    assert at(FLORENCE, g.partner_constraint(FLORENCE), "Guadagni") == pytest.approx(0.25, abs=1e-6)
    assert at(FLORENCE, g.partner_effective_size(FLORENCE), "Medici") == pytest.approx(5.6666667, abs=1e-6)


def test_r25_florence_cut_families():
    cut_off = dict(zip(FLORENCE.partners, c.partner_cut_off(FLORENCE), strict=True))
    assert {family for family, lost in cut_off.items() if lost} == {"Albizzi", "Guadagni", "Medici", "Salviati"}
    assert cut_off["Medici"] == 2 + 1  # components 11, 2, 1 without them
    assert c.cut_partner_count(FLORENCE) == 4


def test_r25_florence_with_the_isolated_family():
    graph = nx.florentine_families_graph()
    graph.add_node("Pucci")
    florence = Network.from_networkx(graph)
    assert c.tie_density(florence) == pytest.approx(1 / 6, abs=1e-12)
    assert c.tie_centralisation(florence) == pytest.approx(0.2666667, abs=1e-6)


@pytest.mark.parametrize(("family", "fragmentation"), [("Medici", 0.3846154), ("Salviati", 0.1428571), ("Guadagni", 0.1428571)])
def test_r26_florence_connectedness_without_one_family(family, fragmentation):
    graph = nx.florentine_families_graph()
    graph.remove_node(family)
    assert 1 - c.connectedness(Network.from_networkx(graph)) == pytest.approx(fragmentation, abs=1e-6)


def test_r28_karate_club():
    assert (KARATE.n, KARATE.adjacency.nnz // 2) == (34, 78)
    assert [partner for partner, lost in zip(KARATE.partners, c.partner_cut_off(KARATE), strict=True) if lost] == ["0"]
    assert s.ei_index(CLUB) == pytest.approx(-0.7179487, abs=1e-6)
    assert np.triu(g.pair_meetings(CLUB), 1).sum() == 11
    assert s.assortativity(CLUB) == pytest.approx(0.7175309, abs=1e-6)


# ---------------------------------------------------------------------- second opinions on random networks


def city(seed: int) -> Network:
    """Return a random network of up to forty partners: some in many projects, some of unknown sector, projects of one, parts apart."""
    random = np.random.default_rng(seed)
    n, m = int(random.integers(12, 40)), int(random.integers(8, 25))
    appeal = random.pareto(1.2, n)[:, None] * random.pareto(1.5, m)
    seats = random.random((n, m)) < np.minimum(appeal * random.uniform(1.0, 2.5) * m / appeal.sum(), 0.9)
    seats[np.arange(n), random.integers(0, m, n)] = True
    seats = seats[:, seats.any(axis=0)]
    m = seats.shape[1]
    return Network(
        year=seed,
        partners=tuple(f"p{i}" for i in range(n)),
        projects=tuple(f"t{j}" for j in range(m)),
        incidence=csr_array(seats.astype(np.int64)),
        sector=random.integers(-1, 4, n),
        sectors=("public", "cooperative", "association", "enterprise"),
        spheres=("public", "nonprofit", "nonprofit", "business"),
    )


CITIES = [pytest.param(city(seed), id=f"city {seed}") for seed in range(12)]


@pytest.mark.parametrize("network", CITIES)
def test_connectivity_agrees_with_networkx(network):
    graph, ties = network.to_networkx(), network.to_networkx("partners")
    assert c.density(network) == pytest.approx(nx.bipartite.density(graph, network.partners), rel=1e-12)
    assert c.tie_density(network) == pytest.approx(nx.density(ties), rel=1e-12)
    assert c.two_mode_closure(network) == pytest.approx(nx.bipartite.robins_alexander_clustering(graph), rel=1e-12)
    assert c.partner_ties(network).tolist() == [ties.degree(partner) for partner in network.partners]
    parts = list(nx.connected_components(ties))
    assert c.component_count(network) == len(parts)
    assert c.largest_component_share(network) == max(map(len, parts)) / network.n
    reached = sum(nx.has_path(ties, a, b) for a, b in combinations(network.partners, 2))
    assert c.connectedness(network) == pytest.approx(reached / (network.n * (network.n - 1) / 2), rel=1e-12)


@pytest.mark.parametrize("network", CITIES)
def test_cut_partners_agree_with_networkx(network):
    """Articulation points once projects of one partner are put aside, and each partner's loss by taking it out."""
    graph = nx.Graph(network.to_networkx())
    whole = graph.copy()
    graph.remove_nodes_from([project for project, size in zip(network.projects, network.team_size, strict=True) if size == 1])
    points = set(nx.articulation_points(graph)) & set(network.partners)
    lost = dict(zip(network.partners, c.partner_cut_off(network), strict=True))
    assert {partner for partner in lost if lost[partner]} == points
    assert c.cut_partner_count(network) == len(points)
    for partner in network.partners:
        mates = nx.node_connected_component(whole, partner) - {partner}
        parts = [len(part & set(network.partners)) for part in nx.connected_components(whole.subgraph(mates))]
        assert lost[partner] == sum(parts) - max(parts)


@pytest.mark.parametrize("network", CITIES)
def test_structural_holes_agree_with_networkx(network):
    weighted = nx.from_scipy_sparse_array(network.newman)
    np.testing.assert_allclose(g.partner_constraint(network), [*nx.constraint(weighted, weight="weight").values()], rtol=1e-12)
    binary = nx.from_scipy_sparse_array(network.adjacency)
    np.testing.assert_allclose(g.partner_effective_size(network), [*nx.effective_size(binary).values()], rtol=1e-12)


@pytest.mark.parametrize("network", CITIES)
def test_structural_holes_and_assortativity_agree_with_igraph(network):
    igraph = pytest.importorskip("igraph")
    weights = network.newman.toarray()
    graph = igraph.Graph.Weighted_Adjacency(weights.tolist(), mode="undirected")
    np.testing.assert_allclose(g.partner_constraint(network), graph.constraint(weights="weight"), rtol=1e-12)
    dyads = Network.from_ties(
        {(edge.source, edge.target): 1.0 for edge in graph.es},
        partners=network.partners,
        year=1,
        sector=np.maximum(network.sector, 0),
        sectors=network.sectors,
    )
    assert s.assortativity(dyads) == pytest.approx(graph.assortativity_nominal(dyads.sector.tolist(), directed=False), rel=1e-10)


@pytest.mark.parametrize("network", CITIES)
def test_assortativity_agrees_with_the_weights_it_is_declared_on(network):
    known = network.sector >= 0
    label = np.eye(len(network.sectors))[network.sector[known]]
    mixing = label.T @ network.newman.toarray()[np.ix_(known, known)] @ label
    mixing /= mixing.sum()
    chance = (mixing.sum(axis=0) ** 2).sum()
    assert s.assortativity(network) == pytest.approx((mixing.trace() - chance) / (1 - chance), rel=1e-10)


@pytest.mark.parametrize("network", CITIES)
def test_sector_measures_agree_with_counting_pair_by_pair(network):
    """Everybody at every table, two by two."""
    tables = network.incidence.toarray().astype(bool).T
    sector, sphere = network.sector, network.sphere
    meetings = np.zeros((4, 4))
    spheres = []
    for table in tables:
        for i, k in combinations(np.flatnonzero(table), 2):
            if sector[i] >= 0 <= sector[k]:
                a, b = sorted((sector[i], sector[k]))
                meetings[a, b] += 1
                spheres.append((sphere[i] == "public") != (sphere[k] == "public"))
    across = meetings.sum() - meetings.trace()
    assert np.triu(g.pair_meetings(network)).tolist() == meetings.tolist()
    assert s.cross_sector_share(network) == pytest.approx(across / meetings.sum(), rel=1e-12)
    assert s.ei_index(network) == pytest.approx((across - meetings.trace()) / meetings.sum(), rel=1e-12)
    assert s.cross_sphere_share(network) == pytest.approx(np.mean(spheres), rel=1e-12)
    assert g.uncovered_pair_count(network) == (meetings == 0)[np.triu_indices(4, 1)].sum()
    assert g.sector_uncovered(network).sum() == 2 * g.uncovered_pair_count(network)
    teams = [[sector[i] for i in np.flatnonzero(table) if sector[i] >= 0] for table in tables]
    teams = [team for team in teams if len(team) > 1]
    assert s.mixed_team_share(network) == np.mean([0 in team and set(team) != {0} for team in teams])
    alike = [sum(team.count(x) ** 2 for x in set(team)) / len(team) ** 2 for team in teams]
    assert s.team_diversity(network) == pytest.approx(1 - np.mean(alike), rel=1e-12)


@pytest.mark.parametrize("network", CITIES)
def test_brokerage_agrees_with_counting_path_by_path(network):
    """Every partner between every two of its contacts (no Python library has Gould and Fernandez's roles)."""
    tied, sector = network.adjacency.toarray().astype(bool), network.sector
    roles = {s.partner_coordinator: 0, s.partner_itinerant: 1, s.partner_boundary: 2, s.partner_liaison: 3}
    counted = np.zeros((network.n, 4))
    for v in range(network.n):
        for a, b in combinations(np.flatnonzero(tied[v]), 2):
            if tied[a, b] or min(sector[a], sector[b]) < 0:
                continue
            at_home = int(sector[a] == sector[v]) + int(sector[b] == sector[v])
            counted[v, 0 if at_home == 2 else 2 if at_home else 1 if sector[a] == sector[b] else 3] += 1
    counted[sector < 0] = np.nan
    for role, column in roles.items():
        np.testing.assert_array_equal(role(network), counted[:, column])
