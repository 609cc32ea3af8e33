"""What a person sees while a run goes on: a progress bar on a terminal, one log line a drop elsewhere."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flows.batches import Batch
    from flows.tally import Tally
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
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from flows.terminal import Terminal

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as progress:
        bar = progress.add_task("ingesting", total=None)

        def watch(batch: Batch, ended: Sequence[Document]) -> None:
            progress.advance(bar, len(ended) + batch.skipped)

        yield watch


def log_batch(batch: Batch, ended: Sequence[Document]) -> None:
    """Log a line a drop."""
    for line in drop_lines(batch, ended):
        log.info(line)


def drop_lines(batch: Batch, ended: Sequence[Document]) -> Iterator[str]:
    """Yield one line a drop that was read: what became of it, never its text; and one for all unchanged drops."""
    for drop, held in groupby(ended, key=lambda document: document.drop):
        yield _drop_line(drop, list(held))
    if batch.skipped:
        yield f"unchanged_documents={batch.skipped} outcome=seen"


def _drop_line(drop: str, held: Sequence[Document]) -> str:
    first = held[0]
    removals = sum(len(document.clean.removals) for document in held if document.clean)
    size = sum(len(document.raw) for document in held)
    about = f"drop={quoted(drop)} source={quoted(first.source)}"
    if len(held) == 1:
        reason = f" reason={quoted(first.reason)}" if first.reason else ""
        return f"{about} outcome={first.outcome}{reason} bytes={size} removals={removals}"
    counts = _counts(Counter(str(document.outcome) for document in held))
    return f"{about} documents={len(held)} {counts} bytes={size} removals={removals}"


def batch_line(batch: Batch, ended: Sequence[Document]) -> str:
    """Return one log line for a whole batch: of an archive nobody reads a line a drop."""
    counts = Counter(str(document.outcome) for document in ended)
    counts["seen"] += batch.skipped
    return f"batch={len(ended) + batch.skipped} {_counts(counts)} bytes={batch.size}"


def run_line(tally: Tally) -> str:
    """Return one log line for a run."""
    counts = _counts(tally.outcomes)
    page = f" page={tally.page}" if tally.page else ""
    return (
        f"run={tally.run_id} documents={tally.read} {counts} bytes={tally.size} seconds={tally.seconds:.2f} "
        f"alarms={len(tally.alarms)} store={quoted(tally.store)}{page}"
    )


def _counts(counts: Mapping[str, int]) -> str:
    return " ".join(f"{name}={count}" for name, count in sorted(counts.items()) if count)


def quoted(text: str) -> str:
    """Return text as one log value: a newline or a quote in a file's name can't forge a line."""
    if text and text.isascii() and text.isprintable() and not set(' "=\\') & set(text):
        return text
    return '"' + text.encode("unicode_escape").decode().replace('"', '\\"') + '"'


@contextlib.contextmanager
def counting(what: str) -> Iterator[Callable[[int], None] | None]:
    """Show on a terminal how many there are by now; elsewhere nothing is shown."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from flows.terminal import Terminal

    columns = (TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Terminal(stderr=True), transient=True) as progress:
        bar = progress.add_task(what, total=None)
        yield lambda count: progress.update(bar, completed=count)
