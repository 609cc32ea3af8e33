"""What changed in the corpus since a version: from the versions that member rows carry, and from ``withdrawals``.

member rows ─► came, updated, or in a cluster that changed ─► wanted? ─► new · updated · linked
                                                          └─ no more ─► withdrawn, because filtered or a copy
withdrawals ─► not in the corpus now ──────────────────────────────────► withdrawn, because of what its row says

No history is needed for it: it works after a vacuum, and gives the same for every version that ever was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from storage.errors import NotInStoreError
from storage.parts import WITHDRAWAL_SCHEMA
from storage.view import VIEW_SCHEMA, Wanted, join_articles, join_duplicates, read_members

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from storage.pinned import Pinned

# What became of a row since: `new` (came to the corpus), `updated` (its own text or fields are others), `linked` (its
# cluster is another: a copy came or left, or another copy is the one to read), `withdrawn` (not in the selection).
CHANGE_SCHEMA = pa.schema([pa.field("change", pa.string()), pa.field("because", pa.string()), *VIEW_SCHEMA])

# Rows from before versions were counted: they came with the first.
_FIRST = 1


def version_before(tables: Pinned, moment: datetime) -> int:
    """Return the newest version known to be committed before a moment; 0 for none."""
    limit = pa.scalar(moment, pa.timestamp("us", tz="UTC"))
    found = [0]
    for rows, version, when in (
        (read_members(tables.members), "changed", "changed_at"),
        (_withdrawals(tables), "version", "withdrawn_at"),
    ):
        before = rows.filter(pc.fill_null(pc.less(rows[when], limit), fill_value=False))
        found.append(pc.max(before[version]).as_py() or 0)
    return max(found)


def read_changes_since(tables: Pinned, wanted: Wanted, since: int, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the changes since a version, as rows with these columns of CHANGE_SCHEMA."""
    if not 0 <= since <= tables.version:
        raise NotInStoreError(f"the corpus at {tables.address} has no version {since}: it stands at {tables.version}")
    members = read_members(tables.members)
    reported = members.filter(_touched(members, since))
    here = wanted.of_members(reported)
    left = _left(reported.filter(pc.invert(here)), wanted, since)
    for batch in _joined(tables, reported.filter(here)):
        spoken = wanted.of_language(batch)
        yield _told(batch.filter(spoken), since).select(columns)
        yield _gone(_left(batch.filter(pc.invert(spoken)), wanted, since)).select(columns)
    yield _gone(left).select(columns)
    yield _withdrawn(tables, members, since).select(columns)


def _touched(members: pa.Table, since: int) -> pa.Array:
    # A cluster changed if a row of it did: when a copy leaves one, a row that stays says so (rows.changed_members).
    clusters = pc.unique(members.filter(_after(members["changed"], since))["cluster_id"])
    return pc.is_in(members["cluster_id"], clusters)


def _left(rows: pa.Table, wanted: Wanted, since: int) -> pa.Table:
    """Of rows that are not in the selection, return those that may have been in it."""
    rows = rows.filter(pc.and_(_after(rows["changed"], since), pc.invert(_after(rows["added"], since))))
    return rows.filter(pc.is_in(rows["source"], pa.array(wanted.sources))) if wanted.sources else rows


def _after(versions: Any, since: int) -> pa.Array:
    return pc.greater(pc.fill_null(versions, _FIRST), since)


def _joined(tables: Pinned, rows: pa.Table) -> Iterator[pa.Table]:
    yield from join_articles(tables.articles, rows, VIEW_SCHEMA.names)
    yield join_duplicates(tables.articles, rows, VIEW_SCHEMA.names)


def _told(rows: pa.Table, since: int) -> pa.Table:
    later = pc.if_else(_after(rows["updated"], since), "updated", "linked")
    change = pc.if_else(_after(rows["added"], since), "new", later)
    return _changes(rows, change, pa.nulls(rows.num_rows, pa.string()))


def _gone(rows: pa.Table) -> pa.Table:
    return _withdrawal(rows["document_id"], pc.if_else(rows["canonical"], "filtered", "copy"))


def _withdrawn(tables: Pinned, members: pa.Table, since: int) -> pa.Table:
    rows = _withdrawals(tables)
    rows = rows.filter(pc.greater(rows["version"], since)).sort_by("version")
    here = pc.is_in(rows["document_id"], members["document_id"].combine_chunks())
    last = {row["document_id"]: row["because"] for row in rows.filter(pc.invert(here)).to_pylist()}
    return _withdrawal(pa.array(last, pa.string()), pa.array(last.values(), pa.string()))


def _withdrawals(tables: Pinned) -> pa.Table:
    if tables.withdrawals is None:
        return WITHDRAWAL_SCHEMA.empty_table()
    return tables.withdrawals.to_pyarrow_table(columns=WITHDRAWAL_SCHEMA.names)


def _withdrawal(names: Any, because: Any) -> pa.Table:
    nothing = {field.name: pa.nulls(len(names), field.type) for field in VIEW_SCHEMA}
    rows = pa.table(list((nothing | {"document_id": names}).values()), schema=VIEW_SCHEMA)
    return _changes(rows, pa.repeat(pa.scalar("withdrawn"), len(names)), because)


def _changes(rows: pa.Table, change: Any, because: Any) -> pa.Table:
    return pa.table([change, because, *rows.columns], schema=CHANGE_SCHEMA)
