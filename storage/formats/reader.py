"""The way from a drop's bytes to its articles: wrappers are opened, then the format's reader takes over."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cleaners.record import UnreadableError
from storage.formats import tarred, zipped
from storage.formats.arc import read_arc
from storage.formats.compressed import Expanded
from storage.formats.decoding import decoded, is_wide
from storage.formats.json_documents import read_json
from storage.formats.mail import read_mail
from storage.formats.parquet import read_parquet
from storage.formats.plain import read_page, read_text
from storage.formats.record import Counted, Limits, Read, Refused
from storage.formats.separated import delimiter_of, read_separated
from storage.formats.sniff import HEAD_BYTES, Kind, sniffed
from storage.formats.streams import Readable, Source, TooLongError
from storage.formats.telex import read_telex
from storage.formats.tidy import tidied
from storage.formats.warc import read_warc
from storage.formats.xml_records import read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.formats.mapping import FieldMapping
    from storage.formats.progress import Progress
    from storage.formats.tarred import Member

_PACKED: Final = frozenset(["gzip", "bzip2", "xz", "zstd"])
_ARCHIVES: Final = {"tar": tarred.members, "zip": zipped.members}
_OF_TEXT: Final = frozenset(["text", "html", "xml", "json", "mail", "telex"])
_LONGEST_NAME: Final = 200
# What operating systems leave in archives.
_LITTER: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a reader is: how many wrappers deep, inside which compressed stream, under which limits."""

    limits: Limits
    mapping: FieldMapping | None
    depth: int = 0
    packed: Expanded | None = None
    in_packed: bool = False

    def deeper(self, packed: Expanded | None = None, *, in_packed: bool = False) -> _Way:
        """Return the way one wrapper further; UnreadableError at the limit."""
        if self.depth >= self.limits.nesting:
            raise UnreadableError(f"packed more than {self.limits.nesting} times over")
        return replace(self, depth=self.depth + 1, packed=packed, in_packed=in_packed)


def read_drop(
    stream: Readable,
    limits: Limits | None = None,
    mapping: FieldMapping | None = None,
    progress: Progress | None = None,
) -> Iterator[Read]:
    """Yield all that a drop holds, in order, in bounded memory.

    Bad content is yielded as Refused and never raises; OSError of the stream itself passes through. ``mapping`` is
    for drops of rows (JSON, CSV, Parquet) whose names the defaults do not know. A drop always yields something.
    ``progress`` is told of each record that begins, and says which ones to refuse unread.
    """
    known = limits or Limits()
    source = Source(stream, known.drop_bytes, progress=progress)
    yield from map(tidied, _guarded(source, _Way(known, mapping)))


def _guarded(source: Source, way: _Way) -> Iterator[Read]:
    """Turn what ends a reader early into a refusal of the rest; say so where there is nothing at all."""
    yielded = False
    try:
        for found in _not_endlessly(_read(source, way), way.limits):
            yielded = True
            yield found
    except UnreadableError as error:
        start = error.start if isinstance(error, TooLongError) else b""
        reason = f"the rest can't be read: {error}" if yielded else str(error)
        yield Refused("", start[: way.limits.refused_bytes], reason)
        return
    if not yielded:
        yield Refused("", b"", "nothing is in it")


def _not_endlessly(found: Iterator[Read], limits: Limits) -> Iterator[Read]:
    """Give up on a drop that refuses record after record: each would be kept for someone to look at."""
    in_a_row = 0
    for item in found:
        yield item
        in_a_row = in_a_row + 1 if isinstance(item, Refused) else 0
        if in_a_row >= limits.refusals:
            raise UnreadableError(f"{in_a_row:,} records in a row could not be read")


def _read(source: Source, way: _Way) -> Iterator[Read]:
    head = source.peek(HEAD_BYTES)
    kind = sniffed(head)
    if kind.reader in _OF_TEXT and is_wide(head):
        raw = source.rest(way.limits.member_bytes)
        source = _narrow(source, raw)
        head = source.peek(HEAD_BYTES)
        kind = sniffed(head)
        if kind.reader == "html":
            yield read_page(raw, way.limits)
            return
    if kind.reader in _PACKED:
        yield from _unpacked(source, kind.reader, way)
    elif kind.reader in _ARCHIVES:
        yield from _archive(source, kind.reader, way)
    else:
        yield from _formatted(source, kind, head, way)


def _narrow(source: Source, raw: bytes) -> Source:
    """Return UTF-16 or UTF-32 as UTF-8, whose lines and tags can be found byte by byte."""
    text = decoded(raw).text.encode("utf-8", "replace")
    return source.inner(io.BytesIO(text), len(text))


def _unpacked(source: Source, kind: str, way: _Way) -> Iterator[Read]:
    content = Expanded(source, kind, way.limits)
    deeper = way.deeper(content if kind == "gzip" else None, in_packed=True)
    yield from _read(source.inner(content, way.limits.expanded_bytes), deeper)


def _archive(source: Source, kind: str, way: _Way) -> Iterator[Read]:
    # A compressed tar is one wrapper to everybody but its tools.
    inner = replace(way, packed=None, in_packed=False) if kind == "tar" and way.in_packed else way.deeper()
    litter = 0
    for number, (member, fatal) in enumerate(_begun(source, _ARCHIVES[kind](source, way.limits)), 1):
        if isinstance(member, Refused):
            yield replace(member, place=_name(member.place, number))
            continue
        if _is_litter(member.name):
            litter += 1
            continue
        if fatal:
            yield Refused(_name(member.name, number), b"", fatal)
            continue
        for found in _guarded(member.content, inner):
            yield (
                found if isinstance(found, Counted) else replace(found, place=_joined(member.name, number, found.place))
            )
    if litter:
        yield Counted("archive member of the operating system", litter)


def _begun(source: Source, members: Iterator[Member | Refused]) -> Iterator[tuple[Member | Refused, str]]:
    """Begin each member before it is asked for; say why it must not be read."""
    fatal = source.begin()
    for member in members:
        yield member, fatal
        fatal = source.begin()


def _formatted(source: Source, kind: Kind, head: bytes, way: _Way) -> Iterator[Read]:
    limits, mapping = way.limits, way.mapping
    if kind.reader == "warc":
        yield from read_warc(source, limits, way.packed)
    elif kind.reader == "arc":
        yield from read_arc(source, limits, way.packed)
    elif kind.reader == "xml":
        yield from read_xml(source, kind.root, limits)
    elif kind.reader == "json":
        yield from read_json(source, limits, mapping)
    elif kind.reader == "parquet":
        yield from read_parquet(source, limits, mapping)
    elif kind.reader == "telex":
        yield from read_telex(source, limits)
    elif kind.reader == "mail":
        yield from read_mail(source, limits)
    elif kind.reader == "html":
        yield read_page(source.rest(limits.member_bytes), limits)
    else:
        yield from _text(source, head, way)


def _text(source: Source, head: bytes, way: _Way) -> Iterator[Read]:
    delimiter = delimiter_of(head.decode("utf-8", "replace"), way.mapping)
    if delimiter:
        yield from read_separated(source, delimiter, way.limits, way.mapping)
    else:
        yield read_text(source.rest(way.limits.member_bytes), way.limits)


def _joined(name: str, number: int, place: str) -> str:
    return " / ".join(part for part in (_name(name, number), place) if part)


def _name(name: str, number: int) -> str:
    """Return a member's name to show: no control characters, not endless. It is never used as a path."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in name)[:_LONGEST_NAME]
    return shown.strip() or f"member {number}"


def _is_litter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return name.startswith(_LITTER) or last in _LITTER or last.startswith("._")
