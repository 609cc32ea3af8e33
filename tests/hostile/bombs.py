"""Little that unpacks to much, in every wrapper."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.hostile.case import MB, Attack, drop, page, story
from tests.storage.formats.support import http, record

BOMB = "a bomb"
PACKERS = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstandard.compress}


@functools.cache
def zeros(size: int) -> bytes:
    """Return gzip of zeros, made without having them."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(MB)) for _ in range(size // MB)) + packer.flush()


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """Return a tar archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def warc_of_two_kilobytes() -> bytes:
    """Return a page of 256 MB, packed by its server and packed again by the crawler."""
    return gzip.compress(record(http(zeros(256 * MB), "Content-Type: text/html\r\nContent-Encoding: gzip")), 9)


def warc_packed_by_everybody() -> bytes:
    """Return a page that its server packed five times."""
    body = functools.reduce(lambda inner, _: gzip.compress(inner), range(4), zeros(64 * MB))
    return record(http(body, "Content-Type: text/html\r\nContent-Encoding: gzip, gzip, gzip, gzip, gzip"))


def xz_of_huge_dictionary() -> bytes:
    """Return xz whose decoder is told to take 1.5 GB for its dictionary."""
    raw = bytearray(lzma.compress(story(1).encode()))
    header = raw[12 : 12 + (raw[12] + 1) * 4 - 4]
    at = header.index(b"\x21\x01") + 2  # LZMA2 with one byte of properties
    header[at] = 37
    raw[12 : 12 + len(header) + 4] = header + zlib.crc32(header).to_bytes(4, "little")
    return bytes(raw)


def zstd_of_huge_window() -> bytes:
    """Return zstd whose decoder is told to keep a window of 2 GB."""
    frame = bytearray(zstandard.ZstdCompressor(write_content_size=False).compress(story(2).encode()))
    frame[4] &= 0b11011111  # not a single segment: a window descriptor follows
    return bytes(frame[:5] + bytes([21 << 3]) + frame[5:])


def zip_of_overlaps() -> bytes:
    """Return a zip whose thousand names all point to the same packed 10 MB."""
    raw = zipped({"a.txt": bytes(10 * MB)})
    start = raw.rfind(b"PK\x01\x02")
    entry, end = raw[start : raw.rfind(b"PK\x05\x06")], bytearray(raw[raw.rfind(b"PK\x05\x06") :])
    struct.pack_into("<HHI", end, 8, 1000, 1000, 1000 * len(entry))
    return raw[:start] + entry * 1000 + bytes(end)


def parquet(columns: dict[str, object], **options: object) -> bytes:
    """Return a Parquet table."""
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, **options)
    return file.getvalue()


def parquet_of_one_text() -> bytes:
    """Return 100 kB of Parquet with a text of 1 MB, 3,000 times."""
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000, pa.int32()), pa.array(["word " * 200_000]))
    return parquet({"text": texts}, compression="zstd")


ATTACKS: list[Attack] = [
    *(drop(f"{name}-bomb", lambda pack=pack: pack(bytes(64 * MB)), BOMB) for name, pack in PACKERS.items()),
    *(
        drop(f"{name}-in-itself-twice", lambda pack=pack: pack(pack(pack(bytes(16 * MB)))), "packed more than 2 times")
        for name, pack in PACKERS.items()
    ),
    *(
        drop(f"tar-in-{name}-bomb", lambda pack=pack: pack(tarred({"a.txt": bytes(32 * MB)})), BOMB, quarantined=2)
        for name, pack in PACKERS.items()
    ),
    *(
        drop(
            f"zip-bomb-{how}",
            lambda how=how: zipped({"a.txt": bytes(32 * MB), "b.html": page(how).encode()}, how),
            BOMB,
            quarantined=1,
            stored=1,
        )
        for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
    ),
    drop("zip-in-zip-bomb", lambda: zipped({"a.zip": zipped({"b.txt": bytes(64 * MB)})}), BOMB),
    drop(
        "zip-five-deep",
        lambda: functools.reduce(lambda inner, _: zipped({"a.zip": inner}), range(5), b"x"),
        "packed more than 2 times",
    ),
    drop("zip-bomb-lzma", lambda: zipped({"a.txt": bytes(32 * MB)}, zipfile.ZIP_LZMA)),
    drop("zip-of-overlaps", zip_of_overlaps, BOMB, quarantined=2),
    drop("many-small-gzip-members", lambda: gzip.compress(bytes(900_000)) * 200, BOMB),
    drop("warc-of-two-kilobytes", warc_of_two_kilobytes, BOMB),
    drop("warc-of-a-gigabyte", lambda: zeros(1024 * MB), BOMB),
    drop("warc-packed-by-everybody", warc_packed_by_everybody),
    drop("xz-of-huge-dictionary", xz_of_huge_dictionary),
    drop("zstd-of-huge-window", zstd_of_huge_window),
    drop("gzip-with-endless-name", lambda: b"\x1f\x8b\x08\x08" + bytes(6) + b"x" * 8 * MB),
    drop("gzip-that-ends-early", lambda: gzip.compress(story(3).encode())[:-30]),
    drop("bzip2-that-ends-early", lambda: bz2.compress(story(4).encode())[:-30]),
    drop("gzip-of-nothing-a-million-times", lambda: gzip.compress(b"") * 400_000),
    drop("parquet-of-one-text", parquet_of_one_text, BOMB, stored=1, quarantined=1),
    drop(
        "parquet-of-a-thousand-columns",
        lambda: parquet({f"c{n}": ["x"] for n in range(1_000)}),
        "without a column of texts",
    ),
]
