"""The corpus as its consumers read it, from the tables alone: no catalog, no lock, no credentials but for reading.

from storage.corpus import open_corpus

corpus = open_corpus("corpus")                     # a folder or s3://bucket/prefix
for article in corpus.select(language="en"):       # each article once
print(article["title"])
for row in corpus.changes(since=41): ...           # what is new, updated, linked or withdrawn
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from storage.changes import CHANGE_SCHEMA, read_changes_since, version_before
from storage.pinned import Pinned, pin_tables
from storage.tables import readable_table_errors
from storage.view import EVERYTHING, VIEW_SCHEMA, Wanted, join_articles, join_duplicates, read_members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    import polars as pl

    from storage.options import S3Options

Moment = str | date | datetime


def open_corpus(address: str, version: int | None = None, *, s3: S3Options | None = None) -> Corpus:
    """Open the corpus of a store at its newest version, or at one before, as long as that is kept.

    StoreError where no store is; NotInStoreError for a version that can't be read.
    """
    return Corpus(pin_tables(address, version, s3))


@dataclass(frozen=True, slots=True)
class Corpus:
    """A version of the corpus, or a selection of it, or what changed in it: rows with the columns of ``schema``.

    Reading it twice gives the same. Columns: docs/consumers.md.
    """

    tables: Pinned
    wanted: Wanted = EVERYTHING
    since: int | None = None

    @property
    def version(self) -> int:
        """The number to cite, and to ask for changes since."""
        return self.tables.version

    @property
    def schema(self) -> pa.Schema:
        """The columns of the rows."""
        return VIEW_SCHEMA if self.since is None else CHANGE_SCHEMA

    def select(
        self,
        *,
        source: str | Iterable[str] = (),
        language: str | Iterable[str] = (),
        published_from: Moment | None = None,
        published_before: Moment | None = None,
        all_copies: bool = False,
    ) -> Corpus:
        """Return the rows of these sources and languages, published from one moment to before another.

        A day is its midnight in UTC. With ``all_copies`` every copy is a row, not only the one to read.
        """
        wanted = Wanted(
            _several(source),
            _several(language),
            moment_of(published_from) if published_from else None,
            moment_of(published_before) if published_before else None,
            all_copies,
        )
        return replace(self, wanted=wanted)

    def changes(self, since: int | Moment) -> Corpus:
        """Return what changed since a version, or a moment: the rows that are others now, and those that are gone.

        Whoever has the selection as it was then, takes out the documents with the ``change`` withdrawn and puts
        in (or in place) all others, has it as it is now.
        """
        if isinstance(since, int):
            return replace(self, since=since)
        with readable_table_errors(self.tables.address):
            return replace(self, since=version_before(self.tables, moment_of(since)))

    def batches(self, columns: Sequence[str] = ()) -> Iterator[pa.Table]:
        """Yield the rows, some thousand at a time; only these columns, where any are named."""
        names = list(columns) or self.schema.names
        for name in names:
            self.schema.field(name)  # KeyError for one that there is not
        with readable_table_errors(self.tables.address):
            if self.since is None:
                yield from self._rows(names)
            else:
                yield from read_changes_since(self.tables, self.wanted, self.since, names)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the rows as dictionaries."""
        for batch in self.batches():
            yield from batch.to_pylist()

    def to_arrow(self, columns: Sequence[str] = ()) -> pa.Table:
        """Return all rows as a PyArrow table."""
        names = list(columns) or self.schema.names
        empty = pa.schema([self.schema.field(name) for name in names]).empty_table()
        return pa.concat_tables([empty, *self.batches(columns)])

    def to_pandas(self, columns: Sequence[str] = ()) -> pd.DataFrame:
        """Return all rows as a pandas data frame (needs pandas)."""
        return self.to_arrow(columns).to_pandas()

    def to_polars(self, columns: Sequence[str] = ()) -> pl.DataFrame:
        """Return all rows as a Polars data frame (needs polars)."""
        import polars as pl

        return pl.DataFrame(self.to_arrow(columns))

    def _rows(self, names: list[str]) -> Iterator[pa.Table]:
        rows = read_members(self.tables.members)
        rows = rows.filter(self.wanted.of_members(rows))
        asked = names if "language" in names or not self.wanted.languages else [*names, "language"]
        for batch in join_articles(self.tables.articles, rows, asked):
            yield batch.filter(self.wanted.of_language(batch)).select(names)
        if self.wanted.all_copies:
            duplicates = join_duplicates(self.tables.articles, rows, asked)
            yield duplicates.filter(self.wanted.of_language(duplicates)).select(names)


def moment_of(given: Moment) -> datetime:
    """Return a moment in UTC; a day is its midnight. ValueError for a text that is none."""
    if isinstance(given, str):
        given = datetime.fromisoformat(given)
    if not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day, tzinfo=UTC)
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


def _several(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
