"""zip archives: their directory is checked before it is believed, and their sizes never are."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from cleaners.record import UnreadableError
from storage.formats.compressed import check_ratio
from storage.formats.record import Limits, Refused
from storage.formats.spool import spooled
from storage.formats.streams import Source, megabytes
from storage.formats.tarred import Member

if TYPE_CHECKING:
    from collections.abc import Iterator

# Bytes that members may give before the archive as a whole is weighed: some bombs cost only themselves.
_ALLOWANCE: Final = 32 * 2**20
# Bytes unpacked at a time, before they are weighed.
_PIECE: Final = 2**20
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_LONGEST_COMMENT: Final = 2**16
_LARGEST_DIRECTORY: Final = 32 * 2**20
_IN_ZIP64: Final = 0xFFFF
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, NotImplementedError),
    *(ValueError, RuntimeError, OverflowError, KeyError, IndexError),
)
_OFFICE: Final = frozenset(
    ["[Content_Types].xml", "META-INF/container.xml", "META-INF/manifest.xml", "META-INF/MANIFEST.MF"]
)


@dataclass(slots=True)
class _Whole:
    """An archive: its size, and what all its members have given. Overlapping ones each give the same bytes again."""

    source: Source
    size: int
    given: int = 0

    def check(self, limits: Limits) -> None:
        check_ratio(self.size, max(0, self.given - _ALLOWANCE), limits)


class _Part:
    """The bytes of a zip's member, counted against what it really packs."""

    def __init__(self, file: IO[bytes], packed: int, whole: _Whole, limits: Limits) -> None:
        self._file = file
        self._packed = packed
        self._archive = whole
        self._given = 0
        self._limits = limits

    def read(self, size: int) -> bytes:
        try:
            piece = self._file.read(min(size, _PIECE))
        except _BROKEN as error:
            raise UnreadableError("the zip member is damaged") from error
        self._given += len(piece)
        self._archive.given += len(piece)
        check_ratio(max(self._packed, 1), self._given, self._limits)
        self._archive.check(self._limits)
        return piece


def members(source: Source, limits: Limits) -> Iterator[Member | Refused]:
    """Yield the files of an archive; UnreadableError where it is damaged."""
    with spooled(source, limits.drop_bytes) as file:
        size = _checked_size(file, limits)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise UnreadableError("the zip archive is damaged") from error
        infos = archive.infolist()
        if any(info.filename in _OFFICE for info in infos[:20]):
            raise UnreadableError("an office document, an e-book or a program, not an archive of articles")
        whole = _Whole(source, size)
        for info in infos:
            whole.check(limits)
            if not info.filename.endswith("/"):  # zipfile's own way to tell fails on an empty name
                yield from _member(archive, info, whole, limits)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, whole: _Whole, limits: Limits
) -> Iterator[Member | Refused]:
    if info.flag_bits & _ENCRYPTED:
        yield Refused(info.filename, b"", "encrypted")
        return
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        yield Refused(info.filename, b"", "a symbolic link: links are not followed")
        return
    try:
        file = archive.open(info)
    except _BROKEN:
        yield Refused(info.filename, b"", "a zip member that is damaged or packed in a way that has no reader")
        return
    with file:
        # A directory may claim any packed size; no member packs more than the archive has.
        part = _Part(file, min(info.compress_size, whole.size), whole, limits)
        yield Member(info.filename, whole.source.inner(part, limits.expanded_bytes, "the member"))


def _checked_size(file: IO[bytes], limits: Limits) -> int:
    """Return the archive's size; UnreadableError for a directory that would fill the memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT))
    ending = file.read()
    at = ending.rfind(_END)
    file.seek(0)
    if at < 0 or len(ending) - at < _END_BYTES:
        raise UnreadableError("the zip archive is damaged or ends early")
    count, directory = struct.unpack_from("<HI", ending, at + 10)
    if count == _IN_ZIP64 or directory == 0xFFFFFFFF:
        count, directory = _zip64(file, size - len(ending) + at)
        file.seek(0)
    if count > limits.members:
        raise UnreadableError(f"an archive of more than {limits.members:,} members")
    if directory > min(_LARGEST_DIRECTORY, size):
        raise UnreadableError(f"a zip directory larger than {megabytes(_LARGEST_DIRECTORY)}, or than the archive")
    return size


def _zip64(file: IO[bytes], end: int) -> tuple[int, int]:
    file.seek(max(0, end - 20))
    locator = file.read(20)
    if locator[:4] != b"PK\x06\x07":
        return _IN_ZIP64, 0  # just that many members
    file.seek(min(int.from_bytes(locator[8:16], "little"), end))
    record = file.read(56)
    if record[:4] != b"PK\x06\x06" or len(record) < 56:
        raise UnreadableError("the zip archive is damaged")
    count, directory = struct.unpack_from("<QQ", record, 32)
    return count, directory
