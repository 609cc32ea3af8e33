"""`winnow report`: a store as a folder of static pages.

    catalog ─counts─► overview      parts ─laid out by document─► copies
       └────windows of rows, the same moment's─► lists, sources, clusters, articles ◄──┘

Memory holds one part and one page at a time, whatever the store's size. The pages are written beside the folder they
are for and take its place at the end: a report that is there is whole.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from flows.report.articles import write_articles
from flows.report.clusters import write_clusters
from flows.report.lists import write_lists
from flows.report.overview import write_overview
from flows.report.pages import Pages
from flows.report.sources import write_sources
from storage import reporting
from storage.copies import copies_of
from storage.errors import StoreError
from storage.reading import standing_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from storage.store import Store

# Only a folder with it is ever replaced.
_MARK = ".winnow-report"
_COPIES = "copies.db"


@dataclass(frozen=True, slots=True)
class Built:
    """A report that was written: its first page, how many pages, their bytes, and how long it took."""

    index: str
    pages: int
    bytes: int
    seconds: float


def build_report(store: Store, folder: Path, watch: Callable[[int], None] | None = None) -> Built:
    """Write the report of a store into a folder that is empty, missing, or holds an earlier report.

    ``watch`` is told how many pages are written, each time that one is.

    StoreError for a folder with anything else in it, and for one that can't be written to.
    """
    started = time.monotonic()
    with _replacing(folder) as fresh:
        pages = _write(store, fresh, watch)
    index = (folder / "index.html").resolve()
    return Built(str(index), pages.count, pages.size, round(time.monotonic() - started, 2))


def _write(store: Store, folder: Path, watch: Callable[[int], None] | None) -> Pages:
    now = datetime.now(UTC)
    common = {
        "address": store.address,
        "corpus_id": store.catalog.corpus_id,
        "made": now.isoformat(),
        "version": version("newswinnow"),
    }
    pages = Pages(folder, common, watch)
    with store.catalog.reading() as connection, copies_of(connection, store.objects, folder / _COPIES) as copies:
        standing = standing_in(connection)
        copied = reporting.copied_clusters(connection)
        write_overview(connection, pages, standing, now.date())
        write_lists(connection, pages, standing, copied)
        write_sources(connection, pages, copies, now.date())
        write_clusters(connection, pages, copies, copied)
        write_articles(connection, pages, copies)
    return pages


@contextlib.contextmanager
def _replacing(folder: Path) -> Iterator[Path]:
    """Give a folder beside this one, and let it take its place in the end."""
    target = folder.resolve()
    fresh, old = (target.with_name(f".{target.name}.{state}") for state in ("new", "old"))
    try:
        _refuse_foreign(target, folder)
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        fresh.mkdir(parents=True)
        (fresh / _MARK).touch()
        yield fresh
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"the report can't be written to {folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _refuse_foreign(target: Path, folder: Path) -> None:
    if target.exists() and not target.is_dir():
        raise StoreError(f"{folder} is a file; a report is a folder")
    if target.exists() and not (target / _MARK).exists() and any(target.iterdir()):
        raise StoreError(f"{folder} holds something that is no report; name another folder with --to")
