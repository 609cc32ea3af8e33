"""The commands that look after a store: check, repair, reprocess, maintain."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_options import DEFAULT_STORE, DryRunOption, JsonOption, StoreOption

upkeep = typer.Typer()

# `--read-data` alone reads everything; typer has no optional values, so the share is an option of its own.
_ALL = "100%"


@upkeep.command(epilog="Example: winnow check --store corpus --read-data · winnow check --read-data=5% --seed 12")
def check(
    store: StoreOption = DEFAULT_STORE,
    *,
    read_data: Annotated[
        str,
        typer.Option(
            "--read-data",
            help="Also read and hash objects: all, or a share of them drawn at random.",
            metavar="[=SHARE%]",
            show_default=False,
        ),
    ] = "",
    seed: Annotated[int | None, typer.Option(help="Draw the same share again.", show_default=False)] = None,
    json: JsonOption = False,
) -> None:
    """Hold a store against itself: objects, catalog, tables, clusters, totals. Exit code 8 if something is wrong."""
    from flows.upkeep import check_store

    check_store(store, read_data, seed, as_json=json)


@upkeep.command(epilog="Example: winnow repair --store corpus --dry-run")
def repair(
    store: StoreOption = DEFAULT_STORE,
    *,
    rebuild_catalog: Annotated[
        bool, typer.Option("--rebuild-catalog", help="Make the catalog again, from the bucket alone.")
    ] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Bring a store back in order: publish what waits, collect what nothing refers to."""
    from flows.upkeep import rebuild_store, repair_store

    (rebuild_store if rebuild_catalog else repair_store)(store, dry_run=dry_run)


@upkeep.command(epilog="Example: winnow reprocess --store corpus --source harbour-herald --since 2026-11-01")
def reprocess(
    store: StoreOption = DEFAULT_STORE,
    source: Annotated[str, typer.Option(help="Only documents of this source.", show_default=False)] = "",
    since: Annotated[
        str, typer.Option(help="Only documents first seen since this day (YYYY-MM-DD).", show_default=False)
    ] = "",
    *,
    again: Annotated[bool, typer.Option("--again", help="Also what the present cleaner has seen.")] = False,
    json: JsonOption = False,
) -> None:
    """Clean again from the raw bytes, with the present cleaner; ids stay, clusters follow."""
    from flows.upkeep import reprocess_store

    reprocess_store(store, source, since, again=again, as_json=json)


@upkeep.command(epilog="Example: winnow maintain --store corpus --dry-run")
def maintain(store: StoreOption = DEFAULT_STORE, *, dry_run: DryRunOption = False) -> None:
    """Pack small parts together and delete what only old versions read, so that the corpus stays quick to read."""
    from flows.upkeep import maintain_store

    maintain_store(store, dry_run=dry_run)


def with_values(arguments: list[str]) -> list[str]:
    """Give ``--read-data`` without a share its value: typer knows no options whose value may be missing."""
    return [f"--read-data={_ALL}" if one == "--read-data" else one for one in arguments]
