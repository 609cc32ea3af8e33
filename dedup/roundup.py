"""Round-ups: documents that carry several texts which have nothing to do with each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dedup.forest import Forest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.record import Match, Member

# Unrelated parts that make a round-up. Disjoint excerpts of one article look the same to its matches, but head, middle
# and tail are three; four that share nothing with each other are separate stories.
_PARTS = 4


def round_ups(known: Mapping[str, Member], matches: Iterable[Match]) -> frozenset[str]:
    """Give the documents that hold at least _PARTS smaller documents which no other match connects."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for match in matches:
        neighbours[match.left].add(match.right)
        neighbours[match.right].add(match.left)
    return frozenset(one for one in neighbours if _parts(one, known, neighbours) >= _PARTS)


def _parts(one: str, known: Mapping[str, Member], neighbours: Mapping[str, set[str]]) -> int:
    """Count the groups that the smaller neighbours of ``one`` fall into among themselves."""
    smaller = {other for other in neighbours[one] if known[other].shingles < known[one].shingles}
    if len(smaller) < _PARTS:
        return 0
    groups = Forest(smaller)
    for other in smaller:
        for third in neighbours[other] & smaller:
            groups.join(other, third)
    return len({groups.find(other) for other in smaller})
