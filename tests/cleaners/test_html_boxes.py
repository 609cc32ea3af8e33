"""Boxes within an article and below it are known by their headings, where the article stands around them."""

from __future__ import annotations

import pytest

from cleaners.html import clean_html

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
