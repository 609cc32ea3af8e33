"""Questions about a whole store, for its report: counts that the database makes, and rows a window at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from storage import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

_DOCUMENT = schema.documents.c
_DAY = 10  # characters of an ISO 8601 time that are its day
_NOTHING = ""


@dataclass(frozen=True, slots=True)
class Day:
    """Documents of a day (ISO 8601; "" where none is known): with a text of their own, copies, and held."""

    day: str
    articles: int
    copies: int
    held: int


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What a source delivered."""

    source: str
    documents: int
    articles: int
    copies: int
    held: int
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What a rule took out: of how many documents, how many spans and characters."""

    rule: str
    documents: int
    spans: int
    characters: int


def _counted(*outcomes: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((_DOCUMENT.outcome.in_(outcomes), 1), else_=0)), 0)


_ARTICLES, _COPIES, _HELD = _counted("stored"), _counted("near_duplicate", "duplicate"), _counted("held")


def days(connection: Connection, column: str, source: str | None = None) -> list[Day]:
    """Count documents by the day of ``first_seen`` or ``published``, in order; of one source, or of all."""
    day = func.substr(_DOCUMENT[column], 1, _DAY)
    query = select(day, _ARTICLES, _COPIES, _HELD).group_by(day).order_by(day)
    if source is not None:
        query = query.where(_DOCUMENT.source == source)
    return [Day(*row) for row in connection.execute(query)]


def sources(connection: Connection) -> list[SourceCount]:
    """Count documents by source, the largest first."""
    times = func.min(_DOCUMENT.first_seen), func.max(_DOCUMENT.first_seen)
    query = (
        select(_DOCUMENT.source, func.count(), _ARTICLES, _COPIES, _HELD, *times)
        .group_by(_DOCUMENT.source)
        .order_by(func.count().desc(), _DOCUMENT.source)
    )
    return [SourceCount(*row) for row in connection.execute(query)]


def rules(connection: Connection, source: str | None = None) -> list[RuleCount]:
    """Count what was removed by rule, the most spans first; of one source, or of all."""
    removed = schema.removals.c
    query = select(removed.rule, func.count(), func.sum(removed.spans), func.sum(removed.characters))
    if source is not None:
        documents = schema.documents
        query = query.join(documents, removed.document_id == _DOCUMENT.document_id).where(_DOCUMENT.source == source)
    query = query.group_by(removed.rule).order_by(func.sum(removed.spans).desc(), removed.rule)
    return [RuleCount(*row) for row in connection.execute(query)]


def cluster_sizes(connection: Connection) -> dict[int, int]:
    """Return how many clusters there are of each size."""
    sizes = select(func.count().label("size")).select_from(schema.members).group_by(schema.members.c.cluster_id)
    found = sizes.subquery()
    query = select(found.c.size, func.count()).group_by(found.c.size).order_by(found.c.size)
    return {row[0]: row[1] for row in connection.execute(query)}


def copied_clusters(connection: Connection) -> list[str]:
    """Return the ids of clusters of more than one document, the largest first, then the youngest."""
    members = schema.members.c
    newest = func.max(_DOCUMENT.seq)
    query = (
        select(members.cluster_id)
        .join(schema.documents, _DOCUMENT.document_id == members.document_id)
        .group_by(members.cluster_id)
        .having(func.count() > 1)
        .order_by(func.count().desc(), newest.desc())
    )
    return list(connection.scalars(query))


def documents(connection: Connection, window: int, **equal: str) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield the catalog's documents, the newest first, ``window`` at a time; ``equal`` narrows by columns' values."""
    query = select(schema.documents).order_by(_DOCUMENT.seq.desc()).limit(window)
    for name, value in equal.items():
        query = query.where(_DOCUMENT[name] == value)
    rows = [row._asdict() for row in connection.execute(query)]
    while rows:
        yield rows
        following = query.where(_DOCUMENT.seq < rows[-1]["seq"])
        rows = [row._asdict() for row in connection.execute(following)]


def documents_between(connection: Connection, first: int, last: int) -> list[dict[str, Any]]:
    """Return the documents whose numbers in the order of arrival are from ``first`` to ``last``, in that order."""
    query = select(schema.documents).where(_DOCUMENT.seq.between(first, last)).order_by(_DOCUMENT.seq)
    return [row._asdict() for row in connection.execute(query)]


def newest_number(connection: Connection) -> int:
    """Return the number of the document that arrived last; 0 for an empty store."""
    return connection.scalar(select(func.max(_DOCUMENT.seq))) or 0


def most_marked(connection: Connection, source: str, count: int) -> list[dict[str, Any]]:
    """Return the documents of a source from which most kinds of boilerplate were taken, the newest of equals first."""
    removed = schema.removals.c
    ranked = (
        select(removed.document_id, func.count().label("kinds"))
        .join(schema.documents, _DOCUMENT.document_id == removed.document_id)
        .where(_DOCUMENT.source == source, _DOCUMENT.part != _NOTHING)
        .group_by(removed.document_id)
        .subquery()
    )
    query = (
        select(schema.documents)
        .join(ranked, ranked.c.document_id == _DOCUMENT.document_id)
        .order_by(ranked.c.kinds.desc(), _DOCUMENT.seq.desc())
        .limit(count)
    )
    return [row._asdict() for row in connection.execute(query)]


def quarantined(connection: Connection, window: int) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield the rows of what could not be read, the newest first, ``window`` at a time."""
    table = schema.quarantine.c
    query = select(schema.quarantine).order_by(table.first_seen.desc(), table.document_id).limit(window)
    for start in range(0, connection.scalar(select(func.count()).select_from(schema.quarantine)) or 0, window):
        yield [row._asdict() for row in connection.execute(query.offset(start))]


def recent_runs(connection: Connection, count: int) -> list[Mapping[str, Any]]:
    """Return the rows of the runs that ended last, the newest first."""
    query = select(schema.runs).order_by(schema.runs.c.updated.desc()).limit(count)
    return [row._asdict() for row in connection.execute(query)]
