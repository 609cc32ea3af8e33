"""Round-ups: documents that carry several texts which have nothing to do with each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dedup.forest import Forest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from dedup.record import Match, Member

# Unrelated texts that make a round-up. An article cut into a head and a tail looks like a round-up of two, and is
# more often met; three that neither match each other nor overlap are three stories.
_PARTS = 3

# Containment of a part: an edited copy of the whole (about .5 with a fifth of its words changed) is no part.
_WITHIN = 0.7


def round_ups(known: Mapping[str, Member], matches: Iterable[Match]) -> frozenset[str]:
    """Give the documents that hold at least _PARTS smaller ones, side by side, which no other match connects."""
    parts: defaultdict[str, set[str]] = defaultdict(set)
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for match in matches:
        neighbours[match.left].add(match.right)
        neighbours[match.right].add(match.left)
        part, whole = sorted((match.left, match.right), key=lambda one: (known[one].shingles, one))
        if match.containment >= _WITHIN:
            parts[whole].add(part)
    return frozenset(
        whole
        for whole, within in parts.items()
        if len(within) >= _PARTS and _stand_side_by_side(within, neighbours, known, known[whole].shingles)
    )


def _stand_side_by_side(
    parts: AbstractSet[str], neighbours: Mapping[str, set[str]], known: Mapping[str, Member], room: int
) -> bool:
    """Tell whether the parts fall into _PARTS unconnected groups that fit into ``room`` shingles without overlap."""
    groups = Forest(parts)
    for part in parts:
        for other in neighbours[part] & parts:
            groups.join(part, other)
    longest: defaultdict[str, int] = defaultdict(int)
    for part in parts:
        group = groups.find(part)
        longest[group] = max(longest[group], known[part].shingles)
    return len(longest) >= _PARTS and sum(longest.values()) <= room
