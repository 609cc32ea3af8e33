"""How much of anything a drop may hold, and what reading it may take."""

from __future__ import annotations

from dataclasses import dataclass

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
    refusals: int = 10_000
    """Records in a row that can't be read, after which the rest of a drop is refused as one."""
    refused_bytes: int = _MB
    """Bytes kept of what was refused, for someone to look at."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the process that reads drops may take."""

    seconds: int = 30
    """Silence, after which it is killed."""
    megabytes: int = 400
    """Memory of its own, beside what it was forked with."""
    restarts: int = 5
    """How often one drop may end it and be gone on with; each time the drop is read again from its start."""
