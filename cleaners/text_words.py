"""The words of each line: how they weigh in the lexicon, and whether the rest of the text speaks of them too."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import count, repeat
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cleaners.text_columns import table_of
from cleaners.text_shape import code_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cleaners.text_columns import Column, Table

_MOST_CHARACTERS: Final = 200  # of a line are read: what a line is about shows early
_TOPIC_WORD: Final = 5  # letters at least: shorter words say nothing about the topic
_TABLE_SIZE: Final = 1 << 16  # code points above it are signs or rare Han: they part words
_OPENER: Final = "\0"  # stands before the words of each line, so that no line is without a token
WORD_COLUMNS: Final = (
    "lexicon_mean", "lexicon_sum", "lexicon_least", "lexicon_most", "common_share", "topic_share", "topic_words",
    "title_share", "rare_share", "echo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and pairs of words with their weights, positive for prose.

    ``ids`` numbers the words from 1; ``weights[id]`` is a word's, 0 for one that only speaks in pairs. ``pairs`` are
    the sorted keys ``first id * len(weights) + second id``; ``pair_weights`` theirs.
    """

    ids: Mapping[str, int]
    weights: Column
    pairs: NDArray[np.int64]
    pair_weights: Column


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a text, one after the other: ``ids`` into ``spellings``, 0 for the opener of each line.

    ``starts`` holds the place of each line's opener. ``topics`` and ``topic_lines`` are the distinct longer words of
    each line: word id and line, in order.
    """

    spellings: tuple[str, ...]
    ids: NDArray[np.intp]
    starts: NDArray[np.intp]
    topics: NDArray[np.intp]
    topic_lines: NDArray[np.intp]


def words_of(texts: Sequence[str]) -> Words:
    """Return the words of the lines as the lexicon spells them: lower case, each digit as ``0``."""
    text = "\n " + " \n ".join([text[:_MOST_CHARACTERS] for text in texts])
    spelled = _spelling_table().take(code_points(text), mode="clip")
    tokens = spelled.tobytes().decode("utf-32-le").split()
    spellings = tuple(dict.fromkeys(tokens))  # the first token is an opener
    number_of = dict(zip(spellings, count()))
    ids = np.fromiter(map(number_of.__getitem__, tokens), np.intp, len(tokens))
    starts = np.flatnonzero(ids == 0)
    topical = np.fromiter(map(len, spellings), np.intp, len(spellings)) >= _TOPIC_WORD
    places = np.flatnonzero(topical[ids])
    lines = np.searchsorted(starts, places, side="right") - 1
    keys = np.sort(lines * len(spellings) + ids[places])
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    lines, topics = np.divmod(keys[new], len(spellings))
    return Words(spellings, ids, starts, topics, lines)


def word_table(words: Words, long: NDArray[np.bool_], lexicon: Lexicon) -> Table:
    """Return one row for each line, columns as ``WORD_COLUMNS`` names them; ``long`` marks paragraphs."""
    known = np.fromiter(map(lexicon.ids.get, words.spellings, repeat(0)), np.intp, len(words.spellings))
    entries = known[words.ids]
    weights = lexicon.weights[entries]
    pairs = _pair_weights(entries, lexicon)
    found = (weights != 0) * np.float32(1) + (pairs != 0)
    both = np.add.reduceat(np.stack((weights + pairs, found)), words.starts, axis=1)
    ends = np.append(words.starts[1:], len(words.ids))
    sizes = np.maximum(ends - words.starts - 1, 1)
    columns = (
        both[0] / sizes,
        both[0],
        np.minimum.reduceat(np.minimum(weights, pairs), words.starts),
        np.maximum.reduceat(np.maximum(weights, pairs), words.starts),
        both[1] / (2 * sizes),
        *_topic_columns(words, long, known),
    )
    return table_of(columns, len(words.starts))


def _pair_weights(entries: NDArray[np.intp], lexicon: Lexicon) -> Column:
    """Return for each token the weight of the pair that it opens with the token after it, 0 for none."""
    keys = entries * len(lexicon.weights)
    keys[:-1] += entries[1:]
    keys[-1] = 0
    places = np.minimum(np.searchsorted(lexicon.pairs, keys), len(lexicon.pairs) - 1)
    weights: Column = np.where(lexicon.pairs[places] == keys, lexicon.pair_weights[places], np.float32(0))
    return weights


def _topic_columns(words: Words, long: NDArray[np.bool_], known: NDArray[np.intp]) -> tuple[NDArray[Any], ...]:
    topics, lines, height = words.topics, words.topic_lines, len(words.starts)
    told = long[lines]
    spread = np.bincount(topics[told], minlength=len(known))[topics]
    everywhere = np.bincount(topics, minlength=len(known))[topics]
    shared = (spread > told).astype(np.float32)
    rare = (known[topics] == 0).astype(np.float32)
    in_title = np.zeros(len(known), np.float32)
    in_title[topics[lines == 0]] = 1
    sums = [np.bincount(lines, weights, height) for weights in (shared, rare, shared * rare, np.log(everywhere))]
    total = np.maximum(np.bincount(lines, minlength=height), 1)
    title = np.bincount(lines, in_title[topics], height)
    return (
        sums[0] / total,
        sums[0],
        title / max(float(in_title.sum()), 1.0),
        sums[2] / np.maximum(sums[1], 1),
        sums[3] / total,
    )


def kinship(words: Words, scores: Column) -> Table:
    """Return how much of each line's topic, then of its longest words, the likely body outside the line speaks of.

    ``scores`` say of each line how likely it is body; both columns lie between 0 and 1.
    """
    topics, lines, height = words.topics, words.topic_lines, len(words.starts)
    own = scores[lines]
    mass = np.bincount(topics, own, len(words.spellings))[topics] - own
    weight = 1 / (1 + np.bincount(topics, minlength=len(words.spellings))[topics])
    total = np.maximum(np.bincount(lines, minlength=height), 1)
    columns = (
        np.bincount(lines, np.minimum(mass, 1), height) / total,
        np.bincount(lines, mass * weight, height) / total,
    )
    return table_of(columns, height)


@cache
def _spelling_table() -> NDArray[np.uint32]:
    """Return what each code point is spelled as: letters in lower case, digits as 0, everything else a space."""
    return np.array([ord(_spelled(chr(code))) for code in range(_TABLE_SIZE)] + [ord(" ")], np.uint32)


def _spelled(char: str) -> str:
    if char == "\n":
        return _OPENER
    if char.isdecimal():
        return "0"
    return char.lower()[0] if char.isalnum() or char == "_" or _is_mark(char) else " "


def _is_mark(char: str) -> bool:
    return char < "\ufe00" and unicodedata.category(char) in {"Mn", "Mc"}
