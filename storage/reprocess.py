"""`winnow reprocess`: clean again what the corpus has, from its raw bytes, with the present cleaner.

The order is that of an ingest: new objects, one SQL transaction, publishing. A part of the articles table in which
an article changes is replaced by a new part that holds its other articles as they were, in one commit of the table:
a reader sees every article once, before and after, and the table's older versions still read the old part.
Whatever the present cleaner has seen is not taken up again, so a run that breaks off is simply repeated.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from cleaners.version import CLEANER_VERSION
from dedup.sign import sign
from storage import rows, schema
from storage.document import Outcome
from storage.indexing import forget_texts, index_texts
from storage.items import DISCARDED, RELEASED, as_zulu
from storage.objects import put_by_content
from storage.outbox import announce, pack_changes
from storage.parts import read_rows
from storage.reclean import OWN_TEXT, Recleaned, ReplacedArticles, decide, replace_articles
from storage.recluster import cluster_again
from storage.records import document_of_record, pack_revisions
from storage.rows import Replacing, signed
from storage.tombstones import FORGOTTEN
from storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from storage.document import Document
    from storage.objects import ObjectStore
    from storage.recluster import Reclustered
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents to clean again: of one ``source``, first seen at or after ``since`` (ISO 8601), "" for all.

    Those that the present cleaner has seen are left out, unless ``again``.
    """

    source: str = ""
    since: str = ""
    again: bool = False


def select_rows(store: Store, selection: Selection, after: int, limit: int) -> list[Any]:
    """Return the next documents to clean again, by first sight, with the duplicates that follow them.

    ``after`` is the number (``seq``) of the last one before; the followers come behind, whatever their number.
    """
    table = schema.documents
    query = select(table).where(table.c.seq > after, table.c.raw_part != "").order_by(table.c.seq).limit(limit)
    query = query.where(table.c.outcome != Outcome.WITHDRAWN.value, ~table.c.reason.startswith(DISCARDED))
    if selection.source:
        query = query.where(table.c.source == selection.source)
    if selection.since:
        query = query.where(table.c.first_seen >= selection.since)
    if not selection.again:
        query = query.where(table.c.cleaner_version != CLEANER_VERSION)
    with store.catalog.reading() as connection:
        chosen = connection.execute(query).all()
    return list(chosen)


def followers_of(store: Store, chosen: Sequence[Any]) -> list[Any]:
    """Return the duplicates of these documents that are not among them: they change with them."""
    names = {row.document_id for row in chosen}
    with store.catalog.reading() as connection:
        transaction = Transaction(connection)
        followers = transaction.followers(names).keys() - names
        return [row for row in transaction.descriptions(followers) if row.raw_part]


def read_raw(store: Store, chosen: Sequence[Any]) -> Iterator[Document]:
    """Yield the documents of these rows as they were delivered; one whose bytes are gone is left out."""
    wanted: dict[str, dict[str, Any]] = {}
    for row in chosen:
        wanted.setdefault(row.raw_part, {})[row.document_id] = row
    for key, here in wanted.items():
        for record in read_rows(store.objects.get(key)):
            row = here.get(record["document_id"])
            if row is not None and record["raw"] is not None:
                released = row.reason.startswith(RELEASED)
                yield replace(document_of_record(record), drop=row.drop, source=row.source, released=released)


def leftover_documents(objects: ObjectStore, records: Iterable[Mapping[str, Any]]) -> Iterator[Document]:
    """Yield documents that only records tell of, as they were delivered; one whose bytes are gone is left out."""
    wanted: dict[str, set[str]] = {}
    for record in records:
        if record["raw_part"]:
            wanted.setdefault(record["raw_part"], set()).add(record["document_id"])
    for key, names in wanted.items():
        for record in read_rows(objects.get(key)):
            if record["document_id"] in names and record["raw"] is not None:
                yield document_of_record(record)


def commit_recleaned(store: Store, documents: Sequence[Document]) -> Counter[str]:
    """Commit documents that were cleaned and signed again; return how many became what they are.

    ``unchanged`` · ``changed`` (in the corpus, another text or other fields) · ``stored`` (new to the corpus) ·
    ``duplicate`` · ``held`` · ``left`` (a copy came meanwhile: the next run takes it up).
    """
    moment = datetime.now(UTC)
    now = moment.isoformat(timespec="seconds")
    with store.catalog.exclusive() as transaction:
        found = decide(transaction, documents, as_zulu(moment))
        articles = replace_articles(store, found)
        touched = _touched(found) | articles.changed
        tied = transaction.connected(found.documents.keys() & (touched | found.leaving | found.entering))
        _write_documents(transaction, found, articles, touched)
        _index(transaction, store, found, articles)
        around = tied | (touched & found.documents.keys())
        own = {name for name in around if name in found.own or name not in found.documents}
        duplicates = {name: owner for name, owner in found.duplicates.items() if name in around}
        placed = cluster_again(transaction, around, own & _with_text(transaction, own), duplicates)
        _tell_copies(transaction, found, placed)
        _put(transaction, store, articles, sorted(touched), now)
        _write_outbox(transaction, articles, placed, touched, _because(found))
    return _count(found, touched)


def _because(found: Recleaned) -> str:
    if not found.withdrawn:
        return Outcome.HELD.value
    return FORGOTTEN if set(found.withdrawn.values()) == {FORGOTTEN} else Outcome.WITHDRAWN.value


def _touched(found: Recleaned) -> set[str]:
    """Return the documents whose rows change in more than the cleaner's version."""
    return {name for name in found.documents if _told(found.new_row(name)) != _told(found.rows[name]._asdict())}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "cleaner_version"}


def _with_text(transaction: Transaction, names: Collection[str]) -> set[str]:
    return {row.document_id for row in transaction.descriptions(names) if row.part}


def _write_documents(
    transaction: Transaction, found: Recleaned, articles: ReplacedArticles, touched: Collection[str]
) -> None:
    key = articles.part.key if articles.part else ""
    transaction.move_documents(articles.replaced, key)
    written = []
    for name in found.documents:
        row, before = found.new_row(name), found.rows[name]
        moved = name in articles.changed or before.part in articles.replaced
        part = (key if moved else before.part) if name in found.own else ""
        row |= {"part": part, "revision": before.revision + (name in touched)}
        if row != before._asdict():
            written.append(row)
    transaction.put(schema.documents, "document_id", written)
    transaction.remove(schema.removals.c.document_id, articles.changed | found.leaving)
    kept = articles.changed | (found.leaving & found.own.keys())
    transaction.add(schema.removals, rows.removal_rows(found.own[name] for name in sorted(kept)))


def _index(transaction: Transaction, store: Store, found: Recleaned, articles: ReplacedArticles) -> None:
    leaving = sorted(found.leaving)
    old = sign([articles.before[name]["text"] for name in leaving], store.catalog.scheme)
    numbers = {name: row.seq for name, row in found.rows.items()}
    forget_texts(transaction, dict(zip(leaving, old, strict=True)), numbers)
    entering = {name: signed(found.own[name]) for name in sorted(found.entering, key=lambda name: numbers[name])}
    index_texts(transaction, entering, {name: numbers[name] for name in entering}, store.catalog)


def _tell_copies(transaction: Transaction, found: Recleaned, placed: Reclustered) -> None:
    # As in an ingest: whatever is not the oldest of its cluster is a copy of an article that was there before it.
    changed = []
    for row in transaction.descriptions(found.entering):
        oldest = placed.assigned[row.document_id].cluster_id == row.document_id
        outcome = Outcome.STORED if oldest else Outcome.NEAR_DUPLICATE
        if row.outcome != outcome:
            changed.append({**row._asdict(), "outcome": outcome.value})
    transaction.put(schema.documents, "document_id", changed)


def _put(transaction: Transaction, store: Store, articles: ReplacedArticles, touched: Sequence[str], now: str) -> None:
    records = [row._asdict() for row in transaction.descriptions(touched)]
    revised = pack_revisions(records) if records else None
    for part in (articles.part, revised):
        if part:
            put_by_content(store.objects, part.key, part.content)
            transaction.put(schema.parts, "key", [rows.part_row(part)])
    transaction.retire_parts(articles.replaced, now)


def _write_outbox(
    transaction: Transaction, articles: ReplacedArticles, placed: Reclustered, touched: Collection[str], because: str
) -> None:
    names = placed.changed.keys() | (set(touched) & placed.assigned.keys())
    if not (names or placed.gone or articles.part or articles.replaced):
        return
    told = {row.document_id: row for row in transaction.descriptions(names)}
    changes = [rows.published_row(rows.member_row(placed.assigned[name]), told[name]) for name in sorted(names)]
    replacing = Replacing(articles.replaced, placed.gone, because=because)
    announce(transaction, articles.part, pack_changes(changes, touched), replacing)


def _count(found: Recleaned, touched: Collection[str]) -> Counter[str]:
    counts = Counter({"left": len(found.left)})
    for name in found.documents:
        before, now = found.rows[name].outcome, str(found.outcome(name))
        same = before == now or (before in OWN_TEXT and now in OWN_TEXT)
        counts[("changed" if name in touched else "unchanged") if same else now] += 1
    return counts
