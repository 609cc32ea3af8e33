"""A short fuzzing of every target; the long one is ``python benchmarks/fuzz.py``."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_takes_its_own_seeds(name: str) -> None:
    assert all(TARGETS[name].run(seed) for seed in TARGETS[name].seeds())


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_must_hold_holds_of_changed_drops(name: str, data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(list(TARGETS[name].seeds()))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(raw) - 1)))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    TARGETS[name].run(bytes(raw))


def test_the_fuzzer_runs_and_finds_nothing_at_once(tmp_path: Path, project: Path) -> None:
    """Led by coverage, for a few seconds: exit code 0 says that there was no finding."""
    command = [sys.executable, str(project / "benchmarks" / "fuzz.py"), "--seconds", "4", "--only", "RSS"]
    ran = subprocess.run(
        [*command, "--findings", str(tmp_path)], capture_output=True, text=True, timeout=200, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 findings" in ran.stdout
