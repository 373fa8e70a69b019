"""What measures of sectors ask of a network first: whether anything can be said of pairs of sectors, and which sectors are public."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network


def unanswerable(network: Network) -> Reason | None:
    """Return why nothing can be said of pairs of sectors at the tables, None where something can."""
    if not network.seats:
        return Reason.EMPTY
    present = np.count_nonzero(network.present_sectors)
    if present < 2:
        return Reason.SINGLE_SECTOR if present else Reason.NOT_RECORDED
    return None if network.sector_pairs.any() else Reason.NO_PAIRS


def public_sectors(network: Network) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which sectors are public and which belong to another sphere; a sector of unknown sphere is neither."""
    return _public(network.spheres or (None,) * len(network.sectors))


@lru_cache(maxsize=8)  # the copies of a network all ask
def _public(spheres: tuple[str | None, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    public, other = np.array([s == "public" for s in spheres], bool), np.array([s not in ("public", None) for s in spheres], bool)
    public.flags.writeable = other.flags.writeable = False
    return public, other
