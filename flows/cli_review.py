"""The commands for what waits for somebody to look at it: quarantine and hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_options import DEFAULT_STORE, DryRunOption, JsonOption, StoreOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.review import Choice, Kind

quarantine = typer.Typer(help="What could not be read: list, show, replay, discard.", no_args_is_help=True)
hold = typer.Typer(help="What is kept out of the corpus: list, show, release, discard.", no_args_is_help=True)

Ids = Annotated[list[str] | None, typer.Argument(help="Ids, or the starts of them.", metavar="[ID]...")]
OneId = Annotated[str, typer.Argument(help="The id, or the start of it.", metavar="ID")]
SourceOption = Annotated[str, typer.Option("--source", help="Only of this source.", show_default=False)]
ReasonOption = Annotated[str, typer.Option("--reason", help="Only where the reason has these words.")]
AllOption = Annotated[bool, typer.Option("--all", help="All that waits.")]
DiscardedOption = Annotated[bool, typer.Option("--discarded", help="Also what was discarded.")]
RawOption = Annotated[bool, typer.Option("--raw", help="Print the bytes as they were delivered, and nothing else.")]


def _choice(
    ids: list[str] | None, source: str, reason: str, *, discarded: bool = False, everything: bool = False
) -> Choice:
    from storage.review import Choice

    return Choice(tuple(ids or ()), source, reason, discarded, everything)


def _list_command(kind: Kind) -> Callable[..., None]:
    def command(
        store: StoreOption = DEFAULT_STORE,
        source: SourceOption = "",
        reason: ReasonOption = "",
        *,
        discarded: DiscardedOption = False,
        json: JsonOption = False,
    ) -> None:
        from flows.review import list_waiting

        list_waiting(store, kind, _choice(None, source, reason, discarded=discarded), as_json=json)

    return command


def _show_command(kind: Kind) -> Callable[..., None]:
    def command(
        document: OneId, store: StoreOption = DEFAULT_STORE, *, raw: RawOption = False, json: JsonOption = False
    ) -> None:
        from flows.review import show_waiting

        show_waiting(store, kind, document, raw=raw, as_json=json)

    return command


def _discard_command(kind: Kind) -> Callable[..., None]:
    def command(
        documents: Ids = None,
        store: StoreOption = DEFAULT_STORE,
        source: SourceOption = "",
        reason: ReasonOption = "",
        *,
        everything: AllOption = False,
        dry_run: DryRunOption = False,
        json: JsonOption = False,
    ) -> None:
        from flows.review import discard_waiting

        choice = _choice(documents, source, reason, everything=everything)
        discard_waiting(store, kind, choice, dry_run=dry_run, as_json=json)

    return command


_SHOW = "Show one: why, where it came from, and how it starts."
_DISCARD = "Take off the list for good; the bytes stay."

quarantine.command(
    "list",
    help="List what could not be read: the reason, the drop, the place in it.",
    epilog="Example: winnow quarantine list --store corpus --source harbour-herald",
)(_list_command("quarantined"))
quarantine.command("show", help=_SHOW, epilog="Example: winnow quarantine show 3fa9c1 --raw > page.html")(
    _show_command("quarantined")
)


@quarantine.command(epilog="Example: winnow quarantine replay --reason 'took too long' --store corpus")
def replay(
    documents: Ids = None,
    store: StoreOption = DEFAULT_STORE,
    source: SourceOption = "",
    reason: ReasonOption = "",
    *,
    everything: AllOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Read again, with the present readers and limits; what can be read now goes the normal way."""
    from flows.review import replay_quarantined

    choice = _choice(documents, source, reason, everything=everything)
    replay_quarantined(store, choice, dry_run=dry_run, as_json=json)


quarantine.command("discard", help=_DISCARD, epilog="Example: winnow quarantine discard 3fa9c1 77e0b2 --store corpus")(
    _discard_command("quarantined")
)
hold.command(
    "list",
    help="List what is kept out of the corpus, and why.",
    epilog="Example: winnow hold list --store corpus --reason over-removal",
)(_list_command("held"))
hold.command("show", help=_SHOW, epilog="Example: winnow hold show 3fa9c1 --store corpus")(_show_command("held"))


@hold.command(epilog="Example: winnow hold release 3fa9c1 --store corpus")
def release(
    documents: Ids = None,
    store: StoreOption = DEFAULT_STORE,
    source: SourceOption = "",
    reason: ReasonOption = "",
    *,
    everything: AllOption = False,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Put into the corpus in spite of the reason, once and for good."""
    from flows.review import release_held

    choice = _choice(documents, source, reason, everything=everything)
    release_held(store, choice, dry_run=dry_run, as_json=json)


hold.command(
    "discard",
    help=_DISCARD,
    epilog="Example: winnow hold discard --source harbour-herald --reason index-page --dry-run",
)(_discard_command("held"))
