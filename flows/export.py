"""`winnow export`: what it takes, and what it says when it is done."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from flows.settings import Settings
from storage.corpus import moment_of, open_corpus
from storage.errors import WrongUsageError
from storage.export import KINDS, STREAMS, Exported, export_to_path, export_to_stream

if TYPE_CHECKING:
    from datetime import datetime

    from storage.corpus import Corpus

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported, as the command line said it."""

    version: int | None
    since: str
    sources: list[str]
    languages: list[str]
    published_from: str
    published_before: str
    all_copies: bool


def export_corpus(address: str, kind: str, to: str, asked: Asked, *, as_json: bool) -> None:
    """Export a corpus and say, on stderr, what was; with ``as_json`` on stdout."""
    _refuse_wrong(kind, to, as_json=as_json)
    corpus = _selected(address, asked)
    if to == _STDOUT:
        done = export_to_stream(corpus, kind, sys.stdout.buffer)
    else:
        done = export_to_path(corpus, kind, Path(to))
    if as_json:
        typer.echo(json.dumps({**asdict(done), "to": to}))
    else:
        typer.echo(_told(done, to), err=True)


def _refuse_wrong(kind: str, to: str, *, as_json: bool) -> None:
    if kind not in KINDS:
        raise WrongUsageError(f"--as must be one of {', '.join(KINDS)}, not {kind[:40]!r}")
    if to == _STDOUT and kind not in STREAMS:
        raise WrongUsageError(f"--as {kind} needs --to: a {'file' if kind == 'duckdb' else 'folder'}")
    if to == _STDOUT and as_json:
        raise WrongUsageError("--json needs --to: the standard output can't hold both")


def _selected(address: str, asked: Asked) -> Corpus:
    corpus = open_corpus(address, asked.version, s3=Settings.from_environment().store_options().s3)
    corpus = corpus.select(
        source=asked.sources,
        language=asked.languages,
        published_from=_moment("--published-from", asked.published_from),
        published_before=_moment("--published-before", asked.published_before),
        all_copies=asked.all_copies,
    )
    if not asked.since:
        return corpus
    return corpus.changes(int(asked.since) if asked.since.isdigit() else _moment("--since", asked.since) or 0)


def _moment(option: str, text: str) -> datetime | None:
    try:
        return moment_of(text) if text else None
    except ValueError as error:
        number = "a version or " if option == "--since" else ""
        raise WrongUsageError(f"{option} must be {number}a day, as 2026-11-01, not {text[:40]!r}") from error


def _told(done: Exported, to: str) -> str:
    rows = f"{done.rows:,} rows of version {done.version}"
    if done.since is not None:
        kinds = ", ".join(f"{count:,} {name}" for name, count in done.changes.items()) or "nothing"
        rows = f"changes from version {done.since} to {done.version}: {kinds}"
    return rows if to == _STDOUT else f"{rows} in {to}"
