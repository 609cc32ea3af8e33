"""The line model: how likely each line of a flattened text is to be body.

Two stages of oblivious trees over the columns of ``text_features``; the second also sees the first one's scores
around the line (``text_context``). Weights and lexicon are package data, made by ``benchmarks/clean_text_train.py``
from labelled lines of news pages; inference is numpy alone.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_context import context
from cleaners.text_features import COLUMNS, features
from cleaners.text_shape import prose_share, shape_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cleaners.text_columns import Column, Table

_WEIGHTS: Final = "line_model.npz"
_WORDS: Final = COLUMNS.index("words")
# How many lines the rules took says how dirty a text is: raw dumps of pages have 5 to 70 such lines, what extractors
# leave has 0 to 2 (5th and 95th percentiles on the bench). Page F1 of the model, cross-validated by site: on dumps
# best when a line needs a score of 0.3 to stay; on nearly clean texts every cut costs about as much as it gains.
DIRTY_LINES: Final = 3
LEAST_SCORE_OF_DIRTY: Final = 0.3
LEAST_SCORE: Final = 0.15
# Share of the length that stands in paragraphs, after the rules: from here on the model has nothing to add.
CLEAN_SHARE: Final = 0.97
_LIGHT_SHARE: Final = 0.7  # of the length in paragraphs, in what people call an article


@dataclass(frozen=True, slots=True)
class Forest:
    """Oblivious trees, 8 deep at most: tree ``t`` asks ``features[t]`` against ``borders[t]`` and reads ``leaves[t]``.

    ``features`` and ``borders`` have shape (trees × depth,), tree by tree; ``leaves`` (trees × 2**depth,).
    """

    features: NDArray[np.intp]
    borders: Column
    leaves: Column
    bias: float

    def scores(self, table: Table) -> Column:
        """Return the probability of each row of ``table`` (rows, columns)."""
        depth = self.depth
        asked = np.ascontiguousarray(table.T)[self.features]
        bits = (asked > self.borders[:, None]).view(np.uint8).reshape(-1, depth, len(table))
        leaf = bits[:, 0].copy()
        for level in range(1, depth):
            leaf |= bits[:, level] << level
        first_leaves = (np.arange(len(bits)) << depth)[:, None]
        total = self.leaves[leaf + first_leaves].sum(axis=0) + self.bias
        scores: Column = (1 / (1 + np.exp(-total))).astype(np.float32)
        return scores

    @property
    def depth(self) -> int:
        """Return how many questions each tree asks."""
        return next(d for d in range(1, 16) if len(self.features) << d == len(self.leaves) * d)


@dataclass(frozen=True, slots=True)
class LineModel:
    """The lexicon and the two stages, as one file holds them."""

    lexicon: Mapping[str, float]
    first: Forest
    second: Forest

    def scores(self, texts: Sequence[str], shapes: Table, rules: Sequence[str]) -> Column:
        """Return for each line, between 0 and 1, how likely it is body.

        ``shapes`` is the ``shape_table`` of the lines; ``rules`` name what the rules took.
        """
        table = features(texts, shapes, rules, self.lexicon)
        first = self.first.scores(table)
        return self.second.scores(np.concatenate((table, context(first, table[:, _WORDS])), axis=1))


def doubtful_lines(texts: Sequence[str], rules: Sequence[str]) -> list[bool]:
    """Tell of each line whether the model takes it for boilerplate.

    How dirty the text is decides how hard to cut. A text in which no rule found anything is left alone, so a text
    that was cleaned before stays as it is.
    """
    free = np.array([not rule for rule in rules])
    found = len(texts) - int(free.sum())
    if not found:
        return [False] * len(texts)
    shapes = shape_table(texts)
    if prose_share(shapes, free) >= CLEAN_SHARE:
        return [False] * len(texts)
    least = LEAST_SCORE_OF_DIRTY if found >= DIRTY_LINES else LEAST_SCORE
    doubtful: list[bool] = (line_model().scores(texts, shapes, rules) < least).tolist()
    return doubtful


def looks_clean(texts: Sequence[str]) -> bool:
    """Tell whether a text is nearly all paragraphs, so that little of it can be boilerplate."""
    return bool(texts) and prose_share(shape_table(texts), np.ones(len(texts), bool)) >= _LIGHT_SHARE


@cache
def line_model() -> LineModel:
    """Return the model that the package carries."""
    stored = np.load(io.BytesIO(files("cleaners").joinpath(_WEIGHTS).read_bytes()), allow_pickle=False)
    words = bytes(stored["words"]).decode().split("\n")
    weights = (stored["weights"].astype(np.float32) / 50).tolist()
    return LineModel(dict(zip(words, weights, strict=True)), _forest(stored, "first"), _forest(stored, "second"))


def _forest(stored: Mapping[str, NDArray[np.float32]], stage: str) -> Forest:
    return Forest(
        stored[f"{stage}_features"].astype(np.intp),
        stored[f"{stage}_borders"].astype(np.float32),
        stored[f"{stage}_leaves"].astype(np.float32),
        float(stored[f"{stage}_bias"]),
    )
