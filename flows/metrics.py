"""How a store stands as OpenMetrics text, for node_exporter's textfile collector or any scraper.

All are gauges: a store's counts may fall (an article is taken down, a hold released), and a gauge's line is the same in
OpenMetrics and in Prometheus's older text format, which the textfile collector reads.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge
from prometheus_client.openmetrics.exposition import generate_latest

from storage.alarms import KINDS
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from flows.condition import Condition

_Sample = tuple[tuple[str, ...], float]


def as_metrics(found: Condition, address: str) -> str:
    """Return the metrics of a store, each with the store's address as a label."""
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, labels: tuple[str, ...], samples: Iterable[_Sample]) -> None:
        made = Gauge(f"winnow_{name}", meaning, ("store", *labels), registry=registry)
        for values, number in samples:
            made.labels(address, *values).set(number)

    standing, days = found.standing, found.newest
    gauge("documents", "Documents by outcome", ("outcome",), (((k,), n) for k, n in standing.outcomes.items()))
    gauge("source_documents", "Documents by source", ("source",), (((k,), n) for k, n in standing.sources.items()))
    gauge("clusters", "Clusters of copies", (), [((), standing.clusters)])
    gauge("copied_clusters", "Clusters of two documents and more", (), [((), standing.copied_clusters)])
    gauge("unpublished_commits", "Commits that wait to be published", (), [((), standing.unpublished)])
    gauge("last_run_timestamp_seconds", "When a run last wrote", (), _last_run(found))
    gauge(
        "source_last_new_timestamp_seconds",
        "When something new last came from a source",
        ("source",),
        (((source,), day.last.timestamp()) for source, day in days.items()),
    )
    gauge(
        "source_removed_share",
        "Share of a source's characters that the cleaner removed on its newest day",
        ("source",),
        (((source,), day.removed_share) for source, day in days.items()),
    )
    gauge("waiting_drops", "Drops that are in no run yet", (), _waiting(found, "drops"))
    gauge("oldest_waiting_drop_seconds", "Age of the oldest drop that is in no run yet", (), _waiting(found, "seconds"))
    raised = {(kind, ""): 0.0 for kind in KINDS} | {(one.kind, one.subject): 1.0 for one in found.alarms}
    gauge(
        "alarm",
        "1 for each alarm; 0 under every kind's name, so that a rule finds it",
        ("kind", "subject"),
        raised.items(),
    )
    text: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]
    return text.decode()


def _last_run(found: Condition) -> list[_Sample]:
    run = found.standing.last_run
    return [((), datetime.fromisoformat(run["updated"]).timestamp())] if run else []


def _waiting(found: Condition, name: str) -> list[_Sample]:
    return [((), getattr(found.waiting, name))] if found.waiting else []


def write_metrics(path: Path, text: str) -> None:
    """Put the metrics in place at once, readable by all: a collector never sees half a file."""
    try:
        descriptor, staged = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(staged, 0o644)  # noqa: PTH101 - a name, not a path
            os.replace(staged, path)  # noqa: PTH105
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(staged)  # noqa: PTH108
            raise
    except OSError as error:
        raise StoreError(f"the metrics can't be written to {path}: {error.strerror}") from error
