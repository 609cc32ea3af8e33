"""Objects as files under one folder: written beside, synced, then put in place."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import StoreError, StoreFullError
from storage.objects import ObjectHead, checked_key

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAGING = ".staging"
_FULL = (errno.ENOSPC, errno.EDQUOT)
# What asking for a key that names no file ends in: nothing there, a folder there, or a file on the way there.
_MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


@contextlib.contextmanager
def readable_os_errors(root: Path) -> Iterator[None]:
    """Turn the operating system's refusals into one line that names the store."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFullError.at(root) from error
        raise StoreError(f"the store at {root} can't be used: {error.strerror or error}") from error


class LocalStore:
    """An object store on a local file system that can link and rename atomically."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.create_only = True

    @property
    def service(self) -> str:
        """Return "": a folder has none."""
        return ""

    def put(self, key: str, content: bytes, *, if_absent: bool = False) -> bool:
        """Write to a staging file, sync it, link or rename it into place, sync the folder."""
        target = self.root / checked_key(key)
        staged = self.root / _STAGING / uuid.uuid4().hex
        with readable_os_errors(self.root):
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.parent.mkdir(parents=True, exist_ok=True)
            try:
                _write_synced(staged, content)
                if if_absent:
                    os.link(staged, target)
                else:
                    staged.replace(target)
            except FileExistsError:
                return False
            finally:
                staged.unlink(missing_ok=True)
            sync_folder(target.parent)
        return True

    def get(self, key: str) -> bytes:
        """Return an object's bytes; KeyError where there is none."""
        path = self.root / checked_key(key)
        with readable_os_errors(self.root):
            try:
                return path.read_bytes()
            except _MISSING as error:
                raise KeyError(key) from error

    def head(self, key: str) -> ObjectHead | None:
        """Return an object's size and age, or None."""
        path = self.root / checked_key(key)
        with readable_os_errors(self.root):
            try:
                found = path.stat()
            except _MISSING:
                return None
        return ObjectHead(key, found.st_size, found.st_mtime) if stat.S_ISREG(found.st_mode) else None

    def list(self, prefix: str = "") -> Iterator[ObjectHead]:
        """List the objects under a prefix; staging files are none."""
        parent = prefix.rpartition("/")[0]
        start = self.root / checked_key(parent) if "/" in prefix else self.root
        for folder, folders, names in os.walk(start):
            folders[:] = [name for name in folders if name != _STAGING]
            for name in names:
                path = Path(folder, name)
                key = path.relative_to(self.root).as_posix()
                if key.startswith(prefix) and (head := self.head(key)):
                    yield head

    def delete(self, key: str) -> None:
        """Delete an object; a missing one is no error."""
        with readable_os_errors(self.root):
            (self.root / checked_key(key)).unlink(missing_ok=True)

    def uri(self, key: str) -> str:
        """Return the object's absolute path."""
        return str(self.root / checked_key(key))

    def table_options(self) -> dict[str, str]:
        """Return what Delta needs beside the address: nothing."""
        return {}

    def settle(self, key: str, *, since: float) -> None:
        """Sync every file under ``key`` written since a time: ``deltalake`` renames without syncing."""
        for folder, _, names in os.walk(self.root / checked_key(key)):
            fresh = [path for name in names if (path := Path(folder, name)).stat().st_mtime >= since]
            for path in fresh:
                _sync_file(path)
            if fresh:
                sync_folder(Path(folder))
                sync_folder(Path(folder).parent)  # which may have been made for them

    def sweep(self, *, before: float, dry_run: bool) -> int:
        """Delete staging files older than a time: whoever is writing one is done in seconds."""
        staging = self.root / _STAGING
        with readable_os_errors(self.root):
            old = [path for path in staging.glob("*") if path.stat().st_mtime < before]
            for path in () if dry_run else old:
                path.unlink(missing_ok=True)
        return len(old)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Make a rename or a link in the folder survive a power cut."""
    _sync_file(path)
