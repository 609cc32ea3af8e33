"""Average-link clustering of a sparse similarity graph."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def average_link(count: int, pairs: Mapping[tuple[int, int], int], least: int) -> list[int]:
    """Group ``count`` items and give each item's group: join the closest two groups until none are close enough.

    ``pairs`` holds similarities of items (smaller, larger) as whole numbers, absent ones being 0; two groups' is the
    mean over all pairs between them, and they join at ``least`` or more. Sums of whole numbers don't depend on their
    order, so neither do the groups; equals go by number.
    """
    sums: list[dict[int, int]] = [{} for _ in range(count)]
    for (one, other), similarity in pairs.items():
        sums[one][other] = sums[other][one] = similarity
    members = [[item] for item in range(count)]
    queue = [(-float(similarity), *pair, 1, 1) for pair, similarity in pairs.items() if similarity >= least]
    heapq.heapify(queue)
    while queue:
        _, one, other, size_one, size_other = heapq.heappop(queue)
        if (len(members[one]), len(members[other])) != (size_one, size_other):
            continue  # one of them has grown or gone since this was queued
        _join(one, other, sums)
        members[one] += members[other]
        members[other] = []
        for third, total in sums[one].items():
            mean = total / (len(members[one]) * len(members[third]))
            if mean >= least:
                low, high = min(one, third), max(one, third)
                heapq.heappush(queue, (-mean, low, high, len(members[low]), len(members[high])))
    groups = [0] * count
    for group, items in enumerate(members):
        for item in items:
            groups[item] = group
    return groups


def _join(one: int, other: int, sums: list[dict[int, int]]) -> None:
    """Move the similarities of ``other`` to ``one``."""
    del sums[one][other]
    for third, total in sums[other].items():
        if third == one:
            continue
        del sums[third][other]
        sums[one][third] = sums[third][one] = sums[one].get(third, 0) + total
    sums[other] = {}
