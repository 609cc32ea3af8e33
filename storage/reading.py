"""Questions that people ask a store: one article, or how it stands. Nothing here takes the lock."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage import schema
from storage.errors import NotInStoreError
from storage.parts import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from storage.store import Store

# Six hex digits are unambiguous in a corpus of thousands, and few enough to type.
_SHORTEST_ID = 6


@dataclass(frozen=True, slots=True)
class Found:
    """All that a store knows of one document. ``document`` is its catalog row; a missing part is empty."""

    document: dict[str, Any]
    member: dict[str, Any] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    copies: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a store stands: counts, and what waits."""

    outcomes: dict[str, int]
    sources: dict[str, int]
    reasons: dict[str, int]
    clusters: int
    copied_clusters: int
    sightings: int
    unpublished: int
    runs: int
    last_run: dict[str, Any]


def find_document(store: Store, name: str) -> Found:
    """Find a document by its id or the start of it (six digits at least); NotInStoreError for none or several."""
    with store.catalog.reading() as connection:
        row = _one_row(connection, name, store.address)
        member = _member(connection, row["document_id"])
        copies = _copies(connection, member["cluster_id"]) if member else []
    article = read_article(store, row)
    return Found(row, member, article, copies)


def read_article(store: Store, row: dict[str, Any]) -> dict[str, Any]:
    """Return the clean copy of a document's row from its part; {} where it has none of its own."""
    if not row.get("part"):
        return {}
    found = read_rows(store.objects.get(row["part"]), row["document_id"])
    return found[0] if found else {}


def read_packed(store: Store, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the rows of whole parts by document: for a report that shows all of a small store."""
    return {row["document_id"]: row for key in sorted(set(keys) - {""}) for row in read_rows(store.objects.get(key))}


def all_documents(store: Store) -> Iterator[Found]:
    """Yield every document with a text and its member row, in the order of first sight, without articles."""
    with store.catalog.reading() as connection:
        members = {row.document_id: row._asdict() for row in connection.execute(select(schema.members))}
        for row in connection.execute(select(schema.documents).order_by(schema.documents.c.seq)):
            yield Found(row._asdict(), members.get(row.document_id, {}))


def all_quarantined(store: Store) -> Iterator[dict[str, Any]]:
    """Yield the rows of what could not be read."""
    with store.catalog.reading() as connection:
        for row in connection.execute(select(schema.quarantine).order_by(schema.quarantine.c.drop)):
            yield row._asdict()


def standing(store: Store) -> Standing:
    """Count what a store holds and what waits in it."""
    with store.catalog.reading() as connection:
        documents, members, outbox = schema.documents, schema.members, schema.outbox
        outcomes = _grouped(connection, documents.c.outcome)
        quarantined = connection.scalar(select(func.count()).select_from(schema.quarantine)) or 0
        sizes = select(func.count()).select_from(members).group_by(members.c.cluster_id).subquery()
        clusters = connection.scalar(select(func.count()).select_from(sizes)) or 0
        copied = select(func.count()).select_from(sizes).where(next(iter(sizes.c)) > 1)
        last = connection.execute(select(schema.runs).order_by(schema.runs.c.updated.desc()).limit(1)).first()
        return Standing(
            outcomes=outcomes | {"quarantined": quarantined},
            sources=_grouped(connection, documents.c.source),
            reasons=_reasons(connection),
            clusters=clusters,
            copied_clusters=connection.scalar(copied) or 0,
            sightings=connection.scalar(select(func.count()).select_from(schema.sightings)) or 0,
            unpublished=connection.scalar(select(func.count()).select_from(outbox).where(~outbox.c.published)) or 0,
            runs=connection.scalar(select(func.count()).select_from(schema.runs)) or 0,
            last_run=last._asdict() if last else {},
        )


def _one_row(connection: Connection, name: str, address: str) -> dict[str, Any]:
    wanted = name.lower()
    if len(wanted) < _SHORTEST_ID or not set(wanted) <= set(string.hexdigits):
        raise NotInStoreError(f"an id is {_SHORTEST_ID} to 64 hex digits, not {name[:70]!r}")
    for table in (schema.documents, schema.quarantine):
        query = select(table).where(table.c.document_id.startswith(wanted)).limit(2)
        rows = [row._asdict() for row in connection.execute(query)]
        if len(rows) > 1:
            raise NotInStoreError(f"more than one document of {address} starts with {wanted}; give more of the id")
        if rows:
            return {"outcome": "quarantined", **rows[0]}
    alias = connection.scalar(
        select(schema.sightings.c.seen_as).where(schema.sightings.c.document_id.startswith(wanted))
    )
    if alias:
        return _one_row(connection, alias, address)
    raise NotInStoreError(f"no document {wanted} in {address}")


def _member(connection: Connection, document_id: str) -> dict[str, Any]:
    row = connection.execute(select(schema.members).where(schema.members.c.document_id == document_id)).first()
    return row._asdict() if row else {}


def _copies(connection: Connection, cluster_id: str) -> list[dict[str, Any]]:
    members, documents = schema.members, schema.documents
    query = (
        select(members, documents.c.title, documents.c.source, documents.c.published)
        .join(documents, documents.c.document_id == members.c.document_id)
        .where(members.c.cluster_id == cluster_id)
        .order_by(documents.c.seq)
    )
    return [row._asdict() for row in connection.execute(query)]


def _grouped(connection: Connection, column: Any) -> dict[str, int]:
    query = select(column, func.count()).group_by(column).order_by(func.count().desc(), column)
    return {row[0]: row[1] for row in connection.execute(query)}


def _reasons(connection: Connection) -> dict[str, int]:
    found: dict[str, int] = {}
    for table in (schema.documents, schema.quarantine):
        for reason, count in _grouped(connection, table.c.reason).items():
            if reason:
                found[reason] = found.get(reason, 0) + count
    return found
