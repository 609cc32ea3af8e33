"""`winnow quarantine` and `winnow hold`: what waits for somebody, told and decided."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table
from rich.text import Text

from flows.replaying import Replayed, release, replay
from flows.settings import SettingError, Settings
from flows.store_at import store_at
from flows.terminal import Terminal, plain
from storage.delivery import body_of
from storage.records import document_of_record
from storage.review import Choice, Kind, discard, record_of, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHOWN: Final = ("document_id", "source", "drop", "place", "reason", "size", "first_seen", "title", "url", "run_id")
# Of what was delivered, the first characters: enough to see what it is.
_EXCERPT: Final = 2_000


def list_waiting(address: str, kind: Kind, choice: Choice, *, as_json: bool) -> None:
    """Print what waits, one row a document, and how many there are."""
    with store_at(address) as store:
        found = waiting(store, kind, choice)
    if as_json:
        print(json.dumps([_told(row) for row in found], ensure_ascii=False))
        return
    table = Table("id", "source", "reason", "drop", "place")
    for row in found:
        table.add_row(row.document_id[:12], *map(plain, (row.source, row.reason, row.drop, row.place)))
    Terminal().print(table)
    print(f"{len(found):,} {kind}")


def show_waiting(address: str, kind: Kind, name: str, *, raw: bool, as_json: bool) -> None:
    """Print one of what waits with the start of what was delivered; with ``raw`` its bytes as they are."""
    with store_at(address) as store:
        (row,) = waiting(store, kind, Choice((name,)))
        record = record_of(store, row)
    if raw:
        sys.stdout.buffer.write(record["raw"])
        sys.stdout.buffer.flush()
        return
    start = _start(record, kind)
    if as_json:
        print(json.dumps({**_told(row), "bytes": len(record["raw"]), "start": start}, ensure_ascii=False))
        return
    console = Terminal()
    for key, value in _told(row).items():
        if value not in ("", None):
            console.print(Text.assemble((f"{key:>14}  ", "dim"), plain(str(value))))
    console.print(Text(f"\n{start}"))


def replay_quarantined(address: str, choice: Choice, *, dry_run: bool, as_json: bool) -> None:
    """Read again what is chosen, and print what became of it."""
    with store_at(address) as store:
        found = waiting(store, "quarantined", _chosen(choice))
        if dry_run:
            _print_plan("replay", found, as_json=as_json)
            return
        _print_done("replayed", found, replay(store, found, Settings.from_environment()), as_json=as_json)


def release_held(address: str, choice: Choice, *, dry_run: bool, as_json: bool) -> None:
    """Let in what is chosen, and print what became of it."""
    with store_at(address) as store:
        found = waiting(store, "held", _chosen(choice))
        if dry_run:
            _print_plan("release", found, as_json=as_json)
            return
        _print_done("released", found, release(store, found, Settings.from_environment()), as_json=as_json)


def discard_waiting(address: str, kind: Kind, choice: Choice, *, dry_run: bool, as_json: bool) -> None:
    """Discard what is chosen: it is not asked again."""
    with store_at(address) as store:
        found = waiting(store, kind, _chosen(choice))
        if dry_run:
            _print_plan("discard", found, as_json=as_json)
            return
        count = discard(store, kind, found)
    print(json.dumps({"discarded": count}) if as_json else f"{count:,} discarded")


def _chosen(choice: Choice) -> Choice:
    if not (choice.ids or choice.source or choice.reason or choice.everything):
        raise SettingError("say which: ids, --source, --reason, or --all")
    return choice


def _told(row: Any) -> dict[str, Any]:
    found = row._asdict()
    return {name: found[name] for name in _SHOWN if name in found}


def _start(record: dict[str, Any], kind: Kind) -> str:
    if kind == "held":
        return plain(body_of(document_of_record(record))[1][:_EXCERPT])
    return plain(record["raw"][:_EXCERPT].decode("utf-8", "backslashreplace"))


def _print_plan(verb: str, found: Sequence[Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({f"would_{verb}": [row.document_id for row in found]}))
        return
    for row in found:
        print(f"{verb} {row.document_id[:12]} ({plain(row.drop)} {plain(row.place)}): {plain(row.reason)}")
    print(f"{len(found):,} to {verb}")


def _print_done(verb: str, found: Sequence[Any], done: Replayed, *, as_json: bool) -> None:
    outcomes = {name: count for name, count in sorted(done.outcomes.items()) if count}
    number = len(found) - len(done.left)
    if as_json:
        print(json.dumps({verb: number, "outcomes": outcomes, "left": done.left}, ensure_ascii=False))
        return
    for name, reason in done.left.items():
        print(f"left {name[:12]}: {plain(reason)}")
    told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in outcomes.items())
    print(f"{number:,} of {len(found):,} {verb}" + (f": {told}" if told else ""))
