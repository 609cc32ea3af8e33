"""How a line stands among its neighbours once each has a first score: the second look of the line model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_columns import distances, shifted, smoothed

if TYPE_CHECKING:
    from cleaners.text_columns import Columns

_OFFSETS: Final = (-4, -3, -2, -1, 1, 2, 3, 4)
_WINDOWS: Final = (1, 3, 8, 20)
_WEIGHTED_WINDOWS: Final = (3, 8)
_SURE: Final = 0.7  # a score above it is body
_LIKELY: Final = 0.6  # with at least so many words
_SENTENCE: Final = 12  # words
_RUN_COST: Final = 0.35  # score a line must have to lengthen the main run
_FAR: Final = 50  # lines
_UNDECIDED: Final = (0.15, 0.85)


def context(scores: Columns, words: Columns) -> Columns:
    """Return one row for each line: first scores around it, and where it stands to the main run of body lines.

    ``scores`` are the first stage's, 0 to 1; ``words`` the words of each line (at least 1).
    """
    weighted = scores * words
    columns = [scores, *(shifted(scores, offset) for offset in _OFFSETS)]
    columns += [smoothed(scores, width) for width in _WINDOWS]
    columns += [smoothed(weighted, width) / smoothed(words, width) for width in _WEIGHTED_WINDOWS]
    columns += distances((scores > _SURE).astype(np.float32))
    columns += distances(((scores > _LIKELY) & (words >= _SENTENCE)).astype(np.float32))
    columns += _run_columns(scores, words, weighted)
    return np.stack(columns, axis=1).astype(np.float32)


def _run_columns(scores: Columns, words: Columns, weighted: Columns) -> list[Columns]:
    first, last = _main_run((scores - _RUN_COST) * np.sqrt(words))
    index = np.arange(len(scores))
    passed = np.cumsum(weighted)
    expected = max(float(passed[-1]), 1e-6)
    low, high = _UNDECIDED
    facts = (
        expected / float(words.sum()),
        float(scores.mean()),
        float((scores > 0.5).mean()),
        float(words[first : last + 1].sum()) / float(words.sum()),
        float(weighted[first : last + 1].sum()) / expected,
        float(((scores > low) & (scores < high)).mean()),
    )
    return [
        np.clip(index - first, -_FAR, _FAR).astype(np.float32),
        np.clip(last - index, -_FAR, _FAR).astype(np.float32),
        (passed - weighted) / expected,
        1 - passed / expected,
        *(np.full(len(scores), fact, np.float32) for fact in facts),
    ]


def _main_run(gains: Columns) -> tuple[int, int]:
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
