"""The outbox: what a commit tells the corpus tables, written in its own transaction."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage import schema
from storage.parts import MEMBER_ROW
from storage.rows import outbox_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from storage.parts import Part
    from storage.rows import Replacing
    from storage.transaction import Transaction

# Whether the document's own text or fields changed, not only its place among its copies.
UPDATED = "_updated"
_PACKED = pa.schema([*MEMBER_ROW, pa.field(UPDATED, pa.bool_())])


def announce(transaction: Transaction, part: Part | None, changes: bytes, replacing: Replacing | None = None) -> None:
    """Let a commit be published as the next version of the corpus; ``changes`` is what ``pack_changes`` packed."""
    version = transaction.next_version()
    transaction.add(schema.outbox, [outbox_row(version, part, changes, replacing)])
    now, because = datetime.now(UTC).isoformat(timespec="seconds"), replacing.because if replacing else ""
    transaction.add(schema.versions, [{"version": version, "committed": now, "because": because}])


def pack_changes(rows: Sequence[Mapping[str, Any]] = (), updated: Collection[str] = ()) -> bytes:
    """Pack member rows as an Arrow IPC stream; the own text or fields of the ``updated`` documents changed."""
    told = [{**row, UPDATED: row["document_id"] in updated} for row in rows]
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, _PACKED) as writer:
        writer.write_table(pa.Table.from_pylist(told, schema=_PACKED))
    return sink.getvalue()


def read_changes(content: bytes) -> list[dict[str, Any]]:
    """Return the rows that ``pack_changes`` packed; one packed by an older version may have changed in any way."""
    rows: list[dict[str, Any]] = pa.ipc.open_stream(content).read_all().to_pylist()
    return [{UPDATED: True, **row} for row in rows]
