"""`winnow serve`: scheduled runs from `winnow.toml`, with a Prefect server of its own or with one that is there."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from tests.operate.conftest import held, kill_run, processes_of_run, signal_run
from tests.prefect_server import PrefectServer, until
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.operate.conftest import Child

    Run = Callable[..., Any]


def _configured(folder: Path, *, every: str = "") -> None:
    times = f'every = "{every}"' if every else ""
    (folder / "winnow.toml").write_text(f'store = "corpus"\n\n[ingest]\ndrops = ["inbox"]\n{times}\n\n[maintain]\n')


def test_a_scheduled_run_fires_can_be_paused_and_the_stop_is_clean(
    server: PrefectServer, start: Callable[..., Child], inbox: Path, tmp_path: Path
) -> None:
    _configured(tmp_path, every="10s")
    child = start("winnow", "serve", env=server.environment)
    child.says("stop with Ctrl-C")
    store = inbox.parent / "corpus"
    deployment = until(lambda: server.runs(store, ["Completed"]), "a scheduled run") and server.deployment(
        "ingest/ingest"
    )
    server.post(f"/deployments/{deployment['id']}/pause_deployment", {})
    assert all(run["auto_scheduled"] and "winnow" in run["tags"] for run in server.runs(store, ["Completed"]))
    assert server.runs(store, ["Scheduled"]) == []
    server.post(f"/deployments/{deployment['id']}/resume_deployment", {})
    until(lambda: server.runs(store, ["Scheduled"]), "runs to come")
    assert child.ask_to_stop(signal.SIGTERM) == 0
    assert "Traceback" not in child.log.read_text()
    assert "stopped" in child.log.read_text()
    assert server.deployment("ingest/ingest")["paused"] is False, "a restart goes on by itself"
    server.ask("DELETE", f"/deployments/{deployment['id']}")


def test_what_a_kill_left_is_told_and_cleared_at_the_next_start(
    start: Callable[..., Child], store: Path, inbox: Path, tmp_path: Path, environment: dict[str, str], winnow: Run
) -> None:
    """With a server of its own, which ends with it: by kill -9 as by Ctrl-C."""
    _configured(tmp_path)
    own = PrefectServer(tmp_path / "prefect-home", environment, free_port())
    child = start("winnow", "serve", "--port", str(own.port), env=environment)
    child.says("stop with Ctrl-C")
    assert str(own.home / "prefect.db") in child.log.read_text()
    with held(store):
        assert winnow("trigger", "ingest", env=own.environment).returncode == 0
        run = until(lambda: own.runs(store, ["Running"]), "a run")[0]["id"]
        signal_run(run, signal.SIGSTOP)  # it would notice the end of its runner, and still report it
        child.process.kill()
        child.process.wait()
        kill_run(run)
        until(lambda: not _is_up(own), "the end of the server")
        again = start("winnow", "serve", "--port", str(own.port), env=environment)
        again.says("left from before: 1 runs that were killed, 0 that were missed")
        again.says("stop with Ctrl-C")
        assert own.state(run) == "Crashed"
    # What the killed run had done, and this one again: the same articles, once.
    done = winnow("trigger", "ingest", "--wait", env=own.environment)
    assert done.returncode == 0, done.stdout + done.stderr
    until(lambda: not processes_of_run(run), "the end of the killed run's processes")
    assert again.interrupt() == 0
    assert again.log.read_text().endswith("stopped\n")
    assert "Traceback" not in again.log.read_text()
    assert not _is_up(own)
    checked = winnow("check", "--store", store)
    assert (checked.returncode, checked.stdout[:11]) == (0, "7 documents")
    assert len(list(inbox.rglob("*.txt"))) == 6


def _is_up(server: PrefectServer) -> bool:
    try:
        with urllib.request.urlopen(f"{server.url}/health", timeout=5):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False
