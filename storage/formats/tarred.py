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
_LONGEST_SIZE: Final = 18  # digits
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


@dataclass(frozen=True, slots=True)
class _Notes:
    """What extended headers say of the member that follows; "" and None for nothing."""

    name: str = ""
    size: int | None = None


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
    number, notes = 0, _Notes()
    while header := _header(source):
        number += 1
        if number > limits.members:
            raise UnreadableError(f"an archive of more than {limits.members:,} members")
        if header.type in _NOTES:
            notes = _noted(source, header, notes)
            continue
        name, size = notes.name or header.name, header.size if notes.size is None else notes.size
        notes = _Notes()
        part = _Part(source, 0 if header.type in _REASONS else size)
        if header.type in _REASONS:
            yield Refused(name, b"", _REASONS[header.type])
        elif header.type != tarfile.DIRTYPE and not header.name.endswith("/"):
            yield Member(name, source.inner(part, max(size, 1), "the member"))
        padding = -size % _BLOCK if header.type not in _REASONS else 0
        if source.skip(part.left) < part.left:
            raise UnreadableError("the archive ends early")
        source.skip(padding)


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


def _noted(source: Source, header: tarfile.TarInfo, known: _Notes) -> _Notes:
    """Read a note; return what is known of the next member now."""
    if header.size > _LONGEST_NOTE:
        raise UnreadableError(f"a member's name larger than {megabytes(_LONGEST_NOTE)}")
    note = source.read(header.size)
    source.skip(-header.size % _BLOCK)
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return _Notes(note.rstrip(b"\0").decode("utf-8", "replace"), known.size)
    if header.type != tarfile.XHDTYPE:
        return known
    name, size = known.name, known.size
    for line in note.split(b"\n"):
        key, _, value = line.partition(b" ")[2].partition(b"=")
        if key == b"path":
            name = value.decode("utf-8", "replace")
        elif key == b"size" and value.isdigit() and len(value) < _LONGEST_SIZE:
            size = int(value)
    return _Notes(name, size)
