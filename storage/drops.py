"""Drops on a file system: what was delivered, one file a document."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import re2

from cleaners.record import UnreadableError
from storage.document import Document, Media, Outcome, document_id, unreadable_id
from storage.errors import DropError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# No news page comes near it: the largest of 1,018 measured pages had 2.2 MB.
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
UNKNOWN_SOURCE = "unknown"

_SNIFF = 2048
_HTML = re2.compile(r"(?i)^[\s\x{feff}]*(<!--|<!doctype html|<html|<head|<body|<article|<div|<meta|<title|<p[ >])")
_HTML_INSIDE = re2.compile(r"(?i)<(html|head|body|!doctype html|title|article|meta)[\s>]")
_XML = re2.compile(r"(?i)^[\s\x{feff}]*(<\?xml|<rss|<feed|<rdf|<urlset|<sitemapindex|<newsml|<nitf)")
_JSON = re2.compile(r"^[\s\x{feff}]*[\[{]\s*[\[{\"]")


@dataclass(frozen=True, slots=True)
class Drop:
    """One delivered file. ``name`` is its absolute path, ``folder`` its first folder below the one named.

    ``fingerprint`` changes when the drop does; "" where that can't be told.
    """

    name: str
    folder: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ReadDrop:
    """A drop that was read to its end: what it looked like while it was read, and how many documents it held."""

    name: str
    fingerprint: str
    documents: int


def list_drops(paths: Iterable[str]) -> Iterator[Drop]:
    """Yield the drops under the named files and folders, sorted by path within each folder, hidden ones left out.

    DropError, before anything is yielded, for a path that is not there or a folder that can't be listed.
    """
    # Normalised but not resolved: a drop keeps the name that it was delivered under, behind a link too.
    named = [Path(os.path.abspath(path)) if "://" not in path else Path(path) for path in paths]  # noqa: PTH100
    for path in named:
        _check_named(path)
    for path in named:
        yield from _below(path) if path.is_dir() else iter((_drop(path, ""),))


def _check_named(path: Path) -> None:
    if str(path).startswith("s3:/"):
        raise DropError(f"drops on S3 can't be read by this version: {path}")
    try:
        if path.is_dir():
            with os.scandir(path) as entries:
                next(entries, None)
        else:
            path.stat()
    except OSError as error:
        raise DropError(f"no drop can be read at {path}: {error.strerror}") from error


def _below(root: Path) -> Iterator[Drop]:
    for folder, folders, names in os.walk(root, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        inside = Path(folder).relative_to(root).parts
        for name in sorted(names):
            if not name.startswith("."):
                yield _drop(Path(folder, name), inside[0] if inside else "")


def _drop(path: Path, folder: str) -> Drop:
    try:
        return Drop(str(path), folder, _fingerprint(path.stat()))
    except OSError:
        return Drop(str(path), folder, "")  # gone or unreadable: reading it will say why


def _fingerprint(found: os.stat_result) -> str:
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}" if stat.S_ISREG(found.st_mode) else ""


def _refuse(error: OSError) -> None:
    raise DropError(f"no drop can be read at {error.filename}: {error.strerror}") from error


def read_document(drop: Drop) -> tuple[Document, ReadDrop]:
    """Read a drop as one document; what can't be read is quarantined with its reason."""
    source = drop.folder or UNKNOWN_SOURCE
    try:
        raw, fingerprint = _read_capped(Path(drop.name))
    except (OSError, UnreadableError) as error:
        reason = str(error) if isinstance(error, UnreadableError) else f"can't be read: {error.strerror}"
        return _unreadable(drop.name, source, b"", reason), ReadDrop(drop.name, drop.fingerprint, 1)
    document = Document(document_id("", raw), drop.name, source, "text", raw)
    return document, ReadDrop(drop.name, fingerprint, 1)


def unreadable(document: Document, reason: str) -> Document:
    """Return a document that turned out unreadable, with the id and the outcome of one."""
    return _unreadable(document.drop, document.source, document.raw, reason, document.place)


def _unreadable(drop: str, source: str, raw: bytes, reason: str, place: str = "") -> Document:
    found = Document(unreadable_id(drop, place, raw), drop, source, "text", raw, place=place)
    return found.ends(Outcome.QUARANTINED, reason)


def _read_capped(path: Path) -> tuple[bytes, str]:
    # Asked before it is opened: opening a pipe would wait for somebody to write into it.
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableError("not a regular file")
    with path.open("rb") as file:
        before = _fingerprint(os.fstat(file.fileno()))
        raw = file.read(MAX_DOCUMENT_BYTES + 1)
        after = _fingerprint(os.fstat(file.fileno()))
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise UnreadableError(f"larger than {MAX_DOCUMENT_BYTES // 2**20} MB")
    # A drop that changed under the reader is not remembered as read: the next run reads it again.
    return raw, after if before == after else ""


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
