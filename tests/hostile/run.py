"""One run of the command line under watch: its outcomes by source, its memory, its CPU, and all that it touched."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.hostile.case import Attack

# Seconds on the clock say nothing of a drop where several test runs share a machine: CPU is measured instead.
_PATIENT = {"WINNOW_DOCUMENT_SECONDS": "100", "WINNOW_READER_SECONDS": "100"}
_TICKS = os.sysconf("SC_CLK_TCK")
_OUTCOMES = (
    "SELECT source, outcome, reason FROM documents UNION ALL SELECT source, 'quarantined', reason FROM quarantine"
)


@dataclass
class Watched:
    """What a command and its processes took: ``peak`` in bytes (each shared page counted once), ``cpu`` in seconds.

    ``own`` is the command's own peak.
    """

    told: dict[str, Any] = field(default_factory=dict)
    code: int = -1
    errors: str = ""
    peak: int = 0
    own: int = 0
    cpu: float = 0.0
    processes: list[int] = field(default_factory=list)  # their memory at the peak: the command first, then its family


@dataclass
class Ran:
    """What became of the attacks: outcomes and reasons by source."""

    watched: Watched
    store: Path
    outcomes: dict[str, Counter[str]]
    reasons: dict[str, list[str]]


def attack(attacks: Iterable[Attack], folder: Path, environment: Mapping[str, str]) -> Ran:
    """Write the drops of attacks, ingest them as a user would, and read what became of each."""
    for one in attacks:
        inbox = folder / "inbox" / one.name
        inbox.mkdir(parents=True)
        one.make(inbox)
    store = folder / "store"
    apart = {name: str(folder / name.lower()) for name in ("HOME", "XDG_STATE_HOME")}
    for path in (*apart.values(), folder / "cwd"):
        Path(path).mkdir()
    before = listing(folder)
    # Processes talk through sockets in TMPDIR, whose paths may have 107 bytes: pytest's own folders are too deep.
    with tempfile.TemporaryDirectory(prefix="w-") as temporary:
        watched = watch(
            ["ingest", str(folder / "inbox"), "--to", str(store), "--json"],
            folder / "cwd",
            {**environment, **apart, **_PATIENT, "TMPDIR": temporary},
        )
        assert listing(Path(temporary)) == {}, "something was left in the temporary folder"
    assert sorted(listing(folder).items() ^ before.items()) == [], "something was written outside of the store"
    outcomes, reasons = read_outcomes(store)
    return Ran(watched, store, outcomes, reasons)


def listing(folder: Path) -> dict[str, int]:
    """Return everything below a folder but the store, with its size."""
    found = {}
    for path in folder.rglob("*"):
        if (folder / "store") not in (path, *path.parents):
            found[str(path)] = path.lstat().st_size
    return found


def read_outcomes(store: Path) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """Return how the documents of each source ended, and the reasons that were given."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, list[str]] = defaultdict(list)
    with closing(sqlite3.connect(f"file:{store}/catalog.db?mode=ro", uri=True)) as catalog:
        for source, outcome, reason in catalog.execute(_OUTCOMES):
            outcomes[source][outcome] += 1
            if reason:
                reasons[source].append(reason)
    return outcomes, reasons


def watch(arguments: list[str], folder: Path, environment: Mapping[str, str], seconds: float = 300) -> Watched:
    """Run ``winnow`` and sample its processes ten times a second."""
    found = Watched()
    command = [str(Path(sys.executable).with_name("winnow")), *arguments]
    spent: dict[int, float] = {}
    with subprocess.Popen(
        command, cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        ends = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < ends:
            family = _family(process.pid)
            now = [_memory(pid) for pid in family]
            found.own = max(found.own, now[0])
            if sum(now) > found.peak:
                found.peak, found.processes = sum(now), now
            for pid in family:
                spent[pid] = max(spent.get(pid, 0.0), _cpu(pid))
            time.sleep(0.1)
        if process.poll() is None:
            process.kill()
        output, found.errors = process.communicate()
    found.code, found.cpu = process.returncode, sum(spent.values())
    found.told = json.loads(output) if output.strip() else {}
    return found


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            tasks = [path.read_text() for path in Path(f"/proc/{parent}/task").glob("*/children")]
        except OSError:
            continue
        found += [int(child) for task in tasks for child in task.split()]
    return found


def _memory(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def _cpu(pid: int) -> float:
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(words[11]) + int(words[12])) / _TICKS
