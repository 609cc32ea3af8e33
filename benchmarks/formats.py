"""How fast drops of each format are read, and a WARC file against warcio and trafilatura on the same bytes.

Run from the project's root: ``python benchmarks/formats.py [--pages N] [--no-clean] [--write]``. The drops are made
here, of generated words, the same each time. Without warcio and trafilatura, which are no dependencies, their rows are
left out.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import lzma
import mailbox
import random
import sys
import tarfile
import tempfile
import time
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import zstandard
from results import recorded

from storage.formats import Delivered, read_drop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORDS = [
    *("harbour", "council", "pier", "ferry", "winter", "money", "vote", "lifeboat", "station", "herring", "season"),
    *("master", "boat", "dispute", "plan", "budget", "river", "bridge", "school", "teacher", "market", "farmer"),
    *("storm", "coast", "road", "train", "engine", "driver", "field", "match", "goal", "player", "coach"),
]


@dataclass(frozen=True)
class Story:
    number: int
    title: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def page(self) -> str:
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs)
        menu = "".join(
            f'<li class="item item-{n}"><a href="/section/{n}">{WORDS[n % len(WORDS)]}</a></li>' for n in range(150)
        )
        teasers = "".join(
            f'<div class="teaser"><a href="/story/{n}"><img src="/i/{n}.jpg" alt=""><h3>{self.title}</h3></a></div>'
            for n in range(60)
        )
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{self.title}</title><meta charset="utf-8">'
            f"<script>{'var a = 1;' * 900}</script><style>{'.a{b:c}' * 700}</style></head>"
            f"<body><nav><ul>{menu}</ul></nav>"
            f"<article><h1>{self.title}</h1>{body}</article><aside>{teasers}</aside>"
            f"<footer><ul>{menu}</ul></footer></body></html>"
        )


def stories(number: int) -> list[Story]:
    """Return stories of 20 paragraphs of 30 words: 4 kB of text, 50 kB of page, as news sites have it."""
    dice = random.Random(1)
    return [
        Story(n, " ".join(dice.choices(WORDS, k=8)).capitalize(), [_paragraph(dice) for _ in range(20)])
        for n in range(number)
    ]


def _paragraph(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, k=30)).capitalize() + "."


def warc(told: list[Story]) -> bytes:
    pieces = []
    for story in told:
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + story.page.encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{story.number:012}>\r\n"
            f"WARC-Date: 2026-03-03T09:15:00Z\r\nWARC-Target-URI: https://courier.example/{story.number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        pieces.append(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    return b"".join(pieces)


def jsonl(told: list[Story]) -> bytes:
    return "".join(json.dumps({"id": s.number, "title": s.title, "text": s.text}) + "\n" for s in told).encode()


def ninjs(told: list[Story]) -> bytes:
    meta = {"versioncreated": "2026-03-03T09:15:00Z", "pubstatus": "usable"}
    rows = (
        {"guid": str(s.number), **meta, "headline": s.title, "body_html": "".join(f"<p>{p}</p>" for p in s.paragraphs)}
        for s in told
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def table(told: list[Story]) -> bytes:
    rows = "".join(f'{s.number},{s.title},"{s.text}"\n' for s in told)
    return f"id,title,text\n{rows}".encode()


def parquet(told: list[Story]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    rows = [{"id": s.number, "title": s.title, "text": s.text} for s in told]
    pq.write_table(pa.Table.from_pylist(rows), file, compression="zstd")
    return file.getvalue()


def rss(told: list[Story]) -> bytes:
    items = "".join(
        f"<item><title>{s.title}</title><guid>{s.number}</guid><pubDate>Tue, 03 Mar 2026 09:15:00 GMT</pubDate>"
        f"<c:encoded><![CDATA[{''.join(f'<p>{p}</p>' for p in s.paragraphs)}]]></c:encoded></item>"
        for s in told
    )
    head = '<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><title>C</title>'
    return f"{head}{items}</channel></rss>".encode()


def newsml(told: list[Story]) -> bytes:
    items = "".join(
        f'<newsItem guid="{s.number}" version="1"><itemMeta><pubStatus qcode="stat:usable"/></itemMeta><contentMeta>'
        f"<headline>{s.title}</headline></contentMeta><contentSet><inlineXML><nitf><body><body.content>"
        f"{''.join(f'<p>{p}</p>' for p in s.paragraphs)}</body.content></body></nitf>"
        "</inlineXML></contentSet></newsItem>"
        for s in told
    )
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'.encode()


def mail(told: list[Story]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        box = mailbox.mbox(f"{folder}/box")
        for s in told:
            message = mailbox.mboxMessage()
            message["From"], message["Subject"] = "wire@coast.example", s.title
            message.set_payload(s.text)
            box.add(message)
        box.close()
        return Path(folder, "box").read_bytes()


def archive(told: list[Story]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for s in told:
            packed.writestr(f"{s.number}.html", s.page)
    return file.getvalue()


def tarred(told: list[Story]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as packed:
        for s in told:
            page = s.page.encode()
            member = tarfile.TarInfo(f"{s.number}.html")
            member.size = len(page)
            packed.addfile(member, io.BytesIO(page))
    return file.getvalue()


def read_all(raw: bytes) -> int:
    return sum(isinstance(found, Delivered) for found in read_drop(io.BytesIO(raw)))


def read_and_clean(raw: bytes) -> int:
    from cleaners.html.door import clean_html

    return sum(
        bool(clean_html(found.body).text) for found in read_drop(io.BytesIO(raw)) if isinstance(found, Delivered)
    )


def warcio_pages(raw: bytes) -> Iterator[bytes]:
    from warcio.archiveiterator import ArchiveIterator

    for found in ArchiveIterator(io.BytesIO(raw)):
        if found.rec_type == "response":
            yield found.content_stream().read()


def warcio_read(raw: bytes) -> int:
    return sum(1 for _ in warcio_pages(raw))


def warcio_and_trafilatura(raw: bytes) -> int:
    import trafilatura

    return sum(bool(trafilatura.extract(page.decode())) for page in warcio_pages(raw))


def row(name: str, raw: bytes, work: Callable[[bytes], int]) -> None:
    began = time.process_time()
    try:
        number = work(raw)
    except ImportError as error:
        print(f"| {name} | left out: {error.name} is not installed | | |")
        return
    spent = time.process_time() - began
    print(f"| {name} | {number:,} | {number / spent:,.0f} | {len(raw) / spent / 2**20:,.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--no-clean", action="store_true", help="leave the slow rows out")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    options = parser.parse_args()
    with recorded("formats", "Reading each format", ("lxml", "pyarrow", "warcio", "trafilatura"), write=options.write):
        measure(options.pages, clean=not options.no_clean)


def measure(pages: int, *, clean: bool) -> None:
    print(f"{pages:,} generated articles of 600 words; a page has 50 kB. One core, CPU time.\n")
    told = stories(pages)
    print("| drop | articles | articles/s (CPU) | delivered MB/s |\n|---|---|---|---|")
    makers = {"WARC.gz": warc, "zip of pages": archive, "JSONL": jsonl, "JSONL.gz": lambda s: gzip.compress(jsonl(s)),
              "JSONL.bz2": lambda s: bz2.compress(jsonl(s)), "JSONL.xz": lambda s: lzma.compress(jsonl(s), preset=1),
              "JSONL.zst": lambda s: zstandard.compress(jsonl(s)), "tar.gz of pages": tarred,
              "ninjs lines": ninjs, "CSV": table, "Parquet (zstd)": parquet, "RSS": rss, "NewsML-G2": newsml,
              "mailbox": mail}  # fmt: skip
    for name, make in makers.items():
        row(name, make(told), read_all)
    raw = warc(told)
    print("\n| the same WARC.gz | articles | articles/s (CPU) | delivered MB/s |\n|---|---|---|---|")
    row("winnow: read", raw, read_all)
    row("warcio: read", raw, warcio_read)
    if clean:
        row("winnow: read and clean", raw, read_and_clean)
        row("warcio + trafilatura", raw, warcio_and_trafilatura)


if __name__ == "__main__":
    main()
