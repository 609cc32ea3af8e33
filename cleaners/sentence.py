"""What a sentence looks like in any script: how long it is, how it ends."""

from __future__ import annotations

from typing import Final

import re2

_ENDS: Final = frozenset(".!?…\"'”’“»«。！？」』】）)।۔؟॥")
_FIRST_HAN: Final = "\u3040"  # with kana
_LAST_HAN: Final = "\u9fff"
_FIRST_MARK: Final = "\u3000"  # of Chinese and Japanese
HANGUL: Final = ("\uac00", "\ud7a3")  # is spaced
_SPACED: Final = 20  # characters a word has at most, on average, where words are spaced
# A character of Chinese or Japanese says as much as 2.5 of an alphabet (lengths of the same news in both).
_UNSPACED_WIDTH: Final = 2.5
_WORD: Final = re2.compile(r"\pL[\pL\pM]*")


def is_unspaced(text: str) -> bool:
    """Tell whether the text is written without spaces between words."""
    if text.isascii():
        return False
    # A Chinese headline has a space between its halves.
    return text.count(" ") * _SPACED < len(text) or _FIRST_HAN <= min(text[0], text[len(text) // 2 - 1]) <= _LAST_HAN


def meet_unspaced(last: str, first: str) -> bool:
    """Tell whether two signs of Chinese or Japanese meet, between which no space stands (CSS Text 3, 4.1.3)."""
    return first >= _FIRST_MARK and last >= _FIRST_MARK and not (HANGUL[0] <= first <= HANGUL[1])


def width(text: str) -> float:
    """Return the length in characters of an alphabet."""
    return len(text) * _UNSPACED_WIDTH if is_unspaced(text) else len(text)


def is_sentence(text: str, shortest: int) -> bool:
    """Tell whether the text ends as a sentence, in quotes or brackets too, and is at least ``shortest`` wide.

    ``shortest`` counts characters of an alphabet; no text is narrower than its characters are many.
    """
    return text[-1:] in _ENDS and (len(text) >= shortest or width(text) >= shortest)


def letter_words(text: str) -> int:
    """Return how many runs of letters a text has: its words without its numbers."""
    return len(_WORD.findall(text))
