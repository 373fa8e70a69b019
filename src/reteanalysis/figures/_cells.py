"""Tables, drawn: how much stands where a row meets a column, and where nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from reteanalysis.paper import GAP, INK, MUTED, WIDTH, axes_at, bare, block_width, drawing, line_count, overlay, page, wrapped, write_keys
from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

_HEAT = LinearSegmentedColormap.from_list("meetings", ["#e3eef8", "#7fb2dd", "#0b4a86"])

_MEETINGS = Text(it="numero di incontri fra i due settori", en="number of meetings between the two sectors")
_NO_MEETING = Text(it="mai allo stesso tavolo: una lacuna", en="never at the same table: a gap")
_ABSENT = Text(it="Non presenti quest'anno: {who}.", en="Not present this year: {who}.")


@drawing
def sector_table(
    matrix: ArrayLike,
    labels: Sequence[str],
    lang: Lang,
    *,
    present: Sequence[bool] | NDArray[np.bool_] | None = None,
    keys: tuple[str, str] | None = None,
) -> Figure:
    """Draw how often every two sectors meet; the pairs that never do stand out as gaps.

    Parameters
    ----------
    matrix : array, shape (G, G)
        Meetings, symmetric; its diagonal counts those within a sector. A nan cell (a sector of one partner cannot meet
        itself) is left blank.
    labels : sequence of str
        Names of the G sectors.
    present : sequence of bool, optional
        Which sectors have somebody this year; the others get no cells and are named below. All of them when not given.
    keys : pair of str, optional
        What a number counts and what a gap is, where the rows are no sectors or the numbers no meetings.
    """
    values = np.asarray(matrix, dtype=float)
    here = np.flatnonzero(np.ones(len(labels), bool) if present is None else np.asarray(present, bool)).tolist()
    absent = [label for i, label in enumerate(labels) if i not in here]
    values = values[np.ix_(here, here)]
    n = len(here)
    names = [wrapped(labels[i], 128) for i in here]
    left = block_width(names) + 12
    room = WIDTH - left - 2
    # every heading begins where its column does, and must end before the page
    cell = min(38.0, room / max(n, 1), *((room - 5 - block_width([name], 9)) / (i + 1) for i, name in enumerate(names[:-1])))
    tall = max(26.0, 12.5 * line_count(names) + 4)
    note = wrapped(_ABSENT.say(lang, who=", ".join(absent)), WIDTH, 9) if absent else ""
    top = 26.0
    figure = page(top + n * tall + 6 + (note.count("\n") + 1) * 13 * bool(note) + 4)
    axes = axes_at(figure, left, top, max(n, 1) * cell, max(n, 1) * tall) if n else axes_at(figure, left, top, 1, 1)
    axes.set(xlim=(0, max(n, 1)), ylim=(max(n, 1), 0), xticks=[])
    bare(axes)
    axes.set_yticks(np.arange(n) + 0.5, names, color=INK, linespacing=0.85)
    axes.tick_params(axis="y", pad=5)
    most = max(np.nanmax(values, initial=0), 1)
    for i in range(n):
        for j in range(i + 1):
            value = values[i, j]
            if np.isnan(value):
                continue
            depth = float(np.sqrt(value / most))
            inset = 1.2 / cell, 1.2 / tall
            box = (j + inset[0], i + inset[1]), 1 - 2 * inset[0], 1 - 2 * inset[1]
            if value or i == j:  # a sector that never meets itself is no gap between sectors
                axes.add_patch(Rectangle(*box, facecolor=_HEAT(depth), linewidth=0))
                shade = "white" if depth > 0.62 else INK
                axes.text(j + 0.5, i + 0.5, number(value, "count", lang), ha="center", va="center_baseline", color=shade, fontsize=10)
            else:
                axes.add_patch(Rectangle(*box, facecolor="white", edgecolor=GAP, linewidth=0.9, linestyle=(0, (3, 2))))
                axes.plot(j + 0.5, i + 0.5, marker="x", color=GAP, markersize=6, markeredgewidth=1.5)
        if i < n - 1:  # the column's heading, where the column begins
            axes.text(i + 1 + 5 / cell, i + 0.5, names[i], color=MUTED, va="center", fontsize=9, linespacing=0.85)
    over = overlay(figure)
    filled = {"marker": "s", "color": _HEAT(0.6), "markersize": 9, "linestyle": "none"}
    crossed = {"marker": "x", "color": GAP, "markersize": 6, "markeredgewidth": 1.5, "linestyle": "none"}
    counted, gap = keys or (_MEETINGS[lang], _NO_MEETING[lang])
    write_keys(over, [(filled, counted), (crossed, gap)], 9)
    if note:
        over.text(0, top + n * tall + 8, note, fontsize=9, color=MUTED, va="top")
    return figure


@drawing
def cell_table(matrix: ArrayLike, rows: Sequence[str], columns: Sequence[str], lang: Lang, *, keys: tuple[str, str]) -> Figure:
    """Draw how much of each column every row has; where there is none, an empty cell.

    Parameters
    ----------
    matrix : array, shape (rows, columns)
        Counts. A nan cell is not known, and left blank.
    rows, columns : sequence of str
        Their names.
    keys : pair of str
        What a filled cell is, and what an empty one means.
    """
    values = np.asarray(matrix, float).reshape(len(rows), len(columns))
    names = [wrapped(name, 150) for name in rows]
    left = block_width(names) + 12
    cell = min(96.0, (WIDTH - left - 2) / max(len(columns), 1))
    heads = [wrapped(name, cell - 6, 9) for name in columns]
    tall = max(26.0, 12.5 * line_count(names) + 4)
    top = 26.0 + 12 * line_count(heads) + 6
    figure = page(top + max(len(rows), 1) * tall + 6)
    over = overlay(figure)
    filled = {"marker": "s", "color": _HEAT(0.6), "markersize": 9, "linestyle": "none"}
    empty = {"marker": "s", "markerfacecolor": "white", "markeredgecolor": GAP, "markersize": 8, "linestyle": "none"}
    write_keys(over, [(filled, keys[0]), (empty, keys[1])], 9)
    for j, head in enumerate(heads):
        over.text(left + (j + 0.5) * cell, top - 6, head, fontsize=9, color=MUTED, ha="center", va="bottom", linespacing=0.85)
    axes = axes_at(figure, left, top, max(len(columns), 1) * cell, max(len(rows), 1) * tall)
    axes.set(xlim=(0, max(len(columns), 1)), ylim=(max(len(rows), 1), 0), xticks=[])
    bare(axes)
    axes.set_yticks(np.arange(len(rows)) + 0.5, names, color=INK, linespacing=0.85)
    axes.tick_params(axis="y", pad=5)
    most = max(np.nanmax(values, initial=0), 1)
    for (i, j), value in np.ndenumerate(values):
        if np.isnan(value):
            continue
        depth = float(np.sqrt(value / most))
        box = (j + 1.2 / cell, i + 1.2 / tall), 1 - 2.4 / cell, 1 - 2.4 / tall
        if value:
            axes.add_patch(Rectangle(*box, facecolor=_HEAT(depth), linewidth=0))
        else:
            axes.add_patch(Rectangle(*box, facecolor="white", edgecolor=GAP, linewidth=0.9, linestyle=(0, (3, 2))))
        shade = "white" if value and depth > 0.62 else INK if value else GAP
        axes.text(j + 0.5, i + 0.5, number(value, "count", lang), ha="center", va="center_baseline", color=shade, fontsize=10)
    return figure
