"""Results, drawn: numbers and words in, one `matplotlib.figure.Figure` out, made for a column 720 px wide.

A figure is read without its legend wherever it can be: values stand beside their marks, long labels on as many lines as
they need. Colour never speaks alone. Nothing here computes a measure, and nothing here touches pyplot.
"""

from reteanalysis.figures._amounts import amounts
from reteanalysis.figures._cells import cell_table, sector_table
from reteanalysis.figures._chance import Beside, Said, beside_chance, sector_contrast
from reteanalysis.figures._counts import completeness, distribution, profile, ranked_bars
from reteanalysis.figures._leaving import half, removal
from reteanalysis.figures._scorecard import Band, Dots, scorecard
from reteanalysis.figures._shifts import Fate, Moved, shifts
from reteanalysis.figures._years import Slope, ledger, presence, slopes

__all__ = [
    "Band",
    "Beside",
    "Dots",
    "Fate",
    "Moved",
    "Said",
    "Slope",
    "amounts",
    "beside_chance",
    "cell_table",
    "completeness",
    "distribution",
    "half",
    "ledger",
    "presence",
    "profile",
    "ranked_bars",
    "removal",
    "scorecard",
    "sector_contrast",
    "sector_table",
    "shifts",
    "slopes",
]
