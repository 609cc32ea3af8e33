"""The members table is merged where its rows are, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from deltalake import CommitProperties, DeltaTable, write_deltalake

from storage.local import LocalStore
from storage.merging import merge_members
from storage.outbox import pack_changes
from storage.parts import MEMBER_ROW, MEMBERS
from storage.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

_DAYS = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3))


@dataclass(frozen=True)
class Pending:
    """A row of the outbox, as publishing reads it."""

    version: int
    changes: bytes
    gone: str = "[]"
    because: str = ""
    committed: str = "2026-03-04T00:00:00+00:00"


def _member(name: str, day: date, reason: str = "the only copy") -> dict[str, Any]:
    seen = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    told = {"document_id": name, "cluster_id": name, "canonical": True, "reason": reason, "relation": "original"}
    return {**told, "jaccard": 1.0, "containment": 1.0, "source": "wire", "first_seen": seen}


@pytest.fixture
def objects(tmp_path: Path) -> LocalStore:
    """Return objects with a members table of three days, one document each."""
    found = LocalStore(tmp_path)
    rows = [_member(f"day-{day.day}", day) for day in _DAYS]
    merge_members(found, None, [Pending(1, pack_changes(rows))], CommitProperties())
    return found


def _merge(objects: LocalStore, pending: Pending) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Merge; return the rows by document and the files that went."""
    before = set(_opened(objects).file_uris())
    merge_members(objects, open_table(objects, MEMBERS), [pending], CommitProperties())
    table = _opened(objects)
    return {row["document_id"]: row for row in table.to_pyarrow_table().to_pylist()}, before - set(table.file_uris())


def _opened(objects: LocalStore) -> DeltaTable:
    return DeltaTable(objects.uri(MEMBERS))


def test_a_change_rewrites_its_own_day_alone(objects: LocalStore) -> None:
    rows, gone = _merge(objects, Pending(2, pack_changes([_member("day-2", _DAYS[1], "fullest text")])))
    assert [name for name in gone if "day=2026-03-02" in name] == list(gone)
    assert len(gone) == 1
    assert {name: row["changed"] for name, row in rows.items()} == {"day-1": 1, "day-2": 2, "day-3": 1}
    assert rows["day-2"]["reason"] == "fullest text"


def test_a_new_document_rewrites_nothing(objects: LocalStore) -> None:
    rows, gone = _merge(objects, Pending(2, pack_changes([_member("new", _DAYS[1])])))
    assert (len(rows), gone) == (4, set())


def test_a_document_that_is_gone_is_found_on_any_day(objects: LocalStore) -> None:
    rows, _ = _merge(objects, Pending(2, pack_changes(), gone='["day-1", "day-3"]', because="withdrawn"))
    assert rows.keys() == {"day-2"}


def test_a_repair_may_mend_the_day_itself(objects: LocalStore) -> None:
    """What the table has under a wrong day is found there, and moves."""
    rows, _ = _merge(objects, Pending(2, pack_changes([_member("day-1", _DAYS[2])]), because="repaired"))
    assert len(rows) == 3
    assert rows["day-1"]["day"] == _DAYS[2]


def test_a_table_from_before_it_had_days_gets_them(tmp_path: Path) -> None:
    objects = LocalStore(tmp_path)
    old = [dict.fromkeys(MEMBER_ROW.names) | _member(f"day-{day.day}", day) for day in _DAYS]
    write_deltalake(objects.uri(MEMBERS), pa.Table.from_pylist(old, schema=MEMBER_ROW))
    rows, gone = _merge(objects, Pending(7, pack_changes([_member("day-1", _DAYS[0], "again")])))
    assert _opened(objects).metadata().partition_columns == ["day"]
    assert len(gone) == 1
    assert {name: (row["added"], row["changed"], row["day"]) for name, row in rows.items()} == {
        "day-1": (None, 7, _DAYS[0]),
        "day-2": (None, None, _DAYS[1]),
        "day-3": (None, None, _DAYS[2]),
    }
