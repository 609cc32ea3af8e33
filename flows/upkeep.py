"""`winnow check`, `repair`, `reprocess` and `maintain`: what they print, and what they end with."""

from __future__ import annotations

import contextlib
import json
import random
import time
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from flows.settings import Settings
from flows.store_at import store_at
from flows.terminal import Terminal, plain
from storage.check import Checked, Reading
from storage.check import check as check_now
from storage.errors import FindingsError
from storage.maintain import checked_retention, maintain, plan_maintenance
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.repair import plan_repair, repair
from storage.reprocess import Selection
from storage.store import open_store
from storage.tables import publish

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from flows.recleaning import Recount
    from storage.bucket import Bucket

# More findings than this are counted, not listed: nobody mends them one by one.
_LISTED = 100


def check_store(address: str, read_data: str, seed: int | None, *, as_json: bool) -> None:
    """Check a store and print what is wrong; FindingsError if anything is."""
    drawn = random.SystemRandom().randrange(2**31) if seed is None else seed
    reading = Reading(share_of(read_data), drawn)
    with store_at(address) as store:
        checked = check_now(store, reading)
    if as_json:
        findings = [{**asdict(one), "mend": one.mend} for one in checked.findings]
        print(json.dumps({**asdict(checked), "findings": findings, "seed": drawn}))
    else:
        _print_checked(checked, reading)
    if checked.findings:
        raise FindingsError(f"{len(checked.findings):,} findings in {address}")


def share_of(text: str) -> float:
    """Return a share as a number from 0 to 1: "" is 0, "5%" is 0.05."""
    if not text:
        return 0.0
    try:
        share = float(text.removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise typer.BadParameter(f"--read-data takes a share such as 5%, not {text[:40]!r}")
    return share


def _print_checked(checked: Checked, reading: Reading) -> None:
    console = Terminal(soft_wrap=True)
    for one in checked.findings[:_LISTED]:
        console.print(Text(f"{one.kind}: {one.key}: {one.problem} [mend: {one.mend}]"))
    if len(checked.findings) > _LISTED:
        console.print(f"… and {len(checked.findings) - _LISTED:,} more (all of them with --json)")
    print(f"{checked.documents:,} documents and {checked.objects:,} objects checked", end="")
    if reading.share:
        print(f", {checked.read:,} objects read and hashed (seed {reading.seed})", end="")
    print(f": {len(checked.findings) or 'no'} findings")
    if checked.unpublished:
        print(f"{checked.unpublished:,} commits wait to be published: the next run does, or `winnow repair`")
    if checked.orphans:
        size = f"{checked.orphan_bytes:,} bytes"
        print(f"{checked.orphans:,} objects ({size}) that nothing refers to: `winnow repair` collects them")


def repair_store(address: str, *, dry_run: bool) -> None:
    """Repair a store, or say what a repair would do."""
    settings = Settings.from_environment()
    with store_at(address) as store:
        plan = plan_repair(store, now=time.time(), grace_hours=settings.orphan_hours)
        _print_plan(plan.lines(), dry_run=dry_run)
        if plan.young:
            print(f"{plan.young:,} unreferenced objects are younger than {settings.orphan_hours} h: left alone")
        if not dry_run and not plan.is_empty:
            print(f"repaired; {repair(store, plan):,} commits published")


def rebuild_store(address: str, *, dry_run: bool) -> None:
    """Make a store's catalog again from its bucket, or say what that would give."""
    settings = Settings.from_environment()
    opened = open_store(address, renew=not dry_run, options=settings.store_options())
    with contextlib.closing(opened) as store:
        bucket = plan_rebuild(store)
        _print_plan(_rebuild_lines(bucket), dry_run=dry_run)
        if dry_run:
            return
        rebuilt = rebuild_catalog(store, bucket)
        publish(store)
        print(
            f"rebuilt: {rebuilt.documents:,} documents in {rebuilt.clusters:,} clusters by {rebuilt.matches:,} "
            f"matches, {rebuilt.quarantined:,} quarantined; {rebuilt.changed_members:,} member rows differed"
        )
    _commit_leftovers(address, bucket, settings)


def _commit_leftovers(address: str, bucket: Bucket, settings: Settings) -> None:
    from flows.recleaning import commit_leftovers

    if bucket.leftovers:
        counts = commit_leftovers(address, bucket, settings)
        print("what was put and never published: " + _counted(counts))


def _rebuild_lines(bucket: Bucket) -> Iterable[str]:
    yield f"make the catalog again: {len(bucket.articles):,} articles, {len(bucket.records):,} records of documents"
    if bucket.lost:
        yield f"{len(bucket.lost):,} articles have no record: their drop and raw bytes are unknown"
    if bucket.leftovers:
        yield f"commit {len(bucket.leftovers):,} documents again that were put and never published"
    if bucket.orphans:
        yield f"leave {bucket.orphans:,} objects to `winnow repair`: nothing refers to them"


def reprocess_store(address: str, source: str, since: str, *, again: bool, as_json: bool) -> None:
    """Clean again what is selected, in this process or through the Prefect API where one is configured."""
    from flows.recleaning import reprocess_here_or_in_prefect

    selection = Selection(source, _day(since), again)
    found = reprocess_here_or_in_prefect(address, selection, Settings.from_environment(), quiet=as_json)
    if as_json:
        counts = {name: count for name, count in found.counts.items() if count}
        print(json.dumps({"store": address, "documents": found.documents, "counts": counts, "seconds": found.seconds}))
        return
    print_recount(found)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise typer.BadParameter(f"--since takes a day such as 2026-11-01, not {text[:40]!r}") from error


def print_recount(found: Recount) -> None:
    """Print what cleaning again made of the documents."""
    table = Table("now", "documents")
    for name, count in found.counts.most_common():
        if count:
            table.add_row(name, f"{count:,}")
    Terminal().print(table)
    print(f"{found.documents:,} documents cleaned again in {found.seconds:.1f} s; corpus in {found.store}")


def maintain_store(address: str, *, dry_run: bool) -> None:
    """Pack and delete, or say what would be."""
    retention = checked_retention(Settings.from_environment().retention_days)
    with store_at(address) as store:
        plan = plan_maintenance(store, now=datetime.now(UTC), retention_days=retention)
        _print_plan(plan.lines(), dry_run=dry_run)
        print(f"versions of the last {retention} days stay readable ({plan.kept:,} replaced parts are kept for them)")
        if not dry_run:
            done = maintain(store, plan, retention_days=retention)
            members = f"members table {done.member_files_before:,} → {done.member_files:,} files"
            print(f"packed {done.packed:,} parts into {done.into:,}, deleted {done.deleted:,}; {members}")


def _print_plan(lines: Iterable[str], *, dry_run: bool) -> None:
    found = list(lines)
    for line in found:
        print(plain(f"would {line}" if dry_run and line[0].islower() else line))
    if not found:
        print("nothing to do")


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.most_common() if count)
