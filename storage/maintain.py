"""`winnow maintain`: few large parts instead of many small ones, and an end to what nobody can still want to read.

A schedule of 15 minutes commits 35,000 times a year. Each commit is a part, an entry in two logs and a file of members;
a reader opens all of them. Compaction packs small neighbours together, through the outbox like every change of the
articles table, so that the catalog follows; vacuum deletes what only versions older than the retention read.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import rows, schema
from storage.check_tables import active_parts
from storage.days import forget_days
from storage.errors import StoreError
from storage.objects import put_by_content
from storage.outbox import announce, pack_changes
from storage.parts import ARTICLES, MEMBERS, WITHDRAWALS, pack_articles, read_rows
from storage.rows import Replacing
from storage.run_reports import expired_reports
from storage.tables import open_table, publish, readable_table_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from storage.store import Store

# A version of the corpus that somebody cited or pinned stays readable so long.
RETENTION_DAYS = 30
# Parts smaller than this are packed together, up to it: clean copies have 1.5 to 3 kB an article on the disk, so it is
# 10,000 to 20,000 articles. Cleaning again rewrites whole parts: with larger ones it would write more than it changes.
TARGET_BYTES = 32 * 1024 * 1024
# Days that what came from each source stays counted: twice what alarms look back.
_COUNTED_DAYS = 56
# Fewer small parts than this are left alone: packing them together buys a reader nothing.
_WORTHWHILE = 8


@dataclass(frozen=True, slots=True)
class MaintenancePlan:
    """What maintenance would do: ``groups`` of small parts to pack together, replaced parts and old reports to delete.

    ``days_from`` is the day from which on what came from each source stays counted.
    """

    groups: tuple[tuple[str, ...], ...]
    expired: tuple[str, ...]
    kept: int  # replaced parts that older versions within the retention still read
    member_files: int  # files of the members table that share their day with others
    reports: tuple[str, ...] = ()
    days_from: str = ""

    def lines(self) -> Iterator[str]:
        """Say what would be done, a line each."""
        for group in self.groups:
            yield f"pack {len(group):,} parts of the articles table into one"
        if self.expired:
            yield f"delete {len(self.expired):,} parts that only versions older than the retention read"
        if self.reports:
            yield f"delete {len(self.reports):,} reports of runs older than the retention"
        if self.member_files:
            yield f"pack {self.member_files:,} files of the members table into one a day, and delete expired ones"


@dataclass(frozen=True, slots=True)
class Maintained:
    """What maintenance did."""

    packed: int
    into: int
    deleted: int
    member_files_before: int
    member_files: int


def plan_maintenance(store: Store, *, now: datetime, retention_days: int = RETENTION_DAYS) -> MaintenancePlan:
    """Find out what there is to pack and to delete; nothing is written."""
    with store.catalog.reading() as connection:
        parts = connection.execute(select(schema.parts).where(schema.parts.c.key.startswith(f"{ARTICLES}/"))).all()
        first = {
            row.part: row.seq
            for row in connection.execute(
                select(schema.documents.c.part, schema.documents.c.seq).order_by(schema.documents.c.seq.desc())
            )
        }
    limit = (now - timedelta(days=retention_days)).isoformat(timespec="seconds")
    counted = now.date() - timedelta(days=_COUNTED_DAYS)
    replaced = [row for row in parts if row.replaced]
    expired = tuple(sorted(row.key for row in replaced if row.replaced < limit))
    living = sorted((row for row in parts if not row.replaced and row.key in first), key=lambda row: first[row.key])
    members = open_table(store.objects, MEMBERS)
    return MaintenancePlan(
        groups=tuple(_groups(living)),
        expired=expired,
        kept=len(replaced) - len(expired),
        member_files=_packable(members.file_uris()) if members else 0,
        reports=tuple(expired_reports(store.objects, limit[:10])),
        days_from=counted.isoformat(),
    )


def _groups(living: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """Group small parts, in the order of first sight, so that each group fills one part."""
    group: list[str] = []
    size = 0
    for row in living:
        if row.size >= TARGET_BYTES // 2:
            continue
        if size + row.size > TARGET_BYTES:
            yield tuple(group)
            group, size = [], 0
        group.append(row.key)
        size += row.size
    if len(group) >= _WORTHWHILE:
        yield tuple(group)


def maintain(store: Store, plan: MaintenancePlan, *, retention_days: int = RETENTION_DAYS) -> Maintained:
    """Do what the plan says; each group is a commit of its own, so that runs go on in between."""
    publish(store)
    into = sum(_compact(store, group) for group in plan.groups)
    publish(store)
    _delete_expired(store, plan.expired)
    _forget(store, plan)
    with readable_table_errors(store.address):
        before, after = _maintain_members(store, retention_days)
        _checkpoint(store)
    return Maintained(
        packed=sum(map(len, plan.groups)),
        into=into,
        deleted=len(plan.expired),
        member_files_before=before,
        member_files=after,
    )


def _compact(store: Store, group: Sequence[str]) -> bool:
    """Pack these parts into one, unless another run changed one of them meanwhile."""
    articles = [row for key in group for row in read_rows(store.objects.get(key))]
    part = pack_articles(articles)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with store.catalog.exclusive() as transaction:
        if not transaction.all_living(group):
            return False
        put_by_content(store.objects, part.key, part.content)
        transaction.put(schema.parts, "key", [rows.part_row(part)])
        transaction.retire_parts(group, now)
        transaction.move_documents(group, part.key)
        announce(transaction, part, pack_changes(), Replacing(parts=group, compaction=True))
    return True


def _delete_expired(store: Store, keys: Sequence[str]) -> None:
    # The objects first: a crash in between leaves rows of parts that are gone, and the next time deletes them again.
    # A part that the table still reads was never replaced there, whatever the catalog says: that is for a check.
    keys = sorted(set(keys) - active_parts(open_table(store.objects, ARTICLES)))
    for key in keys:
        store.objects.delete(key)
    with store.catalog.exclusive() as transaction:
        transaction.remove(schema.parts.c.key, keys)


def _forget(store: Store, plan: MaintenancePlan) -> None:
    for key in plan.reports:
        store.objects.delete(key)
    with store.catalog.exclusive() as transaction:
        forget_days(transaction, plan.days_from)


def _maintain_members(store: Store, retention_days: int) -> tuple[int, int]:
    # Delta names these files itself and nothing refers to them but its log. Under the lock: a merge would conflict.
    with store.catalog.exclusive():
        table = open_table(store.objects, MEMBERS)
        if table is None:
            return 0, 0
        before, started = len(table.file_uris()), time.time()
        if _packable(table.file_uris()):
            table.optimize.compact()
            store.objects.settle(MEMBERS, since=started - 1)
        hours = retention_days * 24
        table.vacuum(hours, dry_run=False, enforce_retention_duration=False, full=True)
        return before, len(table.file_uris())


def _packable(files: Iterable[str]) -> int:
    a_day = Counter(file.rpartition("/")[0] for file in files)
    return sum(count for count in a_day.values() if count > 1)


def _checkpoint(store: Store) -> None:
    # A reader starts at the newest checkpoint; log entries before the retention (Delta's own, 30 days) go with it.
    with store.catalog.exclusive():
        for name in (ARTICLES, WITHDRAWALS, MEMBERS):
            if table := open_table(store.objects, name):
                table.create_checkpoint()
                table.cleanup_metadata()


def checked_retention(days: int) -> int:
    """Return the retention, or refuse one that could delete what a reader has open."""
    if days < 1:
        raise StoreError("the retention must be a day at least: readers may have older versions open")
    return days
