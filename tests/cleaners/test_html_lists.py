"""Pages that list articles are held, in whatever markup; articles that look like lists are not."""

from __future__ import annotations

import json

import pytest

from cleaners.html.door import clean_html

URL = "https://gazette.example/news/harbour"
STORIES = (
    ("Ice house closes", "The harbour board voted on Tuesday to close the ice house, which had opened in 1931."),
    ("Ferry fares to rise", "Fares on the Marrow ferry will rise by a tenth from January, the county council decided."),
    ("Storm takes the pier", "The storm of Sunday night took forty metres of the old pier, and two boats with it."),
    (
        "Mill finds a buyer",
        "A cooperative of bakers has bought the old mill, and will grind rye there from the spring on.",
    ),
    (
        "School boat gets engine",
        "Pupils from the islands lost nine days last winter, because the old engine would not start.",
    ),
    (
        "Pilot retires at seventy",
        "She brought some eleven thousand ships into the bay, and lost a single anchor, in 1996.",
    ),
)
CARDS = {
    "wordpress": '<article class="post"><h2><a href="{url}">{head}</a></h2><p>{told} <a href="{url}">Read more</a></p></article>',
    "drupal": '<div class="views-row"><div><span><a href="{url}">{head}</a></span></div><div><p>{told}</p></div></div>',
    "whole card a link": '<article class="card"><a href="{url}"><h3>{head}</h3><p>{told}</p></a></article>',
    "link behind": "<div><h4>{head}</h4><p>{told}</p><a href='{url}'>Weiterlesen</a></div>",
    "one block": '<div class="news"><b><a href="{url}">{head}</a></b> {told}</div>',
    "link without words": '<div class="story-card"><a href="{url}" aria-label="{head}"></a><p>{head}</p><div>{told}</div></div>',
    "no element of its own": '<h2><a href="{url}">{head}</a></h2><p>3 May</p><p>{told}</p><p><a href="{url}">More</a></p>',
    "whole posts": '<div class="entry"><h2><a href="{url}">{head}</a></h2><p>{told} {told}</p><p>{told}</p><p>{told}</p></div>',
}
BODY = (
    "The council of Marrow decided on Monday that the square will be closed to cars, after a debate of four hours.",
    "Shopkeepers had asked for two more years, and the mayor, who cast the last vote, said that she had waited for ten.",
)
LONG_BODY = (
    *BODY,
    "The vote was seven to six, and nobody in the hall went home before midnight, for all had something to say.",
    "A bus will run round the square every ten minutes, and the market moves under the arches of the old customs house.",
)


def cards(card: str, url: str = "/news/{}") -> str:
    return "".join(
        card.format(url=url.format(number), head=head, told=told) for number, (head, told) in enumerate(STORIES)
    )


def page(title: str, main: str, *, head: str = "", meta: str = "") -> str:
    return f"<html><head><title>{title} - The Gazette</title>{head}</head><body><main><h1>{title}</h1>{meta}{main}</main></body></html>"


def stated(kind: str, headline: str) -> str:
    article = {"@type": kind, "headline": headline, "name": headline, "datePublished": "2026-05-03T08:00:00Z"}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_page_of_teasers_is_held_in_any_markup(card: str) -> None:
    assert clean_html(page("Harbour", f"<div>{cards(card)}</div>"), url=URL).hold == "index-page"


@pytest.mark.parametrize("kind", ["NewsArticle", "WebPage"])
def test_a_statement_does_not_make_teasers_an_article(kind: str) -> None:
    main = f"<div>{cards(CARDS['wordpress'])}</div>"
    assert clean_html(page("Harbour", main, head=stated(kind, "Harbour")), url=URL).hold == "index-page"


def test_an_authors_page_is_held_with_what_it_says_of_her() -> None:
    about = "<p>Ada Quill has written about ports for the Gazette since 2011, and lives with two dogs by the river.</p>"
    main = f"{about}<div>{cards(CARDS['whole card a link'])}</div>"
    assert clean_html(page("Ada Quill", main), url=URL).hold == "index-page"


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_teasers_below_a_brief_go_and_the_brief_stays(card: str) -> None:
    title = "Square of Marrow closes to cars"
    main = f"<div class='text'><p>{BODY[0]}</p><p>{BODY[1]}</p></div><section><div>{cards(card)}</div></section>"
    copy = clean_html(page(title, main, head=stated("NewsArticle", title)), url=URL)
    assert copy.hold == ""
    assert copy.text.startswith(BODY[0])


def test_teasers_that_would_pass_as_the_text_of_a_brief_are_taken_with_a_reason() -> None:
    title = "Square of Marrow closes to cars"
    main = f"<div class='text'><p>{BODY[0]}</p></div><section><div>{cards(CARDS['wordpress'])}</div></section>"
    copy = clean_html(page(title, main, head=stated("NewsArticle", title)), url=URL)
    assert (copy.hold, copy.text) == ("", BODY[0])
    assert any(removal.rule == "related-links" and STORIES[0][1] in removal.text for removal in copy.removals)


@pytest.mark.parametrize(
    "main",
    [
        "<article>{byline}<div class='text'>{body}</div><section class='x7'>{cards}</section></article>",
        "<article>{byline}{body}<section class='related'>{cards}</section></article>",
    ],
    ids=["apart", "called related"],
)
def test_teasers_below_an_article_go_though_they_are_dated(main: str) -> None:
    """With a heading, a date and a summary each, in an ``article`` of its own, they look like its next part."""
    card = '<article><h2><a href="{url}">{head}</a></h2><p>3 May 2026 by Ada Quill</p><p>{told}</p></article>'
    body = "".join(f"<p>{told}</p>" for told in LONG_BODY)
    byline = "<p class='byline'>By Ada Quill, 4 May 2026</p>"
    copy = clean_html(
        page("Square of Marrow closes to cars", main.format(byline=byline, body=body, cards=cards(card))), url=URL
    )
    assert (copy.hold, copy.text) == ("", "\n\n".join(LONG_BODY))
    assert any(removal.rule == "related-links" and STORIES[0][1] in removal.text for removal in copy.removals)


def test_linked_parts_below_an_article_that_lead_to_shops_stay() -> None:
    body = "".join(f"<p>{told}</p>" for told in BODY)
    parts = cards(
        "<div class='part'><h3><a href='{url}'>{head}</a></h3><p>{told}</p></div>", "https://shop{}.example/buy"
    )
    main = f"<article><div class='text'>{body}</div><div class='parts'>{parts}</div></article>"
    assert STORIES[5][1] in clean_html(page("What to buy for the boat", main), url=URL).text


@pytest.mark.parametrize(
    ("card", "url"),
    [
        ('<article class="entry"><h3><a href="{url}">{head}</a></h3><p>{told}</p></article>', "#entry-{}"),
        ('<div class="product"><h3><a href="{url}">{head}</a></h3><p>{told}</p></div>', "https://shop{}.example/buy"),
        (
            '<div class="entry"><time>9:04</time><h3>{head}</h3><p>{told}</p><a href="{url}">Share</a></div>',
            "https://social.example/?u={}",
        ),
    ],
    ids=["live report", "ten best", "live report with share links"],
)
def test_parts_that_lead_to_no_other_article_are_an_article(card: str, url: str) -> None:
    main = f"<p>{BODY[0]} {BODY[1]}</p><div>{cards(card, url)}</div>"
    assert clean_html(page("What is new at the harbour this week", main), url=URL).hold == ""


@pytest.mark.parametrize("card", [CARDS["one block"], CARDS["wordpress"], CARDS["no element of its own"]])
def test_a_round_up_that_says_something_of_its_own_is_an_article(card: str) -> None:
    title = "Six things to know at the harbour this week"
    main = f"<div class='text'><p>{BODY[0]} {BODY[1]}</p>{cards(card)}</div>"
    copy = clean_html(page(title, main, head=stated("NewsArticle", title)), url=URL)
    assert copy.hold == ""
    assert STORIES[5][1] in copy.text


def test_paragraphs_in_elements_of_their_own_are_an_article() -> None:
    part = '<div class="text-block"><p>{told} It was <a href="{url}">{head}</a> that readers asked about.</p></div>'
    assert clean_html(page("A week at the harbour of Marrow", cards(part)), url=URL).hold == ""


@pytest.mark.parametrize(("kind", "hold"), [("VideoObject", "stub"), ("NewsArticle", "")])
def test_one_sentence_below_a_player_is_a_stub_unless_it_is_a_stated_article(kind: str, hold: str) -> None:
    title = "Divers lift the bell"
    main = "<video src='/bell.mp4'></video><div><p>Watch how two divers lift the bronze bell out of the lake.</p></div>"
    assert clean_html(page(title, main, head=stated(kind, title)), url=URL).hold == hold


def test_two_sentences_below_a_player_are_an_article() -> None:
    main = f"<video src='/bell.mp4'></video><div><p>{BODY[0]} {BODY[1]}</p></div>"
    assert clean_html(page("Divers lift the bell", main), url=URL).hold == ""


PLAIN_LISTS = {
    "names": [
        "Ana Souza",
        "Tove Lindqvist",
        "Edda Quill",
        "Jonas Reeve",
        "Mia Enderby",
        "Ole Lund",
        "Lea Dohle",
        "Max Vogel",
        "Li Wei",
    ],
    "fixtures": [f"{day} May: Marrow v Ellerhaven {day}" for day in range(3, 18)],
    "results": [f"{place}. Crew {place}, {30 + place} min" for place in range(1, 16)],
}


@pytest.mark.parametrize("lines", PLAIN_LISTS.values(), ids=PLAIN_LISTS)
@pytest.mark.parametrize("tag", ["li", "p"])
def test_a_list_that_leads_nowhere_is_an_article(lines: list[str], tag: str) -> None:
    items = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    page = f"<html><head><title>The summer's ferry cup</title></head><body><article><h1>The summer's ferry cup</h1>{items}</article></body></html>"
    assert clean_html(page, url=URL).hold == ""


def test_the_same_list_of_links_is_held() -> None:
    items = "".join(f'<p><a href="/news/{number}">Harbour news number {number}</a></p>' for number in range(20))
    page = f"<html><head><title>Harbour</title></head><body><div>{items}</div></body></html>"
    assert clean_html(page, url=URL).hold in {"index-page", "nothing-kept"}
