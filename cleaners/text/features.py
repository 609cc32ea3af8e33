"""What each line of a text looks like, as numbers: one vectorised pass over the lines of many texts.

The columns are named in ``COLUMNS``; the line model (``model``) was trained on exactly these, in this order
(``benchmarks/clean_text_train.py``). Lengths are in characters, with a letter of an unspaced script counted as 2.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text.columns import clipped, nearest, neighbours, running, segments, stacked, table_of, window_means
from cleaners.text.shape import PROSE, SHAPE_COLUMNS, STAMP_DIGITS, STAMP_LENGTH, prose_flags
from cleaners.text.words import WORD_COLUMNS, word_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.text.columns import Layout, Table
    from cleaners.text.lexicon import Lexicon
    from cleaners.text.words import Words

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
_SECTION_NUMBERS: Final = np.arange(1, len(_SECTIONS) + 1)[:, None]
_NEAR: Final = ("prose", *_SECTIONS, "title", "stamp")
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
    """Return the columns that ``COLUMNS`` names.

    ``words`` and ``shapes`` are what ``words.words_of`` and ``shape.shape_table`` say of the lines;
    ``counts[i]`` is how often the line stands in its text, ``rules[i]`` names the rule that took it, "" for none.
    """
    layout = words.layout
    lines = _line_table(words, shapes, counts, rules, lexicon)
    length, prose = lines[_INDEX["length"]].astype(np.float64), lines[_INDEX["prose"]] > 0
    lengths = np.array((length, length * prose))
    passed = running(lengths, layout)
    blocks = (
        lines,
        neighbours(lines[_NEIGHBOURED_AT], _OFFSETS, layout),
        window_means(lines[_WINDOWED_AT], _WINDOWS, layout),
        _section_table(rules, lines, layout),
        _place_table(lengths, passed, layout),
        segments(prose, length, _GAPS, layout),
        _facts(lines, layout).take(layout.texts, axis=1),
    )
    return stacked(blocks)


def _line_table(words: Words, shapes: Table, counts: NDArray[np.intp], rules: Sequence[str], lexicon: Lexicon) -> Table:
    long = shapes[_INDEX["length"]] >= PROSE
    stamps = (shapes[_INDEX["length"]] < STAMP_LENGTH) & (shapes[_INDEX["digit_share"]] > STAMP_DIGITS)
    ruled = np.fromiter(map(bool, rules), bool, len(rules))
    return stacked((shapes, word_table(words, long, lexicon), table_of((ruled, counts, prose_flags(shapes), stamps))))


def _section_table(rules: Sequence[str], lines: Table, layout: Layout) -> Table:
    kinds = {rule: _SECTION_OF.get(rule.partition("/")[0], 0) for rule in set(rules)}
    hits = np.fromiter(map(kinds.__getitem__, rules), np.intp, len(rules)) == _SECTION_NUMBERS
    titles = (lines[_INDEX["title_share"]] >= _TITLE_LIKE) & (layout.above > 0)
    flags = np.array((lines[_INDEX["prose"]] > 0, *hits, titles, lines[_INDEX["stamp"]] > 0))
    return stacked((nearest(flags, layout), running(hits, layout)))


def _place_table(lengths: NDArray[np.float64], passed: NDArray[np.float64], layout: Layout) -> Table:
    """Return the columns of ``_PLACES``; two rows of lengths, of all lines and of prose, and their sums so far."""
    ends = layout.starts + layout.sizes - 1
    totals = np.maximum(passed.take(ends, axis=1), 1.0).take(layout.texts, axis=1)
    (before, before_prose), (after, after_prose) = (passed - lengths) / totals, 1 - passed / totals
    first, last = _ends_of(lengths[1] > 0, layout)
    places = (
        before,
        after,
        np.minimum(layout.above, _MOST_INDEX),
        np.minimum(layout.below, _MOST_INDEX),
        before_prose,
        after_prose,
        clipped(layout.above - first[layout.texts]),
        clipped(last[layout.texts] - layout.above),
    )
    return table_of(places)


def _ends_of(flags: NDArray[np.bool_], layout: Layout) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first and the last flagged line of each text; the whole text where no line is flagged."""
    none = layout.sizes.max()
    first = np.minimum.reduceat(np.where(flags, layout.above, none), layout.starts)
    last = np.maximum.reduceat(np.where(flags, layout.above, -1), layout.starts)
    return np.where(last < 0, 0, first), np.where(last < 0, layout.sizes - 1, last)


def _facts(lines: Table, layout: Layout) -> Table:
    """Return the columns of ``_FACTS``, a place in each for every text."""
    length, prose, ruled = (lines[_INDEX[name]].astype(np.float64) for name in ("length", "prose", "ruled"))
    parts = (length, length * prose, ruled, prose, length < PROSE / 2, length * lines[_INDEX["common_share"]])
    total, in_prose, of_rules, paragraphs, short, known = np.add.reduceat(np.array(parts), layout.starts, axis=1)
    sizes, lengths = layout.sizes, np.maximum(total, 1.0)
    return table_of(
        (
            np.minimum(sizes, _MOST_LINES),
            in_prose / lengths,
            lengths / sizes,
            of_rules / sizes,
            paragraphs,
            short / sizes,
            known / lengths,
        )
    )
