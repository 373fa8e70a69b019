"""Robustness: what each partner's leaving would cost the ways between the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis import kernels
from reteanalysis.kernels import distances
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics._steps import starting, steps
from reteanalysis.terms import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_VITALITY = "Latora & Marchiori 2005, Physical Review E 71:015103"
_SEED = 2019

_WHOLE = 1_000  # partners up to which every search is made; beyond, searches start from a sample
_SAMPLE = 64
_BEYOND = 20_000  # partners from which even that is too much
_WORDS = 2**21  # words of bits held at once
_SEARCHES_PAY = 1_000_000_000  # sources x partners x seats from which a compiled search is worth waiting for the compiler
_LOSS_UNDEFINED = Text(
    it="meno di tre partner, nessun legame, o più di 20.000 partner", en="fewer than three partners, no ties, or more than 20,000 partners"
)
_LOSS_SAMPLED = (
    "Oltre i mille partner è una stima, da un campione di 64 punti di partenza.",
    "Beyond a thousand partners it is an estimate, from a sample of 64 starting points.",
)


@metric(
    level="partner",
    unit="share",
    bounds=(-_INF, 1),
    label=Text(it="Strade più lunghe senza il partner", en="Longer ways without the partner"),
    question=Text(
        it="Se il partner uscisse, di quanto si allungherebbero in media le strade fra gli altri?",
        en="If the partner left, how much longer would the ways between the others become, on average?",
    ),
    reading=Text(
        it="Sotto lo 0%: gli altri sono in media più vicini senza di esso, che sta ai margini; 100%: senza di esso nessuno raggiunge nessuno. "
        f"La media è fra chi resta. Non dice che il partner intenda uscire. {_LOSS_SAMPLED[0]}",
        en="Below 0%: the others are on average closer without it, as it stands at the margin; 100%: without it nobody reaches anybody. "
        f"The average is among those who stay. It does not say that the partner means to leave. {_LOSS_SAMPLED[1]}",
    ),
    undefined=_LOSS_UNDEFINED,
    formula="V_i = (Ef(B) − Ef(B ∖ i)) / Ef(B); Ef(B ∖ i) = Σ_{u≠v} (1 / dist(u, v)) / ((n−1)(n−2))",
    reference=_VITALITY,
    null="degrees",
    view="ties",
    cost="O(h n² E / 64), n ≤ 1 000; O(h n E), n > 1 000",
)
def partner_efficiency_loss(network: Network) -> NDArray[np.float64]:
    """Return the loss of efficiency without each partner, the average taken over the n − 1 that stay.

    At most 1, and below 0 for partners at the margin. nan everywhere with fewer than three partners, without ties and
    beyond 20,000 partners. Exact up to 1,000 partners. Latora & Marchiori 2005.

    >>> from reteanalysis import example
    >>> partner_efficiency_loss(example().networks[2019]).round(4)[[2, 5]]  # alfa: 1 − (7/20) / (32/45); ponte: 1 − (4/5) / (32/45)
    array([ 0.5078, -0.125 ])
    """
    n, whole = network.n, network.nearness.sum()
    return 1 - _left_without(network) / ((n - 1) * (n - 2)) * (n * (n - 1) / whole) if n > 2 and whole else np.full(n, np.nan)


@metric(
    level="partner",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Peso del partner nelle strade", en="Weight of the partner in the ways"),
    question=Text(
        it="Quanta parte dell'efficienza della rete verrebbe meno con il partner, comprese le sue strade?",
        en="How much of the network's efficiency would go with the partner, its own ways included?",
    ),
    reading=Text(
        it="0%: il partner non raggiunge nessuno; più alto, fino al 100%: con esso vengono meno le sue strade e quelle che passano da esso. "
        f"In una rete dove tutti pesano uguale è 2/n: da solo non dice se il partner conti più degli altri. {_LOSS_SAMPLED[0]}",
        en="0%: the partner reaches nobody; higher, up to 100%: its own ways go with it, and those that lead through it. "
        f"In a network where all weigh the same it is 2/n: by itself it does not say whether the partner counts for more than others. {_LOSS_SAMPLED[1]}",
    ),
    undefined=_LOSS_UNDEFINED,
    formula="1 − Σ_{u≠v≠i} (1 / dist_{B∖i}(u, v)) / Σ_{u≠v} (1 / dist_B(u, v))",
    reference=_VITALITY,
    null="degrees",
    view="ties",
    cost="O(h n² E / 64), n ≤ 1 000; O(h n E), n > 1 000",
)
def partner_efficiency_weight(network: Network) -> NDArray[np.float64]:
    """Return the loss of efficiency without each partner, the average still taken over all n.

    In [0, 1]. nan where `partner_efficiency_loss` is. Exact up to 1,000 partners. Latora & Marchiori 2005.

    >>> from reteanalysis import example
    >>> partner_efficiency_weight(example().networks[2019])[[2, 5]]  # alfa: 1 − 3.5 / (32/3); ponte: 1 − 8 / (32/3)
    array([0.671875, 0.25    ])
    """
    n, whole = network.n, network.nearness.sum()
    return 1 - _left_without(network) / whole if n > 2 and whole else np.full(n, np.nan)


def _left_without(network: Network) -> NDArray[np.float64]:
    """Return, for each partner, the sum of 1 / distance over ordered pairs of the others once it is gone."""
    kept = vars(network)  # beside what `cached_property` keeps there: two measures ask for one search
    if "_left_without" not in kept:
        kept["_left_without"] = _search_without(network)
    left: NDArray[np.float64] = kept["_left_without"]
    return left


def _search_without(network: Network) -> NDArray[np.float64]:
    n, links = network.n, network.links
    if n > _BEYOND:
        return np.full(n, np.nan)
    near = network.nearness
    left: NDArray[np.float64] = near.sum() - 2 * near
    # Who meets others at one table only stands between nobody: there its contacts meet without it.
    shared = (np.bincount(links.indices, minlength=links.shape[1]) > 1).astype(np.int64)
    between = np.flatnonzero(links @ shared > 1)
    sources, seen_from = np.arange(n), near
    if n > _WHOLE:
        named = np.argsort(np.array(network.partners))
        sources = np.sort(named[np.random.default_rng(_SEED).choice(n, _SAMPLE, replace=False)])
        seen_from = distances(links.indptr, links.indices, links.shape[1], sources).nearness
    own = np.zeros(n)
    own[sources] = near[sources]
    if len(sources) * len(between) * links.nnz >= _SEARCHES_PAY:
        still = kernels.nearness_without(links.indptr, links.indices, links.shape[1], sources, between)
    else:
        back = links.tocsc()
        still = nearness_without((links.indptr, links.indices), (back.indptr, back.indices), sources, between)
    longer = seen_from.sum() - seen_from[between] - own[between] - still
    left[between] -= np.maximum(longer, 0) * (n / len(sources))
    left[left < 0] = 0
    return left


def nearness_without(
    tables: tuple[NDArray[np.integer], NDArray[np.integer]],
    members: tuple[NDArray[np.integer], NDArray[np.integer]],
    sources: NDArray[np.intp],
    gone: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Return, for each partner of `gone`, the sum of 1 / distance from the sources to all others once it is gone.

    Given the tables of each partner and the members of each table, as rows of a sparse array.
    """
    n = len(tables[0]) - 1
    begin = starting(n, sources)
    words = begin.shape[1]
    together = max(1, _WORDS // (words * max(len(tables[1]), n)))
    near = np.zeros(len(gone))
    for first in range(0, len(gone), together):
        some = gone[first : first + together]
        seen = np.tile(begin, (1, len(some)))
        silent = np.repeat(some, words), np.arange(seen.shape[1])
        seen[silent] = 0
        for distance, met in enumerate(steps([members, tables], seen, silent), start=1):
            near[first : first + len(some)] += met.reshape(len(some), words).sum(axis=1) / distance
    return near
