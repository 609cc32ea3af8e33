"""The title of a raw page stands above the body, among menus; who wrote it stands near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.clean_text import DUMPS, LIGHT
from benchmarks.clean_text_heads import measured
from benchmarks.clean_text_title_train import Choice, fit, right_on_other_sites
from cleaners.text.door import clean_text
from cleaners.text.headline import unmarked
from cleaners.text.title import Evidence

if TYPE_CHECKING:
    from pathlib import Path

# Share of texts whose title is right, where it is one of their lines. Floors only rise.
LEAST = {**dict.fromkeys(LIGHT, 0.75), **dict.fromkeys(DUMPS, 0.84)}
MOST_WRONG_TITLES = 0.1  # of those that texts of raw pages are given
# The same of authors, in the styles that keep bylines; at most a seventh as many may be given another, or one with words too many.
LEAST_AUTHORS = {"bs4_p_all": 0.48, "inscriptis": 0.7, "bs4_get_text": 0.72}
FEWEST = 10  # texts: fewer prove nothing
EVERY = 6

ARTICLE_LINE = "The council moved the fish market to the old customs house, and the traders followed it in spring."

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


def test_a_long_title_is_found_where_it_is_said_again_above_the_article() -> None:
    title = "Harbour boats to the islands and the north quay every forty minutes from the first of May on"
    lines = PAGE.splitlines()
    menu = [f"Quay {number}" for number in range(80)]
    copy = clean_text("\n".join([f"{title}", *menu, "Harbour council", title, *lines[12:]]))
    assert copy.fields.title == title
    assert title not in copy.text


def test_a_caption_below_the_byline_is_no_title_though_it_says_what_the_article_says() -> None:
    lines, title = PAGE.splitlines(), "Fares will stay low for the boats to come"
    caption = "Harbour council has voted for new timetable: boats to the islands every forty minutes"
    page = "\n".join([*lines[1:9], title, *lines[12:15], "Share", "Save", "Print", caption, "Play", *lines[15:]])
    assert clean_text(page).fields.title == title
    assert clean_text(page.replace(lines[12], "Sound").replace(lines[13], "Sound")).fields.title == caption


def test_a_date_above_the_title_is_passed_over() -> None:
    lines = PAGE.splitlines()
    copy = clean_text("\n".join(["12 March 2026 report", lines[10], *lines[15:18]]))
    assert copy.fields.title == lines[10]


@pytest.mark.parametrize("first", ["Department of Agriculture and Forestry", "All photos by courtesy of Roland Tanner"])
def test_a_first_line_of_which_the_text_says_nothing_is_no_title(first: str) -> None:
    copy = clean_text("\n".join([first, *PAGE.splitlines()[15:18]]))
    assert copy.fields.title == ""


def test_weights_of_title_evidence_tell_what_marks_titles() -> None:
    names = Evidence._fields
    rows = np.zeros((3, len(names)))
    rows[1, names.index("said")] = 0.5  # the title
    rows[2, names.index("full_stop")] = 1
    chosen = [Choice(f"quay{number}.example", rows, np.array([False, True, False])) for number in range(40)]
    weights = dict(zip(names, fit(chosen), strict=True))
    assert weights["said"] > 1
    assert weights["full_stop"] < -1
    assert right_on_other_sites(chosen) == 1


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


@pytest.mark.parametrize(
    "line", ["Harbour News", "Tourist Boats", "QUAY GAZETTE", "Quay’s Fares", "Elena Marsh", "Actualizado Lunes"]
)
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
            assert found.wrong_titles <= MOST_WRONG_TITLES * found.given_titles, found
            assert found.right_authors >= LEAST_AUTHORS[found.style] * found.authored, found
            assert found.wrong_authors <= 0.15 * found.right_authors, found


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Автор: Анна Рейес", "Анна Рейес"),
        ("文／山田太郎", "山田太郎"),
        ("（記者 山田太郎）", "山田太郎"),
        ("Penulis: Ratna Wulandari", "Ratna Wulandari"),
    ],
)
def test_a_labelled_byline_below_the_article_names_its_authors(label: str, name: str) -> None:
    paragraphs = [f"{ARTICLE_LINE} That was in {year}." for year in range(1990, 1998)]
    copy = clean_text("\n\n".join([*paragraphs, label]))
    assert copy.fields.authors == (name,)
    assert label not in copy.text


BODY = [f"{ARTICLE_LINE} That was in {year}." for year in range(1990, 1998)]


@pytest.mark.parametrize("names", ["Martha Quill", "Martha Quill and Peter Vane", "Emma Vane, Peter Lund & Jan Kray"])
@pytest.mark.parametrize("standfirst", ["", "The traders had waited for two winters."])
def test_names_alone_below_the_title_are_its_authors(names: str, standfirst: str) -> None:
    copy = clean_text("\n".join(["Fish market moves to the old customs house", standfirst, names, *BODY]))
    assert " ".join(copy.fields.authors) == names.replace(" and", "").replace(",", "").replace(" &", "")
    assert names not in copy.text


@pytest.mark.parametrize(
    "lines",
    [
        ["New Delhi"],
        ["Premier League"],
        ["Martha Quill", f"“We were the last to leave,” Quill said. {ARTICLE_LINE}"],
        ["Martha Quill", ARTICLE_LINE, "Peter Vane", f"He was born on the island. {ARTICLE_LINE}"],
    ],
)
def test_a_place_a_section_and_whom_the_article_is_about_are_no_authors(lines: list[str]) -> None:
    """The name heads an interview in the third, a list of the dead in the fourth."""
    copy = clean_text("\n".join(["Fish market moves to the old customs house", *lines, *BODY]))
    assert copy.fields.authors == ()
    assert lines[0] in copy.text


@pytest.mark.parametrize(
    "line",
    [
        "The council has thrown the traders out of “The Old Fish Market.”",
        "- Fish traders follow the council to the customs house",
    ],
)
def test_a_sentence_that_ends_in_a_quote_and_a_point_of_a_list_are_no_titles(line: str) -> None:
    copy = clean_text("\n".join([line, *BODY]))
    assert copy.fields.title == ""


@pytest.mark.parametrize("line", ["Council: “We will never leave the fish market.”", "“The fish market is ours.”"])
def test_a_headline_that_is_a_quotation_is_a_title(line: str) -> None:
    assert clean_text("\n".join([line, *BODY])).fields.title == line


MARKDOWN = """# Council votes to keep the **ice house**

*By Ana Souza*

![The ice house at dawn](https://quay.example/ice.jpg)

The harbour council voted on Tuesday night to keep the old ice house on the northern quay, which has stood empty for years.

## What happens next

- Engineers will look at the walls in March.

| Year | Visitors | Cost |

| 2026 | 1,200 | 3,400 |

> "None of the offers kept the roof," said the mayor, Tove Lindqvist, who had asked for a vote before the summer.
"""


def test_an_article_in_markdown_keeps_its_parts() -> None:
    cleaned = clean_text(MARKDOWN)
    assert cleaned.fields.title == "Council votes to keep the ice house"
    assert cleaned.fields.authors == ("Ana Souza",)
    assert cleaned.fields.subtitle == ""
    marked = [line for line in MARKDOWN.split("\n") if line][3:]
    assert cleaned.text.split("\n\n") == [
        line.removeprefix("## ").removeprefix("- ").removeprefix("> ") for line in marked
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# Fog over the pier", "Fog over the pier"),
        ("### **Fog over the pier** ###", "Fog over the pier"),
        ("# Fog in C#", "Fog in C#"),
        ("**Fog over the pier**", "Fog over the pier"),
        ("*Fog* over the *pier*", "*Fog* over the *pier*"),
        ("#FogOverThePier has a million readers", "#FogOverThePier has a million readers"),
        ("***", "***"),
    ],
)
def test_a_title_comes_without_the_marks_of_a_heading(line: str, title: str) -> None:
    assert unmarked(line) == title
