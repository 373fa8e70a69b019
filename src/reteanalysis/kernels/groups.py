"""What a search for groups asks at each round: the ties between groups, which to join, where each partner would best go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from reteanalysis.kernels._compile import compiled, rows_of
from reteanalysis.kernels.structure import TRIADS_PAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Label = NDArray[np.intp]
    Share = NDArray[np.float64]  # of all tie weight, which is 1

EVEN_GAINS = 1e-12  # gains nearer than this are equal: sums in another order


class Gains(NamedTuple):
    """What modularity gains where a partner goes to a group it has ties with."""

    partner: Label  # (ties of a partner with a group,)
    group: Label
    gain: Share
    own: Share  # (n,) weight of each partner's ties with its own group


class Moves(NamedTuple):
    """Where partners would best go."""

    own: Share  # (n,) weight of each partner's ties with its own group
    group: Label  # (n,) its best other group; its own where none is better, or several are the best
    gain: Share  # (n,) what modularity gains by it; 0 where it stays


def members(label: Label) -> csr_array:
    """Return 1 where a partner is in a group, shape (n, groups)."""
    n = len(label)
    return csr_array((np.ones(n), label, np.arange(n + 1)), shape=(n, int(label.max(initial=-1)) + 1))


def between_groups(ties: csr_array, label: Label) -> csr_array:
    """Return the weight of the ties of every two groups, and inside each, shape (groups, groups); `ties` more than 0."""
    if ties.nnz < TRIADS_PAY:
        each = members(label)
        return csr_array(each.T @ (ties @ each))
    groups = int(label.max(initial=-1)) + 1
    order = np.argsort(label, kind="stable")
    ends = np.append(0, np.cumsum(np.bincount(label, minlength=groups)))
    start, to, data = compiled(_between)(*rows_of(ties.indptr, ties.indices), ties.data, label.astype(np.int32), order, ends)
    return csr_array((data, to, start), shape=(groups, groups))


def _between(indptr, indices, data, label, order, ends):  # type: ignore[no-untyped-def]
    groups = len(ends) - 1
    start, to, found = np.zeros(groups + 1, np.int64), np.empty(len(indices), np.int32), np.empty(len(indices))
    at = np.full(groups, -1, np.int32)  # where each group stands in the row being written
    entries = 0
    for g in range(groups):
        begun = entries
        for t in range(ends[g], ends[g + 1]):
            for e in range(indptr[order[t]], indptr[order[t] + 1]):
                h = label[indices[e]]
                if at[h] < begun:
                    at[h] = entries
                    to[entries] = h
                    found[entries] = data[e]
                    entries += 1
                else:
                    found[at[h]] += data[e]
        start[g + 1] = entries
    return start, to[:entries].copy(), found[:entries].copy()


def joined_groups(ties: csr_array, strength: Share, bar: float) -> Label:
    """Return the groups that are left when those that are each other's best match are joined, numbered as they come.

    Best is what raises modularity by at least `bar` times as much as the best match of either.
    """
    if ties.nnz >= TRIADS_PAY:
        found: Label = compiled(_joined)(*rows_of(ties.indptr, ties.indices), ties.data, strength, bar)
        return found
    one, other = np.repeat(np.arange(len(strength)), np.diff(ties.indptr)), ties.indices
    gain = np.where(one != other, ties.data - strength[one] * strength[other], 0)
    best = np.zeros(len(strength))
    np.maximum.at(best, one, gain)
    match = (gain > EVEN_GAINS) & (gain >= bar * np.maximum(best[one], best[other]) - EVEN_GAINS)
    pairs = csr_array((np.ones(int(match.sum()), np.int8), (one[match], other[match])), shape=ties.shape)
    return connected_components(pairs, directed=False)[1].astype(np.intp)


def _joined(indptr, indices, data, strength, bar):  # type: ignore[no-untyped-def]
    n = len(strength)
    best, parent, label = np.zeros(n), np.arange(n), np.empty(n, np.intp)
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            k = indices[e]
            if i != k:
                best[i] = max(best[i], data[e] - strength[i] * strength[k])
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            k = indices[e]
            gain = data[e] - strength[i] * strength[k]
            if i != k and gain > EVEN_GAINS and gain >= bar * max(best[i], best[k]) - EVEN_GAINS:
                a, b = i, np.int64(k)
                while parent[a] != a:
                    parent[a] = parent[parent[a]]
                    a = parent[a]
                while parent[b] != b:
                    parent[b] = parent[parent[b]]
                    b = parent[b]
                if a < b:
                    parent[b] = a
                else:
                    parent[a] = b
    count = 0
    for i in range(n):
        if parent[i] == i:
            label[i] = count
            count += 1
        else:
            label[i] = label[parent[i]]  # who leads comes first
    return label


def gains_of_moves(ties: csr_array, strength: Share, label: Label) -> Gains:
    """Return what each partner's going to each group it has ties with would do to modularity; a plain way, for small networks.

    Parameters
    ----------
    ties, strength
        Shares of all tie weight, of each pair and of each partner.
    label
        The group of each partner.
    """
    whole = np.bincount(label, strength).astype(np.float64)
    with_groups = csr_array(ties @ members(label))
    partner, group = np.repeat(np.arange(len(label)), np.diff(with_groups.indptr)), with_groups.indices
    inside = group == label[partner]
    own = np.zeros(len(label))
    own[partner[inside]] = with_groups.data[inside]
    leaving = whole[group] - whole[label[partner]] + strength[partner]
    return Gains(partner, group.astype(np.intp), with_groups.data - own[partner] - strength[partner] * leaving, own)


def best_moves(ties: csr_array, strength: Share, label: Label) -> Moves:
    """Return where each partner would best go, of the groups it has ties with; given what `gains_of_moves` is."""
    if ties.nnz >= TRIADS_PAY:
        whole = np.bincount(label, strength).astype(np.float64)
        return Moves(*compiled(_moves)(*rows_of(ties.indptr, ties.indices), ties.data, strength, label.astype(np.int32), whole))
    partner, group, gain, own = gains_of_moves(ties, strength, label)
    gain[group == label[partner]] = 0
    best = np.zeros(len(label))
    np.maximum.at(best, partner, gain)
    top = (gain > EVEN_GAINS) & (gain >= best[partner] - EVEN_GAINS)
    alone = top & (np.bincount(partner[top], minlength=len(label))[partner] == 1)
    where, gained = label.copy(), np.zeros(len(label))
    where[partner[alone]], gained[partner[alone]] = group[alone], gain[alone]
    return Moves(own, where, gained)


def _moves(indptr, indices, data, strength, label, whole):  # type: ignore[no-untyped-def]
    n = len(label)
    own, group, gain = np.zeros(n), np.empty(n, np.intp), np.zeros(n)
    weight, met = np.zeros(len(whole)), np.empty(len(whole), np.int64)
    for i in range(n):
        some, mine = 0, label[i]
        for e in range(indptr[i], indptr[i + 1]):
            h = label[indices[e]]
            if weight[h] == 0:
                met[some] = h
                some += 1
            weight[h] += data[e]
        own[i] = weight[mine]
        best, near, where = 0.0, 0, mine
        for t in range(some):
            h = met[t]
            if h != mine:
                gained = weight[h] - own[i] - strength[i] * (whole[h] - whole[mine] + strength[i])
                if gained > best:
                    best, where = gained, h
        if best > EVEN_GAINS:
            for t in range(some):
                h = met[t]
                if h != mine:
                    gained = weight[h] - own[i] - strength[i] * (whole[h] - whole[mine] + strength[i])
                    near += gained > EVEN_GAINS and gained >= best - EVEN_GAINS
        for t in range(some):
            weight[met[t]] = 0
        group[i] = where if near == 1 else mine
        gain[i] = best if near == 1 else 0.0
    return own, group, gain
