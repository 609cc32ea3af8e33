"""Clusters from verified matches: pure, and the same whatever order documents and matches come in.

matches ──► set round-ups aside ──► join reprints ──► attach excerpts ──► name, choose, relate
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dedup.canonical import choose
from dedup.forest import Forest
from dedup.record import Assignment, Match, Member
from dedup.relation import relate
from dedup.roundup import round_ups
from dedup.verify import EXCERPT, REPRINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def cluster(members: Iterable[Member], matches: Iterable[Match]) -> list[Assignment]:
    """Assign each member to a cluster, oldest member first.

    Matches with a document that is no member are left out. What a connected component of matches becomes depends
    on that component's members and matches alone.
    """
    known = {member.document_id: member for member in sorted(members, key=lambda member: member.seq)}
    among = [match for match in matches if match.left in known and match.right in known]
    apart = round_ups(known, among)
    tying = [match for match in among if match.left not in apart and match.right not in apart]
    forest = Forest(known)
    for match in tying:
        if match.rule == REPRINT:
            forest.join(match.left, match.right)
    _attach_excerpts(known, tying, forest)
    return _assign(known, tying, forest)


def _attach_excerpts(known: Mapping[str, Member], matches: Iterable[Match], forest: Forest) -> None:
    """Join each group of reprints to the one text that best contains the group's fullest member.

    A group has one parent at most, so an excerpt that two texts contain does not make them one.
    """
    fullest: dict[str, str] = {}
    for document_id in known:
        group = forest.find(document_id)
        fullest[group] = max(fullest.get(group, document_id), document_id, key=lambda one: _length(known[one]))
    best: dict[str, tuple[float, float, str]] = {}
    for match in matches:
        excerpt, parent = _smaller_first(match, known)
        group = forest.find(excerpt)
        if match.rule != EXCERPT or fullest[group] != excerpt or forest.find(parent) == group:
            continue
        claim = (match.containment, match.jaccard, parent)  # equals go by id: the order of arrival must not matter
        best[group] = max(best.get(group, claim), claim)
    for group, (_, _, parent) in best.items():
        forest.join(group, parent)


def _length(member: Member) -> tuple[int, str]:
    return member.shingles, member.document_id


def _smaller_first(match: Match, known: Mapping[str, Member]) -> tuple[str, str]:
    smaller, larger = sorted((match.left, match.right), key=lambda one: _length(known[one]))
    return smaller, larger


def _assign(known: Mapping[str, Member], matches: Iterable[Match], forest: Forest) -> list[Assignment]:
    """Name each cluster after its oldest member. ``known`` is ordered by age."""
    groups: defaultdict[str, list[Member]] = defaultdict(list)
    for document_id, member in known.items():
        groups[forest.find(document_id)].append(member)
    inside: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if forest.find(match.left) == forest.find(match.right):
            inside[match.left].append(match)
            inside[match.right].append(match)
    assignments: list[Assignment] = []
    for group in groups.values():
        canonical, reason = choose(group)
        for member in group:
            tie = relate(member, group[0], known, inside[member.document_id])
            assignments.append(
                Assignment(
                    document_id=member.document_id,
                    cluster_id=group[0].document_id,
                    relation=tie.relation,
                    parent=tie.parent,
                    jaccard=tie.jaccard,
                    containment=tie.containment,
                    canonical=canonical,
                    reason=reason,
                )
            )
    return sorted(assignments, key=lambda assignment: known[assignment.document_id].seq)
