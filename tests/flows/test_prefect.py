"""The same job through a real Prefect server: it shows there, and no article text does."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from tests.prefect_server import PrefectServer

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Write = Callable[..., str]


@pytest.fixture
def drops(tmp_path: Path, article: Write, page: Write) -> Path:
    folder = tmp_path / "drops" / "wire"
    folder.mkdir(parents=True)
    for number in range(4):
        (folder / f"{number}.txt").write_text(article(number))
    (folder / "4.txt").write_text("Visitors came from abroad that spring. " + article(1))
    (folder / "5.html").write_text(page(article(2)))
    (folder / "6.txt").touch()
    return folder.parent


def _runs(server: PrefectServer, store: Path) -> list[dict[str, Any]]:
    found = server.post("/flow_runs/filter", {"sort": "START_TIME_DESC"})
    return [run for run in found if run["parameters"].get("to") == str(store)]


def test_a_run_shows_in_prefect_and_leaves_the_same_store(
    server: PrefectServer, winnow: Run, drops: Path, tmp_path: Path, corpus: Callable[..., Any]
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    settings = {"WINNOW_SEED": "7", "WINNOW_BATCH": "4"}
    ended = winnow("ingest", drops, "--to", there, "--json", env={**settings, "PREFECT_API_URL": server.url})
    assert ended.returncode == 0, ended.stderr
    outcomes = json.loads(ended.stdout)["outcomes"]
    assert outcomes == {
        "stored": 4,
        "near_duplicate": 1,
        "duplicate": 1,
        "seen": 0,
        "withdrawn": 0,
        "held": 0,
        "quarantined": 1,
    }
    assert winnow("ingest", drops, "--to", here, "--json", env=settings).returncode == 0
    assert corpus(there).lasting() == corpus(here).lasting()

    (run,) = _runs(server, there)
    assert run["state"]["type"] == "COMPLETED"
    (flow,) = server.post("/flows/filter", {"flows": {"id": {"any_": [run["flow_id"]]}}})
    assert flow["name"] == "ingest"
    tasks = server.post("/task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    names = sorted(task["name"].rsplit("-", 1)[0] for task in tasks)
    assert names == sorted(["clean and sign", "match, cluster and commit"] * 2 + ["publish"])
    assert {task["state"]["type"] for task in tasks} == {"COMPLETED"}
    artifacts = server.post("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    left = {one["key"]: one for one in artifacts}
    summary = left["ingest-summary"]
    assert summary["type"] == "markdown"
    for outcome, count in outcomes.items():
        assert f"| {outcome} | {count} |" in summary["data"]
    assert "| **total** | **7** |" in summary["data"]
    assert (left["ingest-progress"]["type"], left["ingest-progress"]["data"]) == ("progress", 100.0)
    rows = json.loads(left["ingest-sources"]["data"])
    assert [(row["source"], row["stored"], row["quarantined"]) for row in rows] == [
        ("wire", "4", "1"),
        ("total", "4", "1"),
    ]


def test_a_run_logs_a_line_a_drop_and_tells_of_alarms_as_events(
    server: PrefectServer, winnow: Run, drops: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    env = {"PREFECT_API_URL": server.url, "WINNOW_ALARM_CLUSTER": "2"}
    ended = winnow("ingest", drops, "--to", store, "--json", env=env)
    assert ended.returncode == 0, ended.stderr
    (run,) = _runs(server, store)
    _wait_for(lambda: len(_lines(server, run["id"], "drop=")) == 7)
    assert len(_lines(server, run["id"], "run=")) == 1
    alarms = json.loads(ended.stdout)["alarms"]
    assert {alarm["kind"] for alarm in alarms} == {"cluster-growth"}
    wanted = {f"winnow.cluster.{alarm['subject']}" for alarm in alarms}
    events = {"filter": {"event": {"name": ["winnow.alarm.cluster-growth"]}}}
    _wait_for(lambda: {one["resource"]["prefect.resource.id"] for one in _events(server, events)} == wanted)
    assert {one["payload"]["store"] for one in _events(server, events)} == {str(store)}


def _lines(server: PrefectServer, run: str, start: str) -> list[str]:
    found = server.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [run]}}})
    return [one["message"] for one in found if one["message"].startswith(start)]


def _events(server: PrefectServer, query: dict[str, Any]) -> list[dict[str, Any]]:
    return list(server.post("/events/filter", query)["events"])


def _wait_for(there: Callable[[], bool]) -> None:
    """Wait for what reaches the server a little after the run: logs and events."""
    patience = time.monotonic() + 60
    while not there():
        assert time.monotonic() < patience
        time.sleep(0.5)


def test_a_backfill_on_dask_leaves_the_same_store(
    server: PrefectServer, winnow: Run, drops: Path, tmp_path: Path, corpus: Callable[..., Any], article: Write
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    on_dask = ("--runner", "dask", "--workers", "1", "--shard", "4", "--json")
    env = {"WINNOW_SEED": "7", "PREFECT_API_URL": server.url}
    ended = winnow("backfill", drops, "--to", there, *on_dask, env=env)
    assert ended.returncode == 0, ended.stderr
    assert winnow("ingest", drops, "--to", here, "--json", env={"WINNOW_SEED": "7"}).returncode == 0
    assert corpus(there).lasting() == corpus(here).lasting()
    runs = {run["name"]: run for run in _runs(server, there)}
    assert [run["state"]["type"] for run in runs.values()] == [
        "COMPLETED",
        "COMPLETED",
    ]  # a flow, and the one inside it
    keys = {
        one["key"]
        for one in server.post("/artifacts/filter", {})
        if one["flow_run_id"] in {run["id"] for run in runs.values()}
    }
    assert keys == {"backfill-summary", "backfill-sources", "backfill-progress"}
    databases = [path.read_bytes() for path in server.home.rglob("*.db*")]
    assert not any(article(number)[10:60].encode() in content for number in range(4) for content in databases)


def test_no_article_text_is_in_prefects_database(
    server: PrefectServer, winnow: Run, drops: Path, tmp_path: Path, article: Write
) -> None:
    store = tmp_path / "store"
    ended = winnow("ingest", drops, "--to", store, "--json", env={"PREFECT_API_URL": server.url})
    assert ended.returncode == 0, ended.stderr
    time.sleep(3)  # events reach the database with a delay
    databases = [path.read_bytes() for path in server.home.rglob("*.db*")]
    assert any(str(store).encode() in content for content in databases), "this is not the server's database"
    for number in range(4):
        phrase = article(number)[10:60].encode()
        assert not any(phrase in content for content in databases)


def test_a_run_that_fails_shows_as_failed_and_has_its_exit_code(
    server: PrefectServer, winnow: Run, drops: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    ended = winnow("ingest", drops, "--to", tmp_path / "file", "--json", env={"PREFECT_API_URL": server.url})
    assert ended.returncode == 4
    assert ended.stdout == ""
    # Prefect may still tell of its own work after our line.
    assert [line for line in ended.stderr.splitlines() if line.startswith("winnow: ") and "is a file" in line]
    (run,) = _runs(server, tmp_path / "file")
    assert run["state"]["type"] == "FAILED"


def test_an_unreachable_api_is_one_line_and_exit_7(winnow: Run, drops: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/api"
        env = {"PREFECT_API_URL": address, "PREFECT_CLIENT_MAX_RETRIES": "0"}
        ended = winnow("ingest", drops, "--to", tmp_path / "store", "--json", env=env)
    assert ended.returncode == 7
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    (line,) = ended.stderr.splitlines()
    assert line.startswith("winnow: ")
    assert address in line
    assert not (tmp_path / "store").exists()
