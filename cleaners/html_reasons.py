"""Why a block of a page is not its article, in a word: by wording, by place, by what its surroundings are called."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

from cleaners.fields_dates import day_in
from cleaners.fields_names import is_byline
from cleaners.html_blocks import is_furniture
from cleaners.html_lexicon import KINDS, kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.html_blocks import Block, Element, Page

_CAPTIONS: Final = frozenset(["figcaption", "figure"])
_EMBEDS: Final = re2.compile(
    r"twitter-(?:tweet|video)|instagram-media|fb-(?:post|video)|tiktok-embed|reddit-embed|bluesky-embed|mastodon-embed"
)
# Embeds and captions wrap their text in a few elements at most.
_REACH: Final = 4
_MOST_LINKED: Final = 0.5
_LONGEST_LINE: Final = 100  # characters of a byline or dateline
_REASON_OF_KIND: Final = {
    "comment": "comments",
    "signup": "sign-up",
    "advert": "advertisement",
    "social": "share",
    "media": "caption",
    "related": "related-links",
    "about": "about-the-article",
}
_KIND_NAMES: Final = tuple(KINDS)


def barred(page: Page, rules: Sequence[str]) -> list[str]:
    """Return, a block, the reason for which it goes whatever the model thinks (a wording rule's id first), or ""."""
    return [rule or _misplaced(page, block) for rule, block in zip(rules, page.blocks, strict=True)]


def reason_of(page: Page, block: Block) -> str:
    """Return why a block goes that the model takes for no article."""
    if is_furniture(page, block):
        return "navigation"
    around = list(_around(page, block))
    if around and around[0].tag == "h1":
        return "title"
    if len(block.text) <= _LONGEST_LINE and (line := _line(block.text)):
        return line
    kinds = {_KIND_NAMES[kind] for element in around for kind in kinds_of(element.names)}
    named = next((reason for kind, reason in _REASON_OF_KIND.items() if kind in kinds), "")
    linked = "related-links" if block.link_length > _MOST_LINKED * len(block.text) else ""
    return named or linked or "page-furniture"


def _line(text: str) -> str:
    if is_byline(text):
        return "byline"
    return "dateline" if any(map(str.isdigit, text)) and day_in(text) else ""


def _misplaced(page: Page, block: Block) -> str:
    for element in _around(page, block):
        if element.tag in _CAPTIONS:
            return "caption"
        if _is_embed(element.names):
            return "embed"
    return ""


@lru_cache(maxsize=16_384)
def _is_embed(names: str) -> bool:
    return bool(names and _EMBEDS.search(names))


def _around(page: Page, block: Block) -> Iterator[Element]:
    """Yield the block's element and those around it, inner first."""
    index = block.element
    for _ in range(_REACH):
        if index < 0:
            return
        yield page.elements[index]
        index = page.elements[index].parent
