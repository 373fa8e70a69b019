"""Openness: who gets in, who leads, and how evenly the seats are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._arrivals import newcomers
from reteanalysis.metrics._diversity import gini
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_NO_PARTNERS = Text(it="nessun partner attivo in uno dei due anni", en="no active partner in one of the two years")
_NO_LEADS = Text(it="capofila non rilevati, o nessun partner", en="leads not recorded, or no partners")


def _lead_shares(network: Network) -> NDArray[np.float64] | None:
    """Return the share of the projects with a recorded lead that each partner leads, joint leads split equally; None without any."""
    if network.leading is None:
        return None
    partner, project = network.seat_partner[network.leading], network.incidence.indices[network.leading]
    per_project = np.bincount(project, minlength=network.m)
    return np.bincount(partner, weights=1 / per_project[project], minlength=network.n) / np.count_nonzero(per_project)


# ---------------------------------------------------------------------- who gets in


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti ai nuovi partner", en="Seats held by newcomers"),
    question=Text(
        it="Quanti posti ai tavoli vanno a partner che l'anno prima non c'erano?",
        en="How many seats at the tables go to partners that were not there the year before?",
    ),
    reading=Text(
        it="0%: ai tavoli siedono solo partner dell'anno prima; 100%: solo partner nuovi. Non dice se chi è entrato conti nelle decisioni.",
        en="0%: only the previous year's partners sit at the tables; 100%: only new ones. "
        "It does not say whether newcomers have a say in decisions.",
    ),
    undefined=_NO_PARTNERS,
    formula="Σ_{i∈F} d_i / E; F = P_t ∖ P_{t−1}",
    reference="Guimerà, Uzzi, Spiro & Amaral 2005, Science 308:697–702",
    sentence=Text(
        it="Posti ai tavoli di partner che l'anno prima non c'erano: {value}.",
        en="{value} of the seats at the tables belong to partners that were not there the year before.",
    ),
    familiar=Text(it="Posti ai nuovi partner", en="Seats held by newcomers"),
    cost="O(n)",
)
def newcomer_seat_share(before: Network, after: Network) -> float:
    """Return the share of the seats of `after` held by partners that were not active in `before`.

    Look-back of one year. In [0, 1]. EMPTY where either year has no active partner, or the later one no seats.
    Guimerà et al. 2005 (one minus their p).

    >>> from reteanalysis import example
    >>> newcomer_seat_share(example().networks[2019], example().networks[2020])
    0.2
    """
    if not before.active.any() or not after.seats:
        return undefined(Reason.EMPTY)
    return float(after.load[newcomers(before, after)].sum() / after.seats)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Nuovi accanto a chi c'era già", en="Newcomers seated with earlier partners"),
    question=Text(
        it="I nuovi partner entrano in tavoli dove siede qualcuno dell'anno prima?",
        en="Do newcomers join tables where somebody from the year before sits?",
    ),
    reading=Text(
        it="0%: i nuovi lavorano solo fra loro; 100%: ognuno ha almeno un tavolo in comune con chi c'era già. "
        "Non dice chi abbia invitato chi. Cresce con la dimensione dei tavoli.",
        en="0%: newcomers work only among themselves; 100%: each shares at least one table with somebody already there. "
        "It does not say who invited whom. It grows with the size of the tables.",
    ),
    undefined=Text(it="nessun nuovo partner, o un anno senza partner", en="no newcomer, or a year without partners"),
    formula="#{i ∈ F : ∃ j, k ∉ F, a_ij = a_kj = 1} / #F; F = P_t ∖ P_{t−1}",
    reference="Powell, White, Koput & Owen-Smith 2005, American Journal of Sociology 110:1132–1205",
    sentence=Text(
        it="Nuovi partner che siedono ad almeno un tavolo con chi c'era già: {value}.",
        en="{value} of the new partners sit at one table or more with somebody already there the year before.",
    ),
    null="degrees",
    cost="O(E)",
)
def newcomer_integration(before: Network, after: Network) -> float:
    """Return the share of newcomers with at least one partner of `before` in at least one of their teams.

    The order of projects within a year is not recorded, so any team of the year counts, not the first. In [0, 1].
    EMPTY where either year has no active partner; TOO_FEW without newcomers. Powell et al. 2005.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> newcomer_integration(years[2019].without("asl", "beta"), years[2021])  # dono and asl, not beta that sits alone
    0.6666666666666666
    """
    if not before.active.any() or not after.active.any():
        return undefined(Reason.EMPTY)
    new = newcomers(before, after)
    if not new.any():
        return undefined(Reason.TOO_FEW)
    incumbents_at = after.incidence.T @ (~new).astype(np.int64)
    return float(np.mean((after.incidence @ incumbents_at)[new] > 0))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner alla prima volta", en="First-time partners"),
    question=Text(
        it="Quanti partner non si erano mai visti negli anni precedenti dello studio?",
        en="How many partners had never been seen in an earlier year of the study?",
    ),
    reading=Text(
        it="0%: tutti avevano già partecipato almeno una volta; 100%: nessuno. Prima del primo anno dello studio non si vede nulla: "
        "nei primi anni il valore può essere più alto del vero.",
        en="0%: everybody had already taken part at least once; 100%: nobody had. Nothing is seen before the first year of the study: "
        "in its early years the value may be higher than the truth.",
    ),
    undefined=Text(it="primo anno dello studio, o nessun partner", en="first year of the study, or no partners"),
    formula="#{i ∈ P_t : i ∉ P_u, u < t} / n",
    reference="Guimerà, Uzzi, Spiro & Amaral 2005, Science 308:697–702",
    sentence=Text(
        it="Partner alla prima volta da quando lo studio comincia: {value}.",
        en="{value} of the partners take part for the first time since the study begins.",
    ),
    cost="O(n)",
)
def first_time_share(network: Network) -> float:
    """Return the share of active partners not seen in any earlier year of the study.

    Needs ``partner_data["since"]``, the first year of the study in which a partner was active; the first year does not have it.
    In [0, 1]. EMPTY without active partners, NO_PREVIOUS_YEAR where `since` is absent. Guimerà et al. 2005, full look-back.

    >>> from reteanalysis import example
    >>> first_time_share(example().networks[2020])
    0.16666666666666666
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    if "since" not in network.partner_data:
        return undefined(Reason.NO_PREVIOUS_YEAR)
    return float(np.mean(network.partner_data["since"][network.active] == network.year))


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Nuovi partner del settore", en="Newcomers of the sector"),
    question=Text(
        it="Quanti partner del settore l'anno prima non c'erano?",
        en="How many of the sector's partners were not there the year before?",
    ),
    reading=Text(
        it="0%: nel settore nessun partner nuovo; 100%: tutti nuovi. Con pochi partner basta un ingresso a spostarlo molto.",
        en="0%: no new partner in the sector; 100%: all new. With few partners a single arrival moves it a lot.",
    ),
    undefined=Text(it="settore assente, o un anno senza partner", en="sector absent, or a year without partners"),
    formula="#{i ∈ P_t ∖ P_{t−1} : g(i) = g} / #{i ∈ P_t : g(i) = g}",
    reference="Guimerà, Uzzi, Spiro & Amaral 2005, Science 308:697–702",
    needs=("sector",),
    cost="O(n)",
)
def sector_newcomer_share(before: Network, after: Network) -> NDArray[np.float64]:
    """Return, for each sector, the share of its active partners that were not active in `before`.

    In [0, 1]; nan for a sector with no active partner in `after`, and everywhere if `before` has none. Guimerà et al. 2005.

    >>> from reteanalysis import example
    >>> years = example().networks
    >>> sector_newcomer_share(years[2020], years[2021])  # public: asl is back, the municipality never left
    array([0.5, 0. , 0. , 0. ])
    """
    size = len(after.sectors)
    if not before.active.any():
        return np.full(size, np.nan)
    here = after.active & (after.sector >= 0)
    members = np.bincount(after.sector[here], minlength=size)
    arrived = np.bincount(after.sector[here & newcomers(before, after)], minlength=size)
    return np.asarray(np.divide(arrived, members, out=np.full(size, np.nan), where=members > 0))


# ---------------------------------------------------------------------- who leads


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti non guidati dall'ente promotore", en="Projects not led by the convening body"),
    question=Text(
        it="Quanti progetti hanno un capofila diverso dall'ente promotore?",
        en="How many projects are led by somebody other than the convening body?",
    ),
    reading=Text(
        it="0%: l'ente promotore guida tutti i progetti; 100%: non ne guida nessuno. Non dice chi paghi né chi decida ai tavoli.",
        en="0%: the convening body leads every project; 100%: it leads none. It does not say who pays, nor who decides at the tables.",
    ),
    undefined=Text(
        it="capofila o ente promotore non indicati, o nessun partner", en="leads or convening body not recorded, or no partners"
    ),
    formula="1 − λ_o; λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}",
    reference="Provan & Kenis 2008, Journal of Public Administration Research and Theory 18:229–252",
    sentence=Text(
        it="Progetti guidati da enti diversi dal promotore, fra quelli con capofila noto: {value}.",
        en="{value} of the projects with a known lead are led by bodies other than the convening one.",
    ),
    needs=("lead", "owner"),
    familiar=Text(it="Progetti non guidati dall'ente promotore", en="Projects not led by the convening body"),
    cost="O(E)",
)
def outside_lead_share(network: Network) -> float:
    """Return the share of projects led by somebody else than the owner.

    Among the projects with a recorded lead; a joint lead is split equally. In [0, 1]. EMPTY without partners, NOT_RECORDED
    without leads or without an owner. An owner that is not among the partners leads nothing. Lead-organisation
    governance is in Provan & Kenis 2008.

    >>> from reteanalysis import example
    >>> outside_lead_share(example().networks[2021])
    0.75
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    shares = _lead_shares(network)
    if shares is None or network.owner is None:
        return undefined(Reason.NOT_RECORDED)
    return float(sum(share for partner, share in zip(network.partners, shares.tolist(), strict=True) if partner != network.owner))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti guidati da enti privati", en="Projects led by private bodies"),
    question=Text(
        it="Quanti progetti sono guidati da enti del terzo settore o da imprese?",
        en="How many projects are led by third-sector bodies or by businesses?",
    ),
    reading=Text(
        it="0%: guidano solo enti pubblici; 100%: nessun ente pubblico guida. Non dice da dove vengano le risorse.",
        en="0%: only public bodies lead; 100%: no public body leads. It does not say where the resources come from.",
    ),
    undefined=Text(
        it="capofila non rilevati, o di sfera non nota, o nessun partner", en="leads not recorded, or of unknown sphere, or no partners"
    ),
    formula="Σ_{i : ¬pub(i)} λ_i / Σ_i λ_i; λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}",
    reference="Provan & Kenis 2008, Journal of Public Administration Research and Theory 18:229–252",
    sentence=Text(
        it="Progetti guidati da enti privati (terzo settore o imprese), fra quelli con capofila noto: {value}.",
        en="{value} of the projects with a known lead are led by private bodies (third sector or business).",
    ),
    null="labels",
    needs=("lead", "sphere"),
    cost="O(E)",
)
def nonpublic_lead_share(network: Network) -> float:
    """Return the share of projects led by partners that are not public.

    Among the leads of known sphere; a joint lead is split equally. In [0, 1]. EMPTY without partners, NOT_RECORDED where
    no lead is recorded or none has a known sphere. Provan & Kenis 2008.

    >>> from reteanalysis import example
    >>> nonpublic_lead_share(example().networks[2021])
    0.5
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    shares = _lead_shares(network)
    if shares is None:
        return undefined(Reason.NOT_RECORDED)
    public, private = (
        shares[[(sphere == "public") is wanted and sphere is not None for sphere in network.sphere]].sum() for wanted in (True, False)
    )
    return float(private / (public + private)) if public + private else undefined(Reason.NOT_RECORDED)


@metric(
    level="network",
    unit="mean",
    bounds=(1, np.inf),
    label=Text(it="Numero effettivo di capofila", en="Effective number of leads"),
    question=Text(
        it="A quanti capofila ugualmente attivi equivale la distribuzione della guida dei progetti?",
        en="How many equally active leads would share the projects as evenly as they are shared?",
    ),
    reading=Text(
        it="1: guida sempre lo stesso ente; il massimo è il numero di capofila, quando guidano tutti lo stesso numero di progetti. "
        "Non dice se altri avrebbero potuto guidare.",
        en="1: the same body always leads; at most it equals the number of leads, when all lead the same number of projects. "
        "It does not say whether others could have led.",
    ),
    undefined=_NO_LEADS,
    formula="1 / Σ_i λ_i²; λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}",
    reference="Laakso & Taagepera 1979, Comparative Political Studies 12:3–27; Hill 1973, Ecology 54:427–432",
    sentence=Text(
        it="Numero di capofila ugualmente attivi a cui equivale la guida dei progetti: {value}.",
        en="Number of equally active leads that the leading of projects amounts to: {value}.",
    ),
    needs=("lead",),
    cost="O(E)",
)
def effective_leads(network: Network) -> float:
    """Return the inverse sum of squared shares of led projects: the Hill number of order 2 of the leads.

    Joint leads are split equally. From 1 to the number of leads. EMPTY without partners, NOT_RECORDED without leads.
    Laakso & Taagepera 1979.

    >>> from reteanalysis import example
    >>> effective_leads(example().networks[2021])
    4.0
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    shares = _lead_shares(network)
    return undefined(Reason.NOT_RECORDED) if shares is None else float(1 / (shares @ shares))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner che guidano", en="Partners that lead"),
    question=Text(it="Quanti partner guidano almeno un progetto?", en="How many partners lead at least one project?"),
    reading=Text(
        it="Vicino a 0%: guidano in pochi; 100%: ogni partner guida qualcosa. "
        "Con meno progetti che partner di solito il massimo non è raggiungibile.",
        en="Near 0%: few lead; 100%: every partner leads something. With fewer projects than partners the maximum is usually out of reach.",
    ),
    undefined=_NO_LEADS,
    formula="#{i : λ_i > 0} / n",
    reference="Provan & Kenis 2008, Journal of Public Administration Research and Theory 18:229–252",
    sentence=Text(it="Partner che guidano almeno un progetto: {value}.", en="{value} of the partners lead at least one project."),
    needs=("lead",),
    cost="O(E)",
)
def lead_partner_share(network: Network) -> float:
    """Return the share of partners that lead, alone or jointly, at least one project.

    Of all partners of the network, idle ones of a register included. In (0, 1]. EMPTY without partners, NOT_RECORDED
    without leads. Provan & Kenis 2008.

    >>> from reteanalysis import example
    >>> lead_partner_share(example().networks[2019])
    0.5
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    shares = _lead_shares(network)
    return undefined(Reason.NOT_RECORDED) if shares is None else float(np.mean(shares > 0))


# ---------------------------------------------------------------------- how evenly the seats are shared


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Disuguaglianza di partecipazione (Gini)", en="Inequality of participation (Gini)"),
    question=Text(
        it="Quanto è diverso il numero di progetti da un partner all'altro?", en="How unequal are partners in their number of projects?"
    ),
    reading=Text(
        it="0: tutti nello stesso numero di progetti; vicino a 1: quasi tutti i posti sono di pochi. "
        "Non dice se il peso di chi è ovunque sia voluto o necessario.",
        en="0: all in the same number of projects; near 1: almost all seats belong to a few. "
        "It does not say whether the weight of those who are everywhere is wanted or needed.",
    ),
    undefined=Text(it="nessun partner o nessun posto", en="no partners or no seats"),
    formula="Σ_i Σ_k |d_i − d_k| / (2 n² d̄)",
    reference="Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press",
    sentence=Text(
        it="Indice di Gini dei posti ai tavoli, da 0 (tutti nello stesso numero di progetti) a 1 (pochi li hanno quasi tutti): {value}.",
        en="Gini index of the seats at the tables, from 0 (all in the same number of projects) to 1 (a few hold almost all): {value}.",
    ),
    cost="O(n log n)",
)
def participation_gini(network: Network) -> float:
    """Return the Gini index of the number of projects per partner.

    Over all partners of the network, idle ones of a register included. From 0 to 1 − 1/n. One partner gives 0.
    EMPTY without seats. Cowell 2011.

    >>> from reteanalysis import example
    >>> participation_gini(example().networks[2019])  # loads 1, 1, 1, 1, 2, 2: 1/6
    0.16666666666666666
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    return gini(network.load)


@metric(
    level="network",
    unit="share",
    bounds=(0.1, 1),
    label=Text(it="Posti del 10% più presente", en="Seats of the most present 10%"),
    question=Text(
        it="Quanti posti occupa il 10% dei partner più presente?", en="How many seats does the most present 10% of partners hold?"
    ),
    reading=Text(
        it="Circa 10%: nessuno ha più posti degli altri; 100%: i posti sono tutti loro. Non dice chi siano, né se sia bene o male.",
        en="About 10%: nobody has more seats than others; 100%: all seats are theirs. "
        "It does not say who they are, nor whether that is good or bad.",
    ),
    undefined=Text(it="meno di dieci partner, o nessun posto", en="fewer than ten partners, or no seats"),
    formula="1 − L(0.9); L(q) = Σ_{i ≤ qn} d_(i) / E",
    reference="Cowell 2011, Measuring Inequality, 3rd ed., Oxford University Press",
    sentence=Text(
        it="Posti ai tavoli occupati dal 10% dei partner più presente: {value}.",
        en="The most present 10% of partners hold {value} of the seats at the tables.",
    ),
    cost="O(n log n)",
)
def top_decile_seat_share(network: Network) -> float:
    """Return the share of seats held by the tenth of partners with most projects.

    Read off the Lorenz curve: where n is no multiple of ten, the last of them counts for its fraction, so that one more
    partner makes no jump. Over all partners of the network, idle ones of a register included. In [0.1, 1]. EMPTY without seats,
    TOO_FEW below ten partners. Cowell 2011.

    >>> import networkx as nx
    >>> from reteanalysis import Network
    >>> women = Network.from_networkx(nx.davis_southern_women_graph())  # 18 women, 89 seats; three have 8 each
    >>> top_decile_seat_share(women) == 144 / 890  # 1.8 of them hold 14.4 seats
    True
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    if network.n < 10:
        return undefined(Reason.TOO_FEW)
    whole, tenths = divmod(network.n, 10)
    load = np.sort(network.load)[::-1]
    return float((10 * load[:whole].sum() + tenths * load[whole]) / (10 * network.seats))
