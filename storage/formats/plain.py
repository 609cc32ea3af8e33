"""Drops that are one article each: pages and plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaners.record import Fields, UnreadableError
from storage.formats.decoding import decoded
from storage.formats.record import Delivered, Refused
from storage.formats.sniff import media_of
from storage.formats.wire import refused

if TYPE_CHECKING:
    from storage.formats.record import Limits, Media, Read


def read_page(raw: bytes, limits: Limits, charset: str = "") -> Read:
    """Read a page."""
    return _read(raw, "html", limits, charset)


def read_text(raw: bytes, limits: Limits, charset: str = "") -> Read:
    """Read a plain text, which may turn out to be a page that starts with something else."""
    return _read(raw, None, limits, charset)


def _read(raw: bytes, media: Media | None, limits: Limits, charset: str) -> Read:
    try:
        text = decoded(raw, charset).text
    except UnreadableError as error:
        return refused("", raw, error, limits)
    kind = media or media_of(text[:100_000])
    if kind == "html" and len(raw) > limits.page_bytes:
        return Refused("", raw[: limits.refused_bytes], "a page larger than any real one")
    if kind == "text" and len(text) > limits.text_chars:
        return Refused("", raw[: limits.refused_bytes], "its text is longer than any article")
    return Delivered("", raw, kind, text, Fields())
