"""Dynamism: who stayed, and which ties were kept, opened, brought, dropped and lost from one year to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from reteanalysis.network import Network

_EMPTY_YEAR = Text(it="nessun partner attivo in uno dei due anni", en="no active partner in one of the two years")
_NO_TIES = Text(
    it="nessun legame in nessuno dei due anni, o un anno senza partner", en="no ties in either year, or a year without partners"
)
_NO_LATER_TIES = Text(
    it="nessun legame nel secondo anno, o un anno senza partner", en="no ties in the later year, or a year without partners"
)
_LINKS = "a = |L_{t−1} ∩ L_t|, b = |L_{t−1} ∖ L_t|, c = |L_t ∖ L_{t−1}|"


class Ledger(NamedTuple):
    """The ties of two years, each in one account."""

    kept: int  # in both years
    opened: int  # new, between partners of both years
    brought: int  # new, with at least one newcomer
    dropped: int  # gone, between partners of both years
    lost: int  # gone, with at least one leaver
    stayers: int  # partners active in both years

    @property
    def before(self) -> int:
        """Ties of the earlier year."""
        return self.kept + self.dropped + self.lost

    @property
    def after(self) -> int:
        """Ties of the later year."""
        return self.kept + self.opened + self.brought


def accounts(before: Network, after: Network) -> Ledger | None:
    """Enter every tie of the two years in its account, partners matched by identifier; None where a year has no active partner."""
    kept = vars(after)  # beside what `cached_property` keeps there: fourteen measures read one ledger
    if kept.get("_accounts", (None,))[0] is not before:
        kept["_accounts"] = (before, _entered(before, after))
    ledger: Ledger | None = kept["_accounts"][1]
    return ledger


def _entered(before: Network, after: Network) -> Ledger | None:
    if not before.active.any() or not after.active.any():
        return None
    position = {partner: i for i, partner in enumerate(after.partners)}
    gone = (partner for partner in before.partners if partner not in position)
    position.update({partner: i for i, partner in enumerate(gone, start=after.n)})
    there = np.array([position[partner] for partner in before.partners], np.int64)
    stays = np.zeros(len(position), bool)
    stays[there[before.active]] = True
    stays[: after.n] &= after.active
    stays[after.n :] = False

    if before.small and after.small:
        earlier, later = np.zeros((2, len(position), len(position)), bool)
        earlier[there[:, None], there] = before.tied
        later[: after.n, : after.n] = after.tied
        begun, ended, both = later & ~earlier, earlier & ~later, stays[:, None] & stays
        kept, opened, dropped, more, fewer = (
            int(np.count_nonzero(some)) // 2 for some in (later & earlier, begun & both, ended & both, begun, ended)
        )
        return Ledger(kept, opened, more - opened, dropped, fewer - dropped, int(np.count_nonzero(stays)))

    def packed(network: Network, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return one number per tie, the same for the same two partners in either year."""
        one = at[np.repeat(np.arange(network.n), np.diff(network.adjacency.indptr))]
        other = at[network.adjacency.indices]
        return (one * len(position) + other)[one < other]

    def between_stayers(pairs: NDArray[np.int64]) -> int:
        return int(np.count_nonzero(stays[pairs // len(position)] & stays[pairs % len(position)]))

    old, new = packed(before, there), packed(after, np.arange(after.n))
    only_new = np.setdiff1d(new, old, assume_unique=True)
    only_old = np.setdiff1d(old, new, assume_unique=True)
    opened, dropped = between_stayers(only_new), between_stayers(only_old)
    return Ledger(len(new) - len(only_new), opened, len(only_new) - opened, dropped, len(only_old) - dropped, int(np.count_nonzero(stays)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else undefined(Reason.NO_PAIRS)


# ---------------------------------------------------------------------- partners


def _active(network: Network) -> set[str]:
    return {partner for partner, active in zip(network.partners, network.active, strict=True) if active}


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Tasso di ingresso", en="Entry rate"),
    question=Text(
        it="Quanti partner di quest'anno l'anno prima non c'erano?", en="How many of this year's partners were not there the year before?"
    ),
    reading=Text(
        it="0%: nessuno è entrato; 100%: sono tutti nuovi. Chi torna dopo un'assenza conta come nuovo.",
        en="0%: nobody joined; 100%: all are new. A partner that comes back after an absence counts as new.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|P_t ∖ P_{t−1}| / n_t",
    reference="Diamond 1969, Proceedings of the National Academy of Sciences 64:57–63",
    sentence=Text(
        it="Partner di quest'anno che l'anno prima non c'erano: {value}.",
        en="{value} of this year's partners were not there the year before.",
    ),
    cost="O(n)",
)
def entry_rate(before: Network, after: Network) -> float:
    """Return the share of the active partners of `after` that were not active in `before`.

    In [0, 1]. EMPTY where either year has no active partner. Immigration in Diamond 1969.

    >>> from reteanalysis import example
    >>> entry_rate(example().networks[2019], example().networks[2020])  # dono, of six
    0.16666666666666666
    """
    old, new = _active(before), _active(after)
    return len(new - old) / len(new) if old and new else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Tasso di uscita", en="Exit rate"),
    question=Text(it="Quanti partner dell'anno prima non ci sono più?", en="How many of the previous year's partners are no longer there?"),
    reading=Text(
        it="0%: nessuno è uscito; 100%: sono usciti tutti. Non dice perché: un progetto finito non è un abbandono.",
        en="0%: nobody left; 100%: all left. It does not say why: a project that ended is not a withdrawal.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|P_{t−1} ∖ P_t| / n_{t−1}",
    reference="Diamond 1969, Proceedings of the National Academy of Sciences 64:57–63",
    sentence=Text(
        it="Partner dell'anno prima che non ci sono più: {value}.", en="{value} of the previous year's partners are no longer there."
    ),
    cost="O(n)",
)
def exit_rate(before: Network, after: Network) -> float:
    """Return the share of the active partners of `before` that are not active in `after`.

    In [0, 1]; with `retention_rate` it makes 1. EMPTY where either year has no active partner. Diamond 1969.

    >>> from reteanalysis import example
    >>> exit_rate(example().networks[2019], example().networks[2020])  # asl, of six
    0.16666666666666666
    """
    old, new = _active(before), _active(after)
    return len(old - new) / len(old) if old and new else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner rimasti", en="Partners that stayed"),
    question=Text(it="Quanti partner dell'anno prima ci sono ancora?", en="How many of the previous year's partners are still there?"),
    reading=Text(
        it="0%: non è rimasto nessuno; 100%: sono rimasti tutti. Un valore alto può indicare solidità o chiusura: "
        "va letto con gli ingressi.",
        en="0%: nobody stayed; 100%: all did. A high value can mean solidity or closure: read it together with the arrivals.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|P_{t−1} ∩ P_t| / n_{t−1}",
    reference="Diamond 1969, Proceedings of the National Academy of Sciences 64:57–63",
    sentence=Text(it="Partner dell'anno prima che ci sono ancora: {value}.", en="{value} of the previous year's partners are still there."),
    familiar=Text(it="Partner rimasti", en="Partners that stayed"),
    cost="O(n)",
)
def retention_rate(before: Network, after: Network) -> float:
    """Return the share of the active partners of `before` that are active in `after` too.

    In [0, 1]. EMPTY where either year has no active partner. Diamond 1969.

    >>> from reteanalysis import example
    >>> retention_rate(example().networks[2019], example().networks[2020])
    0.8333333333333334
    """
    old, new = _active(before), _active(after)
    return len(old & new) / len(old) if old and new else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Partner in comune fra i due anni (Jaccard)", en="Partners in common between the two years (Jaccard)"),
    question=Text(
        it="Dei partner dell'uno o dell'altro anno, quanti c'erano in entrambi?",
        en="Of the partners of either year, how many were there in both?",
    ),
    reading=Text(
        it="0: nessun partner in comune; 1: gli stessi partner. Ingressi e uscite abbassano il valore allo stesso modo: "
        "non dice quali dei due.",
        en="0: no partner in common; 1: the same partners. Arrivals and departures lower it alike: it does not say which of the two.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|P_{t−1} ∩ P_t| / |P_{t−1} ∪ P_t|",
    reference="Jaccard 1912, New Phytologist 11:37–50",
    sentence=Text(
        it="Partner in comune fra i due anni, da 0 (nessuno) a 1 (gli stessi): {value}.",
        en="Partners in common between the two years, from 0 (none) to 1 (the same): {value}.",
    ),
    cost="O(n)",
)
def membership_jaccard(before: Network, after: Network) -> float:
    """Return the partners active in both years over those active in either.

    In [0, 1]. EMPTY where either year has no active partner. Jaccard 1912.

    >>> from reteanalysis import example
    >>> membership_jaccard(example().networks[2019], example().networks[2020]) == 5 / 7
    True
    """
    old, new = _active(before), _active(after)
    return len(old & new) / len(old | new) if old and new else undefined(Reason.EMPTY)


class Core(NamedTuple):
    """Partners active in every year.

    Attributes
    ----------
    partners : tuple of str
        Their identifiers, in the order of the first year.
    share : float
        Over all partners active in any year; MISSING_YEAR where a year has nobody, NO_PREVIOUS_YEAR of one year only.
    """

    partners: tuple[str, ...]
    share: float


def lasting_core(networks: Iterable[Network]) -> Core:
    """Return the partners active in all of several years: |P_1 ∩ … ∩ P_T| / |P_1 ∪ … ∪ P_T|.

    Where a year has nobody the core cannot be told: it has no partners, and its share is undefined.

    >>> from reteanalysis import example
    >>> lasting_core(example().networks.values())  # asl was not there in 2020, dono not in 2019
    Core(partners=('comune', 'alfa', 'beta', 'luce', 'ponte'), share=0.7142857142857143)
    """
    years = list(networks)
    present = [_active(network) for network in years]
    if not all(present):
        return Core((), undefined(Reason.MISSING_YEAR if any(present) else Reason.EMPTY))
    if len(years) < 2:
        return Core((), undefined(Reason.NO_PREVIOUS_YEAR))
    always = set.intersection(*present)
    return Core(tuple(partner for partner in years[0].partners if partner in always), len(always) / len(set.union(*present)))


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner rimasti del settore", en="Partners of the sector that stayed"),
    question=Text(
        it="Quanti partner del settore presenti l'anno prima ci sono ancora?",
        en="How many of the sector's partners of the previous year are still there?",
    ),
    reading=Text(
        it="0%: del settore non è rimasto nessuno; 100%: sono rimasti tutti. Con pochi partner basta un'uscita a spostarlo molto.",
        en="0%: nobody of the sector stayed; 100%: all did. With few partners a single departure moves it a lot.",
    ),
    undefined=Text(
        it="settore assente l'anno prima, o un anno senza partner", en="sector absent the year before, or a year without partners"
    ),
    formula="#{i ∈ P_{t−1} ∩ P_t : g(i) = g} / #{i ∈ P_{t−1} : g(i) = g}",
    reference="Diamond 1969, Proceedings of the National Academy of Sciences 64:57–63",
    needs=("sector",),
    cost="O(n)",
)
def sector_retention(before: Network, after: Network) -> NDArray[np.float64]:
    """Return, for each sector of `after`, the share of its active partners of `before` that are still active.

    A partner belongs to the sector it had in `before`. In [0, 1]; nan for a sector with nobody in `before`, and everywhere
    where `after` has no active partner. Diamond 1969.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> sector_retention(years[2019], years[2020])  # of the public bodies asl left; the foundation was not there yet
    array([0.5, 1. , 1. , nan])
    """
    staying = _active(after)
    size = len(before.sectors)
    here = before.active & (before.sector >= 0)
    stays = here & np.array([partner in staying for partner in before.partners], bool)
    members, stayed = (np.bincount(before.sector[some], minlength=size) for some in (here, stays))
    rate = np.divide(stayed, members, out=np.full(size, np.nan), where=(members > 0) & bool(staying))
    named = dict(zip(before.sectors, rate, strict=True))
    return np.array([named.get(sector, np.nan) for sector in after.sectors], float)


# ---------------------------------------------------------------------- ties, counted


@metric(
    level="network",
    unit="count",
    bounds=(0, np.inf),
    label=Text(it="Legami mantenuti", en="Ties kept"),
    question=Text(it="Quanti legami si ritrovano in entrambi gli anni?", en="How many ties are found in both years?"),
    reading=Text(
        it="0: nessuna coppia lavora ancora insieme; più alto: più coppie che continuano. "
        "Non dice quanto il legame sia forte, né che il progetto sia lo stesso.",
        en="0: no pair still works together; higher: more pairs that go on. "
        "It does not say how strong the tie is, nor that the project is the same.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|L_{t−1} ∩ L_t|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(it="Legami che si ritrovano in entrambi gli anni: {value}.", en="Ties found in both years: {value}."),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def ties_kept(before: Network, after: Network) -> float:
    """Return the number of ties present in both years.

    Kept, dropped and lost make the ties of `before`. Zero without ties; EMPTY where either year has no active partner.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> ties_kept(example().networks[2019], example().networks[2020])
    5.0
    """
    ledger = accounts(before, after)
    return float(ledger.kept) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="count",
    bounds=(0, np.inf),
    label=Text(it="Legami nuovi fra chi c'era già", en="New ties between earlier partners"),
    question=Text(it="Quanti legami nuovi fra partner che c'erano già?", en="How many new ties between partners that were already there?"),
    reading=Text(
        it="0: nessuno; più alto: più coppie di partner presenti in entrambi gli anni che prima non lavoravano insieme. "
        "Un tavolo molto grande ne apre molti in una volta.",
        en="0: none; higher: more pairs of partners of both years that did not work together before. "
        "One very large table opens many at once.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|{ {i, k} ∈ L_t ∖ L_{t−1} : i, k ∈ P_{t−1} }|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(
        it="Legami nuovi fra partner che c'erano già: {value}.", en="New ties between partners that were already there: {value}."
    ),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def ties_opened(before: Network, after: Network) -> float:
    """Return the number of new ties between partners active in both years.

    Kept, opened and brought make the ties of `after`. Zero without ties; EMPTY where either year has no active partner.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> ties_opened(example().networks[2019], example().networks[2020])
    1.0
    """
    ledger = accounts(before, after)
    return float(ledger.opened) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="count",
    bounds=(0, np.inf),
    label=Text(it="Legami portati dai nuovi partner", en="Ties brought by newcomers"),
    question=Text(it="Quanti legami nuovi con almeno un partner nuovo?", en="How many new ties with at least one newcomer?"),
    reading=Text(
        it="0: nessuno; più alto: più coppie in cui almeno uno l'anno prima non c'era. Non dice chi abbia cercato chi.",
        en="0: none; higher: more pairs in which at least one was not there the year before. It does not say who sought whom.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|{ {i, k} ∈ L_t ∖ L_{t−1} : {i, k} ⊄ P_{t−1} }|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(it="Legami nuovi con almeno un partner nuovo: {value}.", en="New ties with at least one newcomer: {value}."),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def ties_brought(before: Network, after: Network) -> float:
    """Return the number of new ties with at least one partner that was not active in `before`.

    Kept, opened and brought make the ties of `after`. Zero without ties; EMPTY where either year has no active partner.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> ties_brought(example().networks[2019], example().networks[2020])
    4.0
    """
    ledger = accounts(before, after)
    return float(ledger.brought) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="count",
    bounds=(0, np.inf),
    label=Text(it="Legami sciolti fra chi è rimasto", en="Ties dropped between partners that stayed"),
    question=Text(
        it="Quanti legami non ci sono più fra partner rimasti entrambi?", en="How many ties ended between partners that both stayed?"
    ),
    reading=Text(
        it="0: nessuno; più alto: più coppie ancora nella rete che non lavorano più insieme. Un progetto concluso non è un dissidio.",
        en="0: none; higher: more pairs still in the network that no longer work together. A project that ended is not a quarrel.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|{ {i, k} ∈ L_{t−1} ∖ L_t : i, k ∈ P_t }|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(it="Legami sciolti fra partner rimasti: {value}.", en="Ties dropped between partners that stayed: {value}."),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def ties_dropped(before: Network, after: Network) -> float:
    """Return the number of ties gone between partners active in both years.

    Kept, dropped and lost make the ties of `before`. Zero without ties; EMPTY where either year has no active partner.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> ties_dropped(example().networks[2020], example().networks[2021])
    6.0
    """
    ledger = accounts(before, after)
    return float(ledger.dropped) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="count",
    bounds=(0, np.inf),
    label=Text(it="Legami persi con chi è uscito", en="Ties lost with partners that left"),
    question=Text(
        it="Quanti legami non ci sono più fra partner di cui almeno uno è uscito?",
        en="How many ties ended between partners of which at least one left?",
    ),
    reading=Text(
        it="0: nessuno; più alto: più coppie in cui almeno uno non c'è più. Non dice perché sia uscito.",
        en="0: none; higher: more pairs in which at least one is no longer there. It does not say why it left.",
    ),
    undefined=_EMPTY_YEAR,
    formula="|{ {i, k} ∈ L_{t−1} ∖ L_t : {i, k} ⊄ P_t }|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(it="Legami persi con chi è uscito: {value}.", en="Ties lost with partners that left: {value}."),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def ties_lost(before: Network, after: Network) -> float:
    """Return the number of ties gone with at least one partner that is not active in `after`.

    Kept, dropped and lost make the ties of `before`. Zero without ties; EMPTY where either year has no active partner.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> ties_lost(example().networks[2019], example().networks[2020])
    2.0
    """
    ledger = accounts(before, after)
    return float(ledger.lost) if ledger else undefined(Reason.EMPTY)


# ---------------------------------------------------------------------- ties, as shares


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Quota di legami mantenuti", en="Share of ties kept"),
    question=Text(
        it="Quanta parte dei legami di quest'anno c'era già?",
        en="What part of this year's ties was already there?",
    ),
    reading=Text(
        it="0%: tutti i legami sono nuovi; 100%: c'erano già tutti. Un valore alto può indicare continuità o mancanza di ricambio.",
        en="0%: all ties are new; 100%: all were already there. A high value can mean continuity or lack of renewal.",
    ),
    undefined=_NO_LATER_TIES,
    formula="|L_{t−1} ∩ L_t| / |L_t|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(
        it="Legami di quest'anno che c'erano già: {value}.",
        en="{value} of this year's ties were already there.",
    ),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_kept_share(before: Network, after: Network) -> float:
    """Return the share of the ties of `after` that `before` had too.

    Kept, opened and brought shares sum to 1. In [0, 1]. EMPTY where either year has no active partner, NO_PAIRS where `after` has no ties.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_kept_share(example().networks[2019], example().networks[2020])
    0.5
    """
    ledger = accounts(before, after)
    return _share(ledger.kept, ledger.after) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Quota di legami nuovi fra chi c'era già", en="Share of new ties between earlier partners"),
    question=Text(
        it="Quanta parte dei legami di quest'anno è nuova, fra partner che c'erano già?",
        en="What part of this year's ties is new, between partners that were already there?",
    ),
    reading=Text(
        it="0%: chi c'era già non ha aperto legami nuovi; 100%: tutti i legami sono nuovi e fra chi c'era già. Non dice se servissero.",
        en="0%: those already there opened no new tie; 100%: all ties are new and between those already there. "
        "It does not say whether they were needed.",
    ),
    undefined=_NO_LATER_TIES,
    formula="|{ {i, k} ∈ L_t ∖ L_{t−1} : i, k ∈ P_{t−1} }| / |L_t|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(
        it="Legami di quest'anno nuovi, fra partner che c'erano già: {value}.",
        en="{value} of this year's ties are new, between partners that were already there.",
    ),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_opened_share(before: Network, after: Network) -> float:
    """Return the share of the ties of `after` that are new, between partners active in both years.

    Kept, opened and brought shares sum to 1. In [0, 1]. EMPTY where either year has no active partner, NO_PAIRS where `after` has no ties.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_opened_share(example().networks[2019], example().networks[2020])
    0.1
    """
    ledger = accounts(before, after)
    return _share(ledger.opened, ledger.after) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Quota di legami portati dai nuovi partner", en="Share of ties brought by newcomers"),
    question=Text(
        it="Quanta parte dei legami di quest'anno viene da partner nuovi?",
        en="What part of this year's ties came with newcomers?",
    ),
    reading=Text(
        it="0%: nessun legame tocca un nuovo partner; 100%: tutti ne toccano almeno uno. Cresce con la dimensione dei tavoli dei nuovi.",
        en="0%: no tie touches a newcomer; 100%: each touches at least one. It grows with the size of the newcomers' tables.",
    ),
    undefined=_NO_LATER_TIES,
    formula="|{ {i, k} ∈ L_t ∖ L_{t−1} : {i, k} ⊄ P_{t−1} }| / |L_t|",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(
        it="Legami di quest'anno portati da partner nuovi: {value}.",
        en="{value} of this year's ties came with newcomers.",
    ),
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_brought_share(before: Network, after: Network) -> float:
    """Return the share of the ties of `after` that have at least one newcomer.

    Kept, opened and brought shares sum to 1. In [0, 1]. EMPTY where either year has no active partner, NO_PAIRS where `after` has no ties.
    Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_brought_share(example().networks[2019], example().networks[2020])
    0.4
    """
    ledger = accounts(before, after)
    return _share(ledger.brought, ledger.after) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Stabilità dei legami (Jaccard)", en="Stability of ties (Jaccard)"),
    question=Text(
        it="Fra i partner rimasti, quanti legami dell'uno o dell'altro anno ci sono in entrambi?",
        en="Among partners that stayed, how many ties of either year are there in both?",
    ),
    reading=Text(
        it="0: nessun legame in comune; 1: gli stessi legami. "
        "Sotto 0,2 circa la rete cambia troppo in fretta per i modelli che la descrivono a piccoli passi. Né alto né basso è di per sé un bene.",
        en="0: no tie in common; 1: the same ties. Below about 0.2 the network changes too fast for models that describe it step by "
        "step. Neither high nor low is good in itself.",
    ),
    undefined=Text(
        it="nessun partner rimasto, o nessun legame fra chi è rimasto", en="no partner stayed, or no ties among those that stayed"
    ),
    formula="n₁₁ / (n₁₁ + n₀₁ + n₁₀); n₁₁ = |L_{t−1} ∩ L_t|, n₀₁ = |L_t ∖ L_{t−1}|, n₁₀ = |L_{t−1} ∖ L_t|; i, k ∈ P_{t−1} ∩ P_t",
    reference="Snijders, van de Bunt & Steglich 2010, Social Networks 32:44–60",
    sentence=Text(
        it="Stabilità dei legami fra i partner rimasti, da 0 (nessuno in comune) a 1 (gli stessi): {value}.",
        en="Stability of ties among partners that stayed, from 0 (none in common) to 1 (the same): {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_jaccard(before: Network, after: Network) -> float:
    """Return the ties of both years over the ties of either, among partners active in both.

    In [0, 1]. EMPTY where either year has no active partner or nobody stayed, NO_PAIRS where those that stayed have no ties
    among them in either year. Snijders et al. 2010.

    >>> from reteanalysis import example
    >>> tie_jaccard(example().networks[2020], example().networks[2021])
    0.4
    """
    ledger = accounts(before, after)
    if ledger is None or not ledger.stayers:
        return undefined(Reason.EMPTY)
    return _share(ledger.kept, ledger.kept + ledger.opened + ledger.dropped)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Ricambio dei legami", en="Change of ties"),
    question=Text(
        it="Quanto sono diversi i legami dei due anni?",
        en="How different are the ties of the two years?",
    ),
    reading=Text(
        it="0%: gli stessi legami; 100%: nessuno in comune. È la somma di due parti: fra chi è rimasto, e per ingressi e uscite. "
        "Non dice se cambiare fosse un bene.",
        en="0%: the same ties; 100%: none in common. It is the sum of two parts: among those that stayed, and by arrivals and departures. "
        "It does not say whether the change was for the better.",
    ),
    undefined=_NO_TIES,
    formula=f"β_WN = (b + c) / (2a + b + c); {_LINKS}",
    reference="Poisot, Canard, Mouillot, Mouquet & Gravel 2012, Ecology Letters 15:1353–1361; Fründ 2021, Ecosphere 12:e03653",
    sentence=Text(
        it="Ricambio dei legami fra i due anni: {value}.",
        en="Change of ties between the two years: {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_change(before: Network, after: Network) -> float:
    """Return the Sørensen dissimilarity of the ties of the two years.

    With a common denominator, so that change = rewiring + turnover (Fründ 2021). In [0, 1]. EMPTY where either year has no active
    partner, NO_PAIRS without ties in both. Poisot et al. 2012.

    >>> from reteanalysis import example
    >>> tie_change(example().networks[2019], example().networks[2020])
    0.4117647058823529
    """
    ledger = accounts(before, after)
    return _share(ledger.before + ledger.after - 2 * ledger.kept, ledger.before + ledger.after) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Ricambio dei legami fra chi è rimasto", en="Change of ties among those that stayed"),
    question=Text(
        it="Quanta parte del ricambio è fra partner rimasti?",
        en="How much of the change is among partners that stayed?",
    ),
    reading=Text(
        it="0%: chi è rimasto lavora con gli stessi; al massimo è pari all'intero ricambio. "
        "Un tavolo finito basta a sciogliere molti legami.",
        en="0%: those that stayed work with the same; at most it equals the whole change. "
        "One table that ended is enough to undo many ties.",
    ),
    undefined=_NO_TIES,
    formula=f"β_OS = (b_s + c_s) / (2a + b + c); {_LINKS}; s : i, k ∈ P_{{t−1}} ∩ P_t",
    reference="Poisot, Canard, Mouillot, Mouquet & Gravel 2012, Ecology Letters 15:1353–1361; Fründ 2021, Ecosphere 12:e03653",
    sentence=Text(
        it="Ricambio dei legami fra partner rimasti: {value}.",
        en="Change of ties among partners that stayed: {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_rewiring(before: Network, after: Network) -> float:
    """Return the part of `tie_change` between partners active in both years.

    With a common denominator, so that change = rewiring + turnover (Fründ 2021). In [0, 1]. EMPTY where either year has no active
    partner, NO_PAIRS without ties in both. Poisot et al. 2012.

    >>> from reteanalysis import example
    >>> tie_rewiring(example().networks[2020], example().networks[2021])
    0.4
    """
    ledger = accounts(before, after)
    return _share(ledger.opened + ledger.dropped, ledger.before + ledger.after) if ledger else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Ricambio dei legami per ingressi e uscite", en="Change of ties by arrivals and departures"),
    question=Text(
        it="Quanta parte del ricambio tocca partner entrati o usciti?",
        en="How much of the change touches partners that joined or left?",
    ),
    reading=Text(
        it="0%: ingressi e uscite non hanno toccato i legami; al massimo è pari all'intero ricambio. Non dice se chi è uscito tornerà.",
        en="0%: arrivals and departures touched no tie; at most it equals the whole change. "
        "It does not say whether those that left will be back.",
    ),
    undefined=_NO_TIES,
    formula=f"β_ST = β_WN − β_OS; {_LINKS}",
    reference="Poisot, Canard, Mouillot, Mouquet & Gravel 2012, Ecology Letters 15:1353–1361; Fründ 2021, Ecosphere 12:e03653",
    sentence=Text(
        it="Ricambio dei legami per ingressi e uscite: {value}.",
        en="Change of ties by arrivals and departures: {value}.",
    ),
    null="years",
    view="ties",
    cost="O(Σ k_j² + L log L)",
)
def tie_turnover(before: Network, after: Network) -> float:
    """Return the part of `tie_change` that touches a partner of one year only.

    With a common denominator, so that change = rewiring + turnover (Fründ 2021). In [0, 1]. EMPTY where either year has no active
    partner, NO_PAIRS without ties in both. Poisot et al. 2012.

    >>> from reteanalysis import example
    >>> tie_turnover(example().networks[2019], example().networks[2020])
    0.35294117647058826
    """
    ledger = accounts(before, after)
    return _share(ledger.brought + ledger.lost, ledger.before + ledger.after) if ledger else undefined(Reason.EMPTY)
