"""The words of each line: how they weigh in the lexicon, and whether the rest of the text speaks of them too."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cleaners.text.columns import table_of
from cleaners.text.shape import code_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.text.columns import Layout, Table
    from cleaners.text.lexicon import Lexicon

_MOST_CHARACTERS: Final = 200  # of a line are read: what a line is about shows early
_TOPIC_WORD: Final = 5  # letters at least: shorter words say nothing about the topic
_TABLE_SIZE: Final = 1 << 16  # code points above it are signs or rare Han: they part words
_SPACE: Final = 0
_OPENER: Final = 1  # stands before the words of each line, so that no line is without a token
# A word's hash is the sum of its code points times the first, second … power of this odd number, modulo 2**64.
_BASE: Final = 0x9E3779B97F4A7C15
_LINES_AT_ONCE: Final = 512
_MOST_AT_ONCE: Final = _LINES_AT_ONCE * (_MOST_CHARACTERS + 4)  # characters, with what parts the lines
_HASH_OF_TEXT: Final = np.uint64(52)  # bits that tell a word among those of its text
WORD_COLUMNS: Final = (
    "lexicon_mean", "lexicon_sum", "lexicon_least", "lexicon_most", "common_share", "topic_share", "topic_words",
    "title_share", "rare_share", "echo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The hashes of all words, one after the other, 0 for the opener of each line, and the layout of the lines.

    ``starts`` holds the place of each line's opener. ``topics`` and ``topic_lines`` are the distinct longer words of
    each line: number and line, in order. A number is given to a word of one text: ``spoken`` tells a place of it.
    """

    layout: Layout
    hashes: NDArray[np.uint64]
    starts: NDArray[np.intp]
    topics: NDArray[np.intp]
    topic_lines: NDArray[np.intp]
    spoken: NDArray[np.intp]


def words_of(texts: Sequence[str], layout: Layout) -> Words:
    """Return the words of the lines as the lexicon spells them: lower case, each digit as ``0``."""
    parts = [_hashed(texts[at : at + _LINES_AT_ONCE]) for at in range(0, len(texts), _LINES_AT_ONCE)]
    hashes, sizes = (np.concatenate(found) for found in zip(*parts, strict=True))
    openers = hashes == 0
    places = np.flatnonzero(sizes >= _TOPIC_WORD)
    lines = (np.cumsum(openers) - 1)[places]
    numbers, spoken = _numbered(hashes[places], layout.texts[lines])
    keys = np.sort(lines * len(spoken) + numbers)
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    topic_lines, topics = np.divmod(keys[new], max(len(spoken), 1))
    return Words(layout, hashes, np.flatnonzero(openers), topics, topic_lines, places[spoken])


def word_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the hashes of words that are spelled as the lexicon spells them."""
    parts = [_hashed(words[at : at + _LINES_AT_ONCE])[0] for at in range(0, len(words), _LINES_AT_ONCE)]
    hashes: NDArray[np.uint64] = np.concatenate(parts)
    of_words: NDArray[np.uint64] = hashes[hashes != 0]
    return of_words


def spelled(text: str) -> str:
    """Return the line with its words in the lexicon's spelling and single spaces for all else."""
    return " ".join(_spell(text[:_MOST_CHARACTERS]).tobytes().decode("utf-32-le").replace("\0", " ").split())


def _spell(text: str) -> NDArray[np.uint32]:
    return _spelling_table().take(code_points(text), mode="clip")


def _hashed(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """Return the hash and the length of every word, with an opener of hash 0 before those of each line."""
    codes = _spell("\n " + " \n ".join([text[:_MOST_CHARACTERS] for text in texts]) + " ")
    in_word = codes != _SPACE
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    starts, ends = np.append(0, edges[1::2]), edges[0::2]
    powers, inverses = _powers()
    hashes = np.add.reduceat(codes * powers[: len(codes)], starts) * inverses[starts]  # a space adds nothing
    hashes[codes[starts] == _OPENER] = 0
    return hashes, ends - starts


@cache
def _powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the powers of the base, one for every place of a character, and their inverses, after that of nought."""
    powers = np.multiply.accumulate(np.full(_MOST_AT_ONCE, _BASE, np.uint64))
    inverses = np.multiply.accumulate(np.full(_MOST_AT_ONCE, pow(_BASE, -1, 1 << 64), np.uint64))
    return powers, np.append(np.uint64(1), inverses)


def _numbered(hashes: NDArray[np.uint64], texts: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the number of each word, which is its text's own, and of each number a place that has it."""
    keys = (texts.astype(np.uint64) << _HASH_OF_TEXT) | (hashes >> (np.uint64(64) - _HASH_OF_TEXT))
    order = np.argsort(keys)
    ordered = keys[order]
    new = np.ones(len(keys), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    numbers = np.empty(len(keys), np.intp)
    numbers[order] = np.cumsum(new) - 1
    return numbers, order[new]


def word_table(words: Words, long: NDArray[np.bool_], lexicon: Lexicon) -> Table:
    """Return the columns that ``WORD_COLUMNS`` names; ``long`` marks paragraphs."""
    entries = lexicon.places(words.hashes)
    weights = lexicon.weights[entries]
    pairs = lexicon.pair_weights_of(entries)
    found = (weights != 0) * np.float32(1) + (pairs != 0)
    both = np.add.reduceat(np.array((weights + pairs, found)), words.starts, axis=1)
    ends = np.append(words.starts[1:], len(words.hashes))
    sizes = np.maximum(ends - words.starts - 1, 1)
    columns = (
        both[0] / sizes,
        both[0],
        np.minimum.reduceat(np.minimum(weights, pairs), words.starts),
        np.maximum.reduceat(np.maximum(weights, pairs), words.starts),
        both[1] / (2 * sizes),
        *_topic_columns(words, long, entries[words.spoken]),
    )
    return table_of(columns)


def _topic_columns(words: Words, long: NDArray[np.bool_], known: NDArray[np.intp]) -> tuple[NDArray[Any], ...]:
    topics, lines, layout = words.topics, words.topic_lines, words.layout
    height = len(layout.texts)
    told = long[lines]
    spread = np.bincount(topics[told], minlength=len(known))[topics]
    everywhere = np.bincount(topics, minlength=len(known))[topics]
    shared = (spread > told).astype(np.float32)
    rare = (known[topics] == 0).astype(np.float32)
    opening = layout.above[lines] == 0
    in_title = np.zeros(len(known), np.float32)
    in_title[topics[opening]] = 1
    sums = [np.bincount(lines, weights, height) for weights in (shared, rare, shared * rare, np.log(everywhere))]
    total = np.maximum(np.bincount(lines, minlength=height), 1)
    title = np.bincount(lines, in_title[topics], height)
    title_words = np.bincount(layout.texts[lines[opening]], minlength=len(layout.sizes))
    return (
        sums[0] / total,
        sums[0],
        title / np.maximum(title_words, 1)[layout.texts],
        sums[2] / np.maximum(sums[1], 1),
        sums[3] / total,
    )


def kinship(words: Words, scores: NDArray[np.float64]) -> Table:
    """Return how much of each line's topic, then of its longest words, the likely body outside the line speaks of.

    ``scores`` say of each line how likely it is body; both columns lie between 0 and 1.
    """
    topics, lines, height = words.topics, words.topic_lines, len(words.starts)
    own = scores[lines]
    mass = np.bincount(topics, own, len(words.spoken))[topics] - own
    weight = 1 / (1 + np.bincount(topics, minlength=len(words.spoken))[topics])
    total = np.maximum(np.bincount(lines, minlength=height), 1)
    return table_of(
        (
            np.bincount(lines, np.minimum(mass, 1), height) / total,
            np.bincount(lines, mass * weight, height) / total,
        )
    )


@cache
def _spelling_table() -> NDArray[np.uint32]:
    """Return what each code point is spelled as: letters in lower case, digits as 0, everything else a space."""
    return np.array([_spelling(chr(code)) for code in range(_TABLE_SIZE)] + [_SPACE], np.uint32)


def _spelling(char: str) -> int:
    if char == "\n":
        return _OPENER
    if char.isdecimal():
        return ord("0")
    return ord(char.lower()[0]) if char.isalnum() or char == "_" or _is_mark(char) else _SPACE


def _is_mark(char: str) -> bool:
    return char < "\ufe00" and unicodedata.category(char) in {"Mn", "Mc"}
