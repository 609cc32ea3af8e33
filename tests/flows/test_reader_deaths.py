"""What a reader dies of costs one record: a new reader goes on behind it."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import multiprocessing
import os
import signal
import tarfile
import zipfile
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import re2
import zstandard

from flows.reader import READER, DropReader, Order
from flows.replaying import replay
from flows.settings import Settings
from storage.check import check
from storage.document import Document
from storage.drop import ReadDrop
from storage.drops import list_drops
from storage.formats import Counted
from storage.limits import Bounds, Limits
from storage.review import Choice, waiting
from storage.store import open_store
from tests.storage.formats.support import http, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flows.pipeline import Tally

    Ingest = Callable[..., Tally]
    Write = Callable[..., str]
    Found = list[Document | Counted | ReadDrop]

# Beyond what a reader is forked with. What kills needs twice as much, what is passed over a megabyte or a line.
_MEGABYTES = 48
_DIED = f"its reader died, or needed more than {_MEGABYTES} MB of memory"
# What is tried is the reader, not the limits that would refuse what kills it before it does.
_LIMITS = Limits(expansion=10**6, tags=10**7, member_bytes=256 * 2**20, page_bytes=256 * 2**20)
_FILLING = "filling of a cell in plain words, " * 500_000


def _read(folder: Path, raw: bytes, *, megabytes: int = _MEGABYTES, restarts: int = 5) -> Found:
    (folder / "drop").write_bytes(raw)
    (drop,) = list_drops([str(folder)])
    with DropReader(_LIMITS, Bounds(megabytes=megabytes, restarts=restarts)) as reader:
        return list(reader.read(Order(drop)))


def _refused(found: Found) -> dict[str, str]:
    return {one.place: one.reason for one in found if isinstance(one, Document) and one.outcome}


def _titles(found: Found) -> list[str]:
    return [one.given.title for one in found if isinstance(one, Document) and not one.outcome]


def _killer() -> str:
    """Return a JSON object of millions of values, each of which costs memory and nothing else."""
    return json.dumps({"title": "x", "text": "Short.", "n": []}).replace("[]", f"[{'[],' * 1_200_000}1]")


def _lines(numbers: range, killers: tuple[int, ...]) -> bytes:
    killer = _killer()
    row = '{{"title": "Row {0}", "text": "Row {0} of the harbour\'s book."}}'.format
    return "\n".join(killer if number in killers else row(number) for number in numbers).encode()


def _rows(numbers: range, killers: tuple[int, ...]) -> list[dict[str, str]]:
    return [
        {
            "title": f"Row {number}",
            "text": _FILLING if number in killers else f'Row {number} of the harbour\'s\n"book".',
        }
        for number in numbers
    ]


def _table(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    table = csv.DictWriter(written, ["title", "text"])
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode()


def _crawl(numbers: range, killers: tuple[int, ...]) -> bytes:
    filling = f"<p>{_FILLING}</p>" * 2
    pages = [f"<html><title>Row {n}</title><p>{filling if n in killers else n}</p></html>" for n in numbers]
    requests = record(b"GET / HTTP/1.1\r\n\r\n", "request")
    return b"".join(requests + record(http(page.encode())) for page in pages)


def _members(pack: Callable[[dict[str, bytes]], bytes]) -> bytes:
    lines = _lines(range(1, 5), (2,))
    return pack({"first.jsonl": lines, "second.json": _killer().encode(), "third.jsonl": _lines(range(5, 7), ())})


def _tar(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, content in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return whole.getvalue()


def _zip(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


@pytest.mark.parametrize(
    "packed",
    [bytes, gzip.compress, bz2.compress, partial(lzma.compress, preset=0), zstandard.ZstdCompressor().compress],
    ids=["plain", "gzip", "bzip2", "xz", "zstd"],
)
def test_a_line_that_needs_too_much_memory_costs_itself_in_every_wrapper(
    packed: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    """Two of two hundred lines kill their reader, the first line one of them."""
    found = _read(tmp_path, packed(_lines(range(1, 201), (1, 140))))
    assert _refused(found) == {"line 1": _DIED, "line 140": _DIED}
    assert _titles(found) == [f"Row {number}" for number in range(1, 201) if number not in (1, 140)]
    assert isinstance(found[-1], ReadDrop)
    assert (found[-1].documents, bool(found[-1].fingerprint)) == (200, True)


@pytest.mark.parametrize("pack", [_zip, _tar, lambda members: gzip.compress(_tar(members))], ids=["zip", "tar", "tgz"])
def test_a_member_of_an_archive_costs_itself_and_a_line_in_one_the_line(
    pack: Callable[[dict[str, bytes]], bytes], tmp_path: Path
) -> None:
    found = _read(tmp_path, _members(pack))
    assert _refused(found) == {"first.jsonl / line 2": _DIED, "second.json": _DIED}
    assert _titles(found) == [f"Row {number}" for number in (1, 3, 4, 5, 6)]


def test_a_record_of_a_crawl_costs_itself_and_what_is_counted_is_counted_once(tmp_path: Path) -> None:
    raw = _crawl(range(1, 41), (7, 8))
    found = _read(tmp_path, raw)
    starts = [found.start() for found in re2.finditer(rb"WARC/1", raw)]
    assert _refused(found) == {f"record at byte {starts[13]}": _DIED, f"record at byte {starts[15]}": _DIED}
    assert sum(isinstance(one, Document) for one in found) == 40
    assert [one for one in found if isinstance(one, Counted)] == [Counted("request record", 40)]


def test_a_row_of_a_table_costs_itself(tmp_path: Path) -> None:
    """Cells are quoted and have line ends in them, the killing row's too."""
    rows = _rows(range(1, 21), (12,))
    rows[11]["text"] = f'"A" long\nlist, {rows[11]["text"]}\n"of" lines'
    found = _read(tmp_path, _table(rows))
    assert _refused(found) == {"line 24": _DIED}
    assert _titles(found) == [f"Row {number}" for number in range(1, 21) if number != 12]


def test_a_row_that_kills_in_a_parquet_file_costs_the_rest_of_its_row_group(tmp_path: Path) -> None:
    rows = _rows(range(1, 201), (70,))
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "made", row_group_size=80, compression="zstd")
    raw = (tmp_path / "made").read_bytes()
    (tmp_path / "made").unlink()
    found = _read(tmp_path, raw)
    assert _refused(found) == {"rows 65 to 80": _DIED}
    assert _titles(found) == [f"Row {number}" for number in range(1, 201) if not 65 <= number <= 80]


def test_an_item_of_a_feed_costs_itself(tmp_path: Path) -> None:
    item = "<item><title>Row {0}</title><description>Row {0} of the harbour's book.</description></item>".format
    killer = f"<item><title>x</title><description>{'<a/>' * 900_000}</description></item>"
    items = "".join(killer if number == 9 else item(number) for number in range(1, 21))
    found = _read(tmp_path, f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>".encode())
    assert _refused(found) == {"item 9": _DIED}
    assert _titles(found) == [f"Row {number}" for number in range(1, 21) if number != 9]


def test_a_message_of_a_mailbox_costs_itself(tmp_path: Path) -> None:
    mail = "From x@example.org Tue Mar  3 09:15:00 2026\nFrom: x@example.org\nSubject: Row {0}\n\n{1}\n\n".format
    raw = "".join(mail(number, _FILLING * 2 if number == 3 else "A line.") for number in range(1, 8)).encode()
    raw = raw.replace(b"words, filling", b"words,\nfilling")
    found = _read(tmp_path, raw)
    assert _refused(found) == {"message 3": _DIED}
    assert _titles(found) == [f"Row {number}" for number in range(1, 8) if number != 3]


def test_an_item_in_a_json_list_costs_itself_once_it_is_decoded(tmp_path: Path) -> None:
    """The NITF in a ninjs item is XML of its own, which is parsed when the item is read."""
    rows: list[dict[str, str]] = [
        {"uri": f"u:{number}", "headline": f"Row {number}", "versioncreated": "2026-03-03", "body_text": "A text."}
        for number in range(1, 5)
    ]
    rows[1]["body_nitf"] = f"<nitf><body><body.content><p>{'<a/>' * 900_000}</p></body.content></body></nitf>"
    found = _read(tmp_path, json.dumps(rows).encode())
    assert _refused(found) == {"entry 2": _DIED}
    assert _titles(found) == ["Row 1", "Row 3", "Row 4"]


def test_the_entry_of_a_json_list_takes_what_follows_with_it(tmp_path: Path) -> None:
    """Where it ends can only be told by reading it."""
    rows = [{"title": f"Row {number}", "text": f"Row {number} of the harbour's book."} for number in range(1, 5)]
    whole = json.dumps(rows, indent=1)
    raw = whole.replace(json.dumps(rows[2], indent=1).replace("\n", "\n "), _killer())
    found = _read(tmp_path, raw.encode())
    assert _refused(found) == {"entry 3": _DIED}
    assert _titles(found) == ["Row 1", "Row 2"]


def test_a_drop_that_ends_too_many_readers_is_given_up(tmp_path: Path) -> None:
    found = _read(tmp_path, _lines(range(1, 31), (5, 10, 15, 20)), restarts=2)
    assert _refused(found) == {"line 5": _DIED, "line 10": _DIED, "": f"the rest can't be read: {_DIED}"}
    assert _titles(found) == [f"Row {number}" for number in range(1, 15) if number % 5]
    assert isinstance(found[-1], ReadDrop)
    assert found[-1].documents == 15


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (signal.SIGSTOP, "its reader made no progress for 2 s"),
        (signal.SIGKILL, "its reader died, or needed more than 400 MB of memory"),
    ],
)
def test_a_reader_that_hangs_or_is_killed_costs_the_record_that_it_was_at(
    sent: signal.Signals, reason: str, tmp_path: Path, article: Write
) -> None:
    """A stopped process is as silent as one that a parser hangs in. All other lines come, once and in order."""
    lines = [json.dumps({"title": f"Row {number}", "text": article(number)}) for number in range(1, 2_001)]
    (tmp_path / "1.jsonl").write_text("\n".join(lines))
    (tmp_path / "2.jsonl").write_text("\n".join(lines[:3]))
    first, second = list_drops([str(tmp_path)])
    with DropReader(Limits(), Bounds(seconds=2)) as reader:
        reading = reader.read(Order(first))
        found = [next(reading)]
        (child,) = [one for one in multiprocessing.active_children() if one.name == READER]
        os.kill(child.pid or 0, sent)
        found += reading
        refused = _refused(found)
        assert set(refused.values()) <= {reason}
        assert len(refused) <= 1  # none, where the last record begun had come whole
        assert _titles(found) == [f"Row {n}" for n in range(1, 2_001) if f"line {n}" not in refused]
        assert found[-1] == ReadDrop(first.name, first.fingerprint, 2_000)
        assert len(list(reader.read(Order(second)))) == 4


def test_what_was_passed_over_is_read_once_the_reader_may_have_more_memory(
    ingest: Ingest, tmp_path: Path, article: Write, corpus: Callable[[Path], Any]
) -> None:
    drops, store = tmp_path / "drops", tmp_path / "store"
    drops.mkdir()
    lines = [json.dumps({"title": f"Row {number}", "text": article(number)}) for number in range(1, 31)]
    lines[19] = json.dumps({"title": "Row 20", "text": article(20), "n": []}).replace("[]", f"[{'[],' * 1_200_000}1]")
    (drops / "rows.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), 1))
    found = ingest(drops, store, batch=8, reader_megabytes=_MEGABYTES, expansion=10**6)
    assert +found.outcomes == {"stored": 29, "quarantined": 1}
    assert ingest(drops, store).outcomes["seen"] == 30
    with closing(open_store(str(store))) as opened:
        (row,) = waiting(opened, "quarantined", Choice())
        assert (row.place, row.reason) == ("line 20", _DIED)
        assert +replay(opened, [row], Settings(seed=7, expansion=10**6)).outcomes == {"stored": 1}
        assert waiting(opened, "quarantined", Choice()) == []
        assert check(opened).findings == []
    assert {row["title"] for row in corpus(store).articles} == {f"Row {number}" for number in range(1, 31)}
