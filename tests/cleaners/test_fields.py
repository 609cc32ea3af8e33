"""What pages say about themselves: dates, names, titles, and who wins."""

from __future__ import annotations

import json

import pytest

from cleaners.fields.dates import day_in, utc_of
from cleaners.fields.jsonld import Stated, stated_in
from cleaners.fields.names import authors_of, visible_authors
from cleaners.fields.site import named_alone
from cleaners.fields.title import title_of, without_site
from cleaners.html.door import clean_html

BODY = (
    "<p>" + "The ferry left the pier at six and nobody on the quay waved, for the fog had come in early. " * 4 + "</p>"
)


@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ("2026-03-10T18:45:00+01:00", "2026-03-10T17:45:00Z"),
        ("2026-03-10T23:45:00.123-0500", "2026-03-11T04:45:00Z"),
        ("2026-03-10 17:45 UTC", "2026-03-10T17:45:00Z"),
        ("2026-03-10T17:45:00", "2026-03-10"),
        ("20260310", "2026-03-10"),
        ("2026/03/10", "2026-03-10"),
        ("Tue, 10 Mar 2026 18:45:00 +0100", "2026-03-10T17:45:00Z"),
        ("1773164700", "2026-03-10T17:45:00Z"),
        ("1773164700000", "2026-03-10T17:45:00Z"),
        ("March 10, 2026", "2026-03-10"),
        ("10. März 2026", "2026-03-10"),
        ("10 de marzo de 2026", "2026-03-10"),
        ("10 marca 2026", "2026-03-10"),
        ("10 марта 2026", "2026-03-10"),
        ("2026年3月10日", "2026-03-10"),
        ("10.03.2026", "2026-03-10"),
        ("03/25/2026", "2026-03-25"),
        ("0001-01-01T00:00:00Z", ""),
        ("2026-13-45", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_stated_date_becomes_utc(stated: str, utc: str) -> None:
    """Only the day where no zone is known; "" where it is no date of the web's age."""
    assert utc_of(stated) == utc


def test_a_visible_line_names_its_day() -> None:
    """The first day in the line counts, whatever stands around it."""
    assert day_in("Updated 6:45 pm on March 10, 2026 by the newsroom") == "2026-03-10"
    assert not day_in("Page 10 of 2026 results for march")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Submitted by jvance on Tue, 11/03/2026 - 20:14", "2026-11-03"),
        ("Wednesday, 11/03/2026", "2026-03-11"),
        ("Thursday, 11/03/2026", "2026-03-11"),  # neither reading is one: as most countries write
        ("Tue 03/11/2026", "2026-11-03"),
    ],
)
def test_a_day_of_the_week_says_which_figure_is_the_month(text: str, day: str) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["By Tove Lindqvist and Oskar Hale"], ("Tove Lindqvist", "Oskar Hale")),
        (["Von Jonas Petersen, Lena Ruud"], ("Jonas Petersen", "Lena Ruud")),
        (["Admin", "tove lindqvist"], ("tove lindqvist",)),
        (["Tove Lindqvist", "TOVE LINDQVIST"], ("Tove Lindqvist",)),
        (["https://gazette.example/staff/tove"], ()),
        (["The Marrow Gazette"], ()),
        ([""], ()),
    ],
)
def test_authors_are_names_and_nothing_else(stated: list[str], names: tuple[str, ...]) -> None:
    """Split, without prefix, placeholder, address and the site itself; each once."""
    assert authors_of(stated, "The Marrow Gazette") == names


def test_a_visible_byline_loses_its_role_and_date() -> None:
    """The name alone wins over the line around it."""
    lines = ["By Tove Lindqvist Senior Harbour Correspondent March 10, 2026", "Tove Lindqvist"]
    assert visible_authors(lines) == ("Tove Lindqvist",)
    assert visible_authors(["Share on all channels", "Reuters"]) == ("Reuters",)


def test_a_title_loses_the_site_and_nothing_more() -> None:
    """A dash inside a title stays."""
    assert without_site("Fog over the pier | The Marrow Gazette", ["The Marrow Gazette"]) == "Fog over the pier"
    assert (
        without_site("Gazette: Fog over the pier - Marrow Gazette", ["marrowgazette"]) == "Gazette: Fog over the pier"
    )
    assert without_site("Fog, ice - and hope", ["The Marrow Gazette"]) == "Fog, ice - and hope"


def test_a_title_loses_the_section_behind_its_site() -> None:
    assert without_site("Fog over the pier | gazette.example | Weather", ["gazette.example"]) == "Fog over the pier"
    quoted = "Marrow – Gazette: nobody saw the fog – not even the pilots"
    assert without_site(quoted, ["Gazette"]) == quoted


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("The Quay Gazette | News of the coast", "The Quay Gazette"),
        ("Fog, ice and ferries - Quay Gazette", "Quay Gazette"),
        ("Quay Gazette", "Quay Gazette"),
        ("Harbour | Town", "Harbour | Town"),
        ("Quaygazette.example » Marrow", "Quaygazette.example"),
    ],
)
def test_a_site_is_called_what_its_address_says(stated: str, name: str) -> None:
    assert named_alone(stated, "https://www.quaygazette.example/fog") == name


def test_a_file_is_no_author() -> None:
    assert authors_of(["humans.txt"]) == ()


def test_the_heading_that_the_head_confirms_is_the_title() -> None:
    """Another heading (a section's, a logo's) is passed over; without confirmation the head wins."""
    stated = ["Fog stops the ferries for a third day | Gazette"]
    assert (
        title_of(["Local news", "Fog stops ferries for third day"], stated, "", ["Gazette"])
        == "Fog stops ferries for third day"
    )
    assert title_of(["Local news"], stated, "", ["Gazette"]) == "Fog stops the ferries for a third day"
    assert title_of(["Local news"], [], "", []) == "Local news"


def test_the_one_heading_of_a_page_wins_over_its_window_title() -> None:
    """``<title>`` is often rephrased for search engines; a heading of few words may be the site's name."""
    window = "Ferry cancellations: all sailings of today | Gazette"
    assert title_of(["Fog stops the boats again"], [], window, ["Gazette"]) == "Fog stops the boats again"
    assert title_of(["Local news"], [], window, ["Gazette"]) == "Ferry cancellations: all sailings of today"


@pytest.mark.parametrize(
    ("heading", "stated", "title"),
    [
        ("HarbourFog stops the ferries", ["Fog stops the ferries"], "Fog stops the ferries"),
        (": Fog stops the ferries", ["Harbour life: Fog stops the ferries"], "Harbour life: Fog stops the ferries"),
        ("After the long fog: ferries sail", ["Ferries sail"], "After the long fog: ferries sail"),
    ],
)
def test_a_heading_is_read_without_its_kicker(heading: str, stated: list[str], title: str) -> None:
    """The words above a headline often stand in its element; what the head states tells them apart."""
    assert title_of([heading], stated, "", []) == title


def test_a_title_that_broke_at_a_quote_is_read_whole() -> None:
    """``content="He said "stay""`` leaves half a title; another statement has the rest."""
    assert title_of([], ["Harbour master says"], 'Harbour master says "stay at home"', []) == (
        'Harbour master says "stay at home"'
    )


def test_a_window_that_goes_on_with_a_site_is_no_rest_of_a_title() -> None:
    """Nothing but its ``<title>`` says what this site is called."""
    assert title_of([], ["Fog stops the ferries"], "Fog stops the ferries | Quay", []) == "Fog stops the ferries"


def script(article: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


def test_json_ld_wins_and_meta_fills_in() -> None:
    """A day in JSON-LD gives way to the same day with a time in meta; entities are resolved."""
    head = script(
        {
            "@type": ["NewsArticle"],
            "headline": "Fog &amp; ferries",
            "datePublished": "2026-03-10",
            "author": "Tove Lindqvist",
        }
    )
    head += (
        '<meta property="article:published_time" content="2026-03-10T06:00:00Z"><meta name="author" content="Other">'
    )
    fields = clean_html(f"<html lang='en-GB'><head>{head}</head><body>{BODY}</body></html>").fields
    assert fields.title == "Fog & ferries"
    assert (fields.published, fields.date_source) == ("2026-03-10T06:00:00Z", "meta")
    assert fields.authors == ("Tove Lindqvist",)
    assert fields.language == "en"


def test_people_are_found_by_reference_and_broken_scripts_are_passed_over() -> None:
    """Graphs name authors by ``@id``; comments around the JSON and control characters in it are common."""
    graph = {
        "@graph": [
            {"@type": "Person", "@id": "#tove", "name": "Tove Lindqvist"},
            {"@type": "NewsArticle", "headline": "Fog", "author": {"@id": "#tove"}, "isAccessibleForFree": "False"},
        ]
    }
    stated = stated_in(["{broken", f"<!-- {json.dumps(graph)} -->", '{"@type": "Article", "headline": "a\tb"}'])
    assert stated.authors == ("Tove Lindqvist",)
    assert stated.free is False
    assert stated_in(["[]", "null", "3"]) == Stated()


def test_the_language_is_that_of_the_text_where_nothing_states_it() -> None:
    """Templates often leave ``lang`` out."""
    german = "<p>Die Fähre legte um sechs Uhr ab, und niemand am Kai winkte, denn der Nebel war früh gekommen.</p>" * 3
    assert clean_html(german).fields.language == "de"


def test_links_are_resolved_against_the_page() -> None:
    """Relative addresses mean nothing in a corpus."""
    page = (
        f'<head><link rel="canonical" href="/a/1"><meta property="og:image" content="//cdn.example/i.jpg"></head>{BODY}'
    )
    fields = clean_html(page, url="https://gazette.example/a/1?utm=x").fields
    assert fields.canonical_url == "https://gazette.example/a/1"
    assert fields.images[0].url == "https://cdn.example/i.jpg"
    assert clean_html(f'<link rel="canonical" href="http://[broken">{BODY}', url="https://e.example/").text
