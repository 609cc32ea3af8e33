"""What a commit writes, as rows of the catalog's tables."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from cleaners.version import CLEANER_VERSION
from dedup.candidates import BUCKET_CAP
from storage.document import Document, Outcome
from storage.parts import timestamp, word_count
from storage.sites import site_of, url_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from dedup.record import Assignment, Match, Signature
    from storage.parts import Part
    from storage.sorting import Sorted

    Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """One run's name and start (UTC ISO 8601)."""

    run_id: str
    started: str


# Why a member is gone that the catalog never had.
REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Replacing:
    """What a commit takes the place of: parts, and the member rows of documents that are ``gone`` from the corpus.

    A ``compaction`` changes no row: the new part holds what the old ones held. ``because`` is what consumers are told
    of those that are gone: ``held`` (cleaning again found no article in it), ``withdrawn`` (by its source),
    ``forgotten`` (by the operator), ``repaired`` (it was never in the catalog).
    """

    parts: Collection[str] = ()
    gone: Collection[str] = ()
    compaction: bool = False
    because: str = "held"


@dataclass(frozen=True, slots=True)
class Buckets:
    """What a batch met in the index: documents under each of its band keys, and how many of the keys were full."""

    held: Mapping[int, int]
    full: int


@dataclass(frozen=True, slots=True)
class Commit:
    """All that one commit writes.

    ``before`` and ``assigned`` are the member rows it found and the new ones; ``buckets`` says how many documents the
    index had under the batch's band keys.
    """

    run: Run
    now: datetime
    found: Sorted
    ended: Sequence[Document]
    matches: Sequence[Match]
    buckets: Buckets
    seqs: Mapping[str, int]
    before: Mapping[str, Mapping[str, Any]]
    assigned: Mapping[str, Assignment]

    @property
    def stored(self) -> list[Document]:
        """Return the documents whose text is new to the corpus."""
        return [document for document in self.ended if document.outcome in (Outcome.STORED, Outcome.NEAR_DUPLICATE)]


def signed(document: Document) -> Signature:
    """Return the signature of a document that must have one."""
    if document.signature is None:
        raise ValueError(f"{document.document_id} is not signed")
    return document.signature


def document_rows(commit: Commit, part: str) -> Rows:
    """One row a document with a text: not seen before, could be read; ``raw_part`` is yet to be told."""
    new = {document.document_id for document in commit.stored}
    for document in commit.ended:
        apart = (Outcome.SEEN, Outcome.QUARANTINED, Outcome.WITHDRAWN)
        if document.outcome in apart or document.clean is None:
            continue
        name = document.document_id
        yield {
            **described(document),
            "seq": commit.seqs[name],
            "drop": document.drop,
            "place": document.place,
            "outcome": str(document.outcome),
            "reason": document.reason,
            "part": part if name in new else "",
            "raw_part": "",
            "version_of": commit.found.versions.get(name, ""),
            "revision": 0,
            "run_id": commit.run.run_id,
            "first_seen": commit.now.isoformat(),
        }


def described(document: Document) -> dict[str, Any]:
    """Return what the cleaner tells of a document, as columns of the catalog."""
    if document.clean is None:
        raise ValueError(f"{document.document_id} is not cleaned")
    fields, signature = document.clean.fields, document.signature
    return {
        "document_id": document.document_id,
        "text_id": signature.text_id if signature else "",
        "url_key": url_key(document.canonical_url),
        "source": document.source,
        "site": site_of(document.canonical_url),
        "url": document.canonical_url,
        "title": fields.title,
        "credit": fields.credit,
        "published": fields.published,
        "language": fields.language,
        "words": word_count(document.clean.text),
        "shingles": len(signature.shingles) if signature else 0,
        "cleaner_version": CLEANER_VERSION,
    }


def quarantine_rows(commit: Commit) -> Rows:
    """One row a document that could not be read. ``raw_part`` is yet to be told."""
    for document in commit.ended:
        if document.outcome is Outcome.QUARANTINED:
            yield {
                "document_id": document.document_id,
                "drop": document.drop,
                "place": document.place,
                "source": document.source,
                "reason": document.reason,
                "size": len(document.raw),
                "raw_part": "",
                "run_id": commit.run.run_id,
                "first_seen": commit.now.isoformat(),
            }


def dismissed_rows(commit: Commit) -> Rows:
    """One row a notice, and one a document that came after one. Their bytes are not kept."""
    for document in commit.found.dismissed:
        yield {
            "document_id": document.document_id,
            "outcome": str(document.outcome),
            "drop": document.drop,
            "place": document.place,
            "source": document.source,
            "reason": document.reason,
            "raw_part": "",
            "run_id": commit.run.run_id,
            "first_seen": commit.now.isoformat(),
        }


def sighting_rows(commit: Commit) -> Rows:
    """One row a delivery of a page that is in the corpus with the same text."""
    drops = {document.document_id: document.drop for document in commit.ended}
    for name, seen_as in commit.found.rescraped.items():
        yield {"document_id": name, "seen_as": seen_as, "drop": drops[name], "run_id": commit.run.run_id}


def removal_rows(documents: Iterable[Document]) -> Rows:
    """Count each document's removals by rule."""
    for document in documents:
        removals = document.clean.removals if document.clean else ()
        characters: Counter[str] = Counter()
        for removal in removals:
            characters[removal.rule] += len(removal.text)
        spans = Counter(removal.rule for removal in removals)
        for rule, count in spans.items():
            yield {
                "document_id": document.document_id,
                "rule": rule,
                "spans": count,
                "characters": characters[rule],
            }


def signature_rows(commit: Commit) -> Rows:
    """One row a document in the index."""
    for document in commit.found.new:
        one = signed(document)
        yield {
            "document_id": document.document_id,
            "whole": one.whole.tobytes(),
            "head": one.head.tobytes(),
            "shingles": one.shingles.tobytes(),
        }


def band_rows(commit: Commit) -> Rows:
    """One row a band of a document in the index; a bucket that is full takes no more."""
    held = Counter(commit.buckets.held)
    for document in commit.found.new:
        seq = commit.seqs[document.document_id]
        keys = set(signed(document).keys.tolist())
        open_keys = sorted(key for key in keys if held[key] < BUCKET_CAP)
        held.update(open_keys)
        yield from ({"band": key, "seq": seq} for key in open_keys)


def match_rows(commit: Commit) -> Rows:
    """One row a match, with its evidence."""
    yield from (asdict(match) for match in commit.matches)


def member_rows(commit: Commit) -> dict[str, dict[str, Any]]:
    """Return the member rows that the commit adds or changes, by document."""
    return changed_members(commit.before, {name: member_row(one) for name, one in commit.assigned.items()})


def changed_members(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the member rows that are others now; where only a copy left a cluster, the row of its canonical copy.

    So every change of a cluster is told by a row of it: a consumer learns that its copies are fewer.
    """
    changed = {name: row for name, row in after.items() if before.get(name) != row}
    places = {name: row["cluster_id"] for name, row in after.items()}
    left = {row["cluster_id"] for name, row in before.items() if places.get(name) != row["cluster_id"]}
    silent = left - {row["cluster_id"] for row in changed.values()}
    return changed | {name: row for name, row in after.items() if row["canonical"] and row["cluster_id"] in silent}


def merged_clusters(commit: Commit) -> dict[str, str]:
    """Return the cluster ids that the commit merges away, each with the cluster that its oldest member is in now."""
    standing = {one.cluster_id for one in commit.assigned.values()}
    gone = {row["cluster_id"] for row in commit.before.values()} - standing
    return {old: commit.assigned[old].cluster_id for old in gone if old in commit.assigned}


def part_row(part: Part) -> dict[str, Any]:
    """Return a part's row in the list of objects."""
    return {"key": part.key, "size": len(part.content), "rows": part.rows, "replaced": ""}


def outbox_row(version: int, part: Part | None, changes: bytes, replacing: Replacing | None = None) -> dict[str, Any]:
    """Return what is to be published: a new part, changed member rows, and what they take the place of."""
    replacing = replacing or Replacing()
    return {
        "version": version,
        "part": part.key if part else "",
        "size": len(part.content) if part else 0,
        "rows": part.rows if part else 0,
        "stats": part.stats if part else "{}",
        "changes": changes,
        "gone": json.dumps(sorted(replacing.gone)),
        "replaced": json.dumps(sorted(replacing.parts)),
        "compaction": replacing.compaction,
        "published": False,
    }


def published_row(row: Mapping[str, Any], document: Any) -> dict[str, Any]:
    """Return a member row as the ``members`` table has it: with what its document says of itself."""
    return {
        **row,
        "parent": row["parent"] or None,
        "title": document.title or None,
        "source": document.source,
        "site": document.site or None,
        "url": document.url or None,
        "published": timestamp(document.published),
        "first_seen": timestamp(document.first_seen),
    }


def member_row(one: Assignment) -> dict[str, Any]:
    """Return an assignment as a row of the catalog's members."""
    return {
        "document_id": one.document_id,
        "cluster_id": one.cluster_id,
        "relation": one.relation,
        "parent": one.parent,
        "jaccard": one.jaccard,
        "containment": one.containment,
        "canonical": one.canonical == one.document_id,
        "reason": one.reason,
    }
