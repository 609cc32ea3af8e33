"""The words of each line: how they weigh in the lexicon, and whether the rest of the text speaks of them too."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaners.text_columns import Table

_WORD: Final = re.compile(r"\w+")  # a single class repeated: cannot backtrack
_MOST_WORDS: Final = 30  # of a line are looked up, and no more characters than that many words have
_MOST_CHARACTERS: Final = 200
_MOST_PAIRS: Final = 12  # words from a line's start are also looked up in pairs
_TOPIC_WORD: Final = 5  # letters at least: shorter words say nothing about the topic
WORD_COLUMNS: Final = (
    "lexicon_mean", "lexicon_sum", "lexicon_least", "common_share", "topic_share", "topic_words", "title_share",
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """Return the words of a line as the lexicon spells them: lower case, numbers as ``0``."""
    words = _WORD.findall(text[:_MOST_CHARACTERS].lower())[:_MOST_WORDS]
    if any(map(str.isdigit, words)):
        return ["0" if word.isdigit() else word for word in words]
    return words


def word_table(texts: Sequence[str], long: Sequence[bool], lexicon: Mapping[str, float]) -> Table:
    """Return one row for each line, columns as ``WORD_COLUMNS`` names them; ``long`` marks paragraphs."""
    tokens = [words_of(text) for text in texts]
    topics = [{word for word in words if len(word) >= _TOPIC_WORD} for words in tokens]
    spread: Counter[str] = Counter()
    for topic, is_long in zip(topics, long, strict=True):
        if is_long:
            spread.update(topic)
    title = topics[0]
    rows = []
    for words, topic, is_long in zip(tokens, topics, long, strict=True):
        found = _weights(words, lexicon)
        total, count = sum(found), len(words) or 1
        known = sum([spread[word] > is_long for word in topic])
        rows.append(
            (
                total / count,
                total,
                min(found, default=0.0),
                len(found) / (2 * count),
                known / (len(topic) or 1),
                known,
                len(topic & title) / (len(title) or 1),
            )
        )
    return np.array(rows, np.float32)


def _weights(words: Sequence[str], lexicon: Mapping[str, float]) -> list[float]:
    found = [lexicon[word] for word in words if word in lexicon]
    return found + [lexicon[pair] for pair in map(" ".join, pairwise(words[:_MOST_PAIRS])) if pair in lexicon]
