"""Amounts beside what the totals of givers and projects suggest, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from reteanalysis.paper import ACCENT, FAINT, GAP, INK, MUTED, RULE, WIDTH, axes_at, bare, drawing, overlay, page, write_keys
from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

_KEYS = (
    Text(it="più di quanto suggeriscano i totali", en="more than the totals suggest"),
    Text(it="non si distingue", en="cannot be told"),
    Text(it="tanto quanto suggeriscono", en="as much as they suggest"),
)
_ACROSS = Text(it="secondo i totali di chi dà e del progetto", en="by the totals of the giver and of the project")
_UP = Text(it="dato", en="given")


@drawing
def amounts(given: ArrayLike, suggested: ArrayLike, large: Sequence[bool], lang: Lang) -> Figure:
    """Draw each amount against the one that the totals of its giver and of its project suggest.

    Parameters
    ----------
    given, suggested : array, shape (k,)
        Above zero.
    large : sequence of bool
        Those that stand out.
    """
    y, x, out = np.asarray(given, float), np.asarray(suggested, float), np.asarray(large, bool)
    left, top, tall = 66.0, 30.0, 250.0
    figure = page(top + tall + 44)
    axes = axes_at(figure, left, top, WIDTH - left - 20, tall)
    every = np.concatenate([x, y])
    low, high = (every.min(), every.max()) if len(every) else (1.0, 10.0)
    axes.set(xscale="log", yscale="log", xlim=(low / 1.6, high * 1.6), ylim=(low / 1.6, high * 1.6))
    bare(axes, "left", "bottom")
    axes.grid(visible=True, color=RULE, linewidth=0.6)
    axes.plot([low / 1.6, high * 1.6], [low / 1.6, high * 1.6], color=FAINT, linewidth=1, zorder=1)
    looks: list[dict[str, Any]] = [
        {"marker": "^", "color": GAP, "markersize": 6.5, "linestyle": "none"},
        {"marker": "o", "color": ACCENT, "markersize": 5, "linestyle": "none", "alpha": 0.7},
        {"color": FAINT, "linewidth": 1, "linestyle": "solid"},
    ]
    for chosen, look in ((~out, looks[1]), (out, looks[0])):
        axes.plot(x[chosen], y[chosen], **look, zorder=3)
    ticks = [10.0**k for k in range(int(np.ceil(np.log10(low / 1.6))), int(np.floor(np.log10(high * 1.6))) + 1)]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(ticks, [number(tick, "count", lang) for tick in ticks], color=MUTED, fontsize=9)
        axis.set_ticks([], minor=True)
    over = overlay(figure)
    write_keys(over, [(look, words[lang]) for look, words in zip(looks, _KEYS, strict=True)], 9)
    over.text(WIDTH - 20, top + tall + 34, f"{_ACROSS[lang]} (€)", ha="right", va="center_baseline", fontsize=9, color=INK)
    over.text(3, top - 4, f"{_UP[lang]} (€)", va="center_baseline", fontsize=9, color=INK)
    return figure
