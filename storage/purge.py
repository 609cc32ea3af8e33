"""Taking every trace of forgotten documents out of a store: objects, rows, and what keeps old rows.

They are out of the corpus already (storage.forget). What may hold their words still: record parts (raw bytes, fields),
parts that only older versions of the tables read, orphans, rows of the catalog, free pages of its file, and the
history of the ``members`` table, whose rows and statistics have titles and URLs.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import update

from storage import rows, schema
from storage.check_objects import list_parts
from storage.document import Outcome
from storage.objects import put_by_content
from storage.parts import ARTICLES, MEMBERS
from storage.records import pack_revisions
from storage.tables import open_table, readable_table_errors
from storage.tombstones import FORGOTTEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Table

    from storage.store import Store
    from storage.tombstones import Tombstone
    from storage.transaction import Transaction

# What is left of a forgotten document: that it was there, when and from whom, and hashes.
_EMPTIED = ("drop", "place", "site", "url", "url_key", "title", "credit", "published", "language", "raw_part")
_EMPTIED_RECORD = tuple(name for name in _EMPTIED if name != "raw_part")
_NULLED_RECORD = ("delivered_url", "given", "item", "body", "raw", "part")
# Values of one statement; SQLite takes 32,766.
_CHUNK = 1000


@dataclass(slots=True)
class Purged:
    """What was done where: object keys, and rows by table of the catalog."""

    rewritten: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    catalog: Counter[str] = field(default_factory=Counter)
    history_from: int | None = None  # the first entry that the log of the members table still has


def purge(store: Store, stones: Mapping[str, Sequence[Tombstone]]) -> Purged:
    """Take the last of these documents out of a store; ``stones`` are theirs. Repeating it does what is left to do."""
    done = Purged()
    names = pa.array(sorted(stones), pa.string())
    for key in sorted(list_parts(store.objects)):
        if _tells_of(content := store.objects.get(key), names):
            _purge_object(store, key, content, stones, done)
    with store.catalog.exclusive() as transaction:
        _empty_rows(transaction, sorted(stones), done)
    with readable_table_errors(store.address):
        done.history_from = _drop_history(store)
    store.catalog.shred()
    return done


def _tells_of(content: bytes, names: pa.Array) -> bool:
    there = pq.read_schema(io.BytesIO(content)).names
    found = pq.read_table(io.BytesIO(content), columns=[name for name in ("document_id", "seen_as") if name in there])
    return any(pc.any(pc.is_in(column, names)).as_py() for column in found.columns)


def _purge_object(
    store: Store, key: str, content: bytes, stones: Mapping[str, Sequence[Tombstone]], done: Purged
) -> None:
    with store.catalog.exclusive() as transaction:
        known = transaction.known_parts([key])
        if key.startswith(ARTICLES) or not known:
            # The table does not read it any more: a part that was replaced, or what a crash left.
            transaction.remove(schema.parts.c.key, [key])
            done.deleted.append(key)
        else:
            told = pq.read_table(io.BytesIO(content)).to_pylist()
            part = pack_revisions([emptied_record(row, stones) for row in told])
            if part.key == key:
                return
            put_by_content(store.objects, part.key, part.content)
            transaction.put(schema.parts, "key", [rows.part_row(part)])
            for table in (schema.documents, schema.quarantine, schema.dismissed):
                moved = update(table).where(table.c.raw_part == key).values(raw_part=part.key)
                transaction.connection.execute(moved)
            transaction.remove(schema.parts.c.key, [key])
            done.rewritten.append(part.key)
    store.objects.delete(key)


def emptied_record(row: dict[str, Any], stones: Mapping[str, Sequence[Tombstone]]) -> dict[str, Any]:
    """Return a record without what it tells of a forgotten document; its tombstones stand in it."""
    if row["document_id"] in stones:
        own = json.dumps([asdict(stone) for stone in stones[row["document_id"]]])
        outcome = row["outcome"] if row["outcome"] == Outcome.QUARANTINED else Outcome.WITHDRAWN.value
        kept = {**row, "outcome": outcome, "reason": FORGOTTEN, "tombstones": own}
    elif row["seen_as"] in stones:
        kept = row
    else:
        return row
    return kept | dict.fromkeys(_EMPTIED_RECORD, "") | dict.fromkeys(_NULLED_RECORD)


def _empty_rows(transaction: Transaction, names: Sequence[str], done: Purged) -> None:
    for table, key in (
        (schema.documents, "document_id"),
        (schema.quarantine, "document_id"),
        (schema.sightings, "seen_as"),
    ):
        columns = {column.name for column in table.c}
        values = {name: "" for name in _EMPTIED if name in columns}
        if "reason" in columns:
            values["reason"] = FORGOTTEN
        done.catalog[table.name] += _update(transaction, table, key, names, values)
    transaction.remove(schema.items.c.document_id, names)


def _update(transaction: Transaction, table: Table, key: str, names: Sequence[str], values: Mapping[str, str]) -> int:
    changed = 0
    for chunk in _chunks(names):
        changed += transaction.connection.execute(update(table).where(table.c[key].in_(chunk)).values(values)).rowcount
    return changed


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (names[at : at + _CHUNK] for at in range(0, len(names), _CHUNK))


def _drop_history(store: Store) -> int | None:
    """Leave of the ``members`` table only what its newest version reads: its files, a checkpoint, one log entry."""
    with store.catalog.exclusive():
        table = open_table(store.objects, MEMBERS)
        if table is None:
            return None
        table.vacuum(0, dry_run=False, enforce_retention_duration=False, full=True)
        table = open_table(store.objects, MEMBERS) or table  # a vacuum is an entry of the log itself
        table.create_checkpoint()
        newest = table.version()
        for key in _outdated(store, newest):
            store.objects.delete(key)
        return newest


def _outdated(store: Store, newest: int) -> Collection[str]:
    log = f"{MEMBERS}/_delta_log/"
    names = {head.key: head.key.removeprefix(log).partition(".")[0] for head in store.objects.list(log)}
    return [key for key, entry in names.items() if entry.isdigit() and int(entry) < newest]
