"""Texts made to fool the clusters, the cleaner, or whoever reads what Winnow says of them."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from storage.store import open_store
from tests.hostile.case import story
from tests.hostile.fooling import disguised, forged, rolling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from subprocess import CompletedProcess

    from tests.conftest import Corpus

HOSTILE_TITLE = "=cmd|'/C calc'!A0 <script>alert(1)</script> \x1b]0;owned\x07\u202e"


@pytest.mark.parametrize("how", disguised("a"))
def test_a_disguised_copy_is_a_copy(
    how: str, tmp_path: Path, ingest: Callable[..., object], corpus: Callable[[Path], Corpus]
) -> None:
    """The hashing view sees through look-alike letters, hidden characters, width and direction."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, text in (("a.txt", story(500)), ("b.txt", disguised(story(500))[how]), ("c.txt", story(501))):
        (inbox / name).write_text(text, encoding="utf-8")
    ingest(inbox, tmp_path / "store")
    assert sorted(map(len, corpus(tmp_path / "store").clusters())) == [1, 2]


def test_crafted_shingles_tie_nothing_to_their_target(
    tmp_path: Path, ingest: Callable[..., object], corpus: Callable[[Path], Corpus]
) -> None:
    """Even who knows the seed gets a candidate at most: a match is verified on the texts."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "target.txt").write_text(story(510), encoding="utf-8")
    ingest(inbox, tmp_path / "store")
    store = open_store(str(tmp_path / "store"))
    try:
        scheme = store.catalog.scheme
    finally:
        store.close()
    (inbox / "forged.txt").write_text(forged(story(510), scheme), encoding="utf-8")
    ingest(inbox, tmp_path / "store")
    assert sorted(map(len, corpus(tmp_path / "store").clusters())) == [1, 1]


def test_two_corpora_do_not_share_a_seed(tmp_path: Path) -> None:
    stores = [open_store(str(tmp_path / name), create=True) for name in "ab"]
    assert len({store.catalog.scheme.seed for store in stores}) == 2
    for store in stores:
        store.close()


def test_a_paragraph_that_is_told_again_and_again_stays_news(
    tmp_path: Path, ingest: Callable[..., object], corpus: Callable[[Path], Corpus]
) -> None:
    """Nothing is learned from how often a source repeats itself: a rolling story poisons no template."""
    repeated = "The bridge over the Aldermoor has been closed since Monday, when an inspector found cracks in two of its piers."
    inbox = tmp_path / "inbox" / "courier"
    inbox.mkdir(parents=True)
    for number in range(40):
        (inbox / f"{number}.txt").write_text(rolling(number, repeated), encoding="utf-8")
    ingest(tmp_path / "inbox", tmp_path / "store")
    texts = [row["text"] for row in corpus(tmp_path / "store").articles]
    assert len(texts) == 40
    assert all(repeated in text for text in texts)


def test_one_planted_paragraph_ties_no_flood_together(
    tmp_path: Path, ingest: Callable[..., object], corpus: Callable[[Path], Corpus]
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    planted = story(520).split("\n\n")[0]
    for number in range(120):
        (inbox / f"{number}.txt").write_text(f"{story(530 + number).strip()}\n\n{planted}\n", encoding="utf-8")
    ingest(inbox, tmp_path / "store")
    assert set(map(len, corpus(tmp_path / "store").clusters())) == {1}


@pytest.fixture(scope="module")
def hostile_store(tmp_path_factory: pytest.TempPathFactory, ingest: Callable[..., object]) -> Path:
    """Return a store whose every string wants out."""
    folder = tmp_path_factory.mktemp("hostile")
    inbox = folder / "inbox" / "<img src=x onerror=alert(2)>"
    inbox.mkdir(parents=True)
    rows = [
        {
            "id": "../../etc/x",
            "title": HOSTILE_TITLE,
            "text": story(540),
            "author": "@SUM(1+1) Lee",
            "url": "javascript:alert(3)",
        },
        {"id": "2", "title": "{{ 7 * 7 }}", "text": story(541), "url": 'https://a.example/"><script>alert(4)</script>'},
        {"id": "3", "title": "broken", "html": ""},
    ]
    (inbox / "a\x1b[31m\n<b>.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (inbox / "page.html").write_text(f"<h1>{HOSTILE_TITLE}</h1><p>{story(542)}", encoding="utf-8")
    (inbox / "\x1b[2J.bin").write_bytes(b"\x89PNG")
    ingest(folder / "inbox", folder / "store")
    return folder / "store"


def test_no_markup_of_a_drop_is_markup_of_a_report(
    hostile_store: Path, tmp_path: Path, winnow: Callable[..., CompletedProcess[str]]
) -> None:
    written = winnow("report", hostile_store, "--to", tmp_path / "report")
    assert written.returncode == 0, written.stderr
    pages = list((tmp_path / "report").rglob("*.html"))
    assert pages
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert "Content-Security-Policy" in html, page
        assert "<script>alert" not in html, page
        assert "<img src=x" not in html, page
        assert 'href="javascript:' not in html, page
        assert "\x1b" not in html, page


def test_no_cell_of_an_export_is_a_formula(
    hostile_store: Path, tmp_path: Path, winnow: Callable[..., CompletedProcess[str]]
) -> None:
    sheet = tmp_path / "corpus.csv"
    assert winnow("export", "--store", hostile_store, "--as", "csv", "--to", sheet).returncode == 0
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("command", [["status"], ["quarantine", "list"], ["hold", "list"], ["check"]])
def test_no_command_sends_escapes_of_a_drop_to_the_terminal(
    command: list[str], hostile_store: Path, winnow: Callable[..., CompletedProcess[str]]
) -> None:
    told = winnow(*command, "--store", hostile_store)
    assert told.returncode == 0, told.stderr
    for char in ("\x1b", "\x07", "\u202e", "\x9b"):
        assert char not in told.stdout + told.stderr


def test_no_article_that_is_shown_sends_escapes_to_the_terminal(
    hostile_store: Path, corpus: Callable[[Path], Corpus], winnow: Callable[..., CompletedProcess[str]]
) -> None:
    for row in corpus(hostile_store).articles:
        for command in ("show", "explain"):
            told = winnow(command, row["document_id"], "--store", hostile_store)
            assert told.returncode == 0, told.stderr
            for char in ("\x1b", "\x07", "\u202e", "\x9b"):
                assert char not in told.stdout + told.stderr
