"""RSS, Atom and RDF feeds, the full content before a summary."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from cleaners.record import Fields
from storage.formats.dates import utc
from storage.formats.flatten import flattened, line_of
from storage.formats.markup import BASE, LANG, attribute, first_text, inside, text_of
from storage.formats.record import Counted, Delivered
from storage.formats.sniff import media_of
from storage.formats.wire import checked, keywords_of, language_of, names_in, web_url

if TYPE_CHECKING:
    from lxml import etree

    from storage.formats.record import Limits, Read
    from storage.formats.xml_records import Piece

NO_TEXT: Final = "feed entry without text"

# Characters of text up to which a summary is only one: the longest of common feed readers' previews, some 120 words.
_TEASER_AT_MOST: Final = 700
_CONTENT: Final = ("content.encoded", "content", "fullitem", "body")
_SUMMARY: Final = ("description", "summary", "dc.description", "media.description", "dcterms.abstract")
_PUBLISHED: Final = ("pubDate", "published", "issued", "dc.date", "dcterms.issued", "dcterms.created", "created")
_MODIFIED: Final = ("updated", "modified", "dcterms.modified")


def read_entry(piece: Piece, limits: Limits) -> Read:
    """Read one ``item`` or ``entry``; one without any text is counted."""
    entry = piece.element
    content = _longest(entry, _CONTENT)
    body = content or _longest(entry, _SUMMARY)
    if not line_of(body):
        return Counted(NO_TEXT, 1)
    media = media_of(body)
    length = len(body) if media == "text" else len(flattened(body))
    item = Delivered(
        place=piece.place,
        raw=piece.raw,
        media=media,
        body=body,
        given=given_of(piece),
        url=url_of(piece),
        source=_source(entry) or _feed_title(piece.around),
        guid=text_of(entry, "guid") or text_of(entry, "id"),
        status="usable",
        keywords=keywords_of(*_categories(entry)),
        teaser=not content and length <= _TEASER_AT_MOST,
    )
    return checked(item, limits, kind="entry")


def given_of(piece: Piece) -> Fields:
    """Return what a feed says of an entry."""
    entry, around = piece.element, _channel(piece.around)
    modified = next((date for name in _MODIFIED if (date := utc(text_of(entry, name)))), "")
    published = next((date for name in _PUBLISHED if (date := utc(text_of(entry, name)))), "") or modified
    language = attribute(entry, ".", LANG) or first_text(entry, "dc.language", "language")
    summary = next((line_of(found) for name in _SUMMARY if (found := marked_up(entry.find(name)))), "")
    return Fields(
        title=line_of(marked_up(entry.find("title")) or text_of(entry, "dc.title") or text_of(entry, "media.title")),
        authors=_authors(entry) or _authors(around),
        published=published,
        modified=modified if modified > published else "",
        date_source="feed" if published else "",
        language=language_of(
            language or first_text(around, "language", "dc.language") or attribute(piece.around, ".", LANG)
        ),
        description=summary,
    )


def url_of(piece: Piece) -> str:
    """Return the address of an entry's page."""
    entry = piece.element
    candidates = [_href(link) for link in entry.iterfind("link") if (link.get("rel") or "alternate") == "alternate"]
    guid = entry.find("guid")
    if guid is not None and (guid.get("isPermaLink") or "true").lower() == "true":
        candidates.append(text_of(guid))
    candidates += [_href(link) for link in entry.iterfind("link") if link.get("rel") == "self"]
    base = attribute(entry, ".", BASE) or attribute(piece.around, ".", BASE) or _home(piece.around)
    return web_url(*(_joined(base, candidate) for candidate in candidates if candidate))


def marked_up(element: etree._Element | None) -> str:
    """Return what an element holds as a reader shall see it: markup, escaped markup or plain text."""
    if element is None or element.get("src"):
        return ""
    kind = (element.get("type") or "").lower()
    if len(element):
        only = element[0] if len(element) == 1 and not (element.text or "").strip() else None
        if only is not None and only.tag == "div" and kind == "html" and not len(only):
            return only.text or ""  # markup escaped inside a real div
        return inside(only if only is not None and only.tag == "div" and kind == "xhtml" else element)
    text = element.text or ""
    if kind in ("text", "text/plain"):
        return text.replace("&", "&amp;").replace("<", "&lt;") if media_of(text) == "html" else text
    return _from_base64(text) if element.get("mode") == "base64" or _is_binary(kind) else text


def _longest(entry: etree._Element, names: tuple[str, ...]) -> str:
    found = [marked_up(element) for name in names for element in entry.iterfind(name)]
    return max(found, key=len, default="")


def _is_binary(kind: str) -> bool:
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("xml", "html"))


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text.encode("ascii", "replace"), validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return text


def _authors(entry: etree._Element | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    atom = [text_of(name) for name in entry.iterfind("author/name")]
    written = [
        text_of(found)
        for name in ("dc.creator", "dc.author", "author", "itunes.author")
        for found in entry.iterfind(name)
    ]
    names = (name for text in atom or written for name in names_in(_without_address(text)))
    return tuple(dict.fromkeys(names))


def _without_address(text: str) -> str:
    """Return the name of ``desk@example.org (Ann Lee)``, ``Ann Lee (desk@example.org)`` or ``Ann Lee <desk@…>``."""
    words = text.replace("(", " ").replace(")", " ").replace("<", " ").replace(">", " ").split()
    return " ".join(word for word in words if "@" not in word)


def _source(entry: etree._Element) -> str:
    source = entry.find("source")
    if source is None:
        return ""
    return line_of(marked_up(source.find("title"))) if len(source) else text_of(source)


def _categories(entry: etree._Element) -> list[str]:
    words = [found.get("label") or found.get("term") or text_of(found) for found in entry.iterfind("category")]
    words += [text_of(found) for found in entry.iterfind("dc.subject")]
    tags = [*entry.iterfind("tags"), *entry.iterfind("media.keywords")]
    return words + [word for found in tags for word in text_of(found).split(",")]


def _channel(around: etree._Element | None) -> etree._Element | None:
    if around is None:
        return None
    channel = around if around.tag == "channel" else around.find("channel")
    return channel if channel is not None else around


def _feed_title(around: etree._Element | None) -> str:
    channel = _channel(around)
    return line_of(marked_up(channel.find("title"))) if channel is not None else ""


def _home(around: etree._Element | None) -> str:
    channel = _channel(around)
    links = channel.iterfind("link") if channel is not None else ()
    return web_url(*(_href(link) for link in links if link.get("rel") != "self"))


def _href(link: etree._Element) -> str:
    return (link.get("href") or text_of(link)).strip()


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""
