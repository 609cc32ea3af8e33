"""A desk with a corpus on it, and what a consumer keeps of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from storage.corpus import Corpus, open_corpus

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Desk = Any

EDIT = "Nobody at the weekly market could remember so many visitors from abroad. "


def replay(rows: dict[str, dict[str, Any]], changes: Corpus) -> dict[str, dict[str, Any]]:
    """Return a consumer's rows after it took in what changed, as docs/consumers.md tells it to."""
    after = dict(rows)
    for row in changes:
        name, change = row["document_id"], row["change"]
        if change == "withdrawn":
            after.pop(name, None)
            continue
        assert change in ("new", "updated", "linked")
        after[name] = {key: value for key, value in row.items() if key not in ("change", "because")}
    return after


def kept_by(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """Return the rows of a corpus by document; each is there once."""
    rows = list(corpus)
    found = {row["document_id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.fixture(scope="session")
def small(
    tmp_path_factory: pytest.TempPathFactory,
    make_desk_at: Callable[[Path], Desk],
    article: Callable[..., str],
    page: Callable[..., str],
) -> Desk:
    """Return a desk nobody may change: version 3, after a copy from another source and a page with the same text."""
    desk = make_desk_at(tmp_path_factory.mktemp("small"))
    dated = '<meta property="article:published_time" content="2026-11-18T09:00:00Z">'
    for number in range(4):
        desk.drop(f"wire/{number}.txt", article(number))
    desk.run()
    desk.drop("web/0-copy.txt", EDIT + article(0))
    desk.run()
    desk.drop("web/1-same.html", page(article(1), url="https://web.example/1"))
    fresh = page(article(9), url="https://web.example/9", title='=HYPERLINK("https://x.example")')
    desk.drop("web/9.html", fresh.replace("<head>", f"<head>{dated}"))
    desk.run()
    return desk


@pytest.fixture(scope="session")
def small_corpus(small: Desk) -> Corpus:
    """Return its corpus."""
    return open_corpus(str(small.store))
