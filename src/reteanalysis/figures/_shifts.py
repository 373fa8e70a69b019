"""How far values would move if the data were incomplete, drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from reteanalysis.paper import (
    ACCENT,
    FAINT,
    INK,
    LOSS,
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
    from collections.abc import Mapping, Sequence

    from matplotlib.figure import Figure

Fate = Literal["random", "least", "most", "added"]

_LOOKS: dict[Fate, dict[str, Any]] = {
    "least": {"marker": "v", "color": LOSS, "markerfacecolor": "white"},
    "random": {"marker": "o", "color": INK},
    "most": {"marker": "^", "color": ACCENT},
    "added": {"marker": "D", "color": MUTED},
}
_WORDS: dict[Fate, Text] = {
    "least": Text(it="soprattutto i meno presenti, o i tavoli piccoli", en="mostly the least present, or small tables"),
    "random": Text(it="a caso", en="at random"),
    "most": Text(it="soprattutto i più presenti, o i tavoli grandi", en="mostly the most present, or large tables"),
    "added": Text(it="aggiunti", en="added"),
}
_AXIS = Text(
    it="di quanto cambierebbe il valore (la linea: quanto varia da un'estrazione all'altra)",
    en="by how much the value would change (the line: how far it varies from draw to draw)",
)
_MOST = 0.6  # change beyond which the scale would crush all the others: an arrow says how far it goes


@dataclass(frozen=True)
class Moved:
    """One value: a row of `shifts`.

    Parameters
    ----------
    label : str
        The measure, as the reader knows it.
    panels : sequence of mapping from fate to (change, spread)
        For each panel, the mean change of the value and its standard deviation, both relative to it.
    """

    label: str
    panels: Sequence[Mapping[Fate, tuple[float, float]]]


@drawing
def shifts(titles: Sequence[str], rows: Sequence[Moved], lang: Lang) -> Figure:
    """Draw how far some values would move, one under the other, in panels side by side that share one scale.

    Parameters
    ----------
    titles : sequence of str
        What would be missing in each panel, or added.
    rows : sequence of Moved
        The values.
    """
    drawn = [(bias, spread) for row in rows for panel in row.panels for bias, spread in panel.values() if math.isfinite(bias)]
    reach = max((abs(bias) + (spread if math.isfinite(spread) else 0) for bias, spread in drawn), default=0.1)
    limit = min(max(0.05, math.ceil(reach * 20) / 20), _MOST)
    names = [wrapped(row.label, 140) for row in rows]
    gap = 18.0
    left = block_width(names) + 12
    wide = (WIDTH - left - gap * (len(titles) - 1) - 10) / max(len(titles), 1)
    heads = [wrapped(title, wide, 9.5, "semibold") for title in titles]
    tall = max(30.0, 12.5 * line_count(names) + 8)
    top = 40.0 + 12 * line_count(heads)
    figure = page(top + tall * len(rows) + 34)
    over = overlay(figure)
    for p, head in enumerate(heads):
        start = left + p * (wide + gap)
        over.text(start + wide / 2, top - 6, head, ha="center", va="bottom", fontsize=9.5, weight="semibold", color=INK, linespacing=0.95)
        axes = axes_at(figure, start, top, wide, tall * len(rows))
        axes.set(xlim=(-limit, limit), ylim=(len(rows), 0), yticks=np.arange(len(rows)) + 0.5, xticks=(-limit, 0, limit))
        axes.set_yticklabels(names if not p else [""] * len(rows), color=INK, linespacing=0.9)
        axes.set_xticklabels([f"{'+' if x > 0 else ''}{number(x, 'share', lang)}" for x in (-limit, 0.0, limit)], fontsize=8.5, color=MUTED)
        sides: tuple[Literal["left", "center", "right"], ...] = ("left", "center", "right")
        for side, label in zip(sides, axes.get_xticklabels(), strict=True):
            label.set_horizontalalignment(side)  # those of two panels would meet
        axes.tick_params(axis="y", length=0, pad=6)
        axes.tick_params(axis="x", length=0, pad=3)
        bare(axes)
        axes.axvline(0, color=FAINT, linewidth=0.9, zorder=0)
        for i, row in enumerate(rows):
            axes.plot([-limit, limit], [i + 1, i + 1], color=RULE, linewidth=0.6, zorder=0, clip_on=False)
            known = [(fate, row.panels[p][fate]) for fate in _LOOKS if fate in row.panels[p] and math.isfinite(row.panels[p][fate][0])]
            for place, (fate, (bias, spread)) in enumerate(known):
                y, look = i + 0.5 + 0.26 * (place - (len(known) - 1) / 2), _LOOKS[fate]
                if abs(bias) > limit:
                    away = f"{number(bias, 'share', lang)} »" if bias > 0 else f"« {number(bias, 'share', lang)}"
                    side = "right" if bias > 0 else "left"
                    axes.text(math.copysign(limit, bias), y, away, ha=side, va="center_baseline", fontsize=8, color=look["color"])
                    continue
                if math.isfinite(spread):
                    ends = np.clip([bias - spread, bias + spread], -limit, limit)
                    axes.plot(ends, [y, y], color=look["color"], linewidth=1.1, alpha=0.55, zorder=1)
                axes.plot(bias, y, **look, markersize=4.5, linestyle="none", zorder=2, clip_on=False)
    used = [fate for fate in _LOOKS if any(fate in panel for row in rows for panel in row.panels)]
    write_keys(over, [({**_LOOKS[fate], "markersize": 5, "linestyle": "none"}, _WORDS[fate][lang]) for fate in used], 9)
    over.text(WIDTH - 6, top + tall * len(rows) + 26, _AXIS[lang], ha="right", va="center_baseline", fontsize=8.5, color=MUTED)
    return figure
