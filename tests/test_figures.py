"""Figures are asked, not looked at: what their axes say, where their words stand, which bytes they become."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import findfont

from reteanalysis.figures import (
    Band,
    Dots,
    Moved,
    Slope,
    amounts,
    cell_table,
    completeness,
    distribution,
    half,
    ledger,
    presence,
    profile,
    ranked_bars,
    removal,
    scorecard,
    sector_table,
    shifts,
    slopes,
)
from reteanalysis.paper import SECTOR_STYLES, UNKNOWN_STYLE, WIDTH, sector_style, to_png, to_svg

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.figure import Figure

NAN = math.nan
SECTORS = [
    "Ente pubblico",
    "Sanità pubblica",
    "Università e ricerca",
    "Scuola e formazione",
    "Cooperativa",
    "Associazione di promozione sociale e culturale",
    "Organizzazione di volontariato",
    "Fondazione",
    "Ente religioso civilmente riconosciuto",
    "Sindacato",
    "Impresa",
]
PANELS = [
    Slope("Partner", {2019: 26, 2020: 1031, 2021: 28}, "count", without={2019: 25, 2020: 1030, 2021: 27}),
    Slope(
        "Quota di progetti con almeno un ente pubblico e uno non pubblico",
        {2019: 0.9, 2020: 0.75, 2021: 1},
        "share",
        (0, 1),
        {2019: 0.2, 2020: NAN, 2021: 0},
    ),
    Slope("Indice E-I", {2019: NAN, 2020: 0.42, 2021: 0.1}, "index", (-1, 1), {2019: NAN, 2020: 0.02, 2021: -0.3}),
    Slope("Nuovi arrivati", {2020: 0.305, 2021: 0.0714}, "share", (0, 1)),
]


def meetings() -> np.ndarray:
    """Return meetings of eleven sectors: two never meet, and one has a single partner."""
    matrix = np.arange(121.0).reshape(11, 11) % 7 + 1
    matrix = matrix + matrix.T
    matrix[0, 3] = matrix[3, 0] = 0
    matrix[9, 9] = NAN
    matrix[2, 4] = matrix[4, 2] = 1204
    return matrix


KINDS = ["Conoscenza", "Denaro", "Lavoro"]
KEYS = ("posti che portano quella risorsa", "nessuno di cui si sappia")
LINES = ["Progetti guidati da enti privati", "Progetti di circoscrizione guidati da chi vi ha sede", "Dipendenza media dal denaro pubblico"]


def leaving(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two curves of partners still together: one falls at once, the other along the diagonal."""
    gone = np.arange(n + 1) / n
    return np.clip(1 - 3 * gone, 0, 1), 1 - gone


OPEN = Band(
    "Aperta",
    {2020: (0.44, 0.23, 0.54, 0.05, 1.0), 2021: (NAN,) * 5},
    {2019: "non valutata", 2020: "0,44 (0,05 – 1,00), parziale", 2021: "soprattutto scelte: si legga il profilo"},
    [
        Dots(
            "Nuovi accolti da chi c'era già, oltre quanto darebbe il caso estraendo a sorte i tavoli", {2020: 0.0, 2021: 1.0}, chance=True
        ),
        Dots("Posti ai nuovi arrivati", {2019: NAN, 2020: 0.3, 2021: 0.3}),
        Dots("Settori come nel registro", {}),
    ],
)


WITHOUT = ["senza 13 partner su 67", "senza 5 progetti su 25", "con gli enti mai visti: 46"]
MOVES = [
    Moved(
        label,
        [
            {"least": (0.10 * k, 0.02), "random": (-0.01, 0.2), "most": (-0.78, 0.1)},
            {"random": (0.3, NAN), "most": (0.92, 0.1), "least": (NAN, NAN)},
            {"added": (-0.05 * k, 0.01)},
        ],
    )
    for k, label in enumerate(["Densità", "Progetti non guidati dall'ente promotore", "Disuguaglianza dei contributi (Theil)", "Coppie"])
]


def attendance(partners: int) -> np.ndarray:
    return np.random.default_rng(3).random((partners, 3)) > 0.35


SMALL: dict[str, Callable[[], Figure]] = {
    "sector_table": lambda: sector_table([[NAN, 3, 0], [3, 1, 2], [0, 2, 5]], SECTORS[:3], "it"),
    "slopes": lambda: slopes(PANELS[:1], "it"),
    "ledger": lambda: ledger(0, 0, 0, 0, 0, (2019, 2020), "it"),
    "distribution": lambda: distribution([1, 1, 2, 26], "partner", "progetti", "it"),
    "ranked_bars": lambda: ranked_bars(["Comune"], [NAN], "share", "it"),
    "completeness": lambda: completeness([[2]], [[NAN]], ["Dipartimenti"], [2019], "it"),
    "presence": lambda: presence(attendance(8), ["Cooperativa"] * 8, [2019, 2020, 2021], "it"),
    "cell_table": lambda: cell_table([[3, 0, NAN]], SECTORS[:1], KINDS, "it", keys=KEYS),
    "profile": lambda: profile(LINES[:1], [[0.0]], [2020], "it"),
    "removal": lambda: removal(*leaving(5), "it"),
    "scorecard": lambda: scorecard([OPEN], [2020], "it"),
    "shifts": lambda: shifts(WITHOUT[:1], [Moved("Densità", [{"random": (0.0, 0.0)}])], "it"),
    "amounts": lambda: amounts([500.0], [500.0], [False], "it"),
}
LARGE: dict[str, Callable[[], Figure]] = {
    "sector_table": lambda: sector_table(meetings(), SECTORS, "it", present=[True] * 10 + [False]),
    "slopes": lambda: slopes(PANELS, "it", solid="tutta la rete", dashed="senza la Città di Torino"),
    "ledger": lambda: ledger(1041, 22, 63, 8, 19, (2019, 2020), "it"),
    "distribution": lambda: distribution([1] * 62 + [2] * 20 + [17], "progetti del partner", "partner", "it"),
    "ranked_bars": lambda: ranked_bars(SECTORS, [0.2, 0.5, NAN, 0.7, 0.04, 0.9, 1, 0.3, 0.2, NAN, 0.6], "share", "it", marks=SECTORS[:1]),
    "completeness": lambda: completeness(
        [[33, 35, 35], [52, 50, NAN]],
        [[8, 12, 0], [4, 9, 9]],
        ["Enti del terzo settore nei percorsi di inclusione, formazione e tirocinio (area 2, secondo chi ha raccolto i dati)", "Enti"],
        [2019, 2020, 2021],
        "it",
    ),
    "presence": lambda: presence(attendance(90), [SECTORS[i * i % 11] for i in range(90)], [2019, 2020, 2021], "it"),
    "presence of a crowd": lambda: presence(attendance(900), [SECTORS[i % 3] for i in range(900)], [2019, 2020, 2021], "it"),
    "cell_table": lambda: cell_table(np.arange(33).reshape(11, 3) * 41, SECTORS, KINDS, "it", keys=KEYS),
    "profile": lambda: profile(LINES, [[0.3, 0.35, 0.3], [NAN, 1, 0], [NAN, NAN, 0.071]], [2019, 2020, 2021], "it"),
    "removal": lambda: removal(*leaving(400), "en"),
    "scorecard": lambda: scorecard([OPEN] * 5, [2019, 2020, 2021], "it"),
    "shifts": lambda: shifts(WITHOUT, MOVES, "it"),
    "amounts": lambda: amounts([3e5, 900, 1200], [70, 1e4, 1250], [True, False, False], "en"),
}
EMPTY: dict[str, Callable[[], Figure]] = {
    "sector_table": lambda: sector_table(np.zeros((0, 0)), [], "it"),
    "slopes": lambda: slopes([], "it"),
    "ledger": lambda: ledger(NAN, NAN, NAN, NAN, NAN, (2019, 2020), "it"),
    "distribution": lambda: distribution([], "partner", "progetti", "it"),
    "ranked_bars": lambda: ranked_bars([], [], "share", "it"),
    "completeness": lambda: completeness(np.zeros((0, 1)), np.zeros((0, 1)), [], [2019], "it"),
    "presence": lambda: presence(np.zeros((0, 3)), [], [2019, 2020, 2021], "it"),
    "cell_table": lambda: cell_table(np.zeros((0, 3)), [], KINDS, "it", keys=KEYS),
    "profile": lambda: profile([], np.zeros((0, 2)), [2019, 2020], "it"),
    "removal": lambda: removal([], [], "it"),
    "scorecard": lambda: scorecard([], [], "it"),
    "shifts": lambda: shifts([], [], "it"),
    "amounts": lambda: amounts([], [], [], "it"),
}
EVERY = [pytest.param(draw, id=f"{name}-{size}") for size, some in (("small", SMALL), ("large", LARGE)) for name, draw in some.items()]


def words(figure: Figure) -> list[str]:
    """Return every text of the figure that is drawn, line breaks undone."""
    FigureCanvasAgg(figure).draw()
    found = [text for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text().strip()]
    shown = [text for axes in figure.axes for text in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())]
    labels = [axis.label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    return [text.get_text().replace("\n", " ") for text in found if text in shown or text in figure.texts or text in labels]


def boxes(figure: Figure) -> list[tuple[str, mpl.transforms.Bbox]]:
    """Return the words of the figure that are inside their axes' limits, each with the space it takes on the page, in points."""
    fine = 8  # at the density of a screen, letters are pushed to whole dots
    figure.set_dpi(72 * fine)
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += axes.texts
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            if axes.axison and axis.get_visible():
                texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
                texts.append(axis.label)
    to_points = mpl.transforms.Affine2D().scale(1 / fine)
    return [(text.get_text(), text.get_window_extent(renderer).transformed(to_points)) for text in texts if text.get_text().strip()]


# ---------------------------------------------------------------------- what every figure obeys


@pytest.mark.parametrize("draw", EVERY)
def test_no_word_lies_on_another_or_leaves_the_page(draw: Callable[[], Figure]) -> None:
    figure = draw()
    across, down = figure.get_size_inches() * 72
    assert across == WIDTH
    found = boxes(figure)
    outside = [text for text, box in found if box.x0 < -0.5 or box.x1 > across + 0.5 or box.y0 < -2 or box.y1 > down + 2]
    assert outside == []
    # the letters themselves are less tall than the box around them
    inner = [(text, box.padded(-1, -0.22 * min(box.height, 18))) for text, box in found]
    assert [(a, b) for (a, one), (b, other) in combinations(inner, 2) if one.overlaps(other)] == []


@pytest.mark.parametrize("draw", EVERY)
def test_same_numbers_same_bytes(draw: Callable[[], Figure]) -> None:
    assert to_svg(draw()) == to_svg(draw())


@pytest.mark.parametrize("draw", [pytest.param(draw, id=name) for name, draw in EMPTY.items()])
def test_nothing_to_draw_is_still_a_page(draw: Callable[[], Figure]) -> None:
    assert ElementTree.fromstring(to_svg(draw())).get("viewBox", "").startswith("0 0 540")


def test_an_svg_stands_inside_a_page() -> None:
    svg = to_svg(LARGE["ledger"]())
    root = ElementTree.fromstring(svg)
    assert svg.startswith("<svg")
    assert "height" not in root.attrib
    assert not [element for element in root.iter() if element.tag.endswith("metadata")]
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert "Legami nel 2019" in texts  # text stays text: it can be read aloud, searched and copied
    assert "font-family: 'Titillium Web', sans-serif" in svg


def test_a_reader_s_own_settings_change_nothing() -> None:
    before = dict(mpl.rcParams)
    plain = to_svg(LARGE["ranked_bars"]())
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "svg.hashsalt": None, "lines.linewidth": 9}):
        assert to_svg(LARGE["ranked_bars"]()) == plain
    assert dict(mpl.rcParams) == before


def test_pyplot_stays_out() -> None:
    code = "import sys; from reteanalysis import figures, paper; paper.to_svg(figures.ledger(1, 1, 1, 1, 1, (2019, 2020), 'en')); print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_the_font_is_the_page_s_own() -> None:
    to_svg(SMALL["ledger"]())
    assert findfont("Titillium Web", fallback_to_default=False).endswith("TitilliumWeb-Regular.ttf")


def test_a_name_in_another_script_is_drawn_without_a_warning() -> None:
    assert "Țară 日本" in to_svg(ranked_bars(["Țară 日本"], [1], "count", "it"))


def test_a_dollar_is_no_formula() -> None:
    assert "5$ e 6$" in words(ranked_bars(["5$ e 6$"], [1], "count", "it"))


def test_a_picture_is_twice_as_dense_as_a_screen(tmp_path: Path) -> None:
    to_png(SMALL["ledger"](), tmp_path / "ledger.png")
    data = (tmp_path / "ledger.png").read_bytes()
    assert int.from_bytes(data[16:20]) == 1440
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.png"]


def test_sectors_that_share_a_shape_are_far_apart_in_lightness() -> None:
    def lightness(colour: str) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return 116 * float(np.cbrt(np.dot(linear, (0.2126, 0.7152, 0.0722)))) - 16

    pairs = [(a, b) for a, b in combinations(SECTOR_STYLES, 2) if a.shape == b.shape]
    assert len(SECTOR_STYLES) == len(set(SECTOR_STYLES)) == 12
    assert min(abs(lightness(a.colour) - lightness(b.colour)) for a, b in pairs) > 20
    assert (sector_style(-1), sector_style(12)) == (UNKNOWN_STYLE, SECTOR_STYLES[0])


# ---------------------------------------------------------------------- sectors who meet


def test_cells_hold_the_numbers_and_gaps_are_marked() -> None:
    figure = LARGE["sector_table"]()
    table = figure.axes[0]
    said = [text.get_text() for text in table.texts]
    assert "1.204" in said
    assert "0" not in said
    gaps = [line for line in table.lines if line.get_marker() == "x"]
    assert [tuple(np.ravel(line.get_data())) for line in gaps] == [(0.5, 3.5)]
    assert len(table.patches) == 10 * 11 // 2 - 1  # a sector of one partner cannot meet itself: no cell
    assert "Non presenti quest'anno: Impresa." in words(figure)


def test_the_table_is_told_in_english() -> None:
    assert "never at the same table: a gap" in words(sector_table([[1, 0], [0, 1]], ["Public", "Business"], "en"))


# ---------------------------------------------------------------------- years


def test_undefined_is_a_gap_and_is_said() -> None:
    panel = slopes(PANELS, "it", solid="con", dashed="senza").axes[3]
    assert [text.get_text() for text in panel.texts].count("n.d.") == 2
    whole, without = (line for line in panel.lines if line.get_marker() == "o")
    np.testing.assert_array_equal(whole.get_ydata(), [NAN, 0.42, 0.1])
    np.testing.assert_array_equal(without.get_ydata(), [NAN, 0.02, -0.3])


def test_each_measure_stands_on_its_own_bounds() -> None:
    partners, share, index, _ = slopes(PANELS, "it").axes[-4:]
    assert partners.get_ylim()[0] < 0 < 1031 < partners.get_ylim()[1]
    assert share.get_ylim() == pytest.approx((-0.22, 1.22))
    assert index.get_ylim() == pytest.approx((-1.44, 1.44))


def test_a_year_without_the_question_has_no_mark() -> None:
    panel = slopes(PANELS, "it").axes[-1]
    assert [text.get_text() for text in panel.texts] == ["0%", "100%", "30%", "7,1%"]
    assert [label.get_text() for label in panel.get_xticklabels()] == ["2019", "2020", "2021"]


def test_numbers_are_written_in_the_language() -> None:
    assert "1.031" in words(slopes(PANELS, "it"))
    assert "1,031" in words(slopes(PANELS, "en"))


def test_the_two_lines_are_named() -> None:
    assert {"tutta la rete", "senza la Città di Torino"} <= set(words(LARGE["slopes"]()))
    assert "tutta la rete" not in words(slopes(PANELS[3:], "it", solid="tutta la rete", dashed="senza"))


# ---------------------------------------------------------------------- the ledger


def test_what_was_lost_and_gained_adds_up() -> None:
    axes = ledger(41, 22, 63, 8, 19, (2019, 2020), "it").axes[0]
    assert [text.get_text() for text in axes.texts] == ["68", "−19", "−8", "41", "+22", "+63", "126"]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert bars == [(0, 68), (49, 68), (41, 49), (0, 41), (41, 63), (63, 126), (0, 126)]
    assert [label.get_text() for label in axes.get_yticklabels()][::6] == ["Legami nel 2019", "Legami nel 2020"]


def test_nothing_lost_has_no_sign_and_undefined_is_said() -> None:
    assert [text.get_text() for text in SMALL["ledger"]().axes[0].texts] == ["0"] * 7
    assert [text.get_text() for text in EMPTY["ledger"]().axes[0].texts] == ["n.d."] * 7


# ---------------------------------------------------------------------- counts and values


def test_one_dot_for_each_project() -> None:
    axes = SMALL["distribution"]().axes[0]
    dots = axes.lines[0]
    assert sorted(dots.get_xdata()) == [1, 1, 2, 26]
    assert [text.get_text() for text in axes.texts] == ["2", "1", "1"]
    assert "mediana: 1,5" in words(SMALL["distribution"]())


def test_too_many_dots_are_bars() -> None:
    axes = LARGE["distribution"]().axes[0]
    assert {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in axes.patches} == {1: 62, 2: 20, 17: 1}


def test_the_largest_above_the_undefined_below() -> None:
    axes = LARGE["ranked_bars"]().axes[0]
    assert [text.get_text() for text in axes.texts] == ["100%", "90%", "70%", "60%", "50%", "30%", "20%", "20%", "4,0%", "n.d.", "n.d."]
    names = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert names[0] == "Organizzazione di volontariato"
    assert names[-2:] == ["Università e ricerca", "Sindacato"]
    assert [names[i] for i, bar in enumerate(axes.patches) if bar.get_hatch()] == ["Ente pubblico"]


def test_bars_go_both_ways() -> None:
    axes = ranked_bars(["a", "b"], [-0.4, 0.5], "index", "it", bounds=(-1, 1)).axes[0]
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(0, 0.5), (0, -0.4)]
    assert axes.get_xlim()[0] < -1
    assert axes.get_xlim()[1] == 1


def test_observed_stands_inside_what_is_known() -> None:
    said = words(LARGE["completeness"]())
    assert [text for text in said if " di " in text and "(" in text][-4:] == [
        "12 di 35 (34%)",
        "0 di 35 (0%)",
        "4 di 52 (7,7%)",
        "9 di 50 (18%)",
    ]
    assert "9; totale non noto" in said
    known, observed = np.split(np.array([bar.get_width() for bar in LARGE["completeness"]().axes[1].patches]), 2)
    np.testing.assert_array_equal(known, [33, 35, 35])
    np.testing.assert_array_equal(observed, [8, 12, 0])


def test_who_came_who_left_who_came_back() -> None:
    there = [[1, 1, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]]
    figure = presence(there, ["Cooperativa", "Cooperativa", "Impresa", "Impresa"], [2019, 2020, 2021], "en")
    axes = figure.axes[0]
    rows = [text.get_text() for text in axes.texts]
    at = rows.index("All sectors")
    assert rows[at + 1 :] == ["2019", "2", "·", "·", "·", "2020", "2", "+1", "0", "−1", "2021", "3", "+1", "+1", "−1"]
    marks = {marker: sum(len(line.get_xdata()) for line in axes.lines if line.get_marker() == marker) for marker in "sPDX"}
    # one of each in the key, one of each but the first above the columns
    assert marks == {"s": 4 + 1, "P": 2 + 2, "D": 1 + 2, "X": 2 + 2}


def test_a_crowd_stands_as_bars_as_long_as_it_is_many() -> None:
    there = np.array([[True, True]] * 300 + [[True, False]] * 200 + [[False, True]] * 100)
    axes = presence(there, ["Impresa"] * 600, [2019, 2020], "it").axes[0]
    widths = [patch.get_width() for patch in axes.patches]
    one = sum(widths[:2]) / 500  # in 2019 all were there: those that stayed, then those about to leave
    assert [round(width / one) for width in widths] == [300, 200, 300, 100, 200]  # in 2020: stayed, joined, left
    assert [bool(patch.get_hatch()) for patch in axes.patches] == [False, False, False, True, False]
    assert {line.get_marker() for line in axes.lines if len(line.get_xdata()) > 2} == set()  # no marks beside the bars


# ---------------------------------------------------------------------- who brings what, what stands and what falls


def test_a_cell_says_how_many_and_an_empty_one_that_there_is_none() -> None:
    axes = SMALL["cell_table"]().axes[-1]
    assert [text.get_text() for text in axes.texts] == ["3", "0"]  # what is not known is left blank
    assert [to_hex(patch.get_facecolor()) == "#ffffff" for patch in axes.patches] == [False, True]


def test_a_table_of_areas_does_not_speak_of_sectors() -> None:
    said = words(sector_table([[4, 0], [0, 2]], ["Housing", "Food"], "en", keys=("partners in common", "no partner in common")))
    assert {"partners in common", "no partner in common"} <= set(said)
    assert not [text for text in said if "sector" in text or "meeting" in text]


def test_a_profile_marks_each_year_and_says_what_is_undefined() -> None:
    figure = LARGE["profile"]()
    said = words(figure)
    assert {"30%, 35%, 30%", "n.d., 100%, 0%", "n.d., n.d., 7,1%"} <= set(said)
    marks = [float(line.get_xdata()[0]) for line in figure.axes[-1].lines if line.get_marker() not in ("None", None, "")]
    np.testing.assert_array_equal(marks, [0.3, 0.35, 0.3, NAN, 1, 0, NAN, NAN, 0.071])


def test_half_is_marked_on_each_curve() -> None:
    busiest, random = leaving(400)
    assert (half(busiest), half(random)) == (67, 200)  # 1 − 3·67/400 = 0.4975; 1 − 200/400
    said = words(LARGE["removal"]())
    assert {"half: 17%", "half: 50%"} <= set(said)
    assert {"metà: 20%", "metà: 60%"} <= set(words(SMALL["removal"]()))  # of five: one gone leaves 0.4; three leave 0.4


# ---------------------------------------------------------------------- lists that may not be whole, and amounts


def test_what_would_move_a_value_has_its_shape_and_what_leaves_the_scale_says_how_far() -> None:
    figure = LARGE["shifts"]()
    partners, projects, unseen = figure.axes[1:]
    shapes = [line.get_marker() for line in partners.lines if line.get_marker() in ("v", "o", "^", "D")]
    assert shapes == ["v", "o"] * 4  # the third is off the scale
    assert {"« −78%"} == {text.get_text() for text in partners.texts}
    assert {"92% »"} == {text.get_text() for text in projects.texts}  # and what has no value is not drawn
    assert [tuple(line.get_xdata()) for line in unseen.lines if line.get_marker() == "D"] == [(-0.05 * k,) for k in range(4)]
    assert len({axes.get_xlim() for axes in (partners, projects, unseen)}) == 1
    assert "aggiunti" in words(figure)
    assert "aggiunti" not in words(SMALL["shifts"]())


def test_amounts_that_stand_out_have_another_shape() -> None:
    axes = LARGE["amounts"]().axes[0]
    drawn = {line.get_marker(): list(zip(*line.get_data(), strict=True)) for line in axes.lines if line.get_marker() in ("o", "^")}
    assert drawn == {"^": [(70, 3e5)], "o": [(1e4, 900), (1250, 1200)]}
    assert "100,000" in words(LARGE["amounts"]())


# ---------------------------------------------------------------------- the scorecard


def test_a_band_has_a_row_for_each_year_and_a_line_for_each_indicator() -> None:
    band = LARGE["scorecard"]().axes[1]
    labels = [label.get_text().replace("\n", " ") for label in band.get_yticklabels()]
    assert labels == ["2019", "2020", "2021", *(dot.label for dot in OPEN.dots)]
    bars = {
        line.get_linewidth(): tuple(line.get_xdata())
        for line in band.lines
        if line.get_linewidth() in (1.5, 7) and line.get_marker() == "None"
    }
    assert bars == {1.5: (0.05, 1.0), 7: (0.23, 0.54)}
    assert [tuple(line.get_xdata()) for line in band.lines if line.get_marker() == "o" and line.get_markersize() == 6] == [(0.44,)]


def test_what_is_not_scored_is_said_and_not_drawn() -> None:
    said = [text.get_text().replace("\n", " ") for text in LARGE["scorecard"]().axes[1].texts]
    assert said == [
        "non valutata",
        "0,44 (0,05 – 1,00), parziale",
        "soprattutto scelte: si legga il profilo",
        "n.d.: 2019",
        "n.d.: 2019",
        "n.d.",
    ]


def test_each_year_has_its_shape_and_chance_its_line() -> None:
    figure = LARGE["scorecard"]()
    band = figure.axes[1]
    dots = [(line.get_marker(), *line.get_xdata()) for line in band.lines if line.get_markersize() == 5.5 and line.get_marker() != "None"]
    assert [dot for dot in dots if not math.isnan(dot[1])] == [("s", 0.0), ("o", 1.0), ("s", 0.3), ("o", 0.3)]
    lines = [line for line in band.lines if list(line.get_xdata()) == [0.5, 0.5]]
    assert len(lines) == 1  # of three indicators, one is compared with chance
    assert "0,5 = quel che darebbe il caso" in words(figure)
    assert "0.5 = what chance would give" not in words(scorecard([Band("Open", {}, {}, OPEN.dots[1:])], [2020], "en"))
