"""The command that says how a store stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import DEFAULT_STORE, JsonOption, StoreOption

observe = typer.Typer()


@observe.command(
    epilog="Example: winnow status --store corpus --drops inbox · winnow status --metrics --to winnow.prom"
)
def status(
    store: StoreOption = DEFAULT_STORE,
    drops: Annotated[
        list[str] | None,
        typer.Option(help="Where drops arrive, to tell what waits; default: those of winnow.toml.", metavar="DROPS"),
    ] = None,
    *,
    json: JsonOption = False,
    metrics: Annotated[bool, typer.Option("--metrics", help="As OpenMetrics (Prometheus) text.")] = False,
    to: Annotated[Path | None, typer.Option(help="File for the metrics, put in place at once.", metavar="FILE")] = None,
) -> None:
    """Say how a store stands: documents by outcome, clusters, sources, what waits, and what is alarming."""
    from flows.status import show_metrics, show_status

    if to and not metrics:
        raise typer.BadParameter("--to is for --metrics")
    if metrics:
        show_metrics(store, drops or [], to)
    else:
        show_status(store, drops or [], as_json=json)
