"""Which pairs of partners meet more than lots explain, one by one; with few projects the expected answer is: none can be told.

`hypergeometric_pairs` and `entropy_pairs` put a probability on every pair that shares something, `validated` keeps those that
survive the correction for having looked at all pairs, the ones that share nothing included. What does not survive is not a tie:
nothing here falls back to the plain projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.sparse import coo_array, csr_array, triu
from scipy.special import gammaln

from reteanalysis.evidence.maximum_entropy import maximum_entropy
from reteanalysis.evidence.p_values import ALPHA, bonferroni, false_discovery
from reteanalysis.network import Network
from reteanalysis.terms import Reason, Text, number, undefined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

Null = Literal["entropy", "hypergeometric", "degrees"]

# ---------------------------------------------------------------------- a probability for every pair


@dataclass(frozen=True, eq=False)
class PairTests:
    """Pairs of partners that share something, and the probability of sharing at least as much by lot.

    Parameters
    ----------
    network : Network
        Whose partners they are.
    one, other : array of int
        Positions in ``network.partners``, ``one < other``, in the order of the rows of ``network.shared``.
    shared : array of int
        Projects they share, at least 1.
    p : array of float
        P(sharing at least as many), in (0, 1].
    null : {'entropy', 'hypergeometric', 'degrees'}
        The lots: maximum entropy, hypergeometric, or draws with all margins exact.
    """

    network: Network
    one: NDArray[np.intp]
    other: NDArray[np.intp]
    shared: Whole
    p: Floats
    null: Null

    @property
    def pairs(self) -> int:
        """All pairs of partners that take part: the questions asked. Those that share nothing are not listed; their p is 1."""
        active = int(np.count_nonzero(self.network.load))
        return active * (active - 1) // 2

    @property
    def bonferroni(self) -> Floats:
        """The p of each listed pair, corrected for all pairs."""
        return bonferroni(self.p, self.pairs)

    @property
    def q(self) -> Floats:
        """The share of false discoveries at which each listed pair becomes one, among all pairs (Benjamini & Hochberg)."""
        return false_discovery(self.p, self.pairs)


def sharing_pairs(network: Network) -> tuple[NDArray[np.intp], NDArray[np.intp], Whole]:
    """Return the pairs that share a project, each once, and how many they share, in the order in which `PairTests` lists them."""
    above = triu(network.shared, 1).tocsr()
    above.sort_indices()
    entries = above.tocoo()
    return entries.row.astype(np.intp), entries.col.astype(np.intp), entries.data.astype(np.int64)


def entropy_pairs(network: Network) -> PairTests:
    """Return every pair that shares something with its exact tail under `maximum_entropy`: loads and team sizes kept on average.

    Saracco, Straka, Di Clemente, Gabrielli, Caldarelli & Squartini 2017, New Journal of Physics 19:053022.

    >>> from reteanalysis import example
    >>> tests = entropy_pairs(example().networks[2019])
    >>> len(tests.p), tests.pairs, round(float(tests.p.min()), 6)
    (7, 15, 0.314183)
    """
    one, other, shared = sharing_pairs(network)
    return PairTests(network, one, other, shared, maximum_entropy(network).tail_shared(one, other, shared), "entropy")


def hypergeometric_pairs(network: Network) -> PairTests:
    """Return every pair that shares something with P(X ≥ s) = Σ_{x ≥ s} C(d_i, x) C(m − d_i, d_k − x) / C(m, d_k).

    For comparison only: it takes all projects to be of the same size, and where sizes vary it finds too much. A partner in every
    project has p = 1. Tumminello, Miccichè, Lillo, Piilo & Mantegna 2011, PLoS ONE 6:e17994.

    >>> from reteanalysis import example
    >>> tests = hypergeometric_pairs(example().networks[2019])
    >>> sorted({round(float(p), 9) for p in tests.p})  # of 3 projects: one each; two and one; two each, one of them shared
    [0.333333333, 0.666666667, 1.0]
    """
    one, other, shared = sharing_pairs(network)
    return PairTests(
        network, one, other, shared, _overlap_tail(shared, network.load[one], network.load[other], network.m), "hypergeometric"
    )


def _overlap_tail(shared: Whole, one: Whole, other: Whole, m: int) -> Floats:
    """Return P(overlap ≥ shared) of two sets of given sizes among m, for every distinct case once; terms are added up, smallest last.

    scipy's own takes some 50 times as long, and its import a second.
    """
    low, high = np.minimum(one, other), np.maximum(one, other)
    keys, where = np.unique((shared * (m + 1) + low) * (m + 1) + high, return_inverse=True)
    rest, b = np.divmod(keys, m + 1)
    s, a = np.divmod(rest, m + 1)

    def ways(of: Whole | int, these: Whole) -> Floats:
        found: Floats = gammaln(np.add(of, 1)) - gammaln(these + 1) - gammaln(of - these + 1)
        return found

    term = np.exp(ways(a, s) + ways(m - a, b - s) - ways(m, b))
    tail, x = term.copy(), s.astype(float)
    left = np.flatnonzero(s < a)
    while len(left):
        y = x[left]
        term[left] *= (a[left] - y) * (b[left] - y) / ((y + 1) * (m - a[left] - b[left] + y + 1))
        tail[left] += term[left]
        x[left] += 1
        rising = (a[left] - y) * (b[left] - y) > (y + 1) * (m - a[left] - b[left] + y + 1)
        left = left[(x[left] < a[left]) & (rising | (term[left] > 1e-17 * tail[left]))]
    tail[s <= np.maximum(0, a + b - m)] = 1
    return np.minimum(tail, 1.0)[where]


# ---------------------------------------------------------------------- the pairs that are left


@dataclass(frozen=True, eq=False)
class ValidatedTies:
    """The pairs that lots can hardly explain, after correction for all pairs; none is an answer too, and with few projects the usual one.

    Parameters
    ----------
    partners : tuple of str
        Whom the rows of `ties` stand for.
    ties : csr_array, shape (n, n)
        Projects shared by the pairs that survive; symmetric, without diagonal.
    smallest : float
        The smallest p of any pair. EMPTY where nobody takes part, TOO_FEW with one partner, NO_PAIRS where nobody meets.
    pairs : int
        Pairs looked at.
    projects : int
        Projects they could meet in.
    level : float
        Expected share of false ties among those kept.
    null : {'entropy', 'hypergeometric', 'degrees'}
        The lots.
    """

    partners: tuple[str, ...]
    ties: csr_array
    smallest: float
    pairs: int
    projects: int
    level: float
    null: Null

    @property
    def count(self) -> int:
        """Pairs that survive."""
        return int(self.ties.nnz) // 2

    @property
    def sentence(self) -> Text:
        """What a reader may be told."""
        if np.isnan(self.smallest):
            return Text(
                it="Nessuna coppia di partner ha un progetto in comune: non c'è nulla da confrontare con il caso.",
                en="No two partners share a project: there is nothing to compare with chance.",
            )
        if not self.count:
            return self._said(
                Text(
                    it="Con un numero di progetti come questo ({projects}) le singole coppie non si distinguono dal caso: nessuna delle {pairs} "
                    "si incontra tanto più spesso di quanto darebbe un'estrazione a sorte. Non vuol dire che le alleanze non ci siano: qui non si possono riconoscere.",
                    en="With this many projects ({projects}) single pairs cannot be told from chance: none of the {pairs} "
                    "meets so much more often than drawing lots would give. It does not mean that there are no alliances: here they cannot be recognised.",
                )
            )
        if self.count == 1:
            return self._said(
                Text(
                    it="Una sola coppia su {pairs} si incontra più spesso di quanto il caso spieghi facilmente (quota attesa di abbagli: {level}).",
                    en="One pair of {pairs} meets more often than chance can easily explain (expected share of false alarms: {level}).",
                )
            )
        return self._said(
            Text(
                it="{count} coppie su {pairs} si incontrano più spesso di quanto il caso spieghi facilmente (quota attesa di abbagli: {level}).",
                en="{count} pairs of {pairs} meet more often than chance can easily explain (expected share of false alarms: {level}).",
            )
        )

    def _said(self, text: Text) -> Text:
        def say(lang: Literal["it", "en"]) -> str:
            counts = {name: number(getattr(self, name), "count", lang) for name in ("count", "pairs", "projects")}
            return text.say(lang, level=number(self.level, "share", lang), **counts)

        return Text(it=say("it"), en=say("en"))


def validated(tests: PairTests, level: float = ALPHA) -> ValidatedTies:
    """Return the pairs whose false discovery rate among all pairs is at most `level`; an empty result stays empty.

    `tests` may come from `entropy_pairs` or, with ``null="degrees"``, hold the p-values of draws with exact margins: there must be
    many, since R draws give no p below 1 / (R + 1). Neal, Domagalski & Sagan 2021, Scientific Reports 11:23929.

    >>> from reteanalysis import example
    >>> found = validated(entropy_pairs(example().networks[2019]))
    >>> found.count, found.pairs
    (0, 15)
    """
    network = tests.network
    kept = tests.q <= level
    one, other, shared = tests.one[kept], tests.other[kept], tests.shared[kept]
    ties = csr_array(coo_array((np.tile(shared, 2), (np.append(one, other), np.append(other, one))), shape=(network.n, network.n)))
    ties.sort_indices()
    if len(tests.p):
        smallest = float(tests.p.min())
    else:
        active = np.count_nonzero(network.load)
        smallest = undefined(Reason.NO_PAIRS if active > 1 else Reason.TOO_FEW if active else Reason.EMPTY)
    return ValidatedTies(network.partners, ties, smallest, tests.pairs, network.m, level, tests.null)


def validated_projection(*networks: Network, level: float = ALPHA) -> ValidatedTies:
    """Return the pairs that the maximum-entropy lots can hardly explain, in one year or in several put together (`pooled`)."""
    return validated(entropy_pairs(networks[0] if len(networks) == 1 else pooled(networks)), level)


def pooled(networks: Sequence[Network]) -> Network:
    """Return the network of the projects of all years put together, dated the last; a project of several years is one project.

    It holds whoever sat in it in any of them: a table that goes on is not drawn anew each year, and counting it each year would
    make any team that lasts look like an alliance. Sectors are the last known; other attributes are left out.

    >>> from reteanalysis import example
    >>> pooled([*example().networks.values()])
    <Network 2021: 7 partners, 10 projects, 26 seats, 4 of 4 sectors>
    """
    if not networks:
        raise ValueError("there is no network to pool")
    years = sorted(networks, key=lambda network: network.year)
    partners = tuple(dict.fromkeys(partner for network in years for partner in network.partners))
    projects = tuple(dict.fromkeys(project for network in years for project in network.projects))
    row, column = ({name: at for at, name in enumerate(names)} for names in (partners, projects))
    sector = np.full(len(partners), -1, np.intp)
    seats: list[NDArray[np.intp]] = [np.zeros((2, 0), np.intp)]
    for network in years:
        rows = np.array([row[partner] for partner in network.partners], np.intp)
        columns = np.array([column[project] for project in network.projects], np.intp)
        known = network.sector >= 0
        sector[rows[known]] = network.sector[known]
        entries = network.incidence.tocoo()
        seats.append(np.stack([rows[entries.row], columns[entries.col]]))
    at = np.unique(np.concatenate(seats, axis=1), axis=1)
    last = years[-1]
    return Network(
        year=last.year,
        partners=partners,
        projects=projects,
        incidence=csr_array(coo_array((np.ones(at.shape[1], np.int64), (at[0], at[1])), shape=(len(partners), len(projects)))),
        sector=sector,
        sectors=last.sectors,
        spheres=last.spheres,
        owner=last.owner,
        members=last.members,
    )
