"""Database engines: how SQLite and PostgreSQL are opened, locked and understood when they refuse.

What else differs, how many values travel in one statement, stands in storage.queries. No other module knows which of
the two it talks to.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError

from storage.errors import StoreError, StoreFullError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import URL, Connection, Engine

# How long a run waits for another run's commit: a batch's commit takes about a second, publishing a few.
LOCK_WAIT_SECONDS = 120

_LOG_PAUSE = 0.05  # seconds

# A server that does not answer at all is given up after this: libpq by itself waits for ever.
_CONNECT_SECONDS = 10
# A server notices within a minute that a machine that held the lock is gone, and lets it go: half the wait for it.
_KEEPALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
# Compiling a statement takes longer than any of ours.
_NO_JIT = "-c jit=off"

# Error names of SQLite, SQLSTATE codes of PostgreSQL (its manual's appendix A).
_FULL = frozenset({"SQLITE_FULL", "53100"})
_LOCKED = frozenset({"SQLITE_BUSY", "55P03"})
_UNKNOWN_URL = "a catalog is named as sqlite:///PATH or postgresql+psycopg://USER@HOST/DATABASE"

# The option of a connection that begins no transaction: a database is not written anew inside of one.
_SHREDDING = "shredding"

# What a server says while it goes, is going, comes back or has crashed (class 57), and lost connections (class 08).
_GONE = ("57P", "08")


def open_engine(url: str | URL) -> Engine:
    """Open the database that a SQLAlchemy URL names; nothing is connected yet.

    StoreError, without the URL's text (it may hold a password), for one that is no such URL.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(_UNKNOWN_URL) from error
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        return sqlite_engine(parsed.database or "")
    if backend in ("postgresql", "postgres"):
        return _postgresql_engine(parsed.set(drivername="postgresql+psycopg"))
    raise StoreError(_UNKNOWN_URL)


def sqlite_engine(path: str) -> Engine:
    """Open (or create) a SQLite database: write-ahead log, every commit synced, writers take turns."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": LOCK_WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # The driver's own BEGIN comes too late for a lock; SQLAlchemy's documented recipe is to issue it.
        connection.isolation_level = None
        _keep_log(connection)
        # kB: twice as much fills within 10,000 documents, and the system's own cache is as fast (benchmarks/index.py).
        for pragma in ("synchronous=FULL", "temp_store=MEMORY", "cache_size=-32768"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_SHREDDING):
            return
        exclusive = connection.get_execution_options().get("exclusive")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if exclusive else "BEGIN")

    return engine


def _keep_log(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on, as often as that takes.

    SQLite does not wait for a lock here, whatever its timeout: of processes that create a database at once one in some
    dozens was refused.
    """
    until = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname not in _LOCKED or time.monotonic() > until:
                raise
            time.sleep(_LOG_PAUSE)
        else:
            return


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "winnow",
            "options": f"{_KEEPALIVE} {_NO_JIT}",
        },
    )
    wait = f"{LOCK_WAIT_SECONDS * 1000}ms"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(_SHREDDING):
            return
        if not connection.get_execution_options().get("exclusive"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        # A snapshot of the whole transaction would be taken before the lock is waited for, and be old: each
        # statement sees what is committed, and nobody else commits. One lock a catalog, and a catalog is a schema.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{wait}'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('winnow ' || current_schema(), 0))")

    return engine


@contextlib.contextmanager
def exclusive_connection(engine: Engine) -> Iterator[Connection]:
    """Hold the database's write lock in one transaction: commit at the end, roll back on any error."""
    with engine.connect().execution_options(exclusive=True) as connection, connection.begin():
        yield connection


def shred(engine: Engine, tables: Iterable[str]) -> None:
    """Write these tables (SQLite: the whole database) anew, so that no page or log holds a row that was deleted."""
    options: dict[str, Any] = {_SHREDDING: True}
    if engine.dialect.name == "sqlite":
        # What is in the log goes into the file, the file is written anew through the log, and the log is emptied.
        statements = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
    else:
        options["isolation_level"] = "AUTOCOMMIT"
        quoted = engine.dialect.identifier_preparer.quote
        statements = [f"VACUUM FULL {quoted(table)}" for table in tables]
    with engine.connect().execution_options(**options) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


@contextlib.contextmanager
def readable_database_errors(address: str) -> Iterator[None]:
    """Turn a database's refusals into one line.

    A broken constraint and a value of the wrong kind are our own fault and stay errors.
    """
    try:
        yield
    except (IntegrityError, DataError):
        raise
    except DBAPIError as error:
        raise _readable(error, address) from error


def _readable(error: DBAPIError, address: str) -> StoreError:
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None) or ""
    reason = str(error.orig).partition("\n")[0].rpartition("FATAL:")[2].strip()
    if code in _FULL:
        return StoreFullError.at(address)
    if code in _LOCKED:
        return StoreError(f"the store at {address} is held by another run for over {LOCK_WAIT_SECONDS} s")
    if error.connection_invalidated or code.startswith(_GONE):
        return StoreError(
            f"the catalog of the store at {address} went away ({reason}); run the same command again when it is back"
        )
    return StoreError(f"the catalog of the store at {address} can't be used: {reason}")
