"""A crash anywhere leaves work to repeat: nothing half-visible, nothing twice, nothing lost.

Each boundary is crossed twice: by an exception that unwinds, as an interrupt does, and by the end of the process,
as a kill or a power cut does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable

from storage import commit, local, store, tables, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Desk = Any

# Where a step of a commit begins or ends, in order: (module or class, function, before or after it, which call of it).
# The puts are: the mark of a new store, then of each batch the articles' part and the raw part.
_BOUNDARIES = [
    (store, "create_tables", "before", 1),
    (store, "create_tables", "after", 1),
    (local.LocalStore, "put", "after", 1),
    (local.LocalStore, "put", "before", 2),
    (local.LocalStore, "put", "after", 2),
    (local.LocalStore, "put", "after", 3),
    (commit, "_remember_drops", "after", 1),
    (commit, "commit_batch", "after", 1),
    (local.LocalStore, "put", "after", 5),
    (commit, "_remember_drops", "after", 2),
    (commit, "commit_batch", "after", 2),
    (tables, "_append_articles", "before", 1),
    (tables, "_append_articles", "after", 1),
    (tables, "_merge_members", "after", 1),
    (transaction.Transaction, "mark_published", "after", 1),
    (tables, "publish", "after", 1),
]
_NAMES = [f"{way}-{name.strip('_')}-{call}" for _, name, way, call in _BOUNDARIES]


class Crash(BaseException):
    """Not an Exception: nothing may catch it on its way."""


def _raise() -> None:
    raise Crash


def _crashing(function: Callable[..., Any], way: str, call: int, crash: Callable[[], None]) -> Callable[..., Any]:
    calls = 0

    def run(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call and way == "before":
            crash()
        result = function(*arguments, **options)
        if calls == call and way == "after":
            crash()
        return result

    return run


def _steps() -> Any:
    """Return the composition with the steps as they are patched now."""
    from flows.pipeline import Steps

    return Steps(commit=commit.commit_batch, publish=tables.publish)


@pytest.fixture
def delivered(desk: Desk, article: Callable[..., str], page: Callable[..., str]) -> Desk:
    """Deliver two batches of three, with a copy across them."""
    _deliver(desk, article, page)
    return desk


def _deliver(desk: Desk, article: Callable[..., str], page: Callable[..., str]) -> None:
    desk.drop("wire/1.txt", article(1))
    desk.drop("wire/2.html", page(article(1)))
    desk.drop("wire/3.txt", b"")
    desk.drop("wire/4.txt", "A word more than before at the start of the story. " + article(1))
    desk.drop("wire/5.txt", article(5))
    desk.drop("wire/6.txt", "Please enable JavaScript and cookies to continue.\n")


def _visible(folder: Path) -> tuple[int, int]:
    """Return how many articles and members a consumer sees now; a table that is not there has none."""
    counts = []
    for name in ("articles", "members"):
        path = str(folder / name)
        counts.append(DeltaTable(path).to_pyarrow_table().num_rows if DeltaTable.is_deltatable(path) else 0)
    return counts[0], counts[1]


def _same_as_undisturbed(desk: Desk, expected: Any, outcomes: Mapping[str, int]) -> None:
    assert sum(outcomes.values()) == 6
    assert desk.corpus.lasting() == expected
    assert _visible(desk.store) == (3, 4)
    again = desk.run(batch=3)
    assert again == {"seen": 6}
    assert desk.corpus.lasting() == expected
    assert not list((desk.store / ".staging").iterdir())


@pytest.fixture(scope="module")
def expected(
    tmp_path_factory: pytest.TempPathFactory,
    make_desk_at: Callable[[Path], Desk],
    article: Callable[..., str],
    page: Callable[..., str],
) -> Any:
    """Return what a store has that nothing disturbed."""
    desk = make_desk_at(tmp_path_factory.mktemp("undisturbed"))
    _deliver(desk, article, page)
    desk.run(batch=3)
    assert _visible(desk.store) == (3, 4)
    return desk.corpus.lasting()


@pytest.mark.parametrize("boundary", _BOUNDARIES, ids=_NAMES)
def test_a_run_that_is_broken_off_can_be_repeated(
    delivered: Desk, expected: Any, monkeypatch: pytest.MonkeyPatch, boundary: tuple[Any, str, str, int]
) -> None:
    owner, name, way, call = boundary
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, _crashing(getattr(owner, name), way, call, _raise))
        with pytest.raises(Crash):
            delivered.run(batch=3, steps=_steps())
    articles, members = _visible(delivered.store)
    assert articles in (0, 3)
    assert members in (0, 4)
    assert articles >= members * 3 // 4, "a member is visible before its article"
    _same_as_undisturbed(delivered, expected, delivered.run(batch=3))


# For each run in its input: ends a process of its own at a boundary. No finally runs, no transaction rolls back, no
# file is closed. Forked, because importing all of it costs a second each time.
_KILLED = """
import importlib, json, os, sys
from flows.pipeline import Steps, run_ingest
from flows.settings import Settings
from cleaners.html.door import clean_html
from cleaners.text.door import clean_text
from storage import commit, tables

clean_html("<p>What is loaded before a process forks is loaded once.</p>")
clean_text("What is loaded before a process forks is loaded once.")

def die_in(module, path, way, call):
    owner = importlib.import_module(module)
    *classes, name = path.split(".")
    for part in classes:
        owner = getattr(owner, part)
    real, calls = getattr(owner, name), 0
    def run(*arguments, **options):
        nonlocal calls
        calls += 1
        if calls == call and way == "before":
            os._exit(9)
        result = real(*arguments, **options)
        if calls == call and way == "after":
            os._exit(9)
        return result
    setattr(owner, name, run)

for drops, store, *boundary in json.load(sys.stdin):
    if not (child := os.fork()):
        die_in(*boundary)
        steps = Steps(commit=commit.commit_batch, publish=tables.publish)
        run_ingest([drops], store, Settings(batch=3, seed=7), steps)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_run_that_is_killed_can_be_repeated(
    make_desk: Callable[[str], Desk],
    article: Callable[..., str],
    page: Callable[..., str],
    expected: Any,
    environment: dict[str, str],
) -> None:
    desks = [make_desk(name) for name in _NAMES]
    runs = []
    for desk, (owner, name, way, call) in zip(desks, _BOUNDARIES, strict=True):
        _deliver(desk, article, page)
        inside = isinstance(owner, type)
        path = f"{owner.__name__}.{name}" if inside else name
        runs.append([str(desk.drops), str(desk.store), owner.__module__ if inside else owner.__name__, path, way, call])
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED],
        input=json.dumps(runs),
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert (killed.stdout.split(), killed.stderr) == (["9"] * len(runs), "")
    for desk in desks:
        articles, members = _visible(desk.store)
        assert articles in (0, 3), desk.folder.name
        assert members in (0, 4), desk.folder.name
        _same_as_undisturbed(desk, expected, desk.run(batch=3))


def test_a_store_that_was_never_finished_is_made_again(delivered: Desk, expected: Any) -> None:
    """A crash between the catalog's file and the mark leaves a folder that is no store yet."""
    delivered.store.mkdir(parents=True)
    (delivered.store / ".staging").mkdir()
    (delivered.store / "catalog.db").touch()
    _same_as_undisturbed(delivered, expected, delivered.run(batch=3))


def test_two_runs_at_once_store_each_article_once(
    desk: Desk, article: Callable[..., str], environment: dict[str, str], corpus: Callable[[Path], Any]
) -> None:
    """Three processes race from the making of the store to the last publication; all of them succeed."""
    for number in range(40):
        desk.drop(f"wire/{number:02d}.txt", article(number))
    winnow = os.path.join(os.path.dirname(sys.executable), "winnow")  # noqa: PTH118, PTH120 - a link must stay one
    command = [winnow, "ingest", str(desk.drops), "--to", str(desk.store), "--json"]
    runs = [
        subprocess.Popen(
            command,
            env={**environment, "WINNOW_BATCH": "4"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ended = [(*run.communicate(timeout=180), run.returncode) for run in runs]
    assert [(code, errors) for _, errors, code in ended] == [(0, "")] * 3
    found = corpus(desk.store)
    assert len(found.articles) == len({row["document_id"] for row in found.articles}) == 40
    assert len(found.members) == 40
    assert desk.run() == {"seen": 40}
