"""The hashing view of a text: what two texts must share to be called the same. It never reaches stored text.

``fold`` gives the view as a string; ``lookup`` gives the same mapping as an array over code points, for texts in bulk.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NORMALISER = "fold-1"

# Format characters (category Cf: zero-width, bidirectional marks, soft hyphen, tags), the combining grapheme joiner and
# the variation selectors: they show nothing, and a scraper, a CMS or a forger puts them inside words.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

# Cyrillic and Greek letters that look like Latin ones, in lower case, from Unicode's confusables (UTS 39): the ones a
# reader can't tell apart in a news typeface. Folding them everywhere keeps Russian and Greek words distinct enough.
_LOOKALIKE_LETTERS = dict(
    zip("аеорсухіјѕԁһԛԝνοραικτυѵϲϳ", "aeopcyxijsdhqwvopaiktuvcj", strict=True),
)
_QUOTES = dict.fromkeys("‘’‚‛′´ʹʻʼʽˈ", "'") | dict.fromkeys("“”„‟«»″〝〞〟", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−⁃﹘", "-")
_LOOKALIKES = str.maketrans(_LOOKALIKE_LETTERS | _QUOTES | _DASHES)

# Scripts written without spaces: Thai, Lao, Myanmar, Khmer, kana, bopomofo, Han. Their characters are tokens.
_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3005, 0x3007),
    (0x3041, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
_BASIC = range(0x10000)
_PICTOGRAPHS = range(0x1F300, 0x1FB00)  # emoji and their kin: no letters, nothing folds
_HAN_PLANES = range(0x20000, 0x323B0)  # extensions B to H: all their characters fold to themselves but these:
_HAN_COMPATIBILITY = range(0x2F800, 0x2FA20)
_SURROGATES = range(0xD800, 0xE000)
_JAMO = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))  # vowels and finals that join the letter before them

SPACE = 0x20  # every separator, in an array of folded code points
UNSPACED = 1 << 24  # flag: a character of a script without spaces
DROPPED = 1 << 25  # flag: an invisible character
CONTEXTUAL = 1 << 26  # flag: folds to several characters, or with its neighbours: only ``fold`` gets it right
CODE_POINT = (1 << 21) - 1


def fold(text: str) -> str:
    """Give the hashing view: visible characters, NFKC, caseless, one form of each quote, dash and lookalike.

    ``fold(fold(text)) == fold(text)``.
    """
    if text.isascii():
        return text.lower()
    once = _fold_once(text)
    while (again := _fold_once(once)) != once:
        once = again
    return once


def _fold_once(text: str) -> str:
    visible = _INVISIBLE.sub("", text)
    caseless = unicodedata.normalize("NFKC", visible).casefold()
    return unicodedata.normalize("NFKC", caseless).translate(_LOOKALIKES)


def spans(folded: str) -> list[tuple[int, int]]:
    """Give the places (start, end) of a folded text's tokens: words, and single characters of unspaced scripts."""
    found: list[tuple[int, int]] = []
    start = -1
    for place, char in enumerate(folded + " "):
        word = _is_letter(char)
        alone = word and _is_unspaced(ord(char))
        if start >= 0 and (alone or not word):
            found.append((start, place))
            start = -1
        if alone:
            found.append((place, place + 1))
        elif word and start < 0:
            start = place
    return found


def token_stream(text: str) -> str:
    """Give the tokens of ``text`` with one space between them."""
    folded = fold(text)
    return " ".join(folded[start:end] for start, end in spans(folded))


def text_id(text: str) -> str:
    """SHA-256 (hex) of the folded token stream, as UTF-8: equal means exact duplicate."""
    return hashlib.sha256(token_stream(text).encode()).hexdigest()


@functools.cache
def lookup() -> NDArray[np.uint32]:
    """Give ``fold`` as an array: entry c is what code point c becomes, with its flags.

    Code points past its end are CONTEXTUAL, as is its last entry: look up with ``mode="clip"``. Beyond the basic
    plane all but Han and pictographs are CONTEXTUAL: rare, and half the time of making the table.
    """
    basic = [" " if code in _SURROGATES or code == ord("\n") else chr(code) for code in _BASIC]
    composing = _composing()
    entries = [_entry(folded, composing) for folded in fold("\n".join(basic)).split("\n")]
    for code in composing:
        entries[code] |= CONTEXTUAL
    table = np.empty(_HAN_PLANES.stop + 1, np.uint32)
    table[: _BASIC.stop] = entries
    between = range(_BASIC.stop, _HAN_PLANES.start)
    table[between.start : between.stop] = [code if _is_letter(chr(code)) else SPACE for code in between]
    table[between.start : between.stop] |= CONTEXTUAL
    table[_PICTOGRAPHS.start : _PICTOGRAPHS.stop] = SPACE
    table[_HAN_PLANES.start : -1] = np.arange(_HAN_PLANES.start, _HAN_PLANES.stop) | UNSPACED
    table[_HAN_COMPATIBILITY.start : _HAN_COMPATIBILITY.stop] |= CONTEXTUAL
    table[-1] = SPACE | CONTEXTUAL
    table.setflags(write=False)
    return table


def _entry(folded: str, composing: frozenset[int]) -> int:
    if not folded:
        return SPACE | DROPPED
    letters = [char for char in folded if _is_letter(char)]
    if not letters:
        return SPACE
    code = ord(letters[0])
    flags = UNSPACED if _is_unspaced(code) else 0
    return code | flags | (CONTEXTUAL if len(folded) > 1 or code in composing else 0)


def _composing() -> frozenset[int]:
    """Code points that may join the character before them, or change places with it, under NFKC."""
    found = set(_JAMO)
    for char in map(chr, _BASIC):
        code = ord(char)
        if unicodedata.combining(char):
            found.add(code)
        parts = unicodedata.decomposition(char).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            found.add(int(parts[1], 16))
    return frozenset(found)


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M") or ord(char) in _HAN_PLANES


def _is_unspaced(code: int) -> bool:
    return any(first <= code <= last for first, last in _UNSPACED_RANGES)
