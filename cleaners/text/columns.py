"""Columns of numbers, a place in each for every line: the vectorised steps that features are made of.

The lines are those of many texts, one text after the other, as a ``Layout`` tells: texts are short, and the number of
numpy calls is what costs. What a step says of a line never depends on the texts around its own: whatever is summed
over lines is made of whole parts of one, of which every sum is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

Table: TypeAlias = NDArray[np.float32]  # shape (columns, lines)
Column: TypeAlias = NDArray[np.float32]  # shape (lines,)
Flags: TypeAlias = NDArray[np.bool_]  # shape (columns, lines)

FAR: Final = 50  # lines: what stands farther away is no neighbour
_OUTSIDE: Final = -1.0  # what stands beyond the text
_PARTS: Final = 1 << 20  # of one; sums stay below 2**33 (a text has fewer characters), so that 53 bits hold them


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the lines of each text stand among those of all; every text has a line at least.

    ``sizes`` and ``starts`` (texts,): its lines, and the first of them. ``texts``, ``above`` and ``below`` (lines,):
    which text a line stands in, how many lines of it stand above and below. ``ruler`` (lines,): places of lines on a
    ruler on which the texts stand so far apart that none is a neighbour of another.
    """

    sizes: NDArray[np.intp]
    starts: NDArray[np.intp]
    texts: NDArray[np.intp]
    above: NDArray[np.intp]
    below: NDArray[np.intp]
    ruler: NDArray[np.int32]


def layout_of(sizes: Sequence[int]) -> Layout:
    """Return the layout of texts with so many lines each."""
    heights = np.array(sizes, np.intp)
    starts = np.cumsum(heights) - heights
    texts = np.repeat(np.arange(len(heights)), heights)
    lines = np.arange(len(texts))
    above = lines - starts[texts]
    ruler = (lines + texts * FAR).astype(np.int32)
    return Layout(heights, starts, texts, above, heights[texts] - above - 1, ruler)


def neighbours(table: Table, offsets: Sequence[int], layout: Layout) -> Table:
    """Return the table as the line ``offset`` lines below sees it, for each offset, one after the other."""
    columns, lines = table.shape
    padded = np.full((columns, lines + 1), _OUTSIDE, np.float32)  # the last place stands for what is beyond
    padded[:, :-1] = table
    steps = np.array(offsets)[:, None]
    inside = (layout.below >= steps) & (layout.above >= -steps)
    there = np.where(inside, np.arange(lines) + steps, lines)
    seen: Table = padded.take(there, axis=1, mode="clip").swapaxes(0, 1)
    return seen.reshape(-1, lines)


def running(columns: NDArray[Any], layout: Layout) -> NDArray[np.float64]:
    """Return the sum of each row of ``columns`` (rows, lines) over the lines of its text down to each line.

    Numbers must be whole parts of one, ``1 / 2**20`` at least.
    """
    sums = np.cumsum(columns, axis=1, dtype=np.float64)
    before = sums.take(layout.starts, axis=1) - columns.take(layout.starts, axis=1)
    passed: NDArray[np.float64] = sums - before.take(layout.texts, axis=1)
    return passed


def in_parts(columns: NDArray[Any]) -> NDArray[np.float64]:
    """Return the numbers in whole parts of one, so small that no feature differs, of which sums are exact."""
    return np.rint(columns * np.float64(_PARTS)) / _PARTS


def window_means(table: NDArray[Any], widths: Sequence[int], layout: Layout) -> NDArray[np.float64]:
    """Return each column's mean over the lines at most ``width`` away, for each width, one after the other."""
    columns, lines = table.shape
    total = np.zeros((columns, lines + 1))
    np.cumsum(in_parts(table), axis=1, out=total[:, 1:])
    reach = np.array(widths)[:, None]
    up, down = np.minimum(layout.above, reach), np.minimum(layout.below, reach) + 1
    places = np.arange(lines)
    sums = total.take(places + down, axis=1) - total.take(places - up, axis=1)
    means: NDArray[np.float64] = (sums / (up + down)).swapaxes(0, 1)
    return means.reshape(-1, lines)


def nearest(flags: Flags, layout: Layout) -> Table:
    """Return how many lines above, then below, the nearest flagged line of each column stands, at most ``FAR``."""
    ruler = layout.ruler
    end = ruler[-1] + np.int32(FAR)
    above = ruler - np.maximum.accumulate(np.where(flags, ruler, np.int32(-FAR)), axis=1)
    below = np.minimum.accumulate(np.where(flags, ruler, end)[:, ::-1], axis=1)[:, ::-1] - ruler
    return np.minimum(np.concatenate((above, below)), FAR).astype(np.float32)


def segments(flags: NDArray[np.bool_], mass: NDArray[Any], gaps: Sequence[int], layout: Layout) -> Table:
    """Return, for segments of flagged lines at most ``gap`` lines apart, what share of the text's mass they have.

    Three columns for each gap (below ``FAR``): the share of the segment that the line stands in or below, of the one
    it stands in or above, and how many segments stand above the line; 0 where there is none.
    """
    spots = np.flatnonzero(flags)
    if not len(spots):
        return np.zeros((3 * len(gaps), len(flags)), np.float32)
    texts, steps = layout.texts[spots], layout.ruler[spots]
    ranks = np.zeros((len(gaps), len(spots)), np.intp)
    np.cumsum(steps[1:] - steps[:-1] > np.array(gaps)[:, None], axis=1, out=ranks[:, 1:])
    passed = np.cumsum(flags)
    before: NDArray[np.intp] = passed - flags
    firsts: NDArray[np.intp] = before[layout.starts]
    shares, numbers = np.zeros((2, len(gaps), len(spots) + 1))  # the last place stands for no segment
    shares[:, :-1] = _mass_shares(ranks, mass[spots], texts, len(layout.sizes))
    numbers[:, :-1] = ranks - ranks.take(firsts[texts], axis=1)
    ends = np.append(firsts[1:], len(spots))
    above = np.where(passed > firsts[layout.texts], passed - 1, len(spots))
    below = np.where(before < ends[layout.texts], before, len(spots))
    columns = (shares.take(above, axis=1), shares.take(below, axis=1), numbers.take(above, axis=1))
    return np.stack(columns, axis=1, dtype=np.float32, casting="same_kind").reshape(-1, len(flags))


def _mass_shares(
    ranks: NDArray[np.intp], mass: NDArray[Any], texts: NDArray[np.intp], count: int
) -> NDArray[np.float64]:
    """Return of each flagged line which share of its text's mass its segment has: one row for each row of ranks."""
    totals = np.maximum(np.bincount(texts, mass, count), 1e-6)[texts]
    shares = [np.bincount(row, mass)[row] / totals for row in ranks]
    return np.array(shares)


def clipped(places: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return distances between lines with ``FAR`` for everything farther, in either direction."""
    nearer: NDArray[np.intp] = np.minimum(np.maximum(places, -FAR), FAR)
    return nearer


def table_of(columns: Sequence[NDArray[Any]]) -> Table:
    """Return the columns as one table."""
    table = np.empty((len(columns), len(columns[0])), np.float32)
    for place, column in enumerate(columns):
        table[place] = column
    return table


def stacked(blocks: Sequence[NDArray[Any]]) -> Table:
    """Return the columns of all blocks as one table."""
    return np.concatenate(blocks, dtype=np.float32, casting="same_kind")
