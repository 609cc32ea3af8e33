"""The object store's contract: immutable objects under plain keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator

# One alphabet for every back end: no case to fold, nothing to escape, nothing that means another folder.
_KEY = re2.compile(r"[a-z0-9._=-]+(/[a-z0-9._=-]+)*")
_MAX_KEY = 512


class KeyRefusedError(ValueError):
    """A key outside the alphabet, or one that climbs: never made by us, so never to be served."""


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """An object's key, its size in bytes, and when it was last written (seconds since the epoch)."""

    key: str
    size: int
    modified: float


class ObjectStore(Protocol):
    """Immutable objects. ``put`` is atomic: an object is there whole, or not at all.

    A missing object is ``KeyError``; a full store ``StoreFullError``; any other trouble ``StoreError``.
    """

    create_only: bool
    """Whether ``if_absent`` holds among writers at once; the store's mark says so (``storage.selftest`` found out)."""

    @property
    def service(self) -> str:
        """URL of the service that keeps the objects; "" for a folder and for Amazon's."""
        ...

    def put(self, key: str, content: bytes, *, if_absent: bool = False) -> bool:
        """Write an object; with ``if_absent`` return False (and write nothing) where one stands."""
        ...

    def get(self, key: str) -> bytes:
        """Return an object's bytes."""
        ...

    def head(self, key: str) -> ObjectHead | None:
        """Return an object's size and age, or None."""
        ...

    def list(self, prefix: str = "") -> Iterator[ObjectHead]:
        """List objects whose keys start with ``prefix``, in no particular order."""
        ...

    def delete(self, key: str) -> None:
        """Delete an object; a missing one is no error."""
        ...

    def uri(self, key: str) -> str:
        """Return the address under which other readers (Delta, DuckDB) find ``key``."""
        ...

    def table_options(self) -> dict[str, str]:
        """Return the storage options with which ``deltalake`` opens a table at ``uri``."""
        ...

    def settle(self, key: str, *, since: float) -> None:
        """Make what others wrote under ``key`` since a time survive a power cut."""
        ...

    def sweep(self, *, before: float, dry_run: bool) -> int:
        """Delete what puts before a time left unfinished when their writers died; return how many there are."""
        ...


def put_by_content(objects: ObjectStore, key: str, content: bytes) -> None:
    """Put an object whose key is made of its content's hash. One that stands there is compared, and mended if damaged.

    No other bytes may ever stand under that key, so that writing it twice, or anew, is right.
    """
    if not objects.put(key, content, if_absent=True) and objects.get(key) != content:
        objects.put(key, content)


def checked_key(key: str) -> str:
    """Return the key, or refuse it: ``[a-z0-9/._=-]``, no segment empty or starting with a dot, 512 characters."""
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
        raise KeyRefusedError(f"key refused: {key[:80]!r}")
    # "." and ".." climb; other dot names are an adapter's own, as the staging folder is.
    if any(segment.startswith(".") for segment in key.split("/")):
        raise KeyRefusedError(f"key refused: {key[:80]!r}")
    return key
