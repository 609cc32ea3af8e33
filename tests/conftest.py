"""What the tests share: the command line as a user runs it, and the test data beside the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PROJECT = Path(__file__).resolve().parents[1]
# Telemetry off, and no Prefect API or setting of whoever runs the tests.
QUIET = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the project's root."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of test data that is not part of the project; in CI its absence is a failure."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs the test data at {folder}")
        pytest.skip("the test data in ../shared is not here")
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment without the caller's Winnow and Prefect settings, with a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WINNOW_", "PREFECT_"))}
    return {**kept, **QUIET, "PREFECT_HOME": str(tmp_path / "prefect-home")}


@pytest.fixture
def winnow(tmp_path: Path, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return the command line: ``winnow("ingest", folder, to=..., env=...)`` runs it as a user would."""

    def run(
        *arguments: object, env: Mapping[str, str] | None = None, stdin: str | None = None, prefix: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        command = [*prefix, str(Path(sys.executable).with_name("winnow")), *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={**environment, **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run
