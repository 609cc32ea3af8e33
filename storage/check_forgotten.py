"""That what was forgotten is gone: from the catalog, the tables and, where they are read, the objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from storage.document import Outcome
from storage.finding import Finding
from storage.parts import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from storage.snapshot import Snapshot

_NAMED = ("url", "url_key", "title", "credit", "drop", "place", "raw_part", "part")
_TOLD = ("raw", "body", "given", "item", "delivered_url", "url", "title", "credit", "drop", "place")


def check_forgotten(snapshot: Snapshot) -> Iterator[Finding]:
    """No catalog row of a forgotten document says more than that it was there."""
    rows = {**snapshot.documents} | {row.document_id: row for row in snapshot.quarantine}
    for name in sorted(snapshot.forgotten & rows.keys()):
        row = rows[name]
        if getattr(row, "outcome", Outcome.WITHDRAWN) != Outcome.WITHDRAWN:
            yield Finding("forgotten-there", name, f"was forgotten and is {row.outcome}")
        elif left := [column for column in _NAMED if getattr(row, column, "")]:
            yield Finding("forgotten-there", name, f"was forgotten and the catalog has its {', '.join(left)}")
    for name in sorted(snapshot.forgotten & (snapshot.members.keys() | snapshot.signed)):
        yield Finding("forgotten-there", name, "was forgotten and has a place in the corpus")


def check_forgotten_in(key: str, rows: Sequence[Mapping[str, Any]], forgotten: Collection[str]) -> Iterator[Finding]:
    """No object holds a row of a forgotten document that says more than that it was there."""
    for row in rows:
        names = {row["document_id"], row.get("seen_as")} & set(forgotten)
        if names and (key.startswith(ARTICLES) or any(row.get(column) for column in _TOLD)):
            yield Finding("forgotten-there", min(names), f"was forgotten and {key} tells of it")
