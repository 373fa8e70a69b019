"""Transversality, silos: whether partners of one area keep to themselves, and whether circles of collaboration are the areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from reteanalysis.metrics._agreement import adjusted_mutual_information
from reteanalysis.metrics._metric import metric
from reteanalysis.metrics.connectivity_groups import groups
from reteanalysis.metrics.transversality_links import main_areas, too_few_areas
from reteanalysis.terms import Reason, Text, undefined

if TYPE_CHECKING:
    from reteanalysis.network import Network

_ENOUGH = 10


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Assortatività per area", en="Assortativity by area"),
    question=Text(
        it="I partner lavorano soprattutto con chi ha la stessa area principale?",
        en="Do partners work mainly with those of the same main area?",
    ),
    reading=Text(
        it="Sopra 0: soprattutto con la propria area (1: solo con essa); sotto 0: soprattutto con altre. "
        "Chi siede a un solo tavolo è per forza dell'area dei suoi compagni: sta di solito ben sopra 0.",
        en="Above 0: mainly with their own area (1: only with it); below 0: mainly with others. "
        "Whoever sits at one table is of necessity of its companions' area: it is usually well above 0.",
    ),
    undefined=Text(
        it="area dei progetti non indicata, una sola area, o nessuna coppia di partner di area nota",
        en="area of the projects not recorded, one area only, or no pair of partners of known area",
    ),
    formula="r = (Σ_a e_aa − Σ_a f_a²) / (1 − Σ_a f_a²); e_ac = Σ_ik u_ia w_ik u_kc / Σ_ik w_ik, f_a = Σ_c e_ac, u_ia = [a ∈ M_i]/#M_i, M_i = argmax_a d_ia",
    reference="Newman 2003, Physical Review E 67:026126",
    sentence=Text(
        it="Sopra 0 si lavora soprattutto nella propria area, sotto 0 soprattutto con altre: {value}.",
        en="Above 0 partners work mainly in their own area, below 0 mainly with others: {value}.",
    ),
    null="degrees",
    view="newman",
    needs=("area",),
    cost="O(Σ k_j² + L A)",
)
def area_assortativity(network: Network) -> float:
    """Return Newman's assortativity by main area, on ties corrected for team size.

    A partner equally present in several main areas belongs to each for its part; ties with a partner of unknown area are left out.
    In [−1, 1]. EMPTY without seats, NOT_RECORDED without areas, TOO_FEW with one, NO_PAIRS without such ties, ZERO_VARIANCE where all
    of them are of one area. Newman 2003.

    >>> from reteanalysis import example
    >>> area_assortativity(example().networks[2021])  # comune is half of housing, half of food: (5/7 − 25/49) / (1 − 25/49)
    0.4166666666666666
    """
    missing = too_few_areas(network)
    if missing is not None:
        return missing
    main = main_areas(network)
    known = np.flatnonzero(main.any(axis=1))
    ties = csr_array(network.newman[known][:, known])
    ends = main[known].T @ (ties @ main[known])
    if not ties.nnz:
        return undefined(Reason.NO_PAIRS)
    ends = ends / ends.sum()
    expected = float((ends.sum(axis=0) ** 2).sum())
    if expected > 1 - 1e-12:
        return undefined(Reason.ZERO_VARIANCE)
    return float(np.clip((np.trace(ends) - expected) / (1 - expected), -1, 1))


@metric(
    level="network",
    unit="index",
    bounds=(-1, 1),
    label=Text(it="Gruppi che coincidono con le aree", en="Groups that coincide with areas"),
    question=Text(it="Le cerchie di collaborazione sono le aree?", en="Are the circles of collaboration the areas?"),
    reading=Text(
        it="1: gruppi e aree coincidono, la rete è un insieme di silos; 0: non hanno a che fare gli uni con le altre. "
        "Chi siede a un solo tavolo lo alza per forza; con gruppi poco distinti vale poco.",
        en="1: groups and areas coincide, the network is a set of silos; 0: the ones have nothing to do with the others. "
        "Partners of one table raise it of necessity; with groups hardly distinct it means little.",
    ),
    undefined=Text(
        it="area dei progetti non indicata, una sola area, meno di dieci partner con un'area principale sola, o un solo gruppo in una sola area",
        en="area of the projects not recorded, one area only, fewer than ten partners with one main area, or one group in one area",
    ),
    formula="(I(U,V) − E I) / ((H(U) + H(V))/2 − E I), U the groups, V the main areas argmax_a d_ia, E over all ways of dealing them out",
    reference="Vinh, Epps & Bailey 2010, Journal of Machine Learning Research 11:2837–2854; Barber 2007, Physical Review E 76:066102",
    sentence=Text(
        it="Quanto le cerchie di collaborazione coincidono con le aree, da 0 (per nulla) a 1 (del tutto): {value}.",
        en="How far the circles of collaboration coincide with areas, from 0 (not at all) to 1 (fully): {value}.",
    ),
    null="degrees",
    view="newman",
    needs=("area",),
    cost="O(Σ k_j² + r L)",
)
def area_group_agreement(network: Network) -> float:
    """Return the adjusted mutual information of groups and main areas, over partners that have one main area.

    A partner equally present in two areas is of neither, and left out. At most 1. EMPTY without seats, NOT_RECORDED without areas,
    TOO_FEW with one or with fewer than ten such partners, ZERO_VARIANCE where they are one group in one area. Vinh, Epps & Bailey 2010.

    >>> from dataclasses import replace
    >>> import networkx as nx, numpy as np
    >>> from reteanalysis.network import Network
    >>> rings = Network.from_networkx(nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5)))
    >>> silos = np.array(["x"] * 10 + ["y"] * 10, object)  # the ties of the one ring, then of the other
    >>> area_group_agreement(replace(rings, project_data={"area": silos}))
    1.0
    """
    missing = too_few_areas(network)
    if missing is not None:
        return missing
    main = main_areas(network)
    single = main.max(axis=1, initial=0) == 1
    if np.count_nonzero(single) < _ENOUGH:
        return undefined(Reason.TOO_FEW)
    value = adjusted_mutual_information(groups(network).label[single], main[single].argmax(axis=1))
    return undefined(Reason.ZERO_VARIANCE) if np.isnan(value) else value
