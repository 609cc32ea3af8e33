"""Every kind of drop through the main path: read into documents, or refused with its place and its reason."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from tests.storage.formats.support import http, record, warc

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.pipeline import Tally

    Ingest = Callable[..., Tally]
    Write = Callable[..., str]


def _outcomes(tally: Tally) -> dict[str, int]:
    return {name: count for name, count in tally.outcomes.items() if count}


def _pages(article: Write, page: Write, numbers: range) -> list[bytes]:
    found = []
    for number in numbers:
        body = page(article(number), title=f"Story {number} of the long valley").encode()
        found.append(record(http(body), url=f"https://courier.example/{number}"))
    return found


def test_a_warc_gives_its_good_records_and_its_bad_one_is_quarantined_at_its_place(
    ingest: Ingest, corpus: Callable[[Path], Any], tmp_path: Path, article: Write, page: Write
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    good = _pages(article, page, range(4))
    broken = record(b"no answer of any server", url="https://courier.example/broken")
    content = warc(good[0], good[1], broken, record(b"GET / HTTP/1.1\r\n\r\n", "request"), good[2], good[3])
    (drops / "crawl.warc").write_bytes(content)
    found = ingest(drops, store)
    assert _outcomes(found) == {"stored": 4, "quarantined": 1}
    assert found.counted == {"request record": 1}
    tables = corpus(store)
    assert {row["url"] for row in tables.articles} == {f"https://courier.example/{number}" for number in range(4)}
    assert _outcomes(ingest(drops, store)) == {"seen": 5}


def test_a_drop_of_many_articles_is_cut_into_batches_and_remembered_with_its_last(
    ingest: Ingest, tmp_path: Path, article: Write
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    lines = [json.dumps({"id": str(number), "text": article(number)}) for number in range(25)]
    (drops / "many.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (drops / "one.txt").write_text(article(100))
    assert _outcomes(ingest(drops, store, batch=10)) == {"stored": 26}
    again = ingest(drops, store, batch=10)
    assert _outcomes(again) == {"seen": 26}
    assert not again.wrote


def test_given_fields_win_over_what_the_cleaner_reads(
    ingest: Ingest, corpus: Callable[[Path], Any], tmp_path: Path, article: Write
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    row = {
        "title": "Quay tram gets its vote",
        "authors": ["Edda Quill", "Tom Reeve"],
        "published": "2026-03-03T09:15:00+01:00",
        "language": "en-GB",
        "url": "https://herald.example/quay-tram",
        "source": "Harbour Herald",
        "text": "By Somebody Else\n\n" + article(3),
    }
    (drops / "row.json").write_text(json.dumps(row))
    assert _outcomes(ingest(drops, store)) == {"stored": 1}
    (found,) = corpus(store).articles
    assert (found["title"], found["authors"]) == ("Quay tram gets its vote", ["Edda Quill", "Tom Reeve"])
    assert found["published"].isoformat() == "2026-03-03T08:15:00+00:00"
    assert (found["language"], found["source"]) == ("en", "Harbour Herald")
    assert found["url"] == "https://herald.example/quay-tram"


def test_a_reader_that_runs_out_of_memory_costs_its_drop_and_no_other(
    ingest: Ingest, tmp_path: Path, article: Write
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    rows = [{"text": article(number)} for number in range(2)]
    huge = json.dumps([{"text": "x" * 1_000, "n": list(range(1_800_000)), "m": list(range(1_800_000))}])
    (drops / "1.json").write_text(json.dumps(rows[:1]))
    (drops / "2.json").write_text(huge)
    (drops / "3.json").write_text(json.dumps(rows[1:]))
    found = ingest(drops, store, reader_megabytes=180)
    assert _outcomes(found) == {"stored": 2, "quarantined": 1}
    assert list(found.reasons) == ["quarantined: its reader died, or needed more than 180 MB of memory"]
