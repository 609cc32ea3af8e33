"""Clean copies of a whole store by document: each part is read once, however its rows are asked for afterwards.

Parts hold a commit's articles; a report asks for a page's, a cluster's, a source's. What the parts hold is laid out
anew in a database of its own, on disk, in the order of arrival: memory holds one part at a time.
"""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from sqlalchemy import select

from cleaners.record import UnreadableError
from storage import schema
from storage.delivery import body_of
from storage.errors import StoreError
from storage.records import document_of_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from storage.objects import ObjectStore

_SHOWN = ("document_id", "text", "subtitle", "authors", "site_name", "section", "removals")
_ROWS = 256  # rows of a part that are in memory at once, beside its bytes
_RAW_ROWS = 16  # a page has a megabyte now and then
_FETCHED = 1000  # rows of the catalog
_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """A document's clean copy as its part has it ({} where it has none of its own), and a flattened text's lines.

    ``lines`` are as delivered, counted as removals' places count them; () for a page, or where no bytes are kept.
    """

    article: Mapping[str, Any]
    lines: Sequence[str] = ()


class Copies:
    """The copies of a store, by the documents' numbers in the order of arrival (``seq``)."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        # It is made anew for each report: a crash leaves nothing worth keeping.
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE articles (seq INTEGER PRIMARY KEY, content BLOB NOT NULL)",
            "CREATE TABLE lines (seq INTEGER PRIMARY KEY, content BLOB NOT NULL)",
        ):
            self._database.execute(statement)
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)
        self._unpacker = zstandard.ZstdDecompressor()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def fill(self, connection: Connection, objects: ObjectStore) -> None:
        """Take in the store's parts: all clean copies, and the bytes of flattened texts."""
        for part, numbers in _article_parts(connection):
            with _readable(part):
                self._add("articles", _articles(_content(objects, part), numbers))
        for part, numbers in _raw_parts(connection):
            with _readable(part):
                self._add("lines", _lines(_content(objects, part), numbers))
        self._database.commit()

    def of(self, numbers: Sequence[int]) -> dict[int, Copy]:
        """Return the copies of documents by their numbers; a document without any has an empty one."""
        articles, lines = self._found("articles", numbers), self._found("lines", numbers)
        return {number: Copy(articles.get(number, {}), lines.get(number, ())) for number in numbers}

    def _add(self, table: str, rows: Iterator[tuple[int, object]]) -> None:
        packed = ((number, self._packer.compress(json.dumps(found).encode())) for number, found in rows)
        self._database.executemany(f"INSERT INTO {table} VALUES (?, ?)", packed)  # noqa: S608 - our own names

    def _found(self, table: str, numbers: Sequence[int]) -> dict[int, Any]:
        query = f"SELECT seq, content FROM {table} JOIN json_each(?) ON seq = value"  # noqa: S608 - our own names
        rows = self._database.execute(query, (json.dumps(list(numbers)),))
        return {number: json.loads(self._unpacker.decompress(content)) for number, content in rows}


@contextlib.contextmanager
def copies_of(connection: Connection, objects: ObjectStore, path: Path) -> Iterator[Copies]:
    """Lay out the copies of a store in a file that is gone at the end."""
    with contextlib.closing(Copies(path)) as copies:
        copies.fill(connection, objects)
        yield copies
    path.unlink()


def _content(objects: ObjectStore, part: str) -> bytes:
    try:
        return objects.get(part)
    except KeyError as error:
        raise StoreError(f"{part} is missing: `winnow check` says what else, and what mends it") from error


@contextlib.contextmanager
def _readable(part: str) -> Iterator[None]:
    try:
        yield
    except pa.ArrowInvalid as error:
        raise StoreError(f"{part} is damaged: `winnow check --read-data` says what else, and what mends it") from error


def _article_parts(connection: Connection) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each part with clean copies, and the numbers of its documents by id."""
    document = schema.documents.c
    for part in list(connection.scalars(select(document.part).where(document.part != "").distinct())):
        rows = connection.execute(select(document.document_id, document.seq).where(document.part == part))
        yield part, {row.document_id: row.seq for row in rows}


def _raw_parts(connection: Connection) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield each part with raw bytes likewise: a commit's documents have neighbouring numbers and one part."""
    document = schema.documents.c
    query = select(document.raw_part, document.document_id, document.seq).order_by(document.seq)
    rows = connection.execute(query, execution_options={"yield_per": _FETCHED})
    for part, together in groupby(rows, key=itemgetter(0)):
        if part:
            yield part, {document_id: seq for _, document_id, seq in together}


def _articles(content: bytes, numbers: Mapping[str, int]) -> Iterator[tuple[int, dict[str, Any]]]:
    for batch in pq.ParquetFile(io.BytesIO(content)).iter_batches(_ROWS, columns=list(_SHOWN)):
        for row in batch.to_pylist():
            if number := numbers.get(row.pop("document_id")):
                yield number, row


def _lines(content: bytes, numbers: Mapping[str, int]) -> Iterator[tuple[int, list[str]]]:
    part = pq.ParquetFile(io.BytesIO(content))
    media = part.read(["media"]).column(0).to_pylist()
    if "text" not in media:
        return  # the bytes of pages are most of a store, and their lines tell a reader nothing
    for batch in part.iter_batches(_RAW_ROWS):
        for record in batch.to_pylist():
            number = numbers.get(record["document_id"])
            if number and record["media"] == "text" and record["raw"] is not None:
                with contextlib.suppress(UnreadableError):
                    yield number, _lines_of(body_of(document_of_record(record))[1])


def _lines_of(text: str) -> list[str]:
    # As cleaners.text.lines counts them: a form feed or a vertical tab ends no line.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
