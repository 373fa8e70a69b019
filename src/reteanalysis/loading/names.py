"""Who is meant: identifiers, aliases and names resolved to one spelling; look-alikes pointed out and never merged."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from reteanalysis.loading.schema import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

How = Literal["exact", "alias", "loose", "name"]

_NEAR = 72  # below this rapidfuzz's likeness, a suggestion misleads more than it helps
_SAME_BODY = 92
_LISTED = 20
_COMMON = 3  # a word in more names than this says nothing about who somebody is

# Words that say what kind of body it is, not which one (legal forms as Italians write them), and words that say nothing.
_MUTE = (
    "aps odv onlus ets evs asd ssd srl srls rl spa snc sas scs scarl scrl scpa soc coop cooperativa cooperative sociale social societa "
    "consorzio associazione association ass assoc volontariato promozione culturale fondazione foundation ente impresa consortile "
    "responsabilita limitata organizzazione organizzazioni comitato ong ngo "
    "di del dello della dei degli delle d a al alla ai e ed in il lo la i gli le l per da con su the of and for r"
)
_DOTS = re.compile(r"(?<=\b\w)\.(?=\w\b)|(?<=\b\w)\.")


def loose(written: str) -> str:
    """Return `written` without case, accents, spaces, or the shapes of apostrophes and dashes: all that a hurried hand changes.

    >>> loose(" Città di  Torino ") == loose("citta DI torino"), loose("a-1") == loose("a1")
    (True, False)
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", written) if not unicodedata.combining(letter))
    return "".join(plain.casefold().split()).replace("’", "'").replace("–", "-").replace("—", "-").replace("‐", "-")


def nearest(written: str, answers: Mapping[str, str]) -> str | None:
    """Return the answer whose spelling (the mapping's key) is most like `written`, when it is like enough.

    >>> nearest("partecipazoni 2019", {"partecipazioni": "participations", "progetti": "projects"})
    'participations'
    """
    from rapidfuzz import fuzz, process

    spellings = {spelling: key(spelling) for spelling in answers}
    found = process.extractOne(key(written), spellings, scorer=fuzz.token_set_ratio, score_cutoff=_NEAR)
    return answers[found[2]] if found and len(key(written)) > 1 else None


@dataclass(frozen=True, slots=True)
class Names:
    """The register of one table: every way its rows may be named, and the identifier each way stands for."""

    ids: frozenset[str]
    by_alias: Mapping[str, str]
    by_loose: Mapping[str, str]
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, ids: Iterable[str | None], names: Iterable[str | None], aliases: Mapping[str, str] | None = None) -> Names:
        """Collect identifiers, names and decided aliases. What would mean two different rows means neither."""
        pairs = [(code, name) for code, name in zip(ids, names, strict=True) if code]
        return cls(
            ids=frozenset(code for code, _ in pairs),
            by_alias=aliases or {},
            by_loose=_unique((loose(code), code) for code, _ in pairs),
            by_name=_unique((loose(name), code) for code, name in pairs if name),
        )

    def resolve(self, written: str) -> tuple[str, How] | None:
        """Return the identifier meant and how it was recognised; None for a stranger."""
        if written in self.ids:
            return written, "exact"
        spelling = loose(written)
        roads: tuple[tuple[Mapping[str, str], How], ...] = ((self.by_alias, "alias"), (self.by_loose, "loose"), (self.by_name, "name"))
        return next(((road[spelling], how) for road, how in roads if spelling in road), None)

    def nearest(self, written: str) -> str | None:
        """Return the identifier most like `written`, by code, alias or name."""
        names = {**self.by_name, **self.by_alias}  # spelt without spaces
        return nearest(written, {**names, **{code: code for code in self.ids}}) or nearest(loose(written), names)


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for spelling, code in pairs:
        found.setdefault(spelling, set()).add(code)
    return {spelling: next(iter(codes)) for spelling, codes in found.items() if len(codes) == 1}


def bare(name: str) -> list[str]:
    """Return the words that tell one body from another: no legal forms, no articles.

    >>> bare("Soc. Coop. Soc. L'Arcobaleno a r.l. - O.N.L.U.S.")
    ['arcobaleno']
    """
    mute = set(_MUTE.split())
    return [word for word in key(_DOTS.sub("", name)).split() if word not in mute]


def look_alikes(names: list[str]) -> list[tuple[int, int]]:
    """Return the pairs of places in `names` that may be the same body, the likeliest first, at most twenty.

    Words that many names share (the city's own, for one) do not count: what makes two bodies alike is the rare word.
    """
    from rapidfuzz import fuzz

    words = [bare(name) for name in names]
    often = Counter(word for each in words for word in set(each))
    rare = [[word for word in each if often[word] <= _COMMON] for each in words]
    blocks: dict[str, set[int]] = {}  # only names with words that begin alike are compared: thousands of names take no time
    for place, each in enumerate(rare):
        for word in each:
            blocks.setdefault(word[:4], set()).add(place)
    pairs = {pair for block in blocks.values() for pair in combinations(sorted(block), 2)}
    likeness = {pair: fuzz.token_set_ratio(" ".join(rare[pair[0]]), " ".join(rare[pair[1]])) for pair in pairs}
    return sorted((pair for pair in pairs if likeness[pair] >= _SAME_BODY), key=lambda pair: (-likeness[pair], pair))[:_LISTED]


def valid_tax_code(code: str) -> bool:
    """Tell whether a codice fiscale or a partita IVA has the right check digit."""
    from stdnum.it import codicefiscale, iva

    return bool(iva.is_valid(code) or codicefiscale.is_valid(code))
