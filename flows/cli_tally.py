"""What a command prints at the end of a run."""

from __future__ import annotations

import json as encoder
from typing import TYPE_CHECKING

import typer

from flows.summary import alarm_line, as_json, closing_line, outcome_table
from flows.terminal import Terminal, plain

if TYPE_CHECKING:
    from flows.tally import Tally


def print_tally(tally: Tally, *, json: bool) -> None:
    """Print what became of every document, and the alarms; or all of it as JSON."""
    if json:
        typer.echo(encoder.dumps(as_json(tally)))
        return
    Terminal().print(outcome_table(tally))
    typer.echo(plain(closing_line(tally)))
    for alarm in tally.alarms:
        typer.echo(plain(alarm_line(alarm)))
