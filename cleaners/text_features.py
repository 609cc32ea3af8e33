"""What each line of a text looks like, as numbers: one vectorised pass over the whole document.

The columns are named in ``COLUMNS``; the line model (``text_model``) was trained on exactly these, in this order
(``benchmarks/clean_text_train.py``). Lengths are in characters, with a letter of an unspaced script counted as 2.5.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_columns import FAR, constants, nearest, neighbours, window_means
from cleaners.text_shape import PROSE, SHAPE_COLUMNS, prose_flags
from cleaners.text_words import WORD_COLUMNS, word_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaners.text_columns import Column, Table

LINE_COLUMNS: Final = (*SHAPE_COLUMNS, *WORD_COLUMNS, "ruled", "repeats", "prose")
_NEIGHBOURED: Final = ("length", "ends_stop", "lexicon_mean", "capitalised_share", "prose", "ruled")
_OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
_WINDOWED: Final = ("prose", "length", "lexicon_mean")
_WINDOWS: Final = (3, 8, 20)
# Kinds of rules that open what stands below an article; how far above or below the nearest one stands is telling.
_SECTIONS: Final = {
    "comments": frozenset({"comment-prompt"}),
    "related": frozenset({"related-links", "navigation"}),
    "promotion": frozenset({"newsletter", "subscription", "social-follow", "advertisement", "paywall", "contact"}),
    "closing": frozenset({"credit", "disclaimer", "source-link", "cookie-notice"}),
    "head": frozenset({"share", "image-credit", "byline"}),
}
_NEAR: Final = ("prose", *_SECTIONS, "title")
_TITLE_LIKE: Final = 0.7  # of the words of the first line: a line that says the title again
_PLACES: Final = (
    "place", "place_back", "index", "index_back", "prose_before", "prose_after", "from_first_prose", "to_last_prose",
)  # fmt: skip
_FACTS: Final = ("lines", "prose_share", "mean_length", "ruled_share", "prose_lines", "short_share")
_MOST_INDEX: Final = 200
_MOST_LINES: Final = 500
COLUMNS: Final = (
    *LINE_COLUMNS,
    *(f"{name}{offset:+d}" for offset in _OFFSETS for name in _NEIGHBOURED),
    *(f"{name}~{width}" for width in _WINDOWS for name in _WINDOWED),
    *(f"since_{name}" for name in _NEAR),
    *(f"until_{name}" for name in _NEAR),
    *(f"count_{name}" for name in _SECTIONS),
    *_PLACES,
    *_FACTS,
)
_INDEX: Final = {name: place for place, name in enumerate(LINE_COLUMNS)}
_NEIGHBOURED_AT: Final = [_INDEX[name] for name in _NEIGHBOURED]
_WINDOWED_AT: Final = [_INDEX[name] for name in _WINDOWED]


def features(texts: Sequence[str], shapes: Table, rules: Sequence[str], lexicon: Mapping[str, float]) -> Table:
    """Return one row for each line and one column for each name in ``COLUMNS``.

    ``shapes`` is ``text_shape.shape_table(texts)``; ``rules[i]`` names the rule that took the line, "" for none;
    ``lexicon`` weighs words, positive for prose.
    """
    kinds = [rule.partition("/")[0] for rule in rules]
    lines = _line_table(texts, shapes, kinds, lexicon)
    length, prose = lines[:, _INDEX["length"]], lines[:, _INDEX["prose"]]
    blocks = (
        lines,
        neighbours(lines[:, _NEIGHBOURED_AT], _OFFSETS),
        window_means(lines[:, _WINDOWED_AT], _WINDOWS),
        _section_table(kinds, prose, lines[:, _INDEX["title_share"]]),
        _place_table(length, prose),
        constants(len(texts), _facts(length, prose, lines[:, _INDEX["ruled"]])),
    )
    return np.concatenate(blocks, axis=1)


def _line_table(texts: Sequence[str], shapes: Table, kinds: Sequence[str], lexicon: Mapping[str, float]) -> Table:
    long = shapes[:, _INDEX["length"]] >= PROSE
    counts = Counter(texts)
    rest = (
        np.array([bool(kind) for kind in kinds]),
        np.array([counts[text] for text in texts]),
        prose_flags(shapes),
    )
    words = word_table(texts, long.tolist(), lexicon)
    return np.concatenate((shapes, words, np.stack(rest, axis=1)), axis=1).astype(np.float32)


def _section_table(kinds: Sequence[str], prose: Column, title_share: Column) -> Table:
    hits = [[kind in members for kind in kinds] for members in _SECTIONS.values()]
    titles = title_share >= _TITLE_LIKE
    titles[0] = False
    flags = np.array([prose > 0, *hits, titles]).T
    counts = np.cumsum(flags[:, 1:-1], axis=0, dtype=np.float32)
    return np.concatenate((nearest(flags), counts), axis=1)


def _place_table(length: Column, prose: Column) -> Table:
    count = len(length)
    index = np.arange(count)
    passed, total = np.cumsum(length), max(float(length.sum()), 1.0)
    prose_passed = np.cumsum(length * prose)
    all_prose = max(float(prose_passed[-1]), 1.0)
    spots = np.flatnonzero(prose)
    first, last = (spots[0], spots[-1]) if len(spots) else (0, count - 1)
    places = (
        (passed - length) / total,
        1 - passed / total,
        np.minimum(index, _MOST_INDEX),
        np.minimum(count - 1 - index, _MOST_INDEX),
        (prose_passed - length * prose) / all_prose,
        1 - prose_passed / all_prose,
        np.clip(index - first, -FAR, FAR),
        np.clip(last - index, -FAR, FAR),
    )
    return np.stack(places, axis=1).astype(np.float32)


def _facts(length: Column, prose: Column, ruled: Column) -> tuple[float, ...]:
    count, total = len(length), max(float(length.sum()), 1.0)
    return (
        min(count, _MOST_LINES),
        float((length * prose).sum()) / total,
        total / count,
        float(ruled.mean()),
        float(prose.sum()),
        float((length < PROSE / 2).mean()),
    )
