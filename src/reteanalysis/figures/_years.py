"""One year beside another, drawn: measures, ties and partners as they stay, come and go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from reteanalysis.paper import (
    ACCENT,
    FAINT,
    GAIN,
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
    sheet,
    wrapped,
    write_keys,
)
from reteanalysis.terms import UNDEFINED_MARK, Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Slope:
    """One measure over the years: a panel of `slopes`.

    Parameters
    ----------
    label : str
        Its name, as the reader knows it.
    values : mapping of int to float
        Value by year; nan where it is undefined, no key where the question did not arise.
    unit : str
        How its numbers are written (`terms.number`).
    bounds : pair of float
        The least and the most it can be; infinite where there is no such limit.
    without : mapping of int to float, optional
        The same without the convening body.
    """

    label: str
    values: Mapping[int, float]
    unit: str
    bounds: tuple[float, float] = (0.0, float("inf"))
    without: Mapping[int, float] | None = None


@drawing
def slopes(panels: Sequence[Slope], lang: Lang, *, solid: str = "", dashed: str = "") -> Figure:
    """Draw a few measures over the years as small multiples, each on the scale of its own bounds.

    Parameters
    ----------
    panels : sequence of Slope
        One small chart each.
    solid, dashed : str
        What the full line (`values`) and the dashed one (`without`) are, in words.
    """
    years = sorted({year for panel in panels for year in [*panel.values, *(panel.without or {})]})
    across = min(3, max(len(panels), 1)) if len(panels) != 4 else 2
    gap, tall = 26.0, 104.0
    wide = min((WIDTH - gap * (across - 1)) / across, 260.0)
    titles = [wrapped(panel.label, wide, 10.5, "semibold") for panel in panels]
    words = any(panel.without for panel in panels) and bool(solid or dashed)
    head = 24.0 if words else 2.0
    rows = [range(i, min(i + across, len(panels))) for i in range(0, len(panels), across)]
    heights = [line_count(titles[i] for i in row) * 14 + 10 + tall + 34 for row in rows]
    figure = page(head + sum(heights))
    if words:
        write_keys(overlay(figure), [(_LINES[0], solid), (_LINES[1], dashed)], 8)
    top = head
    for row, height in zip(rows, heights, strict=True):
        title = height - tall - 34
        for k, i in enumerate(row):
            left = k * (wide + gap)
            figure.text(
                left / WIDTH, 1 - top / (head + sum(heights)), titles[i], fontsize=10.5, weight="semibold", va="top", linespacing=0.85
            )
            _slope(axes_at(figure, left + 4, top + title, wide - 8, tall), panels[i], years, lang)
        top += height
    return figure


_LINES: tuple[dict[str, Any], dict[str, Any]] = (
    {"color": ACCENT, "linewidth": 2, "linestyle": "solid", "marker": "o", "markersize": 5},
    {"color": MUTED, "linewidth": 1.4, "linestyle": (0, (3, 2)), "marker": "o", "markersize": 4.5, "markerfacecolor": "white"},
)


def _slope(axes: Axes, panel: Slope, years: Sequence[int], lang: Lang) -> None:
    lines = [[values.get(year) for year in years] for values in (panel.values, panel.without) if values is not None]
    finite = [value for line in lines for value in line if value is not None and np.isfinite(value)]
    low = panel.bounds[0] if np.isfinite(panel.bounds[0]) else min([0.0, *finite])
    high = panel.bounds[1] if np.isfinite(panel.bounds[1]) else max([low, *finite])
    high = high if high > low else low + 1
    span = high - low
    axes.set(xlim=(-0.3 * len(years) / 2 - 0.2, len(years) - 0.6), ylim=(low - 0.22 * span, high + 0.22 * span), yticks=[])
    every = -(-len(years) // 5)  # as many years as there is room to name; the last one always
    axes.set_xticks(range(len(years)), [str(year) if (len(years) - 1 - i) % every == 0 else "" for i, year in enumerate(years)])
    bare(axes)
    for edge, inside in ((low, panel.bounds[0]), (high, panel.bounds[1])):
        if np.isfinite(inside):
            axes.axhline(edge, color=RULE, linewidth=0.8, zorder=0)
            axes.annotate(
                number(edge, panel.unit, lang),
                (0, edge),
                (0, 2),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                fontsize=8,
                color=MUTED,
            )
    if low < 0 < high:
        axes.axhline(0, color=FAINT, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)
    for series, line in enumerate(lines):
        points = np.array([np.nan if value is None else value for value in line], float)
        axes.plot(range(len(years)), points, **_LINES[series], zorder=3 - series, clip_on=False)
        shade, weight = (INK, "semibold") if series == 0 else (MUTED, "normal")
        for x, value in enumerate(line):
            if value is None or (0 < x < len(years) - 1 and len(years) > 4):
                continue
            other = lines[1 - series][x] if len(lines) > 1 else None
            under = (series == 1) if other is None or not np.isfinite(other) or other == value else value < other
            if np.isnan(value):  # on the floor of the chart, or above the other line; the second line's below the floor
                floor = low + 0.14 * span if other is None or not np.isfinite(other) else other + 0.2 * span
                axes.text(x, floor if series == 0 else low - 0.1 * span, UNDEFINED_MARK, ha="center", va="center", color=shade, fontsize=9)
                continue
            axes.annotate(
                number(value, panel.unit, lang), (x, value), (0, -6 if under else 6), textcoords="offset points",
                ha="center", va="top" if under else "bottom", color=shade, weight=weight, fontsize=9,
            )  # fmt: skip


_LEDGER = (
    Text(it="Legami nel {year}", en="Ties in {year}"),
    Text(it="persi con chi è uscito", en="lost with partners that left"),
    Text(it="sciolti fra chi è rimasto", en="dropped between partners that stayed"),
    Text(it="Legami mantenuti", en="Ties kept"),
    Text(it="nuovi fra chi c'era già", en="new between earlier partners"),
    Text(it="portati dai nuovi partner", en="brought by newcomers"),
    Text(it="Legami nel {year}", en="Ties in {year}"),
)


@drawing
def ledger(kept: float, opened: float, brought: float, dropped: float, lost: float, years: tuple[int, int], lang: Lang) -> Figure:
    """Draw how the ties of one year became those of the next: what was lost, what was kept, what was gained.

    Parameters
    ----------
    kept, opened, brought, dropped, lost : float
        Ties present in both years; new ones between partners of both years; new ones of partners who joined; gone ones
        between partners of both years; gone ones of partners who left.
    years : pair of int
        The two years.
    """
    amounts = (kept + dropped + lost, lost, dropped, kept, opened, brought, kept + opened + brought)
    before, _, ended, held, new, _, after = np.nan_to_num(amounts)
    starts = (0, held + ended, held, 0, held, held + new, 0)
    ends = (before, before, held + ended, held, held + new, after, after)
    signs = ("", "−", "−", "", "+", "+", "")
    looks: tuple[dict[str, Any], ...] = (
        {"color": MUTED}, {"color": LOSS, "hatch": "////"}, {"color": LOSS, "hatch": "//", "alpha": 0.75}, {"color": ACCENT},
        {"color": GAIN, "alpha": 0.75}, {"color": GAIN}, {"color": MUTED},
    )  # fmt: skip
    names = [wrapped(text.say(lang, year=years[i == 6]), 210) for i, text in enumerate(_LEDGER)]
    tall = 14.0 * line_count(names) + 14
    left = block_width(names, 10, "semibold") + 12
    figure = page(7 * tall + 4)
    axes = axes_at(figure, left, 2, WIDTH - left - 44, 7 * tall)
    axes.set(xlim=(0, max(before, after, 1)), ylim=(6.5, -0.5), xticks=[])
    bare(axes, "left")
    axes.set_yticks(range(7), names)
    for i, (amount, start, end, sign, look) in enumerate(zip(amounts, starts, ends, signs, looks, strict=True)):
        total = not sign
        axes.barh(i, end - start, left=start, height=0.62, edgecolor="white", linewidth=0, **look)
        axes.annotate(
            f"{sign if amount > 0 else ''}{number(amount, 'count', lang)}", (end, i), (5, 0), textcoords="offset points",
            va="center_baseline", weight="semibold" if total else "normal", color=INK,
        )  # fmt: skip
        axes.get_yticklabels()[i].set(color=INK if total else MUTED, weight="semibold" if total else "normal")
    for i, edge in enumerate((before, held + ended, held, held, held + new, after)):  # where one bar hands over to the next
        axes.plot([edge, edge], [i, i + 1], color=FAINT, linewidth=0.8, zorder=0)
    return figure


_PRESENCE: dict[str, tuple[Text, dict[str, Any]]] = {
    "stayed": (Text(it="presente", en="present"), {"marker": "s", "color": "#6f93b8", "markeredgewidth": 0}),
    "entered": (Text(it="entrato", en="joined"), {"marker": "P", "color": GAIN, "markeredgewidth": 0}),
    "returned": (Text(it="tornato", en="came back"), {"marker": "D", "color": "#7b4ea3", "markeredgewidth": 0}),
    "left": (Text(it="uscito", en="left"), {"marker": "X", "markerfacecolor": "white", "markeredgecolor": LOSS, "markeredgewidth": 0.9}),
}
_ALL_SECTORS = Text(it="Tutti i settori", en="All sectors")
_PRESENT = Text(it="presenti", en="present")


def _steps(present: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return what each partner did in each year, shape (partners, years): a key of `_PRESENCE`, or '' when not there."""
    steps = np.full(present.shape, "", dtype=object)
    for t in range(present.shape[1]):
        now, last = present[:, t], present[:, t - 1] if t else present[:, t]
        ever = present[:, :t].any(axis=1)
        steps[now, t] = "stayed"
        steps[now & ~last, t] = "entered"
        steps[now & ~last & ever, t] = "returned"
        steps[~now & last, t] = "left"
    return steps


_CROWD = 4.0  # points for each partner; with less, marks would be specks: those that did the same stand together as one bar


def _runs(axes: Axes, who: NDArray[np.intp], left: float, middle: float, step: float, word: str) -> None:
    """Draw partners side by side that did the same as one bar; the hatch tells apart what the colour does."""
    look = _PRESENCE[word][1]
    gone = word == "left"
    colour = look["markeredgecolor"] if gone else look["color"]
    for run in np.split(who, np.flatnonzero(np.diff(who) > 1) + 1):
        if len(run):
            axes.add_patch(
                Rectangle(
                    (left + step * run[0], middle - 4), max(step * len(run), 0.8), 8, facecolor="white" if gone else colour,
                    edgecolor=colour if gone else "white", linewidth=0.7 if gone else 0, hatch={"entered": "////", "returned": "xxxx"}.get(word),
                )
            )  # fmt: skip


@drawing
def presence(present: ArrayLike, sectors: Sequence[str], years: Sequence[int], lang: Lang) -> Figure:
    """Draw who was there in which year: a column of marks for each partner, gathered by sector, with the counts beside.

    Where partners are too many for a mark each, bars as long as they are many.

    Parameters
    ----------
    present : array of bool, shape (partners, years)
        Who was there when; rows that are never true are left out.
    sectors : sequence of str
        The name of each partner's sector; sectors stand in order of first appearance.
    years : sequence of int
        The years, in order.
    """
    there = np.asarray(present, bool).reshape(len(sectors), len(years))
    groups = {name: there[[sector == name for sector in sectors]] for name in dict.fromkeys(sectors)}
    groups = {name: rows[rows.any(axis=1)] for name, rows in groups.items()}
    groups = {name: rows[np.lexsort(1 - rows.T)] for name, rows in groups.items() if len(rows)}
    names = {name: wrapped(name, 118, 10, "semibold") for name in groups}
    heads, counted, row = 58.0, 34.0, 13.0  # one column of figures for: present, joined, came back, left
    left = max(block_width(names.values(), 10, "semibold") + 14, 70) + 30
    right = 4 * counted + heads - 34
    most = max((len(rows) for rows in groups.values()), default=1)
    step = min(14.0, (WIDTH - left - right - 10) / most)
    blocks = {name: max(row * len(years), 12.5 * line_count([names[name]])) + 12 for name in groups}
    total = row * len(years) + 12
    top = 44.0
    figure, axes = sheet(top + sum(blocks.values()) + total)
    size = min(9.0, step * 0.78)
    write_keys(axes, [(look | {"markersize": 8, "linestyle": "none"}, word[lang]) for word, look in _PRESENCE.values()], 8)
    columns = [WIDTH - 4 - counted * k for k in (3, 2, 1, 0)]
    for x, word in zip(columns, ("stayed", "entered", "returned", "left"), strict=True):
        if word == "stayed":
            axes.text(x, top - 12, _PRESENT[lang], fontsize=9, color=MUTED, ha="right", va="center_baseline")
        else:
            axes.plot([x - 5], [top - 12], linestyle="none", **_PRESENCE[word][1] | {"markersize": 8})
    y = top
    everyone = np.concatenate([*groups.values(), np.zeros((0, len(years)), bool)])
    for name, rows, block in [*((name, rows, blocks[name]) for name, rows in groups.items()), (_ALL_SECTORS[lang], everyone, total)]:
        axes.plot([0, WIDTH], [y - 4, y - 4], color=RULE, linewidth=0.8)
        axes.text(0, y, names.get(name, name), weight="semibold", va="top", linespacing=0.85)
        steps = _steps(rows)
        for t, year in enumerate(years):
            middle = y + row * (t + 0.5)
            axes.text(left - 8, middle, str(year), fontsize=9, color=MUTED, ha="right", va="center_baseline")
            for word, (_, look) in _PRESENCE.items() if name in groups else ():
                who = np.flatnonzero(steps[:, t] == word)
                if step < _CROWD:
                    _runs(axes, who, left, middle, step, word)
                    continue
                axes.plot(left + step * (who + 0.5), np.full(len(who), middle), linestyle="none", **look | {"markersize": size})
            figures = [int(rows[:, t].sum()), *(int((steps[:, t] == word).sum()) for word in ("entered", "returned", "left"))]
            for x, figure_, sign in zip(columns, figures, ("", "+", "+", "−"), strict=True):
                words = f"{sign if figure_ else ''}{number(figure_, 'count', lang)}" if t or not sign else "·"
                axes.text(x, middle, words, fontsize=9, color=INK if figure_ else MUTED, ha="right", va="center_baseline")
        y += block
    return figure
