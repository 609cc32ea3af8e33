"""Which pictures of a page are its article's, at which address, with which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cleaners.html.door import clean_html

if TYPE_CHECKING:
    from cleaners.record import Image

HEADING = "Council votes to rebuild the harbour wall"
BEFORE = """<p>The council of the island voted on Tuesday night to rebuild the wall that has kept the sea from the lower
town for ninety years, and which the storms of last winter broke in three places.</p><p>Work is to begin in April, said
the mayor, Ana Souza, who had asked the ministry for money four times and was refused four times.</p>"""
AFTER = """<p>Fishermen who keep their boats behind it do not believe that the stones will be there in time, and some of them
have already moved to the harbour on the other side of the bay.</p><p>The old wall was built by prisoners of war, whose
names stand on a plate that the sea took away in January and that a diver found again in the summer.</p>"""
BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
ROW = "<tr><td><a href=/wall.jpg><img src=/wall.jpg></a></td></tr>"
WALL = "https://quay.example/wall.jpg"


def images(markup: str, *, head: str = "") -> tuple[Image, ...]:
    """Return the images of a page with this in the midst of its text."""
    body = f"<div class=box><h1>{HEADING}</h1><div class=inner>{BEFORE}{markup}{AFTER}</div></div>"
    page = f"<html lang=en><head><title>{HEADING}</title>{head}</head><body>{body}</body></html>"
    return clean_html(page, url="https://quay.example/news/harbour-wall").fields.images


def addresses(markup: str) -> list[str]:
    return [image.url for image in images(markup)]


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=/wall.jpg>",
        f"<img src={BLANK} data-src=/wall.jpg>",
        "<img data-src=/wall.jpg>",
        "<img src=/img/lazy-placeholder.svg data-lazy-src=/wall.jpg>",
        "<img src=/img/1x1.trans.gif data-original=/wall.jpg>",
        "<img src=/img/blank.gif data-theme-picture=/wall.jpg>",
        "<img src=/wall.jpg?w=20 data-srcset='/wall.jpg 900w, /wall.jpg?w=300 300w'>",
        f"<img src={BLANK} srcset='/small.jpg 300w,/wall.jpg 1200w, /middle.jpg 700w'>",
        f"<img src={BLANK} srcset='/small.jpg, /wall.jpg 2x'>",
        "<img src=/small.jpg srcset='/small.jpg 300w, /wall.jpg 1200w'>",
        f"<picture><source data-srcset='/wall.jpg'><img src={BLANK}></picture>",
        "<picture><source srcset='/wall.jpg 1x'><img></picture>",
        f"<img src={BLANK}><noscript><img src=/wall.jpg></noscript>",
        "<div class=later></div><noscript><img src=/wall.jpg></noscript>",
        f"<picture><img src={BLANK}></picture><noscript><picture><img src=/wall.jpg></picture></noscript>",
        "<amp-img src=/wall.jpg width=16 height=9 layout=responsive></amp-img>",
        "<amp-img src=/wall.jpg><noscript><img src=/wall.jpg></noscript></amp-img>",
        "<img src=/wall.jpg width=16 height=9>",
    ],
)
def test_a_picture_that_is_loaded_late_has_its_true_address(picture: str) -> None:
    assert addresses(f"<figure>{picture}</figure>") == [WALL]


def test_the_size_of_a_list_is_told_apart_from_commas_in_addresses() -> None:
    sizes = "/c_fill,w_300/wall.jpg 300w, /c_fill,w_1200/wall.jpg 1200w"
    assert addresses(f"<figure><img srcset='{sizes}'></figure>") == ["https://quay.example/c_fill,w_1200/wall.jpg"]


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=/img/loading-dock.jpg>",
        "<img src=/img/grey-heron.jpg>",
        "<img src=/img/blank-page-book.jpg>",
        "<img src='/img/the wall.jpg'>",
        "<img src=/wall.jpg data-fallback-src=/none.jpg>",
        "<img src=/wall.jpg srcset='/other-crop-300x200.jpg 300w'>",
    ],
)
def test_a_picture_that_only_sounds_like_a_blank_stays(picture: str) -> None:
    source = picture.partition("src=")[2].strip(">'").partition(" data-")[0].partition(" srcset")[0]
    assert addresses(f"<figure>{picture}</figure>") == [f"https://quay.example{source.replace(' ', '%20')}"]


@pytest.mark.parametrize(
    "picture",
    [
        f"<img src={BLANK}>",
        "<img src=/img/placeholder.svg>",
        "<img src=//stats.example/p.jpg width=1 height=1>",
        "<img src=/img/smile.png width=20 height=20>",
        "<img src=/ana.jpg class='avatar photo'>",
        "<noscript><img src=//stats.example/tr.jpg height=1 width=1></noscript>",
        "<img data-src='/{width}/wall.jpg'>",
    ],
)
def test_blanks_pixels_and_faces_are_no_images(picture: str) -> None:
    assert addresses(f"<p>{picture}</p>") == addresses(f"<figure>{picture}</figure>") == []


@pytest.mark.parametrize(
    ("markup", "caption"),
    [
        ("<p><img src=/wall.jpg alt='Waves break over the old wall'></p>", "Waves break over the old wall"),
        ("<p><a href=/wall.jpg><img src=/wall.jpg alt=wall></a></p>", ""),
        (f"<p><img src=/wall.jpg alt='{HEADING}'></p>", ""),
        ("<p><img src=/wall.jpg alt='DSC 100 4711023 wall'></p>", ""),
        (
            "<div class=image><img src=/wall.jpg alt='A wall in the sea'></div><p class=image-caption>The wall at dawn.</p>",
            "The wall at dawn.",
        ),
        (
            "<div class=pic><img src=/wall.jpg><div class=caption-text>The wall.</div><p class=img-credit>Jo Reed</p></div>",
            "The wall. Jo Reed",
        ),
        (
            f"<table class=tr-caption-container>{ROW}<tr><td class=tr-caption>The wall at dawn</td></tr></table>",
            "The wall at dawn",
        ),
        (
            "<div class='wp-caption alignnone'><img src=/wall.jpg><p class=wp-caption-text>The wall at dawn</p></div>",
            "The wall at dawn",
        ),
    ],
)
def test_a_picture_outside_of_figures_has_the_words_beside_it(markup: str, caption: str) -> None:
    found = images(markup)
    assert [(image.url, image.caption) for image in found] == [(WALL, caption)]


@pytest.mark.parametrize(
    "markup",
    [
        "<p><img src=/img/logo.png></p>",
        "<p><img src=/img/share-button.gif></p>",
        "<p><img src=/img/arrow.svg></p>",
        "<p><img src=/ana-souza-120x120.jpg></p>",
        "<div class=related-posts><img src=/other.jpg><p>The wall last year</p></div>",
        "<div class=x><figure><a href=/2><img src=/other.jpg></a></figure><h3><a href=/2>Ferry fares to rise in spring</a></h3></div>",
        "<figure><a href=/2><img src=/other.jpg></a><figcaption><a href=/2>Ferry fares to rise in spring</a></figcaption></figure>",
        "<div class=author-box><img src=/ana.jpg></div>",
    ],
)
def test_what_stands_in_an_article_and_shows_something_else_is_none_of_its_images(markup: str) -> None:
    assert images(markup) == ()


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        (
            "<figure><img src=/wall.jpg alt='The broken wall at low tide'><figcaption>Getty Images</figcaption></figure>",
            "The broken wall at low tide",
            "Getty Images",
        ),
        ("<figure><img src=/wall.jpg><figcaption>Peder Lund/AP</figcaption></figure>", "", "Peder Lund/AP"),
        (
            "<p><img src=/wall.jpg alt='The broken wall at low tide'></p><p>(Image credit: Peder Lund)</p>",
            "The broken wall at low tide",
            "Peder Lund",
        ),
        (
            "<p><img src=/wall.jpg></p><p>The wall at low tide. Photo: Peder Lund</p>",
            "The wall at low tide. Photo: Peder Lund",
            "Peder Lund",
        ),
        (
            "<figure><img src=/wall.jpg><figcaption>Ines Doyle. Image: Peder Lund.</figcaption></figure>",
            "Ines Doyle. Image: Peder Lund.",
            "Peder Lund",
        ),
        ("<figure><img src=/wall.jpg><figcaption>[Rendering: Lund + Co]</figcaption></figure>", "", "Lund + Co"),
    ],
)
def test_a_caption_that_is_only_a_credit_is_none(markup: str, caption: str, credit: str) -> None:
    """Whose picture it is had stood for what it shows, and nothing had been its credit."""
    assert [(image.caption, image.credit) for image in images(markup)] == [(caption, credit)]


def test_pictures_above_and_below_an_article_are_not_its_own() -> None:
    """A slider above the heading, a picture behind the last paragraph that nothing calls the article's."""
    inner = f"<article><h1>{HEADING}</h1>{BEFORE}{AFTER}</article>"
    page = f"<div class=slides><img src=/top.jpg></div>{inner}<div class=x><img src=/end.jpg></div><p><a href=/2>More</a></p>"
    assert clean_html(f"<html lang=en><body>{page}</body></html>").fields.images == ()


def test_each_picture_of_a_gallery_has_its_own_caption() -> None:
    one = "<figure><img src=/a-wall.jpg><figcaption>The old wall</figcaption></figure>"
    two = "<figure><img src=/a-crane.jpg><figcaption>The new crane</figcaption></figure>"
    found = images(f"<figure class=gallery>{one}{two}</figure>")
    assert [image.caption for image in found] == ["The old wall", "The new crane"]
    nested = images(
        "<figure><figure><img src=/wall.jpg><figcaption>Jo Reed</figcaption></figure><p>The old wall</p></figure>"
    )
    assert [image.caption for image in nested] == ["Jo Reed The old wall"]


def test_a_picture_in_several_sizes_is_one_image() -> None:
    head = "<meta property=og:image content=https://cdn.example/up/harbour-wall-2026.jpg>"
    figure = "<figure><img src=https://quay.example/up/harbour-wall-2026-1024x683.jpg><figcaption>The wall</figcaption></figure>"
    found = images(figure, head=head)
    assert [(image.url.rpartition("/")[2], image.caption) for image in found] == [
        ("harbour-wall-2026-1024x683.jpg", "The wall")
    ]
    assert len(images(f"{figure}<figure><img src=/up/harbour-wall-2027.jpg></figure>", head=head)) == 2
