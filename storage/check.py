"""`winnow check`: everything must be there, whole, once, and agree.

objects ◄─ listed ─ catalog ─ published ─► tables        matches ─ clustered again ─► members
   └─ bytes hash to names, rows to ids (--read-data)     duplicates follow · aliases live · runs add up
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from storage.check_clusters import check_clusters, check_links, check_outcomes
from storage.check_forgotten import check_forgotten
from storage.check_objects import Expected, check_listing, check_object, chosen, list_parts
from storage.check_tables import check_articles, check_members, check_versions
from storage.run_reports import check_figures, check_names, list_reports
from storage.snapshot import take_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from storage.finding import Finding
    from storage.snapshot import Snapshot
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of the objects' bytes a check reads: a ``share`` from 0 to 1, drawn by ``seed``."""

    share: float = 0.0
    seed: int = 0


@dataclass(slots=True)
class Checked:
    """What a check looked at and found. ``orphans`` and ``unpublished`` are no faults: a crash leaves them."""

    documents: int
    objects: int
    read: int = 0
    orphans: int = 0
    orphan_bytes: int = 0
    unpublished: int = 0
    findings: list[Finding] = field(default_factory=list)


def check(store: Store, reading: Reading | None = None) -> Checked:
    """Check a whole store. Needs the lock for one moment only; runs may go on meanwhile."""
    reading = reading or Reading()
    # Listed first: an object that is put while the catalog is read is then unknown to the listing, not lost by it.
    listing = list_parts(store.objects)
    snapshot = take_snapshot(store)
    listing |= {key: head for key in snapshot.parts.keys() - listing.keys() if (head := store.objects.head(key))}
    orphans = [head for key, head in listing.items() if key not in snapshot.parts]
    found = Checked(
        documents=len(snapshot.documents),
        objects=len(snapshot.parts),
        orphans=len(orphans),
        orphan_bytes=sum(head.size for head in orphans),
        unpublished=len(snapshot.pending.versions),
    )
    found.findings.extend(compare(snapshot, listing, store.catalog.scheme.digest))
    reports = sorted(list_reports(store.objects))
    found.findings.extend(check_names(reports))
    keys = chosen([key for key in snapshot.parts if key in listing], reading.share, reading.seed)
    if reading.share:
        found.read = len(keys)
        found.findings.extend(_read(store, snapshot, keys))
        found.findings.extend(_read_reports(store, chosen(reports, reading.share, reading.seed)))
    return found


def compare(snapshot: Snapshot, listing: Mapping[str, Any], scheme: str) -> Iterator[Finding]:
    """Hold a snapshot against the objects that are there and against itself; ``scheme`` is the store's digest."""
    yield from check_listing(snapshot, listing)
    yield from check_versions(snapshot)
    yield from check_articles(snapshot, listing)
    yield from check_members(snapshot)
    yield from check_outcomes(snapshot)
    yield from check_clusters(snapshot, scheme)
    yield from check_links(snapshot)
    yield from check_forgotten(snapshot)


def _read(store: Store, snapshot: Snapshot, keys: list[str]) -> Iterator[Finding]:
    expected: defaultdict[str, set[str]] = defaultdict(set)
    for name, row in snapshot.documents.items():
        expected[row.raw_part].add(name)
    for key in keys:
        yield from check_object(store, key, Expected(expected[key], snapshot.forgotten))


def _read_reports(store: Store, keys: list[str]) -> Iterator[Finding]:
    for key in keys:
        yield from check_figures(store.objects, key)
