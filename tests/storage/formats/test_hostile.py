"""Drops made to do harm: each ends in a named refusal, fast, in little memory, with nothing written by its names."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from storage.formats import Limits, Refused
from tests.storage.formats.support import FIRST, PAGE, articles, http, read, record, refusals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MB = 2**20
BOMB = "unpacks to more than 100 times its size: a bomb"


@pytest.fixture(autouse=True)
def _writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in an empty folder, which stays empty."""
    monkeypatch.chdir(tmp_path)
    yield
    assert not list(tmp_path.iterdir())


def packed_zeros(size: int) -> bytes:
    """Return gzip of zeros, made without having them."""
    packer = zlib.compressobj(9, wbits=31)
    pieces = [packer.compress(bytes(MB)) for _ in range(size // MB)]
    return b"".join(pieces) + packer.flush()


def zipped(**members: bytes) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(kind: bytes = tarfile.REGTYPE, name: str = "a", content: bytes = b"", link: str = "") -> bytes:
    """Return a tar archive of one member."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size = kind, link, len(content)
        archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def test_a_small_warc_that_unpacks_to_a_gigabyte_is_a_bomb() -> None:
    head = record(b"", length=1024 * MB)[: -len(b"\r\n\r\n")]
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(head + http(b""))
    bomb += b"".join(packer.compress(bytes(MB)) for _ in range(64)) + packer.flush()
    found = read(bomb + gzip.compress(record(http())))
    assert [item.raw for item in articles(found)] == [PAGE]
    assert list(refusals(found)) == ["record at byte 0"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_bombs_of_every_compression_stop_at_the_ratio(pack: Callable[[bytes], bytes]) -> None:
    assert refusals(read(pack(b"a" * 20 * MB))) == {"": BOMB}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_nested_bombs_stop_before_they_unpack(pack: Callable[[bytes], bytes]) -> None:
    found = read(pack(pack(pack(b"a" * 10 * MB))))
    assert refusals(found) in ({"": "packed more than 2 times over"}, {"": BOMB})


def test_a_zip_bomb_costs_its_member() -> None:
    found = read(zipped(**{"bomb.txt": bytes(50 * MB), "b.html": PAGE}))
    assert refusals(found) == {"bomb.txt": BOMB}
    assert len(articles(found)) == 1


def test_a_zip_in_a_zip_in_a_zip_is_too_deep() -> None:
    found = read(zipped(a=zipped(b=zipped(c=PAGE))))
    assert refusals(found) == {"a / b": "packed more than 2 times over"}


def test_a_tar_bomb_in_gzip_stops_at_the_ratio() -> None:
    found = read(packed_zeros(10 * MB))
    assert list(refusals(found).values()) == [BOMB]


def test_many_small_bombs_meet_the_ratio_together() -> None:
    found = read(gzip.compress(b"a" * 900_000) * 50)
    assert refusals(found) == {"": BOMB}


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "C:\\x", "a\0b", "a\n\x1b[2Jb", "x" * 60_000])
def test_names_of_archives_are_only_shown(name: str) -> None:
    for found in (read(zipped(**{name: PAGE})), read(tarred(name=name, content=PAGE))):
        (item,) = articles(found)
        assert item.raw == PAGE
        assert item.place.isprintable()
        assert len(item.place) <= 200


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "a symbolic link: links are not followed"),
        (tarfile.LNKTYPE, "a link to another member: links are not followed"),
        (tarfile.CHRTYPE, "a device"),
        (tarfile.BLKTYPE, "a device"),
        (tarfile.FIFOTYPE, "a pipe"),
    ],
)
def test_links_and_devices_in_tar_are_refused(kind: bytes, reason: str) -> None:
    assert refusals(read(tarred(kind, "evil", link="/etc/passwd"))) == {"evil": reason}


def test_a_link_in_a_zip_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo("evil")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert refusals(read(file.getvalue())) == {"evil": "a symbolic link: links are not followed"}


def test_a_tar_header_with_an_endless_name_is_refused() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2**33
    found = read(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))
    assert refusals(found) == {"": "a member's name larger than 1 MB"}


def test_a_tar_member_with_a_lying_size_is_refused() -> None:
    info = tarfile.TarInfo("x.txt")
    info.size = 2**40
    found = read(info.tobuf() + FIRST.encode().ljust(1024, b"\0"))
    assert refusals(found) == {"x.txt": "the archive ends early", "": "the rest can't be read: the archive ends early"}


def test_a_zip_with_lying_sizes_is_read_by_what_it_holds() -> None:
    raw = bytearray(zipped(**{"a.html": PAGE}))
    at = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<II", raw, at + 20, 0x7FFFFFFF, 10)  # packed far more, unpacked far less than true
    found = read(bytes(raw))
    assert not [item for item in articles(found) if item.raw != PAGE]
    assert len(found) == 1


def test_a_zip_directory_that_claims_millions_of_members_is_refused() -> None:
    raw = bytearray(zipped(**{"a.html": PAGE}))
    at = raw.rfind(b"PK\x05\x06")
    struct.pack_into("<HI", raw, at + 10, 1, 0x7FFFFFFF)
    assert "a zip directory larger than 32 MB" in refusals(read(bytes(raw)))[""]


def test_more_members_than_allowed_are_refused() -> None:
    raw = zipped(**{f"{number}.txt": FIRST.encode() for number in range(20)})
    assert refusals(read(raw, Limits(members=10))) == {"": "an archive of more than 10 members"}


def test_an_encrypted_member_is_refused() -> None:
    raw = bytearray(zipped(**{"a.html": PAGE}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.find(mark) + offset] |= 1
    assert refusals(read(bytes(raw))) == {"a.html": "encrypted"}


def test_an_office_document_is_no_archive_of_articles() -> None:
    raw = zipped(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert "office document" in refusals(read(raw))[""]


def entity_bomb(root: str, item: str) -> bytes:
    """Return ten entities of ten entities each."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "ha">{lines}]><{root}>{item}</{root}>'.encode()


XML_HOLDERS = [
    ("rss", "<channel><item><title>&l9;</title><description>&l9;</description></item></channel>"),
    ("feed", "<entry><content>&l9;</content></entry>"),
    ("newsMessage", "<newsItem guid='1'><contentMeta><headline>&l9;</headline></contentMeta></newsItem>"),
    ("NewsML", "<NewsItem><NewsLines><HeadLine>&l9;</HeadLine></NewsLines></NewsItem>"),
    ("nitf", "<body><body.content><p>&l9;</p></body.content></body>"),
    ("XMLNewsQueuedResponse", "<RBNews><content>&l9;</content></RBNews>"),
]


@pytest.mark.parametrize(("root", "item"), XML_HOLDERS)
def test_entity_bombs_are_refused_in_every_xml_format(root: str, item: str) -> None:
    assert refusals(read(entity_bomb(root, item))) == {"": "XML with entities made of others: an entity bomb"}


@pytest.mark.parametrize(("root", "item"), XML_HOLDERS)
@pytest.mark.parametrize("kind", ['SYSTEM "file:///etc/passwd"', 'PUBLIC "x" "http://127.0.0.1:9/x"'])
def test_external_entities_are_refused_and_nothing_is_fetched(root: str, item: str, kind: str) -> None:
    raw = f"<!DOCTYPE r [<!ENTITY l9 {kind}>]><{root}>{item}</{root}>".encode()
    assert refusals(read(raw)) == {"": "XML that fetches entities from elsewhere: an attack"}


def test_parameter_entities_are_refused() -> None:
    raw = b'<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><rss><item><title>t</title></item></rss>'
    assert refusals(read(raw)) == {"": "XML that fetches entities from elsewhere: an attack"}


def test_a_quadratic_entity_is_refused() -> None:
    raw = (
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 190}">]><rss><item><description>{"&a;" * 100_000}</description></item></rss>'
    )
    assert refusals(read(raw.encode())) == {"": "XML whose entities more than double it: an entity bomb"}


def test_an_abbreviation_is_no_bomb() -> None:
    raw = b'<!DOCTYPE r [<!ENTITY co "Coast Courier">]><rss><item><description>&co; &eacute;</description></item></rss>'
    assert articles(read(raw))[0].body == "Coast Courier é"


def test_a_dtd_on_the_network_is_not_fetched() -> None:
    raw = b'<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/x.dtd"><nitf><body><body.content><p>Words</p></body.content></body></nitf>'
    assert articles(read(raw))[0].body == "Words"


@pytest.mark.parametrize(("root", "item"), XML_HOLDERS)
def test_deep_xml_is_refused(root: str, item: str) -> None:
    raw = f"<{root}>{item.replace('&l9;', '<a>' * 100_000)}</{root}>".encode()
    assert refusals(read(raw))
    assert not articles(read(raw))


def test_a_flood_of_attributes_is_refused() -> None:
    flood = " ".join(f"a{number}='1'" for number in range(50_000))
    raw = f"<rss><item><title {flood}>t</title><description>d</description></item></rss>".encode()
    assert refusals(read(raw)) == {"item 1": "a tag with more than 1,000 attributes"}


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, '{"text": "x", "a":' + "[" * 500 + "]" * 500 + "}"])
def test_deep_json_is_refused(text: str) -> None:
    (reason,) = refusals(read(text.encode())).values()
    assert "JSON" in reason


def test_a_huge_json_number_stays_text() -> None:
    (found,) = articles(read(b'{"text": "words", "id": ' + b"9" * 1_000_000 + b"}"))
    assert found.guid == "9" * 2000


def test_json_of_endless_small_values_is_refused() -> None:
    (reason,) = refusals(read(b'{"a": [' + b"[]," * 4_100_000 + b"[]]}")).values()
    assert reason == "JSON of more than 4,000,000 values"


def test_a_hundred_megabyte_line_costs_itself() -> None:
    line = json.dumps({"id": 1, "text": FIRST}).encode() + b"\n"
    found = read(line + b"x" * 100 * MB + b"\n" + line)
    assert [item.place for item in articles(found)] == ["line 1", "line 3"]
    assert refusals(found) == {"line 2": "a line longer than 64 MB"}


def test_a_hundred_megabyte_text_is_refused() -> None:
    assert refusals(read(b"word " * 20 * MB)) == {"": "larger than 64 MB"}


def test_a_hundred_megabyte_table_line_costs_itself() -> None:
    found = read(b"id,text\n1,words here\n" + b"x" * 70 * MB + b"\n2,more words\n")
    assert [item.guid for item in articles(found)] == ["1", "2"]
    assert len(refusals(found)) == 1


def test_an_open_quote_ends_at_the_limit() -> None:
    found = read(b'id,text\n1,"' + b"words\n" * 200_000, Limits(member_bytes=MB))
    assert not articles(found)
    assert "a table row that does not end" in refusals(found).values()


def test_a_drop_larger_than_the_limit_is_refused_where_the_limit_is() -> None:
    line = json.dumps({"id": 1, "text": FIRST}).encode() + b"\n"
    found = read(line * 10_000, Limits(drop_bytes=MB))
    assert articles(found)
    assert refusals(found) == {"": "the rest can't be read: the drop is larger than 1 MB"}


@pytest.mark.parametrize(
    "raw",
    [bytes(100_000), b"\0" * 3 + FIRST.encode(), FIRST.encode() + bytes(5000), bytes.fromhex("f643baff10b92d1fd3")],
)
def test_nulls_and_noise_are_no_crash(raw: bytes) -> None:
    assert read(raw)


def test_a_parquet_file_with_a_lying_directory_is_refused() -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({"text": [FIRST] * 100}), file)
    raw = file.getvalue()
    for size in (2**31 - 1, len(raw) * 2, 4):
        assert refusals(read(raw[:-8] + size.to_bytes(4, "little") + b"PAR1"))
    middle = len(raw) // 2
    assert read(raw[:middle] + b"\xff" * 40 + raw[middle + 40 :])
    assert refusals(read(raw[:middle])) == {"": "the Parquet file is damaged or ends early"}


def test_a_parquet_file_that_repeats_one_huge_text_stops_at_its_limit() -> None:
    file = io.BytesIO()
    pq.write_table(pa.table({"text": ["word " * 100_000] * 200}), file, compression="zstd")
    assert len(file.getvalue()) < MB
    found = read(file.getvalue(), Limits(expanded_bytes=20 * MB, expansion=100_000))
    assert refusals(found) == {"": "unpacks to more than 20 MB"}


def test_a_mail_of_endless_parts_is_refused() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(3000)
    )
    head = b"From: a@b.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    (reason,) = refusals(read(head + nested)).values()
    assert "parts" in reason or "text" in reason


def test_broken_mail_headers_are_no_crash() -> None:
    raw = b"From: =?utf-8?q?=FF=FE?= <<<>>>@@\r\nSubject: =?nope?b?!!!!?=\r\nDate: 99 Foo\r\nMIME-Version: \xff\r\n"
    raw += b"Content-Type: text/plain; charset=\"\xff\xfe\"; charset*=x''%00\r\n\r\nWords of the mail.\r\n"
    (found,) = articles(read(raw))
    assert found.body == "Words of the mail."


def test_pages_that_hang_parsers_are_delivered_for_the_cleaner_to_tame() -> None:
    for page in ("<div>" * 200_000, "<html>" + "<!--" * 20_000, "<html " + "a=1 " * 50_000 + ">"):
        began = time.process_time()
        assert len(read(page.encode())) == 1
        assert time.process_time() - began < 5


@pytest.mark.parametrize("bait", ["(" * 50_000, "<" * 100_000, "&" * 100_000, " =" * 50_000, "-" * 100_000])
def test_bait_for_regular_expressions_takes_linear_time(bait: str) -> None:
    began = time.process_time()
    read(f"<rss><item><title>{bait}</title><description>{bait}</description></item></rss>".encode())
    read(
        json.dumps({"title": bait, "html": bait, "author": bait, "date": bait, "guid": "1", "headline": bait}).encode()
    )
    read(f"\x01abc0001 4 i 2 x 1\n\x02{bait}\n{bait} =\n{bait}\x03{bait}".encode())
    read(bait.encode())
    assert time.process_time() - began < 8


def test_a_large_warc_is_read_in_little_memory() -> None:
    page = record(http(PAGE * 200))

    class Endless:
        """A file that is longer than memory should be."""

        def __init__(self, size: int) -> None:
            self.left = size // len(page) * len(page)
            self.at = 0

        def read(self, size: int) -> bytes:
            size = min(size, self.left)
            start = self.at % len(page)
            self.at += size
            self.left -= size
            return (page * (size // len(page) + 2))[start : start + size]

    from storage.formats import read_drop

    tracemalloc.start()
    number = sum(1 for _ in read_drop(Endless(30 * MB)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 30 * MB // len(page)
    assert peak < 5 * MB


FLOODS = {
    "tags": lambda size: b"<rss><item><description>" + b"<a/>" * (size // 4) + b"</description></item></rss>",
    "items": lambda size: b"<rss>" + b"<item/>" * (size // 7) + b"</rss>",
    "open items": lambda size: b"<rss>" + b"<item>" * (size // 6),
    "comments": lambda size: b"<rss>" + b"<!---->" * (size // 7) + b"</rss>",
    "ampersands": lambda size: b"<rss><item><description>" + b"&" * size + b"</description></item></rss>",
    "references": lambda size: b"<rss><item><description>" + b"&a;" * (size // 3) + b"</description></item></rss>",
    "cells": lambda size: b"id,text\n" + b"," * size + b"\n",
    "rows": lambda size: b"id,text\n" + b",\n" * (size // 64),
    "messages": lambda size: b"\x01a 1\n\x02" + b"\x01" * size,
    "lines": lambda size: b"From: a\nTo: b\nSubject: c\n\n" + b"\n" * size,
    "angles": lambda size: (
        b'{"guid": "1", "headline": "a", "pubstatus": "usable", "body_html": "' + b"<" * size + b'"}'
    ),
    "breaks": lambda size: (
        b'{"guid": "1", "headline": "a", "pubstatus": "usable", "body_text": "' + b"\\n" * (size // 2) + b'"}'
    ),
    "names": lambda size: b"{" + b",".join(b'"%d": 1' % number for number in range(size // 32)) + b"}",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_of_small_things_are_refused_in_time_and_memory(flood: str) -> None:
    """1 MB of each takes seconds of CPU even while memory is traced, and some times its size."""
    raw = FLOODS[flood](MB)
    tracemalloc.start()
    began = time.process_time()
    found = read(raw)
    spent = time.process_time() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found
    assert not [item for item in articles(found) if item.status == "killed"]
    assert spent < 20
    assert peak < 200 * MB


def test_a_line_of_json_has_the_values_of_a_document_at_most() -> None:
    lines = [b'{"text": "The first ferry left at noon."}', b'{"text": "x", "n": [' + b"1," * 200 + b"1]}"]
    found = read(b"\n".join((*lines, lines[0])), Limits(values=100))
    assert refusals(found) == {"line 2": "JSON of more than 100 values"}
    assert len(articles(found)) == 2


def test_a_message_that_is_too_long_costs_itself_in_a_mailbox() -> None:
    mail = "From a@b.example Tue Mar  3 09:15:00 2026\nFrom: a@b.example\nSubject: Pier\n\n{}\n\n".format
    whole = "".join(map(mail, (FIRST, "word\n" * 300_000, FIRST, "x" * 2 * MB, FIRST))).encode()
    found = read(whole, Limits(member_bytes=MB, refused_bytes=1_000))
    assert refusals(found) == {"message 2": "larger than 1 MB", "message 4": "a mail with a line longer than 1 MB"}
    assert len(articles(found)) == 3
    assert all(len(item.raw) <= 1_000 for item in found if isinstance(item, Refused))
