"""The title of a page that states none: the line that stands above its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.dates import day_in
from cleaners.fields.names import is_byline
from cleaners.html.blocks import is_furniture
from cleaners.html.places import PROSE_LINKS
from cleaners.rules import boilerplate_rules
from cleaners.sentence import is_unspaced, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html.blocks import Block, Page

_PROSE: Final = 100  # characters of the first paragraph of a text
_SIZES: Final = range(16, 200)  # characters of a headline
_LEAST_WORDS: Final = 4
_REACH: Final = 5  # blocks before the first paragraph among which a headline stands
_HEADINGS: Final = frozenset(["h2", "h3", "h4"])
_NO_LINES: Final = frozenset(["figure", "figcaption", "li", "blockquote", "dt", "dd"])
_CALLED: Final = re2.compile(r"(?:^|[\s_-])(?:head(?:line|ing)|title|titulo|titel|titre|judul)(?:$|[\s_-])|post-?title")
_BESIDE: Final = re2.compile(r"site|widget|relat|side-?bar|caption|block-?title|section|brand|logo|comment|share")
_DATELINE: Final = re2.compile(r",\s*(?:\pL+\.?\s+)?\pN{1,4}(?:\s+\pL+\.?)?$")  # "Port Almery, March 12"
_ASKS: Final = ("?", "？", "؟")  # in bold, it is an interview's first question
# A headline ends in none of these; a lead, a label or a dateline does.
_NO_ENDS: Final = tuple(".:;,。：；，、،।۔…")


def headline_of(page: Page) -> str:
    """Return the line set as a heading right above a page's first paragraph of prose, or "".

    A wrong title is worse than none: a line that nothing sets apart, or that could be anything else, is none.
    """
    first = next((place for place, block in enumerate(page.blocks) if _is_prose(page, block)), -1)
    near = page.blocks[max(0, first - _REACH) : max(0, first)]
    found = [block for block in near if _is_headline(page, block)]
    if len(found) != 1 or any(boilerplate_rules([found[0].text])):  # of several one may be a teaser's, or the site's
        return ""
    return "" if _is_one_of_several(page, found[0], page.blocks[first:]) else found[0].text


def _is_one_of_several(page: Page, heading: Block, behind: Sequence[Block]) -> bool:
    """Say whether lines behind are set as a heading is: then it heads the first part of the text, or asks."""
    make = page.elements[heading.element]
    return any(
        page.elements[block.element] == make
        and len(block.text) < _PROSE
        and (heading.bold_length == 0 or block.bold_length == len(block.text))
        for block in behind
        if block.element >= 0
    )


def _is_prose(page: Page, block: Block) -> bool:
    is_long = len(block.text) >= _PROSE or width(block.text) >= _PROSE
    return is_long and block.link_length < PROSE_LINKS * len(block.text) and not is_furniture(page, block)


def _is_headline(page: Page, block: Block) -> bool:
    text = block.text
    if block.links or block.element < 0 or not _is_sized(text) or text.endswith(_NO_ENDS):
        return False
    return _is_set_apart(page, block) and not (is_byline(text) or day_in(text) or _DATELINE.search(text))


def _is_sized(text: str) -> bool:
    if is_unspaced(text):
        return int(width(text)) in _SIZES
    return len(text) in _SIZES and len(text.split()) >= _LEAST_WORDS


def _is_set_apart(page: Page, block: Block) -> bool:
    """Say whether a line is a heading by its tag, by what it is called, or by being bold all through."""
    names = [page.elements[index].names for index in _line(page, block.element)]
    tags = [page.elements[index].tag for index in _line(page, block.element)]
    if any(map(_BESIDE.search, names)) or not _NO_LINES.isdisjoint(tags):
        return False
    tag = tags[0]
    is_bold = block.bold_length == len(block.text) and not block.text.endswith(_ASKS)
    return tag in _HEADINGS or is_bold or _CALLED.search(names[0]) is not None


def _line(page: Page, index: int) -> Sequence[int]:
    """Return an element and the one around it."""
    parent = page.elements[index].parent
    return (index, parent) if parent >= 0 else (index,)
