"""The recorded flows from partner to partner, as arcs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.sparse import coo_array, csr_array

from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Callable

    from reteanalysis.network import Network


NO_FLOW = Text(
    it="flussi da partner a partner non rilevati (dividere in parti uguali i contributi fra chi siede allo stesso tavolo creerebbe scambi che "
    "nessuno ha visto), nessun flusso, o nessun partner",
    en="flows from partner to partner not recorded (splitting contributions equally among those at one table would make exchanges that nobody "
    "saw), no flow, or no partners",
)
POOLED = "f_ik = Σ_r f_ikr"


def pooled(network: Network) -> csr_array | None:
    """Return all recorded flows as one; None where none was recorded."""
    if network.flows is None:
        return None
    return arcs_of(sum(network.flows.values(), csr_array((network.n, network.n))))


def arcs_of(flow: csr_array) -> csr_array:
    """Return the flows above 0 between different partners."""
    entries = coo_array(flow)
    real = (entries.row != entries.col) & (entries.data > 0)
    return csr_array((entries.data[real], (entries.row[real], entries.col[real])), shape=flow.shape)


def of_flow(network: Network, index: Callable[[csr_array], float], kind: str | None = None) -> float:
    """Return an index of the recorded flows (of one kind), or why there is none."""
    if not network.n:
        return undefined(Reason.EMPTY)
    if network.flows is None or (kind is not None and kind not in network.flows):
        return undefined(Reason.NOT_RECORDED)
    flow = pooled(network) if kind is None else arcs_of(network.flows[kind])
    return index(flow) if flow is not None and flow.nnz else undefined(Reason.TOO_FEW)
