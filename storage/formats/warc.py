"""WARC files, CC-NEWS among them: pages out of response, resource and conversion records.

Read record by record, plain or compressed. A damaged record is refused with its offset and the next one is looked
for: that is why the frame is read here and not by a library, all of which end at the first damage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaners.record import Fields, UnreadableError
from storage.formats.decoding import decoded
from storage.formats.http_payload import Response, media_type, response
from storage.formats.record import Counted, Delivered, Refused
from storage.formats.sniff import media_of
from storage.formats.streams import Source, megabytes
from storage.formats.wire import checked, language_of, refused, web_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.compressed import Expanded
    from storage.formats.record import Limits, Read

_HEAD_BYTES: Final = 64 * 1024
_MARK: Final = b"WARC/"
# How far a record's length may be wrong and be mended: tools that rewrite headers err by some bytes.
_OVERHANG: Final = 4_096
_PAGES: Final = frozenset(["response", "resource", "conversion"])
_TYPES: Final = frozenset(
    ["warcinfo", "request", "metadata", "revisit", "continuation", "response", "resource", "conversion"]
)
_LONGEST_LENGTH: Final = 18


@dataclass(frozen=True, slots=True)
class _Header:
    """A record's header: its type, the length of its block, its other fields by lower-case name."""

    kind: str
    length: int
    fields: dict[str, str]


def read_warc(source: Source, limits: Limits, packed: Expanded | None = None) -> Iterator[Read]:
    """Read the records of a WARC file; ``packed`` is the gzip stream that ``source`` unpacks, for places in it."""
    counts: dict[str, int] = {}
    while True:
        position = source.position
        fatal = source.begin()
        try:
            try:
                more = _at_record(source)
            finally:
                position = source.position
            if not more:
                break
            place = place_at(position, packed)
            item = _passed_over(source, place, fatal, limits) if fatal else _record(source, place, limits)
        except UnreadableError as error:
            yield refused(place_at(position, packed), b"", error, limits)
            if not go_on(source, position, packed, _MARK):
                break
            continue
        if isinstance(item, Counted):
            counts[item.kind] = counts.get(item.kind, 0) + item.number
        else:
            yield item
    for kind, number in counts.items():
        yield Counted(kind, number)


def place_at(position: int, packed: Expanded | None) -> str:
    """Return the words for where a record stands: the byte in the delivered file, as indexes of archives have it."""
    if packed is None:
        return f"record at byte {position}"
    start, within = packed.member_of(position)
    return f"record at byte {start}" + (f", {within} bytes into its gzip member" if within else "")


def go_on(source: Source, failed: int, packed: Expanded | None, mark: bytes) -> bool:
    """After damage at ``failed``, move to the next line that starts with ``mark``; False where there is none."""
    try:
        if source.position == failed:
            source.read(1)
        if source.peek(len(mark)) == mark:
            return True
        if source.find(b"\n" + mark):
            source.read(1)
            return True
    except UnreadableError:
        pass
    if packed is None or not packed.resume(mark):
        return False
    source.restart()
    return True


def page_of(found: Response, place: str, url: str, limits: Limits) -> Read:
    """Return the page of an HTTP response, or count it: no article is a redirect, an image, an error."""
    if not found.is_page:
        return Counted("response that is no page", 1)
    if not found.body.strip():
        return Counted("response without a body", 1)
    text = decoded(found.body, found.charset).text
    media = "text" if found.content_type == "text/plain" else "html"
    if not found.content_type:
        media = media_of(text[:100_000])
    page = Delivered(place, found.body, "html" if media == "html" else "text", text, Fields(), web_url(url))
    return checked(page, limits, kind="page")


def _at_record(source: Source) -> bool:
    """Pass by the blank lines between records; False at the end of the file."""
    while (head := source.peek(16)) and not head.strip():
        source.read(len(head))
    source.read(len(head) - len(head.lstrip()))
    return bool(head)


def _record(source: Source, place: str, limits: Limits) -> Read:
    header = _header(source)
    if header.kind not in _PAGES or not _may_be_page(header):
        if source.skip(header.length) < header.length:
            raise UnreadableError("the record ends early")
        _overhang(source)
        return Counted(f"{header.kind if header.kind in _TYPES else 'unknown'} record", 1)
    if header.length > limits.member_bytes:
        source.skip(header.length)
        return Refused(place, b"", f"a record larger than {megabytes(limits.member_bytes)}")
    block = source.read(header.length)
    if len(block) < header.length:
        return Refused(place, block[: limits.refused_bytes], "the record ends early")
    block += _overhang(source)
    try:
        return _page(header, block, place, limits)
    except UnreadableError as error:
        return refused(place, block, error, limits)


def _passed_over(source: Source, place: str, reason: str, limits: Limits) -> Refused:
    length = _header(source).length
    start = source.read(min(length, limits.refused_bytes))
    source.skip(length - len(start))
    _overhang(source)
    return Refused(place, start, reason)


def _overhang(source: Source) -> bytes:
    """Take what stands between a record and the next one where its length is a little short."""
    ahead = source.peek(_OVERHANG)
    if ahead.startswith((b"\r\n\r\n", b"\n\n", _MARK)) or not ahead.strip():
        return b""
    found = ahead.find(b"\n" + _MARK)
    if found < 0:
        return b""
    return source.read(found + 1).rstrip(b"\r\n")


def _header(source: Source) -> _Header:
    version = source.line(_HEAD_BYTES)
    if not version.startswith(_MARK):
        raise UnreadableError("no WARC record where one should start")
    fields: dict[str, str] = {}
    size, name = 0, ""
    while (line := source.line(_HEAD_BYTES)).strip():
        size += len(line)
        if size > _HEAD_BYTES:
            raise UnreadableError("a record header that does not end")
        text = line.decode("utf-8", "replace")
        if text[0] in " \t" and name in fields:
            fields[name] += f" {text.strip()}"  # a header folded over lines
            continue
        name, found, value = text.partition(":")
        name = name.strip().lower()
        if found:
            fields[name] = value.strip()
    digits = fields.get("content-length", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _LONGEST_LENGTH:
        raise UnreadableError("a record without a length" if not line or not digits else "a record with a wrong length")
    return _Header(fields.get("warc-type", "").lower(), int(digits), fields)


def _may_be_page(header: _Header) -> bool:
    kind, _ = media_type(header.fields.get("content-type", ""))
    if header.kind == "response":
        return kind.startswith("application/http") or not kind
    return kind.startswith(("text/html", "text/plain", "application/xhtml"))


def _page(header: _Header, block: bytes, place: str, limits: Limits) -> Read:
    url = header.fields.get("warc-target-uri", "").strip("<> ")
    if header.kind == "response":
        found = response(block, limits)
    else:
        kind, charset = media_type(header.fields.get("content-type", ""))
        found = Response(200, kind, charset, block)
    item = page_of(found, place, url, limits)
    language = language_of(header.fields.get("warc-identified-content-language", "").partition(",")[0])
    if language and isinstance(item, Delivered) and header.kind == "conversion":
        return Delivered(place, item.raw, item.media, item.body, Fields(language=language), item.url)
    return item
