"""Pages that list articles: linked headings, each with a summary that reads like a sentence of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html.blocks import Page

_HEADINGS: Final = frozenset(["h2", "h3", "h4", "h5", "h6"])
_LINKED: Final = 0.9  # of a heading that is a link: blanks around its text count
_LEAST_SUMMARIES: Final = 5
_LONGEST: Final = 300  # characters of a summary
_SUMMARY: Final = range(40, _LONGEST)
_MOST_OTHER: Final = 0.5  # of the kept text that is no heading


def lists_articles(page: Page, kept: Sequence[int]) -> bool:
    """Say whether most of what was kept are linked headings, or summaries: single short blocks right under one.

    The parts of an article whose headings are links have more than a short block each.
    """
    headings = [index for index in kept if _is_heading(page, index)]
    texts = [index for index in kept if not _is_heading(page, index)]
    linked = sum(_is_linked_heading(page, index) for index in headings)
    longest = max((len(page.blocks[index].text) for index in texts), default=0)
    if linked >= _LEAST_SUMMARIES and linked > len(headings) / 2 and len(texts) <= linked and longest < _LONGEST:
        return True
    alone = set(texts) - {index + 1 for index in texts} - {index - 1 for index in texts}
    summaries = [
        index
        for index in alone
        if len(page.blocks[index].text) in _SUMMARY and index > 0 and _is_linked_heading(page, index - 1)
    ]
    if len(summaries) < _LEAST_SUMMARIES:
        return False
    told = sum(len(page.blocks[index].text) for index in texts)
    return sum(len(page.blocks[index].text) for index in summaries) > _MOST_OTHER * told


def _is_heading(page: Page, index: int) -> bool:
    element = page.blocks[index].element
    return element >= 0 and page.elements[element].tag in _HEADINGS


def _is_linked_heading(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return _is_heading(page, index) and block.link_length >= _LINKED * len(block.text)
