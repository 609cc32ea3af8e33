"""What each line of a text looks like, as numbers: one vectorised pass over the whole document.

The columns are named in ``COLUMNS``; the line model (``text_model``) was trained on exactly these, in this order
(``benchmarks/clean_text_train.py``). Lengths are in characters, with a letter of an unspaced script counted as 2.5.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text_columns import FAR, distances, shifted, smoothed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from cleaners.text_columns import Columns

# Bits of the character classes, in the order in which np.unpackbits gives them.
_LETTER, _UPPER, _DIGIT, _STOP, _COMMA, _QUOTE, _SIGN, _UNSPACED = (1 << bit for bit in range(7, -1, -1))
_STOPS: Final = frozenset(".!?…。！？।۔؟॥")
_COMMAS: Final = frozenset(",;:、，；：،؛")
_QUOTES: Final = frozenset("\"'“”„‘’«»‹›「」『』()（）")
_TABLE_SIZE: Final = 1 << 16  # code points above count as signs (emoji) or rare Han: both are few
_UNSPACED_WIDTH: Final = 1.5  # what a letter of an unspaced script is longer than one of an alphabet
_WORD: Final = re.compile(r"\w+")  # a single class repeated: cannot backtrack
_MOST_WORDS: Final = 30  # of a line are looked up, and no more characters than that many words have
_MOST_CHARACTERS: Final = 200
_MOST_PAIRS: Final = 12  # words from a line's start are also looked up in pairs
_PARAGRAPH: Final = 80.0  # effective characters of a line that, ending in a full stop, is surely prose
_TOPIC_WORD: Final = 5  # letters at least: shorter words say nothing about the topic

LINE_COLUMNS: Final = (
    "length", "words", "upper_share", "digit_share", "sign_share", "comma_share", "quote_share", "stops",
    "capitalised_share", "unspaced_share", "starts_upper", "starts_lower", "starts_digit", "starts_sign",
    "ends_stop", "ends_letter", "ends_comma", "lexicon_mean", "lexicon_sum", "lexicon_least", "common_share",
    "ruled", "repeats", "topic_share", "topic_words", "title_share",
)  # fmt: skip
_NEIGHBOURED: Final = ("length", "ends_stop", "lexicon_mean", "capitalised_share", "prose", "ruled")
_OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
_WINDOWS: Final = (3, 8, 20)
_WINDOWED: Final = ("prose", "length", "lexicon_mean")
PLACE_COLUMNS: Final = (
    "place", "place_back", "index", "index_back", "prose_before", "prose_after", "to_prose_above", "to_prose_below",
    "from_first_prose", "to_last_prose",
)  # fmt: skip
# Kinds of rules that open what stands below an article; how far above or below the nearest one stands is telling.
_SECTIONS: Final = {
    "comments": frozenset({"comment-prompt"}),
    "related": frozenset({"related-links", "navigation"}),
    "promotion": frozenset({"newsletter", "subscription", "social-follow", "advertisement", "paywall", "contact"}),
    "closing": frozenset({"credit", "disclaimer", "source-link", "cookie-notice"}),
    "head": frozenset({"share", "image-credit", "byline"}),
}
SECTION_COLUMNS: Final = (
    *(f"{side}_{name}" for name in _SECTIONS for side in ("since", "until", "count")),
    "since_title",
)
_TITLE_LIKE: Final = 0.7  # of the words of the first line: a line that says the title again
TEXT_COLUMNS: Final = ("lines", "prose_share", "mean_length", "ruled_share", "prose_lines", "short_share")
COLUMNS: Final = (
    *LINE_COLUMNS,
    *(f"{name}{offset:+d}" for name in _NEIGHBOURED for offset in _OFFSETS),
    *(f"{name}~{width}" for name in _WINDOWED for width in _WINDOWS),
    *PLACE_COLUMNS,
    *SECTION_COLUMNS,
    *TEXT_COLUMNS,
)


def features(texts: Sequence[str], rules: Sequence[str], lexicon: Mapping[str, float]) -> Columns:
    """Return one row for each line and one column for each name in ``COLUMNS``.

    ``rules[i]`` names the rule that took the line, "" for none; ``lexicon`` weighs words, positive for prose.
    """
    kinds = [rule.partition("/")[0] for rule in rules]
    lines = _line_columns(texts, np.array([bool(kind) for kind in kinds], np.float32), lexicon)
    lines["prose"] = _prose(lines)
    columns = [lines[name] for name in LINE_COLUMNS]
    columns += [shifted(lines[name], offset) for name in _NEIGHBOURED for offset in _OFFSETS]
    columns += [smoothed(lines[name], width) for name in _WINDOWED for width in _WINDOWS]
    columns += _place_columns(lines)
    columns += _section_columns(kinds, lines["title_share"])
    columns += _text_columns(lines)
    return np.stack(columns, axis=1).astype(np.float32)


def words_of(text: str) -> list[str]:
    """Return the words of a line as the lexicon spells them: lower case, numbers as ``0``."""
    return ["0" if word.isdigit() else word for word in _WORD.findall(text[:_MOST_CHARACTERS].lower())[:_MOST_WORDS]]


def _line_columns(texts: Sequence[str], ruled: Columns, lexicon: Mapping[str, float]) -> dict[str, Columns]:
    columns = _shape_columns(texts)
    columns |= _word_columns(texts, columns["length"], lexicon)
    counts = Counter(texts)
    columns["repeats"] = np.array([counts[text] for text in texts], np.float32)
    columns["ruled"] = ruled
    return columns


def _shape_columns(texts: Sequence[str]) -> dict[str, Columns]:
    classes = _classes("\n".join(texts) + "\n")
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.concatenate(([0], np.cumsum(sizes + 1)[:-1]))
    bits = np.unpackbits(classes).reshape(-1, 8)
    counts = np.add.reduceat(bits, starts, axis=0, dtype=np.int32).astype(np.float32)
    letters, uppers, digits, stops, commas, quotes, signs, unspaced = counts.T
    heads = np.concatenate(([True], classes[:-1] == 0)) & ((classes & _UPPER) > 0)
    spaces = np.add.reduceat(classes == 0, starts, dtype=np.int32).astype(np.float32)
    size = np.maximum(sizes, 1).astype(np.float32)
    words = np.maximum(spaces, 1)
    first, last = classes[starts], classes[starts + sizes - 1]
    last_but_quote = np.where((last & _QUOTE) > 0, classes[np.maximum(starts + sizes - 2, 0)], last)
    return {
        "length": size + _UNSPACED_WIDTH * unspaced,
        "words": words,
        "upper_share": uppers / np.maximum(letters, 1),
        "digit_share": digits / size,
        "sign_share": signs / size,
        "comma_share": commas / size,
        "quote_share": quotes / size,
        "stops": stops,
        "capitalised_share": np.add.reduceat(heads, starts, dtype=np.int32) / words,
        "unspaced_share": unspaced / size,
        "starts_upper": _flag(first, _UPPER),
        "starts_lower": ((first & (_LETTER | _UPPER | _UNSPACED)) == _LETTER).astype(np.float32),
        "starts_digit": _flag(first, _DIGIT),
        "starts_sign": _flag(first, _SIGN | _STOP | _COMMA),
        "ends_stop": _flag(last | last_but_quote, _STOP),
        "ends_letter": _flag(last, _LETTER),
        "ends_comma": _flag(last, _COMMA),
    }


def _flag(classes: NDArray[np.uint8], bits: int) -> Columns:
    return ((classes & bits) > 0).astype(np.float32)


def _classes(text: str) -> NDArray[np.uint8]:
    """Return the class bits of every character; white space has none."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _class_table()[np.minimum(codes, _TABLE_SIZE - 1)]


@cache
def _class_table() -> NDArray[np.uint8]:
    return np.array([_class_of(chr(code)) for code in range(_TABLE_SIZE - 1)] + [_SIGN], np.uint8)


def _class_of(char: str) -> int:
    if char.isspace():
        return 0
    if char.isalpha() or unicodedata.category(char)[0] == "M":
        unspaced = _UNSPACED if "\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff" else 0
        return _LETTER | unspaced | (_UPPER if char.isupper() else 0)
    for members, bit in ((_STOPS, _STOP), (_COMMAS, _COMMA), (_QUOTES, _QUOTE)):
        if char in members:
            return bit
    return _DIGIT if char.isdigit() else _SIGN


def _word_columns(texts: Sequence[str], lengths: Columns, lexicon: Mapping[str, float]) -> dict[str, Columns]:
    tokens = [words_of(text) for text in texts]
    weights = [_weights(words, lexicon) for words in tokens]
    topics = [frozenset(word for word in words if len(word) >= _TOPIC_WORD) for words in tokens]
    spread: Counter[str] = Counter()
    for topic, length in zip(topics, lengths, strict=True):
        if length >= _PARAGRAPH:
            spread.update(topic)
    rows = []
    title = topics[0] if topics else frozenset()
    for words, found, topic, length in zip(tokens, weights, topics, lengths, strict=True):
        own = 1 if length >= _PARAGRAPH else 0
        known = sum(spread[word] > own for word in topic)
        rows.append(
            (
                sum(found) / (len(words) or 1),
                sum(found),
                min(found, default=0.0),
                len(found) / (2 * len(words) or 1),
                known / (len(topic) or 1),
                known,
                len(topic & title) / (len(title) or 1),
            )
        )
    names = (
        "lexicon_mean",
        "lexicon_sum",
        "lexicon_least",
        "common_share",
        "topic_share",
        "topic_words",
        "title_share",
    )
    return dict(zip(names, np.array(rows, np.float32).T, strict=True))


def _weights(words: Sequence[str], lexicon: Mapping[str, float]) -> list[float]:
    found = [lexicon[word] for word in words if word in lexicon]
    pairs = map(" ".join, pairwise(words[:_MOST_PAIRS]))
    return found + [lexicon[pair] for pair in pairs if pair in lexicon]


def _prose(lines: Mapping[str, Columns]) -> Columns:
    """Return 1 for a line that is surely a paragraph, 0 for another."""
    return ((lines["length"] >= _PARAGRAPH) & (lines["ends_stop"] > 0)).astype(np.float32)


def _place_columns(lines: Mapping[str, Columns]) -> list[Columns]:
    length, prose = lines["length"], lines["prose"]
    index = np.arange(len(length), dtype=np.float32)
    back = index[::-1]
    passed = np.cumsum(length) - length
    prose_length = np.cumsum(length * prose)
    before = prose_length - length * prose
    all_prose = max(float(prose_length[-1]), 1.0)
    above, below = distances(prose)
    spots = np.flatnonzero(prose)
    first, last = (spots[0], spots[-1]) if len(spots) else (0, len(length) - 1)
    return [
        passed / max(float(length.sum()), 1.0),
        1 - (passed + length) / max(float(length.sum()), 1.0),
        np.minimum(index, 200),
        np.minimum(back, 200),
        before / all_prose,
        1 - prose_length / all_prose,
        above,
        below,
        np.clip(index - first, -FAR, FAR),
        np.clip(last - index, -FAR, FAR),
    ]


def _section_columns(kinds: Sequence[str], title_share: Columns) -> list[Columns]:
    columns = []
    for members in _SECTIONS.values():
        hits = np.array([kind in members for kind in kinds], np.float32)
        above, below = distances(hits)
        columns += [above, below, np.cumsum(hits)]
    titles = (title_share >= _TITLE_LIKE).astype(np.float32)
    titles[0] = 0
    return [*columns, distances(titles)[0]]


def _text_columns(lines: Mapping[str, Columns]) -> list[Columns]:
    length, prose = lines["length"], lines["prose"]
    count = len(length)
    total = max(float(length.sum()), 1.0)
    facts = (
        min(count, 500),
        float((length * prose).sum()) / total,
        total / count,
        float(lines["ruled"].mean()),
        float(prose.sum()),
        float((length < _PARAGRAPH / 2).mean()),
    )
    return [np.full(count, fact, np.float32) for fact in facts]
