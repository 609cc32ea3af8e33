"""The subtitle of a page's article: the standfirst under its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.html.lexicon import KINDS, said_of
from cleaners.sentence import width

if TYPE_CHECKING:
    from cleaners.html.blocks import Block, Page

_LEAD: Final = list(KINDS).index("lead")
_REACH: Final = 4  # blocks after the heading among which a subtitle stands
_SIZES: Final = range(15, 400)  # characters of an alphabet
_SECOND_HEADING: Final = "h2"
_LEAST_WORDS: Final = 6  # of a heading that is no subheading of the text
_AT_ONCE: Final = 2  # blocks after the heading among which such a one stands
_PROSE: Final = 120  # characters


def subtitle_of(page: Page, title: str, description: str) -> str:
    """Return the block under the heading that the page sets as a standfirst, or ""."""
    texts = [block.text for block in page.blocks]
    start = texts.index(title) + 1 if title in texts else len(texts)
    near = [
        (place, block)
        for place, block in enumerate(page.blocks[start : start + _REACH], start)
        if (len(block.text) in _SIZES or int(width(block.text)) in _SIZES) and block.element >= 0
    ]
    called = (block.text for _, block in near if _LEAD in said_of(page.elements[block.element].names).kinds)
    apart = (
        block.text
        for place, block in near
        if (_is_second_heading(page, block, place - start) or _is_same(block.text, description))
        and _stands_apart(page, place)
    )
    return next(called, "") or next(apart, "")


def _is_second_heading(page: Page, block: Block, distance: int) -> bool:
    is_heading = page.elements[block.element].tag == _SECOND_HEADING and distance < _AT_ONCE
    return is_heading and not block.links and len(block.text.split()) >= _LEAST_WORDS


def _is_same(text: str, description: str) -> bool:
    return bool(description) and " ".join(description.split()).casefold() == text.casefold()


def _stands_apart(page: Page, place: int) -> bool:
    """Say whether a block does not stand with the first paragraphs of the text, as a lead and a subheading do."""
    around = page.elements[page.blocks[place].element].parent
    prose = next((block for block in page.blocks[place + 1 :] if len(block.text) >= _PROSE and not block.links), None)
    return prose is not None and prose.element >= 0 and page.elements[prose.element].parent != around
