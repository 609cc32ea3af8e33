"""Columns of numbers, one row for each line: the vectorised steps that features are made of.

Every function takes a table of shape (lines, columns) and treats all its columns at once: a text is short, and the
number of numpy calls is what costs.
"""

from __future__ import annotations

from functools import lru_cache
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


def window_means(table: Table, widths: tuple[int, ...]) -> Table:
    """Return each column's mean over the lines at most ``width`` away, for each width, side by side."""
    count, columns = table.shape
    total = np.zeros((count + 1, columns))
    np.cumsum(table, axis=0, out=total[1:])
    low, high, sizes = _windows(count, widths)
    means = (total[high] - total[low]) / sizes
    return means.reshape(count, -1).astype(np.float32)


@lru_cache(maxsize=256)  # most texts have as many lines as another text before them
def _windows(count: int, widths: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return where each window begins and ends, and its size: one row for each line, one column for each width."""
    index = np.arange(count)[:, None]
    low, high = np.maximum(index - widths, 0), np.minimum(index + widths + 1, count)
    return low, high, (high - low)[:, :, None]


def nearest(flags: NDArray[np.bool_]) -> Table:
    """Return how many lines above, then below, the nearest flagged line of each column stands, at most ``FAR``."""
    count = len(flags)
    index = np.arange(count)[:, None]
    above = index - np.maximum.accumulate(np.where(flags, index, -FAR), axis=0)
    below = np.minimum.accumulate(np.where(flags, index, count + FAR)[::-1], axis=0)[::-1] - index
    return np.minimum(np.concatenate((above, below), axis=1), FAR).astype(np.float32)


def segments(flags: NDArray[np.bool_], mass: Column, gaps: Sequence[int]) -> Table:
    """Return, for segments of flagged lines at most ``gap`` lines apart, what share of the mass they have.

    Three columns for each gap: the share of the segment that the line stands in or below, of the one it stands in or
    above, and how many segments stand above the line; 0 where there is none.
    """
    spots = np.flatnonzero(flags)
    if not len(spots):
        return np.zeros((len(flags), 3 * len(gaps)), np.float32)
    ranks = np.zeros((len(gaps), len(spots) + 1), np.intp)
    np.cumsum(np.diff(spots) > np.array(gaps)[:, None], axis=1, out=ranks[:, 1:-1])
    most = len(spots) + 1
    ranks[:, :-1] += np.arange(0, len(gaps) * most, most)[:, None]  # each gap numbers its segments in a room of its own
    sums = np.bincount(ranks[:, :-1].ravel(), np.tile(mass[spots], len(gaps)), len(gaps) * most)
    shares = sums / max(float(sums[:most].sum()), 1e-6)
    ranks[:, -1] = most - 1  # below the last segment: none, and a room's last place is always empty
    passed = np.cumsum(flags)
    above, below = ranks[:, passed - 1], ranks[:, passed - flags]
    above[:, passed == 0] = most - 1
    numbers = np.where(passed > 0, above - ranks[:, :1], 0)
    table: Table = np.stack((shares[above], shares[below], numbers), axis=1).reshape(-1, len(flags)).T
    return table.astype(np.float32)


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
