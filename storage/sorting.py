"""What each document of a batch turns out to be, held against the corpus: the part of a commit before matching.

withdrawn? ─► seen? ─► an older version? ─► same URL or item, same text? ─► a new version? ─► same text? ─► new
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.document import Document, Outcome
from storage.items import Newest, are_versions, held_if_told, is_older
from storage.sites import url_key
from storage.tombstones import item_key, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from storage.transaction import Transaction


@dataclass(slots=True)
class Sorted:
    """A batch, sorted by what each document turned out to be. Filled once, in batch order."""

    new: list[Document] = field(default_factory=list)  # a text that the corpus has not
    duplicates: dict[str, str] = field(default_factory=dict)  # document -> the document with its text
    versions: dict[str, str] = field(default_factory=dict)  # document -> the one before it under its URL or guid
    rescraped: dict[str, str] = field(default_factory=dict)  # document -> the one it is again
    raised: dict[str, str] = field(default_factory=dict)  # document -> the newer version in which its text came again
    dismissed: list[Document] = field(default_factory=list)  # notices, and what came after one
    ended: list[Document] = field(default_factory=list)  # every document, in batch order, with its outcome so far


@dataclass(frozen=True, slots=True)
class _Owners:
    """What the corpus has, grown by the batch as it is sorted."""

    texts: dict[str, str]  # text_id -> document
    urls: dict[str, tuple[str, str]]  # URL key -> (document, text_id)
    items: dict[str, Newest]  # item key -> its newest version


def sort_batch(transaction: Transaction, documents: Sequence[Document], now: str) -> Sorted:
    """Give every document its outcome, as far as it is known before matching. ``now`` is UTC in ISO 8601."""
    known = transaction.known({document.document_id for document in documents})
    stones = _stones(transaction, documents)
    owners = _owners(transaction, documents)
    found = Sorted()
    for document in documents:
        reason = next((stones[key] for key in keys_of(document) if key in stones), "")
        notice = document.item.status == "killed"
        if document.document_id in known and (notice or not reason):
            found.ended.append(document.ends(Outcome.SEEN))
        elif notice or reason:
            found.ended.append(_dismissed(document, reason, found, again=document.document_id in known))
        else:
            found.ended.append(_place(held_if_told(document, now), owners, found))
        known.add(document.document_id)
    return found


def _stones(transaction: Transaction, documents: Sequence[Document]) -> Mapping[tuple[str, str], str]:
    keys = {key for document in documents for _, key in keys_of(document)}
    return {place: row.reason for place, row in transaction.tombstones(keys).items()}


def _owners(transaction: Transaction, documents: Sequence[Document]) -> _Owners:
    texts = {document.signature.text_id for document in documents if document.signature}
    guids = {guid for document in documents for guid in _guids(document)}
    return _Owners(
        transaction.text_owners(texts),
        transaction.latest_versions(_told(url_key(document.canonical_url) for document in documents)),
        transaction.newest_items(_told(guids)),
    )


def _guids(document: Document) -> tuple[str, str]:
    return item_key(document.source, document.item.guid), item_key(document.source, document.item.corrects)


def _told(keys: Iterable[str]) -> set[str]:
    return set(keys) - {""}


def _dismissed(document: Document, reason: str, found: Sorted, *, again: bool) -> Document:
    ended = document.ends(Outcome.WITHDRAWN, reason or document.reason)
    if not again:
        found.dismissed.append(ended)
    return ended


def _place(document: Document, owners: _Owners, found: Sorted) -> Document:
    name, version = document.document_id, document.item.version
    own, corrected = (owners.items.get(key) for key in _guids(document))
    if document.outcome not in (None, Outcome.HELD):
        return document
    if own and is_older(version, own.version):
        found.rescraped[name] = own.document_id
        return document.ends(Outcome.SEEN)
    before = _before(document, owners, own, corrected)
    signature = document.signature
    text = signature.text_id if signature else ""
    if before and text and before[1] == text:
        found.rescraped[name] = before[0]
        if own and own.document_id == before[0] and own.version != version:
            found.raised[own.document_id] = version
            _own(document, owners, own.document_id, text)
        return document.ends(Outcome.SEEN)
    if before:
        found.versions[name] = before[0]
    _own(document, owners, name, text)
    if not text:
        return document
    if owner := owners.texts.get(text):
        found.duplicates[name] = owner
        return document.ends(Outcome.DUPLICATE)
    owners.texts[text] = name
    found.new.append(document)
    return document.ends(Outcome.STORED)


def _before(
    document: Document, owners: _Owners, own: Newest | None, corrected: Newest | None
) -> tuple[str, str] | None:
    """Return the document, and its text, that this one is a later version of; None for an article's first."""
    if own and are_versions(document.item.version, own.version):
        return own.document_id, own.text_id
    if corrected:
        return corrected.document_id, corrected.text_id
    return owners.urls.get(url_key(document.canonical_url)) if document.signature else None


def _own(document: Document, owners: _Owners, name: str, text: str) -> None:
    if (key := url_key(document.canonical_url)) and text:
        owners.urls[key] = (name, text)
    if item := _guids(document)[0]:
        owners.items[item] = Newest(name, text, document.item.version)
