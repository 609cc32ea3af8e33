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
from tests.s3_place import S3Place, make_bucket
from tests.servers import juicefs as running_juicefs
from tests.servers import seaweedfs as running_seaweedfs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Table

    from flows.tally import Tally
    from tests.servers import S3Server


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


@pytest.fixture(scope="session")
def seaweedfs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Return a SeaweedFS of the tests' own."""
    with running_seaweedfs(tmp_path_factory.mktemp("seaweedfs")) as server:
        make_bucket(server)
        yield server


@pytest.fixture(scope="session")
def juicefs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """Return a JuiceFS gateway of the tests' own: it ignores create-only puts."""
    with running_juicefs(tmp_path_factory.mktemp("juicefs")) as server:
        make_bucket(server)
        yield server


@pytest.fixture
def s3(seaweedfs: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    """Return an empty place on SeaweedFS, reached with the credentials of the environment."""
    return _place(seaweedfs, tmp_path, monkeypatch)


@pytest.fixture
def careless_s3(juicefs: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    """Return an empty place on JuiceFS."""
    return _place(juicefs, tmp_path, monkeypatch)


def _place(server: S3Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> S3Place:
    for name in os.environ:
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setattr("storage.selftest._ROUNDS", 1)  # a race of 16 costs SeaweedFS seconds
    return S3Place(server, folder)
