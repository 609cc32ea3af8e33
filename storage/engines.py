"""Database engines: what differs between SQLite and PostgreSQL stands here, and nowhere else."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.errors import StoreError, StoreFullError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

# How long a run waits for another run's commit: a batch's commit takes about a second, publishing a few.
LOCK_WAIT_SECONDS = 120


def sqlite_engine(path: str) -> Engine:
    """Open (or create) a SQLite database: write-ahead log, every commit synced, writers take turns."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": LOCK_WAIT_SECONDS})

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


@contextlib.contextmanager
def exclusive_connection(engine: Engine) -> Iterator[Connection]:
    """Hold the database's write lock in one transaction: commit at the end, roll back on any error."""
    with engine.connect().execution_options(exclusive=True) as connection, connection.begin():
        yield connection


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
            raise StoreFullError.at(address) from error
        if "locked" in reason:
            raise StoreError(f"the store at {address} is held by another run for over {LOCK_WAIT_SECONDS} s") from error
        raise StoreError(f"the catalog of the store at {address} can't be used: {reason}") from error
