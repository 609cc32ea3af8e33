"""Teasers of other stories within an article, whose summary would pass as a paragraph of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.fields.title import agree
from cleaners.html.boxes import stands_in
from cleaners.html.lexicon import said_of

if TYPE_CHECKING:
    from cleaners.html.blocks import Page

_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_LINKED: Final = 0.9  # of a heading that is a link: blanks around its text count
_REACH: Final = 3  # elements from the heading up to the one that is named
_MOST_BLOCKS: Final = 3
_LONGEST: Final = 400  # characters of heading and summary; what is longer holds more than a teaser


def teasers(page: Page, title: str) -> set[int]:
    """Return the blocks of the small boxes that are called teasers and have a heading that is all a link."""
    found: set[int] = set()
    for index, block in enumerate(page.blocks):
        if block.link_length < _LINKED * len(block.text) or block.element < 0:
            continue
        is_heading = page.elements[block.element].tag in _HEADINGS
        box = _box_around(page, block.element) if is_heading else -1
        if box >= 0 and not agree(block.text, title):
            found.update(_small(page, box, index))
    return found


def _box_around(page: Page, index: int) -> int:
    for _ in range(_REACH):
        if index < 0 or said_of(page.elements[index].names).is_teaser:
            return index
        index = page.elements[index].parent
    return -1


def _small(page: Page, box: int, heading: int) -> range:
    """Return the blocks of a box around its heading; none where they are many or long."""
    start = end = heading
    while start > 0 and heading - start < _MOST_BLOCKS and stands_in(page, start - 1, box):
        start -= 1
    while end < len(page.blocks) and end - start <= _MOST_BLOCKS and stands_in(page, end, box):
        end += 1
    is_small = end - start <= _MOST_BLOCKS and sum(len(block.text) for block in page.blocks[start:end]) <= _LONGEST
    return range(start, end) if is_small else range(0)
