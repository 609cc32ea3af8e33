"""What a drop's readers give: articles as delivered, what was refused, and what is rightly no article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cleaners.record import Fields

Media = Literal["html", "text"]
Status = Literal["", "usable", "killed", "withheld"]

_MB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything a drop may hold. Each default refuses no real delivery that was measured or is known."""

    member_bytes: int = 64 * _MB
    """One article, archive member, line or whole document: the largest of 1,018 news pages had 2.2 MB."""
    drop_bytes: int = 2048 * _MB
    """The drop as delivered: CC-NEWS files have 1 GB."""
    expanded_bytes: int = 16_384 * _MB
    """The drop unpacked: a CC-NEWS file unpacks to 5 GB, at four to five times its size."""
    expansion: int = 100
    """Unpacked bytes for each packed one, once ``expansion_from`` is passed: news packs four to ten times, XML 30."""
    expansion_from: int = _MB
    """Below this a high ratio harms nobody."""
    nesting: int = 2
    """Wrappers inside each other (a gzip file in a zip is two; a compressed tar counts once): crawlers need two."""
    members: int = 100_000
    """Members of one archive: each costs memory in a zip's directory before it is read."""
    page_bytes: int = 20 * _MB
    """HTML of one article: nine times the largest real page."""
    text_chars: int = 2_000_000
    """Text of one article that is not HTML: four novels."""
    values: int = 4_000_000
    """Values of one JSON document: each costs some 60 bytes in memory; 64 MB of articles have half of it."""
    tags: int = 300_000
    """Tags of one XML record, each of which costs some 200 bytes: the largest bench page has 20,000."""
    depth: int = 200
    """Nesting of a JSON or XML record: wire items nest at most 20 deep, libxml2 gives up at 256."""
    attributes: int = 1_000
    """Attributes of one XML tag: real ones have at most 73."""
    refused_bytes: int = _MB
    """Bytes kept of what was refused, for someone to look at."""


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
