"""How reading and publishing slow down with the number of commits, with maintenance and without.

    python benchmarks/upkeep.py --commits 2000 --every 96

Each commit holds a few invented articles, as a schedule of 15 minutes has in a quiet night; ``--every`` 96 is once a
day. A year has 35,000 commits: what grows in a straight line here is 17 times as much then.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deltalake import DeltaTable
from results import table, write_section

from cleaners.record import CleanCopy, Fields
from dedup.sign import sign
from storage.commit import commit_batch
from storage.document import Document, document_id
from storage.maintain import maintain, plan_maintenance
from storage.options import StoreOptions
from storage.rows import Run
from storage.store import Store, open_store
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Iterator

Row = tuple[str, int, int, int, float, float]

_HEADS = ("maintenance", "commits", "files of articles", "of members", "open and read ids, s", "publish, s")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", type=int, default=2000)
    parser.add_argument("--articles", type=int, default=3)
    parser.add_argument("--every", type=int, default=96)
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="winnow-upkeep-") as scratch:
        rows = [
            row
            for every in (0, given.every)
            for row in _simulate(Path(scratch, f"store-{every}"), given.commits, given.articles, every)
        ]
    shown = table(_HEADS, rows)
    print(shown)
    if given.write:
        write_section("upkeep", "Many small commits", shown, ("deltalake",))


def _simulate(folder: Path, commits: int, articles: int, every: int) -> Iterator[Row]:
    # Just before maintenance, where it comes: what a reader meets at worst.
    marks = {part - 1 for part in (commits // 8, commits // 4, commits // 2, commits)}
    with contextlib.closing(open_store(str(folder), create=True, options=StoreOptions(seed=7))) as store:
        publishing: list[float] = []
        for number in range(1, commits + 1):
            publishing.append(_commit(store, number, articles))
            if every and number % every == 0:
                maintain(store, plan_maintenance(store, now=datetime.now(UTC)))
            if number in marks:
                yield _measure(folder, f"every {every}" if every else "none", number, publishing[-50:])


def _commit(store: Store, number: int, articles: int) -> float:
    """Commit and publish a few articles; return the seconds that publishing took."""
    documents = [_document(number * 1000 + at) for at in range(articles)]
    signatures = sign([one.clean.text for one in documents if one.clean], store.catalog.scheme)
    signed = [_with(one, signature) for one, signature in zip(documents, signatures, strict=True)]
    commit_batch(store, signed, (), Run(f"run-{number}", datetime.now(UTC).isoformat()))
    started = time.perf_counter()
    publish(store)
    return time.perf_counter() - started


def _document(number: int) -> Document:
    lot = random.Random(number)
    text = " ".join("".join(lot.choices(_LETTERS, k=6)) for _ in range(300))
    raw = text.encode()
    clean = CleanCopy(text, Fields(title=f"Article {number}"))
    return Document(document_id("", raw), f"drop-{number}", "wire", "text", raw, clean=clean)


def _with(document: Document, signature: Any) -> Document:
    return replace(document, signature=signature)


def _measure(folder: Path, maintenance: str, commits: int, publishing: list[float]) -> Row:
    started = time.perf_counter()
    tables = [DeltaTable(str(folder / name)) for name in ("articles", "members")]
    rows = [len(one.to_pyarrow_dataset().to_table(columns=["document_id"])) for one in tables]
    seconds = time.perf_counter() - started
    if rows[0] != rows[1]:
        raise SystemExit(f"the tables differ: {rows}")
    files = [len(one.file_uris()) for one in tables]
    print(f"{maintenance} {commits} {files} {seconds:.3f}", file=sys.stderr)
    return maintenance, commits, *files, seconds, sum(publishing) / len(publishing)


if __name__ == "__main__":
    main()
