"""Objects against the catalog's list and against their own hashes."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from dedup.fold import text_id
from storage.check_forgotten import check_forgotten_in
from storage.document import Outcome, document_id, unreadable_id
from storage.finding import Finding
from storage.parts import ARTICLES, RAW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from storage.objects import ObjectStore
    from storage.snapshot import Snapshot
    from storage.store import Store

# The name of what we put: articles/part-<sha256>.parquet, raw/part-<sha256>.parquet.
_PART = "/part-"
_SUFFIX = ".parquet"


def list_parts(objects: ObjectStore) -> dict[str, Any]:
    """Return the heads of all parts that stand in the bucket, by key; the tables' logs are none."""
    prefixes = (f"{folder}{_PART}" for folder in (ARTICLES, RAW))
    return {head.key: head for prefix in prefixes for head in objects.list(prefix)}


def check_listing(snapshot: Snapshot, listing: Mapping[str, Any]) -> Iterator[Finding]:
    """Every object that the catalog lists is there with its size, and it lists every one that it refers to."""
    for key, row in snapshot.parts.items():
        head = listing.get(key)
        if head is None and not row.replaced:
            yield Finding("object-missing", key, f"{row.size:,} bytes with {row.rows:,} rows are not in the store")
        elif head and head.size != row.size:
            yield Finding("object-damaged", key, f"{head.size:,} bytes instead of {row.size:,}")
    living = {key for key, row in snapshot.parts.items() if not row.replaced}
    for name, row in snapshot.documents.items():
        if row.part and row.part not in living:
            yield Finding("object-unlisted", row.part, f"holds document {name} and is not among the living objects")
        if row.raw_part and row.raw_part not in living:
            yield Finding("object-unlisted", row.raw_part, f"holds the bytes of {name} and is not listed")


def chosen(keys: Sequence[str], share: float, seed: int) -> list[str]:
    """Return a share (0 to 1) of the keys, one at least, the same for the same seed."""
    if share >= 1 or not keys:
        return list(keys)
    lot = random.Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    return sorted(lot.sample(sorted(keys), max(1, round(share * len(keys)))))


@dataclass(frozen=True, slots=True)
class Expected:
    """The documents whose bytes a part must hold, and those of which no part may tell."""

    here: Collection[str] = ()
    forgotten: Collection[str] = ()


def check_object(store: Store, key: str, expected: Expected) -> Iterator[Finding]:
    """Read one part: its bytes must hash to its name, its rows to their ids; it holds what is ``expected``."""
    try:
        content = store.objects.get(key)
    except KeyError:
        return  # the listing has told
    name = key.rpartition(_PART)[2].removesuffix(_SUFFIX)
    if hashlib.sha256(content).hexdigest() != name:
        yield Finding("object-damaged", key, "its bytes do not hash to its name")
        return
    try:
        table = pq.read_table(io.BytesIO(content))
    except pa.ArrowException as error:
        yield Finding("object-damaged", key, f"is no Parquet file: {str(error).splitlines()[0][:80]}")
        return
    rows = table.to_pylist()
    yield from _check_texts(key, rows) if key.startswith(ARTICLES) else _check_records(key, rows, expected.here)
    yield from check_forgotten_in(key, rows, expected.forgotten)


def _check_texts(key: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for row in rows:
        if text_id(row["text"]) != row["text_id"]:
            yield Finding("text-changed", row["document_id"], f"its text in {key} does not hash to its text id")


def _check_records(key: str, rows: Sequence[Mapping[str, Any]], expected: Collection[str]) -> Iterator[Finding]:
    kept = {row["document_id"]: row for row in rows if row["raw"] is not None}
    for name, row in kept.items():
        if _id_made_of(row) != name:
            yield Finding("record-damaged", name, f"its bytes in {key} do not hash to its id")
    for name in sorted(set(expected) - kept.keys()):
        yield Finding("record-damaged", name, f"its bytes are not in {key}")


def _id_made_of(row: Mapping[str, Any]) -> str:
    if row["outcome"] == Outcome.QUARANTINED:
        return unreadable_id(row["drop"], row["place"], row["raw"])
    return document_id(row["delivered_url"], row["raw"])
