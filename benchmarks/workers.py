"""Several workers on one store: that overlapping runs keep every article once, and what four of them bring.

    nice python benchmarks/workers.py overlap [--articles 1000] [--repeats 20]
    nice python benchmarks/workers.py throughput [--articles 2000] [--s3] [--write]

``overlap``: two processes ingest the same articles into one store that neither finds there, again and again, with a
SQLite and with a PostgreSQL catalog; anything lost, twice, or in the tables and not in the catalog ends the benchmark
with an error. ``throughput``: the same articles by one worker and by four that share them out, one PostgreSQL. Each
worker is a `winnow ingest` process that cleans in itself and in no other, so that only their number differs.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from results import table, write_section

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the servers of the tests

from deltalake import DeltaTable
from sqlalchemy import select

from flows.settings import Settings
from storage import schema
from storage.store import open_store
from tests.postgres import postgres
from tests.servers import seaweedfs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORDS = """harbour council engine orchard ferry winter budget tunnel museum signal copper valley lantern market
railway storm ledger pilot bakery archive meadow glacier tribunal novel kettle anchor violin quarry saddle beacon
mortar pepper granite willow cathedral compass barley foundry lagoon thicket parcel turbine sermon almanac"""
_SENTENCES = 30
_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a trial's store is, and the settings its workers run with."""

    store: str
    catalog: str
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """Return a worker's environment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WINNOW_", "PREFECT_"))}
        own = {"WINNOW_WORKERS": "1", "WINNOW_CATALOG": self.catalog, "OMP_NUM_THREADS": "1"}
        return {**kept, **own, **self.settings}


def write_drops(folder: Path, articles: int, shares: int) -> list[Path]:
    """Write invented articles, dealt out into so many folders; return those."""
    folders = [folder / f"share-{share}" for share in range(shares)]
    for number in range(articles):
        lot = random.Random(number)
        told = [" ".join(lot.choices(_WORDS.split(), k=18)).capitalize() + "." for _ in range(_SENTENCES)]
        text = "\n\n".join(" ".join(told[at : at + 4]) for at in range(0, _SENTENCES, 4))
        path = folders[number % shares] / "wire" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folders


def ingest(drops: Sequence[Path], place: Place) -> Counter[str]:
    """Run one worker a folder of drops, all at once; return what became of the documents."""
    program = str(Path(sys.executable).with_name("winnow"))
    runs = [
        subprocess.Popen(
            [program, "ingest", str(folder), "--to", place.store, "--json"],
            env=place.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for folder in drops
    ]
    outcomes: Counter[str] = Counter()
    for run in runs:
        output, errors = run.communicate()
        if run.returncode:
            raise SystemExit(f"a worker ended with {run.returncode}: {errors}")
        outcomes.update(json.loads(output)["outcomes"])
    return +outcomes


def check_once(place: Place, articles: int) -> None:
    """End the benchmark unless the store has every article once, in its catalog and in both tables."""
    settings = Settings.from_environment({"WINNOW_CATALOG": place.catalog, **place.settings})
    with contextlib.closing(open_store(place.store, options=settings.store_options())) as store:
        with store.catalog.reading() as connection:
            documents = list(connection.scalars(select(schema.documents.c.document_id)))
        if store.catalog.has_pending():
            raise SystemExit("something is committed and not published")
        for name in ("articles", "members"):
            found = DeltaTable(store.objects.uri(name), storage_options=store.objects.table_options())
            ids = found.to_pyarrow_table(columns=["document_id"])["document_id"].to_pylist()
            if sorted(ids) != sorted(documents) or len(set(ids)) != articles:
                raise SystemExit(f"{name}: {len(ids)} rows of {len(set(ids))} articles; {articles} were delivered")


def overlap(articles: int, repeats: int) -> str:
    """Let two processes ingest the same articles, on each database; return the table of what was found."""
    rows = []
    with tempfile.TemporaryDirectory() as name, postgres() as server:
        drops = write_drops(Path(name) / "drops", articles, 1)
        for database in ("SQLite", "PostgreSQL"):
            totals: Counter[str] = Counter()
            started = time.monotonic()
            for repeat in range(repeats):
                catalog = server.new_database() if database == "PostgreSQL" else ""
                place = Place(f"{name}/{database}-{repeat}", catalog, {"WINNOW_BATCH": "50"})
                totals += ingest(drops * 2, place)
                check_once(place, articles)
                print(database, repeat + 1, dict(totals), flush=True)
            seconds = time.monotonic() - started
            rows.append([database, repeats, totals["stored"], totals["seen"], 0, 0, seconds / repeats])
    heads = ["catalog", "repeats", "stored", "seen", "twice", "lost", "seconds a repeat"]
    return f"Two processes, the same {articles:,} articles, batches of 50.\n\n" + table(heads, rows)


def throughput(articles: int, *, s3: bool) -> str:
    """Ingest the same articles with one worker and with four; return the table of speeds."""
    rows = []
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres())
        settings: dict[str, str] = {}
        if s3:
            objects = folder / "objects"
            objects.mkdir()
            settings = stack.enter_context(seaweedfs(objects)).environment
            os.environ.update(settings)
            _make_bucket()
        for workers in (1, _WORKERS):
            drops = write_drops(folder / f"drops-{workers}", articles, workers)
            store = f"s3://workers/corpus-{workers}" if s3 else str(folder / f"store-{workers}")
            place = Place(store, server.new_database(), settings)
            ingest(write_drops(folder / f"first-{workers}", 1, 1), place)  # makes the store
            started = time.monotonic()
            ingest(drops, place)
            rows.append([workers, articles, articles / (time.monotonic() - started)])
            check_once(place, articles)
    alone = rows[0][2]
    heads = ["workers", "articles", "articles a second", "against one"]
    kind = "SeaweedFS" if s3 else "a local folder"
    body = table(heads, [[*row, row[2] / alone] for row in rows])
    return f"One PostgreSQL, objects in {kind}; {os.cpu_count()} cores hold the workers and the servers.\n\n{body}"


def _make_bucket() -> None:
    import boto3

    boto3.client("s3", endpoint_url=os.environ["WINNOW_S3_ENDPOINT"]).create_bucket(Bucket="workers")


def main() -> None:
    """Measure, print and, with --write, put the section into RESULTS.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["overlap", "throughput"])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--s3", action="store_true", help="objects in SeaweedFS, started by the benchmark")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    overlapping = given.what == "overlap"
    body = overlap(given.articles, given.repeats) if overlapping else throughput(given.articles, s3=given.s3)
    name = given.what + ("-s3" if given.s3 else "")
    title = "Overlapping runs" if overlapping else "Four workers on one store"
    print(write_section(name, title, body, ["sqlalchemy", "psycopg", "deltalake"]) if given.write else body)


if __name__ == "__main__":
    main()
