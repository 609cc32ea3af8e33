"""Runs that are killed at random, clocks that are set back: the store is right after a repeat."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import storage.commit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from tests.storage.upkeep.conftest import Kept


def test_an_ingest_that_is_killed_is_right_after_a_repeat(project: Path, environment: dict[str, str]) -> None:
    """Eight of the benchmark's kills: nothing lost, nothing twice, clean with all bytes read, equal to undisturbed."""
    script = project / "benchmarks" / "crash.py"
    command = [sys.executable, str(script), "--kills", "8", "--articles", "16", "--batch", "8", "--seed", "11"]
    done = subprocess.run(
        command,
        env={**environment, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {"documents": 24, "kills": 8, "bad": []}


def test_a_clock_that_is_set_back_breaks_nothing(
    kept: Kept, filled: Any, article: Callable[..., str], ingest: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reprint is seen years before the article that it copies: the order of first sight is the order of arrival."""

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: Any = UTC) -> datetime:
            return datetime(1999, 1, 1, tzinfo=tz)

    ((first,),) = kept.sql("select document_id from documents where [drop] like '%wire/3.txt'")
    drops = filled.folder / "set-back"
    drops.mkdir(exist_ok=True)
    (drops / "copy.txt").write_text("It was printed elsewhere on another day. " + article(3))
    monkeypatch.setattr(storage.commit, "datetime", Earlier)
    assert dict(ingest(drops, kept.folder).outcomes)["near_duplicate"] == 1
    assert kept.sql("select cluster_id from members where relation = 'reprint' and cluster_id = ?", first) == [(first,)]
    assert kept.check().findings == []
    assert dict(ingest(drops, kept.folder).outcomes) == {"seen": 1}
    assert kept.check().unpublished == 0
