"""`winnow explain`: what was removed of an article, and why two are, or are not, copies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Write = Callable[..., str]


@pytest.fixture
def ids(winnow: Run, tmp_path: Path, article: Write) -> dict[str, str]:
    """Ingest an article, a cut-down copy with a comment prompt, the same text again, an empty file and a stranger."""
    text = article(1)
    words = text.split()
    texts = {"whole": text, "cut": " ".join(words[: len(words) // 2]) + "\n\nLeave a Comment\n", "twin": f"{text}\n\n"}
    for name, content in {**texts, "stranger": article(2), "empty": ""}.items():
        (tmp_path / "drops" / name).mkdir(parents=True)
        (tmp_path / "drops" / name / "a.txt").write_text(content)
    for name in ("whole", "cut", "twin", "stranger", "empty"):
        assert winnow("ingest", tmp_path / "drops" / name / "a.txt", "--to", "store").returncode == 0
    found = {}
    from contextlib import closing
    from sqlite3 import connect

    with closing(connect(tmp_path / "store" / "catalog.db")) as catalog:
        for table in ("documents", "quarantine"):
            for name, drop in catalog.execute(f'SELECT document_id, "drop" FROM {table}'):  # noqa: S608
                found[drop.split("/")[-2]] = name
    return found


def test_a_copy_is_explained_by_its_values_and_passages(winnow: Run, ids: dict[str, str]) -> None:
    told = json.loads(winnow("explain", ids["whole"], ids["cut"], "--store", "store", "--json").stdout)
    assert told["rule"]
    assert told["same_cluster"]
    assert told["containment"] > 0.95
    assert told["both"]
    assert told["only_first"]
    shown = winnow("explain", ids["whole"][:12], ids["cut"][:12], "--store", "store").stdout
    assert "in both" in shown
    assert "only in the first" in shown


def test_two_that_are_no_copies_are_told_why_not(winnow: Run, ids: dict[str, str]) -> None:
    told = json.loads(winnow("explain", ids["whole"], ids["stranger"], "--store", "store", "--json").stdout)
    assert not told["rule"]
    assert not told["same_cluster"]
    assert told["verdict"].startswith("no match: Jaccard")


def test_a_duplicate_is_explained_by_the_text_it_follows(winnow: Run, ids: dict[str, str]) -> None:
    told = json.loads(winnow("explain", ids["whole"], ids["twin"], "--store", "store", "--json").stdout)
    assert told["rule"] == "duplicate"


def test_what_has_no_clean_copy_can_not_be_compared(winnow: Run, ids: dict[str, str]) -> None:
    ended = winnow("explain", ids["whole"], ids["empty"], "--store", "store")
    assert ended.returncode == 6
    assert ended.stderr.strip().endswith("is quarantined: there is no clean copy to compare")


def test_one_article_tells_what_was_removed_and_by_which_rule(winnow: Run, ids: dict[str, str]) -> None:
    told = json.loads(winnow("explain", ids["cut"], "--store", "store", "--json").stdout)
    assert [one["text"] for one in told["removed"] if one["rule"].startswith("comment-prompt")] == ["Leave a Comment"]
    shown = winnow("explain", ids["cut"], "--store", "store").stdout
    assert "excerpt of" in " ".join(shown.split())
