"""A drop: one delivered object, in a folder or on S3, and how it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager


def printable(name: str) -> str:
    """Return a name as it may be stored, logged and shown: what a terminal would obey or hide is escaped."""
    return name if name.isprintable() else "".join(map(_escaped, name))


def _escaped(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True)
class OpenDrop:
    """A drop being read. ``fingerprint``, asked afterwards, is that of what was read: "" if it changed meanwhile."""

    stream: BinaryIO
    fingerprint: Callable[[], str]


class Inbox(Protocol):
    """Where drops lie."""

    @property
    def ahead(self) -> int:
        """How many drops are worth being read at once."""
        ...

    def open(self, drop: Drop) -> AbstractContextManager[OpenDrop]:
        """Open a drop. What is wrong with this one drop is UnreadableError or OSError, also while it is read."""
        ...


@dataclass(frozen=True, slots=True)
class Drop:
    """One delivered object. ``name`` is its absolute path or its s3:// address, as ``printable`` has it.

    ``folder`` is its first folder below the one named. ``fingerprint`` changes when the drop does; "" where that
    can't be told. ``size`` is in bytes; ``etag`` is S3's name for the version that was listed, ``key`` for the object;
    ``arrived`` is when it was delivered (seconds since the epoch), 0 where that can't be told.
    """

    name: str
    folder: str
    fingerprint: str
    size: int
    inbox: Inbox = field(compare=False, repr=False)
    etag: str = ""
    key: str = ""
    arrived: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadDrop:
    """A drop that was read to its end: what it looked like while it was read, and how many documents it held.

    Without a fingerprint it is not remembered, and read again by the next run. ``seconds`` is how much of a processor
    the reading took; 0 where nothing had to be read in it.
    """

    name: str
    fingerprint: str
    documents: int
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A drop and its bytes: all of them, or None where they are to be read as a stream; ``error`` says why not."""

    drop: Drop
    content: bytes | None
    fingerprint: str
    error: str = ""
