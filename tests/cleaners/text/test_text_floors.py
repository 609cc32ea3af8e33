"""Floors of quality on the labelled flattened texts of ``../shared/bench``; they only rise.

The texts are those the line model was trained on, so a floor guards against breaking things, not against overfitting:
``python -m benchmarks.clean_text --folds …`` tells how new sites fare.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

from cleaners.text.door import clean_text

if TYPE_CHECKING:
    from pathlib import Path

EVERY = 8  # texts: one of so many is cleaned and scored
# F1 of the bench's own scorer over these texts, and the digest of the file it was measured on.
FLOORS: dict[str, tuple[float, str]] = {
    "traf_recall_comments": (0.966, "3d045ebda2dbad17"),
    "readability_text": (0.948, "4cfe9b289d738edb"),
    "newspaper4k": (0.949, "be111434e7f5288c"),
    "bs4_p_all": (0.939, "6117624e1c9f9415"),
    "inscriptis": (0.962, "a79aae690cb834c6"),
    "bs4_get_text": (0.952, "d562d0767a18c9b7"),
}


def _scorer(bench: Path) -> Any:
    spec = importlib.util.spec_from_file_location("bench_score", bench / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _f1(score: Any, rows: list[dict[str, Any]], texts: list[str]) -> float:
    pages = []
    for row, text in zip(rows, texts, strict=True):
        golds = [row["gold_text"], *([row["gold_alt"]] if row["gold_alt"] else [])]
        pages.append(max((score.prf(gold, text) for gold in golds), key=lambda values: values[2]))
    return float(score.agg(pages)[2])


@pytest.mark.parametrize("style", FLOORS)
def test_cleaning_stays_above_its_floor_and_above_doing_nothing(shared: Path, style: str) -> None:
    bench = shared / "bench" / "clean"
    path = bench / f"drop_{style}.jsonl.gz"
    floor, digest = FLOORS[style]
    assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::EVERY]
    score = _scorer(bench)
    cleaned = _f1(score, rows, [clean_text(row["drop_text"]).text for row in rows])
    assert cleaned >= floor
    assert cleaned > _f1(score, rows, [row["drop_text"] for row in rows])
