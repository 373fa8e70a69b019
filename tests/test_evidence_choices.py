"""The same tables read in every defensible way: which ways there are, what they change, and what may be said."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from strategies import drawn

from reteanalysis import METRICS, Network, Study
from reteanalysis.evidence.choices import (
    DEPENDS,
    Range,
    change_over_choices,
    counts_newcomers,
    grid,
    over_choices,
    recoded,
    specified,
    together,
)
from reteanalysis.network import Register

SECTORS = {"public": "a", "cooperative": "bc", "association": "de", "enterprise": ""}


def city(year: int = 2019, **teams: str) -> Network:
    """Return a year convened by a, which sits everywhere; the last project is of one partner."""
    return drawn(teams or {"p": "Abd", "q": "aBc", "r": "Dea", "s": "E"}, SECTORS, year=year, owner="a")


def keys(**networks: Network) -> list[str]:
    return [choice.key for choice in grid({network.year: network for network in networks.values()}).choices]


# ---------------------------------------------------------------------- which choices there are


def test_the_grid_is_every_combination() -> None:
    found = grid({2019: city()})
    assert [(choice.key, [option.key for option in choice.options]) for choice in found.choices] == [
        ("tie", ["shared", "newman"]),
        ("owner", ["in", "out"]),
        ("sectors", ["recorded", "spheres"]),
        ("single", ["in", "out"]),
    ]
    assert len(found) == len(list(found)) == 16
    assert len(found.one_by_one()) == 5
    assert [option.key for option in next(iter(found))] == ["shared", "in", "recorded", "in"]  # the study's own first


def test_what_leaves_no_choice_is_left_out_and_said() -> None:
    plain = drawn({"p": "Ab", "q": "aB"}, {"public": "a", "cooperative": "b"})
    found = grid({2019: plain})
    assert [choice.key for choice in found.choices] == ["tie"]
    assert [why.en for _, why in found.left_out] == [
        "no convening body among the partners",
        "only one coding is possible",
        "there is none",
        "there is none",
        "there are no two earlier years",
        "the two dates are not both recorded",
    ]


def test_one_looks_back_two_years_only_where_there_are_two() -> None:
    years = {year: city(year) for year in (2019, 2020, 2021)}
    assert "look_back" not in [choice.key for choice in grid(years, 2020).choices]
    assert "look_back" in [choice.key for choice in grid(years, 2021).choices]


def test_declared_ties_are_no_choice_and_crowds_are() -> None:
    crowd = drawn({"p": "Abcdefghijklmnopq", "q": "aB"})
    assert keys(a=crowd) == ["tie", "crowded"]
    assert keys(a=Network.from_ties({(0, 1): 1.0}, year=2019, partners=("a", "b"), sector=np.zeros(2, np.intp), sectors=("x",))) == []


def test_a_study_in_newman_ties_has_those_first() -> None:
    options = grid({2019: replace(city(), projection="newman")}).choices[0].options
    assert [option.key for option in options] == ["newman", "shared"]


def test_a_declared_coarser_coding_is_one_more() -> None:
    options = grid({2019: city()}, coarser={"public": "city", "cooperative": "others", "association": "others"}).choices[2].options
    assert [option.key for option in options] == ["recorded", "coarser", "spheres"]
    coded = options[1].transform(city())
    assert (coded.sectors, coded.sector.tolist(), coded.spheres) == (("city", "others"), [0, 1, 1, 1, 1], ("public", "nonprofit"))


# ---------------------------------------------------------------------- what they change


def test_spheres_stand_in_for_sectors_in_the_register_too() -> None:
    register = Register(("a", "z", "y"), np.array([0, 3, -1]), np.array([None] * 3, object), np.array([True, False, False]))
    network = replace(city(), register=register)
    spheres = grid({2019: network}).choices[2].options[1].transform(network)
    assert spheres.sectors == spheres.spheres == ("public", "nonprofit", "business")
    assert spheres.sector.tolist() == [0, 1, 1, 1, 1]
    assert spheres.register is not None
    assert spheres.register.sector.tolist() == [0, 2, -1]


def test_a_broader_sector_of_two_spheres_has_none() -> None:
    transform = recoded({"public": "x", "cooperative": "x", "association": None, "enterprise": "y"}, (*SECTORS,), city().spheres)
    assert transform(city()).spheres == (None, "business")
    assert transform(city()).sector.tolist() == [0, 0, 0, -1, -1]


def test_two_years_as_one_are_who_was_there_in_either() -> None:
    earlier, later = city(2019, p="Abz", q="aB"), city(2020, p="Acd")
    both = together(earlier, later)
    assert both.partners == ("a", "c", "d", "b", "z")
    assert both.projects == ("p", "2019: p", "2019: q")
    assert both.incidence.toarray().tolist() == [[1, 1, 1], [1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 0]]
    assert both.sector.tolist() == [0, 1, 2, 1, -1]


def test_who_was_there_two_years_ago_is_no_newcomer_to_who_looks_back_so_far() -> None:
    years = {2019: city(2019, p="Ab"), 2020: city(2020, p="Ac"), 2021: city(2021, p="Abd")}
    found = over_choices([METRICS["newcomer_seat_share"]], years, 2021)["newcomer_seat_share"]
    # b and d of three seats, or d alone; without the convening body 2 of 2, or 1 of 2 (with two classes, three spheres: the same)
    assert sorted(set(np.round(found.values, 3).tolist())) == [0.333, 0.5, 0.667, 1.0]
    assert found.values[0] == 2 / 3
    assert found.from_year == 2020


def test_values_by_hand() -> None:
    # Pairs of p, q, r: 9, of which a joins 6 to the others. Without a: b-d, b-c, d-e; none joins public and not: one sector only.
    found = over_choices([METRICS["cross_sphere_share"]], {2019: city()}, 2019)["cross_sphere_share"]
    np.testing.assert_array_equal(np.unique(found.values[~np.isnan(found.values)]), [6 / 9])
    assert (found.size, len(found.values), int(np.isnan(found.values).sum())) == (16, 8, 4)
    assert (found.low, found.middle, found.high) == (6 / 9, 6 / 9, 6 / 9)


def test_a_measure_cannot_see_what_it_does_not_read(esempio: Study) -> None:
    """What `Choice.touches` takes from declarations is true of every measure."""
    years = esempio.networks
    usual = grid(years, 2021).one_by_one()[0]
    for metric in METRICS:
        if (
            metric.level != "network"
            or "sampled" in metric.cost
            or metric.name.startswith(("removal", "cover", "key", "core", "link", "best"))
        ):
            continue
        for choice in grid(years, 2021).choices:
            if choice.touches(metric) or choice.key == "look_back":
                continue
            for option in choice.options[1:]:
                asked = [years[2020], years[2021]][-metric.years :]
                one, other = (float(metric(*(specified(spec, network) for network in asked))) for spec in (usual, (option,)))
                assert one == pytest.approx(other, nan_ok=True), (metric.name, option.key)


# ---------------------------------------------------------------------- what may be said


def test_the_sign_is_that_of_the_distance_from_chance() -> None:
    means = iter([0.5, 0.5, 0.5, 0.9])
    years = {2019: drawn({"p": "Abd", "q": "aBc", "s": "E"}, SECTORS, owner="b")}
    found = over_choices([METRICS["cross_sphere_share"]], years, 2019, null_mean=lambda *_: next(means, 0.5))["cross_sphere_share"]
    assert len(found.values) == 8
    assert found.agree == 7 / 8
    assert not found.depends


def test_where_few_agree_it_depends_on_choices() -> None:
    found = Range("x", 2019, None, np.array([0.1, 0.2]), 10, 0.1, 0.15, 0.2, 0.5, ())
    assert found.depends
    assert found.sentence("share", "it") == (
        "Nelle 10 codifiche possibili il valore va da 10% a 20% (mediana 15%); dalla stessa parte rispetto al caso nel 50%. "
        "Dipende dalle scelte di codifica."
    )
    assert DEPENDS.en in found.sentence("share", "en")
    assert DEPENDS.en not in replace(found, agree=0.8).sentence("share", "en")
    assert replace(found, values=np.array([math.nan])).sentence("share", "en") == "Undefined under every coding."


def test_a_change_takes_the_same_choice_in_both_years() -> None:
    years = {2019: city(2019, p="Abd", q="bC"), 2020: city(2020, p="Abcd")}
    found = change_over_choices([METRICS["mean_team_size"]], years, 2019, 2020)["mean_team_size"]
    assert found.values.tolist() == [4 - 5 / 2, 4 - 5 / 2, 3 - 2, 3 - 2][:: 4 // len(found.values)]
    assert found.agree == 1
    assert "with the same sign in 100% of them" in found.sentence("mean", "en")


def test_nothing_declared_nothing_said() -> None:
    found = over_choices([METRICS["mean_team_size"]], {2019: city()}, 2019)["mean_team_size"]
    assert math.isnan(found.agree)
    assert not found.depends
    assert "chance" not in found.sentence("mean", "en")


def test_who_counts_newcomers() -> None:
    assert counts_newcomers(METRICS["newcomer_seat_share"])
    assert not counts_newcomers(METRICS["entry_rate"])
