"""The one record that travels through a run: a document as delivered, and what each stage learned of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from cleaners.record import Fields

if TYPE_CHECKING:
    from cleaners.record import CleanCopy
    from dedup.record import Signature

Media = Literal["text", "html"]
Status = Literal["", "usable", "killed", "withheld"]
UNKNOWN_SOURCE = "unknown"


class Outcome(StrEnum):
    """Where a document ends. Every document ends in exactly one."""

    STORED = "stored"
    NEAR_DUPLICATE = "near_duplicate"
    DUPLICATE = "duplicate"
    SEEN = "seen"
    HELD = "held"
    QUARANTINED = "quarantined"
    WITHDRAWN = "withdrawn"


# What has a place among the copies of a text.
PLACED = (Outcome.STORED, Outcome.NEAR_DUPLICATE, Outcome.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Item:
    """What the delivery tells of a document as one of its source's items; "", 0 and () mean that it does not say.

    ``guid`` and ``version`` name it at its source, ``corrects`` is the guid of what it corrects or replaces.
    ``embargo`` is UTC in ISO 8601; ``urgency`` runs from 1 (flash) to 9. ``teaser`` says that what was delivered is
    only a summary of the article.
    """

    guid: str = ""
    version: str = ""
    status: Status = ""
    embargo: str = ""
    urgency: int = 0
    keywords: tuple[str, ...] = ()
    corrects: str = ""
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One document as delivered (``drop`` … ``item``) and what the stages learned; a stage returns a new one.

    ``drop`` is the path or URL of the drop, ``place`` the document's place in it ("" for the whole of it).
    ``url`` is the one that the drop delivered with the document; the one a page declares is a field of its
    clean copy. ``body`` is what is to be cleaned, None where that is ``raw`` itself, decoded. ``given`` holds the
    fields that the delivery states. ``reason`` says why a document is held, quarantined or withdrawn;
    ``seconds`` is how much of a processor cleaning it took.
    """

    document_id: str
    drop: str
    source: str
    media: Media
    raw: bytes
    place: str = ""
    url: str = ""
    body: str | None = None
    given: Fields = Fields()  # noqa: RUF009 - frozen
    item: Item = Item()
    clean: CleanCopy | None = None
    signature: Signature | None = None
    outcome: Outcome | None = None
    reason: str = ""
    released: bool = False  # somebody looked at it and let it in: it is not held again
    seconds: float = 0.0

    def ends(self, outcome: Outcome, reason: str = "") -> Document:
        """Return the document with its outcome."""
        return replace(self, outcome=outcome, reason=reason)

    @property
    def canonical_url(self) -> str:
        """The URL that stands for the article: the page's own word before the delivery's."""
        declared = self.clean.fields.canonical_url if self.clean else ""
        return declared or self.url


def document_id(url: str, raw: bytes) -> str:
    """SHA-256 (hex) over the delivered URL and the raw bytes: a redelivery has the same id.

    The URL a page declares is a function of its bytes and adds nothing, so that a document's id is known
    before it is parsed. Lengths are not ambiguous: a URL holds no NUL.
    """
    return hashlib.sha256(url.encode() + b"\0" + raw).hexdigest()


def unreadable(document: Document, reason: str) -> Document:
    """Return a document that turned out unreadable, with the id and the outcome of one."""
    name = unreadable_id(document.drop, document.place, document.raw)
    return replace(document, document_id=name).ends(Outcome.QUARANTINED, reason)


def unreadable_id(drop: str, place: str, raw: bytes) -> str:
    """Id of something that could not be read: two empty files are two things to look at, so the drop is in it."""
    return hashlib.sha256(b"\0".join((b"unreadable", drop.encode(), place.encode(), raw))).hexdigest()
