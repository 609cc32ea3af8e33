"""Golden pages: ``tests/data/html/<case>/`` holds a page of our own writing and what cleaning makes of it.

One writer makes and compares: ``WINNOW_REFRESH=html python -m pytest tests/cleaners/test_html_golden.py`` rewrites
the expectations (read the diff before you commit it).
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

import pytest

from cleaners.html.door import clean_html

CASES = Path(__file__).resolve().parents[1] / "data" / "html"
URL = "https://gazette.example/local/quay.html"
REFRESH = os.environ.get("WINNOW_REFRESH") == "html"


def outcome(page: str) -> dict[str, str]:
    """Return the contents of a case's expectation files, by name."""
    copy = clean_html(page, url=URL)
    fields = {name: value for name, value in asdict(copy.fields).items() if value not in ("", (), None)}
    taken = [removal._asdict() for removal in copy.removals]
    return {
        "kept.txt": copy.text + "\n",
        "fields.json": json.dumps({**fields, "hold": copy.hold}, indent=1, ensure_ascii=False) + "\n",
        "removals.json": json.dumps(taken, indent=1, ensure_ascii=False) + "\n",
    }


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_golden_page_is_cleaned_as_written_down(case: str) -> None:
    """Body, fields and removals are those of the case's files."""
    folder = CASES / case
    made = outcome((folder / "input.html").read_text(encoding="utf-8"))
    for name, content in made.items():
        if REFRESH:
            (folder / name).write_text(content, encoding="utf-8", newline="\n")
        assert (folder / name).read_text(encoding="utf-8") == content, name


def test_there_are_enough_golden_pages() -> None:
    """A deleted case must not go unnoticed."""
    assert sum(1 for _ in CASES.iterdir()) >= 25
