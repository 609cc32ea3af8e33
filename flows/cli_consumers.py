"""The commands for those who read the corpus: export."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_options import DEFAULT_STORE, JsonOption, StoreOption

consumers = typer.Typer()


@consumers.command(
    epilog="Example: winnow export --as parquet --lang en --to en.parquet · winnow export --since 41 --to new.jsonl"
)
def export(
    *,
    store: StoreOption = DEFAULT_STORE,
    kind: Annotated[
        str, typer.Option("--as", help="jsonl, csv or parquet (a file), txt or hf (a folder), duckdb (a database).")
    ] = "jsonl",
    to: Annotated[str, typer.Option(help="File or folder to write; -: standard output.", metavar="PATH")] = "-",
    since: Annotated[
        str,
        typer.Option(
            help="Only what changed since a version, or since a day (YYYY-MM-DD).",
            metavar="VERSION|DAY",
            show_default=False,
        ),
    ] = "",
    source: Annotated[list[str] | None, typer.Option(help="Only this source; repeatable.", show_default=False)] = None,
    lang: Annotated[
        list[str] | None, typer.Option(help="Only this language (en, de, …); repeatable.", show_default=False)
    ] = None,
    published_from: Annotated[
        str, typer.Option(help="Only what was published on this day or later.", metavar="DAY", show_default=False)
    ] = "",
    published_before: Annotated[
        str, typer.Option(help="Only what was published before this day.", metavar="DAY", show_default=False)
    ] = "",
    version: Annotated[
        int | None, typer.Option(help="An older version, as long as it is kept.", show_default=False)
    ] = None,
    canonical_only: Annotated[
        bool, typer.Option("--canonical-only/--all-copies", help="Each article once, or every copy of it.")
    ] = True,
    json: JsonOption = False,
) -> None:
    """Write the corpus for other tools: each article once, or what changed since a version."""
    from flows.export import Asked, export_corpus

    asked = Asked(version, since, source or [], lang or [], published_from, published_before, not canonical_only)
    export_corpus(store, kind, to, asked, as_json=json)
