"""Drops made to do harm, ingested as a user would: the run goes on, and every document ends in a named outcome."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.hostile import archives, bombs, markup, records
from tests.hostile.case import MB, Attack
from tests.hostile.run import Ran, attack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

# Of all processes of the run together, where each page of memory counts once.
MEMORY = 600 * MB
# Seconds of a processor that any one drop may take, and a whole run of dozens of them. Seconds on the clock would tell
# how busy the machine is.
SECONDS = 15
CPU = 45
GROUPS = {"bombs": bombs.ATTACKS, "archives": archives.ATTACKS, "markup": markup.ATTACKS, "records": records.ATTACKS}


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """Give the port of a web server on this machine, and what was asked of it."""
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def complaints(attacks: list[Attack], ran: Ran) -> list[str]:
    """Return what ended otherwise than it must."""
    found = []
    for one in attacks:
        ended, reasons = ran.outcomes.get(one.name, {}), ran.reasons.get(one.name, [])
        if dict(ended) != dict(one.ends):
            found.append(f"{one.name}: {dict(ended)}, not {dict(one.ends)}; {[reason[:150] for reason in reasons]}")
        found += [f"{one.name}: {reason!r}" for reason in reasons if one.reason not in reason]
        found += [f"{one.name}: {reason!r} is not printable" for reason in reasons if not reason.isprintable()]
    return found


def check(ran: Ran, winnow: Callable[..., CompletedProcess[str]]) -> None:
    """Check the run as a whole: exit code, totals, memory, and a store that is sound."""
    watched = ran.watched
    assert watched.code == 0, watched.errors[-2000:]
    assert watched.told["documents"] == sum(watched.told["outcomes"].values())
    told_of = sum(sum(ended.values()) for ended in ran.outcomes.values())
    assert watched.told["documents"] == told_of + watched.told["outcomes"]["seen"]
    assert watched.peak <= MEMORY, f"{watched.peak / MB:.0f} MB"
    slowest = watched.told["slowest_drops"][0]
    assert 0 < slowest["seconds"] < SECONDS, slowest
    assert watched.cpu <= CPU, f"{watched.cpu:.0f} s"
    checked = winnow("check", "--store", ran.store)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("group", GROUPS)
def test_every_attack_ends_in_its_outcome(
    group: str, tmp_path: Path, environment: dict[str, str], winnow: Callable[..., CompletedProcess[str]]
) -> None:
    attacks = GROUPS[group]
    ran = attack(attacks, tmp_path / "run", environment)
    assert complaints(attacks, ran) == []
    check(ran, winnow)


def test_entities_are_not_expanded_and_nothing_is_fetched(
    tmp_path: Path, environment: dict[str, str], winnow: Callable[..., CompletedProcess[str]]
) -> None:
    with listening() as (port, asked):
        attacks = markup.entity_attacks(port)
        ran = attack(attacks, tmp_path / "run", environment)
    assert complaints(attacks, ran) == []
    assert asked == []
    check(ran, winnow)
    for path in (tmp_path / "run" / "store").rglob("*"):
        assert not path.is_file() or b"root:x:0:0" not in path.read_bytes()


def test_there_are_at_least_120_attacks() -> None:
    names = [one.name for attacks in (*GROUPS.values(), markup.entity_attacks(1)) for one in attacks]
    assert len(set(names)) == len(names) >= 120
