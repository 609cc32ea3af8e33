"""Every kind of drop through the main path: read into documents, or refused with its place and its reason."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from flows.recleaning import run_reprocess
from flows.settings import SettingError, Settings
from flows.sources import read_sources
from storage import schema
from storage.check import check
from storage.rebuild import plan_rebuild, rebuild_catalog
from storage.reprocess import Selection
from storage.review import Choice, waiting
from storage.store import open_store
from tests.storage.formats.support import http, record, warc

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.pipeline import Tally

    Ingest = Callable[..., Tally]
    Write = Callable[..., str]


# What the files of the bench hold, checked by hand against them.
_EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "storage" / "formats" / "expected_bench.json").read_text(encoding="utf-8")
)


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


def test_every_bench_drop_is_read_or_refused_with_a_reason(ingest: Ingest, shared: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    found = ingest(shared / "bench" / "drops", store)
    assert found.outcomes.total() == found.read > 150
    assert all(len(reason) > 15 and "Error" not in reason for reason in found.reasons)
    with closing(open_store(str(store))) as opened:
        quarantined = waiting(opened, "quarantined", Choice())
        assert check(opened).findings == []
    # What is refused of each file, by its place in it, is in quarantine, and nothing else of it.
    root = f"{shared / 'bench' / 'drops'}/"
    places = {name: {row.place for row in quarantined if row.drop == f"{root}{name}"} for name in _EXPECTED}
    assert places == {name: set(told.get("refused", {})) for name, told in _EXPECTED.items()}
    again = ingest(shared / "bench" / "drops", store)
    assert again.outcomes["seen"] == again.read == found.read


def test_wire_items_keep_what_their_formats_tell(
    ingest: Ingest, shared: Path, tmp_path: Path, corpus: Callable[[Path], Any]
) -> None:
    """Each article of the wire files that is in the corpus has the title, date and language that its format states."""
    store = tmp_path / "store"
    ingest(shared / "bench" / "drops" / "wire", store)
    ingest(shared / "bench" / "drops" / "ninjs-iptc", store)
    expected = json.loads((Path(__file__).parents[1] / "storage/formats/expected_bench.json").read_text("utf-8"))
    wanted = {
        one["title"]: one for name, told in expected.items() for one in told.get("articles", []) if one.get("title")
    }
    rows = [row for row in corpus(store).articles if row["title"] in wanted]
    assert len(rows) > 15
    for row in rows:
        told = wanted[row["title"]]
        if told.get("published", "").endswith("Z"):
            assert row["published"].strftime("%Y-%m-%dT%H:%M:%SZ") == told["published"]
        if "language" in told:
            assert row["language"] == told["language"]


def _rows(article: Write, numbers: range) -> list[dict[str, str]]:
    return [
        {"title": f"Row {number}", "text": article(number), "url": f"https://herald.example/{number}"}
        for number in numbers
    ]


def _as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _as_parquet(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


def _as_zip(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in rows:
            archive.writestr(f"../../{row['title']}.json", json.dumps(row))
    return out.getvalue()


def test_the_same_rows_in_any_wrapper_are_the_same_articles(
    ingest: Ingest, tmp_path: Path, corpus: Callable[[Path], Any], article: Write
) -> None:
    rows = _rows(article, range(3))
    lines = "\n".join(map(json.dumps, rows)).encode()
    forms = {
        "csv": _as_csv(rows),
        "parquet": _as_parquet(rows),
        "zip": _as_zip(rows),
        "jsonl": lines,
        "xz": lzma.compress(lines),
        "zst": zstandard.compress(lines),
    }
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    for number, (name, content) in enumerate(forms.items()):
        (drops / f"{number}.{name}").write_bytes(content)
    found = ingest(drops, store)
    assert _outcomes(found) == {"stored": 3, "seen": 15}
    articles = corpus(store).articles
    assert {(row["title"], row["url"]) for row in articles} == {(row["title"], row["url"]) for row in rows}
    assert {row["text"] for row in articles} == {row["text"].strip() for row in rows}
    assert {path.name for path in tmp_path.parent.iterdir() if path.name.startswith("Row")} == set()


def test_a_source_is_told_by_configuration_then_folder_then_delivery_then_site(
    ingest: Ingest, tmp_path: Path, corpus: Callable[[Path], Any], article: Write, page: Write
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    (drops / "folder").mkdir(parents=True)
    config = tmp_path / "winnow.toml"
    config.write_text('[sources.configured]\npaths = ["folder/special-*.json"]\ntext = "Volltext"\ntitle = ["Kopf"]\n')
    told = {"source": "Delivered", "url": "https://www.site.example/x"}
    (drops / "folder" / "special-1.json").write_text(json.dumps({"Volltext": article(1), "Kopf": "Mapped", **told}))
    (drops / "folder" / "2.json").write_text(json.dumps({"text": article(2), **told}))
    (drops / "3.json").write_text(json.dumps({"text": article(3), **told}))
    (drops / "4.html").write_text(page(article(4), url="https://www.site.example/y"))
    (drops / "5.txt").write_text(article(5))
    ingest(drops, store, config=str(config))
    rows = {row["text"]: row for row in corpus(store).articles}
    sources = [rows[article(number).strip()]["source"] for number in range(1, 6)]
    assert sources == ["configured", "folder", "Delivered", "site.example", "unknown"]
    assert rows[article(1).strip()]["title"] == "Mapped"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[sources.a]\nsubject = 'x'\n", "[sources.a] has no setting 'subject'"),
        ("[sources.a]\npaths = 3\n", "[sources.a]: 'paths' is a text or a list of texts"),
        ("sources = 3\n", "[sources] must hold tables"),
    ],
)
def test_a_source_that_can_not_be_meant_is_told(tmp_path: Path, content: str, reason: str) -> None:
    config = tmp_path / "winnow.toml"
    config.write_text(content)
    with pytest.raises(SettingError, match=re.escape(reason)):
        read_sources(Settings(config=str(config)))


def test_given_fields_survive_cleaning_again_and_a_catalog_made_again(
    ingest: Ingest, tmp_path: Path, corpus: Callable[[Path], Any], article: Write
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    row = {
        "title": "Given",
        "authors": ["Edda Quill"],
        "published": "2026-03-03T09:15:00Z",
        "guid": "g:1",
        "version": "4",
    }
    (drops / "1.json").write_text(json.dumps({**row, "text": article(1), "keywords": ["ferry", "pier"]}))
    ingest(drops, store)
    before = corpus(store).lasting()
    assert +run_reprocess(str(store), Settings(), Selection(again=True)).counts == {"unchanged": 1}
    with closing(open_store(str(store))) as opened:
        rebuild_catalog(opened, plan_rebuild(opened))
        with opened.catalog.reading() as connection:
            (item,) = connection.execute(schema.items.select()).all()
    assert (item.guid, item.version, json.loads(item.keywords)) == ("g:1", "4", ["ferry", "pier"])
    assert +run_reprocess(str(store), Settings(), Selection(again=True)).counts == {"unchanged": 1}
    assert corpus(store).lasting() == before


def test_a_run_that_is_killed_in_the_middle_of_a_drop_is_repeated_without_loss(
    environment: dict[str, str], ingest: Ingest, tmp_path: Path, corpus: Callable[[Path], Any], article: Write
) -> None:
    drops, store, other = tmp_path / "drops", tmp_path / "store", tmp_path / "other"
    drops.mkdir()
    lines = [json.dumps({"text": article(number), "url": f"https://herald.example/{number}"}) for number in range(300)]
    (drops / "many.jsonl").write_text("\n".join(lines))
    command = [str(Path(sys.executable).with_name("winnow")), "ingest", str(drops), "--to", str(store)]
    settings = {**environment, "WINNOW_BATCH": "20", "WINNOW_WORKERS": "1", "WINNOW_SEED": "7"}
    run = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while run.poll() is None and not 40 <= _committed(store) < 300:
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert 0 < _committed(store) < 300
    found = ingest(drops, store, batch=20)
    assert found.outcomes.total() == 300
    assert found.outcomes["seen"] + found.outcomes["stored"] == 300
    assert found.outcomes["seen"] > 0
    ingest(drops, other, batch=20)
    assert corpus(store).lasting() == corpus(other).lasting()
    again = ingest(drops, store)
    assert (again.outcomes["seen"], again.wrote) == (300, False)


def _committed(store: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{store / 'catalog.db'}?mode=ro", uri=True)) as catalog:
            return int(catalog.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


# Prints what was stored, and the most memory (MB) that the run and that any of its processes had.
_MEASURED = """
import multiprocessing, sys
from pathlib import Path
from flows.pipeline import run_ingest
from flows.settings import Settings

def most(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024

seen = []
def watch(*_):
    seen.extend(most(child.pid) for child in multiprocessing.active_children())

found = run_ingest([sys.argv[1]], sys.argv[2], Settings(workers=1), None, watch)
print(found.outcomes["stored"], most("self"), max(seen))
"""


def test_a_large_warc_streams(environment: dict[str, str], tmp_path: Path, article: Write, page: Write) -> None:
    """80 MB of pages: neither the run nor its reader holds more of them than a batch."""
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    filling = "<!-- " + "many words of a template " * 8_000 + " -->"
    with (drops / "crawl.warc").open("wb") as file:
        for number in range(400):
            body = page(article(number), title=f"Story {number}").replace("<nav>", f"{filling}<nav>")
            file.write(record(http(body.encode()), url=f"https://courier.example/{number}"))
    command = [sys.executable, "-c", _MEASURED, str(drops), str(store)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=True)
    stored, own, children = map(int, done.stdout.split())
    assert stored == 400
    assert 100 < own < 350  # 278 measured
    assert 50 < children < 400
