"""What a run leaves: its page and figures in the store; and what `winnow status` tells of a store."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Write = Callable[..., str]


@pytest.fixture
def drops(tmp_path: Path, article: Write, page: Write) -> Path:
    folder = tmp_path / "drops"
    for source in ("wire", "x<b>&c"):
        (folder / source).mkdir(parents=True)
    for number in range(4):
        (folder / "wire" / f"{number}.txt").write_text(article(number) + "\n\nLeave a Comment\n")
    (folder / "x<b>&c" / "4.txt").write_text("Visitors came from abroad that spring. " + article(1))
    (folder / "x<b>&c" / "5.html").write_text(page(article(2)))
    (folder / "x<b>&c" / "6.txt").touch()
    return folder


@pytest.fixture
def ingested(ingest: Run, drops: Path, tmp_path: Path) -> tuple[Any, Path]:
    """Return a run's tally and its store."""
    store = tmp_path / "store"
    return ingest(drops, store), store


def test_a_run_leaves_its_page_and_its_figures(ingested: tuple[Any, Path]) -> None:
    tally, store = ingested
    assert tally.page == f"runs/{tally.began[:10]}/{tally.run_id}.html"
    written = (store / tally.page).read_text()
    figures = json.loads((store / tally.page).with_suffix(".json").read_text())
    assert figures["documents"] == 7
    assert figures["outcomes"]["stored"] == figures["new_clusters"] == 4
    assert figures["sources"]["wire"]["outcomes"]["stored"] == 4
    assert figures["sources"]["wire"]["removed"] == {"comment-prompt/en": 4}
    assert sum(one["bytes"] for one in figures["sources"].values()) == figures["bytes"] == tally.size
    assert figures["reasons"] == {"quarantined: the input is empty": 1}
    assert {(one["documents"], one["added"]) for one in figures["additions"]} == {(2, 2)}
    assert len(figures["slowest"]) == len(figures["largest"]) == 5
    assert figures["largest"][0]["drop"].endswith("5.html")
    slowest = figures["slowest_drops"]
    assert len(slowest) == 5
    assert all(one["documents"] == 1 for one in slowest)
    assert slowest == sorted(slowest, key=lambda one: -one["seconds"])
    assert 0 < slowest[0]["seconds"] < figures["seconds"]
    for told in ("x&lt;b&gt;&amp;c", "comment-prompt/en", "quarantined: the input is empty", tally.run_id):
        assert told in written
    assert "x<b>" not in written


def test_a_run_that_changes_nothing_leaves_every_byte_as_it_was(
    ingested: tuple[Any, Path], ingest: Run, drops: Path, snapshot: Callable[[Path], Any]
) -> None:
    _, store = ingested
    before = snapshot(store)
    tally = ingest(drops, store)
    assert (tally.page, tally.additions, tally.wrote) == ("", [], False)
    assert snapshot(store) == before


def test_check_knows_the_reports_of_runs(ingested: tuple[Any, Path], winnow: Run) -> None:
    tally, store = ingested
    assert winnow("check", "--store", store, "--read-data").returncode == 0
    figures = (store / tally.page).with_suffix(".json")
    figures.write_text(figures.read_text().replace('"stored": 4', '"stored": 3'))
    (store / "runs" / "stray.txt").write_text("stray")
    checked = winnow("check", "--store", store, "--read-data", "--json")
    assert checked.returncode == 8
    kinds = {one["kind"]: one["problem"] for one in json.loads(checked.stdout)["findings"]}
    assert kinds == {
        "report-foreign": "is no report of a run",
        "report-damaged": "can't be read as the figures of that run, or they do not add up",
    }


def test_status_tells_what_waits_and_what_is_alarming(ingested: tuple[Any, Path], winnow: Run, drops: Path) -> None:
    _, store = ingested
    late = drops / "wire" / "late.txt"
    late.write_text("One more story came in.")
    env = {"WINNOW_ALARM_WAITING_HOURS": "0"}
    found = json.loads(winnow("status", "--store", store, "--drops", drops, "--json", env=env).stdout)
    assert found["outcomes"]["stored"] == 4
    assert (found["waiting"]["drops"], found["waiting"]["oldest"]) == (1, str(late))
    assert [(one["kind"], one["subject"]) for one in found["alarms"]] == [("drop-waiting", str(late))]
    assert found["newest"]["wire"]["languages"] == {"en": 4}
    shown = winnow("status", "--store", store, "--drops", drops, env=env).stdout
    assert f"alarm: drop-waiting {late}: delivered 0 hours ago and in no run yet" in shown
    assert "no alarms" in winnow("status", "--store", store).stdout


def test_metrics_are_what_openmetrics_says(
    ingested: tuple[Any, Path], winnow: Run, drops: Path, tmp_path: Path
) -> None:
    _, store = ingested
    target = tmp_path / "winnow.prom"
    ended = winnow("status", "--store", store, "--drops", drops, "--metrics", "--to", target)
    assert (ended.returncode, ended.stdout) == (0, "")
    families = {one.name: one for one in text_string_to_metric_families(target.read_text())}
    assert {one.type for one in families.values()} == {"gauge"}
    documents = {one.labels["outcome"]: one.value for one in families["winnow_documents"].samples}
    assert (documents["stored"], documents["quarantined"]) == (4, 1)
    assert {one.labels["source"] for one in families["winnow_source_documents"].samples} == {"wire", "x<b>&c"}
    assert {one.value for one in families["winnow_alarm"].samples} == {0}
    assert [one.value for one in families["winnow_waiting_drops"].samples] == [0]
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert sorted(path.name for path in tmp_path.iterdir() if "prom" in path.name) == ["winnow.prom"]
    printed = winnow("status", "--store", store, "--drops", drops, "--metrics").stdout
    assert printed == target.read_text()


def test_metrics_that_can_not_be_written_are_one_line(ingested: tuple[Any, Path], winnow: Run, tmp_path: Path) -> None:
    _, store = ingested
    ended = winnow("status", "--store", store, "--metrics", "--to", tmp_path / "nowhere" / "winnow.prom")
    assert ended.returncode == 4
    assert ended.stderr.startswith("winnow: the metrics can't be written to")
    assert winnow("status", "--store", store, "--to", tmp_path / "x").returncode == 2


def test_old_reports_go_with_the_retention(ingested: tuple[Any, Path], winnow: Run) -> None:
    _, store = ingested
    old = store / "runs" / "2020-01-01" / f"{'a' * 32}.html"
    old.parent.mkdir()
    old.write_text("old")
    planned = winnow("maintain", "--store", store, "--dry-run").stdout
    assert "delete 1 reports of runs older than the retention" in planned
    assert old.exists()
    assert winnow("maintain", "--store", store).returncode == 0
    assert not old.exists()
    assert len(list((store / "runs").rglob("*.html"))) == 1
