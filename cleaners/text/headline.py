"""What a headline looks like, and the dates and counts around it, which look otherwise."""

from __future__ import annotations

import string
from typing import Final

from cleaners.sentence import is_unspaced, width
from cleaners.text.shape import STAMP_DIGITS, STAMP_LENGTH

# A headline is a line of 3 to 18 words and at most 140 characters (bench: 97 % of titles); a longer first line
# without a full stop is a standfirst, which belongs to the body.
_WORDS: Final = range(3, 19)
_UNSPACED: Final = range(8, 61)  # characters, where words are not spaced
_LONGEST: Final = 140
_MARKS: Final = frozenset("#*_")
_EMPHASIS: Final = ("***", "**", "__", "*", "_")
_POINTS: Final = ("- ", "– ", "— ", "• ", "· ", "* ")  # of a list, or of who speaks
_STOPS_IN_QUOTES: Final = (".”", '."', ".’", ".'", ".»", ".“")  # a sentence's, where its last words are quoted
_QUOTES: Final = frozenset("“\"‘'«„»")
_NO_END: Final = tuple(".,;:。，、；：।۔،")
# What a page calls its title may be longer, end in a full stop, and begin in lower case.
_WORDS_AT_MOST: Final = range(3, 31)
_LONGEST_AT_MOST: Final = 220
_NO_END_AT_ALL: Final = (",", ";", ":")
_CRUMBS: Final = (" > ", " › ", " » ")
_LETTERS_A_WORD: Final = 6  # where words are not spaced: two of their characters, each as wide as 2.5 letters
_FIGURES: Final = 0.25  # of a line's characters
_LONGEST_FIGURES: Final = 120
_DIGITS: Final = frozenset(string.digits)


def unmarked(title: str) -> str:
    """Return a title without the marks of a heading in Markdown: "# Fog over the pier", "**Fog over the pier**"."""
    if title[:1] not in _MARKS:
        return title
    bare = title.lstrip("#")
    text = _without_closing(bare.strip()) if bare != title and bare[:1] == " " else title
    mark = next((mark for mark in _EMPHASIS if text.startswith(mark) and text.endswith(mark)), "")
    inner = text.removeprefix(mark).removesuffix(mark)
    return inner if inner and mark[:1] not in inner else text


def _without_closing(heading: str) -> str:
    before, _, last = heading.rpartition(" ")
    return before.rstrip() if before and not last.strip("#") else heading


def is_headline(text: str) -> bool:
    """Tell whether a line has the shape of a headline, as it stands above what an extractor left."""
    if len(text) > _LONGEST or text.endswith(_NO_END) or text[0].islower():
        return False
    if is_unspaced(text):
        return len(text) in _UNSPACED
    return text.count(" ") + 1 in _WORDS


def is_of_text(text: str) -> bool:
    """Tell whether a line with the shape of a headline is a point of a list, or a sentence that ends in a quotation."""
    if text.startswith(_POINTS):
        return True
    return text.endswith(_STOPS_IN_QUOTES) and text[0] not in _QUOTES and ":" not in text


def may_be_headline(text: str) -> bool:
    """Tell whether a line of a raw page may be its title, if more speaks for it than its shape."""
    if len(text) > _LONGEST_AT_MOST or text.endswith(_NO_END_AT_ALL) or word_count(text) not in _WORDS_AT_MOST:
        return False
    return not (is_figures(text) or any(map(text.__contains__, _CRUMBS)))


def word_count(text: str) -> int:
    """Return how many words a line has, or is as wide as, where words are not spaced."""
    return int(width(text) / _LETTERS_A_WORD) if is_unspaced(text) else text.count(" ") + 1


def is_stamp(text: str) -> bool:
    """Tell whether a line is mostly a date."""
    return len(text) < STAMP_LENGTH and _digits(text) > STAMP_DIGITS * len(text)


def is_figures(text: str) -> bool:
    """Tell whether a fourth of a line is digits: a date, a count, a score. Hardly a headline has so many."""
    return len(text) <= _LONGEST_FIGURES and _digits(text) >= _FIGURES * len(text)


def may_have_digits(text: str) -> bool:
    """Tell whether a line has a digit, or letters of a script that may have others than those of ASCII."""
    return not (text.isascii() and _DIGITS.isdisjoint(text))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text)) if may_have_digits(text) else 0
