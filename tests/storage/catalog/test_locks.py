"""Who may write, and what the others see meanwhile: real processes on one catalog."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from dedup.scheme import SignatureScheme
from storage import engines, schema
from storage.catalog import Catalog, create_tables
from storage.errors import StoreError

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine

    Beside = Callable[..., subprocess.Popen[str]]

# Adds one to a number that is in the catalog, as somebody would who trusts the lock: read, wait, write.
_COUNT = """
catalog = Catalog(engines.open_engine(url), "here")
for _ in range(arguments["times"]):
    with catalog.exclusive() as opened:
        row = opened.connection.execute(schema.drops.select()).first()
        time.sleep(0.005)
        opened.put(schema.drops, "drop", [{**row._asdict(), "documents": row.documents + 1}])
"""
# Takes the lock, writes, says so, and stays.
_HOLD = """
catalog = Catalog(engines.open_engine(url), "here")
with catalog.exclusive() as opened:
    opened.put(schema.drops, "drop", [{"drop": "held", "fingerprint": "", "documents": 1, "run_id": ""}])
    print("held", flush=True)
    time.sleep(600)
"""
_CREATE = """
from dedup.scheme import SignatureScheme
while not Path(arguments["start"]).exists():
    time.sleep(0.001)
engine = engines.open_engine(url)
create_tables(engine, SignatureScheme.create(), "here")
print(Catalog(engine, "here").corpus_id)
"""


def _drop(name: str, documents: int = 0) -> dict[str, Any]:
    return {"drop": name, "fingerprint": "", "documents": documents, "run_id": ""}


def _wait(process: subprocess.Popen[str]) -> str:
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return output


def test_writers_in_several_processes_take_turns(catalog: Catalog, beside: Beside) -> None:
    """Each reads a number and writes it one higher: no step is lost."""
    with catalog.exclusive() as opened:
        opened.put(schema.drops, "drop", [_drop("count")])
    for process in [beside(_COUNT, times=25) for _ in range(3)]:
        _wait(process)
    assert catalog.known_drops(["count"]) == {"count": ("", 75)}


def test_writers_in_several_threads_take_turns(catalog: Catalog) -> None:
    with catalog.exclusive() as opened:
        opened.put(schema.drops, "drop", [_drop("count")])

    def count() -> None:
        for _ in range(25):
            with catalog.exclusive() as opened:
                before = opened.connection.scalar(select(schema.drops.c.documents)) or 0
                time.sleep(0.001)
                opened.put(schema.drops, "drop", [_drop("count", before + 1)])

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert catalog.known_drops(["count"]) == {"count": ("", 75)}


def test_what_is_not_committed_is_seen_by_nobody(catalog: Catalog, beside: Beside) -> None:
    holder = beside(_HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert catalog.known_drops(["held"]) == {}


def test_a_writer_waits_for_the_one_before_and_sees_what_it_committed(catalog: Catalog, beside: Beside) -> None:
    """Also when it began to wait before that was committed: no old snapshot."""
    with catalog.exclusive() as opened:
        opened.put(schema.drops, "drop", [_drop("count")])
        counter = beside(_COUNT, times=1)
        time.sleep(3)  # long enough for it to be waiting
        assert counter.poll() is None
        opened.put(schema.drops, "drop", [_drop("count", 41)])
    _wait(counter)
    assert catalog.known_drops(["count"]) == {"count": ("", 42)}


def test_a_killed_writer_leaves_neither_its_lock_nor_its_rows(catalog: Catalog, beside: Beside) -> None:
    holder = beside(_HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    with catalog.exclusive() as opened:
        opened.put(schema.drops, "drop", [_drop("after")])
    assert catalog.known_drops(["held", "after"]) == {"after": ("", 0)}


def test_an_error_inside_leaves_nothing_and_gives_the_lock_back(catalog: Catalog) -> None:
    def fail() -> None:
        with catalog.exclusive() as opened:
            opened.put(schema.drops, "drop", [_drop("before")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with catalog.exclusive() as opened:
        opened.put(schema.drops, "drop", [_drop("after")])
    assert catalog.known_drops(["before", "after"]) == {"after": ("", 0)}


def test_a_reader_sees_one_state_however_long_it_reads(catalog: Catalog) -> None:
    counted = select(func.count()).select_from(schema.drops)
    with catalog.reading() as connection:
        assert connection.scalar(counted) == 0
        with catalog.exclusive() as opened:
            opened.put(schema.drops, "drop", [_drop("new")])
        assert connection.scalar(counted) == 0
    with catalog.reading() as connection:
        assert connection.scalar(counted) == 1


def test_readers_do_not_wait_for_a_writer_nor_a_writer_for_readers(catalog: Catalog) -> None:
    with catalog.reading() as connection, catalog.exclusive() as opened:
        connection.scalar(select(func.count()).select_from(schema.drops))
        opened.put(schema.drops, "drop", [_drop("new")])
        assert catalog.known_drops(["new"]) == {}


@pytest.mark.usefixtures("catalog")
def test_waiting_too_long_for_another_run_is_a_readable_error(
    database: str, opened: Callable[[str], Engine], beside: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_WAIT_SECONDS", 1)
    impatient = Catalog(opened(database), "s3://bucket/corpus")
    holder = beside(_HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=r"^the store at s3://bucket/corpus is held by another run for over 1 s$"):
        impatient.exclusive().__enter__()
    holder.kill()
    holder.wait()
    with impatient.exclusive() as transaction:
        assert transaction.next_seq() == 1


def test_processes_that_create_a_catalog_at_once_make_one(beside: Beside, tmp_path: Path) -> None:
    start = tmp_path / "start"
    racers = [beside(_CREATE, start=str(start)) for _ in range(4)]
    time.sleep(2)
    start.touch()
    assert len({_wait(racer) for racer in racers}) == 1


def test_many_that_open_a_new_database_at_once_all_get_it(tmp_path: Path) -> None:
    """SQLite refuses a second one that turns the log on meanwhile, without waiting."""

    def opens(path: Path, ready: threading.Barrier) -> int:
        ready.wait()
        with engines.sqlite_engine(str(path)).connect() as connection:
            return int(connection.exec_driver_sql("SELECT 1").scalar_one())

    with ThreadPoolExecutor(6) as pool:
        for turn in range(100):
            ready = threading.Barrier(6)
            assert [*pool.map(opens, [tmp_path / f"{turn}.db"] * 6, [ready] * 6)] == [1] * 6


def test_creating_a_catalog_again_changes_nothing(
    catalog: Catalog, database: str, opened: Callable[[str], Engine]
) -> None:
    engine = opened(database)
    create_tables(engine, SignatureScheme.create(8), "here")
    again = Catalog(engine, "here")
    assert (again.corpus_id, again.scheme) == (catalog.corpus_id, catalog.scheme)
