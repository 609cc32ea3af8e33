"""Clusters: what is tied to what, who is canonical, and that order does not matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.canonical import choose
from dedup.cluster import cluster
from dedup.record import Assignment, Match, Member
from dedup.verify import EXCERPT, REPRINT

if TYPE_CHECKING:
    import random


def member(name: str, seq: int = 0, shingles: int = 300, **fields: str) -> Member:
    return Member(document_id=name, seq=seq, shingles=shingles, **fields)


def reprint(left: str, right: str, jaccard: float = 0.8) -> Match:
    return Match(left, right, jaccard, 0.9, 200, REPRINT, "scheme")


def excerpt(left: str, right: str, containment: float = 0.95, jaccard: float = 0.2) -> Match:
    return Match(left, right, jaccard, containment, 60, EXCERPT, "scheme")


def clusters(assignments: list[Assignment]) -> set[frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for one in assignments:
        groups.setdefault(one.cluster_id, set()).add(one.document_id)
    return {frozenset(group) for group in groups.values()}


def by_id(assignments: list[Assignment]) -> dict[str, Assignment]:
    return {one.document_id: one for one in assignments}


def test_reprints_form_one_cluster_named_after_the_oldest() -> None:
    """Also when only their copies connect them."""
    members = [member("c", 3), member("a", 7), member("b", 5)]
    found = cluster(members, [reprint("c", "b"), reprint("b", "a")])
    assert {one.cluster_id for one in found} == {"c"}
    assert [one.document_id for one in found] == ["c", "b", "a"]
    assert [one.relation for one in found] == ["original", "reprint", "reprint"]
    assert by_id(found)["a"].parent == "b"


def test_a_document_without_a_match_is_its_own_cluster() -> None:
    """And its own canonical copy."""
    (alone,) = cluster([member("a")], [])
    assert (alone.cluster_id, alone.canonical, alone.relation, alone.parent) == ("a", "a", "original", "")


def test_an_excerpt_goes_to_its_best_parent_and_bridges_nothing() -> None:
    """Two articles that quote the same passage stay two."""
    members = [member("one", 1), member("two", 2), member("cut", 3, shingles=60)]
    found = cluster(members, [excerpt("one", "cut", 0.90), excerpt("two", "cut", 0.97)])
    assert clusters(found) == {frozenset({"one"}), frozenset({"two", "cut"})}
    assert by_id(found)["cut"].relation == "excerpt"
    assert by_id(found)["cut"].parent == "two"


def test_copies_of_an_excerpt_go_with_it() -> None:
    """A group of reprints attaches by its fullest member, to one parent."""
    members = [member("full", 1), member("other", 2), member("cut", 3, shingles=80), member("recut", 4, shingles=70)]
    found = cluster(members, [reprint("cut", "recut"), excerpt("full", "cut"), excerpt("other", "recut")])
    assert clusters(found) == {frozenset({"full", "cut", "recut"}), frozenset({"other"})}


@pytest.mark.parametrize("stories", [3, 5])
def test_a_round_up_ties_nothing_together(stories: int) -> None:
    """It holds the leads of several articles and is none of them."""
    briefs = [member(f"brief{number}", number, shingles=60) for number in range(stories)]
    gathered = member("roundup", 9, shingles=60 * stories)
    found = cluster([*briefs, gathered], [excerpt(brief.document_id, "roundup") for brief in briefs])
    assert len(clusters(found)) == stories + 1


def test_excerpts_that_overlap_are_no_round_up() -> None:
    """Head, middle and tail of one article fill more than the article."""
    members = [member("full", 1, shingles=300)]
    members += [member(name, 2 + place, shingles=120) for place, name in enumerate(("head", "middle", "tail"))]
    found = cluster(members, [excerpt("full", name) for name in ("head", "middle", "tail")])
    assert len(clusters(found)) == 1


def test_updates_of_a_running_story_stay_together_in_order() -> None:
    """Each lead grows out of the one before."""
    members = [
        member("flash", 1, 90, title="Ferry aground", source="Wire", published="2026-03-02T06:10:00Z"),
        member("lead1", 2, 160, title="Ferry aground - 1ST LEAD", source="Wire", published="2026-03-02T06:40:00Z"),
        member("lead2", 3, 280, title="Ferry refloated", source="Wire", published="2026-03-02T09:00:00Z"),
        member("copy", 4, 280, title="Ferry refloated", source="Harbour Post", published="2026-03-02T09:30:00Z"),
    ]
    matches = [reprint("flash", "lead1", 0.5), reprint("lead1", "lead2", 0.55), reprint("lead2", "copy", 0.97)]
    found = by_id(cluster(members, matches))
    assert [found[name].relation for name in ("flash", "lead1", "lead2", "copy")] == [
        "original",
        "update",
        "update",
        "reprint",
    ]
    assert found["lead2"].parent == "lead1"
    assert {one.canonical for one in found.values()} == {"lead2"}


def test_matches_with_strangers_are_left_out() -> None:
    """A component is clustered from its own members."""
    assert len(cluster([member("a")], [reprint("a", "gone")])) == 1


NAMES = [f"d{number}" for number in range(9)]
PAIRS = [(one, other) for place, one in enumerate(NAMES) for other in NAMES[place + 1 :]]


@given(
    sizes=st.lists(st.integers(20, 400), min_size=9, max_size=9),
    tied=st.dictionaries(
        st.sampled_from(PAIRS),
        st.tuples(st.booleans(), st.sampled_from([0.3, 0.5, 0.8]), st.sampled_from([0.7, 0.9, 1.0])),
        max_size=14,
    ),
    shuffle=st.randoms(use_true_random=False),
)
def test_order_of_arrival_does_not_matter(
    sizes: list[int], tied: dict[tuple[str, str], tuple[bool, float, float]], shuffle: random.Random
) -> None:
    """Any order of members and matches, and any order in which documents came, gives the same partition."""
    members = [member(name, seq, size) for seq, (name, size) in enumerate(zip(NAMES, sizes, strict=True))]
    matches = [
        excerpt(*pair, containment, jaccard / 4) if cut else reprint(*pair, jaccard)
        for pair, (cut, jaccard, containment) in tied.items()
    ]
    first = cluster(members, matches)
    shuffle.shuffle(members)
    shuffle.shuffle(matches)
    assert cluster(members, matches) == first
    came_back = [member(one.document_id, 100 - one.seq, one.shingles) for one in members]
    turned = [Match(m.right, m.left, m.jaccard, m.containment, m.shared, m.rule, m.scheme) for m in matches]
    assert clusters(cluster(came_back, turned)) == clusters(first)


@given(
    tied=st.dictionaries(st.sampled_from(PAIRS), st.tuples(st.booleans(), st.sampled_from([0.7, 0.9])), max_size=10),
    split=st.integers(1, 8),
)
def test_a_component_is_clustered_as_if_it_were_alone(
    tied: dict[tuple[str, str], tuple[bool, float]], split: int
) -> None:
    """A store asks for one connected component at a time and must get what the whole corpus would give."""
    left, right = set(NAMES[:split]), set(NAMES[split:])
    members = [member(name, seq, 30 + 40 * seq) for seq, name in enumerate(NAMES)]
    matches = [
        excerpt(*pair, containment) if cut else reprint(*pair)
        for pair, (cut, containment) in tied.items()
        if left.issuperset(pair) or right.issuperset(pair)
    ]
    together = by_id(cluster(members, matches))
    apart = [one for side in (left, right) for one in cluster([m for m in members if m.document_id in side], matches)]
    assert by_id(apart) == together


@pytest.mark.parametrize(
    ("members", "chosen", "reason"),
    [
        ([member("a")], "a", "only copy"),
        ([member("a", 1, 100), member("b", 2, 300)], "b", "fullest text"),
        (
            [
                member("paper", 1, 300, source="Harbour Post", credit="Coastal Wire"),
                member("wire", 2, 290, source="Coastal Wire", credit="Coastal Wire"),
            ],
            "wire",
            "wire's own copy",
        ),
        (
            [member("late", 1, 300, published="2026-03-02T09"), member("early", 2, 290, published="2026-03-02T08")],
            "early",
            "earliest published",
        ),
        ([member("undated", 1, 300), member("dated", 2, 290, published="2026-03-02")], "dated", "earliest published"),
        ([member("second", 2, 300), member("first", 1, 290)], "first", "first seen"),
    ],
)
def test_the_canonical_copy_has_its_reason(members: list[Member], chosen: str, reason: str) -> None:
    """The first question that leaves one copy names the reason."""
    assert choose(members) == (chosen, reason)
    assert choose(members[::-1]) == (chosen, reason)


def test_a_cut_down_copy_is_an_excerpt_whichever_rule_tied_it() -> None:
    """Two thirds of an article or less, with nothing of its own; an edited copy of the same length is a reprint."""
    whole, cut, edited = Member("whole", 1, 600), Member("cut", 2, 300), Member("edited", 3, 590)
    matches = [
        Match("whole", "cut", 0.5, 1.0, 300, "reprint", "s"),
        Match("whole", "edited", 0.8, 0.9, 530, "reprint", "s"),
    ]
    found = by_id(cluster([whole, cut, edited], matches))
    assert [found[name].relation for name in ("whole", "cut", "edited")] == ["original", "excerpt", "reprint"]
