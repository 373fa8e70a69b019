"""Files in, checked tables out: the only room where a spreadsheet is opened.

`read_study` reads whatever a person has (a folder of CSV files, a workbook) and says everything there is to mend;
`write_blank` makes an empty study to start from.
"""

from __future__ import annotations

from reteanalysis.loading.blank import guide, write_blank
from reteanalysis.loading.files import Source
from reteanalysis.loading.problems import DataError, Problem, Problems
from reteanalysis.loading.reading import Loaded, read_study
from reteanalysis.loading.schema import DEFAULT_SECTORS, TABLES
from reteanalysis.loading.settings import Denominator, Filter, Settings

__all__ = [
    "DEFAULT_SECTORS",
    "TABLES",
    "DataError",
    "Denominator",
    "Filter",
    "Loaded",
    "Problem",
    "Problems",
    "Settings",
    "Source",
    "guide",
    "read_study",
    "write_blank",
]
