"""What the catalog owes: articles that were taken back and are still there, embargoes whose time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from storage import schema
from storage.document import Document, Outcome
from storage.items import EMBARGOED, is_older
from storage.reprocess import read_raw
from storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.store import Store

_REPLACED: Final = "replaced by a newer version before its embargo ended"
_NO_BYTES: Final = "the text it had in common was taken back, and its own bytes are not kept"


def doomed(store: Store) -> list[Any]:
    """Return the rows of the documents that a tombstone names and that are not withdrawn yet."""
    with store.catalog.reading() as connection:
        return Transaction(connection).named_by_tombstones()


def taken_out(store: Store, rows: Sequence[Any]) -> list[Document]:
    """Return these documents, withdrawn, and as they were delivered those that share a text with one of them.

    The latter are to be cleaned: one of them has the text from now on. One without bytes is held.
    """
    reasons = _reasons(store, rows)
    names = {row.document_id for row in rows}
    out = [_bare(row).ends(Outcome.WITHDRAWN, reasons.get(row.document_id, "withdrawn")) for row in rows]
    with store.catalog.reading() as connection:
        transaction = Transaction(connection)
        followers = list(transaction.descriptions(transaction.followers(names).keys() - names))
    left = [_bare(row).ends(Outcome.HELD, _NO_BYTES) for row in followers if not row.raw_part]
    return [*out, *left, *read_raw(store, [row for row in followers if row.raw_part])]


def _reasons(store: Store, rows: Sequence[Any]) -> dict[str, str]:
    with store.catalog.reading() as connection:
        return Transaction(connection).tombstone_reasons({row.document_id for row in rows})


def _bare(row: Any) -> Document:
    return Document(row.document_id, row.drop, row.source, "text", b"", place=row.place)


def released_by(store: Store, now: str) -> list[Document]:
    """Return, as they were delivered, the held documents whose embargo has ended by ``now`` (UTC, ISO 8601).

    One of which a newer version came meanwhile is not: it stays held, and says so.
    """
    items, table = schema.items, schema.documents
    query = (
        select(table, items.c.item, items.c.version)
        .join(items, items.c.document_id == table.c.document_id)
        .where(items.c.embargo != "", items.c.embargo <= now, table.c.outcome == Outcome.HELD.value)
        .where(table.c.reason.startswith(EMBARGOED))
        .order_by(table.c.seq)
    )
    with store.catalog.reading() as connection:
        rows = connection.execute(query).all()
        newest = Transaction(connection).newest_items({row.item for row in rows if row.item})
    old = {row.document_id for row in rows if row.item and is_older(row.version, newest[row.item].version)}
    if old:
        with store.catalog.exclusive() as transaction:
            change = update(table).where(table.c.document_id.in_(old)).values(reason=_REPLACED)
            transaction.connection.execute(change)
    return list(read_raw(store, [row for row in rows if row.document_id not in old and row.raw_part]))
