"""A small store with everything that a report has to tell, written by people who wish it harm; and its report."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from flows.report.build import build_report
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Ingest = Callable[..., Any]
    Write = Callable[..., str]

# Names and titles that would run, load, climb or break out if a page took them for markup, an address or a path.
HOSTILE_TITLE = "</title></h2><script>alert('title')</script><img src=x onerror=alert(1)> & \"quoted\""
HOSTILE_SOURCES = ("<script>alert(2)<", "a&b\"'><svg onload=x>", "%2e%2e%2fetc", "شبكة الأخبار", "y" * 200)
HOSTILE_URL = "javascript:alert(document.domain)"


@dataclass(frozen=True)
class Reported:
    """A store, its report, and all pages of it by address."""

    store: Path
    folder: Path
    pages: dict[str, str]


def page_of(text: str, *, title: str, url: str = "", published: str = "", language: str = "en") -> str:
    """Put an article into markup that is escaped as it should be, whatever its title is."""
    from html import escape

    blocks = "".join(f"<p>{escape(block)}</p>" for block in text.strip().split("\n\n"))
    link = f'<link rel="canonical" href="{escape(url)}">' if url else ""
    date = f'<meta property="article:published_time" content="{published}">' if published else ""
    return (
        f'<!doctype html><html lang="{language}"><head><title>{escape(title)}</title>{link}{date}</head><body>'
        f"<nav><a href=/>Home</a> <a href=/x>{escape(title)}</a></nav><article><h1>{escape(title)}</h1>{blocks}</article>"
        "<div class=comments><p>Leave a comment &lt;b&gt;here&lt;/b&gt;</p></div><footer>Terms of use</footer></body></html>"
    )


def write_first(folder: Path, article: Write) -> None:
    """Write the first day's drops."""
    drops: dict[str, str] = {
        "wire/a.html": page_of(article(1), title="Boats", published="2026-10-12T08:00:00Z"),
        "wire/half.html": page_of(article(2, 8), title="Half of it", published="2026-10-13T08:00:00Z"),
        "wire/other.html": page_of(article(3, 8), title="The other half", published="2026-10-13T09:00:00Z"),
        "paper/a.html": page_of(
            article(1).replace("near", "beside", 6), title="Boats", published="2026-10-12T10:30:00Z"
        ),
        "paper/again.txt": article(4),
        "paper/twin.txt": article(4).upper(),
        "paper/line.txt": f"{article(5)}\n\nShare this on Facebook\n\nLeave a Comment\n",
        "paper/versions.html": page_of(article(6), title="As it was", url="https://paper.test/6"),
        "paper/hostile.html": page_of(article(7), title=HOSTILE_TITLE, url=HOSTILE_URL, language='zz" onload="x'),
        "paper/stub.txt": "Subscribe to our newsletter\n\nLeave a Comment\n",
        "paper/empty.txt": "",
    }
    drops |= {f"{name}/{at}.txt": article(10 + at) for at, name in enumerate(HOSTILE_SOURCES)}
    for name, text in drops.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def write_second(folder: Path, article: Write) -> None:
    """Write what comes a day later: what ties two clusters together, a new version, a page with other adverts."""
    (folder / "wire").mkdir(parents=True)
    (folder / "paper").mkdir()
    whole = f"{article(2, 8)}\n{article(3, 8)}"
    (folder / "wire/whole.html").write_text(page_of(whole, title="Both halves", published="2026-10-14T08:00:00Z"))
    later = article(6) + "\nIt was raining when they left, and nobody had thought of bringing the drawings back.\n"
    (folder / "paper/versions.html").write_text(page_of(later, title="As it is", url="https://paper.test/6"))
    again = page_of(article(6), title="As it was", url="https://paper.test/6").replace("Terms of use", "Buy a boat")
    (folder / "paper/again.html").write_text(again)


@pytest.fixture(scope="package")
def hostile_store(tmp_path_factory: pytest.TempPathFactory, ingest: Ingest, article: Write) -> Path:
    """Ingest both days in small commits."""
    folder = tmp_path_factory.mktemp("hostile")
    write_first(folder / "first", article)
    write_second(folder / "second", article)
    for day in ("first", "second"):
        ingest(folder / day, folder / "store", batch=8, workers=1)
    return folder / "store"


@pytest.fixture(scope="package")
def reported(hostile_store: Path) -> Reported:
    """Report it."""
    folder = hostile_store.parent / "report"
    with contextlib.closing(open_store(str(hostile_store))) as store:
        build_report(store, folder)
    pages = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    return Reported(hostile_store, folder, pages)
