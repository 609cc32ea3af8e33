"""Which copy of a text a consumer should read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dedup.record import Member

# Copies this close to the fullest (in distinct shingles) are as full: a credit line or a caption more is no more text.
_AS_FULL = 0.9


def choose(members: Sequence[Member]) -> tuple[str, str]:
    """Choose a cluster's canonical copy and say why. ``members`` must not be empty; their order does not matter.

    Each question narrows the copies left by the one before; the first that leaves a single copy gives the reason::

        all ─► not replaced ───► within 10 % of the fullest ─► the wire's own ───► earliest published ───► first seen
                "newest version"  "fullest text"                "wire's own copy"   "earliest published"    "first seen"
    """
    if len(members) == 1:
        return members[0].document_id, "only copy"
    questions: tuple[tuple[str, Callable[[Sequence[Member]], list[Member]]], ...] = (
        ("newest version", _newest),
        ("fullest text", _fullest),
        ("wire's own copy", _wire_own),
        ("earliest published", _earliest),
    )
    left: list[Member] = list(members)
    for reason, narrow in questions:
        left = narrow(left) or left
        if len(left) == 1:
            return left[0].document_id, reason
    return min(left, key=lambda member: member.seq).document_id, "first seen"


def _newest(members: Sequence[Member]) -> list[Member]:
    """Keep the copies of which their own source has no newer version: what was corrected is not to be read first."""
    return [member for member in members if not member.replaced]


def _fullest(members: Sequence[Member]) -> list[Member]:
    least = _AS_FULL * max(member.shingles for member in members)
    return [member for member in members if member.shingles >= least]


def _wire_own(members: Sequence[Member]) -> list[Member]:
    """Keep the copies from a source that another outlet's copy credits ("Reporting by …, Reuters")."""
    return [member for member in members if member.source and _is_credited(member.source.casefold(), members)]


def _is_credited(source: str, members: Sequence[Member]) -> bool:
    others = (member for member in members if member.source.casefold() != source)
    return any(source in member.credit.casefold() for member in others)


def _earliest(members: Sequence[Member]) -> list[Member]:
    """Keep the copies with the earliest time; a day without a time counts as that day's start."""
    first = min((member.published for member in members if member.published), default="")
    return [member for member in members if first and member.published == first]
