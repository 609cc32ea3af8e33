"""What a person sees while a run goes on: a progress bar on a terminal, one log line a drop elsewhere."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flows.batches import Batch
    from flows.pipeline import Tally
    from storage.document import Document

    Watch = Callable[[Batch, Sequence[Document]], None]

log = logging.getLogger("winnow")


def log_to_stderr() -> None:
    """Send Winnow's own log lines to stderr, with the time in UTC."""
    import time

    sender = logging.StreamHandler(sys.stderr)
    sender.setFormatter(logging.Formatter("%(asctime)sZ %(message)s", "%Y-%m-%dT%H:%M:%S"))
    sender.formatter.converter = time.gmtime  # type: ignore[union-attr]
    log.handlers = [sender]
    log.setLevel(logging.INFO)
    log.propagate = False


@contextlib.contextmanager
def watching(*, quiet: bool = False) -> Iterator[Watch | None]:
    """Give the watcher that fits where stderr goes."""
    if quiet:
        yield None
    elif sys.stderr.isatty():
        with _progress_bar() as watch:
            yield watch
    else:
        log_to_stderr()
        yield log_batch


@contextlib.contextmanager
def _progress_bar() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("ingesting", total=None)

        def watch(batch: Batch, ended: Sequence[Document]) -> None:
            progress.advance(bar, len(ended) + batch.skipped)

        yield watch


def log_batch(batch: Batch, ended: Sequence[Document]) -> None:
    """Log one line a drop that was read: its outcome, never its text."""
    for document in ended:
        removed = len(document.clean.removals) if document.clean else 0
        log.info(
            "drop=%s source=%s outcome=%s%s bytes=%d removals=%d",
            quoted(document.drop),
            quoted(document.source),
            document.outcome,
            f" reason={quoted(document.reason)}" if document.reason else "",
            len(document.raw),
            removed,
        )
    if batch.skipped:
        log.info("unchanged_drops=%d outcome=seen", batch.skipped)


def batch_line(batch: Batch, ended: Sequence[Document]) -> str:
    """Return one log line for a batch."""
    counts = Counter(str(document.outcome) for document in ended)
    counts["seen"] += batch.skipped
    return f"batch={len(ended) + batch.skipped} {_counts(counts)} bytes={batch.size}"


def run_line(tally: Tally) -> str:
    """Return one log line for a run."""
    counts = _counts(tally.outcomes)
    return (
        f"run={tally.run_id} documents={tally.read} {counts} bytes={tally.size} "
        f"seconds={tally.seconds:.2f} store={quoted(tally.store)}"
    )


def _counts(counts: Counter[str]) -> str:
    return " ".join(f"{name}={count}" for name, count in sorted(counts.items()) if count)


def quoted(text: str) -> str:
    """Return text as one log value: a newline or a quote in a file's name can't forge a line."""
    if text and text.isascii() and text.isprintable() and not set(' "=\\') & set(text):
        return text
    return '"' + text.encode("unicode_escape").decode().replace('"', '\\"') + '"'
