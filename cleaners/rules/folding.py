"""Folding: how blocks and wordings are written before they are compared.

One character is folded by itself wherever that gives what folding the whole text gives, so that a table can fold all
blocks of a text at once; blocks with any other character, or with doubled spaces, are folded one by one.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_SPELLINGS: Final = {
    "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "。": ".", "、": ",", "।": ".", "۔": ".", "؟": "?", "،": ",", "؛": ";", "·": ".", "•": ".", "›": ">", "‹": "<",
    "İ": "i", "ı": "i",
    "–": "-", "—": "-", "‑": "-", "−": "-",
    "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "",
    "\u2060": "", "\ufeff": "", "\u00ad": "", "\u0640": "", "\n": " ",
}  # fmt: skip
_LONG: Final = 500  # characters: from here on it is quicker to look for every spelling than to list what is there
_EDGES: Final = " \t.,:;!?¡¿…|*+~=_-<>()[]{}'\"/\\•·●▪■►▶→←↑↓›‹×✕✖#&。、！？：；，「」『』【】（）《》〈〉।۔،؟؛"
_BLOCK_END: Final = "\0"
_ALONE: Final = "\ue0ff"  # stands for a character that its neighbours, or more than one character, fold
_TABLE_SIZE: Final = 1 << 16  # code points above it are emoji and rare Han: they are folded one by one
_FINAL_SIGMA: Final = "Σ"  # whose lower case depends on what follows
_DOUBLED: Final = "  "
_JAMO: Final = range(0x1160, 0x1200)  # vowels and endings, which make a syllable with the letter before them
# Chinese characters and Korean syllables are folded to themselves: a page brings hundreds that none before it had.
_SAME: Final = (range(0x4E00, 0xA000), range(0xAC00, 0xD7A4))
_UNKNOWN: Final = (1 << 32) - 1  # no code point


def folded(text: str) -> str:
    """Return ``text`` as wordings are compared: lower case, plain quotes and spaces, bare edges."""
    return " ".join(plain(text).lower().split()).strip(_EDGES)


def folded_blocks(texts: Sequence[str]) -> list[str]:
    """Return ``folded`` of every text, the steps that cost taken once for all."""
    blocks = _lowered(_BLOCK_END.join(texts)).split(_BLOCK_END)
    if len(blocks) != len(texts):  # some text holds the sign that parts them, or there is none
        return [folded(text) for text in texts]
    return [folded(text) if _ALONE in block else block.strip(_EDGES) for text, block in zip(texts, blocks, strict=True)]


def plain(text: str) -> str:
    """Return the text in the one spelling that wordings use, in the case that it has."""
    return text.replace("`", "'") if text.isascii() else _respelled(text)


def _respelled(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    for spelling in _SPELLINGS if len(text) > _LONG else _SPELLINGS.keys() & set(text):
        text = text.replace(spelling, _SPELLINGS[spelling])
    return text


def _lowered(text: str) -> str:
    """Return the text with each character folded by itself, ``_ALONE`` for one that can't be."""
    if text.isascii() and _DOUBLED not in text and text.replace(_BLOCK_END, "").isprintable():
        return plain(text).lower()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    found = _table().take(codes, mode="clip")
    is_blank = codes == ord(" ")
    is_doubled = is_blank[1:] & is_blank[:-1]
    if is_doubled.any():
        found[1:][is_doubled] = ord(_ALONE)
    try:
        return _text_of(found)
    except UnicodeDecodeError:
        new = np.unique(np.minimum(codes[found == _UNKNOWN], _TABLE_SIZE))
        _table()[new] = [_code_of(code) for code in new.tolist()]
        return _lowered(text)


def _text_of(codes: NDArray[np.uint32]) -> str:
    """Return a text; raises ``UnicodeDecodeError`` where a code is ``_UNKNOWN``."""
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _table() -> NDArray[np.uint32]:
    """Return what each code point is folded to: filled as they come, for most never do."""
    table = np.full(_TABLE_SIZE + 1, _UNKNOWN, np.uint32)
    for same in _SAME:
        table[same.start : same.stop] = same
    return table


def _code_of(code: int) -> int:
    char = chr(code)
    lower = _respelled(char).lower()
    apart = len(lower) == 1 and code < _TABLE_SIZE and char not in (_FINAL_SIGMA, _ALONE)
    shown = (char + lower).isprintable() or char == _BLOCK_END
    return ord(lower if apart and shown and not _follows(char) and not _follows(lower) else _ALONE)


def _follows(char: str) -> bool:
    """Tell whether the character may change, or change places with, the one before it."""
    return unicodedata.category(char)[0] == "M" or ord(char) in _JAMO
