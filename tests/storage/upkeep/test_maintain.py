"""Maintenance packs and deletes; what a reader gets stays the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from deltalake import DeltaTable

from storage.maintain import maintain, plan_maintenance

if TYPE_CHECKING:
    from collections.abc import Callable

    Kept = Any


@pytest.fixture
def many(kept: Kept, filled: Any, article: Callable[..., str], ingest: Callable[..., Any]) -> Kept:
    """Return a store of many small commits."""
    drops = filled.folder / "many"
    for number in range(10):
        drops.mkdir(exist_ok=True)
        (drops / f"{number}.txt").write_text(article(100 + number))
    ingest(drops, kept.folder, batch=1)
    return kept


def _maintain(kept: Kept, now: datetime | None = None) -> Any:
    with kept.open() as store:
        return maintain(store, plan_maintenance(store, now=now or datetime.now(UTC)))


def _rows(kept: Kept, table: str, version: int | None = None) -> Any:
    found = DeltaTable(str(kept.folder / table), version=version)
    return found.to_pyarrow_table().sort_by("document_id")


def test_small_parts_become_one_and_readers_get_the_same(many: Kept) -> None:
    before = _rows(many, "articles"), _rows(many, "members")
    done = _maintain(many)
    assert done.packed > 10
    assert done.into == 1
    assert (_rows(many, "articles"), _rows(many, "members")) == before
    assert len(DeltaTable(str(many.folder / "articles")).file_uris()) == 1
    assert len(DeltaTable(str(many.folder / "members")).file_uris()) == 1
    assert many.check().findings == []
    assert _maintain(many).packed == 0


def test_old_versions_are_readable_for_the_retention_and_not_after_it(many: Kept) -> None:
    version = DeltaTable(str(many.folder / "articles")).version()
    before = _rows(many, "articles", version)
    _maintain(many)
    parts = len(list((many.folder / "articles").glob("part-*.parquet")))
    assert _maintain(many, datetime.now(UTC) + timedelta(days=29)).deleted == 0
    assert _rows(many, "articles", version) == before
    done = _maintain(many, datetime.now(UTC) + timedelta(days=31))
    assert done.deleted == parts - 1
    assert len(list((many.folder / "articles").glob("part-*.parquet"))) == 1
    assert _rows(many, "articles") == before
    assert many.check().findings == []


def test_a_run_that_changes_a_part_meanwhile_wins(many: Kept) -> None:
    with many.open() as store:
        plan = plan_maintenance(store, now=datetime.now(UTC))
        many.sql("update parts set replaced = '2026-01-01' where key = ?", plan.groups[0][0])
        assert maintain(store, plan).into == 0


def test_ingesting_goes_on_after_it(many: Kept, filled: Any, ingest: Callable[..., Any]) -> None:
    _maintain(many)
    assert dict(ingest(filled.folder / "many", many.folder).outcomes) == {"seen": 10}
    reprint = filled.folder / "reprint"
    reprint.mkdir(exist_ok=True)
    (reprint / "1.txt").write_text(
        "It came a day later than all others. " + (filled.folder / "many" / "1.txt").read_text()
    )
    assert dict(ingest(reprint, many.folder).outcomes)["near_duplicate"] == 1
    assert many.check().findings == []


def test_a_catalog_is_rebuilt_from_a_compacted_store(many: Kept) -> None:
    from storage.rebuild import plan_rebuild, rebuild_catalog

    _maintain(many)
    before = many.catalog()
    with many.open() as store:
        rebuild_catalog(store, plan_rebuild(store))
    after = many.catalog()
    assert {name: rows for name, rows in after.items() if name != "parts"} == {
        name: rows for name, rows in before.items() if name != "parts"
    }
    assert many.check().findings == []


def test_the_command_says_what_it_will_do(many: Kept, winnow: Callable[..., Any], snapshot: Callable[..., Any]) -> None:
    before = snapshot(many.folder)
    said = winnow("maintain", "--store", many.folder, "--dry-run")
    assert (said.returncode, said.stderr) == (0, "")
    assert "would pack 14 parts of the articles table into one" in said.stdout
    assert snapshot(many.folder) == before
    done = winnow("maintain", "--store", many.folder)
    assert "packed 14 parts into 1" in done.stdout
    refused = winnow("maintain", "--store", many.folder, env={"WINNOW_RETENTION_DAYS": "0"})
    assert refused.returncode == 4
