"""The standfirst under a page's heading, told from the article's lead and its subheadings."""

from __future__ import annotations

import json

import pytest

from cleaners.html.door import clean_html

HEADING = "Council votes to rebuild the harbour wall"
STANDFIRST = "Work begins in April, says the mayor, who asked for money four times"
PROSE = """<p>The council of the island voted on Tuesday night to rebuild the wall that has kept the sea from the lower
town for ninety years, and which the storms of last winter broke in three places.</p><p>Fishermen who keep their boats
behind it do not believe that the stones will be there in time, and some of them have moved to the other side.</p>"""
DESCRIBED = f"<meta name=description content='{STANDFIRST}'>"


def subtitle(body: str, head: str = "") -> str:
    page = f"<html lang=en><head><title>{HEADING}</title>{head}</head><body><main>{body}</main></body></html>"
    return clean_html(page, url="https://quay.example/news/wall").fields.subtitle


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<header><h1>{HEADING}</h1><p class=standfirst>{STANDFIRST}</p></header><div>{PROSE}</div>", ""),
        (f"<header><h1>{HEADING}</h1><h2>{STANDFIRST}</h2><p>3 March 2026</p></header><div>{PROSE}</div>", ""),
        (f"<header><h1>{HEADING}</h1><p>By Ana Reyes</p><p>{STANDFIRST}</p></header><div>{PROSE}</div>", DESCRIBED),
        (f"<header><h1>{HEADING}</h1><div itemprop=description>{STANDFIRST}</div></header><div>{PROSE}</div>", ""),
        (
            f"<header><h1>{HEADING}</h1><div itemprop=alternativeHeadline>{STANDFIRST}</div></header><div>{PROSE}</div>",
            "",
        ),
    ],
)
def test_the_block_under_the_heading_is_the_subtitle(body: str, head: str) -> None:
    assert subtitle(body, head) == STANDFIRST


LEAD = PROSE.partition("</p>")[0].removeprefix("<p>").replace("\n", " ")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<h1>{HEADING}</h1><div>{PROSE}</div>", f"<meta name=description content='{LEAD}'>"),
        (f"<header><h1>{HEADING}</h1></header><div><h2>{STANDFIRST}</h2>{PROSE}</div>", ""),
        (f"<header><h1>{HEADING}</h1><h2>The harbour</h2></header><div>{PROSE}</div>", ""),
        (f"<header><h1>{HEADING}</h1><h2><a href=/2>{STANDFIRST}</a></h2></header><div>{PROSE}</div>", ""),
        (
            f"<header><h1>{HEADING}</h1><p>Ferry fares rise in spring, says the company</p></header><div>{PROSE}</div>",
            DESCRIBED,
        ),
    ],
)
def test_leads_subheadings_and_teasers_are_no_subtitles(body: str, head: str) -> None:
    assert subtitle(body, head) == ""


def test_a_stated_subtitle_that_is_the_title_again_is_none() -> None:
    told = {"@type": "NewsArticle", "headline": HEADING, "alternativeHeadline": HEADING, "datePublished": "2026-03-03"}
    head = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    assert subtitle(f"<h1>{HEADING}</h1><div>{PROSE}</div>", head) == ""


def test_a_short_standfirst_of_an_unspaced_script_is_one() -> None:
    prose = (
        "<p>港务委员会星期二晚上以六票对三票通过决议，关闭为渔船队供冰九十多年的码头制冰厂，渔民表示事先并不知情。</p>"
        * 4
    )
    page = f"<h1>港务委员会表决关闭九十年老制冰厂</h1><p class=dek>渔民担心秋汛来临前无冰可用</p><div>{prose}</div>"
    assert (
        clean_html(f"<html lang=zh><body><main>{page}</main></body></html>").fields.subtitle
        == "渔民担心秋汛来临前无冰可用"
    )
