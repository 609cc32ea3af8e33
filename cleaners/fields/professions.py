"""What people who write articles are called, in the languages whose pages say it of them: one list for all who ask.

It tells a byline's names from what stands behind them, and the line at an article's end that is about its author.
"""

from __future__ import annotations

from typing import Final

PROFESSIONS: Final = frozenset(
    {"blogger", "columnist", "contributor", "correspondent", "critic", "editor", "fellow", "freelance", "freelancer"}
    | {"journalist", "photographer", "reporter", "writer"}
    | {"journalistin", "korrespondent", "korrespondentin", "redakteur", "redakteurin", "reporterin", "volontär"}
    | {"volontärin", "chroniqueur", "chroniqueuse", "correspondant", "correspondante", "journaliste", "rédacteur"}
    | {"rédactrice", "columnista", "corresponsal", "periodista", "redactor", "redactora", "reportera", "reportero"}
    | {"corrispondente", "cronista", "giornalista", "redattore", "redattrice", "colunista", "correspondente"}
    | {"jornalista", "repórter", "redacteur", "verslaggeefster", "verslaggever", "dziennikarką", "dziennikarzem"}
    | {"redaktorem", "redaktorką"}
)
# As a part of an expression that looks for one of them as a whole word.
ANY_PROFESSION: Final = "|".join(sorted(PROFESSIONS))
