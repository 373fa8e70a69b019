"""Gaps to be closed: the fewest new commitments that would leave no need without an answer, and who could make them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack, vstack

from reteanalysis.metrics._answers import NO_NEEDS, Near, Why, answer_counts, may_be_asked, measured_needs, near_needs
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Text, unstable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from reteanalysis.network import Needs, Network


_INF = float("inf")
_BEASLEY = "Chvátal 1979, Mathematics of Operations Research 4:233–235; Beasley 1987, European Journal of Operational Research 31:85–93"


# ---------------------------------------------------------------------- covering sets


class Cover(NamedTuple):
    """A set of columns that covers every row as often as required."""

    cost: float
    chosen: tuple[int, ...]
    proven: bool  # whether no cheaper one exists, for certain


# Deterministic, unlike a limit of time; covers of hundreds of rows and thousands of columns are proven long before it.
_NODES = 20_000


def set_cover(costs: ArrayLike, matrix: Any, requirement: ArrayLike = 1, *, limits: tuple[Any, ArrayLike] | None = None) -> Cover | None:
    """Return the cheapest columns that cover each row as often as required, None where there are none.

    Parameters
    ----------
    costs : array of float, shape (x,)
        What each column costs, at least 0.
    matrix : array or sparse array, shape (c, x)
        1 where the column covers the row.
    requirement : array of int, shape (c,), or int
        How many of the chosen columns must cover each row.
    limits : array or sparse array of shape (k, x), array of float of shape (k,), optional
        Groups of columns, and how many of each group may be chosen at most.

    Notes
    -----
    An integer program, solved by HiGHS (`scipy.optimize.milp`). The problem is NP-hard (Beasley 1987); 200 rows and 1,000
    columns take seconds at most.

    >>> set_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]])
    Cover(cost=1.5, chosen=(2,), proven=True)
    >>> set_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]], limits=([[0, 0, 1]], [0]))
    Cover(cost=2.0, chosen=(0, 1), proven=True)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp  # here, since nothing else of the catalogue needs it

    costs, matrix = np.asarray(costs, float), csr_array(matrix).astype(float)
    required = np.broadcast_to(np.asarray(requirement, float), matrix.shape[0])
    matrix, required = matrix[required > 0], required[required > 0]
    if np.any(matrix.sum(axis=1) < required):
        return None
    if not len(required):
        return Cover(0.0, (), True)
    rules = [LinearConstraint(matrix, required, np.inf)]
    if limits is not None:
        rules.append(LinearConstraint(csr_array(limits[0]).astype(float), -np.inf, np.asarray(limits[1], float)))
    found = milp(
        costs,
        integrality=np.ones(len(costs), np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    if found.x is None:
        return None
    chosen = np.flatnonzero(found.x > 0.5)
    return Cover(float(costs[chosen].sum()), tuple(chosen.tolist()), bool(found.status == 0))


def greedy_cover(costs: ArrayLike, matrix: Any, requirement: ArrayLike = 1) -> Cover | None:
    """Return a cover built by taking the cheapest column per row still short, the first of equals; None where there is none.

    Never more than ln(rows) + 1 times the cheapest (Chvátal 1979): a check on `set_cover`.

    >>> greedy_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]])
    Cover(cost=1.5, chosen=(2,), proven=False)
    """
    costs, covers = np.asarray(costs, float), csr_array(matrix).toarray() > 0
    short = np.broadcast_to(np.asarray(requirement, np.int64), covers.shape[0]).copy()
    free, chosen = np.ones(len(costs), bool), []
    while (short > 0).any():
        gain = np.where(free, covers[short > 0].sum(axis=0), 0)
        if not gain.any():
            return None
        best = int(np.argmin(np.divide(costs, gain, out=np.full(len(costs), np.inf), where=gain > 0)))
        free[best] = False
        short -= covers[:, best]
        chosen.append(best)
    return Cover(float(costs[chosen].sum()), tuple(sorted(chosen)), False)


def best_cover(
    costs: ArrayLike,
    matrix: Any,
    weight: ArrayLike,
    budget: float,
    requirement: ArrayLike = 1,
    *,
    limits: tuple[Any, ArrayLike] | None = None,
) -> Cover:
    """Return the columns within `budget` that cover the most weight, a row counting where it is covered as often as required.

    >>> best_cover([1, 1, 1.5], [[1, 0, 1], [0, 1, 1]], [5, 8], budget=1)
    Cover(cost=1.0, chosen=(1,), proven=True)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    costs, matrix = np.asarray(costs, float), csr_array(matrix).astype(float)
    weight, (c, x) = np.asarray(weight, float), matrix.shape
    required = np.broadcast_to(np.asarray(requirement, float), c)
    # Variables: columns taken, then rows covered; a covered row needs its columns, and all columns together the budget.
    rules = [
        LinearConstraint(hstack([matrix, diags_array(-required)]).tocsr(), 0, np.inf),
        LinearConstraint(np.concatenate([costs, np.zeros(c)])[None], -np.inf, budget),
    ]
    if limits is not None:
        groups = csr_array(limits[0]).astype(float)
        rules.append(LinearConstraint(hstack([groups, csr_array((groups.shape[0], c))]).tocsr(), -np.inf, np.asarray(limits[1], float)))
    found = milp(
        np.concatenate([np.zeros(x), -weight / max(1.0, float(weight.sum()))]),
        integrality=np.ones(x + c, np.int64),
        bounds=Bounds(0, 1),
        constraints=rules,
        options={"mip_rel_gap": 0.0, "node_limit": _NODES},
    )
    had = found.x[x:] > 0.5 if found.x is not None else np.zeros(c, bool)
    cheapest = set_cover(costs, matrix, required * had, limits=limits)  # nothing that adds nothing
    assert cheapest is not None  # it was had within the budget
    return cheapest._replace(proven=cheapest.proven and found.status == 0)


# ---------------------------------------------------------------------- who could step in


@dataclass(frozen=True)
class CoverMove:
    """One new commitment of a partner, and the needs that it would answer; positions in ``network.partners`` and ``needs``.

    `reason` is 'area' where the partner already works in the areas of these needs and would take that work to their district;
    'district' where it already works, or is seated, in the district and would take up the area.
    """

    partner: int
    reason: Why
    cells: tuple[int, ...]
    weight: float
    others: tuple[int, ...]  # the partners that could do the same, best placed first


@dataclass(frozen=True)
class CoverPlan:
    """A smallest set of new commitments, those that answer most need first."""

    moves: tuple[CoverMove, ...]
    unreachable: tuple[int, ...]  # the cells that no partner is near
    alternatives: int  # other plans as small, as many as were looked for
    greedy: float  # commitments that a step-by-step choice would need
    proven: bool


def cover_plan(
    network: Network,
    requirement: int = 1,
    *,
    alternatives: int = 20,
    budget: int | None = None,
    each: int | None = None,
    candidates: NDArray[np.bool_] | None = None,
) -> CoverPlan | None:
    """Return the fewest new commitments that would leave no need short of answers; None where needs are not recorded.

    A commitment is one step of one partner that takes part this year: it takes the work it already does, in however many
    areas, to one more district (or target group); or it takes up one more area in one district where it already works or is
    seated. It answers every need short of answers that it reaches so, and costs 1 whatever its size. Needs that no partner is
    near in either sense are listed apart.

    Parameters
    ----------
    network : Network
        With needs.
    requirement : int
        How many projects each need should have.
    alternatives : int
        How many other plans of the same size to look for; plans in which one partner stands in for another that could do
        the same are not counted: each move names those partners.
    budget : int, optional
        With a budget: the commitments, no more than so many, that answer most need.
    each : int, optional
        Ask no partner for more than so many commitments, or, where that cannot be, for as few as can be; then partners
        standing in for each other do count as other plans. The smallest plan of all may put it all on one or two bodies.
    candidates : array of bool, shape (n,), optional
        Who may be asked; by default all partners that take part but the convening body, which is the one that asks.

    Notes
    -----
    With `each`, beyond 200 partners only the 200 near most needs are asked. Of partners that could do the same, first those not
    yet asked for another move, then those that know both the area and the district, then those with fewer projects.
    """
    needs = network.needs
    if needs is None:
        return None
    missing = np.where(needs.weight > 0, np.maximum(0, requirement - answer_counts(needs)), 0)
    short = np.flatnonzero(missing)
    near = near_needs(network, needs, short, may_be_asked(network) if candidates is None else np.asarray(candidates, bool) & network.active)
    if each is not None:
        near = _broadest(near)
    patterns, able = _patterns(_steps(needs, short, near), len(short), requirement, each is not None)
    reach = patterns.sum(axis=0)
    required = np.minimum(missing[short], reach)  # what can be had; the rest is listed
    costs, matrix = np.ones(len(patterns)), csr_array(patterns.T.astype(float))
    greedy = greedy_cover(costs, matrix, required)
    assert greedy is not None  # what is required can be had
    groups = csr_array((0, len(patterns)))
    if each is not None:
        groups = csr_array((costs, ([next(iter(who)) for who in able], np.arange(len(able)))), shape=(network.n, len(able)))
    limit = np.full(groups.shape[0], each or 0)
    if budget is None:
        found = set_cover(costs, matrix, required, limits=(groups, limit))
        while found is None and limit.max() < len(patterns):  # more than that must be asked of some
            limit += 1
            found = set_cover(costs, matrix, required, limits=(groups, limit))
        assert found is not None
    else:
        found = best_cover(costs, matrix, needs.weight[short], budget, np.maximum(1, required), limits=(groups, limit))
    other, barred = 0, found.chosen
    while budget is None and other < alternatives and barred:
        groups = csr_array(vstack([groups, csr_array(([1.0] * len(barred), ([0] * len(barred), barred)), shape=(1, len(patterns)))]))
        limit = np.append(limit, len(barred) - 1)
        again = set_cover(costs, matrix, required, limits=(groups, limit))
        if again is None or again.cost > found.cost + 0.5:
            break
        other, barred = other + 1, again.chosen
    moves = _moves(network, found.chosen, patterns, able, near, short, required)
    return CoverPlan(moves, tuple(short[reach < missing[short]].tolist()), other, greedy.cost, found.proven)


_ASKED = 200  # each a column of its own for each step: more would not be solved


def _broadest(near: Near) -> Near:
    """Leave free only the partners that are near most cells."""
    reach = ((near.area | near.district) & near.free).sum(axis=1)
    out = np.argsort(-reach, kind="stable")[_ASKED:]
    free = near.free.copy()
    free[out] = False
    return near._replace(free=free)


class _Step(NamedTuple):
    reason: Why
    partners: NDArray[np.intp]
    reached: NDArray[np.bool_]  # (partners, short cells)


def _steps(needs: Needs, short: NDArray[np.intp], near: Near) -> Iterator[_Step]:
    """Yield every kind of new commitment, with the partners that could make it and the cells that each would reach."""
    cells = list(zip(needs.area[short], needs.target[short], needs.district[short], strict=True))
    no_area, no_district = (np.array([cell[part] is None for cell in cells], bool) for part in (0, 2))

    def within(area: Any, target: Any, district: Any) -> NDArray[np.bool_]:
        """Return which cells a project that states this would answer."""
        return np.array([a in (area, None) and t in (target, None) and d in (district, None) for a, t, d in cells], bool)

    for target, district in dict.fromkeys((t, d) for _, t, d in cells):
        there = np.array([t in (target, None) and d in (district, None) for _, t, d in cells], bool)
        reached = (near.area | no_area) & near.free & there
        partners = np.flatnonzero((reached & near.area).any(axis=1))
        yield _Step("area", partners, reached[partners])
    for c, cell in enumerate(cells):
        reached = (near.district | no_district) & near.free & within(*cell)
        partners = np.flatnonzero(near.district[:, c] & near.free[:, c])
        yield _Step("district", partners, reached[partners])


def _patterns(steps: Iterable[_Step], cells: int, repeat: int, apart: bool) -> tuple[NDArray[np.bool_], list[dict[int, Why]]]:
    """Return the different sets of cells that one step can reach, and who can make it for which reason.

    A set inside another that enough partners can reach is left out, since a step costs the same; a set that may be needed more
    than once stands so many times. With `apart` each partner's sets stand by themselves.
    """
    makers: dict[tuple[bytes, int], dict[int, Why]] = {}
    for step in steps:
        packed = np.packbits(step.reached, axis=1)
        for row, partner in zip(packed, step.partners.tolist(), strict=True):
            makers.setdefault((row.tobytes(), partner if apart else -1), {}).setdefault(partner, step.reason)
    sets = np.array([np.unpackbits(np.frombuffer(key, np.uint8), count=cells) for key, _ in makers], np.int64).reshape(len(makers), cells)
    able, whose = list(makers.values()), np.array([partner for _, partner in makers], np.int64)
    times = np.minimum([len(who) for who in able], repeat).astype(np.int64)
    outdone = np.zeros(len(sets), bool)
    for partner in np.unique(whose):
        of = np.flatnonzero(whose == partner)
        size = sets[of].sum(axis=1)
        inside = (sets[of] @ sets[of].T == size[:, None]) & (size[:, None] < size)  # [p, q]: q reaches all that p does, and more
        outdone[of] = (inside & (apart | (times[of] >= repeat))).any(axis=1)
    kept = np.flatnonzero(~outdone)
    order = np.repeat(kept, times[kept])
    return sets[order].astype(bool), [able[p] for p in order]


def _moves(
    network: Network,
    chosen: tuple[int, ...],
    patterns: NDArray[np.bool_],
    able: list[dict[int, Why]],
    near: Near,
    short: NDArray[np.intp],
    required: NDArray[np.int64],
) -> tuple[CoverMove, ...]:
    """Name a partner for each chosen set, somebody not yet named where there is one, and order them by the need they add."""
    assert network.needs is not None
    weight = network.needs.weight
    both = near.area & near.district
    left, need, named = list(chosen), required.copy(), np.zeros(network.n, np.int64)
    taken: set[tuple[int, bytes]] = set()
    moves = []
    while left:
        best = left.pop(int(np.argmax([weight[short][patterns[p] & (need > 0)].sum() for p in left])))
        key = patterns[best].tobytes()
        knows = both[:, patterns[best]].sum(axis=1)
        ranked = sorted((who for who in able[best] if (who, key) not in taken), key=lambda i: (named[i], -knows[i], network.load[i], i))
        partner, cells = ranked[0], short[patterns[best]]
        need, named[partner] = need - patterns[best], named[partner] + 1
        taken.add((partner, key))
        cells = cells[np.argsort(-weight[cells], kind="stable")]
        moves.append(CoverMove(partner, able[best][partner], tuple(cells.tolist()), float(weight[cells].sum()), tuple(ranked[1:])))
    return tuple(moves)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Impegni che mancano", en="Commitments missing"),
    question=Text(
        it="Quanti nuovi impegni dei partner basterebbero a non lasciare scoperto alcun bisogno?",
        en="How few new commitments of the partners would leave no need without an answer?",
    ),
    reading=Text(
        it="0: non manca nulla che un partner possa dare; più alto: servono più passi. Un impegno è un partner che porta il lavoro che già fa in "
        "un'altra circoscrizione, o che prende un'altra area in una circoscrizione dove già lavora. L'ente promotore non è fra chi può essere chiamato. È il "
        "minimo sulla carta: non dice chi sia disposto, né quanto costi.",
        en="0: nothing is missing that a partner could give; higher: more steps are needed. A commitment is a partner taking the work it already "
        "does to another district, or taking up another area in a district where it already works. The convening body is not among those to be asked. "
        "It is the least on paper: it does not say who is willing, nor what it costs.",
    ),
    undefined=NO_NEEDS,
    formula="min Σ_x u_x; Σ_x M_cx u_x ≥ max(0, 1 − x_c), u_x ∈ {0, 1}",
    reference=_BEASLEY,
    sentence=Text(
        it="Nuovi impegni che basterebbero a rispondere a tutti i bisogni che un partner può raggiungere: {value}.",
        en="New commitments that would answer every need within reach of a partner: {value}.",
    ),
    needs=("needs", "area"),
    cost="O(n C² + C E + X² C + v LP(X, C)), v ≤ 20 000",
)
def cover_gap(network: Network) -> float:
    """Return the size of the smallest set of new commitments that answers every need a partner is near.

    A count; `cover_plan` says what a commitment is and names them, `unreachable_need_count` counts what stays uncovered all
    the same. Marked UNSTABLE where the smallest could not be proven. Undefined where `needs_coverage` is. Beasley 1987.

    >>> set_cover([1, 1, 1], [[1, 1, 0], [0, 1, 1], [1, 0, 1]]).cost
    2.0
    """
    _, why = measured_needs(network)
    if why != why:
        return why
    plan = cover_plan(network, alternatives=0)
    assert plan is not None
    return float(len(plan.moves)) if plan.proven else unstable(float(len(plan.moves)))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Bisogni fuori dalla portata dei partner", en="Needs out of the partners' reach"),
    question=Text(
        it="Quanti bisogni senza risposta sono in un'area e in una circoscrizione dove nessun partner lavora?",
        en="How many needs without an answer are in an area and a district where no partner works?",
    ),
    reading=Text(
        it="0: per ogni bisogno scoperto c'è un partner che ne conosce l'area o la circoscrizione; più alto: per questi serve un ente "
        "nuovo, o l'ente promotore. Conoscere l'area o la circoscrizione non vuol dire essere disposti a lavorarci.",
        en="0: for every uncovered need there is a partner that knows its area or its district; higher: these call for a new "
        "organisation, or for the convening body. Knowing the area or the district does not mean being willing to work there.",
    ),
    undefined=NO_NEEDS,
    formula="#{c : ω_c > 0, x_c = 0, Σ_x M_cx = 0}",
    reference=_BEASLEY,
    sentence=Text(
        it="Bisogni senza risposta che nessun partner ha vicino: {value}.",
        en="Needs without an answer that no partner is near: {value}.",
    ),
    needs=("needs", "area"),
    cost="O(n C² + C E)",
)
def unreachable_need_count(network: Network) -> float:
    """Return the number of uncovered cells for which `cover_plan` has no candidate.

    A count, at most `uncovered_need_count`, and undefined where that is. Beasley 1987.

    >>> set_cover([1], [[1], [0]]) is None  # the second row has no column
    True
    """
    needs, why = measured_needs(network)
    if needs is None:
        return why
    short = np.flatnonzero((answer_counts(needs) == 0) & (needs.weight > 0))
    reached = np.zeros(len(short), bool)
    for step in _steps(needs, short, near_needs(network, needs, short, may_be_asked(network))):
        reached |= step.reached.any(axis=0)
    return float(np.count_nonzero(~reached))
