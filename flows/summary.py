"""A run's tally, told three ways: a table for a terminal, markdown for Prefect's UI, JSON for scripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from storage.document import Outcome

if TYPE_CHECKING:
    from rich.table import Table

    from flows.tally import Tally
    from storage.alarms import Alarm

MEANING = {
    Outcome.STORED: "new text, in the corpus",
    Outcome.NEAR_DUPLICATE: "in the corpus, linked to the article it copies",
    Outcome.DUPLICATE: "the same text as another: linked, not stored again",
    Outcome.SEEN: "delivered before",
    Outcome.HELD: "kept out until somebody looks",
    Outcome.QUARANTINED: "could not be read",
    Outcome.WITHDRAWN: "taken back by its source: the notice, and what it names",
}


def outcome_table(tally: Tally) -> Table:
    """Return the outcomes as a table whose last row is the checked total."""
    from rich.table import Table

    table = Table("outcome", "documents", "what it means")
    table.columns[1].justify = "right"
    for outcome, meaning in MEANING.items():
        table.add_row(outcome.value, f"{tally.outcomes[outcome]:,}", meaning)
    table.add_section()
    table.add_row("total", f"{tally.read:,}", "documents in = sum of outcomes")
    return table


def closing_line(tally: Tally) -> str:
    """Return one line that says what the run left behind, and how fast it was."""
    speed = f"{tally.read:,} documents in {tally.seconds:.1f} s ({rate(tally):,.0f} a second)"
    if tally.counted:
        speed += f"; beside them {tally.counted.total():,} records that are no articles"
    if tally.settled["released"]:
        speed += f"; {tally.settled['released']:,} released, whose embargo has ended"
    if tally.settled["taken_out"]:
        speed += f"; {tally.settled['taken_out']:,} taken out of the corpus"
    if not tally.wrote:
        return f"{speed}; nothing new, nothing written to {tally.store}"
    full = (
        f"; {tally.full_buckets:,} full buckets, whose oldest documents alone were compared"
        if tally.full_buckets
        else ""
    )
    page = f"; this run: {tally.page}" if tally.page else ""
    return f"{speed}; corpus in {tally.store}{full}{page}"


def rate(tally: Tally) -> float:
    """Return documents a second."""
    return tally.read / tally.seconds if tally.seconds else 0.0


def as_json(tally: Tally) -> dict[str, Any]:
    """Return the tally as plain values: for ``--json``, for the store, for callers of the flow."""
    return {
        "run_id": tally.run_id,
        "store": tally.store,
        "began": tally.began,
        "documents": tally.read,
        "outcomes": {outcome.value: tally.outcomes[outcome] for outcome in Outcome},
        "wrote": tally.wrote,
        "full_buckets": tally.full_buckets,
        "no_articles": dict(tally.counted.most_common()),
        "released": tally.settled["released"],
        "taken_out": tally.settled["taken_out"],
        "bytes": tally.size,
        "seconds": round(tally.seconds, 3),
        "serial_seconds": round(tally.serial, 3),
        "documents_a_second": round(rate(tally), 1),
        "reasons": dict(tally.reasons.most_common()),
        "removed": dict(tally.removed.most_common()),
        "sources": {name: _source_json(tally, name) for name in sorted(tally.sources)},
        "new_clusters": new_clusters(tally),
        "additions": [asdict(one) for one in tally.additions],
        "slowest": [asdict(one) for one in tally.slowest],
        "largest": [asdict(one) for one in tally.largest],
        "slowest_drops": [asdict(one) for one in tally.slowest_drops],
        "oldest_drop": tally.oldest,
        "waited_seconds": round(tally.waited),
        "alarms": [asdict(one) for one in tally.alarms],
        "page": tally.page,
    }


def _source_json(tally: Tally, name: str) -> dict[str, Any]:
    counts = tally.sources[name]
    return {
        "outcomes": {outcome.value: counts[outcome] for outcome in Outcome},
        "bytes": tally.sizes[name],
        "removed": dict(tally.removed_by[name].most_common()) if name in tally.removed_by else {},
    }


def new_clusters(tally: Tally) -> int:
    """Return how many clusters the run began: one with every text that is no copy of an older one."""
    return tally.outcomes[Outcome.STORED]


def alarm_line(alarm: Alarm) -> str:
    """Return an alarm as one line."""
    about = f" {alarm.subject}" if alarm.subject else ""
    return f"alarm: {alarm.kind}{about}: {alarm.reason}"
