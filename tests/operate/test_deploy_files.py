"""What an operator copies from `deploy/`: each file held against the tool or the schema that will read it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.prefect_server import program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def deploy(project: Path) -> Path:
    return project / "deploy"


def _run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def _without_pool(file: Path) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in one.items() if key != "work_pool"}
        for one in yaml.safe_load(file.read_text())["deployments"]
    ]


def test_both_files_of_deployments_say_the_same_but_for_the_pool(deploy: Path) -> None:
    assert _without_pool(deploy / "prefect.yaml") == _without_pool(deploy / "prefect-docker.yaml")


def test_every_flow_is_deployed(deploy: Path) -> None:
    from flows.deployments import FLOWS

    found = {one["name"]: one["entrypoint"] for one in _without_pool(deploy / "prefect.yaml")}
    assert found == {name: f"{flow.fn.__module__}:{flow.fn.__name__}" for name, flow in FLOWS.items()}


def test_the_file_of_automations_is_what_winnow_serve_sees_to(deploy: Path) -> None:
    from prefect.events.schemas.automations import AutomationCore

    from flows.left_runs import heartbeat_automation

    (written,) = yaml.safe_load((deploy / "automations.yaml").read_text())["automations"]
    assert AutomationCore.model_validate(written) == heartbeat_automation()


def test_the_dockerfile_is_clean_locked_and_not_root(deploy: Path) -> None:
    _run(program("hadolint"), str(deploy / "Dockerfile"))
    text = (deploy / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in text
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE)[-1] == "10001"
    assert "slim" in re.findall(r"^FROM (\S+)", text, re.MULTILINE)[-1]


def test_the_dockerfile_copies_what_there_is(deploy: Path, project: Path) -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", (deploy / "Dockerfile").read_text(), re.MULTILINE):
        for name in line.split()[:-1]:
            assert (project / name).exists(), name


def test_the_compose_file_fits_the_specification(deploy: Path) -> None:
    _run(program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(deploy / "compose.yaml"))


def test_the_compose_file_holds_together(deploy: Path) -> None:
    """What the schema can't say: every name that a service uses is there, and no password is in the file."""
    text = (deploy / "compose.yaml").read_text()
    compose = yaml.safe_load(text)
    services = compose["services"]
    assert services.keys() == {"postgres", "s3", "prefect", "setup", "worker"}
    for service in services.values():
        assert service.get("depends_on", {}).keys() <= services.keys()
        assert {one["source"] for one in service.get("configs", [])} <= compose["configs"].keys()
        assert {one.split(":")[0] for one in service.get("volumes", [])} <= compose["volumes"].keys()
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    for one in compose["configs"].values():
        assert "content" in one or (deploy / one["file"]).is_file()
    asked = set(re.findall(r"\$\{(\w+)", text))
    offered = set(re.findall(r"^(\w+)=$", (deploy / "compose.env.example").read_text(), re.MULTILINE))
    assert asked == offered, "every secret is asked for by the example, and has no default"
    _run("sh", "-n", str(deploy / "compose-setup.sh"))


@pytest.mark.parametrize("name", ["winnow.service", "winnow-worker.service"])
def test_a_unit_is_what_systemd_understands(deploy: Path, name: str, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        assert os.environ.get("CI") != "true", "CI needs systemd-analyze (Debian's package systemd)"
        pytest.skip("systemd-analyze is not here")
    text = (deploy / name).read_text()
    unit = tmp_path / name
    # It looks for the program, which is installed on the operator's machine.
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    assert f"/{name}:" not in _run("systemd-analyze", "verify", "--man=no", str(unit))
    assert re.search(r"^ExecStart=/opt/winnow/bin/(winnow serve|prefect worker start .+)$", text, re.MULTILINE)


def test_the_manifests_fit_kubernetes(deploy: Path) -> None:
    _run(program("kubernetes-validate"), "--strict", str(deploy / "kubernetes" / "worker.yaml"))
    parts = {one["kind"]: one for one in yaml.safe_load_all((deploy / "kubernetes" / "worker.yaml").read_text())}
    pod = parts["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert {one["name"] for one in container["volumeMounts"]} == {one["name"] for one in pod["volumes"]}
    assert (
        parts["Deployment"]["spec"]["selector"]["matchLabels"]
        == parts["Deployment"]["spec"]["template"]["metadata"]["labels"]
    )
    assert container["envFrom"][0]["configMapRef"]["name"] == parts["ConfigMap"]["metadata"]["name"]


def test_every_winnow_setting_in_deploy_is_one(deploy: Path) -> None:
    from dataclasses import fields

    from flows.config import SCHEDULE_VARIABLES
    from flows.settings import Settings

    known = {f"WINNOW_{one.name.upper()}" for one in fields(Settings)} | {*SCHEDULE_VARIABLES, "WINNOW_DEPLOY"}
    used = {
        name
        for file in deploy.rglob("*")
        if file.is_file()
        for name in re.findall(r"\bWINNOW_[A-Z0-9_]+\b", file.read_text())
    }
    assert used - known == set()


def test_every_prefect_setting_in_deploy_is_one(deploy: Path) -> None:
    from prefect.settings import Settings

    known = {str(alias).upper() for names in _setting_names(Settings) for alias in names}
    used = {
        name
        for file in deploy.rglob("*")
        if file.is_file()
        for name in re.findall(r"\bPREFECT_[A-Z0-9_]+\b", file.read_text())
    }
    assert used
    assert used - known == set()


def _setting_names(model: Any, prefix: str = "PREFECT_") -> list[list[str]]:
    found = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and hasattr(inner, "model_fields"):
            found += _setting_names(inner, f"{prefix}{name.upper()}_")
        else:
            aliases = getattr(field.validation_alias, "choices", [])
            found.append([f"{prefix}{name.upper()}", *(one for one in aliases if isinstance(one, str))])
    return found


def test_the_policy_is_one_and_names_no_more_than_it_needs(deploy: Path) -> None:
    """Its actions are held against Winnow's real requests in tests/storage/s3/test_policy.py."""
    policy = json.loads((deploy / "iam-policy.json").read_text())
    assert policy["Version"] == "2012-10-17"
    for statement in policy["Statement"]:
        assert statement["Effect"] == "Allow"
        assert all("*" not in action for action in statement["Action"])
        assert all(one != "*" for one in statement["Resource"])


def test_the_example_configuration_can_be_read(deploy: Path) -> None:
    from flows.config import read_config

    found = read_config(deploy / "winnow.toml", {})
    assert found.schedules[0].flow == "ingest"
    assert {"maintain", "check"} <= {schedule.flow for schedule in found.schedules}
