"""Explanations: why two texts are copies, or why not."""

from __future__ import annotations

from dedup.explain import explain
from dedup.scheme import SignatureScheme
from dedup.thresholds import Thresholds

SCHEME = SignatureScheme.create(5)
FERRY = (
    "The harbour ferry ran aground at dawn on Tuesday with forty people on board, the coastguard said. Nobody was "
    "hurt. Tugs pulled it clear at high water and it reached the quay under its own power."
)
OTHER = (
    "A bakery that has sold one loaf since 1911 closes on Saturday because flour and rent have doubled in two years."
)


def test_a_reprint_shows_what_it_shares_and_what_it_changed() -> None:
    """Passages in reading order, in the hashing view."""
    told = explain(FERRY, FERRY.replace("forty people", "39 passengers"), SCHEME, Thresholds())
    assert told.rule == "reprint"
    assert "Jaccard" in told.verdict
    assert told.both[0] == "the harbour ferry ran aground at dawn on tuesday with"
    assert told.only_first == ("forty people",)
    assert told.only_second == ("39 passengers",)
    assert 0 < told.jaccard < told.containment < 1
    assert told.shared < min(told.sizes)


def test_the_signatures_estimate_is_told_beside_the_exact_value() -> None:
    """128 permutations are right to a tenth or so."""
    told = explain(FERRY, FERRY.replace("forty people", "39 passengers"), SCHEME, Thresholds())
    assert abs(told.estimate - told.jaccard) < 0.15
    assert explain(FERRY, FERRY, SCHEME, Thresholds()).estimate == 1.0
    assert explain(FERRY, OTHER, SCHEME, Thresholds()).estimate < 0.1


def test_the_same_text_is_a_duplicate() -> None:
    """Typography aside."""
    told = explain(FERRY, FERRY.upper(), SCHEME, Thresholds())
    assert (told.rule, told.jaccard, told.only_first, told.only_second) == ("duplicate", 1.0, (), ())


def test_an_excerpt_names_containment() -> None:
    """Too little of the whole to be a reprint."""
    told = explain(f"{FERRY} {OTHER} " * 1 + " ".join(f"word{n}" for n in range(120)), FERRY, SCHEME, Thresholds())
    assert told.rule == "excerpt"
    assert "containment" in told.verdict


def test_what_is_no_match_says_why_not() -> None:
    """Both scores against both thresholds, or too little text to prove anything."""
    apart = explain(FERRY, OTHER, SCHEME, Thresholds())
    assert apart.rule == ""
    assert "below 0.30" in apart.verdict
    assert "below 0.70" in apart.verdict
    brief = explain(FERRY, "the coastguard said nobody was hurt. Tugs pulled it clear at noon", SCHEME, Thresholds())
    assert brief.rule == ""


def test_texts_without_words_match_nothing() -> None:
    """An empty text is no excerpt of everything."""
    assert explain("", FERRY, SCHEME, Thresholds()).rule == ""


def test_a_moved_passage_is_in_both() -> None:
    """Sentences in another order are shared, only where they join differs."""
    moved = explain(f"{FERRY} {OTHER}", f"{OTHER} {FERRY}", SCHEME, Thresholds())
    assert moved.rule == "reprint"
    assert len(moved.both) == 2
    assert moved.only_first == moved.only_second == ()


def test_a_very_long_text_is_explained_at_once() -> None:
    """Passages cost what the texts are long, whatever they repeat."""
    told = explain("the cat sat " * 30_000, "the cat sat on the mat " * 15_000, SCHEME, Thresholds())
    assert told.shared > 0
