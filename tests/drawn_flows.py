"""Flows between partners, drawn by hand.

    3        2
a ────► b ────► c        d gives 1 to a: nothing comes back.
  ◄────
    1
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from strategies import drawn


def flow(arcs: dict[str, float], nodes: str = "abcd") -> csr_array:
    """Return the flows of a drawing: giver and receiver, two letters, to amount."""
    ends = [(nodes.index(pair[0]), nodes.index(pair[1])) for pair in arcs]
    return csr_array((list(arcs.values()), tuple(zip(*ends, strict=True)) if ends else ([], [])), shape=(len(nodes), len(nodes)))


TEAMS = {"p": "abcd"}
WORK = flow({"ab": 3.0, "ba": 1.0})
MONEY = flow({"bc": 2.0, "da": 1.0})
DRAWING = drawn(TEAMS, flows={"operational": WORK, "economic": MONEY})
UNRECORDED = drawn(TEAMS)
NOTHING = drawn(TEAMS, flows={"knowledge": flow({})})
NOBODY = drawn({})


# Who informs whom and who funds whom among ten bodies of Indianapolis (Knoke & Wood 1981).
INFORMATION = "0100101010 1011101110 0101111001 1100101000 1111001111 0010001010 0101100000 1101101010 0100101000 1110101000"
MONEY_OF_KNOKE = "0010100111 0010000000 0000000100 0110001110 0110000110 0000000000 0100000100 0000000011 0010000100 0000000000"


def rows(text: str) -> csr_array:
    return csr_array(np.array([[int(cell) for cell in row] for row in text.split()]))
