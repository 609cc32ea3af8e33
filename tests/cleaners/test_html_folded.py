"""What a page folds of its article stays; menus, notices, copies and other hidden parts go."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html

SHOWN = (
    "The harbour board of Nordvik voted on Tuesday to close the old ice house, which has served the fleet since 1911.",
    "Engineers found that the beams under the storage hall had rusted through and that no repair would last long.",
    "Fishermen said they had been told nothing of the plan before it was read out in the council chamber in March.",
    "A new plant will be built beside the quay at a cost of nine million crowns, half of it paid by the state.",
)
FOLDED = (
    "The second report, which the board kept to itself for a year, puts the price of the repair at eleven millions.",
    "In it the engineers write that the roof could fall at any time when more than a foot of snow lies on it.",
    "Nobody was hurt when a part of the eastern gable came down last winter, with two men at work in the yard below.",
)
QUESTIONS = ("Why must the ice house close?", "Who pays for the new plant?", "When will ice be sold again?")
HIDING = ('style="display:none"', "hidden", 'hidden="until-found"', 'class="hidden"', 'class="rest d-none"')


def paragraphs(texts: tuple[str, ...]) -> str:
    """Return texts as paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def body_of(inner: str, *, beside: str = "") -> str:
    """Return what is kept of a page with an article."""
    head = "<title>Nordvik closes its old ice house</title>"
    menu = "<nav><a href='/n'>News</a><a href='/s'>Sport</a></nav>"
    article = f"<article><h1>Nordvik closes its old ice house</h1><div class='entry-content'>{inner}</div></article>"
    return clean_html(
        f"<html lang='en'><head>{head}</head><body>{menu}<main>{article}{beside}</main></body></html>"
    ).text


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize(
    "layout",
    [
        "{shown}<div {hiding}>{folded}</div><button>Continue reading</button>",
        "{shown}<button>Weiterlesen</button><div {hiding}>{folded}</div>",
        "{shown}<div {hiding}>{folded}</div><a href='#'>続きを読む</a>",
        "{shown}<div {hiding}>{folded}</div>",
        "<div>{shown}</div><div {hiding}>{folded}</div><button>Läs mer</button>",
    ],
)
def test_the_rest_of_a_text_stays_that_the_page_opens(layout: str, hiding: str) -> None:
    """Whatever hides it, whatever opens it: a button, a link, a script of which the page shows nothing."""
    kept = body_of(layout.format(shown=paragraphs(SHOWN), folded=paragraphs(FOLDED), hiding=hiding))
    assert kept.split("\n\n") == [*SHOWN, *FOLDED]


def test_paragraphs_that_are_hidden_one_by_one_stay() -> None:
    hidden = "".join(f'<p class="hidden">{text}</p>' for text in FOLDED)
    assert body_of(paragraphs(SHOWN) + hidden).split("\n\n") == [*SHOWN, *FOLDED]


@pytest.mark.parametrize(
    "fold",
    [
        '<div><h3>{0}</h3><div class="panel" style="display:none"><p>{1}</p></div></div>',
        '<h3><button aria-expanded="false">{0}</button></h3><div role="region" hidden>{1}</div>',
        '<button aria-expanded="false">{0}</button><div hidden><p>{1}</p></div><hr>',
        "<dl><dt>{0}</dt><dd style='display:none'>{1}</dd></dl>",
    ],
)
def test_answers_stay_that_are_folded_below_their_questions(fold: str) -> None:
    folds = "".join(fold.format(*pair) for pair in zip(QUESTIONS[:2], FOLDED, strict=False))
    kept = body_of(paragraphs(SHOWN[:2]) + folds + paragraphs(SHOWN[2:]))
    expected = [*SHOWN[:2], QUESTIONS[0], FOLDED[0], QUESTIONS[1], FOLDED[1], *SHOWN[2:]]
    assert kept.split("\n\n") == expected


@pytest.mark.parametrize(
    "hidden",
    [
        # notices, which nothing opens or a button of another kind
        (
            "<div hidden><p>You have reached your limit of free articles for this month. Subscribe to read on at once.</p>"
            "<p>Already a subscriber? Log in with the address that you gave when you took out your subscription.</p></div>"
        ),
        (
            "<div hidden><p>It looks as if you were using an ad blocker. Our work is paid for by adverts, so switch it off."
            "</p></div>"
        ),
        (
            "<button>Vote</button><div hidden><p>Thank you for taking part. Your vote has been counted and the result will "
            "be shown here tomorrow.</p></div>"
        ),
        # boxes
        (
            "<div class='newsletter-modal' hidden><p>The news of the coast, in your inbox every morning before breakfast.</p>"
            "<p>By signing up you agree to our terms and to messages from the Gazette and from those it works with.</p>"
            "<p>You can stop the letters at any time by the link that you find at the bottom of each of them.</p></div>"
        ),
        (
            "<div style='display:none'><div><h4><a href='/1'>Ferry delayed</a></h4><p>The ferry was delayed by an hour for "
            "the third time this month by fog over the sound.</p></div><div><h4><a href='/2'>Herring price falls</a></h4>"
            "<p>The price of herring fell by a fifth on Monday, as more boats came in than in any week since May.</p></div>"
            "<div><h4><a href='/3'>School opens</a></h4><p>The new school of Sund opens on Thursday, a year later than was "
            "planned by the town.</p></div></div>"
        ),
        # words for search engines
        (
            "<div style='display:none'><p>ice house nordvik, ice nordvik, buy ice, cheap ice nordvik, harbour news, herring "
            "price today, boats for sale</p></div>"
        ),
        # the text again, for another screen
        f"<div class='hidden'>{paragraphs(SHOWN)}</div>",
        f"<div class='hidden'><p>{SHOWN[0]} {SHOWN[1]}</p></div><button>Read more</button>",
        # parts below headings that ask nothing
        (
            "<h3>About the author</h3><div hidden><p>Ada Holm has written about the coast for the Gazette since 2004. She "
            "lives in Nordvik with two dogs.</p></div><h3>Rights</h3><div hidden><p>No part of this page may be copied, "
            "kept or sent on without the leave of the publisher.</p></div>"
        ),
    ],
)
def test_other_hidden_parts_go(hidden: str) -> None:
    kept = body_of(paragraphs(SHOWN[:2]) + hidden + paragraphs(SHOWN[2:]))
    assert [text for text in kept.split("\n\n") if text not in ("About the author", "Rights")] == [*SHOWN]


def test_hidden_parts_beside_the_article_go() -> None:
    """What readers wrote and the next article stand in no row with its paragraphs."""
    comments = "".join(f"<div><b>gull{at}</b><p>{text}</p></div>" for at, text in enumerate(FOLDED))
    assert body_of(paragraphs(SHOWN), beside=f"<div hidden><h3>Readers</h3>{comments}</div>").split("\n\n") == [*SHOWN]
    after = f"<div hidden><article><h1>Ferry stays in port</h1>{paragraphs(FOLDED)}</article></div>"
    assert body_of(paragraphs(SHOWN), beside=after).split("\n\n") == [*SHOWN]
