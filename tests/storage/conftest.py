"""A desk to work at: a folder of drops, a store, and what the store says."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
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


@pytest.fixture
def desk(tmp_path: Path, ingest: Callable[..., Tally], corpus: Callable[[Path], Any]) -> Desk:
    """Return an empty desk."""
    return Desk(tmp_path / "desk", ingest, corpus)


@pytest.fixture
def new_desk(tmp_path: Path, ingest: Callable[..., Tally], corpus: Callable[[Path], Any]) -> Callable[[], Desk]:
    """Return a maker of empty desks at one place: for properties, which need one an example."""

    def make() -> Desk:
        folder = tmp_path / "new-desk"
        shutil.rmtree(folder, ignore_errors=True)
        return Desk(folder, ingest, corpus)

    return make
