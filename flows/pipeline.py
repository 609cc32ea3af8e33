"""The main job, composed once: read → prepare (clean, sign) → commit (match, cluster, store) → publish.

The steps are plain functions; the Prefect flow hands in the same functions wrapped as tasks.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Self

from flows.batches import Reading, read_batches
from flows.prepare import prepare_batch
from flows.reader import Bounds, DropReader
from flows.settling import settle
from flows.sources import read_sources
from storage.commit import commit_batch
from storage.document import Outcome
from storage.drops import list_drops
from storage.errors import TotalsError
from storage.rows import Run
from storage.store import Store, open_store
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flows.batches import Batch
    from flows.settings import Settings
    from flows.workers import Workers
    from storage.document import Document

# Starting worker processes costs about a second: not for a handful of documents.
_WORKERS_FROM = 64
# What is longer is cleaned where it can be killed, be it alone: with less no parser hangs or fills the memory.
_HARMLESS_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of the composition; ``prepare`` and ``commit`` take one batch a call."""

    prepare: Callable[..., list[Document]] = prepare_batch
    commit: Callable[..., list[Document]] = commit_batch
    publish: Callable[[Store], int] = publish


@dataclass(slots=True)
class Tally:
    """What a run did, counted as it goes. ``read`` counts every document that came in, ``size`` their bytes."""

    run_id: str
    store: str
    started: float = field(default_factory=time.monotonic)
    read: int = 0
    size: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    sources: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)  # what drops held that is rightly no article, by kind
    settled: Counter[str] = field(default_factory=Counter)  # of earlier documents: `released`, `taken_out`
    published: int = 0
    full_buckets: int = 0  # band keys that more documents had than are compared
    seconds: float = 0.0

    def add(self, batch: Batch, ended: Sequence[Document]) -> None:
        """Count a committed batch."""
        self.read += len(batch.documents) + batch.skipped
        self.size += batch.size
        self.counted += batch.counted
        self.outcomes[Outcome.SEEN] += batch.skipped
        for document in ended:
            self.outcomes[str(document.outcome)] += 1
            self.sources.setdefault(document.source, Counter())[str(document.outcome)] += 1
            if document.reason:
                self.reasons[f"{document.outcome}: {document.reason}"] += 1
            if document.clean and document.outcome in (Outcome.STORED, Outcome.NEAR_DUPLICATE):
                self.removed.update(removal.rule for removal in document.clean.removals)

    def close(self) -> None:
        """Check that in = sum of outcomes; stop the clock."""
        named = self.outcomes.total()
        if named != self.read:
            raise TotalsError(f"{self.read} documents in, {named} outcomes")
        self.seconds = time.monotonic() - self.started

    @property
    def wrote(self) -> bool:
        """Tell whether the run changed the corpus or its records."""
        return self.published > 0 or bool(self.settled) or self.outcomes.total() != self.outcomes[Outcome.SEEN]


def run_ingest(
    drops: Sequence[str],
    to: str,
    settings: Settings,
    steps: Steps | None = None,
    watch: Callable[[Batch, Sequence[Document]], None] | None = None,
) -> Tally:
    """Ingest the drops under the named paths into a store; return what became of every document.

    Safe to repeat after a crash at any point; what an earlier run committed and did not publish is published.
    """
    steps = steps or Steps()
    options = settings.store_options()
    listed = list_drops(drops, options.s3, to)
    first = list(islice(listed, 1))  # a wrong path is told before a store is made
    store = open_store(to, create=True, options=options)
    run = Run(uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"))
    tally = Tally(run.run_id, to)
    limits, bounds = settings.limits(), Bounds(settings.reader_seconds, settings.reader_megabytes)
    sources = read_sources(settings)
    with contextlib.closing(store), LazyWorkers(settings) as lazy, DropReader(limits, bounds) as reader:
        reading = Reading(reader, limits, sources)
        tally.settled += settle(store, lazy, settings)
        for batch in read_batches(store, chain(first, listed), settings.batch, reading):
            workers = lazy.for_batch(batch.documents)
            prepared = steps.prepare(batch.documents, store.catalog.scheme, workers, settings.document_seconds)
            ended = steps.commit(store, prepared, batch.read, run)
            tally.add(batch, ended)
            if watch:
                watch(batch, ended)
            del batch, prepared, ended  # not two batches in memory while the next is read
        if tally.outcomes[Outcome.WITHDRAWN]:
            tally.settled += settle(store, lazy, settings)
        if store.catalog.has_pending():
            tally.published = steps.publish(store)
        tally.full_buckets = store.catalog.full_buckets(run.run_id)
    tally.close()
    return tally


class LazyWorkers:
    """Worker processes, started when the first batch is worth it, ended with the run."""

    def __init__(self, settings: Settings) -> None:
        self._count = settings.workers or os.cpu_count() or 1
        self._megabytes = settings.worker_megabytes
        self._workers: Workers | None = None

    def for_batch(self, documents: Sequence[Document]) -> Workers | None:
        """Return the workers, or None as long as no batch was large enough, nor any document of one."""
        if self._workers is None and _is_worth(documents):
            from flows.workers import Workers

            self._workers = Workers(self._count, self._megabytes)
        return self._workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._workers:
            self._workers.__exit__(*error)


def _is_worth(documents: Sequence[Document]) -> bool:
    left = [document for document in documents if document.outcome is None]
    return len(left) >= _WORKERS_FROM or any(len(document.raw) > _HARMLESS_BYTES for document in left)
