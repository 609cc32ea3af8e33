"""The incident recipes of `docs/operations.md`, by the commands that they name; the others are tried where it says."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from storage.check import Reading
from storage.check import check as check_store
from storage.store import open_store
from tests.prefect_server import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Deliver = Callable[[], dict[str, int]]


@pytest.fixture
def deliver(inbox: Path, store: Path, ingest: Callable[..., Any]) -> Callable[[], dict[str, int]]:
    """Return the ingest of the inbox, in this process; it gives the outcomes that there were."""

    def run() -> dict[str, int]:
        return {str(name): count for name, count in ingest(inbox, store).outcomes.items() if count}

    return run


def _is_sound(store: Path) -> bool:
    with contextlib.closing(open_store(str(store))) as opened:
        return check_store(opened, Reading(1.0, 1)).findings == []


def test_a_lost_catalog_comes_back_from_the_bucket(
    winnow: Run, deliver: Deliver, store: Path, corpus: Callable[[Path], Any]
) -> None:
    deliver()
    before = corpus(store).lasting()
    for file in store.glob("catalog.db*"):
        file.unlink()
    told = winnow("status", "--store", store)
    assert told.returncode == 4
    assert "--rebuild-catalog" in told.stderr
    done = winnow("repair", "--store", store, "--rebuild-catalog")
    assert done.returncode == 0, done.stderr
    assert deliver() == {"seen": 6}
    assert corpus(store).lasting() == before
    assert _is_sound(store)


def test_an_older_backup_of_everything_is_a_store_and_the_drops_bring_the_rest(
    deliver: Deliver, store: Path, tmp_path: Path, corpus: Callable[[Path], Any]
) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(store, backup)
    deliver()
    wanted = corpus(store).lasting()
    shutil.rmtree(store)
    shutil.copytree(backup, store)
    again = deliver()
    assert sum(again.values()) == 6
    assert "seen" not in again
    assert corpus(store).lasting() == wanted
    assert _is_sound(store)


def test_an_older_backup_of_the_catalog_alone_is_refused_and_rebuilt(
    winnow: Run, deliver: Deliver, store: Path, tmp_path: Path
) -> None:
    shutil.copy(store / "catalog.db", tmp_path / "older.db")
    deliver()
    for file in store.glob("catalog.db*"):
        file.unlink()
    shutil.copy(tmp_path / "older.db", store / "catalog.db")
    assert not _is_sound(store)
    refused = winnow("repair", "--store", store)
    assert refused.returncode == 4
    assert "--rebuild-catalog" in refused.stderr
    assert winnow("repair", "--store", store, "--rebuild-catalog").returncode == 0
    assert deliver() == {"seen": 6}
    assert _is_sound(store)


def test_a_poison_drop_is_quarantined_and_the_others_go_on(deliver: Deliver, inbox: Path, store: Path) -> None:
    (inbox / "wire" / "poison.html").write_bytes(b"\x00\xff\xfe" * 5000)
    outcomes = deliver()
    assert outcomes.pop("quarantined") == 1
    assert sum(outcomes.values()) == 6
    assert _is_sound(store)


def test_two_schedules_that_fire_at_once_store_each_article_once(
    inbox: Path, store: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    command = [program("winnow"), "ingest", str(inbox), "--to", str(store), "--json"]
    both = [
        subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    told = [json.loads(one.communicate(timeout=300)[0])["outcomes"] for one in both]
    assert [one.returncode for one in both] == [0, 0]
    assert [sum(one.values()) for one in told] == [6, 6]
    assert sum(one["seen"] for one in told) == 6
    assert _is_sound(store)


def test_every_recipe_says_how_it_was_tried(project: Path) -> None:
    text = (project / "docs" / "operations.md").read_text()
    recipes = re.split(r"^### ", text.partition("## Incidents")[2].partition("\n## ")[0], flags=re.MULTILINE)[1:]
    assert len(recipes) >= 10
    for recipe in recipes:
        title, _, body = recipe.partition("\n")
        tried = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", body.partition("Tried: ")[2])
        assert tried, f"{title} was not tried"
        for file, name in tried:
            assert re.search(rf"^def {name}\(", (project / file).read_text(), re.MULTILINE), f"{title}: {name}"
