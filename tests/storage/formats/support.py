"""What the format tests share: reading bytes, and picking from what was read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from storage.formats import Counted, Delivered, FieldMapping, Limits, Read, Refused, read_drop

if TYPE_CHECKING:
    from collections.abc import Iterable

# What every fixture of an article says.
FIRST = (
    "The harbour council of Brenmouth voted on Tuesday to rebuild the old ferry pier, "
    "ending a dispute that had lasted four winters."
)
SECOND = (
    "Work is to start in March, said harbour master Edda Quill, and the first boats should moor there "
    "before the herring season."
)
PAGE = f"<html><head><title>Pier</title></head><body><p>{FIRST}</p><p>{SECOND}</p></body></html>".encode()


def read(raw: bytes, limits: Limits | None = None, mapping: FieldMapping | None = None) -> list[Read]:
    """Read a drop to its end."""
    return list(read_drop(io.BytesIO(raw), limits, mapping))


def articles(found: Iterable[Read]) -> list[Delivered]:
    """Return the articles among what was read."""
    return [item for item in found if isinstance(item, Delivered)]


def refusals(found: Iterable[Read]) -> dict[str, str]:
    """Return the reasons of what was refused, by place."""
    return {item.place: item.reason for item in found if isinstance(item, Refused)}


def counts(found: Iterable[Read]) -> dict[str, int]:
    """Return what was counted, by kind."""
    summed: dict[str, int] = {}
    for item in found:
        if isinstance(item, Counted):
            summed[item.kind] = summed.get(item.kind, 0) + item.number
    return summed


def warc(*records: bytes) -> bytes:
    """Join records to a WARC file."""
    return b"".join(records)


def record(
    block: bytes, kind: str = "response", *, url: str = "https://courier.example/pier", length: int | None = None
) -> bytes:
    """Return a WARC record; ``length`` is what its header claims."""
    content = {"response": "application/http; msgtype=response", "conversion": "text/plain"}.get(kind, "text/html")
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-03T09:15:00Z\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def http(body: bytes = PAGE, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    """Return an HTTP response."""
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
