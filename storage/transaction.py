"""What a commit asks and writes while it holds the catalog's lock."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import chain, islice, pairwise, product
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from sqlalchemy import and_, delete, func, insert, select, update

from dedup.record import Match, Member
from storage import schema
from storage.document import PLACED, Outcome
from storage.items import Newest, is_older
from storage.queries import insert_rows, insert_tuples, rows_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlalchemy import Column, ColumnElement, Connection, Table

    from storage.rows import Run
    from storage.tombstones import Tombstone

# New band keys are settled after so many documents. In batches of 10,000, look-up and insert then take 0.32 ms of CPU a
# document at 100,000 and 0.34 at 600,000 (benchmarks/index.py); in one table they went up 1.7 times by 500,000.
SETTLE_AFTER = 100_000
# Rows that one statement settles. All at once took 200 MB more memory for 300,000 documents.
_SETTLED_AT_ONCE = 200_000
_SETTLED_TO = "settled_to"
# Keys of a delete: a list of parameters, of which SQLite takes 32,766.
_CHUNK = 1000

_Value = TypeVar("_Value")


class Transaction:
    """One open transaction on the catalog, alone in writing."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # Questions

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those ids that were delivered before, whatever became of them."""
        columns = (
            schema.documents.c.document_id,
            schema.quarantine.c.document_id,
            schema.sightings.c.document_id,
        )
        found = {row[0] for column in columns for row in rows_in(self.connection, select(column), column, ids)}
        table = schema.dismissed
        done = select(table.c.document_id).where(table.c.outcome == Outcome.WITHDRAWN.value)
        return found | {row[0] for row in rows_in(self.connection, done, table.c.document_id, ids)}

    def text_owners(self, text_ids: Collection[str]) -> dict[str, str]:
        """Return, of each text that is in the corpus, the document that stands for it."""
        table = schema.documents
        query = select(table.c.text_id, table.c.document_id).where(table.c.part != "")
        return dict(rows_in(self.connection, query, table.c.text_id, text_ids))

    def latest_versions(self, url_keys: Collection[str]) -> dict[str, tuple[str, str]]:
        """Return (document_id, text_id) of the newest document under each URL key."""
        table = schema.documents
        query = (
            select(table.c.url_key, table.c.document_id, table.c.text_id)
            .where(table.c.outcome != "held")
            .order_by(table.c.seq)
        )
        found = rows_in(self.connection, query, table.c.url_key, url_keys)
        return {key: (document_id, text_id) for key, document_id, text_id in found}

    def newest_items(self, keys: Collection[str]) -> dict[str, Newest]:
        """Return the newest version of each of these items that was delivered and not withdrawn."""
        items, table = schema.items, schema.documents
        query = (
            select(items.c.item, table.c.document_id, table.c.text_id, items.c.version)
            .join(table, table.c.document_id == items.c.document_id)
            .where(table.c.outcome != Outcome.WITHDRAWN.value)
            .order_by(table.c.seq)
        )
        found: dict[str, Newest] = {}
        for item, *told in rows_in(self.connection, query, items.c.item, keys):
            newest = Newest(*told)
            if item not in found or not is_older(newest.version, found[item].version):
                found[item] = newest
        return found

    def tombstones(self, keys: Collection[str]) -> dict[tuple[str, str], Any]:
        """Return the tombstones of these keys, by scope and key."""
        table = schema.tombstones
        found = rows_in(self.connection, select(table), table.c.key, keys)
        return {(row.scope, row.key): row for row in found}

    def next_seq(self) -> int:
        """Return the next number in the order of first sight."""
        return (self.connection.scalar(select(func.max(schema.documents.c.seq))) or 0) + 1

    def next_version(self) -> int:
        """Return the next number of the outbox, which is the tables' application version."""
        return (self.connection.scalar(select(func.max(schema.outbox.c.version))) or 0) + 1

    def hits(self, keys: Collection[int]) -> list[tuple[int, str]]:
        """Return (band key, document_id) of the documents under these keys, the oldest of a bucket first."""
        ordered = np.unique(np.fromiter(keys, np.int64, len(keys))).tolist()  # neighbours in an index come together
        tables = (schema.settled_bands, schema.bands)
        chosen = [rows_in(self.connection, select(table), table.c.band, ordered) for table in tables]
        found = sorted((band, seq) for band, seq in chain(*chosen))
        ids = self._ids_of({seq for _, seq in found})
        return [(band, ids[seq]) for band, seq in found]

    def shingles(self, ids: Collection[str]) -> dict[str, NDArray[np.uint32]]:
        """Return the shingle hashes of documents, as their signatures hold them."""
        table = schema.signatures
        found = rows_in(self.connection, select(table.c.document_id, table.c.shingles), table.c.document_id, ids)
        return {document_id: np.frombuffer(blob, dtype="<u4") for document_id, blob in found}

    def assignments(self, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return the member rows of every document in the clusters that these documents are in."""
        table = schema.members
        clusters = {row[0] for row in rows_in(self.connection, select(table.c.cluster_id), table.c.document_id, ids)}
        rows = rows_in(self.connection, select(table), table.c.cluster_id, clusters)
        return {row.document_id: row._asdict() for row in rows}

    def members(self, ids: Collection[str]) -> list[Member]:
        """Return what clustering needs to know of stored documents."""
        table = schema.documents
        query = select(
            table.c.document_id,
            table.c.seq,
            table.c.shingles,
            table.c.published,
            table.c.source,
            table.c.credit,
            table.c.title,
        )
        replaced = self.replaced(ids)
        found = rows_in(self.connection, query, table.c.document_id, ids)
        return [replace(Member(*row), replaced=row.document_id in replaced) for row in found]

    def replaced(self, ids: Collection[str]) -> set[str]:
        """Return those documents of which a newer version is in the corpus."""
        table = schema.documents
        query = select(table.c.version_of).where(table.c.outcome.in_([outcome.value for outcome in PLACED]))
        return {row[0] for row in rows_in(self.connection, query, table.c.version_of, ids)}

    def connected(self, ids: Collection[str]) -> set[str]:
        """Return these documents and all that stored matches tie them to, however many steps away."""
        left, right = schema.matches.c.left, schema.matches.c.right
        found = frontier = set(ids)
        while frontier:
            newer = rows_in(self.connection, select(right), left, frontier)
            older = rows_in(self.connection, select(left), right, frontier)
            frontier = {row[0] for row in chain(newer, older)} - found
            found = found | frontier
        return found

    def matches_within(self, ids: Collection[str]) -> list[Match]:
        """Return the stored matches whose both ends are among these documents."""
        table = schema.matches
        rows = rows_in(self.connection, select(table), table.c.left, ids)
        return [Match(*row) for row in rows if row.right in ids]

    def descriptions(self, ids: Collection[str]) -> Iterator[Any]:
        """Yield the document rows of these documents."""
        return rows_in(self.connection, select(schema.documents), schema.documents.c.document_id, ids)

    def rows_of(self, table: Table, column: Column[Any], values: Collection[str]) -> list[dict[str, Any]]:
        """Return a table's rows whose ``column`` is one of ``values``."""
        return [row._asdict() for row in rows_in(self.connection, select(table), column, values)]

    def seqs(self, ids: Collection[str]) -> dict[str, int]:
        """Return the numbers of documents in the order of first sight."""
        table = schema.documents
        return dict(rows_in(self.connection, select(table.c.document_id, table.c.seq), table.c.document_id, ids))

    def member_rows(self, ids: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return the member rows of these documents."""
        table = schema.members
        rows = rows_in(self.connection, select(table), table.c.document_id, ids)
        return {row.document_id: row._asdict() for row in rows}

    def followers(self, ids: Collection[str]) -> dict[str, str]:
        """Return the duplicates that follow these documents, each with the one that it follows."""
        table = schema.members
        query = select(table.c.document_id, table.c.parent).where(table.c.relation == "duplicate")
        return dict(rows_in(self.connection, query, table.c.parent, ids))

    def aliases_of(self, ids: Collection[str]) -> set[str]:
        """Return the aliases that name these clusters, or are these ids themselves."""
        table = schema.aliases
        columns = (table.c.cluster_id, table.c.alias)
        return {row[0] for column in columns for row in rows_in(self.connection, select(table.c.alias), column, ids)}

    def all_living(self, keys: Collection[str]) -> bool:
        """Tell whether none of these parts was replaced."""
        table = schema.parts
        query = select(table.c.key).where(table.c.replaced == "")
        return len(list(rows_in(self.connection, query, table.c.key, keys))) == len(set(keys))

    def known_parts(self, keys: Collection[str]) -> set[str]:
        """Return those object keys that a commit refers to or has referred to."""
        column = schema.parts.c.key
        return {row[0] for row in rows_in(self.connection, select(column), column, keys)}

    def pending(self) -> Sequence[Any]:
        """Return the outbox rows that are not published, oldest first, with when and because of what."""
        table, told = schema.outbox, schema.versions
        query = select(table, told.c.committed, told.c.because).outerjoin(told, told.c.version == table.c.version)
        return self.connection.execute(query.where(~table.c.published).order_by(table.c.version)).all()

    # Writing

    def add(self, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows; a key that is there already is an error of ours."""
        insert_rows(self.connection, table, rows)

    def index(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows of ``bands``, and settle what stands there when it is much."""
        found = np.array([(row["band"], row["seq"]) for row in rows], dtype=np.int64).reshape(-1, 2)
        ordered = found[np.lexsort((found[:, 1], found[:, 0]))]
        insert_tuples(self.connection, schema.bands, ("band", "seq"), zip(*ordered.T.tolist(), strict=True))
        if self.next_seq() - self._settled_to() > SETTLE_AFTER:
            self.settle()

    def settle(self) -> None:
        """Move the new band keys to the settled ones, in the order of the keys."""
        bands, columns = schema.bands, select(schema.bands).order_by(schema.bands.c.band, schema.bands.c.seq)
        for low, high in pairwise([None, *self._cuts(), None]):
            part = columns if low is None else columns.where(bands.c.band >= low)
            part = part if high is None else part.where(bands.c.band < high)
            self.connection.execute(insert(schema.settled_bands).from_select(["band", "seq"], part))
        self.connection.execute(bands.delete())
        self.put(schema.settings, "name", [{"name": _SETTLED_TO, "content": str(self.next_seq() - 1)}])

    def forget_bands(self, seqs: Collection[int], keys: Collection[int]) -> None:
        """Take documents out of the index; ``keys`` are all of their band keys."""
        for table, some, which in product((schema.bands, schema.settled_bands), _chunks(sorted(keys)), _chunks(seqs)):
            self.connection.execute(table.delete().where(table.c.band.in_(some), table.c.seq.in_(which)))

    def put(self, table: Table, key: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows, replacing those with the same value of ``key``; of two in ``rows`` the last counts."""
        for chunk in _chunks({row[key]: row for row in rows}.values()):
            self.connection.execute(table.delete().where(table.c[key].in_([row[key] for row in chunk])))
            insert_rows(self.connection, table, chunk)

    def remove(self, column: Column[Any], values: Iterable[object]) -> None:
        """Delete the rows whose ``column`` is one of ``values``."""
        for chunk in _chunks(values):
            self.connection.execute(delete(column.table).where(column.in_(chunk)))

    def move_documents(self, parts: Collection[str], to: str) -> None:
        """Let the documents whose clean copies are in these parts name another part."""
        table = schema.documents
        for part in sorted(parts):
            self.connection.execute(update(table).where(table.c.part == part).values(part=to))

    def retire_parts(self, keys: Collection[str], now: str) -> None:
        """Note that newer parts took the place of these."""
        table = schema.parts
        for key in sorted(keys):
            self.connection.execute(update(table).where(table.c.key == key).values(replaced=now))

    def point_aliases(self, merged: Mapping[str, str]) -> None:
        """Let merged cluster ids, and those that were merged into them before, name the cluster they are in now."""
        table = schema.aliases
        for old, new in merged.items():
            self.connection.execute(update(table).where(table.c.cluster_id == old).values(cluster_id=new))
        self.put(table, "alias", ({"alias": old, "cluster_id": new} for old, new in merged.items()))

    def set_tombstones(self, stones: Iterable[Tombstone]) -> None:
        """Set tombstones; where one stands already it stays."""
        told = {(stone.scope, stone.key): stone for stone in stones}
        standing = self.tombstones({key for _, key in told})
        self.add(schema.tombstones, (asdict(stone) for place, stone in told.items() if place not in standing))

    def raise_versions(self, versions: Mapping[str, str]) -> None:
        """Note that documents came again, unchanged, as newer versions of their items."""
        table = schema.items
        for name, version in versions.items():
            self.connection.execute(update(table).where(table.c.document_id == name).values(version=version))

    def named_by_tombstones(self) -> list[Any]:
        """Return the rows of the documents that a tombstone names and that are not withdrawn yet."""
        rows = self.descriptions(self.tombstone_reasons().keys())
        return [row for row in rows if row.outcome != Outcome.WITHDRAWN]

    def tombstone_reasons(self, ids: Collection[str] | None = None) -> dict[str, str]:
        """Return why tombstones name documents: of these, or of all."""
        stones, items, table = schema.tombstones, schema.items, schema.documents
        places = {"document": table.c.document_id, "url": table.c.url_key, "text": table.c.text_id}
        named = [select(table.c.document_id, stones.c.reason).join(stones, _under(*place)) for place in places.items()]
        by_item = select(items.c.document_id, stones.c.reason).join(stones, _under("item", items.c.item))
        found = {row[0]: row[1] for query in (by_item, *named) for row in self.connection.execute(query)}
        return {name: reason for name, reason in found.items() if ids is None or name in ids}

    def count_outcomes(self, run: Run, now: str, counts: Mapping[str, int]) -> None:
        """Add a batch's outcomes, and the ``full_buckets`` it met, to its run."""
        table = schema.runs
        standing = self.connection.execute(select(table).where(table.c.run_id == run.run_id)).first()
        before: dict[str, Any] = standing._asdict() if standing else {"run_id": run.run_id, "started": run.started}
        names = (*(outcome.value for outcome in Outcome), "full_buckets")
        totals = {name: before.get(name, 0) + counts.get(name, 0) for name in names}
        row = {**before, "updated": now, **totals}
        self.put(table, "run_id", [row])

    def mark_published(self, version: int) -> None:
        """Note that the tables hold everything up to ``version``; its changes are not needed here any more."""
        table = schema.outbox
        done = update(table).where(~table.c.published, table.c.version <= version)
        self.connection.execute(done.values(published=True, changes=b""))

    def _settled_to(self) -> int:
        stored = select(schema.settings.c.content).where(schema.settings.c.name == _SETTLED_TO)
        return int(self.connection.scalar(stored) or 0)

    def _cuts(self) -> list[int]:
        # A database keeps what a statement changes until it ends, SQLite in memory: so a part of the keys at a time.
        band = schema.bands.c.band
        rows = self.connection.scalar(select(func.count()).select_from(schema.bands)) or 0
        at = range(_SETTLED_AT_ONCE, rows, _SETTLED_AT_ONCE)
        found = (self.connection.scalar(select(band).order_by(band).offset(place).limit(1)) for place in at)
        return sorted({cut for cut in found if cut is not None})

    def _ids_of(self, seqs: Collection[int]) -> dict[int, str]:
        table = schema.documents
        return dict(rows_in(self.connection, select(table.c.seq, table.c.document_id), table.c.seq, seqs))


def _under(scope: str, column: Column[Any]) -> ColumnElement[bool]:
    stones = schema.tombstones
    return and_(stones.c.scope == scope, stones.c.key == column)


def _chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    left = iter(values)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
