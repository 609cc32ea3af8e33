"""A week of a schedule of 15 minutes, 672 runs, with all that goes wrong in a week; then held against one run.

    nice python benchmarks/week.py --drops 200 --write      (needs matplotlib for the plot; --a-day 24 is hourly)

Ten sources deliver; before each run the drops of more than a day ago are cleared away, as an operator does. Runs go on
in one process until it is killed with SIGKILL, three times in the middle of a run; the next process repeats that run.
One run's drops are delivered again under other names; one source is silent for two days and then delivers all.
Every day comes `winnow maintain`. Time is compressed: runs follow each other at once, and what maintenance took the
place of is deleted by the next maintenance, as with a retention of a day. In the end texts, clusters and canonical
copies must be those of one ingest of the same drops; anything else ends the benchmark with an error.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deltalake import DeltaTable
from invented import SOURCES, delivered
from results import table, write_section

from flows.pipeline import run_ingest
from flows.settings import Settings
from storage.check import Reading, check
from storage.maintain import maintain, plan_maintenance
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DAYS = 7
_SETTINGS = Settings(seed=7, workers=1)
_LATE, _SILENT_DAYS = SOURCES[7], (2, 4)
_AGAIN_DAY, _AGAIN_AFTER = 3, 3  # when drops are delivered again, and how many runs after they first were


@dataclass(frozen=True)
class Week:
    """A week: where it lives, how many runs a day has and how many drops come before each."""

    folder: Path
    day: int
    drops: int

    @property
    def runs(self) -> int:
        return _DAYS * self.day

    @property
    def silent(self) -> range:
        """Return the runs in which one source delivers nothing; with the next it delivers all of it."""
        return range(_SILENT_DAYS[0] * self.day, _SILENT_DAYS[1] * self.day)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def deliver(self, run: int) -> None:
        """Deliver what comes before a run; clear away what is more than a day old. Repeating it changes nothing."""
        for number in self.numbers(run):
            _write(self.inbox / SOURCES[number % len(SOURCES)], run, number)
        if run == _AGAIN_DAY * self.day:
            for number in self.numbers(run - _AGAIN_AFTER):
                _write(self.inbox / SOURCES[number % len(SOURCES)], run, number, "again-")
        for old in self.inbox.glob(f"*/{run - self.day:04d}-*"):
            old.unlink()

    def numbers(self, run: int) -> list[int]:
        """Return the numbers of the articles that come before a run."""
        own = range(run * self.drops, (run + 1) * self.drops)
        if run == self.silent.stop:
            late = range(self.silent.start * self.drops, self.silent.stop * self.drops)
            return [*own, *(number for number in late if _source(number) == _LATE)]
        return [number for number in own if not (run in self.silent and _source(number) == _LATE)]


def _source(number: int) -> str:
    return SOURCES[number % len(SOURCES)]


def _write(folder: Path, run: int, number: int, again: str = "") -> None:
    path = folder / f"{run:04d}-{again}{number:07d}.txt"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(delivered(number), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--a-day", type=int, default=96, help="runs a day")
    parser.add_argument("--drops", type=int, default=200)
    parser.add_argument("--from", type=int, default=-1, dest="start", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md and the plot")
    given = parser.parse_args()
    if given.start >= 0:
        _work(Week(given.folder, given.a_day, given.drops), given.start)
        return
    with tempfile.TemporaryDirectory(prefix="winnow-week-") as scratch:
        week = Week(Path(scratch), given.a_day, given.drops)
        figures, kills = _simulate(week)
        alone = _at_once(week)
    shown = _shown(figures, kills, alone, given.drops)
    print(shown)
    if given.write:
        _plot(figures, given.drops)
        write_section("week", "A week of runs", f"{shown}\n\n![a week](week.svg)", ("deltalake", "sqlalchemy"))


def _work(week: Week, start: int) -> None:
    """Do the runs from one on, in this process; say what each took, a JSON line a run."""
    for run in range(start, week.runs):
        week.deliver(run)
        print(json.dumps({"begins": run}), flush=True)
        started = time.perf_counter()
        used = time.process_time()
        tally = run_ingest([str(week.inbox)], str(week.store), _SETTINGS)
        took = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - used}
        if run % week.day == week.day - 1:
            _maintain(week.store)
        print(json.dumps({"ends": run, **took, "outcomes": tally.outcomes, "bytes": _size(week.store)}), flush=True)


def _maintain(folder: Path) -> None:
    store = open_store(str(folder))
    try:
        # A day later than it is: what the maintenance before replaced is a day old then.
        plan = plan_maintenance(store, now=datetime.now(UTC) + timedelta(days=1), retention_days=1)
        maintain(store, plan, retention_days=0)
    finally:
        store.close()


def _simulate(week: Week) -> tuple[list[dict[str, Any]], list[int]]:
    lot = random.Random(week.runs)
    kills = sorted(lot.sample(range(week.runs // 10, week.runs), 3))
    figures: dict[int, dict[str, Any]] = {}
    killed: list[int] = []
    start = 0
    while start < week.runs:
        start = _until_killed(week, start, [run for run in kills if run not in killed], figures, lot)
        if start < week.runs:
            killed.append(start)
    return [figures[run] for run in range(week.runs)], killed


def _until_killed(
    week: Week, start: int, kills: Sequence[int], figures: dict[int, dict[str, Any]], lot: random.Random
) -> int:
    """Follow a process from a run on; return the run in which it was killed, or the number of runs."""
    arguments = ["--from", start, "--a-day", week.day, "--drops", week.drops, "--folder", week.folder]
    child = subprocess.Popen([sys.executable, __file__, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    for line in child.stdout or ():
        told = json.loads(line)
        if "ends" in told:
            figures[told["ends"]] = told
        elif told["begins"] in kills:
            usual = [one["seconds"] for one in figures.values()]
            time.sleep(lot.uniform(0.1, 0.9) * statistics.median(usual or [0.5]))
            child.send_signal(signal.SIGKILL)
            child.wait()
            return int(told["begins"])
        elif told["begins"] % 24 == 0:
            print(told["begins"], file=sys.stderr, flush=True)
    if child.wait():
        raise SystemExit(f"a run ended with {child.returncode}")
    return week.runs


def _at_once(week: Week) -> dict[str, Any]:
    """Ingest the same drops in one run; the corpus must be the same. Return how large its store is."""
    everything, store = week.folder / "everything", week.folder / "at-once"
    for run in range(week.runs):
        for number in week.numbers(run):
            _write(everything / _source(number), run, number)
    run_ingest([str(everything)], str(store), _SETTINGS)
    found, expected = _lasting(week.store), _lasting(store)
    if found != expected:
        differing = [name for name in found if found[name] != expected[name]]
        raise SystemExit(f"the corpus of the week differs from that of one run: {', '.join(differing)}")
    opened = open_store(str(week.store))
    try:
        findings = check(opened, Reading(1.0)).findings
    finally:
        opened.close()
    if findings:
        raise SystemExit(f"the store of the week is not clean: {findings[:3]}")
    alone = {"bytes": _size(store), "documents": len(found["texts"]), "clusters": len(found["clusters"])}
    shutil.rmtree(store)
    return alone


def _lasting(store: Path) -> dict[str, Any]:
    articles = DeltaTable(str(store / "articles")).to_pyarrow_dataset().to_table(columns=["document_id", "text_id"])
    clusters: dict[str, set[str]] = {}
    canonical = set()
    for row in DeltaTable(str(store / "members")).to_pyarrow_table().to_pylist():
        clusters.setdefault(row["cluster_id"], set()).add(row["document_id"])
        canonical.update([row["document_id"]] if row["canonical"] else [])
    return {
        "texts": {row["text_id"] for row in articles.to_pylist()},
        "clusters": set(map(frozenset, clusters.values())),
        "canonical": canonical,
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _days(figures: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    day = len(figures) // _DAYS
    for at in range(0, len(figures), day):
        yield figures[at : at + day]


def _shown(figures: Sequence[dict[str, Any]], kills: Sequence[int], alone: dict[str, Any], drops: int) -> str:
    rows, documents = [], 0
    for number, day in enumerate(_days(figures), 1):
        new = [sum(count for name, count in one["outcomes"].items() if name != "seen") for one in day]
        documents += sum(new)
        seconds = [one["seconds"] for one in day]
        cpu = statistics.median(one["cpu"] for one in day)
        rows.append((number, documents, statistics.median(seconds), cpu, day[-1]["bytes"] // max(1, documents)))
    heads = ("day", "documents", "median seconds a run", "median CPU seconds a run", "bytes of the store a document")
    told = (
        f"{len(figures):,} runs of {drops} drops; killed in runs {', '.join(map(str, kills))}; "
        f"{alone['documents']:,} texts in "
        f"{alone['clusters']:,} clusters, the same as in one ingest of the same drops, whose store has "
        f"{alone['bytes'] // alone['documents']:,} bytes a text; `winnow check --read-data` found nothing. To the "
        "clock all of the week is one day, whose file of the members table each publishing writes anew, and whose old "
        "files wait for the maintenance: in a real week that file is a day's. The first day's runs find few drops to "
        "pass by."
    )
    return f"{told}\n\n{table(heads, rows)}"


def _plot(figures: Sequence[dict[str, Any]], drops: int) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "winnow"
    from matplotlib import pyplot as plt

    drawn, (above, below) = plt.subplots(2, 1, figsize=(8, 5), sharex=True, layout="constrained")
    days = [one["ends"] * _DAYS / len(figures) for one in figures]
    above.plot(days, [one["cpu"] for one in figures], ".", markersize=2, color="#2f74c0")
    above.set(ylabel="CPU seconds a run", title=f"{len(figures)} runs, {drops} drops each", ylim=(0, None))
    below.plot(days, [one["bytes"] / 1e6 for one in figures], color="#c26a00", linewidth=1.2)
    below.set(ylabel="store, MB", xlabel="days", ylim=(0, None))
    drawn.savefig(Path(__file__).with_name("week.svg"), metadata={"Date": None})


if __name__ == "__main__":
    main()
