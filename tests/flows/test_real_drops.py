"""Real pages and odd files end in outcomes: nothing is lost, nothing ends a run."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]


def _ingested(winnow: Run, drops: Path, store: Path) -> dict[str, Any]:
    ended = winnow("ingest", drops, "--to", store, "--json")
    assert (ended.returncode, ended.stderr) == (0, "")
    found: dict[str, Any] = json.loads(ended.stdout)
    assert sum(found["outcomes"].values()) == found["documents"]
    return found


def test_odd_pages_and_files_are_read_or_quarantined(winnow: Run, shared: Path, tmp_path: Path) -> None:
    """Feeds, sitemaps, an empty file, a compressed page, pages of three lines."""
    drops = shared / "bench" / "drops" / "html-trafilatura"
    files = [path for path in drops.rglob("*") if path.is_file() and not path.name.startswith(".")]
    found = _ingested(winnow, drops, tmp_path / "store")
    assert found["documents"] >= len(files)
    assert found["outcomes"]["quarantined"] > 0
    assert not any("Traceback" in reason for reason in found["reasons"])
    again = _ingested(winnow, drops, tmp_path / "store")
    assert again["outcomes"]["seen"] == again["documents"] == found["documents"]
    assert not again["wrote"]


def test_nine_of_ten_real_pages_are_stored(
    winnow: Run, shared: Path, tmp_path: Path, corpus: Callable[[Path], Any]
) -> None:
    drops = tmp_path / "drops"
    with gzip.open(shared / "bench" / "clean" / "html_scrapinghub.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            page = json.loads(line)
            path = drops / page["site"] / f"{number:03d}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page["html"], encoding="utf-8")
    found = _ingested(winnow, drops, tmp_path / "store")
    assert found["documents"] == number + 1
    stored = found["outcomes"]["stored"] + found["outcomes"]["near_duplicate"]
    assert stored >= 0.9 * found["documents"], found
    tables = corpus(tmp_path / "store")
    assert len(tables.articles) == stored
    assert all(row["text"].strip() for row in tables.articles)
