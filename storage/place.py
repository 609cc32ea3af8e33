"""Where a store stands: a folder or an S3 prefix, what may be there before it, and where its catalog is by default."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from storage.errors import StoreError
from storage.local import LocalStore, readable_os_errors
from storage.s3_address import is_s3, store_address
from storage.selftest import FOLDER as SELFTEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from storage.objects import ObjectStore
    from storage.options import S3Options

_CATALOG = "catalog.db"
# A crash while a store was made leaves these: making it again is safe.
_OWN_FILES = {".staging", _CATALOG, f"{_CATALOG}-wal", f"{_CATALOG}-shm", f"{_CATALOG}-journal", SELFTEST}


def open_objects(address: str, options: S3Options) -> ObjectStore:
    """Return the object store at an address, whatever is in it."""
    if not is_s3(address):
        return LocalStore(Path(address))
    from storage.s3_store import S3Store  # boto3 takes 0.2 s to import

    return S3Store(store_address(address), options)


def own_catalog(address: str, objects: ObjectStore, environment: Mapping[str, str] = os.environ) -> str:
    """Return the URL of the catalog of a store for which no other is named: SQLite, for one writing machine.

    A folder holds its own. That of a store on S3 stands in this user's state folder, named after the address: the
    service's URL is part of it, because two services may have an S3 bucket of one name.
    """
    if not is_s3(address):
        return f"sqlite:///{Path(address).resolve() / _CATALOG}"
    name = hashlib.sha256(f"{objects.service} {store_address(address)}".encode()).hexdigest()[:32]
    return f"sqlite:///{_state_folder(environment).absolute() / 'winnow' / f'{name}.db'}"


def _state_folder(environment: Mapping[str, str]) -> Path:
    # https://specifications.freedesktop.org/basedir-spec/latest/
    if given := environment.get("XDG_STATE_HOME"):
        return Path(given)
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise StoreError("there is no home folder for the catalog of a store on S3: set WINNOW_CATALOG") from error


def what_stands(address: str, objects: ObjectStore) -> str:
    """Return the name of something that stands there and is not left of a store that was not finished; "" for none."""
    return _foreign_object(objects) if is_s3(address) else _foreign_file(Path(address), address)


def _foreign_object(objects: ObjectStore) -> str:
    keys = (head.key for head in objects.list())
    return next((key for key in keys if not key.startswith(f"{SELFTEST}/")), "")


def _foreign_file(root: Path, address: str) -> str:
    if root.exists() and not root.is_dir():
        raise StoreError(f"{address} is a file; a store is a folder")
    with readable_os_errors(root):
        names = (entry.name for entry in root.iterdir()) if root.exists() else iter(())
        return next((name for name in names if name not in _OWN_FILES), "")
