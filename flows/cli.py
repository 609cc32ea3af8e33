"""The command line. Each command imports what it needs when it runs, so that ``--help`` is quick."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_backfill import backfilling
from flows.cli_consumers import consumers
from flows.cli_observe import observe
from flows.cli_options import DEFAULT_STORE, JsonOption, StoreOption
from flows.cli_report import reports
from flows.cli_review import hold, quarantine
from flows.cli_upkeep import upkeep, with_values
from flows.settings import Settings
from storage.errors import WinnowError

_EXIT_CODES = """
Exit codes: 0 done (held and quarantined documents are outcomes, not errors) · 1 some lines or files could not be
cleaned · 2 wrong usage or setting · 3 a named drop can't be found or read · 4 the store can't be used · 5 the store
is full · 6 no such article or version · 7 the Prefect API can't be reached · 8 a check found something wrong ·
130 interrupted.
"""

_INTERRUPTED = 130  # as shells say for SIGINT

app = typer.Typer(
    name="winnow",
    help="Dirty news drops in, one clean copy of every article out.",
    epilog=_EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich takes a quarter of a second to draw a page of help
    context_settings={"max_content_width": 110},
)


def main() -> None:
    """Run the command line; an ordinary mistake is one line on stderr and its exit code, never a traceback."""
    code = _exit_code()
    with contextlib.suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    if "prefect" in sys.modules:
        raise SystemExit(code)  # it has logs and events to send at the end
    atexit._run_exitfuncs()  # noqa: SLF001 - the worker processes' sockets and their folder must go
    # A native thread (Arrow's, we think) that outlives the interpreter aborts a command that is done: seen, seldom.
    os._exit(code)


def _exit_code() -> int:
    try:
        app(args=with_values(sys.argv[1:]))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except WinnowError as error:
        from flows.terminal import plain

        typer.echo(plain(f"winnow: {error}"), err=True)
        return error.exit_code
    except KeyboardInterrupt:
        typer.echo("winnow: interrupted; the same command can be repeated", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        # Somebody closed our output (`winnow clean … | head`): nobody is left to tell.
        sys.stderr.close()
    return 0


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as version_of

        typer.echo(f"winnow {version_of('newswinnow')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take what stands before the command."""


@app.command(epilog="Example: winnow ingest inbox/ --to corpus")
def ingest(
    drops: Annotated[
        list[str], typer.Argument(help="Files, folders or s3://bucket/prefix of drops.", metavar="DROPS...")
    ],
    to: Annotated[
        str,
        typer.Option(help="The store: a folder or s3://bucket/prefix; made if it is not there.", envvar="WINNOW_STORE"),
    ] = DEFAULT_STORE,
    *,
    json: JsonOption = False,
) -> None:
    """Ingest drops: clean, find copies, store, publish. Repeating it writes nothing new."""
    from flows.cli_tally import print_tally
    from flows.run import ingest_here_or_in_prefect

    tally = ingest_here_or_in_prefect(drops, to, Settings.from_environment(), quiet=json)
    print_tally(tally, json=json)


@app.command(epilog="Example: winnow clean page.html --explain · cat pages.jsonl | winnow clean --jsonl")
def clean(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files; none: standard input.", metavar="[FILE]...")
    ] = None,
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='One {"id", "html" | "text", "url"?} a line in, one clean copy a line out.')
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was kept and removed, and by which rule.")
    ] = False,
) -> None:
    """Clean articles, without a store."""
    from flows import clean as command

    if jsonl:
        raise typer.Exit(command.clean_lines(files or [], Settings.from_environment()))
    raise typer.Exit(command.clean_files(files or [], explain=explain))


@app.command(epilog="Example: winnow cluster --jsonl < articles.jsonl > clusters.jsonl")
def cluster(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files; none: standard input.", metavar="[FILE]...")
    ] = None,
    *,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help='One {"id", "text", "title"?, "published"?, "source"?} a line in, its cluster out.'
        ),
    ] = True,
    seed: Annotated[int | None, typer.Option(help="Seed of the signatures; none: random.")] = None,
) -> None:
    """Find near-duplicates among articles, without a store."""
    from flows.cluster import cluster_lines

    if not jsonl:
        raise typer.BadParameter("only JSON lines can be read")
    raise typer.Exit(cluster_lines(files or [], seed))


@app.command(epilog="Example: winnow show 3fa9c1 --store corpus")
def show(
    document: Annotated[str, typer.Argument(help="The document's id, or the start of it.", metavar="ID")],
    store: StoreOption = DEFAULT_STORE,
    *,
    json: JsonOption = False,
) -> None:
    """Show one article: its clean copy, its fields, its cluster."""
    from flows.show import show_document

    show_document(store, document, as_json=json)


@app.command(epilog="Example: winnow explain 3fa9c1 77e0b2 --store corpus")
def explain(
    document: Annotated[str, typer.Argument(help="The document's id, or the start of it.", metavar="ID")],
    other: Annotated[str, typer.Argument(help="Another document, to compare.", metavar="[OTHER]")] = "",
    store: StoreOption = DEFAULT_STORE,
    *,
    json: JsonOption = False,
) -> None:
    """Everything known of one article; with OTHER, why the two are (or are not) copies."""
    from flows.explain_article import explain_document
    from flows.why import explain_pair

    if other:
        explain_pair(store, document, other, as_json=json)
    else:
        explain_document(store, document, as_json=json)


@app.command(epilog="Example: winnow serve --config winnow.toml")
def serve(
    config: Annotated[
        Path | None, typer.Option(help="The configuration; default: winnow.toml.", metavar="FILE")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of the Prefect server that is started if none is configured.")] = 4200,
) -> None:
    """Scheduled runs and manual triggers on this machine, with Prefect's UI."""
    from flows.config import read_config
    from flows.serve import serve as serve_forever

    serve_forever(read_config(config, os.environ), port)


@app.command(epilog="Example: winnow trigger ingest --drops inbox/today --wait")
def trigger(
    flow: Annotated[str, typer.Argument(help="What to run, as it is deployed.", metavar="FLOW")] = "ingest",
    drops: Annotated[list[str] | None, typer.Option(help="Drops, instead of the deployment's; repeatable.")] = None,
    to: Annotated[str, typer.Option(help="Store to ingest into, instead of the deployment's.")] = "",
    store: Annotated[str, typer.Option(help="Store to work on, instead of the deployment's.")] = "",
    event: Annotated[
        Path | None,
        typer.Option(help='Take the drops from an event: an S3 notification or {"drops": […]}; - for stdin.'),
    ] = None,
    *,
    wait: Annotated[
        bool, typer.Option("--wait", help="Return when the run has ended; 1 if it did not complete.")
    ] = False,
) -> None:
    """Start a run of what is deployed, now."""
    from flows.trigger import drops_of_event, given_parameters, read_event
    from flows.trigger import trigger as start_run

    named = list(drops or [])
    if event:
        named += drops_of_event(read_event(event))
    name, state = start_run(flow, given_parameters(named, to, store), wait=wait)
    typer.echo(f"{name}: {state}")
    raise typer.Exit(int(wait and state != "Completed"))


app.add_typer(backfilling)
app.add_typer(observe)
app.add_typer(upkeep)
app.add_typer(reports)
app.add_typer(consumers)
app.add_typer(quarantine, name="quarantine")
app.add_typer(hold, name="hold")


@app.command(epilog="Example: winnow demo --to winnow-demo")
def demo(
    to: Annotated[str, typer.Option(help="The demo's store: a folder, made anew.")] = "winnow-demo",
    *,
    browser: Annotated[bool, typer.Option(help="Open the report where there is a display.")] = True,
) -> None:
    """Ingest the sample drops, and open a report of what became of them."""
    from flows.demo import run_demo

    raise typer.Exit(run_demo(to, browser=browser))
