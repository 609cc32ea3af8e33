"""Tombstones: what must not be in the corpus, nor come into it again, and the keys that know it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from storage.sites import url_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.document import Document

TAKEN_BACK = "taken back by its source"
FORGOTTEN = "forgotten"

Scope = Literal["document", "text", "url", "item", "hashed-url", "hashed-item"]
Kind = Literal["kill", "forget"]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One key of something that was taken out: by a ``kill`` of its source, or by an operator's ``forget``.

    ``key`` is a document id, a text id, ``storage.sites.url_key`` of an address or ``item_key`` of a source's item, as
    ``scope`` says; a forgotten document has the SHA-256 of the latter two, because addresses are made of headlines.
    ``since`` is UTC in ISO 8601; ``notice`` is the document id of the notice, "" for none.
    """

    scope: Scope
    key: str
    kind: Kind
    reason: str
    since: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """All that a document may be known by; "" where it has no such key."""

    document: str
    text: str = ""
    url: str = ""
    item: str = ""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield (scope, key), the surest first."""
        named = (("document", self.document), ("item", self.item), ("url", self.url), ("text", self.text))
        return (pair for pair in (*named, *hashed(self.url, self.item)) if pair[1])


def hashed(url: str, item: str) -> Iterator[tuple[Scope, str]]:
    """Yield the scopes and keys by which a forgotten document's URL and item are known; "" has none."""
    places: tuple[tuple[Scope, str], ...] = (("hashed-url", url), ("hashed-item", item))
    yield from ((scope, hashlib.sha256(key.encode()).hexdigest()) for scope, key in places if key)


def keys_of(document: Document) -> Keys:
    """Return all that a document may be known by."""
    return Keys(
        document.document_id,
        document.signature.text_id if document.signature else "",
        url_key(document.canonical_url),
        item_key(document.source, document.item.guid),
    )


def stones_of(notice: Document, since: str) -> Iterator[Tombstone]:
    """Yield the tombstones that a notice of its source sets: for its item, for the one that it names, for its URL.

    A notice with a guid does not name its URL: sources give a story's page to the version that comes after it.
    """
    source, item = notice.source, notice.item
    keys: list[tuple[Scope, str]] = [("item", item_key(source, guid)) for guid in (item.guid, item.corrects) if guid]
    if not keys and (address := url_key(notice.url)):
        keys = [("url", address)]
    for scope, key in keys:
        yield Tombstone(scope, key, "kill", TAKEN_BACK, since, notice.document_id)


def item_key(source: str, guid: str) -> str:
    """Return the key of a source's item, "" without a guid: JSON, so that no two pairs have one key."""
    return json.dumps([source, guid]) if guid else ""
