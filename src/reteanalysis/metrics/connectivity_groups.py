"""Connectivity in groups: which circles of collaboration there are, and how distinct."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.kernels import EVEN_GAINS, best_moves, between_groups, gains_of_moves, joined_groups
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

    Labels = NDArray[np.intp]

_NEWMAN_GIRVAN = (
    "Newman & Girvan 2004, Physical Review E 69:026113; Schuetz & Caflisch 2008, Physical Review E 77:046112; "
    "Newman 2006, Proceedings of the National Academy of Sciences 103:8577–8582"
)
_NO_TIES = Text(it="nessun partner, o nessuna coppia allo stesso tavolo", en="no partners, or no pair at one table")

_PATIENT = 60_000  # stored ties, two for each, up to which the search goes on until nothing improves
_STEPS, _NEAR, _LOST = 30, 1e-7, 1e-6  # of the walk; nearer to the mean than this is on it; nearer than this the walk has lost its way
_ROUNDS = 20  # of moves at most, each time


# ---------------------------------------------------------------------- the groups


class Groups(NamedTuple):
    """Circles of collaboration.

    Attributes
    ----------
    label : array of int, shape (n,)
        The group of each partner, numbered from 0; a partner without ties is one by itself.
    modularity : float
        How much more tie weight is inside groups than chance would put there.
    """

    label: Labels
    modularity: float


def groups(network: Network) -> Groups:
    """Return the circles of collaboration of a year: groups of high modularity, on ties corrected for team size.

    Groups that are each other's best match are joined, all at once, while that raises modularity; then partners move where it raises it
    most (Schuetz & Caflisch 2008, without their lottery); then a group may dissolve into the others, or split; and so again until
    nothing raises it. Nothing is drawn, and neither names nor the order of rows decide: what the network does not tell apart is
    joined together, or stays where it is. Partners move in at most twenty rounds at a time. In networks of more than 30,000 ties
    the search is hurried: it also joins groups that are nearly each other's best match, splits them once, and no group dissolves.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> found = groups(Network.from_networkx(nx.karate_club_graph()))
    >>> found.label.max() + 1, round(found.modularity, 7)  # the highest there is (Brandes et al. 2008)
    (np.int64(4), 0.4197896)
    """
    kept = vars(network)  # beside what `cached_property` keeps there: six measures ask for the same groups
    if "_groups" not in kept:
        kept["_groups"] = _searched(network.newman)
    found: Groups = kept["_groups"]
    return found


def _searched(ties: csr_array) -> Groups:
    strength = np.asarray(ties.sum(axis=1), float)
    best = Groups(np.arange(len(strength), dtype=np.intp), -1.0)
    if not ties.nnz:
        return best._replace(modularity=0.0)
    search = _Search(csr_array(ties / strength.sum()), strength / strength.sum(), ties.nnz <= _PATIENT)
    best = search.moved(search.joined(best.label))
    if not search.patient:
        return search.better(best, search.split(best.label))
    while True:
        found = search.better(best, search.joined(best.label))
        found = search.better(found, search.dissolved(found.label))
        found = search.better(found, search.split(found.label))
        if found is best:
            return best
        best = found


class _Search(NamedTuple):
    """What modularity is reckoned from: shares of all tie weight, of each pair and of each partner."""

    ties: csr_array
    strength: NDArray[np.float64]
    patient: bool

    def better(self, best: Groups, label: Labels) -> Groups:
        """Return the groups that moves make of another grouping if they are better, those we had if not."""
        found = self.moved(label)
        return found if found.modularity > best.modularity + EVEN_GAINS else best

    def split(self, label: Labels) -> Labels:
        """Part in two each group that gains by it: those a walk along its ties keeps on one side of the mean longest, and the others.

        The walk starts from the strengths, so that partners it cannot tell apart stay together (after Newman 2006).
        """
        one, other = np.repeat(np.arange(len(label)), np.diff(self.ties.indptr)), self.ties.indices
        inside = label[one] == label[other]
        one, other, ties = one[inside], other[inside], self.ties.data[inside]
        walk = csr_array((ties, (one, other)), shape=self.ties.shape)
        stay = np.bincount(one, ties, len(label))
        whole = np.maximum(np.bincount(label, stay), np.finfo(float).tiny)
        at = self.strength / self.strength.max()
        for _ in range(_STEPS):
            at = at - (np.bincount(label, stay * at) / whole)[label]
            at = (at + np.divide(walk @ at, stay, out=np.zeros(len(label)), where=stay > 0)) / 2
        far = np.zeros(len(whole))
        np.maximum.at(far, label, np.abs(at))
        side = (at > _NEAR * far[label]) & (far[label] > _LOST)
        here, there = (np.bincount(label, self.strength * part) for part in (side, ~side))
        between = np.bincount(label[one], ties * (side[one] & ~side[other]), len(whole))
        apart = between < here * there - EVEN_GAINS
        return np.unique(2 * label + (side & apart[label]), return_inverse=True)[1]

    def dissolved(self, label: Labels) -> Labels:
        """Send the partners of one group each to its best other group: of the group whose end raises modularity most, of all if several."""
        partner, group, gain, _ = gains_of_moves(self.ties, self.strength, label)
        gain[group == label[partner]] = -np.inf
        best = np.full(len(label), -np.inf)
        np.maximum.at(best, partner, gain)
        top = np.isfinite(gain) & (gain >= best[partner] - EVEN_GAINS)
        top &= np.bincount(partner[top], minlength=len(label))[partner] == 1
        away = label.copy()
        away[partner[top]] = group[top]
        ends = np.zeros(int(label.max()) + 1)
        for one in range(len(ends)):
            then = np.where(label == one, away, label)
            ends[one] = self.modularity(then, gains_of_moves(self.ties, self.strength, then).own)
        return np.unique(np.where(np.isin(label, np.flatnonzero(ends >= ends.max() - EVEN_GAINS)), away, label), return_inverse=True)[1]

    def joined(self, label: Labels) -> Labels:
        """Join groups that are each other's best match, as long as any two gain by it."""
        ties = self.ties if np.array_equal(label, np.arange(len(label))) else between_groups(self.ties, label)
        strength, bar = np.bincount(label, self.strength).astype(np.float64), 1.0
        while True:
            joint = joined_groups(ties, strength, bar)
            left = int(joint.max()) + 1
            if left == len(strength):
                return label
            if not self.patient:  # a hub is the best match of many and joins them one by one: lower the bar where few are joined
                bar = bar * 0.8 if left > 0.85 * len(strength) else 1.0
            label, ties = joint[label], between_groups(ties, joint)
            strength = np.bincount(joint, strength).astype(np.float64)

    def moved(self, label: Labels) -> Groups:
        """Move partners that have one best other group, all whose gain comes near the largest, as long as modularity rises."""
        best = best_moves(self.ties, self.strength, label)
        now, bar = self.modularity(label, best.own), 0.0
        for _ in range(_ROUNDS):
            if not best.gain.any():
                break
            going = (best.gain > 0) & (best.gain >= bar * best.gain.max() - EVEN_GAINS)
            trial = np.where(going, best.group, label)
            then = best_moves(self.ties, self.strength, trial)
            modularity = self.modularity(trial, then.own)
            if modularity > now + EVEN_GAINS:
                label, best, now, bar = trial, then, modularity, bar / 2
            elif bar == 1:
                break
            else:
                bar = (1 + bar) / 2 if bar < 0.9 else 1.0
        return Groups(np.unique(label, return_inverse=True)[1].astype(np.intp), now)

    def modularity(self, label: Labels, own: NDArray[np.float64]) -> float:
        return float(own.sum() - (np.bincount(label, self.strength) ** 2).sum())


# ---------------------------------------------------------------------- how many, how distinct


@metric(
    level="network",
    unit="count",
    bounds=(1, np.inf),
    label=Text(it="Cerchie di collaborazione", en="Circles of collaboration"),
    question=Text(
        it="In quanti gruppi di partner che lavorano soprattutto fra loro si divide la rete?",
        en="Into how many groups of partners that work mainly with each other does the network divide?",
    ),
    reading=Text(
        it="1: un solo gruppo; più alto: più gruppi. Chi siede da solo ai suoi tavoli non conta. "
        "Gruppi si trovano anche in reti fatte a caso: va letto con la loro distinzione.",
        en="1: one group only; higher: more groups. Those that sit alone at their tables do not count. "
        "Groups are found in networks drawn by lot too: to be read with how distinct they are.",
    ),
    undefined=_NO_TIES,
    formula="#{C : k_C > 0}, C = argmax Q (searched for); Q as in group_modularity",
    reference=_NEWMAN_GIRVAN,
    sentence=Text(it="Cerchie di collaborazione: {value}.", en="Circles of collaboration: {value}."),
    null="degrees",
    view="newman",
    cost="O(Σ k_j² + r L)",
)
def group_count(network: Network) -> float:
    """Return the number of groups of partners with ties.

    At least 1. EMPTY without seats, NO_PAIRS where nobody sits with anybody. Newman & Girvan 2004; Schuetz & Caflisch 2008.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> group_count(Network.from_networkx(nx.davis_southern_women_graph()))
    2.0
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if not network.newman.nnz:
        return undefined(Reason.NO_PAIRS)
    tied = np.diff(network.newman.indptr) > 0
    return float(len(np.unique(groups(network).label[tied])))


@metric(
    level="network",
    unit="index",
    bounds=(-0.5, 1),
    label=Text(it="Distinzione dei gruppi (modularità)", en="How distinct groups are (modularity)"),
    question=Text(
        it="Quanto le cerchie di collaborazione sono distinte l'una dall'altra?",
        en="How distinct from each other are the circles of collaboration?",
    ),
    reading=Text(
        it="0: i gruppi non hanno al loro interno più legami di quanti ne darebbe il caso; più alto: più distinti. "
        "Reti con pochi legami danno valori alti anche per caso: se non supera quelli del caso, i gruppi non si distinguono dal caso.",
        en="0: groups have no more ties inside than chance would give; higher: more distinct. "
        "Networks with few ties give high values by chance too: where it is not above those, groups cannot be told from chance.",
    ),
    undefined=_NO_TIES,
    formula="Q = Σ_C (w_C/W − (k_C/W)²); w_C = Σ_{i,k∈C} w_ik, k_C = Σ_{i∈C,k} w_ik, W = Σ_ik w_ik, w_ik = Σ_j a_ij a_kj / (k_j−1)",
    reference=_NEWMAN_GIRVAN,
    sentence=Text(
        it="Distinzione delle cerchie di collaborazione, da 0 (nessuna) verso 1: {value}.",
        en="How distinct the circles of collaboration are, from 0 (not at all) towards 1: {value}.",
    ),
    null="degrees",
    view="newman",
    cost="O(Σ k_j² + r L)",
)
def group_modularity(network: Network) -> float:
    """Return the modularity of the groups, on ties corrected for team size.

    In [−0.5, 1). EMPTY without seats, NO_PAIRS where nobody sits with anybody. Newman & Girvan 2004; Schuetz & Caflisch 2008.

    >>> import networkx as nx
    >>> from reteanalysis.network import Network
    >>> two = Network.from_networkx(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d"), ("c", "d")]))
    >>> round(group_modularity(two), 12) == round(5 / 14, 12)  # two triangles and a tie between: 12/14 − 2 (7/14)²
    True
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    return groups(network).modularity if network.newman.nnz else undefined(Reason.NO_PAIRS)
