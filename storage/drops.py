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
    """One delivered file. ``name`` is its absolute path, ``folder`` its first folder below the one named."""

    name: str
    folder: str

    def fingerprint(self) -> str:
        """Return what changes when the file does: size, modification time in ns, inode. "" if it is gone."""
        try:
            found = Path(self.name).stat()
        except OSError:
            return ""
        return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}" if stat.S_ISREG(found.st_mode) else ""


def list_drops(paths: Iterable[str]) -> Iterator[Drop]:
    """Yield the drops under the named files and folders, sorted by path within each folder, hidden ones left out.

    DropError, before anything is yielded, for a path that is not there or a folder that can't be listed.
    """
    # Normalised but not resolved: a drop keeps the name that it was delivered under, behind a link too.
    named = [Path(os.path.abspath(path)) if "://" not in path else Path(path) for path in paths]  # noqa: PTH100
    for path in named:
        _check_named(path)
    for path in named:
        yield from _below(path) if path.is_dir() else iter((Drop(str(path), ""),))


def _check_named(path: Path) -> None:
    if str(path).startswith("s3:/"):
        raise DropError(f"drops on S3 can't be read by this version: {path}")
    try:
        if path.is_dir():
            next(os.scandir(path), None)
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
                yield Drop(str(Path(folder, name)), inside[0] if inside else "")


def _refuse(error: OSError) -> None:
    raise DropError(f"no drop can be read at {error.filename}: {error.strerror}") from error


def read_document(drop: Drop) -> Document:
    """Read a drop as one document; what can't be read is quarantined with its reason."""
    source = drop.folder or UNKNOWN_SOURCE
    try:
        raw = _read_capped(drop.name)
    except (OSError, UnreadableError) as error:
        reason = str(error) if isinstance(error, UnreadableError) else f"can't be read: {error.strerror}"
        return _unreadable(drop.name, source, b"", reason)
    return Document(document_id("", raw), drop.name, source, "text", raw)


def unreadable(document: Document, reason: str) -> Document:
    """Return a document that turned out unreadable, with the id and the outcome of one."""
    return _unreadable(document.drop, document.source, document.raw, reason, document.place)


def _unreadable(drop: str, source: str, raw: bytes, reason: str, place: str = "") -> Document:
    found = Document(unreadable_id(drop, place, raw), drop, source, "text", raw, place=place)
    return found.ends(Outcome.QUARANTINED, reason)


def _read_capped(name: str) -> bytes:
    found = Path(name).stat()
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("not a regular file")
    if found.st_size > MAX_DOCUMENT_BYTES:
        raise UnreadableError(f"larger than {MAX_DOCUMENT_BYTES // 2**20} MB: {found.st_size} bytes")
    with Path(name).open("rb") as file:
        raw = file.read(MAX_DOCUMENT_BYTES + 1)
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise UnreadableError(f"grew past {MAX_DOCUMENT_BYTES // 2**20} MB while it was read")
    return raw


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
