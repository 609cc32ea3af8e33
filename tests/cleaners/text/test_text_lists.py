"""Flattened lists of articles are held; what has headlines and summaries of its own is not."""

from __future__ import annotations

import pytest

from cleaners.text.door import clean_text

STORIES = (
    (
        "Ice house closes in the autumn",
        "The harbour board voted on Tuesday to close the ice house, which had opened in 1931.",
    ),
    (
        "Ferry fares to rise by a tenth",
        "Fares on the Marrow ferry will rise by a tenth from January, the county council decided.",
    ),
    (
        "Storm takes forty metres of pier",
        "The storm of Sunday night took forty metres of the old pier, and two boats with it.",
    ),
    (
        "Old mill finds a buyer at last",
        "A cooperative of bakers has bought the old mill, and will grind rye there from the spring on.",
    ),
    (
        "School boat gets a new engine",
        "Pupils from the islands lost nine days last winter, because the old engine would not start.",
    ),
    (
        "Pilot retires after forty years",
        "She brought some eleven thousand ships into the bay, and lost a single anchor, in 1996.",
    ),
)
DAYS = range(28, 0, -3)
BRIEF = "The council of Marrow decided on Monday that the square will be closed to cars, after a debate of four hours."


def items(form: str) -> list[str]:
    return [
        form.format(head=head, told=told, day=day, hour=day % 12 + 1)
        for (head, told), day in zip(STORIES, DAYS, strict=False)
    ]


@pytest.mark.parametrize(
    "form",
    [
        "{head}\n{day} March 2026\n{told}\nRead more",
        "{day} March 2026\n{head}\n{told}",
        "{head}\nBy\nAda Quill\n{day} March 2026\n{told}",
    ],
)
def test_a_list_with_dates_is_held(form: str) -> None:
    assert clean_text("\n".join(items(form))).hold == "index-page"


@pytest.mark.parametrize("title", ["Search results for “Marrow”", "Schlagwort: Hafen", "Étiquette : port"])
def test_a_list_with_a_title_of_a_list_and_pages_is_held(title: str) -> None:
    text = "\n".join((title, *items("{head}\n{told}"), "1", "2", "3", "Older posts"))
    assert clean_text(text).hold == "index-page"


@pytest.mark.parametrize(
    "form",
    [
        "{hour}:15\n{head}\n{told}",
        "{head}\n{told}",
        "{head}\n{told}\nRead more",
        "{head}\n{told}\n{told} And the harbour was not asked, nor were its crews.",
    ],
    ids=["live report", "ten best", "round-up", "paragraphs under subheadings"],
)
def test_headings_and_short_texts_alone_are_an_article(form: str) -> None:
    assert clean_text("\n".join(("What is new at the harbour", *items(form)))).hold == ""


def test_what_is_told_day_by_day_is_an_article() -> None:
    days = "\n".join(reversed(items("{day} March 2026\n{head}\n{told}")))
    assert clean_text(f"How the harbour lost its ice house\n{days}").hold == ""


@pytest.mark.parametrize("form", ["{head}\n{day} March 2026\n{told}\nRead more", "{day} March 2026\n{head}\n{told}"])
def test_a_brief_with_teasers_below_it_is_an_article(form: str) -> None:
    brief = ("Square of Marrow closes to cars", "By Ada Quill", "3 March 2026", BRIEF)
    assert clean_text("\n".join((*brief, "Latest news", *items(form)))).hold == ""
    assert clean_text("\n".join((*brief, BRIEF.replace("Monday", "Friday"), *items(form)))).hold == ""
