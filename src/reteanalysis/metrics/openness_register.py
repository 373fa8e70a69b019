"""Openness towards those outside: who of the register takes part, and how many bodies there may be that no list holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._diversity import hill
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_HILL = "Hill 1973, Ecology 54:427–432; Jost 2006, Oikos 113:363–375"
_CHAO = "Chao 1987, Biometrics 43:783–791; Chao & Jost 2012, Ecology 93:2533–2547"
_NO_REGISTER = Text(
    it="registro o settori non rilevati, o anno senza partner attivi",
    en="register or sectors not recorded, or a year without active partners",
)
_FEW_PROJECTS = Text(it="meno di cinque progetti, o nessun posto", en="fewer than five projects, or no seats")
_FEWEST = 5  # projects below which who appears only once says nothing


# ---------------------------------------------------------------------- against the register


def _by_sector(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Return the active bodies and all bodies of the register by sector, shape (G,) each; None where either knows no sector."""
    register = network.register
    if register is None:
        return None
    known = register.sector >= 0
    active, bodies = (
        np.bincount(register.sector[which], minlength=len(network.sectors)).astype(np.int64) for which in (known & register.active, known)
    )
    return (active, bodies) if active.any() else None


@metric(
    level="sector",
    unit="ratio",
    bounds=(0, _INF),
    label=Text(it="Rappresentanza del settore", en="Representation of the sector"),
    question=Text(
        it="Il settore è al tavolo più o meno del suo peso nel registro?",
        en="Is the sector at the table more or less than its weight in the register?",
    ),
    reading=Text(
        it="1: pesa fra i partner quanto nel registro; 2: il doppio; 0: non c'è. Vale quanto il registro. "
        "In un settore con pochi enti basta un ente a muoverlo molto.",
        en="1: it weighs among partners as in the register; 2: twice as much; 0: it is not there. It is worth what the register is. "
        "In a sector with few organisations a single one moves it a lot.",
    ),
    undefined=Text(
        it="registro non rilevato, nessun ente del settore nel registro, o anno senza partner attivi",
        en="no register recorded, no organisation of the sector in it, or a year without active partners",
    ),
    formula="PR_g = (n_g / n) / (N_REG,g / N_REG)",
    reference="Isard 1960, Methods of Regional Analysis, MIT Press (location quotient)",
    needs=("sector", "register"),
    cost="O(N_REG)",
)
def sector_representation(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, its share of the active bodies over its share of the register.

    Among bodies of known sector; whoever takes part belongs to the register. At least 0; nan for a sector without bodies in the register, and everywhere
    without a register or active partners. A location quotient (Isard 1960).

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> from reteanalysis.network import Register
    >>> sector = np.array([0, 0, 1, 1, 1, 2, 2, 2, 3, 3])  # of ten bodies six are active: public 2, cooperative 2, association 2
    >>> register = Register(tuple("abcdefghij"), sector, np.full(10, None), np.array([1, 1, 1, 1, 0, 1, 1, 0, 0, 0], bool))
    >>> sector_representation(replace(example().networks[2019], register=register))
    array([1.66666667, 1.11111111, 1.11111111, 0.        ])
    """
    found = _by_sector(network) if network.active.any() else None
    if found is None:
        return np.full(len(network.sectors), np.nan)
    active, bodies = found
    weight = active.sum() * bodies / bodies.sum()
    ratio: NDArray[np.float64] = np.divide(active, weight, out=np.full(len(active), np.nan), where=bodies > 0)
    return ratio


@metric(
    level="network",
    unit="ratio",
    bounds=(0, _INF),
    label=Text(it="Varietà di settori rispetto al registro", en="Sector diversity against the register"),
    question=Text(
        it="I settori attivi sono vari quanto quelli del registro?", en="Are the active sectors as diverse as those of the register?"
    ),
    reading=Text(
        it="1: altrettanto; sotto 1: al tavolo ci sono meno settori, o uno pesa molto più degli altri; sopra 1: i settori piccoli pesano più che nel registro. "
        "Non dice quali: due squilibri diversi possono dare lo stesso valore.",
        en="1: just as much; below 1: fewer sectors are at the table, or one weighs much more than the others; above 1: small sectors weigh more than in the register. "
        "It does not say which: two different imbalances may give the same value.",
    ),
    undefined=_NO_REGISTER,
    formula="D₁(n_g) / D₁(N_REG,g); D₁ = exp(−Σ_g p_g ln p_g)",
    reference=_HILL,
    sentence=Text(
        it="Varietà dei settori attivi, rispetto a 1 per quella del registro: {value}.",
        en="Diversity of the active sectors, against 1 for that of the register: {value}.",
    ),
    needs=("sector", "register"),
    cost="O(N_REG)",
)
def register_diversity_ratio(network: Network) -> float:
    """Return the effective number of sectors of the active bodies over that of the register.

    Hill numbers of order 1, among bodies of known sector. Above 0. EMPTY without active partners, NOT_RECORDED without a register, or where no active
    body of known sector is in it. Hill 1973.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> from reteanalysis.network import Register
    >>> register = Register(tuple("abcd"), np.array([0, 0, 1, 2]), np.full(4, None), np.array([1, 1, 0, 1], bool))
    >>> round(register_diversity_ratio(replace(example().networks[2019], register=register)), 12)  # 3 / 2^(2/3), over 2^(3/2)
    0.668174038605
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    found = _by_sector(network)
    if found is None:
        return undefined(Reason.NOT_RECORDED)
    active, bodies = found
    return float(hill(active) / hill(bodies))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Distanza dai settori del registro", en="Distance from the sectors of the register"),
    question=Text(
        it="Quanti partner dovrebbero essere di un altro settore perché i settori pesassero come nel registro?",
        en="How many partners would have to be of another sector for sectors to weigh as in the register?",
    ),
    reading=Text(
        it="0%: i settori pesano fra i partner come nel registro; vicino al 100%: partecipa solo un settore che nel registro è minuscolo. "
        "Con pochi partner un po' di distanza c'è per forza. Vale quanto il registro.",
        en="0%: sectors weigh among partners as in the register; near 100%: only one sector takes part, tiny in the register. "
        "With few partners there is bound to be some distance. It is worth what the register is.",
    ),
    undefined=_NO_REGISTER,
    formula="½ Σ_g |n_g / n − N_REG,g / N_REG|",
    reference="Duncan & Duncan 1955, American Sociological Review 20:210–217",
    sentence=Text(
        it="Partner che dovrebbero essere di un altro settore perché i settori pesassero come nel registro: {value}.",
        en="{value} of the partners would have to be of another sector for sectors to weigh as in the register.",
    ),
    needs=("sector", "register"),
    cost="O(N_REG)",
)
def register_dissimilarity(network: Network) -> float:
    """Return half the sum of the differences between the shares of sectors among active bodies and in the register.

    Among bodies of known sector. In [0, 1). Undefined as `register_diversity_ratio`. The index of Duncan & Duncan 1955.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> from reteanalysis.network import Register
    >>> register = Register(tuple("abcd"), np.array([0, 0, 1, 2]), np.full(4, None), np.array([1, 1, 0, 0], bool))
    >>> register_dissimilarity(replace(example().networks[2019], register=register))  # all public, half of the register is
    0.5
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    found = _by_sector(network)
    if found is None:
        return undefined(Reason.NOT_RECORDED)
    active, bodies = found
    return float(np.abs(active / active.sum() - bodies / bodies.sum()).sum() / 2)


# ---------------------------------------------------------------------- those no list holds


def chao(counts: ArrayLike, units: int) -> float:
    """Return the least number of kinds there are, seen or not, from how often each was seen in some units (Chao 1987).

    With counts of individuals and their total as `units` it is the estimator called Chao1.

    Parameters
    ----------
    counts : array of int
        How often each kind was seen; a kind never seen counts for nothing.
    units : int
        Samples taken.

    >>> chao([1, 1, 1, 2, 2, 3], 20)  # 6 + 19/20 · 3² / (2 · 2)
    8.1375
    """
    seen, once, twice = _seen(counts)
    unseen = once**2 / (2 * twice) if twice else once * (once - 1) / 2
    return seen + (units - 1) / units * unseen


def coverage(counts: ArrayLike, units: int) -> float:
    """Return the share of all sightings there could be that are of kinds already seen (Chao & Jost 2012), `counts` and `units` as in `chao`.

    >>> coverage([1, 1, 1, 2, 2, 3], 20)  # 1 − 3/10 · 19 · 3 / (19 · 3 + 2 · 2)
    0.7196721311475409
    """
    _, once, twice = _seen(counts)
    missing = (units - 1) * once / ((units - 1) * once + 2 * twice) if units > 1 and once else 0.0
    return float(1 - once / np.sum(counts) * missing)


def _seen(counts: ArrayLike) -> tuple[int, int, int]:
    """Return how many kinds were seen at all, exactly once, exactly twice."""
    counts = np.asarray(counts)
    return int(np.count_nonzero(counts)), int(np.count_nonzero(counts == 1)), int(np.count_nonzero(counts == 2))


@metric(
    level="network",
    unit="mean",
    bounds=(1, _INF),
    label=Text(it="Organizzazioni attorno alla rete (Chao2)", en="Organisations around the network (Chao2)"),
    question=Text(
        it="A giudicare da quante compaiono una sola volta, quante organizzazioni ci sono almeno, viste o no?",
        en="Judging by how many appear only once, how many organisations are there at least, seen or not?",
    ),
    reading=Text(
        it="Uguale al numero dei partner: quasi tutti compaiono più volte, l'elenco pare completo; molto più alto: molti compaiono una volta sola, e altri come loro "
        "possono mancare. È un minimo, se i progetti si equivalgono; i partner sono però invitati, non estratti: vale come ordine di grandezza.",
        en="Equal to the number of partners: almost all appear several times, the list looks complete; much higher: many appear only once, and others like them "
        "may be missing. It is a minimum if projects are alike; but partners are invited, not drawn: take it as an order of magnitude.",
    ),
    undefined=_FEW_PROJECTS,
    formula="Ŝ = n + ((m−1)/m) ([Q₂ > 0] Q₁² / (2Q₂) + [Q₂ = 0] Q₁(Q₁−1) / 2); Q_x = #{i : d_i = x}",
    reference=_CHAO,
    sentence=Text(
        it="A giudicare da quante compaiono una sola volta, organizzazioni che ci sono almeno, viste o no: {value}.",
        en="Judging by how many appear only once, organisations that there are at least, seen or not: {value}.",
    ),
    cost="O(n)",
)
def chao2(network: Network) -> float:
    """Return Chao's lower bound of the number of partners, seen or not, projects being the samples.

    At least the number of partners with a seat. EMPTY without seats, TOO_FEW below five projects. Chao 1987, with the factor (m−1)/m.

    >>> import networkx as nx
    >>> from reteanalysis import Network
    >>> events = nx.davis_southern_women_graph()  # 18 women at 14 events, each at two at least, three at two
    >>> chao2(Network.from_networkx(events))
    18.0
    >>> chao2(Network.from_networkx(nx.path_graph(7)))  # six ties, two partners in one, five in two: 7 + 5/6 · 4/10
    7.333333333333333
    """
    return _of_projects(network, chao)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Copertura stimata dei partner (Chao)", en="Estimated coverage of partners (Chao)"),
    question=Text(
        it="Se si aprisse un altro tavolo come questi, quanti posti andrebbero a partner già visti?",
        en="If another table like these opened, how many seats would go to partners already seen?",
    ),
    reading=Text(
        it="100%: tutti, l'elenco pare completo; 0%: nessuno, ogni partner compare una volta sola. "
        "I partner sono invitati, non estratti: vale come ordine di grandezza.",
        en="100%: all, the list looks complete; 0%: none, each partner appears only once. "
        "Partners are invited, not drawn: take it as an order of magnitude.",
    ),
    undefined=_FEW_PROJECTS,
    formula="Ĉ = 1 − (Q₁/E) (m−1)Q₁ / ((m−1)Q₁ + 2Q₂); Q_x = #{i : d_i = x}",
    reference=_CHAO,
    sentence=Text(
        it="A un altro tavolo come questi, posti che andrebbero a partner già visti: {value}.",
        en="At another table like these, {value} of the seats would go to partners already seen.",
    ),
    cost="O(n)",
)
def sample_coverage(network: Network) -> float:
    """Return Chao and Jost's estimate of the share of seats, past and to come, that belong to partners already seen.

    In [0, 1]. EMPTY without seats, TOO_FEW below five projects. Chao & Jost 2012.

    >>> import networkx as nx
    >>> from reteanalysis import Network
    >>> sample_coverage(Network.from_networkx(nx.path_graph(7)))  # 1 − 2/12 · 10/(10 + 10)
    0.9166666666666666
    """
    return _of_projects(network, coverage)


def _of_projects(network: Network, estimate: Callable[[NDArray[np.int64], int], float]) -> float:
    if not network.seats:
        return undefined(Reason.EMPTY)
    return estimate(network.load, network.m) if network.m >= _FEWEST else undefined(Reason.TOO_FEW)
