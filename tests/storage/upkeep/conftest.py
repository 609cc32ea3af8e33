"""A store with everything in it, filled once, to be copied and spoilt."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from storage.check import Checked, Reading, check
from storage.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Desk = Any
    Write = Callable[..., str]

NOTICE = "Please enable JavaScript and cookies to continue.\n"


@dataclass(frozen=True)
class Kept:
    """A store of one's own, at a folder, with ways to look at it and to spoil it."""

    folder: Path

    @contextlib.contextmanager
    def open(self, **options: Any) -> Iterator[Store]:
        """Open the store."""
        with contextlib.closing(open_store(str(self.folder), **options)) as store:
            yield store

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Change the catalog behind everybody's back, or look into it."""
        with contextlib.closing(sqlite3.connect(self.folder / "catalog.db")) as connection:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows

    def check(self, share: float = 1.0) -> Checked:
        """Check the store, with all bytes read."""
        with self.open() as store:
            return check(store, Reading(share, 1))

    def kinds(self) -> set[str]:
        """Return the kinds of what a check finds."""
        return {one.kind for one in self.check().findings}

    def catalog(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every table of the catalog that the bucket can give back."""
        lost = ("outbox", "versions", "settings", "drops", "schema_version", "bands", "settled_bands")
        lost += ("source_days", "language_days")  # what came a day is counted anew
        names = [row[0] for row in self.sql("select name from sqlite_master where type = 'table'")]
        found = {name: self.sql(f"select * from {name}") for name in names if name not in lost}  # noqa: S608 - our names
        return {name: sorted(rows, key=repr) for name, rows in found.items()}


def deliver(desk: Desk, article: Write, page: Write) -> None:
    """Deliver a copy, a duplicate, a version, a page scraped again, a held one and one that can't be read."""
    for number in range(6):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.drop("web/0-copy.txt", "A few words that were not there come first here. " + article(0))
    desk.drop("web/1-same.html", page(article(1)))
    desk.drop("web/2-url.html", page(article(7), url="https://web.example/a"))
    desk.drop("web/3-again.html", page(article(7), url="https://web.example/a", advert="Sell it"))
    desk.drop("web/4-version.html", page(article(8), url="https://web.example/a"))
    desk.drop("web/notice.txt", NOTICE)
    desk.drop("web/empty.txt", b"")


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory, make_desk_at: Callable[[Path], Desk], article: Write, page: Write
) -> Desk:
    """Return a desk whose store nobody may change."""
    desk = make_desk_at(tmp_path_factory.mktemp("filled"))
    deliver(desk, article, page)
    assert sum(desk.run(batch=4).values()) == 13
    return desk


@pytest.fixture
def kept(filled: Desk, tmp_path: Path) -> Kept:
    """Return a copy of the filled store."""
    shutil.copytree(filled.store, tmp_path / "store")
    return Kept(tmp_path / "store")
