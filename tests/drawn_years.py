"""Two years drawn by hand: of those that stayed, abcd, first ab ac bc cd are tied, then ab bc bd cd."""

from __future__ import annotations

from strategies import drawn, objects

SECTORS = {"public": "ax", "cooperative": "bc", "association": "d", "enterprise": "n"}
AREAS = {"area": objects(["x", "y", "y"])}  # a and b are of x, d of y, c of both
BEFORE = drawn({"p": "abc", "q": "cd", "r": "dx"}, SECTORS, project_data=AREAS)
AFTER = drawn({"p": "ab", "q": "bcd", "r": "an", "s": "dn"}, SECTORS, year=2020)
NOBODY = drawn({}, SECTORS)
OTHERS = drawn({"p": "vw", "q": "wz"}, SECTORS)
