"""Floors of quality on the labelled pages of ``../shared/bench``; they only rise.

The pages are those the block model was trained on, so a floor guards against breaking things, not against
overfitting: ``python -m benchmarks.clean_html_train --cross-validate`` tells how new sites fare.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

from cleaners.fields_dates import utc_of
from cleaners.fields_names import authors_of
from cleaners.fields_title import agree
from cleaners.html import clean_html
from cleaners.html_prune import prune

if TYPE_CHECKING:
    from pathlib import Path

# F1 by the bench's own scorer, and the digest of the file it was measured on.
FLOORS = {
    "fundus_eval": (0.980, "e9516732b04f3815"),
    "fundus_tests": (0.980, "1d7b9ccd5bf9402a"),
    "np4k_dataset": (0.950, "803b8b244e386cec"),
    "scrapinghub": (0.980, "29f8e6575410fe88"),
    "wcxb_news": (0.960, "129a839c1a87e25c"),
    "zh_handcrafted": (0.940, "7aa1fad90863bc7f"),
}
# Shares of the pages with JSON-LD on which the fields read without it agree with it.
LEAST_TITLES, LEAST_DATES, LEAST_AUTHORS = 0.93, 0.94, 0.84


@pytest.fixture(scope="module")
def bench(shared: Path) -> Path:
    return shared / "bench" / "clean"


def pages(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scorer(bench: Path) -> Any:
    spec = importlib.util.spec_from_file_location("bench_score", bench / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("source", FLOORS)
def test_body_f1_stays_above_its_floor(bench: Path, source: str) -> None:
    """A changed set, or a lower score, must show in the diff of this file."""
    path = bench / f"html_{source}.jsonl.gz"
    floor, digest = FLOORS[source]
    assert hashlib.sha256(path.read_bytes()).hexdigest()[:16] == digest
    texts = {page["id"]: clean_html(page["html"], url=page.get("url") or "").text for page in pages(path)}
    score = scorer(bench)
    scores, _ = score.score(score.golds([str(path)], "html"), texts)
    assert scores["ALL"][2] >= floor


def test_fields_agree_with_the_json_ld_that_was_hidden_from_them(bench: Path) -> None:
    """Meta, microdata and the visible page alone give what JSON-LD would have given."""
    right = {"title": 0, "date": 0, "authors": 0}
    asked = dict.fromkeys(right, 0)
    for page in pages(bench / "html_scrapinghub.jsonl.gz") + pages(bench / "html_fundus_tests.jsonl.gz"):
        stated = prune(page["html"]).head.stated
        hidden = page["html"].replace("application/ld+json", "text/hidden")
        fields = clean_html(hidden, url=page.get("url") or "").fields
        day = utc_of(stated.published)[:10]
        names = {name.lower() for name in authors_of(stated.authors, stated.site_name)}
        checks = {
            "title": (bool(stated.headline), agree(stated.headline, fields.title)),
            "date": (bool(day), _near(day, fields.published[:10])),
            "authors": (bool(names), bool(names & {name.lower() for name in fields.authors})),
        }
        for name, (is_stated, is_right) in checks.items():
            asked[name] += is_stated
            right[name] += is_stated and is_right
    assert right["title"] >= LEAST_TITLES * asked["title"]
    assert right["date"] >= LEAST_DATES * asked["date"]
    assert right["authors"] >= LEAST_AUTHORS * asked["authors"]


def _near(one: str, other: str) -> bool:
    """Say whether two days are the same, or neighbours: a local day may be UTC's day before."""
    if not one or not other:
        return False
    return abs(int(one.replace("-", "")) - int(other.replace("-", ""))) <= 1
