"""Record parts: what a commit learned of each of its documents, beside the raw bytes, one object a commit.

They are what the catalog can be made from again when it is lost: its own rows, in the bucket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.parts import RAW, Part, pack

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from storage.document import Document, Outcome
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
                "delivered_url": document.url,
                "media": document.media,
                "run_started": run.started,
                "raw": document.raw if document.outcome in kept else None,
            }
        )
    return pack_revisions(found)


def pack_revisions(rows: Sequence[Mapping[str, Any]]) -> Part:
    """Pack records; what a row does not name is null."""
    return pack(RAW, pa.Table.from_pylist([dict(row) for row in rows], schema=RECORD_SCHEMA))
