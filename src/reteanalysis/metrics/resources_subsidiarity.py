"""Resources and subsidiarity: who takes the initiative nearest to people, and whether public bodies stand behind it.

A profile, not a score: there is no accepted index of subsidiarity. The share of projects led by private bodies, its first line,
is `nonpublic_lead_share` of openness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.metrics._metric import metric
from reteanalysis.network import RESOURCES
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_PROVAN = "Provan & Kenis 2008, Journal of Public Administration Research and Theory 18:229–252"
_SALAMON = "Salamon 1987, Journal of Voluntary Action Research 16:29–49"
_PFEFFER = "Pfeffer & Salancik 1978, The External Control of Organizations, Harper & Row"
_NO_KIND = Text(
    it="risorse portate dai partner o sfera non rilevate, nessuno che porti questo tipo di risorsa, o nessun progetto",
    en="contributions or sphere not recorded, nobody bringing this kind of resource, or no projects",
)


def _public(network: Network) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which partners are public and which are not; those of unknown sphere are neither."""
    sphere = network.sphere
    public = np.array([one == "public" for one in sphere], bool)
    return public, np.array([one is not None for one in sphere], bool) & ~public


def _row(network: Network) -> NDArray[np.intp]:
    """Return the partner of each seat."""
    return np.repeat(np.arange(network.n), network.load)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti di circoscrizione guidati da chi vi ha sede", en="District projects led from the district"),
    question=Text(
        it="Quanti progetti di una circoscrizione sono guidati da un ente che vi ha sede?",
        en="How many of the projects of a district are led by a body based in it?",
    ),
    reading=Text(
        it="0%: i progetti di una circoscrizione sono guidati da fuori; 100%: sempre da enti del posto. La sede legale non dice dove un ente lavori, "
        "e molti enti cittadini non hanno una circoscrizione: contano solo i progetti e i capofila per cui è indicata.",
        en="0%: the projects of a district are led from elsewhere; 100%: always by local bodies. A registered office does not say where a body works, "
        "and many city-wide bodies have no district: only projects and leads for which it is recorded count.",
    ),
    undefined=Text(
        it="capofila non rilevati, nessun progetto di cui si sappia la circoscrizione propria e di chi lo guida, o nessun progetto",
        en="leads not recorded, no project of which its own and its lead's district are known, or no projects",
    ),
    formula="Σ_j (Σ_i l_ij [c(i) = c(j)] / Σ_i l_ij) / #{j : Σ_i l_ij > 0}",
    reference=_PROVAN,
    sentence=Text(
        it="Progetti di una circoscrizione guidati da enti che vi hanno sede, fra quelli in cui si sa: {value}.",
        en="{value} of the projects of a district, where this is known, are led by bodies based in it.",
    ),
    needs=("lead", "district"),
    cost="O(E)",
)
def local_lead_share(network: Network) -> float:
    """Return the share of projects with a district led by a partner of the same district.

    Among the projects of recorded district with a lead of recorded district; a joint lead is split equally among those of recorded
    district. In [0, 1]. EMPTY without seats, NOT_RECORDED without leads, or where no project and its lead both have a district.
    Provan & Kenis 2008 on who governs; the measure is of this project.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> year = example().networks[2019]  # led by comune, alfa, luce; comune has no district
    >>> at = {"district": np.array([None, "1", "2", "1", "1", "1"], object)}
    >>> local_lead_share(replace(year, partner_data=at, project_data={"district": np.array(["1", "2", "2"], object)}))
    0.5
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    based, placed = network.partner_data.get("district"), network.project_data.get("district")
    if network.leads is None or based is None or placed is None:
        return undefined(Reason.NOT_RECORDED)
    leads = network.leads.tocoo()
    here, there = based[leads.row], placed[leads.col]
    known = np.array([a is not None and b is not None for a, b in zip(here, there, strict=True)], bool)
    if not known.any():
        return undefined(Reason.NOT_RECORDED)
    per_project = np.bincount(leads.col[known], minlength=network.m)
    local = np.bincount(leads.col[known][here[known] == there[known]], minlength=network.m)
    return float(np.mean(local[per_project > 0] / per_project[per_project > 0]))


# ---------------------------------------------------------------------- what private bodies bring


def _private_share(network: Network, counted: NDArray[np.bool_] | None) -> float:
    """Return the share of the counted seats that private partners hold, or why there is none."""
    if not network.seats:
        return undefined(Reason.EMPTY)
    public, private = _public(network)
    if counted is None or not (public | private).any():
        return undefined(Reason.NOT_RECORDED)
    row = _row(network)[counted]
    mine, theirs = int(private[row].sum()), int(public[row].sum())
    return mine / (mine + theirs) if mine + theirs else undefined(Reason.TOO_FEW)


def _private_share_of(network: Network, kind: str) -> float:
    return _private_share(network, None if network.brought is None else network.brought[:, RESOURCES.index(kind)])


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti di enti privati", en="Seats of private bodies"),
    question=Text(
        it="Quanti posti ai tavoli sono di enti del terzo settore o di imprese?",
        en="How many seats at the tables belong to third-sector bodies or businesses?",
    ),
    reading=Text(
        it="0%: ai tavoli siedono solo enti pubblici; 100%: nessun ente pubblico. Non dice chi decida né chi paghi.",
        en="0%: only public bodies sit at the tables; 100%: no public body does. It does not say who decides nor who pays.",
    ),
    undefined=Text(it="sfera dei partner non rilevata, o nessun progetto", en="partners' sphere not recorded, or no projects"),
    formula="Σ_{i : ¬pub(i)} d_i / Σ_i d_i",
    reference=_SALAMON,
    sentence=Text(
        it="Posti ai tavoli di enti privati (terzo settore o imprese): {value}.",
        en="{value} of the seats at the tables belong to private bodies (third sector or business).",
    ),
    null="labels",
    needs=("sphere",),
    cost="O(E)",
)
def nonpublic_seat_share(network: Network) -> float:
    """Return the share of seats held by partners that are not public.

    Among those of known sphere. In [0, 1]. EMPTY without seats, NOT_RECORDED where no sphere is known, TOO_FEW where nobody of known
    sphere has a seat. Salamon 1987 on public bodies and the third sector.

    >>> from reteanalysis import example
    >>> nonpublic_seat_share(example().networks[2019])  # six of eight
    0.75
    """
    return _private_share(network, np.ones(network.seats, bool))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Conoscenza portata da enti privati", en="Knowledge brought by private bodies"),
    question=Text(
        it="Quanti dei contributi di conoscenza vengono da enti del terzo settore o da imprese?",
        en="How many of the contributions of knowledge come from third-sector bodies or businesses?",
    ),
    reading=Text(
        it="0%: la conoscenza viene solo da enti pubblici; 100%: solo da enti privati. Conta quante volte è portata, non quanto valga.",
        en="0%: knowledge comes from public bodies only; 100%: from private ones only. It counts how many times it is brought, not what it is worth.",
    ),
    undefined=_NO_KIND,
    formula="Σ_{i : ¬pub(i)} φ_i / Σ_i φ_i",
    reference=_SALAMON,
    sentence=Text(
        it="Contributi di conoscenza che vengono da enti privati (terzo settore o imprese): {value}.",
        en="{value} of the contributions of knowledge come from private bodies (third sector or business).",
    ),
    null="labels",
    needs=("sphere", "contribution"),
    cost="O(E)",
)
def nonpublic_knowledge_share(network: Network) -> float:
    """Return the share of the seats that bring knowledge held by partners that are not public.

    In [0, 1]. EMPTY without seats, NOT_RECORDED without contributions or spheres, TOO_FEW where nobody brings any. Salamon 1987.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = np.array(["knowledge", "knowledge", "", "knowledge", *["economic"] * 4])
    >>> nonpublic_knowledge_share(replace(example().networks[2021], seat_data={"contribution": brings}))  # one of three
    0.3333333333333333
    """
    return _private_share_of(network, "knowledge")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Contributi in denaro di enti privati", en="Contributions of money by private bodies"),
    question=Text(
        it="Quanti dei contributi in denaro vengono da enti del terzo settore o da imprese?",
        en="How many of the contributions of money come from third-sector bodies or businesses?",
    ),
    reading=Text(
        it="0%: solo gli enti pubblici portano denaro; 100%: solo enti privati. Conta quante volte è portato: per gli euro c'è l'effetto leva.",
        en="0%: only public bodies bring money; 100%: only private ones. It counts how many times it is brought: for euros see leverage.",
    ),
    undefined=_NO_KIND,
    formula="Σ_{i : ¬pub(i)} φ_i / Σ_i φ_i",
    reference=_SALAMON,
    sentence=Text(
        it="Contributi in denaro che vengono da enti privati (terzo settore o imprese): {value}.",
        en="{value} of the contributions of money come from private bodies (third sector or business).",
    ),
    null="labels",
    needs=("sphere", "contribution"),
    cost="O(E)",
)
def nonpublic_economic_share(network: Network) -> float:
    """Return the share of the seats that bring money held by partners that are not public.

    In [0, 1]. Undefined as `nonpublic_knowledge_share`. Salamon 1987.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = np.array(["economic", "economic", "", "economic", *["knowledge"] * 4])
    >>> nonpublic_economic_share(replace(example().networks[2021], seat_data={"contribution": brings}))  # one of three
    0.3333333333333333
    """
    return _private_share_of(network, "economic")


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Lavoro portato da enti privati", en="Work brought by private bodies"),
    question=Text(
        it="Quanti dei contributi di lavoro (risorse operative) vengono da enti del terzo settore o da imprese?",
        en="How many of the contributions of work (operational resources) come from third-sector bodies or businesses?",
    ),
    reading=Text(
        it="0%: il lavoro viene solo da enti pubblici; 100%: solo da enti privati. Conta quante volte è portato, non le ore.",
        en="0%: work comes from public bodies only; 100%: from private ones only. It counts how many times it is brought, not hours.",
    ),
    undefined=_NO_KIND,
    formula="Σ_{i : ¬pub(i)} φ_i / Σ_i φ_i",
    reference=_SALAMON,
    sentence=Text(
        it="Contributi di lavoro che vengono da enti privati (terzo settore o imprese): {value}.",
        en="{value} of the contributions of work come from private bodies (third sector or business).",
    ),
    null="labels",
    needs=("sphere", "contribution"),
    cost="O(E)",
)
def nonpublic_operational_share(network: Network) -> float:
    """Return the share of the seats that bring operational resources held by partners that are not public.

    In [0, 1]. Undefined as `nonpublic_knowledge_share`. Salamon 1987.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> brings = np.array(["operational", "operational", "", "operational", *["knowledge"] * 4])
    >>> nonpublic_operational_share(replace(example().networks[2021], seat_data={"contribution": brings}))  # one of three
    0.3333333333333333
    """
    return _private_share_of(network, "operational")


# ---------------------------------------------------------------------- what public bodies stand behind


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Iniziative private sostenute dal pubblico", en="Private initiatives with public support"),
    question=Text(
        it="Quanti progetti guidati da enti privati ricevono denaro da almeno un ente pubblico?",
        en="How many projects led by private bodies receive money from a public body or more?",
    ),
    reading=Text(
        it="0%: chi prende l'iniziativa fuori dal pubblico resta senza denaro pubblico; 100%: ne riceve sempre. Non dice quanto, né con quali condizioni.",
        en="0%: whoever takes the initiative outside the public sector goes without public money; 100%: always gets some. "
        "It does not say how much, nor on what conditions.",
    ),
    undefined=Text(
        it="capofila, sfera o risorse non rilevati, nessun progetto a guida privata di cui si sappia che cosa portano i partner, o nessun progetto",
        en="leads, sphere or contributions not recorded, no privately led project of which contributions are known, or no projects",
    ),
    formula="#{j ∈ Q : ∃ i : pub(i), φ_ij > 0} / #Q; Q = {j : Σ_{i : ¬pub(i)} l_ij > Σ_{i : pub(i)} l_ij}",
    reference=_SALAMON,
    sentence=Text(
        it="Progetti a guida privata che ricevono denaro da almeno un ente pubblico, fra quelli in cui si sa chi porta che cosa: {value}.",
        en="{value} of the privately led projects, where contributions are known, receive money from a public body or more.",
    ),
    null="labels",
    needs=("lead", "sphere", "contribution"),
    cost="O(E)",
)
def public_support_share(network: Network) -> float:
    """Return the share of the projects led by partners that are not public in which a public partner brings money.

    Money is an amount above 0, or an economic contribution. Among the projects with more private than public leads in which it is known:
    some public partner pays, or what somebody brings is known and so is what each public partner does. In [0, 1]. EMPTY without seats, NOT_RECORDED where leads, spheres or contributions are not, TOO_FEW without
    such a project. Salamon 1987 on public support of private initiative.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> year = example().networks[2019]  # comune with alfa and luce; alfa with beta and asl; luce with ponte
    >>> given = {**year.seat_data, "contribution": np.array(["", "economic", *["operational"] * 6])}
    >>> public_support_share(replace(year, seat_data=given))  # asl pays where alfa leads; nobody does where luce leads
    0.5
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    public, private = _public(network)
    paid = np.zeros(network.seats, bool)
    known = np.zeros(network.seats, bool)
    if network.brought is not None:
        paid |= network.brought[:, RESOURCES.index("economic")]
        known |= network.brought.any(axis=1)
    if network.amounts is not None:
        paid |= network.amounts > 0
        known |= ~np.isnan(network.amounts)
    if network.leads is None or not known.any() or not (public | private).any():
        return undefined(Reason.NOT_RECORDED)
    row, project = _row(network), network.incidence.indices
    privately = network.leads.T @ (private.astype(np.int64) - public) > 0
    supported = np.bincount(project[paid & public[row]], minlength=network.m) > 0
    somebody = np.bincount(project[known], minlength=network.m) > 0
    unsaid = np.bincount(project[~known & public[row]], minlength=network.m) > 0
    counted = privately & (supported | (somebody & ~unsaid))
    if not counted.any():
        return undefined(Reason.TOO_FEW)
    return float(np.mean(supported[counted]))


@metric(
    level="partner",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Dipendenza dal denaro pubblico", en="Dependency on public money"),
    question=Text(
        it="Quanto del denaro dei progetti a cui l'ente privato partecipa è pubblico?",
        en="How much of the money of the projects in which the private body takes part is public?",
    ),
    reading=Text(
        it="0%: nei suoi progetti non c'è denaro pubblico; 100%: è tutto pubblico. Riguarda i progetti, non il bilancio dell'ente.",
        en="0%: there is no public money in its projects; 100%: all of it is public. It is about the projects, not about the body's accounts.",
    ),
    undefined=Text(
        it="ente pubblico o di sfera ignota, importi non rilevati, o nessun denaro nei suoi progetti",
        en="public body or one of unknown sphere, amounts not recorded, or no money in its projects",
    ),
    formula="Σ_j a_ij Σ_{k : pub(k)} φ_kj / Σ_j a_ij Σ_k φ_kj; ¬pub(i)",
    reference=_PFEFFER,
    null="labels",
    needs=("sphere", "amount"),
    cost="O(E)",
)
def partner_public_dependency(network: Network) -> NDArray[np.float64]:
    """Return, for each partner that is not public, the public share of the euros of its projects.

    Euros of partners of unknown sphere count in the total. In [0, 1]; nan for public partners, those of unknown sphere, and those in whose
    projects no euro is known. Pfeffer & Salancik 1978.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([300, 100, 0, 100, 0, 100, 0, 0])  # comune 300 and 100, alfa 100, luce 100
    >>> partner_public_dependency(replace(example().networks[2021], seat_data={"amount_eur": euros}))
    array([ nan,  nan, 0.75,  nan, 0.5 ,  nan, 0.5 ])
    """
    if network.amounts is None:
        return np.full(network.n, np.nan)
    public, private = _public(network)
    euros = csr_array((np.nan_to_num(network.amounts), network.incidence.indices, network.incidence.indptr), shape=network.incidence.shape)
    whole = network.incidence @ euros.sum(axis=0)
    theirs = network.incidence @ (euros.T @ public.astype(np.float64))
    return np.asarray(np.divide(theirs, whole, out=np.full(network.n, np.nan), where=private & (whole > 0)))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Dipendenza media dal denaro pubblico", en="Mean dependency on public money"),
    question=Text(
        it="Quanto del denaro dei progetti a cui un ente privato partecipa è pubblico, in media?",
        en="How much of the money of the projects in which a private body takes part is public, on average?",
    ),
    reading=Text(
        it="0%: nei progetti degli enti privati non c'è denaro pubblico; 100%: è tutto pubblico. La media nasconde chi ne dipende del tutto: "
        "va letta con i valori dei singoli enti.",
        en="0%: there is no public money in the projects of private bodies; 100%: all of it is public. The average hides those that depend on it "
        "entirely: read it with the values of single bodies.",
    ),
    undefined=Text(
        it="importi o sfera non rilevati, nessun ente privato in progetti con denaro, o nessun progetto",
        en="amounts or sphere not recorded, no private body in projects with money, or no projects",
    ),
    formula="Σ_{i ∈ Q} D_i / #Q; D_i = Σ_j a_ij Σ_{k : pub(k)} φ_kj / Σ_j a_ij Σ_k φ_kj, Q = {i : ¬pub(i), Σ_j a_ij Σ_k φ_kj > 0}",
    reference=_PFEFFER,
    sentence=Text(
        it="Denaro pubblico nei progetti a cui un ente privato partecipa, in media: {value}.",
        en="On average {value} of the money of the projects in which a private body takes part is public.",
    ),
    null="labels",
    needs=("sphere", "amount"),
    cost="O(E)",
)
def mean_public_dependency(network: Network) -> float:
    """Return the mean of `partner_public_dependency` over the partners that have it.

    In [0, 1]. EMPTY without seats, NOT_RECORDED without amounts or spheres, TOO_FEW where no private partner is in a project with
    money. Pfeffer & Salancik 1978.

    >>> from dataclasses import replace
    >>> from reteanalysis import example
    >>> euros = np.array([300, 100, 0, 100, 0, 100, 0, 0])
    >>> mean_public_dependency(replace(example().networks[2021], seat_data={"amount_eur": euros}))  # 3/4, 1/2, 1/2
    0.5833333333333334
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if network.amounts is None or not any(network.sphere):
        return undefined(Reason.NOT_RECORDED)
    each = partner_public_dependency(network)
    known = ~np.isnan(each)
    return float(each[known].mean()) if known.any() else undefined(Reason.TOO_FEW)
