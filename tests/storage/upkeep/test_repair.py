"""A repair says what it will do, does it, and leaves a store that checks clean."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable

from storage.errors import StoreError
from storage.outbox import pack_changes
from storage.parts import VERSION_COLUMNS
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.repair import plan_repair, repair
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable

    Kept = Any

_DAY = 24 * 3600


def _repair(kept: Kept) -> list[str]:
    with kept.open() as store:
        plan = plan_repair(store, now=time.time())
        repair(store, plan)
        return list(plan.lines())


def test_a_whole_store_needs_none(kept: Kept, snapshot: Callable[..., Any]) -> None:
    before = snapshot(kept.folder)
    assert _repair(kept) == []
    assert snapshot(kept.folder) == before


def test_an_orphan_is_collected_after_the_grace_period_and_not_before(kept: Kept) -> None:
    orphan = kept.folder / "articles" / f"part-{'0' * 64}.parquet"
    orphan.write_bytes(b"left by a crash")
    assert _repair(kept) == []
    assert orphan.exists()
    long_ago = time.time() - _DAY - 60
    os.utime(orphan, (long_ago, long_ago))
    (line,) = _repair(kept)
    assert line == f"delete articles/{orphan.name} (15 bytes): nothing refers to it"
    assert not orphan.exists()
    assert kept.check().findings == []


def test_an_orphan_that_a_commit_refers_to_by_now_stays(kept: Kept) -> None:
    """Between the plan and the deed another run may have committed what the plan saw as an orphan."""
    orphan = kept.folder / "raw" / f"part-{'0' * 64}.parquet"
    orphan.write_bytes(b"on its way")
    with kept.open() as store:
        plan = plan_repair(store, now=time.time() + 2 * _DAY)
        kept.sql("insert into parts values (?, 10, 1, '')", f"raw/{orphan.name}")
        repair(store, plan)
    assert orphan.exists()


def test_unfinished_files_of_dead_writers_are_collected_too(kept: Kept) -> None:
    staging = kept.folder / ".staging"
    for name, age in (("old", 2 * _DAY), ("young", 60)):
        (staging / name).write_bytes(b"half of an obj")
        os.utime(staging / name, (time.time() - age,) * 2)
    assert _repair(kept) == ["delete 1 unfinished files of writers that died"]
    assert [path.name for path in staging.iterdir()] == ["young"]


def test_what_waits_is_published(kept: Kept) -> None:
    changes = pack_changes()
    kept.sql(
        "insert into outbox (version, part, size, rows, stats, changes, gone, replaced, compaction, published) "
        "select max(version) + 1, '', 0, 0, '{}', ?, '[]', '[]', 0, 0 from outbox",
        changes,
    )
    assert kept.check().unpublished == 1
    assert _repair(kept) == ["publish 1 commits that wait in the catalog"]
    assert kept.check().unpublished == 0


@pytest.mark.parametrize("table", ["articles", "members"])
def test_a_lost_table_is_written_again(kept: Kept, table: str) -> None:
    before = _rows(kept, table)
    log = kept.folder / table / "_delta_log"
    shutil.rmtree(log)
    if table == "members":
        shutil.rmtree(kept.folder / table)
    assert len(_repair(kept)) == (1 if table == "members" else 4)
    assert kept.check().findings == []
    assert _rows(kept, table) == before


def _rows(kept: Kept, table: str) -> Any:
    found = DeltaTable(str(kept.folder / table)).to_pyarrow_table().sort_by("document_id")
    return found.drop_columns([column.name for column in VERSION_COLUMNS if column.name in found.column_names])


def test_member_rows_that_were_lost_or_changed_come_back_and_strangers_go(kept: Kept) -> None:
    table = DeltaTable(str(kept.folder / "members"))
    first, second, third = sorted(row["document_id"] for row in table.to_pyarrow_table().to_pylist())[:3]
    table.delete(f"document_id = '{first}'")
    table.update({"title": "'Another'"}, predicate=f"document_id = '{second}'")
    table.update({"document_id": "'stranger'"}, predicate=f"document_id = '{third}'")
    assert len(_repair(kept)) == 2
    assert kept.check().findings == []


def test_a_catalog_older_than_its_tables_is_refused(kept: Kept) -> None:
    """A catalog from a backup would otherwise take articles out of the tables that came after it."""
    kept.sql("delete from outbox where version = (select max(version) from outbox)")
    with kept.open() as store, pytest.raises(StoreError, match="older than its tables"):
        plan_repair(store, now=time.time())


def _rebuild(kept: Kept) -> Any:
    with kept.open(renew=True) as store:
        found = rebuild_catalog(store, plan_rebuild(store))
        publish(store)
        return found


def test_a_lost_catalog_is_rebuilt_row_for_row(kept: Kept) -> None:
    """All tables but what the bucket can't know: which drops were read, and the outbox's past."""
    before = kept.catalog()
    for path in kept.folder.glob("catalog.db*"):
        path.unlink()
    with pytest.raises(StoreError, match="rebuild-catalog"), kept.open():
        pass
    found = _rebuild(kept)
    assert (found.leftovers, found.lost, found.changed_members) == ((), 0, 0)
    assert kept.catalog() == before
    assert kept.check().findings == []


def test_a_rebuilt_catalog_sees_everything_again(kept: Kept, filled: Any, ingest: Callable[..., Any]) -> None:
    _rebuild(kept)
    tally = ingest(filled.drops, kept.folder)
    assert (dict(tally.outcomes), tally.published) == ({"seen": 13}, 0)


def test_a_rebuild_repairs_whatever_is_wrong_with_the_catalog(kept: Kept) -> None:
    before = kept.catalog()
    kept.sql("update members set cluster_id = document_id, relation = 'original', parent = ''")
    kept.sql("delete from matches")
    kept.sql("update documents set outcome = 'held', part = '' where seq = 2")
    assert kept.check().findings
    _rebuild(kept)
    assert kept.catalog() == before
    assert kept.check().findings == []


def test_articles_whose_records_are_lost_are_kept_all_the_same(kept: Kept) -> None:
    before = kept.catalog()["members"]
    for path in (kept.folder / "raw").glob("part-*.parquet"):
        path.unlink()
    found = _rebuild(kept)
    assert found.lost == found.documents == 9
    assert kept.check().findings == []
    assert len(kept.catalog()["members"]) == 9
    assert len(before) == 10, "the duplicate is known by its record alone"


def test_records_of_a_commit_that_never_was_change_nothing(
    kept: Kept, filled: Any, ingest: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run dies between its puts and its transaction: its objects stay, its documents are not in the corpus."""
    before = kept.catalog()
    extra = filled.folder / "extra"
    extra.mkdir(exist_ok=True)
    (extra / "late.txt").write_text("Nobody had read this before, and nobody has since, for it came too late. " * 9)
    with monkeypatch.context() as patch:
        patch.setattr("storage.commit._remember_drops", _die)
        with pytest.raises(KeyboardInterrupt):
            ingest(extra, kept.folder)
    assert kept.check().orphans == 2
    found = _rebuild(kept)
    assert [record["drop"] for record in found.leftovers] == [str(extra / "late.txt")]
    assert kept.catalog() == before
    assert kept.check().findings == []


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_command_commits_what_was_put_and_never_published(
    kept: Kept, filled: Any, ingest: Callable[..., Any], winnow: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = filled.folder / "extra-too"
    extra.mkdir(exist_ok=True)
    (extra / "late.txt").write_text("Somebody put this away, and then the light went out over the whole valley. " * 9)
    with monkeypatch.context() as patch:
        patch.setattr("storage.commit._remember_drops", _die)
        with pytest.raises(KeyboardInterrupt):
            ingest(extra, kept.folder)
    (kept.folder / "catalog.db").unlink()
    done = winnow("repair", "--rebuild-catalog", "--store", kept.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "what was put and never published: 1 stored" in done.stdout
    assert kept.check().findings == []
    assert kept.sql("select count(*) from documents where outcome != 'held'") == [(11,)]


def test_a_dry_run_writes_nothing(kept: Kept, winnow: Callable[..., Any], snapshot: Callable[..., Any]) -> None:
    (kept.folder / "raw" / f"part-{'0' * 64}.parquet").write_bytes(b"left by a crash")
    before = snapshot(kept.folder)
    environment = {"WINNOW_ORPHAN_HOURS": "-1"}
    said = winnow("repair", "--dry-run", "--store", kept.folder, env=environment)
    assert (said.returncode, said.stdout.startswith("would delete raw/part-0000")) == (0, True)
    said = winnow("repair", "--rebuild-catalog", "--dry-run", "--store", kept.folder)
    assert "would make the catalog again: 9 articles, 13 records" in said.stdout
    assert snapshot(kept.folder) == before
