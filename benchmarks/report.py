"""A report of many articles: how long it takes, how many files and bytes it is, how much memory it needs.

    python benchmarks/report.py --articles 100000 --write
    python benchmarks/report.py --store corpus             # of a store that is there

The store is made by the main job, out of invented articles of 450 words in the mean from forty sources: a fifth are
copies of another, cut or edited, and all carry some boilerplate. Making it takes longer than reporting it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from results import table, write_section

from flows.pipeline import run_ingest
from flows.report.addresses import ARTICLES_A_PAGE
from flows.report.build import build_report
from flows.settings import Settings
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.report.build import Built

_A_DROP = 1000
_SOURCES = 40
_COPIES = 0.2
_NOTE = "CPU seconds are the measure: seconds depend on what else the machine does. Memory before: the store is open."
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BOILERPLATE = ("Leave a Comment", "Share this on Facebook", "Subscribe to our newsletter", "Read more: page two")
_START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--store", help="report this store instead of making one")
    parser.add_argument("--keep", type=Path, help="make the store here, and keep it")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winnow-report-") as scratch:
        store = given.store or str(given.keep or Path(scratch, "corpus"))
        if not given.store:
            # In a process of its own: the memory that is measured is the report's.
            made = multiprocessing.get_context("spawn").Process(target=_make, args=(store, scratch, given.articles))
            made.start()
            made.join()
        shown = _measured(store, Path(scratch))
    print(shown)
    if given.write:
        write_section("report", "A report of many articles", shown, ("jinja2", "pyarrow", "sqlalchemy"))


def _make(store: str, scratch: str, articles: int) -> None:
    drops = Path(scratch, "drops")
    for number in range(0, articles, _A_DROP):
        drop = drops / f"{number:07}.jsonl"
        drop.parent.mkdir(exist_ok=True)
        with drop.open("w", encoding="utf-8") as lines:
            for row in _articles(number, min(_A_DROP, articles - number)):
                lines.write(json.dumps(row) + "\n")
    started = time.monotonic()
    tally = run_ingest([str(drops)], store, Settings(seed=7, batch=_A_DROP))
    print(f"{tally.read:,} articles ingested in {time.monotonic() - started:.0f} s", file=sys.stderr)
    shutil.rmtree(drops)


def _articles(first: int, count: int) -> Iterator[dict[str, str]]:
    for number in range(first, first + count):
        lot = random.Random(number)
        copied = lot.random() < _COPIES and number > _SOURCES
        text = _text(lot.randrange(number) if copied else number)
        blocks = text[: lot.randint(4, len(text))] if copied else text
        rest = lot.sample(_BOILERPLATE, lot.randint(0, 3))
        yield {
            "id": f"item-{number}",
            "url": f"https://outlet-{number % _SOURCES}.test/news/{number}",
            "source": f"outlet-{number % _SOURCES}",
            "title": " ".join(blocks[0].split()[:9]).capitalize(),
            "published": (_START + timedelta(minutes=3 * number)).isoformat(),
            "text": "\n\n".join([*blocks, *rest]),
        }


def _text(number: int) -> list[str]:
    """Return an invented article's blocks; words come and go as often as words do."""
    lot = random.Random(f"text {number}")
    blocks = []
    for _ in range(lot.randint(6, 14)):
        words = [_word(int(lot.paretovariate(0.6))) for _ in range(lot.randint(25, 65))]
        blocks.append(" ".join(words).capitalize() + ".")
    return blocks


def _word(rank: int) -> str:
    letters, rank = [], rank % 60_000
    while True:
        letters.append(_LETTERS[rank % 26])
        rank //= 26
        if not rank:
            return "".join(letters) + "aeiou"[len(letters) % 5]


def _measured(address: str, scratch: Path) -> str:
    store = open_store(address)
    before, started = _peak(), time.process_time()
    built = build_report(store, scratch / "report")
    peak, spent = _peak(), time.process_time() - started
    store.close()
    files = [path for path in (scratch / "report").rglob("*") if path.is_file()]
    largest = max(path.stat().st_size for path in files)
    articles = sum(1 for path in files if path.parent.name == "articles")
    heads = "articles|s|CPU s|articles a CPU second|files|MB|largest file, kB|peak memory, MB|before, MB"
    found = table(heads.split("|"), [_row(built, spent, (articles, len(files), largest), (before, peak))])
    return f"{found}\n\n{_NOTE}"


def _row(built: Built, spent: float, found: tuple[int, int, int], memory: tuple[float, float]) -> tuple[object, ...]:
    pages, files, largest = found
    before, peak = memory
    articles = pages * ARTICLES_A_PAGE
    return (
        f"{articles:,}",
        round(built.seconds),
        round(spent),
        f"{articles / spent:,.0f}",
        f"{files:,}",
        f"{built.bytes / 1e6:,.0f}",
        f"{largest / 1e3:,.0f}",
        round(peak),
        round(before),
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
