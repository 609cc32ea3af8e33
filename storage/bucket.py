"""What a bucket alone says of its documents: the articles that the table reads, the records of all commits.

A crash leaves records of commits that never were, and cleaning again leaves several of one document. What the
articles table reads decides: a record counts only if it agrees with it, and of those that do the newest.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from storage.check_objects import list_parts
from storage.check_tables import active_parts
from storage.document import Outcome
from storage.errors import StoreError
from storage.parts import RAW
from storage.tables import replaced_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from deltalake import DeltaTable

    from storage.objects import ObjectStore

REPLAYED = "replayed"  # in later revisions: what could not be read and was replayed
_KEY = "key"  # the record part that a record stands in
_RAW_KEY = "raw_part"  # the record part that holds the document's bytes, "" for none
_OWN_TEXT = (Outcome.STORED, Outcome.NEAR_DUPLICATE)

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was found. ``records`` have what the catalog's rows need; ``leftovers`` are on no table's account.

    ``articles``: document -> (part, its row without text); ``parts``: living object key -> (size, rows).
    """

    articles: Mapping[str, tuple[str, Record]]
    records: Mapping[str, Record]
    leftovers: Mapping[str, Record]
    parts: Mapping[str, tuple[int, int]]
    replaced: frozenset[str] = frozenset()  # parts that only older versions of the table read
    orphans: int = 0
    lost: tuple[str, ...] = field(default=())  # articles that no record tells more of


def read_bucket(objects: ObjectStore, table: DeltaTable | None) -> Bucket:
    """Read every record, and every article without its text."""
    listing = list_parts(objects)
    reading = active_parts(table) & listing.keys()
    rows: dict[str, int] = {}
    articles: dict[str, tuple[str, Record]] = {}
    for key in sorted(reading):
        found = _articles_in(objects, key)
        rows[key] = len(found)
        articles |= {row["document_id"]: (key, row) for row in found}
    told: dict[str, list[Record]] = {}
    for key in sorted(key for key in listing if key.startswith(f"{RAW}/")):
        for record in _records_in(objects, key):
            told.setdefault(record["document_id"], []).append(record)
            rows[key] = rows.get(key, 0) + 1
    texts = {row["text_id"] for _, row in articles.values()}
    chosen = {name: _choose(several, articles.get(name), texts) for name, several in told.items()}
    records = {name: record for name, record in chosen.items() if record}
    used = {record[_KEY] for record in records.values()} | {record[_RAW_KEY] for record in records.values()} - {""}
    living = reading | used
    replaced = replaced_parts(table) & listing.keys() - living
    return Bucket(
        articles=articles,
        records=records,
        leftovers={name: _newest(several)[0] for name, several in told.items() if name not in records},
        parts={key: (listing[key].size, rows[key]) for key in sorted(living)},
        replaced=frozenset(replaced),
        orphans=len(listing.keys() - living - replaced),
        lost=tuple(sorted(articles.keys() - records.keys())),
    )


def _articles_in(objects: ObjectStore, key: str) -> list[Record]:
    try:
        return _without_text(objects.get(key))
    except (OSError, pa.ArrowException) as error:
        raise StoreError(f"{key} can't be read: restore it from a backup, and run the same command again") from error


def _records_in(objects: ObjectStore, key: str) -> list[Record]:
    # One that can't be read costs what only it tells. An article stays; what is held or a duplicate comes again.
    try:
        return list(_records(objects.get(key), key))
    except (OSError, pa.ArrowException):
        return []


def _without_text(content: bytes) -> list[Record]:
    schema = pq.read_schema(io.BytesIO(content))
    columns = [name for name in schema.names if name not in ("text", "images", "embeds", "description")]
    rows: list[Record] = pq.read_table(io.BytesIO(content), columns=columns).to_pylist()
    return rows


def _records(content: bytes, key: str) -> Iterator[Record]:
    table = pq.read_table(io.BytesIO(content))
    kept = table["raw"].is_valid().to_pylist()
    for row, has_raw in zip(table.drop_columns("raw").to_pylist(), kept, strict=True):
        yield {**row, "revision": row["revision"] or 0, _KEY: key, _RAW_KEY: key if has_raw else ""}


def _newest(records: Iterable[Record]) -> list[Record]:
    # The same document in two records of one revision: a crash, then the repeat, which came later.
    return sorted(records, key=lambda one: (one["revision"], one["first_seen"] or "", one[_KEY]), reverse=True)


def _choose(records: list[Record], article: tuple[str, Record] | None, texts: set[str]) -> Record | None:
    for record in _newest(records):
        if _agrees(record, article, texts):
            # Later revisions do not keep the bytes once more.
            raw = next((one[_RAW_KEY] for one in _newest(records) if one[_RAW_KEY]), "")
            item = next((one["item"] for one in _newest(records) if one.get("item")), None)
            return {**record, _RAW_KEY: raw, "item": item}
    return None


def _agrees(record: Record, article: tuple[str, Record] | None, texts: set[str]) -> bool:
    outcome = record["outcome"]
    if article:
        return outcome in _OWN_TEXT and bool(record["text_id"] == article[1]["text_id"])
    if outcome == Outcome.DUPLICATE:
        return record["text_id"] in texts
    return outcome in (Outcome.HELD, Outcome.QUARANTINED, Outcome.SEEN, Outcome.WITHDRAWN, REPLAYED)


def texts_of(objects: ObjectStore, bucket: Bucket, names: Iterable[str]) -> dict[str, str]:
    """Return the clean texts of these articles."""
    wanted = set(names)
    found: dict[str, str] = {}
    for key in sorted({bucket.articles[name][0] for name in wanted}):
        table = pq.read_table(io.BytesIO(objects.get(key)), columns=["document_id", "text"])
        found |= {row["document_id"]: row["text"] for row in table.to_pylist() if row["document_id"] in wanted}
    return found
