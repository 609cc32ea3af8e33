"""Drops in folders."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cleaners.record import UnreadableError
from storage.drop import Drop, OpenDrop, printable
from storage.errors import DropError

if TYPE_CHECKING:
    from collections.abc import Iterator


class Folder:
    """A file, or a folder with all that is below it."""

    def __init__(self, path: str) -> None:
        # Normalised but not resolved: a drop keeps the name that it was delivered under, behind a link too.
        self._path = Path(os.path.abspath(path))  # noqa: PTH100

    def check(self) -> None:
        """DropError for a path that is not there or a folder that can't be listed."""
        try:
            if self._path.is_dir():
                with os.scandir(self._path) as entries:
                    next(entries, None)
            else:
                self._path.stat()
        except OSError as error:
            raise DropError(f"no drop can be read at {self._path}: {error.strerror}") from error

    def drops(self) -> Iterator[Drop]:
        """Yield the drops, sorted by path within each folder, hidden ones left out."""
        if not self._path.is_dir():
            yield file_drop(self._path)
            return
        for folder, folders, names in os.walk(self._path, onerror=_refuse):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = Path(folder).relative_to(self._path).parts
            for name in sorted(names):
                if not name.startswith("."):
                    yield file_drop(Path(folder, name), inside[0] if inside else "", self._path)


class Disk:
    """The inbox of one file on this machine, found below the folder ``root`` or named itself (None)."""

    def __init__(self, path: Path, root: Path | None = None) -> None:
        self._path = path
        self._root = root

    @property
    def ahead(self) -> int:
        """One: a local disk is not waited for."""
        return 1

    @contextlib.contextmanager
    def open(self, _drop: Drop) -> Iterator[OpenDrop]:
        """Open the file; OSError for one that can't be, UnreadableError for what is no file."""
        self._check_link()
        # Asked before it is opened: opening a pipe would wait for somebody to write into it.
        if not stat.S_ISREG(self._path.stat().st_mode):
            raise UnreadableError("not a regular file")
        with self._path.open("rb") as file:
            before = _fingerprint(os.fstat(file.fileno()))

            def fingerprint() -> str:
                after = _fingerprint(os.fstat(file.fileno()))
                return after if before == after else ""

            yield OpenDrop(file, fingerprint)

    def _check_link(self) -> None:
        # Whoever may deliver links must not publish what else this machine has.
        if self._root and self._path.is_symlink() and not self._path.resolve().is_relative_to(self._root.resolve()):
            raise UnreadableError("a link that leads out of the folder")


def file_drop(path: Path, folder: str = "", root: Path | None = None) -> Drop:
    """Return a file as a drop, ``root`` the folder that it was found in; what is no file is told when it is opened."""
    try:
        found = path.stat()
    except OSError:
        return Drop(_shown(path), _shown(folder), "", 0, Disk(path, root))
    # A file that is copied or moved into a folder may keep its age; the change of its inode says when it came.
    arrived = found.st_ctime
    return Drop(_shown(path), _shown(folder), _fingerprint(found), found.st_size, Disk(path, root), arrived=arrived)


def _shown(name: str | Path) -> str:
    # A file's name is bytes: what of it is no UTF-8 is escaped, so that every name can be stored and told.
    return printable(os.fsencode(name).decode("utf-8", "backslashreplace"))


def _fingerprint(found: os.stat_result) -> str:
    return f"{found.st_size}-{found.st_mtime_ns}-{found.st_ino}" if stat.S_ISREG(found.st_mode) else ""


def _refuse(error: OSError) -> None:
    raise DropError(f"no drop can be read at {error.filename}: {error.strerror}") from error
