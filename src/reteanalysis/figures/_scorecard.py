"""The scorecard, drawn: each dimension a band, a row for each year, and beneath it what the dimension is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.paper import (
    ACCENT,
    FAINT,
    INK,
    MUTED,
    RULE,
    WIDTH,
    axes_at,
    bare,
    block_width,
    drawing,
    overlay,
    page,
    wrapped,
    write_keys,
)
from reteanalysis.terms import UNDEFINED_MARK, Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Dots:
    """One indicator of a `Band`: its mark by year, nan where there is none; `chance` where 0.5 is what chance would give."""

    label: str
    marks: Mapping[int, float]
    chance: bool = False


@dataclass(frozen=True)
class Band:
    """One dimension of a scorecard.

    Parameters
    ----------
    label : str
        Its name.
    spreads : mapping of int to tuple of float
        By year: median, ends of the middle 50%, ends of the middle 90%. A year without them is not drawn but said.
    said : mapping of int to str
        What stands beside each year, in words and figures.
    dots : sequence of Dots
        What it is made of.
    """

    label: str
    spreads: Mapping[int, tuple[float, float, float, float, float]]
    said: Mapping[int, str]
    dots: Sequence[Dots] = ()


_MEDIAN_KEY = Text(it="mediana", en="median")
_HALF = Text(it="metà centrale", en="middle half")
_MOST = Text(it="90% centrale", en="middle 90%")
_BY_CHANCE = Text(it="0,5 = quel che darebbe il caso", en="0.5 = what chance would give")
_MARKERS_OF_YEARS = ("o", "s", "D", "^", "v", "P", "X")


@drawing
def scorecard(bands: Sequence[Band], years: Sequence[int], lang: Lang) -> Figure:
    """Draw each dimension as a band: a row for each year, and beneath it what the dimension is made of.

    Parameters
    ----------
    bands : sequence of Band
        One for each dimension.
    years : sequence of int
        In order; a shape each among the dots, the last one filled.
    """
    names = [[wrapped(dot.label, 168, 9) for dot in band.dots] for band in bands]
    left = max(block_width([name for some in names for name in some], 9) + 14, 40.0)
    said = [text for band in bands for text in band.said.values()]
    notes = [wrapped(text, 128, 9) for text in said]
    right = block_width(notes, 9) + 10
    year_row, head, gap, top = 17.0, 19.0, 20.0, 46.0
    rows = [[12.0 * name.count("\n") + 15 for name in some] for some in names]
    heights = [len(years) * year_row + 4 + sum(some) for some in rows]
    figure = page(top + sum(head + height + gap for height in heights) + 14)
    over = overlay(figure)
    looks = {year: _look(year, years) for year in years}
    bar = {"color": ACCENT, "solid_capstyle": "butt", "linestyle": "solid"}
    write_keys(
        over,
        [
            ({"marker": "o", "markersize": 6, "markerfacecolor": "white", "markeredgecolor": INK, "linestyle": "none"}, _MEDIAN_KEY[lang]),
            (bar | {"linewidth": 7}, _HALF[lang]),
            (bar | {"linewidth": 1.5}, _MOST[lang]),
        ],
        8,
    )
    chance = {"color": MUTED, "linewidth": 1, "linestyle": (0, (2, 2))}
    reference = [(chance, _BY_CHANCE[lang])] if any(dot.chance for band in bands for dot in band.dots) else []
    write_keys(over, [*((looks[year] | {"linestyle": "none"}, str(year)) for year in years), *reference], 25)
    y = top
    for band, labels, tall, height in zip(bands, names, rows, heights, strict=True):
        over.text(0, y, band.label, fontsize=10.5, weight="semibold", va="top")
        over.plot([0, WIDTH], [y - 4, y - 4], color=RULE, linewidth=0.8)
        _band(axes_at(figure, left, y + head, WIDTH - left - right, height), band, labels, tall, year_row, years, looks, chance, lang)
        y += head + height + gap
    return figure


def _look(year: int, years: Sequence[int]) -> dict[str, Any]:
    """Return the mark of a year: a shape each, the last filled."""
    last = year == years[-1]
    marker = _MARKERS_OF_YEARS[(len(years) - 1 - list(years).index(year)) % len(_MARKERS_OF_YEARS)]
    return {"marker": marker, "markersize": 5.5, "markerfacecolor": INK if last else "white", "markeredgecolor": INK if last else MUTED}


def _band(
    axes: Axes,
    band: Band,
    labels: Sequence[str],
    tall: Sequence[float],
    year_row: float,
    years: Sequence[int],
    looks: Mapping[int, dict[str, Any]],
    chance: dict[str, Any],
    lang: Lang,
) -> None:
    height = len(years) * year_row + 4 + sum(tall)
    axes.set(xlim=(0, 1), ylim=(height, 0))
    bare(axes)
    axes.set_xticks([0, 0.5, 1], [number(x, "index" if x % 1 else "count", lang).rstrip("0") or "0" for x in (0, 0.5, 1)], fontsize=8)
    axes.tick_params(axis="x", pad=1)
    axes.tick_params(axis="y", pad=8)  # a mark of 0 stands on the edge
    for edge in (0, 1):
        axes.axvline(edge, color=RULE, linewidth=0.8, zorder=0)
    places = [year_row * (i + 0.5) for i in range(len(years))]
    floors = [len(years) * year_row + 4 + sum(tall[:i]) + tall[i] / 2 for i in range(len(tall))]
    axes.set_yticks([*places, *floors], [*(str(year) for year in years), *labels], fontsize=9, linespacing=0.85)
    for tick in axes.get_yticklabels()[: len(years)]:
        tick.set(color=INK, weight="semibold")
    for year, place in zip(years, places, strict=True):
        spread = band.spreads.get(year)
        drawn = spread is not None and np.isfinite(spread[0])
        if spread is not None and drawn:
            middle, low50, high50, low90, high90 = spread
            axes.plot([low90, high90], [place] * 2, color=ACCENT, linewidth=1.5, solid_capstyle="butt", clip_on=False)
            axes.plot([low50, high50], [place] * 2, color=ACCENT, linewidth=7, solid_capstyle="butt", clip_on=False)
            axes.plot(middle, place, "o", markersize=6, markerfacecolor="white", markeredgecolor=INK, clip_on=False, zorder=3)
        else:
            axes.plot([0, 1], [place] * 2, color=FAINT, linewidth=1, linestyle=(0, (1, 3)), zorder=0)
        axes.annotate(
            wrapped(band.said.get(year, ""), 128, 9), (1, place), (8, 0), textcoords="offset points", va="center", fontsize=9, linespacing=0.85,
            color=INK if drawn else MUTED, annotation_clip=False,
        )  # fmt: skip
    for dot, floor, room in zip(band.dots, floors, tall, strict=True):
        axes.plot([0, 1], [floor] * 2, color=RULE, linewidth=0.6, zorder=0)
        if dot.chance:
            axes.plot([0.5] * 2, [floor - room / 2 + 1, floor + room / 2 - 1], **chance, zorder=1)
        marks = {year: dot.marks.get(year, np.nan) for year in years}
        for year, mark in marks.items():
            axes.plot(mark, floor, linestyle="none", clip_on=False, zorder=2 + list(years).index(year), **looks[year])
        without = [str(year) for year, mark in marks.items() if not np.isfinite(mark)]
        if without:
            words = UNDEFINED_MARK if len(without) == len(years) else f"{UNDEFINED_MARK}: {', '.join(without)}"
            axes.annotate(
                words, (1, floor), (8, 0), textcoords="offset points", va="center", fontsize=8, color=MUTED, annotation_clip=False
            )
