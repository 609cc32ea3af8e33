"""`winnow show`: what a store knows of an article."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.store_at import store_at
from flows.terminal import Terminal
from storage.reading import Found, find_document

if TYPE_CHECKING:
    from collections.abc import Iterator


def show_document(address: str, name: str, *, as_json: bool) -> None:
    """Print one document: fields, clean copy, cluster."""
    with store_at(address) as store:
        found = find_document(store, name)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=_plain))
        return
    console = Terminal()
    for key, value in _headings(found):
        console.print(Text.assemble((f"{key:>14}  ", "dim"), str(value)))
    if text := found.article.get("text"):
        console.print()
        console.print(Text(text))
    if len(found.copies) > 1:
        console.print(_cluster_table(found))


def _headings(found: Found) -> Iterator[tuple[str, Any]]:
    document, member, article = found.document, found.member, found.article
    shown = (
        "document_id",
        "outcome",
        "reason",
        "drop",
        "source",
        "url",
        "title",
        "published",
        "language",
        "first_seen",
    )
    for key in (*shown, "version_of"):
        if document.get(key):
            yield key, document[key]
    if authors := article.get("authors"):
        yield "authors", ", ".join(authors)
    if document.get("credit"):
        yield "credit", document["credit"]
    for key in ("guid", "item_version", "corrects", "embargo", "urgency"):
        if article.get(key):
            yield key, article[key]
    if keywords := article.get("keywords"):
        yield "keywords", ", ".join(keywords)
    if member:
        yield "cluster", f"{member['cluster_id'][:12]} ({len(found.copies)} documents)"
        yield "relation", _relation(member)
        canonical = "this one" if member["canonical"] else _canonical(found)
        yield "canonical", f"{canonical} ({member['reason']})"
    if removals := article.get("removals"):
        yield "removed", f"{len(removals)} spans: " + ", ".join(sorted({removal["rule"] for removal in removals}))


def _relation(member: dict[str, Any]) -> str:
    if not member["parent"]:
        return str(member["relation"])
    evidence = f"Jaccard {member['jaccard']:.2f}, containment {member['containment']:.2f}"
    return f"{member['relation']} of {member['parent'][:12]} ({evidence})"


def _canonical(found: Found) -> str:
    return next((copy["document_id"][:12] for copy in found.copies if copy["canonical"]), "")


def _cluster_table(found: Found) -> Table:
    table = Table("document", "relation", "Jaccard", "containment", "published", "source", "title", title="its cluster")
    for copy in found.copies:
        mark = " ★" if copy["canonical"] else ""
        values = (f"{copy['jaccard']:.2f}", f"{copy['containment']:.2f}") if copy["parent"] else ("", "")
        rest = (copy["published"], copy["source"], copy["title"])
        table.add_row(copy["document_id"][:12] + mark, copy["relation"], *values, *(Text(cell) for cell in rest))
    return table


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no JSON")
