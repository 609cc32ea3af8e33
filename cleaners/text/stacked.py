"""The header that press databases write above a text without labels, a line for each thing.

    Swing bridge to close | By Ana Souza | 612 words | 5 May 2026 | Ellery Gazette | ELGAZ | English | (c) 2026 …

Factiva's has the count of words, the day and the paper in this order; Nexis Uni's the paper above the day, and labels
below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.dates import day_in, utc_of
from cleaners.rules.shapes import byline_names, is_name
from cleaners.sentence import is_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.text.lines import Line

_COUNT: Final = re2.compile(
    r"(?i)^\d[\d.,\s]*(?:words|wörter|mots|palabras|palavras|parole|woorden|słów|слов\pL{0,2}|kelime|ord|字|語|文字|كلمة)$"
)
_LONGEST_COUNT: Final = 20  # characters
_RIGHTS: Final = re2.compile(r"(?i)^(?:\(c\)|©|copyright\b)")
_DOCUMENT: Final = re2.compile(r"^Do[ck]ument\pL? [A-Z]\w{15,40}$")
_HOUR: Final = re2.compile(r"^\d{1,2}[:.]\d\d\b")
_REACH: Final = 7  # lines above the count of words
_MOST: Final = 12  # lines below it
_PARAGRAPH: Final = 100  # characters: where the text begins
_LONGEST_DAY: Final = 40  # characters


def may_be_stacked(lines: Sequence[Line]) -> bool:
    """Tell at a glance of a text whether a line near its top may be a count of words."""
    return any(line.text[0].isdigit() and len(line.text) <= _LONGEST_COUNT for line in lines[1 : _REACH + 1])


def stack_of(texts: Sequence[str]) -> tuple[range, dict[str, str | tuple[str, ...]]]:
    """Return which lines are such a header, by its count of words, and what it says; none for most texts."""
    count = next((at for at, text in enumerate(texts[: _REACH + 1]) if text[0].isdigit() and _COUNT.search(text)), 0)
    if not count:
        return range(0), {}
    end = next((at for at, text in enumerate(texts) if at > count and is_sentence(text, _PARAGRAPH)), len(texts))
    below = texts[count + 1 : end]
    is_one = any(map(_RIGHTS.search, below)) or any(map(_DOCUMENT.search, texts[-2:]))
    if not is_one or len(below) > _MOST or end == len(texts):
        return range(0), {}
    title = max(texts[:count], key=len)
    authors = () if title is texts[count - 1] else _authors(texts[count - 1])
    return range(end), {"title": title, "authors": authors, **day_and_paper(below)}


def day_and_paper(texts: Sequence[str]) -> dict[str, str]:
    """Return the day that a line says, and the name of the paper above or below it; {} where none is a day."""
    for at, text in enumerate(texts):
        day = (utc_of(text) or day_in(text)) if len(text) <= _LONGEST_DAY else ""
        if day:
            beside = texts[at - 1 : at] or [text for text in texts[at + 1 :] if not _HOUR.search(text)][:1]
            return {"published": day, "site_name": beside[0] if beside and not _RIGHTS.search(beside[0]) else ""}
    return {}


def ends_document(text: str) -> bool:
    """Tell whether a line is the number by which a database keeps the text above it."""
    return _DOCUMENT.search(text) is not None


def _authors(text: str) -> tuple[str, ...]:
    return byline_names(text) or ((text,) if is_name(text) else ())
