"""How a line stands among its neighbours once each has a first score: the second look of the line model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text.columns import (
    clipped,
    in_parts,
    nearest,
    neighbours,
    running,
    segments,
    stacked,
    table_of,
    window_means,
)
from cleaners.text.words import kinship

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.text.columns import Column, Layout, Table
    from cleaners.text.words import Words

_OFFSETS: Final = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS: Final = (1, 3, 8, 20)
_WEIGHTED_WINDOWS: Final = (3, 8)
_SURE: Final = 0.7  # a score above it is body
_LIKELY: Final = 0.6  # with at least so many words
_SENTENCE: Final = 12  # words
_RUN_COST: Final = 0.35  # score a line must have to lengthen the main run
_GAPS: Final = (1, 3, 8)  # lines between body lines that stand together
_UNDECIDED: Final = (0.15, 0.85)


def context(scores: Column, sizes: Column, words: Words) -> Table:
    """Return the columns that say: first scores around the line, and where it stands to the main run of body lines.

    ``scores`` are the first stage's, 0 to 1; ``sizes`` how many words each line has (at least 1).
    """
    layout, likely = words.layout, in_parts(scores)
    weighted = likely * sizes
    both = window_means(np.array((weighted, sizes)), _WEIGHTED_WINDOWS, layout)
    flags = np.array((scores > _SURE, (scores > _LIKELY) & (sizes >= _SENTENCE)))
    column = scores[None]
    blocks = (
        column,
        neighbours(column, _OFFSETS, layout),
        window_means(column, _WINDOWS, layout),
        both[0::2] / both[1::2],
        nearest(flags, layout),
        kinship(words, likely),
        segments(scores > 0.5, weighted, _GAPS, layout),
        _run_table(likely, sizes.astype(np.float64), layout),
    )
    return stacked(blocks)


def _run_table(scores: NDArray[np.float64], sizes: NDArray[np.float64], layout: Layout) -> Table:
    """Return where each line stands to its text's main run, then what is so of all lines of a text."""
    texts, starts, ends = layout.texts, layout.starts, layout.starts + layout.sizes - 1
    first, last = _main_runs((scores - _RUN_COST) * np.sqrt(sizes), layout)
    low, high = _UNDECIDED
    states = scores > 0.5, (scores > low) & (scores < high)
    counted: NDArray[np.float64] = np.array((scores * sizes, sizes, scores, *states), np.float64)
    passed = running(counted, layout)
    in_run = passed[:2, last] - (passed - counted)[:2, first]
    expected, words, mean, likely, undecided = passed[:, ends]
    least = np.maximum(expected, 1e-6)
    places = (
        clipped(layout.above - (first - starts)[texts]),
        clipped((last - starts)[texts] - layout.above),
        (passed[0] - counted[0]) / least[texts],
        1 - passed[0] / least[texts],
    )
    facts = (
        least / words,
        mean / layout.sizes,
        likely / layout.sizes,
        in_run[1] / words,
        in_run[0] / least,
        undecided / layout.sizes,
    )
    return stacked((table_of(places), table_of(facts).take(texts, axis=1)))


def _main_runs(gains: NDArray[np.float64], layout: Layout) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return first and last line of each text's main run."""
    numbers, spans = gains.tolist(), zip(layout.starts.tolist(), layout.sizes.tolist(), strict=True)
    runs = np.array([_main_run(numbers[start : start + size]) for start, size in spans])
    return layout.starts + runs[:, 0], layout.starts + runs[:, 1]


def _main_run(gains: Sequence[float]) -> tuple[int, int]:
    """Return first and last line of the run with the greatest sum of gains (Kadane)."""
    best, best_first, best_last = -np.inf, 0, 0
    total, first = 0.0, 0
    for index, gain in enumerate(gains):
        if total <= 0:
            total, first = gain, index
        else:
            total += gain
        if total > best:
            best, best_first, best_last = total, first, index
    return best_first, best_last
