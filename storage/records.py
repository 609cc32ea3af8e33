"""Record parts: what a commit learned of each of its documents, beside the raw bytes, one object a commit.

They are what the catalog can be made from again when it is lost: its own rows, in the bucket.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cleaners.record import Embed, Fields, Image
from storage.document import Document, Item, Outcome
from storage.parts import RAW, Part, pack
from storage.tombstones import stones_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from storage.rows import Run

_TEXTS = (
    "document_id",
    "outcome",
    "reason",
    "drop",
    "place",
    "source",
    "delivered_url",  # the URL that came with the document; `url` is the one that stands for it
    "media",
    "given",  # the fields that the delivery states, JSON; null where it states none
    "item",  # storage.document.Item, JSON; null where nothing is told
    "tombstones",  # that the document's coming set, JSON; null for none
    "body",  # what was cleaned, null where that is the raw bytes, decoded
    "seen_as",  # of a document that was seen under another id: that id
    "text_id",
    "url_key",
    "site",
    "url",
    "title",
    "credit",
    "published",
    "language",
    "part",
    "version_of",
    "cleaner_version",
    "run_id",
    "run_started",
    "first_seen",
)
_NUMBERS = ("seq", "revision", "words", "shingles", "size")

# One row a document and revision: as it was ingested (0), and each time that cleaning again changed it. `raw` is null
# where the bytes are not kept, and in later revisions.
RECORD_SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in _TEXTS),
        *(pa.field(name, pa.int64()) for name in _NUMBERS),
        pa.field("raw", pa.binary()),
    ]
)


def pack_records(
    documents: Sequence[Document], rows: Sequence[Mapping[str, Any]], run: Run, kept: Collection[Outcome]
) -> Part:
    """Pack the catalog rows of a commit's documents, with the raw bytes of those whose outcome is in ``kept``.

    ``rows`` are rows of the catalog's documents, quarantine and sightings; a row's document must be in ``documents``.
    """
    # Of two documents with one id the first has the row: the second was seen.
    delivered: dict[str, Document] = {}
    for document in documents:
        delivered.setdefault(document.document_id, document)
    found = []
    for row in rows:
        document = delivered[row["document_id"]]
        found.append(
            {
                **row,
                "outcome": str(document.outcome),
                "media": document.media,
                **_told(document),
                "tombstones": _stones(document, row["first_seen"]) if document.outcome is Outcome.WITHDRAWN else None,
                "run_started": run.started,
                "raw": document.raw if document.outcome in kept else None,
                "body": document.body if document.outcome in kept else None,
            }
        )
    return pack_revisions(found)


def _stones(document: Document, since: str) -> str | None:
    if document.item.status != "killed":
        return None
    return json.dumps([asdict(stone) for stone in stones_of(document, since)])


def _told(document: Document) -> dict[str, str | None]:
    # Of what came after it was taken back or forgotten nothing is kept but that it came: its notice tells of itself.
    if document.outcome is Outcome.WITHDRAWN and document.item.status != "killed":
        return {"delivered_url": None, "given": None, "item": None}
    given, item = document.given, document.item
    return {
        "delivered_url": document.url,
        "given": None if given == Fields() else json.dumps(asdict(given)),
        "item": None if item == Item() else json.dumps(asdict(item)),
    }


def document_of_record(record: Mapping[str, Any]) -> Document:
    """Return a record that has its bytes as the document that was delivered."""
    return Document(
        document_id=record["document_id"],
        drop=record["drop"],
        source=record["source"],
        media=record["media"],
        raw=record["raw"],
        place=record["place"] or "",
        url=record["delivered_url"] or "",
        body=record.get("body"),
        given=_fields_of(record.get("given")),
        item=item_of(record.get("item")),
    )


def _fields_of(text: str | None) -> Fields:
    if not text:
        return Fields()
    told = json.loads(text)
    parts = {
        "authors": tuple(told["authors"]),
        "images": tuple(Image(**image) for image in told["images"]),
        "embeds": tuple(Embed(**embed) for embed in told.get("embeds", ())),  # older records have none
    }
    return Fields(**{**told, **parts})


def item_of(text: str | None) -> Item:
    """Return what a record tells of an item."""
    if not text:
        return Item()
    told = json.loads(text)
    return Item(**{**told, "keywords": tuple(told["keywords"])})


def pack_revisions(rows: Sequence[Mapping[str, Any]]) -> Part:
    """Pack records; what a row does not name is null."""
    return pack(RAW, pa.Table.from_pylist([dict(row) for row in rows], schema=RECORD_SCHEMA))
