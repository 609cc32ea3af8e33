"""Headings and lists stay between kept blocks, though a page sets each apart; what a site puts there does not."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html

TITLE = "Harbour board closes the ice house"
HEADING = "A long memory"
PARAGRAPHS = (
    "The harbour board voted by six to three on Tuesday night to close the ice house, which has supplied the fleet.",
    "Members said that the compressors, last replaced in 1987, would cost more than the town can find in a year.",
    "Crews will have to bring ice by lorry from Dunmere, forty minutes away, until a smaller plant opens in spring.",
    "The board meets again on 9 December, when it will hear from two firms that have offered to take the building.",
)


def page(body: str) -> str:
    return (
        f'<html><head><title>{TITLE}</title></head><body><div class="top"><a href="/">Marrow</a></div>'
        f"<h1>{TITLE}</h1>{body}</body></html>"
    )


def parts(before: str, heading: str, behind: str) -> str:
    """Return paragraphs with a heading between, each in a part of a make."""
    one, two, three, four = (f"<p>{text}</p>" for text in PARAGRAPHS)
    return before.format(one + two) + heading.format(f"<h2>{HEADING}</h2>") + behind.format(three + four)


WIDGET = '<div class="widget w-{kind}"><div class="inner">{{}}</div></div>'
TEXT = WIDGET.format(kind="text")


@pytest.mark.parametrize(
    "heading",
    [WIDGET.format(kind="heading"), '<div class="widget"><div class="inner"><div class="head">{}</div></div></div>'],
)
def test_a_heading_stays_alone_in_a_part_between_parts_of_its_make(heading: str) -> None:
    assert HEADING in clean_html(page(parts(TEXT, heading, TEXT))).text.split("\n\n")


def test_headings_stay_that_open_the_entries_of_a_live_blog() -> None:
    entry = '<article class="entry"><time>20:1{}</time><h2 class="entry-head">{}</h2><div><p>{}</p></div></article>'
    heads = ("Doors open", "Lunn speaks", "Vote is in", "Hall empties")
    body = "".join(entry.format(at, head, text) for at, (head, text) in enumerate(zip(heads, PARAGRAPHS, strict=True)))
    kept = clean_html(page(f'<div class="live">{body}</div>')).text.split("\n\n")
    assert [block for block in kept if block in heads[1:]] == [*heads[1:]]


def test_a_heading_of_a_part_of_another_make_goes() -> None:
    other = '<section class="rail"><div class="box">{}</div></section>'
    assert HEADING not in clean_html(page(parts(TEXT, other, TEXT))).text


def test_the_heading_of_a_teaser_between_parts_goes() -> None:
    grid = '<div class="{kind} aem-grid"><div class="cmp-{kind}">{{}}</div></div>'
    told = "<p>The county wants two crowns more for a ride across the river from January on.</p><a href='/bus'>Learn more</a>"
    teaser = grid.format(kind="teaser").format(f"{{}}{told}")
    text = grid.format(kind="text")
    assert HEADING not in clean_html(page(parts(text, teaser, text))).text


def test_a_heading_behind_the_last_paragraph_goes() -> None:
    one, two, three, four = (f"<p>{text}</p>" for text in PARAGRAPHS)
    body = TEXT.format(one + two) + TEXT.format(three + four) + WIDGET.format(kind="heading").format("<h2>Weather</h2>")
    assert "Weather" not in clean_html(page(body)).text


def recipe(items: tuple[str, ...], *, names: str = "", heading: str = "Ingredients") -> str:
    rows = "".join(f"<li>{item}</li>" for item in items)
    one, two, three, four = (f"<p>{text}</p>" for text in PARAGRAPHS)
    listed = f'<div class="needs-box"><h3>{heading}</h3><ul class="{names}">{rows}</ul></div>'
    return page(f"<div class='text'>{one}{two}</div>{listed}<div class='text'>{three}{four}</div>")


QUOTED = "“Residents of the eastern shore, who gathered 1,200 signatures, have asked for a second survey since spring.”"
ITEMS = ("600 g haddock", "2 leeks", "1 litre stock")


def test_a_list_stays_between_kept_blocks_with_its_heading() -> None:
    kept = clean_html(recipe(ITEMS)).text.split("\n\n")
    assert kept[2:6] == ["Ingredients", *ITEMS]


def test_a_list_stays_behind_a_quotation_with_its_source() -> None:
    one, two, three, four = (f"<p>{text}</p>" for text in PARAGRAPHS)
    quoted = f"<figure><blockquote>{QUOTED}</blockquote><figcaption>The crews' letter</figcaption></figure>"
    listed = f"<h2>{HEADING}</h2><ul>{''.join(f'<li>{item}</li>' for item in ITEMS)}</ul>"
    parts = (one + two, quoted, listed + three, four)
    whole = clean_html(page("".join(f'<div class="sqs-block"><div class="inner">{part}</div></div>' for part in parts)))
    assert whole.text.split("\n\n") == [*PARAGRAPHS[:2], QUOTED, HEADING, *ITEMS, *PARAGRAPHS[2:]]


@pytest.mark.parametrize("names", ["share-buttons", "post-meta", "tags"])
def test_a_list_with_words_of_sites_goes(names: str) -> None:
    assert (
        "Marrow Post" not in clean_html(recipe(("Marrow Post", "Kestrel", "Tidebook"), names=names, heading="On")).text
    )


def test_a_list_that_signs_goes() -> None:
    assert "Tarrow" not in clean_html(recipe(("By Helen Tarrow", "3 minutes", "Coast"), heading="On the coast")).text


QUESTIONS = (
    ("Who decides?", "The board has nine members, five of whom are named by the town and four by the boats."),
    ("What does it cost?", "The lorries come to about 300 a week for each boat, the association says."),
    ("What comes next?", "The law gives traders 28 days to object, after which the lease is ended."),
)
ITEM = '<div class="{}"><h3 class="head"><button>{}</button></h3><div class="panel"><p>{}</p></div></div>'


def test_questions_stay_in_parts_of_one_make() -> None:
    asked = "".join(ITEM.format("accordion-item", *question) for question in QUESTIONS)
    kept = clean_html(page(f"<article>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}{asked}</article>"))
    assert kept.text.split("\n\n")[4:] == [text for question in QUESTIONS for text in question]


@pytest.mark.parametrize(
    "below",
    [
        # Sections that a site lays out alike: the article is none of several questions.
        "<section class=row><h3>The Marrow Post</h3><div>Founded in 1931.</div><p>Open from nine to five.</p></section>",
        "<section class=row><h3><a href=/mill>Mill finds a buyer</a></h3><p>Bakers have bought the old mill.</p></section>",
    ],
)
def test_what_stands_below_the_article_in_a_part_of_its_make_goes(below: str) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    kept = clean_html(page(f"<section class=row>{paragraphs}</section>{below}")).text.split("\n\n")
    assert kept == [*PARAGRAPHS]
