"""The images of a page's article with their captions and credits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

import re2

from cleaners.record import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cleaners.html_blocks import Element, Page

_CREDIT: Final = re2.compile(
    r"(?:^|[\s(])(?:(?i:(?:photo|image|picture|foto|bild|credit|photograph|illustration|quelle|source|crédit)s?"
    r"(?:\s+(?:by|de|di|von|credit))?\s*[:/]\s*|©\s*|photo(?:graph)? by\s+|courtesy (?:of )?)"
    r"|((?:REUTERS|AP Photo|AFP|EPA|EFE|ANSA|dpa|Getty Images)\s*/))((?:\b\p{Lu}\.|[^.;()\n])+)"
)
_FIGURES: Final = frozenset(["figure", "figcaption"])
_LONGEST_CREDIT: Final = 80  # characters
_WORDPRESS_FIGURE: Final = "wp-caption"
_IMAGE_FILES: Final = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")
_MOST_IMAGES: Final = 50


def images_of(page: Page, lead: Sequence[str], url: str) -> tuple[Image, ...]:
    """Return the images of the page's figures in reading order, after the lead image where no figure shows it."""
    figures = figures_of(page)
    captions: dict[int, list[str]] = {}
    for block in page.blocks:
        if figures[block.element] >= 0:
            captions.setdefault(figures[block.element], []).append(block.text)
    found: dict[str, Image] = {}
    for element, source in page.images.items():
        figure = figures[element]
        if figure >= 0 and source and not source.startswith("data:"):
            address = resolved(source, url)
            found.setdefault(address, _image(address, " ".join(captions.get(figure, ()))))
    for source in lead[:1]:
        address = resolved(source, url)
        if address and _file(address) not in map(_file, found):
            found = {address: Image(address), **found}
    return tuple(found.values())[:_MOST_IMAGES]


def _file(address: str) -> str:
    """Return an image's address without the size in which it is asked for; what makes images by number has none."""
    path = address.partition("?")[0]
    return path if path.lower().endswith(_IMAGE_FILES) else address


def resolved(link: str, url: str) -> str:
    """Return a link as an absolute address where the page's own is known; as it stands where it is broken."""
    if link.startswith(("https://", "http://")):  # most
        return link.strip()
    try:
        return urljoin(url, link.strip())
    except ValueError:
        return link.strip()


def figures_of(page: Page) -> list[int]:
    """Return, an element, the outermost ``figure`` around it (that of a nested one holds both captions), or -1.

    One item more than elements: the last is that of no element (index -1).
    """
    figures = [-1] * (len(page.elements) + 1)
    for index, element in enumerate(page.elements):
        around = figures[element.parent]
        figures[index] = index if around < 0 and _is_figure(element) else around
    return figures


def _image(address: str, caption: str) -> Image:
    credit = _CREDIT.search(caption)
    # Counted in the expression, eighty characters of Unicode would take its automaton more memory than it may have.
    named = credit.group(2)[:_LONGEST_CREDIT] if credit else ""
    return Image(address, caption, f"{credit.group(1) or ''}{named}".strip() if credit else "")


def _is_figure(element: Element) -> bool:
    return element.tag in _FIGURES or _WORDPRESS_FIGURE in element.names.split()
