"""What two texts must share to be a match."""

from __future__ import annotations

from dataclasses import dataclass

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
