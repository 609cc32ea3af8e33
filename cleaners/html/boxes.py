"""Boxes of a page that only their heading tells from its article: what readers wrote below it.

    <h3>12 responses to "Ice house closes"</h3> <ol> ... </ol>

What stands below such a heading goes where the article stands above it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from cleaners.html.places import PROSE_LINKS, PROSE_SIZE
from cleaners.rules.readers import COUNTED, comment_headings
from cleaners.sentence import width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.html.blocks import Block, Page

_RANKS: Final = {"h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_WIDEST: Final = 2.5  # a character of Chinese or Japanese
_REACH: Final = 3  # elements from a heading up to the one that holds what it heads
_LEAST_ABOVE: Final = 2  # paragraphs of prose: with fewer above it, a heading may stand above the article


def comments_below(page: Page) -> set[int]:
    """Return the blocks that stand below a heading of comments, up to the next heading of its rank."""
    first = _end_of_opening(page) + 1
    below = [(index, page.blocks[index]) for index in range(first, len(page.blocks))]
    headings = [
        (index, one.text) for index, one in below if one.element >= 0 and page.elements[one.element].tag in _RANKS
    ]
    found: set[int] = set()
    for (index, _), how in zip(headings, comment_headings([text for _, text in headings]), strict=True):
        if how and index not in found:
            found.update(_below(page, index, among_prose=how == COUNTED))
    return found


def _end_of_opening(page: Page) -> int:
    """Return the place from which on so much of the article stands above that it may have ended."""
    prose = (index for index, block in enumerate(page.blocks) if is_prose(block))
    return next(islice(prose, _LEAST_ABOVE - 1, None), len(page.blocks))


def is_prose(block: Block) -> bool:
    """Say whether a block reads as a paragraph."""
    size = len(block.text)
    if size < PROSE_SIZE / _WIDEST or block.link_length >= PROSE_LINKS * size:
        return False
    return size >= PROSE_SIZE or width(block.text) >= PROSE_SIZE


def _below(page: Page, heading: int, *, among_prose: bool) -> Iterator[int]:
    """Yield a heading and what it heads: nothing where text stands before it in its box, unless ``among_prose``."""
    box = _box_of(page, heading)
    rank = _RANKS[page.elements[page.blocks[heading].element].tag]
    if not among_prose and heading > 0 and stands_in(page, heading - 1, box):
        return
    yield heading
    for index in range(heading + 1, len(page.blocks)):
        tag = page.elements[page.blocks[index].element].tag
        if not stands_in(page, index, box) or _RANKS.get(tag, rank + 1) <= rank:
            return
        yield index


def _box_of(page: Page, heading: int) -> int:
    """Return the element that holds a heading and what follows it."""
    box = page.elements[page.blocks[heading].element].parent
    for _ in range(_REACH):
        if box < 0 or (heading + 1 < len(page.blocks) and stands_in(page, heading + 1, box)):
            return box
        box = page.elements[box].parent
    return box


def stands_in(page: Page, block: int, box: int) -> bool:
    """Say whether a block stands in an element, at any depth (-1: the page)."""
    index = page.blocks[block].element
    while index > box:  # an element stands behind those around it
        index = page.elements[index].parent
    return index == box
