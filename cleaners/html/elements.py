"""The block-level elements of a page: what holds its blocks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cleaners.html.lexicon import is_hiding, is_unshown

if TYPE_CHECKING:
    from bs4.element import Tag

# The attributes that name an element.
_NAMING: Final = ("class", "id", "itemprop", "role")
_QUOTED: Final = "footer"  # those that pruning leaves say whom a quotation is from


class Element(NamedTuple):
    """A block-level element: the index of its parent in the page's elements (-1: none), tag and names.

    ``names`` is its class, id, itemprop and role as one lower-case string. A tuple, as a block is: a page has hundreds
    of them, and a frozen dataclass takes five times as long to make.
    """

    parent: int
    tag: str
    names: str
    hidden: bool


def element_of(tag: Tag, parent: int) -> Element:
    """Return the element of a tag that stands in the one of index ``parent``."""
    attributes = tag.attrs
    name = "p" if tag.name == _QUOTED else tag.name
    if not attributes:
        return Element(parent, name, "", False)  # by its name it would take twice as long
    if len(attributes) == 1 and "class" in attributes:
        return Element(parent, name, *_of_class(attributes["class"]))  # type: ignore[arg-type]  # one value, as src
    names = " ".join([attributes[key] for key in _NAMING if key in attributes]).lower()  # type: ignore[misc]  # likewise
    style = str(attributes.get("style", ""))
    hidden = "hidden" in attributes or is_unshown(style) or is_hiding(names)
    return Element(parent, name, names, hidden)


@lru_cache(maxsize=16_384)
def _of_class(stated: str) -> tuple[str, bool]:
    """Return names, and whether they hide, of an element that has only a class: most have, and many the same."""
    names = stated.lower()
    return names, is_hiding(names)
