"""What the outbox says of members, as rows of the ``members`` and ``withdrawals`` tables.

outbox rows ─► a document's last row, and the versions in which it came and its own text changed ─► members (merged)
           └─► the documents that are gone in each version ──────────────────────────────────────► withdrawals
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import write_deltalake

from storage.outbox import UPDATED, read_changes
from storage.parts import DAY, MEMBER_ROW, MEMBER_SCHEMA, MEMBERS, VERSION_COLUMNS, WITHDRAWAL_SCHEMA, WITHDRAWALS
from storage.rows import REPAIRED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deltalake import CommitProperties, DeltaTable

    from storage.objects import ObjectStore

# A change is a member's new row, or says that the member is gone; then all else in it is null.
_GONE = "gone"
_CHANGE_SCHEMA = pa.schema(
    [*(member.with_nullable(nullable=True) for member in MEMBER_SCHEMA), pa.field(_GONE, pa.bool_())]
)


def merge_members(
    objects: ObjectStore, table: DeltaTable | None, pending: Sequence[Any], marked: CommitProperties
) -> None:
    """Bring the ``members`` table to the newest of these outbox rows, which it does not have.

    A commit that changes no member leaves its mark all the same: the table's mark is the version of the corpus.
    """
    newest = _newest(pending)
    if table is None:
        here = newest.filter(pc.invert(newest[_GONE])).drop_columns(_GONE).cast(MEMBER_SCHEMA)
        where, options = objects.uri(MEMBERS), objects.table_options()
        write_deltalake(
            where, here, name=MEMBERS, partition_by=[DAY], storage_options=options, commit_properties=marked
        )
    elif newest.num_rows:
        _merge(_in_days(table), newest, _same_row(pending, newest), marked)
    elif pending:
        table.create_write_transaction([], "append", table.schema(), commit_properties=marked)


def _merge(table: DeltaTable, newest: pa.Table, same_row: str, marked: CommitProperties) -> None:
    columns = {name: f"new.{name}" for name in (*MEMBER_ROW.names, "changed", "changed_at", DAY)}
    kept = {"updated": "coalesce(new.updated, old.updated)"}
    (
        table.merge(newest, same_row, "new", "old", commit_properties=marked)
        .when_matched_delete(f"new.{_GONE}")
        .when_matched_update(columns | kept, f"not new.{_GONE}")
        .when_not_matched_insert({name: f"new.{name}" for name in MEMBER_SCHEMA.names}, f"not new.{_GONE}")
        .execute()
    )


def _same_row(pending: Sequence[Any], newest: pa.Table) -> str:
    """Return what tells that two rows are one document's: that it is looked for on its day only, where that is known.

    A document keeps its day. Of one that is gone the day is not told, and what is repaired may be the day itself.
    """
    same = "new.document_id = old.document_id"
    if any(row.because == REPAIRED or json.loads(row.gone) for row in pending):
        return same
    days = ", ".join(f"DATE '{day}'" for day in sorted(set(newest[DAY].to_pylist())))
    return f"old.{DAY} in ({days}) and {same}"


def _in_days(table: DeltaTable) -> DeltaTable:
    # A table from before it was partitioned, and before versions were counted: those of its rows are not known.
    if DAY in _columns(table):
        return table
    missing = [field for field in VERSION_COLUMNS if field.name not in _columns(table)]
    rows = table.to_pyarrow_table()
    for field in missing:
        rows = rows.append_column(field, pa.nulls(len(rows), field.type))
    day = pc.cast(rows["first_seen"], pa.date32())
    rows = rows.set_column(rows.column_names.index(DAY), DAY, day).select(MEMBER_SCHEMA.names)
    write_deltalake(table, rows, mode="overwrite", schema_mode="overwrite", partition_by=[DAY])
    return table


def _columns(table: DeltaTable) -> set[str]:
    return {field.name for field in table.schema().fields}


def _newest(pending: Sequence[Any]) -> pa.Table:
    # A document that changed more than once is merged once, with its last row. One that is new to the table came in
    # the first of its versions; one that is there keeps what the table has of that.
    rows: dict[str, dict[str, Any]] = {}
    for row in pending:
        moment = _moment(row)
        for change in read_changes(row.changes):
            name, before = change["document_id"], rows.get(change["document_id"], {})
            own = row.version if change.pop(UPDATED) else before.get("updated")
            added = before.get("added") or row.version
            told = {"added": added, "updated": own, "changed": row.version, "changed_at": moment}
            rows[name] = {**change, **told, DAY: change["first_seen"].date()}
        rows |= {name: {"document_id": name, _GONE: True} for name in json.loads(row.gone)}
    return pa.Table.from_pylist([{_GONE: False, **row} for row in rows.values()], schema=_CHANGE_SCHEMA)


def append_withdrawals(
    objects: ObjectStore, table: DeltaTable | None, pending: Sequence[Any], marked: CommitProperties
) -> None:
    """Tell in the ``withdrawals`` table which documents are gone in these outbox rows, which it does not have."""
    gone = pa.Table.from_pylist(list(_withdrawn(pending)), schema=WITHDRAWAL_SCHEMA)
    if not gone.num_rows:
        return
    if table is None:
        where, options = objects.uri(WITHDRAWALS), objects.table_options()
        write_deltalake(where, gone, name=WITHDRAWALS, storage_options=options, commit_properties=marked)
    else:
        write_deltalake(table, gone, mode="append", commit_properties=marked)


def _withdrawn(pending: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for row in pending:
        for name in json.loads(row.gone):
            yield {
                "document_id": name,
                "version": row.version,
                "withdrawn_at": _moment(row),
                "because": row.because or "held",
            }


def _moment(row: Any) -> datetime | None:
    return datetime.fromisoformat(row.committed) if row.committed else None
