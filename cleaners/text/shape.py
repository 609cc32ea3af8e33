"""The outward shape of each line: how long, of which characters, how it begins and ends."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from cleaners.text.columns import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cleaners.text.columns import Table

# Bits of the character classes, in the order in which np.unpackbits gives them.
_LETTER, _UPPER, _DIGIT, _STOP, _COMMA, _QUOTE, _SIGN, _UNSPACED = (1 << bit for bit in range(7, -1, -1))
STOPS: Final = frozenset(".!?…。！？।۔؟॥」』")  # speech closed by a bracket needs no full stop
_ASKING: Final = tuple(map(ord, "?!？！؟"))
# Characters are counted three kinds at once, in numbers of three fields of 21 bits: no text has 2 million characters.
_KINDS: Final = 9  # the bits of the classes, and white space
_KINDS_OF_CLASS: Final = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1)
_FIELD: Final = 21  # bits
_SHIFTS: Final = np.arange(0, 3 * _FIELD, _FIELD, dtype=np.uint64)[:, None]
_FIELD_MASK: Final = np.uint64((1 << _FIELD) - 1)
_COUNTERS: Final = tuple(
    np.bitwise_or.reduce(kinds.astype(np.uint64) << _SHIFTS)
    for kinds in np.vstack((_KINDS_OF_CLASS.T, np.arange(256) == 0)).reshape(3, 3, 256)
)
_COMMAS: Final = frozenset(",;:、，；：،؛")
QUOTES: Final = frozenset("\"'“”„‘’«»‹›「『()（）")
_TABLE_SIZE: Final = 1 << 16  # code points above count as signs (emoji) or rare Han: both are few
# Counting takes 30 bytes a character. A page has at most 2,400 lines (bench); a bait may have any number.
_LINES_AT_ONCE: Final = 2_500
_UNSPACED_WIDTH: Final = 1.5  # what a letter of an unspaced script is longer than one of an alphabet
WIDEST: Final = 1 + _UNSPACED_WIDTH  # effective characters of one
SHAPE_COLUMNS: Final = (
    "length", "words", "upper_share", "digit_share", "sign_share", "comma_share", "quote_share", "stops",
    "capitalised_share", "unspaced_share", "starts_upper", "starts_lower", "starts_digit", "starts_sign",
    "ends_stop", "ends_letter", "ends_comma", "ends_asking",
)  # fmt: skip
_LENGTH: Final = SHAPE_COLUMNS.index("length")
_ENDS_STOP: Final = SHAPE_COLUMNS.index("ends_stop")
STAMP_LENGTH: Final = 60  # characters: a date, a time ago, a number of comments
STAMP_DIGITS: Final = 0.08  # of its characters
SENTENCE: Final = 40.0  # effective characters of a line that, ending in a full stop, is no slogan
PROSE: Final = 80.0  # effective characters of a line that, ending in a full stop, is surely prose


def shape_table(texts: Sequence[str]) -> Table:
    """Return the columns that ``SHAPE_COLUMNS`` names, of lines of which none is empty."""
    starts = range(0, max(len(texts), 1), _LINES_AT_ONCE)
    return np.concatenate([_shapes(texts[start : start + _LINES_AT_ONCE]) for start in starts], axis=1)


def _shapes(texts: Sequence[str]) -> Table:
    codes = code_points("\n".join(texts) + "\n")
    classes = _class_table().take(codes, mode="clip")
    sizes = np.fromiter(map(len, texts), np.intp, len(texts))
    starts = np.zeros(len(texts), np.intp)
    np.cumsum(sizes[:-1] + 1, out=starts[1:])
    letters, uppers, digits, stops, commas, quotes, signs, unspaced, words = _counts(classes, starts)
    heads = np.ones(len(classes), bool)
    np.equal(classes[:-1], 0, out=heads[1:])
    heads &= (classes & _UPPER) > 0
    size = sizes.astype(np.float32)
    first, last = classes[starts], classes[starts + sizes - 1]
    inner = classes[np.maximum(starts + sizes - 2, starts)]
    inner = np.where(
        inner == 0, classes[np.maximum(starts + sizes - 3, starts)], inner
    )  # "… pleins. »" has a space there
    before_quote = np.where((last & _QUOTE) > 0, inner, 0)
    columns = (
        size + _UNSPACED_WIDTH * unspaced,
        words,
        uppers / np.maximum(letters, 1),
        digits / size,
        signs / size,
        commas / size,
        quotes / size,
        stops,
        np.add.reduceat(heads, starts, dtype=np.int32) / words,
        unspaced / size,
        _flag(first, _UPPER),
        (first & (_LETTER | _UPPER | _UNSPACED)) == _LETTER,
        _flag(first, _DIGIT),
        _flag(first, _SIGN | _STOP | _COMMA),
        _flag(last | before_quote, _STOP),
        _flag(last, _LETTER),
        _flag(last, _COMMA),
        _asking(codes[starts + sizes - 1]),
    )
    return table_of(columns)


def sentence_flags(shapes: Table, shortest: float) -> NDArray[np.bool_]:
    """Return which lines have so many effective characters at least, and end as a sentence."""
    flags: NDArray[np.bool_] = (shapes[_LENGTH] >= shortest) & (shapes[_ENDS_STOP] > 0)
    return flags


def prose_flags(shapes: Table) -> NDArray[np.bool_]:
    """Return which lines are surely paragraphs: long, and ending as a sentence."""
    flags: NDArray[np.bool_] = (shapes[_LENGTH] >= PROSE) & (shapes[_ENDS_STOP] > 0)
    return flags


def lengths_of(texts: Sequence[str]) -> list[float]:
    """Return the column ``length`` of the lines, without a table where no script is unspaced."""
    lengths: list[float] = [*map(len, texts)]
    foreign = [place for place, text in enumerate(texts) if not text.isascii()]
    codes = code_points("\n".join([texts[place] for place in foreign]))
    unspaced = _class_table().take(codes, mode="clip") & _UNSPACED > 0
    if unspaced.any():
        starts = np.cumsum([0, *(len(texts[place]) + 1 for place in foreign[:-1])])
        for place, count in zip(foreign, np.add.reduceat(unspaced, starts, dtype=np.int32).tolist(), strict=True):
            lengths[place] += _UNSPACED_WIDTH * count
    return lengths


def _flag(classes: NDArray[np.uint8], bits: int) -> NDArray[np.bool_]:
    return (classes & bits) > 0


def _asking(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    flags = np.zeros(len(codes), bool)
    for code in _ASKING:
        flags |= codes == code
    return flags


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code point of every character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _counts(classes: NDArray[np.uint8], starts: NDArray[np.intp]) -> Table:
    """Return how many characters of each kind stand in each line: one row for each kind."""
    places = classes.astype(np.intp)
    packed = np.array([np.add.reduceat(counter.take(places, mode="clip"), starts) for counter in _COUNTERS])
    fields = (packed[:, None] >> _SHIFTS) & _FIELD_MASK
    return fields.reshape(_KINDS, -1).astype(np.float32)


@cache
def _class_table() -> NDArray[np.uint8]:
    return np.array([_class_of(chr(code)) for code in range(_TABLE_SIZE - 1)] + [_SIGN], np.uint8)


def _class_of(char: str) -> int:
    if char.isspace():
        return 0
    if char.isalpha() or unicodedata.category(char)[0] == "M":
        unspaced = _UNSPACED if "\u0e00" <= char <= "\u0eff" or "\u3040" <= char <= "\u9fff" else 0
        return _LETTER | unspaced | (_UPPER if char.isupper() else 0)
    for members, bit in ((STOPS, _STOP), (_COMMAS, _COMMA), (QUOTES, _QUOTE)):
        if char in members:
            return bit
    return _DIGIT if char.isdigit() else _SIGN
