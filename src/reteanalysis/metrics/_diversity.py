"""Diversity, inequality and specialisation of plain tables: arithmetic that several families share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


# ---------------------------------------------------------------------- how many kinds, in effect


def hill(amounts: ArrayLike, q: float = 1) -> NDArray[np.float64]:
    """Return the effective number of kinds of order `q`, over the last axis; nan where there is nothing (Hill 1973).

    >>> hill([30, 1, 1, 1, 1, 1], q=2).round(7)
    np.float64(1.3535912)
    """
    amounts = np.asarray(amounts, np.float64)
    total = amounts.sum(axis=-1, keepdims=True)
    shares = np.divide(amounts, total, out=np.full(amounts.shape, np.nan), where=total > 0)
    some = shares > 0
    if q == 1:
        return np.exp(_entropy(shares))
    if np.isinf(q):
        return np.asarray(1 / np.max(shares, axis=-1, initial=0, where=some | np.isnan(shares)))
    return np.asarray(np.power(shares, q, out=np.where(np.isnan(shares), np.nan, 0), where=some).sum(axis=-1) ** (1 / (1 - q)))


def _entropy(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return −Σ p ln p over the last axis, with 0 ln 0 = 0 and nan kept."""
    logs = np.log(shares, out=np.zeros(shares.shape), where=shares > 0)
    return np.asarray(-(shares * logs).sum(axis=-1))


def leinster_cobbold(shares: ArrayLike, similarity: ArrayLike, q: float = 1) -> float:
    """Return the effective number of kinds of order `q` where kinds are alike (Leinster & Cobbold 2012).

    `similarity` goes from 0 (nothing in common) to 1 (the same); the identity gives `hill`.

    >>> round(leinster_cobbold([0.5, 0.5], [[1, 0.5], [0.5, 1]], q=2), 7)
    1.3333333
    """
    shares = np.asarray(shares, np.float64)
    ordinary = (np.asarray(similarity, np.float64) @ shares)[shares > 0]
    return power_mean(shares[shares > 0], 1 / ordinary, 1 - q)


def rao(shares: ArrayLike, distance: ArrayLike) -> float:
    """Return the expected distance of two draws: Rao's quadratic entropy, over the full double sum (Stirling 2007).

    >>> rao([0.5, 0.5], [[0, 1], [1, 0]])
    0.5
    """
    shares = np.asarray(shares, np.float64)
    return float(shares @ np.asarray(distance, np.float64) @ shares)


def power_mean(weights: NDArray[np.float64], values: NDArray[np.float64], order: float) -> float:
    """Return the mean of `values` of the given order, by weights that sum to 1: 1 is the usual one, 0 the geometric, −∞ the least."""
    if order == 0:
        return float(np.exp(weights @ np.log(values)))
    if np.isinf(order):
        return float(values.max() if order > 0 else values.min())
    return float((weights @ values**order) ** (1 / order))


@dataclass(frozen=True)
class Partition:
    """How the diversity of a whole is made up of its communities (Reeve et al. 2016, metacommunity values).

    Attributes
    ----------
    alpha, raw_alpha : float
        Effective kinds in a community, taken by itself or as the part of the whole that it is.
    rho, raw_rho : float
        How much communities repeat the whole.
    beta, raw_beta : float
        Effective number of distinct communities.
    gamma : float
        Effective kinds in the whole.
    """

    alpha: float
    raw_alpha: float
    rho: float
    raw_rho: float
    beta: float
    raw_beta: float
    gamma: float


def partition(table: ArrayLike, q: float = 1) -> Partition:
    """Return alpha, beta, rho and gamma of a table of kinds (rows) by communities (columns), none of them empty.

    Means of the communities' values by their weight, of order 1 − q. For q = 1, beta is gamma / alpha (Jost 2007).

    >>> partition([[1, 0], [0, 1]]).beta  # nothing in common
    2.0
    """
    joint = np.asarray(table, np.float64)
    joint = joint / joint.sum()
    weights, whole = joint.sum(axis=0), joint.sum(axis=1)
    if q == 1:
        own = joint / weights
        logs, log_whole = np.log(own, out=np.zeros(own.shape), where=own > 0), np.log(whole)[:, None]
        alpha, rho, gamma = (np.exp((own * log).sum(axis=0)) for log in (-logs, log_whole - logs, -log_whole))
    else:
        alpha, rho, gamma = (np.empty(len(weights)) for _ in range(3))
    for c, weight in enumerate(weights if q != 1 else ()):
        here = joint[:, c] > 0
        own = joint[here, c] / weight
        alpha[c] = power_mean(own, 1 / own, 1 - q)
        rho[c] = power_mean(own, whole[here] / own, 1 - q)
        gamma[c] = power_mean(own, 1 / whole[here], 1 - q)

    values = (alpha, alpha / weights, rho, rho / weights, 1 / rho, weights / rho, gamma)
    if q == 1:
        return Partition(*np.exp((np.log(values) * weights).sum(axis=1)).tolist())
    return Partition(*(power_mean(weights, value, 1 - q) for value in values))


def beta(table: NDArray[np.float64]) -> float:
    """Return the beta of `partition`, of order 1, alone: exp Σ p_ga ln(p_ga / (p_g p_a)).

    >>> beta(np.array([[1.0, 0], [0, 1]]))
    2.0
    """
    total = float(table.sum())
    between = _x_log_x(table) - _x_log_x(table.sum(axis=0)) - _x_log_x(table.sum(axis=1))
    return float(np.exp(between / total + np.log(total)))


def effective(amounts: NDArray[np.float64]) -> float:
    """Return the `hill` number of order 1 of one list of amounts, not all 0.

    >>> effective(np.array([2.0, 2.0, 0.0]))
    2.0
    """
    total = float(amounts.sum())
    return float(np.exp(np.log(total) - _x_log_x(amounts) / total))


def _x_log_x(amounts: NDArray[np.float64]) -> float:
    """Return Σ x ln x, with 0 ln 0 = 0."""
    return float(np.vdot(amounts, np.log(amounts, out=np.zeros(amounts.shape), where=amounts > 0)))


# ---------------------------------------------------------------------- how unequal


def gini(amounts: ArrayLike, need: ArrayLike | None = None) -> float:
    """Return the Gini index of amounts that are not all 0, each against its share of the need, which is the same for all unless given.

    Twice the area between the Lorenz curve and the diagonal: Σ_i Σ_k |x_i ω_k − x_k ω_i| / (2 Σ x Σ ω), and with equal needs
    Σ_i Σ_k |x_i − x_k| / (2 n² x̄) (Gini 1912; Cowell 2011).

    >>> gini([0, 0, 1, 1])
    0.5
    >>> gini([1, 3], [1, 1]), gini([1, 3], [1, 3]), gini([3, 1], [1, 3])  # 2 / 8; as the needs are; (9 − 1) / 16
    (0.25, 0.0, 0.5)
    """
    x = np.asarray(amounts, np.float64)
    omega = np.ones(len(x)) if need is None else np.asarray(need, np.float64)
    order = np.argsort(x / omega, kind="stable")
    x, omega = x[order], omega[order]
    return max(0.0, float((2 * np.cumsum(omega) - omega - omega.sum()) @ x / (omega.sum() * x.sum())))


def theil(amounts: ArrayLike) -> float:
    """Return Theil's index of amounts that are not all 0: Σ s_i ln(n s_i) (Theil 1967).

    >>> theil([0, 2]) == np.log(2)
    np.True_
    """
    shares = np.asarray(amounts, np.float64)
    shares = shares / shares.sum()
    return float(max(np.log(len(shares)) - _entropy(shares), 0))


def theil_between(amounts: ArrayLike, groups: ArrayLike) -> float:
    """Return the part of Theil's index that is between groups: Σ s_g ln(s_g / (n_g/n)).

    >>> theil_between([0, 0, 10, 10], [0, 0, 1, 1]) == np.log(2)
    np.True_
    """
    amounts, groups = np.asarray(amounts, np.float64), np.unique(groups, return_inverse=True)[1]
    members = np.bincount(groups)
    shares = np.bincount(groups, weights=amounts) / amounts.sum()
    some = shares > 0
    return float(max(shares[some] @ np.log(shares[some] * len(amounts) / members[some]), 0))


# ---------------------------------------------------------------------- how specialised


def specialisation(table: ArrayLike) -> float:
    """Return H₂′ of a table of counts: 0 as mixed, 1 as specialised as its margins allow (Blüthgen et al. 2006).

    nan where the margins leave no choice. The most mixed table is found exactly (see `most_mixed`); the most specialised one as Blüthgen et al.
    find it, filling the largest row with the largest column again and again, which need not be the very least entropy.

    >>> specialisation([[3, 0], [0, 3]]), specialisation([[2, 2], [2, 2]])
    (1.0, 0.0)
    """
    counts = np.asarray(table, np.int64)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if not counts.size:
        return float("nan")
    total = counts.sum()
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    here, most, least = (float(_entropy(one.ravel() / total)) for one in (counts, most_mixed(counts), least_mixed(rows, columns)))
    most, least = max(most, here), min(least, here)
    return (most - here) / (most - least) if most - least > 1e-12 else float("nan")


_PATIENCE = 400_000_000  # prices looked at before a very large table is left as it is


def most_mixed(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the table of greatest entropy with the margins of `counts`.

    The entropy falls with Σ c ln c, convex in every cell: a table is best once no circle of moves of one unit from column to
    column, each within a row, lowers that sum. So a good start, then such circles until there is none. Tables of a million
    cells and more are left after some seconds, a little short of the best: H₂′ is then too low by one or two hundredths at most.
    """
    table = _spread(counts.sum(axis=1), counts.sum(axis=0))
    width = table.shape[1]
    if width < 2:
        return table
    top = int(table.sum(axis=1).max()) + 2
    dear = np.zeros(top + 1)
    dear[1:] = np.arange(1, top + 1) * np.log(np.arange(1, top + 1))
    adding, taking = np.diff(dear), np.append(-np.inf, np.diff(dear))  # what one more costs; what one less saves
    for _ in range(max(1, _PATIENCE // (table.size * width))):
        gains, costs = taking[table.T], adding[table.T]
        price = np.array(
            [[(cost - gain).min() for cost in costs] for gain in gains]
        )  # of one unit from column to column, at the cheapest row
        np.fill_diagonal(price, 0)
        circle = _cheap_circle(price)
        if not circle:
            break
        movers: list[NDArray[np.intp]] = []
        free = np.ones(len(table), bool)
        moves = list(zip(circle, [*circle[1:], circle[0]], strict=True))
        for a, b in moves:  # rows that pay the same price go together, each in one move of the circle
            ready = costs[b] - gains[a] == price[a, b]
            movers.append(np.flatnonzero(ready & free if (ready & free).any() else ready)[: max(1, len(table) // len(circle))])
            free[movers[-1]] = False
        together = min(map(len, movers))
        for (a, b), rows in zip(moves, movers, strict=True):
            table[rows[:together], a] -= 1
            table[rows[:together], b] += 1
    return table


def _spread(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a table with these margins: the largest rows first, each spread as evenly as the columns' room allows."""
    table, room = np.zeros((len(rows), len(columns)), np.int64), columns.copy()
    for i in np.argsort(-rows, kind="stable"):
        left = int(rows[i])
        while left:
            open_ = np.flatnonzero((room > 0) & (table[i] == table[i][room > 0].min()))
            given = open_[np.argsort(-room[open_], kind="stable")][:left]
            table[i, given] += 1
            room[given] -= 1
            left -= len(given)
    return table


def _cheap_circle(price: NDArray[np.float64]) -> list[int]:
    """Return a circle of columns whose moves together cost less than nothing, [] where there is none (Bellman and Ford's search)."""
    width = len(price)
    cost, before = np.zeros(width), np.full(width, -1)
    for _ in range(width):
        through = cost[:, None] + price
        best = through.argmin(axis=0)
        lower = through[best, np.arange(width)] < cost - 1e-9
        if not lower.any():
            return []
        before = np.where(lower, best, before)
        cost = np.where(lower, through[best, np.arange(width)], cost)
    at = int(np.flatnonzero(lower)[0])
    for _ in range(width):  # walk back until surely on the circle
        at = int(before[at])
    circle = [at]
    while (at := int(before[at])) != circle[0]:
        circle.append(at)
    return circle[::-1]


def least_mixed(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a table with these margins whose cells are as large as they get: the largest row with the largest column, and again."""
    table = np.zeros((len(rows), len(columns)), np.int64)
    rows, columns = rows.copy(), columns.copy()
    for _ in range(len(rows) + len(columns)):
        i, a = int(rows.argmax()), int(columns.argmax())
        given = min(rows[i], columns[a])
        table[i, a] += given
        rows[i] -= given
        columns[a] -= given
    return table


def row_specialisation(table: ArrayLike) -> NDArray[np.float64]:
    """Return d′ of each row: how far its shares are from the totals of the columns, from 0 to 1 (Blüthgen et al. 2006).

    The distance is Kullback and Leibler's; its least value is that of the best whole numbers with the row's total, its greatest
    ln(total / row total). nan for an empty row, and where the two are the same.

    >>> row_specialisation([[2, 0], [0, 2]])
    array([1., 1.])
    """
    counts = np.asarray(table, np.int64)
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    total = int(counts.sum())
    distance = np.full(len(rows), np.nan)
    if not total:
        return distance
    share = np.where(columns > 0, columns / total, 1)
    some = rows > 0
    own = counts[some] / rows[some, None]
    logs = np.log(own / share, out=np.zeros(own.shape), where=own > 0)
    closest = _closest_distances(columns, int(rows.max()))[rows[some]]
    farthest = np.log(total / rows[some])
    spread = farthest - closest
    distance[some] = np.divide((own * logs).sum(axis=1) - closest, spread, out=np.full(len(own), np.nan), where=spread > 1e-12)
    return np.where(np.isnan(distance), np.nan, np.clip(distance, 0, 1))


def _closest_distances(columns: NDArray[np.int64], largest: int) -> NDArray[np.float64]:
    """Return, for every row total up to `largest`, the least distance of whole numbers with that total from the columns' totals.

    Each unit goes where it costs least; the cost being convex in each column, that is the best.
    """
    total = columns.sum()
    row, cost, found = np.zeros(len(columns)), 0.0, np.zeros(largest + 1)
    for size in range(1, largest + 1):
        after = (row + 1) * np.log((row + 1) * total / np.maximum(columns, 1))
        now = row * np.log(np.maximum(row, 1) * total / np.maximum(columns, 1))
        step = np.where(row < columns, after - now, np.inf)
        best = int(step.argmin())
        row[best] += 1
        cost += float(step[best])
        found[size] = cost / size - np.log(size)
    return found
