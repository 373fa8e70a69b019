"""One partnership network per year: who took part in what, as sparse arrays, with a networkx graph one call away.

The incidence (partners x projects) is the datum. A tie between two partners is derived from it under a declared
projection; nothing here builds the projection before somebody asks for it.
"""

from reteanalysis.network._arrays import product_within, some_of
from reteanalysis.network._attributes import Needs, Ratings, Register
from reteanalysis.network._network import RESOURCES, Detail, Members, Network, Projection
from reteanalysis.network._tables import networks_from_tables, select

__all__ = [
    "RESOURCES",
    "Detail",
    "Members",
    "Needs",
    "Network",
    "Projection",
    "Ratings",
    "Register",
    "networks_from_tables",
    "product_within",
    "select",
    "some_of",
]
