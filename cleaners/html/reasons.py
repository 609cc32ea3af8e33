"""Why a block of a page is not its article, in a word: by wording, by place, by what its surroundings are called."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields.dates import day_in
from cleaners.fields.names import is_byline
from cleaners.html.blocks import is_furniture
from cleaners.html.boxes import comments_below
from cleaners.html.inserts import inserts
from cleaners.html.lexicon import COMMENTS, KINDS, said_by, said_of
from cleaners.html.parts import parts_beside
from cleaners.html.teasers import teasers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cleaners.html.blocks import Block, Page
    from cleaners.html.elements import Element

CAPTION: Final = "caption"
TITLE: Final = "title"
RELATED: Final = "related-links"
_FIGURES: Final = frozenset(["figure", "figcaption"])
# What a figure can show instead of an image: it is no caption.
_SHOWN: Final = frozenset(["table", "blockquote"])
_CALLED_CAPTION: Final = re2.compile(r"(?:^|[\s_-])captions?(?:$|[\s_-])")
# Embeds and captions wrap their text in a few elements at most.
_REACH: Final = 4
_MOST_LINKED: Final = 0.5
_LONGEST_TITLE: Final = 200  # characters: a longer one may be all of a note's text
_LONGEST_LINE: Final = 100  # characters of a byline or dateline
_REASON_OF_KIND: Final = {
    "comment": COMMENTS,
    "signup": "sign-up",
    "advert": "advertisement",
    "social": "share",
    "media": CAPTION,
    "related": RELATED,
    "about": "about-the-article",
}
_KIND_NAMES: Final = tuple(KINDS)


def barred(page: Page, rules: Sequence[str], title: str) -> list[str]:
    """Return, a block, the reason for which it goes whatever the model thinks (a wording rule's id first), or "".

    ``title`` is the article's, which tells it from others on the page.
    """
    said = said_by(page.elements)
    beside = parts_beside(page, title, said)
    telling = {names: one.misplaced for names, one in said.items() if one.misplaced}
    marked = {index for index, one in enumerate(page.elements) if one.names in telling or one.tag in _FIGURES}
    indices = {block.element for block in page.blocks}
    places = {
        index: beside[index] or (_misplaced(page, index, telling) if _is_near(page, index, marked) else "")
        for index in indices
    }
    boxed = dict.fromkeys(teasers(page, title), RELATED) | inserts(page, rules, said)
    boxed |= dict.fromkeys(comments_below(page), COMMENTS)
    titles = _titles(page, title)
    return [
        rule or places[block.element] or (TITLE if index in titles else boxed.get(index, ""))
        for index, (rule, block) in enumerate(zip(rules, page.blocks, strict=True))
    ]


def _titles(page: Page, title: str) -> set[int]:
    """Return the blocks that are the title; where no first-level heading is, the first that says the same."""
    found = [index for index, block in enumerate(page.blocks) if block.text == title]
    headings = {index for index in found if _is_heading(page, page.blocks[index])}
    return headings or ({found[0]} if found and len(title) <= _LONGEST_TITLE else set())


def _is_heading(page: Page, block: Block) -> bool:
    return block.element >= 0 and page.elements[block.element].tag == "h1"


def reason_of(page: Page, block: Block) -> str:
    """Return why a block goes that the model takes for no article."""
    if is_furniture(page, block):
        return "navigation"
    if _is_heading(page, block):
        return TITLE
    if len(block.text) <= _LONGEST_LINE and (line := _line(block.text)):
        return line
    named = _reason_of_names(*[element.names for element in _around(page, block.element)])
    linked = RELATED if block.link_length > _MOST_LINKED * len(block.text) else ""
    return named or linked or "page-furniture"


@lru_cache(maxsize=16_384)
def _reason_of_names(*names: str) -> str:
    kinds = {_KIND_NAMES[kind] for one in names for kind in said_of(one).kinds}
    return next((reason for kind, reason in _REASON_OF_KIND.items() if kind in kinds), "")


def _line(text: str) -> str:
    if is_byline(text):
        return "byline"
    return "dateline" if day_in(text) else ""


def _is_near(page: Page, index: int, marked: set[int]) -> bool:
    """Say whether an element, or one around it, is among the marked ones, or is called a caption: few are."""
    if index < 0:
        return False
    if "caption" in page.elements[index].names:
        return True
    for _ in range(_REACH):
        if index in marked:
            return True
        index = page.elements[index].parent if index >= 0 else -1
    return False


def _misplaced(page: Page, index: int, telling: Mapping[str, str]) -> str:
    """Return what an element is that is no body: an embed, a caption; or "". ``telling`` says so of names."""
    shown = False
    for element in _around(page, index):
        tag = element.tag
        shown = shown or tag in _SHOWN
        if tag == "figcaption" or (tag == "figure" and not shown):
            return CAPTION
        if element.names in telling:
            return telling[element.names]
    names = page.elements[index].names if index >= 0 else ""
    return CAPTION if "caption" in names and _CALLED_CAPTION.search(names) else ""


def _around(page: Page, index: int) -> Iterator[Element]:
    """Yield an element and those around it, inner first."""
    for _ in range(_REACH):
        if index < 0:
            return
        yield page.elements[index]
        index = page.elements[index].parent
