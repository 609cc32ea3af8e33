"""What cleaning takes apart and gives back: the records of the pure core's first half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class UnreadableError(ValueError):
    """The bytes are no article that can be read; the message is the reason, in words, without article text."""


class Removal(NamedTuple):
    """A span taken out of a document: which rule took it, its text, and where it stood.

    ``place`` counts from 1: the line of a flattened text (blank lines counted), or the block of a page in
    reading order; 0 is a field. A repair (rule ``mojibake/…``) tells a garbled line as it came; the line stays, mended.
    A tuple, for a dump loses hundreds of lines, and a frozen dataclass takes three times as long to make.
    """

    rule: str
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Image:
    """An image of an article with its caption and credit, as the page gives them ("" where it does not)."""

    url: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Embed:
    """What an article shows from elsewhere: a post, a video, a map and the like.

    ``kind`` is ``post``, ``video``, ``audio``, ``map``, ``chart``, ``document``, ``image`` or, unknown, ``frame``;
    ``provider`` the service (``youtube``), or the host of one that is not known; ``text`` the words of a quoted post or
    the caption, at most 1,000 characters.
    """

    url: str
    kind: str
    provider: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a document says about itself. "" and () mean that it does not say.

    ``published`` and ``modified`` are UTC in ISO 8601 (``2026-11-21T08:30:00Z``, or ``2026-11-21`` where only
    the day is known); ``date_source`` names what ``published`` was read from (``json-ld``, ``meta`` …).
    ``language`` is a BCP 47 primary subtag (``en``). ``paywalled`` is None where nothing tells.
    ``credit`` is the agency or reporting credit ("Reporting by …; Editing by …").
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    date_source: str = ""
    language: str = ""
    canonical_url: str = ""
    site_name: str = ""
    section: str = ""
    description: str = ""
    credit: str = ""
    images: tuple[Image, ...] = ()
    embeds: tuple[Embed, ...] = ()
    paywalled: bool | None = None


@dataclass(frozen=True, slots=True)
class CleanCopy:
    r"""What is kept of a document, what was taken out of it, and what it says about itself.

    ``text`` is the body: its blocks in order, joined by a blank line (``"\n\n"``); no block holds a newline.
    ``hold`` is "" for an article, else why it must not enter the corpus before somebody looked:
    a reason of ``cleaners.gate``.
    """

    text: str
    fields: Fields
    removals: tuple[Removal, ...] = ()
    hold: str = ""
