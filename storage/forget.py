"""`winnow forget`: takes articles out of a store, for good, and says what was removed where.

tombstones ─► out of the corpus, like what its source takes back ─► published ─► purged (storage.purge) ─► receipt

Tombstones come first: from then on the documents can't come back, and whatever is left to do is done by a repeat. They
name a document by its id, its text by a hash, its URL and its item by a hash: none holds a word of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage import schema
from storage.document import Outcome
from storage.due import taken_out
from storage.errors import NotInStoreError
from storage.forget_search import holding, reports_telling
from storage.parts import MEMBERS
from storage.purge import Purged, purge
from storage.queries import rows_in
from storage.reprocess import commit_recleaned
from storage.sites import url_key
from storage.tables import open_table, publish, published_version
from storage.tombstones import FORGOTTEN, Tombstone, hashed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Select

    from storage.store import Store
    from storage.tombstones import Scope
    from storage.transaction import Transaction

RECEIPTS = "forgotten"
# Documents that leave in one commit: some parts of the articles table are written anew.
_BATCH = 500
_SHORTEST_ID = 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to forget: by id (or the start of one), by URL, all of a source, or all that holds a phrase; one of them."""

    ids: tuple[str, ...] = ()
    url: str = ""
    source: str = ""
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class ForgetPlan:
    """What would be forgotten. ``chosen`` and ``same_text`` are documents: those that were named, and their duplicates.

    ``stay``: other copies of their texts, with other words of their own; they stay.
    """

    rows: Mapping[str, Any]
    chosen: tuple[str, ...]
    same_text: tuple[str, ...]
    stay: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Say what would be done, a line each, without a word of an article."""
        for name in self.chosen:
            yield f"would forget {name} ({self.rows[name].source})"
        for name in self.same_text:
            yield f"would forget {name} ({self.rows[name].source}): it has the same text"
        for name in self.stay:
            yield f"would leave {name}: a copy in other words"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was removed where, for whoever asked for it. It holds no word of an article, nor what it was found by."""

    forgotten: tuple[str, ...]
    same_text: tuple[str, ...]
    copies_that_stay: tuple[str, ...]
    at: str
    version: int
    objects_rewritten: tuple[str, ...]
    objects_deleted: tuple[str, ...]
    catalog_rows: Mapping[str, int]
    members_history_from: int | None
    tombstones: int


def plan_forget(store: Store, chosen: Chosen) -> ForgetPlan:
    """Find out what there is to forget; nothing is written. NotInStoreError where nothing is."""
    with store.catalog.reading() as connection:
        named = [row for query in _queries(chosen) for row in connection.execute(query)]
    if chosen.phrase:
        named += holding(store, chosen.phrase)
    found: dict[str, Any] = {row.document_id: row for row in named}
    _refuse_unclear(store, chosen, found)
    with store.catalog.reading() as connection:
        rows = found | _same_text(connection, found)
        copies = _copies(connection, rows)
    same, stay = rows.keys() - found.keys(), copies - rows.keys()
    return ForgetPlan(rows, tuple(sorted(found)), tuple(sorted(same)), tuple(sorted(stay)))


def _same_text(connection: Connection, found: Mapping[str, Any]) -> dict[str, Any]:
    table = schema.documents
    texts = {row.text_id for row in found.values() if getattr(row, "text_id", "")}
    return {row.document_id: row for row in rows_in(connection, select(table), table.c.text_id, texts)}


def _copies(connection: Connection, names: Iterable[str]) -> set[str]:
    table = schema.members
    clusters = {row[0] for row in rows_in(connection, select(table.c.cluster_id), table.c.document_id, names)}
    return {row[0] for row in rows_in(connection, select(table.c.document_id), table.c.cluster_id, clusters)}


def _queries(chosen: Chosen) -> Iterator[Select[Any]]:
    for table in (schema.documents, schema.quarantine):
        for name in chosen.ids:
            yield select(table).where(table.c.document_id.startswith(name.lower(), autoescape=True))
        if chosen.source:
            yield select(table).where(table.c.source == chosen.source)
    if key := url_key(chosen.url):
        yield select(schema.documents).where(schema.documents.c.url_key == key)


def _refuse_unclear(store: Store, chosen: Chosen, found: Mapping[str, Any]) -> None:
    for name in chosen.ids:
        count = sum(one.startswith(name.lower()) for one in found)
        if len(name) < _SHORTEST_ID or count != 1:
            wrong = "more than one document is" if count > 1 else "no document is"
            raise NotInStoreError(f"{wrong} under {name[:70]!r} in {store.address} (an id has 6 digits or more)")
    if not found:
        raise NotInStoreError(f"nothing in {store.address} is what you named")


def forget(store: Store, plan: ForgetPlan) -> Receipt:
    """Do what the plan says; the receipt stands in the store as well. A repeat does what is left to do."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with store.catalog.exclusive() as transaction:
        stones = _stones(transaction, plan, now)
        transaction.set_tombstones(stone for several in stones.values() for stone in several)
    _take_out(store, plan)
    publish(store)
    # Before the catalog forgets their titles: a repeat must still find them.
    reports = reports_telling(store, plan.rows.values())
    for key in reports:
        store.objects.delete(key)
    done = purge(store, stones)
    done.deleted += reports
    receipt = _receipt(store, plan, now, done, stones)
    content = json.dumps(asdict(receipt), indent=1).encode()
    store.objects.put(f"{RECEIPTS}/receipt-{hashlib.sha256(content).hexdigest()}.json", content)
    return receipt


def _stones(transaction: Transaction, plan: ForgetPlan, now: str) -> dict[str, list[Tombstone]]:
    table = schema.items
    query = select(table.c.document_id, table.c.item)
    items = dict(rows_in(transaction.connection, query, table.c.document_id, plan.rows))
    found = {}
    for name, row in plan.rows.items():
        keys: list[tuple[Scope, str]] = [("document", name), ("text", getattr(row, "text_id", ""))]
        keys += hashed(getattr(row, "url_key", ""), items.get(name, ""))
        found[name] = [Tombstone(scope, key, "forget", FORGOTTEN, now) for scope, key in keys if key]
    return found


def _take_out(store: Store, plan: ForgetPlan) -> None:
    # Duplicates leave in one commit with the document that they follow: nobody is to be cleaned for its text.
    there = [row for row in plan.rows.values() if getattr(row, "outcome", "") not in ("", Outcome.WITHDRAWN)]
    there.sort(key=lambda row: (row.text_id, row.seq))
    while there:
        end = next((at for at in range(_BATCH, len(there)) if there[at].text_id != there[at - 1].text_id), len(there))
        commit_recleaned(store, taken_out(store, there[:end]))
        there = there[end:]


def _receipt(
    store: Store, plan: ForgetPlan, now: str, done: Purged, stones: Mapping[str, Sequence[Tombstone]]
) -> Receipt:
    return Receipt(
        forgotten=plan.chosen,
        same_text=plan.same_text,
        copies_that_stay=plan.stay,
        at=now,
        version=published_version(open_table(store.objects, MEMBERS)),
        objects_rewritten=tuple(done.rewritten),
        objects_deleted=tuple(done.deleted),
        catalog_rows=dict(done.catalog),
        members_history_from=done.history_from,
        tombstones=sum(map(len, stones.values())),
    )
