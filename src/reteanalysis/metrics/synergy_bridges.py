"""Synergy between projects: which of them are joined by one partner only, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from reteanalysis import kernels
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_LOOP_PAYS = 20_000  # seats from which a compiled loop is worth waiting for the compiler
_JASNY = "Jasny & Lubell 2015, Social Networks 41:36–47"


class _Linked(NamedTuple):
    """Pairs of projects with partners in common, aligned."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    common: NDArray[np.int64]  # how many partners sit in both
    partner: NDArray[np.int64]  # who, where it is one; elsewhere it means nothing

    @property
    def hanging(self) -> _Linked:
        """Those that hang on one partner."""
        return self.taking(self.common == 1)

    def taking(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> _Linked:
        return _Linked(*(column[which] for column in self))


def _linked(network: Network) -> Iterator[_Linked]:
    """Yield the pairs of projects with a partner in common, each once; in blocks, since those of a large network are millions.

    One product says how many and who: each common partner i adds 1 + (n+1) i, and there are at most n of them.
    """
    base = network.n + 1
    tagged = csr_array(
        (1 + base * np.repeat(np.arange(network.n), network.load), network.incidence.indices, network.incidence.indptr),
        shape=network.incidence.shape,
    ).T.tocsr()
    for start in range(0, network.m, 256):
        block = (tagged[start : start + 256] @ network.incidence).tocoo()
        first, second = block.row.astype(np.intp) + start, block.col.astype(np.intp)
        once = first < second
        partner, common = np.divmod(block.data[once], base)
        yield _Linked(first[once], second[once], common, partner)


# ---------------------------------------------------------------------- what is told of two projects


def _lead_sector(network: Network) -> NDArray[np.intp]:
    """Return the sector that leads each project, shape (m,); -1 where it is not known, or joint leads are of different sectors."""
    low, high = np.full(network.m, len(network.sectors), np.intp), np.full(network.m, -1, np.intp)
    if network.leads is not None:
        leads = network.leads.tocoo()
        np.minimum.at(low, leads.col, network.sector[leads.row])
        np.maximum.at(high, leads.col, network.sector[leads.row])
    return np.where(low == high, high, -1)


def _differ(kind: NDArray[np.intp], first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return 1 where the two are of different kind, 0 where of the same, -1 where either is not known."""
    one, other = kind[first], kind[second]
    return np.where((one < 0) | (other < 0), -1, one != other).astype(np.int64)


def _told(differ: int) -> bool | None:
    return None if differ < 0 else bool(differ)


@dataclass(frozen=True)
class Bridge:
    """Two projects that have one partner in common, and no other.

    Attributes
    ----------
    first, second : int
        Positions in ``Network.projects``.
    partner : int
        Position in ``Network.partners``.
    crosses_areas : bool or None
        Whether the projects are of different areas; None where either is not known.
    lead_sectors : tuple of int or None
        Positions in ``Network.sectors`` of the sectors that lead the first and the second; None where either is not known, or joint leads are of
        different sectors.
    """

    first: int
    second: int
    partner: int
    crosses_areas: bool | None
    lead_sectors: tuple[int, int] | None


def bridges(network: Network, top: int = 10, *, partner: int | None = None) -> list[Bridge]:
    """Return the pairs of projects that hang on one partner: those across areas first, then those led by different sectors.

    Parameters
    ----------
    network : Network
        One year.
    top : int
        How many at most; of those that are alike in the two respects, in the order of ``network.projects``.
    partner : int, optional
        Position in ``network.partners``: only the pairs that hang on it.

    Notes
    -----
    Cost: Σ d², a second at 5,000 partners and 4,000 projects.

    >>> from reteanalysis import example
    >>> network = example().networks[2021]  # casa is led by comune, cibo by luce; comune alone sits in both
    >>> [(network.projects[b.first], network.projects[b.second], network.partners[b.partner], b.crosses_areas) for b in bridges(network)]
    [('casa-21', 'cibo-21', 'comune', True)]
    """
    area, leading = network.project_area, _lead_sector(network)
    best: list[NDArray[np.int64]] = []
    for block in _linked(network):
        found = block.hanging
        if partner is not None:
            found = found.taking(found.partner == partner)
        across, mixed = _differ(area, found.first, found.second), _differ(leading, found.first, found.second)
        best.append(np.array([-across, -mixed, found.first, found.second, found.partner], np.int64))
        rows = np.concatenate(best, axis=1)
        best = [rows[:, np.lexsort(rows[::-1])[:top]]]
    return [
        Bridge(first, second, who, _told(-across), None if mixed > 0 else (int(leading[first]), int(leading[second])))
        for across, mixed, first, second, who in (best[0].T.tolist() if best else ())
    ]


@dataclass(frozen=True)
class Bridger:
    """A partner on whom pairs of projects hang.

    Attributes
    ----------
    partner : int
        Position in ``Network.partners``.
    pairs : int
        Pairs of projects in which it sits, and nobody else in both.
    within_areas, across_areas : int
        Those of one area and of two; the rest are of projects whose area is not known.
    lead_sectors : dict
        How many join projects led by which two sectors, as positions in ``Network.sectors``, the smaller first; the rest are of projects of
        which that is not known.
    """

    partner: int
    pairs: int
    within_areas: int
    across_areas: int
    lead_sectors: dict[tuple[int, int], int]


def bridgers(network: Network, top: int = 10) -> list[Bridger]:
    """Return the partners on whom most pairs of projects hang, and what kind of pairs these are.

    At most `top` of them; of equal numbers, in the order of ``network.partners``.

    >>> from reteanalysis import example
    >>> bridgers(example().networks[2019])  # alfa joins casa and lavoro, luce casa and cibo; led by public, cooperative, association
    [Bridger(partner=2, pairs=1, within_areas=0, across_areas=1, lead_sectors={(0, 1): 1}), Bridger(partner=4, pairs=1, within_areas=0, across_areas=1, lead_sectors={(0, 2): 1})]
    """
    area, leading, groups = network.project_area, _lead_sector(network), len(network.sectors)
    total, within, across = (np.zeros(network.n, np.int64) for _ in range(3))
    led: dict[int, dict[tuple[int, int], int]] = {}
    for block in _linked(network):
        found = block.hanging
        differ = _differ(area, found.first, found.second)
        for counts, who in ((total, found.partner), (within, found.partner[differ == 0]), (across, found.partner[differ == 1])):
            counts += np.bincount(who, minlength=network.n)
        one, other = leading[found.first], leading[found.second]
        known = (one >= 0) & (other >= 0)
        low, high = np.minimum(one, other)[known], np.maximum(one, other)[known]
        codes, times = np.unique((found.partner[known] * groups + low) * groups + high, return_counts=True)
        for code, count in zip(codes.tolist(), times.tolist(), strict=True):
            pairs, pair = led.setdefault(code // groups**2, {}), (code // groups % groups, code % groups)
            pairs[pair] = pairs.get(pair, 0) + count
    order = np.argsort(-total, kind="stable")[:top].tolist()
    return [Bridger(i, int(total[i]), int(within[i]), int(across[i]), dict(sorted(led.get(i, {}).items()))) for i in order if total[i]]


# ---------------------------------------------------------------------- how many


@metric(
    level="partner",
    unit="count",
    bounds=(0, float("inf")),
    label=Text(it="Ponti fra progetti", en="Bridges between projects"),
    question=Text(
        it="Quante coppie di progetti sono unite solo perché questa organizzazione siede in entrambi?",
        en="How many pairs of projects are joined only because this organisation sits in both?",
    ),
    reading=Text(
        it="0: nessuna, o sta in meno di due progetti; più alto: senza di lei più progetti non avrebbero nessuno in comune. Cresce con il quadrato dei "
        "suoi progetti. Dice chi potrebbe far parlare due tavoli, non che lo faccia.",
        en="0: none, or it is in fewer than two projects; higher: without it more projects would have nobody in common. It grows with the square of its "
        "projects. It says who could make two tables talk, not that it does.",
    ),
    undefined=Text(it="mai: chi siede a meno di due tavoli non ne unisce", en="never: whoever sits at fewer than two tables joins none"),
    formula="β_i = #{j < l : a_ij = a_il = 1, Σ_k a_kj a_kl = 1}",
    reference=_JASNY,
    null="degrees",
    cost="O(Σ d_i²)",
)
def partner_bridges(network: Network) -> NDArray[np.float64]:
    """Return, for each partner, the pairs of projects that it sits in and nobody else sits in both of. `bridgers` says of what kind.

    A count; 0 for a partner of fewer than two projects. In the spirit of Jasny & Lubell 2015.

    >>> from reteanalysis import example
    >>> partner_bridges(example().networks[2020])  # casa and lavoro share comune and alfa, casa and cibo luce and dono
    array([0., 0., 0., 0., 0., 0.])
    >>> partner_bridges(example().networks[2019])  # alfa joins casa and lavoro, luce casa and cibo
    array([0., 0., 1., 0., 1., 0.])
    """
    return _hanging(network)[0].astype(np.float64)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti uniti da un solo partner", en="Projects joined by one partner only"),
    question=Text(
        it="Delle coppie di progetti con partner in comune, quante ne hanno uno solo?",
        en="Of the pairs of projects with partners in common, how many have just one?",
    ),
    reading=Text(
        it="0%: dove due progetti sono uniti, lo sono da più partner; 100%: ogni unione dipende da una sola organizzazione. Con tavoli piccoli è alto per "
        "forza: va confrontato con il caso.",
        en="0%: where two projects are joined, several partners join them; 100%: each junction depends on one organisation. With small tables it is bound "
        "to be high: it has to be compared with chance.",
    ),
    undefined=Text(
        it="nessuna coppia di progetti con partner in comune, o nessun posto", en="no two projects with a partner in common, or no seats"
    ),
    formula="#{j < l : Σ_i a_ij a_il = 1} / #{j < l : Σ_i a_ij a_il ≥ 1}",
    reference=_JASNY,
    sentence=Text(
        it="Coppie di progetti unite da una sola organizzazione, fra quelle con partner in comune: {value}.",
        en="{value} of the pairs of projects with partners in common are joined by one organisation only.",
    ),
    null="degrees",
    cost="O(Σ d_i²)",
)
def single_bridge_share(network: Network) -> float:
    """Return the share of the pairs of projects with partners in common that have just one. `bridges` names them.

    In [0, 1]. EMPTY without seats, TOO_FEW where no two projects have a partner in common. In the spirit of Jasny & Lubell 2015.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> single_bridge_share(years[2019]), single_bridge_share(years[2020])
    (1.0, 0.0)
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    alone, linked = _hanging(network)
    return int(alone.sum()) / linked if linked else undefined(Reason.TOO_FEW)


def _hanging(network: Network) -> tuple[NDArray[np.int64], int]:
    """Return how many pairs of projects hang on each partner, and how many have any partner in common."""
    kept = vars(network)  # beside what `cached_property` keeps there: two measures ask for the same pairs
    if "_hanging" not in kept:
        kept["_hanging"] = _hanging_pairs(network)
    pairs: tuple[NDArray[np.int64], int] = kept["_hanging"]
    return pairs


def _hanging_pairs(network: Network) -> tuple[NDArray[np.int64], int]:
    if network.seats >= _LOOP_PAYS:
        return kernels.hanging(network.incidence.indptr, network.incidence.indices, network.m)
    counts, linked = np.zeros(network.n, np.int64), 0
    for block in _linked(network):
        linked += len(block.common)
        counts += np.bincount(block.hanging.partner, minlength=network.n)
    return counts, linked
