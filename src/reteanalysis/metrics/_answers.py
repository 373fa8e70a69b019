"""What answers what: which projects and partners answer each need of the plan, and which partners are near it.

Needs are the cells of the plan (area, target group, district, where each is stated), never those read off the projects: cells
seen only where a project is would all be answered. The answer to a cell is counted in projects, since places of different
services have no common unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Needs, Network


Why = Literal["area", "district"]
NO_NEEDS = Text(
    it="nessun progetto, bisogni non rilevati, o nessun bisogno maggiore di zero",
    en="no projects, needs not recorded, or no need above zero",
)


def answer_counts(needs: Needs) -> NDArray[np.int64]:
    """Return how many projects answer each cell, shape (c,)."""
    counts: NDArray[np.int64] = np.bincount(needs.served.indices, minlength=len(needs.weight)).astype(np.int64, copy=False)
    return counts


def answers_by_partner(network: Network, needs: Needs) -> csr_array:
    """Return how many projects each partner has in each cell, shape (n, c)."""
    return csr_array(network.incidence @ needs.served)


def measured_needs(network: Network) -> tuple[Needs | None, float]:
    """Return the needs of the year, or None and why they cannot be measured."""
    if not network.seats:
        return None, undefined(Reason.EMPTY)
    if network.needs is None:
        return None, undefined(Reason.NOT_RECORDED)
    return (network.needs, 0.0) if network.needs.weight.sum() > 0 else (None, undefined(Reason.EMPTY))


def provider_counts(network: Network, needs: Needs) -> NDArray[np.int64]:
    """Return how many different partners answer each cell, shape (c,)."""
    if network.small:
        return np.asarray((network.seated @ needs.served.toarray() > 0).sum(axis=0))
    return np.bincount(answers_by_partner(network, needs).indices, minlength=len(needs.weight)).astype(np.int64)


# ---------------------------------------------------------------------- who is near


def may_be_asked(network: Network) -> NDArray[np.bool_]:
    asks: NDArray[np.bool_] = np.array([partner == network.owner for partner in network.partners], bool)
    return np.asarray(network.active & ~asks)


class Near(NamedTuple):
    """Who is near which cells, each array (partners, cells)."""

    area: NDArray[np.bool_]  # works in the area that the cell states
    district: NDArray[np.bool_]  # works or is seated in the district that it states
    free: NDArray[np.bool_]  # may be asked, and does not answer it already


def near_needs(network: Network, needs: Needs, short: NDArray[np.intp], asked: NDArray[np.bool_]) -> Near:
    project, partner = network.project_data, network.partner_data
    return Near(
        _works_in(network, project.get("area"), None, needs.area[short]),
        _works_in(network, project.get("district"), partner.get("district"), needs.district[short]),
        (answers_by_partner(network, needs)[:, short].toarray() == 0) & asked[:, None],
    )


def _works_in(
    network: Network, stated: NDArray[np.object_] | None, seated: NDArray[np.object_] | None, wanted: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Return whether each partner works in what each cell states, through its projects or its own seat, shape (n, cells)."""
    works: NDArray[np.bool_] = np.zeros((network.n, len(wanted)), bool)
    for value in {value for value in wanted if value is not None}:
        who = np.zeros(network.n, bool)
        if stated is not None:
            who |= network.incidence @ np.array([said == value for said in stated], np.int64) > 0
        if seated is not None:
            who |= np.array([said == value for said in seated], bool)
        works[:, [asked == value for asked in wanted]] = who[:, None]
    return works
