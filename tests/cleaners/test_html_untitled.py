"""Pages that state no title, or only the site's name."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html

TITLE = "Last evening ferries to go in Port Almery"
PROSE = (
    "The ferry that links the two halves of Port Almery will stop running after nine in the evening from next month.",
    "Board members said that the last three crossings carried fewer than ten passengers on most days of the week.",
    "Shopkeepers on the east quay disagree: visitors, they say, will stay away with no boat to bring them home again.",
    "A petition with two thousand names will be handed to the council on Friday, before the new timetable begins.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
MENU = "<ul><li><a href=/n>News</a></li><li><a href=/s>Sport</a></li><li><a href=/c>Culture</a></li></ul>"
URL = "https://harbourgazette.example/ferries"


@pytest.mark.parametrize(
    "page",
    [
        f"{MENU}<div><h2>{TITLE}</h2>{TEXT}</div>",
        f"{MENU}<div><p><strong>{TITLE}</strong></p>{TEXT}</div>",
        f"{MENU}<center><font size=5><b>{TITLE}</b></font></center><div>{TEXT}</div>",
        f"{MENU}<div class=article-title>{TITLE}</div><div class=date>12 March 2026</div><div>{TEXT}</div>",
        f"<head><title>Harbour Gazette</title></head>{MENU}<div><h3>{TITLE}</h3><p>By Ana Reyes</p>{TEXT}</div>",
        f"<head><title>Home</title></head><h1>News</h1><div><h2>{TITLE}</h2>{TEXT}</div>",
        f"<table><tr><td>{MENU}</td><td><b>{TITLE}</b><br><br>{'<br><br>'.join(PROSE)}</td></tr></table>",
        f"<div><svg><title>Search icon</title><path d='M0 0'></svg></div><div><h2>{TITLE}</h2>{TEXT}</div>",
    ],
)
def test_the_line_set_above_the_text_is_the_title(page: str) -> None:
    """It leaves the body, as titles do."""
    copy = clean_html(f"<html>{page}</html>", url=URL)
    assert copy.fields.title == TITLE
    assert TITLE not in copy.text
    assert PROSE[0] in copy.text.split("\n\n")


@pytest.mark.parametrize(
    "above",
    [
        f"<p><b>{PROSE[1]}</b></p>",
        "<p><b>PORT ALMERY, March 12</b></p>",
        "<h2>Transport</h2>",
        "<h3>Share this article with your friends</h3>",
        "<p>The east quay on a Tuesday in spring</p>",
        "<p><b>Who pays for the last ferry?</b></p>",
        f"<h2>What the board says about it</h2><p>{PROSE[1]}</p><h2>What the shops say about it</h2>",
        "<figure><img src=/q.jpg width=600><figcaption><b>The ferry leaves the east quay</b></figcaption></figure>",
        "<div><h3>Council to vote on new market hall</h3><h3>School turns one hundred years old</h3></div>",
        "<div class=related-box><h3>Council to vote on new market hall</h3></div>",
    ],
)
def test_what_else_stands_above_a_text_is_no_title(above: str) -> None:
    assert not clean_html(f"<html>{MENU}<div>{above}{TEXT}</div></html>", url=URL).fields.title


def test_a_stated_title_wins_over_a_line_above_the_text() -> None:
    page = f"<head><title>Night boats end | Harbour Gazette</title></head><div><h2>{TITLE}</h2>{TEXT}</div>"
    assert clean_html(f"<html>{page}</html>", url=URL).fields.title == "Night boats end"


def test_the_date_and_the_byline_below_such_a_line_are_read() -> None:
    page = f"<div><h2>{TITLE}</h2><p>By Ana Reyes</p><p>12 March 2026</p>{TEXT}</div>"
    fields = clean_html(f"<html>{page}</html>", url=URL).fields
    assert (fields.authors, fields.published) == (("Ana Reyes",), "2026-03-12")


def test_a_subheading_in_the_words_of_the_title_is_not_the_title() -> None:
    """The heading of the first level is; a list may come back to its words further down."""
    page = f"<h1>{TITLE}</h1><div>{TEXT}<h2>{TITLE}</h2><p>{PROSE[0].replace('ferry', 'night boat')}</p></div>"
    removals = clean_html(f"<html>{page}</html>", url=URL).removals
    assert [removal.place for removal in removals if removal.rule == "title"] == [1]
