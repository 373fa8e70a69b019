"""What is left as partners leave, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MultipleLocator

from reteanalysis.paper import ACCENT, FAINT, INK, MUTED, RULE, WIDTH, axes_at, bare, drawing, overlay, page, write_keys
from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike

_LOOKS: tuple[tuple[Text, dict[str, Any]], ...] = (
    (Text(it="escono per primi i più presenti", en="the busiest leave first"), {"color": ACCENT, "linewidth": 2, "linestyle": "solid"}),
    (Text(it="escono a caso", en="they leave at random"), {"color": MUTED, "linewidth": 1.6, "linestyle": (0, (4, 2))}),
    (Text(it="nessun altro si stacca", en="nobody else is cut off"), {"color": FAINT, "linewidth": 1.2, "linestyle": (0, (1, 2))}),
)
_LEFT = Text(it="Partner ancora uniti nella parte più grande", en="Partners still together in the largest part")
_GONE = Text(it="Partner usciti", en="Partners gone")
_HALF = Text(it="metà", en="half")


@drawing
def removal(busiest: ArrayLike, random: ArrayLike, lang: Lang) -> Figure:
    """Draw how much of the network holds together as partners leave: the busiest first, or by lot.

    Parameters
    ----------
    busiest, random : array, shape (n + 1,)
        Share of the partners in the largest part, after 0, 1, …, n of them are gone.
    """
    curves = [np.asarray(curve, float) for curve in (busiest, random)]
    n = max(len(curves[0]) - 1, 1)
    figure = page(240)
    over = overlay(figure)
    write_keys(over, [(look, words[lang]) for words, look in _LOOKS], 8)
    over.text(0, 24, _LEFT[lang], color=MUTED, va="top")
    axes = axes_at(figure, 40, 46, WIDTH - 60, 150)
    bare(axes, "left", "bottom")
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel=_GONE[lang])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MultipleLocator(0.25))
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, "share", lang)))
    axes.axhline(0.5, color=RULE, linewidth=0.8, zorder=0)
    axes.plot([0, 1], [1, 0], zorder=1, **_LOOKS[2][1])
    for rank, (curve, (_, look)) in enumerate(zip(curves, _LOOKS, strict=False)):
        if not len(curve):
            continue
        axes.plot(np.arange(len(curve)) / n, curve, zorder=3 - rank, clip_on=False, **look)
        at = half(curve) / n
        axes.plot(at, 0.5, marker="o", markersize=6, color=look["color"], markerfacecolor=look["color"] if rank == 0 else "white", zorder=4)
        first, room = rank == 0, at > 0.12  # the busiest fall sooner: their words stand below, left of the curve where there is room
        axes.annotate(
            f"{_HALF[lang]}: {number(at, 'share', lang)}", (at, 0.5), (-6 if first and room else 8, -5 if first else 4), textcoords="offset points",
            ha="right" if first and room else "left", va="top" if first else "bottom", fontsize=9, color=INK if first else MUTED,
        )  # fmt: skip
    return figure


def half(curve: ArrayLike) -> int:
    """Return how many partners are gone when no more than half of them all are still together.

    >>> half([1, 0.8, 0.5, 0.2, 0])
    2
    """
    return int(np.argmax(np.asarray(curve, float) <= 0.5))
