"""The catalog: one SQL database that decides what is in the corpus."""

from __future__ import annotations

import contextlib
import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, inspect, select

from dedup.scheme import SchemeError, SignatureScheme
from dedup.thresholds import Thresholds
from storage import schema
from storage.engines import exclusive_connection, readable_database_errors, shred
from storage.errors import StoreError
from storage.queries import rows_in
from storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Engine


class Catalog:
    """A catalog that is open. Reads see committed state only; ``exclusive`` is the one way to write."""

    def __init__(self, engine: Engine, address: str, thresholds: Thresholds | None = None) -> None:
        self._engine = engine
        self._address = address
        with contextlib.ExitStack() as refused:
            refused.callback(engine.dispose)
            self.scheme, self.corpus_id = self._read_settings()
            refused.pop_all()
        self.thresholds = thresholds or Thresholds()

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[Transaction]:
        """Hold the catalog's write lock; commit at the end, roll back on any error.

        One holder at a time: what is read inside stays true until the commit.
        """
        with self._readable_errors(), exclusive_connection(self._engine) as connection:
            yield Transaction(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read a consistent state without the lock."""
        with self._readable_errors(), self._engine.connect() as connection:
            yield connection

    def known_drops(self, names: Collection[str]) -> dict[str, tuple[str, int]]:
        """Return (fingerprint, documents) of those drops that were read to their end."""
        table = schema.drops
        with self.reading() as connection:
            found = rows_in(
                connection, select(table.c.drop, table.c.fingerprint, table.c.documents), table.c.drop, names
            )
            return {name: (fingerprint, documents) for name, fingerprint, documents in found}

    def known(self, ids: Collection[str]) -> set[str]:
        """Return those ids that were delivered before, whatever became of them."""
        with self.reading() as connection:
            return Transaction(connection).known(ids)

    def full_buckets(self, run_id: str) -> int:
        """Return how many full buckets a run met: their oldest documents alone were compared."""
        table = schema.runs
        with self.reading() as connection:
            return connection.scalar(select(table.c.full_buckets).where(table.c.run_id == run_id)) or 0

    def has_pending(self) -> bool:
        """Tell whether something is committed and not yet published."""
        with self.reading() as connection:
            query = select(func.count()).select_from(schema.outbox).where(~schema.outbox.c.published)
            return bool(connection.scalar(query))

    def shred(self) -> None:
        """Leave nothing of deleted and changed rows on the disk. Waits for readers; takes as long as a copy does."""
        with self._readable_errors():
            shred(self._engine, [table.name for table in schema.metadata.sorted_tables])

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _version(self) -> int:
        with self._engine.connect() as connection:
            if not inspect(connection).has_table(schema.schema_version.name):
                raise StoreError(f"{self._address} holds no Winnow catalog")
            version = int(connection.scalar(select(schema.schema_version.c.version_num)) or 0)
        if version > schema.SCHEMA_VERSION:
            raise StoreError(
                f"the store at {self._address} was made by a newer Winnow (catalog schema {version}, "
                f"this version knows {schema.SCHEMA_VERSION}); upgrade Winnow, or use another store"
            )
        return version

    def _upgrade(self) -> None:
        from storage.migrations import upgrade  # Alembic takes half as long to import as all the rest

        with exclusive_connection(self._engine) as connection:
            upgrade(connection)

    def _read_settings(self) -> tuple[SignatureScheme, str]:
        with self._readable_errors():
            if self._version() < schema.SCHEMA_VERSION:
                self._upgrade()
            with self._engine.connect() as connection:
                stored = {row.name: row.content for row in connection.execute(select(schema.settings))}
        try:
            return SignatureScheme.from_json(stored["scheme"]), stored["corpus_id"]
        except SchemeError as error:
            raise StoreError(f"the store at {self._address} can't be used: {error}") from error

    @contextlib.contextmanager
    def _readable_errors(self) -> Iterator[None]:
        with readable_database_errors(self._address):
            yield


def create_tables(engine: Engine, scheme: SignatureScheme, address: str, corpus_id: str = "") -> None:
    """Make an empty catalog in one transaction. Losing a race to another process that does so is fine.

    ``corpus_id`` is that of a store whose catalog is lost; "" gives a new one.

    StoreError for a database in which somebody else's tables have the same names.
    """
    rows: list[dict[str, Any]] = [
        {"name": "scheme", "content": scheme.to_json()},
        {"name": "corpus_id", "content": corpus_id or str(uuid.uuid4())},
    ]
    with readable_database_errors(address), exclusive_connection(engine) as connection:
        if inspect(connection).has_table(schema.schema_version.name):
            return
        schema.metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(schema.schema_version), [{"version_num": str(schema.SCHEMA_VERSION)}])
        connection.execute(insert(schema.settings), rows)
