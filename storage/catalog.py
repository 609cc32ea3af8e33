"""The catalog: one SQL database that decides what is in the corpus."""

from __future__ import annotations

import contextlib
import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from dedup.scheme import SchemeError, SignatureScheme
from storage import schema
from storage.errors import StoreError, StoreFullError
from storage.queries import rows_in
from storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Engine

# How long a run waits for another run's commit: a batch's commit takes about a second, publishing a few.
_LOCK_WAIT_SECONDS = 120


class Catalog:
    """A catalog that is open. Reads see committed state only; ``exclusive`` is the one way to write."""

    def __init__(self, engine: Engine, address: str) -> None:
        self._engine = engine
        self._address = address
        with self._readable_errors():
            stored = self._settings()
        version = int(stored["schema_version"])
        if version > schema.SCHEMA_VERSION:
            raise StoreError(
                f"the store at {address} was made by a newer Winnow (catalog schema {version}, "
                f"this version knows {schema.SCHEMA_VERSION}); upgrade Winnow, or use another store"
            )
        try:
            self.scheme = SignatureScheme.from_json(stored["scheme"])
        except SchemeError as error:
            raise StoreError(f"the store at {address} can't be used: {error}") from error
        self.corpus_id = stored["corpus_id"]

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[Transaction]:
        """Hold the catalog's write lock; commit at the end, roll back on any error.

        One holder at a time: what is read inside stays true until the commit.
        """
        with (
            self._readable_errors(),
            self._engine.connect().execution_options(exclusive=True) as connection,
            connection.begin(),
        ):
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

    def has_pending(self) -> bool:
        """Tell whether something is committed and not yet published."""
        with self.reading() as connection:
            query = select(func.count()).select_from(schema.outbox).where(~schema.outbox.c.published)
            return bool(connection.scalar(query))

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def _settings(self) -> dict[str, str]:
        if not inspect(self._engine).has_table(schema.settings.name):
            raise StoreError(f"{self._address} holds no Winnow catalog")
        with self._engine.connect() as connection:
            return {row.name: row.content for row in connection.execute(select(schema.settings))}

    @contextlib.contextmanager
    def _readable_errors(self) -> Iterator[None]:
        with readable_database_errors(self._address):
            yield


@contextlib.contextmanager
def readable_database_errors(address: str) -> Iterator[None]:
    """Turn a database's refusals into one line; a broken constraint is our own fault and stays an error."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        if "full" in reason:
            raise StoreFullError(
                f"no space left for the store at {address}; free some and run the same command again"
            ) from error
        if "locked" in reason:
            raise StoreError(
                f"the store at {address} is held by another run for over {_LOCK_WAIT_SECONDS} s"
            ) from error
        raise StoreError(f"the catalog of the store at {address} can't be used: {reason}") from error


def create_tables(engine: Engine, scheme: SignatureScheme, address: str) -> None:
    """Make an empty catalog in one transaction. Losing a race to another process that does so is fine."""
    rows: list[dict[str, Any]] = [
        {"name": "schema_version", "content": str(schema.SCHEMA_VERSION)},
        {"name": "scheme", "content": scheme.to_json()},
        {"name": "corpus_id", "content": str(uuid.uuid4())},
    ]
    with (
        readable_database_errors(address),
        engine.connect().execution_options(exclusive=True) as connection,
        connection.begin(),
    ):
        if inspect(connection).has_table(schema.settings.name):
            return
        schema.metadata.create_all(connection)
        connection.execute(insert(schema.settings), rows)


def sqlite_engine(path: str) -> Engine:
    """Open (or create) a SQLite database: write-ahead log, every commit synced, writers take turns."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _LOCK_WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late for a lock; SQLAlchemy's documented recipe is to issue it.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        exclusive = connection.get_execution_options().get("exclusive")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if exclusive else "BEGIN")

    return engine
