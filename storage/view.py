"""The view that a consumer gets: each article once, as one row of what ``articles`` and ``members`` say of it.

members ─► copies and sources of each cluster ─► the rows that are wanted ┐
articles ─► only the columns and parts that are wanted ───────────────────┴─► joined by document_id, part by part
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from storage.parts import ARTICLE_SCHEMA, DAY, MEMBER_SCHEMA, VERSION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from deltalake import DeltaTable

# What the cleaner took out is in the table, not in the view.
_LEFT_OUT = "removals"
_COUNTED = (pa.field("copies", pa.int64()), pa.field("sources", pa.int64()))
_VERSIONS = tuple(column for column in VERSION_COLUMNS if column.name != DAY)
_PLACE = ("cluster_id", "canonical", "reason", "relation", "parent", "jaccard", "containment")

VIEW_SCHEMA = pa.schema(
    [
        *(field.with_nullable(nullable=True) for field in ARTICLE_SCHEMA if field.name != _LEFT_OUT),
        *(MEMBER_SCHEMA.field(name).with_nullable(nullable=True) for name in _PLACE),
        *_COUNTED,
        *_VERSIONS,
    ]
)
# What a duplicate says of itself; its text stands with its parent.
_OF_DUPLICATES = ("document_id", "title", "source", "site", "url", "published", "first_seen")
_OF_PARENTS = ("text_id", "language", "words")

_BATCH = 2_000  # articles decoded at once: some megabytes of text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the corpus a consumer wants; empty means all. ``published_before`` is the first moment that is not."""

    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    published_from: datetime | None = None
    published_before: datetime | None = None
    all_copies: bool = False

    def of_members(self, rows: pa.Table) -> pa.Array:
        """Return which member rows are wanted, as far as they can tell: they know no language."""
        mask = _every(rows) if self.all_copies else rows["canonical"]
        if self.sources:
            mask = pc.and_(mask, pc.is_in(rows["source"], pa.array(self.sources)))
        if self.published_from:
            mask = pc.and_(mask, pc.greater_equal(rows["published"], _moment(self.published_from)))
        if self.published_before:
            mask = pc.and_(mask, pc.less(rows["published"], _moment(self.published_before)))
        return pc.fill_null(mask, fill_value=False)

    def of_language(self, rows: pa.Table) -> pa.Array:
        """Return which rows of the view are in a language that is wanted."""
        if not self.languages:
            return _every(rows)
        return pc.fill_null(pc.is_in(rows["language"], pa.array(self.languages)), fill_value=False)


# Each article once, all of them.
EVERYTHING = Wanted()


def _every(rows: pa.Table) -> pa.Array:
    return pa.repeat(pa.scalar(value=True), rows.num_rows)


def _moment(moment: datetime) -> pa.Scalar:
    return pa.scalar(moment, pa.timestamp("us", tz="UTC"))


def read_members(table: DeltaTable | None) -> pa.Table:
    """Return all member rows, with the ``copies`` and ``sources`` of their cluster."""
    if table is None:
        return pa.schema([*MEMBER_SCHEMA, *_COUNTED]).empty_table()
    there = {field.name for field in table.schema().fields}
    rows = table.to_pyarrow_table(columns=[name for name in MEMBER_SCHEMA.names if name in there])
    for column in VERSION_COLUMNS:
        if column.name not in there:
            rows = rows.append_column(column, pa.nulls(rows.num_rows, column.type))
    # One copy and one source at least: an aggregate of no rows would have no columns to take.
    counts = rows.group_by("cluster_id").aggregate([("document_id", "count"), ("source", "count_distinct")])
    at = pc.index_in(rows["cluster_id"], counts["cluster_id"].combine_chunks())
    rows = rows.append_column(_COUNTED[0], counts["document_id_count"].take(at))
    return rows.append_column(_COUNTED[1], counts["source_count_distinct"].take(at))


def join_articles(table: DeltaTable | None, rows: pa.Table, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield these member rows with what their articles say, in the order of the articles' parts.

    ``columns``: names of the view. Rows without an article of their own, the duplicates, are left out.
    """
    if table is None or not rows.num_rows:
        return
    own = rows.filter(pc.not_equal(rows["relation"], "duplicate"))
    places = {name: at for at, name in enumerate(own["document_id"].to_pylist())}
    asked = [name for name in columns if name in ARTICLE_SCHEMA.names]
    for articles in _scan(table, own, ["document_id", *(name for name in asked if name != "document_id")]):
        found = [places.get(name) for name in articles["document_id"].to_pylist()]
        here = pa.array(found, pa.int64())
        members, texts = own.take(here.drop_null()), articles.filter(here.is_valid())
        if members.num_rows:
            yield pa.table(
                [(texts if name in asked else members)[name] for name in columns],
                schema=pa.schema([VIEW_SCHEMA.field(name) for name in columns]),
            )


def join_duplicates(table: DeltaTable | None, rows: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return the duplicates among these member rows: their own fields, and what their parent's text has in common."""
    schema = pa.schema([VIEW_SCHEMA.field(name) for name in columns])
    rows = rows.filter(pc.equal(rows["relation"], "duplicate"))
    if table is None or not rows.num_rows:
        return schema.empty_table()
    wanted = pc.unique(rows["parent"])
    asked = ["document_id", *_OF_PARENTS]
    found = _dataset(table, ()).to_table(columns=asked, filter=ds.field("document_id").isin(wanted))
    parents = found.take(pc.index_in(rows["parent"], found["document_id"].combine_chunks()))
    told: dict[str, Any] = {name: parents[name] for name in _OF_PARENTS}
    told |= {
        name: rows[name] for name in (*_OF_DUPLICATES, *_PLACE, "copies", "sources", *(one.name for one in _VERSIONS))
    }
    empty = {field.name: pa.nulls(rows.num_rows, field.type) for field in schema if field.name not in told}
    return pa.table([(told | empty)[name] for name in columns], schema=schema)


def _scan(table: DeltaTable, rows: pa.Table, columns: Sequence[str]) -> Iterator[pa.Table]:
    moments = sorted(pc.unique(rows["first_seen"]).to_pylist())
    for batch in _dataset(table, moments).to_batches(columns=list(columns), batch_size=_BATCH):
        yield pa.Table.from_batches([batch])


def _dataset(table: DeltaTable, moments: Sequence[datetime]) -> ds.FileSystemDataset:
    """Return the parts of ``articles`` in which something first seen at one of these moments can be; () for all.

    By our own look at the statistics: deltalake turns what a part does not tell into a condition that nothing meets.
    """
    whole = table.to_pyarrow_dataset()
    reader = ds.ParquetFileFormat()
    chosen = [reader.make_fragment(path, whole.filesystem) for path in _paths(table, moments)]
    return ds.FileSystemDataset(chosen, ARTICLE_SCHEMA, reader, whole.filesystem)


def _paths(table: DeltaTable, moments: Sequence[datetime]) -> list[str]:
    told = pa.table(table.get_add_actions(flatten=True))
    columns = [told[name].to_pylist() for name in ("path", "min.first_seen", "max.first_seen")]
    parts = sorted(zip(*columns, strict=True), key=lambda part: (part[1] is not None, part[1], part[0]))
    return [path for path, low, high in parts if _may_hold(moments, low, high)]


def _may_hold(moments: Sequence[datetime], low: datetime | None, high: datetime | None) -> bool:
    if not moments or low is None or high is None:
        return True
    at = bisect_left(moments, low)
    return at < len(moments) and moments[at] <= high
