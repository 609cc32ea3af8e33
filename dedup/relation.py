"""What a document is to its cluster: original, reprint, excerpt or update, and of which document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import re2

from dedup.thresholds import Thresholds
from dedup.verify import EXCERPT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.record import Match, Member

# How the wires mark a new version of a running story in its headline or slug: "1ST LEAD", "2nd Ld-Writethru",
# "UPDATE 3-", "CORRECTED-", "Lead-all", "WRAPUP 2-".
_VERSION_MARK = re2.compile(
    r"(?i)\b(?:\d+(?:st|nd|rd|th)[ -]l(?:ea)?d|l(?:ea)?d[ -]all|update ?\d+|wrapup ?\d+|write-?thru|corrected)\b"
)

# A copy of two thirds of an article has lost whole passages; editing alone loses a tenth.
_CUT_SHARE = 2 / 3


@dataclass(frozen=True, slots=True)
class Tie:
    """How a document hangs on its cluster: ``parent`` is "" for an original, which ties with nothing."""

    relation: str
    parent: str = ""
    jaccard: float = 0.0
    containment: float = 0.0


def relate(member: Member, oldest: Member, known: Mapping[str, Member], matches: Sequence[Match]) -> Tie:
    """Tie ``member`` to its closest older copy, or to its closest copy if it is tied to no older one."""
    if member.document_id == oldest.document_id or not matches:
        return Tie("original")
    best = max(matches, key=lambda match: _closeness(member, known[_other(match, member)], match))
    parent = known[_other(best, member)]
    return Tie(_relation(member, parent, best), parent.document_id, best.jaccard, best.containment)


def _other(match: Match, member: Member) -> str:
    return match.right if match.left == member.document_id else match.left


def _closeness(member: Member, other: Member, match: Match) -> tuple[bool, float, float, int]:
    return other.seq < member.seq, match.jaccard, match.containment, -other.seq


def _relation(member: Member, parent: Member, match: Match) -> str:
    if _is_version(member, parent):
        return "update"
    return "excerpt" if _is_cut(member, parent, match) else "reprint"


def _is_cut(member: Member, parent: Member, match: Match) -> bool:
    """Tell a cut-down copy: little of its own and much less than its parent, whichever rule tied it."""
    if match.rule == EXCERPT:
        return member.shingles < parent.shingles
    return member.shingles <= _CUT_SHARE * parent.shingles and match.containment >= Thresholds().containment


def _is_version(member: Member, parent: Member) -> bool:
    """Tell a later version: the headline says so, or the parent's own source published it again, later."""
    if _VERSION_MARK.search(member.title):
        return True
    same_source = bool(member.source) and member.source.casefold() == parent.source.casefold()
    return same_source and bool(parent.published) and member.published > parent.published
