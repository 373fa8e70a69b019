"""The letters of formulas and costs, for whoever reads a card."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reteanalysis.terms import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

# What formulas use without saying what it is; they say the rest themselves, after a semicolon.
LETTERS: dict[str, Text] = {
    "n": Text(it="partner", en="partners"),
    "m": Text(it="progetti", en="projects"),
    "E": Text(it="posti ai tavoli", en="seats at the tables"),
    "A": Text(it="la tabella di chi siede dove", en="the table of who sits where"),
    "a_ij": Text(it="1 dove il partner i siede nel progetto j", en="1 where partner i sits in project j"),
    "d_i": Text(it="progetti del partner i", en="projects of partner i"),
    "k_j": Text(it="partner del progetto j", en="partners of project j"),
    "s_ik": Text(it="progetti comuni ai partner i e k", en="projects that partners i and k share"),
    "t_pq": Text(it="partner comuni ai progetti p e q", en="partners that projects p and q share"),
    "B": Text(it="tutti i legami", en="all ties"),
    "b_ik": Text(it="1 dove i e k sono legati", en="1 where i and k are tied"),
    "deg_i": Text(it="legami di i", en="ties of i"),
    "N(i)": Text(it="i partner cui i è legato", en="the partners i is tied to"),
    "w_ik": Text(it="legame di i e k, corretto per la dimensione dei tavoli", en="tie of i and k, corrected for team size"),
    "dist": Text(it="legami lungo la strada più breve", en="ties along the shortest way"),
    "n_c": Text(it="partner di una parte separata della rete", en="partners of a separate part of the network"),
    "g(i)": Text(it="settore di i", en="sector of i"),
    "n_g": Text(it="partner del settore g", en="partners of sector g"),
    "G": Text(it="settori", en="sectors"),
    "k_jg": Text(it="partner del settore g nel progetto j", en="partners of sector g in project j"),
    "O_gh": Text(it="incontri dei settori g e h", en="meetings of sectors g and h"),
    "pub(i)": Text(it="i è un ente pubblico", en="i is a public body"),
    "l_ij": Text(it="1 dove i guida il progetto j", en="1 where i leads project j"),
    "P_t": Text(it="partner attivi dell'anno t", en="active partners of year t"),
    "L_t": Text(it="legami dell'anno t", en="ties of year t"),
    "n_t": Text(it="partner attivi dell'anno t, contati", en="active partners of year t, counted"),
    "ω_c": Text(it="quanto è grande il bisogno c", en="size of the need c"),
    "s_jc": Text(it="1 dove il progetto j risponde al bisogno c", en="1 where project j answers the need c"),
    "x_c": Text(it="progetti che rispondono al bisogno c", en="projects that answer the need c"),
    "u_c": Text(it="partner che rispondono al bisogno c", en="partners that answer the need c"),
    "r_c": Text(it="quota della risposta che va al bisogno c", en="share of the response that goes to the need c"),
    "M_cx": Text(it="1 dove l'impegno x risponderebbe al bisogno c", en="1 where commitment x would answer the need c"),
    "n_d": Text(it="partner attivi con sede nella circoscrizione d", en="active partners seated in district d"),
    "m_d": Text(it="progetti della circoscrizione d", en="projects of district d"),
    "m_α": Text(it="progetti dell'area α", en="projects of area α"),
    "N_REG": Text(it="enti del registro", en="bodies of the register"),
    "φ_ij": Text(it="ciò che il partner i porta al progetto j", en="what partner i brings to project j"),
    "φ_i": Text(it="volte in cui i porta quel tipo di risorsa", en="times i brings that kind of resource"),
    "x_i": Text(it="euro che i porta", en="euros that i brings"),
    "f_ik": Text(it="ciò che passa da i a k", en="what flows from i to k"),
    "f_ikr": Text(it="ciò che passa da i a k, del tipo r", en="what flows from i to k, of kind r"),
    "z_i": Text(it="ciò che entra in i da fuori", en="what enters i from outside"),
    "y_i": Text(it="ciò che esce da i verso fuori", en="what leaves i to outside"),
    "x_ik": Text(it="giudizio di i su k nel questionario", en="rating of k by i in the survey"),
    "α(j)": Text(it="area del progetto j", en="area of project j"),
    "d_ia": Text(it="posti di i nell'area a", en="seats of i in area a"),
    "E_a": Text(it="posti nell'area a", en="seats in area a"),
    "E_ga": Text(it="posti del settore g nell'area a", en="seats of sector g in area a"),
    "E_g": Text(it="posti del settore g", en="seats of sector g"),
    "δ_ab": Text(it="distanza fra le aree a e b", en="distance between areas a and b"),
    "ρ": Text(it="correlazione", en="correlation"),
    "#": Text(it="quanti", en="how many"),
    "|·|": Text(it="quanti; di un numero, il valore senza segno", en="how many; of a number, its value without a sign"),
    "1[·]": Text(it="1 dove è vero, 0 altrove", en="1 where it is true, 0 elsewhere"),
}

# What costs use besides, or in a sense of their own.
COST_LETTERS: dict[str, Text] = {
    "L": Text(it="legami", en="ties"),
    "deg_j": Text(it="progetti che hanno un partner in comune con j", en="projects that share a partner with j"),
    "A": Text(it="aree", en="areas"),
    "C": Text(it="bisogni rilevati", en="recorded needs"),
    "D": Text(it="circoscrizioni", en="districts"),
    "F": Text(it="flussi rilevati", en="recorded flows"),
    "h": Text(it="passi della più lunga fra le strade più brevi", en="steps of the longest of the shortest ways"),
    "r": Text(it="giri di una ricerca, o coppie che guarda", en="rounds of a search, or pairs that it looks at"),
    "X": Text(it="impegni possibili", en="possible commitments"),
    "v": Text(it="tentativi della ricerca", en="trials of the search"),
    "LP": Text(it="tempo di un programma lineare", en="time of a linear program"),
}

COST_READING = Text(
    it="O(·) dice come cresce il tempo, a meno di un fattore fisso, a partire dai dati. I legami, le strade e i triangoli che più misure usano si "
    "calcolano una volta sola. Fra due anni conta il più grande; un legame dichiarato conta come un tavolo di due partner.",
    en="O(·) says how time grows, up to a fixed factor, starting from the data. Ties, ways and triangles that several measures use are worked out "
    "once. Between two years the larger counts; a declared tie counts as a table of two partners.",
)


_INDICES = {"i": "(?:[ikq]|max)", "k": "[iklq]", "j": "[jpqr]", "p": "[pq]", "q": "[pq]", "g": "[gh]", "h": "[gh]", "t": r"(?:t|\{t)"}


def legend(formula: str, cost: str) -> dict[str, Text]:
    """Return the letters that a formula and a cost use and do not explain themselves.

    >>> [letter for letter in legend("E / n; n = #{i : d_i > 0}", "O(L log L)")]
    ['E', 'd_i', '#', 'L']
    """
    outside = re.sub(r"\{[^{}]*\}", "", re.sub(r"\{[^{}]*\}", "", formula))  # what stands in braces is a condition
    own = set(re.findall(r"(?:^|[;,] )([^ ]+) =", outside))
    of_cost = {letter: text for letter, text in _used(LETTERS, cost).items() if letter not in COST_LETTERS}
    return {letter: text for letter, text in _used(LETTERS, formula).items() if letter not in own} | of_cost | _used(COST_LETTERS, cost)


def _used(letters: Mapping[str, Text], formula: str) -> dict[str, Text]:
    return {letter: text for letter, text in letters.items() if re.search(_pattern(letter), formula)}


def _pattern(letter: str) -> str:
    """Return what finds a letter by itself, whatever its indices are called: not n in n_g; anything in the place of the dot."""
    if not letter[0].isalpha():
        return re.escape(letter).replace("·", r"[^|\[\]]+")
    name, _, indices = letter.partition("_")
    spelt = re.escape(name) + ("_" + "".join(_INDICES.get(index, index) for index in indices) if indices else "")
    return rf"(?<!\w){spelt}" + ("" if letter == "dist" else "(?![A-Za-z0-9₀-₉α-ω])" if indices else "(?![A-Za-z0-9₀-₉α-ω_])")
