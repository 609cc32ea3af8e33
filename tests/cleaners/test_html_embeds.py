"""What a page shows from elsewhere is told in a field, and only what belongs to its article."""

from __future__ import annotations

import pytest

from cleaners.html.door import clean_html
from cleaners.html.embed_services import is_content, service_of, shown_at
from cleaners.record import Embed

URL = "https://gazette.example/local/quay.html"
FIRST = "<p>The pilots’ boat came back at noon with two of the three men who had gone out for the buoy.</p>"
LAST = "<p>The third had stayed on the wreck to keep its lamp alight until the tug from the south could come.</p>"


def embeds(markup: str) -> tuple[Embed, ...]:
    return clean_html(f"<article><h1>Three men and a buoy</h1>{markup}</article>", url=URL).fields.embeds


@pytest.mark.parametrize(
    ("url", "provider", "kind"),
    [
        ("https://www.youtube.com/embed/1", "youtube", "video"),
        ("https://m.youtube.com/watch?v=1", "youtube", "video"),
        ("https://notyoutube.com/embed/1", "notyoutube.com", ""),
        ("https://www.google.com/maps/embed?pb=1", "google", "map"),
        ("https://www.google.com/forms/1", "google", ""),
        ("https://www.facebook.com/line/videos/7", "facebook", "video"),
        ("https://www.facebook.com/line/posts/7", "facebook", "post"),
        ("https://player.gazette.example/video/3", "player.gazette.example", "video"),
    ],
)
def test_an_address_tells_its_service_and_what_it_shows(url: str, provider: str, kind: str) -> None:
    """A host counts for what is under it, not for what ends like it."""
    assert service_of(url) == (provider, kind)


@pytest.mark.parametrize(
    "url", ["about:blank", "javascript:void(0)", "data:text/html,x", "", "https://e.example/ads/1"]
)
def test_what_shows_nothing_of_an_article_is_no_embed(url: str) -> None:
    assert not is_content(url)
    assert embeds(f'{FIRST}<iframe src="{url}"></iframe>{LAST}') == ()


def test_a_players_address_gives_way_to_that_of_what_it_plays() -> None:
    assert (
        shown_at("https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Ff.example%2F1") == "https://f.example/1"
    )
    assert shown_at("https://www.facebook.com/plugins/post.php?href=javascript:1").endswith("href=javascript:1")


def test_a_quoted_post_is_its_last_link_and_its_words_once() -> None:
    """Links in its words lead elsewhere; the words are no body."""
    post = (
        '<blockquote class="twitter-tweet"><p>Lamp seen from <a href="https://t.example/x">the pier</a>.</p>'
        '— Pilots (@pilots) <a href="https://twitter.com/pilots/status/9">May 2</a></blockquote>'
    )
    assert embeds(FIRST + post + LAST + post) == (
        Embed(
            "https://twitter.com/pilots/status/9",
            "post",
            "twitter",
            "Lamp seen from the pier. — Pilots (@pilots) May 2",
        ),
    )
    assert "Lamp seen" not in clean_html(FIRST + post + LAST, url=URL).text


def test_an_embed_far_from_the_article_is_not_its_own() -> None:
    """A player among the teasers below shows another story."""
    teasers = "".join(f'<div class="teaser"><a href="/{n}">Tide table {n}</a></div>' for n in range(6))
    player = '<div class="teaser"><iframe src="https://www.youtube.com/embed/other"></iframe></div>'
    assert embeds(f"{FIRST}{LAST}{teasers}{player}") == ()


def test_numbered_players_become_addresses() -> None:
    script = '<script async src="https://cdn.ampproject.org/v0.js"></script>'
    found = embeds(f'{script}{FIRST}<amp-youtube data-videoid="abc"></amp-youtube>{LAST}')
    assert found == (Embed("https://www.youtube.com/watch?v=abc", "video", "youtube"),)


def test_an_embed_does_not_part_the_sentence_around_it() -> None:
    page = FIRST.replace(" at noon", '<iframe src="https://www.youtube.com/embed/1"></iframe> at noon') + LAST
    assert "came back at noon" in clean_html(page, url=URL).text


def test_a_page_can_not_bring_marks_of_its_own() -> None:
    """They would be taken for those that pruning sets."""
    mark = '<w-embed>Lamp out.</w-embed><w-embed src="javascript:1" role="post"></w-embed>'
    assert embeds(FIRST + mark + LAST) == ()


def test_of_a_flood_of_frames_fifty_are_told() -> None:
    frames = "".join(f'<iframe src="https://v.example/{n}"></iframe>' for n in range(5_000))
    assert len(embeds(FIRST + frames + LAST)) == 50
