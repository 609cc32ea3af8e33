"""Captions that stand in no figure are no body; words beside a picture in a sentence's line are."""

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
CAPTION = "The old ice house on the quay of Marrow Island, seen from the ferry on a calm morning in March."
IMAGE = '<img src="/ice.jpg" alt="">'


def kept(markup: str) -> str:
    """Return what stays of an article with an image and its words in its middle."""
    before, after = ("".join(f"<p>{text}</p>" for text in texts) for texts in (STORY[:2], STORY[2:]))
    return clean_html(f"<body><main><h1>{TITLE}</h1><div>{before}{markup}{after}</div></main></body>").text


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="photo">{image}<div class="caption">{caption}</div></div>',
        '<div class="wp-caption alignnone">{image}<p class="wp-caption-text">{caption}</p></div>',
        '<table class="tr-caption-container"><tr><td>{image}</td></tr><tr><td class="tr-caption">{caption}</td></tr></table>',
        '<div>{image}<p class="legende">{caption}</p></div>',
        '<div>{image}<p class="pie-de-foto">{caption}</p></div>',
        '<div>{image}<p class="epigrafe">{caption}</p></div>',
        '<div>{image}<p class="c-image__caption">{caption}</p></div>',
        '<p>{image}<span class="img-caption">{caption}</span></p>',
        "<p>{image}<em>{caption}</em></p>",
        "<p>{image}<br>\n<small>{caption}</small></p>",
        '<p><a href="/ice.jpg">{image}</a> <i>{caption}</i></p>',
    ],
)
def test_a_caption_without_a_figure_is_no_body(markup: str) -> None:
    assert kept(markup.format(image=IMAGE, caption=CAPTION)) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{image}{caption}</p>",
        "<p>{image}<em>Marrow, March.</em> {caption}</p>",
        "<p>{caption} {image}<em>It is empty now.</em></p>",
        "<p>{image}<span>{caption}</span></p>",
        '<div class="captioned">{image}<p>{caption}</p></div>',
    ],
)
def test_words_beside_an_image_are_body_where_nothing_calls_them_a_caption(markup: str) -> None:
    """Paragraphs float around images."""
    assert CAPTION in kept(markup.format(image=IMAGE, caption=CAPTION))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{image}</p><p><em>{caption} Photo: Jonas Ahrens</em></p>",
        "<div>{image}</div><div>{caption} (Photo: Jonas Ahrens)</div>",
        "<p>{image}</p><p>{caption} Jonas Ahrens/Getty Images</p>",
    ],
)
def test_what_ends_with_whose_it_is_right_behind_an_image_is_its_caption(markup: str) -> None:
    """Many editors write captions as paragraphs, which nothing in the markup tells."""
    assert kept(markup.format(image=IMAGE, caption=CAPTION)) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{IMAGE}</p><p>{CAPTION} (dpa/abc)</p>",
        f"<p>{CAPTION} The photographer lives there.</p><p>{IMAGE}</p>",
    ],
)
def test_a_paragraph_near_an_image_that_ends_otherwise_is_body(markup: str) -> None:
    assert CAPTION in kept(markup)


CENTRED = ["class='f_center'", "style='text-align: center;'", "align=center", "class='has-text-align-center'"]


@pytest.mark.parametrize("centred", CENTRED)
def test_a_line_below_an_image_in_a_centred_paragraph_is_a_caption(centred: str) -> None:
    shown = "The ice house seen from the north pier"
    markup = f"<p {centred}>{IMAGE}<br>{shown}</p>"
    assert shown not in kept(markup)


@pytest.mark.parametrize(
    "markup",
    [
        # Where all of a text is centred, and where a sign or a drop cap is an image.
        "<p class=f_center>{image}<br>The board has not said when it will meet again.</p>",
        "<p class=f_center>{image} The crews of the north pier</p>",
        "<p class=f_center>{image}<br>The crews of the north pier<br>and those of the south</p>",
        "<p>{image}<br>The crews of the north pier</p>",
    ],
)
def test_a_sentence_a_line_of_its_own_or_several_below_an_image_are_body(markup: str) -> None:
    said = "The board has not said when" if "said" in markup else "The crews of the north pier"
    assert said in kept(markup.format(image=IMAGE))
