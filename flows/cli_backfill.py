"""The command that works through a large archive."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from flows.cli_options import DEFAULT_STORE, JsonOption

backfilling = typer.Typer()


class Where(StrEnum):
    """Where shards are cleaned and signed."""

    PROCESSES = "processes"
    DASK = "dask"


@backfilling.command(
    epilog="Example: winnow backfill s3://news/archive --to s3://news/corpus --runner dask --scheduler tcp://head:8786"
)
def backfill(
    drops: Annotated[
        list[str], typer.Argument(help="Files, folders or s3://bucket/prefix of drops.", metavar="DROPS...")
    ],
    to: Annotated[
        str,
        typer.Option(help="The store: a folder or s3://bucket/prefix; made if it is not there.", envvar="WINNOW_STORE"),
    ] = DEFAULT_STORE,
    *,
    runner: Annotated[Where, typer.Option(help="Clean in processes of this machine, or on Dask.")] = Where.PROCESSES,
    workers: Annotated[int, typer.Option(help="How many of them; 0: one a core.", min=0)] = 0,
    scheduler: Annotated[
        str, typer.Option(help="Address of a Dask cluster that runs; none: one is started here.", metavar="ADDRESS")
    ] = "",
    shard: Annotated[int, typer.Option(help="Documents a shard, which is a task and a commit.", min=1)] = 2000,
    json: JsonOption = False,
) -> None:
    """Ingest a large archive in shards, beside scheduled runs; stopped and repeated, it goes on where it was."""
    from flows.backfill_run import backfill_here_or_in_prefect
    from flows.cli_tally import print_tally

    if scheduler and runner is not Where.DASK:
        raise typer.BadParameter("--scheduler is for --runner dask")
    order = {"runner": runner.value, "workers": workers, "scheduler": scheduler, "shard": shard}
    print_tally(backfill_here_or_in_prefect(drops, to, order, quiet=json), json=json)
