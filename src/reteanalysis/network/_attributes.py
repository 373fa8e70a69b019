"""What is recorded around a year's network, where it is recorded at all: the register, the needs, the flows, the ratings."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


class _SameContent:
    """Equal when every array is."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(_same(getattr(self, field.name), getattr(other, field.name)) for field in fields(self))  # type: ignore[arg-type]

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class Register(_SameContent):
    """Bodies that could take part in a year, whether they do or not; all arrays of one length.

    Attributes
    ----------
    bodies : tuple of str
        Identifiers, as in ``Network.partners`` for those that are partners.
    sector : array of int
        Position in ``Network.sectors``; -1 where unknown.
    district : array of object
        None where unknown.
    active : array of bool
        Who takes part this year.
    """

    bodies: tuple[str, ...]
    sector: NDArray[np.intp]
    district: NDArray[np.object_]
    active: NDArray[np.bool_]

    def keeping(self, mask: NDArray[np.bool_]) -> Register:
        """Return some of the bodies."""
        return Register(tuple(compress(self.bodies, mask.tolist())), self.sector[mask], self.district[mask], self.active[mask])


@dataclass(frozen=True, eq=False)
class Needs(_SameContent):
    """Need cells of a year, as the plan records them, and which project answers which.

    Attributes
    ----------
    area, target, district : array of object, shape (c,)
        What the cell is about; None where it is about all of them.
    weight : array of float, shape (c,)
        How much need there is: people, households, as recorded.
    served : csr_array, shape (m, c)
        1 where a project answers the cell: every part of the cell that is stated is what the project states too.
    capacity : array of float, shape (c,), or None
        Places of the services recorded for the cell; None where no capacity is recorded for any.
    """

    area: NDArray[np.object_]
    target: NDArray[np.object_]
    district: NDArray[np.object_]
    weight: NDArray[np.float64]
    served: csr_array
    capacity: NDArray[np.float64] | None = None

    def answered_by(self, stated: Mapping[str, NDArray[Any]], m: int) -> csr_array:
        """Return which of m projects answer which cells, shape (m, c), by what the projects state of area, target and district."""
        answers = np.ones((m, len(self.weight)), bool)
        for part in ("area", "target", "district"):
            cell = getattr(self, part)
            asked = np.array([wanted is not None for wanted in cell], bool)
            answers &= ~asked | (stated.get(part, np.full(m, None))[:, None] == cell)
        return csr_array(answers.astype(np.int64))


@dataclass(frozen=True, eq=False)
class Ratings(_SameContent):
    """What partners said of each other when they were asked: one entry per rated pair.

    Attributes
    ----------
    rater, rated : array of int
        Positions in ``Network.partners``.
    trust, value : array of float
        From 1 to 4; nan where that was not rated.
    """

    rater: NDArray[np.intp]
    rated: NDArray[np.intp]
    trust: NDArray[np.float64]
    value: NDArray[np.float64]

    def among(self, mask: NDArray[np.bool_]) -> Ratings:
        """Return the ratings between some partners, who are numbered anew."""
        place = np.cumsum(mask) - 1
        kept = mask[self.rater] & mask[self.rated]
        return Ratings(place[self.rater[kept]], place[self.rated[kept]], self.trust[kept], self.value[kept])


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, csr_array) and isinstance(b, csr_array):
        return a.shape == b.shape and all(np.array_equal(getattr(a, part), getattr(b, part)) for part in ("indptr", "indices", "data"))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.shape == b.shape and (list(a) == list(b) if a.dtype == object else np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
    return bool(a == b)
