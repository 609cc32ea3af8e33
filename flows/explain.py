"""What the cleaner kept and removed of one document, shown side by side or, for a script, as plain lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Column, Table
from rich.text import Text

from flows.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cleaners.record import CleanCopy, Fields
    from storage.document import Document

_SHOWN_FIELDS = ("title", "subtitle", "published", "language", "canonical_url", "site_name", "section", "credit")


def print_explanation(document: Document) -> None:
    """Print the fields, then kept blocks beside removed spans with their rule and place."""
    clean = document.clean
    if clean is None:
        raise ValueError("only a cleaned document can be explained")
    console = Terminal(soft_wrap=False)
    console.print(Text(document.drop, style="bold"))
    for name, value in _fields(clean.fields):
        console.print(Text.assemble((f"{name:>14}  ", "dim"), value))
    if clean.hold:
        console.print(Text(f"would be held: {clean.hold}", style="bold yellow"))
    console.print(_side_by_side(clean))
    blocks = len(clean.text.split("\n\n")) if clean.text else 0
    console.print(f"{blocks} blocks kept, {len(clean.removals)} spans removed")


def _fields(fields: Fields) -> Iterator[tuple[str, str]]:
    for name in _SHOWN_FIELDS:
        if value := getattr(fields, name):
            yield name, value
    if fields.authors:
        yield "authors", ", ".join(fields.authors)
    if fields.paywalled is not None:
        yield "paywalled", "yes" if fields.paywalled else "no"


def _side_by_side(clean: CleanCopy) -> Table:
    # Where words are not spaced, a paragraph is one word to the terminal: folded, or all but its first line is lost.
    table = Table(Column("kept", ratio=3, overflow="fold"), Column("removed", ratio=2, overflow="fold"), expand=True)
    kept = Text("\n\n".join(clean.text.split("\n\n")), style="green")
    removed = Text()
    for removal in clean.removals:
        removed.append(f"{removal.place:>4} {removal.rule}\n", style="bold red")
        removed.append(f"     {removal.text}\n", style="red strike")
    table.add_row(kept, removed)
    return table
