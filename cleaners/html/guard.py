"""Pages made to hang a parser, tamed before one sees them. Pages as they come pass unchanged.

Lexbor needs time quadratic in nesting depth and in a tag's attributes (measured: 109 s for 200,000 nested
``<div>``, 36 s for 100,000 attributes); BeautifulSoup needs some 12 µs a tag.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

import numpy as np
import re2

# Real news pages nest at most 34 deep; 512 refuses none of them and costs lexbor under a millisecond.
MAX_DEPTH: Final = 512
# Real pages have at most 73 attributes a tag.
MAX_TAG_WORDS: Final = 1_000
# Tags (closing ones counted) that become tree nodes: the largest of 611 bench pages has 15,392 before pruning.
MAX_TAGS: Final = 30_000
# Void and unclosed tags count as depth in the quick look; above this the exact count is made.
_SUSPECT_DEPTH: Final = 4_000
# Bytes that can separate attributes, in one tag: 4,000 attributes cost lexbor 60 ms and need 8 kB at least.
_SUSPECT_SEPARATORS: Final = 4_000
_SUSPECT_TAG_BYTES: Final = 8_000
_STRIDE: Final = _SUSPECT_TAG_BYTES // 2
_SUSPECT_TAGS: Final = 30_000
_SEPARATORS: Final = b" \t\r\n\f/\"'"

# Attributes of one tag whose values hold a ``>``. Of 611 bench pages two have a tag with so many; a flood that has
# fewer shows a stride without one.
_SUSPECT_HIDDEN: Final = 8


def _bytewise() -> Any:
    """Return how expressions that meet whole pages are compiled: nothing captured, a byte at a time."""
    chosen = re2.Options()
    chosen.never_capture = True
    chosen.encoding = re2.Options.Encoding.LATIN1
    return chosen


_BLANK: Final = r"\t\n\f\r "
_NAME: Final = rf"[^{_BLANK}/>][^{_BLANK}/>=]*"
_IS: Final = rf"[{_BLANK}]*=[{_BLANK}]*"
# As browsers read a tag (HTML Standard, 13.2.5.32 to 13.2.5.39): only behind ``=`` do quotes hide what is between them.
# In these, a name may also end where another reading of the tag would have it go on: such a tag is longer, not shorter.
_SHOWING_END: Final = rf"""[{_BLANK}/]|{_NAME}(?:{_IS}(?:"[^">]*"|'[^'>]*'|[^{_BLANK}>"'][^{_BLANK}>]*))?"""
_HIDING_END: Final = rf"""{_NAME}{_IS}(?:"[^">]*>[^"]*"|'[^'>]*>[^']*')"""
_ATTRIBUTE: Final = rf"""[{_BLANK}/]*{_NAME}(?:{_IS}(?:"[^"]*"|'[^']*'|[^{_BLANK}>"'][^{_BLANK}>]*))?"""

_LESS, _SLASH = b"</"
_TAG_START: Final = re2.compile(rb"<[a-zA-Z]")
_TAG_NAME: Final = re2.compile(rf"<[a-zA-Z][^{_BLANK}/>]*".encode(), _bytewise())
_OF_HIDDEN_END: Final = re2.compile(
    rf"<[a-zA-Z][^{_BLANK}/>]*(?:(?:{_SHOWING_END})*{_HIDING_END}){{{_SUSPECT_HIDDEN}}}".encode(), _bytewise()
)
_NEXT_ATTRIBUTE: Final = re2.compile(_ATTRIBUTE.encode(), _bytewise())
_RAW_TEXT: Final = re2.compile(
    r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?(?:-->|\z)|<svg\b.*?</svg\s*>"
)
_TAG: Final = re2.compile(rf"<(/?)([a-zA-Z][^{_BLANK}/>]*)((?:{_ATTRIBUTE})*[{_BLANK}/]*)>")
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "tr",
        "td",
        "th",
    ]
)


def tame(html: str) -> bytes:
    """Return ``html`` in UTF-8, or for a page built to hang a parser the same text with fewer tags.

    Lone surrogates, which UTF-8 does not have and which show nothing, are left out.
    """
    encoded = html.encode("utf-8", "ignore")
    if _is_deep(encoded) or _has_flooded_tag(encoded) or _has_hidden_flood(encoded):
        return _flattened(html).encode("utf-8", "ignore")
    return encoded


def _is_deep(page: bytes) -> bool:
    """Say whether depth or the number of tags could be hostile; never False when they are."""
    raw = np.frombuffer(page, dtype=np.uint8)
    is_opening = raw[:-1] == _LESS
    openings = np.count_nonzero(is_opening)
    if openings <= _SUSPECT_DEPTH or openings - np.count_nonzero(is_opening & (raw[1:] == _SLASH)) <= _SUSPECT_DEPTH:
        return False
    following = raw[np.flatnonzero(is_opening) + 1]
    starts = ((following | 32) >= ord("a")) & ((following | 32) <= ord("z"))
    level = np.cumsum(starts.astype(np.int32) - (following == _SLASH))
    return bool(starts.sum() > _SUSPECT_TAGS or (level - np.minimum.accumulate(level)).max() > _SUSPECT_DEPTH)


def _has_flooded_tag(page: bytes) -> bool:
    """Say whether a tag holds a flood of attributes.

    A tag that is long enough for one covers a stride without a ``>``; most pages have such strides only in scripts.
    """
    at = 0
    while at + _STRIDE <= len(page):
        if page.find(b">", at, at + _STRIDE) >= 0:
            at += _STRIDE
            continue
        start, end = page.rfind(b">", 0, at) + 1, page.find(b">", at)
        run = page[start : end if end >= 0 else len(page)]
        tag = _TAG_START.search(run)
        if tag and len(run) - tag.start() > _SUSPECT_TAG_BYTES and _is_flood(run[tag.start() :]):
            return True
        at = start + len(run) + 1
    return False


def _has_hidden_flood(page: bytes) -> bool:
    """Say whether a tag holds a flood of attributes some of which hide from ``_has_flooded_tag`` that it has not ended.

    It takes half a nanosecond a byte.
    """
    found = _OF_HIDDEN_END.search(page)
    while found:
        if _has_many_attributes(page, found.start()):
            return True
        found = _OF_HIDDEN_END.search(page, found.end())
    return False


def _is_flood(tag: bytes) -> bool:
    """Say whether a tag holds more attributes than a parser should see; JSON in an attribute is none."""
    separators = len(tag) - len(tag.translate(None, delete=_SEPARATORS))
    return separators > _SUSPECT_SEPARATORS and _has_many_attributes(tag, 0)


def _has_many_attributes(page: bytes, start: int) -> bool:
    """Say whether the tag that starts there has more than ``MAX_TAG_WORDS`` attributes, as browsers read it."""
    at, count = _TAG_NAME.match(page, start).end(), 0
    while count <= MAX_TAG_WORDS and (attribute := _NEXT_ATTRIBUTE.match(page, at)):
        at, count = attribute.end(), count + 1
    return count > MAX_TAG_WORDS


def _flattened(html: str) -> str:
    """Return the page without scripts and comments, and without the tags that are too many or too deep."""
    pieces: list[str] = []
    html = _RAW_TEXT.sub(" ", html)
    depth = end = 0
    for tag in islice(_TAG.finditer(html), MAX_TAGS):
        pieces.append(html[end : tag.start()])
        end = tag.end()
        closes, name = tag.group(1) == "/", tag.group(2).lower()
        step = 0 if name in _VOID else -1 if closes else 1
        inside = min(depth, depth + step) < MAX_DEPTH
        pieces.append(_slim(tag.group(0), tag.group(3), name) if inside else " ")
        depth = max(0, depth + step)
    pieces.append(_without_tags(html[end:]))
    return "".join(pieces)


def _without_tags(html: str) -> str:
    """Return the text between tags; linear, where a pattern would search each lone ``<`` to the end."""
    first, *others = html.split("<")
    return " ".join(
        [first, *(after if closed else other for other in others for _, closed, after in (other.partition(">"),))]
    )


def _slim(tag: str, attributes: str, name: str) -> str:
    """Return ``tag``, without its attributes when they are a flood."""
    if len(attributes) <= MAX_TAG_WORDS or len(attributes.split()) <= MAX_TAG_WORDS:
        return tag
    return f"<{name}>"
