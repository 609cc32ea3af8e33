"""tar archives, read as a stream: nothing of one is ever written to disk."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cleaners.record import UnreadableError
from storage.formats.record import Limits, Refused
from storage.formats.streams import Source, megabytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK: Final = 512
# Long names and their like: real ones have some kilobytes.
_LONGEST_NOTE: Final = 2**20
_FILES: Final = frozenset([tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE])
_NOTES: Final = frozenset([tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, b"X"])
_REASONS: Final = {
    tarfile.SYMTYPE: "a symbolic link: links are not followed",
    tarfile.LNKTYPE: "a link to another member: links are not followed",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
    tarfile.GNUTYPE_SPARSE: "a file with holes, which has no reader",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as it claims, and a stream of its bytes that ends where it does."""

    name: str
    content: Source


class _Part:
    """The next ``size`` bytes of a source."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self.left = size

    def read(self, size: int) -> bytes:
        piece = self._source.read(min(size, self.left))
        if not piece and self.left and size:
            self.left = 0
            raise UnreadableError("the archive ends early")
        self.left -= len(piece)
        return piece


def members(source: Source, limits: Limits) -> Iterator[Member | Refused]:
    """Yield the files of an archive in order; each must be read before the next is asked for.

    UnreadableError where the archive is damaged: what came before it stands.
    """
    number, long_name = 0, ""
    while header := _header(source):
        number += 1
        if number > limits.members:
            raise UnreadableError(f"an archive of more than {limits.members:,} members")
        if header.type in _NOTES:
            long_name = _long_name(source, header) or long_name
            continue
        name, long_name = long_name or header.name, ""
        size = header.size if header.type in _FILES or header.type not in _REASONS else 0
        part = _Part(source, size)
        if header.type in _REASONS:
            yield Refused(name, b"", _REASONS[header.type])
        elif header.type != tarfile.DIRTYPE and not (header.type in _FILES and header.name.endswith("/")):
            yield Member(name, Source(part, max(size, 1), "the member"))
        left = part.left + -size % _BLOCK
        if source.skip(left) < part.left:
            raise UnreadableError("the archive ends early")


def _header(source: Source) -> tarfile.TarInfo | None:
    """Return the next header, None at the end of the archive."""
    block = source.read(_BLOCK)
    if len(block) < _BLOCK:
        raise UnreadableError("the archive ends early")
    if not block.strip(b"\0"):
        return None
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.HeaderError, ValueError) as error:
        raise UnreadableError("the archive is damaged or ends early") from error
    if header.size < 0:
        raise UnreadableError("the archive is damaged: a member of negative size")
    return header


def _long_name(source: Source, header: tarfile.TarInfo) -> str:
    """Read a note about the next member; return its name where the note gives one."""
    if header.size > _LONGEST_NOTE:
        raise UnreadableError(f"a member's name larger than {megabytes(_LONGEST_NOTE)}")
    note = source.read(header.size)
    source.skip(-header.size % _BLOCK)
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return note.rstrip(b"\0").decode("utf-8", "replace")
    for line in note.split(b"\n") if header.type == tarfile.XHDTYPE else ():
        _, _, entry = line.partition(b" ")
        if entry.startswith(b"path="):
            return entry.removeprefix(b"path=").decode("utf-8", "replace")
    return ""
