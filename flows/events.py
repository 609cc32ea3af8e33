"""Alarms as Prefect events, so that an automation can act on them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from prefect.events import emit_event

if TYPE_CHECKING:
    from flows.tally import Tally
    from storage.alarms import Alarm


def emit_alarms(tally: Tally) -> None:
    """Emit ``winnow.alarm.<kind>`` for each alarm of a run; its resource is ``winnow.<what>.<name>``."""
    for alarm in tally.alarms:
        emit_event(
            event=f"winnow.alarm.{alarm.kind}",
            resource={
                "prefect.resource.id": _resource(alarm),
                "prefect.resource.name": alarm.subject or tally.store,
                "winnow.store": tally.store,
            },
            payload={**asdict(alarm), "run_id": tally.run_id, "store": tally.store},
        )


def _resource(alarm: Alarm) -> str:
    about = {"source-silent": "source", "removed-jump": "source", "language-jump": "source"}
    kind = about.get(alarm.kind, {"cluster-growth": "cluster", "drop-waiting": "drop"}.get(alarm.kind, "store"))
    return f"winnow.{kind}.{alarm.subject or 'all'}"
