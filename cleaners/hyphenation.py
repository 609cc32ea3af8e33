"""Words that print parted at the end of a line, told from those with a hyphen of their own."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SOFT: Final = "\u00ad"  # a hyphen that shows only at the end of a line
_HYPHENS: Final = ("-", "\u2010")
# "Ein- und Ausgang" are two words.
_BETWEEN_HALVES: Final = frozenset(
    ["und", "oder", "bzw.", "sowie", "en", "of", "och", "og", "and", "or", "to", "et", "ou", "y", "e", "i", "и", "или"]
)
# How many words are parted where any are: of a text, and of its lines. Words' own hyphens end one line in a hundred.
_FEWEST: Final = ((3, 0.04), (2, 0.08))
_SHORTEST: Final = 3  # letters of a half that is a word of its own
# What follows a verb and its hyphen in French; no half of a parted word is so short.
_FRENCH: Final = frozenset(["il", "on", "ce", "ci", "là", "je", "tu", "vous", "nous", "être"])
_FIRSTS: Final = frozenset(["half", "long", "self", "well", "two", "three", "four", "five", "six", "seven", "nine"])
_WORDS: Final = re2.compile(r"\pL[\pL\pM]*(?:[-\x{2010}]\pL[\pL\pM]*)*")


def is_hyphenated(lines: Sequence[str]) -> bool:
    """Tell whether so many lines end in a hyphen that words were parted there, as in print."""
    joints = [(before, after) for before, after in pairwise(lines) if before and after]
    parted = sum(parts_word(*joint) for joint in joints)
    return any(parted >= max(fewest, share * len(joints)) for fewest, share in _FEWEST)


def parts_word(before: str, after: str) -> bool:
    """Tell whether a line ends within a word, which goes on in lower case, or in upper case if it began so."""
    if not (has_hyphen_between(before, after) and before[-2].isalpha() and after[0].isalpha()):
        return False
    return after[0].islower() or (before[-3:-1].isupper() and after[:2].isupper())


def has_hyphen_between(before: str, after: str) -> bool:
    """Tell whether a hyphen at a line's end stands within a word, parted or with a hyphen of its own."""
    return (
        before[-1] in _HYPHENS
        and before[-2:-1].isalnum()
        and after[0].isalnum()
        and after.split(maxsplit=1)[0] not in _BETWEEN_HALVES
    )


def softened(lines: Sequence[str]) -> list[str]:
    """Return lines with the hyphens that part words at their ends made soft; words' own hyphens stay.

    A word has its own where the text says it so within a line, or says both halves and not the whole.
    """
    if not is_hyphenated(lines):
        return list(lines)
    said = frozenset(word for line in lines for word in _words(line)[:-1])
    pairs = pairwise([*lines, ""])
    return [
        before[:-1] + SOFT
        if before and after and parts_word(before, after) and not _is_own(before, after, said)
        else before
        for before, after in pairs
    ]


def _is_own(before: str, after: str, said: Collection[str]) -> bool:
    first, second = _words(before)[-1], _words(after)[0]
    if first + second in said:
        return False
    if f"{first}-{second}" in said or second in _FRENCH:
        return True
    long = min(len(first), len(second)) >= _SHORTEST
    return long and (first in _FIRSTS or (first in said and second in said))


def _words(line: str) -> list[str]:
    words: list[Any] = _WORDS.findall(line)
    return [word.lower().replace("\u2010", "-") for word in words]
