"""How processes are started and what memory they keep."""

from __future__ import annotations

import json
import os
import tempfile
from typing import TYPE_CHECKING

import pytest

from flows import processes
from flows.processes import forking
from flows.settings import SettingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Winnow = Callable[..., CompletedProcess[str]]
    Write = Callable[..., str]


def long_folder(parent: Path) -> Path:
    """Return a folder in which no socket of multiprocessing can be made."""
    folder = parent / ("deep" * 25)
    folder.mkdir()
    return folder


def test_a_long_name_of_the_temporary_folder_is_no_hindrance(winnow: Winnow, tmp_path: Path, article: Write) -> None:
    """A socket's path has 107 bytes at most: the processes meet in a short folder."""
    (tmp_path / "rows.jsonl").write_text(json.dumps({"text": article(1)}))
    folder = long_folder(tmp_path)
    done = winnow("ingest", tmp_path / "rows.jsonl", "--to", tmp_path / "store", "--json", env={"TMPDIR": str(folder)})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcomes"]["stored"] == 1
    assert list(folder.iterdir()) == []


def test_without_any_short_folder_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = str(long_folder(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", folder)
    monkeypatch.setattr(processes, "_SHORT", (str(tmp_path / "missing"),))
    with pytest.raises(
        SettingError, match=f"TMPDIR has {len(os.fsencode(folder))} characters.* set TMPDIR to a folder"
    ):
        forking()
    assert tempfile.gettempdir() == folder
