"""Connectivity: who is at the centre."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import triu

from reteanalysis.kernels import joined
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_CORE = "Borgatti & Everett 2000, Social Networks 21:375–395"

_FEW = Text(it="meno di sei partner, o legami fra tutti, o nessun legame", en="fewer than six partners, or ties between all, or no ties")
_SMALLEST = 6  # partners below which a core means nothing
_EXACT = 20  # partners up to which every possible core is tried
_TWINS = 60  # partners up to which it is looked whether many are interchangeable
_FEW_CORES = 1 << 14  # different cores, then, that are all tried
_STARTS = 50  # random starts beyond that
_MANY_TIES, _FEW_STARTS = 100_000, 6  # so many ties are of thousands of partners, where two starts already led where fifty did
_HOSTS, _FEWEST_STARTS = 1_000_000, 2  # where there are so many, fewer still, and fewer steps towards the eigenvector
_FILLED = 400  # partners up to which their ties are filled in for it
_TOGETHER = 2_000_000  # starts times ties looked at together
_BORDER = 200  # candidates on either side of a core that swaps look at
_SAME = 1e-9  # fits no further apart than this are equally good


@dataclass(frozen=True)
class Core:
    """The best core of a network.

    Attributes
    ----------
    fit : float
        The correlation between the ties and those of an ideal core; nan with its reason where there is none.
    members : tuple of int
        Positions of the partners that are in every best core.
    disputed : tuple of int
        Positions of those that are in some of the equally good cores and not in others.
    exact : bool
        Whether every possible core was tried.
    """

    fit: float
    members: tuple[int, ...]
    disputed: tuple[int, ...]
    exact: bool


def core_periphery(network: Network, *, attached: bool = False) -> Core:
    """Return the core that correlates best with the ties: all tied inside it, none outside it.

    Parameters
    ----------
    network : Network
        Up to twenty partners every core is tried, and up to sixty where so many are interchangeable (the same contacts) that few
        cores differ; beyond, the best of thresholds on degree and on the leading eigenvector and of fifty random starts (six beyond 100,000 ties, two beyond a million) is taken,
        each improved by moving and swapping partners one at a time.
    attached : bool
        False leaves the pairs of a core partner with a peripheral one out of the comparison; True wants them all tied.

    >>> from reteanalysis import example
    >>> network = example().networks[2021]
    >>> [network.partners[i] for i in core_periphery(network).members]
    ['comune', 'luce', 'dono']
    """
    key = f"_core_attached_{attached}"
    kept = vars(network)  # beside what `cached_property` keeps there: four measures ask for one search
    if key not in kept:
        kept[key] = _best_core(network, attached)
        if f"_core_attached_{not attached}" in kept:
            kept.pop("_core_ties", None)  # as large as the network; neither search will need it again
    core: Core = kept[key]
    return core


def _best_core(network: Network, attached: bool) -> Core:
    n, ties = network.n, int(network.degree.sum()) // 2
    why = Reason.EMPTY if not n else Reason.TOO_FEW if n < _SMALLEST else Reason.ZERO_VARIANCE
    if n < _SMALLEST or ties in (0, n * (n - 1) // 2):
        return Core(undefined(why), (), (), True)
    kept = vars(network)  # beside what `cached_property` keeps there: either ideal is looked for in the same ties, from the same places
    if "_core_ties" not in kept:
        order = np.argsort(np.array(network.partners))  # so that the search does not depend on the order of the rows
        adjacency: Any = network.adjacency[order][:, order] if n > _FILLED else network.tied[np.ix_(order, order)]
        cores = _different_cores(adjacency) if n <= _TWINS else None
        kept["_core_ties"] = order, _beginnings(adjacency) if cores is None else cores
    order, begun = kept["_core_ties"]
    exact = isinstance(begun, _Cores)
    fit, inside, somewhere = _every_core(begun, n, ties, attached) if exact else _searched_core(begun, attached)
    members, disputed = (tuple(sorted(order[mask].tolist())) for mask in (inside, somewhere & ~inside))
    return Core(fit, members, disputed, exact)


def core_correlation(core: Any, inside: Any, touching: Any, n: int, ties: int, attached: bool) -> NDArray[np.float64]:
    """Return the correlation of ties with an ideal core, given its size, its inner ties and the ties that touch it; −∞ where undefined."""
    size = np.asarray(core, np.float64)
    dense, empty = size * (size - 1) / 2, (n - size) * (n - size - 1) / 2
    found, outside = np.asarray(touching if attached else inside, np.float64), ties - np.asarray(touching, np.float64)
    dense = dense + size * (n - size) if attached else dense
    whole, total = dense + empty, found + outside
    spread = np.sqrt(np.maximum(dense * empty * total * (whole - total), 0))
    fits: NDArray[np.float64] = np.divide(found * empty - outside * dense, spread, out=np.full(spread.shape, -np.inf), where=spread > 0)
    return fits


class _Cores(NamedTuple):
    """Cores of which every other is a copy, partners with the same contacts being interchangeable: the first of them go in first."""

    subsets: NDArray[np.int64]  # a bit for each partner
    size: NDArray[np.int16]
    inside: NDArray[np.int16]  # ties within
    degrees: NDArray[np.int16]
    alike: list[int]  # the groups of interchangeable partners, as subsets


def _different_cores(tied: NDArray[np.bool_]) -> _Cores | None:
    """Return the cores to try, None where a search is quicker: group by group, those without it and with some of it."""
    n = len(tied)
    packed = np.zeros((n, 8), np.uint8)
    packed[:, : (n + 7) // 8] = np.packbits(tied, axis=1, bitorder="little")
    rows = packed.view("<u8").ravel().tolist()
    groups: dict[tuple[bool, int], list[int]] = {}
    for i, row in enumerate(rows):  # the same contacts, tied to one another or not: nobody has a twin of either kind
        groups.setdefault((True, row | 1 << i), []).append(i)
        groups.setdefault((False, row), []).append(i)
    several = {key: group for key, group in groups.items() if len(group) > 1}
    paired = {i for group in several.values() for i in group}
    found = [*((one, group) for (one, _), group in several.items()), *((False, [i]) for i in range(n) if i not in paired)]
    if prod(len(group) + 1 for _, group in found) > (1 << _EXACT if n <= _EXACT else _FEW_CORES):
        return None
    subsets = np.zeros(1, np.int64)
    size, inside, degrees = (np.zeros(1, np.int16) for _ in range(3))
    for one, group in found:
        some = np.arange(len(group) + 1, dtype=np.int16)[:, None]
        first = np.cumsum([0, *(1 << i for i in group)])[:, None]
        contacts = np.bitwise_count(subsets & (rows[group[0]] & ~int(first[-1, 0]))).astype(np.int16)
        inside = (inside + some * contacts + (some * (some - 1) // 2 if one else 0)).ravel()
        degrees = (degrees + some * np.int16(rows[group[0]].bit_count())).ravel()
        size = (size + some).ravel()
        subsets = (subsets | first).ravel()
    return _Cores(subsets, size, inside, degrees, [sum(1 << i for i in group) for _, group in found])


def _every_core(cores: _Cores, n: int, ties: int, attached: bool) -> tuple[float, NDArray[np.bool_], NDArray[np.bool_]]:
    fits = core_correlation(cores.size, cores.inside, cores.degrees - cores.inside, n, ties, attached)
    best = fits.max()
    chosen = cores.subsets[fits >= best - _SAME]
    always, ever = int(np.bitwise_and.reduce(chosen)), int(np.bitwise_or.reduce(chosen))
    for group in cores.alike:  # a core with some of a group has as good copies with the others of it
        always &= -1 if always & group == group else ~group
        ever |= group if ever & group else 0
    member = np.arange(n)
    return float(best), (always >> member & 1).astype(bool), (ever >> member & 1).astype(bool)


class _Ties(NamedTuple):
    """A network of ties as the search for a core looks at it."""

    among: Any  # (n, n), filled in where that is quicker
    one: NDArray[np.intp]  # the ends of each tie
    other: NDArray[np.intp]
    degree: NDArray[np.float64]
    attached: bool

    def fits(self, size: Any, inside: Any, degrees: Any) -> NDArray[np.float64]:
        return core_correlation(size, inside, degrees - inside, len(self.degree), len(self.one), self.attached)

    def between(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return who is tied to whom, of the partners in each row of `rows` and of `columns`."""
        if isinstance(self.among, np.ndarray):
            return np.asarray(self.among[rows[:, :, None], columns[:, None, :]])
        return np.stack([self.among[row][:, column].toarray() for row, column in zip(rows, columns, strict=True)])


class _Thresholds(NamedTuple):
    """For each row of scores, the cores made of the first partners: of one, of two, and so on."""

    rank: NDArray[np.intp]  # (rows, n) when each partner comes
    inside: NDArray[np.int64]  # (rows, n) ties within, once the partner of each rank has come
    degrees: NDArray[np.float64]  # (rows, n) ties of all who have come


class _Begun(NamedTuple):
    """Where the search for a core begins."""

    ties: _Ties
    thresholds: list[_Thresholds]  # as many rows at once as the ties allow


def _beginnings(adjacency: Any) -> _Begun:
    """Return thresholds on degree, on the leading eigenvector and on disturbed degrees, down to plain lots; some at once."""
    n, among = adjacency.shape[0], adjacency.astype(np.float64)
    one, other = (triu(among) if n > _FILLED else np.triu(among)).nonzero()
    ties = _Ties(among, one, other, np.asarray(among.sum(axis=1)), False)
    leading = np.ones(n)
    for _ in range(2 if len(ties.one) > _HOSTS else 10):
        for _ in range(10):  # whole numbers for a while: those with the same contacts stay equal
            leading = among @ leading + leading
        leading /= np.linalg.norm(leading)
    starts = _FEWEST_STARTS if len(ties.one) > _HOSTS else _FEW_STARTS if len(ties.one) > _MANY_TIES else _STARTS
    lots = np.random.default_rng(2019).gumbel(size=(starts, n))
    scores = np.concatenate([[ties.degree, leading], np.log1p(ties.degree) / np.geomspace(0.05, 50, starts)[:, None] + lots])
    together = max(1, _TOGETHER // len(ties.one))
    return _Begun(ties, [_thresholds(ties, scores[first : first + together]) for first in range(0, len(scores), together)])


def _searched_core(begun: _Begun, attached: bool) -> tuple[float, NDArray[np.bool_], NDArray[np.bool_]]:
    """Improve the best of the thresholds the search begins with, several at once."""
    ties = begun.ties._replace(attached=attached)
    best, chosen, seen = -np.inf, list["NDArray[np.bool_]"](), set[bytes]()
    for some in begun.thresholds:
        for core, fit in _improved(ties, *_best_threshold(ties, some), seen):
            if fit > best + _SAME:
                best, chosen = fit, []
            if fit >= best - _SAME:
                chosen.append(core)
    return best, np.logical_and.reduce(chosen), np.logical_or.reduce(chosen)


def _thresholds(ties: _Ties, scores: NDArray[np.float64]) -> _Thresholds:
    """Return all thresholds on each row of scores, in one pass over the ties."""
    order = np.argsort(-scores, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(scores.shape[1]), order.shape), axis=1)
    return _Thresholds(rank, joined(rank, ties.one, ties.other), np.cumsum(ties.degree[order], axis=1))


def _best_threshold(ties: _Ties, some: _Thresholds) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return, for each row, the best of its cores, and the fit of that."""
    starts, n = some.rank.shape
    fits = ties.fits(np.arange(1, n + 1), some.inside, some.degrees)
    at = fits.argmax(axis=1)
    return some.rank <= at[:, None], fits[np.arange(starts), at]


def _improved(
    ties: _Ties, cores: NDArray[np.bool_], fit: NDArray[np.float64], seen: set[bytes]
) -> Iterator[tuple[NDArray[np.bool_], float]]:
    """Rank partners by what being in the core is worth and cut anew; then move them one at a time; then swap two; while the fit grows.

    Every row of `cores` is improved, and given back when nothing improves it; one that was `seen` has nothing new below it.
    """
    cutting = np.ones(len(cores), bool)
    while True:
        fresh = []
        for at, key in enumerate(map(bytes, np.column_stack([cores, cutting]))):
            if key not in seen:
                seen.add(key)
                fresh.append(at)
        cores, fit, cutting = cores[fresh], fit[fresh], cutting[fresh]
        if not len(cores):
            return
        every = np.arange(len(cores))
        members = cores.astype(np.float64)
        contacts = np.asarray((ties.among @ members.T).T)  # of each partner, in the core
        size, inside, degrees = members.sum(axis=1), (contacts * members).sum(axis=1) / 2, members @ ties.degree
        sign = 1 - 2 * members
        within = inside[:, None] + sign * contacts
        fits = ties.fits(size[:, None] + sign, within, degrees[:, None] + sign * ties.degree)
        again, better = cores.copy(), fits.max(axis=1)
        flipped = fits.argmax(axis=1)
        again[every, flipped] ^= True
        if cutting.any():
            cut, cut_fit = _best_threshold(ties, _thresholds(ties, (sign * np.maximum(fits - fit[:, None], -2))[cutting]))
            cutting[cutting] = worth = cut_fit > fit[cutting] + _SAME
            again[cutting], better[cutting] = cut[worth], cut_fit[worth]
        stuck = np.flatnonzero(better <= fit + _SAME)
        if len(stuck):
            core, near = cores[stuck], contacts[stuck]
            leaving = np.argsort(np.where(core, near, np.inf), axis=1, kind="stable")[:, :_BORDER]
            coming = np.argsort(np.where(core, np.inf, -near), axis=1, kind="stable")[:, :_BORDER]
            own, others = np.take_along_axis(core, leaving, 1)[:, :, None], ~np.take_along_axis(core, coming, 1)[:, None, :]
            worse, gain = np.take_along_axis(near, leaving, 1)[:, :, None], np.take_along_axis(near, coming, 1)[:, None, :]
            within = inside[stuck, None, None] - worse + gain - ties.between(leaving, coming)
            after = degrees[stuck, None, None] - ties.degree[leaving][:, :, None] + ties.degree[coming][:, None, :]
            swaps = np.where(own & others, ties.fits(size[stuck, None, None], within, after), -np.inf).reshape(len(stuck), -1)
            at = swaps.argmax(axis=1)
            a, b = np.divmod(at, coming.shape[1])
            swapped, row = core.copy(), np.arange(len(stuck))
            swapped[row, leaving[row, a]] ^= True
            swapped[row, coming[row, b]] ^= True
            again[stuck], better[stuck] = swapped, swaps[row, at]
        done = better <= fit + _SAME
        yield from zip(cores[done], fit[done].tolist(), strict=True)
        cores, fit, cutting = again[~done], better[~done], cutting[~done]


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Nucleo e periferia", en="Core and periphery"),
    question=Text(
        it="C'è un nucleo di partner tutti legati fra loro, e gli altri sono slegati fra loro?",
        en="Is there a core of partners all tied to one another, with the others not tied among themselves?",
    ),
    reading=Text(
        it="1: un nucleo compatto e nessun legame fuori; vicino a 0: nessun nucleo riconoscibile; i valori negativi non si presentano, "
        "perché si sceglie il nucleo che si adatta meglio. Un tavolo grande sembra da solo un nucleo: va confrontato col caso.",
        en="1: a compact core and no ties outside it; near 0: no core to be seen; negative values do not occur, because the best-fitting "
        "core is chosen. A large table looks like a core by itself: compare it with chance.",
    ),
    undefined=_FEW,
    formula="max_v ρ(b_ik, v_i v_k); v ∈ {0,1}ⁿ, v_i = v_k",
    reference=_CORE,
    sentence=Text(
        it="Quanto la rete somiglia a un nucleo compatto con gli altri attorno, da 0 a 1: {value}.",
        en="How closely the network resembles a compact core with the others around it, from 0 to 1: {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def core_periphery_fit(network: Network) -> float:
    """Return the best correlation of the ties with an ideal core, pairs of a core and a peripheral partner left out.

    In [−1, 1]. EMPTY without partners, TOO_FEW with fewer than six, ZERO_VARIANCE where all or none are tied. Exact up to
    twenty partners, see `core_periphery`. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> round(core_periphery_fit(example().networks[2021]), 4)  # inside 3 of 3, outside 1 of 6: 15 / √360
    0.7906
    """
    return core_periphery(network).fit


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Nucleo con la periferia attaccata", en="Core with its periphery attached"),
    question=Text(
        it="C'è un nucleo legato a tutti, mentre gli altri non sono legati fra loro?",
        en="Is there a core tied to everybody, while the others are not tied among themselves?",
    ),
    reading=Text(
        it="1: chi è nel nucleo è legato a tutti e gli altri solo al nucleo; vicino a 0: nessun centro di questo tipo. "
        "Chiede più di un nucleo compatto, perché vuole tutti legati al nucleo; non dice che chi vi sta decida per gli altri.",
        en="1: those in the core are tied to everybody and the others to the core only; near 0: no such centre. "
        "It asks for more than a compact core, since all must be tied to it; it does not say that those in it decide for the others.",
    ),
    undefined=_FEW,
    formula="max_v ρ(b_ik, max(v_i, v_k)); v ∈ {0,1}ⁿ",
    reference=_CORE,
    sentence=Text(
        it="Quanto la rete somiglia a un nucleo a cui tutti gli altri sono legati, da 0 a 1: {value}.",
        en="How closely the network resembles a core to which all the others are tied, from 0 to 1: {value}.",
    ),
    null="degrees",
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def attached_core_fit(network: Network) -> float:
    """Return the best correlation of the ties with a core tied to everybody, over all pairs of partners.

    In [−1, 1]. Undefined where `core_periphery_fit` is. Exact up to twenty partners. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> round(attached_core_fit(example().networks[2019]), 4)  # alfa and luce: 6 of 9 pairs, 1 of the other 6: 27 / √3024
    0.491
    """
    return core_periphery(network, attached=True).fit


@metric(
    level="network",
    unit="count",
    bounds=(0, float("inf")),
    label=Text(it="Partner del nucleo", en="Partners of the core"),
    question=Text(it="Quanti partner formano il nucleo?", en="How many partners make up the core?"),
    reading=Text(
        it="Basso: un centro di pochi; alto: un centro largo; 0: nuclei diversi si adattano ugualmente bene e nessun partner è in tutti. "
        "Conta chi è in ogni nucleo migliore, e da solo non dice se un nucleo ci sia: va letto con l'adattamento.",
        en="Low: a centre of few; high: a wide centre; 0: different cores fit equally well and no partner is in all of them. "
        "It counts those in every best core, and by itself does not tell whether there is one: read it with the fit.",
    ),
    undefined=_FEW,
    formula="#{i : v_i = 1 ∀ v ∈ arg max ρ}",
    reference=_CORE,
    sentence=Text(
        it="Partner che fanno parte del nucleo della rete: {value}.", en="Partners that belong to the core of the network: {value}."
    ),
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def core_size(network: Network) -> float:
    """Return the number of partners that are in every best-fitting core.

    Undefined where `core_periphery_fit` is. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> core_size(example().networks[2021])
    3.0
    """
    core = core_periphery(network)
    return core.fit if np.isnan(core.fit) else float(len(core.members))


@metric(
    level="partner",
    unit="count",
    bounds=(0, 1),
    label=Text(it="Nel nucleo", en="In the core"),
    question=Text(it="Il partner fa parte del nucleo?", en="Does the partner belong to the core?"),
    reading=Text(
        it="1: è nel nucleo; 0: è nella periferia. La posizione dipende anche dalla dimensione dei tavoli a cui siede, "
        "e non dice quanto il partner conti nelle decisioni.",
        en="1: in the core; 0: in the periphery. The position also depends on the size of the tables it sits at, "
        "and does not tell how much the partner weighs in decisions.",
    ),
    undefined=Text(
        it="nuclei ugualmente buoni non concordano su di esso, meno di sei partner, o legami fra tutti o fra nessuno",
        en="equally good cores disagree about it, fewer than six partners, or ties between all or none",
    ),
    formula="v_i; v = arg max ρ(b_ik, v_i v_k)",
    reference=_CORE,
    view="ties",
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def partner_core(network: Network) -> NDArray[np.float64]:
    """Return 1 for partners in the core, 0 for those in the periphery.

    nan where equally good cores disagree, and everywhere where `core_periphery_fit` is undefined. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> partner_core(example().networks[2021])  # comune, asl, alfa, beta, luce, ponte, dono
    array([1., 0., 0., 0., 1., 0., 1.])
    """
    core = core_periphery(network)
    place = np.full(network.n, np.nan if np.isnan(core.fit) else 0.0)
    place[list(core.members)] = 1
    place[list(core.disputed)] = np.nan
    return place


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner del settore nel nucleo", en="Partners of the sector in the core"),
    question=Text(it="Quanti partner del settore stanno nel nucleo?", en="How many partners of the sector are in the core?"),
    reading=Text(
        it="0%: il settore è tutto in periferia; 100%: è tutto nel nucleo. Nei settori di uno o due enti basta un ente a cambiare la quota.",
        en="0%: the whole sector is in the periphery; 100%: all of it is in the core. "
        "In sectors of one or two organisations, a single one changes the share.",
    ),
    undefined=Text(
        it="settore senza partner nell'anno, nessun nucleo, o nuclei ugualmente buoni che non concordano su un suo partner",
        en="sector without partners that year, no core, or equally good cores that disagree about one of its partners",
    ),
    formula="Σ_{i : g(i) = g} v_i / n_g",
    reference=_CORE,
    null="labels",
    view="ties",
    needs=("sector",),
    cost="O(2ⁿ), n ≤ 20; O(Σ k_j² + r (L + n log n)), n > 20",
)
def sector_core_share(network: Network) -> NDArray[np.float64]:
    """Return the share of each sector's partners that are in the core.

    In [0, 1]; nan for a sector with nobody, and where `partner_core` is nan for one of its partners. Borgatti & Everett 2000.

    >>> from reteanalysis import example
    >>> sector_core_share(example().networks[2021])  # public, cooperative, association, foundation
    array([0.5, 0. , 0.5, 1. ])
    """
    known = network.sector >= 0
    members = np.bincount(network.sector[known], weights=partner_core(network)[known], minlength=len(network.sectors))
    return np.where(network.present_sectors, members / np.maximum(network.sector_size, 1), np.nan)
