"""What an article says of its author when it is over: "Ana Reyes is a staff reporter at the Courier …"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

AUTHOR_BIO: Final = "author-bio"
_LAST_LINES: Final = 3  # free lines at the end, among which it stands
_FEWEST_LINES: Final = 5  # free lines: of a shorter text the end is the middle
_LONGEST: Final = 700  # characters
_NAME_WORDS: Final = range(2, 6)
_REACH: Final = 8  # words after "is", among which the profession stands
_PARTICLES: Final = frozenset({"al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von"})
_VERBS: Final = frozenset({"is", "was", "ist", "est", "es", "è", "é", "jest"})
_PROFESSIONS: Final = frozenset(
    {"blogger", "columnist", "contributor", "correspondent", "critic", "editor", "fellow", "freelance", "freelancer"}
    | {"journalist", "photographer", "reporter", "writer"}
    | {"journalistin", "korrespondent", "korrespondentin", "redakteur", "redakteurin", "reporterin", "volontär"}
    | {"volontärin", "chroniqueur", "chroniqueuse", "correspondant", "correspondante", "journaliste", "rédacteur"}
    | {"rédactrice", "columnista", "corresponsal", "periodista", "redactor", "redactora", "reportera", "reportero"}
    | {"corrispondente", "cronista", "giornalista", "redattore", "redattrice", "colunista", "correspondente"}
    | {"jornalista", "repórter", "redacteur", "verslaggeefster", "verslaggever", "dziennikarką", "dziennikarzem"}
    | {"redaktorem", "redaktorką"}
)


def with_author_bios(texts: Sequence[str], rules: Sequence[str]) -> list[str]:
    """Return the rules with ``author-bio`` for the free lines at the end that say who wrote the article."""
    judged = list(rules)
    free = [index for index, rule in enumerate(rules) if not rule]
    if len(free) < _FEWEST_LINES:
        return judged
    for index in free[-_LAST_LINES:]:
        if _is_bio(texts[index]):
            judged[index] = AUTHOR_BIO
    return judged


def _is_bio(text: str) -> bool:
    if len(text) > _LONGEST or not text[0].isupper():
        return False
    words = text.split(maxsplit=_NAME_WORDS.stop + _REACH)
    if _VERBS.isdisjoint(words[: _NAME_WORDS.stop]):  # most paragraphs
        return False
    verb = next(place for place, word in enumerate(words) if word in _VERBS)
    name = words[:verb]
    if verb not in _NAME_WORDS or not all(word[0].isupper() or word in _PARTICLES for word in name):
        return False
    said = (word.strip(".,;:()'’").lower() for word in words[verb + 1 : verb + 1 + _REACH])
    return not _PROFESSIONS.isdisjoint(said)
