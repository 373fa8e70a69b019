"""Connectivity: what partners said of one another when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined, unstable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network

_VARDA = "Varda, Chandra, Stern & Lurie 2008, Journal of Public Health Management and Practice 14:E1–E9"

_NO_SURVEY = Text(it="nessun questionario, o nessun partner attivo", en="no survey, or no active partners")
_ANSWERED = 0.7  # share of active partners below which an average of answers is not to be trusted
_ASKED = (
    "Si chiede ai partner e non si ricava dai progetti; se ha risposto meno del 70% il valore è segnato come poco affidabile.",
    "It is asked of partners and not drawn from projects; where fewer than 70% answered, the value is marked as not to be trusted.",
)


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Risposte al questionario", en="Answers to the survey"),
    question=Text(it="Quanti partner attivi hanno risposto al questionario?", en="How many active partners answered the survey?"),
    reading=Text(
        it="Vicino a 0%: hanno risposto in pochi; 100%: tutti. Sotto il 70% le medie delle risposte sono segnate come poco affidabili. "
        "Non dice chi ha taciuto, né perché.",
        en="Near 0%: few answered; 100%: all did. Below 70% the averages of the answers are marked as not to be trusted. "
        "It does not say who kept silent, nor why.",
    ),
    undefined=_NO_SURVEY,
    formula="#{i : ∃ k, x_ik} / n",
    reference=_VARDA,
    sentence=Text(
        it="Partner attivi che hanno risposto al questionario: {value}.", en="{value} of the active partners answered the survey."
    ),
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def survey_response(network: Network) -> float:
    """Return the share of active partners that rated anybody.

    In [0, 1]. EMPTY without active partners, NOT_RECORDED without a survey. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> survey_response(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    ratings = network.ratings
    if ratings is None or np.isnan([ratings.trust, ratings.value]).all():
        return undefined(Reason.NOT_RECORDED)
    return _response(network, ~np.isnan(ratings.trust) | ~np.isnan(ratings.value))


@metric(
    level="network",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Fiducia dichiarata", en="Stated trust"),
    question=Text(it="Quanto i partner dicono di fidarsi l'uno dell'altro?", en="How far do partners say that they trust one another?"),
    reading=Text(
        it=f"1: per niente; 4: molto, in media su affidabilità, sostegno alla missione comune e apertura al confronto. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly, on average over reliability, support of the common mission and openness to discussion. {_ASKED[1]}",
    ),
    undefined=_NO_SURVEY,
    formula="Σ_{(i,k)} x_ik / #{(i, k) : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    sentence=Text(
        it="Fiducia fra partner, come l'hanno dichiarata, da 1 a 4: {value}.",
        en="Trust between partners, as they stated it, from 1 to 4: {value}.",
    ),
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partnership_trust(network: Network) -> float:
    """Return the mean trust over rated pairs of partners (PARTNER's trust score).

    From 1 to 4; marked UNSTABLE where fewer than 70% of the active partners answered. EMPTY without active partners,
    NOT_RECORDED without a survey. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partnership_trust(example().networks[2019])
    nan (NOT_RECORDED)
    """
    return _stated(network, "trust")


@metric(
    level="network",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Valore dichiarato", en="Stated value"),
    question=Text(
        it="Quanto i partner dicono di darsi valore l'uno con l'altro?", en="How far do partners say that they value one another?"
    ),
    reading=Text(
        it=f"1: per niente; 4: molto, in media su influenza, impegno e risorse portate. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly, on average over influence, commitment and resources brought. {_ASKED[1]}",
    ),
    undefined=_NO_SURVEY,
    formula="Σ_{(i,k)} x_ik / #{(i, k) : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    sentence=Text(
        it="Valore che i partner si riconoscono, come l'hanno dichiarato, da 1 a 4: {value}.",
        en="Value partners see in one another, as they stated it, from 1 to 4: {value}.",
    ),
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partnership_value(network: Network) -> float:
    """Return the mean value over rated pairs of partners (PARTNER's value score).

    From 1 to 4; marked UNSTABLE where fewer than 70% of the active partners answered. EMPTY without active partners,
    NOT_RECORDED without a survey. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partnership_value(example().networks[2019])
    nan (NOT_RECORDED)
    """
    return _stated(network, "value")


@metric(
    level="partner",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Fiducia ricevuta", en="Trust received"),
    question=Text(it="Quanto gli altri partner dicono di fidarsi di esso?", en="How far do other partners say that they trust it?"),
    reading=Text(
        it=f"1: per niente; 4: molto. Con uno o due giudizi chi ha risposto è riconoscibile: non si pubblica. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly. With one or two ratings those who answered can be recognised: do not publish it. {_ASKED[1]}",
    ),
    undefined=Text(it="nessuno ha espresso un giudizio su di esso", en="nobody rated it"),
    formula="Σ_i x_ik / #{i : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partner_trust(network: Network) -> NDArray[np.float64]:
    """Return the mean trust each partner receives.

    From 1 to 4; nan where nobody rated it. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partner_trust(example().networks[2019])
    array([nan, nan, nan, nan, nan, nan])
    """
    return _received(network, "trust")


@metric(
    level="partner",
    unit="mean",
    bounds=(1, 4),
    label=Text(it="Valore riconosciuto", en="Value received"),
    question=Text(
        it="Quanto gli altri partner dicono che vale per la rete?", en="How far do other partners say that it is of value to the network?"
    ),
    reading=Text(
        it=f"1: per niente; 4: molto. Con uno o due giudizi chi ha risposto è riconoscibile: non si pubblica. {_ASKED[0]}",
        en=f"1: not at all; 4: greatly. With one or two ratings those who answered can be recognised: do not publish it. {_ASKED[1]}",
    ),
    undefined=Text(it="nessuno ha espresso un giudizio su di esso", en="nobody rated it"),
    formula="Σ_i x_ik / #{i : ∃ x_ik}; x_ik ∈ [1, 4]",
    reference=_VARDA,
    needs=("ratings",),
    cost="O(n + #x_ik)",
)
def partner_value(network: Network) -> NDArray[np.float64]:
    """Return the mean value each partner is given.

    From 1 to 4; nan where nobody rated it. Varda et al. 2008.

    >>> from reteanalysis import example
    >>> partner_value(example().networks[2019])
    array([nan, nan, nan, nan, nan, nan])
    """
    return _received(network, "value")


def _response(network: Network, given: NDArray[np.bool_]) -> float:
    assert network.ratings is not None
    raters = np.zeros(network.n, bool)
    raters[network.ratings.rater[given]] = True
    return float(np.mean(raters[network.active]))


def _stated(network: Network, what: str) -> float:
    if not network.active.any():
        return undefined(Reason.EMPTY)
    given = np.array([]) if network.ratings is None else getattr(network.ratings, what)
    known = ~np.isnan(given)
    if not known.any():
        return undefined(Reason.NOT_RECORDED)
    mean = float(given[known].mean())
    return mean if _response(network, known) >= _ANSWERED else unstable(mean)


def _received(network: Network, what: str) -> NDArray[np.float64]:
    if network.ratings is None:
        return np.full(network.n, np.nan)
    given = getattr(network.ratings, what)
    known = ~np.isnan(given)
    rated = network.ratings.rated[known]
    count = np.bincount(rated, minlength=network.n)
    return np.where(count > 0, np.bincount(rated, given[known], network.n) / np.maximum(count, 1), np.nan)
