"""The tables that consumers read against the catalog: every article and member there, once, as the catalog has it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.finding import Finding
from storage.parts import ARTICLES, MEMBER_ROW, MEMBERS
from storage.rows import published_row
from storage.tables import published_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deltalake import DeltaTable

    from storage.snapshot import Snapshot

_FILE = "__filename"  # Arrow's name for the file that a row of a data set stands in


def check_versions(snapshot: Snapshot) -> Iterator[Finding]:
    """Hold the tables' own versions against the outbox; a commit that changes one table leaves no mark in the other."""
    for name, table in ((ARTICLES, snapshot.articles), (MEMBERS, snapshot.table)):
        if table is None and snapshot.published:
            yield Finding("table-missing", name, "the catalog has published to it and it is not there")
    newest = max(published_version(snapshot.articles), published_version(snapshot.table))
    if newest < snapshot.published:
        problem = f"the tables have version {newest} of {snapshot.published} that are published"
        yield Finding("table-behind", MEMBERS, problem)


def check_articles(snapshot: Snapshot, listing: Mapping[str, Any]) -> Iterator[Finding]:
    """Every document with a clean copy has one row in ``articles``, in the part that the catalog says."""
    if snapshot.articles is None:
        return
    expected = {row.part for row in snapshot.documents.values() if row.part} - snapshot.pending.coming
    expected |= snapshot.pending.going & snapshot.parts.keys()
    active = active_parts(snapshot.articles)
    for key in sorted(expected - active):
        yield Finding("article-missing", key, "the table does not read this part")
    for key in sorted(active - expected):
        yield Finding("article-unknown", key, "the table reads this part and the catalog does not know it")
    # A part that is not in the store can't be read: that is told by the listing.
    there = active & expected & listing.keys()
    rows, unreadable = _article_rows(snapshot.articles, there)
    for key in sorted(unreadable):
        yield Finding("object-damaged", key, "its rows can't be read")
    yield from _compare_articles(snapshot, rows, there - unreadable)
    yield from _compare_removals(snapshot, rows)


def active_parts(table: DeltaTable | None) -> set[str]:
    """Return the object keys of the parts that the newest version of ``articles`` reads."""
    if table is None:
        return set()
    return {f"{ARTICLES}/{uri.rpartition('/')[2]}" for uri in table.file_uris()}


def _article_rows(table: DeltaTable, there: set[str]) -> tuple[list[dict[str, Any]], set[str]]:
    found: list[dict[str, Any]] = []
    unreadable: set[str] = set()
    columns = ["document_id", "text_id", "removals"]
    for fragment in table.to_pyarrow_dataset().get_fragments():
        key = f"{ARTICLES}/{fragment.path.rpartition('/')[2]}"
        if key not in there:
            continue
        try:
            found += [{**row, _FILE: key} for row in fragment.to_table(columns=columns).to_pylist()]
        except (OSError, pa.ArrowException):
            unreadable.add(key)
    return found, unreadable


def _compare_articles(snapshot: Snapshot, rows: list[dict[str, Any]], there: set[str]) -> Iterator[Finding]:
    for name, count in Counter(row["document_id"] for row in rows).items():
        if count > 1:
            yield Finding("article-twice", name, f"stands {count} times in the table")
    stored, pending = snapshot.stored, snapshot.pending.coming
    for row in rows:
        name = row["document_id"]
        if (wanted := stored.get(name)) is None or wanted.part in pending:
            if wanted is None and row[_FILE] not in snapshot.pending.going:
                yield Finding("article-unknown", name, f"is in {row[_FILE]} and has no clean copy in the catalog")
        elif wanted.part != row[_FILE] or wanted.text_id != row["text_id"]:
            yield Finding("article-differs", name, f"its row in {row[_FILE]} is not what the catalog says")
    read = {row["document_id"] for row in rows}
    for name, wanted in stored.items():
        if wanted.part in there and name not in read:
            yield Finding("article-missing", name, f"is not in {wanted.part}")


def _compare_removals(snapshot: Snapshot, rows: list[dict[str, Any]]) -> Iterator[Finding]:
    counted: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for one in snapshot.removals:
        counted[one.document_id][one.rule] = (one.spans, one.characters)
    for row in rows:
        name, wanted = row["document_id"], _removals(row)
        current = name in snapshot.stored and snapshot.stored[name].part == row[_FILE]
        if current and counted.get(name, {}) != wanted:
            yield Finding("removals-differ", name, "the catalog counts other removals than the article has")
    for name in sorted(counted.keys() - snapshot.stored.keys()):
        yield Finding("removals-differ", name, "removals of a document that has no clean copy")


def _removals(row: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for removal in row["removals"] or ():
        spans, characters = found.get(removal["rule"], (0, 0))
        found[removal["rule"]] = (spans + 1, characters + len(removal["text"]))
    return found


def check_members(snapshot: Snapshot) -> Iterator[Finding]:
    """``members`` has one row a document of the corpus, and it is the catalog's."""
    if snapshot.table is None:
        return
    rows = snapshot.table.to_pyarrow_table(columns=MEMBER_ROW.names).to_pylist()
    for name, count in Counter(row["document_id"] for row in rows).items():
        if count > 1:
            yield Finding("member-twice", name, f"stands {count} times in the table")
    found = {row["document_id"]: row for row in rows}
    settled = snapshot.members.keys() - snapshot.pending.documents
    for name in sorted(settled - found.keys()):
        yield Finding("member-missing", name, "is in the catalog and not in the table")
    for name in sorted(found.keys() - snapshot.members.keys() - snapshot.pending.documents):
        yield Finding("member-unknown", name, "is in the table and not in the catalog")
    for name in sorted(settled & found.keys() & snapshot.documents.keys()):
        if differing := _differing(found[name], expected_member(snapshot, name)):
            yield Finding("member-differs", name, f"the table has another {', '.join(differing)} than the catalog")


def expected_member(snapshot: Snapshot, name: str) -> dict[str, Any]:
    """Return a member's row as the table should have it."""
    return published_row(snapshot.members[name]._asdict(), snapshot.documents[name])


def _differing(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    return [name for name in MEMBER_ROW.names if row[name] != wanted[name]]
