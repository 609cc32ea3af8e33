"""`winnow repair --rebuild-catalog`: the catalog again, from the bucket alone, in one transaction.

    articles table ─► documents ─► signatures ─► matches ─► clusters ─► compared with the members table
    records ────────► drop, source, order of first sight, outcome, what is held, quarantined, seen
    neither ────────► leftovers: put and never published; they are committed again from their bytes

What the bucket does not have: which drops were read (they are read again, and all in them is seen), how often a run
saw something again, what came from each source on each day, and aliases (a merged cluster's id is its oldest
document's: its member row names the cluster).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dedup.cluster import cluster
from dedup.sign import sign
from storage import rows, schema
from storage.bucket import Bucket, read_bucket, texts_of
from storage.commit import follow
from storage.document import Outcome
from storage.indexing import index_texts
from storage.outbox import announce, pack_changes
from storage.parts import ARTICLES, MEMBERS, word_count
from storage.rebuild_rows import (
    dismissed_rows,
    document_rows,
    item_rows,
    part_rows,
    quarantine_rows,
    removal_rows,
    run_rows,
    sighting_rows,
    tombstone_rows,
)
from storage.rows import REPAIRED, Replacing
from storage.tables import differing_members, open_table, published_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.record import Assignment, Match
    from storage.store import Store
    from storage.transaction import Transaction

# Texts signed and matched at once: as many as a batch of de-duplication takes, a second of work.
_BATCH = 5_000
# What stays as it is: the store's own facts (the scheme, the corpus id) and the schema's version.
_KEPT = (schema.settings.name, "schema_version")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuilt catalog holds, and how the bucket's members table differed from it."""

    documents: int
    quarantined: int
    matches: int
    clusters: int
    lost: int
    leftovers: tuple[dict[str, Any], ...]
    changed_members: int


def plan_rebuild(store: Store) -> Bucket:
    """Read what a rebuild would start from; nothing is written."""
    return read_bucket(store.objects, open_table(store.objects, ARTICLES))


def rebuild_catalog(store: Store, bucket: Bucket) -> Rebuilt:
    """Replace all that the catalog holds by what the bucket says; all of it, or on any error nothing."""
    with store.catalog.exclusive() as transaction:
        for table in reversed(schema.metadata.sorted_tables):
            if table.name not in _KEPT:
                transaction.connection.execute(table.delete())
        documents = list(document_rows(bucket))
        _write_documents(transaction, store, bucket, documents)
        matches = _index(transaction, store, bucket, documents)
        assigned = _cluster(transaction, documents, matches)
        changed = _write_outbox(transaction, store, documents, assigned)
    return Rebuilt(
        documents=len(documents),
        quarantined=sum(record["outcome"] == Outcome.QUARANTINED for record in bucket.records.values()),
        matches=len(matches),
        clusters=len({one.cluster_id for one in assigned.values()}),
        lost=len(bucket.lost),
        leftovers=tuple(bucket.leftovers.values()),
        changed_members=changed,
    )


def _write_documents(transaction: Transaction, store: Store, bucket: Bucket, documents: list[dict[str, Any]]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ids = {row["document_id"] for row in documents}
    transaction.add(schema.documents, documents)
    transaction.add(schema.quarantine, quarantine_rows(bucket))
    transaction.add(schema.sightings, sighting_rows(bucket, ids))
    transaction.add(schema.dismissed, dismissed_rows(bucket))
    transaction.add(schema.items, item_rows(bucket))
    transaction.add(schema.tombstones, tombstone_rows(bucket))
    transaction.add(schema.removals, removal_rows(bucket))
    transaction.add(schema.runs, run_rows(bucket, documents))
    transaction.add(schema.parts, part_rows(bucket, store.objects, now))


def _index(transaction: Transaction, store: Store, bucket: Bucket, documents: list[dict[str, Any]]) -> list[Match]:
    own = [row for row in documents if row["part"]]
    matches: list[Match] = []
    for batch in (own[at : at + _BATCH] for at in range(0, len(own), _BATCH)):
        names = [row["document_id"] for row in batch]
        texts = texts_of(store.objects, bucket, names)
        signatures = dict(zip(names, sign([texts[name] for name in names], store.catalog.scheme), strict=True))
        seqs = {row["document_id"]: row["seq"] for row in batch}
        matches += index_texts(transaction, signatures, seqs, store.catalog)
        for row in batch:
            name = row["document_id"]
            row["shingles"], row["words"] = len(signatures[name].shingles), word_count(texts[name])
    transaction.put(schema.documents, "document_id", own)
    return matches


def _cluster(
    transaction: Transaction, documents: list[dict[str, Any]], matches: list[Match]
) -> Mapping[str, Assignment]:
    own = {row["document_id"] for row in documents if row["part"]}
    assigned = {one.document_id: one for one in cluster(transaction.members(own), matches)}
    owners = {row["text_id"]: row["document_id"] for row in reversed(documents) if row["part"]}
    copies = [row for row in documents if row["outcome"] == Outcome.DUPLICATE]
    for row in copies:
        assigned[row["document_id"]] = follow(row["document_id"], assigned[owners[row["text_id"]]])
    transaction.add(schema.members, map(rows.member_row, assigned.values()))
    return assigned


def _write_outbox(
    transaction: Transaction, store: Store, documents: list[dict[str, Any]], assigned: Mapping[str, Assignment]
) -> int:
    """Note what the tables have, and let the members that differ be published; return how many do."""
    articles, members = (open_table(store.objects, name) for name in (ARTICLES, MEMBERS))
    version = max(published_version(articles), published_version(members))
    if version:
        done = rows.outbox_row(version, None, b"")
        transaction.add(schema.outbox, [{**done, "published": True}])
    described = {row.document_id: row for row in transaction.descriptions({row["document_id"] for row in documents})}
    wanted = {name: rows.published_row(rows.member_row(one), described[name]) for name, one in assigned.items()}
    changed, gone = differing_members(members, wanted)
    if changed or gone:
        told = pack_changes([wanted[name] for name in sorted(changed)], changed)
        announce(transaction, None, told, Replacing(gone=gone, because=REPAIRED))
    return len(changed) + len(gone)
