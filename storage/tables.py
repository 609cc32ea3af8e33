"""Publishing: what the outbox holds goes into the Delta tables that consumers read, exactly once."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING, Any

import re2
from deltalake import CommitProperties, DeltaTable, Transaction
from deltalake import Schema as DeltaSchema
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions

from storage.errors import StoreError, StoreFullError
from storage.merging import append_withdrawals, merge_members
from storage.parts import ARTICLE_SCHEMA, ARTICLES, MEMBER_ROW, MEMBERS, WITHDRAWALS
from storage.s3_address import is_s3

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storage.objects import ObjectStore
    from storage.store import Store
# The application id under which the outbox's version stands in both tables' logs.
_APPLICATION = "winnow"
# Seconds before publishing to S3 is tried again; each attempt has deltalake's own retries in it.
_PAUSES = (0.5, 2, 8)
# Of an error's causes the first few say what and where; then come the innards of HTTP.
_CAUSES = 5
_REASON = 240  # characters


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
        with readable_table_errors(store.address):
            _publish_patiently(store, pending)
        for table in (ARTICLES, WITHDRAWALS, MEMBERS):
            store.objects.settle(table, since=started - 1)
        transaction.mark_published(pending[-1].version)
        return len(pending)


def _publish_patiently(store: Store, pending: Sequence[Any]) -> None:
    # deltalake gives up where an answer is lost, and can't tell its own commit from another's. We can: each attempt
    # asks the tables' logs anew what they have. A local disk does not get better by waiting.
    pauses = iter(_PAUSES if is_s3(store.address) else ())
    while True:
        try:
            # Members come last: their version is the corpus's, and a reader reads the others as of it.
            _append_articles(store.objects, pending)
            _append_withdrawals(store.objects, pending)
            _merge_members(store.objects, pending)
        except (OSError, DeltaError):
            pause = next(pauses, None)
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _append_articles(objects: ObjectStore, pending: Sequence[Any]) -> None:
    # The parts stand under the table's root already: the table only learns of them. What a part takes the place of
    # leaves the table in the same commit, so that no reader sees an article twice or not at all.
    uri, options = objects.uri(ARTICLES), objects.table_options()
    table = open_table(objects, ARTICLES)
    added, removed = _part_changes(_unpublished(table, pending))
    moment, changing = int(time.time() * 1000), not all(row.compaction for row in pending)
    adds = [
        AddAction(_below(row.part), row.size, {}, moment, data_change=changing, stats=row.stats)
        for row in added.values()
    ]
    removes = [
        RemoveAction(_below(key), size=None, deletion_timestamp=moment, data_change=changing) for key in sorted(removed)
    ]
    marked = _marked(pending)
    schema = DeltaSchema.from_arrow(ARTICLE_SCHEMA)
    if table is None:
        create_table_with_add_actions(
            uri, schema, adds, name=ARTICLES, storage_options=options, commit_properties=marked
        )
    elif adds or removes:
        _add_columns(table, schema)
        table.create_write_transaction([*adds, *removes], "append", schema, commit_properties=marked)


def _add_columns(table: DeltaTable, schema: DeltaSchema) -> None:
    """Bring a table that an older version made to the columns of today; what it has of them is null."""
    there = {field.name for field in table.schema().fields}
    if missing := [field for field in schema.fields if field.name not in there]:
        table.alter.add_columns(missing)


def _part_changes(pending: Sequence[Any]) -> tuple[dict[str, Any], set[str]]:
    """Return the rows whose parts come, and the keys of those that go; a part that came and went is in neither."""
    added: dict[str, Any] = {}
    removed: set[str] = set()
    for row in pending:
        removed.update(key for key in json.loads(row.replaced) if not added.pop(key, None))
        if row.part:
            added[row.part] = row
    return added, removed


def _below(key: str) -> str:
    return key.removeprefix(f"{ARTICLES}/")


def _append_withdrawals(objects: ObjectStore, pending: Sequence[Any]) -> None:
    table = open_table(objects, WITHDRAWALS)
    if new := _unpublished(table, pending):
        append_withdrawals(objects, table, new, _marked(pending))


def _merge_members(objects: ObjectStore, pending: Sequence[Any]) -> None:
    table = open_table(objects, MEMBERS)
    if new := _unpublished(table, pending):
        merge_members(objects, table, new, _marked(pending))


def _unpublished(table: DeltaTable | None, pending: Sequence[Any]) -> list[Any]:
    done = published_version(table)
    return [row for row in pending if row.version > done]


def open_table(objects: ObjectStore, name: str) -> DeltaTable | None:
    """Open a corpus table at its newest version; None where nothing was published yet."""
    try:
        return DeltaTable(objects.uri(name), storage_options=objects.table_options())
    except TableNotFoundError:
        return None


def published_version(table: DeltaTable | None) -> int:
    """Return the newest version of the outbox that a table has; 0 for none."""
    return (table.transaction_version(_APPLICATION) or 0) if table else 0


def replaced_parts(table: DeltaTable | None) -> set[str]:
    """Return the object keys of parts that only older versions of the ``articles`` table read."""
    if table is None:
        return set()
    # A dry run of the vacuum with no retention names every file that the log has taken out of the table.
    return {f"{ARTICLES}/{path}" for path in table.vacuum(0, dry_run=True, enforce_retention_duration=False)}


def differing_members(table: DeltaTable | None, wanted: Mapping[str, Mapping[str, Any]]) -> tuple[set[str], set[str]]:
    """Return the documents whose rows the ``members`` table lacks or has otherwise, and those it should not have."""
    found = {row["document_id"]: row for row in _member_rows(table)} if table else {}
    changed = {name for name, row in wanted.items() if found.get(name) != row}
    return changed, found.keys() - wanted.keys()


def _member_rows(table: DeltaTable) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow_table(columns=MEMBER_ROW.names).to_pylist()
    return rows


def _marked(pending: Sequence[Any]) -> CommitProperties:
    return CommitProperties(app_transactions=[Transaction(_APPLICATION, pending[-1].version)])


@contextlib.contextmanager
def readable_table_errors(address: str) -> Iterator[None]:
    """Turn what Delta refuses into one line."""
    try:
        yield
    except (OSError, DeltaError) as error:
        if "No space left" in str(error) or "os error 28" in str(error):
            raise StoreFullError.at(address) from error
        raise StoreError(f"the corpus tables at {address} can't be used: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    # deltalake gives the error and its causes, a line each, in colours and behind arrows.
    lines = (re2.sub(r"\x1b\[[0-9;]*m|[↳ ]{2,}", " ", line).strip() for line in str(error).splitlines()[:_CAUSES])
    return ": ".join(filter(None, lines))[:_REASON]
