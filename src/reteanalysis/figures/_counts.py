"""One number beside another, drawn: how counts spread, how large each thing is, how much of a whole the data hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reteanalysis.paper import (
    ACCENT,
    FAINT,
    INK,
    LOSS,
    MUTED,
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
from reteanalysis.terms import Lang, Text, number

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

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


@drawing
def profile(labels: Sequence[str], values: ArrayLike, years: Sequence[int], lang: Lang) -> Figure:
    """Draw shares as lines from 0 to 100%, each with a mark where it stands in every year: a profile, which adds up to no score.

    Parameters
    ----------
    labels : sequence of str
        What each line is a share of.
    values : array, shape (labels, years)
        The shares; nan where undefined.
    years : sequence of int
        The years; the last has the full mark.
    """
    shares = np.asarray(values, float).reshape(len(labels), len(years))
    names = [wrapped(label, 200) for label in labels]
    said = [", ".join(number(value, "share", lang) for value in row) for row in shares]
    left, right = block_width(names) + 14, block_width(said) + 12
    tall = max(24.0, 12.5 * line_count(names) + 8)
    top = 38.0 if len(years) > 1 else 18.0
    figure = page(top + max(len(labels), 1) * tall + 4)
    over = overlay(figure)
    looks = [_mark(t == len(years) - 1, t) for t in range(len(years))]
    if len(years) > 1:
        write_keys(over, [(look, str(year)) for look, year in zip(looks, years, strict=True)], 8)
    axes = axes_at(figure, left, top, WIDTH - left - right, max(len(labels), 1) * tall)
    axes.set(xlim=(-0.02, 1.02), ylim=(max(len(labels), 1) - 0.5, -0.5), xticks=[])
    bare(axes)
    axes.set_yticks(range(len(labels)), names, color=INK, linespacing=0.85)
    for edge, align in ((0, "left"), (1, "right")):
        place = left + (WIDTH - left - right) * (edge + 0.02) / 1.04
        over.text(place, top - 4, number(edge, "share", lang), fontsize=8, color=MUTED, ha=align, va="bottom")
    for i, (row, words) in enumerate(zip(shares, said, strict=True)):
        axes.plot([0, 1], [i, i], color=FAINT, linewidth=1.2, zorder=1, solid_capstyle="butt")
        known = row[np.isfinite(row)]
        if len(known) > 1:
            axes.plot([known.min(), known.max()], [i, i], color=ACCENT, linewidth=2, alpha=0.4, zorder=2)
        for value, look in zip(row, looks, strict=True):
            axes.plot(value, i, zorder=3, clip_on=False, **look)
        over.text(WIDTH - 2, top + (i + 0.5) * tall, words, ha="right", va="center_baseline", color=INK if len(known) else MUTED)
    return figure


def _mark(last: bool, place: int) -> dict[str, Any]:
    """Return how a year is marked: the last one full, those before it hollow, each its own shape."""
    shape = "o" if last else "s^Dv"[place % 4]
    return {
        "marker": shape,
        "color": ACCENT,
        "markersize": 8 if last else 6,
        "markerfacecolor": ACCENT if last else "white",
        "linestyle": "none",
    }
