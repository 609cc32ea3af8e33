"""What the catalog says of copies against what follows from its matches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dedup.cluster import cluster
from dedup.record import Assignment, Match, Member
from storage.commit import DUPLICATE, follow
from storage.document import PLACED, Outcome
from storage.finding import Finding
from storage.rows import member_row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from storage.snapshot import Snapshot

_WITH_TEXT = (*PLACED, Outcome.HELD)  # as a run counts them; what is withdrawn later was one of these


def check_outcomes(snapshot: Snapshot) -> Iterator[Finding]:
    """Hold what a document has against its outcome: a clean copy, a signature, a place in a cluster, or none."""
    for name, row in snapshot.documents.items():
        own = row.outcome in (Outcome.STORED, Outcome.NEAR_DUPLICATE)
        if own != bool(row.part):
            yield Finding("outcome-wrong", name, f"is {row.outcome} and has {'a' if row.part else 'no'} clean copy")
        if (row.outcome in PLACED) != (name in snapshot.members):
            there = "a" if name in snapshot.members else "no"
            yield Finding("outcome-wrong", name, f"is {row.outcome} and has {there} place in a cluster")
        if own != (name in snapshot.signed):
            yield Finding("signature-missing", name, f"is {row.outcome}; its signature must go with its clean copy")
        if row.version_of and row.version_of not in snapshot.documents:
            yield Finding("link-dead", name, f"is a version of {row.version_of}, which is not in the catalog")
    for name in snapshot.members.keys() - snapshot.documents.keys():
        yield Finding("outcome-wrong", name, "has a place in a cluster and is not among the documents")


def check_clusters(snapshot: Snapshot, scheme: str) -> Iterator[Finding]:
    """Clustering the stored matches again gives the members that are stored. ``scheme`` is the store's digest."""
    matches = [Match(*row) for row in snapshot.matches]
    yield from _check_matches(snapshot, matches, scheme)
    replaced = {row.version_of for row in snapshot.documents.values() if row.outcome in PLACED}
    members = (as_member(row, replaced) for row in snapshot.stored.values())
    assigned = {one.document_id: one for one in cluster(members, matches)}
    for name, one in assigned.items():
        row = snapshot.members.get(name)
        if row is not None and row._asdict() != (wanted := member_row(one)):
            differing = [column for column, value in row._asdict().items() if value != wanted[column]]
            yield Finding("cluster-differs", name, f"its matches give another {', '.join(differing)}")
    yield from _check_duplicates(snapshot)


def as_member(row: Any, replaced: Collection[str]) -> Member:
    """Return what clustering needs to know of a document's row; ``replaced`` are those with a newer version."""
    told = (row.document_id, row.seq, row.shingles, row.published, row.source, row.credit, row.title)
    return Member(*told, replaced=row.document_id in replaced)


def _check_matches(snapshot: Snapshot, matches: list[Match], scheme: str) -> Iterator[Finding]:
    for match in matches:
        left, right = (snapshot.stored.get(end) for end in (match.left, match.right))
        if left is None or right is None:
            yield Finding("match-wrong", match.left, f"is matched with {match.right}; not both are in the corpus")
        elif left.seq >= right.seq:
            yield Finding("match-wrong", match.left, f"is not older than its match {match.right}")
        elif match.scheme != scheme:
            yield Finding("match-wrong", match.left, f"was matched with {match.right} by another scheme")


def _check_duplicates(snapshot: Snapshot) -> Iterator[Finding]:
    canonicals = {row.cluster_id: name for name, row in snapshot.members.items() if row.canonical}
    for name, row in snapshot.members.items():
        document = snapshot.documents.get(name)
        if document is None or (row.relation == DUPLICATE) != (document.outcome == Outcome.DUPLICATE):
            yield Finding("duplicate-astray", name, f"is a {row.relation} and ended otherwise")
        elif row.relation == DUPLICATE and not _follows(snapshot, row, document.text_id, canonicals):
            yield Finding("duplicate-astray", name, f"does not follow {row.parent}, whose text it should have")


def _follows(snapshot: Snapshot, row: Any, text: str, canonicals: Mapping[str, str]) -> bool:
    parent, place = snapshot.stored.get(row.parent), snapshot.members.get(row.parent)
    if parent is None or place is None or parent.text_id != text:
        return False
    # `follow` needs of the parent what its own row says, and the cluster's canonical copy.
    as_assigned = Assignment(
        row.parent, place.cluster_id, "", "", 0.0, 0.0, canonicals.get(place.cluster_id, ""), place.reason
    )
    return bool(row._asdict() == member_row(follow(row.document_id, as_assigned)))


def check_links(snapshot: Snapshot) -> Iterator[Finding]:
    """Aliases name living clusters, sightings name documents, runs add up."""
    living = {row.cluster_id for row in snapshot.members.values()}
    for row in snapshot.aliases:
        if row.cluster_id not in living:
            yield Finding("alias-dead", row.alias, f"stands for the cluster {row.cluster_id}, which is no more")
        if row.alias in living:
            yield Finding("alias-dead", row.alias, "is an alias and a cluster's own id")
    for row in snapshot.sightings:
        if row.seen_as not in snapshot.documents:
            yield Finding("link-dead", row.document_id, f"was seen as {row.seen_as}, which is not in the catalog")
    yield from _check_runs(snapshot)


def _check_runs(snapshot: Snapshot) -> Iterator[Finding]:
    # By sum, not by outcome: cleaning again moves documents between outcomes, never between runs.
    texts = Counter(row.run_id for row in snapshot.documents.values())
    unreadable = Counter(row.run_id for row in (*snapshot.quarantine, *snapshot.replayed))
    for row in snapshot.runs:
        counts: Mapping[str, Any] = row._asdict()
        told = sum(counts[outcome] for outcome in _WITH_TEXT), counts[Outcome.QUARANTINED]
        held = texts.pop(row.run_id, 0), unreadable.pop(row.run_id, 0)
        if told != held:
            yield Finding(
                "run-total", row.run_id, f"counted {told[0]} + {told[1]} documents, has {held[0]} + {held[1]}"
            )
    for name in sorted(texts.keys() | unreadable.keys()):
        yield Finding("run-total", name, "has documents and no totals")
