"""What a drop's readers give: articles as delivered, what was refused, and what is rightly no article."""

from __future__ import annotations

from dataclasses import dataclass

from cleaners.record import Fields
from storage.document import Media, Status
from storage.limits import Limits

__all__ = ["Counted", "Delivered", "Limits", "Media", "Read", "Refused", "Status"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """One article as the drop delivers it; "" and () mean that the format does not say.

    ``place`` is where it stands in the drop ("" for the whole of it), ``raw`` its own bytes: the HTML of a WARC
    response, the XML of an item, the JSON line, the file. XML that came in a legacy encoding is UTF-8 in ``raw``, a
    row of a CSV table has its header line with it, a row of a Parquet table is JSON.
    Reading ``raw`` as a drop gives the same article again, without what only the drop around it knew.
    ``body`` is what the cleaner gets. ``given`` holds what the format itself knows, which wins over guesses.
    ``guid`` and ``version`` identify it at its ``source``; ``corrects`` is the guid of what it corrects or replaces.
    ``embargo`` is UTC in ISO 8601; ``urgency`` runs from 1 (flash) to 9, 0 where nobody tells. A ``killed`` item
    may have no body. ``teaser`` says that the body is only a summary of the article.
    """

    place: str
    raw: bytes
    media: Media
    body: str
    given: Fields = Fields()  # noqa: RUF009 - frozen
    url: str = ""
    source: str = ""
    guid: str = ""
    version: str = ""
    status: Status = ""
    embargo: str = ""
    urgency: int = 0
    keywords: tuple[str, ...] = ()
    corrects: str = ""
    teaser: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that could not be read: where it stands, its first bytes, and why, in words without its text."""

    place: str
    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """Records that are rightly no articles (a WARC's requests, a feed's empty entries), by kind."""

    kind: str
    number: int


Read = Delivered | Refused | Counted
