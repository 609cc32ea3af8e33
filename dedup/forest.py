"""Disjoint sets of document ids (union by id order, path halving)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Forest:
    """Groups of ids that were joined, directly or through others. A group's name is its smallest id."""

    __slots__ = ("_parents",)

    def __init__(self, ids: Iterable[str]) -> None:
        self._parents = {one: one for one in ids}

    def find(self, one: str) -> str:
        """Name the group of ``one``."""
        parents = self._parents
        while (parent := parents[one]) != one:
            parents[one] = parents[parent]
            one = parents[one]
        return one

    def join(self, one: str, other: str) -> None:
        """Make the groups of both one group."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parents[second] = first
