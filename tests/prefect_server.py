"""A real Prefect server for the tests: a process of our own, with its database in a folder that goes away with it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# A cold start takes 12 to 16 s on an idle machine; a busy one needs minutes.
_START_SECONDS = 180
# For what takes seconds on an idle machine.
_PATIENCE = 240
# What a test would only wait for, made short. Leases in files, as `winnow serve` has them and deploy/ says.
_SETTINGS = {
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "2",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}


def until(ask: Callable[[], Any], what: str, seconds: float = _PATIENCE) -> Any:
    """Ask again and again until the answer is true; return it. AssertionError, with the last answer, after too long."""
    give_up = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < give_up, f"waited {seconds} s for {what}; the last answer was {answer!r}"
        time.sleep(0.3)
    return answer


@dataclass(slots=True)
class PrefectServer:
    """A Prefect server on a port of ours, with its database in ``home``."""

    home: Path
    base: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the URL of its API."""
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment with which Prefect's programs and ours work with it."""
        return {**self.base, "PREFECT_HOME": str(self.home), "PREFECT_API_URL": self.url}

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.home / "server.log").open("ab") as out:
            self.process = subprocess.Popen(
                [program("prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(self.port)],
                env={**self.base, **_SETTINGS, "PREFECT_HOME": str(self.home), "PREFECT_UI_API_URL": self.url},
                stdout=out,
                stderr=out,
            )
        until(self._is_up, "a Prefect server", _START_SECONDS)

    def _is_up(self) -> bool:
        log = self.home / "server.log"
        assert self.process is not None
        assert self.process.poll() is None, log.read_text(errors="replace")[-3000:]
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5) as answer:  # noqa: S310 - our own address
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """End it as a crash does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask its REST API."""
        request = urllib.request.Request(  # noqa: S310 - an http address of ours
            f"{self.url}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                # Its SQLite database was locked by its own services: Prefect's client asks again, too.
                if error.code != 503 or time.monotonic() > give_up:
                    raise
                time.sleep(0.5)

    def post(self, path: str, body: Any) -> Any:
        """Send something; return the answer."""
        return self.ask("POST", path, body)

    def deployment(self, name: str) -> Any:
        """Return a deployment by its full name."""
        return self.ask("GET", f"/deployments/name/{name}")

    def runs(self, store: Path | str, states: Iterable[str] = ()) -> list[dict[str, Any]]:
        """Return the runs that work on a store, oldest first, in the named states (all where none is named)."""
        found = self.post("/flow_runs/filter", {"sort": "EXPECTED_START_TIME_ASC", "limit": 200})
        mine = [run for run in found if str(store) in {run["parameters"].get("to"), run["parameters"].get("store")}]
        return [run for run in mine if not states or run["state"]["name"] in set(states)]

    def state(self, run_id: str) -> str:
        """Return the name of a run's state."""
        return str(self.ask("GET", f"/flow_runs/{run_id}")["state"]["name"])

    def reaches(self, run_id: str, *states: str) -> str:
        """Wait until a run is in one of these states; return it."""
        return until(lambda: (found := self.state(run_id)) in states and found, f"{states} of {run_id}") or ""


def program(name: str) -> str:
    """Return the path of a program of this Python environment."""
    return str(Path(sys.executable).with_name(name))
