"""Exact verification: a candidate becomes a match only on its shingle sets themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.record import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from dedup.scheme import SignatureScheme
    from dedup.thresholds import Thresholds

REPRINT = "reprint"
EXCERPT = "excerpt"


def verify(
    pairs: Iterable[tuple[str, str]],
    shingles: Mapping[str, NDArray[np.uint32]],
    scheme: SignatureScheme,
    thresholds: Thresholds,
) -> list[Match]:
    """Compare each pair (older, newer) exactly and give the matches, in the pairs' sorted order.

    ``shingles``: each document's sorted distinct shingle hashes.
    """
    digest = scheme.digest
    matches: list[Match] = []
    for left, right in sorted(pairs):
        first, second = shingles[left], shingles[right]
        shared = count_shared(first, second)
        rule = decide(shared, len(first), len(second), thresholds)
        if rule:
            jaccard, containment = scores(shared, len(first), len(second))
            matches.append(Match(left, right, jaccard, containment, shared, rule, digest))
    return matches


def count_shared(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> int:
    """Count the shingles in both of two sets of distinct ones. A sort of both is faster than any search here."""
    both = np.concatenate((first, second))
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))


def scores(shared: int, first: int, second: int) -> tuple[float, float]:
    """Give Jaccard similarity and containment in the smaller of two sets of these sizes; 0 of an empty set."""
    smaller = min(first, second)
    if smaller == 0:
        return 0.0, 0.0
    return shared / (first + second - shared), shared / smaller


def decide(shared: int, first: int, second: int, thresholds: Thresholds) -> str:
    """Name the rule that makes a match of two sets of these sizes, or "" if none does."""
    jaccard, containment = scores(shared, first, second)
    if shared < min(thresholds.shared, first, second) or shared == 0:
        return ""
    if jaccard >= thresholds.jaccard:
        return REPRINT
    return EXCERPT if containment >= thresholds.containment else ""
