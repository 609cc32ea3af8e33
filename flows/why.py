"""`winnow explain ID OTHER`: why two articles are, or are not, copies."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from dedup.explain import Explanation, explain
from flows.store_at import store_at
from flows.terminal import Terminal
from storage.errors import NotInStoreError
from storage.reading import Found, find_document

if TYPE_CHECKING:
    from storage.store import Store

# Passages shown of each kind; --json has them all.
_PASSAGES = 12


def explain_pair(address: str, first: str, second: str, *, as_json: bool) -> None:
    """Print both scores of two articles, what they share and where they differ, and what decided."""
    with store_at(address) as store:
        left, right = find_document(store, first), find_document(store, second)
        found = explain(_text(store, left), _text(store, right), store.catalog.scheme, store.catalog.thresholds)
    together = bool(left.member) and left.member["cluster_id"] == right.member.get("cluster_id")
    if as_json:
        print(json.dumps({**asdict(found), "same_cluster": together}, ensure_ascii=False))
        return
    console = Terminal()
    for name, value in _headings(found, left, right, together=together):
        console.print(Text.assemble((f"{name:>12}  ", "dim"), value))
    for title, passages, style in (
        ("in both", found.both, "green"),
        ("only in the first", found.only_first, "red"),
        ("only in the second", found.only_second, "blue"),
    ):
        _print_passages(console, title, passages, style)


def _text(store: Store, found: Found) -> str:
    # A duplicate has no copy of its own: its text is that of the document it follows.
    article = found.article
    if not article and found.member.get("relation") == "duplicate":
        article = find_document(store, found.member["parent"]).article
    if not article:
        name, outcome = found.document["document_id"][:12], found.document["outcome"]
        raise NotInStoreError(f"{name} is {outcome}: there is no clean copy to compare")
    return str(article["text"])


def _headings(found: Explanation, left: Found, right: Found, *, together: bool) -> list[tuple[str, str]]:
    sizes = f"{found.shared} of {found.sizes[0]} and {found.sizes[1]} shingles"
    return [
        ("first", _label(left)),
        ("second", _label(right)),
        ("Jaccard", f"{found.jaccard:.3f} (by the signatures {found.estimate:.3f})"),
        ("containment", f"{found.containment:.3f} ({sizes})"),
        ("verdict", found.verdict),
        ("cluster", _standing(found, together=together)),
    ]


def _label(found: Found) -> str:
    document = found.document
    return f"{document['document_id'][:12]} {document.get('source', '')}: {document.get('title', '')}"


def _standing(found: Explanation, *, together: bool) -> str:
    if together and not found.rule:
        return "the same, through other copies that tie them"
    if found.rule and not together:
        return "not the same: a round-up ties nothing, and an excerpt goes to its best parent only"
    return "the same" if together else "not the same"


def _print_passages(console: Terminal, title: str, passages: tuple[str, ...], style: str) -> None:
    if not passages:
        return
    console.print(Text(f"\n{title}", style="bold"))
    for passage in passages[:_PASSAGES]:
        console.print(Text(f"  {passage}", style=style))
    if len(passages) > _PASSAGES:
        console.print(f"  ({len(passages) - _PASSAGES} more)")
