"""What surrounds the values of a study, put together: the same that each engine says by itself, and nothing shown by halves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reteanalysis import METRICS
from reteanalysis.evidence.chance import against_chance
from reteanalysis.evidence.copies import measured
from reteanalysis.evidence.missing import missing_projects, phantoms, shift, unseen
from reteanalysis.evidence.resampling import Doubt, percentile
from reteanalysis.evidence.weighing import AREA_SHARE, PROJECT_SCENARIOS, Evidence
from reteanalysis.evidence.words import Verdict
from reteanalysis.terms import Reason

if TYPE_CHECKING:
    from reteanalysis import Study
    from reteanalysis.evidence.copies import Copies
    from reteanalysis.evidence.missing import Shift
    from reteanalysis.network import Network

CENTRED, OFF, STILL = (percentile(value, np.array([1.0, 2.0, 3.0])) for value in (2.0, 3.0, 2.0))
STILL = percentile(2.0, np.array([2.0, 2.0]))
SELDOM = percentile(2.0, np.array([1.0, 3.0, math.nan, math.nan]))


class TestListsThatAreNotWhole:
    """Of the invented city: 67 partners in 25 projects in 2020."""

    def moved(self, study: Study, copies: Copies[Network], name: str = "cross_sector_share") -> Shift:
        return shift(study.value(name, 2020), measured([METRICS[name]], copies)[name])

    def test_missing_projects_are_what_their_engine_says(self, esempio: Study):
        network, evidence = esempio.networks[2020], esempio.evidence
        for who, share in PROJECT_SCENARIOS:
            alone = self.moved(esempio, missing_projects(network, share, who, 49, seed=evidence.seed))
            assert evidence.missing_projects["cross_sector_share", 2020, who, share] == alone

    def test_so_are_those_of_one_area(self, esempio: Study):
        network, evidence = esempio.networks[2020], esempio.evidence
        assert {area for name, year, area in evidence.missing_area if (name, year) == ("cross_sector_share", 2020)} == {*network.areas}
        alone = self.moved(esempio, missing_projects(network, AREA_SHARE, "random", 49, seed=evidence.seed, area=network.areas[0]))
        assert evidence.missing_area["cross_sector_share", 2020, network.areas[0]] == alone

    def test_and_partners_that_nobody_saw(self, esempio: Study):
        network, evidence = esempio.networks[2020], esempio.evidence
        assert evidence.unseen[2020] == unseen(network) > 20
        assert evidence.phantoms["cross_sector_share", 2020] == self.moved(esempio, phantoms(network, 49, seed=evidence.seed))

    def test_too_few_partners_give_a_reason(self, example: Study):
        evidence = example.evidence
        assert not evidence.missing_projects
        assert evidence.refused["missing_projects", 2019] is evidence.refused["phantoms", 2019] is Reason.TOO_FEW
        assert math.isnan(evidence.unseen[2019])


@pytest.mark.parametrize("asked", ["verdict", "band", "limits"])
class TestAName:
    def test_or_a_year_mistyped_is_not_something_of_which_nothing_can_be_said(self, example: Study, asked: str):
        answer = getattr(example.evidence, asked)
        with pytest.raises(KeyError, match=r"measure 'cross_sector_shar'; there is for: size, .*cross_sector_share"):
            answer("cross_sector_shar", 2019)
        with pytest.raises(KeyError, match="year '2019'; there is for: 2019, 2020, 2021"):
            answer("cross_sector_share", "2019")

    def test_without_draws_has_no_answer(self, asked: str):
        answer = getattr(Evidence(0, 1), asked)("cross_sector_share", 2019)
        assert answer is Verdict.CANNOT_SAY or all(map(math.isnan, answer))


class TestAnIntervalIsShownInAllYearsOrInNone:
    EVIDENCE = Evidence(
        9,
        1,
        interval={
            ("sound", 2019): CENTRED, ("sound", 2020): CENTRED,
            ("by_halves", 2019): CENTRED, ("by_halves", 2020): OFF,
            ("never", 2019): STILL, ("never", 2020): SELDOM,
        },
    )  # fmt: skip

    @pytest.mark.parametrize("year", [2019, 2020])
    def test_in_all(self, year: int):
        assert self.EVIDENCE.limits("sound", year) == (1.05, 2.95)

    @pytest.mark.parametrize("name", ["by_halves", "never", "unheard_of"])
    @pytest.mark.parametrize("year", [2019, 2020])
    def test_in_none(self, name: str, year: int):
        assert all(map(math.isnan, self.EVIDENCE.limits(name, year)))

    def test_and_it_is_known_why(self):
        assert self.EVIDENCE.withheld == {"by_halves": {2020: Doubt.MOVED}, "never": {2019: Doubt.STILL, 2020: Doubt.SELDOM}}


def test_a_value_that_is_not_there_says_why_itself(torino: Study):
    """Nobody recorded needs: that, and not that chance keeps them as they are."""
    assert torino.evidence.chance["needs_coverage", 2020].reason is Reason.NOT_RECORDED
    assert torino.evidence.chance["size", 2020].reason is Reason.FIXED_BY_NULL


@pytest.mark.parametrize("field", ["observed", "mean", "sd", "low", "high", "p", "least"])
def test_the_table_of_sectors_is_drawn_five_times_as_often_and_says_what_any_measure_would(esempio: Study, field: str):
    """At 5% over some fifty cells, one cell alone needs a p of 0.001."""
    assert esempio.settings.draws == 49
    alone = against_chance(METRICS["pair_meetings"], esempio.networks[2020], draws=249, seed=esempio.evidence.seed)
    np.testing.assert_allclose(getattr(esempio.evidence.table[2020][0], field), getattr(alone, field), rtol=1e-12)
