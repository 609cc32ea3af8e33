"""What a line speaks of, and how much of that a text speaks of too: what tells a title from the lines around it."""

from __future__ import annotations

from itertools import pairwise, repeat
from typing import Final

from cleaners.sentence import is_unspaced

_TOPIC_WORD: Final = 4  # letters at least
_READ: Final = 3_000  # characters of a text: what it is about shows early
_MARKS: Final = ".,:;!?()[]«»“”„‘’'\"|…-–—،؟。"


def topics_of(line: str) -> frozenset[str]:
    """Return what a line speaks of: its longer words, or its pairs of characters where words are not spaced."""
    if is_unspaced(line):
        return frozenset(map("".join, pairwise(line)))
    return frozenset([bare for word in line.lower().split() if len(bare := word.strip(_MARKS)) >= _TOPIC_WORD])


def topics_in(text: str, topics: frozenset[str]) -> frozenset[str]:
    """Return which of the topics a text speaks of."""
    text = text[:_READ]
    if is_unspaced(text):
        return topics & topics_of(text)
    return topics.intersection(map(str.strip, {*text.lower().split()}, repeat(_MARKS)))


def share_of(topics: frozenset[str], said: frozenset[str]) -> float:
    """Return the share of the topics that are said; of few it is less, as if there were one more that is not."""
    return len(topics & said) / (len(topics) + 1)
