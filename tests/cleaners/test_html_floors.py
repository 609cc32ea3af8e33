"""Floors of quality on the labelled pages of ``../shared/bench``; they only rise.

The pages are those the block model was trained on, so a floor guards against breaking things, not against
overfitting: ``python -m benchmarks.clean_html_train --cross-validate`` tells how new sites fare.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from cleaners.fields.dates import utc_of
from cleaners.fields.names import authors_of
from cleaners.fields.title import agree
from cleaners.html.blocks import page_of
from cleaners.html.door import clean_html
from cleaners.html.fields import fields_of
from cleaners.html.prune import prune

if TYPE_CHECKING:
    from pathlib import Path

    from cleaners.html.head import PageHead

# F1 by the bench's own scorer, and the digest of the file it was measured on.
FLOORS = {
    "fundus_eval": (0.983, "e9516732b04f3815"),
    "fundus_tests": (0.987, "1d7b9ccd5bf9402a"),
    "np4k_dataset": (0.953, "803b8b244e386cec"),
    "scrapinghub": (0.984, "29f8e6575410fe88"),
    "wcxb_news": (0.976, "129a839c1a87e25c"),
    "zh_handcrafted": (0.968, "7aa1fad90863bc7f"),
}
# Shares of the pages that state a field on which it is read right with the statement hidden.
LEAST_RIGHT = {"title": 0.975, "date": 0.96, "authors": 0.87}
META_TITLES = re.compile(
    r"""(?i)\b(property|name)=(["']?)(?:og:title|twitter:title|dc\.title|sailthru\.title|parsely-title|title)\2"""
)


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


def hidden(html: str) -> str:
    """Return the page without its JSON-LD and without what its metas call the article."""
    return META_TITLES.sub(r"\1=\2hidden\2", html.replace("application/ld+json", "text/hidden"))


def test_fields_agree_with_the_statements_that_were_hidden_from_them(bench: Path) -> None:
    """Without JSON-LD and meta titles the rest of the page gives what those state.

    A title is right that shares most of its words with the JSON-LD headline or with ``og:title``: pages often state
    two headlines, one of them for search engines.
    """
    right = {"title": 0, "date": 0, "authors": 0}
    asked = dict.fromkeys(right, 0)
    for page in pages(bench / "html_scrapinghub.jsonl.gz") + pages(bench / "html_fundus_tests.jsonl.gz"):
        head = prune(page["html"]).head
        stated = head.stated
        titles = [title for title in (stated.headline, meta_title(head)) if title]
        pruned = prune(hidden(page["html"]))
        fields = fields_of(pruned.head, page_of(pruned.markup), url=page.get("url") or "")
        day = utc_of(stated.published)[:10]
        names = {name.lower() for name in authors_of(stated.authors, stated.site_name)}
        checks = {
            "title": (bool(titles), any(agree(title, fields.title) for title in titles)),
            "date": (bool(day), _near(day, fields.published[:10])),
            "authors": (bool(names), bool(names & {name.lower() for name in fields.authors})),
        }
        for name, (is_stated, is_right) in checks.items():
            asked[name] += is_stated
            right[name] += is_stated and is_right
    shares = {name: right[name] / asked[name] for name in right}
    assert {name: share for name, share in shares.items() if share < LEAST_RIGHT[name]} == {}


def meta_title(head: PageHead) -> str:
    return next((meta.content for meta in head.metas if meta.name == "og:title"), "")


def _near(one: str, other: str) -> bool:
    """Say whether two days are the same, or neighbours: a local day may be UTC's day before."""
    return bool(one and other) and abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= 1
