"""Drops: what was delivered, in folders or on S3, one object a document."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import re2

from cleaners.record import UnreadableError
from storage.document import Document, Media, Outcome, document_id, unreadable_id
from storage.drop import Drop, ReadDrop
from storage.folder import Folder
from storage.options import S3Options
from storage.s3_address import is_s3

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from storage.s3_drops import S3Inbox

# No news page comes near it: the largest of 1,018 measured pages had 2.2 MB.
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
UNKNOWN_SOURCE = "unknown"
_TOO_LARGE = f"larger than {MAX_DOCUMENT_BYTES // 2**20} MB"

_SNIFF = 2048
_HTML = re2.compile(r"(?i)^[\s\x{feff}]*(<!--|<!doctype html|<html|<head|<body|<article|<div|<meta|<title|<p[ >])")
_HTML_INSIDE = re2.compile(r"(?i)<(html|head|body|!doctype html|title|article|meta)[\s>]")
_XML = re2.compile(r"(?i)^[\s\x{feff}]*(<\?xml|<rss|<feed|<rdf|<urlset|<sitemapindex|<newsml|<nitf)")
_JSON = re2.compile(r"^[\s\x{feff}]*[\[{]\s*[\[{\"]")


def list_drops(paths: Iterable[str], options: S3Options | None = None, store: str = "") -> Iterator[Drop]:
    """Yield the drops under the named files, folders and s3:// addresses, in order within each, hidden ones left out.

    ``store`` may stand among the drops (`winnow ingest .`): what is in it was never delivered. DropError, before
    anything is yielded, for a place that is not there or can't be listed.
    """
    apart = f"{store.rstrip('/') if is_s3(store) else os.path.abspath(store)}/" if store else ""  # noqa: PTH100 - links stay
    named = [_inbox(path, options or S3Options()) for path in paths]
    for inbox in named:
        inbox.check()
    for inbox in named:
        yield from (drop for drop in inbox.drops() if not (apart and drop.name.startswith(apart)))


def _inbox(path: str, options: S3Options) -> Folder | S3Inbox:
    if not is_s3(path):
        return Folder(path)
    from storage.s3_drops import S3Inbox  # boto3 takes 0.2 s to import

    return S3Inbox(path, options)


def read_documents(drops: Sequence[Drop]) -> Iterator[tuple[Document, ReadDrop]]:
    """Read drops, in order; where they are far away, several at once and a little ahead."""
    threads = max((drop.inbox.ahead for drop in drops), default=1)
    if threads == 1:
        yield from map(read_document, drops)
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: deque[tuple[int, Future[tuple[Document, ReadDrop]]]] = deque()
        for drop in drops:
            while under_way and not _may_read(drop, under_way):
                yield under_way.popleft()[1].result()
            under_way.append((drop.size, pool.submit(read_document, drop)))
        while under_way:
            yield under_way.popleft()[1].result()


def _may_read(drop: Drop, under_way: Sequence[tuple[int, object]]) -> bool:
    held = sum(size for size, _ in under_way)
    return len(under_way) < drop.inbox.ahead and held + drop.size <= MAX_DOCUMENT_BYTES


def read_document(drop: Drop) -> tuple[Document, ReadDrop]:
    """Read a drop as one document; what can't be read is quarantined with its reason.

    What the drop is to blame for stays so until it changes; what the world is (rights, a drop that is gone) may be
    mended, so that such a drop is not remembered as read.
    """
    source = drop.folder or UNKNOWN_SOURCE
    if drop.size > MAX_DOCUMENT_BYTES:
        return _unreadable(drop.name, source, b"", _TOO_LARGE), ReadDrop(drop.name, drop.fingerprint, 1)
    try:
        with drop.inbox.open(drop) as opened:
            raw = opened.stream.read(MAX_DOCUMENT_BYTES + 1)
            fingerprint = opened.fingerprint()
    except (OSError, UnreadableError) as error:
        reason = str(error) if isinstance(error, UnreadableError) else f"can't be read: {error.strerror}"
        return _unreadable(drop.name, source, b"", reason), ReadDrop(drop.name, "", 1)
    if len(raw) > MAX_DOCUMENT_BYTES:
        return _unreadable(drop.name, source, b"", _TOO_LARGE), ReadDrop(drop.name, fingerprint, 1)
    document = Document(document_id("", raw), drop.name, source, "text", raw)
    return document, ReadDrop(drop.name, fingerprint, 1)


def unreadable(document: Document, reason: str) -> Document:
    """Return a document that turned out unreadable, with the id and the outcome of one."""
    return _unreadable(document.drop, document.source, document.raw, reason, document.place)


def _unreadable(drop: str, source: str, raw: bytes, reason: str, place: str = "") -> Document:
    found = Document(unreadable_id(drop, place, raw), drop, source, "text", raw, place=place)
    return found.ends(Outcome.QUARANTINED, reason)


def media_of(text: str) -> Media:
    """Tell a page from flattened text by its content; UnreadableError for a format that has no reader."""
    start = text[:_SNIFF]
    if _HTML.search(start):
        return "html"
    if _XML.search(start):
        if _HTML_INSIDE.search(start):
            return "html"
        raise UnreadableError("XML that is no page (a feed, a sitemap or a wire item): no reader for it")
    if _HTML_INSIDE.search(start):
        return "html"
    if _JSON.search(start):
        raise UnreadableError("JSON: no reader for it")
    return "text"
