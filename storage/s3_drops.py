"""Drops under an S3 prefix: listed by page, read one version at a time."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

from cleaners.record import UnreadableError
from storage.drop import Drop, OpenDrop, printable
from storage.errors import DropError
from storage.s3 import Bucket, Listed, ObjectChangedError, ObjectRefusedError
from storage.s3_address import SCHEME, split_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import WriteableBuffer

    from storage.options import S3Options

# Larger objects are read in ranges of this size: what is cut is small, and so is what has to be in memory.
_RANGE = 8 * 1024 * 1024


class S3Inbox:
    """An S3 bucket that drops lie in."""

    def __init__(self, address: str, options: S3Options) -> None:
        self._named = (address, options)
        self._address = split_address(address)
        if not self._address.bucket:
            raise DropError(f"{address} names no S3 bucket; drops are at s3://bucket/prefix or s3://bucket/key")
        self._bucket = Bucket(self._address.bucket, options, DropError)
        self._threads = options.threads

    def __reduce__(self) -> tuple[Callable[..., S3Inbox], tuple[str, S3Options]]:
        """Be opened anew in a process that reads: connections can't be sent there."""
        return S3Inbox, self._named

    @property
    def ahead(self) -> int:
        """As many as there are threads: an answer takes its time, however small."""
        return self._threads

    def check(self) -> None:
        """DropError where nothing can be listed. A prefix under which nothing lies is like an empty folder."""
        next(self._bucket.pages(self._address.folder), None)

    def drops(self) -> Iterator[Drop]:
        """Yield the object that the address names, or those below it, hidden ones and folder marks left out.

        A page of up to 1,000 is in order; services differ in the order of pages. What is delivered while this goes
        on comes now or in the next run, what changes or vanishes is told by ``open``: nothing is lost.
        """
        named = self._address.rest
        if named and not named.endswith("/") and (found := self._bucket.head(named)):
            yield self._drop(found, "")
            return
        for page in self._bucket.pages(self._address.folder):
            for one in page:
                *folders, name = one.key.removeprefix(self._address.folder).split("/")
                if name and not any(part.startswith(".") for part in (*folders, name)):
                    yield self._drop(one, folders[0] if folders else "")

    @contextlib.contextmanager
    def open(self, drop: Drop) -> Iterator[OpenDrop]:
        """Open the version that was listed; where that is no more there, the one that is.

        UnreadableError for an object that is gone, that we may not read, or that changes while it is read.
        """
        ranges = _Ranges(self._bucket, drop)
        try:
            yield OpenDrop(io.BufferedReader(ranges, max(1, min(drop.size, _RANGE))), ranges.fingerprint)
        except KeyError as error:
            raise UnreadableError("gone before it was read") from error
        except ObjectChangedError as error:
            raise UnreadableError("changed while it was read") from error
        except ObjectRefusedError as error:
            raise UnreadableError(f"can't be read: {error}") from error

    def _drop(self, found: Listed, folder: str) -> Drop:
        name = printable(f"{SCHEME}{self._bucket.name}/{found.key}")
        fingerprint = _fingerprint(found)
        return Drop(name, printable(folder), fingerprint, found.size, self, found.etag, found.key, found.modified)


class _Ranges(io.RawIOBase):
    """One version of an object as a stream, fetched range by range."""

    def __init__(self, bucket: Bucket, drop: Drop) -> None:
        self._bucket, self._key = bucket, drop.key
        self._size, self._etag, self._fingerprint = drop.size, drop.etag, drop.fingerprint
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if self._at and self._at >= self._size:
            return 0
        fetched = self._fetch(min(len(view), _RANGE))
        view[: len(fetched)] = fetched
        self._at += len(fetched)
        return len(fetched)

    def fingerprint(self) -> str:
        """Return the fingerprint of the version that is read."""
        return self._fingerprint

    def _fetch(self, length: int) -> bytes:
        try:
            return self._get(length)
        except ObjectChangedError:
            if self._at:
                raise
        # Nothing of the listed version was read yet: the one that stands there now is as good.
        newer = self._bucket.head(self._key)
        if newer is None:
            raise KeyError(self._key)
        self._size, self._etag, self._fingerprint = newer.size, newer.etag, _fingerprint(newer)
        return self._get(length)

    def _get(self, length: int) -> bytes:
        # What fits is asked for whole: only then do services send the checksum along.
        part = None if self._size <= length else (self._at, self._at + length)
        return self._bucket.get(self._key, etag=self._etag, part=part)[:length]


def _fingerprint(found: Listed) -> str:
    return f"{found.etag.strip(chr(34)) or found.modified}-{found.size}"
