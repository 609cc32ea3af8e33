"""Rows of a catalog that is made again, from what its bucket says."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from storage import schema
from storage.bucket import REPLAYED
from storage.document import Document, Outcome
from storage.items import item_rows as rows_of_items
from storage.records import item_of
from storage.sites import site_of, url_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from storage.bucket import Bucket
    from storage.objects import ObjectStore

    Rows = Iterator[dict[str, Any]]

_WITH_TEXT = (Outcome.STORED, Outcome.NEAR_DUPLICATE, Outcome.DUPLICATE, Outcome.HELD)
_WITHDRAWN = Outcome.WITHDRAWN
_COLUMNS = tuple(column.name for column in schema.documents.c)
# The run of articles that no record tells of: their raw parts are lost.
_UNKNOWN_RUN = "unknown"
# Their number: after everything that has one.
_LAST = 2**62


def document_rows(bucket: Bucket) -> Rows:
    """One row a document with a text, in the order of first sight, which is numbered anew only where it is unclear."""
    found = [_from_record(record, bucket) for record in bucket.records.values() if _had_text(record)]
    found += [_from_article(*bucket.articles[name]) for name in bucket.lost]
    found.sort(key=lambda row: (row["seq"], row["first_seen"], row["document_id"]))
    known = {row["document_id"] for row in found}
    clear = len({row["seq"] for row in found if row["seq"] < _LAST}) == len(found)
    for at, row in enumerate(found, 1):
        of = row["version_of"]
        yield {**row, "seq": row["seq"] if clear else at, "version_of": of if of in known else ""}


def _had_text(record: Mapping[str, Any]) -> bool:
    # What was withdrawn after it was delivered has its place in the order of first sight, a notice has none.
    return record["outcome"] in _WITH_TEXT or (record["outcome"] == _WITHDRAWN and record["seq"] is not None)


def _from_record(record: Mapping[str, Any], bucket: Bucket) -> dict[str, Any]:
    part = bucket.articles.get(record["document_id"], ("", {}))[0]
    known = {name: record[name] for name in _COLUMNS if name in record}
    return {**known, "part": part, "reason": record["reason"] or "", "version_of": record["version_of"] or ""}


def _from_article(part: str, row: Mapping[str, Any]) -> dict[str, Any]:
    url = row["canonical_url"] or row["url"] or ""
    published = row["published"].isoformat().replace("+00:00", "Z") if row["published"] else ""
    return {
        "seq": _LAST,
        "document_id": row["document_id"],
        "text_id": row["text_id"],
        "url_key": url_key(url),
        "drop": "",
        "place": "",
        "source": row["source"],
        "site": site_of(url),
        "url": url,
        "title": row["title"] or "",
        "credit": row["credit"] or "",
        "published": published,
        "language": row["language"] or "",
        "words": row["words"],
        "shingles": 0,
        "outcome": Outcome.STORED.value,
        "reason": "",
        "part": part,
        "raw_part": "",
        "version_of": row["version_of"] or "",
        "cleaner_version": row["cleaner_version"],
        "revision": 0,
        "run_id": _UNKNOWN_RUN,
        "first_seen": row["first_seen"].isoformat(),
    }


def quarantine_rows(bucket: Bucket) -> Rows:
    """One row a document that could not be read."""
    columns = [column.name for column in schema.quarantine.c]
    for record in bucket.records.values():
        if record["outcome"] == Outcome.QUARANTINED:
            yield {name: record[name] for name in columns}


def dismissed_rows(bucket: Bucket) -> Rows:
    """One row a notice, a document that came after one, and what was replayed."""
    columns = [column.name for column in schema.dismissed.c]
    for record in bucket.records.values():
        if record["outcome"] == REPLAYED or (record["outcome"] == _WITHDRAWN and record["seq"] is None):
            yield {name: record[name] for name in columns}


def item_rows(bucket: Bucket) -> Rows:
    """One row a document of whose item something is told."""
    documents = (
        Document(name, "", record["source"], "text", b"", item=item_of(record["item"]))
        for name, record in bucket.records.items()
        if record["item"] and _had_text(record)
    )
    return rows_of_items(documents)


def tombstone_rows(bucket: Bucket) -> Rows:
    """One row a tombstone, the oldest where several were set for one key."""
    told = [stone for record in bucket.records.values() for stone in json.loads(record.get("tombstones") or "[]")]
    stones: dict[tuple[str, str], dict[str, Any]] = {}
    for stone in sorted(told, key=lambda one: (one["since"], one["notice"])):
        stones.setdefault((stone["scope"], stone["key"]), stone)
    yield from stones.values()


def sighting_rows(bucket: Bucket, known: Collection[str]) -> Rows:
    """One row a document that was seen under another id."""
    columns = [column.name for column in schema.sightings.c]
    for record in bucket.records.values():
        if record["outcome"] == Outcome.SEEN and record["seen_as"] in known:
            yield {name: record[name] for name in columns}


def removal_rows(bucket: Bucket) -> Rows:
    """Count each article's removals by rule."""
    for name, (_, row) in bucket.articles.items():
        removals = row["removals"] or ()
        spans = Counter(removal["rule"] for removal in removals)
        characters: Counter[str] = Counter()
        for removal in removals:
            characters[removal["rule"]] += len(removal["text"])
        for rule, count in spans.items():
            yield {"document_id": name, "rule": rule, "spans": count, "characters": characters[rule]}


def run_rows(bucket: Bucket, documents: Iterable[Mapping[str, Any]]) -> Rows:
    """Add up what each run did; what it saw again is known only where its bytes were new."""
    runs: dict[str, dict[str, Any]] = {}
    others = [record for record in bucket.records.values() if not _had_text(record)]
    for row in (*documents, *others):
        name, seen = row["run_id"], row["first_seen"] or ""
        record = bucket.records.get(row["document_id"], {})
        started = record.get("run_started") or seen
        run = runs.setdefault(name, {"run_id": name, "started": started, "updated": seen, **_none()})
        run["updated"] = max(run["updated"], seen)
        run[_as_counted(row)] += 1
    yield from runs.values()


def _as_counted(row: Mapping[str, Any]) -> str:
    if row["outcome"] == REPLAYED:
        return Outcome.QUARANTINED
    # What was withdrawn since was in the corpus or held, and is no notice.
    return Outcome.STORED if row["outcome"] == _WITHDRAWN and row["seq"] is not None else str(row["outcome"])


def _none() -> dict[str, int]:
    return dict.fromkeys((*(outcome.value for outcome in Outcome), "full_buckets"), 0)


def part_rows(bucket: Bucket, objects: ObjectStore, now: str) -> Rows:
    """One row an object: the living ones, and those that only older versions of the table read, from now on."""
    for key, (size, count) in bucket.parts.items():
        yield {"key": key, "size": size, "rows": count, "replaced": ""}
    for key in sorted(bucket.replaced):
        if head := objects.head(key):
            yield {"key": key, "size": head.size, "rows": 0, "replaced": now}
