"""What waits for somebody to look at it: held and quarantined documents, and what was decided of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from sqlalchemy import or_, select

from storage import rows, schema
from storage.bucket import REPLAYED
from storage.document import Outcome
from storage.errors import NotInStoreError
from storage.items import DISCARDED
from storage.objects import put_by_content
from storage.parts import read_rows
from storage.records import pack_revisions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Select, Table

    from storage.store import Store
    from storage.transaction import Transaction

Kind = Literal["held", "quarantined"]
_TABLES: Final[dict[Kind, Table]] = {"held": schema.documents, "quarantined": schema.quarantine}
# Revisions of a record in which a decision stands; the delivery itself has 0.
_DISCARD_REVISION: Final = 1
_REPLAY_REVISION: Final = 2
_SHORTEST_ID: Final = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of what waits: those whose id starts with one of ``ids``, of a ``source``, whose reason has ``reason``.

    "" and () for all. What was discarded is chosen by its id, or with ``discarded``. ``everything`` says that all is
    meant where nothing narrows it.
    """

    ids: tuple[str, ...] = ()
    source: str = ""
    reason: str = ""
    discarded: bool = False
    everything: bool = False


def waiting(store: Store, kind: Kind, choice: Choice) -> list[Any]:
    """Return the catalog's rows of what is chosen, the oldest first; NotInStoreError for an id that names none."""
    with store.catalog.reading() as connection:
        found = list(connection.execute(_query(kind, choice)).all())
    for name in choice.ids:
        same = [row for row in found if row.document_id.startswith(name.lower())]
        if len(name) < _SHORTEST_ID or len(same) != 1:
            wrong = "more than one is" if len(same) > 1 and len(name) >= _SHORTEST_ID else "nothing is"
            raise NotInStoreError(f"{wrong} {kind} under {name[:70]!r} in {store.address} (an id has 6 digits or more)")
    return found


def _query(kind: Kind, choice: Choice) -> Select[Any]:
    table = _TABLES[kind]
    query = select(table).order_by(table.c.first_seen, table.c.drop, table.c.document_id)
    if kind == "held":
        query = query.where(table.c.outcome == Outcome.HELD.value)
    if choice.source:
        query = query.where(table.c.source == choice.source)
    if choice.reason:
        query = query.where(table.c.reason.contains(choice.reason, autoescape=True))
    if choice.ids:
        starts = [table.c.document_id.startswith(name.lower(), autoescape=True) for name in choice.ids]
        return query.where(or_(*starts))
    return query if choice.discarded else query.where(~table.c.reason.startswith(DISCARDED))


def record_of(store: Store, row: Any) -> dict[str, Any]:
    """Return the record of a row with its bytes: what was delivered."""
    if row.raw_part:
        for record in read_rows(store.objects.get(row.raw_part), row.document_id):
            if record["raw"] is not None:
                return record
    raise NotInStoreError(f"the bytes of {row.document_id[:12]} are not in {store.address}")


def discard(store: Store, kind: Kind, chosen: Sequence[Any]) -> int:
    """Remember that these were looked at and are not wanted; return how many still waited."""
    with store.catalog.exclusive() as transaction:
        standing = [row for row in _still(transaction, kind, chosen) if not row["reason"].startswith(DISCARDED)]
        changed = [{**row, "reason": DISCARDED + row["reason"]} for row in standing]
        if kind == "held":
            changed = [{**row, "revision": row["revision"] + 1} for row in changed]
        revised = changed if kind == "held" else list(_revised(changed, Outcome.QUARANTINED, _DISCARD_REVISION))
        _put_records(transaction, store, revised)
        transaction.put(_TABLES[kind], "document_id", changed)
    return len(changed)


def clear_replayed(store: Store, chosen: Sequence[Any]) -> None:
    """Take out of quarantine what was read and committed since."""
    with store.catalog.exclusive() as transaction:
        done = _still(transaction, "quarantined", chosen)
        names = {column.name for column in schema.dismissed.c}
        revised = list(_revised(done, REPLAYED, _REPLAY_REVISION))
        _put_records(transaction, store, revised)
        kept = [{name: value for name, value in row.items() if name in names} for row in revised]
        transaction.put(schema.dismissed, "document_id", kept)
        transaction.remove(schema.quarantine.c.document_id, [row["document_id"] for row in done])


def _still(transaction: Transaction, kind: Kind, chosen: Sequence[Any]) -> list[dict[str, Any]]:
    table = _TABLES[kind]
    found = transaction.rows_of(table, table.c.document_id, [row.document_id for row in chosen])
    return [row for row in found if kind != "held" or row["outcome"] == Outcome.HELD]


def _revised(chosen: Sequence[dict[str, Any]], outcome: str, revision: int) -> Iterator[dict[str, Any]]:
    for row in chosen:
        yield {**row, "outcome": str(outcome), "revision": revision}


def _put_records(transaction: Transaction, store: Store, revised: Sequence[dict[str, Any]]) -> None:
    if revised:
        part = pack_revisions(revised)
        put_by_content(store.objects, part.key, part.content)
        transaction.put(schema.parts, "key", [rows.part_row(part)])
