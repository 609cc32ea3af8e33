"""The corpus tables as they stood at one version of the corpus.

The mark of the ``members`` table is the corpus's version: it is written last. The other tables are read as of it, so
that a reader between two commits of a publisher sees one version, not the articles of one with the members of another.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from storage.errors import NotInStoreError, StoreError
from storage.mark import read_mark
from storage.options import S3Options
from storage.parts import ARTICLES, MEMBERS, WITHDRAWALS
from storage.place import open_objects
from storage.tables import open_table, published_version, readable_table_errors

if TYPE_CHECKING:
    from storage.objects import ObjectStore

# What the log has no entry of: it was cleaned up, or never was.
_NO_ENTRY = -1


@dataclass(frozen=True, slots=True)
class Pinned:
    """The tables at one ``version`` of the corpus; a table that was not there yet is None."""

    address: str
    version: int
    articles: DeltaTable | None
    members: DeltaTable | None
    withdrawals: DeltaTable | None


def pin_tables(address: str, version: int | None = None, s3: S3Options | None = None) -> Pinned:
    """Open the tables of a store at the newest version, or at one before.

    StoreError where no store is; NotInStoreError for a version that the corpus never stood at, or that can't be read
    any more: the retention is over, or an article of it was forgotten.
    """
    objects = open_objects(address, s3 or S3Options())
    with readable_table_errors(address):
        members = open_table(objects, MEMBERS)
        if members is None and read_mark(objects, address) is None:
            raise StoreError(f"no Winnow store at {address}")
        newest = published_version(members)
        wanted = newest if version is None else version
        if wanted != newest:
            members = _earlier(objects, address, wanted, newest)
        articles, withdrawals = (_as_of(objects, name, wanted) for name in (ARTICLES, WITHDRAWALS))
        found = Pinned(address, wanted, articles, members, withdrawals)
        if wanted != newest:
            _refuse_lost_files(objects, found)
    return found


def _earlier(objects: ObjectStore, address: str, wanted: int, newest: int) -> DeltaTable | None:
    if wanted > newest or wanted < 0:
        raise NotInStoreError(f"the corpus at {address} has no version {wanted}: it stands at {newest}")
    found = _as_of(objects, MEMBERS, wanted)
    if (stood := published_version(found)) != wanted:
        raise NotInStoreError(
            f"the corpus at {address} was never published as version {wanted}; the one before it is {stood}"
        )
    return found


def _as_of(objects: ObjectStore, name: str, version: int) -> DeltaTable | None:
    """Return the newest state of a table whose mark is ``version`` or older; None where it was not there yet."""
    newest = open_table(objects, name)
    if newest is None or published_version(newest) <= version:
        return newest
    # Marks only grow, so the log can be halved; what was cleaned up is older than all that is left.
    uri, options = objects.uri(name), objects.table_options()
    entries = range(newest.version())
    at = bisect_right(entries, version, key=lambda entry: _mark_at(uri, options, entry)) - 1
    if at < 0:
        return None
    if _mark_at(uri, options, at) == _NO_ENTRY:
        raise _gone(version)
    return DeltaTable(uri, version=at, storage_options=options)


def _mark_at(uri: str, options: dict[str, str], entry: int) -> int:
    try:
        return published_version(DeltaTable(uri, version=entry, storage_options=options))
    except DeltaError:
        return _NO_ENTRY


def _refuse_lost_files(objects: ObjectStore, found: Pinned) -> None:
    for name, table in ((ARTICLES, found.articles), (MEMBERS, found.members), (WITHDRAWALS, found.withdrawals)):
        wanted = {uri.rpartition("/")[2] for uri in table.file_uris()} if table else set()
        there = {head.key.rpartition("/")[2] for head in objects.list(f"{name}/")} if wanted else set()
        if wanted - there:
            raise _gone(found.version)


def _gone(version: int) -> NotInStoreError:
    return NotInStoreError(
        f"version {version} of the corpus can't be read any more: its time is over (WINNOW_RETENTION_DAYS), or an "
        "article of it was forgotten"
    )
