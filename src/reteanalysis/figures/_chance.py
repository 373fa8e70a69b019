"""Values beside what chance alone would give, drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from matplotlib.patches import Rectangle

from reteanalysis.paper import (
    ACCENT,
    BAND,
    FAINT,
    GAP,
    INK,
    MUTED,
    RULE,
    WIDTH,
    axes_at,
    bare,
    block_width,
    drawing,
    line_count,
    overlay,
    page,
    wrapped,
    write_keys,
)  # fmt: skip
from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

Said = Literal["less", "same", "more", "unknown"]

_CHANCE = Text(it="dove cadrebbe per caso (95%)", en="where it would fall by chance (95%)")
_FOUND = Text(it="valore osservato", en="observed value")
_MOVES = Text(it="con altri progetti (95%)", en="with other projects (95%)")


@dataclass(frozen=True)
class Beside:
    """One value on the scale of its own bounds: a row of `beside_chance`.

    Parameters
    ----------
    label : str
        The measure, as the reader knows it.
    value : float
        What was observed.
    unit : str
        How its numbers are written.
    bounds : pair of float
        The ends of its scale; infinite where there is none.
    band, interval : pair of float
        What chance would give, and where it falls with other projects; nan where there is none.
    said : str
        The verdict, in words.
    """

    label: str
    value: float
    unit: str
    bounds: tuple[float, float]
    band: tuple[float, float]
    interval: tuple[float, float]
    said: str


@drawing
def beside_chance(rows: Sequence[Beside], lang: Lang) -> Figure:
    """Draw some values, each beside the band of chance and its interval, one under the other.

    The scale of each row goes over its own bounds, or over what is drawn where it has none.
    """
    names = [wrapped(row.label, 168) for row in rows]
    said = [wrapped(row.said, 92, 9) for row in rows]
    left, right = block_width(names) + 14, block_width(said, 9) + 12
    tall = max(34.0, 12.5 * line_count([*names, *said]) + 12)
    top = 26.0
    figure = page(top + tall * max(len(rows), 1) + 4)
    room = WIDTH - left - right
    axes = axes_at(figure, left, top, room, tall * max(len(rows), 1))
    axes.set(xlim=(-0.06, 1.06), ylim=(max(len(rows), 1), 0), xticks=[], yticks=np.arange(len(rows)) + 0.5, yticklabels=names)
    axes.tick_params(axis="y", pad=6, labelcolor=INK)
    bare(axes)
    for i, row in enumerate(rows):
        middle = i + 0.5
        drawn = [x for x in (row.value, *row.band, *row.interval) if np.isfinite(x)]
        low = row.bounds[0] if np.isfinite(row.bounds[0]) else min(drawn, default=0.0)
        high = row.bounds[1] if np.isfinite(row.bounds[1]) else max([*drawn, low + 1]) * 1.05
        axes.plot([0, 1], [middle, middle], color=RULE, linewidth=0.8, zorder=0)

        def at(x: float, low: float = low, high: float = high) -> float:
            return (x - low) / (high - low)

        if np.isfinite(row.band).all():
            wide = max(at(row.band[1]) - at(row.band[0]), 0.006)
            axes.add_patch(Rectangle((at(row.band[0]), middle - 0.22), wide, 0.44, facecolor=BAND, linewidth=0, zorder=1))
        if np.isfinite(row.interval).all():
            axes.plot([at(row.interval[0]), at(row.interval[1])], [middle, middle], color=ACCENT, linewidth=1.4, zorder=2)
        if np.isfinite(row.value):
            axes.plot(at(row.value), middle, "o", color=ACCENT, markersize=6, zorder=3, clip_on=False)
            axes.annotate(
                number(row.value, row.unit, lang), (at(row.value), middle), (0, 6), textcoords="offset points", ha="center", va="bottom",
                fontsize=9, weight="semibold", color=INK,
            )  # fmt: skip
        for edge, x in ((low, 0.0), (high, 1.0)):
            axes.annotate(
                number(edge, row.unit, lang),
                (x, middle),
                (0, -4),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=7.5,
                color=MUTED,
            )
        axes.annotate(
            said[i],
            (1.06, middle),
            (6, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=INK,
            linespacing=0.9,
            annotation_clip=False,
        )
    keys: list[tuple[dict[str, Any], str]] = [
        ({"marker": "o", "color": ACCENT, "markersize": 6, "linestyle": "none"}, _FOUND[lang]),
        ({"marker": "s", "color": BAND, "markersize": 9, "linestyle": "none"}, _CHANCE[lang]),
        ({"color": ACCENT, "linewidth": 1.4, "linestyle": "solid"}, _MOVES[lang]),
    ]
    write_keys(overlay(figure), keys if any(np.isfinite(row.interval).all() for row in rows) else keys[:2], 9)
    return figure


_SAID: dict[Said, Text] = {
    "more": Text(it="▲ più che per caso", en="▲ more than by chance"),
    "less": Text(it="▼ meno che per caso", en="▼ less than by chance"),
    "same": Text(it="come per caso", en="as by chance"),
    "unknown": Text(it="non si può dire", en="cannot say"),
}
_LOOKS: dict[Said, tuple[str, str]] = {
    "more": ("#bfdcf2", ACCENT),
    "less": ("#f5d9c8", GAP),
    "same": ("white", FAINT),
    "unknown": ("#e6e9ec", "#e6e9ec"),
}
_SIGNS: dict[Said, str] = {"more": "▲", "less": "▼", "same": "", "unknown": ""}
_CELL = Text(
    it="in ogni casella: incontri osservati, e sotto quelli che darebbe il caso",
    en="in each cell: meetings observed, and below those chance would give",
)


@drawing
def sector_contrast(observed: ArrayLike, expected: ArrayLike, said: Sequence[Sequence[Said]], labels: Sequence[str], lang: Lang) -> Figure:
    """Draw how often every two sectors meet, beside how often chance would let them.

    Parameters
    ----------
    observed, expected : array, shape (G, G)
        Meetings, symmetric; nan where two partners cannot meet.
    said : G x G of {'less', 'same', 'more', 'unknown'}
        What may be said of each pair; 'unknown' is drawn grey.
    labels : sequence of str
        Names of the sectors.
    """
    found, chance = np.asarray(observed, float), np.asarray(expected, float)
    n = len(labels)
    names = [wrapped(label, 128) for label in labels]
    left = block_width(names) + 12
    room = WIDTH - left - 2
    cell = min(54.0, room / max(n, 1), *((room - 5 - block_width([name], 9)) / (i + 1) for i, name in enumerate(names[:-1])))
    tall = max(32.0, 12.5 * line_count(names) + 6)
    top = 40.0
    figure = page(top + n * tall + 8)
    axes = axes_at(figure, left, top, max(n, 1) * cell, max(n, 1) * tall)
    axes.set(xlim=(0, max(n, 1)), ylim=(max(n, 1), 0), xticks=[])
    bare(axes)
    axes.set_yticks(np.arange(n) + 0.5, names, color=INK, linespacing=0.85)
    axes.tick_params(axis="y", pad=5)
    shown: list[Said] = []
    for i in range(n):
        for j in range(i + 1):
            if np.isnan(found[i, j]):
                continue
            what = said[i][j]
            shown.append(what)
            face, edge = _LOOKS[what]
            inset = 1.2 / cell, 1.2 / tall
            axes.add_patch(
                Rectangle((j + inset[0], i + inset[1]), 1 - 2 * inset[0], 1 - 2 * inset[1], facecolor=face, edgecolor=edge, linewidth=0.9)
            )
            text = f"{number(found[i, j], 'count', lang)}{_SIGNS[what]}"
            axes.text(j + 0.5, i + 0.36, text, ha="center", va="center_baseline", color=INK, fontsize=9.5, weight="semibold")
            if np.isfinite(chance[i, j]):
                axes.text(j + 0.5, i + 0.76, number(chance[i, j], "mean", lang), ha="center", va="center_baseline", color=MUTED, fontsize=8)
        if i < n - 1:
            axes.text(i + 1 + 5 / cell, i + 0.5, names[i], color=MUTED, va="center", fontsize=9, linespacing=0.85)
    over = overlay(figure)
    keys: list[tuple[dict[str, Any], str]] = [
        (
            {"marker": "s", "markerfacecolor": _LOOKS[what][0], "markeredgecolor": _LOOKS[what][1], "markersize": 9, "linestyle": "none"},
            _SAID[what][lang],
        )
        for what in ("more", "less", "same", "unknown")
        if what in shown
    ]
    write_keys(over, keys, 9)
    over.text(0, 27, _CELL[lang], fontsize=9, color=MUTED, va="center_baseline")
    return figure
