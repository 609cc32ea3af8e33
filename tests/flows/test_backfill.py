"""A backfill: the corpus of the serial job, whatever prepares its shards, stopped and repeated, beside other runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]
    Write = Callable[..., str]

_SETTINGS = {"WINNOW_SEED": "7"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, article: Write, page: Write) -> Path:
    """Return an archive: texts, near-copies across shards, a page, a text twice, and what can't be read."""
    folder = tmp_path_factory.mktemp("archive") / "wire"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:03d}.txt").write_text(article(number))
    for number in range(0, 60, 7):
        (folder / f"{60 + number:03d}.txt").write_text("Visitors came from abroad that spring. " + article(number))
    (folder / "200.html").write_text(page(article(2)))
    (folder / "201.txt").write_text(article(300) + "\n\nLeave a Comment\n")
    (folder / "202.txt").touch()
    return folder.parent


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory, archive: Path, ingest: Run) -> Path:
    """Return the store of the serial job."""
    store = tmp_path_factory.mktemp("serial") / "store"
    ingest(archive, store, workers=1)
    return store


def _outcomes(store: Path) -> dict[str, int]:
    """Return how many documents each run of a store ended with, added up."""
    total: dict[str, int] = {}
    for path in store.glob("runs/*/*.json"):
        for name, count in json.loads(path.read_text())["outcomes"].items():
            total[name] = total.get(name, 0) + count
    return total


def test_a_backfill_gives_the_corpus_of_the_serial_job(
    archive: Path, serial: Path, winnow: Run, tmp_path: Path, corpus: Callable[[Path], Any]
) -> None:
    store = tmp_path / "store"
    arguments = ("--shard", "10", "--workers", "2", "--json")
    ended = winnow("backfill", archive, "--to", store, *arguments, env=_SETTINGS)
    assert ended.returncode == 0, ended.stderr
    assert corpus(store).lasting() == corpus(serial).lasting()
    assert json.loads(ended.stdout)["outcomes"] == _outcomes(serial)
    again = winnow("backfill", archive, "--to", store, *arguments, env=_SETTINGS)
    assert json.loads(again.stdout)["wrote"] is False


def test_a_backfill_that_was_killed_goes_on_where_it_was(
    archive: Path, serial: Path, winnow: Run, environment: dict[str, str], tmp_path: Path, corpus: Callable[[Path], Any]
) -> None:
    store = tmp_path / "store"
    program = Path(sys.executable).with_name("winnow")
    arguments = ("backfill", str(archive), "--to", str(store), "--shard", "5", "--workers", "1")
    with subprocess.Popen(
        [program, *arguments],
        env={**environment, **_SETTINGS},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as killed:
        lines = iter(killed.stderr or ())
        while "drop=" not in next(lines):  # the first shard is committed
            pass
        os.killpg(killed.pid, signal.SIGKILL)
    committed = _documents(store)
    assert committed >= 5
    ended = winnow(*arguments, "--json", env=_SETTINGS)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)["outcomes"]
    assert told["seen"] >= committed
    assert corpus(store).lasting() == corpus(serial).lasting()


def _documents(store: Path) -> int:
    opened = open_store(str(store))
    try:
        with opened.catalog.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM documents").scalar() or 0)
    finally:
        opened.close()


def test_other_runs_get_their_turns_beside_a_backfill(
    archive: Path,
    winnow: Run,
    environment: dict[str, str],
    tmp_path: Path,
    article: Write,
    corpus: Callable[[Path], Any],
) -> None:
    daily, store = tmp_path / "daily", tmp_path / "store"
    (daily / "paper").mkdir(parents=True)
    for number in range(400, 404):
        (daily / "paper" / f"{number}.txt").write_text(article(number))
    (daily / "paper" / "0.txt").write_text("The spring was late that year. " + article(0))
    program = Path(sys.executable).with_name("winnow")
    arguments = ("backfill", str(archive), "--to", str(store), "--shard", "5", "--workers", "1", "--json")
    with subprocess.Popen([program, *arguments], env={**environment, **_SETTINGS}, stdout=subprocess.PIPE) as under_way:
        while not (store / "winnow.json").exists():
            assert under_way.poll() is None
            time.sleep(0.05)
        ended = winnow("ingest", daily, "--to", store, "--json", env=_SETTINGS)
        assert ended.returncode == 0, ended.stderr
        output, _ = under_way.communicate(timeout=300)
    assert under_way.returncode == 0
    assert json.loads(ended.stdout)["documents"] == 5
    told = json.loads(output)["outcomes"]
    both = corpus(store)
    assert len(both.members) == sum(_outcomes(store)[name] for name in ("stored", "near_duplicate", "duplicate"))
    assert told["stored"] + told["near_duplicate"] + 5 == len(both.articles)
    assert winnow("check", "--store", store).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--scheduler", "tcp://head:8786"), "--scheduler is for --runner dask"),
        (("--shard", "0"), "greater than or equal to 1"),
        (("--runner", "cloud"), "'cloud' is not one of"),
    ],
)
def test_a_slip_is_told(archive: Path, winnow: Run, tmp_path: Path, arguments: tuple[str, ...], reason: str) -> None:
    ended = winnow("backfill", archive, "--to", tmp_path / "store", *arguments)
    assert ended.returncode == 2
    assert reason in " ".join(ended.stderr.replace("│", " ").split())
