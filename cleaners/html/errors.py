"""Pages that say that a page was not found and show others: the heading says so, and the first words below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.gate import QUOTES
from cleaners.html.blocks import is_furniture
from cleaners.html.boxes import is_prose
from cleaners.purpose import title_parts
from cleaners.rules import box_kinds, hold_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.html.blocks import Page

ERROR_PAGE: Final = "error-page"
_HEADINGS: Final = frozenset(["h1", "h2", "h3"])
_LONGEST_HEADING: Final = 80  # characters
_LONGEST_MESSAGE: Final = 300
# Servers' answers: where a heading says nothing else, it is one.
_ANSWER: Final = re2.compile(r"\b(?:40[0134]|410|50[023])\b")
_SIGNS: Final = " -–—:|.!¡?¿#()[]…"


def is_error_page(page: Page, title: str) -> bool:
    """Say whether the page's title or a heading tells of an error, and so do the first words below it.

    An article of such a title begins otherwise; one that begins with such words has another title.
    """
    headings = [*((-1, part) for part in title_parts(title)), *_headings(page)]
    tells = _tell_of_error([text for _, text in headings])
    return any(tell and _message_below(page, index) for (index, _), tell in zip(headings, tells, strict=True))


def _headings(page: Page) -> Iterator[tuple[int, str]]:
    """Yield the headings above the first paragraph."""
    for index, block in enumerate(page.blocks):
        if block.element >= 0 and page.elements[block.element].tag in _HEADINGS:
            yield index, block.text
        elif is_prose(block) and not is_furniture(page, block):
            return


def _tell_of_error(headings: Sequence[str]) -> list[bool]:
    """Say, a heading, whether it is what servers answer, or says that something was not found."""
    short = [heading if len(heading) <= _LONGEST_HEADING else "" for heading in headings]
    bare = [_ANSWER.sub("", heading).strip(_SIGNS) for heading in short]
    is_answer = [bool(heading) and not rest for heading, rest in zip(short, bare, strict=True)]
    return [answer or kind == ERROR_PAGE for answer, kind in zip(is_answer, box_kinds(bare), strict=True)]


def _message_below(page: Page, heading: int) -> bool:
    for block in page.blocks[heading + 1 :]:
        if is_furniture(page, block):
            continue
        if len(block.text) <= _LONGEST_MESSAGE and _is_message(block.text):
            return True
        if is_prose(block):
            return False
    return False


def _is_message(text: str) -> bool:
    """Say whether a block is a sentence, or a few, of an error page: its heading alone is none, nor is a quotation."""
    return text[0] not in QUOTES and not _tell_of_error([text])[0] and hold_rule(text).startswith(f"{ERROR_PAGE}/")
