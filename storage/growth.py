"""How clusters grow: those that a run added to, and those that grow without end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from storage import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

# The copies of a story come within days. A page that is no article (a notice, a log-in wall) comes every day, for ever.
_OLD = timedelta(days=7)
# Such a page is told by its age long before its cluster is as large as a flood.
_OLD_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class GrowingCluster:
    """A cluster that still grows: its size, what was ``added`` within a day, the day it began, and its ``limit``."""

    cluster_id: str
    documents: int
    added: int
    since: str
    limit: int


@dataclass(frozen=True, slots=True)
class Addition:
    """What a run added to a cluster that now has copies; ``title`` is its canonical copy's."""

    cluster_id: str
    title: str
    documents: int
    added: int


def growing_clusters(connection: Connection, limit: int, now: datetime, run_id: str = "") -> Iterator[GrowingCluster]:
    """Yield clusters to which something was added within a day: of ``limit`` documents, or a tenth if a week old.

    With ``run_id`` only those that this run added to.
    """
    members, documents = schema.members, schema.documents
    old_limit = max(2, int(limit * _OLD_SHARE))
    large = select(members.c.cluster_id).group_by(members.c.cluster_id).having(func.count() >= old_limit)
    if run_id:
        touched = select(members.c.cluster_id).join(documents, documents.c.document_id == members.c.document_id)
        large = large.where(members.c.cluster_id.in_(touched.where(documents.c.run_id == run_id)))
    chosen = large.subquery("large")
    yesterday = (now - timedelta(days=1)).isoformat()
    added = func.sum(case((documents.c.first_seen > yesterday, 1), else_=0))
    query = (
        select(members.c.cluster_id, func.count(), added, func.min(documents.c.first_seen))
        .join(chosen, chosen.c.cluster_id == members.c.cluster_id)
        .join(documents, documents.c.document_id == members.c.document_id)
        .group_by(members.c.cluster_id)
    )
    for cluster_id, count, new, first in connection.execute(query):
        wanted = old_limit if now - datetime.fromisoformat(first) >= _OLD else limit
        if new and count >= wanted:
            yield GrowingCluster(cluster_id, count, new, first[:10], wanted)


def additions(connection: Connection, run_id: str, most: int) -> list[Addition]:
    """Return the clusters of two documents and more to which a run added most."""
    members, documents, all_members = schema.members, schema.documents, schema.members.alias()
    new = (
        select(members.c.cluster_id, func.count().label("added"))
        .join(documents, documents.c.document_id == members.c.document_id)
        .where(documents.c.run_id == run_id)
        .group_by(members.c.cluster_id)
        .subquery("new")
    )
    total = func.count().label("total")
    query = (
        select(new.c.cluster_id, new.c.added, total)
        .join(all_members, all_members.c.cluster_id == new.c.cluster_id)
        .group_by(new.c.cluster_id, new.c.added)
        .having(total > 1)
        .order_by(new.c.added.desc(), total.desc(), new.c.cluster_id)
        .limit(most)
    )
    found = connection.execute(query).all()
    titles = _titles(connection, [row.cluster_id for row in found])
    return [Addition(row.cluster_id, titles.get(row.cluster_id, ""), row.total, row.added) for row in found]


def _titles(connection: Connection, cluster_ids: list[str]) -> dict[str, str]:
    members, documents = schema.members, schema.documents
    query = (
        select(members.c.cluster_id, documents.c.title)
        .join(documents, documents.c.document_id == members.c.document_id)
        .where(members.c.canonical, members.c.cluster_id.in_(cluster_ids))
    )
    return {row.cluster_id: row.title for row in connection.execute(query)}
