"""The paper figures and maps draw on: its width, its inks, its typeface, and how a drawing leaves it for a page."""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from matplotlib import font_manager, style
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MaxNLocator

from reteanalysis.terms import Lang, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

P = ParamSpec("P")

WIDTH = 540.0  # points: 720 px, so that a 10 point label is 13 px on the page
INK, MUTED, FAINT, RULE = "#17324d", "#4f6175", "#aab5c0", "#dfe4ea"
BAND = "#d3dbe3"  # what chance would give
ACCENT, GAIN, LOSS, GAP = "#0066b3", "#1b7f5c", "#b4491b", "#b4491b"


@dataclass(frozen=True, slots=True)
class SectorStyle:
    """How one sector looks in every drawing: colour, and a shape as the second cue."""

    colour: str
    marker: str  # matplotlib's name of the shape
    shape: str  # vis-network's name of the same shape


_MARKERS = (("o", "dot"), ("s", "square"), ("^", "triangle"), ("D", "diamond"), ("v", "triangleDown"), ("*", "star"), ("H", "hexagon"))
# Twelve colours told apart with every common colour vision; two that share a shape are far apart in lightness too.
_COLOURS = (
    "#0072b2", "#e69f00", "#332288", "#56b4e9", "#009e73", "#d55e00",
    "#cc79a7", "#7fd1c7", "#661100", "#f0e442", "#8c564b", "#4d4d4d",
)  # fmt: skip
SECTOR_STYLES = tuple(SectorStyle(colour, *_MARKERS[i % len(_MARKERS)]) for i, colour in enumerate(_COLOURS))
UNKNOWN_STYLE = SectorStyle("#b8c0c8", "o", "dot")


def sector_style(position: int) -> SectorStyle:
    """Return the look of the sector at `position` in the study's list; -1 is a sector nobody recorded."""
    return UNKNOWN_STYLE if position < 0 else SECTOR_STYLES[position % len(SECTOR_STYLES)]


# ---------------------------------------------------------------------- style, and out to a page


@cache
def _register_fonts() -> None:
    for weight in ("Regular", "SemiBold"):
        font_manager.fontManager.addfont(Path(__file__).parent / "templates" / "fonts" / f"TitilliumWeb-{weight}.ttf")


_RC: dict[str, Any] = {
    "font.family": ["Titillium Web"],
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a project may have a $ in its title
    "axes.edgecolor": FAINT,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 10,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "none",
    "svg.hashsalt": "reteanalysis",
}


@contextmanager
def _styled() -> Iterator[None]:
    _register_fonts()
    with style.context(["default", _RC]), warnings.catch_warnings():
        # a letter the font lacks (a name in another script) is found by the browser that shows the page
        warnings.filterwarnings("ignore", r"Glyph \d+", UserWarning)
        yield


def drawing(function: Callable[P, Figure]) -> Callable[P, Figure]:
    """Let `function` draw in the style of the reports, whatever the reader's own matplotlib settings are."""

    @wraps(function)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with _styled():
            return function(*args, **kwargs)

    return styled


def to_svg(figure: Figure) -> str:
    """Return `figure` as an ``<svg>`` element to stand inside a page: text stays text, the height follows the width, no clock.

    Same figure, same bytes.
    """
    out = StringIO()
    with _styled():
        figure.savefig(out, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :].strip()
    head, rest = svg.split(">", 1)
    return (
        re.sub(r'\sheight="[^"]*"', "", head)
        + ">"
        + rest.replace("font-family: 'Titillium Web'", "font-family: 'Titillium Web', sans-serif")
    )


def to_png(figure: Figure, path: str | Path) -> None:
    """Write `figure` as a PNG twice as dense as a screen, moved into place when complete."""
    path = Path(path)
    unfinished = path.with_name(f".{path.name}.part")
    with _styled():
        figure.savefig(unfinished, format="png", dpi=192, metadata={"Software": None})
    unfinished.replace(path)


# ---------------------------------------------------------------------- paper and words


def page(height: float) -> Figure:
    """Return a blank figure as wide as a page column, `height` points tall."""
    return Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor="white")


def axes_at(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return axes placed in points, from the top left corner."""
    across, down = figure.get_size_inches() * 72
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


def overlay(figure: Figure) -> Axes:
    """Return axes over the whole page that count points from its top left corner."""
    across, down = figure.get_size_inches() * 72
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, across), ylim=(down, 0))
    axes.set_axis_off()
    return axes


def sheet(height: float) -> tuple[Figure, Axes]:
    """Return a page of the reports' width, and axes that count its points from the top left corner."""
    figure = page(height)
    return figure, overlay(figure)


def bare(axes: Axes, *keep: str) -> None:
    """Take away every spine but those named."""
    for name, spine in axes.spines.items():
        spine.set_visible(name in keep)


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return how wide `text` is, in points."""
    font = FontProperties(family=_RC["font.family"], size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrapped(text: str, width: float, size: float = 10, weight: str = "normal") -> str:
    """Return `text` on as many lines as it needs to stay within `width` points; a word longer than that is cut by a hyphen."""
    lines = [""]
    for word in text.split():
        while text_width(word, size, weight) > width and len(word) > 2:
            fits = next((k for k in range(len(word) - 1, 1, -1) if text_width(word[:k] + "-", size, weight) <= width), 2)
            lines.append(f"{word[:fits]}-")
            word = word[fits:]
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(line for line in lines if line)


def line_count(texts: Iterable[str]) -> int:
    """Return the number of lines of the tallest text."""
    return max((text.count("\n") + 1 for text in texts), default=1)


def block_width(texts: Iterable[str], size: float = 10, weight: str = "normal") -> float:
    """Return the width of the widest line, in points."""
    return max((text_width(line, size, weight) for text in texts for line in text.split("\n")), default=0.0)


def number_axis(axis: Any, unit: str, lang: Lang, ticks: int = 5) -> None:
    """Let an axis write its numbers as readers of `lang` do."""
    axis.set_major_locator(MaxNLocator(ticks, integer=unit == "count", min_n_ticks=1))
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, unit, lang)))


def write_keys(axes: Axes, items: Sequence[tuple[Mapping[str, Any], str]], top: float, left: float = 3) -> None:
    """Write a line of keys on a sheet: a mark, its words, the next; in two lines where one is too short."""
    x = left
    for mark, words in items:
        long = 22 if mark.get("linestyle", "none") != "none" else 8
        if x > left and x + long + 6 + text_width(words, 9) > WIDTH:
            x, top = left, top + 14
        axes.add_line(Line2D([x, x + long] if long == 22 else [x + 4], [top] * (2 if long == 22 else 1), clip_on=False, **mark))
        axes.text(x + long + 5, top, words, fontsize=9, color=MUTED, va="center_baseline")
        x += long + 5 + text_width(words, 9) + 18
