"""XML drops: which format a root element stands for, and its records one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import re2

from cleaners.record import UnreadableError
from storage.formats.feeds import read_entry
from storage.formats.markup import Cut, cut, outside, parsed, readable, simplify, spaces_of
from storage.formats.newsml_1 import read_news_item_1
from storage.formats.newsml_g2 import read_news_item
from storage.formats.nitf import read_nitf
from storage.formats.plain import read_page
from storage.formats.record import Counted, Limits, Read, Refused
from storage.formats.ritzau import read_bureau_news
from storage.formats.wire import refused
from storage.formats.wxr import read_post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml import etree

    from storage.formats.streams import Source


@dataclass(frozen=True, slots=True)
class Piece:
    """One record of an XML drop, and the tree of what stands around all of them."""

    place: str
    raw: bytes
    element: etree._Element
    around: etree._Element | None


@dataclass(frozen=True, slots=True)
class XmlFormat:
    """Records by the names of their elements, and the function that reads one. ``empty`` is said of none."""

    names: tuple[str, ...]
    read: Callable[[Piece, Limits], Read]
    empty: str


_FEED: Final = XmlFormat(("item", "entry"), read_entry, "feed without entries")
_WXR: Final = XmlFormat(("item",), read_post, "WordPress export without posts")
_G2: Final = XmlFormat(("newsItem",), read_news_item, "")
_NEWSML: Final = XmlFormat(("NewsItem",), read_news_item_1, "")
_NITF: Final = XmlFormat(("nitf",), read_nitf, "")
_BUREAU: Final = XmlFormat(("RBNews",), read_bureau_news, "message without news")
_FORMATS: Final = {
    "rss": _FEED,
    "feed": _FEED,
    "RDF": _FEED,
    "channel": _FEED,
    "item": _FEED,
    "entry": _FEED,
    "redirect": _FEED,
    "newsMessage": _G2,
    "newsItem": _G2,
    "itemSet": _G2,
    "NewsML": _NEWSML,
    "NewsItem": _NEWSML,
    "nitf": _NITF,
    "contentSet": _NITF,
    "XMLNewsQueuedResponse": _BUREAU,
    "RBNews": _BUREAU,
}
_REASONS: Final = {
    "urlset": "a sitemap: it lists addresses and holds no articles",
    "sitemapindex": "an index of sitemaps: it lists addresses and holds no articles",
    "packageItem": "a NewsML-G2 package: it lists items and holds no article",
    "knowledgeItem": "a NewsML-G2 vocabulary: it holds no article",
    "conceptItem": "a NewsML-G2 concept: it holds no article",
    "planningItem": "a NewsML-G2 plan: it holds no article",
    "catalogItem": "a NewsML-G2 catalog: it holds no article",
    "opml": "a list of feeds: it holds no article",
    "svg": "an SVG image",
    "kml": "a map: it holds no article",
    "plist": "a property list: it holds no article",
}
_EXPORT: Final = re2.compile(rb"<wp:wxr_version|<wp:post_(?:type|id)|xmlns:wp=.http://wordpress\.org/export/")
_PAGE_INSIDE: Final = re2.compile(rb"(?i)<(?:html|body|article|p)[\s>]")


def read_xml(source: Source, root: str, limits: Limits) -> Iterator[Read]:
    """Read the records of an XML drop whose root element is ``root``."""
    known = _FORMATS.get(root)
    if known:
        yield from _records(source, root, known, limits)
        return
    raw = source.rest(limits.member_bytes)
    if root in _REASONS:
        yield Refused("", raw[: limits.refused_bytes], _REASONS[root])
    elif _PAGE_INSIDE.search(raw[: 2**20]):
        yield read_page(raw, limits)
    else:
        yield Refused("", raw[: limits.refused_bytes], f"XML that has no reader: its root element is {root[:60]!r}")


def _records(source: Source, root: str, known: XmlFormat, limits: Limits) -> Iterator[Read]:
    raw = source.rest(limits.member_bytes)
    whole = readable(raw)
    form = _WXR if known is _FEED and _EXPORT.search(whole) else known
    found = cut(whole, form.names, limits)
    around = outside(found)
    spaces = spaces_of(around)
    if around is not None:
        around = simplify(around)
    alone = len(found.records) == 1 and root in form.names
    counts: dict[str, int] = {}
    for record in found:
        place = "" if alone else f"{root_of(form)} {record.number}"
        piece = raw if alone else record.raw
        if fatal := source.begin():
            yield Refused(place, piece[: limits.refused_bytes], fatal)
            continue
        try:
            if not record.complete and not alone:
                raise UnreadableError("the XML ends early")  # noqa: TRY301 - one way out for all reasons
            item = form.read(Piece(place, piece, parsed(record.raw, limits, spaces), around), limits)
        except UnreadableError as error:
            item = refused(place, piece, error, limits)
        if isinstance(item, Counted):
            counts[item.kind] = counts.get(item.kind, 0) + item.number
        else:
            yield item
    for kind, number in counts.items():
        yield Counted(kind, number)
    if not found.records:
        yield _nothing(found, raw, form, limits)


def root_of(form: XmlFormat) -> str:
    """Return the word for a format's records in a place."""
    return "story" if form is _NITF else "item"


def _nothing(found: Cut, raw: bytes, form: XmlFormat, limits: Limits) -> Read:
    if form.empty and b"<" in found.raw.strip():
        return Counted(form.empty, 1)
    return Refused("", raw[: limits.refused_bytes], "XML that ends before any article")
