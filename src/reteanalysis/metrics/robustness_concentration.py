"""Robustness: how much rests on a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network

_HIRSCHMAN = "Hirschman 1964, American Economic Review 54:761–762"

_TOP = Text(
    it="Quando tutti hanno gli stessi posti è pari alla quota degli enti; 100%: tutti i posti sono loro. "
    "Con pochi partner è alta per forza. Non dice chi decida.",
    en="When all hold the same number of seats it equals their share of the partners; 100%: all seats are theirs. "
    "With few partners it is bound to be high. It does not say who decides.",
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti del partner più presente", en="Seats of the busiest partner"),
    question=Text(it="Quanti posti ai tavoli occupa il partner più presente?", en="How many of the seats does the busiest partner hold?"),
    reading=_TOP,
    undefined=Text(it="nessun posto", en="no seats"),
    formula="max_i d_i / E",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Posti ai tavoli occupati dal partner più presente: {value}.", en="The busiest partner holds {value} of the seats at the tables."
    ),
    cost="O(n log n)",
)
def top1_seat_share(network: Network) -> float:
    """Return the share of seats held by the partner with most of them.

    In (0, 1]. EMPTY without seats. Concentration ratios as in Hirschman 1964.

    >>> from reteanalysis import example
    >>> top1_seat_share(example().networks[2019])  # alfa or luce, 2 of 8
    0.25
    """
    return _top_share(network, 1)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti dei tre partner più presenti", en="Seats of the three busiest partners"),
    question=Text(
        it="Quanti posti ai tavoli occupano i tre partner più presenti?", en="How many of the seats do the three busiest partners hold?"
    ),
    reading=_TOP,
    undefined=Text(it="nessun posto, o meno di tre partner attivi", en="no seats, or fewer than three active partners"),
    formula="Σ_{i ≤ 3} d_(i) / E",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Posti ai tavoli occupati dai tre partner più presenti: {value}.",
        en="The three busiest partners hold {value} of the seats at the tables.",
    ),
    cost="O(n log n)",
)
def top3_seat_share(network: Network) -> float:
    """Return the share of seats held by the three partners with most of them.

    In (0, 1]. EMPTY without seats, TOO_FEW with fewer than three active partners. Hirschman 1964.

    >>> from reteanalysis import example
    >>> top3_seat_share(example().networks[2019])  # 2 + 2 + 1 of 8
    0.625
    """
    return _top_share(network, 3)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Posti dei cinque partner più presenti", en="Seats of the five busiest partners"),
    question=Text(
        it="Quanti posti ai tavoli occupano i cinque partner più presenti?", en="How many of the seats do the five busiest partners hold?"
    ),
    reading=_TOP,
    undefined=Text(it="nessun posto, o meno di cinque partner attivi", en="no seats, or fewer than five active partners"),
    formula="Σ_{i ≤ 5} d_(i) / E",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Posti ai tavoli occupati dai cinque partner più presenti: {value}.",
        en="The five busiest partners hold {value} of the seats at the tables.",
    ),
    cost="O(n log n)",
)
def top5_seat_share(network: Network) -> float:
    """Return the share of seats held by the five partners with most of them.

    In (0, 1]. EMPTY without seats, TOO_FEW with fewer than five active partners. Hirschman 1964.

    >>> from reteanalysis import example
    >>> top5_seat_share(example().networks[2019])  # all but one of 8
    0.875
    """
    return _top_share(network, 5)


def _top_share(network: Network, first: int) -> float:
    if not network.seats:
        return undefined(Reason.EMPTY)
    if np.count_nonzero(network.load) < first:
        return undefined(Reason.TOO_FEW)
    return float(np.sort(network.load)[-first:].sum() / network.seats)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Concentrazione dei posti", en="Concentration of seats"),
    question=Text(
        it="Quanto i posti ai tavoli sono concentrati in pochi partner?", en="How far are the seats concentrated in a few partners?"
    ),
    reading=Text(
        it="1/n: tutti i partner hanno gli stessi posti; 1: li ha tutti uno solo. Il suo inverso è il numero di partner ugualmente presenti "
        "che darebbe la stessa concentrazione. Non dice chi siano i pochi, né chi decida.",
        en="1/n: all partners hold the same number of seats; 1: one holds them all. Its inverse is the number of equally present partners "
        "that would give the same concentration. It does not say who the few are, nor who decides.",
    ),
    undefined=Text(it="nessun posto", en="no seats"),
    formula="Σ_i (d_i / E)²",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="La concentrazione dei posti ai tavoli è {value} (1: li ha tutti un solo partner).",
        en="The concentration of seats at the tables is {value} (1: one partner holds them all).",
    ),
    cost="O(n)",
)
def seat_hhi(network: Network) -> float:
    """Return the sum of squared shares of the seats (Herfindahl–Hirschman index).

    From 1/n to 1. EMPTY without seats. Hirschman 1964.

    >>> from reteanalysis import example
    >>> seat_hhi(example().networks[2019])  # (4 + 4 + 1 + 1 + 1 + 1) / 64
    0.1875
    """
    return float((network.load**2).sum() / network.seats**2) if network.seats else undefined(Reason.EMPTY)


@metric(
    level="network",
    unit="index",
    bounds=(0, 1),
    label=Text(it="Concentrazione della guida", en="Concentration of leads"),
    question=Text(
        it="Quanto la guida dei progetti è concentrata in pochi partner?",
        en="How far is the leading of projects concentrated in a few partners?",
    ),
    reading=Text(
        it="Vicino a 0: guidano in molti, in parti uguali; 1: guida sempre lo stesso ente. Con pochi progetti non può essere bassa: "
        "il minimo è uno diviso il numero di progetti guidati, se la guida non è condivisa.",
        en="Near 0: many lead, in equal parts; 1: the same body always leads. With few projects it cannot be low: "
        "the least is one over the number of projects led, where no lead is shared.",
    ),
    undefined=Text(it="capofila non rilevati, o nessun partner", en="leads not recorded, or no partners"),
    formula="Σ_i λ_i²; λ_i = Σ_j (l_ij / Σ_k l_kj) / #{j : Σ_k l_kj > 0}",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="La concentrazione della guida dei progetti è {value} (1: guida sempre lo stesso ente).",
        en="The concentration of the leading of projects is {value} (1: the same body always leads).",
    ),
    needs=("lead",),
    cost="O(E)",
)
def lead_hhi(network: Network) -> float:
    """Return the sum of squared shares of the projects led, joint leads split equally.

    In (0, 1]. EMPTY without partners, NOT_RECORDED without leads. Hirschman 1964.

    >>> from reteanalysis import example
    >>> lead_hhi(example().networks[2021])  # four projects, four leads
    0.25
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    if network.leads is None:
        return undefined(Reason.NOT_RECORDED)
    leads = network.leads
    together = np.bincount(leads.indices, minlength=network.m)
    shares = leads @ np.divide(1.0, together, out=np.zeros(network.m), where=together > 0) / np.count_nonzero(together)
    return float(shares @ shares)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Euro dei tre partner che ne portano di più", en="Euros of the three largest contributors"),
    question=Text(
        it="Quanta parte degli importi viene dai tre partner che ne portano di più?",
        en="How much of the amounts comes from the three partners that bring most?",
    ),
    reading=Text(
        it="Con importi uguali è tre diviso i partner che ne portano; 100%: viene tutto da loro. Conta solo gli importi rilevati: "
        "ciò che si porta in lavoro o in spazi non c'è.",
        en="With equal amounts it is three over the partners that bring any; 100%: all comes from them. It counts recorded amounts only: "
        "what is brought as work or as space is not there.",
    ),
    undefined=Text(
        it="importi non rilevati, o meno di tre partner che ne portano",
        en="amounts not recorded, or fewer than three partners that bring any",
    ),
    formula="Σ_{i ≤ 3} x_(i) / Σ_i x_i; x_i = Σ_j φ_ij",
    reference=_HIRSCHMAN,
    sentence=Text(
        it="Importi che vengono dai tre partner che ne portano di più: {value}.",
        en="{value} of the recorded amounts come from the three partners that bring most.",
    ),
    needs=("amount",),
    cost="O(E + n log n)",
)
def amount_top3_share(network: Network) -> float:
    """Return the share of the recorded amounts that the three largest contributors bring.

    In (0, 1]. EMPTY without partners, NOT_RECORDED where no amount is, or all are 0, TOO_FEW where fewer than three partners
    bring any. Hirschman 1964.

    >>> from reteanalysis import example
    >>> amount_top3_share(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.n:
        return undefined(Reason.EMPTY)
    given = np.zeros(0) if network.amounts is None else np.nan_to_num(network.amounts)
    if not given.any():
        return undefined(Reason.NOT_RECORDED)
    brought = np.sort(np.bincount(np.repeat(np.arange(network.n), network.load), given, network.n))
    return float(brought[-3:].sum() / brought.sum()) if np.count_nonzero(brought) >= 3 else undefined(Reason.TOO_FEW)
