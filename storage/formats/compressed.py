"""gzip, bzip2, xz and zstd: unpacked as a stream, never further than the limits allow."""

from __future__ import annotations

import bz2
import lzma
import zlib
from bisect import bisect_right
from typing import IO, TYPE_CHECKING, Final, Protocol, cast

import zstandard

from cleaners.record import UnreadableError
from storage.formats.streams import Source, TooLongError, megabytes

if TYPE_CHECKING:
    from storage.formats.record import Limits

MAGIC: Final = {b"\x1f\x8b\x08": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}

# Packed bytes handed over at a time: what a bomb can hide from the ratio before it is looked at.
_PIECE: Final = 8 * 1024
# xz -9 needs 65 MB and zstd --ultra a window of 128 MB; a header that asks for more is a bomb.
_XZ_MEMORY: Final = 100 * 2**20
_ZSTD_WINDOW: Final = 2**27
_BROKEN: Final = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, EOFError, ValueError)
# Member starts remembered, so that a record's place can be told; a reader asks for the newest.
_STARTS: Final = 64


class _Inflater(Protocol):
    """One member's unpacker."""

    @property
    def eof(self) -> bool:
        """Whether the member is complete."""

    @property
    def unused_data(self) -> bytes:
        """What came after the member."""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Take ``data``; return at most ``max_length`` unpacked bytes."""


class _Zlib:
    """A gzip member with the manners of bz2 and lzma: what did not fit is kept for the next call."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _inflater(kind: str) -> _Inflater:
    if kind == "gzip":
        return _Zlib()
    return bz2.BZ2Decompressor() if kind == "bzip2" else lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


def expand(source: Source, kind: str, limits: Limits) -> Expanded | Zstd:
    """Return what the packed source unpacks to, as a stream."""
    return Zstd(source, limits) if kind == "zstd" else Expanded(source, kind, limits)


def check_ratio(packed: int, unpacked: int, limits: Limits) -> None:
    """Raise for a bomb."""
    if unpacked > limits.expansion_from and unpacked > limits.expansion * packed:
        raise TooLongError(f"unpacks to more than {limits.expansion} times its size: a bomb")


class Expanded:
    """Members one after the other, as ``cat a.gz b.gz`` makes them. Raises UnreadableError where one is broken."""

    def __init__(self, source: Source, kind: str, limits: Limits) -> None:
        self._source = source
        self._kind = kind
        self._limits = limits
        self._member = _inflater(kind)
        self._start = source.position  # of the member, in the packed stream
        self._fed = 0  # packed bytes of the member
        self._given = 0  # unpacked bytes of the member
        self._packed = 0  # packed bytes of all members
        self._unpacked = 0  # unpacked bytes of all members
        self._starts = [(0, self._start)]

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        while True:
            if self._member.eof and not self._next_member():
                return b""
            piece = self._more(size)
            if piece:
                return piece

    def member_of(self, position: int) -> tuple[int, int]:
        """Return where in the packed stream the member starts that holds the unpacked position, and how far in."""
        index = bisect_right(self._starts, (position, 2**63)) - 1
        unpacked, packed = self._starts[max(index, 0)]
        return packed, position - unpacked

    def resume(self) -> bool:
        """After a broken member, go on at the next that unpacks; False where there is none."""
        while self._source.find(b"\x1f\x8b\x08"):
            try:
                sound = zlib.decompressobj(31).decompress(self._source.peek(_PIECE), 1)
            except zlib.error:
                sound = b""
            if sound:
                self._open()
                return True
            self._source.read(1)
        return False

    def _more(self, size: int) -> bytes:
        # What the unpacker holds back comes first: it gives it without new data.
        piece = self._unpack(b"", size) if self._fed else b""
        if piece or self._member.eof:
            return piece
        packed = self._source.read(_PIECE)
        if not packed:
            raise UnreadableError(f"the {self._kind} data ends early")
        self._fed += len(packed)
        self._packed += len(packed)
        return self._unpack(packed, size)

    def _unpack(self, packed: bytes, size: int) -> bytes:
        try:
            piece = self._member.decompress(packed, size)
        except _BROKEN as error:
            raise UnreadableError(f"the {self._kind} data is damaged") from error
        if self._member.eof:
            self._source.put_back(self._member.unused_data)
        self._given += len(piece)
        self._unpacked += len(piece)
        check_ratio(self._fed, self._given, self._limits)
        check_ratio(self._packed, self._unpacked, self._limits)
        if self._unpacked > self._limits.expanded_bytes:
            raise TooLongError(f"unpacks to more than {megabytes(self._limits.expanded_bytes)}")
        return piece

    def _next_member(self) -> bool:
        padded = self._source.peek(_PIECE)
        while padded and not padded.strip(b"\0"):
            self._source.read(len(padded))
            padded = self._source.peek(_PIECE)
        start = padded.lstrip(b"\0")
        self._source.read(len(padded) - len(start))
        if not start or not any(start.startswith(mark) for mark, kind in MAGIC.items() if kind == self._kind):
            return False  # what follows the last member is no part of it, as gzip itself has it
        self._open()
        return True

    def _open(self) -> None:
        self._member = _inflater(self._kind)
        self._start, self._fed, self._given = self._source.position, 0, 0
        self._starts = [*self._starts[-_STARTS:], (self._unpacked, self._start)]


class Zstd:
    """Frames of zstd one after the other."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self._source = source
        self._first = source.position
        self._limits = limits
        decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._reader = decompressor.stream_reader(cast("IO[bytes]", source), read_size=_PIECE, read_across_frames=True)
        self._unpacked = 0

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        try:
            piece = self._reader.read(size)
        except zstandard.ZstdError as error:
            raise UnreadableError("the zstd data is damaged") from error
        self._unpacked += len(piece)
        check_ratio(self._source.position - self._first, self._unpacked, self._limits)
        if self._unpacked > self._limits.expanded_bytes:
            raise TooLongError(f"unpacks to more than {megabytes(self._limits.expanded_bytes)}")
        return piece
