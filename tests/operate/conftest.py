"""What the tests of operating share: Winnow's deployments on the tests' Prefect server, a worker, a lock to hold."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.prefect_server import PrefectServer, program, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Poll as often as may be: a test should wait for Winnow, not for the clock.
QUICK = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_RUNNER_POLL_FREQUENCY": "1", "WINNOW_SEED": "7"}


@pytest.fixture(scope="session")
def prefect(server: PrefectServer, project: Path) -> Callable[..., str]:
    """Return Prefect's command line, in the project's folder: ``prefect("deploy", "--all")`` gives what it prints."""

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [program("prefect"), "--no-prompt", *arguments],
            cwd=project,
            env={**server.environment, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    return run


@pytest.fixture(scope="session")
def deployed(server: PrefectServer, prefect: Callable[..., str]) -> PrefectServer:
    """Return the tests' Prefect server with `deploy/prefect.yaml` on it."""
    prefect("work-pool", "create", "winnow", "--type", "process")
    prefect("deploy", "--prefect-file", "deploy/prefect.yaml", "--all")
    return server


class Child:
    """A program of ours in a process group of its own, whose flow runs can be found."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        """Start it; its output goes to a file in the folder."""
        self.log = folder / f"{Path(command[0]).name}-{command[1]}-{time.monotonic_ns()}.log"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command, env=environment, cwd=folder, stdout=output, stderr=output, start_new_session=True
            )

    def says(self, phrase: str) -> None:
        """Wait until its output holds a phrase."""
        until(lambda: self._says(phrase), f"{phrase!r}")

    def _says(self, phrase: str) -> bool:
        text = self.log.read_text(errors="replace")
        assert phrase in text or self.process.poll() is None, text[-3000:]
        return phrase in text

    def ask_to_stop(self, how: signal.Signals) -> int:
        """Send a signal and wait; return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(180)

    def interrupt(self) -> int:
        """Do what Ctrl-C does, which reaches all processes of a terminal; wait, return the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(180)

    def end(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()


def processes_of_run(run_id: str) -> list[int]:
    """Return the processes that work on a flow run: their environment names it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if run_id.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def kill_run(run_id: str) -> None:
    """End a flow run's processes as a crash does."""
    signal_run(run_id, signal.SIGKILL)


def signal_run(run_id: str, what: signal.Signals) -> None:
    """Send a signal to a flow run's processes."""
    for process in processes_of_run(run_id):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, what)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Return a starter of programs: ``start("winnow", "serve", env=…)``; they are ended with the test."""
    started: list[Child] = []

    def run(name: str, *arguments: str, env: dict[str, str]) -> Child:
        started.append(Child([program(name), *arguments], {**env, **QUICK}, tmp_path))
        return started[-1]

    yield run
    for child in started:
        child.end()


class OneWorker:
    """A worker for Winnow's work pool that tests share; one that was killed is started again when it is asked for."""

    def __init__(self, server: PrefectServer, folder: Path) -> None:
        """Start none yet."""
        self._server, self._folder = server, folder
        self._child: Child | None = None

    def __call__(self) -> Child:
        """Return the worker, which runs."""
        if self._child is None or self._child.process.poll() is not None:
            command = [program("prefect"), "worker", "start", "--pool", "winnow"]
            self._child = Child(command, {**self._server.environment, **QUICK}, self._folder)
            self._child.says("started!")
        return self._child

    def end(self) -> None:
        """End it, whatever it does."""
        if self._child:
            self._child.end()


@pytest.fixture(scope="session")
def worker(deployed: PrefectServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneWorker]:
    """Return the worker for Winnow's work pool: ``worker()`` sees that it runs."""
    one = OneWorker(deployed, tmp_path_factory.mktemp("worker"))
    yield one
    one.end()


@contextlib.contextmanager
def held(store: Path) -> Iterator[None]:
    """Hold the catalog's lock, as another writer does: runs that want to commit wait for it."""
    connection = sqlite3.connect(store / "catalog.db", isolation_level=None, timeout=60)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


@pytest.fixture
def inbox(tmp_path: Path, article: Callable[..., str]) -> Path:
    """Return a folder with six drops of two sources, one a reprint of another."""
    folder = tmp_path / "inbox"
    for source, numbers in {"wire": range(3), "courier": range(2, 5)}.items():
        (folder / source).mkdir(parents=True)
        for number in numbers:
            (folder / source / f"{number}.txt").write_text(f"Told by the {source}. {article(number)}")
    return folder


@pytest.fixture
def store(tmp_path: Path, ingest: Callable[..., Any], article: Callable[..., str]) -> Path:
    """Return a store that is there, with one article."""
    first = tmp_path / "first" / "gazette" / "a.txt"
    first.parent.mkdir(parents=True)
    first.write_text(article(99))
    ingest(first.parents[1], tmp_path / "corpus")
    return tmp_path / "corpus"
