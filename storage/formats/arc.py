"""ARC, the format before WARC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cleaners.record import UnreadableError
from storage.formats.http_payload import response
from storage.formats.record import Counted, Refused
from storage.formats.streams import megabytes
from storage.formats.warc import go_on, page_of, place_at
from storage.formats.wire import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.compressed import Expanded
    from storage.formats.record import Limits, Read
    from storage.formats.streams import Source

_HEAD_BYTES: Final = 16 * 1024
_LEAST_WORDS: Final = 5  # address, IP, date, type, length


def read_arc(source: Source, limits: Limits, packed: Expanded | None = None) -> Iterator[Read]:
    """Read the records of an ARC file."""
    counts: dict[str, int] = {}
    while True:
        position = source.position
        fatal = source.begin()
        try:
            while source.peek(1) in (b"\n", b"\r"):
                source.read(1)
            position = source.position
            if not source.peek(1):
                break
            item = _record(source, place_at(position, packed), fatal, limits)
        except UnreadableError as error:
            yield refused(place_at(position, packed), b"", error, limits)
            if not go_on(source, position, packed, b"http"):
                break
            continue
        if isinstance(item, Counted):
            counts[item.kind] = counts.get(item.kind, 0) + item.number
        else:
            yield item
    for kind, number in counts.items():
        yield Counted(kind, number)


def _record(source: Source, place: str, fatal: str, limits: Limits) -> Read:
    words = source.line(_HEAD_BYTES).split()
    if len(words) < _LEAST_WORDS or b":" not in words[0]:
        raise UnreadableError("no ARC record where one should start")
    digits = words[-1].decode("latin-1")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise UnreadableError("a record with a wrong length")
    length = int(digits)
    if fatal:
        start = source.read(min(length, limits.refused_bytes))
        source.skip(length - len(start))
        return Refused(place, start, fatal)
    if words[0].startswith((b"filedesc:", b"dns:")):
        source.skip(length)
        return Counted("arc header record", 1)
    if length > limits.member_bytes:
        source.skip(length)
        return Refused(place, b"", f"a record larger than {megabytes(limits.member_bytes)}")
    block = source.read(length)
    if len(block) < length:
        return Refused(place, block[: limits.refused_bytes], "the record ends early")
    try:
        return page_of(response(block, limits), place, words[0].decode("utf-8", "replace"), limits)
    except UnreadableError as error:
        return refused(place, block, error, limits)
