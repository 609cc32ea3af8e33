"""A Prefect server of our own, for one machine: started when none is configured, stopped when we stop."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.api import prefect_api
from storage.errors import WinnowError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A cold start takes 12 to 16 s on an idle machine, several times that on a busy one.
_START_SECONDS = 180
# Runs under way get this long to note that they were stopped.
_STOP_SECONDS = 30
# In memory, its default, the server forgets at a restart who holds a concurrency slot, and stops the run that does.
_LEASES = "prefect.server.concurrency.lease_storage.filesystem"


class ServerError(WinnowError):
    """The Prefect server can't be started or does not answer."""

    exit_code = 7


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """A Prefect server to work with. ``log`` is None unless we have just started it: then no run can be under way."""

    api: str
    log: Path | None


def address_of_api(port: int) -> str:
    """Return the URL of the Prefect API to work with: the configured one, or that of a server of ours on ``port``."""
    return prefect_api() or _own(port)


def _own(port: int) -> str:
    return f"http://127.0.0.1:{port}/api"


@contextlib.contextmanager
def prefect_server(address: str, port: int) -> Iterator[PrefectServer]:
    """Give the Prefect server at an address. If it is ours and does not run, it is started, and stopped at the end."""
    if _answers(address):
        yield PrefectServer(address, None)
    elif address != _own(port):
        raise ServerError(f"the Prefect API at {address} does not answer; start it, or unset PREFECT_API_URL")
    else:
        log = Path(os.environ.get("PREFECT_HOME", "~/.prefect")).expanduser() / "winnow-server.log"
        with _started(port, address, log):
            yield PrefectServer(address, log)


@contextlib.contextmanager
def _started(port: int, address: str, log: Path) -> Iterator[None]:
    arguments = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": _LEASES,
        **os.environ,
        "PREFECT_UI_API_URL": address,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        # A session of its own: Ctrl-C goes to us first, so that runs can still tell the server how they ended.
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.lasting", *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait(process, address, log)
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise ServerError(
                f"the Prefect server for {address} did not start; is the port taken (--port)? Its log: {log}"
            )
        if _answers(address):
            return
        time.sleep(0.5)
    raise ServerError(f"the Prefect server at {address} did not answer for {_START_SECONDS} s; its log: {log}")


def _answers(address: str) -> bool:
    if not address.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
