"""The title of a raw page stands above the body, among menus; who wrote it stands near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.clean_text import DUMPS, LIGHT
from benchmarks.clean_text_heads import measured
from cleaners.text import clean_text

if TYPE_CHECKING:
    from pathlib import Path

# Share of texts whose title is right, where it is one of their lines. Floors only rise.
LEAST = {**dict.fromkeys(LIGHT, 0.5), **dict.fromkeys(DUMPS, 0.78)}
# The same of authors, in the styles that keep bylines; at most a seventh as many may be given another, or one with words too many.
LEAST_AUTHORS = {"bs4_p_all": 0.48, "inscriptis": 0.7, "bs4_get_text": 0.72}
FEWEST = 10  # texts: fewer prove nothing
EVERY = 6

PAGE = """Harbour ferries to leave every forty minutes | The Quay Gazette
Skip to content
Home
News
Weather
Life on the islands
Obituaries
Subscribe
Log in
Home / News / Transport
Harbour ferries to leave every forty minutes
Islanders had asked for more boats for two years
By Martha Quill
12 March 2026
Share
The harbour council has voted for a new timetable of the ferries, with boats to the islands every forty minutes.
Islanders had collected four thousand names for it, and the fishermen of the north quay had opposed it as long.
The first of the boats leaves on the first of May, said the council, and the fares will stay what they are until autumn.
Related stories
North quay floods again
Most read
Cookie policy
"""


def test_a_raw_page_gives_its_title_and_no_line_of_its_menu() -> None:
    copy = clean_text(PAGE)
    assert copy.fields.title == "Harbour ferries to leave every forty minutes"
    assert "every forty minutes\n" not in copy.text
    assert copy.text.startswith("The harbour council has voted")


@pytest.mark.parametrize("before", ["Home / News / ", "News > Transport > ", "3. ", "Transport "])
def test_what_stands_before_a_title_is_not_of_it(before: str) -> None:
    title = "Harbour ferries to leave every forty minutes"
    page = PAGE.replace("Home / News / Transport", before + title).removeprefix(f"{title} | The Quay Gazette\n")
    assert clean_text(page).fields.title == title


@pytest.mark.parametrize("below", ["By Martha Quill", "12 March 2026"])
def test_the_line_above_a_byline_or_a_date_is_the_title(below: str) -> None:
    """And not the heading of a film between it and the body."""
    title = "Harbour boats to the islands every forty minutes"
    film = "Harbour council votes for new timetable of the ferries"
    menu, body = ["Home", "News", "Weather", "Life on the islands"], PAGE.splitlines()[-7:]
    page = "\n".join([*menu, title, below, "Share", "Print", film, "Play", *body])
    assert clean_text(page).fields.title == title
    assert clean_text(page.replace(below, "Sound")).fields.title == film


def test_no_line_of_a_menu_is_a_title() -> None:
    lines = PAGE.splitlines()
    copy = clean_text("\n".join(lines[1:10] + lines[12:]))
    assert copy.fields.title == ""


@pytest.mark.parametrize(
    "byline",
    [
        "By Martha Quill",
        "By\nMartha Quill",
        "by Martha Quill, 12 March 2026",
        "By Martha Quill | The Quay Gazette",
        "By Martha Quill Gazette",
        "By Martha QuillMar. 12, 2026 9:00 am",
        "Thursday 12 March 2026 7:45 am by Martha Quill",
        "Posted on: 12 March 2026 Published by Martha Quill",
        "Martha Quill 12 March 2026 9:00 am",
        "12 March 2026 | Martha Quill",
        "Martha QuillPublished 12 March 2026",
        "Martha Quill, The Quay Gazette",
        "Martha Quill@quillwrites",
        "* Martha Quill",
    ],
)
def test_the_author_is_read_from_the_line_or_from_the_one_below(byline: str) -> None:
    assert clean_text(PAGE.replace("By Martha Quill", byline)).fields.authors == ("Martha Quill",)


def test_a_name_alone_is_the_author_beside_the_date_or_if_the_page_says_it_again() -> None:
    alone = PAGE.replace("By Martha Quill\n12 March 2026", "Martha Quill")
    assert clean_text(alone).fields.authors == ()
    assert clean_text(f"{alone}About the writer\nMartha Quill\n").fields.authors == ("Martha Quill",)
    assert clean_text(PAGE.replace("By Martha Quill", "Martha Quill")).fields.authors == ("Martha Quill",)


@pytest.mark.parametrize("line", ["Harbour News", "Tourist Boats", "QUAY GAZETTE", "Quay’s Fares", "Elena Marsh"])
def test_a_section_or_a_topic_beside_the_date_is_no_author(line: str) -> None:
    told = PAGE.replace(
        "Related stories", "Tourists like the boats, said Elena Marsh, who owns the inn at the north quay."
    )
    page = told.replace("By Martha Quill", line)
    assert clean_text(f"{page}More news\n{line}\nharbour fees\n").fields.authors == ()


def test_a_byline_is_no_title() -> None:
    page = PAGE.replace("By Martha Quill\n12 March 2026", "By Martha Quill 12 March 2026")
    assert clean_text(page).fields.title == "Harbour ferries to leave every forty minutes"
    body = "\n".join(PAGE.splitlines()[-10:-5])
    assert clean_text(f"By Martha Quill\n{body}").fields.title == ""


def test_a_byline_that_speaks_of_the_matter_keeps_no_title_out() -> None:
    lines = PAGE.splitlines()
    menu = ["Anchors", "Bakers", "Carters", "Divers", "Fishers", "Gardens", "Keepers", "Masons"]
    byline = "By Martha Quill, Harbour Islands Boats Minutes, Harbour Council"
    page = "\n".join([*lines[1:9], *menu, lines[10], *["Share", "Save", "Print", "Play"] * 3, byline, *lines[-7:]])
    assert clean_text(page).fields.title == "Harbour ferries to leave every forty minutes"


@pytest.mark.parametrize(
    "end",
    [
        "Martha Quill is a reporter at the Quay Gazette.",
        "Write to Martha Quill at m.quill@gazette.example",
        "More from Martha Quill",
        "Martha Quill",
    ],
)
def test_the_end_of_a_text_tells_its_author(end: str) -> None:
    boats = [
        f"The boat of {hour} o'clock stops at both quays and takes forty carts and their horses." for hour in (6, 8)
    ]
    copy = clean_text("\n".join([*PAGE.splitlines()[-8:-5], *boats, end]))
    assert copy.fields.authors == ("Martha Quill",)
    assert "Martha" not in copy.text


def test_titles_and_authors_stay_above_their_floors(shared: Path) -> None:
    for found in measured(bench=shared / "bench" / "clean", every=EVERY):
        assert found.titled < FEWEST or found.right_titles >= LEAST[found.style] * found.titled, found
        if found.style in LEAST_AUTHORS:
            assert found.right_authors >= LEAST_AUTHORS[found.style] * found.authored, found
            assert found.wrong_authors <= 0.15 * found.right_authors, found
