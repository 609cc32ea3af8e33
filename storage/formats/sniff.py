"""What a drop is, told by its first bytes; its name is never asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import re2

from storage.formats.compressed import MAGIC

if TYPE_CHECKING:
    from storage.formats.record import Media

HEAD_BYTES: Final = 16 * 1024
_MARKS: Final = MAGIC | {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"PAR1": "parquet", b"WARC/": "warc"}
_TAR_MAGIC: Final = slice(257, 262)
_TAR_SUM: Final = slice(148, 156)
_ARC: Final = re2.compile(rb"^filedesc://\S+ \S+ \d{1,20} ")
_PROLOG: Final = re2.compile(
    r"(?is)^(?:[\s\x{feff}]|<\?.*?\?>|<!--.*?-->|<!doctype\b(?:[^<>\[]|\[[^\]]*\])*>)*<(?:[\w.-]+:)?([\w.-]+)"
)
_DOCTYPE: Final = re2.compile(r"(?is)<!doctype\s+([\w:.-]+)")
_HTML_START: Final = frozenset(
    [
        "html",
        "head",
        "body",
        "article",
        "div",
        "meta",
        "title",
        "p",
        "span",
        "section",
        "main",
        "header",
        "h1",
        "h2",
        "h3",
        "table",
        "a",
        "b",
        "i",
        "img",
        "br",
        "script",
        "style",
        "link",
        "nav",
        "ul",
        "ol",
        "figure",
        "aside",
        "center",
        "font",
        "em",
        "strong",
        "blockquote",
    ]
)
_HTML_INSIDE: Final = re2.compile(r"(?i)<(?:html|head|body|!doctype html|title|article|meta)[\s>]")
_MARKED_UP: Final = re2.compile(
    r"(?i)</(?:p|div|h[1-6]|ul|ol|li|table|section|article|span|a|strong|em|b|i|blockquote|figure|html|body)\s*>|<br\s*/?>"
    r"|<p>|<img\s"
)
_HEADER: Final = re2.compile(r"^[A-Za-z][A-Za-z0-9-]{0,60}:(?:\s|$)")
_MAIL_HEADERS: Final = frozenset(
    [
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "received",
        "mime-version",
        "return-path",
        "content-type",
        "delivered-to",
        "reply-to",
        "dkim-signature",
        "sender",
        "cc",
        "x-mailer",
        "list-id",
        "snapshot-content-location",
    ]
)
_LEAST_MAIL_HEADERS: Final = 3
_TELEX: Final = re2.compile(r"(?s)^[\x16\s]*\x01[^\x00]{0,500}\x02")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a drop is: the reader for it, and the name of an XML document's root element."""

    reader: str
    root: str = ""


def sniffed(head: bytes) -> Kind:
    """Tell the format from the first ``HEAD_BYTES``; anything that is nothing else is ``text``."""
    packed = next((kind for mark, kind in _MARKS.items() if head.startswith(mark)), "")
    if packed:
        return Kind(packed)
    if _ARC.search(head[:1024]):
        return Kind("arc")
    return Kind("tar") if _is_tar(head) else _textual(head.decode("utf-8", "replace").lstrip("\ufeff"))


def media_of(text: str) -> Media:
    """Tell HTML, whole pages and pieces, from flattened text."""
    return "html" if _MARKED_UP.search(text) or _HTML_INSIDE.search(text[:4096]) else "text"


def _is_tar(head: bytes) -> bool:
    if len(head) < 512:
        return False
    if head[_TAR_MAGIC] == b"ustar":
        return True
    digits = head[_TAR_SUM].strip(b" \0")
    if not digits or digits.strip(b"01234567"):
        return False
    block = head[:148] + b" " * 8 + head[156:512]
    return sum(block) == int(digits, 8)  # tar before POSIX has no magic


def _textual(text: str) -> Kind:
    start = text.lstrip()
    if start.startswith(("{", "[")):
        return Kind("json")
    if start.startswith("<"):
        return _marked_up(start)
    if _TELEX.search(text[:600]):
        return Kind("telex")
    if text.startswith("From ") or _is_mail(text):
        return Kind("mail")
    return Kind("text")


def _marked_up(text: str) -> Kind:
    root = _PROLOG.search(text)
    doctype = _DOCTYPE.search(text[:4096])
    name = root.group(1) if root else ""
    # A feed may carry the doctype of a page; a page never has the root of a feed.
    if name.lower() in _HTML_START or (not name and doctype and doctype.group(1).lower() == "html"):
        return Kind("html")
    if name:
        return Kind("xml", name)
    return Kind("html" if text.startswith("<!--") or _HTML_INSIDE.search(text) or _MARKED_UP.search(text) else "text")


def _is_mail(text: str) -> bool:
    """Tell whether the text starts with a mail's headers; an article with a colon in its first line does not."""
    known = 0
    for index, line in enumerate(text.splitlines()[:200]):
        if not line.strip():
            return known >= _LEAST_MAIL_HEADERS
        if line[0] in " \t" and index:
            continue
        if not _HEADER.search(line):
            return False
        known += line.partition(":")[0].lower() in _MAIL_HEADERS
    return known >= _LEAST_MAIL_HEADERS
