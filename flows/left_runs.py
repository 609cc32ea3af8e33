"""What an earlier `winnow serve` left on a Prefect server, and the automation that notices runs which died."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId, FlowRunFilter
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.states import Crashed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

TAG = "winnow"
# A run tells every 30 s that it lives (the shortest that Prefect allows); three times unheard, and it is taken as dead.
HEARTBEAT_SECONDS = 30
_SILENT_SECONDS = 90
_UNDER_WAY = ("RUNNING", "PENDING", "CANCELLING")
_AT_ONCE = 200  # what the server gives a request at most


def heartbeat_automation(silent_seconds: int = _SILENT_SECONDS) -> AutomationCore:
    """Return the automation that marks a run of ours as crashed once it has been silent; `deploy/` has it as a file."""
    ends = ("Completed", "Failed", "Crashed", "Cancelled", "Suspended")
    return AutomationCore(
        name="winnow: crash silent runs",
        description="A run whose process was killed says nothing any more: without this it stays Running for ever.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{name}" for name in ends)},
            match=ResourceSpecification.model_validate({"prefect.resource.id": ["prefect.flow-run.*"]}),
            match_related=ResourceSpecification.model_validate(
                {"prefect.resource.id": [f"prefect.tag.{TAG}"], "prefect.resource.role": ["tag"]}
            ),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=silent_seconds),
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED, name=None, message="No heartbeat: its process was killed.", force=False
            )
        ],
    )


def keep_heartbeat_automation() -> None:
    """See that the server has the automation, as this version wants it; one that was paused stays so."""
    wanted = heartbeat_automation()
    with get_client(sync_client=True) as client:
        present = client.read_automations_by_name(wanted.name)
        if not present:
            client.create_automation(wanted)
        for one in present:
            client.update_automation(one.id, wanted.model_copy(update={"enabled": one.enabled}))


@dataclass(frozen=True, slots=True)
class Left:
    """How many runs were ``dead`` (under way, it says, and nobody works on them) or ``missed`` (too late to start)."""

    dead: int
    missed: int


def clear_left_runs(deployments: Collection[UUID]) -> Left:
    """Mark what was under way as crashed and drop what was missed, but for the newest of each deployment.

    To be called when nothing runs: the server was just started. A missed run would do what the next one does anyway.
    """
    with get_client(sync_client=True) as client:
        dead = _runs(client, deployments, _UNDER_WAY)
        for run in dead:
            client.set_flow_run_state(run.id, Crashed(message="Left by a `winnow serve` that was killed."), force=True)
        missed = _missed(_runs(client, deployments, ("SCHEDULED",)))
        for run in missed:
            client.delete_flow_run(run.id)
    return Left(len(dead), len(missed))


def _runs(client: SyncPrefectClient, deployments: Collection[UUID], states: Sequence[str]) -> list[FlowRun]:
    chosen = FlowRunFilter.model_validate({"state": {"type": {"any_": list(states)}}})
    deployed = DeploymentFilter(id=DeploymentFilterId(any_=list(deployments)))
    found: list[FlowRun] = []
    while page := client.read_flow_runs(
        flow_run_filter=chosen, deployment_filter=deployed, limit=_AT_ONCE, offset=len(found)
    ):
        found += page
    return found


def _missed(scheduled: Sequence[FlowRun]) -> list[FlowRun]:
    """Return the runs that a schedule wanted in the past, without the newest of each deployment."""
    now = datetime.now(UTC)
    late = [
        run for run in scheduled if run.auto_scheduled and run.expected_start_time and run.expected_start_time < now
    ]
    newest = {run.deployment_id: run.id for run in sorted(late, key=lambda run: run.expected_start_time or now)}
    return [run for run in late if run.id not in newest.values()]
