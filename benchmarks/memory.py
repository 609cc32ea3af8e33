"""How much memory a run takes that reads one large WARC file: its own process, and all of its processes together.

Run from the project's root: ``python benchmarks/memory.py [--megabytes N] [--write]``. The file is made here, of
generated words, the same each time. What is counted is the proportional set size: a page that processes share counts
once over all of them.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from formats import Story, stories
from results import recorded

from tests.hostile.run import Watched, watch

_MB = 2**20
_PAGE = 45_000  # bytes of a page and its record, about


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024, help="size of the WARC file")
    parser.add_argument("--write", action="store_true", help="write the section of RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="w-") as folder:
        drop = Path(folder) / "crawl.warc"
        pages = write_warc(drop, options.megabytes * _MB)
        arguments = ["ingest", str(drop), "--to", f"{folder}/store", "--json"]
        with recorded("memory", "Memory of a large WARC file", ("pyarrow", "deltalake"), write=options.write):
            report(pages, drop.stat().st_size, watch(arguments, Path(folder), os.environ, 36_000))


def write_warc(path: Path, size: int) -> int:
    """Write a file of about so many bytes; return how many pages are in it."""
    told = stories(1 + size // _PAGE)
    with path.open("wb") as file:
        for story in told:
            file.write(record(story))
    return len(told)


def record(story: Story) -> bytes:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + story.page.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{story.number:012}>\r\n"
        f"WARC-Date: 2026-03-03T09:15:00Z\r\nWARC-Target-URI: https://courier.example/{story.number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def report(pages: int, size: int, found: Watched) -> None:
    if found.code or found.told["documents"] != pages:
        raise SystemExit(f"the run failed: {found.errors[-1000:]}")
    print(f"A WARC file of {size / _MB:,.0f} MB, {pages:,} pages; {os.cpu_count()} workers. Proportional set size.\n")
    print("| at its peak | MB |\n|---|---|")
    print(f"| all processes together | {found.peak / _MB:,.0f} |")
    print(f"| the run's own process, of that | {found.processes[0] / _MB:,.0f} |")
    print(f"| the run's own process, ever | {found.own / _MB:,.0f} |")
    print(f"\n{pages:,} pages in {found.told['seconds']:,.0f} s, {found.cpu:,.0f} s of CPU.")


if __name__ == "__main__":
    main()
