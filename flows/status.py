"""`winnow status`: how a store stands and what is alarming, as tables, as JSON, or as metrics."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.condition import condition
from flows.config import read_config
from flows.settings import Settings
from flows.store_at import store_at
from flows.summary import alarm_line
from flows.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from flows.condition import Condition, Waiting
    from storage.reading import Standing

_TOP = 12


def show_status(address: str, drops: Sequence[str], *, as_json: bool) -> None:
    """Print how a store stands."""
    found = _condition(address, drops)
    if as_json:
        print(json.dumps(_plain(found), ensure_ascii=False))
        return
    console = Terminal()
    console.print(Text(f"store {address}", style="bold"))
    console.print(_standing_table(found.standing, found.waiting))
    for title, counts in (("by source", found.standing.sources), ("held and quarantined", found.standing.reasons)):
        if counts:
            console.print(_counts_table(title, counts))
    for alarm in found.alarms:
        console.print(Text(alarm_line(alarm)), soft_wrap=True)
    if not found.alarms:
        console.print("no alarms")


def show_metrics(address: str, drops: Sequence[str], to: Path | None) -> None:
    """Print how a store stands as metrics, or put them into a file at once."""
    from flows.metrics import as_metrics, write_metrics

    text = as_metrics(_condition(address, drops), address)
    if to:
        write_metrics(to, text)
    else:
        print(text, end="")


def _condition(address: str, drops: Sequence[str]) -> Condition:
    named = list(drops) or [
        drop
        for schedule in read_config(None, os.environ).schedules
        if schedule.flow == "ingest" and schedule.store == address
        for drop in schedule.drops
    ]
    with store_at(address) as store:
        return condition(store, named, Settings.from_environment())


def _plain(found: Condition) -> dict[str, Any]:
    days = {
        source: {
            "day": day.day,
            "outcomes": dict(day.outcomes),
            "removed_share": round(day.removed_share, 4),
            "languages": dict(day.languages),
            "last": day.last.isoformat(),
        }
        for source, day in found.newest.items()
    }
    return {
        **asdict(found.standing),
        "newest": days,
        "waiting": asdict(found.waiting) if found.waiting else None,
        "alarms": [asdict(alarm) for alarm in found.alarms],
    }


def _standing_table(found: Standing, waiting: Waiting | None) -> Table:
    table = Table(show_header=False, box=None)
    for name, count in found.outcomes.items():
        table.add_row(name, f"{count:,}")
    table.add_row("clusters", f"{found.clusters:,}, of which {found.copied_clusters:,} have copies")
    table.add_row("seen again", f"{found.sightings:,} with new bytes and the same text")
    table.add_row("not published", f"{found.unpublished:,} commits (the next run publishes them)")
    if waiting:
        oldest = f", the oldest for {waiting.seconds / 3600:,.1f} hours: {waiting.oldest}" if waiting.oldest else ""
        table.add_row("drops that wait", Text(f"{waiting.drops:,}{oldest}"))
    if found.last_run:
        table.add_row("last run", f"{found.last_run['updated']} (of {found.runs:,})")
    return table


def _counts_table(title: str, counts: dict[str, int]) -> Table:
    table = Table(title, "documents")
    for name, count in list(counts.items())[:_TOP]:
        table.add_row(Text(name), f"{count:,}")
    if len(counts) > _TOP:
        table.add_row(f"({len(counts) - _TOP:,} more)", "")
    return table
