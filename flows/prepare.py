"""The parallel step: raw documents in, cleaned and signed documents out. Pure but for the processes it uses."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cleaners.fields.given import given_first
from cleaners.record import UnreadableError
from cleaners.text.door import clean_texts
from dedup.sign import sign
from flows.memory import give_back
from storage.delivery import body_of, without_bytes
from storage.document import UNKNOWN_SOURCE, Document, Outcome, unreadable
from storage.sites import site_of
from storage.tombstones import TAKEN_BACK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cleaners.record import CleanCopy
    from dedup.scheme import SignatureScheme
    from flows.workers import Workers

# Documents, and their bytes, a message to a worker: enough that sending costs nothing, few enough to share out.
_CHUNK = 16
_CHUNK_BYTES = 2 * 1024 * 1024


def prepare_batch(
    documents: Sequence[Document], scheme: SignatureScheme, workers: Workers | None, seconds: int
) -> list[Document]:
    """Clean and sign a batch, in order. Documents that have an outcome pass through.

    With workers, the work is shared among processes, and a document that takes longer than ``seconds``, kills its
    process or makes the cleaner fail is quarantined; the others of the batch are not touched by it.
    """
    cleaned = list(_clean_in(workers, documents, seconds)) if workers else clean_documents(documents)
    signable = [one for one in cleaned if one.outcome is None]
    signatures = iter(sign([one.clean.text for one in signable if one.clean], scheme))
    return [replace(one, signature=next(signatures)) if one.outcome is None else one for one in cleaned]


def clean_document(document: Document) -> Document:
    """Clean one document, as ``clean_documents`` does."""
    return clean_documents([document])[0]


def clean_documents(documents: Sequence[Document]) -> list[Document]:
    """Clean documents; what can't be read is quarantined, what is no article is held, with the reason.

    Flattened texts are cleaned together: each comes out as it would alone, in less time.
    """
    read = [_read(document) for document in documents]
    flat = iter(_flat_copies([one for one in read if one.text is not None and one.document.media != "html"]))
    return [
        one.document if one.text is None else _page(one) if one.document.media == "html" else next(flat) for one in read
    ]


@dataclass(frozen=True, slots=True)
class _Read:
    """A document and the text that is to be cleaned, None where the document has its outcome without that."""

    document: Document
    text: str | None = None


def _read(document: Document) -> _Read:
    if document.outcome:
        return _Read(document)
    if document.item.status == "killed":
        return _Read(document.ends(Outcome.WITHDRAWN, TAKEN_BACK))
    started = time.thread_time()  # of the processor: how busy the machine is with others tells nothing of a document
    try:
        media, text = body_of(document)
    except UnreadableError as error:
        return _Read(replace(unreadable(document, str(error)), seconds=time.thread_time() - started))
    return _Read(replace(document, media=media, seconds=time.thread_time() - started), text)


def _flat_copies(read: Sequence[_Read]) -> list[Document]:
    """Return the cleaned documents; of the time that all took, each is given the share of its length."""
    texts = [one.text or "" for one in read]
    started = time.thread_time()
    copies = clean_texts(texts, [one.document.given.title for one in read])
    a_character = (time.thread_time() - started) / max(sum(map(len, texts)), 1)
    return [
        _cleaned(one.document, copy, len(text) * a_character)
        for one, text, copy in zip(read, texts, copies, strict=True)
    ]


def _page(read: _Read) -> Document:
    started = time.thread_time()
    copy = _clean_page(read.text or "", read.document.url)
    return _cleaned(read.document, copy, time.thread_time() - started)


def _cleaned(document: Document, clean: CleanCopy, seconds: float) -> Document:
    fields = given_first(document.given, clean.fields)
    found = replace(document, clean=replace(clean, fields=fields), seconds=document.seconds + seconds)
    if found.source == UNKNOWN_SOURCE:
        found = replace(found, source=site_of(found.canonical_url) or UNKNOWN_SOURCE)
    held = clean.hold and not document.released
    return found.ends(Outcome.HELD, clean.hold) if held else found


def _clean_page(html: str, url: str) -> CleanCopy:
    from cleaners.html.door import clean_html  # a third of a second that flattened text need not wait for

    return clean_html(html, url=url)


def _clean_in(workers: Workers, documents: Sequence[Document], seconds: int) -> Iterator[Document]:
    chunks = list(_chunks(documents))
    futures = [workers.submit(_clean_bare, chunk, seconds * len(chunk)) for chunk in chunks]
    for chunk, future in zip(chunks, futures, strict=True):
        found = workers.outcome(future)
        if isinstance(found, list):
            yield from map(_whole, found, chunk)
            continue
        # One of them is the culprit: each is tried alone, so that it costs only itself.
        yield from (_clean_alone(workers, document, seconds) for document in chunk)


def _chunks(documents: Sequence[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += len(document.raw)
        if len(chunk) == _CHUNK or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _clean_bare(documents: Sequence[Document]) -> list[Document]:
    found = _cleaned_where_it_fits(documents)
    if found is None:
        gc.collect()  # what was half made holds itself in circles, and the next document needs its room
    give_back()
    if found is None:
        raise MemoryError
    return found


def _cleaned_where_it_fits(documents: Sequence[Document]) -> list[Document] | None:
    """Return cleaned documents; None where memory did not suffice, without the error, whose frames hold what filled it.

    What a document was cleaned from is where it was sent from: it is not sent back.
    """
    try:
        return [without_bytes(document) for document in clean_documents(documents)]
    except MemoryError:
        return None


def _whole(cleaned: Document, document: Document) -> Document:
    return replace(cleaned, raw=document.raw, body=document.body)


def _clean_alone(workers: Workers, document: Document, seconds: int) -> Document:
    found = workers.outcome(workers.submit(_clean_bare, [document], seconds))
    return _whole(found[0], document) if isinstance(found, list) else unreadable(document, found.reason)
