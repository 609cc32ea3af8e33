"""Exact verification: a candidate becomes a match only on its shingle sets themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.record import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from dedup.scheme import SignatureScheme

REPRINT = "reprint"
EXCERPT = "excerpt"


# Measured on bench/neardup (4,707 uncleaned texts, every pair that shares eight shingles): different articles reach a
# Jaccard similarity of .17, with the same page furniture .21, an article and a round-up that quotes its lead .26; 98 %
# of copies with a fifth of their words changed reach .30. Of bench/cluster's pairs at .30 or more, 97 % are one event.
_JACCARD = 0.30

# On the same texts, different articles reach a containment of .34, with the same furniture .45; excerpts .90 and more,
# with three lines of furniture before them .60. The middle of the gap, nearer to the excerpts.
_CONTAINMENT = 0.70

# A stock sentence is about a dozen words long: ten shingles.
_SHARED = 12


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a pair must reach to be a match: ``jaccard`` for a reprint, else ``containment`` for an excerpt.

    ``shared`` shingles are the least that prove anything, unless a text has no more: fewer are a stock phrase.
    """

    jaccard: float = _JACCARD
    containment: float = _CONTAINMENT
    shared: int = _SHARED


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
