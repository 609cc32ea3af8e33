"""Boxes within an article and below it are known by their headings, where the article stands around them."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html

TITLE = "Harbour board votes to close the old ice house"
STORY = (
    "The harbour board of Marrow Island voted on Tuesday to close the old ice house, which has served since 1931.",
    "“For eight months we will fetch our ice by lorry from the mainland,” said Tom Enderby, who lands herring there.",
    "Engineers found in March that the beams above the compressor room had rusted through, the board's papers say.",
    "Two of the seven members voted against the plan because the crews had not been asked, and they will not give up.",
)
SAID = (
    "I have fetched my ice from that house for thirty years and I will not drive a lorry for it now.",
    "The board never asked anybody. My brother sat in that meeting and heard nothing of last autumn's floods.",
)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def kept(*, within: str = "", below: str = "") -> str:
    """Return what stays of an article with some markup between its paragraphs, and some below them."""
    body = f"{paragraphs(*STORY[:2])}{within}{paragraphs(*STORY[2:])}{below}"
    return clean_html(f"<html><body><main><h1>{TITLE}</h1><div>{body}</div></main></body></html>").text


@pytest.mark.parametrize(
    "heading",
    [
        "12 responses to “Harbour board votes to close the old ice house”",
        "Comments (2)",
        "2 replies",
        "Kommentare (2)",
        "2 réactions",
        "Comentarios de los lectores",
        "Комментарии (2)",
        "コメント（2件）",
        "网友评论",
        "التعليقات (2)",
    ],
)
def test_what_stands_below_a_heading_of_comments_goes(heading: str) -> None:
    """Whatever the box is called that holds it."""
    items = "".join(f"<li><article><b>Jo</b> <p>{text}</p></article></li>" for text in SAID)
    assert kept(below=f'<div class="x9"><h3>{heading}</h3><ol>{items}</ol></div>') == "\n\n".join(STORY)


def test_comments_among_the_paragraphs_go_where_the_heading_counts_them() -> None:
    """They end at the next heading of its rank."""
    credit = "The board meets again on the third Tuesday of next month, in the hall above the fish market."
    markup = f"<h3>2 Comments</h3>{paragraphs(*SAID)}<h3>What comes next</h3>{paragraphs(credit)}"
    assert SAID[0] not in kept(within=markup)
    assert SAID[1] not in kept(within=markup)
    assert credit in kept(within=markup)
    assert all(text in kept(within=f"<h3>The comments</h3>{paragraphs(*SAID)}") for text in SAID)


@pytest.mark.parametrize(
    "heading", ["Reactions to the vote", "Reacties", "Kommentar", "Discussion", "Réactions", "Responses on the quay"]
)
def test_a_part_of_the_article_stays_though_comments_are_called_so(heading: str) -> None:
    """None of these headings counts what stands below it."""
    text = kept(below=f"<section><h2>{heading}</h2>{paragraphs(*SAID)}</section>")
    assert all(said in text for said in SAID)


def test_a_heading_of_comments_above_the_article_takes_nothing() -> None:
    body = paragraphs(*STORY)
    text = clean_html(f"<body><h1>{TITLE}</h1><div><h4>3 Comments</h4>{body}</div></body>").text
    assert all(said in text for said in STORY)


ADVERT = "Sunlit Bay Homes is selling the last twelve flats on the old shipyard, each with a view of the lighthouse."
ASKED = "Should the harbour board build a new ice house at the ferry terminal?"


@pytest.mark.parametrize(
    "label", ["Anzeige", "Publicité", "Patrocinado", "Reklama", "広告", "إعلان", "विज्ञापन", "Newsletter", "Get our app"]
)
@pytest.mark.parametrize(
    "box",
    [
        "<div><h4>{label}</h4><p>{text}</p></div>",
        "<section><div><div class='k'>{label}</div></div><div>{text}</div></section>",
    ],
)
def test_a_box_between_the_paragraphs_goes_with_its_label(label: str, box: str) -> None:
    """No name tells what it is."""
    assert kept(within=box.format(label=label, text=ADVERT)) == "\n\n".join(STORY)


@pytest.mark.parametrize("label", ["Umfrage", "Encuesta", "Votez", "Опрос", "アンケート"])
def test_a_poll_goes_if_it_asks_something(label: str) -> None:
    box = "<div><h4>{label}</h4><p>{text}</p><p>Yes, the crews need it</p><p>No</p></div>"
    assert kept(within=box.format(label=label, text=ASKED)) == "\n\n".join(STORY)
    told = "In a survey of the harbour's crews, nine of ten said in May that they would rather keep the old building."
    assert told in kept(within=f"<div><h4>{label}</h4><p>{told}</p></div>")


@pytest.mark.parametrize(
    "name", ["advertorial-box", "werbung", "publicite", "boletin", "rassylka", "c-ads", "app-promo", "kg-signup-card"]
)
def test_a_box_between_the_paragraphs_goes_by_its_name(name: str) -> None:
    assert kept(within=f'<div class="{name}"><p>{ADVERT}</p></div>') == "\n\n".join(STORY)


def test_paragraphs_in_boxes_of_one_make_stay_below_labels() -> None:
    """A site may set an advert before each part of its article."""
    label = '<div class="slot">Advertisement</div>'
    parts = "".join(f'<div class="chunk">{label}<p>{text}</p></div>' for text in STORY)
    text = clean_html(f"<body><main><h1>{TITLE}</h1><div>{parts}</div></main></body>").text
    assert text == "\n\n".join(STORY)


def test_a_brief_stays_below_a_label() -> None:
    """What stands in its box is the article: less prose stands beside it."""
    body = f'<div class="text"><div class="slot">Anzeige</div>{paragraphs(*STORY)}</div>'
    text = clean_html(f"<body><main><h1>{TITLE}</h1><p>{SAID[0]}</p>{body}</main></body>").text
    assert all(paragraph in text for paragraph in STORY)


def test_the_name_of_a_whole_article_is_no_box() -> None:
    body = paragraphs(*STORY)
    text = clean_html(f'<body><main><h1>{TITLE}</h1><div class="sponsored">{body}</div></main></body>').text
    assert text == "\n\n".join(STORY)
