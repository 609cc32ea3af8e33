"""What a store knows of a document beside its text: what ties it to others, its cluster, its versions, its returns.

Asked for many documents at once: a page of a report is a few queries, as one article is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage import schema
from storage.queries import rows_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Column, Connection, Select

    Row = Mapping[str, Any]

# What is told of a document that another one is held against.
_DOCUMENT = schema.documents.c
_TOLD = (
    _DOCUMENT.document_id,
    _DOCUMENT.seq,
    _DOCUMENT.title,
    _DOCUMENT.source,
    _DOCUMENT.published,
    _DOCUMENT.first_seen,
    _DOCUMENT.words,
    _DOCUMENT.outcome,
)
# What a source tells of a document as one of its items.
ITEM = ("guid", "version", "corrects", "embargo", "urgency", "keywords")


@dataclass(frozen=True, slots=True)
class History:
    """All that the catalog tells of a document; ``document`` is its row, ``member`` ({} for none) its place.

    ``ties``: its matches, the closest first, each with its evidence and the other document. ``versions``: all
    documents under its URL in order of arrival, itself among them; () where it is the only one. ``returns``: deliveries
    of the same text with other bytes. ``item``: what its source tells of it
    as one of its items ({} for nothing; ITEM has the columns).
    """

    document: Row
    member: Row
    ties: Sequence[Row] = ()
    versions: Sequence[Row] = ()
    returns: Sequence[Row] = ()
    item: Row = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster: how many ``size`` documents, its ``canonical`` document and why it is, and ids ``merged`` into it."""

    cluster_id: str
    size: int
    canonical: Row
    reason: str
    merged: Sequence[str] = ()


def histories(connection: Connection, documents: Sequence[Row]) -> list[History]:
    """Return the histories of documents, given their catalog rows, in their order."""
    ids = [row["document_id"] for row in documents]
    table = schema.members
    members = {row["document_id"]: row for row in _rows(connection, select(table), table.c.document_id, ids)}
    ties = _ties(connection, ids)
    versions = _versions(connection, {row["url_key"] for row in documents})
    returns = _grouped(connection, schema.sightings.c.seen_as, ids)
    items = _grouped(connection, schema.items.c.document_id, ids)
    return [
        History(
            row,
            members.get(name, {}),
            sorted(ties[name], key=_closeness),
            versions[row["url_key"]] if row["outcome"] != "held" else (),
            returns[name],
            next(iter(items[name]), {}),
        )
        for name, row in zip(ids, documents, strict=True)
    ]


def clusters(connection: Connection, ids: Collection[str]) -> dict[str, Cluster]:
    """Return clusters by their id."""
    members = schema.members
    counted = select(members.c.cluster_id, func.count().label("size")).group_by(members.c.cluster_id)
    sizes = {row["cluster_id"]: row["size"] for row in _rows(connection, counted, members.c.cluster_id, ids)}
    chosen = (
        select(members.c.cluster_id, members.c.reason, *_TOLD)
        .join(schema.documents, _DOCUMENT.document_id == members.c.document_id)
        .where(members.c.canonical)
    )
    merged = _grouped(connection, schema.aliases.c.cluster_id, ids)
    return {
        row["cluster_id"]: Cluster(
            row["cluster_id"],
            sizes[row["cluster_id"]],
            row,
            row["reason"],
            sorted(one["alias"] for one in merged[row["cluster_id"]]),
        )
        for row in _rows(connection, chosen, members.c.cluster_id, ids)
    }


def cluster_members(connection: Connection, ids: Collection[str]) -> dict[str, list[Row]]:
    """Return the member rows of clusters, each with what is told of its document, in order of arrival."""
    members = schema.members
    query = select(members, *_TOLD[1:]).join(schema.documents, _DOCUMENT.document_id == members.c.document_id)
    found: dict[str, list[Row]] = {name: [] for name in ids}
    for row in _rows(connection, query, members.c.cluster_id, ids):
        found[row["cluster_id"]].append(row)
    return {name: sorted(rows, key=_arrival) for name, rows in found.items()}


def _ties(connection: Connection, ids: Sequence[str]) -> defaultdict[str, list[Row]]:
    table = schema.matches
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for mine, other in ((table.c.left, table.c.right), (table.c.right, table.c.left)):
        query = select(
            mine.label("mine"), table.c.jaccard, table.c.containment, table.c.shared, table.c.rule, *_TOLD
        ).join(schema.documents, _DOCUMENT.document_id == other)
        for row in _rows(connection, query, mine, ids):
            found[row["mine"]].append(row)
    return found


def _versions(connection: Connection, keys: Collection[str]) -> defaultdict[str, Sequence[Row]]:
    # A URL's documents are a chain in order of arrival (storage.sorting); what is held is no part of it.
    query = select(_DOCUMENT.url_key, _DOCUMENT.version_of, *_TOLD).where(_DOCUMENT.outcome != "held")
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _rows(connection, query, _DOCUMENT.url_key, {key for key in keys if key}):
        found[row["url_key"]].append(row)
    chains: defaultdict[str, Sequence[Row]] = defaultdict(tuple)
    chains.update({key: sorted(rows, key=_arrival) for key, rows in found.items() if len(rows) > 1})
    return chains


def _grouped(connection: Connection, column: Column[Any], ids: Collection[str]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _rows(connection, select(column.table), column, ids):
        found[row[column.name]].append(row)
    return found


def _rows(
    connection: Connection, query: Select[Any], column: Column[Any], values: Iterable[object]
) -> Iterable[dict[str, Any]]:
    return (row._asdict() for row in rows_in(connection, query, column, values))


def _closeness(row: Row) -> tuple[float, float, int]:
    return -row["jaccard"], -row["containment"], row["seq"]


def _arrival(row: Row) -> int:
    return int(row["seq"])
