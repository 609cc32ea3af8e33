"""`winnow serve`: scheduled runs and manual triggers on one machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from flows.server import prefect_server
from flows.settings import SettingError, Settings

if TYPE_CHECKING:
    from flows.config import Config, Schedule


def serve(config: Config, port: int) -> None:
    """Serve the deployments of a configuration until interrupted.

    Schedules live in the Prefect server's database, so a restart goes on where it was; a run that the stop cut short is
    safe to repeat, and the next scheduled one does.
    """
    if not config.schedules:
        raise SettingError('nothing to serve: winnow.toml needs at least [ingest] with "drops"')
    Settings.from_environment(config.settings)
    os.environ.update({name: value for name, value in config.settings.items() if name.startswith("WINNOW_")})
    with prefect_server(port) as address:
        os.environ["PREFECT_API_URL"] = address
        print(f"Prefect: {address.removesuffix('/api')} · stop with Ctrl-C")
        _serve_in_prefect(config)


def _serve_in_prefect(config: Config) -> None:
    from prefect import serve as serve_deployments

    # Paused schedules would have to be resumed by hand after a restart.
    serve_deployments(*map(deployment, config.schedules), pause_on_shutdown=False, print_starting_message=False)


def deployment(schedule: Schedule) -> Any:
    """Return a schedule's Prefect deployment: by module path, one run at a time, a run that finds one waits."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows.deployments import FLOWS

    flow = FLOWS[schedule.flow]
    parameters: dict[str, Any] = {"to" if schedule.flow == "ingest" else "store": schedule.store}
    if schedule.drops:
        parameters["drops"] = list(schedule.drops)
    times = []
    if schedule.every:
        times.append(Interval(schedule.every, timezone=schedule.timezone))
    if schedule.cron:
        times.append(Cron(schedule.cron, timezone=schedule.timezone))
    return flow.to_deployment(
        name=schedule.flow,
        parameters=parameters,
        schedules=times,
        tags=["winnow"],
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
