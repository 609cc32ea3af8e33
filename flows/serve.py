"""`winnow serve`: scheduled runs and manual triggers on one machine."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from flows.server import address_of_api, prefect_server
from flows.settings import SettingError, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.config import Config, Schedule
    from flows.server import PrefectServer


def serve(config: Config, port: int) -> None:
    """Serve the deployments of a configuration until Ctrl-C or SIGTERM.

    Schedules and runs live in the Prefect server's database, so that a restart goes on where it was; a run that the
    stop cut short is safe to repeat, and the next scheduled one does.
    """
    if not config.schedules:
        raise SettingError('nothing to serve: winnow.toml needs at least [ingest] with "drops", or set WINNOW_DROPS')
    Settings.from_environment(config.settings)
    os.environ.update({name: value for name, value in config.settings.items() if name.startswith("WINNOW_")})
    # Before Prefect is imported, which reads it then.
    os.environ["PREFECT_API_URL"] = address = address_of_api(port)
    deployments = [deployment(schedule) for schedule in config.schedules]
    ended = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with prefect_server(address, port) as server:
            _serve_in_prefect(deployments, server)
    except KeyboardInterrupt:
        print("stopped")
    finally:
        signal.signal(signal.SIGTERM, ended)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _serve_in_prefect(deployments: Sequence[Any], server: PrefectServer) -> None:
    from flows.left_runs import HEARTBEAT_SECONDS, clear_left_runs, keep_heartbeat_automation

    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", str(HEARTBEAT_SECONDS))
    runner = _runner()
    deployed = [runner.add_deployment(one) for one in deployments]
    keep_heartbeat_automation()
    if server.log:
        left = clear_left_runs(deployed)
        if left.dead or left.missed:
            print(f"left from before: {left.dead} runs that were killed, {left.missed} that were missed")
    print(f"Prefect: {server.api.removesuffix('/api')} · {_place_of(server)}stop with Ctrl-C", flush=True)
    _until_stopped(runner)


def _place_of(server: PrefectServer) -> str:
    from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL
    from sqlalchemy.engine import make_url

    if not server.log:
        return ""
    database = make_url(str(PREFECT_API_DATABASE_CONNECTION_URL.value())).database
    return f"its database: {database} · its log: {server.log} · "


def _runner() -> Any:
    from prefect.runner import Runner

    # Paused schedules would have to be resumed by hand after a restart.
    return Runner(pause_on_shutdown=False)


def _until_stopped(runner: Any) -> None:
    import asyncio

    async def run() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        # Prefect's own answer to SIGTERM calls a coroutine and does not wait for it; being cancelled it takes in order.
        runner.handle_sigterm = lambda *_: loop.call_soon_threadsafe(task.cancel) if task else None
        await runner.start()

    try:
        asyncio.run(run())
    except asyncio.CancelledError as stopped:
        raise KeyboardInterrupt from stopped


def deployment(schedule: Schedule) -> Any:
    """Return a schedule's Prefect deployment: by module path, one run at a time, a run that finds one waits."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.types.entrypoint import EntrypointType

    from flows.deployments import FLOWS
    from flows.left_runs import TAG

    flow = FLOWS[schedule.flow]
    parameters: dict[str, Any] = {"to" if schedule.drops else "store": schedule.store}
    if schedule.drops:
        parameters["drops"] = list(schedule.drops)
    return flow.to_deployment(
        name=schedule.flow,
        parameters=parameters,
        schedules=_times(schedule),
        tags=[TAG],
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _times(schedule: Schedule) -> list[Any]:
    from prefect.schedules import Cron, Interval

    try:
        if schedule.every:
            return [Interval(schedule.every, timezone=schedule.timezone)]
        return [Cron(schedule.cron, timezone=schedule.timezone)] if schedule.cron else []
    except ValueError as error:
        raise SettingError(f"[{schedule.flow}] can't be scheduled: {str(error).splitlines()[0][:200]}") from error
