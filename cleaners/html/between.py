"""Headings and lists of the body that stand between kept blocks, and look like the site's own for being set apart.

What builds pages of parts (Elementor, Divi, AEM, the text blocks of large sites, entries of live blogs) wraps each
heading and each run of paragraphs by itself, side by side and of one make.

    <div class="widget"><p>…</p></div> <div class="widget"><h2>…</h2></div> <div class="widget"><p>…</p></div>
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.fields.names import is_byline
from cleaners.html.boxes import stands_in
from cleaners.html.lexicon import KINDS, said_of
from cleaners.sentence import is_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cleaners.html.blocks import Page

_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_PARTS: Final = frozenset(["div", "section", "article"])
_NEAR: Final = 3  # blocks from a heading to a kept one: an image with its caption may stand between
_MOST_LINKED: Final = 0.3
_MOST_TOLD: Final = 7  # blocks below a heading in its part
_LEAST_TOLD: Final = 20  # characters of an alphabet
_LINKED_WORDS: Final = 0.3  # of a block
_NO_PARTS: Final = (-1, -1, -1)
_SITES: Final = frozenset(
    place for place, kind in enumerate(KINDS) if kind in {"social", "comment", "signup", "advert", "about"}
)


def headings_between(page: Page, stays: Sequence[bool], reasons: Sequence[str]) -> Iterator[int]:
    """Yield headings that would go for no reason of their own, but stand alone between two kept parts, or open one.

    The parts are of one make.
    """
    for index in range(1, len(page.blocks) - 1):
        if stays[index] or reasons[index] or page.blocks[index].links or not _is_heading(page, index):
            continue
        before = next((near for near in range(index - 1, max(-1, index - 1 - _NEAR), -1) if stays[near]), -1)
        behind = next((near for near in range(index + 1, index + 1 + _NEAR) if near < len(stays) and stays[near]), -1)
        if before >= 0 <= behind and _is_between_parts(page, index, before, behind):
            yield index


def lists_between(
    page: Page, stays: Sequence[bool], reasons: Sequence[str], lists: Iterable[tuple[int, int, int]]
) -> Iterator[int]:
    """Yield the blocks of lists between two kept blocks, with the heading of a list; of lists with words of sites none.

    An image with its caption, or an advert, may stand between the first of the two and the list.

    Of 200 blocks that went for it from the bench's pages, two were no article.
    """
    for start, end, _ in lists:
        first = start - 1 if _is_heading(page, start - 1) and not stays[start - 1] else start
        if end >= len(page.blocks) or not stays[end] or not any(stays[max(0, first - _NEAR) : first]):
            continue
        if not any(reasons[first:end]) and not all(stays[first:end]) and _is_of_body(page, first, end):
            yield from range(first, end)


def parts_alike(page: Page, stays: Sequence[bool], reasons: Sequence[str]) -> set[int]:
    """Return the headings and sentences of parts right behind a kept one of their make: questions, entries, products.

    None of a part that is long, mostly links, or has a block with a reason to go.
    """
    held = list(stays)
    for index in range(1, len(held) - 1):
        if held[index] or reasons[index] or page.blocks[index].links or not _is_heading(page, index):
            continue
        own, other, before = _part_before(page, index)
        opening, below = _opened(page, other, before) if own >= 0 else (-1, range(0))
        if opening < 0 or not any(held[place] for place in below):
            continue
        told = _told(page, own, index)
        if told and not any(reasons[index : told[-1] + 1]):
            for found in told if reasons[opening] else (opening, *told):
                held[found] = True
    return {index for index, is_held in enumerate(held) if is_held and not stays[index]}


def _part_before(page: Page, index: int) -> tuple[int, int, int]:
    """Return the part that a heading opens, below a line at most, the part before of the same make, and its last block.

    -1 for each where there is none.
    """
    for before in range(index - 1, max(-1, index - 3), -1):
        own, other = _parts(page, index, before)
        if own >= 0 and own != page.blocks[index].element:
            is_same = other >= 0 and page.elements[own][:3] == page.elements[other][:3]
            named = page.elements[own].names and page.elements[own].tag in _PARTS
            return (own, other, before) if is_same and named else _NO_PARTS
    return _NO_PARTS


def _opened(page: Page, part: int, last: int) -> tuple[int, range]:
    """Return the heading that opens a part, a line above it at most, and the blocks below it; -1 where none does."""
    first = last + 1
    while first > max(0, last - _MOST_TOLD - 1) and stands_in(page, first - 1, part):
        first -= 1
    heading = next((place for place in range(first, min(first + 2, last)) if _is_heading(page, place)), -1)
    is_short = first == 0 or not stands_in(page, first - 1, part)
    return (heading, range(heading + 1, last + 1)) if is_short else (-1, range(0))


def _told(page: Page, part: int, heading: int) -> list[int]:
    """Return a heading and the sentences below it in its part; none where they are many, or links among them."""
    end = heading + 1
    while end < min(len(page.blocks), heading + _MOST_TOLD + 2) and stands_in(page, end, part):
        end += 1
    blocks = page.blocks[heading:end]
    if len(blocks) > _MOST_TOLD + 1 or any(block.link_length > _LINKED_WORDS * len(block.text) for block in blocks):
        return []
    sentences = [place for place in range(heading + 1, end) if is_sentence(page.blocks[place].text, _LEAST_TOLD)]
    return [heading, *sentences] if sentences else []


def _is_of_body(page: Page, start: int, end: int) -> bool:
    blocks = page.blocks[start:end]
    if sum(block.link_length for block in blocks) >= _MOST_LINKED * sum(len(block.text) for block in blocks):
        return False
    around = {page.blocks[end - 1].element, page.elements[page.blocks[end - 1].element].parent}
    named = any(not _SITES.isdisjoint(said_of(page.elements[index].names).kinds) for index in around if index >= 0)
    return not named and not any(is_byline(block.text) for block in blocks)


def _is_heading(page: Page, index: int) -> bool:
    element = page.blocks[index].element if index >= 0 else -1
    return element >= 0 and page.elements[element].tag in _HEADINGS


def _is_between_parts(page: Page, index: int, before: int, behind: int) -> bool:
    own, other = _parts(page, index, before)
    if own < 0 or own == page.blocks[index].element or not _are_alike(page, own, other):
        return False
    same, other = _parts(page, index, behind)
    is_part = stands_in(page, behind, own) or (same == own and _are_alike(page, own, other))
    return is_part and not said_of(page.elements[own].names).is_teaser


def _parts(page: Page, one: int, other: int) -> tuple[int, int]:
    """Return the elements beside each other in which two blocks stand, or -1 for a block of what holds both."""
    mine, theirs = page.blocks[one].element, page.blocks[other].element
    own = others = -1
    while mine != theirs:  # an element stands behind those around it
        if mine > theirs:
            own, mine = mine, page.elements[mine].parent
        else:
            others, theirs = theirs, page.elements[theirs].parent
    return own, others


def _are_alike(page: Page, one: int, other: int) -> bool:
    """Say whether two parts are of one make: they share a class, or have no names."""
    if other < 0:
        return False
    own, others = page.elements[one], page.elements[other]
    if own.tag != others.tag or own.tag not in _PARTS:
        return False
    return own.names == others.names or not set(own.names.split()).isdisjoint(others.names.split())
