"""METRICS: the catalogue, collected from the families in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reteanalysis.metrics import (
    connectivity,
    connectivity_closure,
    connectivity_core,
    connectivity_groups,
    connectivity_nesting,
    connectivity_survey,
    connectivity_ways,
    dynamism,
    dynamism_chances,
    dynamism_closure,
    dynamism_groups,
    dynamism_growth,
    dynamism_positions,
    dynamism_ties,
    gaps,
    gaps_cover,
    gaps_idle,
    gaps_links,
    gaps_needs,
    gaps_proportion,
    gaps_providers,
    gaps_shortcuts,
    openness,
    openness_entry,
    openness_register,
    resources,
    resources_circularity,
    resources_flows,
    resources_leads,
    resources_subsidiarity,
    robustness,
    robustness_bridges,
    robustness_cohesion,
    robustness_concentration,
    robustness_key_players,
    robustness_leaving,
    synergy,
    synergy_bridges,
    synergy_durability,
    synergy_segregation,
    transversality,
    transversality_links,
    transversality_silos,
)
from reteanalysis.metrics._letters import COST_LETTERS, COST_READING, LETTERS
from reteanalysis.metrics._metric import CARD, Catalogue, Metric, Null, metric

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

__all__ = ["CARD", "COST_LETTERS", "COST_READING", "LETTERS", "METRICS", "Catalogue", "Metric", "Null", "metric"]


def _declared_in(family: ModuleType) -> Iterator[Any]:
    """Yield the declared functions of a module, in the order they are written."""
    return (one for one in vars(family).values() if hasattr(one, "metric") and one.__module__ == family.__name__)


METRICS = Catalogue(
    one
    for family in (
        connectivity,
        connectivity_closure,
        connectivity_ways,
        connectivity_core,
        connectivity_nesting,
        connectivity_survey,
        connectivity_groups,
        gaps,
        gaps_needs,
        gaps_proportion,
        gaps_providers,
        gaps_cover,
        gaps_idle,
        gaps_links,
        gaps_shortcuts,
        synergy,
        synergy_segregation,
        synergy_bridges,
        synergy_durability,
        openness,
        openness_entry,
        openness_register,
        dynamism,
        dynamism_ties,
        dynamism_chances,
        dynamism_closure,
        dynamism_growth,
        dynamism_groups,
        dynamism_positions,
        resources,
        resources_flows,
        resources_circularity,
        resources_leads,
        resources_subsidiarity,
        transversality,
        transversality_links,
        transversality_silos,
        robustness_bridges,
        robustness,
        robustness_leaving,
        robustness_cohesion,
        robustness_key_players,
        robustness_concentration,
    )
    for one in _declared_in(family)
)
