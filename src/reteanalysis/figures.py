"""Results, drawn: numbers and words in, one `matplotlib.figure.Figure` out, made for a column 720 px wide.

A figure is read without its legend wherever it can be: values stand beside their marks, long labels on as many lines as
they need. Colour never speaks alone. Nothing here computes a measure, and nothing here touches pyplot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reteanalysis.paper import (
    ACCENT,
    FAINT,
    GAIN,
    GAP,
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
    number_axis,
    overlay,
    page,
    sheet,
    text_width,
    wrapped,
    write_keys,
)
from reteanalysis.terms import UNDEFINED_MARK, Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

_HEAT = LinearSegmentedColormap.from_list("meetings", ["#e3eef8", "#7fb2dd", "#0b4a86"])

_MEETINGS = Text(it="numero di incontri fra i due settori", en="number of meetings between the two sectors")
_NO_MEETING = Text(it="mai allo stesso tavolo: una lacuna", en="never at the same table: a gap")
_ABSENT = Text(it="Non presenti quest'anno: {who}.", en="Not present this year: {who}.")


@drawing
def sector_table(
    matrix: ArrayLike, labels: Sequence[str], lang: Lang, *, present: Sequence[bool] | NDArray[np.bool_] | None = None
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
    write_keys(over, [(filled, _MEETINGS[lang]), (crossed, _NO_MEETING[lang])], 9)
    if note:
        over.text(0, top + n * tall + 8, note, fontsize=9, color=MUTED, va="top")
    return figure


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


_MEDIAN = Text(it="mediana: {value}", en="median: {value}")


@drawing
def distribution(values: ArrayLike, xlabel: str, ylabel: str, lang: Lang) -> Figure:
    """Draw how a count spreads: one dot for each project (or partner), stacked over its value; bars where the dots are too many.

    Parameters
    ----------
    values : array of int
        One value for each thing counted, for instance the partners of each project.
    xlabel, ylabel : str
        What the values are, and what is counted.
    """
    numbers = np.asarray(values, float)
    numbers = numbers[np.isfinite(numbers)].astype(int)
    xs, counts = np.unique(numbers, return_counts=True)
    first, last = (min(int(xs[0]), 1), max(int(xs[-1]), 4)) if len(xs) else (0, 4)
    slot = (WIDTH - 60) / (last - first + 1)
    dot = min(9.0, 0.9 * slot)
    most = int(counts.max(initial=1))
    dotted = most * (dot + 1.5) <= 190
    inner = max(most * (dot + 1.5) + 14, 70) if dotted else 160.0
    figure = page(inner + 72)
    axes = axes_at(figure, 48, 24, WIDTH - 60, inner)
    bare(axes, "bottom")
    axes.set(xlim=(first - 0.5, last + 0.5), xlabel=xlabel)
    axes.tick_params(axis="x", pad=11)  # room for the mark of the median
    axes.xaxis.set_major_locator(MaxNLocator(min(last - first + 1, 20), integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, "count", lang)))
    figure.text(0, 1, ylabel, va="top", color=MUTED)
    if dotted:
        axes.set_ylim(0, inner / (dot + 1.5))
        axes.plot(
            np.repeat(xs, counts), [k + 0.6 for count in counts for k in range(count)], "o", color=ACCENT, markersize=dot, markeredgewidth=0
        )
        axes.yaxis.set_visible(False)
    else:
        axes.bar(xs, counts, width=min(0.8, 30 / slot), color=ACCENT)
        axes.set_ylim(0, most * 1.12)
        number_axis(axes.yaxis, "count", lang, 4)
        axes.grid(axis="y")
    for x, count in zip(xs, counts, strict=True):
        height = (count + 0.3) if dotted else count
        if slot >= 16 or count == most:
            axes.annotate(
                number(count, "count", lang),
                (x, height),
                (0, 3),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=9,
                color=MUTED,
            )
    if len(numbers):
        middle = float(np.median(numbers))
        said = _MEDIAN.say(lang, value=number(middle, "count" if middle.is_integer() else "mean", lang))
        axes.plot(middle, -6 / inner, "^", transform=axes.get_xaxis_transform(), color=LOSS, markersize=7, markeredgewidth=0, clip_on=False)
        mark = {"marker": "^", "color": LOSS, "markersize": 7, "markeredgewidth": 0, "linestyle": "none"}
        write_keys(overlay(figure), [(mark, said)], 7, WIDTH - 16 - text_width(said, 9))
    return figure


@drawing
def ranked_bars(
    labels: Sequence[str],
    values: Sequence[float] | NDArray[Any],
    unit: str,
    lang: Lang,
    *,
    marks: Collection[str] = (),
    bounds: tuple[float, float] = (0.0, float("inf")),
) -> Figure:
    """Draw one value for each label, the largest above; undefined ones below, and said to be so.

    Parameters
    ----------
    labels : sequence of str
        Names, of sectors or of partners.
    values : sequence of float
        One each; nan is written "n.d.".
    marks : collection of str
        Labels to bring out, for instance the convening body.
    bounds : pair of float
        The least and the most the value can be; the axis shows the whole of a range that goes below zero.
    """
    order = sorted(range(len(labels)), key=lambda i: (np.isnan(values[i]), -values[i] if np.isfinite(values[i]) else 0.0))
    ranked = np.array([values[i] for i in order], float)
    names = [wrapped(labels[i], 200, 10, "semibold") for i in order]
    said = [number(value, unit, lang) for value in ranked]
    tall = 13.0 * line_count(names) + 9
    left, right = block_width(names, 10, "semibold") + 10, block_width(said, 10, "semibold") + 10
    figure = page(max(len(order), 1) * tall + 4)
    axes = axes_at(figure, left, 2, WIDTH - left - right, max(len(order), 1) * tall)
    finite = ranked[np.isfinite(ranked)]
    low = min([0.0, *finite, *([bounds[0]] if np.isfinite(bounds[0]) else [])])
    high = max([0.0, *finite, *([bounds[1]] if low < 0 and np.isfinite(bounds[1]) else [])])
    room = (right + 4) / (WIDTH - left - right) * (high - low) if low < 0 else 0.0  # for the words left of a negative bar
    axes.set(xlim=(low - room, high if high > low else low + 1), ylim=(max(len(order), 1) - 0.5, -0.5), xticks=[])
    bare(axes)
    axes.axvline(0, color=FAINT, linewidth=0.8)
    axes.set_yticks(range(len(order)), names, linespacing=0.85)
    for row, (i, value, text) in enumerate(zip(order, ranked, said, strict=True)):
        marked = labels[i] in marks
        axes.get_yticklabels()[row].set(color=INK, weight="semibold" if marked else "normal")
        if np.isfinite(value):
            axes.barh(
                row, value, height=0.66, color=LOSS if marked else ACCENT, hatch="///" if marked else None, edgecolor="white", linewidth=0
            )
        under = np.isfinite(value) and value < 0
        axes.annotate(
            text, (value if np.isfinite(value) else 0, row), (-5 if under else 5, 0), textcoords="offset points",
            ha="right" if under else "left", va="center_baseline", color=INK if np.isfinite(value) else MUTED, weight="semibold" if marked else "normal",
        )  # fmt: skip
    return figure


_OF = Text(it="{seen} di {all} ({share})", en="{seen} of {all} ({share})")
_OF_UNKNOWN = Text(it="{seen}; totale non noto", en="{seen}; total not known")
_IN_DATA = Text(it="nei dati di questo rapporto", en="in the data of this report")
_KNOWN = Text(it="totale dichiarato dalla fonte", en="total declared by the source")


@drawing
def completeness(known: ArrayLike, observed: ArrayLike, labels: Sequence[str], years: Sequence[int], lang: Lang) -> Figure:
    """Draw how much of what is known to exist the data hold.

    Parameters
    ----------
    known, observed : array, shape (labels, years)
        The declared totals (nan where none was published) and what the data hold.
    labels : sequence of str
        What each total counts.
    years : sequence of int
        The years.
    """
    whole, seen = np.asarray(known, float), np.asarray(observed, float)
    heads = [wrapped(label, WIDTH, 10.5, "semibold") for label in labels]
    row, top = 21.0, 30.0
    said = [
        [
            (_OF_UNKNOWN if np.isnan(total) else _OF).say(
                lang,
                seen=number(part, "count", lang),
                all=number(total, "count", lang),
                share=number(part / total if total else np.nan, "share", lang),
            )
            for total, part in zip(totals, parts, strict=True)
        ]
        for totals, parts in zip(whole, seen, strict=True)
    ]
    right = block_width([text for line in said for text in line]) + 10
    tall = sum(14.0 * line_count([head]) + 6 + row * len(years) + 12 for head in heads)
    figure, over = sheet(top + tall)
    outline = {"marker": "s", "markersize": 9, "markerfacecolor": "white", "markeredgecolor": MUTED, "linestyle": "none"}
    write_keys(over, [({"marker": "s", "markersize": 9, "color": ACCENT, "linestyle": "none"}, _IN_DATA[lang]), (outline, _KNOWN[lang])], 8)
    scale = max(np.nanmax(whole, initial=0), np.nanmax(seen, initial=0), 1)
    y = top
    for head, totals, parts, texts in zip(heads, whole, seen, said, strict=True):
        over.text(0, y, head, fontsize=10.5, weight="semibold", va="top", linespacing=0.85)
        y += 14.0 * line_count([head]) + 6
        axes = axes_at(figure, 40, y, WIDTH - 40 - right, row * len(years))
        axes.set(xlim=(0, scale), ylim=(len(years) - 0.5, -0.5), xticks=[])
        axes.set_yticks(range(len(years)), [str(year) for year in years], color=MUTED)
        bare(axes)
        axes.barh(range(len(years)), np.nan_to_num(totals), height=0.64, facecolor="white", edgecolor=MUTED, linewidth=0.9, clip_on=False)
        axes.barh(range(len(years)), np.nan_to_num(parts), height=0.64, color=ACCENT)
        for i, (total, part, text) in enumerate(zip(totals, parts, texts, strict=True)):
            end = max(0 if np.isnan(total) else total, 0 if np.isnan(part) else part)
            axes.annotate(text, (end, i), (6, 0), textcoords="offset points", va="center_baseline")
        y += row * len(years) + 12
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


@drawing
def presence(present: ArrayLike, sectors: Sequence[str], years: Sequence[int], lang: Lang) -> Figure:
    """Draw who was there in which year: a column of marks for each partner, gathered by sector, with the counts beside.

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
                axes.plot(left + step * (who + 0.5), np.full(len(who), middle), linestyle="none", **look | {"markersize": size})
            figures = [int(rows[:, t].sum()), *(int((steps[:, t] == word).sum()) for word in ("entered", "returned", "left"))]
            for x, figure_, sign in zip(columns, figures, ("", "+", "+", "−"), strict=True):
                words = f"{sign if figure_ else ''}{number(figure_, 'count', lang)}" if t or not sign else "·"
                axes.text(x, middle, words, fontsize=9, color=INK if figure_ else MUTED, ha="right", va="center_baseline")
        y += block
    return figure
