"""Who of one year was there in another: partners matched by identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network


def newcomers(before: Network, after: Network) -> NDArray[np.bool_]:
    """Return which partners of `after` take part then and did not in `before`."""
    return np.asarray(after.active & (places(before, after) < 0))


def places(before: Network, after: Network) -> NDArray[np.intp]:
    """Return the position in `before` of each partner of `after`, -1 for those that did not take part then."""
    at = {partner: i for i, (partner, active) in enumerate(zip(before.partners, before.active, strict=True)) if active}
    return np.array([at.get(partner, -1) for partner in after.partners], np.intp)
