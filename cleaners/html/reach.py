"""What of a page stands with its article: between which blocks, in which figure, at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html.blocks import Page
    from cleaners.html.elements import Element

_BEYOND: Final = 2  # blocks before the first and after the last kept one at which something is still the article's
_FIGURES: Final = frozenset(["figure", "figcaption"])
_FIGURE_NAMES: Final = frozenset(["wp-caption", "tr-caption-container"])  # of WordPress and Blogger


def reach_of(page: Page, kept: Sequence[int]) -> tuple[int, int]:
    """Return the first and last place of what is the article's: from its heading on, where it has one.

    ``kept`` are the indices of the article's blocks, one at least; a place is that of the block that comes next.
    """
    heading = heading_before(page, kept[0])
    return min(kept[0] if heading < 0 else heading, kept[0] - _BEYOND), kept[-1] + 1 + _BEYOND


def heading_before(page: Page, first: int) -> int:
    """Return the index of the last first-level heading before a block, or -1."""
    for index in range(first - 1, -1, -1):
        element = page.blocks[index].element
        if element >= 0 and page.elements[element].tag == "h1":
            return index
    return -1


def figures_of(page: Page) -> list[int]:
    """Return, an element, the outermost ``figure`` around it (that of a nested one holds both captions), or -1.

    One item more than elements: the last is that of no element (index -1).
    """
    figures = [-1] * (len(page.elements) + 1)
    for index, element in enumerate(page.elements):
        around = figures[element.parent]
        figures[index] = index if around < 0 and _is_figure(element) else around
    return figures


def line_of(page: Page, index: int) -> list[int]:
    """Return an element and those around it, innermost first."""
    line, elements = [], page.elements
    while index >= 0:
        line.append(index)
        index = elements[index].parent
    return line


def figures_around(page: Page, line: Sequence[int]) -> tuple[int, int]:
    """Return the outermost and the innermost ``figure`` of a line of elements, or -1 twice; a caption is none."""
    found = [index for index in line if _is_figure(page.elements[index]) and page.elements[index].tag != "figcaption"]
    return (found[-1], found[0]) if found else (-1, -1)


def _is_figure(element: Element) -> bool:
    if element.tag in _FIGURES:
        return True
    return "caption" in element.names and not _FIGURE_NAMES.isdisjoint(element.names.split())


def resolved(link: str, url: str) -> str:
    """Return a link as an absolute address where the page's own is known; as it stands where it is broken."""
    if link.startswith(("https://", "http://")):  # most
        return link.strip()
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return link.strip()
