"""Gaps of presence: who stands idle, and which districts and areas nobody works in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reteanalysis.metrics._answers import measured_needs
from reteanalysis.metrics._metric import metric
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reteanalysis.network import Network


_INF = float("inf")
_NO_REGISTER = Text(it="registro non rilevato, o anno senza partner attivi", en="no register recorded, or a year without active partners")
_LAUMANN = "Laumann, Marsden & Prensky 1983, in Burt & Minor (eds.), Applied Network Analysis, 18–34"


@metric(
    level="network",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Capacità inattiva", en="Idle capacity"),
    question=Text(
        it="Quanti enti del registro quest'anno non partecipano ad alcun progetto?",
        en="How many organisations of the register take part in no project this year?",
    ),
    reading=Text(
        it="0%: partecipano tutti; vicino al 100%: quasi nessuno. Vale quanto il registro: se è vecchio o incompleto lo è anche il "
        "numero. Non tutti gli enti hanno motivo di partecipare.",
        en="0%: all take part; near 100%: hardly any. It is worth what the register is: if that is old or incomplete, so is the number. "
        "Not every organisation has a reason to take part.",
    ),
    undefined=_NO_REGISTER,
    formula="1 − n / N_REG",
    reference=_LAUMANN,
    sentence=Text(
        it="Enti del registro che quest'anno non partecipano ad alcun progetto: {value}.",
        en="{value} of the organisations in the register take part in no project this year.",
    ),
    needs=("register",),
    cost="O(n + N_REG)",
)
def idle_share(network: Network) -> float:
    """Return the share of the bodies of the register that do not take part.

    In [0, 1). Whoever takes part belongs to the register. EMPTY where nobody does, NOT_RECORDED without a register.
    Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> idle_share(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    if network.register is None or not network.register.bodies:
        return undefined(Reason.NOT_RECORDED)
    return float(1 - network.register.active.mean())


@metric(
    level="sector",
    unit="share",
    bounds=(0, 1),
    label=Text(it="Capacità inattiva del settore", en="Idle capacity of the sector"),
    question=Text(
        it="Quanti enti del settore, fra quelli del registro, quest'anno non partecipano ad alcun progetto?",
        en="How many organisations of the sector, of those in the register, take part in no project this year?",
    ),
    reading=Text(
        it="0%: partecipano tutti; 100%: nessuno. In un settore con pochi enti nel registro basta un ente a muoverlo molto.",
        en="0%: all take part; 100%: none. In a sector with few organisations in the register a single one moves it a lot.",
    ),
    undefined=Text(
        it="registro non rilevato, nessun ente del settore nel registro, o anno senza partner attivi",
        en="no register recorded, no organisation of the sector in it, or a year without active partners",
    ),
    formula="1 − n_g / N_REG,g",
    reference=_LAUMANN,
    needs=("sector", "register"),
    cost="O(n + N_REG)",
)
def sector_idle_share(network: Network) -> NDArray[np.float64]:
    """Return, for each sector, the share of its bodies in the register that do not take part.

    In [0, 1]; nan for a sector without bodies in the register, and for all where `idle_share` is undefined.
    Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> sector_idle_share(example().networks[2019])
    array([nan, nan, nan, nan])
    """
    groups, register = len(network.sectors), network.register
    if register is None or not network.active.any():
        return np.full(groups, np.nan)
    known = register.sector >= 0
    bodies = np.bincount(register.sector[known], minlength=groups)
    idle = np.bincount(register.sector[known & ~register.active], minlength=groups)
    share: NDArray[np.float64] = np.divide(idle, bodies, out=np.full(groups, np.nan), where=bodies > 0)
    return share


@dataclass(frozen=True)
class DistrictActivity:
    """What there is in a district, as the register, the plan and the projects name it."""

    district: str
    bodies: int | None  # in the register; None where there is none
    active: int  # partners seated there
    projects: int | None  # None where the projects' district is not recorded
    need: float | None  # recorded need; None where there is none


def district_activity(network: Network) -> list[DistrictActivity]:
    """Return every district that the register or the needs know, those with fewest active partners for their bodies first.

    Empty where neither names a district: districts known only from those at work would all be at work.
    """
    register, needs = network.register, network.needs
    here, projects = network.partner_data.get("district"), network.project_data.get("district")
    listed = [register.district if register is not None else (), needs.district if needs is not None else ()]
    found = []
    for name in sorted({district for column in listed for district in column if district is not None}):
        own = None if register is None else np.array([district == name for district in register.district], bool)
        if register is not None and own is not None:
            active = int(np.count_nonzero(own & register.active))
        else:
            active = sum(
                district == name and bool(busy) for district, busy in zip(here if here is not None else (), network.active, strict=False)
            )
        found.append(
            DistrictActivity(
                name,
                None if own is None else int(own.sum()),
                active,
                None if projects is None else sum(district == name for district in projects),
                None
                if needs is None
                else float(sum(w for w, district in zip(needs.weight, needs.district, strict=True) if district == name)),
            )
        )
    return sorted(found, key=lambda one: (one.active / one.bodies if one.bodies else 0.0, one.active, one.district))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Circoscrizioni senza partner attivi", en="Districts without active partners"),
    question=Text(
        it="In quante circoscrizioni non ha sede alcun partner attivo?",
        en="In how many districts is no active partner seated?",
    ),
    reading=Text(
        it="0: ce n'è almeno uno in ognuna; più alto: più circoscrizioni senza. Conta la sede: chi ha sede altrove può lavorare lì. Le "
        "circoscrizioni sono quelle del registro e dei bisogni.",
        en="0: there is at least one in each; higher: more districts without. It counts seats: an organisation seated elsewhere may "
        "work there. Districts are those of the register and of the needs.",
    ),
    undefined=Text(
        it="nessun registro e nessun bisogno con la circoscrizione, sede dei partner non rilevata, o anno senza partner attivi",
        en="no register and no needs with a district, seats of partners not recorded, or a year without active partners",
    ),
    formula="#{d : n_d = 0}",
    reference=_LAUMANN,
    sentence=Text(
        it="Circoscrizioni in cui non ha sede alcun partner attivo: {value}.",
        en="Districts where no active partner is seated: {value}.",
    ),
    needs=("district",),
    cost="O(D (n + m + N_REG + C))",
)
def districts_without_partner(network: Network) -> float:
    """Return the number of districts of the register and of the needs where no active partner is seated.

    A count; `district_activity` names them. EMPTY where nobody is active, NOT_RECORDED where no district is listed or no
    partner states its own. Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> districts_without_partner(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.active.any():
        return undefined(Reason.EMPTY)
    districts = district_activity(network)
    seats = network.register.district if network.register is not None else network.partner_data.get("district", ())
    if not districts or not any(seat is not None for seat in seats):
        return undefined(Reason.NOT_RECORDED)
    return float(sum(one.active == 0 for one in districts))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Circoscrizioni senza progetti", en="Districts without projects"),
    question=Text(it="In quante circoscrizioni non lavora alcun progetto?", en="In how many districts is no project at work?"),
    reading=Text(
        it="0: c'è almeno un progetto in ognuna; più alto: più circoscrizioni senza. I progetti che valgono per tutta la città, "
        "o di cui non si sa la circoscrizione, non contano per nessuna.",
        en="0: there is at least one project in each; higher: more districts without. Projects for the whole city, or whose district is "
        "not known, count for none.",
    ),
    undefined=Text(
        it="nessun registro e nessun bisogno con la circoscrizione, circoscrizione dei progetti non rilevata, o nessun progetto",
        en="no register and no needs with a district, district of the projects not recorded, or no projects",
    ),
    formula="#{d : m_d = 0}",
    reference=_LAUMANN,
    sentence=Text(it="Circoscrizioni in cui non lavora alcun progetto: {value}.", en="Districts where no project is at work: {value}."),
    needs=("district",),
    cost="O(D (n + m + N_REG + C))",
)
def districts_without_project(network: Network) -> float:
    """Return the number of districts of the register and of the needs that no project states as its own.

    A count; `district_activity` names them. EMPTY without projects, NOT_RECORDED where no district is listed or no project
    states one. Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> districts_without_project(example().networks[2019])
    nan (NOT_RECORDED)
    """
    if not network.seats:
        return undefined(Reason.EMPTY)
    projects = [one.projects for one in district_activity(network)]
    if not projects or not any(district is not None for district in network.project_data.get("district", ())):
        return undefined(Reason.NOT_RECORDED)
    return float(projects.count(0))


@metric(
    level="network",
    unit="count",
    bounds=(0, _INF),
    label=Text(it="Aree senza progetti", en="Areas without projects"),
    question=Text(
        it="In quante aree con un bisogno rilevato non c'è alcun progetto?",
        en="In how many areas with a recorded need is there no project?",
    ),
    reading=Text(
        it="0: ogni area in cui si è rilevato un bisogno ha almeno un progetto; più alto: più aree vuote. "
        "Un'area può avere progetti e lasciare scoperti molti dei suoi bisogni.",
        en="0: every area with a recorded need has at least one project; higher: more empty areas. "
        "An area may have projects and leave many of its needs uncovered.",
    ),
    undefined=Text(
        it="bisogni non rilevati o senza area, area dei progetti non rilevata, o nessun progetto",
        en="needs not recorded or without an area, area of the projects not recorded, or no projects",
    ),
    formula="#{α : Σ_{c∈α} ω_c > 0, m_α = 0}",
    reference=_LAUMANN,
    sentence=Text(
        it="Aree con un bisogno rilevato e nessun progetto: {value}.",
        en="Areas with a recorded need and no project: {value}.",
    ),
    needs=("needs", "area"),
    cost="O(m + C)",
)
def areas_without_project(network: Network) -> float:
    """Return the number of areas with recorded need that no project states as its own.

    A count. EMPTY without projects, NOT_RECORDED where no need or no project states an area. Laumann, Marsden & Prensky 1983.

    >>> from reteanalysis import example
    >>> areas_without_project(example().networks[2019])
    nan (NOT_RECORDED)
    """
    needs, why = measured_needs(network)
    if needs is None:
        return why
    wanted = {area for area, weight in zip(needs.area, needs.weight, strict=True) if area is not None and weight > 0}
    stated = {area for area in network.project_data.get("area", ()) if area is not None}
    return float(len(wanted - stated)) if wanted and stated else undefined(Reason.NOT_RECORDED)
