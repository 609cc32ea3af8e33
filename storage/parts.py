"""Parquet parts: the clean copies and the raw bytes of one committed batch, one object each."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from cleaners.version import CLEANER_VERSION
from storage.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.document import Document, Item

ARTICLES = "articles"
MEMBERS = "members"
WITHDRAWALS = "withdrawals"
RAW = "raw"

_TIME = pa.timestamp("us", tz="UTC")
_ZSTD_LEVEL = 9
# Bytes of a row group: packing one takes four times as much. A part of 500 texts has one, one of as many pages seven.
_GROUP_BYTES = 4 * 1024 * 1024

# Columns of text by which a reader may skip a part. The others' bounds are those of all texts: what is in an article
# belongs in its part, not in the table's log, which outlives it.
_BOUNDED = ("source", "site", "language")
_LAST_CHARACTER = "\U0010ffff"

ARTICLE_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("text_id", pa.string(), nullable=False),
        pa.field("version_of", pa.string()),
        pa.field("source", pa.string(), nullable=False),
        pa.field("site", pa.string()),
        pa.field("site_name", pa.string()),
        pa.field("url", pa.string()),
        pa.field("canonical_url", pa.string()),
        pa.field("title", pa.string()),
        pa.field("subtitle", pa.string()),
        pa.field("authors", pa.list_(pa.string()), nullable=False),
        pa.field("published", _TIME),
        pa.field("modified", _TIME),
        pa.field("date_source", pa.string()),
        pa.field("language", pa.string()),
        pa.field("section", pa.string()),
        pa.field("description", pa.string()),
        pa.field("credit", pa.string()),
        pa.field("images", pa.list_(pa.struct([(name, pa.string()) for name in ("url", "caption", "credit")]))),
        pa.field("paywalled", pa.bool_()),
        pa.field("text", pa.string(), nullable=False),
        pa.field("words", pa.int32(), nullable=False),
        pa.field(
            "removals",
            pa.list_(pa.struct([("rule", pa.string()), ("text", pa.string()), ("place", pa.int32())])),
        ),
        pa.field("cleaner_version", pa.string(), nullable=False),
        pa.field("first_seen", _TIME, nullable=False),
        # What the delivery tells of it as one of its source's items. Older tables do not have these columns until
        # something is published to them, older parts never do: there they are null.
        pa.field("guid", pa.string()),
        pa.field("item_version", pa.string()),
        pa.field("urgency", pa.int32()),
        pa.field("keywords", pa.list_(pa.string())),
        pa.field("embargo", _TIME),
        pa.field("corrects", pa.string()),
        # What it shows from elsewhere.
        pa.field(
            "embeds",
            pa.list_(pa.struct([(name, pa.string()) for name in ("url", "kind", "provider", "text")])),
        ),
    ]
)

# What the catalog says of a member.
MEMBER_ROW = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("cluster_id", pa.string(), nullable=False),
        pa.field("canonical", pa.bool_(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("relation", pa.string(), nullable=False),
        pa.field("parent", pa.string()),
        pa.field("jaccard", pa.float64(), nullable=False),
        pa.field("containment", pa.float64(), nullable=False),
        pa.field("title", pa.string()),
        pa.field("source", pa.string(), nullable=False),
        pa.field("site", pa.string()),
        pa.field("url", pa.string()),
        pa.field("published", _TIME),
        pa.field("first_seen", _TIME, nullable=False),
    ]
)
# The versions of the corpus in which a document came, its own text or fields changed, or its row did for any reason;
# and when that last one was committed. Null in rows from before they were counted. Publishing tells them, and the day
# (UTC) of first_seen, by which the table is partitioned: what changes is mostly young, so that a merge reads and
# writes a few days' files, however large the corpus is.
DAY = "day"
VERSION_COLUMNS = (
    pa.field("added", pa.int64()),
    pa.field("updated", pa.int64()),
    pa.field("changed", pa.int64()),
    pa.field("changed_at", _TIME),
    pa.field(DAY, pa.date32()),
)
MEMBER_SCHEMA = pa.schema([*MEMBER_ROW, *VERSION_COLUMNS])

# One row each time that a document left the corpus. It is in the corpus all the same if it came back later.
WITHDRAWAL_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("version", pa.int64(), nullable=False),
        pa.field("withdrawn_at", _TIME),
        pa.field("because", pa.string(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Part:
    """An immutable object: its key is the hash of its bytes, so the same rows have the same key."""

    key: str
    content: bytes
    rows: int
    stats: str = "{}"


def articles_part(documents: Sequence[Document], versions: Mapping[str, str], now: datetime) -> Part:
    """Pack the clean copies of a batch."""
    return pack_articles([article_row(document, versions.get(document.document_id), now) for document in documents])


def pack_articles(rows: Sequence[Mapping[str, Any]]) -> Part:
    """Pack rows of the ``articles`` table, with the statistics that let readers skip the part."""
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=ARTICLE_SCHEMA)
    return pack(ARTICLES, table, statistics(rows))


def as_read(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of the ``articles`` table as a reader of their part gets them."""
    found: list[dict[str, Any]] = pa.Table.from_pylist([dict(row) for row in rows], schema=ARTICLE_SCHEMA).to_pylist()
    return found


def pack(folder: str, table: pa.Table, stats: str = "{}") -> Part:
    """Pack a table as one Parquet object, named by the hash of its bytes."""
    sink = io.BytesIO()
    rows = max(1, _GROUP_BYTES * table.num_rows // max(1, table.nbytes))
    pq.write_table(table, sink, row_group_size=rows, compression="zstd", compression_level=_ZSTD_LEVEL)
    content = sink.getvalue()
    name = hashlib.sha256(content).hexdigest()
    return Part(f"{folder}/part-{name}.parquet", content, table.num_rows, stats)


def read_rows(content: bytes, document_id: str = "") -> list[dict[str, Any]]:
    """Return the rows of a part, or those of one document in it."""
    wanted = [("document_id", "=", document_id)] if document_id else None
    table = pq.read_table(io.BytesIO(content), filters=wanted)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def timestamp(text: str) -> datetime | None:
    """Return a field's ISO 8601 time as a UTC datetime (midnight where only the day is known), or None."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def article_row(document: Document, version_of: str | None, now: datetime) -> dict[str, Any]:
    """Return a stored document as the ``articles`` table has it."""
    clean, signature = document.clean, document.signature
    if clean is None or signature is None:
        raise ValueError("only a cleaned and signed document can be packed")
    fields = asdict(clean.fields)
    return {
        **{name: value if value != "" else None for name, value in fields.items()},
        "authors": list(clean.fields.authors),
        "published": timestamp(clean.fields.published),
        "modified": timestamp(clean.fields.modified),
        "document_id": document.document_id,
        "text_id": signature.text_id,
        "version_of": version_of,
        "source": document.source,
        "site": site_of(document.canonical_url) or None,
        "url": document.url or None,
        "text": clean.text,
        "words": word_count(clean.text),
        "removals": [removal._asdict() for removal in clean.removals],
        "cleaner_version": CLEANER_VERSION,
        "first_seen": now,
        **_item_columns(document.item),
    }


def _item_columns(item: Item) -> dict[str, Any]:
    return {
        "guid": item.guid or None,
        "item_version": item.version or None,
        "urgency": item.urgency or None,
        "keywords": list(item.keywords) or None,
        "embargo": timestamp(item.embargo),
        "corrects": item.corrects or None,
    }


def word_count(text: str) -> int:
    """Return the number of runs of non-space characters."""
    return len(text.split())


def statistics(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return what lets readers skip a part of the ``articles`` table."""
    # Delta's per-file statistics: https://github.com/delta-io/delta/blob/master/PROTOCOL.md#per-file-statistics
    # Every column that has an order needs bounds: deltalake takes a missing one for a null, and PyArrow's filter on
    # that column then finds nothing in the part.
    low, high, missing = {}, {}, {}
    for column in ARTICLE_SCHEMA:
        found = [row[column.name] for row in rows if row.get(column.name) is not None]
        missing[column.name] = len(rows) - len(found)
        if found and not (pa.types.is_nested(column.type) or pa.types.is_boolean(column.type)):
            low[column.name], high[column.name] = _bounds(column.name, found)
    return json.dumps({"numRecords": len(rows), "minValues": low, "maxValues": high, "nullCount": missing})


def _bounds(name: str, found: Sequence[Any]) -> tuple[Any, Any]:
    first = found[0]
    if isinstance(first, str) and name not in _BOUNDED:
        return "", _LAST_CHARACTER
    if isinstance(first, datetime):
        return _delta_time(min(found)), _delta_time(max(found))
    return min(found), max(found)


def _delta_time(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
