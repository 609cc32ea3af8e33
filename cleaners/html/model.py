"""The learned block model: how likely a block is article, from its row of features.

Gradient-boosted oblivious trees (every level of a tree asks one question), trained and exported by
``benchmarks/clean_html_train.py``; here they are two gathers and a comparison.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.html.features import NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS: Final = "block_model.npz"


@dataclass(frozen=True, slots=True)
class BlockModel:
    """``columns`` and ``borders``: the question of every level, shape (trees, depth); ``leaves``: (trees, 2**depth)."""

    columns: NDArray[np.intp]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how likely each row is article, shape (rows,)."""
        trees, depth = self.columns.shape
        # A question takes a whole row of this, which is one copy; of ``features`` it would pick number by number.
        answered = np.ascontiguousarray(features.T)
        leaf = np.zeros((trees, len(features)), dtype=np.uint8)
        rows = np.arange(0, self.leaves.size, self.leaves.shape[1])
        for level in range(depth):
            answers = answered[self.columns[:, level]] > self.borders[:, level, np.newaxis]
            leaf |= answers.view(np.uint8) << level
        scores = self.leaves.ravel()[rows[:, np.newaxis] + leaf].sum(axis=0, dtype=np.float64) + self.bias
        result: NDArray[np.float64] = 1 / (1 + np.exp(-scores))
        return result


@cache
def block_model() -> BlockModel:
    """Return the shipped model; it must have been trained on today's features."""
    raw = files("cleaners.html").joinpath(WEIGHTS).read_bytes()
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        if tuple(arrays["names"].tolist()) != NAMES:
            raise ValueError(f"{WEIGHTS} was trained on other features: run benchmarks.clean_html_train")
        return BlockModel(
            arrays["columns"].astype(np.intp),
            arrays["borders"].astype(np.float32),
            arrays["leaves"].astype(np.float32),
            float(arrays["bias"]),
        )
