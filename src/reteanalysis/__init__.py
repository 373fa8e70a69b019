"""Is a partnership network becoming open, dynamic and integrated? The door of reteanalysis.

>>> from reteanalysis import example
>>> study = example()
>>> study.years
[2019, 2020, 2021]
>>> study.value("retention_rate", 2020)
0.8333333333333334
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from reteanalysis.terms import VERSION

if TYPE_CHECKING:
    from reteanalysis.book import yearly_report as yearly_report
    from reteanalysis.door import Study as Study
    from reteanalysis.door import example as example
    from reteanalysis.door import load_study as load_study
    from reteanalysis.loading import DataError as DataError
    from reteanalysis.metrics import METRICS as METRICS
    from reteanalysis.metrics import metric as metric
    from reteanalysis.network import Network as Network
    from reteanalysis.terms import Reason as Reason
    from reteanalysis.terms import Text as Text
    from reteanalysis.terms import undefined as undefined


__version__ = VERSION

# Each name is fetched from its room when somebody asks for it, so that `reteanalysis --help` waits for none of them.
_ROOMS = {
    "DataError": "loading",
    "METRICS": "metrics",
    "Network": "network",
    "Reason": "terms",
    "Study": "door",
    "Text": "terms",
    "example": "door",
    "load_study": "door",
    "metric": "metrics",
    "undefined": "terms",
    "yearly_report": "book",
}
__all__ = [
    "METRICS",
    "DataError",
    "Network",
    "Reason",
    "Study",
    "Text",
    "__version__",
    "example",
    "load_study",
    "metric",
    "undefined",
    "yearly_report",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(import_module(f"reteanalysis.{_ROOMS[name]}"), name)
    raise AttributeError(f"module 'reteanalysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_ROOMS])
