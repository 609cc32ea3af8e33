"""gzip, bzip2, xz and zstd: unpacked as a stream, never further than the limits allow."""

from __future__ import annotations

import bz2
import lzma
import zlib
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, Protocol

import zstandard

from cleaners.record import UnreadableError
from storage.formats.streams import Source, TooLongError, megabytes

if TYPE_CHECKING:
    from storage.formats.record import Limits

_GZIP: Final = b"\x1f\x8b\x08"
MAGIC: Final = {_GZIP: "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}

# Packed bytes handed over at a time: what a bomb can hide from the ratio before it is looked at.
_PIECE: Final = 8 * 1024
# xz -9 needs 65 MB and zstd --ultra a window of 128 MB; a header that asks for more is a bomb.
_XZ_MEMORY: Final = 100 * 2**20
_ZSTD_WINDOW: Final = 2**27
# A block of 4 bytes unpacks to 128 kB at most, so this piece to 32 MB.
_ZSTD_PIECE: Final = 1024
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
        self.fed = b""  # by the last call: where it failed, what may hold the next member

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        self.fed = self._inner.unconsumed_tail + data
        return self._inner.decompress(self.fed, max_length)


class _Zstd:
    """A zstd frame with the manners of bz2 and lzma: its own unpacker gives all that a piece holds at once."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self._packed = b""
        self._ready = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof and not self._ready

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data + self._packed

    def decompress(self, data: bytes, max_length: int) -> bytes:
        self._packed += data
        while self._packed and len(self._ready) < max_length and not self._inner.eof:
            piece, self._packed = self._packed[:_ZSTD_PIECE], self._packed[_ZSTD_PIECE:]
            self._ready += self._inner.decompress(piece)
        given, self._ready = self._ready[:max_length], self._ready[max_length:]
        return given


def _inflater(kind: str) -> _Inflater:
    if kind == "zstd":
        return _Zstd()
    if kind == "gzip":
        return _Zlib()
    return bz2.BZ2Decompressor() if kind == "bzip2" else lzma.LZMADecompressor(memlimit=_XZ_MEMORY)


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
        self._weighed = 0  # unpacked bytes of the members that were no bombs, this one included
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

    def resume(self, mark: bytes) -> bool:
        """After a broken member, go on at the next that starts with ``mark``; False where there is none."""
        self._weighed -= self._given
        if self._source.position <= self._start:
            self._source.read(1)
        while self._source.find(_GZIP):
            try:
                start = zlib.decompressobj(31).decompress(self._source.peek(_PIECE), len(mark))
            except zlib.error:
                start = b""
            if start == mark:
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
            if isinstance(self._member, _Zlib):
                self._source.put_back(self._member.fed)
            raise UnreadableError(f"the {self._kind} data is damaged") from error
        if self._member.eof:
            self._source.put_back(self._member.unused_data)
        self._given += len(piece)
        self._weighed += len(piece)
        self._unpacked += len(piece)
        check_ratio(self._fed, self._given, self._limits)
        check_ratio(self._packed, self._weighed, self._limits)
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
