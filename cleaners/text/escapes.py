r"""What a program left in a text: JSON's escapes (``\\n``, ``\\"``, ``\\u201c``; RFC 8259, 7) and tags of HTML."""

from __future__ import annotations

from typing import Any, Final

import re2

from cleaners.record import Removal

_JSON: Final = "mojibake/json"
_HTML: Final = "mojibake/html"
# Written line breaks behind sentences: articles on programs have others. Real lines are not counted against them, for
# cleaning takes lines out, and a clean text would be read once more.
_FEWEST: Final = 2
_BREAK: Final = re2.compile(r"(?:[.!?…。！？۔।\"'”’»)]|\\u[0-9A-Fa-f]{4})(?:\\r)?\\n(?:[^\p{Ll}\s\"',;)]|$)")
_ESCAPE: Final = re2.compile(r"(?:\\u[0-9A-Fa-f]{4})+|\\[\\\"/nrt]")
_MOST_TIMES: Final = 6  # that tags come to light
_FEWEST_TAGS: Final = 2  # that end or break something: articles name a tag, and have smileys
_ENDS: Final = re2.compile(
    r"(?i)</(?:p|div|h[1-6]|ul|ol|li|table|section|article|span|a|strong|em|b|i|blockquote|figure)\s*>|<br\s*/?>"
)
_BLOCKS: Final = (
    "p|br|hr|div|h[1-6]|ul|ol|li|dl|dt|dd|blockquote|figure|figcaption|table|tr|section|article|header|footer"
)
_INLINES: Final = (
    "a|abbr|b|cite|code|del|em|font|i|img|ins|mark|q|s|small|span|strike|strong|sub|sup|tbody|td|th|thead|time|u"
)
_TAG: Final = re2.compile(rf"(?i)</?(?:({_BLOCKS})|{_INLINES})(?:\s[^<>]*)?/?>|<!--[^<>]*-->|<!\[CDATA\[|\]\]>")
_SIGNS: Final = {"n": "\n", "r": "", "t": " "}


def unescaped(text: str) -> tuple[str, tuple[Removal, ...]]:
    """Return a text with such escapes read, and the lines that had them as they came; others as they are."""
    if "\\" not in text:  # most texts
        return text, ()
    if len(_BREAK.findall(text)) < _FEWEST:
        return text, ()
    lines = text.split("\n")
    repairs = [Removal(_JSON, line, place) for place, line in enumerate(lines, 1) if _ESCAPE.search(line)]
    return str(_ESCAPE.sub(_sign, text)), tuple(repairs)


def _sign(found: Any) -> str:
    escape = str(found[0])
    if escape[1] == "u":
        return bytes.fromhex(escape.replace("\\u", "")).decode("utf-16-be", "ignore")
    return _SIGNS.get(escape[1], escape[1])


def untagged(text: str) -> tuple[str, tuple[Removal, ...]]:
    """Return a text without the tags in it, with a line for each block, and the lines that had tags as they came."""
    plain = text
    repairs: tuple[Removal, ...] = ()
    for _ in range(_MOST_TIMES):
        if "<" not in plain or len(_ENDS.findall(plain)) < _FEWEST_TAGS:
            return plain, repairs
        lines = plain.split("\n")
        repairs += tuple([Removal(_HTML, line, place) for place, line in enumerate(lines, 1) if _TAG.search(line)])
        plain = str(_TAG.sub(_break, plain))
    return text, ()  # tags within tags within tags: an attack


def _break(found: Any) -> str:
    return "\n" if found[1] else ""
