"""Parts of a page that are no article, whatever they say: comments, consent dialogs, another article, hidden text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.fields.title import agree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cleaners.html.blocks import Page
    from cleaners.html.lexicon import Said

OTHER_ARTICLE: Final = "other-article"
HIDDEN: Final = "hidden"
# A page that hides more of its text than this shows it by a script: then being hidden says nothing.
_MOST_HIDDEN: Final = 0.5


def parts_beside(page: Page, title: str, said: Mapping[str, Said]) -> list[str]:
    """Return, an element, what part beside the article it is or stands in, or ""; of no element (index -1) last.

    ``said`` is what the names of the page's elements say.
    """
    beside = [""] * (len(page.elements) + 1)
    others = _other_articles(page, title)
    around = _around_headings(page)
    for index, element in enumerate(page.elements):
        part = beside[element.parent]
        if not part and index in others:
            part = OTHER_ARTICLE
        elif not part and index not in around:
            part = said[element.names].beside or (HIDDEN if element.hidden else "")
        beside[index] = part
    if HIDDEN not in beside or _shows_enough(page, beside):
        return beside
    return ["" if part == HIDDEN else part for part in beside]


def _shows_enough(page: Page, beside: Sequence[str]) -> bool:
    hidden = sum(len(block.text) for block in page.blocks if beside[block.element] == HIDDEN)
    return hidden <= _MOST_HIDDEN * sum(len(block.text) for block in page.blocks)


def _around_headings(page: Page) -> set[int]:
    """Return the indices of the elements around a first-level heading: whatever their names, they hold an article."""
    around: set[int] = set()
    for heading, element in enumerate(page.elements):
        index = heading if element.tag == "h1" else -1
        while index >= 0 and index not in around:
            around.add(index)
            index = page.elements[index].parent
    return around


def _other_articles(page: Page, title: str) -> set[int]:
    """Return the ``article`` elements that have a first-level heading of their own, where another has the title.

    Endless pages append the next story to the one that was asked for; the entries of a live blog stand in the
    article, or under a heading that stands in none.
    """
    headings = [(block.element, block.text) for block in page.blocks if _tag(page, block.element) == "h1"]
    if len(headings) < 2:
        return set()
    articles = [(_article_around(page, element), agree(text, title)) for element, text in headings]
    own = {article for article, agrees in articles if agrees and article >= 0}
    if not own:
        return set()
    return {article for article, _ in articles if article >= 0 and not _stands_in(page, article, own)}


def _stands_in(page: Page, index: int, elements: set[int]) -> bool:
    while index >= 0 and index not in elements:
        index = page.elements[index].parent
    return index >= 0


def _tag(page: Page, index: int) -> str:
    return page.elements[index].tag if index >= 0 else ""


def _article_around(page: Page, index: int) -> int:
    while index >= 0 and page.elements[index].tag != "article":
        index = page.elements[index].parent
    return index
