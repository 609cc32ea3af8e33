"""What each line of a text looks like, as numbers: one vectorised pass over the whole document.

The columns are named in ``COLUMNS``; the line model (``text_model``) was trained on exactly these, in this order
(``benchmarks/clean_text_train.py``). Lengths are in characters, with a letter of an unspaced script counted as 2.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_columns import clipped, nearest, neighbours, segments, table_of, window_means
from cleaners.text_shape import PROSE, SHAPE_COLUMNS, prose_flags
from cleaners.text_words import WORD_COLUMNS, word_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.text_columns import Column, Table
    from cleaners.text_words import Lexicon, Words

LINE_COLUMNS: Final = (*SHAPE_COLUMNS, *WORD_COLUMNS, "ruled", "repeats", "prose", "stamp")
_NEIGHBOURED: Final = ("length", "ends_stop", "lexicon_mean", "capitalised_share", "digit_share", "prose", "ruled")
_OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
_WINDOWED: Final = ("prose", "length", "lexicon_mean", "topic_share", "stamp")
_WINDOWS: Final = (3, 8, 20)
# Kinds of rules that open what stands below an article; how far above or below the nearest one stands is telling.
_SECTIONS: Final = {
    "comments": frozenset({"comment-prompt"}),
    "related": frozenset({"related-links", "navigation"}),
    "promotion": frozenset({"newsletter", "subscription", "social-follow", "advertisement", "paywall", "contact"}),
    "closing": frozenset({"credit", "disclaimer", "source-link", "cookie-notice"}),
    "head": frozenset({"share", "image-credit", "byline"}),
}
_SECTION_OF: Final = {kind: place for place, kinds in enumerate(_SECTIONS.values(), 1) for kind in kinds}
_NEAR: Final = ("prose", *_SECTIONS, "title", "stamp")
_STAMP_LENGTH: Final = 60  # characters: a date, a time ago, a number of comments
_STAMP_DIGITS: Final = 0.08
_GAPS: Final = (2, 6)  # lines between paragraphs that stand together
_TITLE_LIKE: Final = 0.7  # of the words of the first line: a line that says the title again
_PLACES: Final = (
    "place", "place_back", "index", "index_back", "prose_before", "prose_after", "from_first_prose", "to_last_prose",
)  # fmt: skip
_SEGMENT: Final = ("segment_above", "segment_below", "segments")
_FACTS: Final = ("lines", "prose_share", "mean_length", "ruled_share", "prose_lines", "short_share", "known_words")
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
    *(f"{name}~{gap}" for gap in _GAPS for name in _SEGMENT),
    *_FACTS,
)
_INDEX: Final = {name: place for place, name in enumerate(LINE_COLUMNS)}
_NEIGHBOURED_AT: Final = [_INDEX[name] for name in _NEIGHBOURED]
_WINDOWED_AT: Final = [_INDEX[name] for name in _WINDOWED]


def features(words: Words, shapes: Table, counts: NDArray[np.intp], rules: Sequence[str], lexicon: Lexicon) -> Table:
    """Return one row for each line and one column for each name in ``COLUMNS``.

    ``words`` and ``shapes`` are what ``text_words.words_of`` and ``text_shape.shape_table`` say of the lines;
    ``counts[i]`` is how often the line stands in the text, ``rules[i]`` names the rule that took it, "" for none.
    """
    kinds = [rule.partition("/")[0] for rule in rules]
    ruled = np.array([bool(kind) for kind in kinds], np.float32)
    lines = _line_table(words, shapes, counts, ruled, lexicon)
    length, prose = lines[:, _INDEX["length"]], lines[:, _INDEX["prose"]]
    blocks = (
        lines,
        neighbours(lines[:, _NEIGHBOURED_AT], _OFFSETS),
        window_means(lines[:, _WINDOWED_AT], _WINDOWS),
        _section_table(kinds, lines),
        _place_table(length, prose),
        segments(prose > 0, length, _GAPS),
        table_of(_facts(lines), len(rules)),
    )
    return np.concatenate(blocks, axis=1)


def _line_table(words: Words, shapes: Table, counts: NDArray[np.intp], ruled: Column, lexicon: Lexicon) -> Table:
    long = shapes[:, _INDEX["length"]] >= PROSE
    stamps = (shapes[:, _INDEX["length"]] < _STAMP_LENGTH) & (shapes[:, _INDEX["digit_share"]] > _STAMP_DIGITS)
    rest = table_of((ruled, counts, prose_flags(shapes), stamps), len(ruled))
    return np.concatenate((shapes, word_table(words, long, lexicon), rest), axis=1)


def _section_table(kinds: Sequence[str], lines: Table) -> Table:
    sections = np.array([_SECTION_OF.get(kind, 0) for kind in kinds])
    hits = sections[:, None] == np.arange(1, len(_SECTIONS) + 1)
    titles = lines[:, _INDEX["title_share"]] >= _TITLE_LIKE
    titles[0] = False
    around = np.stack((titles, lines[:, _INDEX["stamp"]] > 0), axis=1)
    flags = np.concatenate((lines[:, [_INDEX["prose"]]] > 0, hits, around), axis=1)
    return np.concatenate((nearest(flags), np.cumsum(hits, axis=0, dtype=np.float32)), axis=1)


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
        clipped(index - first),
        clipped(last - index),
    )
    return table_of(places, count)


def _facts(lines: Table) -> tuple[float, ...]:
    length, prose = lines[:, _INDEX["length"]], lines[:, _INDEX["prose"]]
    count, total = len(length), max(float(length.sum()), 1.0)
    return (
        min(count, _MOST_LINES),
        float((length * prose).sum()) / total,
        total / count,
        float(lines[:, _INDEX["ruled"]].mean()),
        float(prose.sum()),
        float((length < PROSE / 2).mean()),
        float((length * lines[:, _INDEX["common_share"]]).sum()) / total,
    )
