"""The title of a page's article, out of the several places that state it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Python's own engine: these patterns can't backtrack.
_WORDS: Final = re.compile(r"[^\W_]+")
_JOINTS: Final = re.compile(r"\s[|\-–—»•·:]{1,2}\s|\s*[|｜]\s*|_(?=[^_]*$)")
# A visible heading is the title when it shares this much with what the head calls the page.
_LEAST_SHARED: Final = 0.5
# What follows a joint and is this short names the site or a section.
_LONGEST_SUFFIX: Final = 5  # words


def title_of(headings: Sequence[str], stated: Sequence[str], site_names: Sequence[str]) -> str:
    """Return the visible heading that the head confirms, else the head's best statement, else any heading.

    ``stated`` are the head's titles, best first (JSON-LD, OpenGraph, ``<title>``); ``site_names`` what the site
    calls itself. A heading wins because it is what readers saw: heads are often shortened or rephrased.
    """
    titles = [without_site(title, site_names) for title in stated if title.strip()]
    for heading in headings:
        if any(agree(heading, title) for title in titles):
            return heading
    return next(iter(titles), "") or next(iter(headings), "")


def without_site(title: str, site_names: Sequence[str]) -> str:
    """Return a title without a site's name at its end or start."""
    known = {_folded(name) for name in site_names if name}
    text = " ".join(title.split())
    for _ in range(3):
        joints = list(_JOINTS.finditer(text))
        if not joints:
            return text
        before, after = text[: joints[-1].start()], text[joints[-1].end() :]
        start, rest = text[: joints[0].start()], text[joints[0].end() :]
        if _names_site(after, known):
            text = before
        elif _folded(start) in known:
            text = rest
        else:
            return text
    return text


def agree(one: str, other: str) -> bool:
    """Say whether two titles share most of the shorter one's words."""
    left, right = set(_WORDS.findall(one.lower())), set(_WORDS.findall(other.lower()))
    if _folded(one) == _folded(other):
        return bool(one)
    return bool(left and right) and len(left & right) >= _LEAST_SHARED * max(min(len(left), len(right)), 2)


def _names_site(part: str, known: set[str]) -> bool:
    folded = _folded(part)
    return bool(folded) and (
        folded in known
        or (
            any(len(name) > 3 and (name in folded or folded in name) for name in known)
            and len(part.split()) <= _LONGEST_SUFFIX
        )
    )


def _folded(text: str) -> str:
    return "".join(_WORDS.findall(text.lower()))
