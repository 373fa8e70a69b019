"""Dynamism of chances: how likely a pair that stayed is to make a tie and to keep it, and for how long, by the kind of pair."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reteanalysis.metrics._metric import metric
from reteanalysis.metrics.dynamism_ties import PAIRS, Among, tie_changes
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from reteanalysis.metrics._metric import Need
    from reteanalysis.network import Network

    Change = Callable[[Network, Network], float]

_KRIVITSKY = "Krivitsky & Handcock 2014, Journal of the Royal Statistical Society B 76:29–46"
_COUNTED = "O(Σ k_j² + L log L)"


# ---------------------------------------------------------------------- kinds of pairs, and the words for them


@dataclass(frozen=True)
class _Kind:
    """Which pairs of partners that stayed, and what is said of them wherever one of the three questions is asked."""

    among: Among
    ties: Text
    pairs: Text
    partners: Text  # the two that have a tie
    note: Text  # to be read with the value
    condition: str  # in the formula
    needs: tuple[Need, ...]
    cost: str


_SEATS = Text(
    it="L'area è quella in cui il partner aveva più posti l'anno prima.",
    en="The area is that in which the partner had most seats the year before.",
)
_ALL = _Kind(
    "all",
    ties=Text(it="legami", en="ties"),
    pairs=Text(it="coppie fra partner rimasti", en="pairs of partners that stayed"),
    partners=Text(it="fra partner rimasti", en="among partners that stayed"),
    note=Text(
        it="Le coppie di uno stesso tavolo nascono e finiscono insieme: poche decisioni fanno molti legami.",
        en="Pairs of one table begin and end together: few decisions make many ties.",
    ),
    condition="",
    needs=(),
    cost=_COUNTED,
)
_TWO_SECTORS = _Kind(
    "cross_sector",
    ties=Text(it="legami fra settori", en="ties across sectors"),
    pairs=Text(it="coppie di settori diversi", en="pairs of two sectors"),
    partners=Text(it="fra partner di settori diversi", en="between partners of two sectors"),
    note=Text(it="Va letto accanto a quello nel settore.", en="To be read beside that within the sector."),
    condition=", g(i) ≠ g(k)",
    needs=("sector",),
    cost=_COUNTED,
)
_ONE_SECTOR = _Kind(
    "same_sector",
    ties=Text(it="legami nel settore", en="ties within the sector"),
    pairs=Text(it="coppie dello stesso settore", en="pairs of one sector"),
    partners=Text(it="fra partner dello stesso settore", en="between partners of one sector"),
    note=Text(it="Va letto accanto a quello fra settori.", en="To be read beside that across sectors."),
    condition=", g(i) = g(k)",
    needs=("sector",),
    cost=_COUNTED,
)
_TWO_AREAS = _Kind(
    "other_area",
    ties=Text(it="legami fra aree", en="ties across areas"),
    pairs=Text(it="coppie di aree diverse", en="pairs of two areas"),
    partners=Text(it="fra partner di aree diverse", en="between partners of two areas"),
    note=_SEATS,
    condition=", M_i ∩ M_k = ∅, M_i = argmax_a d_ia",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)
_ONE_AREA = _Kind(
    "same_area",
    ties=Text(it="legami nell'area", en="ties within the area"),
    pairs=Text(it="coppie della stessa area", en="pairs of one area"),
    partners=Text(it="fra partner della stessa area", en="between partners of one area"),
    note=_SEATS,
    condition=", M_i ∩ M_k ≠ ∅, M_i = argmax_a d_ia",
    needs=("area",),
    cost="O(Σ k_j² + L log L + n A)",
)


# ---------------------------------------------------------------------- the three questions, asked of a kind


def _formation_of(kind: _Kind) -> Callable[[Change], Change]:
    return metric(
        level="network",
        unit="share",
        bounds=(0, 1),
        label=Text(it=f"Formazione dei {kind.ties.it}", en=f"Formation of {kind.ties.en}"),
        question=Text(
            it=f"Quante {kind.pairs.it}, senza legame l'anno prima, ne hanno aperto uno?",
            en=f"How many {kind.pairs.en}, without a tie the year before, made one?",
        ),
        reading=Text(
            it=f"0%: nessuna coppia ha aperto un legame; 100%: tutte. {kind.note.it}",
            en=f"0%: no pair made a tie; 100%: all did. {kind.note.en}",
        ),
        undefined=Text(
            it="nessun partner rimasto, o nessuna coppia senza legame fra loro",
            en="no partner stayed, or no pair without a tie among them",
        )
        if kind is _ALL
        else Text(
            it="nessun partner rimasto, dato non rilevato, o nessuna coppia di questo tipo senza legame",
            en="no partner stayed, not recorded, or no pair of this kind without a tie",
        ),
        formula=f"f = n₀₁ / (n₀₀ + n₀₁); {PAIRS}{kind.condition}",
        reference=_KRIVITSKY,
        sentence=Text(
            it=f"{kind.pairs.it.capitalize()} che hanno aperto un legame: {{value}} di quelle che non l'avevano.",
            en=f"{{value}} of the {kind.pairs.en} that had no tie made one.",
        ),
        null="years",
        view="ties",
        needs=kind.needs,
        cost=kind.cost,
    )


def _persistence_of(kind: _Kind) -> Callable[[Change], Change]:
    return metric(
        level="network",
        unit="share",
        bounds=(0, 1),
        label=Text(it=f"Persistenza dei {kind.ties.it}", en=f"Persistence of {kind.ties.en}"),
        question=Text(
            it=f"Quanti legami {kind.partners.it} ci sono ancora?",
            en=f"How many ties {kind.partners.en} are still there?",
        ),
        reading=Text(
            it=f"0%: nessun legame è rimasto; 100%: tutti. {kind.note.it}",
            en=f"0%: no tie is left; 100%: all are. {kind.note.en}",
        ),
        undefined=Text(it="nessun partner rimasto, o nessun legame fra loro", en="no partner stayed, or no tie among them")
        if kind is _ALL
        else Text(
            it="nessun partner rimasto, dato non rilevato, o nessun legame di questo tipo",
            en="no partner stayed, not recorded, or no tie of this kind",
        ),
        formula=f"s = n₁₁ / (n₁₀ + n₁₁); {PAIRS}{kind.condition}",
        reference=_KRIVITSKY,
        sentence=Text(
            it=f"Legami {kind.partners.it} che ci sono ancora: {{value}}.",
            en=f"{{value}} of the ties {kind.partners.en} are still there.",
        ),
        null="years",
        view="ties",
        needs=kind.needs,
        cost=kind.cost,
    )


def _life_of(kind: _Kind) -> Callable[[Change], Change]:
    ties = Text(it="legami, in anni", en="ties, in years") if kind is _ALL else kind.ties
    return metric(
        level="network",
        unit="mean",
        bounds=(1, math.inf),
        label=Text(it=f"Durata attesa dei {ties.it}", en=f"Expected life of {ties.en}"),
        question=Text(
            it=f"Quanti anni dura, in media, un legame {kind.partners.it}?",
            en=f"How many years, on average, does a tie {kind.partners.en} last?",
        ),
        reading=Text(
            it="1: ogni legame finisce dopo un anno; più alto: i legami durano di più. Vale se ogni anno i legami finiscono con la stessa probabilità, e se chi ha il legame resta nella rete: con tre anni di dati è un'indicazione.",
            en="1: every tie ends after a year; higher: ties last longer. It holds if every year ties end with the same chance, and if those that have the tie stay in the network: with three years of data it is an indication.",
        ),
        undefined=Text(
            it="nessun partner rimasto, nessun legame fra loro, o nessun legame che sia finito",
            en="no partner stayed, no tie among them, or no tie that ended",
        )
        if kind is _ALL
        else Text(
            it="nessun partner rimasto, dato non rilevato, nessun legame di questo tipo, o nessuno che sia finito",
            en="no partner stayed, not recorded, no tie of this kind, or none that ended",
        ),
        formula=f"1 / (1 − s), s = n₁₁ / (n₁₀ + n₁₁); {PAIRS}{kind.condition}",
        reference=_KRIVITSKY,
        sentence=Text(
            it=f"Durata attesa di un legame {kind.partners.it}, in anni: {{value}}.",
            en=f"Expected life of a tie {kind.partners.en}, in years: {{value}}.",
        ),
        null="years",
        view="ties",
        needs=kind.needs,
        cost=kind.cost,
    )


def _rate(before: Network, after: Network, kind: _Kind, rate: Literal["formation", "persistence", "life"]) -> float:
    """Return a rate of the pairs of a kind, or why there is none."""
    found = tie_changes(before, after, kind.among)
    value: float = undefined(found) if isinstance(found, Reason) else getattr(found, rate)
    return value


# ---------------------------------------------------------------------- the chance of making a tie


@_formation_of(_ALL)
def tie_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Over partners active in both years. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS where every such pair was tied.
    Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> tie_formation(example().networks[2019], example().networks[2020])  # of five pairs without a tie, comune and beta
    0.2
    """
    return _rate(before, after, _ALL, "formation")


@_formation_of(_TWO_SECTORS)
def cross_sector_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years, of two sectors in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED
    without sectors, SINGLE_SECTOR with one, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> cross_sector_formation(example().networks[2019], example().networks[2020])  # comune and beta, of five
    0.2
    """
    return _rate(before, after, _TWO_SECTORS, "formation")


@_formation_of(_ONE_SECTOR)
def same_sector_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years, of one sector in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED
    without sectors, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graphs = (nx.path_graph(4), nx.cycle_graph(4))
    >>> for graph in graphs:
    ...     nx.set_node_attributes(graph, "public", "sector")
    >>> path, cycle = map(Network.from_networkx, graphs)
    >>> same_sector_formation(path, cycle)
    0.3333333333333333
    """
    return _rate(before, after, _ONE_SECTOR, "formation")


@_formation_of(_TWO_AREAS)
def other_area_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years that had no main area in common in `before`. In [0, 1]. EMPTY where nobody stayed,
    NOT_RECORDED without areas, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> other_area_formation(example().networks[2019], example().networks[2020])  # comune and beta, of five
    0.2
    """
    return _rate(before, after, _TWO_AREAS, "formation")


@_formation_of(_ONE_AREA)
def same_area_formation(before: Network, after: Network) -> float:
    """Return the share of pairs without a tie in `before` that have one in `after`.

    Pairs of partners active in both years that had a main area in common in `before`. In [0, 1]. EMPTY where nobody stayed,
    NOT_RECORDED without areas, NO_PAIRS where every such pair was tied. Krivitsky & Handcock 2014.

    >>> from dataclasses import replace
    >>> import numpy as np
    >>> from reteanalysis import example
    >>> years = example().networks
    >>> same_area_formation(replace(years[2019], project_data={"area": np.array(["cibo"] * 3, object)}), years[2020])  # all of one area
    0.2
    """
    return _rate(before, after, _ONE_AREA, "formation")


# ---------------------------------------------------------------------- the chance of keeping it


@_persistence_of(_ALL)
def tie_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Over partners active in both years. In [0, 1]. EMPTY where nobody stayed, NO_PAIRS where no such pair was tied. Krivitsky
    & Handcock 2014.

    >>> from reteanalysis import example
    >>> tie_persistence(example().networks[2020], example().networks[2021])  # four of ten
    0.4
    """
    return _rate(before, after, _ALL, "persistence")


@_persistence_of(_TWO_SECTORS)
def cross_sector_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years, of two sectors in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED
    without sectors, SINGLE_SECTOR with one, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> cross_sector_persistence(example().networks[2020], example().networks[2021])  # four of eight
    0.5
    """
    return _rate(before, after, _TWO_SECTORS, "persistence")


@_persistence_of(_ONE_SECTOR)
def same_sector_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years, of one sector in `before`. In [0, 1]. EMPTY where nobody stayed, NOT_RECORDED
    without sectors, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graphs = (nx.path_graph(4), nx.cycle_graph(4))
    >>> for graph in graphs:
    ...     nx.set_node_attributes(graph, "public", "sector")
    >>> path, cycle = map(Network.from_networkx, graphs)
    >>> same_sector_persistence(cycle, path)
    0.75
    """
    return _rate(before, after, _ONE_SECTOR, "persistence")


@_persistence_of(_TWO_AREAS)
def other_area_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years that had no main area in common in `before`. In [0, 1]. EMPTY where nobody stayed,
    NOT_RECORDED without areas, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graph = nx.Graph([*zip("aaabccd", "pqrrrsp")])  # a sits in p, q and r; b in r; c in r and s; d in p
    >>> nx.set_node_attributes(graph, {node: int(node in "pqrs") for node in graph}, "bipartite")
    >>> nx.set_node_attributes(graph, {"p": "x", "q": "x", "r": "y", "s": "y"}, "area")
    >>> before = Network.from_networkx(graph)
    >>> graph.remove_edge("c", "r")
    >>> other_area_persistence(before, Network.from_networkx(graph))  # a is of x, b and c of y: ab is kept, ac dropped
    0.5
    """
    return _rate(before, after, _TWO_AREAS, "persistence")


@_persistence_of(_ONE_AREA)
def same_area_persistence(before: Network, after: Network) -> float:
    """Return the share of ties of `before` that are there in `after` too.

    Pairs of partners active in both years that had a main area in common in `before`. In [0, 1]. EMPTY where nobody stayed,
    NOT_RECORDED without areas, NO_PAIRS where no such pair was tied. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> same_area_persistence(example().networks[2020], example().networks[2021])  # four of ten
    0.4
    """
    return _rate(before, after, _ONE_AREA, "persistence")


# ---------------------------------------------------------------------- how long it lasts if that chance stays as it is


@_life_of(_ALL)
def tie_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Over partners active in both years. At least 1. EMPTY where nobody stayed, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> tie_life(example().networks[2020], example().networks[2021])  # six of ten ended
    1.6666666666666667
    """
    return _rate(before, after, _ALL, "life")


@_life_of(_TWO_SECTORS)
def cross_sector_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years, of two sectors in `before`. At least 1. EMPTY where nobody stayed, NOT_RECORDED
    without sectors, SINGLE_SECTOR with one, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> cross_sector_life(example().networks[2020], example().networks[2021])  # four of eight ended
    2.0
    """
    return _rate(before, after, _TWO_SECTORS, "life")


@_life_of(_ONE_SECTOR)
def same_sector_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years, of one sector in `before`. At least 1. EMPTY where nobody stayed, NOT_RECORDED
    without sectors, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graphs = (nx.path_graph(4), nx.cycle_graph(4))
    >>> for graph in graphs:
    ...     nx.set_node_attributes(graph, "public", "sector")
    >>> path, cycle = map(Network.from_networkx, graphs)
    >>> same_sector_life(cycle, path)
    4.0
    """
    return _rate(before, after, _ONE_SECTOR, "life")


@_life_of(_TWO_AREAS)
def other_area_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years that had no main area in common in `before`. At least 1. EMPTY where nobody stayed,
    NOT_RECORDED without areas, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> graph = nx.Graph([*zip("aaabccd", "pqrrrsp")])  # a sits in p, q and r; b in r; c in r and s; d in p
    >>> nx.set_node_attributes(graph, {node: int(node in "pqrs") for node in graph}, "bipartite")
    >>> nx.set_node_attributes(graph, {"p": "x", "q": "x", "r": "y", "s": "y"}, "area")
    >>> before = Network.from_networkx(graph)
    >>> graph.remove_edge("c", "r")
    >>> other_area_life(before, Network.from_networkx(graph))  # a is of x, b and c of y: ab is kept, ac dropped
    2.0
    """
    return _rate(before, after, _TWO_AREAS, "life")


@_life_of(_ONE_AREA)
def same_area_life(before: Network, after: Network) -> float:
    """Return the years that a tie lasts if each year it ends with the chance seen between these two.

    Pairs of partners active in both years that had a main area in common in `before`. At least 1. EMPTY where nobody stayed,
    NOT_RECORDED without areas, NO_PAIRS where no such pair was tied,
    TOO_FEW where no such tie ended: its life cannot be told. Krivitsky & Handcock 2014.

    >>> from reteanalysis import example
    >>> same_area_life(example().networks[2020], example().networks[2021])  # six of ten ended
    1.6666666666666667
    """
    return _rate(before, after, _ONE_AREA, "life")
