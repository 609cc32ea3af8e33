"""Clusters again, around documents whose texts or fields changed or that left the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dedup.cluster import cluster
from storage import schema
from storage.commit import DUPLICATE, follow
from storage.rows import changed_members, member_row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dedup.record import Assignment
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Reclustered:
    """The places of all documents that were looked at, the rows that changed, and who has no place any more."""

    assigned: Mapping[str, Assignment]
    changed: Mapping[str, dict[str, Any]]
    gone: frozenset[str]


def cluster_again(
    transaction: Transaction, around: Collection[str], own: Collection[str], duplicates: Mapping[str, str]
) -> Reclustered:
    """Cluster all that matches tie to ``around``, and write the member rows and aliases that change.

    ``around`` holds every document that changed, came or left, and all that were tied to them before. Of them ``own``
    have a text in the index, ``duplicates`` follow another, the rest have no place in the corpus any more.
    """
    before = transaction.assignments(transaction.connected({*around, *duplicates, *duplicates.values()}))
    followers = {name: row["parent"] for name, row in before.items() if row["relation"] == DUPLICATE}
    here = {name for name, row in before.items() if row["relation"] != DUPLICATE}
    standing = {*(here - set(around)), *own, *duplicates.values()}
    members = transaction.members(standing)
    assigned = {one.document_id: one for one in cluster(members, transaction.matches_within(standing))}
    still = {name: parent for name, parent in followers.items() if name not in around} | dict(duplicates)
    assigned |= {name: follow(name, assigned[parent]) for name, parent in still.items()}
    rows = {name: member_row(one) for name, one in assigned.items()}
    changed = changed_members(before, rows)
    gone = frozenset(before.keys() - rows.keys())
    transaction.put(schema.members, "document_id", changed.values())
    transaction.remove(schema.members.c.document_id, gone)
    merged = {row["cluster_id"] for row in before.values()} - {row["cluster_id"] for row in rows.values()}
    _point_aliases(transaction, merged, rows)
    return Reclustered(assigned, changed, gone)


def _point_aliases(transaction: Transaction, merged: set[str], rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Let each alias name the cluster that its document is in now; one whose document is gone names nothing."""
    living = {row["cluster_id"] for row in rows.values()}
    names = transaction.aliases_of(merged | rows.keys()) | merged
    table = schema.aliases
    transaction.remove(table.c.alias, names | living)
    places = transaction.member_rows(names)
    aliases = ({"alias": name, "cluster_id": places[name]["cluster_id"]} for name in sorted(names & places.keys()))
    transaction.add(table, (row for row in aliases if row["alias"] != row["cluster_id"]))
