"""The line model: how likely each line of a flattened text is to be body.

Two stages of oblivious trees over the columns of ``text_features``; the second judges the lines of which the first is
not sure, and also sees the first one's scores around them (``text_context``). Weights and lexicon are package data,
made by ``benchmarks/clean_text_train.py`` from labelled lines of news pages; inference is numpy alone.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_context import context
from cleaners.text_features import COLUMNS, features
from cleaners.text_shape import prose_share, shape_table
from cleaners.text_words import Lexicon, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cleaners.text_columns import Column, Table

_WEIGHTS: Final = "line_model.npz"
_WORDS: Final = COLUMNS.index("words")
# How many lines the rules took says how dirty a text is: raw dumps of pages have 5 to 70 such lines, what extractors
# leave has 0 to 2 (5th and 95th percentiles on the bench).
DIRTY_LINES: Final = 3
# A line stays if its score is at least this share of the page F1 that the best choice of lines may expect: where no
# choice can do well, the scores are low for all. Half of it would be best for scores that tell the whole truth. Page
# F1, cross-validated by site: dumps are best at 0.4 to 0.5; on nearly clean texts a cut costs about what it gains.
LEAST_SHARE_OF_DIRTY: Final = 0.42
LEAST_SHARE: Final = 0.25
# Share of the length that stands in paragraphs, after the rules: from here on the model has nothing to add (page F1,
# cross-validated by site).
CLEAN_SHARE_OF_DIRTY: Final = 0.97
CLEAN_SHARE: Final = 0.93
LEXICON_STEPS: Final = 50  # the stored weights are whole numbers of this part of one
# Rows that the trees are asked of at once, each of which takes 8 kB of answers (bench: at most 2,400 in a page).
_ROWS_AT_ONCE: Final = 2_500
# First scores outside this range stay as they are. Page F1, cross-validated by site, is the same to 0.0003 as if the
# second stage judged all lines; inside stand three of ten.
_UNSURE: Final = (0.05, 0.95)
_LIGHT_SHARE: Final = 0.7  # of the length in paragraphs, in what people call an article


@dataclass(frozen=True, slots=True)
class Forest:
    """Oblivious trees, 8 deep at most, whose questions are the same at each level of a tree.

    ``features`` and ``borders`` have shape (depth, trees): what all trees ask first, what they ask next, and so on.
    ``leaves`` has shape (trees × 2**depth,), tree by tree.
    """

    features: NDArray[np.intp]
    borders: Column
    leaves: Column
    bias: float

    def scores(self, table: Table) -> Column:
        """Return the probability of each row of ``table`` (rows, columns)."""
        parts = [self._scored(table[at : at + _ROWS_AT_ONCE]) for at in range(0, len(table), _ROWS_AT_ONCE)]
        return np.concatenate(parts)

    def _scored(self, table: Table) -> Column:
        depth, trees = self.features.shape
        asked = np.ascontiguousarray(table.T).take(self.features.ravel(), axis=0)
        bits = (asked > self.borders.reshape(-1, 1)).view(np.uint8).reshape(depth, trees, -1)
        leaf = bits[0]
        for level in range(1, depth):
            leaf = leaf | (bits[level] << level)
        first_leaves = (np.arange(trees) << depth)[:, None]
        total = self.leaves.take(leaf + first_leaves).sum(axis=0) + self.bias
        scores: Column = (1 / (1 + np.exp(-total))).astype(np.float32)
        return scores


@dataclass(frozen=True, slots=True)
class LineModel:
    """The lexicon and the two stages, as one file holds them."""

    lexicon: Lexicon
    first: Forest
    second: Forest

    def scores(self, texts: Sequence[str], shapes: Table, rules: Sequence[str]) -> Column:
        """Return for each line, between 0 and 1, how likely it is body.

        ``shapes`` is the ``shape_table`` of the lines; ``rules`` name what the rules took.
        """
        words = words_of(texts)
        table = features(words, shapes, repeats(texts), rules, self.lexicon)
        scores = self.first.scores(table)
        unsure = np.flatnonzero((scores > _UNSURE[0]) & (scores < _UNSURE[1]))
        if len(unsure):
            around = context(scores, table[:, _WORDS], words)
            scores[unsure] = self.second.scores(np.concatenate((table[unsure], around[unsure]), axis=1))
        return scores


def repeats(texts: Sequence[str]) -> NDArray[np.intp]:
    """Return of each line how often it stands in the text."""
    counts = Counter(texts)
    return np.array([counts[text] for text in texts])


def lexicon_of(tokens: Sequence[str], weights: Sequence[float]) -> Lexicon:
    """Return the lexicon of words, and of pairs of words joined by a space, with their weights."""
    words = sorted({word for token in tokens for word in token.split(" ")})
    ids = {word: number for number, word in enumerate(words, 1)}
    own = np.zeros(len(words) + 1, np.float32)
    pairs = {}
    for token, weight in zip(tokens, weights, strict=True):
        first, _, second = token.partition(" ")
        if second:
            pairs[ids[first] * len(own) + ids[second]] = weight
        else:
            own[ids[first]] = weight
    keys = sorted(pairs)
    return Lexicon(ids, own, np.array(keys, np.int64), np.array([pairs[key] for key in keys], np.float32))


def doubtful_lines(texts: Sequence[str], rules: Sequence[str]) -> list[bool]:
    """Tell of each line whether the model takes it for boilerplate.

    How dirty the text is decides how hard to cut. A text in which no rule found anything is left alone, so a text
    that was cleaned before stays as it is.
    """
    found = len(texts) - rules.count("")
    if not found:
        return [False] * len(texts)
    dirty = found >= DIRTY_LINES
    if prose_share(texts, rules) >= (CLEAN_SHARE_OF_DIRTY if dirty else CLEAN_SHARE):
        return [False] * len(texts)
    shapes = shape_table(texts)
    scores = line_model().scores(texts, shapes, rules)
    share = LEAST_SHARE_OF_DIRTY if dirty else LEAST_SHARE
    doubtful: list[bool] = (scores < share * expected_f1(scores, shapes[:, _WORDS])).tolist()
    return doubtful


def expected_f1(scores: Column, sizes: Column) -> float:
    """Return the F1 over words that keeping the best-scored lines may expect, at the best number of lines.

    ``scores`` say of each line how likely it is body, ``sizes`` how many words it has.
    """
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum((scores * sizes)[order])
    kept = np.cumsum(sizes[order])
    return float((2 * right / (kept + right[-1])).max())


def looks_clean(texts: Sequence[str]) -> bool:
    """Tell whether a text is nearly all paragraphs, so that little of it can be boilerplate."""
    return bool(texts) and prose_share(texts, [""] * len(texts)) >= _LIGHT_SHARE


@cache
def line_model() -> LineModel:
    """Return the model that the package carries."""
    return model_from(files("cleaners").joinpath(_WEIGHTS).read_bytes())


def model_from(stored: bytes) -> LineModel:
    """Return the model that a file of ``benchmarks/clean_text_train.py`` holds."""
    arrays = np.load(io.BytesIO(stored), allow_pickle=False)
    tokens = bytes(arrays["words"]).decode().split("\n")
    weights = (arrays["weights"].astype(np.float32) / LEXICON_STEPS).tolist()
    return LineModel(lexicon_of(tokens, weights), _forest(arrays, "first"), _forest(arrays, "second"))


def _forest(arrays: Mapping[str, NDArray[np.float32]], stage: str) -> Forest:
    return Forest(
        arrays[f"{stage}_features"].astype(np.intp),
        arrays[f"{stage}_borders"].astype(np.float32),
        arrays[f"{stage}_leaves"].astype(np.float32),
        float(arrays[f"{stage}_bias"]),
    )
