"""What the fuzzers call: one target a reader and a door, with the drops that they start from.

A target takes any bytes. It gives False for what another reader would get, and fails where something that must hold
of every drop does not hold of this one.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import tarfile
import zipfile
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from cleaners.decode import decode
from cleaners.html.door import clean_html
from cleaners.record import Fields, UnreadableError
from cleaners.text.door import clean_text
from cleaners.visible import visible, visible_line
from dedup.fold import text_id
from storage.formats import Counted, Delivered, Limits, Read, Refused, read_drop
from storage.formats.dates import utc
from storage.formats.sniff import HEAD_BYTES, sniffed
from storage.formats.tidy import LONGEST_FIELD
from tests.storage.formats.support import FIRST, PAGE, SECOND, http, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cleaners.record import CleanCopy

DROPS = Path(__file__).resolve().parents[1] / "data" / "drops"
# Small enough that a fuzzer reaches them.
LIMITS = Limits(
    member_bytes=2**18, drop_bytes=2**20, expanded_bytes=2**22, expansion_from=2**16, page_bytes=2**16, tags=2_000
)
LONGEST_LINE = 2_048


@dataclass(frozen=True)
class Target:
    """``run`` is called with any bytes; ``seeds`` are what a fuzzer starts from."""

    run: Callable[[bytes], bool]
    seeds: Callable[[], Iterable[bytes]]


def check_read(raw: bytes) -> list[Read]:
    """Read a drop and check what must hold of all that is read."""
    found = list(read_drop(io.BytesIO(raw), LIMITS))
    assert found, "nothing was said of the drop"
    for item in found:
        if isinstance(item, Delivered):
            _check_delivered(item)
        elif isinstance(item, Refused):
            assert item.reason.strip()
            assert item.reason.isprintable(), repr(item.reason)
            assert len(item.raw) <= LIMITS.refused_bytes
            _check_lines([item.place])
        else:
            assert isinstance(item, Counted)
            assert item.number > 0
            assert item.kind.isprintable(), item
    return found


def _check_delivered(item: Delivered) -> None:
    item.body.encode()
    assert len(item.raw) <= LIMITS.expanded_bytes
    _check_lines([item.place, item.url, item.source, item.guid, item.version, item.corrects, *item.keywords])
    _check_fields(item.given)
    assert all(len(getattr(item.given, name)) <= LONGEST_FIELD for name in ("title", "description", "section"))
    assert 0 <= item.urgency <= 9, item.urgency
    assert not item.embargo or utc(item.embargo) == item.embargo, item.embargo


def _check_fields(found: Fields) -> None:
    values = [getattr(found, field.name) for field in fields(found)]
    texts = [value for value in values if isinstance(value, str)]
    images = [text for image in found.images for text in (image.url, image.caption, image.credit)]
    embeds = [text for embed in found.embeds for text in (embed.url, embed.kind, embed.provider, embed.text)]
    for text in (*texts, *found.authors, *images, *embeds):
        text.encode()
    for date in (found.published, found.modified):
        assert not date or utc(date) == date, date


def _check_lines(texts: Iterable[str]) -> None:
    for text in texts:
        text.encode()
        assert len(text) <= LONGEST_LINE, len(text)
    assert visible_line(text) == text, repr(text)


def _reader(kind: str) -> Callable[[bytes], bool]:
    def run(raw: bytes) -> bool:
        if sniffed(raw[:HEAD_BYTES]).reader != kind:
            return False
        check_read(raw)
        return True

    return run


def _packed(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bool]:
    """Fuzz what is inside a wrapper, whose checksums no fuzzer can guess."""

    def run(raw: bytes) -> bool:
        check_read(pack(raw))
        return True

    return run


def _check_copy(copy: CleanCopy) -> None:
    copy.text.encode()
    assert visible(copy.text) == copy.text
    assert copy.text or copy.hold, "nothing is kept, and nobody is told"
    for block in copy.text.split("\n\n"):
        assert "\n" not in block
    for removal in copy.removals:
        removal.text.encode()
        assert removal.rule
        assert removal.place >= 0
    _check_fields(copy.fields)
    text_id(copy.text)


def _html_door(raw: bytes) -> bool:
    _check_copy(clean_html(raw.decode("utf-8", "replace"), url="https://courier.example/a"))
    return True


def _text_door(raw: bytes) -> bool:
    _check_copy(clean_text(raw.decode("utf-8", "replace")))
    return True


def _decoder(raw: bytes) -> bool:
    declared, _, rest = raw.partition(b"\n")
    with contextlib.suppress(UnreadableError):
        decode(rest, declared.decode("latin-1")).text.encode()
    return True


def zipped(content: bytes, how: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip archive of one member."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        archive.writestr("a.html", content)
    return file.getvalue()


def tarred(content: bytes) -> bytes:
    """Return a tar archive of one member."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo("a.html")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def parquet() -> bytes:
    """Return a Parquet table of two articles."""
    file = io.BytesIO()
    pq.write_table(pa.table({"id": [1, 2], "title": ["Pier", "Boats"], "text": [FIRST, SECOND]}), file)
    return file.getvalue()


def warc() -> bytes:
    """Return a WARC file of several kinds of records."""
    chunked = http(b"5\r\n<p>wo\r\n0\r\n\r\n", "Content-Type: text/html\r\nTransfer-Encoding: chunked")
    return b"".join(
        [record(b"x", "warcinfo"), record(http()), record(chunked), record(http(b"", status="404 Not Found"))]
    )


@cache
def _drop(name: str) -> bytes:
    return (DROPS / name).read_bytes()


def _drops(*names: str) -> Callable[[], Iterable[bytes]]:
    return lambda: [_drop(name) for name in names]


def _arc() -> bytes:
    body = http()
    return (
        b"filedesc://a.arc 0.0.0.0 20260303 text/plain 5\nabcd\n\nhttp://a.example/ 1.2.3.4 20260303 text/html %d\n%s\n"
        % (
            len(body),
            body,
        )
    )


_XML = ("feed.rss", "feed.atom", "feed.rdf", "wordpress.xml", "newsml-g2.xml", "newsml-1.xml", "nitf.xml", "bureau.xml")
_JSON = ("ap-media.json", "articles.json", "articles.jsonl", "ninjs-1.json", "ninjs-2.json", "ninjs-3.json")
_TEXT = ("story.txt", "story-utf-16.txt", "story-windows-1252.txt", "articles.csv")


def _xml(*names: str) -> Target:
    return Target(_reader("xml"), _drops(*names))


TARGETS: dict[str, Target] = {
    "RSS": _xml("feed.rss", "feed.rdf"),
    "Atom": _xml("feed.atom"),
    "WXR": _xml("wordpress.xml"),
    "NewsML-G2": _xml("newsml-g2.xml"),
    "NewsML 1.2": _xml("newsml-1.xml"),
    "NITF": _xml("nitf.xml", "bureau.xml"),
    "ninjs": Target(_reader("json"), _drops("ninjs-1.json", "ninjs-2.json", "ninjs-3.json", "ap-media.json")),
    "JSON and JSONL": Target(_reader("json"), _drops("articles.json", "articles.jsonl")),
    "IPTC 7901": Target(_reader("telex"), _drops("telex.txt")),
    "mail": Target(_reader("mail"), _drops("mail.eml", "box.mbox", "page.mhtml")),
    "CSV and text": Target(_reader("text"), _drops(*_TEXT)),
    "pages": Target(_reader("html"), _drops("page.html", "page.xhtml")),
    "WARC": Target(_reader("warc"), lambda: [warc()]),
    "WARC in gzip": Target(_packed(gzip.compress), lambda: [warc()]),
    "ARC": Target(_reader("arc"), lambda: [_arc()]),
    "Parquet": Target(_reader("parquet"), lambda: [parquet()]),
    "gzip": Target(_reader("gzip"), lambda: [gzip.compress(PAGE), gzip.compress(warc())]),
    "bzip2": Target(_reader("bzip2"), lambda: [bz2.compress(PAGE)]),
    "xz": Target(_reader("xz"), lambda: [lzma.compress(PAGE)]),
    "zstd": Target(_reader("zstd"), lambda: [zstandard.compress(PAGE)]),
    "zip": Target(_reader("zip"), lambda: [zipped(PAGE), zipped(PAGE, zipfile.ZIP_DEFLATED)]),
    "zip in zip": Target(_packed(zipped), lambda: [zipped(PAGE)]),
    "tar": Target(_reader("tar"), lambda: [tarred(PAGE), tarred(warc())]),
    "decoding": Target(_decoder, lambda: [b"\n" + _drop(name) for name in _TEXT]),
    "cleaner of pages": Target(_html_door, lambda: [_drop("page.html"), _drop("page.xhtml"), PAGE]),
    "cleaner of text": Target(_text_door, lambda: [_drop("story.txt"), f"{FIRST}\n\n{SECOND}\n".encode()]),
}
