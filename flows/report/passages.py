"""An article as it was delivered, in order: what was kept of it, and what was removed by which rule, at its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from storage.copies import Copy

_BLOCK_JOINT = "\n\n"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line or block; ``rule`` is "" where it was kept, ``place`` (from 1) 0 where it is not known."""

    text: str
    rule: str = ""
    place: int = 0


def blocks(text: str) -> list[str]:
    """Return the blocks of a clean copy."""
    return [block for block in text.split(_BLOCK_JOINT) if block]


def passages(copy: Copy) -> list[Passage]:
    """Return an article's passages in the order of delivery.

    A flattened text gives its own lines, where its bytes are kept. A page gives its blocks: a removal's place is its
    block's number, so the kept blocks have the numbers that are left. Where neither can be told, what was removed
    stands behind what was kept.
    """
    removals: Sequence[Mapping[str, Any]] = copy.article.get("removals") or ()
    kept = blocks(copy.article.get("text", ""))
    return _in_lines(copy.lines, removals) or _in_blocks(kept, removals) or _apart(kept, removals)


def _in_lines(lines: Sequence[str], removals: Sequence[Mapping[str, Any]]) -> list[Passage]:
    """Mark the lines that were removed; [] where one is not what stands at its place (a sentence was rejoined)."""
    taken: dict[int, str] = {}
    for removal in removals:
        places = _places(lines, removal)
        if not places:
            return []
        taken |= dict.fromkeys(places, removal["rule"])
    return [Passage(line, taken.get(place, ""), place) for place, line in enumerate(lines, 1) if line.strip()]


def _places(lines: Sequence[str], removal: Mapping[str, Any]) -> range:
    """Return the lines that a removal took: one, or those of a hard-wrapped paragraph."""
    wanted = _letters(removal["text"])
    place = end = removal["place"]
    found = ""
    while len(found) < len(wanted) and end <= len(lines):
        found += _letters(lines[end - 1])
        end += 1
    return range(place, end) if found == wanted else range(0)


def _letters(text: str) -> str:
    """Return a text without what joining its lines changes: blanks, and hyphens that part words."""
    return "".join(text.split()).replace("-", "")


def _in_blocks(kept: Sequence[str], removals: Sequence[Mapping[str, Any]]) -> list[Passage]:
    places = {removal["place"] for removal in removals}
    last = max(places, default=0)
    if last - len(places) > len(kept):
        return []  # not every block has a number of its own: these are lines
    gone = [Passage(removal["text"], removal["rule"], removal["place"]) for removal in removals]
    free = (place for place in range(1, last + len(kept) + 1) if place not in places)
    standing = [Passage(block, "", place) for block, place in zip(kept, free, strict=False)]
    return sorted([*gone, *standing], key=lambda one: one.place)


def _apart(kept: Sequence[str], removals: Sequence[Mapping[str, Any]]) -> list[Passage]:
    return [*map(Passage, kept), *(Passage(one["text"], one["rule"], one["place"]) for one in removals)]


def shortened(found: Sequence[Passage], most: int) -> tuple[list[Passage], int]:
    """Return the first passages up to ``most`` characters, and how many characters are left out."""
    kept = list(_first(found, most))
    return kept, sum(len(one.text) for one in found) - sum(len(one.text) for one in kept)


def _first(found: Sequence[Passage], most: int) -> Iterator[Passage]:
    for one in found:
        if most <= 0:
            return
        yield Passage(one.text[:most], one.rule, one.place)
        most -= len(one.text)
