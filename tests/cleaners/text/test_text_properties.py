"""What must hold for any text whatever."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cleaners.mojibake import legible
from cleaners.text.door import clean_text, clean_texts
from cleaners.text.reading import meant_text
from cleaners.visible import visible_line

_CORPUS = Path(__file__).parents[2] / "data" / "text"
# Lines of the golden corpus, shuffled into texts that no editor would make: prompts between paragraphs, titles last.
_LINES = sorted(
    {
        line
        for path in sorted(_CORPUS.glob("*/input.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    }
)
_MIXED = st.lists(st.sampled_from([*_LINES, "", "and then the rest", ", it said,", ".", "412", "—"]), max_size=40).map(
    "\n".join
)
_ANY = st.text(max_size=400)
_LONGER = st.lists(st.text(max_size=120), max_size=30).map("\n".join)
_TEXTS = st.one_of(_MIXED, _ANY, _LONGER)


def _is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


@given(_TEXTS)
@example("Â¡\x85")  # the next line hid what is garbled
@settings(max_examples=300, deadline=None)
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    clean = clean_text(text).text
    assert clean_text(clean).text == clean


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_what_is_kept_stands_in_the_input_in_the_same_order(text: str) -> None:
    assert _is_subsequence("".join(clean_text(text).text.split()), "".join(legible(text)[0].split()))


@given(_TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_text_is_always_cleaned_the_same_way(text: str) -> None:
    assert clean_text(text) == clean_text(text)


@given(_TEXTS)
@example("[](https://a.example/share)[](https://b.example/share)")  # Markdown
@settings(max_examples=200, deadline=None)
def test_every_line_is_kept_or_removed_and_named_with_its_place(text: str) -> None:
    """No word of the input is lost: kept blocks and removals together are the input's words, as they are read.

    Hyphens may be: those at which print parts words.
    """
    copy = clean_text(text)
    taken = [removal.text for removal in copy.removals if not removal.rule.startswith("mojibake")]
    accounted = "".join(copy.text.split()) + "".join("".join(one.split()) for one in taken)
    assert sorted(accounted.replace("-", "")) == sorted("".join(meant_text(text).split()).replace("-", ""))
    assert all(removal.rule and removal.place >= 1 for removal in copy.removals)


@given(_TEXTS, st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_a_title_from_outside_wins(text: str, title: str) -> None:
    given_title = visible_line(" ".join(title.split()))
    if given_title:
        assert clean_text(text, title=title).fields.title == given_title


@given(_TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_block_holds_a_line_break_or_an_empty_line(text: str) -> None:
    blocks = clean_text(text).text.split("\n\n")
    assert all("\n" not in block for block in blocks)
    assert blocks == [""] or all(block.strip() == block != "" for block in blocks)


@given(st.lists(st.tuples(_TEXTS, st.sampled_from(["", "A bridge in the harbour"])), max_size=6))
@settings(max_examples=150, deadline=None)
def test_texts_are_cleaned_together_as_one_by_one(articles: list[tuple[str, str]]) -> None:
    together = clean_texts([text for text, _ in articles], [title for _, title in articles])
    assert together == [clean_text(text, title=title) for text, title in articles]
