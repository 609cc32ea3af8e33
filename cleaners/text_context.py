"""How a line stands among its neighbours once each has a first score: the second look of the line model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_columns import clipped, nearest, neighbours, segments, table_of, window_means
from cleaners.text_words import kinship

if TYPE_CHECKING:
    from cleaners.text_columns import Column, Table
    from cleaners.text_words import Words

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
    """Return one row for each line: first scores around it, and where it stands to the main run of body lines.

    ``scores`` are the first stage's, 0 to 1; ``sizes`` how many words each line has (at least 1).
    """
    column = scores[:, None]
    weighted = scores * sizes
    both = window_means(np.stack((weighted, sizes), axis=1), _WEIGHTED_WINDOWS)
    flags = np.stack((scores > _SURE, (scores > _LIKELY) & (sizes >= _SENTENCE)), axis=1)
    blocks = (
        column,
        neighbours(column, _OFFSETS),
        window_means(column, _WINDOWS),
        both[:, 0::2] / both[:, 1::2],
        nearest(flags),
        kinship(words, scores),
        segments(scores > 0.5, weighted, _GAPS),
        _run_columns(scores, sizes, weighted),
    )
    return np.concatenate(blocks, axis=1)


def _run_columns(scores: Column, sizes: Column, weighted: Column) -> Table:
    first, last = _main_run((scores - _RUN_COST) * np.sqrt(sizes))
    index = np.arange(len(scores))
    passed = np.cumsum(weighted)
    expected, all_sizes = max(float(passed[-1]), 1e-6), float(sizes.sum())
    low, high = _UNDECIDED
    facts = (
        expected / all_sizes,
        float(scores.mean()),
        float((scores > 0.5).mean()),
        float(sizes[first : last + 1].sum()) / all_sizes,
        float(weighted[first : last + 1].sum()) / expected,
        float(((scores > low) & (scores < high)).mean()),
    )
    places = (
        clipped(index - first),
        clipped(last - index),
        (passed - weighted) / expected,
        1 - passed / expected,
    )
    return table_of((*places, *facts), len(scores))


def _main_run(gains: Column) -> tuple[int, int]:
    """Return first and last line of the run with the greatest sum of gains (Kadane)."""
    best, best_first, best_last = -np.inf, 0, 0
    total, first = 0.0, 0
    for index, gain in enumerate(gains.tolist()):
        if total <= 0:
            total, first = gain, index
        else:
            total += gain
        if total > best:
            best, best_first, best_last = total, first, index
    return best_first, best_last
