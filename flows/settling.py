"""Before and after a run reads drops: embargoes that have ended are released, what was taken back is taken out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.prepare import prepare_batch
from storage.delivery import without_bytes
from storage.document import Document, Outcome
from storage.due import doomed, released_by, taken_out
from storage.items import as_zulu
from storage.reprocess import commit_recleaned

if TYPE_CHECKING:
    from flows.pipeline import LazyWorkers
    from flows.settings import Settings
    from storage.store import Store


def settle(store: Store, lazy: LazyWorkers, settings: Settings) -> Counter[str]:
    """Do what is due; return how many documents were released and taken out. Safe to repeat."""
    counts: Counter[str] = Counter()
    if rows := doomed(store):
        counts["taken_out"] = commit_again(store, taken_out(store, rows), lazy, settings)["withdrawn"]
    if documents := released_by(store, as_zulu(datetime.now(UTC))):
        ended = commit_again(store, documents, lazy, settings)
        counts["released"] = ended["stored"] + ended["near_duplicate"] + ended["duplicate"]
    return counts


def commit_again(store: Store, documents: list[Document], lazy: LazyWorkers, settings: Settings) -> Counter[str]:
    """Clean, sign and commit documents that the catalog has; return how many became what they are."""
    workers = lazy.for_batch(documents)
    prepared = prepare_batch(documents, store.catalog.scheme, workers, settings.document_seconds)
    return commit_recleaned(store, [without_bytes(one) for one in prepared if not _can_not_be_read(one)])


def _can_not_be_read(document: Document) -> bool:
    return document.outcome is Outcome.QUARANTINED
