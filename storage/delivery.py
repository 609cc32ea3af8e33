"""From what a drop's reader gives to documents: their ids, their source, and what of the delivery stays with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cleaners.decode import decode
from cleaners.html.charset import declared_charset
from cleaners.record import UnreadableError
from storage.document import UNKNOWN_SOURCE, Document, Item, document_id, unreadable
from storage.formats import Counted, Delivered
from storage.formats.decoding import is_wide
from storage.formats.separated import delimiter_of
from storage.formats.sniff import HEAD_BYTES, media_of, sniffed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.document import Media
    from storage.formats import FieldMapping, Read, Refused

# Of a text, how much is looked at to tell markup from none.
_SNIFFED: Final = 100_000


def plain_document(raw: bytes, drop: str, source: str, mapping: FieldMapping | None = None) -> Document | None:
    """Return a drop that is one page or one plain text as its document; None for all else, which needs a reader."""
    media = _plain_media(raw[:HEAD_BYTES], mapping)
    return Document(document_id("", raw), drop, source or UNKNOWN_SOURCE, media, raw) if media else None


def _plain_media(head: bytes, mapping: FieldMapping | None) -> Media | None:
    if is_wide(head):
        try:
            head = decode(head).text.encode("utf-8", "replace")
        except UnreadableError:
            return None
    kind = sniffed(head).reader
    if kind == "text" and not delimiter_of(head.decode("utf-8", "replace"), mapping):
        return "text"
    return "html" if kind == "html" else None


def documents_of(read: Iterable[Read], drop: str, source: str) -> Iterator[Document | Counted]:
    """Yield what a drop's readers give as documents; those that could not be read have their outcome and the reason.

    ``source`` is "" where neither configuration nor folder tell it: then the delivery does, or later the site.
    """
    for found in read:
        yield found if isinstance(found, Counted) else document_of(found, drop, source)


def document_of(found: Delivered | Refused, drop: str, source: str) -> Document:
    """Return a delivered article, or what was refused, as a document."""
    if not isinstance(found, Delivered):
        broken = Document("", drop, source or UNKNOWN_SOURCE, "text", found.raw, place=found.place)
        return unreadable(broken, found.reason)
    return Document(
        document_id=document_id(found.url, found.raw),
        drop=drop,
        source=source or found.source or UNKNOWN_SOURCE,
        media=found.media,
        raw=found.raw,
        place=found.place,
        url=found.url,
        body=None if _is_raw(found) else found.body,
        given=found.given,
        item=Item(
            guid=found.guid,
            version=found.version,
            status=found.status,
            embargo=found.embargo,
            urgency=found.urgency,
            keywords=found.keywords,
            corrects=found.corrects,
            teaser=found.teaser,
        ),
    )


def body_of(document: Document) -> tuple[Media, str]:
    """Return what is to be cleaned of a document, and what it is; UnreadableError where its bytes are no text."""
    if document.body is not None:
        return document.media, document.body
    text = decode(document.raw, declared_charset(document.raw)).text
    return ("html" if document.media == "html" else media_of(text[:_SNIFFED])), text


def _is_raw(found: Delivered) -> bool:
    # Most articles of crawls are: then their text is neither sent nor stored twice.
    alone = Document("", "", "", found.media, found.raw)
    try:
        return body_of(alone) == (found.media, found.body)
    except UnreadableError:
        return False


def refused_whole(drop: str, source: str, reason: str) -> Document:
    """Return the document that stands for a drop, or the rest of one, that can't be read at all."""
    return unreadable(Document("", drop, source or UNKNOWN_SOURCE, "text", b""), reason)


def without_bytes(document: Document) -> Document:
    """Return a cleaned document without what it was cleaned from."""
    return replace(document, raw=b"", body=None)
