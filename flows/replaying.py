"""`winnow quarantine replay`, `winnow hold release`: what could not be read is read again, what was held comes in.

quarantined ─ from its drop, else its kept bytes ─► read again ─► prepare ─► commit ─► out of quarantine
held        ─ as it was delivered ─────────────────────────────► prepare ─► commit ─► in the corpus
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cleaners.record import Fields
from flows.pipeline import LazyWorkers
from flows.prepare import prepare_batch
from flows.reader import DropReader, Order
from flows.settling import settle
from flows.sources import read_sources
from storage.commit import commit_batch
from storage.delivery import without_bytes
from storage.document import Document, Item, document_id, unreadable
from storage.drop import Drop
from storage.drops import list_drops
from storage.errors import DropError
from storage.folder import Disk
from storage.records import document_of_record
from storage.reprocess import commit_recleaned, read_raw
from storage.review import clear_replayed, record_of
from storage.rows import Run
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.settings import Settings
    from storage.formats import FieldMapping
    from storage.store import Store

_UNKEPT: Final = "its drop is gone and its bytes were not kept whole: deliver it again"
_NOT_THERE: Final = "its drop has nothing at that place any more"
_EMPTY: Final = "nothing was kept of it, so there is nothing to let in"


@dataclass(slots=True)
class Replayed:
    """What became of what was taken up: outcomes of documents, and why the rest still waits, by id."""

    outcomes: Counter[str] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)


def replay(store: Store, chosen: Sequence[Any], settings: Settings) -> Replayed:
    """Read again what could not be read, with the present readers and limits. Safe to repeat."""
    found = Replayed()
    with DropReader(settings.limits(), settings.bounds()) as reader, LazyWorkers(settings) as lazy:
        again = _Again(store, settings, reader, lazy)
        for row in chosen:
            counts, reason = again.replay(row)
            found.outcomes += counts
            if reason:
                found.left[row.document_id] = reason
            else:
                clear_replayed(store, [row])
        found.outcomes += settle(store, lazy, settings)
    publish(store)
    return found


def release(store: Store, chosen: Sequence[Any], settings: Settings) -> Replayed:
    """Put held documents into the corpus in spite of their reasons. Safe to repeat: none comes in twice."""
    found = Replayed()
    documents = [replace(document, released=True) for document in read_raw(store, chosen)]
    with LazyWorkers(settings) as lazy:
        workers = lazy.for_batch(documents)
        ready = prepare_batch(documents, store.catalog.scheme, workers, settings.document_seconds)
        for document in ready:
            if document.clean is None or not document.clean.text.strip():
                found.left[document.document_id] = document.reason or _EMPTY
        let_in = [without_bytes(document) for document in ready if document.document_id not in found.left]
        found.outcomes = commit_recleaned(store, let_in)
    publish(store)
    return found


@dataclass(frozen=True, slots=True)
class _Again:
    """What reading again needs."""

    store: Store
    settings: Settings
    reader: DropReader
    lazy: LazyWorkers

    def replay(self, row: Any) -> tuple[Counter[str], str]:
        """Read one quarantined document again; return the outcomes, and why it still waits ("": it does not)."""
        outcomes: Counter[str] = Counter()
        reason = _NOT_THERE
        left = self._read(row)
        while batch := list(islice(left, self.settings.batch)):
            for document in batch:
                if document.document_id == row.document_id:
                    reason = document.reason
                elif document.place.startswith(row.place) and reason == _NOT_THERE:
                    reason = ""
            outcomes += self._commit([one for one in batch if one.document_id != row.document_id])
        return outcomes, reason

    def _commit(self, documents: Sequence[Document]) -> Counter[str]:
        known = self.store.catalog.known({one.document_id for one in documents})
        new = [one for one in documents if one.document_id not in known]
        workers = self.lazy.for_batch(new)
        ready = prepare_batch(new, self.store.catalog.scheme, workers, self.settings.document_seconds)
        run = Run(uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"))
        return Counter(str(one.outcome) for one in commit_batch(self.store, ready, (), run))

    def _read(self, row: Any) -> Iterator[Document]:
        record = record_of(self.store, row)
        delivered = document_of_record(record)
        if delivered.body is not None or delivered.url or delivered.given != Fields() or delivered.item != Item():
            # It was read, and could not be cleaned.
            yield replace(delivered, document_id=document_id(delivered.url, delivered.raw))
            return
        # What stands inside a drop is read with what stood around it; what is a drop, from what was kept of it.
        whole = bool(delivered.raw) and len(delivered.raw) != self.settings.limits().refused_bytes
        drop = None if whole and not row.place else _drop_of(row, self.settings)
        if drop:
            yield from self._documents(Order(drop, None, "", row.source, self._mapping(row)))
        elif whole:
            order = Order(_gone(row), delivered.raw, "", row.source, self._mapping(row))
            for document in self._documents(order):
                inside = replace(document, place=row.place)
                yield unreadable(inside, document.reason) if document.outcome else inside
        else:
            yield replace(delivered, document_id=row.document_id, reason=_UNKEPT)

    def _documents(self, order: Order) -> Iterator[Document]:
        return (one for one in self.reader.read(order) if isinstance(one, Document))

    def _mapping(self, row: Any) -> FieldMapping | None:
        return read_sources(self.settings).told(replace(_gone(row), folder=row.source))[1]


def _gone(row: Any) -> Drop:
    return Drop(row.drop, "", "", 0, Disk(Path(row.drop)))


def _drop_of(row: Any, settings: Settings) -> Drop | None:
    """Return the drop that a document came from, None where it is gone or can't be listed."""
    try:
        return next(list_drops([row.drop], settings.store_options().s3), None)
    except DropError:
        return None
