"""One consistent view of a whole store: the catalog's rows and the tables' versions at one moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage import schema
from storage.outbox import read_changes
from storage.parts import ARTICLES, MEMBERS
from storage.tables import open_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deltalake import DeltaTable
    from sqlalchemy import Connection, Table

    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Pending:
    """What is committed and waits to be published: parts that come and go, and documents whose member rows change."""

    versions: tuple[int, ...]
    coming: frozenset[str]
    going: frozenset[str]
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalog's rows by key and both tables (None: not there), as they stood under the catalog's lock."""

    documents: Mapping[str, Any]
    stored: Mapping[str, Any]  # the documents that have a clean copy of their own
    members: Mapping[str, Any]
    parts: Mapping[str, Any]
    matches: Sequence[Any]
    aliases: Sequence[Any]
    sightings: Sequence[Any]
    quarantine: Sequence[Any]
    replayed: Sequence[Any]  # what could not be read and was replayed since
    removals: Sequence[Any]
    runs: Sequence[Any]
    forgotten: frozenset[str]  # documents that must have left no trace
    pending: Pending
    published: int  # the newest version of the outbox that is published
    signed: frozenset[str]
    articles: DeltaTable | None
    table: DeltaTable | None  # the ``members`` table


def take_snapshot(store: Store) -> Snapshot:
    """Read the catalog and pin both tables under the lock, so that no commit moves between the two."""
    with store.catalog.exclusive() as transaction:
        connection = transaction.connection
        outbox = schema.outbox
        latest = select(func.max(outbox.c.version)).where(outbox.c.published)
        documents = _by(connection, schema.documents, "document_id")
        return Snapshot(
            documents=documents,
            stored={name: row for name, row in documents.items() if row.part},
            members=_by(connection, schema.members, "document_id"),
            parts=_by(connection, schema.parts, "key"),
            matches=_all(connection, schema.matches),
            aliases=_all(connection, schema.aliases),
            sightings=_all(connection, schema.sightings),
            quarantine=_all(connection, schema.quarantine),
            replayed=[row for row in _all(connection, schema.dismissed) if row.outcome == "replayed"],
            removals=_all(connection, schema.removals),
            runs=_all(connection, schema.runs),
            forgotten=_forgotten(connection),
            pending=_pending(transaction.pending()),
            published=connection.scalar(latest) or 0,
            signed=frozenset(connection.scalars(select(schema.signatures.c.document_id))),
            articles=open_table(store.objects, ARTICLES),
            table=open_table(store.objects, MEMBERS),
        )


def _by(connection: Connection, table: Table, key: str) -> dict[str, Any]:
    return {getattr(row, key): row for row in connection.execute(select(table).order_by(table.c[key]))}


def _all(connection: Connection, table: Table) -> Sequence[Any]:
    return connection.execute(select(table)).all()


def _forgotten(connection: Connection) -> frozenset[str]:
    stones = schema.tombstones
    query = select(stones.c.key).where(stones.c.kind == "forget", stones.c.scope == "document")
    return frozenset(connection.scalars(query))


def _pending(rows: Any) -> Pending:
    documents: set[str] = set()
    for row in rows:
        documents.update(json.loads(row.gone), (change["document_id"] for change in read_changes(row.changes)))
    return Pending(
        versions=tuple(row.version for row in rows),
        coming=frozenset(row.part for row in rows if row.part),
        going=frozenset(key for row in rows for key in json.loads(row.replaced)),
        documents=frozenset(documents),
    )
