"""`winnow explain ID`: everything that a store knows of one article."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.table import Column, Table
from rich.text import Text

from flows.report.wording import moment
from flows.store_at import store_at
from flows.terminal import Terminal
from storage.history import ITEM, Cluster, History, cluster_members, clusters, histories
from storage.reading import find_document, read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from storage.history import Row
    from storage.store import Store

# Lines of a list that are printed; --json has them all.
_MOST = 25
_FACTS = (
    ("id", "document_id"),
    ("outcome", "outcome"),
    ("reason", "reason"),
    ("drop", "drop"),
    ("place in it", "place"),
    ("source", "source"),
    ("URL", "url"),
    ("site", "site"),
    ("arrived", "first_seen"),
    ("published", "published"),
    ("credit", "credit"),
    ("language", "language"),
    ("words", "words"),
    ("version of", "version_of"),
    ("cleaned by", "cleaner_version"),
    ("cleaned again", "revision"),
    ("run", "run_id"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """An article as explained: ``record`` is what was kept of its delivery, ``members`` are its cluster's."""

    document: Mapping[str, Any]
    article: Mapping[str, Any]
    record: Mapping[str, Any]
    history: History
    cluster: Cluster | None = None
    members: Sequence[Row] = field(default_factory=list)


def explain_document(address: str, name: str, *, as_json: bool) -> None:
    """Print where an article came from, what was removed by which rule, its matches, its cluster, its versions."""
    with store_at(address) as store:
        told = _told(store, name)
    if as_json:
        print(json.dumps(_as_json(told), ensure_ascii=False, default=str))
        return
    console = Terminal()
    console.print(Text(told.document.get("title") or told.document["document_id"], style="bold"))
    for label, value in _facts(told):
        console.print(Text.assemble((f"{label:>14}  ", "dim"), str(value)), soft_wrap=True)
    if told.article:
        console.print(_removed(told.article["removals"]) if told.article["removals"] else "nothing was removed")
    for title, lines in _lists(told):
        console.print(Text(f"\n{title}", style="bold"))
        for line in lines:
            console.print(Text(f"  {line}"), soft_wrap=True)


def _told(store: Store, name: str) -> Told:
    found = find_document(store, name)
    document = found.document
    record = read_record(store, document)
    if document["outcome"] == "quarantined":
        return Told(document, {}, record, History(document, {}))
    with store.catalog.reading() as connection:
        history = histories(connection, [document])[0]
        cluster, members = _cluster(connection, history)
    return Told(document, found.article, record, history, cluster, members)


def _cluster(connection: Connection, history: History) -> tuple[Cluster | None, Sequence[Row]]:
    if not history.member:
        return None, []
    cluster_id = history.member["cluster_id"]
    return clusters(connection, [cluster_id]).get(cluster_id), cluster_members(connection, [cluster_id])[cluster_id]


def _as_json(told: Told) -> dict[str, Any]:
    history, cluster = told.history, told.cluster
    return {
        "document_id": told.document["document_id"],
        "document": dict(told.document),
        "delivered": dict(told.record),
        "item": dict(told.history.item),
        "authors": told.article.get("authors", []),
        "removed": told.article.get("removals", []),
        "member": dict(history.member),
        "cluster": {
            "cluster_id": cluster.cluster_id,
            "canonical": cluster.canonical["document_id"],
            "reason": cluster.reason,
            "merged": list(cluster.merged),
            "members": list(told.members),
        }
        if cluster
        else {},
        "matches": list(history.ties),
        "versions": list(history.versions),
        "returns": list(history.returns),
    }


def _facts(told: Told) -> Iterator[tuple[str, object]]:
    for label, name in _FACTS:
        if value := told.document.get(name):
            yield label, value
    for name in ITEM:
        if value := told.history.item.get(name):
            yield name, value
    if authors := told.article.get("authors"):
        yield "authors", ", ".join(authors)
    if told.record:
        url = told.record["delivered_url"]
        yield "delivered as", f"{told.record['media']} under {url}" if url else told.record["media"]
    if told.history.member:
        yield "cluster", _tie(told)


def _tie(told: Told) -> str:
    member, cluster = told.history.member, told.cluster
    size = f" of {len(told.members):,}" if len(told.members) > 1 else ""
    canonical = "this one" if member["canonical"] else cluster.canonical["document_id"][:12] if cluster else "another"
    place = f"cluster {member['cluster_id'][:12]}{size}, canonical: {canonical} ({member['reason']})"
    if not member["parent"]:
        return f"{member['relation']}; {place}"
    evidence = f"Jaccard {member['jaccard']:.3f}, containment {member['containment']:.3f}"
    return f"{member['relation']} of {member['parent'][:12]} ({evidence}); {place}"


def _lists(told: Told) -> Iterator[tuple[str, Iterator[str]]]:
    history, cluster = told.history, told.cluster
    if history.ties:
        yield f"matches: {len(history.ties):,}", _matches(history.ties)
    if len(told.members) > 1:
        yield f"cluster: {len(told.members):,} documents, in order of arrival", _members(told.members)
    if cluster and cluster.merged:
        names = (name[:12] for name in cluster.merged[:_MOST])
        yield f"merged into the cluster: {len(cluster.merged):,} ids", names
    if history.versions:
        yield f"versions under its URL: {len(history.versions):,}", _versions(told)
    if history.returns:
        yield f"came again with other bytes: {len(history.returns):,} times", _returns(history.returns)


def _removed(removals: Sequence[Row]) -> Table:
    table = Table("place", "rule", Column("removed", overflow="fold"))
    for removal in removals:
        table.add_row(str(removal["place"]), removal["rule"], Text(removal["text"]))
    return table


def _matches(ties: Sequence[Row]) -> Iterator[str]:
    for tie in ties[:_MOST]:
        evidence = f"Jaccard {tie['jaccard']:.3f}, containment {tie['containment']:.3f}, {tie['shared']:,} shared"
        yield f"{tie['document_id'][:12]}  {tie['rule']:8} {evidence}  {_named(tie)}"
    yield from _rest(len(ties))


def _members(members: Sequence[Row]) -> Iterator[str]:
    for one in members[:_MOST]:
        relation = f"{one['relation']} of {one['parent'][:12]}" if one["parent"] else one["relation"]
        canonical = "canonical" if one["canonical"] else ""
        yield f"{one['document_id'][:12]}  {moment(one['first_seen'])}  {relation:25} {canonical:10} {_named(one)}"
    yield from _rest(len(members))


def _versions(told: Told) -> Iterator[str]:
    for one in told.history.versions[:_MOST]:
        this = "this one" if one["document_id"] == told.document["document_id"] else ""
        words = f"{one['words']:,} words"
        yield f"{one['document_id'][:12]}  {moment(one['first_seen'])}  {words:14} {this:9} {_named(one)}"
    yield from _rest(len(told.history.versions))


def _returns(returns: Sequence[Row]) -> Iterator[str]:
    for one in returns[:_MOST]:
        yield f"{one['document_id'][:12]}  {one['drop']}"
    yield from _rest(len(returns))


def _named(row: Row) -> str:
    return f"{row['source']}: {' '.join(row['title'].split())}"


def _rest(count: int) -> Iterator[str]:
    if count > _MOST:
        yield f"({count - _MOST:,} more)"
