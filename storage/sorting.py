"""What each document of a batch turns out to be, held against the corpus: the part of a commit before matching."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.document import Document, Outcome
from storage.sites import url_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.transaction import Transaction


@dataclass(slots=True)
class Sorted:
    """A batch, sorted by what each document turned out to be. Filled once, in batch order."""

    new: list[Document] = field(default_factory=list)  # a text that the corpus has not
    duplicates: dict[str, str] = field(default_factory=dict)  # document -> the document with its text
    versions: dict[str, str] = field(default_factory=dict)  # document -> the one before it under its URL
    rescraped: dict[str, str] = field(default_factory=dict)  # document -> the one it is again
    ended: list[Document] = field(default_factory=list)  # every document, in batch order, with its outcome so far


@dataclass(frozen=True, slots=True)
class _Owners:
    """What the corpus has, grown by the batch as it is sorted: text_id -> document, URL key -> (document, text_id)."""

    texts: dict[str, str]
    urls: dict[str, tuple[str, str]]


def sort_batch(transaction: Transaction, documents: Sequence[Document]) -> Sorted:
    """Give every document its outcome, as far as it is known before matching."""
    known = transaction.known({document.document_id for document in documents})
    texts = {document.signature.text_id for document in documents if document.signature}
    keys = [url_key(document.canonical_url) for document in documents]
    owners = _Owners(transaction.text_owners(texts), transaction.latest_versions({key for key in keys if key}))
    found = Sorted()
    for document, key in zip(documents, keys, strict=True):
        if document.document_id in known:
            found.ended.append(document.ends(Outcome.SEEN))
            continue
        known.add(document.document_id)
        found.ended.append(_place(document, key, owners, found))
    return found


def _place(document: Document, key: str, owners: _Owners, found: Sorted) -> Document:
    signature, name = document.signature, document.document_id
    if document.outcome or signature is None:
        return document
    before = owners.urls.get(key) if key else None
    if before and before[1] == signature.text_id:
        found.rescraped[name] = before[0]
        return document.ends(Outcome.SEEN)
    if before:
        found.versions[name] = before[0]
    if key:
        owners.urls[key] = (name, signature.text_id)
    if owner := owners.texts.get(signature.text_id):
        found.duplicates[name] = owner
        return document.ends(Outcome.DUPLICATE)
    owners.texts[signature.text_id] = name
    found.new.append(document)
    return document.ends(Outcome.STORED)
