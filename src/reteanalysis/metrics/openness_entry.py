"""Openness, more closely: with whom those who get in sit, whether those already in meet again, and who takes the lead.

The share of partners that are new is `entry_rate` of dynamism. All look back one year: the year before, whichever it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reteanalysis.metrics._arrivals import newcomers, places
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_GUIMERA = "Guimerà, Uzzi, Spiro & Amaral 2005, Science 308:697–702"
_PROVAN = "Provan & Kenis 2008, Journal of Public Administration Research and Theory 18:229–252"
_NO_MEETINGS = Text(
    it="solo progetti con un unico partner, o un anno senza partner attivi",
    en="only projects with a single partner, or a year without active partners",
)
_NO_LEADS = Text(it="capofila non rilevati, o un anno senza partner attivi", en="leads not recorded, or a year without active partners")
_LOTS = "F = P_t ∖ P_{t−1}; u_j = #{i ∈ j : i ∈ F}, v_j = k_j − u_j, π_j = k_j(k_j−1)/2"


# ---------------------------------------------------------------------- the seats of those already there


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti a chi c'era già", en="Seats held by incumbents"),
    question=Text(
        it="Quanti posti ai tavoli vanno a partner che c'erano già l'anno prima?",
        en="How many seats at the tables go to partners that were already there the year before?",
    ),
    reading=Text(
        it="0%: ai tavoli siedono solo partner nuovi; 100%: solo partner dell'anno prima. Vicino al 100%, se anche gli incontri sono quasi tutti "
        "ritrovi, è un circolo chiuso.",
        en="0%: only new partners sit at the tables; 100%: only the previous year's. Near 100%, where meetings too are almost all reunions, "
        "it is a closed club.",
    ),
    undefined=Text(it="nessun partner attivo in uno dei due anni", en="no active partner in one of the two years"),
    formula="p̂ = 1 − Σ_{i∈F} d_i / E; F = P_t ∖ P_{t−1}",
    reference=_GUIMERA,
    sentence=Text(
        it="Posti ai tavoli di partner che c'erano già l'anno prima: {value}.",
        en="{value} of the seats at the tables belong to partners that were already there the year before.",
    ),
    cost="O(n)",
)
def incumbent_seat_share(before: Network, after: Network) -> float:
    """Return the share of the seats of `after` held by partners that were active in `before`: the chance p that a seat is an incumbent's.

    In [0, 1]. EMPTY where the earlier year has no active partner, or the later one no seats. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> incumbent_seat_share(example().networks[2019], example().networks[2020])  # all but dono's two, of ten
    0.8
    """
    if not before.active.any() or not after.seats:
        return undefined(Reason.EMPTY)
    return float(after.load[~newcomers(before, after)].sum() / after.seats)


# ---------------------------------------------------------------------- kinds of meetings


class _Meetings(NamedTuple):
    """Pairs of partners at one table, over all projects, each in one account."""

    new: int  # both newcomers
    mixed: int  # a newcomer and an incumbent
    first: int  # incumbents that were never together in the year before
    again: int  # incumbents that were


def _meetings(before: Network, after: Network) -> _Meetings | Reason:
    if not before.active.any() or not after.seats:
        return Reason.EMPTY
    place = places(before, after)
    both = np.flatnonzero(place >= 0)
    old = after.incidence.T @ (place >= 0).astype(np.int64)
    new = after.team_size - old
    if not after.team_size.max() > 1:
        return Reason.NO_PAIRS
    once = before.shared[place[both]][:, place[both]].astype(bool)
    again = int(after.shared[both][:, both].multiply(once).sum()) // 2
    incumbents = int((old * (old - 1)).sum()) // 2
    return _Meetings(int((new * (new - 1)).sum()) // 2, int(new @ old), incumbents - again, again)


def _share_of(before: Network, after: Network, kind: str) -> float:
    found = _meetings(before, after)
    return undefined(found) if isinstance(found, Reason) else getattr(found, kind) / sum(found)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Incontri fra nuovi", en="Meetings of newcomers"),
    question=Text(
        it="Di tutte le coppie allo stesso tavolo, quante sono fra due partner che l'anno prima non c'erano?",
        en="Of all pairs at the same table, how many are of two partners that were not there the year before?",
    ),
    reading=Text(
        it="0%: i nuovi non si siedono fra loro; 100%: ci sono solo nuovi. Se è alto e gli incontri misti sono pochi, "
        "i nuovi stanno a tavoli propri. Una coppia conta in ogni progetto che condivide.",
        en="0%: newcomers do not sit with each other; 100%: there are newcomers only. Where it is high and mixed meetings are few, "
        "newcomers have tables of their own. A pair counts in each project it shares.",
    ),
    undefined=_NO_MEETINGS,
    formula=f"Σ_j u_j(u_j−1)/2 / Σ_j π_j; {_LOTS}",
    reference=_GUIMERA,
    sentence=Text(
        it="Coppie allo stesso tavolo in cui tutti e due i partner sono nuovi: {value}.",
        en="In {value} of the pairs at the same table both partners are new.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def newcomer_pair_share(before: Network, after: Network) -> float:
    """Return the share of the pairs at the tables of `after` that are of two newcomers.

    In [0, 1]; with the other three kinds it sums to 1. EMPTY where the earlier year has no active partner or the later one no seats,
    NO_PAIRS where all sit alone. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> newcomer_pair_share(years[2019].without("luce", "ponte"), years[2020])  # luce, ponte and dono: 1 pair at casa, 3 at cibo, of 12
    0.3333333333333333
    """
    return _share_of(before, after, "new")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Incontri fra nuovi e chi c'era già", en="Meetings of newcomers with incumbents"),
    question=Text(
        it="Di tutte le coppie allo stesso tavolo, quante uniscono un partner nuovo e uno che c'era già?",
        en="Of all pairs at the same table, how many join a new partner and one that was already there?",
    ),
    reading=Text(
        it="0%: nuovi e vecchi partner non si siedono insieme, o di nuovi non ce ne sono; più alto: si mescolano. Non può superare quanto permette il "
        "numero dei nuovi.",
        en="0%: new and earlier partners do not sit together, or there are no new ones; higher: they mix. It cannot exceed what the number of newcomers "
        "allows.",
    ),
    undefined=_NO_MEETINGS,
    formula=f"Σ_j u_j v_j / Σ_j π_j; {_LOTS}",
    reference=_GUIMERA,
    sentence=Text(
        it="Coppie allo stesso tavolo fra un partner nuovo e uno che c'era già: {value}.",
        en="{value} of the pairs at the same table join a new partner and one that was already there.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def newcomer_incumbent_pair_share(before: Network, after: Network) -> float:
    """Return the share of the pairs at the tables of `after` that are of a newcomer and an incumbent.

    In [0, 1]. Undefined as `newcomer_pair_share`. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> newcomer_incumbent_pair_share(example().networks[2019], example().networks[2020])  # dono: 3 at casa, 2 at cibo, of 12
    0.4166666666666667
    """
    return _share_of(before, after, "mixed")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Primi incontri fra chi c'era già", en="First meetings of incumbents"),
    question=Text(
        it="Di tutte le coppie allo stesso tavolo, quante sono fra partner dell'anno prima che allora non lavoravano insieme?",
        en="Of all pairs at the same table, how many are of last year's partners that did not work together then?",
    ),
    reading=Text(
        it="0%: chi c'era già ritrova solo chi conosceva, o sta solo con i nuovi; più alto: dentro la rete si provano alleanze. Può darsi che si conoscessero "
        "da prima dello studio.",
        en="0%: those already there only meet again, or sit with newcomers only; higher: alliances are tried inside the network. They may have known each other "
        "from before the study.",
    ),
    undefined=_NO_MEETINGS,
    formula=f"Σ_j #{{i < k ∈ j ∖ F : s_ik(t−1) = 0}} / Σ_j π_j; {_LOTS}",
    reference=_GUIMERA,
    sentence=Text(
        it="Coppie allo stesso tavolo fra partner che c'erano già e allora non lavoravano insieme: {value}.",
        en="{value} of the pairs at the same table are of partners already there that did not work together then.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def incumbent_new_pair_share(before: Network, after: Network) -> float:
    """Return the share of the pairs at the tables of `after` that are of incumbents never at one table in `before`.

    In [0, 1]. Undefined as `newcomer_pair_share`. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> incumbent_new_pair_share(example().networks[2019], example().networks[2020])  # comune and beta, of 12
    0.08333333333333333
    """
    return _share_of(before, after, "first")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Ritrovi fra chi c'era già", en="Reunions of incumbents"),
    question=Text(
        it="Di tutte le coppie allo stesso tavolo, quante erano insieme anche l'anno prima?",
        en="Of all pairs at the same table, how many were together the year before too?",
    ),
    reading=Text(
        it="0%: nessuna; 100%: si ritrovano le stesse coppie e basta. Ritrovarsi può essere fiducia o chiusura: si legge accanto ai posti dei nuovi.",
        en="0%: none; 100%: the same pairs meet again and nobody else. Meeting again may be trust or closure: read it beside the seats of newcomers.",
    ),
    undefined=_NO_MEETINGS,
    formula=f"Σ_j #{{i < k ∈ j ∖ F : s_ik(t−1) ≥ 1}} / Σ_j π_j; {_LOTS}",
    reference=_GUIMERA,
    sentence=Text(
        it="Coppie allo stesso tavolo che erano insieme anche l'anno prima: {value}.",
        en="{value} of the pairs at the same table were together the year before too.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def incumbent_repeat_pair_share(before: Network, after: Network) -> float:
    """Return the share of the pairs at the tables of `after` that sat at one table in `before` too.

    In [0, 1]. Undefined as `newcomer_pair_share`. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> incumbent_repeat_pair_share(example().networks[2019], example().networks[2020])  # 3 at casa, alfa-comune and alfa-beta, luce-ponte
    0.5
    """
    return _share_of(before, after, "again")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Probabilità di ritrovarsi", en="Repeat probability of incumbents"),
    question=Text(
        it="Tra le organizzazioni già in rete, quanti incontri sono ritrovi?",
        en="Among organisations already in the network, how many meetings are reunions?",
    ),
    reading=Text(
        it="0%: chi c'era già incontra solo facce nuove; 100%: solo chi già frequentava. Vicino al 100%, se anche i posti sono quasi tutti di chi c'era già, "
        "è un circolo chiuso. Chi è ovunque ritrova molti per forza: va confrontato con il caso.",
        en="0%: those already there meet only whom they had not met; 100%: only whom they had. Near 100%, where seats too are almost all theirs, "
        "it is a closed club. Whoever is everywhere is bound to meet many again: it has to be compared with chance.",
    ),
    undefined=Text(
        it="nessun tavolo con due partner che c'erano già, o un anno senza partner attivi",
        en="no table with two partners that were already there, or a year without active partners",
    ),
    formula="q̂ = Σ_j #{i < k ∈ j ∖ F : s_ik(t−1) ≥ 1} / Σ_j v_j(v_j−1)/2; F = P_t ∖ P_{t−1}, v_j = #{i ∈ j : i ∉ F}",
    reference=_GUIMERA,
    sentence=Text(
        it="Fra i partner che c'erano già, incontri che sono ritrovi: {value}.",
        en="Among partners that were already there, {value} of the meetings are reunions.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def repeat_probability(before: Network, after: Network) -> float:
    """Return the share of reunions among the pairs of incumbents at the tables of `after`: the q of Guimerà and colleagues.

    In [0, 1]. EMPTY where the earlier year has no active partner or the later one no seats, NO_PAIRS where all sit alone, TOO_FEW where no two
    incumbents sit together. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> repeat_probability(example().networks[2019], example().networks[2020])  # six of seven: comune had not met beta
    0.8571428571428571
    """
    found = _meetings(before, after)
    if isinstance(found, Reason):
        return undefined(found)
    among = found.first + found.again
    return found.again / among if among else undefined(Reason.TOO_FEW)


# ---------------------------------------------------------------------- where entrants land


@metric(
    level="network",
    unit="ratio",
    bounds=(0, float("inf")),
    label=Text(it="Attrazione dei grandi nomi", en="Attachment ratio"),
    question=Text(
        it="I nuovi entrano passando dai grandi nomi o da qualunque punto?", en="Do newcomers enter through the big names or anywhere?"
    ),
    reading=Text(
        it="1: i nuovi incontrano chi l'anno prima aveva tanti progetti quanti ne aveva, in media, chi occupa i posti; 2: il doppio; sotto 1 incontrano i meno "
        "presenti. Ai tavoli grandi siedono spesso i grandi nomi: va confrontato con il caso.",
        en="1: newcomers meet partners that had as many projects the year before as those who hold the seats had on average; 2: twice as many; below 1 they meet "
        "the less present. Big names often sit at large tables: it has to be compared with chance.",
    ),
    undefined=Text(
        it="nessun nuovo partner allo stesso tavolo con chi c'era già, o un anno senza partner attivi",
        en="no newcomer at a table with somebody already there, or a year without active partners",
    ),
    formula="(Σ_j u_j D_j / Σ_j u_j v_j) / (Σ_j D_j / Σ_j v_j); D_j = Σ_{i∈j∖F} d_i(t−1), u_j = #{i ∈ j : i ∈ F}, v_j = k_j − u_j, F = P_t ∖ P_{t−1}",
    reference="Newman 2001, Physical Review E 64:025102; Powell, White, Koput & Owen-Smith 2005, American Journal of Sociology 110:1132–1205",
    sentence=Text(
        it="Progetti che aveva l'anno prima chi i nuovi incontrano, per ognuno di quelli che aveva chi occupa i posti: {value}.",
        en="Last year's projects of those whom newcomers meet, for each one of those who hold the seats: {value}.",
    ),
    null="degrees",
    cost="O(E)",
)
def attachment_ratio(before: Network, after: Network) -> float:
    """Return the mean earlier load of the incumbents that newcomers meet, over that of the incumbents in the seats of `after`.

    Each meeting of a newcomer with an incumbent at a table counts once, and each seat of an incumbent. At least 0; 1 without preference. EMPTY
    where either year has no active partner; TOO_FEW where no newcomer meets an incumbent, or those in the seats had no projects. Newman 2001.

    >>> from reteanalysis import example
    >>> attachment_ratio(example().networks[2019], example().networks[2020])  # dono meets 1, 2, 2 and 2, 1: 8/5, over 12/8
    1.0666666666666667
    """
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    place = places(before, after)
    here = place >= 0
    earlier = np.where(here, before.load[place], 0)
    incumbents, loads = after.incidence.T @ here.astype(np.int64), after.incidence.T @ earlier
    new = after.team_size - incumbents
    met = int(new @ incumbents)
    if not met or not loads.any():
        return undefined(Reason.TOO_FEW)
    return float((int(new @ loads) * int(incumbents.sum())) / (met * int(loads.sum())))


@metric(
    level="network",
    unit="mean",
    bounds=(0, float("inf")),
    label=Text(it="Settori incontrati da chi entra", en="Sectors met by newcomers"),
    question=Text(
        it="Quanti settori diversi incontra ai tavoli, in media, un partner nuovo?",
        en="How many different sectors does a new partner meet at the tables, on average?",
    ),
    reading=Text(
        it="0: chi entra siede da solo; più alto: si trova subito fra mondi diversi. Conta anche il settore di chi entra, se ne incontra altri. "
        "Cresce con la dimensione dei tavoli.",
        en="0: those who get in sit alone; higher: they find themselves among different worlds at once. Their own sector counts too, if they meet others of it. "
        "It grows with the size of the tables.",
    ),
    undefined=Text(
        it="nessun nuovo partner, settori non indicati, o un anno senza partner attivi",
        en="no newcomer, sectors not recorded, or a year without active partners",
    ),
    formula="Σ_{i∈F} #{g : ∃ j, k ≠ i, a_ij = a_kj = 1, g(k) = g} / #F; F = P_t ∖ P_{t−1}",
    reference="Powell, White, Koput & Owen-Smith 2005, American Journal of Sociology 110:1132–1205",
    sentence=Text(
        it="Settori diversi che un nuovo partner incontra ai tavoli, in media: {value}.",
        en="Different sectors that a new partner meets at the tables, on average: {value}.",
    ),
    null="degrees",
    needs=("sector",),
    cost="O(E G)",
)
def newcomer_sectors_met(before: Network, after: Network) -> float:
    """Return the mean number of sectors of those whom newcomers meet at their tables in `after`, newcomers or not.

    At least 0. EMPTY where either year has no active partner, TOO_FEW without newcomers, NOT_RECORDED where no sector is known of those with a seat. Powell et al. 2005.

    >>> from reteanalysis import example
    >>> newcomer_sectors_met(example().networks[2019], example().networks[2020])  # dono: public, cooperative, association
    3.0
    """
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    new = newcomers(before, after)
    if not new.any():
        return undefined(Reason.TOO_FEW)
    if not after.team_sectors.nnz:
        return undefined(Reason.NOT_RECORDED)
    seats: NDArray[np.int64] = (after.incidence[new] @ after.team_sectors).toarray()
    known = after.sector[new] >= 0
    seats[known, after.sector[new][known]] -= after.load[new][known]  # its own seats are not somebody it meets
    return float(np.mean(np.count_nonzero(seats, axis=1)))


# ---------------------------------------------------------------------- who takes the lead


def _led_by(network: Network, who: NDArray[np.bool_]) -> float | None:
    """Return the share of the projects with a recorded lead that some partners lead, joint leads split equally; None without any."""
    if network.leads is None:
        return None
    leads = network.leads.tocoo()
    everybody = np.bincount(leads.col, minlength=network.m)
    theirs = np.bincount(leads.col[who[leads.row]], minlength=network.m)
    return float(np.mean(theirs[everybody > 0] / everybody[everybody > 0]))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti con capofila nuovi", en="Projects with new leads"),
    question=Text(
        it="Quanti progetti sono guidati da chi l'anno prima non guidava nulla?",
        en="How many projects are led by somebody that led nothing the year before?",
    ),
    reading=Text(
        it="0%: guidano solo i capofila dell'anno prima; 100%: solo capofila nuovi, partner nuovi o già in rete. Non dice se chi guidava abbia lasciato "
        "o sia stato sostituito.",
        en="0%: only the previous year's leads lead; 100%: only new ones, be they new partners or not. It does not say whether the earlier leads left "
        "or were replaced.",
    ),
    undefined=_NO_LEADS,
    formula="Σ_i λ_i(t) [λ_i(t−1) = 0]; λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}",
    reference=_PROVAN,
    sentence=Text(
        it="Progetti guidati da chi l'anno prima non ne guidava, fra quelli con capofila noto: {value}.",
        en="{value} of the projects with a known lead are led by somebody that led none the year before.",
    ),
    needs=("lead",),
    cost="O(E)",
)
def new_lead_share(before: Network, after: Network) -> float:
    """Return the share of the projects of `after` led by partners that led nothing in `before`.

    Among the projects with a recorded lead; a joint lead is split equally. In [0, 1]. EMPTY where either year has no active partner, NOT_RECORDED
    where either has no leads. Provan & Kenis 2008 on who leads a network.

    >>> from reteanalysis import example
    >>> new_lead_share(example().networks[2020], example().networks[2021])  # orto by beta, cura by asl, of four
    0.5
    """
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    if before.leads is None:
        return undefined(Reason.NOT_RECORDED)
    leading = {before.partners[i] for i in np.unique(before.leads.tocoo().row)}
    share = _led_by(after, np.array([partner not in leading for partner in after.partners], bool))
    return undefined(Reason.NOT_RECORDED) if share is None else share


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti guidati da chi c'era già", en="Projects led by incumbents"),
    question=Text(
        it="Quanti progetti sono guidati da partner che c'erano già l'anno prima?",
        en="How many projects are led by partners that were already there the year before?",
    ),
    reading=Text(
        it="0%: guidano solo i nuovi; 100%: i nuovi non guidano nulla. Si legge accanto ai posti di chi c'era già: se è più alto, ai nuovi vanno "
        "più posti che guida.",
        en="0%: only newcomers lead; 100%: newcomers lead nothing. Read it beside the seats of incumbents: where it is higher, newcomers get "
        "more seats than leads.",
    ),
    undefined=_NO_LEADS,
    formula="Σ_{i ∉ F} λ_i(t); λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}, F = P_t ∖ P_{t−1}",
    reference=f"{_GUIMERA}; {_PROVAN}",
    sentence=Text(
        it="Progetti guidati da partner che c'erano già l'anno prima, fra quelli con capofila noto: {value}.",
        en="{value} of the projects with a known lead are led by partners that were already there the year before.",
    ),
    needs=("lead",),
    cost="O(E)",
)
def incumbent_lead_share(before: Network, after: Network) -> float:
    """Return the share of the projects of `after` led by partners that were active in `before`.

    Among the projects with a recorded lead; a joint lead is split equally. In [0, 1]. EMPTY where either year has no active partner, NOT_RECORDED
    where the later has no leads. Incumbents as in Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> incumbent_lead_share(example().networks[2020], example().networks[2021])  # all but cura, led by asl that is back
    0.75
    """
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    share = _led_by(after, ~newcomers(before, after))
    return undefined(Reason.NOT_RECORDED) if share is None else share
