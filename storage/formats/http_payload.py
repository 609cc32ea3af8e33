"""A page out of an HTTP response as crawlers keep it: status, headers, chunks, compression."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaners.record import UnreadableError
from storage.formats.compressed import MAGIC, Expanded, check_ratio
from storage.formats.streams import Source

if TYPE_CHECKING:
    from storage.formats.record import Limits

_PAGE_TYPES: Final = ("text/html", "application/xhtml+xml", "text/plain")
_SUCCESS: Final = range(200, 300)
_HEAD_BYTES: Final = 256 * 1024  # browsers and servers stop at 8 to 256 kB


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response: ``body`` as the server meant it, ``content_type`` without its parameters."""

    status: int
    content_type: str
    charset: str
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is what a reader asked for, and text."""
        return self.status in _SUCCESS and (self.content_type in _PAGE_TYPES or not self.content_type)


def response(block: bytes, limits: Limits) -> Response:
    """Take an HTTP response apart; UnreadableError for what is none or is damaged.

    Only a page's body is unpacked: what else there is stays as it came.
    """
    status_line, _, rest = block.partition(b"\n")
    words = status_line.split(None, 2)
    if not status_line.startswith(b"HTTP/") or len(words) < 2 or not words[1].isdigit() or len(words[1]) > 3:
        raise UnreadableError("no HTTP response in it")
    headers, body = _split(rest)
    content_type, charset = media_type(headers.get("content-type", ""))
    found = Response(int(words[1]), content_type, charset, body)
    if not found.is_page:
        return found
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    body = _unpacked(body, headers.get("content-encoding", "").lower(), limits)
    return Response(found.status, content_type, charset, body)


def media_type(header: str) -> tuple[str, str]:
    """Return the type and the charset that a Content-Type header names, "" for none."""
    kind, _, parameters = header.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return kind.strip().lower(), value.strip().strip("\"'")
    return kind.strip().lower(), ""


def _split(rest: bytes) -> tuple[dict[str, str], bytes]:
    ends = [(at + len(mark), at) for mark in (b"\r\n\r\n", b"\n\n") if (at := rest.find(mark, 0, _HEAD_BYTES)) >= 0]
    if rest.startswith((b"\r\n", b"\n")):
        ends = [(rest.find(b"\n") + 1, 0)]
    if not ends:
        raise UnreadableError("the HTTP headers do not end")
    start, end = min(ends)
    headers: dict[str, str] = {}
    for line in rest[:end].decode("latin-1").splitlines():
        name, found, value = line.partition(":")
        if found:
            headers[name.strip().lower()] = value.strip()
    return headers, rest[start:]


def _dechunked(body: bytes) -> bytes:
    """Join the chunks; a body that only claims to have some is itself (crawlers join them and keep the header)."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1024)
        size = _chunk_size(body[at:end]) if end >= 0 else -1
        if size < 0 and not pieces:
            return body
        if size == 0:
            return b"".join(pieces)
        if size < 0 or end + 1 + size > len(body):
            raise UnreadableError("its chunks are damaged")
        pieces.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not digits or len(digits) > 8 or digits.strip(b"0123456789abcdefABCDEF"):
        return -1
    return int(digits, 16)


def _unpacked(body: bytes, coding: str, limits: Limits) -> bytes:
    if coding in ("", "identity", "none", "utf-8"):
        return body
    kind = next((kind for mark, kind in MAGIC.items() if body.startswith(mark)), "")
    if kind == "gzip":
        return _inflated(body, 31, limits)
    if kind == "zstd":
        return Source(Expanded(Source(io.BytesIO(body), len(body)), kind, limits), limits.expanded_bytes).rest(
            limits.member_bytes
        )
    if "deflate" in coding:
        return _deflated(body, limits)
    if body.lstrip()[:1] == b"<":
        return body  # crawlers unpack and keep the header
    raise UnreadableError("compressed in a way that has no reader" + (" (Brotli)" if "br" in coding else ""))


def _deflated(body: bytes, limits: Limits) -> bytes:
    try:
        return _inflated(body, 15, limits)
    except UnreadableError:
        return _inflated(body, -15, limits)  # half of the servers that say deflate leave its wrapper out


def _inflated(body: bytes, window: int, limits: Limits) -> bytes:
    member = zlib.decompressobj(window)
    # Not a byte more than it takes to tell a bomb.
    most = min(limits.member_bytes, max(limits.expansion_from, limits.expansion * len(body)))
    try:
        page = member.decompress(body, most + 1)
    except zlib.error as error:
        raise UnreadableError("its compressed page is damaged") from error
    check_ratio(len(body), len(page), limits)
    if len(page) > limits.member_bytes:
        raise UnreadableError("its page is too large")
    if not member.eof and not _ends_before_checksum(member):
        raise UnreadableError("its compressed page ends early")
    return page


def _ends_before_checksum(member: zlib._Decompress) -> bool:
    """Tell whether only the checksum after the data is missing: a wrong one is complained of only then."""
    try:
        member.decompress(bytes(8), 1)
    except zlib.error as error:
        return "check" in str(error)
    return member.eof  # its last bytes were the same
