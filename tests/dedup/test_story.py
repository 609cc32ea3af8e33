"""Stories: one event in different words, and no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.linkage import average_link
from dedup.story import Report, stories

FERRY = (
    (
        "A harbour ferry with forty people on board ran aground off Kestrel Point at dawn on Tuesday, the coastguard "
        "said. Two tugs pulled the Maid of Orrin clear at high water. Nobody was hurt."
    ),
    (
        "Forty passengers spent three hours on a stranded ferry this morning. The Maid of Orrin hit a sandbank near "
        "Kestrel Point in fog and had to wait for high water before tugs could free it."
    ),
    (
        "Investigators want to know why the Maid of Orrin left its channel and ran aground off Kestrel Point. The ferry, "
        "with forty on board, was freed by two tugs."
    ),
)
BAKERY = (
    (
        "A bakery in Tolworth Street that has sold one loaf since 1911 closes on Saturday. Its owner, Edda Maru, said "
        "that flour and rent had doubled in two years."
    ),
    (
        "Edda Maru will bake her last loaf on Saturday. The Tolworth Street bakery, open since 1911, can't pay twice the "
        "rent and twice the price of flour, she said."
    ),
)
OTHERS = (
    "The town council voted by nine to four to plant three hundred lime trees along the northern ring road.",
    "Chess: the under-sixteen final went to a third tie-break before the girl from Vessen won with the black pieces.",
    "Snow closed both passes overnight. Ploughs were out from four and lorries waited in the valley until noon.",
    "A quarter of all wells in the district have fallen below the mark that the water board calls safe.",
    "The museum bought a whaling log of 1840 at auction and will show it from May beside the harpoon it mentions.",
)


def reports(published: str = "") -> list[Report]:
    texts = (*FERRY, *BAKERY, *OTHERS)
    return [Report(f"d{place}", f"c{place}", "", text, published) for place, text in enumerate(texts)]


def test_one_event_in_different_words_is_one_story() -> None:
    """Named after the first cluster; everything else keeps to itself."""
    told = stories(reports())
    assert [told[f"c{place}"] for place in range(5)] == ["c0", "c0", "c0", "c3", "c3"]
    assert len(set(told.values())) == 2 + len(OTHERS)


def test_what_lies_weeks_apart_is_not_one_story() -> None:
    """The ferry may run aground again next year."""
    apart = [*reports("2026-03-03"), Report("later", "later", "", FERRY[0] + " Again.", "2027-03-03")]
    assert stories(apart)["later"] == "later"
    undated = [*reports("2026-03-03"), Report("later", "later", "", FERRY[0] + " Again.", "")]
    assert stories(undated)["later"] == "c0"


def test_a_cluster_counts_once_however_often_it_was_reprinted() -> None:
    """Ten reprints of one telling don't move the mean."""
    many = [Report(f"r{place}", "c0", "", FERRY[0], "") for place in range(10)]
    assert stories([*reports(), *many]) == stories(reports())


@given(st.permutations(range(len((*FERRY, *BAKERY, *OTHERS)))))
def test_stories_do_not_depend_on_order(order: list[int]) -> None:
    """The same groups, whatever came first."""
    told = stories(reports())
    again = stories([reports()[place] for place in order])
    assert {tuple(sorted(c for c in told if told[c] == name)) for name in told.values()} == {
        tuple(sorted(c for c in again if again[c] == name)) for name in again.values()
    }


def test_no_reports_have_no_stories() -> None:
    """Nor does a text without words belong to one."""
    assert stories([]) == {}
    assert stories([Report("a", "a", "", ""), Report("b", "b", "", "")]) == {"a": "a", "b": "b"}


PAIRS = [(one, other) for one in range(7) for other in range(one + 1, 7)]


@given(st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 100)), st.integers(10, 90))
def test_average_link_is_what_its_definition_says(pairs: dict[tuple[int, int], int], least: int) -> None:
    """Against the same thing done naively over the full matrix."""
    assert average_link(7, pairs, least) == naive(7, pairs, least)


def naive(count: int, pairs: dict[tuple[int, int], int], least: int) -> list[int]:
    groups = {item: [item] for item in range(count)}

    def mean(one: int, other: int) -> float:
        total = sum(pairs.get((min(a, b), max(a, b)), 0) for a in groups[one] for b in groups[other])
        return total / (len(groups[one]) * len(groups[other]))

    while len(groups) > 1:
        closest = min((-mean(one, other), one, other) for one in groups for other in groups if one < other)
        if -closest[0] < least:
            break
        groups[closest[1]] += groups.pop(closest[2])
    return [next(name for name, items in groups.items() if item in items) for item in range(count)]


def test_average_link_does_not_chain() -> None:
    """A long row of neighbours is not one story."""
    row = {(place, place + 1): 100 for place in range(20)}
    assert len(set(average_link(21, row, 60))) > 5
