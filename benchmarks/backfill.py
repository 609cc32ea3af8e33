"""A backfill, serial, in processes and on Dask: the same clusters, articles a second, and what Prefect costs.

    nice python benchmarks/backfill.py --articles 100000 --write

Every way works through the same drops into a store of its own; one that ends with other clusters or texts than the
serial one ends the benchmark with an error. The clock is all that is measured: it means something on an idle machine.
What Prefect costs is seen best in pairs, one way right after the other:

    nice python benchmarks/backfill.py --articles 20000 --pairs 3 --write
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from deltalake import DeltaTable
from invented import deliver
from results import table, write_section

from flows.server import address_of_api, prefect_server
from tests.servers import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORKERS = "2"


@dataclass(frozen=True)
class Way:
    """One way to do it: the command's arguments behind the drops, and whether it runs through a Prefect server."""

    name: str
    command: str
    options: tuple[str, ...] = ()
    prefect: bool = False


_WAYS = (
    Way("serial: `winnow ingest`, one worker", "ingest"),
    Way("two processes", "backfill", ("--workers", _WORKERS)),
    Way("two processes, through Prefect", "backfill", ("--workers", _WORKERS), prefect=True),
    Way("Dask, two workers, through Prefect", "backfill", ("--runner", "dask", "--workers", _WORKERS), prefect=True),
)
_PAIR = _WAYS[1:3]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--ways", default="0123", help="which of them, by number")
    parser.add_argument("--pairs", type=int, default=0, help="only two processes without and with Prefect, so often")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winnow-backfill-") as scratch:
        deliver(Path(scratch, "drops"), range(given.articles))
        if given.pairs:
            _in_pairs(Path(scratch), given.pairs, write=given.write)
            return
        rows = _run_all(Path(scratch), [_WAYS[int(one)] for one in given.ways])
    heads = ("way", "articles", "seconds", "articles a second", "serial step, s", "clusters")
    shown = table(heads, rows)
    print(shown)
    if given.write:
        write_section("backfill", "Backfill", shown, ("prefect", "prefect-dask", "distributed", "deltalake"))


def _in_pairs(scratch: Path, pairs: int, *, write: bool) -> None:
    """Measure what Prefect costs: pairs of runs, each time the other way first."""
    rows, ratios = [], []
    for number in range(1, pairs + 1):
        order = _PAIR if number % 2 else _PAIR[::-1]
        took = {way.prefect: row[2] for way, row in zip(order, _run_all(scratch, order), strict=True)}
        ratios.append(float(str(took[True])) / float(str(took[False])))
        rows.append((number, took[False], took[True], ratios[-1]))
    heads = ("pair", "two processes, s", "through Prefect, s", "ratio")
    shown = f"{table(heads, rows)}\n\nMedian ratio: {statistics.median(ratios):.3f}."
    print(shown)
    if write:
        write_section("backfill-prefect", "What Prefect costs a backfill", shown, ("prefect",))


def _run_all(scratch: Path, ways: Sequence[Way]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    first = None
    for number, way in enumerate(ways):
        store = scratch / f"store-{number}"
        row = _run(scratch, store, way)
        found = _lasting(store)
        first = first or found
        if found != first:
            raise SystemExit(f"{way.name}: other clusters or texts than the serial run")
        rows.append((*row, len(found[0])))
        print(rows[-1], file=sys.stderr, flush=True)
        shutil.rmtree(store)
    return rows


def _run(scratch: Path, store: Path, way: Way) -> tuple[object, ...]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WINNOW_", "PREFECT_"))}
    environment |= {
        "PREFECT_HOME": str(scratch / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "WINNOW_SEED": "7",
        "WINNOW_WORKERS": "1" if way.command == "ingest" else _WORKERS,
        "OMP_NUM_THREADS": "1",
    }
    if not way.prefect:
        return _timed(scratch, store, way, environment)
    os.environ |= {"PREFECT_HOME": environment["PREFECT_HOME"]}
    port = free_port()
    with prefect_server(address_of_api(port), port) as server:
        return _timed(scratch, store, way, {**environment, "PREFECT_API_URL": server.api})


def _timed(scratch: Path, store: Path, way: Way, environment: Mapping[str, str]) -> tuple[object, ...]:
    command = [str(Path(sys.executable).with_name("winnow")), way.command, str(scratch / "drops"), "--to", str(store)]
    started = time.perf_counter()
    ended = subprocess.run(
        [*command, *way.options, "--json"], env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - started
    if ended.returncode:
        raise SystemExit(f"{way.name} ended with {ended.returncode}:\n{ended.stderr[-3000:]}")
    figures = json.loads(ended.stdout.splitlines()[-1])
    return way.name, figures["documents"], seconds, figures["documents"] / seconds, figures["serial_seconds"]


def _lasting(store: Path) -> tuple[set[frozenset[tuple[str, str, str]]], set[tuple[str, str]]]:
    """Return the clusters as sets of (document, relation, parent), and the texts."""
    clusters: dict[str, set[tuple[str, str, str]]] = {}
    for row in DeltaTable(str(store / "members")).to_pyarrow_table().to_pylist():
        told = (row["document_id"], row["relation"], row["parent"] or "")
        clusters.setdefault(row["cluster_id"], set()).add(told)
    articles = DeltaTable(str(store / "articles")).to_pyarrow_dataset().to_table(columns=["document_id", "text_id"])
    return set(map(frozenset, clusters.values())), {
        (row["document_id"], row["text_id"]) for row in articles.to_pylist()
    }


if __name__ == "__main__":
    main()
