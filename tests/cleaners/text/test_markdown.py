"""Markdown by reader tools and crawlers is read as what it shows; other texts with such signs stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners.text.door import clean_text
from cleaners.text.markdown import shown

LINKS = "[Home](/) [News](https://gazette.example/news)\n"  # enough to be Markdown
COUNCIL = (
    "The council of Port Ellery voted on Tuesday to close the swing bridge for nine weeks, a decision that will send "
    "some four thousand drivers a day through the narrow streets of the old town."
)
ENGINEERS = (
    "Engineers found cracks in two of the bearings during an inspection in March, and the manufacturer no longer makes "
    "the part. A replacement has to be cast in a foundry that has a waiting list of half a year."
)
SIGNS = st.sampled_from(
    [
        *("[", "](", ")", "![", "](/a)", "](https://b.example/c d)", "[a](/b)", "**c**", "**", "__", "*", "_", "\\"),
        *("# ", "> ", "- ", "1. ", "|", "---", "\n", "\n\n", "word", "Port Ellery", " ", ".", "(x)"),
    ]
)


def said(marked: str) -> str:
    return shown(f"{LINKS}{marked}").split("\n", 1)[1]


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("the [swing bridge](https://gazette.example/topic/bridge) closes", "the swing bridge closes"),
        ('the [bridge](/a_(b) "A title") closes', "the bridge closes"),
        ("the [bridge](</a b>) closes", "the bridge closes"),
        ("the [bridge](news/bridge.html) closes", "the bridge closes"),
        ("the [swing\nbridge](https://gazette.example/topic/\nbridge) closes", "the swing\nbridge\ncloses"),
        ("see [1] and [sic] (she said) or f(x)[0](y z)", "see [1] and [sic] (she said) or f(x)[0](y z)"),
        ("![The bridge](https://img.example/b.jpg) The bridge", "The bridge"),
        ("[![The bridge](/b.jpg) Ferry to run](/ferry)", "Ferry to run"),
        ("![](data:image/svg+xml,%3Csvg xmlns='http://x.example' viewBox='0 0 1 1'%3E)", ""),
        ("[Share](/a)[Print](/b)", "Share Print"),
        ("[\n\n![](/i.png)\n\nFerry to run\n\n](/ferry)", "\n\n\n\nFerry to run\n\n"),
        ("# Swing bridge to close #", "Swing bridge to close"),
        ("Swing bridge to close\n====", "Swing bridge to close\n"),
        ("> **Nobody** asked _us_, *she* __said__.", "Nobody asked us, she said."),
        ("***All*** of 5 * 3 * 2 and snake_case_name", "All of 5 * 3 * 2 and snake_case_name"),
        ("*   First\n*   Second\n\n* * *", "First\nSecond\n\n"),
        ("1987. The year of the bridge", "1987. The year of the bridge"),
        ("| Ship | Crew |\n|---|---:|\n| Anna | [9](/c) |", "| Ship | Crew |\n\n| Anna | 9 |"),
        (r"2 \* 3 \[sic\] \_x\_ C:\dir", r"2 * 3 [sic] _x_ C:\dir"),
    ],
)
def test_what_is_shown(marked: str, plain: str) -> None:
    assert said(marked) == plain


@pytest.mark.parametrize(
    "text",
    [
        "He wrote [sic](he said so) and f(x)[0](y).",
        "A note [1](#fn1) alone.",
        "The **only** word in bold, and 5 * 3 ** 2.",
        "# 1 on the list\n# 2 on the list",
        "- Where is the bridge?\n- It is closed.",
    ],
)
def test_a_text_with_a_sign_or_two_is_no_markdown(text: str) -> None:
    assert shown(text) == text


@settings(deadline=None)
@given(st.lists(SIGNS, max_size=40).map("".join))
def test_what_is_shown_is_in_the_text_line_for_line(marked: str) -> None:
    text = LINKS + marked
    plain = shown(text)
    assert plain.count("\n") == text.count("\n")
    assert shown(plain) == plain
    rest = iter(text.replace("\t", " "))
    assert all(sign in rest for sign in plain if not sign.isspace())


@settings(deadline=None)
@given(st.lists(SIGNS, max_size=40).map("".join))
def test_cleaning_clean_markdown_changes_nothing(marked: str) -> None:
    once = clean_text(f"{LINKS}\n{COUNCIL}\n\n{marked}\n\n{ENGINEERS}").text
    assert clean_text(once).text == once


@pytest.mark.parametrize(
    "piece", ["[", "![", "[a](/b", "[[", "](/a)", "\n- x", "\n> - ", "*a ", "**a", "\\*", "|a", "_a", "![a](/b "]
)
def test_hostile_markdown_takes_time_by_its_length(piece: str) -> None:
    assert shown(LINKS + piece * (300_000 // len(piece))).startswith("Home News")


@pytest.mark.parametrize(
    "attack", ["*" * 200_000 + "x" + "*" * 200_000, "- " * 150_000 + "x", "\\" * 200_000 + "x", "> - # " * 60_000 + "x"]
)
def test_marks_within_marks_take_no_time(attack: str) -> None:
    assert shown(LINKS + attack).endswith(("x", "*"))


def test_a_page_by_a_reader_tool_comes_out_clean() -> None:
    page = (
        "[Skip to content](#main)\n\n*   [News](/news)\n*   [Sport](/sport)\n\n# Swing bridge to close\n\n"
        "By [Ana Souza](/by/ana-souza)\n\n![Image 1](https://img.example/b.jpg)\n\n"
        f"{COUNCIL.replace('swing bridge', '[swing bridge](/topic/bridge)')}\n\n"
        "[**Read more:** Ferry to run every ten minutes](/ferry)\n\n## What comes next\n\n"
        f"{ENGINEERS.replace('no longer', '**no longer**')}\n\n[Share on Facebook](/f)[Share on X](/x)\n"
    )
    cleaned = clean_text(page)
    assert cleaned.text.split("\n\n") == [COUNCIL, "What comes next", ENGINEERS]
    assert (cleaned.fields.title, cleaned.fields.authors) == ("Swing bridge to close", ("Ana Souza",))
