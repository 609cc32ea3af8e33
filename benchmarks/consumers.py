"""What a consumer's question costs: each article once, English, of the last week, out of 100,000.

    python benchmarks/consumers.py --articles 100000 --write

The corpus is made of invented words and published by Winnow's own publisher, two commits a day for eight weeks; a
fifth of it are copies. The same question is put to one JSON object an article. Each is asked in a process of its own,
after its files were dropped from the page cache; bytes are those that the process asked the system for (``asked``), and
those that came from the disk (``disk``), where mapped files show.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results import table, write_section

from storage import rows, schema
from storage.corpus import open_corpus
from storage.export import export_to_path
from storage.objects import put_by_content
from storage.options import StoreOptions
from storage.outbox import announce, pack_changes
from storage.parts import pack_articles
from storage.store import open_store
from storage.tables import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DAYS, _COMMITS_A_DAY = 56, 2
_END = datetime(2026, 11, 22, tzinfo=UTC)
_WEEK = _END - timedelta(days=7)
_LANGUAGES = ("en",) * 7 + ("de", "fr", "es")
_WORDS = 400
_HEADS = ("asked of", "articles", "seconds", "MB asked", "MB from the disk", "files")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    parser.add_argument("--ask", choices=list(_QUESTIONS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ask:
        print(json.dumps(_measured(given.ask, given.folder)), flush=True)
        os._exit(0)  # without Arrow's threads
    with tempfile.TemporaryDirectory(prefix="winnow-consumers-") as scratch:
        folder = Path(scratch)
        _make(folder, given.articles)
        found = [_asked(name, folder) for name in _QUESTIONS]
        shown = table(_HEADS, found)
        sizes = {part: _size(folder / part) / 1e6 for part in ("store/articles", "store/members", "json")}
    shown += "\n\nOn the disk, MB: " + ", ".join(f"{part} {size:,.0f}" for part, size in sizes.items())
    print(shown)
    if given.write:
        title = f"Each article once, English, last week, of {given.articles:,}"
        write_section("consumers", title, shown, ("duckdb", "polars", "deltalake", "pyarrow"))


def _make(folder: Path, count: int) -> None:
    lot = random.Random(7)
    words = ["".join(lot.choices("abcdefghijklmnopqrstuvwxyz", k=lot.randint(2, 9))) for _ in range(30_000)]
    weights = list(accumulate(1 / place for place in range(1, len(words) + 1)))
    commits = _DAYS * _COMMITS_A_DAY
    with contextlib.closing(open_store(str(folder / "store"), create=True, options=StoreOptions(seed=7))) as store:
        for number in range(commits):
            moment = _END - timedelta(days=_DAYS) + timedelta(hours=12 * (number + 1), seconds=-1)
            size = count * (number + 1) // commits - count * number // commits
            articles, members = _batch(lot, words, weights, moment, size)
            part = pack_articles(articles)
            with store.catalog.exclusive() as transaction:
                put_by_content(store.objects, part.key, part.content)
                transaction.put(schema.parts, "key", [rows.part_row(part)])
                announce(transaction, part, pack_changes(members, [one["document_id"] for one in members]))
            publish(store)
            _write_objects(folder / "json", articles, members)


def _batch(
    lot: random.Random, words: list[str], weights: list[float], moment: datetime, size: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    articles: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for _ in range(size):
        text = " ".join(lot.choices(words, cum_weights=weights, k=lot.randint(_WORDS // 2, _WORDS * 3 // 2)))
        name = hashlib.sha256(text.encode()).hexdigest()
        copied = bool(members) and lot.random() < 0.2
        source = f"source-{lot.randrange(40)}"
        published = moment - timedelta(minutes=lot.randrange(720))
        told = {"title": text[:60], "source": source, "url": f"https://{source}.example/{name[:12]}"}
        told |= {"document_id": name, "published": published, "first_seen": moment, "site": f"{source}.example"}
        articles.append(
            told | {"text_id": name, "text": text, "words": len(text.split()), "language": lot.choice(_LANGUAGES)}
            | {"authors": ["Ada Quill"], "removals": [], "cleaner_version": "1"}
        )  # fmt: skip
        cluster = lot.choice(members)["cluster_id"] if copied else name
        tie = {"relation": "reprint" if copied else "original", "parent": cluster if copied else None}
        tie |= {"jaccard": 0.8 * copied, "containment": 0.9 * copied, "reason": "fullest text"}
        members.append(told | tie | {"cluster_id": cluster, "canonical": not copied})
    return articles, members


def _write_objects(folder: Path, articles: list[dict[str, Any]], members: list[dict[str, Any]]) -> None:
    for article, member in zip(articles, members, strict=True):
        path = folder / article["document_id"][:2] / f"{article['document_id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**member, **article}, default=str))


def _duckdb(folder: Path) -> int:
    import duckdb
    from deltalake import DeltaTable

    articles, members = (DeltaTable(str(folder / "store" / name)).file_uris() for name in ("articles", "members"))
    query = """
        SELECT a.document_id, a.title, a.text, m.copies FROM read_parquet($articles) a
        JOIN (SELECT *, count(*) OVER (PARTITION BY cluster_id) AS copies FROM read_parquet($members)) m
        USING (document_id) WHERE m.canonical AND a.language = 'en' AND a.published >= $week
    """
    given = {"articles": articles, "members": members, "week": _WEEK}
    return int(duckdb.sql(query, params=given).to_arrow_table().num_rows)


def _polars(folder: Path) -> int:
    import polars as pl

    members = pl.scan_delta(str(folder / "store/members")).with_columns(copies=pl.len().over("cluster_id"))
    found = (
        pl.scan_delta(str(folder / "store/articles"))
        .filter(pl.col("language") == "en", pl.col("published") >= _WEEK)
        .join(members.filter("canonical").select("document_id", "copies"), on="document_id")
        .select("document_id", "title", "text", "copies")
    )
    return found.collect().height


def _export(kind: str) -> Callable[[Path], int]:
    def run(folder: Path) -> int:
        corpus = open_corpus(str(folder / "store")).select(language="en", published_from=_WEEK)
        return export_to_path(corpus, kind, folder / f"out.{kind}").rows

    return run


def _python(folder: Path) -> int:
    corpus = open_corpus(str(folder / "store")).select(language="en", published_from=_WEEK)
    return int(corpus.to_arrow(["document_id", "title", "text", "copies"]).num_rows)


def _objects(folder: Path) -> int:
    week, found = str(_WEEK), []
    for path in (folder / "json").rglob("*.json"):
        one = json.loads(path.read_bytes())
        if one["canonical"] and one["language"] == "en" and one["published"] >= week:
            found.append((one["document_id"], one["title"], one["text"]))
    return len(found)


_QUESTIONS: dict[str, Callable[[Path], int]] = {
    "DuckDB, read_parquet": _duckdb,
    "Polars, scan_delta": _polars,
    "open_corpus().to_arrow()": _python,
    "winnow export --as parquet": _export("parquet"),
    "winnow export --as jsonl": _export("jsonl"),
    "one JSON object an article": _objects,
}


def _asked(name: str, folder: Path) -> tuple[Any, ...]:
    command = [sys.executable, __file__, "--ask", name, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return name, found["rows"], found["seconds"], found["asked"] / 1e6, found["disk"] / 1e6, found["files"]


def _measured(name: str, folder: Path) -> dict[str, Any]:
    import duckdb  # noqa: F401 - what is imported here is no part of the question
    import polars as pl  # noqa: F401

    of = [folder / "json"] if name.startswith("one JSON") else [folder / "store/articles", folder / "store/members"]
    files = [path for root in of for path in root.rglob("*") if path.is_file()]
    _drop_from_cache(files)
    asked, disk = _read_so_far()
    started = time.perf_counter()
    count = _QUESTIONS[name](folder)
    seconds = time.perf_counter() - started
    asked_after, disk_after = _read_so_far()
    return {
        "rows": count,
        "seconds": seconds,
        "asked": asked_after - asked,
        "disk": disk_after - disk,
        "files": len(files),
    }


def _drop_from_cache(files: list[Path]) -> None:
    os.sync()
    for path in files:
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_so_far() -> tuple[int, int]:
    told = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(told["rchar"]), int(told["read_bytes"])


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
