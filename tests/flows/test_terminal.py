"""A terminal obeys control characters: none that came from outside reaches it."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from flows.terminal import Terminal, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    Winnow = Callable[..., CompletedProcess[str]]
    Write = Callable[..., str]

HOSTILE = "pier\x1b]0;owned\x07\x9b2J\u202eegap"


def test_what_a_terminal_would_obey_is_replaced_and_nothing_else() -> None:
    """Joiners, marks of direction and blanks of all scripts are text."""
    assert plain(HOSTILE) == "pier\ufffd]0;owned\ufffd\ufffd2J\ufffdegap"
    kept = "می\u200cخواهم 👩\u200d🚀 \u200e渡\u3000轮\u00a0a\tb\nc"
    assert plain(kept) == kept


def test_a_console_replaces_it_in_tables_and_keeps_its_own_colours() -> None:
    written = io.StringIO()
    terminal = Terminal(file=written, force_terminal=True, width=60)
    table = Table(HOSTILE)
    table.add_row(Text(HOSTILE, style="red"))
    terminal.print(table)
    terminal.print(Text(HOSTILE, style="bold"))
    told = written.getvalue()
    assert told.count("owned") == 3
    assert "\x1b[1m" in told
    assert not any(bad in told for bad in ("\x1b]", "\x07", "\x9b", "\u202e"))


def test_no_command_sends_what_an_older_store_holds_to_the_terminal(
    winnow: Winnow, tmp_path: Path, article: Write
) -> None:
    """Names, titles, sources and reasons as they were stored before they were escaped."""
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    (drops / "a.txt").write_text(article(1))
    (drops / "b.txt").write_text("")
    assert winnow("ingest", drops, "--to", store).returncode == 0
    with closing(sqlite3.connect(store / "catalog.db")) as catalog:
        (name,) = catalog.execute("SELECT document_id FROM documents").fetchone()
        catalog.execute(
            "UPDATE documents SET title = ?, source = ?, drop_ = ?".replace("drop_", '"drop"'), [HOSTILE] * 3
        )
        catalog.execute('UPDATE quarantine SET source = ?, reason = ?, "drop" = ?', [HOSTILE] * 3)
        catalog.commit()
    commands = (
        ["status"],
        ["quarantine", "list"],
        ["quarantine", "replay", "--all", "--dry-run"],
        ["show", name],
        ["explain", name],
    )
    for command in commands:
        done = winnow(*command, "--store", store)
        told = done.stdout + done.stderr
        assert done.returncode == 0, told
        assert "pier" in told, command
        assert not any(bad in told for bad in ("\x1b", "\x07", "\x9b", "\u202e")), command
