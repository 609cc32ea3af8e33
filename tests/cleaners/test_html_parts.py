"""Parts of a page that are no article are known by what the page calls them, and only then."""

from __future__ import annotations

import pytest

from cleaners.html.blocks import Page, page_of
from cleaners.html.lexicon import said_by
from cleaners.html.parts import parts_beside

TITLE = "The ice house moves to the ferry terminal"
LEAD = "For eight months the fishing crews will fetch their ice by lorry, a mile from where they land the herring."
SAID = "I have fetched my ice from that house for thirty years and I will not drive a lorry for it now."


def _beside(page: Page, title: str) -> list[str]:
    return parts_beside(page, title, said_by(page.elements))


def part_of(names: str, *, around: str = "") -> str:
    """Return what part a paragraph in an element of these names is taken for, beside an article."""
    markup = f'<main class="{around}"><h1>{TITLE}</h1><p>{LEAD}</p><div class="{names}"><p>{SAID}</p></div></main>'
    page = page_of(f"<body>{markup}</body>")
    return _beside(page, TITLE)[page.blocks[-1].element]


@pytest.mark.parametrize(
    ("names", "part"),
    [
        ("comments", "comments"),
        ("comment-list", "comments"),
        ("commentsContainer", "comments"),
        ("xenforo-comment-content", "comments"),
        ("article__comments js-tabs", "comments"),
        ("kommentare", "comments"),
        ("disqus_thread", "comments"),
        ("kommentarbereich", "comments"),
        ("komentarze-lista", "comments"),
        ("lesermeinungen", "comments"),
        ("blok-комментариев", "comments"),
        ("reader-responses", "comments"),
        ("coral_talk_stream", "comments"),
        ("livefyre-comments", "comments"),
        ("postbitlegacy postbitim", "comments"),
        ("respond", "comments"),
        ("coral", ""),
        ("conversation", ""),
        ("responsive", ""),
        ("reader", ""),
        ("onetrust-pc-dark-filter", "consent"),
        ("cookie-notice-text", "consent"),
        ("gdpr_banner", "consent"),
        ("privacy-preferences", "consent"),
        ("hidden", "hidden"),
        ("sr-only", "hidden"),
        ("commentary", ""),
        ("has-comments", ""),
        ("comments-open", ""),
        ("recommended", ""),
        ("cookie-recipe", ""),
        ("privacy", ""),
        ("hidden md:block", ""),
        ("hiddenbrain", ""),
    ],
)
def test_a_part_is_known_by_a_name_that_means_nothing_else(names: str, part: str) -> None:
    """What whole pages are called, and words that hold such a word, name no part."""
    assert part_of(names) == part


def test_what_stands_around_the_heading_is_the_article_whatever_its_name() -> None:
    """Templates call the whole page after what it also holds."""
    assert part_of("body", around="comments hidden cookie-banner") == ""


def test_a_page_that_hides_most_of_itself_shows_it_by_a_script() -> None:
    page = page_of(f'<body><h1>{TITLE}</h1><div class="hidden"><p>{LEAD}</p><p>{SAID}</p></div></body>')
    assert set(_beside(page, TITLE)) == {""}


def test_an_appended_article_goes_only_where_another_has_the_title() -> None:
    """Without a heading that agrees nothing tells which of them was asked for."""
    one = f"<article><h1>{TITLE}</h1><p>{LEAD}</p></article>"
    other = f"<article><h1>Nobody wants the old mill</h1><p>{SAID}</p></article>"
    page = page_of(f"<body>{other}{one}</body>")
    owners = [block.element for block in page.blocks]
    assert [_beside(page, TITLE)[owner] for owner in owners] == ["other-article", "other-article", "", ""]
    assert {_beside(page, "Quarterly figures")[owner] for owner in owners} == {""}


@pytest.mark.parametrize(
    "around", ["<h1>{title}</h1>{entries}", "<article><h1>{title}</h1>{entries}</article>"], ids=["none", "one"]
)
def test_the_entries_of_a_live_blog_are_no_other_articles(around: str) -> None:
    """They have headings of their own, and stand in the article or where no article is around its heading."""
    entries = (
        f"<article><h1>Crews tie up early</h1><p>{SAID}</p></article><article><h1>Vote</h1><p>{LEAD}</p></article>"
    )
    page = page_of(f"<body><main>{around.format(title=TITLE, entries=entries)}</main></body>")
    assert set(_beside(page, TITLE)) == {""}
