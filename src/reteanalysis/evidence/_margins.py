"""Tables of independent cells whose margins are given on average: one solver, whatever the cells hold.

Of all laws with these expected margins the one of greatest entropy gives cell (i, j) a law of one parameter u_ij = θ_i + η_j. Its
mean is the slope of a convex function A(u), and the likelihood Σ_i d_i θ_i + Σ_j k_j η_j − Σ_ij A(u_ij) is concave: Newton's method
climbs it. Rows with the same margin have the same θ, so it is solved for distinct margins only, however many rows have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CONVERGED = 1e-9  # greatest |expected margin − margin| / margin
_AIM = 1e-13
_STEPS = 200


@dataclass(frozen=True)
class Cell:
    """The law of a cell."""

    potential: Callable[[Floats], Floats]  # A(u)
    mean: Callable[[Floats], Floats]  # its slope
    spread: Callable[[Floats], Floats]  # the slope of that: the variance
    start: Callable[[Floats], Floats]  # u of a cell with this mean
    below_zero: bool  # whether u must be


def _sigmoid(u: Floats) -> Floats:
    return np.exp(-np.logaddexp(0.0, -u))


ZERO_OR_ONE = Cell(
    potential=lambda u: np.logaddexp(0.0, u),
    mean=_sigmoid,
    spread=lambda u: _sigmoid(u) * _sigmoid(-u),
    start=lambda mean: np.log(mean),
    below_zero=False,
)
AMOUNT = Cell(  # exponential: P(w ≥ x) = exp(u x)
    potential=lambda u: -np.log(-u),
    mean=lambda u: -1 / u,
    spread=lambda u: u**-2.0,
    start=lambda mean: -1 / mean,
    below_zero=True,
)
COUNT = Cell(  # geometric, from 0: P(w ≥ x) = exp(u x) likewise
    potential=lambda u: -np.log(-np.expm1(u)),
    mean=lambda u: 1 / np.expm1(-u),
    spread=lambda u: 1 / (np.expm1(-u) * -np.expm1(u)),
    start=lambda mean: -np.log1p(1 / mean),
    below_zero=True,
)


def balanced(cell: Cell, rows: Floats, row_times: Floats, columns: Floats, column_times: Floats) -> tuple[Floats, float]:
    """Return u of every distinct row and column, shape (rows, columns), and how far the margins are from what they should be.

    Parameters
    ----------
    cell : Cell
        What the cells hold.
    rows, columns : array of float
        The distinct margins, above 0. There must be a table inside the bounds of the cells that has them.
    row_times, column_times : array of float
        How many rows and columns have each.
    """
    if len(rows) < len(columns):  # rows are eliminated: let them be the more
        u, residual = balanced(cell, columns, column_times, rows, row_times)
        return u.T, residual
    n, m = row_times.sum(), column_times.sum()
    if cell.below_zero:  # half from the row, half from the column: always inside
        theta, eta = cell.start(rows / m) / 2, cell.start(columns / n) / 2
    else:
        total = rows @ row_times
        theta, eta = cell.start(rows / np.sqrt(total)), cell.start(columns / np.sqrt(total))

    def height(u: Floats, theta: Floats, eta: Floats) -> float:
        """Return the likelihood, less the (constant) one of the margins themselves."""
        return float((row_times * rows) @ theta + (column_times * columns) @ eta - row_times @ cell.potential(u) @ column_times)

    u = theta[:, None] + eta
    now, best, closest = height(u, theta, eta), u, np.inf
    for _ in range(_STEPS):
        mean = cell.mean(u)
        up, along = rows - mean @ column_times, columns - row_times @ mean
        residual = max(float(np.max(np.abs(up) / rows)), float(np.max(np.abs(along) / columns)))
        if residual < closest:
            best, closest = u, residual
        elif closest < CONVERGED:  # as close as rounding lets it
            break
        if residual < _AIM:
            break
        step = _newton(cell.spread(u), row_times, row_times * up, column_times, column_times * along)
        length = 1.0
        while length > 1e-12:
            a, b = theta + length * step[0], eta + length * step[1]
            there = a[:, None] + b
            if not cell.below_zero or there.max() < 0:
                then = height(there, a, b)
                if then >= now - 1e-13 * abs(now):
                    break
            length /= 2
        else:
            break
        theta, eta, u, now = a, b, there, then
    return best, closest


def _newton(spread: Floats, row_times: Floats, up: Floats, column_times: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Return the step of Newton's method; the last column does not move, since only sums θ + η matter."""
    between = row_times[:, None] * spread * column_times
    diagonal = between.sum(axis=1)
    part = between / diagonal[:, None]
    eta = np.zeros(len(along))
    if len(along) > 1:
        left = -(between.T @ part)[:-1, :-1]  # what is left of the columns; its rows add up to what was cut off
        left[np.diag_indices_from(left)] += between.sum(axis=0)[:-1]
        eta[:-1] = np.linalg.solve(left, (along - up @ part)[:-1])
    return (up - between @ eta) / diagonal, eta
