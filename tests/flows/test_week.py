"""A small week of runs as benchmarks/week.py simulates it: crashes, a redelivery, a late source, maintenance."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_the_corpus_of_a_week_is_that_of_one_run(project: Path, environment: dict[str, str]) -> None:
    """The script ends with an error for other texts, clusters or canonical copies, and for a store that is not clean."""
    arguments = ("--a-day", "4", "--drops", "10")
    ended = subprocess.run(
        [sys.executable, project / "benchmarks" / "week.py", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "28 runs of 10 drops; killed in runs" in ended.stdout
    assert "the same as in one ingest of the same drops" in ended.stdout
