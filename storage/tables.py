"""Publishing: what the outbox holds goes into the Delta tables that consumers read, exactly once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake import Schema as DeltaSchema
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, create_table_with_add_actions

from storage.errors import StoreError, StoreFullError
from storage.parts import ARTICLE_SCHEMA, ARTICLES, MEMBER_SCHEMA, MEMBERS, read_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.objects import ObjectStore
    from storage.store import Store

# The application id under which the outbox's version stands in both tables' logs.
_APPLICATION = "winnow"


def publish(store: Store) -> int:
    """Publish all that is committed; return how many outbox rows were.

    Holds the catalog's lock, so that two publishers take turns. Each table's own log says which version it
    has (``deltalake`` does not look by itself), so a repeat after a crash at any point adds nothing twice.
    """
    with store.catalog.exclusive() as transaction:
        pending = transaction.pending()
        if not pending:
            return 0
        started = time.time()
        try:
            _append_articles(store.objects, pending)
            _merge_members(store.objects, pending)
        except (OSError, DeltaError) as error:
            raise _readable(error, store.address) from error
        for table in (ARTICLES, MEMBERS):
            store.objects.settle(table, since=started - 1)
        transaction.mark_published(pending[-1].version)
        return len(pending)


def _append_articles(objects: ObjectStore, pending: Sequence[Any]) -> None:
    # The parts stand under the table's root already: the table only learns of them.
    uri, options = objects.uri(ARTICLES), objects.table_options()
    table, done = _open(uri, options)
    actions = [
        AddAction(
            row.part.removeprefix(f"{ARTICLES}/"),
            row.size,
            {},
            int(time.time() * 1000),
            data_change=True,
            stats=row.stats,
        )
        for row in pending
        if row.version > done and row.part
    ]
    marked = _marked(pending)
    schema = DeltaSchema.from_arrow(ARTICLE_SCHEMA)
    if table is None:
        create_table_with_add_actions(
            uri, schema, actions, name=ARTICLES, storage_options=options, commit_properties=marked
        )
    elif actions:
        table.create_write_transaction([*actions], "append", schema, commit_properties=marked)


def _merge_members(objects: ObjectStore, pending: Sequence[Any]) -> None:
    uri, options = objects.uri(MEMBERS), objects.table_options()
    table, done = _open(uri, options)
    changes = [read_changes(row.changes) for row in pending if row.version > done]
    if table is None:
        write_deltalake(
            uri, _newest(changes), name=MEMBERS, storage_options=options, commit_properties=_marked(pending)
        )
    elif changes:
        merge = table.merge(
            _newest(changes),
            "new.document_id = old.document_id",
            "new",
            "old",
            commit_properties=_marked(pending),
        )
        merge.when_matched_update_all().when_not_matched_insert_all().execute()


def _newest(changes: Sequence[pa.Table]) -> pa.Table:
    # A document that changed more than once is merged once, with its last row.
    rows = {row["document_id"]: row for table in changes for row in table.to_pylist()}
    return pa.Table.from_pylist(list(rows.values()), schema=MEMBER_SCHEMA)


def _open(uri: str, options: dict[str, str]) -> tuple[DeltaTable | None, int]:
    try:
        table = DeltaTable(uri, storage_options=options)
    except TableNotFoundError:
        return None, 0
    return table, table.transaction_version(_APPLICATION) or 0


def _marked(pending: Sequence[Any]) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(_APPLICATION, pending[-1].version)])


def _readable(error: Exception, address: str) -> StoreError:
    reason = str(error).splitlines()[0]
    if "No space left" in str(error) or "os error 28" in str(error):
        return StoreFullError.at(address)
    return StoreError(f"the corpus tables at {address} can't be written: {reason[:200]}")
