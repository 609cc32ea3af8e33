"""A store: where the objects are, the catalog that decides, and the mark that says what made it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select
from sqlalchemy.exc import ArgumentError

from dedup.scheme import SignatureScheme
from storage import schema
from storage.catalog import Catalog, create_tables
from storage.engines import open_engine
from storage.errors import StoreError
from storage.local import readable_os_errors
from storage.mark import Mark, read_mark, write_mark
from storage.options import StoreOptions
from storage.place import open_objects, own_catalog, what_stands
from storage.s3_address import is_s3
from storage.selftest import honours_create_only

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

    from dedup.thresholds import Thresholds
    from storage.objects import ObjectStore


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


def open_store(
    address: str, *, create: bool = False, renew: bool = False, options: StoreOptions | None = None
) -> Store:
    """Open the store at a folder or an S3 prefix; with ``create`` make one where that is empty or missing.

    With ``renew`` a store whose catalog is gone gets an empty one, to be filled by ``storage.rebuild``.

    StoreError for a place that holds something else, another format, another store's catalog, or no store at all,
    and for a service that ignores create-only puts where the catalog is one that several machines share.
    """
    options = options or StoreOptions()
    objects = open_objects(address, options.s3)
    mark = read_mark(objects, address)
    if mark is None and not create:
        raise StoreError(f"no Winnow store at {address}; `winnow ingest DROPS --to {address}` makes one")
    url = _catalog_url(options.catalog or own_catalog(address, objects))
    mark = mark or _create(objects, address, url, options.seed)
    _refuse_sharing(address, url, mark.create_only)
    objects.create_only = mark.create_only
    if renew:
        _renew_catalog(address, url, mark)
    catalog = _open_catalog(address, url, mark, options.thresholds)
    return Store(address, objects, catalog, options.keep_raw)


def _create(objects: ObjectStore, address: str, url: URL, seed: int | None) -> Mark:
    if foreign := what_stands(address, objects):
        reason = f"{address} is neither a store nor empty ({foreign[:80]} is there): refusing to write into it"
        return _made_meanwhile(objects, address, reason)
    shared = is_s3(address) or not _is_sqlite(url)
    create_only = not shared or honours_create_only(objects, address)
    _refuse_sharing(address, url, create_only)
    _make_folder(url)
    engine = _open_engine(url)
    create_tables(engine, SignatureScheme.create(seed), address)
    with contextlib.closing(Catalog(engine, address)) as catalog:
        if _is_used(catalog):
            reason = (
                f"the catalog at {_shown(url)} is another store's, or that of one whose objects are gone: name another "
                f"for {address} (WINNOW_CATALOG), or move it away"
            )
            return _made_meanwhile(objects, address, reason)
        # The mark comes last: a place with a mark is a whole store. Of two that make it at once one's mark stays.
        mark = Mark(catalog.corpus_id, catalog.scheme.to_json(), create_only)
    write_mark(objects, mark)
    return read_mark(objects, address) or mark


def _made_meanwhile(objects: ObjectStore, address: str, reason: str) -> Mark:
    # Whoever made the store since we looked marked it before anything else came into it.
    mark = read_mark(objects, address)
    if mark is None:
        raise StoreError(reason)
    return mark


def _is_used(catalog: Catalog) -> bool:
    with catalog.reading() as connection:
        return connection.execute(select(schema.runs.c.run_id).limit(1)).first() is not None


def _renew_catalog(address: str, url: URL, mark: Mark) -> None:
    _make_folder(url)
    engine = _open_engine(url)
    create_tables(engine, SignatureScheme.from_json(mark.scheme), address, mark.corpus_id)
    engine.dispose()


def _open_catalog(address: str, url: URL, mark: Mark, thresholds: Thresholds) -> Catalog:
    if _is_sqlite(url) and not Path(url.database or "").exists():
        raise StoreError(
            f"the catalog of the store at {address} is not at {_shown(url)}: name the one it was made with "
            "(WINNOW_CATALOG), or make it anew with `winnow repair --rebuild-catalog`"
        )
    catalog = Catalog(_open_engine(url), address, thresholds)
    if catalog.corpus_id != mark.corpus_id:
        catalog.close()
        raise StoreError(f"the catalog at {_shown(url)} is another store's, not that of {address}: see WINNOW_CATALOG")
    return catalog


def _refuse_sharing(address: str, url: URL, create_only: bool) -> None:
    if not create_only and not _is_sqlite(url):
        raise StoreError(
            f"the service under {address} ignores create-only puts, so that writers could overwrite each other: no "
            "store there can be shared through PostgreSQL. Use a SQLite catalog and one machine, or another service"
        )


def _catalog_url(text: str) -> URL:
    try:
        return make_url(text)
    except ArgumentError as error:
        raise StoreError("WINNOW_CATALOG is no database URL, as postgresql+psycopg://user@host/name is") from error


def _open_engine(url: URL) -> Engine:
    return open_engine(url.render_as_string(hide_password=False))


def _make_folder(url: URL) -> None:
    if _is_sqlite(url):
        folder = Path(url.database or "").parent
        with readable_os_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _shown(url: URL) -> str:
    # A catalog's URL may hold a password.
    return url.database or "" if _is_sqlite(url) else url.render_as_string(hide_password=True)
