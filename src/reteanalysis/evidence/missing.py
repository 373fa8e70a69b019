"""How a figure would move if some partners, or some projects, had been left off the list (N8)."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.evidence.copies import Copies, streams
from reteanalysis.terms import Reason, undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from reteanalysis.network import Network

Who = Literal["random", "least", "most"]
WHO: tuple[Who, ...] = get_args(Who)
SHARES = (0.05, 0.10, 0.20)
FEWEST = 20  # partners in a network of which some are left out (metrics specification, N8)

_MISSING, _PARTNERS, _PROJECTS, _PHANTOMS = 8, 0, 1, 2  # the engine, as numbered in the specification, and its parts


def missing(network: Network, share: float, who: Who = "random", draws: int = 500, *, seed: int) -> Copies[Network]:
    """Return copies from which a share of the active partners is left out; a project left with nobody is gone (N8).

    At least one partner is left out. Who: anybody; rather the least present (weight 1/d², d their projects) or the most
    present (d²), drawn one by one without replacement. The same seed draws the same fates whatever the share and the weights.

    None with fewer than 20 active partners (TOO_FEW).
    Kossinets 2006, Social Networks 28:247-268; Smith & Moody 2013, Social Networks 35:652-668.
    """
    if network.active.sum() < FEWEST:
        return Copies.none(Reason.TOO_FEW)
    stream, fates = streams(seed, _MISSING, _PARTNERS), _fates_of(network, share, who)

    @lru_cache(maxsize=1)  # asked what a copy is made from, and then for the copy
    def stays(k: int) -> NDArray[np.bool_]:
        return fates(stream(k))

    return Copies(lambda k: network.subset(stays(k)), draws, alike=lambda k: stays(k).tobytes())


def staying(network: Network, share: float, who: Who, random: np.random.Generator) -> NDArray[np.bool_]:
    """Return which partners stay where a share of the active ones is left out, shape (n,): see `missing`."""
    return _fates_of(network, share, who)(random)


def _fates_of(network: Network, share: float, who: Who) -> Callable[[np.random.Generator], NDArray[np.bool_]]:
    """Return what says which partners stay, given random numbers."""
    active = np.flatnonzero(network.active)
    fate = _fates(np.maximum(network.load[active], 1), who, share)  # one, where the ties are declared and projects are not

    def stays(random: np.random.Generator) -> NDArray[np.bool_]:
        kept = np.ones(network.n, bool)
        kept[active[fate(random)]] = False
        return kept

    return stays


def missing_projects(
    network: Network, share: float, who: Who = "random", draws: int = 500, *, seed: int, area: str | None = None
) -> Copies[Network]:
    """Return copies from which a share of the projects is left out, or of those of one area (N8).

    At least one is. Who: any; rather those of the smallest teams (weight 1/k², k their partners) or of the largest (k²).
    Partners that lose all their projects leave a network of active partners.

    None with fewer than 20 active partners (TOO_FEW), where all projects would be left out (TOO_FEW), without projects of the
    area (EMPTY), and where the ties are declared and not made of projects (NOT_RECORDED).
    """
    if network.projection == "declared":
        return Copies.none(Reason.NOT_RECORDED)
    if network.active.sum() < FEWEST:
        return Copies.none(Reason.TOO_FEW)
    among = np.arange(network.m)
    if area is not None:
        among = np.flatnonzero(network.project_area == network.areas.index(area)) if area in network.areas else among[:0]
    if not len(among):
        return Copies.none(Reason.EMPTY)
    if _count(len(among), share) >= network.m:
        return Copies.none(Reason.TOO_FEW)
    fate, stream, every = _fates(network.team_size[among], who, share), streams(seed, _MISSING, _PROJECTS), np.ones(network.m, bool)

    def stays(k: int) -> NDArray[np.bool_]:
        kept = every.copy()
        kept[among[fate(stream(k))]] = False
        return kept

    return Copies(lambda k: network.subset(projects=stays(k)), draws, alike=lambda k: stays(k).tobytes())


def _count(size: int, share: float) -> int:
    return min(max(1, int(size * share + 0.5)), size)


def _fates(presence: NDArray[np.int64], who: Who, share: float) -> Callable[[np.random.Generator], NDArray[np.intp]]:
    """Return a draw, by weight and without replacement: whose clock rings first, each ringing at the rate of its weight, is out."""
    power = {"random": 0, "least": -2, "most": 2}[who]
    rate, count = presence.astype(float) ** power, _count(len(presence), share)
    return lambda random: np.argsort(random.exponential(size=len(rate)) / rate, kind="stable")[:count]


# ---------------------------------------------------------------------- the reverse: partners nobody listed


def unseen(network: Network) -> float:
    """Return how many partners at least stand around the network and were never seen, by Chao2: Ŝ − n.

    Q₁ and Q₂ partners are in exactly one and two of m projects: ((m − 1)/m)·Q₁²/(2Q₂), or ((m − 1)/m)·Q₁(Q₁ − 1)/2 where Q₂ = 0.
    TOO_FEW under five projects. Chao 1987, Biometrics 43:783-791.

    >>> from reteanalysis import example
    >>> unseen(example().networks[2019]).reason.name
    'TOO_FEW'
    """
    if network.m < 5:
        return undefined(Reason.TOO_FEW)
    once, twice = (int(np.count_nonzero(network.load == d)) for d in (1, 2))
    return (network.m - 1) / network.m * (once**2 / (2 * twice) if twice else once * (once - 1) / 2)


def phantoms(
    network: Network, draws: int = 500, *, seed: int, probabilities: Callable[[Network], NDArray[np.float64]] | None = None
) -> Copies[Network]:
    """Return copies with the partners that Chao2 says are unseen, each with one seat (N8, the reverse).

    Their sector is that of a partner seen once, drawn by lot: who is not seen is like who is hardly seen. Nothing else is known
    of them; this year is the first they are seen in, and the register lists them.

    None with fewer than 20 active partners or fewer than five projects (TOO_FEW), where the ties are declared (NOT_RECORDED), and
    where nobody is estimated to be unseen (EMPTY).

    Parameters
    ----------
    probabilities : callable, optional
        How likely a partner of one seat has it at each project, shape (m,), up to a factor; by default as the size of its team.
    """
    if network.projection == "declared":
        return Copies.none(Reason.NOT_RECORDED)
    if network.active.sum() < FEWEST or network.m < 5:
        return Copies.none(Reason.TOO_FEW)
    count = int(unseen(network) + 0.5)
    if not count:
        return Copies.none(Reason.EMPTY)
    weight = np.asarray(network.team_size if probabilities is None else probabilities(network), float)
    weight = weight / weight.sum()
    alike = network.sector[network.load == 1]
    names = _unused(network.partners, count)
    stream = streams(seed, _MISSING, _PHANTOMS)
    blank = _with_blank(network, names)

    def drawn(k: int) -> Network:
        random = stream(k)
        at = random.choice(network.m, count, p=weight)
        sector = np.append(network.sector, random.choice(alike, count)).astype(np.intp)
        old = network.incidence
        incidence = csr_array(
            (
                np.append(old.data, np.ones(count, old.data.dtype)),
                np.append(old.indices, at),
                np.append(old.indptr, old.nnz + 1 + np.arange(count)),
            ),
            shape=(network.n + count, network.m),
        )
        changes: dict[str, Any] = {"sector": sector, "incidence": incidence}
        if blank.register is not None:
            changes["register"] = replace(blank.register, sector=np.append(blank.register.sector[:-count], sector[-count:]))
        return blank.variant(**changes)

    return Copies(drawn, draws)


def _unused(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Return new names: none of them is a partner's."""
    mark = "?"
    while any(name.startswith(mark) for name in names):
        mark += "?"
    return tuple(f"{mark}{i + 1}" for i in range(count))


def _with_blank(network: Network, names: tuple[str, ...]) -> Network:
    """Return the network with more partners, of whom nothing is known and whose seats are still to be drawn."""
    count = len(names)

    def longer(name: str, values: NDArray[Any]) -> NDArray[Any]:
        if name == "since":
            return np.append(values, np.full(count, network.year, values.dtype))
        empty = np.full(count, np.nan) if values.dtype.kind == "f" else np.full(count, None)
        return np.concatenate([values, empty])

    def wider(square: csr_array) -> csr_array:
        size = network.n + count
        return csr_array((square.data, square.indices, np.append(square.indptr, np.full(count, square.nnz))), shape=(size, size))

    register = network.register
    if register is not None:
        register = replace(
            register,
            bodies=(*register.bodies, *names),
            sector=np.append(register.sector, np.full(count, -1, np.intp)),
            district=np.append(register.district, np.full(count, None)),
            active=np.append(register.active, np.ones(count, bool)),
        )
    return network.variant(
        partners=(*network.partners, *names),
        partner_data={name: longer(name, values) for name, values in network.partner_data.items()},
        seat_data={name: np.append(values, np.full(count, None)) for name, values in network.seat_data.items()},
        declared=None if network.declared is None else wider(network.declared),
        flows=None if network.flows is None else {kind: wider(flow) for kind, flow in network.flows.items()},
        register=register,
    )


# ---------------------------------------------------------------------- what they say


class Shift(NamedTuple):
    """How far a value moves when something is left out or added, relative to the observed one."""

    bias: float  # mean of the copies / observed − 1
    spread: float  # standard deviation of the copies / observed
    low: float  # 2.5% and 97.5% quantiles of the copies, in the unit of the measure
    high: float
    defined: float  # share of the copies in which there is a value


def shift(observed: float, values: NDArray[np.float64]) -> Shift:
    """Return how far the values of the copies are from the observed one.

    `bias` and `spread` are EMPTY where the observed value is 0 or undefined: there is nothing to be relative to. All but
    `defined` are EMPTY without any defined value.

    >>> shift(2.0, np.array([1.0, 2.0, 2.4]))[:2]
    (-0.09999999999999998, 0.36055512754639896)
    """
    known = values[~np.isnan(values)]
    defined = len(known) / len(values) if len(values) else undefined(Reason.EMPTY)
    nothing = undefined(Reason.EMPTY)
    if not len(known):
        return Shift(nothing, nothing, nothing, nothing, defined)
    low, high = (float(limit) for limit in np.quantile(known, [0.025, 0.975]))
    if not observed or np.isnan(observed):
        return Shift(nothing, nothing, low, high, defined)
    spread = float(known.std(ddof=1) / abs(observed)) if len(known) > 1 else undefined(Reason.TOO_FEW)
    return Shift(float((known.mean() - observed) / abs(observed)), spread, low, high, defined)


def emptied(network: Network, copies: Iterable[Network]) -> float:
    """Return how many projects are gone from the copies, on average: those whose every partner was left out."""
    gone = [network.m - copy.m for copy in copies]
    return float(np.mean(gone)) if gone else undefined(Reason.EMPTY)
