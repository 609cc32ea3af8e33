"""A Prefect server of our own, for one machine: started when none is configured, stopped when we stop."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from flows.api import prefect_api
from storage.errors import WinnowError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A cold start takes 12 to 16 s on an idle machine, several times that on a busy one.
_START_SECONDS = 180
# Runs under way get this long to note that they were stopped.
_STOP_SECONDS = 30


class ServerError(WinnowError):
    """The Prefect server can't be started or does not answer."""

    exit_code = 7


@contextlib.contextmanager
def prefect_server(port: int) -> Iterator[str]:
    """Give the URL of the Prefect API: the configured one, one that runs on ``port``, or a new one of our own."""
    configured = prefect_api()
    own = f"http://127.0.0.1:{port}/api"
    if configured:
        if not _answers(configured):
            raise ServerError(f"the Prefect API at {configured} does not answer; start it, or unset PREFECT_API_URL")
        yield configured
    elif _answers(own):
        yield own
    else:
        with _started(port, own):
            yield own


@contextlib.contextmanager
def _started(port: int, address: str) -> Iterator[None]:
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        **os.environ,
        "PREFECT_UI_API_URL": address,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    # A session of its own: Ctrl-C goes to us first, so that runs can still tell the server how they ended.
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(process, address, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes], address: str, port: int) -> None:
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise ServerError(f"a Prefect server can't be started on port {port}; is the port taken? (--port)")
        if _answers(address):
            return
        time.sleep(0.5)
    raise ServerError(f"the Prefect server on port {port} did not answer for {_START_SECONDS} s")


def _answers(address: str) -> bool:
    if not address.startswith(("http://", "https://")):
        return False
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
