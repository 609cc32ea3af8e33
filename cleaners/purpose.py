"""What a page that is no article is for, as its title says: to sign in, to tell of the site, to list articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import re2

from cleaners.gate import ABOUT_SITE, ACCOUNT_PAGE
from cleaners.rules import page_kinds
from cleaners.sentence import width

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS: Final = re2.compile(r"\s[-–—|:»·]+\s|\s*\|\s*")  # of a title: what the page says, the site's name
_LONGEST_TITLE: Final = 80  # characters
_MOST_BLANKS: Final = 12  # of the longest title with the name of a site behind it
_SENTENCE_END: Final = re2.compile(r"\pL{2}[.!?…](?:\s|$)|[。！？।؟]")
# A kind of title that an article could have, too: what the site is reached by must stand below it.
_CONTACT: Final = "contact-page"
_LONGEST_CONTACT: Final = 4_000
_LONGEST_FORM: Final = 1_500  # characters around a form or a price list
_LONGEST_CAPTION: Final = 160  # characters of an alphabet
_SENTENCES: Final = 2
# Addresses, telephone and register numbers, years apart.
_REACHED_BY: Final = re2.compile(r"[\w.+-]@[\w-]+\.\w|\d{2}[\d ()/.-]{4,20}\d|\d{5}")


def title_parts(title: str) -> list[str]:
    """Return what a title says, and the names of the site and its sections behind it."""
    parts: list[str] = _PARTS.split(title)
    return parts


def kind_of_title(title: str) -> str:
    """Return the kind of page (``index-page``) of which a title, or its first part, says nothing but that; or ""."""
    first = title_parts(title)[0].strip()
    if not first or len(first) > _LONGEST_TITLE:
        return ""
    return next(filter(None, page_kinds([title, first])), "")


def purpose(title: str, blocks: Sequence[str]) -> str:
    """Return why a text of such a title is held, unsigned and not stated to be an article, or ""."""
    if title.count(" ") > _MOST_BLANKS:
        return ""
    kind = kind_of_title(title)
    length = sum(map(len, blocks))
    if kind == ABOUT_SITE or (kind == ACCOUNT_PAGE and length <= _LONGEST_FORM):
        return kind
    if kind == _CONTACT and length <= _LONGEST_CONTACT and any(map(_REACHED_BY.search, blocks)):
        return ABOUT_SITE
    return ""


def is_caption(blocks: Sequence[str]) -> bool:
    """Say whether a text is the one sentence that stands under a player."""
    return (
        len(blocks) == 1 and width(blocks[0]) <= _LONGEST_CAPTION and len(_SENTENCE_END.findall(blocks[0])) < _SENTENCES
    )
