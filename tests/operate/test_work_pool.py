"""Winnow on a Prefect server with a work pool, as `deploy/prefect.yaml` sets it up: a real server, a real worker."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from flows.config import FLOWS
from flows.left_runs import heartbeat_automation
from tests.operate.conftest import held, kill_run, processes_of_run
from tests.prefect_server import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.operate.conftest import OneWorker
    from tests.prefect_server import PrefectServer

    Run = Callable[..., Any]


def _start(server: PrefectServer, name: str, parameters: dict[str, Any]) -> str:
    """Start a run as the UI's button does: return its id."""
    deployment = server.deployment(f"{name}/{name}")
    body = {"parameters": deployment["parameters"] | parameters, "state": {"type": "SCHEDULED"}}
    return str(server.post(f"/deployments/{deployment['id']}/create_flow_run", body)["id"])


def _until_it_waits_for_the_lock(server: PrefectServer, run_id: str) -> None:
    """Wait until a run has cleaned, and wants to commit."""

    def commits() -> bool:
        tasks = server.post("/task_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
        return any(
            task["name"].startswith("match") and (task["state"] or {}).get("type") == "RUNNING" for task in tasks
        )

    until(commits, "a commit under way")


def test_every_deployment_is_there_as_the_file_says(deployed: PrefectServer, project: Path) -> None:
    for entry in yaml.safe_load((project / "deploy" / "prefect.yaml").read_text())["deployments"]:
        found = deployed.deployment(f"{entry['name']}/{entry['name']}")
        assert found["entrypoint"] == entry["entrypoint"]
        assert found["work_pool_name"] == "winnow"
        assert found["tags"] == ["winnow"]
        assert found["enforce_parameter_schema"] is True
        assert found["global_concurrency_limit"]["limit"] == 1
        assert found["concurrency_options"]["collision_strategy"] == "ENQUEUE"
        assert found["pull_steps"] in ([], None)
        assert [one["schedule"]["cron"] for one in found["schedules"]] == [
            one["cron"] for one in entry.get("schedules", [])
        ]
        assert found["parameters"] == entry["parameters"]


def test_parameters_show_with_type_description_and_choices(deployed: PrefectServer) -> None:
    ingest = deployed.deployment("ingest/ingest")["parameter_openapi_schema"]
    assert ingest["required"] == ["drops"]
    assert ingest["properties"]["drops"]["items"] == {"type": "string", "minLength": 1}
    check = deployed.deployment("check/check")["parameter_openapi_schema"]["properties"]
    assert check["read_data"]["enum"] == ["none", "1%", "5%", "25%", "100%"]
    since = deployed.deployment("reprocess/reprocess")["parameter_openapi_schema"]["properties"]["since"]
    assert {"type": "string", "format": "date"} in since["anyOf"]
    for name in FLOWS:
        schema = deployed.deployment(f"{name}/{name}")["parameter_openapi_schema"]
        assert all(one["description"] for one in schema["properties"].values()), name


@pytest.mark.parametrize(
    ("name", "parameter", "refused"),
    [("check", "read_data", "half"), ("reprocess", "since", 7), ("ingest", "drops", []), ("ingest", "drops", "inbox")],
)
def test_a_parameter_of_the_wrong_kind_is_refused_before_a_run_is_made(
    deployed: PrefectServer, tmp_path: Path, name: str, parameter: str, refused: object
) -> None:
    """The UI asks the same API as we do here."""
    import urllib.error

    with pytest.raises(urllib.error.HTTPError) as told:
        _start(deployed, name, {parameter: refused, "to" if name == "ingest" else "store": str(tmp_path)})
    assert told.value.code in {409, 422}
    assert parameter in told.value.read().decode()
    assert deployed.runs(tmp_path) == []


def test_a_run_by_command_and_by_event_is_the_same_as_one_here(
    deployed: PrefectServer, worker: OneWorker, winnow: Run, inbox: Path, tmp_path: Path, ingest: Run, corpus: Run
) -> None:
    worker()
    stores = [tmp_path / name for name in ("command", "event", "here")]
    env = deployed.environment
    done = winnow("trigger", "ingest", "--drops", inbox, "--to", stores[0], "--wait", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(": Completed\n")
    event = json.dumps({"drops": [str(inbox)]})
    done = winnow("trigger", "--event", "-", "--to", stores[1], "--wait", env=env, stdin=event)
    assert done.returncode == 0, done.stderr
    ingest(inbox, stores[2])
    first, *others = [corpus(one).lasting() for one in stores]
    assert len(first["members"]) == 6
    assert all(one == first for one in others)


def test_a_run_that_finds_another_waits_for_it_and_one_can_be_cancelled(
    deployed: PrefectServer, worker: OneWorker, inbox: Path, store: Path
) -> None:
    """Queued, as the file says (ENQUEUE): never refused, never beside the other."""
    worker()
    with held(store):
        first = _start(deployed, "ingest", {"drops": [str(inbox)], "to": str(store)})
        _until_it_waits_for_the_lock(deployed, first)
        second = _start(deployed, "ingest", {"drops": [str(inbox)], "to": str(store)})
        deployed.reaches(second, "AwaitingConcurrencySlot")
        assert deployed.state(first) == "Running"
        deployed.post(f"/flow_runs/{first}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}})
        deployed.reaches(first, "Cancelled")
        until(lambda: not processes_of_run(first), "the end of the cancelled run's processes")
    deployed.reaches(second, "Completed")


def test_a_killed_worker_and_run_are_noticed_and_the_repeat_is_clean(
    deployed: PrefectServer,
    worker: OneWorker,
    inbox: Path,
    store: Path,
    winnow: Run,
) -> None:
    """Both by kill -9: without the automation it would be Running for ever and keep its slot."""
    child = worker()
    # Ten seconds, the shortest that Prefect allows, for ninety: the same automation otherwise.
    made = deployed.post("/automations/", heartbeat_automation(10).model_dump(mode="json"))
    try:
        with held(store):
            first = _start(deployed, "ingest", {"drops": [str(inbox)], "to": str(store)})
            _until_it_waits_for_the_lock(deployed, first)
            os.killpg(child.process.pid, signal.SIGKILL)
            kill_run(first)
            assert deployed.state(first) == "Running"
            deployed.reaches(first, "Crashed")
    finally:
        deployed.ask("DELETE", f"/automations/{made['id']}")
    worker()
    deployed.reaches(_start(deployed, "ingest", {"drops": [str(inbox)], "to": str(store)}), "Completed")
    checked = winnow("check", "--store", store, "--read-data")
    assert (checked.returncode, checked.stdout[:11]) == (0, "7 documents"), checked.stdout


def test_a_run_goes_on_when_the_server_is_killed_and_comes_back(
    deployed: PrefectServer, worker: OneWorker, inbox: Path, store: Path
) -> None:
    worker()
    with held(store):
        first = _start(deployed, "ingest", {"drops": [str(inbox)], "to": str(store)})
        _until_it_waits_for_the_lock(deployed, first)
        deployed.kill()
        deployed.start()
        assert deployed.state(first) == "Running"
    deployed.reaches(first, "Completed")


def test_the_server_takes_the_file_of_automations(deployed: PrefectServer, prefect: Callable[..., str]) -> None:
    wanted = heartbeat_automation()
    before = {one["id"] for one in deployed.post("/automations/filter", {})}  # `winnow serve` makes it, too
    prefect("automation", "create", "--from-file", "deploy/automations.yaml")
    (made,) = [one for one in deployed.post("/automations/filter", {}) if one["id"] not in before]
    assert made["name"] == wanted.name
    deployed.ask("DELETE", f"/automations/{made['id']}")
    assert made["enabled"] is True
    assert (made["trigger"]["posture"], made["trigger"]["within"]) == ("Proactive", 90.0)
