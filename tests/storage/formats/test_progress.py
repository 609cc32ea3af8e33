"""Whichever record a reader must not read, it passes over that one and gives all the others as before."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tarfile
import zipfile
from multiprocessing import RawValue
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from storage.formats import Counted, Delivered, Refused, read_drop
from storage.formats.progress import Progress, reached
from storage.formats.separated import _ends_inside_quotes
from tests.storage.formats.support import http, record, warc

if TYPE_CHECKING:
    from pathlib import Path

_WHY = "its reader died"
_OWN = [
    *("articles.csv", "articles.json", "articles.jsonl", "box.mbox", "feed.atom", "feed.rdf", "feed.rss", "telex.txt"),
    *("newsml-1.xml", "newsml-g2.xml", "ninjs-1.json", "nitf.xml", "wordpress.xml", "bureau.xml", "ap-media.json"),
]


def _arc(pages: list[bytes]) -> bytes:
    head = b"filedesc://x.arc 0.0.0.0 20260303091500 text/plain 2\n1\n"
    return head + b"".join(
        b"https://a.example/ 1.2.3.4 20260303091500 text/html %d\n%s\n" % (len(one), one) for one in pages
    )


def _crawl() -> list[bytes]:
    return [http(f"<html><title>{n}</title><p>Page {n} of the harbour's book.</p></html>".encode()) for n in range(4)]


def _packed(members: dict[str, bytes]) -> tuple[bytes, bytes]:
    tar, packed = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, content in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return gzip.compress(tar.getvalue()), packed.getvalue()


def _table() -> bytes:
    rows = [{"title": f"Row {n}", "text": f"Row {n} of the harbour's book."} for n in range(40)]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink, row_group_size=35)
    return sink.getvalue()


def _drops(folder: Path) -> dict[str, bytes]:
    found = {name: (folder / name).read_bytes() for name in _OWN}
    members = {
        "a.csv": found["articles.csv"],
        "b.html": b"<html><p>A page of one harbour.</p></html>",
        "c.rss": found["feed.rss"],
    }
    tar, packed = _packed(members)
    pages = [record(one) for one in _crawl()]
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"title": f"{n}", "content_text": f"Item {n}."} for n in range(3)],
    }
    return found | {
        "warc": warc(*pages[:2], record(b"GET / HTTP/1.1\r\n\r\n", "request"), *pages[2:]),
        "warc.gz": b"".join(gzip.compress(one) for one in pages),
        "arc": _arc(_crawl()),
        "tgz": tar,
        "zip": packed,
        "parquet": _table(),
        "csv.bz2": bz2.compress(found["articles.csv"]),
        "feed.json": json.dumps(feed).encode(),
    }


def _read(raw: bytes, fatal: dict[int, str]) -> tuple[list[Delivered | Refused], int]:
    """Return what a drop gives, and how many records began."""
    told = RawValue("q", 0)
    found = list(read_drop(io.BytesIO(raw), progress=Progress(told, fatal)))
    return [item for item in found if not isinstance(item, Counted)], reached(told)[0]


def _lies_in(item: Delivered | Refused, passed: Refused) -> bool:
    """Tell whether an item is what was passed over, or in it: a member's line, a row of a group, a list from there on."""
    words, number = passed.place.split(), item.place.rpartition(" ")[2]
    if words[:1] == ["rows"]:
        return int(words[1]) <= int(number) <= int(words[3])
    if words[:1] == ["entry"]:
        return int(number) >= int(words[1])
    return item.place.startswith(passed.place)


@pytest.mark.parametrize("name", [*_OWN, "warc", "warc.gz", "arc", "tgz", "zip", "parquet", "csv.bz2", "feed.json"])
def test_any_record_can_be_passed_over(name: str, drops: Path) -> None:
    raw = _drops(drops)[name]
    whole, begun = _read(raw, {})
    assert begun > 0
    for number in range(1, begun + 1):
        found, _ = _read(raw, {number: _WHY})
        passed = [item for item in found if isinstance(item, Refused) and _WHY in item.reason]
        missing = [item for item in whole if item not in found]
        assert len(passed) <= 1
        assert passed or not missing
        # The first line of JSON is read before it is known what it is.
        assert (number == 1 and name.endswith("json")) or all(_lies_in(item, passed[0]) for item in missing)
        assert [item for item in whole if item not in missing] == [item for item in found if item in whole]


def test_what_is_told_is_the_record_begun_last_and_what_came_before_it() -> None:
    told = RawValue("q", 0)
    progress = Progress(told, {2: _WHY})
    assert reached(told) == (0, 0)
    assert progress.begin() == ""
    progress.found = 3
    assert progress.begin() == _WHY
    assert reached(told) == (2, 3)


@pytest.mark.parametrize(
    ("line", "inside", "after"),
    [
        (b"a,b\n", False, False),
        (b'a,"b\n', False, True),
        (b'"a""b",c\n', False, False),
        (b'a,"",""\n', False, False),
        (b'a,"""\n', False, True),
        (b'5" pipe,b\n', False, False),
        (b'end",c\n', True, False),
        (b'end","open\n', True, True),
        (b'a "" still\n', True, True),
    ],
)
def test_the_end_of_a_quoted_cell_is_found_as_the_csv_module_has_it(line: bytes, inside: bool, after: bool) -> None:
    assert _ends_inside_quotes(line, ",", is_open=inside) is after
