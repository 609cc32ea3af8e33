"""Questions that people ask a store: one article, or how it stands. Nothing here takes the lock."""

from __future__ import annotations

import io
import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from sqlalchemy import func, select

from storage import schema
from storage.errors import NotInStoreError
from storage.parts import read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from storage.store import Store

# Six hex digits are unambiguous in a corpus of thousands, and few enough to type.
_SHORTEST_ID = 6
_DELIVERED = ("delivered_url", "media")


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


def read_record(store: Store, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was kept of a document's delivery beside its bytes: its URL and media; {} where nothing was."""
    if not row["raw_part"]:
        return {}
    part = pq.ParquetFile(io.BytesIO(store.objects.get(row["raw_part"])))
    for batch in part.iter_batches(columns=["document_id", *_DELIVERED]):
        for one in batch.to_pylist():
            if one.pop("document_id") == row["document_id"]:
                return dict(one)
    return {}


def standing(store: Store) -> Standing:
    """Count what a store holds and what waits in it."""
    with store.catalog.reading() as connection:
        return standing_in(connection)


def standing_in(connection: Connection) -> Standing:
    """Count what a catalog holds, and what waits in it."""
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
    for table in (schema.documents, schema.quarantine, schema.dismissed):
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
