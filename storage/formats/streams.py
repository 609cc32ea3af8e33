"""Bytes as they come: counted, capped, looked at before they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from cleaners.record import UnreadableError
from storage.formats.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK: Final = 64 * 1024
# Asked of a stream at once: files make room for all that they are asked for.
_MOST_AT_ONCE: Final = 2**20


class Readable(Protocol):
    """What a source reads from: a file, an S3 body, an unpacker."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


class TooLongError(UnreadableError):
    """A piece is longer than the limit for it; ``start`` is how it begins."""

    def __init__(self, reason: str, start: bytes = b"") -> None:
        super().__init__(reason)
        self.start = start


class Source:
    """A stream that can be looked into. ``position`` is how many bytes were taken from it.

    ``begin`` is that of the drop's progress, which the sources inside a source share.
    """

    def __init__(self, stream: Readable, limit: int, what: str = "the drop", progress: Progress | None = None) -> None:
        self._stream = stream
        self._limit = limit
        self._what = what
        self._progress = progress or Progress()
        self.begin = self._progress.begin
        self._buffer = b""
        self._at = 0
        self._fetched = 0
        self._error: UnreadableError | None = None
        self.position = 0

    def inner(self, stream: Readable, limit: int, what: str = "the drop") -> Source:
        """Return a stream that is made of this one's content as a source."""
        return Source(stream, limit, what, self._progress)

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes, fewer only at the end, and leave them there."""
        if not self._fill(size) and self._error:
            raise self._error
        return self._buffer[self._at : self._at + size]

    def read(self, size: int) -> bytes:
        """Take the next ``size`` bytes, fewer only at the end. Raises, and takes none, where they can't be had."""
        taken = self.peek(size)
        if len(taken) < size and self._error:
            raise self._error
        self._at += len(taken)
        self.position += len(taken)
        return taken

    def restart(self) -> None:
        """Forget a damage and what is buffered: the stream was moved behind it."""
        self.position += len(self._buffer) - self._at
        self._buffer, self._at, self._error = b"", 0, None

    def put_back(self, taken: bytes) -> None:
        """Return the last bytes taken."""
        if taken:
            self._buffer = taken + self._buffer[self._at :]
            self._at = 0
            self.position -= len(taken)

    def rest(self, limit: int) -> bytes:
        """Take all that is left; TooLongError where it is more than ``limit``."""
        taken = self.read(limit + 1)
        if len(taken) > limit:
            raise TooLongError(f"larger than {megabytes(limit)}", taken)
        return taken

    def skip(self, size: int) -> int:
        """Take ``size`` bytes and forget them; return how many there were."""
        left = size
        while left and (piece := self.read(min(left, CHUNK))):
            left -= len(piece)
        return size - left

    def line(self, limit: int) -> bytes:
        """Take the next line with its end, b"" at the end of the stream.

        A line longer than ``limit`` is passed by and raises TooLongError; the next call gives the line after it.
        """
        found = self._line_end(limit)
        if found >= 0:
            return self.read(found + 1)
        taken = self.read(min(limit, self._fill(limit) + 1))
        if len(taken) < limit or not self.peek(1):
            return taken
        while (found := self._line_end(CHUNK)) < 0 and self.read(CHUNK):
            pass
        self.read(found + 1)
        raise TooLongError(f"a line longer than {megabytes(limit)}", taken)

    def lines(self, limit: int) -> Iterator[bytes]:
        """Take lines to the end of the stream; TooLongError as for ``line``."""
        while line := self.line(limit):
            yield line

    def find(self, mark: bytes) -> bool:
        """Move forward to the next ``mark``; False, at the end of the stream, where there is none."""
        while window := self.peek(CHUNK + len(mark)):
            found = window.find(mark)
            if found >= 0:
                self.read(found)
                return True
            if len(window) < CHUNK + len(mark):
                self.read(len(window))
                return False
            self.read(CHUNK)
        return False

    def _line_end(self, limit: int) -> int:
        """Return where the line ends, counted from here, -1 where it does not within ``limit`` bytes."""
        searched = 0
        while True:
            found = self._buffer.find(b"\n", self._at + searched, self._at + limit)
            have = len(self._buffer) - self._at
            if found >= 0 or have >= limit:
                return found - self._at if found >= 0 else -1
            searched = have
            # Twice as much each time: a long line costs linear time.
            if self._fill(min(limit, max(CHUNK, 2 * searched))) == searched:
                return -1

    def _fill(self, size: int) -> int:
        """Have ``size`` bytes in the buffer where the stream has them; return how many there are."""
        have = len(self._buffer) - self._at
        if have >= size:
            return have
        pieces = [self._buffer[self._at :]]
        self._at = 0
        try:
            while (
                have < size and not self._error and (piece := self._fetch(min(max(CHUNK, size - have), _MOST_AT_ONCE)))
            ):
                pieces.append(piece)
                have += len(piece)
        except UnreadableError as error:
            self._error = error  # for whoever needs more than there is
        finally:
            self._buffer = b"".join(pieces)
        return have

    def _fetch(self, size: int) -> bytes:
        piece = self._stream.read(size)
        self._fetched += len(piece)
        if self._fetched > self._limit:
            raise TooLongError(f"{self._what} is larger than {megabytes(self._limit)}")
        return piece


def megabytes(size: int) -> str:
    """Return a size for a sentence."""
    if size < 2**20:
        return f"{size:,} bytes"
    return f"{size // 2**30} GB" if size >= 2**30 and not size % 2**30 else f"{size // 2**20} MB"
