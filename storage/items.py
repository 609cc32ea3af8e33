"""Versions of a source's items, and what of an item keeps it out of the corpus for now."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import re2

from storage.document import Item, Outcome
from storage.tombstones import item_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from storage.document import Document

EMBARGOED: Final = "embargoed until"
WITHHELD: Final = "withheld by its source"
TEASER: Final = "only a summary was delivered"
# What somebody decided stands in the reason, before the one of the hold.
RELEASED: Final = "released: "
DISCARDED: Final = "discarded: "
_DIGITS: Final = re2.compile(r"\d{1,30}")


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest version of an item that the catalog has."""

    document_id: str
    text_id: str
    version: str


def as_zulu(moment: datetime) -> str:
    """Return a UTC moment as embargoes and tombstones have it: ``2026-11-21T08:30:00Z``."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def order_of(version: str) -> tuple[int, ...]:
    """Return what puts versions in order, () for one that says nothing: "2" < "10", "1.9" < "1.10", dates by time."""
    return tuple(int(digits) for digits in _DIGITS.findall(version))


def is_older(version: str, than: str) -> bool:
    """Tell whether a version came before another; where one of them says nothing, it did not."""
    one, other = order_of(version), order_of(than)
    return bool(one and other and one < other)


def are_versions(version: str, other: str) -> bool:
    """Tell whether two deliveries with one guid may be versions of one article.

    Only where both say which: the ids of rows and of feeds without versions often number something else.
    """
    return bool(order_of(version) and order_of(other))


def hold_of(document: Document, now: str) -> str:
    """Return why what was delivered with a document keeps it out of the corpus at ``now`` (UTC, ISO 8601), or ""."""
    item = document.item
    if item.embargo > now:
        return f"{EMBARGOED} {item.embargo}"
    if document.released:
        return ""
    if item.status == "withheld":
        return WITHHELD
    return TEASER if item.teaser else ""


def held_if_told(document: Document, now: str) -> Document:
    """Return a document, held where its delivery says so."""
    if document.outcome not in (None, Outcome.HELD) or not (reason := hold_of(document, now)):
        return document
    return replace(document, signature=None).ends(Outcome.HELD, reason)


def item_rows(documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """One row a document of whose item something is told."""
    for document in documents:
        item = document.item
        if replace(item, status="", teaser=False) != Item():
            yield {
                "document_id": document.document_id,
                "item": item_key(document.source, item.guid),
                "guid": item.guid,
                "version": item.version,
                "corrects": item.corrects,
                "embargo": item.embargo,
                "urgency": item.urgency,
                "keywords": json.dumps(item.keywords, ensure_ascii=False),
            }
