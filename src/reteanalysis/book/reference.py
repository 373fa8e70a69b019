"""The catalogue as a document: every measure with its card, for who reads without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reteanalysis.metrics import CARD, COST_LETTERS, COST_READING, LETTERS, METRICS
from reteanalysis.terms import FAMILIES, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reteanalysis.metrics import Metric
    from reteanalysis.terms import Lang

_TITLE = Text(it="Le misure", en="The measures")
_OPENING = Text(
    it="""Le {count} misure di reteanalysis, famiglia per famiglia, ciascuna con la sua scheda: che cosa chiede, come si legge e che cosa non dice, quando non è definita, la formula, i dati che richiede, quanto costa calcolarla, da dove viene. *Questa pagina è scritta da `reteanalysis metrics --markdown --lang it`: non si corregge a mano.*

Nel terminale la stessa scheda è `reteanalysis explain NOME`. Per usare le misure su un grafo qualsiasi: [graphs.it.md](graphs.it.md). Le fonti, con il loro DOI: [references.md](references.md).""",
    en="""The {count} measures of reteanalysis, family by family, each with its card: what it asks, how to read it and what it does not say, when it is undefined, its formula, the data it needs, what it costs to compute, where it comes from. *This page is written by `reteanalysis metrics --markdown --lang en`: it is not edited by hand.*

In the terminal the same card is `reteanalysis explain NAME`. To use the measures on any graph: [graphs.en.md](graphs.en.md). The sources, with their DOI: [references.md](references.md).""",
)
_CONTENTS = Text(it="Indice", en="Contents")
_LETTERS_HEADING = Text(it="Le lettere delle formule", en="The letters of formulas")
_COSTS_HEADING = Text(it="I tempi di calcolo", en="Computing times")
_FAMILY = Text(it="{family}: {count} misure", en="{family}: {count} measures")
_AS_CODE = (CARD["formula"], CARD["cost"])  # what Markdown would take for its own signs
_IN_THE_OPEN = (CARD["question"], CARD["family"])  # said by the heading and the line under it


def catalogue(lang: Lang) -> str:
    """Return the page of all measures in `lang`, as Markdown."""
    families = {family: [metric for metric in METRICS if metric.family == family] for family in FAMILIES}
    headings = {family: _FAMILY.say(lang, family=FAMILIES[family], count=len(metrics)) for family, metrics in families.items()}
    contents = [
        f"- [{FAMILIES[family][lang]}](#{_anchor(headings[family])}): {', '.join(f'[{one.label[lang]}](#{one.name})' for one in metrics)}"
        for family, metrics in families.items()
    ]
    parts = [f"# {_TITLE[lang]}", _OPENING.say(lang, count=len(METRICS)), f"## {_CONTENTS[lang]}", "\n".join(contents)]
    parts += [f"## {_LETTERS_HEADING[lang]}", _meanings(LETTERS, lang)]
    parts += [f"## {_COSTS_HEADING[lang]}", COST_READING[lang], _meanings(COST_LETTERS, lang)]
    for family, metrics in families.items():
        parts += [f"## {headings[family]}", *(_card(metric, lang) for metric in metrics)]
    return "\n\n".join(parts) + "\n"


def _anchor(heading: str) -> str:
    """Return the anchor that readers of Markdown give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _meanings(letters: Mapping[str, Text], lang: Lang) -> str:
    return "\n".join(f"- `{letter}`: {meaning[lang]}" for letter, meaning in letters.items())


def _card(metric: Metric, lang: Lang) -> str:
    told = {heading[lang] for heading in _IN_THE_OPEN}
    code = {heading[lang] for heading in _AS_CODE if heading is not CARD["cost"] or metric.cost}
    lines = [f"- {heading}: {f'`{text}`' if heading in code else text}" for heading, text in metric.card(lang) if heading not in told]
    return "\n".join([f"### {metric.name}", "", f"**{metric.label[lang]}.** {metric.question[lang]}", "", *lines])
