"""Columns of numbers, one row for each line: the vectorised steps that features are made of.

Every function takes a table of shape (lines, columns) and treats all its columns at once: a text is short, and the
number of numpy calls is what costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Table: TypeAlias = NDArray[np.float32]  # shape (lines, columns)
Column: TypeAlias = NDArray[np.float32]  # shape (lines,)

FAR: Final = 50  # lines: what stands farther away is no neighbour
_OUTSIDE: Final = -1.0  # what stands beyond the text


def neighbours(table: Table, offsets: Sequence[int]) -> Table:
    """Return the table as the line ``offset`` lines above sees it, for each offset, side by side."""
    count, reach = len(table), max(map(abs, offsets))
    padded = np.full((count + 2 * reach, table.shape[1]), _OUTSIDE, np.float32)
    padded[reach : reach + count] = table
    return np.concatenate([padded[reach + offset : reach + offset + count] for offset in offsets], axis=1)


def window_means(table: Table, widths: Sequence[int]) -> Table:
    """Return each column's mean over the lines at most ``width`` away, for each width, side by side."""
    count = len(table)
    total = np.zeros((count + 1, table.shape[1]))
    np.cumsum(table, axis=0, out=total[1:])
    index = np.arange(count)
    means = []
    for width in widths:
        low, high = np.maximum(index - width, 0), np.minimum(index + width + 1, count)
        means.append((total[high] - total[low]) / (high - low)[:, None])
    return np.concatenate(means, axis=1).astype(np.float32)


def nearest(flags: NDArray[np.bool_]) -> Table:
    """Return how many lines above, then below, the nearest flagged line of each column stands, at most ``FAR``."""
    count = len(flags)
    index = np.arange(count)[:, None]
    above = index - np.maximum.accumulate(np.where(flags, index, -FAR), axis=0)
    below = np.minimum.accumulate(np.where(flags, index, count + FAR)[::-1], axis=0)[::-1] - index
    return np.minimum(np.concatenate((above, below), axis=1), FAR).astype(np.float32)


def segments(flags: NDArray[np.bool_], mass: Column, gap: int) -> Table:
    """Return, for segments of flagged lines at most ``gap`` lines apart, what share of the mass they have.

    Three columns: the share of the segment that the line stands in or below, of the one it stands in or above, and
    how many segments stand above the line; 0 where there is none.
    """
    spots = np.flatnonzero(flags)
    table = np.zeros((len(flags), 3), np.float32)
    if not len(spots):
        return table
    ranks = np.zeros(len(spots) + 1, np.intp)
    np.cumsum(spots[1:] - spots[:-1] > gap, out=ranks[1:-1])
    sums = np.bincount(ranks[:-1], mass[spots])
    shares = np.append(sums / max(float(sums.sum()), 1e-6), 0.0)
    ranks[-1] = len(sums)  # below the last segment: none
    passed = np.cumsum(flags)
    upper = np.where(passed > 0, ranks[passed - 1], len(sums))
    table[:, 0] = shares[upper]
    table[:, 1] = shares[ranks[passed - flags]]
    table[:, 2] = np.where(passed > 0, upper, 0)
    return table


def clipped(places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return distances between lines with ``FAR`` for everything farther, in either direction."""
    nearer: NDArray[np.intp] = np.minimum(np.maximum(places, -FAR), FAR)
    return nearer


def table_of(columns: Sequence[NDArray[Any] | float], count: int) -> Table:
    """Return the columns side by side; a number is a column in which every line says the same."""
    table = np.empty((count, len(columns)), np.float32)
    for place, column in enumerate(columns):
        table[:, place] = column
    return table
