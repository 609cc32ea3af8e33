"""Which blocks of a page are its article, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.html_blocks import is_furniture
from cleaners.record import Removal
from cleaners.rules import boilerplate_rules

if TYPE_CHECKING:
    from cleaners.html_blocks import Page
    from cleaners.record import Fields

_SHORTEST: Final = 25
_MOST_LINKED: Final = 0.4


def selection(page: Page, fields: Fields) -> tuple[list[int], tuple[Removal, ...]]:
    """Return the indices of the kept blocks and the removals, both in reading order."""
    rules = boilerplate_rules([block.text for block in page.blocks])
    verdicts = [rule or _verdict(page, index, fields) for index, rule in enumerate(rules)]
    kept = [index for index, verdict in enumerate(verdicts) if not verdict]
    removals = tuple(
        Removal(verdict, page.blocks[index].text, index + 1) for index, verdict in enumerate(verdicts) if verdict
    )
    return kept, removals


def _verdict(page: Page, index: int, fields: Fields) -> str:
    """Return why a block is not the article's, or ""."""
    block = page.blocks[index]
    if is_furniture(page, block):
        return "navigation"
    if block.text == fields.title:
        return "title"
    if block.link_length > _MOST_LINKED * len(block.text):
        return "related-links"
    return "page-furniture" if len(block.text) < _SHORTEST else ""
