"""A large archive, composed like the main job: shards are prepared ahead, side by side, and committed in order.

    drops ─► shard ─► prepared (cleaned, signed)  ─┐
             shard ─► prepared                     ├─ in the order of the drops ─► match, cluster, commit ─► publish
             shard ─► …  (processes, or Dask)     ─┘        under the catalog's lock, a shard at a time

A shard is a commit. What is committed is remembered with its drops, so that a backfill that was stopped goes on where
it was, and its corpus is that of the serial job: the same documents are matched in the same order. Other runs get their
turns between two shards.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from flows.pipeline import Steps, UnderWay, run_ingest
from flows.prepare import prepare_batch
from flows.settings import SettingError, Settings
from flows.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dedup.scheme import SignatureScheme
    from flows.batches import Batch
    from flows.tally import Tally
    from storage.document import Document

    Prepare = Callable[["Shard"], list[Document]]

# Documents a shard. A shard is a task: of flattened text (2 to 3 ms each) it takes 4 to 6 s, of pages more; a task
# run of Prefect costs 30 to 60 ms. It is a commit, too: while it goes on (1 to 2 s), other runs wait for the lock.
SHARD = 2_000
# What the corpus tables learn at once. Each time costs a merge of the members table; readers see a backfill grow.
_PUBLISH_AFTER = 50_000
_NEVER = 10**6  # hours


@dataclass(frozen=True, slots=True)
class Backfill:
    """How an archive is worked through: documents a shard, and how many workers prepare shards."""

    shard: int = SHARD
    workers: int = 0

    def __post_init__(self) -> None:
        if self.shard < 1:
            raise SettingError(f"a shard holds one document at least, not {self.shard}")

    @property
    def processes(self) -> int:
        """Return the number of workers: 0 is one a core."""
        return self.workers if self.workers > 0 else os.cpu_count() or 1

    @property
    def in_hand(self) -> int:
        """Return how many shards are being prepared, or are and wait: a pause of the serial step stops no worker."""
        return self.processes + 1


def run_backfill(
    drops: Sequence[str],
    to: str,
    how: Backfill,
    submit: Callable[..., UnderWay],
    watch: Callable[[Batch, Sequence[Document]], None] | None = None,
) -> Tally:
    """Work through an archive; ``submit`` starts to prepare a shard. Return what became of every document."""
    # Everything in an archive has waited: that is no alarm.
    settings = replace(Settings.from_environment(), batch=how.shard, alarm_waiting_hours=_NEVER)
    steps = Steps(submit=submit, ahead=how.in_hand, publish_after=_PUBLISH_AFTER)
    return run_ingest(drops, to, settings, steps, watch)


class Shard:
    """A batch to be prepared, on its way to a worker.

    No dataclass and no tuple: Prefect and Dask would take those apart to look for futures, document by document.
    """

    def __init__(self, documents: Sequence[Document], scheme: SignatureScheme, _workers: None, seconds: int) -> None:
        self.documents = documents
        self.scheme = scheme
        self.seconds = seconds

    def prepared(self, workers: Workers) -> list[Document]:
        """Return its documents cleaned and signed."""
        return prepare_batch(self.documents, self.scheme, workers, self.seconds)


@contextlib.contextmanager
def process_shards(count: int) -> Iterator[Prepare]:
    """Give a ``prepare`` that cleans and signs a shard in processes of this machine, to be called in threads."""
    # They share out a shard in small chunks: a document that hangs is killed, and costs its own chunk a second try.
    with Workers(count, Settings.from_environment().worker_megabytes) as workers:

        def prepare(shard: Shard) -> list[Document]:
            return shard.prepared(workers)

        yield prepare


@contextlib.contextmanager
def in_threads(prepare: Prepare, how: Backfill) -> Iterator[Callable[..., UnderWay]]:
    """Give the ``submit`` of a backfill without Prefect: a thread a shard, which only waits for the processes."""
    with ThreadPoolExecutor(how.in_hand) as threads:

        def submit(*needs: Any) -> UnderWay:
            return threads.submit(prepare, Shard(*needs))

        yield submit


def prepare_shard(shard: Shard) -> list[Document]:
    """Prepare a shard in a process of somebody else's, such as a Dask worker: in a process of its own, to be killed."""
    return shard.prepared(_own_process())


@cache
def _own_process() -> Workers:
    if multiprocessing.current_process().daemon:
        raise SettingError(
            "this worker may not have processes of its own, so that no document that hangs could be killed: "
            "start Dask's workers with DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )
    return Workers(1, Settings.from_environment().worker_megabytes)
