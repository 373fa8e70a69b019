"""Core and periphery: on drawings, on published values and against trying every core."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawings import ALONE, KARATE, NOBODY, SECTORS, city
from reading import reason
from scipy.sparse import csr_array
from strategies import drawn

from reteanalysis.metrics import connectivity_core as c
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis.network import Network

# Four tied to one another, each with one partner of its own.
#     e ─ a ─── b ─ f
#         │ ╲ ╱ │
#         │ ╱ ╲ │
#     g ─ c ─── d ─ h
NUCLEUS = drawn({"centre": "abcd", "1": "ae", "2": "bf", "3": "cg", "4": "dh"}, SECTORS)


STAR = drawn({"p": "ab", "q": "ac", "r": "ad", "s": "ae", "t": "af", "u": "ag"})


RING = drawn({"p": "ab", "q": "bc", "r": "cd", "s": "de", "t": "ef", "u": "fa"})


def test_core_periphery_fit():
    """All six pairs of the centre are tied, none of the six outside it."""
    assert c.core_periphery_fit(NUCLEUS) == pytest.approx(1, abs=1e-12)
    assert c.core_periphery(NUCLEUS) == c.Core(c.core_periphery_fit(NUCLEUS), (0, 1, 2, 3), (), exact=True)
    assert reason(c.core_periphery_fit(drawn({"p": "abcde"}))) is Reason.TOO_FEW
    assert reason(c.core_periphery_fit(drawn({"p": "abcdef"}))) is Reason.ZERO_VARIANCE
    assert reason(c.core_periphery_fit(drawn({}, idle="abcdef"))) is Reason.ZERO_VARIANCE
    assert reason(c.core_periphery_fit(NOBODY)) is Reason.EMPTY


def test_attached_core_fit():
    """In a star all goes through a. Any three of the nucleus: 9 of the 18 pairs that touch them, 1 of the other 10: 72 / 180."""
    assert c.attached_core_fit(STAR) == pytest.approx(1, abs=1e-12)
    assert c.core_periphery(STAR, attached=True).members == (0,)
    assert c.attached_core_fit(NUCLEUS) == pytest.approx(72 / 180, rel=1e-12)
    assert c.core_periphery(NUCLEUS, attached=True).disputed == (0, 1, 2, 3)
    assert reason(c.attached_core_fit(ALONE)) is Reason.TOO_FEW


def test_core_size():
    assert c.core_size(NUCLEUS) == 4
    assert reason(c.core_size(ALONE)) is Reason.TOO_FEW


def test_core_size_where_equally_good_cores_have_nobody_in_common():
    """Any three in a row of a ring of six are as good a core as the others."""
    assert c.core_size(RING) == 0
    assert len(c.core_periphery(RING).disputed) == 6


def test_partner_core():
    assert c.partner_core(NUCLEUS).tolist() == [1, 1, 1, 1, 0, 0, 0, 0]
    assert np.isnan(c.partner_core(RING)).all()
    assert np.isnan(c.partner_core(ALONE)).all()


def test_sector_core_share():
    """a and d public; b and c of four cooperatives; f outside; h of no known sector."""
    np.testing.assert_array_equal(c.sector_core_share(NUCLEUS), [1, 1 / 2, 0, np.nan])
    np.testing.assert_array_equal(c.sector_core_share(NOBODY), [np.nan] * 4)


def by_correlation(network: Network, attached: bool) -> tuple[float, list[tuple[int, ...]]]:
    """Try every subset with numpy's own correlation."""
    ties = network.adjacency.toarray()
    one, other = np.triu_indices(network.n, 1)
    tied, found = ties[one, other], []
    for core in product((0, 1), repeat=network.n):
        v = np.array(core)
        wanted = np.maximum(v[one], v[other]) if attached else v[one] * v[other]
        among = np.full(len(one), True) if attached else v[one] == v[other]
        if len(set(tied[among])) == len(set(wanted[among])) == 2:
            found.append((np.corrcoef(tied[among], wanted[among])[0, 1], tuple(np.flatnonzero(v).tolist())))
    best = max(found)[0]
    return best, [core for fit, core in found if fit > best - 1e-9]


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_core_periphery_agrees_with_trying_every_core(seed, attached):
    network = city(seed + 100, most=10, least=7)
    best, cores = by_correlation(network, attached)
    core = c.core_periphery(network, attached=attached)
    assert core.fit == pytest.approx(best, abs=1e-12)
    assert {*core.members} == set.intersection(*map(set, cores))
    assert {*core.disputed} == set.union(*map(set, cores)) - {*core.members}


@pytest.mark.parametrize("attached", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_search_for_a_core_finds_what_trying_every_core_finds(seed, attached, monkeypatch):
    network = city(seed + 200, most=16, least=7)
    best = c.core_periphery(network, attached=attached)
    monkeypatch.setattr(c, "_EXACT", 0)
    monkeypatch.setattr(c, "_TWINS", 0)
    found = c.core_periphery(replace(network), attached=attached)
    assert not found.exact
    assert found.fit == pytest.approx(best.fit, abs=1e-9)


def test_search_for_a_core_does_not_depend_on_the_order_of_partners():
    order = np.random.default_rng(3).permutation(KARATE.n)
    names = tuple(KARATE.partners[i] for i in order)
    turned = replace(
        KARATE, partners=names, incidence=csr_array(KARATE.incidence[order]), declared=csr_array(KARATE.declared[order][:, order])
    )
    one, other = c.core_periphery(KARATE), c.core_periphery(turned)
    assert one.fit == other.fit
    assert {KARATE.partners[i] for i in one.members} == {names[i] for i in other.members}


def test_r29_karate_club():
    core, attached = c.core_periphery(KARATE), c.core_periphery(KARATE, attached=True)
    assert core.fit >= 0.5432198 - 1e-6
    assert attached.fit >= 0.4314750 - 1e-6
    assert {KARATE.partners[i] for i in core.members} == {"0", "1", "2", "3", "8", "13", "31", "32", "33"}
    assert {KARATE.partners[i] for i in attached.members} == {"0", "1", "2", "32", "33"}
    assert not core.exact
    assert core.disputed == attached.disputed == ()
