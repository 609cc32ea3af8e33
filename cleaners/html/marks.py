"""What the visible page marks as dates and names, its article's before those of teasers, comments and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

# WordPress calls every post ``status-publish``; a publisher is no date.
_TIMES: Final = (
    "time[datetime],time[pubdate],[itemprop=datePublished],[itemprop=dateModified],"
    "[class*=publish]:not([class*=status-publish]):not([class*=publisher]):not([class*=publishing])"
)
_BYLINES: Final = (
    "[itemprop=author],[rel=author],[class*=byline],[class*=author],[class*=autor],[class*=signature],"
    "[class*=contributor],[data-testid*=byline],[class*=writer],[rel*='schema:author'],"
    "[class*=field--name-uid]"  # as Drupal marks them, too
)
_AUTHOR_LINKS: Final = (
    "a[href*='/author'],a[href*='/autor'],a[href*='/staff/'],a[href*='/people/'],a[href*='/journalist'],"
    "a[href*='/profile/']"
)
_DATELINES: Final = "[class*=date],[class*=time],[id*=date],[class*=fecha],[class*=datum],[class*=posted],[class*=meta]"
_NO_DATE: Final = ("status-publish", "publisher", "publishing")
# More marks than this are those of teasers, not of the article.
_MOST_MARKS: Final = 12
_MOST_LOOKED_AT: Final = 24
_LONGEST_MARK: Final = 200
_HEADING: Final = "h1"
# Boxes of a page that have dates and names of their own.
_BOXES: Final = frozenset(["nav", "aside", "footer", "figure", "figcaption"])
_BOX_NAMES: Final = re2.compile(
    r"(?i)comment|related|teaser|recirc|sidebar|most-?(?:read|popular)|latest-|recent-|trending|promo|card|recommend|newsletter|caption"
)
_WHOLE_PAGE: Final = frozenset(["article", "main", "body", "html"])
_REACH: Final = 8  # elements around a mark
_PARAGRAPH: Final = 120  # characters: a date in one is what the article speaks of


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the markup: its ``property``, ``name``, ``itemprop`` or ``rel``, lower-case, and its content.

    ``boxed`` tells of a mark that it stands in a box of its own, which may be about another article.
    """

    name: str
    content: str
    boxed: bool = False


def times(tree: LexborHTMLParser) -> Iterator[Statement]:
    """Yield what the page marks as dates, with the names of the marks and of what they stand in."""
    for node in _marks(tree, _TIMES):
        attributes = node.attributes
        stated = (attributes.get("datetime") or attributes.get("content") or "").strip()
        content = stated or " ".join(node.text(separator=" ").split())
        if content and len(content) <= _LONGEST_MARK:
            names = f"{attributes.get('itemprop') or ''} {_names_of(node)} {_names_of(node.parent)}".lower()
            for other in _NO_DATE:
                names = names.replace(other, "")
            yield Statement(names.strip(), content, _is_boxed(node))


def bylines(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what the page marks as its authors."""
    return _texts(tree, _BYLINES)


def author_links(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what links to pages of authors."""
    return _texts(tree, _AUTHOR_LINKS)


def datelines(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what is called a date, or stands with one."""
    return _texts(tree, _DATELINES)


def _texts(tree: LexborHTMLParser, selector: str) -> Iterator[str]:
    for node in _marks(tree, selector):
        text = " ".join((node.attributes.get("content") or node.text(separator=" ")).split())
        if text and len(text) <= _LONGEST_MARK:
            yield text


def _marks(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Return what the page marks so: below its heading first, what stands in boxes of their own last."""
    found = tree.css(f"{_HEADING},{selector}")
    heading = next((place for place, node in enumerate(found) if node.tag == _HEADING), 0)
    marks = [node for node in (*found[heading:], *found[:heading]) if node.tag != _HEADING]
    return sorted(marks[:_MOST_LOOKED_AT], key=_is_boxed)[:_MOST_MARKS]


def _is_boxed(node: LexborNode) -> bool:
    """Tell whether a mark stands in a box that is not about the page's article, or in one of its paragraphs."""
    parent = node.parent
    if parent is not None and parent.tag == "p" and len(parent.text()) > _PARAGRAPH:
        return True
    around: LexborNode | None = node
    for _ in range(_REACH):
        if around is None or around.tag in _WHOLE_PAGE:
            return False
        names = _names_of(around)
        if around.tag in _BOXES or _names_box(names):
            return True
        around = around.parent
    return False


@lru_cache(maxsize=4_096)
def _names_box(names: str) -> bool:
    return names != " " and _BOX_NAMES.search(names) is not None


def _names_of(node: LexborNode | None) -> str:
    if node is None:
        return ""
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
