"""Gradient-boosted oblivious trees, asked of all lines or blocks of a text at once.

Every level of a tree asks one question, so that its leaf is the number that the answers make. Inference is numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What trees are asked of at once, each of which takes some 4 kB of answers: they stay in a processor's cache.
_AT_ONCE: Final = 128


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees, 8 deep at most, whose questions are the same at each level of a tree.

    Many ask the same: ``features`` (questions,) and ``borders`` (questions, 1) are what is asked at all, ``asked``
    (depth, trees) which question all trees ask first, what they ask next, and so on. ``leaves`` has shape
    (trees × 2**depth,), tree by tree; they are summed up in the precision of ``bias``.
    """

    features: NDArray[np.intp]
    borders: NDArray[np.float32]
    asked: NDArray[np.intp]
    leaves: NDArray[np.float32]
    bias: np.floating

    def scores(self, table: NDArray[np.float32]) -> NDArray[np.floating]:
        """Return the probability of each column of ``table``, shape (features, columns)."""
        parts = [self._scored(table[:, at : at + _AT_ONCE]) for at in range(0, table.shape[1], _AT_ONCE)]
        return np.concatenate(parts)

    def _scored(self, table: NDArray[np.float32]) -> NDArray[np.floating]:
        depth, trees = self.asked.shape
        answers = (table.take(self.features, axis=0) > self.borders).view(np.uint8)
        bits = answers.take(self.asked.ravel(), axis=0).reshape(depth, trees, -1)
        leaf = bits[-1]
        for level in range(depth - 2, -1, -1):
            leaf += leaf
            leaf |= bits[level]
        first = np.arange(0, trees << depth, 1 << depth, dtype=np.min_scalar_type(trees << depth))
        chosen = self.leaves.take(leaf + first[:, None], mode="clip")
        scores: NDArray[np.floating] = 1 / (1 + np.exp(-(chosen.sum(axis=0, dtype=self.bias.dtype) + self.bias)))
        return scores


def forest_of(
    features: NDArray[np.number], borders: NDArray[np.floating], leaves: NDArray[np.float32], bias: np.floating
) -> Forest:
    """Return trees from the question of every level, shape (depth, trees), and leaves of shape (trees, 2**depth)."""
    pairs = np.stack((features.astype(np.float32).ravel(), borders.astype(np.float32).ravel()), axis=1)
    questions, asked = np.unique(pairs, axis=0, return_inverse=True)
    return Forest(
        questions[:, 0].astype(np.intp), questions[:, 1:], asked.reshape(features.shape), leaves.ravel(), bias
    )
