"""The five real articles: one theme, five events."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dedup.engine import Text, cluster_texts
from dedup.scheme import SignatureScheme

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir() and os.environ.get("CI") != "true", reason="../shared/seeds is not there")
def test_the_seeds_are_five_clusters_and_five_stories() -> None:
    """They share words, sources and boilerplate, and no event."""
    texts = [Text(path.name, path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    placements = cluster_texts(texts, SignatureScheme.create(1))
    assert len(texts) == 5
    assert len({placement.cluster for placement in placements}) == 5
    assert len({placement.story for placement in placements}) == 5
