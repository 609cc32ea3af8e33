"""Inputs that once ended a reader, or the whole process: one case a finding of ``benchmarks/fuzz.py``."""

from __future__ import annotations

import io
import json
import struct
import time
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaners.decode import decode
from cleaners.html.door import clean_html
from storage.formats import Limits
from tests.storage.formats.support import FIRST, PAGE, articles, counts, http, read, record, refusals


@pytest.mark.parametrize("tag", ["dc:cr:00", "dk:", "a:b:c", ":"])
def test_a_tag_that_is_no_name_once_it_is_mended_costs_nothing(tag: str) -> None:
    raw = f"<rss><channel><item><{tag} /><title>Pier</title><description>{FIRST}</description></item></channel></rss>"
    (found,) = articles(read(raw.encode()))
    assert found.given.title == "Pier"


def test_a_folded_line_after_a_warc_header_without_a_colon_costs_its_record() -> None:
    broken = record(http()).replace(b"WARC-Date", b"no colon here\r\n folded\r\nWARC-Date")
    assert len(articles(read(broken + record(http())))) == 2


def test_a_zip_member_without_a_name_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a", PAGE)
    raw = bytearray(file.getvalue().replace(b"PK\x03\x04", b"PK\x03\x04"))
    for mark, offset in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        at = raw.find(mark)
        end = at + (30 if offset == 26 else 46)
        raw[at + offset : at + offset + 2] = b"\0\0"  # the name's length
        extra = at + offset + 2
        raw[extra : extra + 2] = b"\1\0"  # its byte is an extra field now
        assert raw[end : end + 1] == b"a"
    assert read(bytes(raw))


@pytest.mark.parametrize("charset", ["utf\0", "\0", "x" * 5_000, "idna", "rot13", "zip", "undefined", "unicode_escape"])
def test_a_charset_that_is_none_is_ignored(charset: str) -> None:
    assert decode("Der Bürgermeister grüßt die Stadt.".encode("cp1252"), charset).encoding == "cp1252"


@pytest.mark.parametrize("charset", ["rot13", "hex", "unicode_escape", "utf-7", "idna"])
def test_a_page_that_declares_no_charset_of_the_web_is_cleaned(charset: str) -> None:
    page = f'<meta charset="{charset}"><p>' + "Корабли вернулись на рассвете. ".encode().decode("latin-1") * 9
    assert clean_html(page).text
    (found,) = articles(read(page.encode()))
    assert "+ADw-" not in found.body


def test_a_column_whose_statistics_do_not_fit_does_not_end_the_process() -> None:
    """Arrow calls abort() where the record of such a column is looked at by itself."""
    file = io.BytesIO()
    pq.write_table(pa.table({"text": [FIRST]}), file)
    forged = file.getvalue().replace(b"\x25\x02\x18\x04text", b"\x25\x00\x18\x04text")  # optional becomes required
    assert forged != file.getvalue()
    assert refusals(read(forged)) == {"": "the Parquet file is damaged"}


def test_half_a_pair_in_a_json_list_of_names_is_replaced() -> None:
    (found,) = articles(
        read(b'{"text": "words \\ud83d\\ude00 \\ud800", "author": ["\\udc00 Ann Lee"], "title": "\\uD800 x"}')
    )
    assert (found.body, found.given.title, found.given.authors) == ("words \U0001f600 ?", "? x", ("? Ann Lee",))


def test_a_mail_header_in_a_charset_that_is_none_is_left_as_it_is() -> None:
    raw = b"From: =?\xff\xfeutf-8?q?Coast?= <a@b.example>\nTo: b\nSubject: Pier\n\n" + FIRST.encode()
    (found,) = articles(read(raw))
    assert found.given.title == "Pier"


def test_what_an_item_is_called_counts_under_a_known_word() -> None:
    raw = b'{"guid": "1", "headline": "a", "pubstatus": "usable", "type": "\\u0000 any word", "body_text": "x"}'
    assert counts(read(raw)) == {"other item": 1}


def test_zip_members_that_overlap_are_weighed_together() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(2 * 2**20))
    raw = file.getvalue()
    start, end = raw.rfind(b"PK\x01\x02"), raw.rfind(b"PK\x05\x06")
    directory = raw[start:end] * 500
    ending = bytearray(raw[end:])
    struct.pack_into("<HHI", ending, 8, 500, 500, len(directory))
    found = read(raw[:start] + directory + bytes(ending))
    assert len(found) < 60
    assert found[-1].reason.startswith("the rest can't be read: unpacks to more than 100 times")


def test_one_parquet_text_in_every_row_is_a_bomb() -> None:
    file = io.BytesIO()
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 100, pa.int32()), pa.array(["word " * 100_000]))
    pq.write_table(pa.table({"text": texts}), file, compression="zstd")
    found = read(file.getvalue())
    assert len(articles(found)) < 10
    assert "a bomb" in found[-1].reason


def test_a_drop_of_nothing_but_refusals_is_given_up() -> None:
    found = read(b"id,text\n" + b",\n" * 100, Limits(refusals=20))
    assert len(found) == 21
    assert found[-1].reason == "the rest can't be read: 20 records in a row could not be read"


def test_identifiers_are_one_visible_line() -> None:
    row = {
        "id": "urn:\t0\x1b[2J\u202e7",
        "source": "Coast\u200b\nCourier",
        "version": "1\x00",
        "title": "Pier\x9b\nand boats",
        "keywords": ["har\u00adbour"],
        "text": FIRST,
        "url": "https://courier.example/\x00pier",
    }
    (found,) = articles(read(json.dumps(row).encode()))
    assert (found.guid, found.source, found.version) == ("urn: 0[2J7", "Coast Courier", "1")
    assert (found.given.title, found.keywords) == ("Pier and boats", ("harbour",))
    assert found.url == ""


def test_an_endless_title_is_cut() -> None:
    raw = f"<rss><channel><item><title>{'Pier ' * 5_000}</title><guid>{'9' * 5_000}</guid><description>{FIRST}</description></item></channel></rss>"
    (found,) = articles(read(raw.encode()))
    assert len(found.given.title) == len(found.guid) == 2_000


def test_a_few_packed_bytes_do_not_keep_the_search_for_their_encoding_busy() -> None:
    """44,517 characters of which nearly all stand between the same two: each place is weighed once, not 16 x 20,000."""
    raw = bytes.fromhex("28b52ffd1042600000150000000000000045cd1316cb6e05b53257038d")
    spent = []
    for _ in range(3):
        began = time.process_time()
        (found,) = articles(read(raw))
        spent.append(time.process_time() - began)
    assert len(found.body) == 44_517
    assert min(spent) < 0.2  # 0.07 measured; 0.3 before
