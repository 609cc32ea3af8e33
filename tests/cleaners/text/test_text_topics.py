"""What a line speaks of, and whether a text speaks of it too."""

from __future__ import annotations

import pytest

from cleaners.text.topics import topics_in, topics_of

TEXT = "The “Quay-side” café, the harbour’s oldest; (reopened) on Monday… Nobody knows why: the *owner* left."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Reopened quay-side café", {"reopened", "quay-side", "café"}),
        ("Harbour side owner", set()),  # parts of words, and a word between marks that are none of prose
        ("MONDAY nobody!", {"monday", "nobody"}),
        ("the on why", set()),
        ("港口咖啡馆重新开放", set()),
    ],
)
def test_a_text_speaks_of_the_words_that_it_has_but_for_marks_around_them(line: str, said: set[str]) -> None:
    assert topics_in(TEXT, topics_of(line)) == said


def test_a_few_topics_are_found_as_many_are() -> None:
    """One line's topics are looked for one by one, those of all lines of a page among the bared words of the text."""
    others = frozenset(f"invented{number}" for number in range(100))
    for line in (TEXT, "quay café harbour's owner", "“Quay-side” reopened…", "harbour harbour’s oldes oldest"):
        topics = topics_of(line)
        assert topics_in(TEXT, topics) == topics_in(TEXT, topics | others)


def test_pairs_of_characters_are_words_of_a_spaced_text_only_where_they_stand_alone() -> None:
    assert topics_in("한국 中国 경제 소식을 “中国” 전합니다.", topics_of("中国经济“中国”")) == {"中国"}
