"""Whatever the bytes are, reading them ends, yields something and never raises."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners.visible import visible_line
from storage.formats import Counted, Delivered, Limits, Refused
from storage.formats.dates import utc
from storage.formats.flatten import flattened, line_of
from storage.formats.streams import Source, TooLongError
from tests.storage.formats.support import FIRST, articles, http, read, record

DROPS = Path(__file__).resolve().parents[2] / "data" / "drops"
SMALL = Limits(member_bytes=2**20, drop_bytes=2**22, expanded_bytes=2**24)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

STARTS = [
    *(
        b"",
        b"<",
        b"{",
        b"[",
        b"<rss><item>",
        b"<feed><entry>",
        b"<nitf>",
        b"<newsItem>",
        b"<NewsItem>",
        b"WARC/1.0\r\n",
    ),
    *(
        b"filedesc://x 1 2 3 4\n",
        b"PK\x03\x04",
        b"PAR1",
        b"\x1f\x8b\x08",
        b"BZh9",
        b"\xfd7zXZ\x00",
        b"\x28\xb5\x2f\xfd",
    ),
    *(
        b"\x01a 1 2\n\x02",
        b"From: a\nTo: b\nSubject: c\n\n",
        b"id,text\n",
        b"\xff\xfe",
        b"<?xml version='1.0'?><!DOCTYPE ",
    ),
]


def zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", content)
    return file.getvalue()


def tarred(content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo("a")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2], "text": [FIRST, FIRST]}), file)
    return file.getvalue()


@cache
def samples() -> list[bytes]:
    """Return a drop of every format and wrapper."""
    plain = [path.read_bytes() for path in sorted(DROPS.iterdir())]
    warc = record(b"x", "warcinfo") + record(http()) + record(http(b"", status="404 Not Found"))
    packed = [gzip.compress(warc), bz2.compress(warc), lzma.compress(warc), zstandard.compress(warc)]
    return [*plain, warc, *packed, zipped(plain[0]), tarred(warc), parquet(), gzip.compress(tarred(plain[1]))]


def check(raw: bytes) -> None:
    found = read(raw, SMALL)
    assert found
    for item in found:
        assert isinstance(item, Delivered | Refused | Counted)
        if isinstance(item, Refused):
            assert item.reason
            assert len(item.raw) <= SMALL.refused_bytes
        if isinstance(item, Delivered):
            item.body.encode("utf-8", "strict")


@MANY
@given(st.sampled_from(STARTS), st.binary(max_size=2_000))
def test_any_bytes_are_read(start: bytes, rest: bytes) -> None:
    check(start + rest)


@MANY
@given(st.data())
def test_mutated_drops_are_read(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(samples())))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, max(0, len(raw) - 1)))
        cut = data.draw(st.integers(0, 40))
        raw[at : at + cut] = data.draw(st.binary(max_size=40))
    check(bytes(raw))


@FEW
@given(st.data())
def test_cut_drops_are_read(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(samples()))
    check(raw[: data.draw(st.integers(0, len(raw)))])


@FEW
@given(st.text(min_size=1, max_size=300), st.text(max_size=60))
def test_json_gives_back_what_was_put_in(text: str, title: str) -> None:
    row = {"text": text, "headline": title, "id": "7"}
    raw = json.dumps(row, ensure_ascii=True).encode() + b"\n"
    for item in articles(read(raw + raw)):
        assert item.body == text
        assert item.given.title == visible_line(line_of(title))


@FEW
@given(st.lists(st.binary(max_size=3_000), max_size=5), st.integers(1, 70_000))
def test_a_source_gives_the_bytes_of_its_stream(pieces: list[bytes], size: int) -> None:
    whole = b"\n".join(pieces)
    source, taken = Source(io.BytesIO(whole), 10**9), b""
    try:
        while piece := source.line(size) if size % 2 else source.read(size):
            source.put_back(piece)
            assert source.read(len(piece)) == piece
            taken += piece
    except TooLongError:
        assert max(map(len, pieces)) >= size
        return
    assert whole.startswith(taken)
    assert source.position == len(taken)


@FEW
@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = utc(text)
    assert found == "" or utc(found) == found


@FEW
@given(st.text(alphabet="<>/ &;ab\n\"'=!-[]p", max_size=200))
def test_flattening_never_raises_and_leaves_no_blank_lines_in_paragraphs(markup: str) -> None:
    assert all(line.strip() for line in flattened(markup).split("\n\n") if line)
