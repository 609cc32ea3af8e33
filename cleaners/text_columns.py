"""Columns of numbers, one number for each line: the vectorised steps that features are made of."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Columns: TypeAlias = NDArray[np.float32]  # shape (lines,) for one column, (lines, columns) for a table

FAR: Final = 50.0  # lines: what stands farther away is no neighbour


def shifted(column: Columns, offset: int) -> Columns:
    """Return the column as the line ``offset`` lines above sees it; beyond the text stands -1."""
    moved = np.full_like(column, -1)
    if offset > 0:
        moved[:-offset] = column[offset:]
    else:
        moved[-offset:] = column[:offset]
    return moved


def smoothed(column: Columns, width: int) -> Columns:
    """Return the mean over the lines at most ``width`` away."""
    total = np.zeros(len(column) + 1)
    np.cumsum(column, out=total[1:])
    index = np.arange(len(column))
    low, high = np.maximum(index - width, 0), np.minimum(index + width + 1, len(column))
    means: Columns = ((total[high] - total[low]) / (high - low)).astype(np.float32)
    return means


def distances(flags: Columns) -> tuple[Columns, Columns]:
    """Return how many lines above and below the nearest flagged line stands, at most ``FAR``."""
    index = np.arange(len(flags))
    above = np.maximum.accumulate(np.where(flags > 0, index, -1000))
    below = np.minimum.accumulate(np.where(flags > 0, index, len(flags) + 1000)[::-1])[::-1]
    near = np.minimum(np.stack((index - above, below - index)), FAR).astype(np.float32)
    return near[0], near[1]
