"""Which runs a restarted `winnow serve` drops: those that a schedule wanted meanwhile, but for one a deployment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from prefect.client.schemas.objects import FlowRun

from flows.left_runs import _missed


def test_of_what_was_missed_the_newest_of_each_deployment_stays() -> None:
    now, flow = datetime.now(UTC), uuid4()
    ingest, check = uuid4(), uuid4()

    def run(deployment: object, minutes: int, *, by_schedule: bool = True) -> FlowRun:
        fields = {"flow_id": flow, "deployment_id": deployment, "auto_scheduled": by_schedule}
        return FlowRun.model_validate({**fields, "expected_start_time": now + timedelta(minutes=minutes)})

    older, newer, weekly = run(ingest, -30), run(ingest, -15), run(check, -700)
    by_hand, to_come = run(ingest, -60, by_schedule=False), run(ingest, 15)
    assert _missed([newer, older, weekly, by_hand, to_come]) == [older]
