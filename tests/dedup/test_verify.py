"""Exact verification against plain Python sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.scheme import SignatureScheme
from dedup.thresholds import Thresholds
from dedup.verify import EXCERPT, REPRINT, count_shared, decide, scores, verify

SCHEME = SignatureScheme.create(3)
SHINGLES = st.sets(st.integers(0, 40) | st.integers(0, 2**32 - 1), max_size=60)


def array(values: set[int]) -> np.ndarray:
    return np.array(sorted(values), np.uint32)


@given(SHINGLES, SHINGLES)
def test_scores_are_those_of_the_sets(one: set[int], other: set[int]) -> None:
    """Jaccard similarity and containment in the smaller set, by definition."""
    shared = count_shared(array(one), array(other))
    jaccard, containment = scores(shared, len(one), len(other))
    assert shared == len(one & other)
    assert jaccard == (len(one & other) / len(one | other) if one and other else 0)
    assert containment == (len(one & other) / min(len(one), len(other)) if one and other else 0)


def test_a_match_carries_its_evidence() -> None:
    """What made it a match is stored with it."""
    shingles = {"a": array(set(range(100))), "b": array(set(range(50, 150)))}
    (match,) = verify({("a", "b")}, shingles, SCHEME, Thresholds())
    assert (match.left, match.right, match.shared, match.rule) == ("a", "b", 50, REPRINT)
    assert match.jaccard == pytest.approx(1 / 3)
    assert match.containment == pytest.approx(1 / 2)
    assert match.scheme == SCHEME.digest


@pytest.mark.parametrize(
    ("shared", "first", "second", "rule"),
    [
        (300, 600, 640, REPRINT),
        (150, 150, 600, EXCERPT),
        (100, 150, 600, ""),
        (11, 12, 500, ""),  # a stock sentence that a brief consists of
        (5, 5, 5, REPRINT),  # all that either of them says
        (4, 5, 5, ""),
        (0, 0, 0, ""),
        (0, 0, 9, ""),
    ],
)
def test_a_rule_decides(shared: int, first: int, second: int, rule: str) -> None:
    """Two thresholds, and a least amount of shared text that proves anything."""
    assert decide(shared, first, second, Thresholds()) == rule
