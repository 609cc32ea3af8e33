"""The serial step: match a batch against the corpus, cluster it, and commit it.

    documents ─► withdrawn? ─► seen? ─► same item or URL? ─► same text? ─► candidates ─► matches ─► clusters
                                                                                 │
             1 put the parts (immutable objects)  2 one SQL transaction  ◄───────┘     3 publish: storage.tables

The whole step runs under the catalog's lock, so two runs on the same drops take turns and the second finds
everything seen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dedup.candidates import gather
from dedup.cluster import cluster
from dedup.record import Assignment, Match, Member
from dedup.verify import verify
from storage import rows, schema
from storage.days import note_day
from storage.document import Document, Outcome
from storage.errors import TotalsError
from storage.items import as_zulu, item_rows
from storage.objects import put_by_content
from storage.outbox import announce, pack_changes
from storage.parts import Part, articles_part
from storage.records import pack_records
from storage.rows import Buckets, Commit, Run, signed
from storage.sorting import Sorted, sort_batch
from storage.tombstones import stones_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.catalog import Catalog
    from storage.drop import ReadDrop
    from storage.store import Store
    from storage.transaction import Transaction

# What the catalog has already, or must not have.
_NOTHING_NEW = (Outcome.SEEN, Outcome.WITHDRAWN)
_NOT_AMONG_DOCUMENTS = (Outcome.QUARANTINED, *_NOTHING_NEW)
# The relation of a document whose text is another's, letter for letter once folded.
DUPLICATE = "duplicate"


def commit_batch(store: Store, documents: Sequence[Document], read: Sequence[ReadDrop], run: Run) -> list[Document]:
    """Commit a batch of cleaned and signed documents; return them, in order, each with its outcome.

    Repeating a batch that was committed changes nothing: every document of it is ``seen``. What stands before a notice
    that takes something back is committed before it, so that the notice finds it.
    """
    *firsts, last = [list(group) for _, group in groupby(documents, _is_notice)] or [[]]
    ended = [document for group in firsts for document in _commit(store, group, (), run)]
    return ended + _commit(store, last, read, run)


def _is_notice(document: Document) -> bool:
    return document.item.status == "killed"


def _commit(store: Store, documents: Sequence[Document], read: Sequence[ReadDrop], run: Run) -> list[Document]:
    now = datetime.now(UTC).replace(microsecond=0)
    with store.catalog.exclusive() as transaction:
        found = sort_batch(transaction, documents, as_zulu(now))
        matches, buckets = _match(transaction, found.new, store.catalog)
        seqs = _number(transaction, found)
        before, assigned = _cluster(transaction, found, matches, seqs)
        ended = [_with_relation(document, assigned) for document in found.ended]
        _check_totals(documents, ended)
        if found.rescraped or any(document.outcome not in _NOTHING_NEW for document in ended) or found.dismissed:
            _write(transaction, store, Commit(run, now, found, ended, matches, buckets, seqs, before, assigned))
        _remember_drops(transaction, read, run)
    return ended


def _match(transaction: Transaction, new: Sequence[Document], catalog: Catalog) -> tuple[list[Match], Buckets]:
    batch = {document.document_id: signed(document) for document in new}
    keys = {int(key) for signature in batch.values() for key in signature.keys}
    hits = transaction.hits(keys)
    proposal = gather(batch, hits)
    shingles = transaction.shingles({left for left, _ in proposal.pairs} - batch.keys())
    shingles |= {name: signature.shingles for name, signature in batch.items()}
    matches = verify(proposal.pairs, shingles, catalog.scheme, catalog.thresholds)
    return matches, Buckets(Counter(key for key, _ in hits), len(proposal.capped))


def _number(transaction: Transaction, found: Sorted) -> dict[str, int]:
    names = [one.document_id for one in found.ended if one.outcome not in _NOT_AMONG_DOCUMENTS]
    return {name: seq for seq, name in enumerate(names, transaction.next_seq())}


def _cluster(
    transaction: Transaction, found: Sorted, matches: Sequence[Match], seqs: Mapping[str, int]
) -> tuple[dict[str, dict[str, Any]], dict[str, Assignment]]:
    # Only what the new matches touch is clustered again, but all that matches tie to it: a round-up is known by the
    # stories that it holds, and they are clusters of their own.
    new = {document.document_id for document in found.new}
    placed = new | found.duplicates.keys()
    replaced = {before for name, before in found.versions.items() if name in placed}
    touched = {end for match in matches for end in (match.left, match.right)} | {*found.duplicates.values(), *replaced}
    before = transaction.assignments(transaction.connected(touched - new))
    standing = {name for name, row in before.items() if row["relation"] != DUPLICATE}
    members = [*transaction.members(standing), *(_member(document, seqs) for document in found.new)]
    members = [replace(one, replaced=one.replaced or one.document_id in replaced) for one in members]
    assigned = {one.document_id: one for one in cluster(members, [*transaction.matches_within(standing), *matches])}
    followers = {name: row["parent"] for name, row in before.items() if row["relation"] == DUPLICATE}
    followed = {name: follow(name, assigned[parent]) for name, parent in (followers | found.duplicates).items()}
    return before, assigned | followed


def _member(document: Document, seqs: Mapping[str, int]) -> Member:
    if document.clean is None:
        raise ValueError(f"{document.document_id} is not cleaned")
    fields = document.clean.fields
    return Member(
        document.document_id,
        seqs[document.document_id],
        len(signed(document).shingles),
        published=fields.published,
        source=document.source,
        credit=fields.credit,
        title=fields.title,
    )


def follow(name: str, parent: Assignment) -> Assignment:
    """Return the place of a document whose text is ``parent``'s."""
    return Assignment(name, parent.cluster_id, DUPLICATE, parent.document_id, 1.0, 1.0, parent.canonical, parent.reason)


def _with_relation(document: Document, assigned: Mapping[str, Assignment]) -> Document:
    # Whatever is not the oldest of its cluster is linked to an article that was there before it.
    if document.outcome is not Outcome.STORED:
        return document
    oldest = assigned[document.document_id].cluster_id == document.document_id
    return document if oldest else document.ends(Outcome.NEAR_DUPLICATE)


def _check_totals(documents: Sequence[Document], ended: Sequence[Document]) -> None:
    named = sum(document.outcome is not None for document in ended)
    if len(documents) != named:
        raise TotalsError(f"{len(documents)} documents in, {named} outcomes")


def _write(transaction: Transaction, store: Store, commit: Commit) -> None:
    part = articles_part(commit.stored, commit.found.versions, commit.now) if commit.stored else None
    documents = list(rows.document_rows(commit, part.key if part else ""))
    quarantined, sightings = list(rows.quarantine_rows(commit)), list(rows.sighting_rows(commit))
    dismissed = list(rows.dismissed_rows(commit))
    # What is held or quarantined is always kept: nobody has looked at it yet.
    kept = {Outcome.HELD, Outcome.QUARANTINED} | (set(Outcome) - set(_NOTHING_NEW) if store.keep_raw else set())
    record = pack_records(commit.ended, [*documents, *quarantined, *sightings, *dismissed], commit.run, kept)
    for packed in (part, record):
        if packed:
            put_by_content(store.objects, packed.key, packed.content)
            transaction.put(schema.parts, "key", [rows.part_row(packed)])
    for row in (*documents, *quarantined):
        row["raw_part"] = record.key if row.get("outcome", Outcome.QUARANTINED) in kept else ""
    transaction.add(schema.documents, documents)
    transaction.add(schema.quarantine, quarantined)
    transaction.add(schema.sightings, sightings)
    transaction.add(schema.dismissed, dismissed)
    transaction.add(schema.items, item_rows(one for one in commit.ended if one.outcome not in _NOT_AMONG_DOCUMENTS))
    transaction.raise_versions(commit.found.raised)
    _set_tombstones(transaction, commit)
    transaction.add(schema.removals, rows.removal_rows(commit.stored))
    transaction.add(schema.signatures, rows.signature_rows(commit))
    transaction.index(rows.band_rows(commit))
    transaction.add(schema.matches, rows.match_rows(commit))
    _write_clusters(transaction, commit, part)
    counts = Counter(str(document.outcome) for document in commit.ended)
    counts["full_buckets"] = commit.buckets.full
    transaction.count_outcomes(commit.run, commit.now.isoformat(), counts)
    note_day(transaction, commit.ended, commit.now)


def _set_tombstones(transaction: Transaction, commit: Commit) -> None:
    for notice in filter(_is_notice, commit.found.dismissed):
        transaction.set_tombstones(stones_of(notice, commit.now.isoformat()))


def _write_clusters(transaction: Transaction, commit: Commit, part: Part | None) -> None:
    changed = rows.member_rows(commit)
    transaction.put(schema.members, "document_id", changed.values())
    transaction.point_aliases(rows.merged_clusters(commit))
    if not changed:
        return
    described = {row.document_id: row for row in transaction.descriptions(changed.keys())}
    told = [rows.published_row(row, described[name]) for name, row in changed.items()]
    announce(transaction, part, pack_changes(told, changed.keys() - commit.before.keys()))


def _remember_drops(transaction: Transaction, read: Sequence[ReadDrop], run: Run) -> None:
    remembered = [
        {"drop": one.name, "fingerprint": one.fingerprint, "documents": one.documents, "run_id": run.run_id}
        for one in read
        if one.fingerprint
    ]
    transaction.put(schema.drops, "drop", remembered)
