"""A store: where the objects are, the catalog that decides, and the mark that says what made it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.scheme import SignatureScheme
from storage.catalog import Catalog, create_tables
from storage.engines import sqlite_engine
from storage.errors import StoreError
from storage.local import LocalStore, readable_os_errors
from storage.options import StoreOptions

if TYPE_CHECKING:
    from storage.objects import ObjectStore

STORE_FORMAT = 1
_MARK = "winnow.json"
_CATALOG = "catalog.db"


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; ``address`` is what its user calls it."""

    address: str
    objects: ObjectStore
    catalog: Catalog
    keep_raw: bool = True

    def close(self) -> None:
        """Close the catalog."""
        self.catalog.close()


def open_store(address: str, *, create: bool = False, options: StoreOptions | None = None) -> Store:
    """Open the store in a folder; with ``create`` make one where the folder is empty or missing.

    StoreError for a folder that holds something else, another format, or no store at all.
    """
    options = options or StoreOptions()
    if address.startswith("s3://"):
        raise StoreError(f"stores on S3 can't be used by this version: {address}")
    root = Path(address)
    objects = LocalStore(root)
    mark = _read_mark(objects, address)
    if mark is None and not create:
        raise StoreError(f"no Winnow store at {address}; `winnow ingest DROPS --to {address}` makes one")
    if mark is None:
        _refuse_foreign_folder(root, address)
        _create(objects, root, address, options.seed)
    catalog = Catalog(sqlite_engine(str(root.resolve() / _CATALOG)), address)
    return Store(address, objects, catalog, options.keep_raw)


def _read_mark(objects: ObjectStore, address: str) -> dict[str, object] | None:
    try:
        mark: dict[str, object] = json.loads(objects.get(_MARK))
        made_by = int(str(mark.get("format")))
    except KeyError:
        return None
    except (ValueError, TypeError) as error:
        raise StoreError(f"{address}/{_MARK} is damaged: not a store's mark") from error
    if made_by > STORE_FORMAT:
        raise StoreError(
            f"the store at {address} was made by a newer Winnow (format {made_by}, this version knows "
            f"{STORE_FORMAT}); upgrade Winnow, or use another store"
        )
    return mark


def _refuse_foreign_folder(root: Path, address: str) -> None:
    if root.exists() and not root.is_dir():
        raise StoreError(f"{address} is a file; a store is a folder")
    with readable_os_errors(root):
        # A crash while the store was made leaves these: making it again is safe.
        own = {".staging", _CATALOG, f"{_CATALOG}-wal", f"{_CATALOG}-shm"}
        foreign = [entry.name for entry in root.iterdir() if entry.name not in own] if root.exists() else []
    if foreign:
        raise StoreError(f"{address} is neither a store nor empty: refusing to write into it")


def _create(objects: ObjectStore, root: Path, address: str, seed: int | None) -> None:
    with readable_os_errors(root):
        root.mkdir(parents=True, exist_ok=True)
    engine = sqlite_engine(str(root.resolve() / _CATALOG))
    create_tables(engine, SignatureScheme.create(seed), address)
    engine.dispose()
    # The mark comes last: a folder with a mark is a whole store.
    objects.put(_MARK, json.dumps({"format": STORE_FORMAT, "made_by": "newswinnow"}).encode(), if_absent=True)
