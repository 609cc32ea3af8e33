"""The commands for what leaves a store: export, and forget."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_options import DEFAULT_STORE, DryRunOption, JsonOption, StoreOption

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


@consumers.command(epilog="Example: winnow forget --url https://example.org/a/1 --dry-run · winnow forget --id 3fa9c1")
def forget(
    *,
    store: StoreOption = DEFAULT_STORE,
    document: Annotated[
        list[str] | None, typer.Option("--id", help="A document's id, or the start of it; repeatable.", metavar="ID")
    ] = None,
    url: Annotated[str, typer.Option(help="All that came under this URL.", show_default=False)] = "",
    source: Annotated[str, typer.Option(help="All of a source.", show_default=False)] = "",
    match: Annotated[
        str,
        typer.Option(help="All that holds this phrase, in any case and spacing.", metavar="PHRASE", show_default=False),
    ] = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Take articles out for good: objects, catalog, tables with their history. They can't come back."""
    from flows.forget import forget_articles

    forget_articles(store, (document or [], url, source, match), dry_run=dry_run, as_json=json)
