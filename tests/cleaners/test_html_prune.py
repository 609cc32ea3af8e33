"""Pruning leaves out the marks of notes, and leaves the questions that fold an article's parts."""

from __future__ import annotations

import re

import pytest

from cleaners.html.blocks import page_of
from cleaners.html.prune import FURNITURE_TAG, prune


def texts_of(markup: str) -> list[str]:
    """Return the blocks of a page that can be article."""
    page = page_of(prune(f"<body><div>{markup}</div></body>").markup)
    return [block.text for block in page.blocks if page.elements[block.element].tag != FURNITURE_TAG]


@pytest.mark.parametrize(
    "mark",
    [
        '<sup><a href="#n1">1</a></sup>',
        '<sup id="r1"><a href="#fn:1">[1]</a></sup>',
        "<sup>[2]</sup>",
        "<sup>*</sup>",
        "<sup class='fn'>†</sup>",
    ],
)
def test_the_mark_of_a_note_goes(mark: str) -> None:
    assert texts_of(f"<p>The board voted{mark} on Tuesday.</p>") == ["The board voted on Tuesday."]


@pytest.mark.parametrize(
    "raised",
    [
        "<sup>3</sup>",
        "<sup>th</sup>",
        "<sup>er</sup>",
        "<sup>TM</sup>",
        '<sup><a href="/rule">3</a></sup>',
        "<sub>2</sub>",
    ],
)
def test_powers_ordinals_and_formulas_stay(raised: str) -> None:
    (text,) = texts_of(f"<p>Tanks of 40 m{raised} stand on the quay.</p>")
    assert text.startswith("Tanks of 40 m")
    assert not text.startswith("Tanks of 40 m ")


@pytest.mark.parametrize(
    "button",
    [
        "<h3><button>Where the ice comes from</button></h3>",
        '<h3 class="q"><span><button><span>Where the ice comes from?</span></button></span></h3>',
        "<div><button>Why must the ice house close?</button></div>",
        "<button>なぜ製氷所は閉まらなければならないのですか？</button>",
    ],
)
def test_a_button_that_heads_a_folded_part_is_text(button: str) -> None:
    assert len(texts_of(f"{button}<div><p>The beams have rusted through.</p></div>")) == 2


@pytest.mark.parametrize("button", ["<button>Share this story</button>", "<button>Lost it?</button>"])
def test_other_buttons_are_none(button: str) -> None:
    assert texts_of(f"{button}<p>The beams have rusted through.</p>") == ["The beams have rusted through."]


@pytest.mark.parametrize(
    "sentence",
    [
        "The board of <button>Nordvik harbour</button> voted on Tuesday night.",
        "Cores are drilled, in what is called a “<button class='term'>borehole</button>”, from the ice.",
        "委員会は火曜日の夜に、古い港の<button>製氷所</button>を閉鎖することを多数決で決めた。",
    ],
)
def test_a_button_within_a_sentence_is_words_of_it(sentence: str) -> None:
    (text,) = texts_of(f"<p>{sentence}</p>")
    assert text == re.sub("<[^>]*>", "", sentence)


@pytest.mark.parametrize(
    "line",
    [
        "The board voted on Tuesday. <button>Listen</button> The beams have rusted.",
        "The board voted on Tuesday. <button>Read more</button>",
        "<button>Share</button> The board voted on Tuesday.",
        "Share: <button>Post</button> | <button>Mail</button> | <button>Copy</button>",
        "A+ <button>Larger</button> or A-",
    ],
)
def test_a_button_between_sentences_is_none(line: str) -> None:
    kept = " ".join(texts_of(f"<p>{line}</p>"))
    assert not any(word in kept for word in ("Listen", "Read more", "Share ", "Post", "Mail", "Copy", "Larger"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        # the mark of a note that a button shows
        ("The board voted<sup><button>1</button></sup> on Tuesday.", "The board voted on Tuesday."),
        # what is shown when one points at a word
        (
            "The <span class='tip'>ice house<span class='tooltiptext'>A store of ice</span></span> will be shut.",
            "The ice house will be shut.",
        ),
        (
            "The <span>ice house</span><span role='tooltip'>A store of ice</span> will be shut.",
            "The ice house will be shut.",
        ),
        # images of signs
        (
            "The board was glad <img class='emoji' alt='😀' src='/1f600.png'> and left.",
            "The board was glad 😀 and left.",
        ),
    ],
)
def test_lines_are_read_as_they_are_seen(markup: str, text: str) -> None:
    assert texts_of(f"<p>{markup}</p>") == [text]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("The code is <span role='tooltip'>in the notes</span>", "The code is in the notes"),
        ("The board was glad <img class='emoji' alt='smile' src='/1.png'> and left.", "The board was glad and left."),
        ("<img alt='A' src='/a.png'> boat lies at the quay.", "boat lies at the quay."),
    ],
)
def test_other_images_and_words_of_a_line_are_left_alone(markup: str, text: str) -> None:
    assert texts_of(f"<p>{markup}</p>") == [text]


@pytest.mark.parametrize("link", ["<a href='#who'>#</a>", "<a class='headerlink' href='#who' title='Permalink'>¶</a>"])
@pytest.mark.parametrize("heading", ["{}Who pays for the plant", "Who pays for the plant{}"])
def test_the_sign_of_a_link_to_a_heading_goes(heading: str, link: str) -> None:
    assert texts_of(f"<h2 id='who'>{heading.format(link)}</h2>") == ["Who pays for the plant"]


def test_headings_that_are_links_stay() -> None:
    headings = "<h2><a href='#who'>Who pays?</a></h2><h2><a href='/c'>#harbour</a></h2><h2>#1: Nordvik</h2>"
    assert texts_of(headings) == ["Who pays?", "#harbour", "#1: Nordvik"]


def test_a_reading_with_a_part_of_its_own_is_left_out() -> None:
    ruby = "<ruby><rb>港湾</rb><rtc><rt>こうわん</rt></rtc></ruby>"
    assert texts_of(f"<p>{ruby}の委員会は決めた。</p>") == ["港湾の委員会は決めた。"]


@pytest.mark.parametrize(
    ("summary", "tag"),
    [
        ("Why must it close?", "h4"),
        ("What the board of the ice house has decided", "h4"),
        ("<h3>Why must it close?</h3>", "h3"),
        ("Show transcript", "summary"),
    ],
)
def test_what_opens_a_folded_part_is_its_heading(summary: str, tag: str) -> None:
    part = f"<details><summary>{summary}</summary><p>The beams have rusted through.</p></details>"
    page = page_of(prune(f"<body>{part}</body>").markup)
    assert page.elements[page.blocks[0].element].tag == tag
