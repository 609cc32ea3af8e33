"""The main job, composed once: read → prepare (clean, sign) → commit (match, cluster, store) → publish.

The steps are plain functions; the Prefect flow hands in the same functions wrapped as tasks.
"""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol, Self

from flows.batches import Reading, read_batches
from flows.leave import leave_report
from flows.memory import be_frugal, give_back
from flows.prepare import prepare_batch
from flows.reader import DropReader
from flows.settling import settle
from flows.sources import read_sources
from flows.tally import Tally
from storage.commit import commit_batch
from storage.document import Outcome
from storage.drops import list_drops
from storage.rows import Run
from storage.store import Store, open_store
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flows.batches import Batch
    from flows.settings import Settings
    from flows.workers import Workers
    from storage.document import Document

# Starting worker processes costs about a second: not for a handful of documents.
_WORKERS_FROM = 64
# Pages, and texts that are longer, are cleaned where they can be killed, be it one alone: pages are parsed in C.
_HARMLESS_BYTES = 256 * 1024


class UnderWay(Protocol):
    """A batch that is being prepared elsewhere."""

    def result(self) -> list[Document]:
        """Wait for it; raise what stopped it."""
        ...


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of the composition; ``prepare`` and ``commit`` take one batch a call.

    With ``submit`` batches are prepared elsewhere, ``ahead`` of them while an earlier one is committed; it takes what
    ``prepare`` takes. What is committed is published every ``publish_after`` documents, 0 for only at the end.
    """

    prepare: Callable[..., list[Document]] = prepare_batch
    commit: Callable[..., list[Document]] = commit_batch
    publish: Callable[[Store], int] = publish
    submit: Callable[..., UnderWay] | None = None
    ahead: int = 0
    publish_after: int = 0


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
    be_frugal()
    steps = steps or Steps()
    options = settings.store_options()
    listed = list_drops(drops, options.s3, to)
    first = list(islice(listed, 1))  # a wrong path is told before a store is made
    store = open_store(to, create=True, options=options)
    run = Run(uuid.uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"))
    tally = Tally(run.run_id, to, run.started)
    limits, bounds = settings.limits(), settings.bounds()
    with contextlib.closing(store), LazyWorkers(settings) as lazy, DropReader(limits, bounds) as reader:
        reading = Reading(reader, limits, read_sources(settings))
        batches = read_batches(store, chain(first, listed), settings.batch, reading)

        def needs(batch: Batch) -> tuple[object, ...]:
            workers = None if steps.submit else lazy.for_batch(batch.documents)
            return batch.documents, store.catalog.scheme, workers, settings.document_seconds

        tally.settled += settle(store, lazy, settings)
        serial = _SerialStep(store, steps, run, tally)
        for batch, prepared in _prepared(batches, needs, steps):
            ended = serial.commit(batch, prepared)
            if watch:
                watch(batch, ended)
            del batch, prepared, ended  # nor here
            give_back()
        lazy.close()
        reader.close()
        if tally.outcomes[Outcome.WITHDRAWN]:
            tally.settled += settle(store, lazy, settings)
        serial.publish()
        tally.full_buckets = store.catalog.full_buckets(run.run_id)
        tally.close()
        leave_report(store, tally, settings.alarm_limits())
    return tally


@dataclass(slots=True)
class _SerialStep:
    """What is done for one batch after the other, whoever prepared them; ``unpublished`` counts documents."""

    store: Store
    steps: Steps
    run: Run
    tally: Tally
    unpublished: int = 0

    def commit(self, batch: Batch, prepared: Sequence[Document]) -> Sequence[Document]:
        """Match, cluster and commit a batch; return its documents with their outcomes."""
        started = time.monotonic()
        ended = self.steps.commit(self.store, prepared, batch.read, self.run)
        self.tally.serial += time.monotonic() - started
        self.tally.add(batch, ended)
        self.unpublished += len(ended)
        if self.steps.publish_after and self.unpublished >= self.steps.publish_after:
            self.publish()
        return ended

    def publish(self) -> None:
        """Publish what is committed."""
        self.unpublished = 0
        if self.store.catalog.has_pending():
            started = time.monotonic()
            self.tally.published += self.steps.publish(self.store)
            self.tally.serial += time.monotonic() - started


def _prepared(
    batches: Iterator[Batch], needs: Callable[[Batch], tuple[object, ...]], steps: Steps
) -> Iterator[tuple[Batch, list[Document]]]:
    """Yield each batch with its prepared documents, in order, whatever is prepared ahead."""
    if steps.submit is None:
        for batch in batches:
            yield batch, steps.prepare(*needs(batch))
            del batch  # whoever took it is done with it: one batch in memory while the next is read
        return
    under_way: deque[tuple[Batch, UnderWay]] = deque()
    for batch in batches:
        under_way.append((batch, steps.submit(*needs(batch))))
        if len(under_way) > steps.ahead:
            first, prepared = under_way.popleft()
            yield first, prepared.result()
            del first, prepared
    while under_way:
        batch, prepared = under_way.popleft()
        yield batch, prepared.result()


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

    def close(self) -> None:
        """End the processes; a later batch that is worth it starts others."""
        if self._workers:
            self._workers.__exit__()
        self._workers = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _is_worth(documents: Sequence[Document]) -> bool:
    left = [document for document in documents if document.outcome is None]
    return len(left) >= _WORKERS_FROM or any(one.media == "html" or len(one.raw) > _HARMLESS_BYTES for one in left)
