"""Connectivity: how many take part, how much they share, who reaches whom, and who holds the others together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.kernels import cut_off
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_INF = float("inf")
_EMPTY = Text(it="nessun partner o nessun progetto", en="no partners or no projects")
_NO_PARTNERS = Text(it="nessun partner", en="no partners")
_ABSENT = Text(it="settore senza partner nell'anno", en="sector without partners that year")
_BORGATTI_EVERETT = "Borgatti & Everett 1997, Social Networks 19:243–269"
_TARJAN = "Tarjan 1972, SIAM Journal on Computing 1:146–160; Moody & White 2003, American Sociological Review 68:103–127"


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


# ---------------------------------------------------------------------- how many, how much


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Partner", en="Partners"),
    question=Text(it="Quanti partner conta la rete?", en="How many partners does the network count?"),
    reading=Text(
        it="1: un solo ente; più alto: più enti presenti. Non dice quanto ciascuno faccia, né quanti avrebbero potuto partecipare.",
        en="1: a single organisation; higher: more organisations present. "
        "It does not say how much each does, nor how many could have taken part.",
    ),
    undefined=_NO_PARTNERS,
    formula="n",
    reference=_BORGATTI_EVERETT,
    sentence=Text(it="Partner presenti nella rete: {value}.", en="Partners present in the network: {value}."),
    familiar=Text(it="Partner", en="Partners"),
    cost="O(1)",
)
def size(network: Network) -> float:
    """Return the number of partners.

    A count. EMPTY without partners. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> size(example().networks[2019])
    6.0
    """
    return float(network.n) if network.n else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Progetti", en="Projects"),
    question=Text(it="Quanti progetti sono attivi?", en="How many projects are running?"),
    reading=Text(
        it="1: un solo tavolo; più alto: più tavoli aperti. Non dice quanto siano grandi, né quante persone raggiungano.",
        en="1: a single table; higher: more tables open. It does not say how large they are, nor how many people they reach.",
    ),
    undefined=_NO_PARTNERS,
    formula="m",
    reference=_BORGATTI_EVERETT,
    sentence=Text(it="Progetti attivi nell'anno: {value}.", en="Projects running in the year: {value}."),
    familiar=Text(it="Progetti", en="Projects"),
    cost="O(1)",
)
def project_count(network: Network) -> float:
    """Return the number of projects.

    A count. EMPTY without partners. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> project_count(example().networks[2021])
    4.0
    """
    return float(network.m) if network.n else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Densità a due modi", en="Two-mode density"),
    question=Text(
        it="Di tutti i posti possibili (ogni partner in ogni progetto), quanti sono occupati?",
        en="Of all possible seats (every partner in every project), how many are taken?",
    ),
    reading=Text(
        it="Vicino a 0%: ognuno sta in pochi progetti; 100%: tutti stanno in tutti. Scende da sola quando i partner aumentano: "
        "da un anno all'altro va letta insieme al numero di partner e di progetti.",
        en="Near 0%: each partner sits in few projects; 100%: every partner sits in all of them. It falls by itself as partners increase: "
        "from one year to the next, read it together with the numbers of partners and projects.",
    ),
    undefined=_EMPTY,
    formula="E / (n m)",
    reference=_BORGATTI_EVERETT,
    sentence=Text(
        it="Posti occupati, su tutti quelli possibili fra partner e progetti: {value}.",
        en="Seats taken, of all those possible between partners and projects: {value}.",
    ),
    cost="O(1)",
)
def density(network: Network) -> float:
    """Return the seats taken over all possible seats.

    In (0, 1]. EMPTY without partners, projects or seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> density(example().networks[2019])  # 8 of 6 x 3
    0.4444444444444444
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    return network.seats / (network.n * network.m)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Densità dei legami", en="Density of ties"),
    question=Text(
        it="Di tutte le coppie di partner, quante hanno un legame, cioè lavorano insieme ad almeno un progetto?",
        en="Of all pairs of partners, how many have a tie, that is, work together in at least one project?",
    ),
    reading=Text(
        it="0%: nessuno lavora con altri; 100%: tutti lavorano con tutti. "
        "Dipende molto dalla dimensione dei tavoli, perché un progetto di dieci partner "
        "lega da solo 45 coppie. Non dice se la collaborazione funzioni.",
        en="0%: nobody works with others; 100%: everybody works with everybody. "
        "It depends heavily on the size of tables, because one project of ten partners "
        "ties 45 pairs by itself. It does not say whether the collaboration works.",
    ),
    undefined=Text(it="meno di due partner", en="fewer than two partners"),
    formula="Σ_{i<k} b_ik / (n(n−1)/2)",
    reference="Wasserman & Faust 1994, Social Network Analysis, Cambridge University Press",
    sentence=Text(
        it="Coppie di partner che lavorano insieme ad almeno un progetto, su tutte le coppie possibili: {value}.",
        en="Pairs of partners that work together in at least one project, of all possible pairs: {value}.",
    ),
    null="degrees",
    view="ties",
    familiar=Text(it="Densità", en="Density"),
    cost="O(Σ k_j²)",
)
def tie_density(network: Network) -> float:
    """Return the share of the pairs of partners that are tied.

    In [0, 1]. EMPTY without partners, TOO_FEW with one. Wasserman & Faust 1994.

    >>> from reteanalysis import example
    >>> tie_density(example().networks[2019])  # 7 of 15
    0.4666666666666667
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return int(network.degree.sum()) / 2 / _pairs(network.n)


@metric(
    level="network",
    unit="mean",
    bounds=(0, _INF),
    label=Text(it="Partner per progetto", en="Partners per project"),
    question=Text(it="Quanti partner riunisce in media un progetto?", en="How many partners does a project bring together, on average?"),
    reading=Text(
        it="1: ogni progetto ha un solo partner; più alto: tavoli più ampi. Pochi tavoli molto grandi possono alzare la media da soli.",
        en="1: each project has a single partner; higher: larger tables. A few very large tables can raise the average by themselves.",
    ),
    undefined=_EMPTY,
    formula="E / m",
    reference=_BORGATTI_EVERETT,
    sentence=Text(it="Partner che un progetto riunisce in media: {value}.", en="On average a project brings together {value} partners."),
    familiar=Text(it="Partner per progetto", en="Partners per project"),
    cost="O(1)",
)
def mean_team_size(network: Network) -> float:
    """Return the mean number of partners of a project.

    At least 1 where every project has somebody. EMPTY without seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> mean_team_size(example().networks[2019])  # 8 / 3
    2.6666666666666665
    """
    return network.seats / network.m if network.seats else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="mean",
    bounds=(0, _INF),
    label=Text(it="Progetti per partner", en="Projects per partner"),
    question=Text(it="A quanti progetti partecipa in media un partner?", en="In how many projects does a partner take part, on average?"),
    reading=Text(
        it="1: ogni partner sta in un solo progetto; più alto: i partner si dividono fra più tavoli. La media nasconde chi è ovunque: "
        "va letta con la quota di partner in un solo progetto.",
        en="1: each partner is in one project; higher: partners share their time among more tables. The average hides who is everywhere: "
        "read it with the share of partners in one project only.",
    ),
    undefined=_EMPTY,
    formula="E / n",
    reference=_BORGATTI_EVERETT,
    sentence=Text(it="Progetti a cui un partner partecipa in media: {value}.", en="On average a partner takes part in {value} projects."),
    cost="O(1)",
)
def mean_load(network: Network) -> float:
    """Return the mean number of projects of a partner.

    At least 1 in a network of active partners. EMPTY without seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> mean_load(example().networks[2019])  # 8 / 6
    1.3333333333333333
    """
    return network.seats / network.n if network.seats else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner in un solo progetto", en="Partners in one project only"),
    question=Text(it="Quanti partner stanno in un solo progetto?", en="How many partners are in one project only?"),
    reading=Text(
        it="0%: tutti stanno in più progetti; 100%: nessuno unisce due tavoli. Sono spesso enti piccoli, e i primi a mancare in un elenco "
        "incompleto: il dato vero può essere più alto.",
        en="0%: everybody is in several projects; 100%: nobody joins two tables. They are often small organisations, and the first to be "
        "missing from an incomplete list: the true value may be higher.",
    ),
    undefined=_EMPTY,
    formula="#{i : d_i = 1} / n",
    reference=_BORGATTI_EVERETT,
    sentence=Text(it="Partner presenti in un solo progetto: {value}.", en="{value} of the partners are in one project only."),
    cost="O(n)",
)
def single_seat_share(network: Network) -> float:
    """Return the share of partners that sit in exactly one project.

    In [0, 1]. EMPTY without seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> single_seat_share(example().networks[2019])  # all but alfa and luce
    0.6666666666666666
    """
    return float(np.mean(network.load == 1)) if network.seats else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Progetti con un solo partner", en="Projects with one partner only"),
    question=Text(it="Quanti progetti hanno un solo partner?", en="How many projects have one partner only?"),
    reading=Text(
        it="0%: ogni progetto è un tavolo di almeno due enti; 100%: nessuno lavora con altri. "
        "Può darsi che gli altri partner non siano stati "
        "registrati.",
        en="0%: each project is a table of two organisations or more; 100%: nobody works with others. The other partners may not have been "
        "recorded.",
    ),
    undefined=_EMPTY,
    formula="#{j : k_j = 1} / m",
    reference=_BORGATTI_EVERETT,
    sentence=Text(it="Progetti con un solo partner: {value}.", en="{value} of the projects have one partner only."),
    cost="O(E)",
)
def single_partner_project_share(network: Network) -> float:
    """Return the share of projects with exactly one partner.

    In [0, 1]. EMPTY without seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> single_partner_project_share(example().networks[2021])  # orto-21, of 4
    0.25
    """
    return float(np.mean(network.team_size == 1)) if network.seats else undefined(Reason.EMPTY)


# ---------------------------------------------------------------------- around whom


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Centralizzazione a due modi", en="Two-mode centralisation"),
    question=Text(it="Quanto il lavoro è raccolto attorno a pochi partner?", en="How much is the work gathered around a few partners?"),
    reading=Text(
        it="0: tutti stanno nello stesso numero di progetti; 1: uno sta in tutti e gli altri in uno solo. "
        "Una rete raccolta attorno a un centro non è per forza peggiore di una distribuita.",
        en="0: all partners are in the same number of projects; 1: one partner is in all of them and the others in one only. "
        "A network gathered around a centre is not necessarily worse than one spread out.",
    ),
    undefined=Text(it="meno di due partner attivi o meno di due progetti", en="fewer than two active partners or fewer than two projects"),
    formula="Σ_i (d_max − d_i) / ((n−1)(m−1)); d_i ≥ 1",
    reference=_BORGATTI_EVERETT,
    sentence=Text(
        it="Quanto il lavoro è raccolto attorno a pochi partner, da 0 (distribuito) a 1 (tutto attorno a uno): {value}.",
        en="How much the work is gathered around a few partners, from 0 (evenly spread) to 1 (all around one): {value}.",
    ),
    cost="O(n)",
)
def degree_centralisation(network: Network) -> float:
    """Return the degree centralisation of partners in the two-mode network.

    Distances from the largest load, over the most they can sum to; among partners with a seat, since with idle ones the
    bound would not hold. In [0, 1]. EMPTY without seats, TOO_FEW with one active partner or one project.
    Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> degree_centralisation(example().networks[2019])  # 4 / (5 x 2)
    0.4
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    load = network.load[network.load > 0]
    if len(load) < 2 or network.m < 2:
        return undefined(Reason.TOO_FEW)
    return float((load.max() - load).sum() / ((len(load) - 1) * (network.m - 1)))


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Centralizzazione dei legami", en="Centralisation of ties"),
    question=Text(it="Quanto i legami fra partner passano da pochi?", en="How far do the ties between partners run through a few of them?"),
    reading=Text(
        it="0%: tutti hanno lo stesso numero di legami; 100%: una stella, dove uno è legato a tutti e gli altri solo a lui. "
        "Un centro può tenere insieme la rete: più alta non vuol dire peggiore.",
        en="0%: all partners have the same number of ties; 100%: a star, where one is tied to everybody and the others only to it. "
        "A centre can hold the network together: higher does not mean worse.",
    ),
    undefined=Text(it="meno di tre partner", en="fewer than three partners"),
    formula="Σ_i (deg_max − deg_i) / ((n−1)(n−2))",
    reference="Freeman 1979, Social Networks 1:215–239",
    sentence=Text(
        it="Quanto i legami passano da pochi partner, da 0% (tutti ne hanno lo stesso numero) a 100% (una stella): {value}.",
        en="How far ties run through a few partners, from 0% (all have the same number) to 100% (a star): {value}.",
    ),
    null="degrees",
    view="ties",
    familiar=Text(it="Centralizzazione di grado", en="Degree centralisation"),
    cost="O(Σ k_j²)",
)
def tie_centralisation(network: Network) -> float:
    """Return Freeman's degree centralisation of the binary ties.

    In [0, 1]. EMPTY without partners, TOO_FEW with fewer than three. Freeman 1979.

    >>> from reteanalysis import example
    >>> tie_centralisation(example().networks[2019])  # (6 x 4 - 14) / (5 x 4)
    0.5
    """
    if network.n < 3:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    degree = network.degree
    return float((degree.max() - degree).sum() / ((network.n - 1) * (network.n - 2)))


# ---------------------------------------------------------------------- who reaches whom


@metric(
    level="network",
    unit="count",
    bounds=(1, _INF),
    label=Text(it="Parti separate", en="Separate parts"),
    question=Text(
        it="In quante parti, senza progetti in comune fra loro, si divide la rete?",
        en="Into how many parts, with no project in common, is the network divided?",
    ),
    reading=Text(
        it="1: da ogni partner si arriva a ogni altro passando per i progetti; più alto: ci sono gruppi o enti isolati. "
        "Un solo tavolo molto grande basta a unire quasi tutti.",
        en="1: every partner can be reached from every other through projects; higher: there are groups or organisations apart. "
        "One very large table is enough to join almost everybody.",
    ),
    undefined=_NO_PARTNERS,
    formula="#{c : n_c ≥ 1}",
    reference="Everett & Krackhardt 2012, Social Networks 34:159–163",
    sentence=Text(
        it="Parti della rete senza progetti in comune fra loro: {value}.",
        en="Parts of the network with no project in common: {value}.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(E + n log n)",
)
def component_count(network: Network) -> float:
    """Return the number of components of the two-mode graph; a partner without seats is one by itself.

    At least 1. EMPTY without partners. Everett & Krackhardt 2012.

    >>> from reteanalysis import example
    >>> component_count(example().networks[2021])
    3.0
    """
    return float(network.components.max() + 1) if network.n else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Partner nella parte più grande", en="Partners in the largest part"),
    question=Text(
        it="Quanti partner stanno nella parte più grande della rete?", en="How many partners are in the largest part of the network?"
    ),
    reading=Text(
        it="Vicino a 0%: rete in frammenti; 100%: una rete sola. Con tavoli di quattro o cinque partner è quasi sempre vicina al 100%: "
        "serve ad accorgersi di chi resta fuori, non a dare un voto.",
        en="Near 0%: a network in fragments; 100%: one single network. With tables of four or five partners it is almost always near 100%: "
        "it helps to notice who is left out, not to give marks.",
    ),
    undefined=_NO_PARTNERS,
    formula="max_c n_c / n",
    reference="Everett & Krackhardt 2012, Social Networks 34:159–163",
    sentence=Text(
        it="Partner che si raggiungono fra loro, nella parte più grande della rete: {value}.",
        en="{value} of the partners can reach one another, in the largest part of the network.",
    ),
    null="degrees",
    familiar=Text(it="Partner nella componente più grande", en="Partners in the largest component"),
    needs=("ties",),
    cost="O(E + n log n)",
)
def largest_component_share(network: Network) -> float:
    """Return the share of partners in the largest component of the two-mode graph.

    In (0, 1]; 1 with one partner. EMPTY without partners. Everett & Krackhardt 2012.

    >>> from reteanalysis import example
    >>> largest_component_share(example().networks[2021])  # 4 / 7
    0.5714285714285714
    """
    return float(np.bincount(network.components).max() / network.n) if network.n else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Connessione", en="Connectedness"),
    question=Text(
        it="Presi due partner a caso, si raggiungono attraverso progetti comuni?",
        en="Can two partners taken at random reach each other through shared projects?",
    ),
    reading=Text(
        it="0%: nessuno raggiunge nessuno; 100%: tutti si raggiungono. Non dice quanto sia lunga la strada.",
        en="0%: nobody reaches anybody; 100%: everybody reaches everybody. It does not say how long the way is.",
    ),
    undefined=Text(it="meno di due partner", en="fewer than two partners"),
    formula="Σ_c n_c(n_c−1) / (n(n−1))",
    reference="Krackhardt 1994, in Computational Organization Theory, 89–111; Everett & Krackhardt 2012, Social Networks 34:159–163",
    sentence=Text(
        it="Coppie di partner che si raggiungono attraverso progetti comuni: {value}.",
        en="{value} of the pairs of partners can reach each other through shared projects.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(E + n log n)",
)
def connectedness(network: Network) -> float:
    """Return the share of the pairs of partners with a path between them (Krackhardt's connectedness).

    In [0, 1]. EMPTY without partners, TOO_FEW with one. Krackhardt 1994.

    >>> from reteanalysis import example
    >>> connectedness(example().networks[2021])  # (6 + 1) / 21
    0.3333333333333333
    """
    if network.n < 2:
        return undefined(Reason.TOO_FEW if network.n else Reason.EMPTY)
    return sum(map(_pairs, np.bincount(network.components).tolist())) / _pairs(network.n)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Chiusura a due modi", en="Two-mode closure"),
    question=Text(
        it="Due partner che si incontrano in un progetto si ritrovano in un altro?",
        en="Do two partners that meet in one project meet again in another?",
    ),
    reading=Text(
        it="0: nessuna coppia si ritrova in un secondo progetto; 1: chi lavora insieme lo fa in tutti i propri progetti. "
        "Cresce anche solo per il numero di progetti di ciascuno: va confrontata col caso.",
        en="0: no pair meets in a second project; 1: those that work together do so in all their projects. "
        "It also grows just with how many projects each has: it has to be compared with chance.",
    ),
    undefined=Text(
        it="nessun partner in più progetti che vi incontri qualcuno, o nessun progetto",
        en="no partner of several projects meets anybody there, or no projects",
    ),
    formula="4 N₄ / L₃; N₄ = Σ_{i<k} s_ik(s_ik−1)/2, L₃ = Σ_{(i,j)∈E} (d_i−1)(k_j−1)",
    reference="Robins & Alexander 2004, Computational & Mathematical Organization Theory 10:69–94",
    sentence=Text(
        it="Quanto spesso due partner che si incontrano in un progetto si ritrovano in un altro, da 0 (mai) a 1 (sempre): {value}.",
        en="How often two partners that meet in one project meet again in another, from 0 (never) to 1 (always): {value}.",
    ),
    null="degrees",
    cost="O(Σ k_j²)",
)
def two_mode_closure(network: Network) -> float:
    """Return four times the four-cycles over the three-paths of the two-mode graph (Robins and Alexander's coefficient).

    In [0, 1]. EMPTY without seats, NO_PAIRS where every project has one partner, TOO_FEW where otherwise there is no
    three-path. Robins & Alexander 2004.

    >>> from reteanalysis import example
    >>> two_mode_closure(example().networks[2020])  # 4 x 2 / 20
    0.4
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    others = network.team_size - 1
    if others.max() < 1:
        return undefined(Reason.NO_PAIRS)
    three_paths = int(np.repeat(network.load - 1, network.load) @ others[network.incidence.indices])
    if not three_paths:
        return undefined(Reason.TOO_FEW)
    joint = network.joint if network.small else network.shared.data  # each pair twice, so that this sum is four times the four-cycles
    return int((joint * (joint - 1)).sum()) / three_paths


# ---------------------------------------------------------------------- who holds the others together


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Partner di snodo", en="Cutpoint partners"),
    question=Text(
        it="Quanti partner, uscendo, staccherebbero altri partner dal resto della rete?",
        en="How many partners would cut others off from the rest of the network by leaving?",
    ),
    reading=Text(
        it="0: nessuna uscita dividerebbe la rete; più alto: più punti in cui può spezzarsi. Cambia molto se l'elenco è incompleto: "
        "i nomi sono da guardare uno per uno, non da contare.",
        en="0: no leaving would divide the network; higher: more points where it can break. It changes a lot with an incomplete list: "
        "look at the names one by one rather than at their number.",
    ),
    undefined=_NO_PARTNERS,
    formula="#{i : C(A ∖ i) > C(A)}; C(A) = #{c : n_c ≥ 1}",
    reference=_TARJAN,
    sentence=Text(
        it="Partner la cui uscita staccherebbe altri dal resto della rete: {value}.",
        en="Partners whose leaving would cut others off from the rest of the network: {value}.",
    ),
    null="degrees",
    needs=("ties",),
    cost="O(E + n log n)",
)
def cut_partner_count(network: Network) -> float:
    """Return the number of partners whose leaving would separate other partners.

    The articulation points of the two-mode graph, without those that only hold projects of their own: a project of one
    partner cuts nobody off. A count. EMPTY without partners. Tarjan 1972.

    >>> from reteanalysis import example
    >>> cut_partner_count(example().networks[2019])  # alfa and luce
    2.0
    """
    return float(np.count_nonzero(_cut_off(network))) if network.n else undefined(Reason.EMPTY)


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Progetti del partner", en="Projects of the partner"),
    question=Text(it="A quanti progetti partecipa?", en="In how many projects does it take part?"),
    reading=Text(
        it="0: non partecipa (solo nelle reti con tutto il registro); più alto: presente a più tavoli. Non dice quanto vi contribuisca.",
        en="0: it takes no part (only in networks of the whole register); higher: present at more tables. "
        "It does not say how much it contributes.",
    ),
    undefined=_NO_PARTNERS,
    formula="d_i = Σ_j a_ij",
    reference=_BORGATTI_EVERETT,
    cost="O(n)",
)
def partner_load(network: Network) -> NDArray[np.float64]:
    """Return the number of projects of each partner.

    A count; 0 for a partner without seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> partner_load(example().networks[2019])  # comune, asl, alfa, beta, luce, ponte
    array([1., 1., 2., 1., 2., 1.])
    """
    return network.load.astype(np.float64)


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Legami del partner", en="Ties of the partner"),
    question=Text(it="Con quanti altri partner lavora?", en="With how many other partners does it work?"),
    reading=Text(
        it="0: lavora da solo; più alto: lavora con più enti. Basta un solo tavolo molto grande per averne molti.",
        en="0: it works alone; higher: it works with more organisations. One very large table is enough to have many.",
    ),
    undefined=_NO_PARTNERS,
    formula="deg_i = Σ_k b_ik",
    reference="Freeman 1979, Social Networks 1:215–239",
    null="degrees",
    view="ties",
    cost="O(Σ k_j²)",
)
def partner_ties(network: Network) -> NDArray[np.float64]:
    """Return the number of other partners each partner is tied to.

    A count; 0 for a partner without ties. Freeman 1979.

    >>> from reteanalysis import example
    >>> partner_ties(example().networks[2019])  # comune, asl, alfa, beta, luce, ponte
    array([2., 2., 4., 2., 3., 1.])
    """
    return network.degree.astype(np.float64)


@metric(
    level="partner",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Partner che resterebbero staccati", en="Partners it would cut off"),
    question=Text(
        it="Se uscisse, quanti altri partner resterebbero staccati dalla parte più grande che rimane?",
        en="If it left, how many other partners would be cut off from the largest part that remains?",
    ),
    reading=Text(
        it="0: la sua uscita non staccherebbe nessuno; più alto: più enti raggiungono gli altri solo attraverso di esso. "
        "Non dice che intenda uscire, né che quei legami non si possano creare altrove.",
        en="0: its leaving would cut nobody off; higher: more organisations reach the others only through it. "
        "It does not say that the partner means to leave, nor that those ties could not be made elsewhere.",
    ),
    undefined=_NO_PARTNERS,
    formula="n_c − 1 − max{n_c′ : c′ ⊂ c ∖ i}; i ∈ c",
    reference=_TARJAN,
    null="degrees",
    needs=("ties",),
    cost="O(E + n log n)",
)
def partner_cut_off(network: Network) -> NDArray[np.float64]:
    """Return how many other partners of its component would lose their path to the largest remaining part if it left.

    On the two-mode graph. A count; 0 for a partner that holds nobody. Tarjan 1972.

    >>> from reteanalysis import example
    >>> partner_cut_off(example().networks[2019])  # alfa holds asl and beta; luce holds ponte
    array([0., 0., 2., 0., 1., 0.])
    """
    return _cut_off(network).astype(np.float64)


@metric(
    level="partner",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Strade che passano dal partner (intermediazione)", en="Ways through the partner (betweenness)"),
    question=Text(
        it="Di quante coppie di altri partner le strade più corte passano dal partner?",
        en="For how many pairs of other partners do the shortest ways lead through the partner?",
    ),
    reading=Text(
        it="0%: nessuno ha bisogno di passare dal partner; 100%: tutte le strade fra gli altri passano da esso, e cadono con esso. "
        "Una coppia con più strade di pari lunghezza conta per la parte che ne passa. Non dice che il partner faccia da tramite, né che lo voglia. "
        "Oltre i duemila partner è una stima, dalle strade di 256 di essi estratti a sorte (errore standard al più 3,2 punti).",
        en="0%: nobody needs to pass through the partner; 100%: all ways between the others lead through it, and fall with it. "
        "A pair with several ways of equal length counts for the part that does. It does not say that the partner mediates, nor that it wants to. "
        "Beyond two thousand partners it is an estimate, from the ways of 256 of them drawn by lot (standard error at most 3.2 points).",
    ),
    undefined=Text(it="meno di tre partner", en="fewer than three partners"),
    formula="Σ_{u<v; u,v≠i} σ_uv(i) / σ_uv / ((n−1)(n−2)/2); σ_uv shortest ways between two partners in the two-mode graph",
    reference="Freeman 1977, Sociometry 40:35–41; Brandes 2008, Social Networks 30:136–145",
    null="degrees",
    needs=("ties",),
    cost="O(n E)",
)
def partner_betweenness(network: Network) -> NDArray[np.float64]:
    """Return the share of pairs of other partners whose shortest ways lead through each; a pair without a way counts for none.

    On the two-mode graph, between partners. In [0, 1]; nan everywhere with fewer than three partners. Exact up to 2,000 partners.
    Freeman 1977; Brandes 2008.

    >>> from reteanalysis import example
    >>> partner_betweenness(example().networks[2019])  # alfa joins two pairs to two others, and them; luce joins ponte to four
    array([0. , 0. , 0.6, 0. , 0.4, 0. ])
    """
    return network.betweenness


def _cut_off(network: Network) -> NDArray[np.int64]:
    """Return the partners cut off by each partner, in one depth-first search of the two-mode graph."""
    declared = network.projection == "declared"
    links = network.adjacency if declared else network.incidence
    return cut_off(links.indptr, links.indices, 0 if declared else network.m)


# ---------------------------------------------------------------------- sector by sector


@metric(
    level="sector",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Partner del settore", en="Partners of the sector"),
    question=Text(it="Quanti partner ha il settore?", en="How many partners does the sector have?"),
    reading=Text(
        it="1: un solo ente; più alto: più enti di quel settore. Non dice quanti ce ne siano in città, né quanto siano presenti ai tavoli.",
        en="1: a single organisation; higher: more organisations of that sector. "
        "It does not say how many there are in the city, nor how present they are at the tables.",
    ),
    undefined=_ABSENT,
    formula="n_g = #{i : g(i) = g}",
    reference=_BORGATTI_EVERETT,
    needs=("sector",),
    cost="O(n)",
)
def sector_size(network: Network) -> NDArray[np.float64]:
    """Return the number of partners of each sector.

    A count; nan for a sector with nobody. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> sector_size(example().networks[2019])  # public, cooperative, association, foundation
    array([ 2.,  2.,  2., nan])
    """
    return np.where(network.present_sectors, network.sector_size, np.nan)


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti del settore", en="Seats of the sector"),
    question=Text(
        it="Quale quota dei posti ai tavoli occupa il settore?", en="What share of the seats at the tables does the sector hold?"
    ),
    reading=Text(
        it="0%: nessun posto; 100%: tutti. I posti dei partner senza settore contano nel totale, quindi le quote possono non arrivare al "
        "100%. "
        "Non dice chi decida.",
        en="0%: no seats; 100%: all of them. Seats of partners without a sector count in the total, so shares may not add up to 100%. "
        "It does not say who decides.",
    ),
    undefined=Text(it="settore senza partner nell'anno, o nessun progetto", en="sector without partners that year, or no projects"),
    formula="Σ_{i : g(i) = g} d_i / E",
    reference=_BORGATTI_EVERETT,
    null="labels",
    needs=("sector",),
    cost="O(n)",
)
def sector_seat_share(network: Network) -> NDArray[np.float64]:
    """Return the share of all seats held by each sector.

    In [0, 1]; nan for a sector with nobody, and everywhere without seats. Borgatti & Everett 1997.

    >>> from reteanalysis import example
    >>> sector_seat_share(example().networks[2019])  # 2, 3 and 3 of 8
    array([0.25 , 0.375, 0.375,   nan])
    """
    known = network.sector >= 0
    seats = np.bincount(network.sector[known], weights=network.load[known], minlength=len(network.sectors))
    return np.where(network.present_sectors, seats / network.seats, np.nan) if network.seats else np.full(len(seats), np.nan)
