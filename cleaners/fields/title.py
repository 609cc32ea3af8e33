"""The title of a page's article, out of the several places that state it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Python's own engine: these patterns can't backtrack.
_WORDS: Final = re.compile(r"[^\W_]+")
_JOINTS: Final = re.compile(r"\s[|\-–—»•·:]{1,2}\s|\s*[|｜：]\s*|-{1,2}\s+|:\s|-{1,2}(?=[^-\s]*$)|_(?=[^_]*$)")
_COLONS: Final = frozenset(":：")
_TAGS: Final = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]*)?>", re.IGNORECASE)
_NO_TITLES: Final = frozenset(["", "undefined", "null", "none", "untitled"])
_HOME: Final = frozenset(["home", "homepage", "index", "newspage", "article", "document", "untitleddocument"])
# A visible heading is the title when it shares this much with what the head calls the page.
_LEAST_SHARED: Final = 0.5
# A heading without its first words starts with what joined them.
_LOST_START: Final = ":-–—|,"
# A page's one heading of fewer words may be the site's name or a section's.
_LEAST_WORDS: Final = 4
# A title that is less of its heading than this is a part of it, not the heading without a kicker.
_LEAST_KEPT: Final = 0.5
_LEAST_OF_TITLE: Final = 3  # words of a heading that is the start of a title
# What follows a joint and is this short names the site or a section.
_LONGEST_SUFFIX: Final = 5  # words


def title_of(headings: Sequence[str], stated: Sequence[str], window: str, site_names: Sequence[str]) -> str:
    """Return the visible heading that the head confirms, else the head's best statement, else any heading.

    ``stated`` are the head's titles, best first (JSON-LD, OpenGraph); ``window`` its ``<title>``, which gives way to
    the page's one heading: it is written for search engines. ``site_names`` is what the site calls itself. A heading
    wins because it is what readers saw: heads are often shortened or rephrased.
    """
    known = {_folded(name) for name in site_names} | _NO_TITLES
    stated = [title for text in stated if _folded(title := without_site(_plain(text), site_names)) not in known]
    window = without_site(_plain(window), site_names)
    titles = [*stated, window] if window else stated
    for heading in headings:
        if _is_section(heading, titles):
            continue
        if any(agree(heading, title) for title in titles):
            return _without_kicker(heading, titles)
    lone = next((heading for heading in headings if len(heading.split()) >= _LEAST_WORDS), "")
    if not stated and lone and len(headings) == 1:
        return lone
    return _whole(titles) or next(iter(headings), "")


def is_of_site(title: str, site_names: Sequence[str]) -> bool:
    """Say whether a title is none, or only what the site is called."""
    folded = _folded(title)
    return folded in _NO_TITLES or any(folded == _folded(name) for name in site_names) or folded in _HOME


def _plain(title: str) -> str:
    """Return a title without markup: heads are often escaped twice."""
    return _TAGS.sub("", unescape(title)) if "&" in title or "<" in title else title


def _is_section(heading: str, titles: Sequence[str]) -> bool:
    """Say whether a heading is a word or two with which a title begins, and names where the page stands: "World"."""
    if len(heading.split()) >= _LEAST_OF_TITLE:
        return False
    return all(len(_folded(heading)) < _LEAST_KEPT * len(_folded(title)) for title in titles)


def _without_kicker(heading: str, titles: Sequence[str]) -> str:
    """Return a heading, or the title that ends it and leaves out its kicker, or that has the start it lost."""
    text = _folded(heading)
    is_cut = not heading[0].isalnum() and heading[0] in _LOST_START
    for title in titles:
        folded = _folded(title)
        if len(folded) < len(text) and text.endswith(folded) and len(folded) >= _LEAST_KEPT * len(text):
            return title
        if is_cut and folded.endswith(text):
            return title
    return heading


def _whole(titles: Sequence[str]) -> str:
    """Return the first title, or the one that goes on where it was cut (markup often breaks at a quote).

    What goes on behind a joint names a site of which nothing else is known.
    """
    first = next(iter(titles), "")
    cut = first.rstrip(" .…")
    longer = (title for title in titles[1:] if cut and len(title) > len(first) and title.startswith(cut))
    return next((title for title in longer if not _JOINTS.match(title, len(cut))), first)


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
            return _without_section(text, joints, known)
    return text


def _without_section(title: str, joints: Sequence[re.Match[str]], known: set[str]) -> str:
    """Return a title without a site's name and the section behind it: "Fog over the pier | The Gazette | Weather"."""
    for joint, after in pairwise(joints):
        parts = joint.group() + after.group()
        if _COLONS.isdisjoint(parts) and _folded(title[joint.end() : after.start()]) in known:
            return title[: joint.start()]
    return title


def agree(one: str, other: str) -> bool:
    """Say whether two titles share most of the shorter one's words, at least two, or one starts the other."""
    left, right = set(_WORDS.findall(one.lower())), set(_WORDS.findall(other.lower()))
    if not left or not right:
        return False
    if _folded(one).startswith(_folded(other)) or _folded(other).startswith(_folded(one)):
        return True
    return len(left & right) >= max(_LEAST_SHARED * min(len(left), len(right)), 2)


def _names_site(part: str, known: set[str]) -> bool:
    folded = _folded(part)
    return bool(folded) and (
        folded in known
        or (
            any(len(name) > 3 and (name in folded or folded in name) for name in known)
            and len(part.split()) <= _LONGEST_SUFFIX
        )
    )


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return "".join(_WORDS.findall(text.lower()))
