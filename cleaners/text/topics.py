"""What a line speaks of, and how much of that a text speaks of too: what tells a title from the lines around it."""

from __future__ import annotations

from itertools import pairwise, repeat
from typing import Final

from cleaners.sentence import is_unspaced

_TOPIC_WORD: Final = 4  # letters at least
_FEW: Final = 20  # topics: to look for each in a text costs less than to bare the words of the text
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
    lower = text.lower()
    if len(topics) <= _FEW and min(map(len, topics), default=_TOPIC_WORD) >= _TOPIC_WORD:  # words, not pairs
        return frozenset([topic for topic in topics if _stands_in(lower, topic)])
    return topics.intersection(map(str.strip, {*lower.split()}, repeat(_MARKS)))


def _stands_in(text: str, topic: str) -> bool:
    """Tell whether the topic is a word of the text, but for marks around it."""
    at = text.find(topic)
    while at >= 0:
        before, after = text[:at].rstrip(_MARKS)[-1:], text[at + len(topic) :].lstrip(_MARKS)[:1]
        if (not before or before.isspace()) and (not after or after.isspace()):
            return True
        at = text.find(topic, at + 1)
    return False


def share_of(topics: frozenset[str], said: frozenset[str]) -> float:
    """Return the share of the topics that are said; of few it is less, as if there were one more that is not."""
    return len(topics & said) / (len(topics) + 1)
