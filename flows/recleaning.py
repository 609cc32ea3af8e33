"""Cleaning again, composed once: select → read raw bytes → prepare (clean, sign) → commit → publish."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flows.api import prefect_api
from flows.pipeline import LazyWorkers
from flows.prepare import prepare_batch
from flows.run import reachable
from flows.store_at import store_at
from flows.watch import log, log_to_stderr
from storage.commit import commit_batch
from storage.delivery import without_bytes
from storage.document import Outcome
from storage.reprocess import commit_recleaned, followers_of, leftover_documents, read_raw, select_rows
from storage.rows import Run
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from flows.settings import Settings
    from storage.bucket import Bucket
    from storage.document import Document
    from storage.reprocess import Selection
    from storage.store import Store

# Documents a commit: ten times an ingest's batch, because every part that holds a changed article is written anew.
_BATCHES_A_COMMIT = 10


@dataclass(frozen=True, slots=True)
class ReprocessSteps:
    """The steps of the composition; the Prefect flow hands in the same functions as tasks."""

    prepare: Callable[..., list[Document]] = prepare_batch
    commit: Callable[..., Counter[str]] = commit_recleaned
    publish: Callable[[Store], int] = publish


@dataclass(slots=True)
class Recount:
    """What a run did: documents by what they are now, and how many commits it published."""

    store: str
    counts: Counter[str] = field(default_factory=Counter)
    published: int = 0
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """How many documents were looked at."""
        return self.counts.total()


def run_reprocess(
    address: str,
    settings: Settings,
    selection: Selection,
    steps: ReprocessSteps | None = None,
    watch: Callable[[Counter[str]], None] | None = None,
) -> Recount:
    """Clean again what is selected. Safe to repeat after a crash at any point."""
    steps, started = steps or ReprocessSteps(), time.monotonic()
    found = Recount(address)
    with store_at(address) as store, LazyWorkers(settings) as lazy:
        for chosen in _batches(store, selection, settings.batch * _BATCHES_A_COMMIT):
            counts, cleaned = Counter[str](), []
            for rows in (chosen[at : at + settings.batch] for at in range(0, len(chosen), settings.batch)):
                documents = list(read_raw(store, rows))
                workers = lazy.for_batch(documents)
                again = steps.prepare(documents, store.catalog.scheme, workers, settings.document_seconds)
                readable = [without_bytes(one) for one in again if one.outcome is not Outcome.QUARANTINED]
                # What can't be read now stays as it is: it may have taken too long, which is no reason to take it out.
                counts["unreadable"] += len(rows) - len(readable)
                cleaned += readable
            counts += steps.commit(store, cleaned)
            found.counts += counts
            if watch:
                watch(counts)
        if store.catalog.has_pending():
            found.published = steps.publish(store)
    found.seconds = time.monotonic() - started
    return found


def _batches(store: Store, selection: Selection, size: int) -> Iterator[Sequence[Any]]:
    after = 0
    while chosen := select_rows(store, selection, after, size):
        after = chosen[-1].seq
        yield [*chosen, *followers_of(store, chosen)]


def reprocess_here_or_in_prefect(address: str, selection: Selection, settings: Settings, *, quiet: bool) -> Recount:
    """Run in this process, or as a flow run where a Prefect API is configured."""
    if api := prefect_api():
        from flows.reprocess import reprocess

        with reachable(api):
            since = date.fromisoformat(selection.since) if selection.since else None
            return reprocess(address, selection.source, since, again=selection.again)
    if quiet:
        return run_reprocess(address, settings, selection)
    log_to_stderr()
    return run_reprocess(address, settings, selection, watch=lambda counts: log.info(recount_line(counts)))


def recount_line(counts: Counter[str]) -> str:
    """Return one log line for a commit."""
    return f"reprocessed={counts.total()} " + " ".join(f"{name}={n}" for name, n in sorted(counts.items()) if n)


def commit_leftovers(address: str, bucket: Bucket, settings: Settings) -> Counter[str]:
    """Commit again what a lost catalog had put and not published, from its raw bytes; return what became of it."""
    counts: Counter[str] = Counter()
    run = Run(uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"))
    with store_at(address) as store:
        documents = list(leftover_documents(store.objects, bucket.leftovers.values()))
        counts["lost: deliver their drops again"] = len(bucket.leftovers) - len(documents)
        for batch in (documents[at : at + settings.batch] for at in range(0, len(documents), settings.batch)):
            prepared = prepare_batch(batch, store.catalog.scheme, None, settings.document_seconds)
            counts.update(str(one.outcome) for one in commit_batch(store, prepared, (), run))
        publish(store)
    return counts
