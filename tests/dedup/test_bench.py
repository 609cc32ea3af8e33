"""Quality floors on labelled sets that are not part of the project. They only rise."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from dedup.engine import Placement, Text, cluster_texts
from dedup.scheme import SignatureScheme
from dedup.story import Report, stories

ROOT = Path(__file__).parents[2]
BENCH = ROOT.parent / "shared" / "bench"
pytestmark = pytest.mark.skipif(
    not BENCH.is_dir() and os.environ.get("CI") != "true", reason="../shared/bench is not there"
)

NEARDUP = BENCH / "neardup" / "dev.jsonl.gz"
OVERLAP = BENCH / "cluster" / "silver_overlap.pairs.jsonl.gz"
# B-cubed F1 and pair precision of stories.
STORY_FLOORS = {
    "ecbplus": (0.87, 0.80),
    "fnc1": (0.93, 0.97),
    "gvc": (0.94, 0.97),
    "basil": (0.97, 0.99),
    "allsides": (0.86, 0.83),
}
TIED_FLOORS = {
    "boilerplate": 0.99,
    "edit5": 0.99,
    "edit10": 0.99,
    "edit20": 0.97,
    "head25": 0.99,
    "head40": 0.99,
    "head60": 0.99,
    "junkhead40": 0.99,
    "middle40": 0.99,
    "shuffled": 0.99,
    "tail40": 0.99,
    "update1": 0.99,
    "update2": 0.99,
    "update3": 0.99,
}


def load_scores() -> Any:
    spec = importlib.util.spec_from_file_location("neardup_scores", ROOT / "benchmarks" / "neardup_scores.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SCORES = load_scores()


def as_texts(rows: list[dict[str, Any]]) -> list[Text]:
    return [
        Text(row["id"], row["text"] or "", row.get("title") or "", row.get("published") or "", row.get("source") or "")
        for row in rows
    ]


def place(texts: list[Text], batch: int = 10_000) -> dict[str, Placement]:
    return {one.id: one for one in cluster_texts(texts, SignatureScheme.create(1), batch=batch)}


def partition(placements: dict[str, Placement]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for one in placements.values():
        groups.setdefault(one.cluster, set()).add(one.id)
    return {frozenset(group) for group in groups.values()}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    assert SCORES.digest(NEARDUP) == "e5090ac0a3f7120f", "another set: measure again, then pin its floors"
    read: list[dict[str, Any]] = SCORES.read(NEARDUP)
    return read


@pytest.fixture(scope="module")
def placements(rows: list[dict[str, Any]]) -> dict[str, Placement]:
    return place(as_texts(rows))


def test_altered_copies_are_found_and_nothing_else(
    rows: list[dict[str, Any]], placements: dict[str, Placement]
) -> None:
    """Pairs: precision .999, recall .995, adjusted Rand index .995; by kind of alteration; borrowers tied: none."""
    clusters = {one.id: one.cluster for one in placements.values()}
    found = SCORES.score({row["id"]: row["cluster"] for row in rows}, clusters)
    assert found.precision >= 0.999
    assert found.recall >= 0.995
    assert found.ari >= 0.995
    tied = SCORES.tied(rows, clusters)
    assert {kind: share for kind, share in tied.items() if share < TIED_FLOORS.get(kind, 0)} == {}
    assert [tied[kind] for kind in SCORES.APART] == [0, 0]


@pytest.mark.parametrize(("batch", "order"), [(471, 1), (10_000, -1), (471, -1)])
def test_batches_and_order_do_not_change_the_clusters(
    rows: list[dict[str, Any]], placements: dict[str, Placement], batch: int, order: int
) -> None:
    """In ten batches, reversed, or both."""
    assert partition(place(as_texts(rows)[::order], batch)) == partition(placements)


def test_ties_across_outlets_are_one_event() -> None:
    """Of the pairs of real articles that overlap and were tied, 97 % are one event's."""
    ties = [
        SCORES.overlapping(
            (pair for pair in SCORES.read(OVERLAP) if pair["dataset"] == name),
            {
                one.id: one.cluster
                for one in place(as_texts(SCORES.read(BENCH / "cluster" / f"{name}.jsonl.gz"))).values()
            },
        )
        for name in ("ecbplus", "fnc1", "gva", "basil", "allsides")
    ]
    same, tied = (sum(counts) for counts in zip(*ties, strict=True))
    assert tied >= 220
    assert same / tied >= 0.97


@pytest.mark.parametrize("name", STORY_FLOORS)
def test_one_event_is_one_story(name: str) -> None:
    """B-cubed F1 and pair precision."""
    rows = SCORES.read(BENCH / "cluster" / f"{name}.jsonl.gz")
    told = stories(
        Report(row["id"], row["id"], row["title"] or "", row["text"] or "", row.get("published") or "") for row in rows
    )
    found = SCORES.score({row["id"]: row["event"] for row in rows if row["event"] is not None}, told)
    b_cubed, precision = STORY_FLOORS[name]
    assert found.b_cubed >= b_cubed
    assert found.precision >= precision
