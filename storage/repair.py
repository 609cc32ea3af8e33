"""`winnow repair`: plan what brings a store back in order, then do it.

What a crash leaves is small: objects that no commit refers to, and commits that are not published. What a restored
backup leaves can be more: tables that lack what the catalog has published to them. A catalog that lacks what its
tables have is not repaired but made again (storage.rebuild).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage import rows
from storage.check_objects import list_parts
from storage.check_tables import active_parts, check_members
from storage.errors import StoreError
from storage.outbox import announce, pack_changes
from storage.parts import Part, read_rows, statistics
from storage.rows import REPAIRED, Replacing
from storage.snapshot import take_snapshot
from storage.tables import publish, published_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.objects import ObjectHead
    from storage.snapshot import Snapshot
    from storage.store import Store
    from storage.transaction import Transaction

# An object is put seconds before the transaction that refers to it. A day also covers a machine that was suspended in
# between and a clock that is hours wrong, and leaves time to look before something is gone for good.
GRACE_HOURS = 24


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What a repair would do. ``young`` are unreferenced objects that are still within the grace period."""

    orphans: tuple[ObjectHead, ...]
    young: int
    unpublished: int
    parts: tuple[str, ...]  # that the articles table lacks
    members: tuple[str, ...]  # documents whose row the members table lacks or has otherwise
    foreign: tuple[str, ...]  # documents in the members table that the catalog does not have
    unfinished: int  # files of writers that died before the grace period
    grace_from: float  # what is older (seconds since the epoch) is past the grace period

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not (self.orphans or self.unpublished or self.parts or self.members or self.foreign or self.unfinished)

    def lines(self) -> Iterator[str]:
        """Say what would be done, a line each."""
        for head in self.orphans:
            yield f"delete {head.key} ({head.size:,} bytes): nothing refers to it"
        if self.unfinished:
            yield f"delete {self.unfinished:,} unfinished files of writers that died"
        if self.unpublished:
            yield f"publish {self.unpublished:,} commits that wait in the catalog"
        for key in self.parts:
            yield f"let the articles table read {key} again"
        if self.members:
            yield f"write {len(self.members):,} rows of the members table as the catalog has them"
        if self.foreign:
            yield f"take {len(self.foreign):,} rows out of the members table that the catalog does not know"


def plan_repair(store: Store, *, now: float, grace_hours: float = GRACE_HOURS) -> RepairPlan:
    """Find out what a repair has to do. StoreError where the catalog is older than its tables."""
    listing = list_parts(store.objects)
    snapshot = take_snapshot(store)
    refuse_older_catalog(snapshot, store.address)
    unknown = [head for key, head in sorted(listing.items()) if _is_orphan(key, snapshot)]
    grace_from = now - grace_hours * 3600
    old = tuple(head for head in unknown if head.modified < grace_from)
    wanted = {row.part for row in snapshot.stored.values()} - snapshot.pending.coming
    findings = list(check_members(snapshot))
    foreign = {one.key for one in findings if one.kind == "member-unknown"}
    lacking = {one.key for one in findings} - foreign if snapshot.table else _settled(snapshot)
    return RepairPlan(
        orphans=old,
        young=len(unknown) - len(old),
        unpublished=len(snapshot.pending.versions),
        parts=tuple(sorted(key for key in wanted - active_parts(snapshot.articles) if key in listing)),
        members=tuple(sorted(lacking)),
        foreign=tuple(sorted(foreign)),
        unfinished=store.objects.sweep(before=grace_from, dry_run=True),
        grace_from=grace_from,
    )


def _is_orphan(key: str, snapshot: Snapshot) -> bool:
    return key not in snapshot.parts and key not in active_parts(snapshot.articles)


def _settled(snapshot: Snapshot) -> set[str]:
    return set(snapshot.members.keys() - snapshot.pending.documents)


def refuse_older_catalog(snapshot: Snapshot, address: str) -> None:
    """Refuse a catalog whose tables hold commits that it knows nothing of."""
    newest = max((snapshot.published, *snapshot.pending.versions))
    ahead = max(published_version(snapshot.articles), published_version(snapshot.table))
    if ahead > newest:
        raise StoreError(
            f"the catalog of {address} is older than its tables (commit {newest} of {ahead}), as one restored from a "
            "backup is: `winnow repair --rebuild-catalog` makes it again from the bucket"
        )


def repair(store: Store, plan: RepairPlan) -> int:
    """Do what the plan says, as far as it still holds; return how many commits were published."""
    if plan.parts or plan.members or plan.foreign:
        with store.catalog.exclusive() as transaction:
            _publish_again(store, transaction, plan)
    published = publish(store)
    store.objects.sweep(before=plan.grace_from, dry_run=False)
    if plan.orphans:
        _delete_orphans(store, plan)
    return published


def _publish_again(store: Store, transaction: Transaction, plan: RepairPlan) -> None:
    for key in plan.parts:
        content = store.objects.get(key)
        articles = read_rows(content)
        part = Part(key, content, len(articles), statistics(articles))
        announce(transaction, part, pack_changes())
    if not (plan.members or plan.foreign):
        return
    described = {row.document_id: row for row in transaction.descriptions(plan.members)}
    members = transaction.member_rows(plan.members)
    changed = [rows.published_row(row, described[name]) for name, row in members.items() if name in described]
    replacing = Replacing(gone=set(plan.foreign) - members.keys(), because=REPAIRED)
    announce(transaction, None, pack_changes(changed, members.keys()), replacing)


def _delete_orphans(store: Store, plan: RepairPlan) -> None:
    # Under the lock: whoever puts an object holds it until the transaction that refers to it.
    with store.catalog.exclusive() as transaction:
        known = transaction.known_parts({head.key for head in plan.orphans})
        for head in plan.orphans:
            if head.key not in known:
                store.objects.delete(head.key)
