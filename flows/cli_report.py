"""`winnow report`: a store as static pages."""

from __future__ import annotations

import json as encoder
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import DEFAULT_STORE, JsonOption, StoreOption

reports = typer.Typer()


@reports.command(epilog="Example: winnow report corpus --to winnow-report")
def report(
    named: Annotated[str, typer.Argument(help="The store; the same as --store.", metavar="[STORE]")] = "",
    to: Annotated[Path, typer.Option(help="The report's folder; an earlier report in it is replaced.")] = Path(
        "winnow-report"
    ),
    store: StoreOption = DEFAULT_STORE,
    *,
    json: JsonOption = False,
) -> None:
    """Write a report of a store: static pages that open from a file and ask no server for anything."""
    from flows.report.build import build_report
    from flows.report.wording import bytes_of
    from flows.store_at import store_at
    from flows.watch import counting

    with store_at(named or store) as opened, counting("pages written") as watch:
        built = build_report(opened, to, watch)
    if json:
        typer.echo(encoder.dumps(asdict(built)))
        return
    typer.echo(f"{built.pages:,} pages, {bytes_of(built.bytes)}, in {built.seconds:.1f} s; open {built.index}")
