"""WARC and ARC: the good records, and only these; the rest by their offsets."""

from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard

from storage.formats import Limits
from tests.storage.formats.support import FIRST, PAGE, articles, counts, http, read, record, refusals, warc

PLACE = "record at byte 0"


def test_pages_are_delivered_and_the_rest_is_counted() -> None:
    found = read(
        warc(
            record(b"software: x\r\n", "warcinfo"),
            record(b"GET / HTTP/1.0\r\n\r\n", "request"),
            record(http()),
            record(b"", "revisit"),
            record(http(b"moved", status="302 Found")),
            record(http(b"\xff\xd8\xff", "Content-Type: image/jpeg")),
            record(FIRST.encode(), "conversion"),
            record(PAGE, "resource"),
        )
    )
    assert [(item.body, item.media, item.url) for item in articles(found)] == [
        (PAGE.decode(), "html", "https://courier.example/pier"),
        (FIRST, "text", "https://courier.example/pier"),
        (PAGE.decode(), "html", "https://courier.example/pier"),
    ]
    assert counts(found) == {
        "warcinfo record": 1,
        "request record": 1,
        "revisit record": 1,
        "response that is no page": 2,
    }


def test_places_are_byte_offsets_in_the_delivered_file() -> None:
    one, two = record(http()), record(http())
    assert [item.place for item in articles(read(one + two))] == [PLACE, f"record at byte {len(one)}"]
    packed = gzip.compress(one)
    found = articles(read(packed + gzip.compress(two)))
    assert [item.place for item in found] == [PLACE, f"record at byte {len(packed)}"]


def test_records_in_one_gzip_member_have_places_of_their_own() -> None:
    one, two = record(http()), record(http())
    found = articles(read(gzip.compress(one + two)))
    assert [item.place for item in found] == [PLACE, f"{PLACE}, {len(one)} bytes into its gzip member"]


def raw_deflate(page: bytes) -> bytes:
    """Return deflate without its wrapper."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(page) + packer.flush()


def chunked(page: bytes) -> bytes:
    """Return a body in chunks."""
    return b"%x;x=y\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (10, page[:10], len(page) - 10, page[10:])


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: gzip", gzip.compress(PAGE)[:-2]),  # only the checksum is cut
        ("Content-Encoding: gzip", PAGE),  # the crawler unpacked it and kept the header
        ("Content-Encoding: br", PAGE),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Content-Encoding: deflate", raw_deflate(PAGE)),
        ("Content-Encoding: zstd", zstandard.compress(PAGE)),
        ("Transfer-Encoding: chunked", chunked(PAGE)),
        ("Transfer-Encoding: chunked", PAGE),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(PAGE))),
    ],
)
def test_a_page_comes_out_of_what_servers_wrap_it_in(header: str, body: bytes) -> None:
    (found,) = articles(read(record(http(body, f"Content-Type: text/html\r\n{header}"))))
    assert found.raw == PAGE


@pytest.mark.parametrize(
    ("header", "body", "reason"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)[:-30], "its compressed page ends early"),
        ("Content-Encoding: gzip", gzip.compress(PAGE)[:10] + b"\x07" * 50, "its compressed page is damaged"),
        ("Content-Encoding: br", b"\x8b\x02\x80abc", "compressed in a way that has no reader (Brotli)"),
        ("Transfer-Encoding: chunked", chunked(PAGE)[:-30], "its chunks are damaged"),
    ],
)
def test_a_damaged_page_is_refused_and_the_next_record_read(header: str, body: bytes, reason: str) -> None:
    found = read(record(http(body, f"Content-Type: text/html\r\n{header}")) + record(http()))
    assert refusals(found) == {PLACE: reason}
    assert len(articles(found)) == 1


def test_the_charset_of_the_response_is_used() -> None:
    page = "<p>Ærø og Ålborg får ny færge i år</p>".encode("cp865")
    (found,) = articles(read(record(http(page, "Content-Type: text/html; charset=cp865"))))
    assert found.body == "<p>Ærø og Ålborg får ny færge i år</p>"


def test_a_length_that_is_a_little_short_is_mended() -> None:
    block = http(gzip.compress(PAGE), "Content-Type: text/html\r\nContent-Encoding: gzip")
    found = read(record(block, length=len(block) - 2) + record(http()))
    assert [item.raw for item in articles(found)] == [PAGE, PAGE]


@pytest.mark.parametrize("length", ["-1", "abc", "99999999999999999999", "1e3", ""])
def test_a_record_without_a_sane_length_costs_itself(length: str) -> None:
    bad = record(http()).replace(b"Content-Length: ", b"Content-Length: " + length.encode() + b"\r\nX: ", 1)
    found = read(bad + record(http()))
    assert list(refusals(found)) == [PLACE]
    assert [item.place for item in articles(found)] == [f"record at byte {len(bad)}"]


def test_garbage_between_records_costs_itself() -> None:
    garbage = b"\x00\xff garbage \r\n" * 100
    found = read(record(http()) + garbage + record(http()))
    assert len(articles(found)) == 2


def test_a_file_that_ends_in_a_record_tells_where() -> None:
    one = record(http())
    found = read(one + record(http())[:-200])
    assert refusals(found) == {f"record at byte {len(one)}": "the record ends early"}
    assert len(articles(found)) == 1


def test_a_damaged_gzip_member_costs_itself() -> None:
    members = [gzip.compress(record(http())) for _ in range(3)]
    broken = members[1][:100] + b"\xff" * 60 + members[1][160:]
    found = read(members[0] + broken + members[2])
    assert [item.place for item in articles(found)] == [PLACE, f"record at byte {len(members[0]) + len(broken)}"]
    assert list(refusals(found)) == [f"record at byte {len(members[0])}"]


def test_a_record_larger_than_the_limit_is_passed_by() -> None:
    found = read(record(http(PAGE * 100)) + record(http()), Limits(member_bytes=10_000))
    assert list(refusals(found)) == [PLACE]
    assert len(articles(found)) == 1


def test_arc_files_are_read() -> None:
    block = http()
    head = b"filedesc://x.arc 0.0.0.0 20260303091500 text/plain 9\n1 0 Coast\n\n"
    one = b"https://courier.example/pier 10.0.0.1 20260303091500 text/html %d\n%b\n" % (len(block), block)
    bad = b"https://courier.example/bad 10.0.0.1 20260303091500 text/html -1\n\n"
    found = read(head + one + bad + one)
    assert [item.url for item in articles(found)] == ["https://courier.example/pier"] * 2
    assert list(refusals(found)) == [f"record at byte {len(head) + len(one)}"]
    assert len(articles(read(gzip.compress(head) + gzip.compress(one)))) == 1
