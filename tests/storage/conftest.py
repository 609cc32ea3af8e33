"""A desk to work at: a folder of drops, a store, and what the store says."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from storage.store import open_store
from tests.postgres import NoPostgresError, Postgres
from tests.postgres import postgres as running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Table

    from flows.pipeline import Tally


@dataclass(frozen=True)
class Desk:
    """A folder of drops and the store they go to."""

    folder: Path
    ingest: Callable[..., Tally]
    read: Callable[[Path], Any]

    @property
    def drops(self) -> Path:
        """Return the folder of drops."""
        return self.folder / "drops"

    @property
    def store(self) -> Path:
        """Return the store."""
        return self.folder / "store"

    @property
    def corpus(self) -> Any:
        """Return the corpus tables as they are now."""
        return self.read(self.store)

    def drop(self, name: str, content: str | bytes) -> Path:
        """Deliver a drop."""
        path = self.drops / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, **options: Any) -> dict[str, int]:
        """Ingest all drops; return the outcomes that there were."""
        tally = self.ingest(self.drops, self.store, **options)
        return {name: count for name, count in tally.outcomes.items() if count}

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """Return a catalog table."""
        with contextlib.closing(open_store(str(self.store))) as store, store.catalog.reading() as connection:
            return [row._asdict() for row in connection.execute(select(table))]


@pytest.fixture(scope="session")
def make_desk_at(ingest: Callable[..., Tally], corpus: Callable[[Path], Any]) -> Callable[[Path], Desk]:
    """Return a maker of desks."""
    return lambda folder: Desk(folder, ingest, corpus)


@pytest.fixture
def make_desk(tmp_path: Path, make_desk_at: Callable[[Path], Desk]) -> Callable[[str], Desk]:
    """Return a maker of desks by name; one that was made before is empty again."""

    def make(name: str) -> Desk:
        shutil.rmtree(tmp_path / name, ignore_errors=True)
        return make_desk_at(tmp_path / name)

    return make


@pytest.fixture
def desk(make_desk: Callable[[str], Desk]) -> Desk:
    """Return an empty desk."""
    return make_desk("desk")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL server of the tests' own; in CI its absence is a failure."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(running_postgres())
        except NoPostgresError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield server
